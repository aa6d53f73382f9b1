//! The opening of a cycle (mở kỳ đánh giá): due date, the sets of its groups, its participants.

use chrono::{DateTime, Datelike, NaiveDate, Utc};

use crate::base::event::{Change, EventKind};
use crate::base::identity::Actor;
use crate::base::refusal::{Refusal, Violations};
use crate::base::step::Step;
use crate::base::wording;
use crate::planning::criteria::CycleKind;
use crate::planning::cycle::{
    Binding, Cycle, CycleOrders, CycleState, DUE_MONTHS_MAX, Opened, Opening, OpeningGround, WINDOW_DAYS_MAX,
};
use crate::planning::official_check::check_official;
use crate::planning::order::Order;
use crate::planning::participant::{Selection, bound, check_left_out, partition};
use crate::planning::policy::Policy;
use crate::planning::reasons;

impl Cycle {
    /// Opens the cycle for reports due on a day, binds each group to the newest published set of its kind (rule S24), and
    /// makes the participants of the selection, each in its one group (rule M03).
    ///
    /// # Errors
    /// See `may_open`; `WrongState` before the movement is launched; `OutOfSeason` for a review without the document that
    /// sets it (rule S17); `Invalid` unless the due date is possible (rule S27), for an incomplete document, for a window of
    /// explanations out of range, if a group has no published set, if two sets mean different values by one code, or for
    /// units in two groups or none.
    pub fn open(
        self,
        opening: Opening,
        ground: OpeningGround<'_>,
        actor: &Actor,
        at: DateTime<Utc>,
    ) -> Result<Step<Opened>, Refusal> {
        let author = self.may_open(actor)?;
        let OpeningGround { campaign, cycles, sets, levels, groups, units } = ground;
        campaign.must_be_running()?;
        let Opening { due_date, explanation_days, acceptance_required, order } = opening;
        let mut violations = Violations::default();
        let order = match (self.kind, order) {
            (CycleKind::Annual, None) => None,
            (CycleKind::Annual, Some(_)) => {
                violations.add("/order", reasons::order_unwanted());
                None
            }
            (CycleKind::Midterm | CycleKind::Final, None) => {
                return Err(Refusal::OutOfSeason(reasons::review_date_unknown()));
            }
            (CycleKind::Midterm | CycleKind::Final, Some(order)) => Some(order.checked("/order", at, &mut violations)),
        };
        let (first, end) = self.due_dates(order.as_ref(), &campaign.text.policy);
        // A day that has passed is taken: a movement older than its installation enters the years before, too.
        if due_date.is_some_and(|day| day < first || end <= day) {
            let last = end.pred_opt().unwrap_or(end);
            let reason = reasons::due_date_out_of_range(wording::date(first), first, wording::date(last), end);
            violations.add("/dueDate", reason);
        }
        if explanation_days.is_some_and(|days| !(1..=WINDOW_DAYS_MAX).contains(&days)) {
            violations.add("/explanationDays", reasons::window_out_of_range(WINDOW_DAYS_MAX));
        }
        let mut groupings = self.groupings(groups, levels);
        let period = (self.period_start, self.period_end);
        let participants = partition(self.id, &self.selection, &groupings, units, period, &mut violations);
        if self.selection.groups.is_empty() && self.selection.restricts() {
            // Of the levels, those without a participant have no group, and need no set.
            groupings.retain(|group| participants.iter().any(|one| one.group == group.code));
        }
        let found = bound(&groupings, sets, (self.campaign, self.kind), &mut violations);
        // The results of another cycle that is held, and that does not end later, can be used.
        let fits = |other: &Self| other.state != CycleState::Cancelled && other.period_end <= self.period_end;
        let held = |code: &str| cycles.iter().any(|other| other.code == code && other.id != self.id && fits(other));
        check_official(&found, held, &mut violations);
        check_left_out(&self.selection, &participants, &found, units, &mut violations);
        match (due_date, found.iter().any(|(_, set)| !set.is_derived())) {
            (None, true) => violations.add("/dueDate", reasons::due_date_missing()),
            (Some(_), false) if !found.is_empty() => violations.add("/dueDate", reasons::due_date_unwanted()),
            (Some(_) | None, _) => {}
        }
        violations.refuse_if_any()?;
        let mut changes: Vec<Change> =
            due_date.map(|day| Change::new("dueDate", None, Some(day.to_string()))).into_iter().collect();
        changes.push(Change::new("acceptanceRequired", None, Some(acceptance_required.to_string())));
        changes.extend(order.iter().map(|order| Change::new("document", None, Some(order.document.line()))));
        changes.extend(explanation_days.map(|days| Change::new("explanationDays", None, Some(days.to_string()))));
        let mut criteria = Vec::with_capacity(found.len());
        for (group, set) in found {
            let told = format!("{} v{}", set.id, set.version);
            changes.push(Change::new(format!("criteria.{group}"), None, Some(told)));
            criteria.push(Binding { group, criteria_set: set.id, derived: set.is_derived() });
        }
        if self.selection != Selection::default() {
            changes.push(Change::new("participants", None, Some(participants.len().to_string())));
            let exempt = participants.iter().filter(|one| one.exempt.is_some()).count();
            changes.push(Change::new("exempt", None, Some(exempt.to_string())));
            let left_out = participants.iter().filter_map(|one| Some((one.unit, one.left_out.as_ref()?)));
            changes.extend(left_out.map(|(unit, left_out)| {
                Change::new(format!("leftOut.{unit}"), None, Some(left_out.criteria.join(" ")))
            }));
        }
        let event = self.turned(EventKind::CycleOpened, CycleState::Open, author, at).changing(changes);
        let orders = CycleOrders { opened_under: order, ..CycleOrders::default() };
        let state = CycleState::Open;
        let cycle = Self { state, due_date, explanation_days, acceptance_required, criteria, orders, ..self };
        Ok(Step::new(Opened { cycle, participants }, event))
    }

    /// The first day that a report can be due on, and the day before which it is due. A year's reports are due before
    /// the day that the movement sets (rule S27); those of a review follow the document that sets it, within two years.
    pub(super) fn due_dates(&self, order: Option<&Order>, policy: &Policy) -> (NaiveDate, NaiveDate) {
        let within = |day: NaiveDate| day.checked_add_months(DUE_MONTHS_MAX).unwrap_or(NaiveDate::MAX);
        match order.and_then(|order| order.document.date) {
            Some(set) => (set, within(set)),
            None => {
                let before = policy.reports_before.and_then(|day| day.of(self.period_end.year()));
                (self.period_start, before.unwrap_or_else(|| within(self.period_end)))
            }
        }
    }

    /// The day before which the report on the year is due (rule S25); none for a review, or where the movement names none.
    #[must_use]
    pub fn synthesis_before(&self, policy: &Policy) -> Option<NaiveDate> {
        let day = policy.synthesis_before.filter(|_| self.kind == CycleKind::Annual)?;
        day.of(self.period_end.year())
    }
}
