//! The log: lines for people on a terminal, JSON elsewhere. It never contains a token or a body.

use std::io::IsTerminal;

use tracing_subscriber::EnvFilter;

/// Starts the log; `RUST_LOG` chooses what it holds.
pub fn start() {
    let filter =
        EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info,sqlx=warn,sea_orm_migration=warn"));
    // A line that cannot be written, as on a full disk, is dropped. Reporting that would write another line: it would
    // panic, and fail the request.
    let builder = tracing_subscriber::fmt().log_internal_errors(false);
    let builder = builder.with_env_filter(filter).with_writer(std::io::stderr);
    if std::io::stderr().is_terminal() {
        builder.with_target(false).init();
    } else {
        builder.json().init();
    }
}
