//! Guidance and announcements that everybody may read.

use actix_web::HttpRequest;
use chrono::{DateTime, Utc};
use domain::base::citation::Citation;
use domain::base::code::FieldCode;
use domain::base::identity::Scope;
use domain::base::ids::{CampaignId, OrganisationId};
use domain::oversight::guidance::{Guidance, GuidanceContent, GuidanceId, GuidanceKind, GuidanceState};
use domain::planning::campaign::dimensions::Dimensions;
use domain::results::role_model::NamedUnit;
use persistence::base::store::Tx;
use persistence::oversight::guidance::GuidanceFilter;
use persistence::planning::campaign::CampaignNames;
use persistence::registry::unit_label::UnitLabels;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::base::citation::CitationBody;
use crate::base::db::Db;
use crate::base::http_cache::{Cached, brief, cached};
use crate::base::paging::{Listing, Paging};
use crate::base::problem::{Kind, Problem};
use crate::base::query::{Path, Query};
use crate::base::routes::{Routes, operations};
use crate::base::text::TextView;
use crate::oversight::guidance::view::GuidancePath;

/// Guidance or an announcement that everybody may read (hướng dẫn, thông báo).
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct PublicGuidance {
    /// Its identifier.
    id: GuidanceId,
    /// The movement.
    campaign: CampaignId,
    /// The movement's name.
    campaign_name: TextView,
    /// Guidance or an announcement.
    kind: GuidanceKind,
    /// Its title.
    #[schema(example = "Hướng dẫn tự đánh giá, chấm điểm hàng năm (demo)")]
    title: String,
    /// Its text.
    #[schema(example = "Các đơn vị tự đánh giá theo bộ tiêu chí của cấp mình")]
    text: String,
    /// The document; of one that is not open, only that there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    document: Option<CitationBody>,
    /// Further documents, in the same way.
    attachments: Vec<CitationBody>,
    /// Numbers of the movement's contents that it is about.
    #[schema(example = json!([6]))]
    contents: Vec<i64>,
    /// The movement's field that it is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    field: Option<FieldCode>,
    /// The unit that issued it.
    issuer: OrganisationId,
    /// The unit's name when it was issued.
    #[schema(example = "Sở Khoa học và Công nghệ")]
    issuer_name: String,
    /// The unit's code.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "so-khoa-hoc-cong-nghe")]
    issuer_code: Option<String>,
    /// When it was issued.
    issued_at: DateTime<Utc>,
    /// Its state; what was replaced is in no list.
    state: GuidanceState,
    /// The one that replaces it, if everybody may read that.
    #[serde(skip_serializing_if = "Option::is_none")]
    replaced_by: Option<GuidanceId>,
    /// The title of the one that replaces it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "Hướng dẫn tự đánh giá, chấm điểm hàng năm, bản thay thế (demo)")]
    replaced_by_title: Option<String>,
}

/// The filters of the public list of guidance and announcements.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct PublicGuidanceQuery {
    /// In this movement.
    #[param(value_type = Option<Uuid>)]
    campaign: Option<CampaignId>,
    /// Of this kind.
    #[param(inline)]
    kind: Option<GuidanceKind>,
    /// About this content of the movement, by its number.
    #[param(minimum = 1, example = 6)]
    content: Option<i64>,
    /// In this field of the movement.
    #[param(inline)]
    field: Option<FieldCode>,
}

/// The names of what public guidance refers to.
struct Names {
    campaigns: CampaignNames,
    units: UnitLabels,
}

impl Names {
    async fn of(tx: &Tx, issued: &[Guidance]) -> Result<Self, Problem> {
        let campaigns: Vec<CampaignId> = issued.iter().map(|one| one.campaign).collect();
        let units: Vec<OrganisationId> = issued.iter().map(|one| one.issuer.id).collect();
        Ok(Self {
            campaigns: tx.campaign_names(campaigns.into_iter()).await?,
            units: tx.unit_labels(units.into_iter()).await?,
        })
    }
}

impl PublicGuidance {
    fn new(guidance: Guidance, names: &Names) -> Self {
        let state = guidance.state();
        let Guidance { id, campaign, kind, content, issuer: NamedUnit { id: issuer, name }, issued_at, .. } = guidance;
        let GuidanceContent { title, text, document, attachments, dimensions: Dimensions { contents, field }, .. } =
            content;
        let open = |citation: Citation| CitationBody::from(citation.for_public());
        Self {
            id,
            campaign,
            campaign_name: names.campaigns.get(campaign).into(),
            kind,
            title,
            text,
            document: document.map(open),
            attachments: attachments.into_iter().map(open).collect(),
            contents,
            field,
            issuer,
            issuer_name: name,
            issuer_code: names.units.get(issuer).code,
            issued_at,
            state,
            replaced_by: None,
            replaced_by_title: None,
        }
    }
}

/// List public guidance and announcements
///
/// *Danh sách hướng dẫn, thông báo công khai.* Public. What the agencies issued for everybody and is in force; what was
/// replaced or withdrawn is not listed. Recipients and their acknowledgement are not public.
#[utoipa::path(get, path = "/guidance", responses((status = 200, description = "The guidance, oldest first.")))]
pub(crate) async fn list_public_guidance(
    request: HttpRequest,
    Query(query): Query<PublicGuidanceQuery>,
    paging: Paging,
    db: Db,
) -> Result<Cached<Listing<PublicGuidance>>, Problem> {
    let PublicGuidanceQuery { campaign, kind, content, field } = query;
    let filter = GuidanceFilter { campaign, kind, content, field, ..GuidanceFilter::default() };
    let page = paging.page;
    let (slice, names) = db
        .read(move |tx| async move {
            let slice = tx.public_guidance(filter, page).await?;
            let names = Names::of(&tx, &slice.items).await?;
            Ok((slice, names))
        })
        .await?;
    cached(&request, &Listing::new(&paging, slice, |one| one.id.0, |one| PublicGuidance::new(one, &names)))
}

/// Show public guidance or a public announcement
///
/// *Xem hướng dẫn, thông báo công khai.* Public, also after it was replaced; 404 once it is withdrawn.
#[utoipa::path(get, path = "/guidance/{guidance}", responses((status = 200, description = "The guidance.")))]
pub(crate) async fn show_public_guidance(
    request: HttpRequest,
    path: Path<GuidancePath>,
    db: Db,
) -> Result<Cached<PublicGuidance>, Problem> {
    let view = db
        .read(move |tx| async move {
            let guidance = tx.guidance(&Scope::Everything, path.0.guidance).await?;
            if !guidance.is_public() {
                return Err(Problem::plain(Kind::NotFound));
            }
            let names = Names::of(&tx, std::slice::from_ref(&guidance)).await?;
            let titles = tx.guidance_titles(guidance.replaced_by.into_iter()).await?;
            let later = titles.into_iter().find(|(_, (_, public))| *public);
            let (replaced_by, replaced_by_title) = later.map(|(id, (title, _))| (id, title)).unzip();
            Ok(PublicGuidance { replaced_by, replaced_by_title, ..PublicGuidance::new(guidance, &names) })
        })
        .await?;
    brief(&request, &view)
}

pub(crate) fn routes(routes: &mut impl Routes) {
    operations!(routes, "public": list_public_guidance, show_public_guidance);
}
