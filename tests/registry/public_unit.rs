//! The public register of units, and units on boards: which one is meant.

use e2e::Engine;
use reqwest::Method;
use serde_json::{Value, json};

use crate::base::service::Service;
use crate::base::world::{self, World, id};

fn document() -> Value {
    json!({"number": "1/NQ", "date": "2024-06-20", "issuer": "UBTVQH", "title": "Sắp xếp đơn vị hành chính"})
}

/// Rules L31, L32, L36: the public finds a unit by its code, its district and a day, with what it came from and became.
pub(crate) async fn found_e3_l32_the_public_reads_units_with_code_parent_and_life(engine: Engine) {
    let world = World::new(Service::start(engine).await).await;
    let public = world.service.anybody();
    let all = world::all(&public, "/v1/public/units").await;
    assert_eq!(all.len(), world.units.len(), "those that have ended, too");
    let district = id(&world.units["943"]);
    let communes = world::all(&public, &format!("/v1/public/units?parent={district}")).await;
    assert!(!communes.is_empty());
    for commune in &communes {
        assert_eq!(commune["parent"], json!({"id": district, "name": "Huyện Kế Sách", "code": "943"}));
        assert_eq!((&commune["level"], commune["code"].as_str().map(str::len)), (&json!("COMMUNE"), Some(5)));
    }
    // A code is used again: without a day, the unit of today is meant.
    let enter = async |name: &str, from: &str| {
        let body = json!({"name": name, "level": "COMMUNE", "kind": "PEOPLES_COMMITTEE", "document": document(),
            "codes": [{"scheme": "GSO", "value": "90001"}], "fromDate": from});
        id(&world.admin.post("/v1/organisations", &body).await.ok())
    };
    let old = enter("Xã Cũ", "2021-01-01").await;
    let by_code = async |query: &str| {
        let found = world::all(&public, &format!("/v1/public/units?code=90001{query}")).await;
        found.into_iter().map(|unit| unit["name"].as_str().expect("a name").to_owned()).collect::<Vec<_>>()
    };
    let closing = json!({"lastDate": "2024-12-31", "document": document()});
    world.admin.post(&format!("/v1/organisations/{old}/closing"), &closing).await.ok();
    assert_eq!(by_code("").await, [""; 0]);
    let new = enter("Xã Mới", "2025-01-01").await;
    assert_eq!(by_code("").await, ["Xã Mới"]);
    assert_eq!(by_code("&on=2024-12-31").await, ["Xã Cũ"]);
    assert_eq!(by_code("&on=2025-01-01").await, ["Xã Mới"]);
    let merger = json!({"kind": "MERGED", "successors": [new], "lastDate": "2024-12-31", "document": document()});
    world.admin.post(&format!("/v1/organisations/{old}/reorganisation"), &merger).await.ok();
    let shown = public.get(&format!("/v1/public/units/{old}")).await;
    let unit = shown.ok();
    assert_eq!((&unit["validFromDate"], &unit["validToDate"]), (&json!("2021-01-01"), &json!("2024-12-31")));
    let successor =
        json!({"unit": {"id": new, "name": "Xã Mới", "code": "90001"}, "kind": "MERGED", "fromDate": "2025-01-01"});
    assert_eq!((&unit["successors"], &unit["predecessors"]), (&json!([successor]), &json!([])));
    let back = public.get(&format!("/v1/public/units/{new}")).await.ok();
    assert_eq!((&back["predecessors"][0]["unit"]["name"], &back["successors"]), (&json!("Xã Cũ"), &json!([])));
    assert!(!shown.text.contains("UBTVQH"), "no document: {}", shown.text);
    // Cached as other public reads are.
    assert_eq!(shown.header("cache-control"), "public, max-age=60, stale-while-revalidate=300");
    let tag = shown.header("etag");
    let again = public.send(Method::GET, &format!("/v1/public/units/{old}"), &[("if-none-match", &tag)], None).await;
    assert_eq!((again.status, again.text.as_str()), (304, ""));
    assert_eq!(public.get("/v1/public/units/01935f3e-7c4a-7d2b-9f10-3c5a8e6b1d24").await.status, 404);
    world.service.stop().await;
}

