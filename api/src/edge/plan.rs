//! Plan packages (gói kế hoạch): a movement with its units and criteria as data, loaded all or nothing
//! (`plans/README.md`).

use chrono::{DateTime, NaiveDate, Utc};
use domain::base::citation::Citation;
use domain::base::code::{GroupCode, LevelCode};
use domain::base::ids::{CampaignId, CriteriaSetId, CycleId, FunctionId, LevelId, OrganisationId, Revision};
use domain::base::policy::Role;
use domain::base::refusal::Violation;
use domain::base::text::{Text, tidy};
use domain::planning::audience::Audience;
use domain::planning::campaign::{
    Campaign, CampaignKind, CampaignOrders, CampaignState, CampaignText, Field, Phase, Theme,
};
use domain::planning::criteria::{CriteriaSet, CriteriaSetState, Criterion, CycleKind};
use domain::planning::cycle::{Cycle, CycleOrders, CycleState};
use domain::planning::grading::Grading;
use domain::planning::group::Group;
use domain::planning::order::Order;
use domain::planning::policy::Policy;
use domain::planning::tree::Tree;
use domain::registry::function_holding::FunctionHolding;
use domain::registry::level::{IssuerClass, Level, LevelFacts, LevelKind};
use domain::registry::organisation::{Code, CodeScheme, Neighbours, Organisation, OrganisationKind, UnitHistory};
use persistence::base::failure::Failure;
use persistence::base::store::{Store, Tx};
use serde::Deserialize;
use uuid::Uuid;
use validator::Validate;

pub mod fault;
pub(crate) mod groups;
pub(crate) mod law;
pub mod package;

use crate::edge::plan::fault::{PlanError, refused, unknown};
use crate::edge::plan::groups::{GROUPS, LISTS, PlannedGroup, SelectionEntry};
use crate::edge::plan::package::Package;
use crate::planning::model::ModelBody;

/// The only format of packages.
const FORMAT: u32 = 1;
/// The files that a package may have, and the folder of its criteria sets.
const FILES: [&str; 7] =
    ["package.json", "levels.json", "units.csv", "functions.json", "movement.json", GROUPS, "cycles.json"];
