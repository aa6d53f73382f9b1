//! Checks by other units than the standing agency: what agencies find for their criteria, and the opinion of a group's
//! head. Criteria that are left out for named units.

use e2e::Engine;
use serde_json::{Value, json};

use crate::base::client::{Answer, Person};
use crate::base::service::Service;
use crate::base::world::{self, World, id};
use crate::reporting::receipt::{text, verify as recomputed};
use crate::reporting::tree_receipt::board_again;

const PDF: &[u8] = b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n";
/// A unit that the registry does not have.
const NOBODY: &str = "01935f3e-7c4a-7d2b-9f10-3c5a8e6b1d24";

fn document(number: &str) -> Value {
    json!({"number": number, "date": "2024-01-15", "issuer": "UBND tỉnh", "title": "Về kỳ đánh giá năm 2024"})
}

/// A leaf of 10 points, in proportion up to a number.
fn leaf(code: &str, value: &Value, top: i64) -> Value {
    let to = |at: i64, included: bool| json!({"at": at, "included": included});
    json!({"code": code, "name": text("tiêu chí"), "full": 10, "value": value,
        "curve": [{"to": to(0, false), "step": 0}, {"to": to(top, true), "line": [0, 10]}, {"step": 10}]})
}

/// Criteria 1.1 and 2.1, and a table with 3.1 and the survey 3.2: 40 points.
fn tree() -> Value {
    let number = json!({"number": {"of": text("số liệu"), "unit": "COUNT", "decimals": 0}});
    let mut survey = leaf("3.2", &json!({"survey": {"of": text("mức độ hài lòng")}}), 100);
    survey["absence"] = json!("NOT_APPLICABLE");
    json!({"scale": 100, "rounding": {"mode": "HALF_UP", "decimals": 2, "at": "ROOT"},
        "main": {"code": "ROOT", "name": text("Tổng điểm"), "children": [
            leaf("1.1", &number, 10), leaf("2.1", &number, 10),
            {"code": "P3", "name": text("Bảng chấm của cơ quan"), "children": [leaf("3.1", &number, 10), survey]}]}})
}

/// Numbers that are declared or found for criteria.
fn numbers(of: &[(&str, i64)]) -> Value {
    of.iter().map(|(criterion, number)| json!({"criterion": criterion, "number": number})).collect()
}

async fn enter(world: &World, model: &Value) -> Answer {
    let campaign = id(&world::all(&world.standing, "/v1/campaigns").await[0]);
    let body = json!({"campaign": campaign, "cycleKind": "ANNUAL", "audience": "DISTRICT",
        "content": {"model": model}});
    world.standing.post("/v1/criteria-sets", &body).await
}

/// Somebody with one role, in a unit.
async fn colleague(world: &World, username: &str, role: &str, unit: &str) -> Person {
    let made = world.admin.post("/v1/accounts", &json!({"username": username, "name": username})).await.ok();
    let grant = json!({"role": role, "organisation": unit});
    world.admin.post(&format!("/v1/accounts/{}/grants", id(&made["account"])), &grant).await.ok();
    world::enrol(&world.service, username, made["code"].as_str().expect("a code")).await;
    world::sign_in(&world.service, username).await
}

async fn hand_in(person: &Person, cycle: &str, unit: &str, answers: &Value) -> String {
    let body = json!({"cycle": cycle, "organisation": unit, "answers": answers});
    let report = id(&person.post("/v1/reports", &body).await.ok());
    person.step(&format!("/v1/reports/{report}/submission")).await.ok();
    report
}

async fn verify(world: &World, report: &str, answers: &Value) -> Answer {
    let path = format!("/v1/reports/{report}");
    let tag = world.standing.get(&path).await.header("etag");
    world.standing.put(&format!("{path}/verification"), &tag, &json!({"figures": [], "answers": answers})).await
}

async fn checks(person: &Person, cycle: &str) -> Vec<Value> {
    world::all(person, &format!("/v1/cycles/{cycle}/checks")).await
}

/// Names groups and units of a planned cycle.
async fn select(person: &Person, cycle: &str, body: &Value) -> Answer {
    let place = format!("/v1/cycles/{cycle}/selection");
    let tag = person.get(&place).await.header("etag");
    person.put(&place, &tag, body).await
}

