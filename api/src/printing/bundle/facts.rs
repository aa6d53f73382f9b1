//! What `metadata.json` of a bundle says of dossiers, of the decision and of the term for which they are kept. Nothing of
//! it identifies a person by number.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, NaiveDate, Utc};
use domain::base::ids::{CampaignId, CycleId, DecisionId, NominationId, OrganisationId};
use domain::base::text::Text;
use domain::honours::decision::{Decision, DecisionState};
use domain::honours::nomination::Nomination;
use domain::honours::nomination::progress::Act;
use domain::honours::nomination::workflow::{NominationState, NominationVerb};
use domain::planning::award::{AwardForm, Occasion, SubjectKind};
use persistence::base::store::Tx;
use serde::Serialize;

use crate::base::problem::Problem;
use crate::printing::bundle::corrections::{CorrectionFacts, Corrections, EarlierFacts, LaterFacts};

/// Who issued a paper.
#[derive(Clone, Debug, Default)]
pub(super) struct Organ {
    pub(super) code: Option<String>,
    pub(super) name: String,
}

/// What is recorded of a paper.
#[derive(Clone, Debug, Default)]
pub(super) struct Recorded {
    pub(super) title: String,
    pub(super) number: Option<String>,
    pub(super) date: Option<NaiveDate>,
    pub(super) signer: Option<String>,
    pub(super) organ: Option<Organ>,
    pub(super) to: Option<String>,
}

/// The movements and cycles of dossiers.
#[derive(Debug)]
pub(super) struct Around {
    movements: BTreeMap<CampaignId, Text>,
    cycles: BTreeMap<CycleId, Text>,
}

impl Around {
    /// Those of dossiers, and further movements.
    pub(super) async fn of(tx: &Tx, nominations: &[Nomination], further: &[CampaignId]) -> Result<Self, Problem> {
        let (mut movements, mut cycles) = (BTreeMap::new(), BTreeMap::new());
        let mut campaigns: BTreeSet<CampaignId> = further.iter().copied().collect();
        let named: BTreeSet<CycleId> = nominations.iter().map(|one| one.cycle).collect();
        for id in named {
            let cycle = tx.cycle(id).await?;
            campaigns.insert(cycle.campaign);
            cycles.insert(id, cycle.name);
        }
        for id in campaigns {
            let campaign = tx.campaign(id).await?;
            movements.insert(id, campaign.text.name);
        }
        Ok(Self { movements, cycles })
    }

    pub(super) fn movement(&self, id: CampaignId) -> String {
        self.movements.get(&id).map(|name| name.vi.clone()).unwrap_or_default()
    }

    pub(super) fn cycle(&self, id: CycleId) -> String {
        self.cycles.get(&id).map(|name| name.vi.clone()).unwrap_or_default()
    }
}

/// A step of a dossier, with its moment.
#[derive(Clone, Debug, Serialize)]
struct StepFacts {
    step: NominationVerb,
    label: &'static str,
    at: DateTime<Utc>,
}

/// A dossier.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct DossierFacts {
    id: NominationId,
    organisation: OrganisationId,
    organisation_name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    organisation_code: Option<String>,
    movement_name: String,
    cycle_name: String,
    occasion: Occasion,
    award_form: AwardForm,
    subject_kind: SubjectKind,
    subject_name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    subject_position: Option<String>,
    achievement: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    achievement_from_date: Option<NaiveDate>,
    #[serde(skip_serializing_if = "Option::is_none")]
    achievement_to_date: Option<NaiveDate>,
    state: NominationState,
    state_label: &'static str,
    begun_at: DateTime<Utc>,
    steps: Vec<StepFacts>,
}

impl DossierFacts {
    pub(super) fn new(nomination: &Nomination, organ: &Organ, around: &Around) -> Self {
        let Nomination { id, cycle, campaign, organisation, occasion, state, dossier, acts, created_at, .. } =
            nomination;
        let step = |act: &Act| StepFacts { step: act.verb, label: act.verb.vi(), at: act.at };
        Self {
            id: *id,
            organisation: *organisation,
            organisation_name: organ.name.clone(),
            organisation_code: organ.code.clone(),
            movement_name: around.movement(*campaign),
            cycle_name: around.cycle(*cycle),
            occasion: *occasion,
            award_form: dossier.award_form,
            subject_kind: dossier.subject.kind,
            subject_name: dossier.subject.name.clone(),
            subject_position: dossier.subject.position.clone(),
            achievement: dossier.achievement.clone(),
            achievement_from_date: dossier.achievement_from,
            achievement_to_date: dossier.achievement_to,
            state: *state,
            state_label: state.vi(),
            begun_at: *created_at,
            steps: acts.iter().map(step).collect(),
        }
    }
}

/// A decision.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct DecisionFacts {
    id: DecisionId,
    symbol: String,
    date: NaiveDate,
    signer: String,
    title: String,
    state: DecisionState,
    #[serde(skip_serializing_if = "Option::is_none")]
    published_at: Option<DateTime<Utc>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    corrects: Option<DecisionId>,
    /// The earlier decision that it corrects, with number and day.
    #[serde(skip_serializing_if = "Option::is_none")]
    corrected: Option<EarlierFacts>,
    /// What it corrects of that decision.
    corrections: Vec<CorrectionFacts>,
    /// The decisions that correct it.
    corrected_by: Vec<LaterFacts>,
    awards: usize,
}

impl DecisionFacts {
    pub(super) fn new(decision: &Decision, around: &Corrections) -> Self {
        let Decision { id, paper, state, published_at, corrects, awards, .. } = decision;
        let (corrected, corrections, corrected_by) = around.facts();
        Self {
            id: *id,
            symbol: paper.symbol.clone(),
            date: paper.date,
            signer: paper.signer.clone(),
            title: paper.title.clone(),
            state: *state,
            published_at: *published_at,
            corrects: *corrects,
            corrected,
            corrections,
            corrected_by,
            awards: awards.len(),
        }
    }
}

/// The label of an archive package (gói tin lưu trữ): for how long, from when, by which document.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Retention {
    /// The class of records.
    pub(crate) class: &'static str,
    /// Its Vietnamese name.
    pub(crate) class_label: &'static str,
    /// Whether it is kept for ever.
    pub(crate) permanent: bool,
    /// For how many years.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) years: Option<u16>,
    /// The year in which the work ended.
    pub(crate) from_year: i32,
    /// The last year in which it is kept.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) until_year: Option<i32>,
    /// The document that says so: number, day, issuer, title.
    pub(crate) document: RetentionDocument,
}

/// The document that sets a term.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct RetentionDocument {
    /// Number and symbol.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) number: Option<String>,
    /// Its day.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) date: Option<NaiveDate>,
    /// Who issued it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) issuer: Option<String>,
    /// Its title.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) title: Option<String>,
    /// Where it can be read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) url: Option<String>,
}

impl Retention {
    /// The term in one line.
    pub(super) fn said(&self) -> String {
        let document = self.document.number.as_ref().or(self.document.url.as_ref()).cloned().unwrap_or_default();
        match self.years.filter(|_| !self.permanent) {
            Some(years) => format!("{years} năm, tính từ năm {} ({document})", self.from_year),
            None => format!("Vĩnh viễn, từ năm {} ({document})", self.from_year),
        }
    }
}
