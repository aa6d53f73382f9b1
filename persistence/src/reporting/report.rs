//! Reports.

use domain::base::code::GroupCode;
use domain::base::event::{Event, EventKind};
use domain::base::identity::Scope;
use domain::base::ids::{AccountId, CampaignId, CriteriaSetId, CycleId, OrganisationId, ReportId, Revision};
use domain::base::step::Step;
use domain::planning::cycle::Cycle;
use domain::registry::organisation::{Organisation, OrganisationKind};
use domain::reporting::extension::effective;
use domain::reporting::filing::Filing;
use domain::reporting::report::{Report, ReportState};
use domain::reporting::standing::Begun;
use sea_orm::sea_query::{Expr, ExprTrait, SelectStatement};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, IdenStatic, JoinType, QueryFilter,
    QueryOrder, QuerySelect, QueryTrait, SelectA, SelectB,
};
use uuid::Uuid;

use crate::base::failure::Failure;
use crate::base::json;
use crate::base::page::{Page, Slice};
use crate::base::scope::within;
use crate::base::store::Tx;
use crate::planning::cycle::cycle_row;
use crate::planning::participant::row as participant_row;
use crate::registry::organisation::row as organisation_row;

mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "report")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub cycle_id: Uuid,
        pub campaign_id: Uuid,
        pub organisation_id: Uuid,
        pub tier: String,
        pub kind: String,
        pub left_out: Option<String>,
        pub criteria_set_id: Uuid,
        pub state: String,
        pub figures: String,
        pub narrative: Option<String>,
        pub verified: String,
        pub adjustments: String,
        pub review: String,
        pub checks: Option<String>,
        pub scorecard: Option<String>,
        pub explanation_days: Option<i64>,
        pub explanation_until: Option<ChronoDateTimeUtc>,
        pub explanations: String,
        pub filings: String,
        pub submitted_at: Option<ChronoDateTimeUtc>,
        pub submitted_by_id: Option<Uuid>,
        pub late: bool,
        pub return_reason: Option<String>,
        pub return_items: String,
        pub correction_reason: Option<String>,
        pub created_at: ChronoDateTimeUtc,
        pub updated_at: ChronoDateTimeUtc,
        pub revision: i64,
    }

    #[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

impl TryFrom<row::Model> for Report {
    type Error = Failure;

    fn try_from(row: row::Model) -> Result<Self, Failure> {
        let row::Model {
            id,
            cycle_id,
            campaign_id,
            organisation_id,
            tier,
            kind,
            left_out,
            criteria_set_id,
            state,
            figures,
            narrative,
            verified,
            adjustments,
            review,
            checks,
            scorecard,
            explanation_days,
            explanation_until,
            explanations,
            filings,
            submitted_at,
            submitted_by_id,
            late,
            return_reason,
            return_items,
            correction_reason,
            created_at,
            updated_at,
            revision,
        } = row;
        let corrupt = || Failure::Corrupt { what: "report", id };
        Ok(Self {
            id: ReportId(id),
            cycle: CycleId(cycle_id),
            campaign: CampaignId(campaign_id),
            organisation: OrganisationId(organisation_id),
            group: GroupCode::parse(&tier).ok_or_else(corrupt)?,
            kind: OrganisationKind::parse(&kind).ok_or_else(corrupt)?,
            left_out: json::read_any(left_out.as_deref(), "report", id)?,
            criteria_set: CriteriaSetId(criteria_set_id),
            state: ReportState::parse(&state).ok_or_else(corrupt)?,
            figures: json::read(&figures, "report", id)?,
            narrative,
            verified: json::read(&verified, "report", id)?,
            adjustments: json::read(&adjustments, "report", id)?,
            review: json::read(&review, "report", id)?,
            checks: json::read_any(checks.as_deref(), "report", id)?.unwrap_or_default(),
            scorecard: json::read_any(scorecard.as_deref(), "report", id)?,
            explanation_days,
            explanation_until,
            explanations: json::read(&explanations, "report", id)?,
            filings: json::read(&filings, "report", id)?,
            submitted_at,
            submitted_by: submitted_by_id.map(AccountId),
            late,
            return_reason,
            return_items: json::read(&return_items, "report", id)?,
            correction_reason,
            created_at,
            updated_at,
            revision: Revision(revision),
        })
    }
}

