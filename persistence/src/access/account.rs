//! Accounts and sign-ins.

use std::collections::{BTreeSet, HashMap};

use chrono::{DateTime, NaiveDate, Utc};
use domain::base::calendar::day_of;
use domain::base::identity::{Account, Enrolment, Grant, Session};
use domain::base::ids::{AccountId, OrganisationId, Revision, SessionId};
use domain::base::policy::Role;
use domain::base::text::fold;
use domain::registry::function_holding::FunctionHolding;
use sea_orm::sea_query::{ExprTrait, LockType, Query, SimpleExpr};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, JoinType, QueryFilter, QuerySelect, QueryTrait, Select};

use crate::access::function_holding::{held_on, unchanged};
use crate::base::access_check::{Rights, finds};
use crate::base::failure::Failure;
use crate::base::json;
use crate::base::kept::revised;
use crate::base::page::{Page, Slice};
use crate::base::search::containing;
use crate::base::store::{Store, Tx};

mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "account")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub username: String,
        pub name: String,
        pub search: String,
        pub password_hash: Option<String>,
        pub enrolment_digest: Option<String>,
        pub enrolment_expires_at: Option<ChronoDateTimeUtc>,
        pub grants: String,
        pub suspended: bool,
        pub sessions_valid_from: ChronoDateTimeUtc,
        pub revision: i64,
        pub machine: bool,
    }

    #[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

mod session_row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "session")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub account_id: Uuid,
        pub started_at: ChronoDateTimeUtc,
        pub ended_at: Option<ChronoDateTimeUtc>,
        pub revision: i64,
    }

    #[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

impl TryFrom<row::Model> for Account {
    type Error = Failure;

    fn try_from(row: row::Model) -> Result<Self, Failure> {
        let row::Model {
            id,
            username,
            name,
            search: _,
            password_hash,
            enrolment_digest,
            enrolment_expires_at,
            grants,
            suspended,
            sessions_valid_from,
            revision,
            machine: _,
        } = row;
        let enrolment =
            enrolment_digest.zip(enrolment_expires_at).map(|(digest, expires_at)| Enrolment { digest, expires_at });
        Ok(Self {
            id: AccountId(id),
            username,
            name,
            password_hash,
            enrolment,
            grants: json::read(&grants, "account", id)?,
            suspended,
            sessions_valid_from,
            revision: Revision(revision),
        })
    }
}

fn to_row(account: &Account) -> Result<row::ActiveModel, Failure> {
    let Account { id, username, name, password_hash, enrolment, grants, suspended, sessions_valid_from, revision } =
        account;
    Ok(row::ActiveModel {
        id: Set(id.0),
        username: Set(username.clone()),
        name: Set(name.clone()),
        search: Set(fold(&format!("{name} {username}"))),
        password_hash: Set(password_hash.clone()),
        enrolment_digest: Set(enrolment.as_ref().map(|enrolment| enrolment.digest.clone())),
        enrolment_expires_at: Set(enrolment.as_ref().map(|enrolment| enrolment.expires_at)),
        grants: Set(json::write(grants, "account", id.0)?),
        suspended: Set(*suspended),
        sessions_valid_from: Set(*sessions_valid_from),
        revision: Set(revision.0),
        machine: Set(false),
    })
}

/// The accounts of people: no method of this file finds the account of a machine client, so no one can sign in with it
/// or grant it a role.
fn people() -> Select<row::Entity> {
    row::Entity::find().filter(row::Column::Machine.eq(false))
}

impl From<session_row::Model> for Session {
    fn from(row: session_row::Model) -> Self {
        let session_row::Model { id, account_id, started_at, ended_at, revision } = row;
        Self { id: SessionId(id), account: AccountId(account_id), started_at, ended_at, revision: Revision(revision) }
    }
}

fn to_session_row(session: &Session) -> session_row::ActiveModel {
    let Session { id, account, started_at, ended_at, revision } = session;
    session_row::ActiveModel {
        id: Set(id.0),
        account_id: Set(account.0),
        started_at: Set(*started_at),
        ended_at: Set(*ended_at),
        revision: Set(revision.0),
    }
}

