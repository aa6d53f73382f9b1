//! Levels of units: which there are, what their units are, and when they end.

use actix_web::HttpRequest;
use chrono::NaiveDate;
use domain::base::code::LevelCode;
use domain::base::ids::{LevelId, Revision};
use domain::base::policy::Permission;
use domain::registry::level::{IssuerClass, LEVELS_MAX, Level, LevelFacts, LevelKind};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;
use validator::Validate;

use crate::access::caller::Caller;
use crate::access::command::{Command, PutCommand, StepCommand};
use crate::base::answer::{Created, Once, Tagged, Untagged};
use crate::base::citation::CitationBody;
use crate::base::db::Db;
use crate::base::http_cache::{Cached, cached};
use crate::base::paging::{Listing, Paging};
use crate::base::problem::{Kind, Problem, within};
use crate::base::query::Path;
use crate::base::routes::{Routes, operations};
use crate::base::text::TextView;
use crate::registry::reasons;

/// What a level is, and how lists show it.
#[derive(Clone, Debug, Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({
    "name": {"vi": "phường", "en": "wards"}, "kind": "AUTHORITY", "gsoDigits": 5,
    "chair": "COMMUNE_CHAIR", "geographic": true, "position": 6
}))]
pub(crate) struct LevelEdit {
    /// Its name within a sentence, in both languages.
    #[validate(nested)]
    name: TextView,
    /// What its units are.
    kind: LevelKind,
    /// The number of digits of the statistics office's codes of its units (rule L33), 1 to 10; absent if that office
    /// numbers no such units.
    #[schema(minimum = 1, maximum = 10, example = 5)]
    gso_digits: Option<u8>,
    /// The class of issuers that the chairs of its People's Committees belong to (rule L11); absent if their heads are
    /// those of agencies.
    chair: Option<IssuerClass>,
    /// Whether its units are areas, which a map shows. `false` unless said.
    #[serde(default)]
    geographic: bool,
    /// Its place in lists, 0 to 1000: the least comes first.
    #[schema(minimum = 0, maximum = 1000, example = 6)]
    position: i64,
    /// Its first day; absent if it began before the registry.
    #[serde(default, deserialize_with = "crate::base::bounded_date::maybe")]
    valid_from: Option<NaiveDate>,
}

/// A level to enter.
#[derive(Clone, Debug, Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({
    "code": "WARD", "facts": {"name": {"vi": "phường", "en": "wards"}, "kind": "AUTHORITY", "gsoDigits": 5,
        "chair": "COMMUNE_CHAIR", "geographic": true, "position": 6}
}))]
pub(crate) struct NewLevel {
    /// Its code, which does not change.
    /// Example: `WARD`
    code: LevelCode,
    /// What it is.
    #[validate(nested)]
    facts: LevelEdit,
}

impl From<LevelEdit> for LevelFacts {
    fn from(body: LevelEdit) -> Self {
        let LevelEdit { name, kind, gso_digits, chair, geographic, position, valid_from } = body;
        Self { name: name.into(), kind, gso_digits, chair, geographic, position, valid_from }
    }
}

/// The end of a level.
#[derive(Clone, Debug, Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct LevelClosing {
    /// The level's last day, at most 24 months ahead.
    #[schema(example = "2025-06-30")]
    #[serde(deserialize_with = "crate::base::bounded_date::one")]
    last_date: NaiveDate,
    /// The document that says so, with number and day.
    #[validate(nested)]
    document: CitationBody,
}

/// A level of units (cấp).
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Level)]
pub(crate) struct LevelView {
    /// Its identifier.
    id: LevelId,
    /// Its code, by which units and groups name it.
    code: LevelCode,
    /// Its name within a sentence, in both languages.
    name: TextView,
    /// What its units are.
    kind: LevelKind,
    /// The number of digits of the statistics office's codes of its units; absent if that office numbers no such units.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 1, maximum = 10, example = 5)]
    gso_digits: Option<u8>,
    /// The class of issuers that the chairs of its People's Committees belong to; absent if their heads are those of
    /// agencies.
    #[serde(skip_serializing_if = "Option::is_none")]
    chair: Option<IssuerClass>,
    /// Whether its units are areas, which a map shows.
    geographic: bool,
    /// Its place in lists: the least comes first.
    #[schema(minimum = 0, maximum = 1000, example = 6)]
    position: i64,
    /// Its first day; absent if it began before the registry.
    #[serde(skip_serializing_if = "Option::is_none")]
    valid_from: Option<NaiveDate>,
    /// Its last day; absent while it is not known.
    #[serde(skip_serializing_if = "Option::is_none")]
    valid_to: Option<NaiveDate>,
    /// The document that ended it; absent while it goes on.
    #[serde(skip_serializing_if = "Option::is_none")]
    ended_by: Option<CitationBody>,
    /// Revision number; the `ETag` contains the same number.
    revision: Revision,
}

impl From<Level> for LevelView {
    fn from(level: Level) -> Self {
        let Level { id, code, facts, valid_to, ended_by, revision } = level;
        let LevelFacts { name, kind, gso_digits, chair, geographic, position, valid_from } = facts;
        let ended_by = ended_by.map(CitationBody::from);
        let name = name.into();
        Self { id, code, name, kind, gso_digits, chair, geographic, position, valid_from, valid_to, ended_by, revision }
    }
}

/// The path parameter that names a level.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub(crate) struct LevelPath {
    /// The code of the level.
    #[param(inline, example = "COMMUNE")]
    level: LevelCode,
}

