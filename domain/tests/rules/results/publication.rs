//! Releases: numbered, frozen, and made only of final reports.

use std::collections::BTreeMap;

use domain::base::citation::{Citation, Classification};
use domain::base::ids::{OrganisationId, ReleaseId};
use domain::base::policy::Role;
use domain::base::refusal::Refusal;
use domain::base::step::Step;
use domain::planning::assessment::Comparison;
use domain::planning::criteria::{CriteriaSet, CriteriaSetState};
use domain::planning::grading::Adjustment;
use domain::registry::organisation::{Code, CodeScheme, Organisation, OrganisationKind};
use domain::reporting::report::{Report, ReportState};
use domain::reporting::review::Review;
use domain::reporting::warning::History;
use domain::results::board::Board;
use domain::results::board_change::{UnitChange, UnitChangeKind, changes};
use domain::results::line_change::LineChange;
use domain::results::publication::{Block, Materials, Publication, Release, ReleaseStatus, average, slices, summary};
use domain::results::ranking::{Standing, rank};
use domain::results::register::Ledger;
use uuid::Uuid;

use crate::plan_level::{PlanLevel, levels};
use crate::world::{
    DIGEST, admitted, boards, cycle, day, document, figure, final_report, findings, head, issued_set, now,
    organisation, participants, person, planned, report_in, report_of, seed_set, standing, taken, told, unit, verified,
};

pub(super) fn publish(
    reports: Vec<Report>,
    sets: &[CriteriaSet],
    previous: Option<&Release>,
    reason: &str,
) -> Result<Publication, Refusal> {
    let reported = reports.iter().map(|report| Organisation { id: report.organisation, ..unit() });
    let organisations: Vec<Organisation> = reported.collect();
    let cycle = cycle();
    let ledger = Ledger::default();
    let materials = Materials {
        cycle: &cycle,
        participants: &participants(&organisations),
        sets,
        reports,
        organisations: &organisations,
        levels: &levels(),
        ledger: &ledger,
        previous,
        earlier: &[],
    };
    Release::publish(ReleaseId(Uuid::nil()), boards(), materials, reason, &standing(), now())
}

pub(super) fn issued() -> [CriteriaSet; 3] {
    [PlanLevel::Provincial, PlanLevel::District, PlanLevel::Commune].map(issued_set)
}

/// A final report of a unit of a tier, with the same share everywhere.
fn scored(id: u128, tier: PlanLevel, numerator: i64) -> Report {
    let unit = organisation(OrganisationId(Uuid::from_u128(id)), "Đơn vị", tier, OrganisationKind::PeoplesCommittee);
    let set = seed_set(tier);
    let figures = set.reported().map(|criterion| figure(&criterion.code, numerator, 100)).collect();
    let report = report_of(&unit, figures);
    let chief = person(0xa2, "Trưởng", &[(Role::UnitHead, unit.id)]);
    let report = taken(report.submit((&cycle(), &set, &[]), History::default(), DIGEST.to_owned(), &chief, now()));
    let found = verified(&report.figures);
    let report = taken(report.verify(&set, findings(found), &standing(), now()));
    taken(report.finalise(&set, &Comparison::default(), &standing(), now()))
}

pub(super) fn released(publication: Publication) -> (Release, Vec<Report>) {
    let reports = publication.reports.into_iter().map(|step: Step<Report>| step.into_parts().0).collect();
    (publication.release.into_parts().0, reports)
}

/// Rule S29: drafts and unverified figures never become public.
#[test]
fn s29_only_final_reports_enter_a_release() {
    for state in [ReportState::Draft, ReportState::Submitted, ReportState::Returned, ReportState::Verifying] {
        let unfinished = Report { organisation: OrganisationId(Uuid::max()), ..report_in(state) };
        let answer = publish(vec![unfinished.clone()], &issued(), None, "");
        assert_eq!(told(answer), ["wrong state: NOTHING_TO_PUBLISH S29"], "{state}");
        let (release, reports) =
            released(publish(vec![unfinished, final_report()], &issued(), None, "").expect("open"));
        assert_eq!(release.boards[0].standings.len(), 1, "{state}");
        assert_eq!(reports.len(), 1);
        assert_eq!((reports[0].state, reports[0].organisation), (ReportState::Published, final_report().organisation));
    }
}

