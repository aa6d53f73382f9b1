//! A plan package as it lies in a folder: text files, with bounds and without ways out of the folder.

use std::collections::BTreeMap;
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use serde_json::value::RawValue;
use utoipa::ToSchema;

use crate::edge::plan::fault::{Fault, Faults, Files, Placed, PlanError, Spot};
use crate::edge::plan::place::pointer_of;
use crate::printing::reasons;

/// Maximum number of files.
pub(crate) const FILES_MAX: usize = 200;
/// Maximum size of a file.
pub(crate) const FILE_MAX: u64 = 8 * 1024 * 1024;
/// Maximum size of all files together.
const PACKAGE_MAX: u64 = 64 * 1024 * 1024;
/// Maximum depth of folders.
const DEPTH_MAX: usize = 3;
/// A file for people, which is not read.
const README: &str = "README.md";
/// How the names of files of word processors end: documents and templates, with macros and without, and their older forms.
const WORD_PROCESSORS: [&str; 10] = ["doc", "docm", "docx", "dot", "dotm", "dotx", "fodt", "odt", "ott", "rtf"];

/// The files of a package, by their names below its folder, with `/` between folders.
#[derive(Clone, Debug, Default)]
pub struct Package {
    files: Files,
}

/// A file of a package, in JSON.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct PackageFile {
    /// Its name below the folder of the package, with `/` between folders.
    #[schema(example = "movement.json")]
    pub(crate) name: String,
    /// Its text.
    #[schema(example = "{}")]
    pub(crate) text: String,
}

/// A whole package in one document of JSON.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = PlanPackage)]
pub(crate) struct PackageBody {
    /// Its files, by their names.
    pub(crate) files: Vec<PackageFile>,
}

impl From<&Package> for PackageBody {
    fn from(package: &Package) -> Self {
        let file = |(name, text): (&String, &String)| PackageFile { name: name.clone(), text: text.clone() };
        Self { files: package.files.iter().map(file).collect() }
    }
}

impl From<&[plans::File]> for Package {
    fn from(files: &[plans::File]) -> Self {
        let file = |(name, text): &plans::File| ((*name).to_owned(), (*text).to_owned());
        Self::made(files.iter().map(file).collect())
    }
}

impl Package {
    /// The package of the demonstration, which the binary carries.
    #[must_use]
    pub fn demonstrated() -> Self {
        Self::from(plans::DEMONSTRATED)
    }

    /// Reads the files of a folder, or a document with all of them. Sizes are looked at before anything is read, and no
    /// link is followed.
    ///
    /// # Errors
    /// `Folder` for what cannot be read, for a link, for too many or too large files; `Faults` for files of word processors and
    /// for others that are no UTF-8.
    pub fn read(folder: &Path) -> Result<Self, PlanError> {
        if folder.is_file() {
            return Self::of_document(folder);
        }
        let mut found = Vec::new();
        gather(folder, "", 0, &mut found)?;
        let total = found.iter().fold(0_u64, |sum, (_, _, size)| sum.saturating_add(*size));
        within_bounds(folder, total)?;
        let (mut files, mut faults) = (BTreeMap::new(), Vec::new());
        for (name, path, _) in found {
            if is_of_word_processor(&name) {
                faults.push(Fault::of_file(name, &reasons::template_not_typst()));
                continue;
            }
            let bytes = std::fs::read(&path).map_err(|source| refused(&path, source.to_string()))?;
            match String::from_utf8(bytes) {
                Ok(text) => drop(files.insert(name, text)),
                Err(_broken) => {
                    let (line, pointer, said) = (None, String::new(), "it is not UTF-8".to_owned());
                    faults.push(Fault { file: name, line, pointer, said });
                }
            }
        }
        Self::unless(faults, files)
    }

    /// The package of these files, unless it has others that are refused.
    fn unless(faults: Vec<Fault>, files: BTreeMap<String, String>) -> Result<Self, PlanError> {
        if faults.is_empty() { Ok(Self::made(files)) } else { Err(PlanError::Faults { told: faults, more: 0 }) }
    }

    /// Files by their names.
    pub(crate) fn made(files: BTreeMap<String, String>) -> Self {
        // Some programs write a byte-order mark before their text.
        let plain = |(name, text): (String, String)| (name, text.trim_start_matches('\u{feff}').to_owned());
        Self { files: Arc::new(files.into_iter().map(plain).collect()) }
    }

