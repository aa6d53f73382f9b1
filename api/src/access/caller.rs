//! The caller of a request: the person or the machine client that the token names.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use actix_web::dev::Payload;
use actix_web::http::header::AUTHORIZATION;
use actix_web::{FromRequest, HttpRequest, web};
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use domain::base::calendar::day_of;
use domain::base::client::Client;
use domain::base::identity::{Account, Actor, Session};
use domain::base::ids::{ClientId, ClientSecretId, OrganisationId};
use domain::base::policy::{ClientScope, Role};
use persistence::base::access_version::AccessVersion;
use quick_cache::sync::Cache;

use crate::access::deprecation;
use crate::base::body::Extraction;
use crate::base::clock::Now;
use crate::base::db::{Db, access_check, is_repeated};
use crate::base::operation::{Described, OperationFacts};
use crate::base::problem::{Kind, Problem, token_refused};
use crate::base::rate_limit;
use crate::security::tokens::{Speaker, Tokens};

/// Default number of seconds for which a caller is cached.
pub(crate) const REMEMBER_CALLERS_SECONDS: u8 = 2;
/// Minimum time between two notes of a client's use.
pub(crate) const USE_NOTED: TimeDelta = TimeDelta::minutes(1);
/// Maximum number of cached callers.
const CALLERS_MAX: usize = 10_000;

/// A signed-in person, or a machine client.
#[derive(Clone, Debug)]
pub(crate) struct Caller(pub(crate) Actor);

/// Who is behind a token, as the database described it.
#[derive(Debug)]
enum Identity {
    Person { account: Account, session: Session, held: Vec<(Role, OrganisationId)> },
    Client { client: Client, secret: ClientSecretId, scopes: Vec<ClientScope> },
}

impl Identity {
    /// Who acts now; none once account, session, client or secret do not hold any longer.
    fn actor(&self, now: DateTime<Utc>) -> Option<Actor> {
        match self {
            Self::Person { account, session, held } => {
                account.honours(session, now).then(|| account.actor(session.id, held, now))
            }
            Self::Client { client, secret, scopes } => client.actor(*secret, scopes, now),
        }
    }
}

/// A caller that this process remembers.
#[derive(Debug)]
struct Known {
    identity: Identity,
    /// The version of all access rights that the identity was read under.
    version: AccessVersion,
    /// Roles and functions begin and end by days.
    day: NaiveDate,
    /// When the version was found unchanged last, in microseconds since 1970.
    confirmed_at: AtomicI64,
    /// When a client's use was noted last, likewise.
    use_noted_at: AtomicI64,
}

impl Known {
    fn new(identity: Identity, version: AccessVersion, now: DateTime<Utc>) -> Self {
        let noted = match &identity {
            Identity::Client { client, .. } => client.last_used_at,
            Identity::Person { .. } => None,
        };
        Self {
            identity,
            version,
            day: day_of(now),
            confirmed_at: AtomicI64::new(now.timestamp_micros()),
            use_noted_at: AtomicI64::new(noted.map_or(0, |at| at.timestamp_micros())),
        }
    }

    /// Notes that a client was here, unless that was noted within the last minute.
    async fn note_use(&self, client: ClientId, db: &Db, now: DateTime<Utc>) {
        let before = now - USE_NOTED;
        if self.use_noted_at.load(Ordering::Relaxed) <= before.timestamp_micros() {
            self.use_noted_at.store(now.timestamp_micros(), Ordering::Relaxed);
            db.note_use(client, now, before).await;
        }
    }
}

/// Which callers a request may rest on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Trust {
    /// One whose access rights were confirmed some seconds ago: a request that only reads.
    Recent,
    /// Any that is remembered, because the unit of work proves that the access rights have not changed.
    Proved,
    /// One whose access rights are confirmed now.
    Confirmed,
}

/// The callers that this process remembers, each with the version of all access rights that it was read under.
pub(crate) struct Callers {
    known: Cache<Speaker, Arc<Known>>,
    lifetime: TimeDelta,
}

impl Callers {
    pub(crate) fn remembered_for(lifetime: TimeDelta) -> Self {
        Self { known: Cache::new(CALLERS_MAX), lifetime }
    }

