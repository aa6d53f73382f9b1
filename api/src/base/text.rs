//! Texts in both languages, on the wire.

use domain::base::text::{Text, tidy};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use crate::base::problem::{Problem, violation};
use crate::base::reasons;

/// The most characters of a text that is searched for.
const SEARCH_CHARS_MAX: usize = 100;

/// A text to search for, as a query brings it; one of which nothing is left without accents and marks stands in every name.
pub(crate) fn searched(text: Option<String>) -> Result<Option<String>, Problem> {
    if text.as_ref().is_some_and(|text| SEARCH_CHARS_MAX < text.chars().count()) {
        return Err(Problem::malformed(vec![violation("?text", reasons::search_too_long(SEARCH_CHARS_MAX))]));
    }
    Ok(text)
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
