//! Texts on the wire: those with a limited length, and those in both languages.

use std::borrow::Cow;
use std::ops::Deref;

use domain::base::text::{Text, tidy, visible};
use reqwest::Url;
use serde::{Deserialize, Deserializer, Serialize};
use utoipa::openapi::schema::{SchemaType, Type};
use utoipa::openapi::{ObjectBuilder, RefOr, Schema};
use utoipa::{PartialSchema, ToSchema};
use validator::{Validate, ValidationError, ValidationErrors};

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
#[derive(Clone, Debug, Serialize)]
#[serde(transparent)]
pub(crate) struct Chars<const MIN: usize, const MAX: usize>(String);

impl<const MIN: usize, const MAX: usize> Chars<MIN, MAX> {
    /// The minimum number of characters, if there is one.
    const LEAST: Option<usize> = if MIN == 0 { None } else { Some(MIN) };
}

/// A text comes in as people read it: without characters that nobody sees, and composed, so that its length is that of
/// the signs on the screen.
impl<'de, const MIN: usize, const MAX: usize> Deserialize<'de> for Chars<MIN, MAX> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(|text| Self(visible(&text)))
    }
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

/// Why a file is destroyed: a paragraph, and the one text that may bear a secrecy level (rule L35), because `Tài liệu mật`
/// is what there is to say. Those who may read the file's entry read it, and the audit trail keeps it; the public does not
/// see it. Its field needs `#[validate(nested)]`.
#[derive(Clone, Debug, Deserialize)]
#[serde(transparent)]
pub(crate) struct TakedownReason(Paragraph);

impl Validate for TakedownReason {
    fn validate(&self) -> Result<(), ValidationErrors> {
        self.0.validate()
    }
}

impl PartialSchema for TakedownReason {
    fn schema() -> RefOr<Schema> {
        Paragraph::schema()
    }
}

impl ToSchema for TakedownReason {
    fn name() -> Cow<'static, str> {
        format!("{CHARS_SCHEMA}takedown").into()
    }
}

impl Deref for TakedownReason {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

/// Maximum length of a web address.
pub(crate) const URL_CHARS_MAX: usize = 2_000;
/// What a web address looks like: `http` or `https`, a host, and no user name before it.
const URL_PATTERN: &str = "^[Hh][Tt][Tt][Pp][Ss]?://[^\\s/?#@\\\\]+([/?#][^\\s\\\\]*)?$";

/// The address of a page or a document on the web, which people and programs may follow: `http` or `https` only, with a
/// host and without a user name or password. Its field needs `#[validate(nested)]`; the example of the field stands as
/// for [`Chars`].
#[derive(Clone, Debug, Serialize)]
#[serde(transparent)]
pub(crate) struct WebAddress(String);

impl WebAddress {
    /// Whether a text is such an address.
    pub(crate) fn is(text: &str) -> bool {
        let Ok(url) = Url::parse(text) else { return false };
        // The parser repairs `https:a.example` and backslashes, and drops line breaks.
        let Some((scheme, rest)) = text.split_once("://") else { return false };
        let unfit = |letter: char| letter.is_whitespace() || letter.is_control() || letter == '\\';
        let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
        ["http", "https"].iter().any(|known| scheme.eq_ignore_ascii_case(known))
            && url.host_str().is_some_and(|host| !host.is_empty())
            && !authority.is_empty()
            && !authority.contains('@')
            && !rest.contains(unfit)
            && text.chars().count() <= URL_CHARS_MAX
    }

    /// An address that was stored, unless it dates from a time when others were accepted.
    pub(crate) fn stored(text: String) -> Option<Self> {
        Self::is(&text).then_some(Self(text))
    }
}

impl<'de> Deserialize<'de> for WebAddress {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(|text| Self(tidy(&text)))
    }
}

