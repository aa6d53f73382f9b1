//! The tables of permissions and of workflows, printed whole.

use domain::base::policy::{ClientScope, Permission, Reach, Role};
use domain::honours::nomination::workflow::{NominationState, NominationVerb};
use domain::reporting::report::{ReportState, ReportVerb};

/// Rules S13, S14, S24, S30, M02: `E` everything, `M` the own movements, `o` the own unit's, `.` not at all.
#[test]
fn s13_s14_s24_s30_the_permission_matrix() {
    let mut table = format!("{:<22}", "");
    for role in Role::ALL {
        table.push_str(&format!(" {:<18}", role.as_str()));
    }
    table = format!("{}\n", table.trim_end());
    for permission in Permission::ALL {
        let mut line = format!("{:<22}", permission.as_str());
        for role in Role::ALL {
            let mark = match role.reach(*permission) {
                Reach::Nothing => '.',
                Reach::Own => 'o',
                Reach::Movement => 'M',
                Reach::Every => 'E',
            };
            line.push_str(&format!(" {mark:<18}"));
        }
        table.push_str(&format!("{}\n", line.trim_end()));
    }
    assert!(table == include_str!("permissions.txt"), "permissions.txt must say:\n{table}");
}

/// What each scope of a machine client allows: a permission that is not here is for people only.
#[test]
fn the_scopes_of_machine_clients() {
    let table: String = ClientScope::ALL
        .iter()
        .map(|scope| {
            let permissions: Vec<&str> = scope.permissions().iter().map(|permission| permission.as_str()).collect();
            format!("{scope}: {}\n", permissions.join(" "))
        })
        .collect();
    assert!(table == include_str!("scopes.txt"), "scopes.txt must say:\n{table}");
}

#[test]
fn the_report_workflow() {
    let table: String = ReportState::ALL
        .iter()
        .flat_map(|from| ReportVerb::ALL.iter().map(move |verb| (from, verb)))
        .filter_map(|(from, verb)| Some(format!("{from} + {verb} -> {}\n", from.after(*verb)?)))
        .collect();
    assert!(table == include_str!("report-workflow.txt"), "report-workflow.txt must say:\n{table}");
}

/// Rules S21, S22, S23: no step is skipped.
#[test]
fn s21_s22_s23_the_nomination_workflow() {
    let table: String = NominationState::ALL
        .iter()
        .flat_map(|from| NominationVerb::ALL.iter().map(move |verb| (from, verb)))
        .filter_map(|(from, verb)| Some(format!("{from} + {verb} -> {}\n", from.after(*verb)?)))
        .collect();
    assert!(table == include_str!("nomination-workflow.txt"), "nomination-workflow.txt must say:\n{table}");
}

/// Rules S21, S22, S23: on any path, an award has passed every agency in order.
#[test]
fn s21_s22_s23_every_way_to_an_award_passes_every_agency() {
    fn walk(state: NominationState, path: &mut Vec<NominationVerb>, ways: &mut usize) {
        use NominationVerb as V;
        if state == NominationState::Awarded {
            let main: Vec<V> = path
                .iter()
                .copied()
                .filter(|verb| {
                    matches!(verb, V::Submit | V::Receive | V::Forward | V::AppraiseEligible | V::Present | V::Award)
                })
                .collect();
            let end = main.split_off_last(5);
            assert_eq!(end, [V::Receive, V::Forward, V::AppraiseEligible, V::Present, V::Award], "{path:?}");
            *ways += 1;
            return;
        }
        if 12 < path.len() {
            return;
        }
        // These verbs do not change the state; the random histories cover what is undone.
        let aside = [V::Edit, V::Concur, V::Distinguish, V::Consult, V::Vote, V::Notify, V::Reverse];
        for verb in V::ALL.iter().filter(|verb| !aside.contains(verb)) {
            if let Some(after) = state.after(*verb) {
                path.push(*verb);
                walk(after, path, ways);
                path.pop();
            }
        }
    }
    let mut ways = 0;
    walk(NominationState::Draft, &mut Vec::new(), &mut ways);
    assert!(1 < ways, "the straight way and those with returns");
}

trait Tail<T> {
    fn split_off_last(self, count: usize) -> Vec<T>;
}

impl<T> Tail<T> for Vec<T> {
    fn split_off_last(mut self, count: usize) -> Vec<T> {
        let at = self.len().saturating_sub(count);
        self.split_off(at)
    }
}
