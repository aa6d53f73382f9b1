//! The register of a cycle's filings, frozen with a release: a page of the release, and a table of it.

use actix_web::{HttpRequest, web};
use chrono::{DateTime, NaiveDate, Utc};
use domain::base::code::GroupCode;
use domain::base::ids::{CycleId, OrganisationId, ReleaseId};
use domain::base::policy::Role;
use domain::base::text::fold;
use domain::planning::cycle::Cycle;
use domain::reporting::extension::Punctuality;
use domain::results::publication::Publication;
use domain::results::register::{FilingCounts, FilingStatus, RegisterEntry, RegisteredExtension, RegisteredFiling};
use persistence::results::publication::{FrozenPage, PageOwner};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::base::db::Db;
use crate::base::http_cache::Cached;
use crate::base::operation::Csv;
use crate::base::page_cache::form::{self, FormatVersion};
use crate::base::page_cache::{PageCache, address, served};
use crate::base::problem::Problem;
use crate::base::query::Path;
use crate::base::routes::{Routes, operations};
use crate::results::publication::frozen::{ReleasePath, kept_of_release, page};
use crate::results::publication::table_file::{CSV, csv_of, file, harmless};

/// The columns that registers frozen before codes were stored do not have: their tables stay as they were.
const CODE: &str = "Mã đơn vị";
const SUPERIOR: &str = "Đơn vị cấp trên";
/// The name of the page among those of its release.
const PART: &str = "register";
/// The columns of the table, in their order.
const COLUMNS: [&str; 13] = [
    "Đơn vị",
    CODE,
    "Mã định danh",
    SUPERIOR,
    "Cấp",
    "Tình trạng nộp",
    "Hạn nộp",
    "Gia hạn đến",
    "Nộp lần đầu (UTC)",
    "Nộp lần cuối (UTC)",
    "Số lần nộp",
    "Số lần trả lại",
    "Số lần gia hạn",
];

/// Number of units by filing status; the four add up to `unitsOwing`.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = FilingCounts)]
pub(crate) struct FilingCountsView {
    /// Number of units that owed a report.
    #[schema(minimum = 0, example = 11)]
    units_owing: usize,
    /// Number of units that first submitted by the due date.
    #[schema(minimum = 0, example = 8)]
    units_on_time: usize,
    /// Number of units that first submitted after the due date, within an extension, also one granted later.
    #[schema(minimum = 0, example = 1)]
    units_within_extension: usize,
    /// Number of units that first submitted after the due date and any extension.
    #[schema(minimum = 0, example = 1)]
    units_late: usize,
    /// Number of units that had nothing submitted at publication.
    #[schema(minimum = 0, example = 1)]
    units_not_filed: usize,
}

impl From<FilingCounts> for FilingCountsView {
    fn from(counts: FilingCounts) -> Self {
        let units_owing = counts.owing();
        let FilingCounts { on_time, within_extension, late, not_filed } = counts;
        Self {
            units_owing,
            units_on_time: on_time,
            units_within_extension: within_extension,
            units_late: late,
            units_not_filed: not_filed,
        }
    }
}

/// Filing status of the units of one group.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct TierFilings {
    /// The code of the group.
    tier: GroupCode,
    /// Its counts.
    counts: FilingCountsView,
}

/// One handing-in (lần nộp).
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = RegisteredFiling)]
pub(crate) struct RegisteredFilingView {
    /// The number of its receipt, which counts up within the report.
    #[schema(minimum = 1, example = 1)]
    number: i64,
    /// When it was accepted.
    filed_at: DateTime<Utc>,
    /// Whether the submission was on time, within an extension or late when its receipt was given; an extension granted
    /// later changes the unit's `status` and no receipt.
    punctuality: Punctuality,
    /// SHA-256 of the content as it is kept: 64 lower-case hexadecimal digits, the same as on the unit's receipt. Absent
    /// while the unit's results are not public.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(
        min_length = 64,
        max_length = 64,
        example = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
    )]
    sha256: Option<String>,
}

impl From<RegisteredFiling> for RegisteredFilingView {
    fn from(filing: RegisteredFiling) -> Self {
        let RegisteredFiling { number, at, punctuality, sha256 } = filing;
        Self { number, filed_at: at, punctuality, sha256 }
    }
}

/// That a report was sent back to its unit (trả lại).
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct RegisteredReturn {
    /// When.
    returned_at: DateTime<Utc>,
}

/// An extension that was granted (gia hạn); the due date itself stays.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = RegisteredExtension)]
pub(crate) struct RegisteredExtensionView {
    /// The last day, at `Asia/Ho_Chi_Minh`, on which the report is not late.
    until_date: NaiveDate,
    /// When it was asked for.
    requested_at: DateTime<Utc>,
    /// When it was granted.
    granted_at: DateTime<Utc>,
    /// Function in which it was granted; absent if the audit trail does not state it.
    #[serde(skip_serializing_if = "Option::is_none")]
    granted_by: Option<Role>,
}

