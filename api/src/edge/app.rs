//! The edge: routes, and what applies to every request.

use std::collections::HashMap;
use std::panic::AssertUnwindSafe;
use std::sync::{Arc, OnceLock};

use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::error::InternalError;
use actix_web::http::header::{
    AUTHORIZATION, CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_ENCODING, CONTENT_LANGUAGE, CONTENT_LENGTH,
    CONTENT_SECURITY_POLICY, CONTENT_TYPE, ETAG, HeaderMap, HeaderName, HeaderValue, IF_MATCH, IF_NONE_MATCH,
    REFERRER_POLICY, VARY, X_CONTENT_TYPE_OPTIONS, X_FRAME_OPTIONS,
};
use actix_web::http::{Method, StatusCode};
use actix_web::middleware::Next;
use actix_web::{HttpRequest, HttpResponse, Responder, ResponseError, get, web};
use futures_util::FutureExt;
use sha2::{Digest, Sha256};
use tracing::Instrument;
use uuid::Uuid;

use crate::access::deprecation;
use crate::base::answer::PAGE;
use crate::base::client_address;
use crate::base::http_cache::OWN_FRESH;
use crate::base::language::{Language, thousandths};
use crate::base::page_cache::{CachedPage, JSON, PageCache, knows, served};
use crate::base::problem::{Kind, OwnWords, Problem, violation};
use crate::base::rate_limit::{self, Standing};
use crate::base::reasons as base_reasons;
use crate::base::rehearsal::Rehearsal;
use crate::base::routes::fits;
use crate::base::text::hex;
use crate::edge::committed::{self, COMMITTED, ContractUnusable, Operation};
use crate::edge::cors::{self, Readers};
use crate::edge::list_workbook::{self, Wanted};
use crate::edge::listener::{Handling, hung_up};
use crate::edge::reasons;
use crate::edge::{openapi, undrained_body};
use crate::edge::{problem_pages, rule_pages};
use crate::honours::certificate;
use crate::printing::answer::{PDF, ZIP};
use crate::results::board_page;

const API_VERSION: HeaderName = HeaderName::from_static("api-version");
/// The version of the contract, on every answer.
const VERSION: HeaderValue = HeaderValue::from_static(env!("CARGO_PKG_VERSION"));
/// Paths of the OpenAPI document, in each language.
const CONTRACTS: [&str; 2] = ["/v1/openapi.json", "/v1/openapi.vi.json"];
/// Paths of pages for people, which can only be read; one that ends in a slash stands for each below it.
const PAGES: [&str; 12] = [
    "/",
    "/docs",
    "/docs/",
    "/problems",
    "/problems/",
    "/rules",
    "/rules/",
    "/certificates/",
    "/board",
    "/board/",
    "/board.css",
    "/board.js",
];

/// Whether a path is one of a page or of the contract itself. Whether there is such a page is for its own handler.
fn is_page(path: &str) -> bool {
    CONTRACTS.contains(&path)
        || PAGES.into_iter().any(|one| {
            let below = one.len() > 1 && one.ends_with('/');
            path == one || (below && path.strip_prefix(one).is_some_and(|rest| !rest.is_empty()))
        })
}

/// The media type under which the contract lists files of any type.
const ANY_FILE: &str = "application/octet-stream";
/// `Content-Security-Policy` of answers that load nothing.
const LOCKED: HeaderValue = HeaderValue::from_static("default-src 'none'; frame-ancestors 'none'");
/// `Content-Security-Policy` of Swagger UI: its own files only.
const OWN: HeaderValue = HeaderValue::from_static(
    "default-src 'none'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; \
     connect-src 'self'; font-src 'self'; frame-ancestors 'none'",
);

/// The contract as the edge uses it, parsed once.
pub(crate) struct Map {
    /// The document as it is served.
    english: Arc<CachedPage>,
    /// The same in Vietnamese, made when it is first read.
    vietnamese: OnceLock<Arc<CachedPage>>,
    /// By the number of segments of the path, and by its subject.
    operations: HashMap<(usize, String), Vec<Known>>,
}

