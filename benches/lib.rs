//! Shared code of the benchmarks: a service with the communes of a country, on its own database, and a load on
//! loopback; see `README.md`.
#![expect(clippy::indexing_slicing, reason = "a JSON value answers null for what it does not hold")]

pub mod load;
pub mod process;

use std::ops::Range;
use std::time::Duration;

use api::base::clock::Clock;
use api::base::page_cache::PAGE_CACHE_MIB;
use api::edge::config::{Config, Database as Address};
use api::edge::server::{self, Running};
use chrono::{DateTime, NaiveDate, Utc};
use domain::base::code::{GroupCode, LevelCode};
use domain::base::identity::Actor;
use domain::base::ids::{AccountId, CycleId, OrganisationId, ReportId, Revision, SessionId};
use domain::base::policy::Role;
use domain::base::refusal::Refusal;
use domain::base::step::Step;
use domain::planning::assessment::Comparison;
use domain::planning::criteria::CriteriaSet;
use domain::planning::cycle::Cycle;
use domain::planning::participant::Participant;
use domain::planning::scoring::{Counts, Value as Figured};
use domain::registry::organisation::{Code, CodeScheme, Neighbours, Organisation, OrganisationKind, UnitHistory};
use domain::reporting::figure::{Figure, VerifiedFigure};
use domain::reporting::report::{Content, Findings, Report};
use domain::reporting::warning::History;
use e2e::{Database, Engine};
use persistence::base::failure::Failure;
use serde_json::{Value, json};
use uuid::Uuid;

/// As many criteria as a commune's plan may have.
pub const CRITERIA: usize = 6;

/// The variable that names the program that prints, built with `--release`.
pub const PAPERS_PROGRAM: &str = "THIDUA_PAPERS_PROGRAM";
const PASSWORD: &str = "một mật khẩu chỉ để đo";
/// More than any benchmark sends.
const REQUESTS_PER_MINUTE: u32 = 1_000_000_000;

/// A running service, and a signed-in account that fills in figures for every unit.
#[derive(Debug)]
pub struct Bench {
    running: Running,
    http: reqwest::Client,
    token: String,
    standing: String,
    administrator: String,
    agency: OrganisationId,
    cycles: Vec<String>,
    units: Vec<Uuid>,
    /// How many criteria each commune is measured by.
    criteria: usize,
    database: Database,
    keys: tempfile::TempDir,
}

impl Bench {
    /// Starts a service with a number of communes, each measured by six shares, and opens every cycle.
    ///
    /// # Panics
    /// If anything fails.
    pub async fn start(engine: Engine, communes: u32) -> Self {
        Self::start_with(engine, communes, CRITERIA, criteria()).await
    }

