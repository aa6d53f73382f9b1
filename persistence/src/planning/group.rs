//! Groups of units.

use chrono::NaiveDate;
use domain::base::code::GroupCode;
use domain::base::identity::Scope;
use domain::base::ids::{CampaignId, OrganisationId, Revision};
use domain::planning::cycle::CycleState;
use domain::planning::group::{Group, GroupFacts, GroupId, GroupKind, GroupNames, Members};
use domain::registry::organisation::{Organisation, OrganisationKind};
use sea_orm::sea_query::ExprTrait;
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait};
use uuid::Uuid;

use crate::base::failure::Failure;
use crate::base::json;
use crate::base::kept::revised;
use crate::base::page::{Page, Slice};
use crate::base::store::Tx;
use crate::planning::campaign::of_seen;
use crate::planning::cycle::cycle_row;
use crate::registry::organisation::row as organisation_row;

mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "unit_group")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub campaign_id: Uuid,
        pub code: String,
        pub year: Option<i32>,
        /// Campaign, code and year in one text, because years that are null would be distinct.
        pub group_key: String,
        pub name: String,
        /// The kind of the members again, for what says only names.
        pub kind: String,
        pub members: String,
        pub audience: Option<String>,
        pub head_id: Option<Uuid>,
        pub deputy_id: Option<Uuid>,
        pub predecessor: Option<String>,
        pub document: String,
        pub revision: i64,
    }

    #[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

impl TryFrom<row::Model> for Group {
    type Error = Failure;

    fn try_from(row: row::Model) -> Result<Self, Failure> {
        let row::Model {
            id,
            campaign_id,
            code,
            year,
            group_key: _,
            name,
            kind: _,
            members,
            audience,
            head_id,
            deputy_id,
            predecessor,
            document,
            revision,
        } = row;
        let corrupt = || Failure::Corrupt { what: "group", id };
        let code_of = |text: Option<String>| match text {
            None => Ok(None),
            Some(text) => GroupCode::parse(&text).map(Some).ok_or_else(corrupt),
        };
        let facts = GroupFacts {
            name: json::read(&name, "group", id)?,
            members: json::read(&members, "group", id)?,
            audience: code_of(audience)?,
            head: head_id.map(OrganisationId),
            deputy: deputy_id.map(OrganisationId),
            predecessor: code_of(predecessor)?,
            document: json::read(&document, "group", id)?,
        };
        Ok(Self {
            id: GroupId(id),
            campaign: CampaignId(campaign_id),
            code: GroupCode::parse(&code).ok_or_else(corrupt)?,
            year,
            facts,
            revision: Revision(revision),
        })
    }
}

fn to_row(group: &Group) -> Result<row::ActiveModel, Failure> {
    let Group { id, campaign, code, year, facts, revision } = group;
    let GroupFacts { name, members, audience, head, deputy, predecessor, document } = facts;
    let of_year = year.map_or_else(|| "*".to_owned(), |year| year.to_string());
    Ok(row::ActiveModel {
        id: Set(id.0),
        campaign_id: Set(campaign.0),
        code: Set(code.as_str().to_owned()),
        year: Set(*year),
        group_key: Set(format!("{campaign}/{code}/{of_year}")),
        name: Set(json::write(name, "group", id.0)?),
        kind: Set(members.kind().as_str().to_owned()),
        members: Set(json::write(members, "group", id.0)?),
        audience: Set(audience.map(|code| code.as_str().to_owned())),
        head_id: Set(head.map(|unit| unit.0)),
        deputy_id: Set(deputy.map(|unit| unit.0)),
        predecessor: Set(predecessor.map(|code| code.as_str().to_owned())),
        document: Set(json::write(document, "group", id.0)?),
        revision: Set(revision.0),
    })
}

revised!(Group as row by to_row);

/// Which groups a list shows.
#[derive(Clone, Copy, Debug, Default)]
pub struct GroupFilter {
    /// Of this campaign.
    pub campaign: Option<CampaignId>,
    /// With this code.
    pub code: Option<GroupCode>,
    /// Of this year, or of every year.
    pub year: Option<i32>,
}

impl Tx {
    /// One group.
    ///
    /// # Errors
    /// `NotFound`, or a database error.
    pub async fn group(&self, id: GroupId) -> Result<Group, Failure> {
        self.found(row::Entity::find_by_id(id.0)).await
    }