    /// The caller behind a token, asked of the database where memory does not do.
    async fn find(&self, speaker: Speaker, trust: Trust, db: &Db, now: DateTime<Utc>) -> Result<Found, Problem> {
        let day = day_of(now);
        let remembered = self.known.get(&speaker);
        let remembered = remembered.filter(|known| known.day == day && db.access_version_seen() <= known.version);
        let now_micros = now.timestamp_micros();
        if let Some(known) = &remembered {
            let age = now_micros.saturating_sub(known.confirmed_at.load(Ordering::Relaxed));
            let enough = match trust {
                Trust::Recent => (0..self.lifetime.num_microseconds().unwrap_or_default()).contains(&age),
                Trust::Proved => true,
                Trust::Confirmed => false,
            };
            if enough {
                return Ok(Found { known: Arc::clone(known), unproved: trust == Trust::Proved });
            }
        }
        // Read before the identity: a change between the two is found at the next look.
        let version = db.access_version().await?;
        let known = match remembered.filter(|known| known.version == version) {
            Some(known) => {
                known.confirmed_at.store(now_micros, Ordering::Relaxed);
                known
            }
            None => {
                let identity = ask(&speaker, db, day).await?;
                let known = Arc::new(Known::new(identity, version, now));
                self.known.insert(speaker, Arc::clone(&known));
                known
            }
        };
        Ok(Found { known, unproved: false })
    }
}

/// A caller, and whether the units of work of the request have yet to prove that the access rights have not changed.
struct Found {
    known: Arc<Known>,
    unproved: bool,
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
        let trust = if request.method().is_safe() { Trust::Recent } else { Trust::Confirmed };
        Box::pin(async move { caller(&request, trust).await.map(Self) })
    }
}

/// Who sends a command. The command may rest on a remembered caller, because a refusal is repeated with a confirmed one
/// ([`repeating_refused`](crate::base::db::repeating_refused)).
pub(crate) async fn commander(request: &HttpRequest) -> Result<Actor, Problem> {
    caller(request, if is_repeated(request) { Trust::Confirmed } else { Trust::Proved }).await
}

async fn caller(request: &HttpRequest, trust: Trust) -> Result<Actor, Problem> {
    let Some(header) = request.headers().get(AUTHORIZATION) else {
        return Err(Problem::plain(Kind::Unauthenticated).with_header("WWW-Authenticate", "Bearer"));
    };
    let token = header.to_str().ok().and_then(bearer).ok_or_else(token_refused)?;
    let tokens = request.app_data::<web::Data<Tokens>>().ok_or_else(|| Problem::plain(Kind::Internal))?;
    let callers = request.app_data::<web::Data<Callers>>().ok_or_else(|| Problem::plain(Kind::Internal))?;
    let Now(now) = Now::extract(request).await?;
    let speaker = tokens.check(token, now).map_err(|_ignored| token_refused())?;
    rate_limit::count(request, speaker.id())?;
    let db = Db::extract(request).await?;
    let Found { known, unproved } = callers.find(speaker, trust, &db, now).await?;
    let actor = known.identity.actor(now).ok_or_else(token_refused)?;
    if let Identity::Client { client, .. } = &known.identity {
        known.note_use(client.id, &db, now).await;
        deprecation::heed(request, client, &db, now).await?;
    }
    if unproved {
        access_check(request).demand(known.version);
    }
    Ok(actor)
}

/// Asks the database who is behind a token.
async fn ask(speaker: &Speaker, db: &Db, day: NaiveDate) -> Result<Identity, Problem> {
    match speaker {
        Speaker::Person(account, session) => {
            let (account, session, held) = db.who(*account, *session, day).await?;
            let held = held.into_iter().map(|holding| (holding.function, holding.organisation)).collect();
            Ok(Identity::Person { account, session, held })
        }
        Speaker::Client(client, secret, scopes) => {
            let client = db.client_behind(*client).await?.ok_or_else(token_refused)?;
            Ok(Identity::Client { client, secret: *secret, scopes: scopes.clone() })
        }
    }
}

fn bearer(header: &str) -> Option<&str> {
    let (scheme, token) = header.split_once(' ')?;
    scheme.eq_ignore_ascii_case("Bearer").then_some(token.trim())
}
