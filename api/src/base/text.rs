//! Texts on the wire: those with a limited length, and those in both languages.

use std::borrow::Cow;
use std::ops::Deref;

use domain::base::text::{Text, tidy};
use serde::{Deserialize, Serialize};
use utoipa::openapi::schema::{SchemaType, Type};
use utoipa::openapi::{ObjectBuilder, RefOr, Schema};
use utoipa::{PartialSchema, ToSchema};
use validator::{Validate, ValidationError, ValidationErrors};

use crate::base::problem::{Problem, violation};
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

/// Prefix of the schema names of [`Chars`]; no other schema name contains a dot.
pub(crate) const CHARS_SCHEMA: &str = "text.";

/// A code, such as a criterion's: 1 to 20 characters.
pub(crate) type Code = Chars<1, 20>;
/// A short line, such as the number and symbol of a document: 1 to 100 characters.
pub(crate) type ShortLine = Chars<1, 100>;
/// A line, such as a name or a title: 1 to 300 characters.
pub(crate) type Line = Chars<1, 300>;
/// A paragraph, such as a reason: 1 to 4000 characters.
pub(crate) type Paragraph = Chars<1, 4000>;
/// A code, or nothing: at most 20 characters.
pub(crate) type EmptyOrCode = Chars<0, 20>;
/// A line, or nothing: at most 300 characters.
pub(crate) type EmptyOrLine = Chars<0, 300>;
/// A paragraph, or nothing: at most 4000 characters.
pub(crate) type EmptyOrParagraph = Chars<0, 4000>;

/// A text of a body, from `MIN` to `MAX` characters. Its field needs `#[validate(nested)]`, and the document takes the
/// lengths from this type. An example of the field is the last line of its comment, `` Example: `…` ``: utoipa ignores
/// `#[schema(example = …)]` on a type that it does not know.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(transparent)]
pub(crate) struct Chars<const MIN: usize, const MAX: usize>(String);

impl<const MIN: usize, const MAX: usize> Chars<MIN, MAX> {
    /// The minimum number of characters, if there is one.
    const LEAST: Option<usize> = if MIN == 0 { None } else { Some(MIN) };
}

/// A text that may be empty may be absent.
impl<const MAX: usize> Default for Chars<0, MAX> {
    fn default() -> Self {
        Self(String::new())
    }
}

/// The fault concerns the whole text, so it has no field name.
impl<const MIN: usize, const MAX: usize> Validate for Chars<MIN, MAX> {
    fn validate(&self) -> Result<(), ValidationErrors> {
        let chars = self.chars().count();
        if (MIN..=MAX).contains(&chars) {
            return Ok(());
        }
        let mut error = ValidationError::new("length");
        if let Some(least) = Self::LEAST {
            error.add_param(Cow::from("min"), &least);
        }
        error.add_param(Cow::from("max"), &MAX);
        let mut errors = ValidationErrors::new();
        errors.add("", error);
        Err(errors)
    }
}

impl<const MIN: usize, const MAX: usize> PartialSchema for Chars<MIN, MAX> {
    fn schema() -> RefOr<Schema> {
        let text = ObjectBuilder::new().schema_type(SchemaType::new(Type::String));
        text.min_length(Self::LEAST).max_length(Some(MAX)).into()
    }
}

impl<const MIN: usize, const MAX: usize> ToSchema for Chars<MIN, MAX> {
    fn name() -> Cow<'static, str> {
        format!("{CHARS_SCHEMA}{MIN}.{MAX}").into()
    }
}

impl<const MIN: usize, const MAX: usize> Deref for Chars<MIN, MAX> {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl<const MIN: usize, const MAX: usize> From<Chars<MIN, MAX>> for String {
    fn from(chars: Chars<MIN, MAX>) -> Self {
        chars.0
    }
}

impl<const MIN: usize, const MAX: usize> From<String> for Chars<MIN, MAX> {
    fn from(text: String) -> Self {
        Self(text)
    }
}

/// A text in the province's language and in English. Codes and words of enums are never translated.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(as = Text, example = json!({"vi": "Sóc Trăng đồng lòng", "en": "Sóc Trăng, of one mind"}))]
pub(crate) struct TextView {
    /// Vietnamese, the language of the law.
    #[validate(length(max = 4000))]
    vi: String,
    /// English, without legal standing.
    #[validate(length(max = 4000))]
    en: String,
}

impl From<Text> for TextView {
    fn from(text: Text) -> Self {
        let Text { vi, en } = text;
        Self { vi, en }
    }
}

impl From<TextView> for Text {
    fn from(view: TextView) -> Self {
        let TextView { vi, en } = view;
        Self { vi: tidy(&vi), en: tidy(&en) }
    }
}
