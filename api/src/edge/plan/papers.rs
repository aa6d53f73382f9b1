//! The letterhead and the templates of a movement's papers, as a package brings them.

use chrono::{DateTime, Utc};
use domain::base::ids::CampaignId;
use domain::planning::campaign::stationery::{Letterhead, Stationery, TEMPLATE_BYTES_MAX, TEMPLATES_MAX, Template};
use persistence::base::store::Tx;

use crate::edge::plan::entries::{LETTERHEAD, PAPERS};
use crate::edge::plan::fault::{Faults, PlanError, Spot};
use crate::edge::plan::package::Package;
use crate::printing::template::{is_template, unknown_placeholders};

/// What the package brings; none if it has neither a letterhead nor a template.
pub(super) fn read(package: &Package, faults: &mut Faults) -> Option<Stationery> {
    let letterhead = package.text(LETTERHEAD).and_then(|_| package.one::<Letterhead>(LETTERHEAD, faults));
    let mut templates = Vec::new();
    for (file, text) in package.below(PAPERS) {
        let spot = Spot::of(file);
        let name = file.strip_prefix(PAPERS).unwrap_or(file);
        if !is_template(name) {
            faults.add(&spot, "", "no paper has such a template");
            continue;
        }
        if TEMPLATE_BYTES_MAX < text.len() {
            faults.add(&spot, "", format!("a template has at most {TEMPLATE_BYTES_MAX} bytes"));
        }
        for (line, placeholder) in unknown_placeholders(name, text) {
            let spot = Spot { line: Some(line), ..Spot::of(file) };
            faults.add(&spot, "", format!("the paper has no value {placeholder}"));
        }
        templates.push(Template { name: name.to_owned(), text: text.to_owned() });
    }
    if TEMPLATES_MAX < templates.len() {
        faults.add(&Spot::of(PAPERS), "", format!("a movement has at most {TEMPLATES_MAX} templates"));
    }
    let any = letterhead.is_some() || !templates.is_empty();
    let letterhead = letterhead.map(|placed| placed.entry).unwrap_or_default();
    any.then_some(Stationery { letterhead, templates })
}

/// Enters it for the movement.
pub(super) async fn enter(
    tx: &Tx,
    stationery: Option<Stationery>,
    campaign: CampaignId,
    now: DateTime<Utc>,
    faults: &mut Faults,
) -> Result<(), PlanError> {
    let Some(stationery) = stationery else { return Ok(()) };
    if let Some(step) = faults.keep(&Spot::of(LETTERHEAD), stationery.load(campaign, now)) {
        tx.add(step).await?;
    }
    Ok(())
}
