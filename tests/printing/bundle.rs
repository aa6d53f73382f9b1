//! Bundles and archive packages: what is in them, who may take them, that they are whole, and that a program which shares
//! nothing with the service says so (`verify/verify_bundle.py`).

use std::collections::BTreeMap;
use std::io::{Cursor, Read};

use e2e::Engine;
use reqwest::Method;
use serde_json::{Value, json};

use crate::base::client::{Answer, Person};
use crate::base::service::Service;
use crate::base::world::{self, PAPER, World, id, paper_place};
use crate::honours::certificate;
use crate::honours::correction::correction;
use crate::printing::paper::program;

const CHECKER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../verify/verify_bundle.py");
const CHECKERS_TESTS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../verify/test_verify_bundle.py");
const RULE: &str = "/v1/record-rules/PROVINCIAL_AWARD";
const NUMBER: &str = "079099000123";

/// A PDF that differs from others by its number only.
fn pdf(number: usize) -> Vec<u8> {
    [PAPER, format!("% {number}\n").as_bytes()].concat()
}

/// A dossier whose papers declare no hash.
pub(crate) fn undeclared(mut dossier: Value) -> Value {
    for paper in dossier["papers"].as_array_mut().expect("papers") {
        paper.as_object_mut().expect("a paper").remove("file");
    }
    dossier
}

pub(crate) fn place(nomination: &str, kind: &str) -> String {
    paper_place("NOMINATION", nomination, Some(kind), "Giấy tờ “của” đơn vị.pdf")
}

fn document() -> Value {
    json!({"number": "12/QĐ-UBND", "date": "2024-01-15", "issuer": "UBND tỉnh", "title": "Thời hạn bảo quản hồ sơ"})
}

/// The files of a bundle, and what its manifest says.
struct Opened {
    files: BTreeMap<String, Vec<u8>>,
    manifest: Value,
    metadata: Value,
}

impl Opened {
    #[track_caller]
    fn of(answer: &Answer) -> Self {
        assert_eq!(
            (answer.status, answer.header("content-type").as_str()),
            (200, "application/zip"),
            "{}",
            answer.text
        );
        assert!(answer.header("content-disposition").starts_with("attachment"), "{:?}", answer.headers);
        assert_eq!(answer.header("cache-control"), "no-store");
        let mut archive = zip::ZipArchive::new(Cursor::new(answer.unpacked())).expect("an archive");
        let mut files = BTreeMap::new();
        for at in 0..archive.len() {
            let mut entry = archive.by_index(at).expect("an entry");
            let mut bytes = Vec::new();
            entry.read_to_end(&mut bytes).expect("whole");
            let name = entry.name().expect("a name").into_owned();
            assert!(files.insert(name.clone(), bytes).is_none(), "{name} twice");
        }
        let json = |name: &str| serde_json::from_slice(&files[name]).expect("JSON");
        Self { manifest: json("manifest.json"), metadata: json("metadata.json"), files }
    }

    /// The papers that are not there, each with the reason.
    fn absent(&self) -> Vec<(&str, &str)> {
        let absent = self.manifest["absent"].as_array().expect("a list").iter();
        absent.map(|one| (one["title"].as_str().expect("a title"), one["state"].as_str().expect("a state"))).collect()
    }

    fn names(&self) -> Vec<&str> {
        self.files.keys().map(String::as_str).collect()
    }
}

/// Runs the checker on bytes with keys, and returns its exit code and what it said.
async fn checked(bytes: Vec<u8>, keys: String) -> (Option<i32>, String) {
    let run = move || {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("bundle.zip");
        std::fs::write(&file, bytes).expect("written");
        std::process::Command::new("python3").arg("-B").arg(CHECKER).arg(&file).arg(keys).output()
    };
    let run = tokio::task::spawn_blocking(run).await.expect("an end").expect("python3 is installed");
    let said = [run.stdout.as_slice(), run.stderr.as_slice()].concat();
    (run.status.code(), String::from_utf8_lossy(&said).into_owned())
}

