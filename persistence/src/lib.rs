//! The storage: loads values and saves steps, on SQLite and PostgreSQL alike, with one query for both.
//!
//! This is the only crate that contains SQL. A step is always saved with its audit entry, in the same transaction; a
//! unit of work is its own task, so a client that disconnects does not interrupt it. Rooms are listed in reading order:
//! a room uses only those above it, and no two files use each other (`tests/rooms.rs`).
#![warn(missing_docs)]

pub mod base;
pub mod access;
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
