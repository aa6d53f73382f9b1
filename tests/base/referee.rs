//! The contract as a referee: every answer in a story is checked against the document that the service publishes, with
//! closed lists and objects.
//!
//! The checks are the same for every story: an operation, a status, a media type, a header or a property that the
//! document does not contain is a fault, and so is an accepted body that the document forbids.

use std::collections::HashMap;
use std::sync::{Arc, LazyLock, Mutex};

use e2e::Engine;
use jsonschema::{Draft, Registry, Validator};
use reqwest::Method;
use serde_json::{Value, json};

use crate::base::client::Answer;
use crate::base::service::Service;
use crate::base::world::{self, World};

/// The document's name as a schema resource; nothing is fetched from that address.
const NAME: &str = "https://example.org/thi-dua/v1/openapi.json";
/// Paths that the service serves besides the contract: its document, the viewer for it, and pages for people. A path
/// that ends in a slash stands for everything below it.
const BESIDE: [&str; 13] = [
    "/",
    "/docs",
    "/docs/",
    "/v1/openapi.json",
    "/v1/openapi.vi.json",
    "/problems/",
    "/rules",
    "/rules/",
    "/certificates/",
    "/board",
    "/board/",
    "/board.css",
    "/board.js",
];
/// Headers that a client acts on.
const HEADERS: [&str; 3] = ["ETag", "Location", "Retry-After"];
/// An import accepts a file with wrong rows, and reports the errors of each row.
const ROW_BY_ROW: &str = "create_import";
/// The longest fault that is printed in full.
const FAULT_CHARS_MAX: usize = 300;

/// The document before its answers were opened for later versions: this one answers nothing else.
pub(crate) static DOCUMENT: LazyLock<Value> = LazyLock::new(api::edge::openapi::closed_document);
static CONTRACT: LazyLock<Contract> = LazyLock::new(Contract::new);

struct Contract {
    operations: Vec<Operation>,
    registry: Registry<'static>,
    /// Compiled on first use, because each compilation takes time and thousands of answers are checked.
    validators: Mutex<HashMap<String, Arc<Validator>>>,
}

/// One operation of the document.
pub(crate) struct Operation {
    pub(crate) id: &'static str,
    pub(crate) method: Method,
    pub(crate) path: &'static str,
    pub(crate) said: &'static Value,
}

impl Operation {
    /// The JSON pointer to a part of the operation in the document.
    pub(crate) fn pointer(&self, below: &str) -> String {
        format!("/paths/{}/{}{below}", escaped(self.path), self.method.as_str().to_lowercase())
    }

    fn takes(&self, path: &str) -> bool {
        self.path.split('/').count() == path.split('/').count()
            && self.path.split('/').zip(path.split('/')).all(|(own, asked)| own.starts_with('{') || own == asked)
    }
}

/// Every operation of the document.
pub(crate) fn operations() -> &'static [Operation] {
    &CONTRACT.operations
}

/// A name, escaped for a JSON pointer.
pub(crate) fn escaped(name: &str) -> String {
    name.replace('~', "~0").replace('/', "~1")
}

/// The parts of a request that the document describes.
pub(crate) struct Sent<'a> {
    pub(crate) method: &'a Method,
    pub(crate) path: &'a str,
    pub(crate) media: &'a str,
    pub(crate) body: Option<&'a [u8]>,
}

impl Contract {
    fn new() -> Self {
        let mut operations = Vec::new();
        for (path, item) in DOCUMENT["paths"].as_object().expect("paths") {
            for (method, said) in item.as_object().expect("operations") {
                let method = Method::from_bytes(method.to_uppercase().as_bytes()).expect("a method");
                let id = said["operationId"].as_str().expect("an id");
                operations.push(Operation { id, method, path, said });
            }
        }
        // A path without parameters takes precedence over one with parameters.
        operations.sort_by_key(|operation| operation.path.matches('{').count());
        let registry = Registry::new()
            .draft(Draft::Draft202012)
            .add(NAME, &*DOCUMENT)
            .expect("the document has a name")
            .prepare()
            .expect("the document refers to nothing else");
        Self { operations, registry, validators: Mutex::default() }
    }

    fn operation(&self, method: &Method, path: &str) -> Option<&Operation> {
        let asked = if *method == Method::HEAD { &Method::GET } else { method };
        self.operations.iter().find(|operation| operation.method == *asked && operation.takes(path))
    }

