//! Every route that is part of the contract, in the order in which a request is held against them.

use actix_web::web;

use crate::access::{account, audit, client, contract, identity};
use crate::base::routes::{OperationNames, Routes};
use crate::edge::health;
use crate::honours::{
    award_record, certificate, commendation, complaint, consultation, council, decision, granted_award,
    higher_proposal, integrity, nomination, objection, regime, revocation, round, signing_sheet, suggestion,
};
use crate::integration::webhook;
use crate::planning::{campaign, criteria, implementation};
use crate::privacy::{personal, retention};
use crate::registry::{lineage, organisation, work_year};
use crate::reporting::{
    evidence_file, explanation, extension, filing, import, reminder, report, review, scorecard, warning,
};
use crate::results::{change, publication, role_model, simulation};

/// Where everybody may read.
pub(crate) const PUBLIC: &str = "/v1/public";
/// Where everything else of the contract is.
pub(crate) const V1: &str = "/v1";

/// Every route that is part of the contract, put up; `openapi::document` describes the same.
pub(crate) fn routes(cfg: &mut web::ServiceConfig) {
    // The first scope that fits takes the request.
    cfg.service(web::scope(PUBLIC).configure(public_routes))
        .service(web::scope(V1).configure(own_routes))
        .configure(agreed_routes);
}

/// Method and path of every route that is part of the contract.
pub(crate) fn names() -> Vec<(&'static str, String)> {
    let mut names = OperationNames::default();
    names.scope(PUBLIC, |routes| public_routes(routes));
    names.scope(V1, |routes| own_routes(routes));
    names.scope("", |routes| agreed_routes(routes));
    names.all
}

/// The routes under [`PUBLIC`].
pub(crate) fn public_routes(routes: &mut impl Routes) {
    routes
        .concept(publication::public_routes)
        .concept(change::public_routes)
        .concept(contract::public_routes)
        .concept(decision::public_routes)
        .concept(objection::public_routes)
        .concept(certificate::public_routes)
        .concept(revocation::public_routes)
        .concept(role_model::public_routes);
}

/// The routes under [`V1`], what is asked for most first: a request is held against one after another.
pub(crate) fn own_routes(routes: &mut impl Routes) {
    routes
        .concept(report::routes)
        .concept(identity::routes)
        .concept(account::routes)
        .concept(client::routes)
        .concept(client::token::routes)
        .concept(webhook::routes)
        .concept(contract::routes)
        .concept(organisation::routes)
        .concept(lineage::routes)
        .concept(work_year::routes)
        .concept(campaign::routes)
        .concept(implementation::routes)
        .concept(criteria::routes)
        .concept(warning::routes)
        .concept(review::routes)
        .concept(explanation::routes)
        .concept(filing::routes)
        .concept(evidence_file::routes)
        .concept(import::routes)
        .concept(scorecard::routes)
        .concept(extension::routes)
        .concept(reminder::routes)
        .concept(simulation::routes)
        .concept(publication::routes)
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
        .concept(personal::routes)
        .concept(retention::routes)
        .concept(decision::routes)
        .concept(certificate::routes)
        .concept(granted_award::routes)
        .concept(revocation::routes)
        .concept(complaint::routes)
        .concept(higher_proposal::routes)
        .concept(commendation::routes)
        .concept(role_model::routes)
        .concept(award_record::routes)
        .concept(audit::routes);
}

/// The routes whose places others have agreed on.
pub(crate) fn agreed_routes(routes: &mut impl Routes) {
    routes.concept(identity::agreed_routes).concept(client::token::agreed_routes).concept(health::routes);
}
