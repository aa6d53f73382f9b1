//! What reports come to and what of it is public: ranking, releases, the register of filings, public changes, role models.

mod change;
mod comparison;
mod publication;
mod ranking;
mod register;
mod role_model;
