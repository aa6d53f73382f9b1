//! Nominations.

use std::collections::HashSet;

use domain::base::identity::Scope;
use domain::base::ids::{CampaignId, CycleId, DecisionId, NominationId, ObjectionPeriodId, OrganisationId, Revision};
use domain::honours::nomination::Nomination;
use domain::honours::nomination::bars::{Awarded, SubjectName};
use domain::honours::nomination::progress::Progress;
use domain::honours::nomination::workflow::NominationState;
use domain::honours::objection::{LISTED, ObjectionPeriod};
use domain::planning::award::Occasion;
use domain::privacy::personal::{Holding, Sealed};
use sea_orm::sea_query::{Expr, ExprTrait, LockType, SelectStatement, SimpleExpr};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait,
};

use crate::base::failure::Failure;
use crate::base::json;
use crate::base::kept::revised;
use crate::base::page::{Page, Slice};
use crate::base::scope::within;
use crate::base::search::behind_a_slash;
use crate::base::store::Tx;
use crate::honours::award_correction;
use crate::registry::organisation;

mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "nomination")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub cycle_id: Uuid,
        pub campaign_id: Uuid,
        pub organisation_id: Uuid,
        pub organisation_name: String,
        pub occasion: String,
        pub state: String,
        pub look: String,
        pub dossier: String,
        pub progress: String,
        pub acts: String,
        pub decision_id: Option<Uuid>,
        pub live_key: Option<String>,
        pub created_at: ChronoDateTimeUtc,
        pub updated_at: ChronoDateTimeUtc,
        pub revision: i64,
    }

    #[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

impl TryFrom<row::Model> for Nomination {
    type Error = Failure;

    fn try_from(row: row::Model) -> Result<Self, Failure> {
        let row::Model {
            id,
            cycle_id,
            campaign_id,
            organisation_id,
            organisation_name,
            occasion,
            state,
            look: _,
            dossier,
            progress,
            acts,
            decision_id,
            live_key: _,
            created_at,
            updated_at,
            revision,
        } = row;
        Ok(Self {
            id: NominationId(id),
            cycle: CycleId(cycle_id),
            campaign: CampaignId(campaign_id),
            organisation: OrganisationId(organisation_id),
            organisation_name,
            occasion: Occasion::parse(&occasion).ok_or(Failure::Corrupt { what: "nomination", id })?,
            state: NominationState::parse(&state).ok_or(Failure::Corrupt { what: "nomination", id })?,
            dossier: json::read(&dossier, "nomination", id)?,
            progress: json::read(&progress, "nomination", id)?,
            acts: json::read(&acts, "nomination", id)?,
            decision: decision_id.map(DecisionId),
            created_at,
            updated_at,
            revision: Revision(revision),
        })
    }
}

fn to_row(nomination: &Nomination) -> Result<row::ActiveModel, Failure> {
    let live_key = nomination.live_key();
    let Nomination {
        id,
        cycle,
        campaign,
        organisation,
        organisation_name,
        occasion,
        state,
        dossier,
        progress,
        acts,
        decision,
        created_at,
        updated_at,
        revision,
    } = nomination;
    Ok(row::ActiveModel {
        id: Set(id.0),
        cycle_id: Set(cycle.0),
        campaign_id: Set(campaign.0),
        organisation_id: Set(organisation.0),
        organisation_name: Set(organisation_name.clone()),
        occasion: Set(occasion.as_str().to_owned()),
        state: Set(state.as_str().to_owned()),
        look: Set(dossier.subject.look()),
        progress: Set(json::write(progress, "nomination", id.0)?),
        dossier: Set(json::write(dossier, "nomination", id.0)?),
        acts: Set(json::write(acts, "nomination", id.0)?),
        decision_id: Set(decision.map(|decision| decision.0)),
        live_key: Set(live_key),
        created_at: Set(*created_at),
        updated_at: Set(*updated_at),
        revision: Set(revision.0),
    })
}

revised!(Nomination as row by to_row);

/// Which nominations a list shows.
#[derive(Clone, Debug, Default)]
pub struct NominationFilter {
    /// Of this campaign.
    pub campaign: Option<CampaignId>,
    /// For this cycle.
    pub cycle: Option<CycleId>,
    /// By this unit.
    pub organisation: Option<OrganisationId>,
    /// In this state.
    pub state: Option<NominationState>,
    /// Considered on this occasion.
    pub occasion: Option<Occasion>,
    /// With this text in the subject's name, or in a name of the unit; accents do not count.
    pub text: Option<String>,
    /// Only those that were received and are not appraised yet.
    pub under_way: bool,
}

