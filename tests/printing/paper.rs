//! Papers to print: who may, as what, and what stands in them. PDF needs the printing program: build `papers` and name it
//! with `THIDUA_PAPERS_PROGRAM`.

use std::io::{Cursor, Read};
use std::path::{Path, PathBuf};

use api::edge::plan::{self, package::Package};
use e2e::Engine;
use reqwest::Method;
use serde_json::{Value, json};

use crate::base::client::{Answer, Person};
use crate::base::service::{PLAN, Service};
use crate::base::world::{self, World, id};
use crate::edge::plan::copy;
use crate::honours::certificate::{published, revocation, revoking};
use crate::planning::from_nothing::person;

const DOCX: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";

/// The printing program, if there is one.
///
/// # Panics
/// If `THIDUA_REQUIRE_PAPERS` is set and there is none: a story that did not run must not count as passed.
pub(crate) fn program() -> Option<PathBuf> {
    let program = std::env::var_os("THIDUA_PAPERS_PROGRAM").map(PathBuf::from);
    assert!(
        program.is_some() || std::env::var_os("THIDUA_REQUIRE_PAPERS").is_none(),
        "no printing program: build papers, and name it with THIDUA_PAPERS_PROGRAM"
    );
    if program.is_none() {
        eprintln!("no printing program here: nobody prints as PDF");
    }
    program
}

async fn docx(person: &Person, path: &str) -> Answer {
    person.send(Method::GET, path, &[("accept", DOCX)], None).await
}

/// The text of a part of a document.
fn part(answer: &Answer, name: &str) -> String {
    assert_eq!((answer.status, answer.header("content-type").as_str()), (200, DOCX), "{}", answer.text);
    let mut archive = zip::ZipArchive::new(Cursor::new(answer.unpacked())).expect("an archive");
    let mut text = String::new();
    archive.by_name(name).expect("the part").read_to_string(&mut text).expect("UTF-8");
    text
}

#[track_caller]
fn must_be_pdf(answer: &Answer) {
    let body = answer.unpacked();
    assert_eq!((answer.status, answer.header("content-type").as_str()), (200, "application/pdf"), "{}", answer.text);
    assert!(body.starts_with(b"%PDF-1.7") && body.trim_ascii_end().ends_with(b"%%EOF"), "a whole file");
    assert_eq!(answer.header("cache-control"), "no-store");
    assert!(answer.header("content-disposition").starts_with("attachment"));
}

/// Rules L13, L14, L36: without the printing program papers are documents of a word processor, laid out by Decree 30/2020,
/// for the readers of the decision and nobody else, before it is public, too.
pub(crate) async fn l13_l14_l36_a_decision_is_printed_for_its_readers_alone(engine: Engine) {
    let world = World::new(Service::start(engine).await).await;
    let cycle = world.open("2024").await;
    let presented = world.presented(&cycle, "Phòng Y tế & <Dân số>").await;
    let issued = world.decision.post("/v1/decisions", &world::decision(7, &[&presented])).await.ok();
    let path = format!("/v1/decisions/{}/paper", id(&issued));
    for person in [&world.head, &world.editor, &world.stranger, &world.admin] {
        assert_eq!(docx(person, &path).await.problem().0, 403);
    }
    assert_eq!(world.service.anybody().get(&path).await.problem().0, 401);
    let nowhere = "/v1/decisions/01935f3e-7c4a-7d2b-9f10-3c5a8e6b1d24/paper";
    assert_eq!(docx(&world.auditor, nowhere).await.problem().0, 404);
    for person in [&world.decision, &world.standing, &world.appraisal, &world.auditor] {
        let answer = docx(person, &path).await;
        let text = part(&answer, "word/document.xml");
        for expected in [
            "Số: 07/QĐ-UBND",
            "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
            "Độc lập - Tự do - Hạnh phúc",
            "TỈNH SÓC TRĂNG",
            "Phòng Y tế &amp; &lt;Dân số&gt;",
            "01 tập thể",
            "và các tập thể có tên tại Phụ lục chịu trách nhiệm",
            "Nơi nhận:",
            "(có danh sách tại Phụ lục kèm theo)",
            ">Phụ lục<",
            "(Kèm theo Quyết định số 07/QĐ-UBND ngày ",
            "Theo đề nghị của Giám đốc Sở Nội vụ",
            "<w:tblHeader/>",
        ] {
            assert!(text.contains(expected), "{expected} is not in {text}");
        }
        let place = |words: &str| text.find(words).unwrap_or_else(|| panic!("{words} is not in {text}"));
        assert!(
            place("Căn cứ Luật Thi đua, khen thưởng số 06/2022/QH15") < place("Căn cứ Nghị định số "),
            "the law stands before what details it"
        );
        assert!(place("Căn cứ Nghị định số ") < place("Theo đề nghị của "), "who proposed it comes last");
        assert!(answer.header("content-disposition").contains("7%2DQ%C4%90%2DUBND.docx"), "{:?}", answer.headers);
    }
    // As PDF only with the program, which an administrator sets up.
    let told = world.auditor.get(&path).await;
    assert_eq!(told.problem(), (409, "PRINTING_NOT_SET_UP".to_owned()));
    let unfit = world.auditor.send(Method::GET, &path, &[("accept", "text/csv")], None).await;
    assert_eq!(unfit.problem().0, 406);
    world.service.stop().await;
}

