//! Retention periods (thời hạn bảo quản) of personal data that no award depends on, and the runs that erase it
//! afterwards (xóa theo lịch; rule L36).
//!
//! Nothing is erased unless a document sets the period, because erasure cannot be undone. Legal records (awards,
//! decisions, lists, the basis of a score, the audit trail) are no class here, so no rule can erase them.

use chrono::{DateTime, Months, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::base::calendar;
use crate::base::citation::Citation;
use crate::base::concept::Concept;
use crate::base::event::{Author, Change, Event, EventKind};
use crate::base::identity::Actor;
use crate::base::ids::{NominationId, RetentionRuleId, Revision, ids, wire_enum};
use crate::base::policy::Permission;
use crate::base::refusal::{Refusal, Violations};
use crate::base::step::Step;
use crate::honours::nomination::Nomination;
use crate::privacy::personal::{Holding, PersonalDatum, UNSUCCESSFUL};
use crate::privacy::reasons;

/// Minimum and maximum number of months for which a class may be kept.
pub const MONTHS: (u16, u16) = (1, 1_200);
/// Maximum number of erasures in one run.
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
    /// The identifier of the class's rule, the same in every installation: each class has one rule, set or unset.
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
    /// The months for which it is kept after its nomination ended; if none, nothing is erased.
    pub months: Option<u16>,
    /// The document that sets the period; none until the rule is set.
    pub document: Option<Citation>,
    /// The revision number.
    pub revision: Revision,
}

impl RetentionRule {
    /// A rule that is not set: nothing is erased.
    #[must_use]
    pub const fn unset(class: RetentionClass) -> Self {
        Self { id: class.rule(), class, months: None, document: None, revision: Revision::FIRST }
    }

    /// Sets for how long the class is kept or, without months, that nothing of it is erased any more.
    ///
    /// # Errors
    /// `NotAllowed` for anyone but an administrator; `Invalid` for months out of range, or an incomplete citation.
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
        document.check_written("/document", "L36", at, &mut violations);
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

    /// The last day on which data of a nomination that ended on a day is kept; none if it is never erased.
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

    /// Data of nominations that were begun at this instant or later cannot be due today; none if no data is due at all.
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

/// The data that a run has found so far: due under one rule, and at most as much as one run erases.
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
    /// Begins the search for data that is due at an instant.
    #[must_use]
    pub const fn new(rule: RetentionRule, at: DateTime<Utc>) -> Self {
        Self { rule, at, due: Vec::new(), more: false }
    }

    /// Data of nominations that were begun at this instant or later cannot be due; none if no data is due at all.
    #[must_use]
    pub fn horizon(&self) -> Option<DateTime<Utc>> {
        self.rule.horizon(calendar::day_of(self.at))
    }

    /// Adds those of the found data that are due.
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

    /// Whether more is due than one run erases; the search can then stop.
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
#[serde(rename_all = "camelCase")]
pub struct PurgeCount {
    /// The class.
    pub class: RetentionClass,
    /// Number erased.
    pub erased: i64,
}

/// One run of erasures. A run that erased nothing is stored, too, because it shows that the check took place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Purge {
    /// Its identifier.
    pub id: PurgeId,
    /// When.
    pub at: DateTime<Utc>,
    /// The name at that time of the person who ran it, or the name of the installation's part.
    pub name: String,
    /// The number of erasures of each class.
    pub counts: Vec<PurgeCount>,
    /// Whether more was due than one run erases.
    pub more: bool,
}

/// A run with all its erasures, which are saved together.
#[derive(Clone, Debug)]
pub struct Purging {
    /// The run.
    pub purge: Step<Purge>,
    /// What it erases.
    pub erasures: Vec<Step<PersonalDatum>>,
}

impl Purge {
    /// Erases what was found, on the request of a person.
    ///
    /// # Errors
    /// `NotAllowed` for anyone but the appraisal agency; `WrongState` for data that the law requires.
    pub fn run(id: PurgeId, gathering: Gathering, actor: &Actor) -> Result<Purging, Refusal> {
        let author = actor.must(Permission::ErasePersonalData, None)?;
        carry_out(id, gathering, &author)
    }

    /// Erases what was found, on schedule.
    ///
    /// # Errors
    /// `WrongState` for data that the law requires.
    pub fn run_on_schedule(id: PurgeId, gathering: Gathering) -> Result<Purging, Refusal> {
        carry_out(id, gathering, &Author::installation("scheduler"))
    }

    /// The number of all erasures.
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

/// The number of a document, or its address.
fn named(document: &Citation) -> String {
    document.number.clone().or_else(|| document.url.clone()).unwrap_or_default()
}
