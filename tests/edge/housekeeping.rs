//! What is kept for a time is deleted while the service runs.

use std::time::Duration;

use e2e::Engine;
use reqwest::Method;
use serde_json::json;

use crate::base::service::Service;
use crate::base::world::{self, World};
use crate::reporting::import;

pub(crate) async fn found_a13_the_outcomes_of_rows_are_deleted_ninety_days_after_their_import(engine: Engine) {
    let mut world = World::new(Service::start(engine).await).await;
    world.issue_sets().await;
    let cycle = world.open("2024").await;
    let rows =
        json!({"rows": [{"unit": "943", "figures": [{"criterion": "H1", "numerator": 812, "denominator": 1000}]}]});
    let path = format!("/v1/cycles/{cycle}/imports");
    let mut imports = Vec::new();
    for _ in 0..2 {
        let media = [("content-type", "application/json")];
        let begun = world.editor.send(Method::POST, &path, &media, Some(rows.to_string().into_bytes())).await;
        imports.push(import::ended(&world.editor, &begun).await);
    }
    let old = world::id(&imports[0]);
    let id = match engine {
        Engine::Sqlite => format!("x'{}'", old.replace('-', "")),
        Engine::Postgres => format!("'{old}'"),
    };
    world
        .service
        .tamper("import", &format!("UPDATE import SET ended_at = '2026-01-01T00:00:00+00:00' WHERE id = {id}"));
    // The first round is at the start, the others follow while the service runs.
    world.service.restart().await;
    let editor = world::sign_in(&world.service, "editor").await;
    let mut left = Vec::new();
    for _ in 0..200 {
        left = import::rows(&editor, &imports[0]).await;
        if left.is_empty() {
            break;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    assert_eq!(left, Vec::<String>::new(), "the rows of the old import are gone");
    assert_eq!(import::rows(&editor, &imports[1]).await.len(), 1, "those of the new one stay");
    let shown = editor.get(&format!("/v1/imports/{old}")).await.ok();
    assert_eq!((&shown["rows"], &shown["rowsKeptUntil"]), (&json!(1), &json!("2026-04-01T00:00:00Z")));
    world.service.stop().await;
}
