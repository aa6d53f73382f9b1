//! What the plan of a movement decides itself, where the law leaves it open: its theme, the days that reports are due
//! before, who nominates when, the categories of nominees, further papers, what a quota does (rules L03, S10 to S12, S16
//! to S18, S20, S25, S27, S28, S31, S32, S34, S35).
//!
//! The rules read these values; they stand in the movement and not in the code.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::base::code::{CategoryCode, LevelCode, ThemeCode};
use crate::base::ids::wire_enum;
use crate::base::policy::Role;
use crate::base::refusal::Violations;
use crate::base::text::Text;
use crate::planning::audience::Audience;
use crate::planning::award::{AwardForm, Occasion, PaperRule, SubjectKind};
use crate::planning::reasons;
use crate::registry::level::Levels;
use crate::registry::work_year::WORKING_DAYS_MAX;

/// Maximum number of categories of a movement.
pub const CATEGORIES_MAX: usize = 50;
/// A year that is no leap year: 29 February is not a day of every year.
const COMMON_YEAR: i32 = 2023;

/// A day of every year.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct MonthDay {
    /// The month, 1 to 12.
    #[schema(minimum = 1, maximum = 12)]
    pub month: u32,
    /// The day of the month.
    #[schema(minimum = 1, maximum = 31)]
    pub day: u32,
}

impl MonthDay {
    /// The day in a year.
    #[must_use]
    pub fn of(self, year: i32) -> Option<NaiveDate> {
        NaiveDate::from_ymd_opt(year, self.month, self.day)
    }
}

wire_enum! {
    /// Who is in a category of nominees.
    CategoryOf {
        /// Enterprises (rule S10).
        Enterprise = "ENTERPRISE",
        /// Individuals (rule S11).
        Individual = "INDIVIDUAL",
    }
}

/// A category of nominees (nhóm đối tượng), which has a criterion of its own.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Category {
    /// Its code; once for enterprises and once for individuals.
    pub code: CategoryCode,
    /// Its name.
    pub name: Text,
    /// Who is in it.
    pub of: CategoryOf,
}

wire_enum! {
    /// Who begins the nominations of an occasion.
    NominatedBy {
        /// Each unit for its own subjects (rule S15).
        Unit = "UNIT",
        /// The standing agency, which selects (rules S16, S18).
        StandingAgency = "STANDING_AGENCY",
    }
}

wire_enum! {
    /// What the appraisal agency says before a dossier is presented to the chair.
    OpinionDemand {
        /// Nothing beyond the appraisal.
        Unneeded = "UNNEEDED",
        /// An opinion, in favour or not (rule S18).
        Given = "GIVEN",
        /// An opinion in favour (rule S16).
        InFavour = "IN_FAVOUR",
    }
}

/// How commendation works on an occasion.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct OccasionRule {
    /// The occasion.
    pub occasion: Occasion,
    /// Who nominates.
    pub nominated_by: NominatedBy,
    /// What the appraisal agency says first.
    pub opinion: OpinionDemand,
}

wire_enum! {
    /// What the quota of a round does (rule S34).
    QuotaEffect {
        /// A nomination above it goes on, and the signing sheet names it.
        Warn = "WARN",
        /// A nomination above it is not sent.
        Block = "BLOCK",
    }
}

/// What the plan of a movement decides itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Policy {
    /// Its theme (rule L03); movements with one code are of one theme, and one without a code is alone with its own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub theme: Option<ThemeCode>,
    /// The day of the year before which a year's reports are due (rule S27); none if the plan names no such day.
    #[serde(default)]
    pub reports_before: Option<MonthDay>,
    /// The day of the year before which the standing agency's report on the year is due (rule S25); none if the plan names
    /// no such day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub synthesis_before: Option<MonthDay>,
    /// The forms that are nominated for (rule S12).
    #[serde(default)]
    pub nominated_forms: Vec<AwardForm>,
    /// The categories of nominees (rules S10, S11); without one for enterprises or individuals, these need none.
    #[serde(default)]
    #[schema(max_items = 50)]
    pub categories: Vec<Category>,
    /// The occasions of commendation (rules S15, S16, S18); on any other nothing is nominated.
    #[serde(default)]
    #[schema(max_items = 4)]
    pub occasions: Vec<OccasionRule>,
    /// Papers that the plan demands beyond those of the law (rule S20).
    #[serde(default)]
    pub papers: Vec<PaperRule>,
    /// What the quota of a round does (rule S34).
    #[serde(default = "warn")]
    pub quota_effect: QuotaEffect,
    /// The function whose holder publishes role models together with the standing agency (rule S32).
    #[serde(default = "joint")]
    pub role_model_joint: Role,
    /// The levels whose units owe an implementing document (rule S28); none: every level whose units report.
    #[serde(default)]
    pub plan_owed_by: Option<Vec<LevelCode>>,
    /// Whether a collective goes forward only with a result of its own (rule S35).
    #[serde(default)]
    pub collective_result_required: bool,
    /// The number of working days within which a difficulty is answered (rule S31); none if the plan names no such time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 1, maximum = 1_000)]
    pub difficulty_days: Option<u16>,
}

