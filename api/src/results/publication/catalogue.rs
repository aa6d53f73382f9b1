//! Metadata for open-data portals: a data package (Frictionless) and a catalogue (DCAT) of the newest boards.
//!
//! No licence is named, because none has been granted yet; the publisher is the unit that signed a release off.

use std::collections::BTreeMap;

use std::marker::PhantomData;

use actix_web::{HttpRequest, web};
use chrono::SecondsFormat;
use domain::base::ids::{BoardId, CycleId};
use domain::base::text::Text;
use domain::planning::campaign::Cycle;
use persistence::base::failure::Failure;
use persistence::base::store::Tx;
use persistence::results::publication::{BoardSummary, FrozenPage, PageOwner, ReleaseSummary};
use serde::Serialize;
use utoipa::ToSchema;

use crate::base::address::Address;
use crate::base::db::Db;
use crate::base::http_cache::{Cached, cached, cached_file};
use crate::base::operation::{Content, Schemas, content_as};
use crate::base::problem::Problem;
use crate::base::routes::{Routes, operations};
use crate::results::publication::feed::every_cycle;
use crate::results::publication::frozen::href;
use crate::results::publication::table::{BoardColumn, ColumnType, Table, tier_name};

const JSON_LD: &str = "application/ld+json";
/// Prefix of IANA's addresses of media types.
const MEDIA_TYPES: &str = "https://www.iana.org/assignments/media-types/";

/// The newest boards as a data package (Frictionless Data Package).
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct DataPackage {
    /// Profile of the package: `tabular-data-package`.
    #[schema(example = "tabular-data-package")]
    profile: String,
    /// Its name.
    #[schema(example = "thi-dua-bang-xep-hang")]
    name: String,
    /// Its title, in Vietnamese.
    #[schema(example = "Bảng xếp hạng thi đua chuyển đổi số")]
    title: String,
    /// The tables, of the latest release first; none before anything was published.
    resources: Vec<DataResource>,
}

/// One table of the package.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct DataResource {
    /// Profile of the table: `tabular-data-resource`.
    #[schema(example = "tabular-data-resource")]
    profile: String,
    /// Its name, which no other has.
    #[schema(example = "bang-xep-hang-2024-district-dot-1-01935f3e-7c4a-7d2b-9f10-3c5a8e6b1d24")]
    name: String,
    /// Its title, in Vietnamese.
    #[schema(example = "Bảng xếp hạng cấp huyện năm 2024, đợt công bố 1")]
    title: String,
    /// Its address, relative to this document.
    #[schema(example = "boards/01935f3e-7c4a-7d2b-9f10-3c5a8e6b1d24/table.csv")]
    path: String,
    /// File format: `csv`.
    #[schema(example = "csv")]
    format: String,
    /// Its media type.
    #[schema(example = "text/csv")]
    mediatype: String,
    /// Character encoding; the file begins with a byte order mark.
    #[schema(example = "utf-8")]
    encoding: String,
    /// Its columns.
    schema: TableSchema,
}

/// The columns of a table (Table Schema).
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct TableSchema {
    /// The columns, in their order.
    fields: Vec<TableField>,
    /// Strings that stand for a missing value.
    #[schema(example = json!([""]))]
    missing_values: Vec<String>,
}

/// A column of a table (Table Schema).
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct TableField {
    /// Column name, as in the first row.
    #[schema(example = "Tổng điểm")]
    name: String,
    /// Type of the values in the column.
    #[serde(rename = "type")]
    kind: ColumnType,
    /// Meaning of the column, in Vietnamese.
    #[schema(example = "Tổng điểm của đơn vị")]
    description: String,
}

impl From<BoardColumn> for TableField {
    fn from(column: BoardColumn) -> Self {
        let BoardColumn { name, meaning, kind, .. } = column;
        Self { name, kind, description: Text::from(meaning).vi }
    }
}

/// The newest releases as a catalogue (DCAT, as JSON-LD).
#[derive(Serialize, ToSchema)]
pub(crate) struct DcatCatalogue {
    /// Meaning of the prefixes.
    #[serde(rename = "@context")]
    context: DcatContext,
    /// The catalogue's own address.
    #[schema(example = "https://thidua.example.org/v1/public/catalogue.jsonld")]
    #[serde(rename = "@id")]
    id: String,
    /// Type: `dcat:Catalog`.
    #[serde(rename = "@type")]
    #[schema(example = "dcat:Catalog")]
    kind: String,
    /// Its title.
    #[serde(rename = "dct:title")]
    title: Vec<DcatText>,
    /// The newest release of each of the latest cycles, the latest first.
    #[serde(rename = "dcat:dataset")]
    datasets: Vec<DcatDataset>,
}

/// Meaning of the prefixes.
#[derive(Serialize, ToSchema)]
pub(crate) struct DcatContext {
    /// The catalogue's vocabulary.
    #[schema(example = "http://www.w3.org/ns/dcat#")]
    dcat: String,
    /// Dublin Core terms.
    #[schema(example = "http://purl.org/dc/terms/")]
    dct: String,
    /// Friend of a friend.
    #[schema(example = "http://xmlns.com/foaf/0.1/")]
    foaf: String,
    /// The types of XML Schema.
    #[schema(example = "http://www.w3.org/2001/XMLSchema#")]
    xsd: String,
}

