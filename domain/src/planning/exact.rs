//! Exact numbers: fractions of any size, and decimals as people type them.
//!
//! No score depends on how a computer rounds: every step between a typed value and a rounded total is a fraction. It is
//! kept in 128 bits while it fits, and in as many as it needs where it does not, so nothing overflows and nothing is
//! refused for its size.

use std::cmp::Ordering;
use std::fmt;
use std::ops::{Add, Mul, Sub};
use std::str::FromStr;

use num_bigint::{BigInt, Sign};
use num_rational::{BigRational, Ratio};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::base::wording::whole;

/// The most decimals that are typed or shown.
pub const DECIMALS_MAX: u8 = 4;

/// One, in ten-thousandths.
const ONE: i64 = 10_000;

/// A decimal as it is typed and shown, in ten-thousandths: a value, points, a bound or a weight.
///
/// Stored as a whole number of ten-thousandths, so that no reader of JSON makes a float of it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Decimal(pub i64);

impl Decimal {
    /// Nothing.
    pub const ZERO: Self = Self(0);

    /// A whole number.
    #[must_use]
    pub const fn whole(number: i64) -> Self {
        Self(number.saturating_mul(ONE))
    }

    /// A number of hundredths, as flat sets count points and percentages.
    #[must_use]
    pub const fn hundredths(hundredths: i64) -> Self {
        Self(hundredths.saturating_mul(100))
    }

    /// In hundredths, rounded toward minus infinity.
    #[must_use]
    pub const fn cut(self) -> i64 {
        self.0.div_euclid(100)
    }

    /// Whether it has at most so many decimals.
    #[must_use]
    pub const fn has_at_most(self, decimals: u8) -> bool {
        match decimals {
            0 => self.0 % ONE == 0,
            1 => self.0 % 1_000 == 0,
            2 => self.0 % 100 == 0,
            3 => self.0 % 10 == 0,
            DECIMALS_MAX.. => true,
        }
    }

    /// Whether it has at most two decimals.
    #[must_use]
    pub const fn is_hundredths(self) -> bool {
        self.has_at_most(2)
    }

    /// Reads a number with a point and at most four decimals, such as `-0.5`; none for anything else.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let digits = text.strip_prefix('-').unwrap_or(text);
        let (before, after) = digits.split_once('.').unwrap_or((digits, "0"));
        let all = |part: &str| !part.is_empty() && part.bytes().all(|digit| digit.is_ascii_digit());
        if !all(before) || !all(after) || usize::from(DECIMALS_MAX) < after.len() {
            return None;
        }
        let fraction: i64 = format!("{after:0<4}").parse().ok()?;
        let units = before.parse::<i64>().ok()?.checked_mul(ONE)?.checked_add(fraction)?;
        Some(Self(if digits.len() == text.len() { units } else { -units }))
    }

    /// In Vietnamese notation: `1.234,5`.
    #[must_use]
    pub const fn vi(self) -> Written {
        Written { units: self.0, vietnamese: true }
    }

    /// In English notation: `1234.5`.
    #[must_use]
    pub const fn en(self) -> Written {
        Written { units: self.0, vietnamese: false }
    }
}

impl fmt::Display for Decimal {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.en().fmt(out)
    }
}

/// A decimal in the notation of a language, formatted without a string of its own.
#[derive(Clone, Copy, Debug)]
pub struct Written {
    units: i64,
    vietnamese: bool,
}

impl fmt::Display for Written {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { units, vietnamese } = self;
        let (before, mut after) =
            (units.unsigned_abs() / ONE.unsigned_abs(), units.unsigned_abs() % ONE.unsigned_abs());
        if *units < 0 {
            out.write_str("-")?;
        }
        match i64::try_from(before) {
            Ok(before) if *vietnamese => whole(before).fmt(out)?,
            Ok(_) | Err(_) => before.fmt(out)?,
        }
        if after == 0 {
            return Ok(());
        }
        let mut digits = usize::from(DECIMALS_MAX);
        while after.is_multiple_of(10) {
            after /= 10;
            digits -= 1;
        }
        write!(out, "{}{after:0digits$}", if *vietnamese { ',' } else { '.' })
    }
}

/// A fraction of any size, compared and computed by value.
#[derive(Clone, Debug)]
pub struct Exact(Parts);

/// A small fraction need not be reduced, which saves most of the work; its denominator is above zero. A big one is
/// reduced, and is used only for what does not fit into a small one.
#[derive(Clone, Debug)]
enum Parts {
    Small(Ratio<i128>),
    Big(Box<BigRational>),
}

