//! Part V of the plan: who does what.

use e2e::Engine;
use serde_json::{Value, json};

use crate::base::world::{self, all, id};
use crate::clauses::province::{
    APPRAISAL, COMMUNE, DISTRICT, FRONT, HEALTH, NEWSPAPER, OTHER_DISTRICT, Province, RADIO, STANDING, TODAY, activity,
    document, of_district, of_province, practice, share, titles,
};

/// Mục V.1, gạch đầu dòng thứ nhất: Sở Thông tin và Truyền thông là cơ quan thường trực: chủ trì phối hợp, tham mưu chỉ
/// đạo; tuyên truyền và hướng dẫn thực hiện Phong trào thi đua.
pub(crate) async fn clause_v_1_the_standing_agency_guides_everybody(engine: Engine) {
    let province = Province::begin(engine).await;
    let functions = all(&province.admin, "/v1/functions").await;
    let holds = |function: &str| -> Vec<Value> {
        let held = functions.iter().filter(|one| one["function"] == function);
        held.map(|one| one["organisation"].clone()).collect()
    };
    assert_eq!(holds("STANDING_AGENCY"), [json!(province.unit(STANDING))]);
    assert_eq!(holds("APPRAISAL_AGENCY"), [json!(province.unit(APPRAISAL))]);
    let body = |title: &str, levels: Value| {
        json!({"campaign": province.campaign, "kind": "GUIDANCE", "title": title, "text": "Chấm theo bộ tiêu chí",
            "contents": [6], "recipients": {"levels": levels}, "acknowledgeByDate": province.ahead(5),
            "document": document("45/HD-STTTT", "Hướng dẫn thực hiện Phong trào thi đua")})
    };
    let (head, commune) = (province.head(DISTRICT).await, province.head(COMMUNE).await);
    let own = head.post("/v1/guidance", &body("Của huyện", json!(["COMMUNE"]))).await;
    assert_eq!(own.status, 403, "the agencies guide");
    let issued = province.standing.post("/v1/guidance", &body("Hướng dẫn chấm điểm", json!(["DISTRICT"]))).await.ok();
    assert_eq!(
        (&issued["issuerName"], &issued["recipients"]["total"]),
        (&json!("Sở Thông tin và Truyền thông"), &json!(11))
    );
    let place = format!("/v1/guidance/{}", id(&issued));
    assert_eq!(titles(&all(&head, "/v1/guidance").await), ["Hướng dẫn chấm điểm"]);
    assert_eq!(commune.get(&place).await.status, 404, "not issued to communes");
    let received = json!({"organisation": province.unit(DISTRICT)});
    head.post(&format!("{place}/acknowledgements"), &received).await.ok();
    let mut later = body("Hướng dẫn chấm điểm (thay thế)", json!(["DISTRICT", "COMMUNE"]));
    later["replaces"] = issued["id"].clone();
    province.appraisal.post("/v1/guidance", &later).await.ok();
    assert_eq!(head.get(&place).await.ok()["state"], "REPLACED", "phối hợp: the other agency puts it right");
    let waiting = all(&commune, "/v1/guidance?unacknowledged=true").await;
    assert_eq!(titles(&waiting), ["Hướng dẫn chấm điểm (thay thế)"]);
    province.service.stop().await;
}

