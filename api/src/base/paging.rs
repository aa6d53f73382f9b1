//! Lists in pages: the requested page, and the cursor of the next one, which is bound to one list and its filters.

use std::borrow::Cow;

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use persistence::base::page::{Page, Slice};
use serde::{Deserialize, Serialize};
use serde_json::json;
use sha2::{Digest, Sha256};
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::{ArrayBuilder, ObjectBuilder, Ref, Schema, SchemaType, Type};
use utoipa::{IntoParams, PartialSchema, ToSchema};
use uuid::Uuid;

use crate::base::operation::{Described, OperationFacts, Schemas};
use crate::base::problem::{Problem, violation};
use crate::base::query::parse_query;
use crate::base::reasons;

/// Default number of items of a page.
pub(crate) const PAGE_LIMIT_DEFAULT: u8 = 20;
/// Maximum number of items of a page.
pub(crate) const PAGE_LIMIT_MAX: u8 = 100;

/// The query parameters of a list in pages.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct PageQuery {
    /// The most items, 1 to 100.
    #[param(minimum = 1, maximum = 100, default = 20, value_type = Option<i32>, example = 20)]
    limit: Option<String>,
    /// The `nextCursor` of the page before, with the same filters; leave it out for the first page.
    #[param(max_length = 100, pattern = "^[A-Za-z0-9_-]+$")]
    cursor: Option<String>,
}

/// A page of one list with one set of filters; its cursors work nowhere else.
#[derive(Clone, Debug)]
pub(crate) struct Paging {
    pub(crate) page: Page,
    fingerprint: [u8; 8],
}

impl Described for Paging {
    fn describe(facts: &mut OperationFacts) {
        facts.parameters::<PageQuery>();
    }
}

impl FromRequest for Paging {
    type Error = Problem;
    type Future = std::future::Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        std::future::ready(Self::parse(request.path(), request.query_string()))
    }
}

impl Paging {
    fn parse(path: &str, query: &str) -> Result<Self, Problem> {
        let PageQuery { limit, cursor } = parse_query(query)?;
        let mut filters: Vec<&str> = query
            .split('&')
            .filter(|pair| !pair.is_empty() && !pair.starts_with("limit=") && !pair.starts_with("cursor="))
            .collect();
        filters.sort_unstable();
        let fingerprint = fingerprint(&format!("{path}?{}", filters.join("&")));
        let limit = page_limit(limit.as_deref())?;
        let after = cursor.map(|cursor| decode(&cursor, fingerprint).ok_or_else(strange_cursor)).transpose()?;
        Ok(Self { page: Page { after, limit }, fingerprint })
    }

    /// The cursor that continues after an item.
    pub(crate) fn cursor(&self, last: Uuid) -> String {
        encode(last, self.fingerprint)
    }
}

/// The query parameters of a list that only grows.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct FollowQuery {
    /// The most items, 1 to 100.
    #[param(minimum = 1, maximum = 100, default = 20, value_type = Option<i32>, example = 20)]
    limit: Option<String>,
    /// The `nextCursor` of the answer before; leave it out to begin with the first item.
    #[param(max_length = 100, pattern = "^[A-Za-z0-9_-]+$")]
    after: Option<String>,
}

/// A position in a list that only grows; there always is a cursor to continue from, also after the last item and before
/// the first.
#[derive(Clone, Debug)]
pub(crate) struct Following {
    pub(crate) page: Page,
    fingerprint: [u8; 8],
}

impl Following {
    /// The position that a query names in a list.
    pub(crate) fn of(list: &str, query: FollowQuery) -> Result<Self, Problem> {
        let FollowQuery { limit, after } = query;
        let limit = page_limit(limit.as_deref())?;
        let begin = Self::from_the_first(list);
        let after = after.map(|cursor| decode(&cursor, begin.fingerprint).ok_or_else(Self::lost)).transpose()?;
        // No item has this identifier: it stands for the position before the first.
        let after = after.filter(|id| !id.is_nil());
        Ok(Self { page: Page { after, limit }, ..begin })
    }

    /// The position before a list's first item.
    pub(crate) fn from_the_first(list: &str) -> Self {
        let page = Page { after: None, limit: PAGE_LIMIT_DEFAULT };
        Self { page, fingerprint: fingerprint(&format!("{list}?")) }
    }

    /// The cursor that continues after an item, or from the first one.
    pub(crate) fn cursor(&self, last: Option<Uuid>) -> String {
        encode(last.unwrap_or_default(), self.fingerprint)
    }

    /// The problem of a cursor from another list, or from another history of this list.
    pub(crate) fn lost() -> Problem {
        Problem::malformed(vec![violation("?after", reasons::cursor_lost())])
    }
}

/// Binds a cursor to one list with one set of filters.
fn fingerprint(list: &str) -> [u8; 8] {
    Sha256::digest(list).first_chunk::<8>().copied().unwrap_or_default()
}

