//! The examples of nominations, decisions, awards and what stands beside them, each sent in the state that it needs.

use chrono::TimeDelta;
use reqwest::Method;
use serde_json::json;

use crate::base::world::{self, World};
use crate::edge::replay::{Replay, example, operation, text};

/// The operation that shows a list of nominees only while it is open.
pub(crate) const OPEN_LIST: &str = "show_open_objection_period";

/// Advances the clock, and signs every caller in again.
pub(crate) async fn later(world: &mut World, days: i64) {
    world.service.running().clock().pass(TimeDelta::days(days));
    for (username, person) in [
        ("admin", &mut world.admin),
        ("editor", &mut world.editor),
        ("head", &mut world.head),
        ("stranger", &mut world.stranger),
        ("standing", &mut world.standing),
        ("appraisal", &mut world.appraisal),
        ("decision", &mut world.decision),
        ("auditor", &mut world.auditor),
        ("media", &mut world.media),
    ] {
        *person = world::sign_in(&world.service, username).await;
    }
}

/// Today, by the clock of the service.
pub(crate) fn today(world: &World) -> String {
    crate::access::identity::domain_day(world)
}

/// Records outside the steps of a nomination, such as integrity holds, rounds and suggestions.
pub(crate) async fn beside_the_way(world: &World, replay: &mut Replay) {
    let flag = replay.take(&world.standing, "raise_integrity_flag", &[]).await;
    replay.knows("integrityFlag", &text(&flag, "/id"));
    replay.take(&world.standing, "close_integrity_flag", &[]).await;
    let discipline = replay.take(&world.standing, "record_discipline", &[]).await;
    replay.knows("discipline", &text(&discipline, "/id"));
    let commendation = replay.take(&world.head, "create_commendation", &[]).await;
    replay.knows("commendation", &text(&commendation, "/id"));
    paper_files(world, replay).await;
    let certified = replay.take(&world.head, "certify_commendation", &[]).await;
    replay.knows("commendationCode", &text(&certified, "/certificates/0/code"));
    replay.take(&world.head, "correct_commendation", &[]).await;
    let page = format!("/v1/commendations/{}/paper", replay.known["commendation"]);
    printed(world, replay, "print_commendation", &page).await;
    replay.take(&world.head, "withdraw_commendation", &[]).await;
    let role_model = replay.take(&world.standing, "publish_role_model", &[]).await;
    replay.knows("roleModel", &text(&role_model, "/id"));
    replay.take(&world.standing, "withdraw_role_model", &[]).await;
    let role_model = replay.take(&world.standing, "publish_role_model", &[]).await;
    replay.knows("roleModel", &text(&role_model, "/id"));
    replay.knows("cycle", world.cycle("2022"));
    let round = replay.take(&world.standing, "create_round", &[]).await;
    replay.knows("round", &text(&round, "/id"));
    replay.take(&world.standing, "edit_round", &[]).await;
    let suggestion = replay.take(&world.editor, "create_suggestion", &[]).await;
    replay.knows("suggestion", &text(&suggestion, "/id"));
    let mut urgent = json!({"cycle": world.cycle("2022"), "organisation": world.unit, "occasion": "URGENT",
        "dossier": world::collective("Tổ ứng cứu")});
    urgent["dossier"]["simplifiedGround"] = json!("UNEXPECTED_ACHIEVEMENT");
    let urgent = world::id(&world.standing.post("/v1/nominations", &urgent).await.ok());
    for noun in ["submission", "receipt", "forwarding"] {
        world.step(&world.standing, &urgent, noun, json!({})).await.ok();
    }
    replay.take(&world.appraisal, "concur_nomination", &[("nomination", &urgent)]).await;
    replay.take(&world.standing, "answer_suggestion", &[("nomination", &urgent)]).await;

    // Nominations that end early, in a year without a round.
    let cycle = world.cycle("2023").to_owned();
    let ground = json!({"eligible": false, "reason": "Chưa đủ tiêu chuẩn"});
    let lacking = world.nominate(&cycle, &world::individual("Lý Văn Chưa")).await;
    for (person, noun, body) in [
        (&world.head, "submission", json!({})),
        (&world.standing, "receipt", json!({})),
        (&world.standing, "forwarding", json!({})),
        (&world.appraisal, "appraisal", ground),
    ] {
        world.step(person, &lacking, noun, body).await.ok();
    }
    replay.take(&world.appraisal, "notify_nomination", &[("nomination", &lacking)]).await;
    printed(world, replay, "print_notice", &format!("/v1/nominations/{lacking}/notice/paper")).await;
    let refused = world.nominate(&cycle, &world::individual("Trần Thị Sau")).await;
    let number = example("enter_identity_number").to_string().into_bytes();
    let place = format!("/v1/nominations/{refused}/identity-number");
    world.editor.send(Method::PUT, &place, &[], Some(number)).await.ok();
    world.present(&refused).await;
    replay.take(&world.decision, "refuse_nomination", &[("nomination", &refused)]).await;
    replay.take(&world.appraisal, "erase_identity_number", &[("nomination", &refused)]).await;
    replay.take(&world.appraisal, "create_purge", &[]).await;
    let first = world.nominate(&cycle, &world::individual("Ngô Văn Đôi")).await;
    let twin = json!({"cycle": cycle, "organisation": world.other, "dossier": world::individual("Ngô Văn Đôi")});
    let twin = world::id(&world.stranger.post("/v1/nominations", &twin).await.ok());
    world.step(&world.stranger, &twin, "submission", json!({})).await.ok();
    replay.take(&world.standing, "merge_nomination", &[("nomination", &twin), ("into", &first)]).await;
}

