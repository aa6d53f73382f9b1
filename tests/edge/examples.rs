//! Every example of the contract is tried: requests that a client copies out of the document work.
//!
//! A body is what Swagger UI shows: an example, or else the examples of the properties. A caller with the permission
//! sends it in a state in which the step is possible, and it has to succeed. Only values that no document can know of
//! an installation are replaced, and each place names them: identifiers (`IDENTIFIERS` in `replay.rs`), a secret or
//! code that was just issued, and days that depend on the current day.

use chrono::TimeDelta;
use e2e::Engine;
use reqwest::Method;
use serde_json::json;

use crate::base::client::Person;
use crate::base::referee;
use crate::base::service::Service;
use crate::base::world::{self, World};
use crate::edge::honours_examples::{self, OPEN_LIST, later, today};
use crate::edge::oversight_examples;
use crate::edge::replay::{Replay, bodies, example, operation, text, worded};
use crate::integration::webhook_receiver::{Mode, OWN, Receiver};
use crate::printing::paper;

/// Parameters whose value comes from another answer.
const OPAQUE: [&str; 2] = ["cursor", "after"];
/// Parameters that an operation requires together with others, which its schema cannot express.
const TOGETHER: [(&str, &str); 2] = [("list_award_records", "organisation"), ("list_reminders", "to")];
/// Parts that a board of one unit does not have: they are requested, and not found.
const PARTS: [(&str, &str); 4] =
    [("show_board", "parent"), ("show_board", "kind"), ("list_standings", "parent"), ("list_standings", "kind")];
/// Parameters that name an instant after a change.
const INSTANTS: [&str; 1] = ["asOf"];
/// Operations that end objects that other operations need: they are tried last.
const AT_THE_END: [&str; 3] = ["remove_webhook", "revoke_award", "recover_award"];

/// Whether an operation prints a paper.
fn prints(operation: &referee::Operation) -> bool {
    operation.said["tags"] == json!(["printing"])
}

/// A text, encoded for a query.
fn encoded(text: &str) -> String {
    let sign = |byte: u8| {
        let plain = byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
        if plain { char::from(byte).to_string() } else { format!("%{byte:02X}") }
    };
    text.bytes().map(sign).collect()
}

pub(crate) async fn every_example_is_taken_by_the_service(engine: Engine) {
    let program = paper::program();
    let has_program = program.is_some();
    let own = |config: &mut api::edge::config::Config| {
        config.webhook_networks = vec![OWN.parse().expect("a network")];
        config.papers = program;
    };
    let mut world = World::new(Service::start_told(engine, own).await).await;
    let mut replay = Replay::default();
    if !has_program {
        let printing = referee::operations().iter().filter(|one| prints(one)).map(|one| one.id);
        replay.seen.extend(printing.clone());
        replay.tried.extend(printing);
    }
    replay.knows("organisation", &world.unit);
    replay.knows("unit", &world.unit);
    replay.knows("publisher", &world::id(&world.units[world::PRESS]));
    replay.knows("campaign", &world::id(&world::all(&world.standing, "/v1/campaigns").await[0]));
    movements(&world, &mut replay).await;
    people(&world, &mut replay).await;
    clients(&world, &mut replay).await;
    webhooks(&world, &mut replay).await;
    registry(&world, &mut replay).await;
    law(&world, &mut replay).await;
    oversight_examples::guidance(&world, &mut replay).await;
    reports(&mut world, &mut replay).await;
    honours_examples::beside_the_way(&world, &mut replay).await;
    oversight_examples::inspections(&world, &mut replay).await;
    honours_examples::nominations(&mut world, &mut replay).await;
    honours_examples::awards(&world, &mut replay).await;
    oversight_examples::difficulties(&world, &mut replay).await;
    oversight_examples::syntheses(&world, &mut replay).await;
    oversight_examples::practices(&world, &mut replay).await;
    let people = [&world.admin, &world.standing, &world.appraisal, &world.head, &world.editor, &world.decision];
    // `remove_webhook` ends the endpoint that others need, and the operations on revocations come last.
    replay.seen.extend(AT_THE_END);
    replay.try_the_rest(&people).await;
    replay.seen.retain(|operation| !AT_THE_END.contains(operation));
    readings(&world, &mut replay).await;
    honours_examples::revocation(&world, &mut replay).await;
    ends(&world, &mut replay).await;
    let Replay { tried, seen, mut wrong, known, .. } = replay;
    for operation in referee::operations() {
        if !bodies(operation).is_empty() && !tried.contains(operation.id) {
            wrong.push(format!("{}: the example of its body is not tried here", operation.id));
        }
        if !seen.contains(operation.id) {
            wrong.push(format!("{}: nobody has seen it succeed", operation.id));
        }
    }
    assert!(wrong.is_empty(), "{} examples are wrong:\n{}", wrong.len(), wrong.join("\n"));
    world.service.stop_and_keep(&json!(known)).await;
}

