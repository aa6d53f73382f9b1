//! Imports (nhập số liệu): many units' figures in one file. An import prepares drafts and never submits them: the head
//! of each unit attests and submits, as with a report that was typed.

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use crate::base::concept::Concept;
use crate::base::event::{Author, Change, Event, EventKind};
use crate::base::identity::Actor;
use crate::base::ids::{AccountId, CycleId, ImportId, ReportId, Revision, wire_enum};
use crate::base::policy::{Permission, Reach};
use crate::base::reason::Reason;
use crate::base::refusal::{Refusal, Violation};
use crate::base::step::Step;
use crate::base::text::Text;
use crate::planning::cycle::Cycle;

/// Maximum number of rows in one import.
pub const ROWS_MAX: usize = 20_000;
/// How long the outcomes of an import's rows are kept after its end. What an import has stored is kept in the reports and
/// in their audit trail.
pub const ROWS_KEPT: TimeDelta = TimeDelta::days(90);

wire_enum! {
    /// Treatment of the valid rows of a file that has invalid ones.
    ImportMode {
        /// All rows or none (tất cả hoặc không).
        AllOrNothing = "ALL_OR_NOTHING",
        /// The valid rows are stored (bỏ qua dòng lỗi).
        SkipBad = "SKIP_BAD",
    }
}

wire_enum! {
    /// Format of the imported file.
    ImportFormat {
        /// `application/json`.
        Json = "JSON",
        /// `text/csv`.
        Csv = "CSV",
        /// An Excel workbook.
        Xlsx = "XLSX",
    }
}

wire_enum! {
    /// State of an import.
    ImportState {
        /// Its rows are being checked or stored.
        Running = "RUNNING",
        /// Every row has its outcome.
        Done = "DONE",
        /// It failed as a whole; `problem` says why.
        Failed = "FAILED",
    }
}

wire_enum! {
    /// Outcome of a row; in a trial run, the outcome that it would have.
    RowOutcome {
        /// A report was created.
        Created = "CREATED",
        /// A report's figures were filled in.
        Updated = "UPDATED",
        /// The row has an error.
        Rejected = "REJECTED",
        /// The row is valid and was not stored, because other rows have errors.
        HeldBack = "HELD_BACK",
    }
}

/// What is wrong with a row, or with the whole file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct RowProblem {
    /// Where: a cell (`D7`), a column (`H1.numerator`), or a JSON pointer; empty for the whole row or file.
    pub place: String,
    /// A stable code for programs.
    pub code: String,
    /// Id of the rule that caused the problem; absent if there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rule: Option<String>,
    /// What is wrong and how to fix it.
    pub text: Text,
}

impl RowProblem {
    /// A reason at a place.
    #[must_use]
    pub fn new(place: impl Into<String>, reason: Reason) -> Self {
        let Reason { code, rule, text } = reason;
        Self { place: place.into(), code: code.to_owned(), rule: rule.map(str::to_owned), text }
    }

    /// The reasons of a refusal, each at the place that `place` returns for its pointer.
    #[must_use]
    pub fn of(refusal: Refusal, place: impl Fn(&str) -> String) -> Vec<Self> {
        match refusal {
            Refusal::NotAllowed(reason) | Refusal::OutOfSeason(reason) => vec![Self::new(place(""), reason)],
            Refusal::WrongState(reason) | Refusal::Taken(reason) => vec![Self::new(place(""), reason)],
            Refusal::Invalid(violations) => {
                violations.into_iter().map(|Violation { pointer, reason }| Self::new(place(&pointer), reason)).collect()
            }
        }
    }
}

/// Outcome of one row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImportRow {
    /// The row: the line of a sheet or of a CSV file, or the position in a JSON list, from 1.
    pub number: i64,
    /// The unit's code, as it stood there.
    pub unit: String,
    /// Kind of change.
    pub outcome: RowOutcome,
    /// The report that it made or changed.
    pub report: Option<ReportId>,
    /// What is wrong with it.
    pub problems: Vec<RowProblem>,
}

