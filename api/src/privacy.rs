//! Personal data and retention.

use crate::base::routes::Routes;

pub(crate) mod personal;
pub(crate) mod retention;

/// The operations of a signed-in person or a machine client.
pub(crate) fn routes(routes: &mut impl Routes) {
    routes.concept(personal::routes).concept(retention::routes);
}
