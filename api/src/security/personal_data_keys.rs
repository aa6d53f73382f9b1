//! The keys of nominees' personal data, and how values are sealed with them.
//!
//! Every value has a random key of its own (AES-256-GCM), wrapped by a key of the installation; both seals are bound to
//! the row that they are stored in, so that bytes copied to another row cannot be opened. Destroying the wrapped key
//! destroys the value. A blind index (HMAC-SHA256 under a key of its own) recognises the same number again without
//! revealing it; an attacker with the database but without the keys cannot test numbers.
//!
//! Keys are `*.key` files in one folder, each 32 random bytes in base64: the last by name wraps, older ones still
//! unwrap. The index's keys are `*.index` files: `blind.index` is the first, of the others the last by name makes
//! indexes. Two keys give one number two indexes, so it is recognised again only once all are made with the newest:
//! `rewrap` wraps and indexes again what older keys wrapped and indexed, and then their files may be removed. The
//! number itself stays as it was sealed, bound to the name of the key that wrapped it first, which a later wrapping
//! carries with the number's own key.

use std::path::{Path, PathBuf};

use aws_lc_rs::aead::{AES_256_GCM, RandomizedNonceKey};
use aws_lc_rs::{hmac, rand};
use domain::base::ids::PersonalDatumId;
use domain::privacy::personal::{IdentityNumber, PersonalKind, Sealed, Secret};
use zeroize::Zeroizing;

use crate::security::key_file::{
    Broken, DataKeysUnusable, FIRST, INDEX, INDEXES, INDEXING, KEY_BYTES, OwnKey, WRAPPING, WRAPS, WrappingKey, bound,
    derive, key_files, lock, make_folder, make_key, name_of, read_key, unlock,
};

/// Why a value keeps its older keys. No part of the value is disclosed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Stuck {
    /// Its key is missing.
    #[error("the key {name} that it was wrapped with is not in the folder")]
    Missing {
        /// The key's name.
        name: String,
    },
    /// Its wrapped key does not open.
    #[error("its wrapped key does not open with the key {name}")]
    WrappedKey {
        /// The key's name.
        name: String,
    },
    /// The number does not open with its own key.
    #[error("the number does not open with its own key")]
    Number,
    /// It changed repeatedly while it was being wrapped.
    #[error("it kept changing meanwhile")]
    Restless,
    /// The library refuses to work.
    #[error("the cryptographic library refuses to work")]
    Refused,
}

impl From<Broken> for Stuck {
    fn from(_: Broken) -> Self {
        Self::Refused
    }
}

/// The keys of personal data.
pub(crate) struct PersonalDataKeys {
    folder: PathBuf,
    /// In the order of their files' names; the last one wraps.
    keys: Vec<WrappingKey>,
    /// The newest index key.
    index: hmac::Key,
    index_name: String,
    /// The names of all index keys that are still there.
    index_names: Vec<String>,
}

impl PersonalDataKeys {
    /// Reads the keys of a folder; makes the first ones where there are none.
    pub(crate) fn open(folder: &Path) -> Result<Self, DataKeysUnusable> {
        make_folder(folder)?;
        for (ending, first) in [(INDEXES, INDEX), (WRAPS, FIRST)] {
            if key_files(folder, ending)?.is_empty() {
                make_key(folder, &folder.join(first))?;
            }
        }
        Self::load(folder)
    }

    /// Requires the keys that a database needs to be in a folder. It is asked before any key is made, so that a start that
    /// is refused leaves no new key where the old ones belong.
    pub(crate) fn must_be_in(folder: &Path, needed: &(Vec<String>, Vec<String>)) -> Result<(), DataKeysUnusable> {
        let Some(name) = needed.0.first().or(needed.1.first()) else { return Ok(()) };
        let missing = || DataKeysUnusable::Missing { name: name.clone(), folder: folder.display().to_string() };
        if !folder.is_dir() {
            return Err(missing());
        }
        let keys = Self::load(folder)
            .map_err(|error| if matches!(error, DataKeysUnusable::Empty { .. }) { missing() } else { error })?;
        keys.must_hold(needed)
    }

