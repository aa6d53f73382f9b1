//! Faults of honours that were found from outside, over HTTP.

use e2e::Engine;
use serde_json::{Value, json};

use crate::base::client::{Answer, Person};
use crate::base::service::Service;
use crate::base::world::{self, World, id};

fn document() -> Value {
    json!({"number": "5/KH", "date": "2024-01-15", "issuer": "UBND tỉnh", "title": "Kế hoạch"})
}

fn body(cycle: &str, unit: &str, dossier: &Value) -> Value {
    json!({"cycle": cycle, "organisation": unit, "dossier": dossier})
}

/// Brings a nomination to the standing agency.
async fn received(world: &World, person: &Person, nomination: &str) {
    world.step(person, nomination, "submission", json!({})).await.ok();
    world.step(&world.standing, nomination, "receipt", json!({})).await.ok();
}

async fn forward(world: &World, nomination: &str) -> Answer {
    world.step(&world.standing, nomination, "forwarding", json!({})).await
}

/// Rule U07: a tone makes another person, a note tells namesakes apart, and a sign is answered and never bars.
pub(crate) async fn found_b6_two_people_whose_names_differ_in_a_tone_are_both_nominated(engine: Engine) {
    let world = World::new(Service::start(engine).await).await;
    let cycle = world.open("2024").await;
    let first = world.nominate(&cycle, &world::individual("Nguyễn Văn Tuấn")).await;
    let second = world.nominate(&cycle, &world::individual("Nguyễn Văn Tuân")).await;
    let shouted = body(&cycle, &world.unit, &world::individual("NGUYỄN VĂN TUẤN"));
    let same = world.editor.post("/v1/nominations", &shouted).await;
    assert_eq!(same.problem(), (409, "NOMINATION_EXISTS".to_owned()), "case does not count");
    for nomination in [&first, &second] {
        received(&world, &world.head, nomination).await;
    }
    forward(&world, &first).await.ok();
    let waits = forward(&world, &second).await;
    assert_eq!((waits.problem(), waits.rule().as_str()), ((409, "MARK_UNANSWERED".to_owned()), "L04"));
    let bars = format!("/v1/nominations/{second}/bars");
    let shown = world.standing.get(&bars).await.ok();
    let bar = &shown["bars"][0];
    assert_eq!(
        (&shown["clear"], &bar["code"], &bar["about"]),
        (&json!(false), &json!("NOMINATED_ALIKE"), &json!(first))
    );
    let answer = json!({"about": first, "reason": "Đã đối chiếu, là hai người"});
    assert_eq!(world.step(&world.head, &second, "mark-answers", answer.clone()).await.status, 403);
    let foreign = json!({"about": second, "reason": "?"});
    let unknown = world.step(&world.standing, &second, "mark-answers", foreign).await;
    assert_eq!(unknown.violations(), ["/about MARK_UNKNOWN"]);
    world.step(&world.standing, &second, "mark-answers", answer).await.ok();
    let shown = world.standing.get(&bars).await.ok();
    assert_eq!((&shown["clear"], &shown["bars"][0]["answer"]["name"]), (&json!(true), &json!("Phạm Thị Thường Trực")));
    let seen = world.head.get(&format!("/v1/nominations/{second}")).await;
    assert!(!seen.text.contains("Đã đối chiếu"), "units do not read what an agency found");
    forward(&world, &second).await.ok();
    // Two real namesakes of one unit, told apart by a note, and then by their numbers.
    let mut twin = world::individual("Nguyễn Văn Tuấn");
    twin["subject"]["namesake"] = json!("Chuyên viên Phòng Tài chính");
    let twin = world.nominate(&cycle, &twin).await;
    received(&world, &world.head, &twin).await;
    assert_eq!(forward(&world, &twin).await.problem(), (409, "MARK_UNANSWERED".to_owned()));
    world.service.stop().await;
}

