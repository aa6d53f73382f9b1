//! Takedowns of papers and evidence: cut short, overtaking a download, and followed by other bytes.

use std::path::PathBuf;
use std::time::{Duration, SystemTime};

use e2e::Engine;
use serde_json::{Value, json};

use crate::base::client::Person;
use crate::base::world::{self, PAPER, PAPER_SHA256, World, id, paper_place};
use crate::honours::certificate;
use crate::papers::paper_file::{begun, content, letter, pdf, undeclared};

fn ground() -> Value {
    json!({"reason": "Văn bản mật tải nhầm"})
}

/// Where the bytes of a file are kept.
fn place(world: &World, file: &Value) -> PathBuf {
    let (first, rest) = file["sha256"].as_str().expect("a hash").split_at(2);
    world.service.evidence().join("sha256").join(first).join(rest)
}

/// What a process that was killed between the record of a takedown and the destruction leaves: the bytes.
fn leave(place: &std::path::Path) {
    std::fs::create_dir_all(place.parent().expect("a folder")).expect("a folder");
    std::fs::write(place, pdf(1)).expect("written");
}

/// Rule L35: a takedown is recorded before the bytes are destroyed, so a process that is killed in between leaves nothing
/// that anybody gets; the next takedown, or the next start, destroys what was left.
pub(crate) async fn l35_a_takedown_that_was_cut_short_is_finished(engine: Engine) {
    let (mut world, cycle) = begun(engine).await;
    let nomination = world.nominate(&cycle, &undeclared("Phòng Y tế")).await;
    let report = world.draft(&cycle).await;
    let paper = world.head.upload(&letter(&nomination), &pdf(1)).await.ok();
    let evidence = format!("/v1/reports/{report}/evidence-files?name=a.pdf");
    let evidence = world.editor.upload(&evidence, &pdf(1)).await.ok();
    let takedown = format!("/v1/paper-files/{}/takedown", id(&paper));
    world.standing.post_with_key(&takedown, &ground(), "once").await.ok();
    let bytes = place(&world, &paper);
    assert!(!bytes.exists());

    leave(&bytes);
    assert_eq!(content(&world.head, &paper).await.problem(), (409, "PAPER_TAKEN_DOWN".to_owned()));
    assert_eq!(world.standing.post(&takedown, &ground()).await.problem(), (409, "PAPER_TAKEN_DOWN".to_owned()));
    assert!(!bytes.exists(), "a refused repetition finishes it");
    leave(&bytes);
    world.standing.post_with_key(&takedown, &ground(), "once").await.ok();
    assert!(!bytes.exists(), "a repetition with its key, too");
    leave(&bytes);
    let again = format!("/v1/evidence-files/{}/takedown", id(&evidence));
    assert_eq!(world.standing.post(&again, &ground()).await.status, 409);
    assert!(!bytes.exists(), "and that of a twin");

    // Of files that were never whole, what somebody may still be writing stays.
    let kept = world.head.upload(&letter(&nomination), &pdf(2)).await.ok();
    leave(&bytes);
    let part = |end: &str, age: u64| {
        let path = PathBuf::from(format!("{}{end}", place(&world, &kept).display()));
        let file = std::fs::File::create(&path).expect("a file");
        file.set_modified(SystemTime::now() - Duration::from_hours(age)).expect("a time");
        path
    };
    let (old, new, whole) = (part("#1", 2), part("#2", 0), place(&world, &kept));
    world.service.restart().await;
    for _ in 0..200 {
        if !bytes.exists() && !old.exists() {
            break;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    assert_eq!([&bytes, &old, &new, &whole].map(|path| path.exists()), [false, false, true, true]);
    world.service.stop().await;
}

/// Rule L35: a download at the moment of a takedown either gets the bytes or is told that they were taken down; nobody is
/// told that the service lost them.
pub(crate) async fn l35_a_download_that_a_takedown_overtakes_is_told_so(engine: Engine) {
    let (world, cycle) = begun(engine).await;
    let nomination = world.nominate(&cycle, &undeclared("Phòng Y tế")).await;
    let report = world.draft(&cycle).await;
    for round in 0..8 {
        let bytes = pdf(round);
        let paper = world.head.upload(&letter(&nomination), &bytes).await.ok();
        let evidence = format!("/v1/reports/{report}/evidence-files?name=a.pdf");
        let evidence = id(&world.editor.upload(&evidence, &bytes).await.ok());
        let evidence = json!({"contentHref": format!("/v1/evidence-files/{evidence}/content")});
        let (takedown, why) = (format!("/v1/paper-files/{}/takedown", id(&paper)), ground());
        let (gone, one, two, three, four) = tokio::join!(
            world.standing.post(&takedown, &why),
            content(&world.head, &paper),
            content(&world.editor, &evidence),
            content(&world.auditor, &paper),
            content(&world.head, &evidence),
        );
        gone.ok();
        for answer in [one, two, three, four] {
            if answer.status == 200 {
                assert_eq!(answer.bytes, bytes);
            } else {
                let (status, code) = answer.problem();
                assert_eq!(status, 409, "{code}");
                assert!(matches!(code.as_str(), "PAPER_TAKEN_DOWN" | "EVIDENCE_FILE_TAKEN_DOWN"), "{code}");
            }
        }
    }
    world.service.stop().await;
}

/// Rules P05, L35: a decision declares the hash of its file for ever; once that file was taken down, another one takes its
/// place, and the decision can go public.
pub(crate) async fn p05_l35_a_decision_whose_file_was_taken_down_goes_public_with_another(engine: Engine) {
    let (world, cycle) = begun(engine).await;
    let presented = world.presented(&cycle, "Phòng Nội vụ").await;
    let decision = id(&world.decision.post("/v1/decisions", &world::decision(7, &[&presented])).await.ok());
    let (path, file) = (format!("/v1/decisions/{decision}"), paper_place("DECISION", &decision, None, "07.pdf"));
    let kept = world.decision.upload(&file, PAPER).await.ok();
    assert_eq!(world.decision.upload(&file, &pdf(1)).await.violations(), [" PAPER_DIGEST_DIFFERS P05"]);
    world.standing.post(&format!("/v1/paper-files/{}/takedown", id(&kept)), &ground()).await.ok();
    let bytes = async || world.auditor.get(&path).await.ok()["paper"]["bytes"].clone();
    assert_eq!(bytes().await, "TAKEN_DOWN");
    let publication = format!("{path}/publication");
    assert_eq!(world.standing.step(&publication).await.problem().1, "DECISION_BYTES_MISSING");
    let other = world.decision.upload(&file, &pdf(1)).await.ok();
    assert_eq!((&other["version"], &other["current"], bytes().await), (&json!(2), &json!(true), json!("KEPT")));
    world.standing.step(&publication).await.ok();
    assert_eq!(content(&world.auditor, &other).await.bytes, pdf(1));
    world.service.stop().await;
}

/// A dossier that the appraisal agency has judged.
async fn appraised(world: &World, cycle: &str, name: &str, finding: Value) -> String {
    let nomination = world.nominate(cycle, &world::individual(name)).await;
    for (person, noun, body) in [
        (&world.head, "submission", json!({})),
        (&world.standing, "receipt", json!({})),
        (&world.standing, "forwarding", json!({})),
        (&world.appraisal, "appraisal", finding),
    ] {
        world.step(person, &nomination, noun, body).await.ok();
    }
    nomination
}

/// Rules P05, L35: in a dossier that is closed, a paper whose bytes were destroyed takes another file, from those who wrote
/// the dossier; a paper whose bytes are kept stays as it was sent.
pub(crate) async fn p05_l35_a_destroyed_paper_of_a_closed_dossier_is_replaced_and_a_kept_one_is_not(engine: Engine) {
    let (world, cycle) = begun(engine).await;
    let mut dossier = world::individual("Ngô Thị Sáng Kiến");
    dossier["papers"][1].as_object_mut().expect("a paper").remove("file");
    let awarded = world.nominate(&cycle, &dossier).await;
    let achievements = paper_place("NOMINATION", &awarded, Some("ACHIEVEMENT_REPORT"), "bao-cao.pdf");
    let lost = world.head.upload(&achievements, &pdf(1)).await.ok();
    world.present(&awarded).await;
    let decision = id(&world.decision.post("/v1/decisions", &world::decision(7, &[&awarded])).await.ok());
    world.publish(&decision).await.ok();
    let closed = (409, "NOMINATION_STATE".to_owned());
    assert_eq!(world.head.upload(&achievements, &pdf(2)).await.problem(), closed, "its bytes are kept");
    world.standing.post(&format!("/v1/paper-files/{}/takedown", id(&lost)), &ground()).await.ok();
    assert_eq!(world.head.upload(&letter(&awarded), &pdf(2)).await.problem(), closed, "another paper's are");
    for person in [&world.standing, &world.appraisal, &world.auditor] {
        assert_eq!(person.upload(&achievements, &pdf(2)).await.status, 403);
    }
    let other = world.head.upload(&achievements, &pdf(2)).await.ok();
    assert_eq!((&other["version"], &other["current"], &other["bytes"]), (&json!(2), &json!(true), &json!("KEPT")));
    assert!(world::all(&world.head, "/v1/notices?kind=PAPER_DESTROYED").await.is_empty(), "nothing is missing");
    assert_eq!(world.head.upload(&achievements, &pdf(3)).await.problem(), closed, "it is whole again");
    assert_eq!(content(&world.auditor, &other).await.bytes, pdf(2));

    // Where a hash was declared, and the declared bytes are gone, it is the same.
    let refusal = json!({"eligible": false, "reason": "Chưa đủ tiêu chuẩn"});
    let refused = appraised(&world, &cycle, "Lý Văn Chưa", refusal).await;
    assert_eq!(world.head.upload(&letter(&refused), &pdf(4)).await.problem(), closed);
    let listed = world::all(&world.standing, &format!("/v1/paper-files?owner=NOMINATION&of={refused}")).await;
    world.standing.post(&format!("/v1/paper-files/{}/takedown", id(&listed[0])), &ground()).await.ok();
    let bytes = async || {
        let shown = world.auditor.get(&format!("/v1/nominations/{refused}")).await.ok();
        ["SUBMISSION_LETTER", "MINUTES"].map(|kind| {
            let papers = shown["papers"].as_array().expect("papers");
            papers.iter().find(|one| one["kind"] == kind).expect("a paper")["bytes"].clone()
        })
    };
    assert_eq!(bytes().await, ["TAKEN_DOWN", "TAKEN_DOWN"]);
    world.head.upload(&letter(&refused), &pdf(4)).await.ok();
    assert_eq!(bytes().await, ["KEPT", "TAKEN_DOWN"]);
    assert_eq!(world.head.upload(&letter(&refused), &pdf(5)).await.problem(), closed);
    world.service.stop().await;
}

/// Rules P05, L09, L35: minutes of the council declare the hash of their file for ever; once that file was taken down,
/// another one takes its place.
pub(crate) async fn p05_l09_l35_minutes_whose_file_was_taken_down_take_another(engine: Engine) {
    let (world, cycle) = begun(engine).await;
    let eligible = appraised(&world, &cycle, "Lý Thị Na", json!({"eligible": true})).await;
    let mut body = world::minutes(&cycle, &eligible, 9);
    body["file"] = json!({"name": "bien-ban.pdf", "sha256": PAPER_SHA256, "sizeBytes": PAPER.len()});
    let minutes = id(&world.appraisal.post("/v1/session-minutes", &body).await.ok());
    let place = paper_place("SESSION_MINUTES", &minutes, None, "bien-ban.pdf");
    let lost = world.appraisal.upload(&place, PAPER).await.ok();
    assert_eq!(world.appraisal.upload(&place, &pdf(1)).await.violations(), [" PAPER_DIGEST_DIFFERS P05"]);
    world.standing.post(&format!("/v1/paper-files/{}/takedown", id(&lost)), &ground()).await.ok();
    let missing = world::all(&world.appraisal, "/v1/notices?kind=PAPER_DESTROYED").await;
    assert_eq!((missing.len(), &missing[0]["subject"]), (1, &lost["id"]));
    assert_eq!(world.standing.upload(&place, &pdf(1)).await.status, 403);
    world.appraisal.upload(&place, &pdf(1)).await.ok();
    let shown = world.auditor.get(&format!("/v1/session-minutes/{minutes}")).await.ok();
    assert_eq!((&shown["paper"]["bytes"], &shown["paper"]["versions"]), (&json!("KEPT"), &json!(2)));
    assert!(world::all(&world.appraisal, "/v1/notices?kind=PAPER_DESTROYED").await.is_empty());
    world.service.stop().await;
}

/// Rules P04, L35: everybody whose file was destroyed with a takedown is told once to upload another one, and no more once
/// it is there.
pub(crate) async fn p04_l35_whose_file_was_destroyed_is_told_to_upload_another(engine: Engine) {
    let (world, cycle) = begun(engine).await;
    let report = world.draft(&cycle).await;
    let evidence = format!("/v1/reports/{report}/evidence-files?name=a.pdf");
    let lost = world.editor.upload(&evidence, PAPER).await.ok();
    // Every paper of the dossier and the decision have the same bytes.
    let decision = id(&certificate::published(&world, &cycle, "Ngô Thị Sáng Kiến", 7).await);
    let file = paper_place("DECISION", &decision, None, "07.pdf");
    let told = async |person: &Person, kind: &str| world::all(person, &format!("/v1/notices?kind={kind}")).await;
    for (person, kind) in [(&world.head, "PAPER_DESTROYED"), (&world.decision, "PAPER_DESTROYED")] {
        assert!(told(person, kind).await.is_empty());
    }
    let takedown = format!("/v1/evidence-files/{}/takedown", id(&lost));
    for _ in 0..2 {
        world.standing.post_with_key(&takedown, &ground(), "once").await.ok();
    }
    for (person, kind, count) in [
        (&world.head, "PAPER_DESTROYED", 3),
        (&world.decision, "PAPER_DESTROYED", 1),
        (&world.editor, "EVIDENCE_DESTROYED", 1),
        (&world.standing, "PAPER_DESTROYED", 0),
        (&world.appraisal, "PAPER_DESTROYED", 0),
        (&world.stranger, "EVIDENCE_DESTROYED", 0),
    ] {
        let notices = told(person, kind).await;
        assert_eq!(notices.len(), count, "{kind}: {notices:?}");
        for notice in notices {
            let thing = person.get(notice["href"].as_str().expect("an address")).await.ok();
            assert_eq!((&thing["id"], &notice["actionNeeded"]), (&notice["subject"], &json!(true)));
            for written in ["Sáng Kiến", "Văn bản mật", "giay-to.pdf", "Trần Thị Trưởng"] {
                assert!(!notice.to_string().contains(written), "{written} stands in a notice");
            }
        }
    }
    world.decision.upload(&file, &pdf(1)).await.ok();
    assert!(told(&world.decision, "PAPER_DESTROYED").await.is_empty());
    world.editor.upload(&evidence, &pdf(2)).await.ok();
    assert!(told(&world.editor, "EVIDENCE_DESTROYED").await.is_empty());
    assert_eq!(told(&world.head, "PAPER_DESTROYED").await.len(), 3, "theirs are still missing");
    world.service.stop().await;
}

/// Rule L35: why a file is destroyed may have to name its level, as no other text may; and it has to be said.
pub(crate) async fn found_l35_the_reason_of_a_takedown_may_name_the_level(engine: Engine) {
    let (world, cycle) = begun(engine).await;
    let nomination = world.nominate(&cycle, &undeclared("Phòng Y tế")).await;
    let report = world.draft(&cycle).await;
    let evidence = format!("/v1/reports/{report}/evidence-files?name=a.pdf");
    let levels = ["Tài liệu mật", "Hồ sơ mật", "TUYỆT MẬT", "Độ mật: Tối mật", "Tài liệu mật tải nhầm"];
    for (round, level) in levels.into_iter().enumerate() {
        let ground = json!({"reason": level});
        let paper = world.head.upload(&letter(&nomination), &pdf(2 * round)).await.ok();
        let evidence = world.editor.upload(&evidence, &pdf(2 * round + 1)).await.ok();
        for (room, file) in [("paper-files", &paper), ("evidence-files", &evidence)] {
            let path = format!("/v1/{room}/{}", id(file));
            let takedown = format!("{path}/takedown");
            for (body, fault) in [
                (json!({}), "/reason FIELD_MISSING"),
                (json!({"reason": 7}), "/reason TYPE_WRONG"),
                (json!({"reason": ""}), "/reason LENGTH_OUT_OF_RANGE"),
                (json!({"reason": level.repeat(500)}), "/reason LENGTH_OUT_OF_RANGE"),
                (json!({"reason": " "}), "/reason TEXT_EMPTY"),
                (json!({"reason": level, "note": level}), "/note FIELD_UNKNOWN"),
            ] {
                assert_eq!(world.standing.post(&takedown, &body).await.violations(), [fault], "{takedown} {body}");
            }
            let gone = world.standing.post(&takedown, &ground).await.ok();
            assert_eq!(gone["reason"], ground["reason"]);
            for person in [&world.head, &world.auditor] {
                assert_eq!(person.get(&path).await.ok()["reason"], ground["reason"], "{room}");
            }
            assert_eq!(world.service.anybody().get(&path).await.problem().0, 401);
        }
    }
    // The steps beside it refuse such a reason, as every text is refused.
    let kept = world.editor.upload(&evidence, PAPER).await.ok();
    let removal = format!("/v1/evidence-files/{}/removal", id(&kept));
    let refused = world.editor.post(&removal, &json!({"reason": levels[0]})).await;
    assert_eq!(refused.violations(), ["/reason STATE_SECRET_NOT_ALLOWED L35"]);
    let entries = world::all(&world.auditor, "/v1/audit-entries?concept=PAPER_FILE").await;
    let told: Vec<&str> = entries
        .iter()
        .filter(|entry| entry["kind"] == "PAPER_FILE_TAKEN_DOWN")
        .filter_map(|entry| entry["reason"].as_str())
        .collect();
    assert_eq!(told, levels, "the trail says why");
    world.service.stop().await;
}
