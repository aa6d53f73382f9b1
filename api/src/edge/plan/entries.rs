//! What the files of a plan package say, for reading and for writing. The comments are the descriptions of their schema.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use domain::base::citation::{Citation, Classification};
use domain::base::code::{GroupCode, LevelCode};
use domain::base::policy::Role;
use domain::base::text::Text;
use domain::planning::audience::Audience;
use domain::planning::campaign::{CampaignKind, CampaignText, Field, Phase, Theme};
use domain::planning::criteria::dimensions::CriterionDimensions;
use domain::planning::criteria::{Criterion, CycleKind};
use domain::planning::grading::Grading;
use domain::planning::group::GroupKind;
use domain::planning::order::Order;
use domain::planning::policy::Policy;
use domain::registry::level::{IssuerClass, LevelKind};
use domain::registry::lineage::SuccessionKind;
use domain::registry::organisation::{CodeScheme, OrganisationKind};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::planning::model::ModelBody;

/// The only format of packages.
pub(crate) const FORMAT: u32 = 1;
/// The files of a package.
pub(crate) const MANIFEST: &str = "package.json";
pub(crate) const LEVELS: &str = "levels.json";
pub(crate) const UNITS: &str = "units.csv";
pub(crate) const LINEAGE: &str = "lineage.csv";
pub(crate) const FUNCTIONS: &str = "functions.json";
pub(crate) const MOVEMENT: &str = "movement.json";
pub(crate) const GROUPS: &str = "groups.json";
pub(crate) const CYCLES: &str = "cycles.json";
pub(crate) const LETTERHEAD: &str = "letterhead.json";
/// The folders of the lists of groups, of the templates of papers, and of the criteria sets.
pub(crate) const LISTS: &str = "groups/";
pub(crate) const PAPERS: &str = "papers/";
pub(crate) const SETS: &str = "criteria-sets/";

/// `package.json`: what the package is.
#[derive(Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Manifest {
    /// The format of the package; there is only this one.
    #[schema(minimum = 1, maximum = 1)]
    pub(crate) format: u32,
    /// Short and stable.
    #[schema(min_length = 1)]
    pub(crate) code: String,
    /// Whether what is in it is invented.
    #[serde(default)]
    pub(crate) demo: bool,
    /// What it is called.
    pub(crate) name: Text,
}

/// A level of units (cấp) in `levels.json`; levels stand in the order of lists.
#[derive(Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = Level)]
pub(crate) struct LevelEntry {
    /// Its code, once in the package.
    pub(crate) code: LevelCode,
    /// Its name, as it stands within a sentence; not empty.
    pub(crate) name: Text,
    /// What its units are.
    pub(crate) kind: LevelKind,
    /// The number of digits of the statistics office's codes of its units; without it that office numbers no such units.
    #[schema(minimum = 1, maximum = 10)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) gso_digits: Option<u8>,
    /// The class of issuers that the chairs of its People's Committees belong to; none for heads of agencies.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) chair: Option<IssuerClass>,
    /// Whether its units are areas, which a map shows.
    #[serde(default)]
    pub(crate) geographic: bool,
    /// The first day on which there are such units.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) valid_from: Option<NaiveDate>,
    /// The last day of a level that has ended.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) valid_to: Option<NaiveDate>,
    /// The document that ended it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) ended_by: Option<Citation>,
}

/// A row of `units.csv`: a unit (đơn vị); it stands after the one above it. An empty cell is a missing value.
#[derive(Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = Unit)]
pub(crate) struct UnitEntry {
    /// Whose code it is.
    pub(crate) scheme: CodeScheme,
    /// The code that files refer to it by.
    #[schema(min_length = 1)]
    pub(crate) code: String,
    /// Its name.
    #[schema(min_length = 1)]
    pub(crate) name: String,
    /// The code of its level.
    pub(crate) level: LevelCode,
    /// What it is.
    pub(crate) kind: OrganisationKind,
    /// The code of the unit directly above it, or `code@day`.
    pub(crate) parent_code: Option<String>,
    /// Its first day.
    pub(crate) valid_from: NaiveDate,
    /// The last day of a unit that has ended.
    pub(crate) valid_to: Option<NaiveDate>,
    /// Further codes of the system, with blanks between them; the column may be left out.
    #[serde(default)]
    pub(crate) slug: Option<String>,
}

