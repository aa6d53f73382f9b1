//! What press agencies published.

use chrono::NaiveDate;
use domain::base::code::FieldCode;
use domain::base::ids::{AwardId, CampaignId, OrganisationId, Revision, RoleModelId};
use domain::oversight::dimension_tally::Counted;
use domain::oversight::media_item::{MediaContent, MediaItem, MediaItemId, MediaKind, MediaStep};
use domain::results::role_model::{NamedUnit, Withdrawal};
use sea_orm::sea_query::SimpleExpr;
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait};
use uuid::Uuid;

use crate::base::failure::Failure;
use crate::base::kept::revised;
use crate::base::page::{Page, Slice};
use crate::base::store::Tx;
use crate::planning::campaign::dimensions;

mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "media_item")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub campaign_id: Uuid,
        pub organisation_id: Uuid,
        pub organisation_name: String,
        pub kind: String,
        pub title: String,
        pub day: Date,
        pub outlet: String,
        pub url: Option<String>,
        pub minutes: Option<i32>,
        pub parts: Option<i32>,
        pub contents: String,
        pub field: Option<String>,
        /// The identifiers, each between commas, so that a list finds one of them.
        pub role_models: String,
        /// The same for awards.
        pub awards: String,
        pub published_at: ChronoDateTimeUtc,
        pub withdrawn_at: Option<ChronoDateTimeUtc>,
        pub reason: Option<String>,
        pub revision: i64,
    }

    #[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

const WHAT: &str = "media item";

/// Identifiers as a text such as `,…,…,`.
fn listed(ids: impl Iterator<Item = Uuid>) -> String {
    let ids: String = ids.map(|id| format!("{id},")).collect();
    format!(",{ids}")
}

fn unlisted(text: &str, id: Uuid) -> Result<Vec<Uuid>, Failure> {
    let ids = text.split(',').filter(|part| !part.is_empty());
    ids.map(|part| part.parse().map_err(|_ignored| Failure::Corrupt { what: WHAT, id })).collect()
}

/// The condition that a list of identifiers has one of them.
fn naming(column: row::Column, id: Uuid) -> SimpleExpr {
    column.like(format!("%,{id},%"))
}

impl TryFrom<row::Model> for MediaItem {
    type Error = Failure;

    fn try_from(row: row::Model) -> Result<Self, Failure> {
        let row::Model {
            id,
            campaign_id,
            organisation_id,
            organisation_name,
            kind,
            title,
            day,
            outlet,
            url,
            minutes,
            parts,
            contents,
            field,
            role_models,
            awards,
            published_at,
            withdrawn_at,
            reason,
            revision,
        } = row;
        let corrupt = || Failure::Corrupt { what: WHAT, id };
        let number = |number: Option<i32>| number.map(|number| u32::try_from(number).map_err(|_ignored| corrupt()));
        let content = MediaContent {
            kind: MediaKind::parse(&kind).ok_or_else(corrupt)?,
            title,
            day,
            outlet,
            url,
            minutes: number(minutes).transpose()?,
            parts: number(parts).transpose()?,
            dimensions: dimensions::from_columns((&contents, field.as_deref()), WHAT, id)?,
            role_models: unlisted(&role_models, id)?.into_iter().map(RoleModelId).collect(),
            awards: unlisted(&awards, id)?.into_iter().map(AwardId).collect(),
        };
        Ok(Self {
            id: MediaItemId(id),
            campaign: CampaignId(campaign_id),
            publisher: NamedUnit { id: OrganisationId(organisation_id), name: organisation_name },
            content,
            published_at,
            withdrawal: withdrawn_at.map(|at| Withdrawal { at, reason: reason.unwrap_or_default() }),
            revision: Revision(revision),
        })
    }
}

fn to_row(item: &MediaItem) -> Result<row::ActiveModel, Failure> {
    let MediaItem { id, campaign, publisher, content, published_at, withdrawal, revision } = item;
    let MediaContent { kind, title, day, outlet, url, minutes, parts, dimensions, role_models, awards } = content;
    let (contents, field) = dimensions::to_columns(dimensions);
    let number = |number: Option<u32>| number.map(|number| i32::try_from(number).unwrap_or(i32::MAX));
    Ok(row::ActiveModel {
        id: Set(id.0),
        campaign_id: Set(campaign.0),
        organisation_id: Set(publisher.id.0),
        organisation_name: Set(publisher.name.clone()),
        kind: Set(kind.as_str().to_owned()),
        title: Set(title.clone()),
        day: Set(*day),
        outlet: Set(outlet.clone()),
        url: Set(url.clone()),
        minutes: Set(number(*minutes)),
        parts: Set(number(*parts)),
        contents: Set(contents),
        field: Set(field),
        role_models: Set(listed(role_models.iter().map(|id| id.0))),
        awards: Set(listed(awards.iter().map(|id| id.0))),
        published_at: Set(*published_at),
        withdrawn_at: Set(withdrawal.as_ref().map(|withdrawal| withdrawal.at)),
        reason: Set(withdrawal.as_ref().map(|withdrawal| withdrawal.reason.clone())),
        revision: Set(revision.0),
    })
}

