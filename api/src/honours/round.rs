//! The terms of the rounds of commendation of cycles.

use chrono::NaiveDate;
use domain::base::ids::{CycleId, Revision, RoundId};
use domain::base::policy::Permission;
use domain::honours::round::{Round, RoundTerms, Threshold, VoteBasis};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;
use validator::Validate;

use crate::access::caller::Caller;
use crate::access::command::{Command, PutCommand};
use crate::base::answer::{Created, Once, Tagged, Untagged};
use crate::base::citation::CitationBody;
use crate::base::db::Db;
use crate::base::hundredths::Hundredths;
use crate::base::paging::{Listing, Paging};
use crate::base::problem::{Problem, named, within};
use crate::base::query::Path;
use crate::base::reasons;
use crate::base::routes::{Routes, operations};
use crate::planning::campaign::{drafts_seen_by, must_be_seen};

/// The share of votes that a nominee must reach (rule L09).
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = Threshold, example = json!({"percent": 80, "basis": "ALL_MEMBERS"}))]
pub(crate) struct ThresholdBody {
    /// The share, above 0 and at most 100.
    percent: Hundredths,
    /// Of whom.
    basis: VoteBasis,
}

/// The terms of a round.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = RoundTerms, example = json!({
    "document": {"number": "88/KH-UBND", "date": "2024-09-16", "issuer": "UBND tỉnh",
        "title": "Kế hoạch xét khen thưởng năm 2024"},
    "collectives": 2, "individuals": 3, "threshold": {"percent": 80, "basis": "ALL_MEMBERS"},
    "refusalNoticeDays": 10, "objectionDays": 10, "consentRequired": true
}))]
pub(crate) struct RoundTermsBody {
    /// The document that says all this.
    #[validate(nested)]
    document: CitationBody,
    /// The day of the review that the round follows; for a mid-term or final round, which cannot begin without (rule S17).
    #[serde(deserialize_with = "crate::base::bounded_date::maybe", default, skip_serializing_if = "Option::is_none")]
    review_date: Option<NaiveDate>,
    /// Last day for nominations; absent if the round stays open.
    #[serde(deserialize_with = "crate::base::bounded_date::maybe", default, skip_serializing_if = "Option::is_none")]
    closes_on_date: Option<NaiveDate>,
    /// Quota of collectives that a unit nominates; it warns, or blocks where the movement says so (`quotaEffect` of its policy,
    /// rule S34). 0 to 10000.
    #[validate(range(min = 0, max = 10_000))]
    #[schema(minimum = 0, maximum = 10_000, example = 2)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    collectives: Option<i64>,
    /// Quota of individuals that a unit nominates; it warns, or blocks where the movement says so (`quotaEffect` of its policy,
    /// rule S34). 0 to 10000.
    #[validate(range(min = 0, max = 10_000))]
    #[schema(minimum = 0, maximum = 10_000, example = 3)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    individuals: Option<i64>,
    /// Quota of households that a unit nominates; it warns, or blocks where the movement says so (`quotaEffect` of its policy,
    /// rule S34). 0 to 10000.
    #[validate(range(min = 0, max = 10_000))]
    #[schema(minimum = 0, maximum = 10_000, example = 1)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    households: Option<i64>,
    /// The council votes that a nominee needs; absent if votes are only recorded (rule L09).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    threshold: Option<ThresholdBody>,
    /// Working days within which a unit is told that its nominee is not eligible; default 10 (rule L11). 0 to 250.
    #[validate(range(max = 250))]
    #[schema(minimum = 0, maximum = 250, example = 10)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    refusal_notice_days: Option<u16>,
    /// Number of working days for which the list of nominees is open to objections before their submission to the
    /// chair; absent if the list is not posted. 1 to 250.
    #[validate(range(min = 1, max = 250))]
    #[schema(minimum = 1, maximum = 250, example = 10)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    objection_days: Option<u16>,
    /// Whether every nominee is asked for consent before the nomination is sent; `false` unless said.
    #[serde(default)]
    consent_required: bool,
}

/// A round to set.
#[derive(Clone, Debug, Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct NewRound {
    /// The cycle.
    cycle: CycleId,
    /// Terms of the round.
    #[validate(nested)]
    terms: RoundTermsBody,
}

/// The terms of a cycle's round of commendation (đợt khen thưởng).
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Round)]
pub(crate) struct RoundView {
    /// Its identifier.
    id: RoundId,
    /// The cycle.
    cycle: CycleId,
    /// The cycle's code; in lists.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "2024")]
    cycle_code: Option<String>,
    /// Terms of the round.
    terms: RoundTermsBody,
    /// Revision number; the `ETag` contains the same number.
    revision: Revision,
}

/// The path parameter that names a round.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub(crate) struct RoundPath {
    /// The round's identifier.
    #[param(value_type = Uuid)]
    round: RoundId,
}