/// Rules S24, S30: only the standing agency publishes.
#[test]
fn s29_only_the_standing_agency_publishes_results() {
    let cycle = cycle();
    let try_as = |actor: &_| {
        let materials = Materials {
            cycle: &cycle,
            participants: &participants(&[unit()]),
            sets: &issued(),
            reports: vec![final_report()],
            organisations: &[unit()],
            levels: &levels(),
            ledger: &Ledger::default(),
            previous: None,
            earlier: &[],
        };
        Release::publish(ReleaseId(Uuid::nil()), boards(), materials, "", actor, now())
    };
    assert_eq!(admitted(try_as), ["Thường"]);
    assert!(matches!(try_as(&head()), Err(Refusal::NotAllowed(_))));
}

/// Interpretation 10: a ranking is published only with a set that the standing agency has issued.
#[test]
fn interpretation_10_a_provisional_set_is_never_the_ground_of_a_public_ranking() {
    let provisional = [PlanLevel::Provincial, PlanLevel::District, PlanLevel::Commune].map(seed_set);
    let refused = ["wrong state: CRITERIA_SET_PROVISIONAL S24"];
    assert_eq!(told(publish(vec![final_report()], &provisional, None, "")), refused);
    let announced = CriteriaSet { state: CriteriaSetState::Provisional, ..issued_set(PlanLevel::Provincial) };
    assert_eq!(
        told(publish(vec![final_report()], &[announced], None, "")),
        refused,
        "a document alone does not issue it"
    );
    let mixed = [issued_set(PlanLevel::Provincial), seed_set(PlanLevel::District), seed_set(PlanLevel::Commune)];
    assert_eq!(told(publish(vec![final_report()], &mixed, None, "")), ["done"], "sets without results do not matter");
    let both = vec![final_report(), scored(9, PlanLevel::District, 100)];
    assert_eq!(told(publish(both, &mixed, None, "")), refused, "half a release is none");
    let (release, _) = released(publish(vec![final_report()], &issued(), None, "").expect("open"));
    assert_eq!(release.boards[0].document.number.as_deref(), Some("12/HD-STTTT"), "the board names its ground");
}

/// Rule L25: a board holds one tier, ranked on its own.
#[test]
fn l25_boards_never_mix_tiers() {
    let reports = vec![
        scored(11, PlanLevel::District, 50),
        scored(12, PlanLevel::Commune, 100),
        scored(13, PlanLevel::District, 100),
        scored(14, PlanLevel::Provincial, 10),
        scored(15, PlanLevel::District, 50),
        scored(16, PlanLevel::District, 20),
    ];
    let (release, _) = released(publish(reports, &issued(), None, "").expect("open"));
    let places: Vec<_> = release
        .boards
        .iter()
        .map(|board| {
            let place = |one: &Standing| (one.rank, one.organisation.0.as_u128());
            (PlanLevel::from(board.group), board.standings.iter().map(place).collect::<Vec<_>>())
        })
        .collect();
    let expected = [
        (PlanLevel::Provincial, vec![(Some(1), 14)]),
        (PlanLevel::District, vec![(Some(1), 13), (Some(2), 11), (Some(2), 15), (Some(4), 16)]),
        (PlanLevel::Commune, vec![(Some(1), 12)]),
    ];
    assert_eq!(places, expected);
    assert_eq!(release.boards.iter().map(|board| board.criteria_set).collect::<Vec<_>>(), issued().map(|set| set.id));
}

