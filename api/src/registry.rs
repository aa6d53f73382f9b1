//! Units, their levels, their lineage, working years.

use crate::base::routes::Routes;

pub(crate) mod reasons;
pub(crate) mod level;
pub(crate) mod organisation;
pub(crate) mod public_unit;
pub(crate) mod lineage;
pub(crate) mod work_year;

/// The operations of a signed-in person or a machine client.
pub(crate) fn routes(routes: &mut impl Routes) {
    routes.concept(level::routes).concept(organisation::routes).concept(lineage::routes).concept(work_year::routes);
}

/// The operations without a token.
pub(crate) fn public_routes(routes: &mut impl Routes) {
    routes.concept(level::public_routes).concept(public_unit::public_routes);
}
