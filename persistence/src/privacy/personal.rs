//! Personal data of nominees: encrypted bytes that this crate cannot decrypt.

use chrono::{DateTime, Utc};
use domain::base::ids::{AccountId, NominationId, PersonalDatumId, Revision};
use domain::base::step::Step;
use domain::honours::nomination::Nomination;
use domain::privacy::personal::{Holding, PersonalDatum, PersonalKind, Sealed, UNSUCCESSFUL};
use sea_orm::sea_query::{Expr, ExprTrait, Query};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use crate::base::failure::Failure;
use crate::base::kept::revised;
use crate::base::page::{Page, Slice};
use crate::base::store::Tx;

mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "personal_datum")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub nomination_id: Uuid,
        pub kind: String,
        pub masked: Option<String>,
        #[sea_orm(column_type = "Blob", nullable)]
        pub ciphertext: Option<Vec<u8>>,
        #[sea_orm(column_type = "Blob", nullable)]
        pub wrapped_key: Option<Vec<u8>>,
        pub sealed_under: Option<String>,
        #[sea_orm(column_type = "Blob", nullable)]
        pub blind_index: Option<Vec<u8>>,
        pub indexed_under: Option<String>,
        pub entered_at: ChronoDateTimeUtc,
        pub erased_at: Option<ChronoDateTimeUtc>,
        pub revision: i64,
    }

    #[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

impl TryFrom<row::Model> for PersonalDatum {
    type Error = Failure;

    fn try_from(row: row::Model) -> Result<Self, Failure> {
        let row::Model {
            id,
            nomination_id,
            kind,
            masked,
            ciphertext,
            wrapped_key,
            sealed_under,
            blind_index,
            indexed_under,
            entered_at,
            erased_at,
            revision,
        } = row;
        let corrupt = || Failure::Corrupt { what: "personal datum", id };
        let holding = match (erased_at, masked, ciphertext, wrapped_key, sealed_under, blind_index, indexed_under) {
            (Some(at), None, None, None, None, None, None) => Holding::Erased { at },
            (
                None,
                Some(masked),
                Some(ciphertext),
                Some(wrapped_key),
                Some(sealed_under),
                Some(blind_index),
                Some(indexed_under),
            ) => {
                let sealed = Sealed { ciphertext, wrapped_key, sealed_under, blind_index, indexed_under };
                Holding::Kept { masked, sealed }
            }
            _ => return Err(corrupt()),
        };
        Ok(Self {
            id: PersonalDatumId(id),
            nomination: NominationId(nomination_id),
            kind: PersonalKind::parse(&kind).ok_or_else(corrupt)?,
            holding,
            entered_at,
            revision: Revision(revision),
        })
    }
}

fn to_row(datum: &PersonalDatum) -> row::ActiveModel {
    let PersonalDatum { id, nomination, kind, holding, entered_at, revision } = datum;
    let (erased_at, kept) = match holding {
        Holding::Erased { at } => (Some(*at), None),
        Holding::Kept { masked, sealed } => (None, Some((masked.clone(), sealed.clone()))),
    };
    let (masked, sealed) = kept.unzip();
    let row = row::ActiveModel {
        id: Set(id.0),
        nomination_id: Set(nomination.0),
        kind: Set(kind.as_str().to_owned()),
        masked: Set(masked),
        ciphertext: Set(None),
        wrapped_key: Set(None),
        sealed_under: Set(None),
        blind_index: Set(None),
        indexed_under: Set(None),
        entered_at: Set(*entered_at),
        erased_at: Set(erased_at),
        revision: Set(revision.0),
    };
    let Some(Sealed { ciphertext, wrapped_key, sealed_under, blind_index, indexed_under }) = sealed else { return row };
    row::ActiveModel {
        ciphertext: Set(Some(ciphertext)),
        wrapped_key: Set(Some(wrapped_key)),
        sealed_under: Set(Some(sealed_under)),
        blind_index: Set(Some(blind_index)),
        indexed_under: Set(Some(indexed_under)),
        ..row
    }
}

revised!(PersonalDatum as row by to_row always);

impl Tx {
    /// A nominee's identity number, or what remains of it after erasure. The caller has checked that the reader may see
    /// the nomination.
    ///
    /// # Errors
    /// A database error.
    pub async fn identity_number(&self, nomination: NominationId) -> Result<Option<PersonalDatum>, Failure> {
        let query = row::Entity::find()
            .filter(row::Column::NominationId.eq(nomination.0))
            .filter(row::Column::Kind.eq(PersonalKind::IdentityNumber.as_str()));
        query.one(self.connection().await?).await?.map(PersonalDatum::try_from).transpose()
    }

    /// The nominations, of any cycle and in any state, whose nominee's identity number has a blind index. Only for the
    /// agencies: with the answer, a unit could test guessed numbers.
    ///
    /// # Errors
    /// A database error.
    pub async fn nominations_with_index(&self, blind_index: &[u8]) -> Result<Vec<NominationId>, Failure> {
        let query = row::Entity::find()
            .filter(row::Column::BlindIndex.eq(blind_index.to_vec()))
            .order_by_asc(row::Column::NominationId);
        let rows = query.all(self.connection().await?).await?;
        Ok(rows.into_iter().map(|row| NominationId(row.nomination_id)).collect())
    }

