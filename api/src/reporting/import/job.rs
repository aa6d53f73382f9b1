//! The work of an import that continues after the answer: every row is decided by the same rules as a typed report, and
//! the reports are stored with the outcomes of all rows in one transaction.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use chrono::{DateTime, Utc};
use domain::base::identity::Actor;
use domain::base::ids::{CycleId, ImportId, OrganisationId, ReportId};
use domain::base::policy::Permission;
use domain::base::refusal::Refusal;
use domain::base::step::Step;
use domain::base::text::fold;
use domain::planning::campaign::Cycle;
use domain::registry::organisation::Organisation;
use domain::reporting::evidence_file::cited_files;
use domain::reporting::figure::cited_by;
use domain::reporting::import::{ImportRow, RowOutcome, RowProblem};
use domain::reporting::report::Report;
use persistence::base::store::Tx;
use uuid::Uuid;

use crate::base::clock::Clock;
use crate::base::db::Db;
use crate::base::problem::{Kind, Problem, violation};
use crate::reporting::import::columns::{Sets, sets};
use crate::reporting::import::running::Imports;
use crate::reporting::reasons;
use crate::reporting::sheet::Line;

/// After how many rows the task yields the processor to others.
const ROWS_AT_ONCE: usize = 100;
/// How often the rows are checked if what they rest on changes meanwhile.
const ATTEMPTS: usize = 3;

/// The work that is left after the answer was sent.
pub(super) struct Job {
    pub(super) id: ImportId,
    pub(super) cycle: CycleId,
    pub(super) lines: Arc<Vec<Line>>,
    /// The size of the file, in bytes.
    pub(super) size: u64,
    pub(super) actor: Actor,
    /// Stores the reports, while the actor's rights last.
    pub(super) db: Db,
    /// Stores that the import failed, whatever became of them.
    pub(super) service: Db,
}

impl Job {
    pub(super) async fn run(self, imports: &Imports, clock: &Clock) {
        let id = self.id;
        let progress = imports.begin(id);
        let stored = match imports.turn(self.size).await {
            Ok(_permit) => self.check_and_store(clock, &progress).await,
            Err(problem) => Err(problem),
        };
        if let Err(problem) = stored {
            tracing::error!(import = %id, cause = problem.cause.as_deref(), "an import came to nothing");
            let (actor, at) = (self.actor, clock.now());
            let failed = self
                .service
                .write(move |tx| async move {
                    let import = tx.import(actor.account, id).await?;
                    let step = import.fail(RowProblem::new("", problem.reason), &actor, at)?;
                    tx.save_import(step, Vec::new()).await?;
                    Ok(())
                })
                .await;
            if let Err(problem) = failed {
                tracing::error!(import = %id, cause = problem.cause.as_deref(), "and that could not be written down");
            }
        }
        imports.end(id);
    }

    /// Checks the rows and stores what they say. The rows are checked before the transaction that stores, because on
    /// SQLite every other write waits for it; if a report or the cycle has changed meanwhile, they are checked again.
    async fn check_and_store(&self, clock: &Clock, progress: &Arc<AtomicUsize>) -> Result<(), Problem> {
        let mut attempts = 0;
        loop {
            attempts += 1;
            let (id, at, cycle) = (self.id, clock.now(), self.cycle);
            let cycle = self.db.ask(move |tx| async move { Ok(tx.cycle(cycle).await?) }).await?;
            let (of_it, lines) = (cycle.clone(), Arc::clone(&self.lines));
            let (actor, done) = (self.actor.clone(), Arc::clone(progress));
            let checked =
                self.db.read(move |tx| async move { check(&tx, &of_it, &lines, &actor, at, &done).await }).await?;
            let actor = self.actor.clone();
            let stored =
                self.db.write(move |tx| async move { store(&tx, id, &cycle, checked, &actor, at).await }).await;
            match stored {
                Err(problem) if attempts < ATTEMPTS && matches!(problem.kind, Kind::Stale | Kind::Taken) => {}
                stored => return stored,
            }
        }
    }
}

/// What the rows are checked against.
struct Registry {
    cycle: Cycle,
    sets: Sets,
    units: HashMap<String, Vec<Organisation>>,
    reports: HashMap<OrganisationId, Report>,
}

impl Registry {
    async fn load(tx: &Tx, cycle: &Cycle) -> Result<Self, Problem> {
        let mut units: HashMap<String, Vec<Organisation>> = HashMap::new();
        for unit in tx
            .all_organisations()
            .await?
            .into_iter()
            .filter(|unit| unit.exists_during(cycle.period_start, cycle.period_end))
        {
            for code in &unit.codes {
                units.entry(fold(&code.value)).or_default().push(unit.clone());
            }
        }
        let reports = tx.all_reports(cycle.id).await?;
        let reports = reports.into_iter().map(|report| (report.organisation, report)).collect();
        Ok(Self { cycle: cycle.clone(), sets: sets(tx, cycle).await?, units, reports })
    }