/// A board tells units of one name apart, in every format, and every district can be asked for.
pub(crate) async fn found_c14_e3_a_board_says_which_unit_it_means_in_every_format(engine: Engine) {
    let world = World::new(Service::start(engine).await).await;
    let cycle = world.open("2024").await;
    let commune = world.units.values().find(|unit| unit["name"] == "Phường 1" && unit["validToDate"] == "2025-06-30");
    let commune = commune.expect("a ward of the seed");
    let (unit, code) = (id(commune), commune["codes"][0]["value"].as_str().expect("a code"));
    let district = commune["parent"].as_str().expect("a district");
    let grant = json!({"role": "UNIT_HEAD", "organisation": unit});
    let granted = world.admin.post(&format!("/v1/accounts/{}/grants", world.accounts["head"]), &grant).await.ok();
    let told = granted["grants"].as_array().expect("grants").iter().find(|one| one["organisation"] == unit.as_str());
    assert_eq!(told.expect("the grant")["unitEndedDate"], "2025-06-30", "a role for a unit that has ended says so");
    let figures = json!([
        {"criterion": "X1", "numerator": 70, "denominator": 100, "secretExcluded": true},
        {"criterion": "X2", "numerator": 100, "denominator": 100, "secretExcluded": true},
        {"criterion": "X3", "numerator": 10, "denominator": 10, "evidence": [{"url": "https://example.org/x3"}]},
        {"criterion": "X4", "numerator": 5, "denominator": 5, "evidence": [{"url": "https://example.org/x4"}]},
    ]);
    let body = json!({"cycle": cycle, "organisation": unit, "figures": figures});
    let report = id(&world.head.post("/v1/reports", &body).await.ok());
    world.head.step(&format!("/v1/reports/{report}/submission")).await.ok();
    let found: Vec<Value> = figures.as_array().expect("figures").iter().map(|one| {
        json!({"criterion": one["criterion"], "numerator": one["numerator"], "denominator": one["denominator"]})
    }).collect();
    world.verify(&report, &json!(found)).await;
    world.standing.step(&format!("/v1/reports/{report}/finalisation")).await.ok();
    let release = world.standing.post(&format!("/v1/cycles/{cycle}/releases"), &json!({})).await.ok();
    let board = release["boards"][0]["href"].as_str().expect("a board").to_owned();
    let public = world.service.anybody();
    let standing = public.get(&board).await.ok()["standings"][0].clone();
    let above = world.units.values().find(|one| one["id"] == district).expect("the district");
    let superior = json!({"organisation": district, "name": above["name"], "code": above["codes"][0]["value"]});
    assert_eq!((&standing["code"], &standing["superior"]), (&json!(code), &superior));
    let part = public.get(&format!("{board}?parent={district}")).await.ok();
    assert_eq!((&part["parentName"], part["standings"].as_array().map(Vec::len)), (&above["name"], Some(1)));
    let rows = public.get(&format!("{board}/standings?parent={district}")).await.ok();
    assert_eq!(rows["items"][0]["code"], json!(code));
    let detail = public.get(&format!("{board}/units/{unit}")).await.ok();
    assert_eq!((&detail["code"], &detail["superior"]), (&json!(code), &superior));
    let criterion = public.get(&format!("{board}/criteria/X1")).await.ok();
    assert_eq!(
        (&criterion["results"][0]["code"], &criterion["results"][0]["superiorName"]),
        (&json!(code), &above["name"])
    );

    let table = public.get(&format!("{board}/table.csv")).await;
    let mut reader = csv::Reader::from_reader(&table.bytes[3..]);
    let names: Vec<String> = reader.headers().expect("a first row").iter().map(str::to_owned).collect();
    assert_eq!(names[1..6], ["Đơn vị", "Mã đơn vị", "Mã định danh", "Đơn vị cấp trên", "Mã đơn vị cấp trên"]);
    let row = reader.records().next().expect("a row").expect("a row");
    let cells: Vec<&str> = row.iter().skip(1).take(5).collect();
    let above_code = above["codes"][0]["value"].as_str().expect("a code");
    assert_eq!(cells, ["Phường 1", code, &unit, above["name"].as_str().expect("a name"), above_code]);
    let columns = public.get(&format!("{board}/columns")).await.ok();
    let told: Vec<&Value> = columns["columns"].as_array().expect("columns").iter().map(|one| &one["name"]).collect();
    assert_eq!(told, names.iter().map(|name| json!(name)).collect::<Vec<_>>().iter().collect::<Vec<_>>());
    let dataset = public.get(&format!("{board}/json-stat")).await.ok();
    let extension = &dataset["dimension"]["unit"]["extension"];
    assert_eq!((&extension["code"][&unit], &extension["superiorCode"][&unit]), (&json!(code), &json!(above_code)));
    let register = public.get(&format!("/v1/public/releases/{}/register", id(&release))).await.ok();
    let line = register["units"].as_array().expect("units").iter().find(|one| one["organisation"] == unit.as_str());
    assert_eq!(line.expect("the unit's line")["code"], json!(code));

    // What a spreadsheet of the board says under “Mã đơn vị” and under “Mã định danh” is taken by an import.
    for name in [code.to_owned(), unit.clone()] {
        let rows = json!({"rows": [{"unit": name, "figures": []}]});
        let import = world.head.post(&format!("/v1/cycles/{cycle}/imports?dryRun=true"), &rows).await.ok();
        let place = format!("/v1/imports/{}", id(&import));
        while world.head.get(&place).await.ok()["state"] == "RUNNING" {
            tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        }
        let row = world::all(&world.head, &format!("{place}/rows")).await.remove(0);
        assert_eq!(row["problems"][0]["code"], "REPORT_STATE", "the unit is known, and its report is final: {row}");
    }
    world.service.stop().await;
}