impl From<RoundTermsBody> for RoundTerms {
    fn from(body: RoundTermsBody) -> Self {
        let RoundTermsBody {
            document,
            review_date,
            closes_on_date,
            collectives,
            individuals,
            households,
            threshold,
            refusal_notice_days,
            objection_days,
            consent_required,
        } = body;
        Self {
            document: document.into(),
            review_date,
            closes_on: closes_on_date,
            collectives,
            individuals,
            households,
            threshold: threshold.map(|ThresholdBody { percent, basis }| Threshold { share: percent.0, basis }),
            refusal_notice_days,
            objection_days,
            consent_required,
        }
    }
}

impl From<Round> for RoundView {
    fn from(round: Round) -> Self {
        let Round { id, cycle, terms, revision } = round;
        let RoundTerms {
            document,
            review_date,
            closes_on,
            collectives,
            individuals,
            households,
            threshold,
            refusal_notice_days,
            objection_days,
            consent_required,
        } = terms;
        let threshold = threshold.map(|Threshold { share, basis }| ThresholdBody { percent: Hundredths(share), basis });
        let terms = RoundTermsBody {
            document: document.into(),
            review_date,
            closes_on_date: closes_on,
            collectives,
            individuals,
            households,
            threshold,
            refusal_notice_days,
            objection_days,
            consent_required,
        };
        Self { id, cycle, cycle_code: None, terms, revision }
    }
}

/// List rounds of commendation
///
/// *Các đợt khen thưởng.* Any signed-in caller.
#[utoipa::path(get, path = "/rounds", responses((status = 200, description = "The rounds, oldest first.")))]
pub(crate) async fn list_rounds(
    Caller(actor): Caller,
    paging: Paging,
    db: Db,
) -> Result<Untagged<Listing<RoundView>>, Problem> {
    actor.must(Permission::ReadRegistry, None)?;
    let (page, drafts) = (paging.page, drafts_seen_by(&actor));
    let (slice, codes) = db
        .read(move |tx| async move {
            let slice = tx.rounds(&drafts, page).await?;
            let codes = tx.cycle_codes(slice.items.iter().map(|round| round.cycle)).await?;
            Ok((slice, codes))
        })
        .await?;
    let row = |round: Round| RoundView { cycle_code: Some(codes.get(round.cycle)), ..RoundView::from(round) };
    Untagged::new(&Listing::new(&paging, slice, |round| round.id.0, row))
}

/// Set the terms of a cycle's round
///
/// *Quy định đợt khen thưởng.* Standing agency, under a document: the review that precedes a mid-term or final round
/// (rule S17), quotas that warn, or block where the movement says so (rule S34), the votes required in the council (rule
/// L09), how long the list of nominees is open to objections, and whether nominees must consent. Without it none of these
/// is enforced, and no mid-term or final nomination can be made.
#[utoipa::path(post, path = "/rounds", responses((status = 201, description = "Said.")))]
pub(crate) async fn create_round(request: Command<NewRound>, db: Db) -> Result<Once<Created<RoundView>>, Problem> {
    let Command { actor, at, key, body } = request;
    db.once(key, move |tx| async move {
        actor.must_somewhere(Permission::ManageRound)?;
        let NewRound { cycle, terms } = body;
        let cycle = named(tx.cycle(cycle).await, "/cycle", reasons::cycle_unknown)?;
        let id = RoundId(Uuid::now_v7());
        let step = Round::set(id, &cycle, terms.into(), &actor, at).map_err(within("/terms", &[]))?;
        let round = tx.add(step).await?;
        Created::new(format!("/v1/rounds/{id}"), round.revision, &RoundView::from(round))
    })
    .await
}

/// Show the terms of a round
///
/// *Xem đợt khen thưởng.* Any signed-in caller.
#[utoipa::path(get, path = "/rounds/{round}", responses((status = 200, description = "The round.")))]
pub(crate) async fn show_round(
    Caller(actor): Caller,
    path: Path<RoundPath>,
    db: Db,
) -> Result<Tagged<RoundView>, Problem> {
    actor.must(Permission::ReadRegistry, None)?;
    let round = db
        .read(move |tx| async move {
            let round = tx.round(path.0.round).await?;
            let cycle = tx.cycle(round.cycle).await?;
            must_be_seen(&tx.campaign(cycle.campaign).await?, &actor)?;
            Ok(round)
        })
        .await?;
    Tagged::new(round.revision, &RoundView::from(round))
}

/// Replace the terms of a round
///
/// *Sửa quy định đợt khen thưởng.* Standing agency; earlier decisions stay as they were.
#[utoipa::path(put, path = "/rounds/{round}", responses((status = 200, description = "Replaced.")))]
pub(crate) async fn edit_round(
    request: PutCommand<RoundPath, RoundTermsBody>,
    db: Db,
) -> Result<Tagged<RoundView>, Problem> {
    let PutCommand { actor, at, path, expected, body: terms } = request;
    db.write(move |tx| async move {
        actor.must_somewhere(Permission::ManageRound)?;
        let round = tx.round(path.round).await?;
        expected.must_be(round.revision)?;
        let cycle = tx.cycle(round.cycle).await?;
        let round = tx.save(round.change(&cycle, terms.into(), &actor, at)?).await?;
        Tagged::new(round.revision, &RoundView::from(round))
    })
    .await
}

pub(crate) fn routes(routes: &mut impl Routes) {
    operations!(routes, "nominations": list_rounds, create_round, show_round, edit_round);
}
