//! Public digests of difficulties.

use domain::base::ids::{CampaignId, Revision};
use domain::oversight::difficulty_digest::{DifficultyDigest, DifficultyDigestId, DigestContent, DigestStep};
use domain::results::role_model::Withdrawal;
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryTrait};

use crate::base::failure::Failure;
use crate::base::json;
use crate::base::kept::revised;
use crate::base::page::{Page, Slice};
use crate::base::store::Tx;

mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "difficulty_digest")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub campaign_id: Uuid,
        pub title: String,
        pub first_day: Date,
        pub last_day: Date,
        pub entries: String,
        pub tally: String,
        pub published_at: ChronoDateTimeUtc,
        pub withdrawn_at: Option<ChronoDateTimeUtc>,
        pub reason: Option<String>,
        pub revision: i64,
    }

    #[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

const WHAT: &str = "digest of difficulties";

impl TryFrom<row::Model> for DifficultyDigest {
    type Error = Failure;

    fn try_from(row: row::Model) -> Result<Self, Failure> {
        let row::Model {
            id,
            campaign_id,
            title,
            first_day,
            last_day,
            entries,
            tally,
            published_at,
            withdrawn_at,
            reason,
            revision,
        } = row;
        Ok(Self {
            id: DifficultyDigestId(id),
            campaign: CampaignId(campaign_id),
            content: DigestContent { title, from: first_day, to: last_day, entries: json::read(&entries, WHAT, id)? },
            tally: json::read(&tally, WHAT, id)?,
            published_at,
            withdrawal: withdrawn_at.map(|at| Withdrawal { at, reason: reason.unwrap_or_default() }),
            revision: Revision(revision),
        })
    }
}

fn to_row(digest: &DifficultyDigest) -> Result<row::ActiveModel, Failure> {
    let DifficultyDigest { id, campaign, content, tally, published_at, withdrawal, revision } = digest;
    let DigestContent { title, from, to, entries } = content;
    Ok(row::ActiveModel {
        id: Set(id.0),
        campaign_id: Set(campaign.0),
        title: Set(title.clone()),
        first_day: Set(*from),
        last_day: Set(*to),
        entries: Set(json::write(entries, WHAT, id.0)?),
        tally: Set(json::write(tally, WHAT, id.0)?),
        published_at: Set(*published_at),
        withdrawn_at: Set(withdrawal.as_ref().map(|withdrawal| withdrawal.at)),
        reason: Set(withdrawal.as_ref().map(|withdrawal| withdrawal.reason.clone())),
        revision: Set(revision.0),
    })
}

revised!(DifficultyDigest as row by to_row);

impl Tx {
    /// A digest, also one that was withdrawn.
    ///
    /// # Errors
    /// `NotFound`, or a database error.
    pub async fn difficulty_digest(&self, id: DifficultyDigestId) -> Result<DifficultyDigest, Failure> {
        self.found(row::Entity::find_by_id(id.0)).await
    }

    /// The digests of a movement, or of all; those that were withdrawn are in no list.
    ///
    /// # Errors
    /// A database error.
    pub async fn difficulty_digests(
        &self,
        campaign: Option<CampaignId>,
        page: Page,
    ) -> Result<Slice<DifficultyDigest>, Failure> {
        let query = row::Entity::find()
            .filter(row::Column::WithdrawnAt.is_null())
            .apply_if(campaign, |query, campaign| query.filter(row::Column::CampaignId.eq(campaign.0)));
        self.slice(query, row::Column::Id, page).await?.try_map(DifficultyDigest::try_from)
    }

    /// Publishes a digest, with its public change.
    ///
    /// # Errors
    /// A database error.
    pub async fn add_difficulty_digest(&self, step: DigestStep) -> Result<DifficultyDigest, Failure> {
        let DigestStep { digest, announced } = step;
        self.announce(announced);
        self.add(digest).await
    }

    /// Saves a digest if its stored revision is unchanged, with its public change.
    ///
    /// # Errors
    /// `Stale` if it has changed, or a database error.
    pub async fn save_difficulty_digest(&self, step: DigestStep) -> Result<DifficultyDigest, Failure> {
        let DigestStep { digest, announced } = step;
        self.announce(announced);
        self.save(digest).await
    }
}
