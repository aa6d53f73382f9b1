//! Exact numbers, against big fractions of another library.

use std::cmp::Ordering;

use domain::planning::exact::{DECIMALS_MAX, Decimal, Exact};
use num_bigint::BigInt;
use num_rational::{BigRational, Ratio};
use proptest::prelude::*;

use crate::trees::d;

/// Numerators and denominators of every size, so that sums and products fit, need reducing, or need big numbers.
fn part() -> impl Strategy<Value = i128> {
    prop_oneof![
        -1_000_i128..=1_000,
        -1_000_000_000_000_i128..=1_000_000_000_000,
        any::<i128>(),
        Just(i128::MAX),
        Just(i128::MIN)
    ]
}

fn fraction() -> impl Strategy<Value = (i128, i128)> {
    (part(), part()).prop_filter("a denominator", |(_, denominator)| *denominator != 0)
}

fn exact((numerator, denominator): (i128, i128)) -> Exact {
    Exact::fraction(numerator, denominator).expect("a denominator")
}

fn big((numerator, denominator): (i128, i128)) -> BigRational {
    Ratio::new(numerator.into(), denominator.into())
}

fn written(big: &BigRational) -> String {
    format!("{}/{}", big.numer(), big.denom())
}

/// Larger than any small fraction; what passes through it has been big.
fn huge() -> Exact {
    let many = exact((i128::MAX, 1));
    &(&many * &many) * &many
}

#[test]
fn decimals_are_written_as_offices_write_them() {
    for (units, vi, en) in [
        (0, "0", "0"),
        (10_000, "1", "1"),
        (-5_000, "-0,5", "-0.5"),
        (949_000, "94,9", "94.9"),
        (1, "0,0001", "0.0001"),
        (10_010_000, "1.001", "1001"),
        (12_345_678_900, "1.234.567,89", "1234567.89"),
        (i64::MAX, "922.337.203.685.477,5807", "922337203685477.5807"),
        (i64::MIN, "-922.337.203.685.477,5808", "-922337203685477.5808"),
    ] {
        assert_eq!((Decimal(units).vi().to_string(), Decimal(units).to_string()), (vi.to_owned(), en.to_owned()));
    }
    assert_eq!((Decimal::whole(3), Decimal::hundredths(350)), (d("3"), d("3.5")));
}

#[test]
fn a_typed_decimal_has_a_point_and_at_most_four_decimals() {
    for (text, units) in [("0", 0), ("-0.5", -5_000), ("12.3456", 123_456), ("7.50", 75_000), ("-12", -120_000)] {
        assert_eq!(Decimal::parse(text), Some(Decimal(units)), "{text}");
    }
    for text in ["", "-", "1.", ".5", "1,5", "1.23456", "+1", "1e3", "--1", " 1", "99999999999999999999", "1.-5"] {
        assert_eq!(Decimal::parse(text), None, "{text}");
    }
}

#[test]
fn fractions_are_told_reduced_and_read_again() {
    assert_eq!((exact((6, -8)).to_string(), exact((0, 7)).to_string()), ("-3/4".to_owned(), "0/1".to_owned()));
    assert_eq!(Exact::fraction(1, 0), None);
    assert_eq!(Exact::ONE.divided_by(&Exact::ZERO), None);
    for text in ["", "1", "1/0", "1/-2", "a/2", "1/2/3", "0.5"] {
        assert!(text.parse::<Exact>().is_err(), "{text}");
    }
}

