//! `metadata.json` of a bundle: each paper with the metadata of the annex of Nghị định 30/2020/NĐ-CP, as far as they are
//! recorded, beside what is said of the dossiers and the decision.

use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;
use uuid::Uuid;

use crate::printing::bundle::contents::{Contents, Item, ItemState};
use crate::printing::bundle::facts::{DecisionFacts, DossierFacts, Recorded, Retention};

/// The form of `metadata.json` and `manifest.json`; a field that is only added does not change it.
pub(super) const FORMAT: u8 = 1;

/// Who signed a paper.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
struct SignerInfo<'a> {
    full_name: &'a str,
}

/// The metadata of an electronic document by the annex of Nghị định 30/2020/NĐ-CP; what is not recorded is not said.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
struct Decree30<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    organ_id: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    code_number: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    code_notation: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    issued_date: Option<NaiveDate>,
    #[serde(skip_serializing_if = "Option::is_none")]
    organ_name: Option<&'a str>,
    subject: &'a str,
    language: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    signer_info: Option<SignerInfo<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    to: Option<&'a str>,
}

impl<'a> From<&'a Recorded> for Decree30<'a> {
    fn from(recorded: &'a Recorded) -> Self {
        let Recorded { title, number, date, signer, organ, to } = recorded;
        let parts = number.as_deref().map(|number| number.split_once('/').unwrap_or((number, "")));
        Self {
            organ_id: organ.as_ref().and_then(|organ| organ.code.as_deref()),
            code_number: parts.map(|(digits, _)| digits),
            code_notation: parts.map(|(_, notation)| notation).filter(|notation| !notation.is_empty()),
            issued_date: *date,
            organ_name: organ.as_ref().map(|organ| organ.name.as_str()),
            subject: title,
            language: "vi",
            signer_info: signer.as_deref().map(|full_name| SignerInfo { full_name }),
            to: to.as_deref(),
        }
    }
}

/// One paper.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Document<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    path: Option<&'a str>,
    state: ItemState,
    #[serde(skip_serializing_if = "Option::is_none")]
    version: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    sha256: Option<&'a str>,
    metadata: Decree30<'a>,
}

impl<'a> From<&'a Item> for Document<'a> {
    fn from(item: &'a Item) -> Self {
        let Item { path, recorded, state, version, content } = item;
        Self {
            path: path.as_deref(),
            state: *state,
            version: *version,
            sha256: content.as_ref().map(|content| content.sha256.as_str()),
            metadata: recorded.into(),
        }
    }
}

/// The whole of `metadata.json`.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Metadata<'a> {
    format: u8,
    of: &'static str,
    id: Uuid,
    read_at: DateTime<Utc>,
    rehearsal: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    retention: Option<&'a Retention>,
    #[serde(skip_serializing_if = "Option::is_none")]
    decision: Option<&'a DecisionFacts>,
    nominations: &'a [DossierFacts],
    documents: Vec<Document<'a>>,
}

impl<'a> Metadata<'a> {
    pub(super) fn new(
        contents: &'a Contents,
        retention: Option<&'a Retention>,
        read_at: DateTime<Utc>,
        rehearsal: bool,
    ) -> Self {
        Self {
            format: FORMAT,
            of: contents.of,
            id: contents.id,
            read_at,
            rehearsal,
            retention,
            decision: contents.decision.as_ref(),
            nominations: &contents.dossiers,
            documents: contents.items.iter().map(Document::from).collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::printing::bundle::facts::Organ;

    #[test]
    fn a_number_is_split_as_the_decree_asks() {
        let organ = Organ { code: Some("943".to_owned()), name: "UBND huyện Kế Sách".to_owned() };
        let recorded = |number: Option<&str>| Recorded {
            title: "Tờ trình".to_owned(),
            number: number.map(str::to_owned),
            organ: Some(organ.clone()),
            ..Recorded::default()
        };
        let said = |number| serde_json::to_value(Decree30::from(&recorded(number))).expect("JSON");
        let whole = said(Some("05/QĐ-UBND"));
        assert_eq!((whole["CodeNumber"].as_str(), whole["CodeNotation"].as_str()), (Some("05"), Some("QĐ-UBND")));
        assert_eq!((whole["OrganId"].as_str(), whole["Language"].as_str()), (Some("943"), Some("vi")));
        assert_eq!(said(Some("17")).get("CodeNotation"), None);
        assert_eq!(said(None).get("CodeNumber"), None, "what is not recorded is not said");
    }
}
