//! Parameters, bodies and answers of an operation, as the types of its handler define them; the OpenAPI document is
//! generated from them.
//!
//! Every extractor and every answer describes itself here, so the document has a header exactly where a type reads or
//! sends it.

use actix_web::{HttpRequest, web};
use serde_json::{Map, Value, json};
use utoipa::openapi::{Ref, RefOr, Schema};
use utoipa::{IntoParams, ToSchema};

use crate::base::problem::Problem;

/// The schemas that operations name, by their names.
pub(crate) type Schemas = Vec<(String, RefOr<Schema>)>;

/// The media type of JSON.
const JSON: &str = "application/json";

/// A type in a handler's signature that can describe itself for the document.
pub(crate) trait Described {
    /// Adds what the type takes or answers; most types add nothing.
    fn describe(_: &mut OperationFacts) {}
}

/// What the types of a handler say about its operation.
#[derive(Default)]
pub(crate) struct OperationFacts {
    /// The operation needs a token.
    pub(crate) authenticated: bool,
    /// A machine client may call the operation, so the answer has its pinned version.
    pub(crate) pinned: bool,
    /// `Idempotency-Key` is honoured.
    pub(crate) idempotency_key: bool,
    /// `If-Match` is read; the value says whether it is required.
    pub(crate) if_match: Option<bool>,
    /// `If-None-Match` is read, and 304 may be answered.
    pub(crate) if_none_match: bool,
    /// The parameters of path and query.
    pub(crate) parameters: Vec<Value>,
    /// The body.
    pub(crate) request_body: Option<Value>,
    /// The answers.
    pub(crate) answers: Vec<AnswerFacts>,
    /// The schemas that the operation refers to.
    pub(crate) schemas: Schemas,
}

/// One answer of an operation.
#[derive(Debug, Default)]
pub(crate) struct AnswerFacts {
    pub(crate) status: u16,
    pub(crate) content: Map<String, Value>,
    /// The answer has an `ETag`.
    pub(crate) etag: bool,
    /// The answer has a `Location`.
    pub(crate) location: bool,
    /// The answer has `Retry-After`.
    pub(crate) retry_after: bool,
}

impl OperationFacts {
    /// Collects the facts from a handler's arguments and its answer.
    pub(crate) fn of<Arguments: Described, Returned: Described>() -> Self {
        let mut facts = Self::default();
        Arguments::describe(&mut facts);
        Returned::describe(&mut facts);
        facts
    }

    /// Adds parameters of path or query.
    pub(crate) fn parameters<P: IntoParams>(&mut self) {
        let parameters = P::into_params(|| None).into_iter();
        self.parameters.extend(parameters.map(|parameter| serde_json::to_value(parameter).unwrap_or_default()));
    }

    /// Sets the request body.
    pub(crate) fn body<B: Content>(&mut self, description: Option<&str>) {
        let content = B::content(&mut self.schemas);
        let mut body =
            Map::from_iter([("content".to_owned(), Value::Object(content)), ("required".to_owned(), json!(true))]);
        body.extend(description.map(|description| ("description".to_owned(), json!(description))));
        self.request_body = Some(Value::Object(body));
    }

    /// Adds an answer with a body.
    pub(crate) fn answer<B: Content>(&mut self, mut answer: AnswerFacts) {
        answer.content = B::content(&mut self.schemas);
        self.answers.push(answer);
    }
}

/// The content of a body: one schema for each media type.
pub(crate) trait Content {
    fn content(schemas: &mut Schemas) -> Map<String, Value>;
}

impl<T: ToSchema> Content for T {
    fn content(schemas: &mut Schemas) -> Map<String, Value> {
        content_as::<T>(JSON, schemas)
    }
}

/// A schema under a media type other than JSON.
pub(crate) fn content_as<T: ToSchema>(media: &str, schemas: &mut Schemas) -> Map<String, Value> {
    let reference = reference::<T>(schemas);
    Map::from_iter([(media.to_owned(), json!({"schema": reference}))])
}

/// A reference to a schema, which is added to those of the document.
pub(crate) fn reference<T: ToSchema>(schemas: &mut Schemas) -> Ref {
    schemas.push((T::name().into_owned(), T::schema()));
    T::schemas(schemas);
    Ref::from_schema_name(T::name())
}

/// Declares types that stand for files: `Name = "media/type" text` or `binary`.
macro_rules! file_types {
    ($($(#[$doc:meta])* $name:ident = $($media:literal $kind:ident),+;)+) => {$(
        $(#[$doc])*
        #[derive(Debug)]
        pub(crate) enum $name {}

        impl $crate::base::operation::Content for $name {
            fn content(
                _: &mut $crate::base::operation::Schemas,
            ) -> serde_json::Map<String, serde_json::Value> {
                serde_json::Map::from_iter([
                    $(($media.to_owned(), $crate::base::operation::$kind())),+
                ])
            }
        }
    )+};
}
pub(crate) use file_types;

file_types! {
    /// A table as text.
    Csv = "text/csv" text;
    /// A table as an Excel workbook.
    Workbook = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet" binary;
}

/// The content of a text file.
pub(crate) fn text() -> Value {
    json!({"schema": {"type": "string"}})
}

/// The content of a binary file.
pub(crate) fn binary() -> Value {
    json!({"schema": {"type": "string", "format": "binary"}})
}

impl Described for () {}
impl Described for HttpRequest {}
impl<T> Described for web::Data<T> {}

impl<T: Described> Described for Result<T, Problem> {
    fn describe(facts: &mut OperationFacts) {
        T::describe(facts);
    }
}

macro_rules! described_tuples {
    ($($($part:ident)+;)+) => {$(
        impl<$($part: Described),+> Described for ($($part,)+) {
            fn describe(facts: &mut OperationFacts) {
                $($part::describe(facts);)+
            }
        }
    )+};
}

described_tuples! {
    A;
    A B;
    A B C;
    A B C D;
    A B C D E;
    A B C D E F;
    A B C D E F G;
}
