//! The public address of the service.

use std::sync::OnceLock;

/// The public address, which is known once the service listens.
#[derive(Debug, Default)]
pub(crate) struct Address(pub(crate) OnceLock<String>);

impl Address {
    pub(crate) fn as_str(&self) -> &str {
        self.0.get().map_or("", String::as_str)
    }
}
