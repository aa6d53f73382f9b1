//! Remembers: loads values and saves steps, on SQLite and PostgreSQL alike, with one query for both.
//!
//! The only crate that knows SQL. A saved step always carries its audit entry, in the same transaction; a unit of
//! work is a task of its own, so a client who leaves cancels nothing half-way. Rooms stand in reading order: a room uses
//! only those above it, and no two files use each other (`tests/rooms.rs`).
#![warn(missing_docs)]

pub mod base;
pub mod access;
pub mod registry;
pub mod planning;
pub mod reporting;
pub mod results;
pub mod integration;
pub mod honours;
pub mod privacy;
