//! The names of a board's rating bands.

use std::collections::BTreeMap;

use domain::base::text::Text;
use persistence::results::publication::FrozenPage;
use serde::Deserialize;

use crate::base::page_cache::form::read;
use crate::base::problem::Problem;

/// The part of the page of a criteria set that is parsed again: its bands, which a tree has in its model.
#[derive(Deserialize)]
struct CriteriaPage {
    grading: Bands,
    model: Option<Bands>,
}

#[derive(Deserialize)]
struct Bands {
    #[serde(default)]
    bands: Vec<Band>,
}

/// The part of a band that is parsed again.
#[derive(Deserialize)]
struct Band {
    code: String,
    name: Text,
}

/// The Vietnamese names of the bands of a criteria set by their codes, from its frozen page.
pub(crate) fn names(page: &FrozenPage) -> Result<BTreeMap<String, String>, Problem> {
    let CriteriaPage { grading, model } = read(page.body.as_bytes())?;
    let Bands { bands } = model.unwrap_or(grading);
    Ok(bands.into_iter().map(|Band { code, name }| (code, name.vi)).collect())
}
