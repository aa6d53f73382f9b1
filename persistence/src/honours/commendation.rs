//! The register of Giấy khen. An entry never changes; what its giver changes stands in a table that only grows.

use std::collections::HashMap;

use domain::base::identity::Scope;
use domain::base::ids::{CommendationId, OrganisationId, Revision};
use domain::base::text::fold;
use domain::honours::commendation::{
    ChangeContent, Commendation, CommendationChange, CommendationChangeId, CommendationFacts, GiverPaper,
    WithdrawalGround,
};
use domain::honours::correction::CorrectionGround;
use domain::planning::award::SubjectKind;
use sea_orm::sea_query::{LikeExpr, SelectStatement};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait,
};

use crate::base::failure::Failure;
use crate::base::kept::stored;
use crate::base::page::{Page, Slice};
use crate::base::scope::of_units;
use crate::base::search::containing;
use crate::base::store::Tx;
use crate::registry::organisation;

pub(crate) mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "commendation")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub organisation_id: Uuid,
        pub subject_kind: String,
        pub name: String,
        pub search: String,
        pub symbol: String,
        pub date: Date,
        pub signer: String,
        pub achievement: String,
        pub recorded_at: ChronoDateTimeUtc,
        pub revision: i64,
    }

    #[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

mod change_row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "commendation_change")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub commendation_id: Uuid,
        pub number: i64,
        pub kind: String,
        pub ground: String,
        pub symbol: String,
        pub date: Date,
        pub signer: String,
        pub reason: String,
        pub name_before: Option<String>,
        pub achievement_before: Option<String>,
        pub name: Option<String>,
        pub achievement: Option<String>,
        pub search: String,
        pub recorded_at: ChronoDateTimeUtc,
    }

    #[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// The word of a change that corrects.
const CORRECTED: &str = "CORRECTED";
/// The word of a change that withdraws.
const WITHDRAWN: &str = "WITHDRAWN";

/// An entry with its changes.
fn from_row(row: row::Model, changes: Vec<CommendationChange>) -> Result<Commendation, Failure> {
    let row::Model {
        id,
        organisation_id,
        subject_kind,
        name,
        search: _,
        symbol,
        date,
        signer,
        achievement,
        recorded_at,
        revision,
    } = row;
    let corrected = changes.iter().rev().find_map(|change| match &change.content {
        ChangeContent::Corrected { ground: _, before: _, after } => Some(after.clone()),
        ChangeContent::Withdrawn { ground: _ } => None,
    });
    let CommendationFacts { name, achievement } = corrected.unwrap_or(CommendationFacts { name, achievement });
    let counted = i64::try_from(changes.len()).unwrap_or(i64::MAX);
    Ok(Commendation {
        id: CommendationId(id),
        organisation: OrganisationId(organisation_id),
        subject_kind: SubjectKind::parse(&subject_kind).ok_or(Failure::Corrupt { what: "commendation", id })?,
        name,
        symbol,
        date,
        signer,
        achievement,
        recorded_at,
        changes,
        revision: Revision(revision.saturating_add(counted)),
    })
}

impl TryFrom<change_row::Model> for CommendationChange {
    type Error = Failure;

    fn try_from(row: change_row::Model) -> Result<Self, Failure> {
        let change_row::Model {
            id,
            commendation_id,
            number,
            kind,
            ground,
            symbol,
            date,
            signer,
            reason,
            name_before,
            achievement_before,
            name,
            achievement,
            search: _,
            recorded_at,
        } = row;
        let corrupt = || Failure::Corrupt { what: "commendation change", id };
        let facts = |name: Option<String>, achievement: Option<String>| {
            let (name, achievement) = name.zip(achievement).ok_or_else(corrupt)?;
            Ok::<_, Failure>(CommendationFacts { name, achievement })
        };
        let content = match kind.as_str() {
            CORRECTED => ChangeContent::Corrected {
                ground: CorrectionGround::parse(&ground).ok_or_else(corrupt)?,
                before: facts(name_before, achievement_before)?,
                after: facts(name, achievement)?,
            },
            WITHDRAWN => ChangeContent::Withdrawn { ground: WithdrawalGround::parse(&ground).ok_or_else(corrupt)? },
            _unknown => return Err(corrupt()),
        };
        Ok(Self {
            id: CommendationChangeId(id),
            commendation: CommendationId(commendation_id),
            number,
            content,
            paper: GiverPaper { symbol, date, signer },
            reason,
            recorded_at,
        })
    }
}

fn to_change_row(change: &CommendationChange) -> change_row::ActiveModel {
    let CommendationChange { id, commendation, number, content, paper, reason, recorded_at } = change;
    let GiverPaper { symbol, date, signer } = paper;
    let (kind, ground, facts) = match content {
        ChangeContent::Corrected { ground, before, after } => {
            (CORRECTED, ground.as_str(), Some((before.clone(), after.clone())))
        }
        ChangeContent::Withdrawn { ground } => (WITHDRAWN, ground.as_str(), None),
    };
    let (before, after) = facts.unzip();
    let (before, after) = (before.map(taken_apart).unzip(), after.map(taken_apart).unzip());
    let ((name_before, achievement_before), (name, achievement)) = (before, after);
    change_row::ActiveModel {
        id: Set(id.0),
        commendation_id: Set(commendation.0),
        number: Set(*number),
        kind: Set(kind.to_owned()),
        ground: Set(ground.to_owned()),
        symbol: Set(symbol.clone()),
        date: Set(*date),
        signer: Set(signer.clone()),
        reason: Set(reason.clone()),
        name_before: Set(name_before),
        achievement_before: Set(achievement_before),
        search: Set(fold(&format!("{} {symbol}", name.as_deref().unwrap_or_default()))),
        name: Set(name),
        achievement: Set(achievement),
        recorded_at: Set(*recorded_at),
    }
}

