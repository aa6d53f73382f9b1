//! Rounds of commendation: occasions, papers, clocks, bars, votes, decisions.

use chrono::TimeDelta;
use e2e::Engine;
use serde_json::{Value, json};

use crate::base::client::{Answer, Person};
use crate::base::service::Service;
use crate::base::world::{self, World, id};
use crate::honours::theme::amend;

fn document() -> Value {
    json!({"number": "5/KH", "date": "2024-01-15", "issuer": "UBND tỉnh", "title": "Kế hoạch"})
}

async fn begin(person: &Person, body: &Value) -> Answer {
    person.post("/v1/nominations", body).await
}

/// Rules L14, L15, L39: an amount that no document confirms is not computed until it is entered.
pub(crate) async fn l14_l15_l39_prizes_follow_what_was_entered(engine: Engine) {
    let world = World::new(Service::start(engine).await).await;
    let prize = |date: &str, kind: &str| {
        let path = format!("/v1/prizes?date={date}&form=BANG_KHEN_PROVINCE&subjectKind={kind}");
        let head = world.head.clone();
        async move { head.get(&path).await.ok() }
    };
    assert_eq!(prize("2022-04-01", "COLLECTIVE").await["dong"], 2_980_000);
    assert_eq!(prize("2023-08-01", "INDIVIDUAL").await["dong"], 1_800_000);
    assert_eq!(prize("2026-08-01", "INDIVIDUAL").await["dong"], 3_800_000);
    let unknown = prize("2029-08-01", "COLLECTIVE").await;
    assert!(unknown["dong"].is_null() && unknown["warning"]["vi"].as_str().is_some(), "{unknown}");
    let salary = json!({"dong": 3_000_000, "fromDate": "2029-07-01", "document": document()});
    assert_eq!(world.standing.post("/v1/base-salaries", &salary).await.status, 403);
    world.admin.post("/v1/base-salaries", &salary).await.ok();
    let known = prize("2029-08-01", "INDIVIDUAL").await;
    assert_eq!((&known["dong"], &known["coefficient"]), (&json!(4_500_000), &json!(1.5)), "{known}");
    let regime = world.admin.get("/v1/regimes/ND-98-2023").await;
    let mut edit = json!({"validFromDate": "2024-01-01", "validToDate": "2025-06-30", "terms": regime.json()["terms"]});
    edit["terms"]["prizes"] = json!([{"form": "BANG_KHEN_PROVINCE", "subject": "INDIVIDUAL", "coefficient": 1.5}]);
    world.admin.put("/v1/regimes/ND-98-2023", &regime.header("etag"), &edit).await.ok();
    assert_eq!(prize("2024-03-01", "INDIVIDUAL").await["dong"], 2_700_000, "1.5 × 1.800.000");
    edit["validToDate"] = json!("2025-07-15");
    let tag = world.admin.get("/v1/regimes/ND-98-2023").await.header("etag");
    let overlap = world.admin.put("/v1/regimes/ND-98-2023", &tag, &edit).await;
    assert_eq!(overlap.violations(), ["/validFromDate TIME_TAKEN L39"]);
    // The regime of a dossier is that of the day of its receipt; its prize follows the day of the decision.
    let cycle = world.open("2024").await;
    let nomination = world.presented(&cycle, "Phòng Y tế").await;
    let view = world.head.get(&format!("/v1/nominations/{nomination}")).await.ok();
    assert_eq!(view["regime"], "ND-152-2025");
    let made = world.decision.post("/v1/decisions", &world::decision(335, &[&nomination])).await.ok();
    let award = &made["awards"][0];
    assert_eq!((&award["kind"], &award["countsForMerit"]), (&json!("THEMATIC"), &json!(false)), "L16");
    assert!(award["prize"]["dong"].is_null(), "L15: no coefficient for collectives: {award}");
    assert_eq!(award["prize"]["baseSalaryDong"], 2_530_000);
    let mut early = world::decision(336, &[&world.presented(&cycle, "Phòng Nội vụ").await]);
    early["date"] = json!("2023-12-20");
    let refused = world.decision.post("/v1/decisions", &early).await;
    assert_eq!(refused.violations(), ["/date DECISION_BEFORE_DOSSIER L39"]);
    world.service.stop().await;
}

