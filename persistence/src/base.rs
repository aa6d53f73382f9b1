//! Units of work on one database, and what every table needs: pages, search, idempotency, audit entries, files.

pub mod unique_index;
pub mod failure;
pub mod page;
pub(crate) mod connect;
pub(crate) mod readers;
pub mod access_check;
pub(crate) mod transaction;
pub mod happening;
pub mod store;
pub(crate) mod immutable;
pub mod blob;
pub mod content_lock;
pub mod idempotency;
pub mod audit;
pub mod kept;
pub(crate) mod named_lock;
pub mod setting;
pub(crate) mod json;
pub(crate) mod scope;
pub(crate) mod search;
pub(crate) mod migration;
