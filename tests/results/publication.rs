//! Issued criteria sets, and releases that never change.

use std::collections::BTreeMap;

use e2e::Engine;
use serde_json::{Value, json};

use crate::base::client::Person;
use crate::base::service::Service;
use crate::base::world::{self, World, id};

/// Rules S24, L28 and interpretation 10.
pub(crate) async fn s24_l28_only_issued_sets_carry_a_board_and_an_issued_set_never_changes(engine: Engine) {
    let world = World::new(Service::start(engine).await).await;
    let cycle = world.cycle("2024").to_owned();
    let open = async || {
        let opening = json!({"dueDate": "2024-11-30"});
        world.standing.post(&format!("/v1/cycles/{cycle}/opening"), &opening).await
    };
    assert_eq!(open().await.violations(), [" CRITERIA_SET_DRAFT S24"; 3], "a draft is never bound");

    let sets = world::all(&world.standing, "/v1/criteria-sets?cycleKind=ANNUAL&audience=DISTRICT").await;
    let path = format!("/v1/criteria-sets/{}/publication", id(&sets[0]));
    let document = json!({"document": {
        "number": "11/QĐ-STTTT", "date": "2024-01-10", "issuer": "Sở Thông tin và Truyền thông", "title": "Bộ tiêu chí",
    }});
    for person in [&world.head, &world.appraisal, &world.admin] {
        let refused = person.post(&path, &document).await;
        assert_eq!((refused.status, refused.rule().as_str()), (403, "S24"));
    }
    let bare = world.standing.post(&path, &json!({"document": {"url": "https://example.org"}})).await;
    assert_eq!(bare.violations(), ["/document DOCUMENT_INCOMPLETE S24"]);
    let mut future = document.clone();
    future["document"]["date"] = json!(world::ahead(1));
    assert_eq!(world.standing.post(&path, &future).await.violations(), ["/document/date DATE_IN_FUTURE"]);
    assert_eq!(world.standing.post(&path, &document).await.ok()["state"], "PUBLISHED");
    let again = world.standing.post(&path, &document).await;
    assert_eq!((again.problem(), again.rule().as_str()), ((409, "CRITERIA_SET_PUBLISHED".to_owned()), "L28"));
    assert_eq!(open().await.violations(), [" CRITERIA_SET_DRAFT S24"; 2], "the other two are drafts");
    world.issue_sets().await;
    open().await.ok();

    let empty = world.standing.post(&format!("/v1/cycles/{cycle}/releases"), &json!({})).await;
    assert_eq!(empty.problem(), (409, "NOTHING_TO_PUBLISH".to_owned()));
    assert!(!empty.text.contains("the release before"), "{}", empty.text);
    world.final_report(&cycle).await;
    world.standing.post(&format!("/v1/cycles/{cycle}/releases"), &json!({})).await.ok();
    let nothing = json!({"reason": "Bổ sung"});
    let empty = world.standing.post(&format!("/v1/cycles/{cycle}/releases"), &nothing).await;
    assert_eq!(empty.problem(), (409, "NOTHING_TO_PUBLISH".to_owned()));
    assert!(empty.text.contains("the release before"), "{}", empty.text);
    world.service.stop().await;
}

