//! Awards proposed to a higher level: a register besides the province's own procedure, and its entries in the record.

use e2e::Engine;
use reqwest::Method;
use serde_json::{Value, json};

use crate::base::service::Service;
use crate::base::world::{self, World, id};

const PLACE: &str = "/v1/higher-proposals";

/// A decision of one collective of the head's unit; not public yet.
async fn issued(world: &World) -> (String, String) {
    let cycle = world.open("2024").await;
    let nomination = world.presented(&cycle, "Phòng Y tế").await;
    let decision = world.decision.post("/v1/decisions", &world::decision(1, &[&nomination])).await.ok();
    (id(&decision), id(&decision["awards"][0]))
}

async fn publish(world: &World, decision: &str) {
    world.publish(decision).await.ok();
}

fn paper(number: &str, date: &str) -> Value {
    json!({"number": number, "date": date, "issuer": "UBND tỉnh", "title": "Đề nghị khen thưởng cấp cao hơn"})
}

fn proposal(award: &str) -> Value {
    json!({
        "award": award, "form": "Bằng khen của Thủ tướng Chính phủ", "authority": "Thủ tướng Chính phủ",
        "document": paper("88/TTr-UBND", &world::today()), "summary": "Hai năm liên tục dẫn đầu",
    })
}

fn granted() -> Value {
    json!({"outcome": "GRANTED", "document": paper("987/QĐ-TTg", &world::today())})
}

fn revocation() -> Value {
    json!({
        "ground": "FRAUD", "number": 412, "symbol": "412/QĐ-UBND", "date": world::today(),
        "signer": "Chủ tịch UBND tỉnh", "title": "Hủy bỏ quyết định tặng Bằng khen", "reason": "Khai khống số liệu",
        "file": {"name": "412.pdf", "sha256": "b".repeat(64), "sizeBytes": 2048},
    })
}

