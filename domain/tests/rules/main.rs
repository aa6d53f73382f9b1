//! Every rule, tested on plain values: one file per concept, tests named after the rules that they prove.

/// What all concepts share: identifiers, refusals, steps with their events, permissions, days, and actors.
mod base {
    mod client;
    pub(crate) mod contract;
    mod event;
    mod identity;
    mod ids;
    mod secrecy;
    mod text;
}
/// Units: their names, their successors, and their working days.
mod registry {
    mod boundaries;
    mod lineage;
    mod level;
    mod organisation;
    mod work_year;
}
/// Campaigns, cycles and criteria sets, and how a criterion is measured and scored.
mod planning {
    mod boundaries;
    mod criteria;
    mod criterion_dimensions;
    mod curve;
    mod campaign;
    pub(crate) mod cycle;
    mod exact;
    mod group;
    mod grove;
    mod leaving_out;
    mod lift;
    mod tree;
    mod tree_check;
    mod tree_set;
    mod official;
    mod stationery;
    mod packaged_tables;
    mod rebinding;
    mod tables;
}
/// Reports and their verification: figures, filings, evidence, explanations, extensions, imports, reminders.
mod reporting {
    mod boundaries;
    mod check;
    mod draft;
    mod evidence_file;
    mod explanation;
    mod extension;
    mod import;
    mod record;
    mod reminder;
    mod report;
    mod review;
    mod verification;
    mod warning;
}
/// Results and their publication: ranking, releases, the register of filings, public changes, role models.
mod results {
    mod banding;
    mod boundaries;
    mod change;
    mod comparison;
    mod official;
    mod publication;
    mod ranking;
    mod register;
    mod role_model;
    mod trend;
}
/// Notices, and notification of other systems about them and about public changes: webhooks.
mod integration {
    mod notice;
    mod webhook;
    mod webhook_notices;
}
/// The bytes of papers, and who may add them.
mod papers {
    mod paper_file;
}
/// From nomination to award and after: dossiers, appraisal, decisions, certificates, revocations, complaints, records.
mod honours {
    mod award_record;
    mod bars;
    mod boundaries;
    mod certificate;
    mod commendation;
    mod complaint;
    mod correction;
    mod council;
    mod decision;
    mod decision_number;
    mod declared_file;
    mod higher_proposal;
    mod integrity;
    mod law_as_data;
    mod nomination;
    mod objection;
    mod occasion;
    mod plausible_days;
    mod regime;
    mod revocation;
    mod same_subject;
    mod service_clock;
}
/// What the agencies do beside measuring and commending.
mod oversight {
    mod difficulty;
    mod synthesis;
    mod inspection;
    mod practice;
    mod media_item;
    mod guidance;
    mod mobilisation;
    mod dimension_tally;
}
/// What the state of each thing asks of whom.
mod telling {
    mod needs;
}
/// Personal data: sealed, revealed for a purpose, erased after its retention period.
mod privacy {
    mod boundaries;
    mod personal;
    mod record_rule;
    mod retention;
}
mod plan_level;
mod trees;
mod world;