/// Rules P06, L13: a correcting decision names the decision, the recipient, what was written, what is written now, and the
/// ground; how the slip was found is not told.
pub(crate) async fn p06_l13_a_correcting_decision_says_what_it_corrects(engine: Engine) {
    let world = World::new(Service::start(engine).await).await;
    let cycle = world.open("2024").await;
    let first = published(&world, &cycle, "Ngô Thị Sáng Kiên", 1).await;
    let mut body = world::decision(336, &[]);
    body["title"] = json!("Về việc đính chính Quyết định tặng Bằng khen");
    body["corrects"] = first["id"].clone();
    body["corrections"] = json!([{"award": first["awards"][0]["id"], "ground": "CLERICAL_ERROR",
        "reason": "Người nhận báo qua điện thoại", "name": "Ngô Thị Sáng Kiến"}]);
    let second = world.decision.post("/v1/decisions", &body).await.ok();
    let answer = docx(&world.auditor, &format!("/v1/decisions/{}/paper", id(&second))).await;
    let text = part(&answer, "word/document.xml");
    for expected in [
        "Căn cứ Quyết định số 01/QĐ-UBND ngày ",
        "Đính chính nội dung tại Quyết định số 01/QĐ-UBND ngày ",
        "tên đã ghi là “Ngô Thị Sáng Kiên”, nay đính chính thành “Ngô Thị Sáng Kiến”",
        "Lý do: sai sót về chính tả, kỹ thuật trình bày trong quyết định.",
        "giữ nguyên, không thay đổi",
        "Quyết định này có hiệu lực kể từ ngày ký.",
    ] {
        assert!(text.contains(expected), "{expected} is not in {text}");
    }
    assert!(!text.contains("qua điện thoại"), "the findings are not public");
    assert!(!text.contains("không tách rời"), "no source says what a correction is a part of");
    assert!(!text.contains("Phụ lục"), "nobody is granted anything");
    assert!(text.contains("và các cá nhân có tên tại Điều 1 chịu"), "only a person is named: {text}");
    let told = world.standing.get(&format!("/v1/decisions/{}/handover", id(&second))).await;
    assert_eq!(told.problem(), (409, "NOTHING_TO_HAND_OVER".to_owned()));
    world.service.stop().await;
}

/// Rule L36: only a bound of the printing program itself says that the paper is too large; a program that was killed or
/// stammers is no fault of the paper, and may be asked again.
pub(crate) async fn l36_a_program_that_fails_is_no_fault_of_the_paper(engine: Engine) {
    use std::os::unix::fs::PermissionsExt;

    // The program itself is written once: what it does stands in a file beside it.
    let folder = tempfile::tempdir().expect("a folder");
    let (program, deed) = (folder.path().join("papers"), folder.path().join("deed"));
    std::fs::write(&program, format!("#!/bin/sh\n. '{}'\n", deed.display())).expect("a file");
    std::fs::set_permissions(&program, std::fs::Permissions::from_mode(0o700)).expect("executable");
    let world = World::new(Service::start_told(engine, |config| config.papers = Some(program)).await).await;
    let cycle = world.open("2024").await;
    let nomination = world.nominate(&cycle, &world::individual("Lý Văn Đạt")).await;
    let path = format!("/v1/nominations/{nomination}/submission-letter");
    for (script, status, code) in [
        ("echo 'killed by a library' >&2; exit 1", 503, "PRINTING_FAILED"),
        ("echo 'no paper'", 503, "PRINTING_FAILED"),
        ("kill -KILL $$", 503, "PRINTING_FAILED"),
        ("kill -XCPU $$", 409, "PAPER_TOO_LARGE"),
    ] {
        std::fs::write(&deed, script).expect("a file");
        assert_eq!(world.head.get(&path).await.problem(), (status, code.to_owned()), "{script}");
    }
    world.service.stop().await;
}

