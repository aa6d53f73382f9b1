//! Workbooks as programs write them, and as they should not be: each ends in rows that equal what a person sees, or in a
//! refusal that names the place. `tests/table_files/check` compares with other readers.

use std::io::{Cursor, Write};

use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use super::*;
use crate::reporting::table::Table;

/// The parts of a workbook with one sheet, which a test may change.
struct Book {
    sheets: String,
    relations: String,
    properties: String,
    styles: String,
    texts: String,
    sheet: String,
    more: Vec<(String, Vec<u8>)>,
}

fn book(rows: &str) -> Book {
    Book {
        sheets: "<sheet name=\"Số liệu\" sheetId=\"1\" r:id=\"rId1\"/>".to_owned(),
        relations: "<Relationship Id=\"rId1\" Type=\"http://x/worksheet\" Target=\"worksheets/sheet1.xml\"/>\
                    <Relationship Id=\"rId2\" Type=\"http://x/styles\" Target=\"styles.xml\"/>\
                    <Relationship Id=\"rId3\" Type=\"http://x/sharedStrings\" Target=\"/xl/sharedStrings.xml\"/>"
            .to_owned(),
        properties: String::new(),
        styles: "<styleSheet><numFmts><numFmt numFmtId=\"164\" formatCode=\"00000\"/>\
                 <numFmt numFmtId=\"165\" formatCode=\"dd/mm/yyyy\"/></numFmts><cellStyleXfs><xf numFmtId=\"9\"/></cellStyleXfs>\
                 <cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"164\"/><xf numFmtId=\"165\"/><xf numFmtId=\"9\"/><xf numFmtId=\"1\"/>\
                 </cellXfs></styleSheet>"
            .to_owned(),
        texts: "<sst><si><t>943</t></si><si><r><t>ghi</t></r><rPh><t>x</t></rPh><r><t xml:space=\"preserve\"> chú</t></r></si></sst>"
            .to_owned(),
        sheet: format!("<worksheet><sheetData>{rows}</sheetData></worksheet>"),
        more: Vec::new(),
    }
}

impl Book {
    fn bytes(self) -> Vec<u8> {
        let Self { sheets, relations, properties, styles, texts, sheet, more } = self;
        let names =
            "xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\" xmlns:r=\"http://x/relationships\"";
        let mut parts = vec![
            ("_rels/.rels".to_owned(), b"<Relationships><Relationship Id=\"r\" Type=\"http://x/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>".to_vec()),
            ("xl/workbook.xml".to_owned(), format!("<workbook {names}>{properties}<sheets>{sheets}</sheets></workbook>").into_bytes()),
            ("xl/_rels/workbook.xml.rels".to_owned(), format!("<Relationships>{relations}</Relationships>").into_bytes()),
            ("xl/styles.xml".to_owned(), styles.into_bytes()),
            ("xl/sharedStrings.xml".to_owned(), texts.into_bytes()),
            ("xl/worksheets/sheet1.xml".to_owned(), sheet.into_bytes()),
        ];
        parts.extend(more);
        let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
        for (name, bytes) in parts {
            writer.start_file(name, SimpleFileOptions::default()).expect("a part");
            writer.write_all(&bytes).expect("its bytes");
        }
        writer.finish().expect("a workbook").into_inner()
    }

    fn seen(self) -> Vec<String> {
        seen(&self.bytes())
    }
}

/// `line unit figures problems` of each row, or why the file is refused.
fn seen(bytes: &[u8]) -> Vec<String> {
    match read(Cursor::new(bytes.to_vec())) {
        Err(Refused { place, reason }) => vec![format!("file {place} {}", reason.code)],
        Ok(Table { lines, .. }) => lines
            .iter()
            .map(|line| {
                let figures = line.content.figures.iter().map(|one| {
                    let day = one.evidence.first().and_then(|cited| cited.date).map(|day| format!(" {day}"));
                    let note = one.note.as_ref().map(|note| format!(" {note:?}"));
                    format!(" {}={}{}{}", one.criterion, one.value, day.unwrap_or_default(), note.unwrap_or_default())
                });
                let told = line.problems.iter().map(|one| format!(" {} {}", one.place, one.code));
                format!("{} {}{}", line.number, line.unit, figures.chain(told).collect::<String>())
            })
            .collect(),
    }
}

