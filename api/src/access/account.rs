//! Accounts of people: an administrator opens an account, and its owner enrols.

use actix_web::{HttpRequest, web};
use chrono::{DateTime, NaiveDate, Utc};
use domain::base::concept::Concept;
use domain::base::identity::{Account, Enrolment, Grant};
use domain::base::ids::{AccountId, OrganisationId, Revision};
use domain::base::policy::{Permission, Role};
use persistence::registry::unit_label::UnitLabel;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;
use validator::Validate;

use crate::access::caller::Caller;
use crate::access::command::{Command, StepCommand};
use crate::access::failed_sign_in;
use crate::access::identity::{PASSWORD_CHARS_MAX, PASSWORD_CHARS_MIN};
use crate::base::answer::{Created, Issued, NoContent, Once, ShownOnce, Tagged, Untagged};
use crate::base::body::{Body, Empty, ReasonBody};
use crate::base::client_address;
use crate::base::clock::{Clock, Now};
use crate::base::db::Db;
use crate::base::paging::{Listing, Paging};
use crate::base::problem::{Kind, Problem, named};
use crate::base::query::{Path, Query, searched};
use crate::base::reasons as base_reasons;
use crate::base::routes::{Routes, operations};
use crate::base::text::{Line, ShortLine};
use crate::security::passwords;
use crate::security::sign_in_throttle::Throttle;

/// An account to open.
#[derive(Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({"username": "ngan.nguyen", "name": "Nguyễn Thị Ngân (demo)"}))]
pub(crate) struct NewAccount {
    /// The user name (tên đăng nhập): at least 3 letters without accents, digits, and `. - _ @`.
    #[validate(length(min = 3, max = 100))]
    #[schema(min_length = 3, max_length = 100)]
    username: String,
    /// The person's name (họ và tên).
    #[validate(nested)]
    name: Line,
}

/// A role to give or to end.
#[derive(Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({"role": "UNIT_EDITOR", "organisation": "01935f3e-7c4a-7d2b-9f10-3c5a8e6b1d24"}))]
pub(crate) struct RoleOfUnit {
    /// The role. A role that belongs to a function is effective only while the unit holds the function.
    role: Role,
    /// The unit that it is held for.
    organisation: OrganisationId,
}

/// A password chosen with an enrolment code.
#[derive(Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({"username": "ngan.nguyen", "code": "BCDF-GHJK-LMNP-QRST", "password": "một câu dễ nhớ mà khó đoán"}))]
pub(crate) struct NewEnrolment {
    /// The user name.
    #[validate(nested)]
    username: ShortLine,
    /// The enrolment code (mã kích hoạt), good once and for 30 minutes; one of a list for seven days.
    #[validate(nested)]
    code: ShortLine,
    /// The password to be: 12 to 200 characters; a sentence is best.
    #[validate(length(min = "PASSWORD_CHARS_MIN", max = "PASSWORD_CHARS_MAX"))]
    #[schema(min_length = 12, max_length = 200, format = Password)]
    password: String,
}

/// A role held by an account, today or in the past.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Grant)]
pub(crate) struct GrantView {
    /// The role.
    role: Role,
    /// The unit that it is held for.
    organisation: OrganisationId,
    /// The unit's present name; in lists only.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "Huyện Kế Sách")]
    organisation_name: Option<String>,
    /// The unit's code; in lists.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "943")]
    organisation_code: Option<String>,
    /// The first day.
    from_date: NaiveDate,
    /// The last day; absent while it lasts.
    #[serde(skip_serializing_if = "Option::is_none")]
    to_date: Option<NaiveDate>,
    /// The unit's last day, if the unit had ended when the role was given: the role is there to finish what the unit's
    /// life covers, such as its report for its last period (rules L30, L34).
    #[serde(skip_serializing_if = "Option::is_none")]
    unit_ended_date: Option<NaiveDate>,
}

