//! A decision number names one paper in its year.

use crate::base::client::Person;
use crate::base::service::Service;
use crate::base::world::{self, World, id};
use crate::honours::certificate::{must_be_taken, published, revocation, revocation_under, revoking};
use chrono::{Datelike, TimeDelta};
use e2e::Engine;
use serde_json::{Value, json};

/// Rule L13: a number names one paper of the Chair in a year; one revoking decision may revoke many awards.
pub(crate) async fn l13_a_number_names_one_paper_whether_it_grants_or_revokes(engine: Engine) {
    let world = World::new(Service::start(engine).await).await;
    let cycle = world.open("2024").await;
    let first = published(&world, &cycle, "Ngô Thị Sáng Kiến", 1).await;
    let second = published(&world, &cycle, "Lý Văn Siêng", 2).await;
    let third = published(&world, &cycle, "Thạch Văn Chăm", 3).await;
    let presented = world.presented(&cycle, "Phòng Y tế").await;
    // The number of a granting decision cannot be used to revoke, and the refused attempt leaves nothing.
    must_be_taken(&world.decision.post(&revoking(&first), &revocation_under(2)).await);
    let award = format!("/v1/awards/{}", id(&first["awards"][0]));
    assert!(world.decision.get(&award).await.ok().get("revocation").is_none_or(Value::is_null));
    let own = world.decision.post(&revoking(&first), &revocation_under(1)).await;
    assert_eq!(own.violations(), ["/symbol SYMBOL_OF_AWARD L18"]);
    world.decision.post(&revoking(&first), &revocation()).await.ok();
    // The number of a revoking decision cannot be used to grant.
    must_be_taken(&world.decision.post("/v1/decisions", &world::decision(412, &[&presented])).await);
    world.decision.post("/v1/decisions", &world::decision(4, &[&presented])).await.ok();
    // The same decision may revoke a second award; with a different signer it counts as another paper.
    let mut other = revocation();
    other["signer"] = json!("Phó Chủ tịch UBND tỉnh");
    must_be_taken(&world.decision.post(&revoking(&second), &other).await);
    let mut retyped = revocation();
    retyped["title"] = json!("Về việc hủy bỏ quyết định tặng Bằng khen");
    retyped["signer"] = json!("  Chủ tịch  UBND tỉnh ");
    world.decision.post(&revoking(&second), &retyped).await.ok();
    let again = world.decision.post(&revoking(&second), &revocation_under(2)).await;
    assert_eq!(again.problem(), (409, "AWARD_REVOKED".to_owned()), "first what is nearest");
    let today: chrono::NaiveDate = world::today().parse().expect("a date");
    let tomorrow = today.succ_opt().expect("a day");
    world.service.running().clock().pass(TimeDelta::days(1));
    let decider = world::sign_in(&world.service, "decision").await;
    let mut later = revocation();
    later["date"] = json!(tomorrow.to_string());
    let answer = decider.post(&revoking(&third), &later).await;
    if today.year() == tomorrow.year() {
        must_be_taken(&answer);
        decider.post(&revoking(&third), &revocation()).await.ok();
    } else {
        answer.ok();
    }
    assert_eq!(world::all(&world.service.anybody(), "/v1/public/revocations").await.len(), 3);
    world.service.stop().await;
}

