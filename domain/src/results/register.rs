//! The public register of a cycle's filings (sổ theo dõi nộp báo cáo): which units submitted when, which reports were
//! returned, and which units were granted more time (rules S27, S29).
//!
//! It is made with a release and frozen with it, so it shows nothing of a cycle before the cycle's first release.
//! Whether and when a unit submitted is no result; what it submitted and the outcome are. So the digest of a receipt
//! and the returns are shown only if the unit's results are public. It holds no reasons, because reasons may mention
//! people (rule L36), and no names but those of units.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};

use crate::base::code::GroupCode;
use crate::base::ids::{ExtensionId, OrganisationId, ReportId, wire_enum};
use crate::base::policy::Role;
use crate::planning::cycle::Cycle;
use crate::planning::participant::Participants;
use crate::registry::organisation::Organisation;
use crate::reporting::extension::{Extension, ExtensionState, Punctuality};
use crate::reporting::filing::Filing;
use crate::reporting::report::Report;

wire_enum! {
    /// Filing status of a unit that owed a report.
    FilingStatus {
        /// First submitted by the due date (đúng hạn).
        OnTime = "ON_TIME",
        /// First submitted after the due date, within an extension, also one granted later (trong thời gian gia hạn).
        WithinExtension = "WITHIN_EXTENSION",
        /// First submitted later than that (trễ hạn).
        Late = "LATE",
        /// Not submitted: never, or withdrawn and not submitted again (chưa nộp).
        NotFiled = "NOT_FILED",
    }
}

impl From<Punctuality> for FilingStatus {
    fn from(punctuality: Punctuality) -> Self {
        match punctuality {
            Punctuality::OnTime => Self::OnTime,
            Punctuality::WithinExtension => Self::WithinExtension,
            Punctuality::Late => Self::Late,
        }
    }
}

/// The data about a cycle's deadline besides its reports.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ledger {
    /// The cycle's requests for more time, in any state, oldest first.
    pub extensions: Vec<Extension>,
    /// The returns of reports to their units, oldest first.
    pub returns: Vec<(ReportId, DateTime<Utc>)>,
    /// The function in which each request was granted.
    pub grants: Vec<(ExtensionId, Role)>,
}

/// A submission as the public sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RegisteredFiling {
    /// The number of the receipt, from 1.
    pub number: i64,
    /// When it was accepted.
    pub at: DateTime<Utc>,
    /// Whether the submission was on time, within an extension or late.
    pub punctuality: Punctuality,
    /// SHA-256 of the stored content; none while the unit's results are not public.
    pub sha256: Option<String>,
}

/// A granted extension as the public sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RegisteredExtension {
    /// When it was asked for.
    pub requested_at: DateTime<Utc>,
    /// When it was granted.
    pub granted_at: DateTime<Utc>,
    /// The function in which it was granted, if the audit trail has it.
    pub granted_by: Option<Role>,
    /// The last day on which the report was not late.
    pub until: NaiveDate,
}

/// A unit's line in the register.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RegisterEntry {
    /// The unit.
    pub organisation: OrganisationId,
    /// Its name.
    pub name: String,
    /// The code that the public knows it by.
    pub code: Option<String>,
    /// The name of its superior unit.
    pub parent_name: Option<String>,
    /// Its group; the one that its report was begun in, if it has one.
    pub group: GroupCode,
    /// Filing status at publication.
    pub status: FilingStatus,
    /// Every submission, oldest first.
    pub filings: Vec<RegisteredFiling>,
    /// When its report was returned, oldest first; none while its results are not public.
    pub returns: Option<Vec<DateTime<Utc>>>,
    /// Its granted extensions, oldest first.
    pub extensions: Vec<RegisteredExtension>,
}

/// How many units have each filing status; the sum is the number of units that had to report.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct FilingCounts {
    /// By the due date.
    pub on_time: usize,
    /// Within an extension.
    pub within_extension: usize,
    /// Later.
    pub late: usize,
    /// Not submitted.
    pub not_filed: usize,
}

