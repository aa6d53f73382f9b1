//! Campaigns, cycles, criteria sets, measures, scoring, implementing documents.

use crate::base::routes::Routes;

pub(crate) mod reasons;
pub(crate) mod campaign;
pub(crate) mod cycle;
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
    routes.concept(campaign::routes).concept(cycle::routes).concept(implementation::routes).concept(criteria::routes);
}
