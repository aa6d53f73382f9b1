//! What handlers receive: everything malformed has become a `Problem` before they run.

use std::future::Future;
use std::pin::Pin;
use std::time::Duration;

use actix_web::dev::Payload;
use actix_web::http::header::CONTENT_TYPE;
use actix_web::{FromRequest, HttpRequest, web};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, Utc};
use domain::base::identity::Actor;
use domain::base::ids::Revision;
use domain::base::refusal::{Reason, Violation};
use futures_util::StreamExt;
use persistence::base::idempotency::Key;
use persistence::base::memory::Premises;
use persistence::base::page::Page;
use persistence::base::store::Tx;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use sha2::{Digest, Sha256};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;
use validator::{Validate, ValidationErrors, ValidationErrorsKind};

use crate::access::identity::{Caller, Remembered};
use crate::base::answer::{Answer, Db};
use crate::base::bounded_date;
use crate::base::clock::Clock;
use crate::base::problem::{Kind, Problem};
use crate::base::rate_limit;
use crate::reporting::upload::{self, Spool};

/// The largest request body.
pub(crate) const BODY_BYTES_MAX: usize = 1 << 20;
/// How long a client may take to send it.
const BODY_TIME_MAX: Duration = Duration::from_secs(30);
/// How long a client may send nothing of it at all.
const BODY_SILENCE_MAX: Duration = Duration::from_secs(10);
/// The longest idempotency key.
const KEY_CHARS_MAX: usize = 255;
/// The items of a page, unless the client says otherwise.
pub(crate) const PAGE_LIMIT_DEFAULT: u8 = 20;
/// The most items of a page.
pub(crate) const PAGE_LIMIT_MAX: u8 = 100;

type Extraction<T> = Pin<Box<dyn Future<Output = Result<T, Problem>>>>;

/// The present moment.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Now(pub(crate) DateTime<Utc>);

impl FromRequest for Now {
    type Error = Problem;
    type Future = std::future::Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let clock = request.app_data::<web::Data<Clock>>();
        std::future::ready(clock.map(|clock| Self(clock.now())).ok_or_else(|| Problem::plain(Kind::Internal)))
    }
}

/// The variable parts of the path; what is no identifier names nothing.
#[derive(Debug)]
pub(crate) struct At<T>(pub(crate) T);

impl<T: DeserializeOwned + 'static> FromRequest for At<T> {
    type Error = Problem;
    type Future = std::future::Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let path = web::Path::<T>::from_request(request, payload).into_inner();
        std::future::ready(path.map(|path| Self(path.into_inner())).map_err(|_ignored| Problem::plain(Kind::NotFound)))
    }
}

/// The query; unknown names were refused at the edge.
#[derive(Debug)]
pub(crate) struct Asked<T>(pub(crate) T);

impl<T: DeserializeOwned + 'static> FromRequest for Asked<T> {
    type Error = Problem;
    type Future = std::future::Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        std::future::ready(parse_query(request.query_string()).map(Self))
    }
}

fn parse_query<T: DeserializeOwned>(query: &str) -> Result<T, Problem> {
    // One pair at a time tells which one is at fault; the library does not.
    match web::Query::<T>::from_query(query) {
        Ok(parsed) => Ok(parsed.into_inner()),
        Err(error) => {
            let pairs = query.split('&').filter(|pair| !pair.is_empty());
            let guilty: Vec<Violation> = pairs
                // Alone, a sound pair lacks what the others bring.
                .filter(|pair| {
                    web::Query::<T>::from_query(pair).is_err_and(|error| missing(&error.to_string()).is_none())
                })
                .map(|pair| {
                    let name = pair.split('=').next().unwrap_or_default();
                    violation(
                        format!("?{name}"),
                        "PARAMETER_MALFORMED",
                        "Giá trị không hợp lệ.",
                        "Not an accepted value.",
                    )
                })
                .collect();
            if guilty.is_empty() {
                let detail = error.to_string();
                if let Some(name) = missing(&detail) {
                    return Err(Problem::malformed(vec![violation(
                        format!("?{name}"),
                        "PARAMETER_MISSING",
                        format!("Thiếu tham số {name}."),
                        format!("The parameter {name} is missing."),
                    )]));
                }
                return Err(Problem::malformed(vec![violation(
                    "?",
                    "PARAMETER_MALFORMED",
                    "Tham số không hợp lệ.",
                    detail,
                )]));
            }
            Err(Problem::malformed(guilty))
        }
    }
}

