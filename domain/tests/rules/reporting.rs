//! What units report, and what is found: figures, filings, evidence, explanations, extensions, imports, reminders.

mod evidence_file;
mod explanation;
mod extension;
mod import;
mod reminder;
mod report;
mod review;
mod warning;
