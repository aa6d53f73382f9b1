//! What the public API refuses, survives and limits: malformed queries, forged headers, disguised paths, broken and
//! slow connections, pages of other origins, and clients that send too many requests.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use api::edge::demo;
use chrono::TimeDelta;
use e2e::Engine;
use reqwest::Method;
use reqwest::header::HeaderMap;
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::base::client::{Answer, Person};
use crate::base::service::Service;
use crate::base::world::{self, World};

const NOBODY: &str = "01935f3e-7c4a-7d2b-9f10-3c5a8e6b1d24";
const TRACE: &str = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
/// How long an unused or stalled connection may stay open.
const PATIENCE: Duration = Duration::from_secs(25);
/// The longest time that a well-behaved client waits while others are slow.
const QUICKLY: Duration = Duration::from_secs(3);
/// Connections that are opened and not used.
const IDLE_CONNECTIONS: usize = 60;
/// Few enough to be used up in a test, and refilled slowly: one request in 20 seconds.
const FEW: u32 = 3;

/// A service with demonstration data; its people sign in with the demonstration's password.
async fn demonstration(engine: Engine, tell: impl FnOnce(&mut api::edge::config::Config)) -> Service {
    let service = Service::start_told(engine, tell).await;
    let now = service.running().clock().now();
    demo::load(service.running().store(), &service.config().evidence, now).await.expect("the demonstration loads");
    service
}

async fn board(service: &Service) -> String {
    demo::newest_board(service.running().store()).await.expect("a board")
}

/// The paths of the contract that have a GET operation, and these operations.
async fn questions(service: &Service) -> Vec<(String, Value)> {
    let contract = service.anybody().get("/v1/openapi.json").await.ok();
    let paths = contract["paths"].as_object().expect("paths").clone();
    paths.into_iter().filter_map(|(path, item)| Some((path, item.get("get")?.clone()))).collect()
}

/// A path with the identifier of no object for each of its parameters.
fn filled(path: &str) -> String {
    path.split('/').map(|part| if part.starts_with('{') { NOBODY } else { part }).collect::<Vec<_>>().join("/")
}

#[track_caller]
fn refused(answer: &Answer, allowed: &[u16], what: &str) {
    let (status, _) = answer.problem();
    let what = &what[..what.len().min(200)];
    assert!(allowed.contains(&status), "{what}: {status} {}", answer.text);
    assert_eq!(answer.header("cache-control"), "no-store", "{what}");
}

pub(crate) async fn absurd_questions_are_refused_by_name(engine: Engine) {
    let service = Service::start(engine).await;
    let public = service.anybody();
    let long = "x".repeat(10_000);
    let many: Vec<String> = (0..1_000).map(|number| format!("p{number}=1")).collect();
    let forged = "AZNfPnxKfSufEDxajmsdJAAAAAAAAAAA";
    let mut asked = 0;
    for (path, operation) in questions(&service).await {
        if !path.starts_with("/v1/public/") {
            continue;
        }
        asked += 1;
        let place = filled(&path);
        for query in ["unknown=1", "admin=true", "limit[]=1", "Limit=1", "%00=1", &format!("{long}=1"), &many.join("&")]
        {
            let answer = public.get(&format!("{place}?{query}")).await;
            refused(&answer, &[400], &format!("{path}?{query}"));
            assert!(answer.violations()[0].ends_with("PARAMETER_UNKNOWN"), "{path} {:?}", answer.violations());
        }
        // If a path parameter names an object that does not exist, 404 may come first.
        let allowed: &[u16] = if place == path { &[400] } else { &[400, 404] };
        let parameters = operation["parameters"].as_array().cloned().unwrap_or_default();
        for name in parameters.iter().filter(|one| one["in"] == "query").filter_map(|one| one["name"].as_str()) {
            let values: &[&str] = match name {
                "limit" => &["0", "-1", "1e9", "1000000000", "1.5", "text", "", "%00", "NaN", "0x10", "%D9%A1"],
                "cursor" | "after" => &["x", "", forged, &long, "%00", "..%2F..%2Fetc%2Fpasswd"],
                _ => &["%00", "'%20OR%201=1--", &long],
            };
            // Any text is a valid search, and any code one that no unit may have.
            for value in values.iter().filter(|_| !matches!(name, "text" | "code")) {
                let answer = public.get(&format!("{place}?{name}={value}")).await;
                refused(&answer, allowed, &format!("{path}?{name}={value}"));
            }
            let twice = public.get(&format!("{place}?{name}=1&{name}=2")).await;
            refused(&twice, &[400], &format!("{path}?{name} twice"));
        }
    }
    assert!(20 < asked, "every public question was asked: {asked}");
    let far = format!("/v1/public/boards/{}", "a".repeat(60_000));
    refused(&public.get(&far).await, &[404], "a long path");
    for body in
        ["[".repeat(500_000), "{\"username\":".repeat(80_000), format!("{{\"username\":{}", "[".repeat(100_000))]
    {
        let answer = public.send(Method::POST, "/v1/sessions", &[], Some(body.into_bytes())).await;
        refused(&answer, &[400], "deep nesting");
    }
    public.get("/health/live").await.ok();
    service.stop().await;
}

