//! Synthesis reports as the agencies see them.

use chrono::{DateTime, NaiveDate, Utc};
use domain::base::identity::Actor;
use domain::base::ids::{CampaignId, CycleId, OrganisationId, Revision};
use domain::oversight::synthesis::facts::{SynthesisFacts, SynthesisPart};
use domain::oversight::synthesis::{
    Section, Synthesis, SynthesisAct, SynthesisContent, SynthesisId, SynthesisState, SynthesisVerb, SynthesisVersion,
};
use domain::planning::criteria::CycleKind;
use persistence::base::store::Tx;
use persistence::planning::campaign::CampaignNames;
use persistence::planning::cycle::CycleCodes;
use persistence::registry::unit_label::{UnitLabel, UnitLabels};
use serde::Serialize;
use utoipa::ToSchema;

use crate::base::citation::CitationBody;
use crate::base::problem::Problem;
use crate::base::text::TextView;
use crate::base::transition::TransitionView;
use crate::oversight::synthesis::facts::FactsView;

/// A step that was taken with a synthesis report.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = SynthesisAct)]
pub(crate) struct SynthesisActView {
    /// The step.
    verb: SynthesisVerb,
    /// The version that it was taken with.
    #[schema(minimum = 1, example = 2)]
    version: i64,
    /// When.
    at: DateTime<Utc>,
    /// The person's name.
    #[schema(example = "Võ Văn Thẩm Định (demo)")]
    name: String,
    /// The opinion or the reason.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "Thống nhất với dự thảo báo cáo")]
    text: Option<String>,
    /// The document of the step: of a submission the report itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    document: Option<CitationBody>,
}

/// A synthesis report (báo cáo tổng hợp).
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Synthesis)]
pub(crate) struct SynthesisView {
    /// Its identifier.
    pub(crate) id: SynthesisId,
    /// The movement.
    campaign: CampaignId,
    /// The movement's name.
    campaign_name: TextView,
    /// The cycle that it reports on.
    cycle: CycleId,
    /// The cycle's code.
    #[schema(example = "2024")]
    cycle_code: String,
    /// The kind of the cycle: yearly, mid-term or final.
    kind: CycleKind,
    /// The agency that writes it.
    organisation: OrganisationId,
    /// The agency's present name.
    #[schema(example = "Sở Khoa học và Công nghệ")]
    organisation_name: String,
    /// The agency's code.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "so-khoa-hoc-cong-nghe")]
    organisation_code: Option<String>,
    /// Its state.
    state: SynthesisState,
    /// The number of its newest version.
    #[schema(minimum = 1, example = 2)]
    version: i64,
    /// The day before which it is due (rule S25); absent for reviews, and where the movement names no day.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "2024-12-10")]
    due_before: Option<NaiveDate>,
    /// Whether that day has come and it is not submitted.
    overdue: bool,
    /// When it was submitted to the province.
    #[serde(skip_serializing_if = "Option::is_none")]
    submitted_at: Option<DateTime<Utc>>,
    /// Whether it was submitted on that day or later (rule S25); absent before, and without such a day.
    #[serde(skip_serializing_if = "Option::is_none")]
    late: Option<bool>,
    /// When it became public; absent while it is not.
    #[serde(skip_serializing_if = "Option::is_none")]
    published_at: Option<DateTime<Utc>>,
    /// The steps taken, oldest first.
    acts: Vec<SynthesisActView>,
    /// Revision number; the `ETag` contains the same number.
    revision: Revision,
    /// Steps that the caller may take now, and why the others are closed.
    transitions: Vec<TransitionView>,
    /// Its newest version; not in lists.
    #[serde(skip_serializing_if = "Option::is_none")]
    content: Option<VersionView>,
}

/// A section of a synthesis report.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = SynthesisSection)]
pub(crate) struct SectionView {
    /// Its heading.
    #[schema(example = "Công tác khen thưởng")]
    heading: String,
    /// The figures that it shows.
    #[serde(skip_serializing_if = "Option::is_none")]
    part: Option<SynthesisPart>,
    /// The sentences that are made of these figures; nobody edits them.
    lines: Vec<TextView>,
    /// What the agency writes.
    #[schema(example = "Việc khen thưởng bảo đảm công khai, đúng đối tượng.")]
    text: String,
}

