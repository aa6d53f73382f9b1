//! Legal regimes, base salaries, and the prizes that follow from them.

use chrono::NaiveDate;
use domain::base::ids::{BaseSalaryId, RegimeId, Revision};
use domain::base::policy::Permission;
use domain::honours::prize::{Prize, PrizeOf, prize_on};
use domain::honours::regime::{BaseSalary, PrizeRule, Regime, Rounding, ServiceTimes, Terms};
use domain::honours::time_limit::TimeLimit;
use domain::planning::award::{AwardForm, Occasion, PaperKind, PaperRule, SubjectKind};
use domain::registry::level::IssuerClass;
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
use crate::base::problem::Problem;
use crate::base::query::{Path, Query};
use crate::base::routes::{Routes, operations};
use crate::base::text::{EmptyOrParagraph, TextView};
use crate::honours::time_limit::TimeLimitBody;

/// One paper that a dossier holds.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = PaperRule)]
pub(crate) struct PaperRuleBody {
    /// The paper.
    kind: PaperKind,
    /// On which occasions. 1 to 4.
    #[validate(length(min = 1, max = 4))]
    #[schema(min_items = 1, max_items = 4)]
    occasions: Vec<Occasion>,
    /// For which subjects. 1 to 3. A household has the papers of an individual in a regime that names none for households.
    #[validate(length(min = 1, max = 3))]
    #[schema(min_items = 1, max_items = 3)]
    subjects: Vec<SubjectKind>,
    /// The code of the form that it is written on (mã mẫu); at most 100 characters.
    #[validate(length(max = 100))]
    #[schema(max_length = 100, example = "Mẫu 07")]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    form_code: Option<String>,
}

/// Working days allowed for each step on the occasions for which `limits` has no row; absent if no document confirms the number.
#[derive(Clone, Debug, Default, Serialize, Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = ServiceTimes)]
pub(crate) struct ServiceTimesBody {
    /// The appraisal, from the day the dossier is received (rule L10). 0 to 250.
    #[validate(range(max = 250))]
    #[schema(minimum = 0, maximum = 250, example = 25)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    appraisal_days: Option<u16>,
    /// An agency that is consulted. 0 to 250.
    #[validate(range(max = 250))]
    #[schema(minimum = 0, maximum = 250, example = 10)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    consultation_days: Option<u16>,
    /// The notice to a unit whose nominee is not eligible (rule L11). 0 to 250.
    #[validate(range(max = 250))]
    #[schema(minimum = 0, maximum = 250, example = 10)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    refusal_notice_days: Option<u16>,
}

/// Prize for one form of commendation and one kind of subject.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = PrizeRule)]
pub(crate) struct PrizeRuleBody {
    /// The form.
    form: AwardForm,
    /// The kind of subject.
    subject: SubjectKind,
    /// Class of those who grant it; absent for every class that has no rule of its own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    issuer: Option<IssuerClass>,
    /// The coefficient of the base salary (hệ số), such as 1.5.
    coefficient: Hundredths,
}

/// Content of a legal regime.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = RegimeTerms, example = json!({
    "documents": [{"number": "1/2026/NĐ-CP", "date": "2026-01-30", "issuer": "Chính phủ",
        "title": "Nghị định về thi đua, khen thưởng"}],
    "papers": [{"kind": "SUBMISSION_LETTER", "occasions": ["ANNUAL"], "subjects": ["COLLECTIVE", "INDIVIDUAL"],
        "formCode": "Mẫu 07"}],
    "times": {"appraisalDays": 25, "consultationDays": 10, "refusalNoticeDays": 10},
    "limits": [{"step": "APPRAISAL", "occasions": ["ANNUAL"], "days": 15, "consultedDays": 30,
        "document": "1/2026/NĐ-CP"}],
    "prizes": [{"form": "BANG_KHEN_PROVINCE", "subject": "INDIVIDUAL", "coefficient": 1.5}],
    "rounding": "UP_TO_TEN_THOUSAND",
    "note": "Hệ số cho tập thể chưa được xác nhận"
}))]
pub(crate) struct TermsBody {
    /// The documents that say so. 1 to 20.
    #[validate(length(min = 1, max = 20), nested)]
    #[schema(min_items = 1, max_items = 20)]
    documents: Vec<CitationBody>,
    /// The papers of a dossier. At most 50.
    #[validate(length(max = 50), nested)]
    #[schema(max_items = 50)]
    papers: Vec<PaperRuleBody>,
    /// Processing times of the steps.
    #[validate(nested)]
    #[serde(default)]
    times: ServiceTimesBody,
    /// Limits of steps by occasion, and with a consultation. At most 50; one row for a step and an occasion.
    #[validate(length(max = 50), nested)]
    #[schema(max_items = 50)]
    #[serde(default)]
    limits: Vec<TimeLimitBody>,
    /// The prizes that are confirmed. At most 50.
    #[validate(length(max = 50), nested)]
    #[schema(max_items = 50)]
    #[serde(default)]
    prizes: Vec<PrizeRuleBody>,
    /// Rounding of prizes.
    rounding: Rounding,
    /// Remarks, such as what is not confirmed; at most 4000 characters.
    /// Example: `Hệ số cho tập thể chưa được xác nhận`
    #[validate(nested)]
    #[serde(default, skip_serializing_if = "str::is_empty")]
    note: EmptyOrParagraph,
}

