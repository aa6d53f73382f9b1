//! The caller of a request: the person or the machine client that the token names.

use std::sync::Arc;

use actix_web::dev::Payload;
use actix_web::http::header::AUTHORIZATION;
use actix_web::{FromRequest, HttpRequest, web};
use chrono::{DateTime, TimeDelta, Utc};
use domain::base::calendar::day_of;
use domain::base::client::Client;
use domain::base::identity::Actor;
use domain::base::ids::OrganisationId;
use domain::base::policy::Role;
use quick_cache::sync::Cache;

use crate::access::deprecation;
use crate::base::body::Extraction;
use crate::base::clock::Now;
use crate::base::db::Db;
use crate::base::operation::{Described, OperationFacts};
use crate::base::problem::{Kind, Problem, token_refused};
use crate::base::rate_limit;
use crate::security::tokens::{Speaker, Tokens};

/// Default number of seconds for which a caller is cached.
pub(crate) const REMEMBER_CALLERS_SECONDS: u8 = 2;
/// Maximum number of cached callers.
const CALLERS_MAX: usize = 10_000;

/// A signed-in person, or a machine client.
#[derive(Clone, Debug)]
pub(crate) struct Caller(pub(crate) Actor);

/// The caller that the database last returned for a token.
#[derive(Debug)]
struct Known {
    actor: Actor,
    client: Option<Client>,
    asked_at: DateTime<Utc>,
    /// This process's count of access changes before it asked.
    access_changes: u64,
}

/// Callers that this process read from the database a moment ago. A request that only reads may use them for some
/// seconds; a request that changes something reads its caller again. Access changes by this process take effect at
/// once.
pub(crate) struct Callers {
    known: Cache<Speaker, Arc<Known>>,
    lifetime: TimeDelta,
}

impl Callers {
    pub(crate) fn remembered_for(lifetime: TimeDelta) -> Self {
        Self { known: Cache::new(CALLERS_MAX), lifetime }
    }

    fn get(&self, speaker: &Speaker, access_changes: u64, now: DateTime<Utc>) -> Option<Arc<Known>> {
        let known = self.known.get(speaker)?;
        let fresh = known.asked_at <= now && now < known.asked_at + self.lifetime;
        // Roles and functions begin and end at midnight.
        let same_day = day_of(known.asked_at) == day_of(now);
        (fresh && same_day && known.access_changes == access_changes).then_some(known)
    }
}

impl Described for Caller {
    fn describe(facts: &mut OperationFacts) {
        facts.authenticated = true;
        facts.pinned = true;
    }
}

impl FromRequest for Caller {
    type Error = Problem;
    type Future = Extraction<Self>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let request = request.clone();
        Box::pin(async move {
            let Some(header) = request.headers().get(AUTHORIZATION) else {
                return Err(Problem::plain(Kind::Unauthenticated).with_header("WWW-Authenticate", "Bearer"));
            };
            let token = header.to_str().ok().and_then(bearer).ok_or_else(token_refused)?;
            let tokens = request.app_data::<web::Data<Tokens>>().ok_or_else(|| Problem::plain(Kind::Internal))?;
            let callers = request.app_data::<web::Data<Callers>>().ok_or_else(|| Problem::plain(Kind::Internal))?;
            let Now(now) = Now::extract(&request).await?;
            let speaker = tokens.check(token, now).map_err(|_ignored| token_refused())?;
            rate_limit::count(&request, speaker.id())?;
            let db = Db::extract(&request).await?;
            let access_changes = db.access_changes();
            let reads = request.method().is_safe();
            let remembered = callers.get(&speaker, access_changes, now).filter(|_| reads);
            let known = match remembered {
                Some(known) => known,
                None => {
                    let (actor, client) = ask(&speaker, &db, now).await?;
                    let known = Arc::new(Known { actor, client, asked_at: now, access_changes });
                    callers.known.insert(speaker, Arc::clone(&known));
                    known
                }
            };
            if let Some(client) = &known.client {
                deprecation::heed(&request, client, &db, now).await?;
            }
            Ok(Self(known.actor.clone()))
        })
    }
}

/// Reads the caller that a token names, and checks that account, session, client and secret are still valid.
async fn ask(speaker: &Speaker, db: &Db, now: DateTime<Utc>) -> Result<(Actor, Option<Client>), Problem> {
    let (account, session) = match speaker {
        Speaker::Person(account, session) => (*account, *session),
        Speaker::Client(client, secret, scopes) => {
            let client = db.client_behind(*client).await?.ok_or_else(token_refused)?;
            let actor = client.actor(*secret, scopes, now).ok_or_else(token_refused)?;
            db.note_use(&client, now).await;
            return Ok((actor, Some(client)));
        }
    };
    let (account, session, held) = db.who(account, session, day_of(now)).await?;
    if !account.honours(&session, now) {
        return Err(token_refused());
    }
    let held: Vec<(Role, OrganisationId)> =
        held.into_iter().map(|holding| (holding.function, holding.organisation)).collect();
    Ok((account.actor(session.id, &held, now), None))
}

fn bearer(header: &str) -> Option<&str> {
    let (scheme, token) = header.split_once(' ')?;
    scheme.eq_ignore_ascii_case("Bearer").then_some(token.trim())
}
