//! The status of units before a cycle's deadline: a page of the participants, with the report and the extension of each of
//! its units. No report is read in full, and no unit outside the page is read.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use domain::base::code::GroupCode;
use domain::base::identity::Scope;
use domain::base::ids::OrganisationId;
use domain::planning::cycle::Cycle;
use domain::planning::participant::Participant;
use domain::registry::organisation::Organisation;
use domain::reporting::standing::Standing;
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{ColumnTrait, EntityTrait, JoinType, QueryFilter, QueryOrder, QuerySelect, QueryTrait, SelectTwo};

use crate::base::failure::Failure;
use crate::base::page::{Page, Slice};
use crate::base::scope::of_units;
use crate::base::store::Tx;
use crate::planning::participant::row;
use crate::registry::organisation::row as organisation_row;
use crate::reporting::{extension, report};

/// Which of the participants of a cycle are listed.
#[derive(Clone, Copy, Debug, Default)]
pub struct StandingFilter {
    /// Of this group.
    pub group: Option<GroupCode>,
    /// Whether they are exempt, and owe nothing.
    pub exempt: Option<bool>,
    /// Whether they have submitted it.
    pub handed_in: Option<bool>,
    /// Granted an extension up to this day or longer.
    pub reaching: Option<NaiveDate>,
    /// Granted no extension up to this day or longer.
    pub short_of: Option<NaiveDate>,
}

impl Tx {
    /// The status of the participants of a cycle that match a filter, within what the reader may see.
    ///
    /// # Errors
    /// A database error.
    pub async fn standings(
        &self,
        scope: &Scope,
        cycle: &Cycle,
        filter: StandingFilter,
        page: Page,
    ) -> Result<Slice<Standing>, Failure> {
        let Page { after, limit } = page;
        // Nothing is owed in a cycle without sets: one that is planned, or was cancelled; nor where nobody reports.
        if cycle.criteria.iter().all(|binding| binding.derived) {
            return Ok(Slice { items: Vec::new(), more: false });
        }
        let mut items = taking_part(scope, cycle, filter)
            // Said of both, because PostgreSQL would read the units of a merge from the first one on.
            .apply_if(after, |query, after| {
                query.filter(row::Column::OrganisationId.gt(after)).filter(organisation_row::Column::Id.gt(after))
            })
            .order_by_asc(row::Column::OrganisationId)
            .limit(u64::from(limit).saturating_add(1))
            .all(self.connection().await?)
            .await?;
        let more = usize::from(limit) < items.len();
        items.truncate(usize::from(limit));
        let units: Vec<OrganisationId> = items.iter().map(|(row, _)| OrganisationId(row.organisation_id)).collect();
        if units.is_empty() {
            return Ok(Slice { items: Vec::new(), more });
        }
        let begun: BTreeMap<_, _> = self.begun(cycle.id, &units).await?.into_iter().collect();
        // The latest extension of a unit comes last, so the map keeps it.
        let granted: BTreeMap<_, _> = self.granted(cycle.id, &units).await?.into_iter().collect();
        let standing = |(row, unit): (row::Model, Option<organisation_row::Model>)| {
            let organisation = Organisation::try_from(unit.ok_or(Failure::NotFound)?)?;
            Ok(Standing {
                begun: begun.get(&organisation.id).copied(),
                granted_until: granted.get(&organisation.id).copied(),
                participant: Participant::try_from(row)?,
                organisation,
            })
        };
        Slice { items, more }.try_map(standing)
    }

    /// The status of every unit that matches a filter, page by page; for filters that match few.
    ///
    /// # Errors
    /// A database error.
    pub async fn all_standings(
        &self,
        scope: &Scope,
        cycle: &Cycle,
        filter: StandingFilter,
    ) -> Result<Vec<Standing>, Failure> {
        let (mut found, mut page) = (Vec::new(), Page { after: None, limit: u8::MAX });
        loop {
            let Slice { items, more } = self.standings(scope, cycle, filter, page).await?;
            found.extend(items);
            page.after = found.last().map(|standing: &Standing| standing.organisation.id.0);
            if !more {
                return Ok(found);
            }
        }
    }
}

/// The participants of a cycle as a query, in the order of the registry, with the life that `Cycle::asks` demands. It
/// begins with the participants, whose primary key has that order, so that a page ends where it is full.
fn taking_part(
    scope: &Scope,
    cycle: &Cycle,
    filter: StandingFilter,
) -> SelectTwo<row::Entity, organisation_row::Entity> {
    let StandingFilter { group, exempt, handed_in, reaching, short_of } = filter;
    let unit = Expr::col((organisation_row::Entity, organisation_row::Column::Id))
        .equals((row::Entity, row::Column::OrganisationId));
    // The results of these are computed from official results, so their units owe no report (rule M05).
    let derived: Vec<&str> =
        cycle.criteria.iter().filter(|binding| binding.derived).map(|binding| binding.group.as_str()).collect();
    let query = of_units(row::Entity::find(), row::Column::OrganisationId, &scope.clone().in_movement(cycle.campaign))
        .filter(row::Column::CycleId.eq(cycle.id.0))
        .apply_if((!derived.is_empty()).then_some(derived), |query, derived| {
            query.filter(row::Column::GroupCode.is_not_in(derived))
        })
        .apply_if(group, |query, group| query.filter(row::Column::GroupCode.eq(group.as_str())))
        .apply_if(exempt, |query, exempt| {
            let column = row::Column::Exempt;
            query.filter(if exempt { column.is_not_null() } else { column.is_null() })
        })
        .apply_if(handed_in, |query, handed_in| {
            let theirs = report::handed_in(cycle.id);
            query.filter(if handed_in { Expr::exists(theirs) } else { Expr::not_exists(theirs) })
        })
        .apply_if(reaching, |query, day| {
            query.filter(row::Column::OrganisationId.in_subquery(extension::units_reaching(cycle.id, day)))
        })
        .apply_if(short_of, |query, day| query.filter(Expr::not_exists(extension::own_reaching(cycle.id, day))));
    let mut query = query.select_also(organisation_row::Entity);
    QueryTrait::query(&mut query).join(JoinType::InnerJoin, organisation_row::Entity, unit);
    query.filter(organisation_row::Column::ValidFrom.lte(cycle.period_end)).filter(
        organisation_row::Column::ValidTo.is_null().or(organisation_row::Column::ValidTo.gte(cycle.period_start)),
    )
}
