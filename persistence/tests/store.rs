//! The store on both databases: durable, atomic, idempotent.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use domain::base::citation::Citation;
use domain::base::code::LevelCode;
use domain::base::ids::{AccountId, FunctionId, OrganisationId, Revision};
use domain::base::policy::Role;
use domain::registry::function_holding::FunctionHolding;
use domain::registry::organisation::{Code, CodeScheme, Organisation, OrganisationKind, UnitHistory};
use e2e::{Database, Engine, engines};
use persistence::base::audit::AuditFilter;
use persistence::base::failure::Failure;
use persistence::base::idempotency::Key;
use persistence::base::page::Page;
use persistence::base::store::{Store, Tx};
use tokio::sync::oneshot;
use uuid::Uuid;

mod entered;

async fn fresh(engine: Engine) -> (Database, Store) {
    let database = Database::create(engine);
    let store = Store::open(database.url()).await.expect("opens");
    store.migrate().await.expect("migrates");
    (database, store)
}

async fn remembered(store: &Store, key: &'static str) -> Option<String> {
    let found: Result<Option<String>, Failure> = store.read(move |tx| async move { tx.setting(key).await }).await;
    found.expect("reads")
}

#[tokio::test(flavor = "multi_thread")]
async fn an_error_and_a_panic_leave_nothing_behind() {
    for engine in engines() {
        let (_database, store) = fresh(engine).await;
        let failed: Result<(), Failure> = store
            .write(|tx| async move {
                tx.add_setting("failed", "1").await?;
                Err(Failure::NotFound)
            })
            .await;
        assert!(matches!(failed, Err(Failure::NotFound)), "{engine:?}");
        let broken: Result<(), Failure> = store
            .write(|tx| async move {
                tx.add_setting("broken", "1").await?;
                panic!("planted");
            })
            .await;
        assert!(matches!(broken, Err(Failure::Panicked)), "{engine:?}");
        assert_eq!(remembered(&store, "failed").await, None, "{engine:?}");
        assert_eq!(remembered(&store, "broken").await, None, "{engine:?}");
        let good: Result<(), Failure> = store.write(|tx| async move { tx.add_setting("good", "1").await }).await;
        good.expect("the store works on");
        let twice: Result<(), Failure> = store.write(|tx| async move { tx.add_setting("good", "2").await }).await;
        assert!(matches!(twice, Err(Failure::Duplicate { .. })), "{engine:?}");
        store.close().await.expect("closes");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_unit_of_work_that_asks_nothing_waits_for_nobody() {
    for engine in engines() {
        let (_database, store) = fresh(engine).await;
        let (writing, (begun, has_begun), (end, ends)) = (store.clone(), oneshot::channel(), oneshot::channel());
        let writer = tokio::spawn(async move {
            let held: Result<(), Failure> = writing
                .write(|tx| async move {
                    tx.add_setting("held", "1").await?;
                    begun.send(()).expect("somebody waits");
                    ends.await.map_err(|_gone| Failure::Panicked)
                })
                .await;
            held
        });
        has_begun.await.expect("the writer's place is taken");
        let asking_nothing = store.write(|_tx| async move { Ok::<u32, Failure>(7) });
        let answer = tokio::time::timeout(Duration::from_secs(5), asking_nothing).await;
        assert_eq!(answer.expect("it takes no place").expect("works"), 7, "{engine:?}");
        end.send(()).expect("the writer waits");
        writer.await.expect("runs").expect("writes");
        store.close().await.expect("closes");
    }
}

/// Rule L35: an upload waits for a takedown of the same content, and for no other.
#[tokio::test(flavor = "multi_thread")]
async fn found_l35_a_content_is_held_by_one_unit_of_work_until_its_end() {
    for engine in engines() {
        let (_database, store) = fresh(engine).await;
        let (holding, (begun, has_begun), (end, ends)) = (store.clone(), oneshot::channel(), oneshot::channel());
        let holder = tokio::spawn(async move {
            let held: Result<(), Failure> = holding
                .write(|tx| async move {
                    tx.hold_content("a1").await?;
                    tx.add_setting("taken-down", "a1").await?;
                    begun.send(()).expect("somebody waits");
                    ends.await.map_err(|_gone| Failure::Panicked)
                })
                .await;
            held
        });
        has_begun.await.expect("the content is held");
        let asking = store.clone();
        let waiting = tokio::spawn(async move {
            let seen: Result<Option<String>, Failure> = asking
                .write(|tx| async move {
                    tx.hold_content("a1").await?;
                    tx.setting("taken-down").await
                })
                .await;
            seen
        });
        tokio::time::sleep(Duration::from_millis(200)).await;
        assert!(!waiting.is_finished(), "{engine:?}: it waits");
        end.send(()).expect("the holder waits");
        holder.await.expect("runs").expect("writes");
        let seen = waiting.await.expect("runs").expect("reads");
        assert_eq!(seen.as_deref(), Some("a1"), "{engine:?}: what the other wrote is seen");
        store.close().await.expect("closes");
    }
}

fn unit() -> Organisation {
    Organisation {
        id: OrganisationId(Uuid::now_v7()),
        name: "Xã Thử".to_owned(),
        level: LevelCode::parse("COMMUNE").expect("a code"),
        kind: OrganisationKind::PeoplesCommittee,
        parent: None,
        codes: vec![Code { scheme: CodeScheme::Slug, value: "xa-thu".to_owned() }],
        valid_from: NaiveDate::default(),
        valid_to: None,
        history: UnitHistory::default(),
        revision: Revision::FIRST,
    }
}

async fn entries(tx: &Tx, unit: OrganisationId) -> Result<usize, Failure> {
    let filter = AuditFilter { object: Some(unit.0), ..AuditFilter::default() };
    Ok(tx.audit_entries(filter, Page { after: None, limit: 10 }).await?.items.len())
}

/// Rule L37.
#[tokio::test(flavor = "multi_thread")]
async fn l37_an_entry_left_for_later_is_there_for_the_next_question_and_goes_with_its_unit_of_work() {
    for engine in engines() {
        let (_database, store) = fresh(engine).await;
        let (refused, kept) = (unit(), unit());
        let (refused_id, kept_id) = (refused.id, kept.id);
        let failed: Result<(), Failure> = store
            .write(move |tx| async move {
                tx.add_organisation(entered::from_plan(refused)).await?;
                assert_eq!(entries(&tx, refused_id).await?, 1, "the unit of work sees what it did");
                Err(Failure::NotFound)
            })
            .await;
        assert!(matches!(failed, Err(Failure::NotFound)), "{engine:?}");
        let done: Result<(), Failure> = store
            .write(move |tx| async move { tx.add_organisation(entered::from_plan(kept)).await.map(|_unit| ()) })
            .await;
        done.expect("adds");
        for (unit, many) in [(refused_id, 0), (kept_id, 1)] {
            let found = store.read(move |tx| async move { entries(&tx, unit).await }).await;
            assert_eq!(found.expect("reads"), many, "{engine:?}");
        }
        store.close().await.expect("closes");
    }
}

/// Rule L33: a code is looked up as the rule compares it: case does not count, the scheme does.
#[tokio::test(flavor = "multi_thread")]
async fn l33_the_bearers_of_a_code_are_found() {
    for engine in engines() {
        let (_database, store) = fresh(engine).await;
        let (bearer, other) = (unit(), Organisation { codes: Vec::new(), ..unit() });
        let entered = bearer.clone();
        let found: Result<[Vec<Organisation>; 3], Failure> = store
            .write(move |tx| async move {
                tx.add_organisation(entered::from_plan(entered)).await?;
                tx.add_organisation(entered::from_plan(other)).await?;
                let code = |scheme: CodeScheme, value: &str| Code { scheme, value: value.to_owned() };
                let known = [code(CodeScheme::Gso, "1"), code(CodeScheme::Slug, " XA-Thu")];
                let unknown = [code(CodeScheme::Gso, "xa-thu")];
                Ok([tx.bearers(&known).await?, tx.bearers(&unknown).await?, tx.bearers(&[]).await?])
            })
            .await;
        assert_eq!(found.expect("reads"), [vec![bearer], Vec::new(), Vec::new()], "{engine:?}");
        store.close().await.expect("closes");
    }
}

/// The functions that are held on a day, in the order of their list.
async fn functions_on(tx: &Tx, day: NaiveDate) -> Result<Vec<Role>, Failure> {
    let mut functions: Vec<Role> = tx.functions_held_on(day).await?.iter().map(|holding| holding.function).collect();
    functions.sort();
    Ok(functions)
}

/// Rule L34: a function without a last day of its own ends with its unit; only the administrator's goes on, so that
/// somebody can record who comes after.
#[tokio::test(flavor = "multi_thread")]
async fn found_b8_l34_a_function_ends_with_its_unit() {
    let last = NaiveDate::from_ymd_opt(2025, 6, 30).expect("a day");
    for engine in engines() {
        let (_database, store) = fresh(engine).await;
        let ended = Organisation { valid_to: Some(last), ..unit() };
        let held: Result<[Vec<Role>; 2], Failure> = store
            .write(move |tx| async move {
                let unit = tx.add_organisation(entered::from_plan(ended)).await?;
                for function in [Role::AppraisalAgency, Role::Administrator] {
                    let holding = FunctionHolding {
                        id: FunctionId(Uuid::now_v7()),
                        function,
                        organisation: unit.id,
                        campaign: None,
                        from: unit.valid_from,
                        to: None,
                        document: Citation::default(),
                        revision: Revision::FIRST,
                    };
                    tx.add(holding.load(&unit, "plan", Utc::now()).expect("open")).await?;
                }
                Ok([functions_on(&tx, last).await?, functions_on(&tx, last + TimeDelta::days(1)).await?])
            })
            .await;
        let expected = [vec![Role::AppraisalAgency, Role::Administrator], vec![Role::Administrator]];
        assert_eq!(held.expect("writes and reads"), expected, "{engine:?}");
        store.close().await.expect("closes");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_caller_who_leaves_cancels_nothing_and_closing_waits() {
    for engine in engines() {
        let (_database, store) = fresh(engine).await;
        let other = store.clone();
        let calling = tokio::spawn(async move {
            let _: Result<(), Failure> = other
                .write(|tx| async move {
                    tokio::time::sleep(Duration::from_millis(200)).await;
                    tx.add_setting("late", "1").await
                })
                .await;
        });
        tokio::time::sleep(Duration::from_millis(50)).await;
        calling.abort();
        let url = _database.url().to_owned();
        store.close().await.expect("closes after the work has ended");
        let store = Store::open(&url).await.expect("opens again");
        assert_eq!(remembered(&store, "late").await.as_deref(), Some("1"), "{engine:?}");
        store.close().await.expect("closes");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn two_may_migrate_one_empty_database_at_once() {
    for engine in engines() {
        let database = Database::create(engine);
        let migrate = || {
            let url = database.url().to_owned();
            tokio::spawn(async move {
                let store = Store::open(&url).await?;
                store.migrate().await?;
                store.close().await
            })
        };
        let both = [migrate(), migrate(), migrate()];
        for one in both {
            one.await.expect("runs").unwrap_or_else(|failure| panic!("{engine:?}: {failure:?}"));
        }
    }
}

fn key(principal: AccountId, digest: &str, at: DateTime<Utc>) -> Key {
    Key { principal, route: "POST /x".to_owned(), key: "k".to_owned(), digest: digest.to_owned(), at }
}

/// Rule L41.
#[tokio::test(flavor = "multi_thread")]
async fn l41_one_key_has_one_effect_and_one_answer() {
    for engine in engines() {
        let (_database, store) = fresh(engine).await;
        let (principal, now) = (AccountId(Uuid::now_v7()), Utc::now());
        let effects = Arc::new(AtomicU32::new(0));
        let work = |number: u32| {
            let (store, effects) = (store.clone(), Arc::clone(&effects));
            let key = key(principal, "a", now);
            tokio::spawn(async move {
                store
                    .write_once(key, move |tx| async move {
                        effects.fetch_add(1, Ordering::SeqCst);
                        tokio::time::sleep(Duration::from_millis(20)).await;
                        tx.add_setting("effect", "1").await?;
                        Ok::<String, Failure>(format!("answer {number}"))
                    })
                    .await
            })
        };
        let running: Vec<_> = (0..10).map(work).collect();
        let mut answers = Vec::new();
        for one in running {
            answers.push(one.await.expect("runs").unwrap_or_else(|failure| panic!("{engine:?}: {failure:?}")));
        }
        answers.dedup();
        assert_eq!((answers.len(), effects.load(Ordering::SeqCst)), (1, 1), "{engine:?}");

        let never = |_| async move { Ok::<String, Failure>("never".to_owned()) };
        let other = store.write_once(key(principal, "b", now), never).await;
        assert!(matches!(other, Err(Failure::KeyReused)), "{engine:?}");
        let somebody = key(AccountId(Uuid::now_v7()), "b", now);
        assert_eq!(store.write_once(somebody, never).await.expect("another key"), "never");
        let tomorrow = key(principal, "b", now + TimeDelta::hours(25));
        assert_eq!(store.write_once(tomorrow, never).await.expect("forgotten by then"), "never");
        store.close().await.expect("closes");
    }
}

/// Rule L41: work that failed keeps no key.
#[tokio::test(flavor = "multi_thread")]
async fn l41_a_refused_request_may_be_sent_again_with_its_key() {
    for engine in engines() {
        let (_database, store) = fresh(engine).await;
        let held = key(AccountId(Uuid::now_v7()), "a", Utc::now());
        let refused = store.write_once(held.clone(), |_| async move { Err::<String, Failure>(Failure::Stale) }).await;
        assert!(matches!(refused, Err(Failure::Stale)), "{engine:?}");
        let again = store.write_once(held, |_| async move { Ok::<String, Failure>("done".to_owned()) }).await;
        assert_eq!(again.expect("accepted"), "done", "{engine:?}");
        store.close().await.expect("closes");
    }
}

#[tokio::test]
async fn an_address_that_cannot_be_trusted_is_refused() {
    for url in ["sqlite::memory:", "sqlite:", "sqlite:x?mode=memory", "mysql://x", ""] {
        assert!(matches!(Store::open(url).await, Err(Failure::Unfit(_))), "{url}");
    }
}

/// SQLite rolls back by itself if a disk is full, and PostgreSQL answers the COMMIT of a failed transaction without an
/// error. So a failed statement ends its unit of work, even if the work ignores the error.
#[tokio::test]
async fn a_failure_that_was_passed_over_commits_nothing() {
    for engine in engines() {
        let database = Database::create(engine);
        let store = Store::open(database.url()).await.expect("opens");
        store.migrate().await.expect("migrates");
        let done: Result<(), Failure> = store
            .write(|tx| async move {
                tx.add_setting("once", "1").await?;
                assert!(tx.add_setting("once", "2").await.is_err());
                assert!(tx.add_setting("other", "1").await.is_err(), "nothing is run after it");
                Ok(())
            })
            .await;
        assert!(matches!(done, Err(Failure::Incomplete)), "{engine:?}: {done:?}");
        assert_eq!(remembered(&store, "once").await, None, "{engine:?}");
        store.close().await.expect("closes");
    }
}

#[tokio::test]
async fn a_single_question_is_followed_by_no_other() {
    for engine in engines() {
        let database = Database::create(engine);
        let store = Store::open(database.url()).await.expect("opens");
        store.migrate().await.expect("migrates");
        let one: Result<Option<String>, Failure> = store.ask(|tx| async move { tx.setting("a").await }).await;
        assert!(matches!(one, Ok(None)), "{engine:?}: {one:?}");
        let two: Result<Option<String>, Failure> = store
            .ask(|tx| async move {
                tx.setting("a").await?;
                tx.setting("b").await
            })
            .await;
        assert!(matches!(two, Err(Failure::Database { .. })), "{engine:?}: {two:?}");
        store.close().await.expect("closes");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_single_query_outlives_what_happens_to_the_connections() {
    for engine in engines() {
        let (database, store) = fresh(engine).await;
        let setting = |store: &Store| {
            let store = store.clone();
            async move { store.ask(|tx| async move { tx.setting("a").await }).await }
        };
        // More at once than there are connections, and every other one is cancelled.
        for _ in 0..20 {
            let asked: Vec<_> = (0..50).map(|_| tokio::spawn(setting(&store))).collect();
            for (number, one) in asked.into_iter().enumerate() {
                if number % 2 == 0 {
                    one.abort();
                } else {
                    let found: Result<Option<String>, Failure> = one.await.expect("runs");
                    assert!(matches!(found, Ok(None)), "{engine:?}: {found:?}");
                }
            }
        }
        if engine == Engine::Postgres {
            // All of them wait for the next query when the server closes them.
            database.execute(
                "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity \
                 WHERE datname = current_database() AND pid <> pg_backend_pid()",
            );
            for _ in 0..20 {
                let found: Result<Option<String>, Failure> = setting(&store).await;
                assert!(matches!(found, Ok(None)), "{engine:?}: {found:?}");
            }
        }
        // More queries than one connection answers.
        for _ in 0..2_500 {
            setting(&store).await.expect("answers");
        }
        let other = store.clone();
        store.close().await.expect("closes");
        let closed: Result<Option<String>, Failure> = setting(&other).await;
        assert!(matches!(closed, Err(Failure::Unavailable { .. })), "{engine:?}: {closed:?}");
    }
}
