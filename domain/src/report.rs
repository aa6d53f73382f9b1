//! The unit's report for a cycle (báo cáo kết quả): figures, attestations, evidence, and its way to a score.
//!
//! The editor drafts, the head submits, the standing agency returns or verifies and finalises; publication of a
//! release makes it public. What the standing agency writes stays hidden from the unit until it is final.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::campaign::Cycle;
use crate::criteria::{CriteriaSet, RatioMeasure, ZeroDenominator};
use crate::event::{Author, Change, Concept, Event, EventKind};
use crate::evidence::{CITATIONS_MAX, Citation};
use crate::identity::Actor;
use crate::ids::{AccountId, CriteriaSetId, CycleId, OrganisationId, ReportId, Revision, words};
use crate::organisation::{Organisation, OrganisationKind, Tier};
use crate::policy::{Permission, Reach};
use crate::refusal::{Reason, Refusal, Violations};
use crate::scoring::{COUNT_MAX, Counts, Scorecard, score};
use crate::step::{Step, Transition};
use crate::text::tidy;

/// The most figures in one report.
pub const FIGURES_MAX: usize = 50;

words! {
    /// Where a report stands.
    ReportState {
        /// Being written (dự thảo).
        Draft = "DRAFT",
        /// Handed in (đã nộp).
        Submitted = "SUBMITTED",
        /// Sent back to the unit (trả lại).
        Returned = "RETURNED",
        /// Being verified (đang thẩm định).
        Verifying = "VERIFYING",
        /// Officially scored, not public yet (đã chốt).
        Final = "FINAL",
        /// Public (đã công khai).
        Published = "PUBLISHED",
    }
}

words! {
    /// What can be done to a report.
    ReportVerb {
        /// Replace its content.
        Edit = "EDIT",
        /// Hand it in (nộp).
        Submit = "SUBMIT",
        /// Send it back with a reason (trả lại).
        Return = "RETURN",
        /// Record verified figures (thẩm định).
        Verify = "VERIFY",
        /// Fix the official score (chốt điểm).
        Finalise = "FINALISE",
        /// Make it public, with a release (công khai).
        Publish = "PUBLISH",
    }
}

impl ReportState {
    /// The whole workflow: a pair that is not listed is refused.
    #[must_use]
    pub const fn after(self, verb: ReportVerb) -> Option<Self> {
        use ReportVerb as V;
        match (self, verb) {
            (Self::Draft, V::Edit) => Some(Self::Draft),
            (Self::Returned, V::Edit) => Some(Self::Returned),
            (Self::Draft | Self::Returned, V::Submit) => Some(Self::Submitted),
            (Self::Submitted | Self::Verifying, V::Return) => Some(Self::Returned),
            (Self::Submitted | Self::Verifying, V::Verify) => Some(Self::Verifying),
            (Self::Verifying, V::Finalise) => Some(Self::Final),
            (Self::Final, V::Publish) => Some(Self::Published),
            _ => None,
        }
    }
}

/// What the unit declares for one criterion.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Figure {
    /// The criterion's code.
    pub criterion: String,
    /// The counts, net of what is secret.
    pub counts: Counts,
    /// Whether the unit attests that what is secret is not counted (rules S05, S06).
    pub secret_excluded: bool,
    /// The document that the denominator comes from (rule S07).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reference: Option<Citation>,
    /// What proves the figure (rules L20, L21).
    #[serde(default)]
    pub evidence: Vec<Citation>,
    /// What a reader should know.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// What the standing agency found for one criterion.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct VerifiedFigure {
    /// The criterion's code.
    pub criterion: String,
    /// The counts as verified.
    pub counts: Counts,
    /// Why they differ from the declared ones (rule L22).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// A unit's report for a cycle.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// Its identifier.
    pub id: ReportId,
    /// The cycle.
    pub cycle: CycleId,
    /// The unit.
    pub organisation: OrganisationId,
    /// The unit's tier when the report was begun.
    pub tier: Tier,
    /// The unit's kind when the report was begun.
    pub kind: OrganisationKind,
    /// The set it is measured by.
    pub criteria_set: CriteriaSetId,
    /// Where it stands.
    pub state: ReportState,
    /// What the unit declares.
    pub figures: Vec<Figure>,
    /// What the standing agency found.
    pub verified: Vec<VerifiedFigure>,
    /// The official score, from `FINAL` on.
    pub scorecard: Option<Scorecard>,
    /// When it was handed in last.
    pub submitted_at: Option<DateTime<Utc>>,
    /// Who handed it in last.
    pub submitted_by: Option<AccountId>,
    /// Whether it was first handed in after the due date; late is a fact, not a lock.
    pub late: bool,
    /// Why it was sent back last.
    pub return_reason: Option<String>,
    /// When it was begun.
    pub created_at: DateTime<Utc>,
    /// When it changed last.
    pub updated_at: DateTime<Utc>,
    /// How often it changed.
    pub revision: Revision,
}

