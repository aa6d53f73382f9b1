//! Căn cứ and part I of the plan: what the movement rests on, what it is for, and what it asks of everybody.

use e2e::Engine;
use serde_json::{Value, json};

use crate::base::world::{self, all, id};
use crate::clauses::province::{
    COMMUNE, DISTRICT, FRONT, HEALTH, NEWSPAPER, OTHER_DISTRICT, Province, RADIO, TODAY, activity, document,
    of_commune, of_district, of_province, package, practice, titles,
};

/// Căn cứ: Quyết định số 749/QĐ-TTg, Nghị quyết số 07-NQ/TU; chủ đề “Sóc Trăng đồng lòng, quyết tâm thực hiện chuyển
/// đổi số”; giai đoạn 2021-2025. Everybody reads them as the plan has them.
pub(crate) async fn clause_preamble_the_movement_rests_on_two_documents_and_bears_its_slogan(engine: Engine) {
    let province = Province::begin(engine).await;
    let (public, movement) = (province.service.anybody(), package("movement.json"));
    let shown = public.get(&format!("/v1/public/campaigns/{}", province.campaign)).await.ok();
    let text = &shown["text"];
    for part in ["name", "slogan", "periodStartDate", "periodEndDate", "legalBases", "contents", "fields"] {
        assert_eq!(text[part], movement[part], "{part}");
    }
    let numbers: Vec<&Value> = text["legalBases"].as_array().expect("bases").iter().map(|one| &one["number"]).collect();
    assert_eq!(numbers, ["749/QĐ-TTg", "07-NQ/TU"]);
    assert_eq!(text["slogan"]["vi"], "Sóc Trăng đồng lòng, quyết tâm thực hiện chuyển đổi số");
    assert_eq!(
        (&text["periodStartDate"], &text["periodEndDate"], &shown["kind"], &shown["state"]),
        (&json!("2021-01-01"), &json!("2025-12-31"), &json!("THEMATIC"), &json!("LAUNCHED"))
    );
    assert_eq!(text["policy"]["theme"], "DIGITAL_TRANSFORMATION", "nobody commends an achievement of this theme twice");

    // The bases are the plan's: only its agency changes them, under a document, and the earlier text stays.
    let place = format!("/v1/campaigns/{}", province.campaign);
    let mut amended = province.standing.get(&place).await.ok()["text"].take();
    amended["legalBases"].as_array_mut().expect("bases").push(document("12/NQ-HĐND", "Nghị quyết của HĐND tỉnh"));
    let body = json!({"document": document("30/KH-UBND", "Sửa đổi, bổ sung Kế hoạch"), "signer": "Chủ tịch UBND tỉnh",
        "fromDate": TODAY, "changed": {"vi": "Bổ sung căn cứ", "en": "One more legal basis"}, "text": amended});
    let path = format!("{place}/amendments");
    assert_eq!(province.appraisal.post(&path, &body).await.status, 403);
    province.standing.post(&path, &body).await.ok();
    let versions = public.get(&format!("/v1/public/campaigns/{}/versions", province.campaign)).await.ok();
    let bases = |version: &Value| version["text"]["legalBases"].as_array().map(Vec::len);
    let counts: Vec<Option<usize>> = versions["items"].as_array().expect("versions").iter().map(bases).collect();
    assert_eq!(counts, [Some(2), Some(3)]);
    province.service.stop().await;
}

