//! Blobs: the bytes of files, each stored under its own SHA-256, in a folder or in a store that speaks S3.
//!
//! The content under a hash never changes, so a blob is written once, can be read by any process, and is checked by
//! computing the hash again.

use std::ffi::OsStr;
use std::fs::DirEntry;
use std::io::ErrorKind;
use std::path::{Path as Folder, PathBuf};
use std::str::FromStr;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use futures_util::stream::BoxStream;
use futures_util::{StreamExt, TryStreamExt};
use object_store::aws::{AmazonS3Builder, AmazonS3ConfigKey};
use object_store::local::LocalFileSystem;
use object_store::path::Path;
use object_store::prefix::PrefixStore;
use object_store::{ClientOptions, ObjectStore, ObjectStoreExt, RetryConfig, WriteMultipart};
use sha2::{Digest, Sha256};
use tokio::io::{AsyncRead, AsyncReadExt};
use tracing::Instrument;

use crate::base::failure::Failure;

/// How much of a file is held in memory while it is written; S3 accepts no smaller parts.
const PART_BYTES: usize = 8 << 20;

/// How long a store that speaks S3 may take to accept a connection.
const CONNECT_TIME_MAX: Duration = Duration::from_secs(5);
/// How long it may send nothing of an answer.
const READ_TIME_MAX: Duration = Duration::from_secs(10);
/// How often, and for how long, a request to it is repeated: a person waits for the answer.
const RETRIES_MAX: usize = 3;
const RETRY_TIME_MAX: Duration = Duration::from_secs(15);

/// A store of blobs.
#[derive(Clone, Debug)]
pub struct Blobs {
    store: Arc<dyn ObjectStore>,
    /// The folder, if it is one.
    folder: Option<PathBuf>,
}

/// The bytes of a blob, as a stream.
pub type Bytes = BoxStream<'static, Result<Vec<u8>, Failure>>;