/// Rules S14, M10: a Giấy khen belongs to no movement, and bears the place of the bodies of the province if a department gives
/// it, as the letterhead of the movement says that began last; a draft says nothing yet. A committee has its own place.
pub(crate) async fn s14_m10_a_giay_khen_says_where_it_was_given(engine: Engine) {
    use std::os::unix::fs::PermissionsExt;

    // This program keeps what it is asked, and prints nothing.
    let folder = tempfile::tempdir().expect("a folder");
    let (program, asked) = (folder.path().join("papers"), folder.path().join("asked"));
    std::fs::write(&program, format!("#!/bin/sh\n/bin/cat > '{}'\n", asked.display())).expect("a file");
    std::fs::set_permissions(&program, std::fs::Permissions::from_mode(0o700)).expect("executable");
    let world = World::new(Service::start_told(engine, |config| config.papers = Some(program)).await).await;
    let (store, now) = (world.service.running().store(), world.service.running().clock().now());
    let package = tempfile::tempdir().expect("a folder");
    copy(Path::new(PLAN), package.path());
    for (file, changes) in [
        ("movement.json", json!({"code": "phong-trao-sau", "name": {"vi": "Phong trào sau", "en": "A later one"}})),
        ("letterhead.json", json!({"place": "Nơi khác"})),
    ] {
        let place = package.path().join(file);
        let mut content: Value = serde_json::from_str(&std::fs::read_to_string(&place).expect("a file")).expect("JSON");
        for (name, value) in changes.as_object().expect("fields") {
            content[name] = value.clone();
        }
        std::fs::write(&place, content.to_string()).expect("a file");
    }
    plan::bring(store, &Package::read(package.path()).expect("a package"), now).await.expect("it is sound");

    let office = id(&world.units["so-noi-vu"]);
    let chief = person(&world.service, &world.admin, "chief", "UNIT_HEAD", &office).await;
    for (giver, unit, place) in [(&chief, &office, "Sóc Trăng"), (&world.head, &world.unit, "Kế Sách")] {
        let entry = json!({"organisation": unit, "subjectKind": "INDIVIDUAL", "name": "Đặng Thị Khen",
            "symbol": "18/QĐ", "date": "2024-12-20", "signer": "Nguyễn Thị Trưởng", "achievement": "Sáng kiến"});
        let entry = giver.post("/v1/commendations", &entry).await.ok();
        let told = giver.get(&format!("/v1/commendations/{}/paper", id(&entry))).await;
        assert_eq!(told.problem(), (503, "PRINTING_FAILED".to_owned()), "nothing was printed");
        let asked: Value = serde_json::from_slice(&std::fs::read(&asked).expect("a request")).expect("JSON");
        assert_eq!((&asked["paper"], &asked["data"]["place"]), (&json!("commendation"), &json!(place)));
    }
    world.service.stop().await;
}

