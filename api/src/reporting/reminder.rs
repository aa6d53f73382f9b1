//! Reminders: the days that the standing agency plans, and who is reminded on them.

use chrono::{Datelike, NaiveDate};
use domain::base::calendar::day_of;
use domain::base::identity::Scope;
use domain::base::ids::{CycleId, OrganisationId, ReminderPlanId, Revision};
use domain::base::policy::Permission;
use domain::planning::cycle::Cycle;
use domain::reporting::reminder::{Reminder, ReminderPlan, ReminderTerms, SPAN_DAYS_MAX, reminders};
use persistence::base::failure::Failure;
use persistence::base::page::Page;
use persistence::base::store::Tx;
use persistence::reporting::standing::StandingFilter;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;
use validator::Validate;

use crate::access::caller::Caller;
use crate::base::answer::{Tagged, Untagged};
use crate::base::body::Body;
use crate::base::clock::Now;
use crate::base::db::Db;
use crate::base::paging::{Listing, Paging};
use crate::base::precondition::Expected;
use crate::base::problem::{Problem, violation};
use crate::base::query::{Path, Query};
use crate::base::routes::{Routes, operations};
use crate::base::text::{Chars, TextView};
use crate::planning::campaign::must_be_seen;
use crate::planning::cycle::CyclePath;
use crate::reporting::reasons;

/// Days from a unit's own due date: negative before it, 0 on it, positive after it; -90 to 90.
#[derive(Clone, Copy, Debug, Serialize, Deserialize, ToSchema)]
#[serde(transparent)]
#[schema(minimum = -90, maximum = 90, example = json!(-7))]
pub(crate) struct ReminderDay(i64);

/// When units are reminded.
#[derive(Clone, Debug, Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({"days": [-14, -7, 0, 3], "note": "Cần hỗ trợ, gọi Sở TT&TT."}))]
pub(crate) struct ReminderPlanEdit {
    /// Days from the unit's own due date, with any extension: 1 to 20 different ones.
    #[validate(length(min = 1, max = 20))]
    #[schema(min_items = 1, max_items = 20)]
    days: Vec<ReminderDay>,
    /// A sentence that ends every message; at most 500 characters.
    #[validate(nested)]
    #[serde(default)]
    note: Option<Chars<0, 500>>,
}

/// On which days units are reminded of a cycle's report (kế hoạch nhắc việc, đôn đốc).
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = ReminderPlan)]
pub(crate) struct ReminderPlanView {
    /// Its identifier.
    id: ReminderPlanId,
    /// The cycle.
    cycle: CycleId,
    /// Days from the unit's own due date, with any extension, the earliest first.
    days: Vec<ReminderDay>,
    /// A sentence that ends every message.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "Cần hỗ trợ, gọi Sở TT&TT.")]
    note: Option<String>,
    /// Revision number; the `ETag` contains the same number.
    revision: Revision,
}

/// One unit's reminder on one day (nhắc việc, đôn đốc).
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Reminder)]
pub(crate) struct ReminderView {
    /// The unit.
    organisation: OrganisationId,
    /// Its name.
    #[schema(example = "UBND huyện Kế Sách")]
    organisation_name: String,
    /// The code that the public knows it by (mã đơn vị).
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "943")]
    organisation_code: Option<String>,
    /// The unit's own last day, at `Asia/Ho_Chi_Minh`: the cycle's due date, or a later one that it was granted.
    due_date: NaiveDate,
    /// The day on which it is to be reminded.
    remind_on_date: NaiveDate,
    /// The days from the due date to that day.
    days: ReminderDay,
    /// Whether the report is overdue on that day.
    overdue: bool,
    /// Message to the unit.
    message: TextView,
}

/// The days of the listed reminders.
#[derive(Clone, Copy, Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct ReminderQuery {
    /// First day of the period; by default today, or `to` if that is earlier.
    #[param(example = "2024-11-16")]
    #[serde(default, deserialize_with = "crate::base::bounded_date::maybe")]
    from: Option<NaiveDate>,
    /// Last day, at most 100 days after the first; default: today, or `from` if that is later.
    #[param(example = "2024-12-03")]
    #[serde(default, deserialize_with = "crate::base::bounded_date::maybe")]
    to: Option<NaiveDate>,
}

impl ReminderQuery {
    /// The first and the last requested day.
    fn days(self, today: NaiveDate) -> Result<(NaiveDate, NaiveDate), Problem> {
        let Self { from, to } = self;
        let first = from.unwrap_or_else(|| to.map_or(today, |to| to.min(today)));
        let last = to.unwrap_or_else(|| first.max(today));
        if (0..=SPAN_DAYS_MAX).contains(&(last - first).num_days()) {
            return Ok((first, last));
        }
        Err(Problem::malformed(vec![violation("?to", reasons::reminder_span_out_of_range(SPAN_DAYS_MAX))]))
    }
}

impl From<ReminderPlanEdit> for ReminderTerms {
    fn from(edit: ReminderPlanEdit) -> Self {
        let ReminderPlanEdit { days, note } = edit;
        Self { days: days.into_iter().map(|ReminderDay(days)| days).collect(), note: note.map(Into::into) }
    }
}

