//! What strangers met at the contract over HTTP, and what is right in its place.

use chrono::TimeDelta;
use e2e::Engine;
use reqwest::Method;
use serde_json::{Value, json};

use crate::base::client::{Answer, Person};
use crate::base::service::Service;
use crate::base::world::{self, World};
use crate::privacy::personal::ask;
use crate::reporting::import::{ended, rows};

const NOBODY: &str = "01935f3e-7c4a-7d2b-9f10-3c5a8e6b1d24";

/// Imports a CSV file without storing anything.
async fn push(person: &Person, cycle: &str, file: &str) -> Answer {
    let path = format!("/v1/cycles/{cycle}/imports?dryRun=true");
    person.send(Method::POST, &path, &[("content-type", "text/csv")], Some(file.as_bytes().to_vec())).await
}

/// A web address that may not be published is refused in a file, too.
pub(crate) async fn found_c1_an_imported_address_is_http_or_https(engine: Engine) {
    let world = World::new(Service::start(engine).await).await;
    let cycle = world.open("2024").await;
    for (address, outcome) in [
        ("javascript:alert(1)", "1 REJECTED H3.evidence.url URL_MALFORMED"),
        ("ftp://a.example/a", "1 REJECTED H3.evidence.url URL_MALFORMED"),
        ("https://u:p@a.example/", "1 REJECTED H3.evidence.url URL_MALFORMED"),
    ] {
        let file = format!("unit,H3.numerator,H3.denominator,H3.evidence.url\n943,1,2,{address}\n");
        let begun = push(&world.editor, &cycle, &file).await;
        let import = ended(&world.editor, &begun).await;
        let told = rows(&world.editor, &import).await;
        let (_, expected) = outcome.split_once(' ').expect("a number");
        let (_, told) = told[0].split_once(' ').expect("a number");
        assert_eq!(told, expected, "{address}");
    }
    world.service.stop().await;
}

/// An address that was stored before others were refused is left out of answers; what stands beside it stays.
pub(crate) async fn found_c1_a_stored_address_of_another_kind_is_left_out(engine: Engine) {
    let world = World::new(Service::start(engine).await).await;
    let cycle = world.open("2024").await;
    let mut figures = world::figures();
    figures[2]["evidence"][0]["url"] = json!("https://a.example/bao-cao");
    let body = json!({"cycle": cycle, "organisation": world.unit, "figures": figures});
    let path = format!("/v1/reports/{}", world::id(&world.editor.post("/v1/reports", &body).await.ok()));
    assert!(world.editor.get(&path).await.text.contains("https://a.example/bao-cao"));
    let spoil = "UPDATE report SET figures = replace(figures, 'https://a.example/bao-cao', 'javascript:alert(1)')";
    world.service.tamper("report", spoil);
    let url = world.service.config().database.url.clone();
    let stored = ask(engine, &url, "SELECT figures FROM report").await;
    assert!(stored.concat().contains("\"javascript:alert(1)\""), "{stored:?}");
    for person in [&world.editor, &world.standing] {
        for place in [path.as_str(), "/v1/reports"] {
            let answer = person.get(place).await;
            assert_eq!(answer.status, 200, "{place}: {}", answer.text);
            assert!(!answer.text.contains("javascript"), "{place}: {}", answer.text);
        }
        assert!(person.get(&path).await.text.contains("7/BC-UBND"), "the rest of the citation is shown");
    }
    world.service.stop().await;
}

