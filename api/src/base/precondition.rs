//! `If-Match` and `If-None-Match`: the revision that a change was decided on (rule L40).

use actix_web::dev::Payload;
use actix_web::http::header::{self, EntityTag, Header};
use actix_web::{FromRequest, HttpRequest};
use domain::base::ids::Revision;

use crate::base::operation::{Described, OperationFacts};
use crate::base::problem::{Kind, Problem, violation};
use crate::base::reasons;

/// A required `If-Match`: the revision that the client edited.
#[derive(Clone, Debug)]
pub(crate) struct IfMatch(Expected);

impl FromRequest for IfMatch {
    type Error = Problem;
    type Future = std::future::Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        std::future::ready(match Expected::read(request) {
            Ok(Expected { only_if: None, .. }) => Err(Problem::plain(Kind::PreconditionRequired)),
            Ok(expected) => Ok(Self(expected)),
            Err(problem) => Err(problem),
        })
    }
}

impl Described for IfMatch {
    fn describe(facts: &mut OperationFacts) {
        facts.if_match = Some(true);
    }
}

impl IfMatch {
    /// Refuses the request if the thing has changed since.
    pub(crate) fn must_be(self, revision: Revision) -> Result<(), Problem> {
        self.0.must_be(revision)
    }
}

impl From<IfMatch> for Expected {
    fn from(edit: IfMatch) -> Self {
        edit.0
    }
}

/// The tags that a precondition names.
#[derive(Clone, Debug)]
enum Tags {
    /// `*`: any revision of an existing thing.
    Any,
    /// One of these tags.
    OneOf(Vec<EntityTag>),
}

/// What must hold of the thing before the request changes it (RFC 9110, 13.1): an optional `If-Match` and an optional
/// `If-None-Match`.
#[derive(Clone, Debug)]
pub(crate) struct Expected {
    /// `If-Match`: the thing must have one of these tags.
    only_if: Option<Tags>,
    /// `If-None-Match`: the thing must have none of these tags; with `*` there must be no such thing yet.
    unless: Option<Tags>,
}

impl FromRequest for Expected {
    type Error = Problem;
    type Future = std::future::Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        std::future::ready(Self::read(request))
    }
}

impl Described for Expected {
    fn describe(facts: &mut OperationFacts) {
        facts.if_match = Some(false);
    }
}

impl Expected {
    pub(crate) fn read(request: &HttpRequest) -> Result<Self, Problem> {
        let headers = request.headers();
        let only_if = headers.contains_key(header::IF_MATCH).then(|| match header::IfMatch::parse(request) {
            Ok(header::IfMatch::Any) => Ok(Tags::Any),
            Ok(header::IfMatch::Items(tags)) if !tags.is_empty() => Ok(Tags::OneOf(tags)),
            Ok(header::IfMatch::Items(_)) | Err(_) => Err(malformed("@If-Match")),
        });
        let unless = headers.contains_key(header::IF_NONE_MATCH).then(|| match header::IfNoneMatch::parse(request) {
            Ok(header::IfNoneMatch::Any) => Ok(Tags::Any),
            Ok(header::IfNoneMatch::Items(tags)) if !tags.is_empty() => Ok(Tags::OneOf(tags)),
            Ok(header::IfNoneMatch::Items(_)) | Err(_) => Err(malformed("@If-None-Match")),
        });
        Ok(Self { only_if: only_if.transpose()?, unless: unless.transpose()? })
    }

    /// Refuses the request if the thing has changed since and the client said so.
    pub(crate) fn must_be(self, revision: Revision) -> Result<(), Problem> {
        self.must_fit(Some(revision))
    }

    /// The same for a thing that the request makes if there is none.
    pub(crate) fn must_fit(self, present: Option<Revision>) -> Result<(), Problem> {
        let tag = present.map(|revision| EntityTag::new_strong(revision.0.to_string()));
        let Self { only_if, unless } = self;
        let wanted = match only_if {
            None => true,
            Some(Tags::Any) => tag.is_some(),
            Some(Tags::OneOf(tags)) => tag.as_ref().is_some_and(|tag| tags.iter().any(|one| one.strong_eq(tag))),
        };
        let unwanted = match unless {
            None => false,
            Some(Tags::Any) => tag.is_some(),
            Some(Tags::OneOf(tags)) => tag.as_ref().is_some_and(|tag| tags.iter().any(|one| one.weak_eq(tag))),
        };
        if wanted && !unwanted { Ok(()) } else { Err(Problem::plain(Kind::Stale)) }
    }
}

fn malformed(header: &str) -> Problem {
    Problem::malformed(vec![violation(header, reasons::tag_malformed())])
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::*;

    #[test]
    fn found_c4_preconditions_hold_as_rfc_9110_says() {
        let fits = |headers: &[(&'static str, &'static str)], present: Option<i64>| {
            let request = headers.iter().fold(TestRequest::put(), |request, header| request.append_header(*header));
            let expected = Expected::read(&request.to_http_request()).ok()?;
            Some(expected.must_fit(present.map(Revision)).is_ok())
        };
        let (only_if, unless) = ("if-match", "if-none-match");
        for (headers, absent, second) in [
            (&[][..], Some(true), Some(true)),
            (&[(only_if, "*")], Some(false), Some(true)),
            (&[(only_if, "\"2\"")], Some(false), Some(true)),
            (&[(only_if, "\"0\"")], Some(false), Some(false)),
            (&[(only_if, "\"1\", \"2\"")], Some(false), Some(true)),
            (&[(only_if, "W/\"2\"")], Some(false), Some(false)),
            (&[(unless, "*")], Some(true), Some(false)),
            (&[(unless, "\"2\"")], Some(true), Some(false)),
            (&[(unless, "W/\"2\"")], Some(true), Some(false)),
            (&[(unless, "\"1\"")], Some(true), Some(true)),
            (&[(only_if, "\"2\""), (unless, "*")], Some(false), Some(false)),
            (&[(only_if, "2")], None, None),
            (&[(unless, "2")], None, None),
        ] {
            assert_eq!((fits(headers, None), fits(headers, Some(2))), (absent, second), "{headers:?}");
        }
    }
}