/// Rules S16 to S19, S33, L06: the standing agency selects at reviews and for urgent commendation.
pub(crate) async fn s16_s17_s18_s19_l06_the_standing_agency_selects(engine: Engine) {
    let world = World::new(Service::start(engine).await).await;
    let cycle = world.cycle("2024").to_owned();
    let review = world.cycles.iter().find(|(code, _)| code.to_lowercase().contains("mid") || code.contains("so-ket"));
    let review = review.map(|(_, id)| id.clone()).expect("a mid-term cycle");
    let dossier = world::individual("Ngô Thị Sáng Kiến");
    let at_review = json!({"cycle": review, "organisation": world.unit, "dossier": dossier});
    let by_unit = begin(&world.head, &at_review).await;
    assert_eq!((by_unit.status, by_unit.rule().as_str()), (403, "S16"));
    let unset = begin(&world.standing, &at_review).await;
    assert_eq!((unset.problem().0, unset.rule().as_str()), (409, "S17"));
    let terms = json!({"document": document(), "reviewDate": "2023-06-30"});
    let round = world.standing.post("/v1/rounds", &json!({"cycle": review, "terms": terms})).await;
    assert_eq!(round.status, 201, "{}", round.text);
    let twice = world.standing.post("/v1/rounds", &json!({"cycle": review, "terms": terms})).await;
    assert_eq!(twice.problem(), (409, "ROUND_EXISTS".to_owned()));
    let nomination = id(&begin(&world.standing, &at_review).await.ok());
    world.step(&world.standing, &nomination, "submission", json!({})).await.ok();
    world.step(&world.standing, &nomination, "receipt", json!({})).await.ok();
    world.step(&world.standing, &nomination, "forwarding", json!({})).await.ok();
    world.step(&world.appraisal, &nomination, "appraisal", json!({"eligible": true})).await.ok();
    let silent = world.step(&world.appraisal, &nomination, "presentation", json!({})).await;
    assert_eq!((silent.problem().0, silent.rule().as_str()), (409, "S16"));
    let opinion = json!({"inFavour": true, "text": "Thống nhất"});
    world.step(&world.appraisal, &nomination, "opinion", opinion.clone()).await.ok();
    world.step(&world.appraisal, &nomination, "presentation", json!({})).await.ok();

    // Urgent: the unit suggests, the standing agency nominates, without a window, minutes or result.
    let suggestion = json!({"cycle": cycle, "organisation": world.unit, "subjectKind": "COLLECTIVE",
        "name": "Tổ ứng cứu", "achievement": "Khôi phục hệ thống trong đêm bão"});
    let suggested = world.editor.post("/v1/suggestions", &suggestion).await;
    assert_eq!(world.stranger.get(&suggested.header("location")).await.status, 404);
    let mut urgent = json!({"cycle": cycle, "organisation": world.unit, "occasion": "URGENT",
        "dossier": world::collective("Tổ ứng cứu")});
    let by_unit = begin(&world.head, &urgent).await;
    assert_eq!((by_unit.status, by_unit.rule().as_str()), (403, "S18"));
    urgent["dossier"]["simplifiedGround"] = json!("STATE_SECRET");
    let secret = begin(&world.standing, &urgent).await;
    assert_eq!(secret.violations(), ["/dossier/simplifiedGround STATE_SECRET_NOT_ALLOWED L06"]);
    urgent["dossier"]["simplifiedGround"] = json!("UNEXPECTED_ACHIEVEMENT");
    urgent["dossier"]["papers"] = json!([urgent["dossier"]["papers"][0], urgent["dossier"]["papers"][1]]);
    let made = begin(&world.standing, &urgent).await.ok();
    assert_eq!((&made["awardKind"], &made["occasion"]), (&json!("UNEXPECTED"), &json!("URGENT")));
    let nomination = id(&made);
    world::keep_papers(&world.standing, &nomination).await;
    let complete = world.standing.get(&format!("/v1/nominations/{nomination}/completeness")).await.ok();
    assert_eq!(complete["complete"], true, "{complete}");
    world.step(&world.standing, &nomination, "submission", json!({})).await.ok();
    world.step(&world.standing, &nomination, "receipt", json!({})).await.ok();
    world.step(&world.standing, &nomination, "forwarding", json!({})).await.ok();
    world.step(&world.appraisal, &nomination, "appraisal", json!({"eligible": true})).await.ok();
    let silent = world.step(&world.appraisal, &nomination, "presentation", json!({})).await;
    assert_eq!((silent.problem().0, silent.rule().as_str()), (409, "S18"));
    world.step(&world.appraisal, &nomination, "opinion", opinion).await.ok();
    world.step(&world.appraisal, &nomination, "presentation", json!({})).await.ok();
    let answer = json!({"nomination": nomination, "text": "Đã lập hồ sơ"});
    world.standing.post(&format!("{}/answer", suggested.header("location")), &answer).await.ok();
    // S33: a person without a unit is nominated by one, and the public award says so.
    let annual = world.open("2023").await;
    let mut outsider = world::individual("Lý Văn Tự Do");
    outsider["subject"]["category"] = json!("OTHER");
    outsider["subject"]["withoutUnit"] = json!(true);
    let nomination = world.nominate(&annual, &outsider).await;
    world.present(&nomination).await;
    let made = world.decision.post("/v1/decisions", &world::decision(7, &[&nomination])).await.ok();
    world.publish(&id(&made)).await.ok();
    let shown = world::all(&world.service.anybody(), "/v1/public/awards").await;
    assert_eq!((&shown[0]["name"], &shown[0]["withoutUnit"]), (&json!("Lý Văn Tự Do"), &json!(true)));
    world.service.stop().await;
}

