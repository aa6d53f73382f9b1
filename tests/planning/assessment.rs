//! An assessment year: issued criteria sets, provisional scores, explanations, extensions, filings, corrections.

use chrono::TimeDelta;
use e2e::Engine;
use serde_json::{Value, json};

use crate::base::client::Person;
use crate::base::service::Service;
use crate::base::world::{self, World, id, sign_in};

fn document() -> Value {
    json!({"number": "12/QĐ-STTTT", "date": "2024-01-10", "issuer": "Sở Thông tin và Truyền thông",
        "title": "Ban hành bộ tiêu chí"})
}

async fn campaign(world: &World) -> String {
    id(&world::all(&world.standing, "/v1/campaigns").await[0])
}

/// Creates the district set of `world::criteria`.
async fn draw_up(world: &World) -> Value {
    let body = json!({"campaign": campaign(world).await, "cycleKind": "ANNUAL", "audience": "DISTRICT",
        "content": world::criteria()});
    world.standing.post("/v1/criteria-sets", &body).await.ok()
}

async fn open(world: &World, days: Option<i64>) -> String {
    world.issue_sets().await;
    let cycle = world.cycle("2024").to_owned();
    let body = json!({"dueDate": "2024-11-30", "explanationDays": days});
    world.standing.post(&format!("/v1/cycles/{cycle}/opening"), &body).await.ok();
    cycle
}

fn content() -> Value {
    json!({
        "figures": [
            {"criterion": "H1", "numerator": 812, "denominator": 1000, "secretExcluded": true},
            {"criterion": "L1", "numerator": 45, "denominator": 50},
        ],
        "answers": [
            {"criterion": "K1", "count": 4}, {"criterion": "K2", "count": 2}, {"criterion": "C1", "choice": "CHIEF"},
            {"criterion": "M1", "points": 8.5}, {"criterion": "Z1", "notApplicable": "Chưa có dự án"},
        ],
        "narrative": "Năm 2024 đơn vị số hóa toàn bộ hồ sơ",
    })
}

fn found() -> Value {
    json!({
        "figures": [
            {"criterion": "H1", "numerator": 812, "denominator": 1000},
            {"criterion": "L1", "numerator": 45, "denominator": 50},
        ],
        "answers": [
            {"criterion": "K1", "count": 3, "reason": "Một cuộc họp không có biên bản"}, {"criterion": "K2", "count": 2},
            {"criterion": "C1", "choice": "CHIEF"}, {"criterion": "M1", "points": 8.5},
            {"criterion": "Z1", "notApplicable": "Chưa có dự án"},
        ],
        "adjustments": [{"line": "LATE", "points": 2, "ground": {"url": "https://example.org/bien-ban"}}],
    })
}

/// Submits a district's report by `world::criteria`.
async fn hand_in(person: &Person, cycle: &str, unit: &str) -> String {
    let mut body = content();
    body["cycle"] = cycle.into();
    body["organisation"] = unit.into();
    let report = id(&person.post("/v1/reports", &body).await.ok());
    person.step(&format!("/v1/reports/{report}/submission")).await.ok();
    report
}

async fn verify(person: &Person, report: &str, body: &Value) -> crate::base::client::Answer {
    let path = format!("/v1/reports/{report}");
    let tag = person.get(&path).await.header("etag");
    person.put(&format!("{path}/verification"), &tag, body).await
}

