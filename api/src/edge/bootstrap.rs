//! The first administrator of an installation, and in an empty one the first unit.

use chrono::{DateTime, Utc};
use domain::base::calendar;
use domain::base::citation::Citation;
use domain::base::code::{CODE_CHARS_MAX, LevelCode};
use domain::base::identity::Account;
use domain::base::ids::{AccountId, FunctionId, LevelId, OrganisationId, Revision};
use domain::base::policy::Role;
use domain::base::text::{Text, tidy};
use domain::registry::function_holding::FunctionHolding;
use domain::registry::level::{Level, LevelFacts, LevelKind};
use domain::registry::organisation::{Code, CodeScheme, Neighbours, Organisation, OrganisationKind, UnitHistory};
use persistence::base::store::{Store, Tx};
use uuid::Uuid;

use crate::access::reasons as access_reasons;
use crate::base::problem::{Kind, Problem};
use crate::base::reasons as base_reasons;
use crate::edge::config::FirstUnit;
use crate::edge::reasons;
use crate::security::passwords;

/// Enters the first unit of an installation, with its level, and gives it the administrator's function.
async fn first_unit(tx: &Tx, unit: Option<FirstUnit>, now: DateTime<Utc>) -> Result<OrganisationId, Problem> {
    let Some(FirstUnit {
        unit_name: Some(name),
        unit_code: Some(code),
        unit_level,
        unit_level_name,
        unit_level_name_en,
    }) = unit
    else {
        return Err(Problem::new(Kind::WrongState, reasons::first_unit_missing()));
    };
    let today = calendar::day_of(now);
    let level = LevelCode::parse(&unit_level)
        .ok_or_else(|| Problem::new(Kind::WrongState, base_reasons::short_code_malformed(CODE_CHARS_MAX)))?;
    let levels = tx.levels().await?;
    let level = match levels.of(level) {
        Some(level) => level.clone(),
        None => {
            let facts = LevelFacts {
                name: Text::new(unit_level_name, unit_level_name_en),
                kind: LevelKind::Authority,
                gso_digits: None,
                chair: None,
                geographic: false,
                position: 1,
                valid_from: None,
            };
            let id = LevelId(Uuid::now_v7());
            let entered = Level { id, code: level, facts, valid_to: None, ended_by: None, revision: Revision::FIRST };
            tx.add(entered.load(now)?).await?
        }
    };
    let unit = Organisation {
        id: OrganisationId(Uuid::now_v7()),
        name: tidy(&name),
        level: level.code,
        kind: OrganisationKind::Department,
        parent: None,
        codes: vec![Code { scheme: CodeScheme::Slug, value: code }],
        valid_from: today,
        valid_to: None,
        history: UnitHistory::default(),
        revision: Revision::FIRST,
    };
    let bearers = tx.bearers(&unit.codes).await?;
    let near = Neighbours { level: Some(&level), parent: None, bearers: &bearers };
    let unit = tx.add_organisation(unit.load(near, now)?).await?;
    let holding = FunctionHolding {
        id: FunctionId(Uuid::now_v7()),
        function: Role::Administrator,
        organisation: unit.id,
        campaign: None,
        from: today,
        to: None,
        document: Citation { title: Some("Thiết lập ban đầu".to_owned()), ..Citation::default() },
        revision: Revision::FIRST,
    };
    tx.add(holding.load(&unit, "admin bootstrap", now)?).await?;
    Ok(unit.id)
}

/// Opens the account of the first administrator from the command line and returns its enrolment code. Where no unit has
/// the administrator's function, the given unit is entered with its level, and gets it.
///
/// # Errors
/// If somebody can act as administrator already, no unit can have the function, a rule refuses the unit or the account,
/// or the database fails.
pub async fn bootstrap(
    store: &Store,
    unit: Option<FirstUnit>,
    username: String,
    name: String,
    now: DateTime<Utc>,
) -> Result<String, Problem> {
    store
        .write(move |tx| async move {
            // Under the lock that the loading of a plan takes, too.
            tx.lock_registry().await?;
            let holder = match tx.lasting_holding(Role::Administrator, None).await? {
                Some(holder) => holder.organisation,
                None => first_unit(&tx, unit, now).await?,
            };
            if tx.has_administrator(now).await? {
                return Err(Problem::new(Kind::Taken, access_reasons::administrator_exists()));
            }
            let (code, digest) = passwords::enrolment_code()?;
            let id = AccountId(Uuid::now_v7());
            let step = Account::bootstrap(id, &username, &name, digest, holder, now)?;
            tx.add(step).await?;
            Ok(code)
        })
        .await
}
