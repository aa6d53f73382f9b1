//! Award decisions and the awards in them.

use std::collections::HashMap;

use chrono::NaiveDate;
use domain::base::identity::Scope;
use domain::base::ids::{AwardId, CampaignId, CycleId, DecisionId, NominationId, OrganisationId, Revision};
use domain::base::step::Step;
use domain::honours::correction::{AwardCorrection, MadeCorrection};
use domain::honours::decision::{Award, Decision, DecisionPaper, DecisionState};
use domain::planning::award::{AwardForm, Occasion, SubjectKind};
use domain::results::change::Announcement;
use sea_orm::{
    ActiveValue::Set, ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait,
};

use crate::base::failure::Failure;
use crate::base::json;
use crate::base::page::{Page, Slice};
use crate::base::scope::{of_movements, within};
use crate::base::store::Tx;
use crate::honours::{award_correction, award_prize, nomination, revocation};
use crate::registry::organisation;

mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "decision")]
    pub(super) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub issuer_id: Uuid,
        pub number: i64,
        pub year: i32,
        pub symbol: String,
        pub date: Date,
        pub signer: String,
        pub title: String,
        pub file: String,
        pub corrects_id: Option<Uuid>,
        pub sheet: Option<String>,
        pub bytes_required: bool,
        pub state: String,
        pub published_at: Option<ChronoDateTimeUtc>,
        pub revision: i64,
    }

    #[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
    pub(super) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

mod award_row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "award")]
    pub(super) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub decision_id: Uuid,
        pub nomination_id: Uuid,
        pub cycle_id: Uuid,
        pub campaign_id: Uuid,
        pub subject_kind: String,
        pub name: String,
        pub organisation_id: Uuid,
        pub organisation_name: String,
        pub form: String,
        pub occasion: String,
        pub without_unit: bool,
        pub prize: Option<String>,
    }

    #[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
    pub(super) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

fn from_rows(
    row: row::Model,
    awards: Vec<award_row::Model>,
    corrections: Vec<AwardCorrection>,
    movements: &[(uuid::Uuid, uuid::Uuid)],
) -> Result<Decision, Failure> {
    let row::Model {
        id,
        issuer_id,
        number,
        year: _,
        symbol,
        date,
        signer,
        title,
        file,
        corrects_id,
        sheet,
        bytes_required,
        state,
        published_at,
        revision,
    } = row;
    let of = |decision: uuid::Uuid| decision == id || Some(decision) == corrects_id;
    let mut movements: Vec<CampaignId> =
        movements.iter().filter(|(decision, _)| of(*decision)).map(|(_, movement)| CampaignId(*movement)).collect();
    movements.sort_unstable();
    movements.dedup();
    Ok(Decision {
        id: DecisionId(id),
        issuer: OrganisationId(issuer_id),
        paper: DecisionPaper { number, symbol, date, signer, title, file: json::read(&file, "decision", id)? },
        awards: awards.into_iter().map(Award::try_from).collect::<Result<Vec<Award>, Failure>>()?,
        corrects: corrects_id.map(DecisionId),
        corrections,
        movements,
        sheet,
        bytes_required,
        state: DecisionState::parse(&state).ok_or(Failure::Corrupt { what: "decision", id })?,
        published_at,
        revision: Revision(revision),
    })
}

fn to_row(decision: &Decision) -> Result<row::ActiveModel, Failure> {
    let year = decision.year();
    let Decision {
        id,
        issuer,
        paper,
        awards: _,
        corrects,
        corrections: _,
        movements: _,
        sheet,
        bytes_required,
        state,
        published_at,
        revision,
    } = decision;
    let DecisionPaper { number, symbol, date, signer, title, file } = paper;
    Ok(row::ActiveModel {
        id: Set(id.0),
        issuer_id: Set(issuer.0),
        number: Set(*number),
        year: Set(year),
        symbol: Set(symbol.clone()),
        date: Set(*date),
        signer: Set(signer.clone()),
        title: Set(title.clone()),
        file: Set(json::write(file, "decision", id.0)?),
        corrects_id: Set(corrects.map(|earlier| earlier.0)),
        sheet: Set(sheet.clone()),
        bytes_required: Set(*bytes_required),
        state: Set(state.as_str().to_owned()),
        published_at: Set(*published_at),
        revision: Set(revision.0),
    })
}

