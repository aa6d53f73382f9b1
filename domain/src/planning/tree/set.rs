//! Criteria sets whose content is a tree: its leaves as the criteria that units report on, what this version refuses
//! besides a tree that cannot be computed, and entries under its bonus and penalty lines.

use chrono::{DateTime, Utc};

use crate::base::code::GroupCode;
use crate::base::ids::OrganisationId;
use crate::base::refusal::{Refusal, Violation, Violations};
use crate::planning::audience::Audience;
use crate::planning::criteria::{CriteriaSet, Criterion, CycleKind, as_stored};
use crate::planning::cycle::{Cycle, CycleState};
use crate::planning::demands::Demands;
use crate::planning::exact::{Decimal, Exact};
use crate::planning::grading::{Adjustment, Grading, tidied};
use crate::planning::measure::Measure;
use crate::planning::reasons;
use crate::planning::tree::{Absence, Branch, ExtraForm, ExtraLine, Extras, Leaf, Node, Tree};
use crate::planning::value_spec::{RollUpForm, ValueSpec};
use crate::registry::organisation::Organisation;

/// The most decimals of a total: boards, tables and awards show hundredths.
const TOTAL_DECIMALS_MAX: u8 = 2;
/// The most things that one entry under a line with points for each may count.
pub const TIMES_MAX: i64 = 1_000;
/// The greatest multiple of a ratio: so much for each so many.
pub const PER_MAX: i64 = 1_000_000_000;

impl CriteriaSet {
    /// The set with a tree as its content.
    #[must_use]
    pub fn modelled(self, tree: Tree) -> Self {
        let criteria = tree.leaves().into_iter().map(criterion).collect();
        let (scale, grading) = (tree.scale.cut(), Grading::default());
        Self { scale, criteria, grading, model: Some(Box::new(tree)), ..self }
    }

    /// Whether its results are computed from other official results alone, so that nobody reports on it (rule M05).
    #[must_use]
    pub fn is_derived(&self) -> bool {
        self.official().next().is_some() && !self.criteria.iter().any(Criterion::is_found)
    }

    /// The groups whose results it is made of.
    #[must_use]
    pub fn groups_below(&self) -> Vec<GroupCode> {
        let group = |leaf: &Leaf| match leaf.value {
            ValueSpec::RollUp { group, .. } => Some(group),
            ValueSpec::Derived { .. } | ValueSpec::Growth { .. } | ValueSpec::Ratio { .. } => None,
            ValueSpec::Number { .. } | ValueSpec::Choice { .. } | ValueSpec::Rubric { .. } => None,
            ValueSpec::Survey { .. } | ValueSpec::Context { .. } | ValueSpec::Account { .. } => None,
        };
        self.official().filter_map(group).collect()
    }

    /// Whether its cards have points of a node, and for a share that met the target a criterion; of no node, totals.
    pub(crate) fn has_result_of(&self, node: Option<&str>, form: RollUpForm) -> bool {
        let Some(node) = node else { return true };
        let criterion = self.measured().any(|criterion| criterion.code == node && 0 < criterion.most_points());
        match form {
            RollUpForm::ShareMet => criterion,
            RollUpForm::Sum | RollUpForm::Mean => {
                criterion || self.model.as_deref().is_some_and(|tree| tree.main.has_branch(node))
            }
        }
    }

    /// Demands that units report on it.
    ///
    /// # Errors
    /// `WrongState` for a set whose results are computed from other official results.
    pub fn must_be_reported(&self) -> Result<(), Refusal> {
        if self.is_derived() { Err(Refusal::WrongState(reasons::result_derived_of_set())) } else { Ok(()) }
    }

    /// Rule M05: demands that the movement has the cycles whose results the set names; whether these can be used is known
    /// when a cycle opens.
    ///
    /// # Errors
    /// `Invalid`, naming each place with a cycle that the movement does not have or that is cancelled.
    pub fn must_name_cycles(&self, cycles: &[Cycle]) -> Result<(), Refusal> {
        let mut violations = Violations::default();
        // The only review of its kind is not made of itself.
        let only = cycles.iter().filter(|cycle| cycle.kind == self.cycle_kind).count() == 1;
        let itself = |cycle: &Cycle| only && cycle.kind == self.cycle_kind && cycle.kind != CycleKind::Annual;
        let held = |code: &String| {
            let held = |cycle: &&Cycle| cycle.code == *code && cycle.state != CycleState::Cancelled;
            cycles.iter().find(held).is_some_and(|cycle| !itself(cycle))
        };
        if let Some(tree) = &self.model {
            tree.main.each_leaf("/model/main", &mut |leaf, pointer| {
                for (place, code) in leaf.value.cycles().iter().enumerate().filter(|(_, code)| !held(code)) {
                    let grows = matches!(leaf.value, ValueSpec::Growth { .. });
                    let named = if grows { "growth/since".to_owned() } else { format!("derived/cycles/{place}") };
                    violations.add(format!("{pointer}/value/{named}"), reasons::cycle_unfit(code));
                }
                let ends =
                    leaf.value.cycles().iter().filter_map(|code| {
                        cycles.iter().find(|cycle| cycle.code == *code).map(|cycle| cycle.period_end)
                    });
                if !ends.is_sorted() {
                    violations.add(format!("{pointer}/value/derived/cycles"), reasons::cycles_unfit_in_order());
                }
            });
        }
        violations.refuse_if_any()
    }