/// Mục I.1, gạch đầu dòng thứ nhất: phát huy sức mạnh tổng hợp và sự đồng thuận của cả hệ thống chính trị, người dân và
/// doanh nghiệp trong tuyên truyền, nâng cao nhận thức và trực tiếp tham gia.
pub(crate) async fn clause_i_1_everybody_is_told_and_takes_part(engine: Engine) {
    let province = Province::begin(engine).await;
    let public = province.service.anybody();
    let guidance = json!({"campaign": province.campaign, "kind": "GUIDANCE", "title": "Hướng dẫn tuyên truyền",
        "text": "Tuyên truyền bằng nhiều hình thức", "contents": [1], "recipients": {"everyUnit": true},
        "document": document("45/HD-STTTT", "Hướng dẫn tuyên truyền"), "public": true});
    let issued = province.standing.post("/v1/guidance", &guidance).await.ok();
    let everybody: usize = ["PROVINCIAL", "DISTRICT", "COMMUNE"].map(|level| province.living(level)).iter().sum();
    assert_eq!(
        (&issued["recipients"]["total"], everybody),
        (&json!(everybody), 145),
        "147 less the two merged in 2024"
    );
    assert_eq!(titles(&all(&public, "/v1/public/guidance?content=1").await), ["Hướng dẫn tuyên truyền"]);

    let (front, commune) = (province.head(FRONT).await, province.head(COMMUNE).await);
    let mut visits = activity("VISIT", 240, &[1]);
    visits["households"] = json!(180);
    province.mobilise(&front, FRONT, &visits).await.ok();
    let mut training = activity("TRAINING", 60, &[1, 8]);
    training["materials"] = json!(60);
    province.mobilise(&commune, COMMUNE, &training).await.ok();
    let newspaper = province.one("MEDIA_PARTNER", NEWSPAPER).await;
    let column = json!({"campaign": province.campaign, "publisher": province.unit(NEWSPAPER), "kind": "COLUMN",
        "title": "Chuyên mục Chuyển đổi số", "date": TODAY, "outlet": "Báo in", "contents": [1]});
    newspaper.post("/v1/media-items", &column).await.ok();

    // The agency sees the people, the households and the kinds of units, and nobody is counted twice.
    let place = format!("/v1/mobilisations/summary?campaign={}", province.campaign);
    let summary = province.standing.get(&place).await.ok();
    let total = &summary["total"];
    assert_eq!(
        (&total["units"], &total["activities"], &total["participants"], &total["households"], &total["materials"]),
        (&json!(2), &json!(2), &json!(300), &json!(180), &json!(60))
    );
    let kinds: Vec<&Value> =
        summary["unitKinds"].as_array().expect("kinds").iter().map(|one| &one["unitKind"]).collect();
    assert_eq!(kinds, ["MASS_ORGANISATION", "PEOPLES_COMMITTEE"]);
    assert_eq!(titles(&all(&public, "/v1/public/media-items?content=1").await), ["Chuyên mục Chuyển đổi số"]);
    province.service.stop().await;
}

/// Mục I.1, gạch đầu dòng thứ hai: nâng cao trách nhiệm của các tập thể, cá nhân trong thực hiện nhiệm vụ chuyển đổi
/// số: who has answered for the tasks, and who has not, is public.
pub(crate) async fn clause_i_1_every_unit_answers_for_its_tasks(engine: Engine) {
    let province = Province::begin(engine).await;
    let cycle = province.open_year().await;
    let due = async |query: &str| all(&province.standing, &format!("/v1/cycles/{cycle}/due-reports{query}")).await;
    assert_eq!(due("").await.len(), 147, "every unit that existed in 2024");
    assert_eq!((due("?due=WAITING").await.len(), due("?due=OVERDUE").await.len()), (147, 0), "the day has not come");
    let head = province.head(DISTRICT).await;
    let report = province.reported(&head, &cycle, DISTRICT, &of_district(800)).await;
    let own = all(&head, &format!("/v1/cycles/{cycle}/due-reports")).await;
    assert_eq!((own.len(), &own[0]["punctuality"]), (1, &json!("ON_TIME")), "a unit sees its own line");
    assert_eq!(due("?due=FILED").await.len(), 1);

    let release = province.release(&cycle).await;
    let register = format!("/v1/public/releases/{}/register", id(&release));
    let register = province.service.anybody().get(&register).await.ok();
    let units = register["units"].as_array().expect("units");
    let status = |code: &str| units.iter().find(|unit| unit["code"] == code).map(|unit| unit["status"].clone());
    assert_eq!(status(DISTRICT), Some(json!("ON_TIME")));
    assert_eq!(status(OTHER_DISTRICT), Some(json!("NOT_FILED")));
    let auditor = province.one("AUDITOR", "thanh-tra-tinh").await;
    let trail = all(&auditor, &format!("/v1/audit-entries?object={report}")).await;
    let kinds: Vec<&str> = trail.iter().filter_map(|entry| entry["kind"].as_str()).collect();
    assert_eq!(
        kinds,
        ["REPORT_DRAFTED", "REPORT_SUBMITTED", "REPORT_VERIFIED", "REPORT_FINALISED", "REPORT_PUBLISHED"],
        "every step has somebody who took it"
    );
    province.service.stop().await;
}

