//! Sentences about a card, in Vietnamese and English: how each node came to its points.
//!
//! They are made of a tree and a card when somebody looks, and are not stored. Each is written once, into strings that
//! are large enough for most of them.

use crate::base::text::Text;
use crate::planning::card::{BranchScore, Card, ExtraScore, Given, LeafScore, LeafState, Measured};
use crate::planning::curve::{Bound, Piece, Shape};
use crate::planning::exact::Decimal;
use crate::planning::tree::official_words::{of_nothing, of_value};
use crate::planning::tree::spoken::{Equals, Range, say};
use crate::planning::tree::{Branch, Combine, ExtraLine, Leaf, Node, Normalise, Rounding, RoundingPlace, Tree};
use crate::planning::value_spec::{TreeOption, ValueSpec};

/// The capacity in bytes, which fits most sentences.
const SENTENCE_BYTES: usize = 192;

/// How a node, or a bonus or penalty line, came to its points.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NodeText {
    /// The node or the line.
    pub code: String,
    /// The sentences.
    pub text: Text,
}

/// Every node in reading order, then the bonus and penalty lines that have entries. The main branch comes first and
/// also says how the total came about. The card must be of the tree.
#[must_use]
pub fn explain(tree: &Tree, card: &Card) -> Vec<NodeText> {
    let mut walk = Walk {
        rounding: &tree.rounding,
        leaves: card.leaves.iter(),
        branches: card.branches.iter(),
        texts: Vec::with_capacity(card.leaves.len() + card.branches.len()),
    };
    walk.branch(&tree.main, None);
    let mut texts = walk.texts;
    if let (Some(main), Some(score)) = (texts.first_mut(), card.branches.first()) {
        total(tree, card, score, &mut main.text);
    }
    let lines = [(&tree.bonus, &card.bonus_lines), (&tree.penalty, &card.penalty_lines)];
    for (extras, scores) in lines {
        for score in scores {
            if let Some(line) = extras.lines.iter().find(|line| line.code == score.line) {
                texts.push(NodeText { code: score.line.clone(), text: extra(line, score) });
            }
        }
    }
    texts
}

/// A text with room for most sentences.
fn roomy() -> Text {
    Text::new(String::with_capacity(SENTENCE_BYTES), String::with_capacity(SENTENCE_BYTES))
}

struct Walk<'a> {
    rounding: &'a Rounding,
    leaves: std::slice::Iter<'a, LeafScore>,
    branches: std::slice::Iter<'a, BranchScore>,
    texts: Vec<NodeText>,
}

impl Walk<'_> {
    fn branch(&mut self, branch: &Branch, share: Option<Decimal>) {
        if let Some(score) = self.branches.next() {
            let mut text = roomy();
            of_branch(branch, share, score, &mut text);
            self.texts.push(NodeText { code: branch.code.clone(), text });
        }
        for child in &branch.children {
            let share = child.share().filter(|_| branch.combine == Combine::Weighted);
            match child {
                Node::Branch(branch) => self.branch(branch, share),
                Node::Leaf(leaf) => {
                    if let Some(score) = self.leaves.next() {
                        let mut text = roomy();
                        of_leaf(leaf, score, self.rounding, &mut text);
                        if let Some((share, weighted)) = share.zip(score.weighted.as_ref()) {
                            say!(
                                &mut text,
                                " Theo trọng số {share}%: {weighted} điểm.",
                                " By its share of {share}%: {weighted} points.",
                                share = share,
                                weighted = *weighted,
                            );
                        }
                        self.texts.push(NodeText { code: leaf.code.clone(), text });
                    }
                }
            }
        }
    }
}

