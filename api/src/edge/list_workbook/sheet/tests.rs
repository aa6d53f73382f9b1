use std::collections::BTreeMap;
use std::io::Read;

use serde_json::json;
use zip::ZipArchive;

use super::*;

fn column(head: &str, path: &[&str], cells: Cells) -> Column {
    Column { head: head.to_owned(), path: path.iter().map(|one| (*one).to_owned()).collect(), cells }
}

fn states() -> BTreeMap<String, BTreeMap<String, String>> {
    let words = |word: &str| BTreeMap::from([("SUBMITTED".to_owned(), word.to_owned())]);
    BTreeMap::from([("REPORT".to_owned(), words("Đã nộp")), ("NOMINATION".to_owned(), words("Đã gửi"))])
}

fn list() -> Arc<List> {
    let words = BTreeMap::from([("DRAFT".to_owned(), "Đang soạn thảo".to_owned())]);
    let columns = vec![
        column("Tên", &["name"], Cells::Text),
        column("Phong trào", &["campaignName"], Cells::Text),
        column("Trạng thái", &["state"], Cells::Word(words)),
        column("Năm", &["year"], Cells::Whole),
        column("Tiền thưởng (đồng)", &["dong"], Cells::Money),
        column("Điểm", &["total"], Cells::Hundredths),
        column("Muộn", &["late"], Cells::YesNo),
        column("Ngày", &["document", "date"], Cells::Day),
        column("Nộp lúc", &["submittedAt"], Cells::Instant),
        column("Số lần nộp", &["filings"], Cells::Count),
        column("Nội dung", &["contents"], Cells::Chosen(Register::Content)),
        column("Trạng thái trước", &["fromState"], Cells::State(states())),
    ];
    let words = BTreeMap::from([("DRAFT".to_owned(), "Đang soạn thảo".to_owned())]);
    let filters = vec![
        column("Phong trào", &["campaign"], Cells::Chosen(Register::Movement)),
        column("Trạng thái", &["state"], Cells::Word(words)),
        column("Chưa đọc", &["unread"], Cells::YesNo),
        column("Vào ngày", &["on"], Cells::Day),
    ];
    Arc::new(List { title: "Danh sách báo cáo".to_owned(), cursor: "cursor", filters, columns })
}

fn about() -> About {
    About {
        name: "Danh sách báo cáo".to_owned(),
        filters: vec![("state".to_owned(), "=DRAFT".to_owned())],
        at: "2026-11-30T17:30:05Z".parse().expect("an instant"),
        rehearsal: false,
    }
}

/// The parts of a complete workbook, as texts by their names.
fn parts(made: Made) -> BTreeMap<String, String> {
    let Made { mut file, size, sha256 } = made;
    let mut bytes = Vec::new();
    file.read_to_end(&mut bytes).expect("the file");
    assert_eq!((u64::try_from(bytes.len()).expect("a size"), hex(&Sha256::digest(&bytes))), (size, sha256));
    let mut archive = ZipArchive::new(std::io::Cursor::new(bytes)).expect("a workbook");
    let parts = archive.len();
    let part = |place: usize| {
        let (mut text, mut part) = (String::new(), archive.by_index(place).expect("a part"));
        part.read_to_string(&mut text).expect("a text");
        (part.name().expect("a name").into_owned(), text)
    };
    (0..parts).map(part).collect()
}

#[test]
fn cells_are_texts_numbers_days_and_words() {
    let mut sheet = Sheet::begin(list(), Names::default(), ROWS_MAX).expect("a workbook");
    let first = json!({"items": [{"name": "=HYPERLINK(\"http://x\")", "campaignName": {"vi": "chuyển đổi số", "en": "x"},
        "state": "DRAFT", "year": 2026, "dong": 1_500_000, "total": 97.35, "late": true,
        "document": {"date": "2026-11-30"}, "submittedAt": "2026-11-30T17:30:00Z", "filings": [{}, {}],
        "contents": [1, 3], "concept": "NOMINATION", "fromState": "SUBMITTED"}], "nextCursor": "abc"});
    assert_eq!(sheet.add(first.to_string().as_bytes()).expect("a page").as_deref(), Some("abc"));
    let last = json!({"items": [{"name": "+84", "state": "LATER_WORD", "filings": []}]});
    assert_eq!(sheet.add(last.to_string().as_bytes()).expect("a page"), None);
    let parts = parts(sheet.end(&about()).expect("a file"));
    let rows = &parts["xl/worksheets/sheet1.xml"];
    assert!(!rows.contains("<f>"), "no cell is a formula");
    assert!(rows.contains("<autoFilter ref=\"A1:L3\"/>"), "the heads, two rows and twelve columns: {rows}");
    for there in [
        "=HYPERLINK(",
        "Chuyển đổi số",
        "Đang soạn thảo (DRAFT)",
        "<v>2026</v>",
        "<v>1500000</v>",
        "<v>97.35</v>",
        "Có",
        "1; 3",
        "Đã gửi (SUBMITTED)",
        "<v>2</v>",
        "+84",
        "LATER_WORD",
    ] {
        assert!(rows.contains(there), "{there}: {rows}");
    }
    assert!(parts["xl/styles.xml"].contains("formatCode=\"#,##0\""), "thousands of đồng are separated");
    // Days since 1900: 30 November 2026, and half past midnight on 1 December at UTC+7.
    assert!(rows.contains("<v>46356</v>") && rows.contains("<v>46357.0208"), "{rows}");
    let shared = parts.get("xl/sharedStrings.xml").cloned().unwrap_or_default();
    let about = format!("{}{shared}", parts["xl/worksheets/sheet2.xml"]);
    for there in [
        "Danh sách báo cáo",
        "Điều kiện lọc: Trạng thái",
        "=DRAFT",
        "01/12/2026 00:30:05 (UTC+7)",
        "Số dòng",
        "<v>2</v>",
    ] {
        assert!(about.contains(there), "{there}: {about}");
    }
}

