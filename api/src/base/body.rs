//! Request bodies: JSON that is read once, within limits of size and time, and validated; every fault is named by its
//! JSON pointer.

use std::future::Future;
use std::marker::PhantomData;
use std::pin::Pin;
use std::time::Duration;

use actix_web::dev::Payload;
use actix_web::http::header::CONTENT_TYPE;
use actix_web::{FromRequest, HttpRequest, web};
use domain::base::code;
use domain::base::refusal::Violation;
use domain::base::wording;
use futures_util::StreamExt;
use serde::de::{DeserializeOwned, Error as _, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::{Map, Number, Value};
use utoipa::ToSchema;
use validator::{Validate, ValidationErrors, ValidationErrorsKind};

use crate::base::body::shape::{Faults, Place, Shape, escaped};
use crate::base::bounded_date;
use crate::base::operation::{Content, Described, OperationFacts, Schemas, content_as};
use crate::base::problem::{Kind, Problem, violation};
use crate::base::reasons;
use crate::base::text::{Paragraph, TakedownReason};

mod grouped;
mod shape;

/// The media type of a form.
const FORM: &str = "application/x-www-form-urlencoded";
/// Maximum size of a request body in bytes.
pub(crate) const BODY_BYTES_MAX: usize = 1 << 20;
/// Maximum time for sending a request body.
const BODY_TIME_MAX: Duration = Duration::from_secs(30);
/// Maximum pause while a request body is sent.
const BODY_SILENCE_MAX: Duration = Duration::from_secs(10);

/// The future of an asynchronous extractor.
pub(crate) type Extraction<T> = Pin<Box<dyn Future<Output = Result<T, Problem>>>>;

/// A request without content: no body, or `{}`.
#[derive(Clone, Copy, Debug, Default, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({}))]
pub(crate) struct Empty {}

/// The ground of a step.
#[derive(Clone, Debug, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"reason": "Bổ sung minh chứng cho tiêu chí 1.1"}))]
pub(crate) struct ReasonBody {
    /// Why, for the people concerned and for the audit trail; 1 to 4000 characters.
    #[validate(nested)]
    pub(crate) reason: Paragraph,
}

/// The ground of a takedown.
#[derive(Clone, Debug, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"reason": "Tài liệu mật"}))]
pub(crate) struct TakedownBody {
    /// Why, for the people concerned and for the audit trail; 1 to 4000 characters. Unlike other texts it may name the
    /// secrecy level of what is destroyed.
    #[validate(nested)]
    pub(crate) reason: TakedownReason,
}

/// A JSON body.
#[derive(Debug)]
pub(crate) struct Body<T>(pub(crate) T);

impl<T: ToSchema> Described for Body<T> {
    fn describe(facts: &mut OperationFacts) {
        // A body without properties has no content, so the document describes none.
        if T::name() != Empty::name() {
            facts.body::<T>(None);
        }
    }
}

impl<T: DeserializeOwned + Validate + ToSchema + 'static> FromRequest for Body<T> {
    type Error = Problem;
    type Future = Extraction<Self>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let (request, payload) = (request.clone(), payload.take());
        Box::pin(async move {
            let bytes = read(&request, payload).await?;
            parse(&bytes).map(Self)
        })
    }
}

/// The pairs of a form that `T` describes, as RFC 6749 sends its requests; `None` if the body is not a form.
pub(crate) struct Pairs<T> {
    pub(crate) pairs: Option<Vec<(String, String)>>,
    form: PhantomData<fn() -> T>,
}

/// The content of a form.
struct Form<T>(PhantomData<fn() -> T>);

impl<T: ToSchema> Content for Form<T> {
    fn content(schemas: &mut Schemas) -> Map<String, Value> {
        content_as::<T>(FORM, schemas)
    }
}

impl<T: ToSchema> Described for Pairs<T> {
    fn describe(facts: &mut OperationFacts) {
        facts.body::<Form<T>>(Some("What RFC 6749, 4.4.2 says; unknown parameters are ignored."));
    }
}

