//! Units: what they are called, what they became, and on which days they work.

pub mod organisation;
pub mod lineage;
pub mod work_year;
pub mod function_holding;
