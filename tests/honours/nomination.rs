//! Nominations, decisions and the register of Giấy khen.

use e2e::Engine;
use serde_json::{Value, json};

use crate::base::client::Person;
use crate::base::service::Service;
use crate::base::world::{self, World, id};

fn transition(view: &Value, verb: &str) -> Value {
    let transitions = view["transitions"].as_array().expect("transitions");
    transitions.iter().find(|one| one["verb"] == verb).cloned().expect("the verb")
}

/// Rules S12, S15, S20, L05.
pub(crate) async fn s12_s15_s20_l05_a_dossier_is_complete_before_it_travels(engine: Engine) {
    let world = World::new(Service::start(engine).await).await;
    let cycle = world.open("2024").await;
    let mut dossier = world::collective("Phòng Y tế");
    dossier["awardForm"] = json!("GIAY_KHEN_UNIT");
    let body = |dossier: &Value| json!({"cycle": cycle, "organisation": world.unit, "dossier": dossier});
    let refused = world.editor.post("/v1/nominations", &body(&dossier)).await;
    assert_eq!(
        (refused.status, refused.violations()),
        (422, vec!["/dossier/awardForm AWARD_FORM_NOT_NOMINATED S12".to_owned()])
    );

    dossier["awardForm"] = json!("BANG_KHEN_PROVINCE");
    dossier["papers"] = json!([]);
    let nomination = world.nominate(&cycle, &dossier).await;
    let refused = world.step(&world.head, &nomination, "submission", json!({})).await;
    assert_eq!(
        refused.violations(),
        [
            "/dossier/papers PAPER_MISSING L05",
            "/dossier/papers PAPER_MISSING L05",
            "/dossier/papers PAPER_MISSING L05",
            "/dossier/papers PAPER_MISSING S20",
            "/dossier/papers PAPER_MISSING S20",
        ]
    );
    let mut dossier = world::collective("Phòng Y tế");
    dossier["papers"][0]["nominees"] = json!([]);
    dossier["papers"][1]["confirmed"] = json!(false);
    world.editor.put(&format!("/v1/nominations/{nomination}"), "\"1\"", &json!({"dossier": dossier})).await.ok();
    let refused = world.step(&world.head, &nomination, "submission", json!({})).await;
    assert_eq!(
        refused.violations(),
        ["/dossier/papers/0/nominees NOMINEES_MISSING L05", "/dossier/papers/1/confirmed CONFIRMATION_MISSING L05"]
    );
    // S20: an individual needs neither the implementing document nor the result report.
    let person = world.nominate(&cycle, &world::individual("Ngô Thị Sáng Kiến")).await;
    world.step(&world.head, &person, "submission", json!({})).await.ok();
    // S15: each unit nominates its own people and collectives only.
    let foreign = world.stranger.post("/v1/nominations", &body(&world::collective("Phòng Y tế"))).await;
    assert_eq!(foreign.problem().0, 403);
    let own = json!({"cycle": cycle, "organisation": world.other, "dossier": world::collective("Phòng Y tế")});
    world.stranger.post("/v1/nominations", &own).await.ok();
    world.service.stop().await;
}

