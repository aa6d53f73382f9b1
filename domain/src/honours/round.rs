//! The terms of a cycle's round of commendation (đợt khen thưởng): the review that a mid-term or final round follows
//! (rule S17), quotas that warn or block as the movement says (rule S34), the votes that the council must reach (rule
//! L09), how long nominees are open to objections, and whether they must consent.
//!
//! All terms are the province's own choice under a document; without it none of them is enforced.

use chrono::{DateTime, Months, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use crate::base::citation::Citation;
use crate::base::concept::Concept;
use crate::base::event::{Change, Event, EventKind};
use crate::base::frame::check_day;
use crate::base::identity::Actor;
use crate::base::ids::{CycleId, Revision, RoundId, wire_enum};
use crate::base::policy::Permission;
use crate::base::refusal::{Refusal, Violations};
use crate::base::step::Step;
use crate::base::wording;
use crate::honours::reasons;
use crate::planning::award::{Occasion, SubjectKind};
use crate::planning::cycle::Cycle;

/// Maximum of a quota of recipients.
pub const QUOTA_MAX: i64 = 10_000;
/// Maximum number of members of a council.
pub const MEMBERS_MAX: i64 = 200;
/// How long after the end of its period a cycle's review may be held and its nominations be taken.
const LATEST_AFTER: Months = Months::new(24);
/// The whole as a share, in hundredths of a percent.
const WHOLE: i64 = 10_000;

wire_enum! {
    /// Of whom a share of votes is counted.
    VoteBasis {
        /// Of all members of the council, present or not.
        AllMembers = "ALL_MEMBERS",
        /// Of the members present.
        Present = "PRESENT",
    }
}

impl VoteBasis {
    /// The Vietnamese name.
    #[must_use]
    pub const fn vi(self) -> &'static str {
        match self {
            Self::AllMembers => "thành viên Hội đồng",
            Self::Present => "thành viên Hội đồng dự họp",
        }
    }
}

/// The share of votes that a nominee must reach.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Threshold {
    /// The share, in hundredths of a percent: 8000 is 80 %.
    pub share: i64,
    /// Of whom.
    pub basis: VoteBasis,
}

impl Threshold {
    /// Whether votes reach it, exactly; of nobody there is no share.
    #[must_use]
    pub const fn is_reached(self, votes: i64, present: i64, total: i64) -> bool {
        let whole = match self.basis {
            VoteBasis::AllMembers => total,
            VoteBasis::Present => present,
        };
        0 < whole && self.share.saturating_mul(whole) <= votes.saturating_mul(WHOLE)
    }
}

/// The terms of a round.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct RoundTerms {
    /// The document that says all this.
    pub document: Citation,
    /// The day of the review that it follows, for a mid-term or final round (rule S17).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub review_date: Option<NaiveDate>,
    /// The last day on which units may nominate; none if there is no limit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub closes_on: Option<NaiveDate>,
    /// Quota of collectives that a unit nominates; the movement says whether it warns or blocks (rule S34).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub collectives: Option<i64>,
    /// Quota of individuals that a unit nominates; the movement says whether it warns or blocks (rule S34).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub individuals: Option<i64>,
    /// Quota of households that a unit nominates; the movement says whether it warns or blocks (rule S34).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub households: Option<i64>,
    /// The votes that a nominee must reach before submission to the chair (rule L09).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub threshold: Option<Threshold>,
    /// The number of working days within which a unit is told that its nominee is not eligible (rule L11).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refusal_notice_days: Option<u16>,
    /// The number of working days for which nominees are open to objections before submission to the chair.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub objection_days: Option<u16>,
    /// Whether every nominee's consent is required before the nomination is submitted.
    #[serde(default)]
    pub consent_required: bool,
}

impl RoundTerms {
    /// Quota of subjects of a kind from a unit.
    #[must_use]
    pub const fn quota(&self, kind: SubjectKind) -> Option<i64> {
        match kind {
            SubjectKind::Collective => self.collectives,
            SubjectKind::Individual => self.individuals,
            SubjectKind::Household => self.households,
        }
    }
}

/// A quota that blocks, with what a unit has used of it (rule S34).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Quota {
    /// How many subjects of a kind a unit may send.
    pub most: i64,
    /// How many others it has sent.
    pub sent: i64,
}

impl Quota {
    /// Demands that one more can be sent.
    ///
    /// # Errors
    /// `WrongState` if none can.
    pub fn must_have_room(self) -> Result<(), Refusal> {
        if self.sent < self.most {
            return Ok(());
        }
        Err(Refusal::WrongState(reasons::quota_reached(wording::number(self.most), self.most)))
    }
}

