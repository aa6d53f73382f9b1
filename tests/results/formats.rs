//! Public data for spreadsheets, statistics software, portals, calendars and feed readers.

use std::io::{Cursor, Read};

use e2e::Engine;
use quick_xml::events::Event;
use reqwest::Method;
use serde_json::{Value, json};

use crate::base::client::{Answer, Person};
use crate::base::service::Service;
use crate::base::world::{self, World, id};

const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// A successful answer in any format; asserts that it is repeatable, confirmed without a body by its `ETag`, and returned
/// for an Accept header with its media type or a wildcard.
async fn stable(public: &Person, path: &str, media: &str) -> Answer {
    let answer = public.get(path).await;
    assert_eq!(answer.status, 200, "{path}: {}", answer.text);
    assert_eq!(answer.header("content-type").split(';').next(), Some(media), "{path}");
    assert_eq!(answer.header("cache-control"), "public, max-age=60, stale-while-revalidate=300", "{path}");
    let tag = answer.header("etag");
    assert_eq!(tag.len(), 66, "{path}: {tag}");
    for accept in [media, "*/*", "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"] {
        let again = public.send(Method::GET, path, &[("accept", accept)], None).await;
        assert_eq!((again.status, again.header("etag")), (200, tag.clone()), "{path} {accept}");
        assert!(again.bytes == answer.bytes, "{path}: other bytes");
    }
    let other = public.send(Method::GET, path, &[("accept", "image/webp")], None).await;
    assert_eq!(other.problem(), (406, "NOT_ACCEPTABLE".to_owned()), "{path}");
    let known = public.send(Method::GET, path, &[("if-none-match", &tag)], None).await;
    assert_eq!((known.status, known.text.as_str(), known.header("etag")), (304, "", tag), "{path}");
    answer
}

/// Header and records of a board's CSV.
fn records(answer: &Answer) -> (Vec<String>, Vec<Vec<String>>) {
    assert_eq!(&answer.bytes[..3], b"\xEF\xBB\xBF");
    let mut reader = csv::Reader::from_reader(&answer.bytes[3..]);
    let names = reader.headers().expect("a first row").iter().map(str::to_owned).collect();
    let rows = reader.records().map(|row| row.expect("a row").iter().map(str::to_owned).collect()).collect();
    (names, rows)
}

fn number(text: &str) -> f64 {
    assert_eq!(text.split('.').nth(1).map(str::len), Some(2), "two decimals: {text}");
    text.parse().expect("a number")
}

/// The names of a feed's elements, in document order; the feed must be well-formed.
fn elements(text: &str) -> Vec<String> {
    let mut reader = quick_xml::Reader::from_reader(text.as_bytes());
    let (mut found, mut place) = (Vec::new(), Vec::new());
    loop {
        match reader.read_event_into(&mut place) {
            Ok(Event::Start(element) | Event::Empty(element)) => found.push(element.name().into_inner().to_owned()),
            Ok(Event::Eof) => return found,
            Ok(_) => {}
            Err(error) => panic!("{error}: {text}"),
        }
        place.clear();
    }
}