/// A row of `lineage.csv`: that one unit came from another (sáp nhập, chia tách, chuyển đổi). An empty cell is a missing
/// value.
#[derive(Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = Succession)]
pub(crate) struct SuccessionEntry {
    /// The code of the unit that ended, or `code@day`.
    #[schema(min_length = 1)]
    pub(crate) predecessor: String,
    /// The code of the unit that it went to, or `code@day`; it exists on the day that the succession begins.
    #[schema(min_length = 1)]
    pub(crate) successor: String,
    /// How it was succeeded.
    pub(crate) kind: SuccessionKind,
    /// The day after the predecessor's last (rule L30).
    pub(crate) effective_on: NaiveDate,
    /// Number and symbol of the document; required.
    pub(crate) number: Option<String>,
    /// Its day; required.
    pub(crate) date: Option<NaiveDate>,
    /// Who issued it; required unless there is an address.
    pub(crate) issuer: Option<String>,
    /// Its title; required unless there is an address.
    pub(crate) title: Option<String>,
    /// An address where it can be read; the column may be left out.
    #[serde(default)]
    pub(crate) url: Option<String>,
    /// Its classification; the column may be left out. A state secret is refused.
    #[serde(default)]
    pub(crate) classification: Option<Classification>,
}

/// A function in `functions.json`, with the units that hold it one after the other; press agencies hold theirs side by
/// side.
#[derive(Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = Function)]
pub(crate) struct FunctionEntry {
    /// The function; roles that are none are refused. The standing agency's is held for the movement of the package.
    pub(crate) function: Role,
    /// Who holds it.
    pub(crate) holders: Vec<HolderEntry>,
    /// The document that assigns it.
    pub(crate) document: Citation,
}

/// A unit that holds a function for some time.
#[derive(Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = Holder)]
pub(crate) struct HolderEntry {
    /// The code of the unit, or `code@day`.
    pub(crate) unit: String,
    /// The first day.
    pub(crate) from: NaiveDate,
    /// The last day, if it is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) to: Option<NaiveDate>,
}

/// `movement.json`: the movement (phong trào thi đua).
#[derive(Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = Movement)]
pub(crate) struct MovementEntry {
    /// Short and stable: an installation has one movement with this code.
    #[schema(pattern = "^[a-z0-9]([a-z0-9-]{0,58}[a-z0-9])?$", max_length = 60)]
    pub(crate) code: String,
    /// Kind of movement.
    pub(crate) kind: CampaignKind,
    /// Its name; not empty.
    pub(crate) name: Text,
    /// Its theme slogan (chủ đề).
    pub(crate) slogan: Text,
    /// Its first day.
    pub(crate) period_start_date: NaiveDate,
    /// Its last day, at most 30 years later.
    pub(crate) period_end_date: NaiveDate,
    /// Its phases (giai đoạn), in order and apart from each other.
    #[schema(max_items = 50)]
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) phases: Vec<Phase>,
    /// The documents that it is based on (căn cứ).
    #[schema(max_items = 50)]
    pub(crate) legal_bases: Vec<Citation>,
    /// Its contents (nội dung thi đua).
    #[schema(max_items = 50)]
    pub(crate) contents: Vec<Theme>,
    /// Its priority fields (lĩnh vực).
    #[schema(max_items = 50)]
    pub(crate) fields: Vec<Field>,
    /// What it decides itself.
    pub(crate) policy: Policy,
    /// The plan that launched it; none for a movement that began before this service.
    pub(crate) launch: Option<Order>,
}

impl MovementEntry {
    /// What the plan says.
    pub(crate) fn text(self) -> (CampaignText, Option<Order>) {
        let Self { code: _, kind: _, name, slogan, period_start_date, period_end_date, .. } = self;
        let Self { phases, legal_bases, contents, fields, policy, launch, .. } = self;
        let (period_start, period_end) = (period_start_date, period_end_date);
        let text =
            CampaignText { name, slogan, period_start, period_end, phases, legal_bases, contents, fields, policy };
        (text, launch)
    }
}

/// A group of units that are ranked together (nhóm, khối, cụm thi đua) in `groups.json`.
#[derive(Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = Group)]
pub(crate) struct GroupEntry {
    /// Its code.
    pub(crate) code: GroupCode,
    /// Its name; not empty.
    pub(crate) name: Text,
    /// What it takes: `LEVEL` a level, `KIND` kinds of units, `LIST` and `CLUSTER` a list, `CHILDREN` a superior unit.
    pub(crate) kind: GroupKind,
    /// The year that it is for, if it is made anew each year.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) year: Option<i32>,
    /// Of `LIST` and `CLUSTER`: the file of its units, one code (or `code@day`) a line.
    #[schema(pattern = "^groups/")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) members: Option<String>,
    /// Of `LEVEL`, and perhaps of `KIND`: the code of the level.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) level: Option<LevelCode>,
    /// Of `KIND`: the kinds.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) unit_kinds: Vec<OrganisationKind>,
    /// Of `CHILDREN`: the code of the superior unit, or `code@day`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) parent: Option<String>,
    /// The code of the audience whose criteria sets measure it; without it, its own code.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) audience: Option<GroupCode>,
    /// The code of the unit that leads it (khối trưởng, cụm trưởng), or `code@day`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) head: Option<String>,
    /// The code of its deputy, or `code@day`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) deputy: Option<String>,
    /// The code of the group that it follows; results are not compared across it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) predecessor: Option<GroupCode>,
    /// The document that makes it; with number and day.
    pub(crate) document: Citation,
}

