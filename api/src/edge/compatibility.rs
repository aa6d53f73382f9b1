//! Breaking changes: compares a document of the contract with an earlier one.

use domain::base::contract::{Contract, ContractVersion, Pin};
use serde_json::{Map, Value};

use crate::edge::committed::METHODS;

/// Corrections of the document that left the service unchanged, so they break no client.
pub(crate) const CORRECTED: [&str; 5] = [
    "get /v1/public/boards/{board}/json-stat 200/value[]: type changed from \"number\" to [\"number\",\"null\"]",
    "post /v1/cycles/{cycle}/imports no longer takes the parameter \"If-Match\"",
    "post /v1/cycles/{cycle}/releases no longer takes the parameter \"If-Match\"",
    "post /v1/sessions/current/renewal no longer takes the parameter \"Idempotency-Key\"",
    "post /v1/signing-sheets no longer takes the parameter \"Idempotency-Key\"",
];
/// Limits that refuse more values the lower they are.
const UPPER_LIMITS: [&str; 4] = ["maxLength", "maximum", "exclusiveMaximum", "maxItems"];
/// Limits that refuse more values the higher they are.
const LOWER_LIMITS: [&str; 4] = ["minLength", "minimum", "exclusiveMinimum", "minItems"];
/// Constraints that refuse other values as soon as they are added or changed.
const FORMS: [&str; 4] = ["pattern", "format", "multipleOf", "uniqueItems"];

/// What the new document takes away from a client of the old one without the history saying so: in the versions after the
/// old document's, each meant break stands in the `breaks` of a change.
#[must_use]
pub fn unmeant(old: &Value, new: &Value, history: &Contract) -> Vec<String> {
    let version = old["info"]["version"].as_str().and_then(ContractVersion::parse);
    let editions = version.map(|version| history.after(Pin::At(version)).collect::<Vec<_>>()).unwrap_or_default();
    let meant = |line: &String| editions.iter().flat_map(|edition| &edition.changes).any(|change| change.means(line));
    breaks(old, new).into_iter().filter(|line| !meant(line)).collect()
}

/// What the new document takes away from a client that was written against the old one.
#[must_use]
pub fn breaks(old: &Value, new: &Value) -> Vec<String> {
    let mut found = Vec::new();
    let empty = Map::new();
    let paths = |document: &Value| document["paths"].as_object().cloned().unwrap_or_default();
    let after = paths(new);
    for (path, item) in paths(old) {
        for method in METHODS {
            let Some(before) = item.get(method) else { continue };
            let Some(now) = after.get(&path).and_then(|item| item.get(method)) else {
                found.push(format!("{method} {path} is gone"));
                continue;
            };
            let place = format!("{method} {path}");
            compare_parameters(&place, (old, before), (new, now), &mut found);
            let is_open = |operation: &Value| operation["security"].as_array().is_some_and(Vec::is_empty);
            if is_open(before) && !is_open(now) {
                found.push(format!("{place} now needs a token"));
            }
            let bodies = before["requestBody"]["content"].as_object().unwrap_or(&empty);
            for media in bodies.keys().filter(|media| *media != "application/json") {
                if now["requestBody"]["content"].get(media).is_none() {
                    found.push(format!("{place} no longer takes {media}"));
                }
            }
            let media = "/requestBody/content/application~1json/schema";
            match (before.pointer(media), now.pointer(media)) {
                (Some(was), Some(is)) => {
                    if now["requestBody"]["required"] == true && before["requestBody"]["required"] != true {
                        found.push(format!("{place} needs a body"));
                    }
                    compare(
                        &format!("{place} request"),
                        (old, was),
                        (new, is),
                        Side::Request,
                        &mut Vec::new(),
                        &mut found,
                    );
                }
                // A body without properties is still accepted, and no client has to send it.
                (Some(was), None) if resolve(old, was).0.get("properties").is_none() => {}
                (Some(_), None) => found.push(format!("{place} takes no body any more")),
                (None, Some(_)) if now["requestBody"]["required"] == true => {
                    found.push(format!("{place} needs a body"))
                }
                (None, _) => {}
            }
            let answers = now["responses"].as_object().unwrap_or(&empty);
            for (status, was) in before["responses"].as_object().unwrap_or(&empty) {
                let Some(is) = answers.get(status) else {
                    found.push(format!("{place} no longer answers {status}"));
                    continue;
                };
                for name in was["headers"].as_object().unwrap_or(&empty).keys() {
                    if is["headers"].get(name).is_none() {
                        found.push(format!("{place} {status} no longer has the header {name}"));
                    }
                }
                for (media, was) in was["content"].as_object().unwrap_or(&empty) {
                    let Some(is) = is["content"].get(media) else {
                        found.push(format!("{place} {status} no longer answers {media}"));
                        continue;
                    };
                    // Text and binary content has no JSON type that could change.
                    if !is_json(media) {
                        continue;
                    }
                    let what = format!("{place} {status}");
                    compare(
                        &what,
                        (old, &was["schema"]),
                        (new, &is["schema"]),
                        Side::Response,
                        &mut Vec::new(),
                        &mut found,
                    );
                }
            }
        }
    }
    found.retain(|one| !CORRECTED.contains(&one.as_str()));
    found.sort();
    found.dedup();
    found
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Side {
    Request,
    Response,
}

pub(crate) fn compare_parameters(
    place: &str,
    (old, before): (&Value, &Value),
    (new, now): (&Value, &Value),
    found: &mut Vec<String>,
) {
    let list = |operation: &Value| operation["parameters"].as_array().cloned().unwrap_or_default();
    let key = |parameter: &Value| (parameter["in"].to_string(), parameter["name"].to_string());
    let (was, is) = (list(before), list(now));
    for parameter in &was {
        match is.iter().find(|other| key(other) == key(parameter)) {
            Some(other) => {
                let (was, is) = ((old, &parameter["schema"]), (new, &other["schema"]));
                compare(&format!("{place} {}", parameter["name"]), was, is, Side::Request, &mut Vec::new(), found);
            }
            None => found.push(format!("{place} no longer takes the parameter {}", parameter["name"])),
        }
    }
    for parameter in &is {
        let known = was.iter().find(|other| key(other) == key(parameter));
        if parameter["required"] == true && known.is_none_or(|known| known["required"] != true) {
            found.push(format!("{place} now requires the parameter {}", parameter["name"]));
        }
    }
}

pub(crate) fn resolve<'a>(document: &'a Value, schema: &'a Value) -> (&'a Value, Option<&'a str>) {
    let Some(reference) = schema["$ref"].as_str() else { return (schema, None) };
    let target = reference.strip_prefix('#').and_then(|pointer| document.pointer(pointer));
    (target.unwrap_or(schema), Some(reference))
}