/// Opens a bundle that the checker finds in order, with the published keys.
async fn sound(world: &World, answer: &Answer) -> Opened {
    let opened = Opened::of(answer);
    let keys = format!("{}/v1/public/certificate-keys", world.service.url());
    let (code, said) = checked(answer.unpacked(), keys).await;
    assert_eq!(code, Some(0), "{said}");
    opened
}

async fn begun(engine: Engine) -> (World, String) {
    let world = World::new(Service::start(engine).await).await;
    let cycle = world.open("2024").await;
    (world, cycle)
}

/// Rules P05, L07, L35, L36: a bundle has the version of each paper that counts, names what it has not, holds no identity
/// number, and opens and is checked without the service; it is for those who may read the dossier.
pub(crate) async fn p05_l07_l35_l36_a_dossier_is_taken_whole(engine: Engine) {
    let (world, cycle) = begun(engine).await;
    let dossier = undeclared(world::individual("Ngô Thị “Sáng Kiến”"));
    let nomination = world.nominate(&cycle, &dossier).await;
    let number = format!("/v1/nominations/{nomination}/identity-number");
    let value = json!({"value": NUMBER}).to_string().into_bytes();
    world.editor.send(Method::PUT, &number, &[], Some(value)).await.ok();
    let path = format!("/v1/nominations/{nomination}/bundle");
    let empty = sound(&world, &world.head.get(&path).await).await;
    assert_eq!(empty.names(), ["manifest.json", "manifest.jws", "metadata.json", "muc-luc.docx"]);
    assert_eq!(empty.absent().iter().filter(|(_, state)| *state == "NOT_KEPT").count(), 3, "{:?}", empty.absent());

    world.editor.upload(&place(&nomination, "SUBMISSION_LETTER"), &pdf(1)).await.ok();
    world.head.upload(&place(&nomination, "SUBMISSION_LETTER"), &pdf(2)).await.ok();
    let secret = world.head.upload(&place(&nomination, "ACHIEVEMENT_REPORT"), &pdf(3)).await.ok();
    let ground = json!({"reason": "Tài liệu mật"});
    world.standing.post(&format!("/v1/paper-files/{}/takedown", id(&secret)), &ground).await.ok();
    for (person, status) in [
        (&world.stranger, 404),
        (&world.admin, 403),
        (&world.media, 403),
        (&world.service.anybody(), 401),
        (&world.editor, 200),
        (&world.standing, 200),
        (&world.appraisal, 200),
        (&world.auditor, 200),
    ] {
        assert_eq!(person.get(&path).await.status, status);
    }
    let unfit = world.head.send(Method::GET, &path, &[("accept", "application/pdf")], None).await;
    assert_eq!(unfit.problem().0, 406);
    let nowhere = "/v1/nominations/01935f3e-7c4a-7d2b-9f10-3c5a8e6b1d24/bundle";
    assert_eq!(world.auditor.get(nowhere).await.problem().0, 404);

    let answer = world.head.get(&path).await;
    let opened = sound(&world, &answer).await;
    let names = ["giay-to/01-to-trinh.pdf", "manifest.json", "manifest.jws", "metadata.json", "muc-luc.docx"];
    assert_eq!(opened.names(), names, "without a printing program the index is a document of a word processor");
    assert_eq!(opened.files["giay-to/01-to-trinh.pdf"], pdf(2), "the version that counts");
    let absent = opened.absent();
    assert!(absent.iter().any(|(title, state)| title.starts_with("Báo cáo thành tích") && *state == "TAKEN_DOWN"));
    assert!(absent.iter().any(|(title, state)| title.starts_with("Biên bản") && *state == "NOT_KEPT"), "{absent:?}");
    let letter = &opened.metadata["documents"][0];
    assert_eq!((&letter["path"], &letter["version"]), (&json!("giay-to/01-to-trinh.pdf"), &json!(2)));
    let said = &letter["metadata"];
    assert_eq!((&said["CodeNumber"], &said["CodeNotation"]), (&json!("12"), &json!("UBND")));
    assert_eq!((&said["OrganId"], &said["IssuedDate"]), (&json!("943"), &json!("2024-11-20")));
    assert_eq!(said["SignerInfo"]["FullName"], "Chủ tịch UBND huyện");
    let told = &opened.metadata["nominations"][0];
    assert_eq!((&told["subjectName"], &told["state"]), (&json!("Ngô Thị “Sáng Kiến”"), &json!("DRAFT")));
    assert!(opened.metadata.get("retention").is_none(), "a bundle is no archive package");
    for (name, bytes) in &opened.files {
        assert!(!String::from_utf8_lossy(bytes).contains(NUMBER), "an identity number in {name}");
    }
    let mut index = zip::ZipArchive::new(Cursor::new(opened.files["muc-luc.docx"].clone())).expect("a document");
    let mut text = String::new();
    index.by_name("word/document.xml").expect("the text").read_to_string(&mut text).expect("UTF-8");
    for expected in ["MỤC LỤC VĂN BẢN", "giay-to/01-to-trinh.pdf", "Đã tiêu hủy tệp", "Chưa lưu tệp", "12/UBND"]
    {
        assert!(text.contains(expected), "{expected} is not in {text}");
    }
    assert!(!text.contains(NUMBER), "an identity number in the index");

    // One byte, or another's keys: the checker says so.
    let keys = format!("{}/v1/public/certificate-keys", world.service.url());
    let mut altered = answer.unpacked();
    let at = altered.windows(4).position(|bytes| bytes == b"% 2\n").expect("stored as it is");
    altered[at] = b'#';
    let (code, said) = checked(altered, keys).await;
    assert!(code == Some(1) && said.contains("giay-to/01-to-trinh.pdf"), "{said}");
    let other = Service::start(engine).await;
    let (code, said) = checked(answer.unpacked(), format!("{}/v1/public/certificate-keys", other.url())).await;
    assert!(code == Some(1) && said.contains("manifest.jws"), "{said}");
    other.stop().await;
    world.service.stop().await;
}

