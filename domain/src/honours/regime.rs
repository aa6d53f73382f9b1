//! Legal regimes (chế độ pháp lý): which papers a dossier needs, how long its appraisal takes and how its prize is
//! computed, as dated data under documents. No value of the law is a constant here: a value that no document confirms
//! is left out, and a missing value is never guessed (rules L14, L15, L39).

use chrono::{DateTime, Days, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use crate::base::citation::Citation;
use crate::base::concept::Concept;
use crate::base::event::{Author, Change, Event, EventKind};
use crate::base::identity::Actor;
use crate::base::ids::{BaseSalaryId, RegimeId, Revision, wire_enum};
use crate::base::policy::Permission;
use crate::base::refusal::{Refusal, Violations};
use crate::base::step::Step;
use crate::base::text::tidy;
use crate::base::wording;
use crate::honours::reasons;
use crate::honours::time_limit::{TimeLimit, TimedStep, check_limits, limit_of};
use crate::planning::award::{AwardForm, Occasion, PaperRule, SubjectKind};
use crate::registry::level::IssuerClass;

/// Maximum number of documents of one regime.
pub const DOCUMENTS_MAX: usize = 20;
/// Maximum number of rules of one kind in one regime.
pub const RULES_MAX: usize = 50;
/// The highest coefficient of a prize, in hundredths.
pub const COEFFICIENT_MAX: i64 = 100_000;
/// The highest base salary, in đồng.
pub const SALARY_MAX: i64 = 1_000_000_000;
/// What prizes are rounded to, in đồng.
const TEN_THOUSAND: i64 = 10_000;

wire_enum! {
    /// Rounding of a prize, in đồng.
    Rounding {
        /// Up to the next ten thousand (làm tròn lên đến hàng chục nghìn đồng).
        UpToTenThousand = "UP_TO_TEN_THOUSAND",
        /// To the nearest ten thousand, half up.
        NearestTenThousand = "NEAREST_TEN_THOUSAND",
        /// To the đồng, rounded down.
        Exact = "EXACT",
    }
}

impl Rounding {
    /// Rounds an amount of hundredths of a đồng to đồng.
    pub(crate) fn apply(self, hundredths: i64) -> i64 {
        let step = TEN_THOUSAND.saturating_mul(100);
        let steps = |amount: i64| amount.checked_div(step).unwrap_or(0).saturating_mul(TEN_THOUSAND);
        match self {
            Self::UpToTenThousand => steps(hundredths.saturating_add(step - 1)),
            Self::NearestTenThousand => steps(hundredths.saturating_add(step / 2)),
            Self::Exact => hundredths / 100,
        }
    }
}

/// How many working days steps take on the occasions for which no limit is listed; none if no document confirms it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ServiceTimes {
    /// The appraisal, from the day the dossier is received (rule L10).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub appraisal_days: Option<u16>,
    /// An agency that is consulted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub consultation_days: Option<u16>,
    /// The notice to a unit whose nominee is not eligible (rule L11).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refusal_notice_days: Option<u16>,
}

/// Prize for one form of commendation and one kind of subject.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PrizeRule {
    /// The form.
    pub form: AwardForm,
    /// The kind of subject.
    pub subject: SubjectKind,
    /// The class of those who grant it; none for every class that has no rule of its own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub issuer: Option<IssuerClass>,
    /// The coefficient of the base salary, in hundredths: 150 is 1.5.
    pub coefficient_hundredths: i64,
}

impl PrizeRule {
    const fn key(&self) -> (AwardForm, SubjectKind, Option<IssuerClass>) {
        (self.form, self.subject, self.issuer)
    }
}

/// Content of a legal regime.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Terms {
    /// The documents that say so.
    pub documents: Vec<Citation>,
    /// The papers of a dossier.
    pub papers: Vec<PaperRule>,
    /// Processing times of the steps, where no limit is listed for the occasion.
    pub times: ServiceTimes,
    /// The limits of steps by occasion, and with a consultation.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub limits: Vec<TimeLimit>,
    /// The prizes that are confirmed.
    pub prizes: Vec<PrizeRule>,
    /// Rounding of prizes.
    pub rounding: Rounding,
    /// A note, such as on what is not confirmed.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
}

/// A legal regime and its period.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Regime {
    /// Its identifier.
    pub id: RegimeId,
    /// Short and stable, such as `ND-98-2023`.
    pub code: String,
    /// Its first day.
    pub valid_from: NaiveDate,
    /// Its last day; none while no other follows.
    pub valid_to: Option<NaiveDate>,
    /// Its content.
    pub terms: Terms,
    /// The revision number.
    pub revision: Revision,
}

