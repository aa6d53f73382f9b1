//! Corrections of awards by decisions, and which of them are public; the tables only grow, and an award never changes.
//!
//! The domain says when a decision is published which of its corrections are public (`correction::published`), and
//! `public_correction` remembers it: whatever shows an award as it stands asks this table. This file reads the columns
//! that it needs of the tables that `decision.rs` writes. What is not public is told to nobody but the agencies, with its
//! decision.

use std::collections::{HashMap, HashSet};

use chrono::NaiveDate;
use domain::base::ids::{AwardId, DecisionId};
use domain::base::step::Step;
use domain::base::text::fold;
use domain::honours::correction::{AwardCorrection, AwardFacts, CorrectionGround, CorrectionId, MadeCorrection};
use domain::honours::decision::{Decision, DecisionState};
use domain::results::change::Announcement;
use sea_orm::sea_query::{LikeExpr, SelectStatement};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait};
use uuid::Uuid;

use crate::base::failure::Failure;
use crate::base::json;
use crate::base::search::containing;
use crate::base::store::Tx;

mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "award_correction")]
    pub(super) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub award_id: Uuid,
        pub decision_id: Uuid,
        pub number: i64,
        pub ground: String,
        pub reason: String,
        pub name_before: String,
        pub organisation_name_before: String,
        pub name: String,
        pub organisation_name: String,
        pub search: String,
        pub prize: Option<String>,
    }

    #[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
    pub(super) enum Relation {
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

mod public_row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "public_correction")]
    pub(super) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub correction_id: Uuid,
    }

    #[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
    pub(super) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

mod decision_row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "decision")]
    pub(super) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub symbol: String,
        pub date: Date,
        pub state: String,
        pub published_at: Option<ChronoDateTimeUtc>,
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
        pub nomination_id: Uuid,
        pub subject_kind: String,
    }

    #[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
    pub(super) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// How often an award was corrected, corrections that are not public included.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SoFar {
    /// How often.
    pub corrections: i64,
    /// The day of the decision that corrected it last.
    pub last: Option<NaiveDate>,
    /// Whether that decision is not public yet.
    pub waiting: bool,
}

fn read(row: row::Model, public: bool) -> Result<AwardCorrection, Failure> {
    let row::Model {
        id,
        award_id,
        decision_id: _,
        number,
        ground,
        reason,
        name_before,
        organisation_name_before,
        name,
        organisation_name,
        search: _,
        prize,
    } = row;
    Ok(AwardCorrection {
        id: CorrectionId(id),
        award: AwardId(award_id),
        number,
        ground: CorrectionGround::parse(&ground).ok_or(Failure::Corrupt { what: "award correction", id })?,
        reason,
        before: AwardFacts { name: name_before, organisation_name: organisation_name_before },
        after: AwardFacts { name, organisation_name },
        prize: json::read_any(prize.as_deref(), "award correction", id)?,
        public,
    })
}

fn to_row(correction: &AwardCorrection, decision: DecisionId) -> Result<row::ActiveModel, Failure> {
    // Whether it is public is not known yet, and stands in a table of its own.
    let AwardCorrection { id, award, number, ground, reason, before, after, prize, public: _ } = correction;
    Ok(row::ActiveModel {
        id: Set(id.0),
        award_id: Set(award.0),
        decision_id: Set(decision.0),
        number: Set(*number),
        ground: Set(ground.as_str().to_owned()),
        reason: Set(reason.clone()),
        name_before: Set(before.name.clone()),
        organisation_name_before: Set(before.organisation_name.clone()),
        name: Set(after.name.clone()),
        organisation_name: Set(after.organisation_name.clone()),
        search: Set(fold(&after.name)),
        prize: Set(json::write_any(prize.as_ref(), "award correction", id.0)?),
    })
}

impl Tx {
    /// Records what a decision corrects, in the transaction that records the decision.
    ///
    /// # Errors
    /// `Duplicate` for an award that another transaction has corrected meanwhile, or a database error.
    pub(crate) async fn add_corrections(
        &self,
        decision: DecisionId,
        corrections: &[AwardCorrection],
    ) -> Result<(), Failure> {
        for correction in corrections {
            let new = to_row(correction, decision)?;
            row::Entity::insert(new).exec_without_returning(self.connection().await?).await?;
        }
        Ok(())
    }

    /// Saves a decision that becomes public, and with it those of its corrections that do, and records the public changes.
    ///
    /// # Errors
    /// `Stale` if the decision has changed, or a database error.
    pub async fn publish_decision(&self, step: Step<Decision>, announced: Announcement) -> Result<Decision, Failure> {
        let decision = self.save_decision(step, announced).await?;
        let public: Vec<Uuid> = decision.public_corrections().map(|one| one.id.0).collect();
        for correction in public {
            let new = public_row::ActiveModel { correction_id: Set(correction) };
            public_row::Entity::insert(new).exec_without_returning(self.connection().await?).await?;
        }
        Ok(decision)
    }

