//! Evidence files: uploaded, refused, cited, replaced, taken down, and unchanged when they are downloaded.

use std::io::{Cursor, Write};
use std::net::SocketAddr;

use e2e::Engine;
use reqwest::Method;
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use crate::base::client::{Answer, Person};
use crate::base::service::Service;
use crate::base::world::{self, World, id};
use crate::edge::crash;

const PDF: &[u8] = b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n";
const NAME: &str = "Báo cáo kết nối “một cửa” năm 2024 (lần 1).pdf";

/// A zip archive with named parts.
fn packed(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in parts {
        writer.start_file(*name, SimpleFileOptions::default()).expect("a part");
        writer.write_all(bytes).expect("its bytes");
    }
    writer.finish().expect("an archive").into_inner()
}

/// A Word document with paragraphs.
fn docx(paragraphs: &[&str], more: &[(&str, &[u8])]) -> Vec<u8> {
    let body: String = paragraphs.iter().map(|text| format!("<w:p><w:r><w:t>{text}</w:t></w:r></w:p>")).collect();
    let xml = format!("<w:document xmlns:w=\"w\"><w:body>{body}</w:body></w:document>");
    let mut parts: Vec<(&str, &[u8])> =
        vec![("[Content_Types].xml", b"<Types/>"), ("_rels/.rels", b"<x/>"), ("word/document.xml", xml.as_bytes())];
    parts.extend(more);
    packed(&parts)
}

fn place(report: &str, name: &str) -> String {
    let name: String = name.bytes().map(|byte| format!("%{byte:02X}")).collect();
    format!("/v1/reports/{report}/evidence-files?name={name}")
}

async fn upload(person: &Person, report: &str, name: &str, bytes: &[u8]) -> Answer {
    person.upload(&place(report, name), bytes).await
}

async fn files(person: &Person, report: &str) -> Vec<Value> {
    world::all(person, &format!("/v1/reports/{report}/evidence-files")).await
}

/// The figures of `world`, with a file in the evidence of H3.
fn citing(file: &Value) -> Value {
    let mut figures = world::figures();
    figures[2]["evidence"][0]["file"] = file.clone();
    figures
}

async fn edit(person: &Person, report: &str, figures: &Value) -> Answer {
    let path = format!("/v1/reports/{report}");
    let tag = person.get(&path).await.header("etag");
    person.put(&path, &tag, &json!({"figures": figures})).await
}

async fn begun(engine: Engine, clamd: Option<String>) -> (World, String, String) {
    let world = World::new(Service::start_with(engine, clamd).await).await;
    let cycle = world.open("2024").await;
    let report = world.draft(&cycle).await;
    (world, cycle, report)
}

