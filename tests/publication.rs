//! Criteria sets as law, and releases that never change.

use e2e::Engine;
use serde_json::json;

use crate::service::Service;
use crate::world::{self, World, id};

/// Rules S24, L28 and interpretation 10.
pub(crate) async fn s24_l28_only_issued_sets_carry_a_board_and_an_issued_set_never_changes(engine: Engine) {
    let world = World::new(Service::start(engine).await).await;
    let cycle = world.open("2024").await;
    let empty = world.standing.post(&format!("/v1/cycles/{cycle}/releases"), &json!({})).await;
    assert_eq!(empty.problem(), (409, "NOTHING_TO_PUBLISH".to_owned()));
    world.final_report(&cycle).await;
    let early = world.standing.post(&format!("/v1/cycles/{cycle}/releases"), &json!({})).await;
    assert_eq!((early.problem(), early.rule().as_str()), ((409, "CRITERIA_SET_PROVISIONAL".to_owned()), "S24"));

    let sets = world::all(&world.standing, "/v1/criteria-sets?cycleKind=ANNUAL&tier=DISTRICT").await;
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
    assert_eq!(world.standing.post(&path, &document).await.ok()["state"], "PUBLISHED");
    let again = world.standing.post(&path, &document).await;
    assert_eq!((again.problem(), again.rule().as_str()), ((409, "CRITERIA_SET_PUBLISHED".to_owned()), "L28"));
    world.standing.post(&format!("/v1/cycles/{cycle}/releases"), &json!({})).await.ok();
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

    // A copy at hand is confirmed without a body, in every way a client may ask.
    let tag = first.header("etag");
    for known in [tag.clone(), format!("W/{tag}"), format!("\"x\", {tag}"), "*".to_owned()] {
        let again = public.send(reqwest::Method::GET, &newest, &[("if-none-match", &known)], None).await;
        assert_eq!((again.status, again.text.as_str(), again.header("etag")), (304, "", tag.clone()), "{known}");
    }
    let head = public.send(reqwest::Method::HEAD, &newest, &[], None).await;
    assert_eq!((head.status, head.text.as_str(), head.header("etag")), (200, "", tag.clone()));
    assert_eq!(world.head.get(&newest).await.problem(), (400, "MALFORMED".to_owned()), "public paths take no token");

    // A second unit becomes final: the next number needs a reason, and the first board stays as it was.
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
