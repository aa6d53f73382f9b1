//! Synthesis reports that were published.

use actix_web::HttpRequest;
use chrono::{DateTime, Utc};
use domain::base::identity::Scope;
use domain::base::ids::{CampaignId, CycleId};
use domain::oversight::synthesis::{Synthesis, SynthesisContent, SynthesisId, SynthesisVersion};
use domain::planning::criteria::CycleKind;
use persistence::oversight::synthesis::SynthesisFilter;
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
use crate::oversight::synthesis::SynthesisPath;
use crate::oversight::synthesis::facts::FactsView;
use crate::oversight::synthesis::view::{Names, SectionView, sections};

/// A synthesis report (báo cáo tổng hợp) that was published.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct PublicSynthesis {
    /// Its identifier.
    id: SynthesisId,
    /// The movement.
    campaign: CampaignId,
    /// The movement's name.
    campaign_name: TextView,
    /// The cycle that it reports on.
    cycle: CycleId,
    /// The cycle's code.
    #[schema(example = "2024")]
    cycle_code: String,
    /// The kind of the cycle: yearly, mid-term or final.
    kind: CycleKind,
    /// The name of the agency that wrote it.
    #[schema(example = "Sở Khoa học và Công nghệ")]
    agency: String,
    /// The report as a document.
    #[serde(skip_serializing_if = "Option::is_none")]
    document: Option<CitationBody>,
    /// Whether it was submitted on the day before which it was due, or later (rule S25).
    #[serde(skip_serializing_if = "Option::is_none")]
    late: Option<bool>,
    /// When it became public.
    #[serde(skip_serializing_if = "Option::is_none")]
    published_at: Option<DateTime<Utc>>,
    /// What it says; not in lists.
    #[serde(skip_serializing_if = "Option::is_none")]
    content: Option<PublicSynthesisContent>,
}

/// What a public synthesis report says.
#[derive(Serialize, ToSchema)]
pub(crate) struct PublicSynthesisContent {
    /// Its title.
    #[schema(example = "Báo cáo kết quả phong trào thi đua năm 2024 (demo)")]
    title: String,
    /// Its sections, in order.
    sections: Vec<SectionView>,
    /// What it was assembled from.
    facts: FactsView,
}

/// The filters of the public list of reports.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct PublicSynthesisQuery {
    /// In this movement.
    #[param(value_type = Option<Uuid>)]
    campaign: Option<CampaignId>,
    /// On this cycle.
    #[param(value_type = Option<Uuid>)]
    cycle: Option<CycleId>,
}

impl PublicSynthesis {
    fn new(synthesis: &Synthesis, names: &Names) -> Self {
        let document = synthesis.submission().and_then(|act| act.document.clone());
        let late = synthesis.is_late();
        let Synthesis { id, campaign, cycle, kind, organisation, published_at, .. } = *synthesis;
        Self {
            id,
            campaign,
            campaign_name: names.campaign(campaign),
            cycle,
            cycle_code: names.cycle(cycle),
            kind,
            agency: names.unit(organisation).name,
            document: document.map(|document| document.for_public().into()),
            late,
            published_at,
            content: None,
        }
    }
}

/// List public synthesis reports
///
/// *Danh sách báo cáo tổng hợp đã công bố.* Public.
#[utoipa::path(get, path = "/syntheses", responses((status = 200, description = "The reports, oldest first.")))]
pub(crate) async fn list_public_syntheses(
    request: HttpRequest,
    Query(query): Query<PublicSynthesisQuery>,
    paging: Paging,
    db: Db,
) -> Result<Cached<Listing<PublicSynthesis>>, Problem> {
    let PublicSynthesisQuery { campaign, cycle } = query;
    let (filter, page) = (SynthesisFilter { campaign, cycle, state: None, public: true }, paging.page);
    let (slice, names) = db
        .read(move |tx| async move {
            let slice = tx.syntheses(&Scope::Everything, filter, page).await?;
            let names = Names::of(&tx, &slice.items).await?;
            Ok((slice, names))
        })
        .await?;
    cached(&request, &Listing::new(&paging, slice, |one| one.id.0, |one| PublicSynthesis::new(&one, &names)))
}

/// Show a public synthesis report
///
/// *Xem báo cáo tổng hợp đã công bố.* Public: the version that was submitted to the province. 404 once it is withdrawn.
#[utoipa::path(get, path = "/syntheses/{synthesis}", responses((status = 200, description = "The report.")))]
pub(crate) async fn show_public_synthesis(
    request: HttpRequest,
    path: Path<SynthesisPath>,
    db: Db,
) -> Result<Cached<PublicSynthesis>, Problem> {
    let (synthesis, version, names) = db
        .read(move |tx| async move {
            let synthesis = tx.synthesis(&Scope::Everything, path.0.synthesis).await?;
            let version = tx.synthesis_version(synthesis.id, synthesis.version).await?;
            let names = Names::of(&tx, std::slice::from_ref(&synthesis)).await?;
            Ok((synthesis, version, names))
        })
        .await?;
    if synthesis.published_at.is_none() {
        return Err(Problem::plain(Kind::NotFound));
    }
    let SynthesisVersion { content: SynthesisContent { title, sections: content }, facts, .. } = version;
    let sections = sections(content, &facts);
    let content = Some(PublicSynthesisContent { title, sections, facts: facts.into() });
    brief(&request, &PublicSynthesis { content, ..PublicSynthesis::new(&synthesis, &names) })
}

pub(crate) fn routes(routes: &mut impl Routes) {
    operations!(routes, "public": list_public_syntheses, show_public_synthesis);
}
