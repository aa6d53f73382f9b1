//! Criteria sets: what is measured, against which target, and for how many points.
//!
//! A set belongs to one kind of cycle and one audience (rules S02, S24). It is provisional until the standing agency
//! publishes it under a document number. From then on it never changes (rule L28), and only then may a board that uses
//! it be published.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::base::citation::Citation;
use crate::base::code::CategoryCode;
use crate::base::concept::Concept;
use crate::base::event::{Author, Change, Event, EventKind};
use crate::base::identity::Actor;
use crate::base::ids::{CampaignId, CriteriaSetId, Revision, wire_enum};
use crate::base::policy::Permission;
use crate::base::refusal::{Refusal, Violations};
use crate::base::step::{Step, Transition};
use crate::base::text::{Text, english, tidy, vietnamese};
use crate::planning::audience::Audience;
use crate::planning::award::Occasion;
use crate::planning::campaign::Campaign;
use crate::planning::criteria::dimensions::CriterionDimensions;
use crate::planning::demands::AskedUnit;
use crate::planning::grading::Grading;
use crate::planning::measure::{Demands, Measure, POINTS_MAX};
use crate::planning::policy::Policy;
use crate::planning::reasons;
use crate::planning::tree::Tree;

pub mod dimensions;

/// Maximum number of criteria in a set.
pub const CRITERIA_MAX: usize = 200;

wire_enum! {
    /// Kind of cycle.
    CycleKind {
        /// Yearly assessment (hàng năm).
        Annual = "ANNUAL",
        /// Mid-term review (sơ kết).
        Midterm = "MIDTERM",
        /// Final review (tổng kết).
        Final = "FINAL",
    }
}

impl CycleKind {
    /// The occasion of commendation of such a cycle.
    #[must_use]
    pub const fn occasion(self) -> Occasion {
        match self {
            Self::Annual => Occasion::Annual,
            Self::Midterm => Occasion::Midterm,
            Self::Final => Occasion::Final,
        }
    }
}

/// One criterion (tiêu chí).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Criterion {
    /// Short and stable, such as `1.2`.
    #[schema(min_length = 1)]
    pub code: String,
    /// Its text.
    pub name: Text,
    /// The place in the plan that states it.
    pub source: String,
    /// The maximum points, in hundredths; 0 for what is collected and not scored.
    #[schema(minimum = 0, maximum = 100_000_000)]
    pub max_points: i64,
    /// How it is measured.
    pub measure: Measure,
}

impl Criterion {
    /// What it demands of a unit; none if it does not apply to its kind, or is left out for it by name.
    #[must_use]
    pub fn asks<'a>(&self, unit: impl Into<AskedUnit<'a>>) -> Option<&Demands> {
        let unit: AskedUnit<'a> = unit.into();
        self.measure.demands().filter(|demands| demands.asks(unit.kind) && unit.leaves_out(&self.code).is_none())
    }

    /// Whether units report a value of it.
    #[must_use]
    pub const fn is_asked(&self) -> bool {
        self.measure.demands().is_some()
    }

    /// Whether whoever verifies finds a value of it: also the result of a survey, which no unit reports.
    #[must_use]
    pub const fn is_found(&self) -> bool {
        self.is_asked() || self.measure.is_survey()
    }

    /// The most points that can be given for it, in hundredths; a leaf may give more than its full points.
    #[must_use]
    pub fn most_points(&self) -> i64 {
        match &self.measure {
            Measure::Leaf(leaf) => leaf.highest().cut(),
            Measure::Ratio(_) | Measure::Count(_) | Measure::Choice(_) | Measure::Manual(_) => self.max_points,
            Measure::Qualitative { .. } => self.max_points,
        }
    }

    /// The category of subjects that the criterion is for; none if it is scored.
    #[must_use]
    pub const fn category(&self) -> Option<CategoryCode> {
        match &self.measure {
            Measure::Qualitative { category } => Some(*category),
            Measure::Ratio(_) | Measure::Count(_) | Measure::Choice(_) | Measure::Manual(_) => None,
            Measure::Leaf(_) => None,
        }
    }
}

