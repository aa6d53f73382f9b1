//! Campaigns and their cycles.

pub(crate) mod dimensions;
pub(crate) mod stationery;

use std::collections::{BTreeSet, HashMap};

use domain::base::identity::Scope;
use domain::base::ids::{CampaignId, Revision};
use domain::base::text::Text;
use domain::planning::campaign::{Campaign, CampaignKind, CampaignState, CampaignText};
use domain::planning::policy::Policy;
use sea_orm::sea_query::{ExprTrait, LockType, SimpleExpr};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QuerySelect, QueryTrait};

use crate::base::failure::Failure;
use crate::base::json;
use crate::base::kept::revised;
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
        pub state: String,
        pub name: String,
        pub slogan: String,
        pub period_start: Date,
        pub period_end: Date,
        pub legal_bases: String,
        pub contents: String,
        pub fields: String,
        pub phases: Option<String>,
        pub policy: Option<String>,
        pub orders: Option<String>,
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
            state,
            name,
            slogan,
            period_start,
            period_end,
            legal_bases,
            contents,
            fields,
            phases,
            policy,
            orders,
            revision,
        } = row;
        let corrupt = || Failure::Corrupt { what: "campaign", id };
        Ok(Self {
            id: CampaignId(id),
            code,
            kind: CampaignKind::parse(&kind).ok_or_else(corrupt)?,
            state: CampaignState::parse(&state).ok_or_else(corrupt)?,
            text: CampaignText {
                name: json::read(&name, "campaign", id)?,
                slogan: json::read(&slogan, "campaign", id)?,
                period_start,
                period_end,
                phases: json::read_any(phases.as_deref(), "campaign", id)?.unwrap_or_default(),
                legal_bases: json::read(&legal_bases, "campaign", id)?,
                contents: json::read(&contents, "campaign", id)?,
                fields: json::read(&fields, "campaign", id)?,
                policy: json::read_any(policy.as_deref(), "campaign", id)?.ok_or_else(corrupt)?,
            },
            orders: json::read_any(orders.as_deref(), "campaign", id)?.unwrap_or_default(),
            revision: Revision(revision),
        })
    }
}

fn to_row(campaign: &Campaign) -> Result<row::ActiveModel, Failure> {
    let Campaign { id, code, kind, state, text, orders, revision } = campaign;
    let CampaignText { name, slogan, period_start, period_end, phases, legal_bases, contents, fields, policy } = text;
    Ok(row::ActiveModel {
        id: Set(id.0),
        code: Set(code.clone()),
        kind: Set(kind.as_str().to_owned()),
        state: Set(state.as_str().to_owned()),
        name: Set(json::write(name, "campaign", id.0)?),
        slogan: Set(json::write(slogan, "campaign", id.0)?),
        period_start: Set(*period_start),
        period_end: Set(*period_end),
        legal_bases: Set(json::write(legal_bases, "campaign", id.0)?),
        contents: Set(json::write(contents, "campaign", id.0)?),
        fields: Set(json::write(fields, "campaign", id.0)?),
        phases: Set(Some(json::write(phases, "campaign", id.0)?)),
        policy: Set(Some(json::write(policy, "campaign", id.0)?)),
        orders: Set(Some(json::write(orders, "campaign", id.0)?)),
        revision: Set(revision.0),
    })
}

revised!(Campaign as row by to_row);

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

/// The states that everybody may know of.
const PUBLIC: [CampaignState; 2] = [CampaignState::Launched, CampaignState::Closed];

/// The condition that a campaign is public or its draft within a scope; none if everything is.
fn seen(drafts: &Scope) -> Option<SimpleExpr> {
    let Scope::Part { movements, .. } = drafts else { return None };
    let public = row::Column::State.is_in(PUBLIC.map(CampaignState::as_str));
    Some(if movements.is_empty() {
        public
    } else {
        public.or(row::Column::Id.is_in(movements.iter().map(|movement| movement.0)))
    })
}

/// The condition that a column names a campaign that is public or whose draft is within a scope; none if everything is.
pub(crate) fn of_seen(campaign: impl ColumnTrait, drafts: &Scope) -> Option<SimpleExpr> {
    let seen = row::Entity::find().select_only().column(row::Column::Id).filter(seen(drafts)?);
    Some(campaign.in_subquery(seen.into_query()))
}

impl Tx {
    /// One campaign.
    ///
    /// # Errors
    /// `NotFound`, or a database error.
    pub async fn campaign(&self, id: CampaignId) -> Result<Campaign, Failure> {
        self.found(row::Entity::find_by_id(id.0)).await
    }

    /// One campaign, for a change that depends on its state: it is not concluded until the change is stored.
    ///
    /// # Errors
    /// `NotFound`, or a database error.
    pub async fn campaign_to_use(&self, id: CampaignId) -> Result<Campaign, Failure> {
        self.found(row::Entity::find_by_id(id.0).lock(LockType::Share)).await
    }

    /// One campaign, to change it: what uses it is stored, and what comes later sees the change.
    ///
    /// # Errors
    /// `NotFound`, or a database error.
    pub async fn campaign_to_change(&self, id: CampaignId) -> Result<Campaign, Failure> {
        self.found(row::Entity::find_by_id(id.0).lock(LockType::NoKeyUpdate)).await
    }

    /// The campaigns that everybody may know of, and the drafts within a scope, oldest first.
    ///
    /// # Errors
    /// A database error.
    pub async fn campaigns(&self, drafts: &Scope, page: Page) -> Result<Slice<Campaign>, Failure> {
        let query = row::Entity::find().apply_if(seen(drafts), |query, condition| query.filter(condition));
        self.slice(query, row::Column::Id, page).await?.try_map(Campaign::try_from)
    }

    /// The campaign with a code.
    ///
    /// # Errors
    /// A database error.
    pub async fn campaign_coded(&self, code: &str) -> Result<Option<Campaign>, Failure> {
        let query = row::Entity::find().filter(row::Column::Code.eq(code));
        query.one(self.connection().await?).await?.map(Campaign::try_from).transpose()
    }

    /// The other campaigns of a campaign's theme (rule L03).
    ///
    /// # Errors
    /// A database error.
    pub async fn campaigns_of_theme(&self, campaign: &Campaign) -> Result<Vec<CampaignId>, Failure> {
        let (id, own) = (campaign.id, &campaign.text.policy);
        if own.theme.is_none() {
            return Ok(Vec::new());
        }
        let query = row::Entity::find()
            .select_only()
            .columns([row::Column::Id, row::Column::Policy])
            .filter(row::Column::Id.ne(id.0));
        let mut found = Vec::new();
        for (id, policy) in query.into_tuple::<(uuid::Uuid, Option<String>)>().all(self.connection().await?).await? {
            let policy: Option<Policy> = json::read_any(policy.as_deref(), "campaign", id)?;
            found.extend(policy.filter(|policy| policy.shares_theme_with(own)).map(|_| CampaignId(id)));
        }
        Ok(found)
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
