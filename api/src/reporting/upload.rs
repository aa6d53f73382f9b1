//! Uploads: streamed to an unnamed temporary file, hashed meanwhile, and inspected before anything is stored. A file
//! that is cut short, too large or too slow leaves nothing behind.

use std::fs::File;
use std::io::{BufReader, ErrorKind, Read, Seek, SeekFrom, Write};
use std::marker::PhantomData;
use std::sync::{Arc, LazyLock, OnceLock};
use std::time::{Duration, Instant};

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest};
use chrono::{DateTime, Utc};
use domain::base::identity::Actor;
use domain::base::ids::AccountId;
use domain::reporting::evidence_file::{Danger, Upload};
use futures_util::StreamExt;
use persistence::base::idempotency::Key;
use sha2::{Digest, Sha256};
use tokio::sync::{Semaphore, SemaphorePermit};

use crate::access::caller::Caller;
use crate::access::command::chosen_key;
use crate::access::places::{Holder, Share, Shares};
use crate::base::body::{Extraction, media};
use crate::base::clock::Now;
use crate::base::operation::{Content, Described, OperationFacts};
use crate::base::problem::{Kind, Problem};
use crate::base::reasons as base_reasons;
use crate::base::text::hex;
use crate::reporting::document::{Findings, look_into};
use crate::reporting::reasons;
use crate::reporting::scanner::Scanner;

pub(crate) mod kept;

/// Maximum time for sending a file.
const FILE_TIME_MAX: Duration = Duration::from_secs(600);
/// Maximum pause while a file is sent.
const SILENCE_MAX: Duration = Duration::from_secs(30);
/// The unit in which the room of uploads is counted.
const MEBIBYTE: u64 = 1 << 20;
/// The room, in mebibytes, of the large files that one process receives and inspects at one time: on the disk of
/// temporary files, and half as much again in memory.
const LARGE_ROOM: u32 = 256;
const LARGE_PLACES: usize = 256;
/// The most bytes of a small file; small files do not wait for large ones.
const SMALL_BYTES_MAX: u64 = MEBIBYTE;
/// The number of small files that one process receives and inspects at one time.
const SMALL_AT_ONCE: usize = 32;
/// How long an upload waits for room before its client is asked to come again.
const WAIT_MAX: Duration = Duration::from_secs(20);
/// The number of large files that one account sends at one time, so that it does not take the room of all.
const LARGE_OF_ONE: usize = 2;
/// The least average speed of an upload, in bytes per second, and from when on it is demanded.
const SPEED_MIN: u64 = 32 * 1_024;
const SPEED_FROM: Duration = Duration::from_secs(20);
/// How much of a file is compared with the scanner's test file.
const HEAD_BYTES: usize = 128;

/// A `POST` by a signed-in person whose body is a file of the content `C`; the body is not read before the handler asks
/// for it.
pub(crate) struct UploadCommand<C> {
    /// The caller.
    pub(crate) actor: Actor,
    /// When.
    pub(crate) at: DateTime<Utc>,
    chosen: Option<String>,
    request: HttpRequest,
    payload: Payload,
    content: PhantomData<fn() -> C>,
}

static LARGE: Semaphore = Semaphore::const_new(LARGE_PLACES);
/// How many large files each account sends now.
static SENDING: LazyLock<Shares> = LazyLock::new(|| Shares::new(LARGE_OF_ONE));
static SMALL: Semaphore = Semaphore::const_new(SMALL_AT_ONCE);

impl<C: Content> Described for UploadCommand<C> {
    fn describe(facts: &mut OperationFacts) {
        Caller::describe(facts);
        facts.body::<C>(None);
    }
}

impl<C: 'static> FromRequest for UploadCommand<C> {
    type Error = Problem;
    type Future = Extraction<Self>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let (request, payload) = (request.clone(), payload.take());
        Box::pin(async move {
            let Now(at) = Now::extract(&request).await?;
            let Caller(actor) = Caller::extract(&request).await?;
            let chosen = chosen_key(&request)?;
            Ok(Self { actor, at, chosen, request, payload, content: PhantomData })
        })
    }
}

