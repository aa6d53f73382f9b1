//! Values that are read and written whole are kept as JSON text, the same in both databases.

use serde::Serialize;
use serde::de::DeserializeOwned;
use uuid::Uuid;

use crate::base::failure::Failure;

/// Writes a value as text.
pub(crate) fn write<T: Serialize>(value: &T, what: &'static str, id: Uuid) -> Result<String, Failure> {
    serde_json::to_string(value).map_err(|source| corrupt(&source, what, id))
}

/// Reads a value back; what cannot be read was not written by us.
pub(crate) fn read<T: DeserializeOwned>(text: &str, what: &'static str, id: Uuid) -> Result<T, Failure> {
    serde_json::from_str(text).map_err(|source| corrupt(&source, what, id))
}

/// Writes a part that may be missing.
pub(crate) fn write_any<T: Serialize>(
    value: Option<&T>,
    what: &'static str,
    id: Uuid,
) -> Result<Option<String>, Failure> {
    value.map(|value| write(value, what, id)).transpose()
}

/// Reads it back.
pub(crate) fn read_any<T: DeserializeOwned>(
    text: Option<&str>,
    what: &'static str,
    id: Uuid,
) -> Result<Option<T>, Failure> {
    text.map(|text| read(text, what, id)).transpose()
}

fn corrupt(source: &serde_json::Error, what: &'static str, id: Uuid) -> Failure {
    tracing::error!(%source, what, %id, "stored text cannot be read");
    Failure::Corrupt { what, id }
}
