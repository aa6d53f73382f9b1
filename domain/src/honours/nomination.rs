//! A nomination (đề nghị khen thưởng) and its dossier's workflow: unit → standing agency → appraisal agency → chair.
//!
//! No step is skipped (rules S21–S23), and no person submits and appraises, or appraises and decides, one dossier (rule
//! L19). `nomination/workflow.rs` holds the workflow as one `match`, `nomination/four_eyes.rs` who may take which step,
//! `nomination/dossier.rs` what a dossier must hold, `nomination/consent.rs` the nominee's consent,
//! `nomination/progress.rs` what is added later, `nomination/presentation.rs` the conditions for submission to the
//! chair, `nomination/quota.rs` the quota that a unit may not pass, and `nomination/bars.rs` what may bar a dossier.

use chrono::{DateTime, NaiveDate, Utc};

use crate::base::citation::Citation;
use crate::base::concept::Concept;
use crate::base::event::{Author, Event, EventKind};
use crate::base::identity::Actor;
use crate::base::ids::{CampaignId, CycleId, DecisionId, NominationId, OrganisationId, Revision};
use crate::base::policy::Permission;
use crate::base::refusal::{Refusal, Violation, Violations, demanded};
use crate::base::step::Step;
use crate::base::text::{name_key, tidy, tidy_lines};
use crate::base::{calendar, wording};
use crate::honours::nomination::dossier::{Dossier, EARLIER_PAPERS_MAX, Frame, Measures, missing};
use crate::honours::nomination::progress::{
    Act, CouncilVote, Distinction, EarlierPaper, Notice, Opinion, Progress, Supplement,
};
use crate::honours::nomination::workflow::{NominationState, NominationVerb};
use crate::honours::reasons;
use crate::honours::regime::Regime;
use crate::honours::round::{Quota, Round};
use crate::planning::award::Occasion;
use crate::planning::campaign::Campaign;
use crate::planning::cycle::Cycle;
use crate::planning::policy::{NominatedBy, OpinionDemand, Policy};
use crate::registry::organisation::Organisation;

pub mod bars;
mod changes;
mod consent;
pub mod dossier;
mod four_eyes;
pub mod presentation;
pub mod progress;
mod quota;
pub mod workflow;

/// The number of working days within which a unit is told that its nominee is not eligible, unless a document says
/// otherwise (rule L11).
pub const REFUSAL_NOTICE_DAYS: u16 = 10;
/// Maximum number of items to correct in one returned dossier.
pub const RETURN_ITEMS_MAX: usize = 50;

/// A nomination and its dossier.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Nomination {
    /// Its identifier.
    pub id: NominationId,
    /// The cycle whose results it is based on.
    pub cycle: CycleId,
    /// The movement of the cycle.
    pub campaign: CampaignId,
    /// The nominating unit, which is also the subject's unit unless the subject has none.
    pub organisation: OrganisationId,
    /// The unit's name when the nomination was begun.
    pub organisation_name: String,
    /// When it is considered.
    pub occasion: Occasion,
    /// Its state.
    pub state: NominationState,
    /// Statement of the unit.
    pub dossier: Dossier,
    /// What the agencies have added.
    pub progress: Progress,
    /// The steps so far, oldest first.
    pub acts: Vec<Act>,
    /// The decision that granted the award.
    pub decision: Option<DecisionId>,
    /// When it was begun.
    pub created_at: DateTime<Utc>,
    /// When it changed last.
    pub updated_at: DateTime<Utc>,
    /// The revision number.
    pub revision: Revision,
}

/// The circumstances of a new nomination.
#[derive(Clone, Copy, Debug)]
pub struct Setting<'a> {
    /// The movement.
    pub campaign: &'a Campaign,
    /// The cycle.
    pub cycle: &'a Cycle,
    /// When it is considered.
    pub occasion: Occasion,
    /// The cycle's round, if its terms are set.
    pub round: Option<&'a Round>,
    /// The subject's unit.
    pub organisation: &'a Organisation,
}

