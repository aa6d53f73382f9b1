//! Cycles are planned, opened, closed and cancelled; the reviews run like the years.

use e2e::Engine;
use serde_json::{Value, json};

use crate::base::service::Service;
use crate::base::world::{self, World, id};

fn document(number: &str) -> Value {
    json!({"number": number, "date": "2024-03-01", "issuer": "UBND tỉnh", "title": "Sơ kết phong trào thi đua"})
}

/// Publishes the criteria sets of a kind of cycle.
async fn issue_sets(world: &World, kind: &str) {
    let sets = world::all(&world.standing, &format!("/v1/criteria-sets?cycleKind={kind}")).await;
    for (number, set) in sets.into_iter().enumerate() {
        let body = json!({"document": document(&format!("{}/QĐ-STTTT", 30 + number))});
        world.standing.post(&format!("/v1/criteria-sets/{}/publication", id(&set)), &body).await.ok();
    }
}

/// Rules S15, S16, S17, S35: a review opens under the document that sets it, measures the units, and its awards rest on
/// its own results.
pub(crate) async fn s16_s17_a_review_runs_from_its_document_to_an_award(engine: Engine) {
    let world = World::new(Service::start(engine).await).await;
    let cycles = world::all(&world.standing, "/v1/cycles").await;
    for kind in ["MIDTERM", "FINAL"] {
        let review = id(cycles.iter().find(|cycle| cycle["kind"] == kind).expect("a review"));
        let nominate = async |dossier: Value| {
            let body = json!({"cycle": review, "organisation": world.unit, "occasion": kind, "dossier": dossier});
            world.standing.post("/v1/nominations", &body).await
        };
        issue_sets(&world, kind).await;
        let early = nominate(world::individual("Ngô Thị Một")).await;
        assert_eq!(
            (early.problem(), early.rule().as_str()),
            ((409, "REVIEW_DATE_UNKNOWN".to_owned()), "S17"),
            "{kind}"
        );
        let opening = format!("/v1/cycles/{review}/opening");
        let undated = world.standing.post(&opening, &json!({"dueDate": "2024-04-15"})).await;
        assert_eq!((undated.problem(), undated.rule().as_str()), ((409, "REVIEW_DATE_UNKNOWN".to_owned()), "S17"));
        let order = json!({"document": document("215/KH-UBND"), "signer": "Chủ tịch UBND tỉnh"});
        let late = json!({"dueDate": "2024-02-29", "order": order});
        assert_eq!(world.standing.post(&opening, &late).await.violations(), ["/dueDate DUE_DATE_OUT_OF_RANGE S27"]);
        let body = json!({"dueDate": "2024-04-15", "order": order});
        let opened = world.standing.post(&opening, &body).await.ok();
        assert_eq!(
            (&opened["state"], &opened["openedUnder"]["document"]["number"]),
            (&json!("OPEN"), &json!("215/KH-UBND"))
        );

        world.final_report(&review).await;
        let released = world.standing.post(&format!("/v1/cycles/{review}/releases"), &json!({})).await.ok();
        assert_eq!(released["boards"].as_array().map(Vec::len), Some(1), "{kind}");
        let board = format!("/v1/public/cycles/{review}/boards/DISTRICT");
        let shown = world.service.anybody().get(&board).await.ok();
        assert_eq!(shown["standings"][0]["organisation"], json!(world.unit));

        let nomination = id(&nominate(world::collective(&format!("Phòng Tin học {kind}"))).await.ok());
        for (person, noun, body) in [
            (&world.standing, "submission", json!({})),
            (&world.standing, "receipt", json!({})),
            (&world.standing, "forwarding", json!({})),
            (&world.appraisal, "appraisal", json!({"eligible": true})),
            (&world.appraisal, "opinion", json!({"inFavour": true, "text": "Thống nhất"})),
            (&world.appraisal, "presentation", json!({})),
        ] {
            world.step(person, &nomination, noun, body).await.ok();
        }
        let number = if kind == "MIDTERM" { 401 } else { 402 };
        let decision = world.decision.post("/v1/decisions", &world::decision(number, &[&nomination])).await.ok();
        assert_eq!(decision["awards"][0]["occasion"], json!(kind));
    }
    world.service.stop().await;
}

