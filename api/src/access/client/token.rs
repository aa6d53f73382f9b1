//! The token endpoint for machine clients as RFC 6749, 4.4, defines it, so that any library for it can be used.

use actix_web::body::BoxBody;
use actix_web::http::StatusCode;
use actix_web::http::header::{AUTHORIZATION, CACHE_CONTROL, PRAGMA, RETRY_AFTER, WWW_AUTHENTICATE};
use actix_web::{HttpRequest, HttpResponse, Responder, web};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use chrono::{DateTime, Utc};
use domain::base::concept::Concept;
use domain::base::ids::ClientId;
use domain::base::policy::ClientScope;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::secret_named;
use crate::access::caller::USE_NOTED;
use crate::access::{deprecation, failed_sign_in};
use crate::base::address::Address;
use crate::base::answer::RawResponse;
use crate::base::body::Pairs;
use crate::base::client_address;
use crate::base::clock::{Clock, Now};
use crate::base::db::Db;
use crate::base::operation::{AnswerFacts, Described, OperationFacts};
use crate::base::problem::{OwnWords, Problem};
use crate::base::routes::{Routes, operations};
use crate::security::sign_in_throttle::Throttle;
use crate::security::tokens::{TOKEN_LIFETIME, Tokens, words};

/// Maximum length of a parameter in bytes.
const PARAMETER_BYTES_MAX: usize = 500;
/// The only supported grant type.
const GRANT: &str = "client_credentials";
/// Address of the token endpoint.
pub(crate) const TOKEN_PLACE: &str = "/oauth2/token";
/// `Cache-Control` of the server metadata: the same as that of the keys that it refers to.
const KEPT: &str = "public, max-age=300";

/// Token request of a machine client (RFC 6749, 4.4.2).
#[derive(ToSchema)]
#[schema(example = json!({"grant_type": "client_credentials", "scope": "reports.read"}))]
pub(crate) struct TokenRequest {
    /// Always `client_credentials`.
    #[schema(max_length = 500)]
    grant_type: String,
    /// A part of the client's scopes, with spaces between; without it all of them.
    #[schema(max_length = 500)]
    scope: Option<String>,
    /// The client's identifier, unless HTTP Basic carries it.
    #[schema(max_length = 500)]
    client_id: Option<String>,
    /// The secret, unless HTTP Basic carries it.
    #[schema(max_length = 500, format = Password)]
    client_secret: Option<String>,
}

/// A client's token (RFC 6749, 5.1).
#[derive(Serialize, ToSchema)]
#[schema(as = ClientToken)]
pub(crate) struct ClientTokenView {
    /// Send it as `Authorization: Bearer …`.
    #[schema(example = "eyJ0eXAiOiJhdCtqd3QiLCJhbGciOiJFZERTQSJ9.e30.c2lnbmF0dXJl")]
    access_token: String,
    /// Always `Bearer`.
    #[schema(example = "Bearer")]
    token_type: &'static str,
    /// Lifetime of the token in seconds; then request another, there is no renewal.
    #[schema(example = 600)]
    expires_in: i64,
    /// The scopes of the token, with spaces between.
    #[schema(example = "reports.read")]
    scope: String,
}

