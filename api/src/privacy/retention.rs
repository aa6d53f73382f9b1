//! How long personal data is kept on which no award depends, and the runs that erase it after that time.

use actix_web::body::BoxBody;
use actix_web::{HttpRequest, HttpResponse, Responder};
use chrono::{DateTime, NaiveDate, Utc};
use domain::base::ids::{NominationId, Revision};
use domain::base::policy::Permission;
use domain::privacy::retention::{Gathering, Purge, PurgeCount, PurgeId, PurgeItem, RetentionClass, RetentionRule};
use persistence::base::page::{Page, Slice};
use persistence::base::store::{Store, Tx};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;
use validator::Validate;

use crate::access::caller::Caller;
use crate::access::command::{Command, PutCommand};
use crate::base::answer::{Answer, Issued, Once, Repeatable, Tagged, Untagged};
use crate::base::citation::CitationBody;
use crate::base::db::Db;
use crate::base::operation::{Described, OperationFacts};
use crate::base::paging::{Listing, Paging};
use crate::base::problem::Problem;
use crate::base::query::Path;
use crate::base::routes::{Routes, operations};

/// How many numbers a run reads in one query.
const LOOKED_AT_ONCE: u8 = 200;

/// A retention period to set.
#[derive(Clone, Debug, Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct RetentionRuleEdit {
    /// Retention period in months after the end of the nomination, 1 to 1200; leave it out to end the rule, after which
    /// nothing more is erased.
    #[validate(range(min = 1, max = 1_200))]
    #[schema(minimum = 1, maximum = 1_200, example = 24)]
    #[serde(default)]
    months: Option<u16>,
    /// The document that says so, also that the rule ends.
    #[validate(nested)]
    document: CitationBody,
}

/// Retention period of a class of personal data (thời hạn bảo quản).
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = RetentionRule)]
pub(crate) struct RetentionRuleView {
    /// The class.
    class: RetentionClass,
    /// Retention period in months after the end of the nomination; absent if nothing is erased.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 1, maximum = 1_200, example = 24)]
    months: Option<u16>,
    /// The document that sets the rule; absent until a rule is set.
    #[serde(skip_serializing_if = "Option::is_none")]
    document: Option<CitationBody>,
    /// Revision number; the `ETag` contains the same number. It is 1 until a rule is set.
    revision: Revision,
}

impl From<RetentionRule> for RetentionRuleView {
    fn from(rule: RetentionRule) -> Self {
        let RetentionRule { id: _, class, months, document, revision } = rule;
        Self { class, months, document: document.map(CitationBody::from), revision }
    }
}

/// The path parameter that names a class.
#[derive(Clone, Copy, Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub(crate) struct RetentionRulePath {
    /// The class.
    #[param(inline)]
    class: RetentionClass,
}

/// A run to carry out.
#[derive(Clone, Copy, Debug, Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({"dryRun": true}))]
pub(crate) struct NewPurge {
    /// Whether to only list what is due, without erasing anything.
    dry_run: bool,
}

/// One thing whose time has come.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = PurgeItem)]
pub(crate) struct PurgeItemView {
    /// The class of data.
    class: RetentionClass,
    /// The nomination that it belongs to.
    nomination: NominationId,
    /// The day, in the province, on which the nomination ended.
    ended_on_date: NaiveDate,
    /// The last day on which it was kept.
    kept_until_date: NaiveDate,
}

impl From<PurgeItem> for PurgeItemView {
    fn from(item: PurgeItem) -> Self {
        let PurgeItem { class, nomination, ended_on, kept_until } = item;
        Self { class, nomination, ended_on_date: ended_on, kept_until_date: kept_until }
    }
}

/// Items that a run erased, or that a dry run would erase.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct PurgeOutcome {
    /// Whether this was a dry run: nothing was erased.
    dry_run: bool,
    /// When.
    at: DateTime<Utc>,
    /// Items that were due, in the order of entry; at most 500.
    items: Vec<PurgeItemView>,
    /// Number erased; 0 in a dry run.
    #[schema(minimum = 0, maximum = 500, example = 2)]
    erased: i64,
    /// Whether more is due than one run erases: run again.
    more: bool,
}

/// Number of items of a class that a run erased.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = PurgeCount)]
pub(crate) struct PurgeCountView {
    /// The class.
    class: RetentionClass,
    /// Number erased.
    #[schema(minimum = 0, example = 2)]
    erased: i64,
}