/// Rules L21, L35.
pub(crate) async fn l21_l35_a_file_is_kept_by_its_hash_under_its_own_name_or_refused_with_a_reason(engine: Engine) {
    let (world, _, report) = begun(engine, None).await;
    let kept = upload(&world.editor, &report, NAME, PDF).await.ok();
    assert_eq!((&kept["name"], &kept["format"], &kept["state"]), (&json!(NAME), &json!("PDF"), &json!("KEPT")));
    assert_eq!(kept["sizeBytes"], PDF.len());
    let content = format!("/v1/evidence-files/{}/content", id(&kept));
    let back = world.standing.get(&content).await;
    assert_eq!((back.status, back.bytes.as_slice()), (200, PDF));
    assert_eq!(back.header("content-type"), "application/pdf");
    assert_eq!(back.header("content-security-policy"), "sandbox; default-src 'none'");
    assert_eq!(back.header("etag"), format!("\"{}\"", kept["sha256"].as_str().expect("a hash")));
    assert!(back.header("repr-digest").starts_with("sha-256=:"), "{}", back.header("repr-digest"));
    let name: String = NAME
        .bytes()
        .map(|byte| if byte.is_ascii_alphanumeric() { char::from(byte).to_string() } else { format!("%{byte:02X}") })
        .collect();
    let disposition = back.header("content-disposition");
    assert!(disposition.starts_with("attachment") && disposition.contains("UTF-8''"), "{disposition}");
    let sent = disposition.split("''").nth(1).expect("a name").trim_end_matches('"');
    assert_eq!(sent.replace("%2E", ".").replace("%2D", "-"), name.replace("%2E", ".").replace("%2D", "-"));

    // Decomposed letters are stored composed, as the registry writes them (rule L44).
    let decomposed = upload(&world.editor, &report, "Ba\u{301}o ca\u{301}o.pdf", PDF).await.ok();
    assert_eq!(decomposed["name"], "Báo cáo.pdf");

    let test_file = ["X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-", "STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"].concat();
    let bomb = docx(&["."], &[("word/media/zeros", &vec![0_u8; 64 << 20])]);
    for (name, bytes, code, rule) in [
        ("van-ban.pdf", b"MZ this is a program".to_vec(), "FILE_TYPE_NOT_TAKEN", ""),
        ("anh.png", PDF.to_vec(), "FILE_TYPE_MISMATCH", ""),
        ("khong-duoi", PDF.to_vec(), "FILE_TYPE_MISMATCH", ""),
        ("rong.pdf", Vec::new(), "FILE_EMPTY", ""),
        ("../../etc/passwd.pdf", PDF.to_vec(), "FILE_NAME_UNFIT", ""),
        ("Công văn 12 (MẬT).pdf", PDF.to_vec(), "STATE_SECRET_NOT_ALLOWED", "L35"),
        ("QD-TOI_MAT.pdf", PDF.to_vec(), "STATE_SECRET_NOT_ALLOWED", "L35"),
        ("cong-van.docx", docx(&["UBND TỈNH", "MẬT", "Nội dung"], &[]), "STATE_SECRET_NOT_ALLOWED", "L35"),
        ("virus.pdf", test_file.into_bytes(), "FILE_INFECTED", ""),
        ("macro.docx", docx(&["."], &[("word/vbaProject.bin", b"x")]), "FILE_HAS_MACROS", ""),
        ("bom.docx", bomb, "FILE_IS_BOMB", ""),
    ] {
        let refused = upload(&world.editor, &report, name, &bytes).await;
        assert_eq!((refused.problem(), refused.rule()), ((422, code.to_owned()), rule.to_owned()), "{name}");
    }
    for name in ["Quy chế bảo mật.pdf", "Hướng dẫn đổi mật khẩu.pdf"] {
        upload(&world.editor, &report, name, PDF).await.ok();
    }
    upload(&world.editor, &report, "ke-hoach.docx", &docx(&["Kế hoạch bảo mật", "Điều 1"], &[])).await.ok();
    assert_eq!(files(&world.head, &report).await.len(), 5);

    // A citation of a state secret is refused like the file itself; a file without a citation is no evidence.
    let mut secret = world::figures();
    secret[2]["evidence"][0]["classification"] = "SECRET".into();
    let refused = edit(&world.editor, &report, &secret).await;
    assert_eq!(refused.violations(), ["/figures/2/evidence/0/classification STATE_SECRET_NOT_ALLOWED L35"]);
    let mut bare = world::figures();
    bare[2]["evidence"] = json!([{"file": kept["id"]}]);
    edit(&world.editor, &report, &bare).await.ok();
    let incomplete = world.head.step(&format!("/v1/reports/{report}/submission")).await;
    assert_eq!(incomplete.violations(), ["/figures/2/evidence/0 CITATION_INCOMPLETE L21"], "a draft may lack it");
    edit(&world.editor, &report, &citing(&kept["id"])).await.ok();

    // Other units can neither read the file nor add one; the standing agency cannot add one.
    assert_eq!(world.stranger.get(&content).await.status, 404);
    assert_eq!(upload(&world.stranger, &report, NAME, PDF).await.status, 404);
    assert_eq!(upload(&world.standing, &report, NAME, PDF).await.status, 403);
    let png = [("accept", "image/png")];
    assert_eq!(world.editor.send(Method::GET, &content, &png, None).await.status, 200, "bytes are bytes");
    world.service.stop().await;
}

