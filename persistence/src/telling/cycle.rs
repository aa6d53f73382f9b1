//! What cycles ask of their participants and of the standing agency, with what that rests on.

use std::collections::{BTreeMap, BTreeSet};

use domain::base::identity::Scope;
use domain::base::ids::{CycleId, OrganisationId};
use domain::integration::notice::standing::Asks;
use domain::planning::cycle::Cycle;
use domain::reporting::reminder::ReminderPlan;
use domain::reporting::report::{Report, ReportState};
use domain::telling::agency;
use domain::telling::report::{Checkers, due_reports};

use crate::base::failure::Failure;
use crate::base::page::Page;
use crate::base::store::Tx;
use crate::oversight::synthesis::SynthesisFilter;
use crate::reporting::standing::StandingFilter;
use crate::telling::touched::Touched;

/// One page that holds a single thing.
const ONE: Page = Page { after: None, limit: 1 };

/// What cycles ask; each cycle and its plan of reminders are read once.
#[derive(Default)]
pub(super) struct CycleAsks {
    known: BTreeMap<CycleId, (Cycle, Option<ReminderPlan>)>,
    asks: Vec<Asks>,
}

impl CycleAsks {
    /// What the touched cycles ask of whom.
    pub(super) async fn of(mut self, tx: &Tx, touched: &Touched) -> Result<Vec<Asks>, Failure> {
        for cycle in &touched.cycles {
            self.reports(tx, *cycle, None).await?;
        }
        for (cycle, unit) in &touched.participants {
            self.reports(tx, *cycle, Some(*unit)).await?;
        }
        for cycle in &touched.due_syntheses {
            self.synthesis(tx, *cycle).await?;
        }
        Ok(self.asks)
    }

    async fn read(&mut self, tx: &Tx, id: CycleId) -> Result<(Cycle, Option<ReminderPlan>), Failure> {
        if let Some(known) = self.known.get(&id) {
            return Ok(known.clone());
        }
        let read = (tx.cycle(id).await?, tx.reminder_plan(id).await?);
        self.known.insert(id, read.clone());
        Ok(read)
    }

    /// What a cycle asks of one unit or of all: their reports.
    async fn reports(&mut self, tx: &Tx, id: CycleId, unit: Option<OrganisationId>) -> Result<(), Failure> {
        tx.lock_participants(id, unit).await?;
        let (cycle, plan) = self.read(tx, id).await?;
        let standings = match unit {
            Some(unit) => {
                let scope = Scope::of_units(vec![unit]);
                tx.standings(&scope, &cycle, StandingFilter::default(), ONE).await?.items
            }
            None => tx.all_standings(&Scope::Everything, &cycle, StandingFilter::default()).await?,
        };
        self.asks.extend(due_reports(&cycle, plan.as_ref(), &standings, unit));
        Ok(())
    }

    /// Whether the synthesis report on a cycle is due.
    async fn synthesis(&mut self, tx: &Tx, id: CycleId) -> Result<(), Failure> {
        let (cycle, _) = self.read(tx, id).await?;
        let campaign = tx.campaign(cycle.campaign).await?;
        let filter = SynthesisFilter { cycle: Some(id), ..SynthesisFilter::default() };
        let written = tx.syntheses(&Scope::Everything, filter, ONE).await?.items;
        self.asks.push(agency::synthesis_due(&cycle, &campaign.text.policy, written.first()));
        Ok(())
    }
}

/// Who says something about a report before the standing agency verifies it, and has not yet.
pub(super) async fn checkers(tx: &Tx, report: &Report) -> Result<Checkers, Failure> {
    if !matches!(report.state, ReportState::Submitted | ReportState::Verifying) {
        return Ok(Checkers::default());
    }
    let cycle = tx.cycle(report.cycle).await?;
    let named: BTreeSet<_> = cycle.selection.groups.iter().map(|group| group.id).collect();
    let groups = if named.is_empty() { Vec::new() } else { tx.groups_named(named.into_iter()).await? };
    let own = groups.iter().find(|group| group.code == report.group);
    let head = own.and_then(|group| group.checker_of(report.organisation));
    Ok(Checkers::of(report, tx.bound_set(report.criteria_set).await?.as_ref(), head))
}
