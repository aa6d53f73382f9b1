//! The page cache: public pages in memory, by the path and query that they are served at, each compressed once.
//!
//! A cached page was frozen at publication, or is computed from frozen pages only. So no entry becomes stale, and none
//! need be invalidated; rarely requested ones are evicted. One thing does change: which board is the newest of a
//! cycle's group. The newest boards of all cycles are read together and cached for at most half a second, and the
//! process that publishes drops them at once: every replica shows a release within a second, and completely.

use std::collections::BTreeMap;
use std::io::Write;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, OnceLock, PoisonError, RwLock};
use std::time::{Duration, Instant};

use actix_web::body::BoxBody;
use actix_web::dev::ServiceRequest;
use actix_web::http::header::{
    ACCEPT, ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_ENCODING, CONTENT_TYPE, ETAG, EntityTag,
    Header, HeaderMap, HeaderValue, IF_NONE_MATCH, IfNoneMatch, TRANSFER_ENCODING, VARY,
};
use actix_web::http::{Method, StatusCode};
use actix_web::web::Bytes;
use actix_web::{HttpMessage, HttpRequest, HttpResponse};
use domain::base::code::GroupCode;
use domain::base::ids::{BoardId, CycleId};
use persistence::base::failure::Failure;
use persistence::base::store::Store;
use persistence::results::publication::{FrozenPage, NewestBoard, PageOwner};
use quick_cache::sync::{Cache, DefaultLifecycle};
use quick_cache::{DefaultHashBuilder, OptionsBuilder, Weighter};
use serde::Deserialize;
use serde_json::value::RawValue;

use crate::base::language::thousandths;
use crate::base::page_cache::form::read;
use crate::base::problem::Problem;

pub(crate) mod form;

/// Default size of the cache for published pages, in mebibytes.
pub const PAGE_CACHE_MIB: u64 = 32;
/// How long the list of the newest boards is cached.
const NEWEST_BELIEVED: Duration = Duration::from_millis(500);
/// Minimum size of a body that is compressed; below it the headers of the answer are larger.
const COMPRESSED_BYTES_MIN: usize = 1_024;
/// Maximum size of a body that is compressed within its request; a larger one would delay other requests.
const COMPRESSED_AT_ONCE_BYTES_MAX: usize = 64 * 1_024;
/// Gzip level, of 9.
const GZIP_LEVEL: u32 = 6;
/// Gzip level for an answer that is not cached, of 9.
const GZIP_LEVEL_ONCE: u32 = 1;
/// Brotli level, of 11: above it a country's board takes seconds, and is a twentieth smaller.
const BROTLI_QUALITY: i32 = 6;
/// Brotli window, as a power of two: 4 MiB, the size of a country's board.
const BROTLI_WINDOW: i32 = 22;
/// Estimated size of a page, from which the expected number of entries is computed.
const PAGE_BYTES: u64 = 8 * 1_024;
/// Memory that an entry takes beside its bytes.
const PAGE_OVERHEAD_BYTES: u64 = 512;
/// Minimum size of a shard, which has a lock of its own. A page that is larger than its shard is never cached, and a
/// country's board has five mebibytes.
const PART_BYTES_MIN: u64 = 16 * 1_024 * 1_024;

/// `Cache-Control` of public answers; a release may appear at any moment.
pub(crate) const FRESH: HeaderValue = HeaderValue::from_static("public, max-age=60, stale-while-revalidate=300");
/// The media type of most answers.
pub(crate) const JSON: &str = "application/json";
const VARIES: HeaderValue = HeaderValue::from_static("Accept-Encoding");

/// The content coding of an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Coding {
    Brotli,
    Gzip,
    Identity,
}

impl Coding {
    /// The codings that a client accepts, the shortest first.
    pub(crate) fn wanted(headers: &HeaderMap) -> [Option<Self>; 2] {
        let Some(header) = headers.get(ACCEPT_ENCODING).and_then(|header| header.to_str().ok()) else {
            return [None, None];
        };
        let (mut brotli, mut gzip, mut any) = (None, None, None);
        for part in header.split(',') {
            let mut pieces = part.split(';').map(str::trim);
            let name = pieces.next().unwrap_or_default();
            let taken = pieces.find_map(|piece| piece.strip_prefix("q=")).is_none_or(|weight| thousandths(weight) != 0);
            match name {
                name if name.eq_ignore_ascii_case("br") => brotli = Some(taken),
                name if name.eq_ignore_ascii_case("gzip") || name.eq_ignore_ascii_case("x-gzip") => gzip = Some(taken),
                "*" => any = Some(taken),
                _ => {}
            }
        }
        let read = |named: Option<bool>| named.or(any).unwrap_or(false);
        [read(brotli).then_some(Self::Brotli), read(gzip).then_some(Self::Gzip)]
    }

