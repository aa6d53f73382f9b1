//! Callers: sessions, accounts, machine clients, the versions of the contract, the audit trail.

use crate::base::routes::Routes;

pub(crate) mod reasons;
pub(crate) mod identity;
pub(crate) mod account;
pub(crate) mod client;
pub(crate) mod contract;
pub(crate) mod audit;
pub(crate) mod caller;
pub(crate) mod command;
pub(crate) mod deprecation;
pub(crate) mod failed_sign_in;
pub(crate) mod movement;
pub(crate) mod places;
pub(crate) mod unit_permission;

/// The operations that need no token.
pub(crate) fn public_routes(routes: &mut impl Routes) {
    routes.concept(contract::public_routes);
}

/// The operations of a signed-in person or a machine client.
pub(crate) fn routes(routes: &mut impl Routes) {
    routes
        .concept(identity::routes)
        .concept(account::routes)
        .concept(client::routes)
        .concept(client::token::routes)
        .concept(contract::routes)
        .concept(audit::routes);
}

/// The operations at the paths that standards prescribe.
pub(crate) fn agreed_routes(routes: &mut impl Routes) {
    routes.concept(identity::agreed_routes).concept(client::token::agreed_routes);
}