    /// A package in one document, as the service gives it away. Names are only names: nothing is written or read by them.
    fn of_document(path: &Path) -> Result<Self, PlanError> {
        let said = |source: &dyn std::fmt::Display| refused(path, source.to_string());
        within_bounds(path, std::fs::metadata(path).map_err(|error| said(&error))?.len())?;
        let text = std::fs::read_to_string(path).map_err(|error| said(&error))?;
        let PackageBody { files } = serde_json::from_str(&text).map_err(|error| said(&error))?;
        if FILES_MAX < files.len() {
            return Err(refused(path, format!("a package has at most {FILES_MAX} files")));
        }
        let (mut known, mut faults) = (BTreeMap::new(), Vec::new());
        for PackageFile { name, text } in files {
            if is_passed_over(&name) {
                continue;
            }
            if usize::try_from(FILE_MAX).is_ok_and(|most| most < text.len()) {
                return Err(refused(path, format!("{name} has {} bytes; at most {FILE_MAX}", text.len())));
            }
            let plain = Path::new(&name).components().all(|part| matches!(part, Component::Normal(_)));
            if !plain || name.is_empty() || known.contains_key(&name) {
                return Err(refused(path, format!("{name} is no name of a file below the package, or stands twice")));
            }
            if is_of_word_processor(&name) {
                faults.push(Fault::of_file(name, &reasons::template_not_typst()));
            } else {
                known.insert(name, text);
            }
        }
        Self::unless(faults, known)
    }

    /// The files in a folder of the package, in the order of their names.
    pub(crate) fn below(&self, folder: &str) -> impl Iterator<Item = (&str, &str)> {
        let below = self.files.iter().filter(move |(name, _)| name.starts_with(folder));
        below.map(|(name, text)| (name.as_str(), text.as_str()))
    }

    /// What gathers its faults.
    pub(crate) fn faults(&self) -> Faults {
        Faults::new(self.files.clone())
    }

    /// The text of a file.
    pub(crate) fn text(&self, file: &str) -> Option<&str> {
        self.files.get(file).map(String::as_str)
    }

    /// A file of JSON that the package must have: one object.
    pub(crate) fn one<T: DeserializeOwned + Serialize>(&self, file: &str, faults: &mut Faults) -> Option<Placed<T>> {
        let text = self.must_have(file, faults)?;
        entry(text, Spot::of(file), faults)
    }

    /// A file of JSON that the package must have: a list.
    pub(crate) fn list<T: DeserializeOwned + Serialize>(&self, file: &str, faults: &mut Faults) -> Vec<Placed<T>> {
        match self.must_have(file, faults) {
            Some(text) => entries(text, file, faults),
            None => Vec::new(),
        }
    }

    /// A file of JSON that the package may have: a list.
    pub(crate) fn list_if_there<T: DeserializeOwned + Serialize>(
        &self,
        file: &str,
        faults: &mut Faults,
    ) -> Vec<Placed<T>> {
        self.text(file).map(|text| entries(text, file, faults)).unwrap_or_default()
    }

    /// The files of JSON in a folder of the package, one object each, in the order of their names.
    pub(crate) fn each_below<T: DeserializeOwned + Serialize>(
        &self,
        folder: &str,
        faults: &mut Faults,
    ) -> Vec<Placed<T>> {
        let below = self.files.iter().filter(|(name, _)| name.starts_with(folder));
        below.filter_map(|(name, text)| entry(text, Spot::of(name), faults)).collect()
    }

    /// The lines of a file of codes, without empty ones; none without such a file.
    pub(crate) fn lines(&self, file: &str) -> Option<Vec<Placed<String>>> {
        let lines = (1..).zip(self.text(file)?.lines()).filter(|(_, line)| !line.trim().is_empty());
        let placed = |(line, text): (usize, &str)| {
            let spot = Spot { line: Some(line), ..Spot::of(file) };
            Placed { entry: text.trim().to_owned(), spot }
        };
        Some(lines.map(placed).collect())
    }

    /// The rows of a file of CSV that the package must have.
    pub(crate) fn rows<T: DeserializeOwned>(
        &self,
        file: &str,
        columns: &[&str],
        faults: &mut Faults,
    ) -> Vec<Placed<T>> {
        self.must_have(file, faults);
        self.rows_if_there(file, columns, faults)
    }

