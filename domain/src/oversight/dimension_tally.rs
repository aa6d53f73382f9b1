//! What was reached and done by content and by field of a movement (kết quả theo nội dung, lĩnh vực; part II.2 of the
//! plan).
//!
//! Results are those of a release: no figure counts here before it is official. What a criteria set does not place counts
//! nowhere, and what belongs to several contents counts in each of them.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::base::code::FieldCode;
use crate::base::ids::{CriteriaSetId, OrganisationId};
use crate::base::text::Text;
use crate::oversight::practice::PracticeState;
use crate::planning::campaign::Campaign;
use crate::planning::campaign::dimensions::Dimensions;
use crate::planning::criteria::CriteriaSet;
use crate::planning::measure::WHOLE_BASIS_POINTS;
use crate::planning::scoring::{Applicability, ScoreLine};
use crate::results::board::Board;

/// A content or a field of a movement.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Dimension {
    /// The content with this number.
    Content(i64),
    /// The field with this code.
    Field(FieldCode),
}

impl Dimension {
    /// Whether something is about it.
    #[must_use]
    pub fn holds(self, dimensions: &Dimensions) -> bool {
        match self {
            Self::Content(number) => dimensions.contents.contains(&number),
            Self::Field(code) => dimensions.field == Some(code),
        }
    }
}

/// What units reached on the criteria that belong to a content or a field.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct DimensionResult {
    /// How many criteria belong to it; one that two sets have counts in each of them.
    pub criteria: i64,
    /// The units that at least one of these criteria counts for.
    pub units_measured: i64,
    /// How many of these units met the target of every criterion that counts for them.
    pub units_met: i64,
    /// The points of these units as a share of the most that they could reach, in hundredths of a percent, cut; none
    /// without a unit.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub achievement: Option<i64>,
}

/// Results by content and field. Those of a release never change: neither it nor a published set does.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DimensionResults(BTreeMap<Dimension, DimensionResult>);

impl DimensionResults {
    /// Counts over the boards whose units were scored by the sets; without boards, the criteria alone.
    #[must_use]
    pub fn of(sets: &[&CriteriaSet], boards: &[Board]) -> Self {
        let mut placed: BTreeMap<Dimension, BTreeSet<(CriteriaSetId, &str)>> = BTreeMap::new();
        for set in sets {
            for said in &set.dimensions {
                let contents = said.contents.iter().map(|number| Dimension::Content(*number));
                for dimension in contents.chain(said.field.map(Dimension::Field)) {
                    placed.entry(dimension).or_default().insert((set.id, said.criterion.as_str()));
                }
            }
        }
        Self(placed.into_iter().map(|(dimension, criteria)| (dimension, reached(&criteria, boards))).collect())
    }

    /// The result of a content or a field; nothing if no criterion belongs to it.
    #[must_use]
    pub fn result(&self, dimension: Dimension) -> DimensionResult {
        self.0.get(&dimension).copied().unwrap_or_default()
    }
}

fn reached(criteria: &BTreeSet<(CriteriaSetId, &str)>, boards: &[Board]) -> DimensionResult {
    let (mut points, mut most) = (0_i128, 0_i128);
    let mut measured: BTreeSet<OrganisationId> = BTreeSet::new();
    let mut missed: BTreeSet<OrganisationId> = BTreeSet::new();
    for board in boards {
        for standing in &board.standings {
            let counts = |line: &&ScoreLine| {
                line.applicability == Applicability::Applicable
                    && criteria.contains(&(board.criteria_set, line.criterion.as_str()))
            };
            for line in standing.scorecard.lines.iter().filter(counts) {
                points = points.saturating_add(i128::from(line.points));
                most = most.saturating_add(i128::from(line.max_points));
                measured.insert(standing.organisation);
                if line.met != Some(true) {
                    missed.insert(standing.organisation);
                }
            }
        }
    }
    let share = points.saturating_mul(i128::from(WHOLE_BASIS_POINTS)).checked_div(most);
    DimensionResult {
        criteria: number(criteria.len()),
        units_measured: number(measured.len()),
        units_met: number(measured.difference(&missed).count()),
        achievement: share.and_then(|share| i64::try_from(share).ok()),
    }
}

fn number(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

/// How many practices are in a state.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PracticeCount {
    /// The state.
    pub state: PracticeState,
    /// How many.
    pub practices: i64,
}

/// What only those who are signed in see counted.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct WorkCounts {
    /// Good practices that units proposed, for each state.
    pub practices: Vec<PracticeCount>,
    /// Difficulties that units raised.
    pub difficulties: i64,
    /// Inspections that took place.
    pub inspections: i64,
    /// Activities of mobilisation.
    pub activities: i64,
    /// The people who took part in them; who took part twice counts twice.
    pub participants: i64,
}