fn to_row(report: &Report) -> Result<row::ActiveModel, Failure> {
    let Report {
        id,
        cycle,
        campaign,
        organisation,
        group,
        kind,
        left_out,
        criteria_set,
        state,
        figures,
        narrative,
        verified,
        adjustments,
        review,
        checks,
        scorecard,
        explanation_days,
        explanation_until,
        explanations,
        filings,
        submitted_at,
        submitted_by,
        late,
        return_reason,
        return_items,
        correction_reason,
        created_at,
        updated_at,
        revision,
    } = report;
    let scorecard = json::write_any(scorecard.as_ref(), "report", id.0)?;
    Ok(row::ActiveModel {
        id: Set(id.0),
        cycle_id: Set(cycle.0),
        campaign_id: Set(campaign.0),
        organisation_id: Set(organisation.0),
        tier: Set(group.as_str().to_owned()),
        kind: Set(kind.as_str().to_owned()),
        left_out: Set(json::write_any(left_out.as_ref(), "report", id.0)?),
        criteria_set_id: Set(criteria_set.0),
        state: Set(state.as_str().to_owned()),
        figures: Set(json::write(figures, "report", id.0)?),
        narrative: Set(narrative.clone()),
        verified: Set(json::write(verified, "report", id.0)?),
        adjustments: Set(json::write(adjustments, "report", id.0)?),
        review: Set(json::write(review, "report", id.0)?),
        checks: Set(json::write_any(Some(checks).filter(|checks| !checks.is_empty()), "report", id.0)?),
        scorecard: Set(scorecard),
        explanation_days: Set(*explanation_days),
        explanation_until: Set(*explanation_until),
        explanations: Set(json::write(explanations, "report", id.0)?),
        filings: Set(json::write(filings, "report", id.0)?),
        submitted_at: Set(*submitted_at),
        submitted_by_id: Set(submitted_by.map(|account| account.0)),
        late: Set(*late),
        return_reason: Set(return_reason.clone()),
        return_items: Set(json::write(return_items, "report", id.0)?),
        correction_reason: Set(correction_reason.clone()),
        created_at: Set(*created_at),
        updated_at: Set(*updated_at),
        revision: Set(revision.0),
    })
}

/// The name of the column that holds the code of a report's cycle beside the report.
const CYCLE_CODE: &str = "cycle_code";
/// The most reports in one statement.
const REPORTS_MAX: usize = 200;

/// Which reports a list shows.
#[derive(Clone, Copy, Debug, Default)]
pub struct ReportFilter {
    /// Of this campaign.
    pub campaign: Option<CampaignId>,
    /// For this cycle.
    pub cycle: Option<CycleId>,
    /// Of this unit.
    pub organisation: Option<OrganisationId>,
    /// In this state.
    pub state: Option<ReportState>,
    /// Of this group.
    pub group: Option<GroupCode>,
}

/// The members of a group whose reports a unit checks first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CheckedGroup {
    /// The group.
    pub group: GroupCode,
    /// Its head.
    pub head: OrganisationId,
    /// Whether the unit is the deputy, who checks the head's own report alone.
    pub as_deputy: bool,
}

/// Which reports some units check.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CheckedReports {
    /// The units.
    pub units: Vec<OrganisationId>,
    /// The groups that they head.
    pub headed: Vec<CheckedGroup>,
    /// The sets that name them; nobody checks the own report.
    pub sets: Vec<CriteriaSetId>,
}

/// How many units are named whose reports wait for their score.
const WAITING_NAMED: u64 = 10;

impl Tx {
    /// One report, within what the reader may see.
    ///
    /// # Errors
    /// `NotFound`, also if it is out of scope, or a database error.
    pub async fn report(&self, scope: &Scope, id: ReportId) -> Result<Report, Failure> {
        self.found(within(row::Entity::find_by_id(id.0), (row::Column::OrganisationId, row::Column::CampaignId), scope))
            .await
    }