impl TryFrom<award_row::Model> for Award {
    type Error = Failure;

    fn try_from(row: award_row::Model) -> Result<Self, Failure> {
        let award_row::Model {
            id,
            decision_id: _,
            nomination_id,
            cycle_id,
            campaign_id,
            subject_kind,
            name,
            organisation_id,
            organisation_name,
            form,
            occasion,
            without_unit,
            prize,
        } = row;
        let corrupt = || Failure::Corrupt { what: "award", id };
        Ok(Self {
            id: AwardId(id),
            nomination: NominationId(nomination_id),
            cycle: CycleId(cycle_id),
            campaign: CampaignId(campaign_id),
            subject_kind: SubjectKind::parse(&subject_kind).ok_or_else(corrupt)?,
            name,
            organisation: OrganisationId(organisation_id),
            organisation_name,
            form: AwardForm::parse(&form).ok_or_else(corrupt)?,
            occasion: Occasion::parse(&occasion).ok_or_else(corrupt)?,
            without_unit,
            prize: json::read_any(prize.as_deref(), "award", id)?,
        })
    }
}

fn to_award_row(award: &Award, decision: DecisionId) -> Result<award_row::ActiveModel, Failure> {
    let Award {
        id,
        nomination,
        cycle,
        campaign,
        subject_kind,
        name,
        organisation,
        organisation_name,
        form,
        occasion,
        without_unit,
        prize,
    } = award;
    Ok(award_row::ActiveModel {
        id: Set(id.0),
        decision_id: Set(decision.0),
        nomination_id: Set(nomination.0),
        cycle_id: Set(cycle.0),
        campaign_id: Set(campaign.0),
        subject_kind: Set(subject_kind.as_str().to_owned()),
        name: Set(name.clone()),
        organisation_id: Set(organisation.0),
        organisation_name: Set(organisation_name.clone()),
        form: Set(form.as_str().to_owned()),
        occasion: Set(occasion.as_str().to_owned()),
        without_unit: Set(*without_unit),
        prize: Set(json::write_any(prize.as_ref(), "award", id.0)?),
    })
}

/// A decision in a list: without its awards, of which there may be hundreds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListedDecision {
    /// The decision; its list of awards is empty.
    pub decision: Decision,
    /// How many awards it grants.
    pub awards: u64,
    /// How many of them have no prize money yet.
    pub without_prize: u64,
}

/// An award that is public, with the decision that granted it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublishedAward {
    /// The award as it stands: with its public corrections.
    pub award: Award,
    /// The decision.
    pub decision: Decision,
    /// Its public corrections, in their order.
    pub corrections: Vec<MadeCorrection>,
}

/// Which public awards a list shows.
#[derive(Clone, Debug, Default)]
pub struct AwardFilter {
    /// Of this campaign.
    pub campaign: Option<CampaignId>,
    /// For this cycle.
    pub cycle: Option<CycleId>,
    /// To this unit or its people.
    pub organisation: Option<OrganisationId>,
    /// With this text in the recipient's name, or in a name of the unit; accents do not count.
    pub text: Option<String>,
}

impl Tx {
    /// One decision, public or not.
    ///
    /// # Errors
    /// `NotFound`, or a database error.
    pub async fn decision(&self, id: DecisionId) -> Result<Decision, Failure> {
        let found = row::Entity::find_by_id(id.0).one(self.connection().await?).await?.ok_or(Failure::NotFound)?;
        let awards = self.awards_of(&[found.id]).await?;
        let movements = self.movements_of(std::slice::from_ref(&found)).await?;
        let corrections = self.corrections_by([id.0]).await?.remove(&id).unwrap_or_default();
        let decision = from_rows(found, awards, corrections, &movements)?;
        Ok(Decision { awards: self.with_prizes(decision.awards).await?, ..decision })
    }

