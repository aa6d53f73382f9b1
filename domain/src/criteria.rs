//! Criteria sets: what is measured, against which target, and for how many points.
//!
//! A set belongs to one kind of cycle and one tier (rules S02, S24). It is provisional until the standing agency
//! publishes it under a document number; from then on it never changes (rule L28), and only then may a board
//! that rests on it be published (interpretation 10).

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::event::{Author, Concept, Event, EventKind};
use crate::evidence::Citation;
use crate::identity::Actor;
use crate::ids::{CampaignId, CriteriaSetId, Revision, words};
use crate::organisation::{OrganisationKind, Tier};
use crate::policy::Permission;
use crate::refusal::{Reason, Refusal, Violations};
use crate::step::{Step, Transition};
use crate::text::Text;

/// One hundred percent, in basis points.
pub const WHOLE_BASIS_POINTS: i64 = 10_000;

words! {
    /// What a cycle is for.
    CycleKind {
        /// Yearly assessment (hàng năm).
        Annual = "ANNUAL",
        /// Mid-term review (sơ kết).
        Midterm = "MIDTERM",
        /// Final review (tổng kết).
        Final = "FINAL",
    }
}

words! {
    /// How a share becomes points.
    ScoringRule {
        /// All points from the target on; below it, points in proportion to the target, cut down to a hundredth.
        ThresholdProportional = "THRESHOLD_PROPORTIONAL",
    }
}

words! {
    /// What a denominator of zero means.
    ZeroDenominator {
        /// The criterion does not apply to the unit (rule S08).
        NotApplicable = "NOT_APPLICABLE",
        /// A mistake: no unit has none of these.
        Refused = "REFUSED",
    }
}

words! {
    /// What the unit attests with a figure: the counts exclude what is secret (rules S05, S06).
    Attestation {
        /// Work files within state secrets are not counted.
        SecretFilesExcluded = "SECRET_FILES_EXCLUDED",
        /// Classified documents are not counted.
        SecretDocumentsExcluded = "SECRET_DOCUMENTS_EXCLUDED",
    }
}

words! {
    /// Whose qualitative criterion it is (rules S10, S11).
    SubjectCategory {
        /// Enterprises in information technology.
        It = "IT",
        /// Other enterprises, or individuals outside the groups.
        Other = "OTHER",
        /// Officials specialised in information technology.
        ItSpecialistOfficial = "IT_SPECIALIST_OFFICIAL",
        /// Other officials, civil servants and public employees.
        Official = "OFFICIAL",
        /// Members of enterprises.
        EnterpriseMember = "ENTERPRISE_MEMBER",
    }
}

/// A share of counted things against a target.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RatioMeasure {
    /// The target share in basis points; 9500 is 95 %.
    pub target_basis_points: i64,
    /// How the share becomes points.
    pub rule: ScoringRule,
    /// What is counted above the line.
    pub numerator: Text,
    /// What is counted below the line.
    pub denominator: Text,
    /// What the unit must attest.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub attestation: Option<Attestation>,
    /// Whether the unit names the document that the denominator comes from (rule S07).
    pub reference_required: bool,
    /// Whether a claim above zero needs evidence (rule L20).
    pub evidence_required: bool,
    /// What a denominator of zero means.
    pub zero_denominator: ZeroDenominator,
    /// Kinds of unit to which the criterion does not apply (rule S09).
    pub exempt_kinds: Vec<OrganisationKind>,
}

/// How a criterion is judged.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Measure {
    /// By a share of counted things.
    Ratio(RatioMeasure),
    /// By a written account, for one category of subject.
    Qualitative {
        /// Whose criterion it is.
        category: SubjectCategory,
    },
}

/// One criterion (tiêu chí).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Criterion {
    /// Short and stable, such as `P2`.
    pub code: String,
    /// What it asks.
    pub name: Text,
    /// Where the plan says so.
    pub source: String,
    /// The most points, in hundredths.
    pub max_points: i64,
    /// How it is judged.
    pub measure: Measure,
}

impl Criterion {
    /// The measure, where it is a share.
    #[must_use]
    pub const fn ratio(&self) -> Option<&RatioMeasure> {
        match &self.measure {
            Measure::Ratio(ratio) => Some(ratio),
            Measure::Qualitative { .. } => None,
        }
    }
}

impl RatioMeasure {
    /// Rule S09: whether the criterion asks this kind of unit at all.
    #[must_use]
    pub fn asks(&self, kind: OrganisationKind) -> bool {
        !self.exempt_kinds.contains(&kind)
    }
}

words! {
    /// How final a criteria set is.
    CriteriaSetState {
        /// Usable for reports, not for publication (tạm thời).
        Provisional = "PROVISIONAL",
        /// Issued by the standing agency under a document number (đã ban hành).
        Published = "PUBLISHED",
    }
}