/// Rules S24, L26, L28: a set is checked as a whole, edited until a cycle is bound to it, and never after.
pub(crate) async fn s24_l26_l28_a_set_is_checked_bound_and_never_changed_again(engine: Engine) {
    let world = World::new(Service::start(engine).await).await;
    let campaign = campaign(&world).await;
    let mut broken = world::criteria();
    broken["pointsTotal"] = 100.into();
    broken["criteria"][1]["code"] = "H1".into();
    broken["criteria"][2]["count"]["rungs"] = json!([]);
    broken["criteria"][3]["count"]["rule"] = "LINEAR".into();
    broken["criteria"][4]["choice"]["options"][0]["points"] = 6.into();
    broken["grading"]["bands"][1]["from"] = 60.into();
    broken["grading"]["bonusCap"] = 0.into();
    let body = |content: &Value| json!({"campaign": campaign, "cycleKind": "ANNUAL", "audience": "DISTRICT", "content": content});
    let refused = world.standing.post("/v1/criteria-sets", &body(&broken)).await;
    assert_eq!(
        refused.violations(),
        [
            "/content/criteria/1 CRITERION_UNSOUND",
            "/content/criteria/2/count/rungs RUNGS_UNSOUND",
            "/content/criteria/3/count/pointsEach CRITERION_UNSOUND",
            "/content/criteria/3/count/rule RULE_UNFIT",
            "/content/criteria/4/choice/options OPTIONS_UNSOUND",
            "/content/pointsTotal POINTS_DO_NOT_ADD_UP",
            "/content/grading/bands BANDS_UNSOUND L26",
            "/content/grading/bonusCap CAP_UNSOUND L27",
        ]
    );
    assert_eq!(refused.status, 422);
    let mut unclear = world::criteria();
    unclear["criteria"][0]["category"] = "OTHER".into();
    let refused = world.standing.post("/v1/criteria-sets", &body(&unclear)).await;
    assert_eq!((refused.status, refused.violations()), (400, vec!["/content/criteria/0 MEASURE_UNCLEAR".to_owned()]));
    unclear["criteria"][0]["maxPoints"] = json!(10.001);
    let refused = world.standing.post("/v1/criteria-sets", &body(&unclear)).await;
    assert_eq!(
        (refused.status, refused.violations()),
        (422, vec!["/content/criteria/0/maxPoints DECIMALS_TOO_MANY".to_owned()])
    );
    assert_eq!(world.head.post("/v1/criteria-sets", &body(&world::criteria())).await.rule(), "S24");

    // Rules S10, S11: an enterprise's field chooses one criterion, not two.
    let text = json!({"vi": "Làm chủ công nghệ số", "en": "Master digital technology"});
    let twin = |code: &str| json!({"code": code, "name": text, "source": "IV.1.d", "maxPoints": 0, "category": "IT"});
    let words = json!({"scale": 100, "pointsTotal": 0, "criteria": [twin("D1"), twin("D2")],
        "grading": {"bands": [], "lines": [], "bonusCap": 0, "penaltyCap": 0, "mayExceedScale": false}});
    let enterprises = json!({"campaign": campaign, "cycleKind": "ANNUAL", "audience": "ENTERPRISE", "content": words});
    let refused = world.standing.post("/v1/criteria-sets", &enterprises).await;
    assert_eq!(refused.violations(), ["/content/criteria/1/category CATEGORY_UNFIT S10"]);

    let set = draw_up(&world).await;
    assert_eq!((&set["version"], &set["state"], &set["pointsTotal"]), (&json!(2), &json!("PROVISIONAL"), &json!(60.0)));
    let path = format!("/v1/criteria-sets/{}", id(&set));
    let mut content = world::criteria();
    content["scale"] = 1000.into();
    let edited = world.standing.put(&path, "\"1\"", &content).await.ok();
    assert_eq!((&edited["scale"], &edited["revision"]), (&json!(1000.0), &json!(2)));
    assert_eq!(world.standing.put(&path, "\"1\"", &content).await.problem(), (412, "STALE".to_owned()));

    let cycle = open(&world, None).await;
    let bound = world.standing.get(&format!("/v1/cycles/{cycle}")).await.ok();
    let district =
        bound["criteria"].as_array().expect("bindings").iter().find(|one| one["group"] == "DISTRICT").cloned();
    assert_eq!(district.expect("a binding")["criteriaSet"], set["id"], "the newest version");
    let tag = world.standing.get(&path).await.header("etag");
    let refused = world.standing.put(&path, &tag, &content).await;
    assert_eq!((refused.problem(), refused.rule()), ((409, "CRITERIA_SET_BOUND".to_owned()), "L28".to_owned()));
    let again = world.standing.post(&format!("{path}/publication"), &json!({"document": document()})).await;
    assert_eq!(again.problem(), (409, "CRITERIA_SET_PUBLISHED".to_owned()));
    world.service.stop().await;
}