/// A movement of its own, from its draft to its end, and a draft that is given up; the others go on in the plan's.
async fn movements(world: &World, replay: &mut Replay) {
    let plan = replay.known["campaign"].clone();
    let mut spare = example("draft_campaign");
    spare["code"] = json!("bo-di");
    let spare = world.appraisal.post("/v1/campaigns", &spare).await.ok();
    replay.knows("campaign", &text(&spare, "/id"));
    replay.take(&world.appraisal, "discard_campaign", &[]).await;
    let drafted = replay.take(&world.appraisal, "draft_campaign", &[]).await;
    replay.knows("campaign", &text(&drafted, "/id"));
    let function = json!({"function": "STANDING_AGENCY", "organisation": world::id(&world.units[world::AGENCY]),
        "campaign": drafted["id"], "fromDate": today(world),
        "document": {"number": "2/QĐ", "date": "2026-01-05", "issuer": "UBND tỉnh", "title": "Giao nhiệm vụ"}});
    world.admin.post("/v1/functions", &function).await.ok();
    for operation in ["edit_campaign", "launch_campaign", "amend_campaign", "conclude_campaign"] {
        replay.take(&world.standing, operation, &[]).await;
    }
    replay.knows("campaign", &plan);
}

async fn people(world: &World, replay: &mut Replay) {
    let (admin, anybody) = (&world.admin, world.service.anybody());
    let made = replay.take(admin, "create_account", &[]).await;
    let account = text(&made, "/account/id");
    replay.knows("account", &account);
    replay.take(admin, "open_accounts", &[]).await;
    replay.take(&anybody, "create_enrolment", &[("code", &text(&made, "/code"))]).await;
    let chosen = example("create_enrolment");
    let (username, password) = (text(&chosen, "/username"), text(&chosen, "/password"));
    let given = [("username", username.as_str()), ("password", password.as_str())];
    let session = replay.take(&anybody, "create_session", &given).await;
    let person = Person::new(world.service.url(), Some(text(&session, "/accessToken")));
    let session = replay.take(&person, "renew_session", &[]).await;
    let person = Person::new(world.service.url(), Some(text(&session, "/accessToken")));
    let left = person.send(Method::DELETE, "/v1/sessions/current", &[], None).await;
    replay.note(operation("end_session"), &left, "");
    for name in ["grant_role", "end_role", "suspend_account", "restore_account", "issue_enrolment"] {
        replay.take(admin, name, &[]).await;
    }
}

async fn clients(world: &World, replay: &mut Replay) {
    let (admin, anybody) = (&world.admin, world.service.anybody());
    let last = chrono::Utc::now().date_naive() + TimeDelta::days(30);
    let made = replay.take(admin, "create_client", &[("expiresOn", &last.to_string())]).await;
    let (client, secret) = (text(&made, "/clientId"), text(&made, "/clientSecret"));
    replay.knows("client", &client);
    let header = reqwest::Client::new().get("http://localhost/").basic_auth(&client, Some(&secret)).build();
    let header = header.expect("a request").headers()["authorization"].to_str().expect("a text").to_owned();
    for name in ["create_client_token", "create_token"] {
        replay.take_with(&anybody, name, &[], &[("authorization", &header)]).await;
    }
    let second = replay.take(admin, "issue_client_secret", &[]).await;
    replay.take(admin, "revoke_client_secret", &[("secret", &text(&second, "/secretId"))]).await;
    replay.take(admin, "suspend_client", &[]).await;
    replay.take(admin, "restore_client", &[]).await;
    replay.take(admin, "pin_client", &[]).await;
}