/// The segment of a path that names its subject, in the contract never a parameter: `boards` in `/v1/public/boards/…`.
fn subject(path: &str) -> &str {
    let mut pieces = path.split('/').skip(2);
    match pieces.next().unwrap_or_default() {
        "public" => pieces.next().unwrap_or_default(),
        piece => piece,
    }
}

/// One operation, with its path split into segments.
struct Known {
    method: String,
    pattern: Vec<String>,
    names: Vec<String>,
    media: Vec<String>,
    guarded: bool,
}

impl Map {
    /// Reads the committed contract.
    ///
    /// # Errors
    /// If it cannot be used.
    pub(crate) fn open() -> Result<Self, ContractUnusable> {
        let mut operations: HashMap<(usize, String), Vec<Known>> = HashMap::new();
        for Operation { method, path, names, media, guarded } in committed::operations()? {
            let pattern: Vec<String> = path.split('/').map(str::to_owned).collect();
            let place = (pattern.len(), subject(&path).to_owned());
            operations.entry(place).or_default().push(Known { method, pattern, names, media, guarded });
        }
        let english = page(web::Bytes::from_static(COMMITTED.as_bytes()));
        Ok(Self { english, vietnamese: OnceLock::new(), operations })
    }

    fn in_vietnamese(&self) -> Arc<CachedPage> {
        let made = || page(web::Bytes::from(openapi::vietnamese::text()));
        Arc::clone(self.vietnamese.get_or_init(made))
    }

    fn matching<'a>(&'a self, path: &'a str) -> impl Iterator<Item = &'a Known> {
        let place = (path.split('/').count(), subject(path).to_owned());
        self.operations.get(&place).into_iter().flatten().filter(move |known| fits(&known.pattern, path))
    }

    fn methods(&self, path: &str) -> Vec<String> {
        let mut methods: Vec<String> = self.matching(path).map(|known| known.method.clone()).collect();
        if is_page(path) {
            methods.push("GET".to_owned());
        }
        if methods.iter().any(|method| method == "GET") {
            methods.push("HEAD".to_owned());
        }
        if !methods.is_empty() {
            methods.push("OPTIONS".to_owned());
        }
        methods.sort();
        methods.dedup();
        methods
    }

    fn operation<'a>(&'a self, method: &str, path: &'a str) -> Option<&'a Known> {
        self.matching(path).find(|known| known.method == method)
    }

    /// The list that a request asks for, if it does.
    fn list(&self, request: &ServiceRequest) -> Option<Wanted> {
        let known = self.operation(request.method().as_str(), routed(request));
        known
            .filter(|known| list_workbook::is_list(&known.media))
            .map(|known| Wanted { path: known.pattern.join("/"), guarded: known.guarded })
    }

    /// Whether a request asks for a paper or a bundle, which is made for it; a stored file may be of any type.
    fn makes_file(&self, request: &ServiceRequest) -> bool {
        let known = self.operation(request.method().as_str(), routed(request));
        let has = |known: &Known, one: &str| known.media.iter().any(|media| media == one);
        known.is_some_and(|known| (has(known, PDF) || has(known, ZIP)) && !has(known, ANY_FILE))
    }

    /// Whether a request has a token, and its operation will check it.
    fn checks(&self, request: &ServiceRequest) -> bool {
        let operation = || self.operation(request.method().as_str(), routed(request));
        request.headers().contains_key("authorization") && operation().is_some_and(|known| known.guarded)
    }
}

/// The path as the router reads it, decoded: `/v1/%72eports` is `/v1/reports` for every rule.
fn routed(request: &ServiceRequest) -> &str {
    request.match_info().as_str()
}

/// A document of the contract, as a page to serve.
fn page(body: web::Bytes) -> Arc<CachedPage> {
    let digest = hex(&Sha256::digest(&body));
    Arc::new(CachedPage::new(JSON, digest, body))
}

#[get("/v1/openapi.json")]
async fn serve_contract(request: HttpRequest, map: web::Data<Map>) -> impl Responder {
    spoken(&request, Arc::clone(&map.english), Language::En).await
}

#[get("/v1/openapi.vi.json")]
async fn serve_contract_in_vietnamese(request: HttpRequest, map: web::Data<Map>) -> impl Responder {
    spoken(&request, map.in_vietnamese(), Language::Vi).await
}

