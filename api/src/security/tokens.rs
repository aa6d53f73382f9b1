//! Access tokens: short-lived, signed with Ed25519, checked strictly (RFC 8725, RFC 9068).
//!
//! A key is removed from its folder (`keys.rs`) once its last token has expired.

use std::path::Path;

use chrono::{DateTime, TimeDelta, Utc};
use domain::base::ids::{AccountId, ClientId, ClientSecretId, SessionId};
use domain::base::policy::ClientScope;
use jsonwebtoken::{Algorithm, Validation};
use quick_cache::sync::Cache;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::security::keys::{self, KeysUnusable, PublishedKey, SigningKey};

/// Lifetime of an access token.
pub(crate) const TOKEN_LIFETIME: TimeDelta = TimeDelta::minutes(10);
/// Allowed difference between two clocks, in seconds.
const LEEWAY_SECONDS: i64 = 5;
/// Maximum length of a token that is checked.
const TOKEN_BYTES_MAX: usize = 4 << 10;
/// Maximum number of tokens whose valid signature is cached.
const CHECKED_MAX: usize = 10_000;
/// The audience of tokens.
const AUDIENCE: &str = "thidua";
/// `typ` of the header (RFC 9068).
const TYPE: &str = "at+jwt";

#[derive(Debug, Serialize, Deserialize)]
struct Claims {
    iss: String,
    aud: String,
    sub: Uuid,
    /// The session; for a client, the secret that it authenticated with.
    sid: Uuid,
    iat: i64,
    nbf: i64,
    exp: i64,
    jti: Uuid,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    client_id: Option<ClientId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    scope: Option<String>,
}

/// The principal of a token.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Speaker {
    /// A person, by a session.
    Person(AccountId, SessionId),
    /// A machine client, by a secret, with the requested scopes.
    Client(ClientId, ClientSecretId, Vec<ClientScope>),
}

impl Speaker {
    /// The identifier by which its requests are counted: the account's or the client's.
    pub(crate) const fn id(&self) -> Uuid {
        match self {
            Self::Person(AccountId(id), _) | Self::Client(ClientId(id), _, _) => *id,
        }
    }
}

/// The signing keys of tokens.
pub(crate) struct Tokens {
    issuer: String,
    keys: Vec<SigningKey>,
    /// The tokens with a valid signature, by SHA-256: a client sends the same token for ten minutes.
    checked: Cache<[u8; 32], Good>,
}

/// The claims of a token with a valid signature; its times are checked each time.
#[derive(Clone, Debug)]
struct Good {
    speaker: Speaker,
    not_before: i64,
    expires: i64,
}

/// A token that was not accepted; which check failed is not disclosed.
#[derive(Debug, thiserror::Error)]
#[error("a token that was not accepted, or could not be signed")]
pub(crate) struct Forged;

/// Why a token does not count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unaccepted {
    /// It is not ours, or not yet.
    Forged,
    /// It is ours, and its time is over.
    Expired,
}

impl From<Forged> for Unaccepted {
    fn from(Forged: Forged) -> Self {
        Self::Forged
    }
}

impl Tokens {
    /// Reads the keys of a folder; makes the first one if there is none.
    pub(crate) fn open(folder: &Path, issuer: &str) -> Result<Self, KeysUnusable> {
        let keys = keys::open(folder)?;
        Ok(Self { issuer: issuer.to_owned(), keys, checked: Cache::new(CHECKED_MAX) })
    }

    /// A token for a session.
    pub(crate) fn issue(&self, account: AccountId, session: SessionId, at: DateTime<Utc>) -> Result<String, Forged> {
        self.sign(&self.claims(account.0, session.0, at))
    }

    /// A token for a machine client, which is accepted while the secret is live.
    pub(crate) fn issue_to_client(
        &self,
        client: ClientId,
        secret: ClientSecretId,
        scopes: &[ClientScope],
        at: DateTime<Utc>,
    ) -> Result<String, Forged> {
        let scope = Some(words(scopes));
        self.sign(&Claims { client_id: Some(client), scope, ..self.claims(client.0, secret.0, at) })
    }

