//! The examples of what the agencies do beside measuring and commending, each sent in the state that it needs.

use crate::base::world::World;
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
