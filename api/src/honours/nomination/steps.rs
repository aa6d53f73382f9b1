//! The steps of a nomination's workflow.

use domain::base::calendar::day_of;
use domain::base::identity::Scope;
use domain::base::policy::Permission;
use domain::honours::consultation::must_be_answered;
use domain::honours::nomination::REFUSAL_NOTICE_DAYS;
use domain::honours::nomination::presentation::Demands;
use domain::honours::nomination::progress::Supplement;
use domain::honours::nomination::workflow::NominationVerb;
use domain::honours::regime::regime_on;
use domain::honours::time_limit::TimedStep;
use domain::papers::paper_file::PaperOwner;
use persistence::honours::objection::Objected;

use crate::access::command::StepCommand;
use crate::base::answer::{Once, Tagged};
use crate::base::body::{Empty, ReasonBody};
use crate::base::db::Db;
use crate::base::problem::{Problem, named};
use crate::base::routes::{Routes, operations};
use crate::honours::nomination::surroundings::{Kin, Surroundings, Yardstick};
use crate::honours::nomination::{
    Appraisal, Merger, NewConsent, NewMarkAnswer, NewOpinion, NominationPath, NominationReturn, NominationView,
    RefusalNotice, found, save,
};
use crate::honours::reasons;

/// Submit a nomination
///
/// *Gửi hồ sơ.* Head of the unit, or the standing agency where it nominates itself. The first recipient is the standing
/// agency (rule S21). The answer names everything that is missing: the papers required by the regime in force (rules
/// L05, L06; for a collective also S20), the confirmation, a letter that lists exactly those who are nominated under it
/// (rule L08), the category and its criterion (rules S10, S11), and the bytes of every paper, under the hash that the
/// dossier declares (rule P05; `POST /v1/paper-files`). `GET …/completeness` checks this in advance. Where the movement
/// lets a quota block (`quotaEffect` of its policy), a nomination above the quota of the round is refused (rule S34):
/// what the unit has sent of the same kind of subject counts, unless it was withdrawn.
#[utoipa::path(
    post,
    path = "/nominations/{nomination}/submission",
    responses((status = 200, description = "Submitted.")),
)]
pub(crate) async fn submit_nomination(
    request: StepCommand<NominationPath, Empty>,
    db: Db,
) -> Result<Once<Tagged<NominationView>>, Problem> {
    let StepCommand { actor, at, key, path, expected, .. } = request;
    db.once(key, move |tx| async move {
        let nomination = found(&tx, &actor, path.nomination, expected).await?;
        nomination.may(NominationVerb::Submit, &actor)?;
        tx.cycle_to_use(nomination.cycle).await?.must_not_have_ended()?;
        tx.hold_round_of(nomination.cycle).await?;
        tx.hold_paper_files_of(PaperOwner::Nomination, nomination.id.0).await?;
        let yardstick = Yardstick::of(&tx, &nomination, at).await?;
        let step = nomination.submit(yardstick.measures(), &actor, at);
        save(&tx, step?, &actor).await
    })
    .await
}

/// Record whether the nominee agrees
///
/// *Ghi nhận ý kiến của người được đề nghị.* The nominee's own account, or the unit or agency that prepares the
/// nomination, with the paper that the nominee signed; may be repeated until the dossier is submitted to the chair. A
/// round may require consent before the nomination is sent; in any round, the nomination of a nominee who declined does
/// not proceed.
#[utoipa::path(post, path = "/nominations/{nomination}/consent", responses((status = 200, description = "Recorded.")))]
pub(crate) async fn consent_nomination(
    request: StepCommand<NominationPath, NewConsent>,
    db: Db,
) -> Result<Once<Tagged<NominationView>>, Problem> {
    let StepCommand { actor, at, key, path, expected, body } = request;
    db.once(key, move |tx| async move {
        let nomination = found(&tx, &actor, path.nomination, expected).await?;
        let NewConsent { given, reason, document } = body;
        save(&tx, nomination.consent(given, (&reason, document.map(Into::into)), &actor, at)?, &actor).await
    })
    .await
}

/// Receive a nomination
///
/// *Tiếp nhận hồ sơ.* Standing agency (rule S21). From this day on the regime in force is the dossier's (rule L39), and
/// the clock of the appraisal runs (rule L10).
#[utoipa::path(post, path = "/nominations/{nomination}/receipt", responses((status = 200, description = "Received.")))]
pub(crate) async fn receive_nomination(
    request: StepCommand<NominationPath, Empty>,
    db: Db,
) -> Result<Once<Tagged<NominationView>>, Problem> {
    let StepCommand { actor, at, key, path, expected, .. } = request;
    db.once(key, move |tx| async move {
        let nomination = found(&tx, &actor, path.nomination, expected).await?;
        let regimes = tx.all_regimes().await?;
        save(&tx, nomination.receive(regime_on(&regimes, day_of(at))?, &actor, at)?, &actor).await
    })
    .await
}

