use domain::base::code::LevelCode;
use domain::base::ids::{LevelId, Revision};
use domain::registry::level::{Level, LevelFacts, LevelKind, Levels};
use serde_json::{Value, json};
use uuid::Uuid;

use super::*;
use crate::results::publication::table_file::BYTE_ORDER_MARK;

fn page(part: &str, body: &Value) -> FrozenPage {
    let owner = PageOwner::Board(BoardId(Uuid::from_u128(1)));
    FrozenPage { owner, part: part.to_owned(), body: body.to_string(), digest: String::new() }
}

fn unit(number: u128) -> String {
    Uuid::from_u128(number).to_string()
}

/// The level that the board is of.
fn names() -> GroupNames {
    let levels = Levels::new(vec![Level {
        id: LevelId(Uuid::from_u128(4)),
        code: LevelCode::parse("DISTRICT").expect("a code"),
        facts: LevelFacts {
            name: Text::new("cấp huyện", "district level"),
            kind: LevelKind::Authority,
            gso_digits: Some(3),
            chair: None,
            geographic: true,
            position: 1,
            valid_from: None,
        },
        valid_to: None,
        ended_by: None,
        revision: Revision::FIRST,
    }]);
    GroupNames::new(levels, Vec::new())
}

/// One unit that is scored and one that is not, whose name looks like a formula.
fn table() -> Table {
    let board = json!({
        "head": {"cycleCode": "Năm 2024", "tier": "DISTRICT", "releaseNumber": 2,
            "publishedAt": "2024-12-15T03:00:00.123Z"},
        "criteria": [
            {"code": "H1", "name": {"vi": "Hồ sơ", "en": "Files"}},
            {"code": "TOTAL", "name": {"vi": "Văn bản", "en": "Documents"}},
        ],
        "standings": [
            {"rank": 1, "organisation": unit(2), "name": "Huyện A, \"B\"", "total": 94.9, "late": false},
            {"organisation": unit(3), "name": "=1+1", "late": true},
        ],
    });
    let scored = json!({
        "organisation": unit(2), "kind": "PEOPLES_COMMITTEE", "applicablePoints": 40.0,
        "lines": [
            {"criterion": "H1", "applicability": "APPLICABLE", "points": 7.5},
            {"criterion": "TOTAL", "applicability": "APPLICABLE", "points": 30.0},
        ],
    });
    let silent = json!({
        "organisation": unit(3), "applicablePoints": 0.0,
        "lines": [
            {"criterion": "H1", "applicability": "NOTHING_TO_COUNT", "points": 0.0},
            {"criterion": "TOTAL", "applicability": "EXEMPT_KIND", "points": 0.0},
        ],
    });
    let mut table = Table::of(&page("", &board), &names()).expect("a board");
    for (number, result) in [(2, &scored), (3, &silent)] {
        table.add(&page(&format!("unit/{}", unit(number)), result)).expect("a result");
    }
    table
}

#[test]
fn a_text_is_no_formula_and_a_number_stays_one() {
    for text in ["=1+1", "+84", "-5", "@SUM(A1)", "\tx", "\rx"] {
        assert_eq!(Cell::Text(text.to_owned()).text(), format!("'{text}"));
    }
    for text in ["Huyện Kế Sách", "1=1", "'x", ""] {
        assert_eq!(Cell::Text(text.to_owned()).text(), text);
    }
    assert_eq!(Cell::Points(Hundredths(9490)).text(), "94.90");
}

#[test]
fn a_csv_begins_with_its_mark_and_says_what_the_board_says() {
    let bytes = table().csv().expect("a file");
    assert_eq!(bytes.get(..3), Some(BYTE_ORDER_MARK));
    let text = String::from_utf8(bytes).expect("UTF-8");
    let lines: Vec<&str> = text.trim_start_matches('\u{feff}').split("\r\n").collect();
    assert_eq!(
        lines,
        [
            "Hạng,Đơn vị,Mã định danh,Loại đơn vị,Nộp muộn,Tổng điểm,Điểm tối đa áp dụng,Điểm H1,Điểm TOTAL".to_owned(),
            format!("1,\"Huyện A, \"\"B\"\"\",{},PEOPLES_COMMITTEE,false,94.90,40.00,7.50,30.00", unit(2)),
            format!(",'=1+1,{},,true,,0.00,,", unit(3)),
            String::new(),
        ]
    );
    assert_eq!(table().file_name(), "bang-xep-hang-nam-2024-cap-huyen-dot-2");
}

#[test]
fn a_workbook_is_the_same_bytes_whenever_it_is_made() {
    let first = table().workbook().expect("a workbook");
    assert!(first.starts_with(b"PK\x03\x04"));
    std::thread::sleep(std::time::Duration::from_millis(1100));
    assert!(table().workbook().expect("a workbook") == first);
}

#[test]
fn a_dataset_has_a_value_or_a_reason_at_every_place() {
    let text = serde_json::to_string(&table().json_stat().expect("a dataset")).expect("a text");
    assert!(text.contains("\"value\":[7.50,30.00,94.90,null,null,null]"), "{text}");
    let dataset: Value = serde_json::from_str(&text).expect("JSON");
    assert_eq!(dataset.get("size"), Some(&json!([2, 3])));
    let status = json!({"3": "NOTHING_TO_COUNT", "4": "EXEMPT_KIND", "5": "NOT_SCORED"});
    assert_eq!(dataset.get("status"), Some(&status));
    let codes = dataset.pointer("/dimension/criterion/category/index");
    assert_eq!(codes, Some(&json!(["H1", "TOTAL", "_TOTAL"])), "a criterion keeps its code");
}