/// Metadata of the authorisation server, which issues tokens to clients (RFC 8414, 2).
#[derive(Serialize, ToSchema)]
#[schema(as = AuthorizationServer)]
pub(crate) struct AuthorizationServerView {
    /// The address of this installation; if it has a public one, the `iss` of tokens.
    #[schema(example = "https://thidua.example.org")]
    issuer: String,
    /// Address of the token endpoint.
    #[schema(example = "https://thidua.example.org/oauth2/token")]
    token_endpoint: String,
    /// The keys that tokens are checked with.
    #[schema(example = "https://thidua.example.org/.well-known/jwks.json")]
    jwks_uri: String,
    /// Every scope that a client can have.
    #[schema(example = json!(["reports.read"]))]
    scopes_supported: Vec<&'static str>,
    /// Always empty: there is no browser redirect flow. The standard requires the field.
    #[schema(value_type = Vec<String>, max_items = 0, example = json!([]))]
    response_types_supported: [&'static str; 0],
    /// Only `client_credentials`.
    #[schema(value_type = Vec<String>, example = json!(["client_credentials"]))]
    grant_types_supported: [&'static str; 1],
    /// Client authentication methods: HTTP Basic, or in the form.
    #[schema(value_type = Vec<String>, example = json!(["client_secret_basic", "client_secret_post"]))]
    token_endpoint_auth_methods_supported: [&'static str; 2],
    /// A reader of this contract, for people.
    #[schema(example = "https://thidua.example.org/docs/")]
    service_documentation: String,
}

/// Why there is no token (RFC 6749, 5.2).
#[derive(Serialize, ToSchema)]
#[schema(as = TokenRefusal)]
pub(crate) struct TokenRefusalView {
    /// `invalid_request`, `invalid_client`, `unsupported_grant_type`, `invalid_scope`, or `temporarily_unavailable` after
    /// too many attempts.
    #[schema(example = "invalid_client")]
    error: &'static str,
    /// A sentence for the client's maintainers, in English, as the standard demands plain ASCII.
    #[schema(example = "The client is unknown, closed or past its last day, or the secret is wrong or revoked.")]
    error_description: &'static str,
}

/// Why a request for a token is refused.
enum Refused {
    Request(&'static str),
    Client,
    Grant,
    Scope,
    /// Too many attempts; the number of seconds until the next one is allowed.
    TooMany(String),
    /// A failure that RFC 6749 does not cover: it is answered as a problem.
    Failed(Problem),
}

impl From<Problem> for Refused {
    fn from(problem: Problem) -> Self {
        Self::Failed(problem)
    }
}

impl Refused {
    fn answer(self) -> Result<HttpResponse, Problem> {
        let (status, error, error_description, header) = match self {
            Self::Request(why) => (StatusCode::BAD_REQUEST, "invalid_request", why, None),
            Self::Client => (
                StatusCode::UNAUTHORIZED,
                "invalid_client",
                "The client is unknown, closed or past its last day, or the secret is wrong or revoked.",
                Some((WWW_AUTHENTICATE, "Basic realm=\"thidua\"".to_owned())),
            ),
            Self::Grant => {
                (StatusCode::BAD_REQUEST, "unsupported_grant_type", "The only grant_type is client_credentials.", None)
            }
            Self::Scope => {
                (StatusCode::BAD_REQUEST, "invalid_scope", "The client does not have all of these scopes.", None)
            }
            Self::TooMany(seconds) => (
                StatusCode::TOO_MANY_REQUESTS,
                "temporarily_unavailable",
                "Too many attempts: wait for the seconds in Retry-After, and use a token until it runs out.",
                Some((RETRY_AFTER, seconds)),
            ),
            Self::Failed(problem) => return Err(problem),
        };
        let mut builder = HttpResponse::build(status);
        builder.insert_header((CACHE_CONTROL, "no-store")).insert_header((PRAGMA, "no-cache"));
        if let Some(header) = header {
            builder.insert_header(header);
        }
        let mut response = builder.json(TokenRefusalView { error, error_description });
        response.extensions_mut().insert(OwnWords);
        Ok(response)
    }
}

/// A token or a refusal, both in the format of RFC 6749.
#[derive(Debug)]
pub(crate) struct TokenAnswer(HttpResponse);

impl From<HttpResponse> for TokenAnswer {
    fn from(response: HttpResponse) -> Self {
        Self(response)
    }
}

impl Responder for TokenAnswer {
    type Body = BoxBody;

    fn respond_to(self, _: &HttpRequest) -> HttpResponse {
        self.0
    }
}

impl Described for TokenAnswer {
    fn describe(facts: &mut OperationFacts) {
        facts.pinned = true;
        facts.answer::<ClientTokenView>(AnswerFacts { status: 200, ..AnswerFacts::default() });
        for status in [400, 401, 429] {
            facts.answer::<TokenRefusalView>(AnswerFacts { status, ..AnswerFacts::default() });
        }
    }
}

/// Reads the form: unknown parameters are ignored, and an empty one counts as absent (RFC 6749, 3.2).
fn read(form: Pairs<TokenRequest>) -> Result<TokenRequest, Refused> {
    let Some(pairs) = form.pairs else {
        return Err(Refused::Request("The body is application/x-www-form-urlencoded."));
    };
    let (mut grant_type, mut scope, mut client_id, mut client_secret) = (None, None, None, None);
    for (name, value) in pairs {
        let place = match name.as_str() {
            "grant_type" => &mut grant_type,
            "scope" => &mut scope,
            "client_id" => &mut client_id,
            "client_secret" => &mut client_secret,
            _ => continue,
        };
        if value.is_empty() {
            continue;
        }
        if PARAMETER_BYTES_MAX < value.len() {
            return Err(Refused::Request("A parameter is too long."));
        }
        if place.replace(value).is_some() {
            return Err(Refused::Request("A parameter stands twice."));
        }
    }
    let grant_type = grant_type.ok_or(Refused::Request("grant_type is missing."))?;
    Ok(TokenRequest { grant_type, scope, client_id, client_secret })
}

/// The client's identifier and secret, which a request sends in one way only (RFC 6749, 2.3). Both consist of
/// characters that the form encoding within HTTP Basic does not change.
fn credentials(request: &HttpRequest, asked: (Option<String>, Option<String>)) -> Result<(String, String), Refused> {
    match (request.headers().get(AUTHORIZATION), asked) {
        (Some(header), (None, None)) => header.to_str().ok().and_then(basic).ok_or(Refused::Client),
        (Some(_), (_, _)) => {
            Err(Refused::Request("The credentials come in the header or in the body, and not in both."))
        }
        (None, (Some(client), Some(secret))) => Ok((client, secret)),
        (None, (_, _)) => Err(Refused::Client),
    }
}

fn basic(header: &str) -> Option<(String, String)> {
    let (scheme, text) = header.split_once(' ')?;
    if !scheme.eq_ignore_ascii_case("Basic") || PARAMETER_BYTES_MAX < text.len() {
        return None;
    }
    let text = String::from_utf8(STANDARD.decode(text.trim()).ok()?).ok()?;
    text.split_once(':').map(|(client, secret)| (client.to_owned(), secret.to_owned()))
}

/// Get a machine client's token
///
/// *Cấp mã truy cập cho ứng dụng kết nối.* Public, with the client's identifier and secret: by HTTP Basic or in the
/// form, not both (RFC 6749, 4.4). The token is valid for ten minutes and cannot be renewed: request another. The
/// answer does not say whether client or secret was wrong. Errors use the codes of RFC 6749 (`error`), not the problem
/// format. Five attempts in a row per client, then one every 12 seconds: 429 with `Retry-After`.
#[utoipa::path(
    post,
    path = "/oauth2/token",
    responses(
        (status = 200, description = "A token."),
        (status = 400, description = "The request, the grant or the scope is wrong."),
        (status = 401, description = "Client or secret is wrong (`invalid_client`)."),
        (status = 429, description = "Too many attempts; see `Retry-After`."),
    ),
)]
pub(crate) async fn create_client_token(
    request: HttpRequest,
    form: Pairs<TokenRequest>,
    Now(now): Now,
    tokens: web::Data<Tokens>,
    throttle: web::Data<Throttle>,
    clock: web::Data<Clock>,
    db: Db,
) -> Result<TokenAnswer, Problem> {
    exchange(&request, form, now, (&tokens, &throttle, &clock), &db).await
}

/// Get a machine client's token (earlier address)
///
/// *Cấp mã truy cập cho ứng dụng kết nối (địa chỉ cũ).* Public, and deprecated: use `POST /oauth2/token`, which has the
/// same request and response, and counts the same attempts. In the preview of the next version (`NEXT`) it is removed:
/// an authenticated client pinned to the preview receives 410.
#[utoipa::path(
    post,
    path = "/oauth/token",
    responses(
        (status = 200, description = "A token."),
        (status = 400, description = "The request, the grant or the scope is wrong."),
        (status = 401, description = "Client or secret is wrong (`invalid_client`)."),
        (status = 429, description = "Too many attempts; see `Retry-After`."),
    ),
)]
pub(crate) async fn create_token(
    request: HttpRequest,
    form: Pairs<TokenRequest>,
    Now(now): Now,
    tokens: web::Data<Tokens>,
    throttle: web::Data<Throttle>,
    clock: web::Data<Clock>,
    db: Db,
) -> Result<TokenAnswer, Problem> {
    exchange(&request, form, now, (&tokens, &throttle, &clock), &db).await
}

