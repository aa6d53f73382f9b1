//! The contract over the years: deprecated operations are announced long before their end, a client can read which of
//! them it still uses, and the preview version behaves as the service will after the sunset.

use chrono::{DateTime, Days, NaiveDate, TimeDelta, Utc};
use e2e::Engine;
use serde_json::{Value, json};

use crate::access::identity;
use crate::access::machine_client::{Machine, TOKENS, ask_at, register, terms, told};
use crate::base::client::Answer;
use crate::base::service::Service;
use crate::base::world::{self, World};

/// The first, deprecated address for tokens.
const OLD: &str = "/v1/oauth/token";
const FEED: &str = "/v1/public/contract/changes";

/// Every `Link` header of an answer.
fn links(answer: &Answer) -> Vec<String> {
    answer.headers.get_all("link").iter().map(|link| link.to_str().expect("text").to_owned()).collect()
}

/// Asserts that an answer announces a deprecation: since when, until when, the documentation and the successor.
#[track_caller]
fn goes(answer: &Answer) -> (DateTime<Utc>, DateTime<Utc>) {
    let since = answer.header("deprecation");
    let since = since.strip_prefix('@').and_then(|seconds| seconds.parse().ok()).expect("RFC 9745");
    let since = DateTime::from_timestamp(since, 0).expect("an instant");
    let sunset = DateTime::parse_from_rfc2822(&answer.header("sunset")).expect("RFC 8594").to_utc();
    let links = links(answer);
    assert!(links.iter().any(|link| link == &format!("<{TOKENS}>; rel=\"successor-version\"")), "{links:?}");
    assert!(links.iter().any(|link| link.starts_with(&format!("<{FEED}")) && link.contains("rel=\"deprecation\"")));
    assert_eq!(links.len(), 2, "{links:?}");
    (since, sunset)
}

#[track_caller]
fn stays(answer: &Answer) {
    for header in ["deprecation", "sunset", "link"] {
        assert_eq!(answer.header(header), "", "{header}");
    }
}

async fn pin(world: &World, client: &str, to: &str) -> Value {
    world.admin.post(&format!("/v1/clients/{client}/pin"), &json!({"apiVersion": to})).await.ok()
}

/// The change of the contract that deprecates the old token operation.
fn deprecation(versions: &Value) -> Value {
    let changes = versions["versions"].as_array().expect("versions").iter();
    let mut changes = changes.flat_map(|version| version["changes"].as_array().expect("changes").iter());
    let found =
        changes.find(|change| change["kind"] == "DEPRECATED" && change["operations"] == json!([format!("POST {OLD}")]));
    found.expect("the change").clone()
}

