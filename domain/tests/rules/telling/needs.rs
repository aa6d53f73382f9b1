//! Rule P04: the state of each thing, and what it asks of whom, printed whole (`needs.txt`).

use std::collections::BTreeSet;
use std::fmt::Write;

use chrono::TimeDelta;
use domain::base::citation::Citation;
use domain::base::code::FieldCode;
use domain::base::ids::{
    AccountId, AwardId, ComplaintId, ConsultationId, EvidenceFileId, ExtensionId, ObjectionId, ObjectionPeriodId,
    ReportId, Revision, RoundId, SuggestionId,
};
use domain::base::policy::Role;
use domain::honours::complaint::{Complaint, ComplaintContent, ComplaintKind, ComplaintOutcome};
use domain::honours::consultation::{Consultation, Reply};
use domain::honours::nomination::Nomination;
use domain::honours::nomination::progress::{Notice as RefusalNotice, Progress};
use domain::honours::nomination::workflow::NominationState;
use domain::honours::objection::{Objection, ObjectionOutcome};
use domain::honours::received_paper::{ReceivedPaper, Settlement};
use domain::honours::round::{Round, RoundTerms};
use domain::honours::suggestion::{Suggestion, SuggestionAnswer};
use domain::integration::notice::standing::Asks;
use domain::integration::notice::{NoticeKind, Recipient};
use domain::oversight::difficulty::{Addressee, Difficulty, DifficultyContent, DifficultyId, DifficultyState};
use domain::oversight::guidance::{
    Guidance, GuidanceContent, GuidanceId, GuidanceKind, GuidanceState, Recipient as Addressed,
};
use domain::oversight::inspection::finding::{
    Finding, FindingContent, FindingSeverity, FindingState, InspectionFindingId,
};
use domain::oversight::inspection::recommendation::{Recommendation, RecommendationId, RecommendationState};
use domain::oversight::inspection::workflow::{InspectingAgency, InspectionState};
use domain::oversight::inspection::{Inspection, InspectionId, InspectionSubject, Notice};
use domain::oversight::practice::{Practice, PracticeAct, PracticeContent, PracticeId, PracticeState, PracticeVerb};
use domain::oversight::synthesis::{Synthesis, SynthesisAct, SynthesisId, SynthesisState, SynthesisVerb};
use domain::papers::paper_file::{PaperFile, PaperFiles, PaperOwner};
use domain::planning::award::{PaperKind, SubjectKind};
use domain::planning::campaign::dimensions::Dimensions;
use domain::planning::criteria::CycleKind;
use domain::planning::cycle::{Cycle, CycleState};
use domain::planning::policy::NominatedBy;
use domain::reporting::destroyed_content::{DestroyedContent, DestroyedContentId};
use domain::reporting::evidence_file::{EvidenceFile, EvidenceFileState, EvidenceFormat};
use domain::reporting::explanation::Explanation;
use domain::reporting::extension::{Extension, ExtensionState};
use domain::reporting::report::{Report, ReportState};
use domain::reporting::standing::{Begun, Standing};
use domain::results::role_model::{NamedUnit, Withdrawal};
use domain::telling::file::Keepers;
use domain::telling::report::Checkers;
use domain::telling::{agency, dossier, file, report};
use uuid::Uuid;

use crate::world::{
    AGENCY, CAMPAIGN, CYCLE, OTHER, UNIT, campaign, cycle, day, dossier as written, draft_nomination, draft_report,
    drafted, now, paper_file, participant, unit,
};