proptest! {
    /// The laws of numbers hold because every result is that of fractions without a limit.
    #[test]
    fn sums_products_and_order_are_those_of_big_fractions(one in fraction(), two in fraction()) {
        let (left, right, bigger, smaller) = (exact(one), exact(two), big(one), big(two));
        prop_assert_eq!((&left + &right).to_string(), written(&(&bigger + &smaller)));
        prop_assert_eq!((&left - &right).to_string(), written(&(&bigger - &smaller)));
        prop_assert_eq!((&left * &right).to_string(), written(&(&bigger * &smaller)));
        let quotient = (right != Exact::ZERO).then(|| written(&(&bigger / &smaller)));
        prop_assert_eq!(left.divided_by(&right).map(|quotient| quotient.to_string()), quotient);
        prop_assert_eq!(left.cmp(&right), bigger.cmp(&smaller));
        prop_assert_eq!(left == right, bigger == smaller);
        prop_assert_eq!(left.is_negative(), bigger < big((0, 1)));
        prop_assert_eq!(left.to_string().parse::<Exact>(), Ok(left));
    }

    /// What becomes big and small again is the same number, whichever way it was kept.
    #[test]
    fn small_and_big_fractions_agree(one in fraction(), two in fraction()) {
        let (left, right, huge) = (exact(one), exact(two), huge());
        let through = |number: &Exact| &(number + &huge) - &huge;
        prop_assert_eq!(&through(&left), &left);
        prop_assert_eq!((&left * &huge).divided_by(&huge), Some(left.clone()));
        prop_assert_eq!((&left + &huge).cmp(&(&right + &huge)), left.cmp(&right));
        prop_assert_eq!((&left * &huge).cmp(&(&right * &huge)), left.cmp(&right));
        let of = |number: &Exact| (number.floor(3), number.half_up(2), number.saturated(), number.as_decimal());
        prop_assert_eq!(of(&through(&left)), of(&left));
        let shifted = (&left + &huge).floor(2);
        prop_assert_eq!(&shifted - &huge, left.floor(2), "a whole number moves no rounding");
    }

    /// Cutting never lifts and takes less than a unit; rounding misses by half a unit at most, and a half goes away
    /// from zero.
    #[test]
    fn rounding_stays_within_its_bounds(of in fraction(), decimals in 0..=DECIMALS_MAX) {
        let number = exact(of);
        let unit = exact((1, 10_i128.pow(decimals.into())));
        let half = unit.divided_by(&exact((2, 1))).expect("two");
        let (cut, rounded) = (number.floor(decimals), number.half_up(decimals));
        prop_assert!(cut <= number && number < &cut + &unit);
        let (low, high) = (&number - &half, &number + &half);
        prop_assert!(low <= rounded && rounded <= high);
        let away = if number.is_negative() { &low } else { &high };
        let other = if number.is_negative() { &high } else { &low };
        prop_assert!(rounded != *other || number == rounded, "a half never goes toward zero: {} {}", away, other);
        for result in [cut, rounded] {
            let units = result.divided_by(&unit).expect("a unit");
            prop_assert!(units.to_string().ends_with("/1"), "a whole number of units: {units}");
        }
    }

    /// A decimal is its own cut, and anything else lies between two decimals.
    #[test]
    fn a_decimal_is_the_number_or_the_next_one_below(units in any::<i64>(), of in fraction()) {
        let decimal = Decimal(units);
        prop_assert_eq!(Exact::from(decimal).as_decimal(), Some(decimal));
        prop_assert_eq!(Decimal::parse(&decimal.to_string()).unwrap_or(decimal), decimal);
        let number = exact(of);
        let saturated = number.saturated();
        if (Decimal(i64::MIN + 1)..Decimal(i64::MAX)).contains(&saturated) {
            prop_assert!(Exact::from(saturated) <= number);
            prop_assert!(number < Exact::from(Decimal(saturated.0 + 1)));
        }
        prop_assert_eq!(number.as_decimal().is_some(), Exact::from(saturated) == number);
    }

    #[test]
    fn bounds_hold_a_number(of in fraction(), least in any::<i64>(), most in any::<i64>()) {
        prop_assume!(least <= most);
        let (number, least, most) = (exact(of), Decimal(least), Decimal(most));
        let held = number.clone().within(Some(least), Some(most));
        prop_assert!(Exact::from(least) <= held && held <= Exact::from(most));
        let inside = Exact::from(least) <= number && number <= Exact::from(most);
        prop_assert_eq!(inside, held == number);
        prop_assert_eq!(number.clone().within(None, None), number);
    }
}

#[test]
fn a_half_goes_away_from_zero() {
    for (of, decimals, cut, rounded) in [
        ((1, 8), 2, "0.12", "0.13"),
        ((-1, 8), 2, "-0.13", "-0.13"),
        ((2, 3), 2, "0.66", "0.67"),
        ((-2, 3), 0, "-1", "-1"),
        ((1, 2), 0, "0", "1"),
        ((-1, 2), 0, "-1", "-1"),
        ((1, 3), 4, "0.3333", "0.3333"),
    ] {
        let number = exact(of);
        assert_eq!(number.floor(decimals).as_decimal(), Some(d(cut)), "{number}");
        assert_eq!(number.half_up(decimals).as_decimal(), Some(d(rounded)), "{number}");
    }
    let large = exact((i128::MAX, 3));
    assert_eq!(large.cmp(&large.half_up(4)), Ordering::Greater);
    let whole = BigInt::from(i128::MAX) / BigInt::from(3);
    assert_eq!(large.floor(0).to_string(), format!("{whole}/1"));
}
