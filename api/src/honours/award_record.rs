//! The lifetime record of a unit or a person.

use chrono::NaiveDate;
use domain::base::ids::{AwardId, CommendationId, HigherProposalId, OrganisationId};
use domain::base::policy::Permission;
use domain::honours::award_record::{AwardRecord, HigherAward, RecordForm, RecordSource};
use domain::honours::revocation::RevocationGround;
use domain::planning::award::{AwardKind, SubjectKind};
use persistence::honours::award_record::RecordFilter;
use persistence::registry::lineage::Side;
use persistence::registry::unit_label::UnitLabels;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::access::caller::Caller;
use crate::base::answer::Untagged;
use crate::base::citation::CitationBody;
use crate::base::db::Db;
use crate::base::paging::{Listing, Paging};
use crate::base::problem::{Problem, violation};
use crate::base::query::Query;
use crate::base::routes::{Routes, operations};
use crate::honours::reasons;

/// Maximum length of a name.
const NAME_CHARS_MAX: usize = 300;

/// One award in a recipient's record: a Bằng khen of a public decision, a Giấy khen, or an award of a higher level.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = AwardRecord)]
pub(crate) struct AwardRecordView {
    /// The award, for a Bằng khen.
    #[serde(skip_serializing_if = "Option::is_none")]
    award: Option<AwardId>,
    /// The entry of the register, for a Giấy khen.
    #[serde(skip_serializing_if = "Option::is_none")]
    commendation: Option<CommendationId>,
    /// The proposal that was granted, for an award of a higher level (khen cao).
    #[serde(skip_serializing_if = "Option::is_none")]
    higher_proposal: Option<HigherProposalId>,
    /// The provincial award that it is based on, for an award of a higher level.
    #[serde(skip_serializing_if = "Option::is_none")]
    rests_on: Option<AwardId>,
    /// A collective or an individual.
    subject_kind: SubjectKind,
    /// The recipient's name.
    #[schema(example = "Ngô Thị Sáng Kiến")]
    name: String,
    /// The recipient's unit.
    organisation: OrganisationId,
    /// The unit's name as it was then (rule L31).
    #[schema(example = "UBND huyện Kế Sách")]
    organisation_name: String,
    /// The unit's code.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "943")]
    organisation_code: Option<String>,
    /// The form of commendation.
    form: RecordForm,
    /// Name of the form in the regime that governs it, for an award of a higher level.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "Bằng khen của Thủ tướng Chính phủ")]
    higher_form: Option<String>,
    /// The authority that granted it, for an award of a higher level.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "Thủ tướng Chính phủ")]
    authority: Option<String>,
    /// The document that granted it, for an award of a higher level.
    #[serde(skip_serializing_if = "Option::is_none")]
    document: Option<CitationBody>,
    /// Number and symbol of the decision.
    #[schema(example = "335/QĐ-UBND")]
    decision_symbol: String,
    /// The day of the decision.
    decision_date: NaiveDate,
    /// Kind of award.
    kind: AwardKind,
    /// Whether it may be a basis for merit awards of a higher level (rule L16).
    counts_for_merit: bool,
    /// Whether it was revoked (rule L18).
    revoked: bool,
    /// Ground of the revocation; only if it was revoked.
    #[serde(skip_serializing_if = "Option::is_none")]
    revocation_ground: Option<RevocationGround>,
}

/// The recipient whose record is shown: a unit, a name, or both.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct AwardRecordQuery {
    /// Of this unit and its people.
    #[param(value_type = Option<Uuid>)]
    organisation: Option<OrganisationId>,
    /// The recipient's full name; accents and case are ignored. 1 to 300 characters. Recipients with the same name
    /// share one record unless the unit is named, too.
    #[param(min_length = 1, max_length = 300, example = "ngo thi sang kien")]
    name: Option<String>,
    /// With `true`, of every unit that the named one came from, too (rule L31), each entry under the unit and the name of
    /// then.
    lineage: Option<bool>,
}

