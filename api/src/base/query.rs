//! The parameters of path and query; a malformed one becomes a problem.

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest, web};
use domain::base::refusal::Violation;
use serde::de::DeserializeOwned;
use utoipa::IntoParams;

use crate::base::body::allowed;
use crate::base::bounded_date;
use crate::base::operation::{Described, OperationFacts};
use crate::base::problem::{Kind, Problem, violation};
use crate::base::reasons;

/// Maximum length of a search text.
const SEARCH_CHARS_MAX: usize = 100;

/// A search text from a query. If nothing is left of it without accents and marks, it matches every name.
pub(crate) fn searched(text: Option<String>) -> Result<Option<String>, Problem> {
    if text.as_ref().is_some_and(|text| SEARCH_CHARS_MAX < text.chars().count()) {
        return Err(Problem::malformed(vec![violation("?text", reasons::search_too_long(SEARCH_CHARS_MAX))]));
    }
    Ok(text)
}

/// The path parameters; a malformed identifier is answered with 404.
#[derive(Debug)]
pub(crate) struct Path<T>(pub(crate) T);

impl<T: IntoParams> Described for Path<T> {
    fn describe(facts: &mut OperationFacts) {
        facts.parameters::<T>();
    }
}

impl<T: DeserializeOwned + 'static> FromRequest for Path<T> {
    type Error = Problem;
    type Future = std::future::Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let path = web::Path::<T>::from_request(request, payload).into_inner();
        std::future::ready(path.map(|path| Self(path.into_inner())).map_err(|_ignored| Problem::plain(Kind::NotFound)))
    }
}

/// The query parameters; the edge has refused unknown names already.
#[derive(Debug)]
pub(crate) struct Query<T>(pub(crate) T);

impl<T: IntoParams> Described for Query<T> {
    fn describe(facts: &mut OperationFacts) {
        facts.parameters::<T>();
    }
}

impl<T: DeserializeOwned + 'static> FromRequest for Query<T> {
    type Error = Problem;
    type Future = std::future::Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        std::future::ready(parse_query(request.query_string()).map(Self))
    }
}

pub(crate) fn parse_query<T: DeserializeOwned>(query: &str) -> Result<T, Problem> {
    let unreadable: Vec<Violation> = query.split('&').filter(|pair| !is_text(pair)).map(untextual).collect();
    if !unreadable.is_empty() {
        return Err(Problem::malformed(unreadable));
    }
    // Parsing one pair at a time shows which one is at fault; the library does not tell.
    match web::Query::<T>::from_query(query) {
        Ok(parsed) => Ok(parsed.into_inner()),
        Err(error) => {
            let pairs = query.split('&').filter(|pair| !pair.is_empty());
            let guilty: Vec<Violation> = pairs
                .filter_map(|pair| {
                    let said = web::Query::<T>::from_query(pair).err()?.to_string();
                    // Alone, a valid pair lacks the other required parameters.
                    if missing(&said).is_some() {
                        return None;
                    }
                    let name = pair.split('=').next().unwrap_or_default();
                    let words = allowed(&said);
                    let reason = match words.is_empty() {
                        true => reasons::parameter_malformed(kind_of(&said)),
                        false => reasons::parameter_word_unknown(words),
                    };
                    Some(violation(format!("?{name}"), reason))
                })
                .collect();
            if guilty.is_empty() {
                let detail = error.to_string();
                if let Some(name) = missing(&detail) {
                    return Err(Problem::malformed(vec![violation(
                        format!("?{name}"),
                        reasons::parameter_missing(name),
                    )]));
                }
                return Err(Problem::malformed(vec![violation("?", reasons::parameters_malformed(detail))]));
            }
            Err(Problem::malformed(guilty))
        }
    }
}

/// Whether a pair is UTF-8 once it is decoded. The library would put U+FFFD in the place of every other byte, and keep a
/// percent sign that begins no code, and the name of a file would be kept so.
fn is_text(pair: &str) -> bool {
    let mut pieces = pair.split('%');
    let mut bytes = pieces.next().unwrap_or_default().as_bytes().to_vec();
    for piece in pieces {
        let digits = piece.get(..2).filter(|digits| digits.bytes().all(|digit| digit.is_ascii_hexdigit()));
        let Some(coded) = digits.and_then(|digits| u8::from_str_radix(digits, 16).ok()) else { return false };
        bytes.push(coded);
        bytes.extend_from_slice(piece.get(2..).unwrap_or_default().as_bytes());
    }
    std::str::from_utf8(&bytes).is_ok()
}

fn untextual(pair: &str) -> Violation {
    let name = pair.split('=').next().unwrap_or_default();
    violation(format!("?{name}"), reasons::parameter_malformed("it must be percent-encoded UTF-8"))
}

/// The parameter that a query lacks, if the error says that one is missing.
fn missing(detail: &str) -> Option<&str> {
    detail.split_once("missing field `").and_then(|(_, rest)| rest.split('`').next())
}

/// What a value should have been, in the words of a reader, by what the parser says.
fn kind_of(said: &str) -> &'static str {
    let kinds = [
        ("UUID", "it must be an identifier"),
        ("bool", "it must be true or false"),
        ("digit", "it must be a number"),
        ("too large", "it must be a smaller number"),
        (bounded_date::OUT_OF_RANGE, "a day lies in the years 1900 to 2199"),
        ("input", "it must be a day or a moment as in the description"),
    ];
    kinds.into_iter().find(|(word, _)| said.contains(word)).map_or("see its description", |(_, kind)| kind)
}