impl Validate for WebAddress {
    fn validate(&self) -> Result<(), ValidationErrors> {
        if Self::is(&self.0) {
            return Ok(());
        }
        let mut error = ValidationError::new("url");
        if URL_CHARS_MAX < self.0.chars().count() {
            error = ValidationError::new("length");
            error.add_param(Cow::from("max"), &URL_CHARS_MAX);
        }
        let mut errors = ValidationErrors::new();
        errors.add("", error);
        Err(errors)
    }
}

impl PartialSchema for WebAddress {
    fn schema() -> RefOr<Schema> {
        let text = ObjectBuilder::new().schema_type(SchemaType::new(Type::String));
        text.max_length(Some(URL_CHARS_MAX)).pattern(Some(URL_PATTERN)).into()
    }
}

impl ToSchema for WebAddress {
    fn name() -> Cow<'static, str> {
        format!("{CHARS_SCHEMA}address").into()
    }
}

impl From<WebAddress> for String {
    fn from(address: WebAddress) -> Self {
        address.0
    }
}

/// A text in the province's language and in English. Codes and words of enums are never translated.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(as = Text, example = json!({"vi": "Đồng lòng chuyển đổi số", "en": "Digital transformation, of one mind"}))]
pub(crate) struct TextView {
    /// Vietnamese, the language of the law.
    #[validate(nested)]
    vi: EmptyOrParagraph,
    /// English, without legal standing.
    #[validate(nested)]
    en: EmptyOrParagraph,
}

impl From<Text> for TextView {
    fn from(text: Text) -> Self {
        let Text { vi, en } = text;
        Self { vi: vi.into(), en: en.into() }
    }
}

impl From<TextView> for Text {
    fn from(view: TextView) -> Self {
        let TextView { vi, en } = view;
        Self { vi: tidy(&vi), en: tidy(&en) }
    }
}

/// Bytes as lower-case hexadecimal digits.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn found_c1_a_web_address_is_http_or_https_with_a_host_and_without_a_user() {
        for good in [
            "https://soctrang.gov.vn",
            "http://vbpl.vn/van-ban/105?x=1#dieu-2",
            "HTTPS://Portal.Example:8443/a",
            "https://cổng.example/đường-dẫn",
            "https://[2001:db8::1]/a",
            "https://a.example/@user",
        ] {
            assert!(WebAddress::is(good), "{good}");
        }
        for bad in [
            "",
            "javascript:alert(1)",
            "javascript://a.example/%0aalert(1)",
            "data:text/html,<script>alert(1)</script>",
            "file:///etc/passwd",
            "ftp://a.example/a",
            "gopher://a.example",
            "https://user@a.example/",
            "https://user:secret@a.example/",
            "https://@a.example/",
            "https:a.example",
            "https:///a.example",
            "https://",
            "//a.example",
            "a.example",
            "https:\\\\a.example",
            "https://a.example\\@b.example",
            "https://a b/",
            "ht\ntps://a.example",
        ] {
            assert!(!WebAddress::is(bad), "{bad}");
        }
        let long = format!("https://a.example/{}", "a".repeat(URL_CHARS_MAX));
        assert!(!WebAddress::is(&long));
        // What was stored before others were refused is left out of answers.
        let stored = |text: &str| WebAddress::stored(text.to_owned()).map(String::from);
        assert_eq!(stored("https://a.example/@user").as_deref(), Some("https://a.example/@user"));
        assert_eq!(stored("javascript:alert(1)"), None);
    }

    #[test]
    fn found_c17_a_length_is_that_of_the_composed_and_visible_text() {
        let read = |text: &str| serde_json::from_value::<Chars<1, 3>>(text.into()).expect("a text");
        assert!(
            read("e\u{302}\u{301}e\u{302}\u{301}e\u{302}\u{301}").validate().is_ok(),
            "three letters, written as nine"
        );
        assert!(read("\u{200b}\u{202e}").validate().is_err(), "nothing to read");
        assert_eq!(&*read("a\u{200b}b"), "ab");
    }
}