    /// What each of these decisions corrects, public or not.
    pub(crate) async fn corrections_by(
        &self,
        decisions: impl IntoIterator<Item = Uuid> + Send,
    ) -> Result<HashMap<DecisionId, Vec<AwardCorrection>>, Failure> {
        let decisions: Vec<Uuid> = decisions.into_iter().collect();
        let mut found: HashMap<DecisionId, Vec<AwardCorrection>> = HashMap::new();
        if decisions.is_empty() {
            return Ok(found);
        }
        let query = row::Entity::find().filter(row::Column::DecisionId.is_in(decisions)).order_by_asc(row::Column::Id);
        let rows = query.all(self.connection().await?).await?;
        let ids = rows.iter().map(|row| row.id);
        let query = public_row::Entity::find().filter(public_row::Column::CorrectionId.is_in(ids));
        let public = query.all(self.connection().await?).await?;
        let public: HashSet<Uuid> = public.into_iter().map(|row| row.correction_id).collect();
        for row in rows {
            let is_public = public.contains(&row.id);
            found.entry(DecisionId(row.decision_id)).or_default().push(read(row, is_public)?);
        }
        Ok(found)
    }

    /// The public corrections of these awards, of each in their order.
    ///
    /// # Errors
    /// A database error.
    pub async fn made_corrections(
        &self,
        awards: impl IntoIterator<Item = AwardId> + Send,
    ) -> Result<HashMap<AwardId, Vec<MadeCorrection>>, Failure> {
        let awards: Vec<Uuid> = awards.into_iter().map(|award| award.0).collect();
        let mut made: HashMap<AwardId, Vec<MadeCorrection>> = HashMap::new();
        if awards.is_empty() {
            return Ok(made);
        }
        let query = row::Entity::find()
            .find_also_related(decision_row::Entity)
            .filter(row::Column::AwardId.is_in(awards))
            .filter(row::Column::Id.in_subquery(public_ids()))
            .order_by_asc(row::Column::AwardId)
            .order_by_asc(row::Column::Number);
        for (correction, decision) in query.all(self.connection().await?).await? {
            let corrupt = Failure::Corrupt { what: "award correction", id: correction.id };
            let correction = read(correction, true)?;
            let Some(decision_row::Model { id, symbol, date, state: _, published_at: Some(published_at) }) = decision
            else {
                return Err(corrupt);
            };
            let one = MadeCorrection { correction, decision: DecisionId(id), symbol, date, published_at };
            made.entry(one.correction.award).or_default().push(one);
        }
        Ok(made)
    }

    /// How often an award was corrected, corrections that are not public included.
    ///
    /// # Errors
    /// A database error.
    pub async fn corrected_so_far(&self, award: AwardId) -> Result<SoFar, Failure> {
        let query = row::Entity::find()
            .find_also_related(decision_row::Entity)
            .filter(row::Column::AwardId.eq(award.0))
            .order_by_desc(row::Column::Number)
            .limit(1);
        let Some((correction, decision)) = query.one(self.connection().await?).await? else {
            return Ok(SoFar::default());
        };
        let decision = decision.ok_or(Failure::Corrupt { what: "award correction", id: correction.id })?;
        let waiting = decision.state != DecisionState::Published.as_str();
        Ok(SoFar { corrections: correction.number, last: Some(decision.date), waiting })
    }

    /// The names that public corrections gave to the subjects of nominations, by nomination.
    pub(crate) async fn corrected_names(&self, nominations: Vec<Uuid>) -> Result<HashMap<Uuid, String>, Failure> {
        if nominations.is_empty() {
            return Ok(HashMap::new());
        }
        let query = award_row::Entity::find()
            .select_only()
            .columns([award_row::Column::Id, award_row::Column::NominationId])
            .filter(award_row::Column::NominationId.is_in(nominations))
            .filter(award_row::Column::Id.in_subquery(corrected()));
        let awards: Vec<(Uuid, Uuid)> = query.into_tuple().all(self.connection().await?).await?;
        let made = self.made_corrections(awards.iter().map(|(award, _)| AwardId(*award))).await?;
        let name = |award| {
            made.get(&AwardId(award)).and_then(|list| list.last()).map(|last| last.correction.after.name.clone())
        };
        Ok(awards.into_iter().filter_map(|(award, nomination)| Some((nomination, name(award)?))).collect())
    }
}

/// The awards with a public correction, for a subquery.
fn corrected() -> SelectStatement {
    public().into_query()
}

/// The awards to which a public correction gave a name with this text, for a subquery.
pub(crate) fn ids_called(text: &str) -> SelectStatement {
    public().filter(row::Column::Search.like(containing(text))).into_query()
}

/// The awards to which a public correction gave a name of this shape, for a subquery.
pub(crate) fn ids_shaped(shape: LikeExpr) -> SelectStatement {
    public().filter(row::Column::Name.like(shape)).into_query()
}

/// The nominations of awards of a kind to which a public correction gave a name that is alike, for a subquery.
pub(crate) fn nominations_looking_like(subject_kind: &str, name: &str) -> SelectStatement {
    let alike = public().filter(row::Column::Search.eq(fold(name))).into_query();
    award_row::Entity::find()
        .select_only()
        .column(award_row::Column::NominationId)
        .filter(award_row::Column::SubjectKind.eq(subject_kind))
        .filter(award_row::Column::Id.in_subquery(alike))
        .into_query()
}

/// The awards of public corrections.
fn public() -> sea_orm::Select<row::Entity> {
    row::Entity::find().select_only().column(row::Column::AwardId).filter(row::Column::Id.in_subquery(public_ids()))
}

/// The corrections that are public, for a subquery.
fn public_ids() -> SelectStatement {
    public_row::Entity::find().select_only().column(public_row::Column::CorrectionId).into_query()
}
