//! What a synthesis report is assembled from: official results, filings, published awards and role models, difficulties,
//! inspections, mobilisation, and all of it by content and field.
//!
//! Every figure is counted, none is entered; the sentences are made of them here.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use crate::base::code::GroupCode;
use crate::base::ids::{ReleaseId, wire_enum};
use crate::base::text::{Text, english, vietnamese};
use crate::base::wording::{self, date, numbered};
use crate::honours::decision::{Award, Decision};
use crate::oversight::difficulty::Difficulty;
use crate::oversight::difficulty_digest::DifficultyTally;
use crate::oversight::dimension_tally::DimensionTally;
use crate::oversight::inspection::Inspection;
use crate::oversight::inspection::finding::Finding;
use crate::oversight::inspection::recommendation::Recommendation;
use crate::oversight::mobilisation::MobilisationSums;
use crate::oversight::synthesis::activities::{InspectionFacts, MobilisationFacts};
use crate::oversight::synthesis::dimensions;
use crate::planning::award::SubjectKind;
use crate::planning::criteria::CriteriaSet;
use crate::planning::group::GroupNames;
use crate::results::publication::Release;
use crate::results::register::{FilingCounts, FilingStatus, Register};
use crate::results::role_model::{NamedUnit, RoleModel};

/// How many places of a board a report names.
const PLACES: u32 = 3;

wire_enum! {
    /// A part of the assembled figures, which a section shows.
    SynthesisPart {
        /// Reports that were due, on time, late and missing.
        Reporting = "REPORTING",
        /// Results by group.
        Results = "RESULTS",
        /// Awards.
        Awards = "AWARDS",
        /// Good practices that were published as role models.
        Practices = "PRACTICES",
        /// Difficulties and what came of them.
        Difficulties = "DIFFICULTIES",
        /// Inspections, what they found and recommended, and what came of it.
        Inspections = "INSPECTIONS",
        /// What units did to bring people to take part.
        Mobilisation = "MOBILISATION",
        /// What was reached and done by content and by field of the movement.
        Dimensions = "DIMENSIONS",
    }
}

/// A place on a board.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Place {
    /// The rank.
    pub rank: u32,
    /// The unit, with its name on the board.
    pub unit: NamedUnit,
    /// Its total, in hundredths.
    pub total: i64,
}

/// The results of a group, as its newest board has them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct GroupResults {
    /// The group's code.
    pub group: GroupCode,
    /// The group's name.
    pub name: Text,
    /// How many units are ranked.
    pub ranked: u32,
    /// The mean of their totals, in hundredths, cut; none without a ranked unit.
    pub average: Option<i64>,
    /// The first places; several units may share one.
    pub first: Vec<Place>,
    /// How many units each rating band has, in the order of the board.
    #[serde(default)]
    pub bands: Vec<BandCount>,
}

/// How many units have a rating band.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "StoredBandCount")]
pub struct BandCount {
    /// The code of the band.
    pub band: String,
    /// Its name in the criteria set of the board.
    pub name: Text,
    /// How many units.
    pub units: u32,
}

/// As it is stored: version 0.10.0 stored the code and the number alone.
#[derive(Deserialize)]
#[serde(untagged)]
enum StoredBandCount {
    Named { band: String, name: Text, units: u32 },
    Coded(String, u32),
}

impl From<StoredBandCount> for BandCount {
    fn from(stored: StoredBandCount) -> Self {
        match stored {
            StoredBandCount::Named { band, name, units } => Self { band, name, units },
            StoredBandCount::Coded(band, units) => Self { name: Text::new(band.clone(), band.clone()), band, units },
        }
    }
}

/// How the units of a group kept the date for their reports.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct GroupFilings {
    /// The group's code.
    pub group: GroupCode,
    /// The group's name.
    pub name: Text,
    /// How many units owed a report.
    pub owing: u32,
    /// How many handed it in on time.
    pub on_time: u32,
    /// How many handed it in within a longer time that was granted.
    pub within_extension: u32,
    /// The units that handed it in later.
    pub late: Vec<NamedUnit>,
    /// The units that handed in none.
    pub missing: Vec<NamedUnit>,
}

