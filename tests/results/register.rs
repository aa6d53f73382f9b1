//! The public register of filings: which unit submitted when, returns, extensions, and nothing else.

use std::process::Command;

use e2e::Engine;
use reqwest::Method;
use serde_json::{Value, json};

use crate::base::service::Service;
use crate::base::world::{self, World, id};

/// A unit's line.
fn line(register: &Value, unit: &str) -> Value {
    let units = register["units"].as_array().expect("units");
    units.iter().find(|one| one["organisation"] == unit).cloned().unwrap_or_else(|| panic!("no {unit} in {register}"))
}

/// A district's report, submitted by the stranger, who is the unit's head.
async fn file(world: &World, cycle: &str, unit: &str) -> (String, Value) {
    let body = json!({"cycle": cycle, "organisation": unit, "figures": world::figures()});
    let report = id(&world.stranger.post("/v1/reports", &body).await.ok());
    let filed = world.stranger.step(&format!("/v1/reports/{report}/submission")).await.ok();
    (report, filed)
}

async fn send_back(world: &World, report: &str) {
    let items = json!([{"criterion": "H1", "reason": "Anh Minh nhập sai"}]);
    let body = json!({"reason": "Anh Minh nhập sai số liệu", "items": items});
    world.standing.post(&format!("/v1/reports/{report}/return"), &body).await.ok();
}

/// Requests an extension, and has it decided.
async fn extend(world: &World, cycle: &str, until: &str, granted: bool) -> Value {
    let body = json!({"cycle": cycle, "organisation": world.unit, "untilDate": until, "reason": "Chị Lan nghỉ ốm"});
    let asked = world.head.post("/v1/extensions", &body).await.ok();
    let decision = json!({"granted": granted, "reason": "Theo đề nghị của chị Lan"});
    world.standing.post(&format!("/v1/extensions/{}/decision", id(&asked)), &decision).await.ok()
}

