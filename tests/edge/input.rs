//! Invalid input: each is answered with a clear problem, never with a 500, and never stored in part.

use e2e::Engine;
use reqwest::Method;
use serde_json::{Value, json};

use crate::base::client::Person;
use crate::base::service::Service;
use crate::base::world::{self, World};
use crate::edge::crash;

const NOBODY: &str = "01935f3e-7c4a-7d2b-9f10-3c5a8e6b1d24";

pub(crate) async fn every_malformed_request_is_a_problem_that_names_the_field(engine: Engine) {
    let world = World::new(Service::start(engine).await).await;
    let cycle = world.open("2024").await;
    let good = json!({"cycle": cycle, "organisation": world.unit, "figures": world::figures()});
    let send = async |body: &[u8]| world.editor.send(Method::POST, "/v1/reports", &[], Some(body.to_vec())).await;
    for (body, code) in [
        (&b"{"[..], "JSON_BROKEN"),
        (&b"[]"[..], "TYPE_WRONG"),
        (&b"{} {}"[..], "JSON_BROKEN"),
        (&b"\xff\xfe{}"[..], "NOT_UTF8"),
        (&b"{\"cycle\":\"\xc3\x28\"}"[..], "NOT_UTF8"),
        (&b"null"[..], "TYPE_WRONG"),
    ] {
        let refused = send(body).await;
        assert_eq!(refused.status, 400, "{body:?} {}", refused.text);
        assert!(refused.violations()[0].contains(code), "{body:?} {:?}", refused.violations());
    }
    let deep = format!("{}{}", "[".repeat(10_000), "]".repeat(10_000));
    assert_eq!(send(deep.as_bytes()).await.problem().0, 400, "nesting is bounded");
    for (pointer, value, violation) in [
        ("/state", json!("PUBLISHED"), "/state FIELD_UNKNOWN"),
        ("/figures/0/score", json!(10), "/figures/0/score FIELD_UNKNOWN"),
        ("/cycle", json!("2024"), "/cycle TYPE_WRONG"),
        ("/figures", json!({}), "/figures TYPE_WRONG"),
        ("/figures/0/numerator", json!("812"), "/figures/0/numerator TYPE_WRONG"),
        ("/figures/0/secretExcluded", json!("true"), "/figures/0/secretExcluded TYPE_WRONG"),
        ("/figures/0/criterion", json!(""), "/figures/0/criterion LENGTH_OUT_OF_RANGE"),
        ("/figures/0/note", json!("x".repeat(4_001)), "/figures/0/note LENGTH_OUT_OF_RANGE"),
        ("/figures/2/evidence/0/url", json!("không phải địa chỉ"), "/figures/2/evidence/0/url URL_MALFORMED"),
        ("/figures/2/evidence/0/url", json!("javascript:alert(1)"), "/figures/2/evidence/0/url URL_MALFORMED"),
        ("/figures/2/evidence/0/url", json!("https://a:b@c.example/"), "/figures/2/evidence/0/url URL_MALFORMED"),
        ("/figures/2/evidence/0/date", json!("30/11/2024"), "/figures/2/evidence/0/date DAY_MALFORMED"),
    ] {
        let mut body = good.clone();
        let (parent, name) = pointer.rsplit_once('/').expect("a pointer");
        body.pointer_mut(parent).expect("a parent")[name] = value;
        let refused = world.editor.post("/v1/reports", &body).await;
        assert_eq!((refused.status, refused.violations()), (400, vec![violation.to_owned()]), "{pointer}");
    }
    // If several limits are exceeded, all of them are reported at once.
    let mut body = good.clone();
    body["figures"][0]["criterion"] = json!("");
    body["figures"][1]["note"] = json!("x".repeat(4_001));
    let refused = world.editor.post("/v1/reports", &body).await;
    assert_eq!(
        refused.violations(),
        ["/figures/0/criterion LENGTH_OUT_OF_RANGE", "/figures/1/note LENGTH_OUT_OF_RANGE"]
    );
    let mut body = good.clone();
    body.as_object_mut().expect("an object").remove("organisation");
    assert_eq!(world.editor.post("/v1/reports", &body).await.violations(), ["/organisation FIELD_MISSING"]);
    let twice = format!("{{\"cycle\":\"{cycle}\",\"cycle\":\"{cycle}\",\"organisation\":\"{}\"}}", world.unit);
    assert_eq!(send(twice.as_bytes()).await.violations(), ["/cycle FIELD_TWICE"]);
    // Problems are also in Vietnamese.
    let vi = world.editor.send(Method::POST, "/v1/reports", &[("accept-language", "vi")], Some(b"{}".to_vec())).await;
    assert_eq!((vi.header("content-language").as_str(), &vi.json()["title"]), ("vi", &json!("Yêu cầu sai định dạng")));
    assert_eq!(vi.json()["violations"][0]["text"]["vi"], "Thiếu mục bắt buộc này.");
    assert_eq!(world::all(&world.editor, "/v1/reports").await.len(), 0, "nothing was stored");
    world.service.stop().await;
}