impl<C> UploadCommand<C> {
    /// The media type in `Content-Type`, without parameters.
    pub(crate) fn media_type(&self) -> String {
        media(&self.request).to_ascii_lowercase()
    }

    /// Reads the body, up to a maximum size, and builds the idempotency key from it.
    pub(crate) async fn receive(self, most: u64) -> Result<(Spool, Option<Key>), Problem> {
        let Self { actor, at, chosen, request, payload, .. } = self;
        let spool = receive(&request, payload, most, actor.account).await?;
        let key = chosen.map(|key| Key {
            principal: actor.account,
            route: format!("{} {}?{}", request.method(), request.path(), request.query_string()),
            key,
            digest: spool.sha256.clone(),
            at,
        });
        Ok((spool, key))
    }
}

/// The room of a file, free again when it is dropped.
#[derive(Debug)]
struct Room {
    _permit: SemaphorePermit<'static>,
    _share: Option<Share>,
}

/// One of the large files that an account sends at one time.
fn share(account: AccountId) -> Result<Share, Problem> {
    let many = || Problem::new(Kind::TooManyRequests, reasons::uploads_at_once(LARGE_OF_ONE));
    SENDING.take(Holder::Account(account)).ok_or_else(|| many().with_header("Retry-After", "5"))
}

/// A body that was received completely.
#[derive(Debug)]
pub(crate) struct Spool {
    file: File,
    _room: Room,
    /// SHA-256, in hexadecimal.
    pub(crate) sha256: String,
    /// The number of bytes.
    pub(crate) size: u64,
}

/// Reads a spooled file for a parser, and keeps the error if the file cannot be read. A parser calls everything that
/// it cannot read a broken file; a disk that failed is no fault of the client.
#[derive(Debug)]
pub(crate) struct Watched<R> {
    inner: R,
    failure: Arc<OnceLock<std::io::Error>>,
}

impl<R> Watched<R> {
    fn note<T>(&self, outcome: std::io::Result<T>) -> std::io::Result<T> {
        outcome.map_err(|error| {
            // Who was interrupted tries again.
            if error.kind() == ErrorKind::Interrupted {
                return error;
            }
            let told = std::io::Error::from(error.kind());
            let _first = self.failure.set(error);
            told
        })
    }
}

impl<R: Read> Read for Watched<R> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let outcome = self.inner.read(buffer);
        self.note(outcome)
    }
}

impl<R: Seek> Seek for Watched<R> {
    fn seek(&mut self, to: SeekFrom) -> std::io::Result<u64> {
        let outcome = self.inner.seek(to);
        // A broken file may point before its beginning; that is the file's fault.
        match outcome {
            Err(error) if error.kind() == ErrorKind::InvalidInput => Err(error),
            other => self.note(other),
        }
    }
}

/// Lets a parser read a file; what it made of it counts only if the file could be read.
fn parsed<R, T>(inner: R, parse: impl FnOnce(Watched<R>) -> T) -> std::io::Result<T> {
    let failure = Arc::new(OnceLock::new());
    let made = parse(Watched { inner, failure: Arc::clone(&failure) });
    match Arc::into_inner(failure).and_then(OnceLock::into_inner) {
        Some(error) => Err(error),
        None => Ok(made),
    }
}

impl Spool {
    /// Lets a parser read the file from its first byte on.
    pub(crate) fn parsed<T>(&self, parse: impl FnOnce(Watched<BufReader<File>>) -> T) -> std::io::Result<T> {
        parsed(BufReader::new(self.reader()?), parse)
    }

    /// A reader from the first byte on.
    pub(crate) fn reader(&self) -> std::io::Result<File> {
        let mut file = self.file.try_clone()?;
        file.rewind()?;
        Ok(file)
    }
}

