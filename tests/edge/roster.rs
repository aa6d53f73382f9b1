//! Units and people that are entered in one list.

use e2e::Engine;
use reqwest::Method;
use serde_json::{Value, json};

use crate::base::client::{Answer, Person};
use crate::base::service::Service;
use crate::base::world::{self, World};
use crate::reporting::table_file::{sheet_row, workbook};

const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

async fn send(person: &Person, path: &str, media: &str, key: Option<&str>, bytes: Vec<u8>) -> Answer {
    let mut headers = vec![("content-type", media)];
    headers.extend(key.map(|key| ("idempotency-key", key)));
    person.send(Method::POST, path, &headers, Some(bytes)).await
}

async fn csv(person: &Person, path: &str, text: &str) -> Answer {
    send(person, path, "text/csv", None, text.as_bytes().to_vec()).await
}

/// A list of units as a Vietnamese office writes it.
const UNITS: &str = "STT;Mã đơn vị;Tên đơn vị;Cấp;Loại đơn vị;Mã đơn vị cấp trên;Từ ngày;Số văn bản;Ngày văn bản;\
    Cơ quan ban hành;Trích yếu\n\
    1;chi-cuc-so;Chi cục Chuyển đổi số;PROVINCIAL;DEPARTMENT;;01/02/2024;15/QĐ-UBND;20/01/2024;UBND tỉnh;Thành lập đơn vị\n\
    2;to-so;Tổ Chuyển đổi số;PROVINCIAL;DEPARTMENT;chi-cuc-so;01/03/2024;16/QĐ-UBND;20/01/2024;UBND tỉnh;Thành lập đơn vị\n";

/// Rules L33, L37, M10: every row is checked like a unit that is typed in; all rows are entered or none, and each fault is
/// told at its cell.
pub(crate) async fn l33_l37_m10_units_are_entered_in_one_list_or_not_at_all(engine: Engine) {
    let world = World::new(Service::start(engine).await).await;
    let path = "/v1/organisation-lists";
    assert_eq!(csv(&world.standing, path, UNITS).await.status, 403);
    let before = world::all(&world.admin, "/v1/organisations").await.len();
    let named = UNITS.replace("PROVINCIAL;DEPARTMENT", "Cấp tỉnh;Sở, ban, ngành");
    for list in [UNITS, &named] {
        let checked = csv(&world.admin, &format!("{path}?dryRun=true"), list).await.ok();
        assert_eq!(checked["units"].as_array().map(Vec::len), Some(2), "levels and kinds by code or by name");
    }
    let checked = csv(&world.admin, &format!("{path}?dryRun=true"), UNITS).await.ok();
    assert_eq!((&checked["dryRun"], &checked["units"][0]["row"]), (&json!(true), &json!(2)));
    assert_eq!(checked["units"][0].get("organisation"), None);
    assert_eq!(world::all(&world.admin, "/v1/organisations").await.len(), before, "nothing is stored");

    let wrong =
        UNITS.replace("chi-cuc-so;01/03", "khong-co;01/03").replace("PROVINCIAL;DEPARTMENT;;", "PROVINCIAL;SỞ;;");
    let refused = csv(&world.admin, path, &wrong).await;
    assert_eq!(refused.violations(), ["E2 LIST_WORD_UNKNOWN", "F3 LIST_SUPERIOR_UNKNOWN"]);
    // A unit below one that is refused is not at fault.
    let wrong = UNITS.replace("01/02/2024", "").replace("15/QĐ-UBND", "");
    let refused = csv(&world.admin, path, &wrong).await;
    assert_eq!(refused.violations(), ["G2 LIST_CELL_EMPTY"]);
    let wrong = UNITS
        .replace("2;to-so;Tổ Chuyển đổi số;PROVINCIAL;DEPARTMENT;chi-cuc-so", "2;so-noi-vu;Sở;PROVINCIAL;DEPARTMENT;");
    let refused = csv(&world.admin, path, &wrong.replace("15/QĐ-UBND", "")).await;
    assert_eq!(refused.violations(), ["H2 CITATION_INCOMPLETE L21", "B3 CODE_TAKEN L33"]);
    for (heads, fault) in [
        ("code;name", " LIST_COLUMN_MISSING"),
        ("Mã đơn vị;Ghi chú", "B1 LIST_COLUMN_UNKNOWN"),
        ("code;Mã đơn vị", "B1 LIST_COLUMN_TWICE"),
    ] {
        let refused = csv(&world.admin, path, &format!("{heads}\na;b\n")).await;
        assert_eq!(refused.violations(), [fault.to_owned()], "{heads}");
    }
    assert_eq!(csv(&world.admin, path, "code\n").await.violations(), [" LIST_COLUMN_MISSING"]);
    assert_eq!(send(&world.admin, path, "application/json", None, b"{}".to_vec()).await.status, 415);
    assert_eq!(world::all(&world.admin, "/v1/organisations").await.len(), before, "nor of a list with a fault");

    let entered = send(&world.admin, path, "text/csv", Some("units-1"), UNITS.as_bytes().to_vec()).await.ok();
    let again = send(&world.admin, path, "text/csv", Some("units-1"), UNITS.as_bytes().to_vec()).await.ok();
    assert_eq!(entered, again, "a repeated list is answered, and not entered again");
    let below = entered["units"][1]["organisation"].as_str().expect("an identifier");
    let unit = world.admin.get(&format!("/v1/organisations/{below}")).await.ok();
    assert_eq!(
        (&unit["parentCode"], &unit["validFromDate"], &unit["names"][0]["document"]["number"]),
        (&json!("chi-cuc-so"), &json!("2024-03-01"), &json!("16/QĐ-UBND"))
    );
    let trail = world::all(&world.auditor, &format!("/v1/audit-entries?object={below}")).await;
    assert_eq!(trail.iter().map(|entry| &entry["kind"]).collect::<Vec<_>>(), ["ORGANISATION_ADDED"]);
    let refused = csv(&world.admin, path, UNITS).await;
    assert_eq!(refused.violations(), ["B2 CODE_TAKEN L33", "B3 CODE_TAKEN L33"]);

    let rows = [
        sheet_row(
            1,
            &[
                "code",
                "name",
                "level",
                "kind",
                "fromDate",
                "documentNumber",
                "documentDate",
                "documentIssuer",
                "documentTitle",
            ],
        ),
        sheet_row(
            2,
            &[
                "31999",
                "Xã Thử nghiệm",
                "COMMUNE",
                "PEOPLES_COMMITTEE",
                "2024-02-01",
                "1/NQ",
                "2024-01-10",
                "HĐND tỉnh",
                "Thành lập xã",
            ],
        ),
    ];
    let sheet = workbook(&rows.concat());
    let entered = send(&world.admin, path, XLSX, None, sheet).await.ok();
    let unit = entered["units"][0]["organisation"].as_str().expect("an identifier");
    let unit = world.admin.get(&format!("/v1/organisations/{unit}")).await.ok();
    assert_eq!(unit["codes"][0]["scheme"], "GSO", "a code of digits at a level with codes of the statistics office");
    world.service.stop().await;
}

