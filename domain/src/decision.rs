//! Award decisions (quyết định khen thưởng): recorded by the decision authority, immutable, made public once.

use chrono::{DateTime, Datelike, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use crate::award::{AwardForm, SubjectKind};
use crate::calendar;
use crate::event::{Author, Concept, Event, EventKind};
use crate::evidence::FileMetadata;
use crate::identity::Actor;
use crate::ids::{AwardId, CycleId, DecisionId, NominationId, OrganisationId, Revision, words};
use crate::nomination::Nomination;
use crate::policy::Permission;
use crate::refusal::{Reason, Refusal, Violations};
use crate::step::{Step, Transition};
use crate::text::tidy;

/// The most recipients of one decision.
pub const RECIPIENTS_MAX: usize = 500;
/// How the symbol of every decision of the provincial Chair ends (rule L13).
const SYMBOL_ENDING: &str = "/QĐ-UBND";

words! {
    /// Whether a decision is public.
    DecisionState {
        /// Recorded (đã ban hành).
        Issued = "ISSUED",
        /// Public, with its awards (đã công khai).
        Published = "PUBLISHED",
    }
}

words! {
    /// What can be done to a decision; it is never edited (rule L17).
    DecisionVerb {
        /// Make it public (công khai).
        Publish = "PUBLISH",
    }
}

/// One recipient's award in a decision, with the names as they were then.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Award {
    /// Its identifier.
    pub id: AwardId,
    /// The nomination it answers.
    pub nomination: NominationId,
    /// The cycle.
    pub cycle: CycleId,
    /// A collective or an individual.
    pub subject_kind: SubjectKind,
    /// The recipient's name.
    pub name: String,
    /// The recipient's unit.
    pub organisation: OrganisationId,
    /// The unit's name as it was then.
    pub organisation_name: String,
    /// The form of commendation.
    pub form: AwardForm,
}

/// What stands on the signed paper.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DecisionPaper {
    /// The number, such as 335.
    pub number: i64,
    /// Number and symbol, such as `335/QĐ-UBND`.
    pub symbol: String,
    /// The day it was signed.
    pub date: NaiveDate,
    /// Who signed it.
    pub signer: String,
    /// Its abstract (trích yếu).
    pub title: String,
    /// The file.
    pub file: FileMetadata,
}

/// An award decision.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decision {
    /// Its identifier.
    pub id: DecisionId,
    /// The unit that holds the decision authority's function.
    pub issuer: OrganisationId,
    /// What stands on the signed paper.
    pub paper: DecisionPaper,
    /// The recipients.
    pub awards: Vec<Award>,
    /// Whether it is public.
    pub state: DecisionState,
    /// When it became public.
    pub published_at: Option<DateTime<Utc>>,
    /// How often it changed.
    pub revision: Revision,
}

/// What one decision changes: it is recorded, and every nomination in it is granted.
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use = "a step that is not saved did not happen"]
pub struct Granting {
    /// The decision.
    pub decision: Step<Decision>,
    /// The nominations, granted or public.
    pub nominations: Vec<Step<Nomination>>,
}

impl Decision {
    /// The year that its number is unique in, together with its issuer (rule L13).
    #[must_use]
    pub fn year(&self) -> i32 {
        self.paper.date.year()
    }