/// A decision whose awards are counted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CountedDecision {
    /// Its number and symbol.
    pub symbol: String,
    /// Its day.
    pub date: NaiveDate,
}

/// Published awards of the cycle that were not revoked.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AwardFacts {
    /// The decisions.
    pub decisions: Vec<CountedDecision>,
    /// Awards of collectives.
    pub collectives: u32,
    /// Awards of individuals.
    pub individuals: u32,
    /// Awards of households.
    #[serde(default)]
    pub households: u32,
}

/// A role model that stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ModelFact {
    /// Its unit.
    pub unit: NamedUnit,
    /// Its title.
    pub title: String,
    /// The name of its field.
    pub field: Text,
    /// How many other units adopt it.
    #[serde(default)]
    pub adopting_units: u32,
}

/// What a report is assembled from.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SynthesisFacts {
    /// When it was assembled.
    #[serde(default)]
    pub at: DateTime<Utc>,
    /// The release that the results are of; none before the cycle's first one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub release: Option<ReleaseId>,
    /// The number of that release.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub release_number: Option<i64>,
    /// The results by group.
    #[serde(default)]
    pub results: Vec<GroupResults>,
    /// The filings by group.
    #[serde(default)]
    pub filings: Vec<GroupFilings>,
    /// The awards.
    #[serde(default)]
    pub awards: AwardFacts,
    /// The role models of the movement that were published until the end of the year of the cycle.
    #[serde(default)]
    pub models: Vec<ModelFact>,
    /// The difficulties that were raised in the cycle's period.
    #[serde(default)]
    pub difficulties: DifficultyTally,
    /// The inspections that took place in the cycle's period; none in what version 0.10.0 stored.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub inspections: Option<InspectionFacts>,
    /// The mobilisation in the cycle's period; none in what version 0.10.0 stored.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mobilisation: Option<MobilisationFacts>,
    /// All of it by content and field; none in versions that were written before it was counted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dimensions: Option<DimensionTally>,
}

/// What is counted for a report.
#[derive(Clone, Copy, Debug)]
pub struct Sources<'a> {
    /// The newest release of the cycle.
    pub release: Option<&'a Release>,
    /// The filings of the cycle.
    pub register: &'a Register,
    /// What the codes of groups stand for.
    pub names: &'a GroupNames,
    /// The criteria sets of its boards, which name the rating bands.
    pub sets: &'a [CriteriaSet],
    /// The published awards of the cycle that stand, with their decisions.
    pub awards: &'a [(Award, Decision)],
    /// The role models that stand, with the names of their fields and how many units adopt them.
    pub models: &'a [(RoleModel, Text, u32)],
    /// The difficulties that were raised in the period.
    pub difficulties: &'a [Difficulty],
    /// The inspections that took place in the period.
    pub inspections: &'a [Inspection],
    /// The findings of the movement's inspections.
    pub findings: &'a [Finding],
    /// Their recommendations.
    pub recommendations: &'a [Recommendation],
    /// What the activities that began in the period reached.
    pub mobilisation: MobilisationSums,
    /// What was counted by content and field.
    pub dimensions: &'a DimensionTally,
}

impl SynthesisFacts {
    /// Counts.
    #[must_use]
    pub fn assembled(sources: Sources<'_>, at: DateTime<Utc>) -> Self {
        let Sources {
            release,
            register,
            names,
            sets,
            awards,
            models,
            difficulties,
            inspections,
            findings,
            recommendations,
            mobilisation,
            dimensions,
        } = sources;
        Self {
            at,
            release: release.map(|release| release.id),
            release_number: release.map(|release| release.number),
            results: release.map(|release| results(release, names, sets)).unwrap_or_default(),
            filings: filings(register, names),
            awards: counted(awards),
            models: models
                .iter()
                .map(|(model, field, adopting_units)| ModelFact {
                    unit: model.unit.clone(),
                    title: model.content.title.clone(),
                    field: field.clone(),
                    adopting_units: *adopting_units,
                })
                .collect(),
            difficulties: DifficultyTally::of(difficulties.iter()),
            inspections: Some(InspectionFacts::of(inspections, findings, recommendations, at)),
            mobilisation: Some(mobilisation.into()),
            dimensions: Some(dimensions.clone()),
        }
    }

