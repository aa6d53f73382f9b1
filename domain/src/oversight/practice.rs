//! Good practices (mô hình, cách làm hay): a unit proposes one, the standing agency and the appraisal agency review it, and
//! the standing agency publishes it as a role model together with the joint unit (rules P03, S32).
//!
//! Both agencies have to be in favour, by two people (rule L19). What was published stands on the public page of the role
//! model; a practice is for the unit, the agencies and, once it is published, the other units.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::base::calendar;
use crate::base::citation::Citation;
use crate::base::code::FieldCode;
use crate::base::concept::Concept;
use crate::base::event::{Author, Change, Event, EventKind};
use crate::base::identity::Actor;
use crate::base::ids::{AccountId, CampaignId, OrganisationId, Revision, RoleModelId, ids, wire_enum};
use crate::base::policy::{Permission, Role};
use crate::base::refusal::{Refusal, Violations, demanded};
use crate::base::step::{Step, Transition};
use crate::base::text::tidy;
use crate::oversight::reasons;
use crate::planning::campaign::Campaign;
use crate::planning::campaign::dimensions::Dimensions;
use crate::registry::organisation::Organisation;
use crate::results::result_figure::ResultFigure;
use crate::results::role_model::{RoleModel, RoleModelContent, RoleModelStep};

/// The agencies whose reviews a practice needs.
const REVIEWERS: [Role; 2] = [Role::StandingAgency, Role::AppraisalAgency];

ids! {
    /// Identifies a good practice (mô hình, cách làm hay).
    PracticeId,
}

wire_enum! {
    /// State of a good practice.
    PracticeState {
        /// Waits for the reviews (chờ xem xét).
        Proposed = "PROPOSED",
        /// An agency has returned it (đã trả lại để bổ sung).
        Returned = "RETURNED",
        /// Both agencies are in favour (đã được thống nhất).
        Approved = "APPROVED",
        /// An agency is against it (không được lựa chọn).
        Declined = "DECLINED",
        /// It was published as a role model (đã công bố điển hình).
        Published = "PUBLISHED",
        /// The unit has withdrawn it (đã rút).
        Withdrawn = "WITHDRAWN",
    }
}

impl PracticeState {
    /// The Vietnamese name.
    #[must_use]
    pub const fn vi(self) -> &'static str {
        match self {
            Self::Proposed => "chờ xem xét",
            Self::Returned => "đã trả lại để bổ sung",
            Self::Approved => "đã được thống nhất",
            Self::Declined => "không được lựa chọn",
            Self::Published => "đã công bố điển hình",
            Self::Withdrawn => "đã rút",
        }
    }

    /// The state after a step; none if the state does not allow it. This is the whole workflow. A review leaves it
    /// proposed; with one against it is declined, and with both in favour it is approved (`Practice::review`).
    #[must_use]
    pub const fn after(self, verb: PracticeVerb) -> Option<Self> {
        use PracticeVerb as V;
        match (self, verb) {
            (Self::Returned, V::Edit) | (Self::Proposed, V::Return) => Some(Self::Returned),
            (Self::Returned, V::Propose) | (Self::Proposed, V::Review) => Some(Self::Proposed),
            (Self::Approved, V::Publish) => Some(Self::Published),
            (Self::Proposed | Self::Returned, V::Withdraw) => Some(Self::Withdrawn),
            _ => None,
        }
    }
}

wire_enum! {
    /// What can be done to a good practice.
    PracticeVerb {
        /// The unit corrects it after it was returned (sửa).
        Edit = "EDIT",
        /// The unit proposes it, again if it was returned (đề nghị).
        Propose = "PROPOSE",
        /// An agency returns it to the unit (trả lại).
        Return = "RETURN",
        /// An agency reviews it (cho ý kiến).
        Review = "REVIEW",
        /// The standing agency publishes it as a role model (công bố điển hình).
        Publish = "PUBLISH",
        /// The unit withdraws it (rút).
        Withdraw = "WITHDRAW",
    }
}

/// A step that was taken.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PracticeAct {
    /// The step.
    pub verb: PracticeVerb,
    /// When.
    pub at: DateTime<Utc>,
    /// The account of the person; four eyes are told apart by it (rule L19).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub account: Option<AccountId>,
    /// The unit whose person took it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<OrganisationId>,
    /// The role in which the person took it; a review counts for the agency of this role.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<Role>,
    /// The name of the person.
    pub name: String,
    /// Of a review, whether it is in favour.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub in_favour: Option<bool>,
    /// The reason; none where a step has none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
}

