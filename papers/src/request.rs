//! What is asked for: a paper, the templates that differ from the bundled ones, and data.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use serde::Deserialize;
use serde_json::Value;

use crate::bundled;
use crate::refusal::{Code, Refusal};

/// The most bytes of a request: a list of some ten thousand names.
pub(crate) const REQUEST_BYTES_MAX: u64 = 32 << 20;
/// The most bytes of a template.
const TEMPLATE_BYTES_MAX: usize = 256 << 10;
/// The ending of a template's name.
const ENDING: &str = ".typ";

/// A request.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Request {
    /// The paper, such as `award-decision`: its template is the file of that name. A check without it is of all papers.
    #[serde(default)]
    pub(crate) paper: Option<String>,
    /// Templates by file name; what is not here is the bundled one. A template sees these files and no other.
    #[serde(default)]
    pub(crate) files: BTreeMap<String, String>,
    /// What differs from paper to paper; a template reads it as `data.json`. A check takes samples instead.
    #[serde(default)]
    pub(crate) data: Option<Value>,
    /// What the paper is called where it is kept; only a digest of it gets into the file.
    #[serde(default)]
    pub(crate) identifier: String,
}

impl Request {
    pub(crate) fn read(asked: &[u8]) -> Result<Self, Refusal> {
        if REQUEST_BYTES_MAX < asked.len() as u64 {
            return Err(Refusal::new(Code::TooLarge, format!("a request has at most {REQUEST_BYTES_MAX} bytes")));
        }
        let request: Self = serde_json::from_slice(asked).map_err(|error| malformed(error.to_string()))?;
        request.sound()
    }

    /// The templates of a folder, for a check.
    pub(crate) fn of_folder(folder: &Path) -> Result<Self, Refusal> {
        let unread = |error: std::io::Error| malformed(format!("{}: {error}", folder.display()));
        let mut files = BTreeMap::new();
        for entry in fs::read_dir(folder).map_err(unread)? {
            let entry = entry.map_err(unread)?;
            let name = entry.file_name().to_string_lossy().into_owned();
            if name.ends_with(ENDING) {
                files.insert(name, fs::read_to_string(entry.path()).map_err(unread)?);
            }
        }
        Self { files, ..Self::default() }.sound()
    }

    fn sound(self) -> Result<Self, Refusal> {
        for (name, text) in &self.files {
            if bundled::template(name).is_none() {
                let names: Vec<&str> = bundled::TEMPLATES.iter().map(|(name, _)| *name).collect();
                return Err(malformed(format!("{name} is no template; there are {}", names.join(", "))));
            }
            if TEMPLATE_BYTES_MAX < text.len() {
                let message = format!("a template has at most {TEMPLATE_BYTES_MAX} bytes");
                return Err(Refusal { file: Some(name.clone()), ..Refusal::new(Code::TooLarge, message) });
            }
        }
        match &self.paper {
            Some(paper) if bundled::sample(paper).is_none() => Err(malformed(format!("{paper} is no paper"))),
            Some(_) | None => Ok(self),
        }
    }

    /// The text of a template.
    pub(crate) fn template(&self, name: &str) -> Option<&str> {
        self.files.get(name).map(String::as_str).or_else(|| bundled::template(name))
    }
}

pub(crate) fn malformed(message: String) -> Refusal {
    Refusal::new(Code::RequestMalformed, message)
}