impl FilingCounts {
    fn of<'a>(entries: impl Iterator<Item = &'a RegisterEntry>) -> Self {
        let mut counts = Self::default();
        for entry in entries {
            let count = match entry.status {
                FilingStatus::OnTime => &mut counts.on_time,
                FilingStatus::WithinExtension => &mut counts.within_extension,
                FilingStatus::Late => &mut counts.late,
                FilingStatus::NotFiled => &mut counts.not_filed,
            };
            *count = count.saturating_add(1);
        }
        counts
    }

    /// Number of units that owed a report.
    #[must_use]
    pub const fn owing(self) -> usize {
        let Self { on_time, within_extension, late, not_filed } = self;
        on_time.saturating_add(within_extension).saturating_add(late).saturating_add(not_filed)
    }
}

/// A cycle's filings, returns and extensions as they were when a release was published.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Register {
    /// The units that owed a report, in the order of the registry.
    pub entries: Vec<RegisterEntry>,
}

impl Register {
    /// Makes the register of a publication. The units that must report are determined as in the boards' summaries.
    #[must_use]
    pub fn new(
        (cycle, participants): (&Cycle, &Participants),
        reports: &[Report],
        organisations: &[Organisation],
        ledger: &Ledger,
    ) -> Self {
        let by_unit: BTreeMap<OrganisationId, &Report> =
            reports.iter().map(|report| (report.organisation, report)).collect();
        let mut returns: BTreeMap<ReportId, Vec<DateTime<Utc>>> = BTreeMap::new();
        for (report, at) in &ledger.returns {
            returns.entry(*report).or_default().push(*at);
        }
        let mut extensions: BTreeMap<OrganisationId, Vec<RegisteredExtension>> = BTreeMap::new();
        for extension in &ledger.extensions {
            if let Some(registered) = granted(extension, &ledger.grants) {
                extensions.entry(extension.organisation).or_default().push(registered);
            }
        }
        let names: BTreeMap<OrganisationId, &str> =
            organisations.iter().map(|unit| (unit.id, unit.name.as_str())).collect();
        let entry = |unit: &Organisation| {
            let report = by_unit.get(&unit.id).copied();
            let filed = report.filter(|report| report.submitted_at.is_some());
            let participant = participants.of(unit.id);
            if filed.is_none() && !cycle.asks(unit, participant) {
                return None;
            }
            // A report keeps the group that it was begun in.
            let group = report.map(|report| report.group).or(participant.map(|participant| participant.group))?;
            let public = report.filter(|report| report.state.is_settled());
            Some(RegisterEntry {
                organisation: unit.id,
                name: unit.name.clone(),
                code: unit.public_code().map(str::to_owned),
                parent_name: unit.parent.and_then(|parent| names.get(&parent)).map(|name| (*name).to_owned()),
                group,
                status: filed.map_or(FilingStatus::NotFiled, status),
                filings: report.map(|report| filings(report, public.is_some())).unwrap_or_default(),
                returns: public.map(|report| returns.get(&report.id).cloned().unwrap_or_default()),
                extensions: extensions.get(&unit.id).cloned().unwrap_or_default(),
            })
        };
        Self { entries: organisations.iter().filter_map(entry).collect() }
    }

    /// The counts of all units.
    #[must_use]
    pub fn counts(&self) -> FilingCounts {
        FilingCounts::of(self.entries.iter())
    }

    /// The counts of the units of a group.
    #[must_use]
    pub fn counts_of(&self, group: GroupCode) -> FilingCounts {
        FilingCounts::of(self.entries.iter().filter(|entry| entry.group == group))
    }
}

/// The status of a submitted report at its first submission.
fn status(report: &Report) -> FilingStatus {
    report.punctuality().map_or(FilingStatus::NotFiled, FilingStatus::from)
}

fn filings(report: &Report, public: bool) -> Vec<RegisteredFiling> {
    let registered = |filing: &Filing| {
        let Filing { number, at, by: _, punctuality, sha256 } = filing;
        let sha256 = public.then(|| sha256.clone());
        RegisteredFiling { number: *number, at: *at, punctuality: *punctuality, sha256 }
    };
    report.filings.iter().map(registered).collect()
}

fn granted(extension: &Extension, grants: &[(ExtensionId, Role)]) -> Option<RegisteredExtension> {
    let Extension { id, until, state, requested_at, decided_at, .. } = extension;
    if *state != ExtensionState::Granted {
        return None;
    }
    let granted_by = grants.iter().find(|(granted, _)| granted == id).map(|(_, role)| *role);
    Some(RegisteredExtension { requested_at: *requested_at, granted_at: (*decided_at)?, granted_by, until: *until })
}
