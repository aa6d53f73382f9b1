//! A cycle by content and field of its movement: what criteria sets say, inside, in public, in the synthesis report.

use e2e::Engine;
use serde_json::{Value, json};

use crate::base::client::Person;
use crate::base::service::Service;
use crate::base::world::{self, PRESS, World, all, id};

async fn campaign(world: &World) -> String {
    id(&all(&world.standing, "/v1/campaigns").await[0])
}

fn inside(cycle: &str) -> String {
    format!("/v1/cycles/{cycle}/dimensions")
}

fn public(cycle: &str) -> String {
    format!("/v1/public/cycles/{cycle}/dimensions")
}

/// The counts of a content, for a person.
async fn content(person: &Person, place: &str, number: i64) -> Value {
    let shown = person.get(place).await.ok();
    let contents = shown["tally"]["contents"].as_array().expect("contents");
    contents.iter().find(|one| one["number"] == number).expect("the content")["counts"].clone()
}

/// The counts of a field, for a person.
async fn field(person: &Person, place: &str, code: &str) -> Value {
    let shown = person.get(place).await.ok();
    let fields = shown["tally"]["fields"].as_array().expect("fields");
    fields.iter().find(|one| one["code"] == code).expect("the field")["counts"].clone()
}

fn zeros() -> Value {
    json!({"criteria": 0, "unitsMeasured": 0, "unitsMet": 0, "roleModels": 0, "adoptions": 0, "mediaItems": 0,
        "guidance": 0})
}

/// Part II.2 of the plan, rules L28, L37: results are those of the newest release, for nobody before it, and work is
/// counted as far as the caller may read it.
pub(crate) async fn ii_2_a_cycle_is_counted_by_content_and_field_inside_and_in_public(engine: Engine) {
    let world = World::new(Service::start(engine).await).await;
    let anybody = world.service.anybody();
    let cycle = world.cycle("2024").to_owned();
    let (within, open) = (inside(&cycle), public(&cycle));

    // Before anything: every content and field of the plan, with zeros.
    let empty = anybody.get(&open).await.ok();
    assert_eq!((&empty["cycleCode"], empty.get("release")), (&json!("2024"), None));
    let contents = empty["tally"]["contents"].as_array().expect("contents");
    assert_eq!(contents.len(), 9, "the plan's nine contents");
    assert_eq!(empty["tally"]["fields"].as_array().map(Vec::len), Some(6), "its six fields");
    assert!(contents.iter().all(|one| one["counts"] == zeros()), "{empty}");
    assert_eq!(anybody.get(&within).await.status, 401);
    let unknown = "00000000-0000-7000-8000-000000000001";
    assert_eq!(anybody.get(&public(unknown)).await.status, 404);
    assert_eq!(world.head.get(&inside(unknown)).await.status, 404);

    // An open cycle is bound to sets: inside they are counted, in public nothing is before the release.
    world.open("2024").await;
    assert_eq!(content(&world.head, &within, 6).await["criteria"], 7, "P1 to P3, H1, H2, X1, X2");
    assert_eq!(field(&world.head, &within, "AGRICULTURE").await["criteria"], 1, "X4");
    world.final_report(&cycle).await;
    assert_eq!(content(&anybody, &open, 6).await, zeros(), "a final report is not public yet");
    assert_eq!(content(&world.standing, &within, 6).await["unitsMeasured"], 0);
    let release = world.standing.post(&format!("/v1/cycles/{cycle}/releases"), &json!({})).await.ok();
    let shown = anybody.get(&open).await.ok();
    assert_eq!((&shown["release"], &shown["releaseNumber"]), (&release["id"], &json!(1)));
    // H1: 812 of 1000 meets 80 percent, 10 points. H2: 990 of 1000 misses 100 percent, 9.9 points. H3 is placed nowhere.
    let six = content(&anybody, &open, 6).await;
    assert_eq!((&six["criteria"], &six["unitsMeasured"], &six["unitsMet"]), (&json!(2), &json!(1), &json!(0)));
    assert_eq!(six["percentReached"], json!(99.5));
    assert_eq!(content(&anybody, &open, 1).await, zeros());

    // Work of the period, as far as each may read it.
    let movement = campaign(&world).await;
    let activity = json!({"campaign": movement, "organisation": world.unit, "content": {"form": "VISIT",
        "fromDate": "2024-03-15", "toDate": "2024-03-15", "text": "Vận động hộ dân nộp hồ sơ trực tuyến",
        "contents": [6], "field": "AGRICULTURE", "participants": 1_200}});
    world.editor.post("/v1/mobilisations", &activity).await.ok();
    let mut earlier = activity.clone();
    (earlier["content"]["fromDate"], earlier["content"]["toDate"]) = (json!("2023-12-31"), json!("2023-12-31"));
    world.editor.post("/v1/mobilisations", &earlier).await.ok();
    for (person, activities) in
        [(&world.standing, 1), (&world.appraisal, 1), (&world.auditor, 1), (&world.head, 1), (&world.stranger, 0)]
    {
        let work = content(person, &within, 6).await["work"].clone();
        assert_eq!(work["activities"], activities, "{work}");
        assert_eq!(work["participants"], activities * 1_200, "{work}");
        assert_eq!(work["practices"].as_array().map(Vec::len), Some(6), "each state has its count: {work}");
    }
    let denied = content(&world.admin, &within, 6).await["work"].clone();
    assert_eq!(denied["activities"], 0, "who may list no activities is told none");
    assert!(content(&anybody, &open, 6).await.get("work").is_none(), "work is not public");

    // Role models stand for the whole movement until they are withdrawn, media items are those of the period.
    let model = json!({"campaign": movement, "organisation": world.unit, "field": "AGRICULTURE", "contents": [6],
        "title": "Bản đồ số vùng trồng", "summary": "Nông dân cập nhật trên điện thoại"});
    let model = id(&world.standing.post("/v1/role-models", &model).await.ok());
    let adoption = json!({"roleModel": model, "organisation": world.other, "fromDate": world::today(),
        "text": "Xã áp dụng bản đồ số"});
    world.stranger.post("/v1/adoptions", &adoption).await.ok();
    for date in ["2024-05-01", "2023-12-31"] {
        let item = json!({"campaign": movement, "publisher": id(&world.units[PRESS]), "kind": "ARTICLE",
            "title": "Bản đồ số", "date": date, "outlet": "Báo in", "contents": [6]});
        world.media.post("/v1/media-items", &item).await.ok();
    }
    let counted = field(&anybody, &open, "AGRICULTURE").await;
    assert_eq!((&counted["roleModels"], &counted["adoptions"]), (&json!(1), &json!(1)));
    let counted = content(&anybody, &open, 6).await;
    assert_eq!((&counted["roleModels"], &counted["mediaItems"]), (&json!(1), &json!(1)));
    let withdrawal = json!({"reason": "Sai số liệu"});
    world.standing.post(&format!("/v1/role-models/{model}/withdrawal"), &withdrawal).await.ok();
    let counted = field(&anybody, &open, "AGRICULTURE").await;
    assert_eq!((&counted["roleModels"], &counted["adoptions"]), (&json!(0), &json!(0)));

    // Filters choose; what the movement does not have is not there.
    for (query, contents, fields) in [
        ("?content=6", 1, 0),
        ("?field=AGRICULTURE", 0, 1),
        ("?content=6&field=AGRICULTURE", 1, 1),
        ("?content=99", 0, 0),
        ("?field=MINING", 0, 0),
    ] {
        for (person, place) in [(&anybody, &open), (&world.head, &within)] {
            let tally = person.get(&format!("{place}{query}")).await.ok()["tally"].clone();
            let found = (tally["contents"].as_array().map(Vec::len), tally["fields"].as_array().map(Vec::len));
            assert_eq!(found, (Some(contents), Some(fields)), "{query}");
        }
    }
    for query in ["?content=six", "?field=no%20code", "?unit=1"] {
        assert_eq!(anybody.get(&format!("{open}{query}")).await.status, 400, "{query}");
    }
    world.service.stop().await;
}