/// Mục V.1, gạch đầu dòng thứ hai: trường hợp cần khen thưởng kịp thời, Sở Thông tin và Truyền thông chủ động, phối hợp
/// với Sở Nội vụ báo cáo Chủ tịch UBND tỉnh.
pub(crate) async fn clause_v_1_urgent_commendation_is_proposed_at_once(engine: Engine) {
    let province = Province::begin(engine).await;
    let cycle = province.open_year().await;
    let (head, public) = (province.head(DISTRICT).await, province.service.anybody());
    let suggestion = json!({"cycle": cycle, "organisation": province.unit(DISTRICT), "subjectKind": "COLLECTIVE",
        "name": "Tổ ứng cứu sự cố", "achievement": "Khôi phục hệ thống một cửa trong đêm bão"});
    let suggested = head.post("/v1/suggestions", &suggestion).await.header("location");
    let mut dossier = world::collective("Tổ ứng cứu sự cố");
    dossier["simplifiedGround"] = json!("UNEXPECTED_ACHIEVEMENT");
    dossier["papers"] = json!([dossier["papers"][0], dossier["papers"][1]]);
    let by_unit = province.nominate_on(&head, "URGENT", (&cycle, DISTRICT), &dossier).await;
    assert_eq!((by_unit.status, by_unit.rule().as_str()), (403, "S18"), "a unit suggests");
    let made = province.nominate_on(&province.standing, "URGENT", (&cycle, DISTRICT), &dossier).await.ok();
    assert_eq!((&made["awardKind"], &made["occasion"]), (&json!("UNEXPECTED"), &json!("URGENT")));
    let nomination = id(&made);
    let answer = json!({"nomination": nomination, "text": "Đã lập hồ sơ"});
    province.standing.post(&format!("{suggested}/answer"), &answer).await.ok();
    province.appraise(&province.standing, &nomination).await;
    let silent = province.step(&province.appraisal, &nomination, "presentation", &json!({})).await;
    assert_eq!((silent.problem().0, silent.rule().as_str()), (409, "S18"), "phối hợp với Sở Nội vụ");
    let opinion = json!({"inFavour": true, "text": "Thống nhất"});
    province.step(&province.appraisal, &nomination, "opinion", &opinion).await.ok();
    province.step(&province.appraisal, &nomination, "presentation", &json!({})).await.ok();
    province.announce(&province.decide(336, &[&nomination]).await).await;
    let awards = all(&public, "/v1/public/awards").await;
    assert_eq!(
        (awards.len(), &awards[0]["name"], &awards[0]["kind"], &awards[0]["decisionDate"]),
        (1, &json!("Tổ ứng cứu sự cố"), &json!("UNEXPECTED"), &json!(TODAY)),
        "the same day, without minutes and without a result of the year"
    );
    province.service.stop().await;
}

/// Mục V.1, gạch đầu dòng thứ ba: chủ trì, phối hợp với Sở Nội vụ xây dựng và nhân rộng điển hình tiên tiến.
pub(crate) async fn clause_v_1_examples_are_built_with_the_department_of_home_affairs(engine: Engine) {
    let province = Province::begin(engine).await;
    let public = province.service.anybody();
    let head = province.head(HEALTH).await;
    let body = json!({"campaign": province.campaign, "organisation": province.unit(HEALTH), "field": "HEALTH",
        "title": "Trạm y tế số", "summary": "Mọi trạm đọc căn cước công dân", "contents": [9]});
    assert_eq!(province.appraisal.post("/v1/role-models", &body).await.rule(), "S32", "the standing agency leads");
    let named = province.standing.post("/v1/role-models", &body).await.ok();
    assert_eq!(
        (&named["publisher"]["name"], &named["joint"]["name"]),
        (&province.name(STANDING), &province.name(APPRAISAL))
    );
    let returned = province.propose(&head, HEALTH, &practice("Hồ sơ sức khỏe điện tử", "HEALTH", &[6])).await.ok();
    let place = format!("/v1/practices/{}", id(&returned));
    let reason = json!({"reason": "Bổ sung số liệu"});
    assert_eq!(province.appraisal.post(&format!("{place}/return"), &reason).await.ok()["state"], "RETURNED");
    let known = head.get(&place).await;
    let mut better = practice("Hồ sơ sức khỏe điện tử", "HEALTH", &[6, 9]);
    better["summary"] = json!("Lập hồ sơ sức khỏe điện tử cho người dân ở mọi xã");
    head.put(&place, &known.header("etag"), &better).await.ok();
    let again = head.step(&format!("{place}/proposal")).await.ok();
    let role_model = province.spread(&again).await;
    let shown = public.get(&format!("/v1/public/role-models/{role_model}")).await.ok();
    assert_eq!((&shown["contents"], &shown["joint"]["name"]), (&json!([6, 9]), &province.name(APPRAISAL)));
    assert_eq!(all(&public, "/v1/public/role-models?field=HEALTH").await.len(), 2);
    let reason = json!({"reason": "Số liệu không đúng"});
    province.standing.post(&format!("/v1/role-models/{}/withdrawal", id(&named)), &reason).await.ok();
    let left = all(&public, "/v1/public/role-models?field=HEALTH").await;
    assert_eq!(titles(&left), ["Hồ sơ sức khỏe điện tử"], "what does not hold is taken back");
    province.service.stop().await;
}

