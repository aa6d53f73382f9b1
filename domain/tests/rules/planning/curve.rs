//! Curves: which piece holds, the points there, and what is refused.

use domain::planning::curve::{Bound, Curve, PIECES_MAX, Piece, Shape};
use domain::planning::exact::{Decimal, Exact};
use proptest::prelude::*;

use crate::trees::{alone, below, beyond, d, leaf, line, number, slope, step, up_to};
use crate::world::told;

fn at(pieces: &[Piece], value: &str) -> (usize, String) {
    let (piece, points) = Curve::new(pieces.to_vec()).at(&Exact::from(d(value)));
    (piece, points.as_decimal().map_or_else(|| points.to_string(), |points| points.to_string()))
}

/// What a tree of one leaf with these pieces is refused for.
fn refused(pieces: Vec<Piece>) -> Vec<String> {
    told(alone(leaf("K", "10", number(), pieces)).check())
}

/// Shape f: “at most 2 %” is a piece that includes its end, and the next begins just after it.
#[test]
fn a_value_at_an_end_belongs_to_the_piece_that_includes_it() {
    let pieces = [up_to("2", step("5")), up_to("10", line("5", "0")), beyond(step("0"))];
    for (value, expected) in [
        ("-1", (0, "5")),
        ("2", (0, "5")),
        ("2.0001", (1, "79999/16000")),
        ("6", (1, "2.5")),
        ("10", (1, "0")),
        ("10.0001", (2, "0")),
    ] {
        assert_eq!(at(&pieces, value), (expected.0, expected.1.to_owned()), "{value}");
    }
    let excluded = [below("2", step("5")), beyond(step("0"))];
    assert_eq!((at(&excluded, "1.9999"), at(&excluded, "2")), ((0, "5".to_owned()), (1, "0".to_owned())));
}

/// A piece that ends where the one before ended, excluded and then included, is a single value.
#[test]
fn a_single_value_may_have_points_of_its_own() {
    let pieces = [below("100", step("0")), up_to("100", step("10")), beyond(step("3"))];
    for (value, expected) in [("99.9999", (0, "0")), ("100", (1, "10")), ("100.0001", (2, "3"))] {
        assert_eq!(at(&pieces, value), (expected.0, expected.1.to_owned()), "{value}");
    }
    assert_eq!(refused(pieces.to_vec()), ["done"]);
}

/// Shape c: nothing below the floor, in proportion above it. Shape a: half a point less for each.
#[test]
fn lines_and_slopes_are_computed_exactly() {
    let floor = [below("70", step("0")), up_to("100", line("7", "10")), beyond(step("10"))];
    for (value, points) in [("69.9999", "0"), ("70", "7"), ("85", "8.5"), ("100", "10"), ("250", "10")] {
        assert_eq!(at(&floor, value).1, points, "{value}");
    }
    let each = [beyond(slope("0", "10", "1", "-0.5"))];
    for (value, points) in [("0", "10"), ("3", "8.5"), ("30", "-5"), ("-2", "11")] {
        assert_eq!(at(&each, value).1, points, "{value}");
    }
    let thirds = [beyond(slope("80", "10", "3", "1"))];
    assert_eq!((at(&thirds, "81").1, at(&thirds, "83").1), ("31/3".to_owned(), "11".to_owned()));
}

#[test]
fn what_cannot_be_read_is_refused() {
    let order = "invalid: CURVE_UNSOUND - /main/children/0/curve";
    for pieces in [
        vec![],
        vec![up_to("1", step("0"))],
        vec![beyond(step("0")), beyond(step("1"))],
        vec![up_to("1", step("0")), up_to("1", step("1")), beyond(step("2"))],
        vec![up_to("1", step("0")), below("1", step("1")), beyond(step("2"))],
        vec![up_to("2", step("0")), up_to("1", step("1")), beyond(step("2"))],
        vec![beyond(step("0")), up_to("1", step("1"))],
    ] {
        assert_eq!(refused(pieces.clone()), [order], "{pieces:?}");
    }
    let many = |count: i64| -> Vec<Piece> {
        let ends = (1..count).map(|end| below(&end.to_string(), step("0")));
        ends.chain([beyond(step("0"))]).collect()
    };
    let most = i64::try_from(PIECES_MAX).expect("a number");
    assert_eq!((refused(many(most)), refused(many(most + 1))), (vec!["done".to_owned()], vec![order.to_owned()]));
    for (place, pieces) in [
        (0, vec![up_to("1", line("0", "1")), beyond(step("2"))]),
        (1, vec![up_to("1", step("0")), beyond(line("0", "1"))]),
        (1, vec![below("1", step("0")), up_to("1", line("0", "1")), beyond(step("2"))]),
        (0, vec![up_to("1", slope("0", "0", "0", "1")), beyond(step("2"))]),
        (0, vec![up_to("1", slope("0", "0", "-1", "1")), beyond(step("2"))]),
    ] {
        assert_eq!(refused(pieces), [format!("invalid: CURVE_UNSOUND - /main/children/0/curve/{place}")]);
    }
}