impl Exact {
    /// Nothing.
    pub const ZERO: Self = Self::small(0, 1);
    /// One.
    pub const ONE: Self = Self::small(1, 1);

    const fn small(numerator: i128, denominator: i128) -> Self {
        Self(Parts::Small(Ratio::new_raw(numerator, denominator)))
    }

    /// A numerator over a denominator; none for a denominator of zero.
    #[must_use]
    pub fn fraction(numerator: i128, denominator: i128) -> Option<Self> {
        match denominator.cmp(&0) {
            Ordering::Equal => None,
            Ordering::Greater => Some(Self::small(numerator, denominator)),
            Ordering::Less => Some(Self::of_big(Ratio::new(numerator.into(), denominator.into()))),
        }
    }

    fn of_big(big: BigRational) -> Self {
        if let (Ok(numerator), Ok(denominator)) = (i128::try_from(big.numer()), i128::try_from(big.denom())) {
            return Self::small(numerator, denominator);
        }
        Self(Parts::Big(Box::new(big)))
    }

    fn big(&self) -> BigRational {
        match &self.0 {
            Parts::Small(small) => Ratio::new(BigInt::from(*small.numer()), BigInt::from(*small.denom())),
            Parts::Big(big) => BigRational::clone(big),
        }
    }

    /// Computes with small fractions: as they are, then reduced, and with big ones if that does not fit either.
    fn computed(
        &self,
        other: &Self,
        small: impl Fn(&Ratio<i128>, &Ratio<i128>) -> Option<Ratio<i128>>,
        big: impl FnOnce(BigRational, BigRational) -> BigRational,
    ) -> Self {
        if let (Parts::Small(one), Parts::Small(two)) = (&self.0, &other.0)
            && let Some(found) = small(one, two).or_else(|| small(&one.reduced(), &two.reduced()))
        {
            return Self(Parts::Small(found));
        }
        Self::of_big(big(self.big(), other.big()))
    }

    /// This divided by another; none for zero.
    #[must_use]
    pub fn divided_by(&self, other: &Self) -> Option<Self> {
        (!other.is_zero()).then(|| self.computed(other, quotient, |one, two| one / two))
    }

    /// Whether it is nothing.
    #[must_use]
    pub fn is_zero(&self) -> bool {
        match &self.0 {
            Parts::Small(small) => *small.numer() == 0,
            Parts::Big(_) => false,
        }
    }

    /// Whether it is below zero.
    #[must_use]
    pub fn is_negative(&self) -> bool {
        match &self.0 {
            Parts::Small(small) => *small.numer() < 0,
            Parts::Big(big) => big.numer().sign() == Sign::Minus,
        }
    }

    /// Raised to the least and lowered to the most, where there are any.
    #[must_use]
    pub fn within(self, least: Option<Decimal>, most: Option<Decimal>) -> Self {
        let raised = least.map(Self::from).into_iter().fold(self, Self::max);
        most.map(Self::from).into_iter().fold(raised, Self::min)
    }

    /// Rounded toward minus infinity to so many decimals, at most four.
    #[must_use]
    pub fn floor(&self, decimals: u8) -> Self {
        let scale = scale(decimals);
        if let Parts::Small(small) = &self.0
            && let Some(scaled) = small.numer().checked_mul(scale)
        {
            return Self::small(scaled.div_euclid(*small.denom()), scale);
        }
        let scaled = (self.big() * BigInt::from(scale)).floor();
        Self::of_big(scaled / BigInt::from(scale))
    }

    /// Rounded to the nearest number of so many decimals, at most four; a half goes away from zero.
    #[must_use]
    pub fn half_up(&self, decimals: u8) -> Self {
        let half = Self::small(1, 2 * scale(decimals));
        if self.is_negative() {
            return &Self::ZERO - &(&half - self).floor(decimals);
        }
        (self + &half).floor(decimals)
    }

    /// As a decimal, rounded toward minus infinity; what is too large for one becomes the largest.
    ///
    /// Points have their limits (`Tree::check`), so no score comes near the largest decimal.
    #[must_use]
    pub fn saturated(&self) -> Decimal {
        let cut = self.floor(DECIMALS_MAX);
        let units = match &cut.0 {
            Parts::Small(small) if *small.denom() == i128::from(ONE) => i64::try_from(*small.numer()).ok(),
            Parts::Small(small) => {
                let scaled = small.numer().checked_mul(ONE.into());
                scaled.and_then(|scaled| i64::try_from(scaled.div_euclid(*small.denom())).ok())
            }
            Parts::Big(_) => None,
        };
        Decimal(units.unwrap_or(if self.is_negative() { i64::MIN } else { i64::MAX }))
    }

