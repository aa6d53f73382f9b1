//! Parts IV.2 and IV.3 of the plan: forms of commendation, what they rest on, how many there are, and the dossier.

use e2e::Engine;
use serde_json::{Value, json};

use crate::base::world::{self, all, id};
use crate::clauses::province::{DISTRICT, HEALTH, OTHER_DISTRICT, Province, TODAY, document, of_district, of_province};

/// Mục IV.2.a: Bằng khen của Chủ tịch UBND tỉnh; Giấy khen của Thủ trưởng các tổ chức, đơn vị, địa phương.
pub(crate) async fn clause_iv_2_a_the_chair_gives_bang_khen_and_heads_give_giay_khen(engine: Engine) {
    let province = Province::begin(engine).await;
    let (cycle, public) = (province.open_year().await, province.service.anybody());
    let head = province.head(DISTRICT).await;
    province.reported(&head, &cycle, DISTRICT, &of_district(800)).await;
    let mut wrong = world::collective("Phòng Nội vụ");
    wrong["awardForm"] = json!("GIAY_KHEN_UNIT");
    let refused = province.begin_nomination(&head, &cycle, DISTRICT, &wrong).await;
    assert_eq!(refused.violations(), ["/dossier/awardForm AWARD_FORM_NOT_NOMINATED S12"], "its head gives it himself");

    let dossier = world::collective("Phòng Nội vụ");
    let nomination = province.presented(&head, &cycle, DISTRICT, &dossier).await;
    for person in [&head, &province.standing, &province.appraisal] {
        let refused = person.post("/v1/decisions", &world::decision(335, &[&nomination])).await;
        assert_eq!((refused.status, refused.rule().as_str()), (403, "S13"), "the Chair alone");
    }
    let decision = province.decide(335, &[&nomination]).await;
    province.announce(&decision).await;
    let place = format!("/v1/decisions/{}/certificates", id(&decision));
    assert_eq!(province.appraisal.step(&place).await.ok(), json!({"issued": 1, "total": 1}));
    let code = all(&province.chair, &place).await[0]["code"].as_str().expect("a code").to_owned();
    let shown = public.get(&format!("/v1/public/certificates/{code}")).await.ok();
    assert_eq!(
        (&shown["form"], &shown["name"], &shown["status"]),
        (&json!("BANG_KHEN_PROVINCE"), &json!("Phòng Nội vụ"), &json!("VALID"))
    );

    let giay_khen = json!({"organisation": province.unit(DISTRICT), "subjectKind": "COLLECTIVE", "name": "Tổ Một cửa",
        "symbol": "18/QĐ-UBND", "date": TODAY, "signer": "Chủ tịch UBND huyện", "achievement": "Số hóa hồ sơ"});
    let made = head.post("/v1/commendations", &giay_khen).await;
    assert_eq!(head.get(&made.header("location")).await.ok()["name"], "Tổ Một cửa");
    assert_eq!(province.chair.post("/v1/commendations", &giay_khen).await.status, 403, "heads alone");
    province.service.stop().await;
}

/// Mục IV.2.b: tiêu chuẩn khen thưởng căn cứ vào kết quả thực hiện các nội dung và tiêu chí thi đua và các quy định của
/// pháp luật.
pub(crate) async fn clause_iv_2_b_commendation_rests_on_results_and_on_the_law(engine: Engine) {
    let province = Province::begin(engine).await;
    let cycle = province.open_year().await;
    let head = province.head(DISTRICT).await;
    let dossier = world::collective("Phòng Tư pháp");
    let nomination = id(&province.begin_nomination(&head, &cycle, DISTRICT, &dossier).await.ok());
    let path = format!("/v1/nominations/{nomination}");
    let none = json!({});
    province.step(&head, &nomination, "submission", &none).await.ok();
    province.step(&province.standing, &nomination, "receipt", &none).await.ok();
    let forward = async || province.step(&province.standing, &nomination, "forwarding", &none).await;
    assert_eq!(forward().await.rule(), "S35", "no result, no commendation");
    let report = province.file(&head, &cycle, DISTRICT, &of_district(812)).await;
    assert_eq!(forward().await.rule(), "S35", "nor on what was only declared");
    province.settle(&report).await;
    let prefilled = head.get(&format!("{path}/prefill")).await.ok();
    assert_eq!(
        (&prefilled["lines"][0]["criterion"], &prefilled["lines"][0]["percent"]),
        (&json!("H1"), &json!(81.2)),
        "the achievement report begins with the criteria"
    );

    // The law: who is under investigation is not commended.
    let flag = json!({"organisation": province.unit(DISTRICT), "subjectKind": "COLLECTIVE", "name": "Phòng Tư pháp",
        "ground": "INVESTIGATION", "document": document("7/TB-TTr", "Thông báo thụ lý")});
    let flag = province.appraisal.post("/v1/integrity-flags", &flag).await.ok();
    let held = forward().await;
    assert_eq!((held.problem(), held.rule().as_str()), ((409, "INTEGRITY_HOLD".to_owned()), "L01"));
    let bars = province.standing.get(&format!("{path}/bars")).await.ok();
    assert_eq!((&bars["clear"], &bars["bars"][0]["rule"]), (&json!(false), &json!("L01")), "{bars}");
    let closing = json!({"reason": "Không có vi phạm"});
    province.appraisal.post(&format!("/v1/integrity-flags/{}/closing", id(&flag)), &closing).await.ok();
    forward().await.ok();
    assert_eq!(head.get(&path).await.ok()["regime"], "ND-98-2023", "the law of the day of its receipt");
    province.service.stop().await;
}

