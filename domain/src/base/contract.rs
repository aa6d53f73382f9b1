//! The API contract (hợp đồng giao diện): its versions, the changes in each, and what is deprecated.
//!
//! Within a major version nothing is removed. What is deprecated has a sunset date, at least `NOTICE_MIN` ahead; for a
//! client that is pinned to the preview it is removed already.

use std::fmt;

use chrono::{DateTime, Months, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use crate::base::calendar;
use crate::base::ids::wire_enum;
use crate::base::reason::Reason;
use crate::base::reasons;
use crate::base::text::Text;

/// Minimum time from deprecation to sunset.
pub const NOTICE_MIN: Months = Months::new(12);
/// Maximum number of versions in the history, which is returned whole.
pub const VERSIONS_MAX: usize = 100;
/// Maximum number of changes of one version.
pub const CHANGES_MAX: usize = 100;
/// The spelling of a pin to the preview of the next version.
pub const NEXT: &str = "NEXT";

/// One version of the contract, as three whole numbers (semantic versioning).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ContractVersion {
    major: u16,
    minor: u16,
    patch: u16,
}

impl ContractVersion {
    /// Parses the one spelling of a version; any other is rejected.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let mut parts = text.split('.').map(str::parse::<u16>);
        let (major, minor, patch) = (parts.next()?.ok()?, parts.next()?.ok()?, parts.next()?.ok()?);
        let version = Self { major, minor, patch };
        // `+1.02.0` and `1.2.0.0` parse as numbers, too, but are other spellings.
        (version.to_string() == text).then_some(version)
    }
}

impl fmt::Display for ContractVersion {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { major, minor, patch } = self;
        write!(out, "{major}.{minor}.{patch}")
    }
}

impl TryFrom<String> for ContractVersion {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::parse(&text).ok_or("a version is three whole numbers with dots between")
    }
}

impl From<ContractVersion> for String {
    fn from(version: ContractVersion) -> Self {
        version.to_string()
    }
}

/// The version that a client was written against, or the preview of the next.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Pin {
    /// A version.
    At(ContractVersion),
    /// The preview of the next version, without anything that is deprecated.
    Next,
}

impl Pin {
    /// Parses the one spelling of a pin; any other is rejected.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        if text == NEXT { Some(Self::Next) } else { ContractVersion::parse(text).map(Self::At) }
    }

    /// Whether deprecated operations are removed for the client.
    #[must_use]
    pub const fn previews(self) -> bool {
        match self {
            Self::At(_) => false,
            Self::Next => true,
        }
    }
}

impl fmt::Display for Pin {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::At(version) => version.fmt(out),
            Self::Next => out.write_str(NEXT),
        }
    }
}

impl TryFrom<String> for Pin {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::parse(&text).ok_or("a pin is a version of three whole numbers with dots between, or NEXT")
    }
}

impl From<Pin> for String {
    fn from(pin: Pin) -> Self {
        pin.to_string()
    }
}

wire_enum! {
    /// Kind of change to the contract. Within a major version nothing is removed.
    ContractChangeKind {
        /// It is new (bổ sung).
        Added = "ADDED",
        /// Its answers or refusals differ from before (thay đổi). While the major version is 0, or to correct what was
        /// unsafe, a client that was written before may fail with it.
        Changed = "CHANGED",
        /// It still works, and may be removed after its sunset date (sẽ ngừng).
        Deprecated = "DEPRECATED",
    }
}

/// One change in a version.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ContractChange {
    /// What happened.
    pub kind: ContractChangeKind,
    /// The operations concerned, each as method and path.
    #[serde(default)]
    pub operations: Vec<String>,
    /// Query parameters, each as an operation with `?name`.
    #[serde(default)]
    pub parameters: Vec<String>,
    /// Properties, each as `Schema.property`.
    #[serde(default)]
    pub properties: Vec<String>,
    /// What a client's maintainers have to know.
    pub text: Text,
    /// The sunset date, the last day on which it is promised; only for a deprecation.
    #[serde(default)]
    pub sunset_date: Option<NaiveDate>,
    /// The operation that replaces it; only for a deprecation.
    #[serde(default)]
    pub successor: Option<String>,
    /// What the comparison with an earlier document finds, line by line as it says it, and what is meant; a line that
    /// ends in `*` stands for every line that begins so, one that begins with it for every line that ends so. Only for a
    /// change of what was there.
    #[serde(default)]
    pub breaks: Vec<String>,
}

/// The shortest ending that stands for a break in many operations.
const ENDING_CHARS_MIN: usize = 20;

impl ContractChange {
    /// Whether a line of the comparison with an earlier document is meant.
    #[must_use]
    pub fn means(&self, line: &str) -> bool {
        self.breaks.iter().any(|meant| match (meant.strip_suffix('*'), meant.strip_prefix('*')) {
            (Some(beginning), _) => line.starts_with(beginning),
            (None, Some(ending)) => line.ends_with(ending),
            (None, None) => line == meant,
        })
    }