/// Mục V.1, gạch đầu dòng thứ tư: xây dựng tiêu chí đánh giá, chấm điểm thi đua hàng năm và khi sơ, tổng kết.
pub(crate) async fn clause_v_1_criteria_of_assessment_are_drawn_up_and_issued(engine: Engine) {
    let province = Province::begin(engine).await;
    for kind in ["ANNUAL", "MIDTERM", "FINAL"] {
        let sets = all(&province.standing, &format!("/v1/criteria-sets?cycleKind={kind}")).await;
        assert!(
            sets.len() == 5 && sets.iter().all(|set| set["state"] == "PROVISIONAL"),
            "{kind}: until it issues its own"
        );
    }
    let opening = format!("/v1/cycles/{}/opening", province.cycle("2024"));
    let due = |day: &str| json!({"dueDate": day});
    let early = province.standing.post(&opening, &due("2024-12-05")).await;
    assert_ne!(early.status, 200, "nothing is measured by what is not issued: {}", early.text);

    // The agency gives the criteria of the plan its own weights: 20, 10 and 10 points.
    let sets = all(&province.standing, "/v1/criteria-sets?cycleKind=ANNUAL&audience=DISTRICT").await;
    let mut content: Value = ["scale", "criteria", "grading", "pointsTotal"]
        .iter()
        .map(|name| ((*name).to_owned(), sets[0][*name].clone()))
        .collect();
    content["criteria"][0]["maxPoints"] = json!(20);
    content["pointsTotal"] = json!(40);
    let body =
        json!({"campaign": province.campaign, "cycleKind": "ANNUAL", "audience": "DISTRICT", "content": content});
    assert_eq!(province.appraisal.post("/v1/criteria-sets", &body).await.rule(), "S24", "the standing agency alone");
    let own = province.standing.post("/v1/criteria-sets", &body).await.ok();
    assert_eq!((&own["version"], &own["pointsTotal"]), (&json!(2), &json!(40.0)));
    let path = format!("/v1/criteria-sets/{}", id(&own));
    let issue = json!({"document": document("12/QĐ-STTTT", "Ban hành bộ tiêu chí")});
    province.standing.post(&format!("{path}/publication"), &issue).await.ok();
    for audience in ["PROVINCIAL", "COMMUNE"] {
        let sets = all(&province.standing, &format!("/v1/criteria-sets?cycleKind=ANNUAL&audience={audience}")).await;
        let place = format!("/v1/criteria-sets/{}/publication", id(&sets[0]));
        province.standing.post(&place, &issue).await.ok();
    }
    assert_eq!(
        province.standing.post(&opening, &due("2024-12-10")).await.violations(),
        ["/dueDate DUE_DATE_OUT_OF_RANGE S27"],
        "before 10 December"
    );
    let opened = province.standing.post(&opening, &due("2024-12-09")).await.ok();
    let bound = opened["criteria"].as_array().expect("bindings");
    let district = bound.iter().find(|one| one["group"] == "DISTRICT").expect("the districts");
    assert_eq!(district["criteriaSet"], own["id"], "the newest that was issued");

    // Chấm điểm: half of the first target is half of its points: (10 + 10 + 10) × 100 ÷ 40 = 75.00.
    let head = province.head(DISTRICT).await;
    let report = province.reported(&head, province.cycle("2024"), DISTRICT, &of_district(400)).await;
    let card = head.get(&format!("/v1/reports/{report}/scorecard")).await.ok();
    assert_eq!((&card["lines"][0]["points"], &card["total"]), (&json!(10.0), &json!(75.0)));
    let tag = province.standing.get(&path).await.header("etag");
    let late = province.standing.put(&path, &tag, &content).await;
    assert_eq!((late.problem(), late.rule().as_str()), ((409, "CRITERIA_SET_BOUND".to_owned()), "L28"));
    province.service.stop().await;
}