/// A file whose bytes are gone or changed is a fault of the service: the log names the file under the trace that its
/// reader was told.
pub(crate) async fn found_e7_a_file_that_the_service_lost_is_its_own_fault(engine: Engine) {
    let (world, _, report) = begun(engine, None).await;
    let kept = upload(&world.editor, &report, NAME, PDF).await.ok();
    let content = format!("/v1/evidence-files/{}/content", id(&kept));
    let sha256 = kept["sha256"].as_str().expect("a hash");
    let (first, rest) = sha256.split_at(2);
    let blob = world.service.evidence().join("sha256").join(first).join(rest);
    assert_eq!(std::fs::read(&blob).expect("the blob"), PDF);

    // Another process with the same files writes its log.
    let log = tempfile::NamedTempFile::new().expect("a file");
    let config = world.service.config();
    let mut talking = crash::start_talking(&config.database.url, &config.keys, log.reopen().expect("a file"));
    let reader = Person::new(talking.url.clone(), world.editor.token.clone());
    assert_eq!(reader.get(&content).await.bytes, PDF, "it reads the same files");
    let mut traces = Vec::new();
    for change in [Some(b"%PDF-1.7 something else"), None] {
        match change {
            Some(bytes) => std::fs::write(&blob, bytes).expect("the forger"),
            None => std::fs::remove_file(&blob).expect("the disk"),
        }
        let lost = reader.get(&content).await;
        assert_eq!(lost.problem(), (500, "EVIDENCE_CORRUPT".to_owned()));
        traces.push(lost.json()["traceId"].as_str().expect("a trace").to_owned());
    }
    talking.child.kill().expect("ends");
    talking.child.wait().expect("ended");
    let said = std::fs::read_to_string(log.path()).expect("a log");
    let lines: Vec<Value> = said.lines().filter_map(|line| serde_json::from_str(line).ok()).collect();
    let file = id(&kept);
    for trace in traces {
        let of_it: Vec<&Value> = lines.iter().filter(|line| line["span"]["trace"] == trace.as_str()).collect();
        let names_it = |line: &&Value| line["fields"]["cause"].as_str().is_some_and(|cause| cause.contains(&file));
        assert!(of_it.iter().any(|line| line["level"] == "ERROR" && names_it(line)), "{of_it:?}");
    }

    // The same bytes sent again are stored again.
    upload(&world.editor, &report, "lai.pdf", PDF).await.ok();
    assert_eq!(world.editor.get(&content).await.bytes, PDF);
    std::fs::write(&blob, b"%PDF-1.7 something else").expect("the forger");
    upload(&world.editor, &report, "lai nua.pdf", PDF).await.ok();
    assert_eq!(world.editor.get(&content).await.bytes, PDF);
    world.service.stop().await;
}

