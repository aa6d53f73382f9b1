//! Difficulties and their digests, inspections, guidance, good practice, reports to the province.

use crate::base::routes::Routes;

pub(crate) mod reasons;
pub(crate) mod difficulty;
pub(crate) mod difficulty_digest;
pub(crate) mod synthesis;
pub(crate) mod inspection;
pub(crate) mod practice;
pub(crate) mod adoption;
pub(crate) mod media_item;
pub(crate) mod guidance;
pub(crate) mod mobilisation;
pub(crate) mod paper_file;
pub(crate) mod dimension_tally;

/// The operations of a signed-in person or a machine client.
pub(crate) fn routes(routes: &mut impl Routes) {
    routes
        .concept(difficulty::routes)
        .concept(difficulty_digest::routes)
        .concept(synthesis::routes)
        .concept(synthesis::difference::routes)
        .concept(inspection::plan::routes)
        .concept(inspection::routes)
        .concept(inspection::finding::routes)
        .concept(inspection::recommendation::routes)
        .concept(practice::routes)
        .concept(adoption::routes)
        .concept(media_item::routes)
        .concept(guidance::routes)
        .concept(mobilisation::routes)
        .concept(paper_file::routes)
        .concept(dimension_tally::routes);
}

/// The operations that need no token.
pub(crate) fn public_routes(routes: &mut impl Routes) {
    routes
        .concept(difficulty_digest::public_routes)
        .concept(synthesis::public::routes)
        .concept(adoption::public_routes)
        .concept(media_item::public_routes)
        .concept(guidance::public::routes)
        .concept(dimension_tally::public_routes);
}