/// Rule S29.
pub(crate) async fn s29_a_board_says_the_same_in_every_format(engine: Engine) {
    let world = World::new(Service::start(engine).await).await;
    let cycle = world.open("2024").await;
    world.issue_sets().await;
    world.final_report(&cycle).await;
    world.standing.post(&format!("/v1/cycles/{cycle}/releases"), &json!({})).await.ok();
    let public = world.service.anybody();
    let view = public.get(&format!("/v1/public/cycles/{cycle}/boards/DISTRICT")).await.ok();
    let board = format!("/v1/public/boards/{}", view["head"]["board"].as_str().expect("a board"));
    let standings = view["standings"].as_array().expect("standings");
    let criteria = view["criteria"].as_array().expect("criteria");

    let answer = stable(&public, &format!("{board}/table.csv"), "text/csv").await;
    assert_eq!(answer.header("content-type"), "text/csv; charset=utf-8");
    let name = "attachment; filename=\"bang-xep-hang-2024-cap-huyen-dot-1.csv\"";
    assert_eq!(answer.header("content-disposition"), name);
    assert!(!answer.text.replace("\r\n", "").contains('\n'), "lines end with CR LF");
    let (names, rows) = records(&answer);
    assert_eq!(rows.len(), standings.len());
    let mut points = Vec::new();
    for (row, standing) in rows.iter().zip(standings) {
        let text = |name: &str| standing[name].as_str().expect("a text").to_owned();
        assert_eq!(row[0], standing["rank"].to_string());
        assert_eq!((&row[1], &row[3], row[6].as_str()), (&text("name"), &text("organisation"), "PEOPLES_COMMITTEE"));
        assert_eq!((&row[2], row[4].as_str()), (&text("code"), standing["superiorName"].as_str().unwrap_or_default()));
        assert_eq!(row[7], standing["late"].to_string());
        assert_eq!(Some(number(&row[8])), standing["total"].as_f64());
        let unit = public.get(&text("href")).await.ok();
        assert_eq!(Some(number(&row[9])), unit["applicablePoints"].as_f64());
        let lines = unit["lines"].as_array().expect("lines");
        assert_eq!(row.len(), 10 + criteria.len() + 1);
        assert_eq!(row.last().map(String::as_str), Some(standing["band"].as_str().unwrap_or_default()));
        for (cell, criterion) in row[10..].iter().zip(criteria) {
            let line = lines.iter().find(|line| line["criterion"] == criterion["code"]).expect("a line");
            let counts = line["applicability"] == "APPLICABLE";
            let said = if counts { line["points"].clone() } else { Value::Null };
            assert_eq!((!cell.is_empty()).then(|| number(cell)), said.as_f64(), "{line}");
            points.push(said);
        }
        points.push(standing["total"].clone());
    }

    let columns = stable(&public, &format!("{board}/columns"), "application/json").await.ok();
    let described: Vec<&str> =
        columns["columns"].as_array().expect("columns").iter().filter_map(|one| one["name"].as_str()).collect();
    assert_eq!(described, names);
    assert_eq!(
        (&columns["columns"][10]["criterion"], &columns["columns"][10]["type"]),
        (&json!("H1"), &json!("number"))
    );

    let answer = stable(&public, &format!("{board}/table.xlsx"), XLSX).await;
    let name = "attachment; filename=\"bang-xep-hang-2024-cap-huyen-dot-1.xlsx\"";
    assert_eq!(answer.header("content-disposition"), name);
    let mut workbook = zip::ZipArchive::new(Cursor::new(answer.bytes)).expect("a workbook");
    let mut sheet = String::new();
    workbook.by_name("xl/worksheets/sheet1.xml").expect("a sheet").read_to_string(&mut sheet).expect("a text");
    assert!(sheet.contains("state=\"frozen\"") && !sheet.contains("<f>"), "{sheet}");
    let mut texts = String::new();
    workbook.by_name("xl/sharedStrings.xml").expect("texts").read_to_string(&mut texts).expect("a text");
    for standing in standings {
        let late = if standing["late"] == true { ">Có<" } else { ">Không<" };
        assert!(texts.contains(">UBND<") && texts.contains(late), "a workbook names kinds, and yes or no: {texts}");
    }
    assert!(!texts.contains("PEOPLES_COMMITTEE"), "{texts}");

    let dataset = stable(&public, &format!("{board}/json-stat"), "application/json").await;
    let total = number(&rows[0][8]);
    assert!(dataset.text.contains(&format!("{total:.2}")), "{}", dataset.text);
    let dataset = dataset.ok();
    assert_eq!((&dataset["version"], &dataset["class"]), (&json!("2.0"), &json!("dataset")));
    let sizes: Vec<usize> = dataset["size"]
        .as_array()
        .expect("sizes")
        .iter()
        .map(|size| usize::try_from(size.as_u64().expect("a size")).expect("a size"))
        .collect();
    assert_eq!(sizes, [standings.len(), criteria.len() + 1]);
    let values = dataset["value"].as_array().expect("values");
    assert_eq!(values.len(), sizes.iter().product::<usize>());
    let read = |values: &[Value]| values.iter().map(Value::as_f64).collect::<Vec<Option<f64>>>();
    assert_eq!(read(values), read(&points));

    let package = stable(&public, "/v1/public/datapackage.json", "application/json").await.ok();
    let path = package["resources"][0]["path"].as_str().expect("a path");
    assert_eq!(public.get(&format!("/v1/public/{path}")).await.bytes, answer_of(&public, &board).await);
    let fields = package["resources"][0]["schema"]["fields"].as_array().expect("fields");
    assert_eq!(fields.iter().filter_map(|field| field["name"].as_str()).collect::<Vec<&str>>(), names);

    for unknown in ["table.csv", "table.xlsx", "columns", "json-stat"] {
        let answer = public.get(&format!("/v1/public/boards/{cycle}/{unknown}")).await;
        assert_eq!(answer.problem(), (404, "NOT_FOUND".to_owned()), "{unknown}");
    }
    world.service.stop().await;
}