/// A regime to enter.
#[derive(Clone, Debug, Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct NewRegime {
    /// Short and stable; 1 to 50 characters.
    #[validate(length(min = 1, max = 50))]
    #[schema(min_length = 1, max_length = 50, example = "ND-2040", pattern = "^[A-Za-z0-9-]+$")]
    code: String,
    /// Its first day.
    #[schema(example = "2040-01-01")]
    #[serde(deserialize_with = "crate::base::bounded_date::one")]
    valid_from_date: NaiveDate,
    /// Last day; absent if open-ended.
    #[schema(example = "2044-12-31")]
    #[serde(deserialize_with = "crate::base::bounded_date::maybe", default)]
    valid_to_date: Option<NaiveDate>,
    /// Its content.
    #[validate(nested)]
    terms: TermsBody,
}

/// Period of validity and content of a legal regime.
#[derive(Clone, Debug, Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct RegimeEdit {
    /// Its first day.
    #[schema(example = "2040-01-01")]
    #[serde(deserialize_with = "crate::base::bounded_date::one")]
    valid_from_date: NaiveDate,
    /// Last day; absent if open-ended.
    #[schema(example = "2044-12-31")]
    #[serde(deserialize_with = "crate::base::bounded_date::maybe", default)]
    valid_to_date: Option<NaiveDate>,
    /// Its content.
    #[validate(nested)]
    terms: TermsBody,
}

/// A legal regime (quy định áp dụng) and its period of validity.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Regime)]
pub(crate) struct RegimeView {
    /// Its identifier.
    id: RegimeId,
    /// Short and stable.
    #[schema(example = "ND-98-2023")]
    code: String,
    /// Its first day.
    valid_from_date: NaiveDate,
    /// Last day; absent if open-ended.
    #[serde(skip_serializing_if = "Option::is_none")]
    valid_to_date: Option<NaiveDate>,
    /// Its content.
    terms: TermsBody,
    /// Revision number; the `ETag` contains the same number.
    revision: Revision,
}

/// A base salary to enter or correct.
#[derive(Clone, Debug, Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({
    "dong": 3_000_000, "fromDate": "2039-07-01",
    "document": {"number": "2/2026/NĐ-CP", "date": "2026-02-15", "issuer": "Chính phủ",
        "title": "Nghị định về mức lương cơ sở (ví dụ)"}
}))]
pub(crate) struct NewBaseSalary {
    /// The amount in đồng, 1 to 1000000000.
    #[validate(range(min = 1, max = 1_000_000_000))]
    #[schema(minimum = 1, maximum = 1_000_000_000, example = 1_800_000)]
    dong: i64,
    /// Its first day.
    #[schema(example = "2023-07-01")]
    #[serde(deserialize_with = "crate::base::bounded_date::one")]
    from_date: NaiveDate,
    /// Last day; absent if open-ended.
    #[serde(deserialize_with = "crate::base::bounded_date::maybe", default)]
    to_date: Option<NaiveDate>,
    /// The document that sets it.
    #[validate(nested)]
    document: CitationBody,
}

/// A base salary (mức lương cơ sở) and its time.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = BaseSalary)]
pub(crate) struct BaseSalaryView {
    /// Its identifier.
    id: BaseSalaryId,
    /// The amount in đồng.
    #[schema(minimum = 1, example = 1_800_000)]
    dong: i64,
    /// Its first day.
    from_date: NaiveDate,
    /// Last day; absent if open-ended.
    #[serde(skip_serializing_if = "Option::is_none")]
    to_date: Option<NaiveDate>,
    /// The document that sets it.
    document: CitationBody,
    /// Revision number; the `ETag` contains the same number.
    revision: Revision,
}

