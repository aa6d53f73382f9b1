//! Activities of mobilisation, and their sums.

use chrono::NaiveDate;
use domain::base::code::FieldCode;
use domain::base::identity::Scope;
use domain::base::ids::{CampaignId, OrganisationId, Revision};
use domain::oversight::dimension_tally::Counted;
use domain::oversight::mobilisation::{
    Mobilisation, MobilisationContent, MobilisationForm, MobilisationId, Reach, UnitActivities,
};
use domain::registry::organisation::OrganisationKind;
use domain::results::role_model::Withdrawal;
use sea_orm::sea_query::{ExprTrait, SimpleExpr};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QuerySelect, QueryTrait, Select};
use uuid::Uuid;

use crate::base::failure::Failure;
use crate::base::json;
use crate::base::kept::revised;
use crate::base::page::{Page, Slice};
use crate::base::scope::within;
use crate::base::store::Tx;
use crate::planning::campaign::dimensions;

mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "mobilisation")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub campaign_id: Uuid,
        pub organisation_id: Uuid,
        pub organisation_kind: String,
        pub first_day: Date,
        pub last_day: Date,
        pub form: String,
        pub venue: Option<String>,
        pub text: String,
        pub contents: String,
        pub field: Option<String>,
        pub participants: i64,
        pub households: Option<i64>,
        pub materials: Option<i64>,
        pub evidence: String,
        pub recorded_at: ChronoDateTimeUtc,
        pub withdrawn_at: Option<ChronoDateTimeUtc>,
        pub reason: Option<String>,
        pub revision: i64,
    }

    #[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

const WHAT: &str = "mobilisation";

impl TryFrom<row::Model> for Mobilisation {
    type Error = Failure;

    fn try_from(row: row::Model) -> Result<Self, Failure> {
        let row::Model {
            id,
            campaign_id,
            organisation_id,
            organisation_kind,
            first_day,
            last_day,
            form,
            venue,
            text,
            contents,
            field,
            participants,
            households,
            materials,
            evidence,
            recorded_at,
            withdrawn_at,
            reason,
            revision,
        } = row;
        let corrupt = || Failure::Corrupt { what: WHAT, id };
        let content = MobilisationContent {
            from: first_day,
            to: last_day,
            form: MobilisationForm::parse(&form).ok_or_else(corrupt)?,
            venue,
            text,
            dimensions: dimensions::from_columns((&contents, field.as_deref()), WHAT, id)?,
            reach: Reach { participants, households, materials },
            evidence: json::read(&evidence, WHAT, id)?,
        };
        Ok(Self {
            id: MobilisationId(id),
            campaign: CampaignId(campaign_id),
            organisation: OrganisationId(organisation_id),
            kind: OrganisationKind::parse(&organisation_kind).ok_or_else(corrupt)?,
            content,
            recorded_at,
            withdrawal: withdrawn_at.map(|at| Withdrawal { at, reason: reason.unwrap_or_default() }),
            revision: Revision(revision),
        })
    }
}

fn to_row(mobilisation: &Mobilisation) -> Result<row::ActiveModel, Failure> {
    let Mobilisation { id, campaign, organisation, kind, content, recorded_at, withdrawal, revision } = mobilisation;
    let MobilisationContent { from, to, form, venue, text, dimensions, reach, evidence } = content;
    let Reach { participants, households, materials } = reach;
    let (contents, field) = dimensions::to_columns(dimensions);
    Ok(row::ActiveModel {
        id: Set(id.0),
        campaign_id: Set(campaign.0),
        organisation_id: Set(organisation.0),
        organisation_kind: Set(kind.as_str().to_owned()),
        first_day: Set(*from),
        last_day: Set(*to),
        form: Set(form.as_str().to_owned()),
        venue: Set(venue.clone()),
        text: Set(text.clone()),
        contents: Set(contents),
        field: Set(field),
        participants: Set(*participants),
        households: Set(*households),
        materials: Set(*materials),
        evidence: Set(json::write(evidence, WHAT, id.0)?),
        recorded_at: Set(*recorded_at),
        withdrawn_at: Set(withdrawal.as_ref().map(|withdrawal| withdrawal.at)),
        reason: Set(withdrawal.as_ref().map(|withdrawal| withdrawal.reason.clone())),
        revision: Set(revision.0),
    })
}

revised!(Mobilisation as row by to_row);

/// Which activities a list shows.
#[derive(Clone, Copy, Debug, Default)]
pub struct MobilisationFilter {
    /// In this movement.
    pub campaign: Option<CampaignId>,
    /// Of this unit.
    pub organisation: Option<OrganisationId>,
    /// Of units of this kind.
    pub kind: Option<OrganisationKind>,
    /// Of this form.
    pub form: Option<MobilisationForm>,
    /// About this content of the movement.
    pub content: Option<i64>,
    /// In this field.
    pub field: Option<FieldCode>,
    /// That began on this day or later.
    pub from: Option<NaiveDate>,
    /// That began on this day or earlier.
    pub to: Option<NaiveDate>,
    /// Withdrawn or not.
    pub withdrawn: Option<bool>,
}