/// Rules L07, P05, L35: whoever replaces or destroys a paper while bundles are made tears none: each shows one moment, or is
/// refused. Bytes that the store has lost are never sent.
pub(crate) async fn p05_l07_l35_a_bundle_shows_one_moment_or_is_refused(engine: Engine) {
    let (world, cycle) = begun(engine).await;
    let nomination = world.nominate(&cycle, &undeclared(world::individual("Lý Thị Na"))).await;
    let (letter, path) = (place(&nomination, "SUBMISSION_LETTER"), format!("/v1/nominations/{nomination}/bundle"));
    world.head.upload(&letter, &pdf(1)).await.ok();
    // Each takes as many as one account may at one time.
    let takers = [&world.auditor, &world.head, &world.standing].into_iter().flat_map(|person| [person, person]);
    let takers = takers.map(|person| {
        let (person, path) = (person.clone(), path.clone());
        tokio::spawn(async move { person.get(&path).await })
    });
    let takers: Vec<_> = takers.collect();
    for number in 2..6 {
        world.head.upload(&letter, &pdf(number)).await.ok();
    }
    for taker in takers {
        let opened = sound(&world, &taker.await.expect("an answer")).await;
        let bytes = &opened.files["giay-to/01-to-trinh.pdf"];
        let version = (1..6).find(|number| *bytes == pdf(*number)).expect("a whole version");
        assert_eq!(opened.metadata["documents"][0]["version"], json!(version), "index and bytes are of one moment");
    }

    let minutes = world.head.upload(&place(&nomination, "MINUTES"), &pdf(9)).await.ok();
    let destroying = {
        let (person, path) = (world.standing.clone(), format!("/v1/paper-files/{}/takedown", id(&minutes)));
        tokio::spawn(async move { person.post(&path, &json!({"reason": "Không thuộc hồ sơ"})).await })
    };
    for _ in 0..4 {
        let answer = world.auditor.get(&path).await;
        if answer.status == 200 {
            sound(&world, &answer).await;
        } else {
            assert_eq!(answer.problem(), (409, "BUNDLE_CONTENT_DESTROYED".to_owned()));
        }
    }
    destroying.await.expect("an end").ok();
    let opened = sound(&world, &world.auditor.get(&path).await).await;
    assert!(opened.absent().iter().any(|(_, state)| *state == "TAKEN_DOWN"), "{:?}", opened.absent());
    assert!(opened.files.values().all(|bytes| *bytes != pdf(9)), "what was destroyed is in no bundle");

    // The store has other bytes than it was given, or none.
    let listed = world.head.get(&format!("/v1/paper-files?owner=NOMINATION&of={nomination}")).await.ok();
    let current = listed["items"].as_array().expect("versions").iter().rfind(|one| one["bytes"] == "KEPT");
    let digest = current.expect("a version")["sha256"].as_str().expect("a hash").to_owned();
    let file = world.service.evidence().join("sha256").join(&digest[..2]).join(&digest[2..]);
    std::fs::write(&file, b"something else").expect("written");
    assert_eq!(world.head.get(&path).await.problem(), (500, "PAPER_CORRUPT".to_owned()));
    std::fs::remove_file(&file).expect("removed");
    assert_eq!(world.head.get(&path).await.problem(), (500, "PAPER_CORRUPT".to_owned()));
    world.service.stop().await;
}

