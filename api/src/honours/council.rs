//! Minutes of the council, and its votes.

use chrono::{DateTime, NaiveDate, Utc};
use domain::base::identity::Scope;
use domain::base::ids::{CycleId, NominationId, Revision, SessionMinutesId};
use domain::base::policy::Permission;
use domain::honours::council::{Ballot, SessionMinutes};
use domain::papers::paper_file::{PaperFiles, PaperOwner};
use domain::planning::cycle::Cycle;
use persistence::planning::cycle::CycleCodes;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;
use validator::Validate;

use crate::access::caller::Caller;
use crate::access::command::Command;
use crate::access::movement::must_reach;
use crate::base::answer::{Created, Once, Tagged, Untagged};
use crate::base::citation::FileBody;
use crate::base::db::Db;
use crate::base::paging::{Listing, Paging};
use crate::base::problem::{Problem, named};
use crate::base::query::{Path, Query};
use crate::base::routes::{Routes, operations};
use crate::base::text::Line;
use crate::honours::reasons;
use crate::papers::paper_view::PaperBytesView;

/// The votes for one nominee.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = Ballot)]
pub(crate) struct BallotBody {
    /// The nomination.
    nomination: NominationId,
    /// The votes for it; at most those present (rule L09). 0 to 200.
    #[validate(range(min = 0, max = 200))]
    #[schema(minimum = 0, maximum = 200, example = 9)]
    votes_for: i64,
}

/// Minutes to record (biên bản họp Hội đồng).
#[derive(Clone, Debug, Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct NewSessionMinutes {
    /// The cycle whose nominations were voted on.
    cycle: CycleId,
    /// Number and symbol; 1 to 300 characters.
    /// Example: `7/BB-HĐTĐKT`
    #[validate(nested)]
    number: Line,
    /// The day of the session, not in the future.
    #[schema(example = "2024-12-10")]
    #[serde(deserialize_with = "crate::base::bounded_date::one")]
    date: NaiveDate,
    /// Who chaired it; 1 to 300 characters.
    /// Example: `Chủ tịch Hội đồng (demo)`
    #[validate(nested)]
    chair: Line,
    /// The members of the council. 1 to 200.
    #[validate(range(min = 1, max = 200))]
    #[schema(minimum = 1, maximum = 200, example = 11)]
    members_total: i64,
    /// Those who were present. 0 to 200, and at most the members (rule L09).
    #[validate(range(min = 0, max = 200))]
    #[schema(minimum = 0, maximum = 200, example = 10)]
    members_present: i64,
    /// The votes, nomination by nomination. 1 to 500.
    #[validate(length(min = 1, max = 500), nested)]
    #[schema(min_items = 1, max_items = 500)]
    ballots: Vec<BallotBody>,
    /// The signed minutes.
    #[validate(nested)]
    #[serde(default)]
    file: Option<FileBody>,
}

/// The minutes of one session of the council.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = SessionMinutes)]
pub(crate) struct SessionMinutesView {
    /// Their identifier.
    id: SessionMinutesId,
    /// The cycle whose nominations were voted on.
    cycle: CycleId,
    /// The cycle's code.
    #[schema(example = "2024")]
    cycle_code: String,
    /// Number and symbol.
    #[schema(example = "7/BB-HĐTĐKT")]
    number: String,
    /// The day of the session.
    date: NaiveDate,
    /// Who chaired it.
    #[schema(example = "Chủ tịch Hội đồng (demo)")]
    chair: String,
    /// The members of the council.
    #[schema(minimum = 1, example = 11)]
    members_total: i64,
    /// Those who were present.
    #[schema(minimum = 0, example = 10)]
    members_present: i64,
    /// The votes.
    ballots: Vec<BallotBody>,
    /// The signed minutes.
    #[serde(skip_serializing_if = "Option::is_none")]
    file: Option<FileBody>,
    /// Whether their bytes are kept (rule P05).
    paper: PaperBytesView,
    /// When they were recorded.
    recorded_at: DateTime<Utc>,
}

/// The minutes of one session in the list: without the votes, which their own address shows.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = ListedSessionMinutes)]
pub(crate) struct SessionMinutesRow {
    /// Their identifier.
    id: SessionMinutesId,
    /// The cycle whose nominations were voted on.
    cycle: CycleId,
    /// The cycle's code.
    #[schema(example = "2024")]
    cycle_code: String,
    /// Number and symbol.
    #[schema(example = "7/BB-HĐTĐKT")]
    number: String,
    /// The day of the session.
    date: NaiveDate,
    /// Who chaired it.
    #[schema(example = "Chủ tịch Hội đồng (demo)")]
    chair: String,
    /// The members of the council.
    #[schema(minimum = 1, example = 11)]
    members_total: i64,
    /// Those who were present.
    #[schema(minimum = 0, example = 10)]
    members_present: i64,
    /// Number of nominations that were voted on.
    #[schema(minimum = 1, maximum = 500, example = 12)]
    ballot_count: usize,
    /// Where the votes are shown.
    #[schema(example = "/v1/session-minutes/01935f3e-7c4a-7d2b-9f10-3c5a8e6b1d24")]
    href: String,
    /// When they were recorded.
    recorded_at: DateTime<Utc>,
}

impl SessionMinutesRow {
    fn new(minutes: SessionMinutes, codes: &CycleCodes) -> Self {
        let SessionMinutes {
            id,
            cycle,
            number,
            date,
            chair,
            members_total,
            members_present,
            ballots,
            file: _,
            recorded_at,
            revision: _,
        } = minutes;
        Self {
            id,
            cycle,
            cycle_code: codes.get(cycle),
            number,
            date,
            chair,
            members_total,
            members_present,
            ballot_count: ballots.len(),
            href: format!("/v1/session-minutes/{id}"),
            recorded_at,
        }
    }
}

