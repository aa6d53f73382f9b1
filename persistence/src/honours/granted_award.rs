//! Awards with the decisions that granted them, for the concepts that refer to awards.
//!
//! This file reads the columns that it needs of the tables that `decision.rs` writes, and writes nothing.

use std::collections::{BTreeSet, HashMap};

use domain::base::identity::Scope;
use domain::base::ids::{AwardId, CampaignId, CycleId, DecisionId, NominationId, OrganisationId, Revision};
use domain::honours::correction::MadeCorrection;
use domain::honours::decision::DecisionState;
use domain::honours::granted_award::{GrantedAward, GrantingDecision};
use domain::honours::nomination::Nomination;
use domain::planning::award::{AwardForm, Occasion, SubjectKind};
use sea_orm::sea_query::SelectStatement;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait, SelectTwo};
use uuid::Uuid;

use crate::base::failure::Failure;
use crate::base::store::Tx;

pub(crate) mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "award")]
    pub(crate) struct Model {
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
    }

    #[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
    pub(crate) enum Relation {
        #[sea_orm(
            belongs_to = "super::decision_row::Entity",
            from = "Column::DecisionId",
            to = "super::decision_row::Column::Id"
        )]
        Decision,
    }

    impl Related<super::decision_row::Entity> for Entity {
        fn to() -> RelationDef {
            Relation::Decision.def()
        }
    }

    impl ActiveModelBehavior for ActiveModel {}
}

pub(crate) mod decision_row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "decision")]
    pub(crate) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub issuer_id: Uuid,
        pub symbol: String,
        pub date: Date,
        pub signer: String,
        pub state: String,
        pub revision: i64,
    }

    #[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
    pub(crate) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

type Found = (row::Model, Option<decision_row::Model>);

/// Awards, each with its decision.
pub(crate) fn joined() -> SelectTwo<row::Entity, decision_row::Entity> {
    row::Entity::find().find_also_related(decision_row::Entity)
}

/// The identifiers of the awards that match a condition, for a subquery.
pub(crate) fn ids(condition: impl sea_orm::sea_query::IntoCondition) -> SelectStatement {
    row::Entity::find().select_only().column(row::Column::Id).filter(condition).into_query()
}

fn read((award, decision): Found, corrections: Vec<MadeCorrection>) -> Result<GrantedAward, Failure> {
    let row::Model {
        id,
        decision_id: _,
        nomination_id: _,
        cycle_id,
        campaign_id,
        subject_kind,
        name,
        organisation_id,
        organisation_name,
        form,
        occasion,
    } = award;
    let corrupt = || Failure::Corrupt { what: "award", id };
    let decision_row::Model { id: decision, issuer_id, symbol, date, signer, state, revision } =
        decision.ok_or_else(corrupt)?;
    let stated = corrections.last().map(|last| last.correction.after.clone());
    let (name, organisation_name) =
        stated.map_or((name, organisation_name), |stated| (stated.name, stated.organisation_name));
    Ok(GrantedAward {
        id: AwardId(id),
        cycle: CycleId(cycle_id),
        campaign: CampaignId(campaign_id),
        subject_kind: SubjectKind::parse(&subject_kind).ok_or_else(corrupt)?,
        name,
        organisation: OrganisationId(organisation_id),
        organisation_name,
        form: AwardForm::parse(&form).ok_or_else(corrupt)?,
        occasion: Occasion::parse(&occasion).ok_or_else(corrupt)?,
        decision: GrantingDecision {
            id: DecisionId(decision),
            issuer: OrganisationId(issuer_id),
            symbol,
            date,
            signer,
            state: DecisionState::parse(&state).ok_or(Failure::Corrupt { what: "decision", id: decision })?,
            revision: Revision(revision),
        },
        corrections,
    })
}

impl Tx {
    /// Awards as they stand, of their rows.
    pub(crate) async fn as_they_stand(&self, found: Vec<Found>) -> Result<Vec<GrantedAward>, Failure> {
        let mut made = self.made_corrections(found.iter().map(|(award, _)| AwardId(award.id))).await?;
        found
            .into_iter()
            .map(|found| {
                let corrections = made.remove(&AwardId(found.0.id)).unwrap_or_default();
                read(found, corrections)
            })
            .collect()
    }

    /// The names of awards' recipients as they stand, for a list that names awards.
    ///
    /// # Errors
    /// A database error.
    pub async fn recipients(
        &self,
        awards: impl Iterator<Item = AwardId> + Send,
    ) -> Result<HashMap<AwardId, String>, Failure> {
        let awards: BTreeSet<Uuid> = awards.map(|award| award.0).collect();
        if awards.is_empty() {
            return Ok(HashMap::new());
        }
        let query = row::Entity::find().filter(row::Column::Id.is_in(awards));
        let rows = query.all(self.connection().await?).await?;
        let made = self.made_corrections(rows.iter().map(|row| AwardId(row.id))).await?;
        let name = |row: row::Model| {
            let last = made.get(&AwardId(row.id)).and_then(|list| list.last());
            (AwardId(row.id), last.map_or(row.name, |last| last.correction.after.name.clone()))
        };
        Ok(rows.into_iter().map(name).collect())
    }

    /// The nomination that an award was granted for.
    ///
    /// # Errors
    /// `NotFound`, or a database error.
    pub async fn nomination_behind(&self, award: AwardId) -> Result<Nomination, Failure> {
        let found = row::Entity::find_by_id(award.0).one(self.connection().await?).await?.ok_or(Failure::NotFound)?;
        self.nomination(&Scope::Everything, NominationId(found.nomination_id)).await
    }

    /// One award, public or not, revoked or not.
    ///
    /// # Errors
    /// `NotFound`, or a database error.
    pub async fn granted_award(&self, id: AwardId) -> Result<GrantedAward, Failure> {
        let found = joined().filter(row::Column::Id.eq(id.0)).one(self.connection().await?).await?;
        let corrections = self.made_corrections([id]).await?.remove(&id).unwrap_or_default();
        read(found.ok_or(Failure::NotFound)?, corrections)
    }

    /// Every award of a decision, revoked ones included.
    ///
    /// # Errors
    /// `NotFound` if the decision does not exist, or a database error.
    pub async fn granted_awards(&self, decision: DecisionId) -> Result<Vec<GrantedAward>, Failure> {
        let query = joined().filter(row::Column::DecisionId.eq(decision.0)).order_by_asc(row::Column::Id);
        let found = query.all(self.connection().await?).await?;
        if found.is_empty() {
            // A decision that only corrects another one has no awards.
            let there = decision_row::Entity::find_by_id(decision.0).one(self.connection().await?).await?;
            there.ok_or(Failure::NotFound)?;
        }
        self.as_they_stand(found).await
    }

    /// Some awards, public or not, revoked or not, in the order of their identifiers.
    ///
    /// # Errors
    /// A database error.
    pub async fn granted_awards_named(&self, ids: Vec<AwardId>) -> Result<Vec<GrantedAward>, Failure> {
        self.granted_awards_among(ids.into_iter().map(|id| id.0).collect()).await
    }

    pub(crate) async fn granted_awards_among(&self, ids: Vec<Uuid>) -> Result<Vec<GrantedAward>, Failure> {
        let query = joined().filter(row::Column::Id.is_in(ids)).order_by_asc(row::Column::Id);
        let found = query.all(self.connection().await?).await?;
        self.as_they_stand(found).await
    }
}