/// Mục IV.2.c, gạch đầu dòng thứ nhất: khen thưởng hàng năm: các đơn vị giới thiệu gương điển hình và đề nghị khen
/// thưởng.
pub(crate) async fn clause_iv_2_c_every_year_units_nominate_their_best(engine: Engine) {
    let province = Province::begin(engine).await;
    let cycle = province.open_year().await;
    let (head, other) = (province.head(HEALTH).await, province.head(OTHER_DISTRICT).await);
    province.reported(&head, &cycle, HEALTH, &of_province(95)).await;
    province.round(&cycle, json!({"individuals": 1, "collectives": 2})).await;
    let foreign = province.begin_nomination(&other, &cycle, HEALTH, &world::individual("Trần Văn Ngoài")).await;
    assert_eq!(foreign.problem().0, 403, "each for its own people");
    let agencys = province.begin_nomination(&province.standing, &cycle, HEALTH, &world::individual("Lê Thị Ba")).await;
    assert_eq!(agencys.problem().0, 403, "and the agency selects at reviews");

    // Số lượng: the plan sets no number; that of a round warns before the Chair signs.
    let mut list = Vec::new();
    for name in ["Đặng Văn Đô", "Lý Văn Hai"] {
        list.push(province.presented(&head, &cycle, HEALTH, &world::individual(name)).await);
    }
    list.push(province.presented(&head, &cycle, HEALTH, &world::collective("Phòng Kế hoạch")).await);
    let sheet = province.chair.post("/v1/signing-sheets", &json!({"nominations": list})).await.ok();
    assert_eq!((&sheet["total"], sheet["quotas"].as_array().map(Vec::len)), (&json!(3), Some(1)), "{sheet}");
    assert_eq!((&sheet["quotas"][0]["quota"], &sheet["quotas"][0]["count"]), (&json!(1), &json!(2)));
    let names: Vec<&str> = list.iter().map(String::as_str).collect();
    province.announce(&province.decide(335, &names).await).await;
    let awards = all(&province.service.anybody(), &format!("/v1/public/awards?cycle={cycle}")).await;
    assert_eq!(awards.len(), 3, "the number follows the results");
    assert!(awards.iter().all(|award| award["kind"] == "THEMATIC"), "{awards:?}");
    province.service.stop().await;
}