/// A cycle's round of commendation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Round {
    /// Its identifier.
    pub id: RoundId,
    /// The cycle.
    pub cycle: CycleId,
    /// Terms of the round.
    pub terms: RoundTerms,
    /// The revision number.
    pub revision: Revision,
}

impl Round {
    /// Sets the terms of a cycle's round.
    ///
    /// # Errors
    /// `NotAllowed` for anyone but the standing agency; `Invalid` for values out of range, an incomplete citation, or a
    /// review of an annual cycle.
    pub fn set(
        id: RoundId,
        cycle: &Cycle,
        terms: RoundTerms,
        actor: &Actor,
        at: DateTime<Utc>,
    ) -> Result<Step<Self>, Refusal> {
        let author = actor.must(Permission::ManageRound, cycle.campaign)?;
        let terms = clean(terms, cycle, at)?;
        let event = Event::new(EventKind::RoundSet, Concept::Round, id.0, author, at).changing(changes(None, &terms));
        Ok(Step::new(Self { id, cycle: cycle.id, terms, revision: Revision::FIRST }, event))
    }

    /// Changes the terms.
    ///
    /// # Errors
    /// See `set`.
    pub fn change(
        self,
        cycle: &Cycle,
        terms: RoundTerms,
        actor: &Actor,
        at: DateTime<Utc>,
    ) -> Result<Step<Self>, Refusal> {
        let author = actor.must(Permission::ManageRound, cycle.campaign)?;
        let terms = clean(terms, cycle, at)?;
        let event = Event::new(EventKind::RoundSet, Concept::Round, self.id.0, author, at)
            .changing(changes(Some(&self.terms), &terms));
        Ok(Step::new(Self { terms, ..self }, event))
    }
}

fn changes(before: Option<&RoundTerms>, after: &RoundTerms) -> Vec<Change> {
    let told = |terms: &RoundTerms| {
        let RoundTerms {
            document,
            review_date,
            closes_on,
            collectives,
            individuals,
            households,
            threshold,
            refusal_notice_days,
            objection_days,
            consent_required,
        } = terms;
        let said = |value: Option<String>| value.unwrap_or_else(|| "-".to_owned());
        [
            ("document", said(document.number.clone())),
            ("reviewDate", said(review_date.map(|day| day.to_string()))),
            ("closesOnDate", said(closes_on.map(|day| day.to_string()))),
            ("collectives", said(collectives.map(|number| number.to_string()))),
            ("individuals", said(individuals.map(|number| number.to_string()))),
            ("households", said(households.map(|number| number.to_string()))),
            ("threshold", said(threshold.map(|Threshold { share, basis }| format!("{share} {basis}")))),
            ("refusalNoticeDays", said(refusal_notice_days.map(|days| days.to_string()))),
            ("objectionDays", said(objection_days.map(|days| days.to_string()))),
            ("consentRequired", consent_required.to_string()),
        ]
    };
    let before = before.map_or([const { None }; _], |terms| told(terms).map(|(_, value)| Some(value)));
    let changes = before.into_iter().zip(told(after));
    changes.filter_map(|(before, (field, after))| Change::differing(field, before, Some(after))).collect()
}

fn clean(terms: RoundTerms, cycle: &Cycle, at: DateTime<Utc>) -> Result<RoundTerms, Refusal> {
    let terms = RoundTerms { document: terms.document.tidied(), ..terms };
    let mut violations = Violations::default();
    terms.document.check_written("/document", "S17", at, &mut violations);
    // A review follows its period, and nominations are taken while the period is remembered.
    let latest = cycle.period_end.checked_add_months(LATEST_AFTER).unwrap_or(NaiveDate::MAX);
    for (pointer, day) in [("/reviewDate", terms.review_date), ("/closesOnDate", terms.closes_on)] {
        if let Some(day) = day {
            check_day(day, (cycle.period_start, latest), pointer, &mut violations);
        }
    }
    if terms.review_date.is_some() && cycle.kind.occasion() == Occasion::Annual {
        violations.add("/reviewDate", reasons::review_not_wanted());
    }
    for (pointer, quota) in
        [("/collectives", terms.collectives), ("/individuals", terms.individuals), ("/households", terms.households)]
    {
        if quota.is_some_and(|quota| !(0..=QUOTA_MAX).contains(&quota)) {
            violations.add(pointer, reasons::quota_out_of_range(wording::number(QUOTA_MAX), QUOTA_MAX));
        }
    }
    if terms.threshold.is_some_and(|Threshold { share, .. }| !(1..=WHOLE).contains(&share)) {
        violations.add("/threshold/percent", reasons::threshold_out_of_range());
    }
    violations.refuse_if_any()?;
    Ok(terms)
}
