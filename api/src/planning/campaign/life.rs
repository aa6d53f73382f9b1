//! The steps of a movement: drafted, launched, amended, concluded, or given up.

use chrono::NaiveDate;
use domain::base::ids::{CampaignId, Revision};
use domain::base::policy::Permission;
use domain::planning::campaign::{
    CAMPAIGN_CODE_CHARS_MAX, CAMPAIGN_CODE_PATTERN, Campaign, CampaignKind, CampaignOrders, CampaignState,
    CampaignText, NewAmendment,
};
use domain::planning::order::Order;
use persistence::base::store::Tx;
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;
use validator::{Validate, ValidationError};

use crate::access::command::{Command, PutCommand, StepCommand};
use crate::base::answer::{Created, Once, Tagged};
use crate::base::body::ReasonBody;
use crate::base::citation::CitationBody;
use crate::base::db::Db;
use crate::base::problem::Problem;
use crate::base::routes::{Routes, operations};
use crate::base::text::{Line, TextView};
use crate::planning::campaign::text::CampaignTextBody;
use crate::planning::campaign::{CampaignPath, CampaignView};

/// A movement to draft.
#[derive(Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct NewCampaign {
    /// Short, stable and unique: lower-case letters and digits, with hyphens between them; at most 60 characters. It never
    /// changes.
    #[schema(pattern = "^[a-z0-9]([a-z0-9-]{0,58}[a-z0-9])?$", max_length = 60, example = "chuyen-doi-so-2026-2030")]
    #[validate(custom(function = "is_campaign_code"))]
    code: String,
    /// Kind of movement.
    kind: CampaignKind,
    /// What the plan says.
    #[validate(nested)]
    text: CampaignTextBody,
}

/// The whole content of a draft.
#[derive(Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct CampaignEdit {
    /// Kind of movement.
    kind: CampaignKind,
    /// What the plan says.
    #[validate(nested)]
    text: CampaignTextBody,
}

/// The document of a step, with who signed it and to whom it goes.
#[derive(Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({
    "document": {"number": "12/KH-UBND", "date": "2026-01-15", "issuer": "UBND tỉnh",
        "title": "Phát động phong trào thi đua Chuyển đổi số"},
    "signer": "Chủ tịch UBND tỉnh",
    "recipients": ["Các sở, ban, ngành tỉnh", "UBND các xã, phường"]
}))]
pub(crate) struct CampaignOrder {
    /// Number, day, issuer and abstract of the document; all four are required (rule M01).
    #[validate(nested)]
    document: CitationBody,
    /// Who signed it; 1 to 300 characters.
    #[validate(nested)]
    signer: Line,
    /// To whom it is sent (nơi nhận); at most 100.
    #[serde(default)]
    #[schema(max_items = 100)]
    #[validate(length(max = 100), nested)]
    recipients: Vec<Line>,
}

/// An amendment of a launched movement.
#[derive(Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = NewAmendment, example = json!({
    "document": {"number": "30/KH-UBND", "date": "2026-06-02", "issuer": "UBND tỉnh",
        "title": "Điều chỉnh phong trào thi đua Chuyển đổi số"},
    "signer": "Chủ tịch UBND tỉnh",
    "recipients": ["Các sở, ban, ngành tỉnh"],
    "fromDate": "2026-06-02",
    "changed": {"vi": "Thêm một lĩnh vực", "en": "One more field"},
    "text": {
        "name": {"vi": "Phong trào thi đua Chuyển đổi số", "en": "Emulation movement for digital transformation"},
        "slogan": {"vi": "Chung sức chuyển đổi số", "en": "Together for digital transformation"},
        "periodStartDate": "2026-01-01",
        "periodEndDate": "2030-12-31",
        "contents": [{"number": 1, "text": {"vi": "Dịch vụ công trực tuyến", "en": "Online public services"}}],
        "policy": {"collectiveResultRequired": true}
    }
}))]
pub(crate) struct NewAmendmentBody {
    /// Number, day, issuer and abstract of the document that amends; all four are required (rule M01).
    #[validate(nested)]
    document: CitationBody,
    /// Who signed it; 1 to 300 characters.
    #[validate(nested)]
    signer: Line,
    /// To whom it is sent (nơi nhận); at most 100.
    #[serde(default)]
    #[schema(max_items = 100)]
    #[validate(length(max = 100), nested)]
    recipients: Vec<Line>,
    /// The first day that the new text holds: from the day of the document, and of the amendment before, to today.
    #[serde(deserialize_with = "crate::base::bounded_date::one")]
    from_date: NaiveDate,
    /// What changed, in both languages.
    #[validate(nested)]
    changed: TextView,
    /// The whole new text.
    #[validate(nested)]
    text: CampaignTextBody,
}

