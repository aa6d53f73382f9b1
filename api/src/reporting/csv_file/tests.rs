use domain::base::citation::PARAGRAPH_CHARS_MAX;
use domain::planning::scoring::Value;

use super::*;

fn told(csv: &str) -> Vec<String> {
    match read(csv.as_bytes()) {
        Err(problem) => vec![format!("file {} {}", problem.place, problem.reason.code)],
        Ok(table) => table
            .lines
            .iter()
            .flat_map(|line| line.problems.iter().map(|one| format!("{} {} {}", line.number, one.place, one.code)))
            .collect(),
    }
}

#[test]
fn every_fault_of_a_row_is_named_at_its_cell() {
    let rows = "unit;H1.numerator;H1.denominator;H1.secretExcluded;M1.points;E.evidence.date\n\
                a;1.234;12,5;maybe;8,555;31/02/2024\n\
                ;1;2;Có;8,5;01/11/2024\n\
                b;=1+1;2;;;\n\
                c;1;;;;\n";
    assert_eq!(
        told(rows),
        [
            "2 H1.numerator NOT_WHOLE",
            "2 H1.denominator NOT_WHOLE",
            "2 H1.secretExcluded NOT_YES_OR_NO",
            "2 M1.points NOT_POINTS",
            "2 E.evidence.date NOT_A_DAY",
            "3 unit UNIT_MISSING",
            "3 E.evidence.date VALUE_UNCLEAR",
            "4 H1.numerator CELL_IS_FORMULA",
            "5 H1.numerator VALUE_UNCLEAR",
        ]
    );
}

#[test]
fn a_file_that_is_no_table_is_refused_whole() {
    assert_eq!(told(""), ["file  ROWS_MISSING"]);
    assert_eq!(told("unit,H1.count\n"), ["file  ROWS_MISSING"]);
    assert_eq!(told("H1.count\n1\n"), ["file  COLUMN_MISSING"]);
    assert_eq!(told("unit,Tử số\na,1\n"), ["file Tử số COLUMN_UNKNOWN"]);
    assert_eq!(told("unit,H1.count,H1.count\na,1,1\n"), ["file H1.count COLUMN_TWICE"]);
    assert_eq!(told(&format!("unit{}\na\n", ",".repeat(COLUMNS_MAX))), ["file  COLUMNS_TOO_MANY"]);
    assert_eq!(told(&format!("unit\n{}", "a\n".repeat(ROWS_MAX + 1))), ["file  ROWS_TOO_MANY"]);
    let latin = read(b"unit\n\xff\n").expect_err("not UTF-8");
    assert_eq!(latin.reason.code, "NOT_UTF8");
}

#[test]
fn a_text_is_no_longer_than_it_would_be_typed() {
    let long = "x".repeat(PARAGRAPH_CHARS_MAX + 1);
    let rows = format!(
        "unit,H1.count,H1.note,H1.evidence.title,H1.evidence.url,narrative\n{long},1,{long},{long},nowhere,{long}\n\
         a,{long},,,,\n"
    );
    assert_eq!(
        told(&rows),
        [
            "2 unit LENGTH_OUT_OF_RANGE",
            "2 H1.note LENGTH_OUT_OF_RANGE",
            "2 H1.evidence.title LENGTH_OUT_OF_RANGE",
            "2 H1.evidence.url URL_MALFORMED",
            "2 narrative LENGTH_OUT_OF_RANGE",
            "3 H1.count NOT_WHOLE",
        ]
    );
    let lines = read(rows.as_bytes()).expect("a table").lines;
    assert!(lines.iter().flat_map(|line| &line.problems).all(|problem| problem.text.en.len() < 200));
}

#[test]
fn a_good_row_becomes_a_unit_s_content() {
    let lines = read(
        "\u{feff}unit,H1.numerator,H1.denominator,H1.secretExcluded,C1.choice,narrative\n\
        943,812,1000,Có,CHIEF – Người đứng đầu,\"Năm\n2024\"\n"
            .as_bytes(),
    )
    .expect("good")
    .lines;
    let line = lines.first().expect("a row");
    assert!(line.problems.is_empty());
    assert_eq!((line.unit.as_str(), line.content.narrative.as_deref()), ("943", Some("Năm\n2024")));
    let values: Vec<String> =
        line.content.figures.iter().map(|one| format!("{} {}", one.criterion, one.value)).collect();
    assert_eq!(values, ["H1 812/1000", "C1 CHIEF"]);
    assert_eq!(line.place("/figures/0/denominator"), "H1.denominator");
    assert_eq!(line.place("/answers/0/choice"), "C1.choice");
    assert_eq!(line.place("/organisation"), "unit");
}

