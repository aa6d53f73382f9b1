//! Reports and what belongs to them: filings, citations, evidence files, extensions, standings, imports, reminders.

pub mod extension;
pub mod report;
pub mod standing;
pub mod reminder;
pub mod citation;
pub mod destroyed_content;
pub mod evidence_file;
pub mod import;
pub mod filing;
