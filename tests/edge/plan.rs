//! An installation without a plan, and the loading of a plan package.

use std::path::Path;

use api::edge::config::FirstUnit;
use api::edge::plan::{self, Loaded, package::Package};
use e2e::Engine;
use serde_json::{Value, json};

use crate::base::service::{PLAN, Service};
use crate::base::world;

/// Without a plan nothing is there but the law; the operator enters the first unit, whose administrator enters the rest.
pub(crate) async fn an_empty_installation_begins_with_its_administrator(engine: Engine) {
    let service = Service::start_told(engine, |config| config.plan = None).await;
    let public = service.anybody();
    for list in ["levels", "units", "releases", "cycles", "awards"] {
        assert_eq!(world::all(&public, &format!("/v1/public/{list}")).await, Vec::<Value>::new(), "{list}");
    }
    let (store, now) = (service.running().store(), service.running().clock().now());
    let open = async |unit: Option<FirstUnit>| {
        api::bootstrap(store, unit, "admin".to_owned(), "Quản trị".to_owned(), now).await
    };
    assert!(open(None).await.is_err(), "no unit has the function");
    let unit = |code: &str, level: &str| FirstUnit {
        unit_name: Some("Sở Nội vụ".to_owned()),
        unit_code: Some(code.to_owned()),
        unit_level: level.to_owned(),
        unit_level_name: "cấp tỉnh".to_owned(),
        unit_level_name_en: "provincial level".to_owned(),
    };
    assert!(open(Some(unit("123", "PROVINCIAL"))).await.is_err(), "a code of the system is no number (rule L33)");
    assert!(open(Some(unit("so-noi-vu", "tỉnh"))).await.is_err(), "no code of a level");
    assert_eq!(world::all(&public, "/v1/public/units").await, Vec::<Value>::new(), "nothing is half done");
    let code = open(Some(unit("so-noi-vu", "PROVINCIAL"))).await.expect("the first");
    assert!(open(Some(unit("so-khac", "PROVINCIAL"))).await.is_err(), "there is an administrator");

    world::enrol(&service, "admin", &code).await;
    let admin = world::sign_in(&service, "admin").await;
    let document = json!({"number": "1/NQ", "date": "2024-06-20", "issuer": "HĐND tỉnh", "title": "Thành lập"});
    let commune = json!({"code": "COMMUNE", "facts": {"name": {"vi": "cấp xã", "en": "commune level"},
        "kind": "AUTHORITY", "gsoDigits": 5, "chair": "COMMUNE_CHAIR", "geographic": true, "position": 2}});
    admin.post("/v1/levels", &commune).await.ok();
    let ward = json!({"name": "Phường Một", "level": "COMMUNE", "kind": "PEOPLES_COMMITTEE",
        "codes": [{"scheme": "GSO", "value": "90001"}], "fromDate": "2024-07-01", "document": document});
    admin.post("/v1/organisations", &ward).await.ok();
    let units = world::all(&public, "/v1/public/units").await;
    let names: Vec<&Value> = units.iter().map(|unit| &unit["name"]).collect();
    assert_eq!(names, ["Sở Nội vụ", "Phường Một"]);
    assert!(!world::all(&admin, "/v1/work-years").await.is_empty(), "the law is there");

    // A package would mix with what was entered.
    let refused = plan::load(store, &Package::read(Path::new(PLAN)).expect("a package"), now).await;
    assert!(matches!(refused, Err(plan::fault::PlanError::NotEmpty)), "{refused:?}");
    service.stop().await;
}

/// A copy of the plan's package with one file changed, or one more.
fn changed(file: &str, change: impl FnOnce(String) -> String) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    copy(Path::new(PLAN), folder.path());
    let place = folder.path().join(file);
    let text = std::fs::read_to_string(&place).unwrap_or_default();
    std::fs::write(&place, change(text)).expect("a file");
    folder
}

pub(crate) fn copy(from: &Path, to: &Path) {
    for entry in std::fs::read_dir(from).expect("a folder").flatten() {
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            std::fs::create_dir_all(&target).expect("a folder");
            copy(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), target).expect("a file");
        }
    }
}

/// A file, its fault, and what is said of it.
type Planted = (&'static str, Box<dyn FnOnce(String) -> String>, &'static str);