fn words(place: &str, text: &str) -> String {
    format!("<c r=\"{place}\" t=\"inlineStr\"><is><t>{text}</t></is></c>")
}

fn number(place: &str, value: &str) -> String {
    format!("<c r=\"{place}\"><v>{value}</v></c>")
}

fn row(number: u32, cells: &[String]) -> String {
    format!("<row r=\"{number}\">{}</row>", cells.concat())
}

fn heads() -> String {
    row(
        1,
        &[
            words("A1", "unit"),
            words("B1", "H1.numerator"),
            words("C1", "H1.denominator"),
            words("D1", "H1.note"),
            words("E1", "H1.evidence.date"),
        ],
    )
}

/// A sheet with one row of cells of our choice.
fn one(cells: &str) -> Book {
    book(&format!("{}<row r=\"2\">{cells}</row>", heads()))
}

const GOOD: &str = "<c r=\"A2\" t=\"s\"><v>0</v></c><c r=\"B2\"><v>812</v></c><c r=\"C2\" t=\"n\"><v>1000</v></c>";

#[test]
fn found_d_a_cell_is_what_a_person_sees_in_it() {
    let cell = |written: &str| one(&format!("{GOOD}{written}")).seen().remove(0);
    let base = "2 943 H1=812/1000";
    for (written, told) in [
        ("", String::new()),
        ("<c r=\"D2\" t=\"s\"><v>1</v></c>", " \"ghi chú\"".to_owned()),
        ("<c r=\"D2\" t=\"inlineStr\"><is><r><t>a</t></r><r><t>b</t></r></is></c>", " \"ab\"".to_owned()),
        ("<c r=\"D2\" t=\"str\"><v>a&#10;b _x0041_</v></c>", " \"a\\nb A\"".to_owned()),
        ("<c r=\"D2\" t=\"b\"><v>1</v></c>", " \"TRUE\"".to_owned()),
        ("<c r=\"D2\" s=\"1\"><v>688</v></c>", " \"00688\"".to_owned()),
        ("<c r=\"D2\"><v>8.3000000000000007</v></c>", " \"8.3\"".to_owned()),
        ("<c r=\"E2\" s=\"2\"><v>45356</v></c>", " 2024-03-05".to_owned()),
        ("<c r=\"E2\" t=\"inlineStr\"><is><t>05/03/2024</t></is></c>", " 2024-03-05".to_owned()),
        // Nothing is seen.
        ("<c r=\"D2\" t=\"inlineStr\"><is><t> </t></is></c><c r=\"E2\" s=\"2\"/>", String::new()),
        ("<c r=\"D2\"><extLst><ext/></extLst></c>", String::new()),
    ] {
        assert_eq!(cell(written), format!("{base}{told}"), "{written}");
    }
    for (written, code) in [
        ("<c r=\"D2\" t=\"e\"><v>#REF!</v></c>", "D2 CELL_IS_ERROR"),
        ("<c r=\"D2\" s=\"3\"><v>0.95</v></c>", "D2 CELL_IS_DISGUISED"),
        ("<c r=\"D2\" s=\"4\"><v>8.5</v></c>", "D2 CELL_IS_DISGUISED"),
        ("<c r=\"D2\" s=\"2\"><v>45356</v></c>", "D2 CELL_IS_DAY"),
        ("<c r=\"D2\" t=\"s\"><v>99</v></c>", "D2 CELL_IS_BROKEN"),
        ("<c r=\"D2\" t=\"n\"><v>x</v></c>", "D2 CELL_IS_BROKEN"),
        ("<c r=\"D2\"><v>1e999</v></c>", "D2 CELL_IS_BROKEN"),
        ("<c r=\"D2\" t=\"what\"><v>1</v></c>", "D2 CELL_IS_BROKEN"),
        ("<c r=\"D2\"><f>1+1</f><v>2</v></c>", "D2 CELL_IS_FORMULA"),
        ("<c r=\"D2\"><f t=\"shared\" si=\"0\"/><v>2</v></c>", "D2 CELL_IS_FORMULA"),
        ("<c r=\"E2\" s=\"2\"><v>60</v></c>", "E2 CELL_IS_ERROR"),
        ("<c r=\"E2\" s=\"2\"><v>111111</v></c>", "E2 DAY_OUT_OF_RANGE"),
        ("<c r=\"E2\" t=\"inlineStr\"><is><t>05/03/24</t></is></c>", "E2 DAY_OUT_OF_RANGE"),
    ] {
        assert_eq!(cell(written), format!("2 943 {code}"), "{written}");
    }
    let since = Book {
        properties: "<workbookPr date1904=\"1\"/>".to_owned(),
        ..one(&format!("{GOOD}<c r=\"E2\" s=\"2\"><v>43894</v></c>"))
    };
    assert_eq!(since.seen(), ["2 943 H1=812/1000 2024-03-05"]);
}

