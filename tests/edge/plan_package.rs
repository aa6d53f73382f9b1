//! Packages beside each other: a second movement brought into an installation in use, and a movement given away.

use std::io::Write;
use std::path::Path;

use api::edge::plan::{self, Checked, Loaded, fault::PlanError, package::Package};
use e2e::Engine;
use serde_json::{Value, json};

use crate::base::client::Person;
use crate::base::service::{PLAN, Service};
use crate::base::world::{self, World, all, id};
use crate::edge::plan::copy;
use crate::planning::by_package::TWO_LEVELS;
use crate::planning::from_nothing::person;

/// A change of a file of a package.
type Change<'a> = (&'a str, &'a dyn Fn(&mut Value));

/// A copy of a package with some of its files changed.
fn changed(from: &str, changes: &[Change<'_>]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    copy(Path::new(from), folder.path());
    for (file, change) in changes {
        let place = folder.path().join(file);
        let mut content: Value = serde_json::from_str(&std::fs::read_to_string(&place).expect("a file")).expect("JSON");
        change(&mut content);
        std::fs::write(&place, serde_json::to_string_pretty(&content).expect("JSON")).expect("a file");
    }
    folder
}

fn read(folder: &tempfile::TempDir) -> Package {
    Package::read(folder.path()).expect("a package")
}

/// A movement's package as the service gives it away, in a file.
async fn given(person: &Person, campaign: &str) -> (Value, tempfile::TempDir) {
    let answer = person.get(&format!("/v1/campaigns/{campaign}/package")).await;
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("package.json"), &answer.text).expect("a file");
    (answer.ok(), folder)
}

/// What the published schema of packages refuses of a document, and of the files in it.
fn misfits(document: &Value) -> Vec<String> {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../plans/package.schema.json");
    let schema: Value = serde_json::from_str(&std::fs::read_to_string(path).expect("a file")).expect("JSON");
    let against = |definition: &str, name: &str, value: &Value| -> Vec<String> {
        let mut schema = schema.clone();
        schema["$ref"] = json!(format!("#/$defs/{definition}"));
        let options = jsonschema::options().with_draft(jsonschema::Draft::Draft202012).should_validate_formats(true);
        let validator = options.build(&schema).expect("a schema");
        validator.iter_errors(value).map(|error| format!("{name}{} {error}", error.instance_path())).collect()
    };
    let mut found = against("PlanPackage", "", document);
    for file in document["files"].as_array().expect("files") {
        let (name, text) = (file["name"].as_str().expect("a name"), file["text"].as_str().expect("a text"));
        if let Some(plain) = name.strip_suffix(".json") {
            let definition = if plain.starts_with("criteria-sets/") { "criteria-set" } else { plain };
            found.extend(against(definition, name, &serde_json::from_str(text).expect("JSON")));
        }
    }
    found
}