/// Registers an endpoint that answers; it is removed after everything else was read.
async fn webhooks(world: &World, replay: &mut Replay) {
    let (admin, receiver) = (&world.admin, Receiver::new(Mode::Answer(204)).await);
    let there = [("url", receiver.url.as_str())];
    let webhook = replay.take(admin, "create_webhook", &there).await;
    replay.knows("webhook", &text(&webhook, "/webhook/id"));
    let delivery = replay.take(admin, "test_webhook", &[]).await;
    replay.knows("delivery", &text(&delivery, "/id"));
    replay.take(admin, "replay_webhook_delivery", &[]).await;
    replay.take(admin, "edit_webhook", &there).await;
    for name in ["rotate_webhook_secret", "disable_webhook", "enable_webhook"] {
        replay.take(admin, name, &[]).await;
    }
}

async fn ends(world: &World, replay: &mut Replay) {
    let removal = operation("remove_webhook");
    let path = replay.path(removal, &[]);
    let tag = world.admin.get(&path).await.header("etag");
    let gone = world.admin.send(Method::DELETE, &path, &[("if-match", &tag)], None).await;
    replay.note(removal, &gone, &path);
}

async fn registry(world: &World, replay: &mut Replay) {
    let admin = &world.admin;
    let founded = text(&replay.take(admin, "create_organisation", &[]).await, "/id");
    replay.take(admin, "enter_units", &[]).await;
    let department = world::id(&world.units["so-y-te"]);
    replay.take(admin, "rename_organisation", &[("organisation", &department)]).await;
    let mut ending = Vec::new();
    for code in ["90001", "90002"] {
        let mut body = example("create_organisation");
        body["codes"][0]["value"] = json!(code);
        body["fromDate"] = json!("2021-01-01");
        ending.push(world::id(&admin.post("/v1/organisations", &body).await.ok()));
    }
    replay.take(admin, "close_organisation", &[("organisation", &ending[0])]).await;
    replay.take(admin, "reorganise_organisation", &[("organisation", &ending[1]), ("successors", &founded)]).await;
    replay.take(admin, "assign_function", &[("organisation", &department), ("fromDate", &world::ahead(400))]).await;
    let ward = text(&replay.take(admin, "create_level", &[]).await, "/code");
    replay.take(admin, "edit_level", &[("level", &ward)]).await;
    replay.take(admin, "close_level", &[("level", &ward)]).await;
    replay.take(&world.editor, "register_implementation_plan", &[]).await;
    let plans = world::all(&world.auditor, "/v1/implementation-plans").await;
    replay.knows("implementationPlan", &world::id(&plans[0]));
}

async fn law(world: &World, replay: &mut Replay) {
    let admin = &world.admin;
    let year = example("create_work_year")["year"].to_string();
    replay.knows("year", &year);
    replay.take(admin, "create_work_year", &[]).await;
    replay.take(admin, "edit_work_year", &[]).await;
    // Clocks and lists count the days of the current year, and none of the next is a holiday.
    world.enter_years().await;
    let salary = text(&replay.take(admin, "create_base_salary", &[]).await, "/id");
    replay.knows("baseSalary", &salary);
    replay.take(admin, "edit_base_salary", &[]).await;
    replay.take(admin, "create_regime", &[]).await;
    replay.knows("regime", &text(&example("create_regime"), "/code"));
    replay.take(admin, "edit_regime", &[]).await;
    replay.take(admin, "edit_retention_rule", &[]).await;
    replay.take(admin, "edit_record_rule", &[]).await;
}

