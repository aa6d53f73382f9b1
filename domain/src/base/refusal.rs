//! The rules said no: what every rule answers when it does not answer with a step.
//!
//! The variants are few because a client's program acts on them; the reason inside is for people and
//! names the rule that closed the way. Reasons know nothing of HTTP.

use crate::base::reason::Reason;
use crate::base::reasons;
use crate::base::text::tidy;

/// One field that breaks a rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Violation {
    /// A JSON pointer into the request body, such as `/figures/2/numerator`; empty for the whole.
    pub pointer: String,
    /// Which rule it breaks, and how to put it right.
    pub reason: Reason,
}

/// The rules said no.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// This person, in this role, for this unit: no.
    NotAllowed(Reason),
    /// Not at this time.
    OutOfSeason(Reason),
    /// Not in the state the thing is in.
    WrongState(Reason),
    /// Something that must be single exists already.
    Taken(Reason),
    /// Fields break rules; every one of them is named.
    Invalid(Vec<Violation>),
}

impl Refusal {
    /// The reason to show when there is room for only one.
    #[must_use]
    pub fn first_reason(&self) -> Option<&Reason> {
        match self {
            Self::NotAllowed(reason) | Self::OutOfSeason(reason) | Self::WrongState(reason) | Self::Taken(reason) => {
                Some(reason)
            }
            Self::Invalid(violations) => violations.first().map(|violation| &violation.reason),
        }
    }
}

/// Collects every broken rule before refusing, so that a clerk corrects once.
#[derive(Debug, Default)]
pub(crate) struct Violations(Vec<Violation>);

impl Violations {
    pub(crate) fn add(&mut self, pointer: impl Into<String>, reason: Reason) {
        self.0.push(Violation { pointer: pointer.into(), reason });
    }

    /// Demands a text that says something.
    pub(crate) fn demand_text(&mut self, pointer: &str, value: &str) {
        if value.is_empty() {
            self.add(pointer, reasons::text_empty());
        }
    }

    pub(crate) fn into_list(self) -> Vec<Violation> {
        self.0
    }

    pub(crate) fn refuse_if_any(self) -> Result<(), Refusal> {
        if self.0.is_empty() { Ok(()) } else { Err(Refusal::Invalid(self.0)) }
    }
}

/// A text tidied, which has to say something.
pub(crate) fn demanded(pointer: &str, text: &str) -> Result<String, Refusal> {
    let text = tidy(text);
    let mut violations = Violations::default();
    violations.demand_text(pointer, &text);
    violations.refuse_if_any()?;
    Ok(text)
}