/// Rule M10: into an installation that is in use a package brings its movement as drafts, with units found by their codes;
/// nobody gets a function by it, nothing of the other movement changes, and a code is claimed once.
pub(crate) async fn m01_m10_a_package_brings_a_second_movement_as_drafts(engine: Engine) {
    let world = World::new(Service::start(engine).await).await;
    let (store, now) = (world.service.running().store(), world.service.running().clock().now());
    let second: &dyn Fn(&mut Value) = &|movement| {
        movement["code"] = json!("cchc-2022-2025");
        movement["name"] = json!({"vi": "Cải cách hành chính", "en": "Administrative reform"});
        movement["launch"] = json!({"document": {"number": "9/KH-UBND", "date": "2022-01-05", "issuer": "UBND tỉnh",
            "title": "Phát động"}, "signer": "Chủ tịch UBND tỉnh", "recipients": []});
    };
    let folder = changed(PLAN, &[("movement.json", second)]);
    let held = all(&world.admin, "/v1/functions").await;
    // A check does all of it and stores nothing.
    assert_eq!(plan::check(store, &read(&folder), now).await.expect("it is sound"), Checked::Sound);
    assert_eq!(all(&world.auditor, "/v1/campaigns").await.len(), 1);
    let brought = plan::bring(store, &read(&folder), now).await.expect("it is sound");
    let Loaded::Drafted { brought, left_out } = brought else { panic!("it is a draft: {brought:?}") };
    assert_eq!(left_out, ["functions.json", "launch in movement.json"]);
    assert_eq!(plan::bring(store, &read(&folder), now).await.expect("there"), Loaded::AlreadyThere);
    assert_eq!(all(&world.admin, "/v1/functions").await, held, "nobody has a function by a package");
    let campaigns = all(&world.auditor, "/v1/campaigns").await;
    let drafted = campaigns.iter().find(|one| one["code"] == "cchc-2022-2025").expect("the draft");
    assert_eq!(
        brought.to_string(),
        format!("movement cchc-2022-2025 ({}), levels 5, units 147, groups 0, cycles 7, criteria sets 15", id(drafted)),
        "how much it brought, and the draft's identifier"
    );
    assert_eq!((&drafted["state"], drafted.get("launch")), (&json!("DRAFT"), None));
    let of = |path: &str| format!("{path}?campaign={}", id(drafted));
    assert_eq!(all(&world.auditor, &of("/v1/cycles")).await.len(), 7);
    assert_eq!(all(&world.auditor, &of("/v1/criteria-sets")).await.len(), 15);
    assert_eq!(all(&world.standing, &of("/v1/cycles")).await, Vec::<Value>::new(), "the other agency sees none of it");
    assert_eq!(all(&world.service.anybody(), "/v1/public/campaigns").await.len(), 1, "and the public neither");

    // Another movement with a code that is taken, and units and levels that are not there.
    let other: &dyn Fn(&mut Value) = &|movement| movement["name"]["vi"] = json!("Phong trào khác");
    let refused = plan::bring(store, &read(&changed(PLAN, &[("movement.json", other)])), now).await;
    let said = refused.expect_err("its code is taken").to_string();
    assert!(said.starts_with("movement.json:2: /code another movement has the code"), "{said}");
    let refused = plan::bring(store, &Package::read(Path::new(TWO_LEVELS)).expect("a package"), now).await;
    let Err(PlanError::Faults { told: faults, more: 0 }) = refused else { panic!("its units are not there") };
    assert_eq!(faults.len(), 127, "each of them is named");
    assert!(
        faults[126].to_string().starts_with("units.csv:128: /code the installation has no unit 99102 of 2025-07-01"),
        "{faults:?}"
    );
    assert!(matches!(plan::load(store, &read(&folder), now).await, Ok(Loaded::AlreadyThere)));
    world.service.stop().await;
}

/// Rule M10: what is given away is loaded again: nothing changes where it is from, and an empty installation gets the same
/// movement, which gives away the same bytes.
pub(crate) async fn m10_a_movement_is_given_away_and_loaded_again(engine: Engine) {
    for from in [PLAN, TWO_LEVELS] {
        let service = Service::start_told(engine, |config| config.plan = None).await;
        let (store, now) = (service.running().store(), service.running().clock().now());
        plan::bring(store, &Package::read(Path::new(from)).expect("a package"), now).await.expect("the plan");
        let (auditor, campaign) = reader(&service).await;
        let (first, folder) = given(&auditor, &campaign).await;
        assert_eq!(misfits(&first), Vec::<String>::new(), "{from}");
        let package = || Package::read(&folder.path().join("package.json")).expect("a document");
        assert_eq!(plan::bring(store, &package(), now).await.expect("there"), Loaded::AlreadyThere);

        let empty = Service::start_told(engine, |config| config.plan = None).await;
        let (store, now) = (empty.running().store(), empty.running().clock().now());
        assert!(matches!(plan::bring(store, &package(), now).await, Ok(Loaded::Entered(_))));
        let (auditor, campaign) = reader(&empty).await;
        assert_eq!(given(&auditor, &campaign).await.0, first, "{from}");
        // The same in the numbers of JSON as the folder that it began with.
        for name in ["levels.json", "functions.json", "movement.json", "cycles.json"] {
            let files = first["files"].as_array().expect("files");
            let file = files.iter().find(|file| file["name"] == name).expect("a file");
            let text = std::fs::read_to_string(Path::new(from).join(name)).expect("a file");
            let [given, shipped]: [Value; 2] =
                [file["text"].as_str().expect("a text"), &text].map(|text| serde_json::from_str(text).expect("JSON"));
            assert_eq!(given, shipped, "{from}/{name}");
        }
        empty.stop().await;
        service.stop().await;
    }
}

