//! Units exist for a time and hold functions for a time.

use chrono::NaiveDate;
use domain::base::citation::Citation;
use domain::base::ids::{FunctionId, OrganisationId, Revision};
use domain::base::policy::Role;
use domain::registry::function_holding::FunctionHolding;
use domain::registry::organisation::{Code, CodeScheme, Neighbours, Organisation, OrganisationKind};
use uuid::Uuid;

use crate::plan_level::{PlanLevel, near};
use crate::world::{
    AGENCY, CAMPAIGN, OTHER, UNIT, administrator, admitted, day, document, hour, now, organisation, standing, taken,
    told, unit,
};

fn holding(organisation: OrganisationId, from: NaiveDate) -> FunctionHolding {
    FunctionHolding {
        id: FunctionId(Uuid::from_u128(organisation.0.as_u128())),
        function: Role::StandingAgency,
        organisation,
        campaign: Some(CAMPAIGN),
        from,
        to: None,
        document: document(),
        revision: Revision::FIRST,
    }
}

fn present() -> FunctionHolding {
    holding(AGENCY, day(2022, 1, 1))
}

fn successor() -> Organisation {
    organisation(OTHER, "Sở Khoa học và Công nghệ", PlanLevel::Provincial, OrganisationKind::Department)
}

fn pass_on(next: FunctionHolding) -> Vec<String> {
    told(next.assign(Some(present()), (&successor(), true), &administrator(), now()).map(drop))
}

/// Rules L30, L32: a unit exists from its first day to its last, both included.
#[test]
fn l30_a_unit_is_valid_from_its_first_day_to_its_last() {
    let unit = Organisation { valid_from: day(2020, 2, 1), valid_to: Some(day(2025, 6, 30)), ..unit() };
    let valid = [(2020, 1, 31), (2020, 2, 1), (2025, 6, 30), (2025, 7, 1)]
        .map(|(year, month, date)| unit.is_valid_on(day(year, month, date)));
    assert_eq!(valid, [false, true, true, false]);
    assert!(Organisation { valid_to: None, ..unit }.is_valid_on(day(2099, 1, 1)));
}

/// Rule L34: the function is transferred without a gap, without an overlap, and not back in time.
#[test]
fn l34_a_function_passes_from_one_day_to_the_next() {
    let next = holding(OTHER, day(2025, 3, 1));
    let handover = next.assign(Some(present()), (&successor(), true), &administrator(), now()).expect("open");
    let (begun, event) = handover.begun.into_parts();
    let (ended, end_event) = handover.ended.expect("there was a holder").into_parts();
    assert_eq!((ended.to, begun.from, begun.to), (Some(day(2025, 2, 28)), day(2025, 3, 1), None));
    for date in [day(2022, 1, 1), day(2025, 2, 28), day(2025, 3, 1), day(2030, 1, 1)] {
        assert!(ended.is_held_on(date) != begun.is_held_on(date), "one holder on {date}");
    }
    assert!(!ended.is_held_on(day(2021, 12, 31)));
    assert_eq!((event.organisation, event.to), (Some(OTHER), Some("STANDING_AGENCY")));
    let change = end_event.changes.first().expect("what ended");
    assert_eq!((end_event.organisation, change.after.as_deref()), (Some(AGENCY), Some("2025-02-28")));
}

/// Rule L34: past acts stay with the unit that held the function then.
#[test]
fn l34_a_function_is_not_passed_on_for_days_gone_by() {
    assert_eq!(pass_on(holding(OTHER, day(2024, 11, 20))), ["done"]);
    assert_eq!(pass_on(holding(OTHER, day(2024, 11, 19))), ["invalid: FUNCTION_BACKDATED L34 /fromDate"]);
    // Today begins in the province while it is still yesterday in UTC.
    let early = holding(OTHER, day(2024, 11, 21)).assign(
        Some(present()),
        (&successor(), true),
        &administrator(),
        hour(day(2024, 11, 22), 0),
    );
    assert_eq!(told(early.map(drop)), ["invalid: FUNCTION_BACKDATED L34 /fromDate"]);
    let future = holding(AGENCY, day(2025, 1, 1));
    let same_day = holding(OTHER, day(2025, 1, 1)).assign(Some(future), (&successor(), true), &administrator(), now());
    assert_eq!(told(same_day.map(drop)), ["invalid: FUNCTION_BACKDATED - /fromDate"]);
}