/// A client that sets its token once for all requests reads what is public, too, whatever has become of the token.
pub(crate) async fn found_c6_public_addresses_ignore_a_token(engine: Engine) {
    let service = demonstration(engine, |_| {}).await;
    let public = service.anybody();
    let person = signed_in(&service, "demo-head", "192.0.2.1").await;
    let good = format!("Bearer {}", person.token.expect("a token"));
    let asked = questions(&service).await.into_iter().map(|(path, _)| filled(&path));
    let mut asked: Vec<String> = asked.filter(|path| path.starts_with("/v1/public/")).collect();
    asked.push(board(&service).await);
    for path in &asked {
        let ask = async |token: &[(&str, &str)]| {
            lasting(&public.send(Method::GET, path, &[&[("traceparent", TRACE)], token].concat(), None).await)
        };
        let plain = ask(&[]).await;
        for token in [good.as_str(), "Bearer x", "Basic eDp5", ""] {
            assert!(ask(&[("authorization", token)]).await == plain, "{path} is another with {token:?}");
        }
    }
    assert!(30 < asked.len(), "every public question was asked: {}", asked.len());
    service.running().clock().pass(TimeDelta::days(2));
    let expired = public.send(Method::GET, "/v1/public/releases", &[("authorization", &good)], None).await;
    assert_eq!(expired.status, 200);
    service.stop().await;
}

/// An answer without the headers that change every time.
fn lasting(answer: &Answer) -> (u16, BTreeMap<String, Vec<u8>>, Vec<u8>) {
    let mut headers = BTreeMap::new();
    for (name, value) in &answer.headers {
        if !matches!(name.as_str(), "date" | "ratelimit") {
            headers.entry(name.to_string()).or_insert_with(Vec::new).extend_from_slice(value.as_bytes());
        }
    }
    (answer.status, headers, answer.bytes.clone())
}

pub(crate) async fn forged_headers_change_no_answer(engine: Engine) {
    // The harder case: the client is a trusted proxy, whose forwarding headers are used.
    let trusted = |config: &mut api::edge::config::Config| {
        config.trusted_proxies = vec!["127.0.0.0/8".parse().expect("a network")]
    };
    let service = demonstration(engine, trusted).await;
    let board = board(&service).await;
    let public = service.anybody();
    for path in [
        "/v1/public/releases",
        "/v1/public/awards",
        "/v1/public/news.atom",
        "/v1/public/catalogue.jsonld",
        "/v1/public/datapackage.json",
        board.as_str(),
        "/v1/public/nothing",
        "/v1/public/awards?limit=0",
        "/v1/openapi.json",
        "/v1/me",
        "/board",
        "/problems/not-found",
    ] {
        let ask = async |extra: &[(&str, &str)]| {
            let headers = [&[("traceparent", TRACE)], extra].concat();
            lasting(&public.send(Method::GET, path, &headers, None).await)
        };
        let plain = ask(&[]).await;
        for forged in [
            ("host", "evil.example"),
            ("x-forwarded-host", "evil.example"),
            ("x-host", "evil.example"),
            ("x-forwarded-server", "evil.example"),
            ("x-forwarded-proto", "ftp"),
            ("x-forwarded-scheme", "ftp"),
            ("x-forwarded-port", "1"),
            ("x-forwarded-prefix", "/evil"),
            ("x-forwarded-for", "127.0.0.1"),
            ("x-real-ip", "127.0.0.1"),
            ("forwarded", "for=127.0.0.1;host=evil.example;proto=ftp"),
            ("x-original-url", "/v1/accounts"),
            ("x-rewrite-url", "/v1/accounts"),
            ("x-http-method-override", "DELETE"),
            ("x-http-method", "DELETE"),
            ("x-method-override", "DELETE"),
            ("origin", "https://evil.example"),
            ("referer", "https://evil.example/"),
            ("cookie", "session=admin"),
            ("user-agent", "evil"),
            ("cache-control", "no-cache"),
            ("range", "bytes=0-3"),
        ] {
            assert!(ask(&[forged]).await == plain, "{path} is another with {forged:?}");
        }
    }
    service.stop().await;
}