/// A replaced file stays as a tombstone; the receipt of the submission names the hash of the file that was cited then.
pub(crate) async fn a_replaced_file_leaves_a_tombstone_and_a_receipt_names_every_hash(engine: Engine) {
    let (world, cycle, report) = begun(engine, None).await;
    let old = upload(&world.editor, &report, "cu.pdf", PDF).await.ok();
    edit(&world.editor, &report, &citing(&old["id"])).await.ok();
    let removal = json!({"reason": "Tải nhầm"});
    let refused = world.editor.post(&format!("/v1/evidence-files/{}/removal", id(&old)), &removal).await;
    assert_eq!(refused.problem(), (409, "FILE_CITED".to_owned()));

    let newer = [PDF, b"% a second look\n"].concat();
    let replacing = format!("{}&replaces={}", place(&report, "moi.pdf"), id(&old));
    let octets = [("content-type", "application/pdf"), ("idempotency-key", "once")];
    let new = world.editor.send(Method::POST, &replacing, &octets, Some(newer.clone())).await.ok();
    let again = world.editor.send(Method::POST, &replacing, &octets, Some(newer.clone())).await.ok();
    assert_eq!(new, again, "rule L41: one effect, one answer");
    let other = world.editor.send(Method::POST, &replacing, &octets, Some(PDF.to_vec())).await;
    assert_eq!(other.problem(), (422, "KEY_REUSED".to_owned()));
    let tombstone = world.head.get(&format!("/v1/evidence-files/{}", id(&old))).await.ok();
    assert_eq!((&tombstone["state"], &tombstone["replacedBy"]), (&json!("REPLACED"), &new["id"]));
    let shown = world.head.get(&format!("/v1/reports/{report}")).await.ok();
    assert_eq!(shown["figures"][2]["evidence"][0]["file"], new["id"], "citations follow");

    // A tombstone cannot be cited.
    let refused = edit(&world.editor, &report, &citing(&old["id"])).await;
    assert_eq!(refused.violations(), ["/figures/2/evidence/0/file FILE_NOT_KEPT L21"]);

    world.head.step(&format!("/v1/reports/{report}/submission")).await.ok();
    let filing = world.head.get(&format!("/v1/reports/{report}/filings/1")).await.ok();
    assert_eq!(
        filing["files"],
        json!([{"id": new["id"], "name": "moi.pdf", "sha256": new["sha256"],
        "sizeBytes": newer.len()}])
    );
    assert!(filing["content"].as_str().expect("content").contains(new["sha256"].as_str().expect("a hash")));
    let late = upload(&world.editor, &report, "sau.pdf", PDF).await;
    assert_eq!(late.problem(), (409, "REPORT_STATE".to_owned()), "what was handed in is not added to");

    // The other unit cites the same document and uploads the same bytes: the verifier sees that, the unit does not.
    let body = json!({"cycle": cycle, "organisation": world.other, "figures": world::figures()});
    let theirs = id(&world.stranger.post("/v1/reports", &body).await.ok());
    let mut respelt = world::figures();
    respelt[2]["evidence"][0]["number"] = "07/bc-ubnd".into();
    let twin = upload(&world.stranger, &theirs, "giong.pdf", &newer).await.ok();
    assert_eq!(twin["sha256"], new["sha256"]);
    edit(&world.stranger, &theirs, &citing(&twin["id"])).await.ok();
    let path = format!("/v1/reports/{report}/shared-evidence");
    let shared = world.standing.get(&path).await.ok();
    let marks: Vec<&str> =
        shared["documents"].as_array().expect("documents").iter().filter_map(|one| one["mark"].as_str()).collect();
    let hash = format!("file:{}", new["sha256"].as_str().expect("a hash"));
    assert_eq!(marks, ["number:7bcubnd:2024-11-01", hash.as_str()]);
    assert_eq!(shared["documents"][0]["others"][0]["report"], theirs);
    assert_eq!(world.head.get(&path).await.ok()["documents"], json!([]), "a unit sees its own only");
    edit(&world.stranger, &theirs, &respelt).await.ok();
    let shared = world.standing.get(&path).await.ok();
    assert_eq!(shared["documents"], json!([]), "another number is another document, and the file is cited no more");

    let removed = world.stranger.post(&format!("/v1/evidence-files/{}/removal", id(&twin)), &removal).await.ok();
    assert_eq!((&removed["state"], &removed["reason"]), (&json!("REMOVED"), &json!("Tải nhầm")));
    world.service.stop().await;
}

