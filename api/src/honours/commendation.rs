//! The register of Giấy khen.

use chrono::{DateTime, NaiveDate, Utc};
use domain::base::ids::{CommendationId, OrganisationId, Revision};
use domain::base::policy::Permission;
use domain::honours::commendation::Commendation;
use domain::planning::award::SubjectKind;
use persistence::honours::commendation::CommendationFilter;
use persistence::registry::unit_label::{UnitLabel, UnitLabels};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;
use validator::Validate;

use crate::access::caller::Caller;
use crate::access::command::Command;
use crate::access::unit_permission::must_for_unit;
use crate::base::answer::{Created, Once, Tagged, Untagged};
use crate::base::db::Db;
use crate::base::paging::{Listing, Paging};
use crate::base::problem::{Problem, named};
use crate::base::query::{Path, Query, searched};
use crate::base::reasons;
use crate::base::routes::{Routes, operations};
use crate::base::text::{Line, Paragraph, ShortLine};

/// A Giấy khen to record.
#[derive(Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct NewCommendation {
    /// The unit whose head gave it: the caller's own.
    organisation: OrganisationId,
    /// A collective or an individual of the unit.
    subject_kind: SubjectKind,
    /// The recipient's name; 1 to 300 characters.
    /// Example: `Tổ Công nghệ thông tin (demo)`
    #[validate(nested)]
    name: Line,
    /// Number and symbol of the head's decision; 1 to 100 characters.
    /// Example: `18/QĐ-SYT`
    #[validate(nested)]
    symbol: ShortLine,
    /// The day of the head's decision, not in the future.
    #[schema(example = "2024-11-20")]
    #[serde(deserialize_with = "crate::base::bounded_date::one")]
    date: NaiveDate,
    /// Who signed it; 1 to 300 characters.
    /// Example: `Giám đốc Sở (demo)`
    #[validate(nested)]
    signer: Line,
    /// The achievement that it was given for; 1 to 4000 characters.
    /// Example: `Sáng kiến số hóa hồ sơ`
    #[validate(nested)]
    achievement: Paragraph,
}

/// A Giấy khen as its unit recorded it.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Commendation)]
pub(crate) struct CommendationView {
    /// The entry's identifier.
    id: CommendationId,
    /// The unit whose head gave it.
    organisation: OrganisationId,
    /// The unit's present name; in lists.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "Huyện Kế Sách")]
    organisation_name: Option<String>,
    /// The unit's code; in lists.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "943")]
    organisation_code: Option<String>,
    /// A collective or an individual.
    subject_kind: SubjectKind,
    /// The recipient's name.
    #[schema(example = "Tổ Công nghệ thông tin (demo)")]
    name: String,
    /// Number and symbol of the head's decision.
    #[schema(example = "18/QĐ-SYT")]
    symbol: String,
    /// The day of the head's decision.
    date: NaiveDate,
    /// Who signed it.
    #[schema(example = "Giám đốc Sở (demo)")]
    signer: String,
    /// The achievement that it was given for.
    #[schema(example = "Sáng kiến số hóa hồ sơ")]
    achievement: String,
    /// When it was recorded.
    recorded_at: DateTime<Utc>,
    /// Revision number; the `ETag` contains the same number.
    revision: Revision,
}

/// The filters of the list of commendations.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct CommendationQuery {
    /// Of this unit.
    #[param(value_type = Option<Uuid>)]
    organisation: Option<OrganisationId>,
    /// With this text in the recipient's name, the decision's symbol, or a name or a code of the unit, such as `dang thi`; accents, case and the stroke of đ do not
    /// count. At most 100 characters.
    #[param(max_length = 100, example = "dang thi")]
    text: Option<String>,
}

/// The path parameter that names a commendation.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub(crate) struct CommendationPath {
    /// The entry's identifier.
    #[param(value_type = Uuid)]
    commendation: CommendationId,
}