/// What a unit proposes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PracticeContent {
    /// Its name.
    pub title: String,
    /// The practice and its results, as the public reads it.
    pub summary: String,
    /// What was done, for those who review or adopt it.
    pub description: String,
    /// Numbers of the movement's contents that it is about, in ascending order.
    pub contents: Vec<i64>,
    /// The movement's field that it belongs to (rule S32).
    pub field: FieldCode,
    /// Documents that show it.
    pub evidence: Vec<Citation>,
    /// What it achieved, in figures.
    pub results: Vec<ResultFigure>,
}

/// A good practice (mô hình, cách làm hay).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Practice {
    /// Its identifier.
    pub id: PracticeId,
    /// The movement.
    pub campaign: CampaignId,
    /// The unit whose practice it is.
    pub organisation: OrganisationId,
    /// What the unit proposes.
    pub content: PracticeContent,
    /// Its state.
    pub state: PracticeState,
    /// When it was proposed first.
    pub proposed_at: DateTime<Utc>,
    /// The steps taken, oldest first.
    pub acts: Vec<PracticeAct>,
    /// The role model that it was published as.
    pub role_model: Option<RoleModelId>,
    /// The revision number.
    pub revision: Revision,
}

/// A practice that becomes a role model.
#[derive(Debug)]
#[must_use = "a step that is not saved did not happen"]
pub struct PracticePublication {
    /// The role model, with its public change.
    pub role_model: RoleModelStep,
    /// The practice.
    pub practice: Step<Practice>,
}

impl Practice {
    /// Proposes a practice of a unit.
    ///
    /// # Errors
    /// `NotAllowed` for other people than the unit's own; `OutOfSeason` for a unit that does not exist today (rule L34);
    /// `WrongState` unless the movement is launched and not concluded; `Invalid` for empty or secret texts (rule L35), for
    /// contents or a field that the movement does not have, for an incomplete citation (rule L21), and for figures without
    /// a name or named twice.
    pub fn propose(
        id: PracticeId,
        content: PracticeContent,
        (movement, organisation): (&Campaign, &Organisation),
        actor: &Actor,
        at: DateTime<Utc>,
    ) -> Result<Step<Self>, Refusal> {
        let author = actor.must(Permission::ProposePractice, (organisation.id, movement.id))?;
        organisation.must_exist_on(calendar::day_of(at))?;
        movement.must_be_running()?;
        let content = checked(content, movement, at)?;
        let event = Event::new(EventKind::PracticeProposed, Concept::Practice, id.0, author.clone(), at)
            .of(organisation.id)
            .between(None, PracticeState::Proposed.as_str())
            .because(&content.title);
        let practice = Self {
            id,
            campaign: movement.id,
            organisation: organisation.id,
            content,
            state: PracticeState::Proposed,
            proposed_at: at,
            acts: vec![act(PracticeVerb::Propose, author, at)],
            role_model: None,
            revision: Revision::FIRST,
        };
        Ok(Step::new(practice, event))
    }

    /// Whether the actor may take a step now.
    ///
    /// # Errors
    /// `NotAllowed` for a unit's step by strangers, for a review by others than the two agencies (rule P03), by somebody who
    /// proposed it or has reviewed it for the other one (rule L19), and for its publication by others than the standing
    /// agency (rule S32); `WrongState` if the state does not allow it, or if the agency has reviewed it.
    pub fn may(&self, verb: PracticeVerb, actor: &Actor) -> Result<(Author, PracticeState), Refusal> {
        use PracticeVerb as V;
        let on = (self.organisation, self.campaign);
        let author = match verb {
            V::Edit | V::Propose | V::Withdraw => actor.must(Permission::ProposePractice, on)?,
            V::Return | V::Review => actor.must(Permission::ReviewPractice, on)?,
            V::Publish => actor.must(Permission::PublishRoleModel, self.campaign)?,
        };
        let wrong = || Refusal::WrongState(reasons::practice_wrong_state(self.state.vi(), self.state));
        let after = self.state.after(verb).ok_or_else(wrong)?;
        let author = if verb == V::Review { self.reviewer(actor)? } else { author };
        Ok((author, after))
    }

    /// Every step, with the reason if the actor may not take it now.
    #[must_use]
    pub fn transitions(&self, actor: &Actor) -> Vec<Transition> {
        let verbs = PracticeVerb::ALL.iter();
        verbs.map(|verb| Transition::new(verb.as_str(), self.may(*verb, actor).err())).collect()
    }

    /// The reviews of what is proposed now; those from before it was proposed again do not count.
    pub fn reviews(&self) -> impl Iterator<Item = &PracticeAct> {
        let proposed = self.acts.iter().rposition(|act| act.verb == PracticeVerb::Propose).unwrap_or(0);
        self.acts.iter().skip(proposed).filter(|act| act.verb == PracticeVerb::Review)
    }