impl Tx {
    /// One nomination, within what the reader may see.
    ///
    /// # Errors
    /// `NotFound`, also if it is out of scope, or a database error.
    pub async fn nomination(&self, scope: &Scope, id: NominationId) -> Result<Nomination, Failure> {
        self.found(within(row::Entity::find_by_id(id.0), (row::Column::OrganisationId, row::Column::CampaignId), scope))
            .await
    }

    /// One nomination, for a change that depends on related rows: it is locked, so a concurrent change waits until this
    /// one is done, and then sees the new state.
    ///
    /// # Errors
    /// `NotFound`, also if it is out of scope, or a database error.
    pub async fn nomination_to_change(&self, scope: &Scope, id: NominationId) -> Result<Nomination, Failure> {
        let query =
            within(row::Entity::find_by_id(id.0), (row::Column::OrganisationId, row::Column::CampaignId), scope)
                .lock(LockType::NoKeyUpdate);
        self.found(query).await
    }

    /// The nominations with these identifiers, in the order of their creation.
    ///
    /// # Errors
    /// A database error.
    pub async fn nominations_named(
        &self,
        named: impl Iterator<Item = NominationId> + Send,
    ) -> Result<Vec<Nomination>, Failure> {
        let query =
            row::Entity::find().filter(row::Column::Id.is_in(named.map(|one| one.0))).order_by_asc(row::Column::Id);
        query.all(self.connection().await?).await?.into_iter().map(Nomination::try_from).collect()
    }

    /// Which nominees of some lists still stand on theirs (`ObjectionPeriod::still_lists`), without their dossiers.
    ///
    /// # Errors
    /// A database error.
    pub async fn still_posted(
        &self,
        periods: &[ObjectionPeriod],
    ) -> Result<HashSet<(ObjectionPeriodId, NominationId)>, Failure> {
        let posted = periods.iter().flat_map(|period| period.posted.iter().map(|posted| posted.nomination.0));
        let query = row::Entity::find()
            .select_only()
            .columns([row::Column::Id, row::Column::Progress])
            .filter(row::Column::Id.is_in(posted))
            .filter(row::Column::State.is_in(LISTED.map(NominationState::as_str)));
        let mut found = HashSet::new();
        for (id, progress) in query.into_tuple::<(uuid::Uuid, String)>().all(self.connection().await?).await? {
            let progress: Progress = json::read(&progress, "nomination", id)?;
            found.extend(progress.posting.map(|posting| (posting.period, NominationId(id))));
        }
        Ok(found)
    }

    /// Whether a nomination of a cycle was sent to the standing agency and not withdrawn.
    ///
    /// # Errors
    /// A database error.
    pub async fn has_nominations(&self, cycle: CycleId) -> Result<bool, Failure> {
        let none = [NominationState::Draft, NominationState::Withdrawn].map(|state| state.as_str());
        let sent = row::Entity::find()
            .select_only()
            .column(row::Column::Id)
            .filter(row::Column::CycleId.eq(cycle.0))
            .filter(row::Column::State.is_not_in(none))
            .limit(1);
        Ok(sent.into_tuple::<uuid::Uuid>().one(self.connection().await?).await?.is_some())
    }

    /// The eligible nominations of a cycle and occasion that are on no list yet, oldest first, up to a number.
    ///
    /// # Errors
    /// A database error.
    pub async fn eligible_unposted(
        &self,
        cycle: CycleId,
        occasion: Occasion,
        most: u16,
    ) -> Result<Vec<Nomination>, Failure> {
        let query = row::Entity::find()
            .filter(row::Column::CycleId.eq(cycle.0))
            .filter(row::Column::Occasion.eq(occasion.as_str()))
            .filter(row::Column::State.eq(NominationState::Eligible.as_str()))
            .order_by_asc(row::Column::Id);
        let eligible: Result<Vec<Nomination>, Failure> =
            query.all(self.connection().await?).await?.into_iter().map(Nomination::try_from).collect();
        let unposted = eligible?.into_iter().filter(|nomination| nomination.progress.posting.is_none());
        Ok(unposted.take(usize::from(most)).collect())
    }