async fn raw(service: &Service, person: &Person, path: &str, length: u64, bytes: &[u8], wait: bool) -> String {
    let address: SocketAddr = service.running().address();
    let mut stream = TcpStream::connect(address).await.expect("a connection");
    let head = format!(
        "POST {path} HTTP/1.1\r\nHost: {address}\r\nAuthorization: Bearer {}\r\nContent-Length: {length}\r\n\
         Content-Type: application/pdf\r\n\r\n",
        person.token.as_deref().expect("a token")
    );
    stream.write_all(head.as_bytes()).await.expect("a head");
    stream.write_all(bytes).await.expect("some bytes");
    let mut answer = vec![0_u8; 16];
    if wait {
        stream.read_exact(&mut answer).await.expect("an answer");
    }
    String::from_utf8_lossy(&answer).into_owned()
}

fn stored(folder: &std::path::Path) -> usize {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    entries.map(|entry| if entry.path().is_dir() { stored(&entry.path()) } else { 1 }).sum()
}

/// No upload is stored in part.
pub(crate) async fn an_upload_that_breaks_off_or_is_too_large_leaves_nothing(engine: Engine) {
    let (world, _, report) = begun(engine, None).await;
    let path = place(&report, "lon.pdf");
    let five_gigabytes = raw(&world.service, &world.editor, &path, 5 << 30, PDF, true).await;
    assert!(five_gigabytes.starts_with("HTTP/1.1 413"), "{five_gigabytes}");
    raw(&world.service, &world.editor, &path, 1 << 20, PDF, false).await;
    let large = vec![b'%'; (50 << 20) + 1];
    assert_eq!(upload(&world.editor, &report, "lon.pdf", &large).await.problem(), (413, "FILE_TOO_LARGE".to_owned()));
    let missing = world.editor.upload(&format!("/v1/reports/{report}/evidence-files"), PDF).await;
    assert_eq!((missing.status, missing.violations()), (400, vec!["?name PARAMETER_MISSING".to_owned()]));
    assert!(files(&world.head, &report).await.is_empty());
    assert_eq!(stored(&world.service.evidence()), 0);
    world.service.stop().await;
}

/// Rule L35: a stamp is seen wherever a document shows it, in a citation as in a file; a macro whatever carries it.
pub(crate) async fn found_b4_d_07_l35_no_stamped_document_and_no_macro_is_kept(engine: Engine) {
    let (world, _, report) = begun(engine, None).await;
    let sheet = |main: &str, more: &[(&str, &[u8])]| {
        let types =
            format!("<Types><Override PartName=\"/xl/workbook.xml\" ContentType=\"application/{main}\"/></Types>");
        let mut parts: Vec<(&str, &[u8])> = vec![
            ("[Content_Types].xml", types.as_bytes()),
            ("_rels/.rels", b"<x/>"),
            ("xl/workbook.xml", b"<workbook/>"),
        ];
        parts.extend(more);
        packed(&parts)
    };
    let plain = "vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml";
    let header = b"<w:hdr xmlns:w=\"w\"><w:p><w:r><w:t>T\xe1\xbb\x90I M</w:t></w:r><w:r><w:t>\xe1\xba\xacT</w:t></w:r></w:p></w:hdr>";
    let texts = "<sst><si><t>Độ mật: Mật</t></si></sst>".as_bytes();
    for (name, bytes, code) in [
        ("a.docx", docx(&["Độ mật: TUYỆT MẬT"], &[]), "STATE_SECRET_NOT_ALLOWED"),
        ("a.docx", docx(&["TUYỆT MẬT Số: 5/BC"], &[]), "STATE_SECRET_NOT_ALLOWED"),
        ("a.docx", docx(&["Mật"], &[]), "STATE_SECRET_NOT_ALLOWED"),
        ("a.docx", docx(&["."], &[("word/header1.xml", header)]), "STATE_SECRET_NOT_ALLOWED"),
        ("a.xlsx", sheet(plain, &[("xl/sharedStrings.xml", texts)]), "STATE_SECRET_NOT_ALLOWED"),
        ("01-mật.xlsx", sheet(plain, &[]), "STATE_SECRET_NOT_ALLOWED"),
        ("a.xlsx", sheet(plain, &[("xl/macrosheets/sheet1.xml", b"<x/>")]), "FILE_HAS_MACROS"),
        ("a.xlsx", sheet("vnd.ms-excel.sheet.macroEnabled.main+xml", &[]), "FILE_HAS_MACROS"),
        ("a.docx", docx(&["."], &[("word/embeddings/oleObject1.bin", b"x")]), "FILE_HAS_MACROS"),
    ] {
        let refused = upload(&world.editor, &report, name, &bytes).await;
        assert_eq!(refused.problem(), (422, code.to_owned()), "{name}");
    }
    upload(&world.editor, &report, "a.xlsx", &sheet(plain, &[])).await.ok();
    let friends = docx(&["Bảo mật thông tin", "Tỷ lệ văn bản (trừ văn bản mật)", "Mật độ"], &[]);
    upload(&world.editor, &report, "b.docx", &friends).await.ok();
    assert_eq!(files(&world.head, &report).await.len(), 2);
    let mut secret = world::figures();
    secret[0]["note"] = "Theo công văn TUYỆT MẬT".into();
    secret[2]["evidence"][0]["number"] = "01/MẬT".into();
    secret[2]["evidence"][0]["title"] = "Báo cáo TỐI MẬT".into();
    let refused = edit(&world.editor, &report, &secret).await;
    let expected = ["/figures/0/note", "/figures/2/evidence/0/number", "/figures/2/evidence/0/title"]
        .map(|place| format!("{place} STATE_SECRET_NOT_ALLOWED L35"));
    assert_eq!(refused.violations(), expected);
    world.service.stop().await;
}

