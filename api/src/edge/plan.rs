//! Plan packages (gói kế hoạch): a movement with its units and criteria as data, loaded all or nothing
//! (`plans/README.md`).

use std::fmt;

use chrono::{DateTime, Utc};
use domain::base::code::GroupCode;
use domain::base::ids::{CampaignId, CriteriaSetId, CycleId, FunctionId, Revision};
use domain::base::policy::Role;
use domain::base::refusal::{Refusal, Violation};
use domain::base::text::Text;
use domain::planning::audience::Audience;
use domain::planning::campaign::stationery::Stationery;
use domain::planning::campaign::{CAMPAIGN_CODE_PATTERN, Campaign, CampaignOrders, CampaignState};
use domain::planning::criteria::{CriteriaSet, CriteriaSetState, Criterion, CycleKind};
use domain::planning::cycle::{Cycle, CycleOrders, CycleState};
use domain::planning::group::Group;
use domain::planning::tree::Tree;
use domain::registry::function_holding::FunctionHolding;
use persistence::base::failure::Failure;
use persistence::base::store::{Store, Tx};
use uuid::Uuid;
use validator::Validate;

pub(crate) mod entries;
pub(crate) mod export;
pub mod fault;
pub(crate) mod groups;
pub(crate) mod law;
pub(crate) mod lineage;
pub mod package;
pub(crate) mod papers;
pub(crate) mod place;
pub mod schema;
pub(crate) mod units;

use crate::edge::plan::entries::{
    CYCLES, CycleEntry, FORMAT, FUNCTIONS, FunctionEntry, GROUPS, HolderEntry, LETTERHEAD, LEVELS, LINEAGE, LISTS,
    LevelEntry, MANIFEST, MOVEMENT, Manifest, MovementEntry, PAPERS, SETS, SetEntry, SuccessionEntry, UNITS, UnitEntry,
};
use crate::edge::plan::fault::{Faults, Placed, PlanError, Spot};
use crate::edge::plan::groups::{Groups, PlannedGroup};
use crate::edge::plan::package::Package;
use crate::edge::plan::units::Units;
use crate::planning::campaign::life::is_code_of_campaign;
use crate::planning::model::ModelBody;

/// The columns that its first row must name.
const UNIT_COLUMNS: [&str; 8] = ["scheme", "code", "name", "level", "kind", "parent_code", "valid_from", "valid_to"];

/// Everything that a package says.
struct Plan {
    levels: Vec<Placed<LevelEntry>>,
    units: Vec<Placed<UnitEntry>>,
    lineage: Vec<Placed<SuccessionEntry>>,
    functions: Vec<Placed<FunctionEntry>>,
    movement: Placed<MovementEntry>,
    groups: Vec<PlannedGroup>,
    cycles: Vec<Placed<CycleEntry>>,
    sets: Vec<Placed<SetEntry>>,
    stationery: Option<Stationery>,
}

impl Plan {
    fn read(package: &Package) -> Result<Self, PlanError> {
        let mut faults = package.faults();
        if let Some(Placed { entry, spot }) = package.one::<Manifest>(MANIFEST, &mut faults) {
            if entry.format != FORMAT {
                let said = format!("format {} is not known; this version reads format {FORMAT}", entry.format);
                faults.add(&spot, "/format", said);
            }
            if entry.code.is_empty() {
                faults.add(&spot, "/code", "the code is empty");
            }
        }
        package.must_be_known(
            &[MANIFEST, LEVELS, UNITS, LINEAGE, FUNCTIONS, MOVEMENT, GROUPS, CYCLES, LETTERHEAD],
            &[SETS, LISTS, PAPERS],
            &mut faults,
        );
        let (levels, units) = (package.list(LEVELS, &mut faults), package.rows(UNITS, &UNIT_COLUMNS, &mut faults));
        let lineage = package.rows_if_there(LINEAGE, &lineage::COLUMNS, &mut faults);
        let (functions, movement) = (package.list_if_there(FUNCTIONS, &mut faults), package.one(MOVEMENT, &mut faults));
        let (groups, cycles) = (groups::read(package, &mut faults), package.list(CYCLES, &mut faults));
        let sets = package.each_below(SETS, &mut faults);
        let stationery = papers::read(package, &mut faults);
        let Some(movement) = movement else { return Err(faults.refusal()) };
        faults.refuse_if_any()?;
        Ok(Self { levels, units, lineage, functions, movement, groups, cycles, sets, stationery })
    }

