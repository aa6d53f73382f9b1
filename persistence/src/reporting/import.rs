//! Imports, and the outcome of every row.

use chrono::{DateTime, Utc};
use domain::base::ids::{AccountId, CycleId, ImportId, ReportId, Revision};
use domain::base::step::Step;
use domain::reporting::import::{Import, ImportFormat, ImportMode, ImportRow, ImportState, RowOutcome, RowProblem};
use sea_orm::sea_query::{Expr, ExprTrait, Query};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::base::failure::Failure;
use crate::base::json;
use crate::base::kept::stored;
use crate::base::page::{Page, Slice};
use crate::base::store::Tx;

mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "import")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub cycle_id: Uuid,
        pub owner_id: Uuid,
        pub mode: String,
        pub dry_run: bool,
        pub format: String,
        pub sha256: String,
        pub state: String,
        pub row_count: i64,
        pub created: i64,
        pub updated: i64,
        pub rejected: i64,
        pub held_back: i64,
        pub problem: Option<String>,
        pub started_at: ChronoDateTimeUtc,
        pub ended_at: Option<ChronoDateTimeUtc>,
        pub revision: i64,
    }

    #[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

mod line {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "import_row")]
    pub(super) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub import_id: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        pub number: i64,
        pub unit: String,
        pub outcome: String,
        pub detail: String,
    }

    #[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
    pub(super) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// The most rows in one statement.
const LINES_MAX: usize = 500;

/// What the row of an import contains besides its outcome.
#[derive(Serialize, Deserialize)]
struct Detail {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    report: Option<ReportId>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    problems: Vec<RowProblem>,
}

impl TryFrom<row::Model> for Import {
    type Error = Failure;

    fn try_from(row: row::Model) -> Result<Self, Failure> {
        let row::Model {
            id,
            cycle_id,
            owner_id,
            mode,
            dry_run,
            format,
            sha256,
            state,
            row_count,
            created,
            updated,
            rejected,
            held_back,
            problem,
            started_at,
            ended_at,
            revision,
        } = row;
        let corrupt = || Failure::Corrupt { what: "import", id };
        Ok(Self {
            id: ImportId(id),
            cycle: CycleId(cycle_id),
            owner: AccountId(owner_id),
            mode: ImportMode::parse(&mode).ok_or_else(corrupt)?,
            dry_run,
            format: ImportFormat::parse(&format).ok_or_else(corrupt)?,
            sha256,
            state: ImportState::parse(&state).ok_or_else(corrupt)?,
            rows: row_count,
            created,
            updated,
            rejected,
            held_back,
            problem: json::read_any(problem.as_deref(), "import", id)?,
            started_at,
            ended_at,
            revision: Revision(revision),
        })
    }
}

fn to_row(import: &Import) -> Result<row::ActiveModel, Failure> {
    let Import {
        id,
        cycle,
        owner,
        mode,
        dry_run,
        format,
        sha256,
        state,
        rows,
        created,
        updated,
        rejected,
        held_back,
        problem,
        started_at,
        ended_at,
        revision,
    } = import;
    Ok(row::ActiveModel {
        id: Set(id.0),
        cycle_id: Set(cycle.0),
        owner_id: Set(owner.0),
        mode: Set(mode.as_str().to_owned()),
        dry_run: Set(*dry_run),
        format: Set(format.as_str().to_owned()),
        sha256: Set(sha256.clone()),
        state: Set(state.as_str().to_owned()),
        row_count: Set(*rows),
        created: Set(*created),
        updated: Set(*updated),
        rejected: Set(*rejected),
        held_back: Set(*held_back),
        problem: Set(json::write_any(problem.as_ref(), "import", id.0)?),
        started_at: Set(*started_at),
        ended_at: Set(*ended_at),
        revision: Set(revision.0),
    })
}

stored!(Import as row by to_row);

/// A row's number as an identifier, because pages are addressed by identifiers.
#[must_use]
pub fn line_key(number: i64) -> Uuid {
    Uuid::from_u128(u128::try_from(number).unwrap_or(0))
}