    /// The same with so many shares, whose codes are `X0`, `X1` and so on, as the content of the set says.
    ///
    /// # Panics
    /// If anything fails.
    pub async fn start_with(engine: Engine, communes: u32, criteria: usize, content: Value) -> Self {
        let (database, keys) = (Database::create(engine), tempfile::TempDir::new().expect("a folder"));
        let config = config(database.url(), keys.path(), PAGE_CACHE_MIB);
        let running = server::start(&config, Clock::default()).await.expect("the service starts");
        let http = reqwest::Client::new();
        let mut bench = Self {
            running,
            http,
            token: String::new(),
            standing: String::new(),
            administrator: String::new(),
            agency: OrganisationId(Uuid::nil()),
            cycles: Vec::new(),
            units: Vec::new(),
            criteria,
            database,
            keys,
        };
        let code = api::bootstrap(
            bench.running.store(),
            None,
            "admin".to_owned(),
            "Quản trị".to_owned(),
            bench.running.clock().now(),
        )
        .await
        .expect("an administrator");
        bench.sign_in("admin", &code).await;
        bench.administrator.clone_from(&bench.token);
        let units = bench.list("/v1/organisations").await;
        let seat = |code: &str| {
            let found = units.iter().find(|unit| unit["codes"][0]["value"] == code);
            found.and_then(|unit| unit["id"].as_str()).expect("a unit of the plan").to_owned()
        };
        let (agency, source) = (seat("so-khoa-hoc-cong-nghe"), seat("so-noi-vu"));
        let today = (bench.running.clock().now() + chrono::TimeDelta::hours(7)).date_naive();
        let function = json!({"function": "DATA_SOURCE", "organisation": source, "fromDate": today,
            "document": {"number": "1/QĐ", "date": "2024-01-01", "issuer": "UBND tỉnh", "title": "Giao dữ liệu"}});
        bench.post("/v1/functions", &function).await;
        let standing = bench.person("standing", "STANDING_AGENCY", &agency).await;
        let filling = bench.person("source", "DATA_SOURCE", &source).await;
        bench.sign_in("standing", &standing).await;
        bench.standing.clone_from(&bench.token);
        bench.agency = OrganisationId(agency.parse().expect("an identifier"));
        let campaign = bench.list("/v1/campaigns").await.first().map(|one| one["id"].clone()).expect("a campaign");
        let set = json!({"campaign": campaign, "cycleKind": "ANNUAL", "audience": "COMMUNE", "content": content});
        let set = bench.post("/v1/criteria-sets", &set).await;
        let document = json!({"document": {"number": "1/QĐ-STTTT", "date": "2021-01-10",
            "issuer": "Sở Thông tin và Truyền thông", "title": "Ban hành bộ tiêu chí"}});
        let set = set["id"].as_str().expect("an id");
        bench.post(&format!("/v1/criteria-sets/{set}/publication"), &document).await;
        // A cycle binds only published sets.
        let seeded = bench.list("/v1/criteria-sets").await;
        let annual = seeded.iter().filter(|set| set["cycleKind"] == "ANNUAL");
        let others = annual.filter(|set| set["audience"] == "PROVINCIAL" || set["audience"] == "DISTRICT");
        for set in others.filter_map(|set| set["id"].as_str()) {
            bench.post(&format!("/v1/criteria-sets/{set}/publication"), &document).await;
        }
        // Before the cycles open, which makes them participants.
        bench.units = bench.found(communes).await;
        for cycle in bench.list("/v1/cycles").await.iter().filter(|cycle| cycle["kind"] == "ANNUAL") {
            let (id, code) = (cycle["id"].as_str().expect("an id"), cycle["code"].as_str().expect("a code"));
            bench.post(&format!("/v1/cycles/{id}/opening"), &json!({"dueDate": format!("{code}-11-30")})).await;
            bench.cycles.push(id.to_owned());
        }
        bench.sign_in("source", &filling).await;
        bench
    }

    /// The open cycles.
    #[must_use]
    pub fn cycles(&self) -> &[String] {
        &self.cycles
    }

    /// The communes.
    #[must_use]
    pub fn units(&self) -> &[Uuid] {
        &self.units
    }

    /// The database's address.
    #[must_use]
    pub fn database(&self) -> &str {
        self.database.url()
    }

