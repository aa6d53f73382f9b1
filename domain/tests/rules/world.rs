//! The people, units, cycle and sets of the seed that the tests of the rules use.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use domain::base::citation::{Citation, FileMetadata};
use domain::base::code::{CategoryCode, GroupCode};
use domain::base::identity::Actor;
use domain::base::ids::{
    AwardId, BoardId, CampaignId, CriteriaSetId, CycleId, DecisionId, NominationId, OrganisationId, RegimeId, ReportId,
    Revision, SessionMinutesId,
};
use domain::base::policy::Role;
use domain::base::reason::Reason;
use domain::base::refusal::Refusal;
use domain::base::step::{Step, Transition};
use domain::base::text::Text;
use domain::honours::council::{Ballot, SessionMinutes};
use domain::honours::decision::{Decision, DecisionPaper, DecisionState, Grantee, Grounds};
use domain::honours::granted_award::{GrantedAward, GrantingDecision};
use domain::honours::nomination::bars::Beside;
use domain::honours::nomination::dossier::{Dossier, Frame, Measures, Paper, Subject};
use domain::honours::nomination::presentation;
use domain::honours::nomination::progress::{Notice, Progress};
use domain::honours::nomination::workflow::NominationState;
use domain::honours::nomination::{Nomination, Setting};
use domain::honours::regime::{Regime, regime_on};
use domain::planning::assessment::Comparison;
use domain::planning::award::{AwardForm, Occasion, PaperKind, SubjectKind};
use domain::planning::campaign::{Campaign, CampaignKind, CampaignOrders, CampaignState, CampaignText};
use domain::planning::criteria::{CriteriaSet, CriteriaSetState, Criterion, CycleKind};
use domain::planning::cycle::{Binding, Cycle, CycleOrders, CycleState, Opening, OpeningGround};
use domain::planning::grading::Grading;
use domain::planning::measure::{Combination, Demands, ManualMeasure, Measure, Panel};
use domain::planning::participant::{Participant, Participants, Selection};
use domain::planning::scoring::{Counts, Value};
use domain::registry::level::Levels;
use domain::registry::organisation::{Organisation, OrganisationKind, UnitHistory};
use domain::reporting::figure::{Figure, VerifiedFigure};
use domain::reporting::report::{Content, Findings, Report, ReportState};
use domain::reporting::warning::History;
use uuid::Uuid;

use crate::plan_level::PlanLevel;

mod papers;
mod people;

pub(crate) use papers::{paper_file, paper_kept};
pub(crate) use people::{
    administrator, admitted, appraisal, auditor, decision, editor, everybody, head, of_all_trades, person, press,
    standing, stranger,
};

pub(crate) const CAMPAIGN: CampaignId = CampaignId(Uuid::from_u128(0xca));
pub(crate) const CYCLE: CycleId = CycleId(Uuid::from_u128(0xc1));
pub(crate) const UNIT: OrganisationId = OrganisationId(Uuid::from_u128(0x01));
pub(crate) const OTHER: OrganisationId = OrganisationId(Uuid::from_u128(0x02));
/// The unit that holds the functions; actors in a function act for it.
pub(crate) const AGENCY: OrganisationId = OrganisationId(Uuid::from_u128(0x03));

pub(crate) fn day(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).expect("a day of the calendar")
}

/// An hour of a day in the province.
pub(crate) fn hour(day: NaiveDate, hour: i64) -> DateTime<Utc> {
    day.and_time(chrono::NaiveTime::MIN).and_utc() + TimeDelta::hours(hour - 7)
}

/// The time of all acts, unless a test sets another.
pub(crate) fn now() -> DateTime<Utc> {
    hour(day(2024, 11, 20), 9)
}

pub(crate) fn organisation(id: OrganisationId, name: &str, level: PlanLevel, kind: OrganisationKind) -> Organisation {
    Organisation {
        id,
        name: name.to_owned(),
        level: level.code(),
        kind,
        parent: None,
        codes: Vec::new(),
        valid_from: day(1992, 4, 1),
        valid_to: None,
        history: UnitHistory::default(),
        revision: Revision::FIRST,
    }
}

