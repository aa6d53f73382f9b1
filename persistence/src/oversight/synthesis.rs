//! Synthesis reports on cycles, and every version of them.

use domain::base::identity::Scope;
use domain::base::ids::{CampaignId, CycleId, OrganisationId, Revision};
use domain::oversight::synthesis::{
    Synthesis, SynthesisContent, SynthesisId, SynthesisState, SynthesisStep, SynthesisVersion, Written,
};
use domain::planning::criteria::CycleKind;
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait};
use uuid::Uuid;

use crate::base::failure::Failure;
use crate::base::json;
use crate::base::kept::revised;
use crate::base::page::{Page, Slice};
use crate::base::scope::of_movements;
use crate::base::store::Tx;

mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "synthesis")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub campaign_id: Uuid,
        pub cycle_id: Uuid,
        pub kind: String,
        pub organisation_id: Uuid,
        pub state: String,
        pub due_before: Option<Date>,
        pub version: i64,
        pub acts: String,
        pub published_at: Option<ChronoDateTimeUtc>,
        pub revision: i64,
    }

    #[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

mod version_row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "synthesis_version")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub synthesis_id: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        pub number: i64,
        pub title: String,
        pub sections: String,
        pub facts: String,
        pub name: String,
        pub at: ChronoDateTimeUtc,
    }

    #[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

const WHAT: &str = "synthesis report";

impl TryFrom<row::Model> for Synthesis {
    type Error = Failure;

    fn try_from(row: row::Model) -> Result<Self, Failure> {
        let row::Model {
            id,
            campaign_id,
            cycle_id,
            kind,
            organisation_id,
            state,
            due_before,
            version,
            acts,
            published_at,
            revision,
        } = row;
        let corrupt = || Failure::Corrupt { what: WHAT, id };
        Ok(Self {
            id: SynthesisId(id),
            campaign: CampaignId(campaign_id),
            cycle: CycleId(cycle_id),
            kind: CycleKind::parse(&kind).ok_or_else(corrupt)?,
            organisation: OrganisationId(organisation_id),
            state: SynthesisState::parse(&state).ok_or_else(corrupt)?,
            due_before,
            version,
            acts: json::read(&acts, WHAT, id)?,
            published_at,
            revision: Revision(revision),
        })
    }
}

fn to_row(synthesis: &Synthesis) -> Result<row::ActiveModel, Failure> {
    let Synthesis { id, campaign, cycle, kind, organisation, state, due_before, version, acts, published_at, revision } =
        synthesis;
    Ok(row::ActiveModel {
        id: Set(id.0),
        campaign_id: Set(campaign.0),
        cycle_id: Set(cycle.0),
        kind: Set(kind.as_str().to_owned()),
        organisation_id: Set(organisation.0),
        state: Set(state.as_str().to_owned()),
        due_before: Set(*due_before),
        version: Set(*version),
        acts: Set(json::write(acts, WHAT, id.0)?),
        published_at: Set(*published_at),
        revision: Set(revision.0),
    })
}

revised!(Synthesis as row by to_row);

impl TryFrom<version_row::Model> for SynthesisVersion {
    type Error = Failure;

    fn try_from(row: version_row::Model) -> Result<Self, Failure> {
        let version_row::Model { synthesis_id, number, title, sections, facts, name, at } = row;
        Ok(Self {
            synthesis: SynthesisId(synthesis_id),
            number,
            content: SynthesisContent { title, sections: json::read(&sections, WHAT, synthesis_id)? },
            facts: json::read(&facts, WHAT, synthesis_id)?,
            name,
            at,
        })
    }
}

fn to_version_row(version: &SynthesisVersion) -> Result<version_row::ActiveModel, Failure> {
    let SynthesisVersion { synthesis, number, content, facts, name, at } = version;
    let SynthesisContent { title, sections } = content;
    Ok(version_row::ActiveModel {
        synthesis_id: Set(synthesis.0),
        number: Set(*number),
        title: Set(title.clone()),
        sections: Set(json::write(sections, WHAT, synthesis.0)?),
        facts: Set(json::write(facts, WHAT, synthesis.0)?),
        name: Set(name.clone()),
        at: Set(*at),
    })
}

/// Which synthesis reports a list shows.
#[derive(Clone, Copy, Debug, Default)]
pub struct SynthesisFilter {
    /// In this movement.
    pub campaign: Option<CampaignId>,
    /// On this cycle.
    pub cycle: Option<CycleId>,
    /// In this state.
    pub state: Option<SynthesisState>,
    /// Only those that are public.
    pub public: bool,
}

