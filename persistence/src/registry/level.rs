//! Levels of units.

use chrono::NaiveDate;
use domain::base::code::LevelCode;
use domain::base::ids::{LevelId, Revision};
use domain::registry::level::{IssuerClass, Level, LevelFacts, LevelKind, Levels};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter};

use crate::base::failure::Failure;
use crate::base::json;
use crate::base::kept::revised;
use crate::base::page::{Page, Slice};
use crate::base::store::Tx;

mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "level")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub code: String,
        pub name: String,
        pub kind: String,
        pub gso_digits: Option<i32>,
        pub chair: Option<String>,
        pub geographic: bool,
        pub position: i64,
        pub valid_from: Option<Date>,
        pub valid_to: Option<Date>,
        pub ended_by: Option<String>,
        pub revision: i64,
    }

    #[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

impl TryFrom<row::Model> for Level {
    type Error = Failure;

    fn try_from(row: row::Model) -> Result<Self, Failure> {
        let row::Model {
            id,
            code,
            name,
            kind,
            gso_digits,
            chair,
            geographic,
            position,
            valid_from,
            valid_to,
            ended_by,
            revision,
        } = row;
        let corrupt = || Failure::Corrupt { what: "level", id };
        Ok(Self {
            id: LevelId(id),
            code: LevelCode::parse(&code).ok_or_else(corrupt)?,
            facts: LevelFacts {
                name: json::read(&name, "level", id)?,
                kind: LevelKind::parse(&kind).ok_or_else(corrupt)?,
                gso_digits: gso_digits.map(u8::try_from).transpose().map_err(|_too_many| corrupt())?,
                chair: chair.map(|chair| IssuerClass::parse(&chair).ok_or_else(corrupt)).transpose()?,
                geographic,
                position,
                valid_from,
            },
            valid_to,
            ended_by: json::read_any(ended_by.as_deref(), "level", id)?,
            revision: Revision(revision),
        })
    }
}

fn to_row(level: &Level) -> Result<row::ActiveModel, Failure> {
    let Level { id, code, facts, valid_to, ended_by, revision } = level;
    let LevelFacts { name, kind, gso_digits, chair, geographic, position, valid_from } = facts;
    Ok(row::ActiveModel {
        id: Set(id.0),
        code: Set(code.as_str().to_owned()),
        name: Set(json::write(name, "level", id.0)?),
        kind: Set(kind.as_str().to_owned()),
        gso_digits: Set(gso_digits.map(i32::from)),
        chair: Set(chair.map(|chair| chair.as_str().to_owned())),
        geographic: Set(*geographic),
        position: Set(*position),
        valid_from: Set(*valid_from),
        valid_to: Set(*valid_to),
        ended_by: Set(json::write_any(ended_by.as_ref(), "level", id.0)?),
        revision: Set(revision.0),
    })
}

revised!(Level as row by to_row);

impl Tx {
    /// The levels, in the order of lists.
    ///
    /// # Errors
    /// A database error.
    pub async fn levels(&self) -> Result<Levels, Failure> {
        let rows = row::Entity::find().all(self.connection().await?).await?;
        let levels = rows.into_iter().map(Level::try_from).collect::<Result<Vec<Level>, Failure>>()?;
        Ok(Levels::new(levels))
    }

    /// The levels of which a unit exists on some day of a period, in the order of lists.
    ///
    /// # Errors
    /// A database error.
    pub async fn levels_in_use(&self, (first, last): (NaiveDate, NaiveDate)) -> Result<Levels, Failure> {
        let mut used = Vec::new();
        for level in self.levels().await?.iter() {
            if self.has_unit_of_level(level.code, (first, last)).await? {
                used.push(level.clone());
            }
        }
        Ok(Levels::new(used))
    }

    /// The levels, in the order of entering.
    ///
    /// # Errors
    /// A database error.
    pub async fn level_list(&self, page: Page) -> Result<Slice<Level>, Failure> {
        self.slice(row::Entity::find(), row::Column::Id, page).await?.try_map(Level::try_from)
    }

    /// One level.
    ///
    /// # Errors
    /// `NotFound`, or a database error.
    pub async fn level(&self, code: LevelCode) -> Result<Level, Failure> {
        self.found(row::Entity::find().filter(row::Column::Code.eq(code.as_str()))).await
    }
}
