//! Chunked request bodies that are not read to the end: refused, too slow, too large, or sent where none is wanted.
//! Once such a body is dropped, the HTTP server reads and discards it for as long as the client goes on sending,
//! possibly for ever. So it is held until the answer is sent: then the connection is closed, and the client has a
//! moment to read the answer. A body with a `Content-Length` is treated like this anyway.

use std::cell::RefCell;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll};

use actix_web::body::{BodySize, BoxBody, MessageBody};
use actix_web::dev::{Payload, ServiceRequest};
use actix_web::error::PayloadError;
use actix_web::http::header::TRANSFER_ENCODING;
use actix_web::web::Bytes;
use actix_web::{HttpMessage, HttpResponse};
use futures_util::Stream;

/// A body that its reader and the edge share.
#[derive(Clone)]
pub(crate) struct Held(Rc<RefCell<Payload>>);

impl Stream for Held {
    type Item = Result<Bytes, PayloadError>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        Pin::new(&mut *self.0.borrow_mut()).poll_next(context)
    }
}

/// Holds a chunked body.
pub(crate) fn hold(request: &mut ServiceRequest) -> Option<Held> {
    if !request.headers().contains_key(TRANSFER_ENCODING) {
        return None;
    }
    let held = Held(Rc::new(RefCell::new(request.take_payload())));
    request.set_payload(Payload::Stream { payload: Box::pin(held.clone()) });
    Some(held)
}

/// Releases the body when the answer is sent.
pub(crate) fn let_go(held: Option<Held>, response: HttpResponse) -> HttpResponse {
    match held {
        None => response,
        Some(held) => response.map_body(|_, body| BoxBody::new(Answer { body, _held: held })),
    }
}

/// The body of an answer, together with that of the request.
struct Answer {
    body: BoxBody,
    _held: Held,
}

impl MessageBody for Answer {
    type Error = <BoxBody as MessageBody>::Error;

    fn size(&self) -> BodySize {
        self.body.size()
    }

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<Bytes, Self::Error>>> {
        Pin::new(&mut self.body).poll_next(context)
    }
}
