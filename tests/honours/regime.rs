//! Entry of legal regimes and base salaries.

use e2e::Engine;
use serde_json::{Value, json};

use crate::base::service::Service;
use crate::base::world::{self, World};

fn document() -> Value {
    json!({"number": "1/NĐ-CP", "date": "2026-11-01", "issuer": "Cơ quan thử", "title": "Văn bản thử"})
}

fn regime(code: &str, from: &str) -> Value {
    json!({"code": code, "validFromDate": from,
        "terms": {"documents": [document()], "papers": [], "rounding": "EXACT"}})
}

/// A regime of 2040, from a given day of January.
fn regime_of_2040(day: i32) -> Value {
    let mut body = regime(&format!("MOI-{day}"), &format!("2040-01-0{day}"));
    body["validToDate"] = json!("2040-12-31");
    body
}

/// A base salary of 2040, from a given day of January.
fn salary_of_2040(day: i32) -> Value {
    json!({"dong": 2_000_000 + day, "fromDate": format!("2040-01-0{day}"), "toDate": "2040-12-31",
        "document": document()})
}

/// Rule L39: of many concurrent regimes or base salaries for the same days, one is entered.
pub(crate) async fn l39_of_many_regimes_over_the_same_days_one_is_entered(engine: Engine) {
    let world = World::new(Service::start(engine).await).await;
    for path in ["/v1/regimes", "/v1/base-salaries"] {
        let runners = (1..=8).map(|day| {
            let body = if path == "/v1/regimes" { regime_of_2040(day) } else { salary_of_2040(day) };
            let admin = world.admin.clone();
            tokio::spawn(async move { admin.post(path, &body).await })
        });
        let mut won = 0;
        for runner in runners.collect::<Vec<_>>() {
            let answer = runner.await.expect("a runner");
            if answer.status == 201 {
                won += 1;
            } else {
                assert!(answer.violations().iter().all(|said| said.contains("TIME_TAKEN L39")), "{}", answer.text);
            }
        }
        let listed = world::all(&world.admin, path).await;
        let there = listed.iter().filter(|one| one.to_string().contains("2040-12-31")).count();
        assert_eq!((won, there), (1, 1), "{path}");
    }
    world.service.stop().await;
}

/// Rules L14, L15, L39: an error in a regime is reported at its field, and an implausible year is refused.
pub(crate) async fn l39_a_regime_that_is_wrong_is_refused_where_it_is_wrong(engine: Engine) {
    let world = World::new(Service::start(engine).await).await;
    let refused = async |body: &Value| world.admin.post("/v1/regimes", body).await;
    for year in ["-9999", "0025", "+10000"] {
        let slip = refused(&regime("MOI", &format!("{year}-01-01"))).await;
        assert_eq!((slip.status, slip.violations()), (400, vec!["/validFromDate DAY_OUT_OF_RANGE".to_owned()]));
    }
    let mut slip = json!({"dong": 2_000_000, "fromDate": "2040-01-01", "toDate": "0040-12-31", "document": document()});
    let answer = world.admin.post("/v1/base-salaries", &slip).await;
    assert_eq!(answer.violations(), ["/toDate DAY_OUT_OF_RANGE"]);
    slip["toDate"] = Value::Null;
    slip["document"]["date"] = json!("0030-11-01");
    assert_eq!(world.admin.post("/v1/base-salaries", &slip).await.violations(), ["/document/date DAY_OUT_OF_RANGE"]);
    assert_eq!(world.head.get("/v1/organisations?on=-9999-01-01").await.violations(), ["?on PARAMETER_MALFORMED"]);

    assert_eq!(refused(&regime("A/B", "2040-01-01")).await.violations(), ["/code CODE_MALFORMED"]);
    let taken = refused(&regime("MOI", "2024-06-01")).await;
    assert!(taken.violations().iter().all(|said| said == "/validFromDate TIME_TAKEN L39"), "{}", taken.text);
    let mut twice = regime("MOI", "2040-01-01");
    let paper = json!({"kind": "MINUTES", "occasions": ["ANNUAL"], "subjects": ["COLLECTIVE"]});
    twice["terms"]["papers"] = json!([paper, paper]);
    assert_eq!(refused(&twice).await.violations(), ["/terms/papers/1 PAPER_TWICE"]);

    let asked = world.head.get("/v1/prizes?date=2023-08-01&subjectKind=COLLECTIVE").await;
    assert_eq!((asked.status, asked.violations()), (400, vec!["?form PARAMETER_MISSING".to_owned()]));
    let asked = world.head.get("/v1/prizes?date=2023-02-30&subjectKind=COLLECTIVE").await;
    assert_eq!(asked.violations(), ["?date PARAMETER_MALFORMED"]);

    // A valid regime is entered, ends the previous one, which has no last day, and is readable in the audit trail.
    let made = refused(&regime("MOI", "2040-01-01")).await;
    assert_eq!((made.status, made.header("location")), (201, "/v1/regimes/MOI".to_owned()));
    assert_eq!(world.head.get("/v1/regimes/ND-152-2025").await.ok()["validToDate"], "2039-12-31");
    let salary = json!({"dong": 2_500_000, "fromDate": "2040-01-01", "document": document()});
    world.admin.post("/v1/base-salaries", &salary).await.ok();
    let trail = world::all(&world.auditor, "/v1/audit-entries?concept=BASE_SALARY").await;
    let said = trail.last().expect("an entry").to_string();
    assert!(said.contains("2040-01-01 – …; 2500000 đồng; 1/NĐ-CP"), "{said}");
    world.service.stop().await;
}
