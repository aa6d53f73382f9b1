//! Minutes of the Emulation and Commendation Council (biên bản họp Hội đồng) and its votes (rule L09).

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use crate::base::calendar;
use crate::base::citation::FileMetadata;
use crate::base::concept::Concept;
use crate::base::event::{Event, EventKind};
use crate::base::frame::check_day;
use crate::base::identity::Actor;
use crate::base::ids::{CycleId, NominationId, Revision, SessionMinutesId};
use crate::base::policy::Permission;
use crate::base::refusal::{Refusal, Violations};
use crate::base::step::Step;
use crate::base::text::tidy;
use crate::honours::nomination::Nomination;
use crate::honours::nomination::progress::CouncilVote;
use crate::honours::reasons;
use crate::honours::round::MEMBERS_MAX;
use crate::planning::cycle::Cycle;

/// Maximum number of nominations that one session votes on.
pub const BALLOTS_MAX: usize = 500;

/// The votes for one nominee.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Ballot {
    /// The nomination.
    pub nomination: NominationId,
    /// The votes in favour.
    pub votes_for: i64,
}

/// The minutes of one session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SessionMinutes {
    /// Their identifier.
    pub id: SessionMinutesId,
    /// The cycle whose nominations were voted on.
    pub cycle: CycleId,
    /// Number and symbol.
    pub number: String,
    /// The day of the session.
    pub date: NaiveDate,
    /// Who chaired it.
    pub chair: String,
    /// The members of the council.
    pub members_total: i64,
    /// Those who were present.
    pub members_present: i64,
    /// The votes.
    pub ballots: Vec<Ballot>,
    /// The signed minutes.
    pub file: Option<FileMetadata>,
    /// When they were recorded.
    pub recorded_at: DateTime<Utc>,
    /// The revision number.
    pub revision: Revision,
}

/// The changes of recorded minutes: the minutes, and the votes of every nomination in them.
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use = "a step that is not saved did not happen"]
pub struct Voting {
    /// The minutes.
    pub minutes: Step<SessionMinutes>,
    /// The nominations with their votes.
    pub nominations: Vec<Step<Nomination>>,
}

impl SessionMinutes {
    /// Records the minutes of a session and the votes in them; `nominations` are the ones of the ballots, in their order.
    ///
    /// # Errors
    /// `NotAllowed` for anyone but the appraisal agency, or by the four-eyes rule (L19); `WrongState` for a nomination
    /// that is not appraised as eligible; `Invalid` unless votes ≤ present ≤ all (rule L09), for a day in the future
    /// or before the cycle's period, or a nomination of another cycle.
    pub fn record(
        self,
        cycle: &Cycle,
        nominations: Vec<Nomination>,
        actor: &Actor,
        at: DateTime<Utc>,
    ) -> Result<Voting, Refusal> {
        let author = actor.must(Permission::AppraiseNomination, None)?;
        let minutes = Self { number: tidy(&self.number), chair: tidy(&self.chair), recorded_at: at, ..self };
        minutes.must_be_sound(cycle, &nominations, at)?;
        let event = Event::new(EventKind::MinutesRecorded, Concept::SessionMinutes, minutes.id.0, author, at)
            .because(&minutes.number);
        let mut voted = Vec::with_capacity(nominations.len());
        for (nomination, ballot) in nominations.into_iter().zip(&minutes.ballots) {
            let vote = CouncilVote {
                minutes: minutes.id,
                number: minutes.number.clone(),
                date: minutes.date,
                members_total: minutes.members_total,
                members_present: minutes.members_present,
                votes_for: ballot.votes_for,
            };
            voted.push(nomination.vote(vote, actor, at)?);
        }
        Ok(Voting { minutes: Step::new(minutes, event), nominations: voted })
    }

    fn must_be_sound(&self, cycle: &Cycle, nominations: &[Nomination], at: DateTime<Utc>) -> Result<(), Refusal> {
        let mut violations = Violations::default();
        violations.demand_open_number("/number", &self.number);
        violations.demand_text("/chair", &self.chair);
        if calendar::day_of(at) < self.date {
            violations.add("/date", reasons::date_in_future_of_session());
        } else {
            check_day(self.date, (cycle.period_start, calendar::day_of(at)), "/date", &mut violations);
        }
        if !(1..=MEMBERS_MAX).contains(&self.members_total) {
            violations.add("/membersTotal", reasons::members_out_of_range(MEMBERS_MAX));
        }
        if !(0..=self.members_total).contains(&self.members_present) {
            violations.add("/membersPresent", reasons::present_out_of_range());
        }
        for (index, ballot) in self.ballots.iter().enumerate() {
            if !(0..=self.members_present).contains(&ballot.votes_for) {
                violations.add(format!("/ballots/{index}/votesFor"), reasons::votes_out_of_range());
            }
            let twice = self.ballots.iter().take(index).any(|other| other.nomination == ballot.nomination);
            let foreign = nominations.get(index).is_none_or(|nomination| nomination.cycle != self.cycle);
            if twice || foreign {
                violations.add(format!("/ballots/{index}/nomination"), reasons::ballot_unfit());
            }
        }
        if let Some(file) = &self.file {
            file.check("/file", &mut violations);
        }
        violations.refuse_if_any()
    }
}