impl Report {
    /// Begins a unit's report for a cycle.
    ///
    /// # Errors
    /// `NotAllowed` for another unit's people; `OutOfSeason` while the cycle is not open or for a unit that closed
    /// before it (rule L30); `Invalid` for a tier without ratio criteria (rule S02) or for broken figures (rule L29).
    pub fn draft(
        id: ReportId,
        cycle: &Cycle,
        organisation: &Organisation,
        set: Option<&CriteriaSet>,
        figures: Vec<Figure>,
        actor: &Actor,
        at: DateTime<Utc>,
    ) -> Result<Step<Self>, Refusal> {
        let author = actor.must(Permission::EditReport, Some(organisation.id))?;
        cycle.must_be_open()?;
        organisation.must_exist_at_start_of(cycle.period_start)?;
        let Some(set) = set.filter(|set| cycle.criteria_for(organisation.tier) == Some(set.id)) else {
            let mut violations = Violations::default();
            violations.add(
                "/organisation",
                Reason::rule(
                    "NO_RATIO_CRITERIA",
                    "S02",
                    "Doanh nghiệp và cá nhân không có tiêu chí tỷ lệ, nên không nộp báo cáo số liệu.",
                    "Enterprises and individuals have no ratio criteria, so there are no figures to report.",
                ),
            );
            violations.refuse_if_any()?;
            return Err(Refusal::Invalid(Vec::new()));
        };
        let figures = clean(figures, set, organisation.kind)?;
        let event = Event::new(EventKind::ReportDrafted, Concept::Report, id.0, author, at)
            .of(organisation.id)
            .between(None, ReportState::Draft.word())
            .changing(differences(&[], &figures));
        let report = Self {
            id,
            cycle: cycle.id,
            organisation: organisation.id,
            tier: organisation.tier,
            kind: organisation.kind,
            criteria_set: set.id,
            state: ReportState::Draft,
            figures,
            verified: Vec::new(),
            scorecard: None,
            submitted_at: None,
            submitted_by: None,
            late: false,
            return_reason: None,
            created_at: at,
            updated_at: at,
            revision: Revision::FIRST,
        };
        Ok(Step::new(report, event))
    }

    /// Whether a verb is open to the actor now, and in which role.
    ///
    /// # Errors
    /// `NotAllowed` by the permission table, or because whoever submitted may not verify; `WrongState` by the
    /// workflow table.
    pub fn may(&self, verb: ReportVerb, actor: &Actor) -> Result<(Author, ReportState), Refusal> {
        let permission = match verb {
            ReportVerb::Edit => Permission::EditReport,
            ReportVerb::Submit => Permission::SubmitReport,
            ReportVerb::Return | ReportVerb::Verify | ReportVerb::Finalise => Permission::VerifyReport,
            ReportVerb::Publish => Permission::PublishRelease,
        };
        let author = actor.must(permission, Some(self.organisation))?;
        let Some(after) = self.state.after(verb) else {
            return Err(Refusal::WrongState(Reason::plain(
                "REPORT_STATE",
                format!("Báo cáo đang ở trạng thái {}; không thực hiện được {verb}.", self.state),
                format!("The report is {}; {verb} is not possible now.", self.state),
            )));
        };
        let judges = matches!(verb, ReportVerb::Verify | ReportVerb::Finalise);
        if judges && self.submitted_by == Some(actor.account) {
            return Err(Refusal::NotAllowed(Reason::rule(
                "FOUR_EYES",
                "L19",
                "Người nộp báo cáo không được tự thẩm định báo cáo đó.",
                "Whoever submitted a report may not verify it.",
            )));
        }
        Ok((author, after))
    }

