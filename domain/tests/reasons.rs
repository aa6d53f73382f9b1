//! Every reason is in the list of its room and nowhere else, uses all its parameters, and is worded for clerks.

#[path = "reasons/checks.rs"]
mod checks;

use std::collections::BTreeSet;
use std::path::Path;

use domain::base::reason::ReasonEntry;

/// The codes that several rules give, or that are given in one place under a rule and in another without one.
const SEVERAL_RULES: [&str; 12] = [
    "ATTESTATION_MISSING",
    "CODE_TWICE",
    "DATE_IN_FUTURE",
    "DATE_UNFIT",
    "DOCUMENT_INCOMPLETE",
    "FIGURE_MISSING",
    "FUNCTION_BACKDATED",
    "PAPER_TWICE",
    "POINTS_OUT_OF_RANGE",
    "UNIT_CLOSED",
    "UNIT_ENDED",
    "UNIT_NOT_VALID",
];

fn lists() -> Vec<(&'static str, Vec<ReasonEntry>)> {
    let mut lists: Vec<(&str, Vec<ReasonEntry>)> = Vec::new();
    for (room, entry) in domain::reasons() {
        match lists.last_mut() {
            Some((last, list)) if *last == room => list.push(*entry),
            Some(_) | None => lists.push((room, vec![*entry])),
        }
    }
    lists
}

fn codes() -> BTreeSet<&'static str> {
    domain::reasons().map(|(_, entry)| entry.code).collect()
}

/// A list as another crate makes one.
mod reasons {
    domain::reasons! {
        /// A figure is missing when
        /// a report is submitted.
        figure_missing(criterion, until_vi, until_en) = "FIGURE_MISSING" rule "S02",
            "Chưa có số liệu của tiêu chí {criterion} đến {until_vi}.",
            "No figure of criterion {criterion} until {until_en}.";
        /// A text is empty.
        text_empty() = "TEXT_EMPTY",
            "Mục này không được để trống.",
            "This field must not be empty.";
    }
}

#[test]
fn a_list_makes_reasons_and_can_be_read() {
    let reason = reasons::figure_missing("3.1", "31/07/2026", "2026-07-31");
    assert_eq!((reason.code, reason.rule), ("FIGURE_MISSING", Some("S02")));
    assert_eq!(reason.text.vi, "Chưa có số liệu của tiêu chí 3.1 đến 31/07/2026.");
    assert_eq!(reason.text.en, "No figure of criterion 3.1 until 2026-07-31.");
    assert_eq!((reasons::text_empty().rule, reasons::text_empty().under("S05").rule), (None, Some("S05")));
    let [figure, text] = reasons::CATALOGUE else { panic!("two entries") };
    assert_eq!((figure.code, figure.rule, text.rule), ("FIGURE_MISSING", Some("S02"), None));
    assert_eq!(figure.when, "A figure is missing when a report is submitted.");
    assert_eq!(figure.parameters, ["criterion", "until_vi", "until_en"]);
    assert_eq!(figure.vi, "Chưa có số liệu của tiêu chí {criterion} đến {until_vi}.");
    assert_eq!(text.parameters, [""; 0]);
}

