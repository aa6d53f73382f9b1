//! Part IV.1 of the plan: the criteria, by which each kind of participant is measured.

use e2e::Engine;
use serde_json::{Value, json};

use crate::base::client::Person;
use crate::base::world::{self, all, id};
use crate::clauses::province::{
    COMMUNE, DISTRICT, FRONT, HEALTH, OTHER_DISTRICT, Province, attested, of_commune, of_district, of_province, proven,
    share,
};

/// Code, section of the plan and target in percent of every criterion of a set.
async fn targets(province: &Province, audience: &str) -> Vec<(String, String, f64)> {
    let list = all(&province.standing, &format!("/v1/criteria-sets?cycleKind=ANNUAL&audience={audience}")).await;
    assert_eq!((list.len(), &list[0]["state"]), (1, &json!("PUBLISHED")), "{audience}");
    let told = |criterion: &Value| {
        let text = |name: &str| criterion[name].as_str().expect(name).to_owned();
        (text("code"), text("source"), criterion["ratio"]["targetPercent"].as_f64().expect("a target"))
    };
    list[0]["criteria"].as_array().expect("criteria").iter().map(told).collect()
}

fn expected(section: &str, targets: &[(&str, f64)]) -> Vec<(String, String, f64)> {
    targets.iter().map(|(code, target)| ((*code).to_owned(), section.to_owned(), *target)).collect()
}

/// Which criteria a report meets, which are not asked, and what it adds up to.
async fn card(by: &Person, report: &str) -> (Vec<Value>, Value) {
    let card = by.get(&format!("/v1/reports/{report}/scorecard")).await.ok();
    let met = card["lines"].as_array().expect("lines").iter().map(|line| line["met"].clone()).collect();
    (met, card["total"].clone())
}

/// Mục IV.1.a: đơn vị cấp tỉnh: 95% thủ tục hành chính đủ điều kiện được cung cấp dưới dạng dịch vụ công mức độ 4; 90%
/// hồ sơ công việc; 100% văn bản hành chính; 100% chế độ báo cáo; 50% hoạt động kiểm tra.
pub(crate) async fn clause_iv_1_a_provincial_units_are_measured_by_five_ratios(engine: Engine) {
    let province = Province::begin(engine).await;
    let cycle = province.open_year().await;
    let plan = [("P1", 95.0), ("P2", 90.0), ("P3", 100.0), ("P4", 100.0), ("P5", 50.0)];
    assert_eq!(targets(&province, "PROVINCIAL").await, expected("IV.1.a", &plan));

    // Đủ điều kiện, trừ hồ sơ, văn bản thuộc phạm vi bí mật: the list, the exclusions and the evidence are part of the
    // figure.
    let (health, justice) = (province.head(HEALTH).await, province.head("so-tu-phap").await);
    let bare = json!([
        share("P1", 95, 100),
        share("P2", 900, 1000),
        share("P3", 1000, 1000),
        share("P4", 10, 10),
        share("P5", 5, 10)
    ]);
    let body = json!({"cycle": cycle, "organisation": province.unit(HEALTH), "figures": bare});
    let report = id(&health.post("/v1/reports", &body).await.ok());
    let path = format!("/v1/reports/{report}");
    let mut missing = health.step(&format!("{path}/submission")).await.violations();
    missing.sort();
    assert_eq!(
        missing,
        [
            "/figures/0/evidence EVIDENCE_MISSING L20",
            "/figures/0/reference REFERENCE_MISSING S07",
            "/figures/1/secretExcluded ATTESTATION_MISSING S05",
            "/figures/2/secretExcluded ATTESTATION_MISSING S06",
            "/figures/3/evidence EVIDENCE_MISSING L20",
            "/figures/4/evidence EVIDENCE_MISSING L20",
        ]
    );
    health.put(&path, "\"1\"", &json!({"figures": of_province(95)})).await.ok();
    health.step(&format!("{path}/submission")).await.ok();
    province.settle(&report).await;
    assert_eq!(card(&health, &report).await, (vec![json!(true); 5], json!(100.0)), "each target exactly");

    // One procedure less misses the target: 10 × 94 × 100 ÷ (95 × 100) = 9.89; 49.89 × 100 ÷ 50 = 99.78.
    let short = province.reported(&justice, &cycle, "so-tu-phap", &of_province(94)).await;
    let (met, total) = card(&justice, &short).await;
    assert_eq!((&met[0], &met[1], &total), (&json!(false), &json!(true), &json!(99.78)));
    province.release(&cycle).await;
    let board = province.board(&cycle, "PROVINCIAL").await;
    let places: Vec<(&Value, &Value)> = board["standings"]
        .as_array()
        .expect("standings")
        .iter()
        .map(|one| (&one["name"], &one["criteriaMet"]))
        .collect();
    assert_eq!(
        places,
        [(&province.name(HEALTH), &json!(5)), (&province.name("so-tu-phap"), &json!(4))],
        "ranked among themselves"
    );

    // The Front has no procedures and inspects nobody: it is not asked.
    let front = province.head(FRONT).await;
    let body = json!({"cycle": cycle, "organisation": province.unit(FRONT), "figures": of_province(95)});
    assert_eq!(
        front.post("/v1/reports", &body).await.violations(),
        ["/figures/0/criterion CRITERION_EXEMPT S09", "/figures/4/criterion CRITERION_EXEMPT S09"]
    );
    province.service.stop().await;
}