    /// One report with its unit and the code of its cycle, in one query, within what the reader may see.
    ///
    /// # Errors
    /// `NotFound`, also if it is out of scope, or a database error.
    pub async fn report_beside(&self, scope: &Scope, id: ReportId) -> Result<(Report, Organisation, String), Failure> {
        let mut query =
            within(row::Entity::find_by_id(id.0), (row::Column::OrganisationId, row::Column::CampaignId), scope)
                .select_also(organisation_row::Entity);
        let unit = Expr::col((organisation_row::Entity, organisation_row::Column::Id))
            .equals((row::Entity, row::Column::OrganisationId));
        let cycle = Expr::col((cycle_row::Entity, cycle_row::Column::Id)).equals((row::Entity, row::Column::CycleId));
        QueryTrait::query(&mut query)
            .join(JoinType::InnerJoin, organisation_row::Entity, unit)
            .join(JoinType::InnerJoin, cycle_row::Entity, cycle)
            .expr_as(Expr::col((cycle_row::Entity, cycle_row::Column::Code)), CYCLE_CODE);
        let statement = query.build(self.backend());
        let found = self.connection().await?.query_one_raw(statement).await?.ok_or(Failure::NotFound)?;
        let report = row::Model::from_query_result(&found, SelectA.as_str())?;
        let unit = organisation_row::Model::from_query_result(&found, SelectB.as_str())?;
        Ok((report.try_into()?, unit.try_into()?, found.try_get("", CYCLE_CODE)?))
    }

    /// The reports that match a filter, within what the reader may see.
    ///
    /// # Errors
    /// A database error.
    pub async fn reports(&self, scope: &Scope, filter: ReportFilter, page: Page) -> Result<Slice<Report>, Failure> {
        let ReportFilter { campaign, cycle, organisation, state, group } = filter;
        let query = within(row::Entity::find(), (row::Column::OrganisationId, row::Column::CampaignId), scope)
            .apply_if(campaign, |query, campaign| query.filter(row::Column::CampaignId.eq(campaign.0)))
            .apply_if(cycle, |query, cycle| query.filter(row::Column::CycleId.eq(cycle.0)))
            .apply_if(organisation, |query, unit| query.filter(row::Column::OrganisationId.eq(unit.0)))
            .apply_if(state, |query, state| query.filter(row::Column::State.eq(state.as_str())))
            .apply_if(group, |query, group| query.filter(row::Column::Tier.eq(group.as_str())));
        self.slice(query, row::Column::Id, page).await?.try_map(Report::try_from)
    }

    /// The reports of a cycle that were handed in and that other units than the standing agency check.
    ///
    /// # Errors
    /// A database error.
    pub async fn reports_to_check(
        &self,
        cycle: CycleId,
        checked: &CheckedReports,
        page: Page,
    ) -> Result<Slice<Report>, Failure> {
        let unfinished = [ReportState::Draft, ReportState::Returned].map(|state| state.as_str());
        let unit = row::Column::OrganisationId;
        let by_agency = row::Column::CriteriaSetId
            .is_in(checked.sets.iter().map(|set| set.0))
            .and(unit.is_not_in(checked.units.iter().map(|unit| unit.0)));
        let by_heads = checked.headed.iter().fold(by_agency, |found, headed| {
            let CheckedGroup { group, head, as_deputy } = *headed;
            let theirs = if as_deputy { unit.eq(head.0) } else { unit.ne(head.0) };
            found.or(row::Column::Tier.eq(group.as_str()).and(theirs))
        });
        let query = row::Entity::find()
            .filter(row::Column::CycleId.eq(cycle.0))
            .filter(row::Column::State.is_not_in(unfinished))
            .filter(by_heads);
        self.slice(query, row::Column::Id, page).await?.try_map(Report::try_from)
    }

    /// The cycle and the unit that a report is begun for, in one query.
    ///
    /// # Errors
    /// `NotFound` if either does not exist, or a database error.
    pub async fn cycle_and_unit(&self, cycle: CycleId, unit: OrganisationId) -> Result<(Cycle, Organisation), Failure> {
        let mut query = cycle_row::Entity::find_by_id(cycle.0).select_also(organisation_row::Entity);
        let is_it = Expr::col((organisation_row::Entity, organisation_row::Column::Id)).eq(unit.0);
        QueryTrait::query(&mut query).join(JoinType::InnerJoin, organisation_row::Entity, is_it);
        let (cycle, unit) = query.one(self.connection().await?).await?.ok_or(Failure::NotFound)?;
        Ok((cycle.try_into()?, unit.ok_or(Failure::NotFound)?.try_into()?))
    }