/// Rules S29, L28: a further release has the next number, gives a reason, and holds what was public before.
#[test]
fn s29_a_further_release_is_numbered_and_says_why() {
    let (first, reports) =
        released(publish(vec![scored(21, PlanLevel::District, 80)], &issued(), None, "").expect("open"));
    assert_eq!((first.number, first.reason.as_deref()), (1, None));
    assert_eq!(
        told(publish(reports.clone(), &issued(), Some(&first), "Bổ sung")),
        ["wrong state: NOTHING_TO_PUBLISH S29"]
    );
    let more: Vec<Report> = reports.into_iter().chain([scored(22, PlanLevel::District, 90)]).collect();
    assert_eq!(told(publish(more.clone(), &issued(), Some(&first), "  ")), ["invalid: TEXT_EMPTY - /reason"]);
    let (second, changed) = released(publish(more, &issued(), Some(&first), " Bổ sung  đơn vị").expect("open"));
    assert_eq!((second.number, second.reason.as_deref()), (2, Some("Bổ sung đơn vị")));
    assert_eq!((second.boards[0].standings.len(), changed.len()), (2, 1), "only what was not public changes");
    assert_eq!(first.boards[0].standings.len(), 1);
}

/// Rule S27: a cycle that was never opened is not published.
#[test]
fn a_planned_cycle_has_no_results() {
    let materials = Materials {
        cycle: &planned(2024),
        participants: &participants(&[unit()]),
        sets: &issued(),
        reports: vec![final_report()],
        organisations: &[unit()],
        levels: &levels(),
        ledger: &Ledger::default(),
        previous: None,
        earlier: &[],
    };
    let answer = Release::publish(ReleaseId(Uuid::nil()), boards(), materials, "", &standing(), now());
    assert_eq!(told(answer), ["out of season: CYCLE_NOT_OPEN S27"]);
}

fn whole(publication: &Publication) -> Release {
    publication.release.after().clone()
}

/// A unit's line in one sentence: kind, id, ranks, totals, criteria.
fn lines(changes: &[UnitChange]) -> Vec<String> {
    let line = |change: &UnitChange| {
        let UnitChange { organisation, kind, before, after, lines, .. } = change;
        let place = |rank: Option<u32>, total: Option<i64>| format!("{}/{}", rank.unwrap_or(0), total.unwrap_or(-1));
        let before = before.as_ref().map_or_else(String::new, |outcome| place(outcome.rank, outcome.total));
        let after = after.as_ref().map_or_else(String::new, |outcome| place(outcome.rank, outcome.total));
        format!("{kind} {} {before} -> {after}, {} criteria", organisation.0.as_u128(), lines.len())
    };
    changes.iter().map(line).collect()
}

/// A public report whose first figure is corrected.
fn corrected(report: &Report, numerator: i64, reason: &str) -> Report {
    let mut found = report.verified.clone();
    let first = found.first_mut().expect("a figure");
    first.value = domain::planning::scoring::Value::Counts(crate::world::counts(numerator, 100));
    first.reason = Some(reason.to_owned());
    let step = report.clone().correct(
        &seed_set(report.group),
        &Comparison::default(),
        (findings(found), reason),
        &standing(),
        now(),
    );
    taken(step)
}

/// Rule S29: the first release changes nothing, and names who signed it off, in public only by role and unit.
#[test]
fn s29_l36_a_first_release_is_official_and_signed_off_by_role_and_unit() {
    let publication = publish(vec![scored(31, PlanLevel::District, 80)], &issued(), None, "").expect("open");
    assert_eq!((publication.changes.as_slice(), publication.previous), ([].as_slice(), None));
    let release = whole(&publication);
    assert_eq!(release.status, Some(ReleaseStatus::Official));
    let signed_off = release.signed_off.expect("a person published it");
    assert_eq!((signed_off.role, signed_off.organisation), (Role::StandingAgency, crate::world::AGENCY));
    assert_eq!((signed_off.account, signed_off.name.as_str()), (standing().account, "Thường"));
    assert_eq!(signed_off.unit, None, "the registry of this test does not know the agency");
}