    fn validator(&self, pointer: &str) -> Arc<Validator> {
        // A schema that is only a reference shares the validator of its target.
        let schema = DOCUMENT.pointer(pointer).unwrap_or_else(|| panic!("nothing stands at {pointer}"));
        let place = schema["$ref"].as_str().map_or_else(|| format!("#{pointer}"), str::to_owned);
        let mut validators = self.validators.lock().expect("nobody fails in here");
        let made = validators.entry(place).or_insert_with_key(|place| {
            let place = place.replace('{', "%7B").replace('}', "%7D");
            let made = jsonschema::options()
                .with_draft(Draft::Draft202012)
                .with_registry(&self.registry)
                .should_validate_formats(true)
                .build(&json!({"$ref": format!("{NAME}{place}")}));
            Arc::new(made.unwrap_or_else(|error| panic!("{place} is no schema: {error}")))
        });
        Arc::clone(made)
    }
}

/// The errors of a value against the schema at a pointer of the document.
pub(crate) fn against(pointer: &str, value: &Value) -> Vec<String> {
    let validator = CONTRACT.validator(pointer);
    validator
        .iter_errors(value)
        .map(|error| format!("{}: {}", error.instance_path(), short(&error.to_string())))
        .collect()
}

/// A fault, shortened in the middle.
fn short(fault: &str) -> String {
    let signs: Vec<char> = fault.chars().collect();
    if signs.len() <= FAULT_CHARS_MAX {
        return fault.to_owned();
    }
    let (begin, end) = (&signs[..FAULT_CHARS_MAX / 2], &signs[signs.len() - FAULT_CHARS_MAX / 2..]);
    format!("{} … {}", begin.iter().collect::<String>(), end.iter().collect::<String>())
}

/// Every fault of an answer against the contract.
pub(crate) fn faults(sent: &Sent<'_>, answer: &Answer) -> Vec<String> {
    let (path, _) = sent.path.split_once('?').unwrap_or((sent.path, ""));
    let Some(operation) = CONTRACT.operation(sent.method, path) else { return elsewhere(sent.method, path, answer) };
    let status = answer.status.to_string();
    let responses = &operation.said["responses"];
    let status = match responses.get(&status) {
        Some(_) => status,
        None if 400 <= answer.status => "default".to_owned(),
        None => return vec![format!("{} does not answer {status}", operation.id)],
    };
    let response = &responses[&status];
    let mut faults: Vec<String> = headers(response, status != "default", answer)
        .into_iter()
        .map(|fault| format!("{} {}: {fault}", operation.id, answer.status))
        .collect();
    let place = operation.pointer(&format!("/responses/{status}"));
    if *sent.method != Method::HEAD {
        let wrong = body(response, &place, answer);
        faults.extend(wrong.into_iter().map(|fault| format!("{} {}: {fault}", operation.id, answer.status)));
    }
    if (200..300).contains(&answer.status) {
        faults.extend(taken(operation, sent));
    }
    if [400, 422].contains(&answer.status) {
        faults.extend(astray(operation, sent, answer));
    }
    faults
}

/// The places of violations that lead nowhere in the body that was sent: neither to a value nor to where one is missing.
fn astray(operation: &Operation, sent: &Sent<'_>, answer: &Answer) -> Vec<String> {
    let body = sent.body.filter(|body| sent.media == "application/json" && !body.is_empty() && *body != b"{}");
    let Some(body) = body.and_then(|body| serde_json::from_slice::<Value>(body).ok()) else { return Vec::new() };
    let Ok(problem) = serde_json::from_slice::<Value>(&answer.bytes) else { return Vec::new() };
    let places = problem["violations"].as_array().into_iter().flatten().filter_map(|one| one["pointer"].as_str());
    let leads = |place: &str| {
        let parent = place.rsplit_once('/').map_or("", |(parent, _)| parent);
        body.pointer(place).is_some() || body.pointer(parent).is_some_and(|one| one.is_object() || one.is_array())
    };
    places
        .filter(|place| place.starts_with('/') && !leads(place))
        .map(|place| format!("{} {}: {place} is no place in the body", operation.id, answer.status))
        .collect()
}

