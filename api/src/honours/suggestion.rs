//! Suggestions of urgent commendation.

use chrono::{DateTime, Utc};
use domain::base::ids::{CycleId, NominationId, OrganisationId, Revision, SuggestionId};
use domain::base::policy::Permission;
use domain::honours::suggestion::{Suggestion, SuggestionAnswer};
use domain::planning::award::SubjectKind;
use persistence::planning::cycle::CycleCodes;
use persistence::registry::unit_label::{UnitLabel, UnitLabels};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;
use validator::Validate;

use crate::access::caller::Caller;
use crate::access::command::{Command, StepCommand};
use crate::base::answer::{Created, Once, Tagged, Untagged};
use crate::base::db::Db;
use crate::base::paging::{Listing, Paging};
use crate::base::problem::{Problem, named};
use crate::base::query::Path;
use crate::base::reasons as base_reasons;
use crate::base::routes::{Routes, operations};
use crate::base::text::{Line, Paragraph};
use crate::honours::reasons;

/// A suggestion of an urgent commendation (gợi ý khen thưởng kịp thời).
#[derive(Clone, Debug, Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct NewSuggestion {
    /// The cycle in which it falls.
    cycle: CycleId,
    /// The unit that suggests it: the caller's own.
    organisation: OrganisationId,
    /// A collective or an individual.
    subject_kind: SubjectKind,
    /// Name of the subject to commend; 1 to 300 characters.
    /// Example: `Ngô Thị Sáng Kiến (demo)`
    #[validate(nested)]
    name: Line,
    /// What happened; 1 to 4000 characters.
    /// Example: `Khôi phục hệ thống một cửa trong đêm bão`
    #[validate(nested)]
    achievement: Paragraph,
}

/// Answer of the standing agency to a suggestion.
#[derive(Clone, Debug, Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct NewSuggestionAnswer {
    /// The resulting nomination; absent if there is none.
    #[serde(default)]
    nomination: Option<NominationId>,
    /// Answer of the agency; 1 to 4000 characters.
    /// Example: `Đã lập hồ sơ khen thưởng kịp thời`
    #[validate(nested)]
    text: Paragraph,
}

/// Answer of the standing agency to a suggestion.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = SuggestionAnswer)]
pub(crate) struct SuggestionAnswerView {
    /// The nomination that came of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    nomination: Option<NominationId>,
    /// Answer of the agency.
    #[schema(example = "Đã lập hồ sơ khen thưởng kịp thời")]
    text: String,
    /// When.
    at: DateTime<Utc>,
}

/// A unit's suggestion of an urgent commendation; it is no dossier.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Suggestion)]
pub(crate) struct SuggestionView {
    /// Its identifier.
    id: SuggestionId,
    /// The cycle in which it falls.
    cycle: CycleId,
    /// The cycle's code; in lists.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "2024")]
    cycle_code: Option<String>,
    /// The unit that suggests it.
    organisation: OrganisationId,
    /// The unit's present name; in lists.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "Huyện Kế Sách")]
    organisation_name: Option<String>,
    /// The unit's code; in lists.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "943")]
    organisation_code: Option<String>,
    /// A collective or an individual.
    subject_kind: SubjectKind,
    /// Name of the subject to commend.
    #[schema(example = "Ngô Thị Sáng Kiến (demo)")]
    name: String,
    /// The achievement to commend.
    #[schema(example = "Khôi phục hệ thống một cửa trong đêm bão")]
    achievement: String,
    /// When it was suggested.
    suggested_at: DateTime<Utc>,
    /// Answer; absent while it is pending.
    #[serde(skip_serializing_if = "Option::is_none")]
    answer: Option<SuggestionAnswerView>,
    /// Revision number; the `ETag` contains the same number.
    revision: Revision,
}

impl From<Suggestion> for SuggestionView {
    fn from(suggestion: Suggestion) -> Self {
        let Suggestion {
            id,
            cycle,
            campaign: _,
            organisation,
            subject_kind,
            name,
            achievement,
            suggested_at,
            answer,
            revision,
        } = suggestion;
        let answer =
            answer.map(|SuggestionAnswer { nomination, text, at }| SuggestionAnswerView { nomination, text, at });
        Self {
            id,
            cycle,
            cycle_code: None,
            organisation,
            organisation_name: None,
            organisation_code: None,
            subject_kind,
            name,
            achievement,
            suggested_at,
            answer,
            revision,
        }
    }
}

impl SuggestionView {
    /// With the code of its cycle, and the name and the code of its unit, for a list.
    fn beside(self, cycles: &CycleCodes, units: &UnitLabels) -> Self {
        let UnitLabel { name, code } = units.get(self.organisation);
        Self {
            cycle_code: Some(cycles.get(self.cycle)),
            organisation_name: Some(name),
            organisation_code: code,
            ..self
        }
    }
}

