//! Scores by random trees over all shapes, computed again by a program that shares no code with the service.

use e2e::Engine;
use serde_json::{Value, json};

use crate::base::service::Service;
use crate::base::world::{World, all, id};
use crate::reporting::receipt::{Dice, points, text, verify};

/// For how many units each head reports.
const UNITS_EACH: usize = 12;
/// The heads.
const HEADS: [&str; 3] = ["head", "stranger", "editor"];
/// The years, each with a tree of its own for each level.
const YEARS: [&str; 4] = ["2022", "2023", "2024", "2025"];

/// A number of ten-thousandths.
fn decimal(units: i64) -> Value {
    serde_json::from_str(&format!(
        "{}{}.{:04}",
        if units < 0 { "-" } else { "" },
        units.abs() / 10_000,
        units.abs() % 10_000
    ))
    .expect("a number")
}

fn to(at: i64, included: bool) -> Value {
    json!({"at": decimal(at), "included": included})
}

/// A value and a curve over it, with the points at its ends in hundredths.
fn shape(dice: &mut Dice, full: i64) -> (Value, Value, Option<&'static str>) {
    let ratio = |exceeds: bool, per: i64| {
        json!({"ratio": {"numerator": text("tử số"), "denominator": text("mẫu số"),
        "zero": "NOT_APPLICABLE", "mayExceedOne": exceeds, "per": per}})
    };
    let number = |decimals: i64| json!({"number": {"of": text("số liệu"), "unit": "DAYS", "decimals": decimals}});
    let (step, most) = (|points_of: i64| json!({"step": points(points_of)}), points(full));
    let with = |until: Value, piece: Value| {
        let mut piece = piece;
        piece["to"] = until;
        piece
    };
    let middle = dice.roll(full + 1);
    match dice.roll(8) {
        0 => {
            let top = 1 + dice.roll(1_000_000);
            let line = json!({"line": [0, most]});
            (ratio(false, 100), json!([with(to(0, false), step(0)), with(to(top, true), line), step(full)]), None)
        }
        1 => {
            let each = points(1 + dice.roll(300));
            let on = |at: i64, each: &Value| json!({"on": {"at": decimal(at), "points": points(middle), "per": 10, "each": each}});
            let pieces =
                json!([with(to(1_000_000, false), on(1_000_000, &each)), on(1_000_000, &points(dice.roll(200)))]);
            (ratio(true, 100), pieces, None)
        }
        2 => {
            let on = json!({"on": {"at": 0, "points": 0, "per": decimal(1 + dice.roll(90_000)), "each": points(1 + dice.roll(500))}});
            (ratio(true, 1_000), json!([on]), None)
        }
        3 => {
            let (first, second) = (dice.roll(4) * 10_000, 40_000 + dice.roll(8) * 10_000);
            let pieces = json!([with(to(first, true), step(full)), with(to(second, false), step(middle)), step(0)]);
            (number(0), pieces, None)
        }
        4 => {
            let each = decimal(-(1 + dice.roll(30_000)));
            (number(0), json!([{"on": {"at": 0, "points": most, "per": 1, "each": each}}]), None)
        }
        5 => {
            let (first, second) = (dice.roll(30_000), 30_001 + dice.roll(90_000));
            let line = json!({"line": [most, points(middle)]});
            (
                number(4),
                json!([with(to(first, true), step(full)), with(to(second, dice.roll(2) == 0), line), step(0)]),
                None,
            )
        }
        6 => {
            let line = json!({"line": [0, most]});
            (
                ratio(false, 100),
                json!([with(to(0, false), step(0)), with(to(10_000, true), line), step(full)]),
                Some("BEST"),
            )
        }
        _ => {
            let line = json!({"line": [0, most]});
            (number(1), json!([with(to(0, false), step(0)), with(to(10_000, true), line), step(full)]), Some("LEAST"))
        }
    }
}

