//! The unit's report for a cycle (báo cáo kết quả), from draft to score.
//!
//! The editor drafts, the head submits, the standing agency returns or verifies, shows the unit its provisional score,
//! answers explanations and finalises. Publication of a release makes the report public. A later correction is a new
//! score with a reason, public with the next release. The unit sees the standing agency's findings only with its
//! provisional or final score.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::base::calendar;
use crate::base::code::GroupCode;
use crate::base::concept::Concept;
use crate::base::event::{Author, Change, Event, EventKind};
use crate::base::identity::Actor;
use crate::base::ids::{AccountId, CampaignId, CriteriaSetId, CycleId, OrganisationId, ReportId, Revision, wire_enum};
use crate::base::policy::Permission;
use crate::base::refusal::{Refusal, Violations};
use crate::base::step::{Step, Transition};
use crate::base::text::{english, tidy_lines, vietnamese};
use crate::planning::criteria::CriteriaSet;
use crate::planning::cycle::Cycle;
use crate::planning::demands::{AskedUnit, LeavingOut};
use crate::planning::grading::{Adjustment, adjustments_line};
use crate::planning::participant::Participant;
use crate::planning::scoring::{Scorecard, Value};
use crate::registry::organisation::{Organisation, OrganisationKind};
use crate::reporting::check::Checks;
use crate::reporting::explanation::Explanation;
use crate::reporting::figure::{
    Figure, VerifiedFigure, clean, figure_changes, judge, pointers, reason_changes, value_of,
};
use crate::reporting::filing::Filing;
use crate::reporting::reasons;
use crate::reporting::review::{Review, agreement};

pub mod checking;
pub mod content;
pub mod submission;
pub mod verification;

/// Maximum number of figures in one report.
pub const FIGURES_MAX: usize = 200;

wire_enum! {
    /// State of a report.
    ReportState {
        /// Being written (dự thảo).
        Draft = "DRAFT",
        /// Submitted (đã nộp).
        Submitted = "SUBMITTED",
        /// Returned to the unit (trả lại).
        Returned = "RETURNED",
        /// Being verified (đang thẩm tra số liệu).
        Verifying = "VERIFYING",
        /// Provisionally scored, open to the unit's explanations (chờ giải trình).
        ExplanationOpen = "EXPLANATION_OPEN",
        /// Officially scored, not public yet (đã chốt).
        Final = "FINAL",
        /// Public (đã công khai).
        Published = "PUBLISHED",
    }
}

impl ReportState {
    /// The Vietnamese name.
    #[must_use]
    pub const fn vi(self) -> &'static str {
        match self {
            Self::Draft => "đang soạn thảo",
            Self::Submitted => "đã nộp",
            Self::Returned => "đã được trả lại để bổ sung",
            Self::Verifying => "đang được đánh giá, chấm điểm",
            Self::ExplanationOpen => "đang trong thời gian giải trình",
            Self::Final => "đã chốt điểm",
            Self::Published => "đã công bố",
        }
    }
}

wire_enum! {
    /// What can be done to a report.
    ReportVerb {
        /// Replace its content.
        Edit = "EDIT",
        /// Submit it (nộp).
        Submit = "SUBMIT",
        /// Withdraw it before verification (rút).
        Withdraw = "WITHDRAW",
        /// Return it with a reason (trả lại).
        Return = "RETURN",
        /// Record verified figures (thẩm tra số liệu).
        Verify = "VERIFY",
        /// Give points for a rubric as one of several scorers (cho điểm).
        Mark = "MARK",
        /// Recuse oneself because of an interest in the unit (từ chối tham gia).
        Recuse = "RECUSE",
        /// Accept the verified figures as a second person (chấp thuận kết quả thẩm tra số liệu).
        Accept = "ACCEPT",
        /// Show the unit its provisional score (thông báo điểm tạm thời).
        Release = "RELEASE",
        /// Contest a criterion (giải trình).
        Explain = "EXPLAIN",
        /// Answer an explanation (trả lời giải trình).
        Answer = "ANSWER",
        /// Fix the official score (chốt điểm).
        Finalise = "FINALISE",
        /// Correct a final score, with a reason (đính chính).
        Correct = "CORRECT",
        /// Make it public, with a release (công khai).
        Publish = "PUBLISH",
    }
}

