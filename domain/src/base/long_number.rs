//! Long numbers in texts that are kept for good: identity and telephone numbers that people write into a reason.

use unicode_normalization::UnicodeNormalization;

/// The digits from which on a number may be a person's: old identity numbers have nine.
const DIGITS_MIN: usize = 9;
/// The least digits in a group of a number that is written in groups.
const GROUP_MIN: usize = 3;
/// What follows an amount of money.
const CURRENCIES: [&str; 4] = ["đồng", "đ", "vnđ", "vnd"];

/// Whether a text holds a number as long as a person's, in whichever groups: `079 099 012 345`, `0 7 9 0 9 9 0 1 2`.
///
/// Days, whose groups are short, years in a row, and amounts with their currency are none. An amount does not begin with
/// a zero, as today's identity numbers and all telephone numbers do.
#[must_use]
pub fn holds_long_number(text: &str) -> bool {
    let text: String = text.nfkc().collect();
    let mut rest = text.as_str();
    while let Some(start) = rest.find(is_digit) {
        let (groups, behind) = groups(rest.get(start..).unwrap_or_default());
        let amount = is_followed_by_currency(behind) && groups.first().is_some_and(|group| !group.starts_with('0'));
        if DIGITS_MIN <= longest(&groups) && !amount {
            return true;
        }
        rest = behind;
    }
    false
}

fn is_digit(letter: char) -> bool {
    letter.is_ascii_digit()
}

/// The groups of digits at the beginning of a text, and what comes after them.
fn groups(text: &str) -> (Vec<&str>, &str) {
    let (mut groups, mut rest) = (Vec::new(), text);
    loop {
        let (group, behind) = rest.split_at(rest.find(|letter| !is_digit(letter)).unwrap_or(rest.len()));
        groups.push(group);
        let mut letters = behind.chars();
        let parts = letters.next().is_some_and(|letter| {
            matches!(letter, ' ' | '.' | ',' | '-' | '_' | '·' | '\u{2010}'..='\u{2015}')
                && letters.next().is_some_and(is_digit)
        });
        if !parts {
            return (groups, behind);
        }
        rest = behind.trim_start_matches(|letter| !is_digit(letter));
    }
}

/// The digits of the longest number that some neighbouring groups may be.
fn longest(groups: &[&str]) -> usize {
    let years = groups.iter().all(|group| group.len() == 4 && (group.starts_with("19") || group.starts_with("20")));
    if years {
        return 0;
    }
    let (mut longest, mut grouped, mut spelt) = (0_usize, 0_usize, 0_usize);
    for group in groups {
        let digits = group.len();
        grouped = if digits < GROUP_MIN { 0 } else { grouped.saturating_add(digits) };
        spelt = if digits == 1 { spelt.saturating_add(1) } else { 0 };
        longest = longest.max(grouped).max(spelt);
    }
    longest
}

fn is_followed_by_currency(text: &str) -> bool {
    let word = text.trim_start().split(|letter: char| !letter.is_alphabetic()).next().unwrap_or_default();
    CURRENCIES.contains(&word.to_lowercase().as_str())
}
