//! A change that has been decided but not saved.
//!
//! Only a rule can make one (the constructor is private to the domain), and persistence saves nothing else, so no row
//! is written without its entry in the audit trail (rule L37).

use crate::base::event::Event;
use crate::base::reason::Reason;
use crate::base::refusal::Refusal;

/// A change that has been decided but not saved yet.
#[must_use = "a step that is not saved did not happen"]
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step<T> {
    after: T,
    event: Event,
}

impl<T> Step<T> {
    pub(crate) const fn new(after: T, event: Event) -> Self {
        Self { after, event }
    }

    /// The value after the change.
    #[must_use]
    pub const fn after(&self) -> &T {
        &self.after
    }

    /// Splits the change into the value to store and the event to record with it.
    #[must_use]
    pub fn into_parts(self) -> (T, Event) {
        (self.after, self.event)
    }
}

/// A step of a workflow, and why the actor may not take it, if so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Transition {
    /// The verb of the step.
    pub verb: &'static str,
    /// Why the actor may not take it; none if the actor may.
    pub closed: Option<Reason>,
}

impl Transition {
    pub(crate) fn new(verb: &'static str, refusal: Option<Refusal>) -> Self {
        Self { verb, closed: refusal.and_then(Refusal::into_first_reason) }
    }
}