impl ReportVerb {
    /// The Vietnamese name.
    #[must_use]
    pub const fn vi(self) -> &'static str {
        match self {
            Self::Edit => "sửa",
            Self::Submit => "nộp",
            Self::Withdraw => "rút lại",
            Self::Return => "trả lại để bổ sung",
            Self::Verify => "ghi kết quả thẩm tra số liệu",
            Self::Mark => "cho điểm",
            Self::Recuse => "từ chối tham gia chấm điểm",
            Self::Accept => "chấp thuận kết quả thẩm tra số liệu",
            Self::Release => "thông báo điểm tạm thời",
            Self::Explain => "giải trình",
            Self::Answer => "trả lời giải trình",
            Self::Finalise => "chốt điểm",
            Self::Correct => "đính chính",
            Self::Publish => "công bố",
        }
    }
}

impl ReportState {
    /// The whole workflow: a pair that is not listed is refused.
    #[must_use]
    pub const fn after(self, verb: ReportVerb) -> Option<Self> {
        use ReportVerb as V;
        match (self, verb) {
            (Self::Draft, V::Edit) => Some(Self::Draft),
            (Self::Submitted, V::Withdraw) => Some(Self::Draft),
            (Self::Returned, V::Edit) => Some(Self::Returned),
            (Self::Draft | Self::Returned, V::Submit) => Some(Self::Submitted),
            (Self::Submitted | Self::Verifying, V::Return) => Some(Self::Returned),
            (Self::Submitted | Self::Verifying, V::Verify) => Some(Self::Verifying),
            (Self::Submitted, V::Mark | V::Recuse) => Some(Self::Submitted),
            (Self::Verifying, V::Accept | V::Recuse) => Some(Self::Verifying),
            (Self::Verifying, V::Release) => Some(Self::ExplanationOpen),
            // A panel scores again before an answer or a correction changes what it gave, and what is recorded anew is
            // accepted anew.
            (Self::ExplanationOpen, V::Mark | V::Accept | V::Recuse) => Some(Self::ExplanationOpen),
            (Self::Final, V::Mark | V::Accept) => Some(Self::Final),
            (Self::Published, V::Mark) => Some(Self::Published),
            (Self::ExplanationOpen, V::Explain | V::Answer) => Some(Self::ExplanationOpen),
            (Self::Verifying | Self::ExplanationOpen, V::Finalise) => Some(Self::Final),
            (Self::Final | Self::Published, V::Correct) => Some(Self::Final),
            (Self::Final, V::Publish) => Some(Self::Published),
            _ => None,
        }
    }

    /// Whether it is submitted and not returned.
    #[must_use]
    pub const fn is_handed_in(self) -> bool {
        !matches!(self, Self::Draft | Self::Returned)
    }

    /// Whether the score is official.
    #[must_use]
    pub const fn is_settled(self) -> bool {
        matches!(self, Self::Final | Self::Published)
    }
}

/// What is wrong with one criterion of a returned report.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ReturnItem {
    /// The criterion's code.
    pub criterion: String,
    /// What to correct.
    pub reason: String,
}

/// The unit's content of a report.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Content {
    /// Figures that the unit declares.
    pub figures: Vec<Figure>,
    /// The unit's narrative of its year (thuyết minh).
    pub narrative: Option<String>,
}

/// The standing agency's findings: verified figures, bonus and penalty entries.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Findings {
    /// One figure for each criterion that applies to the unit.
    pub figures: Vec<VerifiedFigure>,
    /// Bonus and penalty entries (rule L27).
    pub adjustments: Vec<Adjustment>,
}

/// The standing agency's answer to an explanation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reply {
    /// The criterion's code.
    pub criterion: String,
    /// Why.
    pub text: String,
    /// The new verified value, if the explanation is accepted.
    pub value: Option<Value>,
}

