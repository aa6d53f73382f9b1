//! What is asked of whom now, compared with what was told before (rule P04).
//!
//! A need is told when it arises, and again on the days of its reminders. It has no day that is told twice, none that is
//! told before its time, and none that is made up for after a later one was told. When the need is over, or its due day is
//! another one, what was told of it is settled, and what was not told yet never is.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use uuid::Uuid;

use crate::base::calendar;
use crate::base::ids::OrganisationId;
use crate::integration::notice::{
    Notice, NoticeId, NoticeKind, NoticePlace, NoticeStage, REMINDED, Recipient, beginning_of,
};

/// Something that somebody must do now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Need {
    /// What.
    pub kind: NoticeKind,
    /// Who.
    pub recipient: Recipient,
    /// Where the thing belongs.
    pub place: NoticePlace,
    /// The last day on which it is in time; none if none is set.
    pub due: Option<NaiveDate>,
    /// The days of reminders, from the due day: negative before it, positive after it.
    pub days: Vec<i64>,
    /// Whether it is told when it arises, and not by reminders alone.
    pub at_once: bool,
}

impl Need {
    /// A need that is told when it arises; with a due day, the usual reminders follow.
    #[must_use]
    pub fn new(kind: NoticeKind, recipient: Recipient, place: NoticePlace, due: Option<NaiveDate>) -> Self {
        Self { kind, recipient, place, due, days: REMINDED.to_vec(), at_once: true }
    }

    /// The same need with reminders on other days.
    #[must_use]
    pub fn reminded(self, days: &[i64]) -> Self {
        Self { days: days.to_vec(), ..self }
    }

    /// The same need, of which only reminders tell.
    #[must_use]
    pub fn by_reminders(self) -> Self {
        Self { at_once: false, ..self }
    }

    /// What is told of it, the earliest first; the day is that of a reminder.
    fn moments(&self) -> Vec<(NoticeStage, Option<NaiveDate>)> {
        let mut days = self.days.clone();
        days.sort_unstable();
        days.dedup();
        let reminder = |days: i64| {
            let stage = if 0 < days { NoticeStage::Overdue } else { NoticeStage::DueSoon };
            let day = self.due?.checked_add_signed(TimeDelta::try_days(days)?)?;
            Some((stage, Some(day)))
        };
        let arisen = self.at_once.then_some((NoticeStage::Arisen, None));
        arisen.into_iter().chain(days.into_iter().filter_map(reminder)).collect()
    }

    fn is_told_by(&self, notice: &Notice) -> bool {
        self.kind == notice.kind && self.recipient == notice.recipient && self.due == notice.due
    }
}

/// What the present state of a thing asks: the needs, and for what they speak.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asks {
    /// The thing.
    pub subject: Uuid,
    /// The kinds of which it says everything: one of these that is not among the needs is over.
    pub kinds: &'static [NoticeKind],
    /// The unit for which it says everything; none if it is for everybody.
    pub of: Option<OrganisationId>,
    /// What somebody must do.
    pub needs: Vec<Need>,
}

impl Asks {
    /// Whether it speaks for what a notice tells.
    #[must_use]
    pub fn covers(&self, notice: &Notice) -> bool {
        self.subject == notice.subject
            && self.kinds.contains(&notice.kind)
            && self.of.is_none_or(|unit| notice.recipient.unit() == Some(unit))
    }
}

/// A notice that is still to be stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Telling {
    /// What is to be done.
    pub kind: NoticeKind,
    /// Why it is told.
    pub stage: NoticeStage,
    /// The thing.
    pub subject: Uuid,
    /// To whom.
    pub recipient: Recipient,
    /// Where the thing belongs.
    pub place: NoticePlace,
    /// The last day on which it is in time.
    pub due: Option<NaiveDate>,
    /// The day of a reminder.
    pub day: Option<NaiveDate>,
    /// From when on it counts.
    pub told_at: DateTime<Utc>,
}

impl Telling {
    /// What makes it the same notice as another one that stands: only one of them is stored.
    #[must_use]
    pub fn key(&self) -> String {
        let Self { kind, stage, subject, recipient, place: _, due, day, told_at: _ } = self;
        let said = |text: Option<String>| text.unwrap_or_else(|| "-".to_owned());
        let unit = said(recipient.unit().map(|unit| unit.to_string()));
        let (due, day) = (said(due.map(|due| due.to_string())), said(day.map(|day| day.to_string())));
        format!("{kind}/{subject}/{}/{unit}/{due}/{stage}/{day}", recipient.audience())
    }
}

/// What changes among the notices of a thing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reckoning {
    /// New ones.
    pub told: Vec<Telling>,
    /// Those that were told and are over.
    pub settled: Vec<NoticeId>,
    /// Those that were not told yet and are over: nobody will be.
    pub dropped: Vec<NoticeId>,
}

/// Compares what is asked with the notices that stand.
#[must_use]
pub fn reckon(asks: &Asks, standing: &[Notice], at: DateTime<Utc>) -> Reckoning {
    let mut reckoning = Reckoning::default();
    let standing: Vec<&Notice> = standing.iter().filter(|notice| asks.covers(notice)).collect();
    for notice in &standing {
        let moment = (notice.stage, notice.day);
        let wanted = asks.needs.iter().any(|need| need.is_told_by(notice) && need.moments().contains(&moment));
        match (wanted, notice.is_told(at)) {
            (true, _) => {}
            (false, true) => reckoning.settled.push(notice.id),
            (false, false) => reckoning.dropped.push(notice.id),
        }
    }
    for need in &asks.needs {
        let known: Vec<&Notice> = standing.iter().copied().filter(|notice| need.is_told_by(notice)).collect();
        reckoning.told.extend(tellings(need, asks.subject, &known, at));
    }
    reckoning
}

/// What is still to be told of a need, of which some notices stand.
fn tellings(need: &Need, subject: Uuid, known: &[&Notice], at: DateTime<Utc>) -> Vec<Telling> {
    let today = calendar::day_of(at);
    let told =
        |moment: &(NoticeStage, Option<NaiveDate>)| known.iter().any(|notice| (notice.stage, notice.day) == *moment);
    let telling = |(stage, day): (NoticeStage, Option<NaiveDate>), told_at: DateTime<Utc>| Telling {
        kind: need.kind,
        stage,
        subject,
        recipient: need.recipient,
        place: need.place,
        due: need.due,
        day,
        told_at,
    };
    let moments = need.moments();
    let coming = |day: &NaiveDate| today < *day;
    let mut found: Vec<Telling> = Vec::new();
    // Of what has come, the last alone is told, unless something was told on its day or later. Who is told today that
    // something arose needs no reminder that it is due soon.
    let arises = known.is_empty() && need.at_once;
    let last = moments
        .iter()
        .rfind(|(stage, day)| !(day.as_ref().is_some_and(coming) || arises && *stage == NoticeStage::DueSoon));
    if let Some(last) = last {
        let since =
            |notice: &Notice| notice.is_told(at) && last.1.is_none_or(|day| day <= calendar::day_of(notice.told_at));
        if !told(last) && !known.iter().any(|notice| since(notice)) {
            found.push(telling(*last, at));
        }
    }
    for moment in &moments {
        if let Some(day) = moment.1.filter(coming)
            && !told(moment)
        {
            found.push(telling(*moment, beginning_of(day)));
        }
    }
    found
}