/// The path parameter that names a suggestion.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub(crate) struct SuggestionPath {
    /// The suggestion's identifier.
    #[param(value_type = Uuid)]
    suggestion: SuggestionId,
}

/// List suggestions of urgent commendation
///
/// *Danh sách gợi ý khen thưởng kịp thời.* Units see their own; the agencies and the auditor see all.
#[utoipa::path(get, path = "/suggestions", responses((status = 200, description = "The suggestions, oldest first.")))]
pub(crate) async fn list_suggestions(
    Caller(actor): Caller,
    paging: Paging,
    db: Db,
) -> Result<Untagged<Listing<SuggestionView>>, Problem> {
    let (scope, page) = (actor.scope(Permission::ReadSuggestion)?, paging.page);
    let (slice, cycles, units) = db
        .read(move |tx| async move {
            let slice = tx.suggestions(&scope, page).await?;
            let units = tx.unit_labels(slice.items.iter().map(|one| one.organisation)).await?;
            let cycles = tx.cycle_codes(slice.items.iter().map(|one| one.cycle)).await?;
            Ok((slice, cycles, units))
        })
        .await?;
    let row = |one| SuggestionView::from(one).beside(&cycles, &units);
    Untagged::new(&Listing::new(&paging, slice, |one| one.id.0, row))
}

/// Suggest an urgent commendation
///
/// *Gợi ý khen thưởng kịp thời.* Editor or head of a unit, to the standing agency, which alone may nominate at once
/// (rule S18). A suggestion is no dossier.
#[utoipa::path(post, path = "/suggestions", responses((status = 201, description = "Suggested.")))]
pub(crate) async fn create_suggestion(
    request: Command<NewSuggestion>,
    db: Db,
) -> Result<Once<Created<SuggestionView>>, Problem> {
    let Command { actor, at, key, body } = request;
    db.once(key, move |tx| async move {
        let NewSuggestion { cycle, organisation, subject_kind, name, achievement } = body;
        let cycle = named(tx.cycle(cycle).await, "/cycle", base_reasons::cycle_unknown)?;
        let organisation = named(tx.organisation(organisation).await, "/organisation", base_reasons::unit_unknown)?;
        let id = SuggestionId(Uuid::now_v7());
        let suggestion = Suggestion {
            id,
            cycle: cycle.id,
            campaign: cycle.campaign,
            organisation: organisation.id,
            subject_kind,
            name: name.into(),
            achievement: achievement.into(),
            suggested_at: at,
            answer: None,
            revision: Revision::FIRST,
        };
        let suggestion = tx.add(suggestion.make(&organisation, &actor, at)?).await?;
        Created::new(format!("/v1/suggestions/{id}"), suggestion.revision, &SuggestionView::from(suggestion))
    })
    .await
}

/// Show a suggestion of urgent commendation
///
/// *Xem gợi ý.* The unit's own people, the agencies, the auditor.
#[utoipa::path(get, path = "/suggestions/{suggestion}", responses((status = 200, description = "The suggestion.")))]
pub(crate) async fn show_suggestion(
    Caller(actor): Caller,
    path: Path<SuggestionPath>,
    db: Db,
) -> Result<Tagged<SuggestionView>, Problem> {
    let scope = actor.scope(Permission::ReadSuggestion)?;
    let suggestion = db.ask(move |tx| async move { Ok(tx.suggestion(&scope, path.0.suggestion).await?) }).await?;
    Tagged::new(suggestion.revision, &SuggestionView::from(suggestion))
}

/// Answer a suggestion of urgent commendation
///
/// *Trả lời gợi ý.* Standing agency (rule S18), with the nomination that came of it or without one.
#[utoipa::path(post, path = "/suggestions/{suggestion}/answer", responses((status = 200, description = "Answered.")))]
pub(crate) async fn answer_suggestion(
    request: StepCommand<SuggestionPath, NewSuggestionAnswer>,
    db: Db,
) -> Result<Once<Tagged<SuggestionView>>, Problem> {
    let StepCommand { actor, at, key, path, expected, body } = request;
    db.once(key, move |tx| async move {
        let suggestion = tx.suggestion(&actor.scope(Permission::ReadSuggestion)?, path.suggestion).await?;
        expected.must_be(suggestion.revision)?;
        let nomination = match body.nomination {
            Some(id) => {
                let found = tx.nomination(&actor.scope(Permission::ReadNomination)?, id).await;
                Some(named(found, "/nomination", reasons::nomination_unknown)?)
            }
            None => None,
        };
        let step = suggestion.answer(nomination.as_ref(), &body.text, &actor, at)?;
        let suggestion = tx.save(step).await?;
        Tagged::new(suggestion.revision, &SuggestionView::from(suggestion))
    })
    .await
}

pub(crate) fn routes(routes: &mut impl Routes) {
    operations!(routes, "nominations": list_suggestions, create_suggestion, show_suggestion, answer_suggestion);
}