/// Rules S13, S21, S22, S23.
pub(crate) async fn s13_s21_s22_s23_no_step_is_skipped_and_every_answer_says_why(engine: Engine) {
    let world = World::new(Service::start(engine).await).await;
    let cycle = world.open("2024").await;
    world.result(&cycle).await;
    let nomination = world.nominate(&cycle, &world::collective("Phòng Y tế")).await;
    let early = world.step(&world.appraisal, &nomination, "appraisal", json!({"eligible": true})).await;
    assert_eq!((early.problem().0, early.rule().as_str()), (409, "S22"));
    let early = world.step(&world.standing, &nomination, "forwarding", json!({})).await;
    assert_eq!((early.problem().0, early.rule().as_str()), (409, "S21"));
    world.step(&world.head, &nomination, "submission", json!({})).await.ok();
    let early = world.step(&world.appraisal, &nomination, "presentation", json!({})).await;
    assert_eq!((early.problem().0, early.rule().as_str()), (409, "S22"));
    let early = world.decision.post("/v1/decisions", &world::decision(1, &[&nomination])).await;
    assert_eq!((early.problem().0, early.rule().as_str()), (409, "S23"));
    assert_eq!(world::all(&world.decision, "/v1/decisions").await.len(), 0, "nothing half done");

    let view = world.standing.get(&format!("/v1/nominations/{nomination}")).await.ok();
    assert_eq!(transition(&view, "RECEIVE")["allowed"], true);
    let award = transition(&view, "AWARD");
    assert_eq!(
        (&award["allowed"], &award["rule"], &award["code"]),
        (&json!(false), &json!("S13"), &json!("NOT_ALLOWED"))
    );
    assert!(
        award["whyNot"]["vi"].as_str().is_some_and(|text| text.contains("cấp có thẩm quyền quyết định khen thưởng")),
        "{award}"
    );
    let view = world.appraisal.get(&format!("/v1/nominations/{nomination}")).await.ok();
    assert_eq!(transition(&view, "APPRAISE_ELIGIBLE")["rule"], "S22");

    for (person, noun, body) in [
        (&world.standing, "receipt", json!({})),
        (&world.standing, "forwarding", json!({})),
        (&world.appraisal, "appraisal", json!({"eligible": true})),
        (&world.appraisal, "presentation", json!({})),
    ] {
        world.step(person, &nomination, noun, body).await.ok();
    }
    for person in [&world.head, &world.standing, &world.appraisal, &world.auditor, &world.admin] {
        let refused = person.post("/v1/decisions", &world::decision(1, &[&nomination])).await;
        assert_eq!((refused.status, refused.rule().as_str()), (403, "S13"));
    }
    let late = world.step(&world.head, &nomination, "withdrawal", json!({"reason": "Rút"})).await;
    assert_eq!(late.problem(), (409, "NOMINATION_STATE".to_owned()), "not once it lies with the chair");
    let ineligible = world.nominate(&cycle, &world::collective("Phòng Nội vụ")).await;
    world.step(&world.head, &ineligible, "submission", json!({})).await.ok();
    world.step(&world.standing, &ineligible, "receipt", json!({})).await.ok();
    world.step(&world.standing, &ineligible, "forwarding", json!({})).await.ok();
    let silent = world.step(&world.appraisal, &ineligible, "appraisal", json!({"eligible": false})).await;
    assert_eq!(silent.violations(), ["/reason TEXT_EMPTY"]);
    let body = json!({"eligible": false, "reason": "Chưa đủ thành tích"});
    assert_eq!(world.step(&world.appraisal, &ineligible, "appraisal", body).await.ok()["state"], "INELIGIBLE");
    let closed = world.step(&world.appraisal, &ineligible, "presentation", json!({})).await;
    assert_eq!(closed.problem().0, 409);
    world.service.stop().await;
}

/// Rule S14.
pub(crate) async fn s14_a_giay_khen_is_recorded_by_the_head_for_his_own_people(engine: Engine) {
    let world = World::new(Service::start(engine).await).await;
    let body = |unit: &str| {
        json!({"organisation": unit, "subjectKind": "INDIVIDUAL", "name": "Ngô Thị Sáng Kiến", "symbol": "18/QĐ-UBND",
            "date": "2024-11-20", "signer": "Trần Thị Trưởng", "achievement": "Sáng kiến số hóa"})
    };
    let made = world.head.post("/v1/commendations", &body(&world.unit)).await;
    assert_eq!(made.status, 201);
    assert_eq!(world.head.get(&made.header("location")).await.ok(), made.json());
    let foreign = world.head.post("/v1/commendations", &body(&world.other)).await;
    assert_eq!((foreign.status, foreign.rule().as_str()), (403, "S14"));
    assert_eq!(world.editor.post("/v1/commendations", &body(&world.unit)).await.status, 403);
    let again = world.head.post("/v1/commendations", &body(&world.unit)).await;
    assert_eq!(again.problem(), (409, "COMMENDATION_EXISTS".to_owned()));
    assert_eq!(world.stranger.get(&made.header("location")).await.status, 404);
    assert_eq!(world::all(&world.standing, "/v1/commendations").await.len(), 1);
    world.service.stop().await;
}

