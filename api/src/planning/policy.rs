//! What the plan of a movement decides itself.

use domain::base::code::{CategoryCode, LevelCode, ThemeCode};
use domain::base::policy::Role;
use domain::planning::award::{AwardForm, Occasion, PaperKind, PaperRule, SubjectKind};
use domain::planning::policy::{
    Category, CategoryOf, MonthDay, NominatedBy, OccasionRule, OpinionDemand, Policy, QuotaEffect,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use crate::base::text::TextView;

/// A day of every year.
#[derive(Clone, Copy, Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(as = MonthDay, example = json!({"month": 12, "day": 15}))]
pub(crate) struct MonthDayBody {
    /// The month.
    #[schema(minimum = 1, maximum = 12)]
    #[validate(range(min = 1, max = 12))]
    month: u32,
    /// The day of the month; 29 February is no day of every year.
    #[schema(minimum = 1, maximum = 31)]
    #[validate(range(min = 1, max = 31))]
    day: u32,
}

impl From<MonthDayBody> for MonthDay {
    fn from(MonthDayBody { month, day }: MonthDayBody) -> Self {
        Self { month, day }
    }
}

impl From<MonthDay> for MonthDayBody {
    fn from(MonthDay { month, day }: MonthDay) -> Self {
        Self { month, day }
    }
}

/// A category of nominees (nhóm đối tượng), which has a criterion of its own.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(as = Category, example = json!({
    "code": "OFFICIAL", "name": {"vi": "cán bộ, công chức, viên chức", "en": "officials"}, "of": "INDIVIDUAL"
}))]
pub(crate) struct CategoryBody {
    /// Its code; once for enterprises and once for individuals.
    code: CategoryCode,
    /// Its name.
    #[validate(nested)]
    name: TextView,
    /// Who is in it.
    of: CategoryOf,
}

/// How commendation works on an occasion.
#[derive(Clone, Copy, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = OccasionRule, example = json!({
    "occasion": "MIDTERM", "nominatedBy": "STANDING_AGENCY", "opinion": "IN_FAVOUR"
}))]
pub(crate) struct OccasionRuleBody {
    /// The occasion.
    occasion: Occasion,
    /// Who nominates.
    nominated_by: NominatedBy,
    /// What the appraisal agency says before a dossier is presented to the Chair.
    opinion: OpinionDemand,
}

/// A paper that the plan demands beyond those of the law (rule S20).
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = PlanPaper, example = json!({
    "kind": "RESULT_REPORT", "occasions": ["ANNUAL"], "subjects": ["COLLECTIVE"]
}))]
pub(crate) struct PlanPaperBody {
    /// The paper.
    kind: PaperKind,
    /// On which occasions.
    #[schema(min_items = 1, max_items = 4)]
    #[validate(length(min = 1, max = 4))]
    occasions: Vec<Occasion>,
    /// For which subjects.
    #[schema(min_items = 1, max_items = 3)]
    #[validate(length(min = 1, max = 3))]
    subjects: Vec<SubjectKind>,
}