    /// The rows of a file of CSV that the package may have.
    pub(crate) fn rows_if_there<T: DeserializeOwned>(
        &self,
        file: &str,
        columns: &[&str],
        faults: &mut Faults,
    ) -> Vec<Placed<T>> {
        let Some(text) = self.text(file) else { return Vec::new() };
        let mut reader = csv::Reader::from_reader(text.as_bytes());
        let Ok(heads) = reader.headers().cloned() else {
            faults.add(&Spot::of(file), "", "its first row cannot be read");
            return Vec::new();
        };
        let missing: Vec<&str> =
            columns.iter().filter(|name| heads.iter().all(|head| head != **name)).copied().collect();
        if !missing.is_empty() {
            let spot = Spot { line: Some(1), ..Spot::of(file) };
            faults.add(&spot, "", format!("the first row names no column {}", missing.join(", ")));
            return Vec::new();
        }
        let mut rows = Vec::new();
        for record in reader.into_records() {
            let line =
                |position: Option<&csv::Position>| position.and_then(|position| usize::try_from(position.line()).ok());
            let at = |line: Option<usize>| Spot { line, ..Spot::of(file) };
            let record = match record {
                Ok(record) => record,
                Err(error) => {
                    faults.add(&at(line(error.position())), "", said_of_row(&error));
                    continue;
                }
            };
            let spot = at(line(record.position()));
            match record.deserialize(Some(&heads)) {
                Ok(entry) => rows.push(Placed { entry, spot }),
                Err(error) => faults.add(&spot, &column_of(&error, &heads), said_of_row(&error)),
            }
        }
        rows
    }

    fn must_have(&self, file: &str, faults: &mut Faults) -> Option<&str> {
        let text = self.text(file);
        if text.is_none() {
            faults.add(&Spot::of(file), "", "it is missing");
        }
        text
    }

    /// Demands that every file in a folder is one of those that another file names.
    pub(crate) fn must_be_named(&self, folder: &str, named: &[&str], faults: &mut Faults) {
        for file in self.files.keys().filter(|name| name.starts_with(folder) && !named.contains(&name.as_str())) {
            faults.add(&Spot::of(file), "", "nothing names this file");
        }
    }

    /// Demands that the package has no file that nobody reads: a misspelt name would be passed over.
    pub(crate) fn must_be_known(&self, files: &[&str], folders: &[&str], faults: &mut Faults) {
        let known = |name: &str| files.contains(&name) || folders.iter().any(|folder| name.starts_with(folder));
        for file in self.files.keys().filter(|name| !known(name)) {
            faults.add(&Spot::of(file), "", "no package has such a file");
        }
    }
}

/// The entries of a list, each with its pointer.
fn entries<T: DeserializeOwned + Serialize>(text: &str, file: &str, faults: &mut Faults) -> Vec<Placed<T>> {
    let items: Vec<&RawValue> = match serde_json::from_str(text) {
        Ok(items) => items,
        Err(error) => {
            faults.add(&Spot { line: Some(error.line()), ..Spot::of(file) }, "", message(&error));
            return Vec::new();
        }
    };
    let placed = |(place, item): (usize, &RawValue)| {
        entry(item.get(), Spot { pointer: format!("/{place}"), ..Spot::of(file) }, faults)
    };
    items.into_iter().enumerate().filter_map(placed).collect()
}

fn entry<T: DeserializeOwned + Serialize>(text: &str, spot: Spot, faults: &mut Faults) -> Option<Placed<T>> {
    let mut reader = serde_json::Deserializer::from_str(text);
    let read = serde_path_to_error::deserialize::<_, T>(&mut reader);
    if read.is_ok()
        && let Err(error) = reader.end()
    {
        faults.add(&Spot { line: Some(error.line()), ..spot }, "", message(&error));
        return None;
    }
    match read {
        Ok(_) if !text.trim_start().starts_with('{') => {
            faults.add(&spot, "", "an object is expected");
            None
        }
        Ok(entry) => {
            let unread = unread(text, &entry);
            unread.iter().for_each(|pointer| faults.add(&spot, pointer, "unknown field"));
            unread.is_empty().then_some(Placed { entry, spot })
        }
        Err(error) => {
            let (pointer, error) = (pointer_of(error.path()), error.into_inner());
            // In a list the text of the entry alone was read, whose lines count from its own beginning.
            let broken = !error.is_data() && spot.pointer.is_empty();
            let spot = if broken { Spot { line: Some(error.line()), ..spot } } else { spot };
            faults.add(&spot, &pointer, message(&error));
            None
        }
    }
}

