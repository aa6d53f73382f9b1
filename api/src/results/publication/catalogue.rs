//! Metadata for open-data portals: a data package (Frictionless) and a catalogue (DCAT) of the newest boards.
//!
//! Licence, contact and area are what the operator says: nothing is named that nobody granted. The publisher of a release
//! is the unit that signed it off; that of the catalogue holds the standing agency's function.

use std::marker::PhantomData;

use actix_web::{HttpRequest, web};
use chrono::{DateTime, NaiveDate, SecondsFormat, Utc};
use clap::Args;
use domain::base::ids::BoardId;
use domain::base::text::Text;
use domain::planning::group::GroupNames;
use persistence::results::publication::{BoardSummary, FrozenPage, PageOwner, ReleaseSummary};
use serde::Serialize;
use utoipa::ToSchema;

use crate::base::address::Address;
use crate::base::db::Db;
use crate::base::http_cache::{Cached, cached, cached_file};
use crate::base::operation::{Content, Schemas, content_as};
use crate::base::problem::Problem;
use crate::base::routes::{Routes, operations};
use crate::base::text::WebAddress;
use crate::results::publication::catalogue::context::{Context, context};
use crate::results::publication::frozen::href;
use crate::results::publication::table::{BoardColumn, ColumnType, Table};

mod context;

const JSON_LD: &str = "application/ld+json";
/// Prefix of IANA's addresses of media types.
const MEDIA_TYPES: &str = "https://www.iana.org/assignments/media-types/";

/// Prefix of the addresses of the vocabularies that DCAT-AP prescribes.
const AUTHORITIES: &str = "http://publications.europa.eu/resource/authority/";
/// Maximum number of releases in the catalogue.
const DATASETS_MAX: u64 = 500;

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

/// What the operator says of the open data, for portals.
#[derive(Clone, Debug, Default, Args)]
pub struct OpenData {
    /// The licence of the open data: the address of its text, such as `https://creativecommons.org/licenses/by/4.0/`.
    /// Without it the catalogue names no licence.
    #[arg(long = "data-licence", env = "THIDUA_DATA_LICENCE", value_parser = web_address)]
    pub licence: Option<String>,
    /// Where questions about the open data go: a mail address.
    #[arg(long = "data-contact", env = "THIDUA_DATA_CONTACT", value_parser = mail)]
    pub contact: Option<String>,
    /// The area that the open data are about, such as the name of the province.
    #[arg(long = "data-area", env = "THIDUA_DATA_AREA")]
    pub area: Option<String>,
}

/// A web address, for the command line.
fn web_address(text: &str) -> Result<String, String> {
    WebAddress::is(text).then(|| text.to_owned()).ok_or_else(|| format!("{text} is no web address"))
}

/// A mail address, for the command line.
fn mail(text: &str) -> Result<String, String> {
    let parts = text.split_once('@').filter(|(name, host)| !name.is_empty() && host.contains('.'));
    let plain = text.chars().all(|letter| letter.is_ascii_graphic() && !"<>:/?#".contains(letter));
    parts.filter(|_| plain).map(|_| text.to_owned()).ok_or_else(|| format!("{text} is no mail address"))
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
    /// What it holds.
    #[serde(rename = "dct:description")]
    description: Vec<DcatText>,
    /// The unit that is the standing agency; absent if none is, or if several stand for different movements.
    #[serde(rename = "dct:publisher", skip_serializing_if = "Option::is_none")]
    publisher: Option<DcatAgent>,
    /// Its languages.
    #[serde(rename = "dct:language")]
    languages: Vec<DcatLink>,
    /// Page for people.
    #[serde(rename = "foaf:homepage")]
    homepage: DcatLink,
    /// When the newest release became public; absent before the first.
    #[serde(rename = "dct:modified", skip_serializing_if = "Option::is_none")]
    modified: Option<DcatInstant>,
    /// The licence that the operator granted; absent if none was.
    #[serde(rename = "dct:license", skip_serializing_if = "Option::is_none")]
    licence: Option<DcatLink>,
    /// The area that it is about; absent if the operator names none.
    #[serde(rename = "dct:spatial", skip_serializing_if = "Option::is_none")]
    spatial: Option<DcatLocation>,
    /// Every release of the latest 500, the latest first.
    #[serde(rename = "dcat:dataset")]
    datasets: Vec<DcatDataset>,
}