/// Mục I.1, gạch đầu dòng thứ ba: biểu dương, tôn vinh, khen thưởng; kịp thời phát hiện nhân tố mới, nhân rộng các điển
/// hình tiên tiến, tạo sự lan tỏa trong toàn tỉnh.
pub(crate) async fn clause_i_1_examples_are_commended_and_spread(engine: Engine) {
    let province = Province::begin(engine).await;
    let (cycle, public) = (province.open_year().await, province.service.anybody());
    let (head, other) = (province.head(DISTRICT).await, province.head(OTHER_DISTRICT).await);
    province.reported(&head, &cycle, DISTRICT, &of_district(900)).await;
    let dossier = world::collective("Phòng Văn hóa và Thông tin");
    let nomination = province.presented(&head, &cycle, DISTRICT, &dossier).await;
    let decision = province.decide(335, &[&nomination]).await;
    province.announce(&decision).await;
    let award = id(&decision["awards"][0]);

    let proposed = province.propose(&head, DISTRICT, &practice("Một cửa không giấy", "OTHER", &[6])).await.ok();
    let role_model = province.spread(&proposed).await;
    let radio = province.one("MEDIA_PARTNER", RADIO).await;
    let report = json!({"campaign": province.campaign, "publisher": province.unit(RADIO), "kind": "BROADCAST",
        "title": "Gương điển hình chuyển đổi số", "date": TODAY, "outlet": "Truyền hình tỉnh", "minutes": 15,
        "contents": [6], "roleModels": [role_model], "awards": [award]});
    radio.post("/v1/media-items", &report).await.ok();
    let adoption = json!({"roleModel": role_model, "organisation": province.unit(OTHER_DISTRICT),
        "fromDate": "2024-11-20", "text": "Lập tổ ở mọi xã"});
    other.post("/v1/adoptions", &adoption).await.ok();

    let model = public.get(&format!("/v1/public/role-models/{role_model}")).await.ok();
    assert_eq!((&model["unit"]["name"], &model["adoptingUnits"]), (&province.name(DISTRICT), &json!(1)));
    let awards = all(&public, &format!("/v1/public/awards?cycle={cycle}")).await;
    assert_eq!(
        (awards.len(), &awards[0]["name"], &awards[0]["form"]),
        (1, &json!("Phòng Văn hóa và Thông tin"), &json!("BANG_KHEN_PROVINCE"))
    );
    let told = all(&public, &format!("/v1/public/media-items?roleModel={role_model}")).await;
    assert_eq!((titles(&told), &told[0]["awards"][0]["id"]), (vec!["Gương điển hình chuyển đổi số"], &json!(award)));
    province.service.stop().await;
}

/// Mục I.2, gạch đầu dòng thứ nhất: triển khai sâu rộng từ tỉnh đến cơ sở, nội dung đa dạng, hình thức phong phú.
pub(crate) async fn clause_i_2_the_movement_reaches_from_the_province_to_the_grassroots(engine: Engine) {
    let province = Province::begin(engine).await;
    let cycle = province.open_year().await;
    let mut heads = Vec::new();
    for (code, group, units, figures) in [
        (HEALTH, "PROVINCIAL", 27, of_province(95)),
        (DISTRICT, "DISTRICT", 11, of_district(800)),
        (COMMUNE, "COMMUNE", 109, of_commune(12)),
    ] {
        let place = format!("/v1/cycles/{cycle}/participants?group={group}");
        assert_eq!(all(&province.standing, &place).await.len(), units, "{group}");
        let head = province.head(code).await;
        province.reported(&head, &cycle, code, &figures).await;
        heads.push((code, group, head));
    }
    let release = province.release(&cycle).await;
    assert_eq!(release["boards"].as_array().map(Vec::len), Some(3), "a board for each level");
    for (code, group, _) in &heads {
        let board = province.board(&cycle, group).await;
        let first = &board["standings"][0];
        assert_eq!((&first["name"], &first["rank"], &first["total"]), (&province.name(code), &json!(1), &json!(100.0)));
    }
    // Every form that the service knows is used, down to the commune.
    let forms = ["MEETING", "TRAINING", "CAMPAIGN", "CONTEST", "VISIT", "MEDIA_POST", "OTHER"];
    for (place, form) in forms.iter().enumerate() {
        let (code, _, head) = &heads[place % heads.len()];
        province.mobilise(head, code, &activity(form, 10, &[1])).await.ok();
    }
    for form in forms {
        let list = all(&province.standing, &format!("/v1/mobilisations?form={form}")).await;
        assert_eq!(list.len(), 1, "{form}");
    }
    province.service.stop().await;
}

