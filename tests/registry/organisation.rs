//! Units change and merge, and existing records are not rewritten.

use chrono::TimeDelta;
use e2e::Engine;
use reqwest::Method;
use serde_json::{Value, json};

use crate::access::identity::domain_day;
use crate::base::client::{Answer, Person};
use crate::base::service::Service;
use crate::base::world::{self, World, id};

const PLACE: &str = "/v1/organisations";

fn document(number: &str) -> Value {
    json!({"number": number, "date": "2024-06-20", "issuer": "Ủy ban Thường vụ Quốc hội", "title": "Sắp xếp đơn vị hành chính"})
}

fn commune(name: &str, code: &str, from: &str) -> Value {
    json!({"name": name, "level": "COMMUNE", "kind": "PEOPLES_COMMITTEE", "codes": [{"scheme": "GSO", "value": code}],
        "fromDate": from, "document": document("1/NQ")})
}

fn merger(successors: &[&str], last: &str) -> Value {
    json!({"kind": "MERGED", "successors": successors, "lastDate": last, "document": document("2/NQ")})
}

async fn entered(world: &World, body: &Value) -> String {
    let made = world.admin.post(PLACE, body).await;
    let unit = made.ok();
    assert_eq!((made.status, made.header("location")), (201, format!("{PLACE}/{}", id(&unit))));
    id(&unit)
}

async fn grant(world: &World, username: &str, role: &str, unit: &str) {
    let place = format!("/v1/accounts/{}/grants", world.accounts[username]);
    world.admin.post(&place, &json!({"role": role, "organisation": unit})).await.ok();
}

async fn tagged(person: &Person, path: &str, tag: &str, body: &Value) -> Answer {
    person.send(Method::POST, path, &[("if-match", tag)], Some(body.to_string().into_bytes())).await
}

