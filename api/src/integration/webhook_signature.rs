//! The secrets of webhooks, and the signatures made with them, as Standard Webhooks describes them.

use aws_lc_rs::hmac;
use aws_lc_rs::signature::{Ed25519KeyPair, KeyPair};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use chrono::{DateTime, Utc};
use domain::base::ids::{WebhookId, WebhookSecretId};
use domain::integration::webhook::{Webhook, WebhookSecret, WebhookSigning};
use uuid::Uuid;
use zeroize::Zeroizing;

use crate::base::problem::Problem;
use crate::security::key_file::Broken;
use crate::security::secret_box::{Kept, SecretBox};

/// The bytes of a shared secret, and of the seed of a key pair.
const SECRET_BYTES: usize = 32;
/// Prefix of a shared secret.
const SECRET_PREFIX: &str = "whsec_";
/// Prefix of a public key.
const PUBLIC_PREFIX: &str = "whpk_";
/// Prefix of a signature with the shared secret.
const HMAC_PREFIX: &str = "v1,";
/// Prefix of a signature with the private key.
const ED25519_PREFIX: &str = "v1a,";
/// The associated data that a secret is sealed with; no part contains a `|`.
fn place(webhook: WebhookId, secret: WebhookSecretId) -> String {
    format!("webhook|secret|{webhook}|{secret}")
}

/// A new secret as it is shown once, and the record that is stored: the shared secret, and the seed of its key pair.
pub(crate) fn new_secret(
    webhook: WebhookId,
    secret_box: &SecretBox,
    at: DateTime<Utc>,
) -> Result<(String, WebhookSecret), Problem> {
    let mut bytes = Zeroizing::new([0; 2 * SECRET_BYTES]);
    aws_lc_rs::rand::fill(bytes.as_mut_slice()).map_err(Broken::from)?;
    let (shared, seed) = bytes.split_at(SECRET_BYTES);
    let pair = Ed25519KeyPair::from_seed_unchecked(seed).map_err(|_rejected| Broken)?;
    let id = WebhookSecretId(Uuid::now_v7());
    let Kept { under, bytes: sealed } = secret_box.seal(&place(webhook, id), bytes.as_slice())?;
    let secret = WebhookSecret {
        id,
        sealed: STANDARD.encode(sealed),
        sealed_under: under,
        public_key: format!("{PUBLIC_PREFIX}{}", STANDARD.encode(pair.public_key().as_ref())),
        created_at: at,
        until: None,
    };
    Ok((format!("{SECRET_PREFIX}{}", STANDARD.encode(shared)), secret))
}

/// The keys that sign for an endpoint at an instant.
pub(crate) struct Signer {
    signing: WebhookSigning,
    /// The current secret first.
    keys: Vec<(hmac::Key, Ed25519KeyPair)>,
}

impl Signer {
    /// Opens the secrets that are in use at an instant.
    pub(crate) fn of(webhook: &Webhook, secret_box: &SecretBox, at: DateTime<Utc>) -> Result<Self, Broken> {
        let open = |secret: &WebhookSecret| {
            let sealed = STANDARD.decode(&secret.sealed).map_err(|_ignored| Broken)?;
            let kept = Kept { under: secret.sealed_under.clone(), bytes: sealed };
            let bytes = secret_box.open_sealed(&place(webhook.id, secret.id), &kept)?;
            let (shared, seed) = bytes.split_at_checked(SECRET_BYTES).ok_or(Broken)?;
            let pair = Ed25519KeyPair::from_seed_unchecked(seed).map_err(|_rejected| Broken)?;
            Ok((hmac::Key::new(hmac::HMAC_SHA256, shared), pair))
        };
        let keys = webhook.signing_secrets(at).map(open).collect::<Result<Vec<_>, Broken>>()?;
        Ok(Self { signing: webhook.signing, keys })
    }