/// Rule M10: a package is loaded whole or not at all, each fault is told with its file, and loading again changes nothing.
pub(crate) async fn m10_a_package_is_loaded_whole_or_not_at_all(engine: Engine) {
    let service = Service::start_told(engine, |config| config.plan = None).await;
    let (store, now) = (service.running().store(), service.running().clock().now());
    let replaced = |from: &'static str, to: &'static str| move |text: String| text.replacen(from, to, 1);
    let faults: [Planted; 21] = [
        (
            "package.json",
            Box::new(replaced("\"format\": 1", "\"format\": 2")),
            "package.json:2: /format format 2 is not known",
        ),
        ("package.json", Box::new(|_| "{".to_owned()), "package.json:1: EOF while parsing an object"),
        ("levels.json", Box::new(replaced("\"gsoDigits\": 5", "\"gsoDigits\": 50")), "GSO_DIGITS_OUT_OF_RANGE"),
        ("levels.json", Box::new(replaced("\"DISTRICT\"", "\"Huyện\"")), "levels.json:13: /1/code a code is 1 to 20"),
        ("units.csv", Box::new(replaced("GSO,943,", "GSO,94,")), ": /code CODE_UNFIT"),
        ("units.csv", Box::new(replaced("GSO,943,", "GSO,942,")), "CODE_TAKEN"),
        ("units.csv", Box::new(replaced(",DISTRICT,", ",HAMLET,")), "/level LEVEL_UNKNOWN"),
        (
            "units.csv",
            Box::new(|text| format!("{text}GSO,99999,Xã,COMMUNE,PEOPLES_COMMITTEE,999,2021-01-01,\n")),
            "units.csv:149: /parent_code there is no unit with the code 999",
        ),
        (
            "functions.json",
            Box::new(replaced("so-noi-vu", "so-khong-co")),
            ": /1/holders/0/unit there is no unit with the code so-khong-co",
        ),
        ("functions.json", Box::new(replaced("\"AUDITOR\"", "\"UNIT_HEAD\"")), "NOT_A_FUNCTION"),
        (
            "movement.json",
            Box::new(replaced("\"slogan\"", "\"slogans\"")),
            "movement.json:8: /slogans unknown field `slogans`",
        ),
        (
            "cycles.json",
            Box::new(replaced("\"periodStartDate\": \"2021-01-01\"", "\"periodStartDate\": \"2020-01-01\"")),
            "cycles.json:10: /0/periodStartDate PERIOD_OUT_OF_RANGE",
        ),
        (
            "criteria-sets/commune.json",
            Box::new(replaced("\"code\": \"X2\"", "\"code\": \"X1\"")),
            "criteria-sets/commune.json:38: /criteria/1 CRITERION_UNSOUND",
        ),
        ("criterias.json", Box::new(|_| "[]".to_owned()), "criterias.json:1: no package has such a file"),
        (
            "cycles.json",
            Box::new(replaced("\"code\": \"2025\"", "\"code\": \"2024\"")),
            "/4/code a cycle with the code 2024 stands in cycles.json already",
        ),
        ("levels.json", Box::new(replaced("cấp xã", "TỐI MẬT")), "STATE_SECRET_NOT_ALLOWED"),
        (
            "movement.json",
            Box::new(replaced("2025-12-31", "2020-12-31")),
            "movement.json:13: /periodEndDate CAMPAIGN_BACKWARDS",
        ),
        (
            "criteria-sets/commune.json",
            Box::new(replaced("\"COMMUNE\"", "\"HAMLET\"")),
            "commune.json:7: /audience there is no group or level whose units report with the code HAMLET",
        ),
        (
            "levels.json",
            Box::new(replaced("\"INDIVIDUAL\"", "\"COMMUNE\"")),
            "/4/code a level with the code COMMUNE stands in levels.json already",
        ),
        (
            "functions.json",
            Box::new(replaced("\"AUDITOR\"", "\"ADMINISTRATOR\"")),
            "a holder of the function ADMINISTRATOR from 2021-01-01 stands in functions.json already",
        ),
        (
            "criteria-sets/more.json",
            Box::new(|_| std::fs::read_to_string(format!("{PLAN}/criteria-sets/commune.json")).expect("a set")),
            "/cycleKinds a criteria set for COMMUNE, ANNUAL, version 1 stands in criteria-sets/commune.json already",
        ),
    ];
    for (file, change, said) in faults {
        let folder = changed(file, change);
        let refused = match Package::read(folder.path()) {
            Ok(package) => plan::load(store, &package, now).await,
            Err(refused) => Err(refused),
        };
        let told = refused.as_ref().map_err(ToString::to_string);
        assert!(told.as_ref().is_err_and(|text| text.contains(said)), "{file}: {told:?} does not say {said}");
        assert_eq!(
            world::all(&service.anybody(), "/v1/public/levels").await,
            Vec::<Value>::new(),
            "{file}: nothing is stored"
        );
    }
    let package = Package::read(Path::new(PLAN)).expect("a package");
    for first in [true, false] {
        let loaded = plan::load(store, &package, now).await.expect("the plan");
        assert_eq!((matches!(loaded, Loaded::Entered(_)), loaded == Loaded::AlreadyThere), (first, !first));
        assert_eq!(world::all(&service.anybody(), "/v1/public/levels").await.len(), 5);
        assert_eq!(world::all(&service.anybody(), "/v1/public/units").await.len(), 147);
    }
    plan::load(store, &Package::demonstrated(), now).await.expect("the same plan");
    service.stop().await;
}