/// A text in one language.
#[derive(Serialize, ToSchema)]
pub(crate) struct DcatText {
    /// The language.
    #[serde(rename = "@language")]
    #[schema(example = "vi")]
    language: String,
    /// The text.
    #[schema(example = "Kết quả năm 2024, đợt công bố 1")]
    #[serde(rename = "@value")]
    value: String,
}

/// An instant.
#[derive(Serialize, ToSchema)]
pub(crate) struct DcatInstant {
    /// Its type: `xsd:dateTime`.
    #[serde(rename = "@type")]
    #[schema(example = "xsd:dateTime")]
    kind: String,
    /// The instant.
    #[serde(rename = "@value")]
    #[schema(example = "2024-12-15T03:00:00Z")]
    value: String,
}

/// Something that is elsewhere.
#[derive(Serialize, ToSchema)]
pub(crate) struct DcatLink {
    /// Its address.
    #[schema(example = "https://www.iana.org/assignments/media-types/text/csv")]
    #[serde(rename = "@id")]
    id: String,
}

/// Who published something.
#[derive(Serialize, ToSchema)]
pub(crate) struct DcatAgent {
    /// Type: `foaf:Agent`.
    #[serde(rename = "@type")]
    #[schema(example = "foaf:Agent")]
    kind: String,
    /// The unit's name as it was then.
    #[serde(rename = "foaf:name")]
    #[schema(example = "Sở Thông tin và Truyền thông")]
    name: String,
}

/// One release.
#[derive(Serialize, ToSchema)]
pub(crate) struct DcatDataset {
    /// Address of the release.
    #[schema(example = "https://thidua.example.org/v1/public/releases/01935f3e-7c4a-7d2b-9f10-3c5a8e6b1d24")]
    #[serde(rename = "@id")]
    id: String,
    /// Type: `dcat:Dataset`.
    #[serde(rename = "@type")]
    #[schema(example = "dcat:Dataset")]
    kind: String,
    /// The release's identifier.
    #[schema(example = "01935f3e-7c4a-7d2b-9f10-3c5a8e6b1d24")]
    #[serde(rename = "dct:identifier")]
    identifier: String,
    /// Its title.
    #[serde(rename = "dct:title")]
    title: Vec<DcatText>,
    /// When it became public.
    #[serde(rename = "dct:issued")]
    issued: DcatInstant,
    /// The unit that published it; absent if this was not recorded.
    #[serde(rename = "dct:publisher", skip_serializing_if = "Option::is_none")]
    publisher: Option<DcatAgent>,
    /// Its boards, each in three formats.
    #[serde(rename = "dcat:distribution")]
    distributions: Vec<DcatDistribution>,
}

/// One board in one format.
#[derive(Serialize, ToSchema)]
pub(crate) struct DcatDistribution {
    /// Type: `dcat:Distribution`.
    #[serde(rename = "@type")]
    #[schema(example = "dcat:Distribution")]
    kind: String,
    /// Its title.
    #[serde(rename = "dct:title")]
    title: Vec<DcatText>,
    /// Address of the board.
    #[serde(rename = "dcat:accessURL")]
    access: DcatLink,
    /// Address of the file.
    #[serde(rename = "dcat:downloadURL")]
    download: DcatLink,
    /// Its media type.
    #[serde(rename = "dcat:mediaType")]
    media: DcatLink,
}

fn said(text: Text) -> Vec<DcatText> {
    let Text { vi, en } = text;
    [("vi", vi), ("en", en)].map(|(language, value)| DcatText { language: language.to_owned(), value }).into()
}

