//! What the rules of a nomination look at besides the nomination itself, loaded into memory.

use chrono::{DateTime, Utc};
use domain::base::calendar::day_of;
use domain::base::ids::{CampaignId, NominationId, OrganisationId};
use domain::honours::integrity::{Discipline, IntegrityFlag};
use domain::honours::nomination::Nomination;
use domain::honours::nomination::bars::{Awarded, Beside, SubjectName};
use domain::honours::nomination::dossier::{Frame, Measures};
use domain::honours::regime::{Regime, regime_on};
use domain::honours::round::Quota;
use domain::papers::paper_file::{PaperFiles, PaperOwner};
use domain::planning::campaign::Campaign;
use domain::planning::criteria::Criterion;
use domain::planning::cycle::Cycle;
use domain::planning::policy::Policy;
use domain::registry::organisation::Organisation;
use persistence::base::store::Tx;
use persistence::registry::lineage::Side;

use crate::base::problem::Problem;

/// What a dossier is checked against, loaded into memory.
pub(crate) struct Yardstick {
    regime: Regime,
    policy: Policy,
    criterion: Option<Criterion>,
    on_letter: Vec<String>,
    consent_required: bool,
    enterprise: bool,
    quota: Option<Quota>,
    /// The bytes of its papers; none if they are not asked for.
    files: Option<PaperFiles>,
}

impl Yardstick {
    /// The law of the day, the qualitative criterion of the subject's category, and the other nominees of the same
    /// letter.
    pub(crate) async fn of(tx: &Tx, nomination: &Nomination, at: DateTime<Utc>) -> Result<Self, Problem> {
        let regime = regime_on(&tx.all_regimes().await?, day_of(at))?.clone();
        let subject = &nomination.dossier.subject;
        let enterprise = tx.organisation(nomination.organisation).await?.is_enterprise();
        let criterion = match (subject.qualitative_audience(enterprise), subject.category) {
            (Some(audience), Some(category)) => {
                let cycle = tx.cycle(nomination.cycle).await?;
                let sets = tx.all_criteria_sets(cycle.campaign, cycle.kind).await?;
                let newest = sets.into_iter().filter(|set| set.audience == audience).max_by_key(|set| set.version);
                newest.and_then(|set| set.of_category(category).cloned())
            }
            (Some(_) | None, _) => None,
        };
        let policy = tx.campaign(nomination.campaign).await?.text.policy;
        let others = tx.nominations_by(nomination.cycle, nomination.organisation).await?;
        let round = tx.round_of(nomination.cycle).await?;
        let quota = round.as_ref().and_then(|round| nomination.quota(&policy, &round.terms, &others));
        let letter = nomination.dossier.letter();
        let on_letter = others
            .into_iter()
            .filter(|other| other.id != nomination.id)
            .filter(|other| letter.zip(other.dossier.letter()).is_some_and(|(one, two)| one.is_same_as(two)))
            .map(|other| other.dossier.subject.name)
            .collect();
        let consent_required = round.is_some_and(|round| round.terms.consent_required);
        let files = if nomination.asks_for_bytes() {
            Some(tx.paper_files_of(PaperOwner::Nomination, nomination.id.0).await?)
        } else {
            None
        };
        Ok(Self { regime, policy, criterion, on_letter, consent_required, enterprise, quota, files })
    }

    pub(crate) fn measures(&self) -> Measures<'_> {
        let Self { regime, policy, criterion, on_letter, consent_required, enterprise, quota, files } = self;
        let (consent_required, enterprise, quota) = (*consent_required, *enterprise, *quota);
        let (criterion, files) = (criterion.as_ref(), files.as_ref());
        Measures { regime, policy, criterion, on_letter, consent_required, enterprise, quota, files }
    }
}

/// The other records that may bar a dossier, loaded into memory.
pub(crate) struct Surroundings {
    flags: Vec<IntegrityFlag>,
    disciplines: Vec<Discipline>,
    same_theme: Vec<CampaignId>,
    awarded: Vec<Awarded>,
    pending_elsewhere: Vec<Nomination>,
    others: Vec<Nomination>,
    same_person: Vec<NominationId>,
    other_people: Vec<NominationId>,
    subject_names: Vec<SubjectName>,
    measured: bool,
    has_result: bool,
}