async fn spoken(request: &HttpRequest, page: Arc<CachedPage>, language: Language) -> HttpResponse {
    let mut response = served(request, page).await;
    response.headers_mut().insert(CONTENT_LANGUAGE, HeaderValue::from_static(language.tag()));
    response.headers_mut().insert(CACHE_CONTROL, OWN_FRESH);
    response
}

#[get("/")]
async fn front() -> impl Responder {
    HttpResponse::Found().insert_header(("location", "/docs/")).finish()
}

#[get("/docs")]
async fn docs() -> impl Responder {
    HttpResponse::Found().insert_header(("location", "/docs/")).finish()
}

/// The routes outside of the contract: the document itself, Swagger UI, and the HTML pages.
pub(crate) fn beside(cfg: &mut web::ServiceConfig) {
    let documents = [
        utoipa_swagger_ui::Url::with_primary("Tiếng Việt", "/v1/openapi.vi.json", true),
        utoipa_swagger_ui::Url::new("English", "/v1/openapi.json"),
    ];
    let reader = utoipa_swagger_ui::Config::new(documents)
        .try_it_out_enabled(true)
        .persist_authorization(true)
        .display_request_duration(true)
        .doc_expansion("list")
        .default_models_expand_depth(0)
        .filter(true);
    cfg.service(problem_pages::show_problem)
        .service(problem_pages::list_problems)
        .service(rule_pages::show_rule)
        .service(rule_pages::list_rule_pages)
        .service(certificate::page::show_page)
        .service(board_page::show_board_page)
        .service(board_page::show_board_style)
        .service(board_page::show_board_script)
        .service(board_page::find_board_page)
        .service(serve_contract)
        .service(serve_contract_in_vietnamese)
        .service(front)
        .service(docs)
        .service(utoipa_swagger_ui::SwaggerUi::new("/docs/{_:.*}").config(reader));
}

/// Answers what no route matched: a wrong method on a known path, or an unknown path.
pub(crate) async fn elsewhere(request: HttpRequest, map: web::Data<Map>) -> Result<HttpResponse, Problem> {
    let path = request.match_info().as_str();
    let methods = map.methods(path);
    // A page that may be read is asked for here only if there is none.
    if methods.is_empty() || (request.method() == Method::GET && is_page(path)) {
        return Err(Problem::plain(Kind::NotFound));
    }
    let allow = methods.join(", ");
    if request.method() == Method::OPTIONS {
        let mut response = HttpResponse::NoContent();
        response.insert_header(("allow", allow.as_str()));
        cors::preflight(&request, &methods, &mut response);
        return Ok(response.finish());
    }
    Err(Problem::plain(Kind::MethodNotAllowed).with_header("Allow", allow))
}

/// The middleware that every request and every answer passes through.
pub(crate) async fn edge<B: MessageBody + 'static>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<BoxBody>, actix_web::Error> {
    list_workbook::pace::arrived();
    if let Some(response) = at_hand(&request) {
        drop(Handling::of(&request));
        // At the level debug: an operator who wants a line for every cached answer enables it.
        tracing::debug!(path = request.path(), status = response.status().as_u16(), "at hand");
        return Ok(request.into_response(response));
    }
    let trace = trace_id(request.headers());
    // Every line of the log that is written while the request is handled carries what this span knows.
    let span = tracing::info_span!(
        "request",
        %trace,
        method = %request.method(),
        path = request.path(),
        address = client_address::address(request.request()).map(tracing::field::display),
        operation = tracing::field::Empty,
        account = tracing::field::Empty,
        client = tracing::field::Empty,
        code = tracing::field::Empty,
        rule = tracing::field::Empty,
    );
    handled(request, next, trace).instrument(span).await
}