/// The paper of a Giấy khen, uploaded twice: the first time by mistake, and destroyed.
async fn paper_files(world: &World, replay: &mut Replay) {
    let place = world::paper_place("COMMENDATION", &replay.known["commendation"], None, "giay-khen.pdf");
    for (bytes, mistaken) in [(&b"%PDF-1.7 4"[..], true), (world::PAPER, false)] {
        let kept = world.head.upload(&place, bytes).await;
        let kept = replay.note(operation("upload_paper_file"), &kept, &place);
        replay.knows("paperFile", &text(&kept, "/id"));
        if mistaken {
            replay.take(&world.standing, "take_down_paper_file", &[]).await;
        }
    }
}

/// Every step of a nomination, in the round of the example.
pub(crate) async fn nominations(world: &mut World, replay: &mut Replay) {
    let draft = text(&replay.take(&world.editor, "create_nomination", &[]).await, "/id");
    let draft = [("nomination", draft.as_str())];
    replay.take(&world.editor, "edit_nomination", &draft).await;
    replay.take(&world.head, "withdraw_nomination", &draft).await;

    // Somebody whose name differs in an accent only: a sign that has to be looked into.
    let alike = world.nominate(world.cycle("2022"), &world::individual("Nguyễn Văn Ân")).await;
    replay.take(&world.editor, "consent_nomination", &[("nomination", &alike)]).await;
    world.step(&world.head, &alike, "submission", json!({})).await.ok();
    world.step(&world.standing, &alike, "receipt", json!({})).await.ok();
    let nomination = world.nominate(world.cycle("2022"), &world::individual("Nguyễn Văn An")).await;
    replay.knows("nomination", &nomination);
    replay.take(&world.editor, "enter_identity_number", &[]).await;
    replay.take(&world.standing, "reveal_identity_number", &[]).await;
    replay.take(&world.editor, "consent_nomination", &[]).await;
    world::keep_papers(&world.head, &nomination).await;
    replay.take(&world.head, "submit_nomination", &[]).await;
    replay.take(&world.standing, "receive_nomination", &[]).await;
    replay.take(&world.standing, "return_nomination", &[]).await;
    world.step(&world.head, &nomination, "submission", json!({})).await.ok();
    world.step(&world.standing, &nomination, "receipt", json!({})).await.ok();
    replay.take(&world.standing, "distinguish_nomination", &[]).await;
    let bars = world.standing.get(&format!("/v1/nominations/{nomination}/bars")).await.ok();
    let bars = bars.as_array().cloned().or_else(|| bars["bars"].as_array().cloned()).expect("bars");
    let sign = bars.iter().find_map(|bar| bar["about"].as_str()).expect("a sign").to_owned();
    replay.take(&world.standing, "answer_mark", &[("about", &sign)]).await;
    replay.take(&world.standing, "forward_nomination", &[]).await;
    let asked = [("organisation", world.other.as_str())];
    let asked = replay.take(&world.appraisal, "create_consultation", &asked).await;
    replay.knows("consultation", &text(&asked, "/id"));
    replay.take(&world.stranger, "reply_consultation", &[]).await;
    replay.take(&world.appraisal, "appraise_nomination", &[]).await;
    replay.take(&world.appraisal, "reverse_nomination", &[]).await;
    world.step(&world.appraisal, &nomination, "appraisal", json!({"eligible": true})).await.ok();
    let now = today(world);
    let minutes = replay.take(&world.appraisal, "create_session_minutes", &[("date", &now)]).await;
    replay.knows("minutes", &text(&minutes, "/id"));
    let period = replay.take(&world.appraisal, "open_objection_period", &[]).await;
    replay.knows("period", &text(&period, "/id"));
    // The public sees it until its last day, which is over when the rest is read.
    replay.read(&[&world.service.anybody()], operation(OPEN_LIST), "").await;
    let objection = replay.take(&world.appraisal, "register_objection", &[("receivedDate", &now)]).await;
    replay.knows("objection", &text(&objection, "/id"));
    replay.take(&world.appraisal, "settle_objection", &[]).await;
    later(world, 20).await;
    replay.take(&world.appraisal, "present_nomination", &[]).await;
    replay.take(&world.decision, "draw_signing_sheet", &[]).await;
    if world.service.config().papers.is_some() {
        replay.take(&world.decision, "print_signing_sheet", &[]).await;
    }
    let decision = replay.take(&world.decision, "create_decision", &[("date", &today(world))]).await;
    replay.knows("decision", &text(&decision, "/id"));
    replay.knows("award", &text(&decision, "/awards/0/id"));
    world::keep_decision(&world.decision, &text(&decision, "/id")).await;
    replay.take(&world.standing, "publish_decision", &[]).await;
    fill_prizes(world, replay).await;
    replay.take(&world.standing, "issue_certificates", &[]).await;
    let certificates = format!("/v1/decisions/{}/certificates/paper", replay.known["decision"]);
    printed(world, replay, "print_certificates", &certificates).await;
    let granted = text(&decision, "/awards/0/nomination");
    for (operation, path) in [
        ("show_decision_archive_package", format!("/v1/decisions/{}/archive-package", replay.known["decision"])),
        ("show_nomination_archive_package", format!("/v1/nominations/{granted}/archive-package")),
    ] {
        printed(world, replay, operation, &path).await;
    }
}