/// Rules L07, S15: the letter lists every nominee of the unit under the same letter, for those who may read them; a
/// nomination of another unit is not there.
pub(crate) async fn l07_s15_a_letter_lists_the_nominees_under_it(engine: Engine) {
    let world = World::new(Service::start(engine).await).await;
    let cycle = world.open("2024").await;
    let mut one = world::individual("Thạch Sô Phi");
    let mut other = world::individual("Lâm Mỹ Hoa");
    for dossier in [&mut one, &mut other] {
        dossier["papers"][0]["nominees"] = json!(["Thạch Sô Phi", "Lâm Mỹ Hoa"]);
    }
    let (one, other) = (world.nominate(&cycle, &one).await, world.nominate(&cycle, &other).await);
    let mut apart = world::individual("Ngô Văn Riêng");
    apart["papers"][0]["number"] = json!("13/UBND");
    let apart = world.nominate(&cycle, &apart).await;
    let path = |nomination: &str| format!("/v1/nominations/{nomination}/submission-letter");
    for nomination in [&one, &other] {
        let text = part(&docx(&world.editor, &path(nomination)).await, "word/document.xml");
        assert!(
            text.contains("Thạch Sô Phi") && text.contains("Lâm Mỹ Hoa") && text.contains("cho 02 trường hợp"),
            "{text}"
        );
        assert!(!text.contains("Ngô Văn Riêng"), "another letter");
    }
    let text = part(&docx(&world.head, &path(&apart)).await, "word/document.xml");
    assert!(text.contains("Ngô Văn Riêng") && !text.contains("Lâm Mỹ Hoa"), "{text}");
    assert_eq!(docx(&world.stranger, &path(&one)).await.problem().0, 404, "another unit");
    assert_eq!(docx(&world.admin, &path(&one)).await.problem().0, 403);
    world.service.stop().await;
}

/// Rules L07, L44, S14: the lines of an achievement stay apart where it is shown, and are paragraphs in the letter.
pub(crate) async fn l07_l44_s14_lines_of_an_achievement_stay_apart_on_paper(engine: Engine) {
    let world = World::new(Service::start(engine).await).await;
    let cycle = world.open("2024").await;
    let mut dossier = world::individual("Lý Văn Đạt");
    dossier["achievement"] = json!(" Rút ngắn thời gian  giải quyết.\r\n\r\n\r\nSố hóa hồ sơ. ");
    let nomination = world.nominate(&cycle, &dossier).await;
    let place = format!("/v1/nominations/{nomination}");
    let shown = world.head.get(&place).await.ok();
    assert_eq!(shown["dossier"]["achievement"], "Rút ngắn thời gian giải quyết.\n\nSố hóa hồ sơ.");
    let text = part(&docx(&world.head, &format!("{place}/submission-letter")).await, "word/document.xml");
    for line in ["Rút ngắn thời gian giải quyết.", "Số hóa hồ sơ."] {
        assert!(text.contains(&format!(">{line}</w:t></w:r></w:p>")), "{line} is no paragraph in {text}");
    }
    let entry = json!({"organisation": world.unit, "subjectKind": "INDIVIDUAL", "name": "Đặng Thị Khen",
        "symbol": "18/QĐ-UBND", "date": world::today(), "signer": "Chủ tịch UBND huyện",
        "achievement": "Sáng kiến.\nTiết kiệm."});
    let entry = world.head.post("/v1/commendations", &entry).await.ok();
    assert_eq!(entry["achievement"], "Sáng kiến.\nTiết kiệm.");
    world.service.stop().await;
}