#[test]
fn found_d_08_the_dimension_of_a_sheet_is_not_believed() {
    for dimension in ["1:2", "A1", "XFD1048576", "", "nonsense"] {
        let mut good = one(GOOD);
        good.sheet = good.sheet.replace("<sheetData>", &format!("<dimension ref=\"{dimension}\"/><sheetData>"));
        assert_eq!(good.seen(), ["2 943 H1=812/1000"], "{dimension}");
    }
}

#[test]
fn found_d_10_a_sheet_of_another_kind_is_passed_over_and_a_hidden_one_is_not_taken_for_the_first() {
    let sheets = |before: &str, name: &str| Book {
        sheets: format!(
            "{before}<sheet name=\"{name}\" sheetId=\"1\" r:id=\"rId1\"/><sheet name=\"Module1\" sheetId=\"9\" state=\"veryHidden\" r:id=\"\"/>"
        ),
        relations: format!(
            "{}<Relationship Id=\"rId8\" Type=\"http://x/chartsheet\" Target=\"chartsheets/a.xml\"/>\
             <Relationship Id=\"rId9\" Type=\"http://x/worksheet\" Target=\"worksheets/other.xml\"/>",
            book("").relations
        ),
        more: vec![
            (
                "xl/worksheets/other.xml".to_owned(),
                b"<worksheet><sheetData><row><c t=\"str\"><v>unit</v></c></row></sheetData></worksheet>".to_vec(),
            ),
            ("xl/chartsheets/a.xml".to_owned(), b"<chartsheet/>".to_vec()),
        ],
        ..one(GOOD)
    };
    let good = ["2 943 H1=812/1000"];
    assert_eq!(sheets("", "Số liệu").seen(), good);
    assert_eq!(sheets("<sheet name=\"Biểu đồ\" r:id=\"rId8\"/>", "Sheet1").seen(), good);
    assert_eq!(sheets("<sheet name=\"Ẩn\" state=\"hidden\" r:id=\"rId9\"/>", "Sheet1").seen(), good);
    assert_eq!(sheets("<sheet name=\"Trước\" r:id=\"rId9\"/>", " So\u{302}\u{301}  liệu").seen(), good, "by its name");
    assert_eq!(
        sheets("<sheet name=\"Trước\" r:id=\"rId9\"/>", "Sheet1").seen(),
        ["file  ROWS_MISSING"],
        "the first that is seen"
    );
    let none = Book { sheets: "<sheet name=\"M\" r:id=\"\"/>".to_owned(), ..one(GOOD) };
    assert_eq!(none.seen(), ["file  SHEET_MISSING"]);
}

#[test]
fn found_d_12_only_the_parts_that_are_read_are_limited() {
    let mut drawn = one(GOOD);
    drawn.more = vec![
        ("xl/drawings/drawing1.xml".to_owned(), vec![b'a'; 9 << 20]),
        ("xl/media/a.png".to_owned(), vec![0; 60 << 20]),
    ];
    assert_eq!(drawn.seen(), ["2 943 H1=812/1000"]);
    let mut heavy = one(GOOD);
    heavy.styles = format!("<styleSheet>{}</styleSheet>", " ".repeat(9 << 20));
    assert_eq!(heavy.seen(), ["file  FILE_IS_BOMB"]);
}