    /// Reads the keys of a folder, and makes none.
    pub(crate) fn load(folder: &Path) -> Result<Self, DataKeysUnusable> {
        let mut keys = Vec::new();
        for file in key_files(folder, WRAPS)? {
            let bytes = read_key(&file)?;
            let (name, wrapping) = (name_of(&bytes)?, derive(&bytes, WRAPPING)?);
            keys.push(WrappingKey { name, key: RandomizedNonceKey::new(&AES_256_GCM, wrapping.as_slice())? });
        }
        let (mut newest, mut index_names) = (None, Vec::new());
        for file in key_files(folder, INDEXES)? {
            let bytes = read_key(&file)?;
            let name = name_of(&bytes)?;
            index_names.push(name.clone());
            newest = Some((hmac::Key::new(hmac::HMAC_SHA256, derive(&bytes, INDEXING)?.as_slice()), name));
        }
        let empty = || DataKeysUnusable::Empty { folder: folder.display().to_string() };
        let (index, index_name) = newest.filter(|_| !keys.is_empty()).ok_or_else(empty)?;
        Ok(Self { folder: folder.to_owned(), keys, index, index_name, index_names })
    }

    /// Requires every key that the database needs, before a request reads a number that cannot be opened any more.
    pub(crate) fn must_hold(&self, (sealing, indexing): &(Vec<String>, Vec<String>)) -> Result<(), DataKeysUnusable> {
        let unsealable = sealing.iter().find(|name| !self.keys.iter().any(|key| key.name == **name));
        let unknown = indexing.iter().find(|name| !self.index_names.contains(name));
        match unsealable.or(unknown) {
            None => Ok(()),
            Some(name) => {
                Err(DataKeysUnusable::Missing { name: name.clone(), folder: self.folder.display().to_string() })
            }
        }
    }

    /// Seals a number for the row that it will be stored in.
    pub(crate) fn seal(&self, row: PersonalDatumId, number: &IdentityNumber) -> Result<Sealed, Broken> {
        let kind = PersonalKind::IdentityNumber;
        let wrapping = self.keys.last().ok_or(Broken)?;
        let mut own = Zeroizing::new([0; KEY_BYTES]);
        rand::fill(own.as_mut_slice())?;
        let key = RandomizedNonceKey::new(&AES_256_GCM, own.as_slice())?;
        let ciphertext =
            lock(&key, &bound("ciphertext", kind, row, &wrapping.name), number.secret().expose().as_bytes())?;
        let wrapped_key = lock(&wrapping.key, &bound("wrapped_key", kind, row, &wrapping.name), own.as_slice())?;
        Ok(Sealed {
            ciphertext,
            wrapped_key,
            sealed_under: wrapping.name.clone(),
            blind_index: self.index(kind, number.secret()),
            indexed_under: self.index_name.clone(),
        })
    }

    /// Opens what was sealed for a row.
    pub(crate) fn open_sealed(&self, row: PersonalDatumId, sealed: &Sealed) -> Result<Secret, Broken> {
        let later;
        let vault = if self.key(&sealed.sealed_under).is_some() {
            self
        } else {
            // The key was added after the start, and another process has wrapped with it already.
            later = Self::load(&self.folder).map_err(|_ignored| Broken)?;
            &later
        };
        Ok(vault.opened(row, sealed)?.1)
    }

    /// Whether the newest keys wrapped and indexed this.
    pub(crate) fn is_newest(&self, sealed: &Sealed) -> bool {
        let wrapped = self.keys.last().is_some_and(|newest| newest.name == sealed.sealed_under);
        wrapped && sealed.indexed_under == self.index_name
    }

    /// Wraps a value's own key with the newest key, and indexes the value with the newest one. The number stays as it
    /// was sealed, but it is opened, so that an unreadable number is found now, and not after an older key was removed.
    pub(crate) fn rewrap(&self, row: PersonalDatumId, sealed: &Sealed) -> Result<Sealed, Stuck> {
        let newest = self.keys.last().ok_or(Stuck::Refused)?;
        let (own, number) = self.opened(row, sealed)?;
        let wrapped_key =
            if newest.name == sealed.sealed_under { sealed.wrapped_key.clone() } else { own.wrapped(newest, row)? };
        Ok(Sealed {
            ciphertext: sealed.ciphertext.clone(),
            wrapped_key,
            sealed_under: newest.name.clone(),
            blind_index: self.index(PersonalKind::IdentityNumber, &number),
            indexed_under: self.index_name.clone(),
        })
    }