    fn counts(&self) -> Counts {
        Counts {
            levels: self.levels.len(),
            units: self.units.len(),
            groups: self.groups.len(),
            cycles: self.cycles.len(),
            sets: self.sets.iter().map(|set| set.entry.cycle_kinds.len()).sum(),
        }
    }
}

/// How much a package holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Counts {
    /// Levels of units.
    pub levels: usize,
    /// Units.
    pub units: usize,
    /// Groups of units.
    pub groups: usize,
    /// Cycles.
    pub cycles: usize,
    /// Criteria sets: one for each kind of cycle that a file of a set names.
    pub sets: usize,
}

/// The movement that a package brought.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Brought {
    /// Its identifier.
    pub campaign: CampaignId,
    /// Its code.
    pub code: String,
    /// What the package holds.
    pub counts: Counts,
}

impl fmt::Display for Brought {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { campaign, code, counts: Counts { levels, units, groups, cycles, sets } } = self;
        write!(
            out,
            "movement {code} ({campaign}), levels {levels}, units {units}, groups {groups}, cycles {cycles}, "
        )?;
        write!(out, "criteria sets {sets}")
    }
}

/// What loading a package did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Loaded {
    /// It was entered whole, and its movement is launched.
    Entered(Brought),
    /// Its movement is there already, and nothing was changed.
    AlreadyThere,
    /// Its movement was brought into an installation that is in use, as drafts; these files were left out or partly so.
    Drafted {
        /// What it brought; its levels and units were found.
        brought: Brought,
        /// What was left out.
        left_out: Vec<&'static str>,
    },
}

/// What a check says of a package without faults.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Checked {
    /// It could be loaded.
    Sound,
    /// Its movement is there already: nothing would be changed, and the rest was not looked at.
    AlreadyThere,
}

/// What is to be done with a package.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Purpose {
    /// An installation is served with it: it is the first thing in there.
    Serve,
    /// Its movement is brought into whatever is there.
    Bring,
    /// Nothing is stored.
    Check,
}

/// Loads a package into an empty installation; if its movement is there already, nothing is changed.
///
/// # Errors
/// If a file cannot be read, the rules refuse it, the installation has other units, or the database fails.
pub async fn load(store: &Store, package: &Package, now: DateTime<Utc>) -> Result<Loaded, PlanError> {
    run(store, package, Purpose::Serve, now).await
}

/// Loads a package into an empty installation, or brings its movement as drafts into one that is in use: units and levels
/// are found by their codes; lineage, functions and the order that launches it are left out. If the movement is there already,
/// nothing is changed.
///
/// # Errors
/// See `load`; if the installation has not all levels and units of the package, or another movement has its code.
pub async fn bring(store: &Store, package: &Package, now: DateTime<Utc>) -> Result<Loaded, PlanError> {
    run(store, package, Purpose::Bring, now).await
}

/// Does everything that `bring` does, and stores nothing.
///
/// # Errors
/// See `bring`.
pub async fn check(store: &Store, package: &Package, now: DateTime<Utc>) -> Result<Checked, PlanError> {
    match run(store, package, Purpose::Check, now).await {
        Ok(Loaded::AlreadyThere) => Ok(Checked::AlreadyThere),
        Ok(Loaded::Entered(_) | Loaded::Drafted { .. }) | Err(PlanError::Sound) => Ok(Checked::Sound),
        Err(other) => Err(other),
    }
}