/// One line for a state: what it asks of whom, with the due day if there is one.
fn line(table: &mut String, thing: &str, state: &str, asks: &[Asks]) {
    let said = asks.iter().flat_map(|asks| &asks.needs).map(|need| {
        let unit = match need.recipient {
            Recipient::Unit(unit) | Recipient::UnitHead(unit) if unit == OTHER => " of another unit",
            Recipient::Unit(_)
            | Recipient::UnitHead(_)
            | Recipient::StandingAgency
            | Recipient::AppraisalAgency
            | Recipient::DecisionAuthority => "",
        };
        let due = need.due.map(|due| format!(" until {due}")).unwrap_or_default();
        let days = need.due.map(|_| format!(" reminded {:?}", need.days)).unwrap_or_default();
        let quiet = if need.at_once { "" } else { " only" };
        format!("{} to {}{unit}{due}{days}{quiet}", need.kind, need.recipient.audience())
    });
    let said: Vec<String> = said.collect();
    let said = if said.is_empty() { "nothing".to_owned() } else { said.join("; ") };
    // Every need is of a kind that the thing speaks for, or it could never be settled.
    for asks in asks {
        assert!(asks.needs.iter().all(|need| asks.kinds.contains(&need.kind)), "{thing} {state}");
    }
    writeln!(table, "{thing} {state}: {said}").expect("a line");
}

fn standing(begun: Option<ReportState>) -> Standing {
    let begun = begun.map(|state| Begun { report: ReportId(Uuid::from_u128(3)), state, punctuality: None });
    let participant = participant(&unit()).expect("takes part");
    Standing { organisation: unit(), participant, begun, granted_until: None }
}

fn reports(table: &mut String) {
    let asked = |cycle: &Cycle, begun| report::due_reports(cycle, None, &[standing(begun)], Some(UNIT));
    line(table, "cycle", "OPEN, no report", &asked(&cycle(), None));
    for state in ReportState::ALL {
        line(table, "cycle", &format!("OPEN, report {state}"), &asked(&cycle(), Some(*state)));
    }
    for state in [CycleState::Planned, CycleState::Closed, CycleState::Cancelled] {
        let cycle = Cycle { state, ..cycle() };
        line(table, "cycle", &format!("{state}, report RETURNED"), &asked(&cycle, Some(ReportState::Returned)));
    }
    let checkers = Checkers { head: Some(OTHER), agencies: BTreeSet::from([OTHER]) };
    for state in ReportState::ALL {
        let report = Report { state: *state, explanation_until: Some(now()), ..draft_report() };
        line(table, "report", state.as_str(), &[report::judging(&report, &checkers)]);
    }
    let explanation = Explanation {
        criterion: "H1".to_owned(),
        text: String::new(),
        evidence: Vec::new(),
        by: AccountId(Uuid::nil()),
        at: now(),
        answer: None,
    };
    let explained = Report {
        state: ReportState::ExplanationOpen,
        explanation_until: Some(now()),
        explanations: vec![explanation],
        ..draft_report()
    };
    line(table, "report", "EXPLANATION_OPEN, explained", &[report::judging(&explained, &checkers)]);
    for state in ExtensionState::ALL {
        let extension = Extension {
            id: ExtensionId(Uuid::from_u128(1)),
            cycle: CYCLE,
            campaign: CAMPAIGN,
            organisation: UNIT,
            number: 1,
            until: day(2024, 12, 31),
            reason: String::new(),
            state: *state,
            requested_by: AccountId(Uuid::nil()),
            requested_at: now(),
            decided_by: None,
            decided_at: None,
            decision_reason: None,
            revision: Revision::FIRST,
        };
        line(table, "extension", state.as_str(), &[report::extension(&extension)]);
    }
}

fn round(consent_required: bool) -> Round {
    let terms = RoundTerms {
        document: Citation::default(),
        review_date: None,
        closes_on: None,
        collectives: None,
        individuals: None,
        households: None,
        threshold: None,
        refusal_notice_days: None,
        objection_days: None,
        consent_required,
    };
    Round { id: RoundId(Uuid::from_u128(1)), cycle: CYCLE, terms, revision: Revision::FIRST }
}

