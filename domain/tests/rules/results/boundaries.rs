//! The rules of results at the neighbours of their bounds, as far as no other test walks them: the hundredth between
//! two ranks, the unit of the same name, and each state on both sides of what is public.

use domain::base::ids::OrganisationId;
use domain::reporting::report::{Report, ReportState};
use uuid::Uuid;

use super::publication::{issued, publish, released};
use super::ranking::{places, standing};
use crate::world::{final_report, report_in, told};

/// Rule S29: of all states of a report, the two with an official score are on a board, and only a score that is not
/// public yet makes a release.
#[test]
fn s29_exactly_the_settled_states_are_on_a_board() {
    for state in ReportState::ALL.iter().copied() {
        let report = || Report { organisation: OrganisationId(Uuid::max()), ..report_in(state) };
        let alone = told(publish(vec![report()], &issued(), None, ""));
        let expected = if state == ReportState::Final { "done" } else { "wrong state: NOTHING_TO_PUBLISH S29" };
        assert_eq!(alone, [expected], "{state}");
        let (release, _) = released(publish(vec![report(), final_report()], &issued(), None, "").expect("open"));
        let settled = matches!(state, ReportState::Final | ReportState::Published);
        assert_eq!(release.boards[0].standings.len(), if settled { 2 } else { 1 }, "{state}");
    }
}

/// Rule L25: a hundredth parts two ranks, the same total does not, and after a tie of three comes the fourth.
#[test]
fn l25_a_hundredth_parts_two_ranks() {
    let board = |totals: [i64; 4]| {
        let units = ["A", "B", "C", "D"].into_iter().zip(1_u128..).zip(totals);
        let ranked = places(units.map(|((name, id), total)| standing(name, id, Some(total))).collect());
        ranked.into_iter().map(|(rank, _)| rank.expect("a rank")).collect::<Vec<u32>>()
    };
    assert_eq!(board([9_000, 9_000, 9_000, 9_000]), [1, 1, 1, 1]);
    assert_eq!(board([9_000, 9_000, 9_000, 8_999]), [1, 1, 1, 4]);
    assert_eq!(board([9_001, 9_000, 9_000, 8_999]), [1, 2, 2, 4]);
    assert_eq!(board([9_001, 9_000, 8_999, 8_998]), [1, 2, 3, 4]);
}

/// Rules L24, L25: units of one name are two units, with a rank each; 0 points have one, and no score has none.
#[test]
fn l24_l25_units_of_one_name_have_a_rank_each() {
    let same = |totals: [Option<i64>; 2]| {
        let units = [1_u128, 2].into_iter().zip(totals);
        let ranked = places(units.map(|(id, total)| standing("Xã Hòa Tú", id, total)).collect());
        ranked.into_iter().map(|(rank, _)| rank).collect::<Vec<Option<u32>>>()
    };
    assert_eq!(same([Some(50), Some(50)]), [Some(1), Some(1)]);
    assert_eq!(same([Some(50), Some(51)]), [Some(1), Some(2)]);
    assert_eq!(same([None, Some(0)]), [Some(1), None]);
    assert_eq!(same([None, None]), [None, None], "and none of them is the first");
}