async fn run(store: &Store, package: &Package, purpose: Purpose, now: DateTime<Utc>) -> Result<Loaded, PlanError> {
    let plan = Plan::read(package)?;
    let there = (plan.movement.entry.code.clone(), plan.movement.entry.name.clone());
    if is_there(store, package, &there.0, &there.1).await? {
        return Ok(Loaded::AlreadyThere);
    }
    let kept = package.clone();
    match store.write(move |tx| async move { enter(&tx, plan, kept, purpose, now).await }).await {
        // Another process that started at the same time may have been first; else the package repeats something.
        Err(PlanError::Database(Failure::Duplicate { index })) => {
            let there = is_there(store, package, &there.0, &there.1).await?;
            if there { Ok(Loaded::AlreadyThere) } else { Err(PlanError::Twice(index.name())) }
        }
        Err(PlanError::NotEmpty) if is_there(store, package, &there.0, &there.1).await? => Ok(Loaded::AlreadyThere),
        done => done,
    }
}

/// Whether the movement is there, in the words of the package or, since then, in others.
async fn is_there(store: &Store, package: &Package, code: &str, name: &Text) -> Result<bool, PlanError> {
    let wanted = code.to_owned();
    let known = store.read(move |tx| async move { tx.campaign_coded(&wanted).await }).await?;
    let Some(known) = known else { return Ok(false) };
    if known.versions().iter().any(|version| version.text.name.clone().unmarked() == *name) {
        return Ok(true);
    }
    let mut faults = package.faults();
    faults.add(&Spot::of(MOVEMENT), "/code", format!("another movement has the code {code}: {}", known.text.name.vi));
    Err(faults.refusal())
}

async fn enter(
    tx: &Tx,
    plan: Plan,
    package: Package,
    purpose: Purpose,
    now: DateTime<Utc>,
) -> Result<Loaded, PlanError> {
    let counts = plan.counts();
    let Plan { levels, units, lineage, functions, movement, groups, cycles, sets, stationery } = plan;
    let mut faults = package.faults();
    // Asked under the lock that those who enter levels and units take, too.
    tx.lock_registry().await?;
    let fresh = tx.levels().await?.iter().next().is_none();
    if !fresh && purpose == Purpose::Serve {
        return Err(PlanError::NotEmpty);
    }
    // Units come before what refers to them, and a fault is told before those that follow from it.
    let units = if fresh {
        units::enter_levels(tx, levels, now, &mut faults).await?;
        faults.refuse_if_any()?;
        units::enter_units(tx, units, now, &mut faults).await?
    } else {
        units::found(tx, (levels, units), &mut faults).await?
    };
    faults.refuse_if_any()?;
    let mut left_out = Vec::new();
    if !fresh && !lineage.is_empty() {
        left_out.push(LINEAGE);
    }
    if !fresh && !functions.is_empty() {
        left_out.push(FUNCTIONS);
    }
    if !fresh && movement.entry.launch.is_some() {
        left_out.push("launch in movement.json");
    }
    let Some(campaign) = enter_movement(tx, movement, fresh, now, &mut faults).await? else {
        return Err(faults.refusal());
    };
    if fresh {
        lineage::enter(tx, lineage, &units, now, &mut faults).await?;
        enter_functions(tx, functions, (&units, &campaign), now, &mut faults).await?;
    }
    papers::enter(tx, stationery, campaign.id, now, &mut faults).await?;
    let groups = groups::enter(tx, groups, (&campaign, &units), now, &mut faults).await?;
    enter_cycles(tx, cycles, &campaign, (&groups, &units), now, &mut faults).await?;
    enter_sets(tx, sets, (&campaign, &groups.groups), &units, now, &mut faults).await?;
    faults.refuse_if_any()?;
    let brought = Brought { campaign: campaign.id, code: campaign.code, counts };
    match purpose {
        // What was entered is rolled back.
        Purpose::Check => Err(PlanError::Sound),
        Purpose::Serve | Purpose::Bring if fresh => Ok(Loaded::Entered(brought)),
        Purpose::Serve | Purpose::Bring => Ok(Loaded::Drafted { brought, left_out }),
    }
}