impl Nomination {
    /// Begins a nomination: any unit for its own subjects in an annual cycle (rule S15); only the standing agency at
    /// reviews (rule S16) and for urgent commendation (rule S18).
    ///
    /// # Errors
    /// `NotAllowed` for another unit's people, or a unit where the standing agency selects; `OutOfSeason` while an
    /// annual cycle is not open or its round has closed, for a unit that does not exist today or did not in the period
    /// (rules L30, L34), or for a review whose date is not set (rule S17); `Invalid` for an occasion of another kind of
    /// cycle, another form than the province's Bằng khen (rule S12), or invalid content.
    pub fn draft(
        id: NominationId,
        setting: Setting<'_>,
        dossier: Dossier,
        actor: &Actor,
        at: DateTime<Utc>,
    ) -> Result<Step<Self>, Refusal> {
        let Setting { campaign, cycle, occasion, organisation, .. } = setting;
        if occasion != Occasion::Urgent && occasion != cycle.kind.occasion() {
            let reason = reasons::occasion_unfit(cycle.kind.occasion().vi(), cycle.kind.occasion());
            return Err(Refusal::Invalid(vec![Violation { pointer: "/occasion".to_owned(), reason }]));
        }
        let Some(rule) = campaign.text.policy.occasion(occasion) else {
            return Err(Refusal::OutOfSeason(reasons::occasion_not_held(occasion.vi(), occasion)));
        };
        let place = (organisation.id, campaign.id);
        let author = may_nominate(rule.nominated_by, occasion, Permission::EditNomination, place, actor)?;
        must_be_in_season(setting, at)?;
        organisation.must_exist_on(calendar::day_of(at))?;
        organisation.must_exist_during(cycle.period_start, cycle.period_end)?;
        let frame = Frame { campaign, cycle, organisation };
        let dossier = dossier::clean(dossier, occasion, frame, at)?;
        let event = Event::new(EventKind::NominationDrafted, Concept::Nomination, id.0, author, at)
            .of(organisation.id)
            .between(None, NominationState::Draft.as_str());
        let nomination = Self {
            id,
            cycle: cycle.id,
            campaign: campaign.id,
            organisation: organisation.id,
            organisation_name: organisation.name.clone(),
            occasion,
            state: NominationState::Draft,
            dossier,
            progress: Progress { nominated_by: Some(rule.nominated_by), ..Progress::default() },
            acts: Vec::new(),
            decision: None,
            created_at: at,
            updated_at: at,
            revision: Revision::FIRST,
        };
        Ok(Step::new(nomination, event))
    }

    /// The key that is unique among live nominations: one unit nominates one subject once in a cycle. Subjects of one
    /// name are one subject unless a note tells them apart (rule U07). A withdrawn nomination frees the key; one that
    /// was not awarded keeps it until a later cycle (rule L42).
    #[must_use]
    pub fn live_key(&self) -> Option<String> {
        (self.state != NominationState::Withdrawn).then(|| {
            let Self { cycle, organisation, dossier, occasion, .. } = self;
            let subject = &dossier.subject;
            let urgent = if *occasion == Occasion::Urgent { "/URGENT" } else { "" };
            let other = subject.namesake_key().map(|note| format!("/{note}")).unwrap_or_default();
            format!("{cycle}/{organisation}/{}/{}{urgent}{other}", subject.kind, name_key(&subject.name))
        })
    }

    /// Replaces the content; replaced papers are kept (rule L07), and the audit trail keeps what was there before. With
    /// another subject the consent ends, and with another subject or achievement what the agencies answered for the
    /// former one (rules L01 to L04).
    ///
    /// # Errors
    /// See `may` and `draft`.
    pub fn edit(
        self,
        dossier: Dossier,
        frame: Frame<'_>,
        actor: &Actor,
        at: DateTime<Utc>,
    ) -> Result<Step<Self>, Refusal> {
        let (author, state) = self.may(NominationVerb::Edit, actor)?;
        let dossier = dossier::clean(dossier, self.occasion, frame, at)?;
        let event = self
            .event(EventKind::NominationEdited, author, at, state)
            .changing(changes::changes(&self.dossier, &dossier));
        let mut progress = self.progress.clone();
        let gone = self.dossier.papers.iter().filter(|paper| !dossier.papers.contains(paper));
        progress.earlier_papers.extend(gone.map(|paper| EarlierPaper { paper: paper.clone(), until: at }));
        let another = self.dossier.subject.is_another_than(&dossier.subject);
        if another {
            progress.consent = None;
        }
        // An agency answered for the subject and the achievement that were there.
        if another || !self.dossier.has_achievement_of(&dossier) {
            (progress.distinction, progress.answers) = (None, Vec::new());
        }
        let surplus = progress.earlier_papers.len().saturating_sub(EARLIER_PAPERS_MAX);
        progress.earlier_papers.drain(..surplus);
        Ok(Step::new(Self { state, dossier, progress, updated_at: at, ..self }, event))
    }

