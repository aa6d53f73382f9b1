//! Imports: the figures of many units in one file, every error at its cell, and nothing stored in part.

use std::io::{Cursor, Read, Write};
use std::time::Duration;

use e2e::Engine;
use reqwest::Method;
use serde_json::{Value, json};
use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

use crate::access::identity::domain_day;
use crate::base::client::{Answer, Person};
use crate::base::service::Service;
use crate::base::world::{self, World, id};
use crate::edge::list_workbook;

const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

async fn send(person: &Person, cycle: &str, query: &str, media: &str, body: &[u8]) -> Answer {
    let path = format!("/v1/cycles/{cycle}/imports{query}");
    person.send(Method::POST, &path, &[("content-type", media)], Some(body.to_vec())).await
}

/// Polls until the import has ended, as a client would.
pub(crate) async fn ended(person: &Person, begun: &Answer) -> Value {
    assert_eq!(begun.status, 202, "{}", begun.text);
    assert_eq!(begun.header("retry-after"), "1");
    for _ in 0..600 {
        let import = person.get(&begun.header("location")).await.ok();
        if import["done"] == true {
            return import;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("the import does not end");
}

/// `number outcome place code …` of every row.
pub(crate) async fn rows(person: &Person, import: &Value) -> Vec<String> {
    let rows = world::all(person, &format!("/v1/imports/{}/rows", id(import))).await;
    rows.iter()
        .map(|row| {
            let problems = row["problems"].as_array().cloned().unwrap_or_default();
            let told = problems.iter().map(|one| {
                format!(" {} {}", one["pointer"].as_str().unwrap_or_default(), one["code"].as_str().unwrap_or_default())
            });
            format!("{} {}{}", row["number"], row["outcome"].as_str().unwrap_or_default(), told.collect::<String>())
        })
        .collect()
}

/// A caller that imports for every unit, as a data source system does.
pub(crate) async fn data_source(world: &World) -> Person {
    let unit = id(&world.units["so-khoa-hoc-cong-nghe"]);
    let today = domain_day(world);
    let function = json!({"function": "DATA_SOURCE", "organisation": unit, "fromDate": today,
        "document": {"number": "9/QĐ", "date": "2020-01-01", "issuer": "UBND tỉnh", "title": "Giao quản lý dữ liệu"}});
    world.admin.post("/v1/functions", &function).await.ok();
    let made = world.admin.post("/v1/accounts", &json!({"username": "one-stop", "name": "Một cửa điện tử"})).await.ok();
    let account = id(&made["account"]);
    let grant = json!({"role": "DATA_SOURCE", "organisation": unit});
    world.admin.post(&format!("/v1/accounts/{account}/grants"), &grant).await.ok();
    world::enrol(&world.service, "one-stop", made["code"].as_str().expect("a code")).await;
    world::sign_in(&world.service, "one-stop").await
}

fn row(unit: &str, numerator: i64) -> Value {
    json!({"unit": unit, "figures": [
        {"criterion": "H1", "numerator": numerator, "denominator": 1000},
        {"criterion": "H2", "numerator": 990, "denominator": 1000},
    ]})
}

fn body(rows: &[Value]) -> Vec<u8> {
    json!({"rows": rows}).to_string().into_bytes()
}

async fn reports(world: &World, cycle: &str) -> Vec<Value> {
    world::all(&world.standing, &format!("/v1/reports?cycle={cycle}")).await
}

/// Rules L29, L41: a system imports its counts by the units' codes; people attest, complete and submit them.
pub(crate) async fn l29_l41_a_source_system_fills_in_figures_by_the_units_codes(engine: Engine) {
    let world = World::new(Service::start(engine).await).await;
    let cycle = world.open("2024").await;
    let source = data_source(&world).await;

    // A dry run reports what would happen, and stores nothing.
    let good = [row("943", 812), row("942", 700)];
    let begun = send(&source, &cycle, "?dryRun=true", "application/json", &body(&good)).await;
    let trial = ended(&source, &begun).await;
    assert_eq!((&trial["state"], &trial["created"], &trial["rowsDone"]), (&json!("DONE"), &json!(2), &json!(2)));
    assert!(reports(&world, &cycle).await.is_empty());

    // One wrong row keeps all rows out, unless the valid ones alone are requested.
    let mixed =
        [row("943", 812), row("942", 1001), row("nowhere", 1), row("944", 1), row("944", 2), json!({"unit": 5})];
    let begun = send(&source, &cycle, "", "application/json", &body(&mixed)).await;
    let none = ended(&source, &begun).await;
    assert_eq!((&none["rejected"], &none["heldBack"], &none["created"]), (&json!(5), &json!(1), &json!(0)));
    let told = [
        "1 HELD_BACK",
        "2 REJECTED /rows/1/figures/0/numerator NUMERATOR_ABOVE_DENOMINATOR",
        "3 REJECTED /rows/2/unit UNIT_UNKNOWN",
        "4 REJECTED /rows/3/unit UNIT_TWICE",
        "5 REJECTED /rows/4/unit UNIT_TWICE",
        "6 REJECTED /rows/5/unit TYPE_WRONG",
    ];
    assert_eq!(rows(&source, &none).await, told);
    assert!(reports(&world, &cycle).await.is_empty());
    let key = [("content-type", "application/json"), ("idempotency-key", "push-1")];
    let path = format!("/v1/cycles/{cycle}/imports?mode=SKIP_BAD");
    let begun = source.send(Method::POST, &path, &key, Some(body(&mixed))).await;
    let some = ended(&source, &begun).await;
    assert_eq!((&some["rejected"], &some["heldBack"], &some["created"]), (&json!(5), &json!(0), &json!(1)));
    let again = source.send(Method::POST, &path, &key, Some(body(&mixed))).await;
    assert_eq!((again.status, again.header("location")), (202, begun.header("location")), "rule L41");
    assert_eq!(reports(&world, &cycle).await.len(), 1);
    let rejected = world::all(&source, &format!("/v1/imports/{}/rows?outcome=REJECTED", id(&some))).await;
    assert_eq!((rejected.len(), &rejected[0]["problems"][0]["rule"]), (5, &json!("L29")));
    let list = format!("/v1/imports/{}/rows?outcome=REJECTED", id(&some));
    let table = list_workbook::rows(&list_workbook::workbook(&source, &list).await);
    let faults = list_workbook::place(&table, "Các lỗi");
    for (row, item) in table[1..].iter().zip(&rejected) {
        let fault = &item["problems"][0];
        let [place, text] = [&fault["pointer"], &fault["text"]["vi"]].map(|said| said.as_str().expect("a text"));
        assert_eq!(row[faults], format!("{place}: {text}"), "a workbook says what is wrong, and where");
    }

    // The unit's people complete the draft; a later import changes only the figures that it contains, and removes an
    // attestation that was given for another number.
    let report = reports(&world, &cycle).await.remove(0);
    let path = format!("/v1/reports/{}", id(&report));
    let tag = world.editor.get(&path).await.header("etag");
    world.editor.put(&path, &tag, &json!({"figures": world::figures()})).await.ok();
    let begun = send(&source, &cycle, "", "application/json", &body(&[row("943", 800)])).await;
    let filled = ended(&source, &begun).await;
    assert_eq!((&filled["updated"], &filled["created"]), (&json!(1), &json!(0)));
    let figures = world.head.get(&path).await.ok()["figures"].clone();
    assert_eq!((&figures[0]["numerator"], &figures[0]["secretExcluded"]), (&json!(800), &json!(false)));
    assert_eq!(figures[1]["secretExcluded"], true, "the same number keeps its attestation");
    assert_eq!(figures[2]["criterion"], "H3", "and what was not mentioned stays");
    let tag = world.editor.get(&path).await.header("etag");
    world.editor.put(&path, &tag, &json!({"figures": world::figures()})).await.ok();
    world.head.step(&format!("{path}/submission")).await.ok();
    let begun = send(&source, &cycle, "", "application/json", &body(&[row("943", 1)])).await;
    let late = ended(&source, &begun).await;
    assert_eq!(rows(&source, &late).await, ["1 REJECTED /rows/0 REPORT_STATE"], "what was handed in is not filled in");

    // A data source sees its imports and no reports; an editor imports for the own unit only; other callers see none of
    // it.
    assert_eq!(source.get(&path).await.status, 403);
    assert_eq!(source.step(&format!("{path}/submission")).await.status, 403);
    let begun = send(&world.editor, &cycle, "", "application/json", &body(&[row("942", 1)])).await;
    let foreign = ended(&world.editor, &begun).await;
    assert_eq!(rows(&world.editor, &foreign).await, ["1 REJECTED /rows/0 NOT_ALLOWED"]);
    assert_eq!(world.editor.get(&format!("/v1/imports/{}", id(&some))).await.status, 404);
    assert_eq!(world.standing.get(&format!("/v1/imports/{}", id(&some))).await.status, 403);
    assert_eq!(send(&world.standing, &cycle, "", "application/json", &body(&good)).await.status, 403);
    world.service.stop().await;
}

/// Fills in a template: the addresses of cells, and their content.
fn fill(template: &[u8], cells: &[(&str, &str)]) -> Vec<u8> {
    let mut archive = ZipArchive::new(Cursor::new(template)).expect("a workbook");
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for place in 0..archive.len() {
        let mut part = archive.by_index(place).expect("a part");
        let name = part.name().expect("a name").into_owned();
        let mut bytes = Vec::new();
        part.read_to_end(&mut bytes).expect("its bytes");
        if name == "xl/worksheets/sheet1.xml" {
            let mut xml = String::from_utf8(bytes).expect("XML");
            for (cell, inner) in cells {
                let start = xml.find(&format!("<c r=\"{cell}\"")).unwrap_or_else(|| panic!("no cell {cell}"));
                let end = start + xml.get(start..).and_then(|rest| rest.find("/>")).expect("a blank cell") + 2;
                xml.replace_range(start..end, &inner.replace("@", cell));
            }
            bytes = xml.into_bytes();
        }
        writer.start_file(name, SimpleFileOptions::default()).expect("a part");
        writer.write_all(&bytes).expect("its bytes");
    }
    writer.finish().expect("a workbook").into_inner()
}

fn number(value: &str) -> String {
    format!("<c r=\"@\"><v>{value}</v></c>")
}

fn words(value: &str) -> String {
    format!("<c r=\"@\" t=\"inlineStr\"><is><t>{value}</t></is></c>")
}

/// A workbook with one sheet of the given rows.
fn workbook(rows: &str, rest: &str) -> Vec<u8> {
    let sheet = format!(
        "<worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\">\
         <dimension ref=\"A1:XFD1048576\"/><sheetData>{rows}</sheetData>{rest}</worksheet>"
    );
    let parts: [(&str, &str); 5] = [
        ("[Content_Types].xml", "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"/>"),
        (
            "_rels/.rels",
            "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">\
             <Relationship Id=\"rId1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/\
             officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>",
        ),
        (
            "xl/workbook.xml",
            "<workbook xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\" \
             xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\">\
             <sheets><sheet name=\"Sheet1\" sheetId=\"1\" r:id=\"rId1\"/></sheets></workbook>",
        ),
        (
            "xl/_rels/workbook.xml.rels",
            "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">\
             <Relationship Id=\"rId1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/\
             worksheet\" Target=\"worksheets/sheet1.xml\"/></Relationships>",
        ),
        ("xl/worksheets/sheet1.xml", &sheet),
    ];
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in parts {
        writer.start_file(name, SimpleFileOptions::default()).expect("a part");
        writer.write_all(text.as_bytes()).expect("its bytes");
    }
    writer.finish().expect("a workbook").into_inner()
}

fn sheet_row(number: u32, cells: &[String]) -> String {
    let cells: String = ('A'..)
        .zip(cells)
        .filter(|(_, cell)| !cell.is_empty())
        .map(|(letter, cell)| cell.replace('@', &format!("{letter}{number}")))
        .collect();
    format!("<row r=\"{number}\">{cells}</row>")
}

/// An import goes on after its answer: a stop waits for it, and its owner may sign out.
pub(crate) async fn an_import_that_was_answered_is_done_before_the_service_stops(engine: Engine) {
    let mut world = World::new(Service::start(engine).await).await;
    let cycle = world.open("2024").await;
    let source = data_source(&world).await;
    let many: Vec<Value> = (0..15_000).map(|number| row(&format!("nowhere-{number}"), 1)).collect();
    let begun = send(&source, &cycle, "", "application/json", &body(&many)).await;
    assert_eq!(begun.status, 202, "{}", begun.text);
    let left = source.send(Method::DELETE, "/v1/sessions/current", &[], None).await;
    assert_eq!(left.status, 204);
    world.service.restart().await;
    let place = begun.header("location");
    let id = place.rsplit('/').next().unwrap_or_default().to_owned();
    let auditor = Person::new(world.service.url(), world.auditor.token.clone());
    let trail = world::all(&auditor, &format!("/v1/audit-entries?object={id}")).await;
    let states: Vec<&str> = trail.iter().filter_map(|entry| entry["toState"].as_str()).collect();
    assert_eq!(states, ["RUNNING", "DONE"], "{engine:?}: {trail:?}");
}

pub(crate) async fn a_template_goes_down_is_filled_in_and_comes_up_again(engine: Engine) {
    let world = World::new(Service::start(engine).await).await;
    let campaign = id(&world::all(&world.standing, "/v1/campaigns").await[0]);
    let drawn =
        json!({"campaign": campaign, "cycleKind": "ANNUAL", "audience": "DISTRICT", "content": world::criteria()});
    let set = world.standing.post("/v1/criteria-sets", &drawn).await.ok();
    let path = format!("/v1/criteria-sets/{}", id(&set));
    let early = world.editor.get(&format!("{path}/template?cycle={}", world.cycle("2024"))).await;
    let mut changed = world::criteria();
    changed["scale"] = 1000.into();
    world.standing.put(&path, "\"1\"", &changed).await.ok();
    let cycle = world.open("2024").await;
    let of_cycle = format!("{path}/template?cycle={cycle}");
    let template = world.editor.get(&of_cycle).await;
    assert_eq!((template.status, template.header("content-type").as_str()), (200, XLSX));
    let asked = [("accept", XLSX)];
    let wanted = world.editor.send(Method::GET, &format!("{path}/template"), &asked, None).await;
    assert_eq!(wanted.status, 200);

    // An editor's template has only the own unit's row: A6 the code, C6 and D6 the counts of H1, E6 its attestation.
    let choice = words("CHIEF – Người đứng đầu");
    let cells = [
        ("C6", number("812")),
        ("D6", number("1000")),
        ("E6", words("Có")),
        ("G6", number("45")),
        ("H6", number("50")),
        ("J6", number("4")),
        ("P6", choice),
        ("S6", number("8.5")),
    ];
    let cells: Vec<(&str, &str)> = cells.iter().map(|(cell, inner)| (*cell, inner.as_str())).collect();
    let filled = fill(&template.bytes, &cells);
    let begun = send(&world.editor, &cycle, "", XLSX, &filled).await;
    let import = ended(&world.editor, &begun).await;
    assert_eq!(rows(&world.editor, &import).await, ["6 CREATED"]);
    let report = reports(&world, &cycle).await.remove(0);
    assert_eq!(report["organisation"], world.unit);
    assert_eq!(
        (&report["figures"][0]["numerator"], &report["figures"][0]["secretExcluded"]),
        (&json!(812), &json!(true))
    );
    let answers: Vec<String> = report["answers"]
        .as_array()
        .expect("answers")
        .iter()
        .map(|one| format!("{} {}{}{}", one["criterion"], one["count"], one["choice"], one["points"]))
        .collect();
    assert_eq!(answers, ["\"K1\" 4nullnull", "\"C1\" null\"CHIEF\"null", "\"M1\" nullnull8.5"]);

    // The same with one error in each of several cells: all are reported at once, each at its address.
    let faults = [
        ("C6", words("1.234")),
        ("D6", "<c r=\"@\"><f>1+1</f><v>2</v></c>".to_owned()),
        ("E6", words("chắc là có")),
        ("G6", number("51")),
        ("H6", number("50")),
        ("J6", number("4.5")),
        ("P6", words("KING")),
        ("S6", number("8.555")),
    ];
    let cells: Vec<(&str, &str)> = faults.iter().map(|(cell, inner)| (*cell, inner.as_str())).collect();
    let begun = send(&world.editor, &cycle, "", XLSX, &fill(&template.bytes, &cells)).await;
    let import = ended(&world.editor, &begun).await;
    assert_eq!(
        rows(&world.editor, &import).await,
        ["6 REJECTED C6 NOT_WHOLE D6 CELL_IS_FORMULA E6 NOT_YES_OR_NO J6 NOT_WHOLE S6 NOT_POINTS \
          G6 NUMERATOR_ABOVE_DENOMINATOR P6 OPTION_UNKNOWN"]
    );

    // A template of an earlier state of the set is refused.
    let old = fill(&early.bytes, &[("C6", &number("1")), ("D6", &number("2"))]);
    let refused = send(&world.editor, &cycle, "", XLSX, &old).await;
    assert_eq!(refused.problem(), (422, "TEMPLATE_OUTDATED".to_owned()));

    // The standing agency's template has every unit of the tier; rows without a figure are ignored.
    let whole = world.standing.get(&of_cycle).await;
    let source = data_source(&world).await;
    let begun = send(&source, &cycle, "", XLSX, &fill(&whole.bytes, &[("J7", &number("3"))])).await;
    let import = ended(&source, &begun).await;
    assert_eq!(rows(&source, &import).await.len(), 1);
    world.service.stop().await;
}

/// Every file that is not a table of figures is refused with a clear problem, in bounded memory, and nothing is stored.
pub(crate) async fn a_hostile_file_is_refused_and_nothing_of_it_is_stored(engine: Engine) {
    let world = World::new(Service::start(engine).await).await;
    let cycle = world.open("2024").await;
    let source = data_source(&world).await;
    let keys = ["unit", "H1.numerator", "H1.denominator", "H3.numerator", "H3.denominator", "H3.evidence.date"];
    let head = sheet_row(1, &keys.map(words));
    let good = sheet_row(2, &[words("943"), number("1"), number("2")]);

    let far = format!("{head}{good}<row r=\"1048576\"><c r=\"XFD1048576\"><v>1</v></c></row>");
    let zeros = " ".repeat(60 << 20);
    let long: String = (2..20_100).map(|row| sheet_row(row, &[words("943"), number("1"), number("2")])).collect();
    let many = format!("{{\"rows\":[{}]}}", vec!["{}"; 20_001].join(","));
    for (name, media, file, code) in [
        ("a cell at the end of the world", XLSX, workbook(&far, ""), "COLUMNS_TOO_MANY"),
        ("a bomb", XLSX, workbook(&format!("{head}{zeros}"), ""), "FILE_IS_BOMB"),
        ("too many rows", XLSX, workbook(&format!("{head}{long}"), ""), "ROWS_TOO_MANY"),
        ("no workbook", XLSX, b"PK\x03\x04 and then nothing".to_vec(), "WORKBOOK_BROKEN"),
        ("a program", XLSX, b"MZ".to_vec(), "WORKBOOK_BROKEN"),
        ("heads alone", XLSX, workbook(&head, ""), "ROWS_MISSING"),
        ("an unknown head", XLSX, workbook(&sheet_row(1, &[words("unit"), words("Tử số")]), ""), "COLUMN_UNKNOWN"),
        ("an unknown criterion", "text/csv", b"unit,Q9.count\n943,1\n".to_vec(), "CRITERION_UNKNOWN"),
        ("another encoding", "text/csv", b"unit,H1.numerator\n\xe1,1\n".to_vec(), "NOT_UTF8"),
        ("broken JSON", "application/json", b"{\"rows\":[".to_vec(), "JSON_BROKEN"),
        ("no rows", "application/json", b"{\"rows\":[]}".to_vec(), "ROWS_MISSING"),
        ("too many rows of JSON", "application/json", many.into_bytes(), "ROWS_TOO_MANY"),
    ] {
        let refused = send(&source, &cycle, "", media, &file).await;
        assert_eq!(refused.problem(), (422, code.to_owned()), "{name}");
    }
    let other = send(&source, &cycle, "", "application/pdf", b"%PDF").await;
    assert_eq!(other.problem(), (415, "IMPORT_MEDIA_TYPE".to_owned()));
    let large = vec![b' '; (32 << 20) + 1];
    assert_eq!(send(&source, &cycle, "", "text/csv", &large).await.problem(), (413, "FILE_TOO_LARGE".to_owned()));
    assert!(world::all(&source, "/v1/imports").await.is_empty(), "a refused file is no import");

    // Merged cells, dates as text or as numbers, a decomposed code, an unreadable day: each is reported at its cell.
    let rows_of = [
        sheet_row(2, &[words("943"), number("1"), number("2")]),
        sheet_row(3, &[words("so-noi-vu"), number("1"), number("2")]),
        sheet_row(4, &[words("khong-co"), number("1"), number("2")]),
        sheet_row(5, &[words("942"), String::new(), String::new(), number("1"), number("2"), words("01/11/2024")]),
        sheet_row(6, &[words("944"), String::new(), String::new(), number("1"), number("2"), words("31/02/2024")]),
    ];
    let merged = "<mergeCells count=\"1\"><mergeCell ref=\"B2:C2\"/></mergeCells>";
    let file = workbook(&format!("{head}{}", rows_of.concat()), merged);
    let begun = send(&source, &cycle, "?mode=SKIP_BAD", XLSX, &file).await;
    let import = ended(&source, &begun).await;
    assert_eq!(
        rows(&source, &import).await,
        [
            "2 REJECTED B2 CELL_IS_MERGED C2 CELL_IS_MERGED",
            "3 REJECTED B3 CRITERION_UNKNOWN",
            "4 REJECTED A4 UNIT_UNKNOWN",
            "5 CREATED",
            "6 REJECTED F6 NOT_A_DAY",
        ]
    );
    let decomposed = "unit;H1.numerator;H1.denominator;narrative\n943;1;2;So\u{302}\u{301} hoa\u{301}\n";
    let begun = send(&source, &cycle, "", "text/csv", decomposed.as_bytes()).await;
    assert_eq!(ended(&source, &begun).await["created"], 1);
    let report = reports(&world, &cycle).await.into_iter().find(|report| report["organisation"] == world.unit);
    assert_eq!(report.expect("a report")["narrative"], "Số hoá", "rule L44");
    world.service.stop().await;
}
