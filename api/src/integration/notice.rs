//! Notices: what the caller's units and functions must do, read marks of each account, and the count of what is unread.

use std::collections::{BTreeSet, HashMap};

use chrono::{DateTime, NaiveDate, Utc};
use domain::base::calendar::day_of;
use domain::base::identity::{Actor, Held};
use domain::base::ids::{CampaignId, CycleId, OrganisationId};
use domain::integration::notice::words::message;
use domain::integration::notice::{
    Notice, NoticeAudience, NoticeId, NoticeKind, NoticePlace, NoticeReach, NoticeStage,
};
use domain::planning::cycle::Cycle;
use domain::registry::function_holding::FunctionHolding;
use persistence::base::failure::Failure;
use persistence::base::page::Slice;
use persistence::base::store::Tx;
use persistence::integration::notice::{NoticeFilter, NoticeReader, ReadNotice};
use persistence::registry::unit_label::UnitLabel;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;
use validator::Validate;

use crate::access::caller::Caller;
use crate::access::command::Command;
use crate::base::answer::Untagged;
use crate::base::body::{Body, Empty};
use crate::base::clock::Now;
use crate::base::db::Db;
use crate::base::paging::{Listing, Paging, strange_cursor};
use crate::base::problem::Problem;
use crate::base::query::{Path, Query};
use crate::base::routes::{Routes, operations};
use crate::base::text::TextView;

/// Something that somebody must do (thông báo việc phải làm; rule P04). It contains no personal data: read the thing at
/// `href`.
#[derive(Clone, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = TaskNotice, example = json!({
    "id": "01935f3e-7c4a-7d2b-9f10-3c5a8e6b1d24",
    "kind": "REPORT_DUE",
    "stage": "DUE_SOON",
    "actionNeeded": true,
    "subject": "01935f3e-7c4a-7d2b-9f10-3c5a8e6b1d25",
    "href": "/v1/cycles/01935f3e-7c4a-7d2b-9f10-3c5a8e6b1d25",
    "audience": "UNIT",
    "recipient": "01935f3e-7c4a-7d2b-9f10-3c5a8e6b1d26",
    "recipientName": "Huyện Kế Sách",
    "recipientCode": "943",
    "organisation": "01935f3e-7c4a-7d2b-9f10-3c5a8e6b1d26",
    "organisationName": "Huyện Kế Sách",
    "organisationCode": "943",
    "campaign": "01935f3e-7c4a-7d2b-9f10-3c5a8e6b1d27",
    "campaignName": {"vi": "Chuyển đổi số", "en": "Digital transformation"},
    "cycle": "01935f3e-7c4a-7d2b-9f10-3c5a8e6b1d25",
    "cycleCode": "2024",
    "cycleName": {"vi": "Năm 2024", "en": "2024"},
    "dueDate": "2024-11-30",
    "remindOnDate": "2024-11-23",
    "message": {
        "vi": "Nhắc việc: Báo cáo phải nộp (Huyện Kế Sách). Hạn: hết ngày 30/11/2024.",
        "en": "Reminder: A report is to be submitted (Huyện Kế Sách). Due by the end of 30 November 2024."
    },
    "at": "2024-11-22T17:00:00Z"
}))]
pub(crate) struct NoticeView {
    /// The notice's identifier; the same need has the same one until it is over.
    pub(crate) id: NoticeId,
    /// What is to be done, and so which thing `subject` is. Further values may be added: show `message` of those that you do
    /// not know.
    kind: NoticeKind,
    /// Why it is told now: because the need arose, or as a reminder.
    stage: NoticeStage,
    /// Whether somebody must act; false if the notice only informs.
    action_needed: bool,
    /// The thing that the notice is about.
    subject: Uuid,
    /// What tells the thing from others of its kind: the number of a document, the code of a criterion, the form of an
    /// award. It names nobody; absent where the unit and the cycle say all that may be said.
    #[serde(skip_serializing_if = "Option::is_none")]
    subject_label: Option<TextView>,
    /// Address of the thing, for the people of the audience.
    #[schema(example = "/v1/reports/01935f3e-7c4a-7d2b-9f10-3c5a8e6b1d24")]
    href: String,
    /// Whose people are told.
    audience: NoticeAudience,
    /// The unit that is told; absent for the holders of a function.
    #[serde(skip_serializing_if = "Option::is_none")]
    recipient: Option<OrganisationId>,
    /// The present name of that unit.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "Huyện Kế Sách")]
    recipient_name: Option<String>,
    /// The code of that unit.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "943")]
    recipient_code: Option<String>,
    /// The unit that the thing is about or belongs to; absent if there is none.
    #[serde(skip_serializing_if = "Option::is_none")]
    organisation: Option<OrganisationId>,
    /// The present name of that unit.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "Huyện Kế Sách")]
    organisation_name: Option<String>,
    /// The code of that unit.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "943")]
    organisation_code: Option<String>,
    /// The movement.
    #[serde(skip_serializing_if = "Option::is_none")]
    campaign: Option<CampaignId>,
    /// The movement's name.
    #[serde(skip_serializing_if = "Option::is_none")]
    campaign_name: Option<TextView>,
    /// The cycle, for a thing of one.
    #[serde(skip_serializing_if = "Option::is_none")]
    cycle: Option<CycleId>,
    /// The cycle's code.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "2024")]
    cycle_code: Option<String>,
    /// The cycle's name.
    #[serde(skip_serializing_if = "Option::is_none")]
    cycle_name: Option<TextView>,
    /// Last day on which it is in time, at `Asia/Ho_Chi_Minh`; for an inspection the day of the visit. Absent if none is set.
    #[serde(skip_serializing_if = "Option::is_none")]
    due_date: Option<NaiveDate>,
    /// The day of the reminder; absent for what is told when it arises.
    #[serde(skip_serializing_if = "Option::is_none")]
    remind_on_date: Option<NaiveDate>,
    /// The notice as a sentence, for a mail or a message.
    message: TextView,
    /// From when on it counts; nobody is told earlier.
    at: DateTime<Utc>,
    /// When it was over: done, undone, or due on another day. Absent while it stands.
    #[serde(skip_serializing_if = "Option::is_none")]
    settled_at: Option<DateTime<Utc>>,
    /// When the caller's account marked it as read; absent before, and in webhooks.
    #[serde(skip_serializing_if = "Option::is_none")]
    read_at: Option<DateTime<Utc>>,
}