    /// Demands that the agencies that it names are units of the registry.
    ///
    /// # Errors
    /// `Invalid`, naming each place with one that is not.
    pub fn must_name_agencies(&self, units: &[Organisation]) -> Result<(), Refusal> {
        fn check(branch: &Branch, pointer: &str, known: &dyn Fn(OrganisationId) -> bool, violations: &mut Violations) {
            if branch.verifier.is_some_and(|unit| !known(unit)) {
                violations.add(format!("{pointer}/verifier"), reasons::verifier_unknown());
            }
            for (place, child) in branch.children.iter().enumerate() {
                let pointer = format!("{pointer}/children/{place}");
                match child {
                    Node::Branch(branch) => check(branch, &pointer, known, violations),
                    Node::Leaf(leaf) if leaf.verifier.is_some_and(|unit| !known(unit)) => {
                        violations.add(format!("{pointer}/verifier"), reasons::verifier_unknown());
                    }
                    Node::Leaf(_) => {}
                }
            }
        }
        let mut violations = Violations::default();
        if let Some(tree) = &self.model {
            let known = |unit: OrganisationId| units.iter().any(|one| one.id == unit);
            check(&tree.main, "/model/main", &known, &mut violations);
        }
        violations.refuse_if_any()
    }

    /// The criteria whose values are made of official results.
    pub fn official(&self) -> impl Iterator<Item = &Leaf> {
        self.criteria.iter().filter_map(|criterion| match &criterion.measure {
            Measure::Leaf(leaf) if leaf.value.is_official() => Some(leaf.as_ref()),
            Measure::Leaf(_) | Measure::Ratio(_) | Measure::Count(_) | Measure::Choice(_) => None,
            Measure::Manual(_) | Measure::Qualitative { .. } => None,
        })
    }

    /// The agency that verifies a criterion besides the standing agency, if the set names one.
    #[must_use]
    pub fn verifier_of(&self, code: &str) -> Option<OrganisationId> {
        self.model.as_deref().and_then(|tree| tree.verifier_of(code))
    }

    /// The agencies that it names, each once, also one that is named for nothing.
    #[must_use]
    pub fn verifiers(&self) -> Vec<OrganisationId> {
        let named = self.model.as_deref().map(|tree| tree.clone().withdraw_verifiers()).unwrap_or_default();
        let mut verifiers: Vec<OrganisationId> = named.into_iter().map(|(_, agency)| agency).collect();
        verifiers.sort_unstable();
        verifiers.dedup();
        verifiers
    }

    /// Whether its bands demand more than a total, which only a whole board can decide (rule M08).
    #[must_use]
    pub fn has_conditions(&self) -> bool {
        self.model.as_deref().is_some_and(Tree::has_conditions)
    }

    /// Checks a tree as the content of this set.
    ///
    /// # Errors
    /// `Invalid`, naming all faults below `/model`.
    pub(crate) fn check_model(&self, tree: &Tree) -> Result<(), Refusal> {
        let mut found = Violations::default();
        match self.audience {
            Audience::Group(_) => {}
            Audience::Enterprises | Audience::Individuals => found.add("", reasons::model_unfit()),
        }
        check_served(tree, &mut found);
        if self.is_derived() {
            for (lines, name) in [(&tree.bonus, "/bonus"), (&tree.penalty, "/penalty")] {
                if !lines.lines.is_empty() {
                    found.add(format!("{name}/lines"), reasons::lines_of_derived());
                }
            }
        }
        let unsound = match tree.check() {
            Ok(()) => Vec::new(),
            Err(Refusal::Invalid(violations)) => violations,
            Err(other) => return Err(other),
        };
        let mut violations = Violations::default();
        if self.version < 1 {
            violations.add("", reasons::criteria_set_unsound(crate::planning::criteria::CRITERIA_MAX));
        }
        for Violation { pointer, reason } in unsound.into_iter().chain(found.into_list()) {
            violations.add(format!("/model{pointer}"), reason);
        }
        violations.refuse_if_any()
    }

