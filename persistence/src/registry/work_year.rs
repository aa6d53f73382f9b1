//! Working days, year by year.

use domain::base::ids::{Revision, WorkYearId};
use domain::registry::work_year::{SpecialDays, WorkYear};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder};

use crate::base::failure::Failure;
use crate::base::json;
use crate::base::kept::revised;
use crate::base::page::{Page, Slice};
use crate::base::store::Tx;

mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "work_year")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub year: i32,
        pub holidays: String,
        pub working_days: String,
        pub document: String,
        pub documents: Option<String>,
        pub provisional: bool,
        pub revision: i64,
    }

    #[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

impl TryFrom<row::Model> for WorkYear {
    type Error = Failure;

    fn try_from(row: row::Model) -> Result<Self, Failure> {
        let row::Model { id, year, holidays, working_days, document, documents, provisional, revision } = row;
        // A year that was entered before the list existed rests on one document.
        let documents = match json::read_any(documents.as_deref(), "work year", id)? {
            Some(documents) => documents,
            None => vec![json::read(&document, "work year", id)?],
        };
        Ok(Self {
            id: WorkYearId(id),
            year,
            days: SpecialDays {
                holidays: json::read(&holidays, "work year", id)?,
                working_days: json::read(&working_days, "work year", id)?,
                documents,
                provisional,
            },
            revision: Revision(revision),
        })
    }
}

fn to_row(entered: &WorkYear) -> Result<row::ActiveModel, Failure> {
    let WorkYear { id, year, days, revision } = entered;
    let SpecialDays { holidays, working_days, documents, provisional } = days;
    let first = documents.first().cloned().unwrap_or_default();
    Ok(row::ActiveModel {
        id: Set(id.0),
        year: Set(*year),
        holidays: Set(json::write(holidays, "work year", id.0)?),
        working_days: Set(json::write(working_days, "work year", id.0)?),
        document: Set(json::write(&first, "work year", id.0)?),
        documents: Set(json::write_any(Some(documents), "work year", id.0)?),
        provisional: Set(*provisional),
        revision: Set(revision.0),
    })
}

revised!(WorkYear as row by to_row);

impl Tx {
    /// One year's working days.
    ///
    /// # Errors
    /// `NotFound`, or a database error.
    pub async fn work_year(&self, year: i32) -> Result<WorkYear, Failure> {
        let query = row::Entity::find().filter(row::Column::Year.eq(year));
        self.found(query).await
    }

    /// The years that were entered, in the order of entering.
    ///
    /// # Errors
    /// A database error.
    pub async fn work_years(&self, page: Page) -> Result<Slice<WorkYear>, Failure> {
        self.slice(row::Entity::find(), row::Column::Id, page).await?.try_map(WorkYear::try_from)
    }

    /// Every year that was entered.
    ///
    /// # Errors
    /// A database error.
    pub async fn all_work_years(&self) -> Result<Vec<WorkYear>, Failure> {
        let rows = row::Entity::find().order_by_asc(row::Column::Year).all(self.connection().await?).await?;
        rows.into_iter().map(WorkYear::try_from).collect()
    }
}
