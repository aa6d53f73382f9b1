//! The JSON Schema of plan packages: it is current, the packages fit it, and what it refuses the reader refuses, too.

use std::path::{Path, PathBuf};

use api::base::clock::Clock;
use api::edge::plan::package::Package;
use api::edge::plan::{self, schema};
use api::edge::server;
use jsonschema::{Draft, Validator};
use persistence::base::store::Store;
use serde_json::{Value, json};

/// The packages, and the file of their schema.
const PLANS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../plans");
const PACKAGES: [&str; 2] = ["soc-trang-2021-2025", "demo-two-level-2026-2030"];
/// The files of JSON that are one file each, with their definitions.
const FILES: [(&str, &str); 7] = [
    ("package.json", "package"),
    ("levels.json", "levels"),
    ("functions.json", "functions"),
    ("movement.json", "movement"),
    ("groups.json", "groups"),
    ("cycles.json", "cycles"),
    ("letterhead.json", "letterhead"),
];

fn folder(package: &str) -> PathBuf {
    Path::new(PLANS).join(package)
}

/// What checks a file against a definition; the whole document without one.
fn validator(definition: Option<&str>) -> Validator {
    let mut schema = schema::schema();
    if let Some(name) = definition {
        let root = schema.as_object_mut().expect("an object");
        root.insert("$ref".to_owned(), json!(format!("#/$defs/{name}")));
    }
    let options = jsonschema::options().with_draft(Draft::Draft202012).should_validate_formats(true);
    options.build(&schema).unwrap_or_else(|error| panic!("{definition:?} is no schema: {error}"))
}

/// Every fault of a value.
fn faults(definition: Option<&str>, value: &Value) -> Vec<String> {
    validator(definition).iter_errors(value).map(|error| format!("{} {error}", error.instance_path())).collect()
}

fn json_of(path: &Path) -> Value {
    let text = std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    serde_json::from_str(&text).expect("JSON")
}

/// The files of a package below its folder.
fn names(package: &str) -> Vec<String> {
    let root = folder(package);
    let mut names = Vec::new();
    for below in ["", "criteria-sets/", "groups/"] {
        let files = std::fs::read_dir(root.join(below)).into_iter().flatten().flatten();
        let plain = files.filter(|entry| entry.path().is_file());
        names.extend(plain.map(|entry| format!("{below}{}", entry.file_name().to_string_lossy())));
    }
    names
}

/// The definition of a file; none for one of rows.
fn definition(name: &str) -> Option<&'static str> {
    if name.starts_with("criteria-sets/") {
        return Some("criteria-set");
    }
    FILES.iter().find(|(file, _)| *file == name).map(|(_, definition)| *definition)
}

#[test]
fn the_committed_schema_is_current() {
    let committed = std::fs::read_to_string(folder("package.schema.json")).unwrap_or_default();
    let said = "plans/package.schema.json is not current; type: cargo run -- plan schema > plans/package.schema.json";
    assert!(committed == schema::text(), "{said}");
}

/// Rule M10: every file of the packages fits its definition, and each package as one document fits the whole.
#[test]
fn m10_the_packages_fit_their_schema() {
    for package in PACKAGES {
        let mut files = Vec::new();
        let names = names(package);
        for name in names {
            let path = folder(package).join(&name);
            if let Some(definition) = definition(&name) {
                assert_eq!(faults(Some(definition), &json_of(&path)), Vec::<String>::new(), "{package}/{name}");
            }
            files.push(json!({"name": name, "text": std::fs::read_to_string(path).expect("a file")}));
        }
        assert_eq!(faults(None, &json!({"files": files})), Vec::<String>::new(), "{package}");
        let lacking: Vec<Value> = files.iter().filter(|file| file["name"] != "units.csv").cloned().collect();
        assert!(!faults(None, &json!({"files": lacking})).is_empty(), "{package}: units.csv is missing");
        files.push(json!({"name": "criterias.json", "text": "[]"}));
        assert!(!faults(None, &json!({"files": files})).is_empty(), "{package}: no package has such a file");
    }
}

/// A package with one file changed.
fn changed(package: &str, file: &str, content: &Value) -> tempfile::TempDir {
    let target = tempfile::tempdir().expect("a folder");
    for name in names(package) {
        let place = target.path().join(&name);
        std::fs::create_dir_all(place.parent().expect("a folder")).expect("a folder");
        std::fs::copy(folder(package).join(&name), place).expect("a file");
    }
    std::fs::write(target.path().join(file), content.to_string()).expect("a file");
    target
}

