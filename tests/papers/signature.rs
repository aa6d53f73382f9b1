//! Signatures of papers, which are shown and not believed.

use e2e::Engine;
use serde_json::{Value, json};

use crate::base::service::Service;
use crate::base::world::{World, id, paper_place};
use crate::papers::paper_file::commendation;

/// The folder of signed papers; its README says what they are.
const SIGNED: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/signed_papers");
/// Those whose signatures are right in themselves and say less than they seem to, with a root of their own.
const DOUBTFUL: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/signed_papers/doubtful");

fn signed(name: &str) -> Vec<u8> {
    std::fs::read(format!("{SIGNED}/{name}")).expect("a sample")
}

/// What was found of each signature of the newest version: name, integrity, chain, bytes after it.
fn found(file: &Value) -> Vec<String> {
    let signatures = file["signatures"]["found"].as_array().expect("signatures");
    let text = |value: &Value| value.as_str().unwrap_or("-").to_owned();
    signatures
        .iter()
        .map(|one| {
            let (name, chain) = (text(&one["signer"]["name"]), text(&one["signer"]["chain"]));
            let after = if one["coversWholeFile"] == true { "whole" } else { "part" };
            format!("{name} {} {} {chain} {after}", text(&one["integrity"]), text(&one["fault"]))
        })
        .collect()
}

