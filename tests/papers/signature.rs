//! Signatures of papers that are right in themselves and say less than they seem to.

use e2e::Engine;
use serde_json::json;

use crate::base::service::Service;
use crate::base::world::{World, paper_place};
use crate::papers::paper_file::{commendation, found, signed};

/// The folder of such papers, with their root; the README above it says what they are.
const DOUBTFUL: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/signed_papers/doubtful");

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
