//! Ranks with tie-breaks, and bands with conditions, over whole boards.

use std::collections::BTreeMap;

use domain::base::ids::{BoardId, OrganisationId};
use domain::base::text::Text;
use domain::planning::assessment::Comparison;
use domain::planning::assessment::assess;
use domain::planning::card::{Card, Given};
use domain::planning::exact::{Decimal, Exact};
use domain::planning::scoring::Scorecard;
use domain::planning::tree::score::{References, score};
use domain::planning::tree::{Combine, Condition, Node, TieBreak, TieOrder, Tree, TreeBand};
use domain::registry::organisation::OrganisationKind;
use domain::results::banding::words::explain_move;
use domain::results::banding::{BandMove, Entrant, banded, placed};
use domain::results::board::Board;
use domain::results::publication::slices;
use domain::results::ranking::{Standing, rank};
use proptest::prelude::*;
use uuid::Uuid;

use crate::plan_level::PlanLevel;
use crate::results::ranking::standing;
use crate::trees::{branch, choice, d, given_points, leaf, node, option, points, text, tree, waived};
use crate::world::{document, set};

fn unit(id: u128) -> OrganisationId {
    OrganisationId(Uuid::from_u128(id))
}

fn band(code: &str, from: &str, conditions: Vec<Condition>) -> TreeBand {
    TreeBand { code: code.to_owned(), name: text(code), from: d(from), conditions }
}

fn at_least(points: &str) -> Condition {
    Condition::NodeAtLeast { node: "P".to_owned(), points: d(points) }
}

fn not_disciplined() -> Condition {
    Condition::NotOption { leaf: "DISC".to_owned(), option: "YES".to_owned() }
}

fn at_most(basis_points: i64) -> Condition {
    Condition::GreatestShare { basis_points }
}

/// A pillar P of 60, a criterion Q of 40, and whether somebody was disciplined.
fn model(bands: Vec<TreeBand>) -> Tree {
    let disciplined = leaf("DISC", "0", choice(&[("YES", "0"), ("NO", "0")]), Vec::new());
    let pillar = branch("P", Combine::Sum, vec![node(given_points("P1", "30")), node(given_points("P2", "30"))]);
    let children = vec![Node::Branch(pillar), node(given_points("Q", "40")), node(disciplined)];
    let tree = Tree { bands, ..tree("100", branch("ROOT", Combine::Sum, children)) };
    assert_eq!(tree.check(), Ok(()));
    tree
}

/// Points of P1, P2 and Q, and whether somebody was disciplined.
fn card(tree: &Tree, [p1, p2, q]: [Option<&str>; 3], disciplined: bool) -> Card {
    let known: BTreeMap<&str, Given> = [("P1", p1), ("P2", p2), ("Q", q)]
        .into_iter()
        .map(|(code, given)| (code, given.map_or_else(waived, points)))
        .chain([("DISC", option(if disciplined { "YES" } else { "NO" }))])
        .collect();
    score(tree, |code| known.get(code).cloned(), &References::new(), &[])
}

/// The bands by unit, and the moves as `unit: from > to by`.
fn told(tree: &Tree, cards: &[Card]) -> (Vec<String>, Vec<String>) {
    let entrants: Vec<Entrant<'_>> = (1..).zip(cards).map(|(id, card)| Entrant { unit: unit(id), card }).collect();
    let banding = banded(tree, &entrants);
    let bands = (1..).zip(cards).map(|(id, _)| banding.bands.get(&unit(id)).cloned().unwrap_or_default()).collect();
    let by = |condition: &Condition| match condition {
        Condition::NodeAtLeast { .. } => "least",
        Condition::NotOption { .. } => "option",
        Condition::GreatestShare { .. } => "share",
    };
    let moves = banding.moves.iter().map(|BandMove { unit, from, to, condition }| {
        format!("{}: {from} > {to} by {}", unit.0.as_u128(), by(condition))
    });
    (bands, moves.collect())
}

fn totals(tree: &Tree, of: &[&str]) -> Vec<Card> {
    // P takes 60 of what there is, and Q the rest.
    let card_of = |total: &&str| {
        let total = d(total);
        let q = total.0.min(400_000);
        let rest = total.0 - q;
        let p1 = rest.min(300_000);
        let points = [p1, rest - p1, q].map(|units| Decimal(units).to_string());
        let [p1, p2, q] = &points;
        card(tree, [Some(p1.as_str()), Some(p2.as_str()), Some(q.as_str())], false)
    };
    of.iter().map(card_of).collect()
}

