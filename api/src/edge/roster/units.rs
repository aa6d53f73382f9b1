//! Units that are entered in one list.

use std::collections::{BTreeMap, BTreeSet};

use domain::base::citation::{Citation, LINE_CHARS_MAX};
use domain::base::code::LevelCode;
use domain::base::ids::{OrganisationId, Revision};
use domain::base::policy::Permission;
use domain::base::step::Step;
use domain::base::text::fold;
use domain::registry::level::Levels;
use domain::registry::organisation::{Code, CodeScheme, Neighbours, Organisation, OrganisationKind, UnitHistory};
use persistence::base::store::Tx;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::base::answer::{Once, Untagged};
use crate::base::db::Db;
use crate::base::operation::{self, Schemas};
use crate::base::problem::Problem;
use crate::base::query::Query;
use crate::base::routes::{Routes, operations};
use crate::edge::reasons;
use crate::edge::roster::{Choice, Entry, Head, LIST_BYTES_MAX, ListQuery, Roster, content, media_of};
use crate::reporting::upload::UploadCommand;

/// The columns of a list of units.
const HEADS: &[Head] = &[
    Head { key: "code", vi: "Mã đơn vị", labels: &["ma"], required: true },
    Head { key: "name", vi: "Tên đơn vị", labels: &["ten"], required: true },
    Head { key: "level", vi: "Cấp", labels: &[], required: true },
    Head { key: "kind", vi: "Loại đơn vị", labels: &["loai hinh"], required: true },
    Head { key: "parentCode", vi: "Mã đơn vị cấp trên", labels: &[], required: false },
    Head { key: "fromDate", vi: "Từ ngày", labels: &["ngay bat dau"], required: true },
    Head { key: "documentNumber", vi: "Số văn bản", labels: &["so, ky hieu"], required: true },
    Head { key: "documentDate", vi: "Ngày văn bản", labels: &[], required: true },
    Head { key: "documentIssuer", vi: "Cơ quan ban hành", labels: &[], required: true },
    Head { key: "documentTitle", vi: "Trích yếu", labels: &[], required: true },
];

/// A list of units.
pub(crate) enum UnitListFile {}

impl operation::Content for UnitListFile {
    fn content(schemas: &mut Schemas) -> serde_json::Map<String, serde_json::Value> {
        let example = "code,name,level,kind,fromDate,documentNumber,documentDate,documentIssuer,documentTitle\n\
                       ban-qlda-2,Project Board 2 (demo),PROVINCIAL,MANAGEMENT_BOARD,2024-01-01,12/QD-UBND,2023-12-20,\
                       UBND,Founding of Project Board 2\n";
        content(schemas, example)
    }
}

/// A unit of a list.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ListedUnit {
    /// The row of the file, from 1.
    #[schema(minimum = 1, example = 2)]
    row: usize,
    /// Its code.
    #[schema(example = "31528")]
    code: String,
    /// Its name.
    #[schema(example = "Xã Kế Sách")]
    name: String,
    /// The identifier that it was entered with; absent if the list was only checked.
    #[serde(skip_serializing_if = "Option::is_none")]
    organisation: Option<OrganisationId>,
}

/// What became of a list of units.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct UnitListView {
    /// Whether it was only checked.
    dry_run: bool,
    /// The units, in the order of the rows.
    units: Vec<ListedUnit>,
}

