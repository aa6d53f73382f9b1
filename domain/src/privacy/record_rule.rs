//! For how long records are kept (thời hạn lưu trữ hồ sơ): what the label of an archive package says.
//!
//! Which term holds for which records says a document that an administrator enters; no term is known here. Nothing is
//! erased by it: the rules that erase are in `retention.rs` and reach no record.

use chrono::{DateTime, Datelike, NaiveDate, Utc};
use uuid::Uuid;

use crate::base::calendar;
use crate::base::citation::Citation;
use crate::base::concept::Concept;
use crate::base::event::{Change, Event, EventKind};
use crate::base::identity::Actor;
use crate::base::ids::{RetentionRuleId, Revision, wire_enum};
use crate::base::policy::Permission;
use crate::base::reason::Reason;
use crate::base::refusal::{Refusal, Violations};
use crate::base::step::Step;
use crate::honours::decision::Decision;
use crate::honours::nomination::Nomination;
use crate::honours::nomination::workflow::{NominationState, NominationVerb};
use crate::privacy::reasons;

/// Minimum and maximum number of years for which records of a class may be kept.
pub const YEARS: (u16, u16) = (1, 200);

wire_enum! {
    /// A class of records with a term of its own.
    RecordClass {
        /// Decisions of the provincial Chair and the dossiers that they granted (hồ sơ khen thưởng của Chủ tịch UBND tỉnh).
        ProvincialAward = "PROVINCIAL_AWARD",
        /// Dossiers that were withdrawn, not awarded or not eligible (hồ sơ đề nghị không được khen thưởng).
        UnsuccessfulNomination = "UNSUCCESSFUL_NOMINATION",
    }
}

impl RecordClass {
    /// The identifier of the class's rule, the same in every installation: each class has one rule, set or unset.
    #[must_use]
    pub const fn rule(self) -> RetentionRuleId {
        match self {
            Self::ProvincialAward => RetentionRuleId(Uuid::from_u128(0x0193_6400_0000_7000_8000_0000_0000_0101)),
            Self::UnsuccessfulNomination => RetentionRuleId(Uuid::from_u128(0x0193_6400_0000_7000_8000_0000_0000_0102)),
        }
    }

    /// The Vietnamese name.
    #[must_use]
    pub const fn vi(self) -> &'static str {
        match self {
            Self::ProvincialAward => "hồ sơ khen thưởng của Chủ tịch UBND tỉnh",
            Self::UnsuccessfulNomination => "hồ sơ đề nghị không được khen thưởng",
        }
    }

    /// The English name.
    const fn en(self) -> &'static str {
        match self {
            Self::ProvincialAward => "award files of the provincial Chair",
            Self::UnsuccessfulNomination => "files of nominations without an award",
        }
    }

    /// The class of a decision, and the day on which its work ended: that of its publication.
    ///
    /// # Errors
    /// `WrongState` for a decision that is not public.
    pub fn of_decision(decision: &Decision) -> Result<(Self, NaiveDate), Refusal> {
        let published = decision.published_at.map(calendar::day_of);
        let published = published.ok_or_else(|| Refusal::WrongState(reasons::record_not_closed()))?;
        Ok((Self::ProvincialAward, published))
    }

    /// The class of a dossier, and the day on which its work ended: the award became public or was revoked, or the
    /// nomination ended without one.
    ///
    /// # Errors
    /// `WrongState` while it is under way, or granted and not public.
    pub fn of_nomination(nomination: &Nomination) -> Result<(Self, NaiveDate), Refusal> {
        let acted = |verb| nomination.last(verb).map(|act| act.at);
        let (class, ended) = match nomination.state {
            NominationState::Published => (Self::ProvincialAward, acted(NominationVerb::Publish)),
            NominationState::Revoked => (Self::ProvincialAward, acted(NominationVerb::Revoke)),
            NominationState::Withdrawn | NominationState::NotAwarded | NominationState::Ineligible => {
                (Self::UnsuccessfulNomination, nomination.ended_at())
            }
            NominationState::Draft
            | NominationState::Submitted
            | NominationState::Received
            | NominationState::Returned
            | NominationState::Forwarded
            | NominationState::Eligible
            | NominationState::SubmittedToChair
            | NominationState::Awarded => return Err(Refusal::WrongState(reasons::record_not_closed())),
        };
        // What the installation itself did is no person's act; then the last change ended it.
        Ok((class, calendar::day_of(ended.unwrap_or(nomination.updated_at))))
    }
}