pub(crate) async fn every_limit_of_the_wire_is_a_problem(engine: Engine) {
    let world = World::new(Service::start(engine).await).await;
    let cycle = world.open("2024").await;
    let report = world.draft(&cycle).await;
    let path = format!("/v1/reports/{report}");
    let huge = vec![b' '; 10 << 20];
    let refused = world.editor.send(Method::POST, "/v1/reports", &[], Some(huge)).await;
    assert_eq!(refused.problem(), (413, "TOO_LARGE".to_owned()));
    let xml =
        world.editor.send(Method::POST, "/v1/reports", &[("content-type", "text/xml")], Some(b"<a/>".to_vec())).await;
    assert_eq!(xml.problem(), (415, "UNSUPPORTED_MEDIA_TYPE".to_owned()));
    let html = world.editor.send(Method::GET, &path, &[("accept", "text/html")], None).await;
    assert_eq!(html.problem(), (406, "NOT_ACCEPTABLE".to_owned()));
    let body = json!({"figures": []}).to_string().into_bytes();
    let bare = world.editor.send(Method::PUT, &path, &[], Some(body)).await;
    assert_eq!(bare.problem(), (428, "PRECONDITION_REQUIRED".to_owned()));
    // RFC 9110, 13.1.1: ETags are compared strongly; a list matches if one of its tags is current, `*` if the object
    // exists.
    for tag in ["\"7\"", "W/\"1\"", "\"x\"", "\"2\", \"3\""] {
        let stale = world.editor.put(&path, tag, &json!({"figures": []})).await;
        assert_eq!(stale.problem(), (412, "STALE".to_owned()), "{tag}");
    }
    for tag in ["7", "1", "\"1", ","] {
        let malformed = world.editor.put(&path, tag, &json!({"figures": []})).await;
        assert_eq!(malformed.violations(), ["@If-Match TAG_MALFORMED"], "{tag}");
    }
    assert_eq!(world.editor.get(&path).await.ok()["revision"], 1);
    for (tag, revision) in [("\"7\", \"1\"", 2), ("*", 3)] {
        assert_eq!(world.editor.put(&path, tag, &json!({"figures": []})).await.ok()["revision"], revision, "{tag}");
    }
    let nobody = world.editor.put(&format!("/v1/reports/{NOBODY}"), "*", &json!({"figures": []})).await;
    assert_eq!(nobody.problem().0, 404, "nothing is there for * to name");
    let stale = world.head.send(Method::POST, &format!("{path}/submission"), &[("if-match", "\"7\"")], None).await;
    assert_eq!(stale.problem().0, 412, "a step honours If-Match, too");
    for (method, path, status) in [
        (Method::GET, "/v1/nothing".to_owned(), 404),
        (Method::GET, "/v1/reports/".to_owned(), 404),
        (Method::GET, format!("/v1/reports/{NOBODY}"), 404),
        (Method::GET, "/v1/reports/không-phải-mã".to_owned(), 404),
        (Method::GET, "/v1/public/boards/x.css".to_owned(), 404),
        (Method::PATCH, "/v1/reports".to_owned(), 405),
        (Method::DELETE, format!("/v1/reports/{NOBODY}"), 405),
        (Method::GET, "/v1/reports?state=NOT_A_STATE".to_owned(), 400),
        (Method::GET, "/v1/reports?unknown=1".to_owned(), 400),
        (Method::GET, "/v1/reports?limit=5&limit=6".to_owned(), 400),
        (Method::GET, "/v1/reports?limit=0".to_owned(), 400),
        (Method::GET, "/v1/reports/%00".to_owned(), 404),
        (Method::GET, "/v1/reports/%ff".to_owned(), 404),
        (Method::GET, "/.env".to_owned(), 404),
        (Method::GET, "/metrics".to_owned(), 404),
    ] {
        let answer = world.editor.send(method.clone(), &path, &[], None).await;
        assert_eq!(answer.problem().0, status, "{method} {path}");
        assert_eq!(answer.header("api-version"), env!("CARGO_PKG_VERSION"), "{path}");
        assert_eq!(answer.header("x-content-type-options"), "nosniff", "{path}");
        assert_eq!(answer.header("cache-control"), "no-store", "{path}");
    }
    let patch = world.editor.send(Method::PATCH, "/v1/reports", &[], None).await;
    assert_eq!(patch.header("allow"), "GET, HEAD, OPTIONS, POST");
    let key = "x".repeat(256);
    let long = world.editor.post_with_key("/v1/reports", &json!({}), &key).await;
    assert_eq!(long.violations(), ["@Idempotency-Key KEY_MALFORMED"]);
    // An array is not accepted in place of an object, even with the right values in the right order.
    for (path, body) in [
        ("/v1/sessions".to_owned(), json!(["demo-head", "a password"])),
        ("/v1/reports".to_owned(), json!([cycle, world.unit, []])),
        (format!("{path}/submission"), json!([])),
    ] {
        let array = world.head.send(Method::POST, &path, &[], Some(body.to_string().into_bytes())).await;
        assert_eq!(array.violations(), [" TYPE_WRONG"], "{path}");
    }
    let keys = [("idempotency-key", "one"), ("idempotency-key", "two")];
    let two = world.editor.send(Method::POST, "/v1/reports", &keys, Some(b"{}".to_vec())).await;
    assert_eq!(two.violations(), ["@Idempotency-Key KEY_MALFORMED"]);
    // A NUL in a text becomes a space like every control character; in a public path it matches nothing.
    let nul = json!({"organisation": world.unit, "subjectKind": "COLLECTIVE", "name": "Tổ\u{0}CNTT", "symbol": "1/QĐ",
        "date": "2024-11-20", "signer": "Trưởng", "achievement": "\u{0}Sáng kiến"});
    assert_eq!(world.head.post("/v1/commendations", &nul).await.ok()["name"], "Tổ CNTT");
    let public = world.service.anybody();
    assert_eq!(public.get(&format!("/v1/public/boards/{NOBODY}/criteria/%00")).await.problem().0, 404);
    assert_eq!(world.head.get("/v1/organisations?text=%00").await.status, 200);
    let preflight = public.send(Method::OPTIONS, "/v1/public/releases", &[("origin", "https://a.example")], None).await;
    assert_eq!((preflight.status, preflight.header("access-control-allow-origin").as_str()), (204, "*"));
    // The client's trace id is used, and the type of every problem has a page that explains it.
    let trace = "4bf92f3577b34da6a3ce929d0e0e4736";
    let parent = format!("00-{trace}-00f067aa0ba902b7-01");
    let traced = world.editor.send(Method::GET, "/v1/nothing", &[("traceparent", &parent)], None).await;
    assert_eq!(traced.json()["traceId"], trace);
    let page = world.service.anybody().get(traced.json()["type"].as_str().expect("a type")).await;
    assert!(page.status == 200 && page.text.contains("Not found"), "{}", page.text);
    world.service.stop().await;
}