fn of_branch(branch: &Branch, share: Option<Decimal>, score: &BranchScore, text: &mut Text) {
    let BranchScore { combined, applicable, full, rebased, weighted, points, left_out, .. } = score;
    match branch.combine {
        Combine::Sum => say!(text, "Tổng điểm các mục", "Sum of the parts"),
        Combine::Mean => say!(text, "Trung bình cộng các mục", "Mean of the parts"),
        Combine::Weighted => say!(text, "Tổng điểm các mục theo trọng số", "Sum of the parts by their shares"),
    }
    say!(
        text,
        ": {combined} trên {applicable} điểm áp dụng",
        ": {combined} of {applicable} points that count",
        combined = *combined,
        applicable = *applicable,
    );
    if !left_out.is_empty() {
        say!(
            text,
            " (điểm tối đa {full}; không tính: {codes})",
            " (of {full} in all; left out: {codes})",
            full = *full,
            codes = *left_out,
        );
    }
    if let Some(rebased) = rebased {
        say!(
            text,
            "; quy về đủ {full} điểm: {rebased}",
            "; re-based to all {full} points: {rebased}",
            full = *full,
            rebased = *rebased,
        );
    }
    if let Some((share, weighted)) = share.zip(weighted.as_ref()) {
        say!(
            text,
            "; theo trọng số {share}%: {weighted}",
            "; by its share of {share}%: {weighted}",
            share = share,
            weighted = *weighted,
        );
    }
    let uncapped = weighted.as_ref().or(rebased.as_ref()).unwrap_or(combined);
    if uncapped != points {
        if let Some(least) = branch.least {
            say!(text, "; không dưới {least}", "; not below {least}", least = least);
        }
        if let Some(most) = branch.most {
            say!(text, "; không quá {most}", "; at most {most}", most = most);
        }
        say!(text, ": {points}", ": {points}", points = *points);
    }
    say!(text, ".", ".");
}

fn of_leaf(leaf: &Leaf, score: &LeafScore, rounding: &Rounding, text: &mut Text) {
    match score.state {
        LeafState::Scored => match &score.given {
            Some(Given::Value(measured)) => {
                of_measured(leaf, measured, text);
                scored(leaf, score, rounding, text);
            }
            Some(Given::Official { value: Some(value), sources }) => {
                of_value(&leaf.value, value, sources, text);
                scored(leaf, score, rounding, text);
            }
            Some(Given::Official { value: None, .. } | Given::NotApplicable(_) | Given::Pending) | None => {}
            Some(Given::ExemptKind | Given::LeftOut { .. }) => {}
        },
        LeafState::NoFigures => say!(text, "Không có số liệu: 0 điểm.", "No figures: 0 points."),
        LeafState::Unfit => say!(
            text,
            "Giá trị không thuộc loại của tiêu chí: 0 điểm.",
            "The value is not of the criterion's kind: 0 points.",
        ),
        LeafState::ZeroRefused => {
            say!(text, "Mẫu số bằng 0 không được chấp nhận: 0 điểm.", "A denominator of 0 is not accepted: 0 points.",)
        }
        LeafState::NothingToCount => say!(
            text,
            "Đơn vị không có đối tượng để tính (mẫu số bằng 0); điểm tối đa của tiêu chí không tính vào tổng.",
            "The unit has nothing to count (denominator 0); the criterion's points are left out of the total.",
        ),
        LeafState::ExemptKind => say!(
            text,
            "Tiêu chí không áp dụng cho loại hình đơn vị này; điểm tối đa của tiêu chí không tính vào tổng.",
            "The criterion does not ask this kind of unit; its points are left out of the total.",
        ),
        LeafState::NotApplicable | LeafState::LeftOut => left_out(leaf, score.given.as_ref(), text),
        LeafState::Pending if leaf.normalise.is_some() => say!(
            text,
            "So sánh giữa các đơn vị trong nhóm; chỉ tính được khi mọi báo cáo đã nộp đều được thẩm tra số liệu.",
            "Units of the group are compared; known once every report handed in is verified.",
        ),
        LeafState::Pending if leaf.value.is_official() => say!(
            text,
            "Lấy từ kết quả chính thức đã công bố; điểm được tính khi chấm điểm.",
            "Taken from official results; known when the unit is scored.",
        ),
        LeafState::Pending => {
            say!(text, "Chưa có số liệu; điểm được tính khi có.", "Not known yet; scored once it is.");
        }
        LeafState::Unscored => {
            if let Some(Given::Official { sources, .. }) = &score.given {
                of_nothing(&leaf.value, sources, text);
                say!(text, ". ", ". ");
            }
            say!(
                text,
                "Thiếu số liệu bắt buộc: đơn vị không được chấm điểm.",
                "A figure is missing without which the unit is not scored.",
            );
        }
        LeafState::Collected => say!(text, "Thu thập để tham khảo, không chấm điểm.", "Collected, not scored."),
    }
}