/// Publishes a cycle with one board; its address.
async fn published(world: &World, cycle: &str) -> String {
    let release = world.standing.post(&format!("/v1/cycles/{cycle}/releases"), &json!({})).await.ok();
    release["boards"][0]["href"].as_str().expect("a board").to_owned()
}

/// The receipts of the two reports of a board: outsiders compute them again with the same result, and the board, too.
async fn computed_again(world: &World, board: &str, reports: [&str; 2]) -> Vec<String> {
    let mut receipts = Vec::new();
    for report in reports {
        receipts.push(world.auditor.get(&format!("/v1/reports/{report}/scorecard/receipt")).await.text);
    }
    let (agrees, said) = recomputed(&receipts);
    assert!(agrees && said.contains("2 scores computed again, 0 mismatches"), "{said}");
    let said = board_again(&world.service, board).await;
    assert!(said.contains("2 scores computed again, 0 mismatches"), "{said}");
    receipts
}

/// A fault that is planted in a receipt is found, and its place is named.
fn found_at(receipt: &str, place: &str, plant: fn(&mut Value)) {
    let mut receipt: Value = serde_json::from_str(receipt).expect("a receipt");
    plant(&mut receipt);
    let (agrees, said) = recomputed(&[receipt.to_string()]);
    assert!(!agrees && said.contains(&format!(": {place}: said")), "{place}: {said}");
}

/// The entry of a criterion in a list.
fn of<'a>(list: &'a Value, criterion: &str) -> &'a Value {
    let mut entries = list.as_array().expect("a list").iter();
    entries.find(|one| one["criterion"] == criterion).expect("an entry")
}