/// A body is what the contract says at every depth.
pub(crate) async fn found_c2_an_array_passes_as_no_object_at_any_depth(engine: Engine) {
    let world = World::new(Service::start(engine).await).await;
    let cycle = world.open("2024").await;
    let send = async |person: &Person, path: &str, body: &str| {
        person.send(Method::POST, path, &[], Some(body.as_bytes().to_vec())).await
    };
    let report = |figures: &str| {
        format!("{{\"cycle\": \"{cycle}\", \"organisation\": \"{}\", \"figures\": {figures}}}", world.unit)
    };
    let figure =
        |more: &str| report(&format!("[{{\"criterion\": \"H1\", \"numerator\": 1, \"denominator\": 2{more}}}]"));
    for (body, violation) in [
        (report("[[\"H1\", 812, 1000]]"), "/figures/0 TYPE_WRONG"),
        (figure(", \"reference\": [\"1/QĐ\", \"2024-01-01\"]"), "/figures/0/reference TYPE_WRONG"),
        (figure(", \"evidence\": [[\"1/QĐ\"]]"), "/figures/0/evidence/0 TYPE_WRONG"),
        (figure(", \"numerator\": 2"), "/figures/0/numerator FIELD_TWICE"),
        (
            figure(", \"evidence\": [{\"url\": \"https://a.example\", \"url\": \"https://b.example\"}]"),
            "/figures/0/evidence/0/url FIELD_TWICE",
        ),
        (figure(", \"evidence\": [{\"page\": 7}]"), "/figures/0/evidence/0/page FIELD_UNKNOWN"),
        (figure(", \"note\": NaN"), "/figures/0/note JSON_BROKEN"),
        (figure(", \"note\": Infinity"), "/figures/0/note JSON_BROKEN"),
    ] {
        let refused = send(&world.editor, "/v1/reports", &body).await;
        assert_eq!((refused.status, refused.violations()), (400, vec![violation.to_owned()]), "{body}");
    }
    let dossier = format!(
        "{{\"cycle\": \"{cycle}\", \"organisation\": \"{}\", \"dossier\": [[\"COLLECTIVE\", \"Phòng Y tế\"]]}}",
        world.unit
    );
    assert_eq!(send(&world.editor, "/v1/nominations", &dossier).await.violations(), ["/dossier TYPE_WRONG"]);
    let arrays = send(&world.service.anybody(), "/v1/sessions", "[\"head\", \"một mật khẩu chỉ để thử\"]").await;
    assert_eq!(arrays.violations(), [" TYPE_WRONG"]);
    assert_eq!(world::all(&world.editor, "/v1/reports").await.len(), 0, "nothing was stored");
    world.service.stop().await;
}

/// Whatever wraps the content of a body stands in the places of its violations. The referee holds every story to it.
pub(crate) async fn found_c3_every_place_begins_at_the_root_of_the_body(engine: Engine) {
    let world = World::new(Service::start(engine).await).await;
    let cycle = world.open("2024").await;
    world.issue_sets().await;
    let sets = world::all(&world.standing, "/v1/criteria-sets").await;
    let mut content = world::criteria();
    content["pointsTotal"] = json!(61);
    let path = format!("/v1/cycles/{cycle}/simulations");
    let refused = world.standing.post(&path, &json!({"group": "DISTRICT", "content": content})).await;
    assert_eq!(refused.violations(), ["/content/pointsTotal POINTS_DO_NOT_ADD_UP"]);
    let drawn =
        json!({"campaign": sets[0]["campaign"], "cycleKind": "ANNUAL", "audience": "DISTRICT", "content": content});
    let refused = world.standing.post("/v1/criteria-sets", &drawn).await;
    assert_eq!(refused.violations(), ["/content/pointsTotal POINTS_DO_NOT_ADD_UP"]);

    let report = world.final_report(&cycle).await;
    let path = format!("/v1/reports/{report}/correction");
    let figures = json!([
        {"criterion": "H1", "numerator": 1001, "denominator": 1000},
        {"criterion": "H2", "numerator": 990, "denominator": 1000},
        {"criterion": "H3", "numerator": 45, "denominator": 50},
    ]);
    let body = json!({"reason": "Kết luận kiểm tra", "verification": {"figures": figures}});
    let refused = world.standing.post(&path, &body).await;
    assert_eq!(
        refused.violations(),
        [
            "/verification/figures/0/numerator NUMERATOR_ABOVE_DENOMINATOR L29",
            "/verification/figures/0/reason REASON_MISSING L22",
        ]
    );
    let blank = json!({"reason": " ", "verification": {"figures": world::verified()}});
    assert_eq!(world.standing.post(&path, &blank).await.violations(), ["/reason TEXT_EMPTY"]);

    // Days are named where they were sent, whatever their order.
    let days = |year: i32| {
        json!({"year": year, "days": {
            "holidays": [{"date": "2031-09-02", "name": "Quốc khánh"}, {"date": "2032-01-01", "name": "Tết Dương lịch"}],
            "workingDays": [], "documents": [{"number": "1/TB"}],
        }})
    };
    assert_eq!(
        world.admin.post("/v1/work-years", &days(2031)).await.violations(),
        ["/days/documents/0 CITATION_INCOMPLETE L43", "/days/holidays/1/date DAY_UNFIT L43"]
    );
    let mut dossier = world::collective("Phòng Y tế");
    dossier["subject"]["name"] = json!(" ");
    let body = json!({"cycle": cycle, "organisation": world.unit, "dossier": dossier});
    let refused = world.editor.post("/v1/nominations", &body).await;
    assert_eq!(refused.violations(), ["/dossier/subject/name TEXT_EMPTY"]);
    let round = json!({"cycle": cycle, "terms": {"document": {"number": "1/KH"}}});
    let refused = world.standing.post("/v1/rounds", &round).await;
    assert!(refused.violations()[0].starts_with("/terms/document "), "{:?}", refused.violations());
    world.service.stop().await;
}

