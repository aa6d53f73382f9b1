//! What a client reads before it sends something: the bounds that stand in descriptions, the form of an address, and the
//! one form in which a fault is told.

use api::edge::openapi;
use serde_json::{Value, json};

/// What a document says of an operation or of a property.
fn said<'a>(document: &'a Value, pointer: &str) -> &'a str {
    document.pointer(&format!("{pointer}/description")).and_then(Value::as_str).unwrap_or_default()
}

/// The bound of a due date, and when a release needs a reason, are known before a request is refused, in both languages.
#[test]
fn found_e6_bounds_and_needs_stand_in_the_descriptions() {
    let english = openapi::document();
    let vietnamese = openapi::vietnamese::in_vietnamese(&english);
    for (pointer, en, vi) in [
        ("/paths/~1v1~1cycles~1{cycle}~1opening/post", "reportsBefore", "reportsBefore"),
        ("/components/schemas/Opening/properties/dueDate", "reportsBefore", "reportsBefore"),
        ("/paths/~1v1~1cycles~1{cycle}~1releases/post", "second release", "thứ hai của kỳ"),
        ("/components/schemas/NewRelease/properties/reason", "second one of a cycle", "thứ hai của kỳ"),
    ] {
        assert!(said(&english, pointer).contains(en), "{pointer}: {}", said(&english, pointer));
        assert!(said(&vietnamese, pointer).contains(vi), "{pointer}: {}", said(&vietnamese, pointer));
    }
}

/// The addresses that a part of a document describes, each with its pattern, or without.
fn addresses(document: &Value, value: &Value, seen: &mut Vec<String>, found: &mut Vec<(String, String)>) {
    if let Some(place) = value.get("$ref").and_then(Value::as_str) {
        if !seen.iter().any(|one| one == place) {
            seen.push(place.to_owned());
            let part = place.strip_prefix('#').and_then(|pointer| document.pointer(pointer));
            part.into_iter().for_each(|part| addresses(document, part, seen, found));
        }
        return;
    }
    for (name, schema) in value.get("properties").and_then(Value::as_object).into_iter().flatten() {
        if name == "url" || name.ends_with("Url") {
            let pattern = schema["pattern"].as_str().unwrap_or_default().to_owned();
            found.push((format!("{}.{name}", seen.last().map_or("", String::as_str)), pattern));
        }
    }
    let listed = value.as_array().into_iter().flatten();
    let named = value.as_object().into_iter().flat_map(|map| map.values());
    listed.chain(named).for_each(|below| addresses(document, below, seen, found));
}

/// The addresses in bodies, and those of them that need not begin with `http://` or `https://`.
fn addresses_of_bodies(document: &Value) -> (usize, Vec<String>) {
    let (mut seen, mut found) = (Vec::new(), Vec::new());
    let operations = document["paths"].as_object().into_iter().flat_map(|paths| paths.values());
    for operation in operations.filter_map(Value::as_object).flat_map(|item| item.values()) {
        addresses(document, &operation["requestBody"], &mut seen, &mut found);
    }
    let open = found.iter().filter(|(_, pattern)| !pattern.starts_with("^[Hh][Tt][Tt][Pp][Ss]?://"));
    (found.len(), open.map(|(place, _)| place.clone()).collect())
}

/// What may be published and followed is a web address, wherever it comes in.
#[test]
fn found_c1_every_address_of_a_body_is_http_or_https() {
    let document = openapi::document();
    let (many, open) = addresses_of_bodies(&document);
    assert!(2 <= many, "bodies have addresses: {many}");
    assert_eq!(open, Vec::<String>::new());
    let mut bad = document.clone();
    bad["components"]["schemas"]["CitationInput"]["properties"]["url"] = json!({"type": "string"});
    assert_eq!(addresses_of_bodies(&bad).1, ["#/components/schemas/CitationInput.url"]);
    let mut bad = document;
    bad["components"]["schemas"]["NewReport"]["properties"]["callbackUrl"] = json!({"type": "string"});
    assert_eq!(addresses_of_bodies(&bad), (many + 1, vec!["#/components/schemas/NewReport.callbackUrl".to_owned()]));
}

/// The lists of faults by their names.
const LISTS_OF_FAULTS: [&str; 4] = ["errors", "faults", "problems", "violations"];

/// The schemas that tell a fault in a form of their own: its place, its code or none, and a sentence.
fn forms_of_faults(document: &Value) -> Vec<String> {
    let mut found = Vec::new();
    for (name, schema) in document["components"]["schemas"].as_object().into_iter().flatten() {
        let has = |property: &str| schema["properties"].get(property).is_some();
        let whole = has("pointer") && has("code") && has("text");
        if has("place") || (has("pointer") && has("detail")) || (whole && name != "Fault") {
            found.push(name.clone());
        }
        for list in LISTS_OF_FAULTS.into_iter().filter(|list| has(list)) {
            let of = &schema["properties"][list]["items"]["$ref"];
            if *of != "#/components/schemas/Fault" {
                found.push(format!("{name}.{list} is of {of}"));
            }
        }
    }
    found
}

/// A client that shows the faults of a body shows those of a file, of a row and of a dossier with the same code.
#[test]
fn found_c16_a_fault_has_one_form() {
    let document = openapi::document();
    let fault = &document["components"]["schemas"]["Fault"];
    assert_eq!(fault["required"], json!(["pointer", "code", "text"]));
    assert_eq!(forms_of_faults(&document), Vec::<String>::new());
    let string = json!({"type": "string"});
    for properties in [
        json!({"pointer": string, "code": string, "text": string}),
        json!({"pointer": string, "detail": string}),
        json!({"place": string, "text": string}),
    ] {
        let mut bad = document.clone();
        bad["components"]["schemas"]["CellFault"] = json!({"type": "object", "properties": properties});
        assert_eq!(forms_of_faults(&bad), ["CellFault"]);
    }
    let mut bad = document;
    bad["components"]["schemas"]["ImportRow"]["properties"]["problems"]["items"] = json!({"type": "string"});
    assert_eq!(forms_of_faults(&bad), ["ImportRow.problems is of null"]);
}
