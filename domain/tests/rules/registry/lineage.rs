//! Successors of units, and who may read their predecessors' data.

use chrono::NaiveDate;
use domain::base::citation::Citation;
use domain::base::identity::Scope;
use domain::base::ids::{OrganisationId, SuccessionId};
use domain::base::refusal::Refusal;
use domain::registry::function_holding::FunctionHolding;
use domain::registry::lineage::{Known, Lineage, Reorganisation, Reorganised, Succession, SuccessionKind};
use domain::registry::organisation::{Organisation, OrganisationKind};
use uuid::Uuid;

use crate::plan_level::PlanLevel;
use crate::world::{AGENCY, OTHER, UNIT, administrator, admitted, day, document, now, organisation, taken, told, unit};

const LAST: (i32, u32, u32) = (2024, 12, 31);

fn last() -> NaiveDate {
    let (year, month, date) = LAST;
    day(year, month, date)
}

fn heir(id: OrganisationId, from: NaiveDate) -> Organisation {
    let heir = organisation(id, "Sở Y tế và Dân số", PlanLevel::Provincial, OrganisationKind::Department);
    Organisation { valid_from: from, ..heir }
}

fn plan(successors: &[OrganisationId]) -> Reorganisation {
    let numbered = successors.iter().zip(1_u128..);
    Reorganisation {
        kind: SuccessionKind::Merged,
        successors: numbered.map(|(unit, place)| (SuccessionId(Uuid::from_u128(place)), *unit)).collect(),
        last: last(),
        document: document(),
    }
}

fn reorganised(unit: Organisation, successors: &[OrganisationId], known: Known<'_>) -> Result<Reorganised, Refusal> {
    unit.reorganise(plan(successors), known, &administrator(), now())
}

const NOTHING: Known<'static> = Known { successors: &[], holdings: &[], successions: &[] };

/// Rule L31: the unit ends on its last day and its successors follow on the next, each with its own audit entry.
#[test]
fn l31_a_unit_ends_and_its_successors_follow() {
    let heirs = [heir(OTHER, day(2025, 1, 1)), heir(AGENCY, day(1992, 1, 1))];
    let Reorganised { predecessor, successions } =
        reorganised(unit(), &[OTHER, AGENCY], Known { successors: &heirs, ..NOTHING }).expect("open");
    let (ended, event) = predecessor.into_parts();
    assert_eq!((ended.valid_to, ended.history.ended_by), (Some(last()), Some(document())));
    assert_eq!(
        (event.organisation, event.changes.first().map(|change| change.field.as_str())),
        (Some(UNIT), Some("validTo"))
    );
    let lines: Vec<_> = successions
        .into_iter()
        .map(|step| {
            let (succession, event) = step.into_parts();
            assert_eq!((event.organisation, event.to), (Some(succession.successor), Some("MERGED")));
            (succession.predecessor, succession.successor, succession.from)
        })
        .collect();
    assert_eq!(lines, [(UNIT, OTHER, day(2025, 1, 1)), (UNIT, AGENCY, day(2025, 1, 1))]);
    let open = |actor: &_| unit().reorganise(plan(&[OTHER]), Known { successors: &heirs, ..NOTHING }, actor, now());
    assert_eq!(admitted(open), ["Quản"]);
}

/// Rules L30, L31: a successor is another unit, exists on the day after, and is named once.
#[test]
fn l30_a_successor_is_there_on_the_day_after() {
    let told_of = |successors: &[OrganisationId], heirs: &[Organisation]| {
        told(reorganised(unit(), successors, Known { successors: heirs, ..NOTHING }))
    };
    let good = heir(OTHER, day(2025, 1, 1));
    assert_eq!(told_of(&[OTHER], std::slice::from_ref(&good)), ["done"]);
    assert_eq!(told_of(&[OTHER], &[]), ["invalid: UNIT_UNKNOWN - /successors/0"]);
    let wrong = ["invalid: UNIT_NOT_VALID L30 /successors/0"];
    assert_eq!(told_of(&[OTHER], &[heir(OTHER, day(2025, 1, 2))]), wrong);
    let gone = Organisation { valid_to: Some(last()), ..good.clone() };
    assert_eq!(told_of(&[OTHER], &[gone]), wrong);
    assert_eq!(told_of(&[UNIT], &[unit()]), ["invalid: SUCCESSOR_ITSELF - /successors/0"]);
    assert_eq!(told_of(&[OTHER, OTHER], &[good]), ["invalid: SUCCESSOR_TWICE - /successors/1"]);
}

/// Rules L30, L34: successors of an ended unit can still be recorded, on its own last day, even if it holds a function.
#[test]
fn l30_successors_of_an_ended_unit_may_be_recorded_later() {
    let heirs = [heir(OTHER, day(2025, 1, 1))];
    let holdings = [FunctionHolding {
        id: domain::base::ids::FunctionId(Uuid::nil()),
        function: domain::base::policy::Role::Auditor,
        organisation: UNIT,
        campaign: None,
        from: day(2022, 1, 1),
        to: None,
        document: document(),
        revision: domain::base::ids::Revision::FIRST,
    }];
    let known = Known { successors: &heirs, holdings: &holdings, successions: &[] };
    let ended = |last| Organisation { valid_to: Some(last), ..unit() };
    assert_eq!(told(reorganised(unit(), &[OTHER], known)), ["wrong state: FUNCTION_HELD L34"]);
    assert_eq!(told(reorganised(ended(last()), &[OTHER], known)), ["done"]);
    let other_day = told(reorganised(ended(day(2024, 12, 30)), &[OTHER], known));
    assert_eq!(other_day, ["invalid: DATE_UNFIT L30 /lastDate"]);
    let recorded = [succession(UNIT, OTHER)];
    let again = told(reorganised(ended(last()), &[OTHER], Known { successions: &recorded, ..known }));
    assert_eq!(again, ["invalid: SUCCESSOR_RECORDED - /successors/0"]);
}