/// Rules L22, L23, L24, L26, L27.
pub(crate) async fn l22_l23_l27_a_unit_sees_contests_and_gets_an_answer_before_its_score_is_final(engine: Engine) {
    let world = World::new(Service::start(engine).await).await;
    draw_up(&world).await;
    let cycle = open(&world, Some(5)).await;
    let report = hand_in(&world.head, &cycle, &world.unit).await;
    let other = hand_in(&world.stranger, &cycle, &world.other).await;
    let path = format!("/v1/reports/{report}");

    let mut wrong = found();
    wrong["answers"][0]["reason"] = Value::Null;
    wrong["answers"][3]["points"] = json!(10.01);
    wrong["adjustments"][0]["points"] = json!(6);
    wrong["adjustments"][0]["ground"] = json!({"title": "Biên bản"});
    assert_eq!(
        verify(&world.standing, &report, &wrong).await.violations(),
        [
            "/answers/3/points POINTS_OUT_OF_RANGE L22",
            "/answers/0/reason REASON_MISSING L22",
            "/answers/3/reason REASON_MISSING L22",
            "/adjustments/0/ground CITATION_INCOMPLETE L27",
            "/adjustments/0/points POINTS_OUT_OF_RANGE L27",
        ]
    );
    verify(&world.standing, &report, &found()).await.ok();
    let hidden = world.head.get(&path).await.ok();
    assert_eq!(
        (&hidden["verified"], &hidden["verifiedAnswers"], &hidden["adjustments"]),
        (&json!([]), &json!([]), &json!([]))
    );
    let early = world.standing.step(&format!("{path}/finalisation")).await;
    assert_eq!((early.problem().1, early.rule()), ("EXPLANATION_DUE".to_owned(), "L23".to_owned()));
    // L1 compares units, and the other unit is not verified yet.
    assert_eq!(world.standing.step(&format!("{path}/provisional-release")).await.problem().1, "BEST_UNKNOWN");
    let mut better = found();
    better["figures"][1] = json!({"criterion": "L1", "numerator": 48, "denominator": 50, "reason": "Bổ sung"});
    verify(&world.standing, &other, &better).await.ok();
    let shown = world.standing.step(&format!("{path}/provisional-release")).await.ok();
    assert_eq!(shown["state"], "EXPLANATION_OPEN");

    // 10 + 45/48 of 10 + 15 + 3 + 5 + 8.5 of 60 points = 50.87; 84.78 of 100, minus 2; Z1 does not apply.
    let card = world.head.get(&format!("{path}/scorecard")).await.ok();
    assert_eq!(
        (&card["basis"], &card["points"], &card["total"]),
        (&json!("PROVISIONAL"), &json!(50.87), &json!(82.78))
    );
    assert_eq!((&card["penalty"], &card["band"]), (&json!(2.0), &json!("GOOD")));
    let line = &card["lines"][1];
    assert_eq!((&line["best"]["numerator"], &line["points"], &line["met"]), (&json!(48), &json!(9.37), &json!(true)));
    assert_eq!(card["lines"][6]["applicability"], "NOT_APPLICABLE");
    let seen = world.head.get(&path).await.ok();
    assert_eq!(seen["verifiedAnswers"][0]["reason"], "Một cuộc họp không có biên bản");
    assert!(seen["total"].is_null(), "provisional is not official");

    let explanation =
        json!({"criterion": "K1", "text": "Có biên bản số 5", "evidence": [{"url": "https://example.org/5"}]});
    let explain = |body: Value| async { world.head.post(&format!("{path}/explanations"), &{ body }).await };
    assert_eq!(
        explain(json!({"criterion": "H3", "text": "?"})).await.violations(),
        ["/criterion CRITERION_UNKNOWN S02"]
    );
    explain(explanation.clone()).await.ok();
    assert_eq!(explain(explanation).await.violations(), ["/criterion EXPLAINED_ALREADY L23"]);
    world.service.running().clock().pass(TimeDelta::days(6));
    let (head, standing) = (sign_in(&world.service, "head").await, sign_in(&world.service, "standing").await);
    let late = head.post(&format!("{path}/explanations"), &json!({"criterion": "K2", "text": "Muộn"})).await;
    assert_eq!((late.problem(), late.rule()), ((409, "EXPLANATION_CLOSED".to_owned()), "L23".to_owned()));
    assert!(late.json()["detail"].as_str().expect("a detail").contains("T17:00:00Z"), "{}", late.text);
    assert_eq!(standing.step(&format!("{path}/finalisation")).await.problem().1, "EXPLANATION_UNANSWERED");
    let answer = json!({"text": "Chấp nhận", "count": 4});
    let answered = standing.post(&format!("{path}/explanations/K1/answer"), &answer).await.ok();
    assert_eq!(answered["explanations"][0]["answer"]["accepted"], true);
    let again = standing.post(&format!("{path}/explanations/K1/answer"), &answer).await;
    assert_eq!(again.violations(), ["/criterion NOTHING_TO_ANSWER L23"]);
    let done = standing.step(&format!("{path}/finalisation")).await.ok();
    assert_eq!((&done["state"], &done["total"]), (&json!("FINAL"), &json!(91.11)), "20 instead of 15 points for K1");
    world.service.stop().await;
}

