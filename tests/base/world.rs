//! The data that a story needs before it begins, created over HTTP as users would.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::base::client::{Answer, Person};
use crate::base::service::Service;

pub(crate) const PASSWORD: &str = "một mật khẩu chỉ để thử";

/// The code of the standing agency, which also holds the administrator's function, on the day of the tests.
pub(crate) const AGENCY: &str = "so-khoa-hoc-cong-nghe";

/// The code of the unit that is a press agency in the stories: those of the plan ended in April 2025.
pub(crate) const PRESS: &str = "so-van-hoa-the-thao-du-lich";

/// The bytes of every paper in the stories: a PDF of one page, without a signature.
pub(crate) const PAPER: &[u8] = include_bytes!("../fixtures/signed_papers/11-unsigned.pdf");

/// Their hash, which the papers of the stories and the examples of the contract declare.
pub(crate) const PAPER_SHA256: &str = "daa690c67567da86b8d6094fd20905be24728596d07f83a1f7164f6c38ce8892";

/// One signed-in caller for each role, and the identifiers that the stories use.
pub(crate) struct World {
    pub(crate) service: Service,
    pub(crate) admin: Person,
    pub(crate) editor: Person,
    pub(crate) head: Person,
    /// Head of another unit.
    pub(crate) stranger: Person,
    pub(crate) standing: Person,
    pub(crate) appraisal: Person,
    pub(crate) decision: Person,
    pub(crate) auditor: Person,
    /// A person of a press agency.
    pub(crate) media: Person,
    /// The unit of editor and head: Huyện Kế Sách.
    pub(crate) unit: String,
    /// The stranger's unit: Huyện Châu Thành.
    pub(crate) other: String,
    /// Units by code.
    pub(crate) units: BTreeMap<String, Value>,
    /// Cycles by code.
    pub(crate) cycles: BTreeMap<String, String>,
    /// Accounts by user name.
    pub(crate) accounts: BTreeMap<String, String>,
}

pub(crate) async fn sign_in(service: &Service, username: &str) -> Person {
    let answer =
        service.anybody().post("/v1/sessions", &json!({"username": username, "password": PASSWORD})).await.ok();
    Person::new(service.url(), Some(answer["accessToken"].as_str().expect("a token").to_owned()))
}

pub(crate) async fn enrol(service: &Service, username: &str, code: &str) {
    let body = json!({"username": username, "code": code, "password": PASSWORD});
    let answer = service.anybody().post("/v1/enrolments", &body).await;
    assert_eq!(answer.status, 204, "{}", answer.text);
}

/// Follows `nextCursor` to the end.
pub(crate) async fn all(person: &Person, path: &str) -> Vec<Value> {
    let (mut items, mut cursor) = (Vec::new(), String::new());
    loop {
        let joint = if path.contains('?') { '&' } else { '?' };
        let page = person.get(&format!("{path}{joint}limit=100{cursor}")).await.ok();
        items.extend(page["items"].as_array().expect("items").clone());
        match page["nextCursor"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => return items,
        }
    }
}

/// Where the bytes of a paper are uploaded.
pub(crate) fn paper_place(owner: &str, of: &str, kind: Option<&str>, name: &str) -> String {
    let kind = kind.map(|kind| format!("&kind={kind}")).unwrap_or_default();
    let name: String = name.bytes().map(|byte| format!("%{byte:02X}")).collect();
    format!("/v1/paper-files?owner={owner}&of={of}{kind}&name={name}")
}

/// Uploads the bytes of every paper of a dossier that lacks them, as far as the caller may.
pub(crate) async fn keep_papers(person: &Person, nomination: &str) {
    let shown = person.get(&format!("/v1/nominations/{nomination}")).await;
    if shown.status != 200 {
        return;
    }
    for paper in shown.json()["papers"].as_array().expect("papers") {
        if paper["bytes"] == "NOT_KEPT" {
            let place = paper_place("NOMINATION", nomination, paper["kind"].as_str(), "giay-to.pdf");
            person.upload(&place, PAPER).await;
        }
    }
}

