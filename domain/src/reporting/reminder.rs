//! Reminders (nhắc việc, đôn đốc): on which days units are reminded that their report is due or overdue (rule S27).
//!
//! A plan defines days relative to a unit's own due date, so an extension moves them and a submission ends them.
//! These reminders are computed on request. Notices of the same days are stored and told once (`telling/report.rs`).

use std::cmp::Ordering;

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use crate::base::concept::Concept;
use crate::base::event::{Change, Event, EventKind};
use crate::base::identity::Actor;
use crate::base::ids::{CycleId, OrganisationId, ReminderPlanId, Revision};
use crate::base::policy::Permission;
use crate::base::refusal::{Refusal, Violations};
use crate::base::step::Step;
use crate::base::text::{Text, tidy};
use crate::planning::cycle::Cycle;
use crate::registry::organisation::Organisation;
use crate::reporting::reasons;
use crate::reporting::standing::Standing;

/// Maximum number of days in a plan.
pub const DAYS_MAX: usize = 20;
/// Maximum distance of a plan's day from the due date, before or after.
pub const DISTANCE_MAX: i64 = 90;
/// Maximum number of characters of a plan's note, which every message contains.
pub const NOTE_CHARS_MAX: usize = 500;
/// Maximum distance between the first and the last day of a request for reminders.
pub const SPAN_DAYS_MAX: i64 = 100;

/// The days of reminders, and the note in every message.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ReminderTerms {
    /// Days relative to the unit's own due date: negative before it, 0 on it, positive after it; sorted, each once.
    pub days: Vec<i64>,
    /// A sentence that ends every message, such as whom to call.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// On which days units are reminded of a cycle's report (kế hoạch nhắc việc).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReminderPlan {
    /// Its identifier.
    pub id: ReminderPlanId,
    /// The cycle.
    pub cycle: CycleId,
    /// When units are reminded.
    pub terms: ReminderTerms,
    /// The revision number.
    pub revision: Revision,
}

impl ReminderPlan {
    /// Sets the plan of reminders of a cycle's report.
    ///
    /// # Errors
    /// `NotAllowed` for anyone but the standing agency, which also sets the due date; `Invalid` for no days or too
    /// many, a day out of range, a duplicate day, or a note that is too long (rule S27).
    pub fn set(
        id: ReminderPlanId,
        cycle: &Cycle,
        terms: ReminderTerms,
        actor: &Actor,
        at: DateTime<Utc>,
    ) -> Result<Step<Self>, Refusal> {
        let author = actor.must(Permission::OpenCycle, cycle.campaign)?;
        let terms = clean(terms)?;
        let event = Event::new(EventKind::ReminderPlanSet, Concept::ReminderPlan, id.0, author, at)
            .changing(changes(None, &terms));
        Ok(Step::new(Self { id, cycle: cycle.id, terms, revision: Revision::FIRST }, event))
    }

    /// Replaces the plan.
    ///
    /// # Errors
    /// See `set`.
    pub fn change(
        self,
        cycle: &Cycle,
        terms: ReminderTerms,
        actor: &Actor,
        at: DateTime<Utc>,
    ) -> Result<Step<Self>, Refusal> {
        let author = actor.must(Permission::OpenCycle, cycle.campaign)?;
        let terms = clean(terms)?;
        let event = Event::new(EventKind::ReminderPlanSet, Concept::ReminderPlan, self.id.0, author, at)
            .changing(changes(Some(&self.terms), &terms));
        Ok(Step::new(Self { terms, ..self }, event))
    }

    /// The days of a range, both ends included, on which a unit with this due date is reminded, the earliest first,
    /// each with its distance from that date.
    pub fn days_for(
        &self,
        due: NaiveDate,
        (from, to): (NaiveDate, NaiveDate),
    ) -> impl Iterator<Item = (NaiveDate, i64)> {
        let days = self.terms.days.iter().copied().filter_map(move |days| Some((moved(due, days)?, days)));
        days.filter(move |(on, _)| (from..=to).contains(on))
    }

    /// The first and the last due date for which a range of days can have reminders; units with others can be skipped.
    #[must_use]
    pub fn due_dates(&self, (from, to): (NaiveDate, NaiveDate)) -> Option<(NaiveDate, NaiveDate)> {
        let days = &self.terms.days;
        let (first, last) = (days.iter().min()?, days.iter().max()?);
        moved(from, last.checked_neg()?).zip(moved(to, first.checked_neg()?))
    }
}

fn moved(day: NaiveDate, days: i64) -> Option<NaiveDate> {
    day.checked_add_signed(TimeDelta::try_days(days)?)
}