    /// Whether the bytes of its papers must be kept before it is sent (rule P05). A dossier that was sent before bytes were
    /// kept goes its way without them, also after it was returned.
    #[must_use]
    pub fn asks_for_bytes(&self) -> bool {
        self.progress.bytes_asked || self.last(NominationVerb::Submit).is_none()
    }

    /// What is still missing before the dossier can be submitted.
    #[must_use]
    pub fn missing(&self, measures: Measures<'_>) -> Vec<Violation> {
        let mut lacking = missing(&self.dossier, self.occasion, measures);
        lacking.extend(
            self.unwilling(measures.consent_required)
                .map(|reason| Violation { pointer: "/consent".to_owned(), reason }),
        );
        lacking
    }

    /// Submits the dossier to the standing agency, its first recipient (rule S21), or names everything that is missing.
    ///
    /// # Errors
    /// See `may`; `Invalid` for what is missing (rules S10, S11, S20, L05, L06, L08, P05), the nominee's consent among it;
    /// `WrongState` above a quota that blocks (rule S34).
    pub fn submit(self, measures: Measures<'_>, actor: &Actor, at: DateTime<Utc>) -> Result<Step<Self>, Refusal> {
        let (author, state) = self.may(NominationVerb::Submit, actor)?;
        let missing = self.missing(measures);
        if !missing.is_empty() {
            return Err(Refusal::Invalid(missing));
        }
        measures.quota.map_or(Ok(()), Quota::must_have_room)?;
        let bytes_asked = self.asks_for_bytes();
        let progress = Progress { supplements: Vec::new(), bytes_asked, ..self.progress.clone() };
        let sent = Self { progress, ..self };
        Ok(sent.acted(NominationVerb::Submit, EventKind::NominationSubmitted, author, state, "", at))
    }

    /// Receives the complete dossier at the standing agency; the regime in force on this day applies to the dossier
    /// (rule L39).
    ///
    /// # Errors
    /// See `may`.
    pub fn receive(self, regime: &Regime, actor: &Actor, at: DateTime<Utc>) -> Result<Step<Self>, Refusal> {
        let (author, state) = self.may(NominationVerb::Receive, actor)?;
        let progress = Progress { regime: Some(regime.code.clone()), ..self.progress.clone() };
        let taken = Self { progress, ..self };
        Ok(taken.acted(NominationVerb::Receive, EventKind::NominationReceived, author, state, "", at))
    }

    /// Returns the dossier for supplement, and says what to correct (rule L12).
    ///
    /// # Errors
    /// See `may`; `Invalid` without a reason.
    pub fn send_back(
        self,
        reason: &str,
        supplements: Vec<Supplement>,
        actor: &Actor,
        at: DateTime<Utc>,
    ) -> Result<Step<Self>, Refusal> {
        let (author, state) = self.may(NominationVerb::Return, actor)?;
        let mut violations = Violations::default();
        let reason = tidy(reason);
        violations.demand_text("/reason", &reason);
        let supplements: Vec<Supplement> = supplements
            .into_iter()
            .map(|Supplement { paper, reason }| Supplement { paper, reason: tidy(&reason) })
            .collect();
        for (index, supplement) in supplements.iter().enumerate() {
            violations.demand_text(&format!("/items/{index}/reason"), &supplement.reason);
        }
        violations.refuse_if_any()?;
        let progress =
            Progress { supplements, regime: None, opinion: None, vote: None, posting: None, ..self.progress.clone() };
        let sent = Self { progress, ..self };
        Ok(sent.acted(NominationVerb::Return, EventKind::NominationReturned, author, state, &reason, at))
    }