#[test]
fn found_d_14_a_sheet_whose_first_row_is_empty_is_told_where_the_heads_were_looked_for() {
    let late = book(&format!(
        "<row r=\"1\"><c r=\"A1\" s=\"1\"/></row>{}",
        row(3, &[words("A3", "unit"), words("B3", "H1.count")])
    ));
    let Err(Refused { place, reason }) = read(Cursor::new(late.bytes())) else { panic!("heads in row 3") };
    assert_eq!((place.as_str(), reason.code), ("A1", "HEADS_MISSING"));
    assert!(reason.text.vi.contains("“Số liệu”") && reason.text.vi.contains("dòng 3"), "{}", reason.text.vi);
    assert_eq!(book(&row(1, &[words("A1", "H1.count")])).seen(), ["file A1 COLUMN_MISSING"]);
}

#[test]
fn found_d_15_a_formula_is_one_in_its_whole_range() {
    let spilt = "<c r=\"A2\" t=\"s\"><v>0</v></c><c r=\"B2\"><v>1</v></c><c r=\"C2\"><v>2</v></c><c r=\"F2\"><f t=\"array\" ref=\"B2:F2\">X1:Z1</f><v>1</v></c>";
    assert_eq!(one(spilt).seen(), ["2 943 B2 CELL_IS_FORMULA C2 CELL_IS_FORMULA"]);
    // A data table stands above and to the left of the cells that it fills.
    let rows = format!(
        "{}{}{}",
        heads(),
        row(
            2,
            &[
                "<c r=\"A2\" t=\"s\"><v>0</v></c>".to_owned(),
                "<c r=\"B2\"><f t=\"dataTable\" ref=\"B2:C3\" dt2D=\"1\"/><v>1</v></c>".to_owned(),
                number("C2", "2")
            ]
        ),
        row(3, &[words("A3", "944"), number("B3", "1"), number("C3", "2")])
    );
    assert_eq!(
        book(&rows).seen(),
        ["2 943 B2 CELL_IS_FORMULA C2 CELL_IS_FORMULA", "3 944 B3 CELL_IS_FORMULA C3 CELL_IS_FORMULA"]
    );
    let beside = format!("{GOOD}<c r=\"G2\"><f t=\"array\" ref=\"G2:G9\">X1:X9</f><v>1</v></c>");
    assert_eq!(one(&beside).seen(), ["2 943 H1=812/1000"], "a formula beside the table is nobody's figure");
}

#[test]
fn found_d_18_a_cell_with_the_midnight_of_a_day_holds_the_day() {
    for time in ["", "T00:00:00", "T00:00:00.000", " 00:00:00"] {
        let cell = format!("{GOOD}<c r=\"E2\" t=\"d\"><v>2024-03-05{time}</v></c>");
        assert_eq!(one(&cell).seen(), ["2 943 H1=812/1000 2024-03-05"], "{time}");
    }
}

#[test]
fn found_d_19_a_cell_outside_the_table_refuses_nothing() {
    let rows = format!("{}<row r=\"2\">{GOOD}</row><row r=\"20\"><c r=\"Z20\" t=\"s\"><v>99999</v></c></row>", heads());
    assert_eq!(book(&rows).seen(), ["2 943 H1=812/1000"]);
    let inside = format!("{}<row r=\"2\"><c r=\"A2\" t=\"s\"><v>99999</v></c>{}</row>", heads(), number("B2", "1"));
    assert_eq!(book(&inside).seen(), ["2  A2 CELL_IS_BROKEN B2 VALUE_UNCLEAR"]);
}

