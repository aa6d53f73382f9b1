//! The register of awards proposed to a higher level.

use domain::base::identity::Scope;
use domain::base::ids::{AwardId, HigherProposalId, OrganisationId, Revision};
use domain::honours::higher_proposal::{HigherProposal, HigherProposalContent, HigherProposalState};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryTrait};

use crate::base::failure::Failure;
use crate::base::json;
use crate::base::kept::revised;
use crate::base::page::{Page, Slice};
use crate::base::scope::of_rows;
use crate::base::store::Tx;

pub(crate) mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "higher_proposal")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub award_id: Uuid,
        pub organisation_id: Uuid,
        pub form: String,
        pub authority: String,
        pub document: String,
        pub summary: Option<String>,
        /// The state of the ending, as a column that lists filter by.
        pub state: String,
        pub ending: Option<String>,
        pub live_key: Option<String>,
        /// The day in the ending, as a column that the record of awards is ordered by.
        pub granted_date: Option<Date>,
        pub registered_at: ChronoDateTimeUtc,
        pub revision: i64,
    }

    #[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

impl TryFrom<row::Model> for HigherProposal {
    type Error = Failure;

    fn try_from(row: row::Model) -> Result<Self, Failure> {
        let row::Model {
            id,
            award_id,
            organisation_id,
            form,
            authority,
            document,
            summary,
            state: _,
            ending,
            live_key: _,
            granted_date: _,
            registered_at,
            revision,
        } = row;
        let document = json::read(&document, "higher proposal", id)?;
        Ok(Self {
            id: HigherProposalId(id),
            award: AwardId(award_id),
            organisation: OrganisationId(organisation_id),
            content: HigherProposalContent { form, authority, document, summary },
            ending: json::read_any(ending.as_deref(), "higher proposal", id)?,
            registered_at,
            revision: Revision(revision),
        })
    }
}

fn to_row(proposal: &HigherProposal) -> Result<row::ActiveModel, Failure> {
    let (state, live_key, granted_date) = (proposal.state(), proposal.live_key(), proposal.granted_date());
    let HigherProposal { id, award, organisation, content, ending, registered_at, revision } = proposal;
    let HigherProposalContent { form, authority, document, summary } = content;
    Ok(row::ActiveModel {
        id: Set(id.0),
        award_id: Set(award.0),
        organisation_id: Set(organisation.0),
        form: Set(form.clone()),
        authority: Set(authority.clone()),
        document: Set(json::write(document, "higher proposal", id.0)?),
        summary: Set(summary.clone()),
        state: Set(state.as_str().to_owned()),
        ending: Set(json::write_any(ending.as_ref(), "higher proposal", id.0)?),
        live_key: Set(live_key),
        granted_date: Set(granted_date),
        registered_at: Set(*registered_at),
        revision: Set(revision.0),
    })
}

revised!(HigherProposal as row by to_row);

/// Which proposals to a higher level a list shows.
#[derive(Clone, Copy, Debug, Default)]
pub struct HigherProposalFilter {
    /// Resting on this award.
    pub award: Option<AwardId>,
    /// In this state.
    pub state: Option<HigherProposalState>,
    /// Resting on awards to this unit or its people.
    pub organisation: Option<OrganisationId>,
}

impl Tx {
    /// One proposal to a higher level.
    ///
    /// # Errors
    /// `NotFound`, or a database error.
    pub async fn higher_proposal(&self, id: HigherProposalId) -> Result<HigherProposal, Failure> {
        self.found(row::Entity::find_by_id(id.0)).await
    }

    /// The proposals to a higher level, within a scope, that match a filter, in the order of registration.
    ///
    /// # Errors
    /// A database error.
    pub async fn higher_proposals(
        &self,
        scope: &Scope,
        filter: HigherProposalFilter,
        page: Page,
    ) -> Result<Slice<HigherProposal>, Failure> {
        let HigherProposalFilter { award, state, organisation } = filter;
        let query = row::Entity::find()
            .apply_if(of_rows(row::Column::AwardId, "award", scope), |query, within| query.filter(within))
            .apply_if(award, |query, award| query.filter(row::Column::AwardId.eq(award.0)))
            .apply_if(state, |query, state| query.filter(row::Column::State.eq(state.as_str())))
            .apply_if(organisation, |query, unit| query.filter(row::Column::OrganisationId.eq(unit.0)));
        self.slice(query, row::Column::Id, page).await?.try_map(HigherProposal::try_from)
    }
}