    const fn as_str(self) -> Option<HeaderValue> {
        match self {
            Self::Brotli => Some(HeaderValue::from_static("br")),
            Self::Gzip => Some(HeaderValue::from_static("gzip")),
            Self::Identity => None,
        }
    }

    /// The `ETag` of a digest in this coding: different bytes have different tags.
    fn tag(self, digest: &str) -> HeaderValue {
        let tag = match self {
            Self::Brotli => format!("\"{digest}-br\""),
            Self::Gzip => format!("\"{digest}-gzip\""),
            Self::Identity => format!("\"{digest}\""),
        };
        HeaderValue::try_from(tag).unwrap_or(HeaderValue::from_static("\"\""))
    }
}

/// A page in one coding.
#[derive(Debug)]
struct Written {
    coding: Coding,
    tag: HeaderValue,
    body: Bytes,
}

impl Written {
    /// The answer, without its bytes if the client has them already.
    fn answer(&self, page: &CachedPage, request: &impl HttpMessage) -> HttpResponse {
        let known = knows(request, &self.tag);
        let mut response = HttpResponse::new(if known { StatusCode::NOT_MODIFIED } else { StatusCode::OK });
        let head = response.headers_mut();
        head.insert(CACHE_CONTROL, FRESH);
        head.insert(ETAG, self.tag.clone());
        head.insert(VARY, VARIES);
        if known {
            return response;
        }
        head.insert(CONTENT_TYPE, HeaderValue::from_static(page.media));
        if let Some(word) = self.coding.as_str() {
            head.insert(CONTENT_ENCODING, word);
        }
        if let Some(disposition) = &page.disposition {
            head.insert(CONTENT_DISPOSITION, disposition.clone());
        }
        response.set_body(BoxBody::new(self.body.clone()))
    }
}

/// Whether `If-None-Match` names a tag.
pub(crate) fn knows(request: &impl HttpMessage, tag: &HeaderValue) -> bool {
    if !request.headers().contains_key(IF_NONE_MATCH) {
        return false;
    }
    let tag = tag.to_str().ok().and_then(|tag| tag.parse::<EntityTag>().ok());
    match (IfNoneMatch::parse(request), tag) {
        (Ok(IfNoneMatch::Any), _) => true,
        (Ok(IfNoneMatch::Items(known)), Some(tag)) => known.iter().any(|one| one.weak_eq(&tag)),
        (Ok(IfNoneMatch::Items(_)), None) | (Err(_), _) => false,
    }
}

/// A page, in every coding in which it was requested.
#[derive(Debug)]
pub(crate) struct CachedPage {
    media: &'static str,
    digest: String,
    disposition: Option<HeaderValue>,
    identity: Written,
    gzip: OnceLock<Option<Written>>,
    brotli: OnceLock<Option<Written>>,
    rows: OnceLock<Vec<Bytes>>,
}

/// The part of a board that is parsed again: where the row of each unit is in its bytes.
#[derive(Deserialize)]
struct Rows<'a> {
    #[serde(borrow)]
    standings: Vec<&'a RawValue>,
}

impl CachedPage {
    pub(crate) fn new(media: &'static str, digest: String, body: Bytes) -> Self {
        let identity = Written { coding: Coding::Identity, tag: Coding::Identity.tag(&digest), body };
        let (gzip, brotli, rows) = (OnceLock::new(), OnceLock::new(), OnceLock::new());
        Self { media, digest, disposition: None, identity, gzip, brotli, rows }
    }

    /// The same page as a download.
    pub(crate) fn saved_as(self, disposition: HeaderValue) -> Self {
        Self { disposition: Some(disposition), ..self }
    }

    /// The bytes without compression.
    pub(crate) const fn body(&self) -> &Bytes {
        &self.identity.body
    }

    /// The SHA-256 of the bytes, in hexadecimal.
    pub(crate) fn digest(&self) -> &str {
        &self.digest
    }

    fn kept(&self, coding: Coding) -> Option<&OnceLock<Option<Written>>> {
        match coding {
            Coding::Brotli => Some(&self.brotli),
            Coding::Gzip => Some(&self.gzip),
            Coding::Identity => None,
        }
    }