/// The parameter that a query lacks, if that is what is wrong with it.
fn missing(detail: &str) -> Option<&str> {
    detail.split_once("missing field `").and_then(|(_, rest)| rest.split('`').next())
}

/// Which part of a list is wanted.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct PageQuery {
    /// The most items, 1 to 100.
    #[param(minimum = 1, maximum = 100, default = 20, value_type = Option<i32>, example = 20)]
    limit: Option<String>,
    /// The `nextCursor` of the page before, with the same filters; leave it out for the first page.
    #[param(max_length = 100, pattern = "^[A-Za-z0-9_-]+$")]
    cursor: Option<String>,
}

/// A page of one list with one set of filters; its cursors work nowhere else.
#[derive(Clone, Debug)]
pub(crate) struct Paging {
    pub(crate) page: Page,
    fingerprint: [u8; 8],
}

impl FromRequest for Paging {
    type Error = Problem;
    type Future = std::future::Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        std::future::ready(Self::parse(request.path(), request.query_string()))
    }
}

impl Paging {
    fn parse(path: &str, query: &str) -> Result<Self, Problem> {
        let PageQuery { limit, cursor } = parse_query(query)?;
        let mut filters: Vec<&str> = query
            .split('&')
            .filter(|pair| !pair.is_empty() && !pair.starts_with("limit=") && !pair.starts_with("cursor="))
            .collect();
        filters.sort_unstable();
        let fingerprint = fingerprint(&format!("{path}?{}", filters.join("&")));
        let limit = page_limit(limit.as_deref())?;
        let after = cursor.map(|cursor| decode(&cursor, fingerprint).ok_or_else(strange_cursor)).transpose()?;
        Ok(Self { page: Page { after, limit }, fingerprint })
    }

    /// The cursor that continues after an item.
    pub(crate) fn cursor(&self, last: Uuid) -> String {
        encode(last, self.fingerprint)
    }
}

/// Where a client goes on in a list that only grows.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct FollowQuery {
    /// The most items, 1 to 100.
    #[param(minimum = 1, maximum = 100, default = 20, value_type = Option<i32>, example = 20)]
    limit: Option<String>,
    /// The `nextCursor` of the answer before; leave it out to begin with the first item.
    #[param(max_length = 100, pattern = "^[A-Za-z0-9_-]+$")]
    after: Option<String>,
}

/// A place in a list that only grows; there is always one to go on from, also behind the last item or before any.
#[derive(Clone, Debug)]
pub(crate) struct Following {
    pub(crate) page: Page,
    fingerprint: [u8; 8],
}

impl Following {
    /// The place that a query names in a list.
    pub(crate) fn of(list: &str, query: FollowQuery) -> Result<Self, Problem> {
        let FollowQuery { limit, after } = query;
        let limit = page_limit(limit.as_deref())?;
        let begin = Self::from_the_first(list);
        let after = after.map(|cursor| decode(&cursor, begin.fingerprint).ok_or_else(Self::lost)).transpose()?;
        // No item has this identifier: it stands for the place before the first.
        let after = after.filter(|id| !id.is_nil());
        Ok(Self { page: Page { after, limit }, ..begin })
    }

    /// The place before a list's first item.
    pub(crate) fn from_the_first(list: &str) -> Self {
        let page = Page { after: None, limit: PAGE_LIMIT_DEFAULT };
        Self { page, fingerprint: fingerprint(&format!("{list}?")) }
    }

    /// The cursor that goes on after an item, or from the first on.
    pub(crate) fn cursor(&self, last: Option<Uuid>) -> String {
        encode(last.unwrap_or_default(), self.fingerprint)
    }

    /// The place is not in this list, or in no history of it that we know.
    pub(crate) fn lost() -> Problem {
        Problem::malformed(vec![violation(
            "?after",
            "CURSOR_MALFORMED",
            "after không hợp lệ, thuộc về một danh sách khác hoặc không có trong lịch sử này; hãy tải lại từ đầu.",
            "The cursor is broken, belongs to another list, or is not of this history; load everything again.",
        )])
    }
}