pub(crate) async fn what_goes_says_since_when_until_when_and_what_comes_in_its_place(engine: Engine) {
    let world = World::new(Service::start(engine).await).await;
    let (url, anybody) = (world.service.url(), world.service.anybody());
    let machine = register(&world, &["reports.read"], "OWN").await;

    // Both addresses give the same; only the old one announces its deprecation, whether it succeeds or fails.
    let old = ask_at(&url, OLD, &machine.form(), &[]).await;
    let new = ask_at(&url, TOKENS, &machine.form(), &[]).await;
    assert_eq!((&old.ok()["token_type"], &new.ok()["scope"]), (&json!("Bearer"), &json!("reports.read")));
    let (since, sunset) = goes(&old);
    assert!(since <= world.service.running().clock().now() && since + TimeDelta::days(365) < sunset);
    stays(&new);
    let refused = ask_at(&url, OLD, "grant_type=password", &[]).await;
    assert_eq!((told(&refused).0, goes(&refused)), (400, (since, sunset)));
    let guess = ask_at(&url, OLD, &machine.form().replace("tds_", "tds-"), &[]).await;
    assert_eq!((told(&guess).0, goes(&guess)), (401, (since, sunset)));
    assert_eq!(goes(&anybody.send(reqwest::Method::POST, &format!("{OLD}?x=1"), &[], None).await), (since, sunset));
    for path in ["/v1/public/releases", "/v1/nothing", "/v1/oauth/token/x"] {
        stays(&anybody.get(path).await);
    }

    // The linked page gives the reason, and the sunset is the end of the day that it names.
    let link = links(&old).into_iter().find(|link| link.contains("rel=\"deprecation\"")).expect("a link");
    let target = link.split(['<', '>']).nth(1).expect("a target");
    let change = deprecation(&anybody.get(target).await.ok());
    let day: NaiveDate = change["sunsetDate"].as_str().expect("a day").parse().expect("a day");
    assert_eq!((day + Days::new(1)).and_time(chrono::NaiveTime::MIN).and_utc() - TimeDelta::hours(7), sunset);
    assert_eq!(change["successor"], format!("POST {TOKENS}"));
    assert!(change["text"]["vi"].as_str() != change["text"]["en"].as_str());

    // The document and the metadata of RFC 8414 name the new address.
    let document = anybody.get("/v1/openapi.json").await.ok();
    assert_eq!(document["paths"][OLD]["post"]["deprecated"], true);
    assert!(document["paths"][TOKENS]["post"]["deprecated"].is_null());
    let scheme = &document["components"]["securitySchemes"]["client"]["flows"]["clientCredentials"];
    assert_eq!(scheme["tokenUrl"], TOKENS);
    let metadata = anybody.get("/.well-known/oauth-authorization-server").await;
    assert_eq!(metadata.header("cache-control"), "public, max-age=300");
    let metadata = metadata.ok();
    let scopes: Vec<&String> = scheme["scopes"].as_object().expect("scopes").keys().collect();
    let mut supported: Vec<&str> =
        metadata["scopes_supported"].as_array().expect("scopes").iter().filter_map(Value::as_str).collect();
    supported.sort_unstable();
    assert_eq!(supported, scopes);
    assert_eq!((&metadata["issuer"], &metadata["token_endpoint"]), (&json!(url), &json!(format!("{url}{TOKENS}"))));
    assert_eq!(metadata["grant_types_supported"], json!(["client_credentials"]));
    assert_eq!(metadata["response_types_supported"], json!([]));
    let methods = &metadata["token_endpoint_auth_methods_supported"];
    assert_eq!(*methods, json!(["client_secret_basic", "client_secret_post"]));
    let keys = metadata["jwks_uri"].as_str().and_then(|uri| uri.strip_prefix(&url)).expect("ours");
    assert!(anybody.get(keys).await.ok()["keys"].as_array().is_some_and(|keys| !keys.is_empty()));
    world.service.stop().await;
}

