//! The index of a bundle (mục lục văn bản): what is in it, where, and what is not.

use chrono::NaiveDate;
use domain::base::wording::{self, numbered};
#[cfg(test)]
use serde::Deserialize;
use serde::{Serialize, Serializer};

use crate::base::problem::Problem;
use crate::printing::layout::{Day, Head};
use crate::printing::word::{Aligned, Document, NUMBERS};

/// The data of the paper.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(Deserialize), serde(deny_unknown_fields))]
pub(crate) struct IndexPaper {
    /// The head.
    pub(crate) head: Head,
    /// The abstract.
    pub(crate) r#abstract: String,
    /// What the bundle is about, line by line.
    pub(crate) facts: Vec<Fact>,
    /// The papers, in the order of the bundle.
    pub(crate) items: Vec<IndexItem>,
}

/// One line about the bundle.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(Deserialize), serde(deny_unknown_fields))]
pub(crate) struct Fact {
    /// What is said, such as `Phong trào`.
    pub(crate) name: String,
    /// What it is.
    pub(crate) value: String,
}

/// One paper.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(Deserialize), serde(deny_unknown_fields))]
pub(crate) struct IndexItem {
    /// Its kind and title.
    pub(crate) title: String,
    /// Number and symbol; `null` if it has none.
    #[serde(serialize_with = "padded")]
    pub(crate) symbol: Option<String>,
    /// Its day; `null` if it has none.
    pub(crate) date: Option<Day>,
    /// Who signed it; `null` if nobody is recorded.
    pub(crate) signer: Option<String>,
    /// Its place in the bundle, or why it is not there.
    pub(crate) place: String,
}

impl Fact {
    pub(crate) fn new(name: &str, value: impl Into<String>) -> Self {
        Self { name: name.to_owned(), value: value.into() }
    }
}

/// As symbols stand on papers: with a zero before a number below 10.
fn padded<S: Serializer>(symbol: &Option<String>, serializer: S) -> Result<S::Ok, S::Error> {
    symbol.as_deref().map(numbered).serialize(serializer)
}

/// `05/01/2026`; nothing without a day.
fn slashed(day: Option<Day>) -> String {
    let day = day.and_then(|Day { year, month, day }| NaiveDate::from_ymd_opt(year, month, day));
    day.map(wording::date).unwrap_or_default()
}

impl IndexPaper {
    /// The index as a document of a word processor.
    pub(crate) fn docx(&self) -> Result<Vec<u8>, Problem> {
        let mut document = Document::new(&self.head, "Mục lục văn bản", &self.r#abstract);
        for Fact { name, value } in &self.facts {
            document.led(&format!("{name}: "), value);
        }
        let columns = [
            NUMBERS,
            ("Tên loại và trích yếu", 2_650, Aligned::Left),
            ("Số, ký hiệu", 1_400, Aligned::Middle),
            ("Ngày", 1_250, Aligned::Middle),
            ("Người ký", 1_300, Aligned::Left),
            ("Tệp trong gói", 1_950, Aligned::Left),
        ];
        let rows = self.items.iter().enumerate().map(|(index, one)| {
            vec![
                (index + 1).to_string(),
                one.title.clone(),
                one.symbol.as_deref().map(numbered).unwrap_or_default(),
                slashed(one.date),
                one.signer.clone().unwrap_or_default(),
                one.place.clone(),
            ]
        });
        document.table(&columns, rows);
        document.finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::printing::template::{PaperKind, same_as_samples};

    #[test]
    fn the_samples_have_the_fields_of_the_paper() {
        same_as_samples::<IndexPaper>(PaperKind::Index);
    }
}
