//! Work that rests on a remembered caller is saved only while the access rights are unchanged (rules L34 and S27), on both
//! databases and through two stores, as two processes have them.

use chrono::{NaiveDate, Utc};
use domain::base::identity::Account;
use domain::base::ids::{AccountId, OrganisationId, Revision};
use domain::registry::organisation::{Organisation, OrganisationKind, Tier, UnitHistory};
use e2e::{Database, Engine, engines};
use persistence::base::access_version::AccessCheck;
use persistence::base::failure::Failure;
use persistence::base::idempotency::Key;
use persistence::base::page::Page;
use persistence::base::store::Store;
use persistence::registry::organisation::OrganisationFilter;
use uuid::Uuid;

/// One database, and two stores on it.
async fn two(engine: Engine) -> (Database, Store, Store) {
    let database = Database::create(engine);
    let here = Store::open(database.url()).await.expect("opens");
    here.migrate().await.expect("migrates");
    let there = Store::open(database.url()).await.expect("opens");
    (database, here, there)
}

fn unit() -> Organisation {
    Organisation {
        id: OrganisationId(Uuid::now_v7()),
        name: "Xã Thử".to_owned(),
        tier: Tier::Commune,
        kind: OrganisationKind::PeoplesCommittee,
        parent: None,
        codes: Vec::new(),
        valid_from: NaiveDate::default(),
        valid_to: None,
        history: UnitHistory::default(),
        revision: Revision::FIRST,
    }
}

/// Enters a unit: work that changes no rights and records one entry.
async fn enter(store: &Store) -> Result<(), Failure> {
    store.write(|tx| async move { tx.add_organisation(unit().register(Utc::now())).await.map(|_unit| ()) }).await
}

/// Makes an account: work that changes rights.
async fn change_rights(store: &Store) {
    let office = unit();
    let done: Result<(), Failure> = store
        .write(move |tx| async move {
            let id = office.id;
            tx.add_organisation(office.register(Utc::now())).await?;
            let name = format!("admin-{}", Uuid::now_v7().simple());
            let account =
                Account::bootstrap(AccountId(Uuid::now_v7()), &name, "Quản trị", "0".repeat(64), id, Utc::now());
            tx.add(account.expect("an account")).await?;
            Ok(())
        })
        .await;
    done.expect("changes rights");
}

async fn units(store: &Store) -> usize {
    let page = Page { after: None, limit: 100 };
    let found: Result<usize, Failure> = store
        .read(move |tx| async move { Ok(tx.organisations(&OrganisationFilter::default(), page).await?.items.len()) })
        .await;
    found.expect("reads")
}

/// A store for a request that rests on a caller of the present version, and its check.
async fn resting(store: &Store) -> (Store, AccessCheck) {
    let check = AccessCheck::default();
    check.demand(store.access_version().await.expect("a version"));
    (store.proving(&check), check)
}

#[tokio::test(flavor = "multi_thread")]
async fn l34_work_is_saved_while_the_access_rights_are_unchanged_and_proves_them_once() {
    for engine in engines() {
        let (_database, here, there) = two(engine).await;
        let (store, check) = resting(&here).await;
        enter(&store).await.expect("rights are unchanged");
        assert!(check.unproved().is_none(), "{engine:?}: proved");
        // What is proved is not asked again within one request: a change after it concerns the next request.
        change_rights(&there).await;
        enter(&store).await.expect("proved before");
        let (store, _) = resting(&here).await;
        enter(&there).await.expect("enters");
        enter(&store).await.expect("a unit that was entered elsewhere changes no rights");
        for store in [here, there] {
            store.close().await.expect("closes");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn s27_work_that_rests_on_older_rights_saves_nothing() {
    for engine in engines() {
        let (_database, here, there) = two(engine).await;
        // With an audit entry that proves it, without one, and with a key.
        let (store, check) = resting(&here).await;
        change_rights(&there).await;
        let before = units(&here).await;
        let refused = enter(&store).await;
        assert!(matches!(refused, Err(Failure::AccessChanged)), "{engine:?}: {refused:?}");
        assert!(check.unproved().is_some(), "{engine:?}: the request is handled again");
        let refused: Result<(), Failure> = store.write(|tx| async move { tx.add_setting("a", "1").await }).await;
        assert!(matches!(refused, Err(Failure::AccessChanged)), "{engine:?}: {refused:?}");
        let now = Utc::now();
        let key = |principal| Key {
            principal,
            route: "POST /x".to_owned(),
            key: "k".to_owned(),
            digest: "a".to_owned(),
            at: now,
        };
        let principal = AccountId(Uuid::now_v7());
        let answer = |_| async move { Ok::<String, Failure>("answer".to_owned()) };
        let refused = store.write_once(key(principal), answer).await;
        assert!(matches!(refused, Err(Failure::AccessChanged)), "{engine:?}: {refused:?}");
        // Nor does it read, or get an answer that was kept for its key.
        here.write_once(key(principal), answer).await.expect("kept");
        let refused = store.write_once(key(principal), answer).await;
        assert!(matches!(refused, Err(Failure::AccessChanged)), "{engine:?}: {refused:?}");
        let refused: Result<Option<String>, Failure> = store.read(|tx| async move { tx.setting("a").await }).await;
        assert!(matches!(refused, Err(Failure::AccessChanged)), "{engine:?}: {refused:?}");
        let refused: Result<Option<String>, Failure> = store.ask(|tx| async move { tx.setting("a").await }).await;
        assert!(matches!(refused, Err(Failure::AccessChanged)), "{engine:?}: {refused:?}");
        assert_eq!(units(&here).await, before, "{engine:?}: nothing was saved");
        let kept: Result<Option<String>, Failure> = here.ask(|tx| async move { tx.setting("a").await }).await;
        assert_eq!(kept.expect("asks"), None, "{engine:?}");
        for store in [here, there] {
            store.close().await.expect("closes");
        }
    }
}

/// A transaction that failed raises no version, and one that raised it is seen by its own process at once.
#[tokio::test(flavor = "multi_thread")]
async fn l34_a_version_is_raised_by_what_was_committed_alone() {
    for engine in engines() {
        let (_database, here, there) = two(engine).await;
        let before = here.access_version().await.expect("a version");
        let office = unit();
        let failed: Result<(), Failure> = here
            .write(move |tx| async move {
                let id = office.id;
                tx.add_organisation(office.register(Utc::now())).await?;
                let account =
                    Account::bootstrap(AccountId(Uuid::now_v7()), "admin", "Quản trị", "0".repeat(64), id, Utc::now());
                tx.add(account.expect("an account")).await?;
                Err(Failure::NotFound)
            })
            .await;
        assert!(matches!(failed, Err(Failure::NotFound)), "{engine:?}");
        assert_eq!(there.access_version().await.expect("a version"), before, "{engine:?}: rolled back");
        change_rights(&here).await;
        let seen = here.access_version_seen();
        assert!(before < seen, "{engine:?}: seen without a question");
        assert_eq!(there.access_version().await.expect("a version"), seen, "{engine:?}");
        // Many at once: each raises it by one, and none is lost.
        let many = (0..8).map(|number| {
            let store = if number % 2 == 0 { here.clone() } else { there.clone() };
            tokio::spawn(async move { change_rights(&store).await })
        });
        for one in many.collect::<Vec<_>>() {
            one.await.expect("changes");
        }
        let after = here.access_version().await.expect("a version");
        assert_eq!(after.as_number() - seen.as_number(), 8, "{engine:?}");
        for store in [here, there] {
            store.close().await.expect("closes");
        }
    }
}
