//! Every list as a workbook: the rows of its pages, under Vietnamese heads, for whoever may read the list.

use std::io::{Cursor, Read};

use e2e::Engine;
use quick_xml::events::Event;
use reqwest::Method;
use serde_json::{Value, json};
use zip::ZipArchive;

use crate::base::client::{Answer, Person};
use crate::base::referee;
use crate::base::service::Service;
use crate::base::world::{self, World, all, id};
use crate::edge::permissions;

const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
const DIFFICULTIES: &str = "/v1/difficulties";
/// Enough lists with rows that comparing them says something.
const LISTS_WITH_ROWS_MIN: usize = 35;

/// The workbook of a list.
pub(crate) async fn workbook(person: &Person, path: &str) -> Answer {
    person.send(Method::GET, path, &[("accept", XLSX)], None).await
}

/// A part of a workbook.
fn part(answer: &Answer, name: &str) -> String {
    let mut archive = ZipArchive::new(Cursor::new(answer.bytes.as_slice())).expect("a workbook");
    let mut text = String::new();
    if let Ok(mut part) = archive.by_name(name) {
        part.read_to_string(&mut text).expect("a text");
    }
    text
}

/// The place of a cell in its row, by its reference such as `AB7`.
fn column(reference: &str) -> usize {
    let letters = reference.bytes().take_while(u8::is_ascii_uppercase);
    letters.fold(0, |place, letter| place * 26 + usize::from(letter - b'A') + 1) - 1
}

/// The rows of the first sheet as their cells show them, the heads first, and each as long as its last cell.
pub(crate) fn rows(answer: &Answer) -> Vec<Vec<String>> {
    assert_eq!((answer.status, answer.header("content-type").as_str()), (200, XLSX), "{}", answer.text);
    let sheet = part(answer, "xl/worksheets/sheet1.xml");
    assert!(!sheet.contains("<f>") && !sheet.contains("<f "), "a cell is a formula");
    let mut reader = quick_xml::Reader::from_str(&sheet);
    let (mut rows, mut cell, mut place, mut inside) = (Vec::<Vec<String>>::new(), String::new(), 0, false);
    loop {
        match reader.read_event().expect("well-formed") {
            Event::Start(element) => match element.local_name().as_ref() {
                "row" => rows.push(Vec::new()),
                "c" => {
                    let reference = element.attributes().flatten().find(|one| one.key.local_name().as_ref() == "r");
                    place = column(&reference.expect("a reference").value);
                    cell.clear();
                }
                "v" | "t" => inside = true,
                _ => {}
            },
            Event::End(element) => match element.local_name().as_ref() {
                "c" => {
                    let row = rows.last_mut().expect("a row");
                    row.resize(place, String::new());
                    row.push(cell.clone());
                }
                "v" | "t" => inside = false,
                _ => {}
            },
            Event::Text(text) if inside => cell.push_str(&text.xml10_content()),
            Event::GeneralRef(reference) if inside => cell.push_str(match &*reference {
                "amp" => "&",
                "lt" => "<",
                "gt" => ">",
                "quot" => "\"",
                "apos" => "'",
                other => panic!("&{other};"),
            }),
            Event::Eof => return rows,
            Event::Text(_)
            | Event::GeneralRef(_)
            | Event::Empty(_)
            | Event::CData(_)
            | Event::Comment(_)
            | Event::Decl(_)
            | Event::PI(_)
            | Event::DocType(_) => {}
        }
    }
}

/// The rows that a list has in JSON, or the answer that is none.
async fn pages(person: &Person, path: &str) -> Result<Vec<Value>, Answer> {
    let (mut items, mut cursor) = (Vec::new(), String::new());
    loop {
        let joint = if path.contains('?') { '&' } else { '?' };
        let answer = person.get(&format!("{path}{joint}limit=100{cursor}")).await;
        if answer.status != 200 {
            return Err(answer);
        }
        let page = answer.ok();
        items.extend(page["items"].as_array().expect("items").clone());
        let name = if page.get("more").is_some() { "after" } else { "cursor" };
        match page["nextCursor"].as_str().filter(|_| page["more"] != false) {
            Some(next) => cursor = format!("&{name}={next}"),
            None => return Ok(items),
        }
    }
}

