//! Bodies in chunks that nobody reads to their end: refused, too slow, too large, or sent to where none is wanted. The server
//! below drains such a body for as long as its client goes on, once nobody holds it, and it may go on for ever. So it is
//! held until the answer is out: then the connection is closed, and the client has a moment to read why. A body whose
//! length was announced is treated like this anyway.

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

/// A body that its reader and the edge hold together.
#[derive(Clone)]
pub(crate) struct Held(Rc<RefCell<Payload>>);

impl Stream for Held {
    type Item = Result<Bytes, PayloadError>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        Pin::new(&mut *self.0.borrow_mut()).poll_next(context)
    }
}

/// Takes hold of a body in chunks.
pub(crate) fn hold(request: &mut ServiceRequest) -> Option<Held> {
    if !request.headers().contains_key(TRANSFER_ENCODING) {
        return None;
    }
    let held = Held(Rc::new(RefCell::new(request.take_payload())));
    request.set_payload(Payload::Stream { payload: Box::pin(held.clone()) });
    Some(held)
}

/// Lets go of it when the answer is out.
pub(crate) fn let_go(held: Option<Held>, response: HttpResponse) -> HttpResponse {
    match held {
        None => response,
        Some(held) => response.map_body(|_, body| BoxBody::new(Answer { body, _held: held })),
    }
}

/// An answer's body, and the request's beside it.
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
