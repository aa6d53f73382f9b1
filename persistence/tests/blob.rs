//! Blobs, in a folder and in a store that speaks S3: the same guarantees in both.

use std::collections::BTreeMap;
use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll};
use std::time::{Duration, Instant};

use actix_web::{App, HttpRequest, HttpResponse, HttpServer, web};
use futures_util::TryStreamExt;
use persistence::base::blob::Blobs;
use persistence::base::failure::Failure;
use sha2::{Digest, Sha256};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWriteExt, ReadBuf};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use tokio::time::Sleep;

/// The objects of a bucket, and the parts of an unfinished upload.
#[derive(Default)]
struct Bucket {
    objects: BTreeMap<String, Vec<u8>>,
    parts: BTreeMap<u32, Vec<u8>>,
    /// How many uploads were broken off.
    broken_off: usize,
}

/// A file of which a part can be read, and then nothing any more.
struct Torn(usize);

impl AsyncRead for Torn {
    fn poll_read(mut self: Pin<&mut Self>, _: &mut Context<'_>, buffer: &mut ReadBuf<'_>) -> Poll<std::io::Result<()>> {
        let bytes = buffer.remaining().min(self.0);
        if bytes == 0 {
            return Poll::Ready(Err(std::io::ErrorKind::UnexpectedEof.into()));
        }
        buffer.put_slice(&vec![b'x'; bytes]);
        self.0 -= bytes;
        Poll::Ready(Ok(()))
    }
}

/// A file that comes slowly.
struct Slow(Torn, Pin<Box<Sleep>>);

impl AsyncRead for Slow {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<std::io::Result<()>> {
        if self.1.as_mut().poll(context).is_pending() {
            return Poll::Pending;
        }
        Pin::new(&mut self.0).poll_read(context, buffer)
    }
}