async fn handled<B: MessageBody + 'static>(
    mut request: ServiceRequest,
    next: Next<B>,
    trace: String,
) -> Result<ServiceResponse<BoxBody>, actix_web::Error> {
    let started = std::time::Instant::now();
    let _handling = Handling::of(&request);
    let language = Language::negotiate(text(request.headers(), "accept-language"));
    let path = routed(&request).to_owned();
    let conditional = request.headers().contains_key(IF_MATCH) || request.headers().contains_key(IF_NONE_MATCH);
    if request.method() == Method::HEAD {
        // Routes are registered for GET only; the connection leaves the body out because the client sent HEAD.
        request.head_mut().method = Method::GET;
    }
    let notice = deprecation::Notice::of(&request);
    let rehearsal = Rehearsal::of(request.request());
    let map = request.app_data::<web::Data<Map>>().cloned();
    let readers = Readers::of(&request);
    let held = undrained_body::hold(&mut request);
    let standing = rate_limit::arrive(&request, map.as_ref().is_some_and(|map| map.checks(&request)));
    let counted = standing.as_ref().map_or(Ok(()), Standing::admitted);
    let admitted = counted.and_then(|()| map.as_ref().map_or(Ok(()), |map| admit(&request, map)));
    let file = map.as_ref().is_some_and(|map| map.makes_file(&request));
    let list = map.and_then(|map| map.list(&request));
    let listed = list.is_some();
    let workbook = list.filter(|_| list_workbook::is_preferred(text(request.headers(), "accept")));
    // The request is passed on by value: the router panics if another clone of it exists.
    let response = match admitted {
        Ok(()) => match AssertUnwindSafe(answered(request, &next, workbook, file)).catch_unwind().await {
            Ok(answered) => answered?,
            Err(panic) => {
                let said = panic.downcast_ref::<&str>().map_or("a handler panicked", |said| said);
                let problem = Problem::fault(said.to_owned());
                let response = notice.put_on(finish(problem.error_response(), &path, language, &trace, conditional));
                let mut response = undrained_body::let_go(held, response);
                readers.tell(response.headers_mut());
                rehearsal.tell(response.headers_mut());
                if let Some(standing) = standing {
                    standing.tell(response.headers_mut());
                }
                return Err(InternalError::from_response("a handler panicked", response).into());
            }
        },
        Err(problem) => request.into_response(problem.error_response()),
    };
    let (request, response) = response.into_parts();
    let response = if listed { varied(response) } else { response };
    let response = rate_limit::settle(&request, standing, unless_known(&request, response));
    let response =
        deprecation::with_pin(&request, notice.put_on(finish(response, &path, language, &trace, conditional)));
    let mut response = undrained_body::let_go(held, response);
    readers.tell(response.headers_mut());
    rehearsal.tell(response.headers_mut());
    let response = ServiceResponse::new(request, response);
    if let Some(operation) = response.request().match_pattern() {
        tracing::Span::current().record("operation", operation);
    }
    tracing::info!(
        status = response.status().as_u16(),
        micros = u64::try_from(started.elapsed().as_micros()).unwrap_or(u64::MAX),
        "request"
    );
    Ok(response)
}

/// The answer of the route, or a whole list as a workbook. A workbook, a paper or a bundle (`file`) takes long and holds
/// places: whose client has hung up is made no further, and its places are free for those who wait.
async fn answered<B: MessageBody + 'static>(
    request: ServiceRequest,
    next: &Next<B>,
    workbook: Option<Wanted>,
    file: bool,
) -> Result<ServiceResponse<BoxBody>, actix_web::Error> {
    if workbook.is_none() && !file {
        return Ok(next.call(request).await?.map_into_boxed_body());
    }
    let gone = hung_up(&request);
    let making = async move {
        match workbook {
            Some(wanted) => list_workbook::answer(request, next, wanted).await,
            None => Ok(next.call(request).await?.map_into_boxed_body()),
        }
    };
    // In a box of its own, so that other requests need no room for it.
    Box::pin(async move {
        tokio::select! {
            made = making => made,
            () = gone => {
                tracing::info!("the client has hung up");
                Err(Problem::plain(Kind::Timeout).into())
            }
        }
    })
    .await
}

/// Tells caches that a list has two forms, where they may keep it.
fn varied(mut response: HttpResponse) -> HttpResponse {
    let varies = response.headers().get(VARY).and_then(|varies| varies.to_str().ok());
    if let Some(varies) = varies.filter(|varies| !varies.contains("Accept,") && *varies != "Accept")
        && let Ok(varies) = HeaderValue::try_from(format!("Accept, {varies}"))
    {
        response.headers_mut().insert(VARY, varies);
    }
    response
}

