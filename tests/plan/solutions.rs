//! Part III of the plan: how it is done.

use e2e::Engine;
use serde_json::{Value, json};

use crate::base::world::{all, id};
use crate::clauses::province::{
    COMMUNE, DISTRICT, HEALTH, NEWSPAPER, OTHER_DISTRICT, Province, RADIO, TODAY, activity, document, practice, titles,
};

/// The plan's motto: nhận thức, người dân và doanh nghiệp, thể chế và công nghệ, nền tảng số, an toàn thông tin, chính
/// quyền.
const MOTTO: &str = "“Nhận thức” là yếu tố quyết định; “người dân và doanh nghiệp” là trung tâm; “thể chế và công \
    nghệ” là động lực; “nền tảng số” là đột phá; “an toàn, an ninh thông tin” là then chốt; “chính quyền” là tiên phong";

/// Mục III.1: các tổ chức, đơn vị, địa phương tiếp tục đẩy mạnh tuyên truyền theo phương châm “nhận thức” là yếu tố
/// quyết định, “người dân và doanh nghiệp” là trung tâm.
pub(crate) async fn clause_iii_1_units_tell_everybody_by_the_motto(engine: Engine) {
    let province = Province::begin(engine).await;
    let public = province.service.anybody();
    let guidance = json!({"campaign": province.campaign, "kind": "GUIDANCE", "title": "Phương châm tuyên truyền",
        "text": MOTTO, "contents": [1], "recipients": {"levels": ["PROVINCIAL", "DISTRICT", "COMMUNE"]},
        "document": document("46/HD-STTTT", "Hướng dẫn tuyên truyền"), "public": true,
        "acknowledgeByDate": province.ahead(7)});
    let guidance = id(&province.standing.post("/v1/guidance", &guidance).await.ok());
    let place = format!("/v1/guidance/{guidance}");
    let shown = public.get(&format!("/v1/public/guidance/{guidance}")).await.ok();
    assert_eq!(shown["text"], MOTTO, "everybody reads it");

    // Each unit acknowledges it, and does what fits its own people.
    let mut reached = 0;
    for (code, form, people) in [(HEALTH, "TRAINING", 45), (DISTRICT, "CONTEST", 300), (COMMUNE, "VISIT", 85)] {
        let head = province.head(code).await;
        assert_eq!(titles(&all(&head, "/v1/guidance?unacknowledged=true").await), ["Phương châm tuyên truyền"]);
        let received = json!({"organisation": province.unit(code), "note": "Đã phổ biến"});
        head.post(&format!("{place}/acknowledgements"), &received).await.ok();
        province.mobilise(&head, code, &activity(form, people, &[1])).await.ok();
        reached += people;
    }
    let recipients = province.standing.get(&place).await.ok()["recipients"].clone();
    assert_eq!((&recipients["acknowledged"], &recipients["total"]), (&json!(3), &json!(145)));
    let waiting = all(&province.standing, &format!("{place}/recipients?acknowledged=false")).await;
    assert_eq!(waiting.len(), 142, "the agency sees who has not");
    let summary = format!("/v1/mobilisations/summary?campaign={}&from=2024-01-01&to=2024-12-31", province.campaign);
    let summary = province.standing.get(&summary).await.ok();
    assert_eq!((&summary["total"]["participants"], &summary["total"]["units"]), (&json!(reached), &json!(3)));
    let forms: Vec<&Value> = summary["forms"].as_array().expect("forms").iter().map(|one| &one["form"]).collect();
    assert_eq!(forms.len(), 3, "{summary}");
    province.service.stop().await;
}