fn dossiers(table: &mut String) {
    let asked = |nomination: &Nomination| dossier::nomination(nomination, Some(&round(true)), &[]);
    let individual = drafted(written(SubjectKind::Individual));
    for state in NominationState::ALL {
        let notice = RefusalNotice { from: day(2024, 12, 2), days: 10, document: None, sent_at: None };
        let progress = Progress { notice: Some(notice), ..individual.progress.clone() };
        let nomination = Nomination { state: *state, progress, ..individual.clone() };
        line(table, "nomination", state.as_str(), &[asked(&nomination)]);
    }
    let collective = Nomination { state: NominationState::Draft, ..drafted(written(SubjectKind::Collective)) };
    line(table, "nomination", "DRAFT of a collective", &[asked(&collective)]);
    let unasked = dossier::nomination(&individual, Some(&round(false)), &[]);
    line(table, "nomination", "DRAFT, no consent required", &[unasked]);
    let selected = Progress { nominated_by: Some(NominatedBy::StandingAgency), ..individual.progress };
    let selected = Nomination { state: NominationState::Returned, progress: selected, ..collective };
    line(table, "nomination", "RETURNED to the standing agency", &[asked(&selected)]);

    let reply = Reply { agrees: Some(true), text: String::new(), at: now(), name: String::new() };
    let waiting = Consultation {
        id: ConsultationId(Uuid::from_u128(1)),
        nomination: draft_nomination().id,
        organisation: OTHER,
        subject: String::new(),
        question: String::new(),
        days: None,
        asked_at: now(),
        reply: None,
        revision: Revision::FIRST,
    };
    let forwarded = Nomination { state: NominationState::Forwarded, ..draft_nomination() };
    let withdrawn = Nomination { state: NominationState::Withdrawn, ..draft_nomination() };
    line(table, "consultation", "asked", &[dossier::consultation(&waiting, &forwarded, &[])]);
    line(table, "consultation", "of a withdrawn nomination", &[dossier::consultation(&waiting, &withdrawn, &[])]);
    let answered = Consultation { reply: Some(reply), ..waiting };
    line(table, "consultation", "answered", &[dossier::consultation(&answered, &forwarded, &[])]);
    papers(table);
}

fn papers(table: &mut String) {
    let paper = || ReceivedPaper {
        received: day(2024, 11, 18),
        number: String::new(),
        date: day(2024, 11, 18),
        summary: String::new(),
    };
    let objection = Objection {
        id: ObjectionId(Uuid::from_u128(1)),
        period: ObjectionPeriodId(Uuid::from_u128(1)),
        nomination: draft_nomination().id,
        organisation: UNIT,
        paper: paper(),
        late: false,
        settlement: None,
        registered_at: now(),
        revision: Revision::FIRST,
    };
    let home = Some((CAMPAIGN, CYCLE));
    line(table, "objection", "OPEN", &[dossier::objection(&objection, home)]);
    let settlement = Settlement {
        outcome: ObjectionOutcome::Dismissed,
        reason: String::new(),
        document: Citation::default(),
        at: now(),
    };
    let objection = Objection { settlement: Some(settlement), ..objection };
    line(table, "objection", "SETTLED", &[dossier::objection(&objection, home)]);
    let content = ComplaintContent { kind: ComplaintKind::Complaint, paper: paper(), due: Some(day(2024, 12, 18)) };
    let complaint = Complaint {
        id: ComplaintId(Uuid::from_u128(1)),
        award: AwardId(Uuid::from_u128(1)),
        organisation: UNIT,
        content,
        settlement: None,
        registered_at: now(),
        revision: Revision::FIRST,
    };
    line(table, "complaint", "OPEN", &[dossier::complaint(&complaint, home)]);
    let settlement = Settlement {
        outcome: ComplaintOutcome::Upheld,
        reason: String::new(),
        document: Citation::default(),
        at: now(),
    };
    let complaint = Complaint { settlement: Some(settlement), ..complaint };
    line(table, "complaint", "SETTLED", &[dossier::complaint(&complaint, home)]);
    let suggestion = Suggestion {
        id: SuggestionId(Uuid::from_u128(1)),
        cycle: CYCLE,
        campaign: CAMPAIGN,
        organisation: UNIT,
        subject_kind: SubjectKind::Collective,
        name: String::new(),
        achievement: String::new(),
        suggested_at: now(),
        answer: None,
        revision: Revision::FIRST,
    };
    line(table, "suggestion", "open", &[dossier::suggestion(&suggestion)]);
    let answer = Some(SuggestionAnswer { nomination: None, text: String::new(), at: now() });
    line(table, "suggestion", "answered", &[dossier::suggestion(&Suggestion { answer, ..suggestion })]);
}