    /// The service's address.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}", self.running.address())
    }

    /// The token of the account that fills in figures.
    #[must_use]
    pub fn token(&self) -> &str {
        &self.token
    }

    /// The token of the standing agency, which reads every report.
    #[must_use]
    pub fn standing(&self) -> &str {
        &self.standing
    }

    /// Reads something as the standing agency.
    ///
    /// # Panics
    /// If the request is refused.
    pub async fn get_as_standing(&self, path: &str) -> Value {
        let request = self.http.get(format!("{}{path}", self.url())).bearer_auth(&self.standing);
        answer(request.send().await.expect("an answer")).await
    }

    /// The folder of the service's keys.
    #[must_use]
    pub fn keys(&self) -> &std::path::Path {
        self.keys.path()
    }

    /// Starts another service on the same database, with a given amount of memory for published pages.
    ///
    /// # Panics
    /// If it does not start.
    pub async fn another(&self, page_cache_mib: u64) -> Running {
        let config = config(self.database.url(), self.keys.path(), page_cache_mib);
        server::start(&config, Clock::default()).await.expect("the service starts")
    }

    /// Publishes a cycle in which every commune has a final report, and returns the board. The reports are made by the
    /// domain's rules without HTTP, because this is not measured.
    ///
    /// # Panics
    /// If anything fails.
    pub async fn publish(&self, place: usize) -> String {
        self.report(place).await;
        self.release(place).await
    }

    /// Makes a final report of every commune for a cycle.
    ///
    /// # Panics
    /// If anything fails.
    pub async fn report(&self, place: usize) {
        let cycle = self.cycles.get(place).expect("a cycle").clone();
        let criteria = self.criteria;
        let id = CycleId(cycle.parse().expect("an identifier"));
        let (agency, units, at) = (self.agency, self.units.clone(), self.running.clock().now());
        let [filling, verifying] = [self.me(&self.token).await, self.me(&self.standing).await];
        let work = self.running.store().write(move |tx| async move {
            let cycle = tx.cycle(id).await?;
            let sets = tx.all_criteria_sets(cycle.campaign, cycle.kind).await?;
            let set =
                sets.iter().find(|set| set.audience.as_str() == "COMMUNE" && set.document.is_some()).expect("a set");
            let mut verifier = actor(verifying, Role::StandingAgency, agency);
            verifier.movements = vec![(agency, cycle.campaign)];
            let all = tx.all_organisations().await?;
            let mut steps = Vec::new();
            for (number, unit) in units.iter().enumerate() {
                let unit = all.iter().find(|one| one.id.0 == *unit).expect("a unit");
                let clerk = actor(filling, Role::UnitHead, unit.id);
                let counts = figures_of(number, criteria);
                steps.push(final_report((&cycle, unit, set), &counts, (&clerk, &verifier), at).expect("a report"));
            }
            tx.add_reports(steps).await
        });
        work.await.expect("final reports");
    }

    /// Publishes a cycle, and returns the board of the communes.
    ///
    /// # Panics
    /// If it is refused.
    pub async fn release(&self, place: usize) -> String {
        let cycle = self.cycles.get(place).expect("a cycle");
        let request = self.http.post(format!("{}/v1/cycles/{cycle}/releases", self.url())).bearer_auth(&self.standing);
        let release = answer(request.json(&json!({})).send().await.expect("an answer")).await;
        let boards = release["boards"].as_array().cloned().unwrap_or_default();
        let board = boards.iter().find(|board| board["tier"] == "COMMUNE").and_then(|board| board["board"].as_str());
        board.expect("a board").to_owned()
    }

    async fn me(&self, token: &str) -> AccountId {
        let request = self.http.get(format!("{}/v1/me", self.url())).bearer_auth(token);
        let me = answer(request.send().await.expect("an answer")).await;
        AccountId(me["account"].as_str().and_then(|id| id.parse().ok()).expect("an account"))
    }

    /// Reads as the account that fills in figures.
    ///
    /// # Panics
    /// If the request is refused.
    pub async fn get(&self, path: &str) -> Value {
        let request = self.http.get(format!("{}{path}", self.url())).bearer_auth(&self.token);
        answer(request.send().await.expect("an answer")).await
    }

    /// Sends a body as the account that fills in figures.
    ///
    /// # Panics
    /// If the request is refused.
    pub async fn post(&self, path: &str, body: &Value) -> Value {
        let request = self.http.post(format!("{}{path}", self.url())).bearer_auth(&self.token);
        answer(request.json(body).send().await.expect("an answer")).await
    }

    /// Sends a body as the administrator.
    ///
    /// # Panics
    /// If the request is refused.
    pub async fn post_as_administrator(&self, path: &str, body: &Value) -> Value {
        let request = self.http.post(format!("{}{path}", self.url())).bearer_auth(&self.administrator);
        answer(request.json(body).send().await.expect("an answer")).await
    }

    /// Stops the service.
    ///
    /// # Panics
    /// If it does not stop cleanly.
    pub async fn stop(self) {
        self.running.stop().await.expect("the service stops");
    }

    async fn list(&self, path: &str) -> Vec<Value> {
        let (mut items, mut cursor) = (Vec::new(), String::new());
        loop {
            let page = self.get(&format!("{path}?limit=100{cursor}")).await;
            items.extend(page["items"].as_array().cloned().unwrap_or_default());
            match page["nextCursor"].as_str() {
                Some(next) => cursor = format!("&cursor={next}"),
                None => return items,
            }
        }
    }

    async fn person(&self, username: &str, role: &str, unit: &str) -> String {
        let made = self.post("/v1/accounts", &json!({"username": username, "name": username})).await;
        let account = made["account"]["id"].as_str().expect("an id");
        self.post(&format!("/v1/accounts/{account}/grants"), &json!({"role": role, "organisation": unit})).await;
        made["code"].as_str().expect("a code").to_owned()
    }

    async fn sign_in(&mut self, username: &str, code: &str) {
        let enrolment = json!({"username": username, "code": code, "password": PASSWORD});
        self.http.post(format!("{}/v1/enrolments", self.url())).json(&enrolment).send().await.expect("an enrolment");
        let request = self.http.post(format!("{}/v1/sessions", self.url()));
        let request = request.json(&json!({"username": username, "password": PASSWORD}));
        let session = answer(request.send().await.expect("an answer")).await;
        session["accessToken"].as_str().expect("a token").clone_into(&mut self.token);
    }

    /// Enters communes into the registry, with the codes `xa-0`, `xa-1` and so on.
    async fn found(&self, communes: u32) -> Vec<Uuid> {
        self.enter(0..communes).await
    }

    /// Enters communes with these numbers into the registry, under the domain's rules without HTTP.
    ///
    /// # Panics
    /// If anything fails.
    pub async fn enter(&self, communes: Range<u32>) -> Vec<Uuid> {
        let at = self.running.clock().now();
        let work = self.running.store().write(move |tx| async move {
            let mut units = Vec::new();
            let levels = tx.levels().await?;
            for number in communes {
                let unit = Organisation {
                    id: OrganisationId(Uuid::from_u128(0x0bec_0000_0000_0000 + u128::from(number))),
                    name: format!("Xã số {number}"),
                    level: LevelCode::parse("COMMUNE").expect("a code"),
                    kind: OrganisationKind::PeoplesCommittee,
                    parent: None,
                    codes: vec![Code { scheme: CodeScheme::Slug, value: format!("xa-{number}") }],
                    valid_from: NaiveDate::from_ymd_opt(2000, 1, 1).unwrap_or_default(),
                    valid_to: None,
                    history: UnitHistory::default(),
                    revision: Revision::FIRST,
                };
                let near = Neighbours { level: levels.of(unit.level), ..Neighbours::default() };
                let step = unit.load(near, at).expect("the rules allow it");
                units.push(tx.add_organisation(step).await?.id.0);
            }
            Ok::<Vec<Uuid>, Failure>(units)
        });
        work.await.expect("communes")
    }
}

