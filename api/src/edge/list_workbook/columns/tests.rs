use domain::base::policy::Role;
use domain::honours::higher_proposal::HigherProposalState;
use domain::honours::nomination::workflow::NominationState;
use domain::planning::award::{AwardForm, SubjectKind};
use domain::registry::level::IssuerClass;
use domain::registry::organisation::OrganisationKind;
use domain::reporting::evidence_file::EvidenceFileState;
use domain::reporting::report::ReportState;

use super::*;
use crate::edge::committed::COMMITTED;

/// What has no head or no word, and which heads and words no list uses.
fn faults(document: &str) -> (Vec<String>, Vec<String>) {
    let mut dictionary = Dictionary::read().expect("the heads");
    let parsed: Document = serde_json::from_str(document).expect("a document");
    let schemas = parsed.components.schemas.clone();
    read(parsed, &mut dictionary);
    let Dictionary { heads, used, missing, .. } = dictionary;
    let mut missing: Vec<String> = missing.into_iter().collect();
    let mut unused: Vec<String> = heads.columns.into_iter().map(|(name, _)| name).collect();
    unused.retain(|name| !used.contains(name));
    unused.extend(heads.titles.keys().map(|path| format!("title of {path}")).filter(|title| !used.contains(title)));
    unused.extend(heads.filters.keys().map(|name| format!("filter {name}")).filter(|filter| !used.contains(filter)));
    for (name, words) in &heads.words {
        if !used.contains(&format!("words of {name}")) {
            unused.push(format!("words of {name}"));
        }
        let codes = schemas.get(name).map(|schema| schema.words.as_slice()).unwrap_or_default();
        unused.extend(words.keys().filter(|word| !codes.contains(word)).map(|word| format!("{name} {word}")));
    }
    for (concept, States { list, .. }) in &heads.states {
        let concepts = schemas.get("Concept").map(|schema| schema.words.as_slice()).unwrap_or_default();
        if !concepts.contains(concept) {
            unused.push(format!("states of {concept}"));
        }
        let Some(list) = list else { continue };
        let codes = schemas.get(list).map(|schema| schema.words.as_slice()).unwrap_or_default();
        let words = heads.words.get(list);
        let wordless = |code: &&String| words.is_none_or(|words| !words.contains_key(*code));
        missing.extend(codes.iter().filter(wordless).map(|code| format!("{list} {code}")));
        if codes.is_empty() {
            unused.push(format!("states of {concept}: no {list}"));
        }
    }
    (missing, unused)
}

fn committed() -> BTreeMap<String, List> {
    lists(COMMITTED).expect("the contract")
}

#[test]
fn every_listed_property_has_a_head_and_every_head_is_used() {
    assert!(60 < committed().len(), "the lists are found");
    let (missing, unused) = faults(COMMITTED);
    assert!(missing.is_empty(), "add to openapi/heads.vi.json:\n{}", missing.join("\n"));
    assert!(unused.is_empty(), "take out of openapi/heads.vi.json:\n{}", unused.join("\n"));
    let heads: Heads = serde_json::from_str(HEADS).expect("the heads");
    let names: BTreeSet<&String> = heads.columns.iter().map(|(name, _)| name).collect();
    assert_eq!(names.len(), heads.columns.len(), "a property stands in the heads twice");
}

#[test]
fn a_list_has_a_title_and_not_what_one_does_with_it() {
    for (path, List { title, .. }) in committed() {
        let begins =
            ["Danh sách", "Nhật ký", "Bảng xếp hạng", "Kết quả"].into_iter().any(|word| title.starts_with(word));
        assert!(begins, "{path}: {title}");
    }
}

