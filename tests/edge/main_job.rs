//! The main process, once, from a unit's figures to a public certificate.

use e2e::Engine;
use serde_json::json;

use crate::base::service::Service;
use crate::base::world::{self, World, id};

/// Rules S02–S09, S13, S15, S20–S24, S29, L05, L13, L22, L37 in one run.
pub(crate) async fn the_whole_chain_runs_once(engine: Engine) {
    let world = World::new(Service::start(engine).await).await;
    let cycle = world.open("2024").await;
    world.issue_sets().await;

    // The unit submits its report, gets it back, corrects and submits it again.
    let report = world.draft(&cycle).await;
    let path = format!("/v1/reports/{report}");
    world.head.step(&format!("{path}/submission")).await.ok();
    let ground = json!({"reason": "Số liệu H1 chưa khớp"});
    assert_eq!(world.standing.post(&format!("{path}/return"), &ground).await.ok()["state"], "RETURNED");
    let returned = world.editor.get(&path).await;
    assert_eq!(returned.ok()["returnReason"], "Số liệu H1 chưa khớp");
    let edit = json!({"figures": world::figures()});
    world.editor.put(&path, &returned.header("etag"), &edit).await.ok();
    world.head.step(&format!("{path}/submission")).await.ok();

    // The standing agency verifies, corrects one figure downwards, and finalises the score.
    let mut figures = world::verified();
    figures[0] = json!({"criterion": "H1", "numerator": 790, "denominator": 1000, "reason": "22 hồ sơ trùng"});
    assert_eq!(world.verify(&report, &figures).await["state"], "VERIFYING");
    let done = world.standing.step(&format!("{path}/finalisation")).await.ok();
    // H1: 10 × 790 × 100 ÷ (80 × 1000) = 9.875 → 9.87; H2: 9.90; H3: 9.00; 28.77 × 100 ÷ 30 = 95.90.
    assert_eq!((&done["state"], &done["total"]), (&json!("FINAL"), &json!(95.9)));
    let scorecard = world.head.get(&format!("{path}/scorecard")).await.ok();
    assert_eq!((&scorecard["basis"], &scorecard["lines"][0]["points"]), (&json!("VERIFIED"), &json!(9.87)));

    // The board is published; a dashboard reads it without a token.
    let release = world.standing.post(&format!("/v1/cycles/{cycle}/releases"), &json!({})).await.ok();
    assert_eq!(release["number"], 1);
    let public = world.service.anybody();
    let board = public.get(&format!("/v1/public/cycles/{cycle}/boards/DISTRICT")).await.ok();
    assert_eq!((&board["standings"][0]["rank"], &board["standings"][0]["total"]), (&json!(1), &json!(95.9)));
    let unit = public.get(board["standings"][0]["href"].as_str().expect("an address")).await.ok();
    assert_eq!((&unit["name"], &unit["lines"][0]["numerator"]), (&json!("Huyện Kế Sách"), &json!(790)));

    // A collective and an individual: unit → standing agency → appraisal agency → Chair.
    let name = "Phòng Văn hóa và Thông tin";
    let collective = world.presented(&cycle, name).await;
    let individual = world.nominate(&cycle, &world::individual("Ngô Thị Sáng Kiến")).await;
    world.step(&world.head, &individual, "submission", json!({})).await.ok();
    world.step(&world.standing, &individual, "return", json!({"reason": "Bổ sung biên bản"})).await.ok();
    world.step(&world.head, &individual, "submission", json!({})).await.ok();
    for (person, noun, body) in [
        (&world.standing, "receipt", json!({})),
        (&world.standing, "forwarding", json!({})),
        (&world.appraisal, "appraisal", json!({"eligible": true})),
        (&world.appraisal, "presentation", json!({})),
    ] {
        world.step(person, &individual, noun, body).await.ok();
    }
    let decision = world.decision.post("/v1/decisions", &world::decision(335, &[&collective, &individual])).await.ok();
    assert_eq!(world::all(&public, "/v1/public/awards").await.len(), 0, "not before its day");
    world::keep_decision(&world.decision, &id(&decision)).await;
    world.appraisal.step(&format!("/v1/decisions/{}/publication", id(&decision))).await.ok();
    let awards = world::all(&public, &format!("/v1/public/awards?cycle={cycle}")).await;
    assert_eq!(awards.len(), 2);
    assert_eq!((&awards[0]["name"], &awards[0]["decisionSymbol"]), (&json!(name), &json!("335/QĐ-UBND")));
    let shown = world.head.get(&format!("/v1/nominations/{collective}")).await.ok();
    assert_eq!((&shown["state"], &shown["decision"]), (&json!("PUBLISHED"), &decision["id"]));

    // The auditor reads who took which step.
    let trail = world::all(&world.auditor, &format!("/v1/audit-entries?object={report}")).await;
    let kinds: Vec<&str> = trail.iter().filter_map(|entry| entry["kind"].as_str()).collect();
    assert_eq!(
        kinds,
        [
            "REPORT_DRAFTED",
            "REPORT_SUBMITTED",
            "REPORT_RETURNED",
            "REPORT_EDITED",
            "REPORT_SUBMITTED",
            "REPORT_VERIFIED",
            "REPORT_FINALISED",
            "REPORT_PUBLISHED"
        ]
    );
    world.service.stop().await;
}
