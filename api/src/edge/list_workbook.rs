//! Every list as a workbook: whoever asks for a list with the media type of Excel gets all of it, under Vietnamese heads.
//!
//! Nothing of it stands in the lists themselves. The edge calls the same operation page by page, as the caller, with the
//! caller's filters, so rights, filters, secrecy and order are those of the list in JSON. The workbook is complete on the
//! disk before its first byte is sent: if a page is refused in the middle, because rights have ended or the database went
//! away, its problem is the answer, and there is no file that looks whole and is not.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::Read;
use std::sync::{Arc, LazyLock};
use std::time::{Duration, Instant};

use actix_web::body::{BoxBody, MessageBody, SizedStream, to_bytes};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{
    ACCEPT, ACCEPT_ENCODING, CONTENT_DISPOSITION, CONTENT_TYPE, ETAG, HeaderMap, HeaderValue, IF_MATCH, IF_NONE_MATCH,
    VARY,
};
use actix_web::http::{StatusCode, Uri};
use actix_web::middleware::Next;
use actix_web::web::Bytes;
use actix_web::{FromRequest, HttpRequest, HttpResponse, ResponseError};
use domain::base::text::fold;
use futures_util::Stream;
use futures_util::stream::try_unfold;

use crate::access::caller::Caller;
use crate::access::places::{FilePlaces, Full, Holder, Place};
use crate::base::client_address::{self, Subnet};
use crate::base::clock::Now;
use crate::base::db::Db;
use crate::base::language::thousandths;
use crate::base::page_cache::JSON;
use crate::base::paging::{PAGE_LIMIT_MAX, page_limit};
use crate::base::problem::{Kind, Problem};
use crate::base::rehearsal::Rehearsal;
use crate::edge::committed::COMMITTED;
use crate::edge::list_workbook::columns::{List, lists};
use crate::edge::list_workbook::names::Names;
use crate::edge::list_workbook::pace::Pace;
use crate::edge::list_workbook::sheet::{About, Made, ROWS_MAX, Sheet};
use crate::edge::reasons;
use crate::results::publication::table_file::XLSX;

mod columns;
mod names;
pub(crate) mod pace;
mod sheet;

/// How many workbooks of lists that need a token one process makes at one time, and how many of public lists: strangers
/// do not take the place of those who are signed in.
const CALLERS_AT_ONCE: usize = 2;
const STRANGERS_AT_ONCE: usize = 1;
/// How many of each may wait, be made or be on their way to a client: each takes room on the disk of temporary files.
const CALLERS_OPEN_MAX: usize = 12;
const STRANGERS_OPEN_MAX: usize = 4;
/// How many of the open ones may be of one account, or of one network of clients without a token, so that nobody takes
/// the places of all.
const OPEN_OF_ONE: usize = 3;
/// How long a request waits for a place before its client is asked to come again, and after how many seconds.
const WAIT_MAX: Duration = Duration::from_secs(20);
const COME_AGAIN_SECONDS: &str = "10";
/// How many bytes of the file are read at once.
const CHUNK_BYTES: usize = 64 * 1_024;
/// Maximum length of the file's name, without its extension.
const NAME_CHARS_MAX: usize = 60;

static CALLERS: LazyLock<FilePlaces> =
    LazyLock::new(|| FilePlaces::new(CALLERS_AT_ONCE, CALLERS_OPEN_MAX, OPEN_OF_ONE));
static STRANGERS: LazyLock<FilePlaces> =
    LazyLock::new(|| FilePlaces::new(STRANGERS_AT_ONCE, STRANGERS_OPEN_MAX, OPEN_OF_ONE));

/// The lists of the contract, read when the first workbook is asked for.
static LISTS: LazyLock<Result<BTreeMap<String, Arc<List>>, String>> = LazyLock::new(|| {
    let lists = lists(COMMITTED).map_err(|error| error.to_string())?;
    Ok(lists.into_iter().map(|(path, list)| (path, Arc::new(list))).collect())
});

/// A list that is asked for as a workbook.
#[derive(Clone, Debug)]
pub(super) struct Wanted {
    /// The path of its operation in the contract.
    pub(super) path: String,
    /// Whether it needs a token.
    pub(super) guarded: bool,
}

/// Whether an operation answers a list, by the media types of its answers.
pub(super) fn is_list(media: &[String]) -> bool {
    [JSON, XLSX].into_iter().all(|one| media.iter().any(|media| media == one))
}