/// Rules S27, L19: an extension is requested, and decided by another person; the due date stays, and nothing is locked.
pub(crate) async fn s27_extensions_are_a_ledger_and_the_due_date_stays(engine: Engine) {
    let world = World::new(Service::start(engine).await).await;
    let cycle = world.open("2024").await;
    let due = |query: &'static str| {
        let path = format!("/v1/cycles/{cycle}/due-reports?group=DISTRICT{query}");
        let auditor = world.auditor.clone();
        async move { world::all(&auditor, &path).await }
    };
    // The service's clock is after 30 November 2024.
    assert_eq!(due("&due=OVERDUE").await.len(), 11);
    let ask =
        |until: &str| json!({"cycle": cycle, "organisation": world.unit, "untilDate": until, "reason": "Bảo trì"});
    let refused = world.head.post("/v1/extensions", &ask("2024-11-30")).await;
    assert_eq!(refused.violations(), ["/untilDate UNTIL_OUT_OF_RANGE"]);
    let far = world.head.post("/v1/extensions", &ask(&world::ahead(367))).await;
    assert_eq!(far.violations(), ["/untilDate UNTIL_OUT_OF_RANGE"], "not beyond a year from now");
    let until = world::ahead(30);
    let asked = world.head.post("/v1/extensions", &ask(&until)).await.ok();
    assert_eq!(world.head.post("/v1/extensions", &ask(&world::ahead(31))).await.problem().1, "EXTENSION_WAITS");
    let path = format!("/v1/extensions/{}", id(&asked));
    assert_eq!(world.stranger.get(&path).await.status, 404);
    let decision = json!({"granted": true, "reason": "Có xác nhận của đơn vị vận hành"});
    assert_eq!(world.appraisal.post(&format!("{path}/decision"), &decision).await.status, 403);
    // A person with both roles may request but not decide (L19).
    let both = &world.accounts["head"];
    let agency = id(&world.units[world::AGENCY]);
    let grant = json!({"role": "STANDING_AGENCY", "organisation": agency});
    world.admin.post(&format!("/v1/accounts/{both}/grants"), &grant).await.ok();
    assert_eq!(world.head.post(&format!("{path}/decision"), &decision).await.rule(), "L19");
    let granted = world.standing.post(&format!("{path}/decision"), &decision).await.ok();
    assert_eq!((&granted["state"], &granted["number"]), (&json!("GRANTED"), &json!(1)));
    let waiting = due("&due=WAITING").await;
    assert_eq!((waiting.len(), due("&due=OVERDUE").await.len()), (1, 10), "more time moves one line");
    assert_eq!((&waiting[0]["organisation"], waiting[0].get("state")), (&json!(world.unit), None));
    assert_eq!(world.standing.post(&format!("{path}/decision"), &decision).await.problem().1, "EXTENSION_DECIDED");

    let report = world.draft(&cycle).await;
    let filed = world.head.step(&format!("/v1/reports/{report}/submission")).await.ok();
    assert_eq!((&filed["late"], &filed["filings"][0]["punctuality"]), (&json!(false), &json!("WITHIN_EXTENSION")));
    let other = hand_in_late(&world, &cycle).await;
    assert_eq!((&other["late"], &other["filings"][0]["punctuality"]), (&json!(true), &json!("LATE")));
    let own = due("&due=FILED").await;
    assert_eq!(own.len(), 2);
    let line = own.iter().find(|line| line["organisation"] == world.unit.as_str()).expect("the unit's line");
    assert_eq!((&line["dueDate"], &line["extendedUntilDate"]), (&json!("2024-11-30"), &json!(until)));
    let unit = world.editor.get(&format!("/v1/cycles/{cycle}/due-reports")).await.ok();
    assert_eq!(unit["items"].as_array().map(Vec::len), Some(1), "a unit sees its own line");
    assert_eq!(unit["items"][0], *line, "as everybody else sees it");
    the_list_falls_into_standings_and_pages(&world, &cycle).await;
    world.service.stop().await;
}

