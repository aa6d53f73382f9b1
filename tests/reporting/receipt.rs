//! Scores recomputed by a program that shares no code with the service (`verify/verify.py`).

use std::io::Write;
use std::process::Command;

use e2e::Engine;
use serde_json::{Value, json};

use crate::base::service::Service;
use crate::base::world::{World, all, id};

/// For how many units each head reports; an account holds at most fifty roles, and each head has one already.
const UNITS_EACH: usize = 40;
/// The heads. With three of them and three years there are several hundred reports.
const HEADS: [&str; 3] = ["head", "stranger", "editor"];

/// The number of unit pages that the service reads at once for a table.
const PART: usize = 50;

/// A random number generator that is the same in every run (`SplitMix64`).
pub(crate) struct Dice(pub(crate) u64);

impl Dice {
    pub(crate) fn roll(&mut self, below: i64) -> i64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        let below = u64::try_from(below).expect("a number above 0");
        i64::try_from((mixed ^ (mixed >> 31)) % below).expect("a small number")
    }
}

/// Hundredths as a JSON number.
pub(crate) fn points(hundredths: i64) -> Value {
    serde_json::from_str(&format!("{}.{:02}", hundredths / 100, hundredths % 100)).expect("a number")
}

pub(crate) fn text(words: &str) -> Value {
    json!({"vi": words, "en": words})
}

fn rungs(dice: &mut Dice, (name, top): (&str, i64), most: i64) -> Value {
    let (first, middle) = (dice.roll(top / 2), dice.roll(most));
    let second = first + 1 + dice.roll(top / 2);
    let from = |value: i64| if name == "from" { json!(value) } else { points(value) };
    json!([{name: from(first), "points": points(middle)}, {name: from(second), "points": points(most)}])
}

/// One criterion of each kind and rule, with random targets, points and rungs, and random bands, lines and caps.
fn content(dice: &mut Dice) -> Value {
    let mut criteria = Vec::new();
    let mut total = 0;
    let mut add = |most: i64, kind: &str, measure: Value| {
        total += most;
        let code = format!("T{}", criteria.len());
        criteria.push(
            json!({"code": code, "name": text("tiêu chí"), "source": "thử", "maxPoints": points(most), kind: measure}),
        );
    };
    for rule in ["LINEAR", "THRESHOLD_PROPORTIONAL", "THRESHOLD_ALL_OR_NOTHING", "STEP_TABLE", "NORMALISED_BY_MAX"] {
        let most = 1 + dice.roll(5_000);
        let exempt = if dice.roll(3) == 0 { json!(["MASS_ORGANISATION"]) } else { json!([]) };
        let steps = if rule == "STEP_TABLE" { rungs(dice, ("fromPercent", 10_000), most) } else { json!([]) };
        let target = points(1 + dice.roll(10_000));
        add(
            most,
            "ratio",
            json!({"targetPercent": target, "rule": rule, "rungs": steps, "numerator": text("tử số"),
            "denominator": text("mẫu số"), "referenceRequired": false, "evidenceRequired": false,
            "zeroDenominator": "NOT_APPLICABLE", "exemptKinds": exempt, "waivable": true}),
        );
    }
    let demands = json!({"waivable": true});
    for rule in ["STEP_TABLE", "CAPPED_COUNT", "NORMALISED_BY_MAX"] {
        let most = 1 + dice.roll(5_000);
        let mut measure = json!({"rule": rule, "counted": text("số lượng"), "demands": demands});
        if rule == "STEP_TABLE" {
            measure["rungs"] = rungs(dice, ("from", 8), most);
        }
        if rule == "CAPPED_COUNT" {
            measure["pointsEach"] = points(1 + dice.roll(999));
        }
        add(most, "count", measure);
    }
    let most = 1 + dice.roll(5_000);
    let option = |code: &str, worth: i64| json!({"code": code, "name": text(code), "points": points(worth)});
    let options = json!([option("YES", most), option("HALF", most / 2), option("NO", 0)]);
    add(most, "choice", json!({"options": options, "demands": demands}));
    add(1 + dice.roll(5_000), "manual", json!({"rubric": text("hướng dẫn"), "demands": demands}));
    let rung = json!([{"from": 0, "points": 0}]);
    add(0, "count", json!({"rule": "STEP_TABLE", "counted": text("không tính"), "rungs": rung, "demands": demands}));
    let edge = points(1 + dice.roll(9_000));
    json!({
        "scale": 100, "pointsTotal": points(total), "criteria": criteria,
        "grading": {
            "bands": [{"code": "LOW", "name": text("thấp"), "from": 0, "below": edge},
                {"code": "HIGH", "name": text("cao"), "from": edge}],
            "lines": [{"code": "FLAG", "kind": "BONUS", "name": text("cờ"), "maxPoints": 15},
                {"code": "LATE", "kind": "PENALTY", "name": text("trễ"), "maxPoints": 15}],
            "bonusCap": points(1 + dice.roll(2_000)), "penaltyCap": points(1 + dice.roll(2_000)),
            "mayExceedScale": dice.roll(2) == 0,
        },
    })
}

