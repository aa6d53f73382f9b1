//! Nominations, appraisal, decisions, certificates, and awards after the decision.

pub(crate) mod reasons;
pub(crate) mod qr;
pub(crate) mod integrity;
pub(crate) mod regime;
pub(crate) mod round;
pub(crate) mod nomination;
pub(crate) mod objection;
pub(crate) mod consultation;
pub(crate) mod council;
pub(crate) mod suggestion;
pub(crate) mod signing_sheet;
pub(crate) mod decision;
pub(crate) mod certificate;
pub(crate) mod revocation;
pub(crate) mod granted_award;
pub(crate) mod complaint;
pub(crate) mod higher_proposal;
pub(crate) mod commendation;
pub(crate) mod award_record;
