//! Tables as offices send them: each ends in stored rows that equal what a person sees, or in a refusal that says where
//! and what to do.

use std::io::{Cursor, Write};

use e2e::Engine;
use reqwest::Method;
use serde_json::{Value, json};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use crate::base::client::{Answer, Person};
use crate::base::service::Service;
use crate::base::world::{self, World, id};
use crate::reporting::import::{data_source, ended, rows};

const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

async fn send(person: &Person, cycle: &str, query: &str, media: &str, body: &[u8]) -> Answer {
    let path = format!("/v1/cycles/{cycle}/imports{query}");
    person.send(Method::POST, &path, &[("content-type", media)], Some(body.to_vec())).await
}

/// What a file comes to: the outcomes of its rows, or `place code` of its refusal.
async fn told(person: &Person, cycle: &str, query: &str, media: &str, body: &[u8]) -> Vec<String> {
    let begun = send(person, cycle, query, media, body).await;
    if begun.status == 202 {
        let import = ended(person, &begun).await;
        return rows(person, &import).await;
    }
    assert_eq!(begun.status, 422, "{}", begun.text);
    begun.violations()
}

/// A workbook of one sheet with these rows.
pub(crate) fn workbook(rows: &str) -> Vec<u8> {
    let relations = |id: &str, kind: &str, target: &str| {
        format!(
            "<Relationships><Relationship Id=\"{id}\" Type=\"http://x/{kind}\" Target=\"{target}\"/></Relationships>"
        )
    };
    let parts = [
        ("_rels/.rels", relations("rId1", "officeDocument", "xl/workbook.xml")),
        (
            "xl/workbook.xml",
            "<workbook xmlns:r=\"r\"><sheets><sheet name=\"Số liệu\" sheetId=\"1\" r:id=\"rId1\"/>\
             <sheet name=\"Module1\" sheetId=\"9\" state=\"veryHidden\" r:id=\"\"/></sheets></workbook>"
                .to_owned(),
        ),
        ("xl/_rels/workbook.xml.rels", relations("rId1", "worksheet", "worksheets/sheet1.xml")),
        (
            "xl/worksheets/sheet1.xml",
            format!("<worksheet><dimension ref=\"1:2\"/><sheetData>{rows}</sheetData></worksheet>"),
        ),
        ("xl/drawings/drawing1.xml", "a".repeat(9 << 20)),
    ];
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in parts {
        writer.start_file(name, SimpleFileOptions::default()).expect("a part");
        writer.write_all(text.as_bytes()).expect("its bytes");
    }
    writer.finish().expect("a workbook").into_inner()
}

pub(crate) fn sheet_row(number: u32, cells: &[&str]) -> String {
    let cells = ('A'..).zip(cells).filter(|(_, text)| !text.is_empty());
    let cells =
        cells.map(|(letter, text)| format!("<c r=\"{letter}{number}\" t=\"inlineStr\"><is><t>{text}</t></is></c>"));
    format!("<row r=\"{number}\">{}</row>", cells.collect::<String>())
}