    fn key(&self, name: &str) -> Option<&WrappingKey> {
        self.keys.iter().find(|key| key.name == name)
    }

    fn opened(&self, row: PersonalDatumId, sealed: &Sealed) -> Result<(OwnKey, Secret), Stuck> {
        let Sealed { ciphertext, wrapped_key, sealed_under, blind_index: _, indexed_under: _ } = sealed;
        let name = || sealed_under.clone();
        let wrapping = self.key(sealed_under).ok_or_else(|| Stuck::Missing { name: name() })?;
        let own = OwnKey::unwrapped(wrapping, row, wrapped_key).map_err(|Broken| Stuck::WrappedKey { name: name() })?;
        let opening = || -> Result<Secret, Broken> {
            let key = RandomizedNonceKey::new(&AES_256_GCM, &own.bytes)?;
            let here = bound("ciphertext", PersonalKind::IdentityNumber, row, &own.bound_to);
            let bytes = unlock(&key, &here, ciphertext)?;
            std::str::from_utf8(&bytes).map(|text| Secret::new(text.to_owned())).map_err(|_ignored| Broken)
        };
        let number = opening().map_err(|Broken| Stuck::Number)?;
        Ok((own, number))
    }

    /// The blind index of a number. It is the whole MAC: a shortened one would match other numbers, too.
    fn index(&self, kind: PersonalKind, number: &Secret) -> Vec<u8> {
        let mut signing = hmac::Context::with_key(&self.index);
        signing.update(format!("personal_datum|blind_index|{kind}|").as_bytes());
        signing.update(number.expose().as_bytes());
        signing.sign().as_ref().to_vec()
    }
}

impl From<Stuck> for Broken {
    fn from(_: Stuck) -> Self {
        Self
    }
}

#[cfg(test)]
mod tests {
    use crate::security::key_file::add_key;
    use crate::security::key_file::bound;
    use crate::security::secret_box::SecretBox;

    use aws_lc_rs::aead::NONCE_LEN;

    use super::*;
    use uuid::Uuid;

    fn number(digits: &str) -> IdentityNumber {
        IdentityNumber::of(&Secret::new(digits.to_owned())).expect("a number")
    }

    fn folder() -> tempfile::TempDir {
        tempfile::TempDir::new().expect("a folder")
    }

    fn row() -> PersonalDatumId {
        PersonalDatumId(Uuid::now_v7())
    }

    #[test]
    fn what_was_sealed_can_be_opened_and_says_nothing_by_itself() {
        let folder = folder();
        let (vault, row) = (PersonalDataKeys::open(folder.path()).expect("keys"), row());
        let sealed = vault.seal(row, &number("079099012345")).expect("sealed");
        assert_eq!(vault.open_sealed(row, &sealed).expect("opened").expose(), "079099012345");
        let Sealed { ciphertext, wrapped_key, blind_index, .. } = &sealed;
        for bytes in [ciphertext, wrapped_key, blind_index] {
            assert!(!bytes.windows(5).any(|part| b"079099012345".windows(5).any(|digits| digits == part)));
        }
        assert!(!format!("{sealed:?} {:?}", number("079099012345")).contains("0990123"));
        // The keys stay the same when the service starts again.
        let again = PersonalDataKeys::open(folder.path()).expect("keys");
        assert_eq!(again.open_sealed(row, &sealed).expect("opened").expose(), "079099012345");
        let twice = vault.seal(row, &number("079099012345")).expect("sealed");
        assert_ne!(sealed.ciphertext, twice.ciphertext, "a key of its own for every value");
    }