impl From<Commendation> for CommendationView {
    fn from(commendation: Commendation) -> Self {
        let Commendation {
            id,
            organisation,
            subject_kind,
            name,
            symbol,
            date,
            signer,
            achievement,
            recorded_at,
            revision,
        } = commendation;
        Self {
            id,
            organisation,
            organisation_name: None,
            organisation_code: None,
            subject_kind,
            name,
            symbol,
            date,
            signer,
            achievement,
            recorded_at,
            revision,
        }
    }
}

impl CommendationView {
    /// With the name and the code of its unit, for a list.
    fn beside(self, units: &UnitLabels) -> Self {
        let UnitLabel { name, code } = units.get(self.organisation);
        Self { organisation_name: Some(name), organisation_code: code, ..self }
    }
}

/// List Giấy khen
///
/// *Sổ Giấy khen.* Units see their own; the standing agency, the appraisal agency, the decision authority and the
/// auditor see all.
#[utoipa::path(get, path = "/commendations", responses((status = 200, description = "The entries, oldest first.")))]
pub(crate) async fn list_commendations(
    Caller(actor): Caller,
    Query(query): Query<CommendationQuery>,
    paging: Paging,
    db: Db,
) -> Result<Untagged<Listing<CommendationView>>, Problem> {
    let (scope, page) = (actor.scope(Permission::ReadCommendation)?, paging.page);
    let CommendationQuery { organisation, text } = query;
    let filter = CommendationFilter { organisation, text: searched(text)? };
    let (slice, units) = db
        .read(move |tx| async move {
            let slice = tx.commendations(&scope, &filter, page).await?;
            let units = tx.unit_labels(slice.items.iter().map(|one| one.organisation)).await?;
            Ok((slice, units))
        })
        .await?;
    let row = |one| CommendationView::from(one).beside(&units);
    Untagged::new(&Listing::new(&paging, slice, |one| one.id.0, row))
}

/// Record a Giấy khen
///
/// *Ghi nhận Giấy khen.* Head of a unit, for the unit's own people or collectives only (rule S14). There is no
/// approval.
#[utoipa::path(post, path = "/commendations", responses((status = 201, description = "Recorded.")))]
pub(crate) async fn create_commendation(
    request: Command<NewCommendation>,
    db: Db,
) -> Result<Once<Created<CommendationView>>, Problem> {
    let Command { actor, at, key, body } = request;
    db.once(key, move |tx| async move {
        must_for_unit(&tx, &actor, Permission::RecordCommendation, body.organisation).await?;
        let found = tx.organisation(body.organisation).await;
        let organisation = named(found, "/organisation", reasons::unit_unknown)?;
        let id = CommendationId(Uuid::now_v7());
        let NewCommendation { organisation: _, subject_kind, name, symbol, date, signer, achievement } = body;
        let commendation = Commendation {
            id,
            organisation: organisation.id,
            subject_kind,
            name: name.into(),
            symbol: symbol.into(),
            date,
            signer: signer.into(),
            achievement: achievement.into(),
            recorded_at: at,
            revision: Revision::FIRST,
        };
        let commendation = tx.add(commendation.record(&organisation, &actor, at)?).await?;
        let (location, revision) = (format!("/v1/commendations/{id}"), commendation.revision);
        Created::new(location, revision, &CommendationView::from(commendation))
    })
    .await
}

/// Show a Giấy khen
///
/// *Xem Giấy khen.* Callers who may list it.
#[utoipa::path(get, path = "/commendations/{commendation}", responses((status = 200, description = "The entry.")))]
pub(crate) async fn show_commendation(
    Caller(actor): Caller,
    path: Path<CommendationPath>,
    db: Db,
) -> Result<Tagged<CommendationView>, Problem> {
    let scope = actor.scope(Permission::ReadCommendation)?;
    let found = db.ask(move |tx| async move { Ok(tx.commendation(&scope, path.0.commendation).await?) }).await?;
    Tagged::new(found.revision, &CommendationView::from(found))
}

pub(crate) fn routes(routes: &mut impl Routes) {
    operations!(routes, "commendations": list_commendations, create_commendation, show_commendation);
}