/// Rules L18, L21: a proposal rests on an award that is public and not revoked, and cites its paper; it is answered or
/// withdrawn once.
pub(crate) async fn l18_l21_an_award_is_proposed_higher_and_ends_once(engine: Engine) {
    let world = World::new(Service::start(engine).await).await;
    let (decision, award) = issued(&world).await;
    let early = world.appraisal.post(PLACE, &proposal(&award)).await;
    assert_eq!(early.problem(), (409, "DECISION_NOT_PUBLISHED".to_owned()));
    publish(&world, &decision).await;
    for person in [&world.editor, &world.head, &world.standing, &world.decision, &world.auditor, &world.admin] {
        assert_eq!(person.post(PLACE, &proposal(&award)).await.problem().0, 403);
    }
    let with = |name: &str, value: Value| {
        let mut body = proposal(&award);
        body[name] = value;
        body
    };
    for (body, told) in [
        (with("award", json!("01935f3e-7c4a-7d2b-9f10-3c5a8e6b1d24")), "/award AWARD_UNKNOWN"),
        (with("form", json!("  ")), "/form TEXT_EMPTY"),
        (with("authority", json!("\n")), "/authority TEXT_EMPTY"),
        (with("document", json!({"number": "88/TTr-UBND"})), "/document CITATION_INCOMPLETE L21"),
        (with("document", paper("88/TTr-UBND", "2024-12-19")), "/document/date DATE_UNFIT"),
        (with("document", paper("88/TTr-UBND", "2199-12-31")), "/document/date DATE_UNFIT"),
    ] {
        let refused = world.appraisal.post(PLACE, &body).await;
        assert_eq!((refused.status, refused.violations()), (422, vec![told.to_owned()]), "{body}");
    }
    let addressed = with("document", json!({"url": "https://vanban.example/88"}));
    let refused = world.appraisal.post(PLACE, &addressed).await;
    assert_eq!(refused.violations(), ["/document/number TEXT_EMPTY", "/document/date DATE_MISSING"]);
    assert_eq!(world.appraisal.post(PLACE, &with("form", json!("x".repeat(201)))).await.problem().0, 400);

    let made = world.appraisal.post(PLACE, &proposal(&award)).await;
    let view = made.ok();
    assert_eq!((made.status, &view["state"], &view["awardRevoked"]), (201, &json!("OPEN"), &json!(false)));
    let open: Vec<&Value> = view["transitions"].as_array().expect("steps").iter().map(|one| &one["verb"]).collect();
    assert_eq!(open, ["CONCLUDE", "WITHDRAW"]);
    let place = made.header("location");
    assert_eq!(world.appraisal.get(&place).await.ok(), view);
    for person in [&world.head, &world.editor, &world.stranger, &world.admin] {
        assert_eq!((person.get(&place).await.problem().0, person.get(PLACE).await.problem().0), (403, 403));
    }
    assert_eq!(world.service.anybody().get(&place).await.problem().0, 401);
    let found = async |query: &str| world::all(&world.auditor, &format!("{PLACE}?{query}")).await.len();
    assert_eq!(found(&format!("award={award}&state=OPEN&organisation={}", world.unit)).await, 1);
    assert_eq!((found("state=GRANTED").await, found(&format!("organisation={}", world.other)).await), (0, 0));

    // One open proposal for a form, in any spelling; after a withdrawal another is accepted.
    let again = world.appraisal.post(PLACE, &with("form", json!("BẰNG KHEN  của thủ tướng chính phủ"))).await;
    assert_eq!(again.problem(), (409, "HIGHER_PROPOSAL_OPEN".to_owned()));
    let withdrawing = format!("{place}/withdrawal");
    let ground = json!({"reason": "Bổ sung thành tích"});
    assert_eq!(world.standing.post(&withdrawing, &ground).await.problem().0, 403);
    let withdrawn = world.appraisal.post(&withdrawing, &ground).await.ok();
    assert_eq!(
        (&withdrawn["state"], &withdrawn["withdrawal"]["reason"]),
        (&json!("WITHDRAWN"), &json!("Bổ sung thành tích"))
    );
    assert_eq!(withdrawn["transitions"][0]["code"], "HIGHER_PROPOSAL_ENDED");
    let second = world.appraisal.post(PLACE, &proposal(&award)).await;
    let place = second.header("location");
    second.ok();

    // The outcome, once, with its paper, and a reason if the award was not granted.
    let answering = format!("{place}/outcome");
    assert_eq!(world.decision.post(&answering, &granted()).await.problem().0, 403);
    let early = json!({"outcome": "NOT_GRANTED", "document": paper("5/TB", "2024-12-19")});
    let refused = world.appraisal.post(&answering, &early).await;
    assert_eq!(
        (refused.status, refused.violations()),
        (422, vec!["/document/date DATE_UNFIT".to_owned(), "/reason TEXT_EMPTY".to_owned()])
    );
    let unheard = json!({"outcome": "MAYBE", "document": paper("5/TB", &world::today())});
    assert_eq!(world.appraisal.post(&answering, &unheard).await.violations(), ["/outcome WORD_UNKNOWN"]);
    let refusal = json!({"outcome": "NOT_GRANTED", "document": paper("5/TB", &world::today()), "reason": "Chưa đủ"});
    let ended = world.appraisal.post(&answering, &refusal).await.ok();
    assert_eq!((&ended["state"], &ended["conclusion"]["reason"]), (&json!("NOT_GRANTED"), &json!("Chưa đủ")));
    let again = world.appraisal.post(&answering, &granted()).await;
    assert_eq!(again.problem(), (409, "HIGHER_PROPOSAL_ENDED".to_owned()));
    let over = world.appraisal.post(&format!("{place}/withdrawal"), &ground).await;
    assert_eq!(over.problem(), (409, "HIGHER_PROPOSAL_ENDED".to_owned()));
    let trail = world::all(&world.auditor, "/v1/audit-entries?concept=HIGHER_PROPOSAL").await;
    let kinds: Vec<&Value> = trail.iter().map(|entry| &entry["kind"]).collect();
    assert_eq!(
        kinds,
        [
            "HIGHER_PROPOSAL_REGISTERED",
            "HIGHER_PROPOSAL_WITHDRAWN",
            "HIGHER_PROPOSAL_REGISTERED",
            "HIGHER_PROPOSAL_CONCLUDED"
        ]
    );
    world.service.stop().await;
}

/// Of many concurrent proposals for the same form, one is registered.
pub(crate) async fn of_many_proposals_at_once_one_is_registered(engine: Engine) {
    let world = World::new(Service::start(engine).await).await;
    let (decision, award) = issued(&world).await;
    publish(&world, &decision).await;
    let runners = (0..8).map(|_| {
        let (proposer, body) = (world.appraisal.clone(), proposal(&award));
        tokio::spawn(async move { proposer.post(PLACE, &body).await })
    });
    let mut won = 0;
    for runner in runners.collect::<Vec<_>>() {
        let answer = runner.await.expect("a runner");
        if answer.status == 201 {
            won += 1;
        } else {
            assert_eq!(answer.problem(), (409, "HIGHER_PROPOSAL_OPEN".to_owned()));
        }
    }
    assert_eq!((won, world::all(&world.auditor, PLACE).await.len()), (1, 1));
    world.service.stop().await;
}

