//! Migrations 0020 to 0029.

pub(super) mod m0020_registry;
pub(super) mod m0021_decision_number;
pub(super) mod m0022_release;
pub(super) mod m0023_client;
pub(super) mod m0025_change;
pub(super) mod m0026_webhook;
pub(super) mod m0027_contract;
pub(super) mod m0028_search;
pub(super) mod m0029_role_model;
