//! Command line and environment variables.

use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};
use ipnet::IpNet;
use reqwest::Url;

use crate::access::caller::REMEMBER_CALLERS_SECONDS;
use crate::base::names::Names;
use crate::base::page_cache::PAGE_CACHE_MIB;
use crate::base::rate_limit::{ACCOUNT_REQUESTS_PER_MINUTE, PUBLIC_REQUESTS_PER_MINUTE};
use crate::edge::cors::origin;
use crate::results::publication::catalogue::OpenData;

/// Runs a province's emulation campaign, from criteria to certificates, as a JSON REST service.
#[derive(Debug, Parser)]
#[command(name = "thidua", version)]
pub struct Command {
    /// What to do.
    #[command(subcommand)]
    pub verb: Verb,
}

/// What to do.
#[expect(clippy::large_enum_variant, reason = "one is made, when the process starts")]
#[derive(Debug, Subcommand)]
pub enum Verb {
    /// Serve: migrate the database and answer requests. Without a plan the registry of a new database is empty.
    Serve {
        /// What the service is told.
        #[command(flatten)]
        config: Config,
        /// Load the built-in plan with demonstration data into a fresh database; on a loopback address only.
        #[arg(long, conflicts_with_all = ["plan", "rehearsal"])]
        demo: bool,
    },
    /// Bring the database's schema up to date, load the law that every province has in common, and stop.
    Migrate {
        /// Where the database is.
        #[command(flatten)]
        database: Database,
    },
    /// Plan packages: a movement with its units and criteria as a folder of text files.
    Plan {
        /// What to do.
        #[command(subcommand)]
        verb: PlanVerb,
    },
    /// Work that is done from the machine itself.
    Admin {
        /// What to do.
        #[command(subcommand)]
        verb: AdminVerb,
    },
    /// Erase the personal data whose time has come, by the rules of `/v1/retention-rules`, and stop; for the machine's
    /// scheduler.
    Purge {
        /// Say how much is due, and erase nothing.
        #[arg(long)]
        dry_run: bool,
        /// Where the database is.
        #[command(flatten)]
        database: Database,
    },
    /// The keys that nominees' identity numbers lie under.
    Personal {
        /// What to do.
        #[command(subcommand)]
        verb: PersonalVerb,
    },
    /// Print the OpenAPI document.
    Openapi {
        /// Compare with this earlier document instead, and fail if a client of it would break.
        #[arg(long, value_name = "FILE")]
        compatible_with: Option<PathBuf>,
        /// Write it to this file instead of printing it.
        #[arg(long, value_name = "FILE", conflicts_with = "compatible_with")]
        output: Option<PathBuf>,
    },
    /// Print what an import would read in workbooks (.xlsx) and CSV files, one line of JSON for each; nothing is stored.
    ReadTable {
        /// The files.
        #[arg(required = true)]
        files: Vec<PathBuf>,
    },
    /// Ask a running service whether it is ready; for container health checks.
    Health {
        /// The service's address.
        #[arg(long, default_value = "http://127.0.0.1:8080")]
        url: String,
    },
}

/// What is done with a plan package.
#[derive(Debug, Subcommand)]
pub enum PlanVerb {
    /// Print the JSON Schema of packages, as `plans/package.schema.json` has it.
    Schema,
    /// Look for faults in a package, each with its file, line and pointer. Nothing is stored.
    Check {
        /// The folder of the package, or the document of `GET /v1/campaigns/{campaign}/package`.
        folder: PathBuf,
        /// Check it against this installation instead of an empty one: `sqlite:path/of/the.file` or
        /// `postgres://user@host/name`.
        #[arg(long, value_name = "URL")]
        database: Option<String>,
    },
    /// Load a package, all or nothing. A database without levels and units gets the whole package; one that is in use
    /// gets its movement as drafts. A package whose movement is there already changes nothing.
    Load {
        /// The folder of the package, or the document of `GET /v1/campaigns/{campaign}/package`.
        folder: PathBuf,
        /// Where the database is.
        #[command(flatten)]
        database: Database,
    },
}

/// The first unit of an installation that no plan was loaded into.
#[derive(Clone, Debug, Args)]
pub struct FirstUnit {
    /// The name of the administrator's unit, where no unit has the administrator's function yet.
    #[arg(long, requires = "unit_code")]
    pub unit_name: Option<String>,
    /// Its short code, such as `so-noi-vu`.
    #[arg(long, requires = "unit_name")]
    pub unit_code: Option<String>,
    /// The code of its level, which is entered with the unit.
    #[arg(long, default_value = "PROVINCIAL")]
    pub unit_level: String,
    /// The Vietnamese name of the level, within a sentence.
    #[arg(long, default_value = "cấp tỉnh")]
    pub unit_level_name: String,
    /// The English name of the level.
    #[arg(long, default_value = "provincial level")]
    pub unit_level_name_en: String,
}