pub(crate) async fn lists_are_paged_and_cursors_belong_to_their_list(engine: Engine) {
    let world = World::new(Service::start(engine).await).await;
    for limit in [1, 7, 100] {
        let (mut seen, mut cursor) = (Vec::new(), String::new());
        loop {
            let page = world.head.get(&format!("/v1/organisations?level=DISTRICT&limit={limit}{cursor}")).await.ok();
            let items = page["items"].as_array().expect("items");
            assert!(items.len() <= limit);
            seen.extend(items.iter().map(world::id));
            match page["nextCursor"].as_str() {
                Some(next) => cursor = format!("&cursor={next}"),
                None => break,
            }
        }
        let mut once = seen.clone();
        once.sort();
        once.dedup();
        assert_eq!((seen.len(), once.len()), (11, 11), "every district once, whatever the page size");
    }
    let first = world.head.get("/v1/organisations?limit=1").await.ok();
    let cursor = first["nextCursor"].as_str().expect("a cursor");
    for path in [
        format!("/v1/organisations?level=DISTRICT&limit=1&cursor={cursor}"),
        format!("/v1/cycles?cursor={cursor}"),
        format!("/v1/organisations?cursor={}", &cursor[1..]),
        "/v1/organisations?cursor=".to_owned(),
    ] {
        assert_eq!(world.head.get(&path).await.violations(), ["?cursor CURSOR_MALFORMED"], "{path}");
    }
    // Search without accents, đ included; by code; by parent; by day.
    let find = async |query: &str| world::all(&world.head, &format!("/v1/organisations?{query}")).await;
    assert_eq!(find("text=tran%20de&level=DISTRICT").await.len(), 1);
    assert_eq!(find("text=ÐÀI").await.len(), 0, "another letter that looks like Đ");
    assert!(find("text=%C4%91ai%20phat").await.len() == 1 && find("text=DAI%20PHAT").await.len() == 1);
    assert_eq!(find("text=943").await.iter().filter(|unit| unit["level"] == "DISTRICT").count(), 1);
    assert_eq!(find("text=%25").await.len(), 0, "a percent sign is a letter like any other");
    assert_eq!(find(&format!("parent={}", world.unit)).await.len(), 13);
    assert_eq!(find("level=DISTRICT&on=2025-07-01").await.len(), 2, "those that the stories let go on");
    assert_eq!(find("level=DISTRICT&on=2025-06-30").await.len(), 11);
    world.service.stop().await;
}

