//! The plan's campaign, criteria sets and units, from data files in `seed/`, loaded once.

use chrono::{DateTime, NaiveDate, Utc};
use domain::base::citation::Citation;
use domain::base::code::LevelCode;
use domain::base::ids::{
    BaseSalaryId, CampaignId, CriteriaSetId, CycleId, FunctionId, LevelId, OrganisationId, RegimeId, Revision,
    WorkYearId,
};
use domain::base::policy::Role;
use domain::base::refusal::Refusal;
use domain::base::text::{Text, tidy};
use domain::honours::regime::{BaseSalary, Regime, Terms};
use domain::planning::audience::Audience;
use domain::planning::campaign::{Campaign, CampaignKind, Cycle, CycleState, Field, Theme};
use domain::planning::criteria::{CriteriaSet, CriteriaSetState, Criterion, CycleKind};
use domain::planning::grading::Grading;
use domain::registry::function_holding::FunctionHolding;
use domain::registry::level::{IssuerClass, Level, LevelFacts, LevelKind};
use domain::registry::organisation::{Code, CodeScheme, Organisation, OrganisationKind, UnitHistory};
use domain::registry::work_year::{SpecialDay, SpecialDays, WorkYear};
use persistence::base::failure::Failure;
use persistence::base::store::{Store, Tx};
use serde::Deserialize;
use uuid::Uuid;

/// The first holder of each function, by the unit's code; the plan names the agencies in section V, the rest is a
/// choice.
const FUNCTIONS: [(Role, &[&str]); 5] = [
    (Role::StandingAgency, &["so-thong-tin-truyen-thong", "so-khoa-hoc-cong-nghe"]),
    (Role::AppraisalAgency, &["so-noi-vu"]),
    (Role::DecisionAuthority, &["van-phong-ubnd"]),
    (Role::Auditor, &["thanh-tra-tinh"]),
    (Role::Administrator, &["so-thong-tin-truyen-thong", "so-khoa-hoc-cong-nghe"]),
];