/// What the plan of a movement decides itself, where the law leaves it open.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = Policy, example = json!({
    "theme": "DIGITAL_TRANSFORMATION",
    "reportsBefore": {"month": 12, "day": 15},
    "synthesisBefore": {"month": 12, "day": 25},
    "nominatedForms": ["BANG_KHEN_PROVINCE"],
    "categories": [
        {"code": "OFFICIAL", "name": {"vi": "cán bộ, công chức, viên chức", "en": "officials"}, "of": "INDIVIDUAL"}
    ],
    "occasions": [
        {"occasion": "ANNUAL", "nominatedBy": "UNIT", "opinion": "UNNEEDED"},
        {"occasion": "URGENT", "nominatedBy": "STANDING_AGENCY", "opinion": "GIVEN"}
    ],
    "papers": [{"kind": "RESULT_REPORT", "occasions": ["ANNUAL"], "subjects": ["COLLECTIVE"]}],
    "quotaEffect": "WARN",
    "roleModelJoint": "APPRAISAL_AGENCY",
    "planOwedBy": ["COMMUNE"],
    "collectiveResultRequired": true,
    "difficultyDays": 10
}))]
pub(crate) struct PolicyBody {
    /// The code of its theme (chuyên đề). Movements with one code are of one theme: an award that one of them has published
    /// bars a second one for the same achievement in the others (rule L03). A movement without a code is alone with its
    /// theme; one that was launched gets it by an amendment (`POST …/amendments`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    theme: Option<ThemeCode>,
    /// The day of the year before which a year's reports are due (rule S27). Without it the plan sets no such day, and a
    /// cycle's due date may lie up to two years after its period.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[validate(nested)]
    reports_before: Option<MonthDayBody>,
    /// The day of the year before which the standing agency's synthesis report on the year is due (rule S25); the calendar
    /// of due dates shows it for each year that is open.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[validate(nested)]
    synthesis_before: Option<MonthDayBody>,
    /// The forms that are nominated for (rule S12); a Giấy khen is granted by heads of units and only recorded.
    #[serde(default)]
    #[schema(max_items = 2)]
    #[validate(length(max = 2))]
    nominated_forms: Vec<AwardForm>,
    /// The categories of nominees (rules S10, S11). Without one of enterprises, or of individuals, these name none.
    #[serde(default)]
    #[schema(max_items = 50)]
    #[validate(length(max = 50), nested)]
    categories: Vec<CategoryBody>,
    /// The occasions of commendation (rules S15, S16, S18); on any other nothing is nominated.
    #[serde(default)]
    #[schema(max_items = 4)]
    #[validate(length(max = 4))]
    occasions: Vec<OccasionRuleBody>,
    /// Papers that the plan demands beyond those of the law (rule S20).
    #[serde(default)]
    #[schema(max_items = 20)]
    #[validate(length(max = 20), nested)]
    papers: Vec<PlanPaperBody>,
    /// What the quotas of a round do (rule S34): with `WARN` the signing sheet names a unit above its quota; with `BLOCK` a
    /// nomination above it is not sent.
    #[serde(default = "warn")]
    quota_effect: QuotaEffect,
    /// The function whose holder publishes role models together with the standing agency (rule S32).
    #[serde(default = "joint")]
    role_model_joint: Role,
    /// The codes of the levels whose units owe an implementing document (rule S28). Without it: every level whose units
    /// report.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(max_items = 50)]
    #[validate(length(max = 50))]
    plan_owed_by: Option<Vec<LevelCode>>,
    /// Whether a collective goes forward only with a result of its own (rule S35).
    #[serde(default)]
    collective_result_required: bool,
    /// The number of working days within which a difficulty (vướng mắc) is answered (rule S31), 1 to 1000. Without it no
    /// answer has a due date.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 1, maximum = 1_000)]
    #[validate(range(min = 1, max = 1_000))]
    difficulty_days: Option<u16>,
}

const fn joint() -> Role {
    Role::AppraisalAgency
}

const fn warn() -> QuotaEffect {
    QuotaEffect::Warn
}

impl From<PolicyBody> for Policy {
    fn from(body: PolicyBody) -> Self {
        let PolicyBody {
            theme,
            reports_before,
            synthesis_before,
            nominated_forms,
            categories,
            occasions,
            papers,
            quota_effect,
            role_model_joint,
            plan_owed_by,
            collective_result_required,
            difficulty_days,
        } = body;
        let category = |CategoryBody { code, name, of }| Category { code, name: name.into(), of };
        let rule =
            |OccasionRuleBody { occasion, nominated_by, opinion }| OccasionRule { occasion, nominated_by, opinion };
        let paper =
            |PlanPaperBody { kind, occasions, subjects }| PaperRule { kind, occasions, subjects, form_code: None };
        Self {
            theme,
            reports_before: reports_before.map(Into::into),
            synthesis_before: synthesis_before.map(Into::into),
            nominated_forms,
            categories: categories.into_iter().map(category).collect(),
            occasions: occasions.into_iter().map(rule).collect(),
            papers: papers.into_iter().map(paper).collect(),
            quota_effect,
            role_model_joint,
            plan_owed_by,
            collective_result_required,
            difficulty_days,
        }
    }
}

impl From<Policy> for PolicyBody {
    fn from(policy: Policy) -> Self {
        let Policy {
            theme,
            reports_before,
            synthesis_before,
            nominated_forms,
            categories,
            occasions,
            papers,
            quota_effect,
            role_model_joint,
            plan_owed_by,
            collective_result_required,
            difficulty_days,
        } = policy;
        let category = |Category { code, name, of }| CategoryBody { code, name: name.into(), of };
        let rule =
            |OccasionRule { occasion, nominated_by, opinion }| OccasionRuleBody { occasion, nominated_by, opinion };
        let paper = |PaperRule { kind, occasions, subjects, form_code: _ }| PlanPaperBody { kind, occasions, subjects };
        Self {
            theme,
            reports_before: reports_before.map(Into::into),
            synthesis_before: synthesis_before.map(Into::into),
            nominated_forms,
            categories: categories.into_iter().map(category).collect(),
            occasions: occasions.into_iter().map(rule).collect(),
            papers: papers.into_iter().map(paper).collect(),
            quota_effect,
            role_model_joint,
            plan_owed_by,
            collective_result_required,
            difficulty_days,
        }
    }
}
