//! Before the Chair decides: the consent of the nominee, and objections of the public.

use chrono::TimeDelta;
use e2e::Engine;
use serde_json::{Value, json};

use crate::base::service::Service;
use crate::base::world::{self, World, id};

fn document() -> Value {
    json!({"number": "88/TB-SNV", "date": "2024-12-01", "issuer": "Sở Nội vụ", "title": "Thông báo lấy ý kiến"})
}

async fn round(world: &World, cycle: &str, mut terms: Value) {
    terms["document"] = document();
    let made = world.standing.post("/v1/rounds", &json!({"cycle": cycle, "terms": terms})).await;
    assert_eq!(made.status, 201, "{}", made.text);
}

async fn eligible(world: &World, cycle: &str, name: &str) -> String {
    let nomination = world.nominate(cycle, &world::collective(name)).await;
    world.step(&world.head, &nomination, "submission", json!({})).await.ok();
    world.step(&world.standing, &nomination, "receipt", json!({})).await.ok();
    world.step(&world.standing, &nomination, "forwarding", json!({})).await.ok();
    world.step(&world.appraisal, &nomination, "appraisal", json!({"eligible": true})).await.ok();
    nomination
}

fn objection(nomination: &str) -> Value {
    json!({"nomination": nomination, "receivedDate": world::today(), "documentNumber": "9/PAKN",
        "documentDate": "2024-12-02", "summary": "Sáng kiến là của đơn vị khác"})
}

/// Advances the clock, and signs the callers that are still needed in again.
async fn later(world: &mut World, days: i64) {
    world.service.running().clock().pass(TimeDelta::days(days));
    world.appraisal = world::sign_in(&world.service, "appraisal").await;
    world.head = world::sign_in(&world.service, "head").await;
}

async fn open_lists(world: &World) -> Vec<Value> {
    let public = world.service.anybody();
    let mut lists = Vec::new();
    for row in world::all(&public, "/v1/public/objection-periods").await {
        let list = public.get(row["href"].as_str().expect("an address")).await.ok();
        assert_eq!(row["nomineeCount"], list["nominees"].as_array().expect("nominees").len());
        lists.push(list);
    }
    lists
}

