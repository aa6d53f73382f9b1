//! The contract: the OpenAPI document, generated from the routes.

use domain::base::contract::Contract as Contracts;
use domain::base::policy::ClientScope;
use serde_json::{Map, Value, json};
use utoipa::OpenApi;
use utoipa::openapi::security::{ClientCredentials, Flow, HttpAuthScheme, HttpBuilder, OAuth2, Scopes, SecurityScheme};

use crate::access::client::token::TOKEN_PLACE;
use crate::access::{deprecation, reasons};
use crate::base::operation::OperationFacts;
use crate::base::problem::Kind;
use crate::base::problem::view::{FaultView, ProblemView};
use crate::base::routes::{DescribedOperation, DescribedOperations};
use crate::base::text::CHARS_SCHEMA;
use crate::edge::committed::METHODS;
use crate::edge::{problem_pages, routing};
use crate::integration::webhook_event::WebhookEventView;

mod open_answers;
pub mod vietnamese;
mod whole_list;

/// The version of the contract.
const VERSION: &str = env!("CARGO_PKG_VERSION");
/// Separates the comment of a field from its example, which ends in another backtick.
const EXAMPLE: &str = "\nExample: `";

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Thi Đua",
        description = include_str!("openapi/introduction.md"),
        contact(name = "Thi Đua maintainers", url = "https://example.org/thi-dua", email = "api@example.org"),
        license(name = "MIT OR Apache-2.0", url = "https://spdx.org/licenses/MIT.html")
    ),
    servers((url = "/", description = "This installation (local, staging or production).")),
    components(schemas(ProblemView, FaultView, WebhookEventView)),
    security(("bearer" = []), ("client" = [])),
    tags(
        (name = "sessions", description = "Signing in and out, and who the caller is (đăng nhập)."),
        (name = "accounts", description = "People's accounts and roles (tài khoản, vai trò)."),
        (name = "clients", description = "Machine clients, their secrets, scopes and tokens (ứng dụng kết nối)."),
        (name = "notices", description = "What the caller's units and functions must do (thông báo việc phải làm)."),
        (name = "webhooks", description = "Endpoints that receive the public changes, signed (địa chỉ nhận thông báo)."),
        (name = "webhook-messages", description = "The requests that an endpoint receives (thông báo được gửi)."),
        (name = "contract", description = "Versions of this contract, and the clients' use of them (phiên bản giao diện)."),
        (name = "organisations", description = "Units and the functions they hold (đơn vị, chức năng)."),
        (name = "campaigns", description = "Campaigns and their cycles (phong trào, kỳ đánh giá)."),
        (name = "criteria", description = "Criteria sets (bộ tiêu chí)."),
        (name = "reports", description = "Yearly reports, verification and scores (báo cáo, thẩm tra số liệu, chấm điểm)."),
        (name = "publication", description = "Publishing results (công bố kết quả)."),
        (name = "regimes", description = "Legal regimes, base salaries and prizes (quy định áp dụng, tiền thưởng)."),
        (name = "nominations", description = "Nominations and their dossiers (đề nghị khen thưởng)."),
        (name = "integrity", description = "Entries that bar a subject from commendation (điều kiện xét khen thưởng)."),
        (name = "personal-data", description = "Nominees' personal data (dữ liệu cá nhân của người được đề nghị)."),
        (name = "papers", description = "The bytes of papers, their versions and signatures (tệp của giấy tờ, chữ ký số)."),
        (name = "decisions", description = "Award decisions (quyết định khen thưởng)."),
        (name = "certificates", description = "Certificates, and how to check them (bản xác thực điện tử)."),
        (name = "awards", description = "Awards after the decision: revocation, recovery, records (hủy bỏ, thu hồi, hồ sơ khen thưởng)."),
        (name = "complaints", description = "Complaints and denunciations about awards (khiếu nại, tố cáo)."),
        (name = "higher-proposals", description = "The register of awards proposed to a higher level (đề nghị khen thưởng cấp cao hơn)."),
        (name = "commendations", description = "The register of Giấy khen (sổ Giấy khen)."),
        (name = "difficulties", description = "Difficulties that units raise, and digests of them (vướng mắc)."),
        (name = "syntheses", description = "Synthesis reports to the province (báo cáo tổng hợp)."),
        (name = "printing", description = "Papers to print, to sign and to keep (in ấn)."),
        (name = "inspections", description = "Inspections of units, findings and recommendations (kiểm tra)."),
        (name = "practices", description = "Good practices of units, their review and adoption (mô hình, cách làm hay)."),
        (name = "media", description = "What press agencies published about a movement (tin, bài tuyên truyền)."),
        (name = "guidance", description = "Guidance and announcements, and their acknowledgement (hướng dẫn, thông báo)."),
        (name = "mobilisations", description = "Mobilisation by the Fatherland Front, unions and other units (tuyên truyền, vận động)."),
        (name = "public", description = "Public data, readable without a token (công khai)."),
        (name = "audit", description = "The audit trail (nhật ký)."),
        (name = "health", description = "The service's own condition.")
    )
)]
struct Contract;