#[test]
fn found_d_what_is_hidden_or_merged_is_told_at_its_cell() {
    let hidden_row = format!("{}<row r=\"2\" hidden=\"1\">{GOOD}</row>", heads());
    assert_eq!(book(&hidden_row).seen(), ["2  A2 CELL_IS_HIDDEN B2 CELL_IS_HIDDEN C2 CELL_IS_HIDDEN"]);
    let flat = format!("{}<row r=\"2\" ht=\"0\" customHeight=\"1\">{GOOD}</row>", heads());
    assert_eq!(book(&flat).seen().len(), 1);
    let mut column = one(GOOD);
    column.sheet =
        column.sheet.replace("<sheetData>", "<cols><col min=\"3\" max=\"3\" hidden=\"1\"/></cols><sheetData>");
    assert_eq!(column.seen(), ["2 943 C2 CELL_IS_HIDDEN"]);
    let mut empty = one(GOOD);
    empty.sheet = empty.sheet.replace("<sheetData>", "<cols><col min=\"4\" max=\"9\" hidden=\"1\"/></cols><sheetData>");
    assert_eq!(empty.seen(), ["2 943 H1=812/1000"], "a hidden column without values");
    let mut merged = book(&format!(
        "{}<row r=\"2\">{GOOD}</row>{}",
        heads(),
        row(3, &[words("A3", "944"), number("B3", "1"), number("C3", "2")])
    ));
    merged.sheet = merged.sheet.replace(
        "</sheetData>",
        "</sheetData><mergeCells><mergeCell ref=\"C2:C3\"/><mergeCell ref=\"A9:XFD1048576\"/></mergeCells>",
    );
    assert_eq!(merged.seen(), ["2 943 C2 CELL_IS_MERGED", "3 944 C3 CELL_IS_MERGED"]);
}

#[test]
fn found_d_a_total_and_signatures_below_the_figures_are_no_rows() {
    let rows = [
        heads(),
        format!("<row r=\"2\">{GOOD}</row>"),
        row(
            3,
            &[words("A3", "Tổng cộng"), "<c r=\"B3\"><f>SUM(B2:B2)</f><v>812</v></c>".to_owned(), number("C3", "1000")],
        ),
        row(5, &[words("C5", "Sóc Trăng, ngày 05 tháng 12 năm 2024")]),
        row(6, &[words("A6", "Người lập biểu"), words("C6", "Thủ trưởng đơn vị")]),
    ];
    let mut book = book(&rows.concat());
    book.sheet = book.sheet.replace("</sheetData>", "</sheetData><mergeCells><mergeCell ref=\"C6:E6\"/></mergeCells>");
    assert_eq!(book.seen(), ["2 943 H1=812/1000"]);
}

#[test]
fn found_d_a_file_that_is_no_such_workbook_is_told_what_it_is() {
    let stream: Vec<u8> = "EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let packed = |name: &str| {
        let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
        writer.start_file(name, SimpleFileOptions::default()).expect("a part");
        writer.finish().expect("an archive").into_inner()
    };
    for (bytes, code) in [
        ([COMPOUND, &[0; 5_000], &stream].concat(), "WORKBOOK_ENCRYPTED"),
        ([COMPOUND, &[0; 5_000]].concat(), "WORKBOOK_OLD_FORMAT"),
        (packed("xl/workbook.bin"), "FILE_KIND_MISMATCH"),
        (packed("word/document.xml"), "FILE_KIND_MISMATCH"),
        (packed("content.xml"), "FILE_KIND_MISMATCH"),
        (packed("nothing"), "WORKBOOK_BROKEN"),
        (b"%PDF-1.7".to_vec(), "FILE_KIND_MISMATCH"),
        (b"<html><table><tr><td>943".to_vec(), "FILE_KIND_MISMATCH"),
        ("\u{feff}<?xml version=\"1.0\"?><Workbook>".as_bytes().to_vec(), "FILE_KIND_MISMATCH"),
        ("unit,Tử số\n943,1\n".as_bytes().to_vec(), "FILE_KIND_MISMATCH"),
        (b"{\"rows\":[]}".to_vec(), "FILE_KIND_MISMATCH"),
        (b"MZ\x90\xff".to_vec(), "WORKBOOK_BROKEN"),
        (Vec::new(), "WORKBOOK_BROKEN"),
    ] {
        assert_eq!(seen(&bytes), [format!("file  {code}")]);
    }
}

