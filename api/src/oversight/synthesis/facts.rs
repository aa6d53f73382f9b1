//! What a version of a synthesis report was assembled from, as the agencies and the public see it.

use chrono::{DateTime, NaiveDate, Utc};
use domain::base::code::GroupCode;
use domain::base::ids::ReleaseId;
use domain::oversight::difficulty_digest::DifficultyTally;
use domain::oversight::synthesis::activities::{InspectionFacts, MobilisationFacts};
use domain::oversight::synthesis::facts::{
    AwardFacts, BandCount, CountedDecision, GroupFilings, GroupResults, ModelFact, Place, SynthesisFacts,
};
use domain::results::role_model::NamedUnit;
use serde::Serialize;
use utoipa::ToSchema;

use crate::base::hundredths::Hundredths;
use crate::base::text::TextView;
use crate::oversight::difficulty_digest::DifficultyTallyView;
use crate::oversight::dimension_tally::TallyView;
use crate::results::role_model::NamedUnitView;

/// A place on a board.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = SynthesisPlace)]
pub(crate) struct PlaceView {
    /// The rank.
    #[schema(minimum = 1, example = 1)]
    rank: u32,
    /// The unit, with its name on the board.
    unit: NamedUnitView,
    /// Its total.
    total: Hundredths,
}

/// How many units have a rating band.
#[derive(Serialize, ToSchema)]
#[schema(as = BandCount)]
pub(crate) struct BandCountView {
    /// The code of the band.
    #[schema(example = "GOOD")]
    band: String,
    /// The name of the band.
    name: TextView,
    /// How many units.
    #[schema(example = 12)]
    units: u32,
}

/// The results of a group, as the newest release has them.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = SynthesisResults)]
pub(crate) struct ResultsView {
    /// The group's code.
    group: GroupCode,
    /// The group's name.
    group_name: TextView,
    /// How many units are ranked.
    #[schema(example = 11)]
    ranked: u32,
    /// The mean of their totals, cut to hundredths; absent without a ranked unit.
    #[serde(skip_serializing_if = "Option::is_none")]
    average: Option<Hundredths>,
    /// The first three ranks; several units may share one.
    first: Vec<PlaceView>,
    /// How many units each rating band has.
    bands: Vec<BandCountView>,
}

/// How the units of a group kept the date for their reports.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = SynthesisFilings)]
pub(crate) struct FilingsView {
    /// The group's code.
    group: GroupCode,
    /// The group's name.
    group_name: TextView,
    /// How many units owed a report.
    #[schema(example = 11)]
    owing: u32,
    /// How many handed it in on time.
    #[schema(example = 9)]
    on_time: u32,
    /// How many handed it in within an extension.
    #[schema(example = 1)]
    within_extension: u32,
    /// The units that handed it in later.
    late: Vec<NamedUnitView>,
    /// The units that handed in none.
    missing: Vec<NamedUnitView>,
}

/// A decision whose awards are counted.
#[derive(Serialize, ToSchema)]
#[schema(as = CountedDecision)]
pub(crate) struct CountedDecisionView {
    /// Its number and symbol.
    #[schema(example = "335/QĐ-UBND")]
    symbol: String,
    /// Its day.
    #[schema(example = "2024-12-20")]
    date: NaiveDate,
}

/// Published awards of the cycle that were not revoked.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = SynthesisAwards)]
pub(crate) struct AwardsView {
    /// The decisions.
    decisions: Vec<CountedDecisionView>,
    /// Awards of collectives.
    #[schema(example = 20)]
    collectives: u32,
    /// Awards of individuals.
    #[schema(example = 35)]
    individuals: u32,
    /// Awards of households.
    #[schema(example = 2)]
    households: u32,
}

/// A role model that stands.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = SynthesisModel)]
pub(crate) struct ModelView {
    /// Its unit.
    unit: NamedUnitView,
    /// Its title.
    #[schema(example = "Tổ công nghệ số cộng đồng đến từng ấp (demo)")]
    title: String,
    /// The name of its field.
    field_name: TextView,
    /// How many other units adopt it.
    #[schema(example = 12)]
    adopting_units: u32,
}

/// Inspections that took place in the period of the cycle.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = SynthesisInspections)]
pub(crate) struct InspectionFactsView {
    /// How many took place.
    #[schema(example = 14)]
    inspections: u32,
    /// How many units were inspected.
    #[schema(example = 12)]
    units: u32,
    /// Deviations and violations that were found and did not prove unfounded.
    #[schema(example = 9)]
    findings: u32,
    /// How many of these were put right.
    #[schema(example = 7)]
    corrected: u32,
    /// Recommendations that were not withdrawn.
    #[schema(example = 11)]
    recommendations: u32,
    /// How many of these the inspecting agency accepted as carried out.
    #[schema(example = 8)]
    carried_out: u32,
    /// How many were not answered by their due day.
    #[schema(example = 1)]
    overdue: u32,
}