/// Rule M08: whoever misses a condition takes the next lower band, with the reason, and is tried there.
#[test]
fn m08_a_unit_that_misses_a_condition_goes_down_and_is_tried_again() {
    let tree = model(vec![
        band("FAIL", "0", vec![]),
        band("GOOD", "50", vec![at_least("40")]),
        band("BEST", "80", vec![at_least("50"), not_disciplined()]),
    ]);
    let cards = [
        card(&tree, [Some("30"), Some("25"), Some("40")], false), // 95, P 55: stays.
        card(&tree, [Some("30"), Some("25"), Some("40")], true),  // 95, disciplined: GOOD.
        card(&tree, [Some("30"), Some("15"), Some("40")], false), // 85, P 45: GOOD.
        card(&tree, [Some("30"), Some("9"), Some("40")], false),  // 79, P 39: FAIL, because of GOOD's own least.
        card(&tree, [Some("20"), Some("20"), Some("40")], true),  // 80, P 40: misses both, the first is named.
        card(&tree, [Some("0"), Some("0"), Some("40")], true),    // 40: FAIL by its total.
    ];
    let (bands, moves) = told(&tree, &cards);
    assert_eq!(bands, ["BEST", "GOOD", "GOOD", "FAIL", "GOOD", "FAIL"]);
    assert_eq!(
        moves,
        ["2: BEST > GOOD by option", "3: BEST > GOOD by least", "5: BEST > GOOD by least", "4: GOOD > FAIL by least",]
    );
}

/// Rule M08: a least that holds exactly is reached, and what does not apply to a unit is no fault of it: 25 of the 30
/// points of P that apply are 50 of 60.
#[test]
fn m08_l24_the_least_of_a_node_is_that_of_what_applies() {
    let tree = model(vec![band("FAIL", "0", vec![]), band("GOOD", "1", vec![at_least("50")])]);
    let p = |p1: Option<&str>, p2: Option<&str>| told(&tree, &[card(&tree, [p1, p2, Some("40")], false)]).0[0].clone();
    assert_eq!([p(Some("25"), Some("25")), p(Some("25"), Some("24.99"))], ["GOOD", "FAIL"]);
    assert_eq!([p(None, Some("25")), p(None, Some("24.99"))], ["GOOD", "FAIL"]);
    assert_eq!(p(None, None), "GOOD", "nothing of it applies");
}

/// Rule M08: at most floor(share × ranked units); ties at the limit go down together, and may go on falling.
#[test]
fn m08_a_greatest_share_is_cut_and_ties_at_its_limit_go_down_together() {
    let bands = |best: i64, good: i64| {
        model(vec![
            band("FAIL", "0", vec![]),
            band("GOOD", "50", vec![at_most(good)]),
            band("BEST", "80", vec![at_most(best)]),
        ])
    };
    // 20 % of 9 units is 1.8, so 1.
    let nine = ["95", "94", "93", "60", "60", "50", "40", "30", "20"];
    let tree = bands(2_000, 10_000);
    let (told_bands, moves) = told(&tree, &totals(&tree, &nine));
    assert_eq!(told_bands, ["BEST", "GOOD", "GOOD", "GOOD", "GOOD", "GOOD", "FAIL", "FAIL", "FAIL"]);
    assert_eq!(moves, ["2: BEST > GOOD by share", "3: BEST > GOOD by share"]);
    // With a tenth, 20 % is 2, and 94 ties with 94 at the limit: both go.
    let ten = ["95", "94", "94", "60", "60", "50", "40", "30", "20", "10"];
    let (told_bands, moves) = told(&tree, &totals(&tree, &ten));
    assert_eq!((told_bands[0].as_str(), told_bands[1].as_str(), told_bands[2].as_str()), ("BEST", "GOOD", "GOOD"));
    assert_eq!(moves.len(), 2);
    // All tie: nobody is better than another, and nobody stays.
    let tree = bands(5_000, 5_000);
    let (told_bands, moves) = told(&tree, &totals(&tree, &["90", "90", "90"]));
    assert_eq!((told_bands, moves.len()), (vec!["FAIL".to_owned(); 3], 6), "a moved unit falls through GOOD too");
    // The best of GOOD stay, those that came from above first: 30 % of 10 is 3.
    let tree = bands(1_000, 3_000);
    let (told_bands, _) = told(&tree, &totals(&tree, &["95", "94", "60", "59", "58", "57", "9", "8", "7", "6"]));
    assert_eq!(told_bands[..6], ["BEST", "GOOD", "GOOD", "GOOD", "FAIL", "FAIL"]);
    let tree = bands(0, 10_000);
    assert_eq!(told(&tree, &totals(&tree, &["100"])).0, ["GOOD"], "a share of nothing leaves nobody");
    assert_eq!(told(&tree, &[]).0, [""; 0]);
}