/// A day is written in full: with a digit less it is refused, with a reason that says how it is written.
pub(crate) async fn found_b19_a_day_with_a_digit_less_is_refused_with_its_reason(engine: Engine) {
    let world = World::new(Service::start(engine).await).await;
    let unit = |from: &str| {
        json!({"name": "Xã Mới", "level": "COMMUNE", "kind": "PEOPLES_COMMITTEE",
        "codes": [{"scheme": "GSO", "value": "90001"}], "fromDate": from, "document": document()})
    };
    for day in [
        "2025-7-1",
        "2025-07-1",
        "25-07-01",
        "2025/07/01",
        "01-07-2025",
        "2025-07-01T00:00:00Z",
        "+2025-07-01",
        "2025-02-30",
    ] {
        let refused = world.admin.post("/v1/organisations", &unit(day)).await;
        assert_eq!((refused.status, refused.violations()), (400, vec!["/fromDate DAY_MALFORMED".to_owned()]), "{day}");
    }
    let abc = json!([{"scheme": "GSO", "value": "abc"}]);
    let mut unfit = unit("2025-07-01");
    unfit["codes"] = abc;
    unfit["document"]["date"] = json!("2030-01-01");
    if world::today().as_str() < "2030-01-01" {
        let refused = world.admin.post("/v1/organisations", &unfit).await;
        assert_eq!(refused.violations(), ["/codes/0/value CODE_UNFIT L33", "/document/date DATE_IN_FUTURE"]);
    }
    world.admin.post("/v1/organisations", &unit("2025-07-01")).await.ok();
    world.service.stop().await;
}

/// Rule L34: a unit that has ended gives no function to anybody.
pub(crate) async fn found_e10_l34_no_function_of_a_dissolved_agency_is_given(engine: Engine) {
    let world = World::new(Service::start(engine).await).await;
    let (gone, heir) = (id(&world.units["so-thong-tin-truyen-thong"]), id(&world.units[world::AGENCY]));
    let place = format!("/v1/accounts/{}/grants", world.accounts["auditor"]);
    let refused = world.admin.post(&place, &json!({"role": "STANDING_AGENCY", "organisation": gone})).await;
    assert_eq!((refused.problem(), refused.rule().as_str()), ((409, "UNIT_ENDED".to_owned()), "L34"));
    world.admin.post(&place, &json!({"role": "STANDING_AGENCY", "organisation": heir})).await.ok();
    let today = world.admin.get("/v1/functions").await.ok();
    let held: Vec<&Value> = today["items"]
        .as_array()
        .expect("holdings")
        .iter()
        .filter(|one| one["function"] == "STANDING_AGENCY")
        .collect();
    assert_eq!((&held[0]["toDate"], &held[1]["fromDate"]), (&json!("2025-02-28"), &json!("2025-03-01")));
    assert_eq!(held[1]["organisation"], json!(heir), "the function passed with the unit's end");
    world.service.stop().await;
}