    fn unit(&self, code: &str) -> Result<&Organisation, Refusal> {
        let found = self.units.get(&fold(code)).map(Vec::as_slice).unwrap_or_default();
        match found {
            [unit] => Ok(unit),
            [] => Err(Refusal::Invalid(vec![violation("/unit", reasons::unit_unknown_in_cycle(code))])),
            [_, _, ..] => Err(Refusal::Invalid(vec![violation("/unit", reasons::unit_ambiguous(code))])),
        }
    }

    /// The step that a row causes on its unit's report.
    fn decide(&self, line: &Line, actor: &Actor, at: DateTime<Utc>) -> Result<(RowOutcome, Step<Report>), Refusal> {
        let unit = self.unit(&line.unit)?;
        actor.must(Permission::EditReport, Some(unit.id))?;
        let content = line.content.clone();
        cited_files(&cited_by(&content.figures), &[])?;
        let set = self.cycle.criteria_for(unit.tier).and_then(|set| self.sets.get(&set));
        match (self.reports.get(&unit.id), set) {
            (Some(report), Some(set)) => Ok((RowOutcome::Updated, report.clone().fill(set, content, actor, at)?)),
            (_, set) => {
                let id = ReportId(Uuid::now_v7());
                Ok((RowOutcome::Created, Report::draft(id, &self.cycle, unit, set, content, actor, at)?))
            }
        }
    }
}

/// The reports that an import stores, and the outcome of every row.
struct Checked {
    rows: Vec<ImportRow>,
    created: Vec<Step<Report>>,
    updated: Vec<Step<Report>>,
}

/// Checks every row against the database as it is now.
async fn check(
    tx: &Tx,
    cycle: &Cycle,
    lines: &[Line],
    actor: &Actor,
    at: DateTime<Utc>,
    progress: &AtomicUsize,
) -> Result<Checked, Problem> {
    let registry = Registry::load(tx, cycle).await?;
    let mut seen: HashMap<String, usize> = HashMap::new();
    for line in lines {
        *seen.entry(fold(&line.unit)).or_default() += 1;
    }
    let (mut rows, mut created, mut updated) = (Vec::with_capacity(lines.len()), Vec::new(), Vec::new());
    for (place, line) in lines.iter().enumerate() {
        if place % ROWS_AT_ONCE == 0 {
            tokio::task::yield_now().await;
        }
        let mut problems = line.problems.clone();
        if seen.get(&fold(&line.unit)).is_some_and(|times| 1 < *times) && !line.unit.is_empty() {
            problems.push(RowProblem::new(line.place("/unit"), reasons::unit_twice(&line.unit)));
        }
        let mut outcome = RowOutcome::Rejected;
        let mut report = None;
        // A row with an unreadable cell is checked as far as it can be read, so that the user can correct all faults at
        // once.
        match registry.decide(line, actor, at) {
            Ok((decided, step)) if problems.is_empty() => {
                outcome = decided;
                report = Some(step.after().id);
                if decided == RowOutcome::Created { created.push(step) } else { updated.push(step) }
            }
            Ok(_) => {}
            Err(refusal) if line.unit.is_empty() => drop(refusal),
            Err(refusal) => problems.extend(RowProblem::of(refusal, |pointer| line.place(pointer))),
        }
        let number = i64::try_from(line.number).unwrap_or(i64::MAX);
        rows.push(ImportRow { number, unit: line.unit.clone(), outcome, report, problems });
        progress.store(place.saturating_add(1), Ordering::Relaxed);
    }
    Ok(Checked { rows, created, updated })
}

/// Stores the reports and the outcome of every row, all of it or nothing, if the cycle is as it was when the rows were
/// checked.
async fn store(
    tx: &Tx,
    id: ImportId,
    cycle: &Cycle,
    checked: Checked,
    actor: &Actor,
    at: DateTime<Utc>,
) -> Result<(), Problem> {
    let Checked { mut rows, created, updated } = checked;
    let import = tx.import(actor.account, id).await?;
    if tx.cycle(cycle.id).await?.revision != cycle.revision {
        return Err(Problem::plain(Kind::Stale));
    }
    let rejected = rows.iter().filter(|row| row.outcome == RowOutcome::Rejected).count();
    if import.stores(rejected) {
        tx.add_reports(created).await?;
        for step in updated {
            tx.save_report(step).await?;
        }
    } else {
        let held = !import.dry_run;
        for row in &mut rows {
            row.report = row.report.filter(|_| row.outcome == RowOutcome::Updated && import.dry_run);
            if held && row.outcome != RowOutcome::Rejected {
                row.outcome = RowOutcome::HeldBack;
            }
        }
    }
    let step = import.finish(&rows, actor, at)?;
    tx.save_import(step, rows).await?;
    Ok(())
}
