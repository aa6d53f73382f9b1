//! Migrations 0030 to 0039.

pub(super) mod m0030_unit_code;