pub(crate) fn compare(
    place: &str,
    (old, was): (&Value, &Value),
    (new, is): (&Value, &Value),
    side: Side,
    seen: &mut Vec<String>,
    found: &mut Vec<String>,
) {
    let ((was, name), (is, _)) = (resolve(old, was), resolve(new, is));
    if let Some(name) = name {
        if seen.iter().any(|one| one == name) {
            return;
        }
        seen.push(name.to_owned());
    }
    if was["type"] != is["type"] {
        found.push(format!("{place}: type changed from {} to {}", was["type"], is["type"]));
        return;
    }
    let listed = |schema: &Value, name: &str| schema.get(name).and_then(Value::as_array).cloned();
    let (was_closed, was_open) = (listed(was, "enum"), listed(was, "x-extensible-enum"));
    let (is_closed, is_open) = (listed(is, "enum"), listed(is, "x-extensible-enum"));
    match side {
        // No word that a client sends may go.
        Side::Request => match (was_closed.or(was_open), is_closed.or(is_open)) {
            (Some(before), Some(now)) => {
                for word in before.iter().filter(|word| !now.contains(word)) {
                    found.push(format!("{place}: the value {word} is gone"));
                }
            }
            (None, Some(_)) => found.push(format!("{place}: only listed values are left")),
            (_, None) => {}
        },
        // A client of a closed list can read no other word; one of an open list passes over what it does not know.
        Side::Response => match (was_closed, is_closed.or(is_open)) {
            (Some(before), Some(now)) => {
                for word in now.iter().filter(|word| !before.contains(word)) {
                    found.push(format!("{place}: the value {word} is new, and the list was closed"));
                }
            }
            (Some(_), None) => found.push(format!("{place}: its values are not listed any more")),
            (None, _) => {}
        },
    }
    let names = |schema: &Value| -> Vec<Value> { schema["required"].as_array().cloned().unwrap_or_default() };
    let properties = |schema: &Value| schema["properties"].as_object().cloned().unwrap_or_default();
    let after = properties(is);
    for (property, before) in properties(was) {
        let below = format!("{place}/{property}");
        match after.get(&property) {
            Some(now) => compare(&below, (old, &before), (new, now), side, seen, found),
            None => found.push(format!("{below} is gone")),
        }
    }
    match side {
        Side::Request => {
            compare_limits(place, was, is, found);
            if is["additionalProperties"] == false && was["additionalProperties"] != false {
                found.push(format!("{place} takes no other properties any more"));
            }
            for required in names(is) {
                if !names(was).contains(&required) {
                    found.push(format!("{place} now requires {required}"));
                }
            }
        }
        Side::Response => {
            for promised in names(was) {
                if !names(is).contains(&promised) {
                    found.push(format!("{place} no longer promises {promised}"));
                }
            }
        }
    }
    if was.get("items").is_some() {
        compare(&format!("{place}[]"), (old, &was["items"]), (new, &is["items"]), side, seen, found);
    }
}

/// What a request may no longer contain because a limit was tightened or a constraint added.
fn compare_limits(place: &str, was: &Value, is: &Value, found: &mut Vec<String>) {
    let number = |schema: &Value, limit: &str| schema[limit].as_f64();
    let upper = UPPER_LIMITS.map(|limit| (limit, number(is, limit), number(was, limit).unwrap_or(f64::INFINITY)));
    let lower = LOWER_LIMITS.map(|limit| (limit, number(is, limit), number(was, limit).unwrap_or(f64::NEG_INFINITY)));
    let tightened = (upper.into_iter().filter(|(_, is, was)| is.is_some_and(|is| is < *was)))
        .chain(lower.into_iter().filter(|(_, is, was)| is.is_some_and(|is| *was < is)))
        .map(|(limit, _, _)| limit);
    let added = FORMS.into_iter().filter(|form| is.get(form).is_some() && is[*form] != was[*form]);
    for limit in tightened.chain(added) {
        found.push(format!("{place}: {limit} changed from {} to {}", was[limit], is[limit]));
    }
}

/// Whether a media type is JSON, so that its schema says more than "text" or "bytes".
pub(crate) fn is_json(media: &str) -> bool {
    media == "application/json" || media.ends_with("+json")
}
