//! Results and their publication: ranking, releases, the register of filings, public changes, role models.

pub(crate) mod reasons;
pub mod register;
pub mod comparison;
pub mod ranking;
pub mod banding;
pub mod simulation;
pub mod change;
pub mod result_figure;
pub mod role_model;
pub mod sign_off;
pub mod board;
pub mod board_change;
pub mod official;
pub mod publication;
pub mod line_change;
pub mod trend;