/// Rules L13, L17.
pub(crate) async fn l13_l17_a_decision_is_numbered_once_and_never_edited(engine: Engine) {
    let world = World::new(Service::start(engine).await).await;
    let cycle = world.open("2024").await;
    let (one, two) = (world.presented(&cycle, "Phòng Y tế").await, world.presented(&cycle, "Phòng Nội vụ").await);
    let mut wrong = world::decision(335, &[&one]);
    wrong["symbol"] = json!("335/QĐ-SNV");
    wrong["date"] = json!("2099-01-01");
    let refused = world.decision.post("/v1/decisions", &wrong).await;
    assert_eq!(refused.violations(), ["/symbol SYMBOL_MALFORMED L13", "/date DATE_IN_FUTURE L13"]);
    let made = world.decision.post("/v1/decisions", &world::decision(335, &[&one])).await;
    assert_eq!(made.status, 201);
    let taken = world.decision.post("/v1/decisions", &world::decision(335, &[&two])).await;
    assert_eq!((taken.problem(), taken.rule().as_str()), ((409, "DECISION_NUMBER_TAKEN".to_owned()), "L13"));
    assert_eq!(world.head.get(&format!("/v1/nominations/{two}")).await.ok()["state"], "SUBMITTED_TO_CHAIR");
    let again = world.decision.post("/v1/decisions", &world::decision(336, &[&one])).await;
    assert_eq!(again.problem().0, 409, "an award is granted once");
    let twice = world.decision.post("/v1/decisions", &world::decision(336, &[&two, &two])).await;
    assert_eq!(twice.violations(), ["/nominations/1 NOMINATION_TWICE"]);
    let unknown = "01935f3e-7c4a-7d2b-9f10-3c5a8e6b1d24";
    let stray = world.decision.post("/v1/decisions", &world::decision(336, &[&two, unknown])).await;
    assert_eq!((stray.status, stray.violations()), (422, vec!["/nominations/1 NOMINATION_UNKNOWN".to_owned()]));
    let path = made.header("location");
    let edit = world.decision.put(&path, "\"1\"", &json!({})).await;
    assert_eq!((edit.problem().0, edit.header("allow").as_str()), (405, "GET, HEAD, OPTIONS"), "there is no editing");
    world::keep_decision(&world.decision, &id(&made.json())).await;
    world.standing.step(&format!("{path}/publication")).await.ok();
    let again = world.standing.step(&format!("{path}/publication")).await;
    assert_eq!((again.problem().0, again.rule().as_str()), (409, "L17"));
    world.service.stop().await;
}