    /// What the actor may do now, and why the rest is closed.
    #[must_use]
    pub fn transitions(&self, actor: &Actor) -> Vec<Transition> {
        ReportVerb::ALL.iter().map(|verb| Transition::new(verb.word(), self.may(*verb, actor).err())).collect()
    }

    /// What the actor may see of it: the unit does not see the standing agency's work before it is final.
    #[must_use]
    pub fn seen_by(self, actor: &Actor) -> Self {
        let insider = actor.roles.iter().any(|(role, _)| role.reach(Permission::ReadReport) == Reach::Every);
        let settled = matches!(self.state, ReportState::Final | ReportState::Published);
        if insider || settled { self } else { Self { verified: Vec::new(), ..self } }
    }

    /// Replaces the figures.
    ///
    /// # Errors
    /// See `may`; `Invalid` for broken figures (rule L29).
    pub fn edit(
        self,
        set: &CriteriaSet,
        figures: Vec<Figure>,
        actor: &Actor,
        at: DateTime<Utc>,
    ) -> Result<Step<Self>, Refusal> {
        let (author, state) = self.may(ReportVerb::Edit, actor)?;
        let figures = clean(figures, set, self.kind)?;
        let event =
            self.event(EventKind::ReportEdited, author, at, state).changing(differences(&self.figures, &figures));
        Ok(Step::new(Self { state, figures, updated_at: at, ..self }, event))
    }

    /// Hands the report in, or names everything that is missing at once.
    ///
    /// # Errors
    /// See `may`; `Invalid` for missing figures, attestations (rules S05, S06), references (rule S07), evidence
    /// (rule L20), or a denominator of zero where there is always something to count.
    pub fn submit(
        self,
        cycle: &Cycle,
        set: &CriteriaSet,
        actor: &Actor,
        at: DateTime<Utc>,
    ) -> Result<Step<Self>, Refusal> {
        let (author, state) = self.may(ReportVerb::Submit, actor)?;
        cycle.must_be_open()?;
        let mut violations = Violations::default();
        for (criterion, ratio) in set.ratios().filter(|(_, ratio)| ratio.asks(self.kind)) {
            let found = self.figures.iter().enumerate().find(|(_, figure)| figure.criterion == criterion.code);
            match found {
                Some((index, figure)) => complete(figure, ratio, &format!("/figures/{index}"), &mut violations),
                None => violations.add(
                    "/figures",
                    Reason::rule(
                        "FIGURE_MISSING",
                        "S02",
                        format!("Thiếu số liệu của tiêu chí {}.", criterion.code),
                        format!("The figures of criterion {} are missing.", criterion.code),
                    ),
                ),
            }
        }
        violations.refuse_if_any()?;
        let event = self.event(EventKind::ReportSubmitted, author, at, state);
        let late = if self.submitted_at.is_none() { cycle.is_late_at(at) } else { self.late };
        let submitted = Self {
            state,
            submitted_at: Some(at),
            submitted_by: Some(actor.account),
            late,
            return_reason: None,
            updated_at: at,
            ..self
        };
        Ok(Step::new(submitted, event))
    }

    /// Sends the report back to its unit; verified figures are dropped, because what they judged will change.
    ///
    /// # Errors
    /// See `may`; `Invalid` without a reason.
    pub fn send_back(self, reason: &str, actor: &Actor, at: DateTime<Utc>) -> Result<Step<Self>, Refusal> {
        let (author, state) = self.may(ReportVerb::Return, actor)?;
        let reason = tidy(reason);
        let mut violations = Violations::default();
        violations.demand_text("/reason", &reason);
        violations.refuse_if_any()?;
        let event = self.event(EventKind::ReportReturned, author, at, state).because(&reason);
        Ok(Step::new(Self { state, verified: Vec::new(), return_reason: Some(reason), updated_at: at, ..self }, event))
    }

