//! Giấy khen after they were recorded: certified, corrected and withdrawn by the head who gave them.

use e2e::Engine;
use serde_json::{Value, json};

use crate::base::client::Answer;
use crate::base::service::Service;
use crate::base::world::{self, World, id};

async fn recorded(world: &World, name: &str, symbol: &str) -> Value {
    let body = json!({"organisation": world.unit, "subjectKind": "INDIVIDUAL", "name": name, "symbol": symbol,
        "date": "2024-11-20", "signer": "Trưởng", "achievement": "Sáng kiến"});
    world.head.post("/v1/commendations", &body).await.ok()
}

fn correction(change: &Value) -> Value {
    let mut body = json!({"ground": "CLERICAL_ERROR", "symbol": "25/QĐ", "date": "2024-12-02", "signer": "Trưởng",
        "reason": "Sai dấu trong tên"});
    body.as_object_mut().expect("an object").extend(change.as_object().expect("an object").clone());
    body
}

fn withdrawal(ground: &str) -> Value {
    json!({"ground": ground, "symbol": "26/QĐ", "date": "2024-12-09", "signer": "Trưởng", "reason": "Khai khống số liệu"})
}

async fn step(world: &World, entry: &Value, noun: &str, body: &Value) -> Answer {
    world.head.post(&format!("/v1/commendations/{}/{noun}", id(entry)), body).await
}

