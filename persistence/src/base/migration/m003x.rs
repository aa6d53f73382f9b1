//! Migrations 0030 to 0039.

pub(super) mod m0030_unit_code;
pub(super) mod m0031_list_order;