/// Rules S01, M09: the standing agency plans a cycle, closes it under a document when its reports are settled, or cancels
/// it while nobody has filed.
pub(crate) async fn s01_m09_a_cycle_is_planned_closed_or_cancelled(engine: Engine) {
    let world = World::new(Service::start(engine).await).await;
    let campaign = world::all(&world.standing, "/v1/campaigns").await[0]["id"].clone();
    let new = |code: &str, from: &str, to: &str| {
        json!({"campaign": campaign, "code": code, "kind": "ANNUAL", "year": 2024,
            "name": {"vi": "Năm 2024, đợt bổ sung", "en": "Year 2024, supplement"},
            "periodStartDate": from, "periodEndDate": to, "optional": true})
    };
    let place = "/v1/cycles";
    let made = world.standing.post(place, &new("2024-B", "2024-01-01", "2024-06-30")).await;
    let supplement = id(&made.ok());
    assert_eq!((made.status, made.header("location")), (201, format!("{place}/{supplement}")));
    let twice = world.standing.post(place, &new("2024-B", "2024-01-01", "2024-06-30")).await;
    assert_eq!(twice.problem(), (409, "CYCLE_EXISTS".to_owned()));
    let outside = world.standing.post(place, &new("2026", "2026-01-01", "2026-06-30")).await;
    assert_eq!(outside.violations(), ["/periodStartDate PERIOD_OUT_OF_RANGE S01"]);

    let reason = json!({"reason": "Không tổ chức"});
    let cancelled = world.standing.post(&format!("{place}/{supplement}/cancellation"), &reason).await.ok();
    assert_eq!(cancelled["state"], "CANCELLED");
    let opened = world.standing.post(&format!("{place}/{supplement}/opening"), &json!({"dueDate": "2024-06-30"})).await;
    assert_eq!((opened.problem(), opened.rule().as_str()), ((409, "CYCLE_CANCELLED".to_owned()), "M09"));

    let cycle = world.open("2024").await;
    let begun_before = world.nominate(&cycle, &world::individual("Lý Văn Hai")).await;
    let report = world.draft(&cycle).await;
    world.head.step(&format!("/v1/reports/{report}/submission")).await.ok();
    let closing = json!({"document": document("12/TB-STTTT")});
    let close = async || world.standing.post(&format!("{place}/{cycle}/closing"), &closing).await;
    let waits = close().await;
    assert_eq!((waits.problem(), waits.rule().as_str()), ((409, "CYCLE_HAS_OPEN_REPORTS".to_owned()), "M09"));
    assert!(waits.text.contains("Huyện Kế Sách"), "{}", waits.text);
    let filed =
        world.standing.post(&format!("{place}/{cycle}/cancellation"), &json!({"reason": "Không tổ chức"})).await;
    assert_eq!((filed.problem(), filed.rule().as_str()), ((409, "CYCLE_HAS_FILINGS".to_owned()), "M09"));
    world.verify(&report, &world::verified()).await;
    world.standing.step(&format!("/v1/reports/{report}/finalisation")).await.ok();
    let closed = close().await.ok();
    assert_eq!((&closed["state"], &closed["closedUnder"]["number"]), (&json!("CLOSED"), &json!("12/TB-STTTT")));

    let begun = json!({"cycle": cycle, "organisation": world.other, "figures": []});
    let late = world.stranger.post("/v1/reports", &begun).await;
    assert_eq!((late.problem(), late.rule().as_str()), ((409, "CYCLE_CLOSED".to_owned()), "M09"));
    let body = json!({"cycle": cycle, "organisation": world.unit, "dossier": world::individual("Ngô Thị Một")});
    let late = world.editor.post("/v1/nominations", &body).await;
    assert_eq!((late.problem(), late.rule().as_str()), ((409, "CYCLE_CLOSED".to_owned()), "M09"));
    let late = world.step(&world.head, &begun_before, "submission", json!({})).await;
    assert_eq!((late.problem(), late.rule().as_str()), ((409, "CYCLE_CLOSED".to_owned()), "M09"), "nor sent on");

    // Results that were settled before are published, and what is public can be corrected.
    let releases = format!("/v1/cycles/{cycle}/releases");
    world.standing.post(&releases, &json!({})).await.ok();
    let mut figures = world::verified();
    figures[0] = json!({"criterion": "H1", "numerator": 700, "denominator": 1000, "reason": "Kết luận kiểm tra"});
    let correction = json!({"reason": "Kết luận kiểm tra số 12", "verification": {"figures": figures}});
    world.standing.post(&format!("/v1/reports/{report}/correction"), &correction).await.ok();
    world.standing.post(&releases, &json!({"reason": "Đính chính Huyện Kế Sách"})).await.ok();
    let trail = world::all(&world.auditor, &format!("/v1/audit-entries?object={cycle}")).await;
    let kinds: Vec<&Value> = trail.iter().map(|entry| &entry["kind"]).collect();
    assert_eq!(kinds, ["CYCLE_PLANNED", "CYCLE_OPENED", "CYCLE_CLOSED"]);
    world.service.stop().await;
}