/// Rules L36, L43: nominees are on a public list for a number of working days, and objections are settled first.
pub(crate) async fn l36_l43_the_chair_sees_nobody_before_objections_are_settled(engine: Engine) {
    let mut world = World::new(Service::start(engine).await).await;
    let cycle = world.open("2024").await;
    world.result(&cycle).await;
    round(&world, &cycle, json!({"objectionDays": 3})).await;
    let nomination = eligible(&world, &cycle, "Phòng Y tế").await;
    let unposted = world.step(&world.appraisal, &nomination, "presentation", json!({})).await;
    assert_eq!(unposted.problem(), (409, "POSTING_MISSING".to_owned()));
    let list = json!({"cycle": cycle, "occasion": "ANNUAL", "document": document()});
    assert_eq!(world.head.post("/v1/objection-periods", &list).await.status, 403);
    world.enter_years().await;
    assert!(open_lists(&world).await.is_empty(), "nobody is named before the day");
    let early = world.appraisal.post("/v1/objections", &objection(&nomination)).await;
    assert_eq!(early.problem(), (409, "NOMINEE_NOT_POSTED".to_owned()));
    let posted = world.appraisal.post("/v1/objection-periods", &list).await;
    assert_eq!(posted.status, 201, "{}", posted.text);
    assert_eq!(posted.json()["nominees"][0]["name"], "Phòng Y tế");
    let again = world.appraisal.post("/v1/objection-periods", &list).await;
    assert_eq!(again.problem(), (409, "NOBODY_TO_POST".to_owned()), "each stands on one list");
    let shown = open_lists(&world).await;
    let named = &shown[0]["nominees"][0];
    assert_eq!((&named["name"], &named["organisation"]), (&json!("Phòng Y tế"), &json!(world.unit)));
    assert_eq!(shown[0]["document"]["number"], "88/TB-SNV", "where and how to object");
    let view = world.head.get(&format!("/v1/nominations/{nomination}")).await.ok();
    assert_eq!(view["posting"]["untilDate"], posted.json()["untilDate"]);

    let made = world.appraisal.post("/v1/objections", &objection(&nomination)).await.ok();
    assert_eq!((&made["state"], &made["late"]), (&json!("OPEN"), &json!(false)));
    let place = format!("/v1/objections/{}", id(&made));
    assert_eq!(world.head.get(&place).await.status, 403, "units do not read who was spoken against");
    let running = world.step(&world.appraisal, &nomination, "presentation", json!({})).await;
    assert_eq!(running.problem(), (409, "OBJECTION_PERIOD_RUNNING".to_owned()));
    later(&mut world, 10).await;
    assert!(open_lists(&world).await.is_empty(), "the list comes down with its last day");
    let open = world.step(&world.appraisal, &nomination, "presentation", json!({})).await;
    assert_eq!(open.problem(), (409, "OBJECTION_OPEN".to_owned()));
    let mut settlement = json!({"outcome": "UPHELD", "reason": "", "document": {}});
    let bare = world.appraisal.post(&format!("{place}/settlement"), &settlement).await;
    assert_eq!(bare.status, 400, "{}", bare.text);
    settlement["reason"] = json!("Sáng kiến của đơn vị khác");
    let unfounded = world.appraisal.post(&format!("{place}/settlement"), &settlement).await;
    assert_eq!(unfounded.violations(), ["/document CITATION_INCOMPLETE L21"]);
    settlement["document"] = document();
    let settled = world.appraisal.post(&format!("{place}/settlement"), &settlement).await.ok();
    assert_eq!((&settled["state"], &settled["settlement"]["outcome"]), (&json!("SETTLED"), &json!("UPHELD")));
    let twice = world.appraisal.post(&format!("{place}/settlement"), &settlement).await;
    assert_eq!(twice.problem(), (409, "OBJECTION_SETTLED".to_owned()));
    let upheld = world.step(&world.appraisal, &nomination, "presentation", json!({})).await;
    assert_eq!(upheld.problem(), (409, "OBJECTION_UPHELD".to_owned()));
    // Appraised again: a new list, and no objections to the nominee on it.
    world.step(&world.appraisal, &nomination, "reversal", json!({"reason": "Xác minh lại"})).await.ok();
    world.step(&world.appraisal, &nomination, "appraisal", json!({"eligible": true})).await.ok();
    world.appraisal.post("/v1/objection-periods", &list).await.ok();
    later(&mut world, 10).await;
    let presented = world.step(&world.appraisal, &nomination, "presentation", json!({})).await.ok();
    assert_eq!(presented["state"], "SUBMITTED_TO_CHAIR");
    world.service.stop().await;
}

/// Rule L36: of a notice for official use, the public reads that there is one, and who stands on the list.
pub(crate) async fn found_b20_l36_a_notice_for_official_use_keeps_number_and_title_to_itself(engine: Engine) {
    let world = World::new(Service::start(engine).await).await;
    let cycle = world.open("2024").await;
    world.result(&cycle).await;
    world.enter_years().await;
    round(&world, &cycle, json!({"objectionDays": 3})).await;
    eligible(&world, &cycle, "Phòng Y tế").await;
    let notice = json!({"number": "89/TB-BTĐKT", "date": "2024-12-02", "issuer": "Ban Thi đua tỉnh",
        "title": "Thông báo chỉ lưu hành trong ngành", "classification": "INTERNAL"});
    let list = json!({"cycle": cycle, "occasion": "ANNUAL", "document": notice});
    let posted = world.appraisal.post("/v1/objection-periods", &list).await.ok();
    assert_eq!(posted["document"], notice, "who is signed in reads all of it");

    let public = world.service.anybody();
    let rows = world::all(&public, "/v1/public/objection-periods").await;
    let shown = open_lists(&world).await;
    let masked = json!({"title": "Văn bản nội bộ", "classification": "INTERNAL"});
    assert_eq!((&rows[0]["document"], &shown[0]["document"]), (&masked, &masked));
    assert_eq!(shown[0]["nominees"][0]["name"], "Phòng Y tế");
    let place = format!("/v1/public/objection-periods/{}", id(&posted));
    for path in ["/v1/public/objection-periods", place.as_str(), "/v1/public/changes"] {
        let answer = public.get(path).await;
        answer.ok();
        for hidden in ["89/TB", "2024-12-02", "Ban Thi đua", "lưu hành"] {
            assert!(!answer.text.contains(hidden), "{path}: {}", answer.text);
        }
    }
    world.service.stop().await;
}

