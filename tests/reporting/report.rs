//! Reports and scores.

use e2e::Engine;
use reqwest::Method;
use serde_json::{Value, json};

use crate::base::service::Service;
use crate::base::world::{self, World, id};

/// Rounds of a race.
const ROUNDS: i64 = 5;

/// Rules S02, S05, S06, L20.
pub(crate) async fn s02_s05_s06_l20_a_submission_names_everything_that_is_missing(engine: Engine) {
    let world = World::new(Service::start(engine).await).await;
    let cycle = world.open("2024").await;
    let figures = json!([
        {"criterion": "H1", "numerator": 812, "denominator": 1000},
        {"criterion": "H3", "numerator": 45, "denominator": 50},
    ]);
    let body = json!({"cycle": cycle, "organisation": world.unit, "figures": figures});
    let report = id(&world.editor.post("/v1/reports", &body).await.ok());
    let refused = world.head.step(&format!("/v1/reports/{report}/submission")).await;
    assert_eq!(refused.status, 422);
    assert_eq!(
        refused.violations(),
        [
            "/figures/0/secretExcluded ATTESTATION_MISSING S05",
            "/figures FIGURE_MISSING S02",
            "/figures/1/evidence EVIDENCE_MISSING L20",
        ]
    );
    let shown = world.head.get(&format!("/v1/reports/{report}")).await.ok();
    assert_eq!((&shown["state"], &shown["revision"]), (&json!("DRAFT"), &json!(1)), "nothing half done");

    // S06, with the attestation of the other criterion left out.
    let figures = json!([
        {"criterion": "H1", "numerator": 812, "denominator": 1000, "secretExcluded": true},
        {"criterion": "H2", "numerator": 0, "denominator": 0},
        {"criterion": "H3", "numerator": 0, "denominator": 50},
    ]);
    world.editor.put(&format!("/v1/reports/{report}"), "\"1\"", &json!({"figures": figures})).await.ok();
    let refused = world.head.step(&format!("/v1/reports/{report}/submission")).await;
    assert_eq!(
        refused.violations(),
        ["/figures/1/denominator NOTHING_COUNTED S08", "/figures/1/secretExcluded ATTESTATION_MISSING S06"]
    );
    let editor = world.editor.step(&format!("/v1/reports/{report}/submission")).await;
    assert_eq!(editor.problem(), (403, "NOT_ALLOWED".to_owned()), "the head submits, not the editor");
    world.service.stop().await;
}

/// Rules S07, S08, S09.
pub(crate) async fn s07_s08_s09_a_department_refers_to_its_list_and_a_mass_organisation_is_not_asked(engine: Engine) {
    let world = World::new(Service::start(engine).await).await;
    let cycle = world.open("2024").await;
    let account = &world.accounts["head"];
    let find = |kind: &str| {
        let unit = world.units.values().find(|unit| unit["kind"] == kind && unit["validToDate"].is_null());
        unit.map(id).expect("such a unit")
    };
    let (department, front) = (find("DEPARTMENT"), find("MASS_ORGANISATION"));
    for unit in [&department, &front] {
        let grant = json!({"role": "UNIT_HEAD", "organisation": unit});
        world.admin.post(&format!("/v1/accounts/{account}/grants"), &grant).await.ok();
    }
    let proof = json!([{"url": "https://example.org/bao-cao.pdf"}]);
    let common = [
        json!({"criterion": "P2", "numerator": 900, "denominator": 1000, "secretExcluded": true}),
        json!({"criterion": "P3", "numerator": 1000, "denominator": 1000, "secretExcluded": true}),
        json!({"criterion": "P4", "numerator": 10, "denominator": 10, "evidence": proof}),
    ];
    let mut figures = common.to_vec();
    figures.push(json!({"criterion": "P1", "numerator": 95, "denominator": 100, "evidence": proof}));
    figures.push(json!({"criterion": "P5", "numerator": 0, "denominator": 0}));
    let body = json!({"cycle": cycle, "organisation": department, "figures": figures});
    let report = id(&world.head.post("/v1/reports", &body).await.ok());
    let refused = world.head.step(&format!("/v1/reports/{report}/submission")).await;
    assert_eq!(refused.violations(), ["/figures/3/reference REFERENCE_MISSING S07"]);

    // S08: with nothing to count, the result is neither 0 % nor 100 %.
    let scorecard = world.head.get(&format!("/v1/reports/{report}/scorecard")).await.ok();
    let line = &scorecard["lines"][4];
    assert_eq!((&line["criterion"], &line["applicability"]), (&json!("P5"), &json!("NOTHING_TO_COUNT")));
    assert!(line["percent"].is_null() && line["met"].is_null(), "{line}");
    assert_eq!((&scorecard["applicablePoints"], &scorecard["total"]), (&json!(40.0), &json!(100.0)));

    // S09: P1 and P5 do not apply to a mass organisation, and it may not answer them.
    let body = json!({"cycle": cycle, "organisation": front, "figures": figures});
    let refused = world.head.post("/v1/reports", &body).await;
    assert_eq!(
        refused.violations(),
        ["/figures/3/criterion CRITERION_EXEMPT S09", "/figures/4/criterion CRITERION_EXEMPT S09"]
    );
    let body = json!({"cycle": cycle, "organisation": front, "figures": common});
    let report = id(&world.head.post("/v1/reports", &body).await.ok());
    world.head.step(&format!("/v1/reports/{report}/submission")).await.ok();
    world.service.stop().await;
}

