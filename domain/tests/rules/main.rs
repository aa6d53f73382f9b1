//! Every rule, tried on plain values: one file per concept, tests named after the rules they prove.

/// What every concept is made of: identifiers, refusals, steps and their events, who may do what, days, and who acts.
mod base {
    mod client;
    pub(crate) mod contract;
    mod event;
    mod identity;
    mod ids;
    mod text;
}
/// Units: what they are called, what they became, and on which days they work.
mod registry {
    mod lineage;
    mod organisation;
    mod work_year;
}
/// What is asked for: campaigns, cycles, criteria sets, how a criterion is measured and scored.
mod planning {
    mod campaign;
    mod criteria;
}
/// What units report, and what is found: figures, filings, evidence, explanations, extensions, imports, reminders.
mod reporting {
    mod evidence_file;
    mod explanation;
    mod extension;
    mod import;
    mod reminder;
    mod report;
    mod review;
    mod warning;
}
/// What reports come to and what of it is public: ranking, releases, the register of filings, public changes, role models.
mod results {
    mod change;
    mod comparison;
    mod publication;
    mod ranking;
    mod register;
    mod role_model;
}
/// Who is told of public changes, and how: webhooks.
mod integration {
    mod webhook;
}
/// From nomination to award and after: dossiers, appraisal, decisions, certificates, revocations, complaints, records.
mod honours {
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
}
/// Personal data: sealed, revealed for a purpose, erased when its term has passed.
mod privacy {
    mod personal;
    mod retention;
}
mod world;
