//! Who may come in.

pub(crate) mod contract;
pub(crate) mod identity;
pub(crate) mod machine_client;
pub(crate) mod remembered_caller;
