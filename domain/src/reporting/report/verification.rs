//! The standing agency's steps: return, verify, score in a panel, release, finalise, correct.

use chrono::{DateTime, Days, Utc};

use crate::base::calendar;
use crate::base::event::{Change, EventKind};
use crate::base::identity::Actor;
use crate::base::refusal::{Refusal, Violation, Violations, demanded};
use crate::base::step::Step;
use crate::base::text::{english, tidy, tidy_lines, vietnamese};
use crate::planning::assessment::Comparison;
use crate::planning::criteria::{CriteriaSet, Criterion};
use crate::reporting::check::{AgencyFinding, Checks};
use crate::reporting::explanation::ExplanationAnswer;
use crate::reporting::figure::{Figure, VerifiedFigure, differences, pointers, verified_changes};
use crate::reporting::reasons;
use crate::reporting::report::{Findings, Reply, Report, ReportState, ReportVerb, ReturnItem, asked};
use crate::reporting::review::{Mark, Recusal, Review, panels};

impl Report {
    /// Returns the report to its unit; verified figures are dropped, because the declared ones will change.
    ///
    /// # Errors
    /// See `may`; `Invalid` without a reason, or for an item about a criterion that does not apply to the unit.
    pub fn send_back(
        self,
        set: &CriteriaSet,
        reason: &str,
        items: Vec<ReturnItem>,
        actor: &Actor,
        at: DateTime<Utc>,
    ) -> Result<Step<Self>, Refusal> {
        let (author, state) = self.may(ReportVerb::Return, actor, at)?;
        let reason = tidy(reason);
        let mut violations = Violations::default();
        violations.demand_text("/reason", &reason);
        let items: Vec<ReturnItem> = items
            .into_iter()
            .map(|ReturnItem { criterion, reason }| ReturnItem { criterion: tidy(&criterion), reason: tidy(&reason) })
            .collect();
        for (place, item) in items.iter().enumerate() {
            violations.demand_text(&format!("/items/{place}/reason"), &item.reason);
            asked(set, &item.criterion, self.asked_unit(), &format!("/items/{place}/criterion"), &mut violations);
        }
        violations.refuse_if_any()?;
        let mut changes: Vec<Change> = items
            .iter()
            .map(|item| Change::new(format!("{}.return", item.criterion), None, Some(item.reason.clone())))
            .collect();
        changes.append(&mut verified_changes(&self.verified, &[]));
        changes.extend(self.adjusted(&[]));
        changes.append(&mut self.review.dropped());
        changes.append(&mut self.checks_dropped());
        let event = self.event(EventKind::ReportReturned, author, at, state).because(&reason).changing(changes);
        let returned = Self {
            state,
            verified: Vec::new(),
            adjustments: Vec::new(),
            review: self.review.cleared(),
            checks: Checks::default(),
            return_reason: Some(reason),
            return_items: items,
            updated_at: at,
            ..self
        };
        Ok(Step::new(returned, event))
    }

    /// Records all verified figures and adjustments at once.
    ///
    /// # Errors
    /// See `may`; `Invalid` for broken or missing values, a difference without a reason (rule L22), points without a
    /// document (rule L27), points that differ from the panel's result, or a value that
    /// differs from what the agency of its criterion found.
    pub fn verify(
        self,
        set: &CriteriaSet,
        findings: Findings,
        actor: &Actor,
        at: DateTime<Utc>,
    ) -> Result<Step<Self>, Refusal> {
        let (author, state) = self.may(ReportVerb::Verify, actor, at)?;
        let Findings { figures, adjustments } = self.judged(set, findings, at)?;
        self.must_follow_panels(set, &figures, &[])?;
        self.must_follow_agencies(set, &figures)?;
        let event =
            self.event(EventKind::ReportVerified, author, at, state).changing(self.found(&figures, &adjustments));
        let review = self.review.recorded(actor.account);
        Ok(Step::new(Self { state, verified: figures, adjustments, review, updated_at: at, ..self }, event))
    }

