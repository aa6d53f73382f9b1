//! Promises of the contract that were found wanting: meant breaks, and secrets in answers that are kept.

use api::edge::{compatibility, openapi};
use domain::base::contract::{Contract, Edition};
use serde_json::{Value, json};

use crate::manners;

mod examples;
mod forms;
mod list_names;

/// The checker is silent about what is meant and about nothing else: neither about another operation nor about another
/// version.
#[test]
fn found_c11_a_break_is_meant_where_the_history_names_it() {
    let new = openapi::document();
    let mut old = new.clone();
    old["info"]["version"] = json!("0.1.0");
    old["components"]["schemas"]["ReasonBody"]["properties"]["reason"]["maxLength"] = json!(5000);
    old["paths"]["/v1/gone"] = json!({"get": {}});
    let lines = compatibility::breaks(&old, &new);
    assert!(5 < lines.len() && lines.contains(&"get /v1/gone is gone".to_owned()), "{lines:?}");
    let left = |version: &str, breaks: &[&str]| {
        let breaks: Vec<&str> = breaks.to_vec();
        let changes = json!([{"kind": "CHANGED", "text": {"vi": "Đổi", "en": "Changed"}, "breaks": breaks}]);
        let first = json!([{"kind": "ADDED", "text": {"vi": "Mới", "en": "New"}}]);
        let editions = json!([
            {"version": version, "date": "2026-12-01", "changes": changes},
            {"version": "0.0.1", "date": "2026-11-24", "changes": first},
        ]);
        let editions: Vec<Edition> = serde_json::from_value(editions).expect("editions");
        compatibility::unmeant(&old, &new, &Contract::of(editions).expect("sound")).len()
    };
    assert_eq!(left("0.2.0", &["get /v1/gone is gone"]), lines.len() - 1);
    assert_eq!(left("0.2.0", &["get /v1/gone*"]), lines.len() - 1);
    assert_eq!(left("0.2.0", &["*get /v1/gone is gone"]), lines.len() - 1);
    assert_eq!(left("0.2.0", &["get /v1/gone"]), lines.len(), "a whole line, or a beginning or an ending with a star");
    assert_eq!(left("0.2.0", &["post /v1/gone is gone"]), lines.len(), "another operation");
    assert_eq!(left("0.1.0", &["get /v1/gone is gone"]), lines.len(), "a version that the old document knew");
    let every: Vec<&str> = lines.iter().map(String::as_str).collect();
    assert_eq!(left("0.2.0", &every), 0);
    for (kind, breaks) in
        [("ADDED", json!(["get /v1/gone is gone"])), ("CHANGED", json!(["*"])), ("CHANGED", json!(["*is gone"]))]
    {
        let changes = json!([{"kind": kind, "text": {"vi": "Đổi", "en": "Changed"}, "breaks": breaks}]);
        let editions = json!([{"version": "0.2.0", "date": "2026-12-01", "changes": changes}]);
        let editions: Vec<Edition> = serde_json::from_value(editions).expect("editions");
        assert!(Contract::of(editions).is_err(), "{kind} {breaks}");
    }
}

/// Properties that hold a secret.
const SECRETS: [&str; 4] = ["accessToken", "clientSecret", "password", "secret"];

/// The secrets that an answer promises, at any depth.
fn promised(document: &Value, schema: &Value, seen: &mut Vec<String>, found: &mut Vec<String>) {
    if let Some(reference) = schema["$ref"].as_str() {
        if seen.iter().any(|one| one == reference) {
            return;
        }
        seen.push(reference.to_owned());
        let target = reference.strip_prefix('#').and_then(|pointer| document.pointer(pointer));
        return promised(document, target.unwrap_or(&Value::Null), seen, found);
    }
    let required = schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str);
    // A code is a secret where it is one of enrolment.
    let enrolment = |name: &&str| *name == "code" && seen.last().is_some_and(|last| last.ends_with("/EnrolmentCode"));
    found.extend(required.filter(|name| SECRETS.contains(name) || enrolment(name)).map(str::to_owned));
    for below in schema["properties"].as_object().into_iter().flat_map(|properties| properties.values()) {
        promised(document, below, seen, found);
        promised(document, &below["items"], seen, found);
    }
}

/// The secrets in answers that are kept for a repeated request.
fn kept(document: &Value) -> Vec<String> {
    let mut found = Vec::new();
    let operations = document["paths"].as_object().into_iter().flat_map(|paths| paths.values());
    for operation in operations.filter_map(|item| item.get("post")) {
        let mut parameters = operation["parameters"].as_array().into_iter().flatten();
        if parameters.any(|parameter| parameter["name"] == "Idempotency-Key") {
            for status in ["200", "201", "202"] {
                let schema = &operation["responses"][status]["content"]["application/json"]["schema"];
                promised(document, schema, &mut Vec::new(), &mut found);
            }
        }
    }
    found
}