impl Tx {
    /// One import of its owner.
    ///
    /// # Errors
    /// `NotFound`, also for another person's, or a database error.
    pub async fn import(&self, owner: AccountId, id: ImportId) -> Result<Import, Failure> {
        let query = row::Entity::find_by_id(id.0).filter(row::Column::OwnerId.eq(owner.0));
        self.found(query).await
    }

    /// A person's imports.
    ///
    /// # Errors
    /// A database error.
    pub async fn imports(&self, owner: AccountId, page: Page) -> Result<Slice<Import>, Failure> {
        let query = row::Entity::find().filter(row::Column::OwnerId.eq(owner.0));
        self.slice(query, row::Column::Id, page).await?.try_map(Import::try_from)
    }

    /// The rows of an import, in the order of the file.
    ///
    /// # Errors
    /// A database error.
    pub async fn import_rows(
        &self,
        import: ImportId,
        outcome: Option<RowOutcome>,
        page: Page,
    ) -> Result<Slice<ImportRow>, Failure> {
        let Page { after, limit } = page;
        let after = after.and_then(|after| i64::try_from(after.as_u128()).ok());
        let mut rows = line::Entity::find()
            .filter(line::Column::ImportId.eq(import.0))
            .apply_if(outcome, |query, outcome| query.filter(line::Column::Outcome.eq(outcome.as_str())))
            .apply_if(after, |query, after| query.filter(line::Column::Number.gt(after)))
            .order_by_asc(line::Column::Number)
            .limit(u64::from(limit).saturating_add(1))
            .all(self.connection().await?)
            .await?;
        let more = usize::from(limit) < rows.len();
        rows.truncate(usize::from(limit));
        Slice { items: rows, more }.try_map(|line::Model { import_id, number, unit, outcome, detail }| {
            let Detail { report, problems } = json::read(&detail, "import row", import_id)?;
            let corrupt = || Failure::Corrupt { what: "import row", id: import_id };
            let outcome = RowOutcome::parse(&outcome).ok_or_else(corrupt)?;
            Ok(ImportRow { number, unit, outcome, report, problems })
        })
    }

    /// Deletes rows of imports that ended before an instant, at most so many; returns how many it deleted.
    ///
    /// # Errors
    /// A database error.
    pub async fn forget_import_rows(&self, ended_before: DateTime<Utc>, most: u64) -> Result<u64, Failure> {
        let ended =
            Query::select().column("id").from("import").and_where(row::Column::EndedAt.lt(ended_before)).to_owned();
        let old = Query::select()
            .columns(["import_id", "number"])
            .from("import_row")
            .and_where(line::Column::ImportId.in_subquery(ended))
            .limit(most)
            .to_owned();
        let old = Expr::tuple(["import_id", "number"].map(Expr::col)).in_subquery(old);
        let done = line::Entity::delete_many().filter(old).exec(self.connection().await?).await?;
        Ok(done.rows_affected)
    }

    /// Ends an import, with the outcomes of its rows.
    ///
    /// # Errors
    /// `Stale` if it has ended already, or a database error.
    pub async fn save_import(&self, step: Step<Import>, rows: Vec<ImportRow>) -> Result<Import, Failure> {
        let (import, event) = step.into_parts();
        let old = import.revision;
        let import = Import { revision: old.next(), ..import };
        let query = row::Entity::update_many()
            .set(to_row(&import)?)
            .filter(row::Column::Id.eq(import.id.0))
            .filter(row::Column::Revision.eq(old.0));
        self.replace(query).await?;
        let lines = rows
            .into_iter()
            .map(|ImportRow { number, unit, outcome, report, problems }| {
                Ok(line::ActiveModel {
                    import_id: Set(import.id.0),
                    number: Set(number),
                    unit: Set(unit),
                    outcome: Set(outcome.as_str().to_owned()),
                    detail: Set(json::write(&Detail { report, problems }, "import row", import.id.0)?),
                })
            })
            .collect::<Result<Vec<line::ActiveModel>, Failure>>()?;
        for chunk in lines.chunks(LINES_MAX) {
            line::Entity::insert_many(chunk.to_vec()).exec_without_returning(self.connection().await?).await?;
        }
        self.record(&event).await?;
        Ok(import)
    }
}