const SETS: &str = "criteria-sets/";

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Manifest {
    format: u32,
    code: String,
    /// Whether what is in it is invented.
    #[serde(default, rename = "demo")]
    _demo: bool,
    #[serde(rename = "name")]
    _name: Text,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct LevelEntry {
    code: LevelCode,
    name: Text,
    kind: LevelKind,
    gso_digits: Option<u8>,
    chair: Option<IssuerClass>,
    #[serde(default)]
    geographic: bool,
    valid_from: Option<NaiveDate>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct UnitEntry {
    scheme: CodeScheme,
    code: String,
    name: String,
    level: LevelCode,
    kind: OrganisationKind,
    parent_code: Option<String>,
    valid_from: NaiveDate,
    valid_to: Option<NaiveDate>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FunctionEntry {
    function: Role,
    holders: Vec<HolderEntry>,
    document: Citation,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct HolderEntry {
    unit: String,
    from: NaiveDate,
    to: Option<NaiveDate>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Movement {
    code: String,
    kind: CampaignKind,
    name: Text,
    slogan: Text,
    period_start_date: NaiveDate,
    period_end_date: NaiveDate,
    #[serde(default)]
    phases: Vec<Phase>,
    legal_bases: Vec<Citation>,
    contents: Vec<Theme>,
    fields: Vec<Field>,
    policy: Policy,
    /// The plan that launched it; none for a movement that began before this service.
    launch: Option<Order>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct CycleEntry {
    code: String,
    kind: CycleKind,
    year: Option<i32>,
    name: Text,
    period_start_date: NaiveDate,
    period_end_date: NaiveDate,
    #[serde(default)]
    optional: bool,
    #[serde(default)]
    groups: Vec<GroupCode>,
    #[serde(default)]
    selection: SelectionEntry,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct SetEntry {
    cycle_kinds: Vec<CycleKind>,
    audience: Audience,
    version: i64,
    /// With `criteria`, in hundredths.
    scale: Option<i64>,
    #[serde(default)]
    criteria: Vec<Criterion>,
    /// A tree, as on the wire; it has its own scale.
    model: Option<ModelBody>,
}

/// Everything that a package says.
struct Plan {
    levels: Vec<LevelEntry>,
    units: Vec<UnitEntry>,
    functions: Vec<FunctionEntry>,
    movement: Movement,
    groups: Vec<PlannedGroup>,
    cycles: Vec<CycleEntry>,
    sets: Vec<(String, SetEntry)>,
}

impl Plan {
    fn read(package: &Package) -> Result<Self, PlanError> {
        let Manifest { format, code, .. } = package.json("package.json")?;
        let fault = |said: String| PlanError::File { file: "package.json".to_owned(), said };
        if format != FORMAT {
            return Err(fault(format!("format {format} is not known; this version reads format {FORMAT}")));
        }
        if code.is_empty() {
            return Err(fault("the code is empty".to_owned()));
        }
        package.must_be_known(&FILES, &[SETS, LISTS])?;
        Ok(Self {
            levels: package.json("levels.json")?,
            units: package.csv("units.csv")?,
            functions: package.json("functions.json")?,
            movement: package.json("movement.json")?,
            groups: groups::read(package)?,
            cycles: package.json("cycles.json")?,
            sets: package.json_below(SETS)?,
        })
    }
}

/// What loading a package did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Loaded {
    /// It was entered whole.
    Entered,
    /// Its movement is there already, and nothing was changed.
    AlreadyThere,
}

/// Loads a package into an empty installation; if its movement is there already, nothing is changed.
///
/// # Errors
/// If a file cannot be read, the rules refuse it, the installation has other units, or the database fails.
pub async fn load(store: &Store, package: &Package, now: DateTime<Utc>) -> Result<Loaded, PlanError> {
    let plan = Plan::read(package)?;
    let code = plan.movement.code.clone();
    if is_there(store, &code).await? {
        return Ok(Loaded::AlreadyThere);
    }
    let loaded = store.write(move |tx| async move { enter(&tx, plan, now).await }).await;
    match loaded {
        Ok(()) => Ok(Loaded::Entered),
        // Another process that started at the same time may have been first; else the package repeats something.
        Err(PlanError::Database(Failure::Duplicate { index })) if !is_there(store, &code).await? => {
            Err(PlanError::Twice(index.name()))
        }
        Err(PlanError::Database(Failure::Duplicate { .. })) => Ok(Loaded::AlreadyThere),
        Err(PlanError::NotEmpty) if is_there(store, &code).await? => Ok(Loaded::AlreadyThere),
        Err(other) => Err(other),
    }
}

async fn is_there(store: &Store, code: &str) -> Result<bool, Failure> {
    let code = code.to_owned();
    store.read(move |tx| async move { Ok(tx.campaign_coded(&code).await?.is_some()) }).await
}

async fn enter(tx: &Tx, plan: Plan, now: DateTime<Utc>) -> Result<(), PlanError> {
    let Plan { levels, units, functions, movement, groups, cycles, sets } = plan;
    // Asked under the lock that those who enter levels and units take, too.
    tx.lock_registry().await?;
    if tx.levels().await?.iter().next().is_some() {
        return Err(PlanError::NotEmpty);
    }
    enter_levels(tx, levels, now).await?;
    // Units come before what refers to them, and a unit before those below it.
    let units = enter_units(tx, units, now).await?;
    let campaign = enter_movement(tx, movement, now).await?;
    enter_functions(tx, functions, (&units, &campaign), now).await?;
    let groups = groups::enter(tx, groups, (&campaign, &units), now).await?;
    enter_cycles(tx, cycles, &campaign, (&groups, &units), now).await?;
    enter_sets(tx, sets, (&campaign, &groups), now).await
}

async fn enter_levels(tx: &Tx, entries: Vec<LevelEntry>, now: DateTime<Utc>) -> Result<(), PlanError> {
    for (position, entry) in (1..).zip(entries) {
        let LevelEntry { code, name, kind, gso_digits, chair, geographic, valid_from } = entry;
        let facts = LevelFacts { name, kind, gso_digits, chair, geographic, position, valid_from };
        let id = LevelId(Uuid::now_v7());
        let level = Level { id, code, facts, valid_to: None, ended_by: None, revision: Revision::FIRST };
        tx.add(level.load(now).map_err(refused("levels.json", code.as_str()))?).await?;
    }
    Ok(())
}

async fn enter_units(tx: &Tx, entries: Vec<UnitEntry>, now: DateTime<Utc>) -> Result<Vec<Organisation>, PlanError> {
    let levels = tx.levels().await?;
    let mut units: Vec<Organisation> = Vec::with_capacity(entries.len());
    for entry in entries {
        let UnitEntry { scheme, code, name, level, kind, parent_code, valid_from, valid_to } = entry;
        let parent = match parent_code.filter(|code| !code.is_empty()) {
            None => None,
            Some(parent) => Some(find(&units, &parent, "units.csv")?.id),
        };
        let what = code.clone();
        let unit = Organisation {
            id: OrganisationId(Uuid::now_v7()),
            name: tidy(&name),
            level,
            kind,
            parent,
            codes: vec![Code { scheme, value: code }],
            valid_from,
            valid_to,
            history: UnitHistory::default(),
            revision: Revision::FIRST,
        };
        let bearers = bearers_of(&units, &unit.codes);
        let near = Neighbours { level: levels.of(level), parent: None, bearers: &bearers };
        let step = unit.load(near, now).map_err(refused("units.csv", &what))?;
        units.push(tx.add_organisation(step).await?);
    }
    Ok(units)
}

async fn enter_functions(
    tx: &Tx,
    entries: Vec<FunctionEntry>,
    (units, campaign): (&[Organisation], &Campaign),
    now: DateTime<Utc>,
) -> Result<(), PlanError> {
    for FunctionEntry { function, holders, document } in entries {
        for HolderEntry { unit, from, to } in holders {
            let holder = find(units, &unit, "functions.json")?;
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
            let step = holding.load(holder, "plan", now).map_err(refused("functions.json", function.as_str()))?;
            tx.add(step).await?;
        }
    }
    Ok(())
}

async fn enter_movement(tx: &Tx, movement: Movement, now: DateTime<Utc>) -> Result<Campaign, PlanError> {
    let Movement {
        code,
        kind,
        name,
        slogan,
        period_start_date,
        period_end_date,
        phases,
        legal_bases,
        contents,
        fields,
        policy,
        launch,
    } = movement;
    let campaign = Campaign {
        id: CampaignId(Uuid::now_v7()),
        code,
        kind,
        state: CampaignState::Launched,
        text: CampaignText {
            name,
            slogan,
            period_start: period_start_date,
            period_end: period_end_date,
            phases,
            legal_bases,
            contents,
            fields,
            policy,
        },
        orders: CampaignOrders { launch, ..CampaignOrders::default() },
        revision: Revision::FIRST,
    };
    let what = campaign.code.clone();
    let levels = tx.levels().await?;
    Ok(tx.add(campaign.load(&levels, now).map_err(refused("movement.json", &what))?).await?)
}

async fn enter_cycles(
    tx: &Tx,
    entries: Vec<CycleEntry>,
    campaign: &Campaign,
    known: (&[Group], &[Organisation]),
    now: DateTime<Utc>,
) -> Result<(), PlanError> {
    for entry in entries {
        let CycleEntry { code, kind, year, name, period_start_date, period_end_date, optional, groups, selection } =
            entry;
        let what = code.clone();
        let selection = groups::selection(tx, (groups, selection), (&code, year), known, now).await?;
        let cycle = Cycle {
            id: CycleId(Uuid::now_v7()),
            campaign: campaign.id,
            code,
            kind,
            year,
            name,
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
        tx.add(cycle.load(campaign, now).map_err(refused("cycles.json", &what))?).await?;
    }
    Ok(())
}

async fn enter_sets(
    tx: &Tx,
    entries: Vec<(String, SetEntry)>,
    (campaign, groups): (&Campaign, &[Group]),
    now: DateTime<Utc>,
) -> Result<(), PlanError> {
    let levels = tx.levels().await?;
    for (file, entry) in entries {
        let SetEntry { cycle_kinds, audience, version, scale, criteria, model } = entry;
        let tree = tree_of(&file, scale, &criteria, model)?;
        if let Audience::Group(group) = audience
            && levels
                .measured(campaign.text.period_start, campaign.text.period_end)
                .all(|level| GroupCode::of_level(level.code) != group)
            && groups.iter().all(|known| known.audience() != group)
        {
            return Err(unknown(&file, "group or level whose units report", group.as_str()));
        }
        for cycle_kind in cycle_kinds {
            let set = CriteriaSet {
                id: CriteriaSetId(Uuid::now_v7()),
                campaign: campaign.id,
                cycle_kind,
                audience,
                version,
                scale: scale.unwrap_or_default(),
                criteria: criteria.clone(),
                grading: Grading::default(),
                model: None,
                state: CriteriaSetState::Provisional,
                document: None,
                revision: Revision::FIRST,
            };
            let set = match &tree {
                Some(tree) => set.modelled(tree.clone()),
                None => set,
            };
            tx.add(set.load(campaign, now).map_err(refused(&file, audience.as_str()))?).await?;
        }
    }
    Ok(())
}

/// The tree of a set's file; none for a list of criteria with its scale.
fn tree_of(
    file: &str,
    scale: Option<i64>,
    criteria: &[Criterion],
    model: Option<ModelBody>,
) -> Result<Option<Tree>, PlanError> {
    let fault = |said: String| PlanError::File { file: file.to_owned(), said };
    match (model, scale) {
        (None, Some(_)) => Ok(None),
        (Some(model), None) if criteria.is_empty() => {
            model.validate().map_err(|errors| fault(errors.to_string()))?;
            model.tree().map(Some).map_err(|faults| {
                let said =
                    |one: &Violation| format!("/model{} {}: {}", one.pointer, one.reason.code, one.reason.text.en);
                fault(faults.iter().map(said).collect::<Vec<String>>().join("; "))
            })
        }
        (Some(_), None | Some(_)) | (None, None) => {
            Err(fault("a set is either criteria with their scale, or a model".to_owned()))
        }
    }
}

/// The units that have one of the codes.
fn bearers_of(units: &[Organisation], codes: &[Code]) -> Vec<Organisation> {
    let bears = |unit: &&Organisation| unit.codes.iter().any(|known| codes.iter().any(|code| known.is_same_as(code)));
    units.iter().filter(bears).cloned().collect()
}

fn find<'a>(units: &'a [Organisation], code: &str, file: &str) -> Result<&'a Organisation, PlanError> {
    let unit = units.iter().find(|unit| unit.codes.iter().any(|known| known.value == code));
    unit.ok_or_else(|| unknown(file, "unit", code))
}
