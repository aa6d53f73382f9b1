//! Units, their lineage, working years.

pub(crate) mod reasons;
pub(crate) mod organisation;
pub(crate) mod lineage;
pub(crate) mod work_year;