/// A random value for every criterion that applies to a kind of unit, each with its reason or note.
fn values(dice: &mut Dice, content: &Value, kind: &Value, why: &str) -> Value {
    let (mut figures, mut answers) = (Vec::new(), Vec::new());
    for criterion in content["criteria"].as_array().expect("criteria") {
        let mut entry = json!({"criterion": criterion["code"], why: "đối chiếu"});
        let exempt = criterion["ratio"]["exemptKinds"].as_array().is_some_and(|kinds| kinds.contains(kind));
        if exempt {
            continue;
        }
        let mut answer = |name: &str, value: Value| {
            entry[name] = value;
            answers.push(entry.clone());
        };
        if dice.roll(9) == 0 {
            answer("notApplicable", json!("không có đối tượng"));
        } else if criterion.get("ratio").is_some() {
            let denominator = dice.roll(40) * (1 + dice.roll(300));
            entry["numerator"] = json!(dice.roll(denominator + 1));
            entry["denominator"] = json!(denominator);
            figures.push(entry);
        } else if criterion.get("count").is_some() {
            answer("count", json!(dice.roll(12)));
        } else if criterion.get("choice").is_some() {
            answer("choice", json!(["YES", "HALF", "NO"][usize::try_from(dice.roll(3)).expect("a place")]));
        } else {
            let most = criterion["maxPoints"].as_f64().expect("a number");
            let most: i64 = format!("{most:.2}").replace('.', "").parse().expect("hundredths");
            answer("points", points(dice.roll(most + 1)));
        }
    }
    json!({"figures": figures, "answers": answers})
}

fn adjustments(dice: &mut Dice) -> Value {
    let mut entry = |line: &str| json!({"line": line, "points": points(1 + dice.roll(1_500)), "ground": {"url": "https://example.org/van-ban"}});
    let (flag, late, second) = (entry("FLAG"), entry("LATE"), entry("FLAG"));
    match dice.roll(4) {
        0 => json!([flag, late]),
        1 => json!([flag, second]),
        _ => json!([]),
    }
}

/// One year: sets are created, the cycle is opened, reports are submitted, verified and finalised.
async fn play(world: &World, year: &str, dice: &mut Dice) -> usize {
    let campaign = id(&all(&world.standing, "/v1/campaigns").await[0]);
    let mut sets = std::collections::BTreeMap::new();
    for tier in ["PROVINCIAL", "DISTRICT", "COMMUNE"] {
        let content = content(dice);
        let body = json!({"campaign": campaign, "cycleKind": "ANNUAL", "audience": tier, "content": content});
        world.standing.post("/v1/criteria-sets", &body).await.ok();
        sets.insert(tier, content);
    }
    let cycle = world.open(year).await;
    let mut reports = Vec::new();
    let heads = [&world.head, &world.stranger, &world.editor];
    for (place, unit) in world.units.values().take(UNITS_EACH * HEADS.len()).enumerate() {
        let head = heads[place / UNITS_EACH];
        let content = &sets[unit["level"].as_str().expect("a tier")];
        let mut body = values(dice, content, &unit["kind"], "note");
        body["cycle"] = json!(cycle);
        body["organisation"] = unit["id"].clone();
        let report = id(&head.post("/v1/reports", &body).await.ok());
        head.step(&format!("/v1/reports/{report}/submission")).await.ok();
        let mut found = values(dice, content, &unit["kind"], "reason");
        found["adjustments"] = adjustments(dice);
        world.standing.put(&format!("/v1/reports/{report}/verification"), "\"2\"", &found).await.ok();
        reports.push(report);
    }
    for report in &reports {
        world.standing.step(&format!("/v1/reports/{report}/finalisation")).await.ok();
    }
    reports.len()
}

