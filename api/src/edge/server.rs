//! The running service: start, and a stop that finishes running requests.

use std::net::SocketAddr;
use std::num::NonZeroUsize;
use std::sync::Arc;

use actix_web::dev::{Server, ServerHandle};
use actix_web::middleware::from_fn;
use actix_web::{App, web};
use chrono::TimeDelta;
use domain::base::identity::Scope;
use domain::integration::webhook::reach::Networks;
use persistence::base::blob::Blobs;
use persistence::base::failure::Failure;
use persistence::base::page::Page;
use persistence::base::store::{Store, Tx};
use persistence::telling::tell;
use tokio::task::JoinHandle;

use crate::access::caller::Callers;
use crate::access::deprecation::{History, HistoryUnsound};
use crate::base::address::Address;
use crate::base::client_address::Proxies;
use crate::base::clock::Clock;
use crate::base::db::Db;
use crate::base::page_cache::PageCache;
use crate::base::rate_limit::Limits;
use crate::base::rehearsal::Rehearsal;
use crate::edge::app::{self, Map};
use crate::edge::committed::ContractUnusable;
use crate::edge::config::Config;
use crate::edge::cors::Origins;
use crate::edge::housekeeping::Housekeeping;
use crate::edge::listener::listen;
use crate::edge::plan::package::Package;
use crate::edge::{health, plan, routing};
use crate::integration::delivery_worker::DeliveryWorker;
use crate::integration::webhook_sender::Sender;
use crate::papers::certificate_chain::RootsUnusable;
use crate::papers::signature_check::SignatureChecker;
use crate::printing::bundle::BundlePlaces;
use crate::printing::program::Program;
use crate::privacy::personal::PERSONAL;
use crate::reporting::import::running::Imports;
use crate::reporting::scanner::Scanner;
use crate::security::key_file::DataKeysUnusable;
use crate::security::keys::KeysUnusable;
use crate::security::personal_data_keys::PersonalDataKeys;
use crate::security::seal::Seal;
use crate::security::sign_in_throttle::Throttle;
use crate::security::tokens::Tokens;