impl Blobs {
    /// Opens a folder (made if missing), or `s3://bucket/prefix` with the keys and the endpoint in the usual `AWS_…`
    /// variables.
    ///
    /// # Errors
    /// `Unfit` for a place that cannot be used.
    pub fn open(place: &str) -> Result<Self, Failure> {
        let readable =
            std::env::vars_os().filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)));
        Self::open_with(place, readable)
    }

    /// Opens the same, with settings that do not come from the environment.
    ///
    /// # Errors
    /// `Unfit` for a place that cannot be used.
    pub fn open_with(place: &str, settings: impl IntoIterator<Item = (String, String)>) -> Result<Self, Failure> {
        let unfit = |error: &dyn std::error::Error| Failure::Unfit(format!("{place} cannot keep files: {error}"));
        if let Some(rest) = place.strip_prefix("s3://") {
            let (bucket, prefix) = rest.split_once('/').unwrap_or((rest, ""));
            let known = settings.into_iter().filter_map(|(name, value)| {
                let key = name.strip_prefix("AWS_").map(|_| name.to_ascii_lowercase())?;
                Some((AmazonS3ConfigKey::from_str(&key).ok()?, value))
            });
            let clients = ClientOptions::new().with_connect_timeout(CONNECT_TIME_MAX).with_read_timeout(READ_TIME_MAX);
            let retry =
                RetryConfig { max_retries: RETRIES_MAX, retry_timeout: RETRY_TIME_MAX, ..RetryConfig::default() };
            let named = AmazonS3Builder::new().with_bucket_name(bucket).with_client_options(clients).with_retry(retry);
            let builder = known.fold(named, |builder, (key, value)| builder.with_config(key, value));
            let store = builder.build().map_err(|error| unfit(&error))?;
            return Ok(Self { store: Arc::new(PrefixStore::new(store, prefix)), folder: None });
        }
        std::fs::create_dir_all(place).map_err(|error| unfit(&error))?;
        let store = LocalFileSystem::new_with_prefix(Folder::new(place)).map_err(|error| unfit(&error))?;
        // A file is acknowledged only after fsync, like all other data.
        Ok(Self { store: Arc::new(store.with_fsync(true)), folder: Some(place.into()) })
    }

    /// Stores a blob. One that exists is left as it is if its content is sound; otherwise it is written anew, so that an
    /// upload that is acknowledged can be read. It runs in a task of its own, so that it ends well or badly, and
    /// leaves no half of an upload behind, also if the client goes away.
    ///
    /// # Errors
    /// A storage error; then nothing is stored under the hash.
    pub async fn keep(&self, sha256: &str, source: impl AsyncRead + Unpin + Send + 'static) -> Result<(), Failure> {
        if self.is_sound(sha256).await? {
            return Ok(());
        }
        let (store, path) = (Arc::clone(&self.store), address(sha256));
        match tokio::spawn(async move { keep(store.as_ref(), &path, source).await }.in_current_span()).await {
            Ok(kept) => kept,
            Err(broken) => Err(Failure::FilesUnavailable { source: Box::new(broken) }),
        }
    }

    /// The bytes of a blob.
    ///
    /// # Errors
    /// `NotFound`, or a storage error.
    pub async fn read(&self, sha256: &str) -> Result<Bytes, Failure> {
        let found = self.store.get(&address(sha256)).await.map_err(missing)?;
        Ok(found.into_stream().map_ok(|bytes| bytes.to_vec()).map_err(unavailable).boxed())
    }

    /// Whether a blob exists and its content still has the hash.
    ///
    /// # Errors
    /// A storage error other than `NotFound`.
    pub async fn is_sound(&self, sha256: &str) -> Result<bool, Failure> {
        let mut bytes = match self.read(sha256).await {
            Ok(bytes) => bytes,
            Err(Failure::NotFound) => return Ok(false),
            Err(failure) => return Err(failure),
        };
        let mut digest = Sha256::new();
        while let Some(chunk) = bytes.try_next().await? {
            digest.update(&chunk);
        }
        let found: String = digest.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
        Ok(found == sha256)
    }

    /// Deletes a blob; a blob that does not exist is no error.
    ///
    /// # Errors
    /// A storage error.
    pub async fn destroy(&self, sha256: &str) -> Result<(), Failure> {
        match self.store.delete(&address(sha256)).await {
            Ok(()) | Err(object_store::Error::NotFound { .. }) => {}
            Err(error) => return Err(unavailable(error)),
        }
        // An upload of the same bytes that was killed left them under another name, it may be all of them.
        let Some(folder) = self.folder.clone() else { return Ok(()) };
        let whole = folder.join(address(sha256).as_ref());
        let unavailable = |error: Box<dyn std::error::Error + Send + Sync>| Failure::FilesUnavailable { source: error };
        let removing = tokio::task::spawn_blocking(move || destroy_partial(&whole));
        removing.await.map_err(|broken| unavailable(broken.into()))?.map_err(|error| unavailable(error.into()))
    }

    /// Deletes what a process that was killed left of files which it was writing into a folder, once nobody has written to
    /// it for `age`; returns how many. A store that speaks S3 has its own rule for that (uploads in parts that were never
    /// completed).
    ///
    /// # Errors
    /// A storage error.
    pub async fn sweep(&self, age: Duration) -> Result<u64, Failure> {
        let Some(folder) = self.folder.clone() else { return Ok(0) };
        let unavailable = |error: Box<dyn std::error::Error + Send + Sync>| Failure::FilesUnavailable { source: error };
        let sweeping = tokio::task::spawn_blocking(move || sweep(&folder.join("sha256"), age));
        sweeping.await.map_err(|broken| unavailable(broken.into()))?.map_err(|error| unavailable(error.into()))
    }
}