revised!(Account as row by to_row);
revised!(Session as session_row by to_session_row always);

impl Store {
    /// The account and session behind an access token, as they are now, which functions units hold on a day, and the
    /// rights that follow, for the units of work that depend on them.
    ///
    /// # Errors
    /// `NotFound` for a session that does not belong to the account, or a database error.
    pub async fn who(
        &self,
        account: AccountId,
        session: SessionId,
        day: NaiveDate,
    ) -> Result<(Account, Session, Vec<FunctionHolding>, Rights), Failure> {
        let database = self.questions();
        let joined = row::Entity::belongs_to(session_row::Entity)
            .from(row::Column::Id)
            .to(session_row::Column::AccountId)
            .into();
        let person = row::Entity::find_by_id(account.0)
            .join(JoinType::InnerJoin, joined)
            .filter(session_row::Column::Id.eq(session.0))
            .select_also(session_row::Entity)
            .one(database);
        let (person, held) = tokio::join!(person, held_on(database, day));
        let (account, session) = person?.ok_or(Failure::NotFound)?;
        let (account, session, held): (Account, Session, Vec<FunctionHolding>) =
            (account.try_into()?, session.ok_or(Failure::NotFound)?.into(), held?);
        let kept = row::Entity::find_by_id(account.id.0).filter(row::Column::Revision.eq(account.revision.0));
        let goes_on = session_row::Entity::find_by_id(session.id.0).filter(session_row::Column::EndedAt.is_null());
        let stands_for = |holding: &&FunctionHolding| {
            account.grants.iter().any(|grant| {
                grant.role.function() == Some(holding.function) && grant.organisation == holding.organisation
            })
        };
        let kept = held.iter().filter(stands_for).map(unchanged).fold(finds(kept), ExprTrait::and);
        let rights = Rights::new(kept, Some(finds(goes_on)));
        Ok((account, session, held, rights))
    }
}

impl Tx {
    /// Locks an account until this unit of work ends; other units of work that lock it wait. The account does not
    /// change. On SQLite no lock is needed: only one unit of work writes at a time.
    pub(crate) async fn lock_account(&self, id: AccountId) -> Result<(), Failure> {
        let query = row::Entity::find_by_id(id.0).lock(LockType::NoKeyUpdate);
        query.one(self.connection().await?).await?.ok_or(Failure::NotFound)?;
        Ok(())
    }

    /// One account.
    ///
    /// # Errors
    /// `NotFound`, or a database error.
    pub async fn account(&self, id: AccountId) -> Result<Account, Failure> {
        let query = people().filter(row::Column::Id.eq(id.0));
        self.found(query).await
    }

    /// Adds the account row of a machine client, which the rows that it writes refer to. The row has the client's
    /// identifier, so the primary key keeps accounts and clients apart.
    pub(crate) async fn add_machine(&self, id: AccountId, name: &str, at: DateTime<Utc>) -> Result<(), Failure> {
        let machine = row::ActiveModel {
            id: Set(id.0),
            // No person's user name has a colon.
            username: Set(format!("client:{id}")),
            name: Set(name.to_owned()),
            search: Set(String::new()),
            password_hash: Set(None),
            enrolment_digest: Set(None),
            enrolment_expires_at: Set(None),
            grants: Set("[]".to_owned()),
            suspended: Set(true),
            sessions_valid_from: Set(at),
            revision: Set(Revision::FIRST.0),
            machine: Set(true),
        };
        row::Entity::insert(machine).exec_without_returning(self.connection().await?).await?;
        Ok(())
    }

    /// The account with a user name, which is folded before the comparison.
    ///
    /// # Errors
    /// A database error.
    pub async fn account_named(&self, username: &str) -> Result<Option<Account>, Failure> {
        let query = people().filter(row::Column::Username.eq(fold(username)));
        query.one(self.connection().await?).await?.map(Account::try_from).transpose()
    }

