//! The `thidua` binary.

use std::error::Error;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::process::ExitCode;
use std::time::Duration;

use api::Rewrapped;
use api::base::clock::Clock;
use api::edge::config::{AdminVerb, Command, Config, Database, Keys, PersonalVerb, PlanVerb, Verb};
use api::edge::plan::package::Package;
use api::edge::plan::{Checked, Loaded};
use api::edge::{compatibility, demo, openapi, plan, server, telemetry};
use clap::Parser;
use persistence::base::store::Store;

/// A request allocates thousands of small values: the C library's allocator takes a tenth of the time of a write, and
/// does not return memory.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Timeout of a health check.
const HEALTH_TIMEOUT: Duration = Duration::from_secs(3);

fn main() -> ExitCode {
    // A process that was started to look at one file does that, before anything else is set up.
    match api::checked_signatures() {
        Some(true) => ExitCode::SUCCESS,
        Some(false) => ExitCode::FAILURE,
        None => commanded(),
    }
}

#[tokio::main]
async fn commanded() -> ExitCode {
    let Command { verb } = Command::parse();
    match run(verb).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("thidua: {}", api::chain(&*error));
            ExitCode::FAILURE
        }
    }
}

async fn run(verb: Verb) -> Result<(), Box<dyn Error>> {
    match verb {
        Verb::Serve { config, demo } => serve(config, demo).await,
        Verb::Migrate { database: Database { url } } => {
            server::prepare(&url, &Clock::default()).await?.close().await?;
            println!("The schema is up to date.");
            Ok(())
        }
        Verb::Plan { verb: PlanVerb::Schema } => {
            print!("{}", plan::schema::text());
            Ok(())
        }
        Verb::Plan { verb: PlanVerb::Check { folder, database } } => {
            let clock = Clock::default();
            let package = Package::read(&folder)?;
            // Without an installation to check it against, one is made for the check.
            let scratch = tempfile::tempdir()?;
            let own = format!("sqlite:{}", scratch.path().join("check.sqlite").display());
            let store = match &database {
                // An installation is not migrated by a check, and none is made by one.
                Some(url) => server::open_existing(url).await?,
                None => server::prepare(&own, &clock).await?,
            };
            let done = plan::check(&store, &package, clock.now()).await;
            store.close().await?;
            match done? {
                Checked::Sound => println!("{} has no faults.", folder.display()),
                Checked::AlreadyThere => {
                    println!("The movement of this package is there already: loading it would change nothing.");
                }
            }
            Ok(())
        }
        Verb::Plan { verb: PlanVerb::Load { folder, database: Database { url } } } => {
            let clock = Clock::default();
            let package = Package::read(&folder)?;
            let store = server::prepare(&url, &clock).await?;
            let done = plan::bring(&store, &package, clock.now()).await;
            store.close().await?;
            match done? {
                Loaded::Entered(brought) => println!("{} is loaded: {brought}.", folder.display()),
                Loaded::Drafted { brought, left_out } => {
                    println!(
                        "The movement of {} is there as a draft, with its groups, cycles and sets; its levels and units \
                         were found: {brought}.",
                        folder.display()
                    );
                    for part in left_out {
                        println!("Left out, because the installation is in use: {part}.");
                    }
                }
                Loaded::AlreadyThere => println!("Nothing changed: the movement of this package is there already."),
            }
            Ok(())
        }
        Verb::Admin { verb: AdminVerb::Bootstrap { unit, username, name, database } } => {
            let clock = Clock::default();
            let store = server::prepare(&database.url, &clock).await?;
            let code = api::bootstrap(&store, Some(unit), username.clone(), name, clock.now()).await?;
            store.close().await?;
            println!("Enrolment code of {username}, good once and for 30 minutes: {code}");
            println!("Choose a password with POST /v1/enrolments.");
            Ok(())
        }
        Verb::Purge { dry_run, database: Database { url } } => {
            let clock = Clock::default();
            let store = server::prepare(&url, &clock).await?;
            let done = api::purge(&store, dry_run, clock.now()).await;
            store.close().await?;
            let nominations = done?;
            for nomination in &nominations {
                println!("{nomination}");
            }
            let said = if dry_run { "due; nothing was erased" } else { "erased" };
            println!("Identity numbers {said}: {}", nominations.len());
            Ok(())
        }
        Verb::Personal { verb: PersonalVerb::NewKey { index, keys: Keys { folder } } } => {
            let file = api::new_key(&folder, index)?;
            println!("{file} was made in {}/personal.", folder.display());
            println!(
                "Bring it to every service and back it up, start the services again, then: thidua personal rewrap"
            );
            Ok(())
        }
        Verb::Personal { verb: PersonalVerb::Rewrap { database: Database { url }, keys: Keys { folder } } } => {
            let clock = Clock::default();
            let store = server::prepare(&url, &clock).await?;
            let done = api::rewrap(&store, &folder, clock.now()).await;
            store.close().await?;
            let Rewrapped { rewrapped, newest, failed } = done?;
            for (nomination, stuck) in &failed {
                println!("{nomination}: {stuck}");
            }
            let failures = failed.len();
            println!(
                "Identity numbers re-wrapped: {rewrapped}; under the newest keys before: {newest}; failed: {failures}"
            );
            if failures == 0 {
                return Ok(());
            }
            Err(format!("{failures} identity numbers stay as they were; remove no key").into())
        }
        Verb::Openapi { compatible_with: None, output: Some(file) } => {
            std::fs::write(file, openapi::text())?;
            Ok(())
        }
        Verb::Openapi { compatible_with: None, output: None } => {
            print!("{}", openapi::text());
            Ok(())
        }
        Verb::Openapi { compatible_with: Some(file), .. } => {
            let old = serde_json::from_slice(&std::fs::read(file)?)?;
            let history = api::history()?;
            let breaks = compatibility::unmeant(&old, &openapi::document(), &history);
            if breaks.is_empty() {
                return Ok(());
            }
            Err(format!("a client would break:\n  {}", breaks.join("\n  ")).into())
        }
        Verb::ReadTable { files } => {
            for file in files {
                println!("{}", api::read_table(&file));
            }
            Ok(())
        }
        Verb::Health { url } => health(&url),
    }
}

