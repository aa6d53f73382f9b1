//! Nominees' identity numbers: entered once, shown masked, read in full with a purpose, erased once nothing depends on
//! them.

use std::borrow::Cow;
use std::sync::Arc;

use actix_web::web;
use chrono::{DateTime, Utc};
use domain::base::identity::{Actor, Scope};
use domain::base::ids::{NominationId, PersonalDatumId, Revision};
use domain::base::policy::Permission;
use domain::honours::nomination::Nomination;
use domain::privacy::personal::{DIGITS, Holding, PersonalDatum, REVEALS_WITHIN, Secret, wait_before_reveal};
use persistence::base::failure::Failure;
use persistence::base::page::{Page, Slice};
use persistence::base::store::{Store, Tx};
use serde::{Deserialize, Serialize, Serializer};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;
use validator::{Validate, ValidationError, ValidationErrors};

use crate::access::caller::Caller;
use crate::access::command::StepCommand;
use crate::base::answer::{Once, Tagged};
use crate::base::body::{Body, ReasonBody};
use crate::base::clock::Now;
use crate::base::db::Db;
use crate::base::precondition::Expected;
use crate::base::problem::{Kind, Problem};
use crate::base::query::Path;
use crate::base::routes::{Routes, operations};
use crate::base::text::Line;
use crate::security::key_file::{Broken, DataKeysUnusable, INDEXES, WRAPS, add_key};
use crate::security::personal_data_keys::{PersonalDataKeys, Stuck};

/// The folder of the keys of personal data, below the folder of the service's other keys.
pub(crate) const PERSONAL: &str = "personal";
/// How many numbers are read at a time while they are wrapped with newer keys.
const LOOKED_THROUGH: u8 = 100;
/// How many times a number is tried that changed meanwhile.
const ATTEMPTS: u8 = 3;

/// A nominee's identity number (số định danh cá nhân, căn cước).
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct NewIdentityNumber {
    /// The number: 9 to 12 digits, without spaces.
    #[schema(value_type = String, min_length = 9, max_length = 12, pattern = "^[0-9]{9,12}$", example = "079099000123", write_only)]
    value: Secret,
}

/// Implemented by hand, because the derived one keeps the value in its error.
impl Validate for NewIdentityNumber {
    fn validate(&self) -> Result<(), ValidationErrors> {
        let (fewest, most) = DIGITS;
        let mut errors = ValidationErrors::new();
        if !(fewest..=most).contains(&self.value.expose().chars().count()) {
            let mut error = ValidationError::new("length");
            error.add_param(Cow::from("min"), &fewest);
            error.add_param(Cow::from("max"), &most);
            errors.add("value", error);
        }
        if errors.is_empty() { Ok(()) } else { Err(errors) }
    }
}

/// Why a number is read in full.
#[derive(Clone, Debug, Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({"purpose": "Đối chiếu hồ sơ trước khi trình Chủ tịch"}))]
pub(crate) struct RevealPurpose {
    /// Purpose of reading the number; it is recorded in the audit trail, so it must contain no such number. 1 to 300
    /// characters.
    #[validate(nested)]
    purpose: Line,
}

/// A nominee's identity number, masked.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = IdentityNumber)]
pub(crate) struct IdentityNumberView {
    /// The nomination whose nominee it belongs to.
    nomination: NominationId,
    /// The number with its last three digits only; absent once it was erased.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "*********123")]
    masked: Option<String>,
    /// When it was entered last.
    entered_at: DateTime<Utc>,
    /// When it was erased; absent while it is kept.
    #[serde(skip_serializing_if = "Option::is_none")]
    erased_at: Option<DateTime<Utc>>,
    /// Revision number; the `ETag` contains the same number.
    revision: Revision,
}

impl From<PersonalDatum> for IdentityNumberView {
    fn from(datum: PersonalDatum) -> Self {
        let PersonalDatum { id: _, nomination, kind: _, holding, entered_at, revision } = datum;
        let (masked, erased_at) = match holding {
            Holding::Kept { masked, sealed: _ } => (Some(masked), None),
            Holding::Erased { at } => (None, Some(at)),
        };
        Self { nomination, masked, entered_at, erased_at, revision }
    }
}