/// Prints a paper in the state that it needs; nothing where there is no program.
pub(crate) async fn printed(world: &World, replay: &mut Replay, operation: &'static str, path: &str) {
    if world.service.config().papers.is_some() {
        let answer = world.auditor.get(path).await;
        assert_eq!(answer.status, 200, "{}", answer.text);
        replay.seen.insert(operation);
    }
}

/// Enters the coefficient that the prize of the example lacks, and has it computed.
async fn fill_prizes(world: &World, replay: &mut Replay) {
    let decision = world.decision.get(&format!("/v1/decisions/{}", replay.known["decision"])).await.ok();
    let (kind, law) = (text(&decision, "/awards/0/subjectKind"), text(&decision, "/awards/0/prize/regime"));
    if decision["awardsWithoutPrize"] == 0 {
        // Nothing is left to compute; `neighbours` has the story of a decision that lacks a prize.
        replay.seen.insert("fill_prizes");
        return;
    }
    let path = format!("/v1/regimes/{law}");
    let known = world.admin.get(&path).await;
    let mut edit = known.ok();
    for field in ["id", "code", "revision"] {
        edit.as_object_mut().expect("an object").remove(field);
    }
    let prize = json!({"form": "BANG_KHEN_PROVINCE", "subject": kind, "coefficient": 3});
    edit["terms"]["prizes"].as_array_mut().expect("prizes").push(prize);
    world.admin.put(&path, &known.header("etag"), &edit).await.ok();
    replay.take(&world.standing, "fill_prizes", &[]).await;
}

pub(crate) async fn awards(world: &World, replay: &mut Replay) {
    let now = today(world);
    let dated = [("date", now.as_str())];
    let issued = world::all(&world.auditor, &format!("/v1/decisions/{}/certificates", replay.known["decision"])).await;
    replay.knows("code", &text(&issued[0], "/code"));
    let complaint =
        replay.take(&world.appraisal, "register_complaint", &[("receivedDate", &now), ("dueDate", &now)]).await;
    replay.knows("complaint", &text(&complaint, "/id"));
    replay.take(&world.appraisal, "settle_complaint", &[]).await;
    for name in ["withdraw_higher_proposal", "conclude_higher_proposal"] {
        let proposal = replay.take(&world.appraisal, "register_higher_proposal", &dated).await;
        replay.knows("proposal", &text(&proposal, "/id"));
        replay.take(&world.appraisal, name, &dated).await;
    }
}

/// Comes last, because a revoked award is no longer public.
pub(crate) async fn revocation(world: &World, replay: &mut Replay) {
    let now = today(world);
    let dated = [("date", now.as_str())];
    replay.take(&world.decision, "revoke_award", &dated).await;
    replay.take(&world.standing, "recover_award", &dated).await;
}
