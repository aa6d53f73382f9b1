//! The public board page: its files, the requests that it makes, and what a browser shows.

use std::fs::File;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use e2e::Engine;
use reqwest::Method;
use serde_json::json;

use crate::base::service::Service;
use crate::base::world::{self, World, id};

/// The browser's name on the PATH.
const BROWSER: &str = "chromium";
/// How long the browser may take to show a page.
const PATIENCE: Duration = Duration::from_secs(60);
/// The content security policy of the page.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; \
                      img-src 'self' data:; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";
/// Markup that an attacker might try to inject into the page.
const MARKUP: &str = "<img src=x onerror=alert(1)>";

/// Every path of the public API in a text.
fn public_paths(text: &str) -> Vec<&str> {
    let ends = |letter: char| !(letter.is_ascii_alphanumeric() || "/-{}_".contains(letter));
    let paths = text.match_indices("/v1/public/").map(|(start, _)| &text[start..]);
    paths.map(|rest| &rest[..rest.find(ends).unwrap_or(rest.len())]).collect()
}

pub(crate) async fn the_page_is_three_files_that_ask_only_the_public_api(engine: Engine) {
    let service = Service::start(engine).await;
    let anybody = service.anybody();
    let contract = anybody.get("/v1/openapi.json").await.ok();
    for (path, media, named) in [
        ("/board", "text/html; charset=utf-8", 1),
        ("/board.css", "text/css; charset=utf-8", 0),
        ("/board.js", "text/javascript; charset=utf-8", 11),
    ] {
        let file = anybody.get(path).await;
        assert_eq!((file.status, file.header("content-type").as_str()), (200, media), "{path}");
        assert_eq!(file.header("content-security-policy"), POLICY, "{path}");
        assert_eq!(file.header("cache-control"), "public, max-age=300", "{path}");
        assert_eq!(file.header("x-content-type-options"), "nosniff", "{path}");
        let tag = file.header("etag");
        let again = anybody.send(Method::GET, path, &[("if-none-match", &tag)], None).await;
        assert_eq!((again.status, again.text.as_str(), again.header("etag")), (304, "", tag), "{path}");
        assert_eq!(again.header("content-security-policy"), POLICY, "{path}");

        let paths: Vec<&str> = public_paths(&file.text).into_iter().filter(|found| *found != "/v1/public/").collect();
        assert!(named <= paths.len(), "{path} {paths:?}");
        for found in paths {
            assert!(contract["paths"][found]["get"].is_object(), "{path} asks for {found}");
        }
        for absent in ["http://", "https://", "innerHTML", "console.", "style=", "onclick"] {
            let text = file.text.replace("http://www.w3.org/2000/svg", "");
            assert!(!text.contains(absent), "{path} has {absent}");
        }
    }
    // The search finds a planted path.
    assert_eq!(public_paths("get(`/v1/public/nothing/{one}?limit=1`)"), ["/v1/public/nothing/{one}"]);
    assert!(!contract["paths"]["/v1/public/nothing/{one}"].is_object());

    let http = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build().expect("a client");
    for (path, place) in [("/board/", "/board"), ("/board/?group=COMMUNE", "/board?group=COMMUNE")] {
        let sent = http.get(format!("{}{path}", service.url())).send().await.expect("an answer");
        let location = sent.headers()["location"].to_str().expect("a place");
        assert_eq!((sent.status().as_u16(), location), (302, place));
    }
    service.stop().await;
}