    /// The nominations that match a filter, within what the reader may see.
    ///
    /// # Errors
    /// A database error.
    pub async fn nominations(
        &self,
        scope: &Scope,
        filter: NominationFilter,
        page: Page,
    ) -> Result<Slice<Nomination>, Failure> {
        let NominationFilter { campaign, cycle, organisation, state, occasion, text, under_way } = filter;
        let waiting =
            [NominationState::Received, NominationState::Returned, NominationState::Forwarded].map(|one| one.as_str());
        let query = within(row::Entity::find(), (row::Column::OrganisationId, row::Column::CampaignId), scope)
            .apply_if(campaign, |query, campaign| query.filter(row::Column::CampaignId.eq(campaign.0)))
            .apply_if(cycle, |query, cycle| query.filter(row::Column::CycleId.eq(cycle.0)))
            .apply_if(organisation, |query, unit| query.filter(row::Column::OrganisationId.eq(unit.0)))
            .apply_if(state, |query, state| query.filter(row::Column::State.eq(state.as_str())))
            .apply_if(occasion, |query, occasion| query.filter(row::Column::Occasion.eq(occasion.as_str())))
            .apply_if(text.as_deref(), |query, text| query.filter(called(text)))
            .apply_if(under_way.then_some(waiting), |query, waiting| query.filter(row::Column::State.is_in(waiting)));
        self.slice(query, row::Column::Id, page).await?.try_map(Nomination::try_from)
    }

    /// These nominations, locked against other changes until this unit of work ends.
    ///
    /// # Errors
    /// A database error.
    pub(crate) async fn held_nominations(&self, ids: &[NominationId]) -> Result<Vec<Nomination>, Failure> {
        let query = row::Entity::find()
            .filter(row::Column::Id.is_in(ids.iter().map(|id| id.0)))
            .order_by_asc(row::Column::Id)
            .lock(LockType::NoKeyUpdate);
        query.all(self.connection().await?).await?.into_iter().map(Nomination::try_from).collect()
    }

    /// A unit's nominations of a cycle that were not withdrawn: those that one submission letter may list together.
    ///
    /// # Errors
    /// A database error.
    pub async fn nominations_by(&self, cycle: CycleId, unit: OrganisationId) -> Result<Vec<Nomination>, Failure> {
        let query = row::Entity::find()
            .filter(row::Column::CycleId.eq(cycle.0))
            .filter(row::Column::OrganisationId.eq(unit.0))
            .filter(row::Column::State.ne(NominationState::Withdrawn.as_str()))
            .order_by_asc(row::Column::Id);
        query.all(self.connection().await?).await?.into_iter().map(Nomination::try_from).collect()
    }

    /// Other nominations of the cycle with the same look as this one or the unit's other names (rule L04), and the given
    /// ones of other units, which are known to be of the same person.
    ///
    /// # Errors
    /// A database error.
    pub async fn nominations_like(
        &self,
        nomination: &Nomination,
        same_person: &[NominationId],
        subject_names: &[SubjectName],
    ) -> Result<Vec<Nomination>, Failure> {
        let named = same_person.iter().map(|one| one.0);
        let query = row::Entity::find()
            .filter(row::Column::CycleId.eq(nomination.cycle.0))
            .filter(row::Column::Id.ne(nomination.id.0))
            .filter(looking_like(nomination, subject_names).add(row::Column::Id.is_in(named)))
            .order_by_asc(row::Column::Id);
        query.all(self.connection().await?).await?.into_iter().map(Nomination::try_from).collect()
    }

    /// Nominations with the same look as this one or the unit's other names that were awarded, by the name that their award
    /// stands under if a public decision corrected it (rule P06), and the given ones, which
    /// are known to be of the same person, with the decision's symbol (rule L03); of other movements those of the theme
    /// alone, once they are published.
    ///
    /// # Errors
    /// A database error.
    pub async fn awarded_like(
        &self,
        nomination: &Nomination,
        same_theme: &[CampaignId],
        same_person: &[NominationId],
        subject_names: &[SubjectName],
    ) -> Result<Vec<Awarded>, Failure> {
        let named = same_person.iter().map(|one| one.0);
        let subject = &nomination.dossier.subject;
        let corrected = award_correction::nominations_looking_like(subject.kind.as_str(), &subject.name);
        let awarded = [NominationState::Awarded, NominationState::Published].map(|state| state.as_str());
        let published = row::Column::State.eq(NominationState::Published.as_str());
        let rows = row::Entity::find()
            .filter(
                looking_like(nomination, subject_names)
                    .add(row::Column::Id.is_in(named))
                    .add(row::Column::Id.in_subquery(corrected)),
            )
            .filter(row::Column::Id.ne(nomination.id.0))
            .filter(row::Column::State.is_in(awarded))
            // What another movement has not published yet is not known here (rule M02).
            .filter(row::Column::CampaignId.eq(nomination.campaign.0).or(elsewhere(same_theme).and(published)))
            .order_by_asc(row::Column::Id)
            .all(self.connection().await?)
            .await?;
        let symbols = self.symbols_of(rows.iter().filter_map(|row| row.decision_id)).await?;
        let mut names = self.corrected_names(rows.iter().map(|row| row.id).collect()).await?;
        rows.into_iter()
            .map(|row| {
                let symbol = symbols.iter().find(|(id, _)| Some(*id) == row.decision_id);
                let symbol = symbol.map(|(_, symbol)| symbol.clone()).unwrap_or_default();
                let corrected = names.remove(&row.id);
                let mut nomination = Nomination::try_from(row)?;
                // The award bars under the name that it stands under (rule P06).
                if let Some(name) = corrected {
                    nomination.dossier.subject.name = name;
                }
                Ok(Awarded { nomination, symbol })
            })
            .collect()
    }