/// Rule P05: the signatures of a PDF are shown with the paper, intact or altered, and keep nothing out.
pub(crate) async fn p05_a_signed_pdf_shows_its_signer_and_an_altered_one_that_it_was_altered(engine: Engine) {
    for trusted in [false, true] {
        let roots = trusted.then(|| SIGNED.into());
        let world = World::new(Service::start_told(engine, |config| config.signature_roots = roots).await).await;
        let place = paper_place("COMMENDATION", &commendation(&world).await, None, "giay-khen.pdf");
        let chain = if trusted { "TRUSTED" } else { "NOT_CHECKED" };
        let an = format!("Nguyễn Văn Thử INTACT - {chain}");
        for (name, expected, changed) in [
            ("01-rsa-stamped.pdf", vec![format!("{an} whole")], false),
            ("07-one-bit.pdf", vec!["- ALTERED DIGEST - whole".to_owned()], false),
            ("08-appended.pdf", vec![format!("{an} part")], true),
            ("09-incremental-update.pdf", vec![format!("{an} part")], true),
            // Without roots nobody vouches for what the second signer added.
            (
                "06-two-signers.pdf",
                vec![format!("{an} part"), format!("Trần Thị Mẫu INTACT - {chain} whole")],
                !trusted,
            ),
            ("11-unsigned.pdf", Vec::new(), false),
        ] {
            let kept = world.head.upload(&place, &signed(name)).await.ok();
            assert_eq!((&kept["signatures"]["check"], found(&kept)), (&json!("CHECKED"), expected), "{name}");
            assert_eq!(kept["signatures"]["changedAfterSigning"], changed, "{name}");
        }
        let stamped = world.head.upload(&place, &signed("12-ber.pdf")).await.ok();
        let signature = &stamped["signatures"]["found"][0];
        assert_eq!(signature["stamp"]["at"], "2024-12-20T03:00:00Z");
        assert_eq!(signature["stamp"]["authority"]["name"], "Dấu thời gian thử nghiệm");
        assert_eq!((&signature["kind"], &signature["algorithm"]), (&json!("SIGNATURE"), &json!("RSA SHA-256")));
        // What is signed by PAdES names its time in the dictionary of the signature; it is the signer's claim, and no stamp.
        let claimed = world.head.upload(&place, &signed("02-p256.pdf")).await.ok();
        let signature = &claimed["signatures"]["found"][0];
        assert_eq!((&signature["assertedAt"], signature.get("stamp")), (&json!("2026-11-30T20:18:56Z"), None));
        // It is kept as it was found, whoever looks and whenever.
        let shown = world.auditor.get(&format!("/v1/paper-files/{}", id(&stamped))).await.ok();
        assert_eq!(shown["signatures"], stamped["signatures"]);
        // What cannot be read keeps no paper out, and what is no PDF is not looked at.
        let broken = world.head.upload(&place, b"%PDF-1.7\n1 0 obj<</Type/Catalog").await.ok();
        assert_eq!((&broken["signatures"]["check"], found(&broken).len()), (&json!("UNREADABLE"), 0));
        let whole = signed("01-rsa-stamped.pdf");
        let cut = world.head.upload(&place, &whole[..whole.len() / 3]).await.ok();
        assert_eq!((&cut["signatures"]["check"], found(&cut).len()), (&json!("UNREADABLE"), 0), "not an unsigned one");
        let png = paper_place("COMMENDATION", broken["of"].as_str().expect("an id"), None, "anh.png");
        let picture = world.head.upload(&png, b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\0\0\0\0").await;
        assert_eq!(picture.ok()["signatures"], json!({"check": "NOT_PDF", "changedAfterSigning": false, "found": []}));
        world.service.stop().await;
    }
}

/// Rule P05: what is shown of a signature rests on nothing that anybody could have made: an unknown stamp does not say when
/// an expired certificate was used, and an unknown signer does not vouch for what was added to a signed file.
pub(crate) async fn p05_a_signature_is_shown_as_no_more_than_what_vouches_for_it(engine: Engine) {
    let world =
        World::new(Service::start_told(engine, |config| config.signature_roots = Some(DOUBTFUL.into())).await).await;
    let place = paper_place("COMMENDATION", &commendation(&world).await, None, "giay-khen.pdf");
    let an = "Nguyễn Văn Thử INTACT -";
    for (name, expected, changed) in [
        ("01-expired-unknown-stamp.pdf", vec![format!("{an} OUT_OF_TIME whole")], false),
        ("02-expired-stamp-too-early.pdf", vec![format!("{an} OUT_OF_TIME whole")], false),
        ("03-expired-known-stamp.pdf", vec![format!("{an} TRUSTED whole")], false),
        ("04-rsa-1024.pdf", vec!["- UNREADABLE ALGORITHM - whole".to_owned()], false),
        ("05-rsa-1024-pss.pdf", vec!["- UNREADABLE ALGORITHM - whole".to_owned()], false),
        ("06-encrypted-rc4.pdf", vec![format!("{an} TRUSTED whole")], false),
        ("07-encrypted-aes-128.pdf", vec![format!("{an} TRUSTED whole")], false),
        ("08-encrypted-aes-256.pdf", vec![format!("{an} TRUSTED whole")], false),
        ("09-key-encipherment.pdf", vec![format!("{an} UNFIT whole")], false),
        ("10-server.pdf", vec![format!("{an} UNFIT whole")], false),
        ("11-document-signing.pdf", vec![format!("{an} TRUSTED whole")], false),
        ("12-client-and-mail.pdf", vec![format!("{an} TRUSTED whole")], false),
        // A signature or a stamp of nobody known vouches for nothing that was added.
        (
            "13-added-self-signed.pdf",
            vec![format!("{an} TRUSTED part"), "Không ai biết INTACT - UNKNOWN_ROOT whole".to_owned()],
            true,
        ),
        (
            "14-added-unknown-stamp.pdf",
            vec![format!("{an} TRUSTED part"), "Dấu thời gian lạ INTACT - UNKNOWN_ROOT whole".to_owned()],
            true,
        ),
        ("15-validation-data.pdf", vec![format!("{an} TRUSTED part")], true),
    ] {
        let kept = world.head.upload(&place, &signed(&format!("doubtful/{name}"))).await.ok();
        assert_eq!((&kept["signatures"]["check"], found(&kept)), (&json!("CHECKED"), expected), "{name}");
        assert_eq!(kept["signatures"]["changedAfterSigning"], changed, "{name}");
    }
    world.service.stop().await;
}

/// A folder of roots that cannot be used is told of at the start, and not with the first paper.
pub(crate) async fn a_folder_without_a_root_is_told_of_at_the_start(engine: Engine) {
    let service = Service::start(engine).await;
    let (empty, wrong) = (tempfile::TempDir::new().expect("a folder"), tempfile::TempDir::new().expect("a folder"));
    std::fs::write(wrong.path().join("root.pem"), "no certificate").expect("written");
    for folder in [empty.path().to_path_buf(), wrong.path().to_path_buf(), "/nonexistent".into()] {
        let mut config = service.config().clone();
        config.signature_roots = Some(folder);
        let refused = api::edge::server::start(&config, api::base::clock::Clock::default()).await;
        assert!(matches!(refused, Err(api::edge::server::StartError::Roots(_))));
    }
    service.stop().await;
}