/// Rules S27, S29, L36.
pub(crate) async fn s27_s29_l36_a_release_tells_who_filed_when_and_nothing_of_what_is_not_public(engine: Engine) {
    let world = World::new(Service::start(engine).await).await;
    let cycle = world.open("2024").await;
    world.issue_sets().await;
    let public = world.service.anybody();
    let third = id(&world.units["941"]);
    let grant = json!({"role": "UNIT_HEAD", "organisation": third});
    world.admin.post(&format!("/v1/accounts/{}/grants", world.accounts["stranger"]), &grant).await.ok();

    // The service's clock is after the due date, 30 November 2024.
    let until = world::ahead(30);
    let extension = extend(&world, &cycle, &until, true).await;
    extend(&world, &cycle, &world::ahead(60), false).await;
    let report = world.draft(&cycle).await;
    let path = format!("/v1/reports/{report}");
    world.head.step(&format!("{path}/submission")).await.ok();
    send_back(&world, &report).await;
    let filed = world.head.step(&format!("{path}/submission")).await.ok();
    world.verify(&report, &world::verified()).await;
    world.standing.step(&format!("{path}/finalisation")).await.ok();
    let (late, late_filed) = file(&world, &cycle, &world.other).await;
    send_back(&world, &late).await;
    let (taken_back, _) = file(&world, &cycle, &third).await;
    let reason = json!({"reason": "Nộp nhầm"});
    world.stranger.post(&format!("/v1/reports/{taken_back}/withdrawal"), &reason).await.ok();
    assert_eq!(world::all(&public, "/v1/public/releases").await.len(), 0, "nothing before the first release");

    let release = world.standing.post(&format!("/v1/cycles/{cycle}/releases"), &json!({})).await.ok();
    let place = format!("/v1/public/releases/{}/register", id(&release));
    let first = public.get(&place).await;
    let register = first.ok();
    assert_eq!((&register["release"], &register["releaseNumber"]), (&release["id"], &json!(1)));
    assert_eq!((&register["cycleCode"], &register["dueDate"]), (&json!("2024"), &json!("2024-11-30")));

    // A unit with public results: its receipts as it has them, every return, every extension.
    let trail = world::all(&world.auditor, &format!("/v1/audit-entries?concept=REPORT&object={report}")).await;
    let returned = trail.iter().find(|entry| entry["kind"] == "REPORT_RETURNED").expect("the return");
    let expected = json!({
        "organisation": world.unit, "name": "Huyện Kế Sách", "code": "943", "tier": "DISTRICT",
        "status": "WITHIN_EXTENSION",
        "firstFiledAt": filed["filings"][0]["filedAt"], "filings": filed["filings"],
        "returns": [{"returnedAt": returned["at"]}],
        "extensions": [{
            "untilDate": until, "requestedAt": extension["requestedAt"], "grantedAt": extension["decidedAt"],
            "grantedBy": "STANDING_AGENCY",
        }],
    });
    assert_eq!(filed["filings"].as_array().map(Vec::len), Some(2));
    assert_eq!(line(&register, &world.unit), expected);
    // The other units have no digest and no return, so the state of their reports is not revealed.
    let receipt = &late_filed["filings"][0];
    let filing = json!({"number": 1, "filedAt": receipt["filedAt"], "punctuality": "LATE"});
    let expected = json!({
        "organisation": world.other, "name": "Huyện Châu Thành", "code": "942", "tier": "DISTRICT", "status": "LATE",
        "firstFiledAt": receipt["filedAt"], "filings": [filing], "extensions": [],
    });
    assert_eq!(line(&register, &world.other), expected);
    let withdrawn = line(&register, &third);
    assert_eq!((&withdrawn["status"], &withdrawn["filings"][0]["number"]), (&json!("NOT_FILED"), &json!(1)));
    assert!(withdrawn["returns"].is_null() && withdrawn["filings"][0]["sha256"].is_null(), "{withdrawn}");
    let silent = line(&register, &id(&world.units["944"]));
    assert_eq!((&silent["status"], &silent["filings"]), (&json!("NOT_FILED"), &json!([])));
    // No person, no reason, no state; and no report identifier, so a digest cannot be attributed to a report.
    let words = ["hị Lan", "Anh Minh", "Nộp nhầm", "Trần Thị", "Lê Văn", "Phạm Thị", "RETURNED", "VERIF", "numerator"];
    let known = world.accounts.values().chain([&report, &late, &taken_back]).map(String::as_str);
    for secret in words.into_iter().chain(known) {
        assert!(!first.text.contains(secret), "{secret}: {}", first.text);
    }

    // The counts agree with those of the board's summary.
    let district = json!({"tier": "DISTRICT", "counts": {
        "unitsOwing": 11, "unitsOnTime": 0, "unitsWithinExtension": 1, "unitsLate": 1, "unitsNotFiled": 9,
    }});
    let tiers = register["tiers"].as_array().expect("tiers");
    assert!(tiers.contains(&district), "{tiers:?}");
    let board = release["boards"][0]["href"].as_str().expect("a board");
    let summary = public.get(&format!("{board}/summary")).await.ok();
    assert_eq!((&summary["unitsOwing"], &summary["unitsReported"]), (&json!(11), &json!(2)));
    let units = register["units"].as_array().expect("units").len();
    let counted = |name: &str| register["counts"][name].as_u64().expect("a count");
    assert_eq!(counted("unitsOwing"), u64::try_from(units).expect("few"));
    let parts = ["unitsOnTime", "unitsWithinExtension", "unitsLate", "unitsNotFiled"].map(counted);
    assert_eq!((parts.iter().sum::<u64>(), parts[1], parts[2]), (counted("unitsOwing"), 1, 1));
    let by_tier: u64 = tiers.iter().map(|tier| tier["counts"]["unitsOwing"].as_u64().expect("a count")).sum();
    assert_eq!(by_tier, counted("unitsOwing"));

    // Immutable like every page of a release, and covered by its digest.
    let tag = first.header("etag");
    assert_eq!(first.header("cache-control"), "public, max-age=60, stale-while-revalidate=300");
    let known = public.send(Method::GET, &place, &[("if-none-match", &tag)], None).await;
    assert_eq!((known.status, known.text.as_str(), known.header("etag")), (304, "", tag.clone()));
    let pages = public.get(&format!("/v1/public/releases/{}/pages", id(&release))).await.ok();
    let listed = pages["pages"].as_array().expect("pages").iter().find(|page| page["href"] == place.as_str());
    assert_eq!(format!("\"{}\"", listed.expect("the register")["sha256"].as_str().expect("a digest")), tag);
    let address = format!("{}/v1/public/releases/{}", world.service.url(), id(&release));
    let program = concat!(env!("CARGO_MANIFEST_DIR"), "/../verify/verify.py");
    let run = move || Command::new("python3").arg(program).arg("--release").arg(&address).output();
    let run = tokio::task::spawn_blocking(run).await.expect("an end").expect("python3 is installed");
    assert!(run.status.success(), "{}{}", String::from_utf8_lossy(&run.stdout), String::from_utf8_lossy(&run.stderr));

    // Later submissions appear in the next release, and only there.
    world.stranger.step(&format!("/v1/reports/{late}/submission")).await.ok();
    world.verify(&late, &world::verified()).await;
    let settled = world.standing.step(&format!("/v1/reports/{late}/finalisation")).await.ok();
    assert_eq!(public.get(&place).await.text, first.text, "byte for byte");
    let reason = json!({"reason": "Bổ sung đơn vị nộp muộn"});
    let second = world.standing.post(&format!("/v1/cycles/{cycle}/releases"), &reason).await.ok();
    assert_eq!(public.get(&place).await.text, first.text, "byte for byte");
    let newer = public.get(&format!("/v1/public/releases/{}/register", id(&second))).await.ok();
    let now_public = line(&newer, &world.other);
    assert_eq!((&now_public["filings"], &now_public["status"]), (&settled["filings"], &json!("LATE")));
    assert_eq!(now_public["returns"].as_array().map(Vec::len), Some(1));
    assert_eq!(line(&newer, &world.unit), line(&register, &world.unit));
    world.service.stop().await;
}