/// Rules S23, L01, L18: of a list of many, every dossier that hinders the decision is named by its place, and nothing is done.
pub(crate) async fn s23_l01_l18_every_dossier_that_hinders_a_decision_is_named(engine: Engine) {
    let world = World::new(Service::start(engine).await).await;
    let cycle = world.open("2024").await;
    let mut list = Vec::new();
    for name in ["Phòng Y tế", "Phòng Nội vụ", "Phòng Tài chính"] {
        list.push(world.presented(&cycle, name).await);
    }
    let draft = world.nominate(&cycle, &world::individual("Ngô Thị Sáng Kiến")).await;
    let made = world.decision.post("/v1/decisions", &world::decision(1, &[&list[1]])).await.ok();
    let flag = json!({"organisation": world.unit, "subjectKind": "COLLECTIVE", "name": "Phòng Tài chính",
        "ground": "INVESTIGATION",
        "document": {"number": "5/CV", "date": "2024-01-15", "issuer": "Công an tỉnh", "title": "Thông báo"}});
    world.appraisal.post("/v1/integrity-flags", &flag).await.ok();
    let mixed = [&list[0], &draft, &list[2], &list[1]].map(String::as_str);
    let refused = world.decision.post("/v1/decisions", &world::decision(2, &mixed)).await;
    assert_eq!((refused.problem(), refused.rule()), ((409, "NOMINATION_STATE".to_owned()), "S23".to_owned()));
    assert_eq!(
        refused.violations(),
        [
            "/nominations/1 NOMINATION_STATE S23",
            "/nominations/2 INTEGRITY_HOLD L01",
            "/nominations/3 NOMINATION_STATE S23"
        ]
    );
    let told = &refused.json()["violations"];
    assert!(told[0]["text"]["vi"].as_str().is_some_and(|text| text.contains("đang soạn thảo")), "{told}");
    assert!(told[2]["text"]["vi"].as_str().is_some_and(|text| text.contains("đã được khen thưởng")), "{told}");
    let shown = world.decision.get(&format!("/v1/nominations/{}", list[0])).await.ok();
    assert_eq!(shown["state"], "SUBMITTED_TO_CHAIR", "all of them or none");
    // The status is that of the first; what is wrong with the paper itself is told before.
    let barred = world.decision.post("/v1/decisions", &world::decision(2, &[&list[2], &draft])).await;
    assert_eq!(barred.problem(), (409, "INTEGRITY_HOLD".to_owned()));
    let mut wrong = world::decision(2, &mixed);
    wrong["symbol"] = json!("2/QĐ-SNV");
    assert_eq!(world.decision.post("/v1/decisions", &wrong).await.violations(), ["/symbol SYMBOL_MALFORMED L13"]);

    // Unknown ones and those that are named twice, all at once, here and on the sheet.
    let (one, other) = ("01935f3e-7c4a-7d2b-9f10-3c5a8e6b1d24", "01935f3e-7c4a-7d2b-9f10-3c5a8e6b1d25");
    let strange: [&str; 3] = [one, &list[0], other];
    let sheet = json!({"nominations": strange});
    for answer in [
        world.decision.post("/v1/decisions", &world::decision(2, &strange)).await,
        world.decision.post("/v1/signing-sheets", &sheet).await,
    ] {
        assert_eq!(answer.status, 422);
        assert_eq!(answer.violations(), ["/nominations/0 NOMINATION_UNKNOWN", "/nominations/2 NOMINATION_UNKNOWN"]);
    }
    let twice = [&list[0], &draft, &list[0], &draft].map(String::as_str);
    let twice = world.decision.post("/v1/decisions", &world::decision(2, &twice)).await;
    assert_eq!(twice.violations(), ["/nominations/2 NOMINATION_TWICE", "/nominations/3 NOMINATION_TWICE"]);
    assert_eq!(world::all(&world.decision, "/v1/decisions").await.len(), 1, "nothing half done");

    // An award that waits for its last correction, or was revoked, is named by its place, too.
    let award = made["awards"][0]["id"].clone();
    let correcting = |number: i64, name: &str| {
        let mut body = world::decision(number, &[]);
        body["corrects"] = made["id"].clone();
        body["corrections"] = json!([{"award": award, "ground": "CLERICAL_ERROR", "reason": "Sai dấu", "name": name}]);
        body
    };
    world.decision.post("/v1/decisions", &correcting(3, "Phòng Nội Vụ (Một)")).await.ok();
    let waiting = world.decision.post("/v1/decisions", &correcting(4, "Phòng Nội Vụ (Hai)")).await;
    assert_eq!((waiting.status, waiting.violations().len()), (409, 1));
    assert!(waiting.violations()[0].starts_with("/corrections/0/award "), "{:?}", waiting.violations());
    world.decision.post("/v1/decisions", &world::decision(2, &[&list[0]])).await.ok();
    world.service.stop().await;
}

