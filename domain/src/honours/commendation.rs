//! The register of Giấy khen, which heads of units give to their own people, recorded for statistics (rule S14).
//!
//! There is no approval: the head's own decision is the award. An entry never changes: the head corrects or withdraws it by
//! a further document, and it stands as recorded, with its corrections in their order (rule P06).

use chrono::{DateTime, Datelike, NaiveDate, Utc};

use crate::base::calendar;
use crate::base::concept::Concept;
use crate::base::event::{Author, Change, Event, EventKind};
use crate::base::identity::Actor;
use crate::base::ids::{CommendationId, OrganisationId, Revision, ids, wire_enum};
use crate::base::policy::Permission;
use crate::base::refusal::{Refusal, Violations};
use crate::base::step::Step;
use crate::base::text::{name_key, tidy, tidy_lines};
use crate::honours::correction::{CorrectedField, CorrectionGround};
use crate::honours::reasons;
use crate::honours::revocation::RevocationGround;
use crate::planning::award::SubjectKind;
use crate::registry::organisation::Organisation;

pub mod certificate;

ids! {
    /// Identifies a correction or the withdrawal of a Giấy khen.
    CommendationChangeId,
}

wire_enum! {
    /// Why a Giấy khen is withdrawn.
    WithdrawalGround {
        /// Fraud in declaring achievements (gian dối trong kê khai thành tích).
        Fraud = "FRAUD",
        /// False information or forged papers (cung cấp thông tin sai, giả mạo hồ sơ, giấy tờ).
        FalseDocument = "FALSE_DOCUMENT",
        /// Considered or given contrary to law (xét, tặng trái pháp luật).
        UnlawfulProcedure = "UNLAWFUL_PROCEDURE",
        /// A competent conclusion or judgment of a violation in the period of the achievement (có kết luận vi phạm).
        ViolationConcluded = "VIOLATION_CONCLUDED",
        /// The register names a Giấy khen that was not given (ghi nhầm vào sổ).
        EnteredInError = "ENTERED_IN_ERROR",
    }
}

impl WithdrawalGround {
    /// The ground of the law for revoking an award; none for an entry that stands for none.
    #[must_use]
    pub const fn revocation(self) -> Option<RevocationGround> {
        match self {
            Self::Fraud => Some(RevocationGround::Fraud),
            Self::FalseDocument => Some(RevocationGround::FalseDocument),
            Self::UnlawfulProcedure => Some(RevocationGround::UnlawfulProcedure),
            Self::ViolationConcluded => Some(RevocationGround::ViolationConcluded),
            Self::EnteredInError => None,
        }
    }
}

/// What an entry says, as far as it can be corrected.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CommendationFacts {
    /// The recipient's name.
    pub name: String,
    /// The achievement.
    pub achievement: String,
}

/// The document of the head by which an entry is corrected or withdrawn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GiverPaper {
    /// Number and symbol.
    pub symbol: String,
    /// Its day.
    pub date: NaiveDate,
    /// Who signed it.
    pub signer: String,
}

/// What happened to an entry after it was recorded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ChangeContent {
    /// It was corrected (đính chính).
    Corrected {
        /// Why.
        ground: CorrectionGround,
        /// What it said before.
        before: CommendationFacts,
        /// What it says with the correction.
        after: CommendationFacts,
    },
    /// It was withdrawn (thu hồi).
    Withdrawn {
        /// Why.
        ground: WithdrawalGround,
    },
}

/// A correction of an entry, or its withdrawal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CommendationChange {
    /// Its identifier.
    pub id: CommendationChangeId,
    /// The entry.
    pub commendation: CommendationId,
    /// Which change of the entry it is, from 1.
    pub number: i64,
    /// What changes.
    pub content: ChangeContent,
    /// The document.
    pub paper: GiverPaper,
    /// What was wrong; not public.
    pub reason: String,
    /// When it was recorded.
    pub recorded_at: DateTime<Utc>,
}

impl CommendationChange {
    /// What it changes; nothing if it withdraws.
    #[must_use]
    pub fn fields(&self) -> Vec<CorrectedField> {
        let ChangeContent::Corrected { ground: _, before, after } = &self.content else { return Vec::new() };
        let changed = [
            (before.name != after.name, CorrectedField::Name),
            (before.achievement != after.achievement, CorrectedField::Achievement),
        ];
        changed.into_iter().filter_map(|(changed, field)| changed.then_some(field)).collect()
    }
}