/// An upload that breaks off leaves nothing in the store, and one whose client went away ends all the same.
async fn removes_what_broke_off(blobs: &Blobs, bucket: &Mutex<Bucket>) {
    let (sha256, half) = (hash(b"never whole"), 9 << 20);
    let torn = blobs.keep(&sha256, Torn(half)).await;
    assert!(matches!(torn, Err(Failure::FilesUnavailable { .. })), "{torn:?}");
    {
        let bucket = bucket.lock().expect("the bucket");
        assert_eq!((bucket.broken_off, bucket.parts.len()), (1, 0));
    }
    let slow = Slow(Torn(half), Box::pin(tokio::time::sleep(Duration::from_millis(200))));
    let left = tokio::time::timeout(Duration::from_millis(20), blobs.keep(&sha256, slow)).await;
    assert!(left.is_err(), "the client left before the file had come");
    for _ in 0..200 {
        if bucket.lock().expect("the bucket").broken_off == 2 {
            break;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    let bucket = bucket.lock().expect("the bucket");
    assert_eq!((bucket.broken_off, bucket.parts.len()), (2, 0));
}

type Shared = web::Data<Arc<Mutex<Bucket>>>;

fn xml(text: &str) -> HttpResponse {
    HttpResponse::Ok().content_type("application/xml").body(text.to_owned())
}

/// The part of S3 that the store uses: put, multipart upload, head, get, delete.
async fn speak(request: HttpRequest, body: web::Bytes, bucket: Shared) -> HttpResponse {
    let (key, query) = (request.path().to_owned(), request.query_string().to_owned());
    assert!(request.headers().contains_key("authorization"), "requests are signed");
    let mut bucket = bucket.lock().expect("the bucket");
    match request.method().as_str() {
        "PUT" if query.contains("partNumber=") => {
            let number = query.split('&').find_map(|pair| pair.strip_prefix("partNumber=")?.parse().ok());
            bucket.parts.insert(number.expect("a number"), body.to_vec());
            HttpResponse::Ok().insert_header(("etag", "\"part\"")).finish()
        }
        "PUT" => {
            bucket.objects.insert(key, body.to_vec());
            HttpResponse::Ok().insert_header(("etag", "\"whole\"")).finish()
        }
        "POST" if query.contains("uploads") => {
            bucket.parts.clear();
            xml("<InitiateMultipartUploadResult><UploadId>u1</UploadId></InitiateMultipartUploadResult>")
        }
        "POST" if query.contains("uploadId=") => {
            let whole = std::mem::take(&mut bucket.parts).into_values().flatten().collect();
            bucket.objects.insert(key, whole);
            xml("<CompleteMultipartUploadResult><ETag>\"whole\"</ETag></CompleteMultipartUploadResult>")
        }
        "POST" => {
            let text = String::from_utf8_lossy(&body).into_owned();
            let named = text.split("<Key>").skip(1).filter_map(|rest| rest.split("</Key>").next());
            let mut gone = String::new();
            for name in named {
                bucket.objects.remove(&format!("/evidence/{name}"));
                gone.push_str(&format!("<Deleted><Key>{name}</Key></Deleted>"));
            }
            xml(&format!("<DeleteResult>{gone}</DeleteResult>"))
        }
        "DELETE" if query.contains("uploadId=") => {
            bucket.parts.clear();
            bucket.broken_off += 1;
            HttpResponse::NoContent().finish()
        }
        "DELETE" => {
            bucket.objects.remove(&key);
            HttpResponse::NoContent().finish()
        }
        _ => match bucket.objects.get(&key) {
            Some(bytes) => HttpResponse::Ok()
                .insert_header(("etag", "\"whole\""))
                .insert_header(("last-modified", "Tue, 24 Nov 2026 00:00:00 GMT"))
                .body(bytes.clone()),
            None => HttpResponse::NotFound().finish(),
        },
    }
}

fn hash(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

async fn bytes(blobs: &Blobs, sha256: &str) -> Result<Vec<u8>, Failure> {
    let chunks: Vec<Vec<u8>> = blobs.read(sha256).await?.try_collect().await?;
    Ok(chunks.concat())
}

/// The guarantees of every blob store; `spoil` changes a stored blob directly.
async fn keeps_its_promises(blobs: &Blobs, spoil: impl Fn(&str)) {
    let large: Vec<u8> = (0..20_u32 << 20).map(|number| u8::try_from(number % 251).unwrap_or(0)).collect();
    for content in [b"small".to_vec(), large] {
        let sha256 = hash(&content);
        assert!(!blobs.is_sound(&sha256).await.expect("an answer"));
        assert!(matches!(bytes(blobs, &sha256).await, Err(Failure::NotFound)));
        blobs.keep(&sha256, std::io::Cursor::new(content.clone())).await.expect("kept");
        assert!(bytes(blobs, &sha256).await.expect("there") == content);
        assert!(blobs.is_sound(&sha256).await.expect("an answer"));
        blobs.keep(&sha256, b"something else".as_slice()).await.expect("kept already");
        assert!(blobs.is_sound(&sha256).await.expect("an answer"), "what is there is left as it is");
        spoil(&sha256);
        assert!(!blobs.is_sound(&sha256).await.expect("an answer"), "and known when it is not what it was");
        blobs.destroy(&sha256).await.expect("destroyed");
        assert!(matches!(bytes(blobs, &sha256).await, Err(Failure::NotFound)));
        blobs.destroy(&sha256).await.expect("nothing to destroy");
    }
}

fn place(sha256: &str) -> String {
    let (first, rest) = sha256.split_at(2);
    format!("sha256/{first}/{rest}")
}

/// The settings of a store that speaks S3 at an address.
fn reaching(endpoint: &str) -> [(String, String); 6] {
    let settings = [
        ("AWS_ENDPOINT_URL", endpoint),
        ("AWS_ALLOW_HTTP", "true"),
        ("AWS_REGION", "anywhere"),
        ("AWS_ACCESS_KEY_ID", "key"),
        ("AWS_SECRET_ACCESS_KEY", "secret"),
        ("PATH", "is none of its business"),
    ];
    settings.map(|(name, value)| (name.to_owned(), value.to_owned()))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_folder_keeps_blobs() {
    let folder = tempfile::TempDir::new().expect("a folder");
    let blobs = Blobs::open(&folder.path().join("evidence").display().to_string()).expect("a folder");
    keeps_its_promises(&blobs, |sha256| {
        std::fs::write(folder.path().join("evidence").join(place(sha256)), b"spoilt").expect("spoilt");
    })
    .await;
}

/// What a killed process left of a file in a folder is removed once it is old, and nothing else is.
#[tokio::test(flavor = "multi_thread")]
async fn a_folder_loses_what_was_never_whole() {
    let folder = tempfile::TempDir::new().expect("a folder");
    let blobs = Blobs::open(&folder.path().display().to_string()).expect("a folder");
    assert_eq!(blobs.sweep(Duration::ZERO).await.expect("nothing to sweep"), 0);
    let (content, hour) = (b"whole".to_vec(), Duration::from_hours(1));
    let sha256 = hash(&content);
    blobs.keep(&sha256, std::io::Cursor::new(content)).await.expect("kept");
    let whole = folder.path().join(place(&sha256));
    let beside = |end: &str| std::path::PathBuf::from(format!("{}{end}", whole.display()));
    for (end, age) in [("#1", 2), ("#12", 2), ("#2", 0), ("#x", 2), ("#", 2)] {
        let file = std::fs::File::create(beside(end)).expect("a file");
        file.set_modified(std::time::SystemTime::now() - hour * age).expect("a time");
    }
    let file = std::fs::File::options().append(true).open(&whole).expect("a file");
    file.set_modified(std::time::SystemTime::now() - hour * 2).expect("a time");
    assert_eq!(blobs.sweep(hour).await.expect("swept"), 2);
    let left = ["#1", "#12", "#2", "#x", "#", ""].map(|end| beside(end).exists());
    assert_eq!(left, [false, false, true, true, true, true]);
    assert!(blobs.is_sound(&sha256).await.expect("an answer"));

    // What is destroyed is gone under every name, however young.
    blobs.destroy(&sha256).await.expect("destroyed");
    assert_eq!(["#2", "#x", "#", ""].map(|end| beside(end).exists()), [false, true, true, false]);
}

#[tokio::test(flavor = "multi_thread")]
async fn found_a12_a_store_that_speaks_s3_keeps_blobs() {
    let bucket = Arc::new(Mutex::new(Bucket::default()));
    let shared = web::Data::new(Arc::clone(&bucket));
    let server = HttpServer::new(move || {
        App::new().app_data(shared.clone()).app_data(web::PayloadConfig::new(64 << 20)).default_service(web::to(speak))
    })
    .workers(1)
    .disable_signals()
    .bind("127.0.0.1:0")
    .expect("a port");
    let endpoint = format!("http://{}", server.addrs().first().expect("an address"));
    let running = server.run();
    let handle = running.handle();
    let serving = tokio::spawn(running);
    let blobs = Blobs::open_with("s3://evidence/some/where", reaching(&endpoint)).expect("a bucket");
    keeps_its_promises(&blobs, |sha256| {
        let key = format!("/evidence/some/where/{}", place(sha256));
        let known = bucket.lock().expect("the bucket").objects.insert(key, b"spoilt".to_vec());
        assert!(known.is_some(), "the blob lies below the prefix");
    })
    .await;
    removes_what_broke_off(&blobs, &bucket).await;
    handle.stop(true).await;
    serving.await.expect("the server").expect("ended well");
}

/// The beginning of an answer to a question for a blob, of which half comes.
const HALF: &str = "HTTP/1.1 200 OK\r\ncontent-length: 8\r\netag: \"whole\"\r\n\
                    last-modified: Tue, 24 Nov 2026 00:00:00 GMT\r\n\r\nhalf";

/// A store whose answers break off: it says the same beginning of each, and then nothing more. It keeps the connection, or
/// goes away; then it is gone for whoever asks for the rest, too. Returns its address.
async fn breaking_off(says: &'static str, keeps: bool) -> (String, JoinHandle<()>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let endpoint = format!("http://{}", listener.local_addr().expect("an address"));
    let serving = tokio::spawn(async move {
        let mut kept = Vec::new();
        while let Ok((mut stream, _)) = listener.accept().await {
            let mut head = vec![0; 16 << 10];
            let read = stream.read(&mut head).await.unwrap_or_default();
            head.truncate(read);
            let asks_for_the_rest = String::from_utf8_lossy(&head).to_lowercase().contains("\nrange:");
            if keeps || !asks_for_the_rest {
                drop(stream.write_all(says.as_bytes()).await);
            }
            if keeps {
                kept.push(stream);
            }
        }
    });
    (endpoint, serving)
}

/// A download that is cut or that stalls ends, with a failure of the file store, before the person who waits for it gives
/// up: the store is asked again a few times, and for a short time.
#[tokio::test(flavor = "multi_thread")]
async fn found_a12_a_download_that_is_cut_or_stalls_ends_soon() {
    let broken = async |says: &'static str, keeps: bool| {
        let (endpoint, serving) = breaking_off(says, keeps).await;
        let blobs = Blobs::open_with("s3://evidence/some/where", reaching(&endpoint)).expect("a bucket");
        let (sha256, began) = (hash(b"half"), Instant::now());
        let (read, sound) = tokio::join!(bytes(&blobs, &sha256), blobs.is_sound(&sha256));
        assert!(matches!(read, Err(Failure::FilesUnavailable { .. })), "{says:?}, {keeps}: {read:?}");
        assert!(matches!(sound, Err(Failure::FilesUnavailable { .. })), "{says:?}, {keeps}: {sound:?}");
        serving.abort();
        began.elapsed()
    };
    let (cut, stalled, silent) = tokio::join!(broken(HALF, false), broken(HALF, true), broken("", true));
    // Without a limit of ours the library reads for half a minute, and asks again for three.
    assert!(cut < Duration::from_secs(10), "{cut:?}");
    for took in [stalled, silent] {
        assert!(took < Duration::from_secs(27), "{took:?}");
    }
}
