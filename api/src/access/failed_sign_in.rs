//! Failed attempts to sign in, to enrol, or to get a machine client's token, in the audit trail.

use chrono::{DateTime, Utc};
use domain::base::event::{Concept, Event};
use uuid::Uuid;

use crate::base::db::Db;
use crate::base::problem::Problem;
use crate::security::sign_in_throttle::Throttle;

/// Records a failed attempt on an account or a client that exists, at most once a minute for each. The entry is written
/// beside the answer, so that the time of the answer does not tell whether there is such an account.
pub(crate) fn note(throttle: &Throttle, (concept, object): (Concept, Uuid), db: &Db, now: DateTime<Utc>) {
    let Some(attempts) = throttle.failed(object, now) else { return };
    let db = db.of_the_service();
    actix_web::rt::spawn(async move {
        let event = Event::sign_in_failed(concept, object, attempts, now);
        let work = db.write(move |tx| async move { tx.note(&event).await.map_err(Problem::from) });
        if let Err(problem) = work.await {
            tracing::warn!(cause = problem.cause.as_deref(), "failed sign-ins could not be recorded");
        }
    });
}
