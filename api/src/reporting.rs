//! Reports, figures, evidence, explanations, extensions, reviews, reminders, imports and uploaded files.

use crate::base::routes::Routes;

pub(crate) mod reasons;
pub(crate) mod archive;
pub(crate) mod encoding;
pub(crate) mod xml;
pub(crate) mod document;
pub(crate) mod upload;
pub(crate) mod scanner;
pub(crate) mod figure;
pub(crate) mod filing;
pub(crate) mod evidence_file;
pub(crate) mod sheet;
pub(crate) mod table;
pub(crate) mod csv_file;
pub(crate) mod workbook;
pub(crate) mod import;
pub(crate) mod official;
pub(crate) mod explanation;
pub(crate) mod extension;
pub(crate) mod report;
pub(crate) mod reminder;
pub(crate) mod review;
pub(crate) mod warning;
pub(crate) mod scorecard;
pub(crate) mod bulk;
pub(crate) mod cell;

/// The operations of a signed-in person or a machine client.
pub(crate) fn routes(routes: &mut impl Routes) {
    routes
        .concept(report::routes)
        .concept(warning::routes)
        .concept(report::check::routes)
        .concept(review::routes)
        .concept(explanation::routes)
        .concept(filing::routes)
        .concept(evidence_file::routes)
        .concept(import::routes)
        .concept(scorecard::routes)
        .concept(extension::routes)
        .concept(bulk::routes)
        .concept(reminder::routes);
}