/// Rules S27, S29.
pub(crate) async fn s29_a_register_is_a_table_too_and_older_releases_have_none(engine: Engine) {
    let mut world = World::new(Service::start(engine).await).await;
    let cycle = world.open("2024").await;
    world.issue_sets().await;
    let until = world::ahead(30);
    extend(&world, &cycle, &until, true).await;
    let report = world.final_report(&cycle).await;
    let (_, late) = file(&world, &cycle, &world.other).await;
    let release = id(&world.standing.post(&format!("/v1/cycles/{cycle}/releases"), &json!({})).await.ok());
    let public = world.service.anybody();
    let place = format!("/v1/public/releases/{release}/register");
    let register = public.get(&place).await.ok();
    let table = public.get(&format!("{place}.csv")).await;
    assert_eq!((table.status, table.header("content-type").as_str()), (200, "text/csv; charset=utf-8"));
    assert_eq!(table.header("content-disposition"), "attachment; filename=\"so-nop-bao-cao-2024-dot-1.csv\"");
    assert_eq!(&table.bytes[..3], b"\xEF\xBB\xBF");
    let mut reader = csv::Reader::from_reader(&table.bytes[3..]);
    let names: Vec<&str> = reader.headers().expect("a first row").iter().collect();
    assert_eq!(names[..6], ["Đơn vị", "Mã đơn vị", "Mã định danh", "Đơn vị cấp trên", "Cấp", "Tình trạng nộp"]);
    let rows: Vec<Vec<String>> =
        reader.records().map(|row| row.expect("a row").iter().map(str::to_owned).collect()).collect();
    assert_eq!(Some(rows.len()), register["units"].as_array().map(Vec::len));
    let row = |unit: &str| rows.iter().find(|row| row[2] == unit).expect("the unit's row").join(";");
    let own = world.auditor.get(&format!("/v1/reports/{report}")).await.ok();
    let at = |filed: &Value| filed["filings"][0]["filedAt"].as_str().expect("an instant").to_owned();
    let (here, there) = (at(&own), at(&late));
    assert_eq!(
        row(&world.unit),
        format!("Huyện Kế Sách;943;{};;DISTRICT;WITHIN_EXTENSION;2024-11-30;{until};{here};{here};1;0;1", world.unit)
    );
    assert_eq!(
        row(&world.other),
        format!("Huyện Châu Thành;942;{};;DISTRICT;LATE;2024-11-30;;{there};{there};1;;0", world.other),
        "what is not known to the public is empty, not zero"
    );
    let tag = table.header("etag");
    let known = public.send(Method::GET, &format!("{place}.csv"), &[("if-none-match", &tag)], None).await;
    assert_eq!((known.status, known.header("etag")), (304, tag));

    for part in ["register", "register.csv"] {
        for unknown in [cycle.as_str(), "one"] {
            let answer = public.get(&format!("/v1/public/releases/{unknown}/{part}")).await;
            assert_eq!(answer.problem(), (404, "NOT_FOUND".to_owned()), "{unknown} {part}");
        }
    }
    // The state before registers were stored.
    world.service.tamper("release_page", "UPDATE release_page SET part = 'before' WHERE part = 'register'");
    world.service.restart().await;
    let public = world.service.anybody();
    for part in ["register", "register.csv"] {
        let answer = public.get(&format!("/v1/public/releases/{release}/{part}")).await;
        assert_eq!(answer.problem(), (404, "PAGE_NOT_FROZEN".to_owned()), "{part}");
    }
    world.service.stop().await;
}