/// Rules L25, M06: equal totals are decided by the tie-breaks in their order; what remains equal shares a rank.
#[test]
fn l25_m06_tie_breaks_decide_in_their_order_and_ties_share_a_rank() {
    let tree = model(Vec::new());
    let cards = [
        card(&tree, [Some("20"), Some("10"), Some("40")], false), // 70, P 30.
        card(&tree, [Some("30"), Some("10"), Some("30")], false), // 70, P 40.
        card(&tree, [Some("10"), Some("30"), Some("30")], false), // 70, P 40.
        card(&tree, [Some("30"), Some("30"), Some("40")], false), // 100.
        card(&tree, [None, None, None], false),                   // Unscored.
        card(&tree, [Some("30"), Some("10"), Some("30")], true),  // as the second.
    ];
    let entrants: Vec<Entrant<'_>> = (1..).zip(&cards).map(|(id, card)| Entrant { unit: unit(id), card }).collect();
    let ranks = |breaks: &[(&str, TieOrder)]| -> Vec<(u128, Option<u32>)> {
        let breaks: Vec<TieBreak> =
            breaks.iter().map(|(node, order)| TieBreak { node: (*node).to_owned(), order: *order }).collect();
        placed(&breaks, &entrants).into_iter().map(|place| (place.unit.0.as_u128(), place.rank)).collect()
    };
    use TieOrder::{Highest, Lowest};
    assert_eq!(ranks(&[]), [(4, Some(1)), (1, Some(2)), (2, Some(2)), (3, Some(2)), (6, Some(2)), (5, None)]);
    assert_eq!(
        ranks(&[("P", Highest)]),
        [(4, Some(1)), (2, Some(2)), (3, Some(2)), (6, Some(2)), (1, Some(5)), (5, None)]
    );
    assert_eq!(
        ranks(&[("P", Highest), ("P1", Lowest)]),
        [(4, Some(1)), (3, Some(2)), (2, Some(3)), (6, Some(3)), (1, Some(5)), (5, None)]
    );
    assert_eq!(
        ranks(&[("P", Lowest)]),
        [(4, Some(1)), (1, Some(2)), (2, Some(3)), (3, Some(3)), (6, Some(3)), (5, None)]
    );
}

fn condition() -> impl Strategy<Value = Condition> {
    prop_oneof![
        (0..=60_u8).prop_map(|points| at_least(&points.to_string())),
        Just(not_disciplined()),
        (0..=10_000_i64).prop_map(at_most),
        (0..=10_000_i64).prop_map(at_most)
    ]
}

type Row = ([Option<u8>; 3], bool);

fn rows() -> impl Strategy<Value = Vec<Row>> {
    let given = |most: u8| prop::option::weighted(0.9, 0..=most);
    let row = ([given(30), given(30), given(40)], any::<bool>());
    prop::collection::vec(row, 0..25)
}