/// The unit whose report and nominations are tested: a department of the province.
pub(crate) fn unit() -> Organisation {
    organisation(UNIT, "Sở Y tế", PlanLevel::Provincial, OrganisationKind::Department)
}

pub(crate) fn campaign() -> Campaign {
    let movement: serde_json::Value =
        serde_json::from_str(include_str!("../../../plans/soc-trang-2021-2025/movement.json")).expect("the movement");
    let of = |name: &str| movement.get(name).cloned().expect("a part of the movement");
    Campaign {
        id: CAMPAIGN,
        code: "soc-trang-2021-2025".to_owned(),
        kind: CampaignKind::Thematic,
        state: CampaignState::Launched,
        text: CampaignText {
            name: Text::new("Chuyển đổi số", "Digital transformation"),
            slogan: Text::new("", ""),
            period_start: day(2021, 1, 1),
            period_end: day(2025, 12, 31),
            phases: Vec::new(),
            legal_bases: Vec::new(),
            contents: serde_json::from_value(of("contents")).expect("its contents"),
            fields: serde_json::from_value(of("fields")).expect("its fields"),
            policy: serde_json::from_value(of("policy")).expect("its policy"),
        },
        orders: CampaignOrders::default(),
        revision: Revision::FIRST,
    }
}

pub(crate) fn planned(year: i32) -> Cycle {
    Cycle {
        id: CYCLE,
        campaign: CAMPAIGN,
        code: year.to_string(),
        kind: CycleKind::Annual,
        year: Some(year),
        name: Text::new(format!("Năm {year}"), format!("Year {year}")),
        period_start: day(year, 1, 1),
        period_end: day(year, 12, 31),
        optional: false,
        state: CycleState::Planned,
        due_date: None,
        explanation_days: None,
        acceptance_required: false,
        criteria: Vec::new(),
        orders: CycleOrders::default(),
        selection: Selection::default(),
        revision: Revision::FIRST,
    }
}

/// The annual cycle of 2024, open, with the plan's sets and reports due on 30 November.
pub(crate) fn cycle() -> Cycle {
    let criteria = [PlanLevel::Provincial, PlanLevel::District, PlanLevel::Commune]
        .map(|level| Binding { group: level.group(), criteria_set: seed_set(level).id, derived: false })
        .to_vec();
    Cycle { state: CycleState::Open, due_date: Some(day(2024, 11, 30)), criteria, ..planned(2024) }
}

/// A unit as participant of the cycle, in the group of its level; none if the cycle has no such group.
pub(crate) fn participant(unit: &Organisation) -> Option<Participant> {
    let group = GroupCode::of_level(unit.level);
    cycle().criteria_for(group)?;
    Some(Participant { cycle: CYCLE, unit: unit.id, group, placed_by: None, exempt: None, left_out: None })
}

/// Units as participants of the cycle.
pub(crate) fn participants(units: &[Organisation]) -> Participants {
    Participants::new(units.iter().filter_map(participant))
}

/// What a cycle without groups of its own is opened upon; its units are looked at by the tests of participants.
pub(crate) fn ground<'a>(sets: &'a [CriteriaSet], levels: &'a Levels) -> OpeningGround<'a> {
    OpeningGround { campaign: movement(), cycles: &[], sets, levels, groups: &[], units: &[] }
}