/// Rule S29.
pub(crate) async fn s29_nothing_unpublished_is_reachable_and_what_is_public_never_changes(engine: Engine) {
    let world = World::new(Service::start(engine).await).await;
    let cycle = world.open("2024").await;
    world.issue_sets().await;
    world.final_report(&cycle).await;
    let public = world.service.anybody();
    let newest = format!("/v1/public/cycles/{cycle}/boards/DISTRICT");
    assert_eq!(public.get(&newest).await.problem().0, 404, "final is not public");
    assert_eq!(world::all(&public, "/v1/public/releases").await.len(), 0);
    world.standing.post(&format!("/v1/cycles/{cycle}/releases"), &json!({})).await.ok();

    let first = public.get(&newest).await;
    let board = first.ok()["head"]["board"].as_str().expect("a board").to_owned();
    assert_eq!(first.header("cache-control"), "public, max-age=60, stale-while-revalidate=300");
    assert_eq!(first.header("access-control-allow-origin"), "*");
    assert_eq!(public.get(&format!("/v1/public/cycles/{cycle}/boards/COMMUNE")).await.status, 404);
    assert_eq!(public.get(&format!("/v1/public/boards/{board}/units/{}", world.other)).await.status, 404);
    let criterion = public.get(&format!("/v1/public/boards/{board}/criteria/H1")).await.ok();
    assert_eq!((&criterion["unitsMet"], &criterion["results"][0]["numerator"]), (&json!(1), &json!(812)));
    assert_eq!(public.get(&format!("/v1/public/boards/{board}/criteria/P1")).await.status, 404);

    // A client's cached copy is confirmed without a body, for every form of `If-None-Match`.
    let tag = first.header("etag");
    for known in [tag.clone(), format!("W/{tag}"), format!("\"x\", {tag}"), "*".to_owned()] {
        let again = public.send(reqwest::Method::GET, &newest, &[("if-none-match", &known)], None).await;
        assert_eq!((again.status, again.text.as_str(), again.header("etag")), (304, "", tag.clone()), "{known}");
    }
    let head = public.send(reqwest::Method::HEAD, &newest, &[], None).await;
    assert_eq!((head.status, head.text.as_str(), head.header("etag")), (200, "", tag.clone()));
    assert_eq!(world.head.get(&newest).await.text, first.text, "a token is ignored on public paths");

    // A second unit's score is finalised: the next release needs a reason, and the first board stays as it was.
    let late = json!({"cycle": cycle, "organisation": world.other, "figures": world::figures()});
    let report = id(&world.stranger.post("/v1/reports", &late).await.ok());
    world.stranger.step(&format!("/v1/reports/{report}/submission")).await.ok();
    world.verify(&report, &world::verified()).await;
    world.standing.step(&format!("/v1/reports/{report}/finalisation")).await.ok();
    let silent = world.standing.post(&format!("/v1/cycles/{cycle}/releases"), &json!({})).await;
    assert_eq!(silent.violations(), ["/reason TEXT_EMPTY"]);
    let reason = json!({"reason": "Bổ sung đơn vị nộp muộn"});
    assert_eq!(world.standing.post(&format!("/v1/cycles/{cycle}/releases"), &reason).await.ok()["number"], 2);
    assert_eq!(public.get(&format!("/v1/public/boards/{board}")).await.text, first.text, "byte for byte");
    assert_eq!(public.get(&newest).await.ok()["standings"].as_array().map(Vec::len), Some(2));
    assert_eq!(world::all(&public, &format!("/v1/public/releases?cycle={cycle}")).await.len(), 2);
    world.service.stop().await;
}

/// Rule L25.
pub(crate) async fn l25_ties_share_a_rank(engine: Engine) {
    let world = World::new(Service::start(engine).await).await;
    let cycle = world.open("2024").await;
    world.issue_sets().await;
    let account = &world.accounts["stranger"];
    for (code, met) in [("941", 900), ("944", 900), ("945", 1000), ("946", 700)] {
        let unit = id(&world.units[code]);
        let grant = json!({"role": "UNIT_HEAD", "organisation": unit});
        world.admin.post(&format!("/v1/accounts/{account}/grants"), &grant).await.ok();
        let mut figures = world::figures();
        figures[1]["numerator"] = json!(met);
        let body = json!({"cycle": cycle, "organisation": unit, "figures": figures});
        let report = id(&world.stranger.post("/v1/reports", &body).await.ok());
        world.stranger.step(&format!("/v1/reports/{report}/submission")).await.ok();
        let mut verified = world::verified();
        verified[1]["numerator"] = json!(met);
        world.verify(&report, &verified).await;
        world.standing.step(&format!("/v1/reports/{report}/finalisation")).await.ok();
    }
    world.standing.post(&format!("/v1/cycles/{cycle}/releases"), &json!({})).await.ok();
    let public = world.service.anybody();
    let board = public.get(&format!("/v1/public/cycles/{cycle}/boards/DISTRICT")).await.ok();
    let order: Vec<String> = board["standings"]
        .as_array()
        .expect("standings")
        .iter()
        .map(|one| format!("{} {}", one["rank"], one["name"].as_str().unwrap_or_default()))
        .collect();
    assert_eq!(order, ["1 Huyện Cù Lao Dung", "2 Huyện Mỹ Tú", "2 Thành phố Sóc Trăng", "4 Huyện Long Phú"]);
    world.service.stop().await;
}

/// Every page of a release by its address: `ETag` and body, compared with the list of pages.
async fn pages_of(public: &Person, release: &str) -> BTreeMap<String, (String, String)> {
    let whole = format!("/v1/public/releases/{release}");
    let listed = public.get(&format!("{whole}/pages")).await.ok();
    let mut pages = BTreeMap::new();
    for page in listed["pages"].as_array().expect("pages") {
        let (href, sha256) = (page["href"].as_str().expect("an address"), page["sha256"].as_str().expect("a digest"));
        let answer = public.get(href).await;
        answer.ok();
        assert_eq!(answer.header("etag"), format!("\"{sha256}\""), "{href}");
        pages.insert(href.to_owned(), (answer.header("etag"), answer.text));
    }
    for href in [format!("{whole}/pages"), whole] {
        let answer = public.get(&href).await;
        answer.ok();
        pages.insert(href, (answer.header("etag"), answer.text));
    }
    pages
}

