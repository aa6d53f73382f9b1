//! How units stand to a cycle's deadline: a page of the registry, and what these units have of a report and of more time.
//! No report is read whole, and no unit that the page does not show.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use domain::base::identity::Scope;
use domain::base::ids::OrganisationId;
use domain::planning::campaign::Cycle;
use domain::registry::organisation::{Organisation, Tier};
use domain::reporting::standing::Standing;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, QueryFilter, QueryTrait, Select};

use crate::base::failure::Failure;
use crate::base::page::{Page, Slice};
use crate::base::store::Tx;
use crate::registry::organisation::{existing, row as organisation_row};
use crate::reporting::{extension, report};

/// Which of the units that a cycle asks are looked at.
#[derive(Clone, Copy, Debug, Default)]
pub struct StandingFilter {
    /// Of this tier.
    pub tier: Option<Tier>,
    /// Whether they have handed in.
    pub handed_in: Option<bool>,
    /// Granted an extension up to this day or longer.
    pub reaching: Option<NaiveDate>,
    /// Granted no extension up to this day or longer.
    pub short_of: Option<NaiveDate>,
}

impl Tx {
    /// How the units stand that a cycle asks and a filter leaves, within what the reader may see.
    ///
    /// # Errors
    /// What the database answers.
    pub async fn standings(
        &self,
        scope: &Scope,
        cycle: &Cycle,
        filter: StandingFilter,
        page: Page,
    ) -> Result<Slice<Standing>, Failure> {
        let Slice { items, more } = self.slice(asked(scope, cycle, filter), organisation_row::Column::Id, page).await?;
        let units: Vec<OrganisationId> = items.iter().map(|row| OrganisationId(row.id)).collect();
        if units.is_empty() {
            return Ok(Slice { items: Vec::new(), more });
        }
        let begun: BTreeMap<_, _> = self.begun(cycle.id, &units).await?.into_iter().collect();
        // Of one unit the latest day comes last, and stays.
        let granted: BTreeMap<_, _> = self.granted(cycle.id, &units).await?.into_iter().collect();
        let standing = |organisation: Organisation| Standing {
            begun: begun.get(&organisation.id).copied(),
            granted_until: granted.get(&organisation.id).copied(),
            organisation,
        };
        Slice { items, more }.try_map(|row| Organisation::try_from(row).map(standing))
    }

    /// The same of every unit that a filter leaves, page by page; for a filter that leaves few.
    ///
    /// # Errors
    /// What the database answers.
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

/// What `Cycle::asks` says, as a query.
fn asked(scope: &Scope, cycle: &Cycle, filter: StandingFilter) -> Select<organisation_row::Entity> {
    let StandingFilter { tier, handed_in, reaching, short_of } = filter;
    let of = |one: Tier| cycle.criteria_for(one).is_some() && tier.is_none_or(|tier| tier == one);
    let units = existing(scope, of, (cycle.period_start, cycle.period_end));
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