/// Rules P06, S14, L36: the head has it certified, corrects it and withdraws it; every certificate stays and answers, the
/// old one leads to the new one, and the record of awards follows.
pub(crate) async fn p06_s14_a_giay_khen_is_certified_corrected_and_withdrawn(engine: Engine) {
    let world = World::new(Service::start(engine).await).await;
    let entry = recorded(&world, "Ngô Thị Sáng Kiên", "18/QĐ").await;
    assert_eq!(
        (&entry["certificates"], &entry["changes"], &entry["withdrawn"]),
        (&json!([]), &json!([]), &json!(false))
    );
    let certified = step(&world, &entry, "certificate", &json!({})).await.ok();
    let again = step(&world, &entry, "certificate", &json!({})).await.ok();
    assert_eq!(again, certified, "a repeat issues nothing");
    let first = &certified["certificates"][0];
    assert_eq!((&first["status"], &first["goldenBook"]), (&json!("VALID"), &json!({"year": 2024, "number": 1})));
    let old = first["code"].as_str().expect("a code").to_owned();
    let public = world.service.anybody();
    let check = async |code: &str| public.get(&format!("/v1/public/commendation-certificates/{code}")).await;
    let valid = check(&old.to_lowercase()).await;
    assert_eq!(valid.header("cache-control"), "public, max-age=60");
    let valid = valid.ok();
    assert_eq!((&valid["status"], &valid["name"]), (&json!("VALID"), &json!("Ngô Thị Sáng Kiên")));
    assert_eq!((&valid["organisationName"], &valid["decisionSymbol"]), (&json!("Huyện Kế Sách"), &json!("18/QĐ")));
    assert!(valid["achievement"].is_null(), "L36: name, unit and decision, nothing else");
    assert_eq!(public.get(&format!("/v1/public/certificates/{old}")).await.status, 404, "it is no award's");
    let page = async |code: &str, language: &str| {
        let path = format!("/certificates/{code}");
        public.send(reqwest::Method::GET, &path, &[("accept-language", language)], None).await.text
    };
    assert!(page(&old, "vi").await.contains("Giấy khen của thủ trưởng đơn vị"));

    let corrected = step(&world, &entry, "correction", &correction(&json!({"name": "Ngô Thị Sáng Kiến"}))).await.ok();
    assert_eq!(
        (&corrected["name"], &corrected["asRecorded"]["name"]),
        (&json!("Ngô Thị Sáng Kiến"), &json!("Ngô Thị Sáng Kiên")),
        "both views"
    );
    let change = &corrected["changes"][0];
    assert_eq!((&change["correctionGround"], &change["changed"]), (&json!("CLERICAL_ERROR"), &json!(["NAME"])));
    let new = corrected["certificates"][1]["code"].as_str().expect("a new one").to_owned();
    let said = check(&old).await.ok();
    assert_eq!((&said["status"], &said["name"]), (&json!("CORRECTED"), &json!("Ngô Thị Sáng Kiên")));
    assert_eq!(said["correctedBy"]["code"], new.as_str());
    let by = json!({"ground": "CLERICAL_ERROR", "changed": ["NAME"], "decisionSymbol": "25/QĐ", "decisionDate": "2024-12-02"});
    assert_eq!(said["correctedBy"]["correction"], by);
    let present = check(&new).await.ok();
    assert_eq!((&present["status"], &present["name"]), (&json!("VALID"), &json!("Ngô Thị Sáng Kiến")));
    assert_eq!((&present["correction"]["symbol"], &present["goldenBook"]["number"]), (&json!("25/QĐ"), &json!(2)));
    let shown = page(&old, "en").await;
    assert!(shown.contains("CORRECTED") && shown.contains(&new) && shown.contains("25/QĐ"), "{shown}");
    assert!(!shown.contains("Sai dấu"), "the findings are not public");
    let record = async || world::all(&world.auditor, "/v1/award-records?name=ngo%20thi%20sang%20kien").await;
    assert_eq!((record().await.len(), &record().await[0]["name"]), (1, &json!("Ngô Thị Sáng Kiến")));
    let found = world::all(&world.head, "/v1/commendations?text=sang%20kien").await;
    assert_eq!((found.len(), &found[0]["revision"]), (1, &corrected["revision"]));

    let withdrawn = step(&world, &entry, "withdrawal", &withdrawal("FALSE_DOCUMENT")).await.ok();
    assert_eq!((&withdrawn["withdrawn"], withdrawn["changes"].as_array().map(Vec::len)), (&json!(true), Some(2)));
    for code in [&old, &new] {
        let said = check(code).await.ok();
        let notice = json!({"ground": "FALSE_DOCUMENT", "documentSymbol": "26/QĐ", "documentDate": "2024-12-09"});
        assert_eq!((&said["status"], &said["withdrawal"]), (&json!("WITHDRAWN"), &notice));
    }
    assert!(page(&new, "vi").await.contains("ĐÃ THU HỒI"));
    let marked = record().await.remove(0);
    assert_eq!((&marked["revoked"], &marked["revocationGround"]), (&json!(true), &json!("FALSE_DOCUMENT")));
    assert_eq!(world::all(&world.head, "/v1/commendations").await.len(), 1, "nothing is deleted");
    // An entry for which there was no Giấy khen is in the register alone.
    let wrong = recorded(&world, "Lý Văn Nhầm", "19/QĐ").await;
    step(&world, &wrong, "withdrawal", &withdrawal("ENTERED_IN_ERROR")).await.ok();
    assert_eq!(world::all(&world.auditor, "/v1/award-records?name=ly%20van%20nham").await.len(), 0);
    let trail = world::all(&world.auditor, &format!("/v1/audit-entries?object={}", id(&entry))).await;
    let kinds: Vec<&Value> = trail.iter().map(|one| &one["kind"]).collect();
    assert_eq!(kinds, ["COMMENDATION_RECORDED", "COMMENDATION_CORRECTED", "COMMENDATION_WITHDRAWN"]);
    world.service.stop().await;
}

