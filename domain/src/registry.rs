//! Units: their levels, their names, their successors, and their working days.

pub(crate) mod reasons;
pub(crate) mod document;
pub mod level;
pub mod organisation;
pub mod lineage;
pub mod work_year;
pub mod function_holding;
