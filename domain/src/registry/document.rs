//! Documents that change the registry: their number and day, and how far ahead a change is entered.

use chrono::{DateTime, Months, NaiveDate, Utc};

use crate::base::calendar;
use crate::base::citation::Citation;
use crate::base::refusal::Violations;
use crate::registry::reasons;

/// For how many months ahead the first or the last day of a unit, or of a function, can be entered.
pub(crate) const ADVANCE_MONTHS_MAX: u32 = 24;

/// Checks the `document` of a body: number and day are required even if an address is given (rule L21).
pub(crate) fn check_document(document: &Citation, at: DateTime<Utc>, violations: &mut Violations) {
    check_document_at("/document", document, at, violations);
}

/// The same for a document in another place.
pub(crate) fn check_document_at(pointer: &str, document: &Citation, at: DateTime<Utc>, violations: &mut Violations) {
    document.check(pointer, "L21", violations);
    if document.is_sound() {
        violations.demand_text(&format!("{pointer}/number"), document.number.as_deref().unwrap_or_default());
    }
    document.check_date(pointer, at, violations);
    if document.date.is_none() && document.is_sound() {
        violations.add(format!("{pointer}/date"), reasons::date_missing());
    }
}

/// The last day that a change of the registry can be entered for in advance.
pub(crate) fn furthest(at: DateTime<Utc>) -> NaiveDate {
    calendar::day_of(at).checked_add_months(Months::new(ADVANCE_MONTHS_MAX)).unwrap_or(NaiveDate::MAX)
}