/// The document, ready to be served and committed.
#[must_use]
pub fn document() -> Value {
    open_answers::opened(closed_document())
}

/// The document before its answers were opened: with every list of words closed, and no other properties than those of
/// this version. What this version answers keeps to it.
#[must_use]
pub fn closed_document() -> Value {
    let mut operations = DescribedOperations::default();
    operations.scope(routing::PUBLIC, routing::public_routes);
    operations.scope(routing::V1, routing::own_routes);
    operations.scope("", routing::agreed_routes);
    let mut document = Contract::openapi();
    document.info.description = document.info.description.map(|text| text.trim_end().to_owned());
    if let Some(components) = &mut document.components {
        for (name, schema) in operations.all.iter_mut().flat_map(|operation| operation.facts.schemas.drain(..)) {
            components.schemas.entry(name).or_insert(schema);
        }
        let scheme = HttpBuilder::new()
            .scheme(HttpAuthScheme::Bearer)
            .bearer_format("JWT")
            .description(Some(
                "Run *Sign in* (`POST /v1/sessions`), copy the `accessToken` of the answer without quotation marks, and \
                 paste it here without `Bearer`. It is valid for ten minutes; then sign in again, or renew it before. It is \
                 a JWT checked as RFC8725 demands, with the keys at `/.well-known/jwks.json`.",
            ))
            .build();
        components.add_security_scheme("bearer", SecurityScheme::Http(scheme));
        let flow = Flow::ClientCredentials(ClientCredentials::new(TOKEN_PLACE, scopes()));
        let scheme = OAuth2::with_description(
            [flow],
            "A machine client's token (RFC 6749, 4.4), checked like the other (RFC8725); its scopes say which \
            operations \
             it reaches.",
        );
        components.add_security_scheme("client", SecurityScheme::OAuth2(scheme));
    }
    let mut document = serde_json::to_value(&document).unwrap_or_default();
    let history = deprecation::history();
    for operation in operations.all {
        let name = format!("{} {}", operation.method.to_uppercase(), operation.path);
        let deprecated =
            history.iter().flat_map(Contracts::deprecations).any(|deprecation| deprecation.operation == name);
        let (path, method) = (operation.path.clone(), operation.method);
        document["paths"][path][method] = described(operation, deprecated);
    }
    describe_headers(&mut document);
    describe_examples(&mut document);
    document["webhooks"] = sent();
    name_the_kinds(&mut document);
    list_the_codes(&mut document);
    name_the_words(&mut document);
    without_nulls(&mut document);
    write_out_lengths(&mut document);
    // The macro of schemas has no word for it.
    for list in ["NewDecision", "SigningList"] {
        document["components"]["schemas"][list]["properties"]["nominations"]["uniqueItems"] = Value::Bool(true);
    }
    // RFC 6749, 3.2: parameters that are not known are ignored.
    document["components"]["schemas"]["TokenRequest"]["additionalProperties"] = Value::Bool(true);
    for place in ["/paths", "/components/schemas"] {
        document.pointer_mut(place).into_iter().for_each(close);
    }
    document
}

/// The webhook requests, for developers of receivers.
fn sent() -> Value {
    json!({
        "publicChange": message(
            "receive_webhook",
            "Something changed in public",
            "Sent to every active endpoint that subscribes to the kind, and as `webhook.test` for a test call. It may come \
             more than once, under the same `webhook-id`, and out of order. `POST /v1/webhooks` describes signatures and \
             retries.",
        ),
        "notice": message(
            "receive_notice",
            "Something is to be done",
            "Sent as `notice.told` to every active endpoint with the feed `NOTICES` of a machine client whose unit is told: \
             `data.notice` is the notice as `GET /v1/notices` shows it, without names of persons (rule P04). It may come \
             more than once, under the same `webhook-id`, and out of order. `POST /v1/webhooks` describes signatures and \
             retries.",
        ),
    })
}