    /// A unit's report for a cycle, if it began one.
    ///
    /// # Errors
    /// A database error.
    pub async fn report_of(&self, cycle: CycleId, organisation: OrganisationId) -> Result<Option<Report>, Failure> {
        let query = row::Entity::find()
            .filter(row::Column::CycleId.eq(cycle.0))
            .filter(row::Column::OrganisationId.eq(organisation.0));
        query.one(self.connection().await?).await?.map(Report::try_from).transpose()
    }

    /// Other units' submitted reports for the same cycle under the same set, newest first.
    ///
    /// # Errors
    /// A database error.
    pub async fn peers(&self, report: &Report, most: u8) -> Result<Vec<Report>, Failure> {
        let unfinished = [ReportState::Draft, ReportState::Returned].map(|state| state.as_str());
        let query = row::Entity::find()
            .filter(row::Column::CycleId.eq(report.cycle.0))
            .filter(row::Column::CriteriaSetId.eq(report.criteria_set.0))
            .filter(row::Column::State.is_not_in(unfinished))
            .filter(row::Column::Id.ne(report.id.0))
            .order_by_desc(row::Column::Id)
            .limit(u64::from(most));
        query.all(self.connection().await?).await?.into_iter().map(Report::try_from).collect()
    }

    /// Whether a unit has an official result for a cycle of the campaign that is within this one's period (rule S35).
    ///
    /// # Errors
    /// A database error.
    pub async fn has_result(&self, cycle: &Cycle, organisation: OrganisationId) -> Result<bool, Failure> {
        let settled: Vec<&str> =
            ReportState::ALL.iter().filter(|state| state.is_settled()).map(|state| state.as_str()).collect();
        let within = cycle_row::Entity::find()
            .select_only()
            .column(cycle_row::Column::Id)
            .filter(cycle_row::Column::CampaignId.eq(cycle.campaign.0))
            .filter(cycle_row::Column::PeriodStart.gte(cycle.period_start))
            .filter(cycle_row::Column::PeriodEnd.lte(cycle.period_end))
            .into_query();
        let query = row::Entity::find()
            .filter(row::Column::OrganisationId.eq(organisation.0))
            .filter(row::Column::State.is_in(settled))
            .filter(row::Column::CycleId.in_subquery(within));
        Ok(query.one(self.connection().await?).await?.is_some())
    }

    /// Which of these units have begun a report for a cycle, without the content of the reports.
    pub(crate) async fn begun(
        &self,
        cycle: CycleId,
        units: &[OrganisationId],
    ) -> Result<Vec<(OrganisationId, Begun)>, Failure> {
        let query = row::Entity::find()
            .select_only()
            .column(row::Column::OrganisationId)
            .column(row::Column::Id)
            .column(row::Column::State)
            .column(row::Column::Filings)
            .column(row::Column::Late)
            .filter(row::Column::CycleId.eq(cycle.0))
            .filter(row::Column::OrganisationId.is_in(units.iter().map(|unit| unit.0)));
        let found = query.into_tuple::<(Uuid, Uuid, String, String, bool)>().all(self.connection().await?).await?;
        let read = |(unit, id, state, filings, late): (Uuid, Uuid, String, String, bool)| {
            let filings: Vec<Filing> = json::read(&filings, "report", id)?;
            let begun = Begun {
                report: ReportId(id),
                state: ReportState::parse(&state).ok_or(Failure::Corrupt { what: "report", id })?,
                punctuality: filings.first().map(|filing| effective(filing.punctuality, late)),
            };
            Ok((OrganisationId(unit), begun))
        };
        found.into_iter().map(read).collect()
    }

    /// The names of the first units whose reports of a cycle were handed in and have no official score, a few of them.
    ///
    /// # Errors
    /// A database error.
    pub async fn waiting_for_scores(&self, cycle: CycleId) -> Result<Vec<String>, Failure> {
        let waiting = ReportState::ALL.iter().filter(|state| state.is_handed_in() && !state.is_settled());
        let names = row::Entity::find()
            .select_only()
            .column(organisation_row::Column::Name)
            .join(
                JoinType::InnerJoin,
                row::Entity::belongs_to(organisation_row::Entity)
                    .from(row::Column::OrganisationId)
                    .to(organisation_row::Column::Id)
                    .into(),
            )
            .filter(row::Column::CycleId.eq(cycle.0))
            .filter(row::Column::State.is_in(waiting.map(|state| state.as_str())))
            .order_by_asc(row::Column::Id)
            .limit(WAITING_NAMED);
        Ok(names.into_tuple().all(self.connection().await?).await?)
    }

