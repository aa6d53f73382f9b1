//! What a process remembers of rows that seldom change, so that a hot write need not ask for them again.
//!
//! Nothing remembered is believed. A unit of work that rests on remembered values names each with its revision as a
//! premise, and the very statement that writes its audit entry demands that all of them still stand. If one does not,
//! nothing is saved, and the caller begins again with what the database says. Nor is anybody refused on a remembered
//! value: what was refused is asked again. So it does no harm to remember too much, or what came to nothing.

use std::sync::{Arc, Mutex, PoisonError};

use chrono::NaiveDate;
use domain::campaign::Cycle;
use domain::criteria::CriteriaSet;
use domain::identity::{Account, Session};
use domain::ids::{AccountId, CriteriaSetId, CycleId, OrganisationId, Revision, SessionId};
use domain::organisation::{FunctionHolding, Organisation};
use quick_cache::sync::Cache;
use sea_orm::sea_query::{Expr, ExprTrait, Query, SelectStatement};
use sea_orm::{ConnectionTrait, Iden};
use uuid::Uuid;

use crate::failure::Failure;
use crate::store::{Store, Tx};

/// The most sign-ins that are remembered.
const PEOPLE_MAX: usize = 10_000;
/// The most units: more than the country has communes.
const UNITS_MAX: usize = 20_000;
/// The most cycles, and the most criteria sets.
const CYCLES_MAX: usize = 500;

/// A table whose rows count their changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Account,
    Session,
    Function,
    Organisation,
    Cycle,
}

impl Iden for Kind {
    fn unquoted(&self) -> &str {
        match self {
            Self::Account => "account",
            Self::Session => "session",
            Self::Function => "function_holding",
            Self::Organisation => "organisation",
            Self::Cycle => "cycle",
        }
    }
}

/// One remembered row, as it was.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Premise {
    kind: Kind,
    id: Uuid,
    revision: Revision,
}

/// What a unit of work rests on.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Premises(Vec<Premise>);

impl Premises {
    /// That a person's rights are still what they were: account and sign-in, and each function that a role comes from.
    #[must_use]
    pub fn person<'a>(
        account: &Account,
        session: &Session,
        functions: impl Iterator<Item = &'a FunctionHolding>,
    ) -> Self {
        let mut premises = vec![
            Premise { kind: Kind::Account, id: account.id.0, revision: account.revision },
            Premise { kind: Kind::Session, id: session.id.0, revision: session.revision },
        ];
        premises.extend(functions.map(|holding| Premise {
            kind: Kind::Function,
            id: holding.id.0,
            revision: holding.revision,
        }));
        Self(premises)
    }

    /// Demands in a statement that all of it still stands.
    fn demand(&self, statement: &mut SelectStatement) {
        for Premise { kind, id, revision } in &self.0 {
            let row = Query::select()
                .expr(Expr::value(1))
                .from(*kind)
                .and_where(Expr::col("id").eq(*id))
                .and_where(Expr::col("revision").eq(revision.0))
                .take();
            statement.and_where(Expr::exists(row));
        }
    }
}

/// What one unit of work rests on, and how much of it has been proved.
#[derive(Clone, Debug)]
pub(crate) struct Resting(Arc<Mutex<(Premises, bool)>>);

impl Resting {
    pub(crate) fn on(premises: Premises) -> Self {
        Self(Arc::new(Mutex::new((premises, false))))
    }

    fn add(&self, premise: Premise) {
        let mut held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        held.0.0.push(premise);
        held.1 = false;
    }

    fn unproved(&self) -> Option<Premises> {
        let held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        (!held.1).then(|| held.0.clone())
    }

    fn proved(&self) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).1 = true;
    }
}

type Person = (Account, Session, Vec<FunctionHolding>, NaiveDate);

/// One process's memory.
#[derive(Clone, Debug)]
pub(crate) struct Memory(Arc<Remembered>);

#[derive(Debug)]
struct Remembered {
    people: Cache<(AccountId, SessionId), Arc<Person>>,
    units: Cache<OrganisationId, Arc<Organisation>>,
    cycles: Cache<CycleId, Arc<Cycle>>,
    sets: Cache<CriteriaSetId, Arc<CriteriaSet>>,
}

