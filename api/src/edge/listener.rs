//! The listener: HTTP/1.1 on connections that do not wait for ever.
//!
//! The HTTP library bounds the time for the head of a connection's first request only. A client that sends the head of
//! its second one byte by byte, or reads its answer byte by byte, would keep a connection for as long as it likes, and
//! with all connections everybody else out. So each connection here has a deadline while no request is handled on it.

use std::cell::Cell;
use std::fmt;
use std::future::ready;
use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll};
use std::time::Duration;

use actix_http::{HttpService, Request, Response};
use actix_service::{IntoServiceFactory, ServiceFactoryExt, fn_service, map_config};
use actix_web::Error;
use actix_web::body::MessageBody;
use actix_web::dev::{AppConfig, Server, Service, ServiceFactory, ServiceRequest};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpSocket, TcpStream};
use tokio::time::{Instant, Sleep};
use tokio_util::sync::CancellationToken;

/// Maximum time for running requests to finish when the service stops.
const SHUTDOWN_SECONDS: u64 = 30;
/// Maximum number of connections at one time, per worker.
const CONNECTIONS_MAX: usize = 2_048;
/// Maximum number of connections that wait to be accepted.
const CONNECTIONS_WAITING_MAX: u32 = 1_024;
/// Maximum time for sending the head of a connection's first request.
const HEAD_TIME_MAX: Duration = Duration::from_secs(5);
/// How long a connection stays open without a byte of the next request.
const KEEP_ALIVE: Duration = Duration::from_secs(5);
/// How long a client whose body is not wanted may go on sending, so that it can read the answer.
const CLOSE_TIME_MAX: Duration = Duration::from_secs(1);
/// How long a connection waits for the complete head of its next request.
const NEXT_HEAD_TIME_MAX: Duration = KEEP_ALIVE.saturating_add(HEAD_TIME_MAX);
/// How long a client may read nothing of an answer that is too long for the buffers between.
const UNREAD_TIME_MAX: Duration = Duration::from_mins(1);

/// What a connection and the requests on it know of each other: until when it may wait, or none while a request is
/// handled, which has time limits of its own.
#[derive(Clone, Debug)]
struct Deadline(Rc<Cell<Option<Instant>>>);

impl Deadline {
    fn set(&self, after: Duration) {
        self.0.set(Some(Instant::now() + after));
    }
}

/// Cancelled when the client of a connection has ended its side: nobody reads an answer that is still being made.
#[derive(Clone, Debug, Default)]
struct Gone(CancellationToken);

/// Waits until the client of a request hangs up; for ever with one that did not come over a connection of the listener. The
/// HTTP library lets a handler go on, so work that takes long and holds a place is dropped by this.
pub(super) fn hung_up(request: &ServiceRequest) -> impl Future<Output = ()> + use<> {
    let gone = request.request().conn_data::<Gone>().cloned();
    async move {
        match gone {
            Some(Gone(token)) => token.cancelled().await,
            None => std::future::pending().await,
        }
    }
}

/// Marks that a request is handled, until it is dropped.
pub(super) struct Handling(Deadline);

impl Handling {
    /// A request has arrived whole; none for one that did not come over a connection of the listener.
    pub(super) fn of(request: &ServiceRequest) -> Option<Self> {
        let deadline = request.request().conn_data::<Deadline>()?.clone();
        deadline.0.set(None);
        Some(Self(deadline))
    }
}

impl Drop for Handling {
    fn drop(&mut self) {
        self.0.set(NEXT_HEAD_TIME_MAX);
    }
}

/// A connection with a deadline.
#[derive(Debug)]
struct Connection {
    stream: TcpStream,
    deadline: Deadline,
    gone: Gone,
    /// Whether the client does not read what was written.
    unread: bool,
    /// Wakes the task of the connection. It is set anew only when it is over, so that it costs a busy connection nothing.
    alarm: Pin<Box<Sleep>>,
}

impl Connection {
    fn new(stream: TcpStream) -> Self {
        let until = Instant::now() + NEXT_HEAD_TIME_MAX;
        let deadline = Deadline(Rc::new(Cell::new(Some(until))));
        Self {
            stream,
            deadline,
            gone: Gone::default(),
            unread: false,
            alarm: Box::pin(tokio::time::sleep_until(until)),
        }
    }

    /// Whether it has waited for too long; if not, its task is woken at the deadline.
    fn is_over(&mut self, context: &mut Context<'_>) -> bool {
        let Some(until) = self.deadline.0.get() else { return false };
        if until <= Instant::now() {
            return true;
        }
        while self.alarm.as_mut().poll(context).is_ready() {
            self.alarm.as_mut().reset(until);
        }
        false
    }

