//! Steps that the standing agency takes for many units of a cycle in one call: each unit for which a step is possible takes
//! it, and the others are named with the reason.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use chrono::{DateTime, Utc};
use domain::base::code::GroupCode;
use domain::base::identity::Actor;
use domain::base::ids::{CriteriaSetId, CycleId, OrganisationId};
use domain::base::policy::Permission;
use domain::base::refusal::Refusal;
use domain::planning::assessment::Comparison;
use domain::planning::criteria::CriteriaSet;
use domain::planning::cycle::Cycle;
use domain::planning::official::Sources;
use domain::registry::organisation::Organisation;
use domain::reporting::extension::ExtensionState;
use domain::reporting::report::{Report, ReportVerb};
use domain::results::comparison::settled_bests;
use persistence::base::store::Tx;
use persistence::registry::unit_label::UnitLabel;
use persistence::reporting::extension::ExtensionFilter;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;
use validator::Validate;

use crate::access::command::StepCommand;
use crate::base::answer::{Once, Untagged};
use crate::base::db::Db;
use crate::base::problem::Problem;
use crate::base::problem::view::ReasonCode;
use crate::base::routes::{Routes, operations};
use crate::base::text::{Paragraph, TextView};
use crate::planning::cycle::CyclePath;
use crate::reporting::official::OfficialResults;

/// Which reports are finalised.
#[derive(Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({"group": "DISTRICT"}))]
pub(crate) struct FinalisingOfCycle {
    /// Of the group with this code, one of the cycle's; of every group if left out.
    #[schema(example = "DISTRICT")]
    group: Option<GroupCode>,
}

/// A decision on every request for more time that waits.
#[derive(Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({"granted": true, "reason": "Hệ thống bảo trì trong tuần cuối"}))]
pub(crate) struct DecisionsOfCycle {
    /// Whether more time is granted.
    granted: bool,
    /// Why; 1 to 4000 characters.
    #[validate(nested)]
    reason: Paragraph,
}

/// A report or a request for which the step was not possible.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct LeftOut {
    /// The report or the request.
    #[schema(value_type = Uuid)]
    id: Uuid,
    /// The unit.
    organisation: OrganisationId,
    /// The unit's name.
    #[schema(example = "UBND huyện Kế Sách")]
    organisation_name: String,
    /// The code that the public knows it by.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "943")]
    organisation_code: Option<String>,
    /// A stable code for programs.
    #[schema(value_type = ReasonCode)]
    code: &'static str,
    /// Id of the rule that blocks the step; absent if there is none.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "L23")]
    rule: Option<&'static str>,
    /// Why, and what to do about it.
    text: TextView,
}

/// What became of a step for many units.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct BulkOutcome {
    /// For how many the step was taken.
    #[schema(minimum = 0, example = 37)]
    done: usize,
    /// The others, with the reason of each.
    left: Vec<LeftOut>,
}

impl BulkOutcome {
    const fn new() -> Self {
        Self { done: 0, left: Vec::new() }
    }

    fn leave(&mut self, id: Uuid, unit: &Organisation, refusal: Refusal) {
        let Some(reason) = refusal.into_first_reason() else { return };
        let UnitLabel { name, code: unit_code } = UnitLabel::from(unit);
        self.left.push(LeftOut {
            id,
            organisation: unit.id,
            organisation_name: name,
            organisation_code: unit_code,
            code: reason.code,
            rule: reason.rule,
            text: reason.text.into(),
        });
    }
}

/// Finalise the reports of a cycle
///
/// *Chốt điểm hàng loạt.* Standing agency. Finalises every report of the cycle, or of one group, that was handed in and can be
/// finalised now, as `POST /v1/reports/{report}/finalisation` does; the others are named with the reason: figures that are not
/// verified yet, an open window for explanations, a person who submitted it (rules L19, L23). Reports that units have not
/// handed in, and those that are final, are not looked at.
#[utoipa::path(post, path = "/cycles/{cycle}/finalisations", responses((status = 200, description = "Done.")))]
pub(crate) async fn finalise_reports(
    request: StepCommand<CyclePath, FinalisingOfCycle>,
    db: Db,
) -> Result<Once<Untagged<BulkOutcome>>, Problem> {
    let StepCommand { actor, at, key, path, body, .. } = request;
    db.once(key, move |tx| async move {
        let cycle = tx.cycle(path.cycle).await?;
        actor.must(Permission::VerifyReport, cycle.campaign)?;
        body.group.map_or(Ok(()), |group| cycle.must_have(group))?;
        Untagged::new(&finalised(&tx, &cycle, body.group, (&actor, at)).await?)
    })
    .await
}

