//! The register of complaints and denunciations about awards.

use domain::base::identity::Scope;
use domain::base::ids::{AwardId, ComplaintId, OrganisationId, Revision};
use domain::honours::complaint::{Complaint, ComplaintContent, ComplaintKind, ComplaintState};
use domain::honours::received_paper::ReceivedPaper;
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryTrait};

use crate::base::failure::Failure;
use crate::base::json;
use crate::base::kept::revised;
use crate::base::page::{Page, Slice};
use crate::base::scope::of_rows;
use crate::base::store::Tx;

mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "complaint")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub award_id: Uuid,
        pub organisation_id: Uuid,
        pub kind: String,
        pub received: Date,
        pub number: String,
        pub date: Date,
        pub summary: String,
        pub due: Option<Date>,
        /// The state of the settlement, as a column that lists filter by.
        pub state: String,
        pub settlement: Option<String>,
        pub registered_at: ChronoDateTimeUtc,
        pub revision: i64,
    }

    #[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

impl TryFrom<row::Model> for Complaint {
    type Error = Failure;

    fn try_from(row: row::Model) -> Result<Self, Failure> {
        let row::Model {
            id,
            award_id,
            organisation_id,
            kind,
            received,
            number,
            date,
            summary,
            due,
            state: _,
            settlement,
            registered_at,
            revision,
        } = row;
        let kind = ComplaintKind::parse(&kind).ok_or(Failure::Corrupt { what: "complaint", id })?;
        Ok(Self {
            id: ComplaintId(id),
            award: AwardId(award_id),
            organisation: OrganisationId(organisation_id),
            content: ComplaintContent { kind, paper: ReceivedPaper { received, number, date, summary }, due },
            settlement: json::read_any(settlement.as_deref(), "complaint", id)?,
            registered_at,
            revision: Revision(revision),
        })
    }
}

fn to_row(complaint: &Complaint) -> Result<row::ActiveModel, Failure> {
    let state = complaint.state();
    let Complaint { id, award, organisation, content, settlement, registered_at, revision } = complaint;
    let ComplaintContent { kind, paper, due } = content;
    let ReceivedPaper { received, number, date, summary } = paper;
    Ok(row::ActiveModel {
        id: Set(id.0),
        award_id: Set(award.0),
        organisation_id: Set(organisation.0),
        kind: Set(kind.as_str().to_owned()),
        received: Set(*received),
        number: Set(number.clone()),
        date: Set(*date),
        summary: Set(summary.clone()),
        due: Set(*due),
        state: Set(state.as_str().to_owned()),
        settlement: Set(json::write_any(settlement.as_ref(), "complaint", id.0)?),
        registered_at: Set(*registered_at),
        revision: Set(revision.0),
    })
}

revised!(Complaint as row by to_row);

/// Which complaints a list shows.
#[derive(Clone, Copy, Debug, Default)]
pub struct ComplaintFilter {
    /// About this award.
    pub award: Option<AwardId>,
    /// About awards to this unit or its people.
    pub organisation: Option<OrganisationId>,
    /// Of this kind.
    pub kind: Option<ComplaintKind>,
    /// In this state.
    pub state: Option<ComplaintState>,
}

impl Tx {
    /// One complaint.
    ///
    /// # Errors
    /// `NotFound`, or a database error.
    pub async fn complaint(&self, id: ComplaintId) -> Result<Complaint, Failure> {
        self.found(row::Entity::find_by_id(id.0)).await
    }

    /// The complaints within a scope that match a filter, in the order of registration.
    ///
    /// # Errors
    /// A database error.
    pub async fn complaints(
        &self,
        scope: &Scope,
        filter: ComplaintFilter,
        page: Page,
    ) -> Result<Slice<Complaint>, Failure> {
        let ComplaintFilter { award, organisation, kind, state } = filter;
        let query = row::Entity::find()
            .apply_if(of_rows(row::Column::AwardId, "award", scope), |query, within| query.filter(within))
            .apply_if(award, |query, award| query.filter(row::Column::AwardId.eq(award.0)))
            .apply_if(organisation, |query, unit| query.filter(row::Column::OrganisationId.eq(unit.0)))
            .apply_if(kind, |query, kind| query.filter(row::Column::Kind.eq(kind.as_str())))
            .apply_if(state, |query, state| query.filter(row::Column::State.eq(state.as_str())));
        self.slice(query, row::Column::Id, page).await?.try_map(Complaint::try_from)
    }

    /// How many complaints about an award are open: it is under complaint while there is one (rule L38).
    ///
    /// # Errors
    /// A database error.
    pub async fn open_complaints(&self, award: AwardId) -> Result<u64, Failure> {
        let query = row::Entity::find()
            .filter(row::Column::AwardId.eq(award.0))
            .filter(row::Column::State.eq(ComplaintState::Open.as_str()));
        Ok(query.count(self.connection().await?).await?)
    }

    /// How many complaints about an award were ever registered, settled ones included.
    ///
    /// # Errors
    /// A database error.
    pub async fn complaints_ever(&self, award: AwardId) -> Result<u64, Failure> {
        Ok(row::Entity::find().filter(row::Column::AwardId.eq(award.0)).count(self.connection().await?).await?)
    }
}
