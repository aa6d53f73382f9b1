//! Texts in both languages, on the wire.

use domain::text::Text;
use serde::Serialize;
use utoipa::ToSchema;

/// A text in the province's language and in English. Codes and words of enums are never translated.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = Text, example = json!({"vi": "Sóc Trăng đồng lòng", "en": "Sóc Trăng, of one mind"}))]
pub(crate) struct TextView {
    /// Vietnamese, the language of the law.
    vi: String,
    /// English, without legal standing.
    en: String,
}

impl From<Text> for TextView {
    fn from(text: Text) -> Self {
        let Text { vi, en } = text;
        Self { vi, en }
    }
}
