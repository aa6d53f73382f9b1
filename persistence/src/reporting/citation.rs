//! The documents that reports cite, by the marks that identify the same document.

use domain::base::identity::Scope;
use domain::base::ids::{OrganisationId, ReportId};
use domain::reporting::report::Report;
use sea_orm::sea_query::ExprTrait;
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait};

use crate::base::failure::Failure;
use crate::base::scope::of_rows;
use crate::base::store::Tx;

mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "citation")]
    pub(super) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub report_id: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        pub place: i64,
        pub organisation_id: Uuid,
        pub criterion: String,
        pub mark: String,
    }

    #[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
    pub(super) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// The most rows in one statement; with six columns each, the bound parameters stay far below the limits of both
/// databases.
const ROWS_MAX: usize = 1_000;

/// One document cited by one report under one criterion.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cited {
    /// The report.
    pub report: ReportId,
    /// Its unit.
    pub organisation: OrganisationId,
    /// The criterion.
    pub criterion: String,
    /// The mark that identifies the document.
    pub mark: String,
}

impl Tx {
    /// Adds the citations of reports that have none stored yet.
    pub(crate) async fn add_citations<'a>(&self, reports: impl Iterator<Item = &'a Report>) -> Result<(), Failure> {
        let mut rows = Vec::new();
        for report in reports {
            for (place, (criterion, mark)) in (0_i64..).zip(report.citation_marks()) {
                rows.push(row::ActiveModel {
                    report_id: Set(report.id.0),
                    place: Set(place),
                    organisation_id: Set(report.organisation.0),
                    criterion: Set(criterion),
                    mark: Set(mark),
                });
            }
        }
        for chunk in rows.chunks(ROWS_MAX) {
            row::Entity::insert_many(chunk.to_vec()).exec_without_returning(self.connection().await?).await?;
        }
        Ok(())
    }

    /// Replaces the stored citations of a report with its current ones.
    pub(crate) async fn replace_citations(&self, report: &Report) -> Result<(), Failure> {
        row::Entity::delete_many().filter(row::Column::ReportId.eq(report.id.0)).exec(self.connection().await?).await?;
        self.add_citations(std::iter::once(report)).await
    }

    /// Other reports' citations of the same documents, within what the reader may see; at most `most`.
    ///
    /// # Errors
    /// A database error.
    pub async fn cited_elsewhere(&self, scope: &Scope, report: &Report, most: u16) -> Result<Vec<Cited>, Failure> {
        let marks: Vec<String> = report.citation_marks().into_iter().map(|(_, mark)| mark).collect();
        if marks.is_empty() {
            return Ok(Vec::new());
        }
        let query = row::Entity::find()
            .filter(row::Column::Mark.is_in(marks))
            .filter(row::Column::ReportId.ne(report.id.0))
            .order_by_asc(row::Column::Mark)
            .order_by_asc(row::Column::ReportId)
            .order_by_asc(row::Column::Place)
            .limit(u64::from(most));
        let of_theirs = of_rows(row::Column::ReportId, "report", scope);
        let within = of_theirs.map(|theirs| match scope {
            Scope::Part { units, .. } => theirs.or(row::Column::OrganisationId.is_in(units.iter().map(|unit| unit.0))),
            Scope::Everything => theirs,
        });
        let query = query.apply_if(within, |query, condition| query.filter(condition));
        let rows = query.all(self.connection().await?).await?;
        Ok(rows
            .into_iter()
            .map(|row::Model { report_id, place: _, organisation_id, criterion, mark }| Cited {
                report: ReportId(report_id),
                organisation: OrganisationId(organisation_id),
                criterion,
                mark,
            })
            .collect())
    }
}