/// Rules L30, L31: two communes merge into one. Both are ended by another process than the one that remembers them;
/// their reports and awards keep the names of that time, and the people of the new unit can read them.
pub(crate) async fn l30_l31_communes_merge_and_what_they_were_stays(engine: Engine) {
    let world = World::new(Service::start(engine).await).await;
    let elsewhere = world.service.another().await;
    let admin = Person::new(format!("http://{}", elsewhere.address()), world.admin.token.clone());
    let one = entered(&world, &commune("Xã Một", "90001", "2021-01-01")).await;
    let two = entered(&world, &commune("Xã Hai", "90002", "2021-01-01")).await;
    let three = entered(&world, &commune("Xã Ba", "90003", "2025-01-01")).await;
    let four = entered(&world, &commune("Phường Bốn", "90004", "2025-07-01")).await;
    for (username, role, unit) in
        [("editor", "UNIT_EDITOR", &one), ("head", "UNIT_HEAD", &one), ("head", "UNIT_HEAD", &two)]
    {
        grant(&world, username, role, unit).await;
    }
    grant(&world, "stranger", "UNIT_HEAD", &four).await;
    let commend = async |unit: &str, name: &str, symbol: &str, date: &str| {
        let body = json!({"organisation": unit, "subjectKind": "COLLECTIVE", "name": name, "symbol": symbol,
            "date": date, "signer": "Chủ tịch UBND xã", "achievement": "Hoàn thành sớm"});
        world.head.post("/v1/commendations", &body).await.ok();
    };
    commend(&one, "Tổ số hóa", "1/QĐ", "2024-03-01").await;
    commend(&one, "Tổ một cửa", "2/QĐ", "2024-10-01").await;
    commend(&two, "Tổ công nghệ", "3/QĐ", "2024-05-01").await;
    let name = json!({"name": "Xã Nhất", "fromDate": "2024-07-01", "document": document("3/NQ")});
    let renamed = world.admin.post(&format!("{PLACE}/{one}/renaming"), &name).await.ok();
    let names: Vec<_> =
        renamed["names"].as_array().expect("names").iter().map(|one| (&one["name"], &one["toDate"])).collect();
    assert_eq!(names, [(&json!("Xã Một"), &json!("2024-06-30")), (&json!("Xã Nhất"), &Value::Null)]);
    assert_eq!((&renamed["name"], &renamed["names"][1]["document"]["number"]), (&json!("Xã Nhất"), &json!("3/NQ")));
    assert_eq!(
        world::all(&world.head, &format!("{PLACE}?text=xa%20mot")).await,
        std::slice::from_ref(&renamed),
        "by either name"
    );

    let (open, next) = (world.open("2024").await, world.open("2025").await);
    let begin = async |cycle: &str| {
        world.editor.post("/v1/reports", &json!({"cycle": cycle, "organisation": one, "figures": []})).await
    };
    let report = begin(&open).await;
    let place = format!("/v1/reports/{}", id(&report.ok()));
    let before = world.editor.get(&place).await.ok();

    let merging = |unit: &str| format!("{PLACE}/{unit}/reorganisation");
    let ended = admin.post(&merging(&one), &merger(&[&three], "2024-12-31")).await.ok();
    assert_eq!((&ended["validToDate"], &ended["endingDocument"]["number"]), (&json!("2024-12-31"), &json!("2/NQ")));
    assert!(renamed["revision"].as_i64() < ended["revision"].as_i64());
    admin.post(&merging(&two), &merger(&[&three], "2024-12-31")).await.ok();
    assert_eq!(world.editor.get(&place).await.ok(), before, "the report stays");
    let late = begin(&next).await;
    assert_eq!((late.problem(), late.rule().as_str()), ((409, "UNIT_CLOSED".to_owned()), "L30"));
    // The next reorganisation is of another kind; the lineage continues through it.
    let transformed = json!({"kind": "TRANSFORMED", "successors": [four], "lastDate": "2025-06-30",
        "document": document("4/NQ")});
    world.admin.post(&merging(&three), &transformed).await.ok();

    let lineage = async |unit: &str| world.editor.get(&format!("{PLACE}/{unit}/lineage")).await.ok();
    let ends = |list: &Value| -> Vec<(String, String, String)> {
        let text = |one: &Value, name: &str| one[name].as_str().expect("a text").to_owned();
        let line = |one: &Value| (text(one, "predecessorName"), text(one, "successorName"), text(one, "fromDate"));
        list.as_array().expect("a list").iter().map(line).collect()
    };
    let line = |from: &str, to: &str, day: &str| (from.to_owned(), to.to_owned(), day.to_owned());
    let shown = lineage(&four).await;
    assert_eq!(
        ends(&shown["predecessors"]),
        [
            line("Xã Ba", "Phường Bốn", "2025-07-01"),
            line("Xã Nhất", "Xã Ba", "2025-01-01"),
            line("Xã Hai", "Xã Ba", "2025-01-01"),
        ]
    );
    assert_eq!((&shown["successors"], &shown["complete"]), (&json!([]), &json!(true)));
    assert_eq!(shown["predecessors"][1]["document"]["number"], "2/NQ");
    let shown = lineage(&one).await;
    assert_eq!(ends(&shown["successors"]).len(), 2);
    assert_eq!(shown["predecessors"], json!([]));

    let record = async |person: &Person, query: &str| {
        let found = world::all(person, &format!("/v1/award-records?{query}")).await;
        let text = |one: &Value, name: &str| one[name].as_str().expect("a text").to_owned();
        let line =
            |one: &Value| (text(one, "decisionSymbol"), text(one, "organisation"), text(one, "organisationName"));
        found.iter().map(line).collect::<Vec<_>>()
    };
    let of_four = format!("organisation={four}&lineage=true");
    let whole = [line("1/QĐ", &one, "Xã Một"), line("3/QĐ", &two, "Xã Hai"), line("2/QĐ", &one, "Xã Nhất")];
    assert_eq!(record(&world.auditor, &of_four).await, whole);
    assert_eq!(record(&world.stranger, &of_four).await, whole, "the heirs read it");
    assert_eq!(record(&world.editor, &of_four).await, [whole[0].clone(), whole[2].clone()], "his own unit's, no more");
    for query in [format!("organisation={four}"), format!("organisation={four}&lineage=false")] {
        assert_eq!(record(&world.stranger, &query).await.len(), 0, "{query}");
    }
    for query in [format!("organisation={one}"), format!("organisation={three}&lineage=true")] {
        assert_eq!(record(&world.stranger, &query).await.len(), 0, "by way of one's own unit only: {query}");
    }
    let nobodys = world.auditor.get("/v1/award-records?name=to%20so%20hoa&lineage=true").await;
    assert_eq!(nobodys.violations(), ["?organisation PARAMETER_MISSING"]);
    let trail = world::all(&world.auditor, &format!("/v1/audit-entries?object={one}")).await;
    let kinds: Vec<&Value> = trail.iter().map(|entry| &entry["kind"]).collect();
    assert_eq!(kinds, ["ORGANISATION_ADDED", "ORGANISATION_RENAMED", "ORGANISATION_REORGANISED"]);
    assert_eq!(world::all(&world.auditor, "/v1/audit-entries?concept=SUCCESSION").await.len(), 3);
    elsewhere.stop().await.expect("stops");
    world.service.stop().await;
}