/// Which units take part in a cycle.
#[derive(Default, PartialEq, Eq, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
#[schema(as = Selection)]
pub(crate) struct SelectionEntry {
    /// The codes of their levels.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) levels: Vec<LevelCode>,
    /// Their kinds.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) unit_kinds: Vec<OrganisationKind>,
    /// Their codes, or `code@day`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) units: Vec<String>,
    /// Who is excused.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) exemptions: Vec<ExemptionEntry>,
    /// Who is not asked for some criteria.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) left_out: Vec<LeftOutEntry>,
}

impl SelectionEntry {
    fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// A unit that is excused from a cycle.
#[derive(PartialEq, Eq, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = Exemption)]
pub(crate) struct ExemptionEntry {
    /// The code of the unit, or `code@day`.
    pub(crate) unit: String,
    /// Why.
    #[schema(min_length = 1)]
    pub(crate) reason: String,
    /// The document that says so; with number and day.
    pub(crate) document: Citation,
}

/// A unit that is not asked for some criteria of its set in a cycle (miễn tiêu chí).
#[derive(PartialEq, Eq, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = LeftOut)]
pub(crate) struct LeftOutEntry {
    /// The code of the unit, or `code@day`.
    pub(crate) unit: String,
    /// The codes of the criteria, each once.
    #[schema(min_items = 1)]
    pub(crate) criteria: Vec<String>,
    /// Why; not empty.
    pub(crate) reason: String,
    /// The document that says so, with number and day.
    pub(crate) document: Citation,
}

/// A cycle (kỳ đánh giá) in `cycles.json`.
#[derive(Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = Cycle)]
pub(crate) struct CycleEntry {
    /// Its code, once in the package.
    #[schema(min_length = 1)]
    pub(crate) code: String,
    /// Kind of cycle.
    pub(crate) kind: CycleKind,
    /// The year of an `ANNUAL` cycle; no other has one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) year: Option<i32>,
    /// Its name; not empty.
    pub(crate) name: Text,
    /// Its first day, in the period of the movement.
    pub(crate) period_start_date: NaiveDate,
    /// Its last day.
    pub(crate) period_end_date: NaiveDate,
    /// Whether the cycle is optional for a unit.
    #[serde(default)]
    pub(crate) optional: bool,
    /// The codes of the groups that are ranked; each unit that takes part is in one of them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) groups: Vec<GroupCode>,
    /// Which units take part.
    #[serde(default, skip_serializing_if = "SelectionEntry::is_empty")]
    pub(crate) selection: SelectionEntry,
}

/// A file below `criteria-sets/`: a criteria set (bộ tiêu chí), which is either a list, `scale` with `criteria` and perhaps
/// `grading`, or a tree, `model`.
#[derive(Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = CriteriaSet)]
pub(crate) struct SetEntry {
    /// Whom it measures: the code of a group or level, `ENTERPRISE` or `INDIVIDUAL`.
    pub(crate) audience: Audience,
    /// The kinds of cycles that it is for.
    #[schema(min_items = 1, max_items = 3)]
    pub(crate) cycle_kinds: Vec<CycleKind>,
    /// Its version, from 1.
    #[schema(minimum = 1)]
    pub(crate) version: i64,
    /// Of a list: the total of a unit with full points everywhere, in hundredths.
    #[schema(minimum = 1, maximum = 100_000_000)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) scale: Option<i64>,
    /// Of a list: the criteria, with points in hundredths.
    #[schema(max_items = 200)]
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) criteria: Vec<Criterion>,
    /// Of a list: bands, bonus and penalty lines, in hundredths, as they are stored.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) grading: Option<Grading>,
    /// A tree, in the form of the contract, with points as plain numbers; it has its own scale.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) model: Option<ModelBody>,
    /// The agencies that verify nodes of the tree, by the codes of the nodes: codes of units.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub(crate) verifiers: BTreeMap<String, String>,
    /// To which contents and field of the movement the criteria belong, each criterion once; those that belong to none are
    /// not named.
    #[schema(max_items = 200)]
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) dimensions: Vec<CriterionDimensions>,
}
