//! What the files of a plan package say, for reading and for writing.

use chrono::NaiveDate;
use domain::base::citation::{Citation, Classification};
use domain::base::code::{GroupCode, LevelCode};
use domain::base::policy::Role;
use domain::base::text::Text;
use domain::planning::audience::Audience;
use domain::planning::campaign::{CampaignKind, CampaignText, Field, Phase, Theme};
use domain::planning::criteria::{Criterion, CycleKind};
use domain::planning::grading::Grading;
use domain::planning::group::GroupKind;
use domain::planning::order::Order;
use domain::planning::policy::Policy;
use domain::registry::level::{IssuerClass, LevelKind};
use domain::registry::lineage::SuccessionKind;
use domain::registry::organisation::{CodeScheme, OrganisationKind};
use serde::{Deserialize, Serialize};

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
/// The folder of the lists of groups, and that of the criteria sets.
pub(crate) const LISTS: &str = "groups/";
pub(crate) const SETS: &str = "criteria-sets/";

/// `package.json`.
#[derive(Deserialize, Serialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Manifest {
    pub(crate) format: u32,
    pub(crate) code: String,
    /// Whether what is in it is invented.
    #[serde(default)]
    pub(crate) demo: bool,
    pub(crate) name: Text,
}

/// A level in `levels.json`.
#[derive(Deserialize, Serialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct LevelEntry {
    pub(crate) code: LevelCode,
    pub(crate) name: Text,
    pub(crate) kind: LevelKind,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) gso_digits: Option<u8>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) chair: Option<IssuerClass>,
    #[serde(default)]
    pub(crate) geographic: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) valid_from: Option<NaiveDate>,
    /// The last day of a level that has ended, and the document.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) valid_to: Option<NaiveDate>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) ended_by: Option<Citation>,
}

/// A unit in `units.csv`.
#[derive(Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct UnitEntry {
    pub(crate) scheme: CodeScheme,
    pub(crate) code: String,
    pub(crate) name: String,
    pub(crate) level: LevelCode,
    pub(crate) kind: OrganisationKind,
    pub(crate) parent_code: Option<String>,
    pub(crate) valid_from: NaiveDate,
    pub(crate) valid_to: Option<NaiveDate>,
    /// The codes of the system, for a unit that has further ones, with blanks between them.
    #[serde(default)]
    pub(crate) slug: Option<String>,
}

/// A row of `lineage.csv`: that one unit came from another (sáp nhập, chia tách, chuyển đổi). An empty cell is a missing
/// value.
#[derive(Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct SuccessionEntry {
    /// The code of the unit that ended, or `code@day`.
    pub(crate) predecessor: String,
    /// The code of the unit that it went to, or `code@day`; it exists on the day that the succession begins.
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

/// A function in `functions.json`, with those who hold it one after the other.
#[derive(Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct FunctionEntry {
    pub(crate) function: Role,
    pub(crate) holders: Vec<HolderEntry>,
    pub(crate) document: Citation,
}

#[derive(Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct HolderEntry {
    pub(crate) unit: String,
    pub(crate) from: NaiveDate,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) to: Option<NaiveDate>,
}

/// `movement.json`.
#[derive(Deserialize, Serialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct MovementEntry {
    pub(crate) code: String,
    pub(crate) kind: CampaignKind,
    pub(crate) name: Text,
    pub(crate) slogan: Text,
    pub(crate) period_start_date: NaiveDate,
    pub(crate) period_end_date: NaiveDate,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) phases: Vec<Phase>,
    pub(crate) legal_bases: Vec<Citation>,
    pub(crate) contents: Vec<Theme>,
    pub(crate) fields: Vec<Field>,
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

/// A group in `groups.json`.
#[derive(Deserialize, Serialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct GroupEntry {
    pub(crate) code: GroupCode,
    pub(crate) name: Text,
    pub(crate) kind: GroupKind,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) year: Option<i32>,
    /// The file of the list, for a khối or cụm.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) members: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) level: Option<LevelCode>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) unit_kinds: Vec<OrganisationKind>,
    /// The code of the superior unit.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) parent: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) audience: Option<GroupCode>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) head: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) deputy: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) predecessor: Option<GroupCode>,
    pub(crate) document: Citation,
}

/// What a cycle says of its units.
#[derive(Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub(crate) struct SelectionEntry {
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) levels: Vec<LevelCode>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) unit_kinds: Vec<OrganisationKind>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) units: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) exemptions: Vec<ExemptionEntry>,
}

impl SelectionEntry {
    fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

#[derive(PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ExemptionEntry {
    pub(crate) unit: String,
    pub(crate) reason: String,
    pub(crate) document: Citation,
}

/// A cycle in `cycles.json`.
#[derive(Deserialize, Serialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct CycleEntry {
    pub(crate) code: String,
    pub(crate) kind: CycleKind,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) year: Option<i32>,
    pub(crate) name: Text,
    pub(crate) period_start_date: NaiveDate,
    pub(crate) period_end_date: NaiveDate,
    #[serde(default)]
    pub(crate) optional: bool,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) groups: Vec<GroupCode>,
    #[serde(default, skip_serializing_if = "SelectionEntry::is_empty")]
    pub(crate) selection: SelectionEntry,
}

/// A file below `criteria-sets/`.
#[derive(Deserialize, Serialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct SetEntry {
    pub(crate) audience: Audience,
    pub(crate) cycle_kinds: Vec<CycleKind>,
    pub(crate) version: i64,
    /// With `criteria`, in hundredths.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) scale: Option<i64>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) criteria: Vec<Criterion>,
    /// Bands, bonus and penalty lines of a list of criteria, in hundredths, as they are stored.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) grading: Option<Grading>,
    /// A tree, as on the wire; it has its own scale.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) model: Option<ModelBody>,
}