/// The bytes of a mebibyte.
const MEBIBYTE: u64 = 1_024 * 1_024;
/// Why the service did not start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The database cannot be used.
    #[error("the database cannot be used")]
    Database(#[from] Failure),
    /// The keys cannot be used.
    #[error("the keys cannot be used")]
    Keys(#[from] KeysUnusable),
    /// The keys of personal data cannot be used.
    #[error("the keys of personal data cannot be used")]
    PersonalKeys(#[from] DataKeysUnusable),
    /// The keys that seal the secrets of webhooks cannot be used.
    #[error("the keys of webhooks cannot be used")]
    WebhookKeys(#[source] DataKeysUnusable),
    /// The roots of signatures cannot be used.
    #[error("the roots of signatures cannot be used")]
    Roots(#[from] RootsUnusable),
    /// The contract cannot be read.
    #[error("the contract cannot be used")]
    Contract(#[source] ContractUnusable),
    /// The history of the contract cannot be used.
    #[error("the history of the contract cannot be used")]
    History(#[from] HistoryUnsound),
    /// A plan package cannot be loaded.
    #[error("the plan cannot be loaded")]
    Plan(#[from] plan::fault::PlanError),
    /// A rehearsal is asked for in a database that is in use.
    #[error("this database is in use; a rehearsal needs a new one")]
    InUse,
    /// The address is in use or not available.
    #[error("cannot listen on {address}")]
    Address {
        /// The address.
        address: SocketAddr,
        /// The system's error.
        #[source]
        source: std::io::Error,
    },
}

/// A server that listens on one address.
struct Listener {
    handle: ServerHandle,
    ended: JoinHandle<std::io::Result<()>>,
}

impl Listener {
    fn start(server: Server) -> Self {
        let handle = server.handle();
        Self { handle, ended: tokio::spawn(server) }
    }

    /// Finishes the running requests.
    async fn stop(self) {
        self.handle.stop(true).await;
        if let Ok(Err(error)) = self.ended.await {
            tracing::error!(%error, "a server ended badly");
        }
    }
}

/// A service that runs.
pub struct Running {
    address: SocketAddr,
    rehearsal: Rehearsal,
    clock: Clock,
    store: Store,
    imports: Arc<Imports>,
    delivery_worker: Arc<DeliveryWorker>,
    listeners: Vec<Listener>,
    housekeeping: Housekeeping,
}

impl std::fmt::Debug for Running {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_struct("Running").field("address", &self.address).finish_non_exhaustive()
    }
}

impl Running {
    /// The address that it listens on.
    #[must_use]
    pub const fn address(&self) -> SocketAddr {
        self.address
    }

    /// Whether it is a rehearsal.
    #[must_use]
    pub const fn is_rehearsal(&self) -> bool {
        self.rehearsal.0
    }

    /// Its clock, which a test may move forward.
    #[must_use]
    pub const fn clock(&self) -> &Clock {
        &self.clock
    }

    /// Its database.
    #[must_use]
    pub const fn store(&self) -> &Store {
        &self.store
    }

    /// Accepts no more requests, finishes the running ones, and closes the database.
    ///
    /// # Errors
    /// If closing the database fails.
    pub async fn stop(self) -> Result<(), Failure> {
        for listener in self.listeners {
            listener.stop().await;
        }
        self.housekeeping.stop().await;
        self.imports.finish().await;
        self.delivery_worker.stop().await;
        self.store.close().await
    }
}

/// Opens and migrates the database, and loads the law that every province has in common.
///
/// # Errors
/// If the database fails.
pub async fn prepare(database: &str, clock: &Clock) -> Result<Store, StartError> {
    let store = Store::open(database).await?.telling(tell);
    store.migrate().await?;
    plan::law::load(&store, clock.now()).await?;
    Ok(store)
}

/// Opens a database that is there, as it is.
///
/// # Errors
/// If there is no such file, or the database cannot be used.
pub async fn open_existing(database: &str) -> Result<Store, StartError> {
    if let Some(path) = database.strip_prefix("sqlite:") {
        let path = path.strip_prefix("//").unwrap_or(path);
        if !std::path::Path::new(path).exists() {
            return Err(Failure::Unfit(format!("there is no file {path}")).into());
        }
    }
    Ok(Store::open(database).await?.telling(tell))
}

/// Whether the installation is a rehearsal; an empty one is made one if that is `wanted`.
async fn rehearsed(store: &Store, wanted: bool) -> Result<bool, StartError> {
    let known = store.read(|tx| async move { tx.is_rehearsal().await }).await?;
    if known || !wanted {
        return Ok(known);
    }
    let made = store.write(|tx| async move {
        let one = Page { after: None, limit: 1 };
        let moves = !tx.campaigns(&Scope::Everything, one).await?.items.is_empty();
        let used = moves || !tx.all_organisations().await?.is_empty();
        if !used {
            tx.rehearse().await?;
        }
        Ok::<_, Failure>(!used)
    });
    if made.await? { Ok(true) } else { Err(StartError::InUse) }
}

/// Starts to listen.
///
/// # Errors
/// If the database, the keys or the address cannot be used.
pub async fn start(config: &Config, clock: Clock) -> Result<Running, StartError> {
    let store = prepare(&config.database.url, &clock).await?;
    let rehearsal = Rehearsal(rehearsed(&store, config.rehearsal).await?);
    if let Some(folder) = &config.plan {
        plan::load(&store, &Package::read(folder)?, clock.now()).await?;
    }
    let issuer = config.public_url.clone().unwrap_or_else(|| "thidua".to_owned());
    // What the database needs is looked for before a key is made.
    let used = |tx: Tx| async move {
        let mut certified = tx.certificate_ends().await?;
        certified.extend(tx.commendation_certificate_ends().await?);
        Ok::<_, Failure>((tx.personal_keys().await?, tx.webhook_keys().await?, certified))
    };
    let (of_people, of_webhooks, certified) = store.read(used).await?;
    Seal::must_hold(&config.keys, &certified)?;
    PersonalDataKeys::must_be_in(&config.keys.join(PERSONAL), &of_people)?;
    DeliveryWorker::must_hold(&config.keys, &of_webhooks).map_err(StartError::WebhookKeys)?;
    let vault = web::Data::new(PersonalDataKeys::open(&config.keys.join(PERSONAL))?);
    let sender = Sender::new(Networks::new(config.webhook_networks.clone()), config.webhook_names.as_ref(), rehearsal);
    let delivery_worker =
        DeliveryWorker::open(&config.keys, sender, store.clone(), clock.clone()).map_err(StartError::WebhookKeys)?;
    let tokens = web::Data::new(Tokens::open(&config.keys, &issuer)?);
    let seal = web::Data::new(Seal::open(&config.keys, &issuer)?);
    let reached = web::Data::new(Address::default());
    let known = reached.clone();
    let callers = Callers::remembered_for(TimeDelta::seconds(config.remember_callers_seconds.into()));
    let callers = web::Data::new(callers);
    let throttle = web::Data::new(Throttle::new());
    let limits = Limits::new(config.public_requests_per_minute, config.account_requests_per_minute);
    let limits = web::Data::new(limits);
    let proxies = web::Data::new(Proxies::new(config.trusted_proxies.clone()));
    let marked = web::Data::new(rehearsal);
    let origins = web::Data::new(Origins::new(&config.cors_origins));
    let open_data = web::Data::new(config.open_data.clone());
    let history = web::Data::new(History::open()?);
    let map = web::Data::new(Map::open().map_err(StartError::Contract)?);
    let files = Blobs::open(&config.evidence)?;
    let blobs = web::Data::new(files.clone());
    let cache = web::Data::new(PageCache::new(store.clone(), config.page_cache_mib.saturating_mul(MEBIBYTE)));
    let scanner = web::Data::new(Scanner::new(config.clamd.clone()));
    let checker = web::Data::new(SignatureChecker::open(config.signature_roots.as_deref())?);
    let imports = web::Data::new(Imports::new());
    let registry = imports.clone();
    let program = web::Data::new(Program::new(config.papers.clone(), rehearsal));
    let bundles = web::Data::new(BundlePlaces::new());
    let carrying = web::Data::from(Arc::clone(&delivery_worker));
    let (db, time) = (web::Data::new(Db::new(store.clone())), web::Data::new(clock.clone()));
    let probes = db.clone();
    let app = move || {
        App::new()
            .app_data(tokens.clone())
            .app_data(vault.clone())
            .app_data(seal.clone())
            .app_data(reached.clone())
            .app_data(callers.clone())
            .app_data(throttle.clone())
            .app_data(limits.clone())
            .app_data(proxies.clone())
            .app_data(origins.clone())
            .app_data(marked.clone())
            .app_data(map.clone())
            .app_data(cache.clone())
            .app_data(open_data.clone())
            .app_data(history.clone())
            .app_data(blobs.clone())
            .app_data(scanner.clone())
            .app_data(checker.clone())
            .app_data(imports.clone())
            .app_data(program.clone())
            .app_data(bundles.clone())
            .app_data(carrying.clone())
            .app_data(db.clone())
            .app_data(time.clone())
            .configure(app::beside)
            .configure(routing::routes)
            .default_service(web::to(app::elsewhere))
            .wrap(from_fn(app::edge))
    };
    let workers = std::thread::available_parallelism().map_or(1, NonZeroUsize::get);
    let unusable = |address| move |source| StartError::Address { address, source };
    let (server, address) = listen(config.bind, workers, app).map_err(unusable(config.bind))?;
    known.0.get_or_init(|| config.address(address));
    let mut listeners = vec![Listener::start(server)];
    if let Some(health) = config.health_bind {
        let app = move || App::new().app_data(probes.clone()).configure(health::routes);
        let (server, _) = listen(health, 1, app).map_err(unusable(health))?;
        listeners.push(Listener::start(server));
    }
    delivery_worker.start();
    let housekeeping = Housekeeping::start(store.clone(), files, clock.clone());
    Ok(Running {
        address,
        rehearsal,
        clock,
        store,
        imports: registry.into_inner(),
        delivery_worker,
        listeners,
        housekeeping,
    })
}
