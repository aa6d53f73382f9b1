//! The awards of published decisions, as the public sees them.

use actix_web::HttpRequest;
use chrono::{DateTime, NaiveDate, Utc};
use domain::base::ids::{AwardId, CampaignId, CycleId, OrganisationId};
use domain::honours::decision::Award;
use domain::planning::award::{AwardForm, AwardKind, SubjectKind};
use persistence::honours::decision::{AwardFilter, PublishedAward};
use persistence::planning::cycle::CycleCodes;
use persistence::registry::unit_label::UnitLabels;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::base::db::Db;
use crate::base::http_cache::{Cached, cached};
use crate::base::paging::{Listing, Paging};
use crate::base::problem::Problem;
use crate::base::query::{Path, Query, searched};
use crate::base::routes::{Routes, operations};
use crate::honours::correction::{AwardFactsView, PublicCorrectionView, as_granted};

/// An award as shown to the public: name, unit, award and decision, nothing else (rule L36). It shows what it says after
/// corrections (rule P06).
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = PublicAward)]
pub(crate) struct PublicAwardView {
    /// The award's identifier.
    id: AwardId,
    /// The cycle.
    cycle: CycleId,
    /// The cycle's code; in lists.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "2024")]
    cycle_code: Option<String>,
    /// A collective or an individual.
    subject_kind: SubjectKind,
    /// The recipient's name.
    #[schema(example = "Phòng Văn hóa và Thông tin (demo)")]
    name: String,
    /// The recipient's unit.
    organisation: OrganisationId,
    /// The unit's name as it was then.
    #[schema(example = "UBND huyện Kế Sách")]
    organisation_name: String,
    /// The unit's code; in lists.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "943")]
    organisation_code: Option<String>,
    /// The form of commendation.
    form: AwardForm,
    /// Kind of award.
    kind: AwardKind,
    /// Whether it is a basis for merit awards of a higher level (rule L16).
    counts_for_merit: bool,
    /// Whether the recipient belongs to no unit, and the unit only nominated them (rule S33).
    without_unit: bool,
    /// Number and symbol of the decision.
    #[schema(example = "335/QĐ-UBND")]
    decision_symbol: String,
    /// The day of the decision.
    decision_date: NaiveDate,
    /// When the award became public.
    #[serde(skip_serializing_if = "Option::is_none")]
    published_at: Option<DateTime<Utc>>,
    /// What it said as it was granted; only if a public decision corrected it.
    #[serde(skip_serializing_if = "Option::is_none")]
    as_granted: Option<AwardFactsView>,
    /// The decisions that corrected it, in their order; empty if none did.
    corrections: Vec<PublicCorrectionView>,
}

/// The filters of the list of awards.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct AwardQuery {
    /// Of this campaign.
    #[param(value_type = Option<Uuid>)]
    campaign: Option<CampaignId>,
    /// For this cycle.
    #[param(value_type = Option<Uuid>)]
    cycle: Option<CycleId>,
    /// To this unit or its people.
    #[param(value_type = Option<Uuid>)]
    organisation: Option<OrganisationId>,
    /// With this text in the recipient's name, or in a name or a code of the unit, such as `dang thi`; accents, case and the stroke of đ do not
    /// count. At most 100 characters.
    #[param(max_length = 100, example = "dang thi")]
    text: Option<String>,
}

/// The path parameter that names an award.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub(crate) struct AwardPath {
    /// The award's identifier.
    #[param(value_type = Uuid)]
    award: AwardId,
}

impl From<PublishedAward> for PublicAwardView {
    fn from(published: PublishedAward) -> Self {
        let PublishedAward { award, decision, corrections } = published;
        let Award {
            id,
            nomination: _,
            cycle,
            campaign: _,
            subject_kind,
            name,
            organisation,
            organisation_name,
            form,
            occasion,
            without_unit,
            prize: _,
        } = award;
        let kind = AwardKind::of(occasion);
        Self {
            id,
            cycle,
            cycle_code: None,
            subject_kind,
            name,
            organisation,
            organisation_name,
            organisation_code: None,
            form,
            kind,
            counts_for_merit: kind.counts_for_merit(),
            without_unit,
            decision_symbol: decision.paper.symbol,
            decision_date: decision.paper.date,
            published_at: decision.published_at,
            as_granted: as_granted(&corrections),
            corrections: corrections.iter().map(PublicCorrectionView::from).collect(),
        }
    }
}

impl PublicAwardView {
    /// With the codes of its cycle and unit, for a list.
    fn beside(self, cycles: &CycleCodes, units: &UnitLabels) -> Self {
        let (cycle_code, organisation_code) = (Some(cycles.get(self.cycle)), units.get(self.organisation).code);
        Self { cycle_code, organisation_code, ..self }
    }
}

/// List awards
///
/// *Danh sách khen thưởng.* Public: the awards of published decisions. Search by name with `text`, with or without
/// accents.
#[utoipa::path(get, path = "/awards", responses((status = 200, description = "The awards, oldest first.")))]
pub(crate) async fn list_awards(
    request: HttpRequest,
    Query(query): Query<AwardQuery>,
    paging: Paging,
    db: Db,
) -> Result<Cached<Listing<PublicAwardView>>, Problem> {
    let AwardQuery { campaign, cycle, organisation, text } = query;
    let (filter, page) = (AwardFilter { campaign, cycle, organisation, text: searched(text)? }, paging.page);
    let (slice, cycles, units) = db
        .read(move |tx| async move {
            let slice = tx.published_awards(filter, page).await?;
            let cycles = tx.cycle_codes(slice.items.iter().map(|one| one.award.cycle)).await?;
            let units = tx.unit_labels(slice.items.iter().map(|one| one.award.organisation)).await?;
            Ok((slice, cycles, units))
        })
        .await?;
    let row = |one| PublicAwardView::from(one).beside(&cycles, &units);
    cached(&request, &Listing::new(&paging, slice, |one| one.award.id.0, row))
}

/// Show an award
///
/// *Xem một khen thưởng.* Public: name, unit, award and decision, nothing else (rule L36).
#[utoipa::path(get, path = "/awards/{award}", responses((status = 200, description = "The award.")))]
pub(crate) async fn show_award(
    request: HttpRequest,
    path: Path<AwardPath>,
    db: Db,
) -> Result<Cached<PublicAwardView>, Problem> {
    let award = db.read(move |tx| async move { Ok(tx.published_award(path.0.award).await?) }).await?;
    cached(&request, &PublicAwardView::from(award))
}

pub(crate) fn routes(routes: &mut impl Routes) {
    operations!(routes, "public": list_awards, show_award);
}