wire_enum! {
    /// State of a criteria set.
    CriteriaSetState {
        /// Usable for reports, not for publication (tạm thời).
        Provisional = "PROVISIONAL",
        /// Issued by the standing agency under a document number (đã ban hành).
        Published = "PUBLISHED",
    }
}

/// One version of the criteria of an audience for a kind of cycle (bộ tiêu chí).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CriteriaSet {
    /// Its identifier.
    pub id: CriteriaSetId,
    /// The campaign.
    pub campaign: CampaignId,
    /// The kind of cycle it is for.
    pub cycle_kind: CycleKind,
    /// Whom it measures.
    pub audience: Audience,
    /// Counts up within campaign, kind and audience.
    pub version: i64,
    /// The total of a unit that meets every criterion, in hundredths; 10000 is 100.00.
    pub scale: i64,
    /// The criteria, in the plan's order; those of a tree are its leaves.
    pub criteria: Vec<Criterion>,
    /// How it grades a total: bands, bonus and penalty lines; a tree has its own.
    pub grading: Grading,
    /// The tree, if the set is one (rules M06, M07).
    pub model: Option<Box<Tree>>,
    /// To which contents and field of the movement its criteria belong; those that belong to none are not named.
    pub dimensions: Vec<CriterionDimensions>,
    /// Whether it is published.
    pub state: CriteriaSetState,
    /// The document that issues it, once published.
    pub document: Option<Citation>,
    /// The revision number.
    pub revision: Revision,
}

impl CriteriaSet {
    /// Enters a set of a plan package.
    ///
    /// # Errors
    /// `Invalid` for a set that cannot be scored: no criteria, a duplicate code, points or targets out of range; and for
    /// contents and fields that the movement does not have.
    pub fn load(self, campaign: &Campaign, at: DateTime<Utc>) -> Result<Step<Self>, Refusal> {
        let set = self.sound(None, campaign)?;
        let author = Author::installation("plan");
        let event = Event::new(EventKind::CriteriaSetAdded, Concept::CriteriaSet, set.id.0, author, at)
            .between(None, set.state.as_str());
        Ok(Step::new(set, event))
    }

    /// A criterion by its code.
    #[must_use]
    pub fn criterion(&self, code: &str) -> Option<&Criterion> {
        self.criteria.iter().find(|criterion| criterion.code == code)
    }

    /// The criteria that units report on.
    pub fn reported(&self) -> impl Iterator<Item = &Criterion> {
        self.criteria.iter().filter(|criterion| criterion.measure.demands().is_some())
    }

    /// The criteria that a card has lines of: all but written accounts.
    pub fn measured(&self) -> impl Iterator<Item = &Criterion> {
        self.criteria.iter().filter(|criterion| criterion.category().is_none())
    }