    /// Records the verified figures, all of them at once.
    ///
    /// # Errors
    /// See `may`; `Invalid` for broken or missing counts, or a difference without a reason (rule L22).
    pub fn verify(
        self,
        set: &CriteriaSet,
        verified: Vec<VerifiedFigure>,
        actor: &Actor,
        at: DateTime<Utc>,
    ) -> Result<Step<Self>, Refusal> {
        let (author, state) = self.may(ReportVerb::Verify, actor)?;
        let verified: Vec<VerifiedFigure> = verified
            .into_iter()
            .map(|VerifiedFigure { criterion, counts, reason }| VerifiedFigure {
                criterion: tidy(&criterion),
                counts,
                reason: reason.map(|reason| tidy(&reason)).filter(|reason| !reason.is_empty()),
            })
            .collect();
        let mut violations = Violations::default();
        for (index, figure) in verified.iter().enumerate() {
            let pointer = format!("/figures/{index}");
            let twice = verified.iter().take(index).any(|other| other.criterion == figure.criterion);
            check_criterion(&figure.criterion, twice, set, self.kind, &pointer, &mut violations);
            check_counts(figure.counts, &pointer, &mut violations);
            if let Some(ratio) = set.criterion(&figure.criterion).and_then(|criterion| criterion.ratio()) {
                check_zero(figure.counts, ratio, &pointer, &mut violations);
            }
            let declared = self.figures.iter().find(|declared| declared.criterion == figure.criterion);
            let differs = declared.is_none_or(|declared| declared.counts != figure.counts);
            if differs && figure.reason.is_none() {
                violations.add(
                    format!("{pointer}/reason"),
                    Reason::rule(
                        "REASON_MISSING",
                        "L22",
                        "Số thẩm định khác số đơn vị báo cáo thì phải nêu lý do.",
                        "Verified figures that differ from the declared ones need a reason.",
                    ),
                );
            }
        }
        for (criterion, _) in set.ratios().filter(|(_, ratio)| ratio.asks(self.kind)) {
            if !verified.iter().any(|figure| figure.criterion == criterion.code) {
                violations.add(
                    "/figures",
                    Reason::rule(
                        "FIGURE_MISSING",
                        "L22",
                        format!("Thiếu số thẩm định của tiêu chí {}.", criterion.code),
                        format!("The verified figures of criterion {} are missing.", criterion.code),
                    ),
                );
            }
        }
        violations.refuse_if_any()?;
        let changes = verified
            .iter()
            .map(|figure| Change {
                field: format!("{}.verified", figure.criterion),
                before: self
                    .figures
                    .iter()
                    .find(|declared| declared.criterion == figure.criterion)
                    .map(|declared| fraction(declared.counts)),
                after: Some(fraction(figure.counts)),
            })
            .collect();
        let event = self.event(EventKind::ReportVerified, author, at, state).changing(changes);
        Ok(Step::new(Self { state, verified, updated_at: at, ..self }, event))
    }

    /// Fixes the official score from the verified figures.
    ///
    /// # Errors
    /// See `may`.
    pub fn finalise(self, set: &CriteriaSet, actor: &Actor, at: DateTime<Utc>) -> Result<Step<Self>, Refusal> {
        let (author, state) = self.may(ReportVerb::Finalise, actor)?;
        let scorecard = score(set, self.kind, |code| {
            self.verified.iter().find(|figure| figure.criterion == code).map(|figure| figure.counts)
        });
        let event = self.event(EventKind::ReportFinalised, author, at, state).changing(vec![Change {
            field: "total".to_owned(),
            before: None,
            after: scorecard.total.map(crate::scoring::english),
        }]);
        Ok(Step::new(Self { state, scorecard: Some(scorecard), updated_at: at, ..self }, event))
    }

