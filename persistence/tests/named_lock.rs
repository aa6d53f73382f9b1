//! Two administrators at the same moment, on empty tables: where there is no row to lock, the lock has a name.

use chrono::{NaiveDate, Utc};
use domain::base::citation::Citation;
use domain::base::identity::Actor;
use domain::base::ids::{AccountId, BaseSalaryId, OrganisationId, RegimeId, Revision, SessionId};
use domain::base::policy::Role;
use domain::base::refusal::Refusal;
use domain::honours::regime::{BaseSalary, Regime, Rounding, ServiceTimes, Terms};
use e2e::{Database, engines};
use persistence::base::failure::Failure;
use persistence::base::store::{Store, Tx};
use uuid::Uuid;

/// How many enter a row at the same moment.
const WRITERS: u32 = 8;

#[derive(Debug, thiserror::Error)]
enum Answer {
    #[error("refused: {0:?}")]
    Refused(Refusal),
    #[error("failed")]
    Failed(#[from] Failure),
}

impl From<Refusal> for Answer {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

fn administrator() -> Actor {
    Actor {
        account: AccountId(Uuid::now_v7()),
        session: SessionId(Uuid::now_v7()),
        name: "Quản trị".to_owned(),
        roles: vec![(Role::Administrator, OrganisationId(Uuid::now_v7()))],
        movements: Vec::new(),
        client: None,
    }
}

fn document() -> Citation {
    Citation { url: Some("https://example.org/van-ban".to_owned()), ..Citation::default() }
}

fn day(date: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2030, 1, date).expect("a day")
}

/// A base salary from one of the first days of a month until its end, so that any two overlap.
async fn enter_salary(tx: Tx, number: u32) -> Result<(), Answer> {
    let salary = BaseSalary {
        id: BaseSalaryId(Uuid::now_v7()),
        dong: 1_000_000,
        from: day(number),
        to: Some(day(31)),
        document: document(),
        revision: Revision::FIRST,
    };
    let entered = salary.enter(&tx.base_salaries_to_change().await?, &administrator(), Utc::now())?;
    tx.add(entered.begun).await?;
    Ok(())
}

async fn enter_regime(tx: Tx, number: u32) -> Result<(), Answer> {
    let terms = Terms {
        documents: vec![document()],
        papers: Vec::new(),
        times: ServiceTimes::default(),
        limits: Vec::new(),
        prizes: Vec::new(),
        rounding: Rounding::Exact,
        note: String::new(),
    };
    let regime = Regime {
        id: RegimeId(Uuid::now_v7()),
        code: format!("MOI-{number}"),
        valid_from: day(number),
        valid_to: Some(day(31)),
        terms,
        revision: Revision::FIRST,
    };
    let entered = regime.enter(&tx.regimes_to_change().await?, &administrator(), Utc::now())?;
    tx.add(entered.begun).await?;
    Ok(())
}

/// Rule L39: of many rows over the same days, entered at once into an empty table, one is there.
#[tokio::test(flavor = "multi_thread")]
async fn found_l39_of_many_rows_entered_at_once_into_an_empty_table_one_is_there() {
    for engine in engines() {
        let database = Database::create(engine);
        let store = Store::open(database.url()).await.expect("opens");
        store.migrate().await.expect("migrates");
        let runners = (1..=WRITERS).flat_map(|number| {
            let (salaries, regimes) = (store.clone(), store.clone());
            [
                tokio::spawn(async move { salaries.write(move |tx| enter_salary(tx, number)).await }),
                tokio::spawn(async move { regimes.write(move |tx| enter_regime(tx, number)).await }),
            ]
        });
        let mut entered = 0;
        for runner in runners.collect::<Vec<_>>() {
            match runner.await.expect("a runner") {
                Ok(()) => entered += 1,
                Err(Answer::Refused(Refusal::Invalid(violations))) => {
                    assert!(violations.iter().all(|one| one.reason.code == "TIME_TAKEN"), "{violations:?}");
                }
                Err(other) => panic!("{engine:?}: {other}"),
            }
        }
        let found: Result<(usize, usize), Failure> = store
            .read(|tx| async move { Ok((tx.all_base_salaries().await?.len(), tx.all_regimes().await?.len())) })
            .await;
        assert_eq!((entered, found.expect("reads")), (2, (1, 1)), "{engine:?}");
        store.close().await.expect("closes");
    }
}