    /// Appraises the dossier; a refusal needs a reason, and the unit is to be told of it within `notice_days` working
    /// days (rule L11).
    ///
    /// # Errors
    /// See `may`; `Invalid` for `eligible = false` without a reason.
    pub fn appraise(
        self,
        eligible: bool,
        reason: &str,
        notice_days: u16,
        actor: &Actor,
        at: DateTime<Utc>,
    ) -> Result<Step<Self>, Refusal> {
        let verb = if eligible { NominationVerb::AppraiseEligible } else { NominationVerb::AppraiseIneligible };
        let (author, state) = self.may(verb, actor)?;
        // The notice to the unit prints it, paragraph by paragraph.
        let reason = tidy_lines(reason);
        let mut violations = Violations::default();
        if !eligible {
            violations.demand_text("/reason", &reason);
        }
        violations.refuse_if_any()?;
        let notice = (!eligible).then(|| Notice {
            from: calendar::day_of(at),
            days: notice_days,
            document: None,
            sent_at: None,
        });
        let progress = Progress { notice, ..self.progress.clone() };
        let appraised = Self { progress, ..self };
        Ok(appraised.acted(verb, EventKind::NominationAppraised, author, state, &reason, at))
    }

    /// Records that the unit was told why its nominee is not eligible (rule L11).
    ///
    /// # Errors
    /// See `may`; `WrongState` if it was told before; `Invalid` for an incomplete citation.
    pub fn notify(self, document: Citation, actor: &Actor, at: DateTime<Utc>) -> Result<Step<Self>, Refusal> {
        let (author, state) = self.may(NominationVerb::Notify, actor)?;
        let Some(notice) = self.progress.notice.clone().filter(|notice| notice.sent_at.is_none()) else {
            return Err(Refusal::WrongState(reasons::notice_sent()));
        };
        let document = document.tidied();
        let mut violations = Violations::default();
        document.check_written("/document", "L11", at, &mut violations);
        violations.refuse_if_any()?;
        let said = document.number.clone().unwrap_or_default();
        let notice = Some(Notice { document: Some(document), sent_at: Some(at), ..notice });
        let progress = Progress { notice, ..self.progress.clone() };
        let told = Self { progress, ..self };
        Ok(told.acted(NominationVerb::Notify, EventKind::RefusalNotified, author, state, &said, at))
    }

    /// Gives the appraisal agency's opinion where the movement wants one (rules S16, S18).
    ///
    /// # Errors
    /// See `may`; `WrongState` on an occasion for which the movement wants no opinion; `Invalid` without a text.
    pub fn concur(
        self,
        (in_favour, text): (bool, &str),
        policy: &Policy,
        actor: &Actor,
        at: DateTime<Utc>,
    ) -> Result<Step<Self>, Refusal> {
        let (author, state) = self.may(NominationVerb::Concur, actor)?;
        if policy.opinion(self.occasion) == OpinionDemand::Unneeded {
            return Err(Refusal::WrongState(reasons::opinion_not_wanted()));
        }
        let text = demanded("/text", text)?;
        let opinion = Some(Opinion { in_favour, text: text.clone(), at, name: author.name.clone() });
        let progress = Progress { opinion, ..self.progress.clone() };
        let said = Self { progress, ..self };
        Ok(said.acted(NominationVerb::Concur, EventKind::NominationConcurred, author, state, &text, at))
    }

    /// Records that the nomination is based on another achievement than an earlier award (rule L03).
    ///
    /// # Errors
    /// See `may`; `Invalid` without a reason.
    pub fn distinguish(self, reason: &str, actor: &Actor, at: DateTime<Utc>) -> Result<Step<Self>, Refusal> {
        let (author, state) = self.may(NominationVerb::Distinguish, actor)?;
        let reason = demanded("/reason", reason)?;
        let distinction = Some(Distinction { reason: reason.clone(), at, name: author.name.clone() });
        let progress = Progress { distinction, ..self.progress.clone() };
        let said = Self { progress, ..self };
        let (verb, kind) = (NominationVerb::Distinguish, EventKind::DistinctAchievementRecorded);
        Ok(said.acted(verb, kind, author, state, &reason, at))
    }

    /// Records the council's votes (rule L09).
    pub(crate) fn vote(self, vote: CouncilVote, actor: &Actor, at: DateTime<Utc>) -> Result<Step<Self>, Refusal> {
        let (author, state) = self.may(NominationVerb::Vote, actor)?;
        let said = format!("{}/{} ({})", vote.votes_for, vote.members_total, vote.number);
        let progress = Progress { vote: Some(vote), ..self.progress.clone() };
        let voted = Self { progress, ..self };
        Ok(voted.acted(NominationVerb::Vote, EventKind::NominationVoted, author, state, &said, at))
    }