#[test]
fn faults_say_where_they_are_and_what_is_wrong() {
    let fault = |pointer: &str, text: &str| json!({"pointer": pointer, "code": "X", "text": {"vi": text, "en": "x"}});
    let both = json!([fault("D7", "Thiếu số liệu."), fault("", "Đơn vị không có.")]);
    assert_eq!(faults(&both), "D7: Thiếu số liệu.\nĐơn vị không có.");
    assert_eq!(faults(&json!([])), "");
}

#[test]
fn a_filter_is_said_in_vietnamese() {
    let asked = |name: &str, value: &str| {
        let asked = [(name.to_owned(), value.to_owned())];
        filters(&list(), &Names::default(), &asked).remove(0)
    };
    for (name, value, head, said) in [
        ("state", "DRAFT", "Trạng thái", "Đang soạn thảo (DRAFT)"),
        ("state", "LATER_WORD", "Trạng thái", "LATER_WORD"),
        ("unread", "true", "Chưa đọc", "Có"),
        ("unread", "false", "Chưa đọc", "Không"),
        ("on", "2026-11-30", "Vào ngày", "30/11/2026"),
        ("campaign", "nowhere", "Phong trào", "nowhere"),
    ] {
        assert_eq!(asked(name, value), (head.to_owned(), said.to_owned()));
    }
}

#[test]
fn an_empty_list_has_its_heads() {
    let mut sheet = Sheet::begin(list(), Names::default(), ROWS_MAX).expect("a workbook");
    assert_eq!(sheet.add(br#"{"items": []}"#).expect("a page"), None);
    let parts = parts(sheet.end(&About { filters: Vec::new(), rehearsal: true, ..about() }).expect("a file"));
    let rows = &parts["xl/worksheets/sheet1.xml"];
    assert!(rows.contains("<autoFilter ref=\"A1:L1\"/>"), "{rows}");
    assert!(rows.contains("Trạng thái") && !rows.contains("r=\"2\""), "{rows}");
    let about = parts.get("xl/sharedStrings.xml").cloned().unwrap_or_default();
    assert!(about.contains("Diễn tập") && about.contains("<t>Không</t>"), "{about}");
}

#[test]
fn one_row_too_many_is_refused_with_the_filters_that_help() {
    let page = json!({"items": [{}, {}, {}]}).to_string();
    let mut fits = Sheet::begin(list(), Names::default(), 3).expect("a workbook");
    assert!(fits.add(page.as_bytes()).is_ok(), "as many as fit");
    let mut sheet = Sheet::begin(list(), Names::default(), 2).expect("a workbook");
    let refused = sheet.add(page.as_bytes()).expect_err("one too many");
    assert_eq!((refused.kind, refused.reason.code), (Kind::Invalid, "WORKBOOK_TOO_LONG"));
    assert!(refused.reason.text.en.contains("campaign, state, unread, on"), "{}", refused.reason.text.en);
}

#[test]
fn a_list_that_always_has_a_cursor_says_whether_it_leads_on() {
    let mut sheet = Sheet::begin(list(), Names::default(), ROWS_MAX).expect("a workbook");
    let page = |more: bool| json!({"items": [], "nextCursor": "abc", "more": more}).to_string();
    assert_eq!(sheet.add(page(true).as_bytes()).expect("a page").as_deref(), Some("abc"));
    assert_eq!(sheet.add(page(false).as_bytes()).expect("a page"), None);
}

#[test]
fn a_text_that_is_too_long_for_a_cell_says_that_it_was_cut() {
    let fits = "ă".repeat(CELL_CHARS_MAX);
    assert_eq!(fitting(&fits), fits);
    let cut = fitting(&"ă".repeat(CELL_CHARS_MAX + 1));
    assert!(cut.ends_with(CUT) && cut.chars().count() <= CELL_CHARS_MAX, "{}", cut.chars().count());
}

#[test]
fn a_number_that_excel_would_change_is_a_text() {
    assert_eq!(exact(&json!(9_007_199_254_740_992_u64)), Some(9_007_199_254_740_992.0));
    assert_eq!(exact(&json!(9_007_199_254_740_993_u64)), None);
    assert_eq!(exact(&json!(-12)), Some(-12.0));
}