/// Rules L16, L18, L31: a granted award is a separate entry, under the names of the award that it rests on; a
/// revocation of that award changes neither entry nor proposal, and is shown.
pub(crate) async fn l16_l31_a_higher_award_stands_in_the_record(engine: Engine) {
    let world = World::new(Service::start(engine).await).await;
    let (decision, award) = issued(&world).await;
    publish(&world, &decision).await;
    let made = world.appraisal.post(PLACE, &proposal(&award)).await;
    let proposed = made.ok();
    let place = made.header("location");
    let of_unit = format!("/v1/award-records?organisation={}", world.unit);
    assert_eq!(world::all(&world.head, &of_unit).await.len(), 1, "what is only proposed is not in it");
    let ended = world.appraisal.post(&format!("{place}/outcome"), &granted()).await.ok();
    assert_eq!(
        (&ended["state"], &ended["conclusion"]["document"]["number"]),
        (&json!("GRANTED"), &json!("987/QĐ-TTg"))
    );

    let record = world::all(&world.head, &of_unit).await;
    assert_eq!(record.len(), 2);
    let higher = &record[1];
    assert_eq!(
        [&higher["form"], &higher["higherForm"], &higher["authority"], &higher["document"]["number"]],
        [
            &json!("HIGHER_AWARD"),
            &json!("Bằng khen của Thủ tướng Chính phủ"),
            &json!("Thủ tướng Chính phủ"),
            &json!("987/QĐ-TTg")
        ]
    );
    assert_eq!(
        [&higher["higherProposal"], &higher["restsOn"], &higher["decisionSymbol"], &higher["decisionDate"]],
        [&proposed["id"], &json!(award), &json!("987/QĐ-TTg"), &json!(world::today())]
    );
    assert_eq!((&higher["name"], &higher["organisationName"]), (&record[0]["name"], &record[0]["organisationName"]));
    assert_eq!((&higher["kind"], &higher["countsForMerit"]), (&json!("THEMATIC"), &json!(false)));
    assert!(higher.get("award").is_none() && record[0].get("higherForm").is_none());
    let named = "/v1/award-records?name=phong%20y%20te";
    assert_eq!(world::all(&world.auditor, named).await, record);
    assert_eq!(world::all(&world.auditor, "/v1/award-records?name=phong%20y").await.len(), 0);
    assert_eq!(world::all(&world.stranger, named).await.len(), 0, "it is its own unit's");
    // Every entry appears once, on pages of one entry, and none after the last.
    let first = world.auditor.get(&format!("{of_unit}&limit=1")).await.ok();
    let cursor = first["nextCursor"].as_str().expect("a cursor");
    let second = world.auditor.get(&format!("{of_unit}&limit=1&cursor={cursor}")).await.ok();
    assert_eq!([&first["items"][0], &second["items"][0]], [&record[0], &record[1]]);
    assert!(second.get("nextCursor").is_none());
    let public = world.service.anybody().get("/v1/public/awards").await.text;
    assert!(!public.contains("Thủ tướng") && !public.contains("987/QĐ-TTg"), "nothing of it is public");

    // After one was granted another may be proposed; after the award's revocation none may, and the revocation is
    // shown.
    let other = world.appraisal.post(PLACE, &proposal(&award)).await;
    let (pending, tag) = (other.header("location"), other.header("etag"));
    other.ok();
    world.decision.post(&format!("/v1/awards/{award}/revocation"), &revocation()).await.ok();
    let mut body = proposal(&award);
    body["form"] = json!("Huân chương Lao động hạng Ba");
    let late = world.appraisal.post(PLACE, &body).await;
    assert_eq!((late.problem(), late.rule()), ((409, "AWARD_REVOKED".to_owned()), "L18".to_owned()));
    let shown = world.auditor.get(&place).await.ok();
    assert_eq!((&shown["state"], &shown["awardRevoked"]), (&json!("GRANTED"), &json!(true)));
    assert!(ended["revision"].as_i64() < shown["revision"].as_i64(), "the tag changes with it");
    let listed = world::all(&world.auditor, &format!("{PLACE}?award={award}")).await;
    assert!(listed.len() == 2 && listed.iter().all(|one| one["awardRevoked"] == true), "{listed:?}");
    let ground = json!({"reason": "Khen thưởng đã bị hủy bỏ"}).to_string().into_bytes();
    let withdrawing = format!("{pending}/withdrawal");
    let stale = world.appraisal.send(Method::POST, &withdrawing, &[("if-match", &tag)], Some(ground.clone())).await;
    assert_eq!(stale.problem().0, 412);
    world.appraisal.send(Method::POST, &withdrawing, &[], Some(ground)).await.ok();
    let record = world::all(&world.head, &of_unit).await;
    assert_eq!([&record[0]["revoked"], &record[1]["revoked"]], [&json!(true), &json!(false)]);
    world.service.stop().await;
}
