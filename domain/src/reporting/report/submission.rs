//! The unit's steps: edit, fill in, submit, withdraw, explain.

use chrono::{DateTime, Utc};

use crate::base::calendar;
use crate::base::citation::Citation;
use crate::base::concept::Concept;
use crate::base::event::{Change, Event, EventKind};
use crate::base::identity::Actor;
use crate::base::policy::Permission;
use crate::base::refusal::{Refusal, Violations, demanded};
use crate::base::step::Step;
use crate::base::text::{tidy, tidy_lines};
use crate::planning::criteria::CriteriaSet;
use crate::planning::cycle::Cycle;
use crate::reporting::check::Checks;
use crate::reporting::explanation::Explanation;
use crate::reporting::extension::{Extension, ExtensionState, Punctuality, effective, granted_until, punctuality};
use crate::reporting::figure::{Figure, check_evidence, figure_changes, merged};
use crate::reporting::filing::Filing;
use crate::reporting::reasons;
use crate::reporting::report::{Content, Report, ReportVerb, asked, cleaned};
use crate::reporting::warning::History;

impl Report {
    /// Replaces the content.
    ///
    /// # Errors
    /// See `may`; `Invalid` for broken figures (rule L29).
    pub fn edit(
        self,
        set: &CriteriaSet,
        content: Content,
        actor: &Actor,
        at: DateTime<Utc>,
    ) -> Result<Step<Self>, Refusal> {
        let (author, state) = self.may(ReportVerb::Edit, actor, at)?;
        let Content { figures, narrative } = cleaned(content, set, self.asked_unit(), at)?;
        let event =
            self.event(EventKind::ReportEdited, author, at, state).changing(self.rewritten(&figures, &narrative));
        Ok(Step::new(Self { state, figures, narrative, updated_at: at, ..self }, event))
    }

    /// Fills in imported figures; figures that they do not mention stay, and an attestation stays only with the value
    /// that it was given for.
    ///
    /// # Errors
    /// See `may`; `Invalid` for broken figures (rule L29), with pointers into the imported list.
    pub fn fill(
        self,
        set: &CriteriaSet,
        content: Content,
        actor: &Actor,
        at: DateTime<Utc>,
    ) -> Result<Step<Self>, Refusal> {
        let (author, state) = self.may(ReportVerb::Edit, actor, at)?;
        let Content { figures, narrative } = cleaned(content, set, self.asked_unit(), at)?;
        let figures = merged(&self.figures, figures);
        let narrative = narrative.or_else(|| self.narrative.clone());
        let event =
            self.event(EventKind::ReportEdited, author, at, state).changing(self.rewritten(&figures, &narrative));
        Ok(Step::new(Self { state, figures, narrative, updated_at: at, ..self }, event))
    }

    /// What the unit changed in its content, with the old and the new text.
    fn rewritten(&self, figures: &[Figure], narrative: &Option<String>) -> Vec<Change> {
        let mut changes = figure_changes(&self.figures, figures);
        changes.extend(Change::differing("narrative", self.narrative.clone(), narrative.clone()));
        changes
    }

    /// Submits the report, or names everything that is missing at once; `sha256` is the digest of the stored content.
    ///
    /// # Errors
    /// See `may`; `Invalid` for missing figures, attestations (rules S05, S06), references (rule S07), evidence
    /// (rule L20), a denominator of zero where there is always something to count, or an unlikely value without a
    /// note that explains it.
    pub fn submit(
        self,
        (cycle, set, extensions): (&Cycle, &CriteriaSet, &[Extension]),
        history: History<'_>,
        sha256: String,
        actor: &Actor,
        at: DateTime<Utc>,
    ) -> Result<Step<Self>, Refusal> {
        let (author, state) = self.may(ReportVerb::Submit, actor, at)?;
        cycle.must_be_open()?;
        let missing = self.missing(set, history);
        if !missing.is_empty() {
            return Err(Refusal::Invalid(missing));
        }
        let event = self.event(EventKind::ReportSubmitted, author, at, state).changing(vec![Change::new(
            "sha256",
            self.filings.last().map(|filing| filing.sha256.clone()),
            Some(sha256.clone()),
        )]);
        let punctuality = punctuality(cycle, granted_until(extensions), at);
        let mut filings = self.filings.clone();
        let first = filings.is_empty() && self.submitted_at.is_none();
        let late = if first { punctuality == Punctuality::Late } else { self.late };
        let number = filings.last().map_or(1, |last| last.number.saturating_add(1));
        filings.push(Filing { number, at, by: actor.account, punctuality, sha256 });
        let submitted = Self {
            state,
            filings,
            submitted_at: Some(at),
            submitted_by: Some(actor.account),
            late,
            return_reason: None,
            return_items: Vec::new(),
            updated_at: at,
            ..self
        };
        Ok(Step::new(submitted, event))
    }