/// A request that endpoints receive.
fn message(operation: &str, summary: &str, description: &str) -> Value {
    let header = |name: &str, description: &str, example: &str| {
        json!({"name": name, "in": "header", "required": true, "description": description,
            "schema": {"type": "string"}, "example": example})
    };
    json!({"post": {
        "operationId": operation,
        // Not the tag of the operations on webhooks: generators make one class of each tag.
        "tags": ["webhook-messages"],
        "summary": summary,
        "description": description,
        "parameters": [
            header("webhook-id", "The same for every attempt: do a thing once.",
            "01935f3e-7c4a-7d2b-9f10-3c5a8e6b1d24"),
            header("webhook-timestamp", "When this attempt was made, in seconds since 1970: refuse an old one.",
            "1734661800"),
            header(
                "webhook-signature",
                "Signatures over `<webhook-id>.<webhook-timestamp>.<body>`, separated by spaces; one valid signature \
                is enough.",
                "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
            ),
        ],
        "requestBody": {
            "required": true,
            "content": {"application/json": {"schema": {"$ref": "#/components/schemas/WebhookEvent"}}},
        },
        "responses": {
            "2XX": {"description": "Received; it is not sent again."},
            "410": {"description": "Unsubscribe: the endpoint is disabled."},
            "default": {"description": "Not received: it is sent again."},
        },
        "security": [],
    }})
}

/// Every scope, and the permissions that it holds.
fn scopes() -> Scopes {
    ClientScope::ALL
        .iter()
        .map(|scope| {
            let permissions: Vec<&str> = scope.permissions().iter().map(|permission| permission.as_str()).collect();
            (scope.as_str().to_owned(), permissions.join(", "))
        })
        .collect()
}

/// The document as it is committed: sorted, indented, with a final newline.
#[must_use]
pub fn text() -> String {
    let mut text = serde_json::to_string_pretty(&document()).unwrap_or_default();
    text.push('\n');
    text
}

/// An operation from its attribute and its types, with what applies to every operation. Headers have no examples:
/// Swagger UI would send them, and a fixed key or tag would be wrong for its user.
fn described(operation: DescribedOperation, deprecated: bool) -> Value {
    let DescribedOperation { tag, said, method, mut facts, .. } = operation;
    // The edge answers 304 to every reader that has the tag already.
    facts.if_none_match |= method == "get" && facts.answers.iter().any(|answer| answer.etag);
    let mut described = serde_json::to_value(said).unwrap_or_default();
    described["tags"] = json!([tag]);
    if !facts.authenticated {
        described["security"] = json!([]);
    }
    let mut parameters = parameters(&facts);
    if method == "put" && facts.if_match == Some(false) {
        parameters.push(json!({
            "name": "If-None-Match",
            "in": "header",
            "required": false,
            "description": "`*`, if the request must fail (412) where there is one already.",
            "schema": {"type": "string"},
        }));
    }
    if !parameters.is_empty() {
        described["parameters"] = Value::Array(parameters);
    }
    if let Some(body) = &facts.request_body {
        described["requestBody"] = body.clone();
    }
    if deprecated {
        described["deprecated"] = Value::Bool(true);
    }
    let mut common = headers();
    if facts.pinned {
        common["API-Version-Pin"] = json!({"$ref": "#/components/headers/API-Version-Pin"});
    }
    say_end(deprecated, &mut common);
    let words = described["responses"].take();
    let mut responses = Map::new();
    for answer in &facts.answers {
        let status = answer.status.to_string();
        let mut headers = common.clone();
        if answer.retry_after {
            headers["Retry-After"] = json!({"$ref": "#/components/headers/Retry-After"});
        }
        if answer.location {
            headers["Location"] =
                header("Address of the new resource.", "/v1/reports/01935f3e-7c4a-7d2b-9f10-3c5a8e6b1d24");
        }
        if answer.etag {
            headers["ETag"] = header("Names this state of the thing.", "\"3\"");
        }
        let mut response = json!({"description": words[&status]["description"], "headers": headers});
        if !answer.content.is_empty() {
            response["content"] = whole_list::beside(answer, method, &facts);
        }
        responses.insert(status, response);
    }
    if facts.if_none_match {
        let mut headers = common.clone();
        headers["ETag"] = header("Names this state of the thing.", "\"3\"");
        let unchanged = json!({"description": "Your copy is still current; no body.", "headers": headers});
        responses.insert("304".to_owned(), unchanged);
    }
    say_problems(&mut responses, &common, deprecated);
    described["responses"] = Value::Object(responses);
    described
}