/// What is counted for a content or a field.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct DimensionCounts {
    /// What units reached.
    pub result: DimensionResult,
    /// Role models that stand.
    pub role_models: i64,
    /// Adoptions of these role models that go on.
    pub adoptions: i64,
    /// What press agencies published.
    pub media_items: i64,
    /// Public guidance and announcements.
    pub guidance: i64,
    /// The rest; none where it is not counted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub work: Option<WorkCounts>,
}

impl DimensionCounts {
    /// Whether nothing was reached or done. Criteria alone, without a unit that was measured on them, are nothing.
    #[must_use]
    pub fn is_nothing(&self) -> bool {
        let Self { result, role_models, adoptions, media_items, guidance, work } = self;
        let done = work.as_ref().is_some_and(|work| {
            let WorkCounts { practices, difficulties, inspections, activities, participants } = work;
            let practices = practices.iter().any(|one| 0 < one.practices);
            practices || [difficulties, inspections, activities, participants].into_iter().any(|count| 0 < *count)
        });
        let counts = [result.units_measured, *role_models, *adoptions, *media_items, *guidance];
        !done && counts.into_iter().all(|count| count == 0)
    }
}

/// A content of the movement with its counts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ContentTally {
    /// Its number in the plan.
    pub number: i64,
    /// Its text.
    pub text: Text,
    /// The counts.
    #[serde(default)]
    pub counts: DimensionCounts,
}

/// A field of the movement with its counts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct FieldTally {
    /// Its code.
    pub code: FieldCode,
    /// Its name.
    pub name: Text,
    /// The counts.
    #[serde(default)]
    pub counts: DimensionCounts,
}

/// Every content and every field of a movement, in the plan's order, also those without anything.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct DimensionTally {
    /// The contents.
    pub contents: Vec<ContentTally>,
    /// The fields.
    pub fields: Vec<FieldTally>,
}

/// Things about the same contents and field, and how many there are.
pub type Counted = (Dimensions, i64);

/// What is counted besides results.
#[derive(Clone, Debug, Default)]
pub struct TallySources {
    /// The role models that stand, each with how many units adopt it.
    pub role_models: Vec<Counted>,
    /// What press agencies published.
    pub media_items: Vec<Counted>,
    /// Public guidance and announcements.
    pub guidance: Vec<Counted>,
    /// The rest, for those who are signed in.
    pub work: Option<WorkSources>,
}

/// What only those who are signed in see counted.
#[derive(Clone, Debug, Default)]
pub struct WorkSources {
    /// Good practices by state.
    pub practices: Vec<(PracticeState, Counted)>,
    /// Difficulties.
    pub difficulties: Vec<Counted>,
    /// Inspections.
    pub inspections: Vec<Counted>,
    /// Activities of mobilisation, and how many people took part.
    pub activities: Vec<(Counted, i64)>,
}

impl DimensionTally {
    /// Counts.
    #[must_use]
    pub fn of(movement: &Campaign, results: &DimensionResults, sources: &TallySources) -> Self {
        let counts = |dimension: Dimension| counts(dimension, results, sources);
        let contents = movement.text.contents.iter().map(|content| ContentTally {
            number: content.number,
            text: content.text.clone(),
            counts: counts(Dimension::Content(content.number)),
        });
        let fields = movement.text.fields.iter().map(|field| FieldTally {
            code: field.code,
            name: field.name.clone(),
            counts: counts(Dimension::Field(field.code)),
        });
        Self { contents: contents.collect(), fields: fields.collect() }
    }
}

fn counts(dimension: Dimension, results: &DimensionResults, sources: &TallySources) -> DimensionCounts {
    let TallySources { role_models, media_items, guidance, work } = sources;
    let about = |one: &&Counted| dimension.holds(&one.0);
    DimensionCounts {
        result: results.result(dimension),
        role_models: number(role_models.iter().filter(about).count()),
        adoptions: sum(dimension, role_models),
        media_items: sum(dimension, media_items),
        guidance: sum(dimension, guidance),
        work: work.as_ref().map(|work| worked(dimension, work)),
    }
}

fn worked(dimension: Dimension, work: &WorkSources) -> WorkCounts {
    let WorkSources { practices, difficulties, inspections, activities } = work;
    let in_state = |state: PracticeState| {
        let of_state = practices.iter().filter(|(one, _)| *one == state).map(|(_, counted)| counted);
        PracticeCount { state, practices: sum(dimension, of_state) }
    };
    let people = activities.iter().filter(|((dimensions, _), _)| dimension.holds(dimensions));
    WorkCounts {
        practices: PracticeState::ALL.iter().copied().map(in_state).collect(),
        difficulties: sum(dimension, difficulties),
        inspections: sum(dimension, inspections),
        activities: sum(dimension, activities.iter().map(|(counted, _)| counted)),
        participants: people.fold(0, |sum, (_, people)| sum.saturating_add(*people)),
    }
}

fn sum<'a>(dimension: Dimension, counted: impl IntoIterator<Item = &'a Counted>) -> i64 {
    let about = counted.into_iter().filter(|(dimensions, _)| dimension.holds(dimensions));
    about.fold(0, |sum, (_, count)| sum.saturating_add(*count))
}