#[test]
fn points_that_grow_without_end_need_a_most() {
    let rising = alone(leaf("K", "10", number(), vec![beyond(slope("0", "0", "1", "1"))]));
    assert_eq!(told(rising.check()), ["invalid: CURVE_UNSOUND - /main/children/0/most"]);
    let mut bounded = leaf("K", "10", number(), vec![beyond(slope("0", "0", "1", "1"))]);
    bounded.most = Some(d("15"));
    assert_eq!(told(alone(bounded).check()), ["done"]);
    assert_eq!(refused(vec![beyond(slope("0", "10", "1", "-1"))]), ["done"], "what falls ends at the least");
}

/// Ends that rise, each included or not, with steps or lines that never fall and joins that never fall.
fn rising() -> impl Strategy<Value = Curve> {
    let piece = (1..50_000_i64, any::<bool>(), 0..50_000_i64, 0..50_000_i64, any::<bool>());
    (proptest::collection::vec(piece, 1..6), -100_000..100_000_i64).prop_map(|(rows, begin)| {
        let (mut end, mut points) = (begin, 0);
        let mut pieces = Vec::new();
        for (place, (length, included, jump, rise, even)) in rows.into_iter().enumerate() {
            end += length;
            let from = points + jump;
            let shape = if even && place != 0 {
                points = from + rise;
                Shape::Line { from: Decimal(from), to: Decimal(points) }
            } else {
                points = from;
                Shape::Step { points: Decimal(from) }
            };
            pieces.push(Piece { until: Some(Bound { at: Decimal(end), included }), shape });
        }
        let (at, last) = (Decimal(end), Decimal(points));
        let shape = Shape::Slope { at, points: last, per: Decimal(777), each: Decimal(13) };
        pieces.push(Piece { until: None, shape });
        Curve::new(pieces)
    })
}

proptest! {
    #[test]
    fn a_curve_rises_where_its_pieces_and_their_joins_do(
        curve in rising(),
        one in -200_000..500_000_i64,
        two in -200_000..500_000_i64,
        parts in 1..1_000_i128,
    ) {
        let value = |units: i64| Exact::fraction(i128::from(units), 10_000 * parts).expect("parts");
        let (low, high) = (one.min(two), one.max(two));
        let (before, after) = (curve.at(&value(low)), curve.at(&value(high)));
        prop_assert!(before.0 <= after.0 && before.1 <= after.1, "{:?} {:?}", before, after);
    }

    #[test]
    fn a_curve_of_steps_gives_only_its_steps(
        ends in proptest::collection::btree_set((-1_000..1_000_i64, any::<bool>()), 0..8),
        points in proptest::collection::vec(-500..500_i64, 9),
        value in -1_200..1_200_i64,
    ) {
        let mut points = points.into_iter();
        let mut next = || Shape::Step { points: Decimal(points.next().expect("enough")) };
        let mut pieces: Vec<Piece> = Vec::new();
        for (at, included) in ends {
            pieces.push(Piece { until: Some(Bound { at: Decimal(at), included }), shape: next() });
        }
        pieces.push(Piece { until: None, shape: next() });
        let curve = Curve::new(pieces.clone());
        let exact = Exact::from(Decimal(value));
        let (place, points) = curve.at(&exact);
        let Shape::Step { points: stated } = pieces[place].shape else { panic!("a step") };
        prop_assert_eq!(points, Exact::from(stated));
        // The piece that holds is the first whose end is not yet passed.
        let first = pieces.iter().position(|piece| piece.until.is_none_or(|Bound { at, included }| {
            value < at.0 || (included && value == at.0)
        }));
        prop_assert_eq!(Some(place), first);
    }
}