/// Rules S29, L25: a correction lists the corrected unit with points and reason, and every unit whose rank changes.
#[test]
fn s29_l25_a_correction_lists_exactly_what_changed() {
    let reports = vec![
        scored(41, PlanLevel::District, 60),
        scored(42, PlanLevel::District, 60),
        scored(43, PlanLevel::District, 50),
        scored(44, PlanLevel::Commune, 50),
    ];
    let (first, public) = released(publish(reports, &issued(), None, "").expect("open"));
    let mut now = public.clone();
    now[0] = corrected(&public[0], 40, "Kết luận kiểm tra");
    let publication = publish(now, &issued(), Some(&first), "Đính chính").expect("open");
    assert_eq!(publication.previous, Some((first.id, 1)));
    assert_eq!(whole(&publication).status, Some(ReleaseStatus::Corrected));
    let [district] = publication.changes.as_slice() else { panic!("{:?}", publication.changes) };
    assert_eq!(district.group, PlanLevel::District);
    let [unit] = district.units.as_slice() else { panic!("{:?}", district.units) };
    assert_eq!((unit.organisation.0.as_u128(), unit.kind), (41, UnitChangeKind::Changed));
    assert_eq!(unit.reason.as_deref(), Some("Kết luận kiểm tra"));
    let (before, after) = (unit.before.clone().expect("before"), unit.after.clone().expect("after"));
    assert_eq!((before.rank, after.rank), (Some(1), Some(2)), "the tie of 41 and 42 is resolved");
    assert!(after.total < before.total && unit.corrects());
    let [LineChange { before: Some(before), after: Some(after), .. }] = unit.lines.as_slice() else {
        panic!("{:?}", unit.lines)
    };
    assert!(after < before);
}

/// Rule S29: a unit that is only added is no correction of the others, even if it lowers their rank.
#[test]
fn s29_an_addition_is_no_correction() {
    let (first, public) =
        released(publish(vec![scored(51, PlanLevel::District, 50)], &issued(), None, "").expect("open"));
    let now: Vec<Report> = public.into_iter().chain([scored(52, PlanLevel::District, 60)]).collect();
    let publication = publish(now, &issued(), Some(&first), "Bổ sung").expect("open");
    assert_eq!(whole(&publication).status, Some(ReleaseStatus::Official));
    let [district] = publication.changes.as_slice() else { panic!("{:?}", publication.changes) };
    let kinds: Vec<_> = district.units.iter().map(|unit| (unit.organisation.0.as_u128(), unit.kind)).collect();
    assert_eq!(kinds, [(52, UnitChangeKind::Added), (51, UnitChangeKind::Changed)]);
    assert_eq!(district.units[0].lines.len(), seed_set(PlanLevel::District).reported().count());
    assert!(district.units[1].lines.is_empty() && !district.units[1].corrects(), "only its rank is another one");
}

/// Rule L22: a reason alone is no change, and the reason of a correction before publication stays internal.
#[test]
fn l22_a_reason_alone_changes_nothing_and_an_unpublished_correction_stays_inside() {
    let (first, public) =
        released(publish(vec![scored(61, PlanLevel::District, 50)], &issued(), None, "").expect("open"));
    let same = corrected(&public[0], 50, "Chỉ bổ sung căn cứ");
    let never_public = corrected(&scored(62, PlanLevel::District, 40), 30, "Sửa trước khi công bố");
    let publication = publish(vec![same.clone()], &issued(), Some(&first), "Bổ sung căn cứ").expect("open");
    assert_eq!((publication.changes.len(), whole(&publication).status), (0, Some(ReleaseStatus::Official)));
    let publication = publish(vec![same, never_public], &issued(), Some(&first), "Bổ sung").expect("open");
    let units = &publication.changes[0].units;
    assert_eq!((units.len(), units[0].kind, units[0].reason.as_deref()), (1, UnitChangeKind::Added, None));
}

/// Rule S29: a removed unit is listed with its last result, after the units that remain.
#[test]
fn s29_a_unit_that_is_gone_is_named() {
    let reports = vec![
        scored(71, PlanLevel::District, 60),
        scored(72, PlanLevel::District, 60),
        scored(73, PlanLevel::Commune, 50),
    ];
    let (first, _) = released(publish(reports, &issued(), None, "").expect("open"));
    let mut boards: Vec<Board> =
        first.boards.iter().filter(|board| board.group == PlanLevel::District).cloned().collect();
    let kept: Vec<Standing> =
        boards[0].standings.iter().filter(|one| one.organisation.0.as_u128() == 72).cloned().collect();
    boards[0].standings = rank(None, kept);
    let found = changes(Some(&first.boards), &boards, &BTreeMap::new());
    assert_eq!(found.iter().map(|board| board.group).collect::<Vec<_>>(), [PlanLevel::District, PlanLevel::Commune]);
    assert_eq!(found[0].units.len(), 1, "a shared first rank stays a first rank");
    let gone = &found[0].units[0];
    assert_eq!((gone.kind, gone.organisation.0.as_u128(), gone.corrects()), (UnitChangeKind::Removed, 71, true));
    let total = gone.before.as_ref().and_then(|before| before.total).expect("a total");
    let expected = format!("REMOVED 71 1/{total} -> , {} criteria", seed_set(PlanLevel::District).reported().count());
    assert_eq!(lines(&found[0].units), [expected]);
    assert!(changes(Some(&first.boards), &first.boards, &BTreeMap::new()).is_empty());
    assert!(changes(None, &first.boards, &BTreeMap::new()).is_empty(), "the first changes nothing");
}

