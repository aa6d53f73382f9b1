//! Every clause of the plan has a story named after it: `docs/plan-clauses.md` is compared with the stories that are
//! registered, with their sources, with the operations of the contract and with the rules.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// Every clause of the plan, in its order.
const CLAUSES: [&str; 24] = [
    "Căn cứ",
    "I.1",
    "I.2",
    "II.1",
    "II.2",
    "III.1",
    "III.2",
    "III.3",
    "IV.1.a",
    "IV.1.b",
    "IV.1.c",
    "IV.1.d",
    "IV.1.đ",
    "IV.2.a",
    "IV.2.b",
    "IV.2.c",
    "IV.2.d",
    "IV.3",
    "V.1",
    "V.2",
    "V.3",
    "V.4",
    "V.5",
    "Câu kết",
];
/// What follows the last clause: to whom the plan goes.
const RECIPIENTS: &str = "Nơi nhận";
/// How the name of a story of the plan begins.
const STORY: &str = "clause_";

/// The texts that are compared.
#[derive(Clone)]
struct Texts {
    /// `docs/plan-clauses.md`.
    table: String,
    /// `tests/main.rs`, which registers the stories.
    main: String,
    /// The sources of the stories, with the names of their modules.
    sources: Vec<(String, String)>,
    /// `openapi/v1.json`.
    contract: String,
    /// The explanations of the rules.
    rules: String,
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn read(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

impl Texts {
    fn of_the_repository() -> Self {
        let text = |path: &str| read(&root().join(path));
        let folder = std::fs::read_dir(root().join("tests/plan")).expect("a folder");
        let source = |path: &Path| {
            let module = path.file_stem().and_then(|stem| stem.to_str()).expect("a name").to_owned();
            (module, read(path))
        };
        Self {
            table: text("docs/plan-clauses.md"),
            main: text("tests/main.rs"),
            sources: folder.map(|entry| source(&entry.expect("an entry").path())).collect(),
            contract: text("openapi/v1.json"),
            rules: text("api/src/edge/rule_pages/rules.json"),
        }
    }
}

/// A row of the table.
struct Row<'a> {
    clause: &'a str,
    stories: Vec<&'a str>,
    operations: Vec<&'a str>,
    rules: Vec<&'a str>,
}

/// What stands between backquotes.
fn quoted(cell: &str) -> Vec<&str> {
    cell.split('`').skip(1).step_by(2).collect()
}

fn row(line: &str) -> Option<Row<'_>> {
    let cells: Vec<&str> = line.trim_matches('|').split('|').map(str::trim).collect();
    let [clause, _, stories, operations, rules] = *cells.as_slice() else { return None };
    let rules = rules.split(',').map(str::trim).filter(|rule| !rule.is_empty()).collect();
    Some(Row { clause, stories: quoted(stories), operations: quoted(operations), rules })
}

/// The rows of the table, without its head.
fn rows(table: &str) -> Vec<Row<'_>> {
    let lines = table.lines().filter(|line| line.starts_with("| ")).skip(1);
    lines.map(|line| row(line).unwrap_or_else(|| panic!("no five cells: {line}"))).collect()
}

/// How the stories of a clause begin.
fn prefix(clause: &str) -> String {
    match clause {
        "Căn cứ" => format!("{STORY}preamble_"),
        "Câu kết" => format!("{STORY}closing_"),
        RECIPIENTS => format!("{STORY}recipients_"),
        other => format!("{STORY}{}_", other.to_lowercase().replace('.', "_").replace('đ', "dd")),
    }
}

/// The stories of the plan that are registered, as `module::name`.
fn registered(main: &str) -> BTreeSet<&str> {
    let lines = main.lines().map(|line| line.trim().trim_end_matches(','));
    lines.filter(|line| line.split_once("::").is_some_and(|(_, name)| name.starts_with(STORY))).collect()
}

/// The comment of a story, without the breaks of its lines; none if its module has no such story.
fn comment(sources: &[(String, String)], story: &str) -> Option<String> {
    let (module, name) = story.split_once("::")?;
    let (_, text) = sources.iter().find(|(known, _)| known == module)?;
    let before = text.split_once(&format!("fn {name}("))?.0;
    let mut lines: Vec<&str> = before.lines().rev().skip(1).map_while(|line| line.strip_prefix("///")).collect();
    lines.reverse();
    Some(lines.join("").trim().to_owned())
}

