//! Units, their lineage and the functions that they hold; working years.

pub mod level;
pub mod organisation;
pub mod lineage;
pub mod unit_label;
pub mod work_year;
