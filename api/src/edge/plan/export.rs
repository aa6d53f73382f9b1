//! A movement given away as a plan package: the same files that a package is loaded from.

use std::collections::BTreeMap;

use domain::base::ids::{CampaignId, OrganisationId};
use domain::base::policy::Permission;
use domain::base::text::fold;
use domain::planning::audience::Audience;
use domain::planning::campaign::Campaign;
use domain::planning::campaign::stationery::{Letterhead, Template};
use domain::planning::criteria::{CriteriaSet, CycleKind};
use domain::planning::cycle::{Cycle, CycleState};
use domain::planning::demands::{Exemption, LeavingOut};
use domain::planning::grading::Grading;
use domain::planning::group::{Group, Members};
use domain::registry::function_holding::FunctionHolding;
use domain::registry::level::Level;
use domain::registry::lineage::Succession;
use domain::registry::organisation::{Code, CodeScheme, Organisation};
use persistence::base::store::Tx;
use serde::{Deserialize, Serialize};
use utoipa::IntoParams;

use crate::access::caller::Caller;
use crate::base::answer::Untagged;
use crate::base::db::Db;
use crate::base::problem::{Kind, Problem};
use crate::base::query::Path;
use crate::base::routes::{Routes, operations};
use crate::edge::plan::entries::{
    CYCLES, CycleEntry, ExemptionEntry, FORMAT, FUNCTIONS, FunctionEntry, GROUPS, GroupEntry, HolderEntry, LETTERHEAD,
    LEVELS, LINEAGE, LISTS, LeftOutEntry, LevelEntry, MANIFEST, MOVEMENT, Manifest, MovementEntry, PAPERS, SETS,
    SelectionEntry, SetEntry, SuccessionEntry, UNITS, UnitEntry,
};
use crate::edge::plan::lineage;
use crate::edge::plan::package::{Package, PackageBody};
use crate::edge::reasons;
use crate::planning::campaign::must_be_seen;
use crate::planning::model::ModelBody;

/// The path parameter that names a movement.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub(crate) struct PackagePath {
    /// The campaign's identifier.
    #[param(value_type = Uuid)]
    campaign: CampaignId,
}

/// Give a movement away as a plan package
///
/// *Xuất gói kế hoạch của phong trào.* Callers who may read the movement. The files that a plan package has: levels and units
/// of the registry with their lineage, who holds which function, and the movement with its groups, planned cycles and newest
/// criteria sets. Files refer to each other by code. `thidua plan load` reads this document as it reads a folder: an
/// installation without levels and units gets the same province, one that is in use gets the movement as drafts, and where
/// the movement is there already nothing changes (rule M10). Reports, dossiers, accounts and what was published are no part
/// of a package.
#[utoipa::path(
    get,
    path = "/campaigns/{campaign}/package",
    responses((status = 200, description = "The package.")),
)]
pub(crate) async fn show_campaign_package(
    Caller(actor): Caller,
    path: Path<PackagePath>,
    db: Db,
) -> Result<Untagged<PackageBody>, Problem> {
    actor.must(Permission::ReadRegistry, None)?;
    let package = db
        .read(move |tx| async move {
            let campaign = tx.campaign(path.0.campaign).await?;
            must_be_seen(&campaign, &actor)?;
            written(&tx, campaign).await
        })
        .await?;
    Untagged::new(&PackageBody::from(&package))
}

pub(crate) fn routes(routes: &mut impl Routes) {
    operations!(routes, "campaigns": show_campaign_package);
}

/// How files refer to each unit.
type References = BTreeMap<OrganisationId, String>;

/// The files by their names.
#[derive(Default)]
struct Files(BTreeMap<String, String>);

impl Files {
    fn json(&mut self, name: &str, content: &impl Serialize) -> Result<(), Problem> {
        let text = serde_json::to_string_pretty(content).map_err(Problem::fault)?;
        self.0.insert(name.to_owned(), text + "\n");
        Ok(())
    }
}

