//! Every id of a rule that the sources or the contract name has a page, and every page is of such a rule.

use std::collections::BTreeSet;
use std::path::Path;

use api::edge::{openapi, rule_pages};

/// The first letters of rules' ids.
const KINDS: &str = "SLMUPIF";

/// The ids of rules that a text names, such as S05: a letter and two digits, as a word of its own.
fn named(text: &str) -> impl Iterator<Item = &str> {
    text.split(|letter: char| !letter.is_alphanumeric() && letter != '_').filter(|word| {
        let mut letters = word.chars();
        letters.next().is_some_and(|first| KINDS.contains(first))
            && word.len() == 3
            && letters.all(|digit| digit.is_ascii_digit())
    })
}

/// Calls `take` with every source below a folder.
fn sources(folder: &Path, take: &mut impl FnMut(&str)) {
    for entry in std::fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            sources(&path, take);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            take(&std::fs::read_to_string(&path).expect("a source"));
        }
    }
}

fn unexplained(texts: &[String]) -> Vec<String> {
    let known: BTreeSet<&str> = rule_pages::ids().collect();
    let cited: BTreeSet<&str> = texts.iter().flat_map(|text| named(text)).collect();
    cited.into_iter().filter(|id| !known.contains(id)).map(str::to_owned).collect()
}

/// The ids of rules that have a page, and that nothing names: a rule that the service does not keep must not be shown
/// as if it did.
fn unkept(texts: &[String]) -> Vec<&'static str> {
    let cited: BTreeSet<&str> = texts.iter().flat_map(|text| named(text)).collect();
    rule_pages::ids().filter(|id| !cited.contains(id)).collect()
}

#[test]
fn found_e1_every_rule_that_is_named_has_a_page_and_no_other() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut texts = vec![openapi::text()];
    for folder in ["domain/src", "persistence/src", "api/src"] {
        sources(&root.join(folder), &mut |text| texts.push(text.to_owned()));
    }
    assert!(texts.iter().flat_map(|text| named(text)).count() > 500, "rules are named");
    let mut tried = texts.clone();
    // Some rules are data, such as a target; what tries them names them.
    sources(&root.join("domain/tests"), &mut |text| tried.push(text.to_owned()));
    assert_eq!(unkept(&tried), Vec::<&str>::new(), "take them out of api/src/edge/rule_pages/rules.json");
    assert!(unkept(&["See S05.".to_owned()]).contains(&"L29"));
    assert_eq!(unexplained(&texts), Vec::<String>::new(), "write them in api/src/edge/rule_pages/rules.json");
    assert_eq!(unexplained(&["See S05, L29 and (L99).".to_owned()]), ["L99"]);
    assert_eq!(unexplained(&["H51, ABS99, S999, S9, IS01".to_owned()]), Vec::<String>::new());
}

/// Where a text cites an interpretation by its number, which no page explains.
fn numbered(text: &str) -> Vec<String> {
    let plain = text.to_lowercase().replace("\\n", " ").replace('\n', " ");
    let cited = |marker: &str| {
        let rests = plain.split(marker).skip(1);
        let numbers = rests.filter(|rest| rest.starts_with(|letter: char| letter.is_ascii_digit()));
        numbers.map(|rest| format!("{marker}{}", rest.chars().take(20).collect::<String>())).collect::<Vec<String>>()
    };
    ["interpretation ", "cách hiểu ", "cách hiểu số "].map(cited).concat()
}

/// What clients and clerks read rests on rules, which have pages; our own notes have none.
#[test]
fn found_e1_no_interpretation_is_cited_by_its_number() {
    let vietnamese = openapi::vietnamese::in_vietnamese(&openapi::document()).to_string();
    let mut texts = vec![openapi::text(), vietnamese, include_str!("../../src/edge/rule_pages/rules.json").to_owned()];
    let reasons = api::reasons().chain(domain::reasons());
    texts.extend(reasons.map(|(_, entry)| format!("{}\n{}\n{}", entry.when, entry.vi, entry.en)));
    // Sentences that are no reasons, such as those of kinds of problem, and not what is said to readers of the code.
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    for folder in ["domain/src", "persistence/src", "api/src"] {
        sources(&root.join(folder), &mut |text| {
            texts.extend(text.lines().filter(|line| !line.trim().starts_with("//")).map(str::to_owned));
        });
    }
    assert!(texts.len() > 1_000, "texts are read");
    let found: Vec<String> = texts.iter().flat_map(|text| numbered(text)).collect();
    assert_eq!(found, Vec::<String>::new());
    assert_eq!(numbered("Needs issued sets (rule S24,\\ninterpretation 10)."), ["interpretation 10)."]);
    assert_eq!(numbered("Gợi ý không phải là hồ sơ (Cách hiểu 11)."), ["cách hiểu 11)."]);
    assert_eq!(numbered("Xem cách hiểu số 3."), ["cách hiểu số 3."]);
    assert_eq!(numbered("An interpretation of 10 rules"), Vec::<String>::new());
}