    /// The decisions with an award within a scope, or that correct such a one, oldest first, with the number of their
    /// awards.
    ///
    /// # Errors
    /// A database error.
    pub async fn decisions(&self, scope: &Scope, page: Page) -> Result<Slice<ListedDecision>, Failure> {
        let theirs = of_movements(award_row::Column::CampaignId, scope).map(|within| {
            let granting = award_row::Entity::find().select_only().column(award_row::Column::DecisionId).filter(within);
            let (one, corrected) = (granting.clone().into_query(), granting.into_query());
            Condition::any().add(row::Column::Id.in_subquery(one)).add(row::Column::CorrectsId.in_subquery(corrected))
        });
        let query = row::Entity::find().apply_if(theirs, |query, condition| query.filter(condition));
        let slice = self.slice(query, row::Column::Id, page).await?;
        let ids: Vec<uuid::Uuid> = slice.items.iter().map(|row| row.id).collect();
        let all = self.counted(&ids, None).await?;
        let filled =
            award_prize::row::Entity::find().select_only().column(award_prize::row::Column::AwardId).into_query();
        let prize = award_row::Column::Prize;
        // An amount is written if there is one; see `AwardPrize`.
        let bare = Condition::any().add(prize.is_null()).add(prize.not_like("%\"dong\"%"));
        let lacking = Condition::all().add(bare).add(award_row::Column::Id.not_in_subquery(filled));
        let lacking = self.counted(&ids, Some(lacking)).await?;
        let movements = self.movements_of(&slice.items).await?;
        slice.try_map(|row| {
            let (awards, without_prize) = (count_of(&all, row.id), count_of(&lacking, row.id));
            Ok(ListedDecision { decision: from_rows(row, Vec::new(), Vec::new(), &movements)?, awards, without_prize })
        })
    }

    /// The awards of a decision, public or not, revoked or not.
    ///
    /// # Errors
    /// `NotFound` if the decision does not exist, or a database error.
    pub async fn awards_in(&self, scope: &Scope, decision: DecisionId, page: Page) -> Result<Slice<Award>, Failure> {
        self.decision_date(decision).await?;
        let rows = award_row::Entity::find().filter(award_row::Column::DecisionId.eq(decision.0));
        let query = within(rows, (award_row::Column::OrganisationId, award_row::Column::CampaignId), scope);
        let Slice { items, more } = self.slice(query, award_row::Column::Id, page).await?;
        let awards = items.into_iter().map(Award::try_from).collect::<Result<Vec<Award>, Failure>>()?;
        Ok(Slice { items: self.with_prizes(awards).await?, more })
    }

    /// In which movements each of these decisions, and each decision that one of them corrects, grants awards.
    async fn movements_of(&self, decisions: &[row::Model]) -> Result<Vec<(uuid::Uuid, uuid::Uuid)>, Failure> {
        let named = decisions.iter().flat_map(|row| std::iter::once(row.id).chain(row.corrects_id));
        let query = award_row::Entity::find()
            .select_only()
            .column(award_row::Column::DecisionId)
            .column(award_row::Column::CampaignId)
            .distinct()
            .filter(award_row::Column::DecisionId.is_in(named));
        Ok(query.into_tuple().all(self.connection().await?).await?)
    }

    /// The awards with the prizes that were computed after the decision.
    async fn with_prizes(&self, awards: Vec<Award>) -> Result<Vec<Award>, Failure> {
        let lacking = awards.iter().filter(|award| award.lacks_prize()).map(|award| award.id.0).collect();
        let filled = self.prizes_of(lacking).await?;
        let with = |award: Award| match filled.iter().find(|(id, _)| *id == award.id) {
            Some((_, prize)) => Award { prize: Some(prize.clone()), ..award },
            None => award,
        };
        Ok(awards.into_iter().map(with).collect())
    }

