//! The shape that the contract gives a body: which fields an object has, which of them are required, and which type,
//! word or format each value has.
//!
//! The parser of a type stops at the first fault, takes an array for an object, and refuses `7.0` for an integer. So a
//! body is compared with the schema of its type first: every fault is named at once, and numbers are put into the form
//! that the type reads.

use std::any::TypeId;
use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, LazyLock, PoisonError, RwLock};

use chrono::DateTime;
use domain::base::citation::secret_not_allowed;
use domain::base::reason::Reason;
use domain::base::refusal::{Refusal, Violation};
use domain::base::secrecy::bears_secrecy_mark;
use serde_json::{Map, Number, Value};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::base::bounded_date;
use crate::base::hundredths::decimal::{self, DecimalBody};
use crate::base::hundredths::{self, Hundredths};
use crate::base::problem::{Problem, violation};
use crate::base::reasons;
use crate::base::text::TakedownReason;

/// Maximum number of faults that are named: an answer must not grow with a body of nothing but faults.
const FAULTS_MAX: usize = 100;

/// The shapes of the types that were read so far.
static SHAPES: LazyLock<RwLock<HashMap<TypeId, Arc<Shape>>>> = LazyLock::new(RwLock::default);

/// What a schema says about a value.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Shape {
    /// An object with these fields and no others.
    Object(BTreeMap<String, Field>),
    List(Box<Self>),
    /// One of these words.
    Word(Vec<String>),
    Text,
    /// A text that may bear a secrecy level.
    LevelText,
    Day,
    Instant,
    Identifier,
    Whole,
    Hundredths,
    Decimal,
    Number,
    Boolean,
    /// What it says of a type that contains itself, under the type's name.
    Named(String, Box<Self>),
    /// The type of this name, within itself.
    Again(String),
    /// Nothing is said here; the type alone decides.
    Anything,
}

/// A field of an object.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Field {
    required: bool,
    shape: Shape,
}

/// The types that contain themselves and within which a value stands, from the innermost.
struct Above<'a> {
    name: &'a str,
    shape: &'a Shape,
    above: Option<&'a Self>,
}

impl Above<'_> {
    fn of(&self, name: &str) -> Option<&Self> {
        if self.name == name { Some(self) } else { self.above.and_then(|above| above.of(name)) }
    }
}

/// Where a value stands in a body. It is written as a pointer only if something is wrong there: most bodies are right,
/// and a file of imports has a hundred thousand fields.
#[derive(Clone, Copy)]
pub(crate) enum Place<'a> {
    Root,
    Field(&'a Self, &'a str),
    Item(&'a Self, usize),
}

impl std::fmt::Display for Place<'_> {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Root => Ok(()),
            Self::Field(above, name) => write!(out, "{above}/{}", escaped(name)),
            Self::Item(above, number) => write!(out, "{above}/{number}"),
        }
    }
}

/// What is wrong with a body.
#[derive(Debug, Default)]
pub(crate) struct Faults {
    found: Vec<Violation>,
    /// The document itself forbids the value; otherwise only a rule does (L29).
    malformed: bool,
}

impl Faults {
    fn malformed(&mut self, place: &Place<'_>, reason: Reason) {
        self.malformed = true;
        self.add(place, reason);
    }

    pub(super) fn add(&mut self, place: &impl ToString, reason: Reason) {
        if self.found.len() < FAULTS_MAX {
            self.found.push(violation(place.to_string(), reason));
        }
    }

    #[cfg(test)]
    pub(super) fn pointers(&self) -> Vec<&str> {
        self.found.iter().map(|one| one.pointer.as_str()).collect()
    }

    /// Refuses the body if anything is wrong: 400 for what the document forbids, 422 for what only a rule forbids.
    pub(crate) fn refuse_if_any(self) -> Result<(), Problem> {
        let Self { found, malformed } = self;
        match (found.is_empty(), malformed) {
            (true, _) => Ok(()),
            (false, true) => Err(Problem::malformed(found)),
            (false, false) => Err(Refusal::Invalid(found).into()),
        }
    }
}