/// Mục IV.1.b: cấp huyện: 80% hồ sơ công việc; 100% văn bản hành chính; 100% chế độ báo cáo.
pub(crate) async fn clause_iv_1_b_districts_are_measured_by_three_ratios(engine: Engine) {
    let province = Province::begin(engine).await;
    let cycle = province.open_year().await;
    let plan = [("H1", 80.0), ("H2", 100.0), ("H3", 100.0)];
    assert_eq!(targets(&province, "DISTRICT").await, expected("IV.1.b", &plan));
    let (head, other) = (province.head(DISTRICT).await, province.head(OTHER_DISTRICT).await);
    let strange = json!({"cycle": cycle, "organisation": province.unit(DISTRICT), "figures": of_commune(12)});
    assert_eq!(head.post("/v1/reports", &strange).await.status, 422, "a district is not asked for products");
    let exact = province.reported(&head, &cycle, DISTRICT, &of_district(800)).await;
    assert_eq!(card(&head, &exact).await, (vec![json!(true); 3], json!(100.0)));

    // One file of 1000 less: 79.90%; what was declared is corrected by what was found, with a reason.
    let declared = province.file(&other, &cycle, OTHER_DISTRICT, &of_district(850)).await;
    let path = format!("/v1/reports/{declared}/verification");
    let tag = province.standing.get(&format!("/v1/reports/{declared}")).await.header("etag");
    let mut found = json!([share("H1", 799, 1000), share("H2", 1000, 1000), share("H3", 50, 50)]);
    let silent = province.standing.put(&path, &tag, &json!({"figures": found})).await;
    assert_eq!(silent.violations(), ["/figures/0/reason REASON_MISSING L22"]);
    found[0]["reason"] = json!("51 hồ sơ trùng");
    province.standing.put(&path, &tag, &json!({"figures": found})).await.ok();
    province.standing.step(&format!("/v1/reports/{declared}/finalisation")).await.ok();
    let (met, total) = card(&other, &declared).await;
    // 10 × 799 × 100 ÷ (80 × 1000) = 9.98; 29.98 × 100 ÷ 30 = 99.93.
    assert_eq!((met, total), (vec![json!(false), json!(true), json!(true)], json!(99.93)));

    province.release(&cycle).await;
    let board = province.board(&cycle, "DISTRICT").await;
    let names: Vec<&Value> = board["standings"].as_array().expect("standings").iter().map(|one| &one["name"]).collect();
    assert_eq!(names, [&province.name(DISTRICT), &province.name(OTHER_DISTRICT)]);
    province.service.stop().await;
}