/// RFC 9110, 13.1: what a signed-in client has already is not sent again, and what must not be there is not replaced.
pub(crate) async fn found_c4_preconditions_hold_on_what_is_signed_in(engine: Engine) {
    let world = World::new(Service::start(engine).await).await;
    let cycle = world.open("2024").await;
    let report = world.draft(&cycle).await;
    let path = format!("/v1/reports/{report}");
    let tag = world.editor.get(&path).await.header("etag");
    for (sent, status) in
        [(tag.as_str(), 304), ("\"7\", \"1\"", 304), ("W/\"1\"", 304), ("*", 304), ("\"7\"", 200), ("1", 200)]
    {
        let answer = world.editor.send(Method::GET, &path, &[("if-none-match", sent)], None).await;
        assert_eq!(answer.status, status, "{sent}");
        assert_eq!(answer.bytes.is_empty(), status == 304, "{sent}");
        assert_eq!(answer.header("etag"), tag, "{sent}");
    }
    let stranger = world.stranger.send(Method::GET, &path, &[("if-none-match", "*")], None).await;
    assert_eq!(stranger.status, 404, "a tag is no right");

    let plan = format!("/v1/cycles/{cycle}/reminder-plan");
    let body = json!({"days": [7, 1]}).to_string().into_bytes();
    let put = async |name: &'static str, value: &'static str| {
        world.standing.send(Method::PUT, &plan, &[(name, value)], Some(body.clone())).await.status
    };
    assert_eq!(put("if-match", "*").await, 412, "there is none yet");
    assert_eq!(put("if-match", "\"0\"").await, 412);
    assert_eq!(put("if-none-match", "*").await, 200, "made");
    assert_eq!(put("if-none-match", "*").await, 412, "there is one");
    assert_eq!(put("if-none-match", "\"1\"").await, 412);
    assert_eq!(put("if-match", "*").await, 200);
    world.service.stop().await;
}

/// An answer without a body negotiates nothing.
pub(crate) async fn found_c5_a_sign_out_needs_no_format(engine: Engine) {
    let world = World::new(Service::start(engine).await).await;
    for accept in ["application/json", "text/html", "image/png;q=0.1"] {
        let leaver = world::sign_in(&world.service, "head").await;
        let left = leaver.send(Method::DELETE, "/v1/sessions/current", &[("accept", accept)], None).await;
        assert_eq!(left.status, 204, "{accept}");
        assert_eq!(leaver.get("/v1/me").await.problem().0, 401, "{accept}");
    }
    world.service.stop().await;
}