/// `line unit value …` of each row, with its problems: what a person sees in a spreadsheet.
fn seen(csv: &str) -> Vec<String> {
    match read(csv.as_bytes()) {
        Err(problem) => vec![format!("file {} {}", problem.place, problem.reason.code)],
        Ok(table) => table
            .lines
            .iter()
            .map(|line| {
                let figures = line.content.figures.iter().map(|one| format!(" {}={}", one.criterion, one.value));
                let note =
                    line.content.figures.iter().filter_map(|one| one.note.as_deref().map(|note| format!(" {note:?}")));
                let told = line.problems.iter().map(|one| format!(" {} {}", one.place, one.code));
                let narrative = line.content.narrative.iter().map(|text| format!(" {text:?}"));
                let rest: String = figures.chain(note).chain(narrative).chain(told).collect();
                format!("{} {}{rest}", line.number, line.unit)
            })
            .collect(),
    }
}

const HEAD: &str = "unit,H1.numerator,H1.denominator,narrative\n";

#[test]
fn found_d_01_a_day_of_another_century_is_refused_at_its_cell() {
    let rows = |day: &str| format!("unit,H3.count,H3.evidence.date\n943,1,{day}\n");
    for day in ["05/03/24", "5-3-24", "05/03/2204", "05/03/-24"] {
        assert_eq!(told(&rows(day)), ["2 H3.evidence.date DAY_OUT_OF_RANGE"], "{day}");
    }
    assert!(told(&rows("05/03/2024")).is_empty());
}

#[test]
fn found_d_02_a_row_that_is_longer_than_its_heads_is_refused_and_none_of_its_values_is_read() {
    let told = seen("unit,H1.numerator,H1.denominator\n943,1,234,1,500\n944,1,2,,\n945,1,2, \n");
    assert_eq!(told, ["2 943 D ROW_TOO_LONG", "3 944 H1=1/2", "4 945 H1=1/2"]);
    // Columns without a name are no columns of the table, but the row is not longer than the heads.
    assert_eq!(seen("unit,H1.count,,\n943,1,ghi chú,x\n944,1,ghi chú,x,y\n"), ["2 943 H1=1", "3 944 E ROW_TOO_LONG"]);
    let quoted = seen("unit,H1.numerator,H1.denominator\n943,\"1,234\",\"1,500\"\n");
    assert_eq!(quoted, ["2 943 H1.numerator NOT_WHOLE H1.denominator NOT_WHOLE"]);
}

#[test]
fn found_d_03_a_quotation_mark_that_is_not_closed_is_told_with_the_line_that_opens_it() {
    let told = |rest: &str| read(format!("{HEAD}{rest}").as_bytes()).map(drop).expect_err("broken").reason;
    for (rest, line) in [
        ("943,1,2,\"abc\n942,1,2,x\n944,5,6,y\n", "2"),
        ("942,1,2,x\n943,1,2,\"abc\n", "3"),
        // The next mark is taken for the end of the field, and the field goes on.
        ("943,1,2,\"abc\n942,1,2,\"x\"\n", "2"),
        ("943,1,2,\"abc\"x\n", "2"),
        ("\"943\r\n\",1,2,\"a\r\nb\r\n", "3"),
    ] {
        let reason = told(rest);
        assert_eq!(reason.code, "CSV_BROKEN", "{rest}");
        assert!(reason.text.vi.contains(&format!("dòng {line} ")), "{rest}: {}", reason.text.vi);
        assert!(!reason.text.vi.contains("CSV"), "no English of a parser: {}", reason.text.vi);
    }
    assert_eq!(
        seen(&format!("{HEAD}943,1,2,\"nói \"\"được\"\" rồi\" \n944,1,2,khổ 5\" x 7\"\n")),
        ["2 943 H1=1/2 \"nói \\\"được\\\" rồi\"", "3 944 H1=1/2 \"khổ 5\\\" x 7\\\"\""]
    );
}

