//! No file uses a room above its own, no files use each other in a circle, and no folder holds too many files.

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
