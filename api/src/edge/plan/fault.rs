//! Why a plan package is not loaded, each fault with its file, line and pointer (rule M10).

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use domain::base::reason::Reason;
use domain::base::refusal::Refusal;
use persistence::base::failure::Failure;

use crate::edge::plan::place::line_of;

/// Maximum number of faults that are told at once.
const FAULTS_MAX: usize = 500;

/// The texts of a package by the names of its files.
pub(crate) type Files = Arc<BTreeMap<String, String>>;

/// Where an entry of a package stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Spot {
    /// The name of the file in the package.
    pub(crate) file: String,
    /// Its line, where the file is one of lines.
    pub(crate) line: Option<usize>,
    /// Its pointer, where the file is JSON.
    pub(crate) pointer: String,
}

impl Spot {
    /// A file as a whole.
    pub(crate) fn of(file: &str) -> Self {
        Self { file: file.to_owned(), line: None, pointer: String::new() }
    }
}

/// An entry with its place.
#[derive(Clone, Debug)]
pub(crate) struct Placed<T> {
    /// What the file says.
    pub(crate) entry: T,
    /// Where.
    pub(crate) spot: Spot,
}

/// A fault of a package.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The name of the file in the package.
    pub file: String,
    /// The line, where there is one.
    pub line: Option<usize>,
    /// The pointer into the file or the row; empty for the whole.
    pub pointer: String,
    /// What is wrong, with the code of the rule's reason if a rule refuses it.
    pub said: String,
}

impl Fault {
    /// A file that is refused as a whole.
    pub(crate) fn of_file(file: String, reason: &Reason) -> Self {
        Self { file, line: None, pointer: String::new(), said: said(reason) }
    }
}

/// A reason in a fault.
fn said(reason: &Reason) -> String {
    format!("{}: {}", reason.code, reason.text.en)
}

impl fmt::Display for Fault {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.file)?;
        if let Some(line) = self.line {
            write!(out, ":{line}")?;
        }
        out.write_str(": ")?;
        if !self.pointer.is_empty() {
            write!(out, "{} ", self.pointer)?;
        }
        out.write_str(&self.said)
    }
}

/// The faults that were found so far.
#[derive(Debug)]
pub(crate) struct Faults {
    files: Files,
    found: Vec<Fault>,
    once: BTreeMap<(String, String), String>,
    /// How many there are beyond those that are told.
    more: usize,
}

impl Faults {
    pub(crate) fn new(files: Files) -> Self {
        Self { files, found: Vec::new(), once: BTreeMap::new(), more: 0 }
    }

    /// A fault at a place below an entry.
    pub(crate) fn add(&mut self, spot: &Spot, below: &str, said: impl Into<String>) {
        if FAULTS_MAX <= self.found.len() {
            self.more = self.more.saturating_add(1);
            return;
        }
        let Spot { file, line, pointer } = spot;
        let pointer = format!("{pointer}{below}");
        let text = self.files.get(file).filter(|_| file.ends_with(".json"));
        let line = line.or_else(|| text.and_then(|text| line_of(text, &pointer)));
        self.found.push(Fault { file: file.clone(), line, pointer, said: said.into() });
    }

    /// A code that nothing has.
    pub(crate) fn unknown(&mut self, spot: &Spot, below: &str, what: &str, code: &str) {
        self.add(spot, below, format!("there is no {what} with the code {code}"));
    }

    /// What a rule gives; what it refuses becomes faults below the entry.
    pub(crate) fn keep<T>(&mut self, spot: &Spot, decided: Result<T, Refusal>) -> Option<T> {
        self.keep_at(spot, decided, |pointer| pointer)
    }

    /// The same, where the file calls the fields otherwise than the contract.
    pub(crate) fn keep_at<T>(
        &mut self,
        spot: &Spot,
        decided: Result<T, Refusal>,
        place: impl Fn(&str) -> &str,
    ) -> Option<T> {
        match decided {
            Ok(decided) => Some(decided),
            Err(refusal) => {
                for (pointer, reason) in refusal.reasons() {
                    self.add(spot, place(pointer), said(reason));
                }
                None
            }
        }
    }

    /// Demands that something stands once in the package.
    pub(crate) fn once(&mut self, spot: &Spot, below: &str, what: &str, key: &str) -> bool {
        let first = self.once.insert((what.to_owned(), key.to_owned()), spot.file.clone());
        if let Some(file) = &first {
            self.add(spot, below, format!("{what} {key} stands in {file} already"));
        }
        first.is_none()
    }

    /// How many there are.
    pub(crate) fn count(&self) -> usize {
        self.found.len().saturating_add(self.more)
    }

    /// Refuses the package if there are any.
    pub(crate) fn refuse_if_any(&mut self) -> Result<(), PlanError> {
        if self.found.is_empty() { Ok(()) } else { Err(self.refusal()) }
    }

    /// The refusal of the package.
    pub(crate) fn refusal(&mut self) -> PlanError {
        PlanError::Faults { told: std::mem::take(&mut self.found), more: self.more }
    }
}

/// Why a package was not loaded; nothing was stored.
#[derive(Debug, thiserror::Error)]
pub enum PlanError {
    /// The folder, or something in it, cannot be read or is out of bounds.
    #[error("{path}: {said}")]
    Folder {
        /// The path.
        path: String,
        /// What is wrong with it.
        said: String,
    },
    /// Files have faults.
    #[error("{}", lines(told, *more))]
    Faults {
        /// The first of them.
        told: Vec<Fault>,
        /// How many there are besides.
        more: usize,
    },
    /// Two things in the package are the same.
    #[error("two things in the package are the same ({0})")]
    Twice(&'static str),
    /// The installation has levels or units already.
    #[error(
        "the installation is not empty: a package is served only by one that had no levels and units; `plan load` brings a movement into it as drafts"
    )]
    NotEmpty,
    /// The package is sound, and nothing was to be stored.
    #[error("the package is sound")]
    Sound,
    /// The database failed.
    #[error("the database failed")]
    Database(#[from] Failure),
}

fn lines(told: &[Fault], more: usize) -> String {
    let rest = (0 < more).then(|| format!("and {more} more faults"));
    told.iter().map(Fault::to_string).chain(rest).collect::<Vec<String>>().join("\n")
}
