//! Results that are computed from other official results (rule M05): a review of the years without reports of its own, what
//! lies below a unit, and growth.

use e2e::Engine;
use serde_json::{Value, json};

use crate::base::client::Person;
use crate::base::service::Service;
use crate::base::world::{self, World, id};
use crate::reporting::tree_receipt::{bent_board_again, board_again};

fn text(words: &str) -> Value {
    json!({"vi": words, "en": words})
}

fn document(number: &str) -> Value {
    json!({"number": number, "date": "2024-03-01", "issuer": "UBND tỉnh", "title": "Tổng kết phong trào thi đua"})
}

fn to(at: i64) -> Value {
    json!({"at": at, "included": true})
}

/// Points in proportion to a value of at most 100.
fn leaf(code: &str, full: i64, value: &Value, absence: &str) -> Value {
    json!({"code": code, "name": text(code), "source": "Mục IV", "full": full, "absence": absence, "value": value,
        "curve": [{"to": {"at": 0, "included": false}, "step": 0}, {"to": to(100), "line": [0, full]}, {"step": full}]})
}

fn model(children: &Value) -> Value {
    json!({"scale": 100, "rounding": {"mode": "CUT", "decimals": 2, "at": "LEAVES_AND_ROOT"},
        "main": {"code": "ROOT", "name": text("Tổng điểm"), "children": children}})
}

/// Most points for the mean of both years, the rest for the better one and for the communes, if there are any.
fn review() -> Value {
    let years = json!(["2023", "2024"]);
    model(&json!([
        leaf("MEAN", 80, &json!({"derived": {"cycles": years, "combine": "MEAN"}}), "UNSCORED"),
        leaf("BEST", 20, &json!({"derived": {"cycles": years, "combine": "BEST", "best": 1}}), "NOT_APPLICABLE"),
        leaf("BELOW", 10, &json!({"rollUp": {"group": "COMMUNE", "form": "MEAN", "partial": true}}), "NOT_APPLICABLE"),
    ]))
}

async fn enter(world: &World, kind: &str, model: &Value) -> crate::base::client::Answer {
    let campaign = id(&world::all(&world.standing, "/v1/campaigns").await[0]);
    let body = json!({"campaign": campaign, "cycleKind": kind, "audience": "DISTRICT", "content": {"model": model}});
    world.standing.post("/v1/criteria-sets", &body).await
}

async fn issue(world: &World, kind: &str) {
    for (number, set) in
        world::all(&world.standing, &format!("/v1/criteria-sets?cycleKind={kind}")).await.into_iter().enumerate()
    {
        if set["state"] == "PROVISIONAL" {
            let body = json!({"document": document(&format!("{}/QĐ-STTTT", 70 + number))});
            world.standing.post(&format!("/v1/criteria-sets/{}/publication", id(&set)), &body).await.ok();
        }
    }
}

/// A unit's report, final: every criterion of the plan's set with one numerator of a hundred.
async fn settled(world: &World, head: &Person, cycle: &str, unit: &str, hundredths: i64) -> String {
    let mut figures = world::figures();
    for figure in figures.as_array_mut().expect("figures") {
        figure["numerator"] = hundredths.into();
        figure["denominator"] = 100.into();
    }
    let body = json!({"cycle": cycle, "organisation": unit, "figures": figures});
    let report = id(&head.post("/v1/reports", &body).await.ok());
    head.step(&format!("/v1/reports/{report}/submission")).await.ok();
    world.standing.step(&format!("/v1/reports/{report}/verification-as-declared")).await.ok();
    world.standing.step(&format!("/v1/reports/{report}/finalisation")).await.ok();
    report
}

async fn publish(world: &World, cycle: &str, body: Value) -> crate::base::client::Answer {
    world.standing.post(&format!("/v1/cycles/{cycle}/releases"), &body).await
}

async fn district(world: &World, cycle: &str) -> Value {
    world.service.anybody().get(&format!("/v1/public/cycles/{cycle}/boards/DISTRICT")).await.ok()
}