/// Mục III.2: các cơ quan truyền thông, báo đài mở các chuyên trang, chuyên mục, tăng cường thời lượng, bám sát cơ sở
/// nhằm phát hiện, biểu dương và nhân rộng các điển hình tiên tiến, sáng kiến, kinh nghiệm hay.
pub(crate) async fn clause_iii_2_the_press_opens_columns_and_finds_examples(engine: Engine) {
    let province = Province::begin(engine).await;
    let public = province.service.anybody();
    let head = province.head(COMMUNE).await;
    let proposed = province.propose(&head, COMMUNE, &practice("Chợ nông sản số", "AGRICULTURE", &[4])).await.ok();
    let role_model = province.spread(&proposed).await;
    let item = |code: &str, kind: &str, title: &str| {
        json!({"campaign": province.campaign, "publisher": province.unit(code), "kind": kind, "title": title,
            "date": TODAY, "outlet": "Chuyên trang Chuyển đổi số", "url": "https://example.org/chuyen-doi-so",
            "contents": [4], "field": "AGRICULTURE"})
    };
    let (newspaper, radio) =
        (province.one("MEDIA_PARTNER", NEWSPAPER).await, province.one("MEDIA_PARTNER", RADIO).await);
    newspaper.post("/v1/media-items", &item(NEWSPAPER, "COLUMN", "Chuyên mục Nông thôn số")).await.ok();
    let mut programme = item(RADIO, "BROADCAST", "Chợ nông sản số ở thị trấn");
    (programme["minutes"], programme["parts"]) = (json!(20), json!(4));
    programme["roleModels"] = json!([role_model]);
    let programme = radio.post("/v1/media-items", &programme).await.ok();
    assert_eq!((&programme["minutes"], &programme["parts"]), (&json!(20), &json!(4)), "thời lượng");

    for (query, found) in [
        ("kind=COLUMN".to_owned(), "Chuyên mục Nông thôn số"),
        (format!("publisher={}", province.unit(RADIO)), "Chợ nông sản số ở thị trấn"),
        (format!("roleModel={role_model}"), "Chợ nông sản số ở thị trấn"),
    ] {
        assert_eq!(titles(&all(&public, &format!("/v1/public/media-items?{query}")).await), [found], "{query}");
    }
    let foreign = newspaper.post("/v1/media-items", &item(RADIO, "ARTICLE", "Của Đài")).await;
    assert_eq!(foreign.status, 403, "each press agency records its own");
    assert_eq!(newspaper.get("/v1/practices").await.status, 403, "and reads what is public");
    let news = public.get("/v1/public/news.atom").await.text;
    assert!(news.contains("Chuyên mục Nông thôn số") && news.contains("Chợ nông sản số"), "{news}");
    province.service.stop().await;
}

/// Mục III.3: triển khai có hiệu quả với nội dung, biện pháp cụ thể; chú trọng phát hiện, giới thiệu, nhân rộng cách
/// làm hay, mô hình mới, hiệu quả.
pub(crate) async fn clause_iii_3_good_practices_are_found_and_spread(engine: Engine) {
    let province = Province::begin(engine).await;
    let public = province.service.anybody();
    let (head, other) = (province.head(DISTRICT).await, province.head(OTHER_DISTRICT).await);
    let proposed = province.propose(&head, DISTRICT, &practice("Tổ công nghệ số cộng đồng", "OTHER", &[8])).await.ok();
    let place = format!("/v1/practices/{}", id(&proposed));
    assert_eq!(other.get(&place).await.status, 404, "nobody sees it before it is published");
    let yes = json!({"inFavour": true, "reason": "Đã xem xét"});
    province.appraisal.post(&format!("{place}/review"), &yes).await.ok();
    let early = province.standing.step(&format!("{place}/publication")).await;
    assert_eq!(early.problem(), (409, "PRACTICE_STATE".to_owned()), "both agencies look at it");
    province.standing.post(&format!("{place}/review"), &yes).await.ok();
    let published = province.standing.step(&format!("{place}/publication")).await.ok();
    let role_model = published["roleModel"].as_str().expect("a role model").to_owned();

    // Nhân rộng: others adopt it, with figures that everybody reads.
    let reading = |day: &str, files: i64| {
        let figure = json!({"name": "Hồ sơ trực tuyến", "unitOfMeasure": "hồ sơ", "after": files});
        json!({"date": day, "figures": [figure]})
    };
    let adoption = json!({"roleModel": role_model, "organisation": province.unit(OTHER_DISTRICT),
        "fromDate": "2024-10-01", "text": "Lập tổ ở mọi xã", "reading": reading("2024-10-31", 150)});
    let adopted = other.post("/v1/adoptions", &adoption).await.ok();
    let own =
        json!({"roleModel": role_model, "organisation": province.unit(DISTRICT), "fromDate": TODAY, "text": "Tự áp"});
    assert_eq!(head.post("/v1/adoptions", &own).await.violations(), ["/organisation OWN_PRACTICE P03"]);
    other.post(&format!("/v1/adoptions/{}/readings", id(&adopted)), &reading(TODAY, 420)).await.ok();
    let shown = public.get(&format!("/v1/public/role-models/{role_model}")).await.ok();
    assert_eq!((&shown["adoptingUnits"], &shown["adoptionFigures"][0]["total"]), (&json!(1), &json!(420.0)));
    assert_eq!(
        (&shown["publisher"]["name"], &shown["joint"]["name"]),
        (&json!("Sở Thông tin và Truyền thông"), &json!("Sở Nội vụ"))
    );
    let units = all(&public, &format!("/v1/public/role-models/{role_model}/adoptions")).await;
    let codes: Vec<&Value> = units.iter().map(|one| &one["organisationCode"]).collect();
    assert_eq!(codes, [OTHER_DISTRICT]);
    province.service.stop().await;
}