/// Rule L34: only a function, to a unit that exists, under a completely cited document.
#[test]
fn l34_a_function_goes_to_a_unit_that_exists_under_a_document() {
    let next = || holding(OTHER, day(2025, 3, 1));
    let own = FunctionHolding { function: Role::UnitHead, campaign: None, ..next() };
    assert_eq!(pass_on(own), ["invalid: NOT_A_FUNCTION - /function"]);
    let of_all = FunctionHolding { campaign: None, ..next() };
    assert_eq!(pass_on(of_all), ["invalid: MOVEMENT_MISSING M02 /campaign"]);
    let of_one = FunctionHolding { function: Role::Auditor, ..next() };
    assert_eq!(pass_on(of_one), ["invalid: MOVEMENT_UNWANTED M02 /campaign"]);
    let unfounded = FunctionHolding { document: Citation::default(), ..next() };
    assert_eq!(pass_on(unfounded), ["invalid: CITATION_INCOMPLETE L21 /document"]);
    let gone = Organisation { valid_to: Some(day(2025, 2, 28)), ..successor() };
    let answer = next().assign(None, (&gone, true), &administrator(), now());
    assert_eq!(told(answer.map(drop)), ["invalid: UNIT_NOT_VALID L34 /organisation"]);
    let unborn = Organisation { valid_from: day(2025, 3, 2), ..successor() };
    let answer = next().assign(None, (&unborn, true), &administrator(), now());
    assert_eq!(told(answer.map(drop)), ["invalid: UNIT_NOT_VALID L34 /organisation"]);
}

#[test]
fn only_the_administrator_assigns_functions_and_the_holder_does_not_pass_them_on() {
    let assign =
        |actor: &_| holding(OTHER, day(2025, 3, 1)).assign(Some(present()), (&successor(), true), actor, now());
    assert_eq!(admitted(assign), ["Quản"]);
    assert!(assign(&standing()).is_err());
}

/// Rule L37: an act of the installation itself bears its name, and no person's.
#[test]
fn l37_a_plan_leaves_its_events_without_a_person() {
    let (_, registered) = unit().load(near(PlanLevel::Provincial), now()).expect("open").into_parts();
    let (seeded, assigned) = present().load(&unit(), "plan", now()).expect("open").into_parts();
    for event in [&registered, &assigned] {
        assert_eq!((event.author.name.as_str(), event.author.account, event.author.role), ("plan", None, None));
    }
    assert_eq!(assigned.to, Some("STANDING_AGENCY"));
    assert_eq!(seeded, present());
    assert_eq!(taken(unit().load(near(PlanLevel::Provincial), now())), unit());
}

fn coded(id: u128, value: &str, from: NaiveDate, to: Option<NaiveDate>) -> Organisation {
    let unit = organisation(
        OrganisationId(Uuid::from_u128(id)),
        "Phường 9",
        PlanLevel::Commune,
        OrganisationKind::PeoplesCommittee,
    );
    let codes = vec![Code { scheme: CodeScheme::Gso, value: value.to_owned() }];
    Organisation { codes, valid_from: from, valid_to: to, ..unit }
}