/// Rules S04, L24.
pub(crate) async fn s04_l24_the_scorecard_says_how_every_point_came_about(engine: Engine) {
    let world = World::new(Service::start(engine).await).await;
    let cycle = world.open("2024").await;
    let figures = json!([
        {"criterion": "H1", "numerator": 799, "denominator": 1000, "secretExcluded": true},
        {"criterion": "H2", "numerator": 1000, "denominator": 1000, "secretExcluded": true},
    ]);
    let body = json!({"cycle": cycle, "organisation": world.unit, "figures": figures});
    let report = id(&world.editor.post("/v1/reports", &body).await.ok());
    let answer = world.editor.get(&format!("/v1/reports/{report}/scorecard")).await;
    let scorecard = answer.ok();
    assert_eq!(scorecard["basis"], "DECLARED");
    let line = &scorecard["lines"][0];
    // 10 × 799 × 100 ÷ (80 × 1000) = 9.9875, cut to two decimals; 79.90 % is less than 80 %.
    assert_eq!((&line["percent"], &line["met"], &line["points"]), (&json!(79.9), &json!(false), &json!(9.98)));
    let explained = line["explanation"]["en"].as_str().expect("an explanation");
    assert!(explained.contains("10.00 points × 799 × 100 ÷ (80.00 × 1000) = 9.98"), "{explained}");
    assert_eq!((&scorecard["lines"][1]["met"], &scorecard["lines"][1]["points"]), (&json!(true), &json!(10.0)));
    assert_eq!((&scorecard["lines"][2]["met"], &scorecard["lines"][2]["points"]), (&json!(false), &json!(0.0)));
    // 19.98 × 100 ÷ 30 = 66.60
    assert_eq!(scorecard["total"], 66.6);
    world.service.stop().await;
}

