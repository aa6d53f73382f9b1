//! A paper beside the thing that it belongs to: whether its bytes are kept, and which version they are.

use domain::papers::paper_file::{PaperBytes, PaperFileId, PaperFiles};
use domain::planning::award::PaperKind;
use serde::Serialize;
use utoipa::ToSchema;

/// The bytes of a paper (tệp của giấy tờ), rule P05.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = PaperBytesOf)]
pub(crate) struct PaperBytesView {
    /// Which paper of a dossier it is; absent for what has one paper.
    #[serde(skip_serializing_if = "Option::is_none")]
    kind: Option<PaperKind>,
    /// Whether its bytes are kept: `NOT_KEPT` before they are uploaded, and for papers from before bytes were kept.
    bytes: PaperBytes,
    /// The version that stands for the paper now.
    #[serde(skip_serializing_if = "Option::is_none")]
    paper_file: Option<PaperFileId>,
    /// SHA-256 of that version, in hexadecimal.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(
        min_length = 64,
        max_length = 64,
        example = "daa690c67567da86b8d6094fd20905be24728596d07f83a1f7164f6c38ce8892"
    )]
    sha256: Option<String>,
    /// Number of versions that were uploaded for the paper.
    #[schema(minimum = 0, maximum = 50, example = 1)]
    versions: usize,
}

impl PaperBytesView {
    /// The bytes of one paper, whose owner may declare their hash.
    pub(crate) fn new(files: &PaperFiles, kind: Option<PaperKind>, declared: Option<&str>) -> Self {
        let current = files.current(kind, declared);
        Self {
            kind,
            bytes: files.bytes(kind, declared),
            paper_file: current.map(|file| file.id),
            sha256: current.map(|file| file.sha256.clone()),
            versions: files.count(kind),
        }
    }
}
