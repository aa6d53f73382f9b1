//! A plan package as it lies in a folder: text files, with bounds and without ways out of the folder.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::de::DeserializeOwned;

use crate::edge::plan::fault::PlanError;

/// Maximum number of files.
const FILES_MAX: usize = 200;
/// Maximum size of a file.
const FILE_MAX: u64 = 8 * 1024 * 1024;
/// Maximum size of all files together.
const PACKAGE_MAX: u64 = 64 * 1024 * 1024;
/// Maximum depth of folders.
const DEPTH_MAX: usize = 3;
/// A file for people, which is not read.
const README: &str = "README.md";

/// The files of a package, by their names below its folder, with `/` between folders.
#[derive(Clone, Debug, Default)]
pub struct Package {
    files: BTreeMap<String, String>,
}

impl From<&[plans::File]> for Package {
    fn from(files: &[plans::File]) -> Self {
        let file = |(name, text): &plans::File| ((*name).to_owned(), (*text).to_owned());
        Self { files: files.iter().map(file).collect() }
    }
}

impl Package {
    /// The package of the demonstration, which the binary carries.
    #[must_use]
    pub fn demonstrated() -> Self {
        Self::from(plans::DEMONSTRATED)
    }

    /// Reads the files of a folder. Sizes are looked at before anything is read, and no link is followed.
    ///
    /// # Errors
    /// `Folder` for what cannot be read, for a link, for too many or too large files; `File` for a file that is no UTF-8.
    pub fn read(folder: &Path) -> Result<Self, PlanError> {
        let mut found = Vec::new();
        gather(folder, "", 0, &mut found)?;
        let total = found.iter().fold(0_u64, |sum, (_, _, size)| sum.saturating_add(*size));
        if PACKAGE_MAX < total {
            return Err(refused(folder, format!("the files have {total} bytes together; at most {PACKAGE_MAX}")));
        }
        let mut files = BTreeMap::new();
        for (name, path, _) in found {
            let bytes = std::fs::read(&path).map_err(|source| refused(&path, source.to_string()))?;
            let text = String::from_utf8(bytes);
            let text =
                text.map_err(|_broken| PlanError::File { file: name.clone(), said: "it is not UTF-8".to_owned() })?;
            files.insert(name, text);
        }
        Ok(Self { files })
    }

    /// A file of JSON that the package must have.
    ///
    /// # Errors
    /// `File` if it is missing or does not fit.
    pub(crate) fn json<T: DeserializeOwned>(&self, file: &str) -> Result<T, PlanError> {
        let text = self.files.get(file);
        let text = text.ok_or_else(|| PlanError::File { file: file.to_owned(), said: "it is missing".to_owned() })?;
        json(file, text)
    }

    /// A file of JSON that the package may have.
    ///
    /// # Errors
    /// `File` if it does not fit.
    pub(crate) fn json_if_there<T: DeserializeOwned>(&self, file: &str) -> Result<Option<T>, PlanError> {
        self.files.get(file).map(|text| json(file, text)).transpose()
    }

    /// The lines of a file of codes that the package must have, without empty ones.
    ///
    /// # Errors
    /// `File` if it is missing.
    pub(crate) fn lines(&self, file: &str) -> Result<Vec<String>, PlanError> {
        let missing = || PlanError::File { file: file.to_owned(), said: "it is missing".to_owned() };
        let text = self.files.get(file).ok_or_else(missing)?;
        Ok(text.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect())
    }

    /// Demands that every file in a folder is one of those that another file names.
    ///
    /// # Errors
    /// `File` for the first one that is not.
    pub(crate) fn must_be_named(&self, folder: &str, named: &[&str]) -> Result<(), PlanError> {
        let mut below = self.files.keys().filter(|name| name.starts_with(folder));
        match below.find(|name| !named.contains(&name.as_str())) {
            Some(file) => Err(PlanError::File { file: file.clone(), said: "nothing names this file".to_owned() }),
            None => Ok(()),
        }
    }

    /// The files of JSON in a folder of the package, in the order of their names.
    ///
    /// # Errors
    /// `File` if one does not fit.
    pub(crate) fn json_below<T: DeserializeOwned>(&self, folder: &str) -> Result<Vec<(String, T)>, PlanError> {
        let below = self.files.iter().filter(|(name, _)| name.starts_with(folder));
        below.map(|(name, text)| Ok((name.clone(), json(name, text)?))).collect()
    }

    /// The rows of a file of CSV that the package must have.
    ///
    /// # Errors
    /// `File` if it is missing or a row does not fit.
    pub(crate) fn csv<T: DeserializeOwned>(&self, file: &str) -> Result<Vec<T>, PlanError> {
        let fault = |said: String| PlanError::File { file: file.to_owned(), said };
        let text = self.files.get(file).ok_or_else(|| fault("it is missing".to_owned()))?;
        let rows = csv::Reader::from_reader(text.as_bytes()).into_deserialize().collect::<Result<Vec<T>, csv::Error>>();
        rows.map_err(|error| fault(error.to_string()))
    }

    /// Demands that the package has no file that nobody reads: a misspelt name would be passed over.
    ///
    /// # Errors
    /// `File` for the first one.
    pub(crate) fn must_be_known(&self, files: &[&str], folders: &[&str]) -> Result<(), PlanError> {
        let known = |name: &str| files.contains(&name) || folders.iter().any(|folder| name.starts_with(folder));
        match self.files.keys().find(|name| !known(name)) {
            Some(file) => Err(PlanError::File { file: file.clone(), said: "no package has such a file".to_owned() }),
            None => Ok(()),
        }
    }
}

fn json<T: DeserializeOwned>(file: &str, text: &str) -> Result<T, PlanError> {
    serde_json::from_str(text).map_err(|error| PlanError::File { file: file.to_owned(), said: error.to_string() })
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
        if name.starts_with('.') || name == README {
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
