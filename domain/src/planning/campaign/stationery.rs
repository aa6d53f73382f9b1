//! A movement's stationery (mẫu văn bản): what its papers bear at their head, and the templates that take the place of the
//! service's own. It comes with the plan package and is not edited afterwards.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::base::concept::Concept;
use crate::base::event::{Author, Event, EventKind};
use crate::base::ids::CampaignId;
use crate::base::refusal::{Refusal, Violations};
use crate::base::step::Step;

/// Maximum number of bytes of a template.
pub const TEMPLATE_BYTES_MAX: usize = 256 << 10;
/// Maximum number of templates of a movement: each paper's, and what they share.
pub const TEMPLATES_MAX: usize = 20;

/// What papers of the province bear at their head.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Letterhead {
    /// The provincial committee, line by line, such as `Ủy ban nhân dân` and `tỉnh Minh Họa`.
    #[schema(min_items = 1, max_items = 10)]
    pub committee: Vec<String>,
    /// The authority that decides, such as `Chủ tịch Ủy ban nhân dân tỉnh Minh Họa`.
    #[schema(min_length = 1)]
    pub chair: String,
    /// The place on papers of the provincial bodies; dots for the clerk's pen where it is not said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<String>,
}

impl Default for Letterhead {
    fn default() -> Self {
        Self {
            committee: vec!["Ủy ban nhân dân tỉnh".to_owned()],
            chair: "Chủ tịch Ủy ban nhân dân tỉnh".to_owned(),
            place: None,
        }
    }
}

/// A template in the place of the service's own.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Template {
    /// Its file name, such as `minutes.typ`.
    pub name: String,
    /// Its text.
    pub text: String,
}

/// The stationery of a movement.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Stationery {
    /// The head of its papers.
    pub letterhead: Letterhead,
    /// Its own templates, each name once.
    pub templates: Vec<Template>,
}

/// The stationery with the movement that it is of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StationeryOf {
    /// The movement.
    pub campaign: CampaignId,
    /// Its stationery.
    pub stationery: Stationery,
}

impl Stationery {
    /// The text of a template of its own.
    #[must_use]
    pub fn template(&self, name: &str) -> Option<&str> {
        self.templates.iter().find(|template| template.name == name).map(|template| template.text.as_str())
    }

    /// Enters the stationery that a plan package brings for its movement.
    ///
    /// # Errors
    /// `Invalid` for an empty letterhead.
    pub fn load(self, campaign: CampaignId, at: DateTime<Utc>) -> Result<Step<StationeryOf>, Refusal> {
        let mut violations = Violations::default();
        let Letterhead { committee, chair, place } = &self.letterhead;
        violations.demand_text("/chair", chair);
        if committee.is_empty() {
            violations.demand_text("/committee", "");
        }
        for (index, line) in committee.iter().enumerate() {
            violations.demand_text(&format!("/committee/{index}"), line);
        }
        if let Some(place) = place {
            violations.demand_text("/place", place);
        }
        violations.refuse_if_any()?;
        let event =
            Event::new(EventKind::StationeryLoaded, Concept::Campaign, campaign.0, Author::installation("plan"), at);
        Ok(Step::new(StationeryOf { campaign, stationery: self }, event))
    }
}
