//! Groups of units: khối and cụm are entered and corrected, part the units of a cycle when it opens, and decide who owes
//! a report, in which group, and who is listed (rule M03).

use e2e::Engine;
use serde_json::{Value, json};

use crate::base::client::Person;
use crate::base::service::Service;
use crate::base::world::{self, World, id};

const GROUPS: &str = "/v1/groups";

fn document(number: &str) -> Value {
    json!({"number": number, "date": "2024-01-15", "issuer": "UBND tỉnh", "title": "Chia khối, cụm thi đua"})
}

fn facts(name: &str, members: &Value) -> Value {
    json!({"name": {"vi": name, "en": name}, "members": members, "audience": "DISTRICT", "document": document("2/QĐ")})
}

fn cluster(units: &[&str]) -> Value {
    json!({"kind": "CLUSTER", "units": units})
}

async fn campaign(person: &Person) -> Value {
    world::all(person, "/v1/campaigns").await[0]["id"].clone()
}

/// The districts, in the order of the registry.
fn districts(world: &World) -> Vec<String> {
    let mut found: Vec<String> = world.units.values().filter(|unit| unit["level"] == "DISTRICT").map(id).collect();
    found.sort();
    found
}

/// Names groups and units of a planned cycle.
async fn select(person: &Person, cycle: &str, body: &Value) -> crate::base::client::Answer {
    let place = format!("/v1/cycles/{cycle}/selection");
    let tag = person.get(&place).await.header("etag");
    person.put(&place, &tag, body).await
}

async fn open(world: &World, cycle: &str) -> crate::base::client::Answer {
    world.standing.post(&format!("/v1/cycles/{cycle}/opening"), &json!({"dueDate": "2024-11-30"})).await
}

