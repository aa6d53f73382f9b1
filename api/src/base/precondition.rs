//! `If-Match`: the revision that a change was decided on (rule L40).

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
            Ok(Expected::Unsaid) => Err(Problem::plain(Kind::PreconditionRequired)),
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

/// An optional `If-Match`: the revision that a step was decided on.
#[derive(Clone, Debug)]
pub(crate) enum Expected {
    /// No `If-Match` was sent.
    Unsaid,
    /// `*`: any revision of an existing thing (RFC 9110, 13.1.1).
    Any,
    /// One of these tags.
    OneOf(Vec<EntityTag>),
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
        if !request.headers().contains_key(header::IF_MATCH) {
            return Ok(Self::Unsaid);
        }
        match header::IfMatch::parse(request) {
            Ok(header::IfMatch::Any) => Ok(Self::Any),
            Ok(header::IfMatch::Items(tags)) if !tags.is_empty() => Ok(Self::OneOf(tags)),
            Ok(header::IfMatch::Items(_)) | Err(_) => {
                Err(Problem::malformed(vec![violation("@If-Match", reasons::tag_malformed())]))
            }
        }
    }

    /// Refuses the request if the thing has changed since and the client sent `If-Match`.
    pub(crate) fn must_be(self, revision: Revision) -> Result<(), Problem> {
        let current = EntityTag::new_strong(revision.0.to_string());
        match self {
            Self::OneOf(tags) if !tags.iter().any(|tag| tag.strong_eq(&current)) => Err(Problem::plain(Kind::Stale)),
            Self::Unsaid | Self::Any | Self::OneOf(_) => Ok(()),
        }
    }
}