    /// The accounts with a text in the person's name or the user name, or all accounts, oldest first; accents do not
    /// count.
    ///
    /// # Errors
    /// A database error.
    pub async fn accounts(&self, text: Option<&str>, page: Page) -> Result<Slice<Account>, Failure> {
        let query = people().apply_if(text, |query, text| query.filter(row::Column::Search.like(containing(text))));
        self.slice(query, row::Column::Id, page).await?.try_map(Account::try_from)
    }

    /// The names of accounts, of people and of machine clients, for a list that names them.
    ///
    /// # Errors
    /// A database error.
    pub async fn account_names(
        &self,
        accounts: impl Iterator<Item = AccountId> + Send,
    ) -> Result<HashMap<AccountId, String>, Failure> {
        let accounts: BTreeSet<uuid::Uuid> = accounts.map(|account| account.0).collect();
        if accounts.is_empty() {
            return Ok(HashMap::new());
        }
        let query = row::Entity::find().filter(row::Column::Id.is_in(accounts));
        let rows = query.all(self.connection().await?).await?;
        Ok(rows.into_iter().map(|row| (AccountId(row.id), row.name)).collect())
    }

    /// Whether somebody can act in a role for a unit on a day: the account is enrolled, not suspended, and has the role
    /// there. Whether the unit holds the function is another question.
    ///
    /// # Errors
    /// A database error.
    pub async fn is_staffed(&self, role: Role, unit: OrganisationId, day: NaiveDate) -> Result<bool, Failure> {
        self.has_holder(role, unit, day, row::Column::PasswordHash.is_not_null()).await
    }

    /// Whether any account can act as administrator, or can once its live enrolment code is used, because it has the role
    /// for the unit that holds the function today.
    ///
    /// # Errors
    /// A database error.
    pub async fn has_administrator(&self, at: DateTime<Utc>) -> Result<bool, Failure> {
        let day = day_of(at);
        let held = self.functions_held_on(day).await?;
        let can_sign_in = || row::Column::PasswordHash.is_not_null().or(row::Column::EnrolmentExpiresAt.gt(at));
        for holding in held.iter().filter(|holding| holding.function == Role::Administrator) {
            if self.has_holder(Role::Administrator, holding.organisation, day, can_sign_in()).await? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Whether an account that is not suspended and meets a condition has a role for a unit on a day.
    async fn has_holder(
        &self,
        role: Role,
        unit: OrganisationId,
        day: NaiveDate,
        condition: SimpleExpr,
    ) -> Result<bool, Failure> {
        let word = format!("\"{}\"", role.as_str());
        let query = people()
            .filter(row::Column::Grants.contains(word))
            .filter(row::Column::Suspended.eq(false))
            .filter(condition);
        let found: Result<Vec<Account>, Failure> =
            query.all(self.connection().await?).await?.into_iter().map(Account::try_from).collect();
        let acts = |grant: &Grant| {
            grant.role == role
                && grant.organisation == unit
                && grant.from <= day
                && grant.to.is_none_or(|last| day <= last)
        };
        Ok(found?.iter().any(|account| account.grants.iter().any(acts)))
    }

    /// Deletes sessions that began before an instant, at most so many; returns how many it deleted.
    ///
    /// # Errors
    /// A database error.
    pub async fn forget_sessions(&self, before: DateTime<Utc>, most: u64) -> Result<u64, Failure> {
        let old = Query::select()
            .column("id")
            .from("session")
            .and_where(session_row::Column::StartedAt.lt(before))
            .limit(most)
            .to_owned();
        let old = session_row::Column::Id.in_subquery(old);
        let done = session_row::Entity::delete_many().filter(old).exec(self.connection().await?).await?;
        Ok(done.rows_affected)
    }

    /// One session.
    ///
    /// # Errors
    /// `NotFound`, or a database error.
    pub async fn session(&self, id: SessionId) -> Result<Session, Failure> {
        Ok(session_row::Entity::find_by_id(id.0).one(self.connection().await?).await?.ok_or(Failure::NotFound)?.into())
    }
}
