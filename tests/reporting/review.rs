//! The people who score: independent scorers, a recused person, and a second person who accepts.

use e2e::Engine;
use serde_json::{Value, json};

use crate::base::client::Person;
use crate::base::service::Service;
use crate::base::world::{self, World, id};

async fn colleague(world: &World, username: &str) -> Person {
    let made = world.admin.post("/v1/accounts", &json!({"username": username, "name": username})).await.ok();
    let unit = id(&world.units[world::AGENCY]);
    let grant = json!({"role": "STANDING_AGENCY", "organisation": unit});
    world.admin.post(&format!("/v1/accounts/{}/grants", id(&made["account"])), &grant).await.ok();
    world::enrol(&world.service, username, made["code"].as_str().expect("a code")).await;
    world::sign_in(&world.service, username).await
}

fn content() -> Value {
    json!({
        "figures": [
            {"criterion": "H1", "numerator": 812, "denominator": 1000, "secretExcluded": true},
            {"criterion": "L1", "numerator": 45, "denominator": 50},
        ],
        "answers": [
            {"criterion": "K1", "count": 4}, {"criterion": "K2", "count": 2}, {"criterion": "C1", "choice": "CHIEF"},
            {"criterion": "M1", "points": 9}, {"criterion": "Z1", "notApplicable": "Chưa có dự án"},
        ],
    })
}

/// Verified content, with a number of points for M1.
fn found(points: f64) -> Value {
    let mut found = content();
    found["figures"][0].as_object_mut().expect("a figure").remove("secretExcluded");
    found["answers"][3] = json!({"criterion": "M1", "points": points, "reason": "Theo tổ chấm"});
    found
}

/// Rules L19, L22.
pub(crate) async fn l19_l22_a_panel_scores_blind_one_stands_aside_and_a_second_person_accepts(engine: Engine) {
    let world = World::new(Service::start(engine).await).await;
    let [an, binh, chi] = [
        colleague(&world, "scorer-an").await,
        colleague(&world, "scorer-binh").await,
        colleague(&world, "scorer-chi").await,
    ];
    let campaign = id(&world::all(&world.standing, "/v1/campaigns").await[0]);
    let mut criteria = world::criteria();
    criteria["criteria"][5]["manual"]["panel"] = json!({"combine": "MEDIAN", "least": 3});
    let drawn = json!({"campaign": campaign, "cycleKind": "ANNUAL", "audience": "DISTRICT", "content": criteria});
    let set = world.standing.post("/v1/criteria-sets", &drawn).await.ok();
    assert_eq!(set["criteria"][5]["manual"]["panel"], json!({"combine": "MEDIAN", "least": 3}));
    world.issue_sets().await;
    let cycle = world.cycle("2024").to_owned();
    let opening = json!({"dueDate": "2024-11-30", "acceptanceRequired": true});
    let opened = world.standing.post(&format!("/v1/cycles/{cycle}/opening"), &opening).await.ok();
    assert_eq!(opened["acceptanceRequired"], true);
    let mut body = content();
    body["cycle"] = cycle.as_str().into();
    body["organisation"] = world.unit.as_str().into();
    let report = id(&world.head.post("/v1/reports", &body).await.ok());
    let path = format!("/v1/reports/{report}");
    world.head.step(&format!("{path}/submission")).await.ok();

    // No scorer sees the points of another before three are given.
    let mark = |points: f64| json!({"criterion": "M1", "points": points, "note": "Đã xem hồ sơ"});
    an.post(&format!("{path}/marks"), &mark(8.5)).await.ok();
    let blind = binh.get(&format!("{path}/review")).await.ok();
    assert_eq!((&blind["criteria"][0]["given"], &blind["criteria"][0]["marks"]), (&json!(1), &json!([])));
    assert!(blind["criteria"][0]["combined"].is_null());
    binh.post(&format!("{path}/marks"), &mark(6.0)).await.ok();
    let abstains = json!({"criterion": "M1", "note": "Không đúng chuyên môn"});
    world.standing.post(&format!("{path}/marks"), &abstains).await.ok();
    let early = verify(&chi, &path, &found(6.0)).await;
    assert_eq!(early.violations(), ["/answers/3/points PANEL_INCOMPLETE L22"]);
    let done = chi.post(&format!("{path}/marks"), &mark(7.25)).await.ok();
    let panel = &done["criteria"][0];
    assert_eq!((&panel["given"], &panel["complete"], &panel["combined"]), (&json!(3), &json!(true), &json!(7.25)));
    // The mean is 7.25; 8.50 and 6.00 lie 1.25 from it: 2.50 ÷ 3 = 0.83.
    assert_eq!(
        (&panel["lowest"], &panel["highest"], &panel["meanDeviation"]),
        (&json!(6.0), &json!(8.5), &json!(0.83))
    );
    assert_eq!(panel["marks"].as_array().map(Vec::len), Some(4));

    // The unit's people do not score, and do not see who scored what.
    assert_eq!(world.head.get(&format!("{path}/review")).await.problem(), (403, "REVIEW_INTERNAL".to_owned()));
    assert_eq!(world.head.post(&format!("{path}/marks"), &mark(10.0)).await.status, 403);
    assert!(world.auditor.get(&format!("{path}/review")).await.ok()["criteria"][0]["complete"] == true);

    // One scorer is recused; one person verifies, another accepts.
    let ground = json!({"reason": "Người thân là lãnh đạo đơn vị"});
    let aside = binh.post(&format!("{path}/recusals"), &ground).await.ok();
    assert_eq!((&aside["criteria"][0]["given"], aside["recusals"].as_array().map(Vec::len)), (&json!(2), Some(1)));
    assert_eq!(binh.post(&format!("{path}/marks"), &mark(1.0)).await.problem(), (403, "RECUSED".to_owned()));
    world.standing.post(&format!("{path}/marks"), &mark(6.5)).await.ok();
    let differs = verify(&an, &path, &found(9.0)).await;
    assert_eq!(differs.violations(), ["/answers/3/points PANEL_DIFFERS L22"]);
    verify(&an, &path, &found(7.25)).await.ok();
    let due = an.step(&format!("{path}/finalisation")).await;
    assert_eq!(due.problem(), (409, "ACCEPTANCE_DUE".to_owned()));
    assert_eq!(an.step(&format!("{path}/acceptance")).await.rule(), "L19");
    assert_eq!(binh.step(&format!("{path}/acceptance")).await.problem(), (403, "RECUSED".to_owned()));
    world.standing.step(&format!("{path}/acceptance")).await.ok();
    let reviewed = chi.get(&format!("{path}/review")).await.ok();
    assert_eq!(reviewed["acceptedBy"].as_str(), Some(world.accounts["standing"].as_str()));
    let card = chi.step(&format!("{path}/finalisation")).await.ok();
    assert_eq!(card["state"], "FINAL");
    let lines = world.head.get(&format!("{path}/scorecard")).await.ok();
    let own = lines["lines"].as_array().expect("lines").iter().find(|line| line["criterion"] == "M1").cloned();
    assert_eq!(own.expect("a line")["points"], 7.25);
    world.service.stop().await;
}