/// Why the seed was not loaded; nothing was stored.
#[derive(Debug, thiserror::Error)]
pub enum SeedError {
    /// A file of the seed cannot be read.
    #[error("{file}: {said}")]
    File {
        /// The name of the file.
        file: &'static str,
        /// What is wrong with it.
        said: String,
    },
    /// The rules refuse the seed.
    #[error("the rules refuse the seed: {0:?}")]
    Refused(Refusal),
    /// The database failed.
    #[error("the database failed")]
    Database(#[from] Failure),
}

impl From<Refusal> for SeedError {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct CampaignFile {
    code: String,
    kind: CampaignKind,
    name: Text,
    slogan: Text,
    period_start_date: NaiveDate,
    period_end_date: NaiveDate,
    legal_bases: Vec<Citation>,
    contents: Vec<Theme>,
    fields: Vec<Field>,
    cycles: Vec<CycleEntry>,
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
    optional: bool,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct SetEntry {
    cycle_kinds: Vec<CycleKind>,
    tier: Audience,
    version: i64,
    scale: i64,
    criteria: Vec<Criterion>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct LevelEntry {
    code: LevelCode,
    name: Text,
    kind: LevelKind,
    gso_digits: Option<u8>,
    chair: Option<IssuerClass>,
    geographic: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct OrganisationEntry {
    scheme: CodeScheme,
    code: String,
    name: String,
    tier: LevelCode,
    kind: OrganisationKind,
    parent_code: Option<String>,
    valid_from: NaiveDate,
    valid_to: Option<NaiveDate>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct LawFile {
    regimes: Vec<RegimeEntry>,
    base_salaries: Vec<SalaryEntry>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct RegimeEntry {
    code: String,
    valid_from: NaiveDate,
    valid_to: Option<NaiveDate>,
    terms: Terms,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SalaryEntry {
    dong: i64,
    from: NaiveDate,
    to: Option<NaiveDate>,
    document: Citation,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct CalendarFile {
    work_years: Vec<WorkYearEntry>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct WorkYearEntry {
    year: i32,
    documents: Vec<Citation>,
    holidays: Vec<SpecialDay>,
    working_days: Vec<SpecialDay>,
}

/// Loads the years of working days that are announced, and the base salaries, as far as none was entered for their time:
/// an installation that is older than a year or a salary of the seed gets it, too, and what an administrator has entered
/// stays.
async fn load_announced(store: &Store, now: DateTime<Utc>) -> Result<(), SeedError> {
    let CalendarFile { work_years } = json("work-years.json", include_str!("../../seed/work-years.json"))?;
    let LawFile { regimes: _, base_salaries } = json("regimes.json", include_str!("../../seed/regimes.json"))?;
    let (years, salaries) = store
        .read(|tx| async move { Ok::<_, Failure>((tx.all_work_years().await?, tx.all_base_salaries().await?)) })
        .await?;
    let work_years: Vec<WorkYearEntry> =
        work_years.into_iter().filter(|entry| years.iter().all(|year| year.year != entry.year)).collect();
    let apart = |entry: &SalaryEntry, known: &BaseSalary| {
        known.to.is_some_and(|last| last < entry.from) || entry.to.is_some_and(|last| last < known.from)
    };
    let base_salaries: Vec<SalaryEntry> =
        base_salaries.into_iter().filter(|entry| salaries.iter().all(|known| apart(entry, known))).collect();
    if work_years.is_empty() && base_salaries.is_empty() {
        return Ok(());
    }
    let loaded: Result<(), SeedError> = store
        .write(move |tx| async move {
            for WorkYearEntry { year, documents, holidays, working_days } in work_years {
                let id = WorkYearId(Uuid::now_v7());
                let days = SpecialDays { holidays, working_days, documents, provisional: false };
                tx.add(WorkYear { id, year, days, revision: Revision::FIRST }.seed(now)).await?;
            }
            for SalaryEntry { dong, from, to, document } in base_salaries {
                let id = BaseSalaryId(Uuid::now_v7());
                let salary = BaseSalary { id, dong, from, to, document, revision: Revision::FIRST };
                tx.add(salary.seed(now)).await?;
            }
            Ok(())
        })
        .await;
    match loaded {
        Err(SeedError::Database(Failure::Duplicate { .. })) => Ok(()),
        other => other,
    }
}

/// Loads the legal regimes of the seed, unless a regime was entered already.
async fn load_law(store: &Store, now: DateTime<Utc>) -> Result<(), SeedError> {
    let LawFile { regimes, base_salaries: _ } = json("regimes.json", include_str!("../../seed/regimes.json"))?;
    let there = store.read(|tx| async move { Ok::<bool, Failure>(!tx.all_regimes().await?.is_empty()) }).await?;
    if there {
        return Ok(());
    }
    let loaded: Result<(), SeedError> = store
        .write(move |tx| async move {
            for RegimeEntry { code, valid_from, valid_to, terms } in regimes {
                let id = RegimeId(Uuid::now_v7());
                let regime = Regime { id, code, valid_from, valid_to, terms, revision: Revision::FIRST };
                tx.add(regime.seed(now)).await?;
            }
            Ok(())
        })
        .await;
    match loaded {
        Err(SeedError::Database(Failure::Duplicate { .. })) => Ok(()),
        other => other,
    }
}

/// Loads the seed unless its campaign is there already.
///
/// # Errors
/// If a file cannot be read, the rules refuse it, or the database fails.
pub async fn load(store: &Store, now: DateTime<Utc>) -> Result<(), SeedError> {
    load_law(store, now).await?;
    load_announced(store, now).await?;
    let campaign: CampaignFile = json("campaign.json", include_str!("../../seed/campaign.json"))?;
    let sets: Vec<SetEntry> = json("criteria-sets.json", include_str!("../../seed/criteria-sets.json"))?;
    let organisations = csv::Reader::from_reader(include_bytes!("../../seed/organisations.csv").as_slice())
        .deserialize()
        .collect::<Result<Vec<OrganisationEntry>, csv::Error>>()
        .map_err(|error| SeedError::File { file: "organisations.csv", said: error.to_string() })?;
    let levels: Vec<LevelEntry> = json("levels.json", include_str!("../../seed/levels.json"))?;
    let code = campaign.code.clone();
    let there =
        store.read(move |tx| async move { Ok::<bool, Failure>(tx.campaign_coded(&code).await?.is_some()) }).await?;
    if there {
        return Ok(());
    }
    let loaded: Result<(), SeedError> = store
        .write(move |tx| async move {
            // Units come first, and a unit before those below it, so that every reference finds its target.
            load_levels(&tx, levels, now).await?;
            let units = load_organisations(&tx, organisations, now).await?;
            load_functions(&tx, &units, campaign.period_start_date, now).await?;
            load_campaign(&tx, campaign, sets, now).await
        })
        .await;
    match loaded {
        // Another process that started at the same time was first; it loaded the same data.
        Err(SeedError::Database(Failure::Duplicate { .. })) => Ok(()),
        other => other,
    }
}

fn json<T: serde::de::DeserializeOwned>(file: &'static str, text: &str) -> Result<T, SeedError> {
    serde_json::from_str(text).map_err(|error| SeedError::File { file, said: error.to_string() })
}

async fn load_levels(tx: &Tx, entries: Vec<LevelEntry>, now: DateTime<Utc>) -> Result<(), SeedError> {
    for (position, entry) in (1..).zip(entries) {
        let LevelEntry { code, name, kind, gso_digits, chair, geographic } = entry;
        let facts = LevelFacts { name, kind, gso_digits, chair, geographic, position, valid_from: None };
        let id = LevelId(Uuid::now_v7());
        let level = Level { id, code, facts, valid_to: None, ended_by: None, revision: Revision::FIRST };
        tx.add(level.load(now)).await?;
    }
    Ok(())
}

async fn load_organisations(
    tx: &Tx,
    entries: Vec<OrganisationEntry>,
    now: DateTime<Utc>,
) -> Result<Vec<Organisation>, SeedError> {
    let mut units: Vec<Organisation> = Vec::with_capacity(entries.len());
    for entry in entries {
        let OrganisationEntry { scheme, code, name, tier, kind, parent_code, valid_from, valid_to } = entry;
        let parent = match parent_code.filter(|code| !code.is_empty()) {
            None => None,
            Some(parent) => Some(find(&units, &parent)?.id),
        };
        let organisation = Organisation {
            id: OrganisationId(Uuid::now_v7()),
            name: tidy(&name),
            level: tier,
            kind,
            parent,
            codes: vec![Code { scheme, value: code }],
            valid_from,
            valid_to,
            history: UnitHistory::default(),
            revision: Revision::FIRST,
        };
        units.push(tx.add_organisation(organisation.register(now)).await?);
    }
    Ok(units)
}

fn find<'a>(units: &'a [Organisation], code: &str) -> Result<&'a Organisation, SeedError> {
    let unit = units.iter().find(|unit| unit.codes.iter().any(|known| known.value == code));
    unit.ok_or_else(|| SeedError::File {
        file: "organisations.csv",
        said: format!("there is no unit with the code {code}"),
    })
}

/// The units that hold each function one after the other, with the first day of each.
fn holders(units: &[Organisation], from: NaiveDate) -> Result<Vec<(Role, &Organisation, NaiveDate)>, SeedError> {
    let mut holders = Vec::new();
    for (function, codes) in FUNCTIONS {
        let mut first = Some(from);
        for code in codes {
            let Some(day) = first else { break };
            let unit = find(units, code)?;
            holders.push((function, unit, day));
            first = unit.valid_to.and_then(|last| last.succ_opt());
        }
    }
    Ok(holders)
}

async fn load_functions(tx: &Tx, units: &[Organisation], from: NaiveDate, now: DateTime<Utc>) -> Result<(), SeedError> {
    // A function ends with its unit and passes to the next one that is named (rule L34).
    for (function, unit, first) in holders(units, from)? {
        let holding = FunctionHolding {
            id: FunctionId(Uuid::now_v7()),
            function,
            organisation: unit.id,
            from: first,
            to: unit.valid_to,
            document: Citation {
                title: Some(
                    "Kế hoạch phát động phong trào thi đua Chuyển đổi số tỉnh Sóc Trăng, giai đoạn 2021-2025, mục V"
                        .to_owned(),
                ),
                issuer: Some("UBND tỉnh Sóc Trăng".to_owned()),
                ..Citation::default()
            },
            revision: Revision::FIRST,
        };
        tx.add(holding.seed(now)).await?;
    }
    Ok(())
}

async fn load_campaign(tx: &Tx, file: CampaignFile, sets: Vec<SetEntry>, now: DateTime<Utc>) -> Result<(), SeedError> {
    let CampaignFile {
        code,
        kind,
        name,
        slogan,
        period_start_date,
        period_end_date,
        legal_bases,
        contents,
        fields,
        cycles,
    } = file;
    let campaign = Campaign {
        id: CampaignId(Uuid::now_v7()),
        code,
        kind,
        name,
        slogan,
        period_start: period_start_date,
        period_end: period_end_date,
        legal_bases,
        contents,
        fields,
        revision: Revision::FIRST,
    };
    let campaign = tx.add(campaign.launch(now)).await?;
    for entry in cycles {
        let CycleEntry { code, kind, year, name, period_start_date, period_end_date, optional } = entry;
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
            revision: Revision::FIRST,
        };
        tx.add(cycle.plan(&campaign, now)?).await?;
    }
    for entry in sets {
        let SetEntry { cycle_kinds, tier, version, scale, criteria } = entry;
        for cycle_kind in cycle_kinds {
            let set = CriteriaSet {
                id: CriteriaSetId(Uuid::now_v7()),
                campaign: campaign.id,
                cycle_kind,
                audience: tier,
                version,
                scale,
                criteria: criteria.clone(),
                grading: Grading::default(),
                state: CriteriaSetState::Provisional,
                document: None,
                revision: Revision::FIRST,
            };
            tx.add(set.register(now)?).await?;
        }
    }
    Ok(())
}
