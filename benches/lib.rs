//! What the benchmarks share: a service with a country's communes, on a database of its own; see `README.md`.
#![expect(clippy::indexing_slicing, reason = "a JSON value answers null for what it does not hold")]

use std::time::Duration;

use api::clock::Clock;
use api::config::{Config, Database as Address};
use api::server::{self, Running};
use chrono::NaiveDate;
use domain::ids::{OrganisationId, Revision};
use domain::organisation::{Code, CodeScheme, Organisation, OrganisationKind, Tier, UnitHistory};
use e2e::{Database, Engine};
use persistence::failure::Failure;
use serde_json::{Value, json};
use uuid::Uuid;

/// As many criteria as a commune's plan may have.
pub const CRITERIA: usize = 6;

const PASSWORD: &str = "một mật khẩu chỉ để đo";

/// A running service, and somebody signed in who fills in figures for every unit.
#[derive(Debug)]
pub struct Bench {
    running: Running,
    http: reqwest::Client,
    token: String,
    cycles: Vec<String>,
    units: Vec<Uuid>,
    database: Database,
    _keys: tempfile::TempDir,
}

impl Bench {
    /// Starts a service with so many communes, each measured by six shares, and opens every cycle.
    ///
    /// # Panics
    /// If anything of it fails: there is nothing to measure then.
    pub async fn start(engine: Engine, communes: u32) -> Self {
        let (database, keys) = (Database::create(engine), tempfile::TempDir::new().expect("a folder"));
        let config = Config {
            database: Address { url: database.url().to_owned() },
            bind: ([127, 0, 0, 1], 0).into(),
            evidence: keys.path().join("evidence").display().to_string(),
            clamd: None,
            keys: keys.path().to_path_buf(),
            public_url: None,
        };
        let running = server::start(&config, Clock::default()).await.expect("the service starts");
        let http = reqwest::Client::new();
        let mut bench =
            Self { running, http, token: String::new(), cycles: Vec::new(), units: Vec::new(), database, _keys: keys };
        let code = api::bootstrap(
            bench.running.store(),
            "admin".to_owned(),
            "Quản trị".to_owned(),
            bench.running.clock().now(),
        )
        .await
        .expect("an administrator");
        bench.sign_in("admin", &code).await;
        let units = bench.list("/v1/organisations").await;
        let seat = |code: &str| {
            let found = units.iter().find(|unit| unit["codes"][0]["value"] == code);
            found.and_then(|unit| unit["id"].as_str()).expect("a unit of the seed").to_owned()
        };
        let (agency, source) = (seat("so-thong-tin-truyen-thong"), seat("so-khoa-hoc-cong-nghe"));
        let today = (bench.running.clock().now() + chrono::TimeDelta::hours(7)).date_naive();
        let function = json!({"function": "DATA_SOURCE", "organisation": source, "fromDate": today,
            "document": {"number": "1/QĐ", "date": "2024-01-01", "issuer": "UBND tỉnh", "title": "Giao dữ liệu"}});
        bench.post("/v1/functions", &function).await;
        let standing = bench.person("standing", "STANDING_AGENCY", &agency).await;
        let filling = bench.person("source", "DATA_SOURCE", &source).await;
        bench.sign_in("standing", &standing).await;
        let campaign = bench.list("/v1/campaigns").await.first().map(|one| one["id"].clone()).expect("a campaign");
        let set = json!({"campaign": campaign, "cycleKind": "ANNUAL", "tier": "COMMUNE", "content": criteria()});
        bench.post("/v1/criteria-sets", &set).await;
        for cycle in bench.list("/v1/cycles").await.iter().filter(|cycle| cycle["kind"] == "ANNUAL") {
            let (id, code) = (cycle["id"].as_str().expect("an id"), cycle["code"].as_str().expect("a code"));
            bench.post(&format!("/v1/cycles/{id}/opening"), &json!({"dueDate": format!("{code}-11-30")})).await;
            bench.cycles.push(id.to_owned());
        }
        bench.sign_in("source", &filling).await;
        bench.units = bench.found(communes).await;
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

    /// The token of whoever fills in figures.
    #[must_use]
    pub fn token(&self) -> &str {
        &self.token
    }

    /// Reads something.
    ///
    /// # Panics
    /// If it is refused.
    pub async fn get(&self, path: &str) -> Value {
        let request = self.http.get(format!("{}{path}", self.url())).bearer_auth(&self.token);
        answer(request.send().await.expect("an answer")).await
    }

    /// Sends something.
    ///
    /// # Panics
    /// If it is refused.
    pub async fn post(&self, path: &str, body: &Value) -> Value {
        let request = self.http.post(format!("{}{path}", self.url())).bearer_auth(&self.token);
        answer(request.json(body).send().await.expect("an answer")).await
    }

    /// Ends the service.
    ///
    /// # Panics
    /// If it does not end well.
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

    /// Enters communes into the registry, `xa-0` and on.
    async fn found(&self, communes: u32) -> Vec<Uuid> {
        let at = self.running.clock().now();
        let work = self.running.store().write(move |tx| async move {
            let mut units = Vec::new();
            for number in 0..communes {
                let unit = Organisation {
                    id: OrganisationId(Uuid::from_u128(0x0bec_0000_0000_0000 + u128::from(number))),
                    name: format!("Xã số {number}"),
                    tier: Tier::Commune,
                    kind: OrganisationKind::PeoplesCommittee,
                    parent: None,
                    codes: vec![Code { scheme: CodeScheme::Slug, value: format!("xa-{number}") }],
                    valid_from: NaiveDate::from_ymd_opt(2000, 1, 1).unwrap_or_default(),
                    valid_to: None,
                    history: UnitHistory::default(),
                    revision: Revision::FIRST,
                };
                units.push(tx.add_organisation(unit.register(at)).await?.id.0);
            }
            Ok::<Vec<Uuid>, Failure>(units)
        });
        work.await.expect("communes")
    }
}

async fn answer(response: reqwest::Response) -> Value {
    let (status, text) = (response.status(), response.text().await.expect("a body"));
    assert!(status.is_success(), "{status} {text}");
    serde_json::from_str(&text).unwrap_or_default()
}

/// Six shares.
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
    let figure = |place: usize| {
        let denominator = 1 + (unit * 7_919 + place * 104_729) % 1_000;
        json!({"criterion": format!("X{place}"), "numerator": (unit * 31 + place * 17) % (denominator + 1),
            "denominator": denominator})
    };
    (0..CRITERIA).map(figure).collect()
}

/// The middle one of some times.
#[must_use]
pub fn median(mut times: Vec<Duration>) -> Duration {
    times.sort_unstable();
    times.get(times.len() / 2).copied().unwrap_or_default()
}

/// Times as the benchmarks print them: what was measured, its floor, and the ratio with its target.
pub fn print(what: &str, whole: Duration, floor: Duration, floor_is: &str, target: &str) {
    println!("{what}");
    println!("  whole {:>8} µs", whole.as_micros());
    println!("  floor {:>8} µs   {floor_is}", floor.as_micros());
    let hundredths = whole.as_micros() * 100 / floor.as_micros().max(1);
    println!("  ratio {:>5}.{:02}      target: {target}", hundredths / 100, hundredths % 100);
}