    /// The parts of its content as text, by name, for the audit trail.
    pub(crate) fn described(&self) -> Vec<(String, String)> {
        let Some(tree) = &self.model else {
            let flat = |criterion: &Criterion| (criterion.code.clone(), as_stored(criterion));
            let rest = [("scale".to_owned(), self.scale.to_string()), ("grading".to_owned(), as_stored(&self.grading))];
            return rest.into_iter().chain(self.criteria.iter().map(flat)).collect();
        };
        let bare = |branch: &Branch| Branch { children: Vec::new(), ..branch.clone() };
        let rest = Tree { main: bare(&tree.main), ..Tree::clone(tree) };
        let mut parts = vec![("model".to_owned(), as_stored(&rest))];
        tree.each_node(&mut |node| {
            parts.push(match node {
                Node::Branch(branch) => {
                    let children: Vec<&str> = branch.children.iter().map(Node::code).collect();
                    (branch.code.clone(), format!("{} {}", as_stored(&bare(branch)), children.join(" ")))
                }
                Node::Leaf(leaf) => (leaf.code.clone(), as_stored(leaf)),
            });
        });
        parts
    }

    /// Tidies entries under bonus and penalty lines and reports their faults (rule L27).
    pub(crate) fn clean_adjustments(
        &self,
        entries: Vec<Adjustment>,
        at: DateTime<Utc>,
        violations: &mut Violations,
    ) -> Vec<Adjustment> {
        let Some(tree) = &self.model else { return self.grading.clean(entries, at, violations) };
        let mut entries = tidied(entries, at, violations);
        let mut seen: Vec<String> = Vec::new();
        for (place, entry) in entries.iter_mut().enumerate() {
            let pointer = format!("/adjustments/{place}");
            match tree.line(&entry.line) {
                None => violations.add(format!("{pointer}/line"), reasons::line_unknown(&entry.line)),
                Some(line) => {
                    let again = seen.contains(&entry.line);
                    clean(entry, line, again, &pointer, violations);
                }
            }
            seen.push(entry.line.clone());
        }
        entries
    }
}

impl Tree {
    /// A bonus or penalty line by its code.
    #[must_use]
    pub fn line(&self, code: &str) -> Option<&ExtraLine> {
        self.bonus.lines.iter().chain(&self.penalty.lines).find(|line| line.code == code)
    }

    /// Calls for each branch and leaf below the main branch, in reading order.
    fn each_node<'a>(&'a self, call: &mut impl FnMut(&'a Node)) {
        fn walk<'a>(branch: &'a Branch, call: &mut impl FnMut(&'a Node)) {
            for child in &branch.children {
                call(child);
                if let Node::Branch(branch) = child {
                    walk(branch, call);
                }
            }
        }
        walk(&self.main, call);
    }
}

fn criterion(leaf: &Leaf) -> Criterion {
    Criterion {
        code: leaf.code.clone(),
        name: leaf.name.clone(),
        source: leaf.source.clone(),
        max_points: leaf.full.cut(),
        measure: Measure::Leaf(Box::new(leaf.clone())),
    }
}

impl Branch {
    /// Whether it is, or has below it, a branch of a code.
    fn has_branch(&self, code: &str) -> bool {
        let below = |child: &Node| match child {
            Node::Branch(branch) => branch.has_branch(code),
            Node::Leaf(_) => false,
        };
        self.code == code || self.children.iter().any(below)
    }

    /// Calls for each leaf below, with its pointer.
    fn each_leaf(&self, pointer: &str, call: &mut impl FnMut(&Leaf, &str)) {
        for (place, child) in self.children.iter().enumerate() {
            let pointer = format!("{pointer}/children/{place}");
            match child {
                Node::Branch(branch) => branch.each_leaf(&pointer, call),
                Node::Leaf(leaf) => call(leaf, &pointer),
            }
        }
    }
}

/// Rule L27: an entry states what its line leaves open, and gets the points that follow.
fn clean(entry: &mut Adjustment, line: &ExtraLine, again: bool, pointer: &str, violations: &mut Violations) {
    let stated = entry.points;
    let mut must_be = |points: i64, violations: &mut Violations| {
        if stated != 0 && stated != points {
            let said = Decimal::hundredths(points);
            violations.add(format!("{pointer}/points"), reasons::points_not_of_line(said.vi(), said.en()));
        }
        entry.points = points;
    };
    match line.form {
        ExtraForm::Fixed(points) => {
            must_be(points.cut(), violations);
            if again {
                violations.add(format!("{pointer}/line"), reasons::line_once(&line.code));
            }
        }
        ExtraForm::Each(points) => match entry.times {
            Some(times) if (1..=TIMES_MAX).contains(&times) => {
                must_be(points.cut().saturating_mul(times), violations);
            }
            Some(_) | None => violations.add(format!("{pointer}/times"), reasons::times_out_of_range(TIMES_MAX)),
        },
        ExtraForm::Free { most } => {
            if !(1..=most.cut()).contains(&stated) {
                violations.add(format!("{pointer}/points"), reasons::points_out_of_range(most.vi(), most.en()));
            }
        }
    }
    let counted = matches!(line.form, ExtraForm::Each(_));
    if !counted && entry.times.is_some() {
        violations.add(format!("{pointer}/times"), reasons::times_unwanted());
    }
}

