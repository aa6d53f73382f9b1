//! The audit trail: what happened, to what, by whom, in which role (rule L37). It only grows; the database itself
//! refuses to change or delete an entry.

use chrono::{DateTime, Utc};
use domain::base::concept::Concept;
use domain::base::event::{Author, Change, Event, EventKind};
use domain::base::ids::{AccountId, AuditEntryId, ClientId, CycleId, OrganisationId};
use domain::base::policy::{ClientScope, Role};
use sea_orm::sea_query::{Query, SelectStatement, SimpleExpr};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, DbBackend, EntityTrait, Iterable, QueryFilter, QueryOrder,
    QuerySelect, QueryTrait, Statement,
};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::base::failure::Failure;
use crate::base::json;
use crate::base::page::{Page, Slice};
use crate::base::store::Tx;

mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "audit_entry")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub at: ChronoDateTimeUtc,
        pub kind: String,
        pub concept: String,
        pub object_id: Uuid,
        pub organisation_id: Option<Uuid>,
        pub account_id: Option<Uuid>,
        pub client_id: Option<Uuid>,
        pub author_name: String,
        /// A person's role or a client's scope; no word is both.
        pub role: Option<String>,
        pub author_organisation_id: Option<Uuid>,
        pub from_state: Option<String>,
        pub to_state: Option<String>,
        pub reason: Option<String>,
        pub changes: String,
    }

    #[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// A change as it is stored.
#[derive(Serialize, Deserialize)]
struct StoredChange {
    field: String,
    before: Option<String>,
    after: Option<String>,
}

/// An entry of the audit trail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuditEntry {
    /// Its identifier; later entries have greater ones.
    pub id: AuditEntryId,
    /// What happened.
    pub kind: EventKind,
    /// The kind of thing it happened to.
    pub concept: Concept,
    /// The thing's identifier.
    pub object: Uuid,
    /// The unit concerned.
    pub organisation: Option<OrganisationId>,
    /// Who did it.
    pub author: Author,
    /// When.
    pub at: DateTime<Utc>,
    /// The state before.
    pub from: Option<String>,
    /// The state after.
    pub to: Option<String>,
    /// The ground given.
    pub reason: Option<String>,
    /// Values before and after.
    pub changes: Vec<Change>,
}

impl TryFrom<row::Model> for AuditEntry {
    type Error = Failure;

    fn try_from(row: row::Model) -> Result<Self, Failure> {
        let row::Model {
            id,
            at,
            kind,
            concept,
            object_id,
            organisation_id,
            account_id,
            client_id,
            author_name,
            role,
            author_organisation_id,
            from_state,
            to_state,
            reason,
            changes,
        } = row;
        let corrupt = || Failure::Corrupt { what: "audit entry", id };
        let changes: Vec<StoredChange> = json::read(&changes, "audit entry", id)?;
        let (client, role) = match (client_id, role) {
            (Some(client), scope) => {
                let scope = scope.and_then(|scope| ClientScope::parse(&scope)).ok_or_else(corrupt)?;
                (Some((ClientId(client), scope)), None)
            }
            (None, role) => (None, role.map(|role| Role::parse(&role).ok_or_else(corrupt)).transpose()?),
        };
        Ok(Self {
            id: AuditEntryId(id),
            kind: EventKind::parse(&kind).ok_or_else(corrupt)?,
            concept: Concept::parse(&concept).ok_or_else(corrupt)?,
            object: object_id,
            organisation: organisation_id.map(OrganisationId),
            author: Author {
                account: account_id.map(AccountId),
                client,
                name: author_name,
                role,
                organisation: author_organisation_id.map(OrganisationId),
            },
            at,
            from: from_state,
            to: to_state,
            reason,
            changes: changes
                .into_iter()
                .map(|StoredChange { field, before, after }| Change { field, before, after })
                .collect(),
        })
    }
}