/// Rules L22, L19: agencies see what was declared for their own criteria, with its evidence, and find the values, also
/// that of a survey which nobody reports; the verification waits for them and takes over what they found.
pub(crate) async fn l22_an_agency_finds_the_values_of_its_criteria_and_the_verification_takes_them_over(
    engine: Engine,
) {
    let world = World::new(Service::start(engine).await).await;
    let (finance, health) = (id(&world.units["so-tai-chinh"]), id(&world.units["so-y-te"]));
    let checker = colleague(&world, "finance", "UNIT_EDITOR", &finance).await;
    let surveyor = colleague(&world, "health", "UNIT_HEAD", &health).await;
    let mut model = tree();
    model["main"]["children"][1]["verifier"] = json!(NOBODY);
    let unknown = enter(&world, &model).await;
    assert_eq!(unknown.violations(), ["/content/model/main/children/1/verifier VERIFIER_UNKNOWN"]);
    model["main"]["children"][1]["verifier"] = json!(finance);
    model["main"]["children"][2]["verifier"] = json!(health);
    let set = enter(&world, &model).await.ok();
    let branches = &set["model"]["main"]["children"];
    assert_eq!((&branches[1]["verifier"], &branches[2]["verifier"]), (&json!(finance), &json!(health)));
    let cycle = world.open("2024").await;

    // One unit cites a file for the criterion of the agency, and another file elsewhere.
    let body = json!({"cycle": cycle, "organisation": world.unit});
    let report = id(&world.editor.post("/v1/reports", &body).await.ok());
    let path = format!("/v1/reports/{report}");
    let upload = async |name: &str, more: &str| {
        let bytes = [PDF, more.as_bytes()].concat();
        id(&world.editor.upload(&format!("{path}/evidence-files?name={name}"), &bytes).await.ok())
    };
    let (elsewhere, minutes) = (upload("bao-cao.pdf", "% 1\n").await, upload("bien-ban.pdf", "% 2\n").await);
    let mut answers = numbers(&[("1.1", 8), ("2.1", 8), ("3.1", 8)]);
    for (place, number, file) in [(0_usize, "7/BC-UBND", &elsewhere), (1, "8/BB-UBND", &minutes)] {
        let mut cited = document(number);
        cited["file"] = json!(file);
        answers[place]["evidence"] = json!([cited]);
    }
    let tag = world.editor.get(&path).await.header("etag");
    let edit = json!({"figures": [], "answers": answers, "narrative": "Năm 2024 đơn vị hoàn thành số hóa hồ sơ"});
    world.editor.put(&path, &tag, &edit).await.ok();
    let content = |file: &str| format!("/v1/evidence-files/{file}/content");
    assert!(checks(&checker, &cycle).await.is_empty(), "nothing is checked before it is handed in");
    assert_eq!(checker.get(&content(&minutes)).await.status, 404);
    world.head.step(&format!("{path}/submission")).await.ok();
    let second = hand_in(&world.stranger, &cycle, &world.other, &numbers(&[("1.1", 8), ("2.1", 8), ("3.1", 8)])).await;

    // The agency sees its own criterion, and nothing else.
    let listed = checks(&checker, &cycle).await;
    let units: Vec<&Value> = listed.iter().map(|one| &one["organisation"]).collect();
    assert_eq!(units, [&json!(world.unit), &json!(world.other)], "oldest first");
    let row = &listed[0];
    assert_eq!((&row["id"], &row["criteria"], &row["waiting"]), (&json!(report), &json!(["2.1"]), &json!(true)));
    assert_eq!((&row["figures"], row["answers"].as_array().map(Vec::len)), (&json!([]), Some(1)));
    let declared = &row["answers"][0];
    assert_eq!((&declared["criterion"], &declared["number"]), (&json!("2.1"), &json!(8.0)));
    assert_eq!(declared["evidence"][0]["file"], json!(minutes));
    assert_eq!((row.get("narrative"), row.get("opinion"), &row["givesOpinion"]), (None, None, &json!(false)));
    let table = checks(&surveyor, &cycle).await;
    assert_eq!(table[0]["criteria"], json!(["3.1", "3.2"]), "everything below the branch");
    assert_eq!(table[0]["answers"].as_array().map(Vec::len), Some(1), "nobody reports a survey");
    assert!(checks(&world.stranger, &cycle).await.is_empty(), "a unit that checks nothing");
    assert_eq!(world.auditor.get(&format!("/v1/cycles/{cycle}/checks")).await.status, 403);
    let back = checker.get(&content(&minutes)).await;
    assert_eq!((back.status, back.bytes), (200, [PDF, b"% 2\n"].concat()));
    assert_eq!(checker.get(&format!("/v1/evidence-files/{minutes}")).await.ok()["name"], "bien-ban.pdf");
    assert_eq!(checker.get(&content(&elsewhere)).await.status, 404, "cited under another criterion");
    assert_eq!(checker.get(&format!("/v1/evidence-files/{elsewhere}")).await.status, 404);
    assert_eq!(surveyor.get(&content(&minutes)).await.status, 404, "cited under the criterion of another agency");
    assert_eq!(checker.get(&path).await.status, 404, "the report itself is not the agency's to read");

    // All or nothing: a difference without a reason, and whatever else is wrong, is named and stores nothing.
    let findings = format!("/v1/cycles/{cycle}/findings");
    let entry = |unit: &str, answers: Value| json!({"organisation": unit, "answers": answers});
    let (unit, other) = (world.unit.as_str(), world.other.as_str());
    let bare = json!({"reports": [entry(unit, numbers(&[("2.1", 6)])), entry(other, numbers(&[("2.1", 8)]))]});
    let refused = checker.post(&findings, &bare).await;
    assert_eq!(
        (refused.status, refused.violations()),
        (422, vec!["/reports/0/answers/0/reason REASON_MISSING L22".to_owned()])
    );
    let wrong = json!({"reports": [entry(other, numbers(&[("2.1", 8)])), entry(unit, numbers(&[("1.1", 8)])),
        entry(unit, numbers(&[("2.1", 8)])), entry(&finance, numbers(&[("2.1", 8)]))]});
    assert_eq!(
        checker.post(&findings, &wrong).await.violations(),
        [
            "/reports/1/answers/0/criterion NO_VERIFIER",
            "/reports/2/organisation REPORT_TWICE",
            "/reports/3/organisation REPORT_NOT_THERE",
        ]
    );
    let untouched = checks(&checker, &cycle).await;
    assert!(untouched.iter().all(|one| one["waiting"] == true && one["findings"] == json!([])), "{untouched:?}");
    let same = json!({"reports": [entry(unit, numbers(&[("2.1", 8)]))]});
    let elsewhere = surveyor.post(&findings, &same).await;
    assert_eq!((elsewhere.status, elsewhere.violations()), (422, vec!["/reports/0 NOT_VERIFIER L22".to_owned()]));
    for person in [&world.stranger, &world.head, &world.auditor] {
        assert_eq!(person.post(&findings, &same).await.status, 403, "people of other units");
    }

    // There is no verification before the agencies have found the values of what was declared.
    let own = numbers(&[("1.1", 8)]);
    let early = verify(&world, &report, &own).await;
    assert_eq!(early.status, 422);
    assert_eq!(early.violations(), ["/figures FINDING_MISSING L22"; 3]);
    let early = world.standing.step(&format!("{path}/verification-as-declared")).await;
    assert_eq!(early.violations(), ["/figures FINDING_MISSING L22"; 3]);
    let mut fewer = numbers(&[("2.1", 6)]);
    fewer[0]["reason"] = json!("Hai cuộc họp trùng nhau");
    let reports = json!({"reports": [entry(unit, fewer), entry(other, numbers(&[("2.1", 8)]))]});
    assert_eq!(checker.post(&findings, &reports).await.ok(), json!({"reports": 2, "findings": 2}));
    let surveyed = json!([{"criterion": "3.1", "number": 8}, {"criterion": "3.2", "number": 75.5}]);
    let surveyed = json!({"reports": [entry(unit, surveyed)]});
    assert_eq!(surveyor.post(&findings, &surveyed).await.ok(), json!({"reports": 1, "findings": 2}));
    let listed = checks(&checker, &cycle).await;
    assert_eq!((&listed[0]["waiting"], listed[0]["findings"].as_array().map(Vec::len)), (&json!(false), Some(1)));

    // The standing agency stands in for the other agency, and says why.
    let mut instead = numbers(&[("3.1", 8)]);
    let refused = world.standing.post(&findings, &json!({"reports": [entry(other, instead.clone())]})).await;
    assert_eq!(refused.violations(), ["/reports/0/answers/0/reason REASON_MISSING L22"]);
    instead[0]["reason"] = json!("Cơ quan được giao không có ý kiến đến hạn");
    let none = json!({"criterion": "3.2", "notApplicable": "Không đủ phiếu hợp lệ", "reason": instead[0]["reason"]});
    instead.as_array_mut().expect("a list").push(none);
    world.standing.post(&findings, &json!({"reports": [entry(other, instead)]})).await.ok();
    let over = json!({"reports": [entry(other, json!([{"criterion": "2.1", "number": 1, "reason": "Ghi thay"}]))]});
    let stands = world.standing.post(&findings, &over).await;
    assert_eq!(stands.violations(), ["/reports/0/answers/0/criterion FINDING_STANDS L22"]);
    let theirs = world.standing.get(&format!("/v1/reports/{second}")).await.ok();
    let said: Vec<(&Value, &Value, &Value)> = theirs["agencyFindings"]
        .as_array()
        .expect("findings")
        .iter()
        .map(|one| (&one["answer"]["criterion"], &one["organisation"], &one["instead"]))
        .collect();
    let by_health = |code: &str| (json!(code), json!(health), json!(true));
    let expected = [(json!("2.1"), json!(finance), json!(false)), by_health("3.1"), by_health("3.2")];
    let expected: Vec<(&Value, &Value, &Value)> = expected.iter().map(|(one, two, three)| (one, two, three)).collect();
    assert_eq!(said, expected);
    assert_eq!(world.head.get(&path).await.ok()["agencyFindings"], json!([]), "hidden from the unit until it is final");

    // The verification takes over what was found, and may not differ from it.
    let differs = verify(&world, &report, &numbers(&[("1.1", 8), ("2.1", 8)])).await;
    assert_eq!(differs.violations(), ["/answers/1 FINDING_DIFFERS L22"]);
    let verified = verify(&world, &report, &own).await.ok();
    let (taken, survey) = (of(&verified["verifiedAnswers"], "2.1"), of(&verified["verifiedAnswers"], "3.2"));
    assert_eq!((&taken["number"], &taken["reason"]), (&json!(6.0), &json!("Hai cuộc họp trùng nhau")));
    assert_eq!(survey["number"], json!(75.5));
    // What an agency says anew before the score is fixed is verified again first; and what it looked at is the last filing.
    checker.post(&findings, &same).await.ok();
    let behind = world.standing.step(&format!("{path}/finalisation")).await;
    assert_eq!((behind.problem(), behind.rule().as_str()), ((409, "VERIFICATION_BEHIND".to_owned()), "L22"));
    let mut stale = reports.clone();
    stale["reports"][0]["filing"] = json!(2);
    assert_eq!(checker.post(&findings, &stale).await.violations(), ["/reports/0/filing FILING_CHANGED L40"]);
    checker.post(&findings, &reports).await.ok();
    verify(&world, &report, &own).await.ok();
    world.standing.step(&format!("/v1/reports/{second}/verification-as-declared")).await.ok();

    // 8 + 6 + 8 + 7.55 = 29.55 of 40 points are 73.875 of 100, 73.88 to the nearest. Nobody held the survey for the
    // other unit: 8 + 8 + 8 = 24 of 30 points are 80.
    let done = world.standing.step(&format!("{path}/finalisation")).await.ok();
    assert_eq!((&done["state"], &done["total"]), (&json!("FINAL"), &json!(73.88)));
    let done = world.standing.step(&format!("/v1/reports/{second}/finalisation")).await.ok();
    assert_eq!(done["total"], json!(80.0));
    let seen = world.head.get(&path).await.ok();
    assert_eq!(seen["agencyFindings"].as_array().map(Vec::len), Some(3), "the unit sees what was found");
    let card = world.stranger.get(&format!("/v1/reports/{second}/scorecard")).await.ok();
    assert_eq!(
        (&card["lines"][3]["applicability"], &card["applicablePoints"]),
        (&json!("NOT_APPLICABLE"), &json!(30.0))
    );
    let board = published(&world, &cycle).await;
    let receipts = computed_again(&world, &board, [&report, &second]).await;
    let receipt: Value = serde_json::from_str(&receipts[0]).expect("a receipt");
    let line = &receipt["scorecard"]["lines"][3];
    assert_eq!((&line["criterion"], &line["number"], &line["points"]), (&json!("3.2"), &json!(75.5), &json!(7.55)));
    found_at(&receipts[0], "3.2 value", |receipt| receipt["scorecard"]["lines"][3]["number"] = json!(80));
    found_at(&receipts[0], "3.2 state", |receipt| {
        receipt["scorecard"]["lines"][3].as_object_mut().expect("a line").remove("number");
    });
    found_at(&receipts[1], "3.2 state", |receipt| {
        let line = receipt["scorecard"]["lines"][3].as_object_mut().expect("a line");
        line.remove("notApplicable");
        line.insert("number".to_owned(), json!(75.5));
    });
    world.service.stop().await;
}

