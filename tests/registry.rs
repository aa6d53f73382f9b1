//! Units and working years.

pub(crate) mod organisation;
pub(crate) mod work_year;
