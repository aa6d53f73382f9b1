//! Publication in every format, public changes, role models, simulations, the public board page.

use crate::base::routes::Routes;

pub(crate) mod reasons;
pub(crate) mod simulation;
pub(crate) mod publication;
pub(crate) mod change;
pub(crate) mod cycle_amendment;
pub(crate) mod result_figure;
pub(crate) mod role_model;
pub(crate) mod board_page;

/// The operations that need no token.
pub(crate) fn public_routes(routes: &mut impl Routes) {
    routes.concept(publication::public_routes).concept(change::public_routes).concept(role_model::public_routes);
}

/// The operations of a signed-in person or a machine client.
pub(crate) fn routes(routes: &mut impl Routes) {
    routes
        .concept(cycle_amendment::routes)
        .concept(simulation::routes)
        .concept(publication::routes)
        .concept(role_model::routes);
}