    #[test]
    fn bytes_moved_to_another_row_or_column_cannot_be_opened() {
        let folder = folder();
        let (vault, one, other) = (PersonalDataKeys::open(folder.path()).expect("keys"), row(), row());
        let sealed = vault.seal(one, &number("079099012345")).expect("sealed");
        assert_eq!(vault.open_sealed(other, &sealed).map(|_| ()), Err(Broken), "the whole row");
        let theirs = vault.seal(other, &number("012345678")).expect("sealed");
        let with = |ciphertext: &[u8], wrapped_key: &[u8]| Sealed {
            ciphertext: ciphertext.to_vec(),
            wrapped_key: wrapped_key.to_vec(),
            ..theirs.clone()
        };
        let half = with(&sealed.ciphertext, &theirs.wrapped_key);
        assert_eq!(vault.open_sealed(other, &half).map(|_| ()), Err(Broken), "the value alone");
        let half = with(&theirs.ciphertext, &sealed.wrapped_key);
        assert_eq!(vault.open_sealed(other, &half).map(|_| ()), Err(Broken), "the key alone");
        // Each seal is bound by itself, independently of the other one.
        let key = RandomizedNonceKey::new(&AES_256_GCM, &[7; KEY_BYTES]).expect("a key");
        let here = bound("ciphertext", PersonalKind::IdentityNumber, one, "k");
        let locked = lock(&key, &here, b"079099012345").expect("locked");
        assert_eq!(unlock(&key, &here, &locked).expect("opened").as_slice(), b"079099012345");
        for elsewhere in [
            bound("ciphertext", PersonalKind::IdentityNumber, other, "k"),
            bound("wrapped_key", PersonalKind::IdentityNumber, one, "k"),
            bound("ciphertext", PersonalKind::IdentityNumber, one, "l"),
            String::new(),
        ] {
            assert_eq!(unlock(&key, &elsewhere, &locked), Err(Broken), "{elsewhere}");
        }
    }

    #[test]
    fn one_flipped_bit_is_found_wherever_it_is() {
        let folder = folder();
        let (vault, row) = (PersonalDataKeys::open(folder.path()).expect("keys"), row());
        let sealed = vault.seal(row, &number("079099012345")).expect("sealed");
        let flipped = |bytes: &[u8], place: usize| {
            let mut bytes = bytes.to_vec();
            bytes[place] ^= 1;
            bytes
        };
        for place in 0..sealed.ciphertext.len() {
            let bad = Sealed { ciphertext: flipped(&sealed.ciphertext, place), ..sealed.clone() };
            assert_eq!(vault.open_sealed(row, &bad).map(|_| ()), Err(Broken), "ciphertext {place}");
        }
        for place in 0..sealed.wrapped_key.len() {
            let bad = Sealed { wrapped_key: flipped(&sealed.wrapped_key, place), ..sealed.clone() };
            assert_eq!(vault.open_sealed(row, &bad).map(|_| ()), Err(Broken), "wrapped key {place}");
        }
        for length in [0, NONCE_LEN - 1, NONCE_LEN, NONCE_LEN + 15] {
            let bad = Sealed { ciphertext: sealed.ciphertext[..length].to_vec(), ..sealed.clone() };
            assert_eq!(vault.open_sealed(row, &bad).map(|_| ()), Err(Broken), "cut to {length}");
        }
    }

    #[test]
    fn a_later_key_wraps_and_an_older_one_still_opens() {
        let (folder, strangers) = (folder(), folder());
        let row = row();
        let old =
            PersonalDataKeys::open(folder.path()).expect("keys").seal(row, &number("079099012345")).expect("sealed");
        PersonalDataKeys::open(strangers.path()).expect("keys");
        std::fs::copy(strangers.path().join(FIRST), folder.path().join("0002.key")).expect("copies");
        let vault = PersonalDataKeys::open(folder.path()).expect("keys");
        let new = vault.seal(row, &number("079099012345")).expect("sealed");
        assert_ne!(old.sealed_under, new.sealed_under, "the later one wraps");
        for sealed in [&old, &new] {
            assert_eq!(vault.open_sealed(row, sealed).expect("opened").expose(), "079099012345");
        }
        assert_eq!(old.blind_index, new.blind_index, "and the same number is still recognised");
        let names = |sealed: &Sealed| (vec![sealed.sealed_under.clone()], vec![sealed.indexed_under.clone()]);
        assert!(vault.must_hold(&names(&old)).is_ok() && vault.must_hold(&names(&new)).is_ok());
        // Without the older key the value does not open, and the service does not start.
        std::fs::remove_file(folder.path().join(FIRST)).expect("removes");
        let bereft = PersonalDataKeys::open(folder.path()).expect("keys");
        assert_eq!(bereft.open_sealed(row, &old).map(|_| ()), Err(Broken));
        assert!(
            matches!(bereft.must_hold(&names(&old)), Err(DataKeysUnusable::Missing { name, .. }) if name == old.sealed_under)
        );
        std::fs::remove_file(folder.path().join(INDEX)).expect("removes");
        let bereft = PersonalDataKeys::open(folder.path()).expect("keys");
        assert!(
            matches!(bereft.must_hold(&names(&new)), Err(DataKeysUnusable::Missing { name, .. }) if name == new.indexed_under)
        );
    }