/// The parameters in the order in which people read them: path, query, headers.
fn parameters(facts: &OperationFacts) -> Vec<Value> {
    let of = |place: &'static str| facts.parameters.iter().filter(move |one| one["in"] == place).cloned();
    let mut parameters: Vec<Value> = of("path").chain(of("query")).collect();
    for parameter in &mut parameters {
        // Swagger UI sends the example of a parameter; that of an optional filter would hide results.
        if parameter["required"] != true
            && let Some(example) = parameter.as_object_mut().and_then(|one| one.remove("example"))
        {
            parameter["schema"]["examples"] = json!([example]);
        }
    }
    if facts.idempotency_key {
        parameters.push(json!({
            "name": "Idempotency-Key",
            "in": "header",
            "required": false,
            "description": "Chosen by the client, 1 to 255 characters: the same key with the same body has one effect \
                            and one answer for 24 hours; with another body it is refused (422).",
            "schema": {"type": "string", "minLength": 1, "maxLength": 255},
        }));
    }
    if let Some(required) = facts.if_match {
        parameters.push(json!({
            "name": "If-Match",
            "in": "header",
            "required": required,
            "description": if required {
                "The `ETag` that was read: 428 without it, 412 if another request has changed it since (rule L40)."
            } else {
                "The `ETag` that was read, if the step must fail (412) after a change by another request."
            },
            "schema": {"type": "string"},
        }));
    }
    if facts.if_none_match {
        parameters.push(json!({
            "name": "If-None-Match",
            "in": "header",
            "required": false,
            "description": "The `ETag` of a stored copy: 304 without a body if it is still current.",
            "schema": {"type": "string"},
        }));
    }
    parameters
}