/// Rules L30, L31, M10: a succession of a package begins on the day after its predecessor's last, with a unit that exists.
#[test]
fn l30_l31_m10_a_succession_of_a_package_fits_the_lives_of_its_units() {
    let ended = Organisation { valid_to: Some(last()), ..unit() };
    let good = heir(OTHER, day(2025, 1, 1));
    let sound = succession(UNIT, OTHER);
    let (saved, event) = sound.clone().load(&ended, &good, &[]).expect("it fits").into_parts();
    assert_eq!(saved, sound);
    assert_eq!((event.organisation, event.to), (Some(OTHER), Some("SPLIT")));
    let told_of =
        |one: Succession, from: &Organisation, to: &Organisation, known: &[Succession]| told(one.load(from, to, known));
    let other_day = Succession { from: day(2025, 1, 2), ..sound.clone() };
    assert_eq!(told_of(other_day, &ended, &good, &[]), ["invalid: DATE_UNFIT L30 /fromDate"]);
    assert_eq!(told_of(sound.clone(), &unit(), &good, &[]), ["invalid: DATE_UNFIT L30 /fromDate"]);
    let later = heir(OTHER, day(2025, 1, 2));
    assert_eq!(told_of(sound.clone(), &ended, &later, &[]), ["invalid: UNIT_NOT_VALID L30 /successor"]);
    let itself = Succession { successor: UNIT, ..sound.clone() };
    assert_eq!(told_of(itself, &ended, &ended, &[]), ["invalid: SUCCESSOR_ITSELF - /successor"]);
    let recorded = [sound.clone()];
    assert_eq!(told_of(sound.clone(), &ended, &good, &recorded), ["invalid: SUCCESSOR_RECORDED - /successor"]);
    let unnumbered = Succession { document: Citation { number: None, ..document() }, ..sound };
    assert_eq!(told_of(unnumbered, &ended, &good, &[]), ["invalid: CITATION_INCOMPLETE L21 /document"]);
}

/// A lineage has no cycle: a unit that ended does not exist on any later day, and every succession leads to a later
/// one.
#[test]
fn a_lineage_has_no_circle() {
    let first = taken_end(unit(), &[heir(OTHER, day(2025, 1, 1))]);
    let second = Organisation { valid_to: None, ..heir(OTHER, day(2025, 1, 1)) };
    for last in [last(), day(2025, 1, 1), day(2030, 1, 1)] {
        let back = Reorganisation { last, ..plan(&[UNIT]) };
        let known = Known { successors: std::slice::from_ref(&first), ..NOTHING };
        let answer = told(second.clone().reorganise(back, known, &administrator(), now()));
        assert!(answer.contains(&"invalid: UNIT_NOT_VALID L30 /successors/0".to_owned()), "{last}: {answer:?}");
    }
}

fn taken_end(unit: Organisation, heirs: &[Organisation]) -> Organisation {
    let ids: Vec<OrganisationId> = heirs.iter().map(|heir| heir.id).collect();
    let ending = reorganised(unit, &ids, Known { successors: heirs, ..NOTHING }).expect("open");
    taken(Ok(ending.predecessor))
}

fn succession(predecessor: OrganisationId, successor: OrganisationId) -> Succession {
    Succession {
        id: SuccessionId(Uuid::nil()),
        predecessor,
        successor,
        kind: SuccessionKind::Split,
        from: day(2025, 1, 1),
        document: document(),
        recorded_at: now(),
    }
}

/// Rule L31: successors read their predecessors' data, and no other unit does so by this rule; a truncated lineage is
/// not reported as complete.
#[test]
fn l31_the_heirs_read_what_their_predecessors_received() {
    let lineage = Lineage {
        successions: vec![succession(UNIT, OTHER), succession(AGENCY, UNIT), succession(AGENCY, OTHER)],
        complete: true,
    };
    assert_eq!(lineage.predecessors(), [UNIT, AGENCY]);
    let predecessors = lineage.predecessors();
    let scope = |units: &[OrganisationId]| Scope::of_units(units.to_vec()).inheriting(OTHER, &predecessors);
    assert_eq!(scope(&[OTHER]), Scope::of_units(vec![OTHER, UNIT, AGENCY]));
    assert_eq!(scope(&[UNIT]), Scope::of_units(vec![UNIT]));
    assert_eq!(Scope::Everything.inheriting(OTHER, &predecessors), Scope::Everything);
    assert_eq!(told(lineage.must_be_complete()), ["done"]);
    assert_eq!(told(Lineage { complete: false, ..lineage }.must_be_complete()), ["wrong state: LINEAGE_TOO_LONG L31"]);
}