    /// The sentences of a part.
    #[must_use]
    pub fn lines(&self, part: SynthesisPart) -> Vec<Text> {
        match part {
            SynthesisPart::Reporting => self.filings.iter().map(filed).collect(),
            SynthesisPart::Results => self.result_lines(),
            SynthesisPart::Awards => vec![awarded(&self.awards)],
            SynthesisPart::Practices => self.model_lines(),
            SynthesisPart::Difficulties => vec![raised(self.difficulties)],
            SynthesisPart::Inspections => vec![self.inspections.unwrap_or_default().line()],
            SynthesisPart::Mobilisation => vec![self.mobilisation.unwrap_or_default().line()],
            SynthesisPart::Dimensions => match &self.dimensions {
                Some(tally) => dimensions::lines(tally),
                None => dimensions::lines(&DimensionTally::default()),
            },
        }
    }

    fn result_lines(&self) -> Vec<Text> {
        if self.results.is_empty() {
            return vec![Text::new("Chưa công bố kết quả của kỳ.", "No results of the cycle are published yet.")];
        }
        self.results.iter().map(ranked).collect()
    }

    fn model_lines(&self) -> Vec<Text> {
        if self.models.is_empty() {
            return vec![Text::new("Chưa công bố điển hình tiên tiến.", "No role model is published yet.")];
        }
        let count = self.models.len();
        let first =
            Text::new(format!("Đã công bố {count} điển hình tiên tiến:"), format!("Role models published: {count}."));
        let line = |model: &ModelFact| {
            let ModelFact { unit, title, field, adopting_units } = model;
            let mut text = Text::new(
                format!("{title} ({}; lĩnh vực: {})", unit.name, field.vi),
                format!("{title} ({}; field: {})", unit.name, field.en),
            );
            if 0 < *adopting_units {
                let units = wording::number(i64::from(*adopting_units));
                text.vi.push_str(&format!("; {units} đơn vị khác áp dụng"));
                text.en.push_str(&format!("; adopted by {adopting_units} other units"));
            }
            text.vi.push('.');
            text.en.push('.');
            text
        };
        std::iter::once(first).chain(self.models.iter().map(line)).collect()
    }
}

fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

fn results(release: &Release, names: &GroupNames, sets: &[CriteriaSet]) -> Vec<GroupResults> {
    let of_board = |board: &crate::results::board::Board| {
        let scored: Vec<(u32, &crate::results::ranking::Standing, i64)> = board
            .standings
            .iter()
            .filter_map(|standing| Some((standing.rank?, standing, standing.scorecard.total?)))
            .collect();
        let sum: i64 = scored.iter().map(|(_, _, total)| *total).fold(0, i64::saturating_add);
        let set = sets.iter().find(|set| set.id == board.criteria_set);
        let mut bands: Vec<BandCount> = Vec::new();
        for code in scored.iter().filter_map(|(_, standing, _)| standing.scorecard.band.as_ref()) {
            match bands.iter_mut().find(|counted| counted.band == *code) {
                Some(counted) => counted.units = counted.units.saturating_add(1),
                None => bands.push(BandCount { band: code.clone(), name: band_name(set, code), units: 1 }),
            }
        }
        let first = scored.iter().filter(|(rank, _, _)| *rank <= PLACES).map(|(rank, standing, total)| Place {
            rank: *rank,
            unit: NamedUnit { id: standing.organisation, name: standing.name.clone() },
            total: *total,
        });
        GroupResults {
            group: board.group,
            name: names.name(board.group.as_str()),
            ranked: count(scored.len()),
            average: i64::try_from(scored.len()).ok().and_then(|units| sum.checked_div(units)),
            first: first.collect(),
            bands,
        }
    };
    release.boards.iter().map(of_board).collect()
}