    fn claims(&self, sub: Uuid, sid: Uuid, at: DateTime<Utc>) -> Claims {
        Claims {
            iss: self.issuer.clone(),
            aud: AUDIENCE.to_owned(),
            sub,
            sid,
            iat: at.timestamp(),
            nbf: at.timestamp(),
            exp: (at + TOKEN_LIFETIME).timestamp(),
            jti: Uuid::now_v7(),
            client_id: None,
            scope: None,
        }
    }

    fn sign(&self, claims: &Claims) -> Result<String, Forged> {
        let key = self.keys.last().ok_or(Forged)?;
        jsonwebtoken::encode(&keys::header(TYPE, key), claims, &key.encoding).map_err(|_ignored| Forged)
    }

    /// The principal of a token, if every check passes.
    pub(crate) fn check(&self, token: &str, now: DateTime<Utc>) -> Result<Speaker, Unaccepted> {
        if TOKEN_BYTES_MAX < token.len() {
            return Err(Unaccepted::Forged);
        }
        let digest: [u8; 32] = Sha256::digest(token).into();
        let good = match self.checked.get(&digest) {
            Some(good) => good,
            None => {
                let good = self.verify(token)?;
                self.checked.insert(digest, good.clone());
                good
            }
        };
        let Good { speaker, not_before, expires } = good;
        let now = now.timestamp();
        let longest = not_before.saturating_add(TOKEN_LIFETIME.num_seconds());
        match now.saturating_add(LEEWAY_SECONDS) < not_before || longest < expires {
            true => Err(Unaccepted::Forged),
            false if expires <= now => Err(Unaccepted::Expired),
            false => Ok(speaker),
        }
    }

    /// Checks what does not change over time: the header, the signature, the claims except for the times.
    fn verify(&self, token: &str) -> Result<Good, Forged> {
        let key = keys::named(&self.keys, TYPE, token).ok_or(Forged)?;
        let mut validation = Validation::new(Algorithm::EdDSA);
        validation.set_required_spec_claims(&["exp", "nbf", "aud", "iss", "sub"]);
        validation.set_audience(&[AUDIENCE]);
        validation.set_issuer(&[&self.issuer]);
        // `check` compares the times, with the service's clock: the library would use the system's.
        validation.validate_exp = false;
        validation.validate_nbf = false;
        let claims =
            jsonwebtoken::decode::<Claims>(token, &key.decoding, &validation).map_err(|_ignored| Forged)?.claims;
        let Claims { sub, sid, nbf, exp, client_id, scope, .. } = claims;
        let speaker = match (client_id, scope) {
            (None, None) => Speaker::Person(AccountId(sub), SessionId(sid)),
            (Some(client), Some(scope)) if client.0 == sub => {
                let scopes = scope.split(' ').map(ClientScope::parse).collect::<Option<Vec<ClientScope>>>();
                Speaker::Client(client, ClientSecretId(sid), scopes.ok_or(Forged)?)
            }
            (Some(_), _) | (None, Some(_)) => return Err(Forged),
        };
        Ok(Good { speaker, not_before: nbf, expires: exp })
    }

    /// The public keys, with which tokens are checked.
    pub(crate) fn published(&self) -> Vec<PublishedKey> {
        keys::published(&self.keys)
    }
}

/// Scopes as RFC 6749 writes them (3.3).
pub(crate) fn words(scopes: &[ClientScope]) -> String {
    scopes.iter().map(|scope| scope.as_str()).collect::<Vec<&str>>().join(" ")
}

#[cfg(test)]
mod tests {
    use base64::Engine;
    use base64::engine::general_purpose::URL_SAFE_NO_PAD;

    use super::*;