/// JSON Schema counts `7.0` as an integer; a number with a part is none (rule L29).
pub(crate) async fn found_c7_l29_a_whole_number_may_be_written_with_a_point(engine: Engine) {
    let world = World::new(Service::start(engine).await).await;
    let cycle = world.open("2024").await;
    let send = async |numerator: &str, method: Method, path: &str| {
        let figures = format!("[{{\"criterion\": \"H1\", \"numerator\": {numerator}, \"denominator\": 1.0e3}}]");
        let mut body = format!("{{\"figures\": {figures}}}");
        if method == Method::POST {
            body = format!("{{\"cycle\": \"{cycle}\", \"organisation\": \"{}\", \"figures\": {figures}}}", world.unit);
        }
        let tag = [("if-match", "*")];
        world.editor.send(method, path, &tag, Some(body.into_bytes())).await
    };
    let report = world::id(&send("7.0", Method::POST, "/v1/reports").await.ok());
    let path = format!("/v1/reports/{report}");
    for (numerator, stored) in [("7e0", 7), ("7.0", 7), ("0.7e1", 7), ("-0", 0), ("-0.0", 0), ("70000e-4", 7)] {
        let kept = send(numerator, Method::PUT, &path).await.ok();
        assert_eq!(kept["figures"][0]["numerator"], stored, "{numerator}");
        assert_eq!(kept["figures"][0]["denominator"], 1000, "{numerator}");
    }
    for (numerator, status, code) in [
        ("1.5", 422, "NUMBER_NOT_WHOLE L29"),
        ("7.0000001", 422, "NUMBER_NOT_WHOLE L29"),
        ("-1", 422, "COUNT_OUT_OF_RANGE L29"),
        ("1e300", 400, "OUT_OF_RANGE"),
        ("1e400", 400, "OUT_OF_RANGE"),
        ("99999999999999999999", 400, "OUT_OF_RANGE"),
        ("1e12", 422, "COUNT_OUT_OF_RANGE L29"),
    ] {
        let refused = send(numerator, Method::PUT, &path).await;
        let told = refused.violations();
        assert_eq!(refused.status, status, "{numerator}: {told:?}");
        assert!(told.contains(&format!("/figures/0/numerator {code}")), "{numerator}: {told:?}");
    }
    world.service.stop().await;
}

/// Rules of the edge read a path as the router does, and names are what people see.
pub(crate) async fn found_c17_a_path_and_a_name_have_one_reading(engine: Engine) {
    let world = World::new(Service::start(engine).await).await;
    let spelt = world.editor.get("/v1/%72eports?bogus=1").await;
    assert_eq!(spelt.violations(), ["?bogus PARAMETER_UNKNOWN"]);
    let spelt = format!("{}/v1/%72eports?%6cimit=1", world.service.url());
    let token = world.editor.token.clone().expect("a token");
    let answer = reqwest::Client::new().get(spelt).bearer_auth(token).send().await.expect("an answer");
    assert_eq!(answer.status(), 200, "a name may be written so, too");
    assert_eq!(world.editor.get("/v1/reports?%6cimit=1&limit=2").await.violations(), ["?limit PARAMETER_TWICE"]);
    assert_eq!(world.service.anybody().get("/v1/%70ublic/releases?bogus=1").await.status, 400);
    let post = world.editor.send(Method::PATCH, "/v1/%72eports", &[], None).await;
    assert_eq!((post.status, post.header("allow").as_str()), (405, "GET, HEAD, OPTIONS, POST"));

    let body = json!({"username": "vo-hinh", "name": "Nguyễn\u{202e}nA\u{200b} Văn\u{feff}"});
    let made = world.admin.post("/v1/accounts", &body).await.ok();
    assert_eq!(made["account"]["name"], "NguyễnnA Văn");
    let empty = json!({"username": "vo-hinh-2", "name": "\u{200b}\u{2066}"});
    assert_eq!(world.admin.post("/v1/accounts", &empty).await.violations(), ["/name LENGTH_OUT_OF_RANGE"]);
    // Three hundred letters, each written as three characters.
    let long = json!({"username": "nhieu-chu", "name": "e\u{302}\u{301}".repeat(300)});
    // Not by the client of the stories: JSON Schema counts the characters as they are sent.
    let made = reqwest::Client::new()
        .post(format!("{}/v1/accounts", world.service.url()))
        .bearer_auth(world.admin.token.clone().expect("a token"))
        .header("content-type", "application/json")
        .body(long.to_string());
    assert_eq!(made.send().await.expect("an answer").status(), 201);
    world.service.stop().await;
}