/// An area, by its name.
#[derive(Serialize, ToSchema)]
pub(crate) struct DcatLocation {
    /// Type: `dct:Location`.
    #[serde(rename = "@type")]
    #[schema(example = "dct:Location")]
    kind: String,
    /// The name.
    #[serde(rename = "skos:prefLabel")]
    name: DcatText,
}

/// A period, with its first and its last day.
#[derive(Serialize, ToSchema)]
pub(crate) struct DcatPeriod {
    /// Type: `dct:PeriodOfTime`.
    #[serde(rename = "@type")]
    #[schema(example = "dct:PeriodOfTime")]
    kind: String,
    /// The first day.
    #[serde(rename = "dcat:startDate")]
    start: DcatInstant,
    /// The last day.
    #[serde(rename = "dcat:endDate")]
    end: DcatInstant,
}

/// Who answers questions.
#[derive(Serialize, ToSchema)]
pub(crate) struct DcatContact {
    /// Type: `vcard:Kind`.
    #[serde(rename = "@type")]
    #[schema(example = "vcard:Kind")]
    kind: String,
    /// The name.
    #[serde(rename = "vcard:fn")]
    #[schema(example = "Sở Thông tin và Truyền thông")]
    name: String,
    /// The mail address.
    #[serde(rename = "vcard:hasEmail")]
    email: DcatLink,
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
    /// Labels.
    #[schema(example = "http://www.w3.org/2004/02/skos/core#")]
    skos: String,
    /// Contacts.
    #[schema(example = "http://www.w3.org/2006/vcard/ns#")]
    vcard: String,
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

/// An instant or a day.
#[derive(Serialize, ToSchema)]
pub(crate) struct DcatInstant {
    /// Its type: `xsd:dateTime` or `xsd:date`.
    #[serde(rename = "@type")]
    #[schema(example = "xsd:dateTime")]
    kind: String,
    /// The instant or the day.
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
    /// What it holds.
    #[serde(rename = "dct:description")]
    description: Vec<DcatText>,
    /// When it became public.
    #[serde(rename = "dct:issued")]
    issued: DcatInstant,
    /// Number of the release within its cycle.
    #[serde(rename = "dcat:version")]
    #[schema(example = "1")]
    version: String,
    /// The unit that published it; absent if this was not recorded.
    #[serde(rename = "dct:publisher", skip_serializing_if = "Option::is_none")]
    publisher: Option<DcatAgent>,
    /// Who answers questions; absent if the operator names nobody.
    #[serde(rename = "dcat:contactPoint", skip_serializing_if = "Option::is_none")]
    contact: Option<DcatContact>,
    /// Its languages.
    #[serde(rename = "dct:language")]
    languages: Vec<DcatLink>,
    /// Its theme: government and public sector.
    #[serde(rename = "dcat:theme")]
    theme: DcatLink,
    /// Who may read it: the public.
    #[serde(rename = "dct:accessRights")]
    access: DcatLink,
    /// The period of the cycle; absent if the cycle is not known.
    #[serde(rename = "dct:temporal", skip_serializing_if = "Option::is_none")]
    temporal: Option<DcatPeriod>,
    /// The area that it is about; absent if the operator names none.
    #[serde(rename = "dct:spatial", skip_serializing_if = "Option::is_none")]
    spatial: Option<DcatLocation>,
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
    /// The licence that the operator granted; absent if none was.
    #[serde(rename = "dct:license", skip_serializing_if = "Option::is_none")]
    licence: Option<DcatLink>,
}

fn link(address: impl Into<String>) -> DcatLink {
    DcatLink { id: address.into() }
}

fn instant(at: DateTime<Utc>) -> DcatInstant {
    DcatInstant { kind: "xsd:dateTime".to_owned(), value: at.to_rfc3339_opts(SecondsFormat::AutoSi, true) }
}

fn day(day: NaiveDate) -> DcatInstant {
    DcatInstant { kind: "xsd:date".to_owned(), value: day.to_string() }
}

/// The languages of every text.
fn languages() -> Vec<DcatLink> {
    ["VIE", "ENG"].map(|language| link(format!("{AUTHORITIES}language/{language}"))).into()
}

impl OpenData {
    fn licence(&self) -> Option<DcatLink> {
        self.licence.clone().map(link)
    }

