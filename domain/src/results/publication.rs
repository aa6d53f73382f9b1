//! Numbered, frozen releases of a cycle's boards (công bố kết quả; rule S29).
//!
//! A release holds what was official at its time and never changes; a later one has the next number, gives a reason,
//! and lists its changes. It holds only final reports and issued sets. There is no provisional release, because no
//! figure is public before it is official.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};

use crate::base::code::GroupCode;
use crate::base::concept::Concept;
use crate::base::event::{Event, EventKind};
use crate::base::identity::Actor;
use crate::base::ids::{BoardId, CycleId, OrganisationId, ReleaseId, wire_enum};
use crate::base::policy::Permission;
use crate::base::refusal::{Refusal, Violations};
use crate::base::step::Step;
use crate::base::text::Text;
use crate::base::text::tidy;
use crate::planning::criteria::{CriteriaSet, CriteriaSetState};
use crate::planning::cycle::{Binding, Cycle};
use crate::planning::measure::WHOLE_BASIS_POINTS;
use crate::planning::participant::Participants;
use crate::planning::scoring::{Applicability, ScoreLine, Scorecard};
use crate::registry::level::Levels;
use crate::registry::organisation::{Organisation, OrganisationKind};
use crate::reporting::report::{Report, ReportState};
use crate::results::board::{Board, groups, of_group};
use crate::results::board_change::{BoardChanges, UnitChange, UnitChangeKind, changes};
use crate::results::change::{Announcement, ChangeDetail, PublicChange, PublicChangeKind};
use crate::results::official::{Earlier, Official, Results, derived, in_order, moved, must_be_public};
use crate::results::ranking::{Standing, Superior, places, rank};
use crate::results::reasons;
use crate::results::register::{Ledger, Register};
use crate::results::sign_off::SignOff;

wire_enum! {
    /// Effect of a release on what was public before it.
    ReleaseStatus {
        /// No public figure changes: the first release, or one that only adds units (công bố chính thức).
        Official = "OFFICIAL",
        /// A public figure changes, or a unit is removed (công bố đính chính).
        Corrected = "CORRECTED",
    }
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
    /// How it changes what was public; none for old releases, which do not record it.
    pub status: Option<ReleaseStatus>,
    /// Who published it; none for old releases, which do not record it.
    pub signed_off: Option<SignOff>,
    /// The boards, one per group.
    pub boards: Vec<Board>,
}

/// Results of a board's units in one criterion.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CriterionSummary {
    /// The criterion.
    pub criterion: String,
    /// The mean of the points of the units that it counts for, in hundredths, rounded down; none without such a unit.
    pub average: Option<i64>,
    /// How many units met the target.
    pub met: usize,
    /// For how many units it counts.
    pub applicable: usize,
    /// The share of those that met the target, in basis points, rounded down.
    pub share_basis_points: Option<i64>,
}

/// A unit that owed a report and had submitted none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SilentUnit {
    /// The unit.
    pub organisation: OrganisationId,
    /// Its name.
    pub name: String,
    /// The code that the public knows it by.
    pub code: Option<String>,
}

/// Key figures of a board, and the units that are missing from it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Summary {
    /// The board.
    pub board: BoardId,
    /// The mean of the totals, in hundredths, rounded down; none if no unit is scored.
    pub average: Option<i64>,
    /// How many units are ranked.
    pub ranked: usize,
    /// The criteria, in the set's order.
    pub criteria: Vec<CriterionSummary>,
    /// Number of units that owed a report in the cycle and group.
    pub owing: usize,
    /// How many of them had submitted one.
    pub reported: usize,
    /// Number of these units that first submitted after the due date and any extension.
    pub late: usize,
    /// The units that had submitted none, in the order of the registry.
    pub silent: Vec<SilentUnit>,
}

/// What the units of a part of a board have in common.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Block {
    /// Their superior unit, such as the communes' district.
    Parent(OrganisationId),
    /// Their kind.
    Kind(OrganisationKind),
}

