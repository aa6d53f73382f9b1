//! The bytes of papers: uploaded, replaced, waited for, and destroyed.

use e2e::Engine;
use reqwest::Method;
use serde_json::{Value, json};

use crate::base::client::{Answer, Person};
use crate::base::service::Service;
use crate::base::world::{self, PAPER, PAPER_SHA256, World, id, paper_place};
use crate::honours::certificate;

/// A PDF that differs from others by its number only.
pub(crate) fn pdf(number: usize) -> Vec<u8> {
    [PAPER, format!("% {number}\n").as_bytes()].concat()
}

/// A dossier whose papers declare no hash.
pub(crate) fn undeclared(name: &str) -> Value {
    let mut dossier = world::collective(name);
    for paper in dossier["papers"].as_array_mut().expect("papers") {
        paper.as_object_mut().expect("a paper").remove("file");
    }
    dossier
}

pub(super) fn letter(nomination: &str) -> String {
    paper_place("NOMINATION", nomination, Some("SUBMISSION_LETTER"), "Tờ trình “hồ sơ” (lần 1).pdf")
}

async fn versions(person: &Person, owner: &str, of: &str) -> Vec<Value> {
    // In pages of two, so that whoever counts them has seen that pages go on.
    let (mut all, mut cursor) = (Vec::new(), String::new());
    loop {
        let page = person.get(&format!("/v1/paper-files?owner={owner}&of={of}&limit=2{cursor}")).await.ok();
        let items = page["items"].as_array().expect("versions");
        assert!(items.len() <= 2, "{page}");
        all.extend(items.clone());
        match page["nextCursor"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => return all,
        }
    }
}

pub(super) async fn content(person: &Person, file: &Value) -> Answer {
    person.get(file["contentHref"].as_str().expect("an address")).await
}

/// Sends a dossier without uploading anything for it.
async fn send(person: &Person, nomination: &str) -> Answer {
    person.step(&format!("/v1/nominations/{nomination}/submission")).await
}

pub(super) async fn begun(engine: Engine) -> (World, String) {
    let world = World::new(Service::start(engine).await).await;
    let cycle = world.open("2024").await;
    (world, cycle)
}

/// A Giấy khen of the head's unit, whose paper declares no hash.
pub(super) async fn commendation(world: &World) -> String {
    let body = json!({"organisation": world.unit, "subjectKind": "INDIVIDUAL", "name": "Ngô Thị Sáng Kiến",
        "symbol": "18/QĐ-UBND", "date": "2024-11-20", "signer": "Trần Thị Trưởng", "achievement": "Sáng kiến số hóa"});
    id(&world.head.post("/v1/commendations", &body).await.ok())
}

