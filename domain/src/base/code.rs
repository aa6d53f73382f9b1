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

/// Whether a text is a code: capital letters, digits and hyphens between them.
fn is_code(text: &str) -> bool {
    let plain = |letter: u8| letter.is_ascii_uppercase() || letter.is_ascii_digit();
    let bytes = text.as_bytes();
    text.len() <= CODE_CHARS_MAX
        && bytes.first().is_some_and(|first| plain(*first))
        && bytes.last().is_some_and(|last| plain(*last))
        && bytes.iter().all(|letter| plain(*letter) || *letter == b'-')
}

macro_rules! codes {
    ($($(#[$meta:meta])* $name:ident = $example:literal),+ $(,)?) => {$(
        $(#[$meta])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(ArrayString<CODE_CHARS_MAX>);

        impl $name {
            /// Parses the one spelling of a code; any other is rejected.
            #[must_use]
            pub fn parse(text: &str) -> Option<Self> {
                is_code(text).then(|| ArrayString::from(text).ok().map(Self)).flatten()
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
                Self::parse(&text).ok_or_else(|| de::Error::custom(UNFIT))
            }
        }

        impl PartialSchema for $name {
            fn schema() -> RefOr<Schema> {
                let text = ObjectBuilder::new().schema_type(SchemaType::new(Type::String));
                let text = text.description(Some(DESCRIPTION)).pattern(Some(CODE_PATTERN));
                text.max_length(Some(CODE_CHARS_MAX)).examples([serde_json::json!($example)]).into()
            }
        }

        impl ToSchema for $name {}
    )+};
}

/// What a reader of JSON says of a text that is no code.
pub const UNFIT: &str = "a code is 1 to 20 capital letters, digits and hyphens";
const DESCRIPTION: &str = "A code that a province chooses: 1 to 20 capital letters, digits, and hyphens between them.";

codes! {
    /// The code of a level (cấp).
    LevelCode = "COMMUNE",
    /// The code of a group of units that are ranked together (nhóm, khối, cụm thi đua).
    GroupCode = "DISTRICT",
}

impl GroupCode {
    /// The group of all units of a level, which has the code of the level.
    #[must_use]
    pub const fn of_level(level: LevelCode) -> Self {
        Self(level.0)
    }
}