/// What units did in the period of the cycle to bring people to take part, as they recorded it.
#[derive(Serialize, ToSchema)]
#[schema(as = SynthesisMobilisation)]
pub(crate) struct MobilisationFactsView {
    /// The units with at least one activity.
    #[schema(example = 24)]
    units: i64,
    /// The activities.
    #[schema(example = 130)]
    activities: i64,
    /// The people who took part; a person who took part twice counts twice.
    #[schema(example = 8200)]
    participants: i64,
    /// The households, in the same way.
    #[schema(example = 5400)]
    households: i64,
    /// The materials that were handed out.
    #[schema(example = 12000)]
    materials: i64,
}

/// What a version was assembled from; every figure is counted from what was official at that time.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = SynthesisFacts)]
pub(crate) struct FactsView {
    /// When it was counted.
    at: DateTime<Utc>,
    /// The release that the results are of; absent before the cycle's first one.
    #[serde(skip_serializing_if = "Option::is_none")]
    release: Option<ReleaseId>,
    /// The number of that release.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 1, example = 1)]
    release_number: Option<i64>,
    /// The results by group.
    results: Vec<ResultsView>,
    /// The filings by group.
    filings: Vec<FilingsView>,
    /// The awards.
    awards: AwardsView,
    /// The movement's role models that stand.
    models: Vec<ModelView>,
    /// The difficulties that were raised in the period of the cycle.
    difficulties: DifficultyTallyView,
    /// The inspections that took place in the period of the cycle; absent in versions that were written before they
    /// were counted.
    #[serde(skip_serializing_if = "Option::is_none")]
    inspections: Option<InspectionFactsView>,
    /// The mobilisation in the period of the cycle; absent in versions that were written before it was counted.
    #[serde(skip_serializing_if = "Option::is_none")]
    mobilisation: Option<MobilisationFactsView>,
    /// All of it by content and by field of the movement; absent in versions that were written before it was counted.
    #[serde(skip_serializing_if = "Option::is_none")]
    dimensions: Option<TallyView>,
}

fn units(units: Vec<NamedUnit>) -> Vec<NamedUnitView> {
    units.into_iter().map(NamedUnitView::from).collect()
}

impl From<BandCount> for BandCountView {
    fn from(counted: BandCount) -> Self {
        let BandCount { band, name, units } = counted;
        Self { band, name: name.into(), units }
    }
}

impl From<GroupResults> for ResultsView {
    fn from(results: GroupResults) -> Self {
        let GroupResults { group, name, ranked, average, first, bands } = results;
        let place = |Place { rank, unit, total }| PlaceView { rank, unit: unit.into(), total: Hundredths(total) };
        Self {
            group,
            group_name: name.into(),
            ranked,
            average: average.map(Hundredths),
            first: first.into_iter().map(place).collect(),
            bands: bands.into_iter().map(BandCountView::from).collect(),
        }
    }
}

impl From<GroupFilings> for FilingsView {
    fn from(filings: GroupFilings) -> Self {
        let GroupFilings { group, name, owing, on_time, within_extension, late, missing } = filings;
        Self {
            group,
            group_name: name.into(),
            owing,
            on_time,
            within_extension,
            late: units(late),
            missing: units(missing),
        }
    }
}

impl From<AwardFacts> for AwardsView {
    fn from(awards: AwardFacts) -> Self {
        let AwardFacts { decisions, collectives, individuals, households } = awards;
        let decision = |CountedDecision { symbol, date }| CountedDecisionView { symbol, date };
        Self { decisions: decisions.into_iter().map(decision).collect(), collectives, individuals, households }
    }
}

impl From<InspectionFacts> for InspectionFactsView {
    fn from(facts: InspectionFacts) -> Self {
        let InspectionFacts { inspections, units, findings, corrected, recommendations, carried_out, overdue } = facts;
        Self { inspections, units, findings, corrected, recommendations, carried_out, overdue }
    }
}

impl From<MobilisationFacts> for MobilisationFactsView {
    fn from(facts: MobilisationFacts) -> Self {
        let MobilisationFacts { units, activities, participants, households, materials } = facts;
        Self { units, activities, participants, households, materials }
    }
}

impl From<SynthesisFacts> for FactsView {
    fn from(facts: SynthesisFacts) -> Self {
        let SynthesisFacts {
            at,
            release,
            release_number,
            results,
            filings,
            awards,
            models,
            difficulties,
            inspections,
            mobilisation,
            dimensions,
        } = facts;
        let difficulties: DifficultyTally = difficulties;
        let model = |ModelFact { unit, title, field, adopting_units }| ModelView {
            unit: unit.into(),
            title,
            field_name: field.into(),
            adopting_units,
        };
        Self {
            at,
            release,
            release_number,
            results: results.into_iter().map(ResultsView::from).collect(),
            filings: filings.into_iter().map(FilingsView::from).collect(),
            awards: awards.into(),
            models: models.into_iter().map(model).collect(),
            difficulties: difficulties.into(),
            inspections: inspections.map(InspectionFactsView::from),
            mobilisation: mobilisation.map(MobilisationFactsView::from),
            dimensions: dimensions.map(TallyView::from),
        }
    }
}
