//! Part II of the plan: who competes, and in what.

use e2e::Engine;
use serde_json::{Value, json};

use crate::base::world::{self, all, id};
use crate::clauses::province::{
    APPRAISAL, COMMUNE, DISTRICT, FRONT, HEALTH, NEWSPAPER, Province, TODAY, activity, attested, document, of_district,
    package, practice, proven, titles,
};
use crate::planning::from_nothing::person;

/// Mục II.1: tập thể: các sở, ban, ngành, Ủy ban Mặt trận Tổ quốc Việt Nam và các tổ chức chính trị - xã hội, UBND các
/// huyện, thị xã, thành phố và các doanh nghiệp; cá nhân thuộc các tổ chức, đơn vị, địa phương và các cá nhân khác.
pub(crate) async fn clause_ii_1_collectives_and_individuals_compete(engine: Engine) {
    let province = Province::begin(engine).await;
    let (cycle, public) = (province.open_year().await, province.service.anybody());
    let participants = all(&province.standing, &format!("/v1/cycles/{cycle}/participants")).await;
    let units = all(&public, "/v1/public/units").await;
    let kind = |participant: &Value| {
        let unit = units.iter().find(|unit| unit["id"] == participant["organisation"]).expect("a unit");
        unit["kind"].as_str().expect("a kind").to_owned()
    };
    let count = |wanted: &str| participants.iter().filter(|one| kind(one) == wanted).count();
    assert_eq!((count("DEPARTMENT"), count("MANAGEMENT_BOARD")), (18, 1), "các sở, ban, ngành");
    assert_eq!((count("MASS_ORGANISATION"), count("MEDIA")), (6, 2), "Mặt trận, các đoàn thể; Báo, Đài");
    assert_eq!(count("PEOPLES_COMMITTEE"), 120, "UBND 11 huyện, thị xã, thành phố and 109 communes");

    // Các doanh nghiệp: registered like every unit, owing no report, and commended by what their head sends.
    let enterprise = json!({"name": "Công ty TNHH Phần mềm (demo)", "level": "ENTERPRISE", "kind": "ENTERPRISE",
        "codes": [{"scheme": "SLUG", "value": "cong-ty-phan-mem"}], "fromDate": "2021-01-01",
        "document": document("2/GCN", "Giấy chứng nhận đăng ký doanh nghiệp")});
    let enterprise = id(&province.admin.post("/v1/organisations", &enterprise).await.ok());
    let due = all(&province.standing, &format!("/v1/cycles/{cycle}/due-reports")).await;
    assert!(due.iter().all(|line| line["organisation"] != json!(enterprise)), "an enterprise owes no report");
    let manager = person(&province.service, &province.admin, "manager", "UNIT_HEAD", &enterprise).await;
    let mut dossier = world::collective("Công ty TNHH Phần mềm (demo)");
    dossier["subject"]["category"] = json!("IT");
    dossier["criterionAccount"] = json!("Làm chủ nền tảng số, đạt quy chuẩn an toàn");
    let body = json!({"cycle": cycle, "organisation": enterprise, "dossier": dossier});
    let firm = id(&manager.post("/v1/nominations", &body).await.ok());
    province.appraise(&manager, &firm).await;

    // Cá nhân thuộc các đơn vị, và các cá nhân khác: a person without a unit is nominated where they contributed.
    let head = province.head(DISTRICT).await;
    let member = world::individual("Ngô Thị Sáng Kiến");
    let member = id(&province.begin_nomination(&head, &cycle, DISTRICT, &member).await.ok());
    let mut outsider = world::individual("Lý Văn Tự Do");
    outsider["subject"]["category"] = json!("OTHER");
    outsider["subject"]["withoutUnit"] = json!(true);
    let outsider = id(&province.begin_nomination(&head, &cycle, DISTRICT, &outsider).await.ok());
    for nomination in [&member, &outsider] {
        province.appraise(&head, nomination).await;
    }
    for nomination in [&firm, &member, &outsider] {
        province.step(&province.appraisal, nomination, "presentation", &json!({})).await.ok();
    }
    province.announce(&province.decide(335, &[&firm, &member, &outsider]).await).await;
    let awards = all(&public, &format!("/v1/public/awards?cycle={cycle}")).await;
    let mut told: Vec<(String, &Value)> =
        awards.iter().map(|award| (award["subjectKind"].to_string(), &award["withoutUnit"])).collect();
    told.sort_by_key(|(kind, without)| (kind.clone(), without.as_bool()));
    let (no, yes) = (json!(false), json!(true));
    let expected = [("\"COLLECTIVE\"", &no), ("\"INDIVIDUAL\"", &no), ("\"INDIVIDUAL\"", &yes)];
    assert_eq!(told, expected.map(|(kind, without)| (kind.to_owned(), without)));
    province.service.stop().await;
}

