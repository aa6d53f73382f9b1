//! Releases: numbered, frozen, and made of what is final only.

use domain::criteria::{CriteriaSet, CriteriaSetState};
use domain::ids::{BoardId, OrganisationId, ReleaseId};
use domain::organisation::{Organisation, OrganisationKind, Tier};
use domain::policy::Role;
use domain::publication::{Materials, Publication, Release};
use domain::ranking::Standing;
use domain::refusal::Refusal;
use domain::report::{Report, ReportState};
use domain::scoring::Bests;
use domain::step::Step;
use domain::warning::History;
use uuid::Uuid;

use crate::world::{
    DIGEST, admitted, cycle, figure, final_report, findings, head, issued_set, now, organisation, person, planned,
    report_in, report_of, seed_set, standing, taken, told, unit, verified,
};

fn publish(reports: Vec<Report>, sets: &[CriteriaSet], newest: i64, reason: &str) -> Result<Publication, Refusal> {
    let reported = reports.iter().map(|report| Organisation { id: report.organisation, ..unit() });
    let organisations: Vec<Organisation> = reported.collect();
    let cycle = cycle();
    let materials = Materials { cycle: &cycle, sets, reports, organisations: &organisations, newest };
    Release::publish(ReleaseId(Uuid::nil()), boards(), materials, reason, &standing(), now())
}

fn boards() -> [BoardId; 3] {
    [1, 2, 3].map(|place| BoardId(Uuid::from_u128(place)))
}

fn issued() -> [CriteriaSet; 3] {
    [Tier::Provincial, Tier::District, Tier::Commune].map(issued_set)
}

/// A final report of a unit of a tier, with the same share everywhere.
fn scored(id: u128, tier: Tier, numerator: i64) -> Report {
    let unit = organisation(OrganisationId(Uuid::from_u128(id)), "Đơn vị", tier, OrganisationKind::PeoplesCommittee);
    let set = seed_set(tier);
    let figures = set.reported().map(|criterion| figure(&criterion.code, numerator, 100)).collect();
    let report = report_of(&unit, figures);
    let chief = person(0xa2, "Trưởng", &[(Role::UnitHead, unit.id)]);
    let report = taken(report.submit((&cycle(), &set, &[]), History::default(), DIGEST.to_owned(), &chief, now()));
    let found = verified(&report.figures);
    let report = taken(report.verify(&set, findings(found), &standing(), now()));
    taken(report.finalise(&set, &Bests::new(), &standing(), now()))
}

fn released(publication: Publication) -> (Release, Vec<Report>) {
    let reports = publication.reports.into_iter().map(|step: Step<Report>| step.into_parts().0).collect();
    (publication.release.into_parts().0, reports)
}

/// Rule S29: drafts and unverified figures never become public.
#[test]
fn s29_only_final_reports_enter_a_release() {
    for state in [ReportState::Draft, ReportState::Submitted, ReportState::Returned, ReportState::Verifying] {
        let unfinished = Report { organisation: OrganisationId(Uuid::max()), ..report_in(state) };
        let answer = publish(vec![unfinished.clone()], &issued(), 0, "");
        assert_eq!(told(answer), ["wrong state: NOTHING_TO_PUBLISH S29"], "{state}");
        let (release, reports) = released(publish(vec![unfinished, final_report()], &issued(), 0, "").expect("open"));
        assert_eq!(release.boards[0].standings.len(), 1, "{state}");
        assert_eq!(reports.len(), 1);
        assert_eq!((reports[0].state, reports[0].organisation), (ReportState::Published, final_report().organisation));
    }
}

/// Rules S24, S30: the standing agency publishes, and nobody else.
#[test]
fn s29_only_the_standing_agency_publishes_results() {
    let cycle = cycle();
    let try_as = |actor: &_| {
        let materials = Materials {
            cycle: &cycle,
            sets: &issued(),
            reports: vec![final_report()],
            organisations: &[unit()],
            newest: 0,
        };
        Release::publish(ReleaseId(Uuid::nil()), boards(), materials, "", actor, now())
    };
    assert_eq!(admitted(try_as), ["Thường"]);
    assert!(matches!(try_as(&head()), Err(Refusal::NotAllowed(_))));
}