    /// Records that the chair does not grant the award.
    ///
    /// # Errors
    /// See `may`; `Invalid` without a reason.
    pub fn refuse(self, reason: &str, actor: &Actor, at: DateTime<Utc>) -> Result<Step<Self>, Refusal> {
        let (author, state) = self.may(NominationVerb::Refuse, actor)?;
        let reason = demanded("/reason", reason)?;
        Ok(self.acted(NominationVerb::Refuse, EventKind::NominationRefused, author, state, &reason, at))
    }

    /// Withdraws the nomination before it is submitted to the chair.
    ///
    /// # Errors
    /// See `may`; `Invalid` without a reason.
    pub fn withdraw(self, reason: &str, actor: &Actor, at: DateTime<Utc>) -> Result<Step<Self>, Refusal> {
        let (author, state) = self.may(NominationVerb::Withdraw, actor)?;
        let reason = demanded("/reason", reason)?;
        Ok(self.acted(NominationVerb::Withdraw, EventKind::NominationWithdrawn, author, state, &reason, at))
    }

    /// Undoes the last step, with a reason, before anything of it is public; data that the step added is removed.
    ///
    /// # Errors
    /// See `may`; `Invalid` without a reason.
    pub fn reverse(self, reason: &str, actor: &Actor, at: DateTime<Utc>) -> Result<Step<Self>, Refusal> {
        let (author, state) = self.may(NominationVerb::Reverse, actor)?;
        let reason = demanded("/reason", reason)?;
        let mut progress = self.progress.clone();
        match state {
            NominationState::Submitted => progress.regime = None,
            NominationState::Forwarded => (progress.notice, progress.vote, progress.posting) = (None, None, None),
            NominationState::Draft
            | NominationState::Received
            | NominationState::Returned
            | NominationState::Eligible
            | NominationState::Ineligible
            | NominationState::SubmittedToChair
            | NominationState::Awarded
            | NominationState::NotAwarded
            | NominationState::Published
            | NominationState::Revoked
            | NominationState::Withdrawn => {}
        }
        let back = Self { progress, ..self };
        Ok(back.acted(NominationVerb::Reverse, EventKind::NominationReversed, author, state, &reason, at))
    }

    /// Grants the award, as part of a decision.
    pub(crate) fn award(self, decision: DecisionId, actor: &Actor, at: DateTime<Utc>) -> Result<Step<Self>, Refusal> {
        let (author, state) = self.may(NominationVerb::Award, actor)?;
        let granted = Self { decision: Some(decision), ..self };
        Ok(granted.acted(NominationVerb::Award, EventKind::NominationAwarded, author, state, "", at))
    }

    /// Makes the award public, together with its decision.
    pub(crate) fn publish(self, actor: &Actor, at: DateTime<Utc>) -> Result<Step<Self>, Refusal> {
        let (author, state) = self.may(NominationVerb::Publish, actor)?;
        Ok(self.acted(NominationVerb::Publish, EventKind::NominationPublished, author, state, "", at))
    }

    /// Marks the nomination after the revocation of its award (rule L18).
    ///
    /// # Errors
    /// See `may`.
    pub fn revoke(self, symbol: &str, actor: &Actor, at: DateTime<Utc>) -> Result<Step<Self>, Refusal> {
        let (author, state) = self.may(NominationVerb::Revoke, actor)?;
        Ok(self.acted(NominationVerb::Revoke, EventKind::AwardRevoked, author, state, symbol, at))
    }

    /// Who nominated: as the movement said when the nomination was begun. Those that began before movements said so follow
    /// the plan that there was: units nominate every year, the standing agency selects on every other occasion.
    #[must_use]
    pub fn nominated_by(&self) -> NominatedBy {
        let before = || match self.occasion {
            Occasion::Annual => NominatedBy::Unit,
            Occasion::Midterm | Occasion::Final | Occasion::Urgent => NominatedBy::StandingAgency,
        };
        self.progress.nominated_by.unwrap_or_else(before)
    }

