//! A client of the service: paths and JSON, without the service's own types.

use std::io::Read;
use std::time::Duration;

use reqwest::Method;
use reqwest::header::HeaderMap;
use serde_json::{Value, json};

use crate::base::referee::{self, Sent};

/// An answer.
#[derive(Clone, Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) text: String,
    pub(crate) bytes: Vec<u8>,
}

impl Answer {
    /// The body; asserts that the answer succeeded.
    #[track_caller]
    pub(crate) fn ok(&self) -> Value {
        assert!((200..300).contains(&self.status), "{} {}", self.status, self.text);
        self.json()
    }

    #[track_caller]
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|error| panic!("{error}: {} {}", self.status, self.text))
    }

    /// Status and code; asserts that the answer is a problem.
    #[track_caller]
    pub(crate) fn problem(&self) -> (u16, String) {
        assert_eq!(self.header("content-type"), "application/problem+json", "{} {}", self.status, self.text);
        let problem = self.json();
        assert_eq!(problem["status"], self.status, "{problem}");
        (self.status, problem["code"].as_str().unwrap_or_default().to_owned())
    }

    /// The rule that refused the request.
    #[track_caller]
    pub(crate) fn rule(&self) -> String {
        self.problem();
        self.json()["rule"].as_str().unwrap_or_default().to_owned()
    }

    /// Every `pointer code rule` of the violations.
    #[track_caller]
    pub(crate) fn violations(&self) -> Vec<String> {
        self.problem();
        let problem = self.json();
        let violations = problem["violations"].as_array().cloned().unwrap_or_default();
        violations
            .iter()
            .map(|one| {
                let text = |name: &str| one[name].as_str().unwrap_or_default().to_owned();
                format!("{} {} {}", text("pointer"), text("code"), text("rule")).trim_end().to_owned()
            })
            .collect()
    }

    /// The decompressed bytes of the body.
    pub(crate) fn unpacked(&self) -> Vec<u8> {
        let (mut packed, mut body) = (self.bytes.as_slice(), Vec::new());
        match self.header("content-encoding").as_str() {
            "br" => brotli::Decompressor::new(packed, 4_096).read_to_end(&mut body).expect("brotli"),
            "gzip" => flate2::read::GzDecoder::new(packed).read_to_end(&mut body).expect("gzip"),
            "" => packed.read_to_end(&mut body).expect("bytes"),
            other => panic!("nobody asks for {other}"),
        };
        body
    }

    pub(crate) fn header(&self, name: &str) -> String {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default().to_owned()
    }
}

/// How long a connection is kept for the next request: shorter than the service keeps it.
const IDLE: Duration = Duration::from_secs(2);

/// A caller of the service.
#[derive(Clone, Debug)]
pub(crate) struct Person {
    http: reqwest::Client,
    url: String,
    pub(crate) token: Option<String>,
}

impl Person {
    pub(crate) fn new(url: String, token: Option<String>) -> Self {
        // The service closes a connection after five seconds without a request, also a spare one that the client opened
        // while another was busy; a request sent at that very moment would be answered 408.
        let http = reqwest::Client::builder().pool_idle_timeout(IDLE).build().expect("a client");
        Self { http, url, token }
    }

    /// Sends a request, and asserts that the answer conforms to the contract.
    pub(crate) async fn send(
        &self,
        method: Method,
        path: &str,
        headers: &[(&str, &str)],
        body: Option<Vec<u8>>,
    ) -> Answer {
        let named = headers.iter().find(|(name, _)| *name == "content-type").map(|(_, media)| *media);
        let media = named.unwrap_or("application/json");
        let mut request = self.http.request(method.clone(), format!("{}{path}", self.url));
        if !headers.iter().any(|(name, _)| *name == "accept-language") {
            request = request.header("accept-language", "en");
        }
        if let Some(token) = &self.token {
            request = request.bearer_auth(token);
        }
        if body.is_some() && named.is_none() {
            request = request.header("content-type", media);
        }
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        if let Some(body) = &body {
            request = request.body(body.clone());
        }
        let answer = request.send().await.expect("an answer");
        let (status, headers) = (answer.status().as_u16(), answer.headers().clone());
        let bytes = answer.bytes().await.expect("a body").to_vec();
        let answer = Answer { status, headers, text: String::from_utf8_lossy(&bytes).into_owned(), bytes };
        let faults = referee::faults(&Sent { method: &method, path, media, body: body.as_deref() }, &answer);
        assert!(faults.is_empty(), "{method} {path}: the contract does not say so:\n{}", faults.join("\n"));
        answer
    }

    /// Sends the bytes of a file.
    pub(crate) async fn upload(&self, path: &str, bytes: &[u8]) -> Answer {
        let octets = [("content-type", "application/octet-stream")];
        self.send(Method::POST, path, &octets, Some(bytes.to_vec())).await
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        self.send(Method::GET, path, &[], None).await
    }

    pub(crate) async fn post(&self, path: &str, body: &Value) -> Answer {
        self.send(Method::POST, path, &[], Some(body.to_string().into_bytes())).await
    }

    pub(crate) async fn post_with_key(&self, path: &str, body: &Value, key: &str) -> Answer {
        self.send(Method::POST, path, &[("idempotency-key", key)], Some(body.to_string().into_bytes())).await
    }

    /// Takes a step without a body of its own.
    pub(crate) async fn step(&self, path: &str) -> Answer {
        self.post(path, &json!({})).await
    }

    pub(crate) async fn put(&self, path: &str, tag: &str, body: &Value) -> Answer {
        self.send(Method::PUT, path, &[("if-match", tag)], Some(body.to_string().into_bytes())).await
    }
}