    /// The signature header of one attempt: all valid signatures, separated by spaces.
    pub(crate) fn sign(&self, id: &str, timestamp: &str, payload: &str) -> String {
        let signed = format!("{id}.{timestamp}.{payload}");
        let mut signatures = Vec::new();
        for (shared, pair) in &self.keys {
            if matches!(self.signing, WebhookSigning::Hmac | WebhookSigning::Both) {
                let tag = hmac::sign(shared, signed.as_bytes());
                signatures.push(format!("{HMAC_PREFIX}{}", STANDARD.encode(tag)));
            }
            if matches!(self.signing, WebhookSigning::Ed25519 | WebhookSigning::Both) {
                signatures.push(format!("{ED25519_PREFIX}{}", STANDARD.encode(pair.sign(signed.as_bytes()))));
            }
        }
        signatures.join(" ")
    }
}

#[cfg(test)]
mod tests {
    use aws_lc_rs::signature::{ED25519, UnparsedPublicKey};

    use domain::base::ids::{AccountId, Revision};
    use domain::integration::webhook::reach::Target;
    use domain::integration::webhook::{WebhookFeed, WebhookState};

    use super::*;

    fn secret_box() -> (tempfile::TempDir, SecretBox) {
        let folder = tempfile::TempDir::new().expect("a folder");
        let secret_box = SecretBox::open(folder.path()).expect("keys");
        (folder, secret_box)
    }

    fn endpoint(secrets: Vec<WebhookSecret>, signing: WebhookSigning) -> Webhook {
        Webhook {
            id: WebhookId(Uuid::nil()),
            owner: AccountId(Uuid::nil()),
            name: "Cổng".to_owned(),
            target: Target::stored("https://portal.example/".to_owned()),
            feed: WebhookFeed::PublicChanges,
            kinds: Vec::new(),
            signing,
            state: WebhookState::Active,
            cause: None,
            verified_at: None,
            failing_since: None,
            secrets,
            created_at: Utc::now(),
            revision: Revision::FIRST,
        }
    }

    #[test]
    fn what_is_signed_is_checked_with_what_was_shown() {
        let (_folder, secret_box) = secret_box();
        let now = Utc::now();
        let (shown, kept) = new_secret(WebhookId(Uuid::nil()), &secret_box, now).expect("a secret");
        let shared = STANDARD.decode(shown.strip_prefix(SECRET_PREFIX).expect("a secret")).expect("base64");
        assert_eq!(shared.len(), SECRET_BYTES);
        assert!(!format!("{kept:?}").contains(&shown[10..40]), "what is kept does not say it");
        let public = STANDARD.decode(kept.public_key.strip_prefix(PUBLIC_PREFIX).expect("a key")).expect("base64");
        let signed = b"id.1674087231.{}";
        for (signing, many) in [(WebhookSigning::Hmac, 1), (WebhookSigning::Ed25519, 1), (WebhookSigning::Both, 2)] {
            let signer = Signer::of(&endpoint(vec![kept.clone()], signing), &secret_box, now).expect("opens");
            let header = signer.sign("id", "1674087231", "{}");
            let signatures: Vec<&str> = header.split(' ').collect();
            assert_eq!(signatures.len(), many, "{header}");
            for signature in signatures {
                let (version, signature) = signature.split_once(',').expect("a version");
                let signature = STANDARD.decode(signature).expect("base64");
                match version {
                    "v1" => {
                        hmac::verify(&hmac::Key::new(hmac::HMAC_SHA256, &shared), signed, &signature).expect("ours")
                    }
                    "v1a" => UnparsedPublicKey::new(&ED25519, &public).verify(signed, &signature).expect("ours"),
                    other => panic!("{other}"),
                }
            }
        }
        let elsewhere = Webhook { id: WebhookId(Uuid::max()), ..endpoint(vec![kept], WebhookSigning::Both) };
        assert!(Signer::of(&elsewhere, &secret_box, now).is_err(), "another endpoint's secret does not open");
    }

    /// The example in the libraries of Standard Webhooks.
    #[test]
    fn a_signature_is_the_one_that_others_compute() {
        let shared = STANDARD.decode("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw").expect("base64");
        let pair = Ed25519KeyPair::from_seed_unchecked(&[7; 32]).expect("a seed");
        let keys = vec![(hmac::Key::new(hmac::HMAC_SHA256, &shared), pair)];
        let signer = Signer { signing: WebhookSigning::Hmac, keys };
        let header = signer.sign("msg_p5jXN8AQM9LWM0D4loKWxJek", "1614265330", r#"{"test": 2432232314}"#);
        assert_eq!(header, "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }
}
