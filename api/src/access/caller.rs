//! Who asks: the person or the machine client behind a token.

use actix_web::dev::Payload;
use actix_web::http::header::AUTHORIZATION;
use actix_web::{FromRequest, HttpRequest, web};
use chrono::{DateTime, Utc};
use domain::base::identity::Actor;
use domain::base::ids::OrganisationId;
use domain::base::policy::Role;
use persistence::base::memory::{Person, Premises};

use crate::access::deprecation;
use crate::base::clock::Now;
use crate::base::db::Db;
use crate::base::problem::{Kind, Problem, token_refused};
use crate::base::rate_limit;
use crate::security::tokens::{Speaker, Tokens};

/// A signed-in person, or a machine client.
#[derive(Clone, Debug)]
pub(crate) struct Caller(pub(crate) Actor);

impl FromRequest for Caller {
    type Error = Problem;
    type Future = std::pin::Pin<Box<dyn Future<Output = Result<Self, Problem>>>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let request = request.clone();
        Box::pin(async move {
            let Some(header) = request.headers().get(AUTHORIZATION) else {
                return Err(Problem::plain(Kind::Unauthenticated).with_header("WWW-Authenticate", "Bearer"));
            };
            let token = header.to_str().ok().and_then(bearer).ok_or_else(token_refused)?;
            let tokens = request.app_data::<web::Data<Tokens>>().ok_or_else(|| Problem::plain(Kind::Internal))?;
            let Now(now) = Now::extract(&request).await?;
            let speaker = tokens.check(token, now).map_err(|_ignored| token_refused())?;
            rate_limit::count(&request, speaker.id())?;
            let db = Db::extract(&request).await?;
            let (account, session) = match speaker {
                Speaker::Person(account, session) => (account, session),
                Speaker::Client(client, secret, scopes) => {
                    let client = db.client_behind(client).await?.ok_or_else(token_refused)?;
                    let actor = client.actor(secret, &scopes, now).ok_or_else(token_refused)?;
                    db.note_use(&client, now).await;
                    deprecation::heed(&request, &client, &db, now).await?;
                    return Ok(Self(actor));
                }
            };
            let (account, session, held) = db.who(account, session, domain::base::calendar::day_of(now)).await?;
            if !account.honours(&session, now) {
                return Err(token_refused());
            }
            let held: Vec<(Role, OrganisationId)> =
                held.into_iter().map(|holding| (holding.function, holding.organisation)).collect();
            Ok(Self(account.actor(session.id, &held, now)))
        })
    }
}

/// A person as this process remembers him, and what that rests on: for a write that proves it.
pub(crate) struct Remembered(pub(crate) Actor, pub(crate) Premises);

impl Remembered {
    /// None where nothing is remembered, or where what is remembered would be token_refused: then somebody has to ask.
    pub(crate) fn of(request: &HttpRequest, now: DateTime<Utc>) -> Option<Self> {
        let token = request.headers().get(AUTHORIZATION)?.to_str().ok().and_then(bearer)?;
        // A client is asked for each time: it seldom comes with many reports, but with one file of them.
        let speaker = request.app_data::<web::Data<Tokens>>()?.check(token, now).ok()?;
        let Speaker::Person(account, session) = speaker else { return None };
        let db = request.app_data::<web::Data<Db>>()?;
        let person = db.remembered(account, session, domain::base::calendar::day_of(now))?;
        let Person { account, session, held, .. } = person.as_ref();
        if !account.honours(session, now) {
            return None;
        }
        let functions: Vec<(Role, OrganisationId)> =
            held.iter().map(|holding| (holding.function, holding.organisation)).collect();
        let actor = account.actor(session.id, &functions, now);
        let used = held.iter().filter(|holding| actor.roles.contains(&(holding.function, holding.organisation)));
        let premises = Premises::person(account, session, used);
        Some(Self(actor, premises))
    }
}

fn bearer(header: &str) -> Option<&str> {
    let (scheme, token) = header.split_once(' ')?;
    scheme.eq_ignore_ascii_case("Bearer").then_some(token.trim())
}
