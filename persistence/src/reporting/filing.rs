//! Filings: the content of each submission of a report, as it was received and hashed; kept for ever.

use domain::base::ids::ReportId;
use sea_orm::{ActiveValue::Set, EntityTrait};

use crate::base::failure::Failure;
use crate::base::store::Tx;

mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "filing")]
    pub(super) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub report_id: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        pub number: i64,
        pub content: String,
        pub sha256: String,
    }

    #[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
    pub(super) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

impl Tx {
    /// The content of a report's submission with a number.
    ///
    /// # Errors
    /// `NotFound`, or a database error.
    pub async fn filing(&self, report: ReportId, number: i64) -> Result<String, Failure> {
        let row = row::Entity::find_by_id((report.0, number)).one(self.connection().await?).await?;
        let row::Model { report_id: _, number: _, content, sha256: _ } = row.ok_or(Failure::NotFound)?;
        Ok(content)
    }

    /// Adds the content of a submission; `save_report` records the step.
    ///
    /// # Errors
    /// A database error.
    pub async fn add_filing(
        &self,
        report: ReportId,
        number: i64,
        content: String,
        sha256: String,
    ) -> Result<(), Failure> {
        let row = row::ActiveModel {
            report_id: Set(report.0),
            number: Set(number),
            content: Set(content),
            sha256: Set(sha256),
        };
        row::Entity::insert(row).exec_without_returning(self.connection().await?).await?;
        Ok(())
    }
}