/// A person's account (tài khoản).
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Account)]
pub(crate) struct AccountView {
    /// The account's identifier.
    id: AccountId,
    /// The user name.
    #[schema(example = "ngan.nguyen")]
    username: String,
    /// The person's name.
    #[schema(example = "Nguyễn Thị Ngân (demo)")]
    name: String,
    /// Whether the person has chosen a password.
    enrolled: bool,
    /// Whether sign-ins are closed.
    suspended: bool,
    /// The roles, past ones included.
    grants: Vec<GrantView>,
    /// Revision number of the account; the `ETag` contains the same number.
    revision: Revision,
}

/// An enrolment code, shown once.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = EnrolmentCode)]
pub(crate) struct EnrolmentCodeView {
    /// The account that it is for.
    account: AccountView,
    /// The enrolment code: give it to the person. It is not stored and not shown again, so a repeated request is answered
    /// without it: issue a new one.
    #[schema(example = "BCDF-GHJK-LMNP-QRST")]
    #[serde(skip_serializing_if = "Option::is_none")]
    code: Option<String>,
    /// When the code stops working.
    expires_at: DateTime<Utc>,
}

/// The filters of the list of accounts.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct AccountQuery {
    /// With this text in the person's name or the user name, such as `tran thi`; accents, case and the stroke of đ do not
    /// count. At most 100 characters.
    #[param(max_length = 100, example = "tran thi")]
    text: Option<String>,
}

/// The path parameter that names an account.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub(crate) struct AccountPath {
    /// The account's identifier.
    #[param(value_type = Uuid)]
    account: AccountId,
}

impl From<Account> for AccountView {
    fn from(account: Account) -> Self {
        let Account {
            id,
            username,
            name,
            password_hash,
            enrolment: _,
            grants,
            suspended,
            sessions_valid_from: _,
            revision,
        } = account;
        let grants = grants
            .into_iter()
            .map(|Grant { role, organisation, from, to, unit_ended }| GrantView {
                role,
                organisation,
                organisation_name: None,
                organisation_code: None,
                from_date: from,
                to_date: to,
                unit_ended_date: unit_ended,
            })
            .collect();
        Self { id, username, name, enrolled: password_hash.is_some(), suspended, grants, revision }
    }
}

impl EnrolmentCodeView {
    fn new(account: Account, code: String) -> Self {
        let expires_at = account.enrolment.as_ref().map_or(account.sessions_valid_from, |out| out.expires_at);
        Self { account: account.into(), code: Some(code), expires_at }
    }
}

/// List accounts
///
/// *Danh sách tài khoản.* Administrator only.
#[utoipa::path(get, path = "/accounts", responses((status = 200, description = "The accounts, oldest first.")))]
pub(crate) async fn list_accounts(
    Caller(actor): Caller,
    Query(query): Query<AccountQuery>,
    paging: Paging,
    db: Db,
) -> Result<Untagged<Listing<AccountView>>, Problem> {
    actor.must(Permission::ManageAccounts, None)?;
    let (text, page) = (searched(query.text)?, paging.page);
    let (slice, units) = db
        .read(move |tx| async move {
            let slice = tx.accounts(text.as_deref(), page).await?;
            let held = slice.items.iter().flat_map(|account| &account.grants).map(|grant| grant.organisation);
            let units = tx.unit_labels(held).await?;
            Ok((slice, units))
        })
        .await?;
    let row = |account: Account| {
        let mut view = AccountView::from(account);
        for grant in &mut view.grants {
            let UnitLabel { name, code } = units.get(grant.organisation);
            (grant.organisation_name, grant.organisation_code) = (Some(name), code);
        }
        view
    };
    Untagged::new(&Listing::new(&paging, slice, |account| account.id.0, row))
}