/// Rule L24: a mean is rounded down, and an empty list has none.
#[test]
fn l24_a_mean_is_cut_down_and_of_nothing_there_is_none() {
    assert_eq!(average([]), None);
    assert_eq!(average([0]), Some(0));
    assert_eq!(average([10_000, 0, 0]), Some(3_333));
    assert_eq!(average([1, 2]), Some(1));
    assert_eq!(average([i64::MAX, i64::MAX]), Some(i64::MAX));
}

/// Rules S27, S29: a summary counts the units that had to report and that did, and names those that did not.
#[test]
fn s27_s29_a_summary_counts_and_names_who_is_missing() {
    let named = |id: u128, name: &str, tier: PlanLevel| {
        organisation(OrganisationId(Uuid::from_u128(id)), name, tier, OrganisationKind::PeoplesCommittee)
    };
    let mut closed = named(84, "Đã giải thể", PlanLevel::District);
    closed.valid_to = Some(day(2023, 12, 31));
    let organisations = vec![
        named(81, "Một", PlanLevel::District),
        named(82, "Hai", PlanLevel::District),
        named(83, "Ba", PlanLevel::District),
        closed,
        named(85, "Bốn", PlanLevel::District),
        named(86, "Xã", PlanLevel::Commune),
        named(87, "Năm", PlanLevel::District),
    ];
    let draft = Report { submitted_at: None, state: ReportState::Draft, ..scored(85, PlanLevel::District, 10) };
    let returned = Report { state: ReportState::Returned, ..scored(87, PlanLevel::District, 10) };
    let late = Report { late: true, ..scored(82, PlanLevel::District, 0) };
    let reports = vec![scored(81, PlanLevel::District, 100), late, draft, returned];
    let cycle = cycle();
    let sets = issued();
    let ledger = Ledger::default();
    let materials = Materials {
        cycle: &cycle,
        participants: &participants(&organisations),
        sets: &sets,
        reports,
        organisations: &organisations,
        levels: &levels(),
        ledger: &ledger,
        previous: None,
        earlier: &[],
    };
    let publication =
        Release::publish(ReleaseId(Uuid::nil()), boards(), materials, "", &standing(), now()).expect("open");
    let release = whole(&publication);
    let [found] = publication.summaries.as_slice() else { panic!("{:?}", publication.summaries) };
    assert_eq!((found.owing, found.reported, found.late, found.ranked), (5, 3, 1, 2));
    let silent: Vec<&str> = found.silent.iter().map(|unit| unit.name.as_str()).collect();
    assert_eq!(silent, ["Ba", "Bốn"], "whoever had it sent back has handed one in; who was closed owed none");
    let totals: Vec<i64> = release.boards[0].standings.iter().filter_map(|one| one.scorecard.total).collect();
    assert_eq!(found.average, average(totals));
    for criterion in &found.criteria {
        assert_eq!((criterion.met, criterion.applicable, criterion.share_basis_points), (1, 2, Some(5_000)));
    }
    let nobody = Board { standings: Vec::new(), ..release.boards[0].clone() };
    let empty = summary(&nobody, &sets[1], (&cycle, &participants(&organisations)), &[], &organisations);
    assert_eq!((empty.average, empty.ranked, empty.reported, empty.owing), (None, 0, 0, 5));
    assert!(empty.criteria.iter().all(|one| one.average.is_none() && one.share_basis_points.is_none()));
}

