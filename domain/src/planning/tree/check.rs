//! What makes a tree impossible to score, found before anybody is scored by it.
//!
//! Refused is only what is surely wrong. A curve that never reaches the full points, or a cap that is never reached, is
//! unusual and allowed.

use crate::base::refusal::{Refusal, Violations};
use crate::planning::criteria::CRITERIA_MAX;
use crate::planning::exact::{DECIMALS_MAX, Decimal, Exact};
use crate::planning::grading::{ADJUSTMENTS_MAX, BANDS_MAX};
use crate::planning::measure::{POINTS_MAX, RUNGS_MAX, SCORERS_MAX, WHOLE_BASIS_POINTS};
use crate::planning::reasons;
use crate::planning::tree::{Absence, Branch, Combine, Condition, ExtraForm, Extras, Leaf, Node, Tree};
use crate::planning::value_spec::{Over, RollUpForm, TreeOption, ValueSpec};

/// The most levels of nodes, the main branch being the first.
pub const DEPTH_MAX: usize = 6;

/// The most cycles that one value is made of.
pub const CYCLES_MAX: usize = 20;

/// The most points of anything.
const MOST: Decimal = Decimal::hundredths(POINTS_MAX);
/// What the shares of a weighted branch add up to, in percent.
const WHOLE: Decimal = Decimal::whole(100);

/// What is known of all nodes after one walk.
#[derive(Default)]
struct Seen<'a> {
    codes: Vec<&'a str>,
    scored: Vec<&'a str>,
    leaves: Vec<&'a Leaf>,
    /// The figures that growth compares, each with the place that names it.
    figures: Vec<(String, &'a str)>,
    empty: bool,
    depth: usize,
}

impl<'a> Seen<'a> {
    fn once(&mut self, code: &'a str, pointer: &str, violations: &mut Violations) {
        if code.is_empty() || self.codes.contains(&code) {
            violations.add(format!("{pointer}/code"), reasons::code_twice());
        }
        self.codes.push(code);
    }
}

impl Tree {
    /// Checks that units can be scored with it.
    ///
    /// # Errors
    /// `Invalid`, naming all faults.
    pub fn check(&self) -> Result<(), Refusal> {
        let mut violations = Violations::default();
        let mut seen = Seen::default();
        if !(Decimal(1)..=MOST).contains(&self.scale) {
            violations.add("/scale", reasons::scale_unsound());
        }
        check_decimals(self.rounding.decimals, "/rounding/decimals", &mut violations);
        if self.main.share.is_some() {
            violations.add("/main", reasons::shares_unsound());
        }
        check_branch(&self.main, 1, "/main", &mut seen, &mut violations);
        let few = (1..=CRITERIA_MAX).contains(&seen.leaves.len());
        if !few || seen.empty || DEPTH_MAX < seen.depth {
            violations.add("/main", reasons::tree_unsound(CRITERIA_MAX, DEPTH_MAX));
        }
        for (pointer, code) in &seen.figures {
            let compared = |leaf: &&Leaf| leaf.code == *code && leaf.value.is_figure();
            if !seen.leaves.iter().copied().any(|leaf| compared(&leaf)) {
                violations.add(pointer.clone(), reasons::value_unsound());
            }
        }
        check_extras(&self.bonus, "/bonus", &mut violations);
        check_extras(&self.penalty, "/penalty", &mut violations);
        for (place, tie_break) in self.tie_breaks.iter().enumerate() {
            check_node(&tie_break.node, &seen, &format!("/tieBreaks/{place}/node"), &mut violations);
        }
        self.check_bands(&seen, &mut violations);
        violations.refuse_if_any()
    }

    fn check_bands(&self, seen: &Seen<'_>, violations: &mut Violations) {
        let lowest = self.bands.first().is_none_or(|band| band.from == Decimal::ZERO && band.conditions.is_empty());
        let rising = self.bands.iter().map(|band| band.from).is_sorted_by(|lower, upper| lower < upper);
        if !lowest || !rising || BANDS_MAX < self.bands.len() {
            violations.add("/bands", reasons::bands_unsound_of_tree(BANDS_MAX));
        }
        once(self.bands.iter().map(|band| band.code.as_str()), "/bands", violations);
        for (place, band) in self.bands.iter().enumerate() {
            for (number, condition) in band.conditions.iter().enumerate() {
                let pointer = format!("/bands/{place}/conditions/{number}");
                check_condition(condition, seen, &pointer, violations);
            }
        }
    }
}

fn check_condition(condition: &Condition, seen: &Seen<'_>, pointer: &str, violations: &mut Violations) {
    match condition {
        Condition::NodeAtLeast { node, .. } => check_node(node, seen, &format!("{pointer}/node"), violations),
        Condition::NotOption { leaf, option } => {
            let Some(found) = seen.leaves.iter().find(|known| known.code == *leaf) else {
                violations.add(format!("{pointer}/leaf"), reasons::node_unknown(leaf));
                return;
            };
            if !options(found).iter().any(|known| known.code == *option) {
                violations.add(format!("{pointer}/option"), reasons::option_unknown(option));
            }
        }
        Condition::GreatestShare { basis_points } => {
            if !(0..=WHOLE_BASIS_POINTS).contains(basis_points) {
                violations.add(pointer, reasons::share_out_of_range());
            }
        }
    }
}

