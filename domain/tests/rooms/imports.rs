//! Reads which file of a crate uses which other, and finds violations of its structure: a file that uses a room above
//! its own, files that use each other in a cycle, a folder or a file that is too large.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// Maximum number of files in one folder.
const FILES_MAX: usize = 25;
/// Maximum number of lines in one file.
const LINES_MAX: usize = 600;

/// The sources of a crate, by module path such as `honours::nomination`.
pub(crate) type Sources = BTreeMap<String, String>;

/// Reads every source below a crate's `src`.
pub(crate) fn sources(src: &Path) -> Sources {
    let mut found = Sources::new();
    let mut folders = vec![src.to_path_buf()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let module = path.strip_prefix(src).expect("below src").with_extension("");
                let module = module.to_str().expect("a name in UTF-8").replace(std::path::MAIN_SEPARATOR, "::");
                found.insert(module, std::fs::read_to_string(&path).expect("a source"));
            }
        }
    }
    found
}

/// All violations, one sentence each.
pub(crate) fn faults(sources: &Sources) -> Vec<String> {
    let rooms = rooms(&sources["lib"]);
    let height = |module: &str| rooms.iter().position(|room| Some(room.as_str()) == module.split("::").next());
    let uses: BTreeMap<&str, BTreeSet<&str>> = sources
        .iter()
        .filter(|(module, _)| !matches!(module.as_str(), "lib" | "main"))
        .map(|(module, text)| (module.as_str(), used(module, text, sources)))
        .collect();
    let mut faults = Vec::new();
    for (module, others) in &uses {
        if height(module).is_none() {
            faults.push(format!("{module} is in no room"));
        }
        for other in others.iter().filter(|other| height(module) < height(other)) {
            faults.push(format!("{module} uses {other}, which is in a room above"));
        }
    }
    faults.extend(circles(&uses).iter().map(|circle| format!("in a circle: {}", circle.join(", "))));
    let mut folders: BTreeMap<&str, usize> = BTreeMap::new();
    for module in sources.keys() {
        *folders.entry(module.rsplit_once("::").map_or("", |(folder, _)| folder)).or_default() += 1;
    }
    let full = folders.into_iter().filter(|(_, files)| FILES_MAX < *files);
    faults.extend(full.map(|(folder, files)| format!("{folder} holds {files} files, more than {FILES_MAX}")));
    let long = sources.iter().filter(|(_, text)| LINES_MAX < text.lines().count());
    faults.extend(long.map(|(module, _)| format!("{module} has more than {LINES_MAX} lines")));
    faults
}

/// The rooms of a crate, lowest first, as `lib.rs` lists them.
fn rooms(lib: &str) -> Vec<String> {
    let names = lib.lines().filter_map(|line| line.trim_start_matches("pub ").strip_prefix("mod ")?.strip_suffix(';'));
    names.map(str::to_owned).collect()
}

/// The modules of the crate that a source uses, each by the longest path that is a module.
fn used<'a>(module: &str, text: &str, sources: &'a Sources) -> BTreeSet<&'a str> {
    let text: String =
        text.lines().map(|line| line.split("//").next().unwrap_or_default()).collect::<Vec<_>>().join("\n");
    // A child module may also be named without its parents' path: `bars::Bar` in `honours::nomination`.
    let children = sources.keys().filter(|other| {
        let child = other.strip_prefix(module).and_then(|rest| rest.strip_prefix("::"));
        child.is_some_and(|child| !child.contains("::") && names(&text, &format!("{child}::")))
    });
    let mut found: BTreeSet<&str> = children.map(String::as_str).collect();
    for (start, head) in ["crate::", "super::"].iter().flat_map(|head| text.match_indices(head)) {
        let before = text[..start].chars().next_back();
        if before.is_some_and(|letter| letter.is_alphanumeric() || matches!(letter, '_' | ':' | '$')) {
            continue;
        }
        let mut from: Vec<&str> = module.split("::").collect();
        if head == "crate::" {
            from.clear();
        } else {
            from.pop();
        }
        for path in paths(&text[start + head.len()..]) {
            let mut whole = from.clone();
            for part in &path {
                match part.as_str() {
                    "super" => whole.truncate(whole.len().saturating_sub(1)),
                    part => whole.push(part),
                }
            }
            let longest = (1..=whole.len()).rev().find_map(|many| sources.get_key_value(&whole[..many].join("::")));
            found.extend(longest.map(|(name, _)| name.as_str()).filter(|name| *name != module));
        }
    }
    found
}