/// Show the authorization server metadata
///
/// *Thông tin về nơi cấp mã truy cập.* Public. Authorization server metadata for libraries (RFC 8414): the token
/// endpoint, its keys, scopes, grants and client authentication methods. An installation with a public address has the
/// same one as `issuer` here and as `iss` in tokens.
#[utoipa::path(
    get,
    path = "/.well-known/oauth-authorization-server",
    responses((status = 200, description = "The metadata.")),
)]
pub(crate) async fn show_authorization_server(address: web::Data<Address>) -> RawResponse<AuthorizationServerView> {
    let issuer = address.as_str();
    let response = HttpResponse::Ok().insert_header((CACHE_CONTROL, KEPT)).json(AuthorizationServerView {
        issuer: issuer.to_owned(),
        token_endpoint: format!("{issuer}{TOKEN_PLACE}"),
        jwks_uri: format!("{issuer}/.well-known/jwks.json"),
        scopes_supported: ClientScope::ALL.iter().map(|scope| scope.as_str()).collect(),
        response_types_supported: [],
        grant_types_supported: [GRANT],
        token_endpoint_auth_methods_supported: ["client_secret_basic", "client_secret_post"],
        service_documentation: format!("{issuer}/docs/"),
    });
    response.into()
}

async fn exchange(
    request: &HttpRequest,
    form: Pairs<TokenRequest>,
    now: DateTime<Utc>,
    (tokens, throttle, clock): (&Tokens, &web::Data<Throttle>, &web::Data<Clock>),
    db: &Db,
) -> Result<TokenAnswer, Problem> {
    let asked = read(form).and_then(|asked| {
        let TokenRequest { grant_type, scope, client_id, client_secret } = asked;
        if grant_type != GRANT {
            return Err(Refused::Grant);
        }
        let (client, secret) = credentials(request, (client_id, client_secret))?;
        let address = client_address::address(request);
        // Attempts are counted by the parsed identifier, however it is spelt.
        let known = Uuid::parse_str(&client).ok();
        let name = known.map_or(client, |id| id.to_string());
        throttle
            .admit(&format!("client:{name}"), address)
            .map_err(|problem| Refused::TooMany(problem.header.map(|(_, seconds)| seconds).unwrap_or_default()))?;
        Ok((known.map(ClientId), secret, scope))
    });
    let given = match asked {
        Ok((client, secret, scope)) => {
            let given = give(request, (db, tokens), (client, &secret), scope.as_deref(), now).await;
            if let (Err(Refused::Client), Some(client)) = (&given, client) {
                // An entry for a client that nobody registered would belong to nothing.
                if db.client_behind(client).await?.is_some() {
                    failed_sign_in::note(throttle, (Concept::Client, client.0), db, clock);
                }
            }
            given
        }
        Err(refused) => Err(refused),
    };
    match given {
        Ok(view) => Ok(HttpResponse::Ok()
            .insert_header((CACHE_CONTROL, "no-store"))
            .insert_header((PRAGMA, "no-cache"))
            .json(view)
            .into()),
        Err(refused) => refused.answer().map(TokenAnswer::from),
    }
}