/// Rules L32, L33: only one unit has a code at a time; after the unit has ended, the code is free.
#[test]
fn l33_a_code_is_of_one_unit_at_a_time() {
    let there = [coded(0x11, "31522", day(2021, 1, 1), Some(day(2024, 8, 31)))];
    let near = Neighbours { bearers: &there, ..near(PlanLevel::Commune) };
    let found = |unit: Organisation| told(unit.found(document(), near, &administrator(), now()));
    let taken = ["taken: CODE_TAKEN L33"];
    assert_eq!(found(coded(0x12, "31522", day(2024, 8, 31), None)), taken);
    assert_eq!(found(coded(0x12, " 31522", day(2020, 1, 1), Some(day(2021, 1, 1)))), taken, "one common day is enough");
    assert_eq!(found(coded(0x12, "31522", day(2024, 9, 1), None)), ["done"]);
    assert_eq!(found(coded(0x12, "31523", day(2021, 1, 1), None)), ["done"]);
    let other_scheme = vec![Code { scheme: CodeScheme::Slug, value: "phuong-31522".to_owned() }];
    assert_eq!(found(Organisation { codes: other_scheme, ..coded(0x12, "", day(2021, 1, 1), None) }), ["done"]);
    assert_eq!(found(coded(0x12, " ", day(2024, 9, 1), None)), ["invalid: CODE_UNUSABLE L33 /codes/0/value"]);
    let founded = taken_unit();
    assert_eq!(founded.names().first().and_then(|name| name.document.clone()), Some(document()));
}

/// Rules L30, L33: a superior unit exists on the first day of the new one; a code is not free while one unit has it.
#[test]
fn l30_a_superior_unit_is_there_on_the_first_day() {
    let district = Organisation { valid_to: Some(day(2024, 12, 31)), ..unit() };
    let below =
        |parent: OrganisationId, from| Organisation { parent: Some(parent), ..coded(0x12, "31522", from, None) };
    let level = PlanLevel::Commune.level();
    let found = |unit: Organisation, parent: Option<&Organisation>| {
        told(unit.found(document(), Neighbours { level: Some(&level), parent, bearers: &[] }, &administrator(), now()))
    };
    assert_eq!(found(below(UNIT, day(2024, 12, 31)), Some(&district)), ["done"]);
    assert_eq!(found(below(UNIT, day(2025, 1, 1)), Some(&district)), ["invalid: UNIT_NOT_VALID L30 /parent"]);
    assert_eq!(found(below(UNIT, day(2024, 1, 1)), None), ["invalid: UNIT_UNKNOWN - /parent"]);
    assert_eq!(found(below(OTHER, day(2024, 1, 1)), Some(&district)), ["invalid: UNIT_UNKNOWN - /parent"], "another");
    let bearers =
        [coded(0x11, "31522", day(2021, 1, 1), Some(day(2024, 8, 31))), coded(0x13, "31522", day(2024, 9, 1), None)];
    let near = Neighbours { bearers: &bearers, ..near(PlanLevel::Commune) };
    let same = coded(0x12, "31522", day(2025, 1, 1), None).found(document(), near, &administrator(), now());
    assert_eq!(told(same), ["taken: CODE_TAKEN L33"], "the one before is gone, the one now is not");
}

fn taken_unit() -> Organisation {
    taken(coded(0x12, "31522", day(2024, 9, 1), None).found(
        document(),
        near(PlanLevel::Commune),
        &administrator(),
        now(),
    ))
}