/// A final report of a unit, submitted by the stranger, who is the unit's head.
async fn settle(world: &World, cycle: &str, unit: &str, figures: &Value, verified: &Value) {
    let body = json!({"cycle": cycle, "organisation": unit, "figures": figures});
    let report = id(&world.stranger.post("/v1/reports", &body).await.ok());
    world.stranger.step(&format!("/v1/reports/{report}/submission")).await.ok();
    world.verify(&report, verified).await;
    world.standing.step(&format!("/v1/reports/{report}/finalisation")).await.ok();
}

/// Rules S29, L36: earlier releases never change, and a correction states what it changed, why, and who signed it off.
pub(crate) async fn s29_a_correction_names_what_changed_and_no_old_byte_moves(engine: Engine) {
    let world = World::new(Service::start(engine).await).await;
    let cycle = world.open("2024").await;
    world.issue_sets().await;
    let report = world.final_report(&cycle).await;
    settle(&world, &cycle, &world.other, &world::figures(), &world::verified()).await;
    let releases = format!("/v1/cycles/{cycle}/releases");
    let first = world.standing.post(&releases, &json!({})).await.ok();
    assert_eq!((&first["number"], &first["status"]), (&json!(1), &json!("OFFICIAL")));
    assert_eq!(first["signedOff"]["name"], "Phạm Thị Thường Trực", "whoever publishes sees the name");

    // The public sees unit and function of the person who signed off.
    let public = world.service.anybody();
    let place = format!("/v1/public/releases/{}", id(&first));
    let shown = public.get(&place).await;
    assert!(!shown.text.contains("Phạm Thị"), "{}", shown.text);
    let shown = shown.ok();
    assert_eq!(shown["signedOff"]["role"], "STANDING_AGENCY");
    assert_eq!(shown["signedOff"]["organisationName"], "Sở Khoa học và Công nghệ");
    assert_eq!((&shown["digest"], &shown["boards"]), (&first["digest"], &first["boards"]));
    assert!(shown["boards"][0]["criteriaSet"].is_string() && shown["boards"][0]["document"]["number"].is_string());
    let mut listed = shown;
    assert_eq!(listed.as_object_mut().and_then(|page| page.remove("formatVersion")), Some(json!(2)), "a page says it");
    listed["cycleCode"] = json!("2024");
    listed["signedOff"]["organisationCode"] = json!("so-khoa-hoc-cong-nghe");
    assert_eq!(world::all(&public, "/v1/public/releases").await, [listed], "the list says the same and names it");
    assert_eq!(public.get(&format!("{place}/changes")).await.ok()["boards"], json!([]), "the first changes nothing");
    let before = pages_of(&public, &id(&first)).await;

    let mut figures = world::verified();
    figures[0] = json!({"criterion": "H1", "numerator": 700, "denominator": 1000, "reason": "Kết luận kiểm tra"});
    let correction = json!({"reason": "Kết luận kiểm tra số 12", "verification": {"figures": figures}});
    world.standing.post(&format!("/v1/reports/{report}/correction"), &correction).await.ok();
    assert_eq!(pages_of(&public, &id(&first)).await, before, "a correction is not public before its release");
    let second = world.standing.post(&releases, &json!({"reason": "Đính chính Huyện Kế Sách"})).await.ok();
    assert_eq!((&second["number"], &second["status"]), (&json!(2), &json!("CORRECTED")));
    assert_eq!(pages_of(&public, &id(&first)).await, before, "byte for byte");

    let place = format!("/v1/public/releases/{}", id(&second));
    let changes = public.get(&format!("{place}/changes")).await.ok();
    assert_eq!(changes["previousRelease"], first["id"]);
    assert_eq!((&changes["previousNumber"], &changes["reason"]), (&json!(1), &json!("Đính chính Huyện Kế Sách")));
    let outcome = |rank: u32, total: f64| json!({"rank": rank, "total": total, "bonus": 0.0, "penalty": 0.0});
    let unit = json!({
        "organisation": world.unit, "name": "Huyện Kế Sách", "code": "943", "change": "CHANGED",
        "before": outcome(1, 96.33), "after": outcome(2, 92.16),
        "criteria": [{"criterion": "H1", "pointsBefore": 10.0, "pointsAfter": 8.75}],
        "reason": "Kết luận kiểm tra số 12",
    });
    assert_eq!(changes["boards"], json!([{"tier": "DISTRICT", "units": [unit]}]), "and nobody else");

    // Every release can be read by its number, or as of a day.
    let board = format!("/v1/public/cycles/{cycle}/boards/DISTRICT");
    let old = public.get(first["boards"][0]["href"].as_str().expect("an address")).await.text;
    let new = public.get(second["boards"][0]["href"].as_str().expect("an address")).await.text;
    let day = |release: &Value| format!("asOf={}", release["publishedAt"].as_str().expect("an instant"));
    for (query, expected) in [
        ("release=1".to_owned(), &old),
        ("release=2".to_owned(), &new),
        (day(&first), &old),
        (day(&second), &new),
        ("asOf=2199-01-01T07:00:00%2B07:00".to_owned(), &new),
    ] {
        assert_eq!(&public.get(&format!("{board}?{query}")).await.text, expected, "{query}");
    }
    assert_eq!(public.get(&board).await.text, new);
    for absent in ["release=3", "asOf=2000-01-01T00:00:00Z"] {
        assert_eq!(public.get(&format!("{board}?{absent}")).await.problem(), (404, "NOT_FOUND".to_owned()), "{absent}");
    }
    for (query, violation) in [
        ("asOf=yesterday", "?asOf PARAMETER_MALFORMED"),
        ("asOf=2024-12-31", "?asOf PARAMETER_MALFORMED"),
        ("release=0", "?release PARAMETER_MALFORMED"),
        ("release=one", "?release PARAMETER_MALFORMED"),
        ("release=1&asOf=2024-12-31T00:00:00Z", "?asOf PARAMETERS_TOGETHER"),
    ] {
        let refused = public.get(&format!("{board}?{query}")).await;
        assert_eq!((refused.status, refused.violations()), (400, vec![violation.to_owned()]), "{query}");
    }
    for unknown in [cycle.as_str(), "one"] {
        for part in ["", "/changes", "/pages"] {
            let answer = public.get(&format!("/v1/public/releases/{unknown}{part}")).await;
            assert_eq!(answer.problem(), (404, "NOT_FOUND".to_owned()), "{unknown}{part}");
        }
    }

    // A unit's history refers to the newest release.
    let history = |unit: &str| format!("/v1/public/organisations/{unit}/history");
    let found = public.get(&history(&world.unit)).await;
    let places = found.ok();
    let place = &places["places"][0];
    assert_eq!((&place["cycleCode"], &place["releaseNumber"]), (&json!("2024"), &json!(2)));
    assert_eq!((&place["rank"], &place["rankedUnits"], &place["total"]), (&json!(2), &json!(2), &json!(92.16)));
    let detail = public.get(place["href"].as_str().expect("an address")).await.ok();
    assert_eq!((&detail["name"], &detail["total"]), (&place["name"], &place["total"]));
    let tag = found.header("etag");
    let again = public.send(reqwest::Method::GET, &history(&world.unit), &[("if-none-match", &tag)], None).await;
    assert_eq!(again.status, 304);
    assert_eq!(public.get(&history(&id(&world.units["944"]))).await.problem(), (404, "NOT_FOUND".to_owned()));

    // An independent program recomputes the digest.
    let address = format!("{}/v1/public/releases/{}", world.service.url(), id(&second));
    let program = concat!(env!("CARGO_MANIFEST_DIR"), "/../verify/verify.py");
    let run = move || std::process::Command::new("python3").arg(program).arg("--release").arg(&address).output();
    let run = tokio::task::spawn_blocking(run).await.expect("an end").expect("python3 is installed");
    assert!(run.status.success(), "{}{}", String::from_utf8_lossy(&run.stdout), String::from_utf8_lossy(&run.stderr));
    world.service.stop().await;
}