/// Rules P05, L07: a paper that is replaced keeps its earlier versions, and each of them is what it was.
pub(crate) async fn p05_l07_a_replaced_paper_keeps_its_earlier_versions(engine: Engine) {
    let (world, cycle) = begun(engine).await;
    let nomination = world.nominate(&cycle, &undeclared("Phòng Y tế")).await;
    let one = world.editor.upload(&letter(&nomination), &pdf(1)).await;
    assert_eq!((one.status, one.header("etag").as_str()), (201, "\"1\""));
    let (place, one) = (one.header("location"), one.ok());
    assert_eq!(world.auditor.get(&place).await.ok()["sha256"], one["sha256"]);
    assert_eq!((&one["version"], &one["current"], &one["bytes"]), (&json!(1), &json!(true), &json!("KEPT")));
    assert_eq!((&one["name"], &one["uploadedBy"]), (&json!("Tờ trình “hồ sơ” (lần 1).pdf"), &json!("Nguyễn Văn Nhập")));
    assert_eq!((&one["organisationName"], &one["organisationCode"]), (&json!("Huyện Kế Sách"), &json!("943")));
    let two = world.head.upload(&letter(&nomination), &pdf(2)).await.ok();
    assert_eq!((&two["version"], &two["replaces"]), (&json!(2), &one["id"]));
    let again = world.head.upload(&letter(&nomination), &pdf(2)).await;
    assert_eq!((again.problem(), again.rule()), ((409, "PAPER_KEPT_ALREADY".to_owned()), "P05".to_owned()));

    let listed = versions(&world.standing, "NOMINATION", &nomination).await;
    let told: Vec<(&Value, &Value)> = listed.iter().map(|one| (&one["version"], &one["current"])).collect();
    assert_eq!(told, [(&json!(1), &json!(false)), (&json!(2), &json!(true))]);
    for (file, bytes) in [(&one, pdf(1)), (&two, pdf(2))] {
        let back = content(&world.appraisal, file).await;
        assert_eq!((back.status, back.bytes.as_slice()), (200, bytes.as_slice()));
        assert_eq!(back.header("content-type"), "application/pdf");
        assert_eq!(back.header("content-security-policy"), "sandbox; default-src 'none'");
        assert_eq!(back.header("etag"), format!("\"{}\"", file["sha256"].as_str().expect("a hash")));
        let disposition = back.header("content-disposition");
        assert!(disposition.starts_with("attachment") && disposition.contains("UTF-8''T%E1%BB%9D"), "{disposition}");
    }
    let shown = world.head.get(&format!("/v1/nominations/{nomination}")).await.ok();
    assert_eq!(
        shown["papers"][0],
        json!({"kind": "SUBMISSION_LETTER", "bytes": "KEPT", "paperFile": two["id"], "sha256": two["sha256"], "versions": 2})
    );
    assert_eq!(shown["papers"][1], json!({"kind": "ACHIEVEMENT_REPORT", "bytes": "NOT_KEPT", "versions": 0}));
    // What is kept and was tampered with is not sent.
    let file = world.service.evidence().join("sha256").join(&one["sha256"].as_str().expect("a hash")[..2]);
    let file = std::fs::read_dir(file).expect("a folder").flatten().next().expect("a file").path();
    std::fs::write(file, b"something else").expect("written");
    assert_eq!(content(&world.head, &one).await.problem(), (500, "PAPER_CORRUPT".to_owned()));
    world.service.stop().await;
}

/// Rule P05: a dossier is not sent before the bytes of each paper are kept, under the hash that is declared.
pub(crate) async fn p05_a_dossier_waits_for_the_bytes_of_each_paper(engine: Engine) {
    let (world, cycle) = begun(engine).await;
    let mut dossier = world::individual("Ngô Thị Sáng Kiến");
    dossier["papers"][1].as_object_mut().expect("a paper").remove("file");
    let nomination = world.nominate(&cycle, &dossier).await;
    let lacking = |places: &[usize]| -> Vec<String> {
        places.iter().map(|place| format!("/dossier/papers/{place}/file PAPER_BYTES_MISSING P05")).collect()
    };
    assert_eq!(send(&world.head, &nomination).await.violations(), lacking(&[0, 1, 2]));
    let checked = world.head.get(&format!("/v1/nominations/{nomination}/completeness")).await;
    assert!(checked.text.contains("PAPER_BYTES_MISSING"), "{}", checked.text);

    let other = world.head.upload(&letter(&nomination), &pdf(1)).await;
    assert_eq!((other.status, other.violations()), (422, vec![" PAPER_DIGEST_DIFFERS P05".to_owned()]));
    assert!(other.text.contains(PAPER_SHA256), "the declared hash is told: {}", other.text);
    let place = |kind: &str| paper_place("NOMINATION", &nomination, Some(kind), "giay-to.pdf");
    world.head.upload(&letter(&nomination), PAPER).await.ok();
    world.head.upload(&place("ACHIEVEMENT_REPORT"), &pdf(7)).await.ok();
    assert_eq!(send(&world.head, &nomination).await.violations(), lacking(&[2]));
    world.head.upload(&place("MINUTES"), PAPER).await.ok();

    // Another hash is declared: the bytes that are there are not those.
    dossier["papers"][0]["file"]["sha256"] = json!("0".repeat(64));
    let path = format!("/v1/nominations/{nomination}");
    let tag = world.head.get(&path).await.header("etag");
    world.head.put(&path, &tag, &json!({"dossier": dossier})).await.ok();
    assert_eq!(send(&world.head, &nomination).await.violations(), lacking(&[0]));
    dossier["papers"][0]["file"]["sha256"] = json!(PAPER_SHA256);
    let tag = world.head.get(&path).await.header("etag");
    world.head.put(&path, &tag, &json!({"dossier": dossier})).await.ok();
    assert_eq!(send(&world.head, &nomination).await.ok()["state"], "SUBMITTED", "an earlier version has the hash");

    let late = world.head.upload(&place("ACHIEVEMENT_REPORT"), &pdf(8)).await;
    assert_eq!(late.problem(), (409, "NOMINATION_STATE".to_owned()), "what was sent stays as it was sent");
    world.step(&world.standing, &nomination, "return", json!({"reason": "Bổ sung báo cáo"})).await.ok();
    world.head.upload(&place("ACHIEVEMENT_REPORT"), &pdf(8)).await.ok();
    assert_eq!(send(&world.head, &nomination).await.status, 200);

    let stray = world.nominate(&cycle, &world::individual("Lý Thị Na")).await;
    let unlisted = paper_place("NOMINATION", &stray, Some("RESULT_REPORT"), "a.pdf");
    assert_eq!(world.head.upload(&unlisted, PAPER).await.violations(), ["?kind PAPER_NOT_IN_DOSSIER L07"]);
    let unnamed = paper_place("NOMINATION", &stray, None, "a.pdf");
    assert_eq!(world.head.upload(&unnamed, PAPER).await.violations(), ["?kind PAPER_KIND_MISSING P05"]);
    for end in ["%ff", "%zz.pdf", "%+f.pdf", "%"] {
        let place = format!("{}{end}", paper_place("NOMINATION", &stray, Some("MINUTES"), "a"));
        let unreadable = world.head.upload(&place, PAPER).await;
        let told = (unreadable.status, unreadable.violations());
        assert_eq!(told, (400, vec!["?name PARAMETER_MALFORMED".to_owned()]), "{end}");
    }
    for (name, bytes, code) in [
        ("a.pdf", b"MZ this is a program".as_slice(), "FILE_TYPE_NOT_TAKEN"),
        ("a.png", PAPER, "FILE_TYPE_MISMATCH"),
        ("a.pdf", b"", "FILE_EMPTY"),
        ("Công văn (MẬT).pdf", PAPER, "STATE_SECRET_NOT_ALLOWED"),
    ] {
        let refused = world.head.upload(&paper_place("NOMINATION", &stray, Some("MINUTES"), name), bytes).await;
        assert_eq!(refused.problem(), (422, code.to_owned()), "as evidence is refused");
    }
    world.service.stop().await;
}

