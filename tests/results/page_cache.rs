//! Cached public pages: the same bytes as from the database for every kind of request, and never an outdated newest
//! board.

use std::time::{Duration, Instant};

use e2e::Engine;
use reqwest::Method;
use serde_json::{Value, json};

use crate::base::client::{Answer, Person};
use crate::base::service::Service;
use crate::base::world::{self, World, id};

/// The time within which every replica shows a release.
const SHOWN_WITHIN: Duration = Duration::from_secs(1);

async fn ask(public: &Person, path: &str, headers: &[(&str, &str)]) -> Answer {
    public.send(Method::GET, path, headers, None).await
}

/// A world with one published board of the districts, and its identifier.
async fn published(engine: Engine) -> (World, String, String) {
    let world = World::new(Service::start(engine).await).await;
    let cycle = world.open("2024").await;
    world.issue_sets().await;
    world.final_report(&cycle).await;
    let release = world.standing.post(&format!("/v1/cycles/{cycle}/releases"), &json!({})).await.ok();
    let board = release["boards"][0]["board"].as_str().expect("a board").to_owned();
    (world, cycle, board)
}

pub(crate) async fn s29_a_page_is_the_same_bytes_in_every_coding_and_at_every_asking(engine: Engine) {
    let (world, cycle, board) = published(engine).await;
    let public = world.service.anybody();
    let path = format!("/v1/public/boards/{board}");
    let plain = ask(&public, &path, &[]).await;
    assert_eq!((plain.status, plain.header("content-encoding").as_str()), (200, ""));
    let unit = format!("{path}/units/{}", world.unit);
    let newest = format!("/v1/public/cycles/{cycle}/boards/DISTRICT");
    for address in [path.as_str(), newest.as_str(), unit.as_str()] {
        let whole = ask(&public, address, &[]).await;
        assert!(1_024 <= whole.bytes.len(), "long enough to be compressed");
        for (accepted, coding) in [
            ("br", "br"),
            ("gzip", "gzip"),
            ("gzip, deflate, br", "br"),
            ("br;q=0, gzip", "gzip"),
            ("*", "br"),
            ("deflate", ""),
            ("gzip;q=0", ""),
            ("identity", ""),
        ] {
            // The first answer may not come from the cache; the next ones do.
            for asking in 0..3 {
                let answer = ask(&public, address, &[("accept-encoding", accepted)]).await;
                let what = format!("{address} {accepted} {asking}");
                assert_eq!((answer.status, answer.header("content-encoding").as_str()), (200, coding), "{what}");
                assert_eq!(answer.unpacked(), whole.bytes, "{what}");
                assert_eq!(answer.header("vary"), "Accept-Encoding", "{what}");
                assert_eq!(answer.header("content-type"), "application/json", "{what}");
                assert_eq!(answer.header("cache-control"), whole.header("cache-control"), "{what}");
                assert_eq!(answer.header("api-version"), whole.header("api-version"), "{what}");
                assert_eq!(
                    answer.header("etag") == whole.header("etag"),
                    coding.is_empty(),
                    "{what}: other bytes, other tag"
                );
                let known = answer.header("etag");
                let again = ask(&public, address, &[("accept-encoding", accepted), ("if-none-match", &known)]).await;
                assert_eq!((again.status, again.bytes.len(), again.header("etag")), (304, 0, known), "{what}");
            }
        }
    }
    world.service.stop().await;
}

pub(crate) async fn what_is_at_hand_refuses_what_the_database_would_refuse(engine: Engine) {
    let (world, _, board) = published(engine).await;
    let public = world.service.anybody();
    let path = format!("/v1/public/boards/{board}");
    for _ in 0..3 {
        public.get(&path).await.ok();
        let refused = ask(&public, &path, &[("accept", "text/html")]).await;
        assert_eq!(refused.problem().0, 406);
        assert_eq!(refused.header("cache-control"), "no-store");
        assert_eq!(world.head.get(&path).await.status, 200, "a token is ignored on public paths");
        assert_eq!(public.get(&format!("{path}?x=1")).await.violations(), ["?x PARAMETER_UNKNOWN"]);
        let head = public.send(Method::HEAD, &path, &[], None).await;
        assert_eq!((head.status, head.bytes.len()), (200, 0));
        assert_eq!(public.send(Method::POST, &path, &[], None).await.problem().0, 405);
        let capital = public.get(&path.replace(&board, &board.to_uppercase())).await;
        assert_eq!(capital.text, public.get(&path).await.text, "an address written otherwise leads to the same page");
    }
    let csv = format!("{path}/table.csv");
    for _ in 0..2 {
        let table = ask(&public, &csv, &[("accept", "*/*")]).await;
        assert_eq!((table.status, table.header("content-type").as_str()), (200, "text/csv; charset=utf-8"));
        assert_eq!(ask(&public, &csv, &[("accept", "application/json")]).await.problem().0, 406);
    }
    world.service.stop().await;
}

