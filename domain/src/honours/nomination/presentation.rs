//! The conditions for submission to the chair: opinion, votes, and a list that was open to objections.

use chrono::{DateTime, Utc};

use crate::base::event::EventKind;
use crate::base::identity::Actor;
use crate::base::refusal::Refusal;
use crate::base::step::Step;
use crate::base::{calendar, wording};
use crate::honours::nomination::Nomination;
use crate::honours::nomination::progress::{Posting, Progress};
use crate::honours::nomination::workflow::NominationVerb;
use crate::honours::reasons;
use crate::honours::round::{RoundTerms, Threshold};
use crate::planning::award::Occasion;
use crate::planning::policy::OpinionDemand;

/// The conditions on a dossier for submission to the chair.
#[derive(Clone, Copy, Debug)]
pub struct Demands<'a> {
    /// What the appraisal agency says first, by the movement (rules S16, S18).
    pub opinion: OpinionDemand,
    /// The terms of the cycle's round, if they are set.
    pub terms: Option<&'a RoundTerms>,
    /// The objections of its period that are not settled.
    pub objections_open: u64,
    /// The objections of its period that were upheld.
    pub objections_upheld: u64,
}

impl Nomination {
    /// Submits the appraised dossier to the chair.
    ///
    /// # Errors
    /// See `may`; `WrongState` for a nominee who declined, without the appraisal agency's concurrence or opinion (rules
    /// S16, S18), with fewer votes of the council than the round requires (rule L09), or before the objection period
    /// has ended and every objection in it was settled and dismissed.
    pub fn present(self, demands: Demands<'_>, actor: &Actor, at: DateTime<Utc>) -> Result<Step<Self>, Refusal> {
        let (author, state) = self.may(NominationVerb::Present, actor)?;
        self.must_be_willing()?;
        self.must_be_concurred_in(demands.opinion)?;
        self.must_have_votes(demands.terms.and_then(|terms| terms.threshold))?;
        self.must_have_stood(demands, at)?;
        Ok(self.acted(NominationVerb::Present, EventKind::NominationPresented, author, state, "", at))
    }

    /// Rules S16 and S18.
    fn must_be_concurred_in(&self, demanded: OpinionDemand) -> Result<(), Refusal> {
        let opinion = self.progress.opinion.as_ref();
        match demanded {
            OpinionDemand::Unneeded => Ok(()),
            OpinionDemand::Given if opinion.is_some() => Ok(()),
            OpinionDemand::InFavour if opinion.is_some_and(|opinion| opinion.in_favour) => Ok(()),
            OpinionDemand::Given => Err(Refusal::WrongState(reasons::opinion_missing())),
            OpinionDemand::InFavour => Err(Refusal::WrongState(reasons::concurrence_missing())),
        }
    }

    /// Rule L09; the simplified procedure has no session of the council.
    fn must_have_votes(&self, threshold: Option<Threshold>) -> Result<(), Refusal> {
        let Some(threshold) = threshold.filter(|_| self.occasion != Occasion::Urgent) else { return Ok(()) };
        let (percent, hundredths) = (threshold.share / 100, threshold.share % 100);
        let share = if hundredths == 0 { percent.to_string() } else { format!("{percent}.{hundredths:02}") };
        let reached = self
            .progress
            .vote
            .as_ref()
            .is_some_and(|vote| threshold.is_reached(vote.votes_for, vote.members_present, vote.members_total));
        if reached {
            return Ok(());
        }
        let (share_vi, basis_vi, basis) = (share.replace('.', ","), threshold.basis.vi(), threshold.basis);
        Err(Refusal::WrongState(match &self.progress.vote {
            None => reasons::vote_missing(share_vi, share, basis_vi, basis),
            Some(vote) => {
                let found = format!("{}/{}", vote.votes_for, vote.members_total);
                reasons::votes_too_few(share_vi, share, basis_vi, basis, found)
            }
        }))
    }

    /// If the round requires it, nominees were on a public list first, and no objection to them is open or was upheld.
    fn must_have_stood(&self, demands: Demands<'_>, at: DateTime<Utc>) -> Result<(), Refusal> {
        let days = demands.terms.and_then(|terms| terms.objection_days).filter(|_| self.occasion != Occasion::Urgent);
        let posting = self.progress.posting;
        let reason = match (days, posting) {
            (None, None) => return Ok(()),
            (Some(days), None) => reasons::posting_missing(days),
            (_, Some(Posting { until, .. })) if at < calendar::end_of(until) => {
                reasons::objection_period_running(wording::date(until), until)
            }
            (_, Some(_)) if 0 < demands.objections_open => reasons::objection_open(demands.objections_open),
            (_, Some(_)) if 0 < demands.objections_upheld => reasons::objection_upheld(),
            (_, Some(_)) => return Ok(()),
        };
        Err(Refusal::WrongState(reason))
    }

    /// Puts the nominee on a list that is open to objections; a later list replaces an earlier one.
    pub(crate) fn post(self, posting: Posting, actor: &Actor, at: DateTime<Utc>) -> Result<Step<Self>, Refusal> {
        let (author, state) = self.may(NominationVerb::Post, actor)?;
        let said = posting.until.to_string();
        let progress = Progress { posting: Some(posting), ..self.progress.clone() };
        let posted = Self { progress, ..self };
        Ok(posted.acted(NominationVerb::Post, EventKind::NominationPosted, author, state, &said, at))
    }
}