/// Mục IV.2.c, gạch đầu dòng thứ hai: sơ, tổng kết: Sở Thông tin và Truyền thông phối hợp với Sở Nội vụ lựa chọn, tham
/// mưu trình Chủ tịch UBND tỉnh.
pub(crate) async fn clause_iv_2_c_at_reviews_both_agencies_select(engine: Engine) {
    let province = Province::begin(engine).await;
    let review = province.open_review("mid-term", "MIDTERM").await;
    let head = province.head(DISTRICT).await;
    province.reported(&head, &review, DISTRICT, &of_district(900)).await;
    province.release(&review).await;
    let dossier = world::collective("UBND huyện Kế Sách");
    let by_unit = province.nominate_on(&head, "MIDTERM", (&review, DISTRICT), &dossier).await;
    assert_eq!((by_unit.status, by_unit.rule().as_str()), (403, "S16"));
    let made = province.nominate_on(&province.standing, "MIDTERM", (&review, DISTRICT), &dossier).await.ok();
    assert_eq!((&made["nominatedBy"], &made["occasion"]), (&json!("STANDING_AGENCY"), &json!("MIDTERM")));
    let nomination = id(&made);
    for (person, noun, body) in [
        (&province.standing, "submission", json!({})),
        (&province.standing, "receipt", json!({})),
        (&province.standing, "forwarding", json!({})),
        (&province.appraisal, "appraisal", json!({"eligible": true})),
    ] {
        province.step(person, &nomination, noun, &body).await.ok();
    }
    let present = async || province.step(&province.appraisal, &nomination, "presentation", &json!({})).await;
    assert_eq!(present().await.rule(), "S16", "not without the other agency's word");
    let against = json!({"inFavour": false, "text": "Đề nghị xem xét lại"});
    province.step(&province.appraisal, &nomination, "opinion", &against).await.ok();
    assert_eq!(present().await.rule(), "S16", "nor against it");
    let opinion = json!({"inFavour": true, "text": "Thống nhất"});
    province.step(&province.appraisal, &nomination, "opinion", &opinion).await.ok();
    present().await.ok();
    let decision = province.decide(401, &[&nomination]).await;
    assert_eq!(decision["awards"][0]["occasion"], "MIDTERM");
    province.service.stop().await;
}

/// Mục IV.2.d: Thủ trưởng các tổ chức, đơn vị, địa phương có thể xem xét tặng Giấy khen theo thẩm quyền.
pub(crate) async fn clause_iv_2_d_heads_give_giay_khen_to_their_own(engine: Engine) {
    let province = Province::begin(engine).await;
    let (head, editor) = (province.head(HEALTH).await, province.one("UNIT_EDITOR", HEALTH).await);
    let body = |code: &str, kind: &str, name: &str, symbol: &str| {
        json!({"organisation": province.unit(code), "subjectKind": kind, "name": name, "symbol": symbol, "date": TODAY,
            "signer": "Giám đốc Sở", "achievement": "Sáng kiến số hóa hồ sơ sức khỏe"})
    };
    for (place, (kind, name)) in
        [("INDIVIDUAL", "Ngô Thị Sáng Kiến"), ("COLLECTIVE", "Phòng Nghiệp vụ Y")].into_iter().enumerate()
    {
        head.post("/v1/commendations", &body(HEALTH, kind, name, &format!("{place}/QĐ-SYT"))).await.ok();
    }
    let foreign = head.post("/v1/commendations", &body(DISTRICT, "COLLECTIVE", "Phòng Y tế", "9/QĐ-SYT")).await;
    assert_eq!((foreign.status, foreign.rule().as_str()), (403, "S14"), "theo thẩm quyền");
    let drafted = body(HEALTH, "COLLECTIVE", "Phòng Y tế", "9/QĐ-SYT");
    assert_eq!(editor.post("/v1/commendations", &drafted).await.status, 403);
    let mut ahead = drafted;
    ahead["date"] = json!(province.ahead(1));
    assert_eq!(head.post("/v1/commendations", &ahead).await.violations(), ["/date DATE_IN_FUTURE"]);
    let register = all(&province.appraisal, "/v1/commendations").await;
    let names: Vec<&Value> = register.iter().map(|one| &one["name"]).collect();
    assert_eq!(names, ["Ngô Thị Sáng Kiến", "Phòng Nghiệp vụ Y"], "the agencies know of them");
    province.service.stop().await;
}

