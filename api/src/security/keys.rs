//! Signing keys: Ed25519, one folder for each purpose.
//!
//! Keys are `*.pem` files: the last by name signs, all of them are published and accepted, so a key is rotated by
//! adding a file. The first one is made if there is none, readable by its owner only. A signed text names its kind in
//! the header's `typ`, so that it is never accepted for another purpose.

use std::path::{Path, PathBuf};

use aws_lc_rs::signature::{Ed25519KeyPair, KeyPair};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header};
use serde::Serialize;
use sha2::{Digest, Sha256};
use utoipa::ToSchema;
use uuid::Uuid;
use zeroize::Zeroizing;

/// The only header parameters that are accepted.
const HEADER_PARAMETERS: [&str; 3] = ["alg", "kid", "typ"];
/// The lock file for making the first key, so that two processes do not make one each.
const LOCK: &str = ".lock";

/// One published key (RFC 8037).
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct PublishedKey {
    /// The key type: an octet key pair.
    #[schema(example = "OKP")]
    kty: &'static str,
    /// The curve.
    #[schema(example = "Ed25519")]
    crv: &'static str,
    /// Use of the key: signatures.
    #[schema(example = "sig")]
    r#use: &'static str,
    /// The algorithm.
    #[schema(example = "EdDSA")]
    alg: &'static str,
    /// The key's identifier: its RFC 7638 thumbprint.
    #[schema(example = "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k")]
    pub(crate) kid: String,
    /// The public key, base64url.
    #[schema(example = "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo")]
    pub(crate) x: String,
}

/// A key pair.
pub(crate) struct SigningKey {
    pub(crate) encoding: EncodingKey,
    pub(crate) decoding: DecodingKey,
    pub(crate) published: PublishedKey,
}

/// Keys cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum KeysUnusable {
    /// The folder or a file cannot be read or written.
    #[error("the keys folder {folder} cannot be used")]
    Folder {
        /// The folder.
        folder: String,
        /// The system's error.
        #[source]
        source: std::io::Error,
    },
    /// Others than the owner may read a key.
    #[error("{file} may be read by others (mode {mode:04o}); only its owner may: chmod 600 {file}")]
    Exposed {
        /// The file.
        file: String,
        /// Its mode.
        mode: u32,
    },
    /// A certificate was signed with a key that is not there.
    #[error(
        "a certificate was signed with a key that {folder} does not hold; bring back the folder that belongs to the \
         database"
    )]
    Bereft {
        /// The folder.
        folder: String,
    },
    /// A file holds no Ed25519 key.
    #[error("{file} holds no Ed25519 private key in PKCS#8 PEM")]
    Key {
        /// The file.
        file: String,
    },
}

/// Reads the keys of a folder; makes the first one if there is none.
pub(crate) fn open(folder: &Path) -> Result<Vec<SigningKey>, KeysUnusable> {
    let failed = |source| KeysUnusable::Folder { folder: folder.display().to_string(), source };
    make_folder(folder).map_err(failed)?;
    let mut files = key_files(folder).map_err(failed)?;
    if files.is_empty() {
        let lock = std::fs::OpenOptions::new().create(true).write(true).truncate(false).open(folder.join(LOCK));
        let lock = lock.map_err(failed)?;
        lock.lock().map_err(failed)?;
        files = key_files(folder).map_err(failed)?;
        if files.is_empty() {
            files.push(first_key(folder)?);
        }
        drop(lock);
    }
    files.sort();
    files.iter().map(|file| read_key(file)).collect()
}

/// The keys of a folder as they are; none is made.
pub(crate) fn held(folder: &Path) -> Result<Vec<SigningKey>, KeysUnusable> {
    let failed = |source| KeysUnusable::Folder { folder: folder.display().to_string(), source };
    if !folder.try_exists().map_err(failed)? {
        return Ok(Vec::new());
    }
    key_files(folder).map_err(failed)?.iter().map(|file| read_key(file)).collect()
}

/// The header of a text that a key signs.
pub(crate) fn header(kind: &str, key: &SigningKey) -> Header {
    Header { typ: Some(kind.to_owned()), kid: Some(key.published.kid.clone()), ..Header::new(Algorithm::EdDSA) }
}

/// The key that a signed text names, if its header has the expected values and nothing else (RFC 8725).
pub(crate) fn named<'a>(keys: &'a [SigningKey], kind: &str, signed: &str) -> Option<&'a SigningKey> {
    let parameters = signed.split('.').next().and_then(|part| URL_SAFE_NO_PAD.decode(part).ok())?;
    let parameters: serde_json::Map<String, serde_json::Value> = serde_json::from_slice(&parameters).ok()?;
    if parameters.keys().any(|name| !HEADER_PARAMETERS.contains(&name.as_str())) {
        return None;
    }
    let header = jsonwebtoken::decode_header(signed).ok()?;
    if header.typ.as_deref() != Some(kind) || header.alg != Algorithm::EdDSA {
        return None;
    }
    keys.iter().find(|key| Some(&key.published.kid) == header.kid.as_ref())
}

/// The public keys.
pub(crate) fn published(keys: &[SigningKey]) -> Vec<PublishedKey> {
    keys.iter().map(|key| key.published.clone()).collect()
}

/// Makes a folder for keys, which only its owner may look into, and waits until it is on the disk.
pub(crate) fn make_folder(folder: &Path) -> std::io::Result<()> {
    if folder.is_dir() {
        return Ok(());
    }
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)?;
    folder.parent().filter(|parent| !parent.as_os_str().is_empty()).map_or(Ok(()), sync_folder)
}

/// Waits until the names in a folder are on the disk: a new file that is written and synced is lost with its name.
pub(crate) fn sync_folder(folder: &Path) -> std::io::Result<()> {
    #[cfg(unix)]
    std::fs::File::open(folder)?.sync_all()?;
    Ok(())
}