impl Shape {
    /// The shape of a type, from its schema.
    pub(crate) fn of<T: ToSchema + 'static>() -> Arc<Self> {
        let key = TypeId::of::<T>();
        let known = SHAPES.read().unwrap_or_else(PoisonError::into_inner).get(&key).cloned();
        known.unwrap_or_else(|| {
            let mut parts = Vec::new();
            T::schemas(&mut parts);
            let parts: Map<String, Value> = parts
                .into_iter()
                .map(|(name, schema)| (name, serde_json::to_value(schema).unwrap_or_default()))
                .collect();
            let schema = serde_json::to_value(T::schema()).unwrap_or_default();
            let shape = Arc::new(Self::read(&schema, &parts, &mut Vec::new()));
            SHAPES.write().unwrap_or_else(PoisonError::into_inner).insert(key, Arc::clone(&shape));
            shape
        })
    }

    fn read(schema: &Value, parts: &Map<String, Value>, within: &mut Vec<String>) -> Self {
        let text = |name: &str| schema.get(name).and_then(Value::as_str);
        if let Some(name) = text("$ref").and_then(|place| place.strip_prefix("#/components/schemas/")) {
            if name == Hundredths::name() {
                return Self::Hundredths;
            }
            if name == DecimalBody::name() {
                return Self::Decimal;
            }
            if name == TakedownReason::name() {
                return Self::LevelText;
            }
            if within.iter().any(|one| one == name) {
                return Self::Again(name.to_owned());
            }
            let Some(part) = parts.get(name) else { return Self::Anything };
            within.push(name.to_owned());
            let shape = Self::read(part, parts, within);
            within.pop();
            return if shape.contains(name) { Self::Named(name.to_owned(), Box::new(shape)) } else { shape };
        }
        // A field that may be absent is described as one schema or null.
        let choice = ["oneOf", "anyOf", "allOf"].iter().find_map(|one| schema.get(one)?.as_array());
        if let Some(choice) = choice {
            let mut choice = choice.iter().filter(|one| one.get("type").is_none_or(|kind| kind != "null"));
            return match (choice.next(), choice.next()) {
                (Some(only), None) => Self::read(only, parts, within),
                _ => Self::Anything,
            };
        }
        if let Some(words) = schema.get("enum").and_then(Value::as_array) {
            return Self::Word(words.iter().filter_map(Value::as_str).map(str::to_owned).collect());
        }
        let kinds = schema.get("type");
        let several = kinds.and_then(Value::as_array).and_then(|kinds| kinds.iter().find(|kind| **kind != "null"));
        match (several.or(kinds).and_then(Value::as_str), text("format")) {
            (Some("object"), _) => Self::object(schema, parts, within),
            (Some("array"), _) => {
                let items = schema.get("items").map_or(Self::Anything, |items| Self::read(items, parts, within));
                Self::List(Box::new(items))
            }
            (Some("string"), Some("date")) => Self::Day,
            (Some("string"), Some("date-time")) => Self::Instant,
            (Some("string"), Some("uuid")) => Self::Identifier,
            (Some("string"), _) => Self::Text,
            (Some("integer"), _) => Self::Whole,
            (Some("number"), _) => Self::Number,
            (Some("boolean"), _) => Self::Boolean,
            (_, _) => Self::Anything,
        }
    }

    fn object(schema: &Value, parts: &Map<String, Value>, within: &mut Vec<String>) -> Self {
        if schema.get("additionalProperties").is_some_and(Value::is_object) {
            return Self::Anything;
        }
        let required = schema.get("required").and_then(Value::as_array);
        let is_required = |name: &str| required.is_some_and(|names| names.iter().any(|one| one == name));
        let properties = schema.get("properties").and_then(Value::as_object);
        Self::Object(
            properties
                .into_iter()
                .flatten()
                .map(|(name, schema)| {
                    let field = Field { required: is_required(name), shape: Self::read(schema, parts, within) };
                    (name.clone(), field)
                })
                .collect(),
        )
    }

    /// Whether the type of a name stands within it again.
    fn contains(&self, name: &str) -> bool {
        match self {
            Self::Again(other) => other == name,
            Self::Object(fields) => fields.values().any(|field| field.shape.contains(name)),
            Self::List(shape) | Self::Named(_, shape) => shape.contains(name),
            Self::Word(_) | Self::Text | Self::LevelText | Self::Day | Self::Instant | Self::Identifier => false,
            Self::Whole | Self::Hundredths | Self::Decimal | Self::Number | Self::Boolean | Self::Anything => false,
        }
    }

    /// Compares a value with the shape, names everything that is wrong, and rewrites numbers as the type reads them:
    /// `7.0` as `7`. Absent and null mean the same, so a null is removed.
    pub(crate) fn compare(&self, value: &mut Value, place: &Place<'_>, faults: &mut Faults) {
        self.compare_in(None, value, place, faults);
    }

    fn compare_in(&self, above: Option<&Above<'_>>, value: &mut Value, place: &Place<'_>, faults: &mut Faults) {
        match (self, &mut *value) {
            (Self::Named(name, shape), value) => {
                shape.compare_in(Some(&Above { name, shape, above }), value, place, faults);
            }
            (Self::Again(name), value) => {
                if let Some(found) = above.and_then(|above| above.of(name)) {
                    found.shape.compare_in(Some(found), value, place, faults);
                }
            }
            (Self::Object(fields), Value::Object(map)) => compare_fields((fields, above), map, place, faults),
            (Self::List(shape), Value::Array(items)) => {
                for (number, item) in items.iter_mut().enumerate() {
                    shape.compare_in(above, item, &Place::Item(place, number), faults);
                }
            }
            (Self::Word(words), Value::String(word)) => {
                if !words.contains(word) {
                    faults.malformed(place, reasons::word_unknown(short(word), words.join(", ")));
                }
            }
            (Self::Day, Value::String(text)) => match bounded_date::strict(text) {
                Ok(_) => {}
                Err(bounded_date::Fault::NoDay) => {
                    faults.malformed(place, reasons::day_malformed("A day is written as in 2024-11-30."));
                }
                Err(bounded_date::Fault::OutOfRange) => {
                    faults.malformed(place, reasons::day_out_of_range(bounded_date::SAID));
                }
            },
            (Self::Instant, Value::String(text)) => {
                if DateTime::parse_from_rfc3339(text).is_err() {
                    let said = (
                        "Thời điểm phải ghi đủ ngày, giờ và múi giờ.",
                        "A moment is written as in 2024-11-30T08:00:00Z (RFC 3339).",
                    );
                    faults.malformed(place, reasons::type_wrong(said.0, said.1));
                }
            }
            (Self::Identifier, Value::String(text)) => {
                if text.len() != 36 || Uuid::parse_str(text).is_err() {
                    faults.malformed(
                        place,
                        reasons::type_wrong(
                            "Cần mã định danh do hệ thống cấp (36 ký tự), không phải mã đơn vị hay tên.",
                            "An identifier is a UUID as it was answered, not a code or a name.",
                        ),
                    );
                }
            }
            (Self::Whole, Value::Number(number)) => match whole(number) {
                Some(Ok(whole)) => *number = whole,
                Some(Err(())) => faults.malformed(place, reasons::number_out_of_range()),
                None => faults.add(place, reasons::number_not_whole()),
            },
            (Self::Hundredths, Value::Number(number)) => match hundredths::read(number) {
                Ok(_) => {}
                Err(hundredths::Fault::TooFine) => faults.add(place, reasons::decimals_too_many()),
                Err(hundredths::Fault::OutOfRange) => {
                    faults.malformed(place, reasons::out_of_range("từ 0 đến 1.000.000", "0–1000000"));
                }
            },
            (Self::Decimal, Value::Number(number)) => match decimal::read(number) {
                Ok(_) => {}
                Err(decimal::Fault::TooFine) => faults.add(place, reasons::decimals_too_many_of_four()),
                Err(decimal::Fault::OutOfRange) => {
                    let said = ("từ −999.999.999.999 đến 999.999.999.999", "within ±999999999999");
                    faults.malformed(place, reasons::out_of_range(said.0, said.1));
                }
            },
            // Rule L35, for every text that comes in but the reason of a takedown: a reason and a note are stored and
            // shown like a title.
            (Self::Text, Value::String(text)) => {
                if bears_secrecy_mark(text) {
                    faults.add(place, secret_not_allowed());
                }
            }
            (Self::LevelText, Value::String(_)) | (Self::Number, Value::Number(_)) => {}
            (Self::Boolean, Value::Bool(_)) | (Self::Anything, _) => {}
            (expected, found) => {
                let (vi, en) = expected.instead_of(found);
                faults.malformed(place, reasons::type_wrong(vi, en));
            }
        }
    }

    /// What stands here and what should, in both languages: never the value itself, which may be personal.
    fn instead_of(&self, found: &Value) -> (String, String) {
        let expected = match self {
            Self::Object(_) => ("một đối tượng", "an object"),
            Self::List(_) => ("một danh sách", "a list"),
            Self::Word(_) => ("một giá trị trong danh sách, đặt trong ngoặc kép", "a word, as a text"),
            Self::Text | Self::LevelText => ("chữ, đặt trong ngoặc kép", "a text"),
            Self::Day => ("ngày, đặt trong ngoặc kép", "a day, as a text"),
            Self::Instant => ("thời điểm, đặt trong ngoặc kép", "a moment, as a text"),
            Self::Identifier => ("mã định danh, đặt trong ngoặc kép", "an identifier, as a text"),
            Self::Whole => ("số nguyên, không đặt trong ngoặc kép", "an integer"),
            Self::Hundredths | Self::Decimal | Self::Number => ("số, không đặt trong ngoặc kép", "a number"),
            Self::Boolean => ("giá trị đúng hoặc sai, không đặt trong ngoặc kép", "true or false"),
            Self::Anything | Self::Named(..) | Self::Again(_) => ("một giá trị", "a value"),
        };
        let found = match found {
            Value::Null => ("giá trị rỗng", "null"),
            Value::Bool(_) => ("giá trị đúng hoặc sai", "true or false"),
            Value::Number(_) => ("số", "a number"),
            Value::String(_) => ("chữ", "a text"),
            Value::Array(_) => ("danh sách", "a list"),
            Value::Object(_) => ("đối tượng", "an object"),
        };
        (format!("Cần {}, không phải {}.", expected.0, found.0), format!("Expected {}, not {}.", expected.1, found.1))
    }
}

