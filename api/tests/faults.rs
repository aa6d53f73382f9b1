//! Found A3: a fault of the service keeps its cause, and only a thing that does not exist is an unknown one.

use std::path::Path;

/// The file that may make a problem of the kind `Internal`.
const PROBLEM: &str = "base/problem.rs";

fn sources(folder: &Path, found: &mut Vec<(String, String)>) {
    for entry in std::fs::read_dir(folder).expect("a folder of sources").flatten() {
        let path = entry.path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let name = path.strip_prefix(concat!(env!("CARGO_MANIFEST_DIR"), "/src")).expect("below the sources");
            let text = std::fs::read_to_string(&path).expect("a source");
            found.push((name.display().to_string(), text));
        }
    }
}

/// The lines of a source that lose the cause of a fault.
fn faults(name: &str, text: &str) -> Vec<String> {
    let lines = text.lines().enumerate().map(|(place, line)| (place + 1, line.trim()));
    let code = lines.filter(|(_, line)| !line.starts_with("//"));
    code.filter_map(|(place, line)| {
        let internal = line.contains("Kind::Internal") && name != PROBLEM;
        let unknown = line.contains("map_err(|_") && (line.contains("unknown") || line.contains("Kind::NotFound"));
        (internal || unknown).then(|| format!("{name}:{place}: {line}"))
    })
    .collect()
}

#[test]
fn found_a3_a_fault_keeps_its_cause_and_is_no_unknown_thing() {
    let mut found = Vec::new();
    sources(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/src")), &mut found);
    assert!(100 < found.len(), "the sources are read");
    let wrong: Vec<String> = found.iter().flat_map(|(name, text)| faults(name, text)).collect();
    // A path that cannot be read names nothing; no database was asked.
    let wrong: Vec<&String> = wrong.iter().filter(|line| !line.starts_with("base/query.rs")).collect();
    assert!(wrong.is_empty(), "use Problem::fault, or named:\n{wrong:#?}");
    // A checker is trusted only after it was seen to fail.
    let planted = "    tx.nomination(id).await.map_err(|_ignored| unknown(\"/nomination\"))?;";
    assert_eq!(faults("honours/council.rs", planted).len(), 1);
    assert_eq!(faults("honours/council.rs", "    Err(Problem::plain(Kind::Internal))").len(), 1);
    assert_eq!(faults("honours/council.rs", "    // map_err(|_ignored| unknown())").len(), 0);
}