async fn answer_of(public: &Person, board: &str) -> Vec<u8> {
    public.get(&format!("{board}/table.csv")).await.bytes
}

/// A portal reads every release, and what the operator says of the data: licence, contact, area.
pub(crate) async fn found_c13_the_catalogue_lists_every_release_with_what_the_operator_says(engine: Engine) {
    let licence = "https://creativecommons.org/licenses/by/4.0/";
    let service = Service::start_told(engine, |config| {
        config.open_data.licence = Some(licence.to_owned());
        config.open_data.contact = Some("du-lieu@example.org".to_owned());
        config.open_data.area = Some("Tỉnh Sóc Trăng".to_owned());
    })
    .await;
    let world = World::new(service).await;
    let cycle = world.open("2024").await;
    let report = world.final_report(&cycle).await;
    let releases = format!("/v1/cycles/{cycle}/releases");
    let first = id(&world.standing.post(&releases, &json!({})).await.ok());
    let mut figures = world::verified();
    figures[0] = json!({"criterion": "H1", "numerator": 700, "denominator": 1000, "reason": "Kết luận kiểm tra"});
    let correction = json!({"reason": "Kết luận kiểm tra số 12", "verification": {"figures": figures}});
    world.standing.post(&format!("/v1/reports/{report}/correction"), &correction).await.ok();
    let second = id(&world.standing.post(&releases, &json!({"reason": "Đính chính Huyện Kế Sách"})).await.ok());

    let public = world.service.anybody();
    let catalogue = stable(&public, "/v1/public/catalogue.jsonld", "application/ld+json").await.ok();
    let datasets = catalogue["dcat:dataset"].as_array().expect("datasets");
    let listed: Vec<[&Value; 2]> =
        datasets.iter().map(|dataset| [&dataset["dct:identifier"], &dataset["dcat:version"]]).collect();
    assert_eq!(listed, [[&json!(second), &json!("2")], [&json!(first), &json!("1")]], "the latest first");
    let granted = json!({"@id": licence});
    let area = json!({"@type": "dct:Location", "skos:prefLabel": {"@language": "vi", "@value": "Tỉnh Sóc Trăng"}});
    assert_eq!((&catalogue["dct:license"], &catalogue["dct:spatial"]), (&granted, &area));
    for dataset in datasets {
        let contact = &dataset["dcat:contactPoint"];
        assert_eq!(contact["vcard:fn"], "Sở Khoa học và Công nghệ");
        assert_eq!(contact["vcard:hasEmail"]["@id"], "mailto:du-lieu@example.org");
        assert_eq!(dataset["dct:spatial"], area);
        let distributions = dataset["dcat:distribution"].as_array().expect("distributions");
        assert_eq!(distributions.len(), 3);
        assert!(distributions.iter().all(|one| one["dct:license"] == granted), "{dataset}");
    }
    world.service.stop().await;
}

