//! Two requests at the same time: one succeeds, and the other one is told why in words that fit what it sent.

use std::time::Duration;

use e2e::Engine;
use serde_json::json;

use crate::base::client::{Answer, Person};
use crate::base::service::Service;
use crate::base::world::{self, World, id, paper_place};
use crate::honours::certificate::{published, revocation_under, revoking};
use crate::honours::correction::{changes, correction, states};
use crate::papers::paper_file::{pdf, undeclared};

/// Rule L40: 412 is for a version that was sent (RFC 9110, 15.5.13). A step without one that another request overtook is
/// 409, whether it was overtaken before it read or before it was saved.
pub(crate) async fn found_c4_l40_who_sent_no_version_is_not_told_of_one(engine: Engine) {
    let world = World::new(Service::start(engine).await).await;
    let cycle = world.open("2024").await;
    for round in 0..8 {
        let nomination = world.nominate(&cycle, &world::individual(&format!("Người thứ {round}"))).await;
        let place = format!("/v1/nominations/{nomination}");
        let tag = world.head.get(&place).await.header("etag");
        let (one, other) = tokio::join!(
            world.step(&world.head, &nomination, "submission", json!({})),
            world.step(&world.head, &nomination, "submission", json!({}))
        );
        let lost = loser(&one, &other).problem();
        assert!(lost.0 == 409, "round {round}: {lost:?}");
        assert!(["NOMINATION_STATE", "CHANGED_MEANWHILE"].contains(&&*lost.1), "round {round}: {lost:?}");
        let late = versioned(&world.standing, &format!("{place}/receipt"), &tag).await;
        assert_eq!(late.problem(), (412, "STALE".to_owned()), "who sent a version is told of it");
    }
    world.service.stop().await;
}

/// Rule L17: of two decisions that name one nomination at the same time one is recorded, and the other one learns that
/// somebody was faster.
pub(crate) async fn l17_two_decisions_about_one_nomination_are_one(engine: Engine) {
    let world = World::new(Service::start(engine).await).await;
    let cycle = world.open("2024").await;
    for round in 0..4 {
        let nomination = world.presented(&cycle, &format!("Tổ công tác {round}")).await;
        let decide =
            async |number: i64| world.decision.post("/v1/decisions", &world::decision(number, &[&nomination])).await;
        let (one, other) = tokio::join!(decide(round * 2 + 1), decide(round * 2 + 2));
        let (status, code) = loser(&one, &other).problem();
        assert!(status == 409 && ["NOMINATION_STATE", "CHANGED_MEANWHILE"].contains(&&*code), "{status} {code}");
        let won = if one.status == 201 { one } else { other };
        let view = world.decision.get(&format!("/v1/nominations/{nomination}")).await.ok();
        assert_eq!(view["decision"], json!(id(&won.ok())), "the award is that of the decision that was recorded");
    }
    world.service.stop().await;
}

/// Rules L18, P06: a correction becomes public before its award is revoked, or never; the public changes say which.
pub(crate) async fn found_l18_p06_a_correction_and_the_revocation_of_its_award_are_one_after_the_other(engine: Engine) {
    let world = World::new(Service::start(engine).await).await;
    let (cycle, public) = (world.open("2024").await, world.service.anybody());
    for round in 0..8_i64 {
        let name = format!("Lý Văn Siêng {round}");
        let first = published(&world, &cycle, &name, round + 1).await;
        let body = correction(100 + round, &first, &json!({"name": format!("{name} Năng")}));
        let correcting = world.decision.post("/v1/decisions", &body).await.ok();
        let since = changes(&public, 0).await.len();
        let (decision, path, under) = (id(&correcting), revoking(&first), revocation_under(200 + round));
        let (made, revoked) = tokio::join!(world.publish(&decision), async {
            tokio::time::sleep(Duration::from_millis(u64::try_from(round).expect("a few") * 4)).await;
            world.decision.post(&path, &under).await
        });
        revoked.ok();
        let award = id(&first["awards"][0]);
        let told: Vec<String> = changes(&public, since).await.into_iter().map(|(kind, _)| kind).collect();
        let state = states(&world, &correcting).await.remove(0).1;
        if made.status == 200 {
            assert_eq!((&*told.join(" "), &*state), ("AWARD_CORRECTED AWARD_REVOKED", "PUBLIC"), "{engine:?} {award}");
        } else {
            assert_eq!(made.problem(), (409, "AWARD_REVOKED".to_owned()));
            assert_eq!((&*told.join(" "), &*state), ("AWARD_REVOKED", "AWARD_REVOKED"), "{engine:?} {award}");
        }
    }
    world.service.stop().await;
}

/// Rules P05, L35: what is sent or published because its papers are there is stored before one of them is destroyed, or is
/// refused.
pub(crate) async fn found_p05_l35_a_step_and_the_takedown_of_its_paper_are_one_after_the_other(engine: Engine) {
    let world = World::new(Service::start(engine).await).await;
    let cycle = world.open("2024").await;
    for round in 0..8_usize {
        let dossier = undeclared(&format!("Phòng Y tế {round}"));
        let nomination = world.nominate(&cycle, &dossier).await;
        let mut minutes = String::new();
        for (number, paper) in dossier["papers"].as_array().expect("papers").iter().enumerate() {
            let kind = paper["kind"].as_str().expect("a kind");
            let place = paper_place("NOMINATION", &nomination, Some(kind), "a.pdf");
            let kept = world.head.upload(&place, &pdf(round * 10 + number)).await.ok();
            if kind == "MINUTES" {
                minutes = id(&kept);
            }
        }
        let takedown = format!("/v1/paper-files/{minutes}/takedown");
        let ground = json!({"reason": "Tải nhầm"});
        let (sent, gone) = tokio::join!(
            async {
                tokio::time::sleep(Duration::from_millis(u64::try_from(round).expect("a few") * 2)).await;
                world.head.step(&format!("/v1/nominations/{nomination}/submission")).await
            },
            world.standing.post(&takedown, &ground)
        );
        gone.ok();
        if sent.status == 200 {
            let last = async |of: &str| {
                let trail = world::all(&world.auditor, &format!("/v1/audit-entries?object={of}")).await;
                let mut ids: Vec<String> = trail.iter().map(id).collect();
                ids.sort_unstable();
                ids.pop().expect("an entry")
            };
            let (sent, destroyed) = (last(&nomination).await, last(&minutes).await);
            assert!(sent < destroyed, "{engine:?} {round}: sent after its minutes were destroyed");
        } else {
            assert_eq!(sent.violations(), ["/dossier/papers/2/file PAPER_BYTES_MISSING P05"]);
        }
    }
    world.service.stop().await;
}

async fn versioned(person: &Person, path: &str, tag: &str) -> Answer {
    person.send(reqwest::Method::POST, path, &[("if-match", tag)], Some(b"{}".to_vec())).await
}

#[track_caller]
fn loser<'a>(one: &'a Answer, other: &'a Answer) -> &'a Answer {
    match (one.status / 100, other.status / 100) {
        (2, 4) => other,
        (4, 2) => one,
        both => panic!("both passed, or neither: {both:?} {} {}", one.text, other.text),
    }
}
