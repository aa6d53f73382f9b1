//! Releases with their frozen pages, the register of filings, public changes, role models.

pub mod register;
pub mod change;
pub mod role_model;
pub mod publication;
pub mod official;