pub(crate) async fn no_address_passes_for_a_file(engine: Engine) {
    let service = demonstration(engine, |_| {}).await;
    let board = board(&service).await;
    let public = service.anybody();
    let person = signed_in(&service, "demo-head", "192.0.2.1").await;
    person.get("/v1/me").await.ok();
    for path in [
        "/v1/public/boards/x.css".to_owned(),
        format!("{board}/x.css"),
        format!("{board}.css"),
        format!("{board};x.css"),
        format!("{board}%2fx.css"),
        format!("{board}%00.css"),
        format!("{board}/"),
    ] {
        refused(&public.get(&path).await, &[404], &path);
    }
    for path in [
        "/v1/me/x.css",
        "/v1/me;x.css",
        "/v1/me%2fx.css",
        "/v1/me%00.css",
        "/v1/me.css",
        "/v1/me/",
        "/v1/ME",
        "//v1/me",
    ] {
        refused(&public.get(path).await, &[404], path);
        refused(&person.get(path).await, &[404], path);
    }
    refused(&person.get("/v1/me?x.css").await, &[400], "a file in the query");
    // A client that does not normalise paths: a cache must not take an answer that needs a token for a public one.
    let token = person.token.as_deref().unwrap_or_default();
    for path in ["/v1/public/../me", "/v1/public/%2e%2e/me", "/v1/public/..%2fme", "/v1/./me", "/v1/public//releases"] {
        for header in [String::new(), format!("Authorization: Bearer {token}\r\n")] {
            let request = format!("GET {path} HTTP/1.1\r\nHost: a\r\n{header}Connection: close\r\n\r\n");
            let said = raw(&service, request.as_bytes()).await;
            assert!(said.starts_with("HTTP/1.1 40"), "{path}: {said}");
            assert!(said.to_ascii_lowercase().contains("cache-control: no-store"), "{path}: {said}");
        }
    }
    service.stop().await;
}

pub(crate) async fn what_needs_a_token_is_kept_by_nobody(engine: Engine) {
    let world = World::new(Service::start(engine).await).await;
    let cycle = world.open("2024").await;
    let report = world.draft(&cycle).await;
    let own = |answer: &Answer| {
        let kept = answer.header("cache-control");
        kept == "no-store" || kept.starts_with("private")
    };
    let (mut asked, mut answered) = (0, 0);
    for (path, operation) in questions(&world.service).await {
        if operation["security"] == json!([]) {
            continue;
        }
        asked += 1;
        let place = filled(&path.replace("{report}", &report).replace("{cycle}", &cycle));
        for person in [&world.admin, &world.head, &world.service.anybody()] {
            let answer = person.get(&place).await;
            assert!(own(&answer), "{path} {} {}", answer.status, answer.header("cache-control"));
            answered += usize::from(answer.status == 200);
        }
    }
    assert!(50 < asked && 20 < answered, "there was something to keep: {answered} of {asked}");
    world.service.stop().await;
}

pub(crate) async fn head_answers_like_get_without_a_body(engine: Engine) {
    let service = demonstration(engine, |_| {}).await;
    let board = board(&service).await;
    let public = service.anybody();
    for path in [
        board.as_str(),
        "/v1/public/releases",
        "/v1/public/nothing",
        "/v1/openapi.json",
        "/v1/me",
        "/health/live",
        "/board",
    ] {
        let ask = async |method: Method| public.send(method, path, &[("traceparent", TRACE)], None).await;
        let (get, head) = (lasting(&ask(Method::GET).await), lasting(&ask(Method::HEAD).await));
        assert_eq!((get.0, &get.1), (head.0, &head.1), "{path}");
        assert!(!get.2.is_empty() && head.2.is_empty(), "{path}");
    }
    let trace = public.send(Method::TRACE, "/v1/public/releases", &[], None).await;
    assert_eq!((trace.problem().0, trace.header("allow").as_str()), (405, "GET, HEAD, OPTIONS"));
    service.stop().await;
}