fn left_out(leaf: &Leaf, given: Option<&Given>, text: &mut Text) {
    match given {
        Some(Given::NotApplicable(reason)) => {
            say!(text, "Không áp dụng ({reason})", "Not applicable ({reason})", reason = *reason);
        }
        Some(Given::LeftOut { reason, document }) => say!(
            text,
            "Không áp dụng cho đơn vị này theo {document} ({reason})",
            "Left out for this unit by {document} ({reason})",
            document = *document,
            reason = *reason,
        ),
        Some(Given::Official { sources, .. }) => {
            of_nothing(&leaf.value, sources, text);
            say!(text, ". Không áp dụng", ". Not applicable");
        }
        Some(Given::Value(_) | Given::Pending | Given::ExemptKind) | None => {
            say!(text, "Không áp dụng vì không có số liệu", "Not applicable, because there is no figure");
        }
    }
    say!(
        text,
        "; điểm tối đa của tiêu chí không tính vào tổng.",
        "; the criterion's points are left out of the total.",
    );
}

fn of_measured(leaf: &Leaf, measured: &Measured, text: &mut Text) {
    match (options(&leaf.value), measured) {
        (Some(options), Measured::Option(code)) => match options.iter().find(|option| option.code == *code) {
            Some(option) => say!(text, "{name}", "{name}", name = option.name),
            None => say!(text, "{code}", "{code}", code = *code),
        },
        (_, measured) => {
            if let ValueSpec::Number { of, .. } | ValueSpec::Survey { of, .. } = &leaf.value {
                say!(text, "{of}: ", "{of}: ", of = *of);
            }
            say!(text, "{value}", "{value}", value = *measured);
        }
    }
}

fn scored(leaf: &Leaf, score: &LeafScore, rounding: &Rounding, text: &mut Text) {
    let LeafScore { reference, piece, unbounded, points, .. } = score;
    if let Some((normalise, reference)) = leaf.normalise.zip(reference.as_ref()) {
        let percent = if is_percent(&leaf.value) { "%" } else { "" };
        match normalise {
            Normalise::Best => say!(
                text,
                " so với cao nhất trong nhóm {best}{percent}",
                " against the group's best {best}{percent}",
                best = *reference,
                percent = *percent,
            ),
            Normalise::Least => say!(
                text,
                " so với thấp nhất trong nhóm {least}{percent}",
                " against the group's least {least}{percent}",
                least = *reference,
                percent = *percent,
            ),
        }
    }
    let held = piece.and_then(|place| leaf.curve.ranges().nth(place));
    let even = held.is_some_and(|(begin, piece)| of_piece(leaf, begin, piece, text));
    if piece.is_none() && leaf.value.has_curve() {
        say!(text, ", cả nhóm không có", ", nobody in the group has any");
    }
    if matches!(leaf.value, ValueSpec::Rubric { .. }) {
        say!(text, " trên {full} điểm, theo hướng dẫn chấm", " of {full} points, by the rubric", full = leaf.full);
    }
    if unbounded.is_some() {
        say!(
            text,
            ", không dưới {least} và không quá {most}",
            ", not below {least} and at most {most}",
            least = leaf.lowest(),
            most = leaf.highest(),
        );
    }
    say!(text, ": {points} điểm", ": {points} points", points = *points);
    if even && unbounded.is_none() && rounding.place == RoundingPlace::LeavesAndRoot {
        say!(text, " ({rounding})", " ({rounding})", rounding = *rounding);
    }
    say!(text, ".", ".");
}