/// A trace id that a clerk reads to an operator finds everything that the log says of the request: which operation, from
/// where, by which account, what was refused by which rule, and what persistence did meanwhile.
pub(crate) async fn found_a6_e2_every_line_of_a_request_names_its_trace(engine: Engine) {
    let world = World::new(Service::start(engine).await).await;
    let log = tempfile::NamedTempFile::new().expect("a file");
    let config = world.service.config();
    let mut victim = crash::start_talking(&config.database.url, &config.keys, log.reopen().expect("a file"));
    let editor = Person::new(victim.url.clone(), world.editor.token.clone());
    let refused = "4bf92f3577b34da6a3ce929d0e0e4736";
    let parent = format!("00-{refused}-00f067aa0ba902b7-01");
    let body = json!({"cycle": world.cycle("2024"), "organisation": world.unit}).to_string().into_bytes();
    let answer = editor.send(Method::POST, "/v1/reports", &[("traceparent", &parent)], Some(body)).await;
    let (status, code) = answer.problem();
    let rule = answer.rule();
    assert_eq!((status, answer.json()["traceId"].as_str()), (409, Some(refused)), "the cycle is not open");
    victim.child.kill().expect("ends");
    victim.child.wait().expect("ended");
    let said = std::fs::read_to_string(log.path()).expect("a log");
    let lines: Vec<Value> = said.lines().filter_map(|line| serde_json::from_str(line).ok()).collect();
    let of_it: Vec<&Value> = lines.iter().filter(|line| line["span"]["trace"] == refused).collect();
    assert!(of_it.iter().any(|line| line["target"].as_str().is_some_and(|name| name.starts_with("sqlx"))), "{of_it:?}");
    let last = of_it.iter().find(|line| line["fields"]["message"] == "request").expect("the line of the request");
    let span = &last["span"];
    assert_eq!(last["fields"]["status"], 409);
    assert_eq!((span["method"].as_str(), span["path"].as_str()), (Some("POST"), Some("/v1/reports")));
    assert_eq!(span["operation"], "/v1/reports");
    assert_eq!(span["address"], "127.0.0.1");
    assert_eq!(span["account"], world.accounts["editor"].as_str());
    assert_eq!(span["code"], code.as_str());
    assert_eq!(span["rule"].as_str().unwrap_or_default(), rule);
    world.service.stop().await;
}