    fn token(header: &serde_json::Value, claims: &serde_json::Value, key: &SigningKey) -> String {
        let part = |value: &serde_json::Value| URL_SAFE_NO_PAD.encode(value.to_string());
        let message = format!("{}.{}", part(header), part(claims));
        let signature = jsonwebtoken::crypto::sign(message.as_bytes(), &key.encoding, Algorithm::EdDSA).expect("signs");
        format!("{message}.{signature}")
    }

    #[test]
    fn forged_tokens_are_refused_one_and_all() {
        let folder = std::env::temp_dir().join(format!("thidua-keys-{}", Uuid::now_v7()));
        let (ours, theirs) = (folder.join("ours"), folder.join("theirs"));
        let tokens = Tokens::open(&ours, "thidua").expect("keys");
        let strangers = Tokens::open(&theirs, "thidua").expect("keys");
        let (key, stranger) = (&tokens.keys[0], &strangers.keys[0]);
        let kid = key.published.kid.as_str();
        let now = Utc::now();
        let second = now.timestamp();
        let (account, session) = (AccountId(Uuid::now_v7()), SessionId(Uuid::now_v7()));

        let good = tokens.issue(account, session, now).expect("a token");
        assert_eq!(tokens.check(&good, now).expect("accepted"), Speaker::Person(account, session));
        assert!(tokens.check(&good, now + TOKEN_LIFETIME).is_err(), "expired");
        assert!(tokens.check(&good, now - TimeDelta::seconds(60)).is_err(), "not yet");

        let header = serde_json::json!({"alg": "EdDSA", "kid": kid, "typ": "at+jwt"});
        let claims = serde_json::json!({
            "iss": "thidua", "aud": "thidua", "sub": account, "sid": session,
            "iat": second, "nbf": second, "exp": second + 600, "jti": Uuid::now_v7(),
        });
        assert!(tokens.check(&token(&header, &claims, key), now).is_ok(), "the model that the forgeries vary");

        let with = |value: &serde_json::Value, name: &str, change: serde_json::Value| {
            let mut value = value.clone();
            value[name] = change;
            value
        };
        let without = |value: &serde_json::Value, name: &str| {
            let mut value = value.clone();
            value.as_object_mut().expect("an object").remove(name);
            value
        };
        let mut forged: Vec<(String, String)> = Vec::new();
        for (name, change) in [
            ("alg", serde_json::json!("none")),
            ("alg", serde_json::json!("HS256")),
            ("alg", serde_json::json!("ES256")),
            ("kid", serde_json::json!("../../etc/passwd")),
            ("kid", serde_json::json!(stranger.published.kid)),
            ("typ", serde_json::json!("JWT")),
            ("jku", serde_json::json!("https://example.org/jwks.json")),
            ("x5u", serde_json::json!("https://example.org/x5u")),
            ("jwk", serde_json::json!({"kty": "OKP", "crv": "Ed25519", "x": stranger.published.x})),
            ("crit", serde_json::json!(["exp"])),
        ] {
            forged.push((format!("header {name}={change}"), token(&with(&header, name, change), &claims, key)));
        }
        for name in ["kid", "typ", "alg"] {
            forged.push((format!("header without {name}"), token(&without(&header, name), &claims, key)));
        }
        for (name, change) in [
            ("iss", serde_json::json!("somebody")),
            ("aud", serde_json::json!("something")),
            ("exp", serde_json::json!((second + 600).to_string())),
            ("exp", serde_json::json!(second - 1)),
            ("exp", serde_json::json!(second + 86_400)),
            ("nbf", serde_json::json!(second + 60)),
            ("nbf", serde_json::json!("0")),
            ("sub", serde_json::json!("admin")),
            // A person's token has neither claim, and a client's token has both.
            ("client_id", serde_json::json!(account)),
            ("scope", serde_json::json!("reports.read")),
        ] {
            forged.push((format!("claim {name}={change}"), token(&header, &with(&claims, name, change), key)));
        }
        for name in ["iss", "aud", "exp", "nbf", "sub", "sid"] {
            forged.push((format!("claims without {name}"), token(&header, &without(&claims, name), key)));
        }
        forged.push(("another's signature".to_owned(), token(&header, &claims, stranger)));
        forged.push((
            "no signature".to_owned(),
            good.rsplit_once('.').map(|(rest, _)| format!("{rest}.")).expect("parts"),
        ));
        forged.push(("nothing".to_owned(), String::new()));
        forged.push(("dots".to_owned(), "..".to_owned()));
        forged.push(("too long".to_owned(), format!("{good}{}", "A".repeat(TOKEN_BYTES_MAX))));
        for (what, forgery) in forged {
            assert!(tokens.check(&forgery, now).is_err(), "{what} was accepted");
        }
        std::fs::remove_dir_all(folder).expect("clean up");
    }