/// Rule U07: an identity number decides, for and against.
pub(crate) async fn found_b6_an_identity_number_decides_who_is_who(engine: Engine) {
    let world = World::new(Service::start(engine).await).await;
    let cycle = world.open("2024").await;
    let mut nominations = Vec::new();
    for (note, number) in [("Phòng Y tế", "079099000111"), ("Phòng Tài chính", "079099000222")] {
        let mut dossier = world::individual("Nguyễn Văn An");
        dossier["subject"]["namesake"] = json!(note);
        let nomination = world.nominate(&cycle, &dossier).await;
        let place = format!("/v1/nominations/{nomination}/identity-number");
        let number = json!({"value": number}).to_string().into_bytes();
        world.editor.send(reqwest::Method::PUT, &place, &[], Some(number)).await.ok();
        received(&world, &world.head, &nomination).await;
        nominations.push(nomination);
    }
    for nomination in &nominations {
        forward(&world, nomination).await.ok();
    }
    let flag = json!({"organisation": world.unit, "subjectKind": "INDIVIDUAL", "name": "Kim Thị Hạnh",
        "ground": "INVESTIGATION", "document": document()});
    let flag = id(&world.appraisal.post("/v1/integrity-flags", &flag).await.ok());
    let other = world.nominate(&cycle, &world::individual("Kim Thị Hành")).await;
    received(&world, &world.head, &other).await;
    assert_eq!(forward(&world, &other).await.problem(), (409, "MARK_UNANSWERED".to_owned()), "a sign and no hold");
    let answer = json!({"about": flag, "reason": "Khác người"});
    world.step(&world.appraisal, &other, "mark-answers", answer).await.ok();
    forward(&world, &other).await.ok();
    world.service.stop().await;
}

/// Rule L43: what a clock cannot tell stands in its row, and the years of the seed are there.
pub(crate) async fn found_b7_a_clock_that_reaches_an_unknown_year_spoils_no_list(engine: Engine) {
    let world = World::new(Service::start(engine).await).await;
    let cycle = world.open("2024").await;
    let years: Vec<Value> = world::all(&world.head, "/v1/work-years").await;
    let listed: Vec<i64> = years.iter().map(|year| year["year"].as_i64().expect("a year")).collect();
    assert_eq!(listed, [2021, 2022, 2023, 2024, 2025, 2026]);
    let numbers = |year: usize| years[year]["documents"].as_array().map_or(0, Vec::len);
    assert_eq!((numbers(3), numbers(5)), (2, 3), "a year rests on several notices");
    let regime = world.admin.get("/v1/regimes/ND-152-2025").await;
    let mut edit = json!({"validFromDate": "2025-07-01", "terms": regime.json()["terms"]});
    edit["terms"]["times"] = json!({"appraisalDays": 250});
    world.admin.put("/v1/regimes/ND-152-2025", &regime.header("etag"), &edit).await.ok();
    let nomination = world.nominate(&cycle, &world::individual("Ngô Thị Một")).await;
    received(&world, &world.head, &nomination).await;
    let row = &world::all(&world.appraisal, "/v1/nomination-clocks").await[0];
    assert_eq!(row["clock"]["unknown"]["code"], "WORK_YEAR_MISSING", "{row}");
    assert!(row["clock"]["dueDate"].is_null() && row["clock"]["usedDays"] == 0, "what is known stands: {row}");
    assert_eq!((&row["organisationName"], &row["organisationCode"]), (&json!("Huyện Kế Sách"), &json!("943")));
    let clocks = world.head.get(&format!("/v1/nominations/{nomination}/clocks")).await.ok();
    assert_eq!(clocks["appraisal"]["unknown"]["rule"], "L43");
    // A provisional year is counted with, and says so.
    let missing = world.head.get("/v1/due-dates?fromDate=2026-12-31&workingDays=1").await;
    assert_eq!(missing.problem(), (409, "WORK_YEAR_MISSING".to_owned()));
    for (year, provisional) in [(2027, true), (2028, true)] {
        let days = json!({"holidays": [], "documents": [document()], "provisional": provisional});
        world.admin.post("/v1/work-years", &json!({"year": year, "days": days})).await.ok();
    }
    let due = world.head.get("/v1/due-dates?fromDate=2026-12-31&workingDays=1").await.ok();
    assert_eq!((&due["dueDate"], &due["provisional"]), (&json!("2027-01-01"), &json!(true)));
    let row = &world::all(&world.appraisal, "/v1/nomination-clocks").await[0];
    assert!(row["clock"]["dueDate"].is_string() && row["clock"]["provisional"] == true, "{row}");
    world.service.stop().await;
}