async fn written(tx: &Tx, campaign: Campaign) -> Result<Package, Problem> {
    let units = tx.all_organisations().await?;
    let levels = tx.levels().await?;
    let groups = tx.groups_of(campaign.id).await?;
    let mut cycles = tx.cycles_of(campaign.id).await?;
    let holdings = tx.holdings_for(campaign.id).await?;
    let stationery = tx.stationery(campaign.id).await?;
    let mut sets = Vec::new();
    for kind in [CycleKind::Annual, CycleKind::Midterm, CycleKind::Final] {
        sets.extend(tx.all_criteria_sets(campaign.id, kind).await?);
    }
    // A cycle that is not held is no part of the plan, unless a set is made of its results (rule M05).
    let source = |cycle: &Cycle| {
        sets.iter().flat_map(CriteriaSet::official).any(|leaf| leaf.value.cycles().contains(&cycle.code))
    };
    cycles.retain(|cycle| cycle.state != CycleState::Cancelled || source(cycle));
    let codes = references(&units)?;
    let mut files = Files::default();
    let (name, demo) = (campaign.text.name.clone().unmarked(), false);
    files.json(MANIFEST, &Manifest { format: FORMAT, code: campaign.code.clone(), demo, name })?;
    files.json(LEVELS, &levels.iter().map(level).collect::<Vec<LevelEntry>>())?;
    files.0.insert(UNITS.to_owned(), rows(&units, &codes)?);
    let succession = |one: Succession| {
        let codes = (codes.get(&one.predecessor)?.clone(), codes.get(&one.successor)?.clone());
        Some(lineage::row(one, codes))
    };
    let successions: Vec<SuccessionEntry> = tx.all_successions().await?.into_iter().filter_map(succession).collect();
    if !successions.is_empty() {
        files.0.insert(LINEAGE.to_owned(), table(&successions)?);
    }
    files.json(FUNCTIONS, &functions(holdings, &codes))?;
    files.json(MOVEMENT, &movement(campaign))?;
    for group in &groups {
        if let Some(units) = group.facts.members.listed() {
            let listed: Vec<&str> = units.iter().filter_map(|unit| codes.get(unit).map(String::as_str)).collect();
            files.0.insert(list_of(group), listed.join("\n") + "\n");
        }
    }
    if !groups.is_empty() {
        files.json(GROUPS, &groups.iter().map(|one| entry(one, &codes)).collect::<Vec<GroupEntry>>())?;
    }
    files.json(CYCLES, &cycles.into_iter().map(|one| cycle(one, &codes)).collect::<Vec<CycleEntry>>())?;
    for (name, set) in named(newest(sets), &codes) {
        files.json(&name, &set)?;
    }
    if stationery.letterhead != Letterhead::default() {
        files.json(LETTERHEAD, &stationery.letterhead)?;
    }
    for Template { name, text } in stationery.templates {
        files.0.insert(format!("{PAPERS}{name}"), text);
    }
    Ok(Package::made(files.0))
}

fn level(level: &Level) -> LevelEntry {
    let facts = level.facts.clone();
    LevelEntry {
        code: level.code,
        name: facts.name,
        kind: facts.kind,
        gso_digits: facts.gso_digits,
        chair: facts.chair,
        geographic: facts.geographic,
        valid_from: facts.valid_from,
        valid_to: level.valid_to,
        ended_by: level.ended_by.clone(),
    }
}

/// How files refer to units: by a code, with the unit's first day where units had the same code one after the other.
fn references(units: &[Organisation]) -> Result<References, Problem> {
    let mut bearers: BTreeMap<String, usize> = BTreeMap::new();
    for code in units.iter().flat_map(|unit| &unit.codes) {
        let known = bearers.entry(fold(&code.value)).or_default();
        *known = known.saturating_add(1);
    }
    let mut codes = References::new();
    let mut nameless: Vec<&str> = Vec::new();
    for unit in units {
        let Some(code) = unit.public_code() else {
            nameless.push(&unit.name);
            continue;
        };
        let shared = bearers.get(&fold(code)).is_some_and(|count| 1 < *count);
        let reference = if shared { format!("{code}@{}", unit.valid_from) } else { code.to_owned() };
        codes.insert(unit.id, reference);
    }
    if nameless.is_empty() {
        return Ok(codes);
    }
    Err(Problem::new(Kind::WrongState, reasons::unit_without_code(nameless.join("; "))))
}