/// Rule L19.
pub(crate) async fn l19_nobody_takes_two_seats_in_one_dossier(engine: Engine) {
    let world = World::new(Service::start(engine).await).await;
    let cycle = world.open("2024").await;
    // The head gets every role; the rule checks the person, not the role.
    let account = world.accounts["head"].clone();
    for (role, code) in [
        ("APPRAISAL_AGENCY", "so-noi-vu"),
        ("DECISION_AUTHORITY", "van-phong-ubnd"),
        ("STANDING_AGENCY", world::AGENCY),
    ] {
        let grant = json!({"role": role, "organisation": id(&world.units[code])});
        world.admin.post(&format!("/v1/accounts/{account}/grants"), &grant).await.ok();
    }
    let nomination = world.nominate(&cycle, &world::individual("Ngô Thị Sáng Kiến")).await;
    world.step(&world.head, &nomination, "submission", json!({})).await.ok();
    world.step(&world.standing, &nomination, "receipt", json!({})).await.ok();
    world.step(&world.standing, &nomination, "forwarding", json!({})).await.ok();
    let refused = world.step(&world.head, &nomination, "appraisal", json!({"eligible": true})).await;
    assert_eq!((refused.problem(), refused.rule().as_str()), ((403, "FOUR_EYES".to_owned()), "L19"));
    world.step(&world.appraisal, &nomination, "appraisal", json!({"eligible": true})).await.ok();
    world.step(&world.appraisal, &nomination, "presentation", json!({})).await.ok();
    let grant = json!({"role": "DECISION_AUTHORITY", "organisation": id(&world.units["van-phong-ubnd"])});
    world.admin.post(&format!("/v1/accounts/{}/grants", world.accounts["appraisal"]), &grant).await.ok();
    let refused = world.appraisal.post("/v1/decisions", &world::decision(1, &[&nomination])).await;
    assert_eq!((refused.problem(), refused.rule().as_str()), ((403, "FOUR_EYES".to_owned()), "L19"));

    // Nominees never handle their own dossiers: they are recognised by account, or by name and unit.
    let mut dossier = world::individual("Ai Đó");
    dossier["subject"]["account"] = json!(world.accounts["standing"]);
    let nomination = world.nominate(&cycle, &dossier).await;
    world.step(&world.head, &nomination, "submission", json!({})).await.ok();
    let refused = world.step(&world.standing, &nomination, "receipt", json!({})).await;
    assert_eq!(refused.problem(), (403, "NOMINEE_MAY_NOT_JUDGE".to_owned()));

    // The submitter of a report does not verify it.
    let report = world.draft(&cycle).await;
    world.head.step(&format!("/v1/reports/{report}/submission")).await.ok();
    let tag = world.head.get(&format!("/v1/reports/{report}")).await.header("etag");
    let body = json!({"figures": world::verified()});
    let refused = world.head.put(&format!("/v1/reports/{report}/verification"), &tag, &body).await;
    assert_eq!((refused.problem(), refused.rule().as_str()), ((403, "FOUR_EYES".to_owned()), "L19"));
    world.service.stop().await;
}

/// Rule L36.
pub(crate) async fn l36_the_public_sees_name_unit_award_and_decision_only(engine: Engine) {
    let world = World::new(Service::start(engine).await).await;
    let cycle = world.open("2024").await;
    let nomination = world.nominate(&cycle, &world::individual("Ngô Thị Sáng Kiến")).await;
    for (person, noun, body) in [
        (&world.head, "submission", json!({})),
        (&world.standing, "receipt", json!({})),
        (&world.standing, "forwarding", json!({})),
        (&world.appraisal, "appraisal", json!({"eligible": true})),
        (&world.appraisal, "presentation", json!({})),
    ] {
        world.step(person, &nomination, noun, body).await.ok();
    }
    let decision = world.decision.post("/v1/decisions", &world::decision(7, &[&nomination])).await.ok();
    let award = id(&decision["awards"][0]);
    let public = world.service.anybody();
    assert_eq!(public.get(&format!("/v1/public/awards/{award}")).await.problem().0, 404, "not before its day");
    world.publish(&id(&decision)).await.ok();
    let shown = public.get(&format!("/v1/public/awards/{award}")).await.ok();
    let names: Vec<&String> = shown.as_object().expect("an object").keys().collect();
    assert_eq!(
        names,
        [
            "corrections",
            "countsForMerit",
            "cycle",
            "decisionDate",
            "decisionSymbol",
            "form",
            "id",
            "kind",
            "name",
            "organisation",
            "organisationName",
            "publishedAt",
            "subjectKind",
            "withoutUnit"
        ]
    );
    world.service.stop().await;
}

