//! The number of a decision (số quyết định): in a year it identifies one paper of its issuer, whether that paper
//! grants, corrects or revokes (rule L13).

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

/// A signed decision, by the fields that identify it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NumberedPaper {
    /// The unit that holds the decision authority's function.
    pub issuer: OrganisationId,
    /// Whether it grants or revokes.
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

/// What follows the number in the symbol of a decision of the Chair.
pub(crate) const SYMBOL_ENDING: &str = "/QĐ-UBND";

/// A symbol without the zero before its number.
pub(crate) fn bare(symbol: &str) -> &str {
    symbol.trim_start_matches('0')
}

/// Whether a symbol is that of a number; a number below ten may have a zero before it, as Decree 30/2020/NĐ-CP writes it.
pub(crate) fn is_symbol_of(symbol: &str, number: i64) -> bool {
    symbol == format!("{number}{SYMBOL_ENDING}") || symbol == format!("{number:02}{SYMBOL_ENDING}")
}

impl NumberedPaper {
    /// The year in which its number is unique for its issuer.
    #[must_use]
    pub fn year(&self) -> i32 {
        self.date.year()
    }

    /// Whether it may have the number of another paper. A decision that grants or corrects is recorded once, with all
    /// recipients, so it may not. A revoking decision is recorded with each award that it revokes; it is the same paper
    /// only if issuer, number, symbol, day and signer are equal (rule L13).
    #[must_use]
    pub fn may_share(&self, held: &Self) -> bool {
        match self.holder {
            NumberHolder::Granting => false,
            NumberHolder::Revoking => {
                let Self { issuer, holder, number, symbol, date, signer } = self;
                (*issuer, *holder, *number, *date, signer)
                    == (held.issuer, held.holder, held.number, held.date, &held.signer)
                    && bare(symbol) == bare(&held.symbol)
            }
        }
    }
}