/// Rules L07, L08, S10, S11: papers have versions, the letter lists its nominees, the category has its criterion.
pub(crate) async fn l07_l08_s10_s11_a_dossier_is_checked_before_it_travels(engine: Engine) {
    let world = World::new(Service::start(engine).await).await;
    let cycle = world.open("2024").await;
    let shared = |name: &str, other: &str| {
        let mut dossier = world::individual(name);
        dossier["papers"][0]["nominees"] = json!([name, other]);
        dossier
    };
    let one = world.nominate(&cycle, &shared("Ngô Thị Một", "Lý Văn Hai")).await;
    let alone = world.step(&world.head, &one, "submission", json!({})).await;
    assert_eq!(
        alone.violations(),
        ["/dossier/papers/0/nominees LETTER_DIFFERS L08"],
        "nobody else is nominated under it"
    );
    let two = world.nominate(&cycle, &shared("Lý Văn Hai", "Ngô Thị Một")).await;
    world.step(&world.head, &one, "submission", json!({})).await.ok();
    world.step(&world.standing, &one, "receipt", json!({})).await.ok();
    let items = json!({"reason": "Thiếu chữ ký", "items": [{"paper": "MINUTES", "reason": "Ký biên bản"}]});
    let back = world.step(&world.standing, &one, "return", items).await.ok();
    assert_eq!(back["supplements"][0]["paper"], "MINUTES", "L12");
    let mut mended = shared("Ngô Thị Một", "Lý Văn Hai");
    mended["papers"][2]["number"] = json!("99/BB");
    let tag = world.editor.get(&format!("/v1/nominations/{one}")).await.header("etag");
    let view = world.editor.put(&format!("/v1/nominations/{one}"), &tag, &json!({"dossier": mended})).await.ok();
    assert_eq!(
        (view["earlierPapers"].as_array().map(Vec::len), &view["earlierPapers"][0]["paper"]["kind"]),
        (Some(1), &json!("MINUTES"))
    );
    assert_eq!(world.step(&world.head, &one, "submission", json!({})).await.ok()["state"], "SUBMITTED");
    assert_eq!(world.head.get(&format!("/v1/nominations/{two}")).await.ok()["state"], "DRAFT", "each has its own fate");

    let mut silent = world::individual("Trần Văn Im");
    silent["criterionAccount"] = json!("");
    silent["subject"]["category"] = json!(null);
    let nomination = world.nominate(&cycle, &silent).await;
    let lacks = world.head.get(&format!("/v1/nominations/{nomination}/completeness")).await.ok();
    assert_eq!((&lacks["complete"], &lacks["errors"][0]["rule"]), (&json!(false), &json!("S11")), "{lacks}");
    silent["subject"]["category"] = json!("IT_SPECIALIST_OFFICIAL");
    world.editor.put(&format!("/v1/nominations/{nomination}"), "\"1\"", &json!({"dossier": silent})).await.ok();
    let refused = world.step(&world.head, &nomination, "submission", json!({})).await;
    assert_eq!(refused.violations(), ["/dossier/criterionAccount CRITERION_ACCOUNT_MISSING S11"]);
    let mut enterprise = world::collective("Công ty TNHH Số");
    enterprise["subject"]["businessNumber"] = json!("2200000000");
    let nomination = world.nominate(&cycle, &enterprise).await;
    let refused = world.step(&world.head, &nomination, "submission", json!({})).await;
    assert_eq!(refused.violations(), ["/dossier/subject/category CATEGORY_MISSING S10"]);

    // The unit's official score prefills the achievement report.
    let empty = world.head.get(&format!("/v1/nominations/{one}/prefill")).await.ok();
    assert!(empty["report"].is_null() && empty["lines"] == json!([]), "{empty}");
    world.result(&cycle).await;
    let suggested = world.head.get(&format!("/v1/nominations/{one}/prefill")).await.ok();
    assert_eq!((&suggested["lines"][0]["criterion"], &suggested["lines"][0]["percent"]), (&json!("H1"), &json!(81.2)));
    world.service.stop().await;
}