/// Rules L25, S27, S29.
pub(crate) async fn l25_s27_a_board_has_parts_and_a_summary(engine: Engine) {
    let world = World::new(Service::start(engine).await).await;
    let cycle = world.open("2024").await;
    world.issue_sets().await;
    let district = |code: &str| id(&world.units[code]);
    let communes = |code: &str| -> Vec<String> {
        let parent = district(code);
        let below = world.units.values().filter(|unit| unit["parent"] == parent.as_str());
        below.filter(|unit| unit["validToDate"] == "2025-06-30").map(id).collect()
    };
    let (here, there) = (communes("943"), communes("942"));
    for (unit, documents) in [(&here[0], 1000), (&there[0], 900), (&here[1], 800)] {
        let paper = json!([{"number": "7/BC-UBND", "date": "2024-11-01", "issuer": "UBND xã", "title": "Báo cáo"}]);
        let figures = json!([
            {"criterion": "X1", "numerator": 990, "denominator": 1000, "secretExcluded": true},
            {"criterion": "X2", "numerator": documents, "denominator": 1000, "secretExcluded": true},
            {"criterion": "X3", "numerator": 20, "denominator": 20, "evidence": paper},
            {"criterion": "X4", "numerator": 4, "denominator": 4, "evidence": paper},
        ]);
        let verified = json!([
            {"criterion": "X1", "numerator": 990, "denominator": 1000},
            {"criterion": "X2", "numerator": documents, "denominator": 1000},
            {"criterion": "X3", "numerator": 20, "denominator": 20},
            {"criterion": "X4", "numerator": 4, "denominator": 4},
        ]);
        let grant = json!({"role": "UNIT_HEAD", "organisation": unit});
        world.admin.post(&format!("/v1/accounts/{}/grants", world.accounts["stranger"]), &grant).await.ok();
        settle(&world, &cycle, unit, &figures, &verified).await;
    }
    let release = world.standing.post(&format!("/v1/cycles/{cycle}/releases"), &json!({})).await.ok();
    let board = release["boards"][0]["href"].as_str().expect("a board").to_owned();
    let public = world.service.anybody();
    let whole = public.get(&board).await;
    assert!(!whole.text.contains("rankWithin") && !whole.text.contains("parent"), "{}", whole.text);

    let places = |part: &Value| -> Vec<(String, u64, u64)> {
        let number = |value: &Value| value.as_u64().expect("a rank");
        let place = |one: &Value| {
            let unit = one["organisation"].as_str().expect("a unit").to_owned();
            (unit, number(&one["rank"]), number(&one["rankWithin"]))
        };
        part["standings"].as_array().expect("standings").iter().map(place).collect()
    };
    let part = public.get(&format!("{board}?parent={}", district("943"))).await.ok();
    assert_eq!(part["parent"], district("943").as_str());
    assert_eq!(places(&part), [(here[0].clone(), 1, 1), (here[1].clone(), 3, 2)], "and only its own communes");
    assert_eq!((&part["head"], &part["scale"]), (&whole.ok()["head"], &whole.ok()["scale"]));
    let part = public.get(&format!("{board}?kind=PEOPLES_COMMITTEE")).await.ok();
    assert_eq!(places(&part).len(), 3);
    for absent in ["kind=DEPARTMENT".to_owned(), format!("parent={}", district("944"))] {
        let answer = public.get(&format!("{board}?{absent}")).await;
        assert_eq!(answer.problem(), (404, "PAGE_NOT_FROZEN".to_owned()), "{absent}");
    }
    let both = public.get(&format!("{board}?kind=MEDIA&parent={}", district("943"))).await;
    assert_eq!((both.status, both.violations()), (400, vec!["?kind PARAMETERS_TOGETHER".to_owned()]));
    let bad = public.get(&format!("{board}?kind=VILLAGE")).await;
    assert_eq!((bad.status, bad.violations()), (400, vec!["?kind PARAMETER_MALFORMED".to_owned()]));
    for part in ["", "/summary", "?kind=MEDIA"] {
        let unknown = public.get(&format!("/v1/public/boards/{cycle}{part}")).await;
        assert_eq!(unknown.problem(), (404, "NOT_FOUND".to_owned()), "{part}");
    }

    let summary = public.get(&format!("{board}/summary")).await.ok();
    let owing = world.units.values().filter(|unit| {
        let from = unit["validFromDate"].as_str().unwrap_or_default();
        let to = unit["validToDate"].as_str().unwrap_or("9999");
        unit["level"] == "COMMUNE" && from <= "2024-12-31" && "2024-01-01" <= to
    });
    let owing = owing.count();
    assert_eq!((&summary["unitsOwing"], &summary["unitsReported"]), (&json!(owing), &json!(3)));
    assert_eq!((&summary["unitsRanked"], &summary["averageTotal"]), (&json!(3), &json!(97.5)));
    let missing = summary["notReported"].as_array().expect("units");
    assert_eq!(missing.len(), owing - 3);
    assert!(
        missing
            .iter()
            .all(|unit| ![&here[0], &here[1], &there[0]].iter().any(|one| unit["organisation"] == one.as_str()))
    );
    let documents = &summary["criteria"][1];
    assert_eq!((&documents["criterion"]["code"], &documents["averagePoints"]), (&json!("X2"), &json!(9.0)));
    assert_eq!((&documents["unitsMet"], &documents["unitsApplicable"]), (&json!(1), &json!(3)));
    assert_eq!(documents["percentMet"], json!(33.33));
    world.service.stop().await;
}