/// The fields of a text that its entry has not taken: they are not there when it is written again. What stands for nothing
/// is left out when it is written, and is no fault.
fn unread<T: Serialize>(text: &str, entry: &T) -> Vec<String> {
    fn compare(said: &Value, taken: &Value, pointer: &str, found: &mut Vec<String>) {
        match (said, taken) {
            (Value::Object(said), Value::Object(taken)) => {
                for (name, value) in said {
                    let below = format!("{pointer}/{}", name.replace('~', "~0").replace('/', "~1"));
                    match taken.get(name) {
                        Some(known) => compare(value, known, &below, found),
                        None if is_nothing(value) => {}
                        None => found.push(below),
                    }
                }
            }
            (Value::Array(said), Value::Array(taken)) => {
                for (place, (value, known)) in said.iter().zip(taken).enumerate() {
                    compare(value, known, &format!("{pointer}/{place}"), found);
                }
            }
            (_, _) => {}
        }
    }
    let mut found = Vec::new();
    if let (Ok(said), Ok(taken)) = (serde_json::from_str(text), serde_json::to_value(entry)) {
        compare(&said, &taken, "", &mut found);
    }
    found
}

fn is_nothing(value: &Value) -> bool {
    match value {
        Value::Null | Value::Bool(false) => true,
        Value::Array(items) => items.is_empty(),
        Value::Object(fields) => fields.is_empty(),
        Value::Bool(true) | Value::Number(_) | Value::String(_) => false,
    }
}

/// What a parser says, without the place, which is told beside it.
fn message(error: &serde_json::Error) -> String {
    let said = error.to_string();
    said.rsplit_once(" at line ").map_or(said.as_str(), |(message, _)| message).to_owned()
}

fn said_of_row(error: &csv::Error) -> String {
    if let csv::ErrorKind::Deserialize { err, .. } = error.kind() { err.kind().to_string() } else { error.to_string() }
}

/// The column of a row that does not fit.
fn column_of(error: &csv::Error, heads: &csv::StringRecord) -> String {
    let csv::ErrorKind::Deserialize { err, .. } = error.kind() else { return String::new() };
    let field = err.field().and_then(|field| usize::try_from(field).ok());
    field.and_then(|field| heads.get(field)).map(|head| format!("/{head}")).unwrap_or_default()
}

fn within_bounds(path: &Path, bytes: u64) -> Result<(), PlanError> {
    if bytes <= PACKAGE_MAX {
        return Ok(());
    }
    Err(refused(path, format!("the files have {bytes} bytes together; at most {PACKAGE_MAX}")))
}

/// A file for people, or one that the system hides.
fn is_passed_over(name: &str) -> bool {
    name.rsplit('/').next().is_some_and(|last| last.starts_with('.') || last == README)
}

/// Whether an office would open it with a word processor. Its content is not looked at: it may bring macros, and references
/// to what is elsewhere.
fn is_of_word_processor(name: &str) -> bool {
    let end = Path::new(name).extension().and_then(|end| end.to_str()).unwrap_or_default();
    WORD_PROCESSORS.iter().any(|known| end.eq_ignore_ascii_case(known))
}

fn refused(path: &Path, said: String) -> PlanError {
    PlanError::Folder { path: path.display().to_string(), said }
}

/// Finds the files below a folder: name, path, size.
fn gather(folder: &Path, prefix: &str, depth: usize, found: &mut Vec<(String, PathBuf, u64)>) -> Result<(), PlanError> {
    if DEPTH_MAX < depth {
        return Err(refused(folder, "a package has no folders this deep".to_owned()));
    }
    let entries = std::fs::read_dir(folder).map_err(|source| refused(folder, source.to_string()))?;
    for entry in entries {
        let path = entry.map_err(|source| refused(folder, source.to_string()))?.path();
        let Some(name) = path.file_name().and_then(|name| name.to_str()) else {
            return Err(refused(&path, "its name is not UTF-8".to_owned()));
        };
        if is_passed_over(name) {
            continue;
        }
        let name = format!("{prefix}{name}");
        // The entry itself is looked at: a link would lead out of the folder.
        let meta = std::fs::symlink_metadata(&path).map_err(|source| refused(&path, source.to_string()))?;
        if meta.is_dir() {
            gather(&path, &format!("{name}/"), depth.saturating_add(1), found)?;
        } else if !meta.is_file() {
            return Err(refused(&path, "it is a link or no plain file".to_owned()));
        } else if FILE_MAX < meta.len() {
            return Err(refused(&path, format!("it has {} bytes; at most {FILE_MAX}", meta.len())));
        } else {
            found.push((name, path, meta.len()));
        }
        if FILES_MAX < found.len() {
            return Err(refused(folder, format!("a package has at most {FILES_MAX} files")));
        }
    }
    Ok(())
}
