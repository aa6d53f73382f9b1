//! No file uses one of a room above its own, no files use each other in a circle, no folder holds too many files.

#![expect(clippy::indexing_slicing, reason = "a test may panic")]

#[path = "../../domain/tests/rooms/imports.rs"]
mod imports;

#[test]
fn no_arrow_runs_upward_and_none_in_a_circle() {
    let sources = imports::sources(std::path::Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/src")));
    assert!(10 < sources.len(), "the sources are read");
    let faults = imports::faults(&sources);
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn planted_faults_are_found() {
    imports::planted_faults_are_found();
}

/// Fields with a type of limited length whose limit is not checked.
fn unchecked(source: &str) -> Vec<String> {
    const TYPES: [&str; 7] =
        ["Code", "ShortLine", "Line", "Paragraph", "EmptyOrCode", "EmptyOrLine", "EmptyOrParagraph"];
    // Only a struct that derives `Validate` has limits to check.
    let mut inside = false;
    let mut validates = false;
    let lines: Vec<&str> = source
        .lines()
        .map(|line| {
            if line.starts_with("#[derive(") {
                validates = line.contains("Validate");
            } else if line.starts_with("pub(crate) struct ") || line.starts_with("struct ") {
                inside = validates;
                validates = false;
            } else if line.starts_with('}') {
                inside = false;
            }
            if inside { line.trim() } else { "" }
        })
        .collect();
    let is_field = |line: &str| {
        let kind = line.strip_suffix(',').and_then(|line| line.split_once(": ")).map(|(_, kind)| kind);
        let inner =
            kind.map(|kind| kind.trim_start_matches("Option<").trim_start_matches("Vec<").trim_end_matches('>'));
        inner.is_some_and(|inner| TYPES.contains(&inner))
    };
    let fields = lines.iter().enumerate().filter(|(_, line)| is_field(line));
    let checked = |place: usize| {
        let before = lines[..place].iter().rev().take_while(|line| line.starts_with("#[") || line.starts_with("///"));
        before.into_iter().any(|line| line.starts_with("#[validate(") && line.contains("nested"))
    };
    fields.filter(|(place, _)| !checked(*place)).map(|(_, line)| (*line).to_owned()).collect()
}

#[test]
fn every_text_of_a_common_length_is_checked() {
    let sources = imports::sources(std::path::Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/src")));
    let faults: Vec<String> = sources
        .iter()
        .flat_map(|(name, source)| unchecked(source).into_iter().map(move |line| format!("{name}: {line}")))
        .collect();
    assert!(faults.is_empty(), "these lack #[validate(nested)]: {}", faults.join("; "));
    let fields = "    /// Why.\n    #[serde(default)]\n    reason: Option<Paragraph>,\n    #[validate(nested)]\n    name: Line,\n}\n";
    let planted = format!("#[derive(Deserialize, Validate)]\nstruct Planted {{\n{fields}");
    assert_eq!(unchecked(&planted), ["reason: Option<Paragraph>,"]);
    assert!(unchecked(&planted.replace(", Validate", "")).is_empty(), "what is not validated has no limits");
}
