//! Passwords and enrolment codes.

use std::sync::LazyLock;

use argon2::password_hash::phc::PasswordHash;
use argon2::{Algorithm, Argon2, Params, PasswordHasher, PasswordVerifier, Version};
use sha2::{Digest, Sha256};
use tokio::sync::Semaphore;
use zeroize::Zeroizing;

use crate::base::problem::Problem;
use crate::base::text::hex;

/// Memory that one hash takes, in KiB; the OWASP cheat sheet's first recommendation for argon2id.
const MEMORY_KIB: u32 = 19 << 10;
/// Passes over that memory.
const PASSES: u32 = 2;
/// Hashes computed at one time: more would only compete for memory.
const HASHES_AT_ONCE: usize = 2;
/// Letters of an enrolment code: no vowels, and no letters that look alike.
const CODE_LETTERS: &[u8; 20] = b"BCDFGHJKLMNPQRSTVWXZ";
/// Letters in an enrolment code; 20^16 codes are too many to guess one within half an hour.
const CODE_LENGTH: usize = 16;

static PLACES: Semaphore = Semaphore::const_new(HASHES_AT_ONCE);

/// A hash for unknown user names, which is checked so that they take as long as known ones.
static NOBODY: LazyLock<String> = LazyLock::new(|| hash_now("nobody's password").unwrap_or_default());

/// A password's hash, in PHC format.
pub(crate) async fn hash(password: String) -> Result<String, Problem> {
    let password = Zeroizing::new(password);
    let _place = PLACES.acquire().await;
    let hashed = tokio::task::spawn_blocking(move || hash_now(&password)).await;
    hashed.map_err(Problem::fault)?.ok_or_else(|| Problem::fault("the password could not be hashed"))
}

/// Whether a password matches a hash; without a hash it takes as long and returns false.
pub(crate) async fn verify(password: String, hashed: Option<String>) -> bool {
    let password = Zeroizing::new(password);
    let _place = PLACES.acquire().await;
    let checked = tokio::task::spawn_blocking(move || {
        let known = hashed.is_some();
        let hashed = hashed.unwrap_or_else(|| NOBODY.clone());
        let parsed = PasswordHash::new(&hashed).ok();
        let good = parsed.is_some_and(|parsed| hasher().verify_password(password.as_bytes(), &parsed).is_ok());
        known && good
    });
    checked.await.unwrap_or(false)
}

/// A new enrolment code in four groups, and the digest of it that is stored.
pub(crate) fn enrolment_code() -> Result<(String, String), Problem> {
    let mut code = String::new();
    while code.len() < CODE_LENGTH + 3 {
        let mut byte = [0_u8; 1];
        aws_lc_rs::rand::fill(&mut byte).map_err(Problem::fault)?;
        // Bytes from 240 on are discarded, or some letters would be more frequent.
        let place = usize::from(byte[0]);
        if place < 240
            && let Some(letter) = CODE_LETTERS.get(place % CODE_LETTERS.len())
        {
            if matches!(code.len(), 4 | 9 | 14) {
                code.push('-');
            }
            code.push(char::from(*letter));
        }
    }
    let digest = code_digest(&code);
    Ok((code, digest))
}

/// The stored digest of an enrolment code; case and dashes are ignored.
pub(crate) fn code_digest(code: &str) -> String {
    let letters: String = code.chars().filter(char::is_ascii_alphanumeric).collect();
    hex(&Sha256::digest(letters.to_ascii_uppercase()))
}

fn hasher() -> Argon2<'static> {
    let params = Params::new(MEMORY_KIB, PASSES, 1, None).unwrap_or_default();
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
}

fn hash_now(password: &str) -> Option<String> {
    hasher().hash_password(password.as_bytes()).ok().map(|hash| hash.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_password_is_known_again_and_nothing_else_is() {
        let hashed = hash("mật khẩu đủ dài".to_owned()).await.expect("hashes");
        assert!(hashed.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{hashed}");
        assert!(verify("mật khẩu đủ dài".to_owned(), Some(hashed.clone())).await);
        assert!(!verify("mật khẩu khác".to_owned(), Some(hashed)).await);
        assert!(!verify("nobody's password".to_owned(), None).await, "an unknown name has no password");
    }

    #[test]
    fn a_code_is_the_same_however_it_is_typed() {
        let (code, digest) = enrolment_code().expect("a code");
        assert_eq!(code.len(), CODE_LENGTH + 3, "{code}");
        assert_eq!(code_digest(&code.to_lowercase().replace('-', " ")), digest);
        assert_ne!(enrolment_code().expect("another").1, digest);
    }
}