impl From<RegisteredExtension> for RegisteredExtensionView {
    fn from(extension: RegisteredExtension) -> Self {
        let RegisteredExtension { requested_at, granted_at, granted_by, until } = extension;
        Self { until_date: until, requested_at, granted_at, granted_by }
    }
}

/// A unit's line in the register.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = RegisterEntry)]
pub(crate) struct RegisterEntryView {
    /// The unit.
    organisation: OrganisationId,
    /// The unit's name as it was at publication.
    #[schema(example = "UBND huyện Kế Sách")]
    name: String,
    /// The code that the public knew it by at publication (mã đơn vị); absent on releases made before it was stored.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "943")]
    code: Option<String>,
    /// The name of its superior unit; absent for a unit without one, and likewise.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "Thị xã Ngã Năm")]
    superior_name: Option<String>,
    /// The code of its group; the one that its report was begun in, if it has one.
    tier: GroupCode,
    /// Filing status at publication.
    status: FilingStatus,
    /// Time of the first submission; absent if there was none, or if no receipts were kept yet.
    #[serde(skip_serializing_if = "Option::is_none")]
    first_filed_at: Option<DateTime<Utc>>,
    /// Every handing-in, oldest first; also one that was taken back, because its receipt stays.
    filings: Vec<RegisteredFilingView>,
    /// Every time that the report was sent back, oldest first; absent while the unit's results are not public.
    #[serde(skip_serializing_if = "Option::is_none")]
    returns: Option<Vec<RegisteredReturn>>,
    /// Every granted extension, oldest first; pending and refused requests are not included.
    extensions: Vec<RegisteredExtensionView>,
}

impl From<RegisterEntry> for RegisterEntryView {
    fn from(entry: RegisterEntry) -> Self {
        let RegisterEntry { organisation, name, code, parent_name, group, status, filings, returns, extensions } =
            entry;
        let returned = |returns: Vec<DateTime<Utc>>| {
            returns.into_iter().map(|returned_at| RegisteredReturn { returned_at }).collect()
        };
        Self {
            organisation,
            name,
            code,
            superior_name: parent_name,
            tier: group,
            status,
            first_filed_at: filings.first().map(|first| first.at),
            filings: filings.into_iter().map(RegisteredFilingView::from).collect(),
            returns: returns.map(returned),
            extensions: extensions.into_iter().map(RegisteredExtensionView::from).collect(),
        }
    }
}

/// Register of a cycle's submissions, returns and granted extensions (sổ theo dõi nộp báo cáo), as it was at
/// publication; frozen.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = FilingRegister)]
pub(crate) struct RegisterView {
    /// Form of the page; absent for form 1.
    #[schema(required = false)]
    format_version: FormatVersion,
    /// The release.
    release: ReleaseId,
    /// Its number within the cycle.
    #[schema(minimum = 1, example = 1)]
    release_number: i64,
    /// The cycle.
    cycle: CycleId,
    /// The cycle's code.
    #[schema(example = "2024")]
    cycle_code: String,
    /// When it became public.
    published_at: DateTime<Utc>,
    /// The last day, at `Asia/Ho_Chi_Minh`, that reports were due on (rule S27); no extension changes it.
    #[serde(skip_serializing_if = "Option::is_none")]
    due_date: Option<NaiveDate>,
    /// All units.
    counts: FilingCountsView,
    /// The same group by group, those in which a unit owed a report.
    tiers: Vec<TierFilings>,
    /// The units that owed a report, in the order of the registry.
    units: Vec<RegisterEntryView>,
}

/// The part of a register's frozen page that is parsed again.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct RegisterPage {
    release_number: i64,
    cycle_code: String,
    due_date: Option<String>,
    units: Vec<RegisterPageEntry>,
}

/// The part of a unit's entry that is parsed again.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct RegisterPageEntry {
    organisation: OrganisationId,
    name: String,
    code: Option<String>,
    superior_name: Option<String>,
    tier: GroupCode,
    status: FilingStatus,
    filings: Vec<RegisterPageFiling>,
    returns: Option<Vec<serde::de::IgnoredAny>>,
    extensions: Vec<RegisterPageExtension>,
}

/// The part of a submission that is parsed again.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct RegisterPageFiling {
    filed_at: String,
}

/// The part of an extension that is parsed again.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct RegisterPageExtension {
    until_date: String,
}

impl RegisterPage {
    /// The file name of the register; ASCII only.
    fn file_name(&self) -> String {
        let plain = |letter: char| if letter.is_ascii_alphanumeric() { letter } else { '-' };
        let cycle: String = fold(&self.cycle_code).chars().map(plain).collect();
        format!("so-nop-bao-cao-{cycle}-dot-{}.csv", self.release_number)
    }