proptest! {
    /// Rule M08: shares are never exceeded, nobody rises, and whoever stays fulfils the conditions of the band.
    #[test]
    fn m08_shares_hold_and_nobody_rises(
        rows in rows(),
        bounds in prop::collection::btree_set(1..100_i64, 1..4),
        conditions in prop::collection::vec(prop::collection::vec(condition(), 0..3), 4),
        tie_break in any::<bool>(),
        turn in 0..25_usize,
    ) {
        let mut bands = vec![band("B0", "0", Vec::new())];
        for (number, (bound, conditions)) in (1..).zip(bounds.iter().zip(conditions)) {
            bands.push(band(&format!("B{number}"), &bound.to_string(), conditions));
        }
        let mut tree = model(bands);
        if tie_break {
            tree.tie_breaks = vec![TieBreak { node: "P".to_owned(), order: TieOrder::Highest }];
        }
        let cards: Vec<Card> = rows
            .iter()
            .map(|(given, disciplined)| {
                let texts = given.map(|points| points.map(|points| points.to_string()));
                let [p1, p2, q] = &texts;
                card(&tree, [p1.as_deref(), p2.as_deref(), q.as_deref()], *disciplined)
            })
            .collect();
        let mut entrants: Vec<Entrant<'_>> = (1..).zip(&cards).map(|(id, card)| Entrant { unit: unit(id), card }).collect();
        let banding = banded(&tree, &entrants);
        let scored = cards.iter().filter(|card| card.total.is_some()).count();
        prop_assert_eq!(banding.bands.len(), scored, "every scored unit has a band, and no other");
        let height = |code: &str| tree.bands.iter().position(|band| band.code == code);
        for entrant in &entrants {
            let Some(total) = entrant.card.total else { continue };
            let by_total = tree.band(total).and_then(|band| height(&band.code));
            let own = banding.bands.get(&entrant.unit).and_then(|code| height(code));
            prop_assert!(own <= by_total, "nobody rises");
            let moves: Vec<&BandMove> = banding.moves.iter().filter(|one| one.unit == entrant.unit).collect();
            prop_assert_eq!(by_total.zip(own).map(|(from, to)| from - to), Some(moves.len()), "every move is named");
            for one in &moves {
                prop_assert_eq!(height(&one.from), height(&one.to).map(|below| below + 1), "one band at a time");
            }
        }
        for band in &tree.bands {
            let inside: Vec<&Entrant<'_>> =
                entrants.iter().filter(|entrant| banding.bands.get(&entrant.unit) == Some(&band.code)).collect();
            for condition in &band.conditions {
                match condition {
                    Condition::GreatestShare { basis_points } => {
                        let most = usize::try_from(*basis_points).expect("a share") * scored / 10_000;
                        prop_assert!(inside.len() <= most);
                    }
                    Condition::NotOption { .. } => {
                        let knocked = |entrant: &&Entrant<'_>| entrant.card.leaf("DISC").map(|leaf| leaf.given.clone()) == Some(Some(option("YES")));
                        prop_assert!(!inside.iter().any(knocked));
                    }
                    Condition::NodeAtLeast { points, .. } => {
                        let reached = |entrant: &&Entrant<'_>| entrant.card.branch("P").and_then(|pillar| pillar.as_if_whole());
                        prop_assert!(inside.iter().all(|entrant| reached(entrant).is_none_or(|reached| Exact::from(*points) <= reached)));
                    }
                }
            }
        }
        // Units with one rank have one band unless a condition of their own divides them.
        let places = placed(&tree.tie_breaks, &entrants);
        for moved in banding.moves.iter().filter(|moved| matches!(moved.condition, Condition::GreatestShare { .. })) {
            let rank = places.iter().find(|place| place.unit == moved.unit).and_then(|place| place.rank);
            let tied = places.iter().filter(|place| place.rank == rank).map(|place| place.unit);
            for other in tied {
                let stays = banding.bands.get(&other) == Some(&moved.from);
                prop_assert!(!stays, "{:?} went down and {:?}, which ties, stayed", moved.unit, other);
            }
        }
        if !entrants.is_empty() {
            let many = entrants.len();
            entrants.rotate_left(turn % many);
            entrants.reverse();
        }
        prop_assert_eq!(banded(&tree, &entrants), banding, "the order of units does not matter");
    }
}

fn standings(tree: &Tree, cards: &[Card]) -> Vec<Standing> {
    let modelled = set().modelled(tree.clone());
    let standing_of = |(id, card): (u128, &Card)| {
        let blank = standing(&format!("Xã {}", 9 - id), id, card.total.map(Decimal::cut));
        let scorecard = Scorecard { card: Some(Box::new(card.clone())), scale: modelled.scale, ..blank.scorecard };
        Standing { scorecard, ..blank }
    };
    (1..).zip(cards).map(standing_of).collect()
}

