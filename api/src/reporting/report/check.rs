//! Checks by other units than the standing agency: the head unit of a group gives an opinion on a member's report (rule
//! M03), and agencies record what they found for the criteria that a set names them for (rule L22).

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use domain::base::identity::{Actor, Scope};
use domain::base::ids::{CriteriaSetId, CycleId, EvidenceFileId, OrganisationId};
use domain::base::policy::Permission;
use domain::base::refusal::Refusal;
use domain::planning::criteria::CriteriaSet;
use domain::planning::cycle::Cycle;
use domain::planning::group::Group;
use domain::registry::organisation::Organisation;
use domain::reporting::evidence_file::EvidenceFile;
use domain::reporting::report::Report;
use persistence::base::failure::Failure;
use persistence::base::store::Tx;
use persistence::reporting::report::{CheckedGroup, CheckedReports};

use crate::access::caller::Caller;
use crate::access::command::StepCommand;
use crate::base::answer::{Once, Untagged};
use crate::base::db::Db;
use crate::base::paging::{Listing, Paging};
use crate::base::problem::{Problem, violation};
use crate::base::query::Path;
use crate::base::routes::{Routes, operations};
use crate::planning::campaign::must_be_seen;
use crate::planning::cycle::CyclePath;
use crate::reporting::figure::found;
use crate::reporting::reasons;
use crate::reporting::report::check::view::{
    FindingsOfCycle, FindingsTaken, NewOpinion, OpinionView, ReportCheck, UnitFindings,
};
use crate::reporting::report::view::ReportPath;

pub(crate) mod view;

/// The sets that the groups of a cycle are bound to.
async fn bound_sets(tx: &Tx, cycle: &Cycle) -> Result<Vec<CriteriaSet>, Failure> {
    let bound: BTreeSet<CriteriaSetId> = cycle.criteria.iter().map(|binding| binding.criteria_set).collect();
    let mut sets = Vec::with_capacity(bound.len());
    for set in bound {
        sets.push(tx.criteria_set(set).await?);
    }
    Ok(sets)
}

/// What the caller's units check in a cycle.
struct Checking {
    units: Vec<OrganisationId>,
    /// The groups that the cycle names.
    groups: Vec<Group>,
    /// The sets that its groups are bound to.
    sets: Vec<CriteriaSet>,
}

impl Checking {
    async fn of(tx: &Tx, actor: &Actor, cycle: &Cycle) -> Result<Self, Problem> {
        let units = match actor.scope(Permission::VerifyCriterion)? {
            Scope::Part { units, .. } => units,
            Scope::Everything => Vec::new(),
        };
        let named = tx.groups_of(cycle.campaign).await?.into_iter();
        let groups = named.filter(|group| cycle.selection.groups.iter().any(|one| one.id == group.id)).collect();
        Ok(Self { units, groups, sets: bound_sets(tx, cycle).await? })
    }

    /// Which reports the units check.
    fn checked(&self) -> CheckedReports {
        let ours = |unit: Option<OrganisationId>| unit.is_some_and(|unit| self.units.contains(&unit));
        let headed = self.groups.iter().flat_map(|group| {
            let as_head = ours(group.facts.head).then_some(false);
            let roles = as_head.into_iter().chain(ours(group.facts.deputy).then_some(true));
            roles.filter_map(|as_deputy| Some(CheckedGroup { group: group.code, head: group.facts.head?, as_deputy }))
        });
        let names = |set: &&CriteriaSet| set.verifiers().iter().any(|unit| self.units.contains(unit));
        let sets = self.sets.iter().filter(names).map(|set| set.id).collect();
        CheckedReports { units: self.units.clone(), headed: headed.collect(), sets }
    }

    /// The unit that gives its opinion on a report first.
    fn head_of(&self, report: &Report) -> Option<OrganisationId> {
        let group = self.groups.iter().find(|group| group.code == report.group);
        group.and_then(|group| group.checker_of(report.organisation))
    }

    /// Whether one of the units gives its opinion on a report first.
    fn heads(&self, report: &Report) -> bool {
        self.head_of(report).is_some_and(|head| self.units.contains(&head))
    }

    /// The criteria of a report that the units verify; none of their own reports.
    fn criteria(&self, report: &Report) -> Vec<String> {
        let Some(set) = self.sets.iter().find(|set| set.id == report.criteria_set) else { return Vec::new() };
        let ours = |unit: OrganisationId| self.units.contains(&unit) && unit != report.organisation;
        let asked = |code: &str| {
            let criterion = set.criterion(code);
            criterion.is_some_and(|one| one.measure.applies_to(report.kind))
                && report.asked_unit().leaves_out(code).is_none()
        };
        let codes = set.criteria.iter().map(|criterion| criterion.code.as_str()).filter(|code| asked(code));
        codes.filter(|code| set.verifier_of(code).is_some_and(ours)).map(str::to_owned).collect()
    }