/// The name of a rating band in a set; its code where the set has no such band.
fn band_name(set: Option<&CriteriaSet>, code: &str) -> Text {
    let name = set.and_then(|set| match &set.model {
        Some(tree) => tree.bands.iter().find(|band| band.code == code).map(|band| band.name.clone()),
        None => set.grading.bands.iter().find(|band| band.code == code).map(|band| band.name.clone()),
    });
    name.unwrap_or_else(|| Text::new(code, code))
}

fn filings(register: &Register, names: &GroupNames) -> Vec<GroupFilings> {
    let mut groups: BTreeMap<GroupCode, Vec<&crate::results::register::RegisterEntry>> = BTreeMap::new();
    let mut namesakes: BTreeMap<&str, usize> = BTreeMap::new();
    for entry in &register.entries {
        groups.entry(entry.group).or_default().push(entry);
        let count = namesakes.entry(entry.name.as_str()).or_default();
        *count = count.saturating_add(1);
    }
    // Communes of two districts may have one name: then the district tells them apart, in lists and in the text.
    let told_apart = |entry: &crate::results::register::RegisterEntry| match &entry.parent_name {
        Some(parent) if namesakes.get(entry.name.as_str()).is_some_and(|count| 1 < *count) => {
            format!("{} ({parent})", entry.name)
        }
        Some(_) | None => entry.name.clone(),
    };
    let of_group = |(group, entries): (GroupCode, Vec<&crate::results::register::RegisterEntry>)| {
        let with = |status: FilingStatus| -> Vec<NamedUnit> {
            let found = entries.iter().filter(|entry| entry.status == status);
            found.map(|entry| NamedUnit { id: entry.organisation, name: told_apart(entry) }).collect()
        };
        let counts = FilingCounts {
            on_time: with(FilingStatus::OnTime).len(),
            within_extension: with(FilingStatus::WithinExtension).len(),
            late: with(FilingStatus::Late).len(),
            not_filed: with(FilingStatus::NotFiled).len(),
        };
        GroupFilings {
            group,
            name: names.name(group.as_str()),
            owing: count(counts.owing()),
            on_time: count(counts.on_time),
            within_extension: count(counts.within_extension),
            late: with(FilingStatus::Late),
            missing: with(FilingStatus::NotFiled),
        }
    };
    groups.into_iter().map(of_group).collect()
}

fn counted(awards: &[(Award, Decision)]) -> AwardFacts {
    let mut facts = AwardFacts::default();
    for (award, decision) in awards {
        let counter = match award.subject_kind {
            SubjectKind::Collective => &mut facts.collectives,
            SubjectKind::Individual => &mut facts.individuals,
            SubjectKind::Household => &mut facts.households,
        };
        *counter = counter.saturating_add(1);
        let decision = CountedDecision { symbol: decision.paper.symbol.clone(), date: decision.paper.date };
        if !facts.decisions.contains(&decision) {
            facts.decisions.push(decision);
        }
    }
    facts
}

/// The names of units in a sentence.
fn listed(units: &[NamedUnit]) -> String {
    let names: Vec<&str> = units.iter().map(|unit| unit.name.as_str()).collect();
    names.join("; ")
}

fn filed(filings: &GroupFilings) -> Text {
    let GroupFilings { group: _, name, owing, on_time, within_extension, late, missing } = filings;
    let mut text = Text::new(
        format!("Nhóm “{}”: {owing} đơn vị phải báo cáo; {on_time} đơn vị nộp đúng hạn", name.vi),
        format!("{}: {owing} units owed a report; {on_time} on time", name.en),
    );
    let mut add = |vi: String, en: String| {
        text.vi.push_str(&vi);
        text.en.push_str(&en);
    };
    if 0 < *within_extension {
        add(
            format!(", {within_extension} đơn vị nộp trong thời gian gia hạn"),
            format!(", {within_extension} within an extension"),
        );
    }
    if !late.is_empty() {
        let (units, names) = (late.len(), listed(late));
        add(format!(", {units} đơn vị nộp muộn ({names})"), format!(", {units} late ({names})"));
    }
    if !missing.is_empty() {
        let (units, names) = (missing.len(), listed(missing));
        add(format!(", {units} đơn vị chưa nộp ({names})"), format!(", {units} missing ({names})"));
    }
    add(".".to_owned(), ".".to_owned());
    text
}