/// The administrator of a package's installation, who reads a launched movement as everybody does, and the movement.
async fn reader(service: &Service) -> (Person, String) {
    let (store, now) = (service.running().store(), service.running().clock().now());
    let code = api::bootstrap(store, None, "admin".to_owned(), "Quản trị".to_owned(), now).await.expect("the first");
    world::enrol(service, "admin", &code).await;
    let admin = world::sign_in(service, "admin").await;
    let campaign = id(&all(&admin, "/v1/campaigns").await[0]);
    (admin, campaign)
}

/// Rules M03, M07, M10, L26, S01: each fault of a package is told with file, line and pointer, all of them at once, and
/// nothing is stored.
pub(crate) async fn m10_every_fault_of_a_package_is_told_with_its_place(engine: Engine) {
    let service = Service::start_told(engine, |config| config.plan = None).await;
    let (store, now) = (service.running().store(), service.running().clock().now());
    let folder = changed(
        TWO_LEVELS,
        &[
            ("cycles.json", &|cycles| {
                cycles[1]["periodStartDate"] = json!("2025-01-01");
                cycles[2]["groups"] = json!(["KHOI-1", "KHOI-1"]);
                cycles[3]["code"] = json!("2026");
                cycles[5]["selection"] = json!({"levels": ["COMMUNE", "PROVINCIAL"]});
                cycles[5]["groups"] = json!(["CUM-1", "CUM-2", "CUM-3", "CUM-4"]);
            }),
            ("groups.json", &|groups| groups[0]["deputy"] = json!("khong-co")),
            ("functions.json", &|functions| functions[2]["holders"][0]["unit"] = json!("khong-co")),
            ("criteria-sets/communes.json", &|set| {
                set["model"]["main"]["children"][2]["full"] = json!(99);
                set["model"]["bands"][1]["from"] = json!(95);
                set["model"]["tieBreaks"][0]["node"] = json!("X0");
            }),
            ("criteria-sets/departments.json", &|set| {
                set["model"]["main"]["children"][0]["children"][1]["curve"][0]["to"]["at"] = json!(-1);
            }),
        ],
    );
    let doubled = std::fs::read_to_string(folder.path().join("groups/CUM-1.csv")).expect("a list");
    std::fs::write(folder.path().join("groups/CUM-2.csv"), format!("99085\n{doubled}12\n")).expect("a list");
    let Err(PlanError::Faults { told: faults, more: 0 }) = plan::bring(store, &read(&folder), now).await else {
        panic!("it is faulty")
    };
    let said: Vec<String> = faults.iter().map(ToString::to_string).collect();
    let all_said = said.join("\n");
    for expected in [
        "functions.json:43: /2/holders/0/unit there is no unit with the code khong-co",
        "groups.json:5: /0/deputy there is no unit with the code khong-co",
        "groups/CUM-2.csv:20: there is no unit with the code 12",
        "/1/periodStartDate PERIOD_OUT_OF_RANGE",
        "/3/code a cycle with the code 2026 stands in cycles.json already",
        "/model/main/children/2/full POINTS_DO_NOT_ADD_UP",
        "/model/bands BANDS_UNSOUND",
        "/model/tieBreaks/0/node NODE_UNKNOWN",
    ] {
        assert!(all_said.contains(expected), "{expected} is not in\n{all_said}");
    }
    assert!(faults.iter().all(|fault| fault.line.is_some()), "{all_said}");
    assert_eq!(all(&service.anybody(), "/v1/public/levels").await, Vec::<Value>::new(), "nothing is stored");

    // Groups that do not divide the units are told once each of them is sound.
    let folder = changed(
        TWO_LEVELS,
        &[("cycles.json", &|cycles| {
            cycles[5]["selection"] = json!({"levels": ["COMMUNE", "PROVINCIAL"]});
            cycles[5]["groups"] = json!(["CUM-1", "CUM-2", "CUM-3", "CUM-4"]);
        })],
    );
    let own = std::fs::read_to_string(folder.path().join("groups/CUM-2.csv")).expect("a list");
    std::fs::write(folder.path().join("groups/CUM-2.csv"), own + &doubled).expect("a list");
    let told = plan::check(store, &read(&folder), now).await.expect_err("units are in two groups").to_string();
    assert!(told.contains("UNIT_IN_TWO_GROUPS") && told.contains("UNIT_IN_NO_GROUP"), "{told}");
    assert!(told.contains("cycles.json:") && told.contains("/5"), "{told}");
    service.stop().await;
}