impl<T: 'static> FromRequest for Pairs<T> {
    type Error = Problem;
    type Future = Extraction<Self>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let (request, payload) = (request.clone(), payload.take());
        Box::pin(async move {
            let bytes = gather(&request, payload).await?;
            let form = media(&request).eq_ignore_ascii_case(FORM);
            let text = std::str::from_utf8(&bytes).ok().filter(|_| form);
            let pairs = text.and_then(|text| web::Query::<Vec<(String, String)>>::from_query(text).ok());
            Ok(Self { pairs: pairs.map(web::Query::into_inner), form: PhantomData })
        })
    }
}

/// The media type in `Content-Type`, without parameters.
pub(crate) fn media(request: &HttpRequest) -> &str {
    let media = request.headers().get(CONTENT_TYPE).and_then(|header| header.to_str().ok()).unwrap_or_default();
    media.split(';').next().unwrap_or_default().trim()
}

pub(crate) async fn read(request: &HttpRequest, payload: Payload) -> Result<Vec<u8>, Problem> {
    let bytes = gather(request, payload).await?;
    if !bytes.is_empty() && !media(request).eq_ignore_ascii_case("application/json") {
        return Err(Problem::plain(Kind::UnsupportedMediaType));
    }
    Ok(bytes)
}

/// Reads a body, up to the limits of size and time that apply to every body.
async fn gather(request: &HttpRequest, mut payload: Payload) -> Result<Vec<u8>, Problem> {
    let reading = async {
        let mut bytes = Vec::new();
        loop {
            let next = tokio::time::timeout(BODY_SILENCE_MAX, payload.next()).await;
            let Some(chunk) = next.map_err(|_elapsed| Problem::plain(Kind::Timeout))? else { break };
            let chunk = chunk.map_err(|_cut| Problem::new(Kind::Malformed, reasons::body_cut()))?;
            if BODY_BYTES_MAX < bytes.len().saturating_add(chunk.len()) {
                return Err(Problem::plain(Kind::TooLarge));
            }
            bytes.extend_from_slice(&chunk);
        }
        Ok(bytes)
    };
    let announced =
        request.headers().get("content-length").and_then(|header| header.to_str().ok()?.parse::<usize>().ok());
    if announced.is_some_and(|length| BODY_BYTES_MAX < length) {
        return Err(Problem::plain(Kind::TooLarge));
    }
    tokio::time::timeout(BODY_TIME_MAX, reading).await.map_err(|_ignored| Problem::plain(Kind::Timeout))?
}

/// A JSON value in which no object names a field twice: RFC 8259 leaves open which of the two counts.
struct Tree(Value);

impl<'de> Deserialize<'de> for Tree {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(TreeVisitor).map(Self)
    }
}

struct TreeVisitor;

impl<'de> Visitor<'de> for TreeVisitor {
    type Value = Value;

    fn expecting(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(Value::Number(value.into()))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(Value::Number(value.into()))
    }

    fn visit_f64<E: serde::de::Error>(self, value: f64) -> Result<Value, E> {
        // `-0` is zero.
        let value = if value == 0.0 { 0.0 } else { value };
        Number::from_f64(value).map(Value::Number).ok_or_else(|| E::custom("a number is finite"))
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(Value::String(value.to_owned()))
    }