/// A nominee's identity number in full. Must not be logged, stored or included in debug output.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = RevealedIdentityNumber)]
pub(crate) struct RevealedIdentityNumberView {
    /// The number.
    #[serde(serialize_with = "in_full")]
    #[schema(value_type = String, min_length = 9, max_length = 12, example = "000000000123", read_only)]
    value: Secret,
}

fn in_full<S: Serializer>(secret: &Secret, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(secret.expose())
}

/// The path parameter that names a nomination.
#[derive(Clone, Copy, Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub(crate) struct NomineePath {
    /// The nomination's identifier.
    #[param(value_type = Uuid)]
    nomination: NominationId,
}

/// The nomination, if the caller may read it, and the data of its nominee.
async fn load(tx: &Tx, actor: &Actor, path: NomineePath) -> Result<(Nomination, Option<PersonalDatum>), Problem> {
    let nomination = tx.nomination(&actor.scope(Permission::ReadNomination)?, path.nomination).await?;
    let datum = tx.identity_number(nomination.id).await?;
    Ok((nomination, datum))
}

/// At most thirty reveals in an hour for one person, over all processes: the entries of the audit trail are counted.
async fn must_not_hurry(tx: &Tx, actor: &Actor, at: DateTime<Utc>) -> Result<(), Problem> {
    let recent = tx.reveals_since(actor.account, at - REVEALS_WITHIN).await?;
    wait_before_reveal(&recent, at).map_or(Ok(()), |wait| {
        let seconds = wait.num_seconds().saturating_add(1);
        Err(Problem::plain(Kind::TooManyRequests).with_header("Retry-After", seconds.to_string()))
    })
}

/// Enter a nominee's identity number
///
/// *Nhập số định danh của cá nhân được đề nghị.* Editor or head of the nominating unit, or the standing agency where it
/// nominates, while the dossier is a draft or returned. Replaces the previous number. The number is stored encrypted
/// and shown masked from now on; the answer does not reveal whether another unit has nominated the same person. An
/// `Idempotency-Key` is not accepted: sending the same number again has the same effect (rule L36).
#[utoipa::path(
    put,
    path = "/nominations/{nomination}/identity-number",
    responses((status = 200, description = "Entered.")),
)]
pub(crate) async fn enter_identity_number(
    Caller(actor): Caller,
    path: Path<NomineePath>,
    expected: Expected,
    Now(at): Now,
    Body(NewIdentityNumber { value }): Body<NewIdentityNumber>,
    vault: web::Data<PersonalDataKeys>,
    db: Db,
) -> Result<Tagged<IdentityNumberView>, Problem> {
    let vault = vault.into_inner();
    db.write(move |tx| async move {
        let (nomination, before) = load(&tx, &actor, path.0).await?;
        expected.must_fit(before.as_ref().map(|before| before.revision))?;
        let fresh = PersonalDatumId(Uuid::now_v7());
        let entry = PersonalDatum::entering(before.as_ref(), fresh, &nomination, &value, &actor)?;
        let sealed = vault.seal(entry.id(), entry.number())?;
        let step = entry.sealed(sealed, at);
        let datum = match before {
            Some(_) => tx.save(step).await?,
            None => tx.add(step).await?,
        };
        Tagged::new(datum.revision, &IdentityNumberView::from(datum))
    })
    .await
}

/// Show a nominee's identity number, masked
///
/// *Xem số định danh (đã che).* Callers who may read the nomination: the unit's own people, the standing agency, the
/// appraisal agency, the decision authority, the auditor. Only the last three digits are shown (rule L36).
#[utoipa::path(
    get,
    path = "/nominations/{nomination}/identity-number",
    responses((status = 200, description = "The number, masked, or that it was erased.")),
)]
pub(crate) async fn show_identity_number(
    Caller(actor): Caller,
    path: Path<NomineePath>,
    db: Db,
) -> Result<Tagged<IdentityNumberView>, Problem> {
    let (_, datum) = db.read(move |tx| async move { load(&tx, &actor, path.0).await }).await?;
    let datum = datum.ok_or(Failure::NotFound)?;
    Tagged::new(datum.revision, &IdentityNumberView::from(datum))
}