/// Rules L09, S25, S26: minutes bear the votes, and the report on a year its sections; a paper needs no program as DOCX.
pub(crate) async fn l09_s25_s26_minutes_and_reports_are_printed(engine: Engine) {
    let world = World::new(Service::start(engine).await).await;
    let cycle = world.open("2024").await;
    let nomination = world.nominate(&cycle, &world::individual("Lý Văn Đạt")).await;
    for (person, noun, body) in [
        (&world.head, "submission", json!({})),
        (&world.standing, "receipt", json!({})),
        (&world.standing, "forwarding", json!({})),
        (&world.appraisal, "appraisal", json!({"eligible": true})),
    ] {
        world.step(person, &nomination, noun, body).await.ok();
    }
    let minutes = world.appraisal.post("/v1/session-minutes", &world::minutes(&cycle, &nomination, 9)).await.ok();
    let path = format!("/v1/session-minutes/{}/paper", id(&minutes));
    let text = part(&docx(&world.appraisal, &path).await, "word/document.xml");
    for expected in [
        "Số: 09/BB-HĐTĐKT",
        ", Hội đồng Thi đua - Khen thưởng họp xét khen thưởng năm 2024.",
        "Thời gian bắt đầu: …… giờ ……, ngày ",
        "Địa điểm: ……",
        "có mặt: 10",
        "vắng mặt: 01",
        "Lý Văn Đạt",
        "9/10",
        "81,81%",
    ] {
        assert!(text.contains(expected), "{expected} is not in {text}");
    }
    assert!(!text.contains("thông qua"), "nobody entered that the text was agreed to");
    assert_eq!(docx(&world.head, &path).await.problem().0, 403);

    let begun = world.standing.post("/v1/syntheses", &json!({"cycle": cycle})).await;
    let place = format!("/v1/syntheses/{}", id(&begun.ok()));
    let edit = json!({"title": "Báo cáo kết quả năm 2024", "sections": [
        {"heading": "Kết quả", "part": "RESULTS", "text": "Kết quả tốt.\nCần phát huy."}]});
    world.standing.put(&place, &begun.header("etag"), &edit).await.ok();
    let text = part(&docx(&world.standing, &format!("{place}/paper")).await, "word/document.xml");
    for expected in ["BÁO CÁO", "Kết quả năm 2024", "I. Kết quả", "Chưa công bố kết quả của kỳ.", "Cần phát huy."]
    {
        assert!(text.contains(expected), "{expected} is not in {text}");
    }
    assert!(text.contains("Số: ……/BC-"), "a draft has room for its number: {text}");
    assert!(text.contains("Trên đây là báo cáo kết quả năm 2024./."), "{text}");
    assert_eq!(docx(&world.head, &format!("{place}/paper")).await.problem().0, 403);
    world.service.stop().await;
}

/// Rules L11, L36, S14: with the printing program every paper comes as a whole PDF, the same bytes each time; Bằng khen only
/// of awards with a certificate that stands, and a name that no font can show is refused by its letter.
pub(crate) async fn l11_l36_s14_papers_are_whole_files(engine: Engine) {
    let Some(program) = program() else { return };
    let world = World::new(Service::start_told(engine, |config| config.papers = Some(program)).await).await;
    let cycle = world.open("2024").await;
    let decision = published(&world, &cycle, "Lâm Mỹ Hoa", 335).await;
    let place = format!("/v1/decisions/{}", id(&decision));
    let paper = world.auditor.get(&format!("{place}/paper")).await;
    must_be_pdf(&paper);
    assert_eq!(world.auditor.get(&format!("{place}/paper")).await.unpacked(), paper.unpacked(), "the same bytes");
    let certificates = format!("{place}/certificates/paper");
    assert_eq!(world.standing.get(&certificates).await.problem(), (409, "CERTIFICATES_MISSING".to_owned()));
    world.standing.step(&format!("{place}/certificates")).await.ok();
    must_be_pdf(&world.standing.get(&certificates).await);
    assert_eq!(world.head.get(&certificates).await.problem().0, 403, "codes are not for everybody");
    must_be_pdf(&world.standing.get(&format!("{place}/handover")).await);
    let nomination = decision["awards"][0]["nomination"].as_str().expect("a nomination");
    must_be_pdf(&world.head.get(&format!("/v1/nominations/{nomination}/submission-letter")).await);
    let notice = format!("/v1/nominations/{nomination}/notice/paper");
    assert_eq!(world.head.get(&notice).await.problem(), (409, "NOTICE_NOT_DUE".to_owned()));
    world.decision.post(&revoking(&decision), &revocation()).await.ok();
    assert_eq!(world.standing.get(&certificates).await.problem(), (409, "CERTIFICATES_MISSING".to_owned()), "revoked");

    // A refusal of an appraisal, with its notice.
    let refused = world.nominate(&cycle, &world::individual("Lý Văn Chưa")).await;
    for (person, noun, body) in [
        (&world.head, "submission", json!({})),
        (&world.standing, "receipt", json!({})),
        (&world.standing, "forwarding", json!({})),
        (&world.appraisal, "appraisal", json!({"eligible": false, "reason": "Chưa đủ tiêu chuẩn"})),
    ] {
        world.step(person, &refused, noun, body).await.ok();
    }
    must_be_pdf(&world.appraisal.get(&format!("/v1/nominations/{refused}/notice/paper")).await);

    // Names in Khmer and of 300 letters are set; a letter that no font has is named.
    let long = world.nominate(&cycle, &world::individual(&"Nguyễn Văn ".repeat(27))).await;
    must_be_pdf(&world.head.get(&format!("/v1/nominations/{long}/submission-letter")).await);
    let khmer = world.nominate(&cycle, &world::individual("Thạch Sô Phi (ថាច់ សុភី)")).await;
    must_be_pdf(&world.head.get(&format!("/v1/nominations/{khmer}/submission-letter")).await);
    let han = world.nominate(&cycle, &world::individual("Lâm Mỹ Hoa (林美華)")).await;
    let told = world.head.get(&format!("/v1/nominations/{han}/submission-letter")).await;
    assert_eq!(told.problem(), (409, "GLYPH_MISSING".to_owned()));
    let told = told.json()["detail"].as_str().expect("a detail").to_owned();
    assert!(told.contains("“林”") && told.contains("Lâm Mỹ Hoa"), "the letter and whose name it is in: {told}");

    let commendation = json!({"organisation": world.unit, "subjectKind": "INDIVIDUAL", "name": "Đặng Thị Khen",
        "symbol": "18/QĐ-UBND", "date": world::today(), "signer": "Chủ tịch UBND huyện", "achievement": "Sáng kiến"});
    let commendation = world.head.post("/v1/commendations", &commendation).await.ok();
    must_be_pdf(&world.head.get(&format!("/v1/commendations/{}/paper", id(&commendation))).await);
    world.service.stop().await;
}