    fn faults(&self, edition: &Edition) -> Vec<String> {
        let Self { kind, operations, parameters, properties, text, sunset_date, successor, breaks } = self;
        let mut faults = Vec::new();
        let mut fault = |what: &str| faults.push(format!("{} {kind} ({}): {what}", edition.version, text.en));
        if text.vi.trim().is_empty() || text.en.trim().is_empty() {
            fault("a text in both languages, please");
        }
        let deprecated = *kind == ContractChangeKind::Deprecated;
        if !deprecated && (sunset_date.is_some() || successor.is_some()) {
            fault("only what is deprecated has a sunset or a successor");
        }
        if !breaks.is_empty() && *kind != ContractChangeKind::Changed {
            fault("only a change of what was there breaks a client");
        }
        // A beginning without the operation would let everything pass.
        if breaks.iter().any(|meant| meant.strip_suffix('*').is_some_and(|beginning| !beginning.contains('/'))) {
            fault("a beginning names an operation");
        }
        // The same of an ending, which is for a part of many answers, such as a problem.
        if breaks.iter().any(|meant| meant.strip_prefix('*').is_some_and(|ending| ending.len() < ENDING_CHARS_MIN)) {
            fault("an ending names what is gone");
        }
        if deprecated {
            if operations.is_empty() && parameters.is_empty() && properties.is_empty() {
                fault("names nothing that is deprecated");
            }
            let earliest = edition.date.checked_add_months(NOTICE_MIN).unwrap_or(NaiveDate::MAX);
            if sunset_date.is_none_or(|sunset| sunset < earliest) {
                fault(&format!("its sunset is {earliest} or later"));
            }
        }
        faults
    }
}

/// One version with its changes.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Edition {
    /// The version.
    pub version: ContractVersion,
    /// The day from which it is in force.
    pub date: NaiveDate,
    /// Its changes.
    pub changes: Vec<ContractChange>,
}

/// An operation that is deprecated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Deprecation<'a> {
    /// The operation, as method and path.
    pub operation: &'a str,
    /// The day since which it is deprecated.
    pub date: NaiveDate,
    /// The last day up to which it is promised.
    pub sunset_date: NaiveDate,
    /// The operation that replaces it.
    pub successor: Option<&'a str>,
    /// Why the operation is deprecated, and what to do.
    pub text: &'a Text,
    /// The version before the one that deprecates it; the deprecation is among the changes after this version.
    pub before: Option<ContractVersion>,
}

impl Deprecation<'_> {
    /// The first instant at which it is deprecated.
    #[must_use]
    pub fn since(&self) -> DateTime<Utc> {
        calendar::end_of(self.date.pred_opt().unwrap_or(NaiveDate::MIN))
    }

    /// The first instant after the sunset date.
    #[must_use]
    pub fn sunset(&self) -> DateTime<Utc> {
        calendar::end_of(self.sunset_date)
    }
}

/// All versions of the contract, at least one, checked for consistency.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contract {
    newest: ContractVersion,
    editions: Vec<Edition>,
}

impl Contract {
    /// Checks the editions, which are listed newest first.
    ///
    /// # Errors
    /// All faults, one sentence each.
    pub fn of(editions: Vec<Edition>) -> Result<Self, Vec<String>> {
        let Some(newest) = editions.first().map(|edition| edition.version) else {
            return Err(vec!["there is no version".to_owned()]);
        };
        let mut faults: Vec<String> = Vec::new();
        if VERSIONS_MAX < editions.len() {
            faults.push(format!("there are more than {VERSIONS_MAX} versions"));
        }
        for (newer, older) in editions.iter().zip(editions.iter().skip(1)) {
            if newer.version <= older.version || newer.date < older.date {
                faults.push(format!("{} comes after {} and is not older", newer.version, older.version));
            }
        }
        for edition in &editions {
            if !(1..=CHANGES_MAX).contains(&edition.changes.len()) {
                faults.push(format!("{} has 1 to {CHANGES_MAX} changes", edition.version));
            }
            faults.extend(edition.changes.iter().flat_map(|change| change.faults(edition)));
        }
        let contract = Self { newest, editions };
        let mut deprecated: Vec<&str> = contract.deprecations().map(|deprecation| deprecation.operation).collect();
        deprecated.sort_unstable();
        for (one, other) in deprecated.iter().zip(deprecated.iter().skip(1)) {
            if one == other {
                faults.push(format!("{one} is deprecated twice"));
            }
        }
        if faults.is_empty() { Ok(contract) } else { Err(faults) }
    }

    /// The version that the service implements.
    #[must_use]
    pub const fn newest(&self) -> ContractVersion {
        self.newest
    }

    /// Every version, newest first.
    #[must_use]
    pub fn editions(&self) -> &[Edition] {
        &self.editions
    }

    /// Whether the version exists; the preview of the next always does.
    #[must_use]
    pub fn knows(&self, pin: Pin) -> bool {
        match pin {
            Pin::At(version) => self.editions.iter().any(|edition| edition.version == version),
            Pin::Next => true,
        }
    }

    /// The versions after a pin, newest first; none after the preview.
    pub fn after(&self, pin: Pin) -> impl Iterator<Item = &Edition> {
        self.editions.iter().take_while(move |edition| match pin {
            Pin::At(version) => version < edition.version,
            Pin::Next => false,
        })
    }

    /// Every operation that is deprecated, the latest first.
    pub fn deprecations(&self) -> impl Iterator<Item = Deprecation<'_>> {
        self.editions.iter().enumerate().flat_map(move |(place, edition)| {
            let before = self.editions.get(place + 1).map(|edition| edition.version);
            edition.changes.iter().filter_map(|change| change.sunset_date.map(|sunset| (change, sunset))).flat_map(
                move |(change, sunset_date)| {
                    change.operations.iter().map(move |operation| Deprecation {
                        operation,
                        date: edition.date,
                        sunset_date,
                        successor: change.successor.as_deref(),
                        text: &change.text,
                        before,
                    })
                },
            )
        })
    }

    /// Why a pin is refused, if its version does not exist.
    pub(crate) fn unknown(&self, pin: Pin) -> Option<Reason> {
        (!self.knows(pin)).then(|| reasons::version_unknown(pin, self.newest, NEXT))
    }
}
