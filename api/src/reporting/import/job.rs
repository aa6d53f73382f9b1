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
use domain::planning::cycle::Cycle;
use domain::planning::participant::Participants;
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

/// The unit that a row names, or what it names it by if there is no such unit.
type Named = Result<OrganisationId, String>;

/// What the rows are checked against.
struct Registry {
    cycle: Cycle,
    participants: Participants,
    sets: Sets,
    units: HashMap<String, Vec<Organisation>>,
    by_id: HashMap<OrganisationId, Organisation>,
    /// Codes of digits by what a spreadsheet may have made of them.
    without_zeros: HashMap<String, String>,
    reports: HashMap<OrganisationId, Report>,
}

/// A code of digits as a spreadsheet keeps a number: `00688` becomes `688`, or `688.0`.
fn without_zeros(code: &str) -> Option<String> {
    let whole = code.strip_suffix(".0").unwrap_or(code);
    let digits = !whole.is_empty() && whole.bytes().all(|byte| byte.is_ascii_digit());
    digits.then(|| whole.trim_start_matches('0').to_owned())
}

impl Registry {
    async fn load(tx: &Tx, cycle: &Cycle) -> Result<Self, Problem> {
        let mut units: HashMap<String, Vec<Organisation>> = HashMap::new();
        let (mut by_id, mut bare) = (HashMap::new(), HashMap::new());
        for unit in tx.all_organisations().await? {
            for code in &unit.codes {
                units.entry(fold(&code.value)).or_default().push(unit.clone());
                bare.extend(without_zeros(&code.value).map(|digits| (digits, code.value.clone())));
            }
            by_id.insert(unit.id, unit);
        }
        let reports = tx.all_reports(cycle.id).await?;
        let reports = reports.into_iter().map(|report| (report.organisation, report)).collect();
        let (sets, participants) = (sets(tx, cycle).await?, tx.all_participants(cycle.id).await?);
        Ok(Self { cycle: cycle.clone(), participants, sets, units, by_id, without_zeros: bare, reports })
    }

    /// The unit that a row names by its code, by its identifier, or by both; with the reason if it is not in the cycle.
    fn unit(&self, line: &Line) -> Result<&Organisation, Refusal> {
        let invalid = |reason| Err(Refusal::Invalid(vec![violation("/unit", reason)]));
        let Line { unit: code, unit_id, .. } = line;
        let by_id = |id: &str| Uuid::parse_str(id).ok().and_then(|id| self.by_id.get(&OrganisationId(id)));
        // The column of codes takes an identifier, too.
        if let Some(unit) = by_id(code) {
            return self.concerned(unit);
        }
        let identified = match unit_id {
            Some(id) => match by_id(id) {
                Some(unit) => Some(unit),
                None => return invalid(reasons::unit_unknown_in_cycle(id)),
            },
            None => None,
        };
        let found = self.units.get(&fold(code)).map(Vec::as_slice).unwrap_or_default();
        let mut within = found.iter().filter(|unit| self.cycle.must_concern(unit).is_ok());
        match (within.next(), within.next(), identified) {
            (_, _, Some(unit)) if code.is_empty() || unit.codes.iter().any(|own| fold(&own.value) == fold(code)) => {
                self.concerned(unit)
            }
            (Some(_), _, Some(_)) => invalid(reasons::unit_differs(code)),
            (Some(unit), None, None) => Ok(unit),
            (Some(_), Some(_), None) => invalid(reasons::unit_ambiguous(code)),
            (None, _, _) => match found.last() {
                Some(unit) => self.concerned(unit),
                None => invalid(self.likely(code).map_or_else(
                    || reasons::unit_unknown_in_cycle(code),
                    |likely| reasons::unit_unknown_without_zeros(code, likely),
                )),
            },
        }
    }

    /// A unit, if it existed within the cycle's period (rule L30).
    fn concerned<'a>(&self, unit: &'a Organisation) -> Result<&'a Organisation, Refusal> {
        match self.cycle.must_concern(unit) {
            Ok(()) => Ok(unit),
            Err(refusal) => {
                let unknown = || reasons::unit_unknown_in_cycle(unit.id);
                let reason = refusal.into_first_reason().unwrap_or_else(unknown);
                Err(Refusal::Invalid(vec![violation("/unit", reason)]))
            }
        }
    }

    fn named(&self, line: &Line) -> Named {
        let name = || if line.unit.is_empty() { line.unit_id.as_deref().unwrap_or_default() } else { &line.unit };
        self.unit(line).map(|unit| unit.id).map_err(|_ignored| fold(name()))
    }

    /// The code that a spreadsheet may have made a number of.
    fn likely(&self, code: &str) -> Option<&str> {
        self.without_zeros.get(&without_zeros(code)?).map(String::as_str)
    }

    /// The step that a row causes on its unit's report.
    fn decide(&self, line: &Line, actor: &Actor, at: DateTime<Utc>) -> Result<(RowOutcome, Step<Report>), Refusal> {
        let unit = self.unit(line)?;
        actor.must(Permission::EditReport, (unit.id, self.cycle.campaign))?;
        let content = line.content.clone();
        cited_files(&cited_by(&content.figures), &[])?;
        let participant = self.participants.of(unit.id);
        let set = self.cycle.set_for(participant).and_then(|set| self.sets.get(&set));
        match (self.reports.get(&unit.id), set) {
            (Some(report), Some(set)) => Ok((RowOutcome::Updated, report.clone().fill(set, content, actor, at)?)),
            (_, set) => {
                let id = ReportId(Uuid::now_v7());
                Ok((RowOutcome::Created, Report::draft(id, (&self.cycle, participant), unit, set, content, actor, at)?))
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
    // A unit may be named by one of its codes in one row and by another, or by its identifier, in the next.
    let mut seen: HashMap<Named, usize> = HashMap::new();
    for line in lines {
        *seen.entry(registry.named(line)).or_default() += 1;
    }
    let (mut rows, mut created, mut updated) = (Vec::with_capacity(lines.len()), Vec::new(), Vec::new());
    for (place, line) in lines.iter().enumerate() {
        if place % ROWS_AT_ONCE == 0 {
            tokio::task::yield_now().await;
        }
        let mut problems = line.problems.clone();
        if seen.get(&registry.named(line)).is_some_and(|times| 1 < *times) && !line.names_nobody() {
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
            Err(refusal) if line.names_nobody() => drop(refusal),
            Err(refusal) => problems.extend(RowProblem::of(refusal, |pointer| line.place(pointer))),
        }
        let number = i64::try_from(line.number).unwrap_or(i64::MAX);
        let unit = if line.unit.is_empty() { line.unit_id.clone().unwrap_or_default() } else { line.unit.clone() };
        rows.push(ImportRow { number, unit, outcome, report, problems });
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
    if tx.cycle_to_use(cycle.id).await?.revision != cycle.revision {
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
