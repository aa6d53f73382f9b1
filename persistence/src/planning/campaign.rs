//! Campaigns and their cycles.

use std::collections::{BTreeSet, HashMap};

use domain::base::ids::{CampaignId, Revision};
use domain::base::text::Text;
use domain::planning::campaign::{Campaign, CampaignKind};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter};

use crate::base::failure::Failure;
use crate::base::json;
use crate::base::kept::stored;
use crate::base::page::{Page, Slice};
use crate::base::store::Tx;

mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "campaign")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub code: String,
        pub kind: String,
        pub name: String,
        pub slogan: String,
        pub period_start: Date,
        pub period_end: Date,
        pub legal_bases: String,
        pub contents: String,
        pub fields: String,
        pub revision: i64,
    }

    #[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

impl TryFrom<row::Model> for Campaign {
    type Error = Failure;

    fn try_from(row: row::Model) -> Result<Self, Failure> {
        let row::Model {
            id,
            code,
            kind,
            name,
            slogan,
            period_start,
            period_end,
            legal_bases,
            contents,
            fields,
            revision,
        } = row;
        Ok(Self {
            id: CampaignId(id),
            code,
            kind: CampaignKind::parse(&kind).ok_or(Failure::Corrupt { what: "campaign", id })?,
            name: json::read(&name, "campaign", id)?,
            slogan: json::read(&slogan, "campaign", id)?,
            period_start,
            period_end,
            legal_bases: json::read(&legal_bases, "campaign", id)?,
            contents: json::read(&contents, "campaign", id)?,
            fields: json::read(&fields, "campaign", id)?,
            revision: Revision(revision),
        })
    }
}

fn to_row(campaign: &Campaign) -> Result<row::ActiveModel, Failure> {
    let Campaign { id, code, kind, name, slogan, period_start, period_end, legal_bases, contents, fields, revision } =
        campaign;
    Ok(row::ActiveModel {
        id: Set(id.0),
        code: Set(code.clone()),
        kind: Set(kind.as_str().to_owned()),
        name: Set(json::write(name, "campaign", id.0)?),
        slogan: Set(json::write(slogan, "campaign", id.0)?),
        period_start: Set(*period_start),
        period_end: Set(*period_end),
        legal_bases: Set(json::write(legal_bases, "campaign", id.0)?),
        contents: Set(json::write(contents, "campaign", id.0)?),
        fields: Set(json::write(fields, "campaign", id.0)?),
        revision: Set(revision.0),
    })
}

stored!(Campaign as row by to_row);

/// The names of the campaigns that a page names.
#[derive(Debug, Default)]
pub struct CampaignNames(HashMap<CampaignId, Text>);

impl CampaignNames {
    /// The name of a campaign; a foreign key guarantees that the campaign exists.
    #[must_use]
    pub fn get(&self, campaign: CampaignId) -> Text {
        self.0.get(&campaign).cloned().unwrap_or_else(|| Text { vi: String::new(), en: String::new() })
    }
}

impl Tx {
    /// One campaign.
    ///
    /// # Errors
    /// `NotFound`, or a database error.
    pub async fn campaign(&self, id: CampaignId) -> Result<Campaign, Failure> {
        self.found(row::Entity::find_by_id(id.0)).await
    }

    /// Every campaign, oldest first.
    ///
    /// # Errors
    /// A database error.
    pub async fn campaigns(&self, page: Page) -> Result<Slice<Campaign>, Failure> {
        self.slice(row::Entity::find(), row::Column::Id, page).await?.try_map(Campaign::try_from)
    }

    /// The campaign with a code, if it was launched.
    ///
    /// # Errors
    /// A database error.
    pub async fn campaign_coded(&self, code: &str) -> Result<Option<Campaign>, Failure> {
        let query = row::Entity::find().filter(row::Column::Code.eq(code));
        query.one(self.connection().await?).await?.map(Campaign::try_from).transpose()
    }

    /// The names of campaigns that exist, for a list that names them.
    ///
    /// # Errors
    /// A database error.
    pub async fn campaign_names(
        &self,
        campaigns: impl Iterator<Item = CampaignId> + Send,
    ) -> Result<CampaignNames, Failure> {
        let campaigns: BTreeSet<uuid::Uuid> = campaigns.map(|campaign| campaign.0).collect();
        if campaigns.is_empty() {
            return Ok(CampaignNames::default());
        }
        let query = row::Entity::find().filter(row::Column::Id.is_in(campaigns));
        let rows = query.all(self.connection().await?).await?;
        let names = rows.into_iter().map(|row| Ok((CampaignId(row.id), json::read(&row.name, "campaign", row.id)?)));
        Ok(CampaignNames(names.collect::<Result<_, Failure>>()?))
    }
}
