//! How many working days a step may take, by occasion and by whether other agencies are consulted, as rows of a regime
//! under its documents (rules L10 to L12). What no document confirms has no row and no limit.

use serde::{Deserialize, Serialize};

use crate::base::citation::Citation;
use crate::base::ids::wire_enum;
use crate::base::refusal::Violations;
use crate::honours::reasons;
use crate::planning::award::Occasion;

/// Maximum number of working days of one step.
pub const DAYS_MAX: u16 = 250;

wire_enum! {
    /// A step whose working days are limited.
    TimedStep {
        /// The appraisal, from the day the complete dossier is received (thẩm định hồ sơ).
        Appraisal = "APPRAISAL",
        /// The return of an incomplete dossier, from the day it reached the agency (trả lại hồ sơ không hợp lệ).
        Return = "RETURN",
        /// The answer of an agency that is consulted; after it the dossier goes on without the answer (trả lời hiệp y).
        Consultation = "CONSULTATION",
        /// The notice to a unit whose nominee is not eligible (thông báo không đủ điều kiện).
        RefusalNotice = "REFUSAL_NOTICE",
    }
}

impl TimedStep {
    /// The Vietnamese name.
    #[must_use]
    pub const fn vi(self) -> &'static str {
        match self {
            Self::Appraisal => "thẩm định hồ sơ",
            Self::Return => "trả lại hồ sơ không hợp lệ",
            Self::Consultation => "trả lời lấy ý kiến hiệp y",
            Self::RefusalNotice => "thông báo không đủ điều kiện",
        }
    }
}

/// How many working days one step takes on some occasions.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct TimeLimit {
    /// The step.
    pub step: TimedStep,
    /// On which occasions.
    pub occasions: Vec<Occasion>,
    /// The working days.
    pub days: u16,
    /// The working days if other agencies are consulted; the appraisal's clock then runs on while they are asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub consulted_days: Option<u16>,
    /// The number of the regime's document that says so.
    pub document: String,
}

impl TimeLimit {
    /// The limit in the audit trail.
    pub(crate) fn told(&self) -> String {
        let Self { step, occasions, days, consulted_days, document } = self;
        let occasions: Vec<&str> = occasions.iter().map(|occasion| occasion.as_str()).collect();
        let consulted = consulted_days.map(|days| format!("/{days}")).unwrap_or_default();
        format!("{step} {} {days}{consulted} ({document})", occasions.join("+"))
    }

    fn meets(&self, other: &Self) -> bool {
        self.step == other.step && self.occasions.iter().any(|occasion| other.occasions.contains(occasion))
    }
}

/// The limit of a step on an occasion.
#[must_use]
pub fn limit_of(limits: &[TimeLimit], step: TimedStep, occasion: Occasion) -> Option<&TimeLimit> {
    limits.iter().find(|limit| limit.step == step && limit.occasions.contains(&occasion))
}

/// Refuses two limits of one step on one occasion, fewer days with a consultation than without, and a limit under no
/// document of the regime.
pub(crate) fn check_limits(limits: &[TimeLimit], documents: &[Citation], violations: &mut Violations) {
    for (index, limit) in limits.iter().enumerate() {
        let pointer = format!("/terms/limits/{index}");
        if limits.iter().take(index).any(|other| other.meets(limit)) {
            violations.add(format!("{pointer}/step"), reasons::time_limit_twice(limit.step.vi(), limit.step));
        }
        if limit.occasions.is_empty() {
            violations.add(format!("{pointer}/occasions"), reasons::occasions_missing());
        }
        if DAYS_MAX < limit.days {
            violations.add(format!("{pointer}/days"), reasons::time_limit_unfit(DAYS_MAX));
        }
        if limit.consulted_days.is_some_and(|days| days < limit.days || DAYS_MAX < days) {
            violations.add(format!("{pointer}/consultedDays"), reasons::time_limit_unfit(DAYS_MAX));
        }
        if !documents.iter().any(|document| document.number.as_deref() == Some(limit.document.as_str())) {
            violations.add(format!("{pointer}/document"), reasons::time_limit_without_document());
        }
    }
}
