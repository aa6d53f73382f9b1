//! The committed contract is what the routes say, and it follows the conventions for documents.
#![expect(clippy::indexing_slicing, reason = "a JSON value answers null for what it does not hold")]

use api::edge::{compatibility, openapi};
use api::history;
use domain::base::contract::{Contract, ContractChangeKind, Edition};
use jsonschema::{Draft, Registry};
use serde_json::{Value, json};

mod found;
mod manners;
mod rules;
mod spelling;
mod words;

const METHODS: [&str; 5] = ["get", "post", "put", "patch", "delete"];
/// The names that generated clients give to their own types, beside those that they make from schemas.
const GENERATED: [&str; 5] = ["AuthenticatedClient", "Client", "File", "Response", "Unset"];

fn committed() -> String {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../openapi/v1.json");
    std::fs::read_to_string(path).unwrap_or_default()
}

#[test]
fn the_committed_document_is_current() {
    assert!(
        committed() == openapi::text(),
        "openapi/v1.json is not current; type: cargo openapi --output openapi/v1.json"
    );
}

/// Everything in a document that breaks a convention.
fn faults(document: &Value) -> Vec<String> {
    let mut faults = Vec::new();
    let tags: Vec<&Value> = document["tags"].as_array().into_iter().flatten().map(|tag| &tag["name"]).collect();
    let mut ids: Vec<&str> = Vec::new();
    let described = |value: &Value| value["description"].as_str().is_some_and(|text| !text.is_empty());
    for (path, item) in document["paths"].as_object().into_iter().flatten() {
        for method in METHODS {
            let Some(operation) = item.get(method) else { continue };
            let place = format!("{method} {path}");
            let id = operation["operationId"].as_str().unwrap_or_default();
            if id.is_empty() || ids.contains(&id) {
                faults.push(format!("{place}: operationId {id:?} is missing or stands twice"));
            }
            ids.push(id);
            let own = operation["tags"].as_array().cloned().unwrap_or_default();
            if own.len() != 1 || !own.iter().all(|tag| tags.contains(&tag)) {
                faults.push(format!("{place}: one declared tag, please"));
            }
            if operation["summary"].as_str().is_none_or(str::is_empty) || !described(operation) {
                faults.push(format!("{place}: summary and description, please"));
            }
            let open = operation.get("security") == Some(&json!([]));
            let says_so = operation["description"].as_str().is_some_and(|text| text.contains("Public"));
            if open != says_so {
                faults.push(format!("{place}: needs a token, or says that it is Public"));
            }
            let parameters = operation["parameters"].as_array().cloned().unwrap_or_default();
            for name in path.split('/').filter_map(|part| part.strip_prefix('{')?.strip_suffix('}')) {
                if !parameters.iter().any(|one| one["in"] == "path" && one["name"] == name) {
                    faults.push(format!("{place}: the path's {name} is not described"));
                }
            }
            for parameter in &parameters {
                if !described(parameter) || parameter.get("schema").is_none() {
                    faults.push(format!("{place}: the parameter {} is not described", parameter["name"]));
                }
            }
            let responses = operation["responses"].as_object().cloned().unwrap_or_default();
            if !responses.contains_key("default") || !responses.keys().any(|status| status.starts_with('2')) {
                faults.push(format!("{place}: a success and a default problem, please"));
            }
            for (status, response) in &responses {
                if !described(response) {
                    faults.push(format!("{place}: the answer {status} is not described"));
                }
            }
            let bodies = responses.values().chain(operation.get("requestBody"));
            for (media, body) in bodies.filter_map(|body| body["content"].as_object()).flatten() {
                if !media.ends_with("json") && body["schema"]["type"] == "array" {
                    faults.push(format!("{place}: {media} is described as a list"));
                }
            }
        }
    }
    for (name, schema) in document["components"]["schemas"].as_object().into_iter().flatten() {
        if !described(schema) {
            faults.push(format!("the schema {name} is not described"));
        }
        if !name.starts_with(char::is_uppercase) || !name.chars().all(char::is_alphanumeric) {
            faults.push(format!("the schema {name} is not in UpperCamelCase"));
        }
        // Generated code would define two things with one name.
        let is_own =
            |property: &String| property.eq_ignore_ascii_case(name) && property.starts_with(char::is_lowercase);
        let properties = schema["properties"].as_object();
        if GENERATED.contains(&name.as_str()) || properties.is_some_and(|properties| properties.keys().any(is_own)) {
            faults.push(format!("the schema {name} needs another name for the sake of generated clients"));
        }
        for (property, value) in schema["properties"].as_object().into_iter().flatten() {
            if !described(value) && value.get("$ref").is_none() {
                faults.push(format!("{name}.{property} is not described"));
            }
            if [value, &value["items"]].into_iter().any(|value| value.get("properties").is_some()) {
                faults.push(format!("{name}.{property} holds an object without a name"));
            }
        }
    }
    manners::unresolved(document, document, &mut faults);
    manners::without_example(document, "", &mut faults);
    manners::unclosed(document, "", &mut faults);
    faults
}