/// Everything in which the table and the repository differ.
fn faults(texts: &Texts) -> Vec<String> {
    let Texts { table, main, sources, contract, rules } = texts;
    let (rows, registered) = (rows(table), registered(main));
    let mut found = Vec::new();
    let expected: Vec<&str> = CLAUSES.into_iter().chain([RECIPIENTS]).collect();
    let told: Vec<&str> = rows.iter().map(|row| row.clause).collect();
    if told != expected {
        found.push(format!("the clauses are {expected:?}, and the table has {told:?}"));
    }
    let mut named = BTreeSet::new();
    for Row { clause, stories, operations, rules: ids } in &rows {
        if stories.is_empty() || operations.is_empty() || ids.is_empty() {
            found.push(format!("{clause}: a story, an operation and a rule are wanted"));
        }
        for story in stories {
            if !registered.contains(story) {
                found.push(format!("{clause}: {story} is not registered"));
            }
            if !named.insert(*story) {
                found.push(format!("{clause}: {story} stands twice"));
            }
            let name = story.split_once("::").map_or("", |(_, name)| name);
            if !name.starts_with(&prefix(clause)) {
                found.push(format!("{clause}: {story} does not begin with {}", prefix(clause)));
            }
            let mark = if clause.contains('.') { format!("Mục {clause}") } else { (*clause).to_owned() };
            let ends = |rest: &str| rest.starts_with([':', ',', ';']);
            let begins = |comment: String| comment.strip_prefix(&mark).is_some_and(ends);
            if !comment(sources, story).is_some_and(begins) {
                found.push(format!("{clause}: the comment of {story} does not begin with {mark}"));
            }
        }
        let operation = |id: &&&str| !contract.contains(&format!("\"operationId\": \"{id}\""));
        found.extend(operations.iter().filter(operation).map(|id| format!("{clause}: there is no operation {id}")));
        let rule = |id: &&&str| !rules.contains(&format!("{{\"id\": \"{id}\""));
        found.extend(ids.iter().filter(rule).map(|id| format!("{clause}: there is no rule {id}")));
    }
    found.extend(registered.difference(&named).map(|story| format!("{story} stands in no row")));
    found
}

#[test]
fn every_clause_of_the_plan_has_a_story_and_every_story_a_clause() {
    let texts = Texts::of_the_repository();
    assert!(30 < registered(&texts.main).len(), "the stories are read");
    assert_eq!(faults(&texts), Vec::<String>::new());
}

/// A change that spoils something, and what is said of it.
type Plant<'a> = (&'a dyn Fn(&mut Texts), &'static str);

/// A checker is trusted only after it was seen to fail.
#[test]
fn a_planted_fault_is_found() {
    const FIRST: &str = "criteria::clause_iv_1_a_provincial_units_are_measured_by_five_ratios";
    let texts = Texts::of_the_repository();
    let planted = |change: &dyn Fn(&mut Texts)| {
        let mut texts = texts.clone();
        change(&mut texts);
        faults(&texts).join("\n")
    };
    let replace = |text: &mut String, from: &str, to: &str| {
        assert!(text.contains(from), "{from}");
        *text = text.replacen(from, to, 1);
    };
    let plants: [Plant<'_>; 8] = [
        (&|texts| replace(&mut texts.main, FIRST, "criteria::x"), "is not registered"),
        (&|texts| replace(&mut texts.main, FIRST, &format!("{FIRST},\n        criteria::clause_iv_9_x")), "in no row"),
        (&|texts| replace(&mut texts.table, &format!("`{FIRST}`"), ""), "a story, an operation and a rule are wanted"),
        (&|texts| replace(&mut texts.table, "| IV.1.a |", "| IV.1.e |"), "the clauses are"),
        (&|texts| replace(&mut texts.table, "| IV.1.a |", "| IV.1.e |"), "does not begin with clause_iv_1_e_"),
        (&|texts| replace(&mut texts.table, "`launch_campaign`", "`start_campaign`"), "no operation start_campaign"),
        (&|texts| replace(&mut texts.table, "M01, M10, L21", "M01, M99"), "no rule M99"),
        (
            &|texts| {
                let (_, text) = texts.sources.iter_mut().find(|(module, _)| module == "criteria").expect("criteria");
                replace(text, "/// Mục IV.1.a:", "/// Mục IV.1.b:");
            },
            "does not begin with Mục IV.1.a",
        ),
    ];
    for (change, said) in plants {
        let told = planted(change);
        assert!(told.contains(said), "{said}: {told}");
    }
}