/// Interpretation 10: a ranking is published only with a set that the standing agency has issued.
#[test]
fn interpretation_10_a_provisional_set_is_never_the_ground_of_a_public_ranking() {
    let provisional = [Tier::Provincial, Tier::District, Tier::Commune].map(seed_set);
    let refused = ["wrong state: CRITERIA_SET_PROVISIONAL S24"];
    assert_eq!(told(publish(vec![final_report()], &provisional, 0, "")), refused);
    let announced = CriteriaSet { state: CriteriaSetState::Provisional, ..issued_set(Tier::Provincial) };
    assert_eq!(told(publish(vec![final_report()], &[announced], 0, "")), refused, "a document alone does not issue it");
    let mixed = [issued_set(Tier::Provincial), seed_set(Tier::District), seed_set(Tier::Commune)];
    assert_eq!(told(publish(vec![final_report()], &mixed, 0, "")), ["done"], "sets without results do not matter");
    let both = vec![final_report(), scored(9, Tier::District, 100)];
    assert_eq!(told(publish(both, &mixed, 0, "")), refused, "half a release is none");
    let (release, _) = released(publish(vec![final_report()], &issued(), 0, "").expect("open"));
    assert_eq!(release.boards[0].document.number.as_deref(), Some("12/HD-STTTT"), "the board names its ground");
}

/// Rule L25: a board holds one tier, ranked on its own.
#[test]
fn l25_boards_never_mix_tiers() {
    let reports = vec![
        scored(11, Tier::District, 50),
        scored(12, Tier::Commune, 100),
        scored(13, Tier::District, 100),
        scored(14, Tier::Provincial, 10),
        scored(15, Tier::District, 50),
        scored(16, Tier::District, 20),
    ];
    let (release, _) = released(publish(reports, &issued(), 0, "").expect("open"));
    let places: Vec<_> = release
        .boards
        .iter()
        .map(|board| {
            let place = |one: &Standing| (one.rank, one.organisation.0.as_u128());
            (board.tier, board.standings.iter().map(place).collect::<Vec<_>>())
        })
        .collect();
    let expected = [
        (Tier::Provincial, vec![(Some(1), 14)]),
        (Tier::District, vec![(Some(1), 13), (Some(2), 11), (Some(2), 15), (Some(4), 16)]),
        (Tier::Commune, vec![(Some(1), 12)]),
    ];
    assert_eq!(places, expected);
    assert_eq!(release.boards.iter().map(|board| board.criteria_set).collect::<Vec<_>>(), issued().map(|set| set.id));
}

/// Rules S29, L28: a further release has the next number, says why, and holds what was public before.
#[test]
fn s29_a_further_release_is_numbered_and_says_why() {
    let (first, reports) = released(publish(vec![scored(21, Tier::District, 80)], &issued(), 0, "").expect("open"));
    assert_eq!((first.number, first.reason.as_deref()), (1, None));
    assert_eq!(told(publish(reports.clone(), &issued(), 1, "Bổ sung")), ["wrong state: NOTHING_TO_PUBLISH S29"]);
    let more: Vec<Report> = reports.into_iter().chain([scored(22, Tier::District, 90)]).collect();
    assert_eq!(told(publish(more.clone(), &issued(), 1, "  ")), ["invalid: TEXT_EMPTY - /reason"]);
    let (second, changed) = released(publish(more, &issued(), 1, " Bổ sung  đơn vị").expect("open"));
    assert_eq!((second.number, second.reason.as_deref()), (2, Some("Bổ sung đơn vị")));
    assert_eq!((second.boards[0].standings.len(), changed.len()), (2, 1), "only what was not public changes");
    assert_eq!(first.boards[0].standings.len(), 1);
}

/// Rule S27: nothing is published of a cycle that was never opened.
#[test]
fn a_planned_cycle_has_no_results() {
    let materials = Materials {
        cycle: &planned(2024),
        sets: &issued(),
        reports: vec![final_report()],
        organisations: &[unit()],
        newest: 0,
    };
    let answer = Release::publish(ReleaseId(Uuid::nil()), boards(), materials, "", &standing(), now());
    assert_eq!(told(answer), ["out of season: CYCLE_NOT_OPEN S27"]);
}
