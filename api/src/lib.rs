//! The HTTP layer: handlers load, decide, save and answer. The only crate that knows HTTP, JSON bodies and tokens.
//!
//! Rooms are declared in reading order: a room uses only those above it, and no two files use each other
//! (`tests/rooms.rs`).
#![expect(unused_qualifications, reason = "utoipa's macros write full paths for what they are given")]

pub mod base;
pub mod security;
mod access;
mod registry;
mod planning;
mod reporting;
mod results;
mod integration;
mod papers;
mod honours;
mod oversight;
mod printing;
mod privacy;
pub mod edge;

use domain::base::reason::ReasonEntry;

pub use access::deprecation::{HistoryUnsound, history};
pub use base::problem::{Problem, chain};
pub use edge::bootstrap::bootstrap;
pub use papers::certificate_chain::RootsUnusable;
pub use papers::signature_check::checked_signatures;
pub use privacy::personal::{RewrapError, Rewrapped, new_key, rewrap};
pub use privacy::retention::purge;
pub use reporting::import::reading::read_table;
pub use security::key_file::DataKeysUnusable;
pub use security::personal_data_keys::Stuck;

/// Every reason of this crate, beside those of the rules, with the name of its room; rooms in reading order, reasons by
/// code.
pub fn reasons() -> impl Iterator<Item = (&'static str, &'static ReasonEntry)> {
    let rooms = [
        ("base", base::reasons::CATALOGUE),
        ("access", access::reasons::CATALOGUE),
        ("registry", registry::reasons::CATALOGUE),
        ("planning", planning::reasons::CATALOGUE),
        ("reporting", reporting::reasons::CATALOGUE),
        ("results", results::reasons::CATALOGUE),
        ("integration", integration::reasons::CATALOGUE),
        ("papers", papers::reasons::CATALOGUE),
        ("honours", honours::reasons::CATALOGUE),
        ("oversight", oversight::reasons::CATALOGUE),
        ("printing", printing::reasons::CATALOGUE),
        ("edge", edge::reasons::CATALOGUE),
    ];
    rooms.into_iter().flat_map(|(room, catalogue)| catalogue.iter().map(move |entry| (room, entry)))
}