/// Read a nominee's identity number in full
///
/// *Xem đầy đủ số định danh.* Standing agency or appraisal agency, with a purpose that is kept in the audit trail; at
/// most 30 times an hour for one reader, then 429. The answer is not stored anywhere, so an `Idempotency-Key` is not
/// accepted: every call is a separate reading (rule L36).
#[utoipa::path(
    post,
    path = "/nominations/{nomination}/identity-number/reveal",
    responses((status = 200, description = "The number.")),
)]
pub(crate) async fn reveal_identity_number(
    Caller(actor): Caller,
    path: Path<NomineePath>,
    Now(at): Now,
    Body(RevealPurpose { purpose }): Body<RevealPurpose>,
    vault: web::Data<PersonalDataKeys>,
    db: Db,
) -> Result<Tagged<RevealedIdentityNumberView>, Problem> {
    let vault = vault.into_inner();
    let (number, revision) = db
        .write(move |tx| async move {
            let (nomination, datum) = load(&tx, &actor, path.0).await?;
            actor.must_somewhere(Permission::RevealPersonalData)?;
            let step = datum.ok_or(Failure::NotFound)?.reveal(&nomination, &purpose, &actor, at)?;
            must_not_hurry(&tx, &actor, at).await?;
            let datum = tx.record_reveal(step).await?;
            Ok((opened(&vault, &datum)?, datum.revision))
        })
        .await?;
    Tagged::new(revision, &RevealedIdentityNumberView { value: number })
}

fn opened(vault: &PersonalDataKeys, datum: &PersonalDatum) -> Result<Secret, Broken> {
    match &datum.holding {
        Holding::Kept { masked: _, sealed } => vault.open_sealed(datum.id, sealed),
        Holding::Erased { at: _ } => Err(Broken),
    }
}

/// Erase a nominee's identity number
///
/// *Xóa số định danh.* Appraisal agency, with a reason, once the nomination is withdrawn, not awarded or not eligible;
/// numbers of nominations in progress or awarded must be kept by law (409, rule L36). The number's key and index are
/// destroyed with it, and the number can no longer be read; that it existed stays recorded.
#[utoipa::path(
    post,
    path = "/nominations/{nomination}/identity-number/erasure",
    responses((status = 200, description = "Erased.")),
)]
pub(crate) async fn erase_identity_number(
    request: StepCommand<NomineePath, ReasonBody>,
    db: Db,
) -> Result<Once<Tagged<IdentityNumberView>>, Problem> {
    let StepCommand { actor, at, key, path, expected, body: ReasonBody { reason } } = request;
    db.once(key, move |tx| async move {
        let (nomination, datum) = load(&tx, &actor, path).await?;
        actor.must(Permission::ErasePersonalData, None)?;
        let datum = datum.ok_or(Failure::NotFound)?;
        expected.must_be(datum.revision)?;
        let datum = tx.save(datum.erase(&nomination, &reason, &actor, at)?).await?;
        Tagged::new(datum.revision, &IdentityNumberView::from(datum))
    })
    .await
}

pub(crate) fn routes(routes: &mut impl Routes) {
    operations!(routes, "personal-data":
        enter_identity_number, show_identity_number, reveal_identity_number, erase_identity_number,
    );
}

/// The result of wrapping numbers with newer keys.
#[derive(Debug, Default)]
pub struct Rewrapped {
    /// How many were wrapped with the newest keys.
    pub rewrapped: usize,
    /// How many had the newest keys already.
    pub newest: usize,
    /// The nominations whose number stays unchanged, and why.
    pub failed: Vec<(NominationId, Stuck)>,
}