/// Rules S29 and L36.
pub(crate) async fn s29_l36_feeds_and_catalogues_know_what_is_public_and_no_person(engine: Engine) {
    let world = World::new(Service::start(engine).await).await;
    let cycle = world.open("2024").await;
    world.issue_sets().await;
    world.final_report(&cycle).await;
    let public = world.service.anybody();

    // A result that is final but not published is in no catalogue; a planned cycle is in no calendar.
    let calendar = stable(&public, "/v1/public/deadlines.ics", "text/calendar").await.text;
    assert!(calendar.contains(&format!("UID:{cycle}\r\n")), "{calendar}");
    assert!(calendar.contains("DTSTART;VALUE=DATE:20241130\r\n"), "{calendar}");
    assert!(calendar.contains(&format!("UID:{cycle}-synthesis\r\n")), "S25: {calendar}");
    assert!(calendar.contains("DTSTART;VALUE=DATE:20241210\r\n"), "S25: {calendar}");
    assert!(!calendar.contains(world.cycle("2023")), "{calendar}");
    assert!(calendar.split("\r\n").all(|line| line.len() <= 75), "{calendar}");
    let package = stable(&public, "/v1/public/datapackage.json", "application/json").await.ok();
    assert_eq!(package["resources"], json!([]));
    let catalogue = stable(&public, "/v1/public/catalogue.jsonld", "application/ld+json").await.ok();
    assert_eq!(catalogue["dcat:dataset"], json!([]));
    let news = stable(&public, "/v1/public/news.atom", "application/atom+xml").await.text;
    assert!(!elements(&news).iter().any(|name| name == "entry"), "{news}");

    let release = id(&world.standing.post(&format!("/v1/cycles/{cycle}/releases"), &json!({})).await.ok());
    let catalogue = public.get("/v1/public/catalogue.jsonld").await.ok();
    let datasets = catalogue["dcat:dataset"].as_array().expect("datasets");
    assert_eq!((datasets.len(), &datasets[0]["dct:identifier"]), (1, &json!(release)));
    assert_eq!(datasets[0]["dct:publisher"]["foaf:name"], "Sở Khoa học và Công nghệ");
    assert_eq!(datasets[0]["dcat:distribution"].as_array().map(Vec::len), Some(3));
    assert!(catalogue.get("dct:license").is_none() && datasets[0].get("dct:license").is_none());
    // What DCAT-AP 3 requires of a catalogue and a dataset, and recommends as far as it is known.
    for name in ["dct:title", "dct:description", "dct:publisher", "dct:language", "foaf:homepage", "dct:modified"] {
        assert!(catalogue.get(name).is_some(), "{name}: {catalogue}");
    }
    for name in ["dct:title", "dct:description", "dct:language", "dcat:theme", "dct:accessRights", "dct:temporal"] {
        assert!(datasets[0].get(name).is_some(), "{name}: {catalogue}");
    }
    assert_eq!(datasets[0]["dct:temporal"]["dcat:startDate"]["@value"], "2024-01-01");
    let news = stable(&public, "/v1/public/news.atom", "application/atom+xml").await.text;
    assert!(news.contains(&format!("<id>urn:uuid:{release}</id>")), "{news}");

    // A decision appears in the news after it is public, and the news contains no names of recipients.
    let nomination = world.presented(&cycle, "Phòng Y tế").await;
    let decision = world.decision.post("/v1/decisions", &world::decision(335, &[&nomination])).await.ok();
    assert!(!public.get("/v1/public/news.atom").await.text.contains(&id(&decision)), "not public yet");
    world.publish(&id(&decision)).await.ok();
    let award = id(&decision["awards"][0]);
    let body = json!({
        "ground": "FRAUD", "number": 412, "symbol": "412/QĐ-UBND", "date": world::today(),
        "signer": "Chủ tịch UBND tỉnh", "title": "Hủy bỏ quyết định tặng Bằng khen", "reason": "Khai khống số liệu",
        "file": {"name": "412.pdf", "sha256": "b".repeat(64), "sizeBytes": 2048},
    });
    world.decision.post(&format!("/v1/awards/{award}/revocation"), &body).await.ok();
    let revocation = world::all(&public, "/v1/public/revocations").await;
    let news = stable(&public, "/v1/public/news.atom", "application/atom+xml").await.text;
    assert_eq!(elements(&news).iter().filter(|name| *name == "entry").count(), 3, "{news}");
    let places: Vec<Option<usize>> = [id(&revocation[0]), id(&decision), release]
        .iter()
        .map(|one| news.find(&format!("<id>urn:uuid:{one}</id>")))
        .collect();
    assert!(places.iter().all(Option::is_some) && places.is_sorted(), "the latest first: {news}");
    assert!(news.contains("số 335/QĐ-UBND") && news.contains("số 412/QĐ-UBND"), "{news}");
    for private in ["Phòng Y tế", "Chủ tịch", "Khai khống"] {
        assert!(!news.contains(private), "{private}: {news}");
    }
    for unpublished in ["2023", "2025"] {
        let other = world.cycle(unpublished);
        for path in ["datapackage.json", "catalogue.jsonld", "news.atom", "deadlines.ics"] {
            let text = public.get(&format!("/v1/public/{path}")).await.text;
            assert!(!text.contains(other), "{path} knows {unpublished}");
        }
    }
    world.service.stop().await;
}