/// Each unit appears once: the three filters add up to the list, and so do the pages, in the same order.
async fn the_list_falls_into_standings_and_pages(world: &World, cycle: &str) {
    let list = format!("/v1/cycles/{cycle}/due-reports");
    let whole = world::all(&world.auditor, &list).await;
    let order = |line: &Value| line["organisation"].to_string();
    assert!(whole.is_sorted_by_key(order), "in the order of the registry");
    let mut parts: Vec<Value> = Vec::new();
    for due in ["FILED", "WAITING", "OVERDUE"] {
        let part = world::all(&world.auditor, &format!("{list}?due={due}")).await;
        assert!(part.iter().all(|line| line["due"] == due), "{due}: {part:?}");
        parts.extend(part);
    }
    parts.sort_by_key(order);
    assert_eq!(parts, whole);
    let (mut pages, mut cursor): (Vec<Value>, String) = Default::default();
    loop {
        let page = world.auditor.get(&format!("{list}?limit=7{cursor}")).await.ok();
        pages.extend(page["items"].as_array().expect("items").clone());
        let Some(next) = page["nextCursor"].as_str() else { break };
        cursor = format!("&cursor={next}");
    }
    assert_eq!(pages, whole);
    // In a cycle that is not open, nothing is overdue and no unit owes a report.
    let planned = format!("/v1/cycles/{}/due-reports", world.cycle("2025"));
    for query in ["", "?due=OVERDUE", "?due=WAITING", "?group=DISTRICT"] {
        assert_eq!(world::all(&world.auditor, &format!("{planned}{query}")).await.len(), 0, "{query}");
    }
}

async fn hand_in_late(world: &World, cycle: &str) -> Value {
    let body = json!({"cycle": cycle, "organisation": world.other, "figures": world::figures()});
    let report = id(&world.stranger.post("/v1/reports", &body).await.ok());
    world.stranger.step(&format!("/v1/reports/{report}/submission")).await.ok()
}

/// Rules L19, L41: every submission is kept byte for byte, and lists the changes since the previous one.
pub(crate) async fn a_filing_leaves_a_receipt_and_says_what_changed(engine: Engine) {
    let world = World::new(Service::start(engine).await).await;
    let cycle = world.open("2024").await;
    let report = world.draft(&cycle).await;
    let path = format!("/v1/reports/{report}");
    let first = world.head.post_with_key(&format!("{path}/submission"), &json!({}), "the-same").await;
    let again = world.head.post_with_key(&format!("{path}/submission"), &json!({}), "the-same").await;
    assert_eq!((first.ok(), &first.text), (again.ok(), &again.text), "a lost answer comes again, with its receipt");
    let receipt = first.json()["filings"][0].clone();
    assert_eq!(
        world.head.post(&format!("{path}/withdrawal"), &json!({"reason": " "})).await.violations(),
        ["/reason TEXT_EMPTY"]
    );
    let withdrawn = world.head.post(&format!("{path}/withdrawal"), &json!({"reason": "Nộp nhầm"})).await.ok();
    assert_eq!((&withdrawn["state"], &withdrawn["filings"][0]), (&json!("DRAFT"), &receipt), "the receipt stays");
    let mut figures = world::figures();
    figures[0]["numerator"] = 820.into();
    let tag = world.editor.get(&path).await.header("etag");
    world.editor.put(&path, &tag, &json!({"figures": figures})).await.ok();
    let second = world.head.step(&format!("{path}/submission")).await.ok();
    assert_eq!(second["filings"].as_array().map(Vec::len), Some(2));

    let detail = world.auditor.get(&format!("{path}/filings/2")).await.ok();
    assert_eq!(detail["changes"], json!([{"criterion": "H1", "before": "812/1000", "after": "820/1000"}]));
    assert_eq!(detail["figures"][0]["numerator"], 820);
    let kept = world.auditor.get(&format!("{path}/filings/1")).await.ok();
    assert_eq!((&kept["receipt"], &kept["changes"]), (&receipt, &json!([])));
    let content = kept["content"].as_str().expect("the content");
    let program = "import hashlib,sys;print(hashlib.sha256(sys.stdin.buffer.read()).hexdigest(),end='')";
    assert_eq!(receipt["sha256"], piped(program, content).as_str(), "anybody can check the receipt");
    assert_eq!(world.auditor.get(&format!("{path}/filings/3")).await.status, 404);

    let items = json!([{"criterion": "H9", "reason": "?"}, {"criterion": "H1", "reason": " "}]);
    let refused = world.standing.post(&format!("{path}/return"), &json!({"reason": "Sai", "items": items})).await;
    assert_eq!(refused.violations(), ["/items/0/criterion CRITERION_UNKNOWN S02", "/items/1/reason TEXT_EMPTY"]);
    let items = json!([{"criterion": "H1", "reason": "Đối chiếu lại số liệu"}]);
    let body = json!({"reason": "Số liệu chưa khớp", "items": items});
    let returned = world.standing.post(&format!("{path}/return"), &body).await.ok();
    assert_eq!((&returned["state"], &returned["returnItems"]), (&json!("RETURNED"), &items));
    world.service.stop().await;
}