/// Uploads the signed file of a decision, if it is not there.
pub(crate) async fn keep_decision(authority: &Person, decision: &str) {
    authority.upload(&paper_place("DECISION", decision, None, "quyet-dinh.pdf"), PAPER).await;
}

pub(crate) fn id(value: &Value) -> String {
    value["id"].as_str().expect("an id").to_owned()
}

impl World {
    pub(crate) async fn new(service: Service) -> Self {
        // By the seed, these units end in 2025 or before; in the stories they go on, because who has ended does not act.
        for code in ["943", "942"] {
            let goes_on = format!("UPDATE organisation SET valid_to = NULL WHERE codes LIKE '%\"{code}\"%'");
            service.tamper("organisation", &goes_on);
        }
        let now = service.running().clock().now();
        let code = api::bootstrap(service.running().store(), None, "admin".to_owned(), "Quản trị".to_owned(), now)
            .await
            .expect("a first administrator");
        enrol(&service, "admin", &code).await;
        let admin = sign_in(&service, "admin").await;
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
        let seat = |code: &str| id(&units[code]);
        let function = json!({"function": "MEDIA_PARTNER", "organisation": seat(PRESS),
            "fromDate": (now + chrono::TimeDelta::hours(7)).date_naive(), "document": {"number": "6/QĐ-UBND",
                "date": "2025-04-14", "issuer": "UBND tỉnh", "title": "Giao nhiệm vụ tuyên truyền"}});
        admin.post("/v1/functions", &function).await.ok();
        let mut people = Vec::new();
        let mut accounts = BTreeMap::new();
        for (username, name, role, unit) in [
            ("editor", "Nguyễn Văn Nhập", "UNIT_EDITOR", "943"),
            ("head", "Trần Thị Trưởng", "UNIT_HEAD", "943"),
            ("stranger", "Lê Văn Khác", "UNIT_HEAD", "942"),
            ("standing", "Phạm Thị Thường Trực", "STANDING_AGENCY", AGENCY),
            ("appraisal", "Võ Văn Thẩm Định", "APPRAISAL_AGENCY", "so-noi-vu"),
            ("decision", "Đặng Thị Văn Phòng", "DECISION_AUTHORITY", "van-phong-ubnd"),
            ("auditor", "Bùi Văn Thanh Tra", "AUDITOR", "thanh-tra-tinh"),
            ("media", "Hồ Thị Phóng Viên", "MEDIA_PARTNER", PRESS),
        ] {
            let made = admin.post("/v1/accounts", &json!({"username": username, "name": name})).await.ok();
            let account = id(&made["account"]);
            let grant = json!({"role": role, "organisation": seat(unit)});
            admin.post(&format!("/v1/accounts/{account}/grants"), &grant).await.ok();
            enrol(&service, username, made["code"].as_str().expect("a code")).await;
            people.push(sign_in(&service, username).await);
            accounts.insert(username.to_owned(), account);
        }
        let [editor, head, stranger, standing, appraisal, decision, auditor, media] =
            <[Person; 8]>::try_from(people).expect("eight people");
        let (unit, other) = (seat("943"), seat("942"));
        Self {
            service,
            admin,
            editor,
            head,
            stranger,
            standing,
            appraisal,
            decision,
            auditor,
            media,
            unit,
            other,
            units,
            cycles,
            accounts,
        }
    }

    pub(crate) fn cycle(&self, code: &str) -> &str {
        &self.cycles[code]
    }

    /// Opens a cycle, after the sets that it binds were issued.
    pub(crate) async fn open(&self, code: &str) -> String {
        self.issue_sets().await;
        let cycle = self.cycle(code).to_owned();
        let body = json!({"dueDate": format!("{code}-11-30")});
        self.standing.post(&format!("/v1/cycles/{cycle}/opening"), &body).await.ok();
        cycle
    }