/// Rules L03, L31: a renaming changes no published page, and does not make the unit a different subject.
pub(crate) async fn l03_l31_a_renamed_unit_is_the_same_and_what_is_published_stays(engine: Engine) {
    let world = World::new(Service::start(engine).await).await;
    let cycle = world.open("2024").await;
    world.issue_sets().await;
    world.final_report(&cycle).await;
    let release = world.standing.post(&format!("/v1/cycles/{cycle}/releases"), &json!({})).await.ok();
    let board = format!("/v1/public/boards/{}", release["boards"][0]["board"].as_str().expect("a board"));
    let public = world.service.anybody();
    let frozen = public.get(&board).await;
    assert!(frozen.status == 200 && frozen.text.contains("Huyện Kế Sách"), "{}", frozen.text);
    let awarded = world.presented(&cycle, "Huyện Kế Sách").await;
    world.decision.post("/v1/decisions", &world::decision(1, &[&awarded])).await.ok();

    let body = json!({"name": "Huyện Kế Sách Mới", "fromDate": "2025-01-01", "document": document("3/NQ")});
    world.admin.post(&format!("{PLACE}/{}/renaming", world.unit), &body).await.ok();
    let after = public.get(&board).await;
    assert_eq!((after.bytes, after.headers.get("etag")), (frozen.bytes, frozen.headers.get("etag")));
    let earlier = world.head.get(&format!("/v1/nominations/{awarded}")).await.ok();
    assert_eq!(earlier["organisationName"], "Huyện Kế Sách");

    // Under its new name the unit is nominated for the achievement that was commended under the earlier one.
    let mut dossier = world::collective("Huyện Kế Sách Mới");
    for paper in dossier["papers"].as_array_mut().expect("papers") {
        paper["number"] = json!("13/UBND");
    }
    let again = world.nominate(&cycle, &dossier).await;
    assert_eq!(world.head.get(&format!("/v1/nominations/{again}")).await.ok()["organisationName"], "Huyện Kế Sách Mới");
    world.step(&world.head, &again, "submission", json!({})).await.ok();
    world.step(&world.standing, &again, "receipt", json!({})).await.ok();
    let bars = world.standing.get(&format!("/v1/nominations/{again}/bars")).await.ok();
    let told = bars["bars"].as_array().expect("bars").iter().find(|bar| bar["nomination"] == awarded.as_str());
    assert_eq!(told.expect("the award under the earlier name")["code"], "DUPLICATE_ACHIEVEMENT");
    let refused = world.step(&world.standing, &again, "forwarding", json!({})).await;
    assert_eq!((refused.problem().0, refused.rule().as_str()), (409, "L03"));
    world.service.stop().await;
}

