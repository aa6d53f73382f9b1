//! The list of decisions, the awards of one, and the prizes that are computed later.

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, Utc};
use domain::base::ids::{CampaignId, DecisionId, OrganisationId, Revision};
use domain::base::policy::Permission;
use domain::honours::decision::{Decision, DecisionPaper, DecisionState};
use domain::planning::campaign::stationery::Stationery;
use persistence::base::failure::Failure;
use persistence::base::store::Tx;
use persistence::honours::decision::ListedDecision;
use persistence::registry::unit_label::{UnitLabel, UnitLabels};
use serde::Serialize;
use utoipa::ToSchema;

use crate::access::caller::Caller;
use crate::access::command::StepCommand;
use crate::access::movement::must_reach_one;
use crate::base::answer::{Once, Tagged, Untagged};
use crate::base::body::Empty;
use crate::base::db::Db;
use crate::base::paging::{Listing, Paging};
use crate::base::problem::Problem;
use crate::base::query::Path;
use crate::base::routes::{Routes, operations};
use crate::honours::decision::{AwardView, DecisionPath, DecisionView, awards_of};

/// A decision in the list, without what its own address shows.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = ListedDecision)]
pub(crate) struct DecisionRow {
    /// The decision's identifier.
    id: DecisionId,
    /// The authority that decides, as the papers of the movement name it.
    #[schema(example = "Chủ tịch Ủy ban nhân dân tỉnh")]
    authority: String,
    /// The unit that held the decision authority's function.
    issuer: OrganisationId,
    /// The unit's present name.
    #[schema(example = "Văn phòng Ủy ban nhân dân tỉnh")]
    issuer_name: String,
    /// The unit's code.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "van-phong-ubnd")]
    issuer_code: Option<String>,
    /// The number.
    #[schema(minimum = 1, example = 335)]
    number: i64,
    /// Number and symbol.
    #[schema(example = "335/QĐ-UBND")]
    symbol: String,
    /// The day it was signed.
    date: NaiveDate,
    /// Who signed it.
    #[schema(example = "Chủ tịch UBND tỉnh (demo)")]
    signer: String,
    /// Its abstract (trích yếu).
    #[schema(example = "Về việc tặng Bằng khen của Chủ tịch UBND tỉnh")]
    title: String,
    /// Number of awards.
    #[schema(minimum = 0, maximum = 500, example = 12)]
    award_count: u64,
    /// Number of awards whose prize money could not be computed yet (rule L15).
    #[schema(minimum = 0, maximum = 500, example = 0)]
    awards_without_prize: u64,
    /// Where its awards are listed.
    #[schema(example = "/v1/decisions/01935f3e-7c4a-7d2b-9f10-3c5a8e6b1d24/awards")]
    awards_href: String,
    /// The earlier decision that it corrects (rule L17).
    #[serde(skip_serializing_if = "Option::is_none")]
    corrects: Option<DecisionId>,
    /// Number and symbol of that decision.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "330/QĐ-UBND")]
    corrects_symbol: Option<String>,
    /// Whether it is public.
    state: DecisionState,
    /// When it became public.
    #[serde(skip_serializing_if = "Option::is_none")]
    published_at: Option<DateTime<Utc>>,
    /// Revision number; the `ETag` of the decision contains the same number.
    revision: Revision,
}

/// The authorities that decide, by the movement that a decision belongs to.
async fn authorities(tx: &Tx, listed: &[ListedDecision]) -> Result<HashMap<Option<CampaignId>, String>, Failure> {
    let mut known = HashMap::new();
    for movement in listed.iter().map(|one| one.decision.movements.first().copied()) {
        if known.contains_key(&movement) {
            continue;
        }
        let stationery = match movement {
            Some(movement) => tx.stationery(movement).await?,
            None => Stationery::default(),
        };
        known.insert(movement, stationery.letterhead.chair);
    }
    Ok(known)
}

/// What stands beside the decisions of a page.
struct Around {
    authorities: HashMap<Option<CampaignId>, String>,
    issuers: UnitLabels,
    corrected: Vec<(DecisionId, String)>,
}

impl DecisionRow {
    fn new(listed: ListedDecision, Around { authorities, issuers, corrected }: &Around) -> Self {
        let ListedDecision { decision, awards, without_prize } = listed;
        let Decision {
            id,
            issuer,
            paper,
            awards: _,
            corrects,
            corrections: _,
            movements,
            sheet: _,
            bytes_required: _,
            state,
            published_at,
            revision,
        } = decision;
        let DecisionPaper { number, symbol, date, signer, title, file: _ } = paper;
        let UnitLabel { name: issuer_name, code: issuer_code } = issuers.get(issuer);
        let authority = authorities.get(&movements.first().copied()).cloned().unwrap_or_default();
        let named = |earlier: DecisionId| corrected.iter().find(|(id, _)| *id == earlier).map(|(_, said)| said.clone());
        Self {
            id,
            authority,
            issuer,
            issuer_name,
            issuer_code,
            number,
            symbol,
            date,
            signer,
            title,
            award_count: awards,
            awards_without_prize: without_prize,
            awards_href: awards_of(id),
            corrects,
            corrects_symbol: corrects.and_then(named),
            state,
            published_at,
            revision,
        }
    }
}