/// The temporary file cannot be written or read, most often because its disk is full.
pub(crate) fn broken(error: std::io::Error) -> Problem {
    Problem::unavailable(error)
}

/// Waits for the room of a file of the announced size, or else of the largest that is taken.
async fn room(bytes: u64, account: AccountId) -> Result<Room, Problem> {
    let share = if SMALL_BYTES_MAX < bytes { Some(share(account)?) } else { None };
    let waiting = async {
        if bytes <= SMALL_BYTES_MAX {
            return SMALL.acquire().await;
        }
        let mebibytes = u32::try_from(bytes.div_ceil(MEBIBYTE)).unwrap_or(u32::MAX);
        LARGE.acquire_many(mebibytes.min(LARGE_ROOM)).await
    };
    let waited = tokio::time::timeout(WAIT_MAX, waiting).await.map_err(Problem::unavailable)?;
    Ok(Room { _permit: waited.map_err(Problem::fault)?, _share: share })
}

/// Reads a body into a temporary file, up to a size.
async fn receive(request: &HttpRequest, mut payload: Payload, most: u64, account: AccountId) -> Result<Spool, Problem> {
    if media(request).eq_ignore_ascii_case("multipart/form-data") {
        return Err(Problem::new(Kind::UnsupportedMediaType, reasons::file_in_form()));
    }
    let too_large = || Problem::new(Kind::TooLarge, reasons::file_too_large(most.div_ceil(MEBIBYTE)));
    let announced =
        request.headers().get("content-length").and_then(|header| header.to_str().ok()?.parse::<u64>().ok());
    if announced.is_some_and(|length| most < length) {
        return Err(too_large());
    }
    let room = room(announced.unwrap_or(most), account).await?;
    let receiving = async {
        let (mut digest, mut size) = (Sha256::new(), 0_u64);
        let mut file = tempfile::tempfile().map_err(broken)?;
        let began = Instant::now();
        loop {
            let next = tokio::time::timeout(SILENCE_MAX, payload.next()).await;
            let Some(chunk) = next.map_err(|_elapsed| Problem::plain(Kind::Timeout))? else { break };
            let chunk = chunk.map_err(|_cut| Problem::new(Kind::Malformed, base_reasons::body_cut()))?;
            size = size.saturating_add(u64::try_from(chunk.len()).unwrap_or(u64::MAX));
            if most < size {
                return Err(too_large());
            }
            if is_too_slow(size, began.elapsed()) {
                return Err(Problem::plain(Kind::Timeout));
            }
            (file, digest) = web_block(move || {
                digest.update(&chunk);
                file.write_all(&chunk).map(|()| (file, digest))
            })
            .await?;
        }
        Ok(Spool { file, _room: room, sha256: hex(&digest.finalize()), size })
    };
    tokio::time::timeout(FILE_TIME_MAX, receiving).await.map_err(|_elapsed| Problem::plain(Kind::Timeout))?
}

/// Whether an upload is slower than the least average speed, which is demanded from a while on.
const fn is_too_slow(bytes: u64, elapsed: Duration) -> bool {
    SPEED_FROM.as_secs() < elapsed.as_secs() && bytes < SPEED_MIN.saturating_mul(elapsed.as_secs())
}

/// Runs blocking work on a thread of its own.
async fn web_block<T: Send + 'static>(
    work: impl FnOnce() -> std::io::Result<T> + Send + 'static,
) -> Result<T, Problem> {
    let done = tokio::task::spawn_blocking(work).await;
    done.map_err(Problem::fault)?.map_err(broken)
}