/// A run that erased personal data after its retention period (lần xóa theo lịch); the audit trail lists what it
/// erased.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Purge)]
pub(crate) struct PurgeView {
    /// Its identifier.
    id: PurgeId,
    /// When.
    at: DateTime<Utc>,
    /// Name of the person who ran it, as it was then; `scheduler` for a scheduled run.
    #[schema(example = "scheduler")]
    name: String,
    /// Total number erased.
    #[schema(minimum = 0, example = 2)]
    erased: i64,
    /// Number erased of each class.
    counts: Vec<PurgeCountView>,
    /// Whether more was due than one run erases.
    more: bool,
}

impl From<Purge> for PurgeView {
    fn from(purge: Purge) -> Self {
        let erased = purge.erased();
        let Purge { id, at, name, counts, more } = purge;
        let counts = counts.into_iter().map(|PurgeCount { class, erased }| PurgeCountView { class, erased }).collect();
        Self { id, at, name, erased, counts, more }
    }
}

/// List retention periods of personal data
///
/// *Thời hạn bảo quản dữ liệu cá nhân.* Any signed-in caller. Every class is listed, including classes without a rule:
/// nothing of those is erased (rule L36).
#[utoipa::path(
    get,
    path = "/retention-rules",
    responses((status = 200, description = "The rules, one for each class.")),
)]
pub(crate) async fn list_retention_rules(
    Caller(actor): Caller,
    paging: Paging,
    db: Db,
) -> Result<Untagged<Listing<RetentionRuleView>>, Problem> {
    actor.must(Permission::ReadRegistry, None)?;
    let rules = db.read(move |tx| async move { Ok(tx.retention_rules().await?) }).await?;
    let slice = paging.page.of(rules.into_iter(), |rule| rule.id.0);
    Untagged::new(&Listing::new(&paging, slice, |rule| rule.id.0, RetentionRuleView::from))
}

/// Show the retention period of a class of personal data
///
/// *Xem thời hạn bảo quản.* Any signed-in caller. Without `months` nothing of the class is erased (rule L36).
#[utoipa::path(get, path = "/retention-rules/{class}", responses((status = 200, description = "The rule.")))]
pub(crate) async fn show_retention_rule(
    Caller(actor): Caller,
    path: Path<RetentionRulePath>,
    db: Db,
) -> Result<Tagged<RetentionRuleView>, Problem> {
    actor.must(Permission::ReadRegistry, None)?;
    let rule = db.ask(move |tx| async move { Ok(tx.retention_rule(path.0.class).await?) }).await?;
    Tagged::new(rule.revision, &RetentionRuleView::from(rule))
}

/// Set the retention period of a class of personal data
///
/// *Quy định thời hạn bảo quản.* Administrator, under a document. The period runs from the day on which a nomination
/// ended, by the calendar of the province; a number is due for erasure on the day after the last day of the period.
/// Without `months` the rule ends, and nothing more is erased. Awards, decisions, lists, the data that scores depend on
/// and the audit trail belong to no class: they are never erased (rule L36).
#[utoipa::path(put, path = "/retention-rules/{class}", responses((status = 200, description = "Said.")))]
pub(crate) async fn edit_retention_rule(
    request: PutCommand<RetentionRulePath, RetentionRuleEdit>,
    db: Db,
) -> Result<Tagged<RetentionRuleView>, Problem> {
    let PutCommand { actor, at, path, expected, body: RetentionRuleEdit { months, document } } = request;
    db.write(move |tx| async move {
        actor.must(Permission::ManageRetention, None)?;
        let rule = tx.retention_rule(path.class).await?;
        expected.must_be(rule.revision)?;
        let rule = tx.save_retention_rule(rule.set(months, document.into(), &actor, at)?).await?;
        Tagged::new(rule.revision, &RetentionRuleView::from(rule))
    })
    .await
}

/// Collects what is due now, in batches, until one run has enough.
async fn gather(tx: &Tx, at: DateTime<Utc>) -> Result<Gathering, Problem> {
    let rule = tx.retention_rule(RetentionClass::UnsuccessfulIdentityNumber).await?;
    let mut gathering = Gathering::new(rule, at);
    let Some(horizon) = gathering.horizon() else { return Ok(gathering) };
    let mut after = None;
    loop {
        let page = Page { after, limit: LOOKED_AT_ONCE };
        let Slice { items, more } = tx.unsuccessful_identity_numbers(horizon, page).await?;
        after = items.last().map(|(datum, _)| datum.id.0);
        gathering.offer(items);
        if !more || gathering.is_more() {
            return Ok(gathering);
        }
    }
}