/// The plan's set of a level, for annual cycles.
pub(crate) fn seed_set(level: impl Into<PlanLevel>) -> CriteriaSet {
    let level = level.into();
    let (place, text) = match level {
        PlanLevel::Provincial => (0, include_str!("../../../plans/soc-trang-2021-2025/criteria-sets/provincial.json")),
        PlanLevel::District => (1, include_str!("../../../plans/soc-trang-2021-2025/criteria-sets/district.json")),
        PlanLevel::Commune => (2, include_str!("../../../plans/soc-trang-2021-2025/criteria-sets/commune.json")),
        PlanLevel::Enterprise => (3, include_str!("../../../plans/soc-trang-2021-2025/criteria-sets/enterprise.json")),
        PlanLevel::Individual => (4, include_str!("../../../plans/soc-trang-2021-2025/criteria-sets/individual.json")),
    };
    let set: serde_json::Value = serde_json::from_str(text).expect("the level's set");
    let number = |field: &str| set.get(field).and_then(serde_json::Value::as_i64).expect("a number");
    CriteriaSet {
        model: None,
        dimensions: Vec::new(),
        id: CriteriaSetId(Uuid::from_u128(0x5e_7000 + place)),
        campaign: CAMPAIGN,
        cycle_kind: CycleKind::Annual,
        audience: level.audience(),
        version: number("version"),
        scale: number("scale"),
        criteria: serde_json::from_value(set.get("criteria").expect("criteria").clone()).expect("criteria"),
        grading: Grading::default(),
        state: CriteriaSetState::Provisional,
        document: None,
        revision: Revision::FIRST,
    }
}

pub(crate) fn set() -> CriteriaSet {
    seed_set(PlanLevel::Provincial)
}

/// The seed's set with a rubric that two scorers judge, by the mean of their points.
pub(crate) fn panelled() -> CriteriaSet {
    let mut set = set();
    set.criteria.push(Criterion {
        code: "M1".to_owned(),
        name: Text::new("Sáng kiến", "Initiative"),
        source: "CV 1".to_owned(),
        max_points: 1_000,
        measure: Measure::Manual(ManualMeasure {
            rubric: Text::new("Theo hướng dẫn", "By the guide"),
            panel: Some(Panel { combine: Combination::Mean, least: 2 }),
            demands: Demands::default(),
        }),
    });
    set
}

/// The plan's set of a level, issued under a document.
pub(crate) fn issued_set(level: impl Into<PlanLevel>) -> CriteriaSet {
    CriteriaSet { state: CriteriaSetState::Published, document: Some(document()), ..seed_set(level) }
}

pub(crate) fn document() -> Citation {
    Citation {
        number: Some("12/HD-STTTT".to_owned()),
        date: Some(day(2022, 3, 1)),
        issuer: Some("Sở Thông tin và Truyền thông".to_owned()),
        title: Some("Hướng dẫn chấm điểm".to_owned()),
        ..Citation::default()
    }
}

pub(crate) const fn counts(numerator: i64, denominator: i64) -> Counts {
    Counts { numerator, denominator }
}

/// A complete figure.
pub(crate) fn figure(criterion: &str, numerator: i64, denominator: i64) -> Figure {
    Figure {
        criterion: criterion.to_owned(),
        value: Value::Counts(counts(numerator, denominator)),
        secret_excluded: true,
        reference: Some(document()),
        evidence: vec![document()],
        note: None,
    }
}

/// Complete figures of the unit: P1 misses its target by one, the others meet theirs.
pub(crate) fn figures() -> Vec<Figure> {
    vec![figure("P1", 949, 1_000), figure("P2", 90, 100), figure("P3", 70, 70), figure("P4", 8, 8), figure("P5", 5, 10)]
}

pub(crate) fn verified(figures: &[Figure]) -> Vec<VerifiedFigure> {
    figures
        .iter()
        .map(|Figure { criterion, value, .. }| VerifiedFigure {
            criterion: criterion.clone(),
            value: value.clone(),
            reason: None,
        })
        .collect()
}

/// What a unit writes, without a narrative.
pub(crate) const fn content(figures: Vec<Figure>) -> Content {
    Content { figures, narrative: None }
}

/// Findings without bonus or penalty points.
pub(crate) const fn findings(figures: Vec<VerifiedFigure>) -> Findings {
    Findings { figures, adjustments: Vec::new() }
}

/// A digest, in place of the one of a report's content.
pub(crate) const DIGEST: &str = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";

/// Takes a step that must be allowed.
pub(crate) fn taken<T>(step: Result<Step<T>, Refusal>) -> T {
    step.expect("the step is open").into_parts().0
}

