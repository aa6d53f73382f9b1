//! What nominations and their consultations ask, with what that rests on; a decision touches many at once.

use std::collections::BTreeMap;

use domain::base::ids::{CycleId, NominationId};
use domain::honours::nomination::workflow::NominationState;
use domain::honours::round::Round;
use domain::integration::notice::standing::Asks;
use domain::telling::dossier;

use crate::base::failure::Failure;
use crate::base::store::Tx;
use crate::telling::touched::Touched;

/// The most nominations that are read in one statement.
const ROWS_MAX: usize = 200;

/// What the touched nominations ask.
pub(super) async fn asks(tx: &Tx, touched: &Touched) -> Result<Vec<Asks>, Failure> {
    let ids: Vec<NominationId> = touched.nominations.iter().copied().collect();
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let years = tx.all_work_years().await?;
    let mut rounds: BTreeMap<CycleId, Option<Round>> = BTreeMap::new();
    let mut asks = Vec::new();
    for chunk in ids.chunks(ROWS_MAX) {
        let nominations = tx.nominations_named(chunk.iter().copied()).await?;
        let consultations = tx.consultations_about(chunk).await?;
        for nomination in &nominations {
            let written = matches!(nomination.state, NominationState::Draft | NominationState::Returned);
            if written && !rounds.contains_key(&nomination.cycle) {
                rounds.insert(nomination.cycle, tx.round_of(nomination.cycle).await?);
            }
            let round = rounds.get(&nomination.cycle).and_then(Option::as_ref);
            asks.push(dossier::nomination(nomination, round, &years));
            let about = consultations.iter().filter(|one| one.nomination == nomination.id);
            asks.extend(about.map(|one| dossier::consultation(one, nomination, &years)));
        }
    }
    Ok(asks)
}
