//! Counting what a synthesis report is assembled from.

use chrono::{DateTime, NaiveDate, Utc};
use domain::base::calendar;
use domain::base::identity::Scope;
use domain::honours::decision::{Award, Decision};
use domain::oversight::mobilisation::MobilisationSummary;
use domain::oversight::synthesis::facts::{Sources, SynthesisFacts};
use domain::planning::campaign::Campaign;
use domain::planning::cycle::Cycle;
use domain::results::register::Register;
use domain::results::role_model::RoleModel;
use persistence::base::store::Tx;
use persistence::oversight::mobilisation::MobilisationFilter;

use crate::base::problem::Problem;
use crate::oversight::dimension_tally::{Insight, tallied};

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
    let adopted = tx.adoption_counts(models.iter().map(|model| model.id)).await?;
    let models: Vec<_> = models
        .into_iter()
        .map(|model| {
            let units = adopted.get(&model.id).copied().unwrap_or_default();
            let (model, field) = named_by_field(model, movement);
            (model, field, units)
        })
        .collect();
    let within = |day: NaiveDate| cycle.period_start <= day && day <= cycle.period_end;
    let mut difficulties = tx.difficulties_of(movement.id).await?;
    difficulties.retain(|one| within(calendar::day_of(one.raised_at)));
    let mut inspections = tx.all_inspections(movement.id).await?;
    inspections.retain(|one| one.minutes.as_ref().is_some_and(|minutes| within(minutes.date)));
    let findings = tx.all_inspection_findings(movement.id).await?;
    let recommendations = tx.all_recommendations(movement.id).await?;
    let activities = MobilisationFilter {
        campaign: Some(movement.id),
        from: Some(cycle.period_start),
        to: Some(cycle.period_end),
        withdrawn: Some(false),
        ..MobilisationFilter::default()
    };
    let activities = tx.mobilisation_sums(&Scope::Everything, activities).await?;
    let sets = tx.all_criteria_sets(movement.id, cycle.kind).await?;
    let newest = release.as_ref().map(|release| release.id);
    let dimensions = tallied(tx, (movement, cycle), newest, Some(&Insight::everything())).await?;
    let sources = Sources {
        release: release.as_ref(),
        register: &register,
        names: &names,
        sets: &sets,
        awards: &awards,
        models: &models,
        difficulties: &difficulties,
        inspections: &inspections,
        findings: &findings,
        recommendations: &recommendations,
        mobilisation: MobilisationSummary::of(&activities).total,
        dimensions: &dimensions,
    };
    Ok(SynthesisFacts::assembled(sources, at))
}

fn named_by_field(model: RoleModel, movement: &Campaign) -> (RoleModel, domain::base::text::Text) {
    let code = model.content.field;
    let name = movement.field(code).map(|field| field.name.clone());
    let unknown = || domain::base::text::Text::new(code.as_str(), code.as_str());
    (model, name.unwrap_or_else(unknown))
}