    #[test]
    fn a_value_is_wrapped_anew_and_its_first_key_may_go() {
        let (folder, row, other) = (folder(), row(), row());
        let first = PersonalDataKeys::open(folder.path()).expect("keys");
        let sealed = first.seal(row, &number("079099012345")).expect("sealed");
        assert!(first.is_newest(&sealed));
        let mut wrapped = sealed.clone();
        for (file, gone) in [("0002.key", FIRST), ("0003.key", "0002.key")] {
            assert_eq!(add_key(folder.path(), WRAPS).expect("a key"), file);
            let vault = PersonalDataKeys::open(folder.path()).expect("keys");
            assert!(!vault.is_newest(&wrapped), "{file}");
            let anew = vault.rewrap(row, &wrapped).expect("wrapped anew");
            let before = std::mem::replace(&mut wrapped, anew);
            assert!(vault.is_newest(&wrapped) && !vault.is_newest(&before), "{file}");
            assert_eq!((&wrapped.ciphertext, &wrapped.blind_index), (&sealed.ciphertext, &sealed.blind_index));
            assert_ne!((&wrapped.wrapped_key, &wrapped.sealed_under), (&before.wrapped_key, &before.sealed_under));
            // A process that started before the key was added finds it when it is needed.
            assert_eq!(first.open_sealed(row, &wrapped).expect("opened").expose(), "079099012345");
            std::fs::remove_file(folder.path().join(gone)).expect("removes");
            let bereft = PersonalDataKeys::open(folder.path()).expect("keys");
            assert_eq!(bereft.open_sealed(row, &wrapped).expect("opened").expose(), "079099012345");
            assert_eq!(bereft.open_sealed(row, &before).map(|_| ()), Err(Broken), "{gone} is gone");
            assert_eq!(bereft.open_sealed(other, &wrapped).map(|_| ()), Err(Broken), "bound to its row as before");
        }
        // The number stays bound to the key that it was sealed with: no other ciphertext can replace it.
        let vault = PersonalDataKeys::open(folder.path()).expect("keys");
        let fresh = vault.seal(row, &number("012345678")).expect("sealed");
        let mixed = Sealed { ciphertext: fresh.ciphertext, ..wrapped };
        assert_eq!(vault.open_sealed(row, &mixed).map(|_| ()), Err(Broken));
    }

    #[test]
    fn what_cannot_be_wrapped_anew_says_why_and_stays_as_it_was() {
        let (folder, row) = (folder(), row());
        let sealed =
            PersonalDataKeys::open(folder.path()).expect("keys").seal(row, &number("079099012345")).expect("sealed");
        add_key(folder.path(), WRAPS).expect("a key");
        let vault = PersonalDataKeys::open(folder.path()).expect("keys");
        let flipped = |bytes: &[u8]| bytes.iter().map(|byte| byte ^ 1).collect::<Vec<u8>>();
        let name = sealed.sealed_under.clone();
        let tampered = Sealed { wrapped_key: flipped(&sealed.wrapped_key), ..sealed.clone() };
        assert_eq!(vault.rewrap(row, &tampered), Err(Stuck::WrappedKey { name: name.clone() }));
        let tampered = Sealed { ciphertext: flipped(&sealed.ciphertext), ..sealed.clone() };
        assert_eq!(vault.rewrap(row, &tampered), Err(Stuck::Number));
        std::fs::remove_file(folder.path().join(FIRST)).expect("removes");
        let bereft = PersonalDataKeys::open(folder.path()).expect("keys");
        let stuck = bereft.rewrap(row, &sealed).expect_err("its key is gone");
        assert_eq!(stuck, Stuck::Missing { name: name.clone() });
        assert!(stuck.to_string().contains(&name), "{stuck}");
    }

