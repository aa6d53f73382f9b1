//! Guidance and announcements of the agencies, and the acknowledgement of the units that receive them.

pub(crate) mod public;
pub(crate) mod view;

use actix_web::web;
use chrono::NaiveDate;
use domain::base::calendar;
use domain::base::code::{FieldCode, LevelCode};
use domain::base::identity::Scope;
use domain::base::ids::{CampaignId, OrganisationId};
use domain::base::policy::Permission;
use domain::oversight::guidance::{
    Addressing, Guidance, GuidanceContent, GuidanceId, GuidanceKind, GuidanceSurroundings, NewGuidance,
};
use domain::planning::campaign::dimensions::Dimensions;
use persistence::base::failure::Failure;
use persistence::base::store::Tx;
use persistence::oversight::guidance::GuidanceFilter;
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;
use validator::Validate;

use crate::access::caller::Caller;
use crate::access::command::{Command, StepCommand};
use crate::base::answer::{Created, Issued, Once, Tagged, Untagged};
use crate::base::body::ReasonBody;
use crate::base::citation::CitationBody;
use crate::base::clock::{Clock, Now};
use crate::base::db::Db;
use crate::base::paging::{Listing, Paging};
use crate::base::problem::{Problem, named};
use crate::base::query::{Path, Query};
use crate::base::reasons;
use crate::base::routes::{Routes, operations};
use crate::base::text::{EmptyOrParagraph, Line, Paragraph};
use crate::oversight::guidance::view::{Beside, GuidancePath, GuidanceRecipientView, GuidanceView};

/// To which units it goes (nơi nhận): `everyUnit`, or `levels` and `units`, which add up.
#[derive(Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = GuidanceAddressing, example = json!({"everyUnit": true}))]
pub(crate) struct AddressingBody {
    /// Whether it goes to every unit of the registry that exists today; then `levels` and `units` are left out.
    #[serde(default)]
    every_unit: bool,
    /// The codes of levels whose units receive it; at most 50, each once.
    #[serde(default)]
    #[schema(max_items = 50)]
    #[validate(length(max = 50))]
    levels: Vec<LevelCode>,
    /// Further units, named one by one; at most 5000, each once.
    #[serde(default)]
    #[schema(max_items = 5000)]
    #[validate(length(max = 5000))]
    units: Vec<OrganisationId>,
}

/// Guidance or an announcement to issue (hướng dẫn, thông báo).
#[derive(Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = NewGuidance, example = json!({
    "campaign": "01935f3e-7c4a-7d2b-9f10-3c5a8e6b1d24", "kind": "GUIDANCE",
    "title": "Hướng dẫn tự đánh giá, chấm điểm hàng năm (demo)",
    "text": "Các đơn vị tự đánh giá theo bộ tiêu chí của cấp mình và gửi báo cáo đúng thời hạn của kỳ đánh giá.",
    "document": {"number": "45/HD-SKHCN", "date": "2024-03-01", "issuer": "Sở Khoa học và Công nghệ",
        "title": "Hướng dẫn tự đánh giá, chấm điểm"},
    "contents": [6], "recipients": {"everyUnit": true}, "otherRecipients": ["Lưu: VT"], "public": true
}))]
pub(crate) struct NewGuidanceBody {
    /// The movement.
    campaign: CampaignId,
    /// Guidance or an announcement.
    kind: GuidanceKind,
    /// Its title; 1 to 300 characters.
    #[validate(nested)]
    title: Line,
    /// Its text; 1 to 4000 characters, without state secrets (rule L35).
    #[validate(nested)]
    text: Paragraph,
    /// The document, with number, day, issuer and abstract, or its address (rule L21); required for `GUIDANCE`.
    #[serde(default)]
    #[validate(nested)]
    document: Option<CitationBody>,
    /// Further documents; at most 20.
    #[serde(default)]
    #[schema(max_items = 20)]
    #[validate(length(max = 20), nested)]
    attachments: Vec<CitationBody>,
    /// Numbers of the movement's contents that it is about; at most 50, each once.
    #[serde(default)]
    #[schema(max_items = 50)]
    #[validate(length(max = 50))]
    contents: Vec<i64>,
    /// The movement's field that it is about; absent if it is about no one of them.
    /// Example: `AGRICULTURE`
    #[serde(default)]
    field: Option<FieldCode>,
    /// To which units it goes.
    #[validate(nested)]
    recipients: AddressingBody,
    /// Recipients that are no units, as they stand at the end of the document; at most 100, each of 1 to 300 characters.
    #[serde(default)]
    #[schema(max_items = 100)]
    #[validate(length(max = 100), nested)]
    other_recipients: Vec<Line>,
    /// The day by which the units acknowledge that they have received it; from today to 24 months ahead.
    #[serde(default, deserialize_with = "crate::base::bounded_date::maybe")]
    acknowledge_by_date: Option<NaiveDate>,
    /// Whether everybody may read it without a token.
    #[serde(default)]
    public: bool,
    /// The guidance or announcement of the movement that it replaces.
    #[serde(default)]
    replaces: Option<GuidanceId>,
}

