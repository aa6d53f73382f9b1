//! The province of the plan on a day of the plan's own time: its package as it was known then, the agencies that part V
//! of the plan names, and what people do there again and again.

use std::collections::BTreeMap;
use std::path::Path;

use chrono::{DateTime, TimeDelta, Utc};
use e2e::Engine;
use reqwest::Method;
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::base::client::{Answer, Person};
use crate::base::service::{PLAN, Service};
use crate::base::world::{self, all, id};
use crate::edge::plan::copy;
use crate::planning::from_nothing::person;

/// The day of the stories: the reports on 2024 are not due yet, and nobody knows of the mergers of 2025.
pub(crate) const TODAY: &str = "2024-11-25";
/// The moment at which they begin: eight o'clock in the province.
const MOMENT: &str = "2024-11-25T01:00:00Z";
/// The day that the reports of a year are due in the stories; the plan wants them before 10 December.
const DUE: &str = "2024-12-05";

/// Cơ quan thường trực (V.1).
pub(crate) const STANDING: &str = "so-thong-tin-truyen-thong";
/// Cơ quan thường trực Hội đồng Thi đua - Khen thưởng tỉnh (V.2).
pub(crate) const APPRAISAL: &str = "so-noi-vu";
/// Ủy ban Mặt trận Tổ quốc Việt Nam tỉnh (V.3).
pub(crate) const FRONT: &str = "mttq-tinh";
/// Đài Phát thanh và Truyền hình (V.5).
pub(crate) const RADIO: &str = "dai-phat-thanh-truyen-hinh";
/// Báo Sóc Trăng (V.5).
pub(crate) const NEWSPAPER: &str = "bao-soc-trang";
/// A department: Sở Y tế.
pub(crate) const HEALTH: &str = "so-y-te";
/// A district: Huyện Kế Sách.
pub(crate) const DISTRICT: &str = "943";
/// Another district: Huyện Châu Thành.
pub(crate) const OTHER_DISTRICT: &str = "942";
/// A commune of the first district: Thị trấn Kế Sách.
pub(crate) const COMMUNE: &str = "31528";

/// A file of the plan's package.
pub(crate) fn package(file: &str) -> Value {
    read(Path::new(PLAN), file)
}

fn read(folder: &Path, file: &str) -> Value {
    serde_json::from_str(&std::fs::read_to_string(folder.join(file)).expect("a file")).expect("JSON")
}

/// Writes a file of a package.
pub(crate) fn write(folder: &Path, file: &str, content: &Value) {
    std::fs::write(folder.join(file), serde_json::to_string_pretty(content).expect("JSON")).expect("a file");
}

/// A copy of the plan's package as it was known on the day of the stories: what ended later has no end, and who took a
/// function over later does not hold it.
pub(crate) fn as_known() -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    copy(Path::new(PLAN), folder.path());
    let place = folder.path().join("units.csv");
    let mut units = String::new();
    for line in std::fs::read_to_string(&place).expect("units").lines() {
        let (rest, last) = line.rsplit_once(',').expect("columns");
        let later = last.starts_with("20") && TODAY < last;
        units.push_str(&format!("{rest},{}\n", if later { "" } else { last }));
    }
    std::fs::write(&place, units).expect("a file");
    let mut functions = read(folder.path(), "functions.json");
    for function in functions.as_array_mut().expect("functions") {
        let holders = function["holders"].as_array_mut().expect("holders");
        holders.retain(|holder| holder["from"].as_str().is_some_and(|from| from <= TODAY));
        for holder in holders {
            if holder.get("to").and_then(Value::as_str).is_some_and(|to| TODAY < to) {
                holder.as_object_mut().expect("a holder").remove("to");
            }
        }
    }
    write(folder.path(), "functions.json", &functions);
    folder
}

/// A document of the province, written before the day of the stories.
pub(crate) fn document(number: &str, title: &str) -> Value {
    json!({"number": number, "date": "2024-11-18", "issuer": "UBND tỉnh Sóc Trăng", "title": title})
}

/// A share that a unit declares.
pub(crate) fn share(criterion: &str, numerator: i64, denominator: i64) -> Value {
    json!({"criterion": criterion, "numerator": numerator, "denominator": denominator})
}

/// A share of which files or documents within state secrets are left out.
pub(crate) fn attested(criterion: &str, numerator: i64, denominator: i64) -> Value {
    json!({"criterion": criterion, "numerator": numerator, "denominator": denominator, "secretExcluded": true})
}

