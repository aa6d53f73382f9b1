//! The rules of privacy at the neighbours of their bounds, as far as no other test walks them: the digit too few and
//! too many, and the moment before and after.

use chrono::TimeDelta;
use domain::privacy::personal::{DIGITS, IdentityNumber, REVEALS_MAX, REVEALS_WITHIN, Secret, wait_before_reveal};

use super::personal::{datum, individual};
use crate::world::{now, standing, told};

/// Rule L36: every length from 9 to 12 digits is a number's, and no other one.
#[test]
fn l36_each_length_from_9_to_12_is_a_number() {
    let (fewest, most) = DIGITS;
    for length in 0..=most + 2 {
        let typed = Secret::new("7".repeat(length));
        assert_eq!(IdentityNumber::of(&typed).is_ok(), (fewest..=most).contains(&length), "{length}");
    }
}

/// Rule L36: a purpose holds up to eight digits in a row, and nine look like a person's number.
#[test]
fn l36_a_purpose_holds_eight_digits_in_a_row_and_not_nine() {
    let reveal = |purpose: &str| told(datum().reveal(&individual(), purpose, &standing(), now()));
    assert_eq!(reveal("Phiếu 20241120"), ["done"]);
    assert_eq!(reveal("Phiếu 202411201"), ["invalid: NUMBER_IN_TEXT L36 /purpose"]);
    assert_eq!(reveal("Phiếu 2024112 01"), ["done"], "a short group belongs to no number");
    for grouped in [
        "079 099 012 345",
        "225.123.456",
        "0790-9901-2345",
        "079\u{a0}099\u{a0}012",
        "079–099–012–345",
        "079,099,012,345",
        "079_099_012_345",
        "0 7 9 0 9 9 0 1 2 3 4 5",
        "０７９０９９０１２３４５",
        "079·099·012·345",
        "079099012345 đ",
        "079.099.012.345 đồng",
    ] {
        assert_eq!(reveal(grouped), ["invalid: NUMBER_IN_TEXT L36 /purpose"], "{grouped}");
    }
    for other in [
        "từ 20-11-2024 đến 05-12-2024",
        "đối chiếu 123 và 456 và 789",
        "mục 225.123, 456.789",
        "2024 2025 2026",
        "123.456.789 đồng",
        "1.234.567.890đ",
        "12,345,678,901 VND",
    ] {
        assert_eq!(reveal(other), ["done"], "{other}");
    }
    assert_eq!(reveal(&format!("Phiếu {}", "1".repeat(13))), ["invalid: NUMBER_IN_TEXT L36 /purpose"]);
}

/// Rule L36: the thirty-first reveal waits to the moment at which the first is an hour old.
#[test]
fn l36_a_reveal_waits_to_the_moment() {
    let made = vec![now(); REVEALS_MAX];
    let free = now() + REVEALS_WITHIN;
    let moment = TimeDelta::milliseconds(1);
    assert_eq!(wait_before_reveal(&made, free - moment), Some(moment));
    assert_eq!(wait_before_reveal(&made, free), None);
    assert_eq!(wait_before_reveal(&made[1..], now()), None, "the thirtieth waits for nothing");
}