pub(crate) async fn a_client_reads_what_came_after_its_pin_and_what_it_still_rests_on(engine: Engine) {
    let world = World::new(Service::start(engine).await).await;
    let url = world.service.url();
    let spoken = world.service.anybody().get("/health/live").await.header("api-version");
    let versions = world.service.anybody().get(FEED).await.ok();
    assert_eq!(versions["versions"][0]["version"], spoken);
    let oldest = versions["versions"].as_array().and_then(|all| all.last()).expect("a version")["version"].clone();
    let oldest = oldest.as_str().expect("a version");

    // A client is registered under the newest version, unless another existing version is given.
    let machine = register(&world, &["reports.read"], "OWN").await;
    let path = machine.path();
    let client = world.admin.get(&path).await;
    assert_eq!(client.ok()["apiVersion"], spoken);
    let mut older = terms(&world, &["reports.read"], "OWN");
    older["apiVersion"] = json!(oldest);
    assert_eq!(world.admin.post("/v1/clients", &older).await.ok()["client"]["apiVersion"], oldest);
    older["apiVersion"] = json!("99.0.0");
    assert_eq!(world.admin.post("/v1/clients", &older).await.violations(), ["/apiVersion VERSION_UNKNOWN"]);

    // Every answer to the client states its pin, refusals included; people and unauthenticated callers get no such
    // header.
    let itself = machine.token(&url).await;
    for place in ["/v1/reports", "/v1/nominations"] {
        let answer = itself.get(place).await;
        assert_eq!((answer.header("api-version-pin"), answer.header("api-version")), (spoken.clone(), spoken.clone()));
    }
    for somebody in [&world.head, &world.service.anybody()] {
        assert_eq!(somebody.get("/v1/reports").await.header("api-version-pin"), "");
    }

    // Only the administrator changes a pin, with a matching ETag, and only to an existing version.
    let place = format!("{path}/pin");
    let to = |version: &str| json!({"apiVersion": version});
    for person in [&world.head, &world.auditor, &itself] {
        assert_eq!(person.post(&place, &to(oldest)).await.problem().0, 403);
    }
    for wrong in [json!({}), to("next"), to("1"), json!({"apiVersion": 1})] {
        assert_eq!(world.admin.post(&place, &wrong).await.problem().0, 400, "{wrong}");
    }
    let unknown = world.admin.post(&place, &to("99.0.0")).await;
    assert_eq!((unknown.status, unknown.violations()), (422, vec!["/apiVersion VERSION_UNKNOWN".to_owned()]));
    let tag = client.header("etag");
    let body = |version: &str| Some(to(version).to_string().into_bytes());
    let stepped = |tag: String, version: &'static str| {
        let (admin, place, body) = (&world.admin, &place, body(version));
        async move { admin.send(reqwest::Method::POST, place, &[("if-match", tag.as_str())], body).await }
    };
    let pinned = stepped(tag.clone(), "NEXT").await;
    assert_eq!(pinned.ok()["apiVersion"], "NEXT");
    assert_eq!(stepped(tag, "NEXT").await.problem().0, 412, "rule L40");
    assert_eq!(world.admin.post(&place, &to("NEXT")).await.problem(), (409, "CLIENT_PINNED_THERE".to_owned()));
    assert_eq!(pin(&world, &machine.id, oldest).await["apiVersion"], oldest);
    let trail = world::all(&world.auditor, &format!("/v1/audit-entries?concept=CLIENT&object={}", machine.id)).await;
    let last = trail.iter().rfind(|entry| entry["kind"] == "CLIENT_PINNED").expect("rule L37");
    assert_eq!(last["changes"], json!([{"field": "apiVersion", "before": "NEXT", "after": oldest}]));

    // The versions after the pin, for the client itself and for the administrator.
    let contract = format!("{path}/contract");
    let view = itself.get(&contract).await.ok();
    assert_eq!(view, world.admin.get(&contract).await.ok());
    assert_eq!((&view["client"], &view["apiVersion"]), (&json!(machine.id), &json!(oldest)));
    assert_eq!((&view["newest"], &view["deprecations"]), (&json!(spoken), &json!([])));
    let newer = world.service.anybody().get(&format!("{FEED}?since={oldest}")).await.ok();
    assert_eq!(view["versions"], newer["versions"]);
    assert_eq!(newer["versions"].as_array().map(Vec::len), versions["versions"].as_array().map(|all| all.len() - 1));
    let another = register(&world, &["reports.read"], "EVERY").await.token(&url).await;
    assert_eq!(another.get(&contract).await.problem(), (403, "INSUFFICIENT_SCOPE".to_owned()));
    let nobody = format!("/v1/clients/{}/contract", world.unit);
    assert_eq!(world.admin.get(&nobody).await.problem().0, 404);

    // The deprecated operations that the client used, with the minute of the last use; a failed authentication is no
    // use.
    assert_eq!(told(&ask_at(&url, OLD, &machine.form().replace("tds_", "tds-"), &[]).await).0, 401);
    assert_eq!(itself.get(&contract).await.ok()["deprecations"], json!([]));
    assert_eq!(ask_at(&url, OLD, &machine.form(), &[]).await.header("api-version-pin"), oldest);
    let used = itself.get(&contract).await.ok()["deprecations"].clone();
    let change = deprecation(&newer);
    assert_eq!(used.as_array().map(Vec::len), Some(1), "{used}");
    assert_eq!((&used[0]["operation"], &used[0]["successor"]), (&json!(format!("POST {OLD}")), &change["successor"]));
    assert_eq!((&used[0]["sunsetDate"], &used[0]["text"]), (&change["sunsetDate"], &change["text"]));
    world.service.running().clock().pass(TimeDelta::seconds(40));
    ask_at(&url, OLD, &machine.form(), &[]).await.ok();
    assert_eq!(itself.get(&contract).await.ok()["deprecations"], used, "noted once a minute");
    world.service.running().clock().pass(TimeDelta::seconds(40));
    let etag = world.admin.get(&path).await.header("etag");
    ask_at(&url, OLD, &machine.form(), &[]).await.ok();
    let later = itself.get(&contract).await.ok()["deprecations"].clone();
    assert_ne!(later[0]["lastUsedAt"], used[0]["lastUsedAt"]);
    assert_eq!(world.admin.get(&path).await.header("etag"), etag, "to be used is no change");
    assert_eq!(another.get("/v1/me").await.header("deprecation"), "");
    world.service.stop().await;
}