impl SessionMinutesView {
    fn new(minutes: SessionMinutes, of: &Cycle, files: &PaperFiles) -> Self {
        let SessionMinutes {
            id,
            cycle,
            number,
            date,
            chair,
            members_total,
            members_present,
            ballots,
            file,
            recorded_at,
            revision: _,
        } = minutes;
        let ballots =
            ballots.into_iter().map(|Ballot { nomination, votes_for }| BallotBody { nomination, votes_for }).collect();
        let paper = PaperBytesView::new(files, None, file.as_ref().map(|file| file.sha256.as_str()));
        Self {
            id,
            cycle,
            cycle_code: of.code.clone(),
            number,
            date,
            chair,
            members_total,
            members_present,
            ballots,
            file: file.map(|file| files.sized(file).into()),
            paper,
            recorded_at,
        }
    }
}

/// The path parameter that names the minutes.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub(crate) struct SessionMinutesPath {
    /// The minutes' identifier.
    #[param(value_type = Uuid)]
    pub(crate) minutes: SessionMinutesId,
}

/// The filters of the list of minutes.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct SessionMinutesQuery {
    /// Of this cycle.
    #[param(value_type = Option<Uuid>)]
    cycle: Option<CycleId>,
}

/// List minutes of the council
///
/// *Danh sách biên bản họp Hội đồng.* The agencies and the auditor. A row has the number of ballots and the address that
/// shows them.
#[utoipa::path(get, path = "/session-minutes", responses((status = 200, description = "The minutes, oldest first.")))]
pub(crate) async fn list_session_minutes(
    Caller(actor): Caller,
    Query(query): Query<SessionMinutesQuery>,
    paging: Paging,
    db: Db,
) -> Result<Untagged<Listing<SessionMinutesRow>>, Problem> {
    let (scope, page) = (actor.scope(Permission::ReadDecision)?, paging.page);
    let (slice, codes) = db
        .read(move |tx| async move {
            let slice = tx.all_session_minutes(&scope, query.cycle, page).await?;
            let codes = tx.cycle_codes(slice.items.iter().map(|one| one.cycle)).await?;
            Ok((slice, codes))
        })
        .await?;
    Untagged::new(&Listing::new(&paging, slice, |one| one.id.0, |one| SessionMinutesRow::new(one, &codes)))
}

/// Record minutes of the council
///
/// *Ghi nhận biên bản và kết quả bỏ phiếu.* Appraisal agency, for dossiers that it found eligible; votes ≤ present ≤ members
/// (rule L09). Every nomination in them carries its votes then; a later session's votes take the place of an earlier one's.
/// Minutes never change.
#[utoipa::path(post, path = "/session-minutes", responses((status = 201, description = "Recorded.")))]
pub(crate) async fn create_session_minutes(
    request: Command<NewSessionMinutes>,
    db: Db,
) -> Result<Once<Created<SessionMinutesView>>, Problem> {
    let Command { actor, at, key, body } = request;
    db.once(key, move |tx| async move {
        actor.must(Permission::AppraiseNomination, None)?;
        let mut nominations = Vec::with_capacity(body.ballots.len());
        for (index, ballot) in body.ballots.iter().enumerate() {
            let found = tx.nomination(&Scope::Everything, ballot.nomination).await;
            nominations.push(named(found, format!("/ballots/{index}/nomination"), reasons::nomination_unknown)?);
        }
        let id = SessionMinutesId(Uuid::now_v7());
        let cycle = tx.cycle(body.cycle).await?;
        let voting = minutes(id, body, at).record(&cycle, nominations, &actor, at)?;
        let recorded = tx.add(voting.minutes).await?;
        for nomination in voting.nominations {
            tx.save(nomination).await?;
        }
        let revision = recorded.revision;
        let view = SessionMinutesView::new(recorded, &cycle, &PaperFiles::default());
        Created::new(format!("/v1/session-minutes/{id}"), revision, &view)
    })
    .await
}

fn minutes(id: SessionMinutesId, body: NewSessionMinutes, at: DateTime<Utc>) -> SessionMinutes {
    let NewSessionMinutes { cycle, number, date, chair, members_total, members_present, ballots, file } = body;
    let ballots =
        ballots.into_iter().map(|BallotBody { nomination, votes_for }| Ballot { nomination, votes_for }).collect();
    SessionMinutes {
        id,
        cycle,
        number: number.into(),
        date,
        chair: chair.into(),
        members_total,
        members_present,
        ballots,
        file: file.map(Into::into),
        recorded_at: at,
        revision: Revision::FIRST,
    }
}

/// Show minutes of the council
///
/// *Xem biên bản.* The agencies and the auditor.
#[utoipa::path(get, path = "/session-minutes/{minutes}", responses((status = 200, description = "The minutes.")))]
pub(crate) async fn show_session_minutes(
    Caller(actor): Caller,
    path: Path<SessionMinutesPath>,
    db: Db,
) -> Result<Tagged<SessionMinutesView>, Problem> {
    let (minutes, cycle, files) = db
        .read(move |tx| async move {
            let minutes = tx.session_minutes(path.0.minutes).await?;
            let cycle = tx.cycle(minutes.cycle).await?;
            must_reach(&actor, Permission::ReadDecision, cycle.campaign)?;
            let files = tx.paper_files_of(PaperOwner::SessionMinutes, minutes.id.0).await?;
            Ok((minutes, cycle, files))
        })
        .await?;
    Tagged::new(minutes.revision, &SessionMinutesView::new(minutes, &cycle, &files))
}

pub(crate) fn routes(routes: &mut impl Routes) {
    operations!(routes, "nominations": list_session_minutes, create_session_minutes, show_session_minutes);
}