/// Mục V.1, gạch đầu dòng thứ năm: tổng hợp báo cáo UBND tỉnh (thông qua Sở Nội vụ) kết quả thực hiện Phong trào thi
/// đua hàng năm trước ngày 10 tháng 12.
pub(crate) async fn clause_v_1_the_year_is_reported_before_10_december_through_home_affairs(engine: Engine) {
    let mut province = Province::begin(engine).await;
    let (cycle, public) = (province.open_year().await, province.service.anybody());
    let calendar = public.get("/v1/public/deadlines.ics").await.text;
    assert!(calendar.contains("DTSTART;VALUE=DATE:20241210"), "the day is in everybody's calendar: {calendar}");
    let (head, health) = (province.head(DISTRICT).await, province.head(HEALTH).await);
    province.reported(&head, &cycle, DISTRICT, &of_district(800)).await;
    province.reported(&health, &cycle, HEALTH, &of_province(95)).await;
    province.release(&cycle).await;
    let difficulty = json!({"campaign": province.campaign, "organisation": province.unit(DISTRICT),
        "addressee": "STANDING_AGENCY", "title": "Chưa kết nối được", "text": "Thiếu giao diện kết nối",
        "contents": [6]});
    head.post("/v1/difficulties", &difficulty).await.ok();

    let begun = province.standing.post("/v1/syntheses", &json!({"cycle": cycle})).await.ok();
    assert_eq!((&begun["dueBefore"], &begun["overdue"]), (&json!("2024-12-10"), &json!(false)));
    let facts = &begun["content"]["facts"];
    assert_eq!(facts["releaseNumber"], 1);
    let filings = facts["filings"].as_array().expect("filings");
    let counted = |group: &str| {
        let line = filings.iter().find(|one| one["group"] == group).expect("a group");
        (line["owing"].as_u64(), line["onTime"].as_u64(), line["missing"].as_array().map(Vec::len))
    };
    assert_eq!(counted("DISTRICT"), (Some(11), Some(1), Some(10)));
    assert_eq!(counted("PROVINCIAL"), (Some(27), Some(1), Some(26)));
    let results = facts["results"].as_array().expect("results");
    let first = results.iter().find(|one| one["group"] == "DISTRICT").expect("the districts");
    assert_eq!(first["first"][0]["unit"]["name"], province.name(DISTRICT), "{first}");
    assert_eq!(facts["difficulties"]["raised"], 1);

    // Thông qua Sở Nội vụ.
    let place = format!("/v1/syntheses/{}", id(&begun));
    let letter = json!({"document": document("120/BC-STTTT", "Báo cáo kết quả Phong trào thi đua năm 2024")});
    let submission = format!("{place}/submission");
    let early = province.standing.post(&submission, &letter).await;
    assert_eq!((early.problem(), early.rule().as_str()), ((409, "SYNTHESIS_NOT_ENDORSED".to_owned()), "S26"));
    province.standing.step(&format!("{place}/endorsement-request")).await.ok();
    province.appraisal.post(&format!("{place}/endorsement"), &json!({"text": "Thống nhất"})).await.ok();
    province.pass(14).await;
    assert_eq!(province.today(), "2024-12-09");
    let submitted = province.standing.post(&submission, &letter).await.ok();
    assert_eq!((&submitted["state"], &submitted["late"]), (&json!("SUBMITTED"), &json!(false)), "on the last day");
    assert_eq!(province.chair.get(&place).await.ok()["state"], "SUBMITTED", "the province has it");

    // Và các báo cáo sơ kết: of a review, without such a day.
    let review = province.open_review("mid-term", "MIDTERM").await;
    let review = province.standing.post("/v1/syntheses", &json!({"cycle": review})).await.ok();
    assert_eq!((&review["kind"], review.get("dueBefore")), (&json!("MIDTERM"), None));
    province.service.stop().await;
}