/// A cycle that is cancelled, and one that is closed, with their groups and participants.
async fn end_cycles(world: &World, replay: &mut Replay) {
    let group = text(&replay.take(&world.standing, "create_group", &[]).await, "/id");
    replay.knows("unitGroup", &group);
    replay.take(&world.standing, "edit_group", &[]).await;
    let planned = text(&replay.take(&world.standing, "create_cycle", &[]).await, "/id");
    replay.take(&world.standing, "select_cycle", &[("cycle", &planned)]).await;
    replay.take(&world.standing, "cancel_cycle", &[("cycle", &planned)]).await;
    let mut body = example("create_cycle");
    (body["campaign"], body["code"]) = (replay.known["campaign"].clone().into(), json!("2025-C"));
    // The district of the stories takes no part at first.
    body["selection"] = json!({"levels": ["PROVINCIAL"]});
    let open = world::id(&world.standing.post("/v1/cycles", &body).await.ok());
    world.standing.post(&format!("/v1/cycles/{open}/opening"), &json!({"dueDate": "2025-11-30"})).await.ok();
    replay.take(&world.standing, "place_participant", &[("cycle", &open)]).await;
    replay.take(&world.standing, "exempt_participant", &[("cycle", &open)]).await;
    replay.take(&world.standing, "amend_cycle", &[("cycle", &open)]).await;
    replay.take(&world.standing, "close_cycle", &[("cycle", &open)]).await;
}

/// A cycle of a group with a head, whose set names an agency.
async fn checks(world: &World, replay: &mut Replay) {
    let campaign = replay.known["campaign"].clone();
    let name = |name: &str| json!({"vi": name, "en": name});
    let document = json!({"number": "12/HD-STTTT", "date": "2022-03-01", "issuer": "Sở TT&TT", "title": "Hướng dẫn"});
    let leaf = json!({"code": "1.1", "name": name("Cuộc họp"), "full": 10, "verifier": world.other,
        "value": {"number": {"of": name("cuộc họp"), "unit": "COUNT"}},
        "curve": [{"to": {"at": 0, "included": false}, "step": 0},
            {"to": {"at": 4, "included": true}, "line": [0, 10]}, {"step": 10}]});
    let model = json!({"scale": 10, "rounding": {"mode": "CUT", "decimals": 2, "at": "ROOT"},
        "main": {"code": "ROOT", "name": name("Tổng điểm"), "children": [leaf]}});
    let issue = async || {
        let body =
            json!({"campaign": campaign, "cycleKind": "ANNUAL", "audience": "KHOI-2", "content": {"model": model}});
        let set = world::id(&world.standing.post("/v1/criteria-sets", &body).await.ok());
        let issued = json!({"document": document});
        world.standing.post(&format!("/v1/criteria-sets/{set}/publication"), &issued).await.ok();
    };
    issue().await;
    let facts = json!({"name": name("Khối 2"), "head": world.other, "document": document,
        "members": {"kind": "LIST", "units": [world.unit, world.other]}});
    let group = json!({"campaign": campaign, "code": "KHOI-2", "facts": facts});
    world.standing.post("/v1/groups", &group).await.ok();
    let mut body = example("create_cycle");
    (body["campaign"], body["code"]) = (campaign.clone().into(), json!("2025-D"));
    body["selection"] = json!({"groups": ["KHOI-2"]});
    let open = world::id(&world.standing.post("/v1/cycles", &body).await.ok());
    world.standing.post(&format!("/v1/cycles/{open}/opening"), &json!({"dueDate": "2025-11-30"})).await.ok();
    issue().await;
    replay.take(&world.standing, "rebind_group", &[("cycle", &open)]).await;
    let body = json!({"cycle": open, "organisation": world.unit, "answers": [{"criterion": "1.1", "number": 4}]});
    let report = world::id(&world.head.post("/v1/reports", &body).await.ok());
    world.head.step(&format!("/v1/reports/{report}/submission")).await.ok();
    replay.take(&world.stranger, "give_opinion", &[("report", &report)]).await;
    replay.take(&world.standing, "record_findings", &[("cycle", &open)]).await;
}