fn piped(program: &str, input: &str) -> String {
    use std::io::Write;
    use std::process::{Command, Stdio};
    let mut child = Command::new("python3")
        .args(["-c", program])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("python3 is installed");
    child.stdin.take().expect("a pipe").write_all(input.as_bytes()).expect("written");
    String::from_utf8(child.wait_with_output().expect("an end").stdout).expect("text")
}

/// In the sense of rules S29, L17: what is public stays; a correction is a further release with its reason.
pub(crate) async fn a_correction_is_a_further_release_and_the_old_one_stays(engine: Engine) {
    let world = World::new(Service::start(engine).await).await;
    world.issue_sets().await;
    let cycle = world.open("2024").await;
    let report = world.final_report(&cycle).await;
    let publish = |reason: &'static str| {
        let (standing, path) = (world.standing.clone(), format!("/v1/cycles/{cycle}/releases"));
        async move { standing.post(&path, &json!({"reason": reason})).await.ok() }
    };
    let first = publish("").await;
    let board = first["boards"][0]["href"].as_str().expect("a board").to_owned();
    let unit = format!("{board}/units/{}", world.unit);
    let anybody = world.service.anybody();
    let before = (anybody.get(&board).await.text, anybody.get(&unit).await.text);

    let path = format!("/v1/reports/{report}/correction");
    let mut figures = world::verified();
    figures[0] = json!({"criterion": "H1", "numerator": 700, "denominator": 1000, "reason": "Kết luận kiểm tra"});
    let correction = json!({"reason": "Kết luận kiểm tra số 12", "verification": {"figures": figures}});
    assert_eq!(world.head.post(&path, &correction).await.status, 403);
    let corrected = world.standing.post(&path, &correction).await.ok();
    assert_eq!(
        (&corrected["state"], &corrected["correctionReason"]),
        (&json!("FINAL"), &json!("Kết luận kiểm tra số 12"))
    );
    assert_eq!((anybody.get(&board).await.text, anybody.get(&unit).await.text), before, "nothing public changed");
    let second = publish("Đính chính theo kết luận kiểm tra số 12").await;
    assert_eq!((&second["number"], &second["reason"]), (&json!(2), &json!("Đính chính theo kết luận kiểm tra số 12")));
    assert_eq!((anybody.get(&board).await.text, anybody.get(&unit).await.text), before, "for ever the same bytes");
    let newest = anybody.get(&format!("/v1/public/cycles/{cycle}/boards/DISTRICT")).await.ok();
    assert_eq!((&newest["head"]["releaseNumber"], &newest["standings"][0]["total"]), (&json!(2), &json!(92.16)));

    // The board alone contains everything that is needed to recompute its scores.
    let address = format!("{}{}", world.service.url(), second["boards"][0]["href"].as_str().expect("a board"));
    let program = concat!(env!("CARGO_MANIFEST_DIR"), "/../verify/verify.py");
    let run = move || std::process::Command::new("python3").arg(program).arg("--board").arg(&address).output();
    let run = tokio::task::spawn_blocking(run).await.expect("an end").expect("python3 is installed");
    assert!(run.status.success(), "{}{}", String::from_utf8_lossy(&run.stdout), String::from_utf8_lossy(&run.stderr));
    world.service.stop().await;
}

