//! Every operation of the contract × every role. The matrix in `permissions.txt` must be complete: a new operation
//! fails the test until its row is added.

use e2e::Engine;
use reqwest::Method;
use serde_json::{Value, json};

use crate::base::client::Person;
use crate::base::service::Service;
use crate::base::world::{self, World, id};
use crate::edge::permission_bodies::{
    campaign, client, complaint, group, level, objection, proposal, role_model, webhook,
};
use crate::edge::replay::{self, Replay};

/// The names of path parameters for which `prepare` creates objects or `attempt` has a value.
const PREPARED: [&str; 41] = [
    "account",
    "award",
    "baseSalary",
    "board",
    "campaign",
    "class",
    "client",
    "code",
    "commendation",
    "complaint",
    "consultation",
    "criteriaSet",
    "criterion",
    "cycle",
    "decision",
    "delivery",
    "discipline",
    "evidenceFile",
    "extension",
    "group",
    "implementationPlan",
    "import",
    "integrityFlag",
    "level",
    "minutes",
    "nomination",
    "objection",
    "organisation",
    "paperFile",
    "period",
    "proposal",
    "records",
    "regime",
    "release",
    "report",
    "roleModel",
    "round",
    "secret",
    "suggestion",
    "webhook",
    "year",
];

/// Objects of the editor's unit that the operations are tried on.
pub(crate) struct Things {
    cycle: String,
    report: String,
    nomination: String,
    /// A nomination of an individual with an identity number.
    individual: String,
    decision: String,
    commendation: String,
    role_model: String,
    criteria_set: String,
    campaign: String,
    board: String,
    release: String,
    award: String,
    account: String,
    /// A machine client, and its secret.
    client: String,
    secret: String,
    /// An endpoint for public changes, and a delivery to it.
    webhook: String,
    delivery: String,
    extension: String,
    plan: String,
    file: String,
    import: String,
    flag: String,
    discipline: String,
    code: String,
    complaint: String,
    /// A proposal to a higher level of award.
    proposal: String,
    /// A list of nominees that is open to objections.
    period: String,
    objection: String,
    /// A nomination on that list.
    asked: String,
    /// A report that was submitted.
    filed: String,
    round: String,
    consultation: String,
    minutes: String,
    suggestion: String,
    salary: String,
    /// Objects of all other concepts, by the names of their path parameters.
    replay: Replay,
}

pub(crate) async fn every_operation_for_every_role(engine: Engine) {
    let world = World::new(Service::start(engine).await).await;
    let things = prepare(&world).await;
    let document = world.service.anybody().get("/v1/openapi.json").await.ok();
    let people: [(&str, Option<&Person>); 10] = [
        ("anybody", None),
        ("editor", Some(&world.editor)),
        ("head", Some(&world.head)),
        ("stranger", Some(&world.stranger)),
        ("standing", Some(&world.standing)),
        ("appraisal", Some(&world.appraisal)),
        ("decision", Some(&world.decision)),
        ("auditor", Some(&world.auditor)),
        ("media", Some(&world.media)),
        ("admin", Some(&world.admin)),
    ];
    let mut table = format!("{:<28}", "operation");
    for (name, _) in &people {
        table.push_str(&format!(" {name:<9}"));
    }
    table = format!("{}\n", table.trim_end());
    for (path, item) in document["paths"].as_object().expect("paths") {
        for (method, operation) in item.as_object().expect("operations") {
            let name = operation["operationId"].as_str().expect("an id");
            let mut line = format!("{name:<28}");
            for (_, person) in &people {
                let person = match person {
                    // Signing out ends the token, so each attempt gets its own.
                    Some(person) if name == "end_session" => renewed(&world, person).await,
                    Some(person) => (*person).clone(),
                    None => world.service.anybody(),
                };
                line.push_str(&format!(" {:<9}", attempt(&world, &things, &person, method, path, name).await));
            }
            table.push_str(&format!("{}\n", line.trim_end()));
        }
    }
    assert!(
        table == include_str!("permissions.txt"),
        "the matrix has changed; if that is meant, this is what permissions.txt must say:\n{table}"
    );
    world.service.stop().await;
}

