//! Sentences about the bands that a unit left.

use crate::base::text::Text;
use crate::planning::card::Card;
use crate::planning::exact::{Decimal, Exact};
use crate::planning::measure::WHOLE_BASIS_POINTS;
use crate::planning::tree::{Condition, Tree};
use crate::planning::value_spec::ValueSpec;
use crate::results::banding::{BandMove, reached};

/// Why a unit left a band (rule M08). `ranked` is the number of ranked units on the board.
#[must_use]
pub fn explain_move(tree: &Tree, card: &Card, one: &BandMove, ranked: usize) -> Text {
    let band = |code: &str| {
        let known = tree.bands.iter().find(|band| band.code == code);
        known.map_or_else(|| Text::new(code, code), |band| band.name.clone())
    };
    let (from, to) = (band(&one.from), band(&one.to));
    let cause = match &one.condition {
        Condition::NodeAtLeast { node, points } => of_node(tree, card, node, *points),
        Condition::NotOption { leaf, option } => of_option(tree, leaf, option),
        Condition::GreatestShare { basis_points } => of_share(*basis_points, ranked),
    };
    Text::new(
        format!("Chưa được xếp loại “{}”, xếp loại “{}”. Lý do: {}", from.vi, to.vi, cause.vi),
        format!("Not in the band “{}” but in “{}”: {}", from.en, to.en, cause.en),
    )
}

fn of_node(tree: &Tree, card: &Card, node: &str, least: Decimal) -> Text {
    let name = tree.name_of(node);
    let points = reached(card, node).unwrap_or(Exact::ZERO).floor(2).saturated();
    let whole = card.branch(node).is_none_or(|branch| branch.applicable == branch.full);
    let (vi, en) = if whole { ("", "") } else { (", quy về đủ tiêu chí", ", as if all its criteria applied") };
    Text::new(
        format!("“{}” ({node}) đạt {} điểm{vi}, thấp hơn mức tối thiểu {} điểm.", name.vi, points.vi(), least.vi()),
        format!("“{}” ({node}) has {} points{en}, and the band demands at least {}.", name.en, points.en(), least.en()),
    )
}

fn of_option(tree: &Tree, leaf: &str, option: &str) -> Text {
    let name = tree.name_of(leaf);
    let found = tree.leaves().into_iter().find(|known| known.code == leaf).and_then(|leaf| match &leaf.value {
        ValueSpec::Choice { options } => options.iter().find(|known| known.code == option),
        ValueSpec::Ratio { .. } | ValueSpec::Number { .. } | ValueSpec::Rubric { .. } | ValueSpec::Survey { .. } => {
            None
        }
        ValueSpec::Derived { .. } | ValueSpec::Growth { .. } | ValueSpec::RollUp { .. } => None,
        ValueSpec::Context { .. } | ValueSpec::Account { .. } => None,
    });
    let chosen = found.map_or_else(|| Text::new(option, option), |option| option.name.clone());
    Text::new(
        format!("“{}” ({leaf}) có kết quả “{}”, thuộc trường hợp không được xếp loại này.", name.vi, chosen.vi),
        format!("“{}” ({leaf}) is “{}”, which the band does not accept.", name.en, chosen.en),
    )
}

fn of_share(basis_points: i64, ranked: usize) -> Text {
    let percent = Decimal::hundredths(basis_points);
    let ranked = i64::try_from(ranked).unwrap_or(i64::MAX);
    let most = basis_points.saturating_mul(ranked) / WHOLE_BASIS_POINTS;
    Text::new(
        format!(
            "số đơn vị được xếp loại này không quá {}% của {ranked} đơn vị được xếp hạng, tức nhiều nhất {most} đơn vị; đơn vị \
             xếp sau số đó, hoặc đồng hạng tại giới hạn, xếp mức liền dưới.",
            percent.vi()
        ),
        format!(
            "at most {}% of the {ranked} ranked units are in the band, that is {most}; a unit beyond them, or one of \
             those that share the rank at the limit, goes down.",
            percent.en()
        ),
    )
}