    /// Whether a unit has handed in a report of a cycle, if it was returned or withdrawn afterwards, too.
    ///
    /// # Errors
    /// A database error.
    pub async fn has_filings(&self, cycle: CycleId) -> Result<bool, Failure> {
        let filed = row::Entity::find()
            .select_only()
            .column(row::Column::Id)
            .filter(row::Column::CycleId.eq(cycle.0))
            .filter(row::Column::Filings.ne("[]"))
            .limit(1);
        Ok(filed.into_tuple::<Uuid>().one(self.connection().await?).await?.is_some())
    }

    /// Every report of a cycle, for a release.
    ///
    /// # Errors
    /// A database error.
    pub async fn all_reports(&self, cycle: CycleId) -> Result<Vec<Report>, Failure> {
        let query = row::Entity::find().filter(row::Column::CycleId.eq(cycle.0)).order_by_asc(row::Column::Id);
        query.all(self.connection().await?).await?.into_iter().map(Report::try_from).collect()
    }

    /// Begins a report.
    ///
    /// # Errors
    /// `Duplicate` if the unit has a report for the cycle, or a database error.
    pub async fn add_report(&self, step: Step<Report>) -> Result<Report, Failure> {
        let (report, event) = step.into_parts();
        self.defer(row::Entity::insert(to_row(&report)?).build(self.backend()), false);
        self.add_citations(std::iter::once(&report)).await?;
        self.record(&event).await?;
        Ok(report)
    }

    /// Begins many reports at once.
    ///
    /// # Errors
    /// `Duplicate` if a unit has a report for the cycle, or a database error.
    pub async fn add_reports(&self, steps: Vec<Step<Report>>) -> Result<(), Failure> {
        let (reports, events): (Vec<Report>, Vec<Event>) = steps.into_iter().map(Step::into_parts).unzip();
        for chunk in reports.chunks(REPORTS_MAX) {
            let rows = chunk.iter().map(to_row).collect::<Result<Vec<row::ActiveModel>, Failure>>()?;
            row::Entity::insert_many(rows).exec_without_returning(self.connection().await?).await?;
        }
        self.add_citations(reports.iter()).await?;
        self.record_all(&events).await
    }

    /// Saves a report if its stored revision is unchanged.
    ///
    /// # Errors
    /// `Stale` if it has changed, or a database error.
    pub async fn save_report(&self, step: Step<Report>) -> Result<Report, Failure> {
        let (report, event) = step.into_parts();
        let old = report.revision;
        let report = Report { revision: old.next(), ..report };
        let query = row::Entity::update_many()
            .set(to_row(&report)?)
            .filter(row::Column::Id.eq(report.id.0))
            .filter(row::Column::Revision.eq(old.0));
        self.replace(query).await?;
        // Only these two steps change citations.
        if matches!(event.kind, EventKind::ReportEdited | EventKind::ReportExplained) {
            self.replace_citations(&report).await?;
        }
        self.record(&event).await?;
        Ok(report)
    }
}

/// The identifiers of a cycle's reports, for a subquery.
pub(crate) fn ids_of(cycle: CycleId) -> SelectStatement {
    let query = row::Entity::find().select_only().column(row::Column::Id);
    query.filter(row::Column::CycleId.eq(cycle.0)).into_query()
}

/// The report that a unit has submitted for a cycle, for a subquery of a query for participants.
pub(crate) fn handed_in(cycle: CycleId) -> SelectStatement {
    let waiting = ReportState::ALL.iter().filter(|state| !state.is_handed_in()).map(|state| state.as_str());
    let unit = Expr::col((participant_row::Entity, participant_row::Column::OrganisationId));
    let query = row::Entity::find().select_only().column(row::Column::Id);
    query
        .filter(row::Column::CycleId.eq(cycle.0))
        .filter(unit.equals((row::Entity, row::Column::OrganisationId)))
        .filter(row::Column::State.is_not_in(waiting))
        .into_query()
}
