//! A load on loopback from one thread: a number of connections, each sending the next request as soon as it is
//! answered.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// Connections at one time.
pub const CONNECTIONS: usize = 64;

/// The result of a load.
#[derive(Clone, Debug, Default)]
pub struct Load {
    /// The number of answers.
    pub answers: usize,
    /// How long the load lasted.
    pub time: Duration,
    /// How long each answer took, shortest first.
    pub latencies: Vec<Duration>,
    /// Bytes of one answer, headers and body.
    pub bytes: usize,
    /// Processor time of this process for it, without the load itself: the service, and its threads for SQLite.
    pub processor: Duration,
}

impl Load {
    /// Answers per second.
    #[must_use]
    pub fn per_second(&self) -> u128 {
        u128::try_from(self.answers).unwrap_or(0) * 1_000_000 / self.time.as_micros().max(1)
    }

    /// The 99th percentile of the latencies.
    #[must_use]
    pub fn p99(&self) -> Duration {
        self.latencies.get(self.latencies.len() * 99 / 100).copied().unwrap_or_default()
    }
}

/// The bytes of a request.
#[must_use]
pub fn request(path: &str, headers: &[(&str, &str)]) -> Vec<u8> {
    let mut text = format!("GET {path} HTTP/1.1\r\nhost: localhost\r\naccept: application/json\r\n");
    for (name, value) in headers {
        text.push_str(&format!("{name}: {value}\r\n"));
    }
    text.push_str("\r\n");
    text.into_bytes()
}

/// Sends requests for the given time: each connection sends one after the other and goes through the requests in turn.
///
/// # Panics
/// If an answer has another status than expected.
#[must_use]
pub fn load(address: SocketAddr, requests: &[Vec<u8>], status: &'static str, time: Duration) -> Load {
    let requests: Vec<Vec<u8>> = requests.to_vec();
    let thread = std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        let requests = std::rc::Rc::new(requests);
        let local = tokio::task::LocalSet::new();
        local.block_on(&runtime, async move {
            let (started, before) = (Instant::now(), processor(&thread_id()));
            let asking: Vec<_> = (0..CONNECTIONS)
                .map(|place| tokio::task::spawn_local(ask(address, requests.clone(), place, status, started + time)))
                .collect();
            let mut whole = Load::default();
            for one in asking {
                let (latencies, bytes) = one.await.expect("a connection");
                whole.answers += latencies.len();
                whole.latencies.extend(latencies);
                whole.bytes = bytes;
            }
            whole.time = started.elapsed();
            whole.processor = processor(&thread_id()).saturating_sub(before);
            whole.latencies.sort_unstable();
            whole
        })
    });
    thread.join().expect("the load")
}

/// The name of the calling thread in the folder of the process's threads.
fn thread_id() -> std::ffi::OsString {
    let link = std::fs::read_link("/proc/thread-self").expect("Linux");
    link.file_name().expect("a thread").to_owned()
}

/// The processor time of every thread of this process but one.
fn processor(except: &std::ffi::OsStr) -> Duration {
    let threads = std::fs::read_dir("/proc/self/task").expect("Linux");
    let others = threads.filter_map(Result::ok).filter(|thread| thread.file_name() != except);
    let times = others.filter_map(|thread| std::fs::read_to_string(thread.path().join("schedstat")).ok());
    let nanos = times.filter_map(|times| times.split(' ').next()?.parse::<u64>().ok());
    Duration::from_nanos(nanos.sum())
}

async fn ask(
    address: SocketAddr,
    requests: std::rc::Rc<Vec<Vec<u8>>>,
    place: usize,
    status: &'static str,
    until: Instant,
) -> (Vec<Duration>, usize) {
    let mut stream = TcpStream::connect(address).await.expect("a connection");
    stream.set_nodelay(true).expect("a setting");
    let (mut latencies, mut buffer, mut bytes) = (Vec::new(), vec![0_u8; 256 * 1_024], 0);
    let mut turn = place;
    loop {
        let begun = Instant::now();
        if until <= begun {
            return (latencies, bytes);
        }
        turn = (turn + CONNECTIONS) % requests.len().max(1);
        let request = requests.get(turn).or(requests.first()).expect("a request");
        stream.write_all(request).await.expect("a request sent");
        bytes = answer(&mut stream, &mut buffer, status).await;
        latencies.push(begun.elapsed());
    }
}

/// Reads one answer to its end, and returns its length.
async fn answer(stream: &mut TcpStream, buffer: &mut [u8], status: &str) -> usize {
    let mut read = 0;
    loop {
        let free = buffer.get_mut(read..).filter(|free| !free.is_empty()).expect("a head that fits");
        let count = stream.read(free).await.expect("an answer");
        assert!(count != 0, "the connection was closed");
        read += count;
        let got = buffer.get(..read).unwrap_or_default();
        let Some(head) = got.windows(4).position(|bytes| bytes == b"\r\n\r\n") else { continue };
        let text = std::str::from_utf8(got.get(..head).unwrap_or_default()).expect("a head");
        assert!(text.get(9..12) == Some(status), "{text}");
        let length = text.lines().find_map(|line| line.strip_prefix("content-length: "));
        let length: usize =
            if status == "304" { 0 } else { length.and_then(|length| length.parse().ok()).unwrap_or(0) };
        let whole = head + 4 + length;
        let mut left = whole.saturating_sub(read);
        while left != 0 {
            let most = left.min(buffer.len());
            let count = stream.read(buffer.get_mut(..most).expect("room")).await.expect("the rest");
            assert!(count != 0, "the connection was closed");
            left -= count;
        }
        return whole;
    }
}

/// The median of some whole numbers.
#[must_use]
pub fn middle(mut numbers: Vec<u128>) -> u128 {
    numbers.sort_unstable();
    numbers.get(numbers.len() / 2).copied().unwrap_or_default()
}