/// Mục IV.1.c: cấp xã: 60% hồ sơ công việc; 100% văn bản hành chính; 100% chế độ báo cáo; 100% sản phẩm OCOP có mặt
/// trên các sàn thương mại điện tử.
pub(crate) async fn clause_iv_1_c_communes_are_measured_by_four_ratios(engine: Engine) {
    let province = Province::begin(engine).await;
    let cycle = province.open_year().await;
    let plan = [("X1", 60.0), ("X2", 100.0), ("X3", 100.0), ("X4", 100.0)];
    assert_eq!(targets(&province, "COMMUNE").await, expected("IV.1.c", &plan));
    let (head, other) = (province.head(COMMUNE).await, province.head("31531").await);
    let report = province.reported(&head, &cycle, COMMUNE, &of_commune(11)).await;
    let (met, total) = card(&head, &report).await;
    // 10 × 11 × 100 ÷ (100 × 12) = 9.16; 39.16 × 100 ÷ 40 = 97.90.
    assert_eq!((&met[3], total), (&json!(false), json!(97.9)));

    // A commune without a product of the programme is measured by the other three.
    let figures =
        json!([attested("X1", 600, 1000), attested("X2", 1000, 1000), proven("X3", 20, 20), share("X4", 0, 0)]);
    let without = province.reported(&other, &cycle, "31531", &figures).await;
    let card = other.get(&format!("/v1/reports/{without}/scorecard")).await.ok();
    assert_eq!(card["lines"][3]["applicability"], "NOTHING_TO_COUNT");
    assert_eq!((&card["applicablePoints"], &card["total"]), (&json!(30.0), &json!(100.0)));
    // One that was merged in August existed in 2024: its people finish what its life covers.
    let ended = province.head("31513").await;
    province.reported(&ended, &cycle, "31513", &of_commune(12)).await;

    province.release(&cycle).await;
    let board = province.board(&cycle, "COMMUNE").await;
    let standings = board["standings"].as_array().expect("standings");
    let ranks: Vec<&Value> = standings.iter().map(|one| &one["rank"]).collect();
    assert_eq!(ranks, [1, 1, 3]);
    let last = standings.last().expect("a unit");
    assert_eq!((&last["name"], &last["superior"]["name"]), (&province.name(COMMUNE), &province.name(DISTRICT)));
    province.service.stop().await;
}

/// Mục IV.1.d: doanh nghiệp công nghệ thông tin làm chủ công nghệ số; doanh nghiệp thuộc lĩnh vực khác ứng dụng công
/// nghệ số để tạo ra sản phẩm, dịch vụ mới.
pub(crate) async fn clause_iv_1_d_enterprises_are_judged_by_their_field(engine: Engine) {
    let province = Province::begin(engine).await;
    let cycle = province.open_year().await;
    let head = province.head("so-cong-thuong").await;
    province.reported(&head, &cycle, "so-cong-thuong", &of_province(95)).await;
    let sets = all(&province.standing, "/v1/criteria-sets?cycleKind=ANNUAL&audience=ENTERPRISE").await;
    let told: Vec<(&Value, &Value)> = sets[0]["criteria"]
        .as_array()
        .expect("criteria")
        .iter()
        .map(|one| (&one["source"], &one["category"]))
        .collect();
    assert_eq!(told, [(&json!("IV.1.d"), &json!("IT")), (&json!("IV.1.d"), &json!("OTHER"))]);
    for (place, category) in ["IT", "OTHER"].into_iter().enumerate() {
        let name = format!("Công ty số {place} (demo)");
        let mut dossier = world::collective(&name);
        dossier["subject"]["businessNumber"] = json!(format!("220000000{place}"));
        let nomination = id(&province.begin_nomination(&head, &cycle, "so-cong-thuong", &dossier).await.ok());
        let submit = async || province.step(&head, &nomination, "submission", &json!({})).await;
        assert_eq!(submit().await.violations(), ["/dossier/subject/category CATEGORY_MISSING S10"]);
        let path = format!("/v1/nominations/{nomination}");
        dossier["subject"]["category"] = json!(category);
        head.put(&path, "\"1\"", &json!({"dossier": dossier})).await.ok();
        let silent = submit().await;
        assert_eq!(silent.violations(), ["/dossier/criterionAccount CRITERION_ACCOUNT_MISSING S10"]);
        assert!(silent.text.contains(if category == "IT" { "D1" } else { "D2" }), "{}", silent.text);
        dossier["criterionAccount"] = json!("Làm chủ nền tảng số, tạo ra dịch vụ mới");
        head.put(&path, "\"2\"", &json!({"dossier": dossier})).await.ok();
        province.appraise(&head, &nomination).await;
        assert_eq!(head.get(&path).await.ok()["state"], "ELIGIBLE");
    }
    province.service.stop().await;
}

