//! Several movements at once: each is drafted, launched, amended and concluded by the agency that stands for it, and the
//! people of one agency see nothing of another's.

use e2e::Engine;
use serde_json::{Value, json};

use crate::access::machine_client::Machine;
use crate::base::client::Person;
use crate::base::service::Service;
use crate::base::world::{self, World, id};

const PLACE: &str = "/v1/campaigns";
/// The standing agency of the second movement.
const SECOND: &str = "so-tai-chinh";

fn text(name: &str) -> Value {
    json!({
        "name": {"vi": name, "en": "Savings"},
        "slogan": {"vi": "Tiết kiệm là quốc sách", "en": "Savings first"},
        "periodStartDate": "2026-01-01", "periodEndDate": "2030-12-31",
        "phases": [
            {"name": {"vi": "Giai đoạn 1", "en": "Phase 1"}, "fromDate": "2026-01-01", "toDate": "2027-12-31"}
        ],
        "legalBases": [{"number": "57-NQ/TW", "date": "2024-12-22", "issuer": "Bộ Chính trị", "title": "Về đột phá"}],
        "contents": [{"number": 1, "text": {"vi": "Tiết kiệm điện", "en": "Save power"}}],
        "fields": [{"code": "POWER", "name": {"vi": "Điện", "en": "Power"}, "text": {"vi": "", "en": ""}}],
        "policy": {
            "reportsBefore": {"month": 12, "day": 20},
            "nominatedForms": ["BANG_KHEN_PROVINCE"],
            "occasions": [
                {"occasion": "ANNUAL", "nominatedBy": "UNIT", "opinion": "UNNEEDED"},
                {"occasion": "URGENT", "nominatedBy": "UNIT", "opinion": "GIVEN"}
            ],
            "collectiveResultRequired": true
        }
    })
}

fn order(number: &str) -> Value {
    json!({
        "document": {"number": number, "date": "2026-01-15", "issuer": "UBND tỉnh", "title": "Phát động phong trào"},
        "signer": "Chủ tịch UBND tỉnh", "recipients": ["Các sở, ban, ngành tỉnh"]
    })
}

/// A drafted movement with a standing agency of its own, and that agency's person.
async fn second(world: &World) -> (String, Person) {
    let body = json!({"code": "tiet-kiem-2026-2030", "kind": "THEMATIC", "text": text("Phong trào tiết kiệm")});
    let campaign = id(&world.appraisal.post(PLACE, &body).await.ok());
    let function = json!({"function": "STANDING_AGENCY", "organisation": id(&world.units[SECOND]), "campaign": campaign,
        "fromDate": world::today(), "document": order("2/QĐ-UBND")["document"]});
    world.admin.post("/v1/functions", &function).await.ok();
    let made = world.admin.post("/v1/accounts", &json!({"username": "second", "name": "Hồ Văn Hai"})).await.ok();
    let grant = json!({"role": "STANDING_AGENCY", "organisation": id(&world.units[SECOND])});
    world.admin.post(&format!("/v1/accounts/{}/grants", id(&made["account"])), &grant).await.ok();
    world::enrol(&world.service, "second", made["code"].as_str().expect("a code")).await;
    (campaign, world::sign_in(&world.service, "second").await)
}

/// A set of one criterion.
fn criteria() -> Value {
    let mut content = world::criteria();
    content["criteria"].as_array_mut().expect("criteria").truncate(1);
    content["pointsTotal"] = json!(10);
    content
}

async fn seen(person: &Person, campaign: &str) -> u16 {
    person.get(&format!("{PLACE}/{campaign}")).await.status
}