/// A unit's report for a cycle.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// Its identifier.
    pub id: ReportId,
    /// The cycle.
    pub cycle: CycleId,
    /// The movement of the cycle.
    pub campaign: CampaignId,
    /// The unit.
    pub organisation: OrganisationId,
    /// The group that the unit was in when the report was begun.
    pub group: GroupCode,
    /// The unit's kind when the report was begun.
    pub kind: OrganisationKind,
    /// The criteria that are left out for the unit, as its participation had it when the report was begun.
    pub left_out: Option<LeavingOut>,
    /// The criteria set that it is scored by.
    pub criteria_set: CriteriaSetId,
    /// Its state.
    pub state: ReportState,
    /// Figures that the unit declares.
    pub figures: Vec<Figure>,
    /// Narrative of the unit about its year.
    pub narrative: Option<String>,
    /// The verified figures.
    pub verified: Vec<VerifiedFigure>,
    /// The bonus and penalty entries.
    pub adjustments: Vec<Adjustment>,
    /// Who judged it, and who may not.
    pub review: Review,
    /// What other units than the standing agency say about it.
    pub checks: Checks,
    /// The score: provisional while explanations are open, official from `FINAL` on.
    pub scorecard: Option<Scorecard>,
    /// The cycle's window for explanations in days, if it has one.
    pub explanation_days: Option<i64>,
    /// When the unit's window for explanations closes, once it is open.
    pub explanation_until: Option<DateTime<Utc>>,
    /// The unit's explanations, one per criterion.
    pub explanations: Vec<Explanation>,
    /// Every submission, oldest first.
    pub filings: Vec<Filing>,
    /// When it was last submitted; none while it is withdrawn.
    pub submitted_at: Option<DateTime<Utc>>,
    /// Who last submitted it.
    pub submitted_by: Option<AccountId>,
    /// Whether the first submission was after the due date and any extension; lateness blocks nothing.
    pub late: bool,
    /// The reason of the last return.
    pub return_reason: Option<String>,
    /// Problems found, by criterion.
    pub return_items: Vec<ReturnItem>,
    /// Why the final score was corrected last.
    pub correction_reason: Option<String>,
    /// When it was begun.
    pub created_at: DateTime<Utc>,
    /// When it changed last.
    pub updated_at: DateTime<Utc>,
    /// The revision number.
    pub revision: Revision,
}

impl Report {
    /// Begins a unit's report for a cycle. `participant` is the unit as participant of the cycle, if it is one.
    ///
    /// # Errors
    /// `NotAllowed` for another unit's people; `OutOfSeason` while the cycle is not open, or for a unit that did not
    /// exist within its period (rule L30); `WrongState` for one that is exempt (rule M03); `Invalid` for a group without criteria to report on (rule S02) or for
    /// broken figures (rule L29).
    pub fn draft(
        id: ReportId,
        (cycle, participant): (&Cycle, Option<&Participant>),
        organisation: &Organisation,
        set: Option<&CriteriaSet>,
        content: Content,
        actor: &Actor,
        at: DateTime<Utc>,
    ) -> Result<Step<Self>, Refusal> {
        let author = actor.must(Permission::EditReport, (organisation.id, cycle.campaign))?;
        cycle.must_be_open()?;
        cycle.must_concern(organisation)?;
        cycle.must_be_reported_by(participant)?;
        let group = participant.map(|participant| participant.group);
        let left_out = participant.and_then(|participant| participant.left_out.clone());
        let bound = cycle.set_for(participant);
        let Some((group, set)) = group.zip(set).filter(|(_, set)| bound == Some(set.id)) else {
            let mut violations = Violations::default();
            violations.add("/organisation", reasons::no_ratio_criteria());
            violations.refuse_if_any()?;
            return Err(Refusal::Invalid(Vec::new()));
        };
        let unit = AskedUnit { kind: organisation.kind, left_out: left_out.as_ref() };
        let Content { figures, narrative } = cleaned(content, set, unit, at)?;
        let mut changes = figure_changes(&[], &figures);
        changes.extend(Change::differing("narrative", None, narrative.clone()));
        let event = Event::new(EventKind::ReportDrafted, Concept::Report, id.0, author, at)
            .of(organisation.id)
            .between(None, ReportState::Draft.as_str())
            .changing(changes);
        let report = Self {
            id,
            cycle: cycle.id,
            campaign: cycle.campaign,
            organisation: organisation.id,
            group,
            kind: organisation.kind,
            left_out,
            criteria_set: set.id,
            state: ReportState::Draft,
            figures,
            narrative,
            verified: Vec::new(),
            adjustments: Vec::new(),
            review: Review { acceptance_required: cycle.acceptance_required, ..Review::default() },
            checks: Checks::default(),
            scorecard: None,
            explanation_days: cycle.explanation_days,
            explanation_until: None,
            explanations: Vec::new(),
            filings: Vec::new(),
            submitted_at: None,
            submitted_by: None,
            late: false,
            return_reason: None,
            return_items: Vec::new(),
            correction_reason: None,
            created_at: at,
            updated_at: at,
            revision: Revision::FIRST,
        };
        Ok(Step::new(report, event))
    }