/// What the head's document says that changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Amending {
    /// It corrects; what is not named stays.
    Correct {
        /// Why.
        ground: CorrectionGround,
        /// The recipient's name.
        name: Option<String>,
        /// The achievement.
        achievement: Option<String>,
    },
    /// It withdraws.
    Withdraw {
        /// Why.
        ground: WithdrawalGround,
    },
}

/// A Giấy khen as its unit recorded it and, if it did, corrected it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Commendation {
    /// Its identifier.
    pub id: CommendationId,
    /// The unit whose head granted it, which is also the recipient's.
    pub organisation: OrganisationId,
    /// A collective or an individual.
    pub subject_kind: SubjectKind,
    /// The recipient's name.
    pub name: String,
    /// Number and symbol of the head's decision.
    pub symbol: String,
    /// The day of the head's decision.
    pub date: NaiveDate,
    /// Who signed it.
    pub signer: String,
    /// The achievement that it was given for.
    pub achievement: String,
    /// When it was recorded.
    pub recorded_at: DateTime<Utc>,
    /// Its corrections, and its withdrawal, in their order; name and achievement are those after them.
    pub changes: Vec<CommendationChange>,
    /// The revision number.
    pub revision: Revision,
}

impl Commendation {
    /// What it says now.
    #[must_use]
    pub fn facts(&self) -> CommendationFacts {
        CommendationFacts { name: self.name.clone(), achievement: self.achievement.clone() }
    }

    /// What it said when so many changes had been made: as it was recorded with 0.
    #[must_use]
    pub fn facts_after(&self, changes: i64) -> CommendationFacts {
        let later = self.changes.iter().filter(|change| changes < change.number);
        let mut before = later.filter_map(|change| match &change.content {
            ChangeContent::Corrected { ground: _, before, after: _ } => Some(before),
            ChangeContent::Withdrawn { ground: _ } => None,
        });
        before.next().cloned().unwrap_or_else(|| self.facts())
    }

    /// The version of what it says: the number of its last correction.
    #[must_use]
    pub fn version(&self) -> i64 {
        let corrected = |change: &&CommendationChange| matches!(change.content, ChangeContent::Corrected { .. });
        self.changes.iter().rfind(corrected).map_or(0, |change| change.number)
    }

    /// The change that a version comes from; none for the entry as it was recorded.
    #[must_use]
    pub fn correction_of(&self, version: i64) -> Option<&CommendationChange> {
        self.changes.iter().find(|change| change.number == version)
    }

    /// The first correction after a version.
    #[must_use]
    pub fn corrected_by(&self, version: i64) -> Option<&CommendationChange> {
        let later = |change: &&CommendationChange| {
            version < change.number && matches!(change.content, ChangeContent::Corrected { .. })
        };
        self.changes.iter().find(later)
    }

    /// Its withdrawal, and the ground.
    #[must_use]
    pub fn withdrawal(&self) -> Option<(&CommendationChange, WithdrawalGround)> {
        self.changes.iter().find_map(|change| match change.content {
            ChangeContent::Withdrawn { ground } => Some((change, ground)),
            ChangeContent::Corrected { .. } => None,
        })
    }

    /// The year of the golden book that a certificate of it is entered in now: that of the paper which it states last.
    #[must_use]
    pub fn book_year(&self) -> i32 {
        self.correction_of(self.version()).map_or(self.date, |change| change.paper.date).year()
    }

    /// Whether the actor may correct or withdraw it now, or have a certificate of it.
    ///
    /// # Errors
    /// `NotAllowed` for anyone but the head of the unit that gave it (rule S14); `WrongState` for one that was withdrawn.
    pub fn may_amend(&self, actor: &Actor) -> Result<Author, Refusal> {
        let author = actor.must(Permission::RecordCommendation, Some(self.organisation))?;
        self.must_stand()?;
        Ok(author)
    }

    /// Whether it stands, so that its paper may be printed.
    ///
    /// # Errors
    /// `WrongState` for one that was withdrawn.
    pub fn must_stand(&self) -> Result<(), Refusal> {
        match self.withdrawal() {
            None => Ok(()),
            Some(_) => Err(Refusal::WrongState(reasons::commendation_withdrawn())),
        }
    }

