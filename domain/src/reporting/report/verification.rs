//! The standing agency's steps: return, verify, score in a panel, release, finalise, correct.

use chrono::{DateTime, Days, Utc};

use crate::base::calendar;
use crate::base::event::{Change, EventKind};
use crate::base::identity::Actor;
use crate::base::refusal::{Refusal, Violations, demanded};
use crate::base::step::Step;
use crate::base::text::{english, tidy, vietnamese};
use crate::planning::criteria::CriteriaSet;
use crate::planning::scoring::Bests;
use crate::reporting::explanation::ExplanationAnswer;
use crate::reporting::figure::differences;
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
            asked(set, &item.criterion, self.kind, &format!("/items/{place}/criterion"), &mut violations);
        }
        violations.refuse_if_any()?;
        let event = self.event(EventKind::ReportReturned, author, at, state).because(&reason);
        let returned = Self {
            state,
            verified: Vec::new(),
            adjustments: Vec::new(),
            // The declared figures will change, so judgements are dropped; recusals stay.
            review: Review {
                marks: Vec::new(),
                verified_by: None,
                accepted_by: None,
                accepted_at: None,
                ..self.review
            },
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
    /// document (rule L27), or points that differ from the panel's result.
    pub fn verify(
        self,
        set: &CriteriaSet,
        findings: Findings,
        actor: &Actor,
        at: DateTime<Utc>,
    ) -> Result<Step<Self>, Refusal> {
        let (author, state) = self.may(ReportVerb::Verify, actor, at)?;
        let Findings { figures, adjustments } = self.judged(set, findings)?;
        self.must_follow_panels(set, &figures)?;
        let event = self.event(EventKind::ReportVerified, author, at, state).changing(self.found(&figures));
        let review =
            Review { verified_by: Some(actor.account), accepted_by: None, accepted_at: None, ..self.review.clone() };
        Ok(Step::new(Self { state, verified: figures, adjustments, review, updated_at: at, ..self }, event))
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
        let most = set.criterion(&criterion).map_or(0, |criterion| criterion.max_points);
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
        let said = |mark: &Mark| mark.points.map_or_else(|| "ABSTAINED".to_owned(), english);
        let before = review.marks.iter().find(own).map(said);
        review.marks.retain(|mark| !own(&mark));
        let mark = Mark { criterion: criterion.clone(), by: actor.account, points, note, at };
        let event = self.event(EventKind::ReportMarked, author, at, state).changing(vec![Change::new(
            format!("{criterion}.mark"),
            before,
            Some(said(&mark)),
        )]);
        review.marks.push(mark);
        Ok(Step::new(Self { state, review, updated_at: at, ..self }, event))
    }

    /// Recuses the actor from judging the report; points that the actor gave are removed.
    ///
    /// # Errors
    /// See `may`; `Invalid` without a reason.
    pub fn recuse(self, reason: &str, actor: &Actor, at: DateTime<Utc>) -> Result<Step<Self>, Refusal> {
        let (author, state) = self.may(ReportVerb::Recuse, actor, at)?;
        let reason = demanded("/reason", reason)?;
        let event = self.event(EventKind::ReviewerRecused, author, at, state).because(&reason);
        let mut review = self.review.clone();
        if state == ReportState::Submitted {
            review.marks.retain(|mark| mark.by != actor.account);
        }
        review.recusals.push(Recusal { by: actor.account, reason, at });
        Ok(Step::new(Self { state, review, updated_at: at, ..self }, event))
    }

    /// Accepts the verified figures as a second person.
    ///
    /// # Errors
    /// See `may`.
    pub fn accept(self, actor: &Actor, at: DateTime<Utc>) -> Result<Step<Self>, Refusal> {
        let (author, state) = self.may(ReportVerb::Accept, actor, at)?;
        let event = self.event(EventKind::VerificationAccepted, author, at, state);
        let review = Review { accepted_by: Some(actor.account), accepted_at: Some(at), ..self.review.clone() };
        Ok(Step::new(Self { state, review, updated_at: at, ..self }, event))
    }

    /// Shows the unit its provisional score and opens its window for explanations (rule L23).
    ///
    /// # Errors
    /// See `may`.
    pub fn release(
        self,
        set: &CriteriaSet,
        bests: &Bests,
        actor: &Actor,
        at: DateTime<Utc>,
    ) -> Result<Step<Self>, Refusal> {
        let (author, state) = self.may(ReportVerb::Release, actor, at)?;
        let days = self.explanation_days.and_then(|days| u64::try_from(days).ok()).unwrap_or(0);
        let last = calendar::day_of(at).checked_add_days(Days::new(days)).unwrap_or(chrono::NaiveDate::MAX);
        let scorecard = self.scored(set, bests);
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

    /// Answers an explanation; if it is accepted, with the new verified value.
    ///
    /// # Errors
    /// See `may`; `Invalid` without a text, for a criterion without an open explanation, or for an invalid value.
    pub fn answer(
        self,
        set: &CriteriaSet,
        bests: &Bests,
        reply: Reply,
        actor: &Actor,
        at: DateTime<Utc>,
    ) -> Result<Step<Self>, Refusal> {
        let (author, state) = self.may(ReportVerb::Answer, actor, at)?;
        let Reply { criterion, text, value } = reply;
        let (criterion, text) = (tidy(&criterion), tidy(&text));
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
        if let Some(value) = value {
            for figure in verified.iter_mut().filter(|figure| figure.criterion == criterion) {
                figure.value = value.clone();
                figure.reason = Some(text.clone());
            }
        }
        let findings = Findings { figures: verified, adjustments: self.adjustments.clone() };
        let Findings { figures, adjustments } = self.judged(set, findings)?;
        let event = self
            .event(EventKind::ExplanationAnswered, author, at, state)
            .because(&text)
            .changing(differences(&self.verified, &figures));
        let answered = Self { state, verified: figures, adjustments, explanations, updated_at: at, ..self };
        let scorecard = Some(answered.scored(set, bests));
        Ok(Step::new(Self { scorecard, ..answered }, event))
    }

    /// Fixes the official score from the verified figures.
    ///
    /// # Errors
    /// See `may`.
    pub fn finalise(
        self,
        set: &CriteriaSet,
        bests: &Bests,
        actor: &Actor,
        at: DateTime<Utc>,
    ) -> Result<Step<Self>, Refusal> {
        let (author, state) = self.may(ReportVerb::Finalise, actor, at)?;
        let scorecard = self.scored(set, bests);
        let event = self.event(EventKind::ReportFinalised, author, at, state).changing(vec![Change::new(
            "total",
            None,
            scorecard.total.map(english),
        )]);
        Ok(Step::new(Self { state, scorecard: Some(scorecard), updated_at: at, ..self }, event))
    }

    /// Corrects a final or public score, with a reason; the public score changes with the next release.
    ///
    /// # Errors
    /// See `may` and `verify`; `Invalid` without a reason.
    pub fn correct(
        self,
        set: &CriteriaSet,
        bests: &Bests,
        (findings, reason): (Findings, &str),
        actor: &Actor,
        at: DateTime<Utc>,
    ) -> Result<Step<Self>, Refusal> {
        let (author, state) = self.may(ReportVerb::Correct, actor, at)?;
        let reason = demanded("/reason", reason)?;
        let Findings { figures, adjustments } = self.judged(set, findings)?;
        let mut changes = differences(&self.verified, &figures);
        let before = self.scorecard.as_ref().and_then(|scorecard| scorecard.total).map(english);
        let corrected = Self {
            state,
            verified: figures,
            adjustments,
            correction_reason: Some(reason.clone()),
            updated_at: at,
            ..self.clone()
        };
        let scorecard = corrected.scored(set, bests);
        changes.push(Change::new("total", before, scorecard.total.map(english)));
        let event = self.event(EventKind::ReportCorrected, author, at, state).because(&reason).changing(changes);
        Ok(Step::new(Self { scorecard: Some(scorecard), ..corrected }, event))
    }

    /// Makes a final report public, as part of a release.
    pub(crate) fn publish(self, actor: &Actor, at: DateTime<Utc>) -> Result<Step<Self>, Refusal> {
        let (author, state) = self.may(ReportVerb::Publish, actor, at)?;
        let event = self.event(EventKind::ReportPublished, author, at, state);
        Ok(Step::new(Self { state, updated_at: at, ..self }, event))
    }
}