/// Rule S29.
pub(crate) async fn s29_every_replica_shows_a_release_within_a_second_and_whole(engine: Engine) {
    let (world, cycle, first) = published(engine).await;
    let replica = world.service.another().await;
    let elsewhere = Person::new(format!("http://{}", replica.address()), None);
    let newest = format!("/v1/public/cycles/{cycle}/boards/DISTRICT");
    let board = |answer: &Answer| answer.ok()["head"]["board"].as_str().expect("a board").to_owned();
    let before = elsewhere.get(&newest).await;
    assert_eq!(board(&before), first);

    let late = json!({"cycle": cycle, "organisation": world.other, "figures": world::figures()});
    let report = id(&world.stranger.post("/v1/reports", &late).await.ok());
    world.stranger.step(&format!("/v1/reports/{report}/submission")).await.ok();
    world.verify(&report, &world::verified()).await;
    world.standing.step(&format!("/v1/reports/{report}/finalisation")).await.ok();
    // Read continuously during the publication: each answer is the complete old board or the complete new one.
    let watching = {
        let (elsewhere, newest) = (elsewhere.clone(), newest.clone());
        tokio::spawn(async move {
            let (begun, mut seen) = (Instant::now(), Vec::new());
            while begun.elapsed() < Duration::from_secs(3) {
                let answer = elsewhere.get(&newest).await.ok();
                let units = answer["standings"].as_array().map(Vec::len);
                seen.push((Instant::now(), answer["head"]["releaseNumber"].clone(), units));
            }
            seen
        })
    };
    tokio::time::sleep(Duration::from_millis(300)).await;
    let reason = json!({"reason": "Bổ sung đơn vị nộp muộn"});
    world.standing.post(&format!("/v1/cycles/{cycle}/releases"), &reason).await.ok();
    let appeared = Instant::now();
    let here = world.service.anybody().get(&newest).await;
    assert_ne!(board(&here), first, "who published it sees it at once");
    let seen = watching.await.expect("the watcher");
    for (when, number, units) in &seen {
        let whole = if *number == json!(1) { Some(1) } else { Some(2) };
        assert_eq!(*units, whole, "release {number}");
        if appeared + SHOWN_WITHIN < *when {
            assert_eq!(*number, json!(2), "a second later nobody sees the old one");
        }
    }
    assert!(seen.iter().any(|(_, number, _)| *number == json!(1)), "it was watched from before");
    assert_eq!(elsewhere.get(&format!("/v1/public/boards/{first}")).await.text, before.text, "byte for byte");
    replica.stop().await.expect("the replica stops");
    world.service.stop().await;
}

/// Rule L25.
pub(crate) async fn l25_a_board_is_read_a_page_at_a_time_and_no_row_twice(engine: Engine) {
    let world = World::new(Service::start(engine).await).await;
    let cycle = world.open("2024").await;
    world.issue_sets().await;
    let account = &world.accounts["stranger"];
    for code in ["941", "942", "944", "945", "946"] {
        let unit = id(&world.units[code]);
        world
            .admin
            .post(&format!("/v1/accounts/{account}/grants"), &json!({"role": "UNIT_HEAD", "organisation": unit}))
            .await;
        let body = json!({"cycle": cycle, "organisation": unit, "figures": world::figures()});
        let report = id(&world.stranger.post("/v1/reports", &body).await.ok());
        world.stranger.step(&format!("/v1/reports/{report}/submission")).await.ok();
        world.verify(&report, &world::verified()).await;
        world.standing.step(&format!("/v1/reports/{report}/finalisation")).await.ok();
    }
    let release = world.standing.post(&format!("/v1/cycles/{cycle}/releases"), &json!({})).await.ok();
    let board = release["boards"][0]["board"].as_str().expect("a board");
    let (public, path) = (world.service.anybody(), format!("/v1/public/boards/{board}"));
    let whole = public.get(&path).await.ok()["standings"].clone();
    assert_eq!(whole.as_array().map(Vec::len), Some(5));
    for limit in [1, 2, 4, 5, 100] {
        let (mut rows, mut cursor) = (Vec::new(), String::new());
        loop {
            let page = public.get(&format!("{path}/standings?limit={limit}{cursor}")).await;
            assert_eq!(page.header("cache-control"), "public, max-age=60, stale-while-revalidate=300");
            let page = page.ok();
            let found = page["items"].as_array().expect("items").clone();
            assert!(!found.is_empty() && found.len() <= limit);
            rows.extend(found);
            match page["nextCursor"].as_str() {
                Some(next) => cursor = format!("&cursor={next}"),
                None => break,
            }
        }
        assert_eq!(Value::from(rows), whole, "{limit} at a time");
    }
    let first = public.get(&format!("{path}/standings?limit=2")).await;
    let tag = first.header("etag");
    let again = ask(&public, &format!("{path}/standings?limit=2"), &[("if-none-match", &tag)]).await;
    assert_eq!((again.status, again.bytes.len()), (304, 0));
    let cursor = first.ok()["nextCursor"].as_str().expect("a cursor").to_owned();
    let second = public.get(&format!("{path}/standings?limit=2&cursor={cursor}")).await;
    assert_ne!(second.header("etag"), tag, "another page, another tag");
    let part = public.get(&format!("{path}/standings?kind=PEOPLES_COMMITTEE&cursor={cursor}")).await;
    assert_eq!(part.violations(), ["?cursor CURSOR_MALFORMED"], "a cursor belongs to its list");
    let within = public.get(&format!("{path}/standings?kind=PEOPLES_COMMITTEE")).await.ok();
    assert_eq!(within["items"][0]["rankWithin"], 1);
    assert_eq!(public.get(&format!("{path}/standings?limit=101")).await.problem().0, 400);
    assert_eq!(public.get("/v1/public/boards/01935f3e-7c4a-7d2b-9f10-3c5a8e6b1d24/standings").await.problem().0, 404);
    world.service.stop().await;
}