    /// How many awards of each decision meet a condition.
    async fn counted(
        &self,
        decisions: &[uuid::Uuid],
        condition: Option<Condition>,
    ) -> Result<Vec<(uuid::Uuid, i64)>, Failure> {
        let query = award_row::Entity::find()
            .select_only()
            .column(award_row::Column::DecisionId)
            .column_as(award_row::Column::Id.count(), "count")
            .filter(award_row::Column::DecisionId.is_in(decisions.iter().copied()))
            .apply_if(condition, |query, condition| query.filter(condition))
            .group_by(award_row::Column::DecisionId);
        Ok(query.into_tuple().all(self.connection().await?).await?)
    }

    /// Records a decision with its awards and what it corrects.
    ///
    /// # Errors
    /// `Duplicate` for a number of another paper (rule L13), or for an award that was corrected meanwhile (rule P06).
    pub async fn add_decision(&self, step: Step<Decision>) -> Result<Decision, Failure> {
        let (decision, event) = step.into_parts();
        row::Entity::insert(to_row(&decision)?).exec_without_returning(self.connection().await?).await?;
        self.take_number(decision.id.0, &decision.numbered()).await?;
        for award in &decision.awards {
            let new = to_award_row(award, decision.id)?;
            award_row::Entity::insert(new).exec_without_returning(self.connection().await?).await?;
        }
        self.add_corrections(decision.id, &decision.corrections).await?;
        self.record(&event).await?;
        Ok(decision)
    }

    /// Saves a decision's state if its stored revision is unchanged, and records the public changes; its awards never
    /// change.
    ///
    /// # Errors
    /// `Stale` if it has changed, or a database error.
    pub async fn save_decision(&self, step: Step<Decision>, announced: Announcement) -> Result<Decision, Failure> {
        let (decision, event) = step.into_parts();
        let old = decision.revision;
        let decision = Decision { revision: old.next(), ..decision };
        let query = row::Entity::update_many()
            .set(to_row(&decision)?)
            .filter(row::Column::Id.eq(decision.id.0))
            .filter(row::Column::Revision.eq(old.0));
        self.replace(query).await?;
        self.record(&event).await?;
        self.announce(announced);
        Ok(decision)
    }

    /// The public awards that match a filter.
    ///
    /// # Errors
    /// A database error.
    pub async fn published_awards(&self, filter: AwardFilter, page: Page) -> Result<Slice<PublishedAward>, Failure> {
        let AwardFilter { campaign, cycle, organisation, text } = filter;
        let query = public()
            .apply_if(campaign, |query, campaign| query.filter(award_row::Column::CampaignId.eq(campaign.0)))
            .apply_if(cycle, |query, cycle| query.filter(award_row::Column::CycleId.eq(cycle.0)))
            .apply_if(organisation, |query, unit| query.filter(award_row::Column::OrganisationId.eq(unit.0)))
            .apply_if(text.as_deref(), |query, text| query.filter(called(text)));
        let slice = self.slice(query, award_row::Column::Id, page).await?;
        let decisions = row::Entity::find()
            .filter(row::Column::Id.is_in(slice.items.iter().map(|award| award.decision_id)))
            .all(self.connection().await?)
            .await?;
        let mut made = self.made_corrections(slice.items.iter().map(|award| AwardId(award.id))).await?;
        slice.try_map(|award| {
            let decision = decisions.iter().find(|decision| decision.id == award.decision_id).cloned();
            let corrections = made.remove(&AwardId(award.id)).unwrap_or_default();
            joined(award, decision, corrections)
        })
    }

    /// Every public award of a cycle that stands, with its decision, in the order of granting.
    ///
    /// # Errors
    /// A database error.
    pub async fn all_published_awards(&self, cycle: CycleId) -> Result<Vec<PublishedAward>, Failure> {
        let query = public().filter(award_row::Column::CycleId.eq(cycle.0)).order_by_asc(award_row::Column::Id);
        let awards = query.all(self.connection().await?).await?;
        let named: std::collections::BTreeSet<uuid::Uuid> = awards.iter().map(|award| award.decision_id).collect();
        let query = row::Entity::find().filter(row::Column::Id.is_in(named));
        let decisions = query.all(self.connection().await?).await?;
        let mut made = self.made_corrections(awards.iter().map(|award| AwardId(award.id))).await?;
        let beside = |award: award_row::Model| {
            let decision = decisions.iter().find(|decision| decision.id == award.decision_id).cloned();
            let corrections = made.remove(&AwardId(award.id)).unwrap_or_default();
            joined(award, decision, corrections)
        };
        awards.into_iter().map(beside).collect()
    }