/// Mục I.2, gạch đầu dòng thứ hai: các cơ quan, đơn vị, địa phương chủ động xây dựng kế hoạch.
pub(crate) async fn clause_i_2_units_make_plans_of_their_own(engine: Engine) {
    let province = Province::begin(engine).await;
    let path = format!("/v1/campaigns/{}/units-without-plan", province.campaign);
    assert_eq!(all(&province.appraisal, &path).await.len(), 147, "each of the three levels owes one");
    for code in [HEALTH, DISTRICT, COMMUNE] {
        let head = province.head(code).await;
        let listed = all(&head, &path).await;
        assert_eq!(
            (listed.len(), &listed[0]["name"]),
            (1, &province.name(code)),
            "a unit sees whether it is on the list"
        );
        let unit = province.unit(code);
        let plan = |document: Value| {
            let campaign = &province.campaign;
            json!({"campaign": campaign, "organisation": unit, "document": document})
        };
        let mut nameless = document("05/KH", "");
        nameless.as_object_mut().expect("an object").remove("title");
        let refused = head.post("/v1/implementation-plans", &plan(nameless)).await;
        assert_eq!(refused.violations(), ["/document DOCUMENT_INCOMPLETE S28"]);
        let complete = plan(document("05/KH", "Kế hoạch đẩy nhanh chuyển đổi số của đơn vị"));
        head.post("/v1/implementation-plans", &complete).await.ok();
        assert_eq!(all(&head, &path).await.len(), 0);
    }
    for (level, left) in [("PROVINCIAL", 26), ("DISTRICT", 10), ("COMMUNE", 108)] {
        assert_eq!(all(&province.standing, &format!("{path}?level={level}")).await.len(), left, "{level}");
    }
    let plans = all(&province.standing, &format!("/v1/implementation-plans?campaign={}", province.campaign)).await;
    let codes: Vec<&Value> = plans.iter().map(|plan| &plan["organisationCode"]).collect();
    assert_eq!(codes, [HEALTH, DISTRICT, COMMUNE]);
    province.service.stop().await;
}

/// Mục I.2, gạch đầu dòng thứ ba: phát huy trách nhiệm người đứng đầu; tổ chức thường xuyên, liên tục, có đôn đốc, kiểm
/// tra.
pub(crate) async fn clause_i_2_heads_answer_and_are_urged_and_inspected(engine: Engine) {
    let province = Province::begin(engine).await;
    let cycle = province.open_year().await;
    let (editor, head) = (province.one("UNIT_EDITOR", DISTRICT).await, province.head(DISTRICT).await);
    let body = json!({"cycle": cycle, "organisation": province.unit(DISTRICT), "figures": of_district(800)});
    let report = id(&editor.post("/v1/reports", &body).await.ok());

    // Đôn đốc: the agency plans the days, and who has handed in is urged no more.
    let plan = json!({"days": [-7, 0, 3], "note": "Liên hệ Phòng Công nghệ thông tin."});
    province.set(&province.standing, &format!("/v1/cycles/{cycle}/reminder-plan"), &plan).await.ok();
    let reminders = format!("/v1/cycles/{cycle}/reminders?from=2024-11-28&to=2024-12-08");
    let urged = all(&head, &reminders).await;
    assert_eq!((urged.len(), &urged[0]["organisationName"]), (3, &province.name(DISTRICT)));
    let submission = format!("/v1/reports/{report}/submission");
    assert_eq!(editor.step(&submission).await.problem(), (403, "NOT_ALLOWED".to_owned()), "the head answers for it");
    assert_eq!(head.step(&submission).await.ok()["late"], false);
    assert_eq!(all(&head, &reminders).await.len(), 0);

    // Kiểm tra: announced, carried out, with advice that the head answers.
    let inspection = json!({"campaign": province.campaign, "organisation": province.unit(DISTRICT),
        "plannedDate": TODAY, "contents": [6], "cycle": cycle, "criteria": ["H1"], "reason": "Đối chiếu số liệu"});
    let inspection =
        format!("/v1/inspections/{}", id(&province.standing.post("/v1/inspections", &inspection).await.ok()));
    assert_eq!(head.get(&inspection).await.status, 404, "not before its notice");
    let notice = json!({"document": document("7/TB-STTTT", "Thông báo kiểm tra"), "visitDate": TODAY,
        "members": ["Trưởng đoàn (demo)"]});
    province.standing.post(&format!("{inspection}/notice"), &notice).await.ok();
    let minutes = json!({"date": TODAY, "participants": ["Đoàn kiểm tra"], "text": "Đối chiếu 200 hồ sơ"});
    province.standing.post(&format!("{inspection}/minutes"), &minutes).await.ok();
    let advice = json!({"text": "Rà soát hồ sơ chưa xử lý trên phần mềm", "dueDate": province.ahead(10)});
    let advice = province.standing.post(&format!("{inspection}/recommendations"), &advice).await.ok();
    let advice = format!("/v1/recommendations/{}", id(&advice));
    head.post(&format!("{advice}/answer"), &json!({"text": "Đã rà soát 12 hồ sơ"})).await.ok();
    let accepted = province.standing.post(&format!("{advice}/acceptance"), &json!({"text": "Đạt yêu cầu"})).await.ok();
    assert_eq!(accepted["state"], "ACCEPTED");
    let conclusion = json!({"document": document("9/KL-STTTT", "Kết luận kiểm tra"), "text": "Số liệu khớp"});
    let concluded = province.standing.post(&format!("{inspection}/conclusion"), &conclusion).await.ok();
    assert_eq!(concluded["state"], "CONCLUDED");
    province.service.stop().await;
}