/// Rules P05, L13: who keeps and who reads the papers of dossiers, decisions, minutes and what follows a decision.
pub(crate) async fn p05_l13_papers_are_added_by_those_who_record_them(engine: Engine) {
    let (world, cycle) = begun(engine).await;
    let nomination = world.nominate(&cycle, &undeclared("Phòng Y tế")).await;
    let place = letter(&nomination);
    for (person, status) in [
        (&world.stranger, 404),
        (&world.standing, 403),
        (&world.appraisal, 403),
        (&world.auditor, 403),
        (&world.decision, 403),
        (&world.media, 403),
        (&world.admin, 403),
        (&world.service.anybody(), 401),
    ] {
        assert_eq!(person.upload(&place, PAPER).await.status, status);
    }
    let kept = world.editor.upload(&place, PAPER).await.ok();
    for (person, status) in [
        (&world.stranger, 404),
        (&world.media, 404),
        (&world.admin, 404),
        (&world.head, 200),
        (&world.standing, 200),
        (&world.auditor, 200),
    ] {
        assert_eq!(content(person, &kept).await.status, status);
        assert_eq!(person.get(&format!("/v1/paper-files/{}", id(&kept))).await.status, status);
    }
    let list = format!("/v1/paper-files?owner=NOMINATION&of={nomination}");
    assert_eq!((world.stranger.get(&list).await.status, world.media.get(&list).await.status), (404, 403));

    // A decision goes public with its bytes.
    let presented = world.presented(&cycle, "Phòng Nội vụ").await;
    let decision = world.decision.post("/v1/decisions", &world::decision(7, &[&presented])).await.ok();
    assert_eq!(decision["paper"], json!({"bytes": "NOT_KEPT", "versions": 0}));
    let (path, decision) = (format!("/v1/decisions/{}", id(&decision)), id(&decision));
    let early = world.standing.step(&format!("{path}/publication")).await;
    assert_eq!((early.problem(), early.rule()), ((409, "DECISION_BYTES_MISSING".to_owned()), "P05".to_owned()));
    let place = paper_place("DECISION", &decision, None, "07.pdf");
    assert_eq!(world.standing.upload(&place, PAPER).await.status, 403);
    let kind = paper_place("DECISION", &decision, Some("MINUTES"), "07.pdf");
    assert_eq!(world.decision.upload(&kind, PAPER).await.violations(), ["?kind PAPER_KIND_NOT_WANTED"]);
    let other = world.decision.upload(&place, &pdf(1)).await;
    assert_eq!(other.violations(), [" PAPER_DIGEST_DIFFERS P05"]);
    world.decision.upload(&place, PAPER).await.ok();
    let shown = world.auditor.get(&path).await.ok();
    assert_eq!((&shown["paper"]["bytes"], &shown["paper"]["sha256"]), (&json!("KEPT"), &json!(PAPER_SHA256)));
    world.standing.step(&format!("{path}/publication")).await.ok();
    assert_eq!(world.head.get(&format!("/v1/paper-files?owner=DECISION&of={decision}")).await.status, 403);

    // Minutes of the council, which never change, show their bytes.
    let eligible = world.nominate(&cycle, &world::individual("Lý Thị Na")).await;
    for (person, noun, body) in [
        (&world.head, "submission", json!({})),
        (&world.standing, "receipt", json!({})),
        (&world.standing, "forwarding", json!({})),
        (&world.appraisal, "appraisal", json!({"eligible": true})),
    ] {
        world.step(person, &eligible, noun, body).await.ok();
    }
    let minutes = world.appraisal.post("/v1/session-minutes", &world::minutes(&cycle, &eligible, 9)).await.ok();
    assert_eq!(minutes["paper"]["bytes"], "NOT_KEPT");
    let place = paper_place("SESSION_MINUTES", &id(&minutes), None, "bien-ban.pdf");
    assert_eq!(world.standing.upload(&place, PAPER).await.status, 403);
    world.appraisal.upload(&place, PAPER).await.ok();
    let shown = world.auditor.get(&format!("/v1/session-minutes/{}", id(&minutes))).await.ok();
    assert_eq!(shown["paper"]["bytes"], "KEPT");

    // What follows a decision.
    let granted = certificate::published(&world, &cycle, "Ngô Thị Sáng Kiến", 8).await;
    let award = id(&granted["awards"][0]);
    let early = world.decision.upload(&paper_place("REVOCATION", &award, None, "412.pdf"), PAPER).await;
    assert_eq!(early.status, 404, "before it is revoked");
    let mut revocation = certificate::revocation();
    revocation["file"]["sha256"] = json!(PAPER_SHA256);
    world.decision.post(&certificate::revoking(&granted), &revocation).await.ok();
    let body = json!({"award": award, "kind": "COMPLAINT", "receivedDate": world::today(), "documentNumber": "17/ĐKN",
        "documentDate": "2025-02-07", "summary": "Cho rằng số liệu không đúng"});
    let complaint = id(&world.appraisal.post("/v1/complaints", &body).await.ok());
    let praised = commendation(&world).await;
    for (owner, of, keeper, reader, stranger) in [
        ("REVOCATION", &award, &world.decision, &world.standing, &world.head),
        ("COMPLAINT", &complaint, &world.appraisal, &world.auditor, &world.head),
        ("COMMENDATION", &praised, &world.head, &world.standing, &world.stranger),
    ] {
        let place = paper_place(owner, of, None, "van-ban.pdf");
        let refused = stranger.upload(&place, PAPER).await.status;
        assert!(matches!(refused, 403 | 404), "{owner}: {refused}");
        let kept = keeper.upload(&place, PAPER).await.ok();
        assert_eq!(content(reader, &kept).await.bytes, PAPER, "{owner}");
        assert_eq!(content(stranger, &kept).await.status, 404, "{owner}");
        assert_eq!(versions(reader, owner, of).await.len(), 1, "{owner}");
    }
    let nobody = paper_place("DECISION", &award, None, "a.pdf");
    assert_eq!(world.decision.upload(&nobody, PAPER).await.status, 404);
    world.service.stop().await;
}