/// The place of a head.
pub(crate) fn place(rows: &[Vec<String>], head: &str) -> usize {
    rows[0].iter().position(|one| one == head).unwrap_or_else(|| panic!("no {head}: {:?}", rows[0]))
}

/// Rule S29: what is public is a workbook for anybody, and JSON stays what is answered without a wish.
pub(crate) async fn s29_a_public_list_is_a_workbook_for_whoever_prefers_it(engine: Engine) {
    let world = World::new(Service::start(engine).await).await;
    let public = world.service.anybody();
    let list = "/v1/public/units";
    let json = pages(&public, list).await.expect("pages");
    assert!(100 < json.len(), "more than one page");
    let answer = workbook(&public, list).await;
    let table = rows(&answer);
    assert_eq!(table.len(), json.len() + 1, "every unit, and the heads");
    assert_eq!(answer.header("cache-control"), "no-store");
    assert_eq!(answer.header("vary"), "Accept");
    assert_eq!(answer.header("content-length"), answer.bytes.len().to_string());
    assert!(answer.header("content-disposition").ends_with(".xlsx\""), "{}", answer.header("content-disposition"));
    let (name, own) = (place(&table, "Tên"), place(&table, "Mã định danh"));
    for (row, unit) in table[1..].iter().zip(&json) {
        assert_eq!([Some(row[name].as_str()), Some(row[own].as_str())], [unit["name"].as_str(), unit["id"].as_str()]);
    }
    assert!(name < own && own + 1 == table[0].len(), "identifiers stand last");

    // A size of pages changes nothing, a filter and a cursor do; what is wrong is refused as in JSON.
    assert_eq!(rows(&workbook(&public, &format!("{list}?limit=1")).await).len(), table.len());
    let communes = pages(&public, &format!("{list}?level=COMMUNE")).await.expect("pages");
    let filtered = workbook(&public, &format!("{list}?level=COMMUNE")).await;
    assert_eq!(rows(&filtered).len(), communes.len() + 1);
    assert!(communes.len() < json.len() && !communes.is_empty());
    let about = format!("{}{}", part(&filtered, "xl/worksheets/sheet2.xml"), part(&filtered, "xl/sharedStrings.xml"));
    for there in ["Danh sách đơn vị (công khai)", "Điều kiện lọc: Cấp<", " (COMMUNE)", "(UTC+7)", "Số dòng"]
    {
        assert!(about.contains(there), "{there}: {about}");
    }
    let first = public.get(&format!("{list}?limit=7")).await.ok();
    let cursor = first["nextCursor"].as_str().expect("a cursor");
    assert_eq!(rows(&workbook(&public, &format!("{list}?cursor={cursor}")).await).len(), table.len() - 7);
    for (wrong, code) in [("limit=0", 400), ("limit=101", 400), ("cursor=x", 400), ("nothing=1", 400)] {
        assert_eq!(workbook(&public, &format!("{list}?{wrong}")).await.problem().0, code, "{wrong}");
    }

    // JSON is what is answered to anybody who does not prefer a workbook, and caches tell the two apart.
    for accept in ["application/json", "*/*", "text/html, */*;q=0.1", &format!("application/json, {XLSX}")] {
        let answer = public.send(Method::GET, list, &[("accept", accept)], None).await;
        assert_eq!(answer.header("content-type"), "application/json", "{accept}");
        assert!(answer.header("vary").starts_with("Accept, "), "{accept}: {}", answer.header("vary"));
    }
    for accept in [format!("{XLSX}, */*"), format!("application/json;q=0.5, {XLSX}")] {
        let answer =
            public.send(Method::GET, list, &[("accept", accept.as_str()), ("accept-encoding", "gzip")], None).await;
        assert_eq!((answer.header("content-type").as_str(), answer.header("content-encoding").as_str()), (XLSX, ""));
    }
    let head = public.send(Method::HEAD, list, &[("accept", XLSX)], None).await;
    assert_eq!((head.status, head.header("content-type").as_str(), head.bytes.len()), (200, XLSX, 0));

    // What is no list is no workbook.
    let unit = format!("{list}/{}", world.unit);
    for path in ["/v1/public/rules", "/v1/public/changes/newest", "/health/live"] {
        assert_eq!(workbook(&public, path).await.problem(), (406, "NOT_ACCEPTABLE".to_owned()), "{path}");
    }
    assert_ne!(workbook(&public, &unit).await.status, 200, "one unit is no list");
    // An empty list has its heads.
    assert_eq!(rows(&workbook(&public, "/v1/public/role-models").await).len(), 1);
    world.service.stop().await;
}

