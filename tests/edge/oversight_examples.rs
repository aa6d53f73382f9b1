//! The examples of what the agencies do beside measuring and commending, each sent in the state that it needs.

use crate::base::world::{self, World};
use crate::edge::replay::{Replay, text};

/// Difficulties with every step, and their digests.
pub(crate) async fn difficulties(world: &World, replay: &mut Replay) {
    let raised = replay.take(&world.editor, "raise_difficulty", &[]).await;
    replay.knows("difficulty", &text(&raised, "/id"));
    replay.take(&world.editor, "withdraw_difficulty", &[]).await;
    let raised = replay.take(&world.editor, "raise_difficulty", &[]).await;
    replay.knows("difficulty", &text(&raised, "/id"));
    let today = crate::access::identity::domain_day(world);
    for (person, step) in [
        (&world.standing, "refer_difficulty"),
        (&world.appraisal, "answer_difficulty"),
        (&world.editor, "reopen_difficulty"),
        (&world.standing, "escalate_difficulty"),
        (&world.decision, "conclude_difficulty"),
    ] {
        replay.take(person, step, &[("dueDate", &today)]).await;
    }
    let digest = replay.take(&world.standing, "publish_difficulty_digest", &[]).await;
    replay.knows("difficultyDigest", &text(&digest, "/id"));
    replay.take(&world.standing, "withdraw_difficulty_digest", &[]).await;
    let digest = replay.take(&world.standing, "publish_difficulty_digest", &[]).await;
    replay.knows("difficultyDigest", &text(&digest, "/id"));
}

/// The synthesis report on a cycle, published at last.
pub(crate) async fn syntheses(world: &World, replay: &mut Replay) {
    replay.knows("cycle", world.cycle("2024"));
    let begun = replay.take(&world.standing, "begin_synthesis", &[]).await;
    replay.knows("synthesis", &text(&begun, "/id"));
    replay.knows("number", "1");
    let today = crate::access::identity::domain_day(world);
    for (person, step) in [
        (&world.standing, "assemble_synthesis"),
        (&world.standing, "edit_synthesis"),
        (&world.standing, "send_synthesis"),
        (&world.appraisal, "return_synthesis"),
        (&world.standing, "send_synthesis"),
        (&world.appraisal, "endorse_synthesis"),
        (&world.standing, "recall_synthesis"),
        (&world.standing, "send_synthesis"),
        (&world.appraisal, "endorse_synthesis"),
        (&world.standing, "submit_synthesis"),
        (&world.standing, "publish_synthesis"),
        (&world.standing, "withdraw_synthesis"),
        (&world.standing, "publish_synthesis"),
    ] {
        replay.take(person, step, &[("date", &today)]).await;
    }
}

/// Guidance that is withdrawn, guidance that is acknowledged, and mobilisation.
pub(crate) async fn guidance(world: &World, replay: &mut Replay) {
    for last in [false, true] {
        let issued = replay.take(&world.standing, "issue_guidance", &[]).await;
        replay.knows("guidance", &text(&issued, "/id"));
        if !last {
            replay.take(&world.standing, "withdraw_guidance", &[]).await;
        }
    }
    // The unit is told of it.
    let told = world::all(&world.head, "/v1/notices").await;
    replay.knows("notice", &world::id(&told[0]));
    for step in ["mark_notice", "mark_notices"] {
        replay.take(&world.head, step, &[]).await;
    }
    replay.take(&world.head, "acknowledge_guidance", &[]).await;
    let recorded = replay.take(&world.editor, "record_mobilisation", &[]).await;
    replay.knows("mobilisation", &text(&recorded, "/id"));
    for step in ["edit_mobilisation", "withdraw_mobilisation"] {
        replay.take(&world.head, step, &[]).await;
    }
}

/// An inspection from its plan to its conclusion, with a finding on the report and a recommendation; others end early.
pub(crate) async fn inspections(world: &World, replay: &mut Replay) {
    let (standing, now) = (&world.standing, crate::access::identity::domain_day(world));
    let plan = replay.take(standing, "enter_inspection_plan", &[]).await;
    replay.knows("inspectionPlan", &text(&plan, "/id"));
    replay.knows("plan", &text(&plan, "/id"));
    replay.take(standing, "edit_inspection_plan", &[]).await;
    for last in ["cancel_inspection", "conclude_inspection"] {
        let inspection = replay.take(standing, "enter_inspection", &[]).await;
        replay.knows("inspection", &text(&inspection, "/id"));
        replay.take(standing, "edit_inspection", &[]).await;
        replay.take(standing, "announce_inspection", &[("visitDate", &now)]).await;
        if last == "conclude_inspection" {
            replay.take(standing, "conduct_inspection", &[("date", &now)]).await;
            let finding = replay.take(standing, "record_inspection_finding", &[]).await;
            replay.knows("inspectionFinding", &text(&finding, "/id"));
            replay.take(standing, "settle_inspection_finding", &[]).await;
        }
        replay.take(standing, last, &[]).await;
    }
    let due = [("dueDate", now.as_str())];
    for (person, steps) in [
        (standing, ["withdraw_recommendation"].as_slice()),
        (&world.editor, &["answer_recommendation", "return_recommendation"]),
        (&world.editor, &["answer_recommendation", "accept_recommendation"]),
    ] {
        let given = replay.take(standing, "give_recommendation", &due).await;
        replay.knows("recommendation", &text(&given, "/id"));
        for (place, step) in steps.iter().enumerate() {
            replay.take(if place == 0 { person } else { standing }, step, &due).await;
        }
    }
}

/// A good practice on its way to a role model, which another unit adopts; and what the press says of it.
pub(crate) async fn practices(world: &World, replay: &mut Replay) {
    let spare = text(&replay.take(&world.editor, "propose_practice", &[]).await, "/id");
    replay.take(&world.head, "withdraw_practice", &[("practice", &spare)]).await;
    let practice = text(&replay.take(&world.editor, "propose_practice", &[]).await, "/id");
    replay.knows("practice", &practice);
    replay.take(&world.standing, "return_practice", &[]).await;
    replay.take(&world.editor, "edit_practice", &[]).await;
    replay.take(&world.head, "propose_practice_again", &[]).await;
    replay.take(&world.standing, "review_practice", &[]).await;
    replay.take(&world.appraisal, "review_practice", &[]).await;
    replay.take(&world.standing, "publish_practice", &[]).await;
    let own = [("organisation", world.other.as_str())];
    let adoption = replay.take(&world.stranger, "record_adoption", &own).await;
    replay.knows("adoption", &text(&adoption, "/id"));
    replay.take(&world.stranger, "update_adoption", &[]).await;
    replay.take(&world.stranger, "end_adoption", &[]).await;
    for last in [false, true] {
        let item = replay.take(&world.media, "publish_media_item", &[]).await;
        replay.knows("mediaItem", &text(&item, "/id"));
        if !last {
            replay.take(&world.media, "withdraw_media_item", &[]).await;
        }
    }
}