/// Rule M10: what nobody would read, or HTTP would refuse, is a fault and not passed over.
pub(crate) async fn m10_nothing_in_a_package_is_passed_over(engine: Engine) {
    let service = Service::start_told(engine, |config| config.plan = None).await;
    let (store, now) = (service.running().store(), service.running().clock().now());
    type Rewrite = fn(String) -> String;
    let cases: [(&str, Rewrite, &str); 11] = [
        ("movement.json", |text| text + "x", "movement.json:"),
        ("package.json", |_| "[1, \"code\", true, {\"vi\": \"a\", \"en\": \"b\"}]".to_owned(), "an object is expected"),
        (
            "movement.json",
            |text| text.replacen("\"nominatedForms\"", "\"nominatedFormz\"", 1),
            "/policy/nominatedFormz unknown field",
        ),
        ("functions.json", |text| text.replacen("\"issuer\"", "\"issuerr\"", 1), "/0/document/issuerr unknown field"),
        ("movement.json", |text| text.replacen("demo-two-level-2026-2030", "a/../b ü", 1), "movement.json:2: /code"),
        (
            "criteria-sets/communes.json",
            |text| text.replacen("\"ANNUAL\",\n    \"MIDTERM\",\n    \"FINAL\"", "", 1),
            "/cycleKinds a set is for at least one kind of cycle",
        ),
        ("units.csv", |text| text.replacen("2025-07-01,\n", "2025-07-01,2024-01-01\n", 1), "/valid_to DATE_UNFIT"),
        ("units.csv", |text| text.replacen("2025-07-01,\n", "0001-01-01,\n", 1), "/valid_from DATE_UNFIT"),
        ("units.csv", |text| text.replace(',', ";"), "units.csv:1: the first row names no column scheme, code"),
        ("units.csv", |text| text.replacen("DEPARTMENT,,", "DEPARTMENT,mh-so-tu-phap,", 1), "/parent_code"),
        ("cycles.json", |text| "\u{feff}".to_owned() + &text.replacen("ANNUAL", "YEARLY", 1), "cycles.json:4: /0/kind"),
    ];
    for (file, rewrite, expected) in cases {
        let folder = changed(TWO_LEVELS, &[]);
        let place = folder.path().join(file);
        let text = std::fs::read_to_string(&place).expect("a file");
        std::fs::write(&place, rewrite(text)).expect("a file");
        let told = plan::check(store, &read(&folder), now).await.expect_err(expected).to_string();
        assert!(told.contains(expected), "{file}: {told} does not say {expected}");
    }
    // However many faults there are, some hundreds are told.
    let folder = changed(TWO_LEVELS, &[("cycles.json", &|cycles| *cycles = json!(vec![json!({"code": "x"}); 3_000]))]);
    let told = plan::check(store, &read(&folder), now).await.expect_err("they are faults").to_string();
    assert!(told.ends_with("and 2500 more faults"), "{}", told.chars().take(200).collect::<String>());
    service.stop().await;
}

