//! Migrations 0001 to 0009.

pub(super) mod m0001_foundation;
pub(super) mod m0002_registry;
pub(super) mod m0003_campaign;
pub(super) mod m0004_report;
pub(super) mod m0005_nomination;
pub(super) mod m0006_assessment;
pub(super) mod m0007_evidence;
pub(super) mod m0008_import;
pub(super) mod m0009_review;
