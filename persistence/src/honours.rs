//! Nominations, decisions, awards and the records that follow them.

pub mod integrity;
pub mod regime;
pub mod round;
pub mod nomination;
pub mod consultation;
pub mod council;
pub mod objection;
pub mod suggestion;
pub mod decision_number;
pub mod award_prize;
pub mod award_correction;
pub mod decision;
pub mod granted_award;
pub mod certificate;
pub mod revocation;
pub mod complaint;
pub mod higher_proposal;
pub mod commendation;
pub mod commendation_certificate;
pub mod award_record;
