//! From a draft to a final score.

pub(crate) mod evidence;
pub(crate) mod import;
pub(crate) mod receipt;
pub(crate) mod reminder;
pub(crate) mod report;
pub(crate) mod review;