/// Rules L13, L18: the bundle of a decision holds its paper, the dossiers of its recipients, and what revoked an award.
pub(crate) async fn l13_l18_a_decision_is_taken_with_its_dossiers(engine: Engine) {
    let (world, cycle) = begun(engine).await;
    let presented = world.presented(&cycle, "Phòng Y tế").await;
    let issued = id(&world.decision.post("/v1/decisions", &world::decision(7, &[&presented])).await.ok());
    let path = format!("/v1/decisions/{issued}/bundle");
    for (person, status) in [
        (&world.head, 403),
        (&world.editor, 403),
        (&world.stranger, 403),
        (&world.admin, 403),
        (&world.service.anybody(), 401),
        (&world.decision, 200),
        (&world.standing, 200),
        (&world.appraisal, 200),
    ] {
        assert_eq!(person.get(&path).await.status, status);
    }
    let nowhere = "/v1/decisions/01935f3e-7c4a-7d2b-9f10-3c5a8e6b1d24/bundle";
    assert_eq!(world.auditor.get(nowhere).await.problem().0, 404);
    let early = sound(&world, &world.auditor.get(&path).await).await;
    assert!(early.absent().contains(&("Quyết định: Về việc tặng Bằng khen", "NOT_KEPT")), "{:?}", early.absent());
    world.publish(&issued).await.ok();
    let opened = sound(&world, &world.auditor.get(&path).await).await;
    assert_eq!(opened.files["quyet-dinh/01-quyet-dinh.pdf"], PAPER);
    let dossier = |name: &&str| name.starts_with("ho-so/001-phong-y-te/");
    assert_eq!(opened.names().into_iter().filter(dossier).count(), 5, "{:?}", opened.names());
    let said = &opened.metadata["decision"];
    assert_eq!(
        (&said["symbol"], &said["state"], &said["awards"]),
        (&json!("7/QĐ-UBND"), &json!("PUBLISHED"), &json!(1))
    );

    // The unit's own bundle has the decision only for those who read decisions.
    let own = format!("/v1/nominations/{presented}/bundle");
    let unit = sound(&world, &world.head.get(&own).await).await;
    assert!(unit.names().iter().all(|name| !name.starts_with("quyet-dinh/")), "{:?}", unit.names());
    let agency = sound(&world, &world.standing.get(&own).await).await;
    assert!(agency.names().contains(&"quyet-dinh/01-quyet-dinh.pdf"), "{:?}", agency.names());

    let granted = certificate::published(&world, &cycle, "Ngô Thị Sáng Kiến", 8).await;
    let mut revocation = certificate::revocation();
    revocation["file"]["sha256"] = json!(world::PAPER_SHA256);
    world.decision.post(&certificate::revoking(&granted), &revocation).await.ok();
    let award = id(&granted["awards"][0]);
    world.decision.upload(&paper_place("REVOCATION", &award, None, "412.pdf"), PAPER).await.ok();
    let path = format!("/v1/decisions/{}/bundle", id(&granted));
    let opened = sound(&world, &world.auditor.get(&path).await).await;
    assert_eq!(opened.files["quyet-dinh-huy-bo/01-quyet-dinh-huy-bo.pdf"], PAPER);
    world.service.stop().await;
}

