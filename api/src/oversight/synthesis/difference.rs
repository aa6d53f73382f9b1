//! What changed between two versions of a synthesis report, line by line.

use domain::base::policy::Permission;
use domain::oversight::synthesis::{Section, SynthesisVersion};
use serde::{Deserialize, Serialize};
use similar::{ChangeTag, TextDiff};
use utoipa::{IntoParams, ToSchema};

use crate::access::caller::Caller;
use crate::base::answer::Untagged;
use crate::base::db::Db;
use crate::base::problem::Problem;
use crate::base::query::{Path, Query};
use crate::base::routes::{Routes, operations};
use crate::oversight::synthesis::VersionPath;

/// What happened to a line.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
#[schema(as = LineChangeKind)]
pub(crate) enum LineChangeKind {
    /// It stands in both versions.
    Same,
    /// It stands in the later version only.
    Added,
    /// It stands in the earlier version only.
    Removed,
}

/// A line of a report, and what happened to it.
#[derive(Serialize, ToSchema)]
#[schema(as = SynthesisLine)]
pub(crate) struct LineView {
    /// What happened to it.
    change: LineChangeKind,
    /// The line.
    #[schema(example = "Đã khen thưởng 20 tập thể, 35 cá nhân (Quyết định số 335/QĐ-UBND ngày 20/12/2024).")]
    text: String,
}

/// What changed between two versions of a synthesis report.
#[derive(Serialize, ToSchema)]
#[schema(as = SynthesisDifference)]
pub(crate) struct DifferenceView {
    /// The number of the earlier version.
    #[schema(minimum = 1, example = 1)]
    from: i64,
    /// The number of the later version.
    #[schema(minimum = 1, example = 2)]
    to: i64,
    /// The lines of both, in reading order: title, headings with their numbers, sentences of figures, texts.
    lines: Vec<LineView>,
}

/// With which version one is compared.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct DifferenceQuery {
    /// The number of the version to compare with; the one before without it, and of version 1 nothing.
    #[param(minimum = 1, example = 1)]
    against: Option<i64>,
}

/// A version as lines of text, as it is read.
fn text(version: &SynthesisVersion) -> String {
    let mut lines = vec![version.content.title.clone()];
    for (index, Section { heading, part, text }) in version.content.sections.iter().enumerate() {
        lines.push(format!("{}. {heading}", index.saturating_add(1)));
        let told = part.map(|part| version.facts.lines(part)).unwrap_or_default();
        lines.extend(told.into_iter().map(|line| line.vi));
        lines.extend(text.lines().map(str::to_owned));
    }
    lines.join("\n")
}

/// Compare two versions of a synthesis report
///
/// *So sánh hai lần sửa của báo cáo tổng hợp.* Line by line, in Vietnamese; the same readers as of the report.
#[utoipa::path(
    get,
    path = "/syntheses/{synthesis}/versions/{number}/difference",
    responses((status = 200, description = "The lines of both versions.")),
)]
pub(crate) async fn compare_synthesis_versions(
    Caller(actor): Caller,
    path: Path<VersionPath>,
    Query(query): Query<DifferenceQuery>,
    db: Db,
) -> Result<Untagged<DifferenceView>, Problem> {
    let scope = actor.scope(Permission::ReadSynthesis)?;
    let VersionPath { synthesis, number } = path.0;
    let against = query.against.unwrap_or_else(|| number.saturating_sub(1).max(1));
    let (one, other) = db
        .read(move |tx| async move {
            let synthesis = tx.synthesis(&scope, synthesis).await?.id;
            Ok((tx.synthesis_version(synthesis, number).await?, tx.synthesis_version(synthesis, against).await?))
        })
        .await?;
    let (before, after) = if one.number < other.number { (one, other) } else { (other, one) };
    let (from, to) = (text(&before), text(&after));
    let difference = TextDiff::from_lines(&from, &to);
    let lines = difference.iter_all_changes().map(|change| {
        let kind = match change.tag() {
            ChangeTag::Equal => LineChangeKind::Same,
            ChangeTag::Insert => LineChangeKind::Added,
            ChangeTag::Delete => LineChangeKind::Removed,
        };
        LineView { change: kind, text: change.value().trim_end_matches('\n').to_owned() }
    });
    Untagged::new(&DifferenceView { from: before.number, to: after.number, lines: lines.collect() })
}

pub(crate) fn routes(routes: &mut impl Routes) {
    operations!(routes, "syntheses": compare_synthesis_versions);
}