/// Every id of a rule leads to a page, in both languages and as a list.
pub(crate) async fn found_e1_every_rule_is_explained(engine: Engine) {
    let world = World::new(Service::start(engine).await).await;
    let cycle = world.open("2024").await;
    let anybody = world.service.anybody();
    let body = json!({"cycle": cycle, "organisation": world.unit,
        "figures": [{"criterion": "H1", "numerator": 2, "denominator": 1}]});
    let refused = world.editor.post("/v1/reports", &body).await.json();
    assert_eq!((&refused["rule"], &refused["rulePage"]), (&json!("L29"), &json!("/rules/L29")));
    let page = anybody.get("/rules/L29").await;
    assert!(
        page.text.contains("numerator") && page.text.contains("/problems/NUMERATOR_ABOVE_DENOMINATOR"),
        "{}",
        page.text
    );
    let page = anybody.send(Method::GET, "/rules/L29", &[("accept-language", "vi")], None).await;
    assert!(page.text.contains("Tử số") && page.header("content-language") == "vi", "{}", page.text);
    assert_eq!(anybody.get("/rules/X99").await.problem().0, 404);
    assert!(anybody.get("/problems/NUMERATOR_ABOVE_DENOMINATOR").await.text.contains("href=\"/rules/L29\""));
    let list = anybody.get("/v1/public/rules").await.ok();
    for rule in list["items"].as_array().expect("rules") {
        let address = rule["page"].as_str().expect("an address");
        assert_eq!(anybody.get(address).await.status, 200, "{address}");
    }
    for path in ["/problems", "/rules", "/problems/STALE", "/rules/L29", "/board"] {
        let posted = anybody.post(path, &json!({})).await;
        assert_eq!((posted.problem().0, posted.header("allow").as_str()), (405, "GET, HEAD, OPTIONS"), "{path}");
    }
    assert_eq!(anybody.get("/problems/a/b").await.problem().0, 404);
    world.service.stop().await;
}