/// A part of a board, ranked on its own as well.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BoardSlice {
    /// The board.
    pub board: BoardId,
    /// What its units have in common.
    pub block: Block,
    /// The units in the order of the board, each with its rank within the part.
    pub places: Vec<(OrganisationId, Option<u32>)>,
}

/// The changes of one publication: the release, and the reports that become public with it. What the public reads
/// besides the boards is computed here, once.
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use = "a step that is not saved did not happen"]
pub struct Publication {
    /// The release.
    pub release: Step<Release>,
    /// The final reports, which become public.
    pub reports: Vec<Step<Report>>,
    /// The previous release, with its number.
    pub previous: Option<(ReleaseId, i64)>,
    /// The changes against it, by group; empty for the first release.
    pub changes: Vec<BoardChanges>,
    /// One per board.
    pub summaries: Vec<Summary>,
    /// The parts of the boards.
    pub slices: Vec<BoardSlice>,
    /// Submissions, returns and granted extensions.
    pub register: Register,
    /// The public changes to announce.
    pub announced: Announcement,
}

/// The data that a release is computed from.
#[derive(Clone, Debug)]
pub struct Materials<'a> {
    /// The cycle.
    pub cycle: &'a Cycle,
    /// Who takes part in it.
    pub participants: &'a Participants,
    /// The criteria sets of the cycle.
    pub sets: &'a [CriteriaSet],
    /// The cycle's reports, in any state.
    pub reports: Vec<Report>,
    /// The registry's units.
    pub organisations: &'a [Organisation],
    /// The registry's levels.
    pub levels: &'a Levels,
    /// The data about the cycle's deadline besides the reports.
    pub ledger: &'a Ledger,
    /// The cycle's newest release, if there is one.
    pub previous: Option<&'a Release>,
    /// The cycles whose results the sets name, each with its newest release (rule M05).
    pub earlier: &'a [Earlier<'a>],
}

