//! The Vietnamese of the contract: texts for officials contain no codes and no dates in the notation of programs.

use api::edge::openapi;
use serde_json::Value;

use crate::examples;

mod said;

/// Words in a Vietnamese text, outside of backticks, that are not for an office clerk: the codes of values, the methods
/// and headers of HTTP, the values of JSON, dates in the notation of programs, decimal points.
fn unfit(text: &str) -> Vec<String> {
    let spoken: String = text.split('`').step_by(2).collect::<Vec<&str>>().join(" ");
    let is_code = |word: &&str| {
        let capitals =
            word.chars().all(|letter| letter.is_ascii_uppercase() || letter == '_' || letter.is_ascii_digit());
        capitals && word.contains('_')
    };
    let request_words = ["GET", "PATCH", "If-Match", "ETag", "pointer", "true", "false", "null"];
    let is_day = |word: &&str| {
        let parts: Vec<&str> = word.split('-').collect();
        let digits = |part: &&str, length: usize| part.len() == length && part.chars().all(|one| one.is_ascii_digit());
        matches!(parts.as_slice(), [year, month, day] if digits(year, 4) && digits(month, 2) && digits(day, 2))
    };
    // The version of a standard, such as 2.0, may have a point; a percentage must not.
    let is_share = |word: &&str| word.ends_with('%') && word.contains('.');
    let edges: &[char] = &['.', ',', ';', ':', '(', ')', '“', '”', '*', '"', '…'];
    let words = spoken.split_whitespace().map(|word| word.trim_matches(edges));
    words
        .filter(|word| is_code(word) || request_words.contains(word) || is_day(word) || is_share(word))
        .map(str::to_owned)
        .collect()
}

/// Officials read the Vietnamese of the contract, too.
#[test]
fn the_vietnamese_of_the_contract_is_fit_for_clerks() {
    let mut document = openapi::vietnamese::in_vietnamese(&openapi::document());
    let mut found = Vec::new();
    openapi::vietnamese::for_each_text(&mut document, &mut |text| {
        found.extend(
            unfit(text).into_iter().filter(|word| !FIT.contains(&word.as_str())).map(|word| format!("{word}: {text}")),
        );
    });
    assert!(found.is_empty(), "{}", found.join("\n"));
    for (planted, word) in [
        ("Báo cáo ở trạng thái NOT_FILED.", "NOT_FILED"),
        ("Gửi lại kèm If-Match.", "If-Match"),
        ("Hạn nộp là 2024-11-30.", "2024-11-30"),
        ("Đạt 66.67% số phiếu", "66.67%"),
    ] {
        assert_eq!(unfit(planted), [word], "{planted}");
    }
    assert!(unfit("Trả `NOT_FILED` kèm `If-Match`; hạn 30/11/2024, 66,67%.").is_empty());
}

/// Words of other standards that have no Vietnamese and occur in texts for developers.
const FIT: [&str; 1] = ["pointer"];

/// Examples look like data of an office: a Vietnamese one contains no code.
#[test]
fn the_vietnamese_of_examples_is_fit_for_clerks() {
    let document = openapi::document();
    let mut examples_found = Vec::new();
    examples(&document, "", &mut examples_found);
    let mut found = Vec::new();
    for (example, place) in examples_found {
        spoken(example, &mut |text| {
            found.extend(unfit(text).into_iter().map(|word| format!("{place}: {word}: {text}")));
        });
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}

/// Calls `take` with every text of several words or with Vietnamese letters; one word of ASCII may be a code.
fn spoken<'a>(value: &'a Value, take: &mut impl FnMut(&'a str)) {
    match value {
        Value::Object(map) => map.values().for_each(|below| spoken(below, take)),
        Value::Array(items) => items.iter().for_each(|below| spoken(below, take)),
        // What names an operation is a code of the contract.
        Value::String(text) if (text.contains(' ') && !text.starts_with("GET /")) || !text.is_ascii() => take(text),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}
