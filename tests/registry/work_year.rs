//! Working days, by the work years that were entered.

use e2e::Engine;
use serde_json::json;

use crate::base::service::Service;
use crate::base::world::World;

/// Rule L43, with invented days.
pub(crate) async fn l43_found_e11_working_days_are_counted_by_years_that_were_entered(engine: Engine) {
    let world = World::new(Service::start(engine).await).await;
    let ask = "/v1/due-dates?fromDate=2031-01-24&workingDays=1";
    let missing = world.head.get(ask).await;
    assert_eq!((missing.problem(), missing.rule()), ((409, "WORK_YEAR_MISSING".to_owned()), "L43".to_owned()));
    // Found: a year that nobody has entered is no state of anything; the answer says who has to enter it.
    let told = missing.json();
    assert!(told["type"].as_str().is_some_and(|kind| kind.ends_with("/problems/not-prepared")), "{told}");
    assert!(missing.text.contains("2031"), "{told}");
    let document = json!({"number": "1/TB", "date": "2026-11-01", "issuer": "Cơ quan thử", "title": "Lịch nghỉ thử"});
    let off = |date: &str| json!({"date": date, "name": "nghỉ thử"});
    let days = json!({"holidays": [off("2031-01-27"), off("2031-01-28")], "documents": [document]});
    let year = json!({"year": 2031, "days": days});
    assert_eq!(world.standing.post("/v1/work-years", &year).await.status, 403);
    let entered = world.admin.post("/v1/work-years", &year).await;
    assert_eq!((entered.status, entered.header("location").as_str()), (201, "/v1/work-years/2031"));
    assert_eq!(world.admin.post("/v1/work-years", &year).await.problem(), (409, "WORK_YEAR_EXISTS".to_owned()));
    assert_eq!(world.head.get(ask).await.ok()["dueDate"], "2031-01-29", "Friday, a weekend, two days off");
    let mut changed = days.clone();
    changed["workingDays"] = json!([{"date": "2031-01-25", "name": "làm bù thử"}]);
    let path = "/v1/work-years/2031";
    world.admin.put(path, "\"1\"", &changed).await.ok();
    assert_eq!(world.admin.put(path, "\"1\"", &changed).await.problem(), (412, "STALE".to_owned()));
    assert_eq!(world.head.get(ask).await.ok()["dueDate"], "2031-01-25", "a Saturday that is worked");
    changed["workingDays"][0]["date"] = "2031-01-24".into();
    let refused = world.admin.put(path, "\"2\"", &changed).await;
    assert_eq!(refused.violations(), ["/workingDays/0/date DAY_UNFIT L43"]);
    let far = world.head.get("/v1/due-dates?fromDate=2031-12-30&workingDays=9").await;
    assert_eq!(far.problem(), (409, "WORK_YEAR_MISSING".to_owned()), "the next year has not been entered");
    assert_eq!(world.head.get("/v1/due-dates?fromDate=2031-01-24&workingDays=1001").await.status, 400);
    world.service.stop().await;
}