/// Rules M06, L25: equal totals are decided by the tie-breaks in their order; who is equal in all of them shares a rank,
/// shown by name, on the board and in each part of it.
#[test]
fn m06_l25_a_board_ranks_by_its_tie_breaks() {
    let ties = |nodes: &[(&str, TieOrder)]| {
        nodes.iter().map(|(node, order)| TieBreak { node: (*node).to_owned(), order: *order }).collect()
    };
    let plain = model(Vec::new());
    let cards = [
        card(&plain, [Some("30"), Some("10"), Some("40")], false), // 80, P 40
        card(&plain, [Some("30"), Some("30"), Some("20")], false), // 80, P 60
        card(&plain, [Some("10"), Some("30"), Some("40")], false), // 80, P 40
        card(&plain, [Some("30"), Some("30"), Some("21")], false), // 81
    ];
    let ranked = |tree: &Tree| -> Vec<(Option<u32>, u128)> {
        let board = rank(Some(tree), standings(tree, &cards));
        board.into_iter().map(|one| (one.rank, one.organisation.0.as_u128())).collect()
    };
    assert_eq!(ranked(&plain), [(Some(1), 4), (Some(2), 3), (Some(2), 2), (Some(2), 1)], "by name in a tie");
    let pillar = Tree { tie_breaks: ties(&[("P", TieOrder::Highest)]), ..plain.clone() };
    assert_eq!(ranked(&pillar), [(Some(1), 4), (Some(2), 2), (Some(3), 3), (Some(3), 1)]);
    // In a part of the board the same decides.
    let mut board = rank(Some(&pillar), standings(&pillar, &cards));
    for standing in board.iter_mut().skip(1) {
        standing.kind = Some(OrganisationKind::Department);
    }
    let (id, group, document) = (BoardId(Uuid::nil()), PlanLevel::Commune.group(), document());
    let board = Board { id, group, criteria_set: set().id, document, standings: board };
    let parts = slices(&board, &[]);
    let places: Vec<(u128, Option<u32>)> =
        parts[0].places.iter().map(|(unit, rank)| (unit.0.as_u128(), *rank)).collect();
    assert_eq!(places, [(2, Some(1)), (3, Some(2)), (1, Some(2))]);
    let both = Tree { tie_breaks: ties(&[("P", TieOrder::Lowest), ("P1", TieOrder::Highest)]), ..plain };
    assert_eq!(ranked(&both), [(Some(1), 4), (Some(2), 1), (Some(3), 3), (Some(4), 2)]);
}

/// Rule M08: the board decides the band and says which condition was missed, in both languages; a card alone says nothing
/// about a band that could be taken away.
#[test]
fn m08_a_board_shows_the_band_that_holds_and_why() {
    let plain = model(vec![
        band("FAIL", "0", vec![]),
        band("GOOD", "50", vec![at_least("40")]),
        band("BEST", "80", vec![not_disciplined(), at_most(3_400)]),
    ]);
    let cards = [
        card(&plain, [Some("30"), Some("30"), Some("40")], true),
        card(&plain, [Some("30"), Some("29"), Some("40")], false),
        card(&plain, [Some("30"), Some("28"), Some("40")], false),
        card(&plain, [None, Some("10"), Some("40")], false),
    ];
    let alone =
        assess(&set().modelled(plain.clone()), OrganisationKind::Department, |_| None, &Comparison::default(), &[]);
    assert_eq!((alone.total, alone.band), (Some(0), None));
    let board = rank(Some(&plain), standings(&plain, &cards));
    let told: Vec<(u128, Option<&str>, Vec<Text>)> = board
        .iter()
        .map(|one| {
            let card = one.scorecard.card.as_deref().expect("a tree's");
            let moves = one.band_moves.iter().map(|left| explain_move(&plain, card, left, board.len()));
            (one.organisation.0.as_u128(), one.scorecard.band.as_deref(), moves.collect())
        })
        .collect();
    let bands: Vec<(u128, Option<&str>, usize)> =
        told.iter().map(|(unit, band, moves)| (*unit, *band, moves.len())).collect();
    // The fourth has 50 of 70 points, which are 71.42 of 100, and 20 of 60 in P.
    assert_eq!(bands, [(1, Some("GOOD"), 1), (2, Some("BEST"), 0), (3, Some("GOOD"), 1), (4, Some("FAIL"), 1)]);
    let said: Vec<&Text> = told.iter().flat_map(|(_, _, moves)| moves).collect();
    assert_eq!(
        said.iter().map(|text| text.vi.as_str()).collect::<Vec<_>>(),
        [
            "Chưa được xếp loại “BEST”, xếp loại “GOOD”. Lý do: “DISC” (DISC) có kết quả “YES”, thuộc trường hợp không được \
             xếp loại này.",
            "Chưa được xếp loại “BEST”, xếp loại “GOOD”. Lý do: số đơn vị được xếp loại này không quá 34% của 4 đơn vị được \
             xếp hạng, tức nhiều nhất 1 đơn vị; đơn vị xếp sau số đó, hoặc đồng hạng tại giới hạn, xếp mức liền dưới.",
            "Chưa được xếp loại “GOOD”, xếp loại “FAIL”. Lý do: “P” (P) đạt 20 điểm, quy về đủ tiêu chí, thấp hơn mức tối \
             thiểu 40 điểm.",
        ]
    );
    assert_eq!(
        said[0].en,
        "Not in the band “BEST” but in “GOOD”: “DISC” (DISC) is “YES”, which the band does not accept."
    );
}
