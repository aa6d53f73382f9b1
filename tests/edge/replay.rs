//! Sends the examples of the contract: bodies as a client copies them out of the document, for existing objects.

use std::collections::{BTreeMap, BTreeSet};

use reqwest::Method;
use serde_json::{Value, json};

use crate::base::client::{Answer, Person};
use crate::base::referee::{self, DOCUMENT, Operation};
use crate::base::world;

/// Properties that hold identifiers, and the kind of object that each names.
const IDENTIFIERS: [(&str, &str); 12] = [
    ("organisation", "organisation"),
    ("cycle", "cycle"),
    ("campaign", "campaign"),
    ("award", "award"),
    ("nomination", "nomination"),
    ("nominations", "nomination"),
    ("plan", "inspectionPlan"),
    ("publisher", "publisher"),
    ("roleModel", "roleModel"),
    ("roleModels", "roleModel"),
    ("awards", "award"),
    ("upTo", "notice"),
];
/// Bodies that are files, and have no example.
const FILES: [&str; 2] =
    ["application/octet-stream", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"];
/// The operations that have been tried, and the objects that they are tried on.
#[derive(Default)]
pub(crate) struct Replay {
    /// Identifiers of objects, by kind.
    pub(crate) known: BTreeMap<String, String>,
    /// Operations whose examples were sent.
    pub(crate) tried: BTreeSet<&'static str>,
    /// Operations that succeeded.
    pub(crate) seen: BTreeSet<&'static str>,
    pub(crate) wrong: Vec<String>,
}

/// The schema that a reference names, or the schema itself.
pub(crate) fn resolved(schema: &Value) -> &Value {
    let Some(reference) = schema["$ref"].as_str() else { return schema };
    DOCUMENT.pointer(reference.trim_start_matches('#')).expect("a schema")
}

/// What the viewer shows for a schema: its example, or one composed of the examples of its parts.
pub(crate) fn sample(schema: &Value) -> Option<Value> {
    if let Some(example) = schema.get("example") {
        return Some(example.clone());
    }
    if schema.get("$ref").is_some() {
        return sample(resolved(schema));
    }
    if let Some(words) = schema["enum"].as_array() {
        return words.first().cloned();
    }
    match schema["type"].as_str()? {
        "object" => {
            let properties = schema["properties"].as_object().into_iter().flatten();
            Some(Value::Object(properties.filter_map(|(name, one)| Some((name.clone(), sample(one)?))).collect()))
        }
        "array" => Some(json!([sample(&schema["items"])?])),
        "boolean" => Some(json!(true)),
        "integer" | "number" => Some(json!(0)),
        "string" => Some(match schema["format"].as_str() {
            Some("date") => json!(world::today()),
            Some("date-time") => json!(chrono::Utc::now()),
            _ => json!("string"),
        }),
        _ => None,
    }
}

/// The examples of an operation's body, with their media types.
pub(crate) fn bodies(operation: &Operation) -> Vec<(&'static str, Value)> {
    let mut bodies = Vec::new();
    let content = operation.said["requestBody"]["content"].as_object().into_iter().flatten();
    for (media, said) in content.filter(|(media, _)| !FILES.contains(&media.as_str())) {
        let named: Vec<&Value> = match said["examples"].as_object() {
            Some(named) => named.values().map(|one| &one["value"]).collect(),
            None => said.get("example").into_iter().collect(),
        };
        if named.is_empty() {
            bodies.push((media.as_str(), sample(&said["schema"]).expect("a body has an example")));
        }
        bodies.extend(named.into_iter().map(|one| (media.as_str(), one.clone())));
    }
    bodies
}

/// The bodies to send; an operation without a body is sent once, without one.
pub(crate) fn asked(operation: &Operation) -> Vec<(Option<&'static str>, Value)> {
    if operation.said.get("requestBody").is_none() {
        return vec![(None, Value::Null)];
    }
    bodies(operation).into_iter().map(|(media, body)| (Some(media), body)).collect()
}

pub(crate) fn operation(name: &str) -> &'static Operation {
    let found = referee::operations().iter().find(|operation| operation.id == name);
    found.unwrap_or_else(|| panic!("the contract has no operation {name}"))
}

