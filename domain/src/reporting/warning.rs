//! Warnings about values that are possible and unlikely. A warning blocks nothing by itself, unlike an error; it
//! requires a justification (giải thích) in the figure's note before submission.
//!
//! Shares are compared in basis points and counts as they are; integers only.

use crate::base::ids::wire_enum;
use crate::base::refusal::Violations;
use crate::base::text::{Text, english, vietnamese};
use crate::base::wording;
use crate::planning::criteria::CriteriaSet;
use crate::planning::measure::WHOLE_BASIS_POINTS;
use crate::planning::scoring::{Counts, Value};
use crate::reporting::figure::{Figure, pointers, value_of};
use crate::reporting::reasons;

/// A share that changes this much from one year to the next causes a warning, in basis points: 30 percentage points.
pub const JUMP_BASIS_POINTS: i64 = 3_000;
/// A count that grows or shrinks by more than this factor from one year to the next causes a warning.
pub const JUMP_TIMES: i64 = 3;
/// Minimum number of peers for the detection of an outlier.
pub const PEERS_MIN: usize = 8;
/// Maximum number of peers that are compared.
pub const PEERS_MAX: u8 = 200;

wire_enum! {
    /// Kind of unlikely value.
    WarningKind {
        /// It differs greatly from the unit's own value of the year before (biến động so với năm trước).
        YearOnYearJump = "YEAR_ON_YEAR_JUMP",
        /// It differs greatly from the values of the other units of the group (bất thường so với các đơn vị cùng cấp).
        OutlierAmongPeers = "OUTLIER_AMONG_PEERS",
    }
}

/// One unlikely value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Warning {
    /// The criterion's code.
    pub criterion: String,
    /// Where its explanation belongs, from the root of the report's content.
    pub pointer: String,
    /// Kind of unlikely value.
    pub kind: WarningKind,
    /// What the value was compared with.
    pub text: Text,
    /// Whether the figure's note explains it.
    pub justified: bool,
}

/// What a unit's values are compared with.
#[derive(Clone, Copy, Debug, Default)]
pub struct History<'a> {
    /// The unit's own figures of the year before.
    pub before: &'a [Figure],
    /// The figures of other units of the group, submitted for the same cycle.
    pub peers: &'a [Vec<Figure>],
}

/// The unlikely values among figures, in the set's order.
#[must_use]
pub fn warnings(set: &CriteriaSet, figures: &[Figure], history: History<'_>) -> Vec<Warning> {
    let mut found = Vec::new();
    let places = pointers(figures);
    for criterion in set.reported() {
        let place = figures.iter().zip(&places).find(|(figure, _)| figure.criterion == criterion.code);
        let Some((figure, pointer)) = place else { continue };
        let justified = figure.note.is_some();
        let mut warn = |kind, text| {
            let (criterion, pointer) = (criterion.code.clone(), format!("{pointer}/note"));
            found.push(Warning { criterion, pointer, kind, text, justified });
        };
        let before = value_of(history.before, &criterion.code);
        if let Some(text) = before.and_then(|before| jump(&before, &figure.value)) {
            warn(WarningKind::YearOnYearJump, text);
        }
        let peers: Vec<i64> = history
            .peers
            .iter()
            .filter_map(|peer| size(&value_of(peer, &criterion.code)?).filter(|_| same_kind(peer, figure)))
            .collect();
        if let Some(text) = size(&figure.value).and_then(|own| outlier(own, peers)) {
            warn(WarningKind::OutlierAmongPeers, text);
        }
    }
    found
}

fn same_kind(peer: &[Figure], own: &Figure) -> bool {
    let other = peer.iter().find(|figure| figure.criterion == own.criterion);
    other.is_some_and(|other| std::mem::discriminant(&other.value) == std::mem::discriminant(&own.value))
}

/// A value as one number: the share in basis points, the count, or ten-thousandths of a number.
fn size(value: &Value) -> Option<i64> {
    match value {
        Value::Counts(counts) => share(*counts),
        Value::Count(count) => Some(*count),
        Value::Number(number) => Some(number.0),
        Value::Choice(_) | Value::Points(_) | Value::NotApplicable(_) => None,
    }
}

fn share(counts: Counts) -> Option<i64> {
    let Counts { numerator, denominator } = counts;
    let product = i128::from(numerator) * i128::from(WHOLE_BASIS_POINTS);
    product.checked_div(i128::from(denominator)).and_then(|share| i64::try_from(share).ok())
}

fn jump(before: &Value, now: &Value) -> Option<Text> {
    let far = |was: i64, is: i64| was.saturating_mul(JUMP_TIMES) < is || is.saturating_mul(JUMP_TIMES) < was;
    match (before, now) {
        (Value::Counts(was), Value::Counts(is)) => {
            let (old, new) = (share(*was)?, share(*is)?);
            let moved = JUMP_BASIS_POINTS <= old.abs_diff(new).try_into().unwrap_or(i64::MAX);
            (moved || far(was.denominator, is.denominator)).then(|| {
                Text::new(
                    format!(
                        "Số liệu chênh lệch lớn so với kỳ trước: kỳ trước {}/{} ({}%), kỳ này {}/{} ({}%).",
                        wording::number(was.numerator),
                        wording::number(was.denominator),
                        vietnamese(old),
                        wording::number(is.numerator),
                        wording::number(is.denominator),
                        vietnamese(new)
                    ),
                    format!("{before} ({}%) the year before, {now} ({}%) now.", english(old), english(new)),
                )
            })
        }
        (Value::Count(was), Value::Count(is)) => far(*was, *is).then(|| {
            Text::new(
                format!(
                    "Số liệu chênh lệch lớn so với kỳ trước: kỳ trước {}, kỳ này {}.",
                    wording::number(*was),
                    wording::number(*is)
                ),
                format!("{was} the year before, {is} now."),
            )
        }),
        (Value::Number(was), Value::Number(is)) => far(was.0, is.0).then(|| {
            Text::new(
                format!("Số liệu chênh lệch lớn so với kỳ trước: kỳ trước {}, kỳ này {}.", was.vi(), is.vi()),
                format!("{} the year before, {} now.", was.en(), is.en()),
            )
        }),
        _ => None,
    }
}

/// Tukey's fences: a value is an outlier beyond 1.5 interquartile ranges from the quartiles of the peers.
fn outlier(own: i64, mut peers: Vec<i64>) -> Option<Text> {
    if peers.len() < PEERS_MIN {
        return None;
    }
    peers.sort_unstable();
    let at = |quarter: usize| peers.get(peers.len().saturating_sub(1).saturating_mul(quarter) / 4).copied();
    let (lower, upper) = (at(1)?, at(3)?);
    let reach = upper.saturating_sub(lower).saturating_mul(3) / 2;
    let outside = own < lower.saturating_sub(reach) || upper.saturating_add(reach) < own;
    // The text gives no number, because the other units' values are not public yet.
    outside.then(|| {
        Text::new(
            "Số liệu chênh lệch lớn so với phần lớn đơn vị cùng cấp trong kỳ này.",
            "The figure differs greatly from what most units of the group declare in this cycle.",
        )
    })
}

/// Demands a note for every unlikely value.
pub(crate) fn justify(figures: &[Figure], warnings: &[Warning], violations: &mut Violations) {
    for (figure, pointer) in figures.iter().zip(pointers(figures)) {
        let open = warnings.iter().filter(|warning| warning.criterion == figure.criterion && !warning.justified);
        for Warning { text, .. } in open {
            violations
                .add(format!("{pointer}/note"), reasons::justification_missing(&text.vi, &text.en, &figure.criterion));
        }
    }
}
