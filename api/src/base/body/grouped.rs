//! Numbers that are written as an office writes thousands: `2.000`.
//!
//! JSON reads 2. A figure of an office is then a thousandth of what was meant, and nobody is told. So a number with three
//! zeros behind its point is refused; `2.0`, which spreadsheet libraries write for whole numbers, is accepted (L29).

use std::collections::BTreeMap;

use serde_json::value::RawValue;

use crate::base::body::shape::{Faults, escaped};
use crate::base::reasons;

/// What such a number ends in. Bodies without it are not looked into.
const ZEROS: &str = ".000";

/// Names every such number of a body.
pub(super) fn find(text: &str, faults: &mut Faults) {
    if text.contains(ZEROS)
        && let Ok(body) = serde_json::from_str::<&RawValue>(text)
    {
        look_into(body, "", faults);
    }
}

fn look_into(value: &RawValue, pointer: &str, faults: &mut Faults) {
    let text = value.get();
    if !text.contains(ZEROS) {
        return;
    }
    if text.starts_with('{') {
        // A map, so that a field that stands twice is looked at once; it is refused elsewhere.
        let fields: BTreeMap<String, &RawValue> = serde_json::from_str(text).unwrap_or_default();
        fields.iter().for_each(|(name, below)| look_into(below, &format!("{pointer}/{}", escaped(name)), faults));
    } else if text.starts_with('[') {
        let items: Vec<&RawValue> = serde_json::from_str(text).unwrap_or_default();
        items.iter().enumerate().for_each(|(place, below)| look_into(below, &format!("{pointer}/{place}"), faults));
    } else if !text.starts_with('"') && text.ends_with(ZEROS) {
        faults.add(&pointer, reasons::number_grouped());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn l29_a_number_with_a_point_for_thousands_is_named() {
        let found = |text: &str| {
            let mut faults = Faults::default();
            find(text, &mut faults);
            faults.pointers().into_iter().map(str::to_owned).collect::<Vec<String>>()
        };
        assert_eq!(
            found(r#"{"figures": [{"numerator": 2.000, "denominator": 3.000}]}"#),
            ["/figures/0/denominator", "/figures/0/numerator"]
        );
        for text in [
            r#"{"figures": [{"numerator": 2000, "denominator": 3000.0}]}"#,
            r#"{"note": "2.000", "points": 2.00}"#,
            r#"[2.0000, 2e3, 1.0001]"#,
            r#"{"a": .000}"#,
        ] {
            assert!(found(text).is_empty(), "{text}");
        }
    }
}
