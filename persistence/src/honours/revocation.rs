//! Revocations of awards, and recoveries of certificates and money.

use domain::base::ids::{AwardId, CycleId, DecisionId, OrganisationId, Revision, RevocationId};
use domain::honours::granted_award::GrantedAward;
use domain::honours::revocation::{Revocation, RevocationGround, Revoking, RevokingPaper};
use sea_orm::sea_query::SelectStatement;
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait};

use crate::base::failure::Failure;
use crate::base::json;
use crate::base::kept::revised;
use crate::base::page::{Page, Slice};
use crate::base::store::Tx;
use crate::honours::granted_award;

mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "revocation")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub award_id: Uuid,
        pub ground: String,
        pub number: i64,
        pub symbol: String,
        pub date: Date,
        pub signer: String,
        pub title: String,
        pub file: String,
        pub reason: String,
        pub revoked_at: ChronoDateTimeUtc,
        pub recoveries: String,
        pub revision: i64,
    }

    #[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

impl TryFrom<row::Model> for Revocation {
    type Error = Failure;

    fn try_from(row: row::Model) -> Result<Self, Failure> {
        let row::Model {
            id,
            award_id,
            ground,
            number,
            symbol,
            date,
            signer,
            title,
            file,
            reason,
            revoked_at,
            recoveries,
            revision,
        } = row;
        let file = json::read(&file, "revocation", id)?;
        Ok(Self {
            id: RevocationId(id),
            award: AwardId(award_id),
            ground: RevocationGround::parse(&ground).ok_or(Failure::Corrupt { what: "revocation", id })?,
            paper: RevokingPaper { number, symbol, date, signer, title, file },
            reason,
            revoked_at,
            recoveries: json::read(&recoveries, "revocation", id)?,
            revision: Revision(revision),
        })
    }
}

fn to_row(revocation: &Revocation) -> Result<row::ActiveModel, Failure> {
    let Revocation { id, award, ground, paper, reason, revoked_at, recoveries, revision } = revocation;
    let RevokingPaper { number, symbol, date, signer, title, file } = paper;
    Ok(row::ActiveModel {
        id: Set(id.0),
        award_id: Set(award.0),
        ground: Set(ground.as_str().to_owned()),
        number: Set(*number),
        symbol: Set(symbol.clone()),
        date: Set(*date),
        signer: Set(signer.clone()),
        title: Set(title.clone()),
        file: Set(json::write(file, "revocation", id.0)?),
        reason: Set(reason.clone()),
        revoked_at: Set(*revoked_at),
        recoveries: Set(json::write(recoveries, "revocation", id.0)?),
        revision: Set(revision.0),
    })
}

revised!(Revocation as row by to_row);

/// The awards that were revoked, for a subquery: lists of valid awards leave them out (rule L18).
pub(crate) fn revoked() -> SelectStatement {
    row::Entity::find().select_only().column(row::Column::AwardId).into_query()
}

/// A revocation with the award that it annuls.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RevokedAward {
    /// The award.
    pub award: GrantedAward,
    /// Its revocation.
    pub revocation: Revocation,
}

/// Which revocations a list shows.
#[derive(Clone, Copy, Debug, Default)]
pub struct RevocationFilter {
    /// Of this award.
    pub award: Option<AwardId>,
    /// Of awards for this cycle.
    pub cycle: Option<CycleId>,
    /// Of awards to this unit or its people.
    pub organisation: Option<OrganisationId>,
}

impl Tx {
    /// An award's revocation, if it was revoked.
    ///
    /// # Errors
    /// A database error.
    pub async fn revocation_of(&self, award: AwardId) -> Result<Option<Revocation>, Failure> {
        let query = row::Entity::find().filter(row::Column::AwardId.eq(award.0));
        query.one(self.connection().await?).await?.map(Revocation::try_from).transpose()
    }

    pub(crate) async fn revocations_among(&self, awards: Vec<uuid::Uuid>) -> Result<Vec<Revocation>, Failure> {
        let query = row::Entity::find().filter(row::Column::AwardId.is_in(awards));
        query.all(self.connection().await?).await?.into_iter().map(Revocation::try_from).collect()
    }

    /// Which of these awards were revoked.
    ///
    /// # Errors
    /// A database error.
    pub async fn revoked_among(&self, awards: Vec<AwardId>) -> Result<Vec<AwardId>, Failure> {
        let found = self.revocations_among(awards.into_iter().map(|award| award.0).collect()).await?;
        Ok(found.into_iter().map(|revocation| revocation.award).collect())
    }

    /// Which awards of a decision were revoked.
    ///
    /// # Errors
    /// A database error.
    pub async fn revoked_awards(&self, decision: DecisionId) -> Result<Vec<AwardId>, Failure> {
        let awards = granted_award::ids(granted_award::row::Column::DecisionId.eq(decision.0));
        let rows =
            row::Entity::find().filter(row::Column::AwardId.in_subquery(awards)).all(self.connection().await?).await?;
        Ok(rows.into_iter().map(|row| AwardId(row.award_id)).collect())
    }

    /// The revocations that match a filter; all of them are public, because only public awards are revoked.
    ///
    /// # Errors
    /// A database error.
    pub async fn revocations(&self, filter: RevocationFilter, page: Page) -> Result<Slice<RevokedAward>, Failure> {
        use granted_award::row::Column;
        let RevocationFilter { award, cycle, organisation } = filter;
        let query = row::Entity::find()
            .apply_if(award, |query, award| query.filter(row::Column::AwardId.eq(award.0)))
            .apply_if(cycle, |query, cycle| {
                query.filter(row::Column::AwardId.in_subquery(granted_award::ids(Column::CycleId.eq(cycle.0))))
            })
            .apply_if(organisation, |query, unit| {
                query.filter(row::Column::AwardId.in_subquery(granted_award::ids(Column::OrganisationId.eq(unit.0))))
            });
        let slice = self.slice(query, row::Column::Id, page).await?;
        let awards = self.granted_awards_among(slice.items.iter().map(|row| row.award_id).collect()).await?;
        slice.try_map(|row| {
            let corrupt = Failure::Corrupt { what: "revocation", id: row.id };
            let award = awards.iter().find(|award| award.id.0 == row.award_id).cloned().ok_or(corrupt)?;
            Ok(RevokedAward { award, revocation: row.try_into()? })
        })
    }

    /// The latest revocations, the latest first; all of them are public.
    ///
    /// # Errors
    /// A database error.
    pub async fn latest_revocations(&self, limit: u64) -> Result<Vec<Revocation>, Failure> {
        let query = row::Entity::find().order_by_desc(row::Column::RevokedAt).order_by_desc(row::Column::Id);
        query.limit(limit).all(self.connection().await?).await?.into_iter().map(Revocation::try_from).collect()
    }

    /// Revokes an award, and records the public changes.
    ///
    /// # Errors
    /// `Duplicate` for an award that another transaction has revoked meanwhile, or for a number that names another
    /// paper of the issuer in the year (rule L13), or a database error.
    pub async fn add_revocation(&self, revoking: Revoking) -> Result<Revocation, Failure> {
        let Revoking { revocation, paper, announced } = revoking;
        let (revocation, event) = revocation.into_parts();
        row::Entity::insert(to_row(&revocation)?).exec_without_returning(self.connection().await?).await?;
        self.take_number(revocation.id.0, &paper).await?;
        self.record(&event).await?;
        self.announce(announced);
        Ok(revocation)
    }
}