/// Rules S31 and L36: the rows are those that the caller may see, however many pages they take, and what looks like a
/// formula is a text.
pub(crate) async fn s31_a_workbook_has_the_rows_that_its_reader_may_see_and_all_of_them(engine: Engine) {
    let world = World::new(Service::start(engine).await).await;
    let campaign = id(&all(&world.standing, "/v1/campaigns").await[0]);
    let raise = async |person: &Person, unit: &str, title: &str| {
        let body = json!({"campaign": campaign, "organisation": unit, "addressee": "STANDING_AGENCY", "title": title,
            "text": "+84 2993 là số gọi", "contents": [6]});
        person.post(DIFFICULTIES, &body).await.ok()
    };
    let formula = "=HYPERLINK(\"https://example.org\")";
    raise(&world.editor, &world.unit, formula).await;
    for number in 0..205 {
        raise(&world.editor, &world.unit, &format!("Vướng mắc {number:03}")).await;
    }
    raise(&world.stranger, &world.other, "Của đơn vị khác").await;

    assert_eq!(workbook(&world.service.anybody(), DIFFICULTIES).await.problem().0, 401);
    assert_eq!(workbook(&world.admin, DIFFICULTIES).await.problem().0, 403);
    let both = rows(&workbook(&world.standing, DIFFICULTIES).await);
    assert_eq!(both.len(), 1 + 207, "three pages and the heads");
    let own = rows(&workbook(&world.head, DIFFICULTIES).await);
    assert_eq!(own.len(), 1 + 206, "a unit sees its own");
    let flat = |rows: &[Vec<String>]| rows.iter().flatten().cloned().collect::<Vec<String>>();
    assert!(flat(&both).contains(&"Của đơn vị khác".to_owned()));
    assert!(!flat(&own).contains(&"Của đơn vị khác".to_owned()), "another unit's rows are not there");
    let strangers = rows(&workbook(&world.stranger, DIFFICULTIES).await);
    assert_eq!(strangers.len(), 1 + 1);
    // In the order of the list, and each once.
    let title = place(&own, "Tiêu đề");
    assert_eq!(own[1][title], formula, "a text, not a formula");
    let titles: Vec<&str> = own[2..].iter().map(|row| row[title].as_str()).collect();
    let raised: Vec<String> = (0..205).map(|number| format!("Vướng mắc {number:03}")).collect();
    assert_eq!(titles, raised);
    assert_eq!(own[1][place(&own, "Nội dung")], "+84 2993 là số gọi");
    assert_eq!(own[1][place(&own, "Trạng thái")], "Chưa trả lời (OPEN)", "a word, and its code");
    assert_eq!(own[1][place(&own, "Quá hạn")], "Không");
    assert!(
        own[1].contains(&"Huyện Kế Sách".to_owned()) && !own[1].contains(&world.unit),
        "a unit is named: {:?}",
        own[1]
    );
    let filtered = format!("{DIFFICULTIES}?organisation={}&state=OPEN", world.other);
    assert_eq!(rows(&workbook(&world.standing, &filtered).await), strangers, "filters hold");
    let answer = workbook(&world.head, DIFFICULTIES).await;
    assert_eq!((answer.header("cache-control").as_str(), answer.header("etag").as_str()), ("no-store", ""));
    world.service.stop().await;
}

