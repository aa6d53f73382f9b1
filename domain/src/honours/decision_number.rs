//! The number of a decision (số quyết định): in a year it names one paper of its issuer, whether that paper grants,
//! corrects or revokes (rule L13).

use chrono::{Datelike, NaiveDate};

use crate::base::ids::{OrganisationId, wire_enum};

wire_enum! {
    /// What the paper of a number does.
    NumberHolder {
        /// It grants awards, or corrects an earlier decision (quyết định khen thưởng, đính chính).
        Granting = "GRANTING",
        /// It revokes awards (quyết định hủy bỏ).
        Revoking = "REVOKING",
    }
}

/// A signed decision, by what tells it from every other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NumberedPaper {
    /// The unit that holds the decision authority's function.
    pub issuer: OrganisationId,
    /// What it does.
    pub holder: NumberHolder,
    /// The number, such as 335.
    pub number: i64,
    /// Number and symbol, such as `335/QĐ-UBND`.
    pub symbol: String,
    /// The day it was signed.
    pub date: NaiveDate,
    /// Who signed it.
    pub signer: String,
}

impl NumberedPaper {
    /// The year that its number is unique in, together with its issuer.
    #[must_use]
    pub fn year(&self) -> i32 {
        self.date.year()
    }

    /// Whether it may stand under the number that another paper holds: a decision that grants or corrects is recorded
    /// once, with everybody in it; one that revokes is named with each award that it takes away, and is the same paper
    /// only where issuer, number, symbol, day and signer are the same (rule L13).
    #[must_use]
    pub fn may_share(&self, held: &Self) -> bool {
        match self.holder {
            NumberHolder::Granting => false,
            NumberHolder::Revoking => self == held,
        }
    }
}
