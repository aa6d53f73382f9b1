//! The status of units before a cycle's deadline: a page of the registry, with the report and the extension of each of
//! its units. No report is read in full, and no unit outside the page is read.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use domain::base::code::GroupCode;
use domain::base::identity::Scope;
use domain::base::ids::OrganisationId;
use domain::planning::cycle::Cycle;
use domain::registry::level::{Level, Levels};
use domain::registry::organisation::Organisation;
use domain::reporting::standing::Standing;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, QueryFilter, QueryTrait, Select};

use crate::base::failure::Failure;
use crate::base::page::{Page, Slice};
use crate::base::store::Tx;
use crate::registry::organisation::{existing, row as organisation_row};
use crate::reporting::{extension, report};

/// Which of the units that owe a report for a cycle are listed.
#[derive(Clone, Copy, Debug, Default)]
pub struct StandingFilter {
    /// Of this group.
    pub group: Option<GroupCode>,
    /// Whether they have submitted it.
    pub handed_in: Option<bool>,
    /// Granted an extension up to this day or longer.
    pub reaching: Option<NaiveDate>,
    /// Granted no extension up to this day or longer.
    pub short_of: Option<NaiveDate>,
}

impl Tx {
    /// The status of the units that owe a report for a cycle and match a filter, within what the reader may see.
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
        let Slice { items, more } =
            self.slice(asked(scope, cycle, &self.levels().await?, filter), organisation_row::Column::Id, page).await?;
        let units: Vec<OrganisationId> = items.iter().map(|row| OrganisationId(row.id)).collect();
        if units.is_empty() {
            return Ok(Slice { items: Vec::new(), more });
        }
        let begun: BTreeMap<_, _> = self.begun(cycle.id, &units).await?.into_iter().collect();
        // The latest extension of a unit comes last, so the map keeps it.
        let granted: BTreeMap<_, _> = self.granted(cycle.id, &units).await?.into_iter().collect();
        let standing = |organisation: Organisation| Standing {
            begun: begun.get(&organisation.id).copied(),
            granted_until: granted.get(&organisation.id).copied(),
            organisation,
        };
        Slice { items, more }.try_map(|row| Organisation::try_from(row).map(standing))
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

/// `Cycle::asks` as a query.
fn asked(scope: &Scope, cycle: &Cycle, levels: &Levels, filter: StandingFilter) -> Select<organisation_row::Entity> {
    let StandingFilter { group, handed_in, reaching, short_of } = filter;
    let of = |level: &Level| {
        let own = GroupCode::of_level(level.code);
        cycle.criteria_for(own).is_some() && group.is_none_or(|group| group == own)
    };
    let units =
        existing(&scope.clone().in_movement(cycle.campaign), levels, of, (cycle.period_start, cycle.period_end));
    units
        .apply_if(handed_in, |query, handed_in| {
            let theirs = report::handed_in(cycle.id);
            query.filter(if handed_in { Expr::exists(theirs) } else { Expr::not_exists(theirs) })
        })
        .apply_if(reaching, |query, day| {
            query.filter(organisation_row::Column::Id.in_subquery(extension::units_reaching(cycle.id, day)))
        })
        .apply_if(short_of, |query, day| query.filter(Expr::not_exists(extension::own_reaching(cycle.id, day))))
}
