//! What a report still lacks, what is implausible in it, and what the previous year suggests.

use domain::base::identity::Actor;
use domain::base::ids::ReportId;
use domain::base::policy::Permission;
use domain::base::refusal::Violation;
use domain::planning::criteria::CriteriaSet;
use domain::reporting::figure::Figure;
use domain::reporting::report::Report;
use domain::reporting::warning::{History, PEERS_MAX, Warning, WarningKind, warnings};
use persistence::base::store::Tx;
use serde::Serialize;
use utoipa::ToSchema;

use crate::access::caller::Caller;
use crate::base::answer::Untagged;
use crate::base::db::Db;
use crate::base::problem::Problem;
use crate::base::problem::view::FaultView;
use crate::base::query::Path;
use crate::base::routes::{Routes, operations};
use crate::base::text::TextView;
use crate::reporting::figure::{AnswerBody, FigureBody, shown};
use crate::reporting::report::view::ReportPath;

/// What a report's values are compared with.
#[derive(Debug, Default)]
pub(crate) struct Records {
    pub(crate) before: Option<Report>,
    own: Vec<Figure>,
    peers: Vec<Vec<Figure>>,
}

impl Records {
    /// The unit's own report of the previous cycle, and the submitted reports of its group for this one.
    pub(crate) async fn load(tx: &Tx, report: &Report) -> Result<Self, Problem> {
        let cycle = tx.cycle(report.cycle).await?;
        let before = match tx.cycle_before(&cycle).await? {
            Some(before) => tx.report_of(before.id, report.organisation).await?,
            None => None,
        };
        let peers = tx.peers(report, PEERS_MAX).await?.into_iter().map(|peer| peer.figures).collect();
        let own = before.as_ref().map(|before| before.figures.clone()).unwrap_or_default();
        Ok(Self { before, own, peers })
    }

    pub(crate) fn history(&self) -> History<'_> {
        History { before: &self.own, peers: &self.peers }
    }
}

/// One unlikely value.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Warning)]
pub(crate) struct WarningView {
    /// A JSON pointer to the note that explains the value, from the root of the content.
    #[schema(example = "/figures/0/note")]
    pointer: String,
    /// The criterion's code.
    #[schema(example = "H1")]
    criterion: String,
    /// Kind of unlikely value.
    kind: WarningKind,
    /// What the value was compared with.
    text: TextView,
    /// Whether the figure's note explains it; without one the report cannot be handed in.
    #[schema(example = false)]
    justified: bool,
}

impl From<Warning> for WarningView {
    fn from(warning: Warning) -> Self {
        let Warning { criterion, pointer, kind, text, justified } = warning;
        Self { pointer, criterion, kind, text: text.into(), justified }
    }
}

/// Completeness of a report: missing items and unlikely values.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Completeness {
    /// Whether the head of unit could submit the report now.
    #[schema(example = false)]
    complete: bool,
    /// Items that prevent submission; unlikely values stand under `warnings` only.
    errors: Vec<FaultView>,
    /// Unlikely values, explained or not; those without an explanation prevent submission, too.
    warnings: Vec<WarningView>,
}

/// Values suggested for this report from the report of the previous cycle.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Prefill {
    /// The report that the suggestions come from; absent if the unit had none.
    #[serde(skip_serializing_if = "Option::is_none")]
    from_report: Option<ReportId>,
    /// Figures to start from.
    figures: Vec<FigureBody>,
    /// Answers to start from.
    answers: Vec<AnswerBody>,
}

async fn load(actor: &Actor, path: Path<ReportPath>, db: Db) -> Result<(Report, CriteriaSet, Records), Problem> {
    let scope = actor.scope(Permission::ReadReport)?;
    db.read(move |tx| async move {
        let report = tx.report(&scope, path.0.report).await?;
        let set = tx.criteria_set(report.criteria_set).await?;
        let records = Records::load(&tx, &report).await?;
        Ok((report, set, records))
    })
    .await
}

/// Check a report before handing it in
///
/// *Kiểm tra báo cáo trước khi nộp.* Callers who may read the report. Errors prevent submission; warnings, such as a
/// large change from the previous year or a value far from those of the group's other units, require an explanatory
/// note.
#[utoipa::path(
    get,
    path = "/reports/{report}/completeness",
    responses((status = 200, description = "Missing items and unlikely values.")),
)]
pub(crate) async fn show_completeness(
    Caller(actor): Caller,
    path: Path<ReportPath>,
    db: Db,
) -> Result<Untagged<Completeness>, Problem> {
    let (report, set, records) = load(&actor, path, db).await?;
    let missing = report.missing(&set, records.history());
    let complete = missing.is_empty();
    let unlikely = warnings(&set, &report.figures, records.history());
    // An unlikely value without a note is missing its note; it is told once, as a warning.
    let told = |lack: &Violation| unlikely.iter().any(|warning| !warning.justified && warning.pointer == lack.pointer);
    let errors = missing.into_iter().filter(|lack| !told(lack)).map(FaultView::from).collect();
    let warnings = unlikely.into_iter().map(WarningView::from).collect();
    Untagged::new(&Completeness { complete, errors, warnings })
}

/// Suggest a report's content
///
/// *Gợi ý từ năm trước.* Callers who may read the report. The values of the unit's report of the previous cycle, as
/// verified if they were, for the criteria that the set still contains. Nothing is stored: attestations, evidence and
/// notes must be given again, and the unit saves the values it wants with `PUT`.
#[utoipa::path(get, path = "/reports/{report}/prefill", responses((status = 200, description = "The suggestion.")))]
pub(crate) async fn show_prefill(
    Caller(actor): Caller,
    path: Path<ReportPath>,
    db: Db,
) -> Result<Untagged<Prefill>, Problem> {
    let (report, set, records) = load(&actor, path, db).await?;
    let before = records.before;
    let suggested = before.as_ref().map(|before| before.prefill(&set, report.asked_unit())).unwrap_or_default();
    let (figures, answers) = shown(suggested);
    Untagged::new(&Prefill { from_report: before.map(|before| before.id), figures, answers })
}

pub(crate) fn routes(routes: &mut impl Routes) {
    operations!(routes, "reports": show_completeness, show_prefill);
}