/// Rule M10: a template that an office wrote with a word processor is refused by its path and with a reason that says what a
/// template is, whatever is in it and wherever it lies; nothing of it is read.
pub(crate) async fn m10_a_file_of_a_word_processor_is_no_template(engine: Engine) {
    let service = Service::start_told(engine, |config| config.plan = None).await;
    let (store, now) = (service.running().store(), service.running().clock().now());
    let folder = changed(TWO_LEVELS, &[]);
    let document = |parts: &[(&str, &str)]| {
        let mut archive = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
        for (name, text) in parts {
            archive.start_file(*name, zip::write::SimpleFileOptions::default()).expect("a part");
            archive.write_all(text.as_bytes()).expect("written");
        }
        archive.finish().expect("an archive").into_inner()
    };
    let plain = ("word/document.xml", "<w:document/>");
    let field = ("word/document.xml", "<w:instrText>INCLUDETEXT \"http://192.0.2.1/x\"</w:instrText>");
    let outside = ("word/_rels/document.xml.rels", "<Relationship TargetMode=\"External\"/>");
    let files = [
        ("papers/minutes.docx", document(&[plain])),
        ("papers/notice.docx", document(&[field, outside])),
        ("papers/board.docm", document(&[plain, ("word/vbaProject.bin", "Sub AutoOpen()")])),
        ("papers/INDEX.DOTX", b"text as any other".to_vec()),
        ("mau-bien-ban.doc", b"{\\rtf1}".to_vec()),
    ];
    std::fs::create_dir(folder.path().join("papers")).expect("a folder");
    let refused = "TEMPLATE_NOT_TYPST: A template of papers is a Typst file, whose name ends with .typ.";
    for (name, bytes) in &files {
        std::fs::write(folder.path().join(name), bytes).expect("a file");
    }
    let told = Package::read(folder.path()).map(drop).expect_err("they are no templates").to_string();
    assert_eq!(told.lines().count(), files.len(), "{told}");
    for (name, _) in &files {
        assert!(told.contains(&format!("{name}: {refused}")), "{name} is not in {told}");
        std::fs::remove_file(folder.path().join(name)).expect("removed");
    }
    assert_eq!(plan::check(store, &read(&folder), now).await.expect("it is sound"), Checked::Sound);

    // The same in a package that is one document.
    let given = json!({"files": [{"name": "papers/minutes.docx", "text": "UEsDBBQAAAAIAA"}]});
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("package.json"), given.to_string()).expect("a file");
    let told = Package::read(&folder.path().join("package.json")).map(drop).expect_err("no template").to_string();
    assert!(told.starts_with(&format!("papers/minutes.docx: {refused}")), "{told}");
    service.stop().await;
}

