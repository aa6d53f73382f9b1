//! Reports and their verification: figures, filings, evidence, explanations, extensions, standings, imports, reminders.

pub(crate) mod reasons;
pub mod review;
pub mod extension;
pub(crate) mod leaf_figure;
pub mod figure;
pub mod warning;
pub mod explanation;
pub mod check;
pub mod destroyed_content;
pub mod evidence_file;
pub mod filing;
pub mod report;
pub mod standing;
pub mod reminder;
pub mod import;
