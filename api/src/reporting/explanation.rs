//! Explanations: a unit contests a criterion of its provisional score, and the standing agency answers (rule L23).

use domain::base::citation::Citation;
use domain::base::ids::ReportId;
use domain::reporting::figure::cited;
use domain::reporting::report::{Reply, ReportVerb};
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

use crate::access::command::StepCommand;
use crate::base::answer::{Once, Tagged};
use crate::base::citation::CitationBody;
use crate::base::db::Db;
use crate::base::hundredths::Hundredths;
use crate::base::hundredths::decimal::DecimalBody;
use crate::base::problem::Problem;
use crate::base::routes::{Routes, operations};
use crate::base::text::{Code, EmptyOrCode, EmptyOrParagraph, Paragraph};
use crate::reporting::evidence_file::hold_cited_files;
use crate::reporting::figure::value;
use crate::reporting::report::case::{Case, save};
use crate::reporting::report::view::{ReportPath, ReportView};

pub(crate) mod view;

/// Explanation of a unit about one criterion.
#[derive(Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct NewExplanation {
    /// The criterion's code; each is contested once.
    /// Example: `H1`
    #[validate(nested)]
    criterion: Code,
    /// Statement of the unit; 1 to 4000 characters.
    /// Example: `12 hồ sơ xử lý trên hệ thống của Bộ`
    #[validate(nested)]
    text: Paragraph,
    /// Documents that support the explanation. At most 20.
    #[validate(length(max = 20), nested)]
    #[schema(max_items = 20)]
    #[serde(default)]
    evidence: Vec<CitationBody>,
}

/// An answer to an explanation. It contains new findings exactly where the unit was right: `numerator` with
/// `denominator`, or one of `count`, `choice`, `points` and `notApplicable`.
#[derive(Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({"text": "Chấp nhận: văn bản ban hành trong kỳ", "numerator": 812, "denominator": 1000}))]
pub(crate) struct ExplanationReply {
    /// Why; 1 to 4000 characters.
    #[validate(nested)]
    text: Paragraph,
    /// Numerator, as found now.
    #[schema(minimum = 0, maximum = 999_999_999_999_i64)]
    #[serde(default)]
    numerator: Option<i64>,
    /// Denominator, as found now.
    #[schema(minimum = 0, maximum = 999_999_999_999_i64)]
    #[serde(default)]
    denominator: Option<i64>,
    /// Count, as found now.
    #[schema(minimum = 0, maximum = 999_999_999_999_i64)]
    #[serde(default)]
    count: Option<i64>,
    /// Number, for a number of a tree, as found now.
    #[serde(default)]
    number: Option<DecimalBody>,
    /// The code of the option that holds, as found now.
    #[validate(nested)]
    #[serde(default)]
    choice: Option<EmptyOrCode>,
    /// The points by the rubric, as found now.
    #[serde(default)]
    points: Option<Hundredths>,
    /// Why the criterion does not apply, as accepted now; at most 4000 characters.
    #[validate(nested)]
    #[serde(default)]
    not_applicable: Option<EmptyOrParagraph>,
}

/// The path parameters that name an explanation of a report.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub(crate) struct ExplanationPath {
    /// The report's identifier.
    #[param(value_type = Uuid)]
    report: ReportId,
    /// The criterion's code.
    #[param(max_length = 20, example = "H1")]
    criterion: String,
}

/// Explain a criterion
///
/// *Giải trình.* Head of the unit, while its window is open; afterwards 409 with the closing instant (rule L23). Each
/// criterion once, with its evidence.
#[utoipa::path(post, path = "/reports/{report}/explanations", responses((status = 200, description = "Recorded.")))]
pub(crate) async fn explain_report(
    request: StepCommand<ReportPath, NewExplanation>,
    db: Db,
) -> Result<Once<Tagged<ReportView>>, Problem> {
    let StepCommand { actor, at, key, path, expected, body } = request;
    db.once(key, move |tx| async move {
        let Case { report, set, label, .. } = Case::of_unit(&tx, &actor, path.report, expected).await?;
        let NewExplanation { criterion, text, evidence } = body;
        let evidence: Vec<Citation> = evidence.into_iter().map(Citation::from).collect();
        report.may(ReportVerb::Explain, &actor, at)?;
        hold_cited_files(&tx, &report, &cited(&evidence, "")).await?;
        save(&tx, report.explain(&set, (&criterion, &text, evidence), &actor, at)?, label, &actor, at).await
    })
    .await
}

/// Answer an explanation
///
/// *Trả lời giải trình.* Standing agency, never a person who submitted or explained. If the unit was right, the answer
/// contains the new findings, and the provisional score changes accordingly. Every explanation must be answered before
/// the score is final (rule L23), and where the cycle asks for acceptance, a second person accepts new findings. Points
/// of a panel are given again by the panel first.
#[utoipa::path(
    post,
    path = "/reports/{report}/explanations/{criterion}/answer",
    responses((status = 200, description = "Answered.")),
)]
pub(crate) async fn answer_explanation(
    request: StepCommand<ExplanationPath, ExplanationReply>,
    db: Db,
) -> Result<Once<Tagged<ReportView>>, Problem> {
    let StepCommand { actor, at, key, path, expected, body } = request;
    db.once(key, move |tx| async move {
        let ExplanationPath { report, criterion } = path;
        let case = Case::load(&tx, &actor, report, expected).await?;
        let comparison = case.comparison(&tx, ReportVerb::Answer, &actor, at).await?;
        let ExplanationReply { text, numerator, denominator, count, number, choice, points, not_applicable } = body;
        let value = value((numerator, denominator), (count, number), choice, points, not_applicable)?;
        let reply = Reply { criterion, text: text.into(), value };
        save(&tx, case.report.answer(&case.set, &comparison, reply, &actor, at)?, case.label, &actor, at).await
    })
    .await
}

pub(crate) fn routes(routes: &mut impl Routes) {
    operations!(routes, "reports": explain_report, answer_explanation);
}