/// Rule L31: the name on each day is the one that the unit had on it.
#[test]
fn l31_a_unit_bears_one_name_on_each_day() {
    let rename = |unit: Organisation, name: &str, from| unit.rename(name, from, document(), &administrator(), now());
    let second = taken(rename(unit(), "  Sở Y tế và  Dân số ", day(2023, 1, 1)));
    let third = taken(rename(second, "Sở Sức khỏe", day(2024, 11, 20)));
    let on = |year, month, date| third.name_on(day(year, month, date)).to_owned();
    assert_eq!(on(1980, 1, 1), "Sở Y tế");
    assert_eq!([on(2022, 12, 31), on(2023, 1, 1)], ["Sở Y tế", "Sở Y tế và Dân số"]);
    assert_eq!([on(2024, 11, 19), on(2024, 11, 20)], ["Sở Y tế và Dân số", "Sở Sức khỏe"]);
    let names = third.names();
    for (one, next) in names.iter().zip(names.iter().skip(1)) {
        assert_eq!(one.to.and_then(|last| last.succ_opt()), Some(next.from), "no day without a name, none with two");
    }
    assert_eq!((names.len(), names[0].from, names[2].to), (3, unit().valid_from, None));
    assert_eq!(told(rename(third.clone(), "Sở Y", day(2024, 11, 20))), ["invalid: DATE_UNFIT - /fromDate"]);
    assert_eq!(told(rename(third, "Sở Y", day(2024, 11, 21))), ["invalid: DATE_IN_FUTURE - /fromDate"]);
    assert_eq!(told(rename(unit(), "Sở Y tế", day(2024, 1, 1))), ["invalid: NAME_SAME - /name"]);
    let unfounded = unit().rename("Sở Y", day(2024, 1, 1), Citation::default(), &administrator(), now());
    assert_eq!(told(unfounded), ["invalid: CITATION_INCOMPLETE L21 /document"]);
    let gone = Organisation { valid_to: Some(day(2023, 12, 31)), ..unit() };
    assert_eq!(told(rename(gone, "Sở Y", day(2024, 1, 1))), ["invalid: UNIT_NOT_VALID L30 /fromDate"]);
}

/// Rules L30, L34: a unit ends once, and not while it holds a function.
#[test]
fn l34_a_unit_that_holds_a_function_does_not_end() {
    let last = day(2025, 2, 28);
    let close = |unit: Organisation, holdings: &[FunctionHolding]| {
        told(unit.close(last, document(), holdings, &administrator(), now()))
    };
    let until = |to| FunctionHolding { to, ..holding(UNIT, day(2022, 1, 1)) };
    assert_eq!(close(unit(), &[until(None)]), ["wrong state: FUNCTION_HELD L34"]);
    assert_eq!(close(unit(), &[until(Some(day(2025, 3, 1)))]), ["wrong state: FUNCTION_HELD L34"]);
    assert_eq!(close(unit(), &[until(Some(last))]), ["done"]);
    assert_eq!(close(unit(), &[present()]), ["done"], "another unit's");
    assert_eq!(close(Organisation { valid_to: Some(last), ..unit() }, &[]), ["wrong state: UNIT_ENDED L30"]);
    let unborn = Organisation { valid_from: day(2025, 3, 1), ..unit() };
    assert_eq!(close(unborn, &[]), ["invalid: DATE_UNFIT - /lastDate"]);
}

#[test]
fn only_the_administrator_changes_the_registry() {
    let (may, last) = (["Quản"], day(2025, 2, 28));
    assert_eq!(admitted(|actor| unit().found(document(), near(PlanLevel::Provincial), actor, now())), may);
    assert_eq!(admitted(|actor| unit().rename("Sở Y", day(2024, 1, 1), document(), actor, now())), may);
    assert_eq!(admitted(|actor| unit().close(last, document(), &[], actor, now())), may);
}

fn with_code(tier: PlanLevel, scheme: CodeScheme, value: &str) -> Vec<String> {
    let codes = vec![Code { scheme, value: value.to_owned() }];
    let kind = match tier {
        PlanLevel::Enterprise => OrganisationKind::Enterprise,
        PlanLevel::Provincial | PlanLevel::District | PlanLevel::Commune | PlanLevel::Individual => {
            OrganisationKind::PeoplesCommittee
        }
    };
    let unit = organisation(OrganisationId(Uuid::from_u128(0x12)), "Đơn vị", tier, kind);
    let near = near(tier);
    told(Organisation { codes, kind, ..unit }.found(document(), near, &administrator(), now()))
}