/// Faults 01 to 04, 08, 10, 12, 14, 19, 23 and those without a number.
pub(crate) async fn found_d_each_file_of_an_office_ends_in_its_rows_or_in_a_refusal_that_helps(engine: Engine) {
    let world = World::new(Service::start(engine).await).await;
    let cycle = world.open("2024").await;
    let source = data_source(&world).await;
    let trial = "?dryRun=true";
    let csv = async |text: &str| told(&source, &cycle, trial, "text/csv", text.as_bytes()).await;

    let dated = "unit,H3.numerator,H3.denominator,H3.evidence.number,H3.evidence.date,H3.evidence.issuer,H3.evidence.title\n\
                 943,1,2,12/BC,05/03/24,UBND,BC\n";
    assert_eq!(csv(dated).await, ["2 REJECTED H3.evidence.date DAY_OUT_OF_RANGE"]);
    assert_eq!(csv(&dated.replace("/24", "/2024")).await, ["2 CREATED"]);
    assert_eq!(csv("unit,H1.numerator,H1.denominator\n943,1,234,1,500\n").await, ["2 REJECTED D ROW_TOO_LONG"]);
    let quoted = "unit,H1.numerator,H1.denominator,narrative\n943,1,2,\"abc\n942,1,2,x\n944,5,6,y\n";
    assert_eq!(csv(quoted).await, [" CSV_BROKEN"]);
    let detail = send(&source, &cycle, trial, "text/csv", quoted.as_bytes()).await.json()["detail"].to_string();
    assert!(detail.contains("line 2") || detail.contains("dòng 2"), "{detail}");
    assert_eq!(csv("unit,H1.numerator,H1.denominator\r\n943,x,2\r\n").await, ["2 REJECTED H1.numerator NOT_WHOLE"]);
    assert_eq!(csv("unit,H1.count,narrative\n943,,@ý kiến\nTổng cộng,,\n,,Người lập biểu\n").await, ["2 CREATED"]);

    let heads = ["unit", "H1.numerator", "H1.denominator"];
    let good = format!("{}{}", sheet_row(1, &heads), sheet_row(2, &["943", "1", "2"]));
    let far = format!("{good}<row r=\"20\"><c r=\"Z20\" t=\"s\"><v>99999</v></c></row>");
    assert_eq!(told(&source, &cycle, trial, XLSX, &workbook(&far)).await, ["2 CREATED"]);
    let low = format!("{}{}", sheet_row(2, &heads), sheet_row(3, &["943", "1", "2"]));
    assert_eq!(told(&source, &cycle, trial, XLSX, &workbook(&low)).await, ["A1 HEADS_MISSING"]);
    let compound = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".to_vec();
    let stream: Vec<u8> = "EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert_eq!(told(&source, &cycle, trial, XLSX, &compound).await, [" WORKBOOK_OLD_FORMAT"]);
    assert_eq!(told(&source, &cycle, trial, XLSX, &[compound, stream].concat()).await, [" WORKBOOK_ENCRYPTED"]);

    // A byte-order mark is passed over; a fault of JSON is told in Vietnamese, by line and column.
    let json = "\u{feff}{\"rows\":[{\"unit\":\"943\",\"figures\":[{\"criterion\":\"H1\",\"numerator\":1,\"denominator\":2}]}]}";
    assert_eq!(told(&source, &cycle, trial, "application/json", json.as_bytes()).await, ["1 CREATED"]);
    let path = format!("/v1/cycles/{cycle}/imports{trial}");
    let vietnamese = [("content-type", "application/json"), ("accept-language", "vi")];
    let broken = source.send(Method::POST, &path, &vietnamese, Some(b"{\"rows\":\n[}".to_vec())).await;
    assert_eq!(broken.problem(), (422, "JSON_BROKEN".to_owned()));
    assert_eq!(broken.json()["detail"], "Dữ liệu JSON không hợp lệ ở dòng 2, ký tự thứ 2.");
    let array = told(&source, &cycle, trial, "application/json", b"[[[\"943\",[[\"H1\",8,9,true]]]]]").await;
    assert_eq!(array, [" TYPE_WRONG"]);

    // The lines of a narrative are kept, from a file as from a form.
    let lines = "unit,H1.numerator,H1.denominator,narrative\r\n943,1,2,\"Năm 2024\r\nđã  xong\"\r\n";
    assert_eq!(told(&source, &cycle, "", "text/csv", lines.as_bytes()).await, ["2 CREATED"]);
    let report = world::all(&world.head, &format!("/v1/reports?cycle={cycle}")).await.remove(0);
    assert_eq!(report["narrative"], "Năm 2024\nđã xong");
    assert!(world::all(&source, "/v1/imports").await.iter().all(|import| import["state"] == "DONE"));
    world.service.stop().await;
}

/// The files that the faults were found with, byte for byte, but for a large one: its drawing is that of `workbook`.
const FIXTURES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/found");

