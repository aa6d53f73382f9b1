//! HTTP and JSON for every concept: what handlers receive and return, problems, languages, caching, limits.

pub(crate) mod rehearsal;
pub(crate) mod reasons;
pub mod clock;
pub(crate) mod answer;
pub(crate) mod bounded_date;
pub(crate) mod language;
pub(crate) mod problem;
pub(crate) mod http_cache;
pub(crate) mod routes;
pub(crate) mod operation;
pub mod page_cache;
pub(crate) mod client_address;
pub(crate) mod rate_limit;
pub(crate) mod text;
pub(crate) mod citation;
pub(crate) mod transition;
pub(crate) mod address;
pub(crate) mod body;
pub(crate) mod db;
pub(crate) mod hundredths;
pub(crate) mod paging;
pub(crate) mod precondition;
pub(crate) mod query;
pub mod names;
pub(crate) mod duplicate;