/// A version's number as an identifier, because pages are addressed by identifiers.
#[must_use]
pub fn version_key(number: i64) -> Uuid {
    Uuid::from_u128(u128::try_from(number).unwrap_or(0))
}

impl Tx {
    /// One synthesis report, within what the reader may see.
    ///
    /// # Errors
    /// `NotFound`, also if it is out of scope, or a database error.
    pub async fn synthesis(&self, scope: &Scope, id: SynthesisId) -> Result<Synthesis, Failure> {
        let within = of_movements(row::Column::CampaignId, scope);
        self.found(row::Entity::find_by_id(id.0).apply_if(within, |query, within| query.filter(within))).await
    }

    /// The synthesis reports within what the reader may see that match a filter, oldest first.
    ///
    /// # Errors
    /// A database error.
    pub async fn syntheses(
        &self,
        scope: &Scope,
        filter: SynthesisFilter,
        page: Page,
    ) -> Result<Slice<Synthesis>, Failure> {
        use row::Column as C;
        let SynthesisFilter { campaign, cycle, state, public } = filter;
        let query = row::Entity::find()
            .apply_if(of_movements(C::CampaignId, scope), |query, within| query.filter(within))
            .apply_if(campaign, |query, campaign| query.filter(C::CampaignId.eq(campaign.0)))
            .apply_if(cycle, |query, cycle| query.filter(C::CycleId.eq(cycle.0)))
            .apply_if(state, |query, state| query.filter(C::State.eq(state.as_str())))
            .apply_if(public.then_some(()), |query, ()| query.filter(C::PublishedAt.is_not_null()));
        self.slice(query, C::Id, page).await?.try_map(Synthesis::try_from)
    }

    /// One version of a report.
    ///
    /// # Errors
    /// `NotFound`, or a database error.
    pub async fn synthesis_version(&self, id: SynthesisId, number: i64) -> Result<SynthesisVersion, Failure> {
        self.found(version_row::Entity::find_by_id((id.0, number))).await
    }

    /// The versions of a report, oldest first.
    ///
    /// # Errors
    /// A database error.
    pub async fn synthesis_versions(&self, id: SynthesisId, page: Page) -> Result<Slice<SynthesisVersion>, Failure> {
        use version_row::Column as C;
        let Page { after, limit } = page;
        let after = after.and_then(|after| i64::try_from(after.as_u128()).ok());
        let mut items = version_row::Entity::find()
            .filter(C::SynthesisId.eq(id.0))
            .apply_if(after, |query, after| query.filter(C::Number.gt(after)))
            .order_by_asc(C::Number)
            .limit(u64::from(limit).saturating_add(1))
            .all(self.connection().await?)
            .await?;
        let more = usize::from(limit) < items.len();
        items.truncate(usize::from(limit));
        Slice { items, more }.try_map(SynthesisVersion::try_from)
    }

    /// Begins a report with its first version.
    ///
    /// # Errors
    /// `Duplicate` if the cycle has one, or a database error.
    pub async fn add_synthesis(&self, written: Written) -> Result<(Synthesis, SynthesisVersion), Failure> {
        let Written { synthesis, version } = written;
        let synthesis = self.add(synthesis).await?;
        self.add_version(&version).await?;
        Ok((synthesis, version))
    }

    /// Saves a report with a further version, if its stored revision is unchanged.
    ///
    /// # Errors
    /// `Stale` if it has changed, or a database error.
    pub async fn write_synthesis(&self, written: Written) -> Result<(Synthesis, SynthesisVersion), Failure> {
        let Written { synthesis, version } = written;
        let synthesis = self.save(synthesis).await?;
        self.add_version(&version).await?;
        Ok((synthesis, version))
    }

    /// Saves a report with what its step changes in public, if its stored revision is unchanged.
    ///
    /// # Errors
    /// `Stale` if it has changed, or a database error.
    pub async fn save_synthesis(&self, step: SynthesisStep) -> Result<Synthesis, Failure> {
        let SynthesisStep { synthesis, announced } = step;
        let synthesis = self.save(synthesis).await?;
        self.announce(announced);
        Ok(synthesis)
    }

    async fn add_version(&self, version: &SynthesisVersion) -> Result<(), Failure> {
        let row = to_version_row(version)?;
        version_row::Entity::insert(row).exec_without_returning(self.connection().await?).await?;
        Ok(())
    }
}