/// Rule M10: a plan brings its letterhead and templates; a template that uses a value which its paper does not have is a
/// fault with file and line.
pub(crate) async fn m10_a_plan_brings_templates_that_use_known_values_only(engine: Engine) {
    let world = World::new(Service::start(engine).await).await;
    let campaign = id(&world::all(&world.standing, "/v1/campaigns").await[0]);
    let package = world.standing.get(&format!("/v1/campaigns/{campaign}/package")).await.ok();
    let files = package["files"].as_array().expect("files");
    let head = files.iter().find(|file| file["name"] == "letterhead.json").expect("the letterhead");
    let head: Value = serde_json::from_str(head["text"].as_str().expect("a text")).expect("JSON");
    assert_eq!(head["place"], "Sóc Trăng");

    let (store, now) = (world.service.running().store(), world.service.running().clock().now());
    let folder = tempfile::tempdir().expect("a folder");
    copy(Path::new(PLAN), folder.path());
    std::fs::create_dir(folder.path().join("papers")).expect("a folder");
    let place = |name: &str| folder.path().join("papers").join(name);
    let movement = folder.path().join("movement.json");
    let text = std::fs::read_to_string(&movement).expect("a file");
    let mut other: Value = serde_json::from_str(&text).expect("JSON");
    (other["code"], other["name"]) = (json!("mau-rieng"), json!({"vi": "Mẫu riêng", "en": "Own templates"}));
    std::fs::write(&movement, other.to_string()).expect("a file");
    std::fs::write(place("minutes.typ"), "#let data = json(\"data.json\")\n= #data.chair\n#data.chairman")
        .expect("a file");
    std::fs::write(place("no-paper.typ"), "").expect("a file");
    let read = || Package::read(folder.path()).expect("a package");
    let refused = plan::bring(store, &read(), now).await.expect_err("a value that minutes do not have").to_string();
    assert!(refused.contains("data.chairman") && refused.contains("papers/minutes.typ:3"), "{refused}");
    assert!(refused.contains("papers/no-paper.typ"), "{refused}");
    std::fs::remove_file(place("no-paper.typ")).expect("removed");
    std::fs::write(place("minutes.typ"), "#let data = json(\"data.json\")\n= #data.chair").expect("a file");
    plan::bring(store, &read(), now).await.expect("it is sound");
    let campaigns = world::all(&world.auditor, "/v1/campaigns").await;
    let brought = campaigns.iter().find(|one| one["code"] == "mau-rieng").expect("the draft");
    let package = world.auditor.get(&format!("/v1/campaigns/{}/package", id(brought))).await.ok();
    let files = package["files"].as_array().expect("files");
    let template = files.iter().find(|file| file["name"] == "papers/minutes.typ").expect("the template");
    assert!(template["text"].as_str().is_some_and(|text| text.ends_with("= #data.chair")), "{template}");
    world.service.stop().await;
}
