//! Criteria sets that are trees: from the table that is typed in to the board that is computed from it.

use e2e::Engine;
use reqwest::Method;
use serde_json::{Value, json};

use crate::base::client::Person;
use crate::base::service::Service;
use crate::base::world::{self, World, id};
use crate::reporting::import::{ended, rows};
use crate::reporting::receipt::verify as recomputed;
use crate::reporting::tree_receipt::board_again;

fn text(words: &str) -> Value {
    json!({"vi": words, "en": words})
}

fn number(decimals: i64) -> Value {
    json!({"number": {"of": text("số liệu"), "unit": "COUNT", "decimals": decimals}})
}

fn ratio(exceeds: bool) -> Value {
    json!({"ratio": {"numerator": text("đã làm"), "denominator": text("phải làm"), "zero": "NOT_APPLICABLE",
        "mayExceedOne": exceeds, "per": 100}})
}

fn leaf(code: &str, full: i64, value: Value, more: Value) -> Value {
    let demands = json!({"waivable": true});
    let mut leaf = json!({"code": code, "name": text(code), "source": "Phụ lục I", "full": full, "demands": demands});
    leaf["value"] = value;
    with(leaf, more)
}

/// An object with the fields of another one, too.
fn with(mut object: Value, more: Value) -> Value {
    let Value::Object(more) = more else { panic!("an object") };
    for (name, content) in more {
        object[name.as_str()] = content;
    }
    object
}

/// Up to a value, which belongs to the piece or not.
fn to(at: f64, included: bool) -> Value {
    json!({"at": at, "included": included})
}

/// A table with most shapes: pillars with a cap, weights, a mean; steps, lines, deductions; more than all; the least of
/// the group; a context figure; fixed, counted and free bonus and penalty lines.
pub(crate) fn tree() -> Value {
    let meetings = json!({"curve": [{"to": to(1.0, false), "step": 0}, {"to": to(2.0, false), "step": 5},
        {"to": to(3.0, false), "step": 10}, {"to": to(4.0, false), "step": 15}, {"step": 20}]});
    let planned = json!({"target": {"at": 100, "side": "AT_LEAST"},
        "curve": [{"to": to(0.0, false), "step": 0}, {"to": to(100.0, true), "line": [0, 20]}, {"step": 20}]});
    let head = json!({"choice": {"options": [{"code": "CHIEF", "name": text("Cấp trưởng"), "points": 20},
        {"code": "DEPUTY", "name": text("Cấp phó"), "points": 10}, {"code": "NONE", "name": text("Không"), "points": 0}]}});
    let floor = json!({"share": 60, "target": {"at": 80, "side": "AT_LEAST"},
        "curve": [{"to": to(70.0, false), "step": 0}, {"to": to(100.0, true), "line": [7, 10]}, {"step": 10}]});
    let days = json!({"share": 40, "target": {"at": 2.5, "side": "AT_MOST"},
        "curve": [{"to": to(2.5, true), "step": 10}, {"to": to(5.0, true), "line": [10, 0]}, {"step": 0}]});
    let late = json!({"curve": [{"on": {"at": 0, "points": 10, "per": 1, "each": -0.5}}]});
    let overdue = json!({"normalise": "LEAST",
        "curve": [{"to": to(0.0, true), "step": 0}, {"to": to(1.0, true), "line": [0, 10]}, {"step": 10}]});
    json!({"scale": 100, "mayExceedScale": true, "rounding": {"mode": "HALF_UP", "decimals": 2, "at": "ROOT"},
        "main": {"code": "ROOT", "name": text("Tổng điểm"), "combine": "SUM", "full": 180, "children": [
            {"code": "P1", "name": {"vi": "Nhận thức số", "en": "Awareness"}, "full": 60, "most": 50, "children": [
                leaf("1.1", 20, number(0), meetings), leaf("1.2", 20, ratio(true), planned),
                leaf("1.3", 20, head, json!({}))]},
            {"code": "P2", "name": text("Kết quả"), "combine": "WEIGHTED", "children": [
                leaf("2.1", 10, ratio(false), floor), leaf("2.2", 10, number(2), days)]},
            {"code": "P3", "name": text("Trung bình"), "combine": "MEAN", "children": [
                leaf("3.1", 10, json!({"rubric": {"rubric": text("Theo hướng dẫn")}}), json!({})),
                leaf("3.2", 10, number(0), overdue)]},
            leaf("LATE", 10, number(0), late),
            {"code": "PEOPLE", "name": text("Dân số"), "value": {"context": {"of": text("người")}}}]},
        "bonus": {"cap": 12, "lines": [{"code": "FLAG", "name": text("Cờ thi đua"), "fixed": 10},
            {"code": "INI", "name": text("Sáng kiến"), "each": 2, "cap": 6}]},
        "penalty": {"lines": [{"code": "NOREG", "name": text("Không đăng ký"), "fixed": 8},
            {"code": "WRONG", "name": text("Sai số liệu"), "free": 5}]},
        "bands": [{"code": "WEAK", "name": text("Yếu"), "from": 0}, {"code": "GOOD", "name": text("Khá"), "from": 50},
            {"code": "BEST", "name": text("Xuất sắc"), "from": 90}]})
}

