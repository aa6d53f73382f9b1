//! Where people reach the service.

use std::sync::OnceLock;

/// The address that people use, known once the service listens.
#[derive(Debug, Default)]
pub(crate) struct Address(pub(crate) OnceLock<String>);

impl Address {
    pub(crate) fn as_str(&self) -> &str {
        self.0.get().map_or("", String::as_str)
    }
}