/// Rule M01: a movement is drafted out of sight, launched under its plan, amended and concluded under documents; the text of
/// any day can be read.
pub(crate) async fn m01_a_movement_is_drafted_launched_amended_and_concluded(engine: Engine) {
    let world = World::new(Service::start(engine).await).await;
    let public = world.service.anybody();
    let (campaign, agency) = second(&world).await;
    let place = format!("{PLACE}/{campaign}");
    for (person, status) in
        [(&agency, 200), (&world.appraisal, 200), (&world.auditor, 200), (&world.editor, 404), (&world.standing, 404)]
    {
        assert_eq!(seen(person, &campaign).await, status);
        let listed = world::all(person, PLACE).await.iter().any(|one| one["id"] == campaign.as_str());
        assert_eq!(listed, status == 200, "the list says the same");
    }
    assert_eq!(public.get(&format!("/v1/public/campaigns/{campaign}")).await.status, 404, "nor does the public");
    let twice = json!({"code": "tiet-kiem-2026-2030", "kind": "REGULAR", "text": text("Trùng mã")});
    assert_eq!(world.appraisal.post(PLACE, &twice).await.problem(), (409, "CAMPAIGN_EXISTS".to_owned()));

    // A draft is written by its agency, and launched with number, day, issuer, abstract and signer.
    let tag = agency.get(&place).await.header("etag");
    let mut wrong = text("Phong trào tiết kiệm");
    wrong["policy"]["reportsBefore"] = json!({"month": 2, "day": 29});
    wrong["policy"]["synthesisBefore"] = json!({"month": 11, "day": 31});
    wrong["phases"][0]["toDate"] = json!("2031-01-01");
    let refused = agency.put(&place, &tag, &json!({"kind": "THEMATIC", "text": wrong})).await;
    assert_eq!(
        refused.violations(),
        [
            "/text/phases/0/fromDate PHASE_UNFIT S01",
            "/text/policy/reportsBefore NO_DAY_OF_EVERY_YEAR S27",
            "/text/policy/synthesisBefore NO_DAY_OF_EVERY_YEAR S25"
        ]
    );
    let edit = json!({"kind": "THEMATIC", "text": text("Phong trào thi đua thực hành tiết kiệm")});
    agency.put(&place, &tag, &edit).await.ok();
    assert_eq!(agency.put(&place, &tag, &edit).await.status, 412, "somebody else was there first");
    let cycle = json!({"campaign": campaign, "code": "2026", "kind": "ANNUAL", "year": 2026,
        "name": {"vi": "Năm 2026", "en": "Year 2026"}, "periodStartDate": "2026-01-01", "periodEndDate": "2026-12-31"});
    let cycle = id(&agency.post("/v1/cycles", &cycle).await.ok());
    for hidden in [
        format!("/v1/cycles/{cycle}"),
        format!("/v1/cycles/{cycle}/due-reports"),
        format!("{place}/units-without-plan"),
    ] {
        assert_eq!(world.editor.get(&hidden).await.status, 404, "{hidden}: a draft's is its own");
        assert_eq!(agency.get(&hidden).await.status, 200, "{hidden}");
    }
    let all = world::all(&public, "/v1/public/cycles").await;
    assert!(all.iter().all(|one| one["id"] != cycle.as_str()), "and not public");
    let opened = agency.post(&format!("/v1/cycles/{cycle}/opening"), &json!({"dueDate": "2026-12-19"})).await;
    assert_eq!((opened.problem(), opened.rule()), ((409, "CAMPAIGN_NOT_LAUNCHED".to_owned()), "M01".to_owned()));
    let launch = format!("{place}/launch");
    let mut lacking = order("12/KH-UBND");
    lacking["document"].as_object_mut().expect("a citation").remove("issuer");
    lacking["signer"] = json!(" ");
    assert_eq!(
        agency.post(&launch, &lacking).await.violations(),
        ["/document CITATION_INCOMPLETE L21", "/signer TEXT_EMPTY"]
    );
    assert_eq!(world.appraisal.post(&launch, &order("12/KH-UBND")).await.status, 403, "its agency launches it");
    let launched = agency.post(&launch, &order("12/KH-UBND")).await.ok();
    assert_eq!((&launched["state"], &launched["launch"]["signer"]), (&json!("LAUNCHED"), &json!("Chủ tịch UBND tỉnh")));
    assert_eq!(seen(&world.editor, &campaign).await, 200);
    let shown = public.get(&format!("/v1/public/campaigns/{campaign}")).await.ok();
    assert_eq!((&shown["version"], &shown["launch"]["document"]["number"]), (&json!(1), &json!("12/KH-UBND")));
    assert_eq!(public.get("/v1/public/campaigns").await.ok()["items"].as_array().map(Vec::len), Some(2));

    // What was launched changes by amendments alone, and every version stays.
    let tag = agency.get(&place).await.header("etag");
    let refused = agency.put(&place, &tag, &edit).await;
    assert_eq!((refused.problem(), refused.rule()), ((409, "CAMPAIGN_LAUNCHED".to_owned()), "M01".to_owned()));
    let mut amendment = order("30/KH-UBND");
    amendment["document"]["date"] = json!("2026-06-02");
    amendment["fromDate"] = json!("2026-06-02");
    amendment["changed"] = json!({"vi": "Đổi tên phong trào", "en": "A new name"});
    amendment["text"] = text("Phong trào toàn dân tiết kiệm");
    let mut early = amendment.clone();
    early["fromDate"] = json!("2026-06-01");
    let mut ahead = amendment.clone();
    ahead["fromDate"] = json!(world::ahead(1));
    early["text"]["periodEndDate"] = json!("2026-12-30");
    early["text"]["phases"] = json!([]);
    let amendments = format!("{place}/amendments");
    assert_eq!(
        agency.post(&amendments, &early).await.violations(),
        ["/text/periodEndDate CYCLES_LEFT_OUT S01", "/fromDate AMENDMENT_DAY M01"]
    );
    assert_eq!(
        agency.post(&amendments, &ahead).await.violations(),
        ["/fromDate AMENDMENT_DAY M01"],
        "it holds at once"
    );
    let amended = agency.post(&amendments, &amendment).await.ok();
    assert_eq!(amended["amendments"][0]["changed"]["en"], "A new name");
    let on = async |day: &str| {
        let found = public.get(&format!("/v1/public/campaigns/{campaign}/versions?on={day}")).await.ok();
        found["items"][0]["text"]["name"]["vi"].clone()
    };
    assert_eq!(on("2026-06-01").await, "Phong trào thi đua thực hành tiết kiệm");
    assert_eq!(on("2026-06-02").await, "Phong trào toàn dân tiết kiệm");
    let versions = world.editor.get(&format!("{place}/versions")).await.ok();
    assert_eq!(versions["items"].as_array().map(Vec::len), Some(2));

    // It is concluded when its cycles have ended, and takes nothing more.
    let conclusion = format!("{place}/conclusion");
    let refused = agency.post(&conclusion, &order("99/BC-UBND")).await;
    assert_eq!((refused.problem(), refused.rule()), ((409, "CAMPAIGN_HAS_OPEN_CYCLES".to_owned()), "M01".to_owned()));
    agency.post(&format!("/v1/cycles/{cycle}/cancellation"), &json!({"reason": "Không tổ chức"})).await.ok();
    let closed = agency.post(&conclusion, &order("99/BC-UBND")).await.ok();
    assert_eq!(
        (&closed["state"], &closed["conclusion"]["document"]["number"]),
        (&json!("CLOSED"), &json!("99/BC-UBND"))
    );
    let late = agency.post(&amendments, &amendment).await;
    assert_eq!((late.problem(), late.rule()), ((409, "CAMPAIGN_CLOSED".to_owned()), "M01".to_owned()));
    let spare = json!({"code": "thu-nghiem", "kind": "REGULAR", "text": text("Phong trào thử")});
    let spare = id(&world.appraisal.post(PLACE, &spare).await.ok());
    let gone = json!({"reason": "Gộp vào phong trào khác"});
    let gone = world.appraisal.post(&format!("{PLACE}/{spare}/discarding"), &gone).await.ok();
    assert_eq!(gone["state"], "DISCARDED");
    let trail = world::all(&world.auditor, &format!("/v1/audit-entries?object={campaign}")).await;
    let mut kinds: Vec<&str> = trail.iter().filter_map(|entry| entry["kind"].as_str()).collect();
    kinds.sort_unstable();
    assert_eq!(
        kinds,
        ["CAMPAIGN_AMENDED", "CAMPAIGN_CLOSED", "CAMPAIGN_DRAFTED", "CAMPAIGN_EDITED", "CAMPAIGN_LAUNCHED"]
    );
    world.service.stop().await;
}

