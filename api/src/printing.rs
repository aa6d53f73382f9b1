//! Papers (in ấn): what is official, as a file to print, to sign and to keep.
//!
//! Each paper has a value of its own, which is all that its template sees: the fields are documented at the value, and
//! `papers/samples` shows them filled. It is assembled from what is official and stored nowhere.

use crate::base::routes::Routes;

pub(crate) mod reasons;
pub(crate) mod layout;
pub(crate) mod basis;
pub(crate) mod office;
pub(crate) mod template;
pub(crate) mod program;
pub(crate) mod answer;
pub(crate) mod word;
pub(crate) mod score_sheet;
pub(crate) mod board;
pub(crate) mod submission_letter;
pub(crate) mod minutes;
pub(crate) mod notice;
pub(crate) mod signing_sheet;
pub(crate) mod correction;
pub(crate) mod award_decision;
pub(crate) mod certificate;
pub(crate) mod commendation;
pub(crate) mod synthesis_report;
pub(crate) mod index;
pub(crate) mod bundle;

/// The operations of a signed-in person or a machine client.
pub(crate) fn routes(routes: &mut impl Routes) {
    routes
        .concept(score_sheet::routes)
        .concept(board::routes)
        .concept(submission_letter::routes)
        .concept(minutes::routes)
        .concept(notice::routes)
        .concept(signing_sheet::routes)
        .concept(award_decision::routes)
        .concept(certificate::routes)
        .concept(commendation::routes)
        .concept(synthesis_report::routes)
        .concept(bundle::routes);
}