/// Each file with which a fault was found, and what is right of it.
pub(crate) async fn found_d_each_fixture_ends_as_it_should(engine: Engine) {
    let world = World::new(Service::start(engine).await).await;
    let cycle = world.open("2024").await;
    let source = data_source(&world).await;
    let read = |name: &str| std::fs::read(format!("{FIXTURES}/{name}")).expect("a fixture");
    let fixtures = [
        ("00-good.xlsx", "2 CREATED"),
        ("01-year.csv", "2 REJECTED H3.evidence.date DAY_OUT_OF_RANGE"),
        ("02-ragged.csv", "2 REJECTED D ROW_TOO_LONG"),
        ("03-open-quote.csv", " CSV_BROKEN"),
        ("04-crlf.csv", "2 REJECTED H1.numerator NOT_WHOLE"),
        ("06-array.json", " TYPE_WRONG"),
        ("08-dimension.xlsx", "2 CREATED"),
        ("10-module.xlsx", "2 CREATED"),
        ("14-row1-empty.xlsx", "A1 HEADS_MISSING"),
        ("15-spill.xlsx", "2 REJECTED C2 CELL_IS_FORMULA D2 CELL_IS_FORMULA"),
        ("18-iso-datetime.xlsx", "2 CREATED"),
        ("19-string-index.xlsx", "2 CREATED"),
        ("23-bom.json", "1 CREATED"),
        ("25-url.csv", "2 REJECTED H3.evidence.url URL_MALFORMED"),
    ];
    for (name, outcome) in fixtures {
        let media = match name.rsplit_once('.') {
            Some((_, "csv")) => "text/csv",
            Some((_, "json")) => "application/json",
            Some(_) | None => XLSX,
        };
        assert_eq!(told(&source, &cycle, "?dryRun=true", media, &read(name)).await, [outcome], "{name}");
    }
    // The last one is no table of figures but a file of evidence.
    let macros = "07-xlm-macro.xlsx";
    let path = format!("/v1/reports/{}/evidence-files?name={macros}", world.draft(&cycle).await);
    let refused = world.editor.upload(&path, &read(macros)).await;
    assert_eq!(refused.problem(), (422, "FILE_HAS_MACROS".to_owned()));
    assert_eq!(std::fs::read_dir(FIXTURES).expect("a folder").count(), fixtures.len() + 1, "each file is tried");
    world.service.stop().await;
}

/// Fault C14: a unit is named by its public code, by its identifier, or by both, under the heads of our own tables.
pub(crate) async fn found_c14_a_unit_is_named_by_its_code_or_its_identifier_and_a_lost_zero_is_guessed(engine: Engine) {
    let world = World::new(Service::start(engine).await).await;
    let cycle = world.open("2024").await;
    let source = data_source(&world).await;
    let (unit, other) = (&world.unit, &world.other);
    let head = "Hạng,Đơn vị,Mã đơn vị,Mã định danh,Tổng điểm,Điểm H1,H1.numerator,H1.denominator\n";
    let row = |code: &str, id: &str| format!("1,Huyện,{code},{id},90,10,1,2\n");
    for (rows, expected) in [
        (row("943", ""), vec!["2 CREATED"]),
        (row("943", unit), vec!["2 CREATED"]),
        (row("", unit), vec!["2 CREATED"]),
        (row("", ""), vec!["2 REJECTED Mã đơn vị UNIT_MISSING"]),
        (row("943", other), vec!["2 REJECTED Mã đơn vị UNIT_DIFFERS"]),
        (row("943", "khong-phai"), vec!["2 REJECTED Mã đơn vị UNIT_UNKNOWN"]),
        // One unit in two rows, once by its code and once by its identifier.
        (
            format!("{}{}", row("943", ""), row("", unit)),
            vec!["2 REJECTED Mã đơn vị UNIT_TWICE", "3 REJECTED Mã đơn vị UNIT_TWICE"],
        ),
    ] {
        let file = format!("{head}{rows}");
        assert_eq!(told(&source, &cycle, "?dryRun=true", "text/csv", file.as_bytes()).await, expected, "{rows}");
    }
    // Excel drops the zeros of a code.
    let code = json!({"scheme": "GSO", "value": "00688"});
    let document = json!({"number": "1/NQ", "date": "2024-01-01", "issuer": "HĐND tỉnh", "title": "Thành lập đơn vị"});
    let new = json!({"name": "Xã Có Số Không", "level": "COMMUNE", "kind": "PEOPLES_COMMITTEE", "codes": [code],
        "fromDate": "2021-01-01", "document": document});
    world.admin.post("/v1/organisations", &new).await.ok();
    let commune = world::all(&world.standing, "/v1/criteria-sets?cycleKind=ANNUAL").await;
    let criterion =
        commune.iter().find(|set| set["audience"] == "COMMUNE").expect("a set")["criteria"][0]["code"].clone();
    let criterion = criterion.as_str().expect("a code");
    for written in ["688", "688.0", "0688"] {
        let file = format!("unit,{criterion}.numerator,{criterion}.denominator\n{written},1,2\n");
        let begun = send(&source, &cycle, "?dryRun=true", "text/csv", file.as_bytes()).await;
        let import = ended(&source, &begun).await;
        let row: Value = world::all(&source, &format!("/v1/imports/{}/rows", id(&import))).await.remove(0);
        let problem = &row["problems"][0];
        assert_eq!((&problem["pointer"], &problem["code"]), (&json!("unit"), &json!("UNIT_UNKNOWN")), "{row}");
        assert!(problem["text"]["vi"].as_str().is_some_and(|text| text.contains("00688")), "{problem}");
    }
    let file = format!("unit,{criterion}.numerator,{criterion}.denominator\n=\"00688\",1,2\n");
    assert_eq!(told(&source, &cycle, "?dryRun=true", "text/csv", file.as_bytes()).await, ["2 CREATED"]);
    world.service.stop().await;
}

