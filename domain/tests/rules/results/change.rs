//! Public changes: nothing before its time, nothing twice, and no name of a person.

use std::collections::BTreeMap;

use domain::base::citation::FileMetadata;
use domain::base::ids::{
    AwardId, BoardId, ObjectionPeriodId, OrganisationId, ReleaseId, Revision, RevocationId, WorkYearId,
};
use domain::honours::decision::{Corrected, Decision, DecisionPaper, DecisionState, Grounds};
use domain::honours::nomination::workflow::NominationState;
use domain::honours::objection::{Ground, ObjectionPeriod};
use domain::honours::revocation::{Revocation, RevocationContent, RevocationGround, RevokingPaper};
use domain::honours::round::RoundTerms;
use domain::planning::award::Occasion;
use domain::planning::criteria::CriteriaSet;
use domain::registry::work_year::{SpecialDays, WorkYear};
use domain::results::board::Board;
use domain::results::board_change::changes;
use domain::results::change::{Announcement, ChangeDetail, PublicChange, PublicChangeKind};
use domain::results::publication::{Materials, Publication, Release, announced};
use domain::results::ranking::Standing;
use domain::results::register::Ledger;
use uuid::Uuid;

use crate::plan_level::{PlanLevel, levels};
use crate::world::{
    CYCLE, DECISION, UNIT, appraisal, boards, cycle, day, decision, decision_paper, document, final_report, grant,
    granted_award, issued_set, nomination_in, now, paper_kept, participants, standing, unit,
};

fn first() -> Publication {
    let sets: [CriteriaSet; 3] = [PlanLevel::Provincial, PlanLevel::District, PlanLevel::Commune].map(issued_set);
    let cycle = cycle();
    let organisations = [unit()];
    let materials = Materials {
        cycle: &cycle,
        participants: &participants(&organisations),
        sets: &sets,
        reports: vec![final_report()],
        organisations: &organisations,
        levels: &levels(),
        ledger: &Ledger::default(),
        previous: None,
        earlier: &[],
    };
    Release::publish(ReleaseId(Uuid::from_u128(9)), boards(), materials, "", &standing(), now()).expect("open")
}

/// Kind and subject of every line.
fn lines(announcement: &Announcement) -> Vec<(PublicChangeKind, Uuid)> {
    announcement.changes().iter().map(|change| (change.kind, change.subject)).collect()
}

/// A release's only board.
fn board(release: &Release) -> &Board {
    release.boards.first().expect("a board")
}

/// The same line for another unit.
fn alike(standing: &Standing, unit: u128) -> Standing {
    Standing { organisation: OrganisationId(Uuid::from_u128(unit)), ..standing.clone() }
}

/// A further release of the same cycle, with one board of these lines.
fn further(before: &Release, standings: Vec<Standing>) -> Release {
    let next = Board { id: BoardId(Uuid::from_u128(20)), standings, ..board(before).clone() };
    Release { id: ReleaseId(Uuid::from_u128(10)), number: before.number + 1, boards: vec![next], ..before.clone() }
}

/// Rule S29: in the first release every line is new.
#[test]
fn s29_a_first_release_is_told_with_its_boards_and_every_unit() {
    use PublicChangeKind as K;
    let publication = first();
    let release = publication.release.after();
    let (id, place) = (release.id, board(release).id);
    let expected = [(K::ReleasePublished, id.0), (K::BoardPublished, place.0), (K::UnitAdded, UNIT.0)];
    assert_eq!(lines(&publication.announced), expected);
    let detail = ChangeDetail {
        cycle: Some(CYCLE),
        release: Some(id),
        release_number: Some(1),
        group: Some(board(release).group),
        board: Some(place),
        organisation: Some(UNIT),
        ..ChangeDetail::default()
    };
    let last = PublicChange { kind: K::UnitAdded, subject: UNIT.0, at: now(), detail };
    assert_eq!(publication.announced.changes().last(), Some(&last));
}

/// Rule S29: in a further release, the lines that differ from the previous one, and no others.
#[test]
fn s29_a_further_release_is_told_by_what_it_changed() {
    use PublicChangeKind as K;
    let before = first().release.into_parts().0;
    let line = &board(&before).standings[0];
    let before = further(&before, vec![line.clone(), alike(line, 71), alike(line, 72)]);
    let mut changed = alike(line, 71);
    changed.scorecard.total = Some(1);
    let now = further(&before, vec![line.clone(), changed, alike(line, 73)]);
    let found = changes(Some(&before.boards), &now.boards, &BTreeMap::new());
    let told = announced(&now, Some(&before), &found);
    let unit = Uuid::from_u128;
    let expected = [
        (K::ReleasePublished, now.id.0),
        (K::BoardPublished, unit(20)),
        (K::UnitChanged, unit(71)),
        (K::UnitAdded, unit(73)),
        (K::UnitRemoved, unit(72)),
    ];
    assert_eq!(lines(&told), expected);
    assert!(told.changes().iter().all(|change| change.detail.release_number == Some(now.number)));
    // The units of a removed board are removed with it.
    let none = Release { boards: Vec::new(), ..now };
    let found = changes(Some(&before.boards), &none.boards, &BTreeMap::new());
    let told = announced(&none, Some(&before), &found);
    let kinds: Vec<PublicChangeKind> = told.changes().iter().map(|change| change.kind).collect();
    assert_eq!(kinds, [K::ReleasePublished, K::UnitRemoved, K::UnitRemoved, K::UnitRemoved]);
    assert!(told.changes().iter().all(|change| change.detail.board.is_none()));
    // Without a changed line: only the release and its board.
    let same = further(&before, board(&before).standings.clone());
    assert_eq!(announced(&same, Some(&before), &[]).changes().len(), 2);
}