/// Rule L35: a content that is destroyed is gone as paper and as evidence, and does not come back as either.
pub(crate) async fn l35_a_destroyed_content_is_gone_as_paper_and_as_evidence(engine: Engine) {
    let (world, cycle) = begun(engine).await;
    let nomination = world.nominate(&cycle, &undeclared("Phòng Y tế")).await;
    let report = world.draft(&cycle).await;
    let evidence = format!("/v1/reports/{report}/evidence-files?name=a.pdf");
    let ground = json!({"reason": "Văn bản mật tải nhầm"});
    let letter_bytes = async || {
        let shown = world.head.get(&format!("/v1/nominations/{nomination}")).await.ok();
        shown["papers"][0]["bytes"].clone()
    };

    // As a paper.
    let paper = world.head.upload(&letter(&nomination), &pdf(1)).await.ok();
    let twin = world.editor.upload(&evidence, &pdf(1)).await.ok();
    let takedown = format!("/v1/paper-files/{}/takedown", id(&paper));
    // What goes with it is named, to those who may destroy it.
    let copied = paper_place("NOMINATION", &nomination, Some("MINUTES"), "bien-ban.pdf");
    let copied = world.head.upload(&copied, &pdf(1)).await.ok();
    let same =
        json!([{"paperFile": copied["id"], "name": "bien-ban.pdf"}, {"evidenceFile": twin["id"], "name": "a.pdf"}]);
    let shown = async |person: &Person| person.get(&format!("/v1/paper-files/{}", id(&paper))).await.ok();
    assert_eq!(shown(&world.standing).await["sameContent"], same);
    assert_eq!(shown(&world.head).await.get("sameContent"), None);
    for person in [&world.head, &world.appraisal, &world.auditor, &world.decision] {
        assert_eq!(person.post(&takedown, &ground).await.status, 403);
    }
    assert_eq!(world.standing.post(&takedown, &json!({"reason": " "})).await.status, 422);
    let stale = [("if-match", "\"7\"")];
    let body = Some(ground.to_string().into_bytes());
    assert_eq!(world.standing.send(Method::POST, &takedown, &stale, body).await.status, 412);
    let gone = world.standing.post_with_key(&takedown, &ground, "once").await;
    let (tag, gone) = (gone.header("etag"), gone.ok());
    assert_eq!((&gone["bytes"], &gone["reason"], tag.as_str()), (&json!("TAKEN_DOWN"), &ground["reason"], "\"2\""));
    assert_eq!(gone["sameContent"], same);
    assert_eq!(content(&world.head, &copied).await.problem(), (409, "PAPER_TAKEN_DOWN".to_owned()));
    assert_eq!(world.standing.post_with_key(&takedown, &ground, "once").await.ok(), gone);
    assert_eq!(world.standing.post(&takedown, &ground).await.problem(), (409, "PAPER_TAKEN_DOWN".to_owned()));
    assert_eq!(content(&world.head, &paper).await.problem(), (409, "PAPER_TAKEN_DOWN".to_owned()));
    let twin = world.head.get(&format!("/v1/evidence-files/{}", id(&twin))).await.ok();
    assert_eq!(twin["state"], "TAKEN_DOWN");
    assert_eq!(letter_bytes().await, "TAKEN_DOWN");
    for again in [world.head.upload(&letter(&nomination), &pdf(1)).await, world.editor.upload(&evidence, &pdf(1)).await]
    {
        assert_eq!((again.problem().1, again.rule()), ("CONTENT_DESTROYED".to_owned(), "L35".to_owned()));
    }
    let refused = send(&world.head, &nomination).await.violations();
    assert!(refused.contains(&"/dossier/papers/0/file PAPER_BYTES_MISSING P05".to_owned()), "{refused:?}");

    // As evidence.
    world.head.upload(&letter(&nomination), &pdf(2)).await.ok();
    assert_eq!(letter_bytes().await, "KEPT");
    let twin = world.editor.upload(&evidence, &pdf(2)).await.ok();
    world.standing.post(&format!("/v1/evidence-files/{}/takedown", id(&twin)), &ground).await.ok();
    assert_eq!(letter_bytes().await, "TAKEN_DOWN");
    let listed = versions(&world.head, "NOMINATION", &nomination).await;
    let second = listed.iter().find(|one| one["version"] == 2).expect("the second letter");
    assert_eq!((&second["bytes"], &second["reason"]), (&json!("TAKEN_DOWN"), &ground["reason"]));
    world.service.stop().await;
}