/// Converts the sheet of the figures of a template into CSV, as Excel does when it saves one.
fn as_csv(template: &[u8], fill: &[(&str, &str)]) -> String {
    let mut archive = zip::ZipArchive::new(Cursor::new(template)).expect("a workbook");
    let mut part = |name: &str| {
        let mut text = String::new();
        std::io::Read::read_to_string(&mut archive.by_name(name).expect("a part"), &mut text).expect("XML");
        text
    };
    let strings = part("xl/sharedStrings.xml");
    let strings: Vec<String> = strings
        .split("<t")
        .skip(1)
        .map(|rest| {
            rest.split_once('>').and_then(|(_, rest)| rest.split_once("</t>")).map_or("", |(text, _)| text).to_owned()
        })
        .collect();
    let sheet = part("xl/worksheets/sheet1.xml");
    let mut csv = String::new();
    for row in sheet.split("<row ").skip(1) {
        let cells: Vec<String> = row
            .split("<c r=\"")
            .skip(1)
            .map(|cell| {
                let place = cell.split('"').next().unwrap_or_default();
                let value =
                    cell.split_once("<v>").and_then(|(_, rest)| rest.split_once("</v>")).map(|(value, _)| value);
                let shared =
                    value.and_then(|value| value.parse::<usize>().ok()).and_then(|at| strings.get(at).cloned());
                let filled = fill.iter().find(|(known, _)| *known == place).map(|(_, value)| (*value).to_owned());
                format!("\"{}\"", filled.or(shared).unwrap_or_default().replace('"', "\"\""))
            })
            .collect();
        csv.push_str(&format!("{}\r\n", cells.join(";")));
    }
    csv
}

/// A template that was filled in and saved as CSV is read like the workbook that it was.
pub(crate) async fn found_d_a_template_saved_as_csv_has_the_rows_of_units_and_no_others(engine: Engine) {
    let world = World::new(Service::start(engine).await).await;
    let cycle = world.open("2024").await;
    let set = world::all(&world.standing, "/v1/criteria-sets?cycleKind=ANNUAL").await;
    let set = id(set.iter().find(|set| set["audience"] == "DISTRICT").expect("a set"));
    let template = world.editor.get(&format!("/v1/criteria-sets/{set}/template?cycle={cycle}")).await;
    assert_eq!(template.status, 200);
    // Cells without a style are left out of the sheet's rows: what is missing is filled up by the heads' row.
    let csv = as_csv(&template.bytes, &[("C6", "812"), ("D6", "1000")]);
    let numbered: String = csv.lines().map(|line| format!("STT;{line}\r\n")).collect();
    for file in [&csv, &numbered] {
        let keys = file.lines().next().unwrap_or_default();
        assert!(keys.contains("unit") && file.contains("thidua-template"), "{keys}");
    }
    let outcomes = told(&world.editor, &cycle, "?dryRun=true", "text/csv", as_columns(&csv).as_bytes()).await;
    assert_eq!(outcomes, ["6 CREATED"]);
    let outcomes = told(&world.editor, &cycle, "?dryRun=true", "text/csv", as_columns(&numbered).as_bytes()).await;
    assert_eq!(outcomes, ["6 CREATED"]);
    let old = as_columns(&csv).replace("thidua-template:1:", "thidua-template:1:0");
    assert_eq!(told(&world.editor, &cycle, "?dryRun=true", "text/csv", old.as_bytes()).await, [" TEMPLATE_OUTDATED"]);
    world.service.stop().await;
}

/// Puts the second field of the keys' row, which has no cell in the sheet, where Excel writes it.
fn as_columns(csv: &str) -> String {
    csv.replacen("\"unit\";", "\"unit\";\"\";", 1)
}
