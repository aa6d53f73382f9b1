//! The rules of an emulation campaign: plain values in, a step or a refusal out.
//!
//! No I/O, no clock, no randomness, no floats. Rooms are listed in reading order: a room uses only those above it, and
//! no two files use each other (`tests/rooms.rs`).
#![warn(missing_docs)]
#![deny(clippy::float_arithmetic)]

pub mod base;
pub mod registry;
pub mod planning;
pub mod reporting;
pub mod results;
pub mod integration;
pub mod papers;
pub mod honours;
pub mod oversight;
pub mod telling;
pub mod privacy;

use crate::base::reason::ReasonEntry;

/// Every reason that the rules give, with the name of its room; rooms in reading order, reasons by code.
pub fn reasons() -> impl Iterator<Item = (&'static str, &'static ReasonEntry)> {
    let rooms = [
        ("base", base::reasons::CATALOGUE),
        ("registry", registry::reasons::CATALOGUE),
        ("planning", planning::reasons::CATALOGUE),
        ("reporting", reporting::reasons::CATALOGUE),
        ("results", results::reasons::CATALOGUE),
        ("integration", integration::reasons::CATALOGUE),
        ("papers", papers::reasons::CATALOGUE),
        ("honours", honours::reasons::CATALOGUE),
        ("oversight", oversight::reasons::CATALOGUE),
        ("privacy", privacy::reasons::CATALOGUE),
    ];
    rooms.into_iter().flat_map(|(room, catalogue)| catalogue.iter().map(move |entry| (room, entry)))
}
