//! The file of a bundle: written whole to a temporary file, with its signed manifest as the last of it, before the first
//! byte is sent. A bundle is complete, or there is none.

use std::fs::File;
use std::io::{Read, Seek, Write};

use actix_web::HttpResponse;
use actix_web::body::SizedStream;
use actix_web::web::Bytes;
use chrono::{DateTime, Utc};
use futures_util::Stream;
use futures_util::stream::try_unfold;
use serde::Serialize;
use sha2::{Digest, Sha256};
use uuid::Uuid;
use zip::result::ZipError;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use crate::access::places::Place;
use crate::base::problem::Problem;
use crate::base::text::hex;
use crate::printing::answer::{ZIP, head};
use crate::printing::bundle::contents::{Item, ItemState};
use crate::printing::bundle::metadata::FORMAT;
use crate::security::seal::Seal;

/// How many bytes of the file are read at once.
const CHUNK_BYTES: usize = 64 << 10;

/// A file of the bundle.
#[derive(Debug, Serialize)]
struct Listed {
    path: String,
    bytes: usize,
    sha256: String,
}

/// A paper that has no file in the bundle.
#[derive(Debug, Serialize)]
pub(super) struct Absent {
    title: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    number: Option<String>,
    state: ItemState,
}

impl Absent {
    pub(super) fn of(items: &[Item]) -> Vec<Self> {
        let absent = items.iter().filter(|item| item.path.is_none());
        let said = |item: &Item| Self {
            title: item.recorded.title.clone(),
            number: item.recorded.number.clone(),
            state: item.state,
        };
        absent.map(said).collect()
    }
}

/// `manifest.json`: every other file but the signature, and what has none.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Manifest {
    format: u8,
    of: &'static str,
    id: Uuid,
    read_at: DateTime<Utc>,
    files: Vec<Listed>,
    absent: Vec<Absent>,
}

/// A bundle that is being written.
pub(super) struct Package {
    archive: ZipWriter<File>,
    files: Vec<Listed>,
}

/// A bundle that is complete.
#[derive(Debug)]
pub(super) struct Made {
    file: File,
    size: u64,
}

/// What the environment did, such as a full disk, or what no archive can hold.
fn unwritten(error: ZipError) -> Problem {
    if let ZipError::Io(error) = error { Problem::unavailable(error) } else { Problem::fault(error) }
}

impl Package {
    /// Begins a bundle in a temporary file without a name.
    pub(super) async fn begin() -> Result<Self, Problem> {
        apart(|| {
            let archive = ZipWriter::new(tempfile::tempfile().map_err(Problem::unavailable)?);
            Ok(Self { archive, files: Vec::new() })
        })
        .await
    }

    /// Adds a file. Papers are packed already; texts are not.
    pub(super) async fn add(self, path: String, bytes: Vec<u8>) -> Result<Self, Problem> {
        apart(move || {
            let Self { mut archive, mut files } = self;
            write(&mut archive, &path, &bytes)?;
            files.push(Listed { path, bytes: bytes.len(), sha256: hex(&Sha256::digest(&bytes)) });
            Ok(Self { archive, files })
        })
        .await
    }

    /// Adds manifest and signature, and ends the file.
    pub(super) async fn end(
        self,
        (of, id): (&'static str, Uuid),
        absent: Vec<Absent>,
        seal: &Seal,
        at: DateTime<Utc>,
    ) -> Result<Made, Problem> {
        let Self { mut archive, mut files } = self;
        files.sort_by(|one, other| one.path.cmp(&other.path));
        let manifest = Manifest { format: FORMAT, of, id, read_at: at, files, absent };
        let manifest = serde_json::to_vec_pretty(&manifest).map_err(Problem::fault)?;
        let signature = seal.sign_bundle(&hex(&Sha256::digest(&manifest)), at)?;
        apart(move || {
            write(&mut archive, "manifest.json", &manifest)?;
            write(&mut archive, "manifest.jws", signature.as_bytes())?;
            let mut file = archive.finish().map_err(unwritten)?;
            let size = file.seek(std::io::SeekFrom::End(0)).map_err(Problem::unavailable)?;
            file.rewind().map_err(Problem::unavailable)?;
            Ok(Made { file, size })
        })
        .await
    }
}

fn write(archive: &mut ZipWriter<File>, path: &str, bytes: &[u8]) -> Result<(), Problem> {
    let method = if path.ends_with(".json") { CompressionMethod::Deflated } else { CompressionMethod::Stored };
    let options = SimpleFileOptions::default().compression_method(method);
    archive.start_file(path, options).map_err(unwritten)?;
    archive.write_all(bytes).map_err(Problem::unavailable)
}

/// Works on a thread of its own, because the disk may be slow.
async fn apart<T: Send + 'static>(work: impl FnOnce() -> Result<T, Problem> + Send + 'static) -> Result<T, Problem> {
    tokio::task::spawn_blocking(work).await.map_err(Problem::unavailable)?
}

impl Made {
    /// The answer; its place is free when all is sent, or the client has gone.
    pub(super) fn send(self, name: &str, place: Place) -> HttpResponse {
        let Self { file, size } = self;
        head(ZIP, &format!("{name}.zip")).body(SizedStream::new(size, sent(file, place)))
    }
}

fn sent(file: File, place: Place) -> impl Stream<Item = Result<Bytes, std::io::Error>> + use<> {
    try_unfold((file, place), |(mut file, place)| async move {
        let read = tokio::task::spawn_blocking(move || {
            let mut chunk = vec![0_u8; CHUNK_BYTES];
            let count = file.read(&mut chunk)?;
            chunk.truncate(count);
            Ok::<_, std::io::Error>((chunk, file))
        });
        let (chunk, file) = read.await.map_err(std::io::Error::other)??;
        Ok((!chunk.is_empty()).then(|| (Bytes::from(chunk), (file, place))))
    })
}