/// Mục V.2: Sở Nội vụ kiểm tra, theo dõi và phối hợp hướng dẫn thực hiện Kế hoạch; thẩm định hồ sơ, tham mưu khen
/// thưởng.
pub(crate) async fn clause_v_2_home_affairs_inspects_and_appraises(engine: Engine) {
    let province = Province::begin(engine).await;
    let cycle = province.open_year().await;
    let head = province.head(DISTRICT).await;
    let report = province.reported(&head, &cycle, DISTRICT, &of_district(812)).await;

    // Kiểm tra: under a plan of the year.
    let plan =
        json!({"campaign": province.campaign, "year": 2024, "document": document("13/KH-SNV", "Kế hoạch kiểm tra")});
    let plan = id(&province.appraisal.post("/v1/inspection-plans", &plan).await.ok());
    let inspection = json!({"campaign": province.campaign, "organisation": province.unit(DISTRICT), "plan": plan,
        "plannedDate": "2024-12-31", "contents": [6], "reason": "Kiểm tra việc thực hiện Kế hoạch"});
    let inspection =
        format!("/v1/inspections/{}", id(&province.appraisal.post("/v1/inspections", &inspection).await.ok()));
    let notice = json!({"document": document("7/TB-SNV", "Thông báo kiểm tra"), "visitDate": TODAY,
        "members": ["Trưởng đoàn (demo)"]});
    let foreign = province.standing.post(&format!("{inspection}/notice"), &notice).await;
    assert_eq!(foreign.problem(), (403, "INSPECTION_OF_OTHER_AGENCY".to_owned()));
    province.appraisal.post(&format!("{inspection}/notice"), &notice).await.ok();
    let minutes = json!({"date": TODAY, "participants": ["Đoàn kiểm tra"], "text": "Đối chiếu 200 hồ sơ"});
    province.appraisal.post(&format!("{inspection}/minutes"), &minutes).await.ok();
    let finding = json!({"cycle": cycle, "criterion": "H1", "severity": "DEVIATION", "declared": "812/1000 hồ sơ",
        "found": "790 hồ sơ có đủ bước", "numerator": 790, "denominator": 1000});
    let finding = province.appraisal.post(&format!("{inspection}/findings"), &finding).await.ok();
    let conclusion =
        json!({"document": document("9/KL-SNV", "Kết luận kiểm tra"), "text": "Một tiêu chí khai cao hơn"});
    province.appraisal.post(&format!("{inspection}/conclusion"), &conclusion).await.ok();

    // Phối hợp: the score is the standing agency's, and the finding is settled when it was put right.
    let outcome = format!("/v1/inspection-findings/{}/outcome", id(&finding));
    let corrected = json!({"verdict": "CORRECTED", "text": "Đã đính chính điểm"});
    let early = province.standing.post(&outcome, &corrected).await;
    assert_eq!(early.violations(), ["/verdict REPORT_NOT_MENDED P02"]);
    let figures = json!([
        {"criterion": "H1", "numerator": 790, "denominator": 1000, "reason": "Theo biên bản kiểm tra"},
        share("H2", 1000, 1000), share("H3", 50, 50)]);
    let correction = json!({"reason": "Kết luận kiểm tra", "verification": {"figures": figures}});
    province.standing.post(&format!("/v1/reports/{report}/correction"), &correction).await.ok();
    assert_eq!(province.standing.post(&outcome, &corrected).await.ok()["state"], "CORRECTED");

    // Theo dõi: it reads every report and edits none. Thẩm định: it alone says who is eligible.
    let tag = province.appraisal.get(&format!("/v1/reports/{report}")).await.header("etag");
    let verification = format!("/v1/reports/{report}/verification");
    let refused = province.appraisal.put(&verification, &tag, &json!({"figures": figures})).await;
    assert_eq!((refused.status, refused.rule().as_str()), (403, "S30"));
    let dossier = world::collective("Phòng Nội vụ");
    let nomination = id(&province.begin_nomination(&head, &cycle, DISTRICT, &dossier).await.ok());
    let none = json!({});
    province.step(&head, &nomination, "submission", &none).await.ok();
    province.step(&province.standing, &nomination, "receipt", &none).await.ok();
    province.step(&province.standing, &nomination, "forwarding", &none).await.ok();
    assert_eq!(all(&province.appraisal, "/v1/nomination-clocks").await.len(), 1, "what waits for it");
    let eligible = json!({"eligible": true});
    assert_eq!(province.step(&province.standing, &nomination, "appraisal", &eligible).await.status, 403);
    province.step(&province.appraisal, &nomination, "appraisal", &eligible).await.ok();
    province.step(&province.appraisal, &nomination, "presentation", &none).await.ok();
    assert_eq!(all(&province.appraisal, "/v1/nomination-clocks").await.len(), 0);
    province.service.stop().await;
}