/// Rule P05: dossiers and decisions from before bytes were kept say so, and go their way.
pub(crate) async fn p05_what_was_there_before_is_not_refused_afterwards(engine: Engine) {
    let (world, cycle) = begun(engine).await;
    // Sent by an earlier version, which knew of no bytes.
    let nomination = world.nominate(&cycle, &world::individual("Ngô Thị Sáng Kiến")).await;
    let act = json!([{"verb": "SUBMIT", "account": world.accounts["head"], "name": "Trần Thị Trưởng",
        "organisation": world.unit, "at": "2024-11-21T02:00:00Z"}]);
    let before = format!("UPDATE nomination SET state = 'SUBMITTED', acts = '{act}' WHERE id = ");
    let this = if engine == Engine::Postgres {
        format!("'{nomination}'")
    } else {
        format!("x'{}'", nomination.replace('-', ""))
    };
    world.service.tamper("nomination", &format!("{before}{this}"));
    let shown = world.standing.get(&format!("/v1/nominations/{nomination}")).await.ok();
    let bytes: Vec<&Value> = shown["papers"].as_array().expect("papers").iter().map(|one| &one["bytes"]).collect();
    assert_eq!((&shown["state"], bytes), (&json!("SUBMITTED"), vec![&json!("NOT_KEPT"); 3]));
    world.step(&world.standing, &nomination, "return", json!({"reason": "Bổ sung biên bản"})).await.ok();
    assert_eq!(send(&world.head, &nomination).await.ok()["state"], "SUBMITTED", "returned, it goes without bytes");
    for (person, noun, body) in [
        (&world.standing, "receipt", json!({})),
        (&world.standing, "forwarding", json!({})),
        (&world.appraisal, "appraisal", json!({"eligible": true})),
        (&world.appraisal, "presentation", json!({})),
    ] {
        world.step(person, &nomination, noun, body).await.ok();
    }
    let decision = id(&world.decision.post("/v1/decisions", &world::decision(7, &[&nomination])).await.ok());
    let publication = format!("/v1/decisions/{decision}/publication");
    assert_eq!(world.standing.step(&publication).await.problem().1, "DECISION_BYTES_MISSING");
    world.service.tamper("decision", "UPDATE decision SET bytes_required = FALSE");
    let public = world.standing.step(&publication).await.ok();
    assert_eq!((&public["state"], &public["paper"]["bytes"]), (&json!("PUBLISHED"), &json!("NOT_KEPT")));
    world.decision.upload(&paper_place("DECISION", &decision, None, "07.pdf"), PAPER).await.ok();
    let shown = world.auditor.get(&format!("/v1/decisions/{decision}")).await.ok();
    assert_eq!(shown["paper"]["bytes"], "KEPT", "and may be given its bytes later");
    world.service.stop().await;
}

