//! Units: what they are called, what they became, and on which days they work.

pub(crate) mod reasons;
pub mod organisation;
pub mod lineage;
pub mod work_year;
pub mod function_holding;