/// Adds the problems that any operation may answer.
fn say_problems(responses: &mut Map<String, Value>, common: &Value, deprecated: bool) {
    let content = json!({"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}});
    let mut problem = |status: &str, description: &str, content: &Value| {
        let problem = json!({"description": description, "headers": common, "content": content});
        responses.insert(status.to_owned(), problem);
    };
    if deprecated {
        let description =
            "Removed in the preview of the next version, to which the client is pinned (`/problems/gone`).";
        problem("410", description, &example_of(Kind::Gone));
    }
    problem("default", "A problem; `type` is the address of a page that explains how to put it right.", &content);
    // Where another standard prescribes the errors, the edge may still answer with a problem first.
    for (status, kind) in [("400", Kind::Malformed), ("401", Kind::Unauthenticated)] {
        let said = responses.get_mut(status).and_then(|response| response.get_mut("content")?.as_object_mut());
        if let Some(said) = said {
            said.extend(example_of(kind).as_object().cloned().unwrap_or_default());
        }
    }
    // Where another standard prescribes this answer, it is described already.
    let response = responses.entry("429").or_insert_with(|| {
        json!({
            "description": "Too many requests: the client's allowance is used up. Wait for the seconds in \
            `Retry-After`.",
            "content": {},
        })
    });
    let limited = example_of(Kind::TooManyRequests);
    if let Some(said) = response.get_mut("content").and_then(Value::as_object_mut) {
        said.extend(limited.as_object().cloned().unwrap_or_default());
    }
    let mut headers = common.clone();
    headers["Retry-After"] = json!({"$ref": "#/components/headers/Retry-After"});
    response["headers"] = headers;
}

/// The content of a problem, with the kind's own example instead of the schema's.
fn example_of(kind: Kind) -> Value {
    json!({"application/problem+json": {
        "schema": {"$ref": "#/components/schemas/Problem"},
        "examples": {kind.row().slug: {"$ref": format!("#/components/examples/{}", kind.code())}},
    }})
}

/// The examples of problems that answers refer to.
fn describe_examples(document: &mut Value) {
    let gone = reasons::operation_gone();
    let plain = |kind: Kind| (kind, kind.code(), kind.row().remedy.1.to_owned());
    let others = [Kind::Malformed, Kind::Unauthenticated, Kind::TooManyRequests].map(plain);
    for (kind, code, detail) in std::iter::once((Kind::Gone, gone.code, gone.text.en)).chain(others) {
        let row = kind.row();
        document["components"]["examples"][kind.code()] = json!({"value": {
            "type": kind.reference(),
            "title": row.title.1,
            "status": row.status.as_u16(),
            "detail": detail,
            "code": code,
            "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
        }});
    }
}

/// The headers of every answer.
fn headers() -> Value {
    json!({
        "API-Version": header("The version of this contract.", VERSION),
        "Rehearsal": {"$ref": "#/components/headers/Rehearsal"},
        "RateLimit-Policy": {"$ref": "#/components/headers/RateLimit-Policy"},
        "RateLimit": {"$ref": "#/components/headers/RateLimit"},
    })
}

/// The headers for rate limits and pinned versions, described once.
fn describe_headers(document: &mut Value) {
    document["components"]["headers"] = json!({
        "API-Version-Pin": header_at_times(
            "The version that the machine client is pinned to, or `NEXT`; absent for people.",
            VERSION,
        ),
        "Rehearsal": header_at_times(
            "`?1` if the installation is a rehearsal (diễn tập), whose results count for nothing; absent otherwise. Calls \
            of its webhooks have it, too.",
            "?1",
        ),
        "RateLimit-Policy": header_at_times(
            "The rate limit (draft-ietf-httpapi-ratelimit-headers): `q` requests in `w` seconds, for the account or \
            machine client of the token, or without a token for the client's address. It may be used up at once and \
            is refilled evenly. Absent if the installation sets no limit.",
            "\"default\";q=600;w=60",
        ),
        "RateLimit": header_at_times(
            "Remaining allowance: `r` requests; it is full again after `t` seconds without a request.",
            "\"default\";r=599;t=1",
        ),
        "Retry-After": {
            "description": "After so many seconds the next request is answered.",
            "required": true,
            "schema": {"type": "integer", "format": "int32", "minimum": 1, "maximum": 3601},
            "example": 1,
        },
    });
}

/// Adds the headers that every answer of a deprecated operation has.
fn say_end(ends: bool, headers: &mut Value) {
    if ends {
        headers["Deprecation"] = header("Since when the operation is deprecated (RFC 9745).", "@1795626000");
        headers["Sunset"] = header("Up to when the operation is promised (RFC 8594).", "Fri, 31 Dec 2027 17:00:00 GMT");
        headers["Link"] = header(
            "Documentation of the deprecation (`rel=\"deprecation\"`) and the replacement \
            (`rel=\"successor-version\"`).",
            "</oauth2/token>; rel=\"successor-version\"",
        );
    }
}

/// A header that is always present.
fn header(description: &str, example: &str) -> Value {
    json!({"description": description, "required": true, "schema": {"type": "string"}, "example": example})
}

/// A header that is present where its description says so.
fn header_at_times(description: &str, example: &str) -> Value {
    json!({"description": description, "schema": {"type": "string"}, "example": example})
}

/// Makes the kinds of problem a schema of their own. Their paths are not valid names in any language, so generators
/// would number them, and a new kind would shift the numbers; hence the names, in the extension that generators know.
fn name_the_kinds(document: &mut Value) {
    let Some(schemas) = document.pointer_mut("/components/schemas").and_then(Value::as_object_mut) else { return };
    let Some(kind) = schemas.get_mut("Problem").and_then(|problem| problem.pointer_mut("/properties/type")) else {
        return;
    };
    let name = |kind: Kind| kind.row().slug.to_uppercase().replace('-', "_");
    let mut words = kind.take();
    words["enum"] = Kind::ALL.map(Kind::reference).into_iter().map(Value::String).collect();
    words["x-enum-varnames"] = Kind::ALL.map(name).into_iter().map(Value::String).collect();
    *kind = json!({"$ref": "#/components/schemas/ProblemType", "description": words["description"]});
    schemas.insert("ProblemType".to_owned(), words);
}

/// Lists the known codes in an extension: the list is open, so that a new code breaks no generated client.
fn list_the_codes(document: &mut Value) {
    if let Some(schema) = document.pointer_mut("/components/schemas/ReasonCode") {
        schema["x-extensible-enum"] = json!(problem_pages::codes_and_rules().into_keys().collect::<Vec<String>>());
    }
}

/// Makes a parameter with the enum of a schema refer to that schema, so that both are one type in a generated client.
fn name_the_words(document: &mut Value) {
    let schemas = document["components"]["schemas"].as_object().cloned().unwrap_or_default();
    for_each_operation(document, |_, _, operation| {
        for parameter in operation.get_mut("parameters").and_then(Value::as_array_mut).into_iter().flatten() {
            let is_word = |schema: &Value| schema.get("enum").is_some() && *schema == parameter["schema"];
            if let Some((name, _)) = schemas.iter().find(|(_, schema)| is_word(schema)) {
                parameter["schema"] = json!({"$ref": format!("#/components/schemas/{name}")});
            }
        }
    });
}

/// Allows every object the documented properties and no others, also an object inside another schema.
fn close(value: &mut Value) {
    match value {
        Value::Object(map) => {
            if map.get("type").is_some_and(|one| one == "object") {
                map.entry("additionalProperties").or_insert(Value::Bool(false));
            }
            map.iter_mut().filter(|(name, _)| *name != "example").for_each(|(_, below)| close(below));
        }
        Value::Array(items) => items.iter_mut().for_each(close),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// Describes no property as null, because absent properties are left out.
fn without_nulls(value: &mut Value) {
    if let Some(types) = value.get_mut("type").filter(|types| types.is_array()) {
        let kept = types.as_array().into_iter().flatten().find(|one| *one != "null").cloned();
        *types = kept.unwrap_or_default();
    }
    let choice =
        value.get("oneOf").and_then(Value::as_array).filter(|choice| choice.contains(&json!({"type": "null"})));
    if let Some(kept) = choice.and_then(|choice| choice.iter().find(|one| one["type"] != "null")).cloned()
        && let Some(object) = value.as_object_mut()
    {
        object.remove("oneOf");
        object.extend(kept.as_object().cloned().unwrap_or_default());
    }
    let list = value["type"] == "array";
    match value {
        Value::Array(items) => items.iter_mut().for_each(without_nulls),
        Value::Object(map) => {
            for (name, below) in map {
                // An item of a list cannot be left out, so there null stays.
                if list
                    && name == "items"
                    && let Value::Object(item) = below
                {
                    item.values_mut().for_each(without_nulls);
                } else {
                    without_nulls(below);
                }
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// Inlines the schemas of texts with a limited length: a client needs no type for a length.
pub(crate) fn write_out_lengths(document: &mut Value) {
    let Some(schemas) = document.pointer_mut("/components/schemas").and_then(Value::as_object_mut) else { return };
    let (texts, mut others): (Map<_, _>, Map<_, _>) =
        std::mem::take(schemas).into_iter().partition(|(name, _)| name.starts_with(CHARS_SCHEMA));
    others.values_mut().for_each(|schema| write_out(schema, &texts));
    *schemas = others;
}

fn write_out(value: &mut Value, texts: &Map<String, Value>) {
    let name = value.get("$ref").and_then(Value::as_str).and_then(|place| place.strip_prefix("#/components/schemas/"));
    if let Some(text) = name.and_then(|name| texts.get(name)?.as_object())
        && let Some(property) = value.as_object_mut()
    {
        property.remove("$ref");
        property.extend(text.clone());
        show_example(property);
        return;
    }
    match value {
        Value::Array(items) => items.iter_mut().for_each(|below| write_out(below, texts)),
        Value::Object(map) => {
            show_example(map);
            map.values_mut().for_each(|below| write_out(below, texts));
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// Takes the example of a property out of its description.
fn show_example(property: &mut Map<String, Value>) {
    let said = property.get("description").and_then(Value::as_str).and_then(|said| said.split_once(EXAMPLE));
    if let Some((description, example)) = said {
        let (description, example) = (json!(description), json!(example.trim_end_matches('`')));
        property.insert("description".to_owned(), description);
        property.insert("example".to_owned(), example);
    }
}

fn for_each_operation(document: &mut Value, mut change: impl FnMut(&str, &str, &mut Map<String, Value>)) {
    let Some(paths) = document.get_mut("paths").and_then(Value::as_object_mut) else { return };
    for (path, item) in paths {
        for method in METHODS {
            if let Some(operation) = item.get_mut(method).and_then(Value::as_object_mut) {
                change(method, path, operation);
            }
        }
    }
}