const fn joint() -> Role {
    Role::AppraisalAgency
}

const fn warn() -> QuotaEffect {
    QuotaEffect::Warn
}

impl Policy {
    /// Whether two movements are of one theme (rule L03); what has no theme shares it with nothing.
    #[must_use]
    pub fn shares_theme_with(&self, other: &Self) -> bool {
        self.theme.is_some() && self.theme == other.theme
    }

    /// How commendation works on an occasion; none if the movement does not commend on it.
    #[must_use]
    pub fn occasion(&self, occasion: Occasion) -> Option<OccasionRule> {
        self.occasions.iter().copied().find(|rule| rule.occasion == occasion)
    }

    /// What the appraisal agency says of a dossier on an occasion.
    #[must_use]
    pub fn opinion(&self, occasion: Occasion) -> OpinionDemand {
        self.occasion(occasion).map_or(OpinionDemand::Unneeded, |rule| rule.opinion)
    }

    /// The category of a code among those of an audience.
    #[must_use]
    pub fn category(&self, audience: Audience, code: CategoryCode) -> Option<&Category> {
        self.categories_of(audience).find(|category| category.code == code)
    }

    /// The categories of an audience; units of a group have none.
    pub fn categories_of(&self, audience: Audience) -> impl Iterator<Item = &Category> {
        let of = match audience {
            Audience::Enterprises => Some(CategoryOf::Enterprise),
            Audience::Individuals => Some(CategoryOf::Individual),
            Audience::Group(_) => None,
        };
        self.categories.iter().filter(move |category| Some(category.of) == of)
    }

    /// The papers that the plan demands of a subject on an occasion.
    pub fn papers_for(&self, occasion: Occasion, subject: SubjectKind) -> impl Iterator<Item = &PaperRule> {
        let wanted = move |paper: &&PaperRule| paper.occasions.contains(&occasion) && paper.subjects.contains(&subject);
        self.papers.iter().filter(wanted)
    }

    pub(crate) fn check(&self, pointer: &str, levels: &Levels, violations: &mut Violations) {
        let Self {
            reports_before,
            synthesis_before,
            nominated_forms,
            categories,
            occasions,
            papers,
            role_model_joint,
            plan_owed_by,
            difficulty_days,
            ..
        } = self;
        if difficulty_days.is_some_and(|days| !(1..=WORKING_DAYS_MAX).contains(&days)) {
            violations.add(format!("{pointer}/difficultyDays"), reasons::difficulty_days_unfit(WORKING_DAYS_MAX));
        }
        let of_no_year = |day: &Option<MonthDay>| day.is_some_and(|day| day.of(COMMON_YEAR).is_none());
        if of_no_year(reports_before) {
            violations.add(format!("{pointer}/reportsBefore"), reasons::no_day_of_every_year());
        }
        if of_no_year(synthesis_before) {
            violations.add(format!("{pointer}/synthesisBefore"), reasons::no_day_of_every_year().under("S25"));
        }
        for (index, form) in nominated_forms.iter().enumerate() {
            let twice = nominated_forms.iter().take(index).any(|other| other == form);
            if twice || *form != AwardForm::BangKhenProvince {
                violations
                    .add(format!("{pointer}/nominatedForms/{index}"), reasons::form_not_nominated(form.vi(), form));
            }
        }
        if CATEGORIES_MAX < categories.len() {
            violations.add(format!("{pointer}/categories"), reasons::categories_too_many(CATEGORIES_MAX));
        }
        for (index, category) in categories.iter().enumerate() {
            let at = format!("{pointer}/categories/{index}");
            violations.demand_open_text(&format!("{at}/name/vi"), &category.name.vi);
            violations.demand_open_text(&format!("{at}/name/en"), &category.name.en);
            let same = |other: &Category| other.of == category.of && other.code == category.code;
            if categories.iter().take(index).any(same) {
                violations.add(format!("{at}/code"), reasons::code_twice());
            }
        }
        for (index, rule) in occasions.iter().enumerate() {
            if occasions.iter().take(index).any(|other| other.occasion == rule.occasion) {
                violations.add(format!("{pointer}/occasions/{index}/occasion"), reasons::occasion_twice());
            }
        }
        for (index, paper) in papers.iter().enumerate() {
            if papers.iter().take(index).any(|other| other.meets(paper)) {
                let reason = reasons::paper_twice_in_policy(paper.kind.vi(), paper.kind);
                violations.add(format!("{pointer}/papers/{index}"), reason);
            }
        }
        if role_model_joint.function().is_none() {
            violations.add(format!("{pointer}/roleModelJoint"), reasons::joint_without_function());
        }
        for (index, code) in plan_owed_by.iter().flatten().enumerate() {
            if levels.of(*code).is_none() {
                violations.add(format!("{pointer}/planOwedBy/{index}"), reasons::level_unknown_of_policy(code));
            }
        }
    }
}
