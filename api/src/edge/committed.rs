//! The contract as it is committed and served, and what the edge reads of it.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde::de::IgnoredAny;

/// The contract as it is committed and served. `openapi::document` makes it of the routes, and a test holds the two equal: to
/// make it again at every start would take more time and memory than all the rest of the start.
pub const COMMITTED: &str = include_str!("../../../openapi/v1.json");

/// What is read again of the committed contract; the descriptions stay unread.
#[derive(Deserialize)]
pub(crate) struct Said {
    pub(crate) paths: BTreeMap<String, BTreeMap<String, SaidOperation>>,
}

#[derive(Deserialize)]
pub(crate) struct SaidOperation {
    #[serde(default)]
    pub(crate) parameters: Vec<SaidParameter>,
    #[serde(default)]
    pub(crate) responses: BTreeMap<String, SaidResponse>,
    /// What says nothing of its own has the document's demand.
    pub(crate) security: Option<Vec<IgnoredAny>>,
}

#[derive(Deserialize)]
pub(crate) struct SaidParameter {
    pub(crate) name: String,
    pub(crate) r#in: String,
}

#[derive(Deserialize)]
pub(crate) struct SaidResponse {
    #[serde(default)]
    pub(crate) content: BTreeMap<String, IgnoredAny>,
}

/// One operation: what the edge needs to know of the contract.
pub(crate) struct Operation {
    pub(crate) method: String,
    pub(crate) path: String,
    /// The query's names.
    pub(crate) names: Vec<String>,
    /// The media types of what it answers.
    pub(crate) media: Vec<String>,
    /// Whether it needs a token.
    pub(crate) guarded: bool,
}

impl Operation {
    fn of(path: &str, method: &str, said: SaidOperation) -> Self {
        let SaidOperation { parameters, responses, security } = said;
        let queries = parameters.into_iter().filter(|parameter| parameter.r#in == "query");
        let mut media: Vec<String> =
            responses.into_values().flat_map(|response| response.content.into_keys()).collect();
        media.sort();
        media.dedup();
        Self {
            method: method.to_uppercase(),
            path: path.to_owned(),
            names: queries.map(|parameter| parameter.name).collect(),
            media,
            guarded: security.is_none_or(|demands| !demands.is_empty()),
        }
    }
}

/// Every operation of the committed contract.
///
/// # Errors
/// If it is no such document.
pub(crate) fn operations() -> Result<Vec<Operation>, serde_json::Error> {
    let said: Said = serde_json::from_str(COMMITTED)?;
    let mut operations = Vec::new();
    for (path, item) in said.paths {
        operations.extend(item.into_iter().map(|(method, said)| Operation::of(&path, &method, said)));
    }
    Ok(operations)
}

pub(crate) const METHODS: [&str; 5] = ["get", "post", "put", "patch", "delete"];