/// A change of the value at a pointer: a field of it that becomes this, or is removed.
type Planted = (&'static str, &'static str, &'static str, Option<Value>);

/// Rule M10: an unknown field, a word that is none of the list, a missing field and a number out of its bounds are refused
/// by the schema and by the reader.
#[tokio::test]
async fn m10_what_the_schema_refuses_the_reader_refuses() {
    let scratch = tempfile::tempdir().expect("a folder");
    let clock = Clock::default();
    let url = format!("sqlite:{}", scratch.path().join("check.sqlite").display());
    let store = server::prepare(&url, &clock).await.expect("a database");
    let planted: [Planted; 25] = [
        ("package.json", "", "demos", Some(json!(true))),
        ("package.json", "", "format", Some(json!(2))),
        ("package.json", "", "name", None),
        ("levels.json", "/0", "gsoDigit", Some(json!(2))),
        ("levels.json", "/1", "gsoDigits", Some(json!(11))),
        ("levels.json", "/0", "kind", Some(json!("VILLAGE"))),
        ("levels.json", "/0", "code", Some(json!("tỉnh"))),
        ("functions.json", "/0/holders/0", "until", Some(json!("2027-01-01"))),
        ("functions.json", "/0", "function", Some(json!("MAYOR"))),
        ("functions.json", "/0", "document", None),
        ("movement.json", "/legalBases/0", "issuerr", Some(json!("Bộ Chính trị"))),
        ("movement.json", "/policy", "nominatedFormz", Some(json!(["BANG_KHEN_PROVINCE"]))),
        ("movement.json", "/policy/reportsBefore", "month", Some(json!(13))),
        ("movement.json", "", "code", Some(json!("Chuyển đổi số"))),
        ("movement.json", "", "contents", None),
        ("movement.json", "/launch", "signer", None),
        ("groups.json", "/0", "kind", Some(json!("BLOCK"))),
        ("groups.json", "/0", "members", Some(json!("CUM-1.csv"))),
        ("cycles.json", "/0", "selection", Some(json!({"level": ["COMMUNE"]}))),
        ("cycles.json", "/0", "periodStartDate", Some(json!("01/01/2026"))),
        ("criteria-sets/communes.json", "", "cycleKinds", Some(json!([]))),
        ("criteria-sets/communes.json", "", "scale", Some(json!(10_000))),
        ("criteria-sets/communes.json", "/model/rounding", "mode", Some(json!("UP"))),
        ("criteria-sets/communes.json", "/model/main/children/0", "childs", Some(json!([1]))),
        ("criteria-sets/communes.json", "/model/main", "name", None),
    ];
    for (file, place, field, value) in planted {
        refused(&store, &clock, PACKAGES[1], (file, place, field, value)).await;
    }
    let planted: [Planted; 6] = [
        ("criteria-sets/commune.json", "/criteria/0/measure", "kind", Some(json!("SHARE"))),
        ("criteria-sets/commune.json", "/criteria/0/measure", "targetBasisPoint", Some(json!(1))),
        ("criteria-sets/commune.json", "/criteria/0/measure", "targetBasisPoints", Some(json!(10_001))),
        ("criteria-sets/commune.json", "/criteria/0/measure", "zeroDenominator", None),
        ("criteria-sets/commune.json", "/criteria/0", "maxPoints", Some(json!(-1))),
        ("criteria-sets/commune.json", "", "scale", None),
    ];
    for one in planted {
        refused(&store, &clock, PACKAGES[0], one).await;
    }
    store.close().await.expect("it is closed");
}

async fn refused(store: &Store, clock: &Clock, package: &str, (file, place, field, value): Planted) {
    let mut content = json_of(&folder(package).join(file));
    let definition = definition(file);
    assert_eq!(faults(definition, &content), Vec::<String>::new(), "{file}");
    let target = content.pointer_mut(place).and_then(Value::as_object_mut).expect("an object");
    match &value {
        Some(value) => drop(target.insert(field.to_owned(), value.clone())),
        None => drop(target.remove(field).expect("it is there")),
    }
    let planted = format!("{file}{place}/{field} {value:?}");
    assert!(!faults(definition, &content).is_empty(), "the schema takes {planted}");
    let read = Package::read(changed(package, file, &content).path()).expect("a package");
    assert!(plan::check(store, &read, clock.now()).await.is_err(), "the reader takes {planted}");
}