    /// Issues every annual criteria set that is not issued yet.
    pub(crate) async fn issue_sets(&self) {
        let sets = all(&self.standing, "/v1/criteria-sets?cycleKind=ANNUAL").await;
        let drafts = sets.into_iter().enumerate().filter(|(_, set)| set["state"] == "PROVISIONAL");
        for (number, set) in drafts {
            let body = json!({"document": {
                "number": format!("{}/QĐ-STTTT", 10 + number), "date": "2024-01-10",
                "issuer": "Sở Thông tin và Truyền thông", "title": "Ban hành bộ tiêu chí",
            }});
            self.standing.post(&format!("/v1/criteria-sets/{}/publication", id(&set)), &body).await.ok();
        }
    }

    /// Makes every work year that the clocks of a test may reach one without holidays, those of the seed included.
    pub(crate) async fn enter_years(&self) {
        let year: i32 = today()[..4].parse().expect("a year");
        let document = json!({"number": "5/KH", "date": "2024-01-15", "issuer": "UBND tỉnh", "title": "Kế hoạch"});
        let days = json!({"holidays": [], "documents": [document]});
        for year in year - 1..=year + 1 {
            let path = format!("/v1/work-years/{year}");
            let known = self.admin.get(&path).await;
            if known.status == 200 {
                self.admin.put(&path, &known.header("etag"), &days).await.ok();
            } else {
                self.admin.post("/v1/work-years", &json!({"year": year, "days": days})).await.ok();
            }
        }
    }

    /// A complete draft of the head's unit.
    pub(crate) async fn draft(&self, cycle: &str) -> String {
        let body = json!({"cycle": cycle, "organisation": self.unit, "figures": figures()});
        id(&self.editor.post("/v1/reports", &body).await.ok())
    }

    /// A report that is verified as declared and final.
    pub(crate) async fn final_report(&self, cycle: &str) -> String {
        let report = self.draft(cycle).await;
        self.head.step(&format!("/v1/reports/{report}/submission")).await.ok();
        self.verify(&report, &verified()).await;
        self.standing.step(&format!("/v1/reports/{report}/finalisation")).await.ok();
        report
    }

    pub(crate) async fn verify(&self, report: &str, figures: &Value) -> Value {
        let path = format!("/v1/reports/{report}");
        let tag = self.standing.get(&path).await.header("etag");
        self.standing.put(&format!("{path}/verification"), &tag, &json!({"figures": figures})).await.ok()
    }

    pub(crate) async fn nominate(&self, cycle: &str, dossier: &Value) -> String {
        let body = json!({"cycle": cycle, "organisation": self.unit, "dossier": dossier});
        id(&self.editor.post("/v1/nominations", &body).await.ok())
    }

    /// Uploads the signed file of a decision, and makes the decision public.
    pub(crate) async fn publish(&self, decision: &str) -> Answer {
        keep_decision(&self.decision, decision).await;
        self.standing.step(&format!("/v1/decisions/{decision}/publication")).await
    }

    /// Takes a step in a nomination, as a given caller. Before a dossier is sent, the bytes of its papers are uploaded.
    pub(crate) async fn step(&self, person: &Person, nomination: &str, noun: &str, body: Value) -> Answer {
        if noun == "submission" {
            keep_papers(person, nomination).await;
        }
        person.post(&format!("/v1/nominations/{nomination}/{noun}"), &body).await
    }

    /// The unit's official result, on which the commendation of its collectives rests (rule S35).
    pub(crate) async fn result(&self, cycle: &str) {
        let path = format!("/v1/reports?cycle={cycle}&organisation={}", self.unit);
        if all(&self.head, &path).await.is_empty() {
            self.final_report(cycle).await;
        }
    }

    /// A nomination that was presented to the Chair.
    pub(crate) async fn presented(&self, cycle: &str, name: &str) -> String {
        self.result(cycle).await;
        let nomination = self.nominate(cycle, &collective(name)).await;
        self.present(&nomination).await;
        nomination
    }

