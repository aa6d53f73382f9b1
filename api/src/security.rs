//! Keys, tokens, passwords, seals, and limits on guessing.

pub mod keys;
pub(crate) mod passwords;
pub(crate) mod sign_in_throttle;
pub(crate) mod personal_data_keys;
pub(crate) mod tokens;
pub(crate) mod seal;
pub(crate) mod key_file;
pub(crate) mod secret_box;