/// Rules M03, L19: the head unit of a group gives its opinion on a member's report, and the deputy on the head's own;
/// it changes no figure, the unit sees it with its score, and it goes when the report is returned.
pub(crate) async fn m03_the_head_of_a_group_gives_an_opinion_that_changes_no_figure(engine: Engine) {
    let world = World::new(Service::start(engine).await).await;
    let health = id(&world.units["so-y-te"]);
    let outsider = colleague(&world, "health", "UNIT_HEAD", &health).await;
    let clerk = colleague(&world, "clerk", "UNIT_EDITOR", &world.other).await;
    let campaign = id(&world::all(&world.standing, "/v1/campaigns").await[0]);
    let districts: Vec<String> = world.units.values().filter(|unit| unit["level"] == "DISTRICT").map(id).collect();
    let facts = json!({"name": text("Cụm thi đua số 1"), "members": {"kind": "CLUSTER", "units": districts},
        "audience": "DISTRICT", "head": world.other, "deputy": world.unit, "document": document("2/QĐ-UBND")});
    let group = json!({"campaign": campaign, "code": "CUM-1", "facts": facts});
    world.standing.post("/v1/groups", &group).await.ok();
    world.issue_sets().await;
    let cycle = world.cycle("2024").to_owned();
    select(&world.standing, &cycle, &json!({"groups": ["CUM-1"], "levels": ["DISTRICT"]})).await.ok();
    let opening = json!({"dueDate": "2024-11-30", "explanationDays": 5});
    world.standing.post(&format!("/v1/cycles/{cycle}/opening"), &opening).await.ok();

    let report = world.draft(&cycle).await;
    let path = format!("/v1/reports/{report}");
    let opinions = format!("{path}/opinions");
    let say = |in_favour: bool, text: &str| json!({"inFavour": in_favour, "text": text});
    let agreed = say(true, "Số liệu phù hợp với kết quả kiểm tra chéo");
    assert_eq!(world.stranger.post(&opinions, &agreed).await.status, 404, "a draft is the unit's own");
    world.head.step(&format!("{path}/submission")).await.ok();
    assert_eq!(
        outsider.post(&opinions, &agreed).await.status,
        404,
        "the head of a unit that has nothing to do with it"
    );
    for person in [&world.head, &world.editor, &clerk, &world.standing, &world.auditor] {
        assert_eq!(person.post(&opinions, &agreed).await.status, 403, "not the head of the head unit");
    }

    // The head unit sees all that was declared, says what it thinks, and says it anew.
    let rows = checks(&world.stranger, &cycle).await;
    let row = rows.iter().find(|one| one["organisation"] == json!(world.unit)).expect("its row");
    assert_eq!((&row["givesOpinion"], &row["criteria"], &row["waiting"]), (&json!(true), &json!([]), &json!(false)));
    assert_eq!(row["figures"].as_array().map(Vec::len), Some(3));
    assert!(checks(&outsider, &cycle).await.is_empty());
    let before = world.standing.get(&path).await.ok();
    let card = async || world.standing.get(&format!("{path}/scorecard")).await.ok();
    let card_before = card().await;
    let given = world.stranger.post(&opinions, &say(false, "Chưa khớp")).await;
    assert_eq!((given.status, &given.ok()["organisation"]), (200, &json!(world.other)));
    world.stranger.post(&opinions, &agreed).await.ok();
    let after = world.standing.get(&path).await.ok();
    let opinion = &after["opinion"];
    assert_eq!((&opinion["text"], &opinion["inFavour"]), (&agreed["text"], &json!(true)), "the later one holds");
    assert_eq!(opinion["by"], json!(world.accounts["stranger"]));
    for field in ["state", "figures", "answers", "verified", "verifiedAnswers", "adjustments", "agencyFindings"] {
        assert_eq!(after[field], before[field], "{field}");
    }
    assert_eq!(card().await, card_before);
    assert_eq!(world.head.get(&path).await.ok().get("opinion"), None, "hidden from the unit until its score is shown");
    let rows = checks(&world.stranger, &cycle).await;
    let row = rows.iter().find(|one| one["organisation"] == json!(world.unit)).expect("its row");
    assert_eq!(row["opinion"]["text"], agreed["text"]);

    // The head's own report is for the deputy.
    let body = json!({"cycle": cycle, "organisation": world.other, "figures": world::figures()});
    let of_head = id(&world.stranger.post("/v1/reports", &body).await.ok());
    world.stranger.step(&format!("/v1/reports/{of_head}/submission")).await.ok();
    let place = format!("/v1/reports/{of_head}/opinions");
    assert_eq!(world.stranger.post(&place, &agreed).await.status, 403, "nobody checks his own unit");
    assert_eq!(world.head.post(&place, &agreed).await.ok()["organisation"], json!(world.unit));

    // The figures may change when the report is returned: the opinion was about others, and is given again.
    let returned = world.standing.post(&format!("{path}/return"), &json!({"reason": "Đối chiếu lại H1"})).await.ok();
    assert_eq!((&returned["state"], returned.get("opinion")), (&json!("RETURNED"), None));
    assert_eq!(world.stranger.post(&opinions, &agreed).await.status, 404);
    world.head.step(&format!("{path}/submission")).await.ok();
    assert_eq!(world.standing.get(&path).await.ok().get("opinion"), None);
    world.stranger.post(&opinions, &agreed).await.ok();

    // It is shown to the unit with the provisional score, and none is given after that.
    world.verify(&report, &world::verified()).await;
    assert_eq!(world.head.get(&path).await.ok().get("opinion"), None);
    world.standing.step(&format!("{path}/provisional-release")).await.ok();
    assert_eq!(world.head.get(&path).await.ok()["opinion"]["text"], agreed["text"]);
    let late = world.stranger.post(&opinions, &agreed).await;
    assert_eq!(late.problem(), (409, "REPORT_STATE".to_owned()));
    let trail = world::all(&world.auditor, &format!("/v1/audit-entries?object={report}")).await;
    assert_eq!(trail.iter().filter(|entry| entry["kind"] == "REPORT_CHECKED").count(), 3);

    // A group without a head has no opinions.
    let earlier = world.open("2023").await;
    let report = world.draft(&earlier).await;
    world.head.step(&format!("/v1/reports/{report}/submission")).await.ok();
    let headless = world.head.post(&format!("/v1/reports/{report}/opinions"), &agreed).await;
    assert_eq!((headless.problem(), headless.rule().as_str()), ((409, "NO_GROUP_HEAD".to_owned()), "M03"));
    world.service.stop().await;
}

