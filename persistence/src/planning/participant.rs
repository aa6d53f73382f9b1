//! Participants of cycles: one row for each unit that takes part, made when the cycle opens.

use domain::base::code::GroupCode;
use domain::base::ids::{CycleId, OrganisationId};
use domain::base::step::Step;
use domain::planning::cycle::{Cycle, CycleState, Opened};
use domain::planning::participant::{Participant, Participants};
use domain::registry::level::Levels;
use domain::registry::organisation::Organisation;
use sea_orm::sea_query::{LockType, Query};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait};
use uuid::Uuid;

use crate::base::failure::Failure;
use crate::base::json;
use crate::base::kept::{Stored, stored};
use crate::base::page::{Page, Slice};
use crate::base::store::Tx;
use crate::planning::cycle::cycle_row;

pub(crate) mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "cycle_participant")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub cycle_id: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        pub organisation_id: Uuid,
        pub group_code: String,
        pub placed_by: Option<String>,
        pub exempt: Option<String>,
        pub left_out: Option<String>,
    }

    #[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// How many rows are written by one statement.
const ROWS_MAX: usize = 1_000;

impl TryFrom<row::Model> for Participant {
    type Error = Failure;

    fn try_from(row: row::Model) -> Result<Self, Failure> {
        let row::Model { cycle_id, organisation_id, group_code, placed_by, exempt, left_out } = row;
        let (what, id) = ("participant", organisation_id);
        Ok(Self {
            cycle: CycleId(cycle_id),
            unit: OrganisationId(organisation_id),
            group: GroupCode::parse(&group_code).ok_or(Failure::Corrupt { what, id })?,
            placed_by: json::read_any(placed_by.as_deref(), what, id)?,
            exempt: json::read_any(exempt.as_deref(), what, id)?,
            left_out: json::read_any(left_out.as_deref(), what, id)?,
        })
    }
}

fn to_row(participant: &Participant) -> Result<row::ActiveModel, Failure> {
    let Participant { cycle, unit, group, placed_by, exempt, left_out } = participant;
    Ok(row::ActiveModel {
        cycle_id: Set(cycle.0),
        organisation_id: Set(unit.0),
        group_code: Set(group.as_str().to_owned()),
        placed_by: Set(json::write_any(placed_by.as_ref(), "participant", unit.0)?),
        exempt: Set(json::write_any(exempt.as_ref(), "participant", unit.0)?),
        left_out: Set(json::write_any(left_out.as_ref(), "participant", unit.0)?),
    })
}

stored!(Participant as row by to_row);

/// Which participants of a cycle a list shows.
#[derive(Clone, Copy, Debug, Default)]
pub struct ParticipantFilter {
    /// Of this group.
    pub group: Option<GroupCode>,
    /// Exempt or not.
    pub exempt: Option<bool>,
}

impl Tx {
    /// Saves an opened cycle with its participants.
    ///
    /// # Errors
    /// `Stale` if the cycle has changed, or a database error.
    pub async fn open_cycle(&self, step: Step<Opened>) -> Result<Cycle, Failure> {
        let (Opened { cycle, participants }, event) = step.into_parts();
        let old = cycle.revision;
        let cycle = Cycle { revision: old.next(), ..cycle };
        let query = cycle_row::Entity::update_many()
            .set(cycle.row()?)
            .filter(cycle_row::Column::Id.eq(cycle.id.0))
            .filter(cycle_row::Column::Revision.eq(old.0));
        self.replace(query).await?;
        self.add_participants(&participants).await?;
        self.record(&event).await?;
        Ok(cycle)
    }

    /// The participants of a cycle that match a filter, in the order of the registry.
    ///
    /// # Errors
    /// A database error.
    pub async fn participants(
        &self,
        cycle: CycleId,
        filter: ParticipantFilter,
        page: Page,
    ) -> Result<Slice<Participant>, Failure> {
        let ParticipantFilter { group, exempt } = filter;
        let query = row::Entity::find()
            .filter(row::Column::CycleId.eq(cycle.0))
            .apply_if(group, |query, group| query.filter(row::Column::GroupCode.eq(group.as_str())))
            .apply_if(exempt, |query, exempt| {
                let column = row::Column::Exempt;
                query.filter(if exempt { column.is_not_null() } else { column.is_null() })
            });
        self.slice(query, row::Column::OrganisationId, page).await?.try_map(Participant::try_from)
    }

    /// Every participant of a cycle, for a release and for an import.
    ///
    /// # Errors
    /// A database error.
    pub async fn all_participants(&self, cycle: CycleId) -> Result<Participants, Failure> {
        let query = row::Entity::find().filter(row::Column::CycleId.eq(cycle.0));
        let rows = query.all(self.connection().await?).await?;
        let found = rows.into_iter().map(Participant::try_from).collect::<Result<Vec<Participant>, Failure>>()?;
        Ok(Participants::new(found))
    }