/// Return a nomination for supplement
///
/// *Trả lại bổ sung.* Standing agency, or the appraisal agency once the dossier was forwarded, with a reason and a list
/// of what to correct (rule L12). The appraisal clock is paused until the dossier is submitted again.
#[utoipa::path(post, path = "/nominations/{nomination}/return", responses((status = 200, description = "Returned.")))]
pub(crate) async fn return_nomination(
    request: StepCommand<NominationPath, NominationReturn>,
    db: Db,
) -> Result<Once<Tagged<NominationView>>, Problem> {
    let StepCommand { actor, at, key, path, expected, body } = request;
    db.once(key, move |tx| async move {
        let nomination = found(&tx, &actor, path.nomination, expected).await?;
        let NominationReturn { reason, items } = body;
        let items = items.into_iter().map(Supplement::from).collect();
        save(&tx, nomination.send_back(&reason, items, &actor, at)?, &actor).await
    })
    .await
}

/// Forward a nomination to the appraisal agency
///
/// *Chuyển thẩm định.* Standing agency, once it has received the dossier (rule S22) and nothing bars it: an open
/// integrity flag (rule L01), discipline served later (rule L02), an award for the same achievement (rule L03), a
/// second nomination of the same subject (rule L04), a missing result (rule S35); and every sign that has to be looked
/// into was answered (rules U06, U07). `GET …/bars` lists these in advance.
#[utoipa::path(
    post,
    path = "/nominations/{nomination}/forwarding",
    responses((status = 200, description = "Forwarded.")),
)]
pub(crate) async fn forward_nomination(
    request: StepCommand<NominationPath, Empty>,
    db: Db,
) -> Result<Once<Tagged<NominationView>>, Problem> {
    let StepCommand { actor, at, key, path, expected, .. } = request;
    db.once(key, move |tx| async move {
        let nomination = found(&tx, &actor, path.nomination, expected).await?;
        nomination.may(NominationVerb::Forward, &actor)?;
        let cycle = tx.cycle(nomination.cycle).await?;
        let surroundings = Surroundings::of(&tx, &nomination, &cycle).await?;
        save(&tx, nomination.forward(surroundings.beside(), &actor, at)?, &actor).await
    })
    .await
}

/// Answer a sign that has to be looked into
///
/// *Kết luận dấu hiệu cần xác minh.* Standing agency or appraisal agency: what it found about another subject whose name
/// is the same or differs in accents only (rule U07), or about an entry or an award of a predecessor (rule U06). The
/// dossier waits for the answer and is not barred. Units do not read it.
#[utoipa::path(
    post,
    path = "/nominations/{nomination}/mark-answers",
    responses((status = 200, description = "Answered.")),
)]
pub(crate) async fn answer_mark(
    request: StepCommand<NominationPath, NewMarkAnswer>,
    db: Db,
) -> Result<Once<Tagged<NominationView>>, Problem> {
    let StepCommand { actor, at, key, path, expected, body } = request;
    db.once(key, move |tx| async move {
        let nomination = found(&tx, &actor, path.nomination, expected).await?;
        nomination.may(NominationVerb::Answer, &actor)?;
        let cycle = tx.cycle(nomination.cycle).await?;
        let surroundings = Surroundings::of(&tx, &nomination, &cycle).await?;
        let answer = (body.about, &*body.reason);
        save(&tx, nomination.answer(surroundings.beside(), answer, &actor, at)?, &actor).await
    })
    .await
}

/// Record a distinct achievement
///
/// *Ghi nhận thành tích khác.* Standing agency: states that the nomination is based on another achievement than the
/// subject's earlier award (rule L03), and what is different. It lifts that bar and no other.
#[utoipa::path(
    post,
    path = "/nominations/{nomination}/distinction",
    responses((status = 200, description = "Recorded.")),
)]
pub(crate) async fn distinguish_nomination(
    request: StepCommand<NominationPath, ReasonBody>,
    db: Db,
) -> Result<Once<Tagged<NominationView>>, Problem> {
    let StepCommand { actor, at, key, path, expected, body } = request;
    db.once(key, move |tx| async move {
        let nomination = found(&tx, &actor, path.nomination, expected).await?;
        save(&tx, nomination.distinguish(&body.reason, &actor, at)?, &actor).await
    })
    .await
}

