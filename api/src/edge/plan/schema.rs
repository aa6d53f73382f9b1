//! The JSON Schema of plan packages, made of the types that read them: one definition for each file, and the document of
//! `GET /v1/campaigns/{campaign}/package` as the whole.
//!
//! It says what can be said of one file alone. What files say of each other, and the rules, are checked by `plan check`.

use domain::planning::campaign::stationery::Letterhead;
use serde_json::{Map, Value, json};
use utoipa::openapi::Ref;

use crate::base::operation::{Schemas, reference};
use crate::edge::openapi::write_out_lengths;
use crate::edge::plan::entries::{
    CYCLES, CycleEntry, FUNCTIONS, FunctionEntry, GROUPS, GroupEntry, LETTERHEAD, LEVELS, LINEAGE, LISTS, LevelEntry,
    MANIFEST, MOVEMENT, Manifest, MovementEntry, PAPERS, SETS, SetEntry, SuccessionEntry, UNITS, UnitEntry,
};
use crate::edge::plan::package::{FILE_MAX, FILES_MAX, PackageBody};

/// Where utoipa looks for schemas, and where a schema of its own has them.
const COMPONENTS: &str = "#/components/schemas/";
const DEFINITIONS: &str = "#/$defs/";
/// The files of rows of CSV, whose definitions describe a row, the lists, and the templates.
const TABLES: [&str; 4] = [UNITS, LINEAGE, LISTS, PAPERS];
/// Files for people and hidden ones, which are passed over.
const PASSED_OVER: &str = r"(^|/)(README\.md|\.[^/]*)$";

/// A file of a package, or a folder with such files.
struct File {
    name: &'static str,
    required: bool,
    /// The name of its definition.
    definition: &'static str,
    /// The definition.
    schema: Value,
}

/// The files, and the schemas of everything in them by their names.
fn files(known: &mut Schemas) -> Vec<File> {
    let file = |name, required, definition, schema: Value| File { name, required, definition, schema };
    let one = |whole: Ref| json!(whole);
    let list = |item: Ref| json!({"type": "array", "items": item});
    vec![
        file(MANIFEST, true, "package", one(reference::<Manifest>(known))),
        file(LEVELS, true, "levels", list(reference::<LevelEntry>(known))),
        file(UNITS, true, "unit-row", one(reference::<UnitEntry>(known))),
        file(LINEAGE, false, "lineage-row", one(reference::<SuccessionEntry>(known))),
        file(FUNCTIONS, false, "functions", list(reference::<FunctionEntry>(known))),
        file(MOVEMENT, true, "movement", one(reference::<MovementEntry>(known))),
        file(GROUPS, false, "groups", list(reference::<GroupEntry>(known))),
        file(CYCLES, true, "cycles", list(reference::<CycleEntry>(known))),
        file(SETS, false, "criteria-set", one(reference::<SetEntry>(known))),
        file(LETTERHEAD, false, "letterhead", one(reference::<Letterhead>(known))),
        file(
            PAPERS,
            false,
            "paper-template",
            json!({"type": "string", "description": "A template of a paper, in the language of Typst."}),
        ),
        file(
            LISTS,
            false,
            "unit-code",
            json!({"type": "string", "description": "A line: the code of a unit, or `code@day`."}),
        ),
    ]
}

/// The schema, as it is committed: indented, with a final newline.
#[must_use]
pub fn text() -> String {
    let mut text = serde_json::to_string_pretty(&schema()).unwrap_or_default();
    text.push('\n');
    text
}

/// The schema of a package's document, with a definition for each of its files.
#[must_use]
pub fn schema() -> Value {
    let mut known = Vec::new();
    let files = files(&mut known);
    let document = json!(reference::<PackageBody>(&mut known));
    let schemas: Map<String, Value> = known.into_iter().map(|(name, schema)| (name, json!(schema))).collect();
    let mut made = json!({"components": {"schemas": schemas}});
    write_out_lengths(&mut made);
    let mut definitions = made
        .pointer_mut("/components/schemas")
        .map(Value::take)
        .and_then(|all| all.as_object().cloned())
        .unwrap_or_default();
    let open = definitions.clone();
    definitions.values_mut().for_each(|schema| close(schema, &open));
    definitions.values_mut().for_each(without_examples);
    say_of_document(&mut definitions, &files);
    say_of_sets(&mut definitions);
    let roots: Map<String, Value> =
        files.into_iter().map(|File { definition, schema, .. }| (definition.to_owned(), schema)).collect();
    keep_what_is_used(&mut definitions, &json!([roots, document]));
    definitions.extend(roots);
    let schema = json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Plan package",
        "description": "A plan package in one document. `$defs` has a definition for each of its files: `package`, \
            `levels`, `functions`, `movement`, `groups`, `cycles`, `criteria-set`, `letterhead`; `unit-row`, `lineage-row` and \
            `unit-code` describe a row of units.csv, of lineage.csv and of a list below groups/.",
        "$ref": document.get("$ref"),
        "$defs": definitions,
    });
    let moved = schema.to_string().replace(COMPONENTS, DEFINITIONS);
    serde_json::from_str(&moved).unwrap_or_default()
}