    /// Records every declared value as verified, without bonus or penalty: most of a report is found as it was declared.
    ///
    /// # Errors
    /// See `verify`; a panel's result that differs from the declared points is entered by the other verb.
    pub fn verify_as_declared(
        self,
        set: &CriteriaSet,
        actor: &Actor,
        at: DateTime<Utc>,
    ) -> Result<Step<Self>, Refusal> {
        let as_declared = |figure: &Figure| {
            let Figure { criterion, value, .. } = figure;
            VerifiedFigure { criterion: criterion.clone(), value: value.clone(), reason: None }
        };
        let own = |figure: &&Figure| set.verifier_of(&figure.criterion).is_none();
        let figures = self.figures.iter().filter(own).map(as_declared).collect();
        self.verify(set, Findings { figures, adjustments: Vec::new() }, actor, at)
    }

    /// Gives points for a criterion that a panel scores, or abstains; a later mark of the same scorer replaces the
    /// earlier one.
    ///
    /// # Errors
    /// See `may`; `Invalid` for a criterion without a panel, points out of range, or an abstention without a note.
    pub fn mark(
        self,
        set: &CriteriaSet,
        (criterion, points, note): (&str, Option<i64>, Option<&str>),
        actor: &Actor,
        at: DateTime<Utc>,
    ) -> Result<Step<Self>, Refusal> {
        let (author, state) = self.may(ReportVerb::Mark, actor, at)?;
        let criterion = tidy(criterion);
        let note = note.map(tidy).filter(|note| !note.is_empty());
        let mut violations = Violations::default();
        let most = set.criterion(&criterion).map_or(0, Criterion::most_points);
        if panels(set).all(|(code, _)| code != criterion) {
            violations.add("/criterion", reasons::no_panel(&criterion));
        } else if points.is_some_and(|points| !(0..=most).contains(&points)) {
            violations.add("/points", reasons::points_out_of_range(vietnamese(most), english(most)));
        }
        if points.is_none() && note.is_none() {
            violations.demand_text("/note", "");
        }
        violations.refuse_if_any()?;
        let mut review = self.review.clone();
        let own = |mark: &&Mark| mark.criterion == criterion && mark.by == actor.account;
        let before = review.marks.iter().find(own).cloned();
        review.marks.retain(|mark| !own(&mark));
        let mark = Mark { criterion: criterion.clone(), by: actor.account, points, note, at };
        let mut changes =
            vec![Change::new(format!("{criterion}.mark"), before.as_ref().map(Mark::said), Some(mark.said()))];
        let note_before = before.and_then(|mark| mark.note);
        changes.extend(Change::differing(format!("{criterion}.note"), note_before, mark.note.clone()));
        let event = self.event(EventKind::ReportMarked, author, at, state).changing(changes);
        review.marks.push(mark);
        Ok(Step::new(Self { state, review, updated_at: at, ..self }, event))
    }

    /// Recuses the actor from judging the report; points that the actor gave before the verification are removed, and
    /// so is the actor's acceptance while the score is not official.
    ///
    /// # Errors
    /// See `may`; `Invalid` without a reason.
    pub fn recuse(self, reason: &str, actor: &Actor, at: DateTime<Utc>) -> Result<Step<Self>, Refusal> {
        let (author, state) = self.may(ReportVerb::Recuse, actor, at)?;
        let reason = demanded("/reason", reason)?;
        let mut review = self.review.clone();
        let mut changes = Vec::new();
        if state == ReportState::Submitted {
            let (own, others): (Vec<Mark>, Vec<Mark>) =
                review.marks.into_iter().partition(|mark| mark.by == actor.account);
            changes.extend(own.iter().map(Mark::dropped));
            review.marks = others;
        }
        let mut checks = self.checks.clone();
        if state == ReportState::Submitted {
            let theirs = |finding: &AgencyFinding| finding.instead && finding.by.by == actor.account;
            let dropped = checks.findings.iter().filter(|finding| theirs(finding));
            changes.extend(dropped.map(AgencyFinding::dropped));
            checks.findings.retain(|finding| !theirs(finding));
        }
        if review.accepted_by == Some(actor.account) {
            changes.push(Change::new("acceptedBy", Some(actor.account.to_string()), None));
            (review.accepted_by, review.accepted_at) = (None, None);
        }
        let event = self.event(EventKind::ReviewerRecused, author, at, state).because(&reason).changing(changes);
        review.recusals.push(Recusal { by: actor.account, reason, at });
        Ok(Step::new(Self { state, review, checks, updated_at: at, ..self }, event))
    }