async fn give(
    request: &HttpRequest,
    (db, tokens): (&Db, &Tokens),
    (client, secret): (Option<ClientId>, &str),
    scope: Option<&str>,
    now: DateTime<Utc>,
) -> Result<ClientTokenView, Refused> {
    let client = db.client_behind(client.unwrap_or(ClientId(Uuid::nil()))).await?;
    let (client, _) = client.filter(|(client, _)| client.is_open(now)).ok_or(Refused::Client)?;
    let secret = secret_named(&client, secret).ok_or(Refused::Client)?;
    deprecation::heed(request, &client, db, now).await?;
    let scopes = match scope {
        None => client.scopes.clone(),
        Some(wanted) => client.narrowed(wanted).ok_or(Refused::Scope)?,
    };
    let access_token = tokens.issue_to_client(client.id, secret, &scopes, now);
    let access_token = access_token.map_err(Problem::fault)?;
    let before = now - USE_NOTED;
    if client.last_used_at.is_none_or(|last| last <= before) {
        db.note_use(client.id, now, before).await;
    }
    Ok(ClientTokenView {
        access_token,
        token_type: "Bearer",
        expires_in: TOKEN_LIFETIME.num_seconds(),
        scope: words(&scopes),
    })
}

/// The earlier token operation, which is deprecated.
pub(crate) fn routes(routes: &mut impl Routes) {
    operations!(routes, "clients": create_token);
}

/// The operations at the paths that RFC 6749 and RFC 8414 prescribe.
pub(crate) fn agreed_routes(routes: &mut impl Routes) {
    operations!(routes, "clients": show_authorization_server, create_client_token);
}