/// The mode of a file that others than its owner may read or change.
pub(crate) fn exposed(file: &std::fs::File) -> std::io::Result<Option<u32>> {
    #[cfg(unix)]
    {
        let mode = std::os::unix::fs::PermissionsExt::mode(&file.metadata()?.permissions()) & 0o7777;
        Ok((mode & 0o077 != 0).then_some(mode))
    }
    #[cfg(not(unix))]
    {
        Ok(None)
    }
}

fn key_files(folder: &Path) -> std::io::Result<Vec<PathBuf>> {
    let entries = std::fs::read_dir(folder)?.collect::<std::io::Result<Vec<std::fs::DirEntry>>>()?;
    let files = entries.into_iter().map(|entry| entry.path());
    Ok(files.filter(|path| path.extension().is_some_and(|extension| extension == "pem")).collect())
}

fn first_key(folder: &Path) -> Result<PathBuf, KeysUnusable> {
    let file = folder.join(format!("{}.pem", Uuid::now_v7()));
    let unusable = || KeysUnusable::Key { file: file.display().to_string() };
    let pair = Ed25519KeyPair::generate().map_err(|_ignored| unusable())?;
    let document = pair.to_pkcs8v1().map_err(|_ignored| unusable())?;
    let private = pem::Pem::new("PRIVATE KEY", document.as_ref());
    let text = Zeroizing::new(pem::encode(&private));
    drop(Zeroizing::new(private.into_contents()));
    // The file appears completely or not at all: a process that reads without the lock never finds half a key.
    let (part, failed) =
        (file.with_extension("part"), |source| KeysUnusable::Folder { folder: folder.display().to_string(), source });
    write_private(&part, &text).map_err(failed)?;
    std::fs::rename(&part, &file).and_then(|()| sync_folder(folder)).map_err(failed)?;
    Ok(file)
}

fn read_key(file: &Path) -> Result<SigningKey, KeysUnusable> {
    let unusable = || KeysUnusable::Key { file: file.display().to_string() };
    let failed = |source| KeysUnusable::Folder { folder: file.display().to_string(), source };
    let mut opened = std::fs::File::open(file).map_err(failed)?;
    if let Some(mode) = exposed(&opened).map_err(failed)? {
        return Err(KeysUnusable::Exposed { file: file.display().to_string(), mode });
    }
    // The capacity is reserved at once: a text that grows leaves copies of itself in memory.
    let length = opened.metadata().map_err(failed)?.len();
    let mut text = Zeroizing::new(Vec::with_capacity(usize::try_from(length).unwrap_or(0)));
    std::io::Read::read_to_end(&mut opened, &mut text).map_err(failed)?;
    let document = Zeroizing::new(pem::parse(&text).map_err(|_ignored| unusable())?.into_contents());
    let pair = Ed25519KeyPair::from_pkcs8_maybe_unchecked(&document).map_err(|_ignored| unusable())?;
    let x = URL_SAFE_NO_PAD.encode(pair.public_key().as_ref());
    let thumbprint = Sha256::digest(format!(r#"{{"crv":"Ed25519","kty":"OKP","x":"{x}"}}"#));
    let kid = URL_SAFE_NO_PAD.encode(thumbprint);
    Ok(SigningKey {
        encoding: EncodingKey::from_ed_pem(&text).map_err(|_ignored| unusable())?,
        decoding: DecodingKey::from_ed_components(&x).map_err(|_ignored| unusable())?,
        published: PublishedKey { kty: "OKP", crv: "Ed25519", r#use: "sig", alg: "EdDSA", kid, x },
    })
}

fn write_private(file: &Path, text: &str) -> std::io::Result<()> {
    use std::io::Write;
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut opened = options.open(file)?;
    opened.write_all(text.as_bytes())?;
    opened.sync_all()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn many_that_start_together_make_one_first_key_for_their_owner_alone() {
        let folder = std::env::temp_dir().join(format!("thidua-keys-{}", Uuid::now_v7()));
        let starters: Vec<_> = (0..8)
            .map(|_| {
                let folder = folder.clone();
                std::thread::spawn(move || published(&open(&folder).expect("keys")).remove(0).kid)
            })
            .collect();
        let mut kids: Vec<String> = starters.into_iter().map(|starter| starter.join().expect("a thread")).collect();
        kids.dedup();
        assert_eq!(kids.len(), 1);
        #[cfg(unix)]
        for entry in std::fs::read_dir(&folder).expect("a folder") {
            use std::os::unix::fs::PermissionsExt;
            let entry = entry.expect("a file");
            if entry.path().extension().is_some_and(|extension| extension == "pem") {
                assert_eq!(entry.metadata().expect("metadata").permissions().mode() & 0o777, 0o600);
            }
        }
        std::fs::remove_dir_all(folder).expect("clean up");
    }

    /// A key that others may read is not used, whoever made it so.
    #[cfg(unix)]
    #[test]
    fn found_c20_a_key_that_others_may_read_is_refused() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().expect("a folder");
        let place = folder.path().join("below/keys");
        open(&place).expect("keys");
        assert_eq!(std::fs::metadata(&place).expect("metadata").permissions().mode() & 0o777, 0o700);
        let file = key_files(&place).expect("files").remove(0);
        for mode in [0o644, 0o640, 0o604, 0o620] {
            std::fs::set_permissions(&file, std::fs::Permissions::from_mode(mode)).expect("permissions");
            let refused = open(&place).map(|_| ()).expect_err("refused").to_string();
            assert!(refused.contains("may be read by others") && refused.contains("chmod 600"), "{refused}");
        }
        std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o400)).expect("permissions");
        open(&place).expect("its owner alone may read it");
    }
}