/// What can be computed and is not served yet, or would be shown with fewer decimals than it has.
fn check_served(tree: &Tree, violations: &mut Violations) {
    if !tree.scale.is_hundredths() {
        violations.add("/scale", reasons::too_fine());
    }
    if TOTAL_DECIMALS_MAX < tree.rounding.decimals {
        violations.add("/rounding/decimals", reasons::decimals_out_of_range(TOTAL_DECIMALS_MAX));
    }
    if !tree.main.children.is_empty() && tree.main.full_points() <= Exact::ZERO {
        violations.add("/main", reasons::tree_without_points());
    }
    check_lines(&tree.bonus, None, "/bonus", violations);
    check_lines(&tree.penalty, Some(&tree.bonus), "/penalty", violations);
    check_below(&tree.main, "/main", violations);
}

/// Points of lines are shown in hundredths, and an entry names its line without saying whether it adds or takes.
fn check_lines(extras: &Extras, others: Option<&Extras>, pointer: &str, violations: &mut Violations) {
    if !extras.cap.is_none_or(Decimal::is_hundredths) {
        violations.add(format!("{pointer}/cap"), reasons::too_fine());
    }
    for (place, line) in extras.lines.iter().enumerate() {
        let pointer = format!("{pointer}/lines/{place}");
        let (ExtraForm::Fixed(points) | ExtraForm::Each(points) | ExtraForm::Free { most: points }) = line.form;
        if !points.is_hundredths() || !line.cap.is_none_or(Decimal::is_hundredths) {
            violations.add(pointer.clone(), reasons::too_fine());
        }
        if others.is_some_and(|others| others.lines.iter().any(|other| other.code == line.code)) {
            violations.add(format!("{pointer}/code"), reasons::code_twice());
        }
    }
}

fn check_below(branch: &Branch, pointer: &str, violations: &mut Violations) {
    for (name, bound) in [("least", branch.least), ("most", branch.most)] {
        if bound.is_some_and(|bound| bound < Decimal::ZERO) {
            violations.add(format!("{pointer}/{name}"), reasons::leaf_below_zero());
        }
    }
    for (place, child) in branch.children.iter().enumerate() {
        let pointer = format!("{pointer}/children/{place}");
        match child {
            Node::Branch(branch) => check_below(branch, &pointer, violations),
            Node::Leaf(leaf) => check_leaf(leaf, &pointer, violations),
        }
    }
}

fn check_leaf(leaf: &Leaf, pointer: &str, violations: &mut Violations) {
    if leaf.lowest() < Decimal::ZERO {
        violations.add(format!("{pointer}/least"), reasons::leaf_below_zero());
    }
    if !leaf.full.is_hundredths() {
        violations.add(format!("{pointer}/full"), reasons::too_fine());
    }
    if leaf.verifier.is_some() && !leaf.can_have_verifier() {
        violations.add(format!("{pointer}/verifier"), reasons::verifier_unfit());
    }
    match &leaf.value {
        ValueSpec::Ratio { per, .. } => {
            if PER_MAX < *per {
                violations.add(format!("{pointer}/value/ratio/per"), reasons::value_unsound());
            }
        }
        ValueSpec::Number { .. } | ValueSpec::Choice { .. } | ValueSpec::Context { .. } => {}
        // Scorers give hundredths, up to the most.
        ValueSpec::Rubric { .. } => {
            if !leaf.highest().is_hundredths() {
                violations.add(format!("{pointer}/most"), reasons::too_fine());
            }
        }
        ValueSpec::Derived { .. } | ValueSpec::Growth { .. } | ValueSpec::RollUp { .. } => {}
        // Nobody reports a survey: what it means that a unit has none is said, and is never nothing.
        ValueSpec::Survey { .. } => {
            let unasked = Demands { exempt_kinds: leaf.demands.exempt_kinds.clone(), ..Demands::default() };
            if leaf.demands != unasked {
                violations.add(format!("{pointer}/demands"), reasons::demands_unfit());
            }
            if matches!(leaf.absence, Absence::Zero | Absence::Pending) {
                violations.add(format!("{pointer}/absence"), reasons::absence_unfit());
            }
        }
        ValueSpec::Account { .. } => {
            violations.add(format!("{pointer}/value"), reasons::not_served());
        }
    }
}