/// Open an account
///
/// *Mở tài khoản.* Administrator only. Answers an enrolment code for the person, who chooses the password; there are
/// no default passwords.
#[utoipa::path(
    post,
    path = "/accounts",
    responses((status = 201, description = "Opened; the code is shown this once.")),
)]
pub(crate) async fn create_account(
    request: Command<NewAccount>,
    db: Db,
) -> Result<Once<Created<EnrolmentCodeView>>, Problem> {
    let Command { actor, at, key, body } = request;
    let NewAccount { username, name } = body;
    db.once_showing(key, move |tx| async move {
        let (code, digest) = passwords::enrolment_code()?;
        let enrolment = Enrolment::starting(digest, at);
        let step = Account::create(AccountId(Uuid::now_v7()), &username, &name, enrolment, &actor, at)?;
        let account = tx.add(step).await?;
        let (location, revision) = (format!("/v1/accounts/{}", account.id), account.revision);
        let mut view = EnrolmentCodeView::new(account, code);
        let now = Created::new(location.clone(), revision, &view)?;
        view.code = None;
        Ok(ShownOnce { now, kept: Created::new(location, revision, &view)? })
    })
    .await
}

/// Show an account
///
/// *Xem tài khoản.* Administrator only.
#[utoipa::path(get, path = "/accounts/{account}", responses((status = 200, description = "The account.")))]
pub(crate) async fn show_account(
    Caller(actor): Caller,
    path: Path<AccountPath>,
    db: Db,
) -> Result<Tagged<AccountView>, Problem> {
    actor.must(Permission::ManageAccounts, None)?;
    let account = db.ask(move |tx| async move { Ok(tx.account(path.0.account).await?) }).await?;
    Tagged::new(account.revision, &AccountView::from(account))
}

/// Issue a new enrolment code
///
/// *Cấp lại mã kích hoạt.* Administrator only. The old password and every sign-in of the account end at once.
#[utoipa::path(
    post,
    path = "/accounts/{account}/enrolment",
    responses((status = 201, description = "Issued; the code is shown this once.")),
)]
pub(crate) async fn issue_enrolment(
    request: StepCommand<AccountPath, Empty>,
    db: Db,
) -> Result<Once<Issued<EnrolmentCodeView>>, Problem> {
    let StepCommand { actor, at, key, path, expected, .. } = request;
    db.once_showing(key, move |tx| async move {
        actor.must(Permission::ManageAccounts, None)?;
        let account = tx.account(path.account).await?;
        expected.must_be(account.revision)?;
        let (code, digest) = passwords::enrolment_code()?;
        let account = tx.save(account.issue_enrolment(digest, &actor, at)?).await?;
        let mut view = EnrolmentCodeView::new(account, code);
        let now = Issued::new(&view)?;
        view.code = None;
        Ok(ShownOnce { now, kept: Issued::new(&view)? })
    })
    .await
}

/// Give a role
///
/// *Giao vai trò.* Administrator only, and never for the caller's own account (`OWN_ACCOUNT`). Takes effect today. A
/// role that stands for a function is not given for a unit that has ended (`UNIT_ENDED`, rule L34): give it at the
/// successor. `UNIT_EDITOR` and `UNIT_HEAD` of such a unit finish what its life covers, and the grant says on which day
/// it ended.
#[utoipa::path(post, path = "/accounts/{account}/grants", responses((status = 200, description = "Given.")))]
pub(crate) async fn grant_role(
    request: StepCommand<AccountPath, RoleOfUnit>,
    db: Db,
) -> Result<Once<Tagged<AccountView>>, Problem> {
    let StepCommand { actor, at, key, path, expected, body } = request;
    let RoleOfUnit { role, organisation } = body;
    db.once(key, move |tx| async move {
        actor.must(Permission::ManageAccounts, None)?;
        let account = tx.account(path.account).await?;
        expected.must_be(account.revision)?;
        let organisation = named(tx.organisation(organisation).await, "/organisation", base_reasons::unit_unknown)?;
        organisation.must_take_people(role, at)?;
        let unit = (organisation.id, organisation.ended_by(at));
        let account = tx.save(account.grant_for(role, unit, &actor, at)?).await?;
        Tagged::new(account.revision, &AccountView::from(account))
    })
    .await
}

