//! What published pages say about their form and their group, and where results cannot be compared over the cycles.

use e2e::Engine;
use serde_json::{Value, json};

use crate::base::service::Service;
use crate::base::world::{self, World, id};
use crate::reporting::tree_receipt::board_again;

/// What the verifier says of a board whose pages are of a form that it does not know, and its exit code.
async fn of_a_later_form(world: &World, board: &str) -> (Option<i32>, String) {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../verify");
    let program = format!(
        "import sys\nsys.path.insert(0, {folder:?})\nimport verify\nread = verify.read\n\
         verify.read = lambda text: {{**read(text), 'formatVersion': 3}}\n\
         sys.exit(verify.main(['--board', {:?}]))\n",
        format!("{}{board}", world.service.url())
    );
    let run = move || std::process::Command::new("python3").arg("-B").arg("-c").arg(program).output();
    let run = tokio::task::spawn_blocking(run).await.expect("an end").expect("python3 is installed");
    (run.status.code(), String::from_utf8_lossy(&run.stderr).into_owned())
}

/// Makes the final report of a cycle public.
async fn publish(world: &World, cycle: &str) -> Value {
    world.final_report(cycle).await;
    world.standing.post(&format!("/v1/cycles/{cycle}/releases"), &json!({})).await.ok()
}

/// Rules L25, M03: results of one group are compared from year to year; those of a group that a regrouping made are not,
/// and every page says its form and its group.
pub(crate) async fn l25_m03_a_trend_stops_where_units_were_grouped_anew(engine: Engine) {
    let world = World::new(Service::start(engine).await).await;
    for year in ["2022", "2023"] {
        let cycle = world.open(year).await;
        publish(&world, &cycle).await;
    }
    let districts: Vec<String> = world.units.values().filter(|unit| unit["level"] == "DISTRICT").map(id).collect();
    let group = json!({"campaign": world::all(&world.standing, "/v1/campaigns").await[0]["id"], "code": "CUM-1", "facts": {
        "name": {"vi": "Cụm thi đua số 1", "en": "Cluster 1"}, "members": {"kind": "CLUSTER", "units": districts},
        "audience": "DISTRICT", "predecessor": "DISTRICT",
        "document": {"number": "2/QĐ", "date": "2024-01-15", "issuer": "UBND tỉnh", "title": "Chia cụm thi đua"},
    }});
    world.standing.post("/v1/groups", &group).await.ok();
    let cycle = world.cycle("2024").to_owned();
    let place = format!("/v1/cycles/{cycle}/selection");
    let tag = world.standing.get(&place).await.header("etag");
    let selection = json!({"groups": ["CUM-1"], "levels": ["DISTRICT"]});
    world.standing.put(&place, &tag, &selection).await.ok();
    world.open("2024").await;
    let release = publish(&world, &cycle).await;

    let public = world.service.anybody();
    let history = public.get(&format!("/v1/public/organisations/{}/history", world.unit)).await.ok();
    let told: Vec<Value> = history["places"]
        .as_array()
        .expect("places")
        .iter()
        .map(|place| {
            json!([
                place["cycleCode"],
                place["tier"],
                place["previousCycle"],
                place["comparableWithPrevious"],
                place["notComparableBecause"]
            ])
        })
        .collect();
    let expected = [
        json!(["2024", "CUM-1", world.cycle("2023"), false, ["REGROUPED"]]),
        json!(["2023", "DISTRICT", world.cycle("2022"), true, null]),
        json!(["2022", "DISTRICT", null, null, null]),
    ];
    assert_eq!(told, expected);
    let board = public.get(&format!("/v1/public/cycles/{cycle}/boards/CUM-1")).await.ok();
    let name = json!({"vi": "Cụm thi đua số 1", "en": "Cluster 1"});
    let named = json!({"code": "CUM-1", "name": name, "predecessor": "DISTRICT"});
    assert_eq!((&board["head"]["group"], &history["places"][0]["group"]), (&named, &named));
    let before = &history["places"][1]["group"];
    assert_eq!((&before["code"], before.get("predecessor")), (&json!("DISTRICT"), None));
    let groups = world::all(&public, "/v1/public/groups?code=CUM-1").await;
    assert_eq!(groups[0]["predecessor"], "DISTRICT", "the list of groups says it, too");

    // Every page of the release says its form.
    let whole = format!("/v1/public/releases/{}", id(&release));
    let pages = public.get(&format!("{whole}/pages")).await.ok();
    let hrefs = pages["pages"].as_array().expect("pages").iter().filter_map(|page| page["href"].as_str());
    let own = format!("{whole}/pages");
    for href in hrefs.chain([whole.as_str(), own.as_str()]) {
        assert_eq!(public.get(href).await.ok()["formatVersion"], 2, "{href}");
    }
    let board = format!("/v1/public/boards/{}", board["head"]["board"].as_str().expect("a board"));
    let again = board_again(&world.service, &board).await;
    assert!(again.contains("1 scores computed again, 0 mismatches"), "{again}");
    let (code, said) = of_a_later_form(&world, &board).await;
    assert!(code == Some(2) && said.contains("has the form 3, and this program reads 1 and 2"), "{code:?} {said}");

    // A page of a later version is not read as one of this.
    let later = "UPDATE board_page SET body = REPLACE(body, '\"formatVersion\":2', '\"formatVersion\":3')";
    world.service.tamper("board_page", later);
    for part in ["table.csv", "table.xlsx", "json-stat", "columns"] {
        let refused = public.get(&format!("{board}/{part}")).await;
        assert_eq!(refused.problem(), (503, "PAGE_FORM_UNKNOWN".to_owned()), "{part}");
    }
    let refused = public.get(&format!("/v1/public/organisations/{}/history", world.unit)).await;
    assert_eq!(refused.problem(), (503, "PAGE_FORM_UNKNOWN".to_owned()));
    world.service.stop().await;
}