fn difficulties(table: &mut String) {
    for (state, addressee) in
        DifficultyState::ALL.iter().flat_map(|state| Addressee::ALL.iter().map(move |addressee| (*state, *addressee)))
    {
        let content =
            DifficultyContent { title: String::new(), text: String::new(), dimensions: Dimensions::default() };
        let difficulty = Difficulty {
            id: DifficultyId(Uuid::from_u128(1)),
            campaign: CAMPAIGN,
            organisation: UNIT,
            addressee,
            content,
            state,
            raised_at: now(),
            due: Some(day(2024, 12, 20)),
            acts: Vec::new(),
            revision: Revision::FIRST,
        };
        line(table, "difficulty", &format!("{state}, with {addressee}"), &[agency::difficulty(&difficulty)]);
    }
}

fn synthesis(state: SynthesisState, verb: Option<SynthesisVerb>) -> Synthesis {
    let act = |verb| SynthesisAct {
        verb,
        version: 1,
        at: now(),
        account: None,
        name: String::new(),
        text: String::new(),
        document: None,
    };
    Synthesis {
        id: SynthesisId(Uuid::from_u128(1)),
        campaign: CAMPAIGN,
        cycle: CYCLE,
        kind: CycleKind::Annual,
        organisation: AGENCY,
        state,
        due_before: Some(day(2024, 12, 15)),
        version: 1,
        acts: verb.map(act).into_iter().collect(),
        published_at: None,
        revision: Revision::FIRST,
    }
}

fn syntheses(table: &mut String) {
    let policy = campaign().text.policy;
    let due = |state, written: Option<&Synthesis>| agency::synthesis_due(&Cycle { state, ..cycle() }, &policy, written);
    for state in CycleState::ALL {
        line(table, "cycle", &format!("{state}, no synthesis report"), &[due(*state, None)]);
    }
    let sent = synthesis(SynthesisState::ForEndorsement, Some(SynthesisVerb::RequestEndorsement));
    line(table, "cycle", "CLOSED, synthesis report under way", &[due(CycleState::Closed, Some(&sent))]);
    let submitted = synthesis(SynthesisState::Submitted, Some(SynthesisVerb::Submit));
    line(table, "cycle", "CLOSED, synthesis report submitted", &[due(CycleState::Closed, Some(&submitted))]);
    for state in SynthesisState::ALL {
        line(table, "synthesis", state.as_str(), &[agency::synthesis(&synthesis(*state, None))]);
    }
    let back = synthesis(SynthesisState::Draft, Some(SynthesisVerb::SendBack));
    line(table, "synthesis", "DRAFT, sent back", &[agency::synthesis(&back)]);
}

fn inspection(state: InspectionState) -> Inspection {
    let subject = InspectionSubject {
        planned: day(2024, 12, 31),
        cycle: None,
        criteria: Vec::new(),
        dimensions: Dimensions::default(),
        reason: String::new(),
    };
    let notice = Notice { document: Citation::default(), visit: day(2024, 12, 10), members: Vec::new() };
    Inspection {
        id: InspectionId(Uuid::from_u128(1)),
        campaign: CAMPAIGN,
        organisation: UNIT,
        agency: InspectingAgency::AppraisalAgency,
        plan: None,
        subject,
        state,
        announced_at: None,
        notice: Some(notice),
        minutes: None,
        conclusion: None,
        acts: Vec::new(),
        entered_at: now(),
        revision: Revision::FIRST,
    }
}