/// A base salary (mức lương cơ sở) and its time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BaseSalary {
    /// Its identifier.
    pub id: BaseSalaryId,
    /// The amount, in đồng.
    pub dong: i64,
    /// Its first day.
    pub from: NaiveDate,
    /// Its last day; none while no other follows.
    pub to: Option<NaiveDate>,
    /// The document that sets it.
    pub document: Citation,
    /// The revision number.
    pub revision: Revision,
}

/// A new value, and the previous one, which ends the day before if it was open.
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use = "a step that is not saved did not happen"]
pub struct Succession<T> {
    /// The one that ends.
    pub ended: Option<Step<T>>,
    /// The one that begins.
    pub begun: Step<T>,
}

/// Whether two periods share a day.
fn overlap(one: (NaiveDate, Option<NaiveDate>), two: (NaiveDate, Option<NaiveDate>)) -> bool {
    one.1.is_none_or(|last| two.0 <= last) && two.1.is_none_or(|last| one.0 <= last)
}

/// A last day, or that there is none, for the audit trail.
fn last_day(to: Option<NaiveDate>) -> String {
    to.map_or_else(|| "…".to_owned(), |last| last.to_string())
}

fn day_before(day: NaiveDate) -> NaiveDate {
    day.checked_sub_days(Days::new(1)).unwrap_or(NaiveDate::MIN)
}

/// Refuses a period that ends before it begins, or that shares a day with another one.
fn check_time(
    time: (NaiveDate, Option<NaiveDate>),
    others: impl Iterator<Item = (NaiveDate, Option<NaiveDate>)>,
    pointers: (&str, &str),
    violations: &mut Violations,
) {
    let (from, to) = time;
    if to.is_some_and(|to| to < from) {
        violations.add(pointers.1, reasons::time_backwards());
    }
    for other in others {
        if overlap(time, other) {
            violations.add(pointers.0, reasons::time_taken(wording::date(other.0), other.0));
        }
    }
}

impl Regime {
    /// Whether it is in force on a day.
    #[must_use]
    pub fn is_valid_on(&self, day: NaiveDate) -> bool {
        self.valid_from <= day && self.valid_to.is_none_or(|last| day <= last)
    }

    /// The papers that a dossier needs on an occasion. A household has those of an individual in a regime that names
    /// none for households.
    #[must_use]
    pub fn papers_for(&self, occasion: Occasion, subject: SubjectKind) -> Vec<&PaperRule> {
        let named = self.terms.papers.iter().any(|paper| paper.subjects.contains(&SubjectKind::Household));
        let subject = match subject {
            SubjectKind::Household if !named => SubjectKind::Individual,
            other @ (SubjectKind::Collective | SubjectKind::Individual | SubjectKind::Household) => other,
        };
        let wanted = |paper: &&PaperRule| paper.occasions.contains(&occasion) && paper.subjects.contains(&subject);
        self.terms.papers.iter().filter(wanted).collect()
    }

    /// The working days of a step on an occasion, if a document sets them; with or without a consultation.
    #[must_use]
    pub fn days_for(&self, step: TimedStep, occasion: Occasion, consulted: bool) -> Option<u16> {
        if let Some(limit) = limit_of(&self.terms.limits, step, occasion) {
            return Some(limit.consulted_days.filter(|_| consulted).unwrap_or(limit.days));
        }
        let ServiceTimes { appraisal_days, consultation_days, refusal_notice_days } = self.terms.times;
        match step {
            TimedStep::Appraisal => appraisal_days,
            TimedStep::Consultation => consultation_days,
            TimedStep::RefusalNotice => refusal_notice_days,
            TimedStep::Return => None,
        }
    }

    /// Whether a consultation gives the appraisal more days instead of stopping its clock.
    #[must_use]
    pub fn counts_consultation(&self, occasion: Occasion) -> bool {
        let limit = limit_of(&self.terms.limits, TimedStep::Appraisal, occasion);
        limit.is_some_and(|limit| limit.consulted_days.is_some())
    }

    /// Enters a regime that every province has in common.
    pub fn load(self, at: DateTime<Utc>) -> Step<Self> {
        let event = Event::new(EventKind::RegimeEntered, Concept::Regime, self.id.0, Author::installation("plan"), at)
            .because(&self.code);
        Step::new(self, event)
    }

