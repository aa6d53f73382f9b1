//! Properties of cards, for random trees: what never matters, and what never happens.

use std::collections::BTreeMap;

use domain::planning::card::{Card, Given, LeafState};
use domain::planning::curve::Curve;
use domain::planning::exact::{Decimal, Exact};
use domain::planning::tree::score::{References, score};
use domain::planning::tree::words::explain;
use domain::planning::tree::{Branch, Combine, Node, Normalise, Rebase, Rounding, RoundingMode, RoundingPlace, Tree};
use proptest::prelude::*;

use crate::trees::{branch, leaf, node, of, percent, proportional, tree, waived};

/// A random node, before it has a code and a share.
#[derive(Clone, Debug)]
enum Seed {
    Leaf { full: i64, share: (i64, i64), waived: bool },
    Branch { combine: Combine, rebase: Rebase, cap: Option<i64>, children: Vec<Seed> },
}

fn seed() -> impl Strategy<Value = Seed> {
    let share = (1..200_i64).prop_flat_map(|all| (0..=all, Just(all)));
    let leaf = (1..100_i64, share, prop::bool::weighted(0.2)).prop_map(|(full, share, waived)| Seed::Leaf {
        full,
        share,
        waived,
    });
    let inner = leaf.prop_recursive(3, 24, 4, |child| {
        let combine = prop::sample::select(Combine::ALL);
        let rebase = prop::sample::select(Rebase::ALL);
        let cap = prop::option::weighted(0.2, 1..150_i64);
        (combine, rebase, cap, prop::collection::vec(child, 1..5))
            .prop_map(|(combine, rebase, cap, children)| Seed::Branch { combine, rebase, cap, children })
    });
    prop::collection::vec(inner, 1..5).prop_flat_map(|children| {
        let combine = prop::sample::select(Combine::ALL);
        (combine, Just(children)).prop_map(|(combine, children)| Seed::Branch {
            combine,
            rebase: Rebase::Above,
            cap: None,
            children,
        })
    })
}

/// What is known about each leaf, by its code.
type Known = BTreeMap<String, Given>;

fn plant(seed: &Seed, known: &mut Known, codes: &mut u32) -> Node {
    *codes += 1;
    let code = format!("N{codes}");
    match seed {
        Seed::Leaf { full, share: (part, all), waived: left_out } => {
            known.insert(code.clone(), if *left_out { waived() } else { of(*part, *all) });
            node(leaf(&code, &full.to_string(), percent(), proportional("100", &full.to_string())))
        }
        Seed::Branch { combine, rebase, cap, children } => {
            let mut grown: Vec<Node> = children.iter().map(|child| plant(child, known, codes)).collect();
            if *combine == Combine::Weighted {
                let each = 100 / i64::try_from(grown.len()).expect("few");
                let rest = 100 - each * i64::try_from(grown.len() - 1).expect("few");
                for (place, child) in grown.iter_mut().enumerate() {
                    let share = Some(Decimal::whole(if place == 0 { rest } else { each }));
                    match child {
                        Node::Branch(branch) => branch.share = share,
                        Node::Leaf(leaf) => leaf.share = share,
                    }
                }
            }
            let most = cap.map(Decimal::whole);
            Node::Branch(Branch { rebase: *rebase, most, ..branch(&code, *combine, grown) })
        }
    }
}

fn planted(seed: &Seed) -> (Tree, Known) {
    let mut known = Known::new();
    let Node::Branch(main) = plant(seed, &mut known, &mut 0) else { panic!("a branch") };
    (tree("100", main), known)
}

fn scored(tree: &Tree, known: &Known) -> Card {
    score(tree, |code| known.get(code).cloned(), &References::new(), &[])
}

fn roundings() -> impl Strategy<Value = Rounding> {
    let mode = prop::sample::select(RoundingMode::ALL);
    let place = prop::sample::select(RoundingPlace::ALL);
    (mode, 0..=4_u8, place).prop_map(|(mode, decimals, place)| Rounding { mode, decimals, place })
}

fn turned(branch: &Branch, by: usize) -> Branch {
    let mut children: Vec<Node> = branch
        .children
        .iter()
        .map(|child| match child {
            Node::Branch(branch) => Node::Branch(turned(branch, by)),
            Node::Leaf(leaf) => Node::Leaf(leaf.clone()),
        })
        .collect();
    let places = children.len();
    children.rotate_left(by % places);
    if by.is_multiple_of(2) {
        children.reverse();
    }
    Branch { children, ..branch.clone() }
}