impl MobilisationFilter {
    fn applied(self, scope: &Scope) -> Select<row::Entity> {
        use row::Column as C;
        let Self { campaign, organisation, kind, form, content, field, from, to, withdrawn } = self;
        within(row::Entity::find(), (C::OrganisationId, C::CampaignId), scope)
            .apply_if(campaign, |query, campaign| query.filter(C::CampaignId.eq(campaign.0)))
            .apply_if(organisation, |query, unit| query.filter(C::OrganisationId.eq(unit.0)))
            .apply_if(kind, |query, kind| query.filter(C::OrganisationKind.eq(kind.as_str())))
            .apply_if(form, |query, form| query.filter(C::Form.eq(form.as_str())))
            .apply_if(content, |query, number| query.filter(dimensions::of_content(C::Contents, number)))
            .apply_if(field, |query, field| query.filter(C::Field.eq(field.as_str())))
            .apply_if(from, |query, day| query.filter(C::FirstDay.gte(day)))
            .apply_if(to, |query, day| query.filter(C::FirstDay.lte(day)))
            .apply_if(withdrawn, |query, withdrawn| {
                query.filter(if withdrawn { C::WithdrawnAt.is_not_null() } else { C::WithdrawnAt.is_null() })
            })
    }
}

/// The sum of a column; in both databases a whole number, which one of them would make a decimal number.
fn sum(column: row::Column) -> SimpleExpr {
    column.sum().cast_as("bigint")
}

/// The sums of one form of a unit, as the database answers them.
type Summed = (Uuid, String, String, i64, Option<i64>, Option<i64>, Option<i64>);

impl Tx {
    /// One activity, within what the reader may see.
    ///
    /// # Errors
    /// `NotFound`, also if it is out of scope, or a database error.
    pub async fn mobilisation(&self, scope: &Scope, id: MobilisationId) -> Result<Mobilisation, Failure> {
        self.found(within(row::Entity::find_by_id(id.0), (row::Column::OrganisationId, row::Column::CampaignId), scope))
            .await
    }

    /// The activities within what the reader may see that match a filter, in the order of recording.
    ///
    /// # Errors
    /// A database error.
    pub async fn mobilisations(
        &self,
        scope: &Scope,
        filter: MobilisationFilter,
        page: Page,
    ) -> Result<Slice<Mobilisation>, Failure> {
        self.slice(filter.applied(scope), row::Column::Id, page).await?.try_map(Mobilisation::try_from)
    }

    /// How many activities match a filter, and how many people took part in them, by what they are about.
    ///
    /// # Errors
    /// A database error.
    pub async fn mobilisation_dimensions(
        &self,
        scope: &Scope,
        filter: MobilisationFilter,
    ) -> Result<Vec<(Counted, i64)>, Failure> {
        use row::Column as C;
        let query = filter
            .applied(scope)
            .select_only()
            .columns([C::Contents, C::Field])
            .column_as(C::Id.count(), "activities")
            .column_as(sum(C::Participants), "participants")
            .group_by(C::Contents)
            .group_by(C::Field);
        let found: Vec<(String, Option<String>, i64, Option<i64>)> =
            query.into_tuple().all(self.connection().await?).await?;
        let read = |(contents, field, activities, people): (String, Option<String>, i64, Option<i64>)| {
            let about = dimensions::from_columns((&contents, field.as_deref()), WHAT, Uuid::nil())?;
            Ok(((about, activities), people.unwrap_or_default()))
        };
        found.into_iter().map(read).collect()
    }

    /// The sums of what matches a filter, for each unit and form.
    ///
    /// # Errors
    /// A database error.
    pub async fn mobilisation_sums(
        &self,
        scope: &Scope,
        filter: MobilisationFilter,
    ) -> Result<Vec<UnitActivities>, Failure> {
        use row::Column as C;
        let query = filter
            .applied(scope)
            .select_only()
            .columns([C::OrganisationId, C::OrganisationKind, C::Form])
            .column_as(C::Id.count(), "activities")
            .column_as(sum(C::Participants), "participants")
            .column_as(sum(C::Households), "households")
            .column_as(sum(C::Materials), "materials")
            .group_by(C::OrganisationId)
            .group_by(C::OrganisationKind)
            .group_by(C::Form);
        let found: Vec<Summed> = query.into_tuple().all(self.connection().await?).await?;
        let read = |(id, kind, form, activities, participants, households, materials): Summed| {
            let corrupt = || Failure::Corrupt { what: WHAT, id };
            Ok(UnitActivities {
                organisation: OrganisationId(id),
                kind: OrganisationKind::parse(&kind).ok_or_else(corrupt)?,
                form: MobilisationForm::parse(&form).ok_or_else(corrupt)?,
                activities,
                participants: participants.unwrap_or_default(),
                households: households.unwrap_or_default(),
                materials: materials.unwrap_or_default(),
            })
        };
        found.into_iter().map(read).collect()
    }
}