impl From<CampaignOrder> for Order {
    fn from(body: CampaignOrder) -> Self {
        let CampaignOrder { document, signer, recipients } = body;
        let recipients = recipients.into_iter().map(String::from).collect();
        Self { document: document.into(), signer: signer.into(), recipients }
    }
}

/// Whether a text is a code that a movement can have.
pub(crate) fn is_code_of_campaign(code: &str) -> bool {
    is_campaign_code(code).is_ok()
}

fn is_campaign_code(code: &str) -> Result<(), ValidationError> {
    let plain = |letter: u8| letter.is_ascii_lowercase() || letter.is_ascii_digit();
    let bytes = code.as_bytes();
    let fits = code.len() <= CAMPAIGN_CODE_CHARS_MAX
        && bytes.first().is_some_and(|first| plain(*first))
        && bytes.last().is_some_and(|last| plain(*last))
        && bytes.iter().all(|letter| plain(*letter) || *letter == b'-');
    if fits {
        return Ok(());
    }
    let mut error = ValidationError::new("pattern");
    error.add_param("pattern".into(), &CAMPAIGN_CODE_PATTERN);
    Err(error)
}

/// The text of a movement; in a rehearsal its name says so.
async fn marked(tx: &Tx, text: CampaignText) -> Result<CampaignText, Problem> {
    Ok(if tx.is_rehearsal().await? { CampaignText { name: text.name.rehearsed(), ..text } } else { text })
}

/// Draft a campaign
///
/// *Lập dự thảo phong trào.* Appraisal agency, which opens the draft; then the administrator assigns the function of
/// standing agency for it (`POST /v1/functions`), and that agency writes and launches it (rules M01, M02). Until it is
/// launched, neither units nor the public see the draft, its cycles and its criteria sets.
#[utoipa::path(post, path = "/campaigns", responses((status = 201, description = "Drafted.")))]
pub(crate) async fn draft_campaign(
    request: Command<NewCampaign>,
    db: Db,
) -> Result<Once<Created<CampaignView>>, Problem> {
    let Command { actor, at, key, body } = request;
    db.once(key, move |tx| async move {
        let NewCampaign { code, kind, text } = body;
        let campaign = Campaign {
            id: CampaignId(Uuid::now_v7()),
            code,
            kind,
            state: CampaignState::Draft,
            text: marked(&tx, text.into()).await?,
            orders: CampaignOrders::default(),
            revision: Revision::FIRST,
        };
        let levels = tx.levels().await?;
        let campaign = tx.add(campaign.draft(&levels, &actor, at)?).await?;
        let (location, revision) = (format!("/v1/campaigns/{}", campaign.id), campaign.revision);
        Created::new(location, revision, &CampaignView::new(campaign, &actor))
    })
    .await
}

/// Replace the content of a draft
///
/// *Sửa dự thảo phong trào.* The agency that stands for the movement, and the appraisal agency. Cycles that are planned
/// stay within the period (rule S01). A launched movement changes only by an amendment (rule M01).
#[utoipa::path(put, path = "/campaigns/{campaign}", responses((status = 200, description = "Replaced.")))]
pub(crate) async fn edit_campaign(
    request: PutCommand<CampaignPath, CampaignEdit>,
    db: Db,
) -> Result<Tagged<CampaignView>, Problem> {
    let PutCommand { actor, at, path, expected, body } = request;
    db.write(move |tx| async move {
        actor.must_somewhere(Permission::DraftCampaign)?;
        let campaign = tx.campaign_to_change(path.campaign).await?;
        expected.must_be(campaign.revision)?;
        let (cycles, levels) = (tx.cycle_periods(campaign.id).await?, tx.levels().await?);
        let CampaignEdit { kind, text } = body;
        let campaign =
            tx.save(campaign.edit((kind, marked(&tx, text.into()).await?), &cycles, &levels, &actor, at)?).await?;
        Tagged::new(campaign.revision, &CampaignView::new(campaign, &actor))
    })
    .await
}

