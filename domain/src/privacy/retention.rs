//! How long personal data is kept that no award rests on (thời hạn bảo quản), and the runs that erase it when its time
//! has come (xóa theo lịch; rule L36).
//!
//! Nothing is erased unless a document says for how long it is kept: what is gone cannot be brought back. What is a legal
//! record (awards, decisions, lists, what a score rests on, the audit trail) is no class here, so no rule can reach it.

use chrono::{DateTime, Months, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::base::calendar;
use crate::base::citation::Citation;
use crate::base::event::{Author, Change, Concept, Event, EventKind};
use crate::base::identity::Actor;
use crate::base::ids::{NominationId, RetentionRuleId, Revision, ids, wire_enum};
use crate::base::policy::Permission;
use crate::base::refusal::{Refusal, Violations};
use crate::base::step::Step;
use crate::honours::nomination::Nomination;
use crate::privacy::personal::{Holding, PersonalDatum, UNSUCCESSFUL};
use crate::privacy::reasons;

/// The fewest and the most months for which a class may be kept.
pub const MONTHS: (u16, u16) = (1, 1_200);
/// The most that one run erases.
pub const PURGE_MAX: usize = 500;

ids! {
    /// Identifies a run that erased personal data after its retention period (lần xóa theo lịch).
    PurgeId,
}

wire_enum! {
    /// A class of data with a retention period of its own.
    RetentionClass {
        /// The identity number of a nominee whose nomination was withdrawn, not awarded or not eligible.
        UnsuccessfulIdentityNumber = "UNSUCCESSFUL_IDENTITY_NUMBER",
    }
}

impl RetentionClass {
    /// The identifier of the class's rule, the same in every installation: a class has one rule, set or not.
    #[must_use]
    pub const fn rule(self) -> RetentionRuleId {
        match self {
            Self::UnsuccessfulIdentityNumber => {
                RetentionRuleId(Uuid::from_u128(0x0193_6400_0000_7000_8000_0000_0000_0001))
            }
        }
    }
}

/// A retention period to set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RetentionRule {
    /// Its identifier.
    pub id: RetentionRuleId,
    /// The class.
    pub class: RetentionClass,
    /// The months for which it is kept after its nomination ended; without them nothing is erased.
    pub months: Option<u16>,
    /// What says so; none until somebody set the rule.
    pub document: Option<Citation>,
    /// How often it changed.
    pub revision: Revision,
}

impl RetentionRule {
    /// The rule that nobody has set yet: nothing is erased.
    #[must_use]
    pub const fn unset(class: RetentionClass) -> Self {
        Self { id: class.rule(), class, months: None, document: None, revision: Revision::FIRST }
    }

    /// Says for how long the class is kept, or, without months, that nothing of it is erased any more.
    ///
    /// # Errors
    /// `NotAllowed` for anyone but an administrator; `Invalid` for months out of range, or a document that cannot be
    /// found.
    pub fn set(
        self,
        months: Option<u16>,
        document: Citation,
        actor: &Actor,
        at: DateTime<Utc>,
    ) -> Result<Step<Self>, Refusal> {
        let author = actor.must(Permission::ManageRetention, None)?;
        let document = document.tidied();
        let mut violations = Violations::default();
        let (fewest, most) = MONTHS;
        if months.is_some_and(|months| !(fewest..=most).contains(&months)) {
            violations.add("/months", reasons::months_out_of_range(fewest, most));
        }
        document.check("/document", "L36", &mut violations);
        violations.refuse_if_any()?;
        let said = |months: Option<u16>| months.map(|months| months.to_string());
        let field = |name: &str| format!("{}.{name}", self.class);
        let changes = [
            Change::differing(field("months"), said(self.months), said(months)),
            Change::differing(field("document"), self.document.as_ref().map(named), Some(named(&document))),
        ];
        let event = Event::new(EventKind::RetentionRuleSet, Concept::RetentionRule, self.id.0, author, at)
            .changing(changes.into_iter().flatten().collect());
        Ok(Step::new(Self { months, document: Some(document), ..self }, event))
    }

    /// The last day on which something is kept whose nomination ended on a day; nothing where it is kept for good.
    #[must_use]
    pub fn kept_until(&self, ended: NaiveDate) -> Option<NaiveDate> {
        ended.checked_add_months(Months::new(u32::from(self.months?)))
    }

    /// What would be erased of a nomination today: a number is due on the day after the last on which it is kept.
    #[must_use]
    pub fn due(&self, nomination: &Nomination, today: NaiveDate) -> Option<PurgeItem> {
        let over = match self.class {
            RetentionClass::UnsuccessfulIdentityNumber => UNSUCCESSFUL.contains(&nomination.state),
        };
        let ended_on = calendar::day_of(nomination.ended_at().filter(|_| over)?);
        let kept_until = self.kept_until(ended_on).filter(|last| *last < today)?;
        Some(PurgeItem { class: self.class, nomination: nomination.id, ended_on, kept_until })
    }

    /// The first instant from which on nothing that was begun can be due today; none where nothing is.
    #[must_use]
    pub fn horizon(&self, today: NaiveDate) -> Option<DateTime<Utc>> {
        today.checked_sub_months(Months::new(u32::from(self.months?))).map(calendar::end_of)
    }