/// Rule L35: an upload of the same bytes at the moment of their takedown either ends first and is taken down, too, or is
/// refused.
pub(crate) async fn found_l35_what_is_taken_down_does_not_come_back_with_an_upload_of_the_same_moment(engine: Engine) {
    let (world, cycle, report) = begun(engine, None).await;
    let body = json!({"cycle": cycle, "organisation": world.other, "figures": []});
    let theirs = id(&world.stranger.post("/v1/reports", &body).await.ok());
    let ground = json!({"reason": "Tài liệu mật"});
    let (mut refused, mut taken) = (0, 0);
    for round in 0..16 {
        let bytes = [PDF, format!("% {round}\n").as_bytes()].concat();
        let first = upload(&world.editor, &report, "a.pdf", &bytes).await.ok();
        let takedown = format!("/v1/evidence-files/{}/takedown", id(&first));
        let (gone, one, two, three, four) = tokio::join!(
            world.standing.post(&takedown, &ground),
            upload(&world.stranger, &theirs, "b.pdf", &bytes),
            upload(&world.editor, &report, "c.pdf", &bytes),
            upload(&world.stranger, &theirs, "d.pdf", &bytes),
            upload(&world.head, &report, "e.pdf", &bytes),
        );
        gone.ok();
        for answer in [one, two, three, four] {
            if answer.status == 201 {
                taken += 1;
            } else {
                assert_eq!(answer.problem(), (422, "CONTENT_DESTROYED".to_owned()));
                refused += 1;
            }
        }
    }
    let kept = [files(&world.head, &report).await, files(&world.stranger, &theirs).await].concat();
    let kept: Vec<&Value> = kept.iter().filter(|file| file["state"] != "TAKEN_DOWN").collect();
    assert!(kept.is_empty(), "{engine:?}: {refused} refused, {taken} taken in: {kept:?}");
    assert_eq!(stored(&world.service.evidence()), 0, "{engine:?}: no bytes are left");
    world.service.stop().await;
}