/// Rules S29, L37: whatever is a code has its Vietnamese name before it, whether the service, the province or a movement
/// chose it, and a list bears the title of a list.
pub(crate) async fn s29_l37_codes_stand_behind_their_vietnamese_names(engine: Engine) {
    let world = World::new(Service::start(engine).await).await;
    let campaign = id(&all(&world.standing, "/v1/campaigns").await[0]);
    let movement = world.standing.get(&format!("/v1/campaigns/{campaign}")).await.ok()["text"].clone();
    let body = json!({"campaign": campaign, "organisation": world.unit, "addressee": "STANDING_AGENCY",
        "title": "Thiếu máy", "text": "Cần thêm máy", "contents": [6], "field": movement["fields"][0]["code"]});
    world.editor.post(DIFFICULTIES, &body).await.ok();
    let answer = workbook(&world.standing, DIFFICULTIES).await;
    assert!(part(&answer, "docProps/core.xml").contains("<dc:title>Danh sách vướng mắc</dc:title>"));
    assert!(answer.header("content-disposition").contains("danh-sach-vuong-mac"));
    let table = rows(&answer);
    let field = &movement["fields"][0];
    let named = |text: &Value, code: &str| format!("{} ({code})", text.as_str().expect("a text"));
    assert_eq!(
        table[1][place(&table, "Lĩnh vực")],
        named(&field["name"]["vi"], field["code"].as_str().expect("a code")),
    );

    // What was asked for is said in Vietnamese, and a unit and a movement are named.
    let asked = format!("{DIFFICULTIES}?campaign={campaign}&organisation={}&overdue=false&state=OPEN", world.unit);
    let filtered = workbook(&world.standing, &asked).await;
    assert_eq!(rows(&filtered).len(), 2);
    let about = format!("{}{}", part(&filtered, "xl/worksheets/sheet2.xml"), part(&filtered, "xl/sharedStrings.xml"));
    for there in [
        "Điều kiện lọc: Phong trào<",
        &named(&movement["name"]["vi"], &campaign),
        "Điều kiện lọc: Đơn vị<",
        &format!("Huyện Kế Sách ({})", world.unit),
        "Điều kiện lọc: Quá hạn<",
        ">Không<",
        ">Chưa trả lời (OPEN)<",
    ] {
        assert!(about.contains(there), "{there}: {about}");
    }
    for absent in ["organisation", "overdue", ">false<"] {
        assert!(!about.contains(absent), "{absent}: {about}");
    }
    let contents = movement["contents"].as_array().expect("contents");
    let sixth = contents.iter().find(|content| content["number"] == 6).expect("the sixth content");
    assert_eq!(table[1][place(&table, "Nội dung của kế hoạch")], named(&sixth["text"]["vi"], "6"));

    let list = "/v1/public/units";
    let (units, table) = (all(&world.standing, list).await, rows(&workbook(&world.standing, list).await));
    let levels = all(&world.standing, "/v1/public/levels").await;
    let level = place(&table, "Cấp");
    assert_eq!(table.len(), units.len() + 1);
    for (row, unit) in table[1..].iter().zip(&units) {
        let own = levels.iter().find(|level| level["code"] == unit["level"]).expect("a level");
        let name = named(&own["name"]["vi"], unit["level"].as_str().expect("a code"));
        assert_eq!(
            row[level].to_lowercase(),
            name.to_lowercase(),
            "the name within a sentence, and a capital before it"
        );
    }

    // Of the audit trail the kinds, and the states of the thing before and after.
    let cycle = world.open("2024").await;
    let nomination = world.nominate(&cycle, &world::individual("Lý Văn Siêng")).await;
    world.step(&world.head, &nomination, "submission", json!({})).await.ok();
    let table = rows(&workbook(&world.auditor, "/v1/audit-entries").await);
    assert!(100 < table.len(), "more than one page");
    for head in ["Loại", "Loại đối tượng", "Vai trò", "Trạng thái trước", "Trạng thái sau"] {
        let at = place(&table, head);
        let said: Vec<&String> =
            table[1..].iter().filter_map(|row| row.get(at)).filter(|one| !one.is_empty()).collect();
        let bare: Vec<&&String> = said.iter().filter(|one| !one.ends_with(')')).collect();
        assert!(!said.is_empty() && bare.is_empty(), "{head}: {bare:?}");
    }

    // A thing that is named has no identifier beside its name.
    let notices = rows(&workbook(&world.standing, "/v1/notices").await);
    assert!(!notices[0].contains(&"Đối tượng".to_owned()), "{:?}", notices[0]);
    world.service.stop().await;
}

