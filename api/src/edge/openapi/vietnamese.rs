//! The contract in Vietnamese: the same document, with the human-readable texts from `openapi/vi.json`.
//!
//! Names, codes, examples and structure are untouched, so that both documents describe one contract.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::edge::committed::COMMITTED;

/// The Vietnamese texts, by the English ones.
const TEXTS: &str = include_str!("../../../../openapi/vi.json");
/// The keys of human-readable texts.
const SPOKEN: [&str; 2] = ["description", "summary"];
/// The keys of data, whose content is never translated.
const DATA: [&str; 5] = ["example", "examples", "enum", "default", "const"];
/// The keys of maps whose keys are names, not keywords: the answer `default` is no default of a schema.
const NAMED: [&str; 5] = ["responses", "properties", "schemas", "headers", "paths"];

/// The Vietnamese texts, by the English ones.
fn texts() -> BTreeMap<String, String> {
    serde_json::from_str(TEXTS).unwrap_or_default()
}

/// The document in Vietnamese; a text that has no translation stays English.
#[must_use]
pub fn in_vietnamese(document: &Value) -> Value {
    let texts = texts();
    let mut document = document.clone();
    for_each_text(&mut document, &mut |text| {
        if let Some(vietnamese) = texts.get(text.as_str()) {
            text.clone_from(vietnamese);
        }
    });
    document
}

/// The committed contract in Vietnamese, as it is served.
pub(crate) fn text() -> String {
    let document: Value = serde_json::from_str(COMMITTED).unwrap_or_default();
    in_vietnamese(&document).to_string()
}

/// The texts of a document without a translation, and the translations of texts that it does not contain.
#[must_use]
pub fn untranslated(document: &Value) -> (Vec<String>, Vec<String>) {
    let texts = texts();
    let mut spoken = BTreeSet::new();
    for_each_text(&mut document.clone(), &mut |text| {
        spoken.insert(text.clone());
    });
    let missing = spoken.iter().filter(|text| !texts.contains_key(text.as_str())).cloned().collect();
    let left_over = texts.into_keys().filter(|text| !spoken.contains(text)).collect();
    (missing, left_over)
}

/// Calls `each` with every human-readable text.
pub fn for_each_text(value: &mut Value, each: &mut impl FnMut(&mut String)) {
    for_each_text_below(value, false, each);
}

fn for_each_text_below(value: &mut Value, named: bool, each: &mut impl FnMut(&mut String)) {
    match value {
        Value::Object(parts) => {
            for (name, part) in parts.iter_mut() {
                if let Value::String(text) = part
                    && SPOKEN.contains(&name.as_str())
                {
                    each(text);
                } else if named || !DATA.contains(&name.as_str()) {
                    for_each_text_below(part, !named && NAMED.contains(&name.as_str()), each);
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|item| for_each_text_below(item, false, each)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}
