//! Subscribers read every public change, once, in one order, and none before it is public.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use e2e::Engine;
use serde_json::{Value, json};

use crate::base::client::Person;
use crate::base::service::Service;
use crate::base::world::{self, World, id};

/// The cursor of an answer.
fn cursor(answer: &Value) -> String {
    answer["nextCursor"].as_str().expect("there is always a cursor").to_owned()
}

async fn newest(public: &Person) -> String {
    cursor(&public.get("/v1/public/changes/newest").await.ok())
}

/// All changes after a cursor, or from the first one on, in pages of a size; and the last cursor.
async fn follow(public: &Person, after: Option<&str>, limit: usize) -> (Vec<Value>, String) {
    let (mut items, mut after) = (Vec::new(), after.map(str::to_owned));
    loop {
        let place = after.as_ref().map_or_else(String::new, |cursor| format!("&after={cursor}"));
        let page = public.get(&format!("/v1/public/changes?limit={limit}{place}")).await.ok();
        let found = page["items"].as_array().expect("items").clone();
        assert!(found.len() <= limit);
        items.extend(found);
        let next = cursor(&page);
        if page["more"] == json!(false) {
            return (items, next);
        }
        after = Some(next);
    }
}

/// Kind and subject of every change.
fn told(changes: &[Value]) -> Vec<(String, String)> {
    let text = |value: &Value| value.as_str().expect("a text").to_owned();
    changes.iter().map(|change| (text(&change["kind"]), text(&change["subject"]))).collect()
}

fn line(kind: &str, subject: &str) -> (String, String) {
    (kind.to_owned(), subject.to_owned())
}

/// A release's only board.
fn board(release: &Value) -> &str {
    release["boards"][0]["board"].as_str().expect("a board")
}