    #[test]
    fn a_clients_token_says_which_client_by_which_secret_and_for_what() {
        let folder = std::env::temp_dir().join(format!("thidua-keys-{}", Uuid::now_v7()));
        let tokens = Tokens::open(&folder, "thidua").expect("keys");
        let (now, key) = (Utc::now(), &tokens.keys[0]);
        let (client, secret) = (ClientId(Uuid::now_v7()), ClientSecretId(Uuid::now_v7()));
        let scopes = vec![ClientScope::ReportsRead, ClientScope::ReportsWrite];
        let good = tokens.issue_to_client(client, secret, &scopes, now).expect("a token");
        assert_eq!(tokens.check(&good, now).expect("accepted"), Speaker::Client(client, secret, scopes));
        assert!(tokens.check(&good, now + TOKEN_LIFETIME).is_err(), "expired");

        let header = serde_json::json!({"alg": "EdDSA", "kid": key.published.kid, "typ": "at+jwt"});
        let second = now.timestamp();
        let claims = serde_json::json!({
            "iss": "thidua", "aud": "thidua", "sub": client, "sid": secret, "iat": second, "nbf": second,
            "exp": second + 600, "jti": Uuid::now_v7(), "client_id": client, "scope": "reports.read reports.write",
        });
        assert!(tokens.check(&token(&header, &claims, key), now).is_ok(), "the model that the forgeries vary");
        for (name, change) in [
            ("client_id", serde_json::json!(Uuid::now_v7())),
            ("client_id", serde_json::Value::Null),
            ("scope", serde_json::Value::Null),
            ("scope", serde_json::json!("")),
            ("scope", serde_json::json!("everything")),
            ("scope", serde_json::json!(["reports.read"])),
        ] {
            let mut claims = claims.clone();
            claims[name] = change.clone();
            assert!(tokens.check(&token(&header, &claims, key), now).is_err(), "{name}={change} was accepted");
        }
        std::fs::remove_dir_all(folder).expect("clean up");
    }

    #[test]
    fn an_added_key_signs_and_the_old_one_still_counts() {
        let folder = std::env::temp_dir().join(format!("thidua-keys-{}", Uuid::now_v7()));
        let now = Utc::now();
        let (account, session) = (AccountId(Uuid::now_v7()), SessionId(Uuid::now_v7()));
        let old = Tokens::open(&folder, "thidua").expect("keys").issue(account, session, now).expect("a token");
        let other = folder.join("other");
        Tokens::open(&other, "thidua").expect("keys");
        for file in std::fs::read_dir(&other).expect("a folder").map(|file| file.expect("a file").path()) {
            if file.extension().is_some_and(|extension| extension == "pem") {
                std::fs::copy(file, folder.join("zz.pem")).expect("copies");
            }
        }
        let tokens = Tokens::open(&folder, "thidua").expect("keys");
        assert_eq!(tokens.published().len(), 2);
        assert!(tokens.check(&old, now).is_ok());
        let new = tokens.issue(account, session, now).expect("a token");
        assert_ne!(old.split('.').next(), new.split('.').next(), "the new key signs");
        std::fs::remove_dir_all(folder).expect("clean up");
    }
}