/// The example of an operation's body.
pub(crate) fn example(name: &str) -> Value {
    bodies(operation(name)).remove(0).1
}

/// The text at a pointer, or a word that names no object.
pub(crate) fn text(value: &Value, pointer: &str) -> String {
    value.pointer(pointer).and_then(Value::as_str).unwrap_or("nothing").to_owned()
}

impl Replay {
    pub(crate) fn knows(&mut self, what: &str, identifier: &str) {
        self.known.insert(what.to_owned(), identifier.to_owned());
    }

    pub(crate) fn named<'a>(&'a self, name: &str, given: &'a [(&str, &str)]) -> Option<&'a str> {
        let own = given.iter().find(|(one, _)| *one == name).map(|(_, value)| *value);
        own.or_else(|| self.known.get(name).map(String::as_str))
    }

    /// Replaces the values that an example cannot know with those of this installation.
    pub(crate) fn fill(&self, value: &mut Value, given: &[(&str, &str)]) {
        match value {
            Value::Object(map) => {
                for (name, below) in map {
                    let own = given.iter().find(|(one, _)| one == name).map(|(_, value)| *value);
                    let listed = IDENTIFIERS.iter().find(|(one, _)| one == name);
                    let real = own.or_else(|| listed.and_then(|(_, what)| self.named(what, given)));
                    match (real, below) {
                        (Some(real), Value::String(text)) => real.clone_into(text),
                        (Some(real), Value::Array(list)) if list.iter().all(Value::is_string) => {
                            *list = vec![json!(real)];
                        }
                        (_, below) => self.fill(below, given),
                    }
                }
            }
            Value::Array(items) => items.iter_mut().for_each(|item| self.fill(item, given)),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
        }
    }

    /// The operation's path, for existing objects.
    pub(crate) fn path(&self, operation: &Operation, given: &[(&str, &str)]) -> String {
        let parameters = operation.said["parameters"].as_array().cloned().unwrap_or_default();
        let part = |part: &str| {
            let Some(name) = part.strip_prefix('{').and_then(|part| part.strip_suffix('}')) else {
                return part.to_owned();
            };
            let said = parameters.iter().find(|one| one["in"] == "path" && one["name"] == name).expect("a parameter");
            let known = self.named(name, given).map(str::to_owned);
            known.or_else(|| worded(said)).unwrap_or_else(|| panic!("{}: nothing stands for {name}", operation.id))
        };
        operation.path.split('/').map(part).collect::<Vec<String>>().join("/")
    }

    /// Sends every example of an operation's body, and returns the last answer.
    pub(crate) async fn take(&mut self, person: &Person, name: &str, given: &[(&str, &str)]) -> Value {
        self.take_with(person, name, given, &[]).await
    }

    pub(crate) async fn take_with(
        &mut self,
        person: &Person,
        name: &str,
        given: &[(&str, &str)],
        headers: &[(&str, &str)],
    ) -> Value {
        let operation = operation(name);
        let path = self.path(operation, given);
        let mut last = Value::Null;
        for (media, mut body) in asked(operation) {
            self.fill(&mut body, given);
            let mut headers = headers.to_vec();
            headers.extend(media.map(|media| ("content-type", media)));
            let tag = if operation.method == Method::PUT {
                person.get(path.trim_end_matches("/verification")).await.header("etag")
            } else {
                String::new()
            };
            if !tag.is_empty() {
                headers.push(("if-match", &tag));
            }
            let bytes = match (&body, media) {
                (Value::String(text), _) => text.clone(),
                (Value::Null, _) => String::new(),
                (Value::Object(form), Some("application/x-www-form-urlencoded")) => {
                    let pairs =
                        form.iter().map(|(name, value)| format!("{name}={}", value.as_str().unwrap_or_default()));
                    pairs.collect::<Vec<String>>().join("&")
                }
                _ => body.to_string(),
            };
            let answer =
                person.send(operation.method.clone(), &path, &headers, media.map(|_| bytes.into_bytes())).await;
            self.tried.insert(operation.id);
            last = self.note(operation, &answer, &format!("{path} {body}"));
        }
        last
    }