/// That a unit has received guidance or an announcement.
#[derive(Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = NewGuidanceAcknowledgement)]
pub(crate) struct NewAcknowledgement {
    /// The unit: the caller's own, one of the recipients.
    organisation: OrganisationId,
    /// What the unit adds; at most 4000 characters. The agencies read it.
    /// Example: `Đã phổ biến đến các phòng chuyên môn`
    #[serde(default)]
    #[validate(nested)]
    note: EmptyOrParagraph,
}

/// The filters of the list of guidance and announcements.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct GuidanceQuery {
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
    /// `true`: only what was withdrawn; `false`: only what was not; both if left out.
    withdrawn: Option<bool>,
    /// `true`: only what is in force and a recipient has not acknowledged: for units, one of their own.
    #[serde(default)]
    unacknowledged: bool,
    /// `true`: only that of it whose day to acknowledge is over.
    #[serde(default)]
    overdue: bool,
}

/// The filter of the list of recipients.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct GuidanceRecipientQuery {
    /// `false`: only the units that have not acknowledged; `true`: only those that have; both if left out.
    acknowledged: Option<bool>,
}

impl From<AddressingBody> for Addressing {
    fn from(AddressingBody { every_unit, levels, units }: AddressingBody) -> Self {
        Self { every_unit, levels, units }
    }
}

impl NewGuidanceBody {
    fn parted(self) -> (CampaignId, NewGuidance) {
        let Self {
            campaign,
            kind,
            title,
            text,
            document,
            attachments,
            contents,
            field,
            recipients,
            other_recipients,
            acknowledge_by_date,
            public,
            replaces,
        } = self;
        let content = GuidanceContent {
            title: title.into(),
            text: text.into(),
            document: document.map(Into::into),
            attachments: attachments.into_iter().map(Into::into).collect(),
            dimensions: Dimensions { contents, field },
            other_recipients: other_recipients.into_iter().map(Into::into).collect(),
            acknowledge_by: acknowledge_by_date,
            public,
        };
        (campaign, NewGuidance { kind, content, addressing: recipients.into(), replaces })
    }
}

/// What is to be replaced, if the caller sees it.
async fn replaced(tx: &Tx, scope: &Scope, id: Option<GuidanceId>) -> Result<Option<Guidance>, Problem> {
    let Some(id) = id else { return Ok(None) };
    match tx.guidance(scope, id).await {
        Err(Failure::NotFound) => Ok(None),
        found => Ok(Some(found?)),
    }
}