/// Rule M02: two movements run at once, each with its agency; the people of one neither see nor change the reports, dossiers
/// and decisions of the other.
pub(crate) async fn m02_a_second_movement_runs_beside_the_first_and_is_not_seen_from_there(engine: Engine) {
    let world = World::new(Service::start(engine).await).await;
    let (campaign, agency) = second(&world).await;
    agency.post(&format!("{PLACE}/{campaign}/launch"), &order("12/KH-UBND")).await.ok();

    // The second movement's year, with sets of its own.
    for (number, level) in ["PROVINCIAL", "DISTRICT", "COMMUNE"].iter().enumerate() {
        let set = json!({"campaign": campaign, "cycleKind": "ANNUAL", "audience": level, "content": criteria()});
        let refused = world.standing.post("/v1/criteria-sets", &set).await;
        assert_eq!((refused.problem(), refused.rule()), ((403, "NOT_ALLOWED".to_owned()), "M02".to_owned()));
        let set = id(&agency.post("/v1/criteria-sets", &set).await.ok());
        let document = json!({"document": {"number": format!("{number}/QĐ-STC"), "date": "2026-01-20",
            "issuer": "Sở Tài chính", "title": "Ban hành bộ tiêu chí"}});
        agency.post(&format!("/v1/criteria-sets/{set}/publication"), &document).await.ok();
    }
    let body = json!({"campaign": campaign, "code": "2026", "kind": "ANNUAL", "year": 2026,
        "name": {"vi": "Năm 2026", "en": "Year 2026"}, "periodStartDate": "2026-01-01", "periodEndDate": "2026-12-31"});
    assert_eq!(world.standing.post("/v1/cycles", &body).await.rule(), "M02", "nor plans its agency a year for another");
    let ours = id(&agency.post("/v1/cycles", &body).await.ok());
    let opening = format!("/v1/cycles/{ours}/opening");
    let late = agency.post(&opening, &json!({"dueDate": "2026-12-20"})).await;
    assert_eq!(late.violations(), ["/dueDate DUE_DATE_OUT_OF_RANGE S27"], "the movement's own day");
    assert_eq!(world.standing.post(&opening, &json!({"dueDate": "2026-12-19"})).await.rule(), "M02");
    agency.post(&opening, &json!({"dueDate": "2026-12-19"})).await.ok();

    // A report in each movement, by the same unit.
    let theirs = world.open("2024").await;
    let calendar = world.service.anybody().get("/v1/public/deadlines.ics").await.text.replace("\r\n ", "");
    for due in ["Hạn nộp báo cáo: Năm 2026\\, Phong trào tiết kiệm\r\n", "Năm 2024\\, Phong trào thi đua Chuyển đổi số"]
    {
        assert!(calendar.contains(due), "the movements are told apart: {calendar}");
    }
    let first = world.final_report(&theirs).await;
    let figure = json!([world::figures()[0]]);
    let draft = json!({"cycle": ours, "organisation": world.unit, "figures": figure});
    let report = id(&world.editor.post("/v1/reports", &draft).await.ok());
    world.head.step(&format!("/v1/reports/{report}/submission")).await.ok();
    for (person, sees, sees_not) in [(&world.standing, &first, &report), (&agency, &report, &first)] {
        assert_eq!(person.get(&format!("/v1/reports/{sees}")).await.status, 200);
        assert_eq!(person.get(&format!("/v1/reports/{sees_not}")).await.status, 404);
        assert_eq!(person.get(&format!("/v1/reports/{sees_not}/scorecard")).await.status, 404);
        let listed: Vec<String> = world::all(person, "/v1/reports").await.iter().map(id).collect();
        assert_eq!(listed, std::slice::from_ref(sees), "the list holds the own movement's alone");
        let body = json!({"figures": [world::verified()[0]]});
        assert_eq!(person.put(&format!("/v1/reports/{sees_not}/verification"), "\"1\"", &body).await.status, 404);
    }
    assert_eq!(world::all(&world.head, "/v1/reports").await.len(), 2, "the unit sees its own in both");
    assert_eq!(world::all(&world.auditor, "/v1/reports").await.len(), 2, "and who inspects everything");
    let due =
        async |person: &Person, cycle: &str| world::all(person, &format!("/v1/cycles/{cycle}/due-reports")).await.len();
    assert!(2 < due(&agency, &ours).await && due(&agency, &theirs).await == 0);
    assert!(2 < due(&world.standing, &theirs).await && due(&world.standing, &ours).await == 0);
    let releases = |cycle: &str| format!("/v1/cycles/{cycle}/releases");
    assert_eq!(agency.post(&releases(&theirs), &json!({})).await.rule(), "M02");
    let place = format!("/v1/reports/{report}");
    let tag = agency.get(&place).await.header("etag");
    agency.put(&format!("{place}/verification"), &tag, &json!({"figures": [world::verified()[0]]})).await.ok();
    agency.step(&format!("{place}/finalisation")).await.ok();
    agency.post(&releases(&ours), &json!({})).await.ok();

    // A dossier and a decision: until it is public, only its own agency knows of it.
    let mut dossier = world::collective("Phòng Tài chính");
    for paper in dossier["papers"].as_array_mut().expect("papers") {
        paper["date"] = json!("2026-11-02");
    }
    let nomination = world.nominate(&ours, &dossier).await;
    world.step(&world.head, &nomination, "submission", json!({})).await.ok();
    assert_eq!(world.standing.get(&format!("/v1/nominations/{nomination}")).await.status, 404);
    assert_eq!(world.step(&world.standing, &nomination, "receipt", json!({})).await.status, 404);
    let bars = format!("/v1/nominations/{nomination}/bars");
    assert_eq!(world.standing.get(&bars).await.status, 404);
    assert_eq!(agency.get(&bars).await.status, 200);
    let clocks = async |person: &Person| world::all(person, "/v1/nomination-clocks").await.len();
    world.step(&agency, &nomination, "receipt", json!({})).await.ok();
    assert_eq!((clocks(&world.standing).await, clocks(&agency).await, clocks(&world.auditor).await), (0, 1, 1));
    world.step(&agency, &nomination, "forwarding", json!({})).await.ok();
    let question = json!({"organisation": world.other, "question": "Đề nghị cho ý kiến"});
    let asked = format!("/v1/nominations/{nomination}/consultations");
    let consultation = id(&world.appraisal.post(&asked, &question).await.ok());
    let place = format!("/v1/consultations/{consultation}");
    for (person, status) in [(&world.standing, 404), (&agency, 200), (&world.auditor, 200), (&world.stranger, 200)] {
        assert_eq!(person.get(&place).await.status, status);
        let listed = world::all(person, "/v1/consultations").await.len();
        assert_eq!(listed, usize::from(status == 200), "the list says the same");
    }
    world.stranger.post(&format!("{place}/reply"), &json!({"agrees": true, "text": "Nhất trí"})).await.ok();
    world.step(&world.appraisal, &nomination, "appraisal", json!({"eligible": true})).await.ok();
    world.step(&world.appraisal, &nomination, "presentation", json!({})).await.ok();
    let sheet = json!({"nominations": [nomination]});
    assert_eq!(agency.post("/v1/signing-sheets", &sheet).await.status, 200);
    assert_eq!(world.standing.post("/v1/signing-sheets", &sheet).await.status, 422, "an unknown dossier");
    let decision = world.decision.post("/v1/decisions", &world::decision(1, &[&nomination])).await.ok();
    let (award, decision) = (id(&decision["awards"][0]), id(&decision));
    for (place, status) in [
        (format!("/v1/decisions/{decision}"), 404),
        (format!("/v1/decisions/{decision}/awards"), 404),
        (format!("/v1/decisions/{decision}/certificates"), 404),
        (format!("/v1/awards/{award}"), 404),
    ] {
        assert_eq!(world.standing.get(&place).await.status, status, "{place}");
        assert_eq!(agency.get(&place).await.status, 200, "{place}");
    }
    assert_eq!(world::all(&world.standing, "/v1/decisions").await.len(), 0);
    assert_eq!(world::all(&agency, "/v1/decisions").await.len(), 1);
    let publication = format!("/v1/decisions/{decision}/publication");
    assert_eq!(world.standing.step(&publication).await.rule(), "M02");
    world::keep_decision(&world.decision, &decision).await;
    agency.step(&publication).await.ok();

    // Lists say which movement, for those who see several.
    let public = world.service.anybody();
    let known = world::all(&world.auditor, PLACE).await;
    let other = known.iter().map(id).find(|one| *one != campaign).expect("the first movement");
    for (person, list, one, rest) in [
        (&public, "/v1/public/cycles", 1, 7),
        (&public, "/v1/public/releases", 1, 0),
        (&public, "/v1/public/awards", 1, 0),
        (&world.auditor, "/v1/reports", 1, 1),
        (&world.auditor, "/v1/nominations", 1, 0),
    ] {
        let count = async |campaign: &str| world::all(person, &format!("{list}?campaign={campaign}")).await.len();
        assert_eq!((count(&campaign).await, count(&other).await), (one, rest), "{list}");
    }
    let me = agency.get("/v1/me").await.ok();
    assert_eq!(me["roles"][0]["campaigns"], json!([campaign]));
    assert!(me["roles"][0]["organisationName"].as_str().is_some_and(|name| !name.is_empty()), "{me}");

    // A machine client reaches one movement.
    let client = json!({"name": "Bảng theo dõi", "organisation": id(&world.units[SECOND]), "scopes": ["reports.read"],
        "reach": "MOVEMENT", "campaigns": [campaign], "expiresOn": world::today()});
    let unfit = json!({"name": "Bảng theo dõi", "organisation": id(&world.units[SECOND]), "scopes": ["reports.read"],
        "reach": "MOVEMENT", "expiresOn": world::today()});
    assert_eq!(world.admin.post("/v1/clients", &unfit).await.violations(), ["/campaigns MOVEMENTS_UNFIT M02"]);
    let made = world.admin.post("/v1/clients", &client).await.ok();
    let machine = Machine::of(&made).token(&world.service.url()).await;
    let listed: Vec<String> = world::all(&machine, "/v1/reports").await.iter().map(id).collect();
    assert_eq!(listed, [report]);
    world.service.stop().await;
}