/// Whatever ends in the middle, there is no file that looks whole: a row of the second page cannot be read, and a caller
/// whose session has ended gets no page at all.
pub(crate) async fn a_page_that_fails_in_the_middle_is_a_problem_and_no_file(engine: Engine) {
    let service = Service::start_told(engine, |config| config.remember_callers_seconds = 0).await;
    let world = World::new(service).await;
    let list = "/v1/organisations";
    let units = pages(&world.standing, list).await.expect("pages");
    assert!(100 < units.len(), "more than one page");
    assert_eq!(rows(&workbook(&world.standing, list).await).len(), units.len() + 1);

    // The session ends while workbooks are made: each is whole, or a refusal.
    let entries = "/v1/audit-entries";
    let whole = rows(&workbook(&world.auditor, entries).await).len();
    assert!(100 < whole, "more than one page");
    let leaving = async {
        world.auditor.send(Method::DELETE, "/v1/sessions/current", &[], None).await;
    };
    let asking = async {
        for _ in 0..6 {
            let answer = workbook(&world.auditor, entries).await;
            if answer.status == 200 {
                assert!(whole <= rows(&answer).len(), "whole");
            } else {
                assert_eq!(answer.problem().0, 401);
            }
        }
    };
    tokio::join!(asking, leaving);
    assert_eq!(workbook(&world.auditor, entries).await.problem().0, 401, "who has left gets none");

    // A page in the middle cannot be read.
    let last = units.last().and_then(|unit| unit["codes"][0]["value"].as_str()).expect("a code");
    world
        .service
        .tamper("organisation", &format!("UPDATE organisation SET codes = 'spoilt' WHERE codes LIKE '%\"{last}\"%'"));
    let first = world.standing.get(&format!("{list}?limit=100")).await;
    assert_eq!(first.status, 200, "the first page can still be read");
    let broken = workbook(&world.standing, list).await;
    assert_eq!(broken.problem(), (500, "INTERNAL".to_owned()));
    assert_eq!(broken.header("content-disposition"), "");
    let cursor = first.ok()["nextCursor"].as_str().expect("a cursor").to_owned();
    let rest = workbook(&world.standing, &format!("{list}?cursor={cursor}")).await;
    assert_eq!(rest.problem().0, 500, "the same as from the page itself");
    world.service.stop().await;
}

/// Every list of the contract: as many rows as its pages have items, or the same refusal.
pub(crate) async fn every_list_is_a_workbook_with_the_rows_of_its_pages(engine: Engine) {
    let world = World::new(Service::start(engine).await).await;
    let things = permissions::prepare(&world).await;
    let public = world.service.anybody();
    let callers = [&public, &world.head, &world.standing, &world.admin];
    let (mut lists, mut with_rows) = (0, Vec::new());
    for operation in referee::operations().iter().filter(|operation| operation.method == Method::GET) {
        let parameters = operation.said["parameters"].as_array().cloned().unwrap_or_default();
        let paged = parameters.iter().any(|one| one["in"] == "query" && one["name"] == "limit");
        let offered = operation.said["responses"]["200"]["content"].get(XLSX).is_some();
        let table = operation.path.ends_with("/table.xlsx");
        assert_eq!(paged, offered && operation.said["responses"]["200"]["content"].get("application/json").is_some());
        if !paged {
            // A file that was uploaded may be a workbook.
            let file = table || operation.path.ends_with("/template") || operation.path.ends_with("/content");
            assert!(!offered || file, "{}", operation.path);
            continue;
        }
        lists += 1;
        let path = permissions::placed(&world, &things, operation.path, operation.id);
        let mut seen = 0;
        for caller in callers {
            // Reading a list leaves no row in another one, but a refused sign-in may: so the workbook is read first.
            let answer = workbook(caller, &path).await;
            match pages(caller, &path).await {
                Ok(items) => {
                    let table = rows(&answer);
                    assert_eq!(table.len(), items.len() + 1, "{path}");
                    assert!(!table[0].is_empty(), "{path} has no heads");
                    let own = table[0].iter().position(|head| head == "Mã định danh");
                    for (row, item) in table[1..].iter().zip(&items) {
                        let identifier = item["id"].as_str().filter(|_| own.is_some()).map(str::to_owned);
                        assert!(
                            identifier.is_none_or(|identifier| row.contains(&identifier)),
                            "{path}: {row:?} {item}"
                        );
                    }
                    seen = seen.max(items.len());
                }
                Err(refused) => assert_eq!(answer.problem(), refused.problem(), "{path}"),
            }
        }
        if 0 < seen {
            with_rows.push(operation.id);
        }
    }
    assert!(60 < lists, "{lists}");
    assert!(LISTS_WITH_ROWS_MIN <= with_rows.len(), "{} of {lists}: {with_rows:?}", with_rows.len());
    world.service.stop().await;
}