    /// Whether the actor may apply a verb at an instant, and in which role.
    ///
    /// # Errors
    /// `NotAllowed` by the permission table, or for a person who submitted or explained and may not judge; `WrongState`
    /// by the workflow table, or while explanations are unanswered; `OutOfSeason` by the window for explanations (rule
    /// L23).
    pub fn may(&self, verb: ReportVerb, actor: &Actor, at: DateTime<Utc>) -> Result<(Author, ReportState), Refusal> {
        let permission = match verb {
            ReportVerb::Edit => Permission::EditReport,
            ReportVerb::Submit | ReportVerb::Withdraw | ReportVerb::Explain => Permission::SubmitReport,
            ReportVerb::Return | ReportVerb::Verify | ReportVerb::Finalise => Permission::VerifyReport,
            ReportVerb::Release | ReportVerb::Answer | ReportVerb::Correct => Permission::VerifyReport,
            ReportVerb::Mark | ReportVerb::Recuse | ReportVerb::Accept => Permission::VerifyReport,
            ReportVerb::Publish => Permission::PublishRelease,
        };
        let author = actor.must(permission, (self.organisation, self.campaign))?;
        let Some(after) = self.state.after(verb) else {
            return Err(Refusal::WrongState(reasons::report_state(self.state.vi(), self.state, verb.vi(), verb)));
        };
        let judges = match verb {
            ReportVerb::Verify | ReportVerb::Release | ReportVerb::Answer => true,
            ReportVerb::Finalise | ReportVerb::Correct => true,
            ReportVerb::Mark | ReportVerb::Accept => true,
            ReportVerb::Recuse => false,
            ReportVerb::Edit | ReportVerb::Submit | ReportVerb::Withdraw | ReportVerb::Explain => false,
            ReportVerb::Return | ReportVerb::Publish => false,
        };
        if judges {
            self.must_be_judged_by(actor)?;
        }
        let stood_in = self.checks.findings.iter().any(|one| one.instead && one.by.by == actor.account);
        if verb == ReportVerb::Accept && (stood_in || self.review.was_recorded_by(actor.account)) {
            return Err(Refusal::NotAllowed(reasons::four_eyes_of_acceptance()));
        }
        self.must_be_in_season(verb, actor.account, at)?;
        Ok((author, after))
    }

    /// Rule L19: nobody judges a report that he submitted or explained, or stands aside from.
    fn must_be_judged_by(&self, actor: &Actor) -> Result<(), Refusal> {
        let filed = self.filings.iter().any(|filing| filing.by == actor.account);
        let explained = self.explanations.iter().any(|one| one.by == actor.account);
        if filed || explained || self.submitted_by == Some(actor.account) {
            return Err(Refusal::NotAllowed(reasons::four_eyes_of_report()));
        }
        if self.review.has_recused(actor.account) {
            return Err(Refusal::NotAllowed(reasons::recused()));
        }
        Ok(())
    }