/// A share with its evidence.
pub(crate) fn proven(criterion: &str, numerator: i64, denominator: i64) -> Value {
    json!({"criterion": criterion, "numerator": numerator, "denominator": denominator,
        "evidence": [document("7/BC", "Báo cáo kết quả chuyển đổi số")]})
}

/// What a department declares that reaches every target of IV.1.a, of so many eligible procedures.
pub(crate) fn of_province(procedures: i64) -> Value {
    let mut online = proven("P1", procedures, 100);
    online["reference"] = document("21/QĐ-UBND", "Danh mục thủ tục hành chính đủ điều kiện");
    json!([online, attested("P2", 900, 1000), attested("P3", 1000, 1000), proven("P4", 10, 10), proven("P5", 5, 10)])
}

/// What a district declares that reaches every target of IV.1.b, with so many of 1000 files.
pub(crate) fn of_district(files: i64) -> Value {
    json!([attested("H1", files, 1000), attested("H2", 1000, 1000), proven("H3", 50, 50)])
}

/// What a commune declares that reaches every target of IV.1.c, with so many of 12 products.
pub(crate) fn of_commune(products: i64) -> Value {
    json!([attested("X1", 600, 1000), attested("X2", 1000, 1000), proven("X3", 20, 20), proven("X4", products, 12)])
}

/// Who acts in the name of the agencies.
pub(crate) struct Province {
    pub(crate) service: Service,
    pub(crate) admin: Person,
    /// Of the standing agency.
    pub(crate) standing: Person,
    /// Of the appraisal agency.
    pub(crate) appraisal: Person,
    /// The clerk who enters what the Chair has signed.
    pub(crate) chair: Person,
    /// The movement of the plan.
    pub(crate) campaign: String,
    units: BTreeMap<String, Value>,
    cycles: BTreeMap<String, String>,
}

impl Province {
    pub(crate) async fn begin(engine: Engine) -> Self {
        let folder = as_known();
        let service = Service::start_told(engine, |config| config.plan = Some(folder.path().into())).await;
        let moment: DateTime<Utc> = MOMENT.parse().expect("a moment");
        service.running().clock().pass(moment - Utc::now());
        let (store, now) = (service.running().store(), service.running().clock().now());
        let code = api::bootstrap(store, None, "admin".to_owned(), "Quản trị".to_owned(), now).await;
        world::enrol(&service, "admin", &code.expect("the first account")).await;
        let admin = world::sign_in(&service, "admin").await;
        let units: BTreeMap<String, Value> = all(&admin, "/v1/organisations")
            .await
            .into_iter()
            .map(|unit| (unit["codes"][0]["value"].as_str().expect("a code").to_owned(), unit))
            .collect();
        let cycles = all(&admin, "/v1/cycles")
            .await
            .into_iter()
            .map(|cycle| (cycle["code"].as_str().expect("a code").to_owned(), id(&cycle)))
            .collect();
        let campaign = id(&all(&admin, "/v1/campaigns").await[0]);
        let seat = |code: &str| id(&units[code]);
        let standing = person(&service, &admin, "standing", "STANDING_AGENCY", &seat(STANDING)).await;
        let appraisal = person(&service, &admin, "appraisal", "APPRAISAL_AGENCY", &seat(APPRAISAL)).await;
        let chair = person(&service, &admin, "chair", "DECISION_AUTHORITY", &seat("van-phong-ubnd")).await;
        Self { service, admin, standing, appraisal, chair, campaign, units, cycles }
    }

    /// A unit's identifier.
    pub(crate) fn unit(&self, code: &str) -> String {
        id(&self.units[code])
    }

    /// A unit's name.
    pub(crate) fn name(&self, code: &str) -> Value {
        self.units[code]["name"].clone()
    }

    /// How many units of a level exist today.
    pub(crate) fn living(&self, level: &str) -> usize {
        let lives = |unit: &&Value| unit["level"] == level && unit["validToDate"].is_null();
        self.units.values().filter(lives).count()
    }

    /// A cycle of the plan.
    pub(crate) fn cycle(&self, code: &str) -> &str {
        &self.cycles[code]
    }

    /// Today in the province.
    pub(crate) fn today(&self) -> String {
        self.ahead(0)
    }

    /// So many days after today, or before it.
    pub(crate) fn ahead(&self, days: i64) -> String {
        let now = self.service.running().clock().now() + TimeDelta::hours(7) + TimeDelta::days(days);
        now.date_naive().to_string()
    }

    /// Lets days pass; who acts afterwards signs in again.
    pub(crate) async fn pass(&mut self, days: i64) {
        self.service.running().clock().pass(TimeDelta::days(days));
        self.standing = world::sign_in(&self.service, "standing").await;
        self.appraisal = world::sign_in(&self.service, "appraisal").await;
        self.chair = world::sign_in(&self.service, "chair").await;
    }