impl Release {
    /// Its boards, as the source of other results.
    #[must_use]
    pub fn results(&self) -> Results<'_> {
        Results { release: self.id, number: self.number, boards: &self.boards }
    }

    /// Publishes a cycle's boards from all final reports. `next_board` gives the identifier of each board.
    ///
    /// # Errors
    /// `NotAllowed` for anyone but the standing agency; `WrongState` if no report has become final since the newest
    /// release, while a correction waits for a second person, or while a set is provisional;
    /// `Invalid` for a further release without a reason.
    pub fn publish(
        id: ReleaseId,
        mut next_board: impl FnMut() -> BoardId,
        materials: Materials<'_>,
        reason: &str,
        actor: &Actor,
        at: DateTime<Utc>,
    ) -> Result<Publication, Refusal> {
        let author = actor.must(Permission::PublishRelease, materials.cycle.campaign)?;
        let Materials { cycle, participants, sets, reports, organisations, levels, ledger, previous, earlier } =
            materials;
        cycle.must_have_opened()?;
        let reason = tidy(reason);
        let mut violations = Violations::default();
        if previous.is_some() {
            violations.demand_text("/reason", &reason);
        }
        violations.refuse_if_any()?;
        let registry: BTreeMap<OrganisationId, &Organisation> =
            organisations.iter().map(|unit| (unit.id, unit)).collect();
        // Rule L30: a unit that did not exist within the period has no place in the cycle, whatever was recorded.
        let concerned =
            |report: &Report| registry.get(&report.organisation).is_some_and(|unit| cycle.must_concern(unit).is_ok());
        let reports: Vec<Report> = reports.into_iter().filter(concerned).collect();
        let fresh = || reports.iter().filter(|report| report.state == ReportState::Final);
        let waiting: Vec<&str> = fresh()
            .filter(|report| report.review.awaits_acceptance())
            .filter_map(|report| registry.get(&report.organisation))
            .map(|unit| unit.name.as_str())
            .collect();
        if !waiting.is_empty() {
            return Err(Refusal::WrongState(reasons::acceptance_due(waiting.join("; "))));
        }

        let settled = |report: &&Report| report.state.is_settled();
        let mut made: Vec<Board> = Vec::new();
        let issued = |binding: &Binding| {
            let issued = sets.iter().find(|set| set.id == binding.criteria_set);
            let issued = issued.filter(|set| set.state == CriteriaSetState::Published);
            issued.and_then(|set| set.document.clone().map(|document| (set, document.for_public()))).ok_or_else(|| {
                let Text { vi, en } = levels.name(binding.group.as_str());
                Refusal::WrongState(reasons::criteria_set_provisional(vi, en))
            })
        };
        for binding in cycle.criteria.iter().filter(|binding| !binding.derived) {
            let standings: Vec<Standing> = reports
                .iter()
                .filter(settled)
                .filter(|report| report.group == binding.group)
                .filter_map(|report| standing(report, &registry))
                .collect();
            if standings.is_empty() {
                continue;
            }
            let (set, document) = issued(binding)?;
            let standings = rank(set.model.as_deref(), standings);
            made.push(Board { id: next_board(), group: binding.group, criteria_set: set.id, document, standings });
        }
        let number = previous.map_or(0, |release| release.number).saturating_add(1);
        let reported = made.len();
        for binding in in_order(cycle, sets) {
            let (set, document) = issued(binding)?;
            must_be_public(set, earlier)?;
            let standings: Vec<Standing> = {
                let mut official = Official::of(earlier);
                let results = Results { release: id, number, boards: &made };
                official.extend(std::iter::once((cycle.code.as_str(), results)));
                let cards = derived(set, (cycle, binding.group), (participants, organisations), &official)?;
                cards.into_iter().map(|(unit, scorecard)| standing_of(unit, None, scorecard, &registry)).collect()
            };
            if standings.is_empty() {
                continue;
            }
            let standings = rank(set.model.as_deref(), standings);
            made.push(Board { id: next_board(), group: binding.group, criteria_set: set.id, document, standings });
        }
        let known = |group: GroupCode| of_group(previous.map_or(&[], |release| release.boards.as_slice()), group);
        let different =
            made.iter().skip(reported).any(|board| moved(&board.standings, known(board.group), &cycle.code));
        if fresh().next().is_none() && !different {
            return Err(Refusal::WrongState(match previous {
                None => reasons::nothing_to_publish(),
                Some(_) => reasons::nothing_new_to_publish(),
            }));
        }
        let (mut summaries, mut parts) = (Vec::new(), Vec::new());
        for board in &made {
            let set = sets.iter().find(|set| set.id == board.criteria_set);
            summaries.extend(set.map(|set| summary(board, set, (cycle, participants), &reports, organisations)));
            parts.extend(slices(board, organisations));
        }

        let register = Register::new((cycle, participants), &reports, organisations, ledger);
        let changes = changes(previous.map(|release| release.boards.as_slice()), &made, &corrections(&reports));
        let corrects = changes.iter().flat_map(|board| &board.units).any(UnitChange::corrects);
        let signed_off = SignOff::of(&author, organisations);
        let event = Event::new(EventKind::ReleasePublished, Concept::Release, id.0, author, at)
            .between(None, "PUBLISHED")
            .because(&reason);
        let release = Self {
            id,
            cycle: cycle.id,
            number,
            reason: (!reason.is_empty()).then_some(reason),
            published_at: at,
            status: Some(if corrects { ReleaseStatus::Corrected } else { ReleaseStatus::Official }),
            signed_off,
            boards: made,
        };
        let reports = reports
            .into_iter()
            .filter(|report| report.state == ReportState::Final)
            .map(|report| report.publish(actor, at))
            .collect::<Result<Vec<Step<Report>>, Refusal>>()?;
        let announced = announced(&release, previous, &changes);
        let previous = previous.map(|release| (release.id, release.number));
        let release = Step::new(release, event);
        Ok(Publication { release, reports, previous, changes, summaries, slices: parts, register, announced })
    }
}