/// Mục I.2, gạch đầu dòng thứ ba: đánh giá định kỳ hàng năm, sơ kết, tổng kết 5 năm.
pub(crate) async fn clause_i_2_the_movement_is_assessed_every_year_and_reviewed_after_five(engine: Engine) {
    let mut province = Province::begin(engine).await;
    let public = province.service.anybody();
    let cycles = all(&public, "/v1/public/cycles").await;
    let planned: Vec<(&Value, &Value)> = cycles.iter().map(|cycle| (&cycle["code"], &cycle["kind"])).collect();
    let years = ["2021", "2022", "2023", "2024", "2025"].map(|year| (json!(year), json!("ANNUAL")));
    let reviews = [("mid-term", "MIDTERM"), ("final", "FINAL")].map(|(code, kind)| (json!(code), json!(kind)));
    let expected: Vec<(&Value, &Value)> = years.iter().chain(&reviews).map(|(code, kind)| (code, kind)).collect();
    assert_eq!(planned, expected);

    // Hàng năm.
    let year = province.open_year().await;
    let head = province.head(DISTRICT).await;
    province.reported(&head, &year, DISTRICT, &of_district(720)).await;
    province.release(&year).await;
    // 10 × 720 × 100 ÷ (80 × 1000) = 9.00; 29.00 × 100 ÷ 30 = 96.66.
    assert_eq!(province.board(&year, "DISTRICT").await["standings"][0]["total"], json!(96.66));

    // Sơ kết: only under the document that sets it.
    let opening = format!("/v1/cycles/{}/opening", province.cycle("mid-term"));
    let undated = province.standing.post(&opening, &json!({"dueDate": province.ahead(30)})).await;
    assert_eq!((undated.problem(), undated.rule().as_str()), ((409, "REVIEW_DATE_UNKNOWN".to_owned()), "S17"));
    let midterm = province.open_review("mid-term", "MIDTERM").await;
    province.reported(&head, &midterm, DISTRICT, &of_district(760)).await;
    province.release(&midterm).await;
    assert_eq!(province.board(&midterm, "DISTRICT").await["standings"][0]["rank"], json!(1));

    // Tổng kết 5 năm: in January 2026, over the whole period.
    province.pass(410).await;
    let head = world::sign_in(&province.service, "unit_head.943").await;
    let review = province.open_review("final", "FINAL").await;
    let shown = province.standing.get(&format!("/v1/cycles/{review}")).await.ok();
    assert_eq!(
        (&shown["periodStartDate"], &shown["periodEndDate"], &shown["openedUnder"]["signer"]),
        (&json!("2021-01-01"), &json!("2025-12-31"), &json!("Chủ tịch UBND tỉnh"))
    );
    province.reported(&head, &review, DISTRICT, &of_district(800)).await;
    province.release(&review).await;
    assert_eq!(province.board(&review, "DISTRICT").await["standings"][0]["total"], json!(100.0));
    let conclusion = json!({"document": document("99/BC-UBND", "Tổng kết phong trào"), "signer": "Chủ tịch UBND tỉnh"});
    let path = format!("/v1/campaigns/{}/conclusion", province.campaign);
    let refused = province.standing.post(&path, &conclusion).await;
    assert_eq!((refused.problem(), refused.rule().as_str()), ((409, "CAMPAIGN_HAS_OPEN_CYCLES".to_owned()), "M01"));
    province.service.stop().await;
}