async fn campaign(world: &World) -> String {
    id(&world::all(&world.standing, "/v1/campaigns").await[0])
}

async fn enter(world: &World, model: &Value) -> crate::base::client::Answer {
    let body = json!({"campaign": campaign(world).await, "cycleKind": "ANNUAL", "audience": "DISTRICT",
        "content": {"model": model}});
    world.standing.post("/v1/criteria-sets", &body).await
}

/// The better unit's figures, then the other's.
fn declared(place: usize) -> Value {
    let better = json!({
        "figures": [{"criterion": "1.2", "numerator": 130, "denominator": 100},
            {"criterion": "2.1", "numerator": 850, "denominator": 1000}],
        "answers": [{"criterion": "1.1", "number": 3}, {"criterion": "1.3", "choice": "CHIEF"},
            {"criterion": "2.2", "number": 3.25}, {"criterion": "3.1", "points": 8.5}, {"criterion": "3.2", "number": 4},
            {"criterion": "LATE", "number": 3}, {"criterion": "PEOPLE", "number": 15763}]});
    let other = json!({
        "figures": [{"criterion": "1.2", "numerator": 50, "denominator": 100},
            {"criterion": "2.1", "numerator": 600, "denominator": 1000}],
        "answers": [{"criterion": "1.1", "number": 0}, {"criterion": "1.3", "notApplicable": "Không có ban chỉ đạo"},
            {"criterion": "2.2", "number": 2.5}, {"criterion": "3.1", "notApplicable": "Không chấm"},
            {"criterion": "3.2", "number": 2}, {"criterion": "LATE", "number": 30},
            {"criterion": "PEOPLE", "number": 98000}]});
    [better, other][place].clone()
}

async fn hand_in(person: &Person, cycle: &str, unit: &str, mut body: Value) -> String {
    body["cycle"] = cycle.into();
    body["organisation"] = unit.into();
    let report = id(&person.post("/v1/reports", &body).await.ok());
    person.step(&format!("/v1/reports/{report}/submission")).await.ok();
    report
}

async fn verify(world: &World, report: &str, body: &Value) -> crate::base::client::Answer {
    let path = format!("/v1/reports/{report}");
    let tag = world.standing.get(&path).await.header("etag");
    world.standing.put(&format!("{path}/verification"), &tag, body).await
}

fn entry(line: &str, more: Value) -> Value {
    with(json!({"line": line, "ground": {"url": "https://example.org/van-ban"}}), more)
}

async fn board_is_recomputed(world: &World, board: &str) {
    let said = board_again(&world.service, board).await;
    assert!(said.contains("2 scores computed again, 0 mismatches"), "{said}");
}

