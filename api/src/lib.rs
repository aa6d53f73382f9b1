//! Translates: HTTP in, one load–decide–save sentence, HTTP out. The only crate that knows HTTP, JSON bodies and tokens.
#![expect(unused_qualifications, reason = "utoipa's macros write full paths for what they are given")]

pub mod clock;
pub mod config;
pub mod demo;
#[expect(clippy::indexing_slicing, reason = "a JSON value answers null for what it does not hold")]
pub mod openapi;
pub mod seed;
pub mod server;
pub mod telemetry;
pub mod tokens;

mod answer;
mod app;
mod archive;
mod extract;
mod intake;
mod scanner;
mod language;
mod passwords;
mod problem;
mod public;
mod throttle;

mod text;
mod evidence;
mod step;
mod identity;
mod account;
mod organisation;
mod work_year;
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
mod nomination;
mod decision;
mod commendation;
mod audit;
mod health;

pub use account::bootstrap;
pub use problem::{Problem, chain};