/// Rule L33: a code is written as its scheme writes codes.
#[test]
fn found_b19_l33_a_code_matches_its_scheme() {
    use CodeScheme::{Gso, Slug};
    let unfit = ["invalid: CODE_UNFIT L33 /codes/0/value"];
    for (tier, value) in [(PlanLevel::Commune, "31522"), (PlanLevel::District, "943"), (PlanLevel::Provincial, "94")] {
        assert_eq!(with_code(tier, Gso, value), ["done"], "{value}");
    }
    for (tier, value) in [
        (PlanLevel::Commune, "abc"),
        (PlanLevel::Commune, "943"),
        (PlanLevel::Commune, "315220"),
        (PlanLevel::Commune, "3152a"),
        (PlanLevel::District, "31522"),
        (PlanLevel::District, "94"),
        (PlanLevel::Provincial, "943"),
        (PlanLevel::Enterprise, "31522"),
    ] {
        assert_eq!(with_code(tier, Gso, value), unfit, "{tier} {value}");
    }
    assert_eq!(with_code(PlanLevel::Commune, Slug, "31522"), unfit, "taken for a code of the statistics office");
    assert_eq!(with_code(PlanLevel::Commune, Slug, "xa-31522"), ["done"]);
    assert_eq!(with_code(PlanLevel::Commune, Gso, "31-22"), unfit);
    assert_eq!(with_code(PlanLevel::Commune, Gso, "xã 3"), ["invalid: CODE_UNUSABLE L33 /codes/0/value"]);
}

/// Days of the registry have a plausible frame; the clock stands at 20 November 2024.
#[test]
fn found_b19_days_of_the_registry_are_plausible() {
    let begun = |from| {
        let unit = Organisation { valid_from: from, ..unit() };
        told(unit.found(document(), near(PlanLevel::Provincial), &administrator(), now()))
    };
    let unfit = ["invalid: DATE_UNFIT - /fromDate"];
    assert_eq!(
        (begun(day(1945, 9, 1)), begun(day(1945, 9, 2))),
        (unfit.map(str::to_owned).to_vec(), vec!["done".to_owned()])
    );
    assert_eq!(begun(day(2026, 11, 20)), ["done"]);
    assert_eq!(begun(day(2026, 11, 21)), unfit);
    let ended = |last| told(unit().close(last, document(), &[], &administrator(), now()));
    assert_eq!(ended(day(2026, 11, 20)), ["done"]);
    assert_eq!(ended(day(2026, 11, 21)), ["invalid: DATE_TOO_FAR - /lastDate"]);
    let dated = |date| {
        let document = Citation { date: Some(date), ..document() };
        told(unit().found(document, near(PlanLevel::Provincial), &administrator(), now()))
    };
    assert_eq!(dated(day(2024, 11, 20)), ["done"]);
    assert_eq!(dated(day(2024, 11, 21)), ["invalid: DATE_IN_FUTURE - /document/date"]);
    assert_eq!(dated(day(1945, 9, 1)), ["invalid: DATE_TOO_EARLY - /document/date"]);
    let future = FunctionHolding {
        document: Citation { date: Some(day(2030, 1, 1)), ..document() },
        ..holding(OTHER, day(2025, 3, 1))
    };
    assert_eq!(pass_on(future), ["invalid: DATE_IN_FUTURE - /document/date"]);
    assert_eq!(pass_on(holding(OTHER, day(2026, 11, 20))), ["done"]);
    assert_eq!(pass_on(holding(OTHER, day(2026, 11, 21))), ["invalid: DATE_TOO_FAR - /fromDate"]);
}

/// Rule L34: a function ends with its unit, so it is not passed to a unit whose last day is known, even if that day is
/// far away.
#[test]
fn found_b8_l34_a_function_is_not_passed_to_a_unit_that_will_end() {
    let ending = Organisation { valid_to: Some(day(2025, 12, 31)), ..successor() };
    let answer = holding(OTHER, day(2025, 3, 1)).assign(Some(present()), (&ending, true), &administrator(), now());
    assert_eq!(told(answer.map(drop)), ["invalid: UNIT_NOT_VALID L34 /organisation"]);
}

