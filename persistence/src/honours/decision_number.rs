//! The numbers of decisions, and the paper that each of them names (rule L13).
//!
//! A unique index decides between two papers with the same number, whether they grant or revoke, and even if they come
//! at the same time. An entry has the identifier of the decision, or of the first revocation, that it was made for.

use domain::base::ids::OrganisationId;
use domain::honours::decision_number::{NumberHolder, NumberedPaper};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use crate::base::failure::Failure;
use crate::base::store::Tx;
use crate::base::unique_index::UniqueIndex;

mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "decision_number")]
    pub(super) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub issuer_id: Uuid,
        pub number: i64,
        pub year: i32,
        pub holder: String,
        pub symbol: String,
        pub date: Date,
        pub signer: String,
    }

    #[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
    pub(super) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

impl TryFrom<row::Model> for NumberedPaper {
    type Error = Failure;

    fn try_from(row: row::Model) -> Result<Self, Failure> {
        let row::Model { id, issuer_id, number, year: _, holder, symbol, date, signer } = row;
        let holder = NumberHolder::parse(&holder).ok_or(Failure::Corrupt { what: "decision number", id })?;
        Ok(Self { issuer: OrganisationId(issuer_id), holder, number, symbol, date, signer })
    }
}

fn to_row(id: Uuid, paper: &NumberedPaper) -> row::ActiveModel {
    let year = paper.year();
    let NumberedPaper { issuer, holder, number, symbol, date, signer } = paper;
    row::ActiveModel {
        id: Set(id),
        issuer_id: Set(issuer.0),
        number: Set(*number),
        year: Set(year),
        holder: Set(holder.as_str().to_owned()),
        symbol: Set(symbol.clone()),
        date: Set(*date),
        signer: Set(signer.clone()),
    }
}

impl Tx {
    /// Takes a number for a paper, in the transaction that records it: a free number, or the one that the very same
    /// paper already has and may share.
    ///
    /// # Errors
    /// `Duplicate` for a number that names another paper, or a database error.
    pub(crate) async fn take_number(&self, id: Uuid, paper: &NumberedPaper) -> Result<(), Failure> {
        use row::Column;
        // If another transaction takes the number at this moment, the insert waits for it, and then that paper has the
        // number.
        row::Entity::insert(to_row(id, paper))
            .on_conflict_do_nothing_on([Column::IssuerId, Column::Year, Column::Number])
            .exec_without_returning(self.connection().await?)
            .await?;
        let query = row::Entity::find()
            .filter(Column::IssuerId.eq(paper.issuer.0))
            .filter(Column::Year.eq(paper.year()))
            .filter(Column::Number.eq(paper.number));
        let held =
            query.one(self.connection().await?).await?.ok_or(Failure::Corrupt { what: "decision number", id })?;
        if held.id == id || paper.may_share(&NumberedPaper::try_from(held)?) {
            return Ok(());
        }
        Err(Failure::Duplicate { index: UniqueIndex::PaperNumber })
    }
}
