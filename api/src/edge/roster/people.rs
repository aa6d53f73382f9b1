//! Accounts that are opened in one list, with their roles; the enrolment codes come out once.

use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta, Utc};
use domain::base::calendar::day_of;
use domain::base::identity::{Account, Actor, Enrolment};
use domain::base::ids::AccountId;
use domain::base::policy::{Permission, Role};
use domain::base::step::Step;
use domain::base::text::fold;
use domain::registry::organisation::Organisation;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::base::answer::{Once, ShownOnce, Untagged};
use crate::base::db::Db;
use crate::base::operation::{self, Schemas};
use crate::base::problem::Problem;
use crate::base::query::Query;
use crate::base::routes::{Routes, operations};
use crate::edge::reasons;
use crate::edge::roster::{
    Choice, Entry, Head, LIST_BYTES_MAX, ListQuery, Roster, chosen, content, media_of, not_among,
};
use crate::reporting::upload::UploadCommand;
use crate::security::passwords;

/// How far the clocks of the province are ahead of UTC.
const PROVINCE: TimeDelta = TimeDelta::hours(7);

/// The columns of a list of people.
const HEADS: &[Head] = &[
    Head { key: "username", vi: "Tên đăng nhập", labels: &[], required: true },
    Head { key: "name", vi: "Họ và tên", labels: &["ho ten"], required: true },
    Head { key: "roles", vi: "Vai trò", labels: &[], required: true },
    Head { key: "unitCode", vi: "Mã đơn vị", labels: &[], required: true },
];

/// A list of people.
pub(crate) enum PeopleListFile {}

impl operation::Content for PeopleListFile {
    fn content(schemas: &mut Schemas) -> serde_json::Map<String, serde_json::Value> {
        content(schemas, "username,name,roles,unitCode\nhoa.le,Le Thi Hoa (demo),UNIT_EDITOR UNIT_HEAD,943\n")
    }
}

/// A person of a list.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ListedPerson {
    /// The row of the file, from 1.
    #[schema(minimum = 1, example = 2)]
    row: usize,
    /// The user name.
    #[schema(example = "ngan.nguyen")]
    username: String,
    /// The person's name.
    #[schema(example = "Nguyễn Thị Ngân (demo)")]
    name: String,
    /// The account; absent if the list was only checked.
    #[serde(skip_serializing_if = "Option::is_none")]
    account: Option<AccountId>,
}

/// A text file in an answer.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct CodesFile {
    /// The name of the file.
    #[schema(example = "ma-kich-hoat.csv")]
    name: String,
    /// Its text: CSV for Excel with user name, name, code of the unit, enrolment code, and until when it can be used.
    #[schema(example = "\"hoa.le\",\"Le Thi Hoa\",\"943\",\"BCDF-GHJK-LMNP-QRST\",\"10:43 07/12/2026\"\r\n")]
    text: String,
}

/// What became of a list of people.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct PeopleListView {
    /// Whether it was only checked.
    dry_run: bool,
    /// The accounts, in the order of the rows.
    accounts: Vec<ListedPerson>,
    /// The enrolment codes, in this answer alone: they are not stored and not shown again, also not to a repeated request.
    /// Absent if the list was only checked.
    #[serde(skip_serializing_if = "Option::is_none")]
    codes: Option<CodesFile>,
}

/// A row that was decided: the account and its roles.
struct Opening {
    row: usize,
    unit_code: String,
    code: String,
    account: Step<Account>,
    roles: Vec<Role>,
    unit: Organisation,
}