impl Surroundings {
    pub(crate) async fn of(tx: &Tx, nomination: &Nomination, cycle: &Cycle) -> Result<Self, Problem> {
        let same_person = tx.nominations_of_same_person(nomination.id).await?;
        let Kin { unit, units, subject_names } = Kin::of(tx, nomination).await?;
        let campaign = tx.campaign(cycle.campaign).await?;
        let same_theme = tx.campaigns_of_theme(&campaign).await?;
        let awarded = tx.awarded_like(nomination, &same_theme, &same_person, &subject_names).await?;
        let pending_elsewhere = tx.pending_like(nomination, &same_theme, &same_person, &subject_names).await?;
        let others = tx.nominations_like(nomination, &same_person, &subject_names).await?;
        let similar = awarded.iter().map(|award| &award.nomination).chain(&pending_elsewhere).chain(&others);
        let similar: Vec<NominationId> = similar.map(|other| other.id).collect();
        let participant = tx.participant(cycle.id, unit.id).await?;
        let measured = cycle.measures(&unit, participant.as_ref());
        // A result that is computed from others has no report (rule M05).
        let has_result = if participant.as_ref().is_some_and(|one| cycle.derives(one.group)) {
            let standing = tx.official_standing(cycle.id, unit.id).await?;
            standing.is_some_and(|(_, standing)| standing.scorecard.total.is_some())
        } else {
            tx.has_result(cycle, nomination.organisation).await?
        };
        Ok(Self {
            flags: tx.integrity_flags_of(&units).await?,
            disciplines: tx.disciplines_of(&units).await?,
            other_people: tx.nominations_of_other_people(nomination.id, similar.into_iter()).await?,
            same_theme,
            awarded,
            pending_elsewhere,
            others,
            measured: campaign.text.policy.collective_result_required && measured,
            has_result,
            same_person,
            subject_names,
        })
    }

    pub(crate) fn beside(&self) -> Beside<'_> {
        let Self {
            flags,
            disciplines,
            same_theme,
            awarded,
            pending_elsewhere,
            others,
            same_person,
            other_people,
            subject_names,
            measured,
            has_result,
        } = self;
        Beside {
            flags,
            disciplines,
            same_theme,
            awarded,
            pending_elsewhere,
            others,
            same_person,
            other_people,
            subject_names,
            measured: *measured,
            has_result: *has_result,
        }
    }
}

/// The nominating unit with the units that it came from (rule L31).
pub(crate) struct Kin {
    pub(crate) unit: Organisation,
    /// The unit and its predecessors, against which entries may stand (rule U06).
    pub(crate) units: Vec<OrganisationId>,
    /// If the unit is itself the subject: every name of it and of its predecessors.
    pub(crate) subject_names: Vec<SubjectName>,
}

impl Kin {
    pub(crate) async fn of(tx: &Tx, nomination: &Nomination) -> Result<Self, Problem> {
        let unit = tx.organisation(nomination.organisation).await?;
        let mut units = tx.lineage(unit.id, Side::Predecessors).await?.predecessors();
        let subject_names = if nomination.is_of_the_unit_itself(&unit) {
            let mut kin = tx.organisations_named(units.iter().copied()).await?;
            kin.push(unit.clone());
            SubjectName::of(&kin)
        } else {
            Vec::new()
        };
        units.push(unit.id);
        Ok(Self { unit, units, subject_names })
    }
}

/// What the content of a nomination is checked against.
pub(crate) struct Place {
    campaign: Campaign,
    cycle: Cycle,
    organisation: Organisation,
}

impl Place {
    pub(crate) async fn of(tx: &Tx, nomination: &Nomination) -> Result<Self, Problem> {
        let cycle = tx.cycle(nomination.cycle).await?;
        let campaign = tx.campaign(cycle.campaign).await?;
        Ok(Self { campaign, cycle, organisation: tx.organisation(nomination.organisation).await? })
    }

    pub(crate) const fn frame(&self) -> Frame<'_> {
        let Self { campaign, cycle, organisation } = self;
        Frame { campaign, cycle, organisation }
    }
}
