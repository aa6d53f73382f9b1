//! Migrations 0010 to 0019.

pub(super) mod m0010_work_year;
pub(super) mod m0011_regime;
pub(super) mod m0012_integrity;
pub(super) mod m0013_certificate;
pub(super) mod m0014_commendation_round;
pub(super) mod m0015_personal;
pub(super) mod m0016_objection;
pub(super) mod m0017_higher_proposal;
pub(super) mod m0018_retention;
pub(super) mod m0019_reminder;