    /// A unit as participant of a cycle, if it is one.
    ///
    /// # Errors
    /// A database error.
    pub async fn participant(&self, cycle: CycleId, unit: OrganisationId) -> Result<Option<Participant>, Failure> {
        let query = row::Entity::find_by_id((cycle.0, unit.0));
        query.one(self.connection().await?).await?.map(Participant::try_from).transpose()
    }

    /// Locks a unit as participant of a cycle, or all participants, until this unit of work ends: others that tell what the
    /// cycle asks of them wait, and then see what was committed. No row is locked of a unit that takes no part.
    pub(crate) async fn lock_participants(&self, cycle: CycleId, unit: Option<OrganisationId>) -> Result<(), Failure> {
        let query = row::Entity::find()
            .filter(row::Column::CycleId.eq(cycle.0))
            .apply_if(unit, |query, unit| query.filter(row::Column::OrganisationId.eq(unit.0)))
            .select_only()
            .column(row::Column::OrganisationId)
            .order_by_asc(row::Column::OrganisationId)
            .lock(LockType::NoKeyUpdate);
        query.into_tuple::<Uuid>().all(self.connection().await?).await?;
        Ok(())
    }

    /// The open cycles in which some units take part.
    pub(crate) async fn open_participations(
        &self,
        units: &[OrganisationId],
    ) -> Result<Vec<(CycleId, OrganisationId)>, Failure> {
        let open = Query::select()
            .column("id")
            .from("cycle")
            .and_where(cycle_row::Column::State.eq(CycleState::Open.as_str()))
            .to_owned();
        let query = row::Entity::find()
            .filter(row::Column::OrganisationId.is_in(units.iter().map(|unit| unit.0)))
            .filter(row::Column::CycleId.in_subquery(open))
            .order_by_asc(row::Column::CycleId)
            .order_by_asc(row::Column::OrganisationId);
        let rows = query.all(self.connection().await?).await?;
        Ok(rows.into_iter().map(|row| (CycleId(row.cycle_id), OrganisationId(row.organisation_id))).collect())
    }

    /// Saves a participant that was exempted.
    ///
    /// # Errors
    /// `Stale` if it is exempt by now, or a database error.
    pub async fn save_exemption(&self, step: Step<Participant>) -> Result<Participant, Failure> {
        let (participant, event) = step.into_parts();
        let query = row::Entity::update_many()
            .set(to_row(&participant)?)
            .filter(row::Column::CycleId.eq(participant.cycle.0))
            .filter(row::Column::OrganisationId.eq(participant.unit.0))
            .filter(row::Column::Exempt.is_null());
        self.replace(query).await?;
        self.record(&event).await?;
        Ok(participant)
    }

    /// Makes a unit that was just entered a participant of each cycle that has opened, whose period its life touches, and
    /// whose rules admit it. Whoever calls it holds the lock of the registry, which an opening holds, too.
    ///
    /// # Errors
    /// A database error.
    pub async fn admit(&self, unit: &Organisation, levels: &Levels) -> Result<(), Failure> {
        let opened = [CycleState::Open, CycleState::Closed].map(CycleState::as_str);
        let cycles = cycle_row::Entity::find()
            .filter(cycle_row::Column::State.is_in(opened))
            .filter(cycle_row::Column::PeriodEnd.gte(unit.valid_from))
            .apply_if(unit.valid_to, |query, last| query.filter(cycle_row::Column::PeriodStart.lte(last)))
            .order_by_asc(cycle_row::Column::Id)
            .all(self.connection().await?)
            .await?;
        if cycles.is_empty() {
            return Ok(());
        }
        let own = Levels::new(levels.of(unit.level).cloned().into_iter().collect());
        let mut admitted = Vec::new();
        for row in cycles {
            let cycle = Cycle::try_from(row)?;
            let groups = self.groups_named(cycle.selection.groups.iter().map(|group| group.id)).await?;
            admitted.extend(Participant::by_rule(&cycle, &cycle.groupings(&groups, &own), unit));
        }
        self.add_participants(&admitted).await
    }

    async fn add_participants(&self, participants: &[Participant]) -> Result<(), Failure> {
        for chunk in participants.chunks(ROWS_MAX) {
            let rows = chunk.iter().map(to_row).collect::<Result<Vec<row::ActiveModel>, Failure>>()?;
            row::Entity::insert_many(rows).exec_without_returning(self.connection().await?).await?;
        }
        Ok(())
    }
}
