//! What every concept is made of: identifiers, refusals, steps and their events, who may do what, days, and who acts.

mod client;
pub(crate) mod contract;
mod event;
mod identity;
mod ids;
mod text;