    fn visit_string<E>(self, value: String) -> Result<Value, E> {
        Ok(Value::String(value))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let mut list = Vec::new();
        while let Some(Tree(item)) = items.next_element()? {
            list.push(item);
        }
        Ok(Value::Array(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut fields: A) -> Result<Value, A::Error> {
        let mut map = Map::new();
        while let Some(name) = fields.next_key::<String>()? {
            if map.contains_key(&name) {
                return Err(A::Error::custom(format_args!("duplicate field `{name}`")));
            }
            let Tree(value) = fields.next_value()?;
            map.insert(name, value);
        }
        Ok(Value::Object(map))
    }
}

pub(crate) fn parse<T: DeserializeOwned + Validate + ToSchema + 'static>(bytes: &[u8]) -> Result<T, Problem> {
    // Some programs write a byte-order mark before JSON (RFC 8259, 8.1: a parser may pass over it).
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let bytes = if bytes.is_empty() { b"{}" } else { bytes };
    let text =
        std::str::from_utf8(bytes).map_err(|_ignored| Problem::malformed(vec![violation("", reasons::not_utf8())]))?;
    // Tracking the position costs as much as parsing, so it is done only for a body that is invalid.
    let Tree(mut tree) = serde_json::from_str(text).map_err(|error| misplaced(text, &error))?;
    let mut faults = Faults::default();
    grouped::find(text, &mut faults);
    Shape::of::<T>().compare(&mut tree, &Place::Root, &mut faults);
    faults.refuse_if_any()?;
    let value = T::deserialize(&tree)
        .or_else(|_ignored| serde_path_to_error::deserialize::<_, T>(&tree).map_err(|error| misread(&error)))?;
    value.validate().map_err(|errors| {
        let mut violations = Vec::new();
        flatten("", &errors, &mut violations);
        violations.sort_by(|one, other| one.pointer.cmp(&other.pointer));
        Problem::malformed(violations)
    })?;
    Ok(value)
}

/// Parses an invalid body again, to find what is wrong and where.
fn misplaced(text: &str, error: &serde_json::Error) -> Problem {
    let mut deserializer = serde_json::Deserializer::from_str(text);
    match serde_path_to_error::deserialize::<_, Tree>(&mut deserializer) {
        Err(error) => misread(&error),
        // The value is valid, but other text follows it.
        Ok(_) => Problem::malformed(vec![violation("", reasons::json_broken(sentence(&error.to_string())))]),
    }
}

/// Converts an error of the parser into a violation with a pointer.
fn misread(error: &serde_path_to_error::Error<serde_json::Error>) -> Problem {
    use serde_path_to_error::Segment;
    let mut pointer = String::new();
    for segment in error.path() {
        match segment {
            Segment::Seq { index } => pointer.push_str(&format!("/{index}")),
            Segment::Map { key } => pointer.push_str(&format!("/{}", escaped(key))),
            Segment::Enum { .. } | Segment::Unknown => {}
        }
    }
    let message = error.inner().to_string();
    let named = message.split('`').nth(1).unwrap_or_default();
    let last = format!("/{}", escaped(named));
    let below = |pointer: &str| {
        if pointer.ends_with(&last) { pointer.to_owned() } else { format!("{pointer}{last}") }
    };
    let (pointer, reason) = if message.starts_with("number out of range") {
        (pointer, reasons::number_out_of_range())
    } else if !error.inner().is_data() {
        (pointer, reasons::json_broken(sentence(&message)))
    } else if message.starts_with("unknown field") {
        (below(&pointer), reasons::field_unknown())
    } else if message.starts_with("missing field") {
        (below(&pointer), reasons::field_missing())
    } else if message.starts_with("duplicate field") {
        (below(&pointer), reasons::field_twice())
    } else if message.starts_with("unknown variant") {
        (pointer, reasons::word_unknown(named, allowed(&message)))
    } else if message.starts_with(code::UNFIT) {
        (pointer, reasons::short_code_malformed(code::CODE_CHARS_MAX))
    } else if message.starts_with(code::WORD_UNFIT) {
        (pointer, reasons::short_code_malformed_of_word(code::WORD_CHARS_MAX))
    } else if message.starts_with(bounded_date::MALFORMED) {
        (pointer, reasons::day_malformed(sentence(&message)))
    } else if message.starts_with(bounded_date::OUT_OF_RANGE) {
        (pointer, reasons::day_out_of_range(bounded_date::SAID))
    } else if message.starts_with("invalid value: integer") {
        (pointer, reasons::number_out_of_range())
    } else {
        (pointer, reasons::type_wrong("Dữ liệu không đúng kiểu.", sentence(&message)))
    };
    Problem::malformed(vec![violation(pointer, reason)])
}

/// The words that a parser's error lists after the one that it does not know, or nothing.
pub(crate) fn allowed(message: &str) -> String {
    let words = message.split_once(", expected ").map_or("", |(_, words)| words);
    words.split('`').skip(1).step_by(2).collect::<Vec<&str>>().join(", ")
}

fn sentence(message: &str) -> String {
    let short = message.split(" at line ").next().unwrap_or(message);
    let mut letters = short.chars();
    letters.next().map_or_else(String::new, |first| format!("{}{}.", first.to_uppercase(), letters.as_str()))
}

fn flatten(path: &str, errors: &ValidationErrors, violations: &mut Vec<Violation>) {
    for (field, kind) in errors.errors() {
        // `Chars` reports a fault of the text as a whole, under an empty field name.
        let pointer = if field.is_empty() { path.to_owned() } else { format!("{path}/{}", camel(field)) };
        match kind {
            ValidationErrorsKind::Struct(inner) => flatten(&pointer, inner, violations),
            ValidationErrorsKind::List(items) => {
                for (index, inner) in items {
                    flatten(&format!("{pointer}/{index}"), inner, violations);
                }
            }
            ValidationErrorsKind::Field(found) => {
                for error in found {
                    violations.push(limit(&pointer, error));
                }
            }
        }
    }
}

fn limit(pointer: &str, error: &validator::ValidationError) -> Violation {
    let bound = |name: &str| error.params.get(name).map(ToString::to_string);
    let range = match (bound("min"), bound("max"), bound("equal")) {
        (_, _, Some(equal)) => format!("= {equal}"),
        (Some(min), Some(max), None) => format!("{min}–{max}"),
        (Some(min), None, None) => format!("≥ {min}"),
        (None, Some(max), None) => format!("≤ {max}"),
        (None, None, None) => String::new(),
    };
    let shown = |name: &str| bound(name).map(|raw| raw.parse::<i64>().map_or(raw, wording::number));
    let limits = match (shown("min"), shown("max"), shown("equal")) {
        (_, _, Some(equal)) => format!("đúng bằng {equal}"),
        (Some(min), Some(max), None) => format!("từ {min} đến {max}"),
        (Some(min), None, None) => format!("từ {min} trở lên"),
        (None, Some(max), None) => format!("không quá {max}"),
        (None, None, None) => String::new(),
    };
    match error.code.as_ref() {
        "length" => violation(pointer, reasons::length_out_of_range(limits, range)),
        "range" => violation(pointer, reasons::out_of_range(limits, range)),
        "url" => violation(pointer, reasons::url_malformed()),
        _ => violation(pointer, reasons::value_refused()),
    }
}

fn camel(field: &str) -> String {
    let mut upper = false;
    let mut name = String::with_capacity(field.len());
    for letter in field.chars() {
        if letter == '_' {
            upper = true;
        } else if upper {
            name.extend(letter.to_uppercase());
            upper = false;
        } else {
            name.push(letter);
        }
    }
    name
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::text::{EmptyOrLine, Line, Paragraph};

    #[derive(Debug, Deserialize, ToSchema, Validate)]
    #[serde(rename_all = "camelCase", deny_unknown_fields)]
    struct Texts {
        #[validate(nested)]
        own_name: Line,
        #[validate(nested)]
        note: Option<EmptyOrLine>,
        #[validate(length(max = 2), nested)]
        reasons: Vec<Paragraph>,
    }

    #[test]
    fn found_d_23_a_byte_order_mark_before_a_body_is_passed_over() {
        let body = "\u{feff}{\"ownName\": \"Ngân\", \"reasons\": []}";
        assert_eq!(parse::<Texts>(body.as_bytes()).expect("a body").own_name.to_string(), "Ngân");
    }

    #[test]
    fn every_text_of_a_wrong_length_is_named_at_once() {
        let long = "ế".repeat(301);
        let faults = |body: &Value| match parse::<Texts>(body.to_string().as_bytes()) {
            Ok(_) => Vec::new(),
            Err(problem) => problem.violations.into_iter().map(|one| (one.pointer, one.reason)).collect(),
        };
        let fault = |place: &str, limits: &str, range: &str| {
            (place.to_owned(), reasons::length_out_of_range(limits.to_owned(), range.to_owned()))
        };
        let body = serde_json::json!({"ownName": "", "note": long, "reasons": ["Vì", ""]});
        let expected = [
            fault("/note", "không quá 300", "≤ 300"),
            fault("/ownName", "từ 1 đến 300", "1–300"),
            fault("/reasons/1", "từ 1 đến 4.000", "1–4000"),
        ];
        assert_eq!(faults(&body), expected);
        // Characters are counted, not bytes.
        let body = serde_json::json!({"ownName": "ế".repeat(300), "note": "", "reasons": []});
        assert_eq!(faults(&body), []);
        let body = serde_json::json!({"ownName": "Ngân", "reasons": ["", "Vì", "Vì"]});
        assert_eq!(faults(&body), [fault("/reasons", "không quá 2", "≤ 2")]);
    }
}
