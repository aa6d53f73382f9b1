//! `If-Match`: the revision that a change was decided on (rule L40).

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest};
use domain::base::ids::Revision;

use crate::base::problem::{Kind, Problem};

/// The revision that an edit was made from.
#[derive(Clone, Copy, Debug)]
pub(crate) struct IfMatch(Revision);

impl FromRequest for IfMatch {
    type Error = Problem;
    type Future = std::future::Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        std::future::ready(match Expected::read(request) {
            Ok(Expected(Some(revision))) => Ok(Self(revision)),
            Ok(Expected(None)) => Err(Problem::plain(Kind::PreconditionRequired)),
            Err(problem) => Err(problem),
        })
    }
}

impl IfMatch {
    /// Demands that nothing has changed since.
    pub(crate) fn must_be(self, revision: Revision) -> Result<(), Problem> {
        if self.0 == revision { Ok(()) } else { Err(Problem::plain(Kind::Stale)) }
    }
}

impl From<IfMatch> for Expected {
    fn from(edit: IfMatch) -> Self {
        Self(Some(edit.0))
    }
}

/// The revision that a step was decided on, if the client says so.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Expected(Option<Revision>);

impl FromRequest for Expected {
    type Error = Problem;
    type Future = std::future::Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        std::future::ready(Self::read(request))
    }
}

impl Expected {
    pub(crate) fn read(request: &HttpRequest) -> Result<Self, Problem> {
        let Some(header) = request.headers().get("if-match") else { return Ok(Self(None)) };
        // A tag that we never gave cannot be current.
        let revision =
            header.to_str().ok().and_then(|text| text.trim().strip_prefix('"')?.strip_suffix('"')?.parse::<i64>().ok());
        revision.map(|revision| Self(Some(Revision(revision)))).ok_or_else(|| Problem::plain(Kind::Stale))
    }

    /// Demands that nothing has changed since, if the client asked for it.
    pub(crate) fn must_be(self, revision: Revision) -> Result<(), Problem> {
        match self.0 {
            Some(expected) if expected != revision => Err(Problem::plain(Kind::Stale)),
            Some(_) | None => Ok(()),
        }
    }
}