async fn enter_functions(
    tx: &Tx,
    entries: Vec<Placed<FunctionEntry>>,
    (units, campaign): (&Units, &Campaign),
    now: DateTime<Utc>,
    faults: &mut Faults,
) -> Result<(), PlanError> {
    for Placed { entry: FunctionEntry { function, holders, document }, spot } in entries {
        for (place, HolderEntry { unit, from, to }) in holders.into_iter().enumerate() {
            let below = format!("/holders/{place}");
            let Some(holder) = units.named(&unit, &spot, &format!("{below}/unit"), faults) else { continue };
            let holding = FunctionHolding {
                id: FunctionId(Uuid::now_v7()),
                function,
                organisation: holder.id,
                campaign: (function == Role::StandingAgency).then_some(campaign.id),
                from,
                to,
                document: document.clone(),
                revision: Revision::FIRST,
            };
            let held = if function.is_shared() { format!("{function} of {unit}") } else { function.to_string() };
            let once = faults.once(&spot, &below, "a holder of the function", &format!("{held} from {from}"));
            if let Some(step) = faults.keep(&spot, holding.load(holder, "plan", now)).filter(|_| once) {
                tx.add(step).await?;
            }
        }
    }
    Ok(())
}

async fn enter_movement(
    tx: &Tx,
    movement: Placed<MovementEntry>,
    fresh: bool,
    now: DateTime<Utc>,
    faults: &mut Faults,
) -> Result<Option<Campaign>, PlanError> {
    let Placed { entry, spot } = movement;
    if !is_code_of_campaign(&entry.code) {
        faults.add(&spot, "/code", format!("a movement's code is {CAMPAIGN_CODE_PATTERN}"));
    }
    let (id, code, kind) = (CampaignId(Uuid::now_v7()), entry.code.clone(), entry.kind);
    let (mut text, launch) = entry.text();
    if tx.is_rehearsal().await? {
        text.name = text.name.rehearsed();
    }
    let state = if fresh { CampaignState::Launched } else { CampaignState::Draft };
    let orders = CampaignOrders { launch: launch.filter(|_| fresh), ..CampaignOrders::default() };
    let campaign = Campaign { id, code, kind, state, text, orders, revision: Revision::FIRST };
    let levels = tx.levels().await?;
    match faults.keep(&spot, campaign.load(&levels, now)) {
        Some(step) => Ok(Some(tx.add(step).await?)),
        None => Ok(None),
    }
}

async fn enter_cycles(
    tx: &Tx,
    entries: Vec<Placed<CycleEntry>>,
    campaign: &Campaign,
    (known, units): (&Groups, &Units),
    now: DateTime<Utc>,
    faults: &mut Faults,
) -> Result<(), PlanError> {
    let groups = known.groups.as_slice();
    let rehearsal = tx.is_rehearsal().await?;
    for Placed { entry, spot } in entries {
        let CycleEntry {
            code,
            kind,
            year,
            name,
            period_start_date,
            period_end_date,
            optional,
            groups: codes,
            selection,
        } = entry;
        let once = faults.once(&spot, "/code", "a cycle with the code", &code);
        let terms = groups::terms((codes, selection), (known, units), &spot, faults);
        let selection = groups::selection(tx, terms, year, (groups, units), now).await?;
        // What the rules say of a selection stands in a part of the entry; its groups stand beside it.
        let selection = selection.map_err(groups::below_selection);
        let Some(selection) = faults.keep(&spot, selection) else { continue };
        let cycle = Cycle {
            id: CycleId(Uuid::now_v7()),
            campaign: campaign.id,
            code,
            kind,
            year,
            name: if rehearsal { name.rehearsed() } else { name },
            period_start: period_start_date,
            period_end: period_end_date,
            optional,
            state: CycleState::Planned,
            due_date: None,
            explanation_days: None,
            acceptance_required: false,
            criteria: Vec::new(),
            orders: CycleOrders::default(),
            selection,
            revision: Revision::FIRST,
        };
        faults.keep(&spot, cycle.must_divide(groups, units.all()));
        if let Some(step) = faults.keep(&spot, cycle.load(campaign, now)).filter(|_| once) {
            tx.add(step).await?;
        }
    }
    Ok(())
}

