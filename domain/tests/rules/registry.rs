//! Units: what they are called, what they became, and on which days they work.

mod lineage;
mod organisation;
mod work_year;