    /// The shortest form that a client accepts; `None` if it was not compressed yet.
    fn shortest(&self, headers: &HeaderMap) -> Option<&Written> {
        if self.identity.body.len() < COMPRESSED_BYTES_MIN {
            return Some(&self.identity);
        }
        for coding in Coding::wanted(headers).into_iter().flatten() {
            if let Some(written) = self.kept(coding)?.get()? {
                return Some(written);
            }
        }
        Some(&self.identity)
    }

    /// The coding that has to be made for a client, if the shortest that it accepts is not there: a longer one is made only
    /// for a client that accepts no shorter one, or where the shorter one came out no shorter than the page.
    fn lacking(&self, headers: &HeaderMap) -> Option<Coding> {
        if self.identity.body.len() < COMPRESSED_BYTES_MIN {
            return None;
        }
        for coding in Coding::wanted(headers).into_iter().flatten() {
            match self.kept(coding).map(OnceLock::get) {
                Some(Some(Some(_there))) => return None,
                Some(Some(None)) => {}
                Some(None) | None => return Some(coding),
            }
        }
        None
    }

    /// Compresses the page in a coding, once.
    fn write(&self, coding: Coding) {
        if let Some(kept) = self.kept(coding) {
            kept.get_or_init(|| {
                let body = compressed(coding, &self.identity.body, GZIP_LEVEL)?;
                let shorter = body.len() < self.identity.body.len();
                shorter.then(|| Written { coding, tag: coding.tag(&self.digest), body: Bytes::from(body) })
            });
        }
    }

    /// The rows of a board, as slices of its bytes.
    pub(crate) fn rows(&self) -> Result<&[Bytes], Problem> {
        if let Some(rows) = self.rows.get() {
            return Ok(rows);
        }
        let Rows { standings } = read(&self.identity.body)?;
        let rows = standings.iter().map(|row| self.identity.body.slice_ref(row.get().as_bytes())).collect();
        Ok(self.rows.get_or_init(|| rows))
    }
}

impl From<FrozenPage> for CachedPage {
    fn from(page: FrozenPage) -> Self {
        let FrozenPage { owner: _, part: _, body, digest } = page;
        Self::new(JSON, digest, Bytes::from(body))
    }
}

/// Compresses bytes in a coding; `None` if that fails.
fn compressed(coding: Coding, body: &[u8], gzip_level: u32) -> Option<Vec<u8>> {
    match coding {
        Coding::Brotli => {
            let (mut out, mut input) = (Vec::new(), body);
            let parameters = brotli::enc::BrotliEncoderParams {
                quality: BROTLI_QUALITY,
                lgwin: BROTLI_WINDOW,
                size_hint: body.len(),
                ..Default::default()
            };
            brotli::BrotliCompress(&mut input, &mut out, &parameters).ok()?;
            out.shrink_to_fit();
            Some(out)
        }
        Coding::Gzip => {
            let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::new(gzip_level));
            encoder.write_all(body).ok()?;
            let mut out = encoder.finish().ok()?;
            out.shrink_to_fit();
            Some(out)
        }
        Coding::Identity => None,
    }
}

/// Compresses an answer that is not cached: gzip at its fastest level, if the client accepts it and the result is
/// shorter.
pub(crate) fn compressed_once(headers: &HeaderMap, body: &[u8]) -> Option<Vec<u8>> {
    let [_, gzip] = Coding::wanted(headers);
    let coding = gzip.filter(|_| COMPRESSED_BYTES_MIN <= body.len())?;
    compressed(coding, body, GZIP_LEVEL_ONCE).filter(|short| short.len() < body.len())
}

/// The weight of a page: its bytes, and an estimate for its compressed forms.
#[derive(Clone)]
struct ByBytes;

impl Weighter<String, Arc<CachedPage>> for ByBytes {
    fn weight(&self, address: &String, page: &Arc<CachedPage>) -> u64 {
        let bytes = address.len().saturating_add(page.identity.body.len().saturating_mul(3) / 2);
        u64::try_from(bytes).unwrap_or(u64::MAX).saturating_add(PAGE_OVERHEAD_BYTES)
    }
}

/// The newest boards, as they were at one moment.
#[derive(Debug)]
struct Newest {
    asked: Instant,
    /// By the path of the newest board: the board, and its own path.
    boards: BTreeMap<String, (BoardId, String)>,
}

impl Newest {
    fn believed(&self) -> bool {
        self.asked.elapsed() < NEWEST_BELIEVED
    }
}

type Pages = Cache<String, Arc<CachedPage>, ByBytes>;

