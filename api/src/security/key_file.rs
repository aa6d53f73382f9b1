//! Files of keys, and the ciphers that keys are used with.

use std::io::{Read, Write};
use std::path::{Path, PathBuf};

use aws_lc_rs::aead::{Aad, NONCE_LEN, Nonce, RandomizedNonceKey};
use aws_lc_rs::error::Unspecified;
use aws_lc_rs::{hkdf, rand};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use domain::base::ids::PersonalDatumId;
use domain::privacy::personal::PersonalKind;
use zeroize::Zeroizing;

use crate::base::problem::Problem;
use crate::base::text::hex;
use crate::security::keys::{self, exposed};

/// Length of a key in bytes.
pub(crate) const KEY_BYTES: usize = 32;

/// Maximum number of bytes of a key file that are read; a key in base64 is far shorter.
pub(crate) const FILE_BYTES_MAX: u16 = 1_024;

/// The first key's file. A later one has a greater name, such as `0002.key`.
pub(crate) const FIRST: &str = "0001.key";

/// The file of the blind index's first key. A later one is a number, such as `0002.index`, and counts as later.
pub(crate) const INDEX: &str = "blind.index";

/// Extensions of the files of wrapping keys and of index keys.
pub(crate) const WRAPS: &str = "key";

pub(crate) const INDEXES: &str = "index";

/// Salt and labels of the key derivation; no two purposes share a key.
pub(crate) const SALT: &[u8] = b"thidua personal data v1";

pub(crate) const WRAPPING: &[u8] = b"wrapping";

pub(crate) const INDEXING: &[u8] = b"blind index";

pub(crate) const KEEPING: &[u8] = b"secrets of the service";

pub(crate) const NAMING: &[u8] = b"name";

/// The keys of personal data cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum DataKeysUnusable {
    /// The folder or a file cannot be read or written.
    #[error("{place} cannot be used")]
    Place {
        /// The folder or file.
        place: String,
        /// The system's error.
        #[source]
        source: std::io::Error,
    },
    /// A file holds no key.
    #[error("{file} holds no key: 32 bytes in base64")]
    Key {
        /// The file.
        file: String,
    },
    /// Others than the owner may read a key.
    #[error("{file} may be read by others (mode {mode:04o}); only its owner may: chmod 600 {file}")]
    Exposed {
        /// The file.
        file: String,
        /// Its mode.
        mode: u32,
    },
    /// The database holds data that was sealed or indexed under a key that is missing.
    #[error("the database holds personal data under the key {name}, which is not in {folder}: bring its file back")]
    Missing {
        /// The key's name.
        name: String,
        /// The folder.
        folder: String,
    },
    /// The database holds secrets of the service that were sealed under a key that is missing.
    #[error(
        "the database holds secrets of webhooks under the key {name}, which is not in {folder}: bring its file back"
    )]
    Bereft {
        /// The key's name.
        name: String,
        /// The folder.
        folder: String,
    },
    /// A folder that should hold keys holds none.
    #[error("{folder} holds no keys of personal data; it should be the folder `personal` below the service's keys")]
    Empty {
        /// The folder.
        folder: String,
    },
    /// A new key cannot be the newest, because another file's name comes after the one that it would have.
    #[error("a key named {file} would not be the newest beside {newest}")]
    Order {
        /// The name that it would have.
        file: String,
        /// The newest key's name.
        newest: String,
    },
    /// The library refuses to work.
    #[error("the cryptographic library refuses to work")]
    Refused,
}

impl From<Unspecified> for DataKeysUnusable {
    fn from(_: Unspecified) -> Self {
        Self::Refused
    }
}

/// A value could not be sealed or opened. The library does not tell the reason, and none is disclosed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Broken;

impl From<Unspecified> for Broken {
    fn from(_: Unspecified) -> Self {
        Self
    }
}

impl From<Broken> for Problem {
    fn from(_: Broken) -> Self {
        Self::fault("a secret could not be sealed or opened")
    }
}