/// The text of the index, which is a document of a word processor where nothing prints.
fn index_text(opened: &Opened) -> String {
    let index = Cursor::new(opened.files["muc-luc.docx"].clone());
    let mut archive = zip::ZipArchive::new(index).expect("a document");
    let mut text = String::new();
    archive.by_name("word/document.xml").expect("the text").read_to_string(&mut text).expect("UTF-8");
    text
}

/// Rules L17, P06: nobody who holds the bundle of a corrected decision takes it for the whole. It names the decision that
/// corrects it and what that corrects, and the bundle of the correcting decision names the first one; so do the bundles of
/// dossiers, each of its own award only.
pub(crate) async fn l17_p06_a_corrected_decision_says_so_in_its_bundle(engine: Engine) {
    let (world, cycle) = begun(engine).await;
    let first = certificate::published(&world, &cycle, "Ngô Thị Sáng Kiên", 1).await;
    let path = format!("/v1/decisions/{}/bundle", id(&first));
    let before = sound(&world, &world.auditor.get(&path).await).await;
    let said = &before.metadata["decision"];
    assert_eq!((&said["correctedBy"], &said["corrections"], said.get("corrected")), (&json!([]), &json!([]), None));

    let change = json!({"name": "Ngô Thị Sáng Kiến"});
    let second = world.decision.post("/v1/decisions", &correction(336, &first, &change)).await.ok();
    let waiting = sound(&world, &world.auditor.get(&path).await).await;
    assert_eq!(waiting.metadata["decision"]["correctedBy"][0]["state"], "ISSUED");
    assert!(index_text(&waiting).contains("chưa công khai"), "it counts from its publication");
    world.publish(&id(&second)).await.ok();

    let opened = sound(&world, &world.auditor.get(&path).await).await;
    let by = &opened.metadata["decision"]["correctedBy"][0];
    assert_eq!(
        (&by["id"], &by["symbol"], &by["date"], &by["state"]),
        (&second["id"], &json!("336/QĐ-UBND"), &second["date"], &json!("PUBLISHED"))
    );
    let one = &by["corrections"][0];
    assert_eq!((&one["award"], &one["changed"]), (&first["awards"][0]["id"], &json!(["NAME"])));
    assert_eq!(
        (&one["before"]["name"], &one["after"]["name"]),
        (&json!("Ngô Thị Sáng Kiên"), &json!("Ngô Thị Sáng Kiến"))
    );
    assert!(one.get("reason").is_none() && one.get("prizeDong").is_none(), "findings stay inside: {one}");
    assert_eq!(opened.files["quyet-dinh-dinh-chinh/01-quyet-dinh-dinh-chinh.pdf"], PAPER);
    let text = index_text(&opened);
    for expected in ["Được đính chính theo", "Quyết định số 336/QĐ-UBND", "tên “Ngô Thị Sáng Kiến”"]
    {
        assert!(text.contains(expected), "{expected} is not in {text}");
    }
    assert!(!text.contains("chưa công khai"), "{text}");

    // The other way round.
    let path = format!("/v1/decisions/{}/bundle", id(&second));
    let opened = sound(&world, &world.auditor.get(&path).await).await;
    let said = &opened.metadata["decision"];
    assert_eq!(
        (&said["corrects"], &said["corrected"]["symbol"], &said["corrected"]["date"]),
        (&first["id"], &json!("1/QĐ-UBND"), &first["date"])
    );
    assert_eq!(said["corrections"][0]["award"], first["awards"][0]["id"]);
    assert_eq!(opened.files["quyet-dinh-duoc-dinh-chinh/01-quyet-dinh-duoc-dinh-chinh.pdf"], PAPER);
    assert!(index_text(&opened).contains("Quyết định số 01/QĐ-UBND"), "the index names what it corrects");

    // The dossier: for those who read decisions.
    let nomination = first["awards"][0]["nomination"].as_str().expect("a nomination");
    let path = format!("/v1/nominations/{nomination}/bundle");
    let opened = sound(&world, &world.standing.get(&path).await).await;
    assert_eq!(opened.metadata["decision"]["correctedBy"][0]["symbol"], "336/QĐ-UBND");
    let unit = sound(&world, &world.head.get(&path).await).await;
    assert_eq!(unit.metadata.get("decision"), None);
    assert!(!index_text(&unit).contains("336/QĐ-UBND"), "the unit's bundle has no decision");

    // What is overtaken by a revocation (rule L18) does not wait for anything; what was public before counts as it did.
    let change = json!({"name": "Ngô Thị Sáng Kiển"});
    world.decision.post("/v1/decisions", &correction(337, &first, &change)).await.ok();
    let revoking = certificate::revocation_under(412);
    world.decision.post(&certificate::revoking(&first), &revoking).await.ok();
    let path = format!("/v1/decisions/{}/bundle", id(&first));
    let opened = sound(&world, &world.auditor.get(&path).await).await;
    let by = &opened.metadata["decision"]["correctedBy"];
    let said = |place: usize| (by[place]["neverPublic"].clone(), by[place]["corrections"][0]["state"].clone());
    assert_eq!([said(0), said(1)], [(json!(false), json!("PUBLIC")), (json!(true), json!("AWARD_REVOKED"))]);
    let text = index_text(&opened);
    assert!(text.contains("không công khai") && text.contains("khen thưởng đã bị hủy bỏ trước"), "{text}");
    assert!(!text.contains("chưa công khai"), "it never will be: {text}");
    world.service.stop().await;
}