fn leaf(dice: &mut Dice, code: &str, weighted: bool) -> Value {
    let full = if !weighted && dice.roll(12) == 0 { 0 } else { 1 + dice.roll(3_000) };
    let exempt = if dice.roll(6) == 0 { json!(["MASS_ORGANISATION"]) } else { json!([]) };
    let mut leaf = json!({"code": code, "name": text(code), "full": points(full),
        "demands": {"waivable": true, "exemptKinds": exempt}});
    match dice.roll(6) {
        0 => {
            let option = |code: &str, worth: i64| json!({"code": code, "name": text(code), "points": decimal(worth)});
            let half = dice.roll(full * 100 + 1);
            leaf["value"] =
                json!({"choice": {"options": [option("YES", full * 100), option("HALF", half), option("NO", 0)]}});
        }
        1 => leaf["value"] = json!({"rubric": {"rubric": text("hướng dẫn")}}),
        _ => {
            let (value, curve, normalise) = shape(dice, full);
            leaf["value"] = value;
            leaf["curve"] = curve;
            // A curve that grows without end needs a most; it may lie above the full points.
            leaf["most"] = points(full + dice.roll(500));
            if let Some(normalise) = normalise {
                leaf["normalise"] = json!(normalise);
                leaf["absence"] =
                    json!(["ZERO", "NOT_APPLICABLE", "UNSCORED"][usize::try_from(dice.roll(3)).expect("a place")]);
            }
            if dice.roll(3) == 0 {
                let side = if dice.roll(2) == 0 { "AT_LEAST" } else { "AT_MOST" };
                leaf["target"] = json!({"at": decimal(dice.roll(1_000_000)), "side": side});
            }
        }
    }
    leaf
}

/// A branch with leaves and branches below it; the share of each child of a weighted branch is a part of 100.
fn branch(dice: &mut Dice, code: &str, depth: i64) -> Value {
    let combine = ["SUM", "MEAN", "WEIGHTED"][usize::try_from(dice.roll(3)).expect("a place")];
    let weighted = combine == "WEIGHTED";
    let many = 2 + dice.roll(3);
    let mut children = Vec::new();
    let mut rest = 1_000_000;
    for place in 0..many {
        let code = format!("{code}.{place}");
        let mut child =
            if depth < 3 && dice.roll(3) == 0 { branch(dice, &code, depth + 1) } else { leaf(dice, &code, weighted) };
        if weighted {
            let share = if place + 1 == many { rest } else { 1 + dice.roll(rest / 2) };
            rest -= share;
            child["share"] = decimal(share);
        }
        children.push(child);
    }
    // A branch below a weighted one needs full points.
    children.push(
        json!({"code": format!("{code}.c"), "name": text("tham khảo"), "value": {"context": {"of": text("người")}},
        "demands": {"waivable": true}}),
    );
    if !weighted {
        let mut sure = leaf(dice, &format!("{code}.s"), true);
        sure["demands"]["exemptKinds"] = json!([]);
        children.push(sure);
    }
    let rebase = if dice.roll(2) == 0 { "HERE" } else { "ABOVE" };
    let mut branch =
        json!({"code": code, "name": text(code), "combine": combine, "rebase": rebase, "children": children});
    if dice.roll(3) == 0 {
        branch["most"] = decimal(1 + dice.roll(600_000));
    }
    if dice.roll(6) == 0 {
        branch["least"] = json!(0.0001);
    }
    branch
}

fn model(dice: &mut Dice, root: &str) -> Value {
    let decimals = dice.roll(3);
    let mode = if dice.roll(2) == 0 { "CUT" } else { "HALF_UP" };
    let at = if dice.roll(2) == 0 { "ROOT" } else { "LEAVES_AND_ROOT" };
    let lines = |dice: &mut Dice, word: &str| {
        json!([
        {"code": format!("{word}1"), "name": text("cố định"), "fixed": points(1 + dice.roll(900))},
        {"code": format!("{word}2"), "name": text("mỗi lần"), "each": points(1 + dice.roll(300)), "cap": points(1 + dice.roll(900))},
        {"code": format!("{word}3"), "name": text("tự do"), "free": points(1 + dice.roll(900))}])
    };
    let (bonus, penalty) = (lines(dice, "B"), lines(dice, "M"));
    let scale = 400 + dice.roll(100_000);
    let main = branch(dice, root, 1);
    let bands = bands(dice, &main, scale);
    let ties: Vec<Value> = (0..dice.roll(3)).map(|_| tie_break(dice, &main)).collect();
    json!({"scale": points(scale), "mayExceedScale": dice.roll(2) == 0,
        "rounding": {"mode": mode, "decimals": decimals, "at": at}, "main": main,
        "bonus": {"lines": bonus, "cap": points(1 + dice.roll(1_500))}, "penalty": {"lines": penalty},
        "tieBreaks": ties, "bands": bands})
}

