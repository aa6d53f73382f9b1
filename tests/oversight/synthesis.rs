//! The synthesis report on a year: assembled from what is official, written in versions, endorsed, submitted, published.

use e2e::Engine;
use reqwest::Method;
use serde_json::{Value, json};

use crate::base::service::Service;
use crate::base::world::{self, World, all, id};

const LIST: &str = "/v1/syntheses";

fn line<'a>(report: &'a Value, part: &str) -> &'a str {
    let sections = report["content"]["sections"].as_array().expect("sections");
    let section = sections.iter().find(|section| section["part"] == part).expect("the part");
    section["lines"][0]["vi"].as_str().expect("a sentence")
}

fn letter() -> Value {
    json!({"document": {"number": "120/BC-SKHCN", "date": "2024-12-05", "issuer": "Sở Khoa học và Công nghệ",
        "title": "Báo cáo kết quả phong trào thi đua năm 2024"}})
}

/// Rules P01, S25, S26, L19, L37: from the figures of the year to the province, and to the public on demand.
pub(crate) async fn p01_s25_s26_a_year_is_reported_to_the_province_through_the_appraisal_agency(engine: Engine) {
    let world = World::new(Service::start(engine).await).await;
    let cycle = world.open("2024").await;
    let body = json!({"cycle": cycle});
    assert_eq!(world.appraisal.post(LIST, &body).await.status, 403);
    let begun = world.standing.post(LIST, &body).await.ok();
    assert_eq!(line(&begun, "RESULTS"), "Chưa công bố kết quả của kỳ.");
    assert_eq!((&begun["dueBefore"], &begun["content"]["number"]), (&json!("2024-12-10"), &json!(1)));
    let twice = world.standing.post(LIST, &body).await;
    assert_eq!(twice.problem(), (409, "SYNTHESIS_EXISTS".to_owned()));
    let place = format!("{LIST}/{}", id(&begun));
    for person in [&world.head, &world.editor, &world.admin] {
        assert_eq!(person.get(&place).await.status, 403, "it is the agencies' until it is public");
    }

    // What becomes official is counted anew on demand; until then the version keeps its figures.
    world.final_report(&cycle).await;
    let activity = json!({"campaign": begun["campaign"], "organisation": world.unit, "content": {
        "form": "VISIT", "fromDate": "2024-03-15", "toDate": "2024-03-15", "text": "Vận động hộ dân nộp hồ sơ trực tuyến",
        "participants": 1_200, "households": 90}});
    world.editor.post("/v1/mobilisations", &activity).await.ok();
    world.standing.post(&format!("/v1/cycles/{cycle}/releases"), &json!({})).await.ok();
    assert_eq!(line(&world.standing.get(&place).await.ok(), "RESULTS"), "Chưa công bố kết quả của kỳ.");
    let counted = world.standing.step(&format!("{place}/assembly")).await.ok();
    assert!(line(&counted, "RESULTS").contains("hạng 1 Huyện Kế Sách"), "{}", line(&counted, "RESULTS"));
    assert!(line(&counted, "REPORTING").contains("chưa nộp ("), "missing units are named: {counted}");
    let facts = &counted["content"]["facts"];
    assert_eq!(facts["releaseNumber"], 1);
    assert_eq!(facts["mobilisation"]["participants"], 1_200);
    assert!(line(&counted, "MOBILISATION").contains("1 hoạt động tuyên truyền, vận động với 1.200 lượt người tham dự"));
    assert!(line(&counted, "INSPECTIONS").starts_with("Trong kỳ chưa có cuộc kiểm tra"));

    // Texts are written in versions, which can be compared.
    let known = world.standing.get(&place).await;
    let edit = json!({"title": "Báo cáo năm 2024", "sections": [
        {"heading": "Kết quả", "part": "RESULTS", "text": "Kết quả tốt.\nCần phát huy."},
        {"heading": "Kiến nghị", "text": "Không."}]});
    let edited = world.standing.put(&place, &known.header("etag"), &edit).await.ok();
    assert_eq!(
        (&edited["version"], &edited["content"]["sections"][0]["text"]),
        (&json!(3), &edit["sections"][0]["text"])
    );
    assert!(line(&edited, "RESULTS").contains("Huyện Kế Sách"), "the figures stay");
    assert_eq!(world.standing.put(&place, &known.header("etag"), &edit).await.status, 412, "somebody wrote before");
    let versions = world.appraisal.get(&format!("{place}/versions")).await.ok();
    assert_eq!(versions["items"].as_array().map(Vec::len), Some(3));
    let first = world.appraisal.get(&format!("{place}/versions?limit=2")).await.ok();
    let cursor = first["nextCursor"].as_str().expect("a cursor");
    let second = world.appraisal.get(&format!("{place}/versions?limit=2&cursor={cursor}")).await.ok();
    assert_eq!([&first["items"][1]["number"], &second["items"][0]["number"]], [2, 3], "in pages, oldest first");
    assert_eq!((second["items"].as_array().map(Vec::len), second.get("nextCursor")), (Some(1), None));
    let difference = world.appraisal.get(&format!("{place}/versions/3/difference")).await.ok();
    let lines = difference["lines"].as_array().expect("lines");
    assert!(lines.iter().any(|line| line["change"] == "ADDED" && line["text"] == "Cần phát huy."), "{difference}");
    assert!(lines.iter().any(|line| line["change"] == "REMOVED"), "{difference}");
    let first = world.appraisal.get(&format!("{place}/versions/1")).await.ok();
    assert_eq!(first["number"], 1);
    assert_eq!(world.appraisal.get(&format!("{place}/versions/4")).await.status, 404);

    // Rule S26: not to the province without the endorsement; what was endorsed is what goes.
    let submission = format!("{place}/submission");
    let early = world.standing.post(&submission, &letter()).await;
    assert_eq!((early.problem(), early.rule()), ((409, "SYNTHESIS_NOT_ENDORSED".to_owned()), "S26".to_owned()));
    world.standing.step(&format!("{place}/endorsement-request")).await.ok();
    let back = json!({"reason": "Bổ sung kiến nghị"});
    world.appraisal.post(&format!("{place}/return"), &back).await.ok();
    world.standing.step(&format!("{place}/endorsement-request")).await.ok();
    assert_eq!(world.standing.post(&format!("{place}/endorsement"), &json!({})).await.status, 403);
    world.appraisal.post(&format!("{place}/endorsement"), &json!({"text": "Thống nhất"})).await.ok();
    let known = world.standing.get(&place).await;
    assert_eq!(world.standing.put(&place, &known.header("etag"), &edit).await.status, 409, "endorsed");
    let submitted = world.standing.post(&submission, &letter()).await.ok();
    assert_eq!((&submitted["state"], &submitted["late"]), (&json!("SUBMITTED"), &json!(true)), "of a year long past");
    let acts: Vec<&Value> = submitted["acts"].as_array().expect("acts").iter().map(|act| &act["verb"]).collect();
    assert_eq!(acts, ["REQUEST_ENDORSEMENT", "SEND_BACK", "REQUEST_ENDORSEMENT", "ENDORSE", "SUBMIT"]);

    // Nothing of it is public before it is published.
    let public = world.service.anybody();
    let open = format!("/v1/public/syntheses/{}", id(&begun));
    assert_eq!(public.get(&open).await.status, 404);
    assert!(all(&public, "/v1/public/syntheses").await.is_empty());
    world.standing.step(&format!("{place}/publication")).await.ok();
    let shown = public.get(&open).await;
    let report = shown.ok();
    assert_eq!((&report["content"]["title"], &report["late"]), (&json!("Báo cáo năm 2024"), &json!(true)));
    assert!(!shown.text.contains("Thường Trực"), "no names of clerks: {}", shown.text);
    assert_eq!(all(&public, &format!("/v1/public/syntheses?cycle={cycle}")).await.len(), 1);
    world.standing.post(&format!("{place}/withdrawal"), &json!({"reason": "Sai số liệu"})).await.ok();
    assert_eq!(public.get(&open).await.status, 404);
    let changes = public.get("/v1/public/changes").await.ok();
    let kinds: Vec<&str> =
        changes["items"].as_array().expect("items").iter().filter_map(|one| one["kind"].as_str()).collect();
    assert_eq!(kinds[kinds.len() - 2..], ["SYNTHESIS_PUBLISHED", "SYNTHESIS_WITHDRAWN"]);
    let trail = all(&world.auditor, &format!("/v1/audit-entries?concept=SYNTHESIS&object={}", id(&begun))).await;
    assert_eq!(trail.len(), 10, "every step has its entry: {trail:?}");
    world.service.stop().await;
}

