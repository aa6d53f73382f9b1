//! Consultations of other agencies about nominations.

use domain::base::identity::Scope;
use domain::base::ids::{ConsultationId, NominationId, OrganisationId, Revision};
use domain::honours::consultation::Consultation;
use sea_orm::{ActiveValue::Set, ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QueryTrait};

use crate::base::failure::Failure;
use crate::base::json;
use crate::base::kept::revised;
use crate::base::page::{Page, Slice};
use crate::base::scope::of_rows;
use crate::base::store::Tx;

mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "consultation")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub nomination_id: Uuid,
        pub organisation_id: Uuid,
        pub subject: String,
        pub question: String,
        pub days: Option<i64>,
        pub asked_at: ChronoDateTimeUtc,
        pub reply: Option<String>,
        pub revision: i64,
    }

    #[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

impl TryFrom<row::Model> for Consultation {
    type Error = Failure;

    fn try_from(row: row::Model) -> Result<Self, Failure> {
        let row::Model { id, nomination_id, organisation_id, subject, question, days, asked_at, reply, revision } = row;
        let corrupt = |_ignored| Failure::Corrupt { what: "consultation", id };
        Ok(Self {
            id: ConsultationId(id),
            nomination: NominationId(nomination_id),
            organisation: OrganisationId(organisation_id),
            subject,
            question,
            days: days.map(u16::try_from).transpose().map_err(corrupt)?,
            asked_at,
            reply: json::read_any(reply.as_deref(), "consultation", id)?,
            revision: Revision(revision),
        })
    }
}

fn to_row(consultation: &Consultation) -> Result<row::ActiveModel, Failure> {
    let Consultation { id, nomination, organisation, subject, question, days, asked_at, reply, revision } =
        consultation;
    let reply = json::write_any(reply.as_ref(), "consultation", id.0)?;
    Ok(row::ActiveModel {
        id: Set(id.0),
        nomination_id: Set(nomination.0),
        organisation_id: Set(organisation.0),
        subject: Set(subject.clone()),
        question: Set(question.clone()),
        days: Set(days.map(i64::from)),
        asked_at: Set(*asked_at),
        reply: Set(reply),
        revision: Set(revision.0),
    })
}

revised!(Consultation as row by to_row);

/// Which consultations a list shows.
#[derive(Clone, Copy, Debug, Default)]
pub struct ConsultationFilter {
    /// About this nomination.
    pub nomination: Option<NominationId>,
    /// Only those that wait for an answer, or only those that do not.
    pub open: Option<bool>,
}

/// Which consultations a reader sees.
#[derive(Clone, Debug)]
pub struct ConsultationSight {
    /// Those that ask these units.
    pub asked: Option<Scope>,
    /// Those about the nominations of these movements.
    pub about: Option<Scope>,
}

impl ConsultationSight {
    /// The condition of what is seen; none if everything is.
    fn condition(&self) -> Option<Condition> {
        let mut any = Condition::any();
        if let Some(about) = &self.about {
            any = any.add(of_rows(row::Column::NominationId, "nomination", about)?);
        }
        let units = match &self.asked {
            None => Vec::new(),
            Some(Scope::Everything) => return None,
            Some(Scope::Part { units, .. }) => units.iter().map(|unit| unit.0).collect(),
        };
        Some(any.add(row::Column::OrganisationId.is_in(units)))
    }
}

impl Tx {
    /// One consultation, within what the reader may see: an agency sees those in which it is consulted.
    ///
    /// # Errors
    /// `NotFound`, also if it is out of scope, or a database error.
    pub async fn consultation(&self, sight: &ConsultationSight, id: ConsultationId) -> Result<Consultation, Failure> {
        let query = row::Entity::find_by_id(id.0);
        self.found(query.apply_if(sight.condition(), |query, condition| query.filter(condition))).await
    }

    /// The consultations that match a filter, within what the reader may see.
    ///
    /// # Errors
    /// A database error.
    pub async fn consultations(
        &self,
        sight: &ConsultationSight,
        filter: ConsultationFilter,
        page: Page,
    ) -> Result<Slice<Consultation>, Failure> {
        let ConsultationFilter { nomination, open } = filter;
        let query = row::Entity::find()
            .apply_if(sight.condition(), |query, condition| query.filter(condition))
            .apply_if(nomination, |query, one| query.filter(row::Column::NominationId.eq(one.0)))
            .apply_if(open, |query, open| {
                query.filter(if open { row::Column::Reply.is_null() } else { row::Column::Reply.is_not_null() })
            });
        self.slice(query, row::Column::Id, page).await?.try_map(Consultation::try_from)
    }

    /// Every consultation about some nominations.
    ///
    /// # Errors
    /// A database error.
    pub async fn consultations_about(&self, nominations: &[NominationId]) -> Result<Vec<Consultation>, Failure> {
        let query = row::Entity::find()
            .filter(row::Column::NominationId.is_in(nominations.iter().map(|one| one.0)))
            .order_by_asc(row::Column::Id);
        query.all(self.connection().await?).await?.into_iter().map(Consultation::try_from).collect()
    }
}