/// Rules L25, S29.
pub(crate) async fn l25_s29_a_browser_shows_what_was_published_and_asks_nobody_else(engine: Engine) {
    if !has_browser() {
        return;
    }
    let world = World::new(Service::start(engine).await).await;
    // Before the cycle is opened, because it is opened on sets that are in force.
    let sets = world::all(&world.standing, "/v1/criteria-sets?cycleKind=ANNUAL&audience=DISTRICT").await;
    let document = json!({"document": {
        "number": "11/QĐ-STTTT", "date": "2024-01-10", "issuer": "Sở Thông tin và Truyền thông",
        "title": format!("Bộ tiêu chí {MARKUP}"),
    }});
    world.standing.post(&format!("/v1/criteria-sets/{}/publication", id(&sets[0])), &document).await.ok();
    let cycle = world.open("2024").await;
    let board = format!("{}/board", world.service.url());
    let empty = look_at(&board).await;
    assert!(empty.page.contains("Chưa có kết quả nào được công bố"), "{}", empty.page);
    assert!(!empty.log.contains("CONSOLE"), "{}", empty.log);

    world.final_report(&cycle).await;
    let release = world.standing.post(&format!("/v1/cycles/{cycle}/releases"), &json!({})).await.ok();
    let public = world.service.anybody();
    let standing = public.get(&format!("/v1/public/cycles/{cycle}/boards/DISTRICT")).await.ok()["standings"][0].clone();
    let total = standing["total"].to_string().replace('.', ",");
    let name = standing["name"].as_str().expect("a name");
    let digest = release["digest"].as_str().expect("a digest");

    let whole = look_at(&board).await;
    for expected in [
        name,
        &format!(">{total}<"),
        "Đợt công bố số 1",
        digest,
        "11/QĐ-STTTT",
        "Đơn vị chưa báo cáo",
        "Theo nội dung thi đua",
    ] {
        assert!(whole.page.contains(expected), "{expected} is not in {}", whole.page);
    }
    assert!(!whole.page.contains("<img") && whole.page.contains("&lt;img src=x"), "{}", whole.page);
    assert!(!whole.log.contains("CONSOLE"), "{}", whole.log);

    // A link shows the same to its recipient: the unit's detail, and only the units that match the text without
    // accents.
    let shared = format!("{board}?cycle={cycle}&group=DISTRICT&unit={}&q=ke+sach&sort=-name", world.unit);
    let detail = look_at(&shared).await;
    for expected in [
        "Điểm theo tiêu chí",
        "812 / 1.000",
        "class=\"bar\"",
        "Kết quả qua các kỳ",
        "Hiện 1 trên 1 đơn vị",
        "aria-sort=\"descending\"",
    ] {
        assert!(detail.page.contains(expected), "{expected} is not in {}", detail.page);
    }
    assert!(!detail.log.contains("CONSOLE"), "{}", detail.log);

    // Errors of the browser's console are detected.
    let faulty = look_at("data:text/html,<script>console.error('fault')</script>").await;
    assert!(faulty.log.contains("CONSOLE"), "{}", faulty.log);
    world.service.stop().await;
}

/// Whether there is a browser.
///
/// # Panics
/// If `THIDUA_REQUIRE_CHROMIUM` is set and there is none: a story that did not run must not count as passed.
fn has_browser() -> bool {
    let folders = std::env::var_os("PATH").unwrap_or_default();
    if std::env::split_paths(&folders).any(|folder: PathBuf| folder.join(BROWSER).is_file()) {
        return true;
    }
    assert!(
        std::env::var_os("THIDUA_REQUIRE_CHROMIUM").is_none(),
        "no {BROWSER} on the PATH: install it (apt-get install chromium)"
    );
    eprintln!("no {BROWSER} here: nobody looks at the public board");
    false
}

/// The page as a browser shows it, and the browser's log.
struct Seen {
    page: String,
    log: String,
}

/// Opens a page in a browser that can reach only this machine, and waits until its script is done.
async fn look_at(url: &str) -> Seen {
    let url = url.to_owned();
    tokio::task::spawn_blocking(move || {
        let folder = tempfile::TempDir::new().expect("a folder");
        let (page, log) = (folder.path().join("page"), folder.path().join("log"));
        let mut browser = Command::new(BROWSER)
            .args(["--headless=new", "--disable-gpu", "--no-sandbox", "--disable-dev-shm-usage", "--no-first-run"])
            .args(["--disable-background-networking", "--disable-component-update", "--no-proxy-server"])
            .args(["--enable-logging=stderr", "--v=0", "--virtual-time-budget=8000", "--dump-dom"])
            .arg("--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1")
            .arg(format!("--user-data-dir={}", folder.path().join("profile").display()))
            .arg(&url)
            .env("HOME", folder.path())
            .stdin(Stdio::null())
            .stdout(File::create(&page).expect("a file"))
            .stderr(File::create(&log).expect("a file"))
            .spawn()
            .expect("a browser");
        let started = Instant::now();
        while started.elapsed() < PATIENCE && browser.try_wait().expect("its state").is_none() {
            std::thread::sleep(Duration::from_millis(50));
        }
        // A browser that has ended is not affected.
        browser.kill().expect("no browser any more");
        let ended = browser.wait().expect("its end").success();
        let read = |path| String::from_utf8_lossy(&std::fs::read(path).expect("a file")).into_owned();
        let seen = Seen { page: read(&page), log: read(&log) };
        assert!(ended, "the browser did not show {url}: {}", seen.log);
        seen
    })
    .await
    .expect("an end")
}
