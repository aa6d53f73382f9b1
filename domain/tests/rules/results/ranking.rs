//! Ranks on a board, and what does not affect them.

use domain::base::ids::OrganisationId;
use domain::planning::scoring::{Bests, Scorecard, score};
use domain::registry::organisation::OrganisationKind;
use domain::results::ranking::{Standing, rank};
use proptest::prelude::*;
use uuid::Uuid;

use crate::world::set;

pub(super) fn standing(name: &str, id: u128, total: Option<i64>) -> Standing {
    let scorecard = Scorecard { total, ..score(&set(), OrganisationKind::Department, |_| None, &Bests::new(), &[]) };
    Standing {
        rank: Some(99),
        organisation: OrganisationId(Uuid::from_u128(id)),
        name: name.to_owned(),
        code: None,
        parent: None,
        kind: None,
        late: false,
        scorecard,
        band_moves: Vec::new(),
    }
}

pub(super) fn places(standings: Vec<Standing>) -> Vec<(Option<u32>, String)> {
    rank(None, standings).into_iter().map(|standing| (standing.rank, standing.name)).collect()
}

/// Rule L25: names without accents order a tie, for display only; lateness does not affect the rank.
#[test]
fn l25_a_tie_is_shown_by_name_and_shares_its_rank() {
    let late = Standing { late: true, ..standing("Ấp Tám", 4, Some(9_000)) };
    let standings = vec![standing("Đại Ngãi", 1, Some(9_000)), standing("Cù Lao", 2, Some(9_001)), late];
    let expected = [(Some(1), "Cù Lao"), (Some(2), "Ấp Tám"), (Some(2), "Đại Ngãi")];
    assert_eq!(places(standings), expected.map(|(rank, name)| (rank, name.to_owned())));
}

/// Rule L24: a unit without a score does not have zero points.
#[test]
fn l24_zero_points_are_ranked_and_no_score_is_not() {
    let standings = vec![standing("A", 1, None), standing("B", 2, Some(0))];
    assert_eq!(places(standings), [(Some(1), "B".to_owned()), (None, "A".to_owned())]);
}

proptest! {
    /// Rule L25: the same units in any order give the same board, to the last line.
    #[test]
    fn l25_a_board_does_not_depend_on_the_order_of_arrival(
        standings in proptest::collection::vec(("[ABĐđ]{1,2}", proptest::option::of(0..4_i64)), 0..10)
            .prop_map(|list| {
                let ids = 0_u128..;
                list.into_iter().zip(ids).map(|((name, total), id)| standing(&name, id, total)).collect::<Vec<_>>()
            })
            .prop_flat_map(|standings| (Just(standings.clone()), Just(standings).prop_shuffle())),
    ) {
        let (some, other) = standings;
        let board = rank(None, some);
        prop_assert_eq!(&board, &rank(None, other));
        prop_assert_eq!(&board, &rank(None, board.clone()), "ranking again changes nothing");
    }
}