/// Rules M05, S16, S17, S35: a final review is computed from the years: nobody reports, a missing year is said and never
/// zero, each result can be found where it was published, and commendations rest on it.
pub(crate) async fn m05_s17_a_final_review_is_computed_from_the_years(engine: Engine) {
    let world = World::new(Service::start(engine).await).await;
    let unknown = enter(&world, "FINAL", &review().to_string().replace("2023", "1999").parse().expect("JSON")).await;
    let place = |leaf: usize| format!("/content/model/main/children/{leaf}/value/derived/cycles/0 CYCLE_UNFIT M05");
    assert_eq!(unknown.violations(), [place(0), place(1)]);
    let zero = review().to_string().replace("UNSCORED", "ZERO").parse().expect("JSON");
    let refused = enter(&world, "FINAL", &zero).await;
    assert_eq!(refused.violations(), ["/content/model/main/children/0/absence ABSENCE_UNFIT M05"]);
    let set = enter(&world, "FINAL", &review()).await.ok();
    assert_eq!(set["model"]["main"]["children"][0]["value"]["derived"]["cycles"], json!(["2023", "2024"]));
    let path = format!("/v1/criteria-sets/{}", id(&set));
    let edited = world.standing.put(&path, "\"1\"", &json!({"model": set["model"]})).await.ok();
    assert_eq!(edited["model"], set["model"], "what is shown can be sent again");
    issue(&world, "FINAL").await;

    // Kế Sách has a result of both years, the other district of one.
    let (first, second) = (world.open("2023").await, world.open("2024").await);
    let early = settled(&world, &world.head, &first, &world.unit, 80).await;
    publish(&world, &first, json!({})).await.ok();
    settled(&world, &world.head, &second, &world.unit, 90).await;
    settled(&world, &world.stranger, &second, &world.other, 100).await;

    let review = world.cycle("final").to_owned();
    let order = json!({"document": document("215/KH-UBND"), "signer": "Chủ tịch UBND tỉnh"});
    let opening = format!("/v1/cycles/{review}/opening");
    let undated = world.standing.post(&opening, &json!({"order": order})).await;
    assert_eq!(undated.violations(), ["/dueDate DUE_DATE_MISSING S27"], "departments and communes report");
    let opened = world.standing.post(&opening, &json!({"dueDate": "2024-04-15", "order": order})).await.ok();
    let derived: Vec<&Value> =
        opened["criteria"].as_array().expect("bindings").iter().map(|one| &one["derived"]).collect();
    assert_eq!(derived, [&json!(false), &json!(true), &json!(false)]);

    let drafted = world.editor.post("/v1/reports", &json!({"cycle": review, "organisation": world.unit})).await;
    assert_eq!((drafted.problem(), drafted.rule().as_str()), ((409, "RESULT_DERIVED".to_owned()), "M05"));
    let more = json!({"cycle": review, "organisation": world.unit, "untilDate": "2024-05-01", "reason": "Bảo trì"});
    let more = world.head.post("/v1/extensions", &more).await;
    assert_eq!((more.problem(), more.rule().as_str()), ((409, "RESULT_DERIVED".to_owned()), "M05"));
    let due = world::all(&world.standing, &format!("/v1/cycles/{review}/due-reports?group=DISTRICT")).await;
    assert_eq!(due, Vec::<Value>::new(), "nobody owes a report");
    let trial = json!({"group": "DISTRICT", "content": {"model": set["model"]}});
    let trial = world.standing.post(&format!("/v1/cycles/{review}/simulations"), &trial).await;
    assert_eq!(trial.problem(), (409, "RESULT_DERIVED".to_owned()));

    let waiting = publish(&world, &review, json!({})).await;
    assert_eq!((waiting.problem(), waiting.rule().as_str()), ((409, "OFFICIAL_RESULTS_MISSING".to_owned()), "M05"));
    assert!(waiting.text.contains("2024") && !waiting.text.contains("2023"), "{}", waiting.text);
    let body = json!({"cycle": review, "organisation": world.unit, "occasion": "FINAL", "dossier": world::collective("Tổ tin học")});
    let nomination = id(&world.standing.post("/v1/nominations", &body).await.ok());
    for noun in ["submission", "receipt"] {
        world.step(&world.standing, &nomination, noun, json!({})).await.ok();
    }
    let barred = world.step(&world.standing, &nomination, "forwarding", json!({})).await;
    assert_eq!((barred.problem().0, barred.rule().as_str()), (409, "S35"), "the review has no result yet");

    publish(&world, &second, json!({})).await.ok();
    let released = publish(&world, &review, json!({})).await.ok();
    assert_eq!((&released["number"], released["boards"].as_array().map(Vec::len)), (&json!(1), Some(1)));
    let again = publish(&world, &review, json!({"reason": "Công bố lại"})).await;
    assert_eq!(again.problem(), (409, "NOTHING_TO_PUBLISH".to_owned()));

    let board = district(&world, &review).await;
    let standings = board["standings"].as_array().expect("standings");
    let of = |unit: &str| standings.iter().find(|one| one["organisation"] == *unit).expect("a standing").clone();
    let own = of(&world.unit);
    // The plan's rule gives full points from the target on, so the totals of the years are read from their boards.
    let total = |board: &Value| {
        let units = board["standings"].as_array().expect("standings").clone();
        let unit = units.into_iter().find(|one| one["organisation"] == world.unit.as_str()).expect("a standing");
        unit["total"].as_f64().expect("a total")
    };
    let (before, after) = (total(&district(&world, &first).await), total(&district(&world, &second).await));
    let cut = |points: f64| (points * 100.0 + 1e-6).floor() / 100.0;
    let expected = cut(cut((before + after) / 2.0 * 0.8) + cut(after * 0.2));
    assert_eq!((&own["rank"], own["total"].as_f64()), (&json!(1), Some(expected)), "{before} and {after}");
    let other = of(&world.other);
    assert_eq!((other.get("rank"), other.get("total"), &other["late"]), (None, None, &json!(false)));
    let page = world.service.anybody().get(own["href"].as_str().expect("an address")).await.ok();
    let sources = page["lines"][0]["step"]["sources"].as_array().expect("sources").clone();
    assert_eq!(
        sources.iter().map(|one| (&one["cycleCode"], &one["releaseNumber"])).collect::<Vec<_>>(),
        [(&json!("2023"), &json!(1)), (&json!("2024"), &json!(1))]
    );
    let said = page["lines"][0]["explanation"]["vi"].as_str().expect("a sentence");
    assert!(said.starts_with("Trung bình cộng tổng điểm (2023: "), "{said}");
    assert_eq!(page["lines"][2]["applicability"], "NOT_APPLICABLE", "no commune has a result of the review");
    let lacking = world.service.anybody().get(other["href"].as_str().expect("an address")).await.ok();
    let said = lacking["lines"][0]["explanation"]["vi"].as_str().expect("a sentence");
    assert!(said.contains("2023: không có kết quả"), "{said}");
    let summary = world.service.anybody().get(&format!("/v1/public/boards/{}/summary", id_of(&board))).await.ok();
    assert_eq!((&summary["unitsOwing"], &summary["notReported"]), (&json!(0), &json!([])));
    assert_eq!(summary["criteria"].as_array().map(Vec::len), Some(3));
    let told = board_again(&world.service, &format!("/v1/public/boards/{}", id_of(&board))).await;
    assert!(told.contains(", 0 mismatches"), "{told}");
    // Outsiders find a result that is not the one that was published, and one that is left out.
    let address = format!("/v1/public/boards/{}", id_of(&board));
    for bent in [
        "sources[0]['value'] = '1/1'",
        "sources[1]['value'] = '1/1'",
        "sources[0]['releaseNumber'] = 9",
        "del sources[0]",
    ] {
        let told = bent_board_again(&world.service, &address, bent).await;
        assert!(told.contains(" mismatches") && !told.contains(", 0 mismatches"), "{bent}: {told}");
    }

    // The commendation goes on, with the review's result; the achievement is suggested from it.
    let prefill = world.standing.get(&format!("/v1/nominations/{nomination}/prefill")).await.ok();
    assert_eq!((prefill["total"].as_f64(), prefill.get("report")), (Some(expected), None));
    for (person, noun, body) in [
        (&world.standing, "forwarding", json!({})),
        (&world.appraisal, "appraisal", json!({"eligible": true})),
        (&world.appraisal, "opinion", json!({"inFavour": true, "text": "Thống nhất"})),
        (&world.appraisal, "presentation", json!({})),
    ] {
        world.step(person, &nomination, noun, body).await.ok();
    }
    world.decision.post("/v1/decisions", &world::decision(403, &[&nomination])).await.ok();

    let cancelled = world.standing.post(&format!("/v1/cycles/{review}/cancellation"), &json!({"reason": "Thử"})).await;
    assert_eq!(cancelled.problem(), (409, "CYCLE_HAS_FILINGS".to_owned()), "results are public");
    let template = world.standing.get(&format!("/v1/criteria-sets/{}/template?cycle={review}", id(&set))).await;
    assert_eq!(template.problem(), (409, "RESULT_DERIVED".to_owned()));

    // A correction of a year changes no published byte of the review, and enters its next release.
    let figures = json!([{"criterion": "H1", "numerator": 10, "denominator": 100, "reason": "Kết luận kiểm tra"},
        {"criterion": "H2", "numerator": 80, "denominator": 100}, {"criterion": "H3", "numerator": 80, "denominator": 100}]);
    let correction = json!({"reason": "Kết luận kiểm tra số 12", "verification": {"figures": figures}});
    world.standing.post(&format!("/v1/reports/{early}/correction"), &correction).await.ok();
    publish(&world, &first, json!({"reason": "Đính chính năm 2023"})).await.ok();
    assert_eq!(district(&world, &review).await, board);
    let corrected = publish(&world, &review, json!({"reason": "Tính lại sau đính chính năm 2023"})).await.ok();
    assert_eq!((&corrected["number"], &corrected["status"]), (&json!(2), &json!("CORRECTED")));
    let renewed = district(&world, &review).await;
    assert!(total(&renewed) < expected);
    let told = board_again(&world.service, &format!("/v1/public/boards/{}", id_of(&renewed))).await;
    assert!(told.contains(", 0 mismatches"), "{told}");
    world.service.stop().await;
}

