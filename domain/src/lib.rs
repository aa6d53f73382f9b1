//! The rules of an emulation campaign: plain values in, a step or a refusal out.
//!
//! No I/O, no clock, no randomness, no floats. Modules stand in reading order; a module uses only those above it.
#![warn(missing_docs)]
#![deny(clippy::float_arithmetic)]

pub mod ids;
pub mod text;
pub mod refusal;
pub mod policy;
pub mod event;
pub mod step;
pub mod calendar;
pub mod evidence;
pub mod identity;
pub mod contract;
pub mod client;
pub mod organisation;
pub mod lineage;
pub mod review;
pub mod measure;
pub mod grading;
pub mod criteria;
pub mod campaign;
pub mod award;
pub mod regime;
pub mod integrity;
pub mod implementation;
pub mod extension;
pub mod scoring;
pub mod figure;
pub mod warning;
pub mod explanation;
pub mod evidence_file;
pub mod filing;
pub mod report;
pub mod register;
pub mod reminder;
pub mod import;
pub mod work_year;
pub mod comparison;
pub mod ranking;
pub mod simulation;
pub mod change;
pub mod role_model;
pub mod webhook;
pub mod publication;
pub mod service_clock;
pub mod round;
pub mod nomination;
pub mod consultation;
pub mod council;
pub mod objection;
pub mod suggestion;
pub mod signing_sheet;
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