/// Merge a nomination into another of the same subject
///
/// *Nhập hồ sơ trùng.* Standing agency: of two nominations of one subject in a cycle, one continues, and the nomination
/// in the path ends (rule L04).
#[utoipa::path(
    post,
    path = "/nominations/{nomination}/merger",
    responses((status = 200, description = "Merged; it is withdrawn.")),
)]
pub(crate) async fn merge_nomination(
    request: StepCommand<NominationPath, Merger>,
    db: Db,
) -> Result<Once<Tagged<NominationView>>, Problem> {
    let StepCommand { actor, at, key, path, expected, body } = request;
    db.once(key, move |tx| async move {
        let nomination = found(&tx, &actor, path.nomination, expected).await?;
        let found = tx.nomination(&Scope::Everything, body.into).await;
        let into = named(found, "/into", reasons::nomination_unknown)?;
        let kin = Kin::of(&tx, &nomination).await?;
        let same = nomination.compare_by_lineage(&into, &kin.subject_names).is_some()
            || tx.nominations_of_same_person(nomination.id).await?.contains(&into.id);
        save(&tx, nomination.merge(&into, same, &actor, at)?, &actor).await
    })
    .await
}

/// Appraise a nomination
///
/// *Thẩm định.* Appraisal agency, once the dossier was forwarded (rule S22) and every agency that is consulted has
/// answered, or let its working days pass without an answer; never a person
/// who submitted it, nor the nominee (rule L19). A refusal needs a reason, and a notice to the unit becomes due (rule
/// L11).
#[utoipa::path(
    post,
    path = "/nominations/{nomination}/appraisal",
    responses((status = 200, description = "Appraised.")),
)]
pub(crate) async fn appraise_nomination(
    request: StepCommand<NominationPath, Appraisal>,
    db: Db,
) -> Result<Once<Tagged<NominationView>>, Problem> {
    let StepCommand { actor, at, key, path, expected, body } = request;
    db.once(key, move |tx| async move {
        let nomination = found(&tx, &actor, path.nomination, expected).await?;
        let Appraisal { eligible, reason } = body;
        nomination.may(NominationVerb::AppraiseEligible, &actor)?;
        let years = tx.all_work_years().await?;
        must_be_answered(&tx.consultations_about(&[nomination.id]).await?, &years, day_of(at))?;
        let round = tx.round_of(nomination.cycle).await?;
        let regimes = tx.all_regimes().await?;
        let regime = nomination.regime(&regimes);
        let by_law = regime.and_then(|law| law.days_for(TimedStep::RefusalNotice, nomination.occasion, false));
        let by_round = round.and_then(|round| round.terms.refusal_notice_days);
        let days = by_round.or(by_law).unwrap_or(REFUSAL_NOTICE_DAYS);
        save(&tx, nomination.appraise(eligible, &reason, days, &actor, at)?, &actor).await
    })
    .await
}

/// Record the notice of a refusal
///
/// *Thông báo không đủ điều kiện.* Appraisal agency: records the notice to the unit on why its nominee is not eligible
/// (rule L11).
#[utoipa::path(post, path = "/nominations/{nomination}/notice", responses((status = 200, description = "Recorded.")))]
pub(crate) async fn notify_nomination(
    request: StepCommand<NominationPath, RefusalNotice>,
    db: Db,
) -> Result<Once<Tagged<NominationView>>, Problem> {
    let StepCommand { actor, at, key, path, expected, body } = request;
    db.once(key, move |tx| async move {
        let nomination = found(&tx, &actor, path.nomination, expected).await?;
        save(&tx, nomination.notify(body.document.into(), &actor, at)?, &actor).await
    })
    .await
}

/// Give an opinion on a nomination
///
/// *Ý kiến phối hợp.* Appraisal agency, on the occasions on which the movement wants it (`occasions` of its policy), before
/// the dossier is submitted to the chair: an opinion (rule S18), or one in favour (rule S16).
#[utoipa::path(post, path = "/nominations/{nomination}/opinion", responses((status = 200, description = "Recorded.")))]
pub(crate) async fn concur_nomination(
    request: StepCommand<NominationPath, NewOpinion>,
    db: Db,
) -> Result<Once<Tagged<NominationView>>, Problem> {
    let StepCommand { actor, at, key, path, expected, body } = request;
    db.once(key, move |tx| async move {
        let nomination = found(&tx, &actor, path.nomination, expected).await?;
        let NewOpinion { in_favour, text } = body;
        let policy = tx.campaign(nomination.campaign).await?.text.policy;
        save(&tx, nomination.concur((in_favour, &text), &policy, &actor, at)?, &actor).await
    })
    .await
}