/// Rule L34: the functions of a unit are assigned to another unit before it ends.
pub(crate) async fn l34_a_unit_passes_its_functions_on_before_it_ends(engine: Engine) {
    let world = World::new(Service::start(engine).await).await;
    let mut body = commune("Trung tâm Dữ liệu", "TT-1", "2021-01-01");
    body["level"] = json!("PROVINCIAL");
    body["codes"] = json!([{"scheme": "SLUG", "value": "TT-1"}]);
    let holder = entered(&world, &body).await;
    let heir = id(&world.units["so-khoa-hoc-cong-nghe"]);
    let now = world.service.running().clock().now() + TimeDelta::hours(7);
    let (today, tomorrow) = (domain_day(&world), (now + TimeDelta::days(1)).date_naive().to_string());
    let pass = async |unit: &str, day: &str| {
        let function = json!({"function": "DATA_SOURCE", "organisation": unit, "fromDate": day,
            "document": document("9/QĐ-UBND")});
        world.admin.post("/v1/functions", &function).await
    };
    pass(&holder, &today).await.ok();
    let closing = json!({"lastDate": today, "document": document("5/QĐ")});
    let path = format!("{PLACE}/{holder}/closing");
    for (path, body) in [(&path, &closing), (&format!("{PLACE}/{holder}/reorganisation"), &merger(&[&heir], &today))] {
        let refused = world.admin.post(path, body).await;
        assert_eq!((refused.problem(), refused.rule().as_str()), ((409, "FUNCTION_HELD".to_owned()), "L34"));
        assert!(refused.json()["detail"].as_str().expect("a detail").contains("DATA_SOURCE"), "{}", refused.text);
    }
    pass(&heir, &tomorrow).await.ok();
    assert_eq!(world.admin.post(&path, &closing).await.ok()["validToDate"], json!(today));
    let again = world.admin.post(&path, &closing).await;
    assert_eq!((again.problem(), again.rule().as_str()), ((409, "UNIT_ENDED".to_owned()), "L30"));
    let back = pass(&holder, &(now + TimeDelta::days(2)).date_naive().to_string()).await;
    assert_eq!(back.violations(), ["/organisation UNIT_NOT_VALID L34"]);
    // The successor may still be recorded, but only with the known last day.
    let late = world.admin.post(&format!("{PLACE}/{holder}/reorganisation"), &merger(&[&heir], &tomorrow)).await;
    assert_eq!(late.violations(), ["/lastDate DATE_UNFIT L30"]);
    let said = world.admin.post(&format!("{PLACE}/{holder}/reorganisation"), &merger(&[&heir], &today)).await.ok();
    assert_eq!(said["endingDocument"]["number"], "5/QĐ", "what ended it stays");
    world.service.stop().await;
}