/// One of the scored leaves, or of the branches below the main one.
fn any_node(dice: &mut Dice, main: &Value) -> Value {
    let scored = |node: &&Value| node["value"].get("context").is_none();
    let nodes: Vec<&Value> = main["children"].as_array().expect("children").iter().filter(scored).collect();
    nodes[usize::try_from(dice.roll(i64::try_from(nodes.len()).expect("few"))).expect("a place")].clone()
}

fn tie_break(dice: &mut Dice, main: &Value) -> Value {
    let order = if dice.roll(2) == 0 { "HIGHEST" } else { "LOWEST" };
    json!({"node": any_node(dice, main)["code"], "order": order})
}

/// Bands from a part of the scale upwards, with conditions of all kinds.
fn bands(dice: &mut Dice, main: &Value, scale: i64) -> Value {
    let choices: Vec<Value> = leaves(main).into_iter().filter(|leaf| leaf["value"].get("choice").is_some()).collect();
    let conditions = |dice: &mut Dice| -> Vec<Value> {
        let mut made = Vec::new();
        if dice.roll(2) == 0 {
            made.push(
                json!({"nodeAtLeast": {"node": any_node(dice, main)["code"], "points": decimal(dice.roll(90_000))}}),
            );
        }
        if let Some(leaf) = choices.first().filter(|_| dice.roll(2) == 0) {
            made.push(json!({"notOption": {"leaf": leaf["code"], "option": "NO"}}));
        }
        if dice.roll(2) == 0 {
            made.push(json!({"greatestShare": points(dice.roll(6_000))}));
        }
        made
    };
    let mut bands = vec![json!({"code": "LOW", "name": text("thấp"), "from": 0})];
    for (code, part) in [("MID", 8), ("HIGH", 4), ("TOP", 3)] {
        bands.push(
            json!({"code": code, "name": text(code), "from": points(scale / part), "conditions": conditions(dice)}),
        );
    }
    json!(bands)
}

pub(crate) fn leaves(node: &Value) -> Vec<Value> {
    match node["children"].as_array() {
        Some(children) => children.iter().flat_map(leaves).collect(),
        None => vec![node.clone()],
    }
}

/// Random values for all that asks a kind of unit.
fn values(dice: &mut Dice, model: &Value, kind: &Value, why: &str) -> Value {
    let (mut figures, mut answers) = (Vec::new(), Vec::new());
    for leaf in leaves(&model["main"]) {
        let mut entry = json!({"criterion": leaf["code"], why: "đối chiếu"});
        if leaf["demands"]["exemptKinds"].as_array().is_some_and(|kinds| kinds.contains(kind)) {
            continue;
        }
        let value = &leaf["value"];
        let mut answer = |name: &str, value: Value| {
            entry[name] = value;
            answers.push(entry.clone());
        };
        if dice.roll(7) == 0 {
            answer("notApplicable", json!("không có đối tượng"));
        } else if let Some(ratio) = value.get("ratio") {
            let denominator = dice.roll(40) * (1 + dice.roll(300));
            let above = if ratio["mayExceedOne"] == true { denominator / 2 } else { 0 };
            entry["numerator"] = json!(dice.roll(denominator + above + 1));
            entry["denominator"] = json!(denominator);
            figures.push(entry);
        } else if let Some(number) = value.get("number") {
            let steps = [10_000, 1_000, 100, 10, 1]
                [usize::try_from(number["decimals"].as_i64().expect("decimals")).expect("a place")];
            answer("number", decimal(dice.roll(140_000 / steps) * steps));
        } else if value.get("choice").is_some() {
            answer("choice", json!(["YES", "HALF", "NO"][usize::try_from(dice.roll(3)).expect("a place")]));
        } else if value.get("rubric").is_some() {
            let most = leaf["full"].as_f64().expect("a number");
            let most: i64 = format!("{most:.2}").replace('.', "").parse().expect("hundredths");
            answer("points", points(dice.roll(most + 1)));
        } else {
            answer("number", json!(dice.roll(100_000)));
        }
    }
    json!({"figures": figures, "answers": answers})
}