/// A simulation with the same set changes no rank, one with another set lists the changes, and neither is stored.
pub(crate) async fn a_simulation_moves_nobody_unless_the_set_changes(engine: Engine) {
    let world = World::new(Service::start(engine).await).await;
    world.issue_sets().await;
    let cycle = world.open("2024").await;
    world.final_report(&cycle).await;
    let mut figures = world::figures();
    figures[1]["numerator"] = 500.into();
    let body = json!({"cycle": cycle, "organisation": world.other, "figures": figures});
    let other = id(&world.stranger.post("/v1/reports", &body).await.ok());
    world.stranger.step(&format!("/v1/reports/{other}/submission")).await.ok();
    let mut verified = world::verified();
    verified[1]["numerator"] = 500.into();
    world.verify(&other, &verified).await;
    world.standing.step(&format!("/v1/reports/{other}/finalisation")).await.ok();

    let sets = world::all(&world.standing, "/v1/criteria-sets?cycleKind=ANNUAL&audience=DISTRICT").await;
    let own =
        |names: &[&str]| -> Value { names.iter().map(|name| ((*name).to_owned(), sets[0][*name].clone())).collect() };
    let content = own(&["scale", "criteria", "grading", "pointsTotal"]);
    let path = format!("/v1/cycles/{cycle}/simulations");
    let trail = || async { world::all(&world.auditor, "/v1/audit-entries").await.len() };
    let before = trail().await;
    let same = world.standing.post(&path, &json!({"group": "DISTRICT", "content": content})).await.ok();
    assert_eq!(
        (&same["units"], &same["moves"], &same["gain"], &same["lose"]),
        (&json!(2), &json!(0), &json!(0), &json!(0))
    );

    let mut changed = content.clone();
    changed["criteria"][1]["maxPoints"] = 0.into();
    changed["pointsTotal"] = 20.into();
    let moved = world.standing.post(&path, &json!({"group": "DISTRICT", "content": changed})).await.ok();
    assert_eq!((&moved["moves"], &moved["gain"], &moved["lose"]), (&json!(2), &json!(1), &json!(1)));
    let ranks: Vec<&Value> =
        moved["results"].as_array().expect("results").iter().map(|one| &one["rankAfter"]).collect();
    assert_eq!(ranks, [1, 1], "without H2 the two are equal");
    changed["pointsTotal"] = 30.into();
    let refused = world.standing.post(&path, &json!({"group": "DISTRICT", "content": changed})).await;
    assert_eq!(refused.violations(), ["/content/pointsTotal POINTS_DO_NOT_ADD_UP"]);
    let unknown = world.standing.post(&path, &json!({"group": "HUYEN", "content": content})).await;
    assert_eq!(unknown.violations(), ["/group GROUP_UNKNOWN M03"], "a group that the cycle does not have");
    assert_eq!(trail().await, before, "nothing is stored");
    assert_eq!(world::all(&world.standing, "/v1/criteria-sets?cycleKind=ANNUAL&audience=DISTRICT").await, sets);
    world.service.stop().await;
}

/// Rule S28.
pub(crate) async fn s28_units_without_an_implementing_document_are_listed(engine: Engine) {
    let world = World::new(Service::start(engine).await).await;
    let campaign = campaign(&world).await;
    let path = format!("/v1/campaigns/{campaign}/units-without-plan?level=COMMUNE");
    let before = world::all(&world.appraisal, &path).await;
    let commune = before[0]["organisation"].as_str().expect("a commune").to_owned();
    let account = &world.accounts["head"];
    let grant = json!({"role": "UNIT_EDITOR", "organisation": commune});
    world.admin.post(&format!("/v1/accounts/{account}/grants"), &grant).await.ok();
    let body = |document: Value| json!({"campaign": campaign, "organisation": commune, "document": document});
    let refused = world.head.post("/v1/implementation-plans", &body(json!({"url": "https://example.org/kh"}))).await;
    assert_eq!(refused.violations(), ["/document DOCUMENT_INCOMPLETE S28"]);
    let plan = json!({"number": "05/KH-UBND", "date": "2022-03-01", "issuer": "UBND xã", "title": "Kế hoạch thi đua"});
    let made = world.head.post("/v1/implementation-plans", &body(plan.clone())).await.ok();
    assert_eq!(
        world.head.post("/v1/implementation-plans", &body(plan)).await.problem().1,
        "IMPLEMENTATION_PLAN_EXISTS"
    );
    let after = world::all(&world.appraisal, &path).await;
    assert_eq!(after.len() + 1, before.len());
    assert!(after.iter().all(|unit| unit["organisation"] != commune.as_str()), "no longer on the list");
    assert_eq!(world.stranger.get(&format!("/v1/implementation-plans/{}", id(&made))).await.status, 404);
    world.service.stop().await;
}