    /// Rule L23: a unit explains only while the window is open, and the score becomes final only after it has closed.
    fn must_be_in_season(&self, verb: ReportVerb, actor: AccountId, at: DateTime<Utc>) -> Result<(), Refusal> {
        let closed = self.explanation_until.is_some_and(|until| until <= at);
        // The window closes when its last day in the province ends, so messages name that day.
        let last = |until: DateTime<Utc>| calendar::day_of(until - chrono::TimeDelta::milliseconds(1));
        let day = self.explanation_until.map(|until| last(until).format("%d/%m/%Y").to_string()).unwrap_or_default();
        let until = self.explanation_until.map(|until| until.to_rfc3339_opts(chrono::SecondsFormat::Secs, true));
        let until = until.unwrap_or_default();
        match verb {
            ReportVerb::Release if self.explanation_days.is_none() => {
                Err(Refusal::WrongState(reasons::no_explanation_step()))
            }
            ReportVerb::Explain if closed => Err(Refusal::OutOfSeason(reasons::explanation_closed(day, until))),
            ReportVerb::Release | ReportVerb::Finalise | ReportVerb::Publish if self.review.awaits_acceptance() => {
                Err(Refusal::WrongState(reasons::acceptance_due()))
            }
            ReportVerb::Accept if !self.review.acceptance_required => {
                Err(Refusal::WrongState(reasons::no_acceptance_step()))
            }
            ReportVerb::Accept if !self.review.awaits_acceptance() => {
                Err(Refusal::WrongState(reasons::accepted_already()))
            }
            ReportVerb::Recuse if self.review.has_recused(actor) => {
                Err(Refusal::WrongState(reasons::recused_already()))
            }
            ReportVerb::Finalise if self.state == ReportState::Verifying && self.explanation_days.is_some() => {
                Err(Refusal::WrongState(reasons::explanation_due()))
            }
            ReportVerb::Finalise if self.explanations.iter().any(|one| one.answer.is_none()) => {
                Err(Refusal::WrongState(reasons::explanation_unanswered()))
            }
            ReportVerb::Finalise if self.state == ReportState::ExplanationOpen && !closed => {
                Err(Refusal::OutOfSeason(reasons::explanation_open(day, until)))
            }
            ReportVerb::Edit | ReportVerb::Submit | ReportVerb::Withdraw | ReportVerb::Return => Ok(()),
            ReportVerb::Verify | ReportVerb::Release | ReportVerb::Explain | ReportVerb::Answer => Ok(()),
            ReportVerb::Finalise | ReportVerb::Correct | ReportVerb::Publish => Ok(()),
            ReportVerb::Mark | ReportVerb::Recuse | ReportVerb::Accept => Ok(()),
        }
    }

    /// Every step, with the reason if the actor may not take it now.
    #[must_use]
    pub fn transitions(&self, actor: &Actor, at: DateTime<Utc>) -> Vec<Transition> {
        ReportVerb::ALL.iter().map(|verb| Transition::new(verb.as_str(), self.may(*verb, actor, at).err())).collect()
    }

    /// The report as the actor may see it: neither the unit nor a machine client, of any reach, sees the standing
    /// agency's findings before they are shown to the unit, nor what was recorded anew before it is accepted.
    #[must_use]
    pub fn seen_by(self, actor: &Actor) -> Self {
        // By the movement alone: the unit's own people do not judge.
        let insider = actor.client.is_none() && actor.must(Permission::ReadReport, self.campaign).is_ok();
        let shown = self.state.is_settled() || self.state == ReportState::ExplanationOpen;
        if insider {
            return self;
        }
        if shown && !self.review.awaits_acceptance() {
            // What an agency finds anew is shown once the standing agency has taken it over.
            let mut checks = self.checks.clone();
            checks.findings.retain(|finding| {
                value_of(&self.verified, &finding.figure.criterion).as_ref() == Some(&finding.figure.value)
            });
            return Self { checks, ..self };
        }
        let (verified, adjustments, checks) = (Vec::new(), Vec::new(), Checks::default());
        Self { verified, adjustments, checks, scorecard: None, ..self }
    }