pub(crate) async fn in_the_preview_what_goes_is_gone_and_nobody_else_misses_it(engine: Engine) {
    let world = World::new(Service::start(engine).await).await;
    let url = world.service.url();
    // Clients that do not expire before the sunset.
    let today: NaiveDate = identity::domain_day(&world).parse().expect("a day");
    let lasting = async || {
        let mut terms = terms(&world, &["reports.read"], "OWN");
        terms["expiresOn"] = json!(today + TimeDelta::days(700));
        Machine::of(&world.admin.post("/v1/clients", &terms).await.ok())
    };
    let (trying, other) = (lasting().await, lasting().await);
    assert_eq!(pin(&world, &trying.id, "NEXT").await["apiVersion"], "NEXT");

    // The new address gives a token; the old one answers 410 and names the new one.
    let itself = trying.token(&url).await;
    let gone = ask_at(&url, OLD, &trying.form(), &[]).await;
    assert_eq!(gone.problem(), (410, "OPERATION_GONE".to_owned()));
    assert_eq!((&gone.json()["type"], gone.header("api-version-pin")), (&json!("/problems/gone"), "NEXT".to_owned()));
    let (_, sunset) = goes(&gone);
    let page = world.service.anybody().get("/problems/gone").await;
    assert!(page.status == 200 && page.text.contains("successor-version"));
    // A caller with a wrong secret does not learn the client's pin.
    assert_eq!(told(&ask_at(&url, OLD, &trying.form().replace("tds_", "tds-"), &[]).await).0, 401);
    // Other operations still work, and the refused attempt is listed among the deprecated uses.
    let answer = itself.get("/v1/reports").await;
    answer.ok();
    assert_eq!(answer.header("api-version-pin"), "NEXT");
    let contract = itself.get(&format!("/v1/clients/{}/contract", trying.id)).await.ok();
    assert_eq!((&contract["apiVersion"], &contract["versions"]), (&json!("NEXT"), &json!([])));
    assert_eq!(contract["deprecations"][0]["operation"], format!("POST {OLD}"));

    // Other clients are not affected, before or after the sunset; another pin ends the preview.
    ask_at(&url, OLD, &other.form(), &[]).await.ok();
    let left = sunset - world.service.running().clock().now();
    if TimeDelta::zero() < left {
        world.service.running().clock().pass(left + TimeDelta::days(1));
    }
    let after = ask_at(&url, OLD, &other.form(), &[]).await;
    after.ok();
    assert_eq!(goes(&after).1, sunset);
    assert_eq!(ask_at(&url, OLD, &trying.form(), &[]).await.problem().0, 410);
    let spoken = after.header("api-version");
    let back = json!({"apiVersion": spoken});
    let admin = world::sign_in(&world.service, "admin").await;
    admin.post(&format!("/v1/clients/{}/pin", trying.id), &back).await.ok();
    ask_at(&url, OLD, &trying.form(), &[]).await.ok();
    world.service.stop().await;
}

