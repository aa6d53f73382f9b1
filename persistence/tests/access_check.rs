//! A unit of work for a remembered caller is saved only while the caller's access rights are unchanged (rules L34 and
//! S27), on both databases and through two stores, as two processes have them.

use chrono::{NaiveDate, Utc};
use domain::base::code::LevelCode;
use domain::base::identity::{Account, Grant, Held, Session};
use domain::base::ids::{AccountId, OrganisationId, Revision, SessionId};
use domain::registry::organisation::{Organisation, OrganisationKind, UnitHistory};
use e2e::{Database, Engine, engines};
use persistence::base::access_check::{AccessCheck, Rights};
use persistence::base::failure::Failure;
use persistence::base::idempotency::Key;
use persistence::base::page::Page;
use persistence::base::store::Store;
use persistence::registry::organisation::OrganisationFilter;
use uuid::Uuid;

mod entered;

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
        level: LevelCode::parse("COMMUNE").expect("a code"),
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
    store.write(|tx| async move { tx.add_organisation(entered::from_plan(unit())).await.map(|_unit| ()) }).await
}

/// An administrator with a session.
async fn administrator(store: &Store) -> (Account, Session) {
    let (office, now) = (unit(), Utc::now());
    let made: Result<(Account, Session), Failure> = store
        .write(move |tx| async move {
            let id = office.id;
            tx.add_organisation(entered::from_plan(office)).await?;
            let name = format!("admin-{}", Uuid::now_v7().simple());
            let account = Account::bootstrap(AccountId(Uuid::now_v7()), &name, "Quản trị", "0".repeat(64), id, now);
            let account = tx.add(account.expect("an account")).await?;
            let session = tx.add(account.sign_in(SessionId(Uuid::now_v7()), now)).await?;
            Ok((account, session))
        })
        .await;
    made.expect("an administrator")
}

/// A store for a request of an administrator, whose rights were read now; and these rights.
async fn for_a_request(store: &Store, (account, session): &(Account, Session)) -> (Store, Rights) {
    let (_, _, _, rights) = store.who(account.id, session.id, Utc::now().date_naive()).await.expect("rights");
    let check = AccessCheck::default();
    check.demand(rights.clone());
    (store.proving(&check), rights)
}

/// The function of a role, held by its unit.
fn held(grant: &Grant) -> Held {
    Held { function: grant.role, unit: grant.organisation, movement: None }
}

/// Suspends an account.
async fn suspend(store: &Store, actor: &(Account, Session), id: AccountId) -> Result<(), Failure> {
    let now = Utc::now();
    let held: Vec<_> = actor.0.grants.iter().map(held).collect();
    let actor = actor.0.actor(actor.1.id, &held, now);
    store
        .write(move |tx| async move {
            let account = tx.account(id).await?;
            let step = account.suspend("Thử", &actor, now).expect("may be suspended");
            tx.save(step).await.map(|_account| ())
        })
        .await
}

async fn sign_out(store: &Store, session: &Session) -> Result<(), Failure> {
    let id = session.id;
    store
        .write(move |tx| async move {
            let (session, account) = (tx.session(id).await?, tx.account(tx.session(id).await?.account).await?);
            let actor = account.actor(id, &[], Utc::now());
            tx.save(session.end(&actor, Utc::now())).await.map(|_session| ())
        })
        .await
}

async fn units(store: &Store) -> usize {
    let page = Page { after: None, limit: 100 };
    let found: Result<usize, Failure> = store
        .read(move |tx| async move { Ok(tx.organisations(&OrganisationFilter::default(), page).await?.items.len()) })
        .await;
    found.expect("reads")
}

fn refused(result: &Result<(), Failure>) -> bool {
    matches!(result, Err(Failure::AccessChanged))
}