/// Rule S29.
pub(crate) async fn s29_a_follower_is_told_exactly_what_a_release_changed(engine: Engine) {
    let world = World::new(Service::start(engine).await).await;
    let public = world.service.anybody();
    let (nothing, beginning) = follow(&public, None, 100).await;
    assert!(nothing.is_empty());
    assert_eq!(newest(&public).await, beginning, "before the first change there is a place, too");
    assert_eq!(follow(&public, Some(&beginning), 100).await, (Vec::new(), beginning.clone()));

    let cycle = world.open("2024").await;
    world.issue_sets().await;
    let report = world.final_report(&cycle).await;
    let late = json!({"cycle": cycle, "organisation": world.other, "figures": world::figures()});
    let second = id(&world.stranger.post("/v1/reports", &late).await.ok());
    world.stranger.step(&format!("/v1/reports/{second}/submission")).await.ok();
    world.verify(&second, &world::verified()).await;
    world.standing.step(&format!("/v1/reports/{second}/finalisation")).await.ok();
    assert!(follow(&public, Some(&beginning), 100).await.0.is_empty(), "final is not public");
    let releases = format!("/v1/cycles/{cycle}/releases");
    let first = world.standing.post(&releases, &json!({})).await.ok();

    // In the first release every unit is new, read page by page or at once.
    let (changes, end) = follow(&public, Some(&beginning), 1).await;
    let mut units = vec![line("UNIT_ADDED", &world.unit), line("UNIT_ADDED", &world.other)];
    let head = vec![line("RELEASE_PUBLISHED", &id(&first)), line("BOARD_PUBLISHED", board(&first))];
    assert_eq!(told(&changes[..2]), head);
    let mut found = told(&changes[2..]);
    found.sort();
    units.sort();
    assert_eq!(found, units);
    assert_eq!(follow(&public, None, 100).await, (changes.clone(), end.clone()));
    assert_eq!(newest(&public).await, end);
    for change in &changes {
        public.get(change["href"].as_str().expect("an address")).await.ok();
        assert_eq!((&change["tombstone"], &change["cycle"]), (&json!(false), &json!(cycle)));
        assert_eq!((&change["releaseNumber"], &change["release"]), (&json!(1), &first["id"]));
    }

    // A correction appears with its release, and only for the corrected unit.
    let mut figures = world::verified();
    figures[0] = json!({"criterion": "H1", "numerator": 700, "denominator": 1000, "reason": "Kết luận kiểm tra"});
    let correction = json!({"reason": "Kết luận kiểm tra số 12", "verification": {"figures": figures}});
    world.standing.post(&format!("/v1/reports/{report}/correction"), &correction).await.ok();
    assert_eq!(follow(&public, Some(&end), 100).await, (Vec::new(), end.clone()), "a correction is not public yet");
    let next = world.standing.post(&releases, &json!({"reason": "Đính chính Huyện Kế Sách"})).await.ok();
    let (changes, last) = follow(&public, Some(&end), 2).await;
    let expected = [
        line("RELEASE_PUBLISHED", &id(&next)),
        line("BOARD_PUBLISHED", board(&next)),
        line("UNIT_CHANGED", &world.unit),
    ];
    assert_eq!(told(&changes), expected);
    let unit = public.get(changes[2]["href"].as_str().expect("an address")).await.ok();
    assert_eq!((&unit["organisation"], &unit["head"]["releaseNumber"]), (&json!(world.unit), &json!(2)));
    // A reader that lost a page gets the same page again.
    assert_eq!(follow(&public, Some(&end), 100).await, (changes, last.clone()));

    let answer = public.get(&format!("/v1/public/changes?after={last}")).await;
    assert_eq!(answer.header("cache-control"), "public, max-age=60");
    let tag = answer.header("etag");
    let path = format!("/v1/public/changes?after={last}");
    let again = public.send(reqwest::Method::GET, &path, &[("if-none-match", &tag)], None).await;
    assert_eq!(again.status, 304);

    // A cursor of another list, of another database, or of nothing.
    let other = public.get("/v1/public/releases?limit=1").await.ok();
    let elsewhere = Service::start(engine).await;
    let foreign = elsewhere.anybody().get(&format!("/v1/public/changes?after={last}")).await;
    assert_eq!((foreign.status, foreign.violations()), (400, vec!["?after CURSOR_MALFORMED".to_owned()]));
    elsewhere.stop().await;
    for strange in [cursor(&other), last[1..].to_owned(), String::new()] {
        let refused = public.get(&format!("/v1/public/changes?after={strange}")).await;
        assert_eq!(
            (refused.status, refused.violations()),
            (400, vec!["?after CURSOR_MALFORMED".to_owned()]),
            "{strange}"
        );
    }
    let refused = public.get("/v1/public/changes?limit=101").await;
    assert_eq!((refused.status, refused.violations()), (400, vec!["?limit LIMIT_OUT_OF_RANGE".to_owned()]));
    world.service.stop().await;
}

fn revocation(number: i64) -> Value {
    json!({
        "ground": "FRAUD", "number": number, "symbol": format!("{number}/QĐ-UBND"), "date": world::today(),
        "signer": "Chủ tịch UBND tỉnh", "title": "Hủy bỏ quyết định tặng Bằng khen", "reason": "Khai khống số liệu",
        "file": {"name": "thu-hoi.pdf", "sha256": "b".repeat(64), "sizeBytes": 2048},
    })
}