    /// The criteria that a unit reports on, with what they demand of it (rules S02, S09).
    pub fn asked<'a>(&self, unit: impl Into<AskedUnit<'a>>) -> impl Iterator<Item = (&Criterion, &Demands)> {
        let unit: AskedUnit<'a> = unit.into();
        self.criteria.iter().filter_map(move |criterion| criterion.asks(unit).map(|demands| (criterion, demands)))
    }

    /// The criterion of a category of subjects (rules S10, S11).
    #[must_use]
    pub fn of_category(&self, category: CategoryCode) -> Option<&Criterion> {
        self.criteria.iter().find(|criterion| criterion.category() == Some(category))
    }

    /// Rules S10, S11: a category determines one criterion, so it must be one of the audience's and occur once.
    fn check_category(&self, index: usize, criterion: &Criterion, policy: &Policy, violations: &mut Violations) {
        let Some(category) = criterion.category() else { return };
        let rule = if self.audience == Audience::Enterprises { "S10" } else { "S11" };
        let twice = self.criteria.iter().take(index).any(|other| other.category() == Some(category));
        if twice || policy.category(self.audience, category).is_none() {
            let Text { vi, en } = self.audience.name();
            let reason = reasons::category_unfit(category, category, vi, en).under(rule);
            violations.add(format!("/criteria/{index}/category"), reason);
        }
    }

    /// The sum of the maximum points of all criteria, in hundredths; for a tree, the full points of its main branch.
    #[must_use]
    pub fn points_total(&self) -> i64 {
        match &self.model {
            Some(tree) => tree.main.full_points().hundredths(),
            None => self.criteria.iter().fold(0, |sum, criterion| sum.saturating_add(criterion.max_points)),
        }
    }

    /// Whether scores depend on the best unit's value.
    #[must_use]
    pub fn compares_units(&self) -> bool {
        self.criteria.iter().any(|criterion| criterion.measure.compares())
    }

    /// Drafts a further version (rule S24) with this content.
    ///
    /// # Errors
    /// `NotAllowed` for anyone but the movement's standing agency; `WrongState` once the movement is concluded; `Invalid`
    /// for a set that cannot be scored, for points that do not add up to the control sum, for bands with gaps (rule
    /// L26), or for contents and fields that the movement does not have.
    pub fn draft(
        self,
        draft: impl Into<SetDraft>,
        campaign: &Campaign,
        actor: &Actor,
        at: DateTime<Utc>,
    ) -> Result<Step<Self>, Refusal> {
        let author = actor.must(Permission::EditCriteriaSet, self.campaign)?;
        campaign.must_be_preparing()?;
        let set = self.filled(draft.into(), campaign)?;
        let event = Event::new(EventKind::CriteriaSetAdded, Concept::CriteriaSet, set.id.0, author, at)
            .between(None, set.state.as_str());
        Ok(Step::new(set, event))
    }

    /// Whether the actor may replace the content now; `bound` says whether an open cycle uses the set.
    ///
    /// # Errors
    /// `NotAllowed` for anyone but the standing agency; `WrongState` once it is published or an open cycle is bound to
    /// it, because reports then depend on it (rule L28).
    pub fn may_edit(&self, bound: bool, actor: &Actor) -> Result<Author, Refusal> {
        let author = actor.must(Permission::EditCriteriaSet, self.campaign)?;
        if bound || self.state == CriteriaSetState::Published {
            return Err(Refusal::WrongState(reasons::criteria_set_bound()));
        }
        Ok(author)
    }

    /// Replaces the content of a set that no report depends on yet.
    ///
    /// # Errors
    /// See `may_edit` and `draft`.
    pub fn edit(
        self,
        draft: impl Into<SetDraft>,
        (campaign, bound): (&Campaign, bool),
        actor: &Actor,
        at: DateTime<Utc>,
    ) -> Result<Step<Self>, Refusal> {
        let author = self.may_edit(bound, actor)?;
        campaign.must_be_preparing()?;
        let set = self.clone().filled(draft.into(), campaign)?;
        let event = Event::new(EventKind::CriteriaSetEdited, Concept::CriteriaSet, set.id.0, author, at)
            .between(Some(set.state.as_str()), set.state.as_str())
            .changing(content_changes(&self, &set));
        Ok(Step::new(set, event))
    }

    /// Whether the actor may publish this set now.
    ///
    /// # Errors
    /// `NotAllowed` for anyone but the standing agency (rule S24); `WrongState` once published (rule L28).
    pub fn may_publish(&self, actor: &Actor) -> Result<Author, Refusal> {
        let author = actor.must(Permission::PublishCriteriaSet, self.campaign)?;
        match self.state {
            CriteriaSetState::Provisional => Ok(author),
            CriteriaSetState::Published => Err(Refusal::WrongState(reasons::criteria_set_published())),
        }
    }

    /// Every step, with the reason if the actor may not take it now.
    #[must_use]
    pub fn transitions(&self, actor: &Actor) -> Vec<Transition> {
        vec![Transition::new("PUBLISH", self.may_publish(actor).err())]
    }

    /// The set with other content, tidied and checked.
    ///
    /// # Errors
    /// `Invalid` for content that cannot be scored, or whose points do not add up to the control sum.
    pub fn with(self, content: Content, policy: &Policy) -> Result<Self, Refusal> {
        let (set, control_sum) = self.holding(content);
        set.check(control_sum, policy)?;
        Ok(set)
    }

    /// The set with other content, tidied, and the control sum that its author states.
    fn holding(self, content: Content) -> (Self, Option<i64>) {
        let (mut set, control_sum) = match content {
            Content::Flat { scale, criteria, grading, control_sum } => {
                (Self { scale, criteria, grading, model: None, ..self }, Some(control_sum))
            }
            Content::Model(tree) => (self.modelled(*tree), None),
        };
        for criterion in &mut set.criteria {
            criterion.code = tidy(&criterion.code);
        }
        (set, control_sum)
    }

    /// The set with what was drafted, tidied and checked.
    fn filled(self, draft: SetDraft, movement: &Campaign) -> Result<Self, Refusal> {
        let SetDraft { content, dimensions } = draft;
        let (set, control_sum) = self.holding(content);
        Self { dimensions, ..set }.sound(control_sum, movement)
    }

    /// The set, checked with all that it says of its movement; everything that is wrong is named at once.
    fn sound(self, control_sum: Option<i64>, movement: &Campaign) -> Result<Self, Refusal> {
        let mut violations = Violations::default();
        match self.check(control_sum, &movement.text.policy) {
            Ok(()) => {}
            Err(Refusal::Invalid(found)) => found.into_iter().for_each(|one| violations.add(one.pointer, one.reason)),
            Err(refusal) => return Err(refusal),
        }
        let codes: Vec<&str> = self.criteria.iter().map(|criterion| criterion.code.as_str()).collect();
        let said = self.dimensions.clone();
        let dimensions = CriterionDimensions::checked(said, &codes, movement, &mut violations);
        violations.refuse_if_any()?;
        Ok(Self { dimensions, ..self })
    }

    /// Publishes the set under the standing agency's document.
    ///
    /// # Errors
    /// See `may_publish`; `WrongState` before the movement is launched, and if it no longer has a content or field of a
    /// criterion; `Invalid` for a document without number, date, issuer and title, or with an implausible date.
    pub fn publish(
        self,
        document: Citation,
        campaign: &Campaign,
        actor: &Actor,
        at: DateTime<Utc>,
    ) -> Result<Step<Self>, Refusal> {
        let author = self.may_publish(actor)?;
        campaign.must_be_running()?;
        let unfit = CriterionDimensions::unfit(&self.dimensions, campaign);
        if !unfit.is_empty() {
            return Err(Refusal::WrongState(reasons::criteria_set_dimensions_unfit(unfit.join(", "))));
        }
        let document = document.tidied();
        let mut violations = Violations::default();
        let named = document.number.is_some() && document.date.is_some() && document.issuer.is_some();
        if !named || document.title.is_none() {
            violations.add("/document", reasons::document_incomplete_of_set());
        } else {
            document.check("/document", "S24", &mut violations);
        }
        document.check_date("/document", at, &mut violations);
        violations.refuse_if_any()?;
        let event = Event::new(EventKind::CriteriaSetPublished, Concept::CriteriaSet, self.id.0, author, at)
            .between(Some(self.state.as_str()), CriteriaSetState::Published.as_str())
            .because(document.number.as_deref().unwrap_or_default())
            .changing(vec![Change::new("document", None, Some(document.line()))]);
        Ok(Step::new(Self { state: CriteriaSetState::Published, document: Some(document), ..self }, event))
    }

    /// Checks that figures can be scored with it, and that its points add up to the control sum.
    ///
    /// # Errors
    /// `Invalid`, naming all faults.
    pub fn check(&self, control_sum: Option<i64>, policy: &Policy) -> Result<(), Refusal> {
        if let Some(tree) = &self.model {
            return self.check_model(tree);
        }
        let mut violations = Violations::default();
        if self.criteria.is_empty() || CRITERIA_MAX < self.criteria.len() || self.version < 1 {
            violations.add("", reasons::criteria_set_unsound(CRITERIA_MAX));
        }
        if !(1..=POINTS_MAX).contains(&self.scale) {
            violations.add("/scale", reasons::scale_unsound());
        }
        for (index, criterion) in self.criteria.iter().enumerate() {
            let pointer = format!("/criteria/{index}");
            let twice = self.criteria.iter().take(index).any(|other| other.code == criterion.code);
            if twice || criterion.code.is_empty() || !(0..=POINTS_MAX).contains(&criterion.max_points) {
                violations.add(pointer.clone(), reasons::criterion_unsound());
            }
            criterion.measure.check(criterion.max_points, &pointer, &mut violations);
            self.check_category(index, criterion, policy, &mut violations);
        }
        if let Some(sum) = control_sum.filter(|sum| *sum != self.points_total()) {
            let total = self.points_total();
            violations.add(
                "/pointsTotal",
                reasons::points_do_not_add_up(vietnamese(total), english(total), vietnamese(sum), english(sum)),
            );
        }
        self.grading.check("/grading", &mut violations);
        violations.refuse_if_any()
    }
}