/// Rule L25: a part of a board keeps the board's order and has ranks of its own, ties included.
#[test]
fn l25_a_part_of_a_board_is_ranked_on_its_own() {
    let [north, south] = [0x91, 0x92].map(|id| OrganisationId(Uuid::from_u128(id)));
    let communes = [(101, north, 100), (102, south, 70), (103, north, 50), (104, north, 50), (105, south, 10)];
    let organisations: Vec<Organisation> = communes
        .iter()
        .map(|(id, parent, _)| Organisation {
            id: OrganisationId(Uuid::from_u128(*id)),
            parent: Some(*parent),
            ..unit()
        })
        .collect();
    let reports = communes.iter().map(|(id, _, share)| scored(*id, PlanLevel::Commune, *share)).collect();
    let (release, _) = released(publish(reports, &issued(), None, "").expect("open"));
    let found = slices(&release.boards[0], &organisations);
    let ranks: Vec<_> = found
        .iter()
        .map(|slice| {
            let places = slice.places.iter().map(|(unit, rank)| (unit.0.as_u128(), *rank));
            (slice.block, places.collect::<Vec<_>>())
        })
        .collect();
    let place = |id: u128, rank: u32| (id, Some(rank));
    let expected = [
        (Block::Parent(north), vec![place(101, 1), place(103, 2), place(104, 2)]),
        (Block::Parent(south), vec![place(102, 1), place(105, 2)]),
        (
            Block::Kind(OrganisationKind::PeoplesCommittee),
            vec![place(101, 1), place(102, 2), place(103, 3), place(104, 3), place(105, 5)],
        ),
    ];
    assert_eq!(ranks, expected);
}

/// Rule L30: a unit that did not exist within the period has no place on a board, whatever was recorded of it.
#[test]
fn found_b2_l30_a_unit_from_after_the_period_is_on_no_board() {
    let reports = vec![scored(11, PlanLevel::District, 50), scored(12, PlanLevel::District, 100)];
    let publish = |first| {
        let named = |id, valid_from| Organisation { id: OrganisationId(Uuid::from_u128(id)), valid_from, ..unit() };
        let organisations = [named(11, day(1992, 4, 1)), named(12, first)];
        let (cycle, ledger) = (cycle(), Ledger::default());
        let materials = Materials {
            cycle: &cycle,
            participants: &participants(&organisations),
            sets: &issued(),
            reports: reports.clone(),
            organisations: &organisations,
            levels: &levels(),
            ledger: &ledger,
            previous: None,
            earlier: &[],
        };
        let publication = Release::publish(ReleaseId(Uuid::nil()), boards(), materials, "", &standing(), now());
        let publication = publication.expect("open");
        (released(publication.clone()).0.boards[0].standings.len(), publication.register.entries.len())
    };
    assert_eq!(publish(day(2025, 7, 1)), (1, 1));
    assert_eq!(publish(day(2025, 1, 1)), (1, 1), "the day after the period");
    assert_eq!(publish(day(2024, 12, 31)), (2, 2), "its last day");
}

/// Rule L19: what waits for a second person is not published, and the refusal names the unit.
#[test]
fn found_b3_l19_a_release_waits_for_the_second_person() {
    let review = |accepted_by| Review { acceptance_required: true, accepted_by, ..Review::default() };
    let waiting = Report { review: review(None), ..scored(11, PlanLevel::District, 50) };
    let refused = publish(vec![waiting, scored(12, PlanLevel::District, 100)], &issued(), None, "");
    let reason = refused.as_ref().err().cloned().and_then(Refusal::into_first_reason).expect("a reason");
    assert_eq!(told(refused), ["wrong state: ACCEPTANCE_DUE -"]);
    assert!(reason.text.vi.contains("Sở Y tế"), "{}", reason.text.vi);
    let accepted = Report { review: review(Some(standing().account)), ..scored(11, PlanLevel::District, 50) };
    assert_eq!(told(publish(vec![accepted], &issued(), None, "")), ["done"]);
}