#[test]
fn found_d_04_a_row_is_named_by_the_line_that_an_editor_shows() {
    assert_eq!(told("unit,H1.numerator,H1.denominator\r\n943,x,2\r\n"), ["2 H1.numerator NOT_WHOLE"]);
    assert_eq!(told("unit,H1.numerator,H1.denominator\r943,x,2\r"), ["2 H1.numerator NOT_WHOLE"]);
    assert_eq!(told("unit,H1.numerator,H1.denominator\n943,x,2"), ["2 H1.numerator NOT_WHOLE"]);
    assert_eq!(told("\r\n\r\nunit,H1.numerator,H1.denominator\r\n\r\n943,x,2\r\n"), ["5 H1.numerator NOT_WHOLE"]);
    let quoted = format!("{HEAD}942,1,2,\"một\r\nhai\nba\"\r\n943,x,2,\r\n").replace("narrative\n", "narrative\r\n");
    assert_eq!(seen(&quoted), ["2 942 H1=1/2 \"một\\nhai\\nba\"", "5 943 H1.numerator NOT_WHOLE"]);
    assert_eq!(told("sep=;\r\nunit;H1.numerator;H1.denominator\r\n943;x;2\r\n"), ["3 H1.numerator NOT_WHOLE"]);
}

#[test]
fn found_d_a_delimiter_is_the_one_under_which_the_heads_are_known() {
    for delimiter in [",", ";", "\t", "|"] {
        let rows = "unit~H1.numerator~H1.denominator\n943~1~2\n".replace('~', delimiter);
        assert_eq!(seen(&rows), ["2 943 H1=1/2"], "{delimiter:?}");
    }
    assert_eq!(seen("Mã đơn vị;Đơn vị, xã;H1.count\n943;a, b;1\n"), ["file Đơn vị, xã COLUMN_UNKNOWN"]);
    assert_eq!(seen("\"Mã đơn vị\";\"Đơn vị\";\"H1.count\"\n943;a, b;1\n"), ["2 943 H1=1"]);
}

#[test]
fn found_d_a_text_may_begin_like_a_formula_and_a_formula_that_is_a_text_is_one() {
    assert_eq!(
        seen(&format!("{HEAD}943,1,2,@ý kiến\n=\"00688\",1,2,-\n944,=1+1,2,+1\n945,\"=\"\"a\"\"&\"\"b\"\"\",2,\n")),
        [
            "2 943 H1=1/2 \"@ý kiến\"",
            "3 00688 H1=1/2 \"-\"",
            "4 944 \"+1\" H1.numerator CELL_IS_FORMULA",
            "5 945 H1.numerator CELL_IS_FORMULA",
        ]
    );
}

#[test]
fn found_d_a_template_that_was_saved_as_csv_has_no_rows_but_those_of_units() {
    let mark = "thidua-template:1:018f0000-0000-7000-8000-000000000000:2";
    let template = format!(
        "unit,,H1.numerator,H1.denominator,narrative\n{mark},,,,\n\"Biểu mẫu, phiên bản 1\",,,,\n,,H1. Hồ sơ,,\n\
         Mã đơn vị,Đơn vị,Tử số: xử lý,Mẫu số: tổng,Thuyết minh\n942,Châu Thành,,,\n943,Kế Sách,812,1000,xong\n"
    );
    assert_eq!(seen(&template), ["7 943 H1=812/1000 \"xong\""]);
    assert_eq!(read(template.as_bytes()).expect("a table").template.as_deref(), Some(mark));
    // With a column of numbers before it, as a clerk inserts one.
    let numbered: String = template
        .lines()
        .zip(["STT", "", "", "", "STT", "1", "2"])
        .map(|(line, number)| format!("{number},{line}\n"))
        .collect();
    assert_eq!(seen(&numbered), ["7 943 H1=812/1000 \"xong\""]);
    // The lines of the mark and of the title taken out.
    let cut: String = template
        .lines()
        .enumerate()
        .filter(|(at, _)| !(1..4).contains(at))
        .map(|(_, line)| format!("{line}\n"))
        .collect();
    assert_eq!(seen(&cut), ["3 942", "4 943 H1=812/1000 \"xong\""]);
}

