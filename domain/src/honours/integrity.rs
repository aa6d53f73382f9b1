//! What bars a subject from commendation: open integrity entries (rule L01), and disciplines after which the
//! achievement period begins anew (rule L02).
//!
//! A subject is identified by kind, unit and name, because no better identifier is known for every subject: a namesake
//! in the same unit is barred, too, until an agency has checked. A name that is alike but for accents, and an entry
//! against a predecessor, are signs that an agency must answer (`nomination/bars.rs`). The agencies, the decision authority and the auditor
//! may read entries. A unit may learn that a subject is barred and not why: a refused dossier must not reveal a
//! denunciation, or an inspection that is not announced. So there are two checks, one whose text any reader may see and
//! one for readers of the entries.

use chrono::{DateTime, Datelike, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use crate::base::citation::Citation;
use crate::base::concept::Concept;
use crate::base::event::{Change, Event, EventKind};
use crate::base::identity::Actor;
use crate::base::ids::{DisciplineId, IntegrityFlagId, OrganisationId, Revision, wire_enum};
use crate::base::policy::Permission;
use crate::base::refusal::{Refusal, Violations};
use crate::base::step::Step;
use crate::base::text::{Text, name_key, tidy};
use crate::honours::reasons;
use crate::planning::award::SubjectKind;
use crate::registry::organisation::Organisation;

/// The first and the last year in which a discipline may end.
pub const YEARS: (i32, i32) = (1950, 2100);

wire_enum! {
    /// Why no award is considered for a subject (Decree 98/2023/NĐ-CP Art. 4, Decree 152/2025/NĐ-CP; rule L01).
    IntegrityGround {
        /// Discipline is under consideration (đang xem xét thi hành kỷ luật).
        DisciplineUnderConsideration = "DISCIPLINE_UNDER_CONSIDERATION",
        /// An investigation, inspection or audit with signs of a violation is under way (đang điều tra, thanh tra, kiểm tra khi có dấu hiệu vi phạm).
        Investigation = "INVESTIGATION",
        /// A complaint or denunciation is being verified (đang xác minh đơn khiếu nại, tố cáo).
        ComplaintBeingVerified = "COMPLAINT_BEING_VERIFIED",
        /// What the press reported is being verified (đang xác minh vấn đề báo chí nêu).
        PressReportBeingVerified = "PRESS_REPORT_BEING_VERIFIED",
    }
}

impl IntegrityGround {
    /// The ground's name, for use within a sentence.
    #[must_use]
    pub fn text(self) -> Text {
        match self {
            Self::DisciplineUnderConsideration => {
                Text::new("đang xem xét thi hành kỷ luật", "discipline is under consideration")
            }
            Self::Investigation => Text::new(
                "đang điều tra, thanh tra, kiểm tra khi có dấu hiệu vi phạm",
                "an investigation or inspection with signs of a violation is under way",
            ),
            Self::ComplaintBeingVerified => {
                Text::new("đang xác minh đơn khiếu nại, tố cáo", "a complaint or denunciation is being verified")
            }
            Self::PressReportBeingVerified => {
                Text::new("đang xác minh vấn đề báo chí nêu", "what the press reported is being verified")
            }
        }
    }
}

/// A collective or an individual of a unit, by name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SubjectKey {
    /// A collective or an individual.
    pub kind: SubjectKind,
    /// The unit.
    pub organisation: OrganisationId,
    /// The name, as it was typed.
    pub name: String,
}

impl SubjectKey {
    /// Whether both are the same as far as the data shows: case, spaces and the place of a tone are ignored (rule U07).
    #[must_use]
    pub fn matches(&self, other: &Self) -> bool {
        let Self { kind, organisation, name } = self;
        *kind == other.kind && *organisation == other.organisation && name_key(name) == name_key(&other.name)
    }

    fn tidied(self) -> Self {
        Self { name: tidy(&self.name), ..self }
    }

    /// The subject as the audit trail shows it.
    fn change(&self) -> Change {
        Change::new("subject", None, Some(format!("{} {}", self.kind, self.name)))
    }
}

/// How an entry that barred a subject was settled.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Closing {
    /// When.
    pub at: DateTime<Utc>,
    /// Who closed it, by name.
    pub by: String,
    /// Reason for closing the entry.
    pub reason: String,
    /// The document that settled it, if there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub document: Option<Citation>,
}