/// Rules P05, L13: a hash that was entered by mistake does not keep a decision from the public for ever: until the declared
/// file is there, the decision authority declares another one with its upload, and the trail has both hashes.
pub(crate) async fn p05_l13_a_mistyped_hash_is_put_right_with_the_upload(engine: Engine) {
    let (world, cycle) = begun(engine).await;
    let nomination = world.presented(&cycle, "Phòng Y tế").await;
    let mut body = world::decision(7, &[&nomination]);
    body["symbol"] = json!("07/QĐ-UBND");
    body["file"]["sha256"] = json!("0".repeat(64));
    let decision = id(&world.decision.post("/v1/decisions", &body).await.ok());
    let place = paper_place("DECISION", &decision, None, "07-QD-UBND.pdf");
    assert_eq!(world.decision.upload(&place, PAPER).await.problem().1, "PAPER_DIGEST_DIFFERS");
    let replacing = format!("{place}&replacesDeclared=true");
    for person in [&world.standing, &world.appraisal, &world.head] {
        assert_eq!(person.upload(&replacing, PAPER).await.status, 403);
    }
    let letter = format!("{}&replacesDeclared=true", letter(&nomination));
    assert!([400, 403, 409].contains(&world.head.upload(&letter, PAPER).await.status), "not for a dossier");
    world.decision.upload(&replacing, PAPER).await.ok();
    let shown = world.auditor.get(&format!("/v1/decisions/{decision}")).await.ok();
    assert_eq!((&shown["file"]["sha256"], &shown["paper"]["bytes"]), (&json!(PAPER_SHA256), &json!("KEPT")));
    assert_eq!(shown["file"]["name"], "07-QD-UBND.pdf");
    let trail = world::all(&world.auditor, &format!("/v1/audit-entries?object={decision}")).await;
    assert!(trail.iter().any(|one| one["kind"] == "DECISION_FILE_DECLARED"), "{trail:?}");
    let again = world.decision.upload(&replacing, &pdf(3)).await;
    assert_eq!((again.problem(), again.rule().as_str()), ((409, "DECISION_FILE_KEPT".to_owned()), "P05"));
    world.standing.step(&format!("/v1/decisions/{decision}/publication")).await.ok();
    assert_eq!(world.decision.upload(&replacing, &pdf(4)).await.problem(), (409, "DECISION_PUBLISHED".to_owned()));
    world.service.stop().await;
}