/// Rule L24: a unit is not asked for criteria that are left out for it by name, under a document; the rest takes over
/// their points, and everybody is told why.
pub(crate) async fn l24_criteria_are_left_out_for_a_named_unit_and_the_rest_takes_over_their_points(engine: Engine) {
    let world = World::new(Service::start(engine).await).await;
    enter(&world, &tree()).await.ok();
    world.issue_sets().await;
    let cycle = world.cycle("2024").to_owned();
    let opening = format!("/v1/cycles/{cycle}/opening");
    let reason = "Đơn vị không có bộ phận một cửa";
    let sparing = |criteria: &[&str]| {
        json!({"leftOut": [{"organisation": world.unit, "criteria": criteria, "reason": reason,
            "document": document("15/QĐ-UBND")}]})
    };
    assert_eq!(select(&world.head, &cycle, &sparing(&["2.1"])).await.status, 403);
    let twice = select(&world.standing, &cycle, &sparing(&["2.1", "2.1"])).await;
    assert_eq!((twice.status, twice.violations()), (422, vec!["/leftOut/0/criteria LEFT_OUT_UNSOUND L24".to_owned()]));
    // What the set does not have, or everything that it has, is not left out: the cycle does not open.
    for (criteria, told) in [(&["2.1", "9.9"][..], "9.9"), (&["1.1", "2.1", "3.1", "3.2"][..], "")] {
        select(&world.standing, &cycle, &sparing(criteria)).await.ok();
        let refused = world.standing.post(&opening, &json!({"dueDate": "2024-11-30"})).await;
        assert_eq!((refused.status, refused.violations()), (422, vec![" LEFT_OUT_UNSOUND L24".to_owned()]));
        assert!(refused.text.contains(told), "{}", refused.text);
        assert_eq!(world.standing.get(&format!("/v1/cycles/{cycle}")).await.ok()["state"], "PLANNED");
    }
    let selected = select(&world.standing, &cycle, &sparing(&["2.1"])).await.ok();
    assert_eq!(
        (&selected["leftOut"][0]["criteria"], &selected["leftOut"][0]["reason"]),
        (&json!(["2.1"]), &json!(reason))
    );
    world.standing.post(&opening, &json!({"dueDate": "2024-11-30"})).await.ok();
    let participants = world::all(&world.head, &format!("/v1/cycles/{cycle}/participants")).await;
    let of_unit = |unit: &str| participants.iter().find(|one| one["organisation"] == unit).expect("a participant");
    let left_out = &of_unit(&world.unit)["leftOut"];
    assert_eq!((&left_out["criteria"], &left_out["reason"]), (&json!(["2.1"]), &json!(reason)));
    assert_eq!(left_out["document"]["number"], "15/QĐ-UBND");
    assert_eq!(of_unit(&world.other).get("leftOut"), None);

    // The unit gives no figures of it, and is complete without; others are asked.
    let all = numbers(&[("1.1", 8), ("2.1", 8), ("3.1", 8)]);
    let body = |answers: &Value| json!({"cycle": cycle, "organisation": world.unit, "answers": answers});
    let refused = world.head.post("/v1/reports", &body(&all)).await;
    assert_eq!(
        (refused.status, refused.violations()),
        (422, vec!["/answers/1/criterion CRITERION_LEFT_OUT L24".to_owned()])
    );
    let report = id(&world.head.post("/v1/reports", &body(&numbers(&[("1.1", 8), ("3.1", 8)]))).await.ok());
    let path = format!("/v1/reports/{report}");
    let complete = world.head.get(&format!("{path}/completeness")).await.ok();
    assert_eq!((&complete["complete"], &complete["errors"]), (&json!(true), &json!([])));
    world.head.step(&format!("{path}/submission")).await.ok();
    let shown = world.head.get(&path).await.ok();
    assert_eq!((&shown["leftOut"]["criteria"], &shown["leftOut"]["reason"]), (&json!(["2.1"]), &json!(reason)));
    let second = hand_in(&world.stranger, &cycle, &world.other, &numbers(&[("1.1", 8), ("2.1", 6), ("3.1", 8)])).await;
    let survey = json!({"criterion": "3.2", "number": 75.5});
    let with_survey = |of: &[(&str, i64)]| {
        let mut answers = numbers(of);
        answers.as_array_mut().expect("a list").push(survey.clone());
        answers
    };
    assert_eq!(
        verify(&world, &report, &with_survey(&[("1.1", 8), ("2.1", 8), ("3.1", 8)])).await.violations(),
        ["/answers/1/criterion CRITERION_LEFT_OUT L24"],
        "nor is anything found for it"
    );
    let unsaid = verify(&world, &report, &numbers(&[("1.1", 8), ("3.1", 8)])).await;
    assert_eq!(unsaid.violations(), ["/figures FIGURE_MISSING L22"], "a survey is given, or why there is none");
    verify(&world, &report, &with_survey(&[("1.1", 8), ("3.1", 8)])).await.ok();
    verify(&world, &second, &with_survey(&[("1.1", 8), ("2.1", 6), ("3.1", 8)])).await.ok();

    // 8 + 8 + 7.55 = 23.55 of 30 points are 78.5 of 100; 8 + 6 + 8 + 7.55 = 29.55 of 40 are 73.875, 73.88 to the
    // nearest.
    let done = world.standing.step(&format!("{path}/finalisation")).await.ok();
    assert_eq!(done["total"], json!(78.5));
    let done = world.standing.step(&format!("/v1/reports/{second}/finalisation")).await.ok();
    assert_eq!(done["total"], json!(73.88));
    let card = world.head.get(&format!("{path}/scorecard")).await.ok();
    assert_eq!((&card["points"], &card["applicablePoints"]), (&json!(23.55), &json!(30.0)));
    assert_eq!(card["nodes"][0]["leftOut"], json!(["2.1"]));
    let line = of(&card["lines"], "2.1");
    assert_eq!((&line["applicability"], line.get("met")), (&json!("NOT_APPLICABLE"), None));
    let told = line["explanation"]["vi"].as_str().expect("a sentence");
    assert!(told.contains(reason) && told.contains("15/QĐ-UBND"), "{told}");

    // The board ranks by what is left, and says what is not asked; outsiders come to the same.
    let board = published(&world, &cycle).await;
    let view = world.service.anybody().get(&board).await.ok();
    let standings: Vec<(&Value, &Value, &Value)> = view["standings"]
        .as_array()
        .expect("units")
        .iter()
        .map(|one| (&one["organisation"], &one["total"], &one["criteriaApplicable"]))
        .collect();
    assert_eq!(
        standings,
        [(&json!(world.unit), &json!(78.5), &json!(3)), (&json!(world.other), &json!(73.88), &json!(4))]
    );
    let unit = world.service.anybody().get(&format!("{board}/units/{}", world.unit)).await.ok();
    let step = &of(&unit["lines"], "2.1")["step"];
    assert_eq!((&step["state"], &step["leftOut"]["reason"]), (&json!("LEFT_OUT"), &json!(reason)));
    let receipts = computed_again(&world, &board, [&report, &second]).await;
    let receipt: Value = serde_json::from_str(&receipts[0]).expect("a receipt");
    let step = &of(&receipt["scorecard"]["lines"], "2.1")["step"];
    assert_eq!((&step["state"], &step["leftOut"]["reason"]), (&json!("LEFT_OUT"), &json!(reason)));
    found_at(&receipts[0], "2.1 state", |receipt| {
        receipt["scorecard"]["lines"][1]["step"].as_object_mut().expect("a step").remove("leftOut");
    });
    found_at(&receipts[0], "applicablePoints", |receipt| receipt["scorecard"]["applicablePoints"] = json!(40));
    world.service.stop().await;
}