#[test]
fn the_document_is_well_mannered() {
    let document = openapi::closed_document();
    let found = faults(&document);
    assert!(found.is_empty(), "{}", found.join("\n"));
    assert_eq!(document["openapi"].as_str().map(|version| version.starts_with("3.1")), Some(true));
    assert!(document["info"]["license"]["name"].as_str().is_some_and(|name| !name.is_empty()));
}

/// A checker is trusted only after it was seen to fail.
#[test]
fn each_fault_is_found_where_it_is_planted() {
    let good = openapi::closed_document();
    let report = "/paths/~1v1~1reports~1{report}/get";
    for (pointer, value, complaint) in [
        (format!("{report}/operationId"), json!("list_reports"), "stands twice"),
        (format!("{report}/tags"), json!(["unheard-of"]), "one declared tag"),
        (format!("{report}/summary"), json!(""), "summary and description"),
        ("/paths/~1v1~1public~1releases/get/security".to_owned(), json!([{"bearer": []}]), "says that it is Public"),
        (format!("{report}/parameters"), json!([]), "the path's report is not described"),
        (format!("{report}/parameters/0/description"), json!(""), "is not described"),
        (format!("{report}/responses/default"), Value::Null, "is not described"),
        (format!("{report}/responses/200/description"), json!(""), "the answer 200 is not described"),
        ("/components/schemas/Report/description".to_owned(), json!(""), "the schema Report is not described"),
        ("/components/schemas/Report/properties/late".to_owned(), json!({}), "Report.late is not described"),
        ("/components/schemas/Report/properties/figures/items".to_owned(), json!({"type": "object"}), "any property"),
        ("/components/schemas/Report/properties/narrative".to_owned(), json!({"type": "string"}), "has no example"),
        (
            "/paths/~1v1~1prizes/get/parameters/0".to_owned(),
            json!({"in": "query", "name": "x"}),
            "(\"x\") has no example",
        ),
        (
            format!("{report}/responses/200/content/application~1json/schema/$ref"),
            json!("#/components/schemas/Nowhere"),
            "leads nowhere",
        ),
        (
            "/paths/~1v1~1evidence-files~1{evidenceFile}~1content/get/responses/200/content/application~1octet-stream/schema"
                .to_owned(),
            json!({"type": "array", "items": {"type": "integer"}}),
            "application/octet-stream is described as a list",
        ),
        ("/components/schemas".to_owned(), json!({"Listing_Report": {}}), "Listing_Report is not in UpperCamelCase"),
        ("/components/schemas".to_owned(), json!({"Client": {}}), "Client needs another name"),
        ("/components/schemas/Report/properties".to_owned(), json!({"report": {}}), "Report needs another name"),
        (
            "/components/schemas/ListingReport/properties/items/items".to_owned(),
            json!({"type": "object", "properties": {}}),
            "ListingReport.items holds an object without a name",
        ),
    ] {
        let mut bad = good.clone();
        *bad.pointer_mut(&pointer).unwrap_or_else(|| panic!("{pointer}")) = value;
        let found = faults(&bad);
        assert!(found.iter().any(|fault| fault.contains(complaint)), "{pointer}: {found:?}");
    }
}