fn inspections(table: &mut String) {
    for state in InspectionState::ALL {
        line(table, "inspection", state.as_str(), &[agency::inspection(&inspection(*state))]);
    }
    for state in FindingState::ALL {
        let content = FindingContent {
            cycle: CYCLE,
            criterion: "H1".to_owned(),
            severity: FindingSeverity::ALL.first().copied().expect("a word"),
            declared: String::new(),
            found: String::new(),
            value: None,
        };
        let finding = Finding {
            id: InspectionFindingId(Uuid::from_u128(1)),
            inspection: InspectionId(Uuid::from_u128(1)),
            campaign: CAMPAIGN,
            organisation: UNIT,
            agency: InspectingAgency::AppraisalAgency,
            content,
            state: *state,
            recorded_at: now(),
            outcome: None,
            revision: Revision::FIRST,
        };
        line(table, "finding", state.as_str(), &[agency::finding(&finding)]);
    }
    for (state, agency) in RecommendationState::ALL
        .iter()
        .flat_map(|state| InspectingAgency::ALL.iter().map(move |agency| (*state, *agency)))
    {
        let recommendation = Recommendation {
            id: RecommendationId(Uuid::from_u128(1)),
            inspection: InspectionId(Uuid::from_u128(1)),
            campaign: CAMPAIGN,
            organisation: UNIT,
            agency,
            text: String::new(),
            due: day(2024, 12, 20),
            state,
            given_at: now(),
            acts: Vec::new(),
            revision: Revision::FIRST,
        };
        line(table, "recommendation", &format!("{state}, of {agency}"), &[agency::recommendation(&recommendation)]);
    }
}

fn guidance(state: GuidanceState) -> Guidance {
    let by = GuidanceId(Uuid::from_u128(2));
    let withdrawal = Withdrawal { at: now(), reason: String::new() };
    Guidance {
        id: GuidanceId(Uuid::from_u128(1)),
        campaign: CAMPAIGN,
        kind: GuidanceKind::Guidance,
        content: GuidanceContent { acknowledge_by: Some(day(2024, 12, 5)), ..GuidanceContent::default() },
        every_unit: false,
        levels: Vec::new(),
        issuer: NamedUnit { id: AGENCY, name: String::new() },
        issued_at: now(),
        replaces: None,
        replaced_by: (state == GuidanceState::Replaced).then_some(by),
        withdrawal: (state == GuidanceState::Withdrawn).then_some(withdrawal),
        revision: Revision::FIRST,
    }
}

fn rest(table: &mut String) {
    let unit = NamedUnit { id: UNIT, name: String::new() };
    let recipient = Addressed { guidance: GuidanceId(Uuid::from_u128(1)), unit, acknowledgement: None };
    for state in GuidanceState::ALL {
        let asks = agency::guidance(&guidance(*state), std::slice::from_ref(&recipient), None);
        line(table, "guidance", state.as_str(), &[asks]);
    }
    line(
        table,
        "guidance",
        "IN_FORCE, no recipient waits",
        &[agency::guidance(&guidance(GuidanceState::InForce), &[], Some(UNIT))],
    );
    let act = |verb, role| PracticeAct {
        verb,
        at: now(),
        account: None,
        unit: None,
        role,
        name: String::new(),
        in_favour: Some(true),
        text: None,
    };
    let practice = |state, acts| Practice {
        id: PracticeId(Uuid::from_u128(1)),
        campaign: CAMPAIGN,
        organisation: UNIT,
        content: PracticeContent {
            title: String::new(),
            summary: String::new(),
            description: String::new(),
            contents: Vec::new(),
            field: FieldCode::parse("HEALTH").expect("a code"),
            evidence: Vec::new(),
            results: Vec::new(),
        },
        state,
        proposed_at: now(),
        acts,
        role_model: None,
        revision: Revision::FIRST,
    };
    for state in PracticeState::ALL {
        line(table, "practice", state.as_str(), &[agency::practice(&practice(*state, Vec::new()))]);
    }
    let acts = vec![act(PracticeVerb::Propose, None), act(PracticeVerb::Review, Some(Role::StandingAgency))];
    let reviewed = agency::practice(&practice(PracticeState::Proposed, acts));
    line(table, "practice", "PROPOSED, reviewed by the standing agency", &[reviewed]);
}

