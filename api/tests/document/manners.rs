//! Checks that apply everywhere in the document.

use serde_json::Value;

/// Every object, at any depth, has the described properties and no others, so that a leaked property is noticed.
pub(crate) fn unclosed(value: &Value, place: &str, faults: &mut Vec<String>) {
    if value["type"] == "object" && value.get("additionalProperties").is_none() {
        faults.push(format!("{place} may have any property"));
    }
    let listed = value.as_array().into_iter().flatten().enumerate().map(|(number, below)| (number.to_string(), below));
    let named = value.as_object().into_iter().flatten().map(|(name, below)| (name.clone(), below));
    for (name, below) in named.filter(|(name, _)| name != "example").chain(listed) {
        unclosed(below, &format!("{place}/{name}"), faults);
    }
}

/// Every value that a client could not guess has an example: its own, or that of the object which contains it. Enums,
/// dates, identifiers and booleans need none, and a cursor comes from the previous answer.
pub(crate) fn without_example(value: &Value, place: &str, faults: &mut Vec<String>) {
    let speaks = |schema: &Value| {
        let formats = ["date", "date-time", "uuid"];
        ["example", "examples", "enum", "x-extensible-enum", "$ref", "properties"]
            .iter()
            .any(|one| schema.get(one).is_some())
            || schema["format"].as_str().is_some_and(|format| formats.contains(&format))
            || schema["type"] == "boolean"
    };
    if value.get("example").is_some() {
        return;
    }
    for (name, schema) in value["properties"].as_object().into_iter().flatten() {
        let part =
            ["items", "additionalProperties"].iter().find_map(|one| schema.get(one).filter(|one| one.is_object()));
        if !speaks(schema) && !part.is_some_and(speaks) {
            faults.push(format!("{place}/{name} has no example"));
        }
    }
    let opaque = ["cursor", "after"].iter().any(|name| value["name"] == *name);
    if value["in"] == "query" && !opaque && !speaks(&value["schema"]) {
        faults.push(format!("{place} ({}) has no example", value["name"]));
    }
    let below = value.as_object().into_iter().flatten().map(|(name, below)| (name.clone(), below));
    let listed = value.as_array().into_iter().flatten().enumerate().map(|(number, below)| (number.to_string(), below));
    for (name, below) in below.chain(listed) {
        without_example(below, &format!("{place}/{name}"), faults);
    }
}

pub(crate) fn unresolved(document: &Value, value: &Value, faults: &mut Vec<String>) {
    if let Some(reference) = value.get("$ref").and_then(Value::as_str)
        && reference.strip_prefix('#').and_then(|pointer| document.pointer(pointer)).is_none()
    {
        faults.push(format!("{reference} leads nowhere"));
    }
    for below in
        value.as_array().into_iter().flatten().chain(value.as_object().into_iter().flat_map(|map| map.values()))
    {
        unresolved(document, below, faults);
    }
}