/// Of a concurrent objection and presentation one succeeds: no nomination reaches the Chair with an open objection.
pub(crate) async fn l40_an_objection_and_a_presentation_do_not_pass_each_other(engine: Engine) {
    let mut world = World::new(Service::start(engine).await).await;
    let cycle = world.open("2024").await;
    world.result(&cycle).await;
    world.enter_years().await;
    round(&world, &cycle, json!({"objectionDays": 1})).await;
    let mut nominations = Vec::new();
    for number in 0..8 {
        nominations.push(eligible(&world, &cycle, &format!("Tổ số {number}")).await);
    }
    let list = json!({"cycle": cycle, "occasion": "ANNUAL", "document": document()});
    world.appraisal.post("/v1/objection-periods", &list).await.ok();
    later(&mut world, 5).await;
    for nomination in nominations {
        let body = objection(&nomination);
        let (presented, objected) = tokio::join!(
            world.step(&world.appraisal, &nomination, "presentation", json!({})),
            world.appraisal.post("/v1/objections", &body)
        );
        match (presented.status, objected.status) {
            (200, 409) => assert_eq!(objected.problem().1, "NOMINEE_NOT_POSTED"),
            (409, 201) => assert_eq!(presented.problem().1, "OBJECTION_OPEN"),
            both => panic!("both passed, or neither: {both:?} {} {}", presented.text, objected.text),
        }
    }
    world.service.stop().await;
}

/// If the round requires it, every individual consents first; an individual who declined is not nominated.
pub(crate) async fn a_nominee_is_asked_and_speaks_for_himself(engine: Engine) {
    let world = World::new(Service::start(engine).await).await;
    let cycle = world.open("2024").await;
    round(&world, &cycle, json!({"consentRequired": true})).await;
    let mut dossier = world::individual("Nguyễn Văn Nhập");
    dossier["subject"]["account"] = json!(world.accounts["editor"]);
    let nomination = world.nominate(&cycle, &dossier).await;
    world::keep_papers(&world.editor, &nomination).await;
    let complete = world.head.get(&format!("/v1/nominations/{nomination}/completeness")).await.ok();
    assert_eq!((&complete["complete"], &complete["errors"][0]["code"]), (&json!(false), &json!("CONSENT_MISSING")));
    let silent = world.step(&world.head, &nomination, "submission", json!({})).await;
    assert_eq!(silent.violations(), ["/consent CONSENT_MISSING"]);
    let unsigned = world.step(&world.head, &nomination, "consent", json!({"given": true})).await;
    assert_eq!(unsigned.violations(), ["/document CONSENT_PAPER_MISSING"]);
    assert_eq!(world.step(&world.standing, &nomination, "consent", json!({"given": true})).await.status, 403);
    let declined = json!({"given": false, "reason": "Xin nhường cho đồng nghiệp"});
    let view = world.step(&world.editor, &nomination, "consent", declined).await.ok();
    assert_eq!((&view["consent"]["given"], &view["consent"]["inPerson"]), (&json!(false), &json!(true)));
    let refused = world.step(&world.head, &nomination, "submission", json!({})).await;
    assert_eq!(refused.violations(), ["/consent CONSENT_DECLINED"]);
    world.step(&world.editor, &nomination, "consent", json!({"given": true})).await.ok();
    assert_eq!(world.step(&world.head, &nomination, "submission", json!({})).await.ok()["state"], "SUBMITTED");

    // For a person without an account, the unit records the signed paper.
    let other = world.nominate(&cycle, &world::individual("Ngô Thị Giấy")).await;
    let signed = json!({"given": true, "document": document()});
    let view = world.step(&world.head, &other, "consent", signed).await.ok();
    assert_eq!(
        (&view["consent"]["inPerson"], &view["consent"]["document"]["number"]),
        (&json!(false), &json!("88/TB-SNV"))
    );
    world.step(&world.head, &other, "submission", json!({})).await.ok();
    // A collective is not asked for consent.
    let group = world.nominate(&cycle, &world::collective("Phòng Y tế")).await;
    assert_eq!(world.step(&world.head, &group, "submission", json!({})).await.status, 200);
    world.service.stop().await;
}
