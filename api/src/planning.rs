//! Campaigns, groups of units, cycles, criteria sets, measures, scoring, implementing documents.

use crate::base::routes::Routes;

pub(crate) mod reasons;
pub(crate) mod order;
pub(crate) mod policy;
pub(crate) mod campaign;
pub(crate) mod selection;
pub(crate) mod cycle;
pub(crate) mod group;
pub(crate) mod participant;
pub(crate) mod implementation;
pub(crate) mod steps;
pub(crate) mod scoring;
pub(crate) mod grading;
pub(crate) mod measure;
pub(crate) mod curve;
pub(crate) mod value_spec;
pub(crate) mod model;
pub(crate) mod criteria;

/// The operations of a signed-in person or a machine client.
pub(crate) fn routes(routes: &mut impl Routes) {
    routes
        .concept(campaign::routes)
        .concept(campaign::life::routes)
        .concept(campaign::version::routes)
        .concept(cycle::routes)
        .concept(group::routes)
        .concept(participant::routes)
        .concept(implementation::routes)
        .concept(criteria::routes);
}

/// The operations without a token.
pub(crate) fn public_routes(routes: &mut impl Routes) {
    routes.concept(campaign::public_page::routes).concept(group::public_routes);
}