impl From<ReminderPlan> for ReminderPlanView {
    fn from(plan: ReminderPlan) -> Self {
        let ReminderPlan { id, cycle, terms: ReminderTerms { days, note }, revision } = plan;
        Self { id, cycle, days: days.into_iter().map(ReminderDay).collect(), note, revision }
    }
}

impl From<Reminder> for ReminderView {
    fn from(reminder: Reminder) -> Self {
        let overdue = reminder.is_overdue();
        let Reminder { organisation, name, code, due, on, days, message } = reminder;
        Self {
            organisation,
            organisation_name: name,
            organisation_code: code,
            due_date: due,
            remind_on_date: on,
            days: ReminderDay(days),
            overdue,
            message: message.into(),
        }
    }
}

/// Show when units are reminded
///
/// *Xem kế hoạch nhắc việc.* Any signed-in caller. 404 if no plan has been set.
#[utoipa::path(get, path = "/cycles/{cycle}/reminder-plan", responses((status = 200, description = "The plan.")))]
pub(crate) async fn show_reminder_plan(
    Caller(actor): Caller,
    path: Path<CyclePath>,
    db: Db,
) -> Result<Tagged<ReminderPlanView>, Problem> {
    actor.must(Permission::ReadRegistry, None)?;
    let plan = db
        .read(move |tx| async move {
            let cycle = tx.cycle(path.0.cycle).await?;
            must_be_seen(&tx.campaign(cycle.campaign).await?, &actor)?;
            Ok(tx.reminder_plan(cycle.id).await?)
        })
        .await?;
    let plan = plan.ok_or(Failure::NotFound)?;
    Tagged::new(plan.revision, &ReminderPlanView::from(plan))
}

/// Say when units are reminded
///
/// *Lập kế hoạch nhắc việc, đôn đốc.* Standing agency, which also sets the due date (rule S27). Replaces the previous
/// plan. Days are counted from each unit's own due date, so an extension moves them; the units are told on these days
/// (`GET /v1/notices`), and mail and messages are sent by others.
#[utoipa::path(put, path = "/cycles/{cycle}/reminder-plan", responses((status = 200, description = "Said.")))]
pub(crate) async fn set_reminder_plan(
    Caller(actor): Caller,
    path: Path<CyclePath>,
    expected: Expected,
    Now(at): Now,
    Body(edit): Body<ReminderPlanEdit>,
    db: Db,
) -> Result<Tagged<ReminderPlanView>, Problem> {
    db.write(move |tx| async move {
        actor.must_somewhere(Permission::OpenCycle)?;
        let cycle = tx.cycle(path.0.cycle).await?;
        let before = tx.reminder_plan(cycle.id).await?;
        expected.must_fit(before.as_ref().map(|before| before.revision))?;
        let plan = match before {
            Some(before) => tx.save(before.change(&cycle, edit.into(), &actor, at)?).await?,
            None => {
                let id = ReminderPlanId(Uuid::now_v7());
                tx.add(ReminderPlan::set(id, &cycle, edit.into(), &actor, at)?).await?
            }
        };
        Tagged::new(plan.revision, &ReminderPlanView::from(plan))
    })
    .await
}

/// List whom to remind
///
/// *Danh sách nhắc việc, đôn đốc.* Units see their own; the standing agency, the appraisal agency, the decision
/// authority and the auditor see all. Every unit that owes a report and has not submitted it, for each planned day
/// between `from` and `to`, by default today. An extension moves a unit's days, a submission ends them, and a returned
/// report restores them; without a plan the list is empty. For a caller that polls once a day and sends mail and messages
/// itself; `GET /v1/notices` and webhooks tell the same, each once.
#[utoipa::path(
    get,
    path = "/cycles/{cycle}/reminders",
    responses((status = 200, description = "The reminders, by day, then by unit.")),
)]
pub(crate) async fn list_reminders(
    Caller(actor): Caller,
    path: Path<CyclePath>,
    Query(query): Query<ReminderQuery>,
    paging: Paging,
    Now(at): Now,
    db: Db,
) -> Result<Untagged<Listing<ReminderView>>, Problem> {
    let scope = actor.scope(Permission::ReadReport)?;
    let days = query.days(day_of(at))?;
    let page = paging.page;
    let slice = db
        .read(move |tx| async move {
            let cycle = tx.cycle(path.0.cycle).await?;
            must_be_seen(&tx.campaign(cycle.campaign).await?, &actor)?;
            let found = match tx.reminder_plan(cycle.id).await? {
                Some(plan) => around(&tx, &scope, (&plan, &cycle), days, page).await?,
                None => Vec::new(),
            };
            Ok(page.of(found.into_iter(), place))
        })
        .await?;
    Untagged::new(&Listing::new(&paging, slice, place, ReminderView::from))
}