    fn csv(&self) -> Result<Vec<u8>, Problem> {
        let due = self.due_date.clone().unwrap_or_default();
        let coded = self.units.iter().any(|unit| unit.code.is_some());
        let shown = |name: &str| coded || (name != CODE && name != SUPERIOR);
        let cells = |row: [String; 13]| -> Vec<String> {
            COLUMNS.iter().zip(row).filter(|(name, _)| shown(name)).map(|(_, cell)| cell).collect()
        };
        csv_of(cells(COLUMNS.map(str::to_owned)), self.units.iter().map(|unit| cells(unit.row(&due))))
    }
}

impl RegisterPageEntry {
    fn row(&self, due: &str) -> [String; 13] {
        let Self { organisation, name, code, superior_name, tier, status, filings, returns, extensions } = self;
        let filed = |filing: Option<&RegisterPageFiling>| filing.map(|one| one.filed_at.clone()).unwrap_or_default();
        // Dates in ISO 8601 sort correctly as text.
        let until = extensions.iter().map(|extension| extension.until_date.clone()).max();
        [
            harmless(name),
            code.as_deref().map(harmless).unwrap_or_default(),
            organisation.to_string(),
            superior_name.as_deref().map(harmless).unwrap_or_default(),
            tier.as_str().to_owned(),
            status.as_str().to_owned(),
            due.to_owned(),
            until.unwrap_or_default(),
            filed(filings.first()),
            filed(filings.last()),
            filings.len().to_string(),
            returns.as_ref().map(|returns| returns.len().to_string()).unwrap_or_default(),
            extensions.len().to_string(),
        ]
    }
}

/// The page that a release freezes.
pub(super) fn frozen_register(publication: &Publication, cycle: &Cycle) -> Result<FrozenPage, Problem> {
    let (release, register) = (publication.release.after(), &publication.register);
    let tiers = cycle.criteria.iter().map(|bound| (bound.group, register.counts_of(bound.group)));
    let view = RegisterView {
        format_version: FormatVersion::NOW,
        release: release.id,
        release_number: release.number,
        cycle: cycle.id,
        cycle_code: cycle.code.clone(),
        published_at: release.published_at,
        due_date: cycle.due_date,
        counts: register.counts().into(),
        tiers: tiers
            .filter(|(_, counts)| counts.owing() != 0)
            .map(|(tier, counts)| TierFilings { tier, counts: counts.into() })
            .collect(),
        units: register.entries.iter().cloned().map(RegisterEntryView::from).collect(),
    };
    page(PageOwner::Release(release.id), PART.to_owned(), &view)
}

/// Show a release's register of filings
///
/// *Sổ theo dõi nộp, trả lại, gia hạn báo cáo.* Public. Every unit that owed a report in the cycle (rule S27), as at
/// publication: each submission with its instant and the number of its receipt, each granted extension, and whether the
/// first submission was on time, within an extension or late, counted in total and by group. Units whose results are
/// public also have the SHA-256 of each receipt and each return; other units have neither, because the content of their
/// submissions and its assessment are not public yet (rule S29). No reasons (rule L36). The bytes never change;
/// releases made before the register was stored have none (404 `PAGE_NOT_FROZEN`).
#[utoipa::path(get, path = "/releases/{release}/register", responses((status = 200, description = "The register.")))]
pub(crate) async fn show_release_register(
    request: HttpRequest,
    path: Path<ReleasePath>,
    db: Db,
    cache: web::Data<PageCache>,
) -> Result<Cached<RegisterView>, Problem> {
    let page = kept_of_release(&cache, &db, path.0.release, PART).await?;
    Ok(served(&request, page).await.into())
}

/// Fetch a release's register of filings as CSV
///
/// *Sổ theo dõi nộp báo cáo dạng CSV.* Public. One row for each unit, in the order of the registry: its name, code
/// (“Mã đơn vị”), identifier (“Mã định danh”), superior unit and group, its status, the due date, the last day of its
/// longest extension, its first and its last submission (UTC), and the numbers of submissions, returns (empty while its
/// results are not public) and extensions. Same format as `table.csv` of a board; releases made before the register was
/// stored have none (404 `PAGE_NOT_FROZEN`).
#[utoipa::path(get, path = "/releases/{release}/register.csv", responses((status = 200, description = "The table.")))]
pub(crate) async fn show_release_register_csv(
    request: HttpRequest,
    path: Path<ReleasePath>,
    db: Db,
    cache: web::Data<PageCache>,
) -> Result<Cached<Csv>, Problem> {
    let release = path.0.release;
    let making = async {
        let page = kept_of_release(&cache, &db, release, PART).await?;
        let register = form::read::<RegisterPage>(page.body())?;
        file(CSV, register.csv()?, &register.file_name())
    };
    let table = cache.made(&address(PageOwner::Release(release), "register.csv"), making).await?;
    Ok(served(&request, table).await.into())
}

pub(super) fn routes(routes: &mut impl Routes) {
    operations!(routes, "public": show_release_register, show_release_register_csv);
}
