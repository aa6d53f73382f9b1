//! Every rule, tried on plain values: one file per concept, tests named after the rules they prove.

mod campaign;
mod commendation;
mod comparison;
mod criteria;
mod decision;
mod event;
mod evidence_file;
mod explanation;
mod extension;
mod identity;
mod ids;
mod import;
mod nomination;
mod organisation;
mod publication;
mod ranking;
mod report;
mod review;
mod text;
mod warning;
mod work_year;
mod world;
