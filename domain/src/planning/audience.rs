//! Audiences of criteria sets (đối tượng áp dụng): whom a set measures.

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use utoipa::openapi::{RefOr, Schema};
use utoipa::{PartialSchema, ToSchema};

use crate::base::code::{GroupCode, UNFIT};
use crate::base::text::Text;
use crate::registry::level::RESERVED;

/// Whom a criteria set measures. On the wire and in the database it is one code; those of enterprises and individuals
/// are reserved, and every other one is that of a group.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Audience {
    /// The units of a group (nhóm đơn vị), by ratios and counts.
    Group(GroupCode),
    /// Enterprises (doanh nghiệp), by accounts (rule S10).
    Enterprises,
    /// Individuals (cá nhân), by accounts (rule S11).
    Individuals,
}

impl Audience {
    /// Parses the one spelling; `None` for a text that is no code.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let [enterprises, individuals] = RESERVED;
        match text {
            _ if text == enterprises => Some(Self::Enterprises),
            _ if text == individuals => Some(Self::Individuals),
            _ => GroupCode::parse(text).map(Self::Group),
        }
    }

    /// The one spelling, in JSON and in the database.
    #[must_use]
    pub fn as_str(&self) -> &str {
        let [enterprises, individuals] = RESERVED;
        match self {
            Self::Group(code) => code.as_str(),
            Self::Enterprises => enterprises,
            Self::Individuals => individuals,
        }
    }

    /// Its name within a sentence; a group's is its code.
    #[must_use]
    pub fn name(&self) -> Text {
        match self {
            Self::Group(code) => Text::new(code.as_str(), code.as_str()),
            Self::Enterprises => Text::new("doanh nghiệp", "enterprises"),
            Self::Individuals => Text::new("cá nhân", "individuals"),
        }
    }
}

impl std::fmt::Display for Audience {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str(self.as_str())
    }
}

impl Serialize for Audience {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for Audience {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).ok_or_else(|| de::Error::custom(UNFIT))
    }
}

impl PartialSchema for Audience {
    fn schema() -> RefOr<Schema> {
        GroupCode::schema()
    }
}

impl ToSchema for Audience {}