/// Rule L13: of two papers with one number at once, on two processes, one gets it; the same paper may use it twice.
pub(crate) async fn l13_of_two_papers_at_once_one_has_the_number(engine: Engine) {
    let world = World::new(Service::start(engine).await).await;
    let cycle = world.open("2024").await;
    let mut decisions = Vec::new();
    for (number, name) in [(1, "Ngô Thị Sáng Kiến"), (2, "Lý Văn Siêng"), (3, "Thạch Văn Chăm"), (4, "Kim Thị Hoa")]
    {
        decisions.push(published(&world, &cycle, name, number).await);
    }
    let presented = world.presented(&cycle, "Phòng Y tế").await;
    let another = world.service.another().await;
    let elsewhere = Person::new(format!("http://{}", another.address()), world.decision.token.clone());
    let at_once = async |one: (String, Value), other: (String, Value)| {
        let (here, there) = (world.decision.clone(), elsewhere.clone());
        let one = tokio::spawn(async move { here.post(&one.0, &one.1).await });
        let other = tokio::spawn(async move { there.post(&other.0, &other.1).await });
        let mut answers = vec![one.await.expect("an answer"), other.await.expect("an answer")];
        answers.sort_by_key(|answer| answer.status);
        answers
    };
    let granting = ("/v1/decisions".to_owned(), world::decision(412, &[&presented]));
    let answers = at_once((revoking(&decisions[0]), revocation()), granting).await;
    assert_eq!(answers[0].status, 201, "{}", answers[0].text);
    must_be_taken(&answers[1]);
    let mut signed_by_another = revocation_under(413);
    signed_by_another["signer"] = json!("Phó Chủ tịch UBND tỉnh");
    let answers =
        at_once((revoking(&decisions[1]), revocation_under(413)), (revoking(&decisions[2]), signed_by_another)).await;
    assert_eq!(answers[0].status, 201, "{}", answers[0].text);
    must_be_taken(&answers[1]);
    // The same paper twice: for the fourth award, and for the one of the two that is left.
    let left = world::all(&world.service.anybody(), "/v1/public/awards").await;
    let left = left
        .iter()
        .map(id)
        .find(|award| [&decisions[1], &decisions[2]].iter().any(|decision| id(&decision["awards"][0]) == *award));
    let left = format!("/v1/awards/{}/revocation", left.expect("one of two"));
    let answers = at_once((revoking(&decisions[3]), revocation_under(414)), (left, revocation_under(414))).await;
    assert_eq!([answers[0].status, answers[1].status], [201, 201], "{}", answers[1].text);
    another.stop().await.expect("stops");
    world.service.stop().await;
}

/// Rule L13: papers that were recorded before numbers were stored get theirs, decisions first; a revocation whose
/// number was taken stays as it is.
pub(crate) async fn l13_numbers_of_before_are_taken_by_the_papers_that_bear_them(engine: Engine) {
    let mut world = World::new(Service::start(engine).await).await;
    let cycle = world.open("2024").await;
    let first = published(&world, &cycle, "Ngô Thị Sáng Kiến", 1).await;
    let second = published(&world, &cycle, "Lý Văn Siêng", 2).await;
    let third = published(&world, &cycle, "Thạch Văn Chăm", 3).await;
    let presented = world.presented(&cycle, "Phòng Y tế").await;
    world.decision.post(&revoking(&first), &revocation()).await.ok();
    world.decision.post(&revoking(&second), &revocation_under(413)).await.ok();
    // The state before that migration: no numbers, and a revocation under the number of a decision.
    world.service.tamper("revocation", "UPDATE revocation SET number = 3, symbol = '3/QĐ-UBND' WHERE number = 413");
    let function = match engine {
        Engine::Sqlite => "",
        Engine::Postgres => "DROP FUNCTION decision_number_is_append_only();",
    };
    let forget = "DELETE FROM seaql_migrations WHERE version = 'm0021_decision_number'";
    world.service.tamper("decision_number", &format!("DROP TABLE decision_number; {function} {forget}"));
    world.service.restart().await;
    let decider = Person::new(world.service.url(), world.decision.token.clone());
    assert_eq!(world::all(&world.service.anybody(), "/v1/public/revocations").await.len(), 2, "both stay");
    must_be_taken(&decider.post("/v1/decisions", &world::decision(412, &[&presented])).await);
    must_be_taken(&decider.post(&revoking(&third), &revocation_under(2)).await);
    decider.post("/v1/decisions", &world::decision(413, &[&presented])).await.ok();
    decider.post(&revoking(&third), &revocation()).await.ok();
    world.service.stop().await;
}