/// The units, each after the one above it.
fn rows(units: &[Organisation], codes: &References) -> Result<String, Problem> {
    let mut ordered: Vec<UnitEntry> = Vec::with_capacity(units.len());
    let mut written: BTreeMap<OrganisationId, ()> = BTreeMap::new();
    let mut left: Vec<&Organisation> = units.iter().collect();
    while !left.is_empty() {
        let known = |unit: &&Organisation| unit.parent.is_none_or(|parent| written.contains_key(&parent));
        let (ready, rest): (Vec<&Organisation>, Vec<&Organisation>) = left.into_iter().partition(known);
        if ready.is_empty() {
            return Err(Problem::fault("units are below each other in a circle"));
        }
        for unit in ready {
            ordered.push(row(unit, codes));
            written.insert(unit.id, ());
        }
        left = rest;
    }
    table(&ordered)
}

/// Rows of CSV, with the names of the columns above them.
fn table(rows: &[impl Serialize]) -> Result<String, Problem> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    for row in rows {
        writer.serialize(row).map_err(Problem::fault)?;
    }
    let bytes = writer.into_inner().map_err(|error| Problem::fault(error.to_string()))?;
    String::from_utf8(bytes).map_err(Problem::fault)
}

fn row(unit: &Organisation, codes: &References) -> UnitEntry {
    let coded = |scheme: CodeScheme| unit.codes.iter().find(|code| code.scheme == scheme);
    let first = coded(CodeScheme::Gso).or_else(|| coded(CodeScheme::Slug)).cloned();
    let further: Vec<&str> = unit
        .codes
        .iter()
        .filter(|code| code.scheme == CodeScheme::Slug && first.as_ref() != Some(*code))
        .map(|code| code.value.as_str())
        .collect();
    let Code { scheme, value } = first.unwrap_or(Code { scheme: CodeScheme::Slug, value: String::new() });
    UnitEntry {
        scheme,
        code: value,
        name: unit.name.clone(),
        level: unit.level,
        kind: unit.kind,
        parent_code: unit.parent.and_then(|parent| codes.get(&parent)).cloned(),
        valid_from: unit.valid_from,
        valid_to: unit.valid_to,
        slug: Some(further.join(" ")),
    }
}

/// The holdings, those of one function under one document together.
fn functions(holdings: Vec<FunctionHolding>, codes: &References) -> Vec<FunctionEntry> {
    let mut entries: Vec<FunctionEntry> = Vec::new();
    for holding in holdings {
        let FunctionHolding { function, organisation, from, to, document, .. } = holding;
        let Some(unit) = codes.get(&organisation).cloned() else { continue };
        let holder = HolderEntry { unit, from, to };
        match entries.iter_mut().find(|entry| entry.function == function && entry.document == document) {
            Some(entry) => entry.holders.push(holder),
            None => entries.push(FunctionEntry { function, holders: vec![holder], document }),
        }
    }
    entries
}

fn movement(campaign: Campaign) -> MovementEntry {
    let Campaign { id: _, code, kind, state: _, text, orders, revision: _ } = campaign;
    MovementEntry {
        code,
        kind,
        name: text.name.unmarked(),
        slogan: text.slogan,
        period_start_date: text.period_start,
        period_end_date: text.period_end,
        phases: text.phases,
        legal_bases: text.legal_bases,
        contents: text.contents,
        fields: text.fields,
        policy: text.policy,
        launch: orders.launch,
    }
}

fn list_of(group: &Group) -> String {
    match group.year {
        Some(year) => format!("{LISTS}{}-{year}.csv", group.code),
        None => format!("{LISTS}{}.csv", group.code),
    }
}

fn entry(group: &Group, codes: &References) -> GroupEntry {
    let code_of = |unit: &OrganisationId| codes.get(unit).cloned();
    let facts = &group.facts;
    let (mut level, mut unit_kinds, mut parent, mut members) = (None, Vec::new(), None, None);
    match &facts.members {
        Members::Level { level: taken } => level = Some(*taken),
        Members::Kind { level: taken, unit_kinds: kinds } => (level, unit_kinds) = (*taken, kinds.clone()),
        Members::List { .. } | Members::Cluster { .. } => members = Some(list_of(group)),
        Members::Children { parent: above } => parent = code_of(above),
    }
    GroupEntry {
        code: group.code,
        name: facts.name.clone(),
        kind: facts.members.kind(),
        year: group.year,
        members,
        level,
        unit_kinds,
        parent,
        audience: facts.audience,
        head: facts.head.as_ref().and_then(code_of),
        deputy: facts.deputy.as_ref().and_then(code_of),
        predecessor: facts.predecessor,
        document: facts.document.clone(),
    }
}

