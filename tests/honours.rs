//! From nomination to award and after.

pub(crate) mod certificate;
pub(crate) mod commendation_round;
pub(crate) mod higher_proposal;
pub(crate) mod integrity;
pub(crate) mod nomination;
pub(crate) mod objection;
pub(crate) mod regime;