/// One version of the criteria of a tier for a kind of cycle (bộ tiêu chí).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CriteriaSet {
    /// Its identifier.
    pub id: CriteriaSetId,
    /// The campaign.
    pub campaign: CampaignId,
    /// The kind of cycle it is for.
    pub cycle_kind: CycleKind,
    /// The tier it is for.
    pub tier: Tier,
    /// Counts up within campaign, kind and tier.
    pub version: i64,
    /// The total of a unit that meets everything, in hundredths; 10000 is 100.00.
    pub scale: i64,
    /// The criteria, in the plan's order.
    pub criteria: Vec<Criterion>,
    /// How final it is.
    pub state: CriteriaSetState,
    /// The document that issues it, once published.
    pub document: Option<Citation>,
    /// How often it changed.
    pub revision: Revision,
}

impl CriteriaSet {
    /// Enters a set of the seed.
    ///
    /// # Errors
    /// `Invalid` for a set that could not be scored: no criteria, a code twice, points or targets out of range.
    pub fn register(self, at: DateTime<Utc>) -> Result<Step<Self>, Refusal> {
        self.must_be_sound()?;
        let author = Author::installation("seed");
        let event = Event::new(EventKind::CriteriaSetAdded, Concept::CriteriaSet, self.id.0, author, at)
            .between(None, self.state.word());
        Ok(Step::new(self, event))
    }

    /// A criterion by its code.
    #[must_use]
    pub fn criterion(&self, code: &str) -> Option<&Criterion> {
        self.criteria.iter().find(|criterion| criterion.code == code)
    }

    /// The criteria that are measured by counting.
    pub fn ratios(&self) -> impl Iterator<Item = (&Criterion, &RatioMeasure)> {
        self.criteria.iter().filter_map(|criterion| criterion.ratio().map(|ratio| (criterion, ratio)))
    }

    /// Whether a publication of this set is open to the actor now.
    ///
    /// # Errors
    /// `NotAllowed` for anyone but the standing agency (rule S24); `WrongState` once published (rule L28).
    pub fn may_publish(&self, actor: &Actor) -> Result<Author, Refusal> {
        let author = actor.must(Permission::PublishCriteriaSet, None)?;
        match self.state {
            CriteriaSetState::Provisional => Ok(author),
            CriteriaSetState::Published => Err(Refusal::WrongState(Reason::rule(
                "CRITERIA_SET_PUBLISHED",
                "L28",
                "Bộ tiêu chí đã ban hành thì không thay đổi; muốn sửa phải ban hành phiên bản mới cho kỳ chưa mở.",
                "A published set never changes; a new version applies to cycles that are not open yet.",
            ))),
        }
    }

    /// What the actor may do now, and why the rest is closed.
    #[must_use]
    pub fn transitions(&self, actor: &Actor) -> Vec<Transition> {
        vec![Transition::new("PUBLISH", self.may_publish(actor).err())]
    }

    /// Issues the set under the standing agency's document.
    ///
    /// # Errors
    /// See `may_publish`; `Invalid` for a document without number, date, issuer and title.
    pub fn publish(self, document: Citation, actor: &Actor, at: DateTime<Utc>) -> Result<Step<Self>, Refusal> {
        let author = self.may_publish(actor)?;
        let document = document.tidied();
        let mut violations = Violations::default();
        let named = document.number.is_some() && document.date.is_some() && document.issuer.is_some();
        if !named || document.title.is_none() {
            violations.add(
                "/document",
                Reason::rule(
                    "DOCUMENT_INCOMPLETE",
                    "S24",
                    "Văn bản ban hành bộ tiêu chí phải có số, ngày, cơ quan ban hành và trích yếu.",
                    "The document that issues the set needs number, date, issuer and title.",
                ),
            );
        }
        violations.refuse_if_any()?;
        let event = Event::new(EventKind::CriteriaSetPublished, Concept::CriteriaSet, self.id.0, author, at)
            .between(Some(self.state.word()), CriteriaSetState::Published.word())
            .because(document.number.as_deref().unwrap_or_default());
        Ok(Step::new(Self { state: CriteriaSetState::Published, document: Some(document), ..self }, event))
    }

    fn must_be_sound(&self) -> Result<(), Refusal> {
        let mut violations = Violations::default();
        if self.criteria.is_empty() || self.scale < 1 || self.version < 1 {
            violations.add(
                "",
                Reason::plain(
                    "CRITERIA_SET_UNSOUND",
                    "Bộ tiêu chí phải có tiêu chí, thang điểm và số phiên bản dương.",
                    "A set needs criteria, and a scale and version above zero.",
                ),
            );
        }
        for (index, criterion) in self.criteria.iter().enumerate() {
            let twice = self.criteria.iter().take(index).any(|other| other.code == criterion.code);
            let target = criterion.ratio().map_or(1, |ratio| ratio.target_basis_points);
            if twice || criterion.max_points < 1 || !(1..=WHOLE_BASIS_POINTS).contains(&target) {
                violations.add(
                    format!("/criteria/{index}"),
                    Reason::plain(
                        "CRITERION_UNSOUND",
                        "Mã tiêu chí không được trùng; điểm tối đa phải dương; chỉ tiêu từ 0,01% đến 100%.",
                        "A code stands once; the most points are above zero; a target is 0.01 % to 100 %.",
                    ),
                );
            }
        }
        violations.refuse_if_any()
    }
}
