//! Legal regimes and base salaries.

use domain::base::ids::{BaseSalaryId, RegimeId, Revision};
use domain::honours::regime::{BaseSalary, Regime};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder};

use crate::base::failure::Failure;
use crate::base::json;
use crate::base::kept::revised;
use crate::base::named_lock::Lock;
use crate::base::page::{Page, Slice};
use crate::base::store::Tx;

mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "regime")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub code: String,
        pub valid_from: Date,
        pub valid_to: Option<Date>,
        pub terms: String,
        pub revision: i64,
    }

    #[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

mod salary_row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "base_salary")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub dong: i64,
        pub from_date: Date,
        pub to_date: Option<Date>,
        pub document: String,
        pub revision: i64,
    }

    #[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

impl TryFrom<row::Model> for Regime {
    type Error = Failure;

    fn try_from(row: row::Model) -> Result<Self, Failure> {
        let row::Model { id, code, valid_from, valid_to, terms, revision } = row;
        let terms = json::read(&terms, "regime", id)?;
        Ok(Self { id: RegimeId(id), code, valid_from, valid_to, terms, revision: Revision(revision) })
    }
}

fn to_row(regime: &Regime) -> Result<row::ActiveModel, Failure> {
    let Regime { id, code, valid_from, valid_to, terms, revision } = regime;
    Ok(row::ActiveModel {
        id: Set(id.0),
        code: Set(code.clone()),
        valid_from: Set(*valid_from),
        valid_to: Set(*valid_to),
        terms: Set(json::write(terms, "regime", id.0)?),
        revision: Set(revision.0),
    })
}

impl TryFrom<salary_row::Model> for BaseSalary {
    type Error = Failure;

    fn try_from(row: salary_row::Model) -> Result<Self, Failure> {
        let salary_row::Model { id, dong, from_date, to_date, document, revision } = row;
        let document = json::read(&document, "base salary", id)?;
        let revision = Revision(revision);
        Ok(Self { id: BaseSalaryId(id), dong, from: from_date, to: to_date, document, revision })
    }
}

fn to_salary_row(salary: &BaseSalary) -> Result<salary_row::ActiveModel, Failure> {
    let BaseSalary { id, dong, from, to, document, revision } = salary;
    Ok(salary_row::ActiveModel {
        id: Set(id.0),
        dong: Set(*dong),
        from_date: Set(*from),
        to_date: Set(*to),
        document: Set(json::write(document, "base salary", id.0)?),
        revision: Set(revision.0),
    })
}

revised!(Regime as row by to_row);
revised!(BaseSalary as salary_row by to_salary_row);

impl Tx {
    /// Every regime, in the order of their first days.
    ///
    /// # Errors
    /// A database error.
    pub async fn all_regimes(&self) -> Result<Vec<Regime>, Failure> {
        let rows = row::Entity::find().order_by_asc(row::Column::ValidFrom).all(self.connection().await?).await?;
        rows.into_iter().map(Regime::try_from).collect()
    }

    /// Every regime, for a change of one: a concurrent change waits until this one is done, and no two changes check the
    /// same days independently, not even while there is no regime (rule L39).
    ///
    /// # Errors
    /// A database error.
    pub async fn regimes_to_change(&self) -> Result<Vec<Regime>, Failure> {
        self.hold_lock(Lock::Regime).await?;
        self.all_regimes().await
    }

    /// The regimes, in the order of entering.
    ///
    /// # Errors
    /// A database error.
    pub async fn regimes(&self, page: Page) -> Result<Slice<Regime>, Failure> {
        self.slice(row::Entity::find(), row::Column::Id, page).await?.try_map(Regime::try_from)
    }

    /// The regime with a code.
    ///
    /// # Errors
    /// `NotFound`, or a database error.
    pub async fn regime(&self, code: &str) -> Result<Regime, Failure> {
        let query = row::Entity::find().filter(row::Column::Code.eq(code));
        self.found(query).await
    }

    /// Every base salary, in the order of their first days.
    ///
    /// # Errors
    /// A database error.
    pub async fn all_base_salaries(&self) -> Result<Vec<BaseSalary>, Failure> {
        let rows =
            salary_row::Entity::find().order_by_asc(salary_row::Column::FromDate).all(self.connection().await?).await?;
        rows.into_iter().map(BaseSalary::try_from).collect()
    }

    /// Every base salary, for a change of one; see `regimes_to_change`.
    ///
    /// # Errors
    /// A database error.
    pub async fn base_salaries_to_change(&self) -> Result<Vec<BaseSalary>, Failure> {
        self.hold_lock(Lock::BaseSalary).await?;
        self.all_base_salaries().await
    }

    /// The base salaries, in the order of entering.
    ///
    /// # Errors
    /// A database error.
    pub async fn base_salaries(&self, page: Page) -> Result<Slice<BaseSalary>, Failure> {
        self.slice(salary_row::Entity::find(), salary_row::Column::Id, page).await?.try_map(BaseSalary::try_from)
    }

    /// One base salary.
    ///
    /// # Errors
    /// `NotFound`, or a database error.
    pub async fn base_salary(&self, id: BaseSalaryId) -> Result<BaseSalary, Failure> {
        self.found(salary_row::Entity::find_by_id(id.0)).await
    }
}