    /// Notes how a write went: after one that was taken the client may wait as after an answer. The deadline is looked at
    /// here, too: a client that has ended its side is not read from any more.
    fn wrote(&mut self, written: Poll<io::Result<usize>>, context: &mut Context<'_>) -> Poll<io::Result<usize>> {
        if self.deadline.0.get().is_some() {
            match (&written, self.unread) {
                (Poll::Pending, false) => self.deadline.set(UNREAD_TIME_MAX),
                (Poll::Ready(_), _) => self.deadline.set(NEXT_HEAD_TIME_MAX),
                (Poll::Pending, true) => {}
            }
        }
        self.unread = written.is_pending();
        if self.unread && self.is_over(context) {
            return Poll::Ready(Err(io::ErrorKind::TimedOut.into()));
        }
        written
    }
}

impl AsyncRead for Connection {
    fn poll_read(self: Pin<&mut Self>, context: &mut Context<'_>, buffer: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        if this.is_over(context) {
            return Poll::Ready(Err(io::ErrorKind::TimedOut.into()));
        }
        let before = buffer.filled().len();
        let read = Pin::new(&mut this.stream).poll_read(context, buffer);
        let ended = match &read {
            Poll::Ready(Ok(())) => buffer.filled().len() == before && 0 < buffer.remaining(),
            Poll::Ready(Err(_)) => true,
            Poll::Pending => false,
        };
        if ended {
            this.gone.0.cancel();
        }
        read
    }
}

impl AsyncWrite for Connection {
    fn poll_write(self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let this = self.get_mut();
        let written = Pin::new(&mut this.stream).poll_write(context, bytes);
        this.wrote(written, context)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }

    fn poll_write_vectored(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        slices: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let this = self.get_mut();
        let written = Pin::new(&mut this.stream).poll_write_vectored(context, slices);
        this.wrote(written, context)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }
}

/// Listens on an address, and returns the server and the address that it listens on.
pub(super) fn listen<F, I, S, B>(address: SocketAddr, workers: usize, app: F) -> io::Result<(Server, SocketAddr)>
where
    F: Fn() -> I + Send + Clone + 'static,
    I: IntoServiceFactory<S, Request>,
    S: ServiceFactory<Request, Config = AppConfig> + 'static,
    S::Error: Into<Error> + 'static,
    S::InitError: fmt::Debug,
    S::Response: Into<Response<B>> + 'static,
    <S::Service as Service<Request>>::Future: 'static,
    S::Service: 'static,
    B: MessageBody + 'static,
{
    let socket = if address.is_ipv4() { TcpSocket::new_v4()? } else { TcpSocket::new_v6()? };
    socket.set_reuseaddr(true)?;
    socket.bind(address)?;
    let listener = socket.listen(CONNECTIONS_WAITING_MAX)?.into_std()?;
    let address = listener.local_addr()?;
    let builder = Server::build()
        .disable_signals()
        .workers(workers)
        .shutdown_timeout(SHUTDOWN_SECONDS)
        .max_concurrent_connections(CONNECTIONS_MAX);
    let stopping = builder.graceful_shutdown_signal();
    let server = builder.listen("http", listener, move || {
        let stopping = stopping.clone();
        let http = HttpService::build()
            .graceful_shutdown_signal(move || {
                let stopping = stopping.clone();
                async move { stopping.notified().await }
            })
            .keep_alive(KEEP_ALIVE)
            .client_request_timeout(HEAD_TIME_MAX)
            .client_disconnect_timeout(CLOSE_TIME_MAX)
            .local_addr(address)
            .on_connect_ext(|connection: &Connection, data| {
                data.insert(connection.deadline.clone());
                data.insert(connection.gone.clone());
            });
        let app = app().into_factory().map_err(|error: S::Error| error.into().error_response());
        let http = http.h1(map_config(app, |()| AppConfig::default()));
        fn_service(|stream: TcpStream| {
            let client = stream.peer_addr().ok();
            ready(Ok((Connection::new(stream), client)))
        })
        .and_then(http)
    })?;
    Ok((server.run(), address))
}

#[cfg(test)]
mod tests {
    use std::future::poll_fn;

    use super::*;

    /// Writes once, or gives up after a time.
    async fn write(
        connection: &mut Connection,
        bytes: &[u8],
        most: Duration,
    ) -> Result<io::Result<usize>, tokio::time::error::Elapsed> {
        let writing = poll_fn(|context| Pin::new(&mut *connection).poll_write(context, bytes));
        tokio::time::timeout(most, writing).await
    }

    #[tokio::test]
    async fn a_client_that_ended_its_side_and_reads_nothing_is_let_go_of() {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a listener");
        let address = listener.local_addr().expect("an address");
        let _client = TcpStream::connect(address).await.expect("a connection");
        let (stream, _) = listener.accept().await.expect("a connection");
        let mut connection = Connection::new(stream);
        let chunk = vec![0_u8; 1 << 20];
        while write(&mut connection, &chunk, Duration::from_millis(200)).await.is_ok() {}
        let soon = Instant::now() + Duration::from_millis(100);
        connection.deadline.0.set(Some(soon));
        connection.alarm.as_mut().reset(soon);
        let ended = write(&mut connection, &chunk, Duration::from_secs(10)).await.expect("it does not wait for ever");
        assert_eq!(ended.expect_err("nothing is taken").kind(), io::ErrorKind::TimedOut);
    }
}
