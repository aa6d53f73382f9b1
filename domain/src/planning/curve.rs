//! Curves: how a measured value becomes points, as a list of pieces.
//!
//! Each piece says only where it ends, and begins where the one before it ended. So a gap or an overlap cannot be
//! written, and one rule covers what eight did: steps that rise or fall, points in proportion, a floor with
//! proportional points above it, points for each thing counted.

use serde::{Deserialize, Serialize};

use crate::base::refusal::Violations;
use crate::planning::exact::{Decimal, Exact};
use crate::planning::reasons;

/// Maximum number of pieces of a curve.
pub const PIECES_MAX: usize = 100;

/// Where a piece ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Bound {
    /// The value at its end.
    pub at: Decimal,
    /// Whether that value still belongs to the piece; if not, it is the first of the next one.
    pub included: bool,
}

impl Bound {
    fn holds(self, value: &Exact) -> bool {
        let at = Exact::from(self.at);
        if self.included { *value <= at } else { *value < at }
    }
}

/// The points along a piece.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum Shape {
    /// The same points everywhere.
    Step {
        /// The points.
        points: Decimal,
    },
    /// Evenly from the points at the beginning to those at the end.
    Line {
        /// The points at its beginning.
        from: Decimal,
        /// The points at its end.
        to: Decimal,
    },
    /// So many points at one value, and so many more, or fewer, for each further part of the value.
    Slope {
        /// The value at which the points are known.
        at: Decimal,
        /// The points there.
        points: Decimal,
        /// How much more of the value gives `each`; above zero.
        per: Decimal,
        /// The points for each `per`; below zero for a deduction.
        each: Decimal,
    },
}

/// A range of values and the points along it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Piece {
    /// Where it ends; none for the last piece, and only for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Bound>,
    /// The points along it.
    pub shape: Shape,
}

/// The pieces, in rising order.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Curve {
    /// The pieces. A piece that ends at the value where the one before ended, excluded there and included here, is that
    /// single value.
    pub pieces: Vec<Piece>,
}

impl Curve {
    /// The pieces of a curve.
    #[must_use]
    pub const fn new(pieces: Vec<Piece>) -> Self {
        Self { pieces }
    }

    /// Each piece with the value at which it begins; none for the first.
    pub fn ranges(&self) -> impl Iterator<Item = (Option<Bound>, &Piece)> {
        let begins = std::iter::once(None).chain(self.pieces.iter().map(|piece| piece.until));
        begins.zip(&self.pieces)
    }

    /// The piece that holds for a value, by its place, and the points there.
    ///
    /// A curve without pieces gives nothing; `check` refuses it.
    #[must_use]
    pub fn at(&self, value: &Exact) -> (usize, Exact) {
        self.ranges()
            .enumerate()
            .find(|(_, (_, piece))| piece.until.is_none_or(|until| until.holds(value)))
            .map_or((0, Exact::ZERO), |(place, (begin, piece))| (place, piece.points(begin, value)))
    }

    /// Whether the points grow without end with the value.
    #[must_use]
    pub fn grows_without_end(&self) -> bool {
        self.pieces.last().is_some_and(|piece| match piece.shape {
            Shape::Step { .. } | Shape::Line { .. } => false,
            Shape::Slope { each, .. } => Decimal::ZERO < each,
        })
    }

    /// Reports what makes it impossible to read points from the curve.
    pub(crate) fn check(&self, pointer: &str, violations: &mut Violations) {
        let ends: Vec<(Decimal, bool)> =
            self.pieces.iter().filter_map(|piece| piece.until).map(|until| (until.at, until.included)).collect();
        let open = self.pieces.last().is_some_and(|piece| piece.until.is_none());
        // An end that is excluded comes before the same value included.
        let rising = ends.is_sorted_by(|one, two| one < two);
        if PIECES_MAX < self.pieces.len() || !open || ends.len() + 1 != self.pieces.len() || !rising {
            violations.add(pointer, reasons::curve_unsound(PIECES_MAX));
        }
        for (place, (begin, piece)) in self.ranges().enumerate() {
            let pointer = || format!("{pointer}/{place}");
            match piece.shape {
                Shape::Step { .. } => {}
                Shape::Line { .. } => {
                    let long = begin.zip(piece.until).is_some_and(|(begin, until)| begin.at < until.at);
                    if !long {
                        violations.add(pointer(), reasons::curve_unsound_of_line());
                    }
                }
                Shape::Slope { per, .. } => {
                    if per <= Decimal::ZERO {
                        violations.add(pointer(), reasons::curve_unsound_of_slope());
                    }
                }
            }
        }
    }
}

impl Piece {
    fn points(&self, begin: Option<Bound>, value: &Exact) -> Exact {
        // Both differences are of ten-thousandths, so their quotient is the rise per one of the value.
        let along = |at: Decimal, points: Decimal, rise: i128, run: i128| {
            let rise = Exact::fraction(rise, run).unwrap_or(Exact::ZERO);
            &Exact::from(points) + &(&(value - &Exact::from(at)) * &rise)
        };
        match self.shape {
            Shape::Step { points } => Exact::from(points),
            Shape::Line { from, to } => begin.zip(self.until).map_or(Exact::from(from), |(begin, until)| {
                let (rise, run) =
                    (i128::from(to.0) - i128::from(from.0), i128::from(until.at.0) - i128::from(begin.at.0));
                along(begin.at, from, rise, run)
            }),
            Shape::Slope { at, points, per, each } => along(at, points, each.0.into(), per.0.into()),
        }
    }
}