/// Rules L01 to L04, S35: the bars of a dossier are shown, and stop it.
pub(crate) async fn l01_l02_l03_l04_s35_a_barred_dossier_does_not_move(engine: Engine) {
    let world = World::new(Service::start(engine).await).await;
    let cycle = world.open("2024").await;
    let received = |name: &'static str| {
        let (world, cycle) = (&world, cycle.clone());
        async move {
            let nomination = world.nominate(&cycle, &world::collective(name)).await;
            world.step(&world.head, &nomination, "submission", json!({})).await.ok();
            world.step(&world.standing, &nomination, "receipt", json!({})).await.ok();
            nomination
        }
    };
    let nomination = received("Phòng Y tế").await;
    let forward = |nomination: String| {
        let world = &world;
        async move { world.step(&world.standing, &nomination, "forwarding", json!({})).await }
    };
    let bare = forward(nomination.clone()).await;
    assert_eq!((bare.problem(), bare.rule().as_str()), ((409, "RESULT_MISSING".to_owned()), "S35"));
    world.result(&cycle).await;
    let flag = json!({"organisation": world.unit, "subjectKind": "COLLECTIVE", "name": "PHÒNG y  tế",
        "ground": "INVESTIGATION", "document": document()});
    let flag = world.appraisal.post("/v1/integrity-flags", &flag).await.ok();
    let held = forward(nomination.clone()).await;
    assert_eq!((held.problem(), held.rule().as_str()), ((409, "INTEGRITY_HOLD".to_owned()), "L01"));
    let bars = world.standing.get(&format!("/v1/nominations/{nomination}/bars")).await.ok();
    assert_eq!((&bars["clear"], &bars["bars"][0]["rule"]), (&json!(false), &json!("L01")), "{bars}");
    assert_eq!(
        world.head.get(&format!("/v1/nominations/{nomination}/bars")).await.status,
        403,
        "units do not read why"
    );
    let closing = json!({"reason": "Không có vi phạm"});
    world.appraisal.post(&format!("/v1/integrity-flags/{}/closing", id(&flag)), &closing).await.ok();
    let discipline = json!({"organisation": world.unit, "subjectKind": "COLLECTIVE", "name": "Phòng Y tế",
        "servedUntilDate": "2024-02-01", "document": document()});
    world.standing.post("/v1/disciplines", &discipline).await.ok();
    let restarted = forward(nomination.clone()).await;
    assert_eq!((restarted.problem().0, restarted.rule().as_str()), (409, "L02"));
    let mut later = world::collective("Phòng Y tế");
    later["achievementFromDate"] = json!("2024-02-02");
    world.step(&world.standing, &nomination, "return", json!({"reason": "Tính lại thời gian"})).await.ok();
    let path = format!("/v1/nominations/{nomination}");
    let tag = world.editor.get(&path).await.header("etag");
    world.editor.put(&path, &tag, &json!({"dossier": later})).await.ok();
    world.present(&nomination).await;
    // L01 also applies at the decision.
    let flag = json!({"organisation": world.unit, "subjectKind": "COLLECTIVE", "name": "Phòng Y tế",
        "ground": "INVESTIGATION", "document": document()});
    let flag = world.appraisal.post("/v1/integrity-flags", &flag).await.ok();
    let refused = world.decision.post("/v1/decisions", &world::decision(1, &[&nomination])).await;
    assert_eq!((refused.problem().0, refused.rule().as_str()), (409, "L01"));
    world.appraisal.post(&format!("/v1/integrity-flags/{}/closing", id(&flag)), &closing).await.ok();
    world.decision.post("/v1/decisions", &world::decision(1, &[&nomination])).await.ok();

    // L03: the same achievement again, in an overlapping cycle; L42: another year is another achievement.
    let next = world.open("2025").await;
    let mut again = world::collective("PHÒNG Y TẾ");
    again["achievementFromDate"] = json!("2024-12-01");
    let second = world.nominate(&next, &again).await;
    world.step(&world.head, &second, "submission", json!({})).await.ok();
    world.step(&world.standing, &second, "receipt", json!({})).await.ok();
    world.result(&next).await;
    let twice = forward(second.clone()).await;
    assert_eq!((twice.problem(), twice.rule().as_str()), ((409, "DUPLICATE_ACHIEVEMENT".to_owned()), "L03"));
    let distinct = json!({"reason": "Sáng kiến khác, áp dụng từ tháng 12"});
    world.step(&world.standing, &second, "distinction", distinct).await.ok();
    assert_eq!(forward(second).await.status, 200);

    // L04: two units nominate one person, recognised by the encrypted number; the second waits until they are merged.
    let person = |unit: &str| json!({"cycle": next, "organisation": unit, "dossier": world::individual("Đặng Văn Đô")});
    let first = id(&world.head.post("/v1/nominations", &person(&world.unit)).await.ok());
    let other = id(&world.stranger.post("/v1/nominations", &person(&world.other)).await.ok());
    for (person, nomination) in [(&world.head, &first), (&world.stranger, &other)] {
        let number = json!({"value": "079099000123"});
        person
            .send(
                reqwest::Method::PUT,
                &format!("/v1/nominations/{nomination}/identity-number"),
                &[],
                Some(number.to_string().into_bytes()),
            )
            .await
            .ok();
        world.step(person, nomination, "submission", json!({})).await.ok();
        world.step(&world.standing, nomination, "receipt", json!({})).await.ok();
    }
    let held = forward(other.clone()).await;
    assert_eq!((held.problem(), held.rule().as_str()), ((409, "DOUBLE_NOMINATION".to_owned()), "L04"));
    let merged = world.step(&world.standing, &other, "merger", json!({"into": first})).await.ok();
    assert_eq!((&merged["state"], &merged["mergedInto"]), (&json!("WITHDRAWN"), &json!(first)));
    assert_eq!(forward(first).await.status, 200);
    world.service.stop().await;
}