/// The answer from the page cache, equal to a routed one; `None` if the client exceeded its limit, so that routing
/// refuses it.
fn at_hand(request: &ServiceRequest) -> Option<HttpResponse> {
    let mut response = request.app_data::<web::Data<PageCache>>()?.at_hand(request)?;
    let standing = rate_limit::arrive(request, false);
    if standing.as_ref().is_some_and(|standing| standing.admitted().is_err()) {
        return None;
    }
    let headers = response.headers_mut();
    security_headers(headers, routed(request));
    Rehearsal::of(request.request()).tell(headers);
    Readers::Anybody.tell(headers);
    if let Some(standing) = standing {
        standing.tell(headers);
    }
    Some(response)
}

/// Refuses requests for reasons that no handler should have to check.
fn admit(request: &ServiceRequest, map: &Map) -> Result<(), Problem> {
    let path = routed(request);
    // No identifier contains a NUL, and PostgreSQL would report a broken query.
    if path.contains('\0') || request.path().contains("%00") {
        return Err(Problem::plain(Kind::NotFound));
    }
    if let Some(Known { names, media, .. }) = map.operation(request.method().as_str(), path) {
        // Names are read as the handler reads them, decoded.
        let pairs = web::Query::<Vec<(String, String)>>::from_query(request.query_string());
        let pairs = pairs.map_or_else(|_unreadable| Vec::new(), web::Query::into_inner);
        let mut seen: Vec<String> = Vec::new();
        let mut wrong = Vec::new();
        for (name, _) in pairs {
            if !names.contains(&name) {
                wrong.push(violation(format!("?{name}"), reasons::parameter_unknown()));
            } else if seen.contains(&name) {
                wrong.push(violation(format!("?{name}"), reasons::parameter_twice()));
            }
            seen.push(name);
        }
        if !wrong.is_empty() {
            return Err(Problem::malformed(wrong));
        }
        // No operation takes an encoded body (RFC 9110, 15.5.16).
        if request.headers().get(CONTENT_ENCODING).is_some_and(|coding| coding != "identity") {
            return Err(Problem::new(Kind::UnsupportedMediaType, reasons::body_encoded())
                .with_header("Accept-Encoding", "identity"));
        }
        if 1 < request.headers().get_all(AUTHORIZATION).count() {
            return Err(Problem::malformed(vec![violation("@Authorization", reasons::header_twice())]));
        }
        // An answer without a body needs no format.
        if !media.is_empty() && !acceptable(text(request.headers(), "accept"), media) {
            return Err(Problem::plain(Kind::NotAcceptable));
        }
    }
    Ok(())
}

/// 304 without a body in the place of an answer that the client has already, by the tags of `If-None-Match`
/// (RFC 9110, 13.1.2).
fn unless_known(request: &HttpRequest, response: HttpResponse) -> HttpResponse {
    let tag = response.headers().get(ETAG).filter(|_| response.status() == StatusCode::OK);
    if *request.method() != Method::GET || !tag.is_some_and(|tag| knows(request, tag)) {
        return response;
    }
    let mut response = response.map_body(|head, _| {
        head.status = StatusCode::NOT_MODIFIED;
        BoxBody::new(())
    });
    for name in [CONTENT_TYPE, CONTENT_ENCODING, CONTENT_DISPOSITION, CONTENT_LENGTH] {
        response.headers_mut().remove(name);
    }
    response
}

/// Whether a client with this `Accept` can read the answer of an operation.
fn acceptable(accept: Option<&str>, offered: &[String]) -> bool {
    let Some(accept) = accept.filter(|accept| !accept.trim().is_empty()) else { return true };
    accept.split(',').any(|part| {
        let mut pieces = part.split(';').map(str::trim);
        let media = pieces.next().unwrap_or_default().to_ascii_lowercase();
        let refused = pieces.filter_map(|piece| piece.strip_prefix("q=")).any(|quality| thousandths(quality) == 0);
        let fits = match media.strip_suffix("/*") {
            Some("*") => true,
            Some(kind) => offered.iter().any(|one| one.split('/').next() == Some(kind)),
            // A file has its own media type, which the contract lists as `application/octet-stream`.
            None => offered.iter().any(|one| *one == media || one == ANY_FILE),
        };
        fits && !refused
    })
}