fn id_of(board: &Value) -> String {
    board["head"]["board"].as_str().expect("a board").to_owned()
}

/// Rule M05, shape e: a year is measured against the one before, also by a unit's list of criteria of then; a unit without
/// a result of that year keeps its other points, and outsiders compute both again.
pub(crate) async fn m05_growth_is_measured_against_the_year_before(engine: Engine) {
    let world = World::new(Service::start(engine).await).await;
    let first = world.open("2023").await;
    settled(&world, &world.head, &first, &world.unit, 40).await;
    let ratio = json!({"ratio": {"numerator": text("đã làm"), "denominator": text("phải làm"), "zero": "NOT_APPLICABLE",
        "mayExceedOne": false, "per": 100}});
    let mut share = leaf("H1", 50, &ratio, "ZERO");
    share.as_object_mut().expect("an object").remove("absence");
    let growth = json!({"growth": {"figure": "H1", "since": "2023", "form": "DIFFERENCE"}});
    let model = model(&json!([share, leaf("GROW", 50, &growth, "NOT_APPLICABLE")]));
    enter(&world, "ANNUAL", &model).await.ok();
    let second = world.open("2024").await;
    let hand_in = async |head: &Person, unit: &str, numerator: i64| {
        let figures = json!([{"criterion": "H1", "numerator": numerator, "denominator": 200}]);
        let body = json!({"cycle": second, "organisation": unit, "figures": figures});
        let report = id(&head.post("/v1/reports", &body).await.ok());
        head.step(&format!("/v1/reports/{report}/submission")).await.ok();
        world.standing.step(&format!("/v1/reports/{report}/verification-as-declared")).await.ok();
        report
    };
    let own = hand_in(&world.head, &world.unit, 130).await;
    let other = hand_in(&world.stranger, &world.other, 130).await;
    let card = world.head.get(&format!("/v1/reports/{own}/scorecard")).await.ok();
    assert_eq!(card["lines"][1]["applicability"], "PENDING");
    let finalise = async |report: &str| world.standing.step(&format!("/v1/reports/{report}/finalisation")).await;
    let early = finalise(&own).await;
    assert_eq!((early.problem(), early.rule().as_str()), ((409, "OFFICIAL_RESULTS_MISSING".to_owned()), "M05"));
    publish(&world, &first, json!({})).await.ok();
    finalise(&own).await.ok();
    finalise(&other).await.ok();
    publish(&world, &second, json!({})).await.ok();
    let board = district(&world, &second).await;
    let totals: Vec<(&Value, &Value)> = board["standings"]
        .as_array()
        .expect("standings")
        .iter()
        .map(|one| (&one["organisation"], &one["total"]))
        .collect();
    // 65 % gives 32.5 of 50; 25 points more than 40 % give 12.5 of 50. Without a year before, 32.5 of 50 is 65.
    let (own_unit, other_unit) = (json!(world.unit), json!(world.other));
    assert_eq!(totals, [(&other_unit, &json!(65.0)), (&own_unit, &json!(45.0))]);
    let told = board_again(&world.service, &format!("/v1/public/boards/{}", id_of(&board))).await;
    assert!(told.contains("2 scores computed again, 0 mismatches"), "{told}");
    let met = "sources[0]['met'] = not sources[0]['met']";
    let told = bent_board_again(&world.service, &format!("/v1/public/boards/{}", id_of(&board)), met).await;
    assert!(told.contains("['met']") && !told.contains(", 0 mismatches"), "{told}");
    let trial = json!({"group": "DISTRICT", "content": {"model": model}});
    let trial = world.standing.post(&format!("/v1/cycles/{second}/simulations"), &trial).await.ok();
    assert_eq!((&trial["units"], &trial["moves"]), (&json!(2), &json!(0)), "an unchanged set moves nobody");
    world.service.stop().await;
}