impl AwardRecordView {
    fn new(record: AwardRecord, units: &UnitLabels) -> Self {
        let counts_for_merit = record.counts_for_merit();
        let AwardRecord {
            source,
            subject_kind,
            name,
            organisation,
            organisation_name,
            form,
            higher,
            symbol,
            date,
            kind,
            revoked,
        } = record;
        let (award, commendation, higher_proposal, rests_on) = match source {
            RecordSource::Award(id) => (Some(id), None, None, None),
            RecordSource::Commendation(id) => (None, Some(id), None, None),
            RecordSource::HigherAward { proposal, award } => (None, None, Some(proposal), Some(award)),
        };
        let (higher_form, authority, document) = match higher {
            None => (None, None, None),
            Some(HigherAward { form, authority, document }) => (Some(form), Some(authority), Some(document.into())),
        };
        Self {
            award,
            commendation,
            higher_proposal,
            rests_on,
            subject_kind,
            name,
            organisation,
            organisation_name,
            organisation_code: units.get(organisation).code,
            form,
            higher_form,
            authority,
            document,
            decision_symbol: symbol,
            decision_date: date,
            kind,
            counts_for_merit,
            revoked: revoked.is_some(),
            revocation_ground: revoked,
        }
    }
}

/// Requires a unit or a name, and a name of a valid length.
fn filter(query: AwardRecordQuery) -> Result<RecordFilter, Problem> {
    let AwardRecordQuery { organisation, name, lineage } = query;
    let name = name.map(|name| domain::base::text::tidy(&name));
    if organisation.is_none() && lineage == Some(true) {
        return Err(Problem::malformed(vec![violation("?organisation", reasons::unit_not_named())]));
    }
    if organisation.is_none() && name.is_none() {
        return Err(Problem::malformed(vec![violation("?organisation", reasons::unit_and_name_missing())]));
    }
    if name.as_ref().is_some_and(|name| !(1..=NAME_CHARS_MAX).contains(&name.chars().count())) {
        return Err(Problem::malformed(vec![violation("?name", reasons::name_length_out_of_range(NAME_CHARS_MAX))]));
    }
    Ok(RecordFilter { organisations: organisation.into_iter().collect(), name })
}

/// List the awards of one recipient over the years
///
/// *Hồ sơ khen thưởng.* Units see their own and their people's awards; the standing agency, the appraisal agency, the
/// decision authority and the auditor see all. Every Bằng khen of a public decision, every Giấy khen and every award of
/// a higher level that was granted on such a Bằng khen (khen cao), oldest first by the day of the decision, with the
/// unit's name on that day; revoked awards stay and are marked. With `lineage=true` the record of a unit includes those
/// of its predecessors, and the unit's own people may read them there (rule L31).
#[utoipa::path(
    get,
    path = "/award-records",
    responses((status = 200, description = "The record, by the day of the decision.")),
)]
pub(crate) async fn list_award_records(
    Caller(actor): Caller,
    Query(query): Query<AwardRecordQuery>,
    paging: Paging,
    db: Db,
) -> Result<Untagged<Listing<AwardRecordView>>, Problem> {
    let mut scope = actor.scope(Permission::ReadCommendation)?;
    let heir = query.organisation.filter(|_| query.lineage == Some(true));
    let (mut filter, page) = (filter(query)?, paging.page);
    let (slice, units) = db
        .read(move |tx| async move {
            if let Some(heir) = heir {
                let lineage = tx.lineage(heir, Side::Predecessors).await?;
                lineage.must_be_complete()?;
                let predecessors = lineage.predecessors();
                scope = scope.inheriting(heir, &predecessors);
                filter.organisations.extend(predecessors);
            }
            let slice = tx.award_records(&scope, &filter, page).await?;
            let units = tx.unit_labels(slice.items.iter().map(|one| one.organisation)).await?;
            Ok((slice, units))
        })
        .await?;
    let row = |one| AwardRecordView::new(one, &units);
    Untagged::new(&Listing::new(&paging, slice, |one| one.place().id, row))
}

pub(crate) fn routes(routes: &mut impl Routes) {
    operations!(routes, "awards": list_award_records);
}