/// A client corrects everything in one go, and is told the words that it may use and the field that it named wrongly.
pub(crate) async fn found_e4_everything_wrong_is_told_at_once_and_by_name(engine: Engine) {
    let world = World::new(Service::start(engine).await).await;
    let cycle = world.open("2024").await;
    let body = json!({"cycle": 7, "organisation": "x", "figures": [
        {"criterion": 1, "numerator": "1", "denominator": true},
        {"numerator": 1.5, "denominator": 2, "evidence": [{"date": "30/11/2024", "classification": "HIDDEN"}]},
    ]});
    let refused = world.editor.post("/v1/reports", &body).await;
    assert_eq!(
        refused.violations(),
        [
            "/cycle TYPE_WRONG",
            "/figures/0/criterion TYPE_WRONG",
            "/figures/0/denominator TYPE_WRONG",
            "/figures/0/numerator TYPE_WRONG",
            "/figures/1/criterion FIELD_MISSING",
            "/figures/1/evidence/0/classification WORD_UNKNOWN",
            "/figures/1/evidence/0/date DAY_MALFORMED",
            "/figures/1/numerator NUMBER_NOT_WHOLE L29",
            "/organisation TYPE_WRONG",
        ]
    );
    let said = refused.json()["violations"].to_string();
    assert!(said.contains("OPEN, INTERNAL, SECRET"), "{said}");
    let nothing = world.editor.post("/v1/reports", &json!({"narrative": "x"})).await;
    assert_eq!(nothing.violations(), ["/cycle FIELD_MISSING", "/organisation FIELD_MISSING"]);
    let asked = world.editor.get("/v1/reports?state=NOT_A_STATE").await;
    let said = asked.json()["violations"][0].to_string();
    assert!(said.contains("?state") && said.contains("DRAFT, SUBMITTED"), "{said}");
    let report = format!("/v1/reports/{}", world.draft(&cycle).await);
    let unquoted = world.editor.put(&report, "1", &json!({"figures": []})).await;
    assert_eq!((unquoted.status, unquoted.violations()), (400, vec!["@If-Match TAG_MALFORMED".to_owned()]));
    let said = unquoted.json()["violations"][0]["text"].to_string();
    assert!(said.contains("dấu ngoặc kép") && said.contains("quotes"), "it asks for the quotes: {said}");

    // Sample bodies sent unchanged name things of another installation.
    let document = json!({"number": "1/QĐ", "date": "2024-01-01", "issuer": "UBND tỉnh", "title": "Văn bản"});
    let admin = world.accounts["head"].clone();
    for (person, path, body, violation) in [
        (
            &world.standing,
            "/v1/integrity-flags".to_owned(),
            json!({"organisation": NOBODY, "subjectKind": "COLLECTIVE",
            "name": "A", "ground": "INVESTIGATION", "document": document}),
            "/organisation UNIT_UNKNOWN",
        ),
        (
            &world.standing,
            "/v1/nominations".to_owned(),
            json!({"cycle": NOBODY, "organisation": world.unit,
            "dossier": world::collective("A")}),
            "/cycle CYCLE_UNKNOWN",
        ),
        (
            &world.standing,
            "/v1/nominations".to_owned(),
            json!({"cycle": cycle, "organisation": NOBODY,
            "dossier": world::collective("A")}),
            "/organisation UNIT_UNKNOWN",
        ),
        (
            &world.editor,
            "/v1/reports".to_owned(),
            json!({"cycle": cycle, "organisation": NOBODY, "figures": []}),
            "/organisation UNIT_UNKNOWN",
        ),
        (
            &world.head,
            "/v1/extensions".to_owned(),
            json!({"cycle": cycle, "organisation": NOBODY,
            "untilDate": "2099-12-05", "reason": "Bão"}),
            "/organisation UNIT_UNKNOWN",
        ),
        (
            &world.editor,
            "/v1/reports".to_owned(),
            json!({"cycle": NOBODY, "organisation": world.unit, "figures": []}),
            "/cycle CYCLE_UNKNOWN",
        ),
        (
            &world.head,
            "/v1/extensions".to_owned(),
            json!({"cycle": NOBODY, "organisation": world.unit,
            "untilDate": "2099-12-05", "reason": "Bão"}),
            "/cycle CYCLE_UNKNOWN",
        ),
        (
            &world.standing,
            "/v1/rounds".to_owned(),
            json!({"cycle": NOBODY, "terms": {"document": document}}),
            "/cycle CYCLE_UNKNOWN",
        ),
        (
            &world.admin,
            format!("/v1/accounts/{admin}/grants"),
            json!({"role": "UNIT_EDITOR", "organisation": NOBODY}),
            "/organisation UNIT_UNKNOWN",
        ),
        (
            &world.admin,
            "/v1/functions".to_owned(),
            json!({"function": "DATA_SOURCE", "organisation": NOBODY,
            "fromDate": world::today(), "document": document}),
            "/organisation UNIT_UNKNOWN",
        ),
        (
            &world.head,
            "/v1/implementation-plans".to_owned(),
            json!({"campaign": NOBODY, "organisation": world.unit,
            "document": document}),
            "/campaign CAMPAIGN_UNKNOWN",
        ),
    ] {
        let refused = person.post(&path, &body).await;
        assert_eq!(
            (refused.status, refused.violations()),
            (422, vec![violation.to_owned()]),
            "{path} {}",
            refused.text
        );
    }
    world.service.stop().await;
}