/// The public changes of a release: the release, each of its boards, and each unit whose line differs from the previous
/// release; every unit of a first release.
pub fn announced(release: &Release, previous: Option<&Release>, changes: &[BoardChanges]) -> Announcement {
    let Release { id, cycle, number, published_at, boards, .. } = release;
    let told = |kind, subject, detail| PublicChange { kind, subject, at: *published_at, detail };
    let whole = ChangeDetail {
        cycle: Some(*cycle),
        release: Some(*id),
        release_number: Some(*number),
        ..ChangeDetail::default()
    };
    let mut found = vec![told(PublicChangeKind::ReleasePublished, id.0, whole.clone())];
    for group in groups(boards, previous.map_or(&[], |previous| previous.boards.as_slice())) {
        let board = boards.iter().find(|board| board.group == group).map(|board| board.id);
        let detail = ChangeDetail { group: Some(group), board, ..whole.clone() };
        found.extend(board.map(|board| told(PublicChangeKind::BoardPublished, board.0, detail.clone())));
        let units: Vec<(OrganisationId, PublicChangeKind)> = if previous.is_some() {
            let units = changes.iter().filter(|board| board.group == group).flat_map(|board| &board.units);
            units.map(|unit| (unit.organisation, told_as(unit.kind))).collect()
        } else {
            let units = of_group(boards, group).iter();
            units.map(|standing| (standing.organisation, PublicChangeKind::UnitAdded)).collect()
        };
        found.extend(
            units
                .into_iter()
                .map(|(unit, kind)| told(kind, unit.0, ChangeDetail { organisation: Some(unit), ..detail.clone() })),
        );
    }
    Announcement::new(found)
}

const fn told_as(kind: UnitChangeKind) -> PublicChangeKind {
    match kind {
        UnitChangeKind::Added => PublicChangeKind::UnitAdded,
        UnitChangeKind::Removed => PublicChangeKind::UnitRemoved,
        UnitChangeKind::Changed => PublicChangeKind::UnitChanged,
    }
}

/// The reasons of corrected reports that are about to become public again.
fn corrections(reports: &[Report]) -> BTreeMap<OrganisationId, String> {
    let again = reports.iter().filter(|report| report.state == ReportState::Final);
    again.filter_map(|report| Some((report.organisation, report.correction_reason.clone()?))).collect()
}

/// Key figures of a board, and the units that are missing from it. A unit whose report was returned is not missing.
#[must_use]
pub fn summary(
    board: &Board,
    set: &CriteriaSet,
    (cycle, participants): (&Cycle, &Participants),
    reports: &[Report],
    organisations: &[Organisation],
) -> Summary {
    let standings = &board.standings;
    let criteria = set.measured().map(|criterion| {
        let lines = || {
            let lines = standings.iter().flat_map(|standing| &standing.scorecard.lines);
            lines.filter(|line| line.criterion == criterion.code && line.applicability == Applicability::Applicable)
        };
        let met = |line: &ScoreLine| line.met == Some(true);
        CriterionSummary {
            criterion: criterion.code.clone(),
            average: average(lines().map(|line| line.points)),
            met: lines().filter(|line| met(line)).count(),
            applicable: lines().count(),
            share_basis_points: average(lines().map(|line| if met(line) { WHOLE_BASIS_POINTS } else { 0 })),
        }
    });
    let criteria = criteria.collect();

    let by_unit: BTreeMap<OrganisationId, &Report> =
        reports.iter().map(|report| (report.organisation, report)).collect();
    let (mut owing, mut reported, mut late, mut silent) = (0_usize, 0_usize, 0_usize, Vec::new());
    for unit in organisations {
        let report = by_unit.get(&unit.id).copied();
        let filed = report.filter(|report| report.submitted_at.is_some());
        let participant = participants.of(unit.id);
        // A report keeps the group that it was begun in.
        let group = report.map(|report| report.group).or(participant.map(|participant| participant.group));
        if group != Some(board.group) || !(filed.is_some() || cycle.asks(unit, participant)) {
            continue;
        }
        owing = owing.saturating_add(1);
        match filed {
            Some(report) => {
                reported = reported.saturating_add(1);
                late = late.saturating_add(usize::from(report.late));
            }
            None => silent.push(SilentUnit {
                organisation: unit.id,
                name: unit.name.clone(),
                code: unit.public_code().map(str::to_owned),
            }),
        }
    }
    Summary {
        board: board.id,
        average: average(standings.iter().filter_map(|standing| standing.scorecard.total)),
        ranked: standings.iter().filter(|standing| standing.rank.is_some()).count(),
        criteria,
        owing,
        reported,
        late,
        silent,
    }
}