/// List guidance and announcements
///
/// *Danh sách hướng dẫn, thông báo.* Units see what was issued to them; the standing agency sees that of its movements;
/// the appraisal agency, the decision authority and the auditor see all of it. Filters add up.
#[utoipa::path(get, path = "/guidance", responses((status = 200, description = "The guidance, oldest first.")))]
pub(crate) async fn list_guidance(
    Caller(actor): Caller,
    Query(query): Query<GuidanceQuery>,
    paging: Paging,
    clock: web::Data<Clock>,
    db: Db,
) -> Result<Untagged<Listing<GuidanceView>>, Problem> {
    let scope = actor.scope(Permission::ReadGuidance)?;
    let at = clock.now();
    let GuidanceQuery { campaign, kind, content, field, withdrawn, unacknowledged, overdue } = query;
    let due_before = overdue.then(|| calendar::day_of(at));
    let filter = GuidanceFilter { campaign, kind, content, field, withdrawn, unacknowledged, due_before };
    let page = paging.page;
    let (slice, beside) = db
        .read(move |tx| async move {
            let slice = tx.guidance_list(&scope, filter, page).await?;
            let beside = Beside::of(&tx, &slice.items, &actor).await?;
            Ok((slice, beside))
        })
        .await?;
    Untagged::new(&Listing::new(&paging, slice, |one| one.id.0, |one| GuidanceView::new(one, &beside, at)))
}

/// Issue guidance or an announcement
///
/// *Ban hành hướng dẫn, thông báo.* Standing agency of the movement or appraisal agency (parts V.1 and V.2 of the plan). It
/// goes at once to the units that exist today, and does not change: a later one replaces it, or it is withdrawn.
#[utoipa::path(post, path = "/guidance", responses((status = 201, description = "Issued.")))]
pub(crate) async fn issue_guidance(
    request: Command<NewGuidanceBody>,
    db: Db,
) -> Result<Once<Created<GuidanceView>>, Problem> {
    let Command { actor, at, key, body } = request;
    db.once(key, move |tx| async move {
        actor.must_somewhere(Permission::IssueGuidance)?;
        let (campaign, new) = body.parted();
        let movement = named(tx.campaign_to_use(campaign).await, "/campaign", reasons::campaign_unknown)?;
        let author = actor.must(Permission::IssueGuidance, movement.id)?;
        let issuer = author.organisation.ok_or_else(|| Problem::fault("the issuer has no unit"))?;
        let (issuer, levels) = (tx.organisation(issuer).await?, tx.levels().await?);
        let units = tx.units_addressed(&new.addressing, &levels, calendar::day_of(at)).await?;
        let replaced = replaced(&tx, &actor.scope(Permission::ReadGuidance)?, new.replaces).await?;
        let around = GuidanceSurroundings { units: &units, levels: &levels, replaced };
        let id = GuidanceId(Uuid::now_v7());
        let issue = Guidance::issue(id, new, (&movement, &issuer), around, &actor, at)?;
        let guidance = tx.add_guidance(issue).await?;
        let revision = guidance.revision;
        let view = GuidanceView::of(&tx, guidance, &actor, at).await?;
        Created::new(format!("/v1/guidance/{id}"), revision, &view)
    })
    .await
}

/// Show guidance or an announcement
///
/// *Xem hướng dẫn, thông báo.* The units that it was issued to, the two agencies, the decision authority, the auditor. What
/// was replaced says by what; what was withdrawn says why.
#[utoipa::path(get, path = "/guidance/{guidance}", responses((status = 200, description = "The guidance.")))]
pub(crate) async fn show_guidance(
    Caller(actor): Caller,
    path: Path<GuidancePath>,
    Now(at): Now,
    db: Db,
) -> Result<Tagged<GuidanceView>, Problem> {
    let scope = actor.scope(Permission::ReadGuidance)?;
    db.read(move |tx| async move {
        let guidance = tx.guidance(&scope, path.0.guidance).await?;
        let revision = guidance.revision;
        Tagged::new(revision, &GuidanceView::of(&tx, guidance, &actor, at).await?)
    })
    .await
}