    /// Makes a final report public, as part of a release.
    pub(crate) fn publish(self, actor: &Actor, at: DateTime<Utc>) -> Result<Step<Self>, Refusal> {
        let (author, state) = self.may(ReportVerb::Publish, actor)?;
        let event = self.event(EventKind::ReportPublished, author, at, state);
        Ok(Step::new(Self { state, updated_at: at, ..self }, event))
    }

    /// The score that the declared figures would give: the unit's own assessment (tự chấm).
    #[must_use]
    pub fn self_assessment(&self, set: &CriteriaSet) -> Scorecard {
        score(set, self.kind, |code| {
            self.figures.iter().find(|figure| figure.criterion == code).map(|figure| figure.counts)
        })
    }

    fn event(&self, kind: EventKind, author: Author, at: DateTime<Utc>, to: ReportState) -> Event {
        Event::new(kind, Concept::Report, self.id.0, author, at)
            .of(self.organisation)
            .between(Some(self.state.word()), to.word())
    }
}

/// Tidies figures and refuses what can never be right, whatever else is still missing.
fn clean(figures: Vec<Figure>, set: &CriteriaSet, kind: OrganisationKind) -> Result<Vec<Figure>, Refusal> {
    let figures: Vec<Figure> = figures
        .into_iter()
        .map(|Figure { criterion, counts, secret_excluded, reference, evidence, note }| Figure {
            criterion: tidy(&criterion),
            counts,
            secret_excluded,
            reference: reference.map(Citation::tidied),
            evidence: evidence.into_iter().map(Citation::tidied).collect(),
            note: note.map(|note| tidy(&note)).filter(|note| !note.is_empty()),
        })
        .collect();
    let mut violations = Violations::default();
    for (index, figure) in figures.iter().enumerate() {
        let pointer = format!("/figures/{index}");
        let twice = figures.iter().take(index).any(|other| other.criterion == figure.criterion);
        check_criterion(&figure.criterion, twice, set, kind, &pointer, &mut violations);
        check_counts(figure.counts, &pointer, &mut violations);
        if let Some(reference) = &figure.reference {
            reference.check(&format!("{pointer}/reference"), &mut violations);
        }
        for (place, citation) in figure.evidence.iter().enumerate().take(CITATIONS_MAX) {
            citation.check(&format!("{pointer}/evidence/{place}"), &mut violations);
        }
    }
    violations.refuse_if_any()?;
    Ok(figures)
}

fn check_criterion(
    code: &str,
    twice: bool,
    set: &CriteriaSet,
    kind: OrganisationKind,
    pointer: &str,
    violations: &mut Violations,
) {
    let pointer = format!("{pointer}/criterion");
    if twice {
        violations.add(
            pointer.clone(),
            Reason::plain(
                "CRITERION_TWICE",
                format!("Tiêu chí {code} xuất hiện hai lần."),
                format!("Criterion {code} stands twice."),
            ),
        );
    }
    match set.criterion(code).and_then(|criterion| criterion.ratio()) {
        None => violations.add(
            pointer,
            Reason::rule(
                "CRITERION_UNKNOWN",
                "S02",
                format!("Bộ tiêu chí của đơn vị không có tiêu chí tỷ lệ {code}."),
                format!("The unit's set has no ratio criterion {code}."),
            ),
        ),
        Some(ratio) if !ratio.asks(kind) => violations.add(
            pointer,
            Reason::rule(
                "CRITERION_EXEMPT",
                "S09",
                format!("Tiêu chí {code} không áp dụng cho loại hình đơn vị này; hãy bỏ số liệu."),
                format!("Criterion {code} does not ask this kind of unit; leave the figures out."),
            ),
        ),
        Some(_) => {}
    }
}