/// Mục V.3: Ủy ban Mặt trận Tổ quốc Việt Nam tỉnh và các đoàn thể tỉnh tuyên truyền, vận động các tầng lớp Nhân dân
/// tích cực hưởng ứng, tham gia.
pub(crate) async fn clause_v_3_the_front_and_the_unions_record_mobilisation(engine: Engine) {
    let province = Province::begin(engine).await;
    let unions =
        [FRONT, "lien-doan-lao-dong", "hoi-lien-hiep-phu-nu", "tinh-doan", "hoi-nong-dan", "hoi-cuu-chien-binh"];
    for (place, code) in (1..).zip(unions) {
        let head = province.head(code).await;
        let mut visits = activity("VISIT", 100 * place, &[1, 8]);
        (visits["households"], visits["venue"]) = (json!(40 * place), json!("Nhà văn hóa ấp"));
        let made = province.mobilise(&head, code, &visits).await.ok();
        assert_eq!((&made["unitKind"], &made["organisationCode"]), (&json!("MASS_ORGANISATION"), &json!(code)));
    }
    let (department, front) = (province.head(HEALTH).await, province.one("UNIT_EDITOR", FRONT).await);
    assert_eq!(province.mobilise(&department, FRONT, &activity("VISIT", 1, &[1])).await.status, 403);
    province.mobilise(&department, HEALTH, &activity("TRAINING", 7, &[1])).await.ok();
    let tomorrow = province.ahead(1);
    let mut planned = activity("MEETING", 500, &[1]);
    (planned["fromDate"], planned["toDate"]) = (json!(tomorrow), json!(tomorrow));
    let early = province.mobilise(&front, FRONT, &planned).await;
    assert_eq!(
        early.violations(),
        ["/content/toDate PERIOD_NOT_OVER"],
        "what was done is recorded, not what is planned"
    );

    let own = all(&front, "/v1/mobilisations").await;
    let place = format!("/v1/mobilisations/{}", id(&own[0]));
    let mut counted = activity("VISIT", 150, &[1, 8]);
    counted["households"] = json!(60);
    front.put(&place, "\"1\"", &counted).await.ok();
    let summary = format!("/v1/mobilisations/summary?campaign={}", province.campaign);
    let kinds = province.standing.get(&summary).await.ok()["unitKinds"].clone();
    let of = |kind: &str| kinds.as_array().expect("kinds").iter().find(|one| one["unitKind"] == kind).expect("a kind");
    let sums = &of("MASS_ORGANISATION")["sums"];
    // 150 + 200 + 300 + 400 + 500 + 600 people; 60 + 80 + 120 + 160 + 200 + 240 households.
    assert_eq!(
        (&sums["units"], &sums["activities"], &sums["participants"], &sums["households"]),
        (&json!(6), &json!(6), &json!(2150), &json!(860))
    );
    assert_eq!(of("DEPARTMENT")["sums"]["participants"], 7, "the unions stand apart from the agencies");
    assert_eq!(all(&province.appraisal, "/v1/mobilisations?unitKind=MASS_ORGANISATION").await.len(), 6);
    province.service.stop().await;
}

