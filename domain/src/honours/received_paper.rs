//! What complaints about awards and objections to nominees share: the received paper, and its settlement.
//!
//! The author of the paper is not stored: its number and day identify it where it is kept.

use std::fmt::Display;

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use crate::base::citation::Citation;
use crate::base::frame::EARLIEST;
use crate::base::reason::Reason;
use crate::base::refusal::{Refusal, Violations};
use crate::base::text::tidy;

/// A paper as it was received.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReceivedPaper {
    /// The day it was received.
    pub received: NaiveDate,
    /// The number under which it is kept.
    pub number: String,
    /// The day of the paper.
    pub date: NaiveDate,
    /// The content, without the names of its authors.
    pub summary: String,
}

impl ReceivedPaper {
    /// Tidies the paper and checks that it was received within a range of days, is not dated after its receipt, and is
    /// not empty. The reasons are those for an invalid day of receipt and for an invalid day of the paper.
    pub(crate) fn checked(
        self,
        days: (NaiveDate, NaiveDate),
        (receipt_unfit, date_unfit): (Reason, Reason),
        violations: &mut Violations,
    ) -> Self {
        let Self { received, number, date, summary } = self;
        let (number, summary) = (tidy(&number), tidy(&summary));
        let (first, last) = days;
        if received < first || last < received {
            violations.add("/receivedDate", receipt_unfit);
        }
        violations.demand_open_number("/documentNumber", &number);
        if received < date || date < EARLIEST {
            violations.add("/documentDate", date_unfit);
        }
        violations.demand_open_text("/summary", &summary);
        Self { received, number, date, summary }
    }
}

/// The settlement of a complaint or an objection.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Settlement<O> {
    /// Whether it was right.
    pub outcome: O,
    /// Why.
    pub reason: String,
    /// The paper that says so.
    pub document: Citation,
    /// When it was recorded.
    pub at: DateTime<Utc>,
}

impl<O: Display> Settlement<O> {
    /// A settlement with a reason and a complete citation; `rule` requires the document.
    pub(crate) fn new(
        outcome: O,
        (reason, document): (&str, Citation),
        rule: &'static str,
        at: DateTime<Utc>,
    ) -> Result<Self, Refusal> {
        let (reason, document) = (tidy(reason), document.tidied());
        let mut violations = Violations::default();
        violations.demand_text("/reason", &reason);
        document.check_written("/document", rule, at, &mut violations);
        violations.refuse_if_any()?;
        Ok(Self { outcome, reason, document, at })
    }

    /// The settlement in the audit trail.
    pub(crate) fn said(&self) -> String {
        format!("{}: {}", self.outcome, self.reason)
    }
}