/// The verifier's output for some receipts, and whether it agrees.
pub(crate) fn verify(receipts: &[String]) -> (bool, String) {
    let mut file = tempfile::NamedTempFile::new().expect("a file");
    file.write_all(receipts.join("\n").as_bytes()).expect("written");
    let program = concat!(env!("CARGO_MANIFEST_DIR"), "/../verify/verify.py");
    let run = Command::new("python3").arg(program).arg(file.path()).output().expect("python3 is installed");
    let said = String::from_utf8_lossy(&run.stdout).into_owned() + &String::from_utf8_lossy(&run.stderr);
    assert!(run.status.code() == Some(0) || run.status.code() == Some(1), "{said}");
    (run.status.success(), said)
}

/// A table is read in parts, and has every unit of its board with the values of its own page, also across parts.
async fn tables_have_every_unit(world: &World, year: &str) {
    let cycle = world.cycle(year);
    let release = world.standing.post(&format!("/v1/cycles/{cycle}/releases"), &json!({})).await.ok();
    let (public, mut longest) = (world.service.anybody(), 0);
    for board in release["boards"].as_array().expect("boards") {
        let path = format!("/v1/public/boards/{}", board["board"].as_str().expect("a board"));
        let standings = public.get(&path).await.ok()["standings"].as_array().expect("standings").clone();
        let table = public.get(&format!("{path}/table.csv")).await.bytes;
        let mut table = csv::Reader::from_reader(table.as_slice());
        let rows: Vec<csv::StringRecord> = table.records().collect::<Result<_, _>>().expect("a table");
        assert_eq!(rows.len(), standings.len());
        for (row, standing) in rows.iter().zip(&standings) {
            assert_eq!(row.get(3), standing["organisation"].as_str());
            let unit = public.get(standing["href"].as_str().expect("an address")).await.ok();
            assert_eq!(row.get(6), unit["kind"].as_str(), "the kind stands on the unit's own page only");
        }
        longest = rows.len().max(longest);
    }
    assert!(PART < longest, "{longest} units are one part");
}

/// Rules S04, L24, L26, L27: every score of a random cycle is recomputed with the same result, and a changed digit is
/// detected.
pub(crate) async fn s04_l24_l26_l27_every_score_can_be_computed_again_by_outsiders(engine: Engine) {
    let world = World::new(Service::start(engine).await).await;
    for (place, unit) in world.units.values().take(UNITS_EACH * HEADS.len()).enumerate() {
        let grant = json!({"role": "UNIT_HEAD", "organisation": unit["id"]});
        let account = &world.accounts[HEADS[place / UNITS_EACH]];
        let granted = world.admin.post(&format!("/v1/accounts/{account}/grants"), &grant).await;
        assert!(granted.status < 300 || granted.status == 409, "{}", granted.text);
    }
    let mut dice = Dice(2026);
    let mut count = 0;
    for year in ["2022", "2023", "2024"] {
        count += play(&world, year, &mut dice).await;
    }
    assert_eq!(count, 3 * UNITS_EACH * HEADS.len());

    let mut receipts = Vec::new();
    for report in all(&world.auditor, "/v1/reports?state=FINAL").await {
        let receipt = world.auditor.get(&format!("/v1/reports/{}/scorecard/receipt", id(&report))).await;
        receipt.ok();
        receipts.push(receipt.text);
    }
    assert_eq!(receipts.len(), count);
    let (agrees, said) = verify(&receipts);
    assert!(agrees, "{}", said.chars().take(2_000).collect::<String>());
    assert!(said.contains(&format!("{count} scores computed again, 0 mismatches")), "{said}");

    // A checker is trusted only after it has failed on a planted fault: one changed digit at each of several places.
    let planted = |alter: &dyn Fn(&mut Value)| {
        let mut receipt: Value = serde_json::from_str(&receipts[0]).expect("a receipt");
        alter(&mut receipt);
        let (agrees, said) = verify(&[receipt.to_string()]);
        assert!(!agrees, "{said}");
    };
    let raise = |value: &mut Value| {
        let number = format!("{:.2}", value.as_f64().expect("a number")).replace('.', "");
        *value = points(number.parse::<i64>().expect("hundredths") + 1);
    };
    planted(&|receipt| raise(&mut receipt["scorecard"]["total"]));
    planted(&|receipt| raise(&mut receipt["scorecard"]["points"]));
    planted(&|receipt| raise(&mut receipt["scorecard"]["applicablePoints"]));
    planted(&|receipt| raise(&mut receipt["scorecard"]["bonus"]));
    planted(&|receipt| raise(&mut receipt["scorecard"]["lines"][1]["points"]));
    planted(&|receipt| raise(&mut receipt["criteria"][1]["maxPoints"]));
    planted(&|receipt| receipt["scorecard"]["band"] = "OTHER".into());
    tables_have_every_unit(&world, "2024").await;
    world.service.stop().await;
}
