//! The predecessors and successors of units.

use chrono::{DateTime, NaiveDate, Utc};
use domain::base::ids::{OrganisationId, SuccessionId};
use domain::base::policy::Permission;
use domain::registry::lineage::{Known, Lineage, Reorganisation, Succession, SuccessionKind};
use domain::registry::organisation::Organisation;
use persistence::registry::lineage::Side;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;
use validator::Validate;

use crate::access::caller::Caller;
use crate::access::command::StepCommand;
use crate::base::answer::{Once, Tagged, Untagged};
use crate::base::citation::CitationBody;
use crate::base::db::Db;
use crate::base::problem::Problem;
use crate::base::query::Path;
use crate::base::routes::{Routes, operations};
use crate::registry::organisation::{OrganisationPath, OrganisationView, answered};

/// Reorganisation of a unit.
#[derive(Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct NewReorganisation {
    /// Kind of reorganisation: merged, divided or transformed.
    kind: SuccessionKind,
    /// Its successors, 1 to 20; they exist on the day after its last.
    #[validate(length(min = 1, max = 20))]
    #[schema(min_items = 1, max_items = 20)]
    successors: Vec<OrganisationId>,
    /// The unit's last day; that of a unit which has ended is the one that is known.
    #[schema(example = "2025-06-30")]
    #[serde(deserialize_with = "crate::base::bounded_date::one")]
    last_date: NaiveDate,
    /// The document that says so, with number and day.
    #[validate(nested)]
    document: CitationBody,
}

/// That one unit came from another.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Succession)]
pub(crate) struct SuccessionView {
    /// The unit that ended.
    predecessor: OrganisationId,
    /// The name that it bore in the end.
    #[schema(example = "Thị trấn Kế Sách")]
    predecessor_name: String,
    /// The code that the public knows it by (mã đơn vị).
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "31525")]
    predecessor_code: Option<String>,
    /// The unit that it went to.
    successor: OrganisationId,
    /// The name that it bore then.
    #[schema(example = "Xã Kế Sách")]
    successor_name: String,
    /// The code that the public knows it by (mã đơn vị).
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "31528")]
    successor_code: Option<String>,
    /// Kind of succession.
    kind: SuccessionKind,
    /// The first day after the predecessor's last.
    from_date: NaiveDate,
    /// The document that says so.
    document: CitationBody,
    /// When it was recorded.
    recorded_at: DateTime<Utc>,
}

/// A unit's predecessors and successors, with theirs.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Lineage)]
pub(crate) struct LineageView {
    /// The unit.
    organisation: OrganisationId,
    /// Predecessors of the unit, nearest first.
    predecessors: Vec<SuccessionView>,
    /// Successors of the unit, nearest first.
    successors: Vec<SuccessionView>,
    /// Whether the lineage is complete; each direction is followed to 200 units.
    complete: bool,
}

impl SuccessionView {
    fn new(succession: Succession, units: &[Organisation]) -> Self {
        let Succession { id: _, predecessor, successor, kind, from, document, recorded_at } = succession;
        // A foreign key guarantees that every unit of a succession exists.
        let name = |id: OrganisationId| {
            let unit = units.iter().find(|unit| unit.id == id);
            unit.map(|unit| unit.name_on(from).to_owned()).unwrap_or_default()
        };
        let code = |id: OrganisationId| {
            let unit = units.iter().find(|unit| unit.id == id);
            unit.and_then(Organisation::public_code).map(str::to_owned)
        };
        Self {
            predecessor,
            predecessor_name: name(predecessor),
            predecessor_code: code(predecessor),
            successor,
            successor_name: name(successor),
            successor_code: code(successor),
            kind,
            from_date: from,
            document: document.into(),
            recorded_at,
        }
    }
}

/// Show a unit's predecessors and successors
///
/// *Quá trình sáp nhập, chia tách của đơn vị.* Any signed-in person: its predecessors and its successors, with theirs,
/// each with day and document.
#[utoipa::path(
    get,
    path = "/organisations/{organisation}/lineage",
    responses((status = 200, description = "The lineage.")),
)]
pub(crate) async fn show_lineage(
    Caller(actor): Caller,
    path: Path<OrganisationPath>,
    db: Db,
) -> Result<Untagged<LineageView>, Problem> {
    actor.must(Permission::ReadRegistry, None)?;
    let view = db
        .read(move |tx| async move {
            let unit = tx.organisation(path.0.organisation).await?;
            let back = tx.lineage(unit.id, Side::Predecessors).await?;
            let on = tx.lineage(unit.id, Side::Successors).await?;
            let named = back.successions.iter().chain(&on.successions);
            let named: Vec<OrganisationId> = named.flat_map(|one| [one.predecessor, one.successor]).collect();
            let units = tx.organisations_named(named.into_iter()).await?;
            let complete = back.complete && on.complete;
            let views = |lineage: Lineage| {
                lineage.successions.into_iter().map(|one| SuccessionView::new(one, &units)).collect()
            };
            Ok(LineageView { organisation: unit.id, predecessors: views(back), successors: views(on), complete })
        })
        .await?;
    Untagged::new(&view)
}

/// Merge, divide or transform a unit
///
/// *Sáp nhập, chia tách, chuyển đổi đơn vị.* Administrator only. The unit ends on its last day and is succeeded by
/// other units, which may read its awards (rule L31); no data is moved. Successors may also be recorded for a unit that
/// has already ended. The unit owes no report for periods after its last day (rule L30). A function that it holds on a
/// later day must first be assigned to another unit (rule L34). Roles granted for the unit are not changed, so that
/// their holders can still read its data and finish what its life covers; nobody acts in a function of the unit after
/// its last day: grant the successor's people roles of their own.
#[utoipa::path(
    post,
    path = "/organisations/{organisation}/reorganisation",
    responses((status = 200, description = "Its last day and its successors are known.")),
)]
pub(crate) async fn reorganise_organisation(
    request: StepCommand<OrganisationPath, NewReorganisation>,
    db: Db,
) -> Result<Once<Tagged<OrganisationView>>, Problem> {
    let StepCommand { actor, at, key, path, expected, body } = request;
    db.once(key, move |tx| async move {
        actor.must(Permission::ManageRegistry, None)?;
        tx.lock_registry().await?;
        let unit = tx.organisation(path.organisation).await?;
        expected.must_be(unit.revision)?;
        let NewReorganisation { kind, successors, last_date, document } = body;
        let found = tx.organisations_named(successors.clone().into_iter()).await?;
        let (holdings, recorded) = (tx.holdings_of(unit.id).await?, tx.successions_of(unit.id).await?);
        let known = Known { successors: &found, holdings: &holdings, successions: &recorded };
        let plan = Reorganisation {
            kind,
            successors: successors.into_iter().map(|unit| (SuccessionId(Uuid::now_v7()), unit)).collect(),
            last: last_date,
            document: document.into(),
        };
        let reorganised = unit.reorganise(plan, known, &actor, at)?;
        let unit = tx.save_organisation(reorganised.predecessor).await?;
        for step in reorganised.successions {
            tx.add(step).await?;
        }
        answered(&tx, unit).await
    })
    .await
}

pub(crate) fn routes(routes: &mut impl Routes) {
    operations!(routes, "organisations": show_lineage, reorganise_organisation);
}