/// The configuration of a service in a benchmark.
#[must_use]
pub fn config(database: &str, keys: &std::path::Path, page_cache_mib: u64) -> Config {
    Config {
        rehearsal: false,
        database: Address { url: database.to_owned() },
        plan: Some(concat!(env!("CARGO_MANIFEST_DIR"), "/../plans/soc-trang-2021-2025").into()),
        bind: ([127, 0, 0, 1], 0).into(),
        health_bind: None,
        evidence: keys.join("evidence").display().to_string(),
        clamd: None,
        signature_roots: None,
        papers: std::env::var_os(PAPERS_PROGRAM).map(Into::into),
        keys: keys.to_path_buf(),
        public_url: None,
        page_cache_mib,
        remember_callers_seconds: 2,
        // Requests are counted as in production, but never refused.
        public_requests_per_minute: REQUESTS_PER_MINUTE,
        account_requests_per_minute: REQUESTS_PER_MINUTE,
        trusted_proxies: Vec::new(),
        cors_origins: Vec::new(),
        webhook_networks: Vec::new(),
        open_data: Default::default(),
        webhook_names: None,
    }
}

fn actor(account: AccountId, role: Role, unit: OrganisationId) -> Actor {
    let (session, name) = (SessionId(Uuid::nil()), "đo".to_owned());
    Actor { account, session, name, roles: vec![(role, unit)], movements: Vec::new(), client: None }
}