/// Mục I.2, gạch đầu dòng thứ tư: khen thưởng dân chủ, chính xác, công khai, minh bạch, kịp thời, đúng đối tượng, đúng
/// quy định.
pub(crate) async fn clause_i_2_commendation_is_democratic_exact_public_and_timely(engine: Engine) {
    let mut province = Province::begin(engine).await;
    let (cycle, public) = (province.open_year().await, province.service.anybody());
    let head = province.head(DISTRICT).await;
    province.round(&cycle, json!({"objectionDays": 3, "threshold": {"percent": 80, "basis": "ALL_MEMBERS"}})).await;
    let dossier = world::collective("Phòng Tài chính");
    let nomination = id(&province.begin_nomination(&head, &cycle, DISTRICT, &dossier).await.ok());

    // Chính xác, đúng đối tượng: it rests on the unit's own official result.
    province.step(&head, &nomination, "submission", &json!({})).await.ok();
    province.step(&province.standing, &nomination, "receipt", &json!({})).await.ok();
    let bare = province.step(&province.standing, &nomination, "forwarding", &json!({})).await;
    assert_eq!((bare.problem(), bare.rule().as_str()), ((409, "RESULT_MISSING".to_owned()), "S35"));
    province.reported(&head, &cycle, DISTRICT, &of_district(800)).await;
    province.step(&province.standing, &nomination, "forwarding", &json!({})).await.ok();
    province.step(&province.appraisal, &nomination, "appraisal", &json!({"eligible": true})).await.ok();

    // Công khai: everybody sees who is nominated and may object. Dân chủ: the council votes.
    let list = json!({"cycle": cycle, "occasion": "ANNUAL", "document": document("88/TB-SNV", "Lấy ý kiến nhân dân")});
    province.appraisal.post("/v1/objection-periods", &list).await.ok();
    let open = all(&public, "/v1/public/objection-periods").await;
    let posted = public.get(open[0]["href"].as_str().expect("an address")).await.ok();
    assert_eq!(posted["nominees"][0]["name"], "Phòng Tài chính");
    let mut minutes = world::minutes(&cycle, &nomination, 8);
    minutes["date"] = json!(TODAY);
    province.appraisal.post("/v1/session-minutes", &minutes).await.ok();
    province.pass(10).await;
    let few = province.step(&province.appraisal, &nomination, "presentation", &json!({})).await;
    assert_eq!((few.problem(), few.rule().as_str()), ((409, "VOTES_TOO_FEW".to_owned()), "L09"));
    let mut minutes = world::minutes(&cycle, &nomination, 9);
    minutes["date"] = json!(province.today());
    province.appraisal.post("/v1/session-minutes", &minutes).await.ok();
    province.step(&province.appraisal, &nomination, "presentation", &json!({})).await.ok();

    // Đúng quy định, kịp thời: signed on the sheet that was looked at, and public the same day.
    let sheet = province.chair.post("/v1/signing-sheets", &json!({"nominations": [nomination]})).await.ok();
    assert_eq!(sheet["total"], 1);
    let decision = province.decide(336, &[&nomination]).await;
    assert_eq!(all(&public, "/v1/public/awards").await.len(), 0, "not before it is announced");
    province.announce(&decision).await;
    let awards = all(&public, "/v1/public/awards").await;
    assert_eq!((&awards[0]["name"], &awards[0]["decisionDate"]), (&json!("Phòng Tài chính"), &json!(province.today())));
    let told = public.get("/v1/public/news.atom").await.text;
    assert!(told.contains("336/QĐ-UBND"), "{told}");
    province.service.stop().await;
}
