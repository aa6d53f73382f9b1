//! Short public codes that a province chooses itself, such as those of levels and groups.

use std::fmt;

use arrayvec::ArrayString;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use utoipa::openapi::schema::{SchemaType, Type};
use utoipa::openapi::{ObjectBuilder, RefOr, Schema};
use utoipa::{PartialSchema, ToSchema};

/// Maximum length of a code.
pub const CODE_CHARS_MAX: usize = 20;
/// What a code looks like.
pub const CODE_PATTERN: &str = "^[A-Z0-9]([A-Z0-9-]{0,18}[A-Z0-9])?$";
/// Maximum length of a code that is written like a word.
pub const WORD_CHARS_MAX: usize = 40;
/// What a code that is written like a word looks like.
pub const WORD_PATTERN: &str = "^[A-Z0-9]([A-Z0-9_-]{0,38}[A-Z0-9])?$";

/// Whether a text is a code: capital letters and digits, with joints between them.
fn is_code(text: &str, most: usize, joints: &[u8]) -> bool {
    let plain = |letter: u8| letter.is_ascii_uppercase() || letter.is_ascii_digit();
    let bytes = text.as_bytes();
    text.len() <= most
        && bytes.first().is_some_and(|first| plain(*first))
        && bytes.last().is_some_and(|last| plain(*last))
        && bytes.iter().all(|letter| plain(*letter) || joints.contains(letter))
}

macro_rules! codes {
    ($($(#[$meta:meta])* $name:ident($most:ident, $joints:literal, $pattern:ident, $unfit:ident) = $example:literal),+ $(,)?) => {$(
        $(#[$meta])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(ArrayString<$most>);

        impl $name {
            /// Parses the one spelling of a code; any other is rejected.
            #[must_use]
            pub fn parse(text: &str) -> Option<Self> {
                is_code(text, $most, $joints).then(|| ArrayString::from(text).ok().map(Self)).flatten()
            }

            /// The one spelling, in JSON and in the database.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
                out.write_str(self.as_str())
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
                out.write_str(self.as_str())
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = String::deserialize(deserializer)?;
                Self::parse(&text).ok_or_else(|| de::Error::custom($unfit))
            }
        }

        impl PartialSchema for $name {
            fn schema() -> RefOr<Schema> {
                let text = ObjectBuilder::new().schema_type(SchemaType::new(Type::String));
                let text = text.description(Some(DESCRIPTION)).pattern(Some($pattern));
                text.max_length(Some($most)).examples([serde_json::json!($example)]).into()
            }
        }

        impl ToSchema for $name {}
    )+};
}

/// What a reader of JSON says of a text that is no code.
pub const UNFIT: &str = "a code is 1 to 20 capital letters, digits and hyphens";
/// The same of a code that is written like a word.
pub const WORD_UNFIT: &str = "a code is 1 to 40 capital letters, digits, hyphens and underscores";
const DESCRIPTION: &str = "A code that a province chooses: capital letters and digits, with joints between them.";

codes! {
    /// The code of a level (cấp).
    LevelCode(CODE_CHARS_MAX, b"-", CODE_PATTERN, UNFIT) = "COMMUNE",
    /// The code of a group of units that are ranked together (nhóm, khối, cụm thi đua).
    GroupCode(CODE_CHARS_MAX, b"-", CODE_PATTERN, UNFIT) = "DISTRICT",
    /// The code of a category of subjects that a movement names (nhóm đối tượng; rules S10, S11).
    CategoryCode(WORD_CHARS_MAX, b"-_", WORD_PATTERN, WORD_UNFIT) = "OFFICIAL",
    /// The code of a field of a movement (lĩnh vực).
    FieldCode(WORD_CHARS_MAX, b"-_", WORD_PATTERN, WORD_UNFIT) = "AGRICULTURE",
    /// The code of a theme that movements may have in common (chuyên đề; rule L03).
    ThemeCode(WORD_CHARS_MAX, b"-_", WORD_PATTERN, WORD_UNFIT) = "DIGITAL_TRANSFORMATION",
}

impl GroupCode {
    /// The group of all units of a level, which has the code of the level.
    #[must_use]
    pub const fn of_level(level: LevelCode) -> Self {
        Self(level.0)
    }
}