fn distributions(address: &str, board: &BoardSummary) -> Vec<DcatDistribution> {
    let (tier, place) = (tier_name(board.tier), format!("{address}{}", href(board.id)));
    let formats = [
        ("CSV", "table.csv", "text/csv"),
        ("XLSX", "table.xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        ("JSON-stat", "json-stat", "application/json"),
    ];
    let distribution = |(name, part, media): (&str, &str, &str)| DcatDistribution {
        kind: "dcat:Distribution".to_owned(),
        title: said(Text::new(
            format!("Bảng xếp hạng {} ({name})", tier.vi),
            format!("Board of the {} ({name})", tier.en),
        )),
        access: DcatLink { id: place.clone() },
        download: DcatLink { id: format!("{place}/{part}") },
        media: DcatLink { id: format!("{MEDIA_TYPES}{media}") },
    };
    formats.map(distribution).into()
}

fn dataset(address: &str, release: ReleaseSummary, cycles: &BTreeMap<CycleId, Text>) -> DcatDataset {
    let ReleaseSummary { id, cycle, number, published_at, signed_off, boards, .. } = release;
    let name = cycles.get(&cycle).cloned().unwrap_or_else(|| Text::new("", ""));
    let unit = signed_off.and_then(|one| one.unit);
    DcatDataset {
        id: format!("{address}/v1/public/releases/{id}"),
        kind: "dcat:Dataset".to_owned(),
        identifier: id.to_string(),
        title: said(Text::new(
            format!("Kết quả phong trào thi đua: {}, đợt công bố {number}", name.vi),
            format!("Results of the emulation campaign: {}, release {number}", name.en),
        )),
        issued: DcatInstant {
            kind: "xsd:dateTime".to_owned(),
            value: published_at.to_rfc3339_opts(SecondsFormat::AutoSi, true),
        },
        publisher: unit.map(|name| DcatAgent { kind: "foaf:Agent".to_owned(), name }),
        distributions: boards.iter().flat_map(|board| distributions(address, board)).collect(),
    }
}

fn resource(page: &FrozenPage, board: BoardId) -> Result<DataResource, Problem> {
    let table = Table::of(page)?;
    Ok(DataResource {
        profile: "tabular-data-resource".to_owned(),
        name: format!("{}-{board}", table.file_name()),
        title: table.title().vi,
        path: format!("boards/{board}/table.csv"),
        format: "csv".to_owned(),
        mediatype: "text/csv".to_owned(),
        encoding: "utf-8".to_owned(),
        schema: TableSchema {
            fields: table.columns().into_iter().map(TableField::from).collect(),
            missing_values: vec![String::new()],
        },
    })
}

/// The names of the cycles.
async fn names(tx: &Tx) -> Result<BTreeMap<CycleId, Text>, Failure> {
    Ok(every_cycle(tx).await?.into_iter().map(|Cycle { id, name, .. }| (id, name)).collect())
}

/// Describe the newest tables
///
/// *Gói dữ liệu mở.* Public. A data package (Frictionless) with `table.csv` of every board in the newest release of
/// each of the latest 50 cycles, and the meaning of its columns.
#[utoipa::path(get, path = "/datapackage.json", responses((status = 200, description = "The data package.")))]
pub(crate) async fn show_data_package(request: HttpRequest, db: Db) -> Result<Cached<DataPackage>, Problem> {
    let (boards, pages) = db
        .read(|tx| async move {
            let releases = tx.newest_releases().await?;
            let boards: Vec<BoardId> =
                releases.iter().flat_map(|release| &release.boards).map(|board| board.id).collect();
            let pages = tx.board_pages(&boards).await?;
            Ok((boards, pages))
        })
        .await?;
    let mut resources = Vec::new();
    for board in boards {
        let owner = PageOwner::Board(board);
        let page =
            pages.iter().find(|page| page.owner == owner).ok_or_else(|| Problem::fault("a board has no page"))?;
        resources.push(resource(page, board)?);
    }
    let package = DataPackage {
        profile: "tabular-data-package".to_owned(),
        name: "thi-dua-bang-xep-hang".to_owned(),
        title: "Bảng xếp hạng phong trào thi đua".to_owned(),
        resources,
    };
    cached(&request, &package)
}

/// A value as JSON-LD.
pub(crate) struct JsonLd<T>(PhantomData<T>);

impl<T: ToSchema> Content for JsonLd<T> {
    fn content(schemas: &mut Schemas) -> serde_json::Map<String, serde_json::Value> {
        content_as::<T>(JSON_LD, schemas)
    }
}

/// Show the catalogue
///
/// *Danh mục dữ liệu mở.* Public. DCAT as JSON-LD: the newest release of each of the latest 50 cycles, its boards as CSV,
/// as a workbook and as JSON-stat.
#[utoipa::path(get, path = "/catalogue.jsonld", responses((status = 200, description = "The catalogue.")))]
pub(crate) async fn show_catalogue(
    request: HttpRequest,
    address: web::Data<Address>,
    db: Db,
) -> Result<Cached<JsonLd<DcatCatalogue>>, Problem> {
    let (releases, cycles) = db.read(|tx| async move { Ok((tx.newest_releases().await?, names(&tx).await?)) }).await?;
    let address = address.as_str();
    let catalogue = DcatCatalogue {
        context: DcatContext {
            dcat: "http://www.w3.org/ns/dcat#".to_owned(),
            dct: "http://purl.org/dc/terms/".to_owned(),
            foaf: "http://xmlns.com/foaf/0.1/".to_owned(),
            xsd: "http://www.w3.org/2001/XMLSchema#".to_owned(),
        },
        id: format!("{address}/v1/public/catalogue.jsonld"),
        kind: "dcat:Catalog".to_owned(),
        title: said(Text::new("Dữ liệu mở của phong trào thi đua", "Open data of the emulation campaign")),
        datasets: releases.into_iter().map(|release| dataset(address, release, &cycles)).collect(),
    };
    let body = serde_json::to_vec(&catalogue).map_err(Problem::fault)?;
    Ok(cached_file(&request, JSON_LD, body).into())
}

pub(super) fn routes(routes: &mut impl Routes) {
    operations!(routes, "public": show_catalogue, show_data_package);
}
