//! A change that has been decided but not saved.
//!
//! Only a rule can make one (the constructor is private to the domain) and saving takes nothing else,
//! so no row can be written without its entry in the audit trail (rule L37).

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

    /// What the value will be.
    #[must_use]
    pub const fn after(&self) -> &T {
        &self.after
    }

    /// Parts the change into the value to store and the event to record with it.
    #[must_use]
    pub fn into_parts(self) -> (T, Event) {
        (self.after, self.event)
    }
}

/// A step that could be taken, or why it is closed to the one who asks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Transition {
    /// What would be done.
    pub verb: &'static str,
    /// Why it is closed; none if it is open.
    pub closed: Option<Reason>,
}

impl Transition {
    pub(crate) fn new(verb: &'static str, refusal: Option<Refusal>) -> Self {
        Self { verb, closed: refusal.and_then(|refusal| refusal.first_reason().cloned()) }
    }
}
