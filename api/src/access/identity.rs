//! Sign-in and sign-out, the signed-in person, and the public keys that verify tokens.

use actix_web::http::header::{CACHE_CONTROL, HeaderValue};
use actix_web::{HttpRequest, HttpResponse, web};
use chrono::{DateTime, Utc};
use domain::base::concept::Concept;
use domain::base::identity::{Actor, Machine, SESSION_LIFETIME};
use domain::base::ids::{AccountId, CampaignId, ClientId, OrganisationId, SessionId};
use domain::base::policy::{ClientReach, ClientScope, Role};
use domain::base::text::fold;
use persistence::registry::unit_label::UnitLabel;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;
use validator::Validate;

use crate::access::caller::Caller;
use crate::access::command::Command;
use crate::access::failed_sign_in;
use crate::access::reasons;
use crate::base::answer::{Issued, NoContent, RawResponse, Untagged};
use crate::base::body::{Body, Empty};
use crate::base::client_address;
use crate::base::clock::{Clock, Now};
use crate::base::db::Db;
use crate::base::problem::{Kind, Problem};
use crate::base::routes::{Routes, operations};
use crate::base::text::ShortLine;
use crate::security::keys::PublishedKey;
use crate::security::passwords;
use crate::security::sign_in_throttle::Throttle;
use crate::security::tokens::{TOKEN_LIFETIME, Tokens};

/// Minimum length of a password.
pub(crate) const PASSWORD_CHARS_MIN: u64 = 12;
/// Maximum length of a password.
pub(crate) const PASSWORD_CHARS_MAX: u64 = 200;

/// Credentials with which a person signs in.
#[derive(Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({"username": "demo-head", "password": "thi-dua-demo-password"}))]
pub(crate) struct Credentials {
    /// The user name (tên đăng nhập); accents and case do not count.
    #[validate(nested)]
    username: ShortLine,
    /// The password (mật khẩu).
    #[validate(length(min = 1, max = 200))]
    #[schema(min_length = 1, max_length = 200, format = Password)]
    password: String,
}

/// A sign-in that succeeded.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = SignIn)]
pub(crate) struct AccessTokenView {
    /// Send it as `Authorization: Bearer …`.
    #[schema(example = "eyJ0eXAiOiJhdCtqd3QiLCJhbGciOiJFZERTQSJ9.e30.c2lnbmF0dXJl")]
    access_token: String,
    /// Always `Bearer`.
    #[schema(example = "Bearer")]
    token_type: &'static str,
    /// Lifetime of the token in seconds; renew it before it expires, with `POST /v1/sessions/current/renewal`.
    #[schema(example = 600)]
    expires_in: i64,
    /// When the sign-in ends for good and the password is asked for again.
    session_ends_at: DateTime<Utc>,
}

/// A role that the caller holds today.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct HeldRole {
    /// The role.
    role: Role,
    /// The unit that it is held for.
    organisation: OrganisationId,
    /// The unit's present name.
    #[schema(example = "Huyện Kế Sách")]
    organisation_name: String,
    /// The unit's code.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "943")]
    organisation_code: Option<String>,
    /// The movements for which the unit is the standing agency today (rule M02); empty for any other role.
    campaigns: Vec<CampaignId>,
}

/// The machine client of the token, with the token's scopes.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = MyClient)]
pub(crate) struct MyClientView {
    /// The client.
    id: ClientId,
    /// The unit that answers for it.
    organisation: OrganisationId,
    /// The unit's present name.
    #[schema(example = "Huyện Kế Sách")]
    organisation_name: String,
    /// Whose things its scopes are for.
    reach: ClientReach,
    /// The movements that it reaches; empty unless its reach is `MOVEMENT`.
    campaigns: Vec<CampaignId>,
    /// The scopes of this token.
    scopes: Vec<ClientScope>,
}

/// The person or machine client behind the token.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Me)]
pub(crate) struct MeView {
    /// The person's account; of a client its own identifier, which is no person's.
    account: AccountId,
    /// The person's or the client's name.
    #[schema(example = "Thủ trưởng đơn vị (demo)")]
    name: String,
    /// The roles effective today: the person holds them and, for the role of a function, the unit holds the function.
    /// Empty for a machine client.
    roles: Vec<HeldRole>,
    /// The machine client (ứng dụng kết nối); absent for people.
    #[serde(skip_serializing_if = "Option::is_none")]
    client: Option<MyClientView>,
}

/// The public keys of access tokens (RFC 7517).
#[derive(Serialize, ToSchema)]
#[schema(as = KeySet)]
pub(crate) struct KeySetView {
    /// The keys; during a rotation the old one stays until its last token has run out.
    keys: Vec<PublishedKey>,
}

