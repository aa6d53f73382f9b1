//! The public register of filings: which units submitted when, and nothing of the content before it is public.

use chrono::{DateTime, NaiveDate, Utc};
use domain::base::ids::{ExtensionId, OrganisationId};
use domain::base::policy::Role;
use domain::registry::organisation::{Organisation, OrganisationKind};
use domain::reporting::extension::{Extension, Punctuality};
use domain::reporting::report::{Report, ReportState};
use domain::reporting::warning::History;
use domain::results::register::{FilingCounts, FilingStatus, Ledger, Register, RegisterEntry, RegisteredExtension};
use uuid::Uuid;

use crate::plan_level::PlanLevel;
use crate::world::{
    DIGEST, cycle, day, figure, hour, organisation, participants, person, report_of, seed_set, standing, taken,
};

fn named(id: u128, name: &str, tier: PlanLevel) -> Organisation {
    organisation(OrganisationId(Uuid::from_u128(id)), name, tier, OrganisationKind::PeoplesCommittee)
}

/// A district's report, submitted at an instant.
fn filed(unit: &Organisation, extensions: &[Extension], at: DateTime<Utc>) -> Report {
    let set = seed_set(unit.level);
    let figures = set.reported().map(|criterion| figure(&criterion.code, 90, 100)).collect();
    let chief = person(0xa2, "Trưởng", &[(Role::UnitHead, unit.id)]);
    let content = (&cycle(), &set, extensions);
    taken(report_of(unit, figures).submit(content, History::default(), DIGEST.to_owned(), &chief, at))
}

fn asked(id: u128, unit: &Organisation, until: NaiveDate, at: DateTime<Utc>) -> Extension {
    let chief = person(0xa2, "Trưởng", &[(Role::UnitHead, unit.id)]);
    let id = ExtensionId(Uuid::from_u128(id));
    taken(Extension::request(id, (&cycle(), None), unit, &[], (until, "Chị Lan ốm"), &chief, at))
}

/// An entry in one sentence.
fn line(entry: &RegisterEntry) -> String {
    let digests = entry.filings.iter().filter(|filing| filing.sha256.is_some()).count();
    let returns = entry.returns.as_ref().map_or_else(|| "?".to_owned(), |returns| returns.len().to_string());
    let RegisterEntry { name, group, status, filings, extensions, .. } = entry;
    format!(
        "{name} {group} {status}: {} filed, {digests} digests, {returns} returns, {} more",
        filings.len(),
        extensions.len()
    )
}

/// Rules S27, S29, L36.
#[test]
fn s27_s29_the_register_holds_who_filed_when_and_no_content_before_its_day() {
    let (one, two, three) = (
        named(1, "Một", PlanLevel::District),
        named(2, "Hai", PlanLevel::District),
        named(3, "Ba", PlanLevel::Commune),
    );
    let (four, five, six) = (
        named(4, "Bốn", PlanLevel::District),
        named(5, "Năm", PlanLevel::District),
        named(6, "Sáu", PlanLevel::District),
    );
    let closed =
        Organisation { valid_to: Some(day(2023, 12, 31)), ..named(7, "Đã giải thể", PlanLevel::District) };
    let (before, after, late) = (hour(day(2024, 11, 20), 9), hour(day(2024, 12, 3), 9), hour(day(2024, 12, 9), 9));
    let more = taken(asked(0xe2, &two, day(2024, 12, 5), before).decide(true, "Xác nhận", &standing(), before));
    let refused = taken(asked(0xe4, &four, day(2024, 12, 5), before).decide(false, "Không", &standing(), before));
    let waiting = asked(0xe5, &five, day(2024, 12, 5), before);

    let first = filed(&one, &[], before);
    let published = Report { state: ReportState::Published, ..first.clone() };
    let second = filed(&two, std::slice::from_ref(&more), after);
    let third = filed(&three, &[], late);
    let set = seed_set(PlanLevel::District);
    let fourth = taken(filed(&four, &[], before).send_back(&set, "Thiếu", Vec::new(), &standing(), before));
    let chief = person(0xa2, "Trưởng", &[(Role::UnitHead, five.id)]);
    let fifth = taken(filed(&five, &[], before).withdraw("Nộp nhầm", &chief, before));

    let ledger = Ledger {
        extensions: vec![more.clone(), refused, waiting],
        returns: vec![(first.id, before), (fourth.id, before), (first.id, after)],
        grants: vec![(more.id, Role::StandingAgency)],
    };
    let units = [six, one, two.clone(), three, four, five, closed];
    let register =
        Register::new((&cycle(), &participants(&units)), &[published, second, third, fourth, fifth], &units, &ledger);
    let lines: Vec<String> = register.entries.iter().map(line).collect();
    assert_eq!(
        lines,
        [
            "Sáu DISTRICT NOT_FILED: 0 filed, 0 digests, ? returns, 0 more",
            "Một DISTRICT ON_TIME: 1 filed, 1 digests, 2 returns, 0 more",
            "Hai DISTRICT WITHIN_EXTENSION: 1 filed, 0 digests, ? returns, 1 more",
            "Ba COMMUNE LATE: 1 filed, 0 digests, ? returns, 0 more",
            "Bốn DISTRICT ON_TIME: 1 filed, 0 digests, ? returns, 0 more",
            "Năm DISTRICT NOT_FILED: 1 filed, 0 digests, ? returns, 0 more",
        ],
        "in the order of the registry; a return of what is not public is told to nobody"
    );
    let public = register.entries.iter().find(|entry| entry.returns.is_some()).expect("a public line");
    assert_eq!(public.returns.as_deref(), Some([before, after].as_slice()));
    assert_eq!(public.filings[0].sha256.as_deref(), Some(DIGEST));
    assert_eq!((public.filings[0].number, public.filings[0].at), (1, before));
    let extended = register.entries.iter().find(|entry| entry.organisation == two.id).expect("its line");
    let expected = RegisteredExtension {
        requested_at: before,
        granted_at: before,
        granted_by: Some(Role::StandingAgency),
        until: day(2024, 12, 5),
    };
    assert_eq!(extended.extensions, [expected]);
    assert_eq!(extended.filings[0].punctuality, Punctuality::WithinExtension);

    let counts = FilingCounts { on_time: 2, within_extension: 1, late: 1, not_filed: 2 };
    assert_eq!((register.counts(), register.counts().owing()), (counts, 6));
    assert_eq!(register.counts_of(PlanLevel::Commune.group()), FilingCounts { late: 1, ..FilingCounts::default() });
    assert_eq!(register.counts_of(PlanLevel::Provincial.group()).owing(), 0);
}

/// Reports from before there were receipts record only whether they were late.
#[test]
fn s27_a_report_without_receipts_stands_by_its_mark() {
    let unit = named(1, "Một", PlanLevel::District);
    let report = Report { filings: Vec::new(), ..filed(&unit, &[], hour(day(2024, 11, 20), 9)) };
    let status = |late: bool| {
        let reports = [Report { late, ..report.clone() }];
        let register = Register::new(
            (&cycle(), &participants(std::slice::from_ref(&unit))),
            &reports,
            std::slice::from_ref(&unit),
            &Ledger::default(),
        );
        register.entries.first().map(|entry| (entry.status, entry.filings.len()))
    };
    assert_eq!(status(true), Some((FilingStatus::Late, 0)));
    assert_eq!(status(false), Some((FilingStatus::OnTime, 0)));
}