/// Rule L15: a decision says what its prizes lack, and a step fills them.
pub(crate) async fn found_b14_a_missing_prize_is_warned_of_and_filled_later(engine: Engine) {
    let world = World::new(Service::start(engine).await).await;
    let cycle = world.open("2024").await;
    let nomination = world.presented(&cycle, "Phòng Y tế").await;
    let made = world.decision.post("/v1/decisions", &world::decision(335, &[&nomination])).await.ok();
    assert_eq!(
        (&made["awardsWithoutPrize"], &made["warnings"][0]["code"]),
        (&json!(1), &json!("PRIZE_NOT_CONFIGURED"))
    );
    let place = format!("/v1/decisions/{}/prizes", id(&made));
    assert_eq!(world.decision.step(&place).await.status, 403);
    let early = world.standing.step(&place).await;
    assert_eq!((early.problem(), early.rule().as_str()), ((409, "PRIZE_NOT_CONFIGURED".to_owned()), "L15"));
    let regime = world.admin.get("/v1/regimes/ND-152-2025").await;
    let mut edit = json!({"validFromDate": "2025-07-01", "terms": regime.json()["terms"]});
    let prize = json!({"form": "BANG_KHEN_PROVINCE", "subject": "COLLECTIVE", "coefficient": 3});
    edit["terms"]["prizes"].as_array_mut().expect("prizes").push(prize);
    world.admin.put("/v1/regimes/ND-152-2025", &regime.header("etag"), &edit).await.ok();
    let address = format!("/v1/decisions/{}", id(&made));
    let still = world.decision.get(&address).await.ok();
    assert!(still["awards"][0]["prize"]["dong"].is_null(), "nothing is filled silently: {still}");
    let filled = world.standing.step(&place).await.ok();
    assert_eq!((&filled["awardsWithoutPrize"], &filled["warnings"]), (&json!(0), &json!([])));
    let shown = world.decision.get(&address).await.ok();
    assert_eq!(shown["awards"][0]["prize"]["dong"], 7_590_000, "{shown}");
    let rows = world::all(&world.auditor, &format!("{address}/awards")).await;
    assert_eq!((&rows[0]["prize"]["dong"], rows[0]["prize"]["filledAt"].is_string()), (&json!(7_590_000), true));
    assert_eq!(world.standing.step(&place).await.problem(), (409, "PRIZES_COMPLETE".to_owned()));
    let trail = world::all(&world.auditor, &format!("/v1/audit-entries?object={}", id(&made))).await;
    let entry = trail.last().expect("an entry");
    assert_eq!((&entry["kind"], &entry["changes"][0]["after"]), (&json!("PRIZES_FILLED"), &json!("7590000 đồng")));
    world.service.stop().await;
}

