//! The public board as an HTML page, which is also an example for developers of dashboards: three files that call only
//! the public API of this service.

use actix_web::http::header::{CONTENT_LANGUAGE, CONTENT_SECURITY_POLICY, HeaderValue};
use actix_web::{HttpRequest, HttpResponse, get};

use crate::base::answer::PAGE;
use crate::base::http_cache::own_file;
use crate::base::rehearsal::Rehearsal;

/// What the page may load: its own two files, and the public API.
const POLICY: HeaderValue = HeaderValue::from_static(
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; \
     frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
);

/// Where the page of a rehearsal says so, and in which words.
const NOTICE_PLACE: &str = "<!-- rehearsal -->\n";
const NOTICE: &str = "<p class=\"notice\"><strong>DIỄN TẬP</strong> – số liệu và kết quả trên trang này chỉ để diễn tập, không \
                      có giá trị.</p>\n";

/// The page; its script reads from the query which board to show.
#[get("/board")]
pub(crate) async fn show_board_page(request: HttpRequest) -> HttpResponse {
    let notice = if Rehearsal::of(&request).0 { NOTICE } else { "" };
    let page = include_str!("board_page/board.html").replace(NOTICE_PLACE, notice);
    let mut response = dressed(own_file(&request, PAGE, page));
    response.headers_mut().insert(CONTENT_LANGUAGE, HeaderValue::from_static("vi"));
    response
}

/// The style sheet of the page.
#[get("/board.css")]
pub(crate) async fn show_board_style(request: HttpRequest) -> HttpResponse {
    dressed(own_file(&request, "text/css; charset=utf-8", include_str!("board_page/board.css")))
}

/// The script of the page.
#[get("/board.js")]
pub(crate) async fn show_board_script(request: HttpRequest) -> HttpResponse {
    dressed(own_file(&request, "text/javascript; charset=utf-8", include_str!("board_page/board.js")))
}

/// Redirects an address with a trailing slash to the page, with its query.
#[get("/board/")]
pub(crate) async fn find_board_page(request: HttpRequest) -> HttpResponse {
    let query = request.query_string();
    let place = if query.is_empty() { "/board".to_owned() } else { format!("/board?{query}") };
    HttpResponse::Found().insert_header(("location", place)).finish()
}

fn dressed(mut response: HttpResponse) -> HttpResponse {
    response.headers_mut().insert(CONTENT_SECURITY_POLICY, POLICY);
    response
}