/// Whether a text holds a path with this beginning.
fn names(text: &str, head: &str) -> bool {
    text.match_indices(head).any(|(start, _)| {
        let before = text[..start].chars().next_back();
        !before.is_some_and(|letter| letter.is_alphanumeric() || matches!(letter, '_' | ':' | '$'))
    })
}

/// Every path at the beginning of a text, with braces expanded: `a::{b, c::D}` is `a::b` and `a::c::D`.
fn paths(text: &str) -> Vec<Vec<String>> {
    let name: String = text.chars().take_while(|letter| letter.is_alphanumeric() || *letter == '_').collect();
    let rest = &text[name.len()..];
    if let Some(inner) = text.strip_prefix('{') {
        let (mut depth, mut parts, mut begin) = (1_usize, Vec::new(), 0_usize);
        for (place, letter) in inner.char_indices() {
            match letter {
                '{' => depth += 1,
                '}' => depth -= 1,
                _ => {}
            }
            if depth == 0 || (depth == 1 && letter == ',') {
                parts.extend(paths(inner[begin..place].trim_start()));
                begin = place + 1;
            }
            if depth == 0 {
                break;
            }
        }
        return parts;
    }
    match rest.strip_prefix("::") {
        Some(rest) if !name.is_empty() => {
            let mut deeper = paths(rest);
            deeper.iter_mut().for_each(|path| path.insert(0, name.clone()));
            if deeper.is_empty() { vec![vec![name]] } else { deeper }
        }
        _ if name.is_empty() => Vec::new(),
        _ => vec![vec![name]],
    }
}

/// The cycles: groups of modules of which each uses every other, directly or indirectly.
fn circles<'a>(uses: &BTreeMap<&'a str, BTreeSet<&'a str>>) -> Vec<Vec<&'a str>> {
    let reach = |from: &'a str| {
        let (mut reached, mut next) = (BTreeSet::new(), vec![from]);
        while let Some(module) = next.pop() {
            next.extend(uses.get(module).into_iter().flatten().copied().filter(|other| reached.insert(*other)));
        }
        reached
    };
    let reached: BTreeMap<&str, BTreeSet<&str>> = uses.keys().map(|module| (*module, reach(module))).collect();
    let mut found: Vec<Vec<&str>> = Vec::new();
    for (module, others) in &reached {
        if others.contains(module) && !found.iter().flatten().any(|known| known == module) {
            let together = others.iter().filter(|other| reached.get(*other).is_some_and(|back| back.contains(module)));
            found.push(together.copied().collect());
        }
    }
    found
}

/// Planted faults are found; each crate's own test calls this, because a checker that finds nothing is not trusted.
pub(crate) fn planted_faults_are_found() {
    let source = |module: &str, text: &str| (module.to_owned(), text.to_owned());
    let sound: Sources = [
        source("lib", "mod base;\npub mod honours;\n"),
        source("base", ""),
        source("base::ids", "// crate::honours::award is only named here\n"),
        source("honours", ""),
        source("honours::award", "use crate::base::{ids::AwardId, ids};\n"),
        source("honours::award::part", "use super::super::award::Award;\n"),
    ]
    .into();
    assert_eq!(faults(&sound), Vec::<String>::new());
    let with = |module: &str, text: &str| {
        let mut sources = sound.clone();
        sources.insert(module.to_owned(), text.to_owned());
        faults(&sources)
    };
    let upward = with("base::ids", "use crate::{\n    honours::{award::{self, Award}},\n};\n");
    assert_eq!(upward[0], "base::ids uses honours::award, which is in a room above");
    assert_eq!(upward[1], "in a circle: base::ids, honours::award");
    let inline = with("base::ids", "fn f() { crate::honours::award::g() }\n");
    assert_eq!(inline[0], "base::ids uses honours::award, which is in a room above");
    let circle = with("honours::award", "use crate::honours::award::part::Part;\n");
    assert_eq!(circle, ["in a circle: honours::award, honours::award::part"]);
    let child = with("honours::award", "mod part;\npub use part::Part;\n");
    assert_eq!(child, ["in a circle: honours::award, honours::award::part"]);
    assert_eq!(with("other", ""), ["other is in no room"]);
    let long = with("honours::award", &"\n".repeat(LINES_MAX + 1));
    assert_eq!(long, [format!("honours::award has more than {LINES_MAX} lines")]);
    let mut many = sound.clone();
    many.extend((0..FILES_MAX).map(|number| source(&format!("honours::h{number}"), "")));
    assert_eq!(faults(&many), [format!("honours holds {} files, more than {FILES_MAX}", FILES_MAX + 1)]);
}