    #[test]
    fn a_newer_index_key_recognises_what_it_indexed_anew() {
        let (folder, row) = (folder(), row());
        let old =
            PersonalDataKeys::open(folder.path()).expect("keys").seal(row, &number("079099012345")).expect("sealed");
        assert_eq!(add_key(folder.path(), INDEXES).expect("a key"), "0002.index");
        let vault = PersonalDataKeys::open(folder.path()).expect("keys");
        let fresh = vault.seal(PersonalDatumId(Uuid::now_v7()), &number("079099012345")).expect("sealed");
        assert_ne!(old.blind_index, fresh.blind_index, "two keys, two indexes");
        let anew = vault.rewrap(row, &old).expect("indexed anew");
        assert_eq!((&anew.blind_index, &anew.indexed_under), (&fresh.blind_index, &fresh.indexed_under));
        assert_eq!(anew.wrapped_key, old.wrapped_key, "it lay under the newest wrapping key");
        let names = |sealed: &Sealed| (vec![sealed.sealed_under.clone()], vec![sealed.indexed_under.clone()]);
        assert!(vault.must_hold(&names(&old)).is_ok() && vault.must_hold(&names(&anew)).is_ok());
        std::fs::remove_file(folder.path().join(INDEX)).expect("removes");
        let later = PersonalDataKeys::open(folder.path()).expect("keys");
        assert!(!folder.path().join(INDEX).exists(), "no first key is made beside a later one");
        assert!(later.must_hold(&names(&anew)).is_ok() && later.must_hold(&names(&old)).is_err());
        assert!(later.is_newest(&anew));
        assert_eq!(add_key(folder.path(), INDEXES).expect("a key"), "0003.index");
    }

    #[test]
    fn a_new_key_is_the_newest_or_is_not_made() {
        let folder = folder();
        assert!(
            matches!(PersonalDataKeys::load(folder.path()), Err(DataKeysUnusable::Empty { .. })),
            "looking makes no keys"
        );
        PersonalDataKeys::open(folder.path()).expect("keys");
        std::fs::copy(folder.path().join(FIRST), folder.path().join("by-hand.key")).expect("copies");
        let refused = add_key(folder.path(), WRAPS).expect_err("refused").to_string();
        assert!(refused.contains("0002.key") && refused.contains("by-hand.key"), "{refused}");
        assert!(!folder.path().join("0002.key").exists());
    }

    #[test]
    fn equal_digits_have_equal_indexes_and_nothing_else_has() {
        let (folder, elsewhere) = (folder(), folder());
        let vault = PersonalDataKeys::open(folder.path()).expect("keys");
        let index =
            |vault: &PersonalDataKeys, digits: &str| vault.seal(row(), &number(digits)).expect("sealed").blind_index;
        let this = index(&vault, "079099012345");
        assert_eq!(this.len(), 32, "all of the MAC");
        assert_eq!(this, index(&vault, "079099012345"));
        for other in ["079099012346", "079099012344", "979099012345", "07909901234", "790990123"] {
            assert_ne!(this, index(&vault, other), "{other}");
        }
        let theirs = PersonalDataKeys::open(elsewhere.path()).expect("keys");
        assert_ne!(this, index(&theirs, "079099012345"), "another installation's index");
        // The index's key differs from the keys that wrap, even if both files hold the same bytes.
        std::fs::copy(folder.path().join(FIRST), folder.path().join(INDEX)).expect("copies");
        let same = PersonalDataKeys::open(folder.path()).expect("keys");
        assert_ne!(this, index(&same, "079099012345"));
    }