/// Rule L22.
pub(crate) async fn l22_verified_figures_that_differ_need_a_reason_and_stay_hidden_until_final(engine: Engine) {
    let world = World::new(Service::start(engine).await).await;
    let cycle = world.open("2024").await;
    let report = world.draft(&cycle).await;
    let path = format!("/v1/reports/{report}");
    world.head.step(&format!("{path}/submission")).await.ok();
    let mut figures = world::verified();
    figures[0]["numerator"] = json!(800);
    let tag = world.standing.get(&path).await.header("etag");
    let refused = world.standing.put(&format!("{path}/verification"), &tag, &json!({"figures": figures})).await;
    assert_eq!(refused.violations(), ["/figures/0/reason REASON_MISSING L22"]);
    let missing = world.standing.put(&format!("{path}/verification"), &tag, &json!({"figures": [figures[1]]})).await;
    assert_eq!(missing.violations(), ["/figures FIGURE_MISSING L22", "/figures FIGURE_MISSING L22"]);
    figures[0]["reason"] = json!("12 hồ sơ trùng");
    world.verify(&report, &figures).await;
    let unit = world.head.get(&path).await.ok();
    assert_eq!((&unit["state"], &unit["verified"]), (&json!("VERIFYING"), &json!([])), "hidden from the unit");
    let inside = world.appraisal.get(&path).await.ok();
    assert_eq!(inside["verified"][0]["numerator"], 800);
    world.standing.step(&format!("{path}/finalisation")).await.ok();
    let unit = world.head.get(&path).await.ok();
    assert_eq!(unit["verified"][0]["reason"], "12 hồ sơ trùng");
    let again = world.standing.step(&format!("{path}/finalisation")).await;
    assert_eq!(again.problem(), (409, "REPORT_STATE".to_owned()));

    // Another report is found as it was declared, in one call.
    let body = json!({"cycle": cycle, "organisation": world.other, "figures": world::figures()});
    let path = format!("/v1/reports/{}", id(&world.stranger.post("/v1/reports", &body).await.ok()));
    let early = world.standing.step(&format!("{path}/verification-as-declared")).await;
    assert_eq!(early.problem(), (409, "REPORT_STATE".to_owned()));
    world.stranger.step(&format!("{path}/submission")).await.ok();
    assert_eq!(world.stranger.step(&format!("{path}/verification-as-declared")).await.status, 403);
    world.standing.step(&format!("{path}/verification-as-declared")).await.ok();
    let inside = world.appraisal.get(&path).await.ok();
    let shown = |field: &str| -> Vec<(Value, Value)> {
        let figures = inside[field].as_array().expect("figures").iter();
        figures.map(|one| (one["numerator"].clone(), one["denominator"].clone())).collect()
    };
    assert_eq!((shown("verified"), inside["state"].clone()), (shown("figures"), json!("VERIFYING")));
    world.service.stop().await;
}

/// Rule L29.
pub(crate) async fn l29_counts_that_cannot_be_right_are_refused_on_saving(engine: Engine) {
    let world = World::new(Service::start(engine).await).await;
    let cycle = world.open("2024").await;
    let body = |figures: Value| json!({"cycle": cycle, "organisation": world.unit, "figures": figures});
    let refused = world
        .editor
        .post(
            "/v1/reports",
            &body(json!([
                {"criterion": "H1", "numerator": 1001, "denominator": 1000},
                {"criterion": "H2", "numerator": -1, "denominator": 1_000_000_000_000_i64},
                {"criterion": "H1", "numerator": 1, "denominator": 1},
                {"criterion": "P1", "numerator": 1, "denominator": 1},
            ])),
        )
        .await;
    assert_eq!(refused.status, 422);
    assert_eq!(
        refused.violations(),
        [
            "/figures/0/numerator NUMERATOR_ABOVE_DENOMINATOR L29",
            "/figures/1/numerator COUNT_OUT_OF_RANGE L29",
            "/figures/1/denominator COUNT_OUT_OF_RANGE L29",
            "/figures/2/criterion CRITERION_TWICE",
            "/figures/3/criterion CRITERION_UNKNOWN S02",
        ]
    );
    for (wrong, status, code) in [
        (json!("12"), 400, "TYPE_WRONG"),
        (json!(1.5), 422, "NUMBER_NOT_WHOLE L29"),
        (json!(null), 400, "FIELD_MISSING"),
        (json!(1e30), 400, "OUT_OF_RANGE"),
        (json!([1]), 400, "TYPE_WRONG"),
    ] {
        let refused = world
            .editor
            .post("/v1/reports", &body(json!([{"criterion": "H1", "numerator": wrong, "denominator": 1}])))
            .await;
        assert_eq!(refused.status, status, "{code}");
        assert_eq!(refused.violations(), [format!("/figures/0/numerator {code}")], "{code}");
    }
    assert_eq!(world::all(&world.editor, "/v1/reports").await.len(), 0, "nothing was stored");
    world.service.stop().await;
}