/// Rules M06, M07, L22, L24, L25, L27, L28, S29: entered, edited, reported by, scored, explained, published, corrected, and
/// computed again by outsiders.
pub(crate) async fn m06_m07_a_tree_goes_from_its_entry_to_a_board_that_anybody_computes_again(engine: Engine) {
    let world = World::new(Service::start(engine).await).await;
    let set = enter(&world, &tree()).await.ok();
    assert_eq!((&set["criteria"], &set["scale"], &set["pointsTotal"]), (&json!([]), &json!(100.0), &json!(180.0)));
    let path = format!("/v1/criteria-sets/{}", id(&set));
    // What is shown can be sent again, and says the same.
    let shown = set["model"].clone();
    assert_eq!(shown["main"]["children"][0]["children"][0]["curve"][1]["from"], json!({"at": 1.0, "included": true}));
    let edited = world.standing.put(&path, "\"1\"", &json!({"model": shown})).await.ok();
    assert_eq!((&edited["model"], &edited["revision"]), (&shown, &json!(2)));
    let mut heavier = shown.clone();
    heavier["main"]["children"][0]["most"] = json!(55);
    let edited = world.standing.put(&path, "\"2\"", &json!({"model": heavier})).await.ok();
    assert_eq!(edited["model"]["main"]["children"][0]["most"], json!(55.0));
    let trail = world::all(&world.auditor, &format!("/v1/audit-entries?object={}", id(&set))).await;
    let fields = trail.iter().flat_map(|entry| entry["changes"].as_array().cloned().unwrap_or_default());
    let fields: Vec<Value> = fields.map(|change| change["field"].clone()).collect();
    assert_eq!(fields, ["P1"], "the trail names the branch that changed");

    let cycle = world.open("2024").await;
    let (best, other) = (declared(0), declared(1));
    let report = hand_in(&world.head, &cycle, &world.unit, best.clone()).await;
    let second = hand_in(&world.stranger, &cycle, &world.other, other.clone()).await;
    // What a unit declares is shown with its steps; what compares units waits.
    let own = world.head.get(&format!("/v1/reports/{report}/scorecard")).await.ok();
    assert_eq!((&own["basis"], &own["lines"][6]["applicability"]), (&json!("DECLARED"), &json!("PENDING")));
    assert_eq!(own["nodes"][3]["leftOut"], json!(["3.2"]));

    let mut findings = best.clone();
    findings["adjustments"] =
        json!([entry("FLAG", json!({})), entry("INI", json!({"times": 4})), entry("NOREG", json!({"points": 8}))]);
    let verified = verify(&world, &report, &findings).await.ok();
    let points: Vec<&Value> =
        verified["adjustments"].as_array().expect("entries").iter().map(|entry| &entry["points"]).collect();
    assert_eq!(points, [&json!(10.0), &json!(8.0), &json!(8.0)], "the points follow from the set");
    verify(&world, &second, &other).await.ok();
    for report in [&report, &second] {
        world.standing.step(&format!("/v1/reports/{report}/finalisation")).await.ok();
    }

    // 15 + 20 + 20 are capped at 55; 51 + 28 = 79; (8.5 + 10 × 2/4) ÷ 2 = 6.75; 10 − 3 × 0.5 = 8.5: 149.25 of 180 points
    // are 82.9166…; 10 + 6 bonus are capped at 12, less 8: 86.9166…, 86.92 to the nearest.
    let card = world.head.get(&format!("/v1/reports/{report}/scorecard")).await.ok();
    assert_eq!((&card["total"], &card["band"], &card["points"]), (&json!(86.92), &json!("GOOD"), &json!(149.25)));
    assert_eq!((&card["base"]["shown"], &card["base"]["exact"]), (&json!(82.92), &json!("995/12")));
    assert_eq!((&card["bonus"], &card["penalty"]), (&json!(12.0), &json!(8.0)));
    let nodes = card["nodes"].as_array().expect("nodes");
    let shown: Vec<(&str, &Value)> =
        nodes.iter().map(|node| (node["code"].as_str().expect("a code"), &node["points"]["shown"])).collect();
    assert_eq!(
        shown,
        [("ROOT", &json!(149.25)), ("P1", &json!(55.0)), ("P2", &json!(79.0)), ("P3", &json!(6.75))],
        "the main branch first"
    );
    let line = |code: &str| -> Value {
        let lines = card["lines"].as_array().expect("lines").iter();
        lines.clone().find(|line| line["criterion"] == code).expect("a line").clone()
    };
    assert_eq!((&line("2.2")["number"], &line("2.2")["met"]), (&json!(3.25), &json!(false)));
    assert_eq!((&line("2.1")["step"]["weighted"]["shown"], &line("2.1")["percent"]), (&json!(51.0), &json!(85.0)));
    assert_eq!((&line("3.2")["best"], &line("3.2")["points"]), (&json!({"number": 2.0}), &json!(5.0)));
    assert_eq!(line("1.2")["percent"], json!(130.0), "more than planned");
    assert_eq!((&line("PEOPLE")["applicability"], &line("PEOPLE")["points"]), (&json!("COLLECTED"), &json!(0.0)));
    assert_eq!(
        line("LATE")["explanation"]["vi"],
        "số liệu: 3, mọi giá trị, 10 điểm tại 0, mỗi 1 tính -0,5 điểm: 8,5 điểm."
    );
    let said = card["explanation"]["en"].as_str().expect("a sentence");
    assert!(said.contains("+ 12 bonus − 8 penalty = 86.92"), "{said}");
    let capped = nodes[1]["explanation"]["vi"].as_str().expect("a sentence");
    assert_eq!(capped, "Tổng điểm các mục: 55 trên 60 điểm áp dụng.");
    // 10 of 40, as 1.3 is left out; 0 and 40; 10, as 3.1 is left out; 0 after thirty events: 60 of 160.
    let card = world.stranger.get(&format!("/v1/reports/{second}/scorecard")).await.ok();
    assert_eq!(
        (&card["total"], &card["band"], &card["applicablePoints"]),
        (&json!(37.5), &json!("WEAK"), &json!(160.0))
    );

    // The receipts hold all that is needed, and a changed digit is found.
    let mut receipts = Vec::new();
    for report in [&report, &second] {
        receipts.push(world.auditor.get(&format!("/v1/reports/{report}/scorecard/receipt")).await.text);
    }
    let (agrees, said) = recomputed(&receipts);
    assert!(agrees && said.contains("2 scores computed again, 0 mismatches"), "{said}");
    type Change = fn(&mut Value);
    let faults: [(&str, Change); 9] = [
        ("total", |receipt| receipt["scorecard"]["total"] = json!(86.91)),
        ("P1 points", |receipt| receipt["scorecard"]["nodes"][1]["points"]["shown"] = json!(55.01)),
        ("base", |receipt| receipt["scorecard"]["base"]["exact"] = json!("996/12")),
        ("2.1 weighted", |receipt| receipt["scorecard"]["lines"][3]["step"]["weighted"]["shown"] = json!(51.01)),
        ("LATE piece", |receipt| receipt["scorecard"]["lines"][7]["step"]["piece"] = json!(1)),
        ("1.2 met", |receipt| receipt["scorecard"]["lines"][1]["met"] = json!(false)),
        ("INI points", |receipt| {
            receipt["scorecard"]["bonusAndPenaltyLines"][1]["points"]["shown"] = json!(8);
        }),
        ("P1 points", |receipt| receipt["model"]["main"]["children"][0]["most"] = json!(54)),
        ("band", |receipt| receipt["model"]["bands"][2]["from"] = json!(80)),
    ];
    for (place, change) in faults {
        let mut receipt: Value = serde_json::from_str(&receipts[0]).expect("a receipt");
        change(&mut receipt);
        let (agrees, said) = recomputed(&[receipt.to_string()]);
        assert!(!agrees && said.contains(&format!(": {place}: said")), "{place}: {said}");
    }

    let release = world.standing.post(&format!("/v1/cycles/{cycle}/releases"), &json!({})).await.ok();
    let board = release["boards"][0]["href"].as_str().expect("a board").to_owned();
    board_is_recomputed(&world, &board).await;
    let public = world.service.anybody();
    let view = public.get(&board).await.ok();
    assert_eq!(view["rounding"], json!({"mode": "HALF_UP", "decimals": 2, "at": "ROOT"}));
    let standings: Vec<(&Value, &Value)> =
        view["standings"].as_array().expect("units").iter().map(|one| (&one["rank"], &one["total"])).collect();
    assert_eq!(standings, [(&json!(1), &json!(86.92)), (&json!(2), &json!(37.5))]);
    assert_eq!(view["criteria"][4]["target"], json!({"at": 2.5, "side": "AT_MOST"}));
    let unit = public.get(&format!("{board}/units/{}", world.unit)).await.ok();
    assert_eq!((&unit["nodes"][2]["points"]["shown"], &unit["total"]), (&json!(79.0), &json!(86.92)));
    let criterion = public.get(&format!("{board}/criteria/2.2")).await.ok();
    assert_eq!((&criterion["results"][0]["number"], &criterion["unitsMet"]), (&json!(3.25), &json!(1)));
    let laws = public.get(&format!("{board}/criteria-set")).await.ok();
    assert_eq!((&laws["criteria"], &laws["model"]), (&json!([]), &edited["model"]));
    let table = public.get(&format!("{board}/table.csv")).await.text;
    assert!(table.contains("Điểm 2.2") && table.contains(",86.92,"), "{table}");
    let columns = public.get(&format!("{board}/columns")).await.text;
    assert!(columns.contains("rounded as the criteria set says"), "{columns}");
    for format in ["table.xlsx", "json-stat", "columns", "summary"] {
        assert_eq!(public.get(&format!("{board}/{format}")).await.status, 200, "{format}");
    }
    assert_eq!(public.get(&format!("/v1/public/cycles/{cycle}/boards/DISTRICT")).await.ok()["head"], view["head"]);

    // A correction is a further release; the old board stays.
    let before = public.get(&board).await.text;
    findings["answers"][0] = json!({"criterion": "1.1", "number": 4, "reason": "Bổ sung biên bản"});
    findings["adjustments"] = json!([]);
    let correction = json!({"reason": "Kết luận kiểm tra", "verification": findings});
    let corrected = world.standing.post(&format!("/v1/reports/{report}/correction"), &correction).await.ok();
    assert_eq!(corrected["total"], json!(82.92), "20 + 20 + 20 are capped at 55, too");
    let again = json!({"reason": "Đính chính"});
    let release = world.standing.post(&format!("/v1/cycles/{cycle}/releases"), &again).await.ok();
    let newest = release["boards"][0]["href"].as_str().expect("a board");
    board_is_recomputed(&world, newest).await;
    let changes = public.get(&format!("/v1/public/releases/{}/changes", id(&release))).await.ok();
    let change = &changes["boards"][0]["units"][0];
    assert_eq!((&change["before"]["total"], &change["after"]["total"]), (&json!(86.92), &json!(82.92)));
    assert_eq!(change["criteria"], json!([{"criterion": "1.1", "pointsBefore": 15.0, "pointsAfter": 20.0}]));
    assert_eq!(public.get(&board).await.text, before, "for ever the same bytes");
    world.service.stop().await;
}