fn to_row(event: &Event) -> Result<row::ActiveModel, Failure> {
    let Event { kind, concept, object, organisation, author, at, from, to, reason, changes } = event;
    let Author { account, client, name, role, organisation: author_organisation } = author;
    let capacity = role.map(Role::as_str).or_else(|| client.map(|(_, scope)| scope.as_str()));
    let id = Uuid::now_v7();
    let changes: Vec<StoredChange> =
        changes.iter().cloned().map(|Change { field, before, after }| StoredChange { field, before, after }).collect();
    Ok(row::ActiveModel {
        id: Set(id),
        at: Set(*at),
        kind: Set(kind.as_str().to_owned()),
        concept: Set(concept.as_str().to_owned()),
        object_id: Set(*object),
        organisation_id: Set(organisation.map(|organisation| organisation.0)),
        account_id: Set(account.map(|account| account.0)),
        client_id: Set(client.map(|(client, _)| client.0)),
        author_name: Set(name.clone()),
        role: Set(capacity.map(str::to_owned)),
        author_organisation_id: Set(author_organisation.map(|organisation| organisation.0)),
        from_state: Set(from.map(str::to_owned)),
        to_state: Set(to.map(str::to_owned)),
        reason: Set(reason.clone()),
        changes: Set(json::write(&changes, "audit entry", id)?),
    })
}

/// The statement that appends an entry if a condition holds, and nothing otherwise, so that the check costs no statement
/// of its own.
fn insert_if(mut entry: row::ActiveModel, condition: SimpleExpr, backend: DbBackend) -> Result<Statement, Failure> {
    let (mut columns, mut values) = (Vec::new(), Query::select());
    for column in row::Column::iter() {
        if let Some(value) = entry.take(column).into_value() {
            columns.push(column);
            values.expr(value);
        }
    }
    values.and_where(condition);
    let mut insert = Query::insert();
    let insert = insert.into_table(row::Entity).columns(columns).select_from(values);
    Ok(backend.build(insert.map_err(|error| Failure::Database { source: Box::new(error) })?))
}

/// The most entries in one statement.
const EVENTS_MAX: usize = 500;

/// Which entries a list shows.
#[derive(Clone, Copy, Debug, Default)]
pub struct AuditFilter {
    /// About this kind of thing.
    pub concept: Option<Concept>,
    /// About this thing.
    pub object: Option<Uuid>,
    /// By this person.
    pub account: Option<AccountId>,
    /// By this machine client.
    pub client: Option<ClientId>,
    /// Concerning this unit.
    pub organisation: Option<OrganisationId>,
}

impl Tx {
    /// Adds the audit entry of an event; every `add_…` and `save_…` calls it, in the transaction of the change.
    pub(crate) async fn record(&self, event: &Event) -> Result<(), Failure> {
        let entry = to_row(event)?;
        self.happens(event.into());
        match self.proof().take() {
            None => self.defer(row::Entity::insert(entry).build(self.backend()), false),
            Some(unchanged) => self.defer(insert_if(entry, unchanged, self.backend())?, true),
        }
        Ok(())
    }

    /// Records an event that changed nothing, such as a failed sign-in.
    ///
    /// # Errors
    /// A database error.
    pub async fn note(&self, event: &Event) -> Result<(), Failure> {
        self.record(event).await
    }

    /// Before the change of an event is stored: a change of access rights waits for the one before it. A sign-in is
    /// none, because it gives no right that the person did not have.
    pub(crate) async fn before(&self, event: &Event) -> Result<(), Failure> {
        if matches!(event.concept, Concept::Account | Concept::Client | Concept::Function)
            && event.kind != EventKind::SignedIn
        {
            self.change_access(event.kind == EventKind::SignedOut).await?;
        }
        Ok(())
    }

    /// Adds the audit entries of many events at once.
    pub(crate) async fn record_all(&self, events: &[Event]) -> Result<(), Failure> {
        for event in events {
            self.happens(event.into());
        }
        for chunk in events.chunks(EVENTS_MAX) {
            let rows = chunk.iter().map(to_row).collect::<Result<Vec<row::ActiveModel>, Failure>>()?;
            row::Entity::insert_many(rows).exec_without_returning(self.connection().await?).await?;
        }
        Ok(())
    }