/// The faults of an answer at a path that is no operation.
fn elsewhere(method: &Method, path: &str, answer: &Answer) -> Vec<String> {
    let within = |one: &str| path == one || (one.len() > 1 && one.ends_with('/') && path.starts_with(one));
    let page = BESIDE.into_iter().any(within) && media(answer) != "application/problem+json";
    let asks_what_there_is = *method == Method::OPTIONS && answer.status == 204;
    if page || asks_what_there_is {
        return Vec::new();
    }
    match answer.status {
        400.. if *method == Method::HEAD => Vec::new(),
        400.. => problem(answer),
        _ => vec![format!("{method} {path} is no operation")],
    }
}

fn problem(answer: &Answer) -> Vec<String> {
    if media(answer) != "application/problem+json" {
        return vec![format!("{} is no problem: {}", answer.status, answer.text)];
    }
    serde_json::from_slice(&answer.bytes).map_or_else(
        |error| vec![format!("the problem is no JSON: {error}")],
        |value| against("/components/schemas/Problem", &value),
    )
}

fn media(answer: &Answer) -> String {
    answer.header("content-type").split(';').next().unwrap_or_default().trim().to_owned()
}

/// The faults of an answer's headers. A problem may have any of `HEADERS`; a described answer has exactly those that
/// the document lists.
fn headers(response: &Value, described: bool, answer: &Answer) -> Vec<String> {
    let said = response["headers"].as_object().cloned().unwrap_or_default();
    let promised = |header: &Value| {
        let place = header["$ref"].as_str().and_then(|reference| reference.strip_prefix('#'));
        place.and_then(|place| DOCUMENT.pointer(place)).unwrap_or(header)["required"] == true
    };
    let missing = said.iter().filter(|(name, header)| promised(header) && answer.header(name).is_empty());
    let missing = missing.map(|(name, _)| format!("the header {name} is missing"));
    let unsaid = HEADERS.iter().filter(|name| described && !said.contains_key(**name));
    let unsaid = unsaid.filter(|name| !answer.header(name).is_empty());
    missing.chain(unsaid.map(|name| format!("the header {name} is not described"))).collect()
}

fn body(response: &Value, place: &str, answer: &Answer) -> Vec<String> {
    let Some(content) = response["content"].as_object() else {
        return if answer.bytes.is_empty() { Vec::new() } else { vec![format!("there is a body: {}", answer.text)] };
    };
    let media = media(answer);
    if !content.contains_key(&media) {
        return vec![format!("the media type is {media:?}")];
    }
    if media != "application/json" && !media.ends_with("+json") {
        return if answer.bytes.is_empty() { vec!["there is no body".to_owned()] } else { Vec::new() };
    }
    serde_json::from_slice(&answer.unpacked()).map_or_else(
        |error| vec![format!("the body is no JSON: {error}")],
        |value| against(&format!("{place}/content/{}/schema", escaped(&media)), &value),
    )
}

/// The faults of a request body that was accepted: the service must refuse what the document forbids.
fn taken(operation: &Operation, sent: &Sent<'_>) -> Vec<String> {
    let content = &operation.said["requestBody"]["content"];
    let (Some(body), "application/json") = (sent.body, sent.media) else { return Vec::new() };
    if content.get(sent.media).is_none() {
        return if body == b"{}" { Vec::new() } else { vec![format!("{} takes a body", operation.id)] };
    }
    if operation.id == ROW_BY_ROW {
        return Vec::new();
    }
    let place = operation.pointer("/requestBody/content/application~1json/schema");
    let Ok(mut value) = serde_json::from_slice(body) else {
        return vec![format!("{} took what is no JSON", operation.id)];
    };
    without_nulls(&mut value);
    let faults = against(&place, &value);
    faults.into_iter().map(|fault| format!("{} took what it must not: {fault}", operation.id)).collect()
}