    /// The first and the last day of the achievement.
    #[must_use]
    pub const fn achieved(&self) -> (Option<NaiveDate>, Option<NaiveDate>) {
        (self.dossier.achievement_from, self.dossier.achievement_to)
    }

    /// The regime that the dossier was received under, among those given (rule L39).
    #[must_use]
    pub fn regime<'a>(&self, regimes: &'a [Regime]) -> Option<&'a Regime> {
        let code = self.progress.regime.as_deref()?;
        regimes.iter().find(|regime| regime.code == code)
    }

    /// The last act with a verb.
    #[must_use]
    pub fn last(&self, verb: NominationVerb) -> Option<&Act> {
        self.acts.iter().rev().find(|act| act.verb == verb)
    }

    /// When it ended without an award; none while it is under way, and for awarded nominations.
    #[must_use]
    pub fn ended_at(&self) -> Option<DateTime<Utc>> {
        let ends: &[NominationVerb] = match self.state {
            NominationState::Withdrawn => &[NominationVerb::Withdraw, NominationVerb::Merge],
            NominationState::NotAwarded => &[NominationVerb::Refuse],
            NominationState::Ineligible => &[NominationVerb::AppraiseIneligible],
            NominationState::Draft
            | NominationState::Submitted
            | NominationState::Received
            | NominationState::Returned
            | NominationState::Forwarded
            | NominationState::Eligible
            | NominationState::SubmittedToChair
            | NominationState::Awarded
            | NominationState::Published
            | NominationState::Revoked => &[],
        };
        self.acts.iter().rev().find(|act| ends.contains(&act.verb)).map(|act| act.at)
    }

    fn event(&self, kind: EventKind, author: Author, at: DateTime<Utc>, to: NominationState) -> Event {
        Event::new(kind, Concept::Nomination, self.id.0, author, at)
            .of(self.organisation)
            .between(Some(self.state.as_str()), to.as_str())
    }

    fn acted(
        self,
        verb: NominationVerb,
        kind: EventKind,
        author: Author,
        state: NominationState,
        reason: &str,
        at: DateTime<Utc>,
    ) -> Step<Self> {
        let mut acts = self.acts.clone();
        if let Some(account) = author.account {
            let reason = (!reason.is_empty()).then(|| reason.to_owned());
            acts.push(Act { verb, account, name: author.name.clone(), organisation: author.organisation, at, reason });
        }
        let event = self.event(kind, author, at, state).because(reason);
        Step::new(Self { state, acts, updated_at: at, ..self }, event)
    }
}

/// Rules S15, S17, S19: when a nomination can be begun.
fn must_be_in_season(setting: Setting<'_>, at: DateTime<Utc>) -> Result<(), Refusal> {
    let Setting { cycle, occasion, round, .. } = setting;
    match occasion {
        Occasion::Urgent => Ok(()),
        Occasion::Annual => {
            cycle.must_be_open()?;
            let closed = round.and_then(|round| round.terms.closes_on).filter(|last| *last < calendar::day_of(at));
            closed.map_or(Ok(()), |last| {
                Err(Refusal::OutOfSeason(reasons::nominations_closed(wording::date(last), last)))
            })
        }
        Occasion::Midterm | Occasion::Final => {
            // The document that opened the review sets it; a round may set it before.
            let set =
                cycle.orders.opened_under.is_some() || round.is_some_and(|round| round.terms.review_date.is_some());
            if !set {
                return Err(Refusal::OutOfSeason(reasons::review_date_unknown_of_awards()));
            }
            cycle.must_not_have_ended()
        }
    }
}

/// Who nominates: a unit for its own subjects, or the standing agency where it selects (rules S15, S16, S18).
fn may_nominate(
    nominated_by: NominatedBy,
    occasion: Occasion,
    own: Permission,
    place: (OrganisationId, CampaignId),
    actor: &Actor,
) -> Result<Author, Refusal> {
    let permission = match nominated_by {
        NominatedBy::Unit => own,
        NominatedBy::StandingAgency => Permission::NominateForReview,
    };
    actor.must(permission, place).map_err(|refusal| match (refusal, occasion) {
        (Refusal::NotAllowed(reason), Occasion::Urgent) => Refusal::NotAllowed(reason.under("S18")),
        (refusal, _) => refusal,
    })
}