/// Another person of the standing agency.
async fn colleague(world: &World, username: &str) -> Person {
    let made = world.admin.post("/v1/accounts", &json!({"username": username, "name": username})).await.ok();
    let grant = json!({"role": "STANDING_AGENCY", "organisation": world::id(&world.units[world::AGENCY])});
    world.admin.post(&format!("/v1/accounts/{}/grants", text(&made, "/account/id")), &grant).await.ok();
    world::enrol(&world.service, username, &text(&made, "/code")).await;
    world::sign_in(&world.service, username).await
}

async fn reports(world: &mut World, replay: &mut Replay) {
    let (one, two) = (colleague(world, "an.tran").await, colleague(world, "binh.le").await);
    world.issue_sets().await;
    let early = world.cycle("2021").to_owned();
    let opening = json!({"dueDate": "2021-11-30", "acceptanceRequired": true});
    world.standing.post(&format!("/v1/cycles/{early}/opening"), &opening).await.ok();
    for code in ["2022", "2023"] {
        world.open(code).await;
    }
    replay.knows("cycle", world.cycle("2023"));
    let import = replay.take(&world.editor, "create_import", &[]).await;
    replay.knows("import", &text(&import, "/id"));

    // A district set with the criteria of the examples, for the year that is scored by it.
    let drawn = json!({"campaign": replay.known["campaign"], "cycleKind": "ANNUAL", "audience": "DISTRICT",
        "content": example("edit_criteria_set")});
    let set = world::id(&world.standing.post("/v1/criteria-sets", &drawn).await.ok());
    let provincial = replay.take(&world.standing, "create_criteria_set", &[]).await;
    replay.knows("criteriaSet", &text(&provincial, "/id"));
    replay.take(&world.standing, "publish_criteria_set", &[]).await;
    replay.knows("criteriaSet", &set);
    replay.take(&world.standing, "edit_criteria_set", &[]).await;
    let issue = example("publish_criteria_set");
    world.standing.post(&format!("/v1/criteria-sets/{set}/publication"), &issue).await.ok();
    replay.knows("cycle", world.cycle("2024"));
    replay.take(&world.standing, "open_cycle", &[]).await;
    end_cycles(world, replay).await;
    checks(world, replay).await;
    replay.take(&world.standing, "set_reminder_plan", &[]).await;
    let asked = replay.take(&world.head, "request_extension", &[("untilDate", &world::ahead(200))]).await;
    replay.knows("extension", &text(&asked, "/id"));
    replay.take(&world.standing, "decide_extension", &[]).await;
    replay.take(&world.standing, "decide_extensions", &[]).await;

    let report = text(&replay.take(&world.editor, "create_report", &[]).await, "/id");
    replay.knows("report", &report);
    let path = format!("/v1/reports/{report}");
    replay.take(&world.editor, "edit_report", &[]).await;
    for (bytes, gone) in [
        (&b"%PDF-1.7 1"[..], Some((&world.editor, "remove_evidence_file"))),
        (b"%PDF-1.7 2", Some((&world.standing, "take_down_evidence_file"))),
        (b"%PDF-1.7 3", None),
    ] {
        let kept = world.editor.upload(&format!("{path}/evidence-files?name=a.pdf"), bytes).await;
        let kept = replay.note(operation("upload_evidence_file"), &kept, &path);
        replay.knows("evidenceFile", &text(&kept, "/id"));
        if let Some((person, name)) = gone {
            replay.take(person, name, &[]).await;
        }
    }
    replay.take(&world.head, "submit_report", &[]).await;
    replay.take(&world.head, "withdraw_report", &[]).await;
    world.head.step(&format!("{path}/submission")).await.ok();
    replay.take(&world.standing, "return_report", &[]).await;
    world.head.step(&format!("{path}/submission")).await.ok();
    replay.take(&world.standing, "mark_report", &[]).await;
    replay.take(&one, "mark_report", &[]).await;
    replay.take(&world.standing, "verify_report", &[]).await;
    replay.take(&world.standing, "release_report", &[]).await;
    replay.take(&world.head, "explain_report", &[]).await;

    // A report of another year, which a second person accepts.
    let body = json!({"cycle": early, "organisation": world.unit, "figures": world::figures()});
    let other = world::id(&world.editor.post("/v1/reports", &body).await.ok());
    world.head.step(&format!("/v1/reports/{other}/submission")).await.ok();
    replay.take(&one, "recuse_from_report", &[("report", &other)]).await;
    replay.take(&world.standing, "verify_report_as_declared", &[("report", &other)]).await;
    replay.take(&two, "accept_report", &[("report", &other)]).await;

    later(world, 6).await;
    let contested = text(&example("explain_report"), "/criterion");
    replay.knows("criterion", &contested);
    replay.take(&world.standing, "answer_explanation", &[]).await;
    replay.take(&world.standing, "finalise_report", &[]).await;
    replay.take(&world.standing, "finalise_reports", &[]).await;
    let release = replay.take(&world.standing, "publish_release", &[]).await;
    replay.knows("release", &text(&release, "/id"));
    replay.knows("board", &text(&release, "/boards/0/board"));
    replay.knows("group", "DISTRICT");
    replay.knows("level", "COMMUNE");
    replay.take(&world.standing, "correct_report", &[]).await;
    let corrected = json!({"reason": "Đính chính theo kết luận kiểm tra"});
    world.standing.post(&format!("/v1/cycles/{}/releases", world.cycle("2024")), &corrected).await.ok();
    replay.take(&world.standing, "simulate_criteria_set", &[]).await;
}