/// Rules L30, L33: only the administrator changes the registry, with a current `ETag`, and every error is named.
pub(crate) async fn l33_the_registry_is_the_administrators_and_names_what_is_wrong(engine: Engine) {
    let world = World::new(Service::start(engine).await).await;
    let one = entered(&world, &commune("Xã Một", "90001", "2021-01-01")).await;
    let two = entered(&world, &commune("Xã Hai", "90002", "2021-01-01")).await;
    let place = |noun: &str| format!("{PLACE}/{one}/{noun}");
    let name = json!({"name": "Xã Nhất", "fromDate": "2024-07-01", "document": document("3/NQ")});
    let closing = json!({"lastDate": "2024-12-31", "document": document("5/QĐ")});
    let merging = merger(&[&two], "2024-12-31");
    for person in [&world.editor, &world.head, &world.standing, &world.appraisal, &world.decision, &world.auditor] {
        assert_eq!(person.post(PLACE, &commune("Xã Ba", "90003", "2025-01-01")).await.problem().0, 403);
        for (noun, body) in [("renaming", &name), ("closing", &closing), ("reorganisation", &merging)] {
            assert_eq!(person.post(&place(noun), body).await.problem().0, 403, "{noun}");
        }
        person.get(&place("lineage")).await.ok();
    }
    let tag = world.admin.get(&format!("{PLACE}/{one}")).await.header("etag");
    tagged(&world.admin, &place("renaming"), &tag, &name).await.ok();
    for (noun, body) in [("renaming", &name), ("closing", &closing), ("reorganisation", &merging)] {
        let stale = tagged(&world.admin, &place(noun), &tag, body).await;
        assert_eq!(stale.problem(), (412, "STALE".to_owned()), "{noun}");
    }

    let with = |body: &Value, name: &str, value: Value| {
        let mut body = body.clone();
        body[name] = value;
        body
    };
    let nobody = "01935f3e-7c4a-7d2b-9f10-3c5a8e6b1d24";
    let new = commune("Xã Ba", "90003", "2025-01-01");
    let code = |value: &str| json!({"scheme": "SLUG", "value": value});
    let ended = id(&world.units["31513"]);
    for (body, told) in [
        (with(&new, "name", json!("  ")), "/name TEXT_EMPTY"),
        (with(&new, "codes", json!([code("xã ba")])), "/codes/0/value CODE_UNUSABLE L33"),
        (with(&new, "codes", json!([code("xa-ba"), code("XA-BA")])), "/codes/1 CODE_TWICE L33"),
        (with(&new, "parent", json!(nobody)), "/parent UNIT_UNKNOWN"),
        (with(&new, "parent", json!(ended)), "/parent UNIT_NOT_VALID L30"),
        (with(&new, "document", json!({"number": "1/NQ"})), "/document CITATION_INCOMPLETE L21"),
        (with(&new, "document", json!({"url": "https://a.example", "number": "1/NQ"})), "/document/date DATE_MISSING"),
    ] {
        let refused = world.admin.post(PLACE, &body).await;
        assert_eq!((refused.status, refused.violations()), (422, vec![told.to_owned()]), "{body}");
    }
    for (body, told) in [
        (with(&name, "name", json!("Xã  Nhất")), vec!["/name NAME_SAME", "/fromDate DATE_UNFIT"]),
        (with(&name, "fromDate", json!("2199-01-01")), vec!["/name NAME_SAME", "/fromDate DATE_IN_FUTURE"]),
        (with(&name, "fromDate", json!("2020-01-01")), vec!["/name NAME_SAME", "/fromDate UNIT_NOT_VALID L30"]),
    ] {
        assert_eq!(world.admin.post(&place("renaming"), &body).await.violations(), told, "{body}");
    }
    let early = world.admin.post(&place("closing"), &with(&closing, "lastDate", json!("2024-06-30"))).await;
    assert_eq!(early.violations(), ["/lastDate DATE_UNFIT"]);
    let wrong = merger(&[&two, &two, &one, nobody, &ended], "2024-12-31");
    assert_eq!(
        world.admin.post(&place("reorganisation"), &wrong).await.violations(),
        [
            "/successors/1 SUCCESSOR_TWICE",
            "/successors/2 SUCCESSOR_ITSELF",
            "/successors/3 UNIT_UNKNOWN",
            "/successors/4 UNIT_NOT_VALID L30"
        ]
    );
    assert_eq!(world.admin.post(&place("reorganisation"), &merger(&[], "2024-12-31")).await.problem().0, 400);
    let successors = vec![two.as_str(); 21];
    assert_eq!(world.admin.post(&place("reorganisation"), &merger(&successors, "2024-12-31")).await.problem().0, 400);
    world.admin.post(&place("reorganisation"), &merging).await.ok();
    let again = world.admin.post(&place("reorganisation"), &merging).await;
    assert_eq!(again.violations(), ["/successors/0 SUCCESSOR_RECORDED"]);
    // Two units may have one code one after the other, but not at the same time.
    for (body, taken) in [
        (commune("Xã Ba", "90001", "2024-12-31"), true),
        (commune("Xã Ba", "90001", "2025-01-01"), false),
        (commune("Xã Ba nữa", "90001", "2026-01-01"), true),
    ] {
        let answer = world.admin.post(PLACE, &body).await;
        if taken {
            assert_eq!((answer.problem(), answer.rule().as_str()), ((409, "CODE_TAKEN".to_owned()), "L33"), "{body}");
        } else {
            answer.ok();
        }
    }
    world.service.stop().await;
}

/// Of many concurrent units with one code, one is entered.
pub(crate) async fn l33_of_many_who_enter_one_code_one_does(engine: Engine) {
    let world = World::new(Service::start(engine).await).await;
    let runners = (0..8).map(|number| {
        let (admin, body) = (world.admin.clone(), commune(&format!("Xã số {number}"), "90009", "2025-07-01"));
        tokio::spawn(async move { admin.post(PLACE, &body).await })
    });
    let mut won = 0;
    for runner in runners.collect::<Vec<_>>() {
        let answer = runner.await.expect("a runner");
        if answer.status == 201 {
            won += 1;
        } else {
            assert_eq!(answer.problem(), (409, "CODE_TAKEN".to_owned()));
        }
    }
    assert_eq!((won, world::all(&world.auditor, &format!("{PLACE}?text=90009")).await.len()), (1, 1));
    world.service.stop().await;
}