fn issued() -> Decision {
    grant(nomination_in(NominationState::SubmittedToChair), &decision()).expect("a decision").0
}

fn published(decision: Decision, corrected: Option<Corrected<'_>>) -> (Decision, Announcement) {
    let granting = decision.publish(Vec::new(), corrected, &paper_kept(), &standing(), now()).expect("open");
    (granting.decision.into_parts().0, granting.announced)
}

/// Rules L17, S29: an award is announced when its decision is published, not when it is recorded.
#[test]
fn l17_s29_an_award_is_told_when_its_decision_is_public() {
    let list = vec![crate::world::grantee(nomination_in(NominationState::SubmittedToChair))];
    let granting =
        Decision::issue(DECISION, decision_paper(), list, Grounds::default(), &decision(), now()).expect("open");
    assert!(granting.announced.changes().is_empty(), "what is recorded is not public");
    let (_, told) = published(issued(), None);
    let award = Uuid::from_u128(0xaa);
    assert_eq!(lines(&told), [(PublicChangeKind::AwardPublished, award)]);
    let detail = ChangeDetail {
        cycle: Some(CYCLE),
        organisation: Some(UNIT),
        decision_symbol: Some("335/QĐ-UBND".to_owned()),
        ..ChangeDetail::default()
    };
    assert_eq!(told.changes()[0].detail, detail);
}

/// Rule L17: a correction is announced for the awards that are public and not revoked.
#[test]
fn l17_a_correction_is_told_of_every_award_that_stands() {
    let paper = DecisionPaper { number: 336, symbol: "336/QĐ-UBND".to_owned(), ..decision_paper() };
    let correction = || Decision { awards: Vec::new(), paper: paper.clone(), ..issued() };
    let hidden = issued();
    let (_, told) = published(correction(), Some(Corrected { decision: &hidden, revoked: &[] }));
    assert!(told.changes().is_empty(), "the corrected decision is not public itself");
    let (public, _) = published(issued(), None);
    assert_eq!(public.state, DecisionState::Published);
    let (_, told) = published(correction(), Some(Corrected { decision: &public, revoked: &[] }));
    let award = AwardId(Uuid::from_u128(0xaa));
    assert_eq!(lines(&told), [(PublicChangeKind::AwardCorrected, award.0)]);
    assert_eq!(told.changes()[0].detail.decision_symbol.as_deref(), Some("336/QĐ-UBND"));
    let (_, told) = published(correction(), Some(Corrected { decision: &public, revoked: &[award] }));
    assert!(told.changes().is_empty(), "a revoked award is gone already");
}

/// Rule L18: a revocation removes the award from every copy.
#[test]
fn l18_a_revocation_is_a_tombstone() {
    let content = RevocationContent {
        ground: RevocationGround::Fraud,
        paper: RevokingPaper {
            number: 412,
            symbol: "412/QĐ-UBND".to_owned(),
            date: day(2024, 11, 15),
            signer: "Chủ tịch UBND tỉnh".to_owned(),
            title: "Hủy bỏ quyết định tặng Bằng khen".to_owned(),
            file: FileMetadata { name: "412.pdf".to_owned(), sha256: "0f".repeat(32), size_bytes: 1 },
        },
        reason: "Khai khống số liệu".to_owned(),
    };
    let id = RevocationId(Uuid::nil());
    let revoking = Revocation::revoke(id, (&granted_award(), None), content, &decision(), now()).expect("open");
    assert_eq!(lines(&revoking.announced), [(PublicChangeKind::AwardRevoked, granted_award().id.0)]);
    assert_eq!(revoking.announced.changes()[0].detail.decision_symbol.as_deref(), Some("412/QĐ-UBND"));
    let removing: Vec<&PublicChangeKind> = PublicChangeKind::ALL.iter().filter(|kind| kind.removes()).collect();
    use PublicChangeKind as K;
    assert_eq!(
        removing,
        [
            &K::UnitRemoved,
            &K::AwardRevoked,
            &K::RoleModelWithdrawn,
            &K::DifficultyDigestWithdrawn,
            &K::SynthesisWithdrawn,
            &K::MediaItemWithdrawn,
            &K::GuidanceWithdrawn,
        ]
    );
}

/// Rule L36: a list of nominees is announced by its cycle and its last day, without the names on it.
#[test]
fn l36_a_list_of_nominees_is_told_of_without_a_name() {
    let days = SpecialDays { documents: vec![document()], ..SpecialDays::default() };
    let years = [WorkYear { id: WorkYearId(Uuid::nil()), year: 2024, days, revision: Revision::FIRST }];
    let terms = RoundTerms { objection_days: Some(5), document: document(), ..RoundTerms::default() };
    let ground = Ground { cycle: CYCLE, occasion: Occasion::Annual, terms: Some(&terms), years: &years };
    let id = ObjectionPeriodId(Uuid::from_u128(5));
    let eligible = vec![nomination_in(NominationState::Eligible)];
    let opening = ObjectionPeriod::open(id, ground, eligible, document(), &appraisal(), now()).expect("posted");
    assert_eq!(lines(&opening.announced), [(PublicChangeKind::ObjectionPeriodOpened, id.0)]);
    let detail =
        ChangeDetail { cycle: Some(CYCLE), until: Some(opening.period.after().until), ..ChangeDetail::default() };
    assert_eq!(opening.announced.changes()[0].detail, detail);
    let text = serde_json::to_string(&detail).expect("text");
    assert_eq!(serde_json::from_str::<ChangeDetail>(&text).expect("a detail"), detail);
    assert!(!text.contains("release") && !text.contains("null"), "{text}");
}
