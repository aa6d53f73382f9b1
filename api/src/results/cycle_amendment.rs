//! Amendments of an open cycle, which the public is told of: the due date, the window for explanations, the acceptance by a
//! second person (rule M04).

use chrono::NaiveDate;
use domain::base::code::GroupCode;
use domain::planning::cycle::amendment::TermsChange;
use domain::planning::cycle::rebinding::RebindingGround;
use domain::planning::participant::Participant;
use domain::results::change::amended;
use serde::Deserialize;
use utoipa::ToSchema;
use validator::Validate;

use crate::access::command::StepCommand;
use crate::base::answer::{Once, Tagged};
use crate::base::citation::CitationBody;
use crate::base::db::Db;
use crate::base::problem::Problem;
use crate::base::routes::{Routes, operations};
use crate::planning::cycle::{CyclePath, CycleView};

/// What changes of an open cycle from now on, and the document that says so. What is left out stays as it is.
#[derive(Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = CycleAmending, example = json!({"explanationDays": 5,
    "document": {"number": "34/KH-UBND", "date": "2026-11-02", "issuer": "UBND tỉnh",
        "title": "Điều chỉnh thời gian giải trình"}}))]
pub(crate) struct CycleAmendingBody {
    /// The last day, at `Asia/Ho_Chi_Minh`, on which a report is on time. A new one has not passed, and lies within the
    /// bounds of opening (rule S27).
    #[serde(default, deserialize_with = "crate::base::bounded_date::maybe")]
    due_date: Option<NaiveDate>,
    /// Number of days in which a unit may explain its provisional score (rule L23), 1 to 60, or 0 for no such step. It
    /// holds for reports that are begun from now on.
    #[schema(minimum = 0, maximum = 60, example = 5)]
    #[serde(default)]
    explanation_days: Option<i64>,
    /// Whether a second person must accept the verification; for reports that are begun from now on.
    #[serde(default)]
    acceptance_required: Option<bool>,
    /// The document that amends it, with number and day.
    #[validate(nested)]
    document: CitationBody,
}

/// Amend an open cycle
///
/// *Điều chỉnh kỳ đánh giá đang mở.* Standing agency only, under a document: due date, window for explanations, acceptance
/// by a second person. What is left out stays. Nothing changes against somebody who has filed (rule M04): a
/// filing stays on time or late, and a report keeps the window and the acceptance of the day it was begun on. Reminders
/// follow the new due date, and public changes tell of it (`CYCLE_AMENDED`).
#[utoipa::path(post, path = "/cycles/{cycle}/amendments", responses((status = 200, description = "Amended.")))]
pub(crate) async fn amend_cycle(
    request: StepCommand<CyclePath, CycleAmendingBody>,
    db: Db,
) -> Result<Once<Tagged<CycleView>>, Problem> {
    let StepCommand { actor, at, key, path, expected, body } = request;
    let CycleAmendingBody { due_date, explanation_days, acceptance_required, document } = body;
    let change = TermsChange { due_date, explanation_days, acceptance_required };
    db.once(key, move |tx| async move {
        let cycle = tx.cycle_to_end(path.cycle).await?;
        expected.must_be(cycle.revision)?;
        let campaign = tx.campaign(cycle.campaign).await?;
        let step = cycle.amend(change, document.into(), &campaign, &actor, at)?;
        let announced = amended(step.after(), at);
        let cycle = tx.save_amended(step, announced).await?;
        Tagged::new(cycle.revision, &CycleView::new(cycle, &actor))
    })
    .await
}

/// A group that is bound to a later criteria set, and the document that says so.
#[derive(Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({"group": "KHOI-2",
    "document": {"number": "35/KH-UBND", "date": "2024-11-02", "issuer": "UBND tỉnh",
        "title": "Thay bộ tiêu chí của khối"}}))]
pub(crate) struct GroupRebinding {
    /// The code of the group.
    group: GroupCode,
    /// The document that says so, with number and day.
    #[validate(nested)]
    document: CitationBody,
}

/// Bind a group of an open cycle to a later criteria set
///
/// *Thay bộ tiêu chí của nhóm trong kỳ đánh giá đang mở.* Standing agency only, under a document, and only before a unit of
/// the group has filed a report (rule M04). The group is bound to the newest published set of its audience. Drafts of reports
/// follow: figures that the later set does not take are dropped, and the audit trail keeps them. The feed of public changes
/// tells of it (`CYCLE_AMENDED`).
#[utoipa::path(post, path = "/cycles/{cycle}/rebindings", responses((status = 200, description = "Bound.")))]
pub(crate) async fn rebind_group(
    request: StepCommand<CyclePath, GroupRebinding>,
    db: Db,
) -> Result<Once<Tagged<CycleView>>, Problem> {
    let StepCommand { actor, at, key, path, expected, body } = request;
    db.once(key, move |tx| async move {
        // Nobody begins or submits a report meanwhile: that holds the cycle, too.
        let cycle = tx.cycle_to_end(path.cycle).await?;
        expected.must_be(cycle.revision)?;
        cycle.may_rebind(&actor)?;
        let GroupRebinding { group, document } = body;
        let campaign = tx.campaign(cycle.campaign).await?;
        let (cycles, sets) = (tx.cycles_of(campaign.id).await?, tx.all_criteria_sets(campaign.id, cycle.kind).await?);
        let groupings = cycle.groupings(&tx.groups_of(campaign.id).await?, &tx.levels().await?);
        let participants: Vec<Participant> = tx.all_participants(cycle.id).await?.iter().cloned().collect();
        let mut reports = tx.all_reports(cycle.id).await?;
        reports.retain(|report| report.group == group);
        let filed = reports.iter().any(|report| !report.filings.is_empty() || report.state.is_handed_in());
        let ground = RebindingGround {
            campaign: &campaign,
            cycles: &cycles,
            sets: &sets,
            groupings: &groupings,
            participants: &participants,
            units: &tx.all_organisations().await?,
            filed,
        };
        let step = cycle.rebind(group, document.into(), ground, &actor, at)?;
        let bound = step.after().criteria_for(group);
        if let Some(set) = sets.iter().find(|set| Some(set.id) == bound) {
            for report in reports {
                tx.save_report(report.follow(set, &actor, at)?).await?;
            }
        }
        let announced = amended(step.after(), at);
        let cycle = tx.save_amended(step, announced).await?;
        Tagged::new(cycle.revision, &CycleView::new(cycle, &actor))
    })
    .await
}

pub(crate) fn routes(routes: &mut impl Routes) {
    operations!(routes, "campaigns": amend_cycle, rebind_group);
}