    /// Records the signed decision and grants every nomination in it.
    ///
    /// # Errors
    /// `NotAllowed` for anyone but the decision authority (rule S13) or by four eyes (rule L19); `WrongState` for a
    /// nomination that does not lie with the chair (rule S23); `Invalid` for an incomplete paper (rule L13).
    pub fn issue(
        id: DecisionId,
        paper: DecisionPaper,
        nominations: Vec<(AwardId, Nomination)>,
        actor: &Actor,
        at: DateTime<Utc>,
    ) -> Result<Granting, Refusal> {
        let author = actor.must(Permission::DecideNomination, None)?;
        let paper = clean(paper, at)?;
        let Some(issuer) = author.organisation else { return Err(Refusal::Invalid(Vec::new())) };
        let mut awards = Vec::with_capacity(nominations.len());
        let mut granted = Vec::with_capacity(nominations.len());
        for (award, nomination) in nominations {
            awards.push(Award {
                id: award,
                nomination: nomination.id,
                cycle: nomination.cycle,
                subject_kind: nomination.dossier.subject.kind,
                name: nomination.dossier.subject.name.clone(),
                organisation: nomination.organisation,
                organisation_name: nomination.organisation_name.clone(),
                form: nomination.dossier.award_form,
            });
            granted.push(nomination.award(id, actor, at)?);
        }
        let event = Event::new(EventKind::DecisionIssued, Concept::Decision, id.0, author, at)
            .of(issuer)
            .between(None, DecisionState::Issued.word())
            .because(&paper.symbol);
        let decision = Self {
            id,
            issuer,
            paper,
            awards,
            state: DecisionState::Issued,
            published_at: None,
            revision: Revision::FIRST,
        };
        Ok(Granting { decision: Step::new(decision, event), nominations: granted })
    }

    /// Whether publication is open to the actor now.
    ///
    /// # Errors
    /// `NotAllowed` for anyone but the standing or the appraisal agency; `WrongState` once it is public.
    pub fn may_publish(&self, actor: &Actor) -> Result<Author, Refusal> {
        let author = actor.must(Permission::PublishDecision, None)?;
        match self.state {
            DecisionState::Issued => Ok(author),
            DecisionState::Published => Err(Refusal::WrongState(Reason::rule(
                "DECISION_PUBLISHED",
                "L17",
                "Quyết định đã công khai.",
                "The decision is public already.",
            ))),
        }
    }

    /// What the actor may do now, and why the rest is closed.
    #[must_use]
    pub fn transitions(&self, actor: &Actor) -> Vec<Transition> {
        vec![Transition::new(DecisionVerb::Publish.word(), self.may_publish(actor).err())]
    }

    /// Makes the decision and its awards public.
    ///
    /// # Errors
    /// See `may_publish`.
    pub fn publish(self, nominations: Vec<Nomination>, actor: &Actor, at: DateTime<Utc>) -> Result<Granting, Refusal> {
        let author = self.may_publish(actor)?;
        let nominations = nominations
            .into_iter()
            .map(|nomination| nomination.publish(actor, at))
            .collect::<Result<Vec<Step<Nomination>>, Refusal>>()?;
        let event = Event::new(EventKind::DecisionPublished, Concept::Decision, self.id.0, author, at)
            .of(self.issuer)
            .between(Some(self.state.word()), DecisionState::Published.word());
        let decision = Self { state: DecisionState::Published, published_at: Some(at), ..self };
        Ok(Granting { decision: Step::new(decision, event), nominations })
    }
}

/// Rule L13.
fn clean(paper: DecisionPaper, at: DateTime<Utc>) -> Result<DecisionPaper, Refusal> {
    let DecisionPaper { number, symbol, date, signer, title, file } = paper;
    let paper = DecisionPaper { number, symbol: tidy(&symbol), date, signer: tidy(&signer), title: tidy(&title), file };
    let mut violations = Violations::default();
    if number < 1 {
        violations.add(
            "/number",
            Reason::rule(
                "NUMBER_OUT_OF_RANGE",
                "L13",
                "Số quyết định phải từ 1 trở lên.",
                "A decision's number is at least 1.",
            ),
        );
    }
    if paper.symbol != format!("{number}{SYMBOL_ENDING}") {
        violations.add(
            "/symbol",
            Reason::rule(
                "SYMBOL_MALFORMED",
                "L13",
                format!("Số ký hiệu phải là {number}{SYMBOL_ENDING}."),
                format!("The symbol must be {number}{SYMBOL_ENDING}."),
            ),
        );
    }
    if calendar::day_of(at) < date {
        violations.add(
            "/date",
            Reason::rule(
                "DATE_IN_FUTURE",
                "L13",
                "Ngày quyết định không được ở tương lai.",
                "A decision's date does not lie in the future.",
            ),
        );
    }
    violations.demand_text("/signer", &paper.signer);
    violations.demand_text("/title", &paper.title);
    paper.file.check("/file", &mut violations);
    violations.refuse_if_any()?;
    Ok(paper)
}