/// Rules L33, M10: a code that another unit had before is given away with the day, so that each group keeps its units.
pub(crate) async fn l33_m10_a_reused_code_is_given_away_with_its_day(engine: Engine) {
    let service = Service::start_told(engine, |config| config.plan = None).await;
    let (store, now) = (service.running().store(), service.running().clock().now());
    plan::bring(store, &Package::read(Path::new(TWO_LEVELS)).expect("a package"), now).await.expect("the plan");
    let (admin, campaign) = reader(&service).await;
    let old = id(&all(&service.anybody(), "/v1/public/units?code=99088").await[0]);
    let document = json!({"number": "1/NQ", "date": "2026-02-20", "issuer": "HĐND tỉnh", "title": "Sắp xếp đơn vị"});
    let closing = json!({"lastDate": "2026-03-01", "document": document});
    admin.post(&format!("/v1/organisations/{old}/closing"), &closing).await.ok();
    let unit = json!({"name": "Xã mới", "level": "COMMUNE", "kind": "PEOPLES_COMMITTEE",
        "codes": [{"scheme": "GSO", "value": "99088"}, {"scheme": "SLUG", "value": "xa-moi"},
            {"scheme": "SLUG", "value": "xa-moi-hai"}], "fromDate": "2026-06-01", "document": document});
    admin.post("/v1/organisations", &unit).await.ok();
    let (first, folder) = given(&admin, &campaign).await;
    let text = first.to_string();
    assert!(text.contains("99088@2025-07-01") && text.contains("xa-moi xa-moi-hai"), "{}", text.len());

    let empty = Service::start_told(engine, |config| config.plan = None).await;
    let (store, now) = (empty.running().store(), empty.running().clock().now());
    let package = Package::read(&folder.path().join("package.json")).expect("a document");
    assert!(matches!(plan::bring(store, &package, now).await, Ok(Loaded::Entered(_))));
    let (reader, copy) = reader(&empty).await;
    assert_eq!(given(&reader, &copy).await.0, first);
    let groups = all(&empty.anybody(), "/v1/public/groups").await;
    let cluster = groups.iter().find(|group| group["code"] == "CUM-1").expect("the cluster");
    let members = all(&empty.anybody(), &format!("/v1/public/groups/{}/members?on=2026-01-01", id(cluster))).await;
    assert!(members.iter().any(|unit| unit["code"] == "99088"), "the unit of that time");
    let members = all(&empty.anybody(), &format!("/v1/public/groups/{}/members?on=2026-07-01", id(cluster))).await;
    assert!(members.iter().all(|unit| unit["code"] != "99088"), "and not the one that has its code now");

    // A second movement there means the unit of the day that its own package gives.
    let second: &dyn Fn(&mut Value) = &|movement| {
        movement["code"] = json!("cchc-2026-2030");
        movement["name"] = json!({"vi": "Cải cách hành chính", "en": "Administrative reform"});
    };
    let folder = changed(TWO_LEVELS, &[("movement.json", second)]);
    let (store, now) = (service.running().store(), service.running().clock().now());
    let brought = plan::bring(store, &read(&folder), now).await.expect("it is sound");
    assert!(matches!(brought, Loaded::Drafted { .. }), "{brought:?}");
    let agency = id(&all(&service.anybody(), "/v1/public/units?code=mh-so-noi-vu").await[0]);
    let appraisal = person(&service, &admin, "appraisal", "APPRAISAL_AGENCY", &agency).await;
    let groups = all(&appraisal, "/v1/groups?code=CUM-1").await;
    let drafted = groups.iter().find(|group| group["campaign"] != json!(campaign)).expect("the draft's cluster");
    let shown = appraisal.get(&format!("/v1/groups/{}", id(drafted))).await.ok();
    let units = shown["members"]["units"].as_array().expect("units");
    assert!(units.iter().any(|unit| unit["organisation"] == json!(old)), "not the unit that has the code now: {shown}");

    // A unit without a code cannot be referred to, and that is said.
    let nameless = json!({"name": "Đơn vị chưa có mã", "level": "COMMUNE", "kind": "PEOPLES_COMMITTEE", "codes": [],
        "fromDate": "2026-06-01", "document": document});
    admin.post("/v1/organisations", &nameless).await.ok();
    let refused = admin.get(&format!("/v1/campaigns/{campaign}/package")).await;
    assert_eq!(refused.problem(), (409, "UNIT_WITHOUT_CODE".to_owned()));
    assert!(refused.text.contains("Đơn vị chưa có mã"), "{}", refused.text);
    empty.stop().await;
    service.stop().await;
}

/// The first row of `lineage.csv`.
const LINEAGE: &str = "predecessor,successor,kind,effective_on,number,date,issuer,title\n";
/// That a department of the plan was merged into another.
const MERGED: &str = "so-ke-hoach-dau-tu,so-tai-chinh,MERGED,2025-03-01,1/NQ-HĐND,2025-02-20,HĐND tỉnh,Sắp xếp\n";

