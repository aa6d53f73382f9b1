//! What is public.

pub(crate) mod board_page;
pub(crate) mod change;
pub(crate) mod formats;
pub(crate) mod page_cache;
pub(crate) mod publication;
pub(crate) mod register;
pub(crate) mod role_model;
pub(crate) mod search;