/// Rules L09 to L12, L43: clocks, consultations, votes, notices, and reversed steps.
pub(crate) async fn l09_l10_l11_l12_l43_an_appraisal_has_its_clock_and_its_votes(engine: Engine) {
    let world = World::new(Service::start(engine).await).await;
    let cycle = world.open("2024").await;
    let terms = json!({"document": document(), "individuals": 1, "refusalNoticeDays": 5,
        "threshold": {"percent": 80, "basis": "ALL_MEMBERS"}});
    world.standing.post("/v1/rounds", &json!({"cycle": cycle, "terms": terms})).await.ok();
    let mut nominations = Vec::new();
    for name in ["Ngô Thị Một", "Lý Văn Hai"] {
        let nomination = world.nominate(&cycle, &world::individual(name)).await;
        world.step(&world.head, &nomination, "submission", json!({})).await.ok();
        world.step(&world.standing, &nomination, "receipt", json!({})).await.ok();
        world.step(&world.standing, &nomination, "forwarding", json!({})).await.ok();
        nominations.push(nomination);
    }
    let (one, two) = (&nominations[0], &nominations[1]);
    let clocks = format!("/v1/nominations/{one}/clocks");
    world.enter_years().await;
    // A time that no document confirms has no limit; after the administrator has entered one, the clock has a due date.
    assert!(world.head.get(&clocks).await.ok()["appraisal"]["dueDate"].is_null());
    let regime = world.admin.get("/v1/regimes/ND-152-2025").await;
    let mut edit = json!({"validFromDate": "2025-07-01", "terms": regime.json()["terms"]});
    edit["terms"]["times"] = json!({"appraisalDays": 3});
    world.admin.put("/v1/regimes/ND-152-2025", &regime.header("etag"), &edit).await.ok();
    assert!(world.head.get(&clocks).await.ok()["appraisal"]["dueDate"].as_str().is_some());

    let question = json!({"organisation": world.other, "question": "Có vi phạm không?", "days": 2});
    let asked = world.step(&world.appraisal, one, "consultations", question).await.ok();
    let waiting = world.step(&world.appraisal, one, "appraisal", json!({"eligible": true})).await;
    assert_eq!(waiting.problem(), (409, "CONSULTATION_OPEN".to_owned()));
    let view = world.standing.get(&clocks).await.ok();
    assert_eq!(
        (&view["appraisal"]["pausedBy"], view["appraisal"]["dueDate"].is_null()),
        (&json!("CONSULTATION"), true)
    );
    let place = format!("/v1/consultations/{}", id(&asked));
    assert_eq!(world.head.get(&place).await.status, 404, "only who is asked");
    assert_eq!(world::all(&world.stranger, "/v1/consultations?open=true").await.len(), 1);
    let reply = json!({"agrees": true, "text": "Không có vi phạm"});
    world.stranger.post(&format!("{place}/reply"), &reply).await.ok();
    // Two weeks later the second is overdue on the work list; the first is not on it any more.
    world.step(&world.appraisal, one, "appraisal", json!({"eligible": true})).await.ok();
    world.service.running().clock().pass(TimeDelta::days(14));
    let (standing, appraisal) =
        (world::sign_in(&world.service, "standing").await, world::sign_in(&world.service, "appraisal").await);
    let overdue = world::all(&standing, "/v1/nomination-clocks?overdue=true").await;
    assert_eq!(overdue.iter().map(|item| item["nomination"].clone()).collect::<Vec<_>>(), [json!(two)]);
    assert_eq!(world::all(&standing, "/v1/nomination-clocks?overdue=false").await.len(), 0);

    // L09: with too few votes it cannot be presented to the Chair; after a second session it can.
    let present = |nomination: String| {
        let (world, appraisal) = (&world, appraisal.clone());
        async move { world.step(&appraisal, &nomination, "presentation", json!({})).await }
    };
    let unvoted = present(one.clone()).await;
    assert_eq!((unvoted.problem(), unvoted.rule().as_str()), ((409, "VOTE_MISSING".to_owned()), "L09"));
    let mut many = world::minutes(&cycle, one, 8);
    many["ballots"][0]["votesFor"] = json!(12);
    let refused = appraisal.post("/v1/session-minutes", &many).await;
    assert_eq!(refused.violations(), ["/ballots/0/votesFor VOTES_OUT_OF_RANGE L09"]);
    appraisal.post("/v1/session-minutes", &world::minutes(&cycle, one, 8)).await.ok();
    assert_eq!(present(one.clone()).await.problem(), (409, "VOTES_TOO_FEW".to_owned()), "8 of 11 is below 80 %");
    appraisal.post("/v1/session-minutes", &world::minutes(&cycle, one, 9)).await.ok();
    present(one.clone()).await.ok();
    // A step is reversed with a reason; the history keeps both.
    let undone = world.step(&appraisal, one, "reversal", json!({"reason": "Trình nhầm đợt"})).await.ok();
    assert_eq!((&undone["state"], &undone["vote"]["votesFor"]), (&json!("ELIGIBLE"), &json!(9)));
    present(one.clone()).await.ok();

    // L11: a refusal makes a notice due, and the notice is recorded once.
    let body = json!({"eligible": false, "reason": "Chưa đủ thành tích"});
    let ineligible = world.step(&appraisal, two, "appraisal", body).await.ok();
    assert_eq!((&ineligible["notice"]["days"], ineligible["notice"]["sentAt"].is_null()), (&json!(5), true));
    let clocks = standing.get(&format!("/v1/nominations/{two}/clocks")).await.ok();
    assert_eq!((&clocks["appraisal"]["overdue"], &clocks["notice"]["days"]), (&json!(true), &json!(5)), "{clocks}");
    let notice = json!({"document": document()});
    world.step(&appraisal, two, "notice", notice.clone()).await.ok();
    let again = world.step(&appraisal, two, "notice", notice).await;
    assert_eq!((again.problem().0, again.rule().as_str()), (409, "L11"));
    world.service.stop().await;
}

