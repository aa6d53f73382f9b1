//! The campaign (phong trào thi đua): what a plan launches.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use crate::base::citation::Citation;
use crate::base::event::{Author, Concept, Event, EventKind};
use crate::base::ids::{CampaignId, Revision, wire_enum};
use crate::base::step::Step;
use crate::base::text::Text;

wire_enum! {
    /// Kind of movement.
    CampaignKind {
        /// On one theme, for some years (theo chuyên đề).
        Thematic = "THEMATIC",
    }
}

/// One of the movement's contents (nội dung thi đua).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Theme {
    /// Its number in the plan.
    pub number: i64,
    /// Its text.
    pub text: Text,
}

/// One of the movement's priority fields (lĩnh vực).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Field {
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: Text,
    /// Tasks in the field.
    pub text: Text,
}

/// A campaign (phong trào thi đua).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Campaign {
    /// Its identifier.
    pub id: CampaignId,
    /// Short and stable, such as `soc-trang-2021-2025`.
    pub code: String,
    /// Kind of movement.
    pub kind: CampaignKind,
    /// Its name.
    pub name: Text,
    /// Its theme slogan (chủ đề).
    pub slogan: Text,
    /// Its first day.
    pub period_start: NaiveDate,
    /// Its last day.
    pub period_end: NaiveDate,
    /// The documents that it is based on (căn cứ).
    pub legal_bases: Vec<Citation>,
    /// Its contents.
    pub contents: Vec<Theme>,
    /// Its priority fields.
    pub fields: Vec<Field>,
    /// The revision number.
    pub revision: Revision,
}

impl Campaign {
    /// Enters the campaign of a plan package.
    pub fn launch(self, at: DateTime<Utc>) -> Step<Self> {
        let author = Author::installation("plan");
        let event = Event::new(EventKind::CampaignLaunched, Concept::Campaign, self.id.0, author, at);
        Step::new(self, event)
    }
}
