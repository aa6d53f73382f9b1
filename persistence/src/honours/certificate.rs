//! Certificates; their table only grows.

use domain::base::ids::{AwardId, CertificateId, DecisionId, OrganisationId, Revision};
use domain::base::step::Step;
use domain::honours::certificate::{Certificate, Code};
use domain::honours::golden_book::{BookEntry, GoldenBook};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect};

use crate::base::failure::Failure;
use crate::base::named_lock::Lock;
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
        pub version: i64,
        pub book_issuer_id: Option<Uuid>,
        pub book_year: Option<i32>,
        pub book_number: Option<i64>,
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
        let row::Model {
            id,
            award_id,
            version,
            book_issuer_id,
            book_year,
            book_number,
            code,
            statement,
            issued_at,
            revision,
        } = row;
        let book = book_issuer_id.zip(book_year).zip(book_number);
        Ok(Self {
            id: CertificateId(id),
            award: AwardId(award_id),
            version,
            book: book.map(|((issuer, year), number)| BookEntry { issuer: OrganisationId(issuer), year, number }),
            code: Code::read(&code).ok_or(Failure::Corrupt { what: "certificate", id })?,
            statement,
            issued_at,
            revision: Revision(revision),
        })
    }
}

fn to_row(certificate: &Certificate) -> row::ActiveModel {
    let Certificate { id, award, version, book, code, statement, issued_at, revision } = certificate;
    row::ActiveModel {
        id: Set(id.0),
        award_id: Set(award.0),
        version: Set(*version),
        book_issuer_id: Set(book.map(|entry| entry.issuer.0)),
        book_year: Set(book.map(|entry| entry.year)),
        book_number: Set(book.map(|entry| entry.number)),
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

    /// The certificates of some awards, by award and version.
    ///
    /// # Errors
    /// A database error.
    pub async fn certified(
        &self,
        awards: impl Iterator<Item = AwardId> + Send,
    ) -> Result<Vec<(AwardId, i64)>, Failure> {
        let awards: Vec<uuid::Uuid> = awards.map(|award| award.0).collect();
        let query = row::Entity::find()
            .select_only()
            .columns([row::Column::AwardId, row::Column::Version])
            .filter(row::Column::AwardId.is_in(awards));
        let found: Vec<(uuid::Uuid, i64)> = query.into_tuple().all(self.connection().await?).await?;
        Ok(found.into_iter().map(|(award, version)| (AwardId(award), version)).collect())
    }

    /// The certificate of a version of an award, if there is one.
    ///
    /// # Errors
    /// A database error.
    pub async fn certificate_of(&self, award: AwardId, version: i64) -> Result<Option<Certificate>, Failure> {
        let query =
            row::Entity::find().filter(row::Column::AwardId.eq(award.0)).filter(row::Column::Version.eq(version));
        query.one(self.connection().await?).await?.map(Certificate::try_from).transpose()
    }

    /// The golden book of an issuer and a year for awards. Nobody else enters a certificate until this unit of work ends.
    ///
    /// # Errors
    /// A database error.
    pub async fn golden_book(&self, issuer: OrganisationId, year: i32) -> Result<GoldenBook, Failure> {
        self.hold_lock(Lock::GoldenBook).await?;
        let query = row::Entity::find()
            .filter(row::Column::BookIssuerId.eq(issuer.0))
            .filter(row::Column::BookYear.eq(year))
            .order_by_desc(row::Column::BookNumber);
        let last = query.one(self.connection().await?).await?.and_then(|row| row.book_number);
        Ok(GoldenBook { issuer, year, last: last.unwrap_or_default() })
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

    /// How many certificates an award has had.
    ///
    /// # Errors
    /// A database error.
    pub async fn certificates_ever(&self, award: AwardId) -> Result<u64, Failure> {
        let query = row::Entity::find().filter(row::Column::AwardId.eq(award.0));
        Ok(query.count(self.connection().await?).await?)
    }

    /// Adds certificates, all or none.
    ///
    /// # Errors
    /// `Duplicate` for an award whose version another transaction has certified meanwhile, or a database error.
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