    /// Somebody with a role in a unit.
    pub(crate) async fn one(&self, role: &str, code: &str) -> Person {
        let username = format!("{}.{code}", role.to_lowercase());
        person(&self.service, &self.admin, &username, role, &self.unit(code)).await
    }

    /// The head of a unit.
    pub(crate) async fn head(&self, code: &str) -> Person {
        self.one("UNIT_HEAD", code).await
    }

    /// Issues the criteria of part IV.1 for one kind of cycle, each set under its document.
    pub(crate) async fn issue_sets(&self, kind: &str) {
        let sets = all(&self.standing, &format!("/v1/criteria-sets?cycleKind={kind}")).await;
        assert_eq!(sets.len(), 5, "provincial, district, commune, enterprises, individuals");
        for (place, set) in sets.iter().enumerate() {
            let mut document = document(&format!("{place}/QĐ-STTTT-{kind}"), "Ban hành bộ tiêu chí thi đua");
            document["issuer"] = json!("Sở Thông tin và Truyền thông");
            let path = format!("/v1/criteria-sets/{}/publication", id(set));
            self.standing.post(&path, &json!({"document": document})).await.ok();
        }
    }

    /// Opens the year 2024.
    pub(crate) async fn open_year(&self) -> String {
        self.issue_sets("ANNUAL").await;
        let cycle = self.cycle("2024").to_owned();
        self.standing.post(&format!("/v1/cycles/{cycle}/opening"), &json!({"dueDate": DUE})).await.ok();
        cycle
    }

    /// Opens a review under the document that sets it.
    pub(crate) async fn open_review(&self, code: &str, kind: &str) -> String {
        self.issue_sets(kind).await;
        let cycle = self.cycle(code).to_owned();
        let mut order = document(&format!("{code}/KH-UBND"), "Sơ kết, tổng kết phong trào thi đua");
        order["date"] = json!(self.today());
        let body = json!({"dueDate": self.ahead(30), "order": {"document": order, "signer": "Chủ tịch UBND tỉnh"}});
        self.standing.post(&format!("/v1/cycles/{cycle}/opening"), &body).await.ok();
        cycle
    }

    /// A report that its head has handed in.
    pub(crate) async fn file(&self, head: &Person, cycle: &str, code: &str, figures: &Value) -> String {
        let body = json!({"cycle": cycle, "organisation": self.unit(code), "figures": figures});
        let report = id(&head.post("/v1/reports", &body).await.ok());
        head.step(&format!("/v1/reports/{report}/submission")).await.ok();
        report
    }

    /// The standing agency finds a report as it was declared, and makes its score final.
    pub(crate) async fn settle(&self, report: &str) -> Value {
        self.standing.step(&format!("/v1/reports/{report}/verification-as-declared")).await.ok();
        self.standing.step(&format!("/v1/reports/{report}/finalisation")).await.ok()
    }

    /// A report that is handed in and final.
    pub(crate) async fn reported(&self, head: &Person, cycle: &str, code: &str, figures: &Value) -> String {
        let report = self.file(head, cycle, code, figures).await;
        self.settle(&report).await;
        report
    }

    /// Publishes what is final.
    pub(crate) async fn release(&self, cycle: &str) -> Value {
        self.standing.post(&format!("/v1/cycles/{cycle}/releases"), &json!({})).await.ok()
    }

    /// The newest board of a group, as everybody reads it.
    pub(crate) async fn board(&self, cycle: &str, group: &str) -> Value {
        self.service.anybody().get(&format!("/v1/public/cycles/{cycle}/boards/{group}")).await.ok()
    }

    /// Begins a nomination.
    pub(crate) async fn begin_nomination(&self, by: &Person, cycle: &str, code: &str, dossier: &Value) -> Answer {
        let body = json!({"cycle": cycle, "organisation": self.unit(code), "dossier": dossier});
        by.post("/v1/nominations", &body).await
    }

    /// Begins a nomination on an occasion that is not the year's.
    pub(crate) async fn nominate_on(
        &self,
        by: &Person,
        occasion: &str,
        about: (&str, &str),
        dossier: &Value,
    ) -> Answer {
        let (cycle, code) = about;
        let unit = self.unit(code);
        let body = json!({"cycle": cycle, "organisation": unit, "occasion": occasion, "dossier": dossier});
        by.post("/v1/nominations", &body).await
    }

