//! Connections have a deadline while no request is handled on them.

use std::time::{Duration, Instant};

use e2e::Engine;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::base::service::Service;

/// The longest time that anything may take here.
const PATIENCE: Duration = Duration::from_secs(25);
/// Connections that are kept busy while health is asked.
const BUSY_CONNECTIONS: usize = 200;
/// The longest time that a health check takes.
const QUICKLY: Duration = Duration::from_secs(3);

/// The first head of a connection is timed by the HTTP library; every later one by the service.
pub(crate) async fn found_a7_the_head_of_a_second_request_has_its_time_too(engine: Engine) {
    let probe = std::net::TcpListener::bind("127.0.0.1:0").and_then(|free| free.local_addr()).expect("a free port");
    let service = Service::start_told(engine, |config| config.health_bind = Some(probe)).await;
    let address = service.running().address();
    let whole = b"GET /health/live HTTP/1.1\r\nHost: a\r\n\r\n";
    let dribble = |first: &'static [u8], pause: Duration| async move {
        let mut stream = TcpStream::connect(address).await.expect("a connection");
        let mut said = vec![0; 4_096];
        stream.write_all(first).await.expect("a request");
        let read = stream.read(&mut said).await.expect("an answer");
        assert!(said[..read].starts_with(b"HTTP/1.1 200"), "{}", String::from_utf8_lossy(&said[..read]));
        let began = Instant::now();
        for byte in b"GET /health/live HTTP/1.1\r\nHost: ".iter().chain(std::iter::repeat(&b'a')) {
            let gone = stream.write_all(&[*byte]).await.is_err();
            let ended = tokio::time::timeout(pause, stream.read(&mut said)).await;
            if gone || matches!(ended, Ok(Ok(0) | Err(_))) {
                break;
            }
            assert!(began.elapsed() < PATIENCE, "a head that never ends keeps a connection");
        }
        began.elapsed()
    };
    // The second head begins in the packet of the first request, or after its answer; one comes to a stop.
    let half = b"GET /health/live HTTP/1.1\r\nHost: a\r\n\r\nGET /health";
    let often = Duration::from_millis(400);
    let (one, two, three) =
        tokio::join!(dribble(whole, often), dribble(half, often), dribble(half, Duration::from_secs(30)));
    for took in [one, two, three] {
        assert!(took < Duration::from_secs(14), "{took:?}");
    }
    let ready = reqwest::get(format!("http://{probe}/health/ready")).await.expect("an answer");
    assert_eq!(ready.status(), 200);
    service.stop().await;
}

/// Whoever takes the connections of the service takes none of those of its health checks, which answer nothing else.
pub(crate) async fn found_a7_health_is_answered_beside_busy_connections_and_nothing_else_is(engine: Engine) {
    let probe = std::net::TcpListener::bind("127.0.0.1:0").and_then(|free| free.local_addr()).expect("a free port");
    let service = Service::start_told(engine, |config| config.health_bind = Some(probe)).await;
    let mut busy = Vec::new();
    for _ in 0..BUSY_CONNECTIONS {
        let mut stream = TcpStream::connect(service.running().address()).await.expect("a connection");
        stream.write_all(b"GET /health/live HTTP/1.1\r\nHost: a\r\n\r\nGET /health").await.expect("a head and a half");
        busy.push(stream);
    }
    let ask = async |path: &str| {
        let asked = Instant::now();
        let answer = reqwest::get(format!("http://{probe}{path}")).await.expect("an answer");
        assert!(asked.elapsed() < QUICKLY, "{path}: {:?}", asked.elapsed());
        answer.status()
    };
    for _ in 0..20 {
        for path in ["/health/live", "/health/ready"] {
            assert_eq!(ask(path).await, 200, "{path}");
        }
        for stream in &mut busy {
            // It is closed at the end of its time.
            drop(stream.write_all(b"/").await);
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    for path in ["/", "/health", "/health/live/more", "/v1/me", "/v1/openapi.json", "/v1/public/releases", "/docs/"] {
        assert_eq!(ask(path).await, 404, "{path}");
    }
    drop(busy);
    service.stop().await;
}