/// What a list costs is bounded: counts and addresses instead of what is under them.
pub(crate) async fn found_a11_lists_of_honours_carry_counts_and_addresses(engine: Engine) {
    let world = World::new(Service::start(engine).await).await;
    let cycle = world.open("2024").await;
    let nomination = world.presented(&cycle, "Phòng Y tế").await;
    let made = world.decision.post("/v1/decisions", &world::decision(335, &[&nomination])).await.ok();
    let mut correction = world::decision(336, &[]);
    correction["corrects"] = made["id"].clone();
    correction["corrections"] = json!([{"award": made["awards"][0]["id"], "ground": "CLERICAL_ERROR",
        "reason": "Thiếu chữ", "name": "Phòng Y tế huyện"}]);
    let correction = world.decision.post("/v1/decisions", &correction).await.ok();
    let rows = world::all(&world.auditor, "/v1/decisions").await;
    let (row, last) = (&rows[0], &rows[1]);
    assert!(row["awards"].is_null(), "{row}");
    assert_eq!((&row["awardCount"], &row["awardsHref"]), (&json!(1), &made["awardsHref"]));
    assert_eq!(row["issuerCode"], "van-phong-ubnd", "{row}");
    assert_eq!(
        row["authority"], "Chủ tịch Ủy ban nhân dân tỉnh Sóc Trăng",
        "who decides, as the letterhead says: {row}"
    );
    let award = world.auditor.get(&format!("/v1/awards/{}", id(&made["awards"][0]))).await.ok();
    assert_eq!((&award["cycle"], &award["cycleCode"]), (&json!(cycle), &json!("2024")));
    assert_eq!((&last["correctsSymbol"], &last["awardCount"]), (&json!("335/QĐ-UBND"), &json!(0)));
    let awards = made["awardsHref"].as_str().expect("an address");
    assert_eq!(world::all(&world.auditor, awards).await[0]["name"], "Phòng Y tế");
    let none = format!("/v1/decisions/{}/certificates", id(&correction));
    assert_eq!(world::all(&world.auditor, &none).await, Vec::<Value>::new(), "a decision without awards");
    assert_eq!(world.auditor.get(&format!("/v1/decisions/{nomination}/certificates")).await.status, 404);
    assert_eq!(world.head.get(awards).await.status, 403);
    let eligible = world.nominate(&cycle, &world::individual("Ngô Thị Hai")).await;
    for (person, noun, body) in [
        (&world.head, "submission", json!({})),
        (&world.standing, "receipt", json!({})),
        (&world.standing, "forwarding", json!({})),
        (&world.appraisal, "appraisal", json!({"eligible": true})),
    ] {
        world.step(person, &eligible, noun, body).await.ok();
    }
    world.appraisal.post("/v1/session-minutes", &world::minutes(&cycle, &eligible, 9)).await.ok();
    let row = &world::all(&world.auditor, "/v1/session-minutes").await[0];
    assert!(row["ballots"].is_null() && row["ballotCount"] == 1 && row["cycleCode"] == "2024", "{row}");
    let whole = world.auditor.get(row["href"].as_str().expect("an address")).await.ok();
    assert_eq!(whole["ballots"][0]["votesFor"], 9);
    let rows = world::all(&world.auditor, "/v1/nominations").await;
    let row = rows.iter().find(|row| row["id"] == nomination.as_str()).expect("a row");
    assert!(row["dossier"].is_null() && row["acts"].is_null(), "{row}");
    assert_eq!((&row["subject"]["name"], &row["paperCount"]), (&json!("Phòng Y tế"), &json!(5)), "{row}");
    assert_eq!((&row["cycleCode"], &row["organisationCode"]), (&json!("2024"), &json!("943")), "{row}");
    world.service.stop().await;
}