/// For how long.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RecordTerm {
    /// So many years after the year in which the work ended.
    Years(u16),
    /// For ever (bảo quản vĩnh viễn).
    Permanent,
}

impl RecordTerm {
    fn told(self) -> String {
        match self {
            Self::Years(years) => years.to_string(),
            Self::Permanent => "PERMANENT".to_owned(),
        }
    }
}

/// The term of a class of records.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecordRule {
    /// Its identifier.
    pub id: RetentionRuleId,
    /// The class.
    pub class: RecordClass,
    /// For how long; if it is not said, there is no archive package.
    pub term: Option<RecordTerm>,
    /// The document that says so; none until the rule is set.
    pub document: Option<Citation>,
    /// The revision number.
    pub revision: Revision,
}

/// The label of one record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecordLabel {
    /// The class.
    pub class: RecordClass,
    /// For how long.
    pub term: RecordTerm,
    /// The year in which the work ended, from which the term is counted.
    pub from_year: i32,
    /// The last year in which it is kept; none for ever.
    pub until_year: Option<i32>,
    /// The document that says so.
    pub document: Citation,
}

impl RecordRule {
    /// A rule that is not set.
    #[must_use]
    pub const fn unset(class: RecordClass) -> Self {
        Self { id: class.rule(), class, term: None, document: None, revision: Revision::FIRST }
    }

    /// Sets the term of the class or, without one, that the rule ends.
    ///
    /// # Errors
    /// `NotAllowed` for anyone but an administrator; `Invalid` for years out of range or beside "for ever", or an
    /// incomplete citation.
    pub fn set(
        self,
        (years, permanent): (Option<u16>, bool),
        document: Citation,
        actor: &Actor,
        at: DateTime<Utc>,
    ) -> Result<Step<Self>, Refusal> {
        let author = actor.must(Permission::ManageRetention, None)?;
        let document = document.tidied();
        let mut violations = Violations::default();
        let (fewest, most) = YEARS;
        if years.is_some_and(|years| !(fewest..=most).contains(&years)) {
            violations.add("/years", reasons::record_years_out_of_range(fewest, most));
        }
        if years.is_some() && permanent {
            violations.add("/permanent", reasons::record_term_twice());
        }
        document.check_written("/document", "L36", at, &mut violations);
        violations.refuse_if_any()?;
        let term = if permanent { Some(RecordTerm::Permanent) } else { years.map(RecordTerm::Years) };
        let said = |term: Option<RecordTerm>| term.map(RecordTerm::told);
        let field = |name: &str| format!("{}.{name}", self.class);
        let named = |document: &Citation| document.mark_of().to_owned();
        let changes = [
            Change::differing(field("term"), said(self.term), said(term)),
            Change::differing(field("document"), self.document.as_ref().map(named), Some(named(&document))),
        ];
        let event = Event::new(EventKind::RetentionRuleSet, Concept::RetentionRule, self.id.0, author, at)
            .changing(changes.into_iter().flatten().collect());
        Ok(Step::new(Self { term, document: Some(document), ..self }, event))
    }

    /// The label of a record whose work ended on a day.
    ///
    /// # Errors
    /// The reason why there is none: no term is set, and what an administrator has to enter.
    pub fn label(&self, ended: NaiveDate) -> Result<RecordLabel, Reason> {
        let Self { id: _, class, term, document, revision: _ } = self;
        let (Some(term), Some(document)) = (*term, document.clone()) else {
            return Err(reasons::record_rule_missing(class.vi(), class.en()));
        };
        let from_year = ended.year();
        let until_year = match term {
            RecordTerm::Years(years) => Some(from_year.saturating_add(i32::from(years))),
            RecordTerm::Permanent => None,
        };
        Ok(RecordLabel { class: *class, term, from_year, until_year, document })
    }
}