    /// Enters a regime; an open earlier one ends the day before.
    ///
    /// # Errors
    /// `NotAllowed` for anyone but the administrator; `Taken` for a code in use; `Invalid` for an overlapping period
    /// (rule L39), no document, or values out of range.
    pub fn enter(self, others: &[Self], actor: &Actor, at: DateTime<Utc>) -> Result<Succession<Self>, Refusal> {
        let author = actor.must(Permission::ManageRegime, None)?;
        let regime = self.tidied();
        if others.iter().any(|other| other.code == regime.code) {
            return Err(Refusal::Taken(reasons::regime_exists()));
        }
        let open = others.iter().find(|other| other.valid_to.is_none() && other.valid_from < regime.valid_from);
        let rest = others.iter().filter(|other| open.is_none_or(|open| open.id != other.id));
        regime.check(rest, at)?;
        let ended = open.map(|open| {
            let last = day_before(regime.valid_from);
            let event = Event::new(EventKind::RegimeEntered, Concept::Regime, open.id.0, author.clone(), at)
                .because(&open.code)
                .changing(vec![Change::new("validTo", None, Some(last.to_string()))]);
            Step::new(Self { valid_to: Some(last), ..open.clone() }, event)
        });
        let event = Event::new(EventKind::RegimeEntered, Concept::Regime, regime.id.0, author, at)
            .because(&regime.code)
            .changing(vec![Change::new("terms", None, Some(regime.told()))]);
        Ok(Succession { ended, begun: Step::new(regime, event) })
    }

    /// Changes the terms of a regime, such as a figure that has been confirmed; its code stays.
    ///
    /// # Errors
    /// See `enter`.
    pub fn change(
        self,
        time: (NaiveDate, Option<NaiveDate>),
        terms: Terms,
        others: &[Self],
        actor: &Actor,
        at: DateTime<Utc>,
    ) -> Result<Step<Self>, Refusal> {
        let author = actor.must(Permission::ManageRegime, None)?;
        let before = self.told();
        let (valid_from, valid_to) = time;
        let regime = Self { valid_from, valid_to, terms, ..self }.tidied();
        regime.check(others.iter().filter(|other| other.id != regime.id), at)?;
        let event = Event::new(EventKind::RegimeEntered, Concept::Regime, regime.id.0, author, at)
            .because(&regime.code)
            .changing(vec![Change::new("terms", Some(before), Some(regime.told()))]);
        Ok(Step::new(regime, event))
    }

    fn tidied(self) -> Self {
        let Terms { documents, papers, times, limits, prizes, rounding, note } = self.terms;
        let limits = limits.into_iter().map(|limit| TimeLimit { document: tidy(&limit.document), ..limit }).collect();
        let documents = documents.into_iter().map(Citation::tidied).collect();
        let papers = papers
            .into_iter()
            .map(|PaperRule { kind, occasions, subjects, form_code }| {
                let form_code = form_code.map(|code| tidy(&code)).filter(|code| !code.is_empty());
                PaperRule { kind, occasions, subjects, form_code }
            })
            .collect();
        let terms = Terms { documents, papers, times, limits, prizes, rounding, note: tidy(&note) };
        Self { code: tidy(&self.code), terms, ..self }
    }

    fn check<'a>(&self, others: impl Iterator<Item = &'a Self>, at: DateTime<Utc>) -> Result<(), Refusal> {
        let mut violations = Violations::default();
        let fits = |letter: char| letter.is_ascii_alphanumeric() || letter == '-';
        if self.code.is_empty() || !self.code.chars().all(fits) {
            violations.add("/code", reasons::code_malformed());
        }
        let times = others.map(|other| (other.valid_from, other.valid_to));
        let pointers = ("/validFromDate", "/validToDate");
        check_time((self.valid_from, self.valid_to), times, pointers, &mut violations);
        if self.terms.documents.is_empty() {
            violations.add("/terms/documents", reasons::document_missing());
        }
        for (index, document) in self.terms.documents.iter().enumerate() {
            document.check_written(&format!("/terms/documents/{index}"), "L15", at, &mut violations);
        }
        check_limits(&self.terms.limits, &self.terms.documents, &mut violations);
        let papers = &self.terms.papers;
        for (index, paper) in papers.iter().enumerate() {
            if papers.iter().take(index).any(|other| other.meets(paper)) {
                violations
                    .add(format!("/terms/papers/{index}"), reasons::paper_twice_in_regime(paper.kind.vi(), paper.kind));
            }
        }
        let prizes = &self.terms.prizes;
        for (index, prize) in prizes.iter().enumerate() {
            let twice = prizes.iter().take(index).any(|other| other.key() == prize.key());
            if twice || !(1..=COEFFICIENT_MAX).contains(&prize.coefficient_hundredths) {
                violations.add(format!("/terms/prizes/{index}/coefficient"), reasons::coefficient_unfit());
            }
        }
        violations.refuse_if_any()
    }

    /// The regime in the audit trail.
    fn told(&self) -> String {
        let Terms { documents, papers, times, limits, prizes, rounding, note } = &self.terms;
        let limits: Vec<String> = limits.iter().map(TimeLimit::told).collect();
        let papers: Vec<String> = papers.iter().map(PaperRule::told).collect();
        let documents: Vec<&str> = documents.iter().filter_map(|document| document.number.as_deref()).collect();
        let prizes: Vec<String> = prizes
            .iter()
            .map(|PrizeRule { form, subject, issuer, coefficient_hundredths }| {
                let issuer = issuer.map_or("-", IssuerClass::as_str);
                format!("{form} {subject} {issuer} {coefficient_hundredths}")
            })
            .collect();
        let days = |days: Option<u16>| days.map_or_else(|| "-".to_owned(), |days| days.to_string());
        format!(
            "{} – {}; {}; {}; {}/{}/{} days; {}; {}; {rounding}; {note}",
            self.valid_from,
            last_day(self.valid_to),
            documents.join(", "),
            papers.join(", "),
            days(times.appraisal_days),
            days(times.consultation_days),
            days(times.refusal_notice_days),
            limits.join(", "),
            prizes.join(", "),
        )
    }
}

