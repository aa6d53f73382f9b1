//! Warnings: figures that are possible and unlikely.

use domain::planning::scoring::Value;
use domain::reporting::figure::Figure;
use domain::reporting::warning::{History, WarningKind, warnings};

use crate::world::{counts, figure, set};

fn kinds(figures: &[Figure], history: History<'_>) -> Vec<WarningKind> {
    warnings(&set(), figures, history).into_iter().map(|warning| warning.kind).collect()
}

/// A jump is thirty percentage points, or a factor of more than three, from one year to the next.
#[test]
fn a_jump_from_the_year_before_is_asked_about() {
    let before = [figure("P2", 500, 1_000)];
    let now = |numerator, denominator| {
        kinds(&[figure("P2", numerator, denominator)], History { before: &before, peers: &[] })
    };
    assert!(now(799, 1_000).is_empty() && now(201, 1_000).is_empty());
    assert_eq!(now(800, 1_000), [WarningKind::YearOnYearJump]);
    assert_eq!(now(200, 1_000), [WarningKind::YearOnYearJump]);
    assert!(now(1_500, 3_000).is_empty());
    assert_eq!(now(1_501, 3_001), [WarningKind::YearOnYearJump]);
    assert!(kinds(&[figure("P2", 1, 1_000)], History::default()).is_empty(), "nothing to compare with");
    let none = [Figure { value: Value::Counts(counts(0, 0)), ..figure("P5", 0, 0) }];
    assert!(kinds(&[figure("P5", 9, 9)], History { before: &none, peers: &[] }).is_empty());
}

/// An outlier is outside Tukey's fences; fewer than eight peers give no outlier.
#[test]
fn a_value_far_from_the_others_is_asked_about() {
    let peers: Vec<Vec<Figure>> = (0..8).map(|place| vec![figure("P2", 800 + place * 10, 1_000)]).collect();
    let own =
        |numerator, peers: &[Vec<Figure>]| kinds(&[figure("P2", numerator, 1_000)], History { before: &[], peers });
    assert!(own(830, &peers).is_empty());
    assert_eq!(own(300, &peers), [WarningKind::OutlierAmongPeers]);
    let few: Vec<Vec<Figure>> = peers.into_iter().take(7).collect();
    assert!(own(300, &few).is_empty());
}