fn cycle(cycle: Cycle, codes: &References) -> CycleEntry {
    let Cycle { code, kind, year, name, period_start, period_end, optional, selection, .. } = cycle;
    let name = name.unmarked();
    let code_of = |unit: OrganisationId| codes.get(&unit).cloned();
    let exempt = selection.exempt.into_iter().filter_map(|one| {
        let (reason, document) = (one.exemption.reason, one.exemption.document);
        Some(ExemptionEntry { unit: code_of(one.unit)?, reason, document })
    });
    let left_out = selection.left_out.into_iter().filter_map(|one| {
        let LeavingOut { criteria, exemption: Exemption { reason, document } } = one.leaving_out;
        Some(LeftOutEntry { unit: code_of(one.unit)?, criteria, reason, document })
    });
    CycleEntry {
        code,
        kind,
        year,
        name,
        period_start_date: period_start,
        period_end_date: period_end,
        optional,
        groups: selection.groups.into_iter().map(|group| group.code).collect(),
        selection: SelectionEntry {
            levels: selection.levels,
            unit_kinds: selection.unit_kinds,
            units: selection.units.into_iter().filter_map(code_of).collect(),
            exemptions: exempt.collect(),
            left_out: left_out.collect(),
        },
    }
}

/// The newest version of each audience and kind of cycle.
fn newest(sets: Vec<CriteriaSet>) -> Vec<CriteriaSet> {
    let mut newest: BTreeMap<(String, &'static str), CriteriaSet> = BTreeMap::new();
    for set in sets {
        let key = (set.audience.as_str().to_owned(), set.cycle_kind.as_str());
        if newest.get(&key).is_none_or(|known| known.version < set.version) {
            newest.insert(key, set);
        }
    }
    newest.into_values().collect()
}

/// The files of the sets: one for all kinds of cycles that have the same content, named after the audience.
fn named(sets: Vec<CriteriaSet>, codes: &References) -> Vec<(String, SetEntry)> {
    let mut files: Vec<(Audience, CriteriaSet, Vec<CycleKind>)> = Vec::new();
    for set in sets {
        let same = files.iter_mut().find(|(audience, known, _)| {
            let (a, b) = (known, &set);
            let content =
                (&a.scale, &a.criteria, &a.grading, &a.model) == (&b.scale, &b.criteria, &b.grading, &b.model);
            *audience == set.audience && content && a.dimensions == b.dimensions && a.version == b.version
        });
        match same {
            Some((_, _, kinds)) => kinds.push(set.cycle_kind),
            None => files.push((set.audience, set.clone(), vec![set.cycle_kind])),
        }
    }
    let mut written: Vec<(String, SetEntry)> = Vec::new();
    for (audience, set, cycle_kinds) in files {
        let word = audience.as_str().to_lowercase();
        let plain = format!("{SETS}{word}.json");
        let taken = written.iter().any(|(name, _)| *name == plain);
        let kind = cycle_kinds.first().map_or("", |kind| kind.as_str()).to_lowercase();
        let name = if taken { format!("{SETS}{word}-{kind}.json") } else { plain };
        let version = set.version;
        let content = match set.model.as_deref() {
            Some(tree) => {
                let mut tree = tree.clone();
                let named = tree.withdraw_verifiers().into_iter();
                SetEntry {
                    audience,
                    cycle_kinds,
                    version,
                    scale: None,
                    criteria: Vec::new(),
                    grading: None,
                    verifiers: named.filter_map(|(node, unit)| Some((node, codes.get(&unit)?.clone()))).collect(),
                    model: Some(ModelBody::from(&tree)),
                    dimensions: set.dimensions,
                }
            }
            None => SetEntry {
                audience,
                cycle_kinds,
                version,
                scale: Some(set.scale),
                grading: Some(set.grading).filter(|grading| *grading != Grading::default()),
                criteria: set.criteria,
                model: None,
                verifiers: BTreeMap::new(),
                dimensions: set.dimensions,
            },
        };
        written.push((name, content));
    }
    written
}