/// The token of a second session of the same person.
async fn renewed(world: &World, person: &Person) -> Person {
    let me = person.get("/v1/me").await.ok();
    let account = me["account"].as_str().expect("an account");
    let username =
        world.accounts.iter().find(|(_, known)| *known == account).map_or("admin", |(name, _)| name.as_str());
    world::sign_in(&world.service, username).await
}

pub(crate) async fn prepare(world: &World) -> Things {
    let cycle = world.open("2024").await;
    world.issue_sets().await;
    let filed = world.final_report(&cycle).await;
    let release = world.standing.post(&format!("/v1/cycles/{cycle}/releases"), &json!({})).await.ok();
    let presented = world.presented(&cycle, "Phòng Y tế").await;
    let decision = world.decision.post("/v1/decisions", &world::decision(1, &[&presented])).await.ok();
    world.publish(&id(&decision)).await.ok();
    let certificates = format!("/v1/decisions/{}/certificates", id(&decision));
    world.standing.step(&certificates).await.ok();
    let certificate = world::all(&world.standing, &certificates).await.remove(0);
    let complaint = world.appraisal.post("/v1/complaints", &complaint(&id(&decision["awards"][0]))).await.ok();
    let proposal = proposal(&id(&decision["awards"][0]));
    let proposal = world.appraisal.post("/v1/higher-proposals", &proposal).await.ok();
    let commendation = json!({"organisation": world.unit, "subjectKind": "COLLECTIVE", "name": "Tổ CNTT",
        "symbol": "18/QĐ", "date": "2024-11-20", "signer": "Trưởng", "achievement": "Sáng kiến"});
    let commendation = world.head.post("/v1/commendations", &commendation).await.ok();
    let certified = world.head.step(&format!("/v1/commendations/{}/certificate", id(&commendation))).await.ok();
    let next = world.open("2023").await;
    let report = world.draft(&next).await;
    let place = format!("/v1/reports/{report}/evidence-files?name=a.pdf");
    let file = world.editor.upload(&place, b"%PDF-1.7").await.ok();
    let nomination = world.nominate(&cycle, &world::collective("Phòng Nội vụ")).await;
    let individual = world.nominate(&cycle, &world::individual("Nguyễn Văn An")).await;
    let number = format!("/v1/nominations/{individual}/identity-number");
    world.editor.send(Method::PUT, &number, &[], Some(br#"{"value":"079099000123"}"#.to_vec())).await.ok();
    let rows = json!({"rows": [{"unit": "943", "figures": [{"criterion": "H1", "numerator": 1, "denominator": 2}]}]});
    let import = world.editor.post(&format!("/v1/cycles/{next}/imports"), &rows).await.ok();
    let document = json!({"number": "5/KH", "date": "2024-01-15", "issuer": "UBND huyện", "title": "Kế hoạch"});
    let year = json!({"year": 2031, "days": {"holidays": [], "documents": [document]}});
    world.admin.post("/v1/work-years", &year).await.ok();
    let sets = world::all(&world.head, "/v1/criteria-sets").await;
    let campaigns = world::all(&world.head, "/v1/campaigns").await;
    let role_model = role_model(world, &id(&campaigns[0]));
    let role_model = world.standing.post("/v1/role-models", &role_model).await.ok();
    let spare = world.admin.post("/v1/accounts", &json!({"username": "spare", "name": "Người Dự Bị"})).await.ok();
    let client = world.admin.post("/v1/clients", &client(&world.unit)).await.ok();
    let webhook = id(&world.admin.post("/v1/webhooks", &webhook()).await.ok()["webhook"]);
    let delivery = world.admin.step(&format!("/v1/webhooks/{webhook}/test")).await.ok();
    let extension =
        json!({"cycle": next, "organisation": world.unit, "untilDate": world::ahead(30), "reason": "Bảo trì"});
    let extension = world.head.post("/v1/extensions", &extension).await.ok();
    let plan = json!({"campaign": id(&campaigns[0]), "organisation": world.unit, "document": document});
    let plan = world.head.post("/v1/implementation-plans", &plan).await.ok();
    let flag = json!({"organisation": world.unit, "subjectKind": "COLLECTIVE", "name": "Tổ CNTT",
        "ground": "INVESTIGATION", "document": document});
    let flag = world.standing.post("/v1/integrity-flags", &flag).await.ok();
    let discipline = json!({"organisation": world.unit, "subjectKind": "COLLECTIVE", "name": "Tổ CNTT",
        "servedUntilDate": "2023-01-01", "document": document});
    let discipline = world.standing.post("/v1/disciplines", &discipline).await.ok();
    let terms = json!({"document": document, "objectionDays": 1});
    let round = world.standing.post("/v1/rounds", &json!({"cycle": cycle, "terms": terms})).await.ok();
    let suggestion = json!({"cycle": cycle, "organisation": world.unit, "subjectKind": "INDIVIDUAL",
        "name": "Ngô Thị Sáng Kiến", "achievement": "Khôi phục hệ thống"});
    let suggestion = world.head.post("/v1/suggestions", &suggestion).await.ok();
    let asked = world.nominate(&cycle, &world::individual("Lý Văn Hỏi")).await;
    for (person, noun) in [(&world.head, "submission"), (&world.standing, "receipt"), (&world.standing, "forwarding")] {
        world.step(person, &asked, noun, json!({})).await.ok();
    }
    let question = json!({"organisation": world.other, "question": "Có vi phạm không?"});
    let consultation = world.step(&world.appraisal, &asked, "consultations", question).await.ok();
    let ended = json!({"text": "Không cần nữa"});
    world.appraisal.post(&format!("/v1/consultations/{}/reply", id(&consultation)), &ended).await.ok();
    world.step(&world.appraisal, &asked, "appraisal", json!({"eligible": true})).await.ok();
    let minutes = world.appraisal.post("/v1/session-minutes", &world::minutes(&cycle, &asked, 9)).await.ok();
    world.enter_years().await;
    let list = json!({"cycle": cycle, "occasion": "ANNUAL", "document": document});
    let period = world.appraisal.post("/v1/objection-periods", &list).await.ok();
    let objection = world.appraisal.post("/v1/objections", &objection(&asked)).await.ok();
    let days = Some(br#"{"days":[-7,0,3]}"#.to_vec());
    world.standing.send(Method::PUT, &format!("/v1/cycles/{cycle}/reminder-plan"), &[], days).await.ok();
    let salaries = world::all(&world.head, "/v1/base-salaries").await;
    world::keep_papers(&world.head, &nomination).await;
    let shown = world.head.get(&format!("/v1/nominations/{nomination}")).await.ok();
    let replay = others(
        world,
        [
            ("organisation", world.unit.clone()),
            ("unit", world.unit.clone()),
            ("campaign", id(&campaigns[0])),
            ("cycle", cycle.clone()),
            ("nomination", nomination.clone()),
            ("paperFile", replay::text(&shown, "/papers/0/paperFile")),
            ("award", id(&decision["awards"][0])),
            ("commendationCode", certified["certificates"][0]["code"].as_str().expect("a code").to_owned()),
            ("roleModel", id(&role_model)),
            ("publisher", id(&world.units[world::PRESS])),
        ],
    )
    .await;
    Things {
        replay,
        cycle,
        report,
        nomination,
        individual,
        decision: id(&decision),
        commendation: id(&commendation),
        role_model: id(&role_model),
        criteria_set: id(&sets[0]),
        campaign: id(&campaigns[0]),
        release: id(&release),
        board: release["boards"][0]["board"].as_str().expect("a board").to_owned(),
        award: id(&decision["awards"][0]),
        account: id(&spare["account"]),
        client: id(&client["client"]),
        secret: id(&client["client"]["secrets"][0]),
        webhook,
        delivery: id(&delivery),
        extension: id(&extension),
        plan: id(&plan),
        file: id(&file),
        import: id(&import),
        flag: id(&flag),
        discipline: id(&discipline),
        code: certificate["code"].as_str().expect("a code").to_owned(),
        complaint: id(&complaint),
        proposal: id(&proposal),
        period: id(&period),
        objection: id(&objection),
        asked,
        filed,
        round: id(&round),
        consultation: id(&consultation),
        minutes: id(&minutes),
        suggestion: id(&suggestion),
        salary: id(&salaries[0]),
    }
}

/// Creates an object of each concept that `prepare` does not know, from the example of the document.
async fn others(world: &World, known: [(&str, String); 10]) -> Replay {
    let mut replay = Replay::default();
    for (name, id) in known {
        replay.knows(name, &id);
    }
    let (admin, standing, appraisal) = (&world.admin, &world.standing, &world.appraisal);
    let people = [admin, standing, appraisal, &world.head, &world.editor, &world.decision, &world.media];
    // The unit has a report to submit.
    let told = world::all(&world.head, "/v1/notices").await;
    replay.knows("notice", &id(&told[0]));
    replay.make_all(&people, &PREPARED).await;
    inspected(world, &mut replay).await;
    assert!(replay.wrong.is_empty(), "{}", replay.wrong.join("\n"));
    replay
}

/// What is recorded in an inspection after its visit, in another one than the operations on inspections are tried on.
async fn inspected(world: &World, replay: &mut Replay) {
    let planned = replay.known["inspection"].clone();
    let inspection = replay.take(&world.standing, "enter_inspection", &[]).await;
    replay.knows("inspection", &replay::text(&inspection, "/id"));
    for step in ["announce_inspection", "conduct_inspection"] {
        replay.take(&world.standing, step, &[]).await;
    }
    let finding = replay.take(&world.standing, "record_inspection_finding", &[]).await;
    replay.knows("inspectionFinding", &replay::text(&finding, "/id"));
    let given = replay.take(&world.standing, "give_recommendation", &[]).await;
    replay.knows("recommendation", &replay::text(&given, "/id"));
    replay.knows("inspection", &planned);
}

/// The address of an operation about the objects that were prepared.
pub(crate) fn placed(world: &World, things: &Things, path: &str, name: &str) -> String {
    let mut path = path.to_owned();
    for (place, value) in [
        ("{report}/filings/{number}", format!("{}/filings/1", things.filed).as_str()),
        ("{report}", things.report.as_str()),
        ("{nomination}/identity-number", format!("{}/identity-number", things.individual).as_str()),
        ("{nomination}", &things.nomination),
        ("{decision}", &things.decision),
        ("{commendation}", &things.commendation),
        ("{roleModel}", &things.role_model),
        ("{criteriaSet}", &things.criteria_set),
        ("{campaign}", &things.campaign),
        ("{cycle}", &things.cycle),
        ("{board}", &things.board),
        ("{release}", &things.release),
        ("{award}", &things.award),
        ("{implementationPlan}", &things.plan),
        ("{extension}", &things.extension),
        ("{evidenceFile}", &things.file),
        ("{import}", &things.import),
        ("{integrityFlag}", &things.flag),
        ("{discipline}", &things.discipline),
        ("{round}", &things.round),
        ("{consultation}", &things.consultation),
        ("{minutes}", &things.minutes),
        ("{suggestion}", &things.suggestion),
        ("{baseSalary}", &things.salary),
        ("{regime}", "ND-91-2017"),
        ("{code}", &things.code),
        ("{class}", "UNSUCCESSFUL_IDENTITY_NUMBER"),
        ("{records}", "PROVINCIAL_AWARD"),
        ("{complaint}", &things.complaint),
        ("{proposal}", &things.proposal),
        ("{period}", &things.period),
        ("{objection}", &things.objection),
        ("{year}", "2031"),
        ("{account}", &things.account),
        ("{client}", &things.client),
        ("{secret}", &things.secret),
        ("{webhook}", &things.webhook),
        ("{delivery}", &things.delivery),
        ("{organisation}", &world.unit),
        ("{criterion}", "H1"),
        ("{number}", "1"),
        ("{group}", "DISTRICT"),
        ("{level}", "COMMUNE"),
    ] {
        path = path.replace(place, value);
    }
    for (place, value) in &things.replay.known {
        path = path.replace(&format!("{{{place}}}"), value);
    }
    if name == "upload_evidence_file" {
        path.push_str("?name=a.pdf");
    }
    if name == "upload_paper_file" {
        path = world::paper_place("NOMINATION", &things.nomination, Some("SUBMISSION_LETTER"), "a.pdf");
    }
    if name == "list_paper_files" {
        path.push_str(&format!("?owner=NOMINATION&of={}", things.nomination));
    }
    if name == "list_award_records" {
        path.push_str(&format!("?organisation={}", world.unit));
    }
    if name == "show_due_date" {
        path.push_str("?fromDate=2031-01-06&workingDays=3");
    }
    if name == "show_prize" {
        path.push_str("?date=2023-08-01&form=BANG_KHEN_PROVINCE&subjectKind=INDIVIDUAL");
    }
    if name == "summarise_mobilisations" {
        path.push_str(&format!("?campaign={}", things.campaign));
    }
    assert!(!path.contains('{'), "nothing stands for a part of {path}");
    path
}

/// Calls one operation and returns the result of the access checks: `401`, `403`, `404` if the object is out of scope,
/// or `may` for every request that was let through, whether it succeeded or not.
async fn attempt(
    world: &World,
    things: &Things,
    person: &Person,
    method: &str,
    path: &str,
    name: &str,
) -> &'static str {
    let path = placed(world, things, path, name);
    let method = Method::from_bytes(method.to_uppercase().as_bytes()).expect("a method");
    // The current ETag, because a stale one would be refused before the access checks.
    let thing = path.trim_end_matches("/verification");
    let reader = if thing.starts_with("/v1/webhooks/") { &world.admin } else { &world.auditor };
    let tag = match method {
        Method::PUT => reader.get(thing).await.header("etag"),
        // A stale ETag, so that a permitted request does not remove the endpoint that other operations need.
        Method::DELETE if name == "remove_webhook" => "\"0\"".to_owned(),
        // The same for what everybody reads until it is withdrawn.
        Method::POST if ["withdraw_difficulty_digest", "withdraw_guidance", "withdraw_media_item"].contains(&name) => {
            "\"0\"".to_owned()
        }
        _ => String::new(),
    };
    let tagged = [("if-match", tag.as_str())];
    let headers: &[(&str, &str)] = if tag.is_empty() { &[] } else { &tagged };
    let body = body(world, things, name).map(|body| body.to_string().into_bytes());
    let answer = person.send(method, &path, headers, body).await;
    assert!(answer.status < 500, "{name}: {}", answer.text);
    match answer.status {
        401 if name != "create_session" => "401",
        403 if name != "create_enrolment" => "403",
        404 => "404",
        _ => "may",
    }
}

/// A well-formed body, so that only the access checks refuse.
fn body(world: &World, things: &Things, name: &str) -> Option<Value> {
    let document = json!({"number": "1/QĐ", "date": "2024-01-01", "issuer": "Sở", "title": "Văn bản"});
    Some(match name {
        "create_session" => json!({"username": "nobody", "password": "nothing"}),
        "create_enrolment" => json!({"username": "nobody", "code": "BCDF-GHJK-LMNP-QRST", "password": world::PASSWORD}),
        "create_account" => json!({"username": "one-more", "name": "Thêm Một"}),
        "create_client" => client(&world.unit),
        "create_webhook" | "edit_webhook" => webhook(),
        "remove_webhook" => return None,
        "mark_notices" => json!({"upTo": things.replay.known["notice"]}),
        // These operations take forms; JSON passes the access checks and is refused afterwards.
        "create_token" | "create_client_token" => json!({"grant_type": "client_credentials"}),
        "pin_client" => json!({"apiVersion": "NEXT"}),
        "grant_role" | "end_role" => json!({"role": "UNIT_EDITOR", "organisation": world.unit}),
        "assign_function" => {
            json!({"function": "AUDITOR", "organisation": world.unit, "fromDate": "2020-01-01", "document": document})
        }
        "create_organisation" => json!({"name": "Xã Mới", "level": "COMMUNE", "kind": "PEOPLES_COMMITTEE",
            "fromDate": "2025-07-01", "document": document}),
        // The unit already has this name and another last day, so a permitted request changes nothing.
        "rename_organisation" => json!({"name": "Huyện Kế Sách", "fromDate": "2025-01-01", "document": document}),
        "close_organisation" => json!({"lastDate": "2025-01-01", "document": document}),
        "reorganise_organisation" => json!({"kind": "MERGED", "successors": [world.other], "lastDate": "2025-01-01",
            "document": document}),
        "open_cycle" => json!({"dueDate": "2024-11-30"}),
        "create_cycle" => json!({"campaign": things.campaign, "code": "2025-B", "kind": "ANNUAL", "year": 2025,
            "name": {"vi": "Năm 2025, đợt bổ sung", "en": "Year 2025, supplement"},
            "periodStartDate": "2025-01-01", "periodEndDate": "2025-12-31"}),
        "close_cycle" => json!({"document": document}),
        "create_group" => json!({"campaign": things.campaign, "code": "KHOI-9", "facts": group()}),
        "edit_group" => group(),
        "select_cycle" => json!({"levels": ["DISTRICT"]}),
        "place_participant" => json!({"organisation": world.unit, "group": "DISTRICT", "document": document}),
        "exempt_participant" => json!({"organisation": world.unit, "reason": "Thiên tai", "document": document}),
        "cancel_cycle" => json!({"reason": "Không tổ chức"}),
        "rebind_group" => json!({"group": "DISTRICT", "document": document}),
        "give_opinion" => json!({"inFavour": true, "text": "Đồng ý"}),
        "record_findings" => json!({"reports": [{"organisation": world.unit,
            "answers": [{"criterion": "P1", "number": 3, "reason": "Đã đối chiếu"}]}]}),
        "publish_criteria_set" => json!({"document": document}),
        "create_criteria_set" => json!({"campaign": things.campaign, "cycleKind": "ANNUAL", "audience": "DISTRICT",
            "content": world::criteria()}),
        "edit_criteria_set" => world::criteria(),
        "simulate_criteria_set" => json!({"group": "DISTRICT", "content": world::criteria()}),
        "draft_campaign" => json!({"code": "bien-doi-khi-hau", "kind": "THEMATIC", "text": campaign()}),
        "edit_campaign" => json!({"kind": "THEMATIC", "text": campaign()}),
        // It is launched and has an open cycle, so a permitted request changes nothing.
        "launch_campaign" | "conclude_campaign" => json!({"document": document, "signer": "Chủ tịch"}),
        // From a day before its document, so a permitted request changes nothing.
        "amend_campaign" => json!({"document": document, "signer": "Chủ tịch", "fromDate": "2023-01-01",
            "changed": {"vi": "Đổi tên", "en": "A new name"}, "text": campaign()}),
        "discard_campaign" => json!({"reason": "Gộp vào phong trào khác"}),
        "create_level" => json!({"code": "WARD", "facts": level()}),
        "edit_level" => level(),
        "close_level" => json!({"lastDate": "2025-01-01", "document": document}),
        "create_work_year" => json!({"year": 2032, "days": {"holidays": [], "documents": [document]}}),
        "edit_work_year" => json!({"holidays": [], "documents": [document]}),
        "enter_identity_number" => json!({"value": "079099000123"}),
        "reveal_identity_number" => json!({"purpose": "Đối chiếu hồ sơ"}),
        "edit_retention_rule" => json!({"months": 24, "document": document}),
        "edit_record_rule" => json!({"years": 20, "document": document}),
        "create_purge" => json!({"dryRun": true}),
        "set_reminder_plan" => json!({"days": [-7, 0, 3]}),
        "raise_integrity_flag" => json!({"organisation": world.unit, "subjectKind": "COLLECTIVE", "name": "Tổ CNTT",
            "ground": "INVESTIGATION", "document": document}),
        "record_discipline" => json!({"organisation": world.unit, "subjectKind": "COLLECTIVE", "name": "Tổ CNTT",
            "servedUntilDate": "2023-01-01", "document": document}),
        "mark_report" => json!({"criterion": "H1", "points": 1}),
        "explain_report" => json!({"criterion": "H1", "text": "Có nhầm lẫn"}),
        "answer_explanation" => json!({"text": "Chấp nhận"}),
        "correct_report" => json!({"reason": "Kết luận kiểm tra", "verification": {"figures": world::verified()}}),
        "upload_evidence_file" | "upload_paper_file" => json!({}),
        "create_import" => json!({"rows": [{"unit": "943"}]}),
        "request_extension" => json!({"cycle": things.cycle, "organisation": world.unit, "untilDate": world::ahead(30),
            "reason": "Bảo trì"}),
        "decide_extension" => json!({"granted": true, "reason": "Có xác nhận"}),
        "register_implementation_plan" => {
            json!({"campaign": things.campaign, "organisation": world.unit, "document": document})
        }
        "create_report" => json!({"cycle": things.cycle, "organisation": world.unit, "figures": []}),
        "edit_report" => json!({"figures": world::figures()}),
        "verify_report" => json!({"figures": world::verified()}),
        "create_nomination" => {
            json!({"cycle": things.cycle, "organisation": world.unit, "dossier": world::collective("Phòng Nội vụ")})
        }
        "edit_nomination" => json!({"dossier": world::collective("Phòng Nội vụ")}),
        "answer_mark" => json!({"about": things.nomination, "reason": "Hai đối tượng khác nhau"}),
        "appraise_nomination" => json!({"eligible": true}),
        "create_decision" => world::decision(2, &[&things.nomination]),
        "draw_signing_sheet" | "print_signing_sheet" => json!({"nominations": [things.nomination]}),
        "create_regime" => json!({"code": "MOI", "validFromDate": "2040-01-01", "terms":
            {"documents": [document], "papers": [], "rounding": "EXACT"}}),
        "edit_regime" => json!({"validFromDate": "2017-10-01", "validToDate": "2023-12-31", "terms":
            {"documents": [document], "papers": [], "rounding": "EXACT"}}),
        "create_base_salary" => json!({"dong": 2_000_000, "fromDate": "2040-01-01", "document": document}),
        "edit_base_salary" => json!({"dong": 1_490_000, "fromDate": "2019-07-01", "toDate": "2023-06-30",
            "document": document}),
        "create_round" => json!({"cycle": things.cycle, "terms": {"document": document}}),
        "edit_round" => json!({"document": document}),
        "create_suggestion" => json!({"cycle": things.cycle, "organisation": world.unit, "subjectKind": "INDIVIDUAL",
            "name": "Ngô Thị", "achievement": "Khôi phục hệ thống"}),
        "answer_suggestion" => json!({"text": "Đã rõ"}),
        "create_consultation" => json!({"organisation": world.other, "question": "Có vi phạm không?"}),
        "reply_consultation" => json!({"agrees": true, "text": "Không"}),
        "create_session_minutes" => world::minutes(&things.cycle, &things.nomination, 9),
        "merge_nomination" => json!({"into": things.nomination}),
        "concur_nomination" => json!({"inFavour": true, "text": "Thống nhất"}),
        "notify_nomination" => json!({"document": document}),
        // Dated before the award's decision, so a permitted request does not revoke the award that public operations
        // need.
        "revoke_award" => json!({"ground": "FRAUD", "number": 412, "symbol": "412/QĐ-UBND", "date": "2024-01-01",
            "signer": "Chủ tịch", "title": "Hủy bỏ", "reason": "Khai khống", "file": world::decision(1, &[])["file"]}),
        "recover_award" => json!({"items": ["MONEY"], "date": "2025-04-02", "document": document}),
        "register_complaint" => complaint(&things.award),
        "register_higher_proposal" => proposal(&things.award),
        "conclude_higher_proposal" => json!({"outcome": "GRANTED", "document": document}),
        "open_objection_period" => json!({"cycle": things.cycle, "occasion": "ANNUAL", "document": document}),
        "register_objection" => objection(&things.asked),
        "consent_nomination" => json!({"given": true, "document": document}),
        "settle_objection" | "settle_complaint" => {
            json!({"outcome": "DISMISSED", "reason": "Số liệu đúng", "document": document})
        }
        "publish_role_model" => role_model(world, &things.campaign),
        "create_commendation" => json!({"organisation": world.unit, "subjectKind": "COLLECTIVE", "name": "Tổ CNTT",
            "symbol": "18/QĐ", "date": "2024-11-20", "signer": "Trưởng", "achievement": "Sáng kiến"}),
        other => {
            // An operation that needs no specific values gets the example of the document.
            let (_, mut body) = replay::bodies(replay::operation(other)).into_iter().next()?;
            things.replay.fill(&mut body, &[]);
            body
        }
    })
}
