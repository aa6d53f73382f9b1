//! Translates: HTTP in, one load–decide–save sentence, HTTP out. The only crate that knows HTTP, JSON bodies and tokens.
#![expect(unused_qualifications, reason = "utoipa's macros write full paths for what they are given")]

pub mod clock;
pub mod config;
pub mod demo;
pub mod keys;
#[expect(clippy::indexing_slicing, reason = "a JSON value answers null for what it does not hold")]
pub mod openapi;
pub mod seed;
pub mod server;
pub mod telemetry;

mod answer;
mod app;
mod archive;
mod day;
mod extract;
mod intake;
mod scanner;
mod language;
mod passwords;
mod problem;
mod public;
mod throttle;
mod vault;
mod tokens;
mod seal;
mod qr;

mod text;
mod evidence;
mod step;
mod identity;
mod account;
mod organisation;
mod work_year;
mod integrity;
mod campaign;
mod implementation;
mod scoring;
mod grading;
mod measure;
mod criteria;
mod figure;
mod filing;
mod evidence_file;
mod sheet;
mod workbook;
mod import;
mod explanation;
mod extension;
mod report;
mod review;
mod warning;
mod scorecard;
mod simulation;
mod publication;
mod regime;
mod round;
mod nomination;
mod consultation;
mod council;
mod suggestion;
mod signing_sheet;
mod personal;
mod decision;
mod certificate;
mod revocation;
mod granted_award;
mod complaint;
mod commendation;
mod award_record;
mod audit;
mod health;

pub use account::bootstrap;
pub use problem::{Problem, chain};
pub use vault::VaultUnusable;