    /// One public award.
    ///
    /// # Errors
    /// `NotFound`, also while its decision is not public, or a database error.
    pub async fn published_award(&self, id: AwardId) -> Result<PublishedAward, Failure> {
        let query = public().filter(award_row::Column::Id.eq(id.0));
        let award = query.one(self.connection().await?).await?.ok_or(Failure::NotFound)?;
        let decision = row::Entity::find_by_id(award.decision_id).one(self.connection().await?).await?;
        let corrections = self.made_corrections([id]).await?.remove(&id).unwrap_or_default();
        joined(award, decision, corrections)
    }

    /// Which of these awards are public, with the names of their recipients.
    ///
    /// # Errors
    /// A database error.
    pub async fn public_recipients(&self, awards: Vec<AwardId>) -> Result<HashMap<AwardId, String>, Failure> {
        if awards.is_empty() {
            return Ok(HashMap::new());
        }
        let query = public().filter(award_row::Column::Id.is_in(awards.iter().map(|award| award.0)));
        let rows = query.all(self.connection().await?).await?;
        let made = self.made_corrections(rows.iter().map(|row| AwardId(row.id))).await?;
        let name = |row: award_row::Model| {
            let last = made.get(&AwardId(row.id)).and_then(|list| list.last());
            (AwardId(row.id), last.map_or(row.name, |last| last.correction.after.name.clone()))
        };
        Ok(rows.into_iter().map(name).collect())
    }

    /// The decisions that became public last, the latest first, each with a cycle of its awards and without the awards.
    ///
    /// # Errors
    /// A database error.
    pub async fn latest_published_decisions(&self, limit: u64) -> Result<Vec<(Decision, Option<CycleId>)>, Failure> {
        let rows = row::Entity::find()
            .filter(row::Column::State.eq(DecisionState::Published.as_str()))
            .order_by_desc(row::Column::PublishedAt)
            .order_by_desc(row::Column::Id)
            .limit(limit)
            .all(self.connection().await?)
            .await?;
        let cycles: Vec<(uuid::Uuid, uuid::Uuid)> = award_row::Entity::find()
            .select_only()
            .columns([award_row::Column::DecisionId, award_row::Column::CycleId])
            .distinct()
            .filter(award_row::Column::DecisionId.is_in(rows.iter().map(|row| row.id)))
            .order_by_asc(award_row::Column::DecisionId)
            .order_by_asc(award_row::Column::CycleId)
            .into_tuple()
            .all(self.connection().await?)
            .await?;
        let cycle = |decision| cycles.iter().find(|(id, _)| *id == decision).map(|(_, cycle)| CycleId(*cycle));
        let beside = |row: row::Model| {
            let cycle = cycle(row.id);
            Ok((from_rows(row, Vec::new(), Vec::new(), &[])?, cycle))
        };
        rows.into_iter().map(beside).collect()
    }

    /// The decisions that correct this one, in the order of recording.
    ///
    /// # Errors
    /// A database error.
    pub async fn decisions_correcting(&self, decision: DecisionId) -> Result<Vec<Decision>, Failure> {
        let query = row::Entity::find().filter(row::Column::CorrectsId.eq(decision.0)).order_by_asc(row::Column::Id);
        let rows = query.all(self.connection().await?).await?;
        let ids: Vec<uuid::Uuid> = rows.iter().map(|row| row.id).collect();
        let (movements, awards) = (self.movements_of(&rows).await?, self.awards_of(&ids).await?);
        let mut corrections = self.corrections_by(ids).await?;
        let whole = |row: row::Model| {
            let theirs = corrections.remove(&DecisionId(row.id)).unwrap_or_default();
            let granted = awards.iter().filter(|award| award.decision_id == row.id).cloned().collect();
            from_rows(row, granted, theirs, &movements)
        };
        rows.into_iter().map(whole).collect()
    }