    /// In which role a person reviews: for an agency that has not reviewed yet.
    fn reviewer(&self, actor: &Actor) -> Result<Author, Refusal> {
        let given = |role: Role| self.reviews().any(|act| act.role == Some(role));
        let author = REVIEWERS.into_iter().filter(|role| !given(*role)).find_map(|role| {
            let roles = actor.roles.iter().copied().filter(|(held, _)| *held == role).collect();
            let alone = Actor { roles, ..actor.clone() };
            alone.must(Permission::ReviewPractice, (self.organisation, self.campaign)).ok()
        });
        let author = author.ok_or_else(|| Refusal::WrongState(reasons::practice_reviewed()))?;
        let own = self.acts.iter().filter(|act| matches!(act.verb, PracticeVerb::Edit | PracticeVerb::Propose));
        if own.chain(self.reviews()).any(|act| act.account == Some(actor.account)) {
            return Err(Refusal::NotAllowed(reasons::four_eyes_of_practice()));
        }
        Ok(author)
    }

    /// Corrects a practice that was returned.
    ///
    /// # Errors
    /// See `may` and `propose`.
    pub fn edit(
        self,
        content: PracticeContent,
        movement: &Campaign,
        actor: &Actor,
        at: DateTime<Utc>,
    ) -> Result<Step<Self>, Refusal> {
        let (author, state) = self.may(PracticeVerb::Edit, actor)?;
        movement.must_be_running()?;
        let content = checked(content, movement, at)?;
        let event = self.event(EventKind::PracticeEdited, author.clone(), at, state);
        let event = event.changing(changes(&self.content, &content));
        Ok(Step::new(Self { content, ..self }.with(act(PracticeVerb::Edit, author, at), state), event))
    }

    /// Proposes a practice again that was returned; both agencies review it anew.
    ///
    /// # Errors
    /// See `may`; `OutOfSeason` for a unit that does not exist today (rule L34); `WrongState` unless the movement is
    /// launched and not concluded.
    pub fn propose_again(
        self,
        (movement, organisation): (&Campaign, &Organisation),
        actor: &Actor,
        at: DateTime<Utc>,
    ) -> Result<Step<Self>, Refusal> {
        let (author, state) = self.may(PracticeVerb::Propose, actor)?;
        organisation.must_exist_on(calendar::day_of(at))?;
        movement.must_be_running()?;
        let event = self.event(EventKind::PracticeProposed, author.clone(), at, state);
        Ok(Step::new(self.with(act(PracticeVerb::Propose, author, at), state), event))
    }

    /// Returns it to the unit for correction.
    ///
    /// # Errors
    /// See `may`; `Invalid` without a reason.
    pub fn send_back(self, reason: &str, actor: &Actor, at: DateTime<Utc>) -> Result<Step<Self>, Refusal> {
        let (author, state) = self.may(PracticeVerb::Return, actor)?;
        let reason = demanded("/reason", reason)?;
        let event = self.event(EventKind::PracticeReturned, author.clone(), at, state).because(&reason);
        let act = PracticeAct { text: Some(reason), ..act(PracticeVerb::Return, author, at) };
        Ok(Step::new(self.with(act, state), event))
    }

    /// Reviews it for an agency: with one against it is declined, and with both in favour it is approved.
    ///
    /// # Errors
    /// See `may`; `Invalid` without a reason.
    pub fn review(
        self,
        (in_favour, reason): (bool, &str),
        actor: &Actor,
        at: DateTime<Utc>,
    ) -> Result<Step<Self>, Refusal> {
        let (author, waiting) = self.may(PracticeVerb::Review, actor)?;
        let reason = demanded("/reason", reason)?;
        let state = match (in_favour, self.reviews().next().is_some()) {
            (false, _) => PracticeState::Declined,
            (true, true) => PracticeState::Approved,
            (true, false) => waiting,
        };
        let event = self.event(EventKind::PracticeReviewed, author.clone(), at, state).because(&reason);
        let act =
            PracticeAct { in_favour: Some(in_favour), text: Some(reason), ..act(PracticeVerb::Review, author, at) };
        Ok(Step::new(self.with(act, state), event))
    }

    /// Publishes it as a role model. `joint` is the unit that holds the function which the movement names.
    ///
    /// # Errors
    /// See `may` and `RoleModel::publish`; what was amended in the movement since it was approved is a `WrongState`.
    pub fn publish(
        self,
        id: RoleModelId,
        movement: &Campaign,
        units: (&Organisation, &Organisation, Option<&Organisation>),
        actor: &Actor,
        at: DateTime<Utc>,
    ) -> Result<PracticePublication, Refusal> {
        let (author, state) = self.may(PracticeVerb::Publish, actor)?;
        let PracticeContent { title, summary, contents, field, results, .. } = self.content.clone();
        let content = RoleModelContent { campaign: self.campaign, field, title, summary, contents, results };
        let role_model = RoleModel::publish(id, (content, movement), units, actor, at).map_err(of_state)?;
        let event = self.event(EventKind::PracticePublished, author.clone(), at, state);
        let practice = Self { role_model: Some(id), ..self }.with(act(PracticeVerb::Publish, author, at), state);
        Ok(PracticePublication { role_model, practice: Step::new(practice, event) })
    }