/// A version of a synthesis report.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = SynthesisVersion)]
pub(crate) struct VersionView {
    /// Its number, from 1.
    #[schema(minimum = 1, example = 2)]
    number: i64,
    /// Its title.
    #[schema(example = "Báo cáo kết quả phong trào thi đua năm 2024 (demo)")]
    title: String,
    /// Its sections, in order.
    sections: Vec<SectionView>,
    /// What it was assembled from.
    facts: FactsView,
    /// Who wrote it.
    #[schema(example = "Phạm Thị Thường Trực (demo)")]
    name: String,
    /// When.
    at: DateTime<Utc>,
}

/// A version of a synthesis report in a list.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = SynthesisVersionHead)]
pub(crate) struct VersionHead {
    /// Its number, from 1.
    #[schema(minimum = 1, example = 2)]
    number: i64,
    /// Its title.
    #[schema(example = "Báo cáo kết quả phong trào thi đua năm 2024 (demo)")]
    title: String,
    /// Who wrote it.
    #[schema(example = "Phạm Thị Thường Trực (demo)")]
    name: String,
    /// When.
    at: DateTime<Utc>,
    /// When its figures were counted.
    counted_at: DateTime<Utc>,
}

/// The names of what reports refer to.
pub(crate) struct Names {
    campaigns: CampaignNames,
    cycles: CycleCodes,
    units: UnitLabels,
}

impl Names {
    pub(crate) async fn of(tx: &Tx, reports: &[Synthesis]) -> Result<Self, Problem> {
        let units: Vec<OrganisationId> = reports.iter().map(|one| one.organisation).collect();
        Ok(Self {
            campaigns: tx.campaign_names(reports.iter().map(|one| one.campaign)).await?,
            cycles: tx.cycle_codes(reports.iter().map(|one| one.cycle)).await?,
            units: tx.unit_labels(units.into_iter()).await?,
        })
    }

    pub(crate) fn campaign(&self, campaign: CampaignId) -> TextView {
        self.campaigns.get(campaign).into()
    }

    pub(crate) fn cycle(&self, cycle: CycleId) -> String {
        self.cycles.get(cycle)
    }

    pub(crate) fn unit(&self, unit: OrganisationId) -> UnitLabel {
        self.units.get(unit)
    }
}

impl From<SynthesisAct> for SynthesisActView {
    fn from(act: SynthesisAct) -> Self {
        let SynthesisAct { verb, version, at, account: _, name, text, document } = act;
        let text = (!text.is_empty()).then_some(text);
        Self { verb, version, at, name, text, document: document.map(Into::into) }
    }
}

impl SynthesisView {
    /// With its newest version.
    pub(crate) fn with(self, version: SynthesisVersion) -> Self {
        Self { content: Some(version.into()), ..self }
    }

    pub(crate) fn new(synthesis: Synthesis, names: &Names, actor: &Actor, at: DateTime<Utc>) -> Self {
        let (overdue, late) = (synthesis.is_overdue(at), synthesis.is_late());
        let submitted_at = synthesis.submission().map(|act| act.at);
        let transitions = synthesis.transitions(actor).into_iter().map(TransitionView::from).collect();
        let Synthesis {
            id,
            campaign,
            cycle,
            kind,
            organisation,
            state,
            due_before,
            version,
            acts,
            published_at,
            revision,
        } = synthesis;
        let UnitLabel { name, code } = names.unit(organisation);
        Self {
            id,
            campaign,
            campaign_name: names.campaign(campaign),
            cycle,
            cycle_code: names.cycle(cycle),
            kind,
            organisation,
            organisation_name: name,
            organisation_code: code,
            state,
            version,
            due_before,
            overdue,
            submitted_at,
            late,
            published_at,
            acts: acts.into_iter().map(SynthesisActView::from).collect(),
            revision,
            transitions,
            content: None,
        }
    }
}

pub(crate) fn sections(content: Vec<Section>, facts: &SynthesisFacts) -> Vec<SectionView> {
    let view = |Section { heading, part, text }: Section| {
        let lines = part.map(|part| facts.lines(part)).unwrap_or_default();
        SectionView { heading, part, lines: lines.into_iter().map(TextView::from).collect(), text }
    };
    content.into_iter().map(view).collect()
}

impl From<SynthesisVersion> for VersionView {
    fn from(version: SynthesisVersion) -> Self {
        let SynthesisVersion { synthesis: _, number, content, facts, name, at } = version;
        let SynthesisContent { title, sections: content } = content;
        let sections = sections(content, &facts);
        Self { number, title, sections, facts: facts.into(), name, at }
    }
}

impl From<SynthesisVersion> for VersionHead {
    fn from(version: SynthesisVersion) -> Self {
        let SynthesisVersion { synthesis: _, number, content, facts, name, at } = version;
        Self { number, title: content.title, name, at, counted_at: facts.at }
    }
}