    /// Takes a draft through every step up to the Chair.
    pub(crate) async fn present(&self, nomination: &str) {
        let nomination = nomination.to_owned();
        self.step(&self.head, &nomination, "submission", json!({})).await.ok();
        self.step(&self.standing, &nomination, "receipt", json!({})).await.ok();
        self.step(&self.standing, &nomination, "forwarding", json!({})).await.ok();
        self.step(&self.appraisal, &nomination, "appraisal", json!({"eligible": true})).await.ok();
        self.step(&self.appraisal, &nomination, "presentation", json!({})).await.ok();
    }
}

/// Complete figures of a district.
pub(crate) fn figures() -> Value {
    json!([
        {"criterion": "H1", "numerator": 812, "denominator": 1000, "secretExcluded": true},
        {"criterion": "H2", "numerator": 990, "denominator": 1000, "secretExcluded": true},
        {"criterion": "H3", "numerator": 45, "denominator": 50, "evidence": [
            {"number": "7/BC-UBND", "date": "2024-11-01", "issuer": "UBND huyện Kế Sách", "title": "Báo cáo kết nối"}
        ]},
    ])
}

/// The same figures, verified as declared.
pub(crate) fn verified() -> Value {
    json!([
        {"criterion": "H1", "numerator": 812, "denominator": 1000},
        {"criterion": "H2", "numerator": 990, "denominator": 1000},
        {"criterion": "H3", "numerator": 45, "denominator": 50},
    ])
}

/// A district set with every kind of measure, bands, a bonus and a penalty: 60 points in all.
pub(crate) fn criteria() -> Value {
    let text = |vi: &str| json!({"vi": vi, "en": vi});
    let demands = json!({"waivable": true});
    json!({
        "scale": 100, "pointsTotal": 60,
        "criteria": [
            {"code": "H1", "name": text("Hồ sơ công việc"), "source": "IV.1.b", "maxPoints": 10, "ratio": {
                "targetPercent": 80, "rule": "THRESHOLD_PROPORTIONAL", "numerator": text("xử lý"),
                "denominator": text("tổng số"), "attestation": "SECRET_FILES_EXCLUDED", "referenceRequired": false,
                "evidenceRequired": false, "zeroDenominator": "REFUSED", "exemptKinds": []}},
            {"code": "L1", "name": text("Văn bản"), "source": "CV 1", "maxPoints": 10, "ratio": {
                "targetPercent": 90, "rule": "NORMALISED_BY_MAX", "numerator": text("điện tử"),
                "denominator": text("tổng số"), "referenceRequired": false, "evidenceRequired": false,
                "zeroDenominator": "NOT_APPLICABLE", "exemptKinds": []}},
            {"code": "K1", "name": text("Cuộc họp"), "source": "CV 1", "maxPoints": 20, "count": {
                "rule": "STEP_TABLE", "counted": text("cuộc họp"), "demands": demands,
                "rungs": [{"from": 1, "points": 5}, {"from": 2, "points": 10}, {"from": 3, "points": 15},
                          {"from": 4, "points": 20}]}},
            {"code": "K2", "name": text("Ứng dụng"), "source": "CV 1", "maxPoints": 5, "count": {
                "rule": "CAPPED_COUNT", "counted": text("ứng dụng"), "pointsEach": 1.5, "demands": demands}},
            {"code": "C1", "name": text("Trưởng ban chỉ đạo"), "source": "CV 1", "maxPoints": 5, "choice": {
                "demands": demands, "options": [
                    {"code": "CHIEF", "name": text("Người đứng đầu"), "points": 5},
                    {"code": "DEPUTY", "name": text("Cấp phó"), "points": 2.5},
                    {"code": "NONE", "name": text("Không"), "points": 0}]}},
            {"code": "M1", "name": text("Sáng kiến"), "source": "CV 1", "maxPoints": 10, "manual": {
                "rubric": text("Theo hướng dẫn"), "demands": demands}},
            {"code": "Z1", "name": text("Đô thị thông minh"), "source": "CV 1", "maxPoints": 0, "count": {
                "rule": "STEP_TABLE", "counted": text("dự án"), "demands": demands,
                "rungs": [{"from": 0, "points": 0}]}},
        ],
        "grading": {
            "bands": [
                {"code": "WEAK", "name": text("Yếu"), "from": 0, "below": 50},
                {"code": "GOOD", "name": text("Khá"), "from": 50, "below": 90},
                {"code": "BEST", "name": text("Xuất sắc"), "from": 90},
            ],
            "lines": [
                {"code": "FLAG", "kind": "BONUS", "name": text("Cờ thi đua"), "maxPoints": 10},
                {"code": "LATE", "kind": "PENALTY", "name": text("Nộp muộn"), "maxPoints": 5},
            ],
            "bonusCap": 10, "penaltyCap": 5, "mayExceedScale": false,
        },
    })
}