    /// In hundredths, rounded toward minus infinity; what is too large becomes the largest.
    #[must_use]
    pub fn hundredths(&self) -> i64 {
        self.saturated().cut()
    }

    /// The same number as a decimal; none if it has more than four decimals.
    #[must_use]
    pub fn as_decimal(&self) -> Option<Decimal> {
        let decimal = self.saturated();
        (Self::from(decimal) == *self).then_some(decimal)
    }
}

/// Ten to the power of so many decimals.
const fn scale(decimals: u8) -> i128 {
    match decimals {
        0 => 1,
        1 => 10,
        2 => 100,
        3 => 1_000,
        DECIMALS_MAX.. => 10_000,
    }
}

fn sum(one: &Ratio<i128>, two: &Ratio<i128>) -> Option<Ratio<i128>> {
    if one.denom() == two.denom() {
        return Some(Ratio::new_raw(one.numer().checked_add(*two.numer())?, *one.denom()));
    }
    let (left, right) = (one.numer().checked_mul(*two.denom())?, two.numer().checked_mul(*one.denom())?);
    Some(Ratio::new_raw(left.checked_add(right)?, one.denom().checked_mul(*two.denom())?))
}

fn difference(one: &Ratio<i128>, two: &Ratio<i128>) -> Option<Ratio<i128>> {
    sum(one, &Ratio::new_raw(two.numer().checked_neg()?, *two.denom()))
}

fn product(one: &Ratio<i128>, two: &Ratio<i128>) -> Option<Ratio<i128>> {
    let numerator = one.numer().checked_mul(*two.numer())?;
    Some(Ratio::new_raw(numerator, one.denom().checked_mul(*two.denom())?))
}

/// The divisor is not zero.
fn quotient(one: &Ratio<i128>, two: &Ratio<i128>) -> Option<Ratio<i128>> {
    let numerator = one.numer().checked_mul(*two.denom())?;
    let denominator = one.denom().checked_mul(*two.numer())?;
    if denominator < 0 {
        return Some(Ratio::new_raw(numerator.checked_neg()?, denominator.checked_neg()?));
    }
    Some(Ratio::new_raw(numerator, denominator))
}

impl Add for &Exact {
    type Output = Exact;

    fn add(self, other: Self) -> Exact {
        self.computed(other, sum, |one, two| one + two)
    }
}

impl Sub for &Exact {
    type Output = Exact;

    fn sub(self, other: Self) -> Exact {
        self.computed(other, difference, |one, two| one - two)
    }
}

impl Mul for &Exact {
    type Output = Exact;

    fn mul(self, other: Self) -> Exact {
        self.computed(other, product, |one, two| one * two)
    }
}

impl Ord for Exact {
    fn cmp(&self, other: &Self) -> Ordering {
        let (Parts::Small(one), Parts::Small(two)) = (&self.0, &other.0) else {
            return self.big().cmp(&other.big());
        };
        if one.denom() == two.denom() {
            return one.numer().cmp(two.numer());
        }
        match (one.numer().checked_mul(*two.denom()), two.numer().checked_mul(*one.denom())) {
            (Some(left), Some(right)) => left.cmp(&right),
            // A ratio compares itself without a product that could overflow, only more slowly.
            (None, _) | (_, None) => one.cmp(two),
        }
    }
}

impl PartialOrd for Exact {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Exact {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Exact {}

impl From<Decimal> for Exact {
    fn from(Decimal(units): Decimal) -> Self {
        Self::small(units.into(), ONE.into())
    }
}

/// The reduced fraction: `3/4`, `-5/1`.
impl fmt::Display for Exact {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Parts::Small(small) => {
                let reduced = small.reduced();
                write!(out, "{}/{}", reduced.numer(), reduced.denom())
            }
            Parts::Big(big) => write!(out, "{}/{}", big.numer(), big.denom()),
        }
    }
}

/// A text that is no fraction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotAFraction;

impl fmt::Display for NotAFraction {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("not a fraction of whole numbers such as 3/4")
    }
}

impl FromStr for Exact {
    type Err = NotAFraction;

    fn from_str(text: &str) -> Result<Self, NotAFraction> {
        let (numerator, denominator) = text.split_once('/').ok_or(NotAFraction)?;
        let whole = |part: &str| part.parse::<BigInt>().ok().ok_or(NotAFraction);
        let (numerator, denominator) = (whole(numerator)?, whole(denominator)?);
        if denominator.sign() != Sign::Plus {
            return Err(NotAFraction);
        }
        Ok(Self::of_big(Ratio::new(numerator, denominator)))
    }
}

impl Serialize for Exact {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Exact {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}