async fn finalised(
    tx: &Tx,
    cycle: &Cycle,
    group: Option<GroupCode>,
    (actor, at): (&Actor, DateTime<Utc>),
) -> Result<BulkOutcome, Problem> {
    let reports = tx.all_reports(cycle.id).await?;
    let units = units(tx).await?;
    let mut sets: BTreeMap<CriteriaSetId, CriteriaSet> = BTreeMap::new();
    for report in &reports {
        if let Entry::Vacant(place) = sets.entry(report.criteria_set) {
            place.insert(tx.criteria_set(report.criteria_set).await?);
        }
    }
    let mut outcome = BulkOutcome::new();
    for set in sets.values() {
        let waiting = |report: &&Report| {
            let of_group = group.is_none_or(|group| group == report.group);
            report.criteria_set == set.id && of_group && report.state.is_handed_in() && !report.state.is_settled()
        };
        let due: Vec<&Report> = reports.iter().filter(waiting).collect();
        if due.is_empty() {
            continue;
        }
        let results = OfficialResults::load(tx, set, cycle).await?;
        let public = results.as_ref().map_or(Ok(()), OfficialResults::must_be_public);
        for report in due {
            let Some(unit) = units.get(&report.organisation) else { continue };
            let decided = match report.may(ReportVerb::Finalise, actor, at) {
                Err(refusal) => Err(refusal),
                Ok(_) => public.clone().and_then(|()| settled_bests(set, report.group, &reports)),
            };
            let bests = match decided {
                Ok(bests) => bests,
                Err(refusal) => {
                    outcome.leave(report.id.0, unit, refusal);
                    continue;
                }
            };
            let sources = match &results {
                Some(results) => results.of(tx, unit).await?,
                None => Sources::default(),
            };
            match report.clone().finalise(set, &Comparison { bests, sources }, actor, at) {
                Ok(step) => {
                    tx.save_report(step).await?;
                    outcome.done = outcome.done.saturating_add(1);
                }
                Err(refusal) => outcome.leave(report.id.0, unit, refusal),
            }
        }
    }
    Ok(outcome)
}

/// Decide on all requests for more time of a cycle
///
/// *Xem xét gia hạn hàng loạt.* Standing agency, with one reason. Decides on every request of the cycle that waits, as
/// `POST /v1/extensions/{extension}/decision` does; a request that the caller made is left and named (rule L19).
#[utoipa::path(post, path = "/cycles/{cycle}/extension-decisions", responses((status = 200, description = "Done.")))]
pub(crate) async fn decide_extensions(
    request: StepCommand<CyclePath, DecisionsOfCycle>,
    db: Db,
) -> Result<Once<Untagged<BulkOutcome>>, Problem> {
    let StepCommand { actor, at, key, path, body, .. } = request;
    db.once(key, move |tx| async move {
        let cycle = tx.cycle(path.cycle).await?;
        actor.must(Permission::GrantExtension, cycle.campaign)?;
        Untagged::new(&decided(&tx, cycle.id, (body.granted, &body.reason), (&actor, at)).await?)
    })
    .await
}

async fn decided(
    tx: &Tx,
    cycle: CycleId,
    (granted, reason): (bool, &str),
    (actor, at): (&Actor, DateTime<Utc>),
) -> Result<BulkOutcome, Problem> {
    let filter = ExtensionFilter { cycle: Some(cycle), organisation: None, state: Some(ExtensionState::Requested) };
    let units = units(tx).await?;
    let mut outcome = BulkOutcome::new();
    for request in tx.all_extensions(filter).await? {
        let Some(unit) = units.get(&request.organisation) else { continue };
        let id = request.id.0;
        match request.decide(granted, reason, actor, at) {
            Err(refusal @ Refusal::Invalid(_)) => return Err(refusal.into()),
            Err(refusal) => outcome.leave(id, unit, refusal),
            Ok(step) => {
                let extension = tx.save(step).await?;
                if let Some(report) = tx.report_of(cycle, extension.organisation).await?
                    && let Some(step) = report.excuse(&extension, actor, at)?
                {
                    tx.save_report(step).await?;
                }
                outcome.done = outcome.done.saturating_add(1);
            }
        }
    }
    Ok(outcome)
}

async fn units(tx: &Tx) -> Result<BTreeMap<OrganisationId, Organisation>, Problem> {
    Ok(tx.all_organisations().await?.into_iter().map(|unit| (unit.id, unit)).collect())
}

pub(crate) fn routes(routes: &mut impl Routes) {
    operations!(routes, "reports": finalise_reports, decide_extensions);
}