/// Rules M07, M10: a package brings sets that are trees, in the form of the contract, and faults are told with their place.
pub(crate) async fn m07_m10_a_package_brings_sets_that_are_trees(engine: Engine) {
    let service = Service::start_told(engine, |config| config.plan = None).await;
    let (store, now) = (service.running().store(), service.running().clock().now());
    let set = |change: fn(&mut Value)| {
        let model = world::demonstrated("communes");
        let mut set = json!({"audience": "COMMUNE", "cycleKinds": ["ANNUAL"], "version": 1, "model": model});
        change(&mut set);
        changed("criteria-sets/commune.json", move |_| set.to_string())
    };
    type Change = fn(&mut Value);
    let faults: [(Change, &str); 4] = [
        (|set| set["model"]["tieBreaks"][1]["node"] = json!("X99"), "/model/tieBreaks/1/node NODE_UNKNOWN"),
        (|set| set["scale"] = json!(10_000), "a set is either criteria with their scale, or a model"),
        (
            |set| {
                set["model"]["main"]["children"][0]["children"][1]["curve"][0]["from"] =
                    json!({"at": 0, "included": true})
            },
            "/model/main/children/0/children/1/curve/0/from CURVE_GAP",
        ),
        (
            |set| set["model"]["main"]["children"][0]["full"] = json!(11),
            "/model/main/children/0/full POINTS_DO_NOT_ADD_UP",
        ),
    ];
    for (change, said) in faults {
        let package = Package::read(set(change).path()).expect("a package");
        let told = plan::load(store, &package, now).await.map_err(|error| error.to_string());
        assert!(
            told.as_ref().is_err_and(|text| text.contains(said) && text.contains("commune.json")),
            "{said}: {told:?}"
        );
    }
    let package = Package::read(set(|_| {}).path()).expect("a package");
    assert!(matches!(plan::load(store, &package, now).await, Ok(Loaded::Entered(_))));
    let code = api::bootstrap(store, None, "admin".to_owned(), "Quản trị".to_owned(), now).await.expect("the first");
    world::enrol(&service, "admin", &code).await;
    let admin = world::sign_in(&service, "admin").await;
    let sets = world::all(&admin, "/v1/criteria-sets?audience=COMMUNE").await;
    assert_eq!((&sets[0]["pointsTotal"], &sets[0]["criteria"]), (&json!(100.0), &json!([])));
    assert_eq!(sets[0]["model"]["main"]["children"][1]["code"], "X2");
    service.stop().await;
}