    /// Withdraws it for the unit, before it is approved.
    ///
    /// # Errors
    /// See `may`; `Invalid` without a reason.
    pub fn withdraw(self, reason: &str, actor: &Actor, at: DateTime<Utc>) -> Result<Step<Self>, Refusal> {
        let (author, state) = self.may(PracticeVerb::Withdraw, actor)?;
        let reason = demanded("/reason", reason)?;
        let event = self.event(EventKind::PracticeWithdrawn, author.clone(), at, state).because(&reason);
        let act = PracticeAct { text: Some(reason), ..act(PracticeVerb::Withdraw, author, at) };
        Ok(Step::new(self.with(act, state), event))
    }

    fn event(&self, kind: EventKind, author: Author, at: DateTime<Utc>, after: PracticeState) -> Event {
        Event::new(kind, Concept::Practice, self.id.0, author, at)
            .of(self.organisation)
            .between(Some(self.state.as_str()), after.as_str())
    }

    fn with(mut self, act: PracticeAct, state: PracticeState) -> Self {
        self.acts.push(act);
        Self { state, ..self }
    }
}

fn act(verb: PracticeVerb, author: Author, at: DateTime<Utc>) -> PracticeAct {
    let Author { account, client: _, name, role, organisation } = author;
    PracticeAct { verb, at, account, unit: organisation, role, name, in_favour: None, text: None }
}

/// The fields of an approved practice are in no body, so what breaks a rule now is the state of things.
fn of_state(refusal: Refusal) -> Refusal {
    match refusal {
        Refusal::Invalid(violations) => {
            let first = violations.into_iter().next();
            first.map_or(Refusal::Invalid(Vec::new()), |violation| Refusal::WrongState(violation.reason))
        }
        other @ (Refusal::NotAllowed(_) | Refusal::OutOfSeason(_) | Refusal::WrongState(_) | Refusal::Taken(_)) => {
            other
        }
    }
}

fn checked(content: PracticeContent, movement: &Campaign, at: DateTime<Utc>) -> Result<PracticeContent, Refusal> {
    let PracticeContent { title, summary, description, contents, field, evidence, results } = content;
    let (title, summary, description) = (tidy(&title), tidy(&summary), tidy(&description));
    let mut violations = Violations::default();
    violations.demand_open_text("/title", &title);
    violations.demand_open_text("/summary", &summary);
    violations.demand_open_text("/description", &description);
    let dimensions = Dimensions { contents, field: Some(field) }.checked(movement, &mut violations);
    let evidence: Vec<Citation> = evidence.into_iter().map(Citation::tidied).collect();
    for (place, citation) in evidence.iter().enumerate() {
        let pointer = format!("/evidence/{place}");
        citation.check(&pointer, "L21", &mut violations);
        citation.check_date(&pointer, at, &mut violations);
    }
    let results = ResultFigure::checked(results, "/results", &mut violations);
    violations.refuse_if_any()?;
    let contents = dimensions.contents;
    Ok(PracticeContent { title, summary, description, contents, field, evidence, results })
}

fn changes(before: &PracticeContent, after: &PracticeContent) -> Vec<Change> {
    let told = |content: &PracticeContent| {
        let contents: Vec<String> = content.contents.iter().map(i64::to_string).collect();
        let evidence: Vec<String> = content.evidence.iter().map(Citation::line).collect();
        let result = |figure: &ResultFigure| {
            let ResultFigure { name, unit_of_measure, before, after } = figure;
            let before = before.map_or_else(|| "-".to_owned(), |before| before.to_string());
            format!("{name} ({unit_of_measure}): {before} > {after}")
        };
        let results: Vec<String> = content.results.iter().map(result).collect();
        [
            ("title", content.title.clone()),
            ("summary", content.summary.clone()),
            ("description", content.description.clone()),
            ("contents", contents.join(", ")),
            ("field", content.field.to_string()),
            ("evidence", evidence.join("; ")),
            ("results", results.join("; ")),
        ]
    };
    let pairs = told(before).into_iter().zip(told(after));
    pairs.filter_map(|((field, before), (_, after))| Change::differing(field, Some(before), Some(after))).collect()
}