/// Part II.2 of the plan, rules S24, L28: what a set says of its criteria is checked by place, replaced by an edit, and
/// fixed by publication.
pub(crate) async fn s24_l28_a_set_says_what_its_criteria_belong_to(engine: Engine) {
    let world = World::new(Service::start(engine).await).await;
    let movement = campaign(&world).await;
    let drafted = |dimensions: Value| {
        let mut content = world::criteria();
        content["dimensions"] = dimensions;
        json!({"campaign": movement, "cycleKind": "ANNUAL", "audience": "DISTRICT", "content": content})
    };
    let wrong = json!([{"criterion": "H9", "contents": [6]}, {"criterion": "H1", "contents": [6, 99], "field": "MINING"},
        {"criterion": "H1", "contents": [6]}, {"criterion": "L1"}]);
    let refused = world.standing.post("/v1/criteria-sets", &drafted(wrong)).await;
    assert_eq!(
        (refused.status, refused.violations()),
        (
            422,
            [
                "/content/dimensions/0/criterion CRITERION_NOT_IN_SET",
                "/content/dimensions/1/contents/1 CONTENT_UNKNOWN",
                "/content/dimensions/1/field CAMPAIGN_FIELD_UNKNOWN S32",
                "/content/dimensions/2/criterion CRITERION_TWICE",
                "/content/dimensions/3 CRITERION_WITHOUT_DIMENSION",
            ]
            .map(str::to_owned)
            .to_vec()
        )
    );
    let long: Vec<Value> = (0..201).map(|number| json!({"criterion": format!("K{number}"), "contents": [6]})).collect();
    assert_eq!(world.standing.post("/v1/criteria-sets", &drafted(json!(long))).await.status, 400, "more than 200");
    let many: Vec<i64> = (1..=51).collect();
    let many = json!([{"criterion": "H1", "contents": many}]);
    assert_eq!(world.standing.post("/v1/criteria-sets", &drafted(many)).await.status, 400, "more than 50");
    let good = json!([{"criterion": "L1", "contents": [8, 6]}, {"criterion": "H1", "field": "OTHER"}]);
    let strange = world.head.post("/v1/criteria-sets", &drafted(good.clone())).await;
    assert_eq!((strange.status, strange.rule()), (403, "S24".to_owned()));

    let set = world.standing.post("/v1/criteria-sets", &drafted(good)).await.ok();
    let in_order =
        json!([{"criterion": "H1", "contents": [], "field": "OTHER"}, {"criterion": "L1", "contents": [6, 8]}]);
    assert_eq!(set["dimensions"], in_order);
    let place = format!("/v1/criteria-sets/{}", id(&set));
    assert_eq!(world.head.get(&place).await.ok()["dimensions"], in_order);
    let cleared = world.standing.put(&place, "\"1\"", &world::criteria()).await.ok();
    assert_eq!(cleared["dimensions"], json!([]), "an edit replaces the whole content");
    let mut content = world::criteria();
    content["dimensions"] = json!([{"criterion": "K1", "contents": [6]}]);
    assert_eq!(world.standing.put(&place, "\"1\"", &content).await.status, 412, "somebody wrote before");
    content["dimensions"][0]["contents"][0] = json!(99);
    let refused = world.standing.put(&place, "\"2\"", &content).await;
    assert_eq!(refused.violations(), ["/dimensions/0/contents/0 CONTENT_UNKNOWN"]);
    content["dimensions"][0]["contents"][0] = json!(6);
    world.standing.put(&place, "\"2\"", &content).await.ok();
    let trail = all(&world.auditor, &format!("/v1/audit-entries?object={}", id(&set))).await;
    let changes = trail.last().expect("entries")["changes"].as_array().expect("changes");
    assert!(changes.iter().any(|change| change["field"] == "dimensions"), "{trail:?}");

    let document = json!({"document": {"number": "12/QĐ-STTTT", "date": "2024-01-10",
        "issuer": "Sở Thông tin và Truyền thông", "title": "Ban hành bộ tiêu chí"}});
    let published = world.standing.post(&format!("{place}/publication"), &document).await.ok();
    assert_eq!(published["dimensions"], json!([{"criterion": "K1", "contents": [6]}]));
    let tag = world.standing.get(&place).await.header("etag");
    let late = world.standing.put(&place, &tag, &world::criteria()).await;
    assert_eq!((late.problem(), late.rule()), ((409, "CRITERIA_SET_BOUND".to_owned()), "L28".to_owned()));
    // The packaged sets say it where the plan's own words do.
    let packaged = all(&world.head, "/v1/criteria-sets?cycleKind=ANNUAL&audience=COMMUNE").await;
    let agriculture = json!({"criterion": "X4", "contents": [], "field": "AGRICULTURE"});
    assert!(packaged[0]["dimensions"].as_array().expect("dimensions").contains(&agriculture), "{packaged:?}");
    world.service.stop().await;
}

