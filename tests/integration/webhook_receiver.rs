//! A receiver of webhooks on loopback, and helpers for the stories about it.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use aws_lc_rs::hmac;
use aws_lc_rs::signature::{ED25519, UnparsedPublicKey};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use e2e::Engine;
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Notify;

use crate::base::client::Person;
use crate::base::service::Service;
use crate::base::world::{self, World, id};

/// How long the delivery worker may take for any step.
pub(crate) const PATIENCE: Duration = Duration::from_secs(30);
/// The length of a body that a test treats as endless.
pub(crate) const GIGABYTE: usize = 1 << 30;
/// The only internal network that the service may call in these stories.
pub(crate) const OWN: &str = "127.0.0.1/32";

/// What a receiver does with a call.
#[derive(Clone, Debug)]
pub(crate) enum Mode {
    Answer(u16),
    /// Accepts the call, and never answers it.
    Hang,
    Redirect(String),
    /// Answers 200, and then writes without end.
    Endless,
    /// Answers 200 with bytes in a content encoding.
    Encoded(Vec<u8>),
    /// Answers 200, and sends its body byte by byte, slowly.
    Trickle,
}

/// One call as it was received.
#[derive(Clone, Debug)]
pub(crate) struct Call {
    pub(crate) headers: BTreeMap<String, String>,
    pub(crate) body: String,
}

impl Call {
    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).unwrap_or_else(|| panic!("{name} in {:?}", self.headers))
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|error| panic!("{error}: {}", self.body))
    }

    pub(crate) fn kind(&self) -> String {
        self.json()["type"].as_str().expect("a type").to_owned()
    }
}

/// The test's own receiver on 127.0.0.1.
#[derive(Clone)]
pub(crate) struct Receiver {
    pub(crate) url: String,
    pub(crate) mode: Arc<Mutex<Mode>>,
    pub(crate) calls: Arc<Mutex<Vec<Call>>>,
    /// Calls that are accepted and not answered.
    pub(crate) open: Arc<AtomicUsize>,
    pub(crate) written: Arc<AtomicUsize>,
    pub(crate) let_go: Arc<Notify>,
    pub(crate) closed: Arc<AtomicBool>,
}

impl Receiver {
    pub(crate) async fn new(mode: Mode) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let receiver = Self {
            url: format!("http://{}/hook", listener.local_addr().expect("an address")),
            mode: Arc::new(Mutex::new(mode)),
            calls: Arc::default(),
            open: Arc::default(),
            written: Arc::default(),
            let_go: Arc::default(),
            closed: Arc::default(),
        };
        let serving = receiver.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let receiver = serving.clone();
                tokio::spawn(async move { receiver.take(stream).await });
            }
        });
        receiver
    }

    pub(crate) fn becomes(&self, mode: Mode) {
        *self.mode.lock().expect("unpoisoned") = mode;
    }

    pub(crate) fn calls(&self) -> Vec<Call> {
        self.calls.lock().expect("unpoisoned").clone()
    }

    /// The calls of one type.
    pub(crate) fn told(&self, kind: &str) -> Vec<Call> {
        self.calls().into_iter().filter(|call| call.kind() == kind).collect()
    }

    /// Closes the connections of all waiting callers, now and later.
    pub(crate) fn hang_up(&self) {
        self.closed.store(true, Ordering::SeqCst);
        self.let_go.notify_waiters();
    }

    pub(crate) async fn take(self, mut stream: TcpStream) -> Option<()> {
        let mut bytes = Vec::new();
        let end = loop {
            if let Some(end) = bytes.windows(4).position(|part| part == b"\r\n\r\n") {
                break end;
            }
            if stream.read_buf(&mut bytes).await.ok()? == 0 {
                return None;
            }
        };
        let head = String::from_utf8(bytes[..end].to_vec()).expect("a head in ASCII");
        assert!(head.starts_with("POST /hook HTTP/1.1"), "{head}");
        let headers: BTreeMap<String, String> = head
            .lines()
            .skip(1)
            .filter_map(|line| line.split_once(": "))
            .map(|(name, value)| (name.to_lowercase(), value.to_owned()))
            .collect();
        let length: usize = headers["content-length"].parse().expect("a length");
        while bytes.len() < end + 4 + length {
            if stream.read_buf(&mut bytes).await.ok()? == 0 {
                return None;
            }
        }
        let body = String::from_utf8(bytes[end + 4..].to_vec()).expect("UTF-8");
        let mode = self.mode.lock().expect("unpoisoned").clone();
        let waiting = self.let_go.notified();
        self.calls.lock().expect("unpoisoned").push(Call { headers, body });
        match mode {
            Mode::Answer(status) => {
                let answer = format!("HTTP/1.1 {status} Said\r\ncontent-length: 6\r\nconnection: close\r\n\r\nheard\0");
                stream.write_all(answer.as_bytes()).await.ok()?;
            }
            Mode::Redirect(to) => {
                let answer = format!("HTTP/1.1 302 Found\r\nlocation: {to}\r\ncontent-length: 0\r\n\r\n");
                stream.write_all(answer.as_bytes()).await.ok()?;
            }
            Mode::Hang => {
                self.open.fetch_add(1, Ordering::SeqCst);
                let mut ignored = [0; 1];
                tokio::select! {
                    () = waiting => {}
                    _ = stream.read(&mut ignored), if !self.closed.load(Ordering::SeqCst) => {}
                }
                self.open.fetch_sub(1, Ordering::SeqCst);
            }
            Mode::Endless => {
                stream.write_all(b"HTTP/1.1 200 OK\r\nconnection: close\r\n\r\n").await.ok()?;
                let chunk = vec![b'x'; 64 << 10];
                while self.written.load(Ordering::SeqCst) < GIGABYTE {
                    stream.write_all(&chunk).await.ok()?;
                    self.written.fetch_add(chunk.len(), Ordering::SeqCst);
                }
            }
            Mode::Encoded(bytes) => {
                let length = bytes.len();
                let head = format!("HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ncontent-length: {length}\r\n\r\n");
                stream.write_all(head.as_bytes()).await.ok()?;
                stream.write_all(&bytes).await.ok()?;
            }
            Mode::Trickle => {
                stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\n").await.ok()?;
                while stream.write_all(b"x").await.is_ok() {
                    tokio::time::sleep(Duration::from_millis(200)).await;
                }
            }
        }
        Some(())
    }
}

