//! What a process remembers of rows that seldom change, so that a hot write need not ask for them again.
//!
//! Nothing remembered is believed. A unit of work that rests on remembered values names each with its revision as a
//! premise, and the very statement that writes its audit entry demands that all of them still stand. If one does not,
//! nothing is saved, and the caller begins again with what the database says. Nor is anybody refused on a remembered
//! value: what was refused is asked again. So it does no harm to remember too much, or what came to nothing.

use std::sync::{Arc, Mutex, PoisonError};

use chrono::NaiveDate;
use domain::base::identity::{Account, Session};
use domain::base::ids::{AccountId, CriteriaSetId, CycleId, OrganisationId, Revision, SessionId};
use domain::planning::campaign::Cycle;
use domain::planning::criteria::CriteriaSet;
use domain::registry::organisation::{FunctionHolding, Organisation};
use quick_cache::sync::Cache;
use sea_orm::{ConnectionTrait, Statement, Value};
use uuid::Uuid;

use crate::base::failure::Failure;
use crate::base::page::{Page, Slice};
use crate::base::store::{Store, Tx};
use crate::registry::organisation::OrganisationFilter;

/// The most sign-ins that are remembered.
const PEOPLE_MAX: usize = 10_000;
/// The most units: more than the country has communes.
const UNITS_MAX: usize = 20_000;
/// The most units that are read at once.
const UNITS_AT_ONCE: u8 = 250;
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

impl Kind {
    const fn table(self) -> &'static str {
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

    /// A condition that all of it still stands, in words that both databases read; its values go behind those of the
    /// statement that it becomes part of. Written by hand, because it is part of the hottest write.
    pub(crate) fn demand(&self, values: &mut Vec<Value>) -> String {
        let stands = self.0.iter().map(|Premise { kind, id, revision }| {
            values.extend([Value::from(*id), Value::from(revision.0)]);
            let (table, revision) = (kind.table(), values.len());
            format!("EXISTS (SELECT 1 FROM {table} WHERE id = ${} AND revision = ${revision})", revision - 1)
        });
        let stands: Vec<String> = stands.collect();
        stands.join(" AND ")
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

/// A sign-in, as it was remembered of a day.
#[derive(Debug)]
pub struct Person {
    /// Who it is.
    pub account: Account,
    /// The sign-in.
    pub session: Session,
    /// The functions that were held, by whomever.
    pub held: Vec<FunctionHolding>,
    day: NaiveDate,
}

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
        let person = Person { account: account.clone(), session: session.clone(), held: held.to_vec(), day };
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
    pub fn remembered(&self, account: AccountId, session: SessionId, day: NaiveDate) -> Option<Arc<Person>> {
        self.memory().0.people.get(&(account, session)).filter(|person| person.day == day)
    }

    /// Remembers every unit, so that the first report of each is as quick as the next one's. A country's are read a part
    /// at a time, so that only what is remembered stays.
    ///
    /// # Errors
    /// What the database answers.
    pub async fn remember_units(&self) -> Result<(), Failure> {
        self.read(|tx| async move {
            let mut page = Page { after: None, limit: UNITS_AT_ONCE };
            loop {
                let Slice { items, more } = tx.organisations(&OrganisationFilter::default(), page).await?;
                page.after = items.last().map(|unit| unit.id.0);
                items.iter().for_each(|unit| tx.memory().unit(unit));
                if !more {
                    return Ok(());
                }
            }
        })
        .await
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
    pub(crate) fn to_be_proved(&self) -> Option<Premises> {
        self.resting().and_then(Resting::unproved).filter(|premises| !premises.0.is_empty())
    }

    /// A statement demands the premises: it does its work, or the unit of work comes to nothing.
    pub(crate) fn premises_held(&self) {
        if let Some(resting) = self.resting() {
            resting.proved();
        }
    }

    /// Proves what no statement has proved yet, before the commit.
    pub(crate) async fn prove(&self) -> Result<(), Failure> {
        let Some(premises) = self.to_be_proved() else { return Ok(()) };
        let mut values = Vec::new();
        let stand = premises.demand(&mut values);
        let question = Statement::from_sql_and_values(self.backend(), format!("SELECT 1 WHERE {stand}"), values);
        let found = self.connection().await?.query_one_raw(question).await?;
        found.map(|_row| self.premises_held()).ok_or(Failure::Outdated)
    }
}