/// Rules P01, L40: of two people who write at once one is told to look again, and no version is lost or twice.
pub(crate) async fn p01_l40_of_two_who_write_at_once_one_writes(engine: Engine) {
    let world = World::new(Service::start(engine).await).await;
    let cycle = world.open("2024").await;
    let begun = world.standing.post(LIST, &json!({"cycle": cycle})).await;
    let place = format!("{LIST}/{}", id(&begun.ok()));
    let tag = begun.header("etag");
    let edit = |text: &str| json!({"title": "Báo cáo", "sections": [{"heading": "Kết quả", "text": text}]});
    let second = world::sign_in(&world.service, "standing").await;
    let write = |person: &crate::base::client::Person, text: &str| {
        let (person, place, tag, body) = (person.clone(), place.clone(), tag.clone(), edit(text));
        async move {
            let head = [("if-match", tag.as_str())];
            person.send(Method::PUT, &place, &head, Some(body.to_string().into_bytes())).await.status
        }
    };
    let (one, other) = tokio::join!(write(&world.standing, "Một"), write(&second, "Hai"));
    let mut both = [one, other];
    both.sort_unstable();
    assert_eq!(both, [200, 412]);
    let versions = world.standing.get(&format!("{place}/versions")).await.ok();
    assert_eq!(versions["items"].as_array().map(Vec::len), Some(2));
    world.service.stop().await;
}
