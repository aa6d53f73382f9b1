//! The levels and units of a plan package: entered into an empty registry, or found in one that is in use.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, NaiveDate, Utc};
use domain::base::ids::{LevelId, OrganisationId, Revision};
use domain::base::text::{fold, tidy};
use domain::registry::level::{Level, LevelFacts};
use domain::registry::organisation::{Code, CodeScheme, Neighbours, Organisation, UnitHistory};
use persistence::base::store::Tx;
use uuid::Uuid;

use crate::edge::plan::entries::{LevelEntry, UnitEntry};
use crate::edge::plan::fault::{Faults, Placed, PlanError, Spot};

/// The units of a registry, and those that the package names, by their codes.
#[derive(Default)]
pub(crate) struct Units {
    all: Vec<Organisation>,
    by_code: BTreeMap<String, Vec<usize>>,
    /// Codes whose units were refused: who refers to them is not at fault.
    refused: BTreeSet<String>,
}

impl Units {
    fn add(&mut self, unit: Organisation) {
        let place = self.all.len();
        self.all.push(unit);
        self.name(place);
    }

    /// Makes the unit at a place one that the package may refer to.
    fn name(&mut self, place: usize) {
        for code in self.all.get(place).into_iter().flat_map(|unit| &unit.codes) {
            self.by_code.entry(fold(&code.value)).or_default().push(place);
        }
    }

    /// The units, in the order of their entry.
    pub(crate) fn all(&self) -> &[Organisation] {
        &self.all
    }

    fn coded(&self, code: &str) -> impl Iterator<Item = &Organisation> {
        self.by_code.get(&fold(code)).into_iter().flatten().filter_map(|place| self.all.get(*place))
    }

    /// The unit that a reference names: a code, or `code@day` for the unit that had it on a day. Of several that had a
    /// code, the one without a last day is meant.
    fn with(&self, reference: &str) -> Option<&Organisation> {
        if let Some((code, day)) = reference.split_once('@') {
            let day: NaiveDate = day.parse().ok()?;
            return self.coded(code).find(|unit| unit.exists_during(day, day));
        }
        let code = reference;
        self.coded(code).find(|unit| unit.valid_to.is_none()).or_else(|| self.coded(code).next())
    }

    /// The unit that an entry names.
    pub(crate) fn named(&self, code: &str, spot: &Spot, below: &str, faults: &mut Faults) -> Option<&Organisation> {
        let found = self.with(code);
        if found.is_none() && !self.refused.contains(&fold(code)) {
            faults.unknown(spot, below, "unit", code);
        }
        found
    }

    /// Its identifier.
    pub(crate) fn id(&self, code: &str, spot: &Spot, below: &str, faults: &mut Faults) -> Option<OrganisationId> {
        self.named(code, spot, below, faults).map(|unit| unit.id)
    }
}

/// Enters the levels.
pub(crate) async fn enter_levels(
    tx: &Tx,
    entries: Vec<Placed<LevelEntry>>,
    now: DateTime<Utc>,
    faults: &mut Faults,
) -> Result<(), PlanError> {
    for (position, Placed { entry, spot }) in (1..).zip(entries) {
        let LevelEntry { code, name, kind, gso_digits, chair, geographic, valid_from, valid_to, ended_by } = entry;
        let facts = LevelFacts { name, kind, gso_digits, chair, geographic, position, valid_from };
        let id = LevelId(Uuid::now_v7());
        let level = Level { id, code, facts, valid_to, ended_by, revision: Revision::FIRST };
        let once = faults.once(&spot, "/code", "a level with the code", code.as_str());
        if let Some(step) = faults.keep(&spot, level.load(now)).filter(|_| once) {
            tx.add(step).await?;
        }
    }
    Ok(())
}

/// Enters the units; one stands before those below it.
pub(crate) async fn enter_units(
    tx: &Tx,
    entries: Vec<Placed<UnitEntry>>,
    now: DateTime<Utc>,
    faults: &mut Faults,
) -> Result<Units, PlanError> {
    let levels = tx.levels().await?;
    let mut units = Units::default();
    for Placed { entry, spot } in entries {
        let UnitEntry { scheme, code, name, level, kind, parent_code, valid_from, valid_to, slug } = entry;
        let filled = |code: Option<String>| code.filter(|code| !code.is_empty());
        let parent = filled(parent_code).and_then(|parent| units.named(&parent, &spot, "/parent_code", faults));
        let also = slug.unwrap_or_default();
        let also = also.split_whitespace().map(|value| Code { scheme: CodeScheme::Slug, value: value.to_owned() });
        let unit = Organisation {
            id: OrganisationId(Uuid::now_v7()),
            name: tidy(&name),
            level,
            kind,
            parent: parent.map(|parent| parent.id),
            codes: std::iter::once(Code { scheme, value: code.clone() }).chain(also).collect(),
            valid_from,
            valid_to,
            history: UnitHistory::default(),
            revision: Revision::FIRST,
        };
        let same = |known: &&Organisation| {
            known.codes.iter().any(|known| unit.codes.iter().any(|code| known.is_same_as(code)))
        };
        let coded = unit.codes.iter().flat_map(|code| units.coded(&code.value));
        let bearers: Vec<Organisation> = coded.filter(same).cloned().collect();
        let near = Neighbours { level: levels.of(level), parent, bearers: &bearers };
        match faults.keep_at(&spot, unit.clone().load(near, now), column) {
            Some(step) => units.add(tx.add_organisation(step).await?),
            None => drop(units.refused.insert(fold(&code))),
        }
    }
    Ok(units)
}

/// The column of a field.
fn column(pointer: &str) -> &str {
    match pointer {
        "/parent" => "/parent_code",
        "/fromDate" => "/valid_from",
        "/lastDate" => "/valid_to",
        other if other.starts_with("/codes") => "/code",
        other => other,
    }
}

/// The registry that is there already: each level and unit of the package is one of its.
pub(crate) async fn found(
    tx: &Tx,
    (levels, units): (Vec<Placed<LevelEntry>>, Vec<Placed<UnitEntry>>),
    faults: &mut Faults,
) -> Result<Units, PlanError> {
    let known = tx.levels().await?;
    for Placed { entry, spot } in levels {
        if known.of(entry.code).is_none() {
            let said = format!("the installation has no level {}; its administrator enters levels", entry.code);
            faults.add(&spot, "/code", said);
        }
    }
    let mut registry = Units { all: tx.all_organisations().await?, ..Units::default() };
    let mut bearers: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (place, unit) in registry.all.iter().enumerate() {
        for code in &unit.codes {
            bearers.entry(fold(&code.value)).or_default().push(place);
        }
    }
    for Placed { entry: UnitEntry { code, valid_from, .. }, spot } in units {
        let known = bearers.get(&fold(&code)).map_or(&[][..], Vec::as_slice);
        let of_day =
            |place: &&usize| registry.all.get(**place).is_some_and(|unit| unit.exists_during(valid_from, valid_from));
        // Units that had one code after the other are told apart by the day that the package gives.
        let found = match known {
            [one] => Some(*one),
            several => several.iter().find(of_day).copied(),
        };
        match found {
            Some(place) => registry.name(place),
            None => {
                let said =
                    format!("the installation has no unit {code} of {valid_from}; its administrator enters units");
                faults.add(&spot, "/code", said);
                registry.refused.insert(fold(&code));
            }
        }
    }
    Ok(registry)
}