/// A cache for pages of `bytes_max` bytes in total.
fn room(bytes_max: u64) -> Pages {
    let pages = usize::try_from(bytes_max / PAGE_BYTES).unwrap_or(usize::MAX).max(1);
    let parts = (bytes_max / PART_BYTES_MIN).checked_ilog2().unwrap_or_default();
    let options = OptionsBuilder::new()
        .shards(1_usize << parts)
        .estimated_items_capacity(pages)
        .weight_capacity(bytes_max)
        .build();
    match options {
        Ok(options) => {
            Cache::with_options(options, ByBytes, DefaultHashBuilder::default(), DefaultLifecycle::default())
        }
        Err(_nothing_is_missing) => Cache::with_weighter(pages, bytes_max, ByBytes),
    }
}

/// The cache of public pages.
pub(crate) struct PageCache {
    store: Store,
    pages: Pages,
    newest: RwLock<Option<Arc<Newest>>>,
    /// How often this process has published: a list of boards that was read before a publication is not cached.
    published: AtomicU64,
    asking: tokio::sync::Mutex<()>,
}

impl PageCache {
    /// An empty cache of `bytes_max` bytes.
    pub(crate) fn new(store: Store, bytes_max: u64) -> Self {
        Self {
            store,
            pages: room(bytes_max),
            newest: RwLock::new(None),
            published: AtomicU64::new(0),
            asking: tokio::sync::Mutex::new(()),
        }
    }

    /// The answer to a request for a cached page, in a coding that the client accepts; `None` if the request must be
    /// routed as usual.
    pub(crate) fn at_hand(&self, request: &ServiceRequest) -> Option<HttpResponse> {
        let head = request.head();
        if head.method != Method::GET && head.method != Method::HEAD {
            return None;
        }
        let target = head.uri.path_and_query()?.as_str();
        if !target.starts_with("/v1/public/") {
            return None;
        }
        // The usual route handles a chunked body that no handler reads.
        if head.headers.contains_key(TRANSFER_ENCODING) {
            return None;
        }
        // The usual route refuses other media types, or another route serves them.
        let accept = head.headers.get(ACCEPT).filter(|accept| *accept != "*/*");
        if accept.is_some_and(|accept| accept != JSON) {
            return None;
        }
        let page = self.pages.get(target).or_else(|| {
            let newest = self.believed()?;
            let (_, address) = newest.boards.get(target)?;
            self.pages.get(address)
        })?;
        if accept.is_some() && page.media != JSON {
            return None;
        }
        Some(page.shortest(&head.headers)?.answer(&page, request))
    }

    /// A frozen page.
    pub(crate) async fn page(&self, owner: PageOwner, part: &str) -> Result<Arc<CachedPage>, Failure> {
        let address = address(owner, part);
        let looked = async { Ok(Arc::new(CachedPage::from(self.store.frozen_page(owner, part).await?))) };
        self.pages.get_or_insert_async(address.as_str(), looked).await
    }

    /// A page that is computed from frozen pages only, cached under a path of its own.
    pub(crate) async fn made(
        &self,
        address: &str,
        making: impl Future<Output = Result<CachedPage, Problem>>,
    ) -> Result<Arc<CachedPage>, Problem> {
        let made = async { Ok(Arc::new(making.await?)) };
        self.pages.get_or_insert_async(address, made).await
    }

    /// The newest board of a cycle's group.
    pub(crate) async fn newest(&self, cycle: CycleId, group: GroupCode) -> Result<BoardId, Failure> {
        let newest = match self.believed() {
            Some(newest) => newest,
            None => self.ask().await?,
        };
        newest.boards.get(&newest_address(cycle, group)).map(|(board, _)| *board).ok_or(Failure::NotFound)
    }

    /// Drops the list of the newest boards, because this process has just published.
    pub(crate) fn forget_newest(&self) {
        self.published.fetch_add(1, Ordering::SeqCst);
        *self.newest.write().unwrap_or_else(PoisonError::into_inner) = None;
    }

    fn believed(&self) -> Option<Arc<Newest>> {
        let newest = self.newest.read().unwrap_or_else(PoisonError::into_inner);
        newest.as_ref().filter(|newest| newest.believed()).map(Arc::clone)
    }