    /// The blind indexes of nominees' identity numbers, each with the name of its key.
    pub(crate) async fn indexes_of(
        &self,
        nominations: Vec<NominationId>,
    ) -> Result<Vec<(NominationId, (Vec<u8>, String))>, Failure> {
        let query = row::Entity::find()
            .filter(row::Column::NominationId.is_in(nominations.iter().map(|nomination| nomination.0)))
            .filter(row::Column::Kind.eq(PersonalKind::IdentityNumber.as_str()))
            .filter(row::Column::ErasedAt.is_null());
        let rows = query.all(self.connection().await?).await?;
        let known = rows.into_iter().filter_map(|row| {
            let index = row.blind_index.zip(row.indexed_under)?;
            Some((NominationId(row.nomination_id), index))
        });
        Ok(known.collect())
    }

    /// The identity numbers of nominations that were begun before an instant and ended without an award, each with its
    /// nomination. These nominations are locked against other changes until this unit of work ends.
    ///
    /// # Errors
    /// A database error.
    pub async fn unsuccessful_identity_numbers(
        &self,
        begun_before: DateTime<Utc>,
        page: Page,
    ) -> Result<Slice<(PersonalDatum, Nomination)>, Failure> {
        let over = Query::select()
            .column("id")
            .from("nomination")
            .and_where(Expr::col("state").is_in(UNSUCCESSFUL.map(|state| state.as_str())))
            .and_where(Expr::col("created_at").lt(begun_before))
            .to_owned();
        let query = row::Entity::find()
            .filter(row::Column::Kind.eq(PersonalKind::IdentityNumber.as_str()))
            .filter(row::Column::ErasedAt.is_null())
            .filter(row::Column::NominationId.in_subquery(over));
        let Slice { items, more } = self.slice(query, row::Column::Id, page).await?;
        let named: Vec<NominationId> = items.iter().map(|row| NominationId(row.nomination_id)).collect();
        let nominations = self.held_nominations(&named).await?;
        let items = items
            .into_iter()
            .map(|row| {
                let (id, owner) = (row.id, NominationId(row.nomination_id));
                let nomination = nominations.iter().find(|nomination| nomination.id == owner).cloned();
                let nomination = nomination.ok_or(Failure::Corrupt { what: "personal datum", id })?;
                Ok((PersonalDatum::try_from(row)?, nomination))
            })
            .collect::<Result<Vec<(PersonalDatum, Nomination)>, Failure>>()?;
        Ok(Slice { items, more })
    }

    /// The names of the installation's keys that encrypt personal data, and of those that made a blind index.
    ///
    /// # Errors
    /// A database error.
    pub async fn personal_keys(&self) -> Result<(Vec<String>, Vec<String>), Failure> {
        let mut names = (Vec::new(), Vec::new());
        for (column, found) in [(row::Column::SealedUnder, &mut names.0), (row::Column::IndexedUnder, &mut names.1)] {
            let query = row::Entity::find().select_only().column(column).distinct().filter(column.is_not_null());
            *found = query.into_tuple::<String>().all(self.connection().await?).await?;
        }
        Ok(names)
    }

    /// When a person read numbers in full after an instant, newest first. The account is locked until this unit of work
    /// ends, so that concurrent requests of the same person count one after the other.
    ///
    /// # Errors
    /// A database error.
    pub async fn reveals_since(&self, account: AccountId, since: DateTime<Utc>) -> Result<Vec<DateTime<Utc>>, Failure> {
        self.lock_account(account).await?;
        self.moments_of(domain::base::event::EventKind::PersonalDatumRevealed, account, since).await
    }

    /// The identity numbers that have not been erased, of all nominations.
    ///
    /// # Errors
    /// A database error.
    pub async fn kept_personal_data(&self, page: Page) -> Result<Slice<PersonalDatum>, Failure> {
        let query = row::Entity::find().filter(row::Column::ErasedAt.is_null());
        self.slice(query, row::Column::Id, page).await?.try_map(PersonalDatum::try_from)
    }

    /// Saves a number under other keys, if it is still encrypted under those that it was read with. Its revision stays,
    /// because the number does not change: a concurrent replacement or erasure by a user is not refused.
    ///
    /// # Errors
    /// `Stale` if the number was replaced, erased or re-wrapped meanwhile, or a database error.
    pub async fn save_rewrapped(&self, step: Step<PersonalDatum>, before: &Sealed) -> Result<PersonalDatum, Failure> {
        let (datum, event) = step.into_parts();
        let query = row::Entity::update_many()
            .set(to_row(&datum))
            .filter(row::Column::Id.eq(datum.id.0))
            .filter(row::Column::Revision.eq(datum.revision.0))
            .filter(row::Column::SealedUnder.eq(before.sealed_under.as_str()))
            .filter(row::Column::IndexedUnder.eq(before.indexed_under.as_str()));
        self.replace(query).await?;
        self.record(&event).await?;
        Ok(datum)
    }

    /// Records the audit entry of a number that was read in full; the number does not change.
    ///
    /// # Errors
    /// A database error.
    pub async fn record_reveal(&self, step: Step<PersonalDatum>) -> Result<PersonalDatum, Failure> {
        let (datum, event) = step.into_parts();
        self.record(&event).await?;
        Ok(datum)
    }
}
