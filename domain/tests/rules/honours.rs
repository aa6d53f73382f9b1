//! From nomination to award and after: dossiers, appraisal, decisions, certificates, revocations, complaints, records.

mod award_record;
mod bars;
mod certificate;
mod commendation;
mod complaint;
mod council;
mod decision;
mod decision_number;
mod higher_proposal;
mod integrity;
mod nomination;
mod objection;
mod occasion;
mod regime;
mod revocation;
mod service_clock;