/// Rules M06, M07, L26, L27, L28: everything that makes a tree impossible to score, or to show, is named with its place.
pub(crate) async fn m06_m07_a_tree_that_cannot_be_scored_is_refused_with_its_place(engine: Engine) {
    let world = World::new(Service::start(engine).await).await;
    type Change = fn(&mut Value);
    let pillar = "/content/model/main/children/1";
    let cases: [(u16, &str, Change); 30] = [
        (422, "/children SHARES_UNSOUND", |tree| tree["main"]["children"][1]["children"][0]["share"] = json!(50)),
        (400, "/children/0/curve/1/from CURVE_GAP", |tree| {
            tree["main"]["children"][1]["children"][0]["curve"][1]["from"] = json!({"at": 75, "included": true});
        }),
        (422, "/children/0/curve CURVE_UNSOUND", |tree| {
            tree["main"]["children"][1]["children"][0]["curve"][2]["to"] = json!({"at": 120, "included": true});
        }),
        (400, "/children/0/curve/0 PIECE_UNCLEAR", |tree| {
            tree["main"]["children"][1]["children"][0]["curve"][0]["line"] = json!([0, 1]);
        }),
        (422, "/children/1/code CODE_TWICE", |tree| tree["main"]["children"][1]["children"][1]["code"] = json!("1.1")),
        (422, "/children/1/target/at DECIMALS_TOO_MANY", |tree| {
            tree["main"]["children"][1]["children"][1]["target"]["at"] = json!(2.50001);
        }),
        (400, "/children/1/target/at OUT_OF_RANGE", |tree| {
            tree["main"]["children"][1]["children"][1]["target"]["at"] = json!(9.1e15);
        }),
        (422, "/children/1/full TOO_FINE", |tree| tree["main"]["children"][1]["children"][1]["full"] = json!(9.125)),
        (400, "/children/1/full FIELD_MISSING", |tree| {
            tree["main"]["children"][1]["children"][1]["full"] = Value::Null;
        }),
        (422, "/children/1/least LEAF_BELOW_ZERO", |tree| {
            tree["main"]["children"][1]["children"][1]["least"] = json!(-2);
        }),
        (400, "/children/1/value VALUE_OF_LEAF_UNCLEAR", |tree| {
            tree["main"]["children"][1]["children"][1]["value"]["rubric"] = json!({"rubric": {"vi": "", "en": ""}});
        }),
        (400, "/children/1/value/account FIELD_UNKNOWN", |tree| {
            tree["main"]["children"][1]["children"][1]["value"] = json!({"account": {"category": "OTHER"}});
        }),
        (400, " NODE_UNCLEAR", |tree| tree["main"]["children"][1]["value"] = json!({})),
        (400, " NODE_UNCLEAR", |tree| tree["main"]["children"][1]["absence"] = json!("ZERO")),
        (422, "/full POINTS_DO_NOT_ADD_UP", |tree| tree["main"]["children"][1]["full"] = json!(99)),
        (422, "^/main/children/0/least LEAF_BELOW_ZERO", |tree| tree["main"]["children"][0]["least"] = json!(-5)),
        (422, "^/main TREE_UNSOUND", |tree| tree["main"]["children"][0]["children"] = json!([])),
        (400, "^/rounding/decimals OUT_OF_RANGE", |tree| tree["rounding"]["decimals"] = json!(3)),
        (422, "^/bands BANDS_UNSOUND L26", |tree| tree["bands"][1]["from"] = json!(95)),
        (422, "^/bands BANDS_UNSOUND L26", |tree| {
            tree["bands"][0]["conditions"] = json!([{"greatestShare": 20}]);
        }),
        (400, "^/bands/1/conditions/0 CONDITION_UNCLEAR M08", |tree| {
            tree["bands"][1]["conditions"] = json!([{}]);
        }),
        (422, "^/bands/1/conditions/1/option OPTION_UNKNOWN", |tree| {
            tree["bands"][1]["conditions"] =
                json!([{"greatestShare": 0}, {"notOption": {"leaf": "1.3", "option": "NOBODY"}}]);
        }),
        (422, "^/bands/1/conditions/0 SHARE_OUT_OF_RANGE", |tree| {
            tree["bands"][1]["conditions"] = json!([{"greatestShare": 100.01}]);
        }),
        (422, "^/bands/2/conditions/0/node NODE_UNKNOWN", |tree| {
            tree["bands"][2]["conditions"] = json!([{"nodeAtLeast": {"node": "PEOPLE", "points": 1}}]);
        }),
        (422, "^/tieBreaks/1/node NODE_UNKNOWN", |tree| {
            tree["tieBreaks"] = json!([{"node": "P1", "order": "HIGHEST"}, {"node": "P4", "order": "LOWEST"}]);
        }),
        (400, "^/bonus/lines/0 LINE_UNCLEAR", |tree| tree["bonus"]["lines"][0]["each"] = json!(1)),
        (422, "^/penalty/lines/0/code CODE_TWICE", |tree| tree["penalty"]["lines"][0]["code"] = json!("FLAG")),
        (422, "^/bonus/lines LINES_UNSOUND L27", |tree| tree["bonus"]["lines"][0]["fixed"] = json!(0)),
        (422, "^/scale SCALE_UNSOUND", |tree| tree["scale"] = json!(0)),
        (400, "^/main/share TYPE_WRONG", |tree| tree["main"]["share"] = json!("5")),
    ];
    for (status, place, change) in cases {
        let mut tree = tree();
        change(&mut tree);
        let refused = enter(&world, &tree).await;
        let expected = match place.strip_prefix('^') {
            Some(place) => format!("/content/model{place}"),
            None => format!("{pillar}{place}"),
        };
        let found = refused.violations();
        assert_eq!(refused.status, status, "{expected}: {found:?}");
        assert!(found.iter().any(|one| one.starts_with(&expected)), "{expected}: {found:?}");
    }
    // Six levels are the most; a tree of nothing but leaves of 0 scores nobody.
    let mut deep = leaf("L", 10, json!({"rubric": {"rubric": text("Theo hướng dẫn")}}), json!({}));
    for level in 0..6 {
        deep = json!({"code": format!("B{level}"), "name": text("nhóm"), "children": [deep]});
    }
    let mut tree = tree();
    tree["main"] = deep.clone();
    assert_eq!(enter(&world, &tree).await.violations(), ["/content/model/main TREE_UNSOUND"]);
    tree["main"] = deep["children"][0].clone();
    enter(&world, &tree).await.ok();
    tree["main"]["children"][0]["children"][0]["children"][0]["children"][0]["children"][0]["full"] = json!(0);
    assert_eq!(enter(&world, &tree).await.violations(), ["/content/model/main TREE_WITHOUT_POINTS"]);
    let many: Vec<Value> = (0..201)
        .map(|place| leaf(&format!("K{place}"), 1, json!({"rubric": {"rubric": text("x")}}), json!({})))
        .collect();
    let pillars: Vec<Value> = many
        .chunks(101)
        .zip(["A", "B"])
        .map(|(leaves, code)| json!({"code": code, "name": text(code), "children": leaves}))
        .collect();
    tree["main"] = json!({"code": "ROOT", "name": text("Tổng"), "children": pillars});
    assert_eq!(enter(&world, &tree).await.violations(), ["/content/model/main TREE_UNSOUND"]);

    // A table of 47 criteria in 8 pillars and one of 34 in 9 are taken whole.
    for (table, leaves) in [("communes", 47), ("departments", 34)] {
        let set = enter(&world, &world::demonstrated(table)).await.ok();
        let pillars = set["model"]["main"]["children"].as_array().expect("pillars").iter();
        let count: usize = pillars.map(|pillar| pillar["children"].as_array().map_or(0, Vec::len)).sum();
        assert_eq!((count, &set["pointsTotal"]), (leaves, &set["scale"]), "{table}");
    }

    // A list or a tree, not both and not neither; no tree for those who are judged by accounts.
    let campaign = campaign(&world).await;
    let body = |audience: &str, content: Value| json!({"campaign": campaign, "cycleKind": "ANNUAL", "audience": audience, "content": content});
    let mut both = world::criteria();
    both["model"] = self::tree();
    for (content, place) in [(both, "/content/model"), (json!({}), "/content")] {
        let refused = world.standing.post("/v1/criteria-sets", &body("DISTRICT", content)).await;
        assert_eq!((refused.status, refused.violations()), (400, vec![format!("{place} CONTENT_UNCLEAR")]));
    }
    let mut partly = world::criteria();
    partly["scale"] = Value::Null;
    let refused = world.standing.post("/v1/criteria-sets", &body("DISTRICT", partly)).await;
    assert_eq!((refused.status, refused.violations()), (400, vec!["/content/scale FIELD_MISSING".to_owned()]));
    let enterprises = body("ENTERPRISE", json!({"model": self::tree()}));
    let refused = world.standing.post("/v1/criteria-sets", &enterprises).await;
    assert_eq!(refused.violations(), ["/content/model MODEL_UNFIT"]);
    assert_eq!(
        world.head.post("/v1/criteria-sets", &body("DISTRICT", json!({"model": self::tree()}))).await.rule(),
        "S24"
    );
    world.service.stop().await;
}