    /// One task asks the database, and the others wait for its result.
    async fn ask(&self) -> Result<Arc<Newest>, Failure> {
        let _asking = self.asking.lock().await;
        if let Some(newest) = self.believed() {
            return Ok(newest);
        }
        // The time before the query counts: a release that appears during the query is found by the next one.
        let (asked, published) = (Instant::now(), self.published.load(Ordering::SeqCst));
        let boards = self.store.newest_boards().await?.into_iter().map(|NewestBoard { cycle, group, board }| {
            (newest_address(cycle, group), (board, address(PageOwner::Board(board), "")))
        });
        let newest = Arc::new(Newest { asked, boards: boards.collect() });
        let mut known = self.newest.write().unwrap_or_else(PoisonError::into_inner);
        if self.published.load(Ordering::SeqCst) == published {
            *known = Some(Arc::clone(&newest));
        }
        Ok(newest)
    }
}

/// A page in the shortest coding that the client accepts.
pub(crate) async fn served(request: &HttpRequest, page: Arc<CachedPage>) -> HttpResponse {
    let headers = request.headers();
    if let Some(coding) = page.lacking(headers) {
        if page.body().len() <= COMPRESSED_AT_ONCE_BYTES_MAX {
            page.write(coding);
        } else {
            let large = Arc::clone(&page);
            // If the task fails, the page is sent uncompressed.
            let _broken = tokio::task::spawn_blocking(move || large.write(coding)).await;
        }
    }
    page.shortest(headers).unwrap_or(&page.identity).answer(&page, request)
}

/// Path of the newest board of a cycle's group.
fn newest_address(cycle: CycleId, group: GroupCode) -> String {
    format!("/v1/public/cycles/{cycle}/boards/{}", group.as_str())
}

/// Path of a frozen page.
pub(crate) fn address(owner: PageOwner, part: &str) -> String {
    let place = match owner {
        PageOwner::Release(release) => format!("/v1/public/releases/{release}"),
        PageOwner::Board(board) => format!("/v1/public/boards/{board}"),
    };
    match part.split_once('/') {
        Some(("unit", unit)) => format!("{place}/units/{unit}"),
        Some(("criterion", code)) => format!("{place}/criteria/{}", encoded(code)),
        Some((name, value)) => format!("{place}?{name}={value}"),
        None if part.is_empty() => place,
        None => format!("{place}/{part}"),
    }
}

/// Percent-encodes a code for a path (RFC 3986): the author of the criteria set may use any characters.
fn encoded(code: &str) -> String {
    let plain = |byte: &u8| byte.is_ascii_alphanumeric() || b"-._~".contains(byte);
    code.bytes().map(|byte| if plain(&byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const MEBIBYTE: u64 = 1_024 * 1_024;

    /// Whether a page of `page_mib` mebibytes is still cached after it was inserted.
    fn keeps(room_mib: u64, page_mib: usize) -> bool {
        let pages = room(room_mib * MEBIBYTE);
        let body = Bytes::from(vec![b' '; page_mib * 1_024 * 1_024]);
        pages.insert("a page".to_owned(), Arc::new(CachedPage::new(JSON, "digest".to_owned(), body)));
        pages.get("a page").is_some()
    }

    #[test]
    fn a_page_is_not_compressed_again_where_a_shorter_coding_is_there() {
        let page = CachedPage::new(JSON, "digest".to_owned(), Bytes::from("[0]".repeat(2_000)));
        let asking = |codings: &'static str| {
            let mut headers = HeaderMap::new();
            headers.insert(ACCEPT_ENCODING, HeaderValue::from_static(codings));
            page.lacking(&headers)
        };
        assert_eq!(asking("br, gzip"), Some(Coding::Brotli));
        assert_eq!((asking("gzip"), asking("identity")), (Some(Coding::Gzip), None));
        page.write(Coding::Brotli);
        assert_eq!((asking("br, gzip"), asking("gzip, br")), (None, None), "gzip is not made beside it");
        assert_eq!(asking("gzip"), Some(Coding::Gzip));
        page.write(Coding::Gzip);
        assert_eq!(asking("gzip"), None);
        assert!(page.brotli.get().is_some_and(Option::is_some) && page.gzip.get().is_some_and(Option::is_some));
    }

    #[test]
    fn a_countrys_board_stays_at_hand_and_what_is_larger_than_the_room_does_not() {
        assert!(keeps(PAGE_CACHE_MIB, 5), "a country's board, in the room that there is unless said otherwise");
        for room in [1, 16, 24, 48, 64, 200, 1_000] {
            let fits = usize::try_from(room / 2).unwrap_or(usize::MAX).min(5);
            assert!(fits == 0 || keeps(room, fits), "{room}");
        }
        assert!(!keeps(16, 16) && !keeps(0, 1));
    }
}
