//! Evidence files: their metadata. Their bytes are in `blob.rs`.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use domain::base::identity::Scope;
use domain::base::ids::{AccountId, CampaignId, EvidenceFileId, OrganisationId, ReportId, Revision};
use domain::reporting::destroyed_content::{DestroyedContent, DestroyedContentId};
use domain::reporting::evidence_file::{EvidenceFile, EvidenceFileState, EvidenceFormat};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait};

use crate::base::failure::Failure;
use crate::base::kept::revised;
use crate::base::page::{Page, Slice};
use crate::base::scope::within;
use crate::base::store::Tx;

mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "evidence_file")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub report_id: Uuid,
        pub campaign_id: Uuid,
        pub organisation_id: Uuid,
        pub name: String,
        pub format: String,
        pub sha256: String,
        pub size_bytes: i64,
        pub state: String,
        pub replaced_by_id: Option<Uuid>,
        pub reason: Option<String>,
        pub uploaded_by_id: Uuid,
        pub uploaded_at: ChronoDateTimeUtc,
        pub ended_at: Option<ChronoDateTimeUtc>,
        pub revision: i64,
    }

    #[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

impl TryFrom<row::Model> for EvidenceFile {
    type Error = Failure;

    fn try_from(row: row::Model) -> Result<Self, Failure> {
        let row::Model {
            id,
            report_id,
            campaign_id,
            organisation_id,
            name,
            format,
            sha256,
            size_bytes,
            state,
            replaced_by_id,
            reason,
            uploaded_by_id,
            uploaded_at,
            ended_at,
            revision,
        } = row;
        let corrupt = || Failure::Corrupt { what: "evidence file", id };
        Ok(Self {
            id: EvidenceFileId(id),
            report: ReportId(report_id),
            campaign: CampaignId(campaign_id),
            organisation: OrganisationId(organisation_id),
            name,
            format: EvidenceFormat::parse(&format).ok_or_else(corrupt)?,
            sha256,
            size_bytes,
            state: EvidenceFileState::parse(&state).ok_or_else(corrupt)?,
            replaced_by: replaced_by_id.map(EvidenceFileId),
            reason,
            uploaded_by: AccountId(uploaded_by_id),
            uploaded_at,
            ended_at,
            revision: Revision(revision),
        })
    }
}

fn to_row(file: &EvidenceFile) -> row::ActiveModel {
    let EvidenceFile {
        id,
        report,
        campaign,
        organisation,
        name,
        format,
        sha256,
        size_bytes,
        state,
        replaced_by,
        reason,
        uploaded_by,
        uploaded_at,
        ended_at,
        revision,
    } = file;
    row::ActiveModel {
        id: Set(id.0),
        report_id: Set(report.0),
        campaign_id: Set(campaign.0),
        organisation_id: Set(organisation.0),
        name: Set(name.clone()),
        format: Set(format.as_str().to_owned()),
        sha256: Set(sha256.clone()),
        size_bytes: Set(*size_bytes),
        state: Set(state.as_str().to_owned()),
        replaced_by_id: Set(replaced_by.map(|file| file.0)),
        reason: Set(reason.clone()),
        uploaded_by_id: Set(uploaded_by.0),
        uploaded_at: Set(*uploaded_at),
        ended_at: Set(*ended_at),
        revision: Set(revision.0),
    }
}

revised!(EvidenceFile as row by to_row always);

impl Tx {
    /// One file, within what the reader may see.
    ///
    /// # Errors
    /// `NotFound`, also if it is out of scope, or a database error.
    pub async fn evidence_file(&self, scope: &Scope, id: EvidenceFileId) -> Result<EvidenceFile, Failure> {
        self.found(within(row::Entity::find_by_id(id.0), (row::Column::OrganisationId, row::Column::CampaignId), scope))
            .await
    }

    /// The files of a report, tombstones included.
    ///
    /// # Errors
    /// A database error.
    pub async fn evidence_files(&self, report: ReportId, page: Page) -> Result<Slice<EvidenceFile>, Failure> {
        let query = row::Entity::find().filter(row::Column::ReportId.eq(report.0));
        self.slice(query, row::Column::Id, page).await?.try_map(EvidenceFile::try_from)
    }

    /// Every file of a report, tombstones included.
    ///
    /// # Errors
    /// A database error.
    pub async fn all_evidence_files(&self, report: ReportId) -> Result<Vec<EvidenceFile>, Failure> {
        let query = row::Entity::find().filter(row::Column::ReportId.eq(report.0)).order_by_asc(row::Column::Id);
        query.all(self.connection().await?).await?.into_iter().map(EvidenceFile::try_from).collect()
    }

    /// Every file with a given content, of all reports.
    ///
    /// # Errors
    /// A database error.
    pub async fn evidence_files_with(&self, sha256: &str) -> Result<Vec<EvidenceFile>, Failure> {
        let query = row::Entity::find().filter(row::Column::Sha256.eq(sha256)).order_by_asc(row::Column::Id);
        query.all(self.connection().await?).await?.into_iter().map(EvidenceFile::try_from).collect()
    }

    /// Whether a content was taken down, and so is not accepted again.
    ///
    /// # Errors
    /// A database error.
    pub async fn is_taken_down(&self, sha256: &str) -> Result<bool, Failure> {
        Ok(!self.destroyed_among(&[sha256.to_owned()]).await?.is_empty())
    }

    /// Which of these contents were destroyed, whether as evidence or as papers.
    ///
    /// # Errors
    /// A database error.
    pub async fn destroyed_among(&self, contents: &[String]) -> Result<Vec<DestroyedContent>, Failure> {
        if contents.is_empty() {
            return Ok(Vec::new());
        }
        let query = row::Entity::find()
            .filter(row::Column::Sha256.is_in(contents.iter().map(String::as_str)))
            .filter(row::Column::State.eq(EvidenceFileState::TakenDown.as_str()));
        let tombstones = query.all(self.connection().await?).await?.into_iter().map(|row| DestroyedContent {
            id: DestroyedContentId(row.id),
            sha256: row.sha256,
            reason: row.reason.unwrap_or_default(),
            at: row.ended_at.unwrap_or(row.uploaded_at),
        });
        let mut found = self.registered_destroyed(contents).await?;
        found.extend(tombstones);
        Ok(found)
    }

    /// The hashes of the contents that were destroyed from a time on, or ever, each once.
    ///
    /// # Errors
    /// A database error.
    pub async fn destroyed_since(&self, since: Option<DateTime<Utc>>) -> Result<BTreeSet<String>, Failure> {
        let query = row::Entity::find()
            .select_only()
            .column(row::Column::Sha256)
            .filter(row::Column::State.eq(EvidenceFileState::TakenDown.as_str()))
            .apply_if(since, |query, since| query.filter(row::Column::EndedAt.gte(since)));
        let mut found = self.registered_since(since).await?;
        found.extend(query.into_tuple::<String>().all(self.connection().await?).await?);
        Ok(found)
    }
}