/// The tree of a criteria set of the designed second plan.
pub(crate) fn demonstrated(table: &str) -> Value {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../plans/demo-two-level-2026-2030/criteria-sets");
    let text = std::fs::read_to_string(format!("{folder}/{table}.json")).expect("a set");
    serde_json::from_str::<Value>(&text).expect("JSON")["model"].take()
}

fn paper(kind: &str, name: &str) -> Value {
    let nominees = if kind == "SUBMISSION_LETTER" { json!([name]) } else { json!([]) };
    json!({
        "kind": kind, "number": "12/UBND", "date": "2024-11-20", "signer": "Chủ tịch UBND huyện",
        "title": "Hồ sơ đề nghị khen thưởng", "nominees": nominees, "confirmed": true,
        "file": {"name": "ho-so.pdf", "sha256": PAPER_SHA256, "sizeBytes": PAPER.len()},
    })
}

pub(crate) fn collective(name: &str) -> Value {
    let kinds = ["SUBMISSION_LETTER", "ACHIEVEMENT_REPORT", "MINUTES", "IMPLEMENTING_DOCUMENT", "RESULT_REPORT"];
    json!({
        "subject": {"kind": "COLLECTIVE", "name": name}, "awardForm": "BANG_KHEN_PROVINCE",
        "achievement": "Hoàn thành vượt mức các tiêu chí", "papers": kinds.map(|kind| paper(kind, name)),
    })
}

pub(crate) fn individual(name: &str) -> Value {
    let kinds = ["SUBMISSION_LETTER", "ACHIEVEMENT_REPORT", "MINUTES"];
    json!({
        "subject": {"kind": "INDIVIDUAL", "name": name, "position": "Chuyên viên", "category": "OFFICIAL"},
        "awardForm": "BANG_KHEN_PROVINCE", "criterionAccount": "Sáng kiến số hóa quy trình một cửa",
        "achievement": "Nhiều sáng kiến", "papers": kinds.map(|kind| paper(kind, name)),
    })
}

/// Minutes of a council of eleven, of whom ten were present.
pub(crate) fn minutes(cycle: &str, nomination: &str, votes: i64) -> Value {
    json!({
        "cycle": cycle, "number": format!("{votes}/BB-HĐTĐKT"), "date": today(), "chair": "Chủ tịch Hội đồng",
        "membersTotal": 11, "membersPresent": 10, "ballots": [{"nomination": nomination, "votesFor": votes}],
    })
}

/// Today in the province's time zone.
pub(crate) fn today() -> String {
    ahead(0)
}

/// A day that is some days after today, or before it.
pub(crate) fn ahead(days: i64) -> String {
    (chrono::Utc::now() + chrono::TimeDelta::hours(7) + chrono::TimeDelta::days(days)).date_naive().to_string()
}

pub(crate) fn decision(number: i64, nominations: &[&str]) -> Value {
    json!({
        "number": number, "symbol": format!("{number}/QĐ-UBND"), "date": today(), "signer": "Chủ tịch UBND tỉnh",
        "title": "Về việc tặng Bằng khen", "nominations": nominations,
        "file": {"name": "quyet-dinh.pdf", "sha256": PAPER_SHA256, "sizeBytes": PAPER.len()},
    })
}