/// What is kept with an idempotency key is answered again, so no such answer promises a secret.
#[test]
fn found_c21_no_answer_that_is_kept_promises_a_secret() {
    let document = openapi::document();
    assert_eq!(kept(&document), Vec::<String>::new());
    let mut bad = document.clone();
    bad["components"]["schemas"]["EnrolmentCode"]["required"] = json!(["account", "code", "expiresAt"]);
    assert!(kept(&bad).contains(&"code".to_owned()));
    let mut bad = document;
    bad["components"]["schemas"]["Report"]["required"] = json!(["secret"]);
    assert!(kept(&bad).contains(&"secret".to_owned()));
}

/// The closed lists of words that an answer contains, and the references of the document that lead nowhere.
fn closed_answers(document: &Value) -> Vec<String> {
    let mut found = Vec::new();
    manners::unresolved(document, document, &mut found);
    let operations = document["paths"].as_object().into_iter().flat_map(|paths| paths.values());
    for operation in operations.filter_map(Value::as_object).flat_map(|item| item.values()) {
        closed_lists(document, &operation["responses"], &mut Vec::new(), &mut found);
    }
    closed_lists(document, &document["webhooks"], &mut Vec::new(), &mut found);
    found
}

fn closed_lists(document: &Value, value: &Value, seen: &mut Vec<String>, found: &mut Vec<String>) {
    if let Some(place) = value.get("$ref").and_then(Value::as_str) {
        if !seen.iter().any(|one| one == place) {
            seen.push(place.to_owned());
            let part = place.strip_prefix('#').and_then(|pointer| document.pointer(pointer));
            part.into_iter().for_each(|part| closed_lists(document, part, seen, found));
        }
        return;
    }
    if value.get("enum").is_some_and(Value::is_array) {
        found.push(format!("{:?} has a closed list", seen.last()));
    }
    let listed = value.as_array().into_iter().flatten();
    let named = value.as_object().into_iter().flat_map(|map| map.values());
    listed.chain(named).for_each(|below| closed_lists(document, below, seen, found));
}

/// A client that was generated from this document reads what a later version adds to answers.
#[test]
fn found_c9_words_and_objects_of_answers_are_open() {
    let document = openapi::document();
    assert_eq!(closed_answers(&document), Vec::<String>::new());
    let mut bad = document.clone();
    bad["components"]["schemas"]["OrganisationKind"] = json!({"type": "string", "enum": ["MEDIA"]});
    assert!(closed_answers(&bad).iter().any(|fault| fault.contains("/OrganisationKind")));

    // What is only answered takes further properties; what is sent takes none, and only words that are known.
    let schemas = &document["components"]["schemas"];
    assert_eq!(schemas["Report"].get("additionalProperties"), None);
    assert_eq!(schemas["NewReport"]["additionalProperties"], json!(false));
    assert_eq!(schemas["Figure"].get("additionalProperties"), None);
    assert_eq!(schemas["FigureInput"]["additionalProperties"], json!(false));
    let state = &document["paths"]["/v1/reports"]["get"]["parameters"];
    let state = state.as_array().into_iter().flatten().find(|parameter| parameter["name"] == "state");
    assert_eq!(state.expect("a filter")["schema"]["$ref"], json!("#/components/schemas/ReportStateInput"));

    // A list that is closed cannot get a word, and one that is open can.
    let closed = openapi::closed_document();
    let place = "/components/schemas/CycleState/enum/0";
    let mut smaller = closed.clone();
    smaller["components"]["schemas"]["CycleState"]["enum"] = json!([closed.pointer(place)]);
    assert!(compatibility::breaks(&smaller, &closed).iter().any(|fault| fault.contains("the list was closed")));
    let mut smaller = document.clone();
    smaller["components"]["schemas"]["CycleState"]["x-extensible-enum"] = json!([]);
    assert_eq!(compatibility::breaks(&smaller, &document), Vec::<String>::new());
}

/// The places at which a document demands the multiple of a number.
fn multiples(value: &Value, place: &str, found: &mut Vec<String>) {
    if value.get("multipleOf").is_some_and(Value::is_number) {
        found.push(place.to_owned());
    }
    let listed = value.as_array().into_iter().flatten().enumerate().map(|(number, below)| (number.to_string(), below));
    let named = value.as_object().into_iter().flatten().map(|(name, below)| (name.clone(), below));
    for (name, below) in named.chain(listed) {
        multiples(below, &format!("{place}/{name}"), found);
    }
}

/// A validator that divides floating-point numbers finds that 16.65 is no multiple of 0.01, so a description says how
/// many decimals there are, and no schema does.
#[test]
fn found_c8_no_number_is_a_multiple_of_a_hundredth() {
    let found = |document: &Value| {
        let mut found = Vec::new();
        multiples(document, "", &mut found);
        found
    };
    let document = openapi::document();
    assert_eq!(found(&document), Vec::<String>::new());
    for place in ["/components/schemas/Hundredths", "/paths/~1v1~1reports/get/parameters/0/schema"] {
        let mut bad = document.clone();
        bad.pointer_mut(place).expect(place)["multipleOf"] = json!(0.01);
        assert_eq!(found(&bad), [place.replace("~1", "/")]);
    }
}