/// Mục IV.3, gạch đầu dòng thứ nhất: hồ sơ theo quy định hiện hành; đối với tập thể gửi kèm Kế hoạch phát động hoặc văn
/// bản triển khai và báo cáo kết quả thực hiện.
pub(crate) async fn clause_iv_3_dossiers_have_the_papers_of_the_law_and_of_the_plan(engine: Engine) {
    let province = Province::begin(engine).await;
    let cycle = province.open_year().await;
    let head = province.head(DISTRICT).await;
    let mut dossier = world::collective("Phòng Kinh tế");
    let papers = dossier["papers"].take();
    dossier["papers"] = json!([]);
    let nomination = id(&province.begin_nomination(&head, &cycle, DISTRICT, &dossier).await.ok());
    let submit = async || province.step(&head, &nomination, "submission", &json!({})).await;
    let missing = "/dossier/papers PAPER_MISSING";
    let expected = ["L05", "L05", "L05", "S20", "S20"].map(|rule| format!("{missing} {rule}"));
    assert_eq!(submit().await.violations(), expected, "three of the law, two of the plan");
    let path = format!("/v1/nominations/{nomination}");
    let without = |kind: &str| -> Value {
        papers.as_array().expect("papers").iter().filter(|paper| paper["kind"] != kind).cloned().collect()
    };
    for (place, kind) in (1..).zip(["IMPLEMENTING_DOCUMENT", "RESULT_REPORT"]) {
        dossier["papers"] = without(kind);
        head.put(&path, &format!("\"{place}\""), &json!({"dossier": dossier})).await.ok();
        assert_eq!(submit().await.violations(), [format!("{missing} S20")], "{kind}");
    }
    dossier["papers"] = papers;
    head.put(&path, "\"3\"", &json!({"dossier": dossier})).await.ok();
    assert_eq!(submit().await.ok()["state"], "SUBMITTED");

    // An individual sends those of the law alone; what the agency asks for is sent again, and both versions are kept.
    let person = world::individual("Ngô Thị Sáng Kiến");
    let person = id(&province.begin_nomination(&head, &cycle, DISTRICT, &person).await.ok());
    province.step(&head, &person, "submission", &json!({})).await.ok();
    province.step(&province.standing, &person, "receipt", &json!({})).await.ok();
    let items = json!({"reason": "Thiếu chữ ký", "items": [{"paper": "MINUTES", "reason": "Ký biên bản"}]});
    let returned = province.step(&province.standing, &person, "return", &items).await.ok();
    assert_eq!(returned["supplements"][0]["paper"], "MINUTES");
    let path = format!("/v1/nominations/{person}");
    let mut mended = world::individual("Ngô Thị Sáng Kiến");
    mended["papers"][2]["number"] = json!("99/BB");
    let tag = head.get(&path).await.header("etag");
    let view = head.put(&path, &tag, &json!({"dossier": mended})).await.ok();
    assert_eq!(view["earlierPapers"].as_array().map(Vec::len), Some(1));
    province.service.stop().await;
}

/// Mục IV.3, gạch đầu dòng thứ hai: hồ sơ gửi về Sở Thông tin và Truyền thông để trình UBND tỉnh (thông qua Sở Nội vụ).
pub(crate) async fn clause_iv_3_dossiers_go_to_both_agencies_and_then_to_the_chair(engine: Engine) {
    let province = Province::begin(engine).await;
    let cycle = province.open_year().await;
    let head = province.head(DISTRICT).await;
    province.reported(&head, &cycle, DISTRICT, &of_district(800)).await;
    let dossier = world::collective("Phòng Kinh tế");
    let nomination = id(&province.begin_nomination(&head, &cycle, DISTRICT, &dossier).await.ok());
    let path = format!("/v1/nominations/{nomination}");
    let none = json!({});
    let early = province.step(&province.appraisal, &nomination, "appraisal", &json!({"eligible": true})).await;
    assert_eq!((early.problem().0, early.rule().as_str()), (409, "S22"));
    province.step(&head, &nomination, "submission", &none).await.ok();
    let early = province.step(&province.standing, &nomination, "forwarding", &none).await;
    assert_eq!((early.problem().0, early.rule().as_str()), (409, "S21"), "received first");
    let around = province.step(&province.appraisal, &nomination, "presentation", &none).await;
    assert_eq!((around.problem().0, around.rule().as_str()), (409, "S22"), "nobody goes around the standing agency");
    let mut decision = world::decision(335, &[&nomination]);
    decision["date"] = json!(TODAY);
    let unseen = province.chair.post("/v1/decisions", &decision).await;
    assert_eq!((unseen.problem().0, unseen.rule().as_str()), (409, "S23"));
    for (person, noun, body, state) in [
        (&province.standing, "receipt", none.clone(), "RECEIVED"),
        (&province.standing, "forwarding", none.clone(), "FORWARDED"),
        (&province.appraisal, "appraisal", json!({"eligible": true}), "ELIGIBLE"),
        (&province.appraisal, "presentation", none, "SUBMITTED_TO_CHAIR"),
    ] {
        province.step(person, &nomination, noun, &body).await.ok();
        assert_eq!(head.get(&path).await.ok()["state"], state);
    }
    let late = province.step(&head, &nomination, "withdrawal", &json!({"reason": "Rút"})).await;
    assert_eq!(late.problem(), (409, "NOMINATION_STATE".to_owned()), "not once it lies with the Chair");
    province.chair.post("/v1/decisions", &decision).await.ok();
    let acts = head.get(&path).await.ok()["acts"].as_array().map(Vec::len);
    assert!(acts.is_some_and(|acts| 5 <= acts), "every step is kept: {acts:?}");
    province.service.stop().await;
}
