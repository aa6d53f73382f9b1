//! What reports and requests for more time ask of whom.

use std::collections::BTreeSet;

use chrono::TimeDelta;

use crate::base::calendar;
use crate::base::ids::OrganisationId;
use crate::integration::notice::standing::{Asks, Need};
use crate::integration::notice::{NoticeKind, NoticePlace, REMINDED, Recipient};
use crate::planning::criteria::CriteriaSet;
use crate::planning::cycle::{Cycle, CycleState};
use crate::reporting::extension::{Extension, ExtensionState};
use crate::reporting::reminder::ReminderPlan;
use crate::reporting::report::{Report, ReportState};
use crate::reporting::standing::Standing;

/// Other units than the standing agency that say something about a report first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Checkers {
    /// The head unit of the report's group, or its deputy for the head's own report.
    pub head: Option<OrganisationId>,
    /// The agencies that have not recorded all that they verify.
    pub agencies: BTreeSet<OrganisationId>,
}

impl Checkers {
    /// Who is still waited for. `head` is who gives an opinion on the report, if the cycle's groups have such a unit.
    #[must_use]
    pub fn of(report: &Report, set: &CriteriaSet, head: Option<OrganisationId>) -> Self {
        let asked = set.criteria.iter().filter(|criterion| {
            criterion.measure.applies_to(report.kind) && report.asked_unit().leaves_out(&criterion.code).is_none()
        });
        let open = asked.filter(|criterion| report.checks.finding(&criterion.code).is_none());
        let agencies = open.filter_map(|criterion| set.verifier_of(&criterion.code));
        Self {
            head: head.filter(|_| report.checks.opinion.is_none()),
            agencies: agencies.filter(|agency| *agency != report.organisation).collect(),
        }
    }
}

/// What a cycle asks of its participants, those of which the standings are: their reports, until they are handed in. `of`
/// is the unit if it is one alone.
#[must_use]
pub fn due_reports(
    cycle: &Cycle,
    plan: Option<&ReminderPlan>,
    standings: &[Standing],
    of: Option<OrganisationId>,
) -> Vec<Asks> {
    let days = plan.map_or(REMINDED.as_slice(), |plan| plan.terms.days.as_slice());
    let place = |unit: OrganisationId| NoticePlace {
        organisation: Some(unit),
        campaign: Some(cycle.campaign),
        cycle: Some(cycle.id),
    };
    let asked = |kind: NoticeKind, standing: &Standing| {
        let unit = standing.organisation.id;
        Need::new(kind, Recipient::Unit(unit), place(unit), standing.last_day(cycle)).reminded(days)
    };
    let open = cycle.state == CycleState::Open;
    let owing = |standing: &&Standing| open && standing.owes(cycle) && standing.is_waiting();
    let returned = |standing: &Standing| standing.begun.is_some_and(|begun| begun.state == ReportState::Returned);
    let begins = standings.iter().filter(|standing| owing(standing) && !returned(standing));
    let due = Asks {
        subject: cycle.id.0,
        kinds: &[NoticeKind::ReportDue],
        of,
        needs: begins.map(|standing| asked(NoticeKind::ReportDue, standing)).collect(),
    };
    let again = standings.iter().filter_map(|standing| {
        let back = owing(&standing) && returned(standing);
        let needs = back.then(|| asked(NoticeKind::ReportReturned, standing)).into_iter().collect();
        Some(Asks { subject: standing.begun?.report.0, kinds: &[NoticeKind::ReportReturned], of: None, needs })
    });
    std::iter::once(due).chain(again).collect()
}

/// What a report asks of those who judge it, and of its unit while it may explain.
#[must_use]
pub fn judging(report: &Report, checkers: &Checkers) -> Asks {
    use NoticeKind as K;
    let place = NoticePlace {
        organisation: Some(report.organisation),
        campaign: Some(report.campaign),
        cycle: Some(report.cycle),
    };
    let need = |kind: NoticeKind, recipient: Recipient| Need::new(kind, recipient, place, None);
    let checks = || {
        let head = checkers.head.map(|head| need(K::ReportToCheck, Recipient::UnitHead(head)));
        let agencies = checkers.agencies.iter().map(|agency| need(K::CriteriaToVerify, Recipient::Unit(*agency)));
        head.into_iter().chain(agencies)
    };
    let needs = match report.state {
        ReportState::Submitted => {
            std::iter::once(need(K::ReportToVerify, Recipient::StandingAgency)).chain(checks()).collect()
        }
        ReportState::Verifying => {
            std::iter::once(need(K::ReportToFinalise, Recipient::StandingAgency)).chain(checks()).collect()
        }
        ReportState::ExplanationOpen => {
            // The window closes at an instant; the last day is the one that ends with it, or on which it lies.
            let last = report.explanation_until.map(|until| calendar::day_of(until - TimeDelta::microseconds(1)));
            let open = Need { due: last, ..need(K::ExplanationOpen, Recipient::Unit(report.organisation)) };
            let asked = report.explanations.iter().any(|explanation| explanation.answer.is_none());
            let answer = asked.then(|| need(K::ExplanationToAnswer, Recipient::StandingAgency));
            std::iter::once(open.reminded(&[-1])).chain(answer).collect()
        }
        // What a draft and a returned report ask of their unit says its cycle; what is final asks nothing more.
        ReportState::Draft | ReportState::Returned | ReportState::Final | ReportState::Published => Vec::new(),
    };
    let kinds = &[
        K::ReportToVerify,
        K::ReportToFinalise,
        K::ReportToCheck,
        K::CriteriaToVerify,
        K::ExplanationOpen,
        K::ExplanationToAnswer,
    ];
    Asks { subject: report.id.0, kinds, of: None, needs }
}

/// What a request for more time asks of the standing agency, and what it tells the unit.
#[must_use]
pub fn extension(extension: &Extension) -> Asks {
    let place = NoticePlace {
        organisation: Some(extension.organisation),
        campaign: Some(extension.campaign),
        cycle: Some(extension.cycle),
    };
    let (kind, recipient) = match extension.state {
        ExtensionState::Requested => (NoticeKind::ExtensionToDecide, Recipient::StandingAgency),
        ExtensionState::Granted | ExtensionState::Refused => {
            (NoticeKind::ExtensionDecided, Recipient::Unit(extension.organisation))
        }
    };
    let kinds = &[NoticeKind::ExtensionToDecide, NoticeKind::ExtensionDecided];
    Asks { subject: extension.id.0, kinds, of: None, needs: vec![Need::new(kind, recipient, place, None)] }
}
