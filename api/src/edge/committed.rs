//! The committed contract, and the parts of it that the edge reads.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde::de::IgnoredAny;

use crate::edge::routing;

/// The committed contract, which is served. `openapi::document` generates it from the routes, and a test keeps the two
/// equal: generating it at every start would take more time and memory than all the rest of the start.
pub const COMMITTED: &str = include_str!("../../../openapi/v1.json");

/// The committed contract cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ContractUnusable {
    /// It is no OpenAPI document.
    #[error("openapi/v1.json is no OpenAPI document")]
    Unreadable(#[from] serde_json::Error),
    /// It lacks operations of this service.
    #[error("openapi/v1.json lacks {0}; write it anew with `cargo openapi --output openapi/v1.json`")]
    Lacking(String),
}

/// The parts of the committed contract that are parsed again; descriptions are skipped.
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
    /// If absent, the requirement of the whole document applies.
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

/// The part of an operation that the edge needs.
pub(crate) struct Operation {
    pub(crate) method: String,
    pub(crate) path: String,
    /// The names of the query parameters.
    pub(crate) names: Vec<String>,
    /// The media types of its answers; none where it answers without a body.
    pub(crate) media: Vec<String>,
    /// Whether it needs a token.
    pub(crate) guarded: bool,
}

impl Operation {
    fn of(path: &str, method: &str, said: SaidOperation) -> Self {
        let SaidOperation { parameters, responses, security } = said;
        let queries = parameters.into_iter().filter(|parameter| parameter.r#in == "query");
        // An answer without a body negotiates nothing, even if a problem would have one.
        let has_body =
            |(status, response): (&String, &SaidResponse)| status.starts_with('2') && !response.content.is_empty();
        let mut media: Vec<String> = match responses.iter().any(has_body) {
            true => responses.into_values().flat_map(|response| response.content.into_keys()).collect(),
            false => Vec::new(),
        };
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
/// If it is no OpenAPI document, or lacks an operation that is registered.
pub(crate) fn operations() -> Result<Vec<Operation>, ContractUnusable> {
    read(COMMITTED, routing::names())
}

fn read(document: &str, routes: Vec<(&'static str, String)>) -> Result<Vec<Operation>, ContractUnusable> {
    let said: Said = serde_json::from_str(document)?;
    // The edge checks a request by the description of its operation, so an operation that is missing in the document
    // would go unchecked.
    let lacking =
        |(method, path): &(&'static str, String)| !said.paths.get(path).is_some_and(|item| item.contains_key(*method));
    let lacking: Vec<String> =
        routes.into_iter().filter(lacking).map(|(method, path)| format!("{} {path}", method.to_uppercase())).collect();
    if !lacking.is_empty() {
        return Err(ContractUnusable::Lacking(lacking.join(", ")));
    }
    let mut operations = Vec::new();
    for (path, item) in said.paths {
        operations.extend(item.into_iter().map(|(method, said)| Operation::of(&path, &method, said)));
    }
    Ok(operations)
}

pub(crate) const METHODS: [&str; 5] = ["get", "post", "put", "patch", "delete"];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn found_c11_an_operation_that_the_document_lacks_stops_the_start() {
        let document = r#"{"paths": {"/v1/reports": {"get": {}}}}"#;
        assert!(read(document, vec![("get", "/v1/reports".to_owned())]).is_ok());
        let lacking = read(document, vec![("post", "/v1/reports".to_owned()), ("get", "/v1/plans".to_owned())]);
        let said = lacking.err().map(|error| error.to_string()).unwrap_or_default();
        assert_eq!(
            said,
            "openapi/v1.json lacks POST /v1/reports, GET /v1/plans; write it anew with `cargo openapi --output openapi/v1.json`"
        );
        assert!(operations().is_ok(), "the committed document holds every operation");
    }
}