/// Three codes tell a client what to do: sign in, renew, or find out who made its token.
pub(crate) async fn found_e8_missing_forged_and_expired_tokens_have_codes_of_their_own(engine: Engine) {
    let world = World::new(Service::start(engine).await).await;
    let code = |answer: Answer| answer.problem();
    let missing = world.service.anybody().get("/v1/me").await;
    assert_eq!(missing.header("www-authenticate"), "Bearer");
    assert_eq!(code(missing), (401, "UNAUTHENTICATED".to_owned()));
    let own = world.head.token.clone().expect("a token");
    let altered = format!("{}x", &own[..own.len() - 1]);
    for token in ["x".to_owned(), altered, "e30.e30.e30".to_owned()] {
        let forged = Person::new(world.service.url(), Some(token)).get("/v1/me").await;
        assert_eq!(forged.header("www-authenticate"), "Bearer error=\"invalid_token\"");
        assert_eq!(code(forged), (401, "TOKEN_REFUSED".to_owned()));
    }
    world.service.running().clock().pass(TimeDelta::minutes(11));
    let expired = world.head.get("/v1/me").await;
    assert_eq!(expired.header("www-authenticate"), "Bearer error=\"invalid_token\"");
    assert_eq!(code(expired), (401, "TOKEN_EXPIRED".to_owned()));
    world.service.stop().await;
}

/// What is kept of an answer holds no secret, and an account is opened under the name that was written.
pub(crate) async fn found_c21_e10_no_secret_is_kept_with_a_key(engine: Engine) {
    let world = World::new(Service::start(engine).await).await;
    let body = json!({"username": "moi", "name": "Người Mới"});
    let made = world.admin.post_with_key("/v1/accounts", &body, "one").await;
    let code = made.ok()["code"].as_str().expect("a code").to_owned();
    let again = world.admin.post_with_key("/v1/accounts", &body, "one").await;
    assert_eq!((again.status, again.ok()["code"].clone()), (201, Value::Null), "the same account, without the code");
    assert_eq!(again.ok()["account"], made.ok()["account"]);
    let path = format!("/v1/accounts/{}/enrolment", world::id(&made.ok()["account"]));
    let issued = world.admin.post_with_key(&path, &json!({}), "two").await.ok();
    let fresh = issued["code"].as_str().expect("a code").to_owned();
    assert_eq!(world.admin.post_with_key(&path, &json!({}), "two").await.ok()["code"], Value::Null);
    let url = world.service.config().database.url.clone();
    let kept = ask(engine, &url, "SELECT answer FROM idempotency_key").await;
    assert!(1 < kept.len(), "answers are kept");
    for secret in [code, fresh] {
        assert!(!kept.iter().any(|answer| answer.contains(&secret)), "{kept:?}");
    }
    for written in ["Trưởng-p5", "Truong-P5", "truong p5"] {
        let refused = world.admin.post("/v1/accounts", &json!({"username": written, "name": "A"})).await;
        assert_eq!(refused.violations(), ["/username USERNAME_UNUSABLE"], "{written}");
    }
    world.service.stop().await;
}