fn adjustments(dice: &mut Dice, model: &Value) -> Value {
    let mut entries = Vec::new();
    for side in ["bonus", "penalty"] {
        for line in model[side]["lines"].as_array().expect("lines") {
            let mut entry = json!({"line": line["code"], "ground": {"url": "https://example.org/van-ban"}});
            for _ in 0..dice.roll(3) {
                if line.get("each").is_some() {
                    entry["times"] = json!(1 + dice.roll(5));
                } else if line.get("free").is_some() {
                    entry["points"] = json!(0.01);
                } else if entries.contains(&entry) {
                    continue;
                }
                entries.push(entry.clone());
            }
        }
    }
    json!(entries)
}

/// One year: trees are entered, the cycle is opened, reports are handed in, verified, finalised and published. How many
/// reports there are, and how many bands units left.
async fn play(world: &World, year: &str, dice: &mut Dice) -> (usize, usize) {
    let campaign = id(&all(&world.standing, "/v1/campaigns").await[0]);
    let mut sets = std::collections::BTreeMap::new();
    for tier in ["PROVINCIAL", "DISTRICT", "COMMUNE"] {
        // A code stands for one kind of value in all sets of a cycle.
        let model = model(dice, &tier[..1]);
        let body = json!({"campaign": campaign, "cycleKind": "ANNUAL", "audience": tier, "content": {"model": model}});
        let answer = world.standing.post("/v1/criteria-sets", &body).await;
        assert_eq!(answer.status, 201, "{} {model}", answer.text);
        sets.insert(tier, model);
    }
    let cycle = world.open(year).await;
    let mut reports = Vec::new();
    let heads = [&world.head, &world.stranger, &world.editor];
    for (place, unit) in world.units.values().rev().take(UNITS_EACH * HEADS.len()).enumerate() {
        let head = heads[place / UNITS_EACH];
        let Some(model) = unit["level"].as_str().and_then(|level| sets.get(level)) else { continue };
        let mut body = values(dice, model, &unit["kind"], "note");
        body["cycle"] = json!(cycle);
        body["organisation"] = unit["id"].clone();
        let report = id(&head.post("/v1/reports", &body).await.ok());
        head.step(&format!("/v1/reports/{report}/submission")).await.ok();
        let mut found = values(dice, model, &unit["kind"], "reason");
        found["adjustments"] = adjustments(dice, model);
        world.standing.put(&format!("/v1/reports/{report}/verification"), "\"2\"", &found).await.ok();
        reports.push(report);
    }
    for report in &reports {
        world.standing.step(&format!("/v1/reports/{report}/finalisation")).await.ok();
    }
    let release = world.standing.post(&format!("/v1/cycles/{cycle}/releases"), &json!({})).await;
    let mut left = 0;
    for board in release.ok()["boards"].as_array().expect("boards") {
        let board = board["href"].as_str().expect("an address");
        let said = board_again(&world.service, board).await;
        assert!(said.contains(" 0 mismatches"), "{}", said.chars().take(2_000).collect::<String>());
        let view = world.service.anybody().get(board).await.ok();
        let standings = view["standings"].as_array().expect("units").iter();
        left += standings.map(|one| one["bandMoves"].as_array().map_or(0, Vec::len)).sum::<usize>();
    }
    (reports.len(), left)
}

/// A board computed again by outsiders, and what their program says.
pub(crate) async fn board_again(service: &Service, board: &str) -> String {
    let address = format!("{}{board}", service.url());
    let program = concat!(env!("CARGO_MANIFEST_DIR"), "/../verify/verify.py");
    let run = move || std::process::Command::new("python3").arg(program).arg("--board").arg(&address).output();
    let run = tokio::task::spawn_blocking(run).await.expect("an end").expect("python3 is installed");
    String::from_utf8_lossy(&run.stdout).into_owned() + &String::from_utf8_lossy(&run.stderr)
}