/// The size of a page, as a query says it.
pub(crate) fn page_limit(limit: Option<&str>) -> Result<u8, Problem> {
    let Some(text) = limit else { return Ok(PAGE_LIMIT_DEFAULT) };
    let limit = text.parse::<u8>().ok().filter(|limit| (1..=PAGE_LIMIT_MAX).contains(limit));
    limit.ok_or_else(|| Problem::malformed(vec![violation("?limit", reasons::limit_out_of_range(PAGE_LIMIT_MAX))]))
}

fn encode(last: Uuid, fingerprint: [u8; 8]) -> String {
    let mut bytes = last.as_bytes().to_vec();
    bytes.extend_from_slice(&fingerprint);
    URL_SAFE_NO_PAD.encode(bytes)
}

fn decode(cursor: &str, fingerprint: [u8; 8]) -> Option<Uuid> {
    let bytes = URL_SAFE_NO_PAD.decode(cursor).unwrap_or_default();
    let (id, _) = bytes.split_at_checked(16).filter(|(_, rest)| *rest == fingerprint)?;
    Uuid::from_slice(id).ok()
}

pub(crate) fn strange_cursor() -> Problem {
    Problem::malformed(vec![violation("?cursor", reasons::cursor_malformed())])
}

/// A page of a list, on the wire.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Listing<T> {
    /// The items of this page, oldest first.
    items: Vec<T>,
    /// Asks for the next page, with the same filters; absent on the last page.
    #[serde(skip_serializing_if = "Option::is_none")]
    next_cursor: Option<String>,
}

#[expect(deprecated, reason = "the examples of all other properties are written so")]
impl<T: ToSchema> PartialSchema for Listing<T> {
    fn schema() -> RefOr<Schema> {
        let items = ArrayBuilder::new().items(Ref::from_schema_name(T::name()));
        let cursor = ObjectBuilder::new().schema_type(SchemaType::new(Type::String));
        let object = ObjectBuilder::new()
            .description(Some("A page of a list, on the wire."))
            .property("items", items.description(Some("The items of this page, oldest first.")))
            .required("items")
            .property(
                "nextCursor",
                cursor
                    .description(Some("Asks for the next page, with the same filters; absent on the last page."))
                    .example(Some(json!("AaIMmT1IcKGYSAU3Wfgsw9Yk1lT0bKx3"))),
            );
        object.into()
    }
}

impl<T: ToSchema> ToSchema for Listing<T> {
    fn name() -> Cow<'static, str> {
        format!("Listing{}", T::name()).into()
    }

    fn schemas(schemas: &mut Schemas) {
        schemas.push((T::name().into_owned(), T::schema()));
        T::schemas(schemas);
    }
}

impl<T> Listing<T> {
    /// The page of a slice; `id` returns the identifier after which the cursor continues.
    pub(crate) fn new<V>(paging: &Paging, slice: Slice<V>, id: impl Fn(&V) -> Uuid, view: impl FnMut(V) -> T) -> Self {
        let Slice { items, more } = slice;
        let next_cursor = items.last().filter(|_| more).map(|last| paging.cursor(id(last)));
        Self { items: items.into_iter().map(view).collect(), next_cursor }
    }

    /// A page from which some items of the slice are left out; the cursor continues after the slice's last item.
    pub(crate) fn of(paging: &Paging, items: Vec<T>, after: Option<Uuid>) -> Self {
        Self { items, next_cursor: after.map(|last| paging.cursor(last)) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_works_only_in_its_own_list() {
        let id = Uuid::now_v7();
        let paging = Paging::parse("/v1/reports", "limit=5&state=DRAFT").expect("a page");
        let cursor = paging.cursor(id);
        let next = Paging::parse("/v1/reports", &format!("cursor={cursor}&state=DRAFT")).expect("the next page");
        assert_eq!(next.page, Page { after: Some(id), limit: PAGE_LIMIT_DEFAULT });
        for query in [format!("cursor={cursor}"), format!("cursor=x{cursor}&state=DRAFT"), "cursor=".to_owned()] {
            assert!(Paging::parse("/v1/reports", &query).is_err(), "{query}");
        }
        assert!(Paging::parse("/v1/nominations", &format!("cursor={cursor}&state=DRAFT")).is_err());
    }

    #[test]
    fn a_list_that_grows_has_a_place_before_its_first_item() {
        let list = "/v1/public/changes";
        let query = |after: Option<String>| FollowQuery { limit: None, after };
        let begin = Following::of(list, query(None)).expect("a place");
        let again = Following::of(list, query(Some(begin.cursor(None)))).expect("the same place");
        assert_eq!((begin.page, again.page.after), (again.page, None));
        let id = Uuid::now_v7();
        let next = Following::of(list, query(Some(begin.cursor(Some(id))))).expect("a place");
        assert_eq!(next.page.after, Some(id));
        for cursor in [Following::from_the_first("/v1/public/awards").cursor(Some(id)), "x".to_owned(), String::new()] {
            assert!(Following::of(list, query(Some(cursor.clone()))).is_err(), "{cursor}");
        }
    }

    #[test]
    fn a_limit_is_a_whole_number_from_1_to_100() {
        for bad in ["0", "-1", "101", "256", "1.5", "x", ""] {
            assert!(Paging::parse("/v1/reports", &format!("limit={bad}")).is_err(), "{bad}");
        }
    }
}