/// Whether a client prefers a workbook: it names the media type, and accepts JSON less. JSON that only a wildcard accepts
/// as much is not preferred to what was named.
pub(super) fn is_preferred(accept: Option<&str>) -> bool {
    let (mut workbook, mut json, mut wild) = (0, None, None);
    for part in accept.unwrap_or_default().split(',') {
        let mut pieces = part.split(';').map(str::trim);
        let media = pieces.next().unwrap_or_default().to_ascii_lowercase();
        let quality = pieces.find_map(|piece| piece.strip_prefix("q=")).map_or(1_000, thousandths);
        match media.as_str() {
            XLSX => workbook = quality,
            JSON => json = Some(quality),
            "application/*" | "*/*" => wild = wild.max(Some(quality)),
            _ => {}
        }
    }
    let rival = json.map(|json| json < workbook).or(wild.map(|wild| wild <= workbook));
    0 < workbook && rival.unwrap_or(true)
}

/// What is asked for, as the client wrote it.
struct Asked {
    uri: Uri,
    headers: HeaderMap,
    /// The filters of the query, without place and size of a page.
    filters: Vec<String>,
    /// The cursor to begin from.
    cursor: Option<String>,
}

impl Asked {
    fn of(request: &HttpRequest, list: &List) -> Result<Self, Problem> {
        let (mut filters, mut cursor) = (Vec::new(), None);
        for pair in request.query_string().split('&').filter(|pair| !pair.is_empty()) {
            match pair.split_once('=') {
                // The whole list has no pages, but a size that cannot be is refused all the same.
                Some(("limit", size)) => page_limit(Some(size)).map(|_size| ())?,
                Some((name, place)) if name == list.cursor => cursor = Some(place.to_owned()),
                Some(_) | None => filters.push(pair.to_owned()),
            }
        }
        Ok(Self { uri: request.uri().clone(), headers: request.headers().clone(), filters, cursor })
    }

    /// The address of a page.
    fn page(&self, list: &List) -> Result<Uri, Problem> {
        let mut query = self.filters.clone();
        query.push(format!("limit={PAGE_LIMIT_MAX}"));
        query.extend(self.cursor.iter().map(|cursor| format!("{}={cursor}", list.cursor)));
        format!("{}?{}", self.uri.path(), query.join("&")).parse().map_err(Problem::fault)
    }

    /// The filters, decoded.
    fn said(&self) -> Vec<(String, String)> {
        let query = self.filters.join("&");
        let pairs = actix_web::web::Query::<Vec<(String, String)>>::from_query(&query);
        pairs.map_or_else(|_unreadable| Vec::new(), actix_web::web::Query::into_inner)
    }
}

/// Gives a request another address, as if it had come with it.
fn readdress(request: &mut ServiceRequest, uri: Uri) {
    let place = request.match_info_mut();
    place.get_mut().update(&uri);
    place.reset();
    request.head_mut().uri = uri;
}

/// What a workbook is made of.
struct Order {
    list: Arc<List>,
    guarded: bool,
    db: Db,
    /// The filters, decoded.
    said: Vec<(String, String)>,
}

/// The answer to a request for a list as a workbook.
pub(super) async fn answer<B: MessageBody + 'static>(
    request: ServiceRequest,
    next: &Next<B>,
    Wanted { path, guarded }: Wanted,
) -> Result<ServiceResponse<BoxBody>, actix_web::Error> {
    // What was sent as a body is nobody's; it is kept until the answer is there.
    let (request, _body) = request.into_parts();
    let begun = match (list(path).await, Db::extract(&request).await) {
        (Ok(list), Ok(db)) => Asked::of(&request, &list).map(|asked| {
            let said = asked.said();
            (asked, Order { list, guarded, db, said })
        }),
        (Err(problem), _) | (_, Err(problem)) => Err(problem),
    };
    let (asked, order) = match begun {
        Ok(begun) => begun,
        Err(problem) => return Ok(ServiceResponse::new(request, problem.error_response())),
    };
    let (uri, headers) = (asked.uri.clone(), asked.headers.clone());
    let mut request = ServiceRequest::from_request(request);
    // A page is read here: it comes whole, in JSON, and uncompressed.
    let head = request.headers_mut();
    for name in [ACCEPT, ACCEPT_ENCODING, IF_MATCH, IF_NONE_MATCH] {
        head.remove(name);
    }
    let (mut request, response) = pages(request, next, asked, &order).await?;
    readdress(&mut request, uri);
    *request.headers_mut() = headers;
    let (request, _) = request.into_parts();
    Ok(ServiceResponse::new(request, response))
}