/// The same for a board whose pages of units are bent by a statement of Python over the official `sources` of the first line
/// that has any.
pub(crate) async fn bent_board_again(service: &Service, board: &str, statement: &str) -> String {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../verify");
    let program = format!(
        "import sys\nsys.path.insert(0, {folder:?})\nimport verify\nfetch = verify.fetch\n\
         def bent(address):\n    page = fetch(address)\n\
         \x20   found = (line.get('step', {{}}).get('sources') for line in page.get('lines', []))\n\
         \x20   sources = next((one for one in found if one), None)\n\
         \x20   if sources and 'value' in sources[0]:\n        {statement}\n    return page\n\
         verify.fetch = bent\nsys.exit(verify.main(['--board', {:?}]))\n",
        format!("{}{board}", service.url())
    );
    let run = move || std::process::Command::new("python3").arg("-B").arg("-c").arg(program).output();
    let run = tokio::task::spawn_blocking(run).await.expect("an end").expect("python3 is installed");
    String::from_utf8_lossy(&run.stdout).into_owned() + &String::from_utf8_lossy(&run.stderr)
}

/// Rules M06, M07, M08, L24, L25, L26, L27: every score by random trees, and every board, is computed again with the same
/// result.
pub(crate) async fn m06_m07_every_score_by_a_tree_can_be_computed_again_by_outsiders(engine: Engine) {
    let world = World::new(Service::start(engine).await).await;
    for (place, unit) in world.units.values().rev().take(UNITS_EACH * HEADS.len()).enumerate() {
        let grant = json!({"role": "UNIT_HEAD", "organisation": unit["id"]});
        let account = &world.accounts[HEADS[place / UNITS_EACH]];
        let granted = world.admin.post(&format!("/v1/accounts/{account}/grants"), &grant).await;
        assert!(granted.status < 300 || granted.status == 409, "{}", granted.text);
    }
    let mut dice = Dice(2027);
    let (mut count, mut left) = (0, 0);
    for year in YEARS {
        let (reports, moves) = play(&world, year, &mut dice).await;
        (count, left) = (count + reports, left + moves);
    }
    assert!(60 < count && 10 < left, "{count} reports, {left} moves");
    let mut receipts = Vec::new();
    for report in all(&world.auditor, "/v1/reports?state=PUBLISHED").await {
        let receipt = world.auditor.get(&format!("/v1/reports/{}/scorecard/receipt", id(&report))).await;
        receipt.ok();
        receipts.push(receipt.text);
    }
    assert_eq!(receipts.len(), count);
    let (agrees, said) = verify(&receipts);
    assert!(agrees, "{}", said.chars().take(2_000).collect::<String>());
    assert!(said.contains(&format!("{count} scores computed again, 0 mismatches")), "{said}");
    assert_eq!(best_values(4, 4), "", "a group has one value to compare with");
    assert!(best_values(4, 5).contains("A: the group has one value to compare with, said 4, 5"));
    world.service.stop().await;
}

/// What the program of outsiders says of two units of a board that are compared with these best values.
fn best_values(one: u8, other: u8) -> String {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../verify");
    let program = format!(
        "import sys\nsys.path.insert(0, {folder:?})\nimport verify\n\
         leaf = {{'code': 'A', 'value': {{'number': {{}}}}, 'normalise': 'BEST'}}\n\
         unit = lambda best: {{'lines': [{{'criterion': 'A', 'best': {{'number': best}}}}]}}\n\
         laws = {{'model': {{'main': {{'children': [leaf]}}}}}}\n\
         print('\\n'.join(verify.compared(laws, [unit({one}), unit({other})])), end='')\n"
    );
    let run = std::process::Command::new("python3").arg("-B").arg("-c").arg(program).output().expect("python3");
    String::from_utf8_lossy(&run.stdout).into_owned() + &String::from_utf8_lossy(&run.stderr)
}