/// Work that is done from the machine itself.
#[derive(Debug, Subcommand)]
pub enum AdminVerb {
    /// Open the first administrator's account and print its enrolment code, good once and for 30 minutes. In an empty
    /// installation, enter the administrator's unit first.
    Bootstrap {
        /// The administrator's unit.
        #[command(flatten)]
        unit: FirstUnit,
        /// The user name.
        #[arg(long)]
        username: String,
        /// The person's name.
        #[arg(long)]
        name: String,
        /// Where the database is.
        #[command(flatten)]
        database: Database,
    },
}

/// What is done with the keys of identity numbers.
#[derive(Debug, Subcommand)]
pub enum PersonalVerb {
    /// Make a newer key, which services use from their next start on; older ones still open what lies under them.
    NewKey {
        /// Make one that recognises the same number again, instead of one that wraps.
        #[arg(long)]
        index: bool,
        /// Where the keys are.
        #[command(flatten)]
        keys: Keys,
    },
    /// Put every number under the newest keys, while services go on; afterwards older keys may be removed. Fails if a
    /// number stays under an older key, and says of which nomination.
    Rewrap {
        /// Where the database is.
        #[command(flatten)]
        database: Database,
        /// Where the keys are.
        #[command(flatten)]
        keys: Keys,
    },
}

/// Where the keys are.
#[derive(Clone, Debug, Args)]
pub struct Keys {
    /// The service's folder of keys; those of identity numbers lie below it, in `personal`.
    #[arg(long = "keys", env = "THIDUA_KEYS", default_value = "keys")]
    pub folder: PathBuf,
}

/// Where the database is.
#[derive(Clone, Debug, Args)]
pub struct Database {
    /// `sqlite:path/of/the.file` or `postgres://user@host/name`.
    #[arg(long = "database", env = "DATABASE_URL", default_value = "sqlite:thidua.sqlite", hide_env_values = true)]
    pub url: String,
}

/// What the service is told.
#[derive(Clone, Debug, Args)]
pub struct Config {
    /// Make a new database a rehearsal (diễn tập): everything that it shows is marked, for as long as the database lasts. A
    /// database that is in use is never made one.
    #[arg(long, env = "THIDUA_REHEARSAL")]
    pub rehearsal: bool,
    /// A plan package to load into a database without levels and units: the folder of its files.
    #[arg(long, env = "THIDUA_PLAN", value_name = "DIR")]
    pub plan: Option<PathBuf>,
    /// Where the database is.
    #[command(flatten)]
    pub database: Database,
    /// The address to listen on.
    #[arg(long, env = "THIDUA_BIND", default_value = "127.0.0.1:8080")]
    pub bind: SocketAddr,
    /// A second address that answers the health checks alone. It has connections of its own, so that a probe is answered
    /// while clients use up those of the service.
    #[arg(long, env = "THIDUA_HEALTH_BIND")]
    pub health_bind: Option<SocketAddr>,
    /// The folder of the keys that sign access tokens; below it `certificates`, whose keys sign certificates and are kept
    /// for ever, `personal`, whose keys seal nominees' identity numbers, and `webhooks`, whose keys seal the secrets that
    /// sign webhooks. The first key of each is made if there is none.
    #[arg(long, env = "THIDUA_KEYS", default_value = "keys")]
    pub keys: PathBuf,
    /// Where uploaded files are kept: a folder, or `s3://bucket/prefix` with keys and endpoint in `AWS_…` variables.
    #[arg(long, env = "THIDUA_EVIDENCE", default_value = "evidence")]
    pub evidence: String,
    /// A `ClamAV` daemon (`host:port`) that looks at every upload; nothing is kept that it has not called clean.
    #[arg(long, env = "THIDUA_CLAMD")]
    pub clamd: Option<String>,
    /// A folder of root certificates (`.pem`, `.crt`) that signatures of uploaded papers are checked against; without it
    /// their chains are not checked. What is found is shown beside a paper and decides nothing.
    #[arg(long, env = "THIDUA_SIGNATURE_ROOTS", value_name = "DIR")]
    pub signature_roots: Option<PathBuf>,
    /// The program that sets papers as PDF (`papers/README.md`); without it papers are given as DOCX only.
    #[arg(long, env = "THIDUA_PAPERS", value_name = "PROGRAM")]
    pub papers: Option<PathBuf>,
    /// The address that people use, if it is not the one listened on, such as `https://thidua.example.org`: scheme, host
    /// and, if need be, port, without a path. Also the issuer of tokens.
    #[arg(long, env = "THIDUA_PUBLIC_URL", value_parser = public_url)]
    pub public_url: Option<String>,
    /// How many mebibytes of published pages are kept in memory; 0 asks the database for each.
    #[arg(long, alias = "shelf-mib", env = "THIDUA_PAGE_CACHE_MIB", default_value_t = PAGE_CACHE_MIB)]
    pub page_cache_mib: u64,
    /// For how many seconds, at most two, a process remembers its callers: a role, a sign-in or a client that was changed
    /// in another process is noticed within that time. 0 reads them each time. A request that writes saves nothing if its
    /// caller's rights have changed meanwhile.
    #[arg(
        long,
        env = "THIDUA_REMEMBER_CALLERS_SECONDS",
        default_value_t = REMEMBER_CALLERS_SECONDS,
        value_parser = clap::value_parser!(u8).range(0..=2),
    )]
    pub remember_callers_seconds: u8,
    /// How many requests without a token one client address may make in a minute, all at once if it likes; of IPv6 each
    /// /64. 0 is no limit, for behind a balancer that has one.
    #[arg(long, env = "THIDUA_PUBLIC_REQUESTS_PER_MINUTE", default_value_t = PUBLIC_REQUESTS_PER_MINUTE)]
    pub public_requests_per_minute: u32,
    /// How many requests one account or machine client may make in a minute; 0 is no limit.
    #[arg(long, env = "THIDUA_ACCOUNT_REQUESTS_PER_MINUTE", default_value_t = ACCOUNT_REQUESTS_PER_MINUTE)]
    pub account_requests_per_minute: u32,
    /// The proxies in front (addresses or networks, such as `10.0.0.0/8`, with commas between) that are believed in what
    /// `X-Forwarded-For` or `Forwarded` say of a client's address; without them all clients of a proxy count as one.
    #[arg(long, env = "THIDUA_TRUSTED_PROXIES", value_delimiter = ',', value_parser = network)]
    pub trusted_proxies: Vec<IpNet>,
    /// The origins (such as `https://example.org`, with commas between) whose web pages may use what needs a token; what
    /// is public any page may read.
    #[arg(long, env = "THIDUA_CORS_ORIGINS", value_delimiter = ',', value_parser = origin)]
    pub cors_origins: Vec<String>,
    /// Networks of your own, such as `10.20.0.0/16`, separated by commas: inside them webhooks may be sent to private
    /// addresses, by plain http and to other ports. Without them only what is public is reached, by https at port 443.
    #[arg(long, env = "THIDUA_WEBHOOK_NETWORKS", value_delimiter = ',', value_parser = network)]
    pub webhook_networks: Vec<IpNet>,
    /// What the operator says of the open data.
    #[command(flatten)]
    pub open_data: OpenData,
    /// Fake host names for webhooks, for tests; the service itself asks the system's resolver.
    #[arg(skip)]
    pub webhook_names: Option<Names>,
}