fn text<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name).and_then(|header| header.to_str().ok())
}

/// The caller's trace id (W3C Trace Context), or a new one; a broken header is ignored.
fn trace_id(headers: &HeaderMap) -> String {
    let given = text(headers, "traceparent").and_then(|header| header.split('-').nth(1)).filter(|id| {
        id.len() == 32
            && id.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
            && id.bytes().any(|byte| byte != b'0')
    });
    given.map_or_else(|| Uuid::now_v7().simple().to_string(), str::to_owned)
}

/// Adds the headers of every answer, and writes problems in the client's language.
fn finish(response: HttpResponse, path: &str, language: Language, trace: &str, conditional: bool) -> HttpResponse {
    let status = response.status();
    let known = response.extensions().get::<Problem>().cloned();
    let problem = known.or_else(|| {
        // An HTML page states the error itself, and so does an answer in a format of another standard.
        let own = response.extensions().get::<OwnWords>().is_some();
        let ours = own
            || response
                .headers()
                .get(CONTENT_TYPE)
                .is_some_and(|media| media == "application/problem+json" || media == PAGE);
        ((status.is_client_error() || status.is_server_error()) && !ours)
            .then(|| Problem::plain(Kind::of_status(status)))
    });
    let mut response = match problem {
        None => response,
        Some(problem) => {
            // 412 is for a precondition that was sent (RFC 9110, 15.5.13).
            let overtaken = problem.kind == Kind::Stale && !conditional;
            let (problem, status) = if overtaken {
                (Problem::new(Kind::WrongState, base_reasons::changed_meanwhile()), StatusCode::CONFLICT)
            } else {
                (problem, status)
            };
            problem.log(status);
            let view = problem.view(language, trace);
            let status = if status == StatusCode::OK { problem.kind.row().status } else { status };
            let body = serde_json::to_string(&view).unwrap_or_default();
            let mut response = response.map_body(|head, _| {
                head.status = status;
                BoxBody::new(body)
            });
            let headers = response.headers_mut();
            headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
            headers.insert(CONTENT_LANGUAGE, HeaderValue::from_static(language.tag()));
            headers.insert(VARY, HeaderValue::from_static("Accept-Language"));
            headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
            response
        }
    };
    security_headers(response.headers_mut(), path);
    response
}

/// Adds the headers of every answer.
fn security_headers(headers: &mut HeaderMap, path: &str) {
    headers.insert(API_VERSION, VERSION);
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(X_FRAME_OPTIONS, HeaderValue::from_static("DENY"));
    headers.insert(REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    if !headers.contains_key(CONTENT_SECURITY_POLICY) {
        headers.insert(CONTENT_SECURITY_POLICY, if path.starts_with("/docs") { OWN } else { LOCKED });
    }
    if !headers.contains_key(CACHE_CONTROL) {
        headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_is_acceptable_unless_the_client_says_otherwise() {
        for (accept, fits) in [
            (None, true),
            (Some(""), true),
            (Some("*/*"), true),
            (Some("text/html,application/json;q=0.5"), true),
            (Some("application/problem+json"), true),
            (Some("text/html"), false),
            (Some("application/json;q=0"), false),
        ] {
            let json = ["application/json".to_owned(), "application/problem+json".to_owned()];
            assert_eq!(acceptable(accept, &json), fits, "{accept:?}");
        }
    }

    #[test]
    fn a_known_path_names_its_methods() {
        let map = Map::open().expect("the committed contract");
        assert_eq!(map.methods("/v1/reports"), ["GET", "HEAD", "OPTIONS", "POST"]);
        assert_eq!(map.methods("/v1/reports/x/submission"), ["OPTIONS", "POST"]);
        assert!(map.methods("/v1/reports/").is_empty());
        assert!(map.methods("/v1/nothing").is_empty());
    }
}