impl BaseSalary {
    /// Whether it is in force on a day.
    #[must_use]
    pub fn is_valid_on(&self, day: NaiveDate) -> bool {
        self.from <= day && self.to.is_none_or(|last| day <= last)
    }

    /// Enters a base salary that every province has in common.
    pub fn load(self, at: DateTime<Utc>) -> Step<Self> {
        let author = Author::installation("plan");
        let event = Event::new(EventKind::BaseSalaryEntered, Concept::BaseSalary, self.id.0, author, at)
            .changing(vec![Change::new("terms", None, Some(self.told()))]);
        Step::new(self, event)
    }

    /// Enters a base salary; an open earlier one ends the day before.
    ///
    /// # Errors
    /// `NotAllowed` for anyone but the administrator; `Invalid` for an overlapping period, an amount out of range, or
    /// an incomplete citation (rule L15).
    pub fn enter(self, others: &[Self], actor: &Actor, at: DateTime<Utc>) -> Result<Succession<Self>, Refusal> {
        let author = actor.must(Permission::ManageRegime, None)?;
        let salary = Self { document: self.document.clone().tidied(), ..self };
        let open = others.iter().find(|other| other.to.is_none() && other.from < salary.from);
        salary.check(others.iter().filter(|other| open.is_none_or(|open| open.id != other.id)), at)?;
        let ended = open.map(|open| {
            let last = day_before(salary.from);
            let event = Event::new(EventKind::BaseSalaryEntered, Concept::BaseSalary, open.id.0, author.clone(), at)
                .changing(vec![Change::new("to", None, Some(last.to_string()))]);
            Step::new(Self { to: Some(last), ..open.clone() }, event)
        });
        let event = Event::new(EventKind::BaseSalaryEntered, Concept::BaseSalary, salary.id.0, author, at)
            .changing(vec![Change::new("terms", None, Some(salary.told()))]);
        Ok(Succession { ended, begun: Step::new(salary, event) })
    }

    /// Corrects a base salary that was entered wrong.
    ///
    /// # Errors
    /// See `enter`.
    pub fn change(self, new: Self, others: &[Self], actor: &Actor, at: DateTime<Utc>) -> Result<Step<Self>, Refusal> {
        let author = actor.must(Permission::ManageRegime, None)?;
        let before = self.told();
        let document = new.document.tidied();
        let salary = Self { dong: new.dong, from: new.from, to: new.to, document, ..self };
        salary.check(others.iter().filter(|other| other.id != salary.id), at)?;
        let event = Event::new(EventKind::BaseSalaryEntered, Concept::BaseSalary, salary.id.0, author, at)
            .changing(vec![Change::new("terms", Some(before), Some(salary.told()))]);
        Ok(Step::new(salary, event))
    }

    fn check<'a>(&self, others: impl Iterator<Item = &'a Self>, at: DateTime<Utc>) -> Result<(), Refusal> {
        let mut violations = Violations::default();
        let times = others.map(|other| (other.from, other.to));
        check_time((self.from, self.to), times, ("/fromDate", "/toDate"), &mut violations);
        if !(1..=SALARY_MAX).contains(&self.dong) {
            violations.add("/dong", reasons::salary_out_of_range(wording::number(SALARY_MAX), SALARY_MAX));
        }
        self.document.check_written("/document", "L15", at, &mut violations);
        violations.refuse_if_any()
    }

    /// The base salary in the audit trail.
    fn told(&self) -> String {
        let document = self.document.mark_of();
        format!("{} – {}; {} đồng; {document}", self.from, last_day(self.to), self.dong)
    }
}

/// The regime in force on a day (rule L39).
///
/// # Errors
/// `WrongState` if none is known: the law of a day is never guessed.
pub fn regime_on(regimes: &[Regime], day: NaiveDate) -> Result<&Regime, Refusal> {
    regimes
        .iter()
        .find(|regime| regime.is_valid_on(day))
        .ok_or_else(|| Refusal::WrongState(reasons::regime_missing(wording::date(day), day)))
}