fn compare_fields(
    (fields, above): (&BTreeMap<String, Field>, Option<&Above<'_>>),
    map: &mut Map<String, Value>,
    place: &Place<'_>,
    faults: &mut Faults,
) {
    for name in map.keys().filter(|name| !fields.contains_key(*name)) {
        faults.malformed(&Place::Field(place, name), reasons::field_unknown());
    }
    for (name, field) in fields {
        let below = Place::Field(place, name);
        match map.get_mut(name) {
            Some(Value::Null) | None if field.required => faults.malformed(&below, reasons::field_missing()),
            Some(Value::Null) => {
                map.remove(name);
            }
            Some(value) => field.shape.compare_in(above, value, &below, faults),
            None => {}
        }
    }
}

/// A name of a field in a JSON pointer (RFC 6901).
pub(crate) fn escaped(name: &str) -> String {
    name.replace('~', "~0").replace('/', "~1")
}

/// The beginning of a word, to be quoted in a message.
fn short(word: &str) -> String {
    word.chars().take(40).collect()
}

/// An integer from a number that JSON Schema counts as one, such as `7.0` or `7e0`; an error if it is too large, `None`
/// if it is not whole.
fn whole(number: &Number) -> Option<Result<Number, ()>> {
    if number.is_i64() {
        return Some(Ok(number.clone()));
    }
    let Some(float) = number.as_f64().filter(|_| !number.is_u64()) else { return Some(Err(())) };
    if float.fract() != 0.0 {
        return None;
    }
    Some(format!("{float:.0}").parse::<i64>().map(Number::from).map_err(|_ignored| ()))
}