fn check_node(node: &str, seen: &Seen<'_>, pointer: &str, violations: &mut Violations) {
    if !seen.scored.contains(&node) {
        violations.add(pointer, reasons::node_unknown(node));
    }
}

fn check_decimals(decimals: u8, pointer: &str, violations: &mut Violations) {
    if DECIMALS_MAX < decimals {
        violations.add(pointer, reasons::decimals_out_of_range(DECIMALS_MAX));
    }
}

/// The options of a choice; none for any other criterion.
fn options(leaf: &Leaf) -> &[TreeOption] {
    match &leaf.value {
        ValueSpec::Choice { options } => options,
        ValueSpec::Ratio { .. } | ValueSpec::Number { .. } | ValueSpec::Rubric { .. } | ValueSpec::Survey { .. } => &[],
        ValueSpec::Derived { .. } | ValueSpec::Growth { .. } | ValueSpec::RollUp { .. } => &[],
        ValueSpec::Context { .. } | ValueSpec::Account { .. } => &[],
    }
}

fn once<'a>(codes: impl Iterator<Item = &'a str>, pointer: &str, violations: &mut Violations) {
    let mut known: Vec<&str> = Vec::new();
    for (place, code) in codes.enumerate() {
        if code.is_empty() || known.contains(&code) {
            violations.add(format!("{pointer}/{place}/code"), reasons::code_twice());
        }
        known.push(code);
    }
}

fn check_branch<'a>(branch: &'a Branch, depth: usize, pointer: &str, seen: &mut Seen<'a>, violations: &mut Violations) {
    seen.once(&branch.code, pointer, violations);
    if branch.children.iter().any(Node::is_scored) {
        seen.scored.push(&branch.code);
    }
    seen.depth = seen.depth.max(depth);
    seen.empty |= branch.children.is_empty();
    if branch.least.zip(branch.most).is_some_and(|(least, most)| most < least) {
        violations.add(pointer, reasons::bounds_unsound());
    }
    check_shares(branch, pointer, violations);
    if let Some(stated) = branch.full
        && Exact::from(stated) != branch.full_points()
    {
        let given = branch.full_points().saturated();
        let reason = reasons::points_do_not_add_up(given.vi(), given.en(), stated.vi(), stated.en());
        violations.add(format!("{pointer}/full"), reason);
    }
    for (place, child) in branch.children.iter().enumerate() {
        let pointer = format!("{pointer}/children/{place}");
        match child {
            Node::Branch(branch) => check_branch(branch, depth + 1, &pointer, seen, violations),
            Node::Leaf(leaf) => {
                seen.once(&leaf.code, &pointer, violations);
                seen.depth = seen.depth.max(depth + 1);
                seen.leaves.push(leaf);
                if leaf.value.is_scored() {
                    seen.scored.push(&leaf.code);
                }
                if let ValueSpec::Growth { figure, .. } = &leaf.value {
                    seen.figures.push((format!("{pointer}/value/growth/figure"), figure));
                }
                check_leaf(leaf, &pointer, violations);
            }
        }
    }
}

/// In a weighted branch each scored child has a share and something to weigh; elsewhere a share would mean nothing.
fn check_shares(branch: &Branch, pointer: &str, violations: &mut Violations) {
    let sound = match branch.combine {
        Combine::Weighted => {
            let weighed = branch.children.iter().filter(|child| child.is_scored()).all(|child| {
                child.share().is_some_and(|share| (Decimal(1)..=WHOLE).contains(&share))
                    && Exact::ZERO < child.full_points()
            });
            let unscored = branch.children.iter().filter(|child| !child.is_scored());
            weighed
                && unscored.into_iter().all(|child| child.share().is_none())
                && branch.full_points() == Exact::from(WHOLE)
        }
        Combine::Sum | Combine::Mean => branch.children.iter().all(|child| child.share().is_none()),
    };
    if !sound {
        violations.add(format!("{pointer}/children"), reasons::shares_unsound());
    }
}

fn check_leaf(leaf: &Leaf, pointer: &str, violations: &mut Violations) {
    let scored = leaf.value.is_scored();
    let inside = |points: Decimal| (Decimal(-MOST.0)..=MOST).contains(&points);
    let full = if scored { (Decimal::ZERO..=MOST).contains(&leaf.full) } else { leaf.full == Decimal::ZERO };
    if !full || !inside(leaf.lowest()) || !inside(leaf.highest()) {
        violations.add(format!("{pointer}/full"), reasons::leaf_points_unsound(MOST.vi(), MOST.en()));
    }
    if leaf.highest() < leaf.lowest() {
        violations.add(pointer, reasons::bounds_unsound());
    }
    if leaf.value.has_curve() {
        leaf.curve.check(&format!("{pointer}/curve"), violations);
        if leaf.most.is_none() && leaf.curve.grows_without_end() {
            violations.add(format!("{pointer}/most"), reasons::curve_unsound_without_most());
        }
    } else {
        if !leaf.curve.pieces.is_empty() {
            violations.add(format!("{pointer}/curve"), reasons::curve_unfit());
        }
        if leaf.normalise.is_some() {
            violations.add(format!("{pointer}/normalise"), reasons::normalisation_unfit());
        }
    }
    check_value(&leaf.value, leaf, &format!("{pointer}/value"), violations);
}

