//! The caller of a request: the person or the machine client that the token names.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use actix_web::dev::Payload;
use actix_web::http::header::AUTHORIZATION;
use actix_web::{FromRequest, HttpRequest, web};
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use domain::base::calendar::day_of;
use domain::base::client::Client;
use domain::base::identity::{Account, Actor, Held, Session};
use domain::base::ids::{ClientId, ClientSecretId};
use domain::base::policy::ClientScope;
use domain::registry::function_holding::FunctionHolding;
use persistence::base::access_check::Rights;
use quick_cache::sync::Cache;

use crate::access::deprecation;
use crate::base::body::Extraction;
use crate::base::clock::Now;
use crate::base::db::{Db, access_check};
use crate::base::operation::{Described, OperationFacts};
use crate::base::problem::{Kind, Problem, token_expired, token_refused};
use crate::base::rate_limit;
use crate::security::tokens::{Speaker, Tokens, Unaccepted};

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
    Person { account: Account, session: Session, held: Vec<Held> },
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
    rights: Rights,
    /// Roles and functions begin and end by days.
    day: NaiveDate,
    read_at: DateTime<Utc>,
    /// How many changes of access rights this process had made before.
    changes: u64,
    /// When a client's use was noted last, in microseconds since 1970.
    use_noted_at: AtomicI64,
}

impl Known {
    fn new((identity, rights): (Identity, Rights), changes: u64, now: DateTime<Utc>) -> Self {
        let noted = match &identity {
            Identity::Client { client, .. } => client.last_used_at,
            Identity::Person { .. } => None,
        };
        Self {
            identity,
            rights,
            day: day_of(now),
            read_at: now,
            changes,
            use_noted_at: AtomicI64::new(noted.map_or(0, |at| at.timestamp_micros())),
        }
    }

    /// Whether a request may depend on it.
    fn may_be_used(&self, lifetime: TimeDelta, changes: u64, now: DateTime<Utc>) -> bool {
        (TimeDelta::zero()..lifetime).contains(&(now - self.read_at))
            && self.day == day_of(now)
            && self.changes == changes
            && !self.rights.have_changed()
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

/// The callers that this process remembers for a short time. What a request may do is decided by the remembered caller; a
/// unit of work that writes saves nothing if the caller's rights have changed meanwhile.
pub(crate) struct Callers {
    known: Cache<Speaker, Arc<Known>>,
    lifetime: TimeDelta,
}

impl Callers {
    pub(crate) fn remembered_for(lifetime: TimeDelta) -> Self {
        Self { known: Cache::new(CALLERS_MAX), lifetime }
    }

    /// The caller behind a token and who acts, read from the database unless it was read a moment ago.
    async fn find(&self, speaker: Speaker, db: &Db, now: DateTime<Utc>) -> Result<(Arc<Known>, Actor), Problem> {
        let changes = db.access_changes();
        let remembered = self.known.get(&speaker).filter(|known| known.may_be_used(self.lifetime, changes, now));
        if let Some(known) = remembered
            && let Some(actor) = known.identity.actor(now)
        {
            return Ok((known, actor));
        }
        let known = Arc::new(Known::new(ask(&speaker, db, day_of(now)).await?, changes, now));
        // A caller who may do nothing is not remembered, so that a right that is given is seen at once.
        let actor = known.identity.actor(now).ok_or_else(token_refused)?;
        self.known.insert(speaker, Arc::clone(&known));
        Ok((known, actor))
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
        Box::pin(async move { caller(&request).await.map(Self) })
    }
}

async fn caller(request: &HttpRequest) -> Result<Actor, Problem> {
    let Some(header) = request.headers().get(AUTHORIZATION) else {
        return Err(Problem::plain(Kind::Unauthenticated).with_header("WWW-Authenticate", "Bearer"));
    };
    let token = header.to_str().ok().and_then(bearer).ok_or_else(token_refused)?;
    let tokens = request.app_data::<web::Data<Tokens>>().ok_or_else(|| Problem::fault("the token keys are missing"))?;
    let callers =
        request.app_data::<web::Data<Callers>>().ok_or_else(|| Problem::fault("the remembered callers are missing"))?;
    let Now(now) = Now::extract(request).await?;
    let speaker = tokens.check(token, now).map_err(|unaccepted| match unaccepted {
        Unaccepted::Forged => token_refused(),
        Unaccepted::Expired => token_expired(),
    })?;
    let kind = match speaker {
        Speaker::Person(..) => "account",
        Speaker::Client(..) => "client",
    };
    tracing::Span::current().record(kind, tracing::field::display(speaker.id()));
    rate_limit::count(request, speaker.id())?;
    let db = Db::extract(request).await?;
    let (known, actor) = callers.find(speaker, &db, now).await?;
    access_check(request).demand(known.rights.clone());
    if let Identity::Client { client, .. } = &known.identity {
        known.note_use(client.id, &db, now).await;
        deprecation::heed(request, client, &db, now).await?;
    }
    Ok(actor)
}

/// Asks the database who is behind a token, and with which rights.
async fn ask(speaker: &Speaker, db: &Db, day: NaiveDate) -> Result<(Identity, Rights), Problem> {
    match speaker {
        Speaker::Person(account, session) => {
            let (account, session, held, rights) = db.who(*account, *session, day).await?;
            let held = held.iter().map(FunctionHolding::held).collect();
            Ok((Identity::Person { account, session, held }, rights))
        }
        Speaker::Client(client, secret, scopes) => {
            let (client, rights) = db.client_behind(*client).await?.ok_or_else(token_refused)?;
            Ok((Identity::Client { client, secret: *secret, scopes: scopes.clone() }, rights))
        }
    }
}

fn bearer(header: &str) -> Option<&str> {
    let (scheme, token) = header.split_once(' ')?;
    scheme.eq_ignore_ascii_case("Bearer").then_some(token.trim())
}