#[test]
fn found_d_packages_are_written_in_many_ways() {
    let good = ["2 943 H1=812/1000"];
    let mut prefixed = one(GOOD);
    prefixed.sheet = "<x:worksheet xmlns:x=\"x\"><x:sheetData><x:row><x:c t=\"inlineStr\"><x:is><x:t>unit</x:t></x:is></x:c><x:c t=\"str\"><x:v>H1.numerator</x:v></x:c>\
        <x:c t=\"str\"><x:v>H1.denominator</x:v></x:c></x:row><x:row><x:c t=\"s\"><x:v>0</x:v></x:c><x:c><x:v>812</x:v></x:c><x:c><x:v>1000</x:v></x:c></x:row></x:sheetData></x:worksheet>".to_owned();
    assert_eq!(prefixed.seen(), good, "prefixes, and cells without their places");
    let mut slashes = one(GOOD);
    slashes.relations = slashes.relations.replace("worksheets/sheet1.xml", "worksheets\\SHEET1.xml");
    assert_eq!(slashes.seen(), good);
    let mut wide = one(GOOD);
    let sheet: Vec<u8> = format!("\u{feff}{}", wide.sheet).encode_utf16().flat_map(u16::to_le_bytes).collect();
    wide.more.push(("xl/worksheets/wide.xml".to_owned(), sheet));
    wide.relations = wide.relations.replace("sheet1.xml", "wide.xml");
    assert_eq!(wide.seen(), good, "UTF-16");
    let mut cut = one(GOOD);
    cut.sheet.truncate(cut.sheet.find("<v>1000").expect("a value"));
    assert_eq!(cut.seen(), ["file C2 WORKBOOK_BROKEN"], "the place where it breaks off");
    assert_eq!(one("<c r=\"2\"><v>1</v></c>").seen(), ["file A2 WORKBOOK_BROKEN"]);
    assert_eq!(one("<c r=\"XFD2\"><v>1</v></c>").seen(), ["file XFD2 COLUMNS_TOO_MANY"]);
}

/// Numbers that are the same in every run.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap_or(0) % sides.max(1)
    }
}

#[test]
fn found_d_every_damaged_workbook_ends_in_rows_or_in_a_refusal() {
    let cells = [
        "<c r=\"D2\" t=\"s\"><v>1</v></c>",
        "<c r=\"E2\" s=\"2\"><v>45356</v></c>",
        "<c r=\"F2\"><f t=\"array\" ref=\"B2:F9\">1</f><v>1</v></c>",
        "<mergeCell ref=\"A1:B2\"/>",
        "&#7852;",
        "<![CDATA[x]]>",
        "<row r=\"0\"><c r=\"A0\"/></row>",
        "<c r=\"ZZZZZZZZZZZZZZ9\"/>",
        "<row r=\"99999999999\"/>",
        "<col min=\"0\" max=\"99999999999\" hidden=\"1\"/>",
        "</c></row>",
        "<v>",
    ];
    let mut dice = Dice(20_261_129);
    let (mut rows, mut refusals) = (0, 0);
    for _ in 0..600 {
        let mut book = one(GOOD);
        for part in [&mut book.sheet, &mut book.styles, &mut book.texts, &mut book.relations, &mut book.sheets] {
            if dice.roll(3) != 0 {
                continue;
            }
            let at = dice.roll(part.len());
            let at = (0..=at).rev().find(|at| part.is_char_boundary(*at)).unwrap_or(0);
            match dice.roll(3) {
                0 => part.insert_str(at, cells[dice.roll(cells.len())]),
                1 => part.truncate(at),
                _ => drop((at < part.len()).then(|| part.remove(at))),
            }
        }
        let mut bytes = book.bytes();
        if dice.roll(4) == 0 {
            let at = dice.roll(bytes.len());
            bytes[at] ^= 1 << dice.roll(8);
        }
        match read(Cursor::new(bytes)) {
            Ok(table) => {
                assert!(!table.lines.is_empty());
                rows += 1;
            }
            Err(refused) => {
                assert!(!refused.reason.code.is_empty());
                refusals += 1;
            }
        }
    }
    assert!(50 < rows && 50 < refusals, "both happen: {rows} {refusals}");
}