/// Papers and files of evidence whose bytes were destroyed (rule L35).
fn destroyed(table: &mut String) {
    let (nomination, inspection) = (drafted(written(SubjectKind::Individual)), inspection(InspectionState::Conducted));
    let keepers = Keepers { nomination: Some(&nomination), inspection: Some(&inspection) };
    let gone = |sha256: &str| DestroyedContent {
        id: DestroyedContentId(Uuid::nil()),
        sha256: sha256.to_owned(),
        reason: String::new(),
        at: now(),
    };
    for owner in PaperOwner::ALL {
        let only = PaperFile { owner: *owner, ..paper_file(None, 1, "1") };
        let files = PaperFiles { files: vec![only], destroyed: vec![gone("1")] };
        line(table, "paper", &format!("of {owner}, destroyed"), &file::papers(&files, keepers));
    }
    let letter = |version, sha256| paper_file(Some(PaperKind::SubmissionLetter), version, sha256);
    let versions = |destroyed: &[&str]| PaperFiles {
        files: vec![letter(1, "1"), letter(2, "2"), paper_file(Some(PaperKind::Minutes), 3, "3")],
        destroyed: destroyed.iter().map(|&sha256| gone(sha256)).collect(),
    };
    line(table, "paper", "kept", &file::papers(&versions(&[]), keepers));
    line(table, "paper", "destroyed before a later version", &file::papers(&versions(&["1"]), keepers));
    line(table, "paper", "destroyed with an earlier version", &file::papers(&versions(&["1", "2"]), keepers));

    let evidence = |state, hours| EvidenceFile {
        id: EvidenceFileId(Uuid::from_u128(1)),
        report: ReportId(Uuid::from_u128(1)),
        campaign: CAMPAIGN,
        organisation: UNIT,
        name: String::new(),
        format: EvidenceFormat::Pdf,
        sha256: String::new(),
        size_bytes: 1,
        state,
        replaced_by: None,
        reason: None,
        uploaded_by: AccountId(Uuid::nil()),
        uploaded_at: now() + TimeDelta::hours(hours),
        ended_at: Some(now() + TimeDelta::hours(1)),
        revision: Revision::FIRST,
    };
    for state in EvidenceFileState::ALL {
        line(table, "evidence", state.as_str(), &file::evidence(&[evidence(*state, 0)]));
    }
    let lost = evidence(EvidenceFileState::TakenDown, 0);
    let since = [lost.clone(), evidence(EvidenceFileState::Kept, 2)];
    line(table, "evidence", "TAKEN_DOWN, another came since", &file::evidence(&since));
    let before = EvidenceFile { replaced_by: Some(EvidenceFileId(Uuid::from_u128(2))), ..lost };
    line(table, "evidence", "TAKEN_DOWN, replaced before", &file::evidence(&[before]));
}

#[test]
fn p04_who_is_told_in_which_state_of_which_thing() {
    let mut table = String::new();
    reports(&mut table);
    dossiers(&mut table);
    difficulties(&mut table);
    syntheses(&mut table);
    inspections(&mut table);
    rest(&mut table);
    destroyed(&mut table);
    for kind in NoticeKind::ALL {
        assert!(table.contains(kind.as_str()), "no state asks for {kind}");
    }
    assert!(table == include_str!("needs.txt"), "needs.txt must say:\n{table}");
}
