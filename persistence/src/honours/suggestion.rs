//! Suggestions of urgent commendation.

use domain::base::identity::Scope;
use domain::base::ids::{CampaignId, CycleId, OrganisationId, Revision, SuggestionId};
use domain::honours::suggestion::Suggestion;
use domain::planning::award::SubjectKind;
use sea_orm::{ActiveValue::Set, EntityTrait};

use crate::base::failure::Failure;
use crate::base::json;
use crate::base::kept::revised;
use crate::base::page::{Page, Slice};
use crate::base::scope::within;
use crate::base::store::Tx;

mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "suggestion")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub cycle_id: Uuid,
        pub campaign_id: Uuid,
        pub organisation_id: Uuid,
        pub subject_kind: String,
        pub name: String,
        pub achievement: String,
        pub suggested_at: ChronoDateTimeUtc,
        pub answer: Option<String>,
        pub revision: i64,
    }

    #[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

impl TryFrom<row::Model> for Suggestion {
    type Error = Failure;

    fn try_from(row: row::Model) -> Result<Self, Failure> {
        let row::Model {
            id,
            cycle_id,
            campaign_id,
            organisation_id,
            subject_kind,
            name,
            achievement,
            suggested_at,
            answer,
            revision,
        } = row;
        Ok(Self {
            id: SuggestionId(id),
            cycle: CycleId(cycle_id),
            campaign: CampaignId(campaign_id),
            organisation: OrganisationId(organisation_id),
            subject_kind: SubjectKind::parse(&subject_kind).ok_or(Failure::Corrupt { what: "suggestion", id })?,
            name,
            achievement,
            suggested_at,
            answer: json::read_any(answer.as_deref(), "suggestion", id)?,
            revision: Revision(revision),
        })
    }
}

fn to_row(suggestion: &Suggestion) -> Result<row::ActiveModel, Failure> {
    let Suggestion {
        id,
        cycle,
        campaign,
        organisation,
        subject_kind,
        name,
        achievement,
        suggested_at,
        answer,
        revision,
    } = suggestion;
    Ok(row::ActiveModel {
        id: Set(id.0),
        cycle_id: Set(cycle.0),
        campaign_id: Set(campaign.0),
        organisation_id: Set(organisation.0),
        subject_kind: Set(subject_kind.as_str().to_owned()),
        name: Set(name.clone()),
        achievement: Set(achievement.clone()),
        suggested_at: Set(*suggested_at),
        answer: Set(json::write_any(answer.as_ref(), "suggestion", id.0)?),
        revision: Set(revision.0),
    })
}

revised!(Suggestion as row by to_row);

impl Tx {
    /// One suggestion, within what the reader may see.
    ///
    /// # Errors
    /// `NotFound`, also if it is out of scope, or a database error.
    pub async fn suggestion(&self, scope: &Scope, id: SuggestionId) -> Result<Suggestion, Failure> {
        self.found(within(row::Entity::find_by_id(id.0), (row::Column::OrganisationId, row::Column::CampaignId), scope))
            .await
    }

    /// The suggestions, within what the reader may see.
    ///
    /// # Errors
    /// A database error.
    pub async fn suggestions(&self, scope: &Scope, page: Page) -> Result<Slice<Suggestion>, Failure> {
        self.slice(
            within(row::Entity::find(), (row::Column::OrganisationId, row::Column::CampaignId), scope),
            row::Column::Id,
            page,
        )
        .await?
        .try_map(Suggestion::try_from)
    }
}