/// The reminders of a page and the one after it, if there is one, and perhaps more, in no order.
async fn around(
    tx: &Tx,
    scope: &Scope,
    (plan, cycle): (&ReminderPlan, &Cycle),
    span: (NaiveDate, NaiveDate),
    page: Page,
) -> Result<Vec<Reminder>, Failure> {
    let Some((due, later)) = cycle.due_date.and_then(|due| Some((due, due.succ_opt()?))) else {
        return Ok(Vec::new());
    };
    let waiting = StandingFilter { exempt: Some(false), handed_in: Some(false), ..StandingFilter::default() };
    let mut found = Vec::new();
    // A person grants each extension beyond the cycle's due date, so these units are few.
    if let Some((first, last)) = plan.due_dates(span).filter(|(_, last)| later <= *last) {
        let extended = StandingFilter { reaching: Some(later.max(first)), short_of: last.succ_opt(), ..waiting };
        found = reminders(plan, cycle, &tx.all_standings(scope, cycle, extended).await?, span);
    }
    // All others have the cycle's due date, and are in the same order on each of its days. A page is filled by those
    // that follow on the cursor's day and, for later days, by the first units of the registry.
    let punctual = StandingFilter { short_of: Some(later), ..waiting };
    let limit = page.limit.saturating_add(1);
    let (mut from, to) = span;
    if let Some((day, unit)) = page.after.map(behind) {
        from = from.max(day);
        if plan.days_for(due, (from, to)).any(|(on, _)| on == day) {
            let rest = tx.standings(scope, cycle, punctual, Page { after: Some(unit), limit }).await?;
            found.extend(reminders(plan, cycle, &rest.items, (day, day)));
            match day.succ_opt() {
                Some(next) if rest.items.len() < usize::from(limit) => from = next,
                Some(_) | None => return Ok(found),
            }
        }
    }
    if plan.days_for(due, (from, to)).next().is_some() {
        let first = tx.standings(scope, cycle, punctual, Page { after: None, limit }).await?;
        found.extend(reminders(plan, cycle, &first.items, (from, to)));
    }
    Ok(found)
}

/// The day of a position in the list, and the last unit of that day up to it.
fn behind(place: Uuid) -> (NaiveDate, Uuid) {
    let place = place.as_u128();
    let day = i32::try_from(place >> 96).ok().and_then(NaiveDate::from_num_days_from_ce_opt);
    (day.unwrap_or(NaiveDate::MAX), Uuid::from_u128((place << 32) | u128::from(u32::MAX)))
}

/// The position of a reminder in the list, for a cursor: the day, then the unit. Left out of the unit's identifier is
/// the random end of a `UUIDv7`, after the timestamp and the counter that distinguish identifiers.
fn place(reminder: &Reminder) -> Uuid {
    let day = u128::try_from(reminder.on.num_days_from_ce()).unwrap_or(0);
    Uuid::from_u128((day << 96) | (reminder.organisation.0.as_u128() >> 32))
}

pub(crate) fn routes(routes: &mut impl Routes) {
    operations!(routes, "reports": show_reminder_plan, set_reminder_plan, list_reminders);
}

#[cfg(test)]
mod tests {
    use domain::base::text::Text;

    use super::*;

    fn day(month: u32, day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2024, month, day).expect("a day")
    }

    #[test]
    fn days_that_are_left_out_are_today_and_never_the_wrong_way_round() {
        let today = day(11, 20);
        for (from, to, asked) in [
            (None, None, (today, today)),
            (Some(day(11, 1)), None, (day(11, 1), today)),
            (Some(day(12, 1)), None, (day(12, 1), day(12, 1))),
            (None, Some(day(12, 1)), (today, day(12, 1))),
            (None, Some(day(11, 1)), (day(11, 1), day(11, 1))),
            (Some(day(1, 1)), Some(day(4, 10)), (day(1, 1), day(4, 10))),
        ] {
            assert_eq!(ReminderQuery { from, to }.days(today).ok(), Some(asked), "{from:?} {to:?}");
        }
        for (from, to) in [(day(1, 1), day(4, 11)), (day(11, 2), day(11, 1))] {
            let refused = ReminderQuery { from: Some(from), to: Some(to) }.days(today).expect_err("out of range");
            assert_eq!(refused.violations.first().map(|one| one.pointer.as_str()), Some("?to"), "{from} {to}");
        }
    }

    #[test]
    fn places_are_in_the_order_of_day_then_unit() {
        let (first, second) = (OrganisationId(Uuid::now_v7()), OrganisationId(Uuid::now_v7()));
        let place = |organisation: OrganisationId, on: NaiveDate| {
            let (name, message) = (String::new(), Text::new("", ""));
            place(&Reminder { organisation, name, code: None, due: on, on, days: 0, message })
        };
        let places =
            [place(first, day(1, 1)), place(second, day(1, 1)), place(first, day(1, 2)), place(second, day(1, 2))];
        assert!(places.is_sorted_by(|one, other| one < other), "{places:?}");
        // A query for the units after the position finds what follows it on that day.
        let (on, unit) = behind(place(first, day(1, 2)));
        assert_eq!((on, first.0 <= unit, unit < second.0), (day(1, 2), true, true));
    }
}