async fn put(person: &Person, tag: &str, body: &Value) -> Answer {
    person.put(RULE, tag, body).await
}

/// Rules L36, L40: an archive package waits for the term that an administrator enters under a document, and for the end of
/// the work; then it bears its label.
pub(crate) async fn l36_l40_an_archive_package_bears_its_term(engine: Engine) {
    let program = program();
    let told = |config: &mut api::edge::config::Config| config.papers.clone_from(&program);
    let world = World::new(Service::start_told(engine, told).await).await;
    let cycle = world.open("2024").await;
    let presented = world.presented(&cycle, "Phòng Y tế").await;
    let issued = id(&world.decision.post("/v1/decisions", &world::decision(7, &[&presented])).await.ok());
    let path = format!("/v1/decisions/{issued}/archive-package");
    let of_dossier = format!("/v1/nominations/{presented}/archive-package");
    for path in [&path, &of_dossier] {
        assert_eq!(world.auditor.get(path).await.problem(), (409, "RECORD_NOT_CLOSED".to_owned()), "not public yet");
    }
    world.publish(&issued).await.ok();
    for path in [&path, &of_dossier] {
        let refused = world.auditor.get(path).await;
        let told = (refused.problem(), refused.rule());
        assert_eq!(told, ((409, "RECORD_RULE_MISSING".to_owned()), "L36".to_owned()));
        assert!(refused.text.contains("administrator"), "who has to enter what: {}", refused.text);
    }
    assert_eq!(world.head.get(&path).await.problem().0, 403);
    assert_eq!(world.stranger.get(&of_dossier).await.problem().0, 404);

    let unset = json!({"class": "PROVINCIAL_AWARD", "permanent": false, "revision": 1});
    let shown = world.editor.get(RULE).await;
    assert_eq!((shown.ok(), shown.header("etag").as_str()), (unset, "\"1\""));
    let rule = json!({"years": 20, "document": document()});
    for person in [&world.editor, &world.head, &world.standing, &world.appraisal, &world.decision, &world.auditor] {
        assert_eq!(put(person, "\"1\"", &rule).await.status, 403);
    }
    for (body, status, violation) in [
        (json!({"years": 20}), 400, "/document FIELD_MISSING"),
        (json!({"years": 20, "document": {}}), 422, "/document CITATION_INCOMPLETE L36"),
        (json!({"years": 0, "document": document()}), 400, "/years OUT_OF_RANGE"),
        (json!({"years": 201, "document": document()}), 400, "/years OUT_OF_RANGE"),
        (json!({"years": 20, "permanent": true, "document": document()}), 422, "/permanent RECORD_TERM_TWICE L36"),
    ] {
        let refused = put(&world.admin, "\"1\"", &body).await;
        assert_eq!((refused.status, refused.violations()), (status, vec![violation.to_owned()]), "{body}");
    }
    let set = put(&world.admin, "\"1\"", &rule).await.ok();
    assert_eq!((&set["years"], &set["permanent"], &set["revision"]), (&json!(20), &json!(false), &json!(2)));
    assert_eq!(put(&world.admin, "\"1\"", &rule).await.problem(), (412, "STALE".to_owned()));
    // Rules that erase are others, and see nothing of it.
    let rules = world.editor.get("/v1/retention-rules").await.ok();
    assert_eq!(rules["items"].as_array().map(Vec::len), Some(1));

    if program.is_none() {
        assert_eq!(world.auditor.get(&path).await.problem(), (409, "PRINTING_NOT_SET_UP".to_owned()));
        world.service.stop().await;
        return;
    }
    let year: i32 = world::today()[..4].parse().expect("a year");
    for path in [&path, &of_dossier] {
        let opened = sound(&world, &world.auditor.get(path).await).await;
        let label = &opened.metadata["retention"];
        assert_eq!((&label["class"], &label["years"]), (&json!("PROVINCIAL_AWARD"), &json!(20)));
        assert_eq!((&label["fromYear"], &label["untilYear"]), (&json!(year), &json!(year + 20)));
        assert_eq!(label["document"]["number"], "12/QĐ-UBND");
        assert!(opened.files["muc-luc.pdf"].starts_with(b"%PDF-1.7"), "PDF/A");
        assert!(opened.names().iter().any(|name| name.starts_with("ban-in/")), "{:?}", opened.names());
        assert_eq!(opened.absent(), [], "everything is there");
    }
    put(&world.admin, "\"2\"", &json!({"permanent": true, "document": document()})).await.ok();
    let opened = sound(&world, &world.auditor.get(&path).await).await;
    let label = &opened.metadata["retention"];
    assert_eq!((&label["permanent"], label.get("untilYear")), (&json!(true), None));
    put(&world.admin, "\"3\"", &json!({"document": document()})).await.ok();
    assert_eq!(world.auditor.get(&path).await.problem(), (409, "RECORD_RULE_MISSING".to_owned()), "the rule has ended");
    world.service.stop().await;
}