#[tokio::test(flavor = "multi_thread")]
async fn l34_what_happens_to_others_does_not_concern_a_caller() {
    for engine in engines() {
        let (_database, here, there) = two(engine).await;
        let (one, other) = (administrator(&here).await, administrator(&there).await);
        let (store, rights) = for_a_request(&here, &one).await;
        suspend(&there, &one, other.0.id).await.expect("suspends");
        sign_out(&there, &other.1).await.expect("signs out");
        enter(&there).await.expect("enters");
        administrator(&there).await;
        // Every unit of work of a request proves it again.
        for _ in 0..2 {
            enter(&store).await.expect("the rights are unchanged");
        }
        assert!(!rights.have_changed(), "{engine:?}");
        for store in [here, there] {
            store.close().await.expect("closes");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn s27_work_for_a_caller_whose_rights_have_changed_saves_nothing() {
    for engine in engines() {
        let (_database, here, there) = two(engine).await;
        let (one, other) = (administrator(&here).await, administrator(&here).await);
        let (store, rights) = for_a_request(&here, &one).await;
        let job = store.after_the_answer();
        // The session ends: only work that goes on after the answer may still be saved.
        sign_out(&there, &one.1).await.expect("signs out");
        let before = units(&here).await;
        assert!(refused(&enter(&store).await), "{engine:?}: an entry proves it");
        assert!(rights.have_changed(), "{engine:?}: no later request depends on them");
        assert!(
            refused(&store.write(|tx| async move { tx.add_setting("a", "1").await }).await),
            "{engine:?}: without an entry"
        );
        assert!(refused(&suspend(&store, &one, other.0.id).await), "{engine:?}: a change of rights proves it first");
        let now = Utc::now();
        let key = Key {
            principal: one.0.id,
            route: "POST /x".to_owned(),
            key: "k".to_owned(),
            digest: "a".to_owned(),
            at: now,
        };
        let answer = |_| async move { Ok::<String, Failure>("answer".to_owned()) };
        assert!(refused(&store.write_once(key, answer).await.map(|_answer| ())), "{engine:?}: with a key");
        // Work that passes over the refusal saves nothing either.
        let passed: Result<(), Failure> = store
            .write(|tx| async move {
                tx.add_organisation(entered::from_plan(unit())).await?;
                let _refused = tx.setting("a").await;
                Ok(())
            })
            .await;
        assert!(passed.is_err(), "{engine:?}: {passed:?}");
        assert_eq!(units(&here).await, before, "{engine:?}: nothing was saved");
        let kept: Result<Option<String>, Failure> = here.ask(|tx| async move { tx.setting("a").await }).await;
        assert_eq!(kept.expect("asks"), None, "{engine:?}");
        enter(&job).await.expect("its owner may sign out");
        // The account is suspended: not that either.
        suspend(&there, &other, one.0.id).await.expect("suspends");
        assert!(refused(&enter(&job).await), "{engine:?}: suspended");
        for store in [here, there] {
            store.close().await.expect("closes");
        }
    }
}

/// Two administrators who suspend each other at the same time: the second one is suspended when it is decided.
#[tokio::test(flavor = "multi_thread")]
async fn l34_of_two_who_suspend_each_other_one_succeeds() {
    for engine in engines() {
        let (_database, here, there) = two(engine).await;
        for round in 0..10 {
            let (one, other) = (administrator(&here).await, administrator(&there).await);
            let ((first, _), (second, _)) = (for_a_request(&here, &one).await, for_a_request(&there, &other).await);
            let (first, second) = tokio::join!(suspend(&first, &one, other.0.id), suspend(&second, &other, one.0.id));
            let told = format!("{engine:?}, round {round}: {first:?}, {second:?}");
            assert_eq!([&first, &second].iter().filter(|done| done.is_ok()).count(), 1, "{told}");
        }
        for store in [here, there] {
            store.close().await.expect("closes");
        }
    }
}

/// A process sees at once that it has changed rights, if the change was committed.
#[tokio::test(flavor = "multi_thread")]
async fn l34_a_process_counts_its_own_changes_of_rights() {
    for engine in engines() {
        let (_database, here, there) = two(engine).await;
        let one = administrator(&here).await;
        let before = here.access_changes();
        enter(&here).await.expect("enters");
        let failed: Result<(), Failure> = here
            .write(move |tx| async move {
                tx.add(one.0.sign_in(SessionId(Uuid::now_v7()), Utc::now())).await?;
                let actor = one.0.actor(one.1.id, &[], Utc::now());
                tx.save(one.1.end(&actor, Utc::now())).await?;
                Err(Failure::NotFound)
            })
            .await;
        assert!(matches!(failed, Err(Failure::NotFound)), "{engine:?}");
        assert_eq!(here.access_changes(), before, "{engine:?}: rolled back");
        administrator(&here).await;
        assert_eq!(here.access_changes(), before + 1, "{engine:?}");
        assert_eq!(there.access_changes(), 0, "{engine:?}: another process");
        for store in [here, there] {
            store.close().await.expect("closes");
        }
    }
}