/// One import of many units' figures.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Import {
    /// Its identifier.
    pub id: ImportId,
    /// The cycle reported on.
    pub cycle: CycleId,
    /// The account that began it; no other account sees it.
    pub owner: AccountId,
    /// Treatment of valid rows if other rows are invalid.
    pub mode: ImportMode,
    /// Whether this is a trial run: nothing is stored, whatever the outcome.
    pub dry_run: bool,
    /// Format of the imported file.
    pub format: ImportFormat,
    /// SHA-256 of the file, 64 lower-case hexadecimal digits.
    pub sha256: String,
    /// Current state.
    pub state: ImportState,
    /// Number of rows in the file.
    pub rows: i64,
    /// How many rows created a report.
    pub created: i64,
    /// How many rows filled in a report.
    pub updated: i64,
    /// Number of rejected rows.
    pub rejected: i64,
    /// How many rows were held back.
    pub held_back: i64,
    /// Why the import failed.
    pub problem: Option<RowProblem>,
    /// When it began.
    pub started_at: DateTime<Utc>,
    /// When it ended.
    pub ended_at: Option<DateTime<Utc>>,
    /// The revision number.
    pub revision: Revision,
}

impl Import {
    /// Begins an import.
    ///
    /// # Errors
    /// `NotAllowed` for an actor who may not edit reports; `OutOfSeason` while the cycle is not open.
    pub fn begin(
        id: ImportId,
        cycle: &Cycle,
        (mode, dry_run): (ImportMode, bool),
        (format, sha256, rows): (ImportFormat, String, usize),
        actor: &Actor,
        at: DateTime<Utc>,
    ) -> Result<Step<Self>, Refusal> {
        let author = author(actor)?;
        cycle.must_be_open()?;
        let event = Event::new(EventKind::ImportBegun, Concept::Import, id.0, author, at)
            .between(None, ImportState::Running.as_str())
            .changing(vec![Change::new("sha256", None, Some(sha256.clone()))]);
        let import = Self {
            id,
            cycle: cycle.id,
            owner: actor.account,
            mode,
            dry_run,
            format,
            sha256,
            state: ImportState::Running,
            rows: i64::try_from(rows).unwrap_or(i64::MAX),
            created: 0,
            updated: 0,
            rejected: 0,
            held_back: 0,
            problem: None,
            started_at: at,
            ended_at: None,
            revision: Revision::FIRST,
        };
        Ok(Step::new(import, event))
    }

    /// Whether valid rows are stored, given the number of rejected rows.
    #[must_use]
    pub fn stores(&self, rejected: usize) -> bool {
        !self.dry_run && (rejected == 0 || self.mode == ImportMode::SkipBad)
    }

    /// Ends an import with every row's outcome.
    ///
    /// # Errors
    /// `NotAllowed` for an actor who lost the right to import meanwhile.
    pub fn finish(self, rows: &[ImportRow], actor: &Actor, at: DateTime<Utc>) -> Result<Step<Self>, Refusal> {
        let count = |outcome| {
            let number = rows.iter().filter(|row| row.outcome == outcome).count();
            i64::try_from(number).unwrap_or(i64::MAX)
        };
        let ended = Self {
            created: count(RowOutcome::Created),
            updated: count(RowOutcome::Updated),
            rejected: count(RowOutcome::Rejected),
            held_back: count(RowOutcome::HeldBack),
            ..self
        };
        ended.end(ImportState::Done, None, actor, at)
    }

    /// Ends an import that failed as a whole.
    ///
    /// # Errors
    /// `NotAllowed` for an actor who lost the right to import meanwhile.
    pub fn fail(self, problem: RowProblem, actor: &Actor, at: DateTime<Utc>) -> Result<Step<Self>, Refusal> {
        self.end(ImportState::Failed, Some(problem), actor, at)
    }

    fn end(
        self,
        state: ImportState,
        problem: Option<RowProblem>,
        actor: &Actor,
        at: DateTime<Utc>,
    ) -> Result<Step<Self>, Refusal> {
        let author = author(actor)?;
        let change = |field: &str, number: i64| Change::new(field, None, Some(number.to_string()));
        let event = Event::new(EventKind::ImportEnded, Concept::Import, self.id.0, author, at)
            .between(Some(self.state.as_str()), state.as_str())
            .changing(vec![
                change("created", self.created),
                change("updated", self.updated),
                change("rejected", self.rejected),
            ]);
        Ok(Step::new(Self { state, problem, ended_at: Some(at), ..self }, event))
    }
}

/// The role of an import: any that may edit reports. A client imports for the unit that is responsible for it, or for its
/// movements; each row is checked against what it reaches.
fn author(actor: &Actor) -> Result<Author, Refusal> {
    if let Some(movement) = actor.client.as_ref().and_then(|machine| machine.movements.first()) {
        return actor.must(Permission::EditReport, *movement);
    }
    let own = actor.roles.iter().find(|(role, _)| role.reach(Permission::EditReport) != Reach::Nothing);
    let own = own.map(|(_, unit)| *unit).or_else(|| actor.client.as_ref().map(|machine| machine.organisation));
    actor.must(Permission::EditReport, own)
}