/// Rule L36: a letter with a sign that no font has is listed as not printed in an archive package, as in a bundle.
pub(crate) async fn found_l36_a_letter_that_cannot_be_set_keeps_no_dossier_out_of_the_archive(engine: Engine) {
    const LETTER: &str = "Tờ trình (bản in từ hệ thống)";
    let program = program();
    let told = |config: &mut api::edge::config::Config| config.papers.clone_from(&program);
    let world = World::new(Service::start_told(engine, told).await).await;
    let cycle = world.open("2024").await;
    world.result(&cycle).await;
    let mut dossier = world::collective("Phòng Tư pháp");
    dossier["achievement"] = "Giải nhất hội thi 🏆".into();
    let nomination = world.nominate(&cycle, &dossier).await;
    world.present(&nomination).await;
    let issued = id(&world.decision.post("/v1/decisions", &world::decision(7, &[&nomination])).await.ok());
    world.publish(&issued).await.ok();
    put(&world.admin, "\"1\"", &json!({"years": 20, "document": document()})).await.ok();

    let package = world.auditor.get(&format!("/v1/nominations/{nomination}/archive-package")).await;
    if program.is_none() {
        assert_eq!(package.problem(), (409, "PRINTING_NOT_SET_UP".to_owned()), "it waits for the program");
        world.service.stop().await;
        return;
    }
    let letter = world.auditor.get(&format!("/v1/nominations/{nomination}/submission-letter")).await;
    assert_eq!(letter.problem(), (409, "GLYPH_MISSING".to_owned()));
    let bundle = world.auditor.get(&format!("/v1/nominations/{nomination}/bundle")).await;
    for answer in [bundle, package] {
        let opened = sound(&world, &answer).await;
        assert!(opened.absent().contains(&(LETTER, "NOT_PRINTED")), "{:?}", opened.absent());
        assert!(opened.names().iter().any(|name| name.starts_with("quyet-dinh/")), "{:?}", opened.names());
        assert!(!opened.names().contains(&"ban-in/to-trinh.pdf"), "{:?}", opened.names());
    }
    world.service.stop().await;
}