/// Documents for official use reach no public page: neither the ground of points nor the one that issued the set.
#[test]
fn found_b20_documents_for_official_use_are_not_published() {
    let inside = |classification| Citation { classification: Some(classification), ..document() };
    let mut report = scored(11, PlanLevel::District, 50);
    let scorecard = report.scorecard.as_mut().expect("a score");
    let entry = |classification| Adjustment {
        line: "LATE".to_owned(),
        points: 100,
        times: None,
        ground: inside(classification),
    };
    scorecard.adjustments = vec![entry(Classification::Internal), entry(Classification::Open)];
    let sets = issued().map(|set| CriteriaSet { document: Some(inside(Classification::Internal)), ..set });
    let (release, _) = released(publish(vec![report], &sets, None, "").expect("open"));
    let board = &release.boards[0];
    let hidden = |citation: &Citation| {
        let Citation { number, date, issuer, title, url, .. } = citation;
        (number.is_none() && date.is_none() && issuer.is_none() && url.is_none(), title.clone())
    };
    let masked = (true, Some("Văn bản nội bộ".to_owned()));
    assert_eq!(hidden(&board.document), masked);
    let grounds = &board.standings[0].scorecard.adjustments;
    assert_eq!(hidden(&grounds[0].ground), masked);
    assert_eq!(grounds[1].ground, inside(Classification::Open), "an open document stays as it is");
    assert_eq!(document().for_public(), document(), "so does one that says nothing");
}

/// A board says which unit it means: by its public code and its superior unit.
#[test]
fn found_c14_a_board_carries_code_and_superior_unit() {
    let district = OrganisationId(Uuid::from_u128(0x949));
    let code = |value: &str| vec![Code { scheme: CodeScheme::Gso, value: value.to_owned() }];
    let organisations = [
        Organisation { id: district, name: "Thị xã Ngã Năm".to_owned(), codes: code("949"), ..unit() },
        Organisation {
            id: OrganisationId(Uuid::from_u128(11)),
            name: "Phường 1".to_owned(),
            codes: code("31732"),
            parent: Some(district),
            ..unit()
        },
    ];
    let (cycle, ledger) = (cycle(), Ledger::default());
    let materials = Materials {
        cycle: &cycle,
        participants: &participants(&organisations),
        sets: &issued(),
        reports: vec![scored(11, PlanLevel::Commune, 50)],
        organisations: &organisations,
        levels: &levels(),
        ledger: &ledger,
        previous: None,
        earlier: &[],
    };
    let publication = Release::publish(ReleaseId(Uuid::nil()), boards(), materials, "", &standing(), now());
    let (release, _) = released(publication.expect("open"));
    let standing = &release.boards[0].standings[0];
    let superior = standing.parent.as_ref().expect("a superior unit");
    assert_eq!((standing.code.as_deref(), superior.name.as_str()), (Some("31732"), "Thị xã Ngã Năm"));
    assert_eq!((superior.organisation, superior.code.as_deref()), (district, Some("949")));
    // A board that was stored before has neither, and is read all the same.
    let mut old = serde_json::to_value(standing).expect("is written");
    let fields = old.as_object_mut().expect("an object");
    assert!(fields.remove("code").is_some() && fields.remove("parent").is_some());
    let read: Standing = serde_json::from_value(old).expect("is read");
    assert_eq!((read.code, read.parent), (None, None));
}

/// Nothing final is said differently before the first release and after it.
#[test]
fn found_e11_nothing_to_publish_is_told_for_the_first_release_and_for_later_ones() {
    let sentence = |previous: Option<&Release>| {
        let refused = publish(vec![report_in(ReportState::Published)], &issued(), previous, "Lý do");
        refused.err().and_then(Refusal::into_first_reason).map(|reason| (reason.code, reason.text.vi)).expect("refused")
    };
    let (first, vi) = sentence(None);
    assert_eq!((first, vi.as_str()), ("NOTHING_TO_PUBLISH", "Chưa có báo cáo nào được chốt điểm để công bố."));
    let (release, _) = released(publish(vec![final_report()], &issued(), None, "").expect("open"));
    let (later, vi) = sentence(Some(&release));
    assert_eq!(later, "NOTHING_TO_PUBLISH");
    assert!(vi.contains("kể từ đợt công bố trước"), "{vi}");
}