/// A prize (tiền thưởng), and how it was computed.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Prize)]
pub(crate) struct PrizeView {
    /// The amount in đồng; absent if a required value is not configured (rule L15).
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 0, example = 1_490_000)]
    dong: Option<i64>,
    /// The code of the regime of the day.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "ND-91-2017")]
    regime: Option<String>,
    /// The coefficient of the base salary.
    #[serde(skip_serializing_if = "Option::is_none")]
    coefficient: Option<Hundredths>,
    /// The base salary of the day, in đồng.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 0, example = 1_490_000)]
    base_salary_dong: Option<i64>,
    /// Rounding used.
    #[serde(skip_serializing_if = "Option::is_none")]
    rounding: Option<Rounding>,
    /// What is missing.
    #[serde(skip_serializing_if = "Option::is_none")]
    warning: Option<TextView>,
}

impl From<TermsBody> for Terms {
    fn from(body: TermsBody) -> Self {
        let TermsBody { documents, papers, times, limits, prizes, rounding, note } = body;
        let ServiceTimesBody { appraisal_days, consultation_days, refusal_notice_days } = times;
        let papers = papers
            .into_iter()
            .map(|PaperRuleBody { kind, occasions, subjects, form_code }| PaperRule {
                kind,
                occasions,
                subjects,
                form_code,
            })
            .collect();
        let prizes = prizes
            .into_iter()
            .map(|PrizeRuleBody { form, subject, issuer, coefficient }| PrizeRule {
                form,
                subject,
                issuer,
                coefficient_hundredths: coefficient.0,
            })
            .collect();
        let times = ServiceTimes { appraisal_days, consultation_days, refusal_notice_days };
        let limits = limits.into_iter().map(TimeLimit::from).collect();
        let (documents, note) = (documents.into_iter().map(Into::into).collect(), note.into());
        Self { documents, papers, times, limits, prizes, rounding, note }
    }
}

impl From<Terms> for TermsBody {
    fn from(terms: Terms) -> Self {
        let Terms { documents, papers, times, limits, prizes, rounding, note } = terms;
        let ServiceTimes { appraisal_days, consultation_days, refusal_notice_days } = times;
        let papers = papers
            .into_iter()
            .map(|PaperRule { kind, occasions, subjects, form_code }| PaperRuleBody {
                kind,
                occasions,
                subjects,
                form_code,
            })
            .collect();
        let prizes = prizes
            .into_iter()
            .map(|PrizeRule { form, subject, issuer, coefficient_hundredths }| PrizeRuleBody {
                form,
                subject,
                issuer,
                coefficient: Hundredths(coefficient_hundredths),
            })
            .collect();
        let times = ServiceTimesBody { appraisal_days, consultation_days, refusal_notice_days };
        let limits = limits.into_iter().map(TimeLimitBody::from).collect();
        let (documents, note) = (documents.into_iter().map(Into::into).collect(), note.into());
        Self { documents, papers, times, limits, prizes, rounding, note }
    }
}

impl From<Regime> for RegimeView {
    fn from(regime: Regime) -> Self {
        let Regime { id, code, valid_from, valid_to, terms, revision } = regime;
        let (valid_from_date, valid_to_date) = (valid_from, valid_to);
        Self { id, code, valid_from_date, valid_to_date, terms: terms.into(), revision }
    }
}

impl NewBaseSalary {
    fn into_salary(self, id: BaseSalaryId) -> BaseSalary {
        let Self { dong, from_date, to_date, document } = self;
        let document = document.into();
        BaseSalary { id, dong, from: from_date, to: to_date, document, revision: Revision::FIRST }
    }
}

impl From<BaseSalary> for BaseSalaryView {
    fn from(salary: BaseSalary) -> Self {
        let BaseSalary { id, dong, from, to, document, revision } = salary;
        Self { id, dong, from_date: from, to_date: to, document: document.into(), revision }
    }
}

impl From<Prize> for PrizeView {
    fn from(prize: Prize) -> Self {
        let Prize { dong, regime, coefficient_hundredths, base_salary_dong, rounding, warning } = prize;
        let coefficient = coefficient_hundredths.map(Hundredths);
        let warning = warning.map(|reason| reason.text.into());
        Self { dong, regime, coefficient, base_salary_dong, rounding, warning }
    }
}

/// The path parameter that names a regime.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub(crate) struct RegimePath {
    /// The regime's code.
    #[param(max_length = 50, example = "ND-98-2023")]
    regime: String,
}

/// The path parameter that names a base salary.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
#[serde(rename_all = "camelCase")]
pub(crate) struct BaseSalaryPath {
    /// The base salary's identifier.
    #[param(value_type = Uuid)]
    base_salary: BaseSalaryId,
}

