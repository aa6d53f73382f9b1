//! A province that begins with an empty installation: everything is entered over HTTP, from the first level to a published
//! board and a nomination.

use e2e::Engine;
use serde_json::{Value, json};

use api::edge::config::FirstUnit;

use crate::base::client::Person;
use crate::base::service::Service;
use crate::base::world::{self, id};
use crate::planning::tree_set::tree;
use crate::reporting::receipt::verify;
use crate::reporting::tree_receipt::leaves;

pub(crate) fn name(words: &str) -> Value {
    json!({"vi": words, "en": words})
}

pub(crate) fn document(number: &str) -> Value {
    json!({"number": number, "date": "2025-12-15", "issuer": "UBND tỉnh", "title": "Phong trào thi đua"})
}

/// An account with a role in a unit, signed in.
pub(crate) async fn person(service: &Service, admin: &Person, username: &str, role: &str, unit: &str) -> Person {
    let made = admin.post("/v1/accounts", &json!({"username": username, "name": "Người dùng thử"})).await.ok();
    let grants = format!("/v1/accounts/{}/grants", id(&made["account"]));
    admin.post(&grants, &json!({"role": role, "organisation": unit})).await.ok();
    world::enrol(service, username, made["code"].as_str().expect("a code")).await;
    world::sign_in(service, username).await
}

/// The administrator of an installation without a plan.
async fn first(service: &Service) -> Person {
    let unit = FirstUnit {
        unit_name: Some("Sở Nội vụ".to_owned()),
        unit_code: Some("so-noi-vu".to_owned()),
        unit_level: "PROVINCIAL".to_owned(),
        unit_level_name: "cấp tỉnh".to_owned(),
        unit_level_name_en: "provincial level".to_owned(),
    };
    let (store, now) = (service.running().store(), service.running().clock().now());
    let code = api::bootstrap(store, Some(unit), "admin".to_owned(), "Quản trị".to_owned(), now).await;
    world::enrol(service, "admin", &code.expect("the first account")).await;
    world::sign_in(service, "admin").await
}

async fn unit(admin: &Person, words: &str, level: &str, kind: &str, scheme: &str, code: &str) -> String {
    let body = json!({"name": words, "level": level, "kind": kind, "codes": [{"scheme": scheme, "value": code}],
        "fromDate": "2025-07-01", "document": document("1/NQ")});
    id(&admin.post("/v1/organisations", &body).await.ok())
}

/// What a unit declares, with the evidence that its set demands; with a reason, what the agency finds.
pub(crate) fn filled(model: &Value, place: i64, reason: Option<&str>) -> Value {
    let (mut figures, mut answers) = (Vec::new(), Vec::new());
    for leaf in leaves(&model["main"]) {
        let mut entry = json!({"criterion": leaf["code"]});
        let demands = &leaf["demands"];
        if let Some(reason) = reason {
            entry["reason"] = json!(reason);
        } else {
            entry["evidence"] = if demands["evidenceRequired"] == true { json!([document("9/BC")]) } else { json!([]) };
            if demands["referenceRequired"] == true {
                entry["reference"] = document("10/BC");
            }
            if demands.get("attestation").is_some() {
                entry["secretExcluded"] = json!(true);
            }
        }
        let value = &leaf["value"];
        if value.get("ratio").is_some() {
            (entry["numerator"], entry["denominator"]) = (json!(100 - 9 * place), json!(100));
            figures.push(entry);
            continue;
        }
        if let Some(choice) = value.get("choice") {
            entry["choice"] = choice["options"][0]["code"].clone();
        } else if value.get("rubric").is_some() {
            entry["points"] = json!(1);
        } else {
            entry["number"] = json!(1 + place);
        }
        answers.push(entry);
    }
    json!({"figures": figures, "answers": answers})
}

/// A report that is begun, submitted, scored by a panel where its set wants one, verified and final. The first scorer
/// verifies.
pub(crate) async fn handed_in(
    head: &Person,
    scorers: &[&Person; 3],
    model: &Value,
    (cycle, unit, place): (&str, &str, i64),
) -> String {
    let mut body = filled(model, place, None);
    (body["cycle"], body["organisation"]) = (json!(cycle), json!(unit));
    let report = id(&head.post("/v1/reports", &body).await.ok());
    head.step(&format!("/v1/reports/{report}/submission")).await.ok();
    for leaf in leaves(&model["main"]) {
        if leaf["value"]["rubric"].get("panel").is_some() {
            let mark = json!({"criterion": leaf["code"], "points": 1, "note": "Đã xem hồ sơ"});
            for scorer in scorers {
                scorer.post(&format!("/v1/reports/{report}/marks"), &mark).await.ok();
            }
        }
    }
    let (verifier, found) = (scorers[0], filled(model, place, Some("Đã đối chiếu")));
    let tag = verifier.get(&format!("/v1/reports/{report}")).await.header("etag");
    verifier.put(&format!("/v1/reports/{report}/verification"), &tag, &found).await.ok();
    verifier.step(&format!("/v1/reports/{report}/finalisation")).await.ok();
    report
}