/// Rule L29.
fn check_counts(counts: Counts, pointer: &str, violations: &mut Violations) {
    let Counts { numerator, denominator } = counts;
    for (name, count) in [("numerator", numerator), ("denominator", denominator)] {
        if !(0..=COUNT_MAX).contains(&count) {
            violations.add(
                format!("{pointer}/{name}"),
                Reason::rule(
                    "COUNT_OUT_OF_RANGE",
                    "L29",
                    format!("Số đếm phải là số nguyên từ 0 đến {COUNT_MAX}."),
                    format!("A count is a whole number from 0 to {COUNT_MAX}."),
                ),
            );
        }
    }
    if denominator < numerator {
        violations.add(
            format!("{pointer}/numerator"),
            Reason::rule(
                "NUMERATOR_ABOVE_DENOMINATOR",
                "L29",
                format!("Tử số {numerator} lớn hơn mẫu số {denominator}."),
                format!("The numerator {numerator} is above the denominator {denominator}."),
            ),
        );
    }
}

fn check_zero(counts: Counts, ratio: &RatioMeasure, pointer: &str, violations: &mut Violations) {
    if counts.denominator == 0 && ratio.zero_denominator == ZeroDenominator::Refused {
        violations.add(
            format!("{pointer}/denominator"),
            Reason::rule(
                "NOTHING_COUNTED",
                "S08",
                "Tiêu chí này luôn có đối tượng để tính; mẫu số không thể bằng 0.",
                "There is always something to count for this criterion; the denominator cannot be 0.",
            ),
        );
    }
}

/// What a figure still lacks when the report is handed in.
fn complete(figure: &Figure, ratio: &RatioMeasure, pointer: &str, violations: &mut Violations) {
    use crate::criteria::Attestation;
    check_zero(figure.counts, ratio, pointer, violations);
    match ratio.attestation {
        Some(Attestation::SecretFilesExcluded) if !figure.secret_excluded => violations.add(
            format!("{pointer}/secretExcluded"),
            Reason::rule(
                "ATTESTATION_MISSING",
                "S05",
                "Phải cam kết số liệu không gồm hồ sơ công việc thuộc phạm vi bí mật nhà nước.",
                "Attest that work files within state secrets are not counted.",
            ),
        ),
        Some(Attestation::SecretDocumentsExcluded) if !figure.secret_excluded => violations.add(
            format!("{pointer}/secretExcluded"),
            Reason::rule(
                "ATTESTATION_MISSING",
                "S06",
                "Phải cam kết số liệu không gồm văn bản mật.",
                "Attest that classified documents are not counted.",
            ),
        ),
        Some(Attestation::SecretFilesExcluded | Attestation::SecretDocumentsExcluded) | None => {}
    }
    if ratio.reference_required && 0 < figure.counts.denominator && figure.reference.is_none() {
        violations.add(
            format!("{pointer}/reference"),
            Reason::rule(
                "REFERENCE_MISSING",
                "S07",
                "Phải dẫn chiếu văn bản danh mục thủ tục hành chính đủ điều kiện.",
                "Refer to the document that lists the eligible procedures.",
            ),
        );
    }
    if ratio.evidence_required && 0 < figure.counts.numerator && figure.evidence.is_empty() {
        violations.add(
            format!("{pointer}/evidence"),
            Reason::rule(
                "EVIDENCE_MISSING",
                "L20",
                "Tiêu chí này cần ít nhất một tài liệu minh chứng khi có kết quả lớn hơn 0.",
                "This criterion needs at least one piece of evidence for a result above 0.",
            ),
        );
    }
}

fn fraction(counts: Counts) -> String {
    format!("{}/{}", counts.numerator, counts.denominator)
}

/// What changed between two lists of figures, for the audit trail.
fn differences(before: &[Figure], after: &[Figure]) -> Vec<Change> {
    let find =
        |list: &[Figure], code: &str| list.iter().find(|figure| figure.criterion == code).map(|figure| figure.counts);
    let mut codes: Vec<&str> = before.iter().chain(after).map(|figure| figure.criterion.as_str()).collect();
    codes.sort_unstable();
    codes.dedup();
    codes
        .into_iter()
        .filter_map(|code| {
            let (was, is) = (find(before, code), find(after, code));
            (was != is).then(|| Change { field: code.to_owned(), before: was.map(fraction), after: is.map(fraction) })
        })
        .collect()
}