/// Rule L40.
pub(crate) async fn l40_of_ten_writers_with_one_tag_exactly_one_wins(engine: Engine) {
    let world = World::new(Service::start(engine).await).await;
    let cycle = world.open("2024").await;
    let report = world.draft(&cycle).await;
    let path = format!("/v1/reports/{report}");
    // Several rounds, because in a single one the writers might not overlap.
    for round in 1..=ROUNDS {
        let writers = (0..10).map(|writer| {
            let (editor, path) = (world.editor.clone(), path.clone());
            tokio::spawn(async move {
                let figures = json!([{"criterion": "H1", "numerator": writer, "denominator": 10}]);
                editor.put(&path, &format!("\"{round}\""), &json!({"figures": figures})).await.status
            })
        });
        let mut statuses = Vec::new();
        for writer in writers.collect::<Vec<_>>() {
            statuses.push(writer.await.expect("a writer"));
        }
        statuses.sort_unstable();
        assert_eq!(statuses, [200, 412, 412, 412, 412, 412, 412, 412, 412, 412], "round {round}");
    }
    let shown = world.editor.get(&path).await;
    assert_eq!(shown.ok()["revision"], ROUNDS + 1);
    let trail = world::all(&world.auditor, &format!("/v1/audit-entries?object={report}")).await;
    assert_eq!(i64::try_from(trail.len()), Ok(ROUNDS + 1), "one drafting, one edit a round");
    world.service.stop().await;
}

/// Rule L41.
pub(crate) async fn l41_the_same_key_ten_times_at_once_makes_one_report(engine: Engine) {
    let world = World::new(Service::start(engine).await).await;
    let cycle = world.open("2024").await;
    let body = json!({"cycle": cycle, "organisation": world.unit, "figures": world::figures()});
    let senders = (0..10).map(|_| {
        let (editor, body) = (world.editor.clone(), body.clone());
        tokio::spawn(async move { editor.post_with_key("/v1/reports", &body, "one key").await })
    });
    let mut answers = Vec::new();
    for sender in senders.collect::<Vec<_>>() {
        answers.push(sender.await.expect("a sender"));
    }
    for answer in &answers {
        assert_eq!((answer.status, &answer.text), (201, &answers[0].text));
        assert_eq!(answer.header("location"), answers[0].header("location"));
    }
    assert_eq!(world::all(&world.editor, "/v1/reports").await.len(), 1);
    let other = json!({"cycle": cycle, "organisation": world.unit, "figures": []});
    let reused = world.editor.post_with_key("/v1/reports", &other, "one key").await;
    assert_eq!(reused.problem(), (422, "KEY_REUSED".to_owned()));
    // The same key of another person is another key.
    let head = world.head.post_with_key("/v1/reports", &body, "one key").await;
    assert_eq!(head.problem(), (409, "REPORT_EXISTS".to_owned()), "one report per unit and cycle");
    // A step can be repeated, too: the second answer is the first one, not a conflict.
    let path = format!("/v1/reports/{}/submission", id(&answers[0].json()));
    let first = world.head.post_with_key(&path, &json!({}), "submit").await;
    let second = world.head.post_with_key(&path, &json!({}), "submit").await;
    assert_eq!((first.status, &first.text), (200, &second.text));
    // A missing body counts as an empty one.
    let third = world.head.send(Method::POST, &path, &[("idempotency-key", "submit")], None).await;
    assert_eq!((third.status, &third.text), (200, &first.text));
    world.service.stop().await;
}