/// Rule L34: a unit that has ended nominates nobody; what it nominated before goes on.
pub(crate) async fn found_b12_a_closed_units_people_begin_nothing_new(engine: Engine) {
    let world = World::new(Service::start(engine).await).await;
    let cycle = world.open("2024").await;
    let before = world.nominate(&cycle, &world::individual("Ngô Thị Một")).await;
    let unit = format!("/v1/organisations/{}", world.unit);
    let yesterday = chrono::NaiveDate::parse_from_str(&world::today(), "%Y-%m-%d").expect("a day").pred_opt();
    let closing = json!({"lastDate": yesterday, "document": document()});
    world.admin.post(&format!("{unit}/closing"), &closing).await.ok();
    let refused =
        world.editor.post("/v1/nominations", &body(&cycle, &world.unit, &world::individual("Lý Văn Hai"))).await;
    assert_eq!((refused.problem(), refused.rule().as_str()), ((409, "UNIT_CLOSED".to_owned()), "L34"));
    assert_eq!(world.editor.get(&format!("/v1/nominations/{before}")).await.status, 200, "it reads");
    let other = body(&cycle, &world.other, &world::individual("Lý Văn Hai"));
    world.stranger.post("/v1/nominations", &other).await.ok();
    world.service.stop().await;
}

/// A nomination is begun and replaced in one shape, and every fault is named from the root of the body.
pub(crate) async fn found_e5_a_nomination_has_one_shape_and_b19_its_days_a_frame(engine: Engine) {
    let world = World::new(Service::start(engine).await).await;
    let cycle = world.open("2024").await;
    let mut dossier = world::individual("Ngô Thị Một");
    dossier["papers"][0]["date"] = json!("2030-01-01");
    dossier["achievementFromDate"] = json!("2010-01-01");
    dossier["achievementToDate"] = json!("2030-01-01");
    let faults = [
        "/dossier/achievementFromDate DATE_OUT_OF_FRAME",
        "/dossier/achievementToDate DATE_OUT_OF_FRAME",
        "/dossier/papers/0/date DATE_OUT_OF_FRAME",
    ];
    let refused = world.editor.post("/v1/nominations", &body(&cycle, &world.unit, &dossier)).await;
    assert_eq!((refused.status, refused.violations()), (422, faults.map(str::to_owned).to_vec()));
    let nomination = world.nominate(&cycle, &world::individual("Ngô Thị Một")).await;
    let path = format!("/v1/nominations/{nomination}");
    let refused = world.editor.put(&path, "\"1\"", &json!({"dossier": dossier})).await;
    assert_eq!(refused.violations(), faults);
    let bare = world.editor.put(&path, "\"1\"", &world::individual("Ngô Thị Một")).await;
    assert_eq!(bare.problem().0, 400, "the bare dossier is not the body any more");
    let mut empty = world::individual("Ngô Thị Một");
    empty["papers"] = json!([]);
    world.editor.put(&path, "\"1\"", &json!({"dossier": empty})).await.ok();
    let lacks = world.head.get(&format!("{path}/completeness")).await.ok();
    assert_eq!(lacks["errors"][0]["pointer"], "/dossier/papers");
    let trail = world::all(&world.auditor, &format!("/v1/audit-entries?object={nomination}")).await;
    let edit = trail.last().expect("an entry");
    assert_eq!(
        (&edit["kind"], &edit["changes"][0]["field"]),
        (&json!("NOMINATION_EDITED"), &json!("papers.SUBMISSION_LETTER"))
    );
    assert!(edit["changes"][0]["before"].as_str().is_some_and(|said| said.starts_with("12/UBND")), "{edit}");
    let midterm = json!({"cycle": cycle, "organisation": world.unit, "occasion": "MIDTERM",
        "dossier": world::individual("Lý Văn Hai")});
    let refused = world.editor.post("/v1/nominations", &midterm).await;
    assert_eq!(refused.violations(), ["/occasion OCCASION_UNFIT S15"]);
    world.service.stop().await;
}

/// A household is a subject, with the papers of an individual and no collective's result.
pub(crate) async fn found_law_a_household_is_nominated(engine: Engine) {
    let world = World::new(Service::start(engine).await).await;
    let cycle = world.open("2024").await;
    let mut dossier = world::individual("Hộ ông Lý Văn Hai");
    dossier["subject"] = json!({"kind": "HOUSEHOLD", "name": "Hộ ông Lý Văn Hai", "withoutUnit": true});
    dossier["criterionAccount"] = json!("");
    let nomination = world.nominate(&cycle, &dossier).await;
    world.present(&nomination).await;
    let made = world.decision.post("/v1/decisions", &world::decision(335, &[&nomination])).await.ok();
    assert_eq!(made["awards"][0]["subjectKind"], "HOUSEHOLD");
    assert_eq!(made["warnings"][0]["rule"], "L15", "no coefficient is read for households");
    world.service.stop().await;
}