/// Says what a piece gives; returns whether its points may have to be rounded.
fn of_piece(leaf: &Leaf, begin: Option<Bound>, piece: &Piece, text: &mut Text) -> bool {
    let percent = is_percent(&leaf.value) && leaf.normalise.is_none();
    let range = Range { begin, until: piece.until, percent };
    if leaf.normalise.is_some() {
        say!(text, ", tỷ số {range}", ", a quotient {range}", range = range);
    } else {
        say!(text, ", {range}", ", {range}", range = range);
    }
    match piece.shape {
        Shape::Step { .. } => false,
        Shape::Line { from, to } => {
            say!(
                text,
                ", tính đều từ {from} đến {to} điểm",
                ", evenly from {from} to {to} points",
                from = from,
                to = to,
            );
            true
        }
        Shape::Slope { at, points, per, each } => {
            say!(
                text,
                ", {points} điểm tại {at}, mỗi {per} tính {each} điểm",
                ", {points} points at {at} and {each} points for each {per}",
                points = points,
                at = at,
                per = per,
                each = each,
            );
            true
        }
    }
}

/// Whether the value is a percentage.
const fn is_percent(value: &ValueSpec) -> bool {
    match value {
        ValueSpec::Ratio { per, .. } => *per == 100,
        ValueSpec::Number { .. } | ValueSpec::Choice { .. } | ValueSpec::Rubric { .. } | ValueSpec::Survey { .. } => {
            false
        }
        ValueSpec::Derived { .. } | ValueSpec::Growth { .. } | ValueSpec::RollUp { .. } => false,
        ValueSpec::Context { .. } | ValueSpec::Account { .. } => false,
    }
}

const fn options(value: &ValueSpec) -> Option<&[TreeOption]> {
    match value {
        ValueSpec::Choice { options } => Some(options.as_slice()),
        ValueSpec::Ratio { .. } | ValueSpec::Number { .. } | ValueSpec::Rubric { .. } | ValueSpec::Survey { .. } => {
            None
        }
        ValueSpec::Derived { .. } | ValueSpec::Growth { .. } | ValueSpec::RollUp { .. } => None,
        ValueSpec::Context { .. } | ValueSpec::Account { .. } => None,
    }
}

fn total(tree: &Tree, card: &Card, main: &BranchScore, text: &mut Text) {
    let (Some(base), Some(total)) = (&card.base, card.total) else {
        if card.leaves.iter().any(|leaf| leaf.state == LeafState::Unscored) {
            say!(
                text,
                " Thiếu số liệu bắt buộc: không chấm điểm, không xếp hạng.",
                " A figure is missing: the unit is not scored and not ranked.",
            );
        } else {
            say!(
                text,
                " Không có tiêu chí nào áp dụng cho đơn vị: không chấm điểm, không xếp hạng.",
                " No criterion counts for the unit: it is not scored and not ranked.",
            );
        }
        return;
    };
    let of = if main.rebased.is_some() { &main.full } else { &main.applicable };
    say!(
        text,
        " {points} × {scale} ÷ {of} {base}",
        " {points} × {scale} ÷ {of} {base}",
        points = main.points,
        scale = tree.scale,
        of = *of,
        base = Equals(base),
    );
    let Card { bonus, penalty, .. } = card;
    if bonus.value().is_zero() && penalty.value().is_zero() {
        if base.shown != total || base.exact.is_some() {
            say!(text, "; kết quả {total}", "; the total is {total}", total = total);
        }
    } else {
        say!(
            text,
            "; + {bonus} điểm cộng − {penalty} điểm trừ = {total} (không dưới 0",
            "; + {bonus} bonus − {penalty} penalty = {total} (not below 0",
            bonus = *bonus,
            penalty = *penalty,
            total = total,
        );
        if tree.may_exceed_scale {
            say!(text, ")", ")");
        } else {
            say!(text, ", không vượt thang điểm)", ", not above the scale)");
        }
    }
    say!(text, " ({rounding}).", " ({rounding}).", rounding = tree.rounding);
}

fn extra(line: &ExtraLine, score: &ExtraScore) -> Text {
    let mut text = roomy();
    say!(&mut text, "{name}: {points} điểm", "{name}: {points} points", name = line.name, points = score.entered);
    if let Some(cap) = line.cap.filter(|_| score.entered != score.points) {
        say!(&mut text, ", không quá {cap}", ", at most {cap}", cap = cap);
    }
    say!(&mut text, ".", ".");
    text
}
