//! Every route of the contract, in the order in which a request is matched against them.

use actix_web::web;

use crate::base::routes::{OperationNames, Routes};
use crate::edge::{health, plan, roster, rule_pages};
use crate::{access, honours, integration, oversight, planning, printing, privacy, registry, reporting, results};

/// Path prefix of what needs no token.
pub(crate) const PUBLIC: &str = "/v1/public";
/// Path prefix of everything else in the contract.
pub(crate) const V1: &str = "/v1";

/// Registers every route of the contract; `openapi::document` describes the same ones.
pub(crate) fn routes(cfg: &mut web::ServiceConfig) {
    // The first scope that matches takes the request.
    cfg.service(web::scope(PUBLIC).configure(public_routes))
        .service(web::scope(V1).configure(own_routes))
        .configure(agreed_routes);
}

/// Method and path of every route of the contract.
pub(crate) fn names() -> Vec<(&'static str, String)> {
    let mut names = OperationNames::default();
    names.scope(PUBLIC, public_routes);
    names.scope(V1, own_routes);
    names.scope("", agreed_routes);
    names.all
}

/// The routes under [`PUBLIC`], the most requested ones first: a request is matched against one after another.
pub(crate) fn public_routes(routes: &mut impl Routes) {
    routes
        .concept(results::public_routes)
        .concept(registry::public_routes)
        .concept(planning::public_routes)
        .concept(access::public_routes)
        .concept(honours::public_routes)
        .concept(oversight::public_routes)
        .concept(rule_pages::public_routes);
}

/// The routes under [`V1`], also the most requested ones first.
pub(crate) fn own_routes(routes: &mut impl Routes) {
    routes
        .concept(reporting::routes)
        .concept(access::routes)
        .concept(registry::routes)
        .concept(planning::routes)
        .concept(plan::export::routes)
        .concept(roster::units::routes)
        .concept(roster::people::routes)
        .concept(results::routes)
        .concept(integration::routes)
        .concept(honours::routes)
        .concept(oversight::routes)
        .concept(printing::routes)
        .concept(privacy::routes);
}

/// The routes at paths that standards or conventions prescribe.
pub(crate) fn agreed_routes(routes: &mut impl Routes) {
    routes.concept(access::agreed_routes).concept(health::routes);
}
