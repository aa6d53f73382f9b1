//! Failed attempts to sign in, to enrol, or to get a machine client's token, in the audit trail.

use actix_web::web;
use chrono::{DateTime, Utc};
use domain::base::concept::Concept;
use domain::base::event::Event;
use uuid::Uuid;

use crate::base::clock::Clock;
use crate::base::db::Db;
use crate::base::problem::Problem;
use crate::security::sign_in_throttle::{Throttle, Told};

/// Records a failed attempt on an account or a client that exists, at most once a minute for each. The entry is written
/// beside the answer, so that the time of the answer does not tell whether there is such an account.
pub(crate) fn note(
    throttle: &web::Data<Throttle>,
    (concept, object): (Concept, Uuid),
    db: &Db,
    clock: &web::Data<Clock>,
) {
    let (throttle, clock, db) = (throttle.clone(), clock.clone(), db.of_the_service());
    match throttle.failed(object, clock.now()) {
        Told::Later => {}
        Told::Now(attempts) => {
            actix_web::rt::spawn(async move { record((concept, object), attempts, clock.now(), &db).await });
        }
        Told::After(wait) => {
            actix_web::rt::spawn(async move {
                tokio::time::sleep(wait).await;
                let now = clock.now();
                let attempts = throttle.take_failed(object, now);
                if attempts != 0 {
                    record((concept, object), attempts, now, &db).await;
                }
            });
        }
    }
}

async fn record((concept, object): (Concept, Uuid), attempts: u32, now: DateTime<Utc>, db: &Db) {
    let event = Event::sign_in_failed(concept, object, attempts, now);
    let work = db.write(move |tx| async move { tx.note(&event).await.map_err(Problem::from) });
    if let Err(problem) = work.await {
        tracing::warn!(cause = problem.cause.as_deref(), "failed sign-ins could not be recorded");
    }
}