#[test]
fn no_reason_is_made_beside_the_lists() {
    let sources = checks::sources(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/src")));
    let listed: BTreeSet<&str> = sources.keys().filter_map(|name| name.strip_suffix("/reasons.rs")).collect();
    let rooms: BTreeSet<&str> = domain::reasons().map(|(room, _)| room).collect();
    assert_eq!(listed, rooms, "every room's list is among all reasons");
    let faults = checks::made_beside(&sources, &codes());
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn lists_are_sorted_and_say_what_their_parameters_say() {
    let faults = checks::unsound(&lists(), &SEVERAL_RULES);
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn no_clerk_meets_a_word_of_programs() {
    let faults: Vec<String> = domain::reasons().flat_map(|(_, entry)| checks::unfit_for_clerks(entry)).collect();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn a_reason_planted_beside_the_lists_is_found() {
    let codes = BTreeSet::from(["FIGURE_MISSING", "TEXT_EMPTY"]);
    let found = |name: &str, line: &str| {
        let sources = [(name.to_owned(), format!("use crate::base::reasons;\n{line}\n"))].into();
        checks::made_beside(&sources, &codes)
    };
    let made = ["honours/award.rs:2 makes a reason beside the lists"];
    assert_eq!(found("honours/award.rs", "Err(Reason::plain(code, vi, en))"), made);
    assert_eq!(found("honours/award.rs", "Err(Reason::rule("), made);
    assert_eq!(found("honours/award.rs", "(Reason { rule: Some(\"S18\"), ..reason })"), made);
    assert_eq!(found("honours/award.rs", "let entry = ReasonEntry { code, ..other };"), made);
    let written = ["honours/award.rs:2 writes the code TEXT_EMPTY of a reason beside the lists"];
    assert_eq!(found("honours/award.rs", "Some(reason) if reason.code == \"TEXT_EMPTY\" => {}"), written);
    assert_eq!(found("honours/award.rs", "const EMPTY: &str = \"TEXT_EMPTY\";"), written);
    let sound = [
        "// Reason::plain(\"TEXT_EMPTY\", vi, en)",
        "let Reason { code, rule, text } = reason;",
        "fn empty() -> Reason {",
        "    TextEmpty = \"TEXT_EMPTY\",",
        "pub const TEXT_EMPTY: &str = \"TEXT_EMPTY\";",
        "let word = \"OTHER_WORD\";",
    ];
    for line in sound {
        assert_eq!(found("honours/award.rs", line), Vec::<String>::new(), "{line}");
    }
    assert_eq!(found("honours/reasons.rs", "text_empty() = \"TEXT_EMPTY\","), Vec::<String>::new());
    assert_eq!(found("base/reason.rs", "$crate::base::reason::Reason {"), Vec::<String>::new());
}

const SOUND: ReasonEntry = ReasonEntry {
    code: "FIGURE_MISSING",
    rule: Some("S02"),
    when: "A figure is missing.",
    parameters: &["criterion", "until_vi", "until_en"],
    vi: "Chưa có số liệu của tiêu chí {criterion} đến {until_vi}.",
    en: "No figure of criterion {criterion} until {until_en}.",
};

#[test]
fn a_planted_unsound_entry_is_found() {
    let found = |entries: &[ReasonEntry]| checks::unsound(&[("base", entries.to_vec())], &[]);
    assert_eq!(found(&[SOUND]), Vec::<String>::new());
    let first = ReasonEntry { code: "A", ..SOUND };
    assert_eq!(found(&[SOUND, first]), ["base is not sorted by code"]);
    let twice = checks::unsound(&[("base", vec![SOUND]), ("honours", vec![SOUND])], &[]);
    assert_eq!(twice, ["FIGURE_MISSING is said in the same words in base and in honours"]);
    for code in ["Figure_MISSING", "FIGURE__MISSING", "_FIGURE", "FIGURE-MISSING", ""] {
        let entry = ReasonEntry { code, ..SOUND };
        assert_eq!(found(&[entry]), [format!("{code} is not in upper case with single underscores")]);
    }
    let rule = ReasonEntry { rule: Some("S2"), ..SOUND };
    assert_eq!(found(&[rule]), ["FIGURE_MISSING is of no numbered rule: Some(\"S2\")"]);
    let when = ReasonEntry { when: "never", ..SOUND };
    assert_eq!(found(&[when]), ["FIGURE_MISSING does not say in a sentence when it is given: never"]);
    for entry in [
        ReasonEntry { parameters: &["criterion", "until_en"], ..SOUND },
        ReasonEntry { parameters: &["criterion", "until_vi", "until_en", "limit_vi"], ..SOUND },
        ReasonEntry { vi: "Chưa có số liệu của tiêu chí {criterion} đến {until_en}.", ..SOUND },
        ReasonEntry { en: "No figure until {until_en}.", ..SOUND },
    ] {
        assert_eq!(found(&[entry]).len(), 1, "{entry:?}");
    }
    let other = ReasonEntry { rule: None, ..SOUND };
    let faults = ["FIGURE_MISSING is given by more than one rule: {None, Some(\"S02\")}"];
    assert_eq!(found(&[SOUND, other]), faults);
    let meant = |entries: &[ReasonEntry]| checks::unsound(&[("base", entries.to_vec())], &["FIGURE_MISSING"]);
    assert_eq!(meant(&[SOUND, other]), Vec::<String>::new());
    assert_eq!(meant(&[SOUND]), ["FIGURE_MISSING is given by one rule alone"]);
}

#[test]
fn a_planted_word_of_programs_is_found() {
    let found = |vi| checks::unfit_for_clerks(&ReasonEntry { parameters: &["state_vi"], vi, ..SOUND });
    for word in [
        "UNDER_REVIEW",
        "PUT",
        "JSON",
        "DRAFT",
        "If-Match",
        "/figures/2/count",
        "2026-07-31",
        "pointsTotal",
        "unit_code",
    ] {
        let vi = format!("Báo cáo ({word}) chưa nộp.").leak();
        assert!(!found(vi).is_empty(), "{word}");
    }
    for sound in [
        "Báo cáo {state_vi}; đề nghị trình Chủ tịch UBND tỉnh theo Nghị quyết số 07-NQ/TU.",
        "Mã băm SHA-256 của anh/chị; tệp PDF từ 0,01% đến 100%, ngày 31/07/2026, không có dấu / hoặc _.",
        "Địa chỉ phải bắt đầu bằng https://. Đề nghị xuất ra PDF.",
    ] {
        assert_eq!(found(sound), Vec::<String>::new());
    }
}