fn check_value(value: &ValueSpec, leaf: &Leaf, pointer: &str, violations: &mut Violations) {
    match value {
        ValueSpec::Ratio { per, .. } => {
            if *per < 1 {
                violations.add(format!("{pointer}/ratio/per"), reasons::value_unsound());
            }
        }
        ValueSpec::Number { decimals, least, most, .. } => {
            check_decimals(*decimals, &format!("{pointer}/number/decimals"), violations);
            if least.zip(*most).is_some_and(|(least, most)| most < least) {
                violations.add(pointer, reasons::bounds_unsound());
            }
        }
        ValueSpec::Context { decimals, .. } => {
            check_decimals(*decimals, &format!("{pointer}/context/decimals"), violations);
        }
        ValueSpec::Choice { options } => {
            let once = |place: usize, code: &str| !options.iter().take(place).any(|other| other.code == code);
            let sound = options.iter().enumerate().all(|(place, option)| {
                let inside = (leaf.lowest()..=leaf.highest()).contains(&option.points);
                once(place, &option.code) && !option.code.is_empty() && inside
            });
            if !sound || !(2..=RUNGS_MAX).contains(&options.len()) {
                violations.add(format!("{pointer}/choice/options"), reasons::options_unsound_of_leaf(RUNGS_MAX));
            }
        }
        ValueSpec::Rubric { panel, .. } => {
            if panel.is_some_and(|panel| !(1..=SCORERS_MAX).contains(&panel.least)) {
                violations
                    .add(format!("{pointer}/rubric/panel/least"), reasons::criterion_unsound_of_panel(SCORERS_MAX));
            }
        }
        ValueSpec::Derived { cycles, combine, .. } => {
            let once = cycles
                .iter()
                .enumerate()
                .all(|(place, code)| !code.is_empty() && !cycles.iter().take(place).any(|other| other == code));
            let fits = match combine {
                Over::Mean | Over::Last => true,
                Over::Weighted(weights) => {
                    weights.len() == cycles.len() && weights.iter().all(|weight| (Decimal(1)..=MOST).contains(weight))
                }
                Over::Best(number) => (1..=cycles.len()).contains(&usize::from(*number)),
            };
            if !once || !fits || !(1..=CYCLES_MAX).contains(&cycles.len()) {
                violations.add(format!("{pointer}/derived"), reasons::cycles_unfit(CYCLES_MAX));
            }
            check_absence(leaf, pointer, violations);
        }
        ValueSpec::RollUp { form, node, .. } => {
            if *form == RollUpForm::ShareMet {
                violations.demand_text(&format!("{pointer}/rollUp/node"), node.as_deref().unwrap_or_default());
            }
            check_absence(leaf, pointer, violations);
        }
        ValueSpec::Growth { since, .. } => {
            violations.demand_text(&format!("{pointer}/growth/since"), since);
            check_absence(leaf, pointer, violations);
        }
        ValueSpec::Survey { .. } | ValueSpec::Account { .. } => {}
    }
}

/// Rule M05: a missing result is said and never taken as zero. Results are not compared again with the group.
fn check_absence(leaf: &Leaf, pointer: &str, violations: &mut Violations) {
    if matches!(leaf.absence, Absence::Zero | Absence::Pending) {
        let leaf = pointer.strip_suffix("/value").unwrap_or(pointer);
        violations.add(format!("{leaf}/absence"), reasons::absence_unfit());
    }
    if leaf.normalise.is_some() {
        let leaf = pointer.strip_suffix("/value").unwrap_or(pointer);
        violations.add(format!("{leaf}/normalise"), reasons::normalisation_unfit());
    }
}

/// Rule L27: lines with points above zero, and caps that leave any.
fn check_extras(extras: &Extras, pointer: &str, violations: &mut Violations) {
    let inside = |points: Decimal| (Decimal(1)..=MOST).contains(&points);
    once(extras.lines.iter().map(|line| line.code.as_str()), &format!("{pointer}/lines"), violations);
    let sound = extras.lines.iter().all(|line| match line.form {
        ExtraForm::Fixed(points) | ExtraForm::Each(points) | ExtraForm::Free { most: points } => inside(points),
    });
    if !sound || ADJUSTMENTS_MAX < extras.lines.len() {
        violations.add(format!("{pointer}/lines"), reasons::lines_unsound(ADJUSTMENTS_MAX));
    }
    if !extras.lines.iter().filter_map(|line| line.cap).chain(extras.cap).all(inside) {
        violations.add(format!("{pointer}/cap"), reasons::cap_unsound_of_tree());
    }
}
