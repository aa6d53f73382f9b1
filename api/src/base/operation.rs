//! What an operation takes and answers, as its handler's types say it: the OpenAPI document is described from them.
//!
//! Every extractor and every answer describes itself here, so a header stands in the document exactly where a type reads
//! or sends it.

use actix_web::{HttpRequest, web};
use serde_json::{Map, Value, json};
use utoipa::openapi::{Ref, RefOr, Schema};
use utoipa::{IntoParams, ToSchema};

use crate::base::problem::Problem;

/// The schemas that operations name, by their names.
pub(crate) type Schemas = Vec<(String, RefOr<Schema>)>;

/// The media type of JSON.
const JSON: &str = "application/json";

/// A part of a handler's signature that the document speaks of.
pub(crate) trait Described {
    /// Adds what it takes or answers; most parts are of no concern to a client.
    fn describe(_: &mut OperationFacts) {}
}

/// What the types of a handler say of its operation.
#[derive(Default)]
pub(crate) struct OperationFacts {
    /// A caller is needed.
    pub(crate) authenticated: bool,
    /// A machine client may ask, so the answer tells its pinned version.
    pub(crate) pinned: bool,
    /// `Idempotency-Key` is honoured.
    pub(crate) idempotency_key: bool,
    /// `If-Match` is read; whether it is required.
    pub(crate) if_match: Option<bool>,
    /// `If-None-Match` is read, and 304 may be answered.
    pub(crate) if_none_match: bool,
    /// The parameters of path and query.
    pub(crate) parameters: Vec<Value>,
    /// The body.
    pub(crate) request_body: Option<Value>,
    /// The answers.
    pub(crate) answers: Vec<AnswerFacts>,
    /// The schemas that are named.
    pub(crate) schemas: Schemas,
}

/// One answer of an operation.
#[derive(Debug, Default)]
pub(crate) struct AnswerFacts {
    pub(crate) status: u16,
    pub(crate) content: Map<String, Value>,
    /// `ETag` names the state.
    pub(crate) etag: bool,
    /// `Location` says where the thing is.
    pub(crate) location: bool,
    /// `Retry-After` says when to ask again.
    pub(crate) retry_after: bool,
}

impl OperationFacts {
    /// Of a handler's arguments and its answer.
    pub(crate) fn of<Arguments: Described, Returned: Described>() -> Self {
        let mut facts = Self::default();
        Arguments::describe(&mut facts);
        Returned::describe(&mut facts);
        facts
    }

    /// Parameters of path or query.
    pub(crate) fn parameters<P: IntoParams>(&mut self) {
        let parameters = P::into_params(|| None).into_iter();
        self.parameters.extend(parameters.map(|parameter| serde_json::to_value(parameter).unwrap_or_default()));
    }

    /// A body; what has nothing to say is none.
    pub(crate) fn body<B: Content>(&mut self, description: Option<&str>) {
        let content = B::content(&mut self.schemas);
        let mut body =
            Map::from_iter([("content".to_owned(), Value::Object(content)), ("required".to_owned(), json!(true))]);
        body.extend(description.map(|description| ("description".to_owned(), json!(description))));
        self.request_body = Some(Value::Object(body));
    }

    /// An answer with a body.
    pub(crate) fn answer<B: Content>(&mut self, mut answer: AnswerFacts) {
        answer.content = B::content(&mut self.schemas);
        self.answers.push(answer);
    }
}

/// What a body is: one schema for each media type.
pub(crate) trait Content {
    fn content(schemas: &mut Schemas) -> Map<String, Value>;
}

impl<T: ToSchema> Content for T {
    fn content(schemas: &mut Schemas) -> Map<String, Value> {
        content_as::<T>(JSON, schemas)
    }
}

/// A schema under another media type than JSON's.
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

/// The content of a file of characters.
pub(crate) fn text() -> Value {
    json!({"schema": {"type": "string"}})
}

/// The content of a file of bytes.
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
