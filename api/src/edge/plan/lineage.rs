//! The predecessors and successors of a plan package's units: entered with them, and given away.

use chrono::{DateTime, Utc};
use domain::base::citation::Citation;
use domain::base::ids::SuccessionId;
use domain::registry::lineage::Succession;
use persistence::base::store::Tx;
use uuid::Uuid;

use crate::edge::plan::entries::SuccessionEntry;
use crate::edge::plan::fault::{Faults, Placed, PlanError};
use crate::edge::plan::units::Units;

/// The columns that the first row of the file must name.
pub(crate) const COLUMNS: [&str; 8] =
    ["predecessor", "successor", "kind", "effective_on", "number", "date", "issuer", "title"];

/// Enters the successions of the units.
pub(crate) async fn enter(
    tx: &Tx,
    entries: Vec<Placed<SuccessionEntry>>,
    units: &Units,
    now: DateTime<Utc>,
    faults: &mut Faults,
) -> Result<(), PlanError> {
    for Placed { entry, spot } in entries {
        let SuccessionEntry { predecessor, successor, kind, effective_on, .. } = &entry;
        let (kind, from) = (*kind, *effective_on);
        let predecessor = units.named(predecessor, &spot, "/predecessor", faults);
        let successor = units.named(successor, &spot, "/successor", faults);
        let (Some(predecessor), Some(successor)) = (predecessor, successor) else { continue };
        let SuccessionEntry { number, date, issuer, title, url, classification, .. } = entry;
        let succession = Succession {
            id: SuccessionId(Uuid::now_v7()),
            predecessor: predecessor.id,
            successor: successor.id,
            kind,
            from,
            document: Citation { number, date, issuer, title, url, classification, file: None },
            recorded_at: now,
        };
        let recorded = tx.successions_of(predecessor.id).await?;
        if let Some(step) = faults.keep_at(&spot, succession.load(predecessor, successor, &recorded), column) {
            tx.add(step).await?;
        }
    }
    Ok(())
}

/// The column of a field.
fn column(pointer: &str) -> &str {
    match pointer {
        "/fromDate" => "/effective_on",
        "/document" => "/number",
        other => other.strip_prefix("/document").unwrap_or(other),
    }
}

/// The row of a succession between units with these codes.
pub(crate) fn row(succession: Succession, (predecessor, successor): (String, String)) -> SuccessionEntry {
    let Succession { id: _, predecessor: _, successor: _, kind, from, document, recorded_at: _ } = succession;
    let Citation { number, date, issuer, title, url, classification, file: _ } = document;
    SuccessionEntry {
        predecessor,
        successor,
        kind,
        effective_on: from,
        number,
        date,
        issuer,
        title,
        url,
        classification,
    }
}