/// Mục II.1: the Front and the press are measured like the departments, but for what they do not do, and who appraises
/// competes, too.
pub(crate) async fn clause_ii_1_every_kind_of_unit_is_measured_by_what_it_does(engine: Engine) {
    let province = Province::begin(engine).await;
    let cycle = province.open_year().await;
    let common = [attested("P2", 900, 1000), attested("P3", 1000, 1000), proven("P4", 10, 10)];
    for (code, asked) in [(FRONT, 3), (NEWSPAPER, 4), (APPRAISAL, 5)] {
        let head = province.head(code).await;
        let mut figures = common.to_vec();
        if 3 < asked {
            let mut online = proven("P1", 95, 100);
            online["reference"] = document("21/QĐ-UBND", "Danh mục thủ tục hành chính đủ điều kiện");
            figures.push(online);
        }
        if 4 < asked {
            figures.push(proven("P5", 5, 10));
        }
        let report = province.reported(&head, &cycle, code, &json!(figures)).await;
        let card = head.get(&format!("/v1/reports/{report}/scorecard")).await.ok();
        assert_eq!(
            (&card["applicablePoints"], &card["total"]),
            (&json!(10.0 * f64::from(asked)), &json!(100.0)),
            "{code}"
        );
    }
    let district = province.head(DISTRICT).await;
    province.reported(&district, &cycle, DISTRICT, &of_district(800)).await;
    let release = province.release(&cycle).await;
    assert_eq!(release["boards"].as_array().map(Vec::len), Some(2), "provincial units and districts apart");
    let board = province.board(&cycle, "PROVINCIAL").await;
    let standings = board["standings"].as_array().expect("standings");
    let applicable: Vec<&Value> = standings.iter().map(|one| &one["criteriaApplicable"]).collect();
    assert!(applicable.contains(&&json!(3)) && applicable.contains(&&json!(5)), "{board}");
    assert!(standings.iter().all(|one| one["rank"] == 1), "they share the first rank");
    province.service.stop().await;
}

/// Mục II.2: chín nội dung thi đua. Whatever is done says which of them it serves, and is found by it.
pub(crate) async fn clause_ii_2_nine_contents_say_what_everything_serves(engine: Engine) {
    let province = Province::begin(engine).await;
    let public = province.service.anybody();
    let movement = package("movement.json");
    let contents = movement["contents"].as_array().expect("contents");
    assert_eq!(contents.len(), 9);
    let head = province.head(DISTRICT).await;
    let newspaper = province.one("MEDIA_PARTNER", NEWSPAPER).await;
    let (campaign, unit) = (&province.campaign, province.unit(DISTRICT));
    for content in contents {
        let number = content["number"].as_i64().expect("a number");
        let title = format!("Nội dung {number}");
        province.mobilise(&head, DISTRICT, &activity("MEETING", 30, &[number])).await.ok();
        let difficulty = json!({"campaign": campaign, "organisation": unit, "addressee": "STANDING_AGENCY",
            "title": title, "text": "Đề nghị hướng dẫn thực hiện", "contents": [number]});
        head.post("/v1/difficulties", &difficulty).await.ok();
        province.propose(&head, DISTRICT, &practice(&title, "OTHER", &[number])).await.ok();
        let guidance = json!({"campaign": campaign, "kind": "ANNOUNCEMENT", "title": title,
            "text": "Triển khai nội dung thi đua", "contents": [number], "recipients": {"levels": ["DISTRICT"]}});
        province.standing.post("/v1/guidance", &guidance).await.ok();
        let inspection = json!({"campaign": campaign, "organisation": unit, "plannedDate": province.ahead(20),
            "contents": [number], "reason": title});
        province.appraisal.post("/v1/inspections", &inspection).await.ok();
        let article = json!({"campaign": campaign, "publisher": province.unit(NEWSPAPER), "kind": "ARTICLE",
            "title": title, "date": TODAY, "outlet": "Báo in", "contents": [number]});
        newspaper.post("/v1/media-items", &article).await.ok();
        let role_model = json!({"campaign": campaign, "organisation": unit, "field": "OTHER", "title": title,
            "summary": "Cách làm hay", "contents": [number]});
        province.standing.post("/v1/role-models", &role_model).await.ok();
    }
    for number in 1..=9 {
        let title = format!("Nội dung {number}");
        for list in ["difficulties", "practices", "guidance"] {
            let found = all(&province.standing, &format!("/v1/{list}?content={number}")).await;
            assert_eq!(titles(&found), [title.as_str()], "{list}");
        }
        for list in ["mobilisations", "inspections"] {
            let found = all(&province.standing, &format!("/v1/{list}?content={number}")).await;
            assert_eq!((found.len(), &found[0]["contents"]), (1, &json!([number])), "{list}");
        }
        for list in ["media-items", "role-models"] {
            let found = all(&public, &format!("/v1/public/{list}?content={number}")).await;
            assert_eq!(titles(&found), [title.as_str()], "{list}");
        }
    }
    // And the year is read by content: what was done for each of them, and what of it is public.
    let year = province.cycle("2024").to_owned();
    let told = province.standing.get(&format!("/v1/cycles/{year}/dimensions")).await.ok();
    let open = public.get(&format!("/v1/public/cycles/{year}/dimensions")).await.ok();
    for place in 0..9 {
        let (told, open) = (&told["tally"]["contents"][place], &open["tally"]["contents"][place]);
        for counts in [&told["counts"], &open["counts"]] {
            assert_eq!((&counts["roleModels"], &counts["mediaItems"]), (&json!(1), &json!(1)), "{counts}");
        }
        let work = &told["counts"]["work"];
        assert_eq!((&work["activities"], &work["participants"]), (&json!(1), &json!(30)), "{work}");
        assert_eq!((&work["difficulties"], &work["practices"][0]["practices"]), (&json!(1), &json!(1)), "{work}");
        assert_eq!(work["inspections"], 0, "it is planned and did not take place");
        assert!(open["counts"].get("work").is_none(), "{open}");
    }
    let tenth = province.mobilise(&head, DISTRICT, &activity("MEETING", 30, &[10])).await;
    assert_eq!(tenth.violations(), ["/content/contents/0 CONTENT_UNKNOWN"], "the plan has nine");

    // Nội dung 6 (trừ những văn bản mật): whoever counts them attests that state secrets are left out.
    let cycle = province.open_year().await;
    let figures = json!([attested("H1", 800, 1000), {"criterion": "H2", "numerator": 9, "denominator": 10},
        proven("H3", 50, 50)]);
    let body = json!({"cycle": cycle, "organisation": unit, "figures": figures});
    let report = id(&head.post("/v1/reports", &body).await.ok());
    let refused = head.step(&format!("/v1/reports/{report}/submission")).await;
    assert_eq!(refused.violations(), ["/figures/1/secretExcluded ATTESTATION_MISSING S06"]);
    province.service.stop().await;
}