    /// Why something was erased, for the audit trail.
    fn ground(&self) -> String {
        let Self { months, document, .. } = self;
        let months = months.map(|months| months.to_string()).unwrap_or_default();
        let document = document.as_ref().map(named).unwrap_or_default();
        format!("Hết thời hạn bảo quản {months} tháng theo {document}")
    }
}

/// One thing whose time has come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PurgeItem {
    /// What it is.
    pub class: RetentionClass,
    /// The nomination that it belongs to.
    pub nomination: NominationId,
    /// The day on which the nomination ended.
    pub ended_on: NaiveDate,
    /// The last day on which it was kept.
    pub kept_until: NaiveDate,
}

/// What a run has found so far: what is due under one rule, and no more of it than one run erases.
#[derive(Clone, Debug)]
pub struct Gathering {
    rule: RetentionRule,
    at: DateTime<Utc>,
    due: Vec<Due>,
    more: bool,
}

#[derive(Clone, Debug)]
struct Due {
    item: PurgeItem,
    datum: PersonalDatum,
    nomination: Nomination,
}

impl Gathering {
    /// Begins to look for what is due at a moment.
    #[must_use]
    pub const fn new(rule: RetentionRule, at: DateTime<Utc>) -> Self {
        Self { rule, at, due: Vec::new(), more: false }
    }

    /// Of nominations that were begun at this instant or later nothing can be due; none where nothing is due at all.
    #[must_use]
    pub fn horizon(&self) -> Option<DateTime<Utc>> {
        self.rule.horizon(calendar::day_of(self.at))
    }

    /// Takes of what was found what is due.
    pub fn offer(&mut self, found: Vec<(PersonalDatum, Nomination)>) {
        let today = calendar::day_of(self.at);
        for (datum, nomination) in found {
            let kept = matches!(datum.holding, Holding::Kept { .. }) && datum.nomination == nomination.id;
            let Some(item) = self.rule.due(&nomination, today).filter(|_| kept) else { continue };
            if PURGE_MAX <= self.due.len() {
                self.more = true;
                return;
            }
            self.due.push(Due { item, datum, nomination });
        }
    }

    /// Whether more is due than one run erases; then nothing else need be looked at.
    #[must_use]
    pub const fn is_more(&self) -> bool {
        self.more
    }

    /// What is due, in the order in which it was entered.
    #[must_use]
    pub fn items(&self) -> Vec<PurgeItem> {
        self.due.iter().map(|due| due.item.clone()).collect()
    }
}

/// Number of items of a class that a run erased.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PurgeCount {
    /// The class.
    pub class: RetentionClass,
    /// Number erased.
    pub erased: i64,
}

/// One run that erased what was kept long enough; one that found nothing is kept, too, because it shows that somebody
/// looked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Purge {
    /// Its identifier.
    pub id: PurgeId,
    /// When.
    pub at: DateTime<Utc>,
    /// Who ran it, by the name of then, or the installation's part.
    pub name: String,
    /// How much was erased, class by class.
    pub counts: Vec<PurgeCount>,
    /// Whether more was due than one run erases.
    pub more: bool,
}

/// A run and everything that it erases: all of it is saved, or nothing.
#[derive(Clone, Debug)]
pub struct Purging {
    /// The run.
    pub purge: Step<Purge>,
    /// What it erases.
    pub erasures: Vec<Step<PersonalDatum>>,
}

impl Purge {
    /// Erases what was found, because a person asked for it.
    ///
    /// # Errors
    /// `NotAllowed` for anyone but the appraisal agency; `WrongState` for what the law keeps.
    pub fn run(id: PurgeId, gathering: Gathering, actor: &Actor) -> Result<Purging, Refusal> {
        let author = actor.must(Permission::ErasePersonalData, None)?;
        carry_out(id, gathering, &author)
    }

    /// Erases what was found, because the machine's schedule says so.
    ///
    /// # Errors
    /// `WrongState` for what the law keeps.
    pub fn run_on_schedule(id: PurgeId, gathering: Gathering) -> Result<Purging, Refusal> {
        carry_out(id, gathering, &Author::installation("scheduler"))
    }

    /// How much was erased in all.
    #[must_use]
    pub fn erased(&self) -> i64 {
        self.counts.iter().map(|count| count.erased).sum()
    }
}

fn carry_out(id: PurgeId, gathering: Gathering, author: &Author) -> Result<Purging, Refusal> {
    let Gathering { rule, at, due, more } = gathering;
    let ground = rule.ground();
    let erasures = due
        .into_iter()
        .map(|Due { item: _, datum, nomination }| datum.expire(&nomination, &ground, author.clone(), at))
        .collect::<Result<Vec<Step<PersonalDatum>>, Refusal>>()?;
    let erased = i64::try_from(erasures.len()).unwrap_or(i64::MAX);
    let counts = vec![PurgeCount { class: rule.class, erased }];
    let changes = counts
        .iter()
        .map(|PurgeCount { class, erased }| Change::new(class.as_str(), None, Some(erased.to_string())))
        .collect();
    let event = Event::new(EventKind::DataPurged, Concept::Purge, id.0, author.clone(), at).changing(changes);
    Ok(Purging { purge: Step::new(Purge { id, at, name: author.name.clone(), counts, more }, event), erasures })
}

/// By what people find a document.
fn named(document: &Citation) -> String {
    document.number.clone().or_else(|| document.url.clone()).unwrap_or_default()
}