async fn serve(config: Config, demonstrate: bool) -> Result<(), Box<dyn Error>> {
    telemetry::start();
    if demonstrate && !config.bind.ip().is_loopback() {
        return Err("--demo opens well-known accounts, so it serves on a loopback address only".into());
    }
    let clock = Clock::default();
    let store: Store = server::prepare(&config.database.url, &clock).await?;
    let demonstration = demo::is_loaded(&store).await?;
    if demonstration && !config.bind.ip().is_loopback() {
        return Err("this database holds demonstration accounts, so it is served on a loopback address only".into());
    }
    if demonstrate && !demonstration {
        plan::load(&store, &Package::demonstrated(), clock.now()).await?;
        demo::load(&store, &config.evidence, clock.now()).await?;
    }
    let board = demo::newest_board(&store).await?;
    store.close().await?;

    let running = server::start(&config, clock).await?;
    let address = config.address(running.address());
    println!("Swagger UI    {address}/docs/");
    println!("Public board  {address}/board");
    println!("  as JSON     {address}{board}");
    if running.is_rehearsal() {
        println!("\nRehearsal (diễn tập): everything that this installation shows is marked.");
    }
    if demonstrate || demonstration {
        println!(
            "\nDemonstration data: every unit's figures are invented. Sign in with the password {}",
            demo::PASSWORD
        );
        for (username, what) in demo::PEOPLE {
            println!("  {username:<16} {what}");
        }
    }
    std::io::stdout().flush()?;
    asked_to_stop().await?;
    running.stop().await?;
    Ok(())
}

/// Waits for SIGTERM or Ctrl-C; both mean the same: finish the running requests, then end.
async fn asked_to_stop() -> Result<(), Box<dyn Error>> {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        let (mut terminate, mut interrupt) = (signal(SignalKind::terminate())?, signal(SignalKind::interrupt())?);
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
    }
    #[cfg(not(unix))]
    tokio::signal::ctrl_c().await?;
    Ok(())
}

/// Requests `/health/ready`, or the given path, over plain HTTP, because a container has no other client.
fn health(url: &str) -> Result<(), Box<dyn Error>> {
    let rest = url.strip_prefix("http://").ok_or("the address begins with http://")?;
    let (host, path) = rest.split_once('/').filter(|(_, path)| !path.is_empty()).unwrap_or((rest, "health/ready"));
    let host = host.trim_end_matches('/');
    let address: SocketAddr = std::net::ToSocketAddrs::to_socket_addrs(host)?.next().ok_or("no such address")?;
    let mut stream = TcpStream::connect_timeout(&address, HEALTH_TIMEOUT)?;
    stream.set_read_timeout(Some(HEALTH_TIMEOUT))?;
    write!(stream, "GET /{path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n")?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer)?;
    if answer.starts_with("HTTP/1.1 200 ") { Ok(()) } else { Err("not ready".into()) }
}