/// Rules L22, L24, L27, L29: figures and entries that a tree does not take; nothing that applies is no score.
pub(crate) async fn l22_l24_l27_l29_figures_of_a_tree_are_held_to_its_bounds(engine: Engine) {
    let world = World::new(Service::start(engine).await).await;
    enter(&world, &tree()).await.ok();
    let cycle = world.open("2024").await;
    let mut body = declared(0);
    body["cycle"] = json!(cycle);
    body["organisation"] = json!(world.unit);
    let refused = |change: fn(&mut Value)| {
        let (mut body, head) = (body.clone(), world.head.clone());
        change(&mut body);
        async move { head.post("/v1/reports", &body).await.violations() }
    };
    type Change = fn(&mut Value);
    let cases: [(&str, Change); 10] = [
        ("/figures/1/numerator NUMERATOR_ABOVE_DENOMINATOR L29", |body| body["figures"][1]["numerator"] = json!(1001)),
        ("/answers/0/number FIGURE_OUT_OF_RANGE L29", |body| body["answers"][0]["number"] = json!(-1)),
        ("/answers/0/number FIGURE_TOO_FINE L29", |body| body["answers"][0]["number"] = json!(2.5)),
        ("/answers/2/number FIGURE_TOO_FINE L29", |body| body["answers"][2]["number"] = json!(3.255)),
        ("/answers/2/number DECIMALS_TOO_MANY", |body| body["answers"][2]["number"] = json!(3.25551)),
        ("/answers/1/choice OPTION_UNKNOWN", |body| body["answers"][1]["choice"] = json!("BOSS")),
        ("/answers/3/points POINTS_OUT_OF_RANGE L22", |body| body["answers"][3]["points"] = json!(10.01)),
        ("/answers/0 VALUE_UNFIT", |body| body["answers"][0] = json!({"criterion": "1.1", "count": 3})),
        ("/answers/0/criterion CRITERION_UNKNOWN S02", |body| body["answers"][0]["criterion"] = json!("P1")),
        ("/answers/6/notApplicable NOT_WAIVABLE", |body| {
            body["answers"][6] = json!({"criterion": "PEOPLE", "notApplicable": "Không rõ"});
        }),
    ];
    for (expected, change) in cases {
        let found = refused(change).await;
        assert!(found.iter().any(|one| one.starts_with(expected)), "{expected}: {found:?}");
    }

    // Nothing but the context figure applies: handed in, verified, final, and neither scored nor ranked.
    let codes = ["1.1", "1.2", "1.3", "2.1", "2.2", "3.1", "3.2", "LATE"];
    let mut answers: Vec<Value> =
        codes.iter().map(|code| json!({"criterion": code, "notApplicable": "Đơn vị mới thành lập"})).collect();
    answers.push(json!({"criterion": "PEOPLE", "number": 1}));
    let report = hand_in(&world.head, &cycle, &world.unit, json!({"answers": answers})).await;
    let mut findings = json!({"figures": [], "answers": answers});
    findings["adjustments"] = json!([
        entry("FLAG", json!({"points": 9})),
        entry("FLAG", json!({})),
        entry("INI", json!({})),
        entry("INI", json!({"times": 1001})),
        entry("INI", json!({"times": 2, "points": 5})),
        entry("WRONG", json!({"points": 5.01})),
        entry("WRONG", json!({})),
        entry("NOREG", json!({"times": 1})),
        entry("OTHER", json!({}))
    ]);
    assert_eq!(
        verify(&world, &report, &findings).await.violations(),
        [
            "/adjustments/0/points POINTS_NOT_OF_LINE L27",
            "/adjustments/1/line LINE_ONCE L27",
            "/adjustments/2/times TIMES_OUT_OF_RANGE L27",
            "/adjustments/3/times TIMES_OUT_OF_RANGE L27",
            "/adjustments/4/points POINTS_NOT_OF_LINE L27",
            "/adjustments/5/points POINTS_OUT_OF_RANGE L27",
            "/adjustments/6/points POINTS_OUT_OF_RANGE L27",
            "/adjustments/7/times TIMES_UNWANTED L27",
            "/adjustments/8/line LINE_UNKNOWN L27",
        ]
    );
    findings["adjustments"] = json!([entry("FLAG", json!({}))]);
    verify(&world, &report, &findings).await.ok();
    let done = world.standing.step(&format!("/v1/reports/{report}/finalisation")).await.ok();
    assert_eq!((&done["state"], &done["total"]), (&json!("FINAL"), &Value::Null));
    let receipt = world.auditor.get(&format!("/v1/reports/{report}/scorecard/receipt")).await.text;
    let (agrees, said) = recomputed(&[receipt]);
    assert!(agrees, "{said}");
    let release = world.standing.post(&format!("/v1/cycles/{cycle}/releases"), &json!({})).await.ok();
    let board = world.service.anybody().get(release["boards"][0]["href"].as_str().expect("a board")).await.ok();
    let standing = &board["standings"][0];
    assert_eq!((standing.get("rank"), standing.get("total"), &standing["criteriaApplicable"]), (None, None, &json!(0)));
    world.service.stop().await;
}

