//! A movement that is rehearsed (diễn tập) in an installation of its own.

use api::edge::server::{self, StartError};
use e2e::Engine;
use reqwest::Method;
use serde_json::json;

use crate::base::client::Answer;
use crate::base::service::Service;
use crate::base::world::{self, World, id};

fn is_marked(answer: &Answer) -> bool {
    answer.header("rehearsal") == "?1"
}

/// Rules M01, M10: everything that a rehearsal shows is marked, from its names to its frozen pages; it can be given away as
/// a package that is not, and its database never becomes a real one. A database with a movement is never made a rehearsal.
pub(crate) async fn m01_m10_a_rehearsal_is_marked_on_everything_that_it_shows(engine: Engine) {
    let mut world = World::new(Service::start_told(engine, |config| config.rehearsal = true).await).await;
    let public = world.service.anybody();
    let campaigns = public.get("/v1/public/campaigns").await;
    assert!(is_marked(&campaigns));
    let campaign = campaigns.ok()["items"][0].clone();
    let name = campaign["text"]["name"].clone();
    let (vi, en) = (name["vi"].as_str().expect("a name"), name["en"].as_str().expect("a name"));
    assert!(vi.starts_with("[Diễn tập] ") && en.starts_with("[Rehearsal] "), "{name}");
    let cycles = world::all(&public, "/v1/public/cycles").await;
    for cycle in &cycles {
        assert!(cycle["name"]["vi"].as_str().expect("a name").starts_with("[Diễn tập] "), "{cycle}");
        assert_eq!(cycle["campaignName"], name);
    }
    let extra = json!({"campaign": campaign["id"], "code": "2024-B", "kind": "ANNUAL", "year": 2024,
        "name": {"vi": "Năm 2024, đợt bổ sung", "en": "Year 2024, supplement"},
        "periodStartDate": "2024-01-01", "periodEndDate": "2024-06-30", "optional": true});
    let extra = world.standing.post("/v1/cycles", &extra).await.ok();
    assert_eq!(extra["name"]["vi"], "[Diễn tập] Năm 2024, đợt bổ sung");
    assert!(is_marked(&public.get("/v1/public/boards/khong-co").await), "what is not there, too");
    let certificate = public.send(Method::GET, "/certificates/khong-co", &[("accept", "text/html")], None).await;
    assert!(is_marked(&certificate) && certificate.text.contains("REHEARSAL"), "{}", certificate.text);
    let page = public.send(Method::GET, "/board", &[("accept", "text/html")], None).await;
    assert!(is_marked(&page) && page.text.contains("DIỄN TẬP"));

    let cycle = world.open("2024").await;
    world.final_report(&cycle).await;
    world.standing.post(&format!("/v1/cycles/{cycle}/releases"), &json!({})).await.ok();
    let path = format!("/v1/public/cycles/{cycle}/boards/DISTRICT");
    for _ in 0..2 {
        let board = public.get(&path).await;
        assert!(is_marked(&board), "also from memory");
        let board = board.ok();
        assert_eq!(board["head"]["rehearsal"], true);
        let unit = public.get(board["standings"][0]["href"].as_str().expect("an address")).await.ok();
        assert_eq!(unit["head"]["rehearsal"], true);
    }

    let board = public.get(&path).await.ok();
    let board = format!("/v1/public/boards/{}", board["head"]["board"].as_str().expect("a board"));
    let dataset = public.get(&format!("{board}/json-stat")).await.ok();
    assert!(dataset["label"].as_str().is_some_and(|label| label.starts_with("[Diễn tập]")), "{dataset}");
    let table = public.get(&format!("{board}/table.csv")).await.header("content-disposition");
    assert!(table.contains("dien-tap-bang-xep-hang"), "{table}");

    let given = world.standing.get(&format!("/v1/campaigns/{}/package", id(&campaign))).await.ok();
    assert!(!given.to_string().contains("Diễn tập"), "the package is that of the movement itself");
    world.service.restart().await;
    let again = world.service.anybody().get("/v1/public/campaigns").await;
    assert!(is_marked(&again));
    let unmarked = api::edge::config::Config { rehearsal: false, ..world.service.config().clone() };
    let running = server::start(&unmarked, api::base::clock::Clock::default()).await.expect("it starts");
    let other = crate::base::client::Person::new(format!("http://{}", running.address()), None);
    assert!(is_marked(&other.get("/v1/public/campaigns").await), "the database says so, whatever the service is told");
    running.stop().await.expect("it stops");
    world.service.stop().await;

    let real = World::new(Service::start(engine).await).await;
    let campaigns = real.service.anybody().get("/v1/public/campaigns").await;
    assert!(!is_marked(&campaigns) && !campaigns.text.contains("Diễn tập"));
    let page = real.service.anybody().send(Method::GET, "/board", &[("accept", "text/html")], None).await;
    assert!(!page.text.contains("DIỄN TẬP"));
    let told = api::edge::config::Config { rehearsal: true, ..real.service.config().clone() };
    let refused = server::start(&told, api::base::clock::Clock::default()).await;
    assert!(matches!(refused, Err(StartError::InUse)), "a movement that runs is no rehearsal");
    real.service.stop().await;
}