/// Puts parts that make one object together, and allows it the properties that it has and no others.
fn close(schema: &mut Value, open: &Map<String, Value>) {
    let Value::Object(map) = schema else {
        if let Value::Array(items) = schema {
            items.iter_mut().for_each(|item| close(item, open));
        }
        return;
    };
    if let Some(Value::Array(parts)) = map.remove("allOf") {
        let mut whole = Map::new();
        parts.into_iter().for_each(|part| join(&mut whole, part, open));
        whole.extend(std::mem::take(map));
        *map = whole;
    }
    if map.get("type").is_some_and(|one| one == "object") {
        map.entry("additionalProperties").or_insert(Value::Bool(false));
    }
    map.iter_mut().filter(|(name, _)| *name != "default").for_each(|(_, below)| close(below, open));
}

/// Adds a part to the object that it is a part of.
fn join(whole: &mut Map<String, Value>, part: Value, open: &Map<String, Value>) {
    let name = part.get("$ref").and_then(Value::as_str).and_then(|place| place.strip_prefix(COMPONENTS));
    let part = name.and_then(|name| open.get(name)).cloned().unwrap_or(part);
    let Value::Object(part) = part else { return };
    for (name, value) in part {
        match (whole.get_mut(&name), value) {
            (_, Value::Array(parts)) if name == "allOf" => parts.into_iter().for_each(|part| join(whole, part, open)),
            (Some(Value::Object(known)), Value::Object(more)) => known.extend(more),
            (Some(Value::Array(known)), Value::Array(more)) => known.extend(more),
            (Some(_), _) => {}
            (None, value) => drop(whole.insert(name, value)),
        }
    }
}

/// Leaves out `example`, which is a word of OpenAPI.
fn without_examples(schema: &mut Value) {
    match schema {
        Value::Object(map) => {
            map.remove("example");
            map.values_mut().for_each(without_examples);
        }
        Value::Array(items) => items.iter_mut().for_each(without_examples),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// Which files a document has, and which schema the text of each fits.
fn say_of_document(definitions: &mut Map<String, Value>, files: &[File]) {
    let pattern = |file: &File| match file.name.strip_suffix('/') {
        Some(folder) => format!("^{folder}/."),
        None => format!("^{}$", file.name.replace('.', r"\.")),
    };
    let mut known: Vec<String> = files.iter().map(pattern).collect();
    known.push(PASSED_OVER.to_owned());
    let required: Vec<Value> = files
        .iter()
        .filter(|file| file.required)
        .map(|file| json!({"contains": {"properties": {"name": {"const": file.name}}, "required": ["name"]}}))
        .collect();
    let texts: Vec<Value> = files
        .iter()
        .filter(|file| !TABLES.contains(&file.name))
        .map(|file| {
            json!({
                "if": {"properties": {"name": {"pattern": pattern(file), "not": {"pattern": PASSED_OVER}}}},
                "then": {"properties": {"text": {
                    "contentMediaType": "application/json",
                    "contentSchema": {"$ref": format!("{DEFINITIONS}{}", file.definition)},
                }}},
            })
        })
        .collect();
    if let Some(list) = definitions.get_mut("PlanPackage").and_then(|one| one.pointer_mut("/properties/files")) {
        list["maxItems"] = json!(FILES_MAX);
        list["allOf"] = Value::Array(required);
    }
    if let Some(file) = definitions.get_mut("PackageFile") {
        for (place, name, bound) in [
            ("/properties/name", "pattern", json!(known.join("|"))),
            ("/properties/text", "maxLength", json!(FILE_MAX)),
        ] {
            if let Some(property) = file.pointer_mut(place).and_then(Value::as_object_mut) {
                property.insert(name.to_owned(), bound);
            }
        }
        file["allOf"] = Value::Array(texts);
    }
}

/// A set is a list or a tree.
fn say_of_sets(definitions: &mut Map<String, Value>) {
    let nothing = json!({"type": "null"});
    if let Some(set) = definitions.get_mut("CriteriaSet") {
        set["oneOf"] = json!([
            {
                "required": ["scale", "criteria"],
                "properties": {"scale": {"type": "integer"}, "criteria": {"minItems": 1}, "model": nothing},
            },
            {
                "required": ["model"],
                "properties": {
                    "model": {"type": "object"}, "scale": nothing, "criteria": {"maxItems": 0}, "grading": nothing,
                },
            },
        ]);
    }
}

/// Keeps the definitions that something refers to.
fn keep_what_is_used(definitions: &mut Map<String, Value>, roots: &Value) {
    loop {
        let (before, said) = (definitions.len(), json!([roots, &*definitions]).to_string());
        definitions.retain(|name, _| said.contains(&format!("\"{COMPONENTS}{name}\"")));
        if definitions.len() == before {
            return;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Two types of one name would share a definition.
    #[test]
    fn m10_every_definition_has_a_name_of_its_own() {
        let mut known = Vec::new();
        files(&mut known);
        reference::<PackageBody>(&mut known);
        let mut seen: Map<String, Value> = Map::new();
        for (name, schema) in known {
            let schema = json!(schema);
            let earlier = seen.entry(name.clone()).or_insert_with(|| schema.clone());
            assert_eq!(*earlier, schema, "{name}");
        }
    }
}