/// Rule P01: the synthesis report has a section with the same counts, fixed with its version.
pub(crate) async fn p01_a_synthesis_report_tells_results_by_content_and_field(engine: Engine) {
    let world = World::new(Service::start(engine).await).await;
    let cycle = world.open("2024").await;
    let begun = world.standing.post("/v1/syntheses", &json!({"cycle": cycle})).await.ok();
    let line = |report: &Value| {
        let sections = report["content"]["sections"].as_array().expect("sections").clone();
        let section = sections.into_iter().find(|section| section["part"] == "DIMENSIONS").expect("the section");
        assert_eq!(section["heading"], "Kết quả theo nội dung, lĩnh vực");
        section["lines"].clone()
    };
    assert!(line(&begun)[0]["vi"].as_str().expect("a sentence").starts_with("Chưa có kết quả"), "{begun}");
    world.final_report(&cycle).await;
    world.standing.post(&format!("/v1/cycles/{cycle}/releases"), &json!({})).await.ok();
    let place = format!("/v1/syntheses/{}", id(&begun));
    assert_eq!(line(&world.standing.get(&place).await.ok()), line(&begun), "a version keeps its figures");
    let counted = world.standing.step(&format!("{place}/assembly")).await.ok();
    assert_eq!(
        line(&counted)[0]["vi"],
        "Nội dung 6: 1 đơn vị được đánh giá theo 2 tiêu chí, 0 đơn vị đạt mọi chỉ tiêu, mức đạt bình quân 99,50%."
    );
    let facts = &counted["content"]["facts"]["dimensions"];
    let six = facts["contents"].as_array().expect("contents").iter().find(|one| one["number"] == 6);
    let seen = content(&world.standing, &inside(&cycle), 6).await;
    assert_eq!(six.expect("the content")["counts"], seen, "the same counts");
    world.service.stop().await;
}