/// Rules L17, S34: a decision is previewed before it is signed, and corrected by a further decision.
pub(crate) async fn l17_s34_a_decision_is_looked_at_before_and_corrected_after(engine: Engine) {
    let world = World::new(Service::start(engine).await).await;
    let cycle = world.open("2024").await;
    let terms = json!({"document": document(), "individuals": 1});
    world.standing.post("/v1/rounds", &json!({"cycle": cycle, "terms": terms})).await.ok();
    let mut list = Vec::new();
    for (name, rank) in [("Đặng Văn Đô", "LEADER"), ("Lý Văn Hai", "DIRECT_WORKER")] {
        let mut dossier = world::individual(name);
        dossier["subject"]["rank"] = json!(rank);
        let nomination = world.nominate(&cycle, &dossier).await;
        world.present(&nomination).await;
        list.push(nomination);
    }
    // A namesake of another unit is flagged and blocks nothing.
    let namesake = json!({"cycle": cycle, "organisation": world.other, "dossier": world::individual("Dang Van Do")});
    world.stranger.post("/v1/nominations", &namesake).await.ok();
    let asked = json!({"nominations": list});
    assert_eq!(world.head.post("/v1/signing-sheets", &asked).await.status, 403);
    let sheet = world.decision.post("/v1/signing-sheets", &asked).await.ok();
    assert_eq!((&sheet["total"], &sheet["positions"][0]["percent"]), (&json!(2), &json!(50.0)), "{sheet}");
    assert_eq!((&sheet["quotas"][0]["quota"], &sheet["quotas"][0]["count"]), (&json!(1), &json!(2)), "S34 warns");
    assert_eq!(sheet["marks"][0]["bar"]["code"], "NOMINATED_NAMESAKE");
    let names: Vec<&str> = list.iter().map(String::as_str).collect();
    let mut decision = world::decision(335, &names);
    decision["sheet"] = json!("0".repeat(64));
    let unseen = world.decision.post("/v1/decisions", &decision).await;
    assert_eq!(unseen.problem(), (409, "SHEET_OUTDATED".to_owned()));
    decision["sheet"] = sheet["digest"].clone();
    let made = world.decision.post("/v1/decisions", &decision).await.ok();
    assert_eq!(made["sheet"], sheet["digest"], "that it was seen is recorded");
    let mut correction = world::decision(336, &[]);
    let empty = world.decision.post("/v1/decisions", &correction).await;
    assert_eq!(empty.violations(), ["/nominations NOMINATIONS_MISSING S23"]);
    correction["corrects"] = made["id"].clone();
    let idle = world.decision.post("/v1/decisions", &correction).await;
    assert_eq!(idle.violations(), ["/corrections CORRECTION_CHANGES_NOTHING P06"]);
    correction["corrections"] = json!([{"award": made["awards"][0]["id"], "ground": "CLERICAL_ERROR",
        "reason": "Sai dấu", "name": "Đặng Văn Đô (Hai)"}]);
    let corrected = world.decision.post("/v1/decisions", &correction).await.ok();
    assert_eq!(corrected["corrects"], made["id"]);
    let trail = world::all(&world.auditor, &format!("/v1/audit-entries?object={}", id(&corrected))).await;
    assert_eq!(trail[0]["changes"][0]["field"], "corrects");
    world.service.stop().await;
}

