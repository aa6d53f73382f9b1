//! Every reason that the service gives beside the rules is in the list of its room and nowhere else, mentions exactly
//! its parameters, and is written for clerks; no code has one meaning here and another in the rules.

#[path = "../../domain/tests/reasons/checks.rs"]
mod checks;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use checks::Sources;
use domain::base::reason::ReasonEntry;

/// The file formats that offices send; a sentence about such a file may name them.
const KINDS_OF_FILES: [&str; 5] = ["ASCII", "CSV", "JSON", "MB", "UTF"];

/// The codes that both the rules and the service give, for the same thing in other words: a criterion, a first day, a
/// unit and a version of the contract.
const SHARED: [&str; 4] = ["CRITERION_UNKNOWN", "TIME_TAKEN", "UNIT_UNKNOWN", "VERSION_UNKNOWN"];

fn lists() -> Vec<(&'static str, Vec<ReasonEntry>)> {
    let mut lists: Vec<(&str, Vec<ReasonEntry>)> = Vec::new();
    for (room, entry) in api::reasons() {
        match lists.last_mut() {
            Some((last, list)) if *last == room => list.push(*entry),
            Some(_) | None => lists.push((room, vec![*entry])),
        }
    }
    lists
}

fn codes() -> BTreeSet<&'static str> {
    api::reasons().chain(domain::reasons()).map(|(_, entry)| entry.code).collect()
}

/// A source without its tests, without its attributes, whose examples contain codes, and without the codes of the kinds
/// of problem, which are given without a reason; its lines keep their numbers.
fn bare(text: &str) -> String {
    let (mut bare, mut depth, mut quoted, mut escaped) = (String::with_capacity(text.len()), 0_usize, false, false);
    for (at, letter) in text.char_indices() {
        let begins = depth == 0 && (text[at..].starts_with("#[") || text[at..].starts_with("#!["));
        if begins || 0 < depth {
            match letter {
                _ if escaped => escaped = false,
                '\\' if quoted => escaped = true,
                '"' => quoted = !quoted,
                // The `#` of an attribute counts as a level until its bracket opens.
                '#' if begins => depth = 1,
                '[' if !quoted => depth += 1,
                ']' if !quoted => depth = if depth == 2 { 0 } else { depth - 1 },
                _ => {}
            }
            if letter == '\n' {
                bare.push(letter);
            }
        } else {
            bare.push(letter);
        }
    }
    let mut in_tests = false;
    bare.lines()
        .map(|line| {
            in_tests = (in_tests && line != "}") || line == "mod tests {";
            if in_tests || is_kinds(line) { "\n".to_owned() } else { format!("{line}\n") }
        })
        .collect()
}

/// Whether a line contains only the code of a kind of problem: the kind's own name in upper case.
fn is_kinds(line: &str) -> bool {
    let row = line.trim().strip_prefix("Self::").and_then(|row| row.strip_suffix("\",")?.split_once(" => \""));
    row.is_some_and(|(kind, code)| code.replace('_', "").eq_ignore_ascii_case(kind))
}

fn sources(src: &str) -> Sources {
    let sources = checks::sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join(src));
    let whole = sources.into_iter().filter(|(name, _)| !name.ends_with("/tests.rs"));
    whole.map(|(name, text)| (name, bare(&text))).collect()
}

/// Codes of both lists that are not known to be shared, codes whose rules differ between the lists, and reasons that
/// are the same in both.
fn clashes(service: &[ReasonEntry], rules: &[ReasonEntry], shared: &[&str]) -> Vec<String> {
    let by_code = |list: &[ReasonEntry]| {
        let mut found: BTreeMap<&str, BTreeSet<Option<&str>>> = BTreeMap::new();
        for entry in list {
            found.entry(entry.code).or_default().insert(entry.rule);
        }
        found
    };
    let (here, there) = (by_code(service), by_code(rules));
    let mut faults = Vec::new();
    for (code, given) in &here {
        match there.get(code) {
            Some(_) if !shared.contains(code) => faults.push(format!("{code} is a code of the rules, too")),
            Some(other) if other != given => faults.push(format!("{code} is given by {given:?} and by {other:?}")),
            None if shared.contains(code) => faults.push(format!("{code} is no code of the rules")),
            Some(_) | None => {}
        }
    }
    let same =
        |one: &ReasonEntry| rules.iter().any(|other| (one.code, one.vi, one.en) == (other.code, other.vi, other.en));
    faults.extend(service.iter().filter(|one| same(one)).map(|one| format!("{} is the rules' own reason", one.code)));
    faults
}