pub(crate) fn report_of(organisation: &Organisation, figures: Vec<Figure>) -> Report {
    let set = seed_set(organisation.level);
    let author = person(0xa1, "Biên", &[(Role::UnitEditor, organisation.id)]);
    let id = ReportId(Uuid::from_u128(0x4e_0000 + organisation.id.0.as_u128()));
    taken(Report::draft(
        id,
        (&cycle(), participant(organisation).as_ref()),
        organisation,
        Some(&set),
        content(figures),
        &author,
        now(),
    ))
}

pub(crate) fn draft_report() -> Report {
    report_of(&unit(), figures())
}

pub(crate) fn submitted_report() -> Report {
    taken(draft_report().submit((&cycle(), &set(), &[]), History::default(), DIGEST.to_owned(), &head(), now()))
}

pub(crate) fn verifying_report() -> Report {
    let report = submitted_report();
    let verified = verified(&report.figures);
    taken(report.verify(&set(), findings(verified), &standing(), now()))
}

pub(crate) fn final_report() -> Report {
    taken(verifying_report().finalise(&set(), &Comparison::default(), &standing(), now()))
}

/// The same report in any state, without the steps that lead there.
pub(crate) fn report_in(state: ReportState) -> Report {
    Report { state, ..final_report() }
}

pub(crate) fn paper(kind: PaperKind) -> Paper {
    Paper {
        kind,
        number: "15/TTr-SYT".to_owned(),
        date: day(2024, 11, 18),
        signer: "Trần Văn Trưởng".to_owned(),
        title: "Về việc đề nghị khen thưởng".to_owned(),
        nominees: if kind == PaperKind::SubmissionLetter { vec!["Phòng Tin học".to_owned()] } else { Vec::new() },
        confirmed: kind == PaperKind::AchievementReport,
        file: None,
    }
}

/// A subject with a kind and a name only.
pub(crate) fn subject(kind: SubjectKind, name: &str) -> Subject {
    Subject {
        kind,
        name: name.to_owned(),
        position: None,
        account: None,
        rank: None,
        category: None,
        business_number: None,
        without_unit: false,
        namesake: None,
    }
}

/// The regimes that every province has in common.
pub(crate) fn regimes() -> Vec<Regime> {
    let list: Vec<serde_json::Value> =
        serde_json::from_str(include_str!("../../../plans/common/regimes.json")).expect("regimes");
    list.iter()
        .zip(1_u128..)
        .map(|(regime, place)| {
            let day = |field: &str| regime.get(field).and_then(|day| serde_json::from_value(day.clone()).ok());
            Regime {
                id: RegimeId(Uuid::from_u128(0x2e_0000 + place)),
                code: regime.get("code").and_then(|code| code.as_str()).expect("a code").to_owned(),
                valid_from: day("validFrom").expect("a first day"),
                valid_to: day("validTo"),
                terms: serde_json::from_value(regime.get("terms").expect("terms").clone()).expect("terms"),
                revision: Revision::FIRST,
            }
        })
        .collect()
}

/// The regime of the day of `now`.
pub(crate) fn regime() -> Regime {
    regime_on(&regimes(), day(2024, 11, 20)).expect("a regime").clone()
}

/// The data around a dossier that nothing bars.
pub(crate) const CLEAR: Beside<'static> = Beside {
    flags: &[],
    disciplines: &[],
    same_theme: &[],
    awarded: &[],
    pending_elsewhere: &[],
    others: &[],
    same_person: &[],
    other_people: &[],
    measured: true,
    subject_names: &[],
    has_result: true,
};

/// The movement, with a life as long as the tests.
pub(crate) fn movement() -> &'static Campaign {
    static CAMPAIGN: std::sync::OnceLock<Campaign> = std::sync::OnceLock::new();
    CAMPAIGN.get_or_init(campaign)
}

/// A category of the movement.
pub(crate) fn category(code: &str) -> CategoryCode {
    CategoryCode::parse(code).expect("a code")
}