async fn enter_sets(
    tx: &Tx,
    entries: Vec<Placed<SetEntry>>,
    (campaign, groups): (&Campaign, &[Group]),
    units: &Units,
    now: DateTime<Utc>,
    faults: &mut Faults,
) -> Result<(), PlanError> {
    let levels = tx.levels().await?;
    let cycles = tx.cycles_of(campaign.id).await?;
    let period = (campaign.text.period_start, campaign.text.period_end);
    for Placed { entry, spot } in entries {
        let SetEntry { cycle_kinds, audience, version, scale, criteria, grading, model, verifiers, dimensions } = entry;
        if cycle_kinds.is_empty() {
            faults.add(&spot, "/cycleKinds", "a set is for at least one kind of cycle");
        }
        let list = (scale, criteria.as_slice(), grading.is_some());
        let Some(mut tree) = tree_of(&spot, list, model, faults) else { continue };
        groups::name_verifiers(tree.as_mut(), verifiers, units, &spot, faults);
        if let Audience::Group(group) = audience
            && levels.measured(period.0, period.1).all(|level| GroupCode::of_level(level.code) != group)
            && groups.iter().all(|known| known.audience() != group)
        {
            faults.unknown(&spot, "/audience", "group or level whose units report", group.as_str());
            continue;
        }
        let set = CriteriaSet {
            id: CriteriaSetId(Uuid::nil()),
            campaign: campaign.id,
            cycle_kind: CycleKind::Annual,
            audience,
            version,
            scale: scale.unwrap_or_default(),
            criteria,
            grading: grading.unwrap_or_default(),
            model: None,
            dimensions,
            state: CriteriaSetState::Provisional,
            document: None,
            revision: Revision::FIRST,
        };
        let set = match tree {
            Some(tree) => set.modelled(tree),
            None => set,
        };
        if faults.keep(&spot, set.clone().load(campaign, now)).is_none()
            || faults.keep(&spot, set.must_name_cycles(&cycles)).is_none()
        {
            continue;
        }
        for cycle_kind in cycle_kinds {
            let key = format!("{}, {}, version {version}", audience.as_str(), cycle_kind.as_str());
            let once = faults.once(&spot, "/cycleKinds", "a criteria set for", &key);
            let set = CriteriaSet { id: CriteriaSetId(Uuid::now_v7()), cycle_kind, ..set.clone() };
            if let Some(step) = faults.keep(&spot, set.load(campaign, now)).filter(|_| once) {
                tx.add(step).await?;
            }
        }
    }
    Ok(())
}

/// The tree of a set's file: none for a list of criteria with its scale; nothing at all if it is faulty.
fn tree_of(
    spot: &Spot,
    (scale, criteria, graded): (Option<i64>, &[Criterion], bool),
    model: Option<ModelBody>,
    faults: &mut Faults,
) -> Option<Option<Tree>> {
    match (model, scale) {
        (None, Some(_)) => Some(None),
        (Some(model), None) if criteria.is_empty() && !graded => {
            if let Err(errors) = model.validate() {
                faults.add(spot, "/model", errors.to_string());
                return None;
            }
            let placed = |one: Violation| Violation { pointer: format!("/model{}", one.pointer), ..one };
            let tree = model.tree().map_err(|found| Refusal::Invalid(found.into_iter().map(placed).collect()));
            faults.keep(spot, tree).map(Some)
        }
        (Some(_), None | Some(_)) | (None, None) => {
            faults.add(spot, "", "a set is either criteria with their scale, or a model");
            None
        }
    }
}
