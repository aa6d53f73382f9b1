//! What all concepts share: identifiers, refusals, steps with their events, permissions, days, and actors.

pub mod ids;
pub mod code;
pub mod text;
pub mod reason;
pub(crate) mod reasons;
pub mod secrecy;
pub mod refusal;
pub mod policy;
pub mod concept;
pub mod event;
pub mod step;
pub mod calendar;
pub mod citation;
pub mod long_number;
pub mod frame;
pub mod identity;
pub mod contract;
pub mod client;
pub mod wording;