/// Rule L35.
pub(crate) async fn l35_a_file_taken_down_is_gone_for_everybody_and_not_taken_again(engine: Engine) {
    let (world, cycle, report) = begun(engine, None).await;
    let body = json!({"cycle": cycle, "organisation": world.other, "figures": []});
    let theirs = id(&world.stranger.post("/v1/reports", &body).await.ok());
    let ours = upload(&world.editor, &report, "a.pdf", PDF).await.ok();
    let twin = upload(&world.stranger, &theirs, "b.pdf", PDF).await.ok();
    assert_eq!(stored(&world.service.evidence()), 1, "the same bytes are kept once");
    edit(&world.editor, &report, &citing(&ours["id"])).await.ok();

    let takedown = format!("/v1/evidence-files/{}/takedown", id(&ours));
    let ground = json!({"reason": "Văn bản mật tải nhầm"});
    assert_eq!(world.head.post(&takedown, &ground).await.status, 403);
    let gone = world.standing.post(&takedown, &ground).await.ok();
    assert_eq!((&gone["state"], &gone["sha256"]), (&json!("TAKEN_DOWN"), &ours["sha256"]), "the hash stays");
    assert_eq!(stored(&world.service.evidence()), 0);
    for (person, file) in [(&world.editor, &ours), (&world.stranger, &twin)] {
        let content = person.get(&format!("/v1/evidence-files/{}/content", id(file))).await;
        assert_eq!(content.problem(), (409, "EVIDENCE_FILE_TAKEN_DOWN".to_owned()));
    }
    let again = upload(&world.stranger, &theirs, "c.pdf", PDF).await;
    assert_eq!((again.problem(), again.rule()), ((422, "CONTENT_DESTROYED".to_owned()), "L35".to_owned()));
    assert_eq!(stored(&world.service.evidence()), 0);
    let submission = world.head.step(&format!("/v1/reports/{report}/submission")).await;
    assert_eq!(submission.violations(), ["/figures/2/evidence/0/file FILE_NOT_KEPT L21"]);
    world.service.stop().await;
}

/// A daemon that knows one virus and speaks the protocol of the real one.
async fn daemon(listener: TcpListener) {
    while let Ok((mut stream, _)) = listener.accept().await {
        let mut command = [0_u8; 10];
        stream.read_exact(&mut command).await.expect("a command");
        assert_eq!(&command, b"zINSTREAM\0");
        let mut bytes = Vec::new();
        loop {
            let length = usize::try_from(stream.read_u32().await.expect("a length")).expect("a size");
            if length == 0 {
                break;
            }
            let start = bytes.len();
            bytes.resize(start + length, 0);
            stream.read_exact(bytes.get_mut(start..).expect("room")).await.expect("a piece");
        }
        let found = bytes.windows(5).any(|five| five == b"VIRUS");
        let answer: &[u8] = if found { b"stream: Test.Virus FOUND\0" } else { b"stream: OK\0" };
        stream.write_all(answer).await.expect("an answer");
    }
}

/// While the scanner is away, no file is accepted.
pub(crate) async fn nothing_is_kept_that_the_scanner_has_not_called_clean(engine: Engine) {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("an address").to_string();
    let running = tokio::spawn(daemon(listener));
    let (world, _, report) = begun(engine, Some(address)).await;
    upload(&world.editor, &report, "sach.pdf", PDF).await.ok();
    let refused = upload(&world.editor, &report, "ban.pdf", &[PDF, b"VIRUS"].concat()).await;
    assert_eq!(refused.problem(), (422, "FILE_INFECTED".to_owned()));
    running.abort();
    assert!(running.await.expect_err("stopped").is_cancelled());
    let away = upload(&world.editor, &report, "chua-quet.pdf", &[PDF, b"%"].concat()).await;
    assert_eq!((away.problem(), away.header("retry-after")), ((503, "UNAVAILABLE".to_owned()), "60".to_owned()));
    assert_eq!(files(&world.head, &report).await.len(), 1);
    assert_eq!(stored(&world.service.evidence()), 1);
    world.service.stop().await;
}