/// Something that bars a subject from commendation until it is closed (rule L01).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IntegrityFlag {
    /// Its identifier.
    pub id: IntegrityFlagId,
    /// The subject that it bars.
    pub subject: SubjectKey,
    /// Why.
    pub ground: IntegrityGround,
    /// The document that states it.
    pub document: Citation,
    /// A note for readers of the entry; may be empty.
    pub note: String,
    /// When it was recorded.
    pub raised_at: DateTime<Utc>,
    /// How it was closed; none while it bars.
    pub closed: Option<Closing>,
    /// The revision number.
    pub revision: Revision,
}

/// The content of a new entry that bars a subject.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// Why.
    pub ground: IntegrityGround,
    /// The document that states it.
    pub document: Citation,
    /// A note for readers of the entry.
    pub note: String,
}

impl IntegrityFlag {
    /// Records an entry that bars a subject of a unit.
    ///
    /// # Errors
    /// `NotAllowed` for anyone but the standing and the appraisal agency; `Invalid` without a name, or for a document
    /// that is incompletely cited or a state secret (rules L01, L35).
    pub fn raise(
        id: IntegrityFlagId,
        organisation: &Organisation,
        (kind, name): (SubjectKind, &str),
        finding: Finding,
        actor: &Actor,
        at: DateTime<Utc>,
    ) -> Result<Step<Self>, Refusal> {
        let author = actor.must(Permission::RecordIntegrity, None)?;
        let Finding { ground, document, note } = finding;
        let subject = SubjectKey { kind, organisation: organisation.id, name: name.to_owned() }.tidied();
        let document = document.tidied();
        let mut violations = Violations::default();
        violations.demand_text("/name", &subject.name);
        document.check_written("/document", "L01", at, &mut violations);
        violations.refuse_if_any()?;
        let event = Event::new(EventKind::IntegrityFlagRaised, Concept::IntegrityFlag, id.0, author, at)
            .of(organisation.id)
            .between(None, OPEN)
            .because(ground.as_str())
            .changing(vec![subject.change()]);
        let note = tidy(&note);
        let flag = Self { id, subject, ground, document, note, raised_at: at, closed: None, revision: Revision::FIRST };
        Ok(Step::new(flag, event))
    }

    /// Closes the entry: the matter is settled, and the entry bars the subject no longer.
    ///
    /// # Errors
    /// `NotAllowed` for anyone but the standing and the appraisal agency; `WrongState` once it is closed; `Invalid`
    /// without a reason, or for an incomplete citation.
    pub fn close(
        self,
        reason: &str,
        document: Option<Citation>,
        actor: &Actor,
        at: DateTime<Utc>,
    ) -> Result<Step<Self>, Refusal> {
        let author = actor.must(Permission::RecordIntegrity, None)?;
        if self.closed.is_some() {
            return Err(Refusal::WrongState(reasons::integrity_flag_closed()));
        }
        let (reason, document) = (tidy(reason), document.map(Citation::tidied));
        let mut violations = Violations::default();
        violations.demand_text("/reason", &reason);
        if let Some(document) = &document {
            document.check_written("/document", "L01", at, &mut violations);
        }
        violations.refuse_if_any()?;
        let event = Event::new(EventKind::IntegrityFlagClosed, Concept::IntegrityFlag, self.id.0, author, at)
            .of(self.subject.organisation)
            .between(Some(OPEN), CLOSED)
            .because(&reason);
        let closing = Closing { at, by: actor.name.clone(), reason, document };
        Ok(Step::new(Self { closed: Some(closing), ..self }, event))
    }
}

/// The states of an entry in the audit trail.
const OPEN: &str = "OPEN";
const CLOSED: &str = "CLOSED";

/// A discipline that a subject has served, or serves still (rule L02).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Discipline {
    /// Its identifier.
    pub id: DisciplineId,
    /// The disciplined subject.
    pub subject: SubjectKey,
    /// The last day on which it is served.
    pub served_until: NaiveDate,
    /// The document that states it.
    pub document: Citation,
    /// When it was recorded.
    pub recorded_at: DateTime<Utc>,
    /// The revision number.
    pub revision: Revision,
}

