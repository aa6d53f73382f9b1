//! Certificates of Giấy khen; their table only grows.

use domain::base::ids::{CertificateId, CommendationId, OrganisationId, Revision};
use domain::honours::certificate::Code;
use domain::honours::commendation::certificate::CommendationCertificate;
use domain::honours::golden_book::{BookEntry, GoldenBook};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder};

use crate::base::failure::Failure;
use crate::base::kept::stored;
use crate::base::named_lock::Lock;
use crate::base::store::Tx;

mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "commendation_certificate")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub commendation_id: Uuid,
        pub version: i64,
        pub issuer_id: Uuid,
        pub book_year: i32,
        pub book_number: i64,
        pub code: String,
        pub statement: String,
        pub issued_at: ChronoDateTimeUtc,
        pub revision: i64,
    }

    #[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

impl TryFrom<row::Model> for CommendationCertificate {
    type Error = Failure;

    fn try_from(row: row::Model) -> Result<Self, Failure> {
        let row::Model {
            id,
            commendation_id,
            version,
            issuer_id,
            book_year,
            book_number,
            code,
            statement,
            issued_at,
            revision,
        } = row;
        Ok(Self {
            id: CertificateId(id),
            commendation: CommendationId(commendation_id),
            version,
            book: BookEntry { issuer: OrganisationId(issuer_id), year: book_year, number: book_number },
            code: Code::read(&code).ok_or(Failure::Corrupt { what: "commendation certificate", id })?,
            statement,
            issued_at,
            revision: Revision(revision),
        })
    }
}

fn to_row(certificate: &CommendationCertificate) -> row::ActiveModel {
    let CommendationCertificate { id, commendation, version, book, code, statement, issued_at, revision } = certificate;
    let BookEntry { issuer, year, number } = book;
    row::ActiveModel {
        id: Set(id.0),
        commendation_id: Set(commendation.0),
        version: Set(*version),
        issuer_id: Set(issuer.0),
        book_year: Set(*year),
        book_number: Set(*number),
        code: Set(code.as_str().to_owned()),
        statement: Set(statement.clone()),
        issued_at: Set(*issued_at),
        revision: Set(revision.0),
    }
}

stored!(CommendationCertificate as row by to_row always);

impl Tx {
    /// The certificate of a Giấy khen with a code.
    ///
    /// # Errors
    /// `NotFound`, or a database error.
    pub async fn commendation_certificate_coded(&self, code: &Code) -> Result<CommendationCertificate, Failure> {
        self.found(row::Entity::find().filter(row::Column::Code.eq(code.as_str()))).await
    }

    /// The certificates of some Giấy khen, of each in the order of issue.
    ///
    /// # Errors
    /// A database error.
    pub async fn commendation_certificates(
        &self,
        commendations: &[CommendationId],
    ) -> Result<Vec<CommendationCertificate>, Failure> {
        let query = row::Entity::find()
            .filter(row::Column::CommendationId.is_in(commendations.iter().map(|one| one.0)))
            .order_by_asc(row::Column::CommendationId)
            .order_by_asc(row::Column::Version);
        query.all(self.connection().await?).await?.into_iter().map(CommendationCertificate::try_from).collect()
    }

    /// The signed statements of the oldest and the newest certificate; see `certificate_ends`.
    ///
    /// # Errors
    /// A database error.
    pub async fn commendation_certificate_ends(&self) -> Result<Vec<String>, Failure> {
        let connection = self.connection().await?;
        let oldest = row::Entity::find().order_by_asc(row::Column::Id).one(connection).await?;
        let newest = row::Entity::find().order_by_desc(row::Column::Id).one(connection).await?;
        Ok(oldest.into_iter().chain(newest).map(|row| row.statement).collect())
    }

    /// The golden book of a unit and a year for Giấy khen. Nobody else enters a certificate until this unit of work ends.
    ///
    /// # Errors
    /// A database error.
    pub async fn golden_book_of_unit(&self, issuer: OrganisationId, year: i32) -> Result<GoldenBook, Failure> {
        self.hold_lock(Lock::GoldenBook).await?;
        let query = row::Entity::find()
            .filter(row::Column::IssuerId.eq(issuer.0))
            .filter(row::Column::BookYear.eq(year))
            .order_by_desc(row::Column::BookNumber);
        let last = query.one(self.connection().await?).await?.map(|row| row.book_number);
        Ok(GoldenBook { issuer, year, last: last.unwrap_or_default() })
    }
}