/// The examples of a document, and where the schema of each is.
fn examples<'a>(value: &'a Value, place: &str, found: &mut Vec<(&'a Value, String)>) {
    let escaped = |name: &str| name.replace('~', "~0").replace('/', "~1");
    match value {
        Value::Object(map) => {
            // The names of properties are no keywords, and neither is the content of an example.
            let names = place.ends_with("/properties") || place.ends_with("/schemas");
            if let Some(example) = map.get("example").filter(|_| !names) {
                let own = if map.contains_key("schema") { format!("{place}/schema") } else { place.to_owned() };
                found.push((example, own));
            }
            let several = map.get("examples").and_then(Value::as_array).filter(|_| !names);
            found.extend(several.into_iter().flatten().map(|example| (example, place.to_owned())));
            for (name, below) in map.iter().filter(|(name, _)| names || !name.starts_with("example")) {
                examples(below, &format!("{place}/{}", escaped(name)), found);
            }
        }
        Value::Array(items) => {
            items.iter().enumerate().for_each(|(number, below)| examples(below, &format!("{place}/{number}"), found));
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// Every example below a place that its schema refuses.
fn lies(document: &Value, within: &str) -> Vec<String> {
    const NAME: &str = "https://example.org/openapi.json";
    let registry = Registry::new().draft(Draft::Draft202012).add(NAME, document).expect("a name");
    let registry = registry.prepare().expect("it refers to nothing else");
    let mut found = Vec::new();
    examples(document, "", &mut found);
    found.retain(|(_, place)| place.starts_with(within));
    assert!(!found.is_empty(), "there are examples within {within:?}");
    let mut lies = Vec::new();
    for (example, place) in found {
        let fragment = place.replace('{', "%7B").replace('}', "%7D");
        let validator = jsonschema::options()
            .with_draft(Draft::Draft202012)
            .with_registry(&registry)
            .should_validate_formats(true)
            .build(&json!({"$ref": format!("{NAME}#{fragment}")}))
            .unwrap_or_else(|error| panic!("{place} is no schema: {error}"));
        lies.extend(validator.iter_errors(example).map(|error| format!("{place}{}: {error}", error.instance_path())));
    }
    lies
}

/// Swagger UI and testers use the examples.
#[test]
fn every_example_is_one_of_its_schema() {
    let good = openapi::closed_document();
    assert_eq!(lies(&good, ""), Vec::<String>::new());
    let figure = "/components/schemas/Figure";
    for (pointer, value, complaint) in [
        (format!("{figure}/example/numerator"), json!("812"), "Figure/numerator: \"812\" is not of type"),
        (format!("{figure}/example/criterion"), json!("x".repeat(21)), "longer than 20 characters"),
        (format!("{figure}/properties/numerator/example"), json!(-1), "numerator: -1 is less than the minimum"),
        (format!("{figure}/example"), json!({"criterion": "H1", "numerator": 1}), "\"denominator\" is a required"),
        (format!("{figure}/example"), json!({"criterion": "H1", "numerator": 1, "denominator": 1, "x": 1}), "'x' was"),
        ("/components/schemas/Opening/example/dueDate".to_owned(), json!("30/11/2024"), "is not a \"date\""),
        ("/paths/~1v1~1prizes/get/parameters/0/example".to_owned(), json!("1/8/2023"), "is not a \"date\""),
        ("/paths/~1v1~1accounts/get/parameters/1/schema/examples".to_owned(), json!(["x"]), "\"x\" is not of type"),
    ] {
        let mut bad = good.clone();
        *bad.pointer_mut(&pointer).unwrap_or_else(|| panic!("{pointer}")) = value;
        let (within, _) = pointer.rsplit_once("/example").expect("an example");
        let found = lies(&bad, within);
        assert!(found.iter().any(|lie| lie.contains(complaint)), "{pointer}: {found:?}");
    }
}

#[test]
fn found_c11_a_break_is_found_where_it_is_planted() {
    let old = openapi::document();
    assert_eq!(compatibility::breaks(&old, &old), Vec::<String>::new());
    let remove = |pointer: &str, name: &str| {
        let mut new = old.clone();
        new.pointer_mut(pointer).and_then(Value::as_object_mut).expect(pointer).remove(name);
        new
    };
    let replace = |pointer: &str, value: Value| {
        let mut new = old.clone();
        let (parent, name) = pointer.rsplit_once('/').expect("a pointer");
        let name = name.replace("~1", "/");
        let whole = new.pointer_mut(parent).unwrap_or_else(|| panic!("{pointer}"));
        match name.parse::<usize>() {
            Ok(place) if whole.is_array() => whole[place] = value,
            Ok(_) | Err(_) => whole[name] = value,
        }
        new
    };
    let insert = |pointer: &str, value: Value| {
        let mut new = old.clone();
        new.pointer_mut(pointer).and_then(Value::as_array_mut).expect(pointer).push(value);
        new
    };
    let required =
        |schema: &str, names: &[&str]| replace(&format!("/components/schemas/{schema}/required"), json!(names));
    for (new, complaint) in [
        (remove("/paths", "/v1/reports"), "get /v1/reports is gone"),
        (remove("/paths/~1v1~1reports", "post"), "post /v1/reports is gone"),
        (remove("/paths/~1v1~1reports/get/responses", "200"), "no longer answers 200"),
        (replace("/paths/~1v1~1reports/get/parameters", json!([])), "no longer takes the parameter"),
        (replace("/paths/~1v1~1reports/get/parameters/0/required", json!(true)), "now requires the parameter"),
        (remove("/components/schemas/Report/properties", "late"), "/late is gone"),
        (replace("/components/schemas/Report/properties/late/type", json!("string")), "type changed"),
        (required("Report", &["id"]), "no longer promises"),
        (required("NewReport", &["cycle", "organisation", "figures"]), "now requires \"figures\""),
        (replace("/components/schemas/CampaignKindInput/enum", json!(["THEMATIC"])), "the value \"REGULAR\" is gone"),
        (remove("/paths/~1v1~1reports/post", "requestBody"), "takes no body any more"),
        (
            replace("/components/schemas/ReasonBody/properties/reason/maxLength", json!(400)),
            "maxLength changed from 4000",
        ),
        (replace("/components/schemas/ReasonBody/properties/reason/minLength", json!(2)), "minLength changed from 1"),
        (replace("/components/schemas/NewReport/properties/figures/maxItems", json!(20)), "maxItems changed"),
        (
            replace("/components/schemas/ReasonBody/properties/reason", json!({"type": "string", "format": "date"})),
            "format",
        ),
        (replace("/paths/~1v1~1reports/get/parameters/3/schema", json!({"type": "boolean"})), "type changed"),
        (replace("/components/schemas/NewReport/properties/figures/minItems", json!(2)), "minItems changed"),
        (replace("/components/schemas/ReasonBody/properties/reason/pattern", json!("^[a-z]+$")), "pattern changed"),
        (replace("/components/schemas/FigureInput/properties/numerator/maximum", json!(9)), "maximum changed"),
        (replace("/components/schemas/FigureInput/properties/numerator/minimum", json!(1)), "minimum changed"),
        (replace("/components/schemas/ReasonBody/properties/reason/enum", json!(["a"])), "only listed values are left"),
        (
            insert("/paths/~1v1~1reports/get/parameters", json!({"in": "query", "name": "x", "required": true})),
            "now requires the parameter \"x\"",
        ),
        (
            remove("/paths/~1v1~1cycles~1{cycle}~1imports/post/requestBody/content", "text/csv"),
            "no longer takes text/csv",
        ),
        (
            remove("/paths/~1v1~1reports~1{report}/get/responses/200/headers", "ETag"),
            "200 no longer has the header ETag",
        ),
        (replace("/paths/~1v1~1public~1releases/get/security", json!([{"bearer": []}])), "now needs a token"),
    ] {
        let found = compatibility::breaks(&old, &new);
        assert!(found.iter().any(|fault| fault.contains(complaint)), "{complaint}: {found:?}");
    }
    // A schema that takes other properties no longer takes them once it is closed.
    let mut opened = old.clone();
    opened["components"]["schemas"]["ReasonBody"]["additionalProperties"] = json!(true);
    let closed = compatibility::breaks(&opened, &old);
    assert!(closed.iter().any(|fault| fault.contains("takes no other properties any more")), "{closed:?}");
    // Binary content has no JSON type, so its description may be corrected.
    let bytes = "/paths/~1v1~1evidence-files~1{evidenceFile}~1content/get/responses/200/content/application~1octet-stream/schema";
    assert_eq!(compatibility::breaks(&replace(bytes, json!({"type": "array"})), &old), Vec::<String>::new());
    // A wider limit breaks no client.
    let wider = replace("/components/schemas/ReasonBody/properties/reason/maxLength", json!(5000));
    assert_eq!(compatibility::breaks(&old, &wider), Vec::<String>::new());
    // An addition breaks no client.
    let mut new = old.clone();
    new["components"]["schemas"]["Report"]["properties"]["more"] = json!({"type": "string"});
    new["paths"]["/v1/more"] = json!({"get": {}});
    assert_eq!(compatibility::breaks(&old, &new), Vec::<String>::new());
}

/// Where a document and the history of the contract disagree.
fn unkept(document: &Value, contract: &Contract) -> Vec<String> {
    let mut unkept = Vec::new();
    if document["info"]["version"] != contract.newest().to_string() {
        unkept.push(format!("{} is spoken, and {} is the newest", document["info"]["version"], contract.newest()));
    }
    // Everything that exists, and what of it is marked as deprecated, in the spelling of the history.
    let (mut operations, mut others, mut marked) = (Vec::new(), Vec::new(), Vec::new());
    for (path, item) in document["paths"].as_object().into_iter().flatten() {
        for method in METHODS {
            let Some(operation) = item.get(method) else { continue };
            let name = format!("{} {path}", method.to_uppercase());
            let parameters = operation["parameters"].as_array().into_iter().flatten();
            let parameters = parameters.filter(|parameter| parameter["in"] == "query");
            for (name, value) in parameters
                .map(|one| (format!("{name}?{}", one["name"].as_str().unwrap_or_default()), one))
                .inspect(|(name, _)| others.push(name.clone()))
                .chain([(name.clone(), operation)])
                .collect::<Vec<(String, &Value)>>()
            {
                if value["deprecated"] == true {
                    marked.push(name);
                }
            }
            operations.push(name);
        }
    }
    for (name, schema) in document["components"]["schemas"].as_object().into_iter().flatten() {
        for (property, value) in schema["properties"].as_object().into_iter().flatten() {
            let name = format!("{name}.{property}");
            if value["deprecated"] == true {
                marked.push(name.clone());
            }
            others.push(name);
        }
    }
    let changes = || contract.editions().iter().flat_map(|edition| &edition.changes);
    let mut promised: Vec<String> = Vec::new();
    for change in changes() {
        let below = change.parameters.iter().chain(&change.properties);
        let unheard_of = change.operations.iter().chain(&change.successor).filter(|name| !operations.contains(name));
        for name in unheard_of.chain(below.clone().filter(|name| !others.contains(name))) {
            unkept.push(format!("{name} is in the history and not in the document"));
        }
        if change.kind == ContractChangeKind::Deprecated {
            promised.extend(change.operations.iter().chain(below).cloned());
        }
    }
    for name in marked.iter().filter(|name| !promised.contains(name)) {
        unkept.push(format!("{name} is deprecated, and the history promises no day"));
    }
    for name in promised.iter().filter(|name| !marked.contains(name)) {
        unkept.push(format!("{name} is deprecated in the history and not in the document"));
    }
    let added: Vec<&String> = changes()
        .filter(|change| change.kind == ContractChangeKind::Added)
        .flat_map(|change| &change.operations)
        .collect();
    for name in &operations {
        match added.iter().filter(|one| **one == name).count() {
            0 => unkept.push(format!("{name} is new: say so in openapi/changes.json, kind ADDED")),
            1 => {}
            _ => unkept.push(format!("{name} was added twice")),
        }
    }
    unkept
}

/// Each removal, deprecation or addition is in the history, which clients read.
#[test]
fn the_history_of_the_contract_says_what_the_document_says() {
    let found = unkept(&openapi::document(), &history().expect("a sound history"));
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn each_word_that_is_not_kept_is_found_where_it_is_planted() {
    let (document, contract) = (openapi::document(), history().expect("a sound history"));
    let place = "/paths/~1v1~1oauth~1token/post";
    let planted = |pointer: &str, name: &str, value: Value| {
        let mut document = document.clone();
        document.pointer_mut(pointer).unwrap_or_else(|| panic!("{pointer}"))[name] = value;
        unkept(&document, &contract)
    };
    let removed = |pointer: &str, name: &str| {
        let mut document = document.clone();
        document.pointer_mut(pointer).and_then(Value::as_object_mut).expect(pointer).remove(name).expect(name);
        unkept(&document, &contract)
    };
    for (found, complaint) in [
        (planted("/info", "version", json!("9.0.0")), "\"9.0.0\" is spoken"),
        (removed(place, "deprecated"), "POST /v1/oauth/token is deprecated in the history and not"),
        (removed("/paths", "/v1/oauth/token"), "POST /v1/oauth/token is in the history and not in the document"),
        (removed("/paths", "/oauth2/token"), "POST /oauth2/token is in the history and not in the document"),
        (
            planted("/paths/~1v1~1reports/get", "deprecated", json!(true)),
            "GET /v1/reports is deprecated, and the history promises no day",
        ),
        (
            planted("/paths/~1v1~1reports/get/parameters/0", "deprecated", json!(true)),
            "is deprecated, and the history promises no day",
        ),
        (
            planted("/components/schemas/Report/properties/late", "deprecated", json!(true)),
            "Report.late is deprecated, and the history promises no day",
        ),
        (
            removed("/components/schemas/Report/properties", "late"),
            "Report.late is in the history and not in the document",
        ),
        (
            planted("/paths", "/v1/more", json!({"get": {}})),
            "GET /v1/more is new: say so in openapi/changes.json, kind ADDED",
        ),
    ] {
        assert!(found.iter().any(|line| line.contains(complaint)), "{complaint}: {found:?}");
    }
    let mut editions = contract.editions().to_vec();
    let again: Vec<Edition> = editions.clone();
    editions[0].changes.extend(again.into_iter().flat_map(|edition| edition.changes).filter(|change| {
        change.kind == ContractChangeKind::Added && change.operations.iter().any(|name| name == "GET /v1/me")
    }));
    let twice = unkept(&document, &Contract::of(editions).expect("sound"));
    assert!(twice.contains(&"GET /v1/me was added twice".to_owned()), "{twice:?}");
}

/// Nothing is removed within v1, even if the history allows it: deprecated operations stay until there is a v2.
#[test]
fn what_is_deprecated_is_not_let_go() {
    let old = openapi::document();
    let mut new = old.clone();
    new["paths"].as_object_mut().expect("paths").remove("/v1/oauth/token").expect("deprecated");
    assert_eq!(compatibility::breaks(&old, &new), ["post /v1/oauth/token is gone"]);
}

/// The whole contract can be read in Vietnamese: a new text needs its translation in `openapi/vi.json`.
#[test]
fn every_text_of_the_document_has_its_vietnamese() {
    let (missing, left_over) = openapi::vietnamese::untranslated(&openapi::document());
    let list = |texts: &[String]| serde_json::to_string_pretty(texts).unwrap_or_default();
    assert!(missing.is_empty(), "texts without a translation: {}", list(&missing));
    assert!(left_over.is_empty(), "translations of texts that are gone: {}", list(&left_over));
}

/// Both documents describe one contract: only sentences differ, and code in backticks is the same in both.
#[test]
fn the_vietnamese_document_is_the_same_contract() {
    let english = openapi::document();
    let vietnamese = openapi::vietnamese::in_vietnamese(&english);
    assert_eq!(compatibility::breaks(&english, &vietnamese), Vec::<String>::new());
    let (mut texts, mut translations) = (Vec::new(), Vec::new());
    let (mut one, mut other) = (english, vietnamese);
    openapi::vietnamese::for_each_text(&mut one, &mut |text| texts.push(std::mem::take(text)));
    openapi::vietnamese::for_each_text(&mut other, &mut |text| translations.push(std::mem::take(text)));
    assert!(one == other, "something beside the sentences differs");
    let code = |text: &str| {
        // A line may be broken within backticks, too.
        let one_line = |span: &str| span.split_whitespace().collect::<Vec<&str>>().join(" ");
        let mut spans: Vec<String> = text.split('`').skip(1).step_by(2).map(one_line).collect();
        spans.sort();
        spans
    };
    for (text, translation) in texts.iter().zip(&translations) {
        assert_eq!(code(text), code(translation), "{text}");
        assert!(text != translation && !translation.trim().is_empty(), "{text}");
    }
}