    fn area(&self) -> Option<DcatLocation> {
        self.area.clone().map(|name| DcatLocation {
            kind: "dct:Location".to_owned(),
            name: DcatText { language: "vi".to_owned(), value: name },
        })
    }
}

fn said(text: Text) -> Vec<DcatText> {
    let Text { vi, en } = text;
    [("vi", vi), ("en", en)].map(|(language, value)| DcatText { language: language.to_owned(), value }).into()
}

fn distributions(address: &str, board: &BoardSummary, names: &GroupNames, data: &OpenData) -> Vec<DcatDistribution> {
    let (group, place) = (names.name(board.group.as_str()), format!("{address}{}", href(board.id)));
    let formats = [
        ("CSV", "table.csv", "text/csv"),
        ("XLSX", "table.xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        ("JSON-stat", "json-stat", "application/json"),
    ];
    let distribution = |(name, part, media): (&str, &str, &str)| DcatDistribution {
        kind: "dcat:Distribution".to_owned(),
        title: said(Text::new(
            format!("Bảng xếp hạng {} ({name})", group.vi),
            format!("Board of the {} ({name})", group.en),
        )),
        access: DcatLink { id: place.clone() },
        download: DcatLink { id: format!("{place}/{part}") },
        media: DcatLink { id: format!("{MEDIA_TYPES}{media}") },
        licence: data.licence(),
    };
    formats.map(distribution).into()
}

fn dataset(address: &str, release: ReleaseSummary, around: &Context, data: &OpenData) -> DcatDataset {
    let ReleaseSummary { id, cycle, number, published_at, signed_off, boards, .. } = release;
    let Context { cycles, names, agencies } = around;
    let cycle = cycles.get(&cycle);
    let agency = cycle.and_then(|cycle| agencies.get(&cycle.campaign));
    let name = cycle.map_or_else(|| Text::new("", ""), |cycle| cycle.name.clone());
    let publisher = signed_off.and_then(|one| one.unit);
    let contact = data.contact.as_ref().map(|mail| DcatContact {
        kind: "vcard:Kind".to_owned(),
        name: publisher.as_ref().or(agency).cloned().unwrap_or_default(),
        email: link(format!("mailto:{mail}")),
    });
    DcatDataset {
        id: format!("{address}/v1/public/releases/{id}"),
        kind: "dcat:Dataset".to_owned(),
        identifier: id.to_string(),
        title: said(Text::new(
            format!("Kết quả phong trào thi đua: {}, đợt công bố {number}", name.vi),
            format!("Results of the emulation campaign: {}, release {number}", name.en),
        )),
        description: said(Text::new(
            format!("Điểm, thứ hạng và xếp loại của các đơn vị theo từng nhóm: {}, đợt công bố {number}.", name.vi),
            format!("Points, ranks and ratings of the units of each group: {}, release {number}.", name.en),
        )),
        issued: instant(published_at),
        version: number.to_string(),
        publisher: publisher.map(|name| DcatAgent { kind: "foaf:Agent".to_owned(), name }),
        contact,
        languages: languages(),
        theme: link(format!("{AUTHORITIES}data-theme/GOVE")),
        access: link(format!("{AUTHORITIES}access-right/PUBLIC")),
        temporal: cycle.map(|cycle| DcatPeriod {
            kind: "dct:PeriodOfTime".to_owned(),
            start: day(cycle.period_start),
            end: day(cycle.period_end),
        }),
        spatial: data.area(),
        distributions: boards.iter().flat_map(|board| distributions(address, board, names, data)).collect(),
    }
}

fn resource(page: &FrozenPage, board: BoardId, names: &GroupNames) -> Result<DataResource, Problem> {
    let table = Table::of(page, names)?;
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

/// Describe the newest tables
///
/// *Gói dữ liệu mở.* Public. A data package (Frictionless) with `table.csv` of every board in the newest release of
/// each of the latest 50 cycles, and the meaning of its columns.
#[utoipa::path(get, path = "/datapackage.json", responses((status = 200, description = "The data package.")))]
pub(crate) async fn show_data_package(request: HttpRequest, db: Db) -> Result<Cached<DataPackage>, Problem> {
    let (boards, pages, names) = db
        .read(|tx| async move {
            let releases = tx.newest_releases().await?;
            let boards: Vec<BoardId> =
                releases.iter().flat_map(|release| &release.boards).map(|board| board.id).collect();
            let pages = tx.board_pages(&boards).await?;
            Ok((boards, pages, tx.group_names().await?))
        })
        .await?;
    let mut resources = Vec::new();
    for board in boards {
        let owner = PageOwner::Board(board);
        let page =
            pages.iter().find(|page| page.owner == owner).ok_or_else(|| Problem::fault("a board has no page"))?;
        resources.push(resource(page, board, &names)?);
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
/// *Danh mục dữ liệu mở.* Public. DCAT as JSON-LD, with what DCAT-AP 3 requires and recommends: every release of the
/// latest 500, its boards as CSV, as a workbook and as JSON-stat. Licence, contact and area are what the operator says.
#[utoipa::path(get, path = "/catalogue.jsonld", responses((status = 200, description = "The catalogue.")))]
pub(crate) async fn show_catalogue(
    request: HttpRequest,
    address: web::Data<Address>,
    data: web::Data<OpenData>,
    db: Db,
) -> Result<Cached<JsonLd<DcatCatalogue>>, Problem> {
    let (releases, around) =
        db.read(|tx| async move { Ok((tx.latest_releases(DATASETS_MAX).await?, context(&tx).await?)) }).await?;
    let (address, data): (&str, &OpenData) = (address.as_str(), &data);
    let catalogue = DcatCatalogue {
        context: DcatContext {
            dcat: "http://www.w3.org/ns/dcat#".to_owned(),
            dct: "http://purl.org/dc/terms/".to_owned(),
            foaf: "http://xmlns.com/foaf/0.1/".to_owned(),
            skos: "http://www.w3.org/2004/02/skos/core#".to_owned(),
            vcard: "http://www.w3.org/2006/vcard/ns#".to_owned(),
            xsd: "http://www.w3.org/2001/XMLSchema#".to_owned(),
        },
        id: format!("{address}/v1/public/catalogue.jsonld"),
        kind: "dcat:Catalog".to_owned(),
        title: said(Text::new("Dữ liệu mở của phong trào thi đua", "Open data of the emulation campaign")),
        description: said(Text::new(
            "Kết quả đã công bố của phong trào thi đua: điểm, thứ hạng, xếp loại của các đơn vị trong từng kỳ.",
            "Published results of the emulation campaign: points, ranks and ratings of the units in each cycle.",
        )),
        publisher: around.only_agency().cloned().map(|name| DcatAgent { kind: "foaf:Agent".to_owned(), name }),
        languages: languages(),
        homepage: link(format!("{address}/board")),
        modified: releases.first().map(|release| instant(release.published_at)),
        licence: data.licence(),
        spatial: data.area(),
        datasets: releases.into_iter().map(|release| dataset(address, release, &around, data)).collect(),
    };
    let body = serde_json::to_vec(&catalogue).map_err(Problem::fault)?;
    Ok(cached_file(&request, JSON_LD, body).into())
}

pub(super) fn routes(routes: &mut impl Routes) {
    operations!(routes, "public": show_catalogue, show_data_package);
}