#[test]
fn found_d_a_total_and_the_signatures_below_a_table_are_no_rows_of_it() {
    let below = format!(
        "{HEAD}942,1,2,\n943,3,4,\nTổng cộng,4,6,\n,,,\n,,,\"Sóc Trăng, ngày 05 tháng 12 năm 2024\"\n\
         Người lập biểu,,THỦ TRƯỞNG ĐƠN VỊ,\n(Ký tên),,\"(Ký tên, đóng dấu)\",\nHùng,,Nguyễn Văn A,\n"
    );
    assert_eq!(seen(&below), ["2 942 H1=1/2", "3 943 H1=3/4"]);
    for total in ["Tổng", "TỔNG CỘNG:", "Cộng", "Tổng số (3 đơn vị)", "Toàn tỉnh", "Tổng cộng khối huyện"]
    {
        assert_eq!(seen(&format!("{HEAD}943,3,4,\n{total},3,4,\n")), ["2 943 H1=3/4"], "{total}");
    }
    // A total whose name stands in a column without a head.
    assert_eq!(seen("STT,unit,H1.count\n1,943,3\nTổng cộng,,3\n"), ["2 943 H1=3"]);
    // What might be a unit's row is told, not passed over.
    assert_eq!(seen(&format!("{HEAD}943,3,4,\n,5,6,\n")), ["2 943 H1=3/4", "3  H1=5/6 unit UNIT_MISSING"]);
    assert_eq!(seen(&format!("{HEAD}943,3,4,\nHuyện Kế Sách,5,6,\n")), ["2 943 H1=3/4", "3 Huyện Kế Sách H1=5/6"]);
    assert_eq!(seen(&format!("{HEAD}943,3,4,\n944,,,xong\n")), ["2 943 H1=3/4", "3 944 \"xong\""]);
    assert_eq!(
        seen(&format!("{HEAD}943,3,4,\nTổng công ty Điện lực,5,6,\n")),
        ["2 943 H1=3/4", "3 Tổng công ty Điện lực H1=5/6"]
    );
}

#[test]
fn found_c14_a_table_of_ours_is_taken_with_its_other_columns() {
    let rows = "Hạng,Đơn vị,Mã đơn vị,Mã định danh,Loại đơn vị,Nộp muộn,Tổng điểm,Điểm tối đa áp dụng,Điểm H1,H1.count\n\
                1,Kế Sách,943,018f0000-0000-7000-8000-000000000000,UBND,Không,90,100,10,7\n";
    let line = read(rows.as_bytes()).expect("a table").lines.remove(0);
    assert_eq!((line.unit.as_str(), line.content.figures.len(), line.problems.len()), ("943", 1, 0));
    assert_eq!(line.unit_id.as_deref(), Some("018f0000-0000-7000-8000-000000000000"));
    assert_eq!(line.content.figures[0].value, Value::Count(7));
    assert_eq!(told("Mã định danh,H1.count\n018f0000-0000-7000-8000-000000000000,7\n"), [""; 0]);
    assert_eq!(told("Mã định danh,H1.count\n,7\n"), ["2 Mã định danh UNIT_MISSING"]);
    assert_eq!(told("unit,Mã đơn vị,H1.count\na,a,7\n"), ["file Mã đơn vị COLUMN_TWICE"]);
}

#[test]
fn found_d_a_file_of_another_kind_or_encoding_is_told_what_it_is() {
    assert_eq!(told("PK\u{3}\u{4} and so on"), ["file  FILE_KIND_MISMATCH"]);
    let wide: Vec<u8> = "\u{feff}unit\tH1.count\r\n943\t7\r\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert_eq!(read(&wide).expect("Excel’s Unicode Text").lines.len(), 1);
    assert_eq!(read(&wide[2..]).expect_err("no mark").reason.code, "NOT_UTF8");
}

#[test]
fn a_head_that_begins_like_a_formula_names_its_column() {
    assert_eq!(told("unit,=a.number\na,5\n"), Vec::<String>::new());
    let table = read(b"unit,=a.number\na,5\n").expect("a table");
    let kept: Vec<usize> = table.lines.iter().map(|line| line.content.figures.len()).collect();
    assert_eq!(kept, [1], "no value is dropped");
}