/// Groups are entered by the standing agency, named publicly, and corrected until an opened cycle uses them.
pub(crate) async fn m03_groups_are_entered_and_corrected_until_a_cycle_uses_them(engine: Engine) {
    let world = World::new(Service::start(engine).await).await;
    let campaign = campaign(&world.standing).await;
    let districts = districts(&world);
    let half = districts.len() / 2;
    let names: Vec<&str> = districts.iter().map(String::as_str).collect();
    let new = |code: &str, facts: Value| json!({"campaign": campaign, "code": code, "facts": facts});
    let mut first = facts("Cụm số 1", &cluster(&names[..half]));
    (first["head"], first["deputy"]) = (json!(names[0]), json!(names[1]));
    assert_eq!(world.head.post(GROUPS, &new("CUM-1", first.clone())).await.status, 403);
    assert_eq!(world.appraisal.post(GROUPS, &new("CUM-1", first.clone())).await.rule(), "M03");
    let made = world.standing.post(GROUPS, &new("CUM-1", first.clone())).await;
    let one = id(&made.ok());
    assert_eq!((made.status, made.header("location")), (201, format!("{GROUPS}/{one}")));
    let twice = world.standing.post(GROUPS, &new("CUM-1", first.clone())).await;
    assert_eq!((twice.problem(), twice.rule().as_str()), ((409, "GROUP_EXISTS".to_owned()), "M03"));
    let mut of_year = new("CUM-1", first.clone());
    of_year["year"] = json!(2025);
    world.standing.post(GROUPS, &of_year).await.ok();

    let mut stranger = first.clone();
    stranger["head"] = json!(names[half]);
    let refused = world.standing.post(GROUPS, &new("CUM-2", stranger)).await;
    assert_eq!(refused.violations(), ["/facts/head HEAD_NOT_MEMBER M03"]);
    let unfit = facts("Cụm", &json!({"kind": "LEVEL", "units": [names[0]]}));
    assert_eq!(
        world.standing.post(GROUPS, &new("CUM-2", unfit)).await.violations(),
        ["/facts/members MEMBERS_UNFIT M03"]
    );
    let of_level = facts("Cấp huyện", &cluster(&names[half..]));
    assert_eq!(
        world.standing.post(GROUPS, &new("DISTRICT", of_level)).await.violations(),
        ["/facts/members GROUP_CODE_OF_LEVEL"]
    );
    let second =
        id(&world.standing.post(GROUPS, &new("CUM-2", facts("Cụm số 2", &cluster(&names[half..])))).await.ok());

    let anybody = world.service.anybody();
    let shown = anybody.get(&format!("/v1/public/groups/{one}")).await.ok();
    assert_eq!((&shown["head"]["organisation"], &shown["members"]["kind"]), (&json!(names[0]), &json!("CLUSTER")));
    let members = world::all(&anybody, &format!("/v1/public/groups/{one}/members?on=2024-07-01")).await;
    assert_eq!(members.len(), half, "the units of the list");
    let listed = world::all(&anybody, "/v1/public/groups?code=CUM-1&year=2024").await;
    let ids: Vec<String> = listed.iter().map(id).collect();
    assert_eq!(ids, std::slice::from_ref(&one), "that of 2025 is for another year");
    assert_eq!(listed[0]["members"].get("units"), None, "lists leave the units out");
    assert_eq!(shown["members"]["units"].as_array().map(Vec::len), Some(half));
    assert_eq!(world::all(&world.head, "/v1/groups?code=CUM-1").await.len(), 2);

    let place = format!("{GROUPS}/{one}");
    let tag = world.standing.get(&place).await.header("etag");
    let corrected = facts("Cụm thi đua số 1", &cluster(&names[..half]));
    assert_eq!(world.head.put(&place, &tag, &corrected).await.status, 403);
    let changed = world.standing.put(&place, &tag, &corrected).await.ok();
    assert_eq!((&changed["name"]["vi"], changed.get("head")), (&json!("Cụm thi đua số 1"), None));
    assert_eq!(world.standing.put(&place, &tag, &corrected).await.status, 412, "of two edits the first is saved");

    world.issue_sets().await;
    let cycle = world.cycle("2024").to_owned();
    let selected = select(&world.standing, &cycle, &json!({"groups": ["CUM-1", "CUM-2"]})).await.ok();
    assert_eq!(selected, json!({"groups": ["CUM-1", "CUM-2"]}));
    assert_eq!(world.head.get(&format!("/v1/cycles/{cycle}")).await.ok()["groups"], json!(["CUM-1", "CUM-2"]));
    let tag = world.standing.get(&place).await.header("etag");
    let tag = {
        world.standing.put(&place, &tag, &corrected).await.ok();
        world.standing.get(&place).await.header("etag")
    };
    let opened = open(&world, &cycle).await.ok();
    let bound: Vec<&Value> = opened["criteria"].as_array().expect("sets").iter().map(|one| &one["group"]).collect();
    assert_eq!(bound, ["CUM-1", "CUM-2"]);
    assert_eq!(opened["criteria"][0]["criteriaSet"], opened["criteria"][1]["criteriaSet"], "one set for both");
    let late = world.standing.put(&place, &tag, &corrected).await;
    assert_eq!((late.problem(), late.rule().as_str()), ((409, "GROUP_IN_USE".to_owned()), "M03"));
    let late = select(&world.standing, &cycle, &json!({})).await;
    assert_eq!(late.problem(), (409, "CYCLE_OPEN".to_owned()));
    let trail = world::all(&world.auditor, &format!("/v1/audit-entries?object={one}")).await;
    let kinds: Vec<&Value> = trail.iter().map(|entry| &entry["kind"]).collect();
    assert_eq!(kinds, ["GROUP_ENTERED", "GROUP_CORRECTED", "GROUP_CORRECTED"]);
    assert_eq!(world::all(&world.auditor, &format!("/v1/audit-entries?object={second}")).await.len(), 1);
    world.service.stop().await;
}