/// A round that demands nothing, on an occasion of the movement.
pub(crate) fn undemanding(occasion: Occasion) -> presentation::Demands<'static> {
    let opinion = movement().text.policy.opinion(occasion);
    presentation::Demands { opinion, terms: None, objections_open: 0, objections_upheld: 0 }
}

/// The circumstances of a new nomination, in an annual cycle.
pub(crate) fn setting<'a>(cycle: &'a Cycle, organisation: &'a Organisation) -> Setting<'a> {
    Setting { campaign: movement(), cycle, occasion: cycle.kind.occasion(), round: None, organisation }
}

/// Edits a nomination of the unit in the open cycle.
pub(crate) fn edited(nomination: Nomination, dossier: Dossier, actor: &Actor) -> Result<Step<Nomination>, Refusal> {
    let (cycle, organisation) = (&cycle(), &unit());
    nomination.edit(dossier, Frame { campaign: movement(), cycle, organisation }, actor, now())
}

/// Submits a nomination whose letter lists no other nominee.
pub(crate) fn submitted(nomination: Nomination, actor: &Actor) -> Result<Step<Nomination>, Refusal> {
    let regime = regime();
    nomination.submit(
        Measures {
            regime: &regime,
            policy: &movement().text.policy,
            criterion: None,
            on_letter: &[],
            consent_required: false,
            enterprise: false,
            quota: None,
            files: None,
        },
        actor,
        now(),
    )
}

/// Records one nomination's votes.
pub(crate) fn minutes(nomination: &Nomination, votes_for: i64) -> SessionMinutes {
    SessionMinutes {
        id: SessionMinutesId(Uuid::nil()),
        cycle: nomination.cycle,
        number: "7/BB".to_owned(),
        date: day(2024, 11, 20),
        chair: "Chủ tọa".to_owned(),
        members_total: 10,
        members_present: 9,
        ballots: vec![Ballot { nomination: nomination.id, votes_for }],
        file: None,
        recorded_at: now(),
        revision: Revision::FIRST,
    }
}

/// A complete dossier.
pub(crate) fn dossier(kind: SubjectKind) -> Dossier {
    let person = kind == SubjectKind::Individual;
    let papers = match kind {
        SubjectKind::Collective => PaperKind::ALL,
        SubjectKind::Individual | SubjectKind::Household => {
            &[PaperKind::SubmissionLetter, PaperKind::AchievementReport, PaperKind::Minutes]
        }
    };
    Dossier {
        subject: Subject { category: person.then(|| category("OFFICIAL")), ..subject(kind, "Phòng Tin học") },
        award_form: AwardForm::BangKhenProvince,
        achievement: "Số hóa toàn bộ hồ sơ.".to_owned(),
        achievement_from: None,
        achievement_to: None,
        criterion_account: if person { "Sáng kiến số hóa.".to_owned() } else { String::new() },
        simplified_ground: None,
        papers: papers.iter().map(|kind| paper(*kind)).collect(),
    }
}

pub(crate) fn drafted(dossier: Dossier) -> Nomination {
    let id = NominationId(Uuid::from_u128(0x0d));
    taken(Nomination::draft(id, setting(&cycle(), &unit()), dossier, &editor(), now()))
}

pub(crate) fn draft_nomination() -> Nomination {
    drafted(dossier(SubjectKind::Collective))
}

/// The same nomination in any state, without acts of any person.
pub(crate) fn nomination_in(state: NominationState) -> Nomination {
    let draft = draft_nomination();
    let notice = Some(Notice { from: day(2024, 11, 20), days: 10, document: None, sent_at: None });
    let progress = Progress { notice: notice.filter(|_| state == NominationState::Ineligible), ..draft.progress };
    Nomination { state, progress, ..draft }
}

pub(crate) fn decision_paper() -> DecisionPaper {
    DecisionPaper {
        number: 335,
        symbol: "335/QĐ-UBND".to_owned(),
        date: day(2024, 11, 20),
        signer: "Trần Văn Lâu".to_owned(),
        title: "Về việc tặng Bằng khen".to_owned(),
        file: FileMetadata { name: "335.pdf".to_owned(), sha256: "0f".repeat(32), size_bytes: 1 },
    }
}