/// Rules P05, L13: the hash says which file is meant. A size that was entered wrongly beside it keeps no bytes out, and once
/// they came in their size is shown, wherever the file is declared.
pub(crate) async fn p05_l13_the_size_of_a_declared_file_is_that_of_its_bytes(engine: Engine) {
    let (world, cycle) = begun(engine).await;
    let (wrong, right) = (json!(7), json!(PAPER.len()));
    assert_ne!(wrong, right);

    // A dossier: the papers of `collective` declare the hash of PAPER.
    let mut dossier = world::individual("Ngô Thị Sáng Kiến");
    dossier["papers"][0]["file"]["sizeBytes"] = wrong.clone();
    let nomination = world.nominate(&cycle, &dossier).await;
    let path = format!("/v1/nominations/{nomination}");
    let size = async |path: &str, pointer: &str| {
        let shown = world.standing.get(path).await.ok();
        shown.pointer(pointer).cloned().unwrap_or_else(|| panic!("{pointer} in {shown}"))
    };
    let of_letter = "/dossier/papers/0/file/sizeBytes";
    let declared = world.editor.get(&path).await.ok();
    assert_eq!(declared.pointer(of_letter), Some(&wrong), "nothing came yet");
    world.present(&nomination).await;
    assert_eq!(size(&path, of_letter).await, right);

    // A decision: refused is other bytes, and not another size.
    let mut body = world::decision(7, &[&nomination]);
    body["file"]["sizeBytes"] = wrong.clone();
    let decision = world.decision.post("/v1/decisions", &body).await.ok();
    let path = format!("/v1/decisions/{}", id(&decision));
    assert_eq!(decision["file"]["sizeBytes"], wrong);
    let place = paper_place("DECISION", &id(&decision), None, "07.pdf");
    assert_eq!(world.decision.upload(&place, &pdf(1)).await.problem().1, "PAPER_DIGEST_DIFFERS");
    let kept = world.decision.upload(&place, PAPER).await.ok();
    assert_eq!((kept["sizeBytes"].clone(), size(&path, "/file/sizeBytes").await), (right.clone(), right.clone()));
    let trail = world::all(&world.auditor, &format!("/v1/audit-entries?object={}", id(&kept))).await;
    let told = trail[0]["changes"].as_array().expect("changes").iter().find(|one| one["field"] == "sizeBytes");
    assert_eq!(told.map(|one| one["after"].clone()), Some(json!(PAPER.len().to_string())), "{trail:?}");
    let public = world.standing.step(&format!("{path}/publication")).await.ok();
    assert_eq!(public["file"]["sizeBytes"], right);

    // Minutes and a revocation, which nobody can declare anew: a wrong size is no hindrance, and of a wrong hash is said
    // what remains to be done.
    let eligible = world.nominate(&cycle, &world::individual("Lý Thị Na")).await;
    for (person, noun, body) in [
        (&world.head, "submission", json!({})),
        (&world.standing, "receipt", json!({})),
        (&world.standing, "forwarding", json!({})),
        (&world.appraisal, "appraisal", json!({"eligible": true})),
    ] {
        world.step(person, &eligible, noun, body).await.ok();
    }
    let mut body = world::minutes(&cycle, &eligible, 9);
    body["file"] = json!({"name": "bien-ban.pdf", "sha256": PAPER_SHA256, "sizeBytes": wrong});
    let minutes = id(&world.appraisal.post("/v1/session-minutes", &body).await.ok());
    let mut revocation = certificate::revocation();
    revocation["file"] = json!({"name": "412.pdf", "sha256": PAPER_SHA256, "sizeBytes": wrong});
    let award = id(&public["awards"][0]);
    world.decision.post(&certificate::revoking(&public), &revocation).await.ok();
    for (owner, of, keeper, path, pointer) in [
        ("SESSION_MINUTES", &minutes, &world.appraisal, format!("/v1/session-minutes/{minutes}"), "/file/sizeBytes"),
        ("REVOCATION", &award, &world.decision, format!("/v1/awards/{award}"), "/revocation/file/sizeBytes"),
    ] {
        assert_eq!(size(&path, pointer).await, wrong, "{owner}");
        let place = paper_place(owner, of, None, "van-ban.pdf");
        let other = keeper.upload(&place, &pdf(1)).await;
        assert_eq!(other.violations(), [" PAPER_DIGEST_DIFFERS P05"], "{owner}");
        let remedy = other.json()["violations"][0]["text"]["vi"].clone();
        assert!(remedy.as_str().is_some_and(|text| text.contains("biên bản họp Hội đồng")), "{remedy}");
        keeper.upload(&place, PAPER).await.ok();
        assert_eq!(size(&path, pointer).await, right, "{owner}");
    }
    world.service.stop().await;
}

