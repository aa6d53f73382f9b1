//! Working days (ngày làm việc): each year's public holidays and compensating days are data under a document's number,
//! never constants; a year that has not been entered is an error and not Monday to Friday (rule L43).

use chrono::{DateTime, Datelike, Days, NaiveDate, Utc, Weekday};
use serde::{Deserialize, Serialize};

use crate::base::citation::Citation;
use crate::base::concept::Concept;
use crate::base::event::{Author, Change, Event, EventKind};
use crate::base::identity::Actor;
use crate::base::ids::{Revision, WorkYearId};
use crate::base::policy::Permission;
use crate::base::refusal::{Refusal, Violations};
use crate::base::step::Step;
use crate::base::text::tidy;
use crate::registry::reasons;

/// The first and the last year that can be entered.
pub const YEARS: (i32, i32) = (2000, 2100);
/// Maximum number of days in each of a year's lists.
pub const DAYS_MAX: usize = 60;
/// Maximum number of documents that one year rests on.
pub const DOCUMENTS_MAX: usize = 10;
/// Maximum number of working days that are counted at once.
pub const WORKING_DAYS_MAX: u16 = 1_000;

/// A day that differs from its weekday: a holiday or a compensating working day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SpecialDay {
    /// The day.
    pub date: NaiveDate,
    /// Why, such as `Tết Nguyên đán`.
    pub name: String,
}

/// One year's special days.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SpecialDays {
    /// Days off, compensating ones included (nghỉ lễ, nghỉ bù).
    pub holidays: Vec<SpecialDay>,
    /// Saturdays and Sundays that are worked (làm bù).
    pub working_days: Vec<SpecialDay>,
    /// The documents that set them: holidays, swaps and new holidays of a year come in several notices.
    pub documents: Vec<Citation>,
    /// Whether the year is expected and not announced: days that are counted with it say so.
    pub provisional: bool,
}

/// The working days of one year.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WorkYear {
    /// Its identifier.
    pub id: WorkYearId,
    /// The year.
    pub year: i32,
    /// Special days of the year.
    pub days: SpecialDays,
    /// The revision number.
    pub revision: Revision,
}

impl WorkYear {
    /// Enters the days of a year.
    ///
    /// # Errors
    /// `NotAllowed` for anyone but an administrator; `Invalid` for days outside the year, days in both lists, or an
    /// incomplete citation (rule L43).
    pub fn enter(
        id: WorkYearId,
        year: i32,
        days: SpecialDays,
        actor: &Actor,
        at: DateTime<Utc>,
    ) -> Result<Step<Self>, Refusal> {
        let author = actor.must(Permission::ManageCalendar, None)?;
        let days = clean(year, days, at)?;
        let event = event(id, author, at, None, &days);
        Ok(Step::new(Self { id, year, days, revision: Revision::FIRST }, event))
    }

    /// Enters a year that every province has in common.
    pub fn load(self, at: DateTime<Utc>) -> Step<Self> {
        let event = event(self.id, Author::installation("plan"), at, None, &self.days);
        Step::new(self, event)
    }

    /// Replaces a year's days after the authorities changed them.
    ///
    /// # Errors
    /// See `enter`.
    pub fn change(self, days: SpecialDays, actor: &Actor, at: DateTime<Utc>) -> Result<Step<Self>, Refusal> {
        let author = actor.must(Permission::ManageCalendar, None)?;
        let days = clean(self.year, days, at)?;
        let event = event(self.id, author, at, Some(&self.days), &days);
        Ok(Step::new(Self { days, ..self }, event))
    }

    fn is_working(&self, day: NaiveDate) -> bool {
        let listed = |list: &[SpecialDay]| list.iter().any(|special| special.date == day);
        let weekend = matches!(day.weekday(), Weekday::Sat | Weekday::Sun);
        if weekend { listed(&self.days.working_days) } else { !listed(&self.days.holidays) }
    }
}

fn event(
    id: WorkYearId,
    author: Author,
    at: DateTime<Utc>,
    before: Option<&SpecialDays>,
    after: &SpecialDays,
) -> Event {
    let list = |days: &[SpecialDay]| {
        let days: Vec<String> = days.iter().map(|day| format!("{} {}", day.date, day.name)).collect();
        days.join("; ")
    };
    let told = |days: &SpecialDays| {
        let documents: Vec<&str> = days.documents.iter().map(Citation::mark_of).collect();
        [
            ("holidays", list(&days.holidays)),
            ("workingDays", list(&days.working_days)),
            ("documents", documents.join("; ")),
            ("provisional", days.provisional.to_string()),
        ]
    };
    let before = before.map_or([const { None }; _], |days| told(days).map(|(_, value)| Some(value)));
    let changes = before.into_iter().zip(told(after));
    let changes = changes.filter_map(|(before, (field, after))| Change::differing(field, before, Some(after)));
    Event::new(EventKind::WorkYearEntered, Concept::WorkYear, id.0, author, at).changing(changes.collect())
}