proptest! {
    #[test]
    fn m07_the_order_of_siblings_changes_no_points(seed in seed(), by in 0..7_usize, rounding in roundings()) {
        let (tree, known) = planted(&seed);
        let tree = Tree { rounding, ..tree };
        prop_assert_eq!(tree.check(), Ok(()));
        let other = Tree { main: turned(&tree.main, by), ..tree.clone() };
        let (one, two) = (scored(&tree, &known), scored(&other, &known));
        prop_assert_eq!((one.total, &one.base), (two.total, &two.base));
        for branch in &one.branches {
            let same = two.branch(&branch.code).expect("the branch");
            prop_assert_eq!((&same.points, &same.full), (&branch.points, &branch.full));
        }
        for leaf in &one.leaves {
            prop_assert_eq!(two.leaf(&leaf.code), Some(leaf));
        }
    }

    /// Rule M06: what is cut is never more than the exact total, and never more than what is rounded.
    #[test]
    fn m06_cutting_never_lifts_a_total(seed in seed(), decimals in 0..=4_u8, fine in 0..=4_u8) {
        let (tree, known) = planted(&seed);
        let total = |mode, decimals, place| {
            let rounding = Rounding { mode, decimals, place };
            scored(&Tree { rounding, ..tree.clone() }, &known)
        };
        use RoundingMode::{Cut, HalfUp};
        use RoundingPlace::{LeavesAndRoot, Root};
        let cut = total(Cut, decimals, LeavesAndRoot);
        let exact = total(Cut, 4, Root).base.map(|base| base.value());
        prop_assert!(cut.total.map(Exact::from) <= exact);
        prop_assert!(cut.total <= total(HalfUp, decimals, LeavesAndRoot).total);
        prop_assert!(cut.total <= total(Cut, decimals, Root).total, "cutting once takes less than cutting everywhere");
        let (few, many) = (decimals.min(fine), decimals.max(fine));
        prop_assert!(total(Cut, few, Root).total <= total(Cut, many, Root).total);
        prop_assert!(cut.total.is_none_or(|total| (Decimal::ZERO..=Decimal::whole(100)).contains(&total)));
    }

    /// Rule L24: without anything left out nothing is re-based, and where the points are taken over does not matter.
    #[test]
    fn l24_nothing_left_out_means_nothing_rebased(seed in seed(), rounding in roundings()) {
        let (tree, mut known) = planted(&seed);
        known.values_mut().for_each(|given| if *given == waived() { *given = of(1, 3) });
        let tree = Tree { rounding, ..tree };
        let card = scored(&tree, &known);
        for branch in &card.branches {
            prop_assert_eq!(&branch.applicable, &branch.full);
            prop_assert!(branch.rebased.is_none() && branch.left_out.is_empty());
            prop_assert_eq!(branch.as_if_whole(), Some(branch.points.value()));
        }
        fn above(branch: &mut Branch) {
            branch.rebase = Rebase::Above;
            for child in &mut branch.children {
                if let Node::Branch(branch) = child {
                    above(branch);
                }
            }
        }
        let mut other = tree;
        above(&mut other.main);
        prop_assert_eq!(scored(&other, &known), card);
    }

    /// An unknown best is waited for: the total is that without the criterion, and not that with nothing for it.
    #[test]
    fn l24_an_unknown_best_is_left_out_and_not_zero(seed in seed(), rounding in roundings()) {
        fn comparing(node: &mut Node, codes: &mut Vec<String>) {
            match node {
                Node::Branch(branch) => branch.children.iter_mut().for_each(|child| comparing(child, codes)),
                Node::Leaf(leaf) => {
                    leaf.normalise = Some(Normalise::Best);
                    leaf.curve = Curve::new(proportional("1", &leaf.full.to_string()));
                    codes.push(leaf.code.clone());
                }
            }
        }
        let (mut tree, mut known) = planted(&seed);
        tree.rounding = rounding;
        let mut compared = Vec::new();
        comparing(&mut tree.main.children[0], &mut compared);
        let mut left_out = known.clone();
        known.extend(compared.iter().map(|code| (code.clone(), of(1, 2))));
        left_out.extend(compared.iter().map(|code| (code.clone(), waived())));
        let (waiting, without) = (scored(&tree, &known), scored(&tree, &left_out));
        prop_assert_eq!((waiting.total, &waiting.base), (without.total, &without.base));
        let bests: References = compared.iter().map(|code| (code.clone(), Exact::from(Decimal::whole(50)))).collect();
        let best = score(&tree, |code| known.get(code).cloned(), &bests, &[]);
        for code in &compared {
            let (before, after) = (waiting.leaf(code).expect("a leaf"), best.leaf(code).expect("a leaf"));
            prop_assert_eq!((before.state, before.met), (LeafState::Pending, None));
            prop_assert_eq!((after.state, after.points.shown, after.met), (LeafState::Scored, after.full, Some(true)));
        }
    }

    /// Every node is explained in both languages, and a card is read as it was written.
    #[test]
    fn every_node_is_explained_and_every_card_is_read_again(seed in seed(), rounding in roundings()) {
        let (tree, known) = planted(&seed);
        let tree = Tree { rounding, ..tree };
        let card = scored(&tree, &known);
        let texts = explain(&tree, &card);
        prop_assert_eq!(texts.len(), card.leaves.len() + card.branches.len());
        for (number, node) in texts.iter().enumerate() {
            prop_assert!(node.text.vi.ends_with('.') && node.text.en.ends_with('.'), "{:?}", node);
            prop_assert!(number != 0 || node.code == tree.main.code);
            prop_assert!(card.leaf(&node.code).is_some() != card.branch(&node.code).is_some());
        }
        let json = serde_json::to_string(&card).expect("text");
        prop_assert_eq!(serde_json::from_str::<Card>(&json).expect("a card"), card);
        let json = serde_json::to_string(&tree).expect("text");
        prop_assert_eq!(serde_json::from_str::<Tree>(&json).expect("a tree"), tree);
    }
}