/// What makes a cursor one list's with one set of filters.
fn fingerprint(list: &str) -> [u8; 8] {
    Sha256::digest(list).first_chunk::<8>().copied().unwrap_or_default()
}

fn page_limit(limit: Option<&str>) -> Result<u8, Problem> {
    let Some(text) = limit else { return Ok(PAGE_LIMIT_DEFAULT) };
    let limit = text.parse::<u8>().ok().filter(|limit| (1..=PAGE_LIMIT_MAX).contains(limit));
    limit.ok_or_else(|| {
        Problem::malformed(vec![violation(
            "?limit",
            "LIMIT_OUT_OF_RANGE",
            format!("limit phải là số nguyên từ 1 đến {PAGE_LIMIT_MAX}."),
            format!("limit is a whole number from 1 to {PAGE_LIMIT_MAX}."),
        )])
    })
}

fn encode(last: Uuid, fingerprint: [u8; 8]) -> String {
    let mut bytes = last.as_bytes().to_vec();
    bytes.extend_from_slice(&fingerprint);
    URL_SAFE_NO_PAD.encode(bytes)
}

fn decode(cursor: &str, fingerprint: [u8; 8]) -> Option<Uuid> {
    let bytes = URL_SAFE_NO_PAD.decode(cursor).unwrap_or_default();
    let (id, _) = bytes.split_at_checked(16).filter(|(_, rest)| *rest == fingerprint)?;
    Uuid::from_slice(id).ok()
}

pub(crate) fn strange_cursor() -> Problem {
    Problem::malformed(vec![violation(
        "?cursor",
        "CURSOR_MALFORMED",
        "cursor không hợp lệ hoặc thuộc về một danh sách khác; bỏ cursor để lấy lại từ đầu.",
        "The cursor is broken or belongs to another list; leave it out to begin again.",
    )])
}

/// The revision that an edit was made from.
#[derive(Clone, Copy, Debug)]
pub(crate) struct IfMatch(Revision);

impl FromRequest for IfMatch {
    type Error = Problem;
    type Future = std::future::Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        std::future::ready(match Expected::read(request) {
            Ok(Expected(Some(revision))) => Ok(Self(revision)),
            Ok(Expected(None)) => Err(Problem::plain(Kind::PreconditionRequired)),
            Err(problem) => Err(problem),
        })
    }
}

impl IfMatch {
    /// Demands that nothing has changed since.
    pub(crate) fn must_be(self, revision: Revision) -> Result<(), Problem> {
        if self.0 == revision { Ok(()) } else { Err(Problem::plain(Kind::Stale)) }
    }
}

impl From<IfMatch> for Expected {
    fn from(edit: IfMatch) -> Self {
        Self(Some(edit.0))
    }
}

/// The revision that a step was decided on, if the client says so.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Expected(Option<Revision>);

impl FromRequest for Expected {
    type Error = Problem;
    type Future = std::future::Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        std::future::ready(Self::read(request))
    }
}

impl Expected {
    fn read(request: &HttpRequest) -> Result<Self, Problem> {
        let Some(header) = request.headers().get("if-match") else { return Ok(Self(None)) };
        // A tag that we never gave cannot be current.
        let revision =
            header.to_str().ok().and_then(|text| text.trim().strip_prefix('"')?.strip_suffix('"')?.parse::<i64>().ok());
        revision.map(|revision| Self(Some(Revision(revision)))).ok_or_else(|| Problem::plain(Kind::Stale))
    }

    /// Demands that nothing has changed since, if the client asked for it.
    pub(crate) fn must_be(self, revision: Revision) -> Result<(), Problem> {
        match self.0 {
            Some(expected) if expected != revision => Err(Problem::plain(Kind::Stale)),
            Some(_) | None => Ok(()),
        }
    }
}

/// A request with nothing to say: no body, or `{}`.
#[derive(Clone, Copy, Debug, Default, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({}))]
pub(crate) struct Nothing {}

/// The ground of a step.
#[derive(Clone, Debug, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"reason": "Bổ sung minh chứng cho tiêu chí P1"}))]
pub(crate) struct Ground {
    /// Why, for the people concerned and for the audit trail; 1 to 4000 characters.
    #[validate(length(min = 1, max = 4000))]
    #[schema(min_length = 1, max_length = 4000)]
    pub(crate) reason: String,
}