/// What an edit replaced, each part with its old and its new text.
fn content_changes(before: &CriteriaSet, after: &CriteriaSet) -> Vec<Change> {
    let dimensions = |set: &CriteriaSet| (!set.dimensions.is_empty()).then(|| as_stored(&set.dimensions));
    let mut changes = scored_changes(before, after);
    changes.extend(Change::differing("dimensions", dimensions(before), dimensions(after)));
    changes
}

/// The same of what is scored.
fn scored_changes(before: &CriteriaSet, after: &CriteriaSet) -> Vec<Change> {
    if before.model.is_some() || after.model.is_some() {
        return model_changes(before, after);
    }
    let points = |set: &CriteriaSet| Some(english(set.points_total()));
    let mut changes: Vec<Change> = vec![Change::new("pointsTotal", points(before), points(after))];
    changes.extend(Change::differing("scale", Some(english(before.scale)), Some(english(after.scale))));
    let order = |set: &CriteriaSet| {
        let codes: Vec<&str> = set.criteria.iter().map(|criterion| criterion.code.as_str()).collect();
        Some(codes.join(" "))
    };
    changes.extend(Change::differing("criteria", order(before), order(after)));
    let gone = before.criteria.iter().filter(|criterion| after.criterion(&criterion.code).is_none());
    for Criterion { code, .. } in after.criteria.iter().chain(gone) {
        let (was, is) = (before.criterion(code), after.criterion(code));
        let mut part = |name: &str, said: &dyn Fn(&Criterion) -> String| {
            changes.extend(Change::differing(format!("{code}.{name}"), was.map(said), is.map(said)));
        };
        part("name", &|one| format!("{} / {}", one.name.vi, one.name.en));
        part("source", &|one| one.source.clone());
        part("maxPoints", &|one| english(one.max_points));
        part("measure", &|one| as_stored(&one.measure));
    }
    let grading = |set: &CriteriaSet| Some(as_stored(&set.grading));
    changes.extend(Change::differing("grading", grading(before), grading(after)));
    changes
}

