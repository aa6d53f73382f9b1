//! What every concept is made of: identifiers, refusals, steps and their events, who may do what, days, and who acts.

pub mod ids;
pub mod text;
pub mod reason;
pub(crate) mod reasons;
pub mod refusal;
pub mod policy;
pub mod event;
pub mod step;
pub mod calendar;
pub mod citation;
pub mod identity;
pub mod contract;
pub mod client;
pub mod wording;