    fn sees(&self, report: &Report) -> bool {
        report.state.is_handed_in() && (self.heads(report) || !self.criteria(report).is_empty())
    }
}

/// A file of evidence that is cited in a report which the caller's units check: by the criteria that they verify, or
/// anywhere, for the head unit of the group.
pub(crate) async fn file_to_check(
    tx: &Tx,
    actor: &Actor,
    id: EvidenceFileId,
) -> Result<(EvidenceFile, Report), Problem> {
    let file = tx.evidence_file(&Scope::Everything, id).await?;
    let report = tx.report(&Scope::Everything, file.report).await?;
    let cycle = tx.cycle(report.cycle).await?;
    if actor.must_somewhere(Permission::VerifyCriterion).is_err() {
        return Err(Failure::NotFound.into());
    }
    let checking = Checking::of(tx, actor, &cycle).await?;
    let criteria = checking.criteria(&report);
    let cited = report.criteria_citing(id).iter().any(|code| criteria.contains(code));
    if report.state.is_handed_in() && (checking.heads(&report) || cited) {
        return Ok((file, report));
    }
    Err(Failure::NotFound.into())
}

/// List the reports that the caller's unit checks
///
/// *Danh sách báo cáo đơn vị được giao kiểm tra, thẩm tra.* Editor or head of a unit that heads a group of the cycle (rule
/// M03), or that a criteria set names for some of its criteria. Reports that were handed in, each with the criteria that
/// wait for a finding, what was declared for them and its evidence; the head unit of a group sees all that was declared. A
/// unit that checks nothing gets an empty list.
#[utoipa::path(
    get,
    path = "/cycles/{cycle}/checks",
    responses((status = 200, description = "The reports, oldest first.")),
)]
pub(crate) async fn list_checks(
    Caller(actor): Caller,
    path: Path<CyclePath>,
    paging: Paging,
    db: Db,
) -> Result<Untagged<Listing<ReportCheck>>, Problem> {
    actor.must_somewhere(Permission::VerifyCriterion)?;
    let page = paging.page;
    let (checking, slice, labels) = db
        .read(move |tx| async move {
            let cycle = tx.cycle(path.0.cycle).await?;
            must_be_seen(&tx.campaign(cycle.campaign).await?, &actor)?;
            let checking = Checking::of(&tx, &actor, &cycle).await?;
            let slice = tx.reports_to_check(cycle.id, &checking.checked(), page).await?;
            let labels = tx.unit_labels(slice.items.iter().map(|report| report.organisation)).await?;
            Ok((checking, slice, labels))
        })
        .await?;
    let row = |report: Report| {
        let (head, criteria) = (checking.heads(&report), checking.criteria(&report));
        let label = labels.get(report.organisation);
        ReportCheck::new(report, label, head, criteria)
    };
    Untagged::new(&Listing::new(&paging, slice, |report| report.id.0, row))
}

/// Give the opinion of a group's head unit on a report
///
/// *Đơn vị trưởng khối, trưởng cụm cho ý kiến.* Head of the unit that heads the report's group, or of its deputy where the
/// report is the head's own (rule M03), after the report was submitted and before it is scored. The opinion changes no
/// figure; a later one replaces it, and it goes when the report is returned or withdrawn.
#[utoipa::path(post, path = "/reports/{report}/opinions", responses((status = 200, description = "Given.")))]
pub(crate) async fn give_opinion(
    request: StepCommand<ReportPath, NewOpinion>,
    db: Db,
) -> Result<Once<Untagged<OpinionView>>, Problem> {
    let StepCommand { actor, at, key, path, body, .. } = request;
    db.once(key, move |tx| async move {
        actor.must_somewhere(Permission::CheckReport)?;
        let report = tx.report(&Scope::Everything, path.report).await?;
        let cycle = tx.cycle(report.cycle).await?;
        let checking = Checking::of(&tx, &actor, &cycle).await?;
        let readable = actor.scope(Permission::ReadReport)?.holds_in(report.organisation, report.campaign);
        if !readable && !checking.sees(&report) {
            return Err(Failure::NotFound.into());
        }
        let head = match checking.head_of(&report) {
            Some(head) => Some(tx.organisation(head).await?),
            None => None,
        };
        let report = tx.save_report(report.opine(head.as_ref(), (body.in_favour, &body.text), &actor, at)?).await?;
        let opinion = report.checks.opinion.ok_or(Failure::NotFound)?;
        Untagged::new(&OpinionView::from(opinion))
    })
    .await
}