#[test]
fn no_reason_is_made_beside_the_lists() {
    let sources = sources("src");
    let listed: BTreeSet<&str> = sources.keys().filter_map(|name| name.strip_suffix("/reasons.rs")).collect();
    let rooms: BTreeSet<&str> = api::reasons().map(|(room, _)| room).collect();
    assert_eq!(listed, rooms, "every room's list is among all reasons");
    // Problems without a reason of their own are made in one place.
    let (kinds, faults): (Vec<String>, Vec<String>) =
        checks::made_beside(&sources, &codes()).into_iter().partition(|fault| fault.starts_with("base/problem.rs:"));
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    assert_eq!(kinds.len(), 1, "{}", kinds.join("\n"));
}

#[test]
fn what_stores_gives_no_reasons() {
    let faults = checks::made_beside(&sources("../persistence/src"), &codes());
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn lists_are_sorted_and_say_what_their_parameters_say() {
    let faults = checks::unsound(&lists(), &[]);
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn no_clerk_meets_a_word_of_programs() {
    let about_a_file = |fault: &String| KINDS_OF_FILES.iter().any(|kind| fault.ends_with(&format!(" says {kind}")));
    let faults = api::reasons().flat_map(|(_, entry)| checks::unfit_for_clerks(entry));
    let faults: Vec<String> = faults.filter(|fault| !about_a_file(fault)).collect();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn no_code_means_another_thing_in_the_rules() {
    let service: Vec<ReasonEntry> = api::reasons().map(|(_, entry)| *entry).collect();
    let rules: Vec<ReasonEntry> = domain::reasons().map(|(_, entry)| *entry).collect();
    let faults = clashes(&service, &rules, &SHARED);
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn a_reason_planted_beside_the_lists_is_found() {
    let codes = BTreeSet::from(["NOT_FOUND", "NOT_UTF8"]);
    let found = |line: &str| {
        let text = format!("#[schema(example = \"NOT_UTF8 ]\", pattern = r\"[\\]]\")]\n{line}\n");
        checks::made_beside(&[("base/body.rs".to_owned(), bare(&text))].into(), &codes)
    };
    let made = ["base/body.rs:2 makes a reason beside the lists"];
    assert_eq!(found("violation(\"\", Reason { code, rule: None, text })"), made);
    let below = "#[cfg(test)]\nmod tests {\n    Reason { ..one }\n}\nconst BELOW: Reason = Reason { ..one };";
    assert_eq!(found(below), ["base/body.rs:6 makes a reason beside the lists"]);
    assert_eq!(found("#[must_use] fn it() { Err(Reason { ..other }) }"), made);
    let written = |code: &str| [format!("base/body.rs:2 writes the code {code} of a reason beside the lists")];
    assert_eq!(found("if problem.code == \"NOT_UTF8\" {"), written("NOT_UTF8"));
    assert_eq!(found("    Self::Stale => \"NOT_FOUND\","), written("NOT_FOUND"));
    for sound in [
        "    Self::NotFound => \"NOT_FOUND\",",
        "#[schema(example = json!([{\"code\": \"NOT_UTF8\"}]))]",
        "violation(\"\", reasons::not_utf8())",
        "#[cfg(test)]\nmod tests {\n    assert_eq!(code, \"NOT_UTF8\");",
    ] {
        assert_eq!(found(sound), Vec::<String>::new(), "{sound}");
    }
}

#[test]
fn a_planted_clash_is_found() {
    const HERE: ReasonEntry = ReasonEntry {
        code: "UNIT_UNKNOWN",
        rule: None,
        when: "A unit is named that does not exist.",
        parameters: &[],
        vi: "Không có đơn vị này.",
        en: "There is no such unit.",
    };
    let there = ReasonEntry { vi: "Đơn vị này không có.", ..HERE };
    let shared = ["UNIT_UNKNOWN"];
    assert_eq!(clashes(&[HERE], &[there], &shared), Vec::<String>::new());
    assert_eq!(clashes(&[HERE], &[there], &[]), ["UNIT_UNKNOWN is a code of the rules, too"]);
    assert_eq!(clashes(&[HERE], &[], &shared), ["UNIT_UNKNOWN is no code of the rules"]);
    assert_eq!(clashes(&[HERE], &[HERE], &shared), ["UNIT_UNKNOWN is the rules' own reason"]);
    let ruled = ReasonEntry { rule: Some("L30"), ..there };
    assert_eq!(clashes(&[HERE], &[ruled], &shared), ["UNIT_UNKNOWN is given by {None} and by {Some(\"L30\")}"]);
}