/// `null` in a request means the same as an absent property, and the document does not mention it.
fn without_nulls(value: &mut Value) {
    match value {
        Value::Object(map) => {
            map.retain(|_, below| !below.is_null());
            map.values_mut().for_each(without_nulls);
        }
        Value::Array(items) => items.iter_mut().for_each(without_nulls),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// A checker is trusted only after it has failed on planted faults.
pub(crate) async fn what_the_contract_does_not_say_is_found(engine: Engine) {
    let world = World::new(Service::start(engine).await).await;
    let served = world.service.anybody().get("/v1/openapi.json").await.ok();
    assert!(served == api::edge::openapi::document(), "the referee's document is the one that is served, but closed");
    let cycle = world.open("2024").await;
    let path = format!("/v1/reports/{}", world.draft(&cycle).await);
    let good = world.editor.get(&path).await;
    let get = |path: &str, answer: &Answer| {
        faults(&Sent { method: &Method::GET, path, media: "", body: None }, answer).join("\n")
    };
    assert_eq!(get(&path, &good), "");

    let spoilt = |pointer: &str, value: Option<Value>| {
        let mut body = good.json();
        let (parent, name) = pointer.rsplit_once('/').expect("a pointer");
        let parent = body.pointer_mut(parent).and_then(Value::as_object_mut).expect("an object");
        match value {
            Some(value) => parent.insert(name.to_owned(), value),
            None => parent.remove(name),
        };
        let text = body.to_string();
        Answer { bytes: text.clone().into_bytes(), text, ..good.clone() }
    };
    for (answer, complaint) in [
        (spoilt("/late", Some(json!("false"))), "/late: \"false\" is not of type"),
        (spoilt("/revision", Some(json!(1.5))), "/revision: 1.5 is not of type"),
        (spoilt("/figures/0/numerator", Some(json!("812"))), "/figures/0/numerator: \"812\" is not of type"),
        (spoilt("/state", None), "\"state\" is a required property"),
        (spoilt("/figures/0/criterion", None), "\"criterion\" is a required property"),
        (spoilt("/password", Some(json!("x"))), "'password' was unexpected"),
        (spoilt("/figures/0/secret", Some(json!("x"))), "'secret' was unexpected"),
        (spoilt("/state", Some(json!("LOST"))), "/state: \"LOST\" is not one of"),
        (
            spoilt("/createdAt", Some(json!("2024-11-20 08:00"))),
            "/createdAt: \"2024-11-20 08:00\" is not a \"date-time\"",
        ),
        (spoilt("/cycle", Some(json!("2024"))), "/cycle: \"2024\" is not a \"uuid\""),
        (spoilt("/figures/0/note", Some(json!("x".repeat(4001)))), "is longer than 4000 characters"),
        (Answer { status: 202, ..good.clone() }, "show_report does not answer 202"),
        (Answer { status: 409, ..good.clone() }, "the media type is \"application/json\""),
    ] {
        let found = get(&path, &answer);
        assert!(found.contains(complaint), "{complaint}: {found}");
    }
    let mut bare = good.clone();
    bare.headers.remove("etag");
    bare.headers.insert("location", "/v1/reports".parse().expect("a value"));
    bare.headers.insert("content-type", "text/html".parse().expect("a value"));
    assert_eq!(
        get(&path, &bare),
        "show_report 200: the header ETag is missing\n\
         show_report 200: the header Location is not described\n\
         show_report 200: the media type is \"text/html\""
    );
    assert_eq!(get("/v1/nothing", &good), "GET /v1/nothing is no operation");
    let lost = world.editor.get("/v1/nothing").await;
    assert_eq!(get("/v1/nothing", &lost), "");
    assert!(get("/v1/nothing", &Answer { status: 404, ..good.clone() }).contains("is no problem"));

    // An accepted body must be one that the document allows.
    let took = |body: Value| {
        let body = body.to_string().into_bytes();
        let sent = Sent { method: &Method::PUT, path: &path, media: "application/json", body: Some(&body) };
        faults(&sent, &good).join("\n")
    };
    assert_eq!(took(json!({"figures": world::figures(), "narrative": null})), "");
    assert!(took(json!({"figures": world::figures(), "state": "FINAL"})).contains("'state' was unexpected"));
    assert!(took(json!({"figures": [{"criterion": 1}]})).contains("edit_report took what it must not"));
    // A violation leads to a place in the body, or to where something is missing.
    let refused = |pointer: &str| {
        let body = json!({"figures": [{"criterion": "H1"}]}).to_string().into_bytes();
        let text = json!({"violations": [{"pointer": pointer}]}).to_string();
        let answer = Answer { status: 422, bytes: text.clone().into_bytes(), text, ..good.clone() };
        let sent = Sent { method: &Method::PUT, path: &path, media: "application/json", body: Some(&body) };
        faults(&sent, &answer).join("\n").contains("is no place in the body")
    };
    for (pointer, astray) in [
        ("/figures/0/criterion", false),
        ("/figures/0/numerator", false),
        ("/narrative", false),
        ("", false),
        ("@If-Match", false),
        ("/criterion", false),
        ("/figures/1/criterion", true),
        ("/content/figures", true),
    ] {
        assert_eq!(refused(pointer), astray, "{pointer}");
    }
    world.service.stop().await;
}
