//! Integrity holds and disciplines, which bar subjects from commendation.

use domain::base::ids::{DisciplineId, IntegrityFlagId, OrganisationId, Revision};
use domain::honours::integrity::{Discipline, IntegrityFlag, IntegrityGround, SubjectKey};
use domain::planning::award::SubjectKind;
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QueryTrait};

use crate::base::failure::Failure;
use crate::base::json;
use crate::base::kept::{revised, stored};
use crate::base::page::{Page, Slice};
use crate::base::store::Tx;

mod flag {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "integrity_flag")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub organisation_id: Uuid,
        pub subject_kind: String,
        pub name: String,
        pub ground: String,
        pub document: String,
        pub note: String,
        pub raised_at: ChronoDateTimeUtc,
        pub closed: Option<String>,
        pub revision: i64,
    }

    #[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

mod discipline {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "discipline")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub organisation_id: Uuid,
        pub subject_kind: String,
        pub name: String,
        pub served_until: Date,
        pub document: String,
        pub recorded_at: ChronoDateTimeUtc,
        pub revision: i64,
    }

    #[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

impl TryFrom<flag::Model> for IntegrityFlag {
    type Error = Failure;

    fn try_from(row: flag::Model) -> Result<Self, Failure> {
        let flag::Model {
            id,
            organisation_id,
            subject_kind,
            name,
            ground,
            document,
            note,
            raised_at,
            closed,
            revision,
        } = row;
        let corrupt = || Failure::Corrupt { what: "integrity flag", id };
        Ok(Self {
            id: IntegrityFlagId(id),
            subject: SubjectKey {
                kind: SubjectKind::parse(&subject_kind).ok_or_else(corrupt)?,
                organisation: OrganisationId(organisation_id),
                name,
            },
            ground: IntegrityGround::parse(&ground).ok_or_else(corrupt)?,
            document: json::read(&document, "integrity flag", id)?,
            note,
            raised_at,
            closed: json::read_any(closed.as_deref(), "integrity flag", id)?,
            revision: Revision(revision),
        })
    }
}

fn flag_row(entry: &IntegrityFlag) -> Result<flag::ActiveModel, Failure> {
    let IntegrityFlag { id, subject, ground, document, note, raised_at, closed, revision } = entry;
    let SubjectKey { kind, organisation, name } = subject;
    let closed = json::write_any(closed.as_ref(), "integrity flag", id.0)?;
    Ok(flag::ActiveModel {
        id: Set(id.0),
        organisation_id: Set(organisation.0),
        subject_kind: Set(kind.as_str().to_owned()),
        name: Set(name.clone()),
        ground: Set(ground.as_str().to_owned()),
        document: Set(json::write(document, "integrity flag", id.0)?),
        note: Set(note.clone()),
        raised_at: Set(*raised_at),
        closed: Set(closed),
        revision: Set(revision.0),
    })
}

impl TryFrom<discipline::Model> for Discipline {
    type Error = Failure;

    fn try_from(row: discipline::Model) -> Result<Self, Failure> {
        let discipline::Model {
            id,
            organisation_id,
            subject_kind,
            name,
            served_until,
            document,
            recorded_at,
            revision,
        } = row;
        let kind = SubjectKind::parse(&subject_kind).ok_or(Failure::Corrupt { what: "discipline", id })?;
        Ok(Self {
            id: DisciplineId(id),
            subject: SubjectKey { kind, organisation: OrganisationId(organisation_id), name },
            served_until,
            document: json::read(&document, "discipline", id)?,
            recorded_at,
            revision: Revision(revision),
        })
    }
}

fn discipline_row(entry: &Discipline) -> Result<discipline::ActiveModel, Failure> {
    let Discipline { id, subject, served_until, document, recorded_at, revision } = entry;
    let SubjectKey { kind, organisation, name } = subject;
    Ok(discipline::ActiveModel {
        id: Set(id.0),
        organisation_id: Set(organisation.0),
        subject_kind: Set(kind.as_str().to_owned()),
        name: Set(name.clone()),
        served_until: Set(*served_until),
        document: Set(json::write(document, "discipline", id.0)?),
        recorded_at: Set(*recorded_at),
        revision: Set(revision.0),
    })
}

revised!(IntegrityFlag as flag by flag_row);
stored!(Discipline as discipline by discipline_row);

impl Tx {
    /// One integrity hold, open or closed.
    ///
    /// # Errors
    /// `NotFound`, or a database error.
    pub async fn integrity_flag(&self, id: IntegrityFlagId) -> Result<IntegrityFlag, Failure> {
        self.found(flag::Entity::find_by_id(id.0)).await
    }

    /// The integrity holds of one unit or all: open, closed or both.
    ///
    /// # Errors
    /// A database error.
    pub async fn integrity_flags(
        &self,
        organisation: Option<OrganisationId>,
        open: Option<bool>,
        page: Page,
    ) -> Result<Slice<IntegrityFlag>, Failure> {
        let query = flag::Entity::find()
            .apply_if(organisation, |query, unit| query.filter(flag::Column::OrganisationId.eq(unit.0)))
            .apply_if(open, |query, open| {
                let closed = flag::Column::Closed;
                query.filter(if open { closed.is_null() } else { closed.is_not_null() })
            });
        self.slice(query, flag::Column::Id, page).await?.try_map(IntegrityFlag::try_from)
    }

    /// Every integrity hold of some units, open and closed; the domain decides whom each bars.
    ///
    /// # Errors
    /// A database error.
    pub async fn integrity_flags_of(&self, units: &[OrganisationId]) -> Result<Vec<IntegrityFlag>, Failure> {
        let units = units.iter().map(|unit| unit.0);
        let query = flag::Entity::find().filter(flag::Column::OrganisationId.is_in(units));
        let rows = query.order_by_asc(flag::Column::Id).all(self.connection().await?).await?;
        rows.into_iter().map(IntegrityFlag::try_from).collect()
    }

    /// One discipline.
    ///
    /// # Errors
    /// `NotFound`, or a database error.
    pub async fn discipline(&self, id: DisciplineId) -> Result<Discipline, Failure> {
        self.found(discipline::Entity::find_by_id(id.0)).await
    }

    /// The disciplines of one unit or all.
    ///
    /// # Errors
    /// A database error.
    pub async fn disciplines(
        &self,
        organisation: Option<OrganisationId>,
        page: Page,
    ) -> Result<Slice<Discipline>, Failure> {
        let query = discipline::Entity::find()
            .apply_if(organisation, |query, unit| query.filter(discipline::Column::OrganisationId.eq(unit.0)));
        self.slice(query, discipline::Column::Id, page).await?.try_map(Discipline::try_from)
    }

    /// Every discipline of some units; the domain decides whom each concerns.
    ///
    /// # Errors
    /// A database error.
    pub async fn disciplines_of(&self, units: &[OrganisationId]) -> Result<Vec<Discipline>, Failure> {
        let units = units.iter().map(|unit| unit.0);
        let query = discipline::Entity::find().filter(discipline::Column::OrganisationId.is_in(units));
        let rows = query.order_by_asc(discipline::Column::Id).all(self.connection().await?).await?;
        rows.into_iter().map(Discipline::try_from).collect()
    }
}
