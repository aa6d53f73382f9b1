//! What a reader of the document is shown, and what Swagger UI sends for him: examples, filters, bodies; and the names of
//! schemas.

use api::edge::openapi;
use serde_json::{Value, json};

use crate::METHODS;

/// Names that say nothing about the field.
const EMPTY_NAMES: [&str; 3] = ["Empty", "Ground", "Nothing"];

/// What a reference leads to, or the value itself.
fn resolved<'a>(document: &'a Value, value: &'a Value) -> &'a Value {
    let target = value["$ref"].as_str().and_then(|place| document.pointer(place.strip_prefix('#')?));
    target.unwrap_or(value)
}

/// The examples that a reader is shown for the content of an answer: its own, or else that of its schema.
fn shown<'a>(document: &'a Value, content: &'a Value) -> Vec<&'a Value> {
    let several = content["examples"].as_object().into_iter().flat_map(|examples| examples.values());
    let mut shown: Vec<&Value> = several.map(|example| &resolved(document, example)["value"]).collect();
    shown.extend(content.get("example"));
    if shown.is_empty() {
        shown.extend(resolved(document, &content["schema"]).get("example"));
    }
    shown
}

/// Where an operation shows or demands what is not so.
fn untrue_of(document: &Value, operation: &Value) -> Vec<String> {
    let mut faults = Vec::new();
    for (status, response) in operation["responses"].as_object().into_iter().flatten() {
        // What any other problem looks like stands under `default`.
        let Ok(number) = status.parse::<u16>() else { continue };
        let content = &response["content"]["application/problem+json"];
        for example in shown(document, content).into_iter().filter(|example| example["status"] != number) {
            faults.push(format!("the example of {status} says {}", example["status"]));
        }
    }
    for parameter in operation["parameters"].as_array().into_iter().flatten() {
        // Swagger UI sends the example of a parameter and that of its schema; it sends none of `examples` of a schema.
        let schema = resolved(document, &parameter["schema"]);
        let sent = parameter.get("example").or(parameter.get("examples")).or(schema.get("example"));
        if parameter["in"] == "query" && parameter["required"] != true && sent.is_some() {
            faults.push(format!("the filter {} is filled in", parameter["name"]));
        }
    }
    let body = &operation["requestBody"];
    let content = body["content"].as_object().into_iter().flatten().filter(|(media, _)| media.ends_with("json"));
    for (media, content) in content.filter(|_| body["required"] == true) {
        let properties = resolved(document, &content["schema"])["properties"].as_object();
        if properties.is_none_or(|properties| properties.is_empty()) {
            faults.push(format!("a body in {media} is required and holds nothing"));
        }
    }
    faults
}

/// Everything in a document that is shown or demanded and not so.
fn untrue(document: &Value) -> Vec<String> {
    let mut faults = Vec::new();
    for (path, item) in document["paths"].as_object().into_iter().flatten() {
        for (method, operation) in METHODS.into_iter().filter_map(|method| Some((method, item.get(method)?))) {
            let of_it = untrue_of(document, operation);
            faults.extend(of_it.into_iter().map(|fault| format!("{method} {path}: {fault}")));
        }
    }
    let schemas = &document["components"]["schemas"];
    let nameless = EMPTY_NAMES.into_iter().filter(|name| schemas.get(name).is_some());
    faults.extend(nameless.map(|name| format!("the schema {name} is named after nothing in the field")));
    faults
}

#[test]
fn found_c11_examples_and_bodies_say_what_is_true() {
    let document = openapi::document();
    assert_eq!(untrue(&document), Vec::<String>::new());
    let reports = "/paths/~1v1~1reports/get";
    let problem = json!({"schema": {"$ref": "#/components/schemas/Problem"}});
    let empty = json!({"required": true, "content": {"application/json": {"schema": {"type": "object"}}}});
    for (place, name, value, complaint) in [
        (
            format!("{reports}/responses/429/content"),
            "application/problem+json",
            problem,
            "get /v1/reports: the example of 429 says 422",
        ),
        (
            "/components/examples/TOO_MANY_REQUESTS/value".to_owned(),
            "status",
            json!(422),
            "get /v1/reports: the example of 429 says 422",
        ),
        (
            format!("{reports}/parameters/0"),
            "example",
            json!("x"),
            "get /v1/reports: the filter \"campaign\" is filled in",
        ),
        (
            format!("{reports}/parameters/0/schema"),
            "example",
            json!("x"),
            "get /v1/reports: the filter \"campaign\" is filled in",
        ),
        (
            "/paths/~1v1~1reports~1{report}~1submission/post".to_owned(),
            "requestBody",
            empty,
            "post /v1/reports/{report}/submission: a body in application/json is required and holds nothing",
        ),
        ("/components/schemas".to_owned(), "Nothing", json!({"type": "object"}), "the schema Nothing is named after"),
    ] {
        let mut bad = document.clone();
        bad.pointer_mut(&place).unwrap_or_else(|| panic!("{place}"))[name] = value;
        let found = untrue(&bad);
        assert!(found.iter().any(|fault| fault.starts_with(complaint)), "{place}: {found:?}");
    }
}