/// Rules L29, S24: a template, a table and a simulation know the values of a tree; last year's numbers are suggested.
pub(crate) async fn l29_s24_a_tree_has_a_template_an_import_and_a_simulation(engine: Engine) {
    let world = World::new(Service::start(engine).await).await;
    let set = enter(&world, &tree()).await.ok();
    let cycle = world.open("2024").await;
    let template = world.editor.get(&format!("/v1/criteria-sets/{}/template?cycle={cycle}", id(&set))).await;
    assert_eq!(template.status, 200, "{}", template.text);
    let source = crate::reporting::import::data_source(&world).await;
    let send = |table: &'static str| {
        let (path, source) = (format!("/v1/cycles/{cycle}/imports?mode=SKIP_BAD"), source.clone());
        async move {
            let head = [("content-type", "text/csv")];
            let begun = source.send(Method::POST, &path, &head, Some(table.as_bytes().to_vec())).await;
            let ended = ended(&source, &begun).await;
            rows(&source, &ended).await
        }
    };
    let told =
        send("unit;1.1.number;2.2.number;PEOPLE.number;1.3.choice\n943;3;3,25;98000;CHIEF\n942;2,5;1.234;1;BOSS\n")
            .await;
    assert_eq!(told.len(), 2);
    assert_eq!(told[0], "2 CREATED");
    assert!(told[1].contains("REJECTED") && told[1].contains("DECIMAL_GROUPED"), "{told:?}");
    let told = send("unit;1.1.number\n942;2,5\n").await;
    assert!(told[0].contains("1.1.number FIGURE_TOO_FINE"), "{told:?}");
    let report = world::all(&world.head, &format!("/v1/reports?cycle={cycle}")).await.remove(0);
    let path = format!("/v1/reports/{}", id(&report));
    let filled = world.head.get(&path).await.ok();
    assert_eq!(
        filled["answers"][1],
        json!({"criterion": "2.2", "number": 3.25, "secretExcluded": false, "evidence": []})
    );
    let lacking = world.head.get(&format!("{path}/completeness")).await.ok();
    assert_eq!(lacking["errors"].as_array().map(Vec::len), Some(5), "{lacking}");
    let tag = world.editor.get(&path).await.header("etag");
    world.editor.put(&path, &tag, &declared(0)).await.ok();
    world.head.step(&format!("{path}/submission")).await.ok();
    verify(&world, &id(&report), &declared(0)).await.ok();
    world.standing.step(&format!("{path}/finalisation")).await.ok();

    // The same tree moves nobody; without the cap of the first pillar's 50 points the unit gains.
    let trial = |model: &Value| json!({"group": "DISTRICT", "content": {"model": model}});
    let path = format!("/v1/cycles/{cycle}/simulations");
    let same = world.standing.post(&path, &trial(&tree())).await.ok();
    assert_eq!((&same["units"], &same["moves"]), (&json!(1), &json!(0)));
    let mut wider = tree();
    wider["main"]["children"][0]["most"] = json!(60);
    let moved = world.standing.post(&path, &trial(&wider)).await.ok();
    // 50 + 79 + (8.5 + 10) ÷ 2 + 8.5 = 146.75 of 180, and 151.75 with 55 points of the first pillar.
    let unit = &moved["results"][0];
    assert_eq!((&moved["gain"], &unit["totalBefore"], &unit["totalAfter"]), (&json!(1), &json!(81.53), &json!(84.31)));

    // The next year begins with these numbers, and a number three times as large wants a note.
    let next = world.cycle("2025").to_owned();
    let opened = json!({"dueDate": "2025-11-30"});
    world.standing.post(&format!("/v1/cycles/{next}/opening"), &opened).await.ok();
    let mut body = declared(0);
    body["cycle"] = json!(next);
    body["organisation"] = json!(world.unit);
    body["answers"][6]["number"] = json!(98000);
    let report = id(&world.editor.post("/v1/reports", &body).await.ok());
    let suggested = world.editor.get(&format!("/v1/reports/{report}/prefill")).await.ok();
    assert_eq!(suggested["answers"][2]["number"], json!(3.25));
    let warned = world.editor.get(&format!("/v1/reports/{report}/completeness")).await.ok();
    assert_eq!(
        (&warned["warnings"][0]["criterion"], &warned["warnings"][0]["kind"]),
        (&json!("PEOPLE"), &json!("YEAR_ON_YEAR_JUMP"))
    );
    world.service.stop().await;
}
