//! A province that begins with one package: its movement runs to boards of khối and cụm and to a dossier with the Chair,
//! while a second movement runs beside it under another agency.

use std::path::Path;

use api::edge::plan::{self, Loaded, package::Package};
use e2e::Engine;
use serde_json::{Value, json};

use crate::base::client::Person;
use crate::base::service::Service;
use crate::base::world::{self, all, id};
use crate::planning::from_nothing::{commend, document, handed_in, name, person};
use crate::reporting::tree_receipt::board_again;

/// The plan of a province with two levels: 127 units, three khối, four cụm, sets of 34 and 47 criteria in pillars.
pub(crate) const TWO_LEVELS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../plans/demo-two-level-2026-2030");

async fn unit_of(anybody: &Person, code: &str) -> String {
    let found = all(anybody, &format!("/v1/public/units?code={code}")).await;
    id(found.first().unwrap_or_else(|| panic!("no unit has the code {code}")))
}

/// Rules M02, M03, M06, M07, M08, M10: everything comes from one folder, and nobody of a second movement sees any of it.
pub(crate) async fn m02_m03_m08_m10_a_province_begins_with_a_package_and_runs_two_movements(engine: Engine) {
    let service = Service::start_told(engine, |config| config.plan = None).await;
    let (store, now) = (service.running().store(), service.running().clock().now());
    let package = Package::read(Path::new(TWO_LEVELS)).expect("a package");
    let Ok(Loaded::Entered(brought)) = plan::load(store, &package, now).await else { panic!("it is loaded") };
    let said = ", levels 3, units 127, groups 7, cycles 7, criteria sets 6";
    assert!(brought.to_string().ends_with(said), "{brought}");
    assert_eq!(plan::load(store, &package, now).await.expect("the plan"), Loaded::AlreadyThere);
    let code = api::bootstrap(store, None, "admin".to_owned(), "Quản trị".to_owned(), now).await.expect("the first");
    world::enrol(&service, "admin", &code).await;
    let (admin, anybody) = (world::sign_in(&service, "admin").await, service.anybody());
    assert_eq!(all(&anybody, "/v1/public/levels").await.len(), 3, "no district level");
    assert_eq!(all(&anybody, "/v1/public/units").await.len(), 127);

    // The agency issues the sets, and the year opens with its seven groups.
    let agency = unit_of(&anybody, "mh-so-khoa-hoc-cong-nghe").await;
    let standing = person(&service, &admin, "standing", "STANDING_AGENCY", &agency).await;
    let second = person(&service, &admin, "second", "STANDING_AGENCY", &agency).await;
    let third = person(&service, &admin, "third", "STANDING_AGENCY", &agency).await;
    let appraising = unit_of(&anybody, "mh-so-noi-vu").await;
    let appraisal = person(&service, &admin, "appraisal", "APPRAISAL_AGENCY", &appraising).await;
    for (place, set) in all(&standing, "/v1/criteria-sets").await.iter().enumerate() {
        let issued = json!({"document": document(&format!("{}/QĐ-SKHCN", place + 4))});
        standing.post(&format!("/v1/criteria-sets/{}/publication", id(set)), &issued).await.ok();
    }
    let cycles = all(&standing, "/v1/cycles").await;
    let cycle = id(cycles.iter().find(|cycle| cycle["code"] == "2026").expect("the year"));
    let opening = format!("/v1/cycles/{cycle}/opening");
    let late = standing.post(&opening, &json!({"dueDate": "2026-12-15"})).await;
    assert_eq!(late.violations(), ["/dueDate DUE_DATE_OUT_OF_RANGE S27"], "before 15 December, says this plan");
    standing.post(&opening, &json!({"dueDate": "2026-12-14"})).await.ok();
    assert_eq!(all(&standing, &format!("/v1/cycles/{cycle}/participants")).await.len(), 127);

    // Two departments and three communes report, and their boards are computed again from what is public.
    let scorers = [&standing, &second, &third];
    let mut heads = Vec::new();
    for (place, code) in (0..).zip(["mh-so-tai-chinh", "mh-so-tu-phap", "99085", "99086", "99087"]) {
        let unit = unit_of(&anybody, code).await;
        let head = person(&service, &admin, &format!("head-{place}"), "UNIT_HEAD", &unit).await;
        let table = if place < 2 { "departments" } else { "communes" };
        let model = world::demonstrated(table);
        let report = handed_in(&head, &scorers, &model, (&cycle, &unit, place)).await;
        heads.push((head, unit, report));
    }
    let release = standing.post(&format!("/v1/cycles/{cycle}/releases"), &json!({})).await.ok();
    let boards = release["boards"].as_array().expect("boards");
    assert_eq!(boards.len(), 2, "one for each group with results");
    for (group, ranked) in [("KHOI-1", 2), ("CUM-1", 3)] {
        let board = anybody.get(&format!("/v1/public/cycles/{cycle}/boards/{group}")).await.ok();
        let units = board["standings"].as_array().expect("units");
        assert_eq!((&board["head"]["tier"], units.len()), (&json!(group), ranked));
        assert!(board["tieBreaks"].as_array().is_some_and(|ties| ties.len() == 3), "{board}");
        assert!(units.iter().all(|unit| unit["band"].is_string()), "{board}");
    }
    for board in boards {
        let said = board_again(&service, board["href"].as_str().expect("an address")).await;
        assert!(said.contains(" 0 mismatches"), "{said}");
    }
    let (head, unit, report) = &heads[0];
    commend(head, &standing, &appraisal, (&cycle, unit)).await;

    // A second movement with an agency of its own: its people see nothing of the first, and their year is theirs.
    let other = unit_of(&anybody, "mh-so-tai-chinh").await;
    let text = json!({
        "name": name("Cải cách hành chính"), "slogan": name(""), "periodStartDate": "2026-01-01",
        "periodEndDate": "2028-12-31", "contents": [{"number": 1, "text": name("Cắt giảm thủ tục")}],
        "fields": [], "policy": {"occasions": []},
    });
    let draft = json!({"code": "cchc-2026-2028", "kind": "THEMATIC", "text": text});
    let campaign = id(&appraisal.post("/v1/campaigns", &draft).await.ok());
    let function = json!({"function": "STANDING_AGENCY", "organisation": other, "campaign": campaign,
        "fromDate": world::today(), "document": document("7/QĐ-UBND")});
    admin.post("/v1/functions", &function).await.ok();
    let stranger = person(&service, &admin, "stranger", "STANDING_AGENCY", &other).await;
    let launch = json!({"document": document("8/KH-UBND"), "signer": "Chủ tịch UBND tỉnh", "recipients": ["Các sở"]});
    stranger.post(&format!("/v1/campaigns/{campaign}/launch"), &launch).await.ok();
    let year = json!({"campaign": campaign, "code": "2026", "kind": "ANNUAL", "year": 2026, "name": name("Năm 2026"),
        "periodStartDate": "2026-01-01", "periodEndDate": "2026-12-31"});
    stranger.post("/v1/cycles", &year).await.ok();
    for list in ["/v1/reports", "/v1/nominations"] {
        assert_eq!(all(&stranger, list).await, Vec::<Value>::new(), "{list}");
    }
    assert_eq!(stranger.get(&format!("/v1/reports/{report}")).await.status, 404);
    assert_eq!(stranger.post(&format!("/v1/cycles/{cycle}/releases"), &json!({"reason": "x"})).await.rule(), "M02");
    service.stop().await;
}
