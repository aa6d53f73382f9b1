//! Values that are always read and written as a whole are stored as JSON text, in the same form in both databases.

use serde::Serialize;
use serde::de::DeserializeOwned;
use uuid::Uuid;

use crate::base::failure::Failure;

/// Writes a value as text.
pub(crate) fn write<T: Serialize>(value: &T, what: &'static str, id: Uuid) -> Result<String, Failure> {
    serde_json::to_string(value).map_err(|source| corrupt(&source, what, id))
}

/// Reads a value; text that cannot be read is reported as corrupt, because only `write` writes these columns.
pub(crate) fn read<T: DeserializeOwned>(text: &str, what: &'static str, id: Uuid) -> Result<T, Failure> {
    serde_json::from_str(text).map_err(|source| corrupt(&source, what, id))
}

/// Writes an optional value.
pub(crate) fn write_any<T: Serialize>(
    value: Option<&T>,
    what: &'static str,
    id: Uuid,
) -> Result<Option<String>, Failure> {
    value.map(|value| write(value, what, id)).transpose()
}

/// Reads an optional value.
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
