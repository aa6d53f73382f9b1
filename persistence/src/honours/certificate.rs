//! Certificates; their table only grows.

use domain::base::ids::{AwardId, CertificateId, DecisionId, Revision};
use domain::base::step::Step;
use domain::honours::certificate::{Certificate, Code};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder};

use crate::base::failure::Failure;
use crate::base::page::{Page, Slice};
use crate::base::store::Tx;
use crate::honours::granted_award;

/// The most certificates in one statement.
const CERTIFICATES_MAX: usize = 200;

mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "certificate")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub award_id: Uuid,
        pub code: String,
        pub statement: String,
        pub issued_at: ChronoDateTimeUtc,
        pub revision: i64,
    }

    #[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

impl TryFrom<row::Model> for Certificate {
    type Error = Failure;

    fn try_from(row: row::Model) -> Result<Self, Failure> {
        let row::Model { id, award_id, code, statement, issued_at, revision } = row;
        Ok(Self {
            id: CertificateId(id),
            award: AwardId(award_id),
            code: Code::read(&code).ok_or(Failure::Corrupt { what: "certificate", id })?,
            statement,
            issued_at,
            revision: Revision(revision),
        })
    }
}

fn to_row(certificate: &Certificate) -> row::ActiveModel {
    let Certificate { id, award, code, statement, issued_at, revision } = certificate;
    row::ActiveModel {
        id: Set(id.0),
        award_id: Set(award.0),
        code: Set(code.as_str().to_owned()),
        statement: Set(statement.clone()),
        issued_at: Set(*issued_at),
        revision: Set(revision.0),
    }
}

impl Tx {
    /// The certificate with a code.
    ///
    /// # Errors
    /// `NotFound`, or a database error.
    pub async fn certificate_coded(&self, code: &Code) -> Result<Certificate, Failure> {
        let query = row::Entity::find().filter(row::Column::Code.eq(code.as_str()));
        self.found(query).await
    }

    /// The certificates of a decision's awards, in the order of issue.
    ///
    /// # Errors
    /// A database error.
    pub async fn certificates(&self, decision: DecisionId, page: Page) -> Result<Slice<Certificate>, Failure> {
        self.slice(of(decision), row::Column::Id, page).await?.try_map(Certificate::try_from)
    }

    /// Which awards of a decision have a certificate.
    ///
    /// # Errors
    /// A database error.
    pub async fn certified_awards(&self, decision: DecisionId) -> Result<Vec<AwardId>, Failure> {
        let rows = of(decision).all(self.connection().await?).await?;
        Ok(rows.into_iter().map(|row| AwardId(row.award_id)).collect())
    }

    /// The signed statements of the oldest and the newest certificate, by which a start finds out whether the keys are
    /// there that signed them.
    ///
    /// # Errors
    /// A database error.
    pub async fn certificate_ends(&self) -> Result<Vec<String>, Failure> {
        let connection = self.connection().await?;
        let oldest = row::Entity::find().order_by_asc(row::Column::Id).one(connection).await?;
        let newest = row::Entity::find().order_by_desc(row::Column::Id).one(connection).await?;
        Ok(oldest.into_iter().chain(newest).map(|row| row.statement).collect())
    }

    /// Whether an award has a certificate.
    ///
    /// # Errors
    /// A database error.
    pub async fn is_certified(&self, award: AwardId) -> Result<bool, Failure> {
        let query = row::Entity::find().filter(row::Column::AwardId.eq(award.0));
        Ok(0 < query.count(self.connection().await?).await?)
    }

    /// Adds certificates, all or none.
    ///
    /// # Errors
    /// `Duplicate` for an award that another transaction has certified meanwhile, or a database error.
    pub async fn add_certificates(&self, steps: Vec<Step<Certificate>>) -> Result<Vec<Certificate>, Failure> {
        let (certificates, events): (Vec<Certificate>, Vec<_>) = steps.into_iter().map(Step::into_parts).unzip();
        for chunk in certificates.chunks(CERTIFICATES_MAX) {
            let rows = chunk.iter().map(to_row);
            row::Entity::insert_many(rows).exec_without_returning(self.connection().await?).await?;
        }
        self.record_all(&events).await?;
        Ok(certificates)
    }
}

fn of(decision: DecisionId) -> sea_orm::Select<row::Entity> {
    let awards = granted_award::ids(granted_award::row::Column::DecisionId.eq(decision.0));
    row::Entity::find().filter(row::Column::AwardId.in_subquery(awards))
}