    /// Corrects or withdraws it by a document of the head. `others` are the names on the other entries of the same
    /// decision.
    ///
    /// # Errors
    /// See `may_amend`; `Invalid` for an incomplete document, one dated before what it changes or in the future, and a
    /// correction that changes nothing or makes the entry one that is there already.
    pub fn amend(
        &self,
        id: CommendationChangeId,
        (amending, paper, reason): (Amending, GiverPaper, String),
        others: &[String],
        actor: &Actor,
        at: DateTime<Utc>,
    ) -> Result<Step<CommendationChange>, Refusal> {
        let author = self.may_amend(actor)?;
        let GiverPaper { symbol, date, signer } = paper;
        let (paper, reason) = (GiverPaper { symbol: tidy(&symbol), date, signer: tidy(&signer) }, tidy(&reason));
        let mut violations = Violations::default();
        let content = match amending {
            Amending::Withdraw { ground } => ChangeContent::Withdrawn { ground },
            Amending::Correct { ground, name, achievement } => {
                let before = self.facts();
                let after = CommendationFacts {
                    name: name.map_or_else(|| before.name.clone(), |text| tidy(&text)),
                    achievement: achievement.map_or_else(|| before.achievement.clone(), |text| tidy_lines(&text)),
                };
                violations.demand_text("/name", &after.name);
                violations.demand_open_text("/achievement", &after.achievement);
                if before == after {
                    violations.add("", reasons::correction_changes_nothing());
                } else if others.iter().any(|other| name_key(other) == name_key(&after.name)) {
                    violations.add("/name", reasons::correction_names_another());
                }
                ChangeContent::Corrected { ground, before, after }
            }
        };
        violations.demand_open_number("/symbol", &paper.symbol);
        let first = self.changes.last().map_or(self.date, |last| last.paper.date);
        if paper.date < first || calendar::day_of(at) < paper.date {
            violations.add("/date", reasons::date_unfit_of_amendment());
        }
        violations.demand_text("/signer", &paper.signer);
        violations.demand_text("/reason", &reason);
        violations.refuse_if_any()?;
        let (kind, changes) = match &content {
            ChangeContent::Withdrawn { ground } => {
                (EventKind::CommendationWithdrawn, vec![Change::new("ground", None, Some(ground.to_string()))])
            }
            ChangeContent::Corrected { ground: _, before, after } => {
                let said =
                    [("name", &before.name, &after.name), ("achievement", &before.achievement, &after.achievement)];
                let changed = said.into_iter().filter(|(_, before, after)| before != after);
                let told =
                    changed.map(|(field, before, after)| Change::new(field, Some(before.clone()), Some(after.clone())));
                (EventKind::CommendationCorrected, told.collect())
            }
        };
        let event = Event::new(kind, Concept::Commendation, self.id.0, author, at)
            .of(self.organisation)
            .because(&format!("{}: {reason}", paper.symbol))
            .changing(changes);
        let number = self.changes.last().map_or(1, |last| last.number.saturating_add(1));
        let change = CommendationChange { id, commendation: self.id, number, content, paper, reason, recorded_at: at };
        Ok(Step::new(change, event))
    }

    /// Records a Giấy khen for the unit's own staff or collective.
    ///
    /// # Errors
    /// `NotAllowed` for another unit's people (rule S14); `Invalid` for empty texts, a date in the future, or one on
    /// which the unit did not exist.
    pub fn record(self, organisation: &Organisation, actor: &Actor, at: DateTime<Utc>) -> Result<Step<Self>, Refusal> {
        let author = actor.must(Permission::RecordCommendation, Some(organisation.id))?;
        let commendation = Self {
            name: tidy(&self.name),
            symbol: tidy(&self.symbol),
            signer: tidy(&self.signer),
            achievement: tidy_lines(&self.achievement),
            ..self
        };
        let mut violations = Violations::default();
        violations.demand_text("/name", &commendation.name);
        violations.demand_open_number("/symbol", &commendation.symbol);
        violations.demand_text("/signer", &commendation.signer);
        violations.demand_open_text("/achievement", &commendation.achievement);
        if calendar::day_of(at) < commendation.date {
            violations.add("/date", reasons::date_in_future_of_commendation());
        } else if !organisation.is_valid_on(commendation.date) {
            violations.add("/date", reasons::date_unfit_of_commendation());
        }
        violations.refuse_if_any()?;
        let event = Event::new(EventKind::CommendationRecorded, Concept::Commendation, commendation.id.0, author, at)
            .of(organisation.id)
            .because(&commendation.symbol);
        Ok(Step::new(commendation, event))
    }
}