/// The public address. A path would have to stand before every address in the published pages, which never change, so
/// the service has a host name of its own.
fn public_url(text: &str) -> Result<String, String> {
    let bare = text.strip_suffix('/').unwrap_or(text);
    let own = Url::parse(bare).ok().filter(|url| {
        let plain = url.username().is_empty() && url.password().is_none();
        let whole = url.path() == "/" && url.query().is_none() && url.fragment().is_none();
        matches!(url.scheme(), "http" | "https") && url.has_host() && plain && whole && !bare.ends_with('/')
    });
    own.map(|_| bare.to_owned()).ok_or_else(|| {
        format!(
            "{text} is not the address of a host, such as https://thidua.example.org: the service is not served below a \
             path; give it a host name or a port of its own"
        )
    })
}

/// A network, or one address.
fn network(text: &str) -> Result<IpNet, String> {
    let text = text.trim();
    let alone = || text.parse::<IpAddr>().map(IpNet::from);
    text.parse::<IpNet>()
        .or_else(|_no_network| alone())
        .map_err(|_neither| format!("{text} is neither a network such as 10.0.0.0/8 nor an address"))
}

impl Config {
    /// The public address of the service.
    #[must_use]
    pub fn address(&self, bound: SocketAddr) -> String {
        self.public_url.clone().unwrap_or_else(|| format!("http://{bound}")).trim_end_matches('/').to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn found_c15_a_public_address_below_a_path_is_refused_at_the_start() {
        for (text, own) in [
            ("https://thidua.example.org", "https://thidua.example.org"),
            ("https://thidua.example.org/", "https://thidua.example.org"),
            ("http://10.0.0.7:8080", "http://10.0.0.7:8080"),
            ("http://[::1]:8080", "http://[::1]:8080"),
        ] {
            assert_eq!(public_url(text).as_deref(), Ok(own));
        }
        for text in [
            "https://h/tdkt",
            "https://h/tdkt/",
            "https://h//",
            "https://h?x",
            "https://h#x",
            "https://u@h",
            "https://u:p@h",
            "ftp://h",
            "h",
            "",
            "javascript:alert(1)",
        ] {
            let refused = public_url(text).expect_err(text);
            assert!(refused.contains("not served below a path"), "{refused}");
        }
        let asked = ["thidua", "serve", "--public-url", "https://h/tdkt"];
        assert!(Command::try_parse_from(asked).is_err());
    }
}