/// Rules S27, S17.
pub(crate) async fn s27_s17_a_cycle_opens_with_a_due_date_before_10_december(engine: Engine) {
    let world = World::new(Service::start(engine).await).await;
    world.issue_sets().await;
    let open = async |code: &str, due: &str| {
        let path = format!("/v1/cycles/{}/opening", world.cycle(code));
        world.standing.post(&path, &json!({"dueDate": due})).await
    };
    let cycle = world.cycle("2024").to_owned();
    let early = json!({"cycle": cycle, "organisation": world.unit});
    assert_eq!(world.editor.post("/v1/reports", &early).await.problem(), (409, "CYCLE_NOT_OPEN".to_owned()));
    assert_eq!(open("2024", "2024-12-10").await.violations(), ["/dueDate DUE_DATE_OUT_OF_RANGE S27"]);
    assert_eq!(open("2024", "2023-12-31").await.rule(), "S27");
    assert_eq!(open("2024", "2024-12-09").await.ok()["dueDate"], "2024-12-09");
    assert_eq!(open("2024", "2024-12-01").await.problem(), (409, "CYCLE_OPEN".to_owned()));
    let reviews: Vec<&String> = world.cycles.keys().filter(|code| code.parse::<i32>().is_err()).collect();
    assert_eq!(reviews.len(), 2);
    for review in reviews {
        let refused = open(review, "2025-12-01").await;
        assert_eq!((refused.problem().0, refused.rule().as_str()), (409, "S17"), "{review}");
    }
    // A late submission is recorded as late, not refused.
    let report = world.draft(&cycle).await;
    assert_eq!(world.head.step(&format!("/v1/reports/{report}/submission")).await.ok()["late"], true);
    world.service.stop().await;
}

/// Rule L30.
pub(crate) async fn l30_a_closed_unit_owes_no_report_for_a_later_cycle(engine: Engine) {
    let world = World::new(Service::start(engine).await).await;
    let unit = world.units.values().find(|unit| unit["validToDate"] == "2024-08-31").map(id).expect("a closed commune");
    let grant = json!({"role": "UNIT_EDITOR", "organisation": unit});
    world.admin.post(&format!("/v1/accounts/{}/grants", world.accounts["editor"]), &grant).await.ok();
    let (before, after) = (world.open("2024").await, world.open("2025").await);
    world.editor.post("/v1/reports", &json!({"cycle": before, "organisation": unit})).await.ok();
    let refused = world.editor.post("/v1/reports", &json!({"cycle": after, "organisation": unit})).await;
    assert_eq!((refused.problem(), refused.rule().as_str()), ((409, "UNIT_CLOSED".to_owned()), "L30"));
    world.service.stop().await;
}

/// Rule S30.
pub(crate) async fn s30_the_appraisal_agency_reads_reports_and_edits_nothing(engine: Engine) {
    let world = World::new(Service::start(engine).await).await;
    let cycle = world.open("2024").await;
    let report = world.final_report(&cycle).await;
    let shown = world.appraisal.get(&format!("/v1/reports/{report}")).await;
    let view = shown.ok();
    assert!(view["transitions"].as_array().expect("transitions").iter().all(|step| step["allowed"] == false), "{view}");
    world.appraisal.get(&format!("/v1/reports/{report}/scorecard")).await.ok();
    let body = json!({"figures": world::verified()});
    let refused =
        world.appraisal.put(&format!("/v1/reports/{report}/verification"), &shown.header("etag"), &body).await;
    assert_eq!((refused.status, refused.rule().as_str()), (403, "S30"));
    // For the head of another unit, the report does not exist: the answer is the same byte for byte.
    let foreign = world.stranger.get(&format!("/v1/reports/{report}")).await;
    let nothing = world.stranger.get("/v1/reports/01935f3e-7c4a-7d2b-9f10-3c5a8e6b1d24").await;
    let bare = |answer: &crate::base::client::Answer| {
        let mut problem = answer.json();
        problem["traceId"] = json!("");
        problem
    };
    assert_eq!((foreign.status, bare(&foreign)), (404, bare(&nothing)));
    assert_eq!(world::all(&world.stranger, "/v1/reports").await.len(), 0);
    world.service.stop().await;
}

fn founding(name: &str, code: &str, from: &str) -> Value {
    json!({"name": name, "level": "COMMUNE", "kind": "PEOPLES_COMMITTEE", "codes": [{"scheme": "GSO", "value": code}],
        "fromDate": from, "document": {"number": "1/NQ", "date": "2020-12-20", "issuer": "UBTVQH", "title": "Sắp xếp"}})
}