/// Record what an agency found for its criteria
///
/// *Cơ quan được giao ghi kết quả thẩm tra tiêu chí.* Editor or head of a unit that the criteria set names for a criterion, in
/// the reports of other units that were submitted; also results of surveys and points by a table of its own. A value that
/// differs from the declared one needs a reason (rule L22). The standing agency may record it instead, with a reason. Verification
/// takes over what was found and is not possible before. All or nothing: every entry that is wrong is named.
#[utoipa::path(post, path = "/cycles/{cycle}/findings", responses((status = 200, description = "Recorded.")))]
pub(crate) async fn record_findings(
    request: StepCommand<CyclePath, FindingsOfCycle>,
    db: Db,
) -> Result<Once<Untagged<FindingsTaken>>, Problem> {
    let StepCommand { actor, at, key, path, body, .. } = request;
    db.once(key, move |tx| async move {
        let standing = actor.must_somewhere(Permission::VerifyReport);
        standing.or_else(|_no_standing_agency| actor.must_somewhere(Permission::VerifyCriterion))?;
        // Several agencies record in one report, one after the other.
        let cycle = tx.cycle_to_end(path.cycle).await?;
        must_be_seen(&tx.campaign(cycle.campaign).await?, &actor)?;
        // Who else has filed is nobody's business: asked before any report is looked at.
        if let Err(refusal) = actor.must(Permission::VerifyReport, cycle.campaign) {
            let of_agency = |agency: &OrganisationId| actor.must(Permission::VerifyCriterion, Some(*agency)).is_ok();
            let sets = bound_sets(&tx, &cycle).await?;
            if !sets.iter().flat_map(CriteriaSet::verifiers).any(|agency| of_agency(&agency)) {
                return Err(refusal.into());
            }
        }
        taken(&tx, cycle.id, body.reports, (&actor, at)).await
    })
    .await
}

async fn taken(
    tx: &Tx,
    cycle: CycleId,
    reports: Vec<UnitFindings>,
    (actor, at): (&Actor, DateTime<Utc>),
) -> Result<Untagged<FindingsTaken>, Problem> {
    let (mut done, mut findings, mut faults) = (BTreeSet::new(), 0_usize, Vec::new());
    for (place, UnitFindings { organisation, filing, figures, answers }) in reports.into_iter().enumerate() {
        let pointer = format!("/reports/{place}");
        let report = tx.report_of(cycle, organisation).await?.filter(|report| report.state.is_handed_in());
        let place = format!("{pointer}/organisation");
        let Some(report) = report else {
            faults.push(violation(place, reasons::report_not_there()));
            continue;
        };
        let last = report.filings.last().map(|filing| filing.number);
        if filing.is_some() && filing != last {
            faults.push(violation(format!("{pointer}/filing"), reasons::filing_changed()));
            continue;
        }
        if !done.insert(organisation) {
            faults.push(violation(place, reasons::report_twice()));
            continue;
        }
        let set = tx.criteria_set(report.criteria_set).await?;
        let agencies = tx.organisations_named(set.verifiers().into_iter()).await?;
        let found = found(figures, answers).map_err(|problem| problem.within(&pointer, &[]))?;
        findings = findings.saturating_add(found.len());
        // Whoever records some findings of the set is told which report he may not judge.
        let of_agency = |agency: &Organisation| actor.must(Permission::VerifyCriterion, Some(agency.id)).is_ok();
        let standing = actor.must(Permission::VerifyReport, (report.organisation, report.campaign)).is_ok();
        let involved = standing || agencies.iter().any(of_agency);
        match report.find((&set, &agencies), found, actor, at) {
            Ok(step) => drop(tx.save_report(step).await?),
            Err(Refusal::Invalid(list)) => {
                let placed = list.into_iter().map(|one| violation(format!("{pointer}{}", one.pointer), one.reason));
                faults.extend(placed);
            }
            Err(Refusal::WrongState(reason)) => faults.push(violation(pointer, reason)),
            Err(Refusal::NotAllowed(reason)) if involved => {
                faults.push(violation(pointer, reason));
            }
            Err(refusal) => return Err(refusal.into()),
        }
    }
    if faults.is_empty() {
        return Untagged::new(&FindingsTaken { reports: done.len(), findings });
    }
    Err(Refusal::Invalid(faults).into())
}

pub(crate) fn routes(routes: &mut impl Routes) {
    operations!(routes, "reports": list_checks, give_opinion, record_findings);
}
