//! The bytes of papers that the tests of the rules use.

use domain::papers::paper_file::{PaperFile, PaperFileId, PaperFiles, PaperOwner};
use domain::papers::signature::{SignatureCheck, Signatures};
use domain::planning::award::PaperKind;
use domain::reporting::evidence_file::EvidenceFormat;
use uuid::Uuid;

use crate::world::{CAMPAIGN, UNIT, decision_paper, head, now};

/// One version of a paper that belongs to nobody in particular.
pub(crate) fn paper_file(kind: Option<PaperKind>, version: i64, sha256: &str) -> PaperFile {
    PaperFile {
        id: PaperFileId(Uuid::from_u128(0xf0 + u128::try_from(version).expect("a number"))),
        owner: if kind.is_some() { PaperOwner::Nomination } else { PaperOwner::Decision },
        of: Uuid::nil(),
        kind,
        version,
        organisation: Some(UNIT),
        movements: vec![CAMPAIGN],
        name: format!("{version}.pdf"),
        format: EvidenceFormat::Pdf,
        sha256: sha256.to_owned(),
        size_bytes: 581,
        signatures: Signatures::none(SignatureCheck::Checked),
        uploaded_by: head().account,
        uploader_name: head().name,
        uploaded_at: now(),
    }
}

/// The bytes of the paper of the decision.
pub(crate) fn paper_kept() -> PaperFiles {
    PaperFiles { files: vec![paper_file(None, 1, &decision_paper().file.sha256)], destroyed: Vec::new() }
}
