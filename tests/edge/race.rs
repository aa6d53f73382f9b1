//! Two requests at the same time: one succeeds, and the other one is told why in words that fit what it sent.

use e2e::Engine;
use serde_json::json;

use crate::base::client::{Answer, Person};
use crate::base::service::Service;
use crate::base::world::{self, World, id};

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