async fn verify(person: &Person, path: &str, body: &Value) -> crate::base::client::Answer {
    let tag = person.get(path).await.header("etag");
    person.put(&format!("{path}/verification"), &tag, body).await
}

/// Rule L19: after acceptance, an answer or a correction with other figures waits for a second person again, and so
/// does the release.
pub(crate) async fn found_b3_l19_what_is_recorded_anew_is_accepted_anew(engine: Engine) {
    let world = World::new(Service::start(engine).await).await;
    let [an, binh] = [colleague(&world, "second-an").await, colleague(&world, "second-binh").await];
    world.issue_sets().await;
    let cycle = world.cycle("2024").to_owned();
    let opening = json!({"dueDate": "2024-11-30", "acceptanceRequired": true, "explanationDays": 1});
    world.standing.post(&format!("/v1/cycles/{cycle}/opening"), &opening).await.ok();
    let report = world.draft(&cycle).await;
    let path = format!("/v1/reports/{report}");
    world.head.step(&format!("{path}/submission")).await.ok();
    verify(&an, &path, &json!({"figures": world::verified()})).await.ok();
    binh.step(&format!("{path}/acceptance")).await.ok();
    an.step(&format!("{path}/provisional-release")).await.ok();
    let contested = json!({"criterion": "H1", "text": "Còn 8 hồ sơ"});
    world.head.post(&format!("{path}/explanations"), &contested).await.ok();
    let answer = json!({"text": "Đúng", "numerator": 820, "denominator": 1000});
    an.post(&format!("{path}/explanations/H1/answer"), &answer).await.ok();
    assert_eq!(an.get(&format!("{path}/review")).await.ok()["awaitsAcceptance"], true);
    assert_eq!(world.head.get(&path).await.ok()["verified"], json!([]), "not shown before it is accepted");
    assert_eq!(world.head.get(&format!("{path}/scorecard")).await.ok()["basis"], "DECLARED");

    world.service.running().clock().pass(chrono::TimeDelta::days(3));
    let [an, binh] =
        [world::sign_in(&world.service, "second-an").await, world::sign_in(&world.service, "second-binh").await];
    let (standing, head) =
        (world::sign_in(&world.service, "standing").await, world::sign_in(&world.service, "head").await);
    drop(binh.get("/v1/me").await.ok());
    assert_eq!(an.step(&format!("{path}/finalisation")).await.problem().1, "ACCEPTANCE_DUE");
    assert_eq!(an.step(&format!("{path}/acceptance")).await.rule(), "L19");
    binh.step(&format!("{path}/acceptance")).await.ok();
    assert_eq!(head.get(&path).await.ok()["verified"][0]["numerator"], 820);
    an.step(&format!("{path}/finalisation")).await.ok();

    let mut figures = world::verified();
    figures[0] = json!({"criterion": "H1", "numerator": 700, "denominator": 1000, "reason": "Kết luận kiểm tra"});
    let correction = json!({"reason": "Kết luận số 12", "verification": {"figures": figures}});
    an.post(&format!("{path}/correction"), &correction).await.ok();
    let releases = format!("/v1/cycles/{cycle}/releases");
    let refused = standing.post(&releases, &json!({})).await;
    assert_eq!(refused.problem(), (409, "ACCEPTANCE_DUE".to_owned()));
    assert!(refused.text.contains("Huyện Kế Sách"), "{}", refused.text);
    assert_eq!(an.step(&format!("{path}/acceptance")).await.rule(), "L19");
    binh.step(&format!("{path}/acceptance")).await.ok();
    assert_eq!(binh.step(&format!("{path}/acceptance")).await.problem().1, "ACCEPTED_ALREADY");
    standing.post(&releases, &json!({})).await.ok();
    world.service.stop().await;
}