    /// The groups that match a filter, in the order of entering.
    ///
    /// # Errors
    /// A database error.
    pub async fn groups(&self, filter: GroupFilter, drafts: &Scope, page: Page) -> Result<Slice<Group>, Failure> {
        let GroupFilter { campaign, code, year } = filter;
        let query = row::Entity::find()
            .apply_if(of_seen(row::Column::CampaignId, drafts), |query, condition| query.filter(condition))
            .apply_if(campaign, |query, campaign| query.filter(row::Column::CampaignId.eq(campaign.0)))
            .apply_if(code, |query, code| query.filter(row::Column::Code.eq(code.as_str())))
            .apply_if(year, |query, year| query.filter(row::Column::Year.is_null().or(row::Column::Year.eq(year))));
        self.slice(query, row::Column::Id, page).await?.try_map(Group::try_from)
    }

    /// Every group of a campaign, in the order of entering.
    ///
    /// # Errors
    /// A database error.
    pub async fn groups_of(&self, campaign: CampaignId) -> Result<Vec<Group>, Failure> {
        let query = row::Entity::find().filter(row::Column::CampaignId.eq(campaign.0)).order_by_asc(row::Column::Id);
        query.all(self.connection().await?).await?.into_iter().map(Group::try_from).collect()
    }

    /// The groups with these identifiers that exist.
    ///
    /// # Errors
    /// A database error.
    pub async fn groups_named(&self, named: impl Iterator<Item = GroupId> + Send) -> Result<Vec<Group>, Failure> {
        let named: Vec<Uuid> = named.map(|one| one.0).collect();
        if named.is_empty() {
            return Ok(Vec::new());
        }
        let query = row::Entity::find().filter(row::Column::Id.is_in(named)).order_by_asc(row::Column::Id);
        query.all(self.connection().await?).await?.into_iter().map(Group::try_from).collect()
    }

    /// What the codes of groups stand for on boards.
    ///
    /// # Errors
    /// A database error.
    pub async fn group_names(&self) -> Result<GroupNames, Failure> {
        let query = row::Entity::find()
            .select_only()
            .column(row::Column::Id)
            .column(row::Column::Code)
            .column(row::Column::Name)
            .column(row::Column::Kind)
            .order_by_asc(row::Column::Id);
        let found = query.into_tuple::<(Uuid, String, String, String)>().all(self.connection().await?).await?;
        let read = |(id, code, name, kind): (Uuid, String, String, String)| {
            let corrupt = || Failure::Corrupt { what: "group", id };
            let code = GroupCode::parse(&code).ok_or_else(corrupt)?;
            let kind = GroupKind::parse(&kind).ok_or_else(corrupt)?;
            Ok((code, json::read(&name, "group", id)?, kind))
        };
        let groups = found.into_iter().map(read).collect::<Result<_, Failure>>()?;
        Ok(GroupNames::new(self.levels().await?, groups))
    }

    /// The units of a group, of those that exist on a day: `Members::admits` as a query.
    ///
    /// # Errors
    /// A database error.
    pub async fn group_members(
        &self,
        members: &Members,
        on: NaiveDate,
        page: Page,
    ) -> Result<Slice<Organisation>, Failure> {
        use organisation_row::Column;
        let query = organisation_row::Entity::find();
        let query = match members {
            Members::Level { level } => query.filter(Column::Tier.eq(level.as_str())),
            Members::Kind { level, unit_kinds } => query
                .apply_if(*level, |query, level| query.filter(Column::Tier.eq(level.as_str())))
                .filter(Column::Kind.is_in(unit_kinds.iter().map(|kind| kind.as_str()))),
            Members::List { units } | Members::Cluster { units } => {
                query.filter(Column::Id.is_in(units.iter().map(|unit| unit.0)))
            }
            Members::Children { parent } => query
                .filter(Column::ParentId.eq(parent.0))
                .filter(Column::Kind.ne(OrganisationKind::Enterprise.as_str())),
        };
        let query =
            query.filter(Column::ValidFrom.lte(on)).filter(Column::ValidTo.is_null().or(Column::ValidTo.gte(on)));
        self.slice(query, Column::Id, page).await?.try_map(Organisation::try_from)
    }

    /// The codes of the opened cycles that use a group.
    ///
    /// # Errors
    /// A database error.
    pub async fn cycles_using(&self, group: &Group) -> Result<Vec<String>, Failure> {
        let opened = [CycleState::Open, CycleState::Closed].map(CycleState::as_str);
        let query = cycle_row::Entity::find()
            .filter(cycle_row::Column::CampaignId.eq(group.campaign.0))
            .filter(cycle_row::Column::State.is_in(opened))
            .filter(cycle_row::Column::Selection.contains(group.id.to_string()))
            .order_by_asc(cycle_row::Column::Id);
        let rows = query.all(self.connection().await?).await?;
        Ok(rows.into_iter().map(|row| row.code).collect())
    }
}