/// Rule L41: an upload that is repeated with its key is one upload, also after the dossier was sent.
pub(crate) async fn l41_the_same_upload_with_the_same_key_makes_one_version(engine: Engine) {
    let (world, cycle) = begun(engine).await;
    let nomination = world.nominate(&cycle, &world::individual("Ngô Thị Sáng Kiến")).await;
    let place = letter(&nomination);
    let keyed = [("content-type", "application/octet-stream"), ("idempotency-key", "to-trinh")];
    let upload = async |bytes: &[u8]| world.head.send(Method::POST, &place, &keyed, Some(bytes.to_vec())).await;
    let first = upload(PAPER).await;
    let second = upload(PAPER).await;
    assert_eq!((first.status, second.status, first.text == second.text), (201, 201, true));
    world::keep_papers(&world.head, &nomination).await;
    send(&world.head, &nomination).await.ok();
    assert_eq!(upload(PAPER).await.text, first.text, "after the dossier was sent");
    assert_eq!(upload(&pdf(1)).await.problem(), (422, "KEY_REUSED".to_owned()));
    let listed = versions(&world.head, "NOMINATION", &nomination).await;
    let letters = listed.iter().filter(|one| one["kind"] == "SUBMISSION_LETTER").count();
    assert_eq!(letters, 1);
    world.service.stop().await;
}

/// A race: of uploads for one paper at the same time each has a number of its own, and the same bytes are taken once.
pub(crate) async fn p05_uploads_that_race_are_numbered_one_after_the_other(engine: Engine) {
    let (world, cycle) = begun(engine).await;
    let another = world.service.another().await;
    let nomination = world.nominate(&cycle, &undeclared("Phòng Y tế")).await;
    let place = letter(&nomination);
    let elsewhere = Person::new(format!("http://{}", another.address()), world.editor.token.clone());
    let racers = (0..8_usize).map(|number| {
        let person = if number % 2 == 0 { world.editor.clone() } else { elsewhere.clone() };
        let place = place.clone();
        tokio::spawn(async move { person.upload(&place, &pdf(number)).await })
    });
    let mut numbers = Vec::new();
    for racer in racers.collect::<Vec<_>>() {
        numbers.push(racer.await.expect("a racer").ok()["version"].as_i64().expect("a number"));
    }
    numbers.sort_unstable();
    assert_eq!(numbers, (1..=8).collect::<Vec<i64>>());
    let listed = versions(&world.head, "NOMINATION", &nomination).await;
    assert_eq!(listed.iter().filter(|one| one["current"] == true).count(), 1);

    let minutes = paper_place("NOMINATION", &nomination, Some("MINUTES"), "bien-ban.pdf");
    let racers = (0..4_usize).map(|number| {
        let person = if number % 2 == 0 { world.editor.clone() } else { elsewhere.clone() };
        let minutes = minutes.clone();
        tokio::spawn(async move { person.upload(&minutes, PAPER).await })
    });
    let mut taken = 0;
    for racer in racers.collect::<Vec<_>>() {
        let answer = racer.await.expect("a racer");
        if answer.status == 201 {
            taken += 1;
        } else {
            assert_eq!(answer.problem(), (409, "PAPER_KEPT_ALREADY".to_owned()));
        }
    }
    assert_eq!(taken, 1);
    another.stop().await.expect("it stops");
    world.service.stop().await;
}