    /// Demands that the verified points of a criterion with a panel are the panel's result. A figure that is as it was
    /// verified before is not asked again.
    fn must_follow_panels(
        &self,
        set: &CriteriaSet,
        figures: &[VerifiedFigure],
        before: &[VerifiedFigure],
    ) -> Result<(), Refusal> {
        let mut violations = Violations::default();
        let places = figures.iter().zip(pointers(figures));
        let panels = agreement(set, &self.review);
        for (figure, pointer) in places {
            let Some(panel) = panels.iter().find(|panel| panel.criterion == figure.criterion) else { continue };
            let Value::Points(points) = figure.value else { continue };
            if value_of(before, &figure.criterion).as_ref() == Some(&figure.value) {
                continue;
            }
            match panel.combined {
                Some(combined) if combined == points => {}
                Some(combined) => violations
                    .add(format!("{pointer}/points"), reasons::panel_differs(vietnamese(combined), english(combined))),
                None => violations
                    .add(format!("{pointer}/points"), reasons::panel_incomplete(panel.given, panel.panel.least)),
            }
        }
        violations.refuse_if_any()
    }

    fn judged(&self, set: &CriteriaSet, findings: Findings, at: DateTime<Utc>) -> Result<Findings, Refusal> {
        let Findings { figures, adjustments } = findings;
        let mut violations = Violations::default();
        let figures = self.following_agencies(set, figures);
        let figures = judge(figures, &self.figures, set, self.asked_unit(), &mut violations);
        let adjustments = set.clean_adjustments(adjustments, at, &mut violations);
        violations.refuse_if_any()?;
        Ok(Findings { figures, adjustments })
    }

    /// Every criterion as it was verified before, or else as declared, and as it is verified now, for the audit trail.
    fn found(&self, verified: &[VerifiedFigure], adjustments: &[Adjustment]) -> Vec<Change> {
        let before = |code: &str| value_of(&self.verified, code).or_else(|| value_of(&self.figures, code));
        let value = |figure: &VerifiedFigure| {
            let (code, now) = (&figure.criterion, figure.value.to_string());
            Change::new(format!("{code}.verified"), before(code).map(|value| value.to_string()), Some(now))
        };
        let mut changes: Vec<Change> = verified.iter().map(value).collect();
        changes.append(&mut reason_changes(&self.verified, verified));
        changes.extend(self.adjusted(adjustments));
        changes
    }

    /// The bonus and penalty entries before and after, if they differ.
    fn adjusted(&self, adjustments: &[Adjustment]) -> Option<Change> {
        Change::differing("adjustments", adjustments_line(&self.adjustments), adjustments_line(adjustments))
    }

    /// The unit as its set asks it.
    #[must_use]
    pub const fn asked_unit(&self) -> AskedUnit<'_> {
        AskedUnit { kind: self.kind, left_out: self.left_out.as_ref() }
    }

    fn event(&self, kind: EventKind, author: Author, at: DateTime<Utc>, to: ReportState) -> Event {
        Event::new(kind, Concept::Report, self.id.0, author, at)
            .of(self.organisation)
            .between(Some(self.state.as_str()), to.as_str())
    }
}

fn asked(set: &CriteriaSet, code: &str, unit: AskedUnit<'_>, pointer: &str, violations: &mut Violations) {
    if set.criterion(code).and_then(|criterion| criterion.asks(unit)).is_none() {
        violations.add(pointer, reasons::criterion_unknown(code));
    }
}

/// Tidy content without anything invalid; a narrative that says nothing is absent.
///
/// # Errors
/// `Invalid` for broken figures (rule L29), or for a text that bears a secrecy level (rule L35).
fn cleaned(content: Content, set: &CriteriaSet, unit: AskedUnit<'_>, at: DateTime<Utc>) -> Result<Content, Refusal> {
    let Content { figures, narrative } = content;
    let narrative = narrative.map(|narrative| tidy_lines(&narrative)).filter(|narrative| !narrative.is_empty());
    let mut violations = Violations::default();
    let figures = clean(figures, set, unit, at, &mut violations);
    violations.refuse_secret("/narrative", narrative.as_deref().unwrap_or_default());
    violations.refuse_if_any()?;
    Ok(Content { figures, narrative })
}
