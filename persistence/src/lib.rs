//! Remembers: loads values and saves steps, on SQLite and PostgreSQL alike, with one query for both.
//!
//! The only crate that knows SQL. A saved step always carries its audit entry, in the same transaction; a unit of
//! work is a task of its own, so a client who leaves cancels nothing half-way.
#![warn(missing_docs)]

pub mod failure;
pub mod page;
pub mod store;
pub mod memory;
pub mod blob;
pub mod idempotency;
pub mod audit;
pub mod setting;
mod json;
mod search;
mod migration;

pub mod organisation;
pub mod lineage;
pub mod work_year;
pub mod integrity;
pub mod account;
pub mod client;
pub mod contract;
pub mod campaign;
pub mod criteria;
pub mod implementation;
pub mod extension;
pub mod report;
pub mod reminder;
pub mod citation;
pub mod evidence_file;
pub mod import;
pub mod filing;
pub mod register;
pub mod change;
pub mod role_model;
pub mod webhook;
pub mod publication;
pub mod regime;
pub mod round;
pub mod nomination;
pub mod consultation;
pub mod council;
pub mod objection;
pub mod suggestion;
pub mod personal;
pub mod retention;
pub mod decision_number;
pub mod decision;
pub mod granted_award;
pub mod certificate;
pub mod revocation;
pub mod complaint;
pub mod higher_proposal;
pub mod commendation;
pub mod award_record;