/// Rule L42.
pub(crate) async fn l42_a_withdrawn_subject_may_be_nominated_again(engine: Engine) {
    let world = World::new(Service::start(engine).await).await;
    let (cycle, next) = (world.open("2024").await, world.open("2025").await);
    let nomination = world.nominate(&cycle, &world::collective("Phòng Y tế")).await;
    let body = json!({"cycle": cycle, "organisation": world.unit, "dossier": world::collective("PHÒNG  y tế")});
    let again = world.editor.post("/v1/nominations", &body).await;
    assert_eq!(
        (again.problem(), again.rule().as_str()),
        ((409, "NOMINATION_EXISTS".to_owned()), "L42"),
        "in any case and with any blanks"
    );
    world.step(&world.head, &nomination, "withdrawal", json!({"reason": "Bổ sung thành tích"})).await.ok();
    world.editor.post("/v1/nominations", &body).await.ok();
    // A subject that was not awarded can be nominated again only in a later cycle.
    let refused = world.presented(&cycle, "Phòng Nội vụ").await;
    world.step(&world.decision, &refused, "refusal", json!({"reason": "Chưa tiêu biểu"})).await.ok();
    let mut body = json!({"cycle": cycle, "organisation": world.unit, "dossier": world::collective("Phòng Nội vụ")});
    assert_eq!(world.editor.post("/v1/nominations", &body).await.problem().0, 409);
    body["cycle"] = json!(next);
    world.editor.post("/v1/nominations", &body).await.ok();
    world.service.stop().await;
}

/// A race: two processes decide, withdraw and refuse one nomination at the same time.
pub(crate) async fn one_of_many_simultaneous_deciders_wins(engine: Engine) {
    let world = World::new(Service::start(engine).await).await;
    let (mut process, url) = world.service.another_process();
    let cycle = world.open("2024").await;
    let nomination = world.presented(&cycle, "Phòng Y tế").await;
    let elsewhere = |person: &Person| Person::new(url.clone(), person.token.clone());
    let runners = (0..64_i64).map(|number| {
        let nomination = nomination.clone();
        let there = |person: &Person| if number % 2 == 0 { person.clone() } else { elsewhere(person) };
        let (decider, head) = (there(&world.decision), there(&world.head));
        tokio::spawn(async move {
            if number % 4 < 2 {
                decider.post("/v1/decisions", &world::decision(100 + number, &[&nomination])).await.status
            } else {
                let (who, noun) = if number % 16 < 4 { (head, "withdrawal") } else { (decider, "refusal") };
                let ground = json!({"reason": "Chưa tiêu biểu"});
                who.post(&format!("/v1/nominations/{nomination}/{noun}"), &ground).await.status
            }
        })
    });
    let mut won = 0;
    for runner in runners.collect::<Vec<_>>() {
        match runner.await.expect("a runner") {
            200 | 201 => won += 1,
            409 | 412 => {}
            other => panic!("status {other}"),
        }
    }
    assert_eq!(won, 1);
    let trail = world::all(&world.auditor, &format!("/v1/audit-entries?object={nomination}")).await;
    let fates =
        trail.iter().filter(|entry| matches!(entry["toState"].as_str(), Some("AWARDED" | "NOT_AWARDED"))).count();
    assert_eq!(fates, 1, "one entry for one fate");
    process.kill().expect("the other process ends");
    process.wait().expect("the other process is gone");
    world.service.stop().await;
}