revised!(MediaItem as row by to_row);

/// Which media items a list shows.
#[derive(Clone, Copy, Debug, Default)]
pub struct MediaFilter {
    /// About this movement.
    pub campaign: Option<CampaignId>,
    /// Of this press agency.
    pub publisher: Option<OrganisationId>,
    /// Of this kind.
    pub kind: Option<MediaKind>,
    /// About this role model.
    pub role_model: Option<RoleModelId>,
    /// About this award.
    pub award: Option<AwardId>,
    /// About this content of the movement.
    pub content: Option<i64>,
    /// In this field.
    pub field: Option<FieldCode>,
    /// Published on this day or later.
    pub from: Option<NaiveDate>,
    /// Published on this day or earlier.
    pub to: Option<NaiveDate>,
}

impl Tx {
    /// A media item, also one that was withdrawn.
    ///
    /// # Errors
    /// `NotFound`, or a database error.
    pub async fn media_item(&self, id: MediaItemId) -> Result<MediaItem, Failure> {
        self.found(row::Entity::find_by_id(id.0)).await
    }

    /// The media items that match a filter, in the order in which they were recorded; those that were withdrawn are in no
    /// list.
    ///
    /// # Errors
    /// A database error.
    pub async fn media_items(&self, filter: MediaFilter, page: Page) -> Result<Slice<MediaItem>, Failure> {
        use row::Column as C;
        let MediaFilter { campaign, publisher, kind, role_model, award, content, field, from, to } = filter;
        let query = row::Entity::find()
            .filter(C::WithdrawnAt.is_null())
            .apply_if(campaign, |query, campaign| query.filter(C::CampaignId.eq(campaign.0)))
            .apply_if(publisher, |query, unit| query.filter(C::OrganisationId.eq(unit.0)))
            .apply_if(kind, |query, kind| query.filter(C::Kind.eq(kind.as_str())))
            .apply_if(role_model, |query, id| query.filter(naming(C::RoleModels, id.0)))
            .apply_if(award, |query, id| query.filter(naming(C::Awards, id.0)))
            .apply_if(content, |query, number| query.filter(dimensions::of_content(C::Contents, number)))
            .apply_if(field, |query, field| query.filter(C::Field.eq(field.as_str())))
            .apply_if(from, |query, day| query.filter(C::Day.gte(day)))
            .apply_if(to, |query, day| query.filter(C::Day.lte(day)));
        self.slice(query, C::Id, page).await?.try_map(MediaItem::try_from)
    }

    /// How many media items of these days were not withdrawn, by what they are about.
    ///
    /// # Errors
    /// A database error.
    pub async fn media_dimensions(
        &self,
        campaign: CampaignId,
        (from, to): (NaiveDate, NaiveDate),
    ) -> Result<Vec<Counted>, Failure> {
        use row::Column as C;
        let query = row::Entity::find()
            .filter(C::WithdrawnAt.is_null())
            .filter(C::CampaignId.eq(campaign.0))
            .filter(C::Day.gte(from))
            .filter(C::Day.lte(to));
        dimensions::counted(self, query, (C::Contents, C::Field), WHAT).await
    }

    /// The media items that were recorded last and not withdrawn, the latest first.
    ///
    /// # Errors
    /// A database error.
    pub async fn latest_media_items(&self, limit: u64) -> Result<Vec<MediaItem>, Failure> {
        let query = row::Entity::find()
            .filter(row::Column::WithdrawnAt.is_null())
            .order_by_desc(row::Column::PublishedAt)
            .order_by_desc(row::Column::Id);
        query.limit(limit).all(self.connection().await?).await?.into_iter().map(MediaItem::try_from).collect()
    }

    /// Records a media item, with its public change.
    ///
    /// # Errors
    /// A database error.
    pub async fn add_media_item(&self, step: MediaStep) -> Result<MediaItem, Failure> {
        let MediaStep { item, announced } = step;
        self.announce(announced);
        self.add(item).await
    }

    /// Saves a media item if its stored revision is unchanged, with its public change.
    ///
    /// # Errors
    /// `Stale` if it has changed, or a database error.
    pub async fn save_media_item(&self, step: MediaStep) -> Result<MediaItem, Failure> {
        let MediaStep { item, announced } = step;
        self.announce(announced);
        self.save(item).await
    }
}