    /// Accepts the verified figures as a second person.
    ///
    /// # Errors
    /// See `may`.
    pub fn accept(self, actor: &Actor, at: DateTime<Utc>) -> Result<Step<Self>, Refusal> {
        let (author, state) = self.may(ReportVerb::Accept, actor, at)?;
        let event = self.event(EventKind::VerificationAccepted, author, at, state);
        let (accepted_by, accepted_at) = (Some(actor.account), Some(at));
        let review = Review { recorded_by: Vec::new(), accepted_by, accepted_at, ..self.review.clone() };
        Ok(Step::new(Self { state, review, updated_at: at, ..self }, event))
    }

    /// Shows the unit its provisional score and opens its window for explanations (rule L23).
    ///
    /// # Errors
    /// See `may`.
    pub fn release(
        self,
        set: &CriteriaSet,
        comparison: &Comparison,
        actor: &Actor,
        at: DateTime<Utc>,
    ) -> Result<Step<Self>, Refusal> {
        let (author, state) = self.may(ReportVerb::Release, actor, at)?;
        self.must_be_up_to_date(set)?;
        let days = self.explanation_days.and_then(|days| u64::try_from(days).ok()).unwrap_or(0);
        let last = calendar::day_of(at).checked_add_days(Days::new(days)).unwrap_or(chrono::NaiveDate::MAX);
        let scorecard = self.scored(set, comparison);
        let event = self.event(EventKind::ReportReleased, author, at, state).changing(vec![Change::new(
            "provisionalTotal",
            None,
            scorecard.total.map(english),
        )]);
        let until = Some(calendar::end_of(last));
        Ok(Step::new(
            Self { state, scorecard: Some(scorecard), explanation_until: until, updated_at: at, ..self },
            event,
        ))
    }

    /// Answers an explanation; if it is accepted, with the new verified value, which a second person must accept where
    /// the cycle asks for it.
    ///
    /// # Errors
    /// See `may`; `Invalid` without a text, for a criterion without an open explanation, for an invalid value, or for
    /// points that differ from the panel's result.
    pub fn answer(
        self,
        set: &CriteriaSet,
        comparison: &Comparison,
        reply: Reply,
        actor: &Actor,
        at: DateTime<Utc>,
    ) -> Result<Step<Self>, Refusal> {
        let (author, state) = self.may(ReportVerb::Answer, actor, at)?;
        let Reply { criterion, text, value } = reply;
        let (criterion, text) = (tidy(&criterion), tidy_lines(&text));
        let mut violations = Violations::default();
        violations.demand_text("/text", &text);
        let mut explanations = self.explanations.clone();
        let open = explanations.iter_mut().find(|one| one.criterion == criterion && one.answer.is_none());
        match open {
            Some(explanation) => {
                let accepted = value.is_some();
                explanation.answer = Some(ExplanationAnswer { accepted, text: text.clone(), by: actor.account, at });
            }
            None => violations.add("/criterion", reasons::nothing_to_answer(&criterion)),
        }
        violations.refuse_if_any()?;
        let mut verified = self.verified.clone();
        let anew_value = value.is_some();
        if let Some(value) = value {
            for figure in verified.iter_mut().filter(|figure| figure.criterion == criterion) {
                figure.value = value.clone();
                figure.reason = Some(text.clone());
            }
        }
        let findings = Findings { figures: verified, adjustments: self.adjustments.clone() };
        // The request holds the value of this criterion alone.
        let places = findings.figures.iter().zip(pointers(&findings.figures));
        let place = places.filter(|(figure, _)| figure.criterion == criterion).map(|(_, place)| place).next();
        let here = |refusal: Refusal| below(refusal, place.as_deref().unwrap_or_default());
        let Findings { figures, adjustments } = self.judged(set, findings, at).map_err(here)?;
        self.must_follow_panels(set, &figures, &self.verified).map_err(here)?;
        if anew_value {
            let answered = figures.iter().filter(|figure| figure.criterion == criterion).cloned().collect::<Vec<_>>();
            let first = pointers(&answered).into_iter().next().unwrap_or_default();
            self.must_follow_agencies(set, &answered).map_err(|refusal| below(refusal, &first))?;
        }
        let event = self
            .event(EventKind::ExplanationAnswered, author, at, state)
            .because(&text)
            .changing(verified_changes(&self.verified, &figures));
        let anew = !differences(&self.verified, &figures).is_empty();
        let review = if anew { self.review.changed(actor.account) } else { self.review.clone() };
        let answered = Self { state, verified: figures, adjustments, explanations, review, updated_at: at, ..self };
        let scorecard = Some(answered.scored(set, comparison));
        Ok(Step::new(Self { scorecard, ..answered }, event))
    }