/// Makes a key that is newer than the others of its kind in the folder, and returns its file's name. A service uses it
/// from its next start on.
pub(crate) fn add_key(folder: &Path, ending: &str) -> Result<String, DataKeysUnusable> {
    make_folder(folder)?;
    let files = key_files(folder, ending)?;
    let number = |file: &PathBuf| file.file_stem()?.to_str()?.parse::<u32>().ok();
    // The first key of the index has no number, but the next one has number 2.
    let last = files.iter().filter_map(number).max().unwrap_or(u32::from(!files.is_empty()));
    let file = format!("{:04}.{ending}", last.saturating_add(1));
    let path = folder.join(&file);
    if let Some(newest) = files.last().filter(|newest| age(&path) <= age(newest)) {
        return Err(DataKeysUnusable::Order { file, newest: newest.display().to_string() });
    }
    make_key(folder, &path)?;
    Ok(file)
}

/// Encrypts: nonce, ciphertext and tag in one.
pub(crate) fn lock(key: &RandomizedNonceKey, bound: &str, plain: &[u8]) -> Result<Vec<u8>, Broken> {
    let mut bytes = plain.to_vec();
    let nonce = key.seal_in_place_append_tag(Aad::from(bound.as_bytes()), &mut bytes)?;
    Ok([nonce.as_ref().as_slice(), bytes.as_slice()].concat())
}

pub(crate) fn unlock(key: &RandomizedNonceKey, bound: &str, locked: &[u8]) -> Result<Zeroizing<Vec<u8>>, Broken> {
    let (nonce, sealed) = locked.split_at_checked(NONCE_LEN).ok_or(Broken)?;
    let (nonce, mut bytes) = (Nonce::try_assume_unique_for_key(nonce)?, Zeroizing::new(sealed.to_vec()));
    let length = key.open_in_place(nonce, Aad::from(bound.as_bytes()), bytes.as_mut_slice())?.len();
    bytes.truncate(length);
    Ok(bytes)
}

/// How long a derived key is.
pub(crate) struct Length;

impl hkdf::KeyType for Length {
    fn len(&self) -> usize {
        KEY_BYTES
    }
}

/// The name of a key in the database, which does not reveal the key.
pub(crate) fn name_of(bytes: &[u8]) -> Result<String, Unspecified> {
    Ok(hex(derive(bytes, NAMING)?.get(..8).unwrap_or_default()))
}

pub(crate) fn derive(bytes: &[u8], label: &[u8]) -> Result<Zeroizing<[u8; KEY_BYTES]>, Unspecified> {
    let mut derived = Zeroizing::new([0; KEY_BYTES]);
    hkdf::Salt::new(hkdf::HKDF_SHA256, SALT).extract(bytes).expand(&[label], Length)?.fill(derived.as_mut_slice())?;
    Ok(derived)
}

pub(crate) fn unusable(place: &Path) -> impl Fn(std::io::Error) -> DataKeysUnusable {
    let place = place.display().to_string();
    move |source| DataKeysUnusable::Place { place: place.clone(), source }
}

pub(crate) fn make_folder(folder: &Path) -> Result<(), DataKeysUnusable> {
    keys::make_folder(folder).map_err(unusable(folder))
}

/// The files of one kind of key, the newest last.
pub(crate) fn key_files(folder: &Path, ending: &str) -> Result<Vec<PathBuf>, DataKeysUnusable> {
    let entries =
        std::fs::read_dir(folder).and_then(Iterator::collect::<Result<Vec<std::fs::DirEntry>, std::io::Error>>);
    let mut files: Vec<PathBuf> = entries
        .map_err(unusable(folder))?
        .into_iter()
        .map(|entry| entry.path())
        .filter(|path| path.extension().is_some_and(|extension| extension == ending))
        .collect();
    files.sort_by(|one, other| age(one).cmp(&age(other)));
    Ok(files)
}

/// The order of key files by age: by name, but the index's first key is the oldest.
pub(crate) fn age(file: &Path) -> (bool, &Path) {
    (!file.ends_with(INDEX), file)
}