pub(crate) async fn the_versions_are_public_and_begin_where_one_says(engine: Engine) {
    let service = Service::start(engine).await;
    let anybody = service.anybody();
    let whole = anybody.get(FEED).await;
    let versions = whole.ok()["versions"].as_array().expect("versions").clone();
    assert_eq!(whole.header("cache-control"), "public, max-age=60, stale-while-revalidate=300");
    let tag = whole.header("etag");
    let same = anybody.send(reqwest::Method::GET, FEED, &[("if-none-match", tag.as_str())], None).await;
    assert_eq!((same.status, same.text.as_str()), (304, ""));
    for version in &versions {
        let name = version["version"].as_str().expect("a version");
        let newer = anybody.get(&format!("{FEED}?since={name}")).await.ok()["versions"].clone();
        let place = versions.iter().position(|other| other == version).expect("itself");
        assert_eq!(newer.as_array().map(Vec::as_slice), versions.get(..place), "after {name}");
    }
    // Every operation of the document is listed as an addition of some version.
    let document = anybody.get("/v1/openapi.json").await.ok();
    let operations: usize = document["paths"]
        .as_object()
        .expect("paths")
        .values()
        .filter_map(Value::as_object)
        .map(|item| item.len())
        .sum();
    let changes = versions.iter().flat_map(|version| version["changes"].as_array().expect("changes"));
    let added = changes.filter(|change| change["kind"] == "ADDED");
    let added: usize = added.map(|change| change["operations"].as_array().map_or(0, Vec::len)).sum();
    assert_eq!(added, operations);

    for (query, violation) in [
        ("since=99.0.0", "?since VERSION_UNKNOWN"),
        ("since=NEXT", "?since PARAMETER_MALFORMED"),
        ("since=1", "?since PARAMETER_MALFORMED"),
        ("since=", "?since PARAMETER_MALFORMED"),
        ("after=0.1.0", "?after PARAMETER_UNKNOWN"),
    ] {
        let refused = anybody.get(&format!("{FEED}?{query}")).await;
        assert_eq!((refused.status, refused.violations()), (400, vec![violation.to_owned()]), "{query}");
    }
    service.stop().await;
}

pub(crate) async fn the_contract_is_served_as_it_is_committed_in_every_coding_and_not_twice(engine: Engine) {
    let service = Service::start(engine).await;
    let anybody = service.anybody();
    let committed = api::edge::committed::COMMITTED.as_bytes();
    let vietnamese = api::edge::openapi::vietnamese::in_vietnamese(&api::edge::openapi::document());
    let mut tags = std::collections::BTreeSet::new();
    for (path, language) in [("/v1/openapi.json", "en"), ("/v1/openapi.vi.json", "vi")] {
        for coding in ["", "gzip", "br"] {
            let accepted = [("accept-encoding", if coding.is_empty() { "identity" } else { coding })];
            let answer = anybody.send(reqwest::Method::GET, path, &accepted, None).await;
            let what = format!("{path} {coding}");
            assert_eq!((answer.status, answer.header("content-encoding").as_str()), (200, coding), "{what}");
            assert_eq!(answer.header("content-language"), language, "{what}");
            assert_eq!(answer.header("cache-control"), "public, max-age=300", "{what}");
            let said = answer.unpacked();
            if language == "en" {
                assert!(said == committed, "{what}: the committed document, to the byte");
            } else {
                assert_eq!(serde_json::from_slice::<Value>(&said).expect("JSON"), vietnamese, "{what}");
            }
            let tag = answer.header("etag");
            let known = [accepted[0], ("if-none-match", tag.as_str())];
            let same = anybody.send(reqwest::Method::GET, path, &known, None).await;
            assert_eq!((same.status, same.bytes.len(), same.header("etag")), (304, 0, tag.clone()), "{what}");
            assert!(tags.insert(tag), "{what}: other bytes, other tag");
        }
    }
    service.stop().await;
}
