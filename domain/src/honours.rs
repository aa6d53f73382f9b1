//! From nomination to award and after: dossiers, appraisal, decisions, certificates, revocations, complaints, records.

pub(crate) mod reasons;
pub mod received_paper;
pub mod time_limit;
pub mod regime;
pub mod prize;
pub mod golden_book;
pub mod integrity;
pub mod service_clock;
pub mod round;
pub mod nomination;
pub mod consultation;
pub mod council;
pub mod objection;
pub mod suggestion;
pub mod signing_sheet;
pub mod decision_number;
pub mod correction;
pub mod decision;
pub mod granted_award;
pub mod certificate;
pub mod revocation;
pub mod complaint;
pub mod higher_proposal;
pub mod commendation;
pub mod award_record;