fn clean(year: i32, days: SpecialDays, at: DateTime<Utc>) -> Result<SpecialDays, Refusal> {
    let SpecialDays { holidays, working_days, documents, provisional } = days;
    let tidied = |days: Vec<SpecialDay>| {
        days.into_iter()
            .map(|SpecialDay { date, name }| SpecialDay { date, name: tidy(&name) })
            .collect::<Vec<SpecialDay>>()
    };
    let (mut holidays, mut working_days) = (tidied(holidays), tidied(working_days));
    let documents: Vec<Citation> = documents.into_iter().map(Citation::tidied).collect();
    let mut violations = Violations::default();
    if !(YEARS.0..=YEARS.1).contains(&year) {
        let (first, last) = YEARS;
        violations.add("/year", reasons::year_out_of_range(first, last));
    }
    if !(1..=DOCUMENTS_MAX).contains(&documents.len()) {
        violations.add("/documents", reasons::documents_out_of_range(DOCUMENTS_MAX));
    }
    for (place, document) in documents.iter().enumerate() {
        document.check_written(&format!("/documents/{place}"), "L43", at, &mut violations);
    }
    for (name, list, weekend) in [("holidays", &holidays, false), ("workingDays", &working_days, true)] {
        if DAYS_MAX < list.len() {
            violations.add(format!("/{name}"), reasons::days_too_many(DAYS_MAX));
        }
        for (place, day) in list.iter().enumerate() {
            violations.demand_text(&format!("/{name}/{place}/name"), &day.name);
            let twice = list.iter().take(place).any(|other| other.date == day.date);
            let falls = matches!(day.date.weekday(), Weekday::Sat | Weekday::Sun);
            let off = weekend && holidays.iter().any(|holiday| holiday.date == day.date);
            if day.date.year() != year || twice || off || (weekend && !falls) {
                violations.add(format!("/{name}/{place}/date"), reasons::day_unfit());
            }
        }
    }
    violations.refuse_if_any()?;
    // Only now: what is wrong is named at the place where it was sent.
    holidays.sort_by_key(|day| day.date);
    working_days.sort_by_key(|day| day.date);
    Ok(SpecialDays { holidays, working_days, documents, provisional })
}

fn of(years: &[WorkYear], day: NaiveDate) -> Result<&WorkYear, Refusal> {
    years
        .iter()
        .find(|year| year.year == day.year())
        .ok_or_else(|| Refusal::WrongState(reasons::work_year_missing(day.year())))
}

/// Whether a day is a working day.
///
/// # Errors
/// `WrongState` where its year has not been entered (rule L43).
pub fn is_working_day(years: &[WorkYear], day: NaiveDate) -> Result<bool, Refusal> {
    Ok(of(years, day)?.is_working(day))
}

/// Whether a count of days from one day to another rests on a year that is only expected.
#[must_use]
pub fn is_provisional(years: &[WorkYear], from: NaiveDate, to: NaiveDate) -> bool {
    years.iter().any(|year| year.days.provisional && (from.year()..=to.year()).contains(&year.year))
}

/// Demands that a count of days rests on announced years only, because its end cannot be moved later.
///
/// # Errors
/// `WrongState` for a year that is only expected (rule L43).
pub fn must_be_announced(years: &[WorkYear], from: NaiveDate, to: NaiveDate) -> Result<(), Refusal> {
    let expected = years.iter().find(|year| year.days.provisional && (from.year()..=to.year()).contains(&year.year));
    expected.map_or(Ok(()), |year| Err(Refusal::WrongState(reasons::work_year_provisional(year.year))))
}

/// The day on which a number of working days has passed, counted from the day after `from`.
///
/// # Errors
/// `WrongState` if a year in between has not been entered (rule L43).
pub fn days_after(years: &[WorkYear], from: NaiveDate, days: u16) -> Result<NaiveDate, Refusal> {
    let (mut day, mut left) = (from, days.min(WORKING_DAYS_MAX));
    of(years, day)?;
    while 0 < left {
        day = day.checked_add_days(Days::new(1)).unwrap_or(NaiveDate::MAX);
        if of(years, day)?.is_working(day) {
            left = left.saturating_sub(1);
        }
    }
    Ok(day)
}