/// Launch a campaign
///
/// *Phát động phong trào.* The agency that stands for the movement, under its plan: number, day, issuer, abstract and
/// signer are required (rule M01). From then on it is public.
#[utoipa::path(post, path = "/campaigns/{campaign}/launch", responses((status = 200, description = "Launched.")))]
pub(crate) async fn launch_campaign(
    request: StepCommand<CampaignPath, CampaignOrder>,
    db: Db,
) -> Result<Once<Tagged<CampaignView>>, Problem> {
    let StepCommand { actor, at, key, path, expected, body } = request;
    db.once(key, move |tx| async move {
        actor.must_somewhere(Permission::LaunchCampaign)?;
        let campaign = tx.campaign_to_change(path.campaign).await?;
        expected.must_be(campaign.revision)?;
        let campaign = tx.save(campaign.launch(body.into(), &actor, at)?).await?;
        Tagged::new(campaign.revision, &CampaignView::new(campaign, &actor))
    })
    .await
}

/// Amend a launched campaign
///
/// *Điều chỉnh phong trào.* The agency that stands for the movement, under a further document: what changed, from which
/// day, and the whole new text (rule M01). Earlier versions stay readable (`GET /v1/campaigns/{campaign}/versions`).
/// Opened cycles keep their due dates and criteria sets, nominations that were begun keep who nominates them, and new ones
/// follow the amended policy. `fromDate` is not after today.
#[utoipa::path(post, path = "/campaigns/{campaign}/amendments", responses((status = 200, description = "Amended.")))]
pub(crate) async fn amend_campaign(
    request: StepCommand<CampaignPath, NewAmendmentBody>,
    db: Db,
) -> Result<Once<Tagged<CampaignView>>, Problem> {
    let StepCommand { actor, at, key, path, expected, body } = request;
    db.once(key, move |tx| async move {
        actor.must_somewhere(Permission::LaunchCampaign)?;
        let campaign = tx.campaign_to_change(path.campaign).await?;
        expected.must_be(campaign.revision)?;
        let (cycles, levels) = (tx.cycle_periods(campaign.id).await?, tx.levels().await?);
        let NewAmendmentBody { document, signer, recipients, from_date, changed, text } = body;
        let order = CampaignOrder { document, signer, recipients }.into();
        let text = marked(&tx, text.into()).await?;
        let amendment = NewAmendment { order, from: from_date, said: changed.into(), text };
        let campaign = tx.save(campaign.amend(amendment, &cycles, &levels, &actor, at)?).await?;
        Tagged::new(campaign.revision, &CampaignView::new(campaign, &actor))
    })
    .await
}

/// Conclude a campaign
///
/// *Tổng kết, kết thúc phong trào.* The agency that stands for the movement, under a document, when each of its cycles is
/// closed or cancelled (rule M01). What was published can still be corrected.
#[utoipa::path(post, path = "/campaigns/{campaign}/conclusion", responses((status = 200, description = "Concluded.")))]
pub(crate) async fn conclude_campaign(
    request: StepCommand<CampaignPath, CampaignOrder>,
    db: Db,
) -> Result<Once<Tagged<CampaignView>>, Problem> {
    let StepCommand { actor, at, key, path, expected, body } = request;
    db.once(key, move |tx| async move {
        actor.must_somewhere(Permission::LaunchCampaign)?;
        let campaign = tx.campaign_to_change(path.campaign).await?;
        expected.must_be(campaign.revision)?;
        let cycles = tx.cycle_periods(campaign.id).await?;
        let campaign = tx.save(campaign.conclude(body.into(), &cycles, &actor, at)?).await?;
        Tagged::new(campaign.revision, &CampaignView::new(campaign, &actor))
    })
    .await
}

/// Give up the draft of a campaign
///
/// *Hủy dự thảo phong trào.* The agency that stands for the movement, and the appraisal agency, with a reason. The code
/// stays taken.
#[utoipa::path(post, path = "/campaigns/{campaign}/discarding", responses((status = 200, description = "Given up.")))]
pub(crate) async fn discard_campaign(
    request: StepCommand<CampaignPath, ReasonBody>,
    db: Db,
) -> Result<Once<Tagged<CampaignView>>, Problem> {
    let StepCommand { actor, at, key, path, expected, body } = request;
    db.once(key, move |tx| async move {
        actor.must_somewhere(Permission::DraftCampaign)?;
        let campaign = tx.campaign_to_change(path.campaign).await?;
        expected.must_be(campaign.revision)?;
        let campaign = tx.save(campaign.discard(&body.reason, &actor, at)?).await?;
        Tagged::new(campaign.revision, &CampaignView::new(campaign, &actor))
    })
    .await
}

pub(crate) fn routes(routes: &mut impl Routes) {
    operations!(routes, "campaigns":
        draft_campaign, edit_campaign, launch_campaign, amend_campaign, conclude_campaign, discard_campaign,
    );
}