/// Inspects a file: its format, whether it is dangerous, whether it bears a secrecy level.
pub(crate) async fn inspect(spool: &Spool, name: String, scanner: &Scanner) -> Result<Upload, Problem> {
    let reader = || spool.reader().map_err(broken);
    let mut head = Vec::with_capacity(HEAD_BYTES);
    let most = u64::try_from(HEAD_BYTES).unwrap_or(u64::MAX);
    reader()?.take(most).read_to_end(&mut head).map_err(broken)?;
    let infected = scanner.is_infected(&head, tokio::fs::File::from_std(reader()?)).await?;
    let file = reader()?;
    let looking = move || parsed(BufReader::new(file), look_into);
    let Findings { format, stamped, danger } = web_block(looking).await?;
    Ok(Upload {
        name,
        format,
        sha256: spool.sha256.clone(),
        size_bytes: i64::try_from(spool.size).unwrap_or(i64::MAX),
        stamped,
        danger: if infected { Some(Danger::Infected) } else { danger },
    })
}

#[cfg(test)]
mod tests {
    use futures_util::FutureExt;

    use super::*;

    /// A disk that fails after some bytes.
    struct Failing(usize);

    impl Read for Failing {
        fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
            let count = buffer.len().min(self.0);
            self.0 -= count;
            if count == 0 { Err(std::io::Error::other("the disk failed")) } else { Ok(count) }
        }
    }

    /// A read that a signal interrupts once.
    struct Interrupted(bool);

    impl Read for Interrupted {
        fn read(&mut self, _: &mut [u8]) -> std::io::Result<usize> {
            if std::mem::take(&mut self.0) { Err(ErrorKind::Interrupted.into()) } else { Ok(0) }
        }
    }

    #[test]
    fn found_a3_a_disk_that_fails_is_no_broken_file() {
        let read = |mut reader: Watched<Failing>| {
            let mut bytes = Vec::new();
            reader.read_to_end(&mut bytes).map_err(|_broken| "broken").map(|_count| bytes.len())
        };
        let failed = parsed(Failing(3), read).expect_err("the disk is told of");
        assert_eq!(failed.to_string(), "the disk failed");
        let sound = parsed(Interrupted(true), |mut reader| {
            let mut text = String::new();
            reader.read_to_string(&mut text).map(|_count| text)
        });
        assert_eq!(sound.expect("readable").expect("a text"), "", "an interruption is no failure");
        let mut before = std::io::Cursor::new(b"abc");
        let sought = parsed(&mut before, |mut reader| reader.seek(SeekFrom::Current(-9)).is_err());
        assert!(sought.expect("no fault of the disk"), "a file that points before its beginning is broken");
    }

    #[test]
    fn found_a9_an_upload_that_dribbles_gives_its_room_back() {
        let (start, later) = (SPEED_FROM, SPEED_FROM + Duration::from_secs(1));
        let least = SPEED_MIN * later.as_secs();
        assert!(!is_too_slow(0, start), "nothing is demanded in the first seconds");
        assert!(is_too_slow(least - 1, later) && !is_too_slow(least, later));
        assert!(!is_too_slow(least * 30, later * 30) && is_too_slow(least * 30 - 1, later * 30), "on average");
    }

    #[test]
    fn found_a9_one_account_does_not_take_the_room_of_all() {
        let (one, other) = (AccountId(uuid::Uuid::from_u128(1)), AccountId(uuid::Uuid::from_u128(2)));
        let held: Vec<Share> = (0..LARGE_OF_ONE).map(|_| share(one).expect("a share")).collect();
        assert_eq!(share(one).expect_err("too many").kind, Kind::TooManyRequests);
        drop(share(other).expect("of somebody else"));
        drop(held);
        drop(share(one).expect("free again"));
    }

    #[tokio::test]
    async fn found_a9_a_small_file_is_received_while_the_room_of_large_ones_is_full() {
        let held = LARGE.try_acquire_many(LARGE_ROOM).expect("the whole room");
        assert!(LARGE.try_acquire().is_err(), "no large file finds room");
        let account = AccountId(uuid::Uuid::from_u128(3));
        let small = [1_000, SMALL_BYTES_MAX].map(|bytes| room(bytes, account).now_or_never());
        assert!(small.iter().all(|room| matches!(room, Some(Ok(_)))), "{small:?}");
        drop(held);
    }
}