/// A JSON body.
#[derive(Debug)]
pub(crate) struct Body<T>(pub(crate) T);

impl<T: DeserializeOwned + Validate + 'static> FromRequest for Body<T> {
    type Error = Problem;
    type Future = Extraction<Self>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let (request, payload) = (request.clone(), payload.take());
        Box::pin(async move {
            let bytes = read(&request, payload).await?;
            parse(&bytes).map(Self)
        })
    }
}

/// The pairs of a form, in which RFC 6749 has its requests; none if the body is something else.
pub(crate) struct Pairs(pub(crate) Option<Vec<(String, String)>>);

impl FromRequest for Pairs {
    type Error = Problem;
    type Future = Extraction<Self>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let (request, payload) = (request.clone(), payload.take());
        Box::pin(async move {
            let bytes = gather(&request, payload).await?;
            let form = media(&request).eq_ignore_ascii_case("application/x-www-form-urlencoded");
            let text = std::str::from_utf8(&bytes).ok().filter(|_| form);
            let pairs = text.and_then(|text| web::Query::<Vec<(String, String)>>::from_query(text).ok());
            Ok(Self(pairs.map(web::Query::into_inner)))
        })
    }
}

/// Everything that a `POST` by a signed-in person or a machine client comes with.
#[derive(Clone, Debug)]
pub(crate) struct Posted<T> {
    /// Who asks.
    pub(crate) actor: Actor,
    /// When.
    pub(crate) at: DateTime<Utc>,
    /// The idempotency key, if one was sent.
    pub(crate) key: Option<Key>,
    /// The revision that the step was decided on, if one was sent.
    pub(crate) expected: Expected,
    /// The body.
    pub(crate) body: T,
}

impl<T: DeserializeOwned + Validate + 'static> FromRequest for Posted<T> {
    type Error = Problem;
    type Future = Extraction<Self>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let (request, payload) = (request.clone(), payload.take());
        Box::pin(async move {
            let Now(at) = Now::extract(&request).await?;
            // Who asks comes first: a stranger learns nothing from the shape of a body.
            let Caller(actor) = Caller::extract(&request).await?;
            Self::receive(&request, payload, actor, at).await
        })
    }
}

impl<T: DeserializeOwned + Validate> Posted<T> {
    async fn receive(
        request: &HttpRequest,
        payload: Payload,
        actor: Actor,
        at: DateTime<Utc>,
    ) -> Result<Self, Problem> {
        let expected = Expected::read(request)?;
        let chosen = chosen_key(request)?;
        let bytes = read(request, payload).await?;
        let body = parse(&bytes)?;
        let key = chosen.map(|key| Key {
            principal: actor.account,
            route: format!("{} {}", request.method(), request.path()),
            key,
            digest: hex(&Sha256::digest(&bytes)),
            at,
        });
        Ok(Self { actor, at, key, expected, body })
    }
}

/// A `POST` that many people send in one hour: who asks is remembered rather than asked, and the write proves it.
pub(crate) struct Swift<T> {
    posted: Posted<T>,
    /// What the person's rights rest on, where they were remembered.
    premises: Option<Premises>,
    request: HttpRequest,
}

impl<T: DeserializeOwned + Validate + 'static> FromRequest for Swift<T> {
    type Error = Problem;
    type Future = Extraction<Self>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let (request, payload) = (request.clone(), payload.take());
        Box::pin(async move {
            let Now(at) = Now::extract(&request).await?;
            let (actor, premises) = match Remembered::of(&request, at) {
                Some(Remembered(actor, premises)) => {
                    rate_limit::count(&request, actor.account.0)?;
                    (actor, Some(premises))
                }
                None => (Caller::extract(&request).await?.0, None),
            };
            let received = Posted::receive(&request, payload, actor, at).await;
            if premises.is_some() && received.is_err() {
                // Whoever lost his rights is told so, and nothing about the shape of his body.
                Caller::extract(&request).await?;
            }
            Ok(Self { posted: received?, premises, request })
        })
    }
}

