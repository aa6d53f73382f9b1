//! The campaign (phong trào thi đua): what a plan launches.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use crate::base::citation::Citation;
use crate::base::event::{Author, Concept, Event, EventKind};
use crate::base::ids::{CampaignId, Revision, wire_enum};
use crate::base::refusal::{Refusal, Violations};
use crate::base::step::Step;
use crate::base::text::Text;
use crate::planning::reasons;

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
    ///
    /// # Errors
    /// `Invalid` for an empty code or name, for a text that bears a secrecy level (rule L35), or for a period that ends
    /// before it begins.
    pub fn load(self, at: DateTime<Utc>) -> Result<Step<Self>, Refusal> {
        let mut violations = Violations::default();
        violations.demand_text("/code", &self.code);
        for (pointer, text) in [("/name/vi", &self.name.vi), ("/name/en", &self.name.en)] {
            violations.demand_open_text(pointer, text);
        }
        violations.refuse_secret("/slogan/vi", &self.slogan.vi);
        for (index, theme) in self.contents.iter().enumerate() {
            violations.refuse_secret(&format!("/contents/{index}/text/vi"), &theme.text.vi);
        }
        if self.period_end < self.period_start {
            violations.add("/periodEndDate", reasons::campaign_backwards());
        }
        violations.refuse_if_any()?;
        let author = Author::installation("plan");
        let event = Event::new(EventKind::CampaignLaunched, Concept::Campaign, self.id.0, author, at);
        Ok(Step::new(self, event))
    }
}