/// Rules L30, L31, M10: a package says which units came from which; it is entered with the units, given away with them, and
/// left out where the units are there already.
pub(crate) async fn l30_l31_m10_a_package_brings_the_lineage_of_its_units(engine: Engine) {
    let service = Service::start_told(engine, |config| config.plan = None).await;
    let (store, now) = (service.running().store(), service.running().clock().now());
    let with = |rows: &str, changes: &[Change<'_>]| {
        let folder = changed(PLAN, changes);
        std::fs::write(folder.path().join("lineage.csv"), format!("{LINEAGE}{rows}")).expect("a file");
        folder
    };
    let row = |from: &str, to: &str| MERGED.replacen(from, to, 1);
    let faults: [(String, &str); 10] = [
        (
            row("so-ke-hoach-dau-tu", "so-khong-co"),
            "lineage.csv:2: /predecessor there is no unit with the code so-khong",
        ),
        (row("so-tai-chinh", "so-khong-co"), "lineage.csv:2: /successor there is no unit with the code so-khong-co"),
        (row("so-tai-chinh", "so-tai-chinh@2020-12-31"), "lineage.csv:2: /successor there is no unit"),
        (row("MERGED", "SOLD"), "lineage.csv:2: unknown variant `SOLD`"),
        (row("2025-03-01", "2025-03-02"), "lineage.csv:2: /effective_on DATE_UNFIT"),
        (row("so-ke-hoach-dau-tu", "so-tu-phap"), "lineage.csv:2: /effective_on DATE_UNFIT"),
        (row("so-tai-chinh", "ban-dan-toc"), "lineage.csv:2: /successor UNIT_NOT_VALID"),
        (MERGED.repeat(2), "lineage.csv:3: /successor SUCCESSOR_RECORDED"),
        (row("1/NQ-HĐND", ""), "lineage.csv:2: /number CITATION_INCOMPLETE"),
        (row("2025-02-20", "20/02/2025"), "lineage.csv:2: "),
    ];
    for (rows, expected) in faults {
        let told = plan::check(store, &read(&with(&rows, &[])), now).await.expect_err(expected).to_string();
        assert!(told.starts_with(expected) && !told.contains('\n'), "{told} is not {expected}");
    }
    let folder = with(MERGED, &[]);
    std::fs::write(folder.path().join("lineage.csv"), MERGED).expect("a file");
    let told = plan::check(store, &read(&folder), now).await.expect_err("it has no names of columns").to_string();
    assert!(told.starts_with("lineage.csv:1: the first row names no column predecessor"), "{told}");

    let further = row("so-ke-hoach-dau-tu", "so-thong-tin-truyen-thong@2025-02-28").replacen("MERGED", "SPLIT", 1);
    let folder = with(&format!("{MERGED}{further}"), &[]);
    assert!(matches!(plan::bring(store, &read(&folder), now).await.expect("it is sound"), Loaded::Entered(_)));
    let (admin, campaign) = reader(&service).await;
    let old = id(&all(&service.anybody(), "/v1/public/units?code=so-ke-hoach-dau-tu&on=2024-01-01").await[0]);
    let lineage = admin.get(&format!("/v1/organisations/{old}/lineage")).await.ok();
    let heir = &lineage["successors"][0];
    assert_eq!((&heir["successorCode"], &heir["kind"]), (&json!("so-tai-chinh"), &json!("MERGED")), "{lineage}");
    assert_eq!((&heir["fromDate"], &heir["document"]["number"]), (&json!("2025-03-01"), &json!("1/NQ-HĐND")));

    let (first, document) = given(&admin, &campaign).await;
    assert_eq!(misfits(&first), Vec::<String>::new());
    let file = first["files"].as_array().expect("files").iter().find(|file| file["name"] == "lineage.csv");
    let text = file.and_then(|file| file["text"].as_str()).expect("the lineage");
    assert!(text.contains(&MERGED.replace("Sắp xếp\n", "Sắp xếp,,\n")) && text.lines().count() == 3, "{text}");
    let package = || Package::read(&document.path().join("package.json")).expect("a document");
    assert_eq!(plan::bring(store, &package(), now).await.expect("there"), Loaded::AlreadyThere);
    let empty = Service::start_told(engine, |config| config.plan = None).await;
    let (other, then) = (empty.running().store(), empty.running().clock().now());
    assert!(matches!(plan::bring(other, &package(), then).await.expect("it is sound"), Loaded::Entered(_)));
    let (copier, copy) = reader(&empty).await;
    assert_eq!(given(&copier, &copy).await.0, first);
    empty.stop().await;

    // Where the units are there already, the administrator records it.
    let second: &dyn Fn(&mut Value) = &|movement| {
        movement["code"] = json!("cchc-2022-2025");
        movement["name"] = json!({"vi": "Cải cách hành chính", "en": "Administrative reform"});
    };
    let brought = plan::bring(store, &read(&with(MERGED, &[("movement.json", second)])), now).await;
    let Loaded::Drafted { left_out, .. } = brought.expect("it is sound") else { panic!("it is in use") };
    assert_eq!(left_out, ["lineage.csv", "functions.json"]);
    assert_eq!(admin.get(&format!("/v1/organisations/{old}/lineage")).await.ok(), lineage, "nothing is recorded twice");
    service.stop().await;
}