    /// Takes a step in a nomination.
    pub(crate) async fn step(&self, by: &Person, nomination: &str, noun: &str, body: &Value) -> Answer {
        if noun == "submission" {
            world::keep_papers(by, nomination).await;
        }
        by.post(&format!("/v1/nominations/{nomination}/{noun}"), body).await
    }

    /// From the unit over the standing agency to the appraisal agency, which finds the nominee eligible.
    pub(crate) async fn appraise(&self, head: &Person, nomination: &str) {
        let none = json!({});
        self.step(head, nomination, "submission", &none).await.ok();
        self.step(&self.standing, nomination, "receipt", &none).await.ok();
        self.step(&self.standing, nomination, "forwarding", &none).await.ok();
        self.step(&self.appraisal, nomination, "appraisal", &json!({"eligible": true})).await.ok();
    }

    /// A nomination that lies with the Chair.
    pub(crate) async fn presented(&self, head: &Person, cycle: &str, code: &str, dossier: &Value) -> String {
        let nomination = id(&self.begin_nomination(head, cycle, code, dossier).await.ok());
        self.appraise(head, &nomination).await;
        self.step(&self.appraisal, &nomination, "presentation", &json!({})).await.ok();
        nomination
    }

    /// A decision of the Chair, of today.
    pub(crate) async fn decide(&self, number: i64, nominations: &[&str]) -> Value {
        let mut decision = world::decision(number, nominations);
        decision["date"] = json!(self.today());
        self.chair.post("/v1/decisions", &decision).await.ok()
    }

    /// Makes a decision public.
    pub(crate) async fn announce(&self, decision: &Value) {
        world::keep_decision(&self.chair, &id(decision)).await;
        self.standing.step(&format!("/v1/decisions/{}/publication", id(decision))).await.ok();
    }

    /// The terms of a round of commendation, under their document.
    pub(crate) async fn round(&self, cycle: &str, mut terms: Value) {
        terms["document"] = document("88/KH-UBND", "Kế hoạch khen thưởng");
        self.standing.post("/v1/rounds", &json!({"cycle": cycle, "terms": terms})).await.ok();
    }

    /// Records an activity of mobilisation.
    pub(crate) async fn mobilise(&self, by: &Person, code: &str, content: &Value) -> Answer {
        let body = json!({"campaign": self.campaign, "organisation": self.unit(code), "content": content});
        by.post("/v1/mobilisations", &body).await
    }

    /// Proposes a good practice.
    pub(crate) async fn propose(&self, by: &Person, code: &str, content: &Value) -> Answer {
        let body = json!({"campaign": self.campaign, "organisation": self.unit(code), "content": content});
        by.post("/v1/practices", &body).await
    }

    /// A practice that both agencies reviewed and the standing agency published; the role model's identifier.
    pub(crate) async fn spread(&self, practice: &Value) -> String {
        let place = format!("/v1/practices/{}", id(practice));
        let yes = json!({"inFavour": true, "reason": "Mô hình hiệu quả, nên nhân rộng"});
        for agency in [&self.appraisal, &self.standing] {
            agency.post(&format!("{place}/review"), &yes).await.ok();
        }
        let published = self.standing.step(&format!("{place}/publication")).await.ok();
        published["roleModel"].as_str().expect("a role model").to_owned()
    }

    /// Sends a body with `PUT`, where nothing was there before.
    pub(crate) async fn set(&self, by: &Person, path: &str, body: &Value) -> Answer {
        by.send(Method::PUT, path, &[], Some(body.to_string().into_bytes())).await
    }
}

/// An activity of mobilisation on a day of the year: its form, and how many it reached.
pub(crate) fn activity(form: &str, participants: i64, contents: &[i64]) -> Value {
    json!({"form": form, "fromDate": "2024-10-10", "toDate": "2024-10-10", "participants": participants,
        "text": "Tuyên truyền, vận động người dân dùng dịch vụ công trực tuyến", "contents": contents})
}

/// A good practice in a field of the plan.
pub(crate) fn practice(title: &str, field: &str, contents: &[i64]) -> Value {
    json!({"title": title, "summary": "Tổ công nghệ số cộng đồng đến từng ấp", "field": field, "contents": contents,
        "description": "Lập 12 tổ, tập huấn hai buổi, trực tại nhà văn hóa ấp",
        "results": [{"name": "Hồ sơ trực tuyến", "unitOfMeasure": "hồ sơ", "before": 120, "after": 980}]})
}

/// Names of a list of the service.
pub(crate) fn titles(list: &[Value]) -> Vec<&str> {
    list.iter().map(|one| one["title"].as_str().expect("a title")).collect()
}