/// A unit nominates a collective, which rests on its result, and the dossier reaches the Chair.
pub(crate) async fn commend(head: &Person, standing: &Person, appraisal: &Person, (cycle, unit): (&str, &str)) {
    let mut dossier = world::collective("Phòng Ngân sách");
    for paper in dossier["papers"].as_array_mut().expect("papers") {
        paper["date"] = json!("2026-11-20");
    }
    let body = json!({"cycle": cycle, "organisation": unit, "dossier": dossier});
    let nomination = id(&head.post("/v1/nominations", &body).await.ok());
    for (who, step, body) in [
        (head, "submission", json!({})),
        (standing, "receipt", json!({})),
        (standing, "forwarding", json!({})),
        (appraisal, "appraisal", json!({"eligible": true})),
        (appraisal, "presentation", json!({})),
    ] {
        if step == "submission" {
            world::keep_papers(who, &nomination).await;
        }
        who.post(&format!("/v1/nominations/{nomination}/{step}"), &body).await.ok();
    }
    assert_eq!(head.get(&format!("/v1/nominations/{nomination}")).await.ok()["state"], "SUBMITTED_TO_CHAIR");
}

/// Rules M01, M03, M06, M07: a province with two levels runs a year with pillars, khối and cụm to a published board and a
/// nomination, and no file was loaded for it.
pub(crate) async fn m01_m03_m07_a_province_begins_with_nothing_and_runs_a_year_over_http(engine: Engine) {
    let service = Service::start_told(engine, |config| config.plan = None).await;
    let admin = first(&service).await;

    // The registry: a second level, three departments and four communes.
    let commune = json!({"code": "COMMUNE", "facts": {"name": name("cấp xã"), "kind": "AUTHORITY", "gsoDigits": 5,
        "chair": "COMMUNE_CHAIR", "geographic": true, "position": 2}});
    admin.post("/v1/levels", &commune).await.ok();
    let appraising = id(&world::all(&admin, "/v1/organisations").await[0]);
    let mut departments = Vec::new();
    for (words, code) in [("Sở Khoa học và Công nghệ", "so-khcn"), ("Sở Tài chính", "so-tc"), ("Văn phòng UBND", "vp")]
    {
        departments.push(unit(&admin, words, "PROVINCIAL", "DEPARTMENT", "SLUG", code).await);
    }
    let [agency, finance, office] = <[String; 3]>::try_from(departments).expect("three");
    let mut communes = Vec::new();
    for place in 1..=4 {
        let (words, code) = (format!("Phường số {place}"), format!("9000{place}"));
        communes.push(unit(&admin, &words, "COMMUNE", "PEOPLES_COMMITTEE", "GSO", &code).await);
    }

    // The functions of the installation, then a movement with its standing agency.
    for (function, organisation) in
        [("APPRAISAL_AGENCY", &appraising), ("DECISION_AUTHORITY", &office), ("AUDITOR", &office)]
    {
        let body = json!({"function": function, "organisation": organisation, "fromDate": world::today(),
            "document": document("2/QĐ-UBND")});
        admin.post("/v1/functions", &body).await.ok();
    }
    let appraisal = person(&service, &admin, "appraisal", "APPRAISAL_AGENCY", &appraising).await;
    let text = json!({
        "name": name("Chuyển đổi số"), "slogan": name(""), "periodStartDate": "2026-01-01", "periodEndDate": "2030-12-31",
        "contents": [{"number": 1, "text": name("Dịch vụ công trực tuyến")}],
        "fields": [{"code": "AUTHORITIES", "name": name("Chính quyền số"), "text": name("")}],
        "policy": {
            "reportsBefore": {"month": 12, "day": 20}, "nominatedForms": ["BANG_KHEN_PROVINCE"],
            "occasions": [{"occasion": "ANNUAL", "nominatedBy": "UNIT", "opinion": "UNNEEDED"}],
            "collectiveResultRequired": true,
        },
    });
    let movement = json!({"code": "chuyen-doi-so-2026-2030", "kind": "THEMATIC", "text": text});
    let campaign = id(&appraisal.post("/v1/campaigns", &movement).await.ok());
    let function = json!({"function": "STANDING_AGENCY", "organisation": agency, "campaign": campaign,
        "fromDate": world::today(), "document": document("2/QĐ-UBND")});
    admin.post("/v1/functions", &function).await.ok();
    let standing = person(&service, &admin, "standing", "STANDING_AGENCY", &agency).await;
    let second = person(&service, &admin, "second", "STANDING_AGENCY", &agency).await;
    let third = person(&service, &admin, "third", "STANDING_AGENCY", &agency).await;
    let launch = json!({"document": document("3/KH-UBND"), "signer": "Chủ tịch UBND tỉnh", "recipients": ["Các sở"]});
    standing.post(&format!("/v1/campaigns/{campaign}/launch"), &launch).await.ok();

    // Its scoring tables, khối and cụm, and its first year.
    let pillars = world::demonstrated("communes");
    for (place, (audience, model)) in [("PROVINCIAL", &tree()), ("COMMUNE", &pillars)].into_iter().enumerate() {
        let body =
            json!({"campaign": campaign, "cycleKind": "ANNUAL", "audience": audience, "content": {"model": model}});
        let set = id(&standing.post("/v1/criteria-sets", &body).await.ok());
        let issued = json!({"document": document(&format!("{}/QĐ-SKHCN", place + 4))});
        standing.post(&format!("/v1/criteria-sets/{set}/publication"), &issued).await.ok();
    }
    for (code, words, audience, kind, units) in [
        ("KHOI-1", "Khối thi đua số 1", "PROVINCIAL", "LIST", [&agency, &finance]),
        ("CUM-1", "Cụm thi đua số 1", "COMMUNE", "CLUSTER", [&communes[0], &communes[1]]),
        ("CUM-2", "Cụm thi đua số 2", "COMMUNE", "CLUSTER", [&communes[2], &communes[3]]),
    ] {
        let facts = json!({"name": name(words), "audience": audience, "members": {"kind": kind, "units": units},
            "head": units[0], "document": document("6/QĐ-UBND")});
        standing.post("/v1/groups", &json!({"campaign": campaign, "code": code, "facts": facts})).await.ok();
    }
    let year = json!({"campaign": campaign, "code": "2026", "kind": "ANNUAL", "year": 2026, "name": name("Năm 2026"),
        "periodStartDate": "2026-01-01", "periodEndDate": "2026-12-31"});
    let cycle = id(&standing.post("/v1/cycles", &year).await.ok());
    let selection = format!("/v1/cycles/{cycle}/selection");
    let tag = standing.get(&selection).await.header("etag");
    let groups = json!({"groups": ["KHOI-1", "CUM-1", "CUM-2"]});
    standing.put(&selection, &tag, &groups).await.ok();
    let opening = format!("/v1/cycles/{cycle}/opening");
    let late = standing.post(&opening, &json!({"dueDate": "2026-12-20"})).await;
    assert_eq!(late.violations(), ["/dueDate DUE_DATE_OUT_OF_RANGE S27"], "the day is the movement's");
    standing.post(&opening, &json!({"dueDate": "2026-12-19"})).await.ok();
    let listed = world::all(&standing, &format!("/v1/cycles/{cycle}/participants")).await;
    assert_eq!(listed.len(), 6, "the two offices that no khối holds report nothing");

    // Reports, which others verify, up to the boards.
    let scorers = [&standing, &second, &third];
    let mut heads = Vec::new();
    let reporting = [(&finance, tree()), (&communes[0], pillars.clone()), (&communes[1], pillars)];
    for (place, (organisation, model)) in (0..).zip(reporting) {
        let head = person(&service, &admin, &format!("head-{place}"), "UNIT_HEAD", organisation).await;
        let report = handed_in(&head, &scorers, &model, (&cycle, organisation, place)).await;
        heads.push((head, report));
    }
    standing.post(&format!("/v1/cycles/{cycle}/releases"), &json!({})).await.ok();
    let anybody = service.anybody();
    for (group, ranked) in [("KHOI-1", 1), ("CUM-1", 2)] {
        let board = anybody.get(&format!("/v1/public/cycles/{cycle}/boards/{group}")).await.ok();
        let units = board["standings"].as_array().expect("units");
        assert_eq!((&board["head"]["tier"], units.len()), (&json!(group), ranked));
    }
    let auditor = person(&service, &admin, "auditor", "AUDITOR", &office).await;
    let mut receipts = Vec::new();
    for (_, report) in &heads {
        let receipt = auditor.get(&format!("/v1/reports/{report}/scorecard/receipt")).await;
        receipt.ok();
        receipts.push(receipt.text);
    }
    let (agrees, said) = verify(&receipts);
    assert!(agrees && said.contains("3 scores computed again, 0 mismatches"), "{said}");

    // The department nominates a collective, which rests on its result, and the dossier reaches the Chair.
    let (head, _) = &heads[0];
    commend(head, &standing, &appraisal, (&cycle, &finance)).await;
    service.stop().await;
}