/// Open a list of accounts
///
/// *Mở danh sách tài khoản.* Administrator only. CSV or Excel, at most 5000 rows and 8 MiB; the first row has the heads
/// `username`, `name`, `roles` and `unitCode`, or their Vietnamese names (`Tên đăng nhập`, `Họ và tên`, `Vai trò`, `Mã đơn vị`).
/// `roles` holds one role or several: codes separated by blanks, or Vietnamese names such as `thủ trưởng đơn vị` separated by
/// semicolons. Each row is checked like `POST /v1/accounts` and `POST /v1/accounts/{account}/grants`. All accounts are opened
/// or none: otherwise 422 names every fault with its cell. The enrolment codes are good once and for seven days; they are in
/// this answer alone. With `dryRun=true` nothing is stored.
#[utoipa::path(post, path = "/account-lists", responses((status = 200, description = "Opened, or checked.")))]
pub(crate) async fn open_accounts(
    stream: UploadCommand<PeopleListFile>,
    Query(query): Query<ListQuery>,
    db: Db,
) -> Result<Once<Untagged<PeopleListView>>, Problem> {
    let (actor, at) = (stream.actor.clone(), stream.at);
    actor.must(Permission::ManageAccounts, None)?;
    let (dry_run, media) = (query.dry_run.unwrap_or(false), media_of(stream.media_type())?);
    let (spool, key) = stream.receive(LIST_BYTES_MAX).await?;
    let mut roster = Roster::read(spool, media, HEADS).await?;
    db.once_showing(key, move |tx| async move {
        let units = Units::of(tx.all_organisations().await?, at);
        let mut openings: Vec<Opening> = Vec::new();
        let mut seen: BTreeMap<String, usize> = BTreeMap::new();
        for row in std::mem::take(&mut roster.rows) {
            let said = fold(&row.said("username"));
            if let Some(earlier) = seen.insert(said.clone(), row.number).filter(|_| !said.is_empty()) {
                roster.fault(row.place("username"), reasons::list_row_twice(earlier));
            }
            let Some(opening) = opening_of(&row, &units, &mut roster, (&actor, at))? else { continue };
            let username = opening.account.after().username.clone();
            if tx.account_named(&username).await?.is_some() {
                roster.fault(row.place("username"), crate::base::reasons::username_taken());
                continue;
            }
            openings.push(opening);
        }
        roster.must_be_sound()?;
        // Excel reads a file with this mark as UTF-8.
        let mut lines = String::from("\u{feff}Tên đăng nhập,Họ và tên,Mã đơn vị,Mã kích hoạt,Dùng được đến\r\n");
        let mut accounts = Vec::with_capacity(openings.len());
        for Opening { row, unit_code, code, account, roles, unit } in openings {
            let (username, name) = (account.after().username.clone(), account.after().name.clone());
            let opened = if dry_run {
                None
            } else {
                let mut account = tx.add(account).await?;
                for role in roles {
                    let grant = account.grant_for(role, (unit.id, unit.ended_by(at)), &actor, at)?;
                    account = tx.save(grant).await?;
                }
                let expires = account.enrolment.as_ref().map(|out| moment(out.expires_at)).unwrap_or_default();
                let cells = [&username, &name, &unit_code, &code, &expires];
                lines.push_str(&cells.map(|cell| quoted(cell)).join(","));
                lines.push_str("\r\n");
                Some(account.id)
            };
            accounts.push(ListedPerson { row, username, name, account: opened });
        }
        let kept = PeopleListView { dry_run, accounts: accounts.clone(), codes: None };
        let file = CodesFile { name: "ma-kich-hoat.csv".to_owned(), text: lines };
        let now = PeopleListView { dry_run, accounts, codes: (!dry_run).then_some(file) };
        Ok(ShownOnce { now: Untagged::new(&now)?, kept: Untagged::new(&kept)? })
    })
    .await
}

/// An instant as the clocks of the province show it.
fn moment(at: DateTime<Utc>) -> String {
    (at + PROVINCE).format("%H:%M %d/%m/%Y").to_string()
}

/// A cell of CSV; a text is never a formula.
fn quoted(text: &str) -> String {
    let guard = if text.starts_with(['=', '+', '-', '@', '\t']) { "'" } else { "" };
    format!("\"{guard}{}\"", text.replace('"', "\"\""))
}

fn opening_of(
    row: &Entry,
    units: &Units,
    roster: &mut Roster,
    (actor, at): (&Actor, DateTime<Utc>),
) -> Result<Option<Opening>, Problem> {
    let (username, name) = (row.text("username", 100, roster), row.text("name", 200, roster));
    let (written, unit_code) = (row.text("roles", 300, roster), row.text("unitCode", 50, roster));
    let known: Vec<Choice<'_, Role>> =
        Role::ALL.iter().map(|role| Choice { value: *role, code: role.as_str(), vi: role.vi() }).collect();
    let mut roles: Vec<Role> = Vec::new();
    for part in written.split([',', ';', '\n']).map(str::trim).filter(|part| !part.is_empty()) {
        // A Vietnamese name is several words; codes may stand between blanks.
        let words = if chosen(part, &known).is_some() { vec![part] } else { part.split_whitespace().collect() };
        for word in words {
            match chosen(word, &known) {
                Some(role) if !roles.contains(&role) => roles.push(role),
                Some(_) => {}
                None => roster.fault(row.place("roles"), not_among(word, &known)),
            }
        }
    }
    if written.is_empty() {
        roster.fault(row.place("roles"), reasons::list_cell_empty());
    }
    let unit = units.with(&unit_code).cloned();
    if unit.is_none() {
        roster.fault(row.place("unitCode"), reasons::list_unit_unknown(&unit_code));
    }
    let (code, digest) = passwords::enrolment_code()?;
    let enrolment = Enrolment::listed(digest, at);
    let created = Account::create(AccountId(Uuid::now_v7()), &username, &name, enrolment, actor, at);
    let account = roster.keep(row, created, |pointer| if pointer == "/name" { "name" } else { "username" });
    let (Some(unit), Some(account)) = (unit, account) else { return Ok(None) };
    for role in &roles {
        let taken = unit.must_take_people(*role, at);
        if roster.keep(row, taken, |_pointer| "unitCode").is_none() {
            return Ok(None);
        }
    }
    Ok(Some(Opening { row: row.number, unit_code, code, account, roles, unit }))
}

/// The units by their codes: of several that had one, the one that exists today, or else the last one.
struct Units(BTreeMap<String, Organisation>);

impl Units {
    fn of(units: Vec<Organisation>, at: DateTime<Utc>) -> Self {
        let today = day_of(at);
        let mut by_code: BTreeMap<String, Organisation> = BTreeMap::new();
        for unit in units {
            for code in unit.codes.clone() {
                let known = by_code.get(&fold(&code.value));
                if known.is_none_or(|known| !known.exists_during(today, today)) {
                    by_code.insert(fold(&code.value), unit.clone());
                }
            }
        }
        Self(by_code)
    }

    fn with(&self, code: &str) -> Option<&Organisation> {
        self.0.get(&fold(code))
    }
}

pub(crate) fn routes(routes: &mut impl Routes) {
    operations!(routes, "accounts": open_accounts);
}