impl Discipline {
    /// Records a discipline of a unit's subject; its last day may be in the future.
    ///
    /// # Errors
    /// `NotAllowed` for anyone but the standing and the appraisal agency; `Invalid` without a name, for a day outside
    /// `YEARS`, or for a document that is incompletely cited or a state secret (rules L02, L35).
    pub fn record(
        id: DisciplineId,
        organisation: &Organisation,
        (kind, name): (SubjectKind, &str),
        served_until: NaiveDate,
        document: Citation,
        actor: &Actor,
        at: DateTime<Utc>,
    ) -> Result<Step<Self>, Refusal> {
        let author = actor.must(Permission::RecordIntegrity, None)?;
        let subject = SubjectKey { kind, organisation: organisation.id, name: name.to_owned() }.tidied();
        let document = document.tidied();
        let mut violations = Violations::default();
        violations.demand_text("/name", &subject.name);
        let (first, last) = YEARS;
        if !(first..=last).contains(&served_until.year()) {
            violations.add("/servedUntilDate", crate::registry::reasons::year_out_of_range(first, last));
        }
        document.check_written("/document", "L02", at, &mut violations);
        violations.refuse_if_any()?;
        let served = Change::new("servedUntilDate", None, Some(served_until.to_string()));
        let event = Event::new(EventKind::DisciplineRecorded, Concept::Discipline, id.0, author, at)
            .of(organisation.id)
            .changing(vec![subject.change(), served]);
        let discipline = Self { id, subject, served_until, document, recorded_at: at, revision: Revision::FIRST };
        Ok(Step::new(discipline, event))
    }
}

/// The open entries, of those given, that bar a subject.
pub fn open_flags<'a>(
    flags: &'a [IntegrityFlag],
    subject: &'a SubjectKey,
) -> impl Iterator<Item = &'a IntegrityFlag> + 'a {
    flags.iter().filter(|flag| flag.closed.is_none() && flag.subject.matches(subject))
}

/// Rule L01, for any reader: a barred subject is refused. The text says only that, so a unit may read it.
///
/// # Errors
/// `WrongState` while an entry that bars the subject is open.
pub fn must_be_clear(flags: &[IntegrityFlag], subject: &SubjectKey) -> Result<(), Refusal> {
    if open_flags(flags, subject).next().is_none() {
        return Ok(());
    }
    Err(Refusal::WrongState(reasons::integrity_hold()))
}

/// Rule L01, by reader: a reader of the entries is told each ground, its document and the entry's address; any other
/// actor gets the refusal of `must_be_clear`.
///
/// # Errors
/// `WrongState` while an entry that bars the subject is open.
pub fn must_be_clear_to(actor: &Actor, flags: &[IntegrityFlag], subject: &SubjectKey) -> Result<(), Refusal> {
    if actor.must(Permission::ReadIntegrity, None).is_err() {
        return must_be_clear(flags, subject);
    }
    let named = |say: fn(&Text) -> &str| -> Vec<String> {
        open_flags(flags, subject)
            .map(|flag| {
                let document = flag.document.number.as_deref().or(flag.document.url.as_deref()).unwrap_or_default();
                format!("{} ({document}; /v1/integrity-flags/{})", say(&flag.ground.text()), flag.id)
            })
            .collect()
    };
    let (vi, en) = (named(|text| &text.vi), named(|text| &text.en));
    if vi.is_empty() {
        return Ok(());
    }
    Err(Refusal::WrongState(reasons::integrity_hold_by(vi.join("; "), en.join("; "))))
}

/// Rule L02: after a discipline the achievement period begins anew; achievements before its end cannot be cited. The
/// text names the day and not the discipline, because the author of the dossier needs the day.
///
/// # Errors
/// `WrongState` for an achievement that begins on or before the last day of a discipline.
pub fn must_start_after(
    disciplines: &[Discipline],
    subject: &SubjectKey,
    achievement_from: NaiveDate,
) -> Result<(), Refusal> {
    let own = disciplines.iter().filter(|discipline| discipline.subject.matches(subject));
    let Some(last) = own.map(|discipline| discipline.served_until).max().filter(|last| achievement_from <= *last)
    else {
        return Ok(());
    };
    Err(Refusal::WrongState(reasons::discipline_restart(last.format("%d/%m/%Y"), last)))
}