/// Enters a commune, whose head and editor is the unit head of the stories.
async fn founded(world: &World, name: &str, code: &str, from: &str) -> String {
    let unit = id(&world.admin.post("/v1/organisations", &founding(name, code, from)).await.ok());
    let grant = json!({"role": "UNIT_HEAD", "organisation": unit});
    world.admin.post(&format!("/v1/accounts/{}/grants", world.accounts["head"]), &grant).await.ok();
    unit
}

async fn close(world: &World, unit: &str, last: &str) {
    let body = json!({"lastDate": last, "document": {"number": "2/NQ", "date": "2024-06-20", "issuer": "UBTVQH",
        "title": "Giải thể"}});
    world.admin.post(&format!("/v1/organisations/{unit}/closing"), &body).await.ok();
}

/// Rule L30, mirrored: a unit that begins after the cycle's period has no place in the cycle, wherever it is asked for;
/// one that begins on the period's last day has.
pub(crate) async fn found_b2_l30_a_unit_from_after_the_period_has_no_place_in_the_cycle(engine: Engine) {
    let world = World::new(Service::start(engine).await).await;
    let cycle = world.open("2024").await;
    let later = founded(&world, "Xã Mới", "90001", "2025-07-01").await;
    let next = founded(&world, "Xã Kế Tiếp", "90002", "2025-01-01").await;
    let last = founded(&world, "Xã Cuối Năm", "90003", "2024-12-31").await;
    let begin = async |unit: &str| world.head.post("/v1/reports", &json!({"cycle": cycle, "organisation": unit})).await;
    for unit in [&later, &next] {
        let refused = begin(unit).await;
        assert_eq!((refused.problem(), refused.rule().as_str()), ((409, "UNIT_NOT_BEGUN".to_owned()), "L30"));
        let time = json!({"cycle": cycle, "organisation": unit, "untilDate": world::ahead(5), "reason": "Bảo trì"});
        assert_eq!(world.head.post("/v1/extensions", &time).await.problem().1, "UNIT_NOT_BEGUN");
    }
    begin(&last).await.ok();
    let due = world::all(&world.auditor, &format!("/v1/cycles/{cycle}/due-reports?group=COMMUNE")).await;
    let owes = |unit: &str| due.iter().any(|line| line["organisation"] == unit);
    assert_eq!([owes(&later), owes(&next), owes(&last)], [false, false, true]);
    let rows = json!({"rows": [{"unit": "90001"}, {"unit": "90003"}]});
    let import = world.head.post(&format!("/v1/cycles/{cycle}/imports?dryRun=true"), &rows).await.ok();
    let place = format!("/v1/imports/{}", id(&import));
    while world.head.get(&place).await.ok()["state"] == "RUNNING" {
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    let outcomes = world::all(&world.head, &format!("{place}/rows")).await;
    assert_eq!(outcomes[0]["problems"][0]["code"], "UNIT_NOT_BEGUN", "{outcomes:?}");
    assert_eq!(outcomes[1]["outcome"], "UPDATED");
    world.service.stop().await;
}

/// Rule L30: the people of a unit that has ended finish what its life covers, and nothing of a later period, also where
/// the end was recorded afterwards.
pub(crate) async fn found_b12_l30_people_of_a_closed_unit_finish_what_its_life_covers(engine: Engine) {
    let world = World::new(Service::start(engine).await).await;
    let (covered, later) = (world.open("2024").await, world.open("2025").await);
    let unit = founded(&world, "Xã Cũ", "90001", "2021-01-01").await;
    let begin = async |cycle: &str| {
        id(&world.head.post("/v1/reports", &json!({"cycle": cycle, "organisation": unit})).await.ok())
    };
    let (own, foreign) = (begin(&covered).await, begin(&later).await);
    close(&world, &unit, "2024-12-31").await;
    let edit = async |report: &str| {
        let path = format!("/v1/reports/{report}");
        let tag = world.head.get(&path).await.header("etag");
        world.head.put(&path, &tag, &json!({"figures": [], "narrative": "Hoàn tất"})).await
    };
    edit(&own).await.ok();
    let refused = edit(&foreign).await;
    assert_eq!((refused.problem(), refused.rule().as_str()), ((409, "UNIT_CLOSED".to_owned()), "L30"));
    assert_eq!(world.head.step(&format!("/v1/reports/{foreign}/submission")).await.problem().1, "UNIT_CLOSED");
    let upload = async |report: &str| {
        let path = format!("/v1/reports/{report}/evidence-files?name=a.pdf");
        let bytes = b"%PDF-1.7\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF".to_vec();
        world.head.send(Method::POST, &path, &[("content-type", "application/pdf")], Some(bytes)).await
    };
    assert_eq!(upload(&own).await.status, 201);
    assert_eq!(upload(&foreign).await.problem().1, "UNIT_CLOSED");
    let time =
        |cycle: &str| json!({"cycle": cycle, "organisation": unit, "untilDate": world::ahead(5), "reason": "Chậm"});
    world.head.post("/v1/extensions", &time(&covered)).await.ok();
    assert_eq!(world.head.post("/v1/extensions", &time(&later)).await.problem().1, "UNIT_CLOSED");
    let campaign = id(&world::all(&world.head, "/v1/campaigns").await[0]);
    let plan = |date: &str| {
        json!({"campaign": campaign, "organisation": unit, "document": {
        "number": "5/KH", "date": date, "issuer": "UBND xã", "title": "Kế hoạch"}})
    };
    let late = world.head.post("/v1/implementation-plans", &plan("2025-01-01")).await;
    assert_eq!(late.violations(), ["/document/date DOCUMENT_OUTSIDE_LIFE L30"]);
    world.head.post("/v1/implementation-plans", &plan("2024-12-31")).await.ok();
    world.service.stop().await;
}

/// Rule L37: what a unit changes beside its figures stands in the trail.
pub(crate) async fn found_b18_l37_a_note_is_in_the_trail_with_its_old_text(engine: Engine) {
    let world = World::new(Service::start(engine).await).await;
    let cycle = world.open("2024").await;
    let report = world.draft(&cycle).await;
    let path = format!("/v1/reports/{report}");
    for note in ["Số liệu từ hệ thống cũ", "Số liệu từ hệ thống mới"] {
        let mut figures = world::figures();
        figures[0]["note"] = json!(note);
        let tag = world.editor.get(&path).await.header("etag");
        world.editor.put(&path, &tag, &json!({"figures": figures})).await.ok();
    }
    let trail = world::all(&world.auditor, &format!("/v1/audit-entries?object={report}")).await;
    let last = &trail.last().expect("an entry")["changes"];
    let change = json!({"field": "H1.note", "before": "Số liệu từ hệ thống cũ", "after": "Số liệu từ hệ thống mới"});
    assert_eq!(*last, json!([change]));
    world.service.stop().await;
}

/// A list of reports names cycle and unit beside their identifiers.
pub(crate) async fn found_c16_a_list_of_reports_names_units_and_cycles(engine: Engine) {
    let world = World::new(Service::start(engine).await).await;
    let cycle = world.open("2024").await;
    let report = world.draft(&cycle).await;
    let row = world::all(&world.auditor, "/v1/reports").await.remove(0);
    let names = json!([row["organisationName"], row["organisationCode"], row["cycleCode"]]);
    assert_eq!(names, json!(["Huyện Kế Sách", "943", "2024"]));
    let shown = world.auditor.get(&format!("/v1/reports/{report}")).await.ok();
    assert_eq!(shown["organisationName"], row["organisationName"]);
    let functions = world::all(&world.auditor, "/v1/functions").await;
    let codes: Vec<&Value> = functions.iter().map(|one| &one["organisationCode"]).collect();
    assert!(
        codes.contains(&&json!("so-thong-tin-truyen-thong")) && codes.contains(&&json!(world::AGENCY)),
        "{codes:?}"
    );
    world.service.stop().await;
}
