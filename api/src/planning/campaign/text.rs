//! What the plan of a movement says, as it is typed in and read.

use chrono::NaiveDate;
use domain::base::code::FieldCode;
use domain::planning::campaign::{CampaignText, Field, Phase, Theme};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use crate::base::citation::CitationBody;
use crate::base::text::TextView;
use crate::planning::policy::PolicyBody;

/// One of the movement's contents (nội dung thi đua).
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(as = Theme)]
pub(crate) struct ThemeBody {
    /// Its number in the plan.
    #[schema(minimum = 1, maximum = 1000, example = 1)]
    #[validate(range(min = 1, max = 1000))]
    number: i64,
    /// Its text.
    #[validate(nested)]
    text: TextView,
}

/// One of the movement's priority fields (lĩnh vực).
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(as = Field)]
pub(crate) struct FieldBody {
    /// Its code; role models name it (rule S32).
    code: FieldCode,
    /// Its name.
    #[validate(nested)]
    name: TextView,
    /// Tasks in the field.
    #[validate(nested)]
    text: TextView,
}

/// One of the movement's phases (giai đoạn).
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = Phase, example = json!({
    "name": {"vi": "Giai đoạn 1", "en": "Phase 1"}, "fromDate": "2026-01-01", "toDate": "2027-12-31"
}))]
pub(crate) struct PhaseBody {
    /// Its name.
    #[validate(nested)]
    name: TextView,
    /// Its first day.
    #[serde(deserialize_with = "crate::base::bounded_date::one")]
    from_date: NaiveDate,
    /// Its last day.
    #[serde(deserialize_with = "crate::base::bounded_date::one")]
    to_date: NaiveDate,
}

/// What the plan of a movement says: all that an amendment may change.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = CampaignText, example = json!({
    "name": {"vi": "Phong trào thi đua Chuyển đổi số", "en": "Emulation movement for digital transformation"},
    "slogan": {"vi": "Chung sức chuyển đổi số", "en": "Together for digital transformation"},
    "periodStartDate": "2026-01-01",
    "periodEndDate": "2030-12-31",
    "phases": [{"name": {"vi": "Giai đoạn 1", "en": "Phase 1"}, "fromDate": "2026-01-01", "toDate": "2027-12-31"}],
    "legalBases": [],
    "contents": [{"number": 1, "text": {"vi": "Dịch vụ công trực tuyến", "en": "Online public services"}}],
    "fields": [{"code": "HEALTH", "name": {"vi": "Y tế", "en": "Health"}, "text": {"vi": "", "en": ""}}],
    "policy": {
        "reportsBefore": {"month": 12, "day": 15},
        "nominatedForms": ["BANG_KHEN_PROVINCE"],
        "occasions": [{"occasion": "ANNUAL", "nominatedBy": "UNIT", "opinion": "UNNEEDED"}],
        "collectiveResultRequired": true
    }
}))]
pub(crate) struct CampaignTextBody {
    /// Its name, in both languages.
    #[validate(nested)]
    name: TextView,
    /// Its theme slogan (chủ đề); may be empty.
    #[validate(nested)]
    slogan: TextView,
    /// Its first day.
    #[serde(deserialize_with = "crate::base::bounded_date::one")]
    period_start_date: NaiveDate,
    /// Its last day, at most 30 years later (rule S01).
    #[serde(deserialize_with = "crate::base::bounded_date::one")]
    period_end_date: NaiveDate,
    /// Its phases, in their order, within its period and without overlap.
    #[serde(default)]
    #[schema(max_items = 50)]
    #[validate(length(max = 50), nested)]
    phases: Vec<PhaseBody>,
    /// The legal bases (căn cứ).
    #[serde(default)]
    #[schema(max_items = 50)]
    #[validate(length(max = 50), nested)]
    legal_bases: Vec<CitationBody>,
    /// Its contents (nội dung thi đua); a movement is launched with at least one.
    #[serde(default)]
    #[schema(max_items = 50)]
    #[validate(length(max = 50), nested)]
    contents: Vec<ThemeBody>,
    /// Its priority fields (lĩnh vực).
    #[serde(default)]
    #[schema(max_items = 50)]
    #[validate(length(max = 50), nested)]
    fields: Vec<FieldBody>,
    /// What the plan decides itself.
    #[validate(nested)]
    policy: PolicyBody,
}

impl CampaignTextBody {
    /// The text as the public may see it: of a document that is not open, only that there is one.
    pub(crate) fn for_public(text: CampaignText) -> Self {
        let legal_bases = text.legal_bases.into_iter().map(|basis| basis.for_public()).collect();
        CampaignText { legal_bases, ..text }.into()
    }
}

impl From<CampaignTextBody> for CampaignText {
    fn from(body: CampaignTextBody) -> Self {
        let CampaignTextBody {
            name,
            slogan,
            period_start_date,
            period_end_date,
            phases,
            legal_bases,
            contents,
            fields,
            policy,
        } = body;
        let phase = |PhaseBody { name, from_date, to_date }| Phase { name: name.into(), from: from_date, to: to_date };
        let field = |FieldBody { code, name, text }| Field { code, name: name.into(), text: text.into() };
        Self {
            name: name.into(),
            slogan: slogan.into(),
            period_start: period_start_date,
            period_end: period_end_date,
            phases: phases.into_iter().map(phase).collect(),
            legal_bases: legal_bases.into_iter().map(Into::into).collect(),
            contents: contents
                .into_iter()
                .map(|ThemeBody { number, text }| Theme { number, text: text.into() })
                .collect(),
            fields: fields.into_iter().map(field).collect(),
            policy: policy.into(),
        }
    }
}

impl From<CampaignText> for CampaignTextBody {
    fn from(text: CampaignText) -> Self {
        let CampaignText { name, slogan, period_start, period_end, phases, legal_bases, contents, fields, policy } =
            text;
        let phase = |Phase { name, from, to }| PhaseBody { name: name.into(), from_date: from, to_date: to };
        let field = |Field { code, name, text }| FieldBody { code, name: name.into(), text: text.into() };
        Self {
            name: name.into(),
            slogan: slogan.into(),
            period_start_date: period_start,
            period_end_date: period_end,
            phases: phases.into_iter().map(phase).collect(),
            legal_bases: legal_bases.into_iter().map(CitationBody::from).collect(),
            contents: contents
                .into_iter()
                .map(|Theme { number, text }| ThemeBody { number, text: text.into() })
                .collect(),
            fields: fields.into_iter().map(field).collect(),
            policy: policy.into(),
        }
    }
}