/// Sends raw bytes, and reads until the connection is closed.
async fn raw(service: &Service, bytes: &[u8]) -> String {
    let stream = TcpStream::connect(service.running().address()).await.expect("a connection");
    let (mut reading, mut writing) = stream.into_split();
    let mut said = Vec::new();
    let talk = async {
        // The service may answer before it has read everything, so either direction may end with an error.
        let (_sent, _heard) = tokio::join!(writing.write_all(bytes), reading.read_to_end(&mut said));
    };
    let ended = tokio::time::timeout(PATIENCE, talk).await;
    let begin = String::from_utf8_lossy(&bytes[..bytes.len().min(200)]).into_owned();
    assert!(ended.is_ok(), "the connection stays open after {begin}");
    String::from_utf8_lossy(&said).into_owned()
}

pub(crate) async fn broken_http_ends_and_the_service_goes_on(engine: Engine) {
    let service = Service::start(engine).await;
    let post = "POST /v1/sessions HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n";
    let get = "GET /v1/public/releases HTTP/1.1\r\nHost: a\r\n";
    let many: String = (0..200).map(|number| format!("X-{number}: 1\r\n")).collect();
    for bytes in [
        format!("{post}Content-Length: 2\r\nContent-Length: 3\r\n\r\n{{}}"),
        format!("{post}Content-Length: 2\r\nContent-Length: 2\r\n\r\n{{}}"),
        format!("{post}Content-Length: 2, 2\r\n\r\n{{}}"),
        format!("{post}Content-Length: -1\r\n\r\n{{}}"),
        format!("{post}Content-Length: +2\r\n\r\n{{}}"),
        format!("{post}Content-Length: 0x2\r\n\r\n{{}}"),
        format!("{post}Content-Length: 99999999999999999999\r\n\r\n{{}}"),
        format!("{post}Content-Length: 9999999999\r\n\r\n{{}}"),
        format!("{post}Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{{}}\r\n0\r\n\r\n"),
        format!("{post}Transfer-Encoding: chunked\r\nContent-Length: 2\r\n\r\n2\r\n{{}}\r\n0\r\n\r\n"),
        format!("{post}Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
        format!("{post}Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n"),
        format!("{post}Transfer-Encoding: \u{b}chunked\r\n\r\n0\r\n\r\n"),
        format!("{post}Transfer-Encoding: chunked\r\n\r\nZZ\r\n{{}}\r\n0\r\n\r\n"),
        format!("{post}Transfer-Encoding: chunked\r\n\r\n-2\r\n{{}}\r\n0\r\n\r\n"),
        format!("{post}Transfer-Encoding: chunked\r\n\r\nFFFFFFFFFFFFFFFFF\r\n{{}}\r\n"),
        "POST /v1/sessions HTTP/1.0\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n".to_owned(),
        "GET / HTTP/1.1\r\n\r\n".to_owned(),
        format!("{get}Host: b\r\n\r\n"),
        format!("{get}X: a\0b\r\n\r\n"),
        format!("{get}X : a\r\n\r\n"),
        format!("{get}X: a\r\n folded\r\n\r\n"),
        format!("{get}{many}\r\n"),
        format!("{get}X: {}\r\n\r\n", "x".repeat(1 << 20)),
        format!("GET /{} HTTP/1.1\r\nHost: a\r\n\r\n", "x".repeat(100_000)),
        "GET / HTTP/9.9\r\nHost: a\r\n\r\n".to_owned(),
        "GET /\r\nHost: a\r\n\r\n".to_owned(),
        "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".to_owned(),
        "\u{16}\u{3}\u{1}\u{2}\0\u{1}\0\u{1}\u{fc}\u{3}\u{3}".to_owned(),
        "\0\0\0\0\0\0\0\0\r\n\r\n".to_owned(),
        "TRACE / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n".to_owned(),
        "CONNECT evil.example:443 HTTP/1.1\r\nHost: evil.example:443\r\nConnection: close\r\n\r\n".to_owned(),
        "GET http://evil.example/v1/me HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n".to_owned(),
        "OPTIONS * HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n".to_owned(),
    ] {
        let said = raw(&service, bytes.as_bytes()).await;
        let begin: String = bytes.chars().take(200).collect();
        assert!(said.is_empty() || said.starts_with("HTTP/1.1 4"), "{begin}: {said}");
        assert!(!said.contains("HTTP/1.1 2") && !said.contains("HTTP/1.1 5"), "{begin}: {said}");
        service.anybody().get("/health/live").await.ok();
    }
    service.anybody().get("/health/ready").await.ok();
    service.stop().await;
}

pub(crate) async fn slow_connections_are_ended_and_keep_nobody_waiting(engine: Engine) {
    let service = Service::start(engine).await;
    let address = service.running().address();
    let mut idle = Vec::new();
    for number in 0..IDLE_CONNECTIONS {
        let mut stream = TcpStream::connect(address).await.expect("a connection");
        if number % 2 == 0 {
            stream.write_all(b"GET /v1/public/releases HTTP/1.1\r\nHost:").await.expect("half a head");
        }
        idle.push(stream);
    }
    let honest = async {
        for _ in 0..20 {
            let asked = Instant::now();
            service.anybody().get("/v1/public/releases").await.ok();
            assert!(asked.elapsed() < QUICKLY, "{:?}", asked.elapsed());
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    };
    let nothing = raw(&service, b"");
    let head = raw(&service, b"GET /v1/public/releases HTTP/1.1\r\nHost:");
    let body = raw(
        &service,
        b"POST /v1/sessions HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 99\r\n\r\n{",
    );
    let chunk =
        raw(&service, b"POST /v1/oauth/token HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n9\r\ngrant");
    // These are answered before the body, which never ends, is read.
    let unread = raw(&service, b"POST /v1/reports HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n9\r\n{");
    let unwanted =
        raw(&service, b"GET /v1/public/releases HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n9\r\n{");
    let done = raw(&service, b"GET /health/live HTTP/1.1\r\nHost: a\r\n\r\n");
    let (nothing, head, body, chunk, unread, unwanted, done, ()) =
        tokio::join!(nothing, head, body, chunk, unread, unwanted, done, honest);
    for ended in [nothing, head, body, chunk] {
        assert!(ended.is_empty() || ended.starts_with("HTTP/1.1 408"), "{ended}");
    }
    assert!(unread.starts_with("HTTP/1.1 401"), "{unread}");
    assert!(unwanted.starts_with("HTTP/1.1 200"), "{unwanted}");
    assert!(done.starts_with("HTTP/1.1 200"), "an idle connection ends after its answer: {done}");
    for mut stream in idle {
        let mut said = Vec::new();
        let ended = tokio::time::timeout(PATIENCE, stream.read_to_end(&mut said)).await;
        assert!(ended.is_ok(), "an idle connection stays open");
    }
    service.stop().await;
}

/// Signs in as an account of the demonstration, from an address.
async fn signed_in(service: &Service, username: &str, address: &str) -> Person {
    let body = json!({"username": username, "password": demo::PASSWORD}).to_string().into_bytes();
    let answer =
        service.anybody().send(Method::POST, "/v1/sessions", &[("x-forwarded-for", address)], Some(body)).await;
    let token = answer.ok()["accessToken"].as_str().expect("a token").to_owned();
    Person::new(service.url(), Some(token))
}

async fn from(person: &Person, address: &str, path: &str) -> Answer {
    person.send(Method::GET, path, &[("x-forwarded-for", address)], None).await
}

#[track_caller]
fn too_many(answer: &Answer) {
    assert_eq!(answer.problem(), (429, "TOO_MANY_REQUESTS".to_owned()));
    let wait = answer.header("retry-after");
    assert!(wait.parse::<u32>().is_ok_and(|wait| (1..=60 / FEW).contains(&wait)), "{wait}");
    assert_eq!(answer.header("cache-control"), "no-store");
    assert!(answer.header("ratelimit").starts_with("\"default\";r=0;t="), "{}", answer.header("ratelimit"));
}

pub(crate) async fn an_allowance_is_told_and_one_client_does_not_use_up_anothers(engine: Engine) {
    let service = demonstration(engine, |config| {
        config.public_requests_per_minute = FEW;
        config.account_requests_per_minute = FEW;
        config.trusted_proxies = vec!["127.0.0.1/32".parse().expect("a network")];
    })
    .await;
    let public = service.anybody();
    let releases = "/v1/public/releases";
    // Without a token, requests are counted by address, also refused ones and those for unknown paths.
    for (path, status, left) in [(releases, 200, 2), ("/v1/nothing", 404, 1), ("/v1/public/awards?limit=0", 400, 0)] {
        let answer = from(&public, "203.0.113.1", path).await;
        assert_eq!(answer.status, status, "{}", answer.text);
        assert_eq!(answer.header("ratelimit-policy"), "\"default\";q=3;w=60");
        assert!(answer.header("ratelimit").starts_with(&format!("\"default\";r={left};t=")), "{path}");
    }
    for path in [releases, "/v1/reports", "/v1/openapi.json", "/docs/", "/board", "/v1/nothing"] {
        too_many(&from(&public, "203.0.113.1", path).await);
    }
    let exposed = from(&public, "203.0.113.1", releases).await.header("access-control-expose-headers");
    for name in ["RateLimit", "RateLimit-Policy", "Retry-After", "ETag", "Link", "API-Version"] {
        assert!(exposed.split(", ").any(|one| one == name), "{name} in {exposed}");
    }
    // A token on a public path does not avoid the limit.
    let bearing = [("x-forwarded-for", "203.0.113.1"), ("authorization", "Bearer x")];
    for path in ["/v1/openapi.json", releases, "/v1/nothing"] {
        too_many(&public.send(Method::GET, path, &bearing, None).await);
    }
    // Another address is not limited, and health checks from this one are not.
    from(&public, "203.0.113.2", releases).await.ok();
    from(&public, "203.0.113.1", "/health/live").await.ok();
    // An address that the client puts to the left of the one that the proxy saw is ignored.
    too_many(&from(&public, "203.0.113.3, 203.0.113.1", releases).await);
    // An IPv6 client can choose among 2⁶⁴ addresses, so they are counted by prefix.
    for last in ["1", "2:3", "ffff:ffff"] {
        from(&public, &format!("2001:db8:1:2::{last}"), releases).await.ok();
    }
    too_many(&from(&public, "2001:db8:1:2::4", releases).await);
    from(&public, "2001:db8:1:3::1", releases).await.ok();
    let forwarded = [("forwarded", "for=\"[2001:db8:1:2::5]:4711\";host=evil.example")];
    too_many(&public.send(Method::GET, releases, &forwarded, None).await);

    // With a token, requests are counted by account, from every address.
    let office = "203.0.113.9";
    let head = signed_in(&service, "demo-head", "192.0.2.1").await;
    let standing = signed_in(&service, "demo-standing", "192.0.2.2").await;
    for left in (0..FEW).rev() {
        let answer = from(&head, office, "/v1/me").await;
        assert_eq!(answer.status, 200, "{}", answer.text);
        assert!(answer.header("ratelimit").starts_with(&format!("\"default\";r={left};t=")));
    }
    too_many(&from(&head, office, "/v1/me").await);
    too_many(&from(&head, "203.0.113.10", "/v1/me").await);
    // The limit applies before the body is read, also to requests that check the caller again.
    for path in ["/v1/reports", "/v1/commendations"] {
        too_many(&head.send(Method::POST, path, &[("x-forwarded-for", office)], Some(b"{".to_vec())).await);
    }
    // A colleague at the same address is not limited, and the address may still read public data.
    from(&standing, office, "/v1/me").await.ok();
    from(&public, office, releases).await.ok();
    // Invalid tokens are counted by address, and do not affect colleagues with valid ones.
    let stranger = Person::new(service.url(), Some("x.y.z".to_owned()));
    for _ in 0..FEW - 1 {
        assert_eq!(from(&stranger, office, "/v1/me").await.problem().0, 401);
    }
    too_many(&from(&stranger, office, "/v1/me").await);
    from(&standing, office, "/v1/me").await.ok();
    service.stop().await;
}

pub(crate) async fn who_is_no_trusted_proxy_speaks_for_nobody(engine: Engine) {
    let service = Service::start_told(engine, |config| config.public_requests_per_minute = FEW).await;
    let public = service.anybody();
    for number in 0..FEW {
        from(&public, &format!("203.0.113.{number}"), "/v1/public/releases").await.ok();
    }
    for forged in [
        ("x-forwarded-for", "203.0.113.77"),
        ("x-forwarded-for", "127.0.0.1"),
        ("forwarded", "for=203.0.113.78"),
        ("x-real-ip", "203.0.113.79"),
        ("true-client-ip", "203.0.113.80"),
        ("x-client-ip", "203.0.113.81"),
    ] {
        too_many(&public.send(Method::GET, "/v1/public/releases", &[forged], None).await);
    }
    service.stop().await;
}

fn varies_by_origin(headers: &HeaderMap) -> bool {
    let lines = headers.get_all("vary").iter().filter_map(|line| line.to_str().ok());
    lines.flat_map(|line| line.split(',')).any(|name| name.trim().eq_ignore_ascii_case("origin"))
}

pub(crate) async fn pages_of_other_origins_read_what_is_public(engine: Engine) {
    let listed = "https://dashboard.example";
    let service = Service::start_told(engine, |config| config.cors_origins = vec![listed.to_owned()]).await;
    let public = service.anybody();
    let ask = async |method: Method, path: &str, origin: &str| {
        let headers = [("origin", origin), ("access-control-request-method", "GET")];
        let answer = public.send(method, path, &headers, None).await;
        assert_eq!(answer.header("access-control-allow-credentials"), "", "{path} {origin}");
        answer
    };
    let strangers = [
        "https://evil.example",
        "null",
        "http://dashboard.example",
        "https://dashboard.example:444",
        "https://dashboard.example.evil.example",
        "https://Dashboard.example",
        "https://dashboard.example/",
    ];
    for origin in strangers.into_iter().chain([listed]) {
        for path in ["/v1/public/releases", "/v1/public/awards?limit=0", "/v1/openapi.json"] {
            let answer = ask(Method::GET, path, origin).await;
            assert_eq!(answer.header("access-control-allow-origin"), "*", "{path} {origin}");
            assert!(!varies_by_origin(&answer.headers), "one copy for everybody: {path}");
            let before = ask(Method::OPTIONS, path.split('?').next().unwrap_or_default(), origin).await;
            assert_eq!(before.status, 204, "{path} {}", before.text);
            assert_eq!(before.header("access-control-allow-origin"), "*", "{path} {origin}");
            assert_eq!(before.header("access-control-allow-methods"), "GET, HEAD", "{path}");
            assert_eq!(before.header("access-control-max-age"), "86400", "{path}");
            let taken = before.header("access-control-allow-headers");
            let both = ["If-None-Match", "Authorization"].iter().all(|name| taken.contains(name));
            assert!(both, "a token is ignored, so a page may send it: {taken}");
        }
    }
    for path in ["/v1/me", "/v1/reports", "/health/live", "/.well-known/jwks.json", "/v1/nothing"] {
        for origin in strangers {
            for method in [Method::GET, Method::OPTIONS] {
                let answer = ask(method, path, origin).await;
                assert_eq!(answer.header("access-control-allow-origin"), "", "{path} {origin}");
                assert_eq!(answer.header("access-control-allow-methods"), "", "{path} {origin}");
                assert!(varies_by_origin(&answer.headers), "{path}");
            }
        }
        let answer = ask(Method::GET, path, listed).await;
        assert_eq!(answer.header("access-control-allow-origin"), listed, "{path}");
        assert!(varies_by_origin(&answer.headers), "{path}");
    }
    let before = ask(Method::OPTIONS, "/v1/reports", listed).await;
    assert_eq!((before.status, before.header("access-control-allow-origin").as_str()), (204, listed));
    assert_eq!(before.header("access-control-allow-methods"), "GET, HEAD, POST");
    assert_eq!(before.header("access-control-max-age"), "86400");
    let taken = before.header("access-control-allow-headers");
    for name in [
        "Accept-Language",
        "Authorization",
        "Content-Type",
        "Idempotency-Key",
        "If-Match",
        "If-None-Match",
        "traceparent",
    ] {
        assert!(taken.split(", ").any(|one| one == name), "{name} in {taken}");
    }
    service.stop().await;

    let alone = Service::start(engine).await;
    let answer = alone.anybody().send(Method::GET, "/v1/me", &[("origin", listed)], None).await;
    assert_eq!((answer.status, answer.header("access-control-allow-origin").as_str()), (401, ""));
    assert!(!varies_by_origin(&answer.headers), "nobody is listed, so nothing varies");
    assert!(world::all(&alone.anybody(), "/v1/public/cycles").await.len() > 1);
    alone.stop().await;
}