#[test]
fn a_code_without_a_vietnamese_word_is_found() {
    let property = |name: &str| {
        let item = format!(r##"{{"type": "object", "properties": {{"state": {{"$ref": "{SCHEMAS}{name}"}}}}}}"##);
        let page = format!(r#"{{"properties": {{"items": {{"type": "array", "items": {item}}}}}}}"#);
        let answer = format!(r#"{{"200": {{"content": {{"application/json": {{"schema": {page}}}}}}}}}"#);
        let get = format!(r#"{{"parameters": [{{"name": "limit", "in": "query"}}], "responses": {answer}}}"#);
        let words = r#"{"type": "string", "x-extensible-enum": ["DRAFT", "PLANTED"]}"#;
        let schemas = format!(r#"{{"{name}": {words}}}"#);
        format!(r#"{{"paths": {{"/v1/reports": {{"get": {get}}}}}, "components": {{"schemas": {schemas}}}}}"#)
    };
    let (missing, _) = faults(&property("ReportState"));
    assert!(missing.contains(&"ReportState PLANTED".to_owned()), "{missing:?}");
    assert!(!missing.contains(&"ReportState DRAFT".to_owned()), "{missing:?}");
    let (missing, _) = faults(&property("Planted"));
    assert!(missing.contains(&"Planted DRAFT".to_owned()), "{missing:?}");
    let (missing, _) = faults(&property(EXPLAINED));
    assert!(!missing.iter().any(|one| one.starts_with(EXPLAINED)), "a text stands beside it: {missing:?}");
}

/// A list whose words were not looked up, because its column holds something else, would print codes.
#[test]
fn every_code_of_a_list_is_said_in_vietnamese() {
    let column = |list: &str, path: &str| {
        let lists = committed();
        let columns = &lists.get(list).expect("a list").columns;
        columns.iter().find(|column| column.path.join(".") == path).map(|column| column.cells.clone())
    };
    for (list, path, register) in [
        ("/v1/organisations", "level", Register::Level),
        ("/v1/reports", "group", Register::Group),
        ("/v1/criteria-sets", "audience", Register::Group),
        ("/v1/cycles", "groups", Register::Group),
        ("/v1/difficulties", "field", Register::Field),
        ("/v1/difficulties", "contents", Register::Content),
        ("/v1/nominations", "subject.category", Register::Category),
        ("/v1/clients", "campaigns", Register::Movement),
        ("/v1/guidance", "recipients.levels", Register::Level),
    ] {
        assert_eq!(column(list, path), Some(Cells::Chosen(register)), "{list} {path}");
    }
    assert_eq!(column("/v1/imports/{import}/rows", "problems"), Some(Cells::Faults));
    assert_eq!(column("/v1/groups", "code"), Some(Cells::Text), "its name stands beside it");
    assert_eq!(column("/v1/notices", "subject"), None, "its label stands beside it");
    let states = column("/v1/audit-entries", "toState");
    let said = |states: &BTreeMap<String, BTreeMap<String, String>>| states["REPORT"]["DRAFT"] == "Đang soạn thảo";
    assert!(matches!(&states, Some(Cells::State(states)) if said(states)), "{states:?}");
}

/// What is no list in pages has no workbook: the versions of a movement are whole plans, few and one below the other, and
/// the rules are those of the program.
#[test]
fn whatever_is_listed_is_listed_in_pages() {
    const WHOLE: [&str; 3] =
        ["/v1/campaigns/{campaign}/versions", "/v1/public/campaigns/{campaign}/versions", "/v1/public/rules"];
    let Document { paths, components: Components { schemas } } = serde_json::from_str(COMMITTED).expect("the contract");
    let is_whole = |said: &SaidOperation| {
        let answer = said.responses.get("200").and_then(|answer| answer.content.get("application/json"));
        let page = answer.map(|content| resolved(&content.schema, &schemas).1);
        let listed = page.is_some_and(|page| page.is("array") || page.properties.contains_key("items"));
        listed && items_of(said, &schemas).is_none()
    };
    let whole: Vec<&str> =
        paths.iter().filter(|(_, item)| item.get("get").is_some_and(is_whole)).map(|(path, _)| path.as_str()).collect();
    assert_eq!(whole, WHOLE);
}

#[test]
fn no_list_has_two_columns_under_one_head() {
    for (path, List { columns, .. }) in committed() {
        let all: Vec<&str> = columns.iter().map(|column| column.head.as_str()).collect();
        let heads: BTreeSet<&str> = all.iter().copied().collect();
        assert_eq!(heads.len(), columns.len(), "{path}: {all:?}");
        assert!(!columns.is_empty(), "{path} has no column");
    }
}

#[test]
fn a_unit_is_named_and_its_identifier_is_left_out() {
    let lists = committed();
    let paths = |list: &str| -> Vec<String> {
        lists.get(list).expect("a list").columns.iter().map(|column| column.path.join(".")).collect()
    };
    let reports = paths("/v1/reports");
    for there in ["organisationName", "organisationCode", "cycleCode", "state", "total", "submittedAt", "id"] {
        assert!(reports.contains(&there.to_owned()), "{there}: {reports:?}");
    }
    for absent in ["organisation", "cycle", "transitions", "revision", "opinion.by"] {
        assert!(!reports.contains(&absent.to_owned()), "{absent}: {reports:?}");
    }
    assert!(paths("/v1/base-salaries").contains(&"document.number".to_owned()));
    assert!(lists.get("/v1/reports").is_some_and(|list| list.filter("cycle").is_some()));
    assert!(!lists.contains_key("/v1/public/rules"), "what has no pages is no list");
}

/// The sheet about a workbook says in Vietnamese what was asked for.
#[test]
fn every_filter_of_a_list_has_a_head_and_says_what_it_asks_for() {
    let filter = |list: &str, name: &str| committed().get(list).and_then(|list| list.filter(name)).cloned();
    let cells = |list: &str, name: &str| filter(list, name).map(|filter| filter.cells);
    assert_eq!(cells("/v1/notices", "unread"), Some(Cells::YesNo));
    assert_eq!(cells("/v1/organisations", "on"), Some(Cells::Day));
    assert_eq!(cells("/v1/organisations", "parent"), Some(Cells::Chosen(Register::Unit)));
    assert_eq!(cells("/v1/reports", "cycle"), Some(Cells::Chosen(Register::Cycle)));
    let states = cells("/v1/reports", "state");
    let said = |words: &BTreeMap<String, String>| words["DRAFT"] == "Đang soạn thảo";
    assert!(matches!(&states, Some(Cells::Word(words)) if said(words)), "{states:?}");

    let query = |name: &str| format!(r#"{{"name": "{name}", "in": "query", "schema": {{"type": "string"}}}}"#);
    let queries = ["limit", "planted", "cycle"].map(query).join(", ");
    let page = r#"{"properties": {"items": {"type": "array", "items": {"type": "object"}}}}"#;
    let answer = format!(r#"{{"200": {{"content": {{"application/json": {{"schema": {page}}}}}}}}}"#);
    let get = format!(r#"{{"parameters": [{queries}], "responses": {answer}}}"#);
    let (missing, unused) =
        faults(&format!(r#"{{"paths": {{"/v1/things": {{"get": {get}}}}}, "components": {{"schemas": {{}}}}}}"#));
    let (missing_ones, unused_ones) = (["filter planted"], ["filter state", "filter unread"]);
    assert!(missing_ones.into_iter().all(|one| missing.contains(&one.to_owned())), "{missing:?}");
    assert!(unused_ones.into_iter().all(|one| unused.contains(&one.to_owned())), "{unused:?}");
    assert!(!missing.contains(&"filter cycle".to_owned()) && !missing.contains(&"filter limit".to_owned()));
}

#[test]
fn a_missing_and_an_unused_head_are_found() {
    let listed = |property: &str| {
        let item = format!(r#"{{"type": "object", "properties": {{"{property}": {{"type": "string"}}}}}}"#);
        let page = format!(r#"{{"properties": {{"items": {{"type": "array", "items": {item}}}}}}}"#);
        let answer = format!(r#"{{"200": {{"content": {{"application/json": {{"schema": {page}}}}}}}}}"#);
        let get = format!(r#"{{"parameters": [{{"name": "limit", "in": "query"}}], "responses": {answer}}}"#);
        format!(r#"{{"paths": {{"/v1/things": {{"get": {get}}}}}, "components": {{"schemas": {{}}}}}}"#)
    };
    let (missing, unused) = faults(&listed("planted"));
    assert_eq!(missing.first().map(String::as_str), Some("planted"));
    assert!(unused.contains(&"name".to_owned()));
    let (missing, unused) = faults(&listed("name"));
    assert!(!missing.contains(&"name".to_owned()) && !unused.contains(&"name".to_owned()));
}

#[test]
fn a_head_says_what_stands_under_it() {
    let heads = |list: &str| -> Vec<(String, Cells)> {
        let lists = committed();
        let columns = &lists.get(list).expect("a list").columns;
        columns.iter().map(|column| (column.head.clone(), column.cells.clone())).collect()
    };
    assert_eq!(heads("/v1/nominations")[0].0, "Đối tượng: tên", "the name stands first");
    for (list, head, wrong) in [
        ("/v1/campaigns", "Phong trào: tên", "Nội dung: tên"),
        ("/v1/public/campaigns", "Phong trào: đầu kỳ", "Nội dung: đầu kỳ"),
        ("/v1/nomination-clocks", "Hạn", "Thời hạn: hạn"),
        ("/v1/nomination-clocks", "Hạn bổ sung", "Thời hạn bổ sung: hạn"),
        ("/v1/nomination-clocks", "Thời hạn: số ngày", "Số ngày"),
    ] {
        let heads: Vec<String> = heads(list).into_iter().map(|(head, _)| head).collect();
        assert!(heads.contains(&head.to_owned()) && !heads.contains(&wrong.to_owned()), "{list}: {heads:?}");
    }
    let amounts = heads("/v1/base-salaries");
    assert!(amounts.contains(&("Số tiền (đồng)".to_owned(), Cells::Money)), "{amounts:?}");
}

#[test]
fn a_head_behind_another_begins_small() {
    for (head, small) in [("Số", "số"), ("Ngày ban hành", "ngày ban hành"), ("URL", "URL"), ("Đơn vị", "đơn vị")]
    {
        assert_eq!(lowered(head), small);
    }
}

/// The domain has Vietnamese words for some codes, and a workbook has no others.
#[test]
fn a_code_has_the_word_that_the_domain_has_for_it() {
    let heads: Heads = serde_json::from_str(HEADS).expect("the heads");
    let said = |list: &str, code: &str| heads.words.get(list).and_then(|words| words.get(code)).expect("a word");
    let same = |list: &str, code: &str, word: &str| {
        assert_eq!(lowered(said(list, code)), lowered(word), "{list} {code}");
    };
    macro_rules! spoken {
        ($($list:ident)+) => {$(
            for word in $list::ALL {
                same(stringify!($list), word.as_str(), word.vi());
            }
        )+};
    }
    spoken! {
        AwardForm EvidenceFileState HigherProposalState IssuerClass NominationState OrganisationKind ReportState Role
        SubjectKind
    }
}