impl<T: Clone + Send + 'static> Swift<T> {
    /// Does the work once, resting on what is remembered; whatever does not succeed is done again with what the
    /// database says, so that nobody is refused on a memory.
    pub(crate) async fn once<F, Fut>(self, db: &Db, work: F) -> Result<Answer, Problem>
    where
        F: Fn(Tx, Posted<T>) -> Fut + Clone + Send + 'static,
        Fut: Future<Output = Result<Answer, Problem>> + Send + 'static,
    {
        let Self { posted, premises, request } = self;
        if premises.is_some() {
            let (work, posted) = (work.clone(), posted.clone());
            let attempt = db.once_on(premises, posted.key.clone(), move |tx| work(tx, posted)).await;
            match attempt {
                Err(problem) if problem.kind.row().status.is_client_error() => {}
                answered => return answered,
            }
        }
        let Caller(actor) = Caller::extract(&request).await?;
        let posted = Posted { actor, ..posted };
        db.once(posted.key.clone(), move |tx| work(tx, posted)).await
    }
}

/// A `POST` by a signed-in person whose body is not JSON: it is not read before somebody asks for it.
pub(crate) struct Streamed {
    /// Who asks.
    pub(crate) actor: Actor,
    /// When.
    pub(crate) at: DateTime<Utc>,
    /// The revision that the step was decided on, if one was sent.
    pub(crate) expected: Expected,
    chosen: Option<String>,
    request: HttpRequest,
    payload: Payload,
}

impl FromRequest for Streamed {
    type Error = Problem;
    type Future = Extraction<Self>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let (request, payload) = (request.clone(), payload.take());
        Box::pin(async move {
            let Now(at) = Now::extract(&request).await?;
            let Caller(actor) = Caller::extract(&request).await?;
            let (expected, chosen) = (Expected::read(&request)?, chosen_key(&request)?);
            Ok(Self { actor, at, expected, chosen, request, payload })
        })
    }
}

impl Streamed {
    /// What the client says the body is, without parameters.
    pub(crate) fn media_type(&self) -> String {
        media(&self.request).to_ascii_lowercase()
    }

