//! For how long records are kept. The rules are rows of `retention_rule`, as those of personal data are: a class, a time
//! and a document. None of them is read where data is erased.

use domain::base::ids::{RetentionRuleId, Revision};
use domain::base::step::Step;
use domain::privacy::record_rule::{RecordClass, RecordRule, RecordTerm};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter};

use crate::base::failure::Failure;
use crate::base::json;
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

const WHAT: &str = "record rule";
/// A year in the column of months.
const YEAR: i32 = 12;
/// In the column of months: for ever. No term has no months.
const PERMANENT: i32 = 0;

impl TryFrom<row::Model> for RecordRule {
    type Error = Failure;

    fn try_from(row: row::Model) -> Result<Self, Failure> {
        let row::Model { id, class, months, document, revision } = row;
        let corrupt = || Failure::Corrupt { what: WHAT, id };
        let term = match months {
            None => None,
            Some(PERMANENT) => Some(RecordTerm::Permanent),
            Some(months) if months % YEAR == 0 => {
                Some(RecordTerm::Years(u16::try_from(months / YEAR).ok().ok_or_else(corrupt)?))
            }
            Some(_) => return Err(corrupt()),
        };
        Ok(Self {
            id: RetentionRuleId(id),
            class: RecordClass::parse(&class).ok_or_else(corrupt)?,
            term,
            document: json::read_any(document.as_deref(), WHAT, id)?,
            revision: Revision(revision),
        })
    }
}

fn to_row(rule: &RecordRule) -> Result<row::ActiveModel, Failure> {
    let RecordRule { id, class, term, document, revision } = rule;
    let months = |term: &RecordTerm| match term {
        RecordTerm::Years(years) => i32::from(*years).saturating_mul(YEAR),
        RecordTerm::Permanent => PERMANENT,
    };
    Ok(row::ActiveModel {
        id: Set(id.0),
        class: Set(class.as_str().to_owned()),
        months: Set(term.as_ref().map(months)),
        document: Set(json::write_any(document.as_ref(), WHAT, id.0)?),
        revision: Set(revision.0),
    })
}

impl Tx {
    /// For how long records of a class are kept; a rule without a term if none was set.
    ///
    /// # Errors
    /// A database error.
    pub async fn record_rule(&self, class: RecordClass) -> Result<RecordRule, Failure> {
        let found = row::Entity::find_by_id(class.rule().0).one(self.connection().await?).await?;
        found.map_or_else(|| Ok(RecordRule::unset(class)), RecordRule::try_from)
    }

    /// Saves for how long records of a class are kept, if the stored revision is unchanged.
    ///
    /// # Errors
    /// `Stale` if it has changed, or a database error.
    pub async fn save_record_rule(&self, step: Step<RecordRule>) -> Result<RecordRule, Failure> {
        let (rule, event) = step.into_parts();
        let old = rule.revision;
        let rule = RecordRule { revision: old.next(), ..rule };
        if old == Revision::FIRST {
            // The rule has no row yet; a concurrent transaction that sets it for the first time violates the primary key.
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
}