/// The participants are the partition of the selection: a unit in two groups or none is named with all others, and the
/// cycle does not open. Then lists, reports, imports, the template and the boards go by group.
pub(crate) async fn m03_a_cycle_of_clusters_runs_from_its_partition_to_its_boards(engine: Engine) {
    let world = World::new(Service::start(engine).await).await;
    let campaign = campaign(&world.standing).await;
    let districts = districts(&world);
    let (unit, other) = (world.unit.as_str(), world.other.as_str());
    let rest: Vec<&str> = districts.iter().map(String::as_str).filter(|one| *one != unit && *one != other).collect();
    let left_out = rest[0];
    let enter = async |code: &str, units: &[&str]| {
        let body = json!({"campaign": campaign, "code": code, "facts": facts(&format!("Cụm thi đua {code}"), &cluster(units))});
        id(&world.standing.post(GROUPS, &body).await.ok())
    };
    let ours: Vec<&str> = std::iter::once(unit).chain(rest[1..].iter().copied()).collect();
    enter("CUM-1", &ours).await;
    enter("CUM-2", &[other]).await;
    enter("CUM-3", &[other]).await;
    world.issue_sets().await;
    let cycle = world.cycle("2024").to_owned();
    let wanted = |groups: &[&str], exemptions: Value| json!({"groups": groups, "levels": ["DISTRICT"], "exemptions": exemptions});
    let unknown = select(&world.standing, &cycle, &wanted(&["CUM-1", "CUM-9"], json!([]))).await;
    assert_eq!(unknown.violations(), ["/groups/1 GROUP_UNKNOWN M03"]);
    assert_eq!(select(&world.head, &cycle, &wanted(&["CUM-1"], json!([]))).await.status, 403);
    select(&world.standing, &cycle, &wanted(&["CUM-1", "CUM-2", "CUM-3"], json!([]))).await.ok();
    let refused = open(&world, &cycle).await;
    assert_eq!(refused.violations(), [" UNIT_IN_TWO_GROUPS M03", " UNIT_IN_NO_GROUP M03"]);
    assert!(refused.text.contains("Huyện Châu Thành (942) (CUM-2, CUM-3)"), "{}", refused.text);
    assert_eq!(world.standing.get(&format!("/v1/cycles/{cycle}")).await.ok()["state"], "PLANNED");
    assert_eq!(world::all(&world.standing, &format!("/v1/cycles/{cycle}/participants")).await.len(), 0);

    let body = json!({"campaign": campaign, "code": "CUM-4", "facts": facts("Cụm số 4", &cluster(&[left_out]))});
    world.standing.post(GROUPS, &body).await.ok();
    let exempt = json!([{"organisation": left_out, "reason": "Khắc phục thiên tai", "document": document("9/QĐ")}]);
    select(&world.standing, &cycle, &wanted(&["CUM-1", "CUM-2", "CUM-4"], exempt)).await.ok();
    open(&world, &cycle).await.ok();

    // Who takes part, who owes, and who is exempt.
    let path = format!("/v1/cycles/{cycle}");
    let participants = world::all(&world.head, &format!("{path}/participants")).await;
    let alive: usize = participants.len();
    assert_eq!(world::all(&world.head, &format!("{path}/participants?group=CUM-2")).await.len(), 1);
    let excused = world::all(&world.head, &format!("{path}/participants?exempt=true")).await;
    assert_eq!((excused.len(), &excused[0]["organisation"]), (1, &json!(left_out)));
    assert_eq!(excused[0]["exemption"]["reason"], "Khắc phục thiên tai");
    let due = world::all(&world.standing, &format!("{path}/due-reports")).await;
    assert_eq!(due.len(), alive, "one line for each participant");
    let line = due.iter().find(|line| line["organisation"] == json!(left_out)).expect("its line");
    assert_eq!((&line["due"], &line["group"]), (&json!("EXEMPT"), &json!("CUM-4")));
    assert_eq!(line["exemption"]["document"]["number"], "9/QĐ", "the list says why");
    let counted = async |query: &str| world::all(&world.standing, &format!("{path}/due-reports?{query}")).await.len();
    assert_eq!((counted("due=EXEMPT").await, counted("group=CUM-2").await), (1, 1));
    assert_eq!(counted("due=FILED").await + counted("due=WAITING").await + counted("due=OVERDUE").await, alive - 1);
    let days = Some(br#"{"days":[0]}"#.to_vec());
    let plan = format!("{path}/reminder-plan");
    world.standing.send(reqwest::Method::PUT, &plan, &[], days).await.ok();
    let reminded = world::all(&world.standing, &format!("{path}/reminders?from=2024-11-30&to=2024-11-30")).await;
    assert_eq!(reminded.len(), alive - 1, "nobody is reminded who owes nothing");

    // A report begins in its group, and a department has no part in the cycle.
    let report = world.draft(&cycle).await;
    assert_eq!(world.editor.get(&format!("/v1/reports/{report}")).await.ok()["group"], "CUM-1");
    let source = id(&world.units["so-noi-vu"]);
    let grant = json!({"role": "UNIT_EDITOR", "organisation": source});
    let editor = format!("/v1/accounts/{}/grants", world.accounts["editor"]);
    world.admin.post(&editor, &grant).await.ok();
    let editor = world::sign_in(&world.service, "editor").await;
    let begun = editor.post("/v1/reports", &json!({"cycle": cycle, "organisation": source, "figures": []})).await;
    assert_eq!(begun.violations(), ["/organisation NO_RATIO_CRITERIA S02"]);
    let grant = json!({"role": "UNIT_EDITOR", "organisation": left_out});
    world.admin.post(&format!("/v1/accounts/{}/grants", world.accounts["editor"]), &grant).await.ok();
    let editor = world::sign_in(&world.service, "editor").await;
    let begun = editor.post("/v1/reports", &json!({"cycle": cycle, "organisation": left_out, "figures": []})).await;
    assert_eq!((begun.problem(), begun.rule().as_str()), ((409, "PARTICIPANT_EXEMPT".to_owned()), "M03"));
    let grant = json!({"role": "UNIT_HEAD", "organisation": left_out});
    world.admin.post(&format!("/v1/accounts/{}/grants", world.accounts["head"]), &grant).await.ok();
    let head = world::sign_in(&world.service, "head").await;
    let more = json!({"cycle": cycle, "organisation": left_out, "untilDate": "2024-12-10", "reason": "Bảo trì"});
    let more = head.post("/v1/extensions", &more).await;
    assert_eq!((more.problem(), more.rule().as_str()), ((409, "PARTICIPANT_EXEMPT".to_owned()), "M03"));

    // One exempts no unit that has begun its report, and no stranger exempts one.
    let excuse = |unit: &str| json!({"organisation": unit, "reason": "Thiên tai", "document": document("10/QĐ")});
    let place = format!("{path}/exemptions");
    assert_eq!(world.stranger.post(&place, &excuse(other)).await.status, 403);
    let begun = world.standing.post(&place, &excuse(unit)).await;
    assert_eq!((begun.problem(), begun.rule().as_str()), ((409, "PARTICIPANT_REPORTS".to_owned()), "M03"));
    assert_eq!(
        world.standing.post(&place, &excuse(&source)).await.violations(),
        ["/organisation PARTICIPANT_MISSING M03"]
    );
    let excused = world.standing.post(&place, &excuse(other)).await;
    assert_eq!((excused.status, &excused.ok()["exemption"]["reason"]), (201, &json!("Thiên tai")));
    assert_eq!(counted("due=EXEMPT").await, 2);

    // Boards, register and summary go by group.
    world.head.step(&format!("/v1/reports/{report}/submission")).await.ok();
    world.verify(&report, &world::verified()).await;
    world.standing.step(&format!("/v1/reports/{report}/finalisation")).await.ok();
    let release = world.standing.post(&format!("{path}/releases"), &json!({})).await.ok();
    assert_eq!(release["boards"].as_array().map(Vec::len), Some(1));
    let anybody = world.service.anybody();
    let board = anybody.get(&format!("/v1/public/cycles/{cycle}/boards/CUM-1")).await.ok();
    assert_eq!((&board["head"]["tier"], &board["standings"][0]["organisation"]), (&json!("CUM-1"), &json!(unit)));
    let table = anybody
        .get(&format!("/v1/public/boards/{}/table.csv", board["head"]["board"].as_str().expect("a board")))
        .await;
    let name = table.header("content-disposition");
    assert!(name.contains("cum-thi-dua-cum-1"), "tables say the name of the group: {name}");
    let register = anybody.get(&format!("/v1/public/releases/{}/register", id(&release))).await.ok();
    let owing = register["units"].as_array().map(Vec::len);
    assert_eq!(owing, Some(alive - 2), "whoever is exempt owes nothing");
    world.service.stop().await;
}

/// A unit that is founded while the cycle is open is admitted by the rule of a level, and placed in a listed group under a
/// document; a unit that ends stays, and its successor is placed beside it.
pub(crate) async fn m03_a_unit_founded_in_an_open_cycle_is_placed(engine: Engine) {
    let world = World::new(Service::start(engine).await).await;
    let campaign = campaign(&world.standing).await;
    let districts = districts(&world);
    let names: Vec<&str> = districts.iter().map(String::as_str).collect();
    let ruled = world.open("2023").await;
    let body = json!({"campaign": campaign, "code": "CUM-1", "facts": facts("Cụm số 1", &cluster(&names))});
    world.standing.post(GROUPS, &body).await.ok();
    let listed = world.cycle("2024").to_owned();
    select(&world.standing, &listed, &json!({"groups": ["CUM-1"], "levels": ["DISTRICT"]})).await.ok();
    open(&world, &listed).await.ok();
    let counted =
        async |cycle: &str| world::all(&world.standing, &format!("/v1/cycles/{cycle}/participants")).await.len();
    let (before_ruled, before_listed) = (counted(&ruled).await, counted(&listed).await);

    let found = async |name: &str, code: &str, from: &str| {
        let body = json!({"name": name, "level": "DISTRICT", "kind": "PEOPLES_COMMITTEE",
            "codes": [{"scheme": "GSO", "value": code}], "fromDate": from, "document": document("5/NQ")});
        id(&world.admin.post("/v1/organisations", &body).await.ok())
    };
    let young = found("Huyện Trẻ", "997", "2023-12-31").await;
    let younger = found("Huyện Mới", "998", "2024-01-01").await;
    let future = found("Huyện Sau", "999", "2025-01-01").await;
    assert_eq!(
        counted(&ruled).await,
        before_ruled + 1,
        "a life that touches the last day of the period, and no later one"
    );
    assert_eq!(counted(&listed).await, before_listed, "a list admits nobody by itself");
    let theirs = world::all(&world.standing, &format!("/v1/cycles/{ruled}/participants?group=DISTRICT")).await;
    let line = theirs.iter().find(|line| line["organisation"] == json!(young)).expect("its line");
    assert_eq!(line["placedBy"]["number"], "5/NQ", "by its founding document");

    let place = format!("/v1/cycles/{listed}/participants");
    let placing = |unit: &str, group: &str| json!({"organisation": unit, "group": group, "document": document("7/QĐ")});
    assert_eq!(world.head.post(&place, &placing(&younger, "CUM-1")).await.status, 403);
    assert_eq!(
        world.standing.post(&place, &placing(&younger, "DISTRICT")).await.violations(),
        ["/group GROUP_UNKNOWN M03"]
    );
    let late = world.standing.post(&place, &placing(&future, "CUM-1")).await;
    assert_eq!((late.problem(), late.rule().as_str()), ((409, "UNIT_NOT_BEGUN".to_owned()), "L30"));
    let placed = world.standing.post(&place, &placing(&younger, "CUM-1")).await;
    assert_eq!((placed.status, &placed.ok()["placedBy"]["number"]), (201, &json!("7/QĐ")));
    let twice = world.standing.post(&place, &placing(&younger, "CUM-1")).await;
    assert_eq!((twice.problem(), twice.rule().as_str()), ((409, "PARTICIPANT_EXISTS".to_owned()), "M03"));

    // Two units merge into the new one in the middle of the period: all three take part, and each reports for itself.
    let merger = |last: &str| {
        json!({"kind": "MERGED", "successors": [younger], "lastDate": last,
        "document": document("8/NQ")})
    };
    let report = world.draft(&listed).await;
    let merging = format!("/v1/organisations/{}/reorganisation", world.unit);
    world.admin.post(&merging, &merger("2024-06-30")).await.ok();
    let due = world::all(&world.standing, &format!("/v1/cycles/{listed}/due-reports")).await;
    let of = |unit: &str| due.iter().find(|line| line["organisation"] == json!(unit));
    assert_eq!(due.len(), before_listed + 1);
    assert_eq!(of(&world.unit).map(|line| &line["report"]), Some(&json!(report)), "a participant stays when it ends");
    assert!(of(&younger).is_some_and(|line| line["group"] == "CUM-1"));
    world.head.step(&format!("/v1/reports/{report}/submission")).await.ok();

    // Who ended before the period has no part in it, whatever was listed; who ended on its first day has.
    let next = json!({"campaign": campaign, "code": "2024-C", "kind": "ANNUAL", "year": 2024,
        "name": {"vi": "Nửa cuối năm 2024", "en": "Second half of 2024"}, "periodStartDate": "2024-07-01",
        "periodEndDate": "2024-12-31", "selection": {"groups": ["CUM-1"]}});
    let next = id(&world.standing.post("/v1/cycles", &next).await.ok());
    let merging = format!("/v1/organisations/{}/reorganisation", world.other);
    world.admin.post(&merging, &merger("2024-07-01")).await.ok();
    open(&world, &next).await.ok();
    let taking = world::all(&world.standing, &format!("/v1/cycles/{next}/participants")).await;
    let takes = |unit: &str| taking.iter().any(|one| one["organisation"] == json!(unit));
    assert_eq!((takes(&world.unit), takes(&world.other), takes(&younger)), (false, true, false));
    world.service.stop().await;
}

/// A movement without groups: participants are rows by rule, and everything else is as before.
pub(crate) async fn m03_a_cycle_without_groups_has_the_groups_of_its_levels(engine: Engine) {
    let world = World::new(Service::start(engine).await).await;
    let cycle = world.open("2024").await;
    let shown = world.standing.get(&format!("/v1/cycles/{cycle}")).await.ok();
    assert_eq!(shown.get("groups"), None);
    assert_eq!(world.head.get(&format!("/v1/cycles/{cycle}/selection")).await.ok(), json!({}));
    let taking = world::all(&world.standing, &format!("/v1/cycles/{cycle}/participants")).await;
    let alive = |unit: &Value| {
        let day = |name: &str| unit[name].as_str().map(str::to_owned);
        day("validFromDate").is_some_and(|day| day.as_str() <= "2024-12-31")
            && day("validToDate").is_none_or(|day| "2024-01-01" <= day.as_str())
    };
    let units = world::all(&world.standing, "/v1/organisations").await;
    let measured = units.iter().filter(|unit| unit["level"] != "ENTERPRISE" && alive(unit));
    let expected: Vec<(Value, Value)> = measured.map(|unit| (unit["id"].clone(), unit["level"].clone())).collect();
    let found: Vec<(Value, Value)> =
        taking.iter().map(|one| (one["organisation"].clone(), one["group"].clone())).collect();
    assert_eq!(found, expected, "in the order of the registry, each in the group of its level");
    assert!(taking.iter().all(|one| one.get("placedBy").is_none() && one.get("exemption").is_none()));
    let due = world::all(&world.standing, &format!("/v1/cycles/{cycle}/due-reports")).await;
    let owing: Vec<Value> = due.iter().map(|one| one["organisation"].clone()).collect();
    assert_eq!(owing, expected.iter().map(|(unit, _)| unit.clone()).collect::<Vec<Value>>());
    let wrong = json!({"levels": ["ENTERPRISE"], "unitKinds": ["ENTERPRISE"], "units": [world.unit, world.unit]});
    let planned = world.cycle("2023").to_owned();
    assert_eq!(
        select(&world.standing, &planned, &wrong).await.violations(),
        ["/levels/0 LEVEL_NOT_MEASURED M03", "/unitKinds UNIT_KINDS_UNSOUND", "/units/1 UNIT_LISTED_TWICE"]
    );
    world.service.stop().await;
}

/// Of an opening and a unit that is entered at the same time, one comes first: the unit takes part either way, once.
pub(crate) async fn m03_a_unit_that_is_entered_while_a_cycle_opens_is_not_lost(engine: Engine) {
    let world = World::new(Service::start(engine).await).await;
    world.issue_sets().await;
    for (number, code) in ["2021", "2022", "2023", "2024"].into_iter().enumerate() {
        let cycle = world.cycle(code).to_owned();
        let unit = json!({"name": format!("Xã {code}"), "level": "COMMUNE", "kind": "PEOPLES_COMMITTEE",
            "codes": [{"scheme": "GSO", "value": format!("9900{number}")}], "fromDate": "2021-01-01",
            "document": document("5/NQ")});
        let (opening, due) = (format!("/v1/cycles/{cycle}/opening"), json!({"dueDate": format!("{code}-11-30")}));
        let (entered, opened) =
            tokio::join!(world.admin.post("/v1/organisations", &unit), world.standing.post(&opening, &due));
        opened.ok();
        let unit = id(&entered.ok());
        let taking = world::all(&world.standing, &format!("/v1/cycles/{cycle}/participants")).await;
        let times = taking.iter().filter(|one| one["organisation"] == json!(unit)).count();
        assert_eq!(times, 1, "{code}");
    }
    world.service.stop().await;
}