    /// Takes the body in, up to a size, and makes the idempotency key of it.
    pub(crate) async fn receive(self, most: u64) -> Result<(Spool, Option<Key>), Problem> {
        let Self { actor, at, chosen, request, payload, .. } = self;
        let spool = upload::receive(&request, payload, most).await?;
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

/// Bytes as lower-case hexadecimal digits.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn chosen_key(request: &HttpRequest) -> Result<Option<String>, Problem> {
    let Some(header) = request.headers().get("idempotency-key") else { return Ok(None) };
    let key = header.to_str().ok().filter(|key| (1..=KEY_CHARS_MAX).contains(&key.len()));
    key.map(|key| Some(key.to_owned())).ok_or_else(|| {
        Problem::malformed(vec![violation(
            "@Idempotency-Key",
            "KEY_MALFORMED",
            format!("Idempotency-Key gồm 1 đến {KEY_CHARS_MAX} ký tự ASCII."),
            format!("An Idempotency-Key has 1 to {KEY_CHARS_MAX} visible ASCII characters."),
        )])
    })
}

/// What the client says the body is, without parameters.
fn media(request: &HttpRequest) -> &str {
    let media = request.headers().get(CONTENT_TYPE).and_then(|header| header.to_str().ok()).unwrap_or_default();
    media.split(';').next().unwrap_or_default().trim()
}

async fn read(request: &HttpRequest, payload: Payload) -> Result<Vec<u8>, Problem> {
    let bytes = gather(request, payload).await?;
    if !bytes.is_empty() && !media(request).eq_ignore_ascii_case("application/json") {
        return Err(Problem::plain(Kind::UnsupportedMediaType));
    }
    Ok(bytes)
}

/// Takes a body in, up to the size and the time that every body has.
async fn gather(request: &HttpRequest, mut payload: Payload) -> Result<Vec<u8>, Problem> {
    let reading = async {
        let mut bytes = Vec::new();
        loop {
            let next = tokio::time::timeout(BODY_SILENCE_MAX, payload.next()).await;
            let Some(chunk) = next.map_err(|_elapsed| Problem::plain(Kind::Timeout))? else { break };
            let chunk = chunk.map_err(|_ignored| Problem::plain(Kind::Malformed))?;
            if BODY_BYTES_MAX < bytes.len().saturating_add(chunk.len()) {
                return Err(Problem::plain(Kind::TooLarge));
            }
            bytes.extend_from_slice(&chunk);
        }
        Ok(bytes)
    };
    let announced =
        request.headers().get("content-length").and_then(|header| header.to_str().ok()?.parse::<usize>().ok());
    if announced.is_some_and(|length| BODY_BYTES_MAX < length) {
        return Err(Problem::plain(Kind::TooLarge));
    }
    tokio::time::timeout(BODY_TIME_MAX, reading).await.map_err(|_ignored| Problem::plain(Kind::Timeout))?
}

pub(crate) fn parse<T: DeserializeOwned + Validate>(bytes: &[u8]) -> Result<T, Problem> {
    let bytes = if bytes.is_empty() { b"{}" } else { bytes };
    let text = std::str::from_utf8(bytes).map_err(|_ignored| {
        Problem::malformed(vec![violation(
            "",
            "NOT_UTF8",
            "Nội dung không phải UTF-8 hợp lệ.",
            "The body is not valid UTF-8.",
        )])
    })?;
    // To keep track of the place costs as much as to read, so a body is read so only if it is wrong.
    let value: T = serde_json::from_str(text).map_err(|error| misplaced::<T>(text, &error))?;
    value.validate().map_err(|errors| {
        let mut violations = Vec::new();
        flatten("", &errors, &mut violations);
        violations.sort_by(|one, other| one.pointer.cmp(&other.pointer));
        Problem::malformed(violations)
    })?;
    Ok(value)
}

/// What is wrong with a body that was read in vain, and where.
fn misplaced<T: DeserializeOwned>(text: &str, error: &serde_json::Error) -> Problem {
    let mut deserializer = serde_json::Deserializer::from_str(text);
    match serde_path_to_error::deserialize::<_, T>(&mut deserializer) {
        Err(error) => misread(&error),
        // The value is right, and something stands behind it.
        Ok(_) => {
            Problem::malformed(vec![violation("", "JSON_BROKEN", "JSON không hợp lệ.", sentence(&error.to_string()))])
        }
    }
}

/// What the parser says, as a violation with a pointer.
fn misread(error: &serde_path_to_error::Error<serde_json::Error>) -> Problem {
    use serde_path_to_error::Segment;
    let mut pointer = String::new();
    for segment in error.path() {
        match segment {
            Segment::Seq { index } => pointer.push_str(&format!("/{index}")),
            Segment::Map { key } => pointer.push_str(&format!("/{}", key.replace('~', "~0").replace('/', "~1"))),
            Segment::Enum { .. } | Segment::Unknown => {}
        }
    }
    let message = error.inner().to_string();
    let named = message.split('`').nth(1).unwrap_or_default();
    let below = |pointer: &str| {
        if pointer.ends_with(&format!("/{named}")) { pointer.to_owned() } else { format!("{pointer}/{named}") }
    };
    let (pointer, code, vi) = if !error.inner().is_data() {
        (String::new(), "JSON_BROKEN", "JSON không hợp lệ.".to_owned())
    } else if message.starts_with("unknown field") {
        (below(&pointer), "FIELD_UNKNOWN", format!("Không có mục {named} ở đây."))
    } else if message.starts_with("missing field") {
        (below(&pointer), "FIELD_MISSING", format!("Thiếu mục {named}."))
    } else if message.starts_with("duplicate field") {
        (below(&pointer), "FIELD_TWICE", format!("Mục {named} xuất hiện hai lần."))
    } else if message.starts_with("unknown variant") {
        (pointer, "WORD_UNKNOWN", format!("Không chấp nhận giá trị {named}."))
    } else if message.starts_with(bounded_date::OUT_OF_RANGE) {
        (pointer, "DAY_OUT_OF_RANGE", "Ngày phải nằm trong các năm 1900 đến 2199; hãy kiểm tra lại năm.".to_owned())
    } else {
        (pointer, "TYPE_WRONG", "Sai kiểu dữ liệu.".to_owned())
    };
    Problem::malformed(vec![violation(pointer, code, vi, sentence(&message))])
}

fn sentence(message: &str) -> String {
    let short = message.split(" at line ").next().unwrap_or(message);
    let mut letters = short.chars();
    letters.next().map_or_else(String::new, |first| format!("{}{}.", first.to_uppercase(), letters.as_str()))
}

fn flatten(path: &str, errors: &ValidationErrors, violations: &mut Vec<Violation>) {
    for (field, kind) in errors.errors() {
        let pointer = format!("{path}/{}", camel(field));
        match kind {
            ValidationErrorsKind::Struct(inner) => flatten(&pointer, inner, violations),
            ValidationErrorsKind::List(items) => {
                for (index, inner) in items {
                    flatten(&format!("{pointer}/{index}"), inner, violations);
                }
            }
            ValidationErrorsKind::Field(found) => {
                for error in found {
                    violations.push(limit(&pointer, error));
                }
            }
        }
    }
}

fn limit(pointer: &str, error: &validator::ValidationError) -> Violation {
    let bound = |name: &str| error.params.get(name).map(ToString::to_string);
    let range = match (bound("min"), bound("max"), bound("equal")) {
        (_, _, Some(equal)) => format!("= {equal}"),
        (Some(min), Some(max), None) => format!("{min}–{max}"),
        (Some(min), None, None) => format!("≥ {min}"),
        (None, Some(max), None) => format!("≤ {max}"),
        (None, None, None) => String::new(),
    };
    match error.code.as_ref() {
        "length" => violation(
            pointer,
            "LENGTH_OUT_OF_RANGE",
            format!("Độ dài hoặc số mục phải {range}."),
            format!("Length or number of items must be {range}."),
        ),
        "range" => {
            violation(pointer, "OUT_OF_RANGE", format!("Giá trị phải {range}."), format!("The value must be {range}."))
        }
        "url" => violation(pointer, "URL_MALFORMED", "Địa chỉ web không hợp lệ.", "Not a web address."),
        _ => violation(pointer, "VALUE_REFUSED", "Giá trị không được chấp nhận.", "The value is not accepted."),
    }
}

fn camel(field: &str) -> String {
    let mut upper = false;
    let mut name = String::with_capacity(field.len());
    for letter in field.chars() {
        if letter == '_' {
            upper = true;
        } else if upper {
            name.extend(letter.to_uppercase());
            upper = false;
        } else {
            name.push(letter);
        }
    }
    name
}

/// A field at fault.
pub(crate) fn violation(
    pointer: impl Into<String>,
    code: &'static str,
    vi: impl Into<String>,
    en: impl Into<String>,
) -> Violation {
    Violation { pointer: pointer.into(), reason: Reason::plain(code, vi, en) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_works_only_in_its_own_list() {
        let id = Uuid::now_v7();
        let paging = Paging::parse("/v1/reports", "limit=5&state=DRAFT").expect("a page");
        let cursor = paging.cursor(id);
        let next = Paging::parse("/v1/reports", &format!("cursor={cursor}&state=DRAFT")).expect("the next page");
        assert_eq!(next.page, Page { after: Some(id), limit: PAGE_LIMIT_DEFAULT });
        for query in [format!("cursor={cursor}"), format!("cursor=x{cursor}&state=DRAFT"), "cursor=".to_owned()] {
            assert!(Paging::parse("/v1/reports", &query).is_err(), "{query}");
        }
        assert!(Paging::parse("/v1/nominations", &format!("cursor={cursor}&state=DRAFT")).is_err());
    }

    #[test]
    fn a_list_that_grows_has_a_place_before_its_first_item() {
        let list = "/v1/public/changes";
        let query = |after: Option<String>| FollowQuery { limit: None, after };
        let begin = Following::of(list, query(None)).expect("a place");
        let again = Following::of(list, query(Some(begin.cursor(None)))).expect("the same place");
        assert_eq!((begin.page, again.page.after), (again.page, None));
        let id = Uuid::now_v7();
        let next = Following::of(list, query(Some(begin.cursor(Some(id))))).expect("a place");
        assert_eq!(next.page.after, Some(id));
        for cursor in [Following::from_the_first("/v1/public/awards").cursor(Some(id)), "x".to_owned(), String::new()] {
            assert!(Following::of(list, query(Some(cursor.clone()))).is_err(), "{cursor}");
        }
    }

    #[test]
    fn a_limit_is_a_whole_number_from_1_to_100() {
        for bad in ["0", "-1", "101", "256", "1.5", "x", ""] {
            assert!(Paging::parse("/v1/reports", &format!("limit={bad}")).is_err(), "{bad}");
        }
    }
}