/// The mean of non-negative integers, rounded down like every score; none for an empty list.
#[must_use]
pub fn average(values: impl IntoIterator<Item = i64>) -> Option<i64> {
    let (sum, count) = values
        .into_iter()
        .fold((0_i128, 0_i128), |(sum, count), value| (sum.saturating_add(i128::from(value)), count.saturating_add(1)));
    i64::try_from(sum.checked_div(count)?).ok()
}

/// The parts of a board: the units below each unit, and the units of each kind.
#[must_use]
pub fn slices(board: &Board, organisations: &[Organisation]) -> Vec<BoardSlice> {
    let parents: BTreeMap<OrganisationId, OrganisationId> =
        organisations.iter().filter_map(|unit| Some((unit.id, unit.parent?))).collect();
    let mut blocks: BTreeMap<Block, Vec<&Standing>> = BTreeMap::new();
    for standing in &board.standings {
        let parent = parents.get(&standing.organisation).copied().map(Block::Parent);
        for block in parent.into_iter().chain(standing.kind.map(Block::Kind)) {
            blocks.entry(block).or_default().push(standing);
        }
    }
    let slice = |(block, standings): (Block, Vec<&Standing>)| {
        // Who is equal on the board is equal in its part, whatever decides between equal totals.
        let ranks = places(standings.iter().map(|standing| standing.rank));
        let places = standings.iter().map(|standing| standing.organisation).zip(ranks).collect();
        BoardSlice { board: board.id, block, places }
    };
    blocks.into_iter().map(slice).collect()
}

fn standing(report: &Report, registry: &BTreeMap<OrganisationId, &Organisation>) -> Option<Standing> {
    let mut scorecard = report.scorecard.clone()?;
    for adjustment in &mut scorecard.adjustments {
        adjustment.ground = adjustment.ground.clone().for_public();
    }
    Some(standing_of(registry.get(&report.organisation)?, Some(report), scorecard, registry))
}

/// A unit's place before it is ranked; `report` is what its result rests on, if the result is not computed from others.
fn standing_of(
    organisation: &Organisation,
    report: Option<&Report>,
    scorecard: Scorecard,
    registry: &BTreeMap<OrganisationId, &Organisation>,
) -> Standing {
    let code = |unit: &Organisation| unit.public_code().map(str::to_owned);
    let parent = organisation.parent.and_then(|parent| registry.get(&parent));
    Standing {
        rank: None,
        organisation: organisation.id,
        name: organisation.name.clone(),
        code: code(organisation),
        parent: parent.map(|parent| Superior {
            organisation: parent.id,
            name: parent.name.clone(),
            code: code(parent),
        }),
        kind: Some(report.map_or(organisation.kind, |report| report.kind)),
        late: report.is_some_and(|report| report.late),
        scorecard,
        band_moves: Vec::new(),
    }
}