/// Rules P06, L40, L41: wrong roles, other units, stale tags, repeated keys, and what is refused.
pub(crate) async fn p06_l40_neighbours_of_a_corrected_giay_khen(engine: Engine) {
    let world = World::new(Service::start(engine).await).await;
    let entry = recorded(&world, "Ngô Thị Sáng Kiên", "18/QĐ").await;
    recorded(&world, "Lý Văn Hai", "18/QĐ").await;
    let body = correction(&json!({"name": "Ngô Thị Sáng Kiến"}));
    let place = |noun: &str| format!("/v1/commendations/{}/{noun}", id(&entry));
    for (noun, body) in [("certificate", json!({})), ("correction", body.clone()), ("withdrawal", withdrawal("FRAUD"))]
    {
        for person in [&world.editor, &world.standing, &world.appraisal, &world.decision, &world.auditor, &world.admin]
        {
            assert_eq!(person.post(&place(noun), &body).await.status, 403, "{noun}");
        }
        assert_eq!(world.stranger.post(&place(noun), &body).await.status, 404, "another unit's entry is not seen");
    }
    let refused = async |change: &Value| step(&world, &entry, "correction", &correction(change)).await.violations();
    assert_eq!(refused(&json!({})).await, [" CORRECTION_CHANGES_NOTHING P06"]);
    assert_eq!(refused(&json!({"name": "lý văn hai"})).await, ["/name CORRECTION_NAMES_ANOTHER P06"]);
    assert_eq!(refused(&json!({"name": "Ngô", "date": "2024-11-19"})).await, ["/date DATE_UNFIT P06"]);
    assert_eq!(refused(&json!({"name": "Ngô", "date": world::ahead(1)})).await, ["/date DATE_UNFIT P06"]);
    assert_eq!(refused(&json!({"name": "x".repeat(301)})).await, ["/name LENGTH_OUT_OF_RANGE"]);
    let unknown = world.head.post("/v1/commendations/01935f3e-7c4a-7d2b-9f10-3c5a8e6b1d24/correction", &body).await;
    assert_eq!(unknown.status, 404);

    let bytes = || Some(body.to_string().into_bytes());
    let stale = world.head.send(reqwest::Method::POST, &place("correction"), &[("if-match", "\"7\"")], bytes()).await;
    assert_eq!(stale.status, 412);
    let made = world.head.post_with_key(&place("correction"), &body, "sua-giay-khen").await;
    let again = world.head.post_with_key(&place("correction"), &body, "sua-giay-khen").await;
    assert_eq!((made.status, again.json()), (200, made.json()));
    assert_eq!(
        (&made.json()["revision"], &made.json()["certificates"]),
        (&json!(2), &json!([])),
        "it had no certificate"
    );
    assert_eq!(
        refused(&json!({"name": "Ngô", "date": "2024-12-01"})).await,
        ["/date DATE_UNFIT P06"],
        "before the last"
    );
    let certified = step(&world, &entry, "certificate?goldenBookFrom=45", &json!({})).await.ok();
    assert_eq!(certified["certificates"][0]["goldenBook"]["number"], 45);

    step(&world, &entry, "withdrawal", &withdrawal("FRAUD")).await.ok();
    for (noun, body) in [("certificate", json!({})), ("correction", body.clone()), ("withdrawal", withdrawal("FRAUD"))]
    {
        let closed = step(&world, &entry, noun, &body).await;
        assert_eq!(
            (closed.problem(), closed.rule().as_str()),
            ((409, "COMMENDATION_WITHDRAWN".to_owned()), "P06"),
            "{noun}"
        );
    }
    let public = world.service.anybody();
    for typed in ["0000-0000-0000-0000-0000-0000-0000", "x"] {
        let answer = public.get(&format!("/v1/public/commendation-certificates/{typed}")).await;
        assert_eq!(answer.problem(), (404, "CERTIFICATE_UNKNOWN".to_owned()));
    }
    world.service.stop().await;
}

/// Rules P06, L40: of two corrections at once one is made, and the other one learns that somebody was faster.
pub(crate) async fn p06_of_two_corrections_of_a_giay_khen_at_once_one_is_made(engine: Engine) {
    let world = World::new(Service::start(engine).await).await;
    let entry = recorded(&world, "Ngô Thị Sáng Kiên", "18/QĐ").await;
    let place = format!("/v1/commendations/{}/correction", id(&entry));
    for round in 0..4 {
        let tag = world.head.get(&format!("/v1/commendations/{}", id(&entry))).await.header("etag");
        let try_it = async |name: String| {
            let body = correction(&json!({"name": name})).to_string().into_bytes();
            world.head.send(reqwest::Method::POST, &place, &[("if-match", &tag)], Some(body)).await
        };
        let (one, other) = tokio::join!(try_it(format!("Ngô Một {round}")), try_it(format!("Ngô Hai {round}")));
        let lost = match (one.status, other.status) {
            (200, 409 | 412) => other,
            (409 | 412, 200) => one,
            both => panic!("both passed, or neither: {both:?} {} {}", one.text, other.text),
        };
        assert!(lost.status == 412 || lost.problem().1 == "CHANGED_MEANWHILE", "{}", lost.text);
        let shown = world.head.get(&format!("/v1/commendations/{}", id(&entry))).await.ok();
        assert_eq!(shown["changes"].as_array().map(|list| list.len()), Some(round + 1));
    }
    world.service.stop().await;
}