    /// Nominations like this one in other movements of the theme whose outcome is not public (rule M02).
    ///
    /// # Errors
    /// A database error.
    pub async fn pending_like(
        &self,
        nomination: &Nomination,
        same_theme: &[CampaignId],
        same_person: &[NominationId],
        subject_names: &[SubjectName],
    ) -> Result<Vec<Nomination>, Failure> {
        if same_theme.is_empty() {
            return Ok(Vec::new());
        }
        let named = same_person.iter().map(|one| one.0);
        let pending = NominationState::ALL.iter().filter(|state| state.is_pending()).map(|state| state.as_str());
        let query = row::Entity::find()
            .filter(looking_like(nomination, subject_names).add(row::Column::Id.is_in(named)))
            .filter(elsewhere(same_theme))
            .filter(row::Column::State.is_in(pending))
            .order_by_asc(row::Column::Id);
        query.all(self.connection().await?).await?.into_iter().map(Nomination::try_from).collect()
    }

    /// Other nominations, of any cycle and unit, that are known to be of the same person, by the blind index of the
    /// identity number.
    ///
    /// # Errors
    /// A database error.
    pub async fn nominations_of_same_person(&self, id: NominationId) -> Result<Vec<NominationId>, Failure> {
        let datum = self.identity_number(id).await?;
        let Some(Holding::Kept { sealed: Sealed { blind_index: index, .. }, .. }) = datum.map(|datum| datum.holding)
        else {
            return Ok(Vec::new());
        };
        let found = self.nominations_with_index(&index).await?;
        Ok(found.into_iter().filter(|other| *other != id).collect())
    }

    /// Those of the given nominations that are known to be of another person: both identity numbers are known, and they
    /// differ. Numbers that were indexed with different keys cannot be compared.
    ///
    /// # Errors
    /// A database error.
    pub async fn nominations_of_other_people(
        &self,
        id: NominationId,
        among: impl Iterator<Item = NominationId> + Send,
    ) -> Result<Vec<NominationId>, Failure> {
        let known = self.indexes_of(std::iter::once(id).chain(among).collect()).await?;
        let Some((_, own)) = known.iter().find(|(nomination, _)| *nomination == id).cloned() else {
            return Ok(Vec::new());
        };
        let differs = |other: &(Vec<u8>, String)| other.1 == own.1 && other.0 != own.0;
        Ok(known.into_iter().filter(|(_, other)| differs(other)).map(|(nomination, _)| nomination).collect())
    }

    /// Every nomination that a decision granted.
    ///
    /// # Errors
    /// A database error.
    pub async fn nominations_of(&self, decision: DecisionId) -> Result<Vec<Nomination>, Failure> {
        let query = row::Entity::find().filter(row::Column::DecisionId.eq(decision.0)).order_by_asc(row::Column::Id);
        query.all(self.connection().await?).await?.into_iter().map(Nomination::try_from).collect()
    }
}

/// The identifiers of the nominations with a text in the subject's name, for a subquery.
pub(crate) fn ids_called(text: &str) -> SelectStatement {
    row::Entity::find().select_only().column(row::Column::Id).filter(names(text)).into_query()
}

fn called(text: &str) -> Condition {
    Condition::any().add(names(text)).add(row::Column::OrganisationId.in_subquery(organisation::ids_called(text)))
}

/// A look consists of a kind, a slash and the folded name.
fn names(text: &str) -> Expr {
    row::Column::Look.like(behind_a_slash(text))
}

/// Nominations of these movements.
fn elsewhere(movements: &[CampaignId]) -> SimpleExpr {
    row::Column::CampaignId.is_in(movements.iter().map(|movement| movement.0))
}

/// Nominations with the same look as this one, or with the look and the unit of one of the subject's names; the rule
/// decides which name belongs to which unit.
fn looking_like(nomination: &Nomination, subject_names: &[SubjectName]) -> Condition {
    let akin = Condition::all()
        .add(row::Column::OrganisationId.is_in(subject_names.iter().map(|known| known.organisation.0)))
        .add(row::Column::Look.is_in(subject_names.iter().map(SubjectName::look)));
    Condition::any().add(row::Column::Look.eq(nomination.dossier.subject.look())).add(akin)
}