/// A list of the contract.
async fn list(path: String) -> Result<Arc<List>, Problem> {
    let found = tokio::task::spawn_blocking(move || match &*LISTS {
        Ok(lists) => lists.get(&path).map(Arc::clone).ok_or_else(|| format!("{path} is no list")),
        Err(error) => Err(error.clone()),
    });
    found.await.map_err(Problem::fault)?.map_err(Problem::fault)
}

/// Reads every page, and answers the workbook, or the answer of the page that was no page.
async fn pages<B: MessageBody + 'static>(
    mut request: ServiceRequest,
    next: &Next<B>,
    mut asked: Asked,
    order: &Order,
) -> Result<(ServiceRequest, HttpResponse), actix_web::Error> {
    let list = &order.list;
    let mut writing: Option<Writing> = None;
    let mut pace = Pace::new();
    loop {
        let began = Instant::now();
        match asked.page(list) {
            Ok(uri) => readdress(&mut request, uri),
            Err(problem) => return Ok((request, problem.error_response())),
        }
        let (again, page) = next.call(request).await?.into_parts();
        request = ServiceRequest::from_request(again);
        if page.status() != StatusCode::OK {
            return Ok((request, page.map_into_boxed_body()));
        }
        let tagged = page.headers().contains_key(ETAG);
        // Who may not read the first page takes no place from those who may.
        match written(writing, page, order, request.request()).await {
            Ok((rest, Some(cursor))) => (writing, asked.cursor) = (Some(rest), Some(cursor)),
            Ok((rest, None)) => {
                let done = finished(&request, rest, order, tagged).await;
                return Ok((request, done.unwrap_or_else(|problem| problem.error_response())));
            }
            Err(problem) => return Ok((request, problem.error_response())),
        }
        if let Some(rest) = pace.rest_after(began.elapsed()) {
            tokio::time::sleep(rest).await;
        }
    }
}

/// A workbook that is written, with the places that it takes.
struct Writing {
    sheet: Sheet,
    open: Place,
    making: Place,
}

impl Writing {
    /// Begins the workbook of the list that a request asks for.
    async fn begin(Order { list, guarded, db, said }: &Order, request: &HttpRequest) -> Result<Self, Problem> {
        let (places, holder) = if *guarded {
            let Caller(actor) = Caller::extract(request).await?;
            (&CALLERS, Holder::Account(actor.account))
        } else {
            let network = client_address::address(request).map_or(Subnet::NOWHERE, Subnet::from);
            (&STRANGERS, Holder::Network(network))
        };
        let again = |problem: Problem| problem.with_header("Retry-After", COME_AGAIN_SECONDS);
        let busy = || again(Problem::new(Kind::Unavailable, reasons::workbook_queue_full()));
        let refused = |full: Full| match full {
            Full::Share => again(Problem::new(Kind::TooManyRequests, reasons::workbooks_at_once(OPEN_OF_ONE))),
            Full::All => busy(),
        };
        let open = places.open.take(holder).map_err(refused)?;
        let making = places.making.wait(holder, WAIT_MAX).await.ok_or_else(busy)?;
        let names = Names::read(db, list, request.path(), said).await?;
        let list = Arc::clone(list);
        let sheet = apart(move || Sheet::begin(list, names, ROWS_MAX)).await?;
        Ok(Self { sheet, open, making })
    }
}

/// Writes on a thread of its own. The writer of workbooks panics where a row cannot be written to its temporary file, as
/// on a full disk: that is what the environment did.
async fn apart<T: Send + 'static>(work: impl FnOnce() -> Result<T, Problem> + Send + 'static) -> Result<T, Problem> {
    tokio::task::spawn_blocking(work).await.map_err(Problem::unavailable)?
}

