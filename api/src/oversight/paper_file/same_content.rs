//! What else has the bytes of a paper: their takedown destroys them for all of it (rule L35), so it is named before.

use chrono::{DateTime, Utc};
use domain::base::identity::{Actor, Scope};
use domain::base::ids::EvidenceFileId;
use domain::papers::paper_file::{PaperFile, PaperFileId};
use domain::reporting::destroyed_content::DestroyedContentId;
use domain::reporting::evidence_file::EvidenceFileState;
use persistence::base::store::Tx;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::base::problem::Problem;

/// Another paper or file of evidence with the same bytes; one of the two is named.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct SameContent {
    /// The version of a paper.
    #[serde(skip_serializing_if = "Option::is_none")]
    paper_file: Option<PaperFileId>,
    /// The file of evidence.
    #[serde(skip_serializing_if = "Option::is_none")]
    evidence_file: Option<EvidenceFileId>,
    /// Its name, as it was on the sender's machine.
    #[schema(example = "335-QD-UBND.signed.pdf")]
    name: String,
}

/// What else has the bytes of a paper, for those who may destroy them; for others it is none of theirs.
pub(super) async fn same_content(
    tx: &Tx,
    file: &PaperFile,
    actor: &Actor,
) -> Result<Option<Vec<SameContent>>, Problem> {
    if file.may_take_down(false, actor).is_err() {
        return Ok(None);
    }
    let papers = tx.paper_files_with(&file.sha256).await?.into_iter().filter(|twin| twin.id != file.id);
    let papers = papers.map(|twin| SameContent { paper_file: Some(twin.id), evidence_file: None, name: twin.name });
    let evidence = tx.evidence_files_with(&file.sha256).await?.into_iter();
    let evidence = evidence.map(|twin| SameContent { paper_file: None, evidence_file: Some(twin.id), name: twin.name });
    Ok(Some(papers.chain(evidence).collect()))
}

/// Records the takedown of everything else that has the bytes, each with an entry of its own; whoever may not destroy one
/// of them destroys none.
pub(super) async fn take_down_the_same(
    tx: &Tx,
    file: &PaperFile,
    reason: &str,
    actor: &Actor,
    at: DateTime<Utc>,
) -> Result<(), Problem> {
    for twin in tx.paper_files_with(&file.sha256).await? {
        if twin.id != file.id {
            let entry = DestroyedContentId(Uuid::now_v7());
            tx.add(twin.take_down(entry, false, reason, actor, at)?).await?;
        }
    }
    for twin in tx.evidence_files_with(&file.sha256).await? {
        if twin.state != EvidenceFileState::TakenDown {
            let report = tx.report(&Scope::Everything, twin.report).await?;
            tx.save(twin.take_down(&report, reason, actor, at)?).await?;
        }
    }
    Ok(())
}
