//! How long personal data is kept, and the purges that erased it.

use domain::base::ids::{RetentionRuleId, Revision};
use domain::base::step::Step;
use domain::privacy::retention::{Purge, PurgeId, Purging, RetentionClass, RetentionRule};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter};

use crate::base::failure::Failure;
use crate::base::json;
use crate::base::page::{Page, Slice};
use crate::base::store::Tx;

mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "retention_rule")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub class: String,
        pub months: Option<i32>,
        pub document: Option<String>,
        pub revision: i64,
    }

    #[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

mod purge_row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "purge")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub at: ChronoDateTimeUtc,
        pub name: String,
        pub counts: String,
        pub more: bool,
    }

    #[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

impl TryFrom<row::Model> for RetentionRule {
    type Error = Failure;

    fn try_from(row: row::Model) -> Result<Self, Failure> {
        let row::Model { id, class, months, document, revision } = row;
        let corrupt = || Failure::Corrupt { what: "retention rule", id };
        Ok(Self {
            id: RetentionRuleId(id),
            class: RetentionClass::parse(&class).ok_or_else(corrupt)?,
            months: months.map(|months| u16::try_from(months).ok().ok_or_else(corrupt)).transpose()?,
            document: json::read_any(document.as_deref(), "retention rule", id)?,
            revision: Revision(revision),
        })
    }
}

impl TryFrom<purge_row::Model> for Purge {
    type Error = Failure;

    fn try_from(row: purge_row::Model) -> Result<Self, Failure> {
        let purge_row::Model { id, at, name, counts, more } = row;
        Ok(Self { id: PurgeId(id), at, name, counts: json::read(&counts, "purge", id)?, more })
    }
}

fn to_row(rule: &RetentionRule) -> Result<row::ActiveModel, Failure> {
    let RetentionRule { id, class, months, document, revision } = rule;
    Ok(row::ActiveModel {
        id: Set(id.0),
        class: Set(class.as_str().to_owned()),
        months: Set(months.map(i32::from)),
        document: Set(json::write_any(document.as_ref(), "retention rule", id.0)?),
        revision: Set(revision.0),
    })
}

fn to_purge_row(purge: &Purge) -> Result<purge_row::ActiveModel, Failure> {
    let Purge { id, at, name, counts, more } = purge;
    Ok(purge_row::ActiveModel {
        id: Set(id.0),
        at: Set(*at),
        name: Set(name.clone()),
        counts: Set(json::write(counts, "purge", id.0)?),
        more: Set(*more),
    })
}

impl Tx {
    /// How long a class is kept; a rule without a period if none was set.
    ///
    /// # Errors
    /// A database error.
    pub async fn retention_rule(&self, class: RetentionClass) -> Result<RetentionRule, Failure> {
        let found = row::Entity::find_by_id(class.rule().0).one(self.connection().await?).await?;
        found.map_or_else(|| Ok(RetentionRule::unset(class)), RetentionRule::try_from)
    }

    /// How long each class is kept.
    ///
    /// # Errors
    /// A database error.
    pub async fn retention_rules(&self) -> Result<Vec<RetentionRule>, Failure> {
        let mut rules = Vec::new();
        for class in RetentionClass::ALL {
            rules.push(self.retention_rule(*class).await?);
        }
        Ok(rules)
    }

    /// Saves how long a class is kept, if the stored revision is unchanged.
    ///
    /// # Errors
    /// `Stale` if it has changed, or a database error.
    pub async fn save_retention_rule(&self, step: Step<RetentionRule>) -> Result<RetentionRule, Failure> {
        let (rule, event) = step.into_parts();
        let old = rule.revision;
        let rule = RetentionRule { revision: old.next(), ..rule };
        if old == Revision::FIRST {
            // The rule has no row yet; a concurrent transaction that sets it for the first time violates the primary
            // key.
            let added = row::Entity::insert(to_row(&rule)?).exec_without_returning(self.connection().await?).await;
            added.map_err(Failure::from).map_err(|failure| {
                if matches!(failure, Failure::Duplicate { .. }) { Failure::Stale } else { failure }
            })?;
        } else {
            let query = row::Entity::update_many()
                .set(to_row(&rule)?)
                .filter(row::Column::Id.eq(rule.id.0))
                .filter(row::Column::Revision.eq(old.0));
            self.replace(query).await?;
        }
        self.record(&event).await?;
        Ok(rule)
    }

    /// The purges so far, oldest first.
    ///
    /// # Errors
    /// A database error.
    pub async fn purges(&self, page: Page) -> Result<Slice<Purge>, Failure> {
        self.slice(purge_row::Entity::find(), purge_row::Column::Id, page).await?.try_map(Purge::try_from)
    }

    /// Saves a purge and everything that it erases.
    ///
    /// # Errors
    /// `Stale` if one of the values to erase has changed, or a database error; then nothing is erased.
    pub async fn add_purge(&self, purging: Purging) -> Result<Purge, Failure> {
        let Purging { purge, erasures } = purging;
        for erasure in erasures {
            self.save(erasure).await?;
        }
        let (purge, event) = purge.into_parts();
        purge_row::Entity::insert(to_purge_row(&purge)?).exec_without_returning(self.connection().await?).await?;
        self.record(&event).await?;
        Ok(purge)
    }
}