/// Why numbers cannot be wrapped with newer keys.
#[derive(Debug, thiserror::Error)]
pub enum RewrapError {
    /// The keys of personal data cannot be used.
    #[error("the keys of personal data cannot be used")]
    Keys(#[from] DataKeysUnusable),
    /// The database cannot be used.
    #[error("the database cannot be used")]
    Database(#[from] Failure),
}

/// The result for one number.
enum Outcome {
    Anew,
    Newest,
    /// Erased meanwhile.
    Gone,
    Failed(Stuck),
}

/// Makes a key that wraps the keys of numbers from the service's next start on, or one that indexes them, and returns
/// its file's name.
///
/// # Errors
/// If the folder cannot be used, or a file in it is named so that the new key would not be the newest.
pub fn new_key(keys: &std::path::Path, index: bool) -> Result<String, DataKeysUnusable> {
    add_key(&keys.join(PERSONAL), if index { INDEXES } else { WRAPS })
}

/// Wraps every stored number with the newest keys, each in a transaction of its own, while services keep running; a
/// second run finds nothing left to do. A number that fails stays unchanged and readable.
///
/// # Errors
/// If the keys or the database fail; the numbers that were done before stay done.
pub async fn rewrap(store: &Store, keys: &std::path::Path, now: DateTime<Utc>) -> Result<Rewrapped, RewrapError> {
    let vault = Arc::new(PersonalDataKeys::load(&keys.join(PERSONAL))?);
    let (mut done, mut after) = (Rewrapped::default(), None);
    loop {
        let page = Page { after, limit: LOOKED_THROUGH };
        let Slice { items, more } = store.read(move |tx| async move { tx.kept_personal_data(page).await }).await?;
        after = items.last().map(|datum| datum.id.0);
        for datum in items {
            if matches!(&datum.holding, Holding::Kept { masked: _, sealed } if vault.is_newest(sealed)) {
                done.newest += 1;
                continue;
            }
            match anew(store, &vault, datum.nomination, now).await? {
                Outcome::Anew => done.rewrapped += 1,
                Outcome::Newest => done.newest += 1,
                Outcome::Gone => {}
                Outcome::Failed(stuck) => done.failed.push((datum.nomination, stuck)),
            }
        }
        if !more {
            return Ok(done);
        }
    }
}

/// Wraps one number with the newest keys, as it is now and not as it was when the batch was read.
async fn anew(
    store: &Store,
    vault: &Arc<PersonalDataKeys>,
    nomination: NominationId,
    now: DateTime<Utc>,
) -> Result<Outcome, Failure> {
    for _ in 0..ATTEMPTS {
        let vault = Arc::clone(vault);
        let attempt = store
            .write(move |tx| async move {
                let Some(datum) = tx.identity_number(nomination).await? else { return Ok(Outcome::Gone) };
                let Holding::Kept { masked: _, sealed: before } = datum.holding.clone() else {
                    return Ok(Outcome::Gone);
                };
                if vault.is_newest(&before) {
                    return Ok(Outcome::Newest);
                }
                let sealed = match vault.rewrap(datum.id, &before) {
                    Ok(sealed) => sealed,
                    Err(stuck) => return Ok(Outcome::Failed(stuck)),
                };
                let nomination = tx.nomination(&Scope::Everything, nomination).await?;
                let Ok(step) = datum.rewrap(&nomination, sealed, now) else { return Ok(Outcome::Gone) };
                tx.save_rewrapped(step, &before).await?;
                Ok::<Outcome, Failure>(Outcome::Anew)
            })
            .await;
        if !matches!(attempt, Err(Failure::Stale)) {
            return attempt;
        }
    }
    Ok(Outcome::Failed(Stuck::Restless))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::body::parse;

    /// However a body is malformed, the answer does not repeat the number in it.
    #[test]
    fn l36_a_refused_body_does_not_come_back() {
        for body in [
            r#"{"value": 79099012345}"#,
            r#"{"value": -79099012345}"#,
            r#"{"value": 79099012345.5}"#,
            r#"{"value": 7909901234579099012345}"#,
            r#"{"value": ["79099012345"]}"#,
            r#"{"value": {"number": "79099012345"}}"#,
            r#"{"value": "7909901234579099012345"}"#,
            r#"{"value": "79099012345", "more": "79099012345"}"#,
            r#"{"value": "79099012345"} "79099012345""#,
            r#"{"value": 079099012345}"#,
        ] {
            let refused = parse::<NewIdentityNumber>(body.as_bytes()).expect_err(body);
            assert!(!format!("{refused:?} {refused}").contains("0990123"), "{body}: {refused:?}");
        }
        let good = parse::<NewIdentityNumber>(br#"{"value": "079099012345"}"#).expect("a number");
        assert!(!format!("{good:?}").contains("0990123"), "{good:?}");
        assert_eq!(good.value.expose(), "079099012345");
    }
}
