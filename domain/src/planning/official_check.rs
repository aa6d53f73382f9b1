//! What is demanded of the official results that the sets of a cycle are made of, when it opens (rule M05).

use crate::base::code::GroupCode;
use crate::base::refusal::Violations;
use crate::planning::criteria::CriteriaSet;
use crate::planning::reasons;
use crate::planning::value_spec::ValueSpec;

/// Values are made of the results of other cycles, of which `held` says whether they can be used, and of other groups of the
/// cycle, whose sets have what is meant. No group is made of itself.
pub(crate) fn check_official(
    bound: &[(GroupCode, &CriteriaSet)],
    held: impl Fn(&str) -> bool,
    violations: &mut Violations,
) {
    let mut named: Vec<&String> =
        bound.iter().flat_map(|(_, set)| set.official()).flat_map(|leaf| leaf.value.cycles()).collect();
    named.sort_unstable();
    named.dedup();
    for code in named.into_iter().filter(|code| !held(code)) {
        violations.add("", reasons::cycle_unfit(code));
    }
    for (group, set) in bound {
        for leaf in set.official() {
            let ValueSpec::RollUp { group: below, node, form, .. } = &leaf.value else { continue };
            let lower = bound.iter().find(|(code, _)| code == below).map(|(_, set)| *set);
            let sound = lower.is_some_and(|lower| lower.has_result_of(node.as_deref(), *form));
            if !sound || depends(*below, *group, bound) {
                violations.add("", reasons::roll_up_unfit(&leaf.code, group, below));
            }
        }
    }
}

/// Whether the results of a group are made of those of another, directly or through others.
fn depends(group: GroupCode, on: GroupCode, bound: &[(GroupCode, &CriteriaSet)]) -> bool {
    let (mut seen, mut wave) = (Vec::new(), vec![group]);
    while let Some(next) = wave.pop() {
        if next == on {
            return true;
        }
        if !seen.contains(&next) {
            seen.push(next);
            let sets = bound.iter().filter(|(code, _)| *code == next);
            wave.extend(sets.flat_map(|(_, set)| set.groups_below()));
        }
    }
    false
}