fn sweep(folder: &Folder, age: Duration) -> std::io::Result<u64> {
    let mut swept = 0_u64;
    if !folder.exists() {
        return Ok(swept);
    }
    for part in std::fs::read_dir(folder)? {
        let part = part?;
        if !part.file_type()?.is_dir() {
            continue;
        }
        for file in std::fs::read_dir(part.path())? {
            let file = file?;
            if is_partial(&file.file_name()) && is_older(&file, age) {
                match std::fs::remove_file(file.path()) {
                    Ok(()) => swept = swept.saturating_add(1),
                    // Another process sweeps the same folder.
                    Err(error) if error.kind() == ErrorKind::NotFound => {}
                    Err(error) => return Err(error),
                }
            }
        }
    }
    Ok(swept)
}

/// Removes what is written, or was, of one content beside its whole file.
fn destroy_partial(whole: &Folder) -> std::io::Result<()> {
    let (Some(folder), Some(name)) = (whole.parent(), whole.file_name().and_then(OsStr::to_str)) else { return Ok(()) };
    if !folder.exists() {
        return Ok(());
    }
    for file in std::fs::read_dir(folder)? {
        let file = file?;
        let found = file.file_name();
        let of_it = found.to_str().and_then(|found| found.split_once('#')).is_some_and(|(before, _)| before == name);
        if of_it && is_partial(&found) {
            match std::fs::remove_file(file.path()) {
                Ok(()) => {}
                Err(error) if error.kind() == ErrorKind::NotFound => {}
                Err(error) => return Err(error),
            }
        }
    }
    Ok(())
}

/// Whether a file is one that is still written, or was: the library puts `#` and a number behind the name until it is
/// whole.
fn is_partial(name: &OsStr) -> bool {
    let number = name.to_str().and_then(|name| name.split_once('#')).map(|(_, number)| number);
    number.is_some_and(|number| !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit()))
}

/// Whether nobody has written to a file for that long; a file that is gone by now, or whose time is unknown, is let be.
fn is_older(file: &DirEntry, age: Duration) -> bool {
    let written = file.metadata().and_then(|facts| facts.modified());
    written.is_ok_and(|at| SystemTime::now().duration_since(at).is_ok_and(|since| age <= since))
}

async fn keep(store: &dyn ObjectStore, path: &Path, mut source: impl AsyncRead + Unpin) -> Result<(), Failure> {
    let upload = store.put_multipart(path).await.map_err(unavailable)?;
    let mut write = WriteMultipart::new_with_chunk_size(upload, PART_BYTES);
    if let Err(failure) = copy(&mut source, &mut write).await {
        // What has arrived of it would lie in the store, and be paid for, until somebody looks.
        if let Err(error) = write.abort().await {
            tracing::warn!(%error, "an upload that broke off could not be removed from the file store");
        }
        return Err(failure);
    }
    write.finish().await.map_err(unavailable)?;
    Ok(())
}

async fn copy(source: &mut (impl AsyncRead + Unpin), write: &mut WriteMultipart) -> Result<(), Failure> {
    let mut buffer = vec![0_u8; 64 << 10];
    loop {
        let read =
            source.read(&mut buffer).await.map_err(|error| Failure::FilesUnavailable { source: Box::new(error) })?;
        if read == 0 {
            return Ok(());
        }
        write.write(buffer.get(..read).unwrap_or_default());
        write.wait_for_capacity(1).await.map_err(unavailable)?;
    }
}

/// Two levels, so that no folder holds all blobs.
fn address(sha256: &str) -> Path {
    let (first, rest) = sha256.split_at_checked(2).unwrap_or((sha256, ""));
    Path::from(format!("sha256/{first}/{rest}"))
}

fn missing(error: object_store::Error) -> Failure {
    if matches!(error, object_store::Error::NotFound { .. }) { Failure::NotFound } else { unavailable(error) }
}

fn unavailable(error: object_store::Error) -> Failure {
    Failure::FilesUnavailable { source: Box::new(error) }
}