/// Submit a nomination to the chair
///
/// *Trình Chủ tịch.* Appraisal agency, once the dossier was found eligible; with the opinion that a selected nomination
/// needs (rules S16, S18) and the votes that the round asks for (rule L09), and after the objection period that it foresees,
/// with every objection settled and none of them right.
#[utoipa::path(
    post,
    path = "/nominations/{nomination}/presentation",
    responses((status = 200, description = "Lies with the chair.")),
)]
pub(crate) async fn present_nomination(
    request: StepCommand<NominationPath, Empty>,
    db: Db,
) -> Result<Once<Tagged<NominationView>>, Problem> {
    let StepCommand { actor, at, key, path, expected, .. } = request;
    db.once(key, move |tx| async move {
        let scope = actor.scope(Permission::ReadNomination)?;
        // Locked, because another request may register an objection at the same time.
        let nomination = tx.nomination_to_change(&scope, path.nomination).await?;
        expected.must_be(nomination.revision)?;
        let round = tx.round_of(nomination.cycle).await?;
        let objected = match nomination.progress.posting {
            Some(posting) => tx.objected(posting.period, nomination.id).await?,
            None => Objected::default(),
        };
        let policy = tx.campaign(nomination.campaign).await?.text.policy;
        let demands = Demands {
            opinion: policy.opinion(nomination.occasion),
            terms: round.as_ref().map(|round| &round.terms),
            objections_open: objected.open,
            objections_upheld: objected.upheld,
        };
        save(&tx, nomination.present(demands, &actor, at)?, &actor).await
    })
    .await
}

/// Record that the award is not granted
///
/// *Không khen thưởng.* Decision authority (rule S13), with a reason; never a person who appraised the nomination (rule
/// L19).
#[utoipa::path(
    post,
    path = "/nominations/{nomination}/refusal",
    responses((status = 200, description = "Not awarded.")),
)]
pub(crate) async fn refuse_nomination(
    request: StepCommand<NominationPath, ReasonBody>,
    db: Db,
) -> Result<Once<Tagged<NominationView>>, Problem> {
    let StepCommand { actor, at, key, path, expected, body } = request;
    db.once(key, move |tx| async move {
        let nomination = found(&tx, &actor, path.nomination, expected).await?;
        save(&tx, nomination.refuse(&body.reason, &actor, at)?, &actor).await
    })
    .await
}

/// Withdraw a nomination
///
/// *Rút hồ sơ.* Head of the unit, or the standing agency where it nominates itself, with a reason, before the dossier
/// is submitted to the chair (rule L42).
#[utoipa::path(
    post,
    path = "/nominations/{nomination}/withdrawal",
    responses((status = 200, description = "Withdrawn.")),
)]
pub(crate) async fn withdraw_nomination(
    request: StepCommand<NominationPath, ReasonBody>,
    db: Db,
) -> Result<Once<Tagged<NominationView>>, Problem> {
    let StepCommand { actor, at, key, path, expected, body } = request;
    db.once(key, move |tx| async move {
        let nomination = found(&tx, &actor, path.nomination, expected).await?;
        save(&tx, nomination.withdraw(&body.reason, &actor, at)?, &actor).await
    })
    .await
}

/// Undo the last step of a nomination
///
/// *Hoàn tác.* The agency that took the step, with a reason, before anything is public: a receipt, a forwarding, an
/// appraisal, a submission to the chair, a refusal. History is kept. An award is undone by a further decision only
/// (rules L17, L18).
#[utoipa::path(post, path = "/nominations/{nomination}/reversal", responses((status = 200, description = "Undone.")))]
pub(crate) async fn reverse_nomination(
    request: StepCommand<NominationPath, ReasonBody>,
    db: Db,
) -> Result<Once<Tagged<NominationView>>, Problem> {
    let StepCommand { actor, at, key, path, expected, body } = request;
    db.once(key, move |tx| async move {
        let nomination = found(&tx, &actor, path.nomination, expected).await?;
        save(&tx, nomination.reverse(&body.reason, &actor, at)?, &actor).await
    })
    .await
}

pub(crate) fn routes(routes: &mut impl Routes) {
    operations!(routes, "nominations":
        submit_nomination, consent_nomination, receive_nomination, return_nomination, forward_nomination, answer_mark,
        distinguish_nomination, merge_nomination, appraise_nomination, notify_nomination, concur_nomination,
        present_nomination, refuse_nomination, withdraw_nomination, reverse_nomination,
    );
}