    /// The times at which a person caused events of one kind after an instant, newest first.
    pub(crate) async fn moments_of(
        &self,
        kind: EventKind,
        account: AccountId,
        since: DateTime<Utc>,
    ) -> Result<Vec<DateTime<Utc>>, Failure> {
        let query = row::Entity::find()
            .select_only()
            .column(row::Column::At)
            .filter(row::Column::AccountId.eq(account.0))
            .filter(row::Column::Kind.eq(kind.as_str()))
            .filter(row::Column::At.gt(since))
            .order_by_desc(row::Column::At);
        Ok(query.into_tuple::<DateTime<Utc>>().all(self.connection().await?).await?)
    }

    /// The entries of some kinds about an object after an instant, oldest first.
    pub(crate) async fn entries_since(
        &self,
        object: Uuid,
        kinds: &[EventKind],
        since: DateTime<Utc>,
    ) -> Result<Vec<AuditEntry>, Failure> {
        let query = row::Entity::find()
            .filter(row::Column::ObjectId.eq(object))
            .filter(row::Column::Kind.is_in(kinds.iter().map(|kind| kind.as_str())))
            .filter(row::Column::At.gt(since))
            .order_by_asc(row::Column::Id);
        query.all(self.connection().await?).await?.into_iter().map(AuditEntry::try_from).collect()
    }

    /// When these cycles were opened; cycles that were not opened are left out.
    ///
    /// # Errors
    /// A database error.
    pub async fn openings(&self, cycles: &[CycleId]) -> Result<Vec<(CycleId, DateTime<Utc>)>, Failure> {
        let query = row::Entity::find()
            .select_only()
            .column(row::Column::ObjectId)
            .column(row::Column::At)
            .filter(row::Column::ObjectId.is_in(cycles.iter().map(|cycle| cycle.0)))
            .filter(row::Column::Kind.eq(EventKind::CycleOpened.as_str()));
        let found = query.into_tuple::<(Uuid, DateTime<Utc>)>().all(self.connection().await?).await?;
        Ok(found.into_iter().map(|(cycle, at)| (CycleId(cycle), at)).collect())
    }

    /// When events of one kind happened to the selected objects, oldest first, and in which role a person caused each.
    pub(crate) async fn happenings(
        &self,
        kind: EventKind,
        objects: SelectStatement,
    ) -> Result<Vec<(Uuid, DateTime<Utc>, Option<Role>)>, Failure> {
        let query = row::Entity::find()
            .select_only()
            .column(row::Column::ObjectId)
            .column(row::Column::At)
            .column(row::Column::Role)
            .filter(row::Column::ObjectId.in_subquery(objects))
            .filter(row::Column::Kind.eq(kind.as_str()))
            .order_by_asc(row::Column::At)
            .order_by_asc(row::Column::Id);
        let found = query.into_tuple::<(Uuid, DateTime<Utc>, Option<String>)>().all(self.connection().await?).await?;
        let read = |role: Option<String>| role.as_deref().and_then(Role::parse);
        Ok(found.into_iter().map(|(object, at, role)| (object, at, read(role))).collect())
    }

    /// The entries that match a filter, oldest first.
    ///
    /// # Errors
    /// A database error.
    pub async fn audit_entries(&self, filter: AuditFilter, page: Page) -> Result<Slice<AuditEntry>, Failure> {
        let AuditFilter { concept, object, account, client, organisation } = filter;
        let query = row::Entity::find()
            .apply_if(concept, |query, concept| query.filter(row::Column::Concept.eq(concept.as_str())))
            .apply_if(object, |query, object| query.filter(row::Column::ObjectId.eq(object)))
            .apply_if(account, |query, account| query.filter(row::Column::AccountId.eq(account.0)))
            .apply_if(client, |query, client| query.filter(row::Column::ClientId.eq(client.0)))
            .apply_if(organisation, |query, unit| query.filter(row::Column::OrganisationId.eq(unit.0)));
        self.slice(query, row::Column::Id, page).await?.try_map(AuditEntry::try_from)
    }
}
