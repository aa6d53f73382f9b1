//! Publication in every format, public changes, role models, simulations, the public board page.

pub(crate) mod reasons;
pub(crate) mod simulation;
pub(crate) mod publication;
pub(crate) mod change;
pub(crate) mod role_model;
pub(crate) mod board_page;
