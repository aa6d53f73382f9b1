//! Keys that seal the service's own secrets, such as those of webhooks.

use std::path::{Path, PathBuf};

use aws_lc_rs::aead::{AES_256_GCM, RandomizedNonceKey};
use zeroize::Zeroizing;

use crate::security::key_file::{
    Broken, DataKeysUnusable, FIRST, KEEPING, WRAPS, WrappingKey, derive, key_files, lock, make_folder, make_key,
    name_of, read_key, unlock,
};

/// The keys under which the service stores secrets that it has to use again, such as those that sign webhooks. They are
/// `*.key` files in a folder of their own: the last by name seals, older ones still open.
pub(crate) struct SecretBox {
    pub(crate) folder: PathBuf,
    /// In the order of their files' names; the last one seals.
    pub(crate) keys: Vec<WrappingKey>,
}

/// A secret as it is stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Kept {
    /// The key's name.
    pub(crate) under: String,
    /// Nonce, ciphertext and tag.
    pub(crate) bytes: Vec<u8>,
}

impl SecretBox {
    /// Reads the keys of a folder; makes the first one where there is none.
    pub(crate) fn open(folder: &Path) -> Result<Self, DataKeysUnusable> {
        make_folder(folder)?;
        if key_files(folder, WRAPS)?.is_empty() {
            make_key(folder, &folder.join(FIRST))?;
        }
        Self::load(folder)
    }

    /// Requires the keys that a database needs to be in a folder, before any key is made.
    pub(crate) fn must_be_in(folder: &Path, needed: &[String]) -> Result<(), DataKeysUnusable> {
        let Some(name) = needed.first() else { return Ok(()) };
        if !folder.is_dir() {
            return Err(DataKeysUnusable::Bereft { name: name.clone(), folder: folder.display().to_string() });
        }
        Self::load(folder)?.must_hold(needed)
    }

    fn load(folder: &Path) -> Result<Self, DataKeysUnusable> {
        let mut keys = Vec::new();
        for file in key_files(folder, WRAPS)? {
            let bytes = read_key(&file)?;
            let (name, keeping) = (name_of(&bytes)?, derive(&bytes, KEEPING)?);
            keys.push(WrappingKey { name, key: RandomizedNonceKey::new(&AES_256_GCM, keeping.as_slice())? });
        }
        Ok(Self { folder: folder.to_owned(), keys })
    }

    /// Requires every key that the database needs.
    pub(crate) fn must_hold(&self, names: &[String]) -> Result<(), DataKeysUnusable> {
        match names.iter().find(|name| !self.keys.iter().any(|key| key.name == **name)) {
            None => Ok(()),
            Some(name) => {
                Err(DataKeysUnusable::Bereft { name: name.clone(), folder: self.folder.display().to_string() })
            }
        }
    }

    /// Seals a secret for the place that it will be stored in.
    pub(crate) fn seal(&self, place: &str, secret: &[u8]) -> Result<Kept, Broken> {
        let key = self.keys.last().ok_or(Broken)?;
        let bytes = lock(&key.key, &format!("{place}|{}", key.name), secret)?;
        Ok(Kept { under: key.name.clone(), bytes })
    }

    /// Opens what was sealed for a place.
    pub(crate) fn open_sealed(&self, place: &str, kept: &Kept) -> Result<Zeroizing<Vec<u8>>, Broken> {
        let later;
        let keys = if self.keys.iter().any(|key| key.name == kept.under) {
            &self.keys
        } else {
            // The key was added after the start, and another process has sealed with it already.
            later = Self::load(&self.folder).map_err(|_ignored| Broken)?.keys;
            &later
        };
        let key = keys.iter().find(|key| key.name == kept.under).ok_or(Broken)?;
        unlock(&key.key, &format!("{place}|{}", key.name), &kept.bytes)
    }
}