/// Rule S34: where the movement lets a quota block, of two nominations that are sent at once the last place takes one; a
/// place is free again once a nomination is withdrawn.
pub(crate) async fn s34_two_at_once_do_not_pass_a_quota_that_blocks(engine: Engine) {
    let world = World::new(Service::start(engine).await).await;
    let cycle = world.open("2024").await;
    let campaign = id(&world::all(&world.standing, "/v1/campaigns").await[0]);
    let mut text = world.standing.get(&format!("/v1/campaigns/{campaign}")).await.ok()["text"].take();
    assert_eq!(text["policy"]["quotaEffect"], "WARN");
    let mut terms = json!({"document": document(), "individuals": 0});
    let round = id(&world.standing.post("/v1/rounds", &json!({"cycle": cycle, "terms": terms})).await.ok());
    let send = async |nomination: &str| world.step(&world.head, nomination, "submission", json!({})).await;
    let first = world.nominate(&cycle, &world::individual("Ngô Thị Một")).await;
    send(&first).await.ok();

    text["policy"]["quotaEffect"] = json!("BLOCK");
    amend(&world.standing, &campaign, &text).await;
    let place = format!("/v1/rounds/{round}");
    for sent in 1..5 {
        let tag = world.standing.get(&place).await.header("etag");
        terms["individuals"] = json!(sent + 1);
        world.standing.put(&place, &tag, &terms).await.ok();
        let one = world.nominate(&cycle, &world::individual(&format!("Người thứ nhất {sent}"))).await;
        let other = world.nominate(&cycle, &world::individual(&format!("Người thứ hai {sent}"))).await;
        let (one_sent, other_sent) = tokio::join!(send(&one), send(&other));
        let (won, lost, refused) = match (one_sent.status, other_sent.status) {
            (200, 409) => (one, other, other_sent),
            (409, 200) => (other, one, one_sent),
            both => panic!("both passed, or neither: {both:?} {} {}", one_sent.text, other_sent.text),
        };
        assert_eq!((refused.problem(), refused.rule().as_str()), ((409, "QUOTA_REACHED".to_owned()), "S34"));
        world.step(&world.head, &won, "withdrawal", json!({"reason": "Chọn người khác"})).await.ok();
        send(&lost).await.ok();
    }
    let team = world.nominate(&cycle, &world::collective("Phòng Y tế")).await;
    send(&team).await.ok();
    world.service.stop().await;
}