/// Mục IV.1.đ: cán bộ chuyên trách công nghệ thông tin; cán bộ, công chức, viên chức có sáng kiến; cá nhân thuộc các
/// doanh nghiệp; đối tượng khác có nhiều đóng góp.
pub(crate) async fn clause_iv_1_dd_individuals_are_judged_by_their_group(engine: Engine) {
    let province = Province::begin(engine).await;
    let cycle = province.open_year().await;
    let head = province.head(HEALTH).await;
    let groups = ["IT_SPECIALIST_OFFICIAL", "OFFICIAL", "ENTERPRISE_MEMBER", "OTHER"];
    let sets = all(&province.standing, "/v1/criteria-sets?cycleKind=ANNUAL&audience=INDIVIDUAL").await;
    let told: Vec<(&Value, &Value)> = sets[0]["criteria"]
        .as_array()
        .expect("criteria")
        .iter()
        .map(|one| (&one["source"], &one["category"]))
        .collect();
    let section = json!("IV.1.đ");
    let expected = groups.map(|group| (section.clone(), json!(group)));
    assert_eq!(told, expected.iter().map(|(source, group)| (source, group)).collect::<Vec<_>>());
    for (place, group) in (1..).zip(groups) {
        let mut dossier = world::individual(&format!("Người thứ {place} (demo)"));
        dossier["subject"]["category"] = json!(group);
        dossier["criterionAccount"] = json!("");
        let nomination = id(&province.begin_nomination(&head, &cycle, HEALTH, &dossier).await.ok());
        let lacks = head.get(&format!("/v1/nominations/{nomination}/completeness")).await.ok();
        assert_eq!((&lacks["complete"], &lacks["errors"][0]["rule"]), (&json!(false), &json!("S11")), "{group}");
        assert!(lacks.to_string().contains(&format!("C{place}")), "by its own criterion: {lacks}");
        dossier["criterionAccount"] = json!("Sáng kiến, đóng góp vào chuyển đổi số của tỉnh");
        let path = format!("/v1/nominations/{nomination}");
        head.put(&path, "\"1\"", &json!({"dossier": dossier})).await.ok();
        province.appraise(&head, &nomination).await;
        assert_eq!(head.get(&path).await.ok()["state"], "ELIGIBLE", "{group}");
    }
    let mut stranger = world::individual("Người thứ năm (demo)");
    stranger["subject"]["category"] = json!("FARMER");
    let unknown = province.begin_nomination(&head, &cycle, HEALTH, &stranger).await;
    let refused = unknown.violations();
    assert!(refused[0].starts_with("/dossier/subject/category "), "the plan has four groups: {refused:?}");
    province.service.stop().await;
}
