//! Whether the installation is a rehearsal (diễn tập): a movement is run in a database of its own that is thrown away.

use actix_web::HttpRequest;
use actix_web::http::header::{HeaderMap, HeaderName, HeaderValue};
use actix_web::web::Data;

/// The header of every answer of a rehearsal, and of each call of a webhook.
pub(crate) const REHEARSAL: HeaderName = HeaderName::from_static("rehearsal");
/// Its value: true, as structured headers write it (RFC 9651).
pub(crate) const TRUE: HeaderValue = HeaderValue::from_static("?1");

/// Whether the installation is a rehearsal.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Rehearsal(pub(crate) bool);

impl Rehearsal {
    /// Of the installation that answers a request.
    pub(crate) fn of(request: &HttpRequest) -> Self {
        request.app_data::<Data<Self>>().map_or_else(Self::default, |found| *found.get_ref())
    }

    /// Marks an answer.
    pub(crate) fn tell(self, headers: &mut HeaderMap) {
        if self.0 {
            headers.insert(REHEARSAL, TRUE);
        }
    }
}