/// Rules L17, L18, L36.
pub(crate) async fn l17_l18_an_award_comes_with_its_decision_and_goes_with_its_revocation(engine: Engine) {
    let world = World::new(Service::start(engine).await).await;
    let cycle = world.open("2024").await;
    let public = world.service.anybody();
    let one = world.presented(&cycle, "Phòng Y tế").await;
    let two = world.presented(&cycle, "Phòng Nội vụ").await;
    let decision = world.decision.post("/v1/decisions", &world::decision(1, &[&one, &two])).await.ok();
    let awards = [id(&decision["awards"][0]), id(&decision["awards"][1])];
    let begin = newest(&public).await;
    assert!(follow(&public, None, 100).await.0.is_empty(), "what is recorded is not public");
    world.publish(&id(&decision)).await.ok();
    let (changes, end) = follow(&public, Some(&begin), 100).await;
    assert_eq!(told(&changes), awards.each_ref().map(|award| line("AWARD_PUBLISHED", award)));
    for change in &changes {
        assert_eq!((&change["tombstone"], &change["decisionSymbol"]), (&json!(false), &json!("1/QĐ-UBND")));
        let award = public.get(change["href"].as_str().expect("an address")).await.ok();
        assert_eq!((&award["id"], &award["organisation"]), (&change["subject"], &change["organisation"]));
    }

    // A refused step adds no change.
    let again = world.publish(&id(&decision)).await;
    assert_eq!(again.status, 409);
    let taken = world.decision.post(&format!("/v1/awards/{}/revocation", awards[0]), &revocation(1)).await;
    assert!((400..500).contains(&taken.status), "{}", taken.text);
    assert!(follow(&public, Some(&end), 100).await.0.is_empty());

    world.decision.post(&format!("/v1/awards/{}/revocation", awards[0]), &revocation(412)).await.ok();
    let (changes, end) = follow(&public, Some(&end), 100).await;
    assert_eq!(told(&changes), [line("AWARD_REVOKED", &awards[0])]);
    assert_eq!((&changes[0]["tombstone"], &changes[0]["decisionSymbol"]), (&json!(true), &json!("412/QĐ-UBND")));
    let place = changes[0]["href"].as_str().expect("an address");
    assert_eq!(public.get(place).await.ok()["items"][0]["award"], awards[0].as_str());
    assert_eq!(public.get(&format!("/v1/public/awards/{}", awards[0])).await.status, 404);

    // A correction appears when it is public, and for the award that is still valid.
    let mut correction = world::decision(3, &[]);
    correction["corrects"] = decision["id"].clone();
    correction["corrections"] = json!([{"award": awards[1], "ground": "CLERICAL_ERROR", "reason": "Thiếu chữ",
        "name": "Phòng Nội vụ huyện"}]);
    let correction = world.decision.post("/v1/decisions", &correction).await.ok();
    assert!(follow(&public, Some(&end), 100).await.0.is_empty());
    world.publish(&id(&correction)).await.ok();
    let (changes, _) = follow(&public, Some(&end), 100).await;
    assert_eq!(told(&changes), [line("AWARD_CORRECTED", &awards[1])]);
    assert_eq!(changes[0]["decisionSymbol"], "3/QĐ-UBND");

    let whole = public.get("/v1/public/changes?limit=100").await;
    assert!(!whole.text.contains("Phòng"), "names are looked up where they can go: {}", whole.text);
    world.service.stop().await;
}

/// Rule L36.
pub(crate) async fn l36_a_list_of_nominees_is_told_of_without_names(engine: Engine) {
    let world = World::new(Service::start(engine).await).await;
    let cycle = world.open("2024").await;
    world.result(&cycle).await;
    world.enter_years().await;
    let document = json!({"number": "88/TB-SNV", "date": "2024-12-01", "issuer": "Sở Nội vụ", "title": "Thông báo"});
    let round = json!({"cycle": cycle, "terms": {"objectionDays": 3, "document": document}});
    world.standing.post("/v1/rounds", &round).await.ok();
    let nomination = world.nominate(&cycle, &world::collective("Phòng Y tế")).await;
    for (person, noun, body) in [
        (&world.head, "submission", json!({})),
        (&world.standing, "receipt", json!({})),
        (&world.standing, "forwarding", json!({})),
        (&world.appraisal, "appraisal", json!({"eligible": true})),
    ] {
        world.step(person, &nomination, noun, body).await.ok();
    }
    let public = world.service.anybody();
    assert!(follow(&public, None, 100).await.0.is_empty(), "nobody is named before the day");
    let list = json!({"cycle": cycle, "occasion": "ANNUAL", "document": document});
    let posted = world.appraisal.post("/v1/objection-periods", &list).await.ok();
    let (changes, _) = follow(&public, None, 100).await;
    assert_eq!(told(&changes), [line("OBJECTION_PERIOD_OPENED", &id(&posted))]);
    assert_eq!((&changes[0]["untilDate"], &changes[0]["tombstone"]), (&posted["untilDate"], &json!(false)));
    let shown = public.get(changes[0]["href"].as_str().expect("an address")).await.ok();
    assert_eq!((&shown["id"], &changes[0]["cycle"]), (&posted["id"], &json!(cycle)));
    assert!(!public.get("/v1/public/changes").await.text.contains("Phòng"));
    world.service.stop().await;
}