/// List the runs that erased personal data
///
/// *Các lần xóa theo lịch.* Appraisal agency, auditor, and the administrator, who keeps the schedule: when, by whom and
/// how much was erased, never whose data. Runs that found nothing are listed, too (rule L36).
#[utoipa::path(get, path = "/purges", responses((status = 200, description = "The runs, oldest first.")))]
pub(crate) async fn list_purges(
    Caller(actor): Caller,
    paging: Paging,
    db: Db,
) -> Result<Untagged<Listing<PurgeView>>, Problem> {
    actor.must(Permission::ReadPurge, None)?;
    let page = paging.page;
    let slice = db.ask(move |tx| async move { Ok(tx.purges(page).await?) }).await?;
    Untagged::new(&Listing::new(&paging, slice, |purge| purge.id.0, PurgeView::from))
}

/// 200 for a dry run, 201 for a purge; neither has a `Location`.
pub(crate) struct PurgeAnswer(Answer);

impl PurgeAnswer {
    fn dry(outcome: &PurgeOutcome) -> Result<Self, Problem> {
        Ok(Self(Untagged::new(outcome)?.into_answer()))
    }

    fn erased(outcome: &PurgeOutcome) -> Result<Self, Problem> {
        Ok(Self(Issued::new(outcome)?.into_answer()))
    }
}

impl Repeatable for PurgeAnswer {
    fn into_answer(self) -> Answer {
        self.0
    }

    fn from_answer(answer: Answer) -> Self {
        Self(answer)
    }
}

impl Responder for PurgeAnswer {
    type Body = BoxBody;

    fn respond_to(self, request: &HttpRequest) -> HttpResponse {
        self.0.respond_to(request)
    }
}

impl Described for PurgeAnswer {
    fn describe(facts: &mut OperationFacts) {
        Untagged::<PurgeOutcome>::describe(facts);
        Issued::<PurgeOutcome>::describe(facts);
    }
}

/// Erase the personal data whose time has come
///
/// *Xóa dữ liệu cá nhân hết thời hạn bảo quản.* Appraisal agency, or an integrator with its role, on a schedule. Erases
/// the identity numbers of nominations that were withdrawn, not awarded or not eligible and ended longer ago than the
/// rule in `/v1/retention-rules` allows; without a rule nothing is erased. At most 500 in one run, all of them or none;
/// `more` states whether to run again. Every erasure has its audit entry, and so has the run. A dry run lists what is
/// due and stores nothing (rule L36). 412 if another request has just erased one of them: run again.
#[utoipa::path(
    post,
    path = "/purges",
    responses(
        (status = 200, description = "A dry run: lists what is due; nothing was erased.", body = PurgeOutcome),
        (status = 201, description = "Erased.", body = PurgeOutcome),
    ),
)]
pub(crate) async fn create_purge(request: Command<NewPurge>, db: Db) -> Result<Once<PurgeAnswer>, Problem> {
    let Command { actor, at, key, body: NewPurge { dry_run } } = request;
    db.once(key, move |tx| async move {
        actor.must(Permission::ErasePersonalData, None)?;
        let gathering = gather(&tx, at).await?;
        let (items, more) = (gathering.items(), gathering.is_more());
        let items = items.into_iter().map(PurgeItemView::from).collect();
        if dry_run {
            return PurgeAnswer::dry(&PurgeOutcome { dry_run, at, items, erased: 0, more });
        }
        let purge = tx.add_purge(Purge::run(PurgeId(Uuid::now_v7()), gathering, &actor)?).await?;
        PurgeAnswer::erased(&PurgeOutcome { dry_run, at, items, erased: purge.erased(), more })
    })
    .await
}

pub(crate) fn routes(routes: &mut impl Routes) {
    operations!(routes, "personal-data":
        list_retention_rules, show_retention_rule, edit_retention_rule, list_purges, create_purge,
    );
}

/// Erases due data from the command line, in as many runs as it takes, and returns the nominations whose data it was; a
/// dry run erases nothing and looks no further than one run.
///
/// # Errors
/// If a rule refuses it or the database fails; the runs that ended before are saved.
pub async fn purge(store: &Store, dry_run: bool, now: DateTime<Utc>) -> Result<Vec<NominationId>, Problem> {
    let mut due = Vec::new();
    loop {
        let (items, more) = store
            .write(move |tx| async move {
                let gathering = gather(&tx, now).await?;
                let found = (gathering.items(), gathering.is_more());
                if !dry_run {
                    tx.add_purge(Purge::run_on_schedule(PurgeId(Uuid::now_v7()), gathering)?).await?;
                }
                Ok::<(Vec<PurgeItem>, bool), Problem>(found)
            })
            .await?;
        due.extend(items.into_iter().map(|item| item.nomination));
        if dry_run || !more {
            return Ok(due);
        }
    }
}