/// Waits until the delivery worker has done something.
pub(crate) async fn until(what: &str, done: impl AsyncFn() -> bool) {
    let started = Instant::now();
    while !done().await {
        assert!(started.elapsed() < PATIENCE, "{what}: not within {PATIENCE:?}");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

/// An endpoint, as its owner knows it: path, secret and public key.
#[derive(Clone)]
pub(crate) struct Endpoint {
    pub(crate) path: String,
    pub(crate) secret: Vec<u8>,
    pub(crate) public: Vec<u8>,
}

impl Endpoint {
    pub(crate) fn of(issued: &Value) -> Self {
        let bytes = |text: &Value, prefix: &str| {
            let text = text.as_str().expect("a text").strip_prefix(prefix).unwrap_or_else(|| panic!("{prefix} {text}"));
            STANDARD.decode(text).expect("base64")
        };
        let keys = issued["webhook"]["publicKeys"].as_array().expect("keys");
        Self {
            path: format!("/v1/webhooks/{}", id(&issued["webhook"])),
            secret: bytes(&issued["secret"], "whsec_"),
            public: bytes(&keys.last().expect("a key")["publicKey"], "whpk_"),
        }
    }

    /// Which of a call's signatures are valid for this endpoint, checked without the service's code.
    pub(crate) fn signed(&self, call: &Call) -> Vec<String> {
        let content =
            format!("{}.{}.{}", call.header("webhook-id"), call.header("webhook-timestamp"), call.body).into_bytes();
        let key = hmac::Key::new(hmac::HMAC_SHA256, &self.secret);
        let good = |version: &str, signature: &[u8]| match version {
            "v1" => hmac::verify(&key, &content, signature).is_ok(),
            "v1a" => UnparsedPublicKey::new(&ED25519, &self.public).verify(&content, signature).is_ok(),
            other => panic!("{other}"),
        };
        let signatures = call.header("webhook-signature").split(' ').map(|one| one.split_once(',').expect("a version"));
        signatures
            .filter(|(version, signature)| good(version, &STANDARD.decode(signature).expect("base64")))
            .map(|(version, _)| version.to_owned())
            .collect()
    }

    pub(crate) async fn state(&self, person: &Person) -> String {
        person.get(&self.path).await.ok()["state"].as_str().expect("a state").to_owned()
    }

    pub(crate) async fn deliveries(&self, person: &Person, state: &str) -> Vec<Value> {
        world::all(person, &format!("{}/deliveries?state={state}", self.path)).await
    }

    /// Sends a test call, and returns its delivery.
    pub(crate) async fn test(&self, person: &Person) -> Value {
        person.step(&format!("{}/test", self.path)).await.ok()
    }
}

pub(crate) async fn start(engine: Engine) -> World {
    let told = |config: &mut api::edge::config::Config| config.webhook_networks = vec![OWN.parse().expect("a network")];
    World::new(Service::start_told(engine, told).await).await
}

pub(crate) async fn endpoint(person: &Person, url: &str) -> Endpoint {
    let body = json!({"name": "Cổng tỉnh", "url": url});
    Endpoint::of(&person.post("/v1/webhooks", &body).await.ok())
}

/// An endpoint with a successful test call.
pub(crate) async fn active(person: &Person, receiver: &Receiver) -> Endpoint {
    let endpoint = endpoint(person, &receiver.url).await;
    assert_eq!(endpoint.test(person).await["state"], "DELIVERED");
    endpoint
}

/// Nominations that were presented to the Chair.
pub(crate) async fn nominations(world: &World, cycle: &str, many: usize) -> Vec<String> {
    let mut presented = Vec::new();
    for number in 0..many {
        presented.push(world.presented(cycle, &format!("Phòng số {number} {cycle}")).await);
    }
    presented
}

/// A decision that grants them and is not public yet, with its signed file.
pub(crate) async fn decided(world: &World, number: i64, nominations: &[String]) -> Value {
    let nominations: Vec<&str> = nominations.iter().map(String::as_str).collect();
    let decision = world.decision.post("/v1/decisions", &world::decision(number, &nominations)).await.ok();
    world::keep_decision(&world.decision, &id(&decision)).await;
    decision
}

pub(crate) async fn publish(person: &Person, decision: &Value) {
    person.step(&format!("/v1/decisions/{}/publication", id(decision))).await.ok();
}

pub(crate) fn attempts(delivery: &Value) -> Vec<(String, Value)> {
    let log = delivery["log"].as_array().expect("a log");
    log.iter().map(|one| (one["outcome"].as_str().expect("an outcome").to_owned(), one["status"].clone())).collect()
}