/// End a role
///
/// *Thu hồi vai trò.* Administrator only, and never for the caller's own account. The role stops working at once.
#[utoipa::path(post, path = "/accounts/{account}/grant-endings", responses((status = 200, description = "Ended.")))]
pub(crate) async fn end_role(
    request: StepCommand<AccountPath, RoleOfUnit>,
    db: Db,
) -> Result<Once<Tagged<AccountView>>, Problem> {
    let StepCommand { actor, at, key, path, expected, body } = request;
    let RoleOfUnit { role, organisation } = body;
    db.once(key, move |tx| async move {
        actor.must(Permission::ManageAccounts, None)?;
        let account = tx.account(path.account).await?;
        expected.must_be(account.revision)?;
        let account = tx.save(account.end_grant(role, organisation, &actor, at)?).await?;
        Tagged::new(account.revision, &AccountView::from(account))
    })
    .await
}

/// Suspend an account
///
/// *Tạm khóa tài khoản.* Administrator only, and never the caller's own account. All sessions of the account end at
/// once.
#[utoipa::path(post, path = "/accounts/{account}/suspension", responses((status = 200, description = "Suspended.")))]
pub(crate) async fn suspend_account(
    request: StepCommand<AccountPath, ReasonBody>,
    db: Db,
) -> Result<Once<Tagged<AccountView>>, Problem> {
    let StepCommand { actor, at, key, path, expected, body } = request;
    db.once(key, move |tx| async move {
        actor.must(Permission::ManageAccounts, None)?;
        let account = tx.account(path.account).await?;
        expected.must_be(account.revision)?;
        let account = tx.save(account.suspend(&body.reason, &actor, at)?).await?;
        Tagged::new(account.revision, &AccountView::from(account))
    })
    .await
}

/// Restore an account
///
/// *Mở khóa tài khoản.* Administrator only, and never the caller's own account.
#[utoipa::path(post, path = "/accounts/{account}/restoration", responses((status = 200, description = "Open again.")))]
pub(crate) async fn restore_account(
    request: StepCommand<AccountPath, Empty>,
    db: Db,
) -> Result<Once<Tagged<AccountView>>, Problem> {
    let StepCommand { actor, at, key, path, expected, .. } = request;
    db.once(key, move |tx| async move {
        actor.must(Permission::ManageAccounts, None)?;
        let account = tx.account(path.account).await?;
        expected.must_be(account.revision)?;
        let account = tx.save(account.restore(&actor, at)?).await?;
        Tagged::new(account.revision, &AccountView::from(account))
    })
    .await
}

/// Choose a password
///
/// *Kích hoạt tài khoản.* Public, with an enrolment code. A wrong, used or expired code is refused without saying
/// which (403); attempts are limited as at sign-in.
#[utoipa::path(
    post,
    path = "/enrolments",
    responses((status = 204, description = "Enrolled; sign in with the new password.")),
)]
pub(crate) async fn create_enrolment(
    request: HttpRequest,
    body: Body<NewEnrolment>,
    Now(now): Now,
    clock: web::Data<Clock>,
    throttle: web::Data<Throttle>,
    db: Db,
) -> Result<NoContent, Problem> {
    let Body(NewEnrolment { username, code, password }) = body;
    throttle.admit(&domain::base::text::fold(&username), client_address::address(&request))?;
    let hash = passwords::hash(password).await?;
    let named = username.clone();
    let known = db.ask(move |tx| async move { Ok(tx.account_named(&named).await?) }).await?;
    let done = db
        .write(move |tx| async move {
            let account = tx.account_named(&username).await?.ok_or_else(Account::enrolment_refused)?;
            tx.save(account.enrol(&passwords::code_digest(&code), hash, now)?).await?;
            Ok(NoContent)
        })
        .await;
    // What the environment did is no guess.
    let guessed = done.as_ref().is_err_and(|problem| matches!(problem.kind, Kind::NotAllowed));
    if let Some(account) = known.filter(|_| guessed) {
        failed_sign_in::note(&throttle, (Concept::Account, account.id.0), &db, &clock);
    }
    done
}

pub(crate) fn routes(routes: &mut impl Routes) {
    operations!(routes, "accounts":
        create_enrolment, list_accounts, create_account, show_account, issue_enrolment, grant_role, end_role,
        suspend_account, restore_account,
    );
}
