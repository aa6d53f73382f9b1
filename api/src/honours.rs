//! Nominations, appraisal, decisions, certificates, and awards after the decision.

use crate::base::routes::Routes;

pub(crate) mod reasons;
pub(crate) mod remark;
pub(crate) mod qr;
pub(crate) mod integrity;
pub(crate) mod time_limit;
pub(crate) mod regime;
pub(crate) mod round;
pub(crate) mod nomination;
pub(crate) mod objection;
pub(crate) mod consultation;
pub(crate) mod council;
pub(crate) mod suggestion;
pub(crate) mod signing_sheet;
pub(crate) mod correction;
pub(crate) mod decision;
pub(crate) mod certificate;
pub(crate) mod revocation;
pub(crate) mod granted_award;
pub(crate) mod complaint;
pub(crate) mod higher_proposal;
pub(crate) mod commendation_certificate;
pub(crate) mod commendation;
pub(crate) mod award_record;

/// The operations that need no token.
pub(crate) fn public_routes(routes: &mut impl Routes) {
    routes
        .concept(decision::public_award::routes)
        .concept(objection::open_list::routes)
        .concept(certificate::public_routes)
        .concept(commendation_certificate::public_routes)
        .concept(revocation::public_routes);
}

/// The operations of a signed-in person or a machine client.
pub(crate) fn routes(routes: &mut impl Routes) {
    routes
        .concept(regime::routes)
        .concept(round::routes)
        .concept(integrity::routes)
        .concept(nomination::routes)
        .concept(nomination::steps::routes)
        .concept(nomination::reading::routes)
        .concept(consultation::routes)
        .concept(council::routes)
        .concept(objection::routes)
        .concept(suggestion::routes)
        .concept(signing_sheet::routes)
        .concept(decision::routes)
        .concept(decision::listing::routes)
        .concept(certificate::routes)
        .concept(granted_award::routes)
        .concept(revocation::routes)
        .concept(complaint::routes)
        .concept(higher_proposal::routes)
        .concept(commendation::routes)
        .concept(award_record::routes);
}