impl NoticeView {
    /// From when on it counts.
    pub(crate) const fn at(&self) -> DateTime<Utc> {
        self.at
    }
}

/// How many notices are unread.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = UnreadNotices)]
pub(crate) struct UnreadNoticesView {
    /// Notices that stand and that the caller's account has not marked as read.
    #[schema(minimum = 0, example = 3)]
    unread: u64,
}

/// The newest notice to mark as read.
#[derive(Debug, Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct NoticesRead {
    /// The newest notice that was shown: it and all that the caller was told before it are marked.
    up_to: NoticeId,
}

/// What was marked.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = NoticesMarked)]
pub(crate) struct NoticesMarkedView {
    /// How many notices were not marked before.
    #[schema(minimum = 0, example = 3)]
    marked: u64,
}

/// The filters of the list of notices.
#[derive(Clone, Copy, Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct NoticeQuery {
    /// Only those that the caller's account has not marked as read, or only those that it has.
    #[param(example = true)]
    unread: Option<bool>,
    /// Those that are over instead of those that stand.
    #[param(default = false)]
    settled: Option<bool>,
    /// Of this kind.
    #[param(inline)]
    kind: Option<NoticeKind>,
    /// In this movement.
    #[param(value_type = Option<Uuid>)]
    campaign: Option<CampaignId>,
    /// In this cycle.
    #[param(value_type = Option<Uuid>)]
    cycle: Option<CycleId>,
}

/// The path parameter that names a notice.
#[derive(Clone, Copy, Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub(crate) struct NoticePath {
    /// The notice's identifier.
    #[param(value_type = Uuid)]
    notice: NoticeId,
}

impl From<NoticeQuery> for NoticeFilter {
    fn from(query: NoticeQuery) -> Self {
        let NoticeQuery { unread, settled, kind, campaign, cycle } = query;
        Self { kind, campaign, cycle, read: unread.map(|unread| !unread), settled: Some(settled.unwrap_or_default()) }
    }
}