/// An unlikely figure needs a note, and last year's figures are suggested.
pub(crate) async fn an_unlikely_figure_wants_a_note_and_last_year_is_suggested(engine: Engine) {
    let world = World::new(Service::start(engine).await).await;
    world.issue_sets().await;
    let last = world.open("2023").await;
    let before = world.final_report(&last).await;
    let cycle = world.open("2024").await;
    let body = json!({"cycle": cycle, "organisation": world.unit});
    let report = id(&world.editor.post("/v1/reports", &body).await.ok());
    let path = format!("/v1/reports/{report}");
    let prefill = world.editor.get(&format!("{path}/prefill")).await.ok();
    assert_eq!((&prefill["fromReport"], &prefill["figures"][0]["numerator"]), (&json!(before), &json!(812)));
    assert_eq!(prefill["figures"][0]["secretExcluded"], false, "attested afresh");

    let mut figures = world::figures();
    figures[0]["numerator"] = 300.into();
    world.editor.put(&path, "\"1\"", &json!({"figures": figures})).await.ok();
    let check = world.editor.get(&format!("{path}/completeness")).await.ok();
    assert_eq!((&check["complete"], &check["warnings"][0]["kind"]), (&json!(false), &json!("YEAR_ON_YEAR_JUMP")));
    assert_eq!(check["warnings"][0]["text"]["en"], "812/1000 (81.20%) the year before, 300/1000 (30.00%) now.");
    // Found (E 5): a warning has its place and does not stand among the errors again.
    assert_eq!(
        (&check["warnings"][0]["pointer"], &check["errors"]),
        (&json!("/figures/0/note"), &json!([])),
        "{check}"
    );
    let refused = world.head.step(&format!("{path}/submission")).await;
    assert_eq!(refused.violations(), ["/figures/0/note JUSTIFICATION_MISSING"]);
    figures[0]["note"] = "Chuyển sang hệ thống mới từ tháng 3".into();
    world.editor.put(&path, "\"2\"", &json!({"figures": figures})).await.ok();
    let check = world.editor.get(&format!("{path}/completeness")).await.ok();
    assert_eq!((&check["complete"], &check["warnings"][0]["justified"]), (&json!(true), &json!(true)));
    world.head.step(&format!("{path}/submission")).await.ok();
    world.service.stop().await;
}

/// Rules S27, L37: an extension that is granted after the submission counts for it: the row agrees with itself, the
/// trail says why, and the receipt stays.
pub(crate) async fn found_b15_s27_an_extension_granted_after_the_filing_counts(engine: Engine) {
    let world = World::new(Service::start(engine).await).await;
    let cycle = world.open("2024").await;
    let ask = json!({"cycle": cycle, "organisation": world.unit, "untilDate": world::today(), "reason": "Bảo trì"});
    let extension = id(&world.head.post("/v1/extensions", &ask).await.ok());
    let report = world.draft(&cycle).await;
    let filed = world.head.step(&format!("/v1/reports/{report}/submission")).await.ok();
    assert_eq!((&filed["late"], &filed["filings"][0]["punctuality"]), (&json!(true), &json!("LATE")));
    let decision = json!({"granted": true, "reason": "Có xác nhận của đơn vị vận hành"});
    let granted = world.standing.post(&format!("/v1/extensions/{extension}/decision"), &decision).await.ok();
    assert_eq!((&granted["organisationName"], &granted["cycleCode"]), (&json!("Huyện Kế Sách"), &json!("2024")));
    let row = world::all(&world.head, &format!("/v1/cycles/{cycle}/due-reports")).await.remove(0);
    assert_eq!((&row["extendedUntilDate"], &row["punctuality"]), (&ask["untilDate"], &json!("WITHIN_EXTENSION")));
    let shown = world.head.get(&format!("/v1/reports/{report}")).await.ok();
    assert_eq!((&shown["late"], &shown["filings"][0]["punctuality"]), (&json!(false), &json!("LATE")));
    let trail = world::all(&world.auditor, &format!("/v1/audit-entries?object={report}")).await;
    let entry = trail.last().expect("an entry");
    assert_eq!((&entry["kind"], &entry["reason"]), (&json!("REPORT_EXCUSED"), &decision["reason"]));
    assert_eq!(entry["changes"][0], json!({"field": "punctuality", "before": "LATE", "after": "WITHIN_EXTENSION"}));

    world.verify(&report, &world::verified()).await;
    world.standing.step(&format!("/v1/reports/{report}/finalisation")).await.ok();
    let release = world.standing.post(&format!("/v1/cycles/{cycle}/releases"), &json!({})).await.ok();
    let anybody = world.service.anybody();
    let board = anybody.get(release["boards"][0]["href"].as_str().expect("a board")).await.ok();
    assert_eq!(board["standings"][0]["late"], false);
    let register = anybody.get(&format!("/v1/public/releases/{}/register", id(&release))).await.ok();
    let line =
        register["units"].as_array().expect("units").iter().find(|one| one["organisation"] == world.unit.as_str());
    assert_eq!(line.expect("the unit's line")["status"], "WITHIN_EXTENSION", "as on every other list");
    world.service.stop().await;
}