/// Rule L11: whoever takes a dossier that was found not eligible has the notice in it, and nobody else has one.
pub(crate) async fn l11_a_refused_dossier_is_taken_with_its_notice(engine: Engine) {
    const NOTICE: &str = "Thông báo không đủ điều kiện khen thưởng (bản in từ hệ thống)";
    let program = program();
    let told = |config: &mut api::edge::config::Config| config.papers.clone_from(&program);
    let world = World::new(Service::start_told(engine, told).await).await;
    let cycle = world.open("2024").await;
    let nomination = world.nominate(&cycle, &world::individual("Lý Văn Chưa")).await;
    let path = format!("/v1/nominations/{nomination}/bundle");
    for (person, noun, body) in [
        (&world.head, "submission", json!({})),
        (&world.standing, "receipt", json!({})),
        (&world.standing, "forwarding", json!({})),
        (&world.appraisal, "appraisal", json!({"eligible": false, "reason": "Chưa đủ tiêu chuẩn"})),
    ] {
        let early = sound(&world, &world.head.get(&path).await).await;
        assert!(!early.names().contains(&"ban-in/thong-bao.pdf"), "{:?}", early.names());
        assert!(early.absent().iter().all(|(title, _)| *title != NOTICE), "{:?}", early.absent());
        world.step(person, &nomination, noun, body).await.ok();
    }
    for person in [&world.head, &world.appraisal, &world.auditor] {
        let opened = sound(&world, &person.get(&path).await).await;
        if program.is_some() {
            assert!(opened.files["ban-in/thong-bao.pdf"].starts_with(b"%PDF-1.7"), "PDF/A");
            let listed = opened.metadata["documents"].as_array().expect("documents").iter();
            assert_eq!(listed.filter(|one| one["path"] == "ban-in/thong-bao.pdf").count(), 1);
        } else {
            assert!(opened.absent().contains(&(NOTICE, "NOT_PRINTED")), "{:?}", opened.absent());
        }
    }
    world.service.stop().await;
}

/// The checker finds what is planted, and its arithmetic is that of RFC 8032.
pub(crate) async fn the_checker_of_bundles_finds_planted_faults(_: Engine) {
    let run = || std::process::Command::new("python3").arg("-B").arg(CHECKERS_TESTS).output();
    let run = tokio::task::spawn_blocking(run).await.expect("an end").expect("python3 is installed");
    assert!(run.status.success(), "{}{}", String::from_utf8_lossy(&run.stdout), String::from_utf8_lossy(&run.stderr));
}