    /// Whether the report was first submitted on time, within an extension or late; none if it was never submitted. A
    /// report that was late counts as within an extension that was granted later, while its receipt keeps what held
    /// when it was given.
    #[must_use]
    pub fn punctuality(&self) -> Option<Punctuality> {
        match self.filings.first() {
            Some(first) => Some(effective(first.punctuality, self.late)),
            None => self.submitted_at.map(|_| if self.late { Punctuality::Late } else { Punctuality::OnTime }),
        }
    }

    /// Counts a submission that was late as within an extension that was granted after it; none if it was not late, or
    /// came after the extension, too.
    ///
    /// # Errors
    /// `NotAllowed` for anyone who may not grant an extension.
    pub fn excuse(
        self,
        extension: &Extension,
        actor: &Actor,
        at: DateTime<Utc>,
    ) -> Result<Option<Step<Self>>, Refusal> {
        let author = actor.must(Permission::GrantExtension, self.campaign)?;
        let theirs = extension.cycle == self.cycle && extension.organisation == self.organisation;
        let covered = |filing: &Filing| filing.at < calendar::end_of(extension.until);
        let granted = theirs && extension.state == ExtensionState::Granted;
        if !(granted && self.late && self.filings.first().is_some_and(covered)) {
            return Ok(None);
        }
        let (late, within) = (Punctuality::Late.as_str(), Punctuality::WithinExtension.as_str());
        let event = Event::new(EventKind::ReportExcused, Concept::Report, self.id.0, author, at)
            .of(self.organisation)
            .because(extension.decision_reason.as_deref().unwrap_or_default())
            .changing(vec![
                Change::new("punctuality", Some(late.to_owned()), Some(within.to_owned())),
                Change::new("until", None, Some(extension.until.to_string())),
            ]);
        Ok(Some(Step::new(Self { late: false, updated_at: at, ..self }, event)))
    }

    /// Withdraws the report to a draft before it is verified; the receipt stays. Points that scorers gave are dropped,
    /// because the declared figures will change.
    ///
    /// # Errors
    /// See `may`; `Invalid` without a reason.
    pub fn withdraw(self, reason: &str, actor: &Actor, at: DateTime<Utc>) -> Result<Step<Self>, Refusal> {
        let (author, state) = self.may(ReportVerb::Withdraw, actor, at)?;
        let reason = demanded("/reason", reason)?;
        let mut dropped = self.review.dropped();
        dropped.append(&mut self.checks_dropped());
        let event = self.event(EventKind::ReportWithdrawn, author, at, state).because(&reason).changing(dropped);
        let (review, checks) = (self.review.cleared(), Checks::default());
        Ok(Step::new(Self { state, review, checks, submitted_at: None, updated_at: at, ..self }, event))
    }

    /// Explains one criterion; once for each.
    ///
    /// # Errors
    /// See `may`; `Invalid` without a text, for a criterion that does not apply to the unit, or one explained already.
    pub fn explain(
        self,
        set: &CriteriaSet,
        (criterion, text, evidence): (&str, &str, Vec<Citation>),
        actor: &Actor,
        at: DateTime<Utc>,
    ) -> Result<Step<Self>, Refusal> {
        let (author, state) = self.may(ReportVerb::Explain, actor, at)?;
        let (criterion, text) = (tidy(criterion), tidy_lines(text));
        let evidence: Vec<Citation> = evidence.into_iter().map(Citation::tidied).collect();
        let mut violations = Violations::default();
        violations.demand_open_text("/text", &text);
        asked(set, &criterion, self.asked_unit(), "/criterion", &mut violations);
        check_evidence(&evidence, "", at, &mut violations);
        if self.explanations.iter().any(|one| one.criterion == criterion) {
            violations.add("/criterion", reasons::explained_already(&criterion));
        }
        violations.refuse_if_any()?;
        let mut changes = vec![Change::new(criterion.clone(), None, Some(text.clone()))];
        changes.extend(
            evidence.iter().map(|cited| Change::new(format!("{criterion}.evidence"), None, Some(cited.line()))),
        );
        let event = self.event(EventKind::ReportExplained, author, at, state).changing(changes);
        let mut explanations = self.explanations.clone();
        explanations.push(Explanation { criterion, text, evidence, by: actor.account, at, answer: None });
        Ok(Step::new(Self { state, explanations, updated_at: at, ..self }, event))
    }
}