    #[test]
    fn what_was_erased_cannot_be_opened() {
        let folder = folder();
        let (vault, row) = (PersonalDataKeys::open(folder.path()).expect("keys"), row());
        let sealed = vault.seal(row, &number("079099012345")).expect("sealed");
        // The wrapped key is gone; an attacker kept the ciphertext and tries other wrapped keys.
        let zeros = vec![0; sealed.wrapped_key.len()];
        let others = vault.seal(row, &number("079099012345")).expect("sealed").wrapped_key;
        for wrapped_key in [Vec::new(), zeros, others] {
            let left = Sealed { wrapped_key, ..sealed.clone() };
            assert_eq!(vault.open_sealed(row, &left).map(|_| ()), Err(Broken));
        }
    }

    #[test]
    fn a_secret_of_the_service_opens_in_its_place_alone_and_under_older_keys() {
        let (folder, strangers) = (folder(), folder());
        let first = SecretBox::open(folder.path()).expect("keys");
        let kept = first.seal("webhook|secret|1", b"thirty-two bytes of randomness").expect("sealed");
        assert!(!kept.bytes.windows(6).any(|part| part == b"thirty"));
        assert_eq!(
            first.open_sealed("webhook|secret|1", &kept).expect("opened").as_slice(),
            b"thirty-two bytes of randomness"
        );
        assert_eq!(first.open_sealed("webhook|secret|2", &kept), Err(Broken), "bound to its place");
        let stranger = SecretBox::open(strangers.path()).expect("keys");
        assert_eq!(stranger.open_sealed("webhook|secret|1", &kept), Err(Broken));
        let mut flipped = kept.clone();
        flipped.bytes[20] ^= 1;
        assert_eq!(first.open_sealed("webhook|secret|1", &flipped), Err(Broken));

        assert_eq!(add_key(folder.path(), WRAPS).expect("a key"), "0002.key");
        let second = SecretBox::open(folder.path()).expect("keys");
        let later = second.seal("webhook|secret|1", b"another").expect("sealed");
        assert_ne!(kept.under, later.under, "the later one seals");
        assert_eq!(
            second.open_sealed("webhook|secret|1", &kept).expect("opened").as_slice(),
            b"thirty-two bytes of randomness"
        );
        assert_eq!(
            first.open_sealed("webhook|secret|1", &later).expect("opened").as_slice(),
            b"another",
            "found when needed"
        );
        assert!(second.must_hold(&[kept.under.clone(), later.under]).is_ok());
        std::fs::remove_file(folder.path().join(FIRST)).expect("removes");
        let bereft = SecretBox::open(folder.path()).expect("keys");
        assert!(
            matches!(bereft.must_hold(std::slice::from_ref(&kept.under)), Err(DataKeysUnusable::Bereft { name, .. }) if name == kept.under)
        );
        // The same file seals identity numbers under another derived key.
        let vault = PersonalDataKeys::open(strangers.path()).expect("keys");
        assert!(vault.keys.iter().all(|key| unlock(&key.key, "webhook|secret|1", &kept.bytes).is_err()));
    }

    #[cfg(unix)]
    #[test]
    fn a_key_that_others_may_read_is_refused() {
        use std::os::unix::fs::PermissionsExt;
        let folder = folder();
        PersonalDataKeys::open(folder.path()).expect("keys");
        for name in [FIRST, INDEX] {
            let file = folder.path().join(name);
            let made = std::fs::metadata(&file).expect("a file").permissions().mode() & 0o777;
            assert_eq!(made, 0o600, "{name}");
            for mode in [0o640, 0o604, 0o620, 0o601] {
                std::fs::set_permissions(&file, std::fs::Permissions::from_mode(mode)).expect("chmod");
                let refused = PersonalDataKeys::open(folder.path()).map(|_| ()).expect_err("refused").to_string();
                assert!(refused.contains(&format!("mode {mode:04o}")) && refused.contains("chmod 600"), "{refused}");
            }
            std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o600)).expect("chmod");
        }
        std::fs::write(folder.path().join(FIRST), "short").expect("writes");
        assert!(matches!(PersonalDataKeys::open(folder.path()), Err(DataKeysUnusable::Key { .. })));
    }
}
