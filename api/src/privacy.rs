//! Personal data and retention; how long records are kept, and the packages that say so.

use crate::base::routes::Routes;

pub(crate) mod personal;
pub(crate) mod record_rule;
pub(crate) mod retention;
pub(crate) mod archive_package;

/// The operations of a signed-in person or a machine client.
pub(crate) fn routes(routes: &mut impl Routes) {
    routes
        .concept(personal::routes)
        .concept(record_rule::routes)
        .concept(retention::routes)
        .concept(archive_package::routes);
}