/// Rule L34: no role of a function is given for a unit that has ended; the roles within the unit are, to finish what
/// its life covers.
#[test]
fn found_e10_l34_a_unit_that_has_ended_gives_no_function_to_anybody() {
    let until = |last| Organisation { valid_to: Some(last), ..unit() };
    let take = |unit: &Organisation, role| told(unit.must_take_people(role, now()));
    let (yesterday, today) = (until(day(2024, 11, 19)), until(day(2024, 11, 20)));
    for role in Role::ALL.iter().filter(|role| role.function().is_some()) {
        assert_eq!(take(&yesterday, *role), ["wrong state: UNIT_ENDED L34"], "{role}");
        assert_eq!((take(&today, *role), take(&unit(), *role)), (vec!["done".to_owned()], vec!["done".to_owned()]));
    }
    for role in [Role::UnitEditor, Role::UnitHead] {
        assert_eq!(take(&yesterday, role), ["done"], "{role}");
    }
    assert_eq!((yesterday.ended_by(now()), today.ended_by(now())), (Some(day(2024, 11, 19)), None));
}

/// Rule L32: the statistics office's code is what the public knows a unit by, wherever it stands in the list.
#[test]
fn found_c14_the_public_code_is_the_official_one() {
    let code = |scheme, value: &str| Code { scheme, value: value.to_owned() };
    let (slug, gso) = (code(CodeScheme::Slug, "xa-ke-sach"), code(CodeScheme::Gso, "31528"));
    let known = |codes: &[Code]| Organisation { codes: codes.to_vec(), ..unit() }.public_code().map(str::to_owned);
    assert_eq!(known(&[slug.clone(), gso.clone()]).as_deref(), Some("31528"));
    assert_eq!(known(&[gso, slug.clone()]).as_deref(), Some("31528"));
    assert_eq!(known(&[slug]).as_deref(), Some("xa-ke-sach"));
    assert_eq!(known(&[]), None);
}

/// Rule L37: what the registry changes stands in the trail with the old and the new text.
#[test]
fn found_b18_l37_changes_of_the_registry_are_recorded() {
    let changes = |step: domain::base::step::Step<Organisation>| -> Vec<String> {
        let (_, event) = step.into_parts();
        let text = |value: Option<String>| value.unwrap_or_else(|| "-".to_owned());
        event
            .changes
            .into_iter()
            .map(|one| format!("{}: {} -> {}", one.field, text(one.before), text(one.after)))
            .collect()
    };
    let line = document().line();
    assert_eq!(line, "12/HD-STTTT, 2022-03-01, Sở Thông tin và Truyền thông, Hướng dẫn chấm điểm");
    let founded = coded(0x12, "31522", day(2024, 9, 1), None);
    let founded = founded.found(document(), near(PlanLevel::Commune), &administrator(), now()).expect("open");
    assert_eq!(
        changes(founded),
        [
            "name: - -> Phường 9".to_owned(),
            "validFrom: - -> 2024-09-01".to_owned(),
            format!("document: - -> {line}"),
            "code.GSO: - -> 31522".to_owned(),
        ]
    );
    let renamed = unit().rename("Sở Sức khỏe", day(2024, 11, 20), document(), &administrator(), now()).expect("open");
    assert_eq!(
        changes(renamed),
        [
            "name: Sở Y tế -> Sở Sức khỏe".to_owned(),
            "namedSince: 1992-04-01 -> 2024-11-20".to_owned(),
            format!("document: - -> {line}"),
        ]
    );
    let closed = unit().close(day(2024, 12, 31), document(), &[], &administrator(), now()).expect("open");
    assert_eq!(changes(closed), ["validTo: - -> 2024-12-31".to_owned(), format!("endingDocument: - -> {line}")]);
}