pub(crate) const DECISION: DecisionId = DecisionId(Uuid::from_u128(0xde));

/// A nomination in a decision, with nothing recorded against its subject.
pub(crate) fn grantee(nomination: Nomination) -> Grantee {
    Grantee { award: AwardId(Uuid::from_u128(0xaa)), nomination, flags: Vec::new(), subject_names: Vec::new() }
}

/// Grants one nomination by a decision.
pub(crate) fn grant(nomination: Nomination, actor: &Actor) -> Result<(Decision, Step<Nomination>), Refusal> {
    let granting =
        Decision::issue(DECISION, decision_paper(), vec![grantee(nomination)], Grounds::default(), actor, now())?;
    let [nomination] = <[Step<Nomination>; 1]>::try_from(granting.nominations).expect("one nomination");
    Ok((granting.decision.into_parts().0, nomination))
}

/// An award of a decision that is public.
pub(crate) fn granted_award() -> GrantedAward {
    GrantedAward {
        id: AwardId(Uuid::from_u128(0xaa)),
        cycle: CYCLE,
        campaign: CAMPAIGN,
        subject_kind: SubjectKind::Individual,
        name: "Lý Thị Na".to_owned(),
        organisation: UNIT,
        organisation_name: "Sở Y tế".to_owned(),
        form: AwardForm::BangKhenProvince,
        occasion: Occasion::Annual,
        decision: GrantingDecision {
            id: DECISION,
            issuer: AGENCY,
            symbol: "335/QĐ-UBND".to_owned(),
            date: day(2024, 11, 1),
            signer: "Chủ tịch UBND tỉnh".to_owned(),
            state: DecisionState::Published,
            revision: Revision(2),
        },
        corrections: Vec::new(),
    }
}

/// The same award, while its decision is not public.
pub(crate) fn unpublished_award() -> GrantedAward {
    let award = granted_award();
    GrantedAward { decision: GrantingDecision { state: DecisionState::Issued, ..award.decision.clone() }, ..award }
}

/// A refusal in short for tests: its kind, then each reason's code, rule and pointer.
pub(crate) fn told<T>(answer: Result<T, Refusal>) -> Vec<String> {
    let say = |kind: &str, reason: &Reason, pointer: &str| {
        let line = format!("{kind} {} {} {pointer}", reason.code, reason.rule.unwrap_or("-"));
        assert!(!reason.text.vi.is_empty() && !reason.text.en.is_empty(), "{line} says nothing");
        line.trim_end().to_owned()
    };
    match answer {
        Ok(_) => vec!["done".to_owned()],
        Err(Refusal::NotAllowed(reason)) => vec![say("not allowed:", &reason, "")],
        Err(Refusal::OutOfSeason(reason)) => vec![say("out of season:", &reason, "")],
        Err(Refusal::WrongState(reason)) => vec![say("wrong state:", &reason, "")],
        Err(Refusal::Taken(reason)) => vec![say("taken:", &reason, "")],
        Err(Refusal::Invalid(violations)) => {
            violations.iter().map(|violation| say("invalid:", &violation.reason, &violation.pointer)).collect()
        }
    }
}

/// The verbs that are allowed, of all that are shown.
pub(crate) fn open_verbs(transitions: Vec<Transition>) -> Vec<&'static str> {
    transitions.into_iter().filter(|transition| transition.closed.is_none()).map(|transition| transition.verb).collect()
}

/// The identifiers of the boards of a release: 1, 2, 3 and so on.
pub(crate) fn boards() -> impl FnMut() -> BoardId {
    let mut places = 1..;
    move || BoardId(Uuid::from_u128(places.next().unwrap_or_default()))
}

/// An opening without a second person.
pub(crate) fn opening(due_date: NaiveDate, explanation_days: Option<i64>) -> Opening {
    Opening { due_date: Some(due_date), explanation_days, acceptance_required: false, order: None }
}