/// Nothing outside the folder of a package is read, and nothing too large.
pub(crate) async fn m10_a_package_stays_in_its_folder_and_in_its_bounds(engine: Engine) {
    let service = Service::start_told(engine, |config| config.plan = None).await;
    let told = |folder: &Path| Package::read(folder).map(drop).map_err(|error| error.to_string());
    let outside = changed("package.json", |text| text);
    #[cfg(unix)]
    {
        let folder = changed("package.json", |text| text);
        std::fs::remove_file(folder.path().join("levels.json")).expect("a file");
        std::os::unix::fs::symlink(outside.path().join("levels.json"), folder.path().join("levels.json"))
            .expect("a link");
        assert!(told(folder.path()).is_err_and(|text| text.contains("levels.json: it is a link")));
        let folder = changed("package.json", |text| text);
        std::os::unix::fs::symlink(outside.path(), folder.path().join("more")).expect("a link");
        assert!(told(folder.path()).is_err_and(|text| text.contains("more: it is a link")));
    }
    let large = |bytes: usize| move |_: String| " ".repeat(bytes);
    let folder = changed("movement.json", large(8 * 1024 * 1024 + 1));
    assert!(told(folder.path()).is_err_and(|text| text.contains("at most 8388608")));
    let folder = changed("movement.json", large(8 * 1024 * 1024));
    for number in 0..8 {
        std::fs::write(folder.path().join(format!("criteria-sets/{number}.json")), " ".repeat(8 * 1024 * 1024))
            .expect("a file");
    }
    assert!(told(folder.path()).is_err_and(|text| text.contains("at most 67108864")));
    let folder = changed("package.json", |text| text);
    for number in 0..200 {
        std::fs::write(folder.path().join(format!("criteria-sets/{number}.json")), "{}").expect("a file");
    }
    assert!(told(folder.path()).is_err_and(|text| text.contains("at most 200 files")));
    let folder = changed("package.json", |text| text);
    std::fs::write(folder.path().join("movement.json"), [0xff, 0xfe]).expect("a file");
    assert!(told(folder.path()).is_err_and(|text| text.contains("movement.json: it is not UTF-8")));
    assert!(told(Path::new("/nowhere/at/all")).is_err());
    assert_eq!(told(outside.path()), Ok(()));
    service.stop().await;
}

/// Rules M03, M10: a package brings its groups with their lists, and its cycles name them.
pub(crate) async fn m03_m10_a_package_brings_its_groups(engine: Engine) {
    let service = Service::start_told(engine, |config| config.plan = None).await;
    let (store, now) = (service.running().store(), service.running().clock().now());
    let document = json!({"number": "2/QĐ-UBND", "date": "2023-12-15", "issuer": "UBND tỉnh", "title": "Chia cụm"});
    let groups = json!([{"code": "CUM-1", "name": {"vi": "Cụm số 1", "en": "Cluster 1"}, "kind": "CLUSTER",
        "members": "groups/CUM-1.csv", "audience": "DISTRICT", "head": "943", "deputy": "942", "document": document}]);
    let package = |groups: &Value, list: &str, named: &str| {
        let folder = changed("cycles.json", |text| {
            let mut cycles: Value = serde_json::from_str(&text).expect("cycles");
            let cycle = cycles.as_array_mut().expect("a list").iter_mut().find(|one| one["code"] == "2024");
            let cycle = cycle.expect("the cycle of 2024");
            cycle["groups"] = json!([named]);
            cycle["selection"] = json!({"exemptions": [{"unit": "942", "reason": "Thiên tai", "document": document}]});
            cycles.to_string()
        });
        std::fs::create_dir(folder.path().join("groups")).expect("a folder");
        std::fs::write(folder.path().join("groups/CUM-1.csv"), list).expect("a list");
        std::fs::write(folder.path().join("groups.json"), groups.to_string()).expect("groups");
        folder
    };
    let mut unlisted = groups.clone();
    unlisted[0]["members"] = json!("groups/CUM-9.csv");
    let mut headed = groups.clone();
    headed[0]["head"] = json!("941");
    for (folder, fault) in [
        (package(&unlisted, "943\n942\n", "CUM-1"), "groups/CUM-1.csv: nothing names this file"),
        (package(&groups, "943\n999\n", "CUM-1"), "groups/CUM-1.csv:2: there is no unit with the code 999"),
        (package(&headed, "943\n942\n", "CUM-1"), "groups.json:1: /0/head HEAD_NOT_MEMBER"),
        (package(&groups, "943\n942\n", "CUM-2"), "cycles.json:1: /3/groups/0 GROUP_UNKNOWN"),
    ] {
        let refused = plan::load(store, &Package::read(folder.path()).expect("a package"), now).await;
        let said = refused.expect_err(fault).to_string();
        assert!(said.contains(fault), "{fault}: {said}");
    }
    let folder = package(&groups, "943\n\n942\n", "CUM-1");
    let loaded = plan::load(store, &Package::read(folder.path()).expect("a package"), now).await;
    assert!(matches!(loaded, Ok(Loaded::Entered(_))), "{loaded:?}");
    let public = service.anybody();
    let entered = world::all(&public, "/v1/public/groups").await;
    assert_eq!((entered.len(), &entered[0]["head"]["code"]), (1, &json!("943")));
    let place = format!("/v1/public/groups/{}/members?on=2024-07-01", world::id(&entered[0]));
    assert_eq!(world::all(&public, &place).await.len(), 2);
    service.stop().await;
}
