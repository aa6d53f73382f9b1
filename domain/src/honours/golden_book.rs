//! The golden book (sổ vàng): in it whoever gives certificates numbers them, per year from 1, and each certificate states
//! its number.
//!
//! A number stands for one certificate. The certificate that a correction brings has a number of its own, so that the two
//! papers of one award can be told apart.

use crate::base::ids::OrganisationId;
use crate::base::refusal::{Refusal, Violations};
use crate::honours::reasons;

/// The highest number of a book.
pub const NUMBER_MAX: i64 = 999_999;

/// An entry of a book.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BookEntry {
    /// Who keeps the book: the unit that gives the certificates.
    pub issuer: OrganisationId,
    /// The year of the decision that the certificate states.
    pub year: i32,
    /// The number (số sổ vàng).
    pub number: i64,
}

/// A book of a year, with the number that was given last.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct GoldenBook {
    /// Who keeps it.
    pub issuer: OrganisationId,
    /// The year.
    pub year: i32,
    /// The number that was given last; 0 in an empty book.
    pub last: i64,
}

impl GoldenBook {
    /// The book with the number that the next certificate gets, where it goes on from a book of paper.
    ///
    /// # Errors
    /// `Invalid` for a number that was given already, or that is out of range.
    pub fn going_on(self, first: Option<i64>) -> Result<Self, Refusal> {
        let Some(first) = first else { return Ok(self) };
        let mut violations = Violations::default();
        if first <= self.last || NUMBER_MAX < first {
            violations.add("?goldenBookFrom", reasons::golden_book_number_given(self.last, self.year));
        }
        violations.refuse_if_any()?;
        Ok(Self { last: first.saturating_sub(1), ..self })
    }

    /// Enters a certificate under the next number.
    ///
    /// # Errors
    /// `WrongState` for a book that is full.
    pub fn enter(&mut self) -> Result<BookEntry, Refusal> {
        let Self { issuer, year, last } = *self;
        if NUMBER_MAX <= last {
            return Err(Refusal::WrongState(reasons::golden_book_full()));
        }
        self.last = last.saturating_add(1);
        Ok(BookEntry { issuer, year, number: self.last })
    }
}
