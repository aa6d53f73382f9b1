//! Minutes of the council's sessions.

use domain::base::identity::Scope;
use domain::base::ids::{CycleId, Revision, SessionMinutesId};
use domain::honours::council::SessionMinutes;
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryTrait};

use crate::base::failure::Failure;
use crate::base::json;
use crate::base::kept::stored;
use crate::base::page::{Page, Slice};
use crate::base::scope::of_rows;
use crate::base::store::Tx;

mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "session_minutes")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub cycle_id: Uuid,
        pub number: String,
        pub date: Date,
        pub chair: String,
        pub members_total: i64,
        pub members_present: i64,
        pub ballots: String,
        pub file: Option<String>,
        pub recorded_at: ChronoDateTimeUtc,
        pub revision: i64,
    }

    #[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

impl TryFrom<row::Model> for SessionMinutes {
    type Error = Failure;

    fn try_from(row: row::Model) -> Result<Self, Failure> {
        let row::Model {
            id,
            cycle_id,
            number,
            date,
            chair,
            members_total,
            members_present,
            ballots,
            file,
            recorded_at,
            revision,
        } = row;
        Ok(Self {
            id: SessionMinutesId(id),
            cycle: CycleId(cycle_id),
            number,
            date,
            chair,
            members_total,
            members_present,
            ballots: json::read(&ballots, "session minutes", id)?,
            file: json::read_any(file.as_deref(), "session minutes", id)?,
            recorded_at,
            revision: Revision(revision),
        })
    }
}

fn to_row(minutes: &SessionMinutes) -> Result<row::ActiveModel, Failure> {
    let SessionMinutes {
        id,
        cycle,
        number,
        date,
        chair,
        members_total,
        members_present,
        ballots,
        file,
        recorded_at,
        revision,
    } = minutes;
    Ok(row::ActiveModel {
        id: Set(id.0),
        cycle_id: Set(cycle.0),
        number: Set(number.clone()),
        date: Set(*date),
        chair: Set(chair.clone()),
        members_total: Set(*members_total),
        members_present: Set(*members_present),
        ballots: Set(json::write(ballots, "session minutes", id.0)?),
        file: Set(json::write_any(file.as_ref(), "session minutes", id.0)?),
        recorded_at: Set(*recorded_at),
        revision: Set(revision.0),
    })
}

stored!(SessionMinutes as row by to_row);

impl Tx {
    /// The minutes of one session.
    ///
    /// # Errors
    /// `NotFound`, or a database error.
    pub async fn session_minutes(&self, id: SessionMinutesId) -> Result<SessionMinutes, Failure> {
        self.found(row::Entity::find_by_id(id.0)).await
    }

    /// The minutes of a cycle's sessions, or of all, within a scope.
    ///
    /// # Errors
    /// A database error.
    pub async fn all_session_minutes(
        &self,
        scope: &Scope,
        cycle: Option<CycleId>,
        page: Page,
    ) -> Result<Slice<SessionMinutes>, Failure> {
        let query = row::Entity::find()
            .apply_if(of_rows(row::Column::CycleId, "cycle", scope), |query, within| query.filter(within))
            .apply_if(cycle, |query, cycle| query.filter(row::Column::CycleId.eq(cycle.0)));
        self.slice(query, row::Column::Id, page).await?.try_map(SessionMinutes::try_from)
    }
}