fn ranked(results: &GroupResults) -> Text {
    let GroupResults { group: _, name, ranked, average, first, bands } = results;
    let mut text = Text::new(
        format!("Nhóm “{}”: {ranked} đơn vị được xếp hạng", name.vi),
        format!("{}: {ranked} units ranked", name.en),
    );
    if let Some(average) = average {
        text.vi.push_str(&format!(", điểm bình quân {}", vietnamese(*average)));
        text.en.push_str(&format!(", mean {}", english(*average)));
    }
    if !first.is_empty() {
        let vi: Vec<String> = first
            .iter()
            .map(|place| format!("hạng {} {} ({} điểm)", place.rank, place.unit.name, vietnamese(place.total)))
            .collect();
        let en: Vec<String> = first
            .iter()
            .map(|place| format!("rank {} {} ({} points)", place.rank, place.unit.name, english(place.total)))
            .collect();
        text.vi.push_str(&format!("; dẫn đầu: {}", vi.join(", ")));
        text.en.push_str(&format!("; first: {}", en.join(", ")));
    }
    if !bands.is_empty() {
        let vi: Vec<String> = bands.iter().map(|one| format!("{} {}", one.name.vi, one.units)).collect();
        let en: Vec<String> = bands.iter().map(|one| format!("{} {}", one.name.en, one.units)).collect();
        text.vi.push_str(&format!("; xếp loại: {}", vi.join(", ")));
        text.en.push_str(&format!("; bands: {}", en.join(", ")));
    }
    text.vi.push('.');
    text.en.push('.');
    text
}

fn awarded(awards: &AwardFacts) -> Text {
    let AwardFacts { decisions, collectives, individuals, households } = awards;
    if decisions.is_empty() {
        return Text::new("Chưa có quyết định khen thưởng được công khai.", "No award decision is public yet.");
    }
    let said = |write: fn(&str, NaiveDate) -> String| -> Vec<String> {
        decisions.iter().map(|decision| write(&numbered(&decision.symbol), decision.date)).collect()
    };
    let vi = said(|symbol, day| format!("số {symbol} ngày {}", date(day)));
    let en = said(|symbol, day| format!("{symbol} of {day}"));
    let mut text = Text::new(
        format!("Đã khen thưởng {collectives} tập thể, {individuals} cá nhân"),
        format!("Awards: {collectives} collectives, {individuals} individuals"),
    );
    if 0 < *households {
        text.vi.push_str(&format!(", {households} hộ gia đình"));
        text.en.push_str(&format!(", {households} households"));
    }
    text.vi.push_str(&format!(" (Quyết định {}).", vi.join("; ")));
    text.en.push_str(&format!(" (decisions {}).", en.join("; ")));
    text
}

fn raised(tally: DifficultyTally) -> Text {
    let DifficultyTally { raised, withdrawn: _, answered, answered_in_time, escalated, concluded } = tally;
    let number = |count: u32| wording::number(i64::from(count));
    Text::new(
        format!(
            "Tiếp nhận {} vướng mắc; đã trả lời {} (đúng hạn {}), báo cáo UBND tỉnh {}, đã có kết luận {}.",
            number(raised),
            number(answered),
            number(answered_in_time),
            number(escalated),
            number(concluded),
        ),
        format!(
            "Difficulties raised: {raised}; answered: {answered} (in time: {answered_in_time}), taken to the province: \
             {escalated}, concluded: {concluded}.",
        ),
    )
}