/// A report that was submitted, verified as declared and finalised.
fn final_report(
    (cycle, unit, set): (&Cycle, &Organisation, &CriteriaSet),
    counts: &Value,
    (clerk, verifier): (&Actor, &Actor),
    at: DateTime<Utc>,
) -> Result<Step<Report>, Refusal> {
    let figures: Vec<Figure> = (0..counts.as_array().map_or(0, Vec::len))
        .map(|place| {
            let whole = |name: &str| counts[place][name].as_i64().unwrap_or_default();
            let counts = Counts { numerator: whole("numerator"), denominator: whole("denominator") };
            Figure {
                criterion: format!("X{place}"),
                value: Figured::Counts(counts),
                secret_excluded: false,
                reference: None,
                evidence: Vec::new(),
                note: None,
            }
        })
        .collect();
    let verified = figures.iter().map(|figure| VerifiedFigure {
        criterion: figure.criterion.clone(),
        value: figure.value.clone(),
        reason: None,
    });
    let findings = Findings { figures: verified.collect(), adjustments: Vec::new() };
    let content = Content { figures, narrative: None };
    let group = GroupCode::of_level(unit.level);
    let (cycle_id, unit_id) = (cycle.id, unit.id);
    let participant =
        Participant { cycle: cycle_id, unit: unit_id, group, placed_by: None, exempt: None, left_out: None };
    let place = (cycle, Some(&participant));
    let draft = Report::draft(ReportId(Uuid::now_v7()), place, unit, Some(set), content, clerk, at)?;
    let history = History::default();
    let submitted = draft.into_parts().0.submit((cycle, set, &[]), history, "0".repeat(64), clerk, at)?;
    let verified = submitted.into_parts().0.verify(set, findings, verifier, at)?;
    verified.into_parts().0.finalise(set, &Comparison::default(), verifier, at)
}

async fn answer(response: reqwest::Response) -> Value {
    let (status, text) = (response.status(), response.text().await.expect("a body"));
    assert!(status.is_success(), "{status} {text}");
    serde_json::from_str(&text).unwrap_or_default()
}

/// Six criteria, each a share.
fn criteria() -> Value {
    let text = json!({"vi": "tiêu chí", "en": "criterion"});
    let criterion = |place: usize| {
        json!({"code": format!("X{place}"), "name": text, "source": "đo", "maxPoints": 10, "ratio": {
            "targetPercent": 90, "rule": "THRESHOLD_PROPORTIONAL", "numerator": text, "denominator": text,
            "referenceRequired": false, "evidenceRequired": false, "zeroDenominator": "NOT_APPLICABLE",
            "exemptKinds": []}})
    };
    let criteria: Vec<Value> = (0..CRITERIA).map(criterion).collect();
    json!({"scale": 100, "pointsTotal": 60, "criteria": criteria, "grading": {"bands": [], "lines": [],
        "bonusCap": 0, "penaltyCap": 0, "mayExceedScale": false}})
}

/// A unit's six figures.
#[must_use]
pub fn figures(unit: usize) -> Value {
    figures_of(unit, CRITERIA)
}

/// A unit's figures for so many criteria.
#[must_use]
pub fn figures_of(unit: usize, criteria: usize) -> Value {
    let figure = |place: usize| {
        let denominator = 1 + (unit * 7_919 + place * 104_729) % 1_000;
        json!({"criterion": format!("X{place}"), "numerator": (unit * 31 + place * 17) % (denominator + 1),
            "denominator": denominator})
    };
    (0..criteria).map(figure).collect()
}

/// The median of some times.
#[must_use]
pub fn median(mut times: Vec<Duration>) -> Duration {
    times.sort_unstable();
    times.get(times.len() / 2).copied().unwrap_or_default()
}

/// Prints a result: what was measured, its floor, and the ratio with its target.
pub fn print(what: &str, whole: Duration, floor: Duration, floor_is: &str, target: &str) {
    println!("{what}");
    println!("  whole {:>8} µs", whole.as_micros());
    println!("  floor {:>8} µs   {floor_is}", floor.as_micros());
    let hundredths = whole.as_micros() * 100 / floor.as_micros().max(1);
    println!("  ratio {:>5}.{:02}      target: {target}", hundredths / 100, hundredths % 100);
}