    /// Fixes the official score from the verified figures.
    ///
    /// # Errors
    /// See `may`.
    pub fn finalise(
        self,
        set: &CriteriaSet,
        comparison: &Comparison,
        actor: &Actor,
        at: DateTime<Utc>,
    ) -> Result<Step<Self>, Refusal> {
        let (author, state) = self.may(ReportVerb::Finalise, actor, at)?;
        self.must_be_up_to_date(set)?;
        let scorecard = self.scored(set, comparison);
        let event = self.event(EventKind::ReportFinalised, author, at, state).changing(vec![Change::new(
            "total",
            None,
            scorecard.total.map(english),
        )]);
        Ok(Step::new(Self { state, scorecard: Some(scorecard), updated_at: at, ..self }, event))
    }

    /// Corrects a final or public score, with a reason; the public score changes with the next release. A second person
    /// must accept the correction before it, where the cycle asks for acceptance.
    ///
    /// # Errors
    /// See `may` and `verify`; `Invalid` without a reason.
    pub fn correct(
        self,
        set: &CriteriaSet,
        comparison: &Comparison,
        (findings, reason): (Findings, &str),
        actor: &Actor,
        at: DateTime<Utc>,
    ) -> Result<Step<Self>, Refusal> {
        let (author, state) = self.may(ReportVerb::Correct, actor, at)?;
        let reason = demanded("/reason", reason)?;
        let Findings { figures, adjustments } = self.judged(set, findings, at)?;
        self.must_follow_panels(set, &figures, &self.verified)?;
        self.must_follow_agencies(set, &figures)?;
        let mut changes = verified_changes(&self.verified, &figures);
        changes.extend(self.adjusted(&adjustments));
        let before = self.scorecard.as_ref().and_then(|scorecard| scorecard.total).map(english);
        let corrected = Self {
            state,
            verified: figures,
            adjustments,
            correction_reason: Some(reason.clone()),
            updated_at: at,
            ..self.clone()
        };
        let scorecard = Some(corrected.scored(set, comparison));
        let after = scorecard.as_ref().and_then(|scorecard| scorecard.total).map(english);
        changes.push(Change::new("total", before, after));
        changes.extend(Change::differing("correctionReason", self.correction_reason.clone(), Some(reason.clone())));
        let event = self.event(EventKind::ReportCorrected, author, at, state).because(&reason).changing(changes);
        let anew = corrected.adjustments != self.adjustments
            || scorecard != self.scorecard
            || !differences(&self.verified, &corrected.verified).is_empty();
        let review = if anew { self.review.recorded(actor.account) } else { self.review };
        Ok(Step::new(Self { scorecard, review, ..corrected }, event))
    }

    /// Makes a final report public, as part of a release.
    pub(crate) fn publish(self, actor: &Actor, at: DateTime<Utc>) -> Result<Step<Self>, Refusal> {
        let (author, state) = self.may(ReportVerb::Publish, actor, at)?;
        let event = self.event(EventKind::ReportPublished, author, at, state);
        Ok(Step::new(Self { state, updated_at: at, ..self }, event))
    }
}

/// The same refusal, with pointers that do not begin with the place of a figure in the list of all of them.
fn below(refusal: Refusal, place: &str) -> Refusal {
    let moved = |Violation { pointer, reason }: Violation| {
        let pointer = pointer.strip_prefix(place).map_or(pointer.clone(), str::to_owned);
        Violation { pointer, reason }
    };
    match refusal {
        Refusal::Invalid(violations) => Refusal::Invalid(violations.into_iter().map(moved).collect()),
        Refusal::NotAllowed(_) | Refusal::OutOfSeason(_) | Refusal::WrongState(_) | Refusal::Taken(_) => refusal,
    }
}