/// Enter a list of units
///
/// *Nhập danh sách đơn vị.* Administrator only. CSV or Excel, at most 5000 rows and 8 MiB; the first row has the heads `code`,
/// `name`, `level`, `kind`, `parentCode`, `fromDate`, `documentNumber`, `documentDate`, `documentIssuer` and `documentTitle`,
/// or their Vietnamese names (`Mã đơn vị`, `Tên đơn vị`, `Cấp`, `Loại đơn vị`, `Mã đơn vị cấp trên`, `Từ ngày`, `Số văn bản`,
/// `Ngày văn bản`, `Cơ quan ban hành`, `Trích yếu`). A superior unit stands above those below it, or is entered already; it is
/// the one that has the code on the unit's first day. A code of digits at a level with codes of the statistics office is one
/// of these, any other a short name of the system. `level` and `kind` are codes, or Vietnamese names such as `cấp xã`. Each
/// row is checked like `POST /v1/organisations`. All rows are entered or none: otherwise 422 names every fault with its cell,
/// such as `B7`. With `dryRun=true` nothing is stored.
#[utoipa::path(
    post,
    path = "/organisation-lists",
    responses((status = 200, description = "Entered, or checked.")),
)]
pub(crate) async fn enter_units(
    stream: UploadCommand<UnitListFile>,
    Query(query): Query<ListQuery>,
    db: Db,
) -> Result<Once<Untagged<UnitListView>>, Problem> {
    let (actor, at) = (stream.actor.clone(), stream.at);
    actor.must(Permission::ManageRegistry, None)?;
    let (dry_run, media) = (query.dry_run.unwrap_or(false), media_of(stream.media_type())?);
    let (spool, key) = stream.receive(LIST_BYTES_MAX).await?;
    let mut roster = Roster::read(spool, media, HEADS).await?;
    db.once(key, move |tx| async move {
        tx.lock_registry().await?;
        let levels = tx.levels().await?;
        let mut registry = Registry::of(tx.all_organisations().await?);
        let mut steps: Vec<(usize, String, Step<Organisation>)> = Vec::new();
        let mut seen: BTreeMap<String, usize> = BTreeMap::new();
        for row in std::mem::take(&mut roster.rows) {
            if let Some(earlier) =
                seen.insert(fold(&row.said("code")), row.number).filter(|_| !row.said("code").is_empty())
            {
                roster.fault(row.place("code"), reasons::list_row_twice(earlier));
            }
            let Some((unit, document, parent)) = unit_of(&row, &levels, &registry, &mut roster) else {
                registry.refused.insert(fold(&row.said("code")));
                continue;
            };
            let code = unit.codes.first().map(|code| code.value.clone()).unwrap_or_default();
            let bearers = registry.bearers(&unit.codes);
            let near = Neighbours { level: levels.of(unit.level), parent: parent.as_ref(), bearers: &bearers };
            if let Some(step) = roster.keep(&row, unit.found(document, near, &actor, at), column) {
                registry.add(step.after().clone());
                steps.push((row.number, code, step));
            } else {
                registry.refused.insert(fold(&code));
            }
        }
        roster.must_be_sound()?;
        let units = stored(&tx, steps, &levels, dry_run).await?;
        Untagged::new(&UnitListView { dry_run, units })
    })
    .await
}

/// Stores the units, unless the list is only checked.
async fn stored(
    tx: &Tx,
    steps: Vec<(usize, String, Step<Organisation>)>,
    levels: &Levels,
    dry_run: bool,
) -> Result<Vec<ListedUnit>, Problem> {
    let mut units = Vec::with_capacity(steps.len());
    for (row, code, step) in steps {
        let name = step.after().name.clone();
        let organisation = if dry_run {
            None
        } else {
            let unit = tx.add_organisation(step).await?;
            tx.admit(&unit, levels).await?;
            Some(unit.id)
        };
        units.push(ListedUnit { row, code, name, organisation });
    }
    Ok(units)
}