/// Mục V.4: Thủ trưởng các tổ chức, đơn vị, địa phương xây dựng văn bản triển khai; định kỳ hàng năm báo cáo kết quả.
pub(crate) async fn clause_v_4_heads_issue_their_document_and_report_every_year(engine: Engine) {
    let mut province = Province::begin(engine).await;
    let cycle = province.open_year().await;
    let (head, other) = (province.head(DISTRICT).await, province.head(OTHER_DISTRICT).await);
    let plan = json!({"campaign": province.campaign, "organisation": province.unit(DISTRICT),
        "document": document("15/KH-UBND", "Kế hoạch triển khai Phong trào thi đua")});
    let made = head.post("/v1/implementation-plans", &plan).await.ok();
    let place = format!("/v1/implementation-plans/{}", id(&made));
    assert_eq!(province.standing.get(&place).await.ok()["document"]["number"], "15/KH-UBND");
    let again = head.post("/v1/implementation-plans", &plan).await;
    assert_eq!(again.problem(), (409, "IMPLEMENTATION_PLAN_EXISTS".to_owned()));
    assert_eq!(other.post("/v1/implementation-plans", &plan).await.status, 403, "each for its own unit");

    // In time, with more time, and late: the receipts and the public register say which.
    let on_time = province.file(&head, &cycle, DISTRICT, &of_district(800)).await;
    let receipt = head.get(&format!("/v1/reports/{on_time}")).await.ok()["filings"][0].clone();
    assert_eq!((&receipt["punctuality"], receipt["sha256"].is_string()), (&json!("ON_TIME"), true));
    let third = province.head("944").await;
    let ask =
        json!({"cycle": cycle, "organisation": province.unit("944"), "untilDate": "2024-12-12", "reason": "Bảo trì"});
    let asked = third.post("/v1/extensions", &ask).await.ok();
    let decision = json!({"granted": true, "reason": "Có xác nhận của đơn vị vận hành"});
    province.standing.post(&format!("/v1/extensions/{}/decision", id(&asked)), &decision).await.ok();
    province.pass(12).await;
    let (other, third) = (
        world::sign_in(&province.service, "unit_head.942").await,
        world::sign_in(&province.service, "unit_head.944").await,
    );
    let overdue = all(&province.standing, &format!("/v1/cycles/{cycle}/due-reports?group=DISTRICT&due=OVERDUE")).await;
    assert_eq!(overdue.len(), 9, "eleven, less one that filed and one that has more time");
    province.file(&other, &cycle, OTHER_DISTRICT, &of_district(800)).await;
    province.file(&third, &cycle, "944", &of_district(800)).await;
    province.settle(&on_time).await;
    let release = province.release(&cycle).await;
    let register = format!("/v1/public/releases/{}/register", id(&release));
    let register = province.service.anybody().get(&register).await.ok();
    let tiers = register["tiers"].as_array().expect("tiers");
    let counts = json!({"tier": "DISTRICT", "counts": {"unitsOwing": 11, "unitsOnTime": 1, "unitsWithinExtension": 1,
        "unitsLate": 1, "unitsNotFiled": 8}});
    assert!(tiers.contains(&counts), "{tiers:?}");
    province.service.stop().await;
}

/// Mục V.5: Đài Phát thanh và Truyền hình tỉnh, Báo Sóc Trăng tuyên truyền về nội dung, ý nghĩa, mô hình mới, cách làm
/// sáng tạo, điển hình tiên tiến.
pub(crate) async fn clause_v_5_radio_and_newspaper_tell_of_the_movement(engine: Engine) {
    let province = Province::begin(engine).await;
    let public = province.service.anybody();
    let head = province.head(COMMUNE).await;
    let proposed =
        province.propose(&head, COMMUNE, &practice("Thanh toán không tiền mặt ở chợ", "OTHER", &[8])).await.ok();
    let role_model = province.spread(&proposed).await;
    let mut items = Vec::new();
    for (code, kind, title) in [
        (RADIO, "BROADCAST", "Ý nghĩa của chuyển đổi số"),
        (NEWSPAPER, "REPORTAGE", "Cách làm sáng tạo ở một thị trấn"),
    ] {
        let person = province.one("MEDIA_PARTNER", code).await;
        let body = json!({"campaign": province.campaign, "publisher": province.unit(code), "kind": kind, "title": title,
            "date": TODAY, "outlet": "Chuyên mục Chuyển đổi số", "contents": [1, 8], "roleModels": [role_model]});
        items.push((person.post("/v1/media-items", &body).await.ok(), person));
    }
    let told = all(&public, &format!("/v1/public/media-items?roleModel={role_model}")).await;
    let publishers: Vec<&Value> = told.iter().map(|one| &one["publisherName"]).collect();
    assert_eq!(publishers, [&province.name(RADIO), &province.name(NEWSPAPER)]);
    let body = json!({"campaign": province.campaign, "publisher": province.unit(COMMUNE), "kind": "ARTICLE",
        "title": "Bài của xã", "date": TODAY, "outlet": "Bản tin xã"});
    assert_eq!(head.post("/v1/media-items", &body).await.status, 403, "the press alone");
    let changes = public.get("/v1/public/changes?limit=100").await.ok();
    let published =
        changes["items"].as_array().expect("items").iter().filter(|one| one["kind"] == "MEDIA_ITEM_PUBLISHED");
    assert_eq!(published.count(), 2, "whoever follows the movement is told");
    let (item, person) = &items[1];
    let withdrawal = format!("/v1/media-items/{}/withdrawal", id(item));
    person.post(&withdrawal, &json!({"reason": "Có sai sót"})).await.ok();
    let left = all(&public, "/v1/public/media-items").await;
    assert_eq!(titles(&left), ["Ý nghĩa của chuyển đổi số"]);
    province.service.stop().await;
}
