//! The law that every province has in common: regimes, base salaries, working days.

use chrono::{DateTime, NaiveDate, Utc};
use domain::base::citation::Citation;
use domain::base::ids::{BaseSalaryId, RegimeId, Revision, WorkYearId};
use domain::honours::regime::{BaseSalary, Regime, Terms};
use domain::registry::work_year::{SpecialDay, SpecialDays, WorkYear};
use persistence::base::failure::Failure;
use persistence::base::store::Store;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::edge::plan::fault::{Placed, PlanError};
use crate::edge::plan::package::Package;

#[derive(Deserialize, Serialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct RegimeEntry {
    code: String,
    valid_from: NaiveDate,
    valid_to: Option<NaiveDate>,
    terms: Terms,
}

#[derive(Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct SalaryEntry {
    dong: i64,
    from: NaiveDate,
    to: Option<NaiveDate>,
    document: Citation,
}

#[derive(Deserialize, Serialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct WorkYearEntry {
    year: i32,
    documents: Vec<Citation>,
    holidays: Vec<SpecialDay>,
    working_days: Vec<SpecialDay>,
}

/// Loads the legal regimes, unless one was entered already, and the years of working days and the base salaries as far
/// as none was entered for their time: an installation that is older than a year or a salary gets it, too, and what an
/// administrator has entered stays.
///
/// # Errors
/// If a file does not fit, or the database fails.
pub(crate) async fn load(store: &Store, now: DateTime<Utc>) -> Result<(), PlanError> {
    let common = Package::from(plans::COMMON);
    let mut faults = common.faults();
    let regimes: Vec<Placed<RegimeEntry>> = common.list("regimes.json", &mut faults);
    let work_years: Vec<Placed<WorkYearEntry>> = common.list("work-years.json", &mut faults);
    let base_salaries: Vec<Placed<SalaryEntry>> = common.list("base-salaries.json", &mut faults);
    faults.refuse_if_any()?;
    let mut regimes: Vec<RegimeEntry> = regimes.into_iter().map(|placed| placed.entry).collect();
    let work_years = work_years.into_iter().map(|placed| placed.entry);
    let base_salaries = base_salaries.into_iter().map(|placed| placed.entry);
    let entered = |tx: persistence::base::store::Tx| async move {
        let regimes = tx.all_regimes().await?;
        Ok::<_, Failure>((regimes, tx.all_work_years().await?, tx.all_base_salaries().await?))
    };
    let (known, years, salaries) = store.read(entered).await?;
    if !known.is_empty() {
        regimes.clear();
    }
    let work_years: Vec<WorkYearEntry> =
        work_years.filter(|entry| years.iter().all(|year| year.year != entry.year)).collect();
    let apart = |entry: &SalaryEntry, known: &BaseSalary| {
        known.to.is_some_and(|last| last < entry.from) || entry.to.is_some_and(|last| last < known.from)
    };
    let base_salaries: Vec<SalaryEntry> =
        base_salaries.filter(|entry| salaries.iter().all(|known| apart(entry, known))).collect();
    if regimes.is_empty() && work_years.is_empty() && base_salaries.is_empty() {
        return Ok(());
    }
    let loaded: Result<(), PlanError> = store
        .write(move |tx| async move {
            for RegimeEntry { code, valid_from, valid_to, terms } in regimes {
                let id = RegimeId(Uuid::now_v7());
                let regime = Regime { id, code, valid_from, valid_to, terms, revision: Revision::FIRST };
                tx.add(regime.load(now)).await?;
            }
            for WorkYearEntry { year, documents, holidays, working_days } in work_years {
                let id = WorkYearId(Uuid::now_v7());
                let days = SpecialDays { holidays, working_days, documents, provisional: false };
                tx.add(WorkYear { id, year, days, revision: Revision::FIRST }.load(now)).await?;
            }
            for SalaryEntry { dong, from, to, document } in base_salaries {
                let id = BaseSalaryId(Uuid::now_v7());
                let salary = BaseSalary { id, dong, from, to, document, revision: Revision::FIRST };
                tx.add(salary.load(now)).await?;
            }
            Ok(())
        })
        .await;
    match loaded {
        // Another process that started at the same time was first; it loaded the same law.
        Err(PlanError::Database(Failure::Duplicate { .. })) => Ok(()),
        other => other,
    }
}