/// Reads everything that can be read, with each of its parameters.
async fn readings(world: &World, replay: &mut Replay) {
    let anybody = world.service.anybody();
    replay.knows("cycle", world.cycle("2024"));
    replay.knows("parent", &world.unit);
    replay.knows("of", &replay.known["nomination"].clone());
    replay.knows("object", &replay.known["report"].clone());
    // At the instant in the document's example, nothing was public yet.
    replay.knows("asOf", &world.service.running().clock().now().to_rfc3339_opts(chrono::SecondsFormat::Secs, true));
    for operation in referee::operations().iter().filter(|operation| operation.method == Method::GET) {
        // What is printed was seen in its state, or needs a program that is not here.
        if operation.id == OPEN_LIST || (prints(operation) && replay.seen.contains(operation.id)) {
            continue;
        }
        let public = operation.said["security"] == json!([]);
        let people = if public { vec![&anybody] } else { vec![&world.auditor, &world.admin, &world.editor] };
        let (mut needed, mut wished) = (Vec::new(), Vec::new());
        for said in operation.said["parameters"].as_array().into_iter().flatten().filter(|one| one["in"] == "query") {
            let name = said["name"].as_str().expect("a name");
            if OPAQUE.contains(&name) {
                continue;
            }
            let real = said["schema"]["format"] == "uuid" || INSTANTS.contains(&name);
            let known = replay.known.get(name).filter(|_| real).cloned();
            let Some(value) = known.or_else(|| worded(said)) else {
                replay.wrong.push(format!("{}: the parameter {name} has no example", operation.id));
                continue;
            };
            let pair = format!("{name}={}", encoded(&value));
            let needs = said["required"] == true || TOGETHER.contains(&(operation.id, name));
            match (needs, PARTS.contains(&(operation.id, name))) {
                (true, _) => needed.push(pair),
                (false, false) => wished.push(pair),
                (false, true) => {
                    let none = anybody.get(&format!("{}?{pair}", replay.path(operation, &[]))).await;
                    assert_eq!(none.problem(), (404, "PAGE_NOT_FROZEN".to_owned()), "{pair}");
                }
            }
        }
        let wishes = std::iter::once(None).chain(wished.iter().map(Some));
        for wish in wishes {
            let pairs: Vec<String> = needed.iter().chain(wish).cloned().collect();
            let query = if pairs.is_empty() { String::new() } else { format!("?{}", pairs.join("&")) };
            replay.read(&people, operation, &query).await;
        }
    }
}