/// Failed sign-ins are in the audit trail, however many they are: one entry a minute, which counts them.
pub(crate) async fn found_c20_failed_sign_ins_are_in_the_trail(engine: Engine) {
    let world = World::new(Service::start(engine).await).await;
    let wrong = json!({"username": "head", "password": "một mật khẩu sai"});
    let anybody = world.service.anybody();
    for _ in 0..3 {
        assert_eq!(anybody.post("/v1/sessions", &wrong).await.problem(), (401, "CREDENTIALS_REFUSED".to_owned()));
    }
    let nobody = json!({"username": "khong-co-ai", "password": "một mật khẩu sai"});
    assert_eq!(anybody.post("/v1/sessions", &nobody).await.problem().0, 401);
    let path = format!("/v1/audit-entries?concept=ACCOUNT&object={}", world.accounts["head"]);
    let mut failed = Vec::new();
    for _ in 0..100 {
        failed = world::all(&world.auditor, &path).await;
        failed.retain(|entry| entry["kind"] == "SIGN_IN_FAILED");
        if !failed.is_empty() {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    assert_eq!(failed.len(), 1, "{failed:?}");
    assert_eq!(failed[0]["changes"][0]["after"], "1", "the first is written at once, the others are counted");
    assert_eq!(failed[0]["authorName"], "sign-in");
    world.service.stop().await;
}

/// Wrong enrolment codes and wrong client secrets are in the trail, too, as attempts on the account and the client.
pub(crate) async fn found_c20_wrong_codes_and_secrets_are_in_the_trail(engine: Engine) {
    let world = World::new(Service::start(engine).await).await;
    let opened = world.admin.post("/v1/accounts", &json!({"username": "moi", "name": "Người mới"})).await.ok();
    let account = opened["account"]["id"].as_str().expect("an account").to_owned();
    let body = json!({"username": "moi", "code": "sai-ma-kich-hoat", "password": "một mật khẩu rất dài"});
    let anybody = world.service.anybody();
    assert_eq!(anybody.post("/v1/enrolments", &body).await.problem().0, 403);
    let body = json!({"name": "Bảng tổng hợp", "organisation": world.unit, "scopes": ["reports.read"],
        "reach": "OWN", "expiresOn": world::today()});
    let client = world.admin.post("/v1/clients", &body).await.ok()["clientId"].as_str().expect("a client").to_owned();
    let form = format!("grant_type=client_credentials&client_id={client}&client_secret=sai");
    let form_type = [("content-type", "application/x-www-form-urlencoded")];
    let refused = anybody.send(Method::POST, "/oauth2/token", &form_type, Some(form.into_bytes())).await;
    assert_eq!(refused.status, 401, "{}", refused.text);
    for (concept, object) in [("ACCOUNT", &account), ("CLIENT", &client)] {
        let entry = failed_sign_in(&world, concept, object).await;
        assert_eq!((&entry["kind"], &entry["changes"][0]["after"]), (&json!("SIGN_IN_FAILED"), &json!("1")), "{entry}");
    }
    world.service.stop().await;
}

/// The failed sign-in in the trail of an account or a client. It is written beside the answer, so it may take a while.
async fn failed_sign_in(world: &World, concept: &str, object: &str) -> Value {
    for _ in 0..100 {
        let entries = world::all(&world.auditor, &format!("/v1/audit-entries?concept={concept}&object={object}")).await;
        if let Some(entry) = entries.into_iter().find(|entry| entry["kind"] == "SIGN_IN_FAILED") {
            return entry;
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    panic!("no failed sign-in of {concept} {object}");
}

/// Rules L29, L35: texts and numbers that an office writes by habit are told apart before they are stored.
pub(crate) async fn found_b4_l29_l35_levels_in_reasons_and_points_of_thousands_are_refused(engine: Engine) {
    let world = World::new(Service::start(engine).await).await;
    let cycle = world.open("2024").await;
    let body = format!(
        r#"{{"cycle": "{cycle}", "organisation": "{}", "narrative": "Theo công văn TUYỆT MẬT số 5",
        "figures": [{{"criterion": "H1", "numerator": 2.000, "denominator": 3000.0, "secretExcluded": true}}]}}"#,
        world.unit
    );
    let json = [("content-type", "application/json")];
    let refused = world.editor.send(Method::POST, "/v1/reports", &json, Some(body.into_bytes())).await;
    assert_eq!(
        refused.violations(),
        ["/figures/0/numerator NUMBER_GROUPED L29", "/narrative STATE_SECRET_NOT_ALLOWED L35"]
    );
    let report = world.draft(&cycle).await;
    world.head.post(&format!("/v1/reports/{report}/submission"), &json!({})).await.ok();
    let reason = json!({"reason": "Xem tờ trình TỐI MẬT"});
    let returned = world.standing.post(&format!("/v1/reports/{report}/return"), &reason).await;
    assert_eq!(returned.violations(), ["/reason STATE_SECRET_NOT_ALLOWED L35"]);
    let encoded = [("content-type", "application/json"), ("content-encoding", "gzip")];
    let encoded = world.editor.send(Method::POST, "/v1/reports", &encoded, Some(vec![31, 139, 8])).await;
    assert_eq!(encoded.problem(), (415, "BODY_ENCODED".to_owned()));
    let form = [("content-type", "multipart/form-data; boundary=x")];
    let path = format!("/v1/reports/{report}/evidence-files?name=a.pdf");
    let form = world.editor.send(Method::POST, &path, &form, Some(b"--x--".to_vec())).await;
    assert_eq!(form.status, 415, "{}", form.text);
    world.service.stop().await;
}