/// Address of the thing of a notice.
fn href(notice: &Notice) -> String {
    use NoticeKind as K;
    let subject = notice.subject;
    let folder = match notice.kind {
        K::ReportDue | K::SynthesisDue => "cycles",
        K::ReportToCheck | K::CriteriaToVerify => {
            // Another unit reads what it checks, not the report.
            return match notice.place.cycle {
                Some(cycle) => format!("/v1/cycles/{cycle}/checks"),
                None => format!("/v1/reports/{subject}"),
            };
        }
        K::ReportReturned | K::ReportToVerify | K::ReportToFinalise | K::ExplanationOpen | K::ExplanationToAnswer => {
            "reports"
        }
        K::ExtensionToDecide | K::ExtensionDecided => "extensions",
        K::ConsentToAsk
        | K::NominationToReceive
        | K::NominationToForward
        | K::NominationReturned
        | K::NominationToAppraise
        | K::NominationToPresent
        | K::NominationToDecide
        | K::RefusalToNotify
        | K::NominationIneligible
        | K::AwardPublished => "nominations",
        K::ConsultationToAnswer => "consultations",
        K::ObjectionToSettle => "objections",
        K::ComplaintToSettle => "complaints",
        K::SuggestionToAnswer => "suggestions",
        K::DifficultyToAnswer | K::DifficultyAnswered | K::DifficultyToConclude | K::DifficultyConcluded => {
            "difficulties"
        }
        K::SynthesisToEndorse | K::SynthesisReturned | K::SynthesisToSubmit => "syntheses",
        K::InspectionAnnounced => "inspections",
        K::FindingToSettle => "inspection-findings",
        K::RecommendationToAnswer | K::RecommendationAnswered => "recommendations",
        K::GuidanceToAcknowledge => "guidance",
        K::PracticeToReview | K::PracticeReturned | K::PracticeToPublish | K::PracticeDeclined => "practices",
        K::PaperDestroyed => "paper-files",
        K::EvidenceDestroyed => "evidence-files",
    };
    format!("/v1/{folder}/{subject}")
}

/// Notices with the names of what they mention.
pub(crate) async fn shown(tx: &Tx, notices: Vec<ReadNotice>) -> Result<Vec<NoticeView>, Failure> {
    let mentioned = |one: &ReadNotice| [one.notice.recipient.unit(), one.notice.place.organisation];
    let units = tx.unit_labels(notices.iter().flat_map(mentioned).flatten()).await?;
    let campaigns = tx.campaign_names(notices.iter().filter_map(|one| one.notice.place.campaign)).await?;
    let named: BTreeSet<CycleId> = notices.iter().filter_map(|one| one.notice.place.cycle).collect();
    let named: Vec<CycleId> = named.into_iter().collect();
    let cycles: HashMap<CycleId, Cycle> =
        tx.cycles_named(&named).await?.into_iter().map(|cycle| (cycle.id, cycle)).collect();
    let told: Vec<Notice> = notices.iter().map(|one| one.notice).collect();
    let subjects = tx.notice_subjects(&told).await?;
    let view = |one: ReadNotice| {
        let href = href(&one.notice);
        let ReadNotice { notice, read_at } = one;
        let Notice { id, kind, stage, subject, recipient, place, due, day, told_at, settled_at } = notice;
        let NoticePlace { organisation, campaign, cycle } = place;
        let label = |unit: Option<OrganisationId>| match unit.map(|unit| units.get(unit)) {
            Some(UnitLabel { name, code }) => (Some(name), code),
            None => (None, None),
        };
        let (recipient_name, recipient_code) = label(recipient.unit());
        let (organisation_name, organisation_code) = label(organisation);
        let of_cycle = cycle.and_then(|cycle| cycles.get(&cycle));
        NoticeView {
            id,
            kind,
            stage,
            action_needed: !kind.informs(),
            subject,
            subject_label: subjects.get(&subject).map(|thing| thing.label().into()),
            href,
            audience: recipient.audience(),
            recipient: recipient.unit(),
            recipient_name,
            recipient_code,
            organisation,
            message: message(&notice, organisation_name.as_deref()).into(),
            organisation_name,
            organisation_code,
            campaign,
            campaign_name: campaign.map(|campaign| campaigns.get(campaign).into()),
            cycle,
            cycle_code: of_cycle.map(|cycle| cycle.code.clone()),
            cycle_name: of_cycle.map(|cycle| cycle.name.clone().into()),
            due_date: due,
            remind_on_date: day,
            at: told_at,
            settled_at,
            read_at,
        }
    };
    Ok(notices.into_iter().map(view).collect())
}

/// Who reads: a person with the roles of today, or a machine client for its unit with the functions that it holds today.
async fn reader(tx: &Tx, actor: &Actor, at: DateTime<Utc>) -> Result<NoticeReader, Problem> {
    let held: Vec<Held> = if actor.client.is_some() {
        tx.functions_held_on(day_of(at)).await?.iter().map(FunctionHolding::held).collect()
    } else {
        Vec::new()
    };
    Ok(NoticeReader { account: actor.account, reach: NoticeReach::of(actor, &held)?, at })
}

/// One notice as an answer.
async fn one(tx: &Tx, notice: ReadNotice) -> Result<Untagged<NoticeView>, Problem> {
    let view = shown(tx, vec![notice]).await?.pop().ok_or(Failure::NotFound)?;
    Untagged::new(&view)
}

