//! Amendments of an open cycle (điều chỉnh kỳ đánh giá): its due date, its window for explanations, and whether a second
//! person accepts, changed under a document (rule M04).
//!
//! Nothing changes for what exists: a report keeps the window and the acceptance of the day it was begun on, and a filing
//! stays on time or late.

use chrono::{DateTime, NaiveDate, Utc};

use crate::base::citation::Citation;
use crate::base::event::{Author, Change, EventKind};
use crate::base::identity::Actor;
use crate::base::refusal::{Refusal, Violations};
use crate::base::step::Step;
use crate::base::{calendar, wording};
use crate::planning::campaign::Campaign;
use crate::planning::cycle::{Cycle, CycleAmendment, CycleState, CycleTerms, WINDOW_DAYS_MAX};
use crate::planning::reasons;
use crate::registry::document::check_document;

/// What an amendment changes; what is none stays as it is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TermsChange {
    /// The new due date.
    pub due_date: Option<NaiveDate>,
    /// The new number of days for explanations; 0 for no such step.
    pub explanation_days: Option<i64>,
    /// Whether a second person must accept from now on.
    pub acceptance_required: Option<bool>,
}

impl Cycle {
    /// What holds for those who report now; none before the cycle opens.
    #[must_use]
    pub fn terms(&self) -> Option<CycleTerms> {
        let Self { due_date, explanation_days, acceptance_required, .. } = self;
        due_date.map(|due_date| CycleTerms {
            due_date,
            explanation_days: *explanation_days,
            acceptance_required: *acceptance_required,
        })
    }

    /// Whether the actor may amend the cycle now.
    ///
    /// # Errors
    /// `NotAllowed` for anyone but the standing agency; `WrongState` unless it is open, or if nobody reports in it.
    pub fn may_amend(&self, actor: &Actor) -> Result<Author, Refusal> {
        let author = self.may_close(actor)?;
        match self.terms() {
            Some(_) => Ok(author),
            None => Err(Refusal::WrongState(reasons::result_derived())),
        }
    }

    /// Amends the terms of the open cycle under a document.
    ///
    /// # Errors
    /// See `may_amend`; `WrongState` once the movement is concluded; `Invalid` for an incomplete citation, a new due date
    /// that has passed or lies outside its bounds (rule S27), a window out of range, or if nothing changes.
    pub fn amend(
        self,
        change: TermsChange,
        document: Citation,
        campaign: &Campaign,
        actor: &Actor,
        at: DateTime<Utc>,
    ) -> Result<Step<Self>, Refusal> {
        let author = self.may_amend(actor)?;
        campaign.must_be_running()?;
        let Some(before) = self.terms() else { return Err(Refusal::WrongState(reasons::cycle_not_open())) };
        let TermsChange { due_date, explanation_days, acceptance_required } = change;
        let terms = CycleTerms {
            due_date: due_date.unwrap_or(before.due_date),
            explanation_days: explanation_days.map_or(before.explanation_days, |days| (days != 0).then_some(days)),
            acceptance_required: acceptance_required.unwrap_or(before.acceptance_required),
        };
        let document = document.tidied();
        let mut violations = Violations::default();
        check_document(&document, at, &mut violations);
        if terms == before {
            violations.add("", reasons::nothing_amended());
        }
        if terms.due_date != before.due_date {
            let (first, end) = self.due_dates(self.orders.opened_under.as_ref(), &campaign.text.policy);
            let last = end.pred_opt().unwrap_or(end);
            if terms.due_date < calendar::day_of(at) {
                violations.add("/dueDate", reasons::due_date_passed());
            } else if terms.due_date < first || end <= terms.due_date {
                let reason = reasons::due_date_out_of_range(wording::date(first), first, wording::date(last), end);
                violations.add("/dueDate", reason);
            }
        }
        if terms.explanation_days.is_some_and(|days| !(1..=WINDOW_DAYS_MAX).contains(&days)) {
            violations.add("/explanationDays", reasons::window_out_of_range(WINDOW_DAYS_MAX));
        }
        violations.refuse_if_any()?;
        let days = |terms: &CycleTerms| terms.explanation_days.map(|days| days.to_string());
        let changes = [
            Change::differing("dueDate", Some(before.due_date.to_string()), Some(terms.due_date.to_string())),
            Change::differing("explanationDays", days(&before), days(&terms)),
            Change::differing(
                "acceptanceRequired",
                Some(before.acceptance_required.to_string()),
                Some(terms.acceptance_required.to_string()),
            ),
            Some(Change::new("document", None, Some(document.line()))),
        ];
        let event = self.turned(EventKind::CycleAmended, CycleState::Open, author, at);
        let event = event.because(document.number.as_deref().unwrap_or_default());
        let event = event.changing(changes.into_iter().flatten().collect());
        let CycleTerms { due_date, explanation_days, acceptance_required } = terms;
        let mut orders = self.orders.clone();
        orders.amendments.push(CycleAmendment { document, at, before, rebound: None });
        let cycle = Self { due_date: Some(due_date), explanation_days, acceptance_required, orders, ..self };
        Ok(Step::new(cycle, event))
    }
}
