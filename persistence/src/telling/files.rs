//! What papers and evidence ask whose bytes were destroyed, with what that rests on.

use domain::base::identity::Scope;
use domain::base::ids::NominationId;
use domain::integration::notice::standing::Asks;
use domain::oversight::inspection::InspectionId;
use domain::papers::paper_file::PaperOwner;
use domain::telling::file::{self, Keepers};

use crate::base::failure::Failure;
use crate::base::store::Tx;
use crate::telling::touched::Touched;

/// What the touched papers and files of evidence ask.
pub(super) async fn asks(tx: &Tx, touched: &Touched) -> Result<Vec<Asks>, Failure> {
    let all = Scope::Everything;
    let mut asks = Vec::new();
    for (owner, of) in &touched.papers {
        let files = tx.paper_files_of(*owner, *of).await?;
        // Almost always; who would be told is not asked then.
        if files.destroyed.is_empty() {
            continue;
        }
        let nomination =
            if *owner == PaperOwner::Nomination { Some(tx.nomination(&all, NominationId(*of)).await?) } else { None };
        let inspection =
            if *owner == PaperOwner::Inspection { Some(tx.inspection(&all, InspectionId(*of)).await?) } else { None };
        let keepers = Keepers { nomination: nomination.as_ref(), inspection: inspection.as_ref() };
        asks.extend(file::papers(&files, keepers));
    }
    for report in &touched.evidence {
        asks.extend(file::evidence(&tx.all_evidence_files(*report).await?));
    }
    Ok(asks)
}
