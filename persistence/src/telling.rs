//! Who is told of what happened (rule P04): after each unit of work the present state of the things that it touched is asked
//! what it wants of whom (`domain/src/telling.rs`), and the notices follow it, in the same transaction.

use std::pin::Pin;

use domain::base::identity::Scope;
use domain::base::ids::{AwardId, CampaignId, ComplaintId, CycleId, ExtensionId, ObjectionId, SuggestionId};
use domain::integration::notice::standing::Asks;
use domain::oversight::difficulty::DifficultyId;
use domain::oversight::inspection::InspectionId;
use domain::oversight::inspection::finding::InspectionFindingId;
use domain::oversight::inspection::recommendation::RecommendationId;
use domain::oversight::practice::PracticeId;
use domain::oversight::synthesis::SynthesisId;
use domain::telling::{agency, dossier, report};
use touched::Touched;

use crate::base::failure::Failure;
use crate::base::happening::Happening;
use crate::base::store::Tx;
use crate::telling::cycle::CycleAsks;

mod cycle;
mod dossiers;
mod files;
mod touched;

/// Tells who must act after what happened; a store is opened with it (`Store::telling`).
pub fn tell(tx: Tx, happened: Vec<Happening>) -> Pin<Box<dyn Future<Output = Result<(), Failure>> + Send>> {
    Box::pin(async move {
        let Some(at) = happened.iter().map(|one| one.at).max() else { return Ok(()) };
        let touched = Touched::by(&tx, &happened).await?;
        let mut asks = Vec::new();
        asks.extend(things(&tx, &touched).await?);
        asks.extend(dossiers::asks(&tx, &touched).await?);
        asks.extend(files::asks(&tx, &touched).await?);
        // Last, because it locks: what is read after it is what the others committed.
        asks.extend(CycleAsks::default().of(&tx, &touched).await?);
        if asks.is_empty() { Ok(()) } else { tx.tell(&asks, at).await }
    })
}

/// What was found, or none if it is not there, because a step may name what it has removed.
fn known<T>(found: Result<T, Failure>) -> Result<Option<T>, Failure> {
    match found {
        Ok(found) => Ok(Some(found)),
        Err(Failure::NotFound) => Ok(None),
        Err(failure) => Err(failure),
    }
}

/// What the things ask that are asked one by one.
async fn things(tx: &Tx, touched: &Touched) -> Result<Vec<Asks>, Failure> {
    let all = Scope::Everything;
    let mut asks = Vec::new();
    for id in &touched.extensions {
        asks.extend(known(tx.extension(&all, ExtensionId(*id)).await)?.map(|one| report::extension(&one)));
    }
    for id in &touched.suggestions {
        asks.extend(known(tx.suggestion(&all, SuggestionId(*id)).await)?.map(|one| dossier::suggestion(&one)));
    }
    for id in &touched.objections {
        let Some(objection) = known(tx.objection(ObjectionId(*id)).await)? else { continue };
        let home = known(tx.nomination(&all, objection.nomination).await)?;
        asks.push(dossier::objection(&objection, home.map(|one| (one.campaign, one.cycle))));
    }
    for id in &touched.complaints {
        let Some(complaint) = known(tx.complaint(ComplaintId(*id)).await)? else { continue };
        let home = home_of(tx, complaint.award).await?;
        asks.push(dossier::complaint(&complaint, home));
    }
    for id in &touched.difficulties {
        asks.extend(known(tx.difficulty(&all, DifficultyId(*id)).await)?.map(|one| agency::difficulty(&one)));
    }
    for id in &touched.syntheses {
        asks.extend(known(tx.synthesis(&all, SynthesisId(*id)).await)?.map(|one| agency::synthesis(&one)));
    }
    for id in &touched.inspections {
        asks.extend(known(tx.inspection(&all, InspectionId(*id)).await)?.map(|one| agency::inspection(&one)));
    }
    for id in &touched.findings {
        let found = tx.inspection_finding(&all, InspectionFindingId(*id)).await;
        asks.extend(known(found)?.map(|one| agency::finding(&one)));
    }
    for id in &touched.recommendations {
        let found = tx.recommendation(&all, RecommendationId(*id)).await;
        asks.extend(known(found)?.map(|one| agency::recommendation(&one)));
    }
    for id in &touched.practices {
        asks.extend(known(tx.practice(&all, PracticeId(*id)).await)?.map(|one| agency::practice(&one)));
    }
    for (id, unit) in &touched.guidance {
        let Some(guidance) = known(tx.guidance(&all, *id).await)? else { continue };
        let recipients = match unit {
            Some(unit) => tx.guidance_recipients_among(&[*id], &[*unit]).await?,
            None => tx.all_guidance_recipients(*id).await?,
        };
        asks.push(agency::guidance(&guidance, &recipients, *unit));
    }
    for one in touched.reports.values() {
        asks.push(report::judging(one, &cycle::checkers(tx, one).await?));
    }
    Ok(asks)
}

/// Where the nomination behind an award belongs.
async fn home_of(tx: &Tx, award: AwardId) -> Result<Option<(CampaignId, CycleId)>, Failure> {
    Ok(known(tx.nomination_behind(award).await)?.map(|one| (one.campaign, one.cycle)))
}