    /// The symbols of decisions that exist.
    ///
    /// # Errors
    /// A database error.
    pub async fn symbols(
        &self,
        decisions: impl Iterator<Item = DecisionId> + Send,
    ) -> Result<Vec<(DecisionId, String)>, Failure> {
        let decisions: Vec<uuid::Uuid> = decisions.map(|decision| decision.0).collect();
        if decisions.is_empty() {
            return Ok(Vec::new());
        }
        let found = self.symbols_of(decisions.into_iter()).await?;
        Ok(found.into_iter().map(|(id, symbol)| (DecisionId(id), symbol)).collect())
    }

    /// The day of a decision.
    ///
    /// # Errors
    /// `NotFound`, or a database error.
    pub async fn decision_date(&self, id: DecisionId) -> Result<NaiveDate, Failure> {
        let found = row::Entity::find_by_id(id.0).one(self.connection().await?).await?.ok_or(Failure::NotFound)?;
        Ok(found.date)
    }

    /// Decisions' symbols, by identifier.
    pub(crate) async fn symbols_of(
        &self,
        decisions: impl Iterator<Item = uuid::Uuid>,
    ) -> Result<Vec<(uuid::Uuid, String)>, Failure> {
        let query = row::Entity::find().filter(row::Column::Id.is_in(decisions));
        Ok(query.all(self.connection().await?).await?.into_iter().map(|row| (row.id, row.symbol)).collect())
    }

    async fn awards_of(&self, decisions: &[uuid::Uuid]) -> Result<Vec<award_row::Model>, Failure> {
        let query = award_row::Entity::find()
            .filter(award_row::Column::DecisionId.is_in(decisions.iter().copied()))
            .order_by_asc(award_row::Column::Id);
        Ok(query.all(self.connection().await?).await?)
    }
}

fn count_of(counts: &[(uuid::Uuid, i64)], decision: uuid::Uuid) -> u64 {
    let count = counts.iter().find(|(id, _)| *id == decision).map_or(0, |(_, count)| *count);
    u64::try_from(count).unwrap_or_default()
}

/// An award has the name of the nominated subject, or one that a public correction gave it. The award table only grows, so
/// the nomination, which has the folded name, is searched.
fn called(text: &str) -> Condition {
    Condition::any()
        .add(award_row::Column::NominationId.in_subquery(nomination::ids_called(text)))
        .add(award_row::Column::Id.in_subquery(award_correction::ids_called(text)))
        .add(award_row::Column::OrganisationId.in_subquery(organisation::ids_called(text)))
}

/// The only awards that this file returns for the public (rule S29): those whose decision is public, without the
/// revoked ones (rule L18).
fn public() -> sea_orm::Select<award_row::Entity> {
    let published = row::Entity::find()
        .select_only()
        .column(row::Column::Id)
        .filter(row::Column::State.eq(DecisionState::Published.as_str()))
        .into_query();
    award_row::Entity::find()
        .filter(award_row::Column::DecisionId.in_subquery(published))
        .filter(award_row::Column::Id.not_in_subquery(revocation::revoked()))
}

fn joined(
    award: award_row::Model,
    decision: Option<row::Model>,
    corrections: Vec<MadeCorrection>,
) -> Result<PublishedAward, Failure> {
    let decision = decision.ok_or(Failure::Corrupt { what: "award", id: award.id })?;
    let (mut award, decision) = (Award::try_from(award)?, from_rows(decision, Vec::new(), Vec::new(), &[])?);
    if let Some(last) = corrections.last() {
        award.name.clone_from(&last.correction.after.name);
        award.organisation_name.clone_from(&last.correction.after.organisation_name);
    }
    Ok(PublishedAward { award, decision, corrections })
}