/// Withdraw guidance or an announcement
///
/// *Rút hướng dẫn, thông báo.* Standing agency of the movement or appraisal agency, once, with a reason, which the
/// recipients see. What was public is public no more, and clients that keep a copy learn it from the public changes
/// (`GUIDANCE_WITHDRAWN`).
#[utoipa::path(
    post,
    path = "/guidance/{guidance}/withdrawal",
    responses((status = 200, description = "Withdrawn.")),
)]
pub(crate) async fn withdraw_guidance(
    request: StepCommand<GuidancePath, ReasonBody>,
    db: Db,
) -> Result<Once<Tagged<GuidanceView>>, Problem> {
    let StepCommand { actor, at, key, path, expected, body } = request;
    db.once(key, move |tx| async move {
        actor.must_somewhere(Permission::IssueGuidance)?;
        let guidance = tx.guidance(&actor.scope(Permission::ReadGuidance)?, path.guidance).await?;
        expected.must_be(guidance.revision)?;
        let guidance = tx.save_guidance(guidance.withdraw(&body.reason, &actor, at)?).await?;
        Tagged::new(guidance.revision, &GuidanceView::of(&tx, guidance, &actor, at).await?)
    })
    .await
}

/// List the recipients of guidance or of an announcement
///
/// *Danh sách nơi nhận và xác nhận đã nhận.* The standing agency of the movement, the appraisal agency, the decision
/// authority and the auditor see every recipient; units see their own row.
#[utoipa::path(
    get,
    path = "/guidance/{guidance}/recipients",
    responses((status = 200, description = "The recipients, in the order of the registry.")),
)]
pub(crate) async fn list_guidance_recipients(
    Caller(actor): Caller,
    path: Path<GuidancePath>,
    Query(query): Query<GuidanceRecipientQuery>,
    paging: Paging,
    clock: web::Data<Clock>,
    db: Db,
) -> Result<Untagged<Listing<GuidanceRecipientView>>, Problem> {
    let scope = actor.scope(Permission::ReadGuidance)?;
    let (at, page) = (clock.now(), paging.page);
    let (slice, units, overdue) = db
        .read(move |tx| async move {
            let guidance = tx.guidance(&scope, path.0.guidance).await?;
            let scope = scope.in_movement(guidance.campaign);
            let slice = tx.guidance_recipients(guidance.id, (&scope, query.acknowledged), page).await?;
            let units: Vec<OrganisationId> = slice.items.iter().map(|one| one.unit.id).collect();
            let units = tx.unit_labels(units.into_iter()).await?;
            Ok((slice, units, guidance.is_overdue(at)))
        })
        .await?;
    let row = |one| GuidanceRecipientView::new(one, &units, overdue);
    Untagged::new(&Listing::new(&paging, slice, |one| one.unit.id.0, row))
}

/// Acknowledge guidance or an announcement
///
/// *Xác nhận đã nhận hướng dẫn, thông báo.* Editor or head of a unit that it was issued to, once for the unit; a second
/// time is answered with 409, and so is what was replaced or withdrawn. 404 for a unit that is no recipient.
#[utoipa::path(
    post,
    path = "/guidance/{guidance}/acknowledgements",
    responses((status = 201, description = "Acknowledged.")),
)]
pub(crate) async fn acknowledge_guidance(
    request: Command<NewAcknowledgement>,
    path: Path<GuidancePath>,
    db: Db,
) -> Result<Once<Issued<GuidanceRecipientView>>, Problem> {
    let Command { actor, at, key, body } = request;
    db.once(key, move |tx| async move {
        let NewAcknowledgement { organisation, note } = body;
        actor.must(Permission::AcknowledgeGuidance, Some(organisation))?;
        let recipient = tx.guidance_recipient(path.0.guidance, organisation).await?;
        let guidance = tx.guidance(&actor.scope(Permission::ReadGuidance)?, recipient.guidance).await?;
        let unit = tx.organisation(organisation).await?;
        let step = recipient.acknowledge((&guidance, &unit), Some(&note), &actor, at)?;
        let recipient = tx.save_acknowledgement(step).await?;
        let units = tx.unit_labels(std::iter::once(organisation)).await?;
        Issued::new(&GuidanceRecipientView::new(recipient, &units, guidance.is_overdue(at)))
    })
    .await
}

pub(crate) fn routes(routes: &mut impl Routes) {
    operations!(routes, "guidance": list_guidance, issue_guidance, show_guidance, withdraw_guidance,
        list_guidance_recipients, acknowledge_guidance);
}
