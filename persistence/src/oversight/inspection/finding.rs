//! What inspections found.

use chrono::{DateTime, Utc};
use domain::base::identity::Scope;
use domain::base::ids::{CampaignId, CycleId, OrganisationId, ReportId, Revision};
use domain::oversight::inspection::InspectionId;
use domain::oversight::inspection::finding::{
    Finding, FindingContent, FindingSeverity, FindingState, InspectionFindingId, MendingKind, ReportChange,
};
use domain::oversight::inspection::workflow::InspectingAgency;
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QueryTrait};

use crate::base::failure::Failure;
use crate::base::json;
use crate::base::kept::revised;
use crate::base::page::{Page, Slice};
use crate::base::scope::within;
use crate::base::store::Tx;

mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "inspection_finding")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub inspection_id: Uuid,
        pub campaign_id: Uuid,
        pub organisation_id: Uuid,
        pub agency: String,
        pub cycle_id: Uuid,
        pub criterion: String,
        pub severity: String,
        pub declared: String,
        pub found: String,
        pub value: Option<String>,
        pub state: String,
        pub recorded_at: ChronoDateTimeUtc,
        pub outcome: Option<String>,
        pub revision: i64,
    }

    #[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

const WHAT: &str = "finding of an inspection";

impl TryFrom<row::Model> for Finding {
    type Error = Failure;

    fn try_from(row: row::Model) -> Result<Self, Failure> {
        let row::Model {
            id,
            inspection_id,
            campaign_id,
            organisation_id,
            agency,
            cycle_id,
            criterion,
            severity,
            declared,
            found,
            value,
            state,
            recorded_at,
            outcome,
            revision,
        } = row;
        let corrupt = || Failure::Corrupt { what: WHAT, id };
        let content = FindingContent {
            cycle: CycleId(cycle_id),
            criterion,
            severity: FindingSeverity::parse(&severity).ok_or_else(corrupt)?,
            declared,
            found,
            value: json::read_any(value.as_deref(), WHAT, id)?,
        };
        Ok(Self {
            id: InspectionFindingId(id),
            inspection: InspectionId(inspection_id),
            campaign: CampaignId(campaign_id),
            organisation: OrganisationId(organisation_id),
            agency: InspectingAgency::parse(&agency).ok_or_else(corrupt)?,
            content,
            state: FindingState::parse(&state).ok_or_else(corrupt)?,
            recorded_at,
            outcome: json::read_any(outcome.as_deref(), WHAT, id)?,
            revision: Revision(revision),
        })
    }
}

fn to_row(finding: &Finding) -> Result<row::ActiveModel, Failure> {
    let Finding { id, inspection, campaign, organisation, agency, content, state, recorded_at, outcome, revision } =
        finding;
    let FindingContent { cycle, criterion, severity, declared, found, value } = content;
    Ok(row::ActiveModel {
        id: Set(id.0),
        inspection_id: Set(inspection.0),
        campaign_id: Set(campaign.0),
        organisation_id: Set(organisation.0),
        agency: Set(agency.as_str().to_owned()),
        cycle_id: Set(cycle.0),
        criterion: Set(criterion.clone()),
        severity: Set(severity.as_str().to_owned()),
        declared: Set(declared.clone()),
        found: Set(found.clone()),
        value: Set(json::write_any(value.as_ref(), WHAT, id.0)?),
        state: Set(state.as_str().to_owned()),
        recorded_at: Set(*recorded_at),
        outcome: Set(json::write_any(outcome.as_ref(), WHAT, id.0)?),
        revision: Set(revision.0),
    })
}

revised!(Finding as row by to_row);

/// Which findings a list shows.
#[derive(Clone, Copy, Debug, Default)]
pub struct FindingFilter {
    /// Of this inspection.
    pub inspection: Option<InspectionId>,
    /// In this movement.
    pub campaign: Option<CampaignId>,
    /// Of this unit.
    pub organisation: Option<OrganisationId>,
    /// On reports of this cycle.
    pub cycle: Option<CycleId>,
    /// Recorded by this agency.
    pub agency: Option<InspectingAgency>,
    /// As grave as this.
    pub severity: Option<FindingSeverity>,
    /// In this state.
    pub state: Option<FindingState>,
}

impl Tx {
    /// One finding, within what the reader may see.
    ///
    /// # Errors
    /// `NotFound`, also if it is out of scope, or a database error.
    pub async fn inspection_finding(&self, scope: &Scope, id: InspectionFindingId) -> Result<Finding, Failure> {
        self.found(within(row::Entity::find_by_id(id.0), (row::Column::OrganisationId, row::Column::CampaignId), scope))
            .await
    }

    /// The findings within what the reader may see that match a filter, oldest first.
    ///
    /// # Errors
    /// A database error.
    pub async fn inspection_findings(
        &self,
        scope: &Scope,
        filter: FindingFilter,
        page: Page,
    ) -> Result<Slice<Finding>, Failure> {
        use row::Column as C;
        let FindingFilter { inspection, campaign, organisation, cycle, agency, severity, state } = filter;
        let query = within(row::Entity::find(), (C::OrganisationId, C::CampaignId), scope)
            .apply_if(inspection, |query, inspection| query.filter(C::InspectionId.eq(inspection.0)))
            .apply_if(campaign, |query, campaign| query.filter(C::CampaignId.eq(campaign.0)))
            .apply_if(organisation, |query, unit| query.filter(C::OrganisationId.eq(unit.0)))
            .apply_if(cycle, |query, cycle| query.filter(C::CycleId.eq(cycle.0)))
            .apply_if(agency, |query, agency| query.filter(C::Agency.eq(agency.as_str())))
            .apply_if(severity, |query, severity| query.filter(C::Severity.eq(severity.as_str())))
            .apply_if(state, |query, state| query.filter(C::State.eq(state.as_str())));
        self.slice(query, C::Id, page).await?.try_map(Finding::try_from)
    }

    /// What may have put a report right since an instant.
    ///
    /// # Errors
    /// A database error.
    pub async fn report_changes(&self, report: ReportId, since: DateTime<Utc>) -> Result<Vec<ReportChange>, Failure> {
        let entries = self.entries_since(report.0, MendingKind::EVENTS, since).await?;
        let told = entries.into_iter();
        Ok(told.map(|entry| ReportChange { report, kind: entry.kind, at: entry.at, changes: entry.changes }).collect())
    }

    /// The findings of a movement's inspections.
    ///
    /// # Errors
    /// A database error.
    pub async fn all_inspection_findings(&self, campaign: CampaignId) -> Result<Vec<Finding>, Failure> {
        let query = row::Entity::find().filter(row::Column::CampaignId.eq(campaign.0)).order_by_asc(row::Column::Id);
        query.all(self.connection().await?).await?.into_iter().map(Finding::try_from).collect()
    }
}
