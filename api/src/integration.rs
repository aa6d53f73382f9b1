//! Notices; webhooks and the worker that delivers them.

use crate::base::routes::Routes;

pub(crate) mod reasons;
pub(crate) mod notice;
pub(crate) mod webhook;
pub(crate) mod delivery_worker;
pub(crate) mod webhook_event;
pub(crate) mod webhook_signature;
pub(crate) mod webhook_target;
pub(crate) mod webhook_sender;

/// The operations of a signed-in person or a machine client.
pub(crate) fn routes(routes: &mut impl Routes) {
    routes.concept(notice::routes).concept(webhook::routes);
}