/// The unit of a row, with its document and its superior unit.
fn unit_of(
    row: &Entry,
    levels: &Levels,
    registry: &Registry,
    roster: &mut Roster,
) -> Option<(Organisation, Citation, Option<Organisation>)> {
    let (code, name) = (row.text("code", 50, roster), row.text("name", 300, roster));
    let known: Vec<Choice<'_, LevelCode>> = levels
        .iter()
        .map(|level| Choice { value: level.code, code: level.code.as_str(), vi: &level.facts.name.vi })
        .collect();
    let level = row.one_of("level", roster, &known);
    let kinds: Vec<Choice<'_, OrganisationKind>> =
        OrganisationKind::ALL.iter().map(|kind| Choice { value: *kind, code: kind.as_str(), vi: kind.vi() }).collect();
    let kind = row.one_of("kind", roster, &kinds);
    let from = row.day("fromDate", roster);
    let parent_code = row.text("parentCode", 50, roster);
    let filled = |text: String| (!text.is_empty()).then_some(text);
    let document = Citation {
        number: filled(row.text("documentNumber", LINE_CHARS_MAX, roster)),
        date: row.day("documentDate", roster),
        issuer: filled(row.text("documentIssuer", LINE_CHARS_MAX, roster)),
        title: filled(row.text("documentTitle", LINE_CHARS_MAX, roster)),
        ..Citation::default()
    };
    if code.is_empty() {
        roster.fault(row.place("code"), reasons::list_cell_empty());
    }
    if from.is_none() {
        roster.fault(row.place("fromDate"), reasons::list_cell_empty());
    }
    let (level, kind, from) = (level?, kind?, from?);
    let parent = match filled(parent_code) {
        None => None,
        Some(written) => match registry.on(&written, from) {
            Some(parent) => Some(parent.clone()),
            None => {
                // What is wrong with the row of the superior unit is told there.
                if !registry.refused.contains(&fold(&written)) {
                    roster.fault(row.place("parentCode"), reasons::list_superior_unknown(&written));
                }
                return None;
            }
        },
    };
    if code.is_empty() {
        return None;
    }
    let of_statistics = levels.of(level).is_some_and(|level| level.facts.gso_digits.is_some());
    let digits = code.bytes().all(|byte| byte.is_ascii_digit());
    let scheme = if of_statistics && digits { CodeScheme::Gso } else { CodeScheme::Slug };
    let unit = Organisation {
        id: OrganisationId(Uuid::now_v7()),
        name,
        level,
        kind,
        parent: parent.as_ref().map(|parent| parent.id),
        codes: vec![Code { scheme, value: code }],
        valid_from: from,
        valid_to: None,
        history: UnitHistory::default(),
        revision: Revision::FIRST,
    };
    Some((unit, document, parent))
}

/// The column that a pointer of the rules is about.
fn column(pointer: &str) -> &'static str {
    match pointer {
        "/name" => "name",
        "/level" => "level",
        "/parent" => "parentCode",
        "/fromDate" => "fromDate",
        _ if pointer.starts_with("/document") => "documentNumber",
        _ => "code",
    }
}

/// The units that there are, with those of the rows above, by their codes.
struct Registry {
    /// The codes of rows that were refused.
    refused: BTreeSet<String>,
    units: Vec<Organisation>,
    by_code: BTreeMap<String, Vec<usize>>,
}

impl Registry {
    fn of(units: Vec<Organisation>) -> Self {
        let mut registry =
            Self { refused: BTreeSet::new(), units: Vec::with_capacity(units.len()), by_code: BTreeMap::new() };
        for unit in units {
            registry.add(unit);
        }
        registry
    }

    fn add(&mut self, unit: Organisation) {
        for code in &unit.codes {
            self.by_code.entry(fold(&code.value)).or_default().push(self.units.len());
        }
        self.units.push(unit);
    }

    fn coded(&self, code: &str) -> impl Iterator<Item = &Organisation> {
        self.by_code.get(&fold(code)).into_iter().flatten().filter_map(|place| self.units.get(*place))
    }

    /// The unit that has a code on a day.
    fn on(&self, code: &str, day: chrono::NaiveDate) -> Option<&Organisation> {
        self.coded(code).find(|unit| unit.exists_during(day, day))
    }

    fn bearers(&self, codes: &[Code]) -> Vec<Organisation> {
        let same =
            |unit: &&Organisation| unit.codes.iter().any(|known| codes.iter().any(|code| known.is_same_as(code)));
        codes.iter().flat_map(|code| self.coded(&code.value)).filter(same).cloned().collect()
    }
}

pub(crate) fn routes(routes: &mut impl Routes) {
    operations!(routes, "organisations": enter_units);
}
