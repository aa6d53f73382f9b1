//! Refusals: what a rule returns if it does not return a step.
//!
//! There are few variants, because client programs act on them; the reason inside is for people and names the rule.
//! Reasons do not depend on HTTP.

use crate::base::reason::Reason;
use crate::base::reasons;
use crate::base::secrecy::{bears_secrecy_mark, is_named_secret};
use crate::base::text::tidy;

/// The code of a refusal because the holidays of a year have not been entered: somebody else has to enter them first.
pub const WORK_YEAR_MISSING: &str = "WORK_YEAR_MISSING";

/// One field that breaks a rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Violation {
    /// A JSON pointer into the request body, such as `/figures/2/numerator`; empty for the whole body.
    pub pointer: String,
    /// Which rule it breaks, and how to correct it.
    pub reason: Reason,
}

/// A refusal by a rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// The actor may not do this for this unit.
    NotAllowed(Reason),
    /// It is not possible at this time.
    OutOfSeason(Reason),
    /// It is not possible in the object's present state.
    WrongState(Reason),
    /// Something that must be unique exists already.
    Taken(Reason),
    /// Fields break rules; each of them is named.
    Invalid(Vec<Violation>),
}

impl Refusal {
    /// Every reason, with the place that it is about; an empty place for the whole.
    #[must_use]
    pub fn reasons(&self) -> Vec<(&str, &Reason)> {
        match self {
            Self::NotAllowed(reason) | Self::OutOfSeason(reason) | Self::WrongState(reason) | Self::Taken(reason) => {
                vec![("", reason)]
            }
            Self::Invalid(violations) => violations.iter().map(|one| (one.pointer.as_str(), &one.reason)).collect(),
        }
    }

    /// The reason to show if only one can be shown.
    #[must_use]
    pub fn into_first_reason(self) -> Option<Reason> {
        match self {
            Self::NotAllowed(reason) | Self::OutOfSeason(reason) | Self::WrongState(reason) | Self::Taken(reason) => {
                Some(reason)
            }
            Self::Invalid(violations) => violations.into_iter().next().map(|violation| violation.reason),
        }
    }
}

/// Collects all broken rules before the refusal, so that a clerk corrects them in one go.
#[derive(Debug, Default)]
pub(crate) struct Violations(Vec<Violation>);

impl Violations {
    pub(crate) fn add(&mut self, pointer: impl Into<String>, reason: Reason) {
        self.0.push(Violation { pointer: pointer.into(), reason });
    }

    /// Demands a text that is not empty.
    pub(crate) fn demand_text(&mut self, pointer: &str, value: &str) {
        if value.is_empty() {
            self.add(pointer, reasons::text_empty());
        }
    }

    /// Demands a text that is not empty and bears no secrecy level: what somebody enters about themselves or their work.
    /// The ground of a step is no such text, because it may have to name the level of what is refused.
    pub(crate) fn demand_open_text(&mut self, pointer: &str, value: &str) {
        self.demand_text(pointer, value);
        self.refuse_secret(pointer, value);
    }

    /// The same for the number of a document.
    pub(crate) fn demand_open_number(&mut self, pointer: &str, value: &str) {
        self.demand_text(pointer, value);
        if is_named_secret(value) {
            self.add(pointer, reasons::state_secret_not_allowed());
        }
    }

    /// Rule L35: refuses a text that bears a secrecy level.
    pub(crate) fn refuse_secret(&mut self, pointer: &str, value: &str) {
        if bears_secrecy_mark(value) {
            self.add(pointer, reasons::state_secret_not_allowed());
        }
    }

    pub(crate) fn into_list(self) -> Vec<Violation> {
        self.0
    }

    pub(crate) fn refuse_if_any(self) -> Result<(), Refusal> {
        if self.0.is_empty() { Ok(()) } else { Err(Refusal::Invalid(self.0)) }
    }
}

/// Tidies a text and demands that it is not empty.
pub(crate) fn demanded(pointer: &str, text: &str) -> Result<String, Refusal> {
    let text = tidy(text);
    let mut violations = Violations::default();
    violations.demand_text(pointer, &text);
    violations.refuse_if_any()?;
    Ok(text)
}