/// Rule M09: of a submission and the end of its cycle at the same time, one comes first: no report waits in a cycle that
/// has ended.
pub(crate) async fn m09_a_submission_and_the_end_of_its_cycle_are_one_after_the_other(engine: Engine) {
    let world = World::new(Service::start(engine).await).await;
    for code in ["2021", "2022", "2023", "2024"] {
        let cycle = world.open(code).await;
        let report = world.draft(&cycle).await;
        let (place, reason) = (format!("/v1/cycles/{cycle}/cancellation"), json!({"reason": "Không tổ chức"}));
        let handing_in = format!("/v1/reports/{report}/submission");
        let (filed, ended) = tokio::join!(world.head.step(&handing_in), world.standing.post(&place, &reason));
        let state = world.standing.get(&format!("/v1/cycles/{cycle}")).await.ok()["state"].clone();
        match (filed.status, ended.status) {
            (200, 409) => assert_eq!((ended.problem().1.as_str(), &state), ("CYCLE_HAS_FILINGS", &json!("OPEN"))),
            (409, 200) => assert_eq!((filed.problem().1.as_str(), &state), ("CYCLE_CANCELLED", &json!("CANCELLED"))),
            both => panic!("{code}: {both:?} {} {}", filed.text, ended.text),
        }
    }
    world.service.stop().await;
}

/// Rule M04: an open cycle is amended under a document; what was begun and filed keeps the terms that held for it, and the
/// public is told.
pub(crate) async fn m04_an_open_cycle_is_amended_and_nothing_changes_for_what_was_filed(engine: Engine) {
    let world = World::new(Service::start(engine).await).await;
    let cycle = world.open("2024").await;
    let before = world.draft(&cycle).await;
    world.head.step(&format!("/v1/reports/{before}/submission")).await.ok();
    let late = world.head.get(&format!("/v1/reports/{before}")).await.ok()["late"].clone();
    let place = format!("/v1/cycles/{cycle}/amendments");
    let terms = |due: &str, days: Value| json!({"dueDate": due, "explanationDays": days, "acceptanceRequired": true, "document": document("34/KH-UBND")});
    for (body, expected) in [
        (json!({"explanationDays": 0, "document": document("34/KH-UBND")}), " NOTHING_AMENDED M04"),
        (terms("2024-12-05", json!(5)), "/dueDate DUE_DATE_PASSED M04"),
        (terms("2024-11-30", json!(61)), "/explanationDays WINDOW_OUT_OF_RANGE L23"),
    ] {
        assert_eq!(world.standing.post(&place, &body).await.violations(), [expected]);
    }
    let undocumented = json!({"explanationDays": 5});
    assert_eq!(world.standing.post(&place, &undocumented).await.status, 400);
    assert_eq!(world.head.post(&place, &terms("2024-11-30", json!(5))).await.status, 403);
    let amended = world.standing.post(&place, &terms("2024-11-30", json!(5))).await.ok();
    assert_eq!((&amended["explanationDays"], &amended["acceptanceRequired"]), (&json!(5), &json!(true)));
    let entry = &amended["amendments"][0];
    assert_eq!(
        (&entry["document"]["number"], entry.get("explanationDaysBefore"), &entry["dueDateBefore"]),
        (&json!("34/KH-UBND"), None, &json!("2024-11-30"))
    );
    let told = world.service.anybody().get("/v1/public/changes").await.ok();
    let last = told["items"].as_array().and_then(|items| items.last()).expect("a change");
    assert_eq!(
        (&last["kind"], &last["subject"], &last["cycle"]),
        (&json!("CYCLE_AMENDED"), &json!(cycle), &json!(cycle)),
        "{last}"
    );

    let shown = world::all(&world.service.anybody(), "/v1/public/cycles").await;
    let shown = shown.iter().find(|one| one["id"] == json!(cycle)).expect("the cycle");
    assert_eq!(shown["dueDate"], "2024-11-30", "what is told of can be read");
    let accepting = json!({"acceptanceRequired": false, "document": document("35/KH-UBND")});
    let again = world.standing.post(&place, &accepting).await.ok();
    assert_eq!((&again["explanationDays"], &again["acceptanceRequired"]), (&json!(5), &json!(false)), "the rest stays");

    // The report that was begun before has no window; the next one does.
    world.verify(&before, &world::verified()).await;
    let shown = world.standing.get(&format!("/v1/reports/{before}")).await.ok();
    assert_eq!(shown["late"], late);
    world.standing.step(&format!("/v1/reports/{before}/finalisation")).await.ok();
    let body = json!({"cycle": cycle, "organisation": world.other, "figures": world::figures()});
    let after = id(&world.stranger.post("/v1/reports", &body).await.ok());
    world.stranger.step(&format!("/v1/reports/{after}/submission")).await.ok();
    world.verify(&after, &world::verified()).await;
    let early = world.standing.step(&format!("/v1/reports/{after}/finalisation")).await;
    assert_eq!(early.status, 409, "its score is explained first: {}", early.text);
    let trail = world::all(&world.auditor, &format!("/v1/audit-entries?object={cycle}")).await;
    assert_eq!(trail.last().expect("an entry")["kind"], "CYCLE_AMENDED");
    world.service.stop().await;
}
