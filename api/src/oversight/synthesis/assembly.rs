//! Counting what a synthesis report is assembled from.

use chrono::{DateTime, Utc};
use domain::base::calendar;
use domain::honours::decision::{Award, Decision};
use domain::oversight::difficulty::Difficulty;
use domain::oversight::synthesis::facts::{Sources, SynthesisFacts};
use domain::planning::campaign::Campaign;
use domain::planning::cycle::Cycle;
use domain::results::register::Register;
use domain::results::role_model::RoleModel;
use persistence::base::store::Tx;

use crate::base::problem::Problem;

/// The figures of a cycle as they are official now.
pub(crate) async fn assembled(
    tx: &Tx,
    movement: &Campaign,
    cycle: &Cycle,
    at: DateTime<Utc>,
) -> Result<SynthesisFacts, Problem> {
    let release = tx.newest_release(cycle.id).await?;
    let participants = tx.all_participants(cycle.id).await?;
    let reports = tx.all_reports(cycle.id).await?;
    let organisations = tx.all_organisations().await?;
    let ledger = tx.ledger(cycle.id).await?;
    let register = Register::new((cycle, &participants), &reports, &organisations, &ledger);
    let names = tx.group_names().await?;
    let published = tx.all_published_awards(cycle.id).await?;
    let awards: Vec<(Award, Decision)> = published.into_iter().map(|one| (one.award, one.decision)).collect();
    let models = tx.all_role_models(movement.id).await?;
    let models: Vec<_> = models.into_iter().map(|model| named_by_field(model, movement)).collect();
    let within = |one: &Difficulty| {
        let day = calendar::day_of(one.raised_at);
        cycle.period_start <= day && day <= cycle.period_end
    };
    let difficulties: Vec<Difficulty> = tx.difficulties_of(movement.id).await?.into_iter().filter(within).collect();
    let sources = Sources {
        release: release.as_ref(),
        register: &register,
        names: &names,
        awards: &awards,
        models: &models,
        difficulties: &difficulties,
    };
    Ok(SynthesisFacts::assembled(sources, at))
}

fn named_by_field(model: RoleModel, movement: &Campaign) -> (RoleModel, domain::base::text::Text) {
    let code = model.content.field;
    let name = movement.field(code).map(|field| field.name.clone());
    let unknown = || domain::base::text::Text::new(code.as_str(), code.as_str());
    (model, name.unwrap_or_else(unknown))
}