impl Memory {
    pub(crate) fn new() -> Self {
        Self(Arc::new(Remembered {
            people: Cache::new(PEOPLE_MAX),
            units: Cache::new(UNITS_MAX),
            cycles: Cache::new(CYCLES_MAX),
            sets: Cache::new(CYCLES_MAX),
        }))
    }

    pub(crate) fn person(&self, account: &Account, session: &Session, held: &[FunctionHolding], day: NaiveDate) {
        let person = (account.clone(), session.clone(), held.to_vec(), day);
        self.0.people.insert((account.id, session.id), Arc::new(person));
    }

    pub(crate) fn unit(&self, unit: &Organisation) {
        self.0.units.insert(unit.id, Arc::new(unit.clone()));
    }

    pub(crate) fn cycle(&self, cycle: &Cycle) {
        self.0.cycles.insert(cycle.id, Arc::new(cycle.clone()));
    }
}

impl Store {
    /// Who is behind a sign-in and which functions are held, as this process remembers it of a day; to be believed only
    /// together with `Premises::person`.
    #[must_use]
    pub fn remembered(
        &self,
        account: AccountId,
        session: SessionId,
        day: NaiveDate,
    ) -> Option<(Account, Session, Vec<FunctionHolding>)> {
        let person = self.memory().0.people.get(&(account, session))?;
        let (account, session, held, known) = person.as_ref();
        (*known == day).then(|| (account.clone(), session.clone(), held.clone()))
    }

    /// Remembers every unit, so that the first report of each is as quick as the next one's.
    ///
    /// # Errors
    /// What the database answers.
    pub async fn remember_units(&self) -> Result<(), Failure> {
        let units = self.read(|tx| async move { tx.all_organisations().await }).await?;
        for unit in &units {
            self.memory().unit(unit);
        }
        Ok(())
    }
}

impl Tx {
    /// A remembered cycle and unit, as premises of this unit of work; none if it rests on nothing remembered.
    pub(crate) fn remembered_cycle_and_unit(
        &self,
        cycle: CycleId,
        unit: OrganisationId,
    ) -> Option<(Cycle, Organisation)> {
        let resting = self.resting()?;
        let (cycle, unit) = (self.memory().0.cycles.get(&cycle)?, self.memory().0.units.get(&unit)?);
        resting.add(Premise { kind: Kind::Cycle, id: cycle.id.0, revision: cycle.revision });
        resting.add(Premise { kind: Kind::Organisation, id: unit.id.0, revision: unit.revision });
        Some((cycle.as_ref().clone(), unit.as_ref().clone()))
    }

    /// The set that an open cycle is bound to: it can never change again (rule L28), so it is read once.
    ///
    /// # Errors
    /// `NotFound`, or what the database answers.
    pub async fn bound_set(&self, id: CriteriaSetId) -> Result<Arc<CriteriaSet>, Failure> {
        if let Some(set) = self.memory().0.sets.get(&id) {
            return Ok(set);
        }
        let set = Arc::new(self.criteria_set(id).await?);
        self.memory().0.sets.insert(id, Arc::clone(&set));
        Ok(set)
    }

    /// What is still to be proved, for a statement that is about to be written.
    pub(crate) fn demand_premises(&self, statement: &mut SelectStatement) {
        if let Some(premises) = self.resting().and_then(Resting::unproved) {
            premises.demand(statement);
        }
    }

    /// A statement that demanded the premises did its work.
    pub(crate) fn premises_held(&self) {
        if let Some(resting) = self.resting() {
            resting.proved();
        }
    }

    /// Proves what no statement has proved yet, before the commit.
    pub(crate) async fn prove(&self) -> Result<(), Failure> {
        let Some(premises) = self.resting().and_then(Resting::unproved) else { return Ok(()) };
        let mut question = Query::select().expr(Expr::value(1)).take();
        premises.demand(&mut question);
        let found = self.connection().query_one(&question).await?;
        found.map(|_row| self.premises_held()).ok_or(Failure::Outdated)
    }
}