/// Writes a new key completely or not at all, or keeps the one that another process has just written.
pub(crate) fn make_key(folder: &Path, file: &Path) -> Result<(), DataKeysUnusable> {
    let mut bytes = Zeroizing::new([0; KEY_BYTES]);
    rand::fill(bytes.as_mut_slice())?;
    let text = Zeroizing::new(STANDARD.encode(bytes.as_slice()));
    // A temporary file begins with mode 0600, and gets its name only once it is written.
    let mut beside = tempfile::Builder::new().prefix(".new").tempfile_in(folder).map_err(unusable(folder))?;
    beside.write_all(text.as_bytes()).and_then(|()| beside.write_all(b"\n")).map_err(unusable(file))?;
    beside.as_file().sync_all().map_err(unusable(file))?;
    match beside.persist_noclobber(file) {
        // The file lies in the folder for good only once the folder itself is written.
        Ok(_) => keys::sync_folder(folder).map_err(unusable(folder)),
        Err(error) if error.error.kind() == std::io::ErrorKind::AlreadyExists => Ok(()),
        Err(error) => Err(unusable(file)(error.error)),
    }
}

pub(crate) fn read_key(file: &Path) -> Result<Zeroizing<Vec<u8>>, DataKeysUnusable> {
    let opened = std::fs::File::open(file).map_err(unusable(file))?;
    if let Some(mode) = exposed(&opened).map_err(unusable(file))? {
        return Err(DataKeysUnusable::Exposed { file: file.display().to_string(), mode });
    }
    // The capacity is reserved at once: a text that grows leaves copies of itself in memory.
    let mut text = Zeroizing::new(String::with_capacity(FILE_BYTES_MAX.into()));
    opened.take(FILE_BYTES_MAX.into()).read_to_string(&mut text).map_err(unusable(file))?;
    let bytes = STANDARD.decode(text.trim()).ok().map(Zeroizing::new).filter(|bytes| bytes.len() == KEY_BYTES);
    bytes.ok_or_else(|| DataKeysUnusable::Key { file: file.display().to_string() })
}

/// A value's own key, with the name of the key that its ciphertext is bound to.
pub(crate) struct OwnKey {
    pub(crate) bytes: Zeroizing<Vec<u8>>,
    pub(crate) bound_to: String,
}

impl OwnKey {
    /// The plaintext is the key alone, bound to the key that wrapped it first; wrapped anew it carries the first one's
    /// name.
    pub(crate) fn unwrapped(wrapping: &WrappingKey, row: PersonalDatumId, wrapped_key: &[u8]) -> Result<Self, Broken> {
        let here = bound("wrapped_key", PersonalKind::IdentityNumber, row, &wrapping.name);
        let opened = unlock(&wrapping.key, &here, wrapped_key)?;
        let (own, carried) = opened.split_at_checked(KEY_BYTES).ok_or(Broken)?;
        let carried = std::str::from_utf8(carried).map_err(|_ignored| Broken)?;
        let bound_to = if carried.is_empty() { wrapping.name.as_str() } else { carried };
        Ok(Self { bytes: Zeroizing::new(own.to_vec()), bound_to: bound_to.to_owned() })
    }

    pub(crate) fn wrapped(&self, wrapping: &WrappingKey, row: PersonalDatumId) -> Result<Vec<u8>, Broken> {
        let here = bound("wrapped_key", PersonalKind::IdentityNumber, row, &wrapping.name);
        let carrying = Zeroizing::new([self.bytes.as_slice(), self.bound_to.as_bytes()].concat());
        lock(&wrapping.key, &here, &carrying)
    }
}

/// A key that wraps the keys of values, with its name.
pub(crate) struct WrappingKey {
    pub(crate) name: String,
    pub(crate) key: RandomizedNonceKey,
}

/// The associated data of a seal. No part contains a `|`, so no two places give the same text.
pub(crate) fn bound(column: &str, kind: PersonalKind, row: PersonalDatumId, key: &str) -> String {
    format!("personal_datum|{column}|{kind}|{row}|{key}")
}
