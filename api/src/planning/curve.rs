//! Curves on the wire: pieces from–to with the points along each.

use domain::base::refusal::Violation;
use domain::planning::curve::{Bound, Curve, Piece, Shape};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use crate::base::hundredths::decimal::DecimalBody;
use crate::base::problem::violation;
use crate::planning::reasons;

/// Where a piece begins or ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = CurveBound, example = json!({"at": 70, "included": false}))]
pub(crate) struct BoundBody {
    /// The value.
    at: DecimalBody,
    /// Whether this value itself belongs to the piece.
    included: bool,
}

/// So many points at one value, and so many more, or fewer, for each further part of the value.
#[derive(Clone, Copy, Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = CurveSlope, example = json!({"at": 0, "points": 10, "per": 1, "each": -0.5}))]
pub(crate) struct SlopeBody {
    /// The value at which the points are known.
    at: DecimalBody,
    /// The points there.
    points: DecimalBody,
    /// How much more of the value gives `each`; above 0.
    per: DecimalBody,
    /// The points for each `per`; below 0 for a deduction.
    each: DecimalBody,
}

/// A piece of a curve (đoạn): a range of values, and along it exactly one of `step`, `line` and `on`.
#[derive(Clone, Debug, Default, Serialize, Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = CurvePiece, example = json!({"to": {"at": 70, "included": false}, "step": 0}))]
pub(crate) struct PieceBody {
    /// Where it begins: where the piece before ended. May be left out, and is left out of the first piece; if it is
    /// given, it must fit, so that a gap or an overlap is found.
    #[validate(nested)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    from: Option<BoundBody>,
    /// Where it ends; left out of the last piece, and only of it.
    #[validate(nested)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    to: Option<BoundBody>,
    /// The same points everywhere.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    step: Option<DecimalBody>,
    /// Evenly from the points at the beginning to those at the end.
    #[validate(length(min = 2, max = 2))]
    #[schema(min_items = 2, max_items = 2)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    line: Option<Vec<DecimalBody>>,
    /// Straight on, by so many points for each part of the value.
    #[validate(nested)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    on: Option<SlopeBody>,
}

impl PieceBody {
    fn shape(&self) -> Option<Shape> {
        match (self.step, self.line.as_deref(), self.on) {
            (Some(points), None, None) => Some(Shape::Step { points: points.0 }),
            (None, Some([from, to]), None) => Some(Shape::Line { from: from.0, to: to.0 }),
            (None, None, Some(SlopeBody { at, points, per, each })) => {
                Some(Shape::Slope { at: at.0, points: points.0, per: per.0, each: each.0 })
            }
            (Some(_) | None, _, Some(_) | None) => None,
        }
    }
}

/// The curve of its pieces; names a piece without one shape, and one that does not begin where the one before ended.
pub(crate) fn curve(pieces: Vec<PieceBody>, pointer: &str, violations: &mut Vec<Violation>) -> Curve {
    let mut begin: Option<Bound> = None;
    let mut read = Vec::with_capacity(pieces.len());
    for (place, piece) in pieces.into_iter().enumerate() {
        // The first value of a piece is the one that the piece before excluded.
        let fits = piece
            .from
            .is_none_or(|from| begin.is_some_and(|begin| from.at.0 == begin.at && from.included != begin.included));
        if !fits {
            violations.push(violation(format!("{pointer}/{place}/from"), reasons::curve_gap()));
        }
        let until = piece.to.map(|to| Bound { at: to.at.0, included: to.included });
        match piece.shape() {
            Some(shape) => read.push(Piece { until, shape }),
            None => violations.push(violation(format!("{pointer}/{place}"), reasons::piece_unclear())),
        }
        begin = until;
    }
    Curve::new(read)
}

/// The pieces of a curve, each with its beginning.
pub(crate) fn pieces(curve: &Curve) -> Vec<PieceBody> {
    let shown = |(begin, piece): (Option<Bound>, &Piece)| {
        let none = PieceBody {
            from: begin.map(|begin| BoundBody { at: DecimalBody(begin.at), included: !begin.included }),
            to: piece.until.map(|until| BoundBody { at: DecimalBody(until.at), included: until.included }),
            ..PieceBody::default()
        };
        match piece.shape {
            Shape::Step { points } => PieceBody { step: Some(DecimalBody(points)), ..none },
            Shape::Line { from, to } => PieceBody { line: Some(vec![DecimalBody(from), DecimalBody(to)]), ..none },
            Shape::Slope { at, points, per, each } => {
                let (at, points) = (DecimalBody(at), DecimalBody(points));
                let on = SlopeBody { at, points, per: DecimalBody(per), each: DecimalBody(each) };
                PieceBody { on: Some(on), ..none }
            }
        }
    };
    curve.ranges().map(shown).collect()
}