/// Mục II.2, nội dung 9: ưu tiên các lĩnh vực Nông nghiệp, Du lịch, Y tế, Giáo dục và Đào tạo, An sinh xã hội và các
/// lĩnh vực quan trọng khác.
pub(crate) async fn clause_ii_2_six_fields_have_priority(engine: Engine) {
    let province = Province::begin(engine).await;
    let public = province.service.anybody();
    let movement = package("movement.json");
    let fields: Vec<&str> = movement["fields"]
        .as_array()
        .expect("fields")
        .iter()
        .map(|one| one["code"].as_str().expect("a code"))
        .collect();
    assert_eq!(fields, ["AGRICULTURE", "TOURISM", "HEALTH", "EDUCATION", "SOCIAL_SECURITY", "OTHER"]);
    let (health, commune) = (province.head(HEALTH).await, province.head(COMMUNE).await);
    let newspaper = province.one("MEDIA_PARTNER", NEWSPAPER).await;
    let campaign = &province.campaign;
    for field in &fields {
        // Each field has a practice that becomes an example, is written about, and is what people are won over for.
        let title = format!("Mô hình lĩnh vực {field}");
        let proposed = province.propose(&health, HEALTH, &practice(&title, field, &[9])).await.ok();
        let role_model = province.spread(&proposed).await;
        let article = json!({"campaign": campaign, "publisher": province.unit(NEWSPAPER), "kind": "REPORTAGE",
            "title": title, "date": TODAY, "outlet": "Báo in", "field": field, "roleModels": [role_model]});
        newspaper.post("/v1/media-items", &article).await.ok();
        let mut visits = activity("VISIT", 25, &[9]);
        visits["field"] = json!(field);
        province.mobilise(&commune, COMMUNE, &visits).await.ok();
        let difficulty = json!({"campaign": campaign, "organisation": province.unit(HEALTH), "field": field,
            "addressee": "APPRAISAL_AGENCY", "title": title, "text": "Đề nghị hướng dẫn"});
        health.post("/v1/difficulties", &difficulty).await.ok();
    }
    for field in &fields {
        let title = format!("Mô hình lĩnh vực {field}");
        for list in ["role-models", "media-items"] {
            let found = all(&public, &format!("/v1/public/{list}?field={field}")).await;
            assert_eq!((titles(&found), &found[0]["field"]), (vec![title.as_str()], &json!(field)), "{list}");
        }
        for list in ["practices", "difficulties"] {
            let found = all(&province.standing, &format!("/v1/{list}?field={field}")).await;
            assert_eq!(titles(&found), [title.as_str()], "{list}");
        }
        let found = all(&province.standing, &format!("/v1/mobilisations?field={field}")).await;
        assert_eq!(found.len(), 1, "{field}");
    }
    let seventh = province.propose(&health, HEALTH, &practice("Thể thao số", "SPORT", &[9])).await;
    assert_eq!(seventh.violations(), ["/content/field CAMPAIGN_FIELD_UNKNOWN S32"]);
    province.service.stop().await;
}