/// How many writers publish and revoke at once.
const WRITERS: usize = 8;

/// A race: eight writers on two processes publish and revoke while a reader follows; in the end the reader has every
/// change exactly once, in the order in which a new reader finds them.
pub(crate) async fn of_many_writers_at_once_a_follower_misses_nothing(engine: Engine) {
    let world = World::new(Service::start(engine).await).await;
    let cycle = world.open("2024").await;
    let mut decisions = Vec::new();
    for number in 1..=i64::try_from(WRITERS).expect("a number") {
        let nomination = world.presented(&cycle, &format!("Tổ số {number}")).await;
        let decision = world.decision.post("/v1/decisions", &world::decision(number, &[&nomination])).await.ok();
        decisions.push((number, decision));
    }
    let another = world.service.another().await;
    let elsewhere = |person: &Person| Person::new(format!("http://{}", another.address()), person.token.clone());
    let (public, begin) = (world.service.anybody(), newest(&world.service.anybody()).await);
    let over = Arc::new(AtomicBool::new(false));
    let follower = {
        let (public, over, begin) = (public.clone(), Arc::clone(&over), begin.clone());
        tokio::spawn(async move {
            let (mut seen, mut place) = (Vec::new(), begin);
            loop {
                // A read that begins after the last writer has ended returns all that is left.
                let last = over.load(Ordering::SeqCst);
                let (found, next) = follow(&public, Some(&place), 3).await;
                seen.extend(found);
                place = next;
                if last {
                    return (seen, place);
                }
            }
        })
    };
    let writers = decisions.clone().into_iter().map(|(number, decision)| {
        let there = |person: &Person| if number % 2 == 0 { person.clone() } else { elsewhere(person) };
        let (standing, decider) = (there(&world.standing), there(&world.decision));
        tokio::spawn(async move {
            world::keep_decision(&decider, &id(&decision)).await;
            standing.step(&format!("/v1/decisions/{}/publication", id(&decision))).await.ok();
            let place = format!("/v1/awards/{}/revocation", id(&decision["awards"][0]));
            decider.post(&place, &revocation(400 + number)).await.ok();
        })
    });
    for writer in writers.collect::<Vec<_>>() {
        writer.await.expect("a writer");
    }
    over.store(true, Ordering::SeqCst);
    let (seen, place) = follower.await.expect("the follower");

    assert_eq!(seen.len(), 2 * WRITERS);
    let fresh = follow(&public, None, 100).await;
    assert_eq!((&seen, &place), (&fresh.0, &fresh.1), "the same, in the same order, and each once");
    let mut known: Vec<String> = seen.iter().map(id).collect();
    known.sort();
    known.dedup();
    assert_eq!(known.len(), seen.len());
    let lines = told(&seen);
    for (_, decision) in &decisions {
        let award = id(&decision["awards"][0]);
        let at = |kind: &str| lines.iter().position(|one| *one == line(kind, &award)).expect("a line");
        assert!(at("AWARD_PUBLISHED") < at("AWARD_REVOKED"), "what is gone was there before");
    }
    another.stop().await.expect("stops");
    world.service.stop().await;
}