/// One unit's reminder on one day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reminder {
    /// The unit.
    pub organisation: OrganisationId,
    /// Its name.
    pub name: String,
    /// The code that the public knows it by.
    pub code: Option<String>,
    /// Its last day on time, with any extension.
    pub due: NaiveDate,
    /// The day on which it is reminded.
    pub on: NaiveDate,
    /// The days from the due date to that day: negative before it, positive after it.
    pub days: i64,
    /// The message.
    pub message: Text,
}

impl Reminder {
    /// Whether the report is overdue on the day of the reminder.
    #[must_use]
    pub const fn is_overdue(&self) -> bool {
        0 < self.days
    }
}

/// The reminders of some units in a range of days, both ends included: by day, then by unit. A unit that need not
/// report or has submitted gets none (rule S27).
#[must_use]
pub fn reminders(
    plan: &ReminderPlan,
    cycle: &Cycle,
    standings: &[Standing],
    span: (NaiveDate, NaiveDate),
) -> Vec<Reminder> {
    let mut found = Vec::new();
    let owing = standings.iter().filter(|standing| standing.owes(cycle) && standing.is_waiting());
    for standing in owing {
        let Some(due) = standing.last_day(cycle) else { continue };
        let Organisation { id, name, .. } = &standing.organisation;
        for (on, days) in plan.days_for(due, span) {
            let message = message(cycle, name, (due, days), plan.terms.note.as_deref());
            let code = standing.organisation.public_code().map(str::to_owned);
            found.push(Reminder { organisation: *id, name: name.clone(), code, due, on, days, message });
        }
    }
    found.sort_by_key(|reminder| (reminder.on, reminder.organisation));
    found
}

fn message(cycle: &Cycle, unit: &str, (due, days): (NaiveDate, i64), note: Option<&str>) -> Text {
    let (last_vi, last_en) = (due.format("%d/%m/%Y"), due.format("%-d %B %Y"));
    let (about_vi, about_en) = match cycle.year {
        Some(year) => (format!("năm {year}"), year.to_string()),
        None => (format!("kỳ “{}”", cycle.name.vi), format!("“{}”", cycle.name.en)),
    };
    let number = days.unsigned_abs();
    let counted = if number == 1 { "1 day".to_owned() } else { format!("{number} days") };
    let (vi, en) = match days.cmp(&0) {
        Ordering::Less => (
            format!("Còn {number} ngày (đến hết {last_vi}) để nộp báo cáo {about_vi} của {unit}."),
            format!("{unit}'s report on {about_en} is due at the end of {last_en}: {counted} left."),
        ),
        Ordering::Equal => (
            format!("Hôm nay là ngày cuối (đến hết {last_vi}) để nộp báo cáo {about_vi} của {unit}."),
            format!("{unit}'s report on {about_en} is due today, at the end of {last_en}."),
        ),
        Ordering::Greater => (
            format!(
                "Đã quá hạn {number} ngày (hạn đến hết {last_vi}); đề nghị nộp ngay báo cáo {about_vi} của {unit}."
            ),
            format!("{unit}'s report on {about_en} is {counted} overdue: it was due at the end of {last_en}."),
        ),
    };
    match note {
        Some(note) => Text::new(format!("{vi} {note}"), format!("{en} {note}")),
        None => Text::new(vi, en),
    }
}

fn changes(before: Option<&ReminderTerms>, after: &ReminderTerms) -> Vec<Change> {
    let told = |terms: &ReminderTerms| {
        let ReminderTerms { days, note } = terms;
        let days: Vec<String> = days.iter().map(ToString::to_string).collect();
        (Some(days.join(" ")), note.clone())
    };
    let (days, note) = told(after);
    let (days_before, note_before) = before.map(told).unwrap_or_default();
    let changes = [Change::differing("days", days_before, days), Change::differing("note", note_before, note)];
    changes.into_iter().flatten().collect()
}

fn clean(terms: ReminderTerms) -> Result<ReminderTerms, Refusal> {
    let ReminderTerms { mut days, note } = terms;
    let note = note.map(|note| tidy(&note)).filter(|note| !note.is_empty());
    let mut violations = Violations::default();
    if days.is_empty() || DAYS_MAX < days.len() {
        violations.add("/days", reasons::days_count_out_of_range(DAYS_MAX));
    }
    for (place, distance) in days.iter().enumerate() {
        if !(-DISTANCE_MAX..=DISTANCE_MAX).contains(distance) {
            violations.add(format!("/days/{place}"), reasons::days_out_of_range(DISTANCE_MAX));
        } else if days.iter().take(place).any(|earlier| earlier == distance) {
            violations.add(format!("/days/{place}"), reasons::days_twice());
        }
    }
    if note.as_ref().is_some_and(|note| NOTE_CHARS_MAX < note.chars().count()) {
        violations.add("/note", reasons::note_too_long(NOTE_CHARS_MAX));
    }
    violations.refuse_if_any()?;
    days.sort_unstable();
    Ok(ReminderTerms { days, note })
}