/// Writes a page, and returns the cursor of the next one.
async fn written<B: MessageBody>(
    writing: Option<Writing>,
    page: HttpResponse<B>,
    order: &Order,
    request: &HttpRequest,
) -> Result<(Writing, Option<String>), Problem> {
    let broken = |error: B::Error| {
        let error: Box<dyn std::error::Error> = error.into();
        Problem::fault(error.to_string())
    };
    let page = to_bytes(page.into_body()).await.map_err(broken)?;
    let Writing { mut sheet, open, making } = match writing {
        Some(writing) => writing,
        None => Writing::begin(order, request).await?,
    };
    let (sheet, cursor) = apart(move || sheet.add(&page).map(|cursor| (sheet, cursor))).await?;
    Ok((Writing { sheet, open, making }, cursor))
}

/// Completes the workbook and answers it.
async fn finished(
    request: &ServiceRequest,
    Writing { sheet, open, making }: Writing,
    Order { list, said, .. }: &Order,
    tagged: bool,
) -> Result<HttpResponse, Problem> {
    let Now(at) = Now::extract(request.request()).await?;
    let rehearsal = Rehearsal::of(request.request()).0;
    let about = About { name: list.title.clone(), filters: said.clone(), at, rehearsal };
    let Made { file, size, sha256 } = apart(move || sheet.end(&about)).await?;
    drop(making);
    let disposition = format!("attachment; filename=\"{}.xlsx\"", file_name(&list.title, rehearsal));
    let mut response = HttpResponse::Ok();
    response.insert_header((CONTENT_TYPE, HeaderValue::from_static(XLSX)));
    response.insert_header((CONTENT_DISPOSITION, disposition)).insert_header((VARY, "Accept"));
    // Public answers have a tag in the contract.
    if tagged {
        response.insert_header((ETAG, format!("\"{sha256}\"")));
    }
    Ok(response.body(SizedStream::new(size, sent(file, open))))
}

/// The bytes of a file; its place is free when all are sent, or the client has gone.
fn sent(file: File, place: Place) -> impl Stream<Item = Result<Bytes, std::io::Error>> + use<> {
    try_unfold((file, place), |(mut file, place)| async move {
        let read = tokio::task::spawn_blocking(move || {
            let mut chunk = vec![0_u8; CHUNK_BYTES];
            let count = file.read(&mut chunk)?;
            chunk.truncate(count);
            Ok::<_, std::io::Error>((chunk, file))
        });
        let (chunk, file) = read.await.map_err(std::io::Error::other)??;
        Ok((!chunk.is_empty()).then(|| (Bytes::from(chunk), (file, place))))
    })
}

/// The name of a list as the name of a file; ASCII only.
fn file_name(list: &str, rehearsal: bool) -> String {
    let mark = if rehearsal { "dien-tap-" } else { "" };
    let plain = |letter: char| if letter.is_ascii_alphanumeric() { letter } else { ' ' };
    let words: String = fold(list).chars().map(plain).collect();
    let name = words.split_whitespace().collect::<Vec<&str>>().join("-");
    format!("{mark}{}", name.chars().take(NAME_CHARS_MAX).collect::<String>())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_workbook_is_for_whoever_names_it_and_prefers_it() {
        let named = |rest: &str| format!("{XLSX}{rest}");
        for (accept, preferred) in [
            (named(""), true),
            (named(", */*"), true),
            (named(", application/json;q=0.5"), true),
            (named(";q=0.4, */*;q=0.1"), true),
            (format!("application/json, {XLSX}"), false),
            (named(";q=0.9, application/json"), false),
            (named(";q=0"), false),
            (named(";q=0.5, */*"), false),
            ("*/*".to_owned(), false),
            ("application/*".to_owned(), false),
            (String::new(), false),
        ] {
            assert_eq!(is_preferred(Some(&accept)), preferred, "{accept}");
        }
        assert!(!is_preferred(None));
    }

    #[test]
    fn a_list_is_what_can_be_json_and_a_workbook() {
        let media = |media: &[&str]| -> Vec<String> { media.iter().map(|one| (*one).to_owned()).collect() };
        assert!(is_list(&media(&[JSON, XLSX, "application/problem+json"])));
        assert!(!is_list(&media(&[JSON])) && !is_list(&media(&[XLSX])), "a board's own table is none");
    }

    #[test]
    fn a_file_is_named_after_its_list() {
        assert_eq!(file_name("Liệt kê báo cáo của đơn vị", false), "liet-ke-bao-cao-cua-don-vi");
        assert_eq!(file_name("Liệt kê \"kỳ\"", true), "dien-tap-liet-ke-ky");
    }
}