/// The query parameters of a prize.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(rename_all = "camelCase")]
pub(crate) struct PrizeQuery {
    /// The day of the decision.
    #[param(example = "2023-08-01")]
    #[serde(deserialize_with = "crate::base::bounded_date::one")]
    date: NaiveDate,
    /// The form of commendation.
    #[param(inline)]
    form: AwardForm,
    /// Kind of subject.
    #[param(inline)]
    subject_kind: SubjectKind,
    /// Class of those who grant it; the provincial Chair unless said.
    #[param(inline)]
    issuer: Option<IssuerClass>,
}

/// List legal regimes
///
/// *Các quy định áp dụng.* Any signed-in caller. The regime of the day of receipt applies to a dossier, the regime of
/// the day of the decision to a prize (rule L39).
#[utoipa::path(
    get,
    path = "/regimes",
    responses((status = 200, description = "The regimes, in the order of entering.")),
)]
pub(crate) async fn list_regimes(
    Caller(actor): Caller,
    paging: Paging,
    db: Db,
) -> Result<Untagged<Listing<RegimeView>>, Problem> {
    actor.must(Permission::ReadRegistry, None)?;
    let page = paging.page;
    let slice = db.ask(move |tx| async move { Ok(tx.regimes(page).await?) }).await?;
    Untagged::new(&Listing::new(&paging, slice, |regime| regime.id.0, RegimeView::from))
}

/// Enter a legal regime
///
/// *Nhập quy định áp dụng.* Administrator, on the basis of documents. An open-ended preceding regime ends on the day
/// before the new one starts; periods never overlap (rule L39).
#[utoipa::path(post, path = "/regimes", responses((status = 201, description = "Entered.")))]
pub(crate) async fn create_regime(request: Command<NewRegime>, db: Db) -> Result<Once<Created<RegimeView>>, Problem> {
    let Command { actor, at, key, body } = request;
    db.once(key, move |tx| async move {
        let NewRegime { code, valid_from_date, valid_to_date, terms } = body;
        let regime = Regime {
            id: RegimeId(Uuid::now_v7()),
            code,
            valid_from: valid_from_date,
            valid_to: valid_to_date,
            terms: terms.into(),
            revision: Revision::FIRST,
        };
        let succession = regime.enter(&tx.regimes_to_change().await?, &actor, at)?;
        if let Some(ended) = succession.ended {
            tx.save(ended).await?;
        }
        let regime = tx.add(succession.begun).await?;
        Created::new(format!("/v1/regimes/{}", regime.code), regime.revision, &RegimeView::from(regime))
    })
    .await
}

/// Show a legal regime
///
/// *Xem quy định áp dụng.* Any signed-in caller.
#[utoipa::path(get, path = "/regimes/{regime}", responses((status = 200, description = "The regime.")))]
pub(crate) async fn show_regime(
    Caller(actor): Caller,
    path: Path<RegimePath>,
    db: Db,
) -> Result<Tagged<RegimeView>, Problem> {
    actor.must(Permission::ReadRegistry, None)?;
    let regime = db.ask(move |tx| async move { Ok(tx.regime(&path.0.regime).await?) }).await?;
    Tagged::new(regime.revision, &RegimeView::from(regime))
}

/// Change a legal regime
///
/// *Sửa quy định áp dụng.* Administrator, for example when a document has confirmed a figure. Earlier decisions stay as
/// they were.
#[utoipa::path(put, path = "/regimes/{regime}", responses((status = 200, description = "Replaced.")))]
pub(crate) async fn edit_regime(
    request: PutCommand<RegimePath, RegimeEdit>,
    db: Db,
) -> Result<Tagged<RegimeView>, Problem> {
    let PutCommand { actor, at, path, expected, body: edit } = request;
    db.write(move |tx| async move {
        actor.must(Permission::ManageRegime, None)?;
        let others = tx.regimes_to_change().await?;
        let regime = tx.regime(&path.regime).await?;
        expected.must_be(regime.revision)?;
        let RegimeEdit { valid_from_date, valid_to_date, terms } = edit;
        let step = regime.change((valid_from_date, valid_to_date), terms.into(), &others, &actor, at)?;
        let regime = tx.save(step).await?;
        Tagged::new(regime.revision, &RegimeView::from(regime))
    })
    .await
}