/// List decisions
///
/// *Danh sách quyết định.* Standing agency, appraisal agency, decision authority and auditor. A row has the number of
/// awards and their address; `GET …/awards` lists them page by page.
#[utoipa::path(get, path = "/decisions", responses((status = 200, description = "The decisions, oldest first.")))]
pub(crate) async fn list_decisions(
    Caller(actor): Caller,
    paging: Paging,
    db: Db,
) -> Result<Untagged<Listing<DecisionRow>>, Problem> {
    let (scope, page) = (actor.scope(Permission::ReadDecision)?, paging.page);
    let (slice, around) = db
        .read(move |tx| async move {
            let slice = tx.decisions(&scope, page).await?;
            let issuers = tx.unit_labels(slice.items.iter().map(|one| one.decision.issuer)).await?;
            let corrected = tx.symbols(slice.items.iter().filter_map(|one| one.decision.corrects)).await?;
            let authorities = authorities(&tx, &slice.items).await?;
            Ok((slice, Around { authorities, issuers, corrected }))
        })
        .await?;
    let row = |one| DecisionRow::new(one, &around);
    Untagged::new(&Listing::new(&paging, slice, |one| one.decision.id.0, row))
}

/// List the awards of a decision
///
/// *Danh sách khen thưởng của một quyết định.* Standing agency, appraisal agency, decision authority and auditor: every
/// award as it was granted, revoked ones included, with its prize money; `corrected` says how it stands after corrections.
#[utoipa::path(
    get,
    path = "/decisions/{decision}/awards",
    responses((status = 200, description = "The awards, in the order of the decision.")),
)]
pub(crate) async fn list_decision_awards(
    Caller(actor): Caller,
    path: Path<DecisionPath>,
    paging: Paging,
    db: Db,
) -> Result<Untagged<Listing<AwardView>>, Problem> {
    actor.must_somewhere(Permission::ReadDecision)?;
    let (decision, page) = (path.0.decision, paging.page);
    let (day, slice, cycles, units, made) = db
        .read(move |tx| async move {
            must_reach_one(&actor, Permission::ReadDecision, &tx.decision(decision).await?.movements)?;
            let day = tx.decision_date(decision).await?;
            let slice = tx.awards_in(&actor.scope(Permission::ReadDecision)?, decision, page).await?;
            let cycles = tx.cycle_codes(slice.items.iter().map(|one| one.cycle)).await?;
            let units = tx.unit_labels(slice.items.iter().map(|one| one.organisation)).await?;
            let made = tx.made_corrections(slice.items.iter().map(|one| one.id)).await?;
            Ok((day, slice, cycles, units, made))
        })
        .await?;
    let row = |one| AwardView::new(one, day).standing(&made).beside(&cycles, &units);
    Untagged::new(&Listing::new(&paging, slice, |one| one.id.0, row))
}

/// Compute the missing prizes of a decision
///
/// *Bổ sung tiền thưởng.* Standing or appraisal agency, once the administrator has entered what was missing when the
/// decision was recorded: for each award without an amount, the prize of the day of the decision (rule L14). Amounts that
/// are there never change. 409 with what is still missing if none can be computed (rule L15).
#[utoipa::path(post, path = "/decisions/{decision}/prizes", responses((status = 200, description = "Computed.")))]
pub(crate) async fn fill_prizes(
    request: StepCommand<DecisionPath, Empty>,
    db: Db,
) -> Result<Once<Tagged<DecisionView>>, Problem> {
    let StepCommand { actor, at, key, path, expected, .. } = request;
    db.once(key, move |tx| async move {
        actor.must_somewhere(Permission::PublishDecision)?;
        let decision = tx.decision(path.decision).await?;
        expected.must_be(decision.revision)?;
        let (regimes, salaries) = (tx.all_regimes().await?, tx.all_base_salaries().await?);
        let decision = tx.save_prizes(decision.fill_prizes((&regimes, &salaries), &actor, at)?).await?;
        Tagged::new(decision.revision, &DecisionView::beside(&tx, decision, &actor).await?)
    })
    .await
}

pub(crate) fn routes(routes: &mut impl Routes) {
    operations!(routes, "decisions": list_decisions, list_decision_awards, fill_prizes);
}