/// List notices
///
/// *Danh sách thông báo việc phải làm.* Editors and heads of units, the standing agency, the appraisal agency and the
/// decision authority: what the roles that the caller holds today are told (rule P04), the newest first. A machine client
/// with `notices.read` reads what its unit is told. Who gets a role sees what stands, and who loses it sees nothing more.
///
/// A need is told once when it arises, and for a thing with a due day once a week before it and once on the day after it;
/// for a cycle's report on the days of its plan of reminders. None is told before its day. If the due day is moved, or what
/// was to be done is done or undone, the notice is over: it has `settledAt` and is listed with `settled=true` alone.
#[utoipa::path(get, path = "/notices", responses((status = 200, description = "The notices, newest first.")))]
pub(crate) async fn list_notices(
    Caller(actor): Caller,
    Query(query): Query<NoticeQuery>,
    paging: Paging,
    Now(at): Now,
    db: Db,
) -> Result<Untagged<Listing<NoticeView>>, Problem> {
    let page = paging.page;
    let slice = db
        .read(move |tx| async move {
            let reader = reader(&tx, &actor, at).await?;
            let found = tx.notices(&reader, query.into(), page).await;
            let Slice { items, more } = match found {
                Err(Failure::NotFound) => return Err(strange_cursor()),
                found => found?,
            };
            Ok(Slice { items: shown(&tx, items).await?, more })
        })
        .await?;
    Untagged::new(&Listing::new(&paging, slice, |notice| notice.id.0, |notice| notice))
}

/// Count unread notices
///
/// *Số thông báo chưa đọc.* The same callers as the list: how many notices stand that the caller's account has not marked as
/// read. Cheap, for a number beside a menu.
#[utoipa::path(get, path = "/notices/unread", responses((status = 200, description = "The number.")))]
pub(crate) async fn count_unread_notices(
    Caller(actor): Caller,
    Now(at): Now,
    db: Db,
) -> Result<Untagged<UnreadNoticesView>, Problem> {
    let unread = db
        .read(move |tx| async move {
            let reader = reader(&tx, &actor, at).await?;
            Ok(tx.unread_notices(&reader).await?)
        })
        .await?;
    Untagged::new(&UnreadNoticesView { unread })
}

/// Show a notice
///
/// *Xem thông báo.* Who is told it, also after it is over; for everybody else it is not there.
#[utoipa::path(get, path = "/notices/{notice}", responses((status = 200, description = "The notice.")))]
pub(crate) async fn show_notice(
    Caller(actor): Caller,
    path: Path<NoticePath>,
    Now(at): Now,
    db: Db,
) -> Result<Untagged<NoticeView>, Problem> {
    let id = path.0.notice;
    db.read(move |tx| async move {
        let reader = reader(&tx, &actor, at).await?;
        let found = tx.notice(&reader, id).await?;
        one(&tx, found).await
    })
    .await
}

/// Mark a notice as read
///
/// *Đánh dấu đã đọc.* Who is told it. The mark is the caller's account's own and changes nothing for others; a second mark
/// changes nothing. What is to be done remains to be done.
#[utoipa::path(
    post,
    path = "/notices/{notice}/reading",
    responses((status = 200, description = "Marked; `readAt` is the time of the first mark.")),
)]
pub(crate) async fn mark_notice(
    Caller(actor): Caller,
    path: Path<NoticePath>,
    Now(at): Now,
    Body(Empty {}): Body<Empty>,
    db: Db,
) -> Result<Untagged<NoticeView>, Problem> {
    let id = path.0.notice;
    db.write(move |tx| async move {
        let reader = reader(&tx, &actor, at).await?;
        let found = tx.mark_notice(&reader, id).await?;
        one(&tx, found).await
    })
    .await
}

/// Mark notices as read
///
/// *Đánh dấu đã đọc tất cả.* The caller's account marks a notice and all that the caller was told before it, read or not,
/// over or not; what was told since stays unread.
#[utoipa::path(post, path = "/notices/reading", responses((status = 200, description = "Marked.")))]
pub(crate) async fn mark_notices(
    request: Command<NoticesRead>,
    db: Db,
) -> Result<Untagged<NoticesMarkedView>, Problem> {
    let Command { actor, at, body, .. } = request;
    let marked = db
        .write(move |tx| async move {
            let reader = reader(&tx, &actor, at).await?;
            Ok(tx.mark_notices_up_to(&reader, body.up_to).await?)
        })
        .await?;
    Untagged::new(&NoticesMarkedView { marked })
}

pub(crate) fn routes(routes: &mut impl Routes) {
    operations!(routes, "notices":
        list_notices, count_unread_notices, show_notice, mark_notice, mark_notices,
    );
}