/// List base salaries
///
/// *Các mức lương cơ sở.* Any signed-in caller.
#[utoipa::path(
    get,
    path = "/base-salaries",
    responses((status = 200, description = "The base salaries, in the order of entering.")),
)]
pub(crate) async fn list_base_salaries(
    Caller(actor): Caller,
    paging: Paging,
    db: Db,
) -> Result<Untagged<Listing<BaseSalaryView>>, Problem> {
    actor.must(Permission::ReadRegistry, None)?;
    let page = paging.page;
    let slice = db.ask(move |tx| async move { Ok(tx.base_salaries(page).await?) }).await?;
    Untagged::new(&Listing::new(&paging, slice, |salary| salary.id.0, BaseSalaryView::from))
}

/// Enter a base salary
///
/// *Nhập mức lương cơ sở.* Administrator, under a document (rule L15). An open one before it ends the day before.
#[utoipa::path(post, path = "/base-salaries", responses((status = 201, description = "Entered.")))]
pub(crate) async fn create_base_salary(
    request: Command<NewBaseSalary>,
    db: Db,
) -> Result<Once<Created<BaseSalaryView>>, Problem> {
    let Command { actor, at, key, body } = request;
    db.once(key, move |tx| async move {
        let id = BaseSalaryId(Uuid::now_v7());
        let succession = body.into_salary(id).enter(&tx.base_salaries_to_change().await?, &actor, at)?;
        if let Some(ended) = succession.ended {
            tx.save(ended).await?;
        }
        let salary = tx.add(succession.begun).await?;
        Created::new(format!("/v1/base-salaries/{id}"), salary.revision, &BaseSalaryView::from(salary))
    })
    .await
}

/// Show a base salary
///
/// *Xem mức lương cơ sở.* Any signed-in caller.
#[utoipa::path(get, path = "/base-salaries/{baseSalary}", responses((status = 200, description = "The base salary.")))]
pub(crate) async fn show_base_salary(
    Caller(actor): Caller,
    path: Path<BaseSalaryPath>,
    db: Db,
) -> Result<Tagged<BaseSalaryView>, Problem> {
    actor.must(Permission::ReadRegistry, None)?;
    let salary = db.ask(move |tx| async move { Ok(tx.base_salary(path.0.base_salary).await?) }).await?;
    Tagged::new(salary.revision, &BaseSalaryView::from(salary))
}

/// Put a base salary right
///
/// *Sửa mức lương cơ sở.* Administrator, to correct a wrong entry. Prizes of decisions already recorded stay as they
/// were; those that could not be computed are filled by `POST /v1/decisions/{decision}/prizes`.
#[utoipa::path(put, path = "/base-salaries/{baseSalary}", responses((status = 200, description = "Replaced.")))]
pub(crate) async fn edit_base_salary(
    request: PutCommand<BaseSalaryPath, NewBaseSalary>,
    db: Db,
) -> Result<Tagged<BaseSalaryView>, Problem> {
    let PutCommand { actor, at, path, expected, body: edit } = request;
    db.write(move |tx| async move {
        actor.must(Permission::ManageRegime, None)?;
        let others = tx.base_salaries_to_change().await?;
        let salary = tx.base_salary(path.base_salary).await?;
        expected.must_be(salary.revision)?;
        let new = edit.into_salary(salary.id);
        let salary = tx.save(salary.change(new, &others, &actor, at)?).await?;
        Tagged::new(salary.revision, &BaseSalaryView::from(salary))
    })
    .await
}

/// Compute a prize
///
/// *Tính tiền thưởng.* Any signed-in caller: the coefficient of the day's regime times the day's base salary, rounded
/// as the regime states (rule L14). The answer names what is missing; no amount is guessed (rule L15).
#[utoipa::path(get, path = "/prizes", responses((status = 200, description = "The prize, or what is missing to compute it.")))]
pub(crate) async fn show_prize(
    Caller(actor): Caller,
    Query(query): Query<PrizeQuery>,
    db: Db,
) -> Result<Untagged<PrizeView>, Problem> {
    actor.must(Permission::ReadRegistry, None)?;
    let PrizeQuery { date, form, subject_kind, issuer } = query;
    let issuer = issuer.unwrap_or(IssuerClass::ProvincialChair);
    let (regimes, salaries) =
        db.read(move |tx| async move { Ok((tx.all_regimes().await?, tx.all_base_salaries().await?)) }).await?;
    let prize = PrizeOf { form, subject: subject_kind, issuer };
    Untagged::new(&PrizeView::from(prize_on(&regimes, &salaries, date, prize)))
}

pub(crate) fn routes(routes: &mut impl Routes) {
    operations!(routes, "regimes":
        list_regimes, create_regime, show_regime, edit_regime, list_base_salaries, create_base_salary,
        show_base_salary, edit_base_salary, show_prize,
    );
}
