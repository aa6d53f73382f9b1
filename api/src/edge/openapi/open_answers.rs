//! Answers stay open: a word or a property that a later version adds breaks no client that was generated from this
//! document.
//!
//! A list of words in an answer is the extension `x-extensible-enum`, which generators read as text, and an object that
//! of an answer allows other properties. What a client sends stays closed: where a list of words or an object occurs on
//! both sides, requests refer to a closed twin of it, `TierInput` beside `Tier`.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

/// Where the schemas stand.
const SCHEMAS: &str = "#/components/schemas/";
/// The ending of the name of a closed schema that has an open twin.
const TWIN: &str = "Input";

/// The same document with open answers.
#[must_use]
pub(super) fn opened(mut document: Value) -> Value {
    let schemas = document["components"]["schemas"].as_object().cloned().unwrap_or_default();
    let (mut sent, mut answered) = (BTreeSet::new(), BTreeSet::new());
    collect(&document["components"]["headers"], &schemas, &mut answered);
    for_each_side(&mut document, &mut |side, part| {
        collect(part, &schemas, if side == Side::Sent { &mut sent } else { &mut answered });
    });
    let is_closed = |name: &&String| schemas[*name].get("enum").is_some() || schemas[*name]["type"] == "object";
    let twins: BTreeSet<String> = sent.intersection(&answered).filter(is_closed).cloned().collect();

    // What only requests contain, and the parameters, refer to the closed twins.
    for_each_side(&mut document, &mut |side, part| {
        if side == Side::Sent {
            point_at_twins(part, &twins);
        } else {
            open(part);
        }
    });
    let Some(parts) = document.pointer_mut("/components/schemas").and_then(Value::as_object_mut) else {
        return document;
    };
    for (name, schema) in parts.iter_mut() {
        if sent.contains(name) && !answered.contains(name) {
            point_at_twins(schema, &twins);
        } else {
            open(schema);
        }
    }
    for name in &twins {
        let mut twin = schemas[name].clone();
        point_at_twins(&mut twin, &twins);
        parts.insert(format!("{name}{TWIN}"), twin);
    }
    document
}

/// Who writes a part of the document's messages.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    /// The client.
    Sent,
    /// The service, in an answer or a webhook request.
    Answered,
}

/// Calls `each` with every part of an operation that says what a client sends or what the service sends.
fn for_each_side(document: &mut Value, each: &mut impl FnMut(Side, &mut Value)) {
    for (place, body) in [("paths", Side::Sent), ("webhooks", Side::Answered)] {
        let items = document[place].as_object_mut().into_iter().flatten();
        for operation in items.filter_map(|(_, item)| item.as_object_mut()).flat_map(Map::values_mut) {
            for (name, side) in [("parameters", Side::Sent), ("requestBody", body), ("responses", Side::Answered)] {
                operation.get_mut(name).into_iter().for_each(|part| each(side, part));
            }
        }
    }
}

/// The names of the schemas that a value refers to.
fn collect(value: &Value, schemas: &Map<String, Value>, names: &mut BTreeSet<String>) {
    match value {
        Value::Object(parts) => {
            if let Some(name) = referred(value).filter(|name| schemas.contains_key(*name))
                && names.insert(name.to_owned())
            {
                collect(&schemas[name], schemas, names);
            }
            parts.values().for_each(|part| collect(part, schemas, names));
        }
        Value::Array(items) => items.iter().for_each(|item| collect(item, schemas, names)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

fn referred(value: &Value) -> Option<&str> {
    value.get("$ref")?.as_str()?.strip_prefix(SCHEMAS)
}

fn point_at_twins(value: &mut Value, twins: &BTreeSet<String>) {
    if let Some(name) = referred(value).filter(|name| twins.contains(*name)).map(str::to_owned) {
        value["$ref"] = json!(format!("{SCHEMAS}{name}{TWIN}"));
    }
    for_each_part(value, |part| point_at_twins(part, twins));
}

/// Opens every list of words and every object.
fn open(value: &mut Value) {
    if let Some(object) = value.as_object_mut()
        && object.get("additionalProperties") == Some(&Value::Bool(false))
    {
        object.remove("additionalProperties");
    }
    open_list(value);
    for_each_part(value, open);
}

fn open_list(value: &mut Value) {
    if let Some(object) = value.as_object_mut()
        && object.get("enum").is_some_and(Value::is_array)
        && let Some(words) = object.remove("enum")
    {
        object.remove("x-enum-varnames");
        object.insert("x-extensible-enum".to_owned(), words);
    }
}

fn for_each_part(value: &mut Value, each: impl FnMut(&mut Value)) {
    match value {
        Value::Object(parts) => {
            parts.iter_mut().filter(|(name, _)| *name != "example").map(|(_, part)| part).for_each(each);
        }
        Value::Array(items) => items.iter_mut().for_each(each),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}
