//! Reports, figures, evidence, explanations, extensions, reviews, reminders, imports and the files that come in.

pub(crate) mod reasons;
pub(crate) mod archive;
pub(crate) mod upload;
pub(crate) mod scanner;
pub(crate) mod figure;
pub(crate) mod filing;
pub(crate) mod evidence_file;
pub(crate) mod sheet;
pub(crate) mod workbook;
pub(crate) mod import;
pub(crate) mod explanation;
pub(crate) mod extension;
pub(crate) mod report;
pub(crate) mod reminder;
pub(crate) mod review;
pub(crate) mod warning;
pub(crate) mod scorecard;
pub(crate) mod cell;