/// Rules L19, L41: accounts with their roles in one list, or none; each code is good once, and is told in the first answer
/// alone.
pub(crate) async fn l41_people_are_entered_in_one_list_and_their_codes_come_out_once(engine: Engine) {
    let world = World::new(Service::start(engine).await).await;
    let path = "/v1/account-lists";
    let people = "Tên đăng nhập,Họ và tên,Vai trò,Mã đơn vị\n\
        hoa.le,Lê Thị Hoa,UNIT_EDITOR; thủ trưởng đơn vị,943\n=bay.tran,Trần Văn Bảy,UNIT_EDITOR UNIT_EDITOR,943\n";
    assert_eq!(csv(&world.standing, path, people).await.status, 403);
    let formula = csv(&world.admin, path, people).await;
    assert_eq!(formula.violations(), ["A3 CELL_IS_FORMULA"]);
    let people = people.replace("=bay", "bay");
    let shifted = csv(&world.admin, path, &people.replace("Lê Thị Hoa", "Lê, Thị Hoa")).await;
    assert_eq!(shifted.violations(), ["C2 LIST_WORD_UNKNOWN", "D2 LIST_UNIT_UNKNOWN", "E2 LIST_CELL_WITHOUT_HEAD"]);
    let many: String = (0..600).map(|number| format!("ten{number},Tên {number},CHAIR,943\n")).collect();
    let refused = csv(&world.admin, path, &format!("username,name,roles,unitCode\n{many}")).await.violations();
    assert_eq!((refused.len(), refused.last().map(String::as_str)), (501, Some(" LIST_MORE_FAULTS")));
    let wrong = people.replace("bay.tran", "hoa.le").replace("UNIT_EDITOR; thủ trưởng đơn vị", "CHAIR");
    let refused = csv(&world.admin, path, &wrong).await;
    assert_eq!(refused.violations(), ["C2 LIST_WORD_UNKNOWN", "A3 LIST_ROW_TWICE"]);
    let refused = csv(&world.admin, path, &people.replace(",943", ",000")).await;
    assert_eq!(refused.violations(), ["D2 LIST_UNIT_UNKNOWN", "D3 LIST_UNIT_UNKNOWN"]);
    let checked = csv(&world.admin, &format!("{path}?dryRun=true"), &people).await.ok();
    assert_eq!((checked["accounts"].as_array().map(Vec::len), checked.get("codes")), (Some(2), None));
    let none = world::all(&world.admin, "/v1/accounts?text=hoa.le").await;
    assert_eq!(none, Vec::<Value>::new(), "nothing is stored");

    let opened = send(&world.admin, path, "text/csv", Some("people-1"), people.clone().into_bytes()).await.ok();
    let again = send(&world.admin, path, "text/csv", Some("people-1"), people.into_bytes()).await.ok();
    assert_eq!((&again["accounts"], again.get("codes")), (&opened["accounts"], None), "the codes are told once");
    let file = opened["codes"]["text"].as_str().expect("a file");
    let line = file.lines().find(|line| line.starts_with("\"hoa.le\"")).expect("a line");
    let code = line.split(',').nth(3).expect("a code").trim_matches('"');
    world::enrol(&world.service, "hoa.le", code).await;
    let hoa = world::sign_in(&world.service, "hoa.le").await;
    let me = hoa.get("/v1/me").await.ok();
    let roles: Vec<&Value> = me["roles"].as_array().expect("roles").iter().map(|one| &one["role"]).collect();
    assert_eq!(roles, ["UNIT_EDITOR", "UNIT_HEAD"]);
    let used = json!({"username": "hoa.le", "code": code, "password": "một câu dễ nhớ mà khó đoán"});
    assert_eq!(world.service.anybody().post("/v1/enrolments", &used).await.status, 403);
    world.service.stop().await;
}