    pub(crate) fn note(&mut self, operation: &Operation, answer: &Answer, asked: &str) -> Value {
        if (200..300).contains(&answer.status) {
            self.seen.insert(operation.id);
            return serde_json::from_slice(&answer.bytes).unwrap_or_default();
        }
        self.wrong.push(format!("{} answered {} {}\n    to {asked}", operation.id, answer.status, answer.text));
        Value::Null
    }

    /// Reads as the first of these callers with the permission.
    pub(crate) async fn read(&mut self, people: &[&Person], operation: &Operation, query: &str) {
        let path = format!("{}{query}", self.path(operation, &[]));
        let mut told = Vec::new();
        for person in people {
            let answer = person.get(&path).await;
            if (200..300).contains(&answer.status) {
                self.seen.insert(operation.id);
                return;
            }
            told.push(format!("{} {}", answer.status, answer.text));
        }
        self.wrong.push(format!("{} to {path}: {}", operation.id, told.join("\n    ")));
    }
}

/// A value for a parameter: its example, or else the first word of its list.
pub(crate) fn worded(parameter: &Value) -> Option<String> {
    let schema = resolved(&parameter["schema"]);
    let own = parameter.get("example").or_else(|| schema.get("example")).or_else(|| schema["examples"].get(0));
    match own.or_else(|| schema["enum"].get(0)) {
        Some(Value::String(text)) => Some(text.clone()),
        Some(other) => Some(other.to_string()),
        None if schema["type"] == "boolean" => Some("true".to_owned()),
        None => None,
    }
}

/// The collection of an object's path, and the name of the object's parameter: `/v1/plans` and `plan` for
/// `/v1/plans/{plan}`.
fn collection(path: &str) -> Option<(&str, &str)> {
    let (collection, last) = path.rsplit_once('/')?;
    let name = last.strip_prefix('{')?.strip_suffix('}')?;
    (!collection.contains('{')).then_some((collection, name))
}

impl Replay {
    /// Tries the operations that no story has tried, such as those of a new concept: first those that create an object
    /// in a collection, then the steps of these objects, each as the first of these callers with the permission.
    pub(crate) async fn try_the_rest(&mut self, people: &[&Person]) {
        let untried = |replay: &Self| -> Vec<&'static Operation> {
            let open = |one: &&Operation| one.method != Method::GET && !replay.seen.contains(one.id);
            referee::operations().iter().filter(open).collect()
        };
        for operation in untried(self).into_iter().filter(|operation| !operation.path.contains('{')) {
            let made = self.take_by_any(people, operation).await;
            let named = referee::operations().iter().filter_map(|one| collection(one.path));
            if let Some((_, name)) = named.into_iter().find(|(place, _)| *place == operation.path)
                && let Some(id) = made["id"].as_str()
            {
                self.knows(name, id);
            }
        }
        for operation in untried(self) {
            self.take_by_any(people, operation).await;
        }
    }

    /// Creates an object in each collection, unless the name of its path parameter is among these.
    pub(crate) async fn make_all(&mut self, people: &[&Person], except: &[&str]) {
        let things = referee::operations().iter().filter_map(|operation| collection(operation.path));
        let things: BTreeSet<(&str, &str)> = things.filter(|(_, name)| !except.contains(name)).collect();
        for (place, name) in things.iter().copied() {
            // What is public as soon as it is made is made in a collection of the same name that cannot be read.
            let own = place.replacen("/v1/public/", "/v1/", 1);
            if own != place && things.contains(&(own.as_str(), name)) {
                continue;
            }
            let place = own;
            let making = |one: &&Operation| one.method == Method::POST && one.path == place;
            let Some(operation) = referee::operations().iter().find(making) else { continue };
            let made = self.take_by_any(people, operation).await;
            self.knows(name, &text(&made, "/id"));
        }
    }

    /// Sends the example as one caller after the other, until one succeeds.
    async fn take_by_any(&mut self, people: &[&Person], operation: &'static Operation) -> Value {
        let before = self.wrong.len();
        for person in people {
            let answer = self.take(person, operation.id, &[]).await;
            if self.seen.contains(operation.id) {
                self.wrong.truncate(before);
                return answer;
            }
        }
        Value::Null
    }
}