fn taken_apart(facts: CommendationFacts) -> (String, String) {
    let CommendationFacts { name, achievement } = facts;
    (name, achievement)
}

stored!(CommendationChange as change_row by to_change_row always);

/// The entries to which a correction gave a name of this shape, for a subquery.
pub(crate) fn ids_shaped(shape: LikeExpr) -> SelectStatement {
    changed().filter(change_row::Column::Name.like(shape)).into_query()
}

/// The entries that were withdrawn because they stand for no Giấy khen, for a subquery.
pub(crate) fn entered_in_error() -> SelectStatement {
    let ground = WithdrawalGround::EnteredInError.as_str();
    changed().filter(change_row::Column::Kind.eq(WITHDRAWN)).filter(change_row::Column::Ground.eq(ground)).into_query()
}

fn changed() -> sea_orm::Select<change_row::Entity> {
    change_row::Entity::find().select_only().column(change_row::Column::CommendationId)
}

fn to_row(commendation: &Commendation) -> row::ActiveModel {
    let Commendation {
        id,
        organisation,
        subject_kind,
        name,
        symbol,
        date,
        signer,
        achievement,
        recorded_at,
        changes: _,
        revision,
    } = commendation;
    row::ActiveModel {
        id: Set(id.0),
        organisation_id: Set(organisation.0),
        subject_kind: Set(subject_kind.as_str().to_owned()),
        name: Set(name.clone()),
        search: Set(fold(&format!("{name} {symbol}"))),
        symbol: Set(symbol.clone()),
        date: Set(*date),
        signer: Set(signer.clone()),
        achievement: Set(achievement.clone()),
        recorded_at: Set(*recorded_at),
        revision: Set(revision.0),
    }
}

stored!(Commendation as row by to_row always);

/// Which entries a list shows.
#[derive(Clone, Debug, Default)]
pub struct CommendationFilter {
    /// Of this unit.
    pub organisation: Option<OrganisationId>,
    /// With this text in the recipient's name, the decision's symbol, or a name of the unit; accents do not count.
    pub text: Option<String>,
}

impl Tx {
    /// One entry, within what the reader may see.
    ///
    /// # Errors
    /// `NotFound`, also if it is out of scope, or a database error.
    pub async fn commendation(&self, scope: &Scope, id: CommendationId) -> Result<Commendation, Failure> {
        let query = of_units(row::Entity::find_by_id(id.0), row::Column::OrganisationId, scope);
        let found = query.one(self.connection().await?).await?.ok_or(Failure::NotFound)?;
        let changes = self.changes_of(&[id.0]).await?.remove(&id.0).unwrap_or_default();
        from_row(found, changes)
    }

    /// The names on the other entries of a unit's decision, as they stand.
    ///
    /// # Errors
    /// A database error.
    pub async fn names_beside(&self, entry: &Commendation) -> Result<Vec<String>, Failure> {
        let query = row::Entity::find()
            .filter(row::Column::OrganisationId.eq(entry.organisation.0))
            .filter(row::Column::Symbol.eq(&entry.symbol))
            .filter(row::Column::Id.ne(entry.id.0));
        let rows = query.all(self.connection().await?).await?;
        Ok(self.entries_as_they_stand(rows).await?.into_iter().map(|other| other.name).collect())
    }

    /// Entries as they stand, of their rows.
    pub(crate) async fn entries_as_they_stand(&self, rows: Vec<row::Model>) -> Result<Vec<Commendation>, Failure> {
        let ids: Vec<uuid::Uuid> = rows.iter().map(|row| row.id).collect();
        let mut changes = self.changes_of(&ids).await?;
        rows.into_iter()
            .map(|row| {
                let changes = changes.remove(&row.id).unwrap_or_default();
                from_row(row, changes)
            })
            .collect()
    }

    /// The changes of entries, of each in their order.
    async fn changes_of(
        &self,
        entries: &[uuid::Uuid],
    ) -> Result<HashMap<uuid::Uuid, Vec<CommendationChange>>, Failure> {
        let mut found: HashMap<uuid::Uuid, Vec<CommendationChange>> = HashMap::new();
        if entries.is_empty() {
            return Ok(found);
        }
        let query = change_row::Entity::find()
            .filter(change_row::Column::CommendationId.is_in(entries.iter().copied()))
            .order_by_asc(change_row::Column::CommendationId)
            .order_by_asc(change_row::Column::Number);
        for row in query.all(self.connection().await?).await? {
            found.entry(row.commendation_id).or_default().push(row.try_into()?);
        }
        Ok(found)
    }

    /// The entries that match a filter, within what the reader may see.
    ///
    /// # Errors
    /// A database error.
    pub async fn commendations(
        &self,
        scope: &Scope,
        filter: &CommendationFilter,
        page: Page,
    ) -> Result<Slice<Commendation>, Failure> {
        let CommendationFilter { organisation, text } = filter;
        let query = of_units(row::Entity::find(), row::Column::OrganisationId, scope)
            .apply_if(*organisation, |query, unit| query.filter(row::Column::OrganisationId.eq(unit.0)))
            .apply_if(text.as_deref(), |query, text| query.filter(called(text)));
        let Slice { items, more } = self.slice(query, row::Column::Id, page).await?;
        Ok(Slice { items: self.entries_as_they_stand(items).await?, more })
    }
}

fn called(text: &str) -> Condition {
    Condition::any()
        .add(row::Column::Search.like(containing(text)))
        .add(
            row::Column::Id
                .in_subquery(changed().filter(change_row::Column::Search.like(containing(text))).into_query()),
        )
        .add(row::Column::OrganisationId.in_subquery(organisation::ids_called(text)))
}