/// Rules L01, U06: an entry at a merged unit is answered at its successor.
pub(crate) async fn found_b5_an_entry_follows_a_merger(engine: Engine) {
    let world = World::new(Service::start(engine).await).await;
    let cycle = world.open("2024").await;
    let flag = json!({"organisation": world.other, "subjectKind": "INDIVIDUAL", "name": "Lý Văn Hai",
        "ground": "INVESTIGATION", "document": document()});
    let flag = id(&world.appraisal.post("/v1/integrity-flags", &flag).await.ok());
    let yesterday = chrono::NaiveDate::parse_from_str(&world::today(), "%Y-%m-%d").expect("a day").pred_opt();
    let merger = json!({"kind": "MERGED", "successors": [world.unit], "lastDate": yesterday, "document": document()});
    world.admin.post(&format!("/v1/organisations/{}/reorganisation", world.other), &merger).await.ok();
    let nomination = world.nominate(&cycle, &world::individual("Lý Văn Hai")).await;
    received(&world, &world.head, &nomination).await;
    let waits = forward(&world, &nomination).await;
    assert_eq!((waits.problem(), waits.rule().as_str()), ((409, "MARK_UNANSWERED".to_owned()), "L01"));
    let bars = world.standing.get(&format!("/v1/nominations/{nomination}/bars")).await.ok();
    assert_eq!((&bars["bars"][0]["code"], &bars["bars"][0]["about"]), (&json!("INTEGRITY_PREDECESSOR"), &json!(flag)));
    let answer = json!({"about": flag, "reason": "Vụ việc không liên quan"});
    world.step(&world.standing, &nomination, "mark-answers", answer).await.ok();
    forward(&world, &nomination).await.ok();
    world.service.stop().await;
}

/// Rule L34: an administrator's function without an administrator is refused, and the server's command counts those who can
/// act.
pub(crate) async fn found_b9_there_is_always_an_administrator_who_can_act(engine: Engine) {
    let world = World::new(Service::start(engine).await).await;
    let heir = id(&world.units["so-noi-vu"]);
    let function = json!({"function": "ADMINISTRATOR", "organisation": heir, "fromDate": world::today(),
        "document": document()});
    let refused = world.admin.post("/v1/functions", &function).await;
    assert_eq!(refused.violations(), ["/organisation UNIT_WITHOUT_ADMINISTRATOR L34"]);
    let (store, now) = (world.service.running().store().clone(), world.service.running().clock().now());
    let second = api::bootstrap(&store, None, "second".to_owned(), "Ai đó".to_owned(), now).await;
    assert!(second.is_err(), "there is one who can act");
    // Somebody at the other unit gets the role first, and then the function can go there.
    let grant = json!({"role": "ADMINISTRATOR", "organisation": heir});
    let account = &world.accounts["appraisal"];
    world.admin.post(&format!("/v1/accounts/{account}/grants"), &grant).await.ok();
    world.admin.post("/v1/functions", &function).await.ok();
    // A suspended administrator cannot act: the command opens the way again.
    world.service.tamper("account", "UPDATE account SET suspended = TRUE WHERE username = 'appraisal'");
    let code = api::bootstrap(&store, None, "second".to_owned(), "Ai đó".to_owned(), now).await;
    assert!(code.is_ok(), "{code:?}");
    let third = api::bootstrap(&store, None, "third".to_owned(), "Ai đó".to_owned(), now).await;
    assert!(third.is_err(), "whoever holds a live code is about to act");
    world.service.stop().await;
}