/// Sign in
///
/// *Đăng nhập.* Public. Answers a short access token. Whether the name or the password was wrong is not said.
/// Five attempts in a row per user name, then one every 12 seconds: 429 with `Retry-After`.
#[utoipa::path(post, path = "/sessions", responses((status = 201, description = "Signed in.")))]
pub(crate) async fn create_session(
    request: HttpRequest,
    body: Body<Credentials>,
    Now(now): Now,
    tokens: web::Data<Tokens>,
    clock: web::Data<Clock>,
    throttle: web::Data<Throttle>,
    db: Db,
) -> Result<Issued<AccessTokenView>, Problem> {
    let Body(Credentials { username, password }) = body;
    throttle.admit(&fold(&username), client_address::address(&request))?;
    let found = db.ask(move |tx| async move { Ok(tx.account_named(&username).await?) }).await?;
    let known = found.clone();
    let usable = found.filter(|account| !account.suspended);
    let hash = usable.as_ref().and_then(|account| account.password_hash.clone());
    let good = passwords::verify(password, hash).await;
    let Some(account) = usable.filter(|_| good) else {
        if let Some(account) = known {
            failed_sign_in::note(&throttle, (Concept::Account, account.id.0), &db, &clock);
        }
        return Err(wrong_password());
    };
    let session =
        db.write(move |tx| async move { Ok(tx.add(account.sign_in(SessionId(Uuid::now_v7()), now)).await?) }).await?;
    let view = token_view(&tokens, session.account, session.id, session.started_at, now)?;
    Issued::new(&view)
}

fn wrong_password() -> Problem {
    let reason = reasons::credentials_refused();
    Problem::new(Kind::Unauthenticated, reason).with_header("WWW-Authenticate", "Bearer")
}

fn token_view(
    tokens: &Tokens,
    account: AccountId,
    session: SessionId,
    started_at: DateTime<Utc>,
    now: DateTime<Utc>,
) -> Result<AccessTokenView, Problem> {
    let access_token = tokens.issue(account, session, now).map_err(Problem::fault)?;
    Ok(AccessTokenView {
        access_token,
        token_type: "Bearer",
        expires_in: TOKEN_LIFETIME.num_seconds(),
        session_ends_at: started_at + SESSION_LIFETIME,
    })
}

/// Renew the access token
///
/// *Gia hạn phiên.* Any signed-in person, while the present token works and the sign-in is younger than 12 hours.
#[utoipa::path(
    post,
    path = "/sessions/current/renewal",
    responses((status = 201, description = "A new access token for the same sign-in.")),
)]
pub(crate) async fn renew_session(
    request: Command<Empty>,
    tokens: web::Data<Tokens>,
    db: Db,
) -> Result<Issued<AccessTokenView>, Problem> {
    let Command { actor, at, .. } = request;
    actor.must_be_person()?;
    let id = actor.session;
    let session = db.ask(move |tx| async move { Ok(tx.session(id).await?) }).await?;
    Issued::new(&token_view(&tokens, session.account, session.id, session.started_at, at)?)
}

/// Sign out
///
/// *Đăng xuất.* Any signed-in person. The sign-in's tokens stop working at once.
#[utoipa::path(delete, path = "/sessions/current", responses((status = 204, description = "Signed out.")))]
pub(crate) async fn end_session(Caller(actor): Caller, Now(now): Now, db: Db) -> Result<NoContent, Problem> {
    actor.must_be_person()?;
    db.write(move |tx| async move {
        let session = tx.session(actor.session).await?;
        tx.save(session.end(&actor, now)).await?;
        Ok(NoContent)
    })
    .await
}

/// Show who I am
///
/// *Tôi là ai.* Any signed-in person: the name and the roles that count today. A machine client: its unit and the scopes
/// of its token.
#[utoipa::path(
    get,
    path = "/me",
    responses((status = 200, description = "The person or the client behind the token.")),
)]
pub(crate) async fn show_me(Caller(actor): Caller, db: Db) -> Result<Untagged<MeView>, Problem> {
    let theirs = actor.roles.iter().map(|(_, unit)| *unit);
    let units: Vec<OrganisationId> = theirs.chain(actor.client.iter().map(|machine| machine.organisation)).collect();
    let units = db.read(move |tx| async move { Ok(tx.unit_labels(units.into_iter()).await?) }).await?;
    let Actor { account, session: _, name, roles, movements, client } = actor;
    let movements_of = |role: Role, unit: OrganisationId| {
        let agency = movements.iter().filter(move |(own, _)| role == Role::StandingAgency && *own == unit);
        agency.map(|(_, campaign)| *campaign).collect()
    };
    let held = |(role, organisation)| {
        let UnitLabel { name, code } = units.get(organisation);
        let campaigns = movements_of(role, organisation);
        HeldRole { role, organisation, organisation_name: name, organisation_code: code, campaigns }
    };
    let roles = roles.into_iter().map(held).collect();
    let client = client.map(|machine| {
        let Machine { client, organisation, reach, movements, scopes } = machine;
        let organisation_name = units.get(organisation).name;
        MyClientView { id: client, organisation, organisation_name, reach, campaigns: movements, scopes }
    });
    Untagged::new(&MeView { account, name, roles, client })
}

/// Show the keys of access tokens
///
/// *Khóa công khai.* Public. Verify our tokens with these keys (RFC 7517); they may be cached for five minutes.
#[utoipa::path(get, path = "/.well-known/jwks.json", responses((status = 200, description = "The public keys.")))]
pub(crate) async fn show_keys(tokens: web::Data<Tokens>) -> RawResponse<KeySetView> {
    let mut response = HttpResponse::Ok().json(KeySetView { keys: tokens.published() });
    response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("public, max-age=300"));
    response.into()
}

pub(crate) fn routes(routes: &mut impl Routes) {
    operations!(routes, "sessions": create_session, renew_session, end_session, show_me);
}

/// The public keys, at the path that RFC 8615 prescribes.
pub(crate) fn agreed_routes(routes: &mut impl Routes) {
    operations!(routes, "sessions": show_keys);
}
