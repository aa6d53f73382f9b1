//! Difficulties and their digests, inspections, guidance, good practice, reports to the province.

use crate::base::routes::Routes;

pub(crate) mod difficulty;
pub(crate) mod difficulty_digest;
pub(crate) mod synthesis;

/// The operations of a signed-in person or a machine client.
pub(crate) fn routes(routes: &mut impl Routes) {
    routes
        .concept(difficulty::routes)
        .concept(difficulty_digest::routes)
        .concept(synthesis::routes)
        .concept(synthesis::difference::routes);
}

/// The operations that need no token.
pub(crate) fn public_routes(routes: &mut impl Routes) {
    routes.concept(difficulty_digest::public_routes).concept(synthesis::public::routes);
}
