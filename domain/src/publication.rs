//! Numbered, frozen releases of a cycle's boards (công bố kết quả; rule S29).
//!
//! A release holds what was official at its moment and never changes; a later one has the next number and says
//! why it was made. Nothing that is not final, and no set that is not issued, enters one.

use chrono::{DateTime, Utc};

use crate::campaign::Cycle;
use crate::criteria::{CriteriaSet, CriteriaSetState};
use crate::event::{Concept, Event, EventKind};
use crate::evidence::Citation;
use crate::identity::Actor;
use crate::ids::{BoardId, CriteriaSetId, CycleId, ReleaseId};
use crate::organisation::{Organisation, Tier};
use crate::policy::Permission;
use crate::ranking::{Standing, rank};
use crate::refusal::{Reason, Refusal, Violations};
use crate::report::{Report, ReportState};
use crate::step::Step;
use crate::text::tidy;

/// One tier's board in a release (bảng xếp hạng).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Board {
    /// Its identifier.
    pub id: BoardId,
    /// The tier.
    pub tier: Tier,
    /// The set that every unit on it was scored by.
    pub criteria_set: CriteriaSetId,
    /// The document that issued the set.
    pub document: Citation,
    /// The units, ranked ones first.
    pub standings: Vec<Standing>,
}

/// A cycle's results as they were made public (đợt công bố).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Release {
    /// Its identifier.
    pub id: ReleaseId,
    /// The cycle.
    pub cycle: CycleId,
    /// Counts up within the cycle, from 1.
    pub number: i64,
    /// Why a further release was made; none for the first.
    pub reason: Option<String>,
    /// When it became public.
    pub published_at: DateTime<Utc>,
    /// The boards, one per tier.
    pub boards: Vec<Board>,
}

/// What one publication changes: the release appears, and its reports become public with it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use = "a step that is not saved did not happen"]
pub struct Publication {
    /// The release.
    pub release: Step<Release>,
    /// The reports that were final and are public now.
    pub reports: Vec<Step<Report>>,
}

/// What a release is made of.
#[derive(Clone, Debug)]
pub struct Materials<'a> {
    /// The cycle.
    pub cycle: &'a Cycle,
    /// The sets the cycle is bound to.
    pub sets: &'a [CriteriaSet],
    /// The cycle's reports, in any state.
    pub reports: Vec<Report>,
    /// The registry's units.
    pub organisations: &'a [Organisation],
    /// The number of the cycle's newest release; 0 if there is none.
    pub newest: i64,
}

impl Release {
    /// Publishes a cycle's boards from every report that is final.
    ///
    /// # Errors
    /// `NotAllowed` for anyone but the standing agency; `WrongState` if nothing has become final since the newest
    /// release, or while a set is provisional (interpretation 10); `Invalid` for a further release without reason.
    pub fn publish(
        id: ReleaseId,
        boards: [BoardId; 3],
        materials: Materials<'_>,
        reason: &str,
        actor: &Actor,
        at: DateTime<Utc>,
    ) -> Result<Publication, Refusal> {
        let author = actor.must(Permission::PublishRelease, None)?;
        let Materials { cycle, sets, reports, organisations, newest } = materials;
        cycle.must_be_open()?;
        let reason = tidy(reason);
        let mut violations = Violations::default();
        if 0 < newest {
            violations.demand_text("/reason", &reason);
        }
        violations.refuse_if_any()?;
        if !reports.iter().any(|report| report.state == ReportState::Final) {
            return Err(Refusal::WrongState(Reason::rule(
                "NOTHING_TO_PUBLISH",
                "S29",
                "Chưa có báo cáo nào được chốt điểm kể từ lần công bố trước.",
                "No report has become final since the newest release.",
            )));
        }

        let settled = |report: &&Report| report.state.is_settled();
        let mut made = Vec::new();
        for (board, tier) in boards.into_iter().zip([Tier::Provincial, Tier::District, Tier::Commune]) {
            let standings: Vec<Standing> = reports
                .iter()
                .filter(settled)
                .filter(|report| report.tier == tier)
                .filter_map(|report| standing(report, organisations))
                .collect();
            if standings.is_empty() {
                continue;
            }
            let issued = sets
                .iter()
                .find(|set| cycle.criteria_for(tier) == Some(set.id) && set.state == CriteriaSetState::Published);
            let Some((set, document)) = issued.and_then(|set| set.document.clone().map(|document| (set, document)))
            else {
                return Err(Refusal::WrongState(Reason::rule(
                    "CRITERIA_SET_PROVISIONAL",
                    "S24",
                    format!("Bộ tiêu chí cấp {tier} còn tạm thời; phải ban hành (có số văn bản) trước khi công bố."),
                    format!("The set of tier {tier} is provisional; issue it under a document number first."),
                )));
            };
            made.push(Board { id: board, tier, criteria_set: set.id, document, standings: rank(standings) });
        }

        let number = newest.saturating_add(1);
        let event = Event::new(EventKind::ReleasePublished, Concept::Release, id.0, author, at)
            .between(None, "PUBLISHED")
            .because(&reason);
        let release = Self {
            id,
            cycle: cycle.id,
            number,
            reason: (!reason.is_empty()).then_some(reason),
            published_at: at,
            boards: made,
        };
        let reports = reports
            .into_iter()
            .filter(|report| report.state == ReportState::Final)
            .map(|report| report.publish(actor, at))
            .collect::<Result<Vec<Step<Report>>, Refusal>>()?;
        Ok(Publication { release: Step::new(release, event), reports })
    }
}

fn standing(report: &Report, organisations: &[Organisation]) -> Option<Standing> {
    let scorecard = report.scorecard.clone()?;
    let organisation = organisations.iter().find(|organisation| organisation.id == report.organisation)?;
    Some(Standing {
        rank: None,
        organisation: organisation.id,
        name: organisation.name.clone(),
        kind: Some(report.kind),
        late: report.late,
        scorecard,
    })
}
