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

fn put(value: &mut Value, pointer: &str, key: &str, part: Value) {
    let object = value.pointer_mut(pointer).and_then(Value::as_object_mut).expect("an object");
    object.insert(key.to_owned(), part);
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

/// A page of a board of form 1: one unit that is scored and one that is not, whose name looks like a formula.
fn board() -> Value {
    json!({
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
    })
}

fn table() -> Table {
    table_of(&board())
}

fn table_of(board: &Value) -> Table {
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
    let mut table = Table::of(&page("", board), &names()).expect("a board");
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

/// Form 2 has the band as its last column, by its code in CSV; the dataset, which has numbers only, stays as it is.
#[test]
fn a_table_of_form_2_has_the_band_and_the_published_name_of_the_group() {
    let mut board = board();
    put(&mut board, "", "formatVersion", json!(2));
    let group = json!({"code": "DISTRICT", "name": {"vi": "Cụm số 1", "en": "Cluster 1"}});
    put(&mut board, "/head", "group", group);
    put(&mut board, "/standings/0", "band", json!("GOOD"));
    let mut banded = table_of(&board);
    banded.bands = BTreeMap::from([("GOOD".to_owned(), "Tốt".to_owned())]);
    let names: Vec<String> = banded.columns().into_iter().map(|column| column.name).collect();
    assert_eq!(names.last().map(String::as_str), Some("Xếp loại"));
    let rows: Vec<Vec<Cell>> = banded.rows().collect();
    let last: Vec<Option<&Cell>> = rows.iter().map(|row| row.last()).collect();
    assert_eq!(last, [Some(&Cell::Word("GOOD".to_owned(), "Tốt".to_owned())), Some(&Cell::Empty)]);
    let csv = String::from_utf8(banded.csv().expect("a file")).expect("UTF-8");
    let ends: Vec<&str> = csv.split("\r\n").filter_map(|line| line.rsplit(',').next()).collect();
    assert_eq!(ends, ["Xếp loại", "GOOD", "", ""]);
    assert_eq!(banded.file_name(), "bang-xep-hang-nam-2024-cum-so-1-dot-2");
    let numbers = |table: &Table| {
        let dataset = serde_json::to_value(table.json_stat().expect("a dataset")).expect("JSON");
        ["id", "size", "dimension", "value", "status"].map(|part| dataset.get(part).cloned())
    };
    assert_eq!(numbers(&banded), numbers(&table()));
    assert_eq!(table().columns().len() + 1, names.len(), "tables of form 1 stay as they were");
}

#[test]
fn the_names_of_bands_are_those_of_the_set_or_of_its_tree() {
    let bands = |code: &str| json!({"bands": [{"code": code, "name": {"vi": "Tốt", "en": "Good"}, "from": 80.0}]});
    let of = |body: &Value| bands::names(&page("criteria-set", body)).expect("names");
    let named = |code: &str| BTreeMap::from([(code.to_owned(), "Tốt".to_owned())]);
    assert_eq!(of(&json!({"grading": bands("GOOD")})), named("GOOD"));
    assert_eq!(of(&json!({"grading": {"bands": []}, "model": bands("FINE")})), named("FINE"));
    assert_eq!(of(&json!({"grading": {"bands": []}, "model": {}})), BTreeMap::new());
}

/// What a later version published is not read as if it were of a known form.
#[test]
fn a_page_of_an_unknown_form_is_refused() {
    let mut board = board();
    for (form, read) in [(0, false), (1, true), (2, true), (3, false)] {
        put(&mut board, "", "formatVersion", json!(form));
        let made = Table::of(&page("", &board), &names());
        let refused = made.err().map(|problem| problem.reason.code);
        assert_eq!(refused, (!read).then_some("PAGE_FORM_UNKNOWN"), "{form}");
    }
}