/// List the levels of units
///
/// *Danh sách các cấp.* Any signed-in caller. Which levels there are is data: a level may end, and a province that
/// begins later has other ones.
#[utoipa::path(get, path = "/levels", responses((status = 200, description = "The levels, in the order of entering.")))]
pub(crate) async fn list_levels(
    Caller(actor): Caller,
    paging: Paging,
    db: Db,
) -> Result<Untagged<Listing<LevelView>>, Problem> {
    actor.must(Permission::ReadRegistry, None)?;
    let page = paging.page;
    let slice = db.ask(move |tx| async move { Ok(tx.level_list(page).await?) }).await?;
    Untagged::new(&Listing::new(&paging, slice, |level| level.id.0, LevelView::from))
}

/// Enter a level of units
///
/// *Thêm cấp.* Administrator only. The codes `ENTERPRISE` and `INDIVIDUAL` stand for criteria sets and are those of no
/// authorities. At most 50 levels.
#[utoipa::path(post, path = "/levels", responses((status = 201, description = "Entered.")))]
pub(crate) async fn create_level(request: Command<NewLevel>, db: Db) -> Result<Once<Created<LevelView>>, Problem> {
    let Command { actor, at, key, body } = request;
    db.once(key, move |tx| async move {
        actor.must(Permission::ManageRegistry, None)?;
        tx.lock_registry().await?;
        if LEVELS_MAX <= tx.levels().await?.iter().count() {
            return Err(Problem::new(Kind::WrongState, reasons::levels_too_many(LEVELS_MAX)));
        }
        let NewLevel { code, facts } = body;
        let entered = Level::enter(LevelId(Uuid::now_v7()), code, facts.into(), &actor, at);
        let level = tx.add(entered.map_err(within("/facts", &["/code"]))?).await?;
        Created::new(format!("/v1/levels/{}", level.code), level.revision, &LevelView::from(level))
    })
    .await
}

/// Show a level of units
///
/// *Xem một cấp.* Any signed-in caller.
#[utoipa::path(get, path = "/levels/{level}", responses((status = 200, description = "The level.")))]
pub(crate) async fn show_level(
    Caller(actor): Caller,
    path: Path<LevelPath>,
    db: Db,
) -> Result<Tagged<LevelView>, Problem> {
    actor.must(Permission::ReadRegistry, None)?;
    let level = db.ask(move |tx| async move { Ok(tx.level(path.0.level).await?) }).await?;
    Tagged::new(level.revision, &LevelView::from(level))
}

/// Correct a level of units
///
/// *Sửa thông tin của cấp.* Administrator only. Its code and kind do not change. Units that have a code of the
/// statistics office keep it, whatever number of digits the level has from now on.
#[utoipa::path(put, path = "/levels/{level}", responses((status = 200, description = "Corrected.")))]
pub(crate) async fn edit_level(
    request: PutCommand<LevelPath, LevelEdit>,
    db: Db,
) -> Result<Tagged<LevelView>, Problem> {
    let PutCommand { actor, at, path, expected, body: edit } = request;
    db.write(move |tx| async move {
        actor.must(Permission::ManageRegistry, None)?;
        tx.lock_registry().await?;
        let level = tx.level(path.level).await?;
        expected.must_be(level.revision)?;
        let facts = LevelFacts::from(edit);
        let earlier = match facts.valid_from.and_then(|first| first.pred_opt()) {
            Some(before) => tx.has_unit_of_level(level.code, (NaiveDate::MIN, before)).await?,
            None => false,
        };
        let level = tx.save(level.edit(facts, earlier, &actor, at)?).await?;
        Tagged::new(level.revision, &LevelView::from(level))
    })
    .await
}

/// End a level of units
///
/// *Kết thúc một cấp.* Administrator only, under the document that ends it, as the districts ended on 30 June 2025. No
/// unit of the level exists after its last day (rule L31). Later cycles have no group of the level.
#[utoipa::path(
    post,
    path = "/levels/{level}/closing",
    responses((status = 200, description = "Its last day is known.")),
)]
pub(crate) async fn close_level(
    request: StepCommand<LevelPath, LevelClosing>,
    db: Db,
) -> Result<Once<Tagged<LevelView>>, Problem> {
    let StepCommand { actor, at, key, path, expected, body } = request;
    db.once(key, move |tx| async move {
        actor.must(Permission::ManageRegistry, None)?;
        tx.lock_registry().await?;
        let level = tx.level(path.level).await?;
        expected.must_be(level.revision)?;
        let LevelClosing { last_date, document } = body;
        let left = tx.units_of_level_after(level.code, last_date).await?;
        let level = tx.save(level.end(last_date, document.into(), &left, &actor, at)?).await?;
        Tagged::new(level.revision, &LevelView::from(level))
    })
    .await
}

/// List the levels of units, for the public
///
/// *Danh sách các cấp.* Public. What the codes of levels stand for; the group of all units of a level has the level's
/// code.
#[utoipa::path(get, path = "/levels", responses((status = 200, description = "The levels, in the order of entering.")))]
pub(crate) async fn list_public_levels(
    request: HttpRequest,
    paging: Paging,
    db: Db,
) -> Result<Cached<Listing<LevelView>>, Problem> {
    let page = paging.page;
    let slice = db.read(move |tx| async move { Ok(tx.level_list(page).await?) }).await?;
    let open = |level: Level| {
        let ended_by = level.ended_by.map(|document| document.for_public());
        LevelView::from(Level { ended_by, ..level })
    };
    cached(&request, &Listing::new(&paging, slice, |level| level.id.0, open))
}

pub(crate) fn routes(routes: &mut impl Routes) {
    operations!(routes, "organisations": list_levels, create_level, show_level, edit_level, close_level);
}

pub(crate) fn public_routes(routes: &mut impl Routes) {
    operations!(routes, "public": list_public_levels);
}