/// The same where one of both is a tree: each criterion, branch and the rest as the database keeps them.
fn model_changes(before: &CriteriaSet, after: &CriteriaSet) -> Vec<Change> {
    let (was, is) = (before.described(), after.described());
    let gone = was.iter().filter(|(name, _)| is.iter().all(|(other, _)| other != name));
    let names = is.iter().chain(gone).map(|(name, _)| name);
    let text = |parts: &[(String, String)], name: &str| {
        parts.iter().find(|(other, _)| other == name).map(|(_, text)| text.clone())
    };
    names.filter_map(|name| Change::differing(name.clone(), text(&was, name), text(&is, name))).collect()
}

/// A value as the database keeps it, for the audit trail.
pub(crate) fn as_stored(value: &impl Serialize) -> String {
    serde_json::to_string(value).unwrap_or_default()
}

/// The content that an edit replaces.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Content {
    /// A list of criteria.
    Flat {
        /// The total of a unit that meets every criterion, in hundredths.
        scale: i64,
        /// The criteria.
        criteria: Vec<Criterion>,
        /// Rating bands, bonus and penalty lines.
        grading: Grading,
        /// The sum of the maximum points, as the author states it.
        control_sum: i64,
    },
    /// A tree.
    Model(Box<Tree>),
}

/// What a set is drawn up with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SetDraft {
    /// The content.
    pub content: Content,
    /// To which contents and field of the movement its criteria belong.
    pub dimensions: Vec<CriterionDimensions>,
}

impl From<Content> for SetDraft {
    /// A set whose criteria belong to no content and no field.
    fn from(content: Content) -> Self {
        Self { content, dimensions: Vec::new() }
    }
}
