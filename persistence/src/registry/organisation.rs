//! Units and their codes.

use chrono::NaiveDate;
use domain::base::code::LevelCode;
use domain::base::identity::Scope;
use domain::base::ids::{OrganisationId, Revision};
use domain::base::step::Step;
use domain::base::text::fold;
use domain::registry::level::{Level, LevelKind, Levels};
use domain::registry::organisation::{Code, CodeScheme, Organisation, OrganisationKind, UnitHistory};
use sea_orm::sea_query::{ExprTrait, SelectStatement};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait, Select,
};
use uuid::Uuid;

use crate::base::failure::Failure;
use crate::base::json;
use crate::base::named_lock::Lock;
use crate::base::page::{Page, Slice};
use crate::base::search::containing;
use crate::base::store::Tx;

pub(crate) mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "organisation")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub name: String,
        /// Folded names, earlier ones included, and codes: the text that searches compare with.
        pub search: String,
        pub tier: String,
        pub kind: String,
        pub parent_id: Option<Uuid>,
        pub codes: String,
        pub valid_from: Date,
        pub valid_to: Option<Date>,
        /// Null for a unit without recorded changes since it was entered.
        pub history: Option<String>,
        pub revision: i64,
    }

    #[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// A unit's codes again, folded and one row each, to look up units by code. They never change.
mod code_row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "organisation_code")]
    pub(super) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub organisation_id: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        pub scheme: String,
        #[sea_orm(primary_key, auto_increment = false)]
        pub value: String,
    }

    #[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
    pub(super) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

impl TryFrom<row::Model> for Organisation {
    type Error = Failure;

    fn try_from(row: row::Model) -> Result<Self, Failure> {
        let row::Model { id, name, search: _, tier, kind, parent_id, codes, valid_from, valid_to, history, revision } =
            row;
        let corrupt = || Failure::Corrupt { what: "organisation", id };
        Ok(Self {
            id: OrganisationId(id),
            name,
            level: LevelCode::parse(&tier).ok_or_else(corrupt)?,
            kind: OrganisationKind::parse(&kind).ok_or_else(corrupt)?,
            parent: parent_id.map(OrganisationId),
            codes: json::read(&codes, "organisation", id)?,
            valid_from,
            valid_to,
            history: json::read_any(history.as_deref(), "organisation", id)?.unwrap_or_default(),
            revision: Revision(revision),
        })
    }
}

fn to_row(organisation: &Organisation) -> Result<row::ActiveModel, Failure> {
    let Organisation { id, name, level, kind, parent, codes, valid_from, valid_to, history, revision } = organisation;
    let mut search = fold(name);
    for renaming in &history.renamings {
        search.push(' ');
        search.push_str(&fold(&renaming.before));
    }
    for code in codes {
        search.push(' ');
        search.push_str(&fold(&code.value));
    }
    Ok(row::ActiveModel {
        id: Set(id.0),
        name: Set(name.clone()),
        search: Set(search),
        tier: Set(level.as_str().to_owned()),
        kind: Set(kind.as_str().to_owned()),
        parent_id: Set(parent.map(|parent| parent.0)),
        codes: Set(json::write(codes, "organisation", id.0)?),
        valid_from: Set(*valid_from),
        valid_to: Set(*valid_to),
        history: Set((*history != UnitHistory::default())
            .then(|| json::write(history, "organisation", id.0))
            .transpose()?),
        revision: Set(revision.0),
    })
}

fn to_code_row(unit: OrganisationId, code: &Code) -> code_row::ActiveModel {
    let Code { scheme, value } = code;
    code_row::ActiveModel {
        organisation_id: Set(unit.0),
        scheme: Set(scheme.as_str().to_owned()),
        value: Set(fold(value)),
    }
}

/// How many units of a level are named that goes on.
const UNITS_NAMED: u64 = 5;

/// Which units a list shows.
#[derive(Clone, Debug, Default)]
pub struct OrganisationFilter {
    /// Of this level.
    pub level: Option<LevelCode>,
    /// Below this unit.
    pub parent: Option<OrganisationId>,
    /// With this text in a name, earlier ones included, or a code; accents do not count.
    pub text: Option<String>,
    /// Existing on this day.
    pub on: Option<NaiveDate>,
}

/// Which units the public register lists.
#[derive(Clone, Debug, Default)]
pub struct PublicUnitFilter {
    /// Of this level.
    pub level: Option<LevelCode>,
    /// Below this unit.
    pub parent: Option<OrganisationId>,
    /// With this code of any scheme; case does not count.
    pub code: Option<String>,
    /// Existing on this day.
    pub on: Option<NaiveDate>,
}

impl Tx {
    /// One unit.
    ///
    /// # Errors
    /// `NotFound`, or a database error.
    pub async fn organisation(&self, id: OrganisationId) -> Result<Organisation, Failure> {
        self.found(row::Entity::find_by_id(id.0)).await
    }

    /// The units that match a filter.
    ///
    /// # Errors
    /// A database error.
    pub async fn organisations(&self, filter: &OrganisationFilter, page: Page) -> Result<Slice<Organisation>, Failure> {
        let OrganisationFilter { level, parent, text, on } = filter;
        let query = row::Entity::find()
            .apply_if(*level, |query, level| query.filter(row::Column::Tier.eq(level.as_str())))
            .apply_if(*parent, |query, parent| query.filter(row::Column::ParentId.eq(parent.0)))
            .apply_if(text.as_deref(), |query, text| query.filter(row::Column::Search.like(containing(text))))
            .apply_if(*on, |query, on| {
                query
                    .filter(row::Column::ValidFrom.lte(on))
                    .filter(row::Column::ValidTo.is_null().or(row::Column::ValidTo.gte(on)))
            });
        self.slice(query, row::Column::Id, page).await?.try_map(Organisation::try_from)
    }

    /// The units of the public register that match a filter; persons are not in it (rule L36).
    ///
    /// # Errors
    /// A database error.
    pub async fn public_units(&self, filter: &PublicUnitFilter, page: Page) -> Result<Slice<Organisation>, Failure> {
        let PublicUnitFilter { level, parent, code, on } = filter;
        let bearers = |code: &str| {
            let schemes = CodeScheme::ALL.iter().map(|scheme| scheme.as_str());
            code_row::Entity::find()
                .select_only()
                .column(code_row::Column::OrganisationId)
                .filter(code_row::Column::Scheme.is_in(schemes))
                .filter(code_row::Column::Value.eq(fold(code)))
                .into_query()
        };
        let levels = self.levels().await?;
        let of_persons = levels.iter().filter(|level| level.facts.kind == LevelKind::Person);
        let query = row::Entity::find()
            .filter(row::Column::Tier.is_not_in(of_persons.map(|level| level.code.as_str())))
            .apply_if(*level, |query, level| query.filter(row::Column::Tier.eq(level.as_str())))
            .apply_if(*parent, |query, parent| query.filter(row::Column::ParentId.eq(parent.0)))
            .apply_if(code.as_deref(), |query, code| query.filter(row::Column::Id.in_subquery(bearers(code))))
            .apply_if(*on, |query, on| {
                query
                    .filter(row::Column::ValidFrom.lte(on))
                    .filter(row::Column::ValidTo.is_null().or(row::Column::ValidTo.gte(on)))
            });
        self.slice(query, row::Column::Id, page).await?.try_map(Organisation::try_from)
    }

    /// Whether a unit of a level exists on some day of a period.
    ///
    /// # Errors
    /// A database error.
    pub async fn has_unit_of_level(
        &self,
        level: LevelCode,
        (first, last): (NaiveDate, NaiveDate),
    ) -> Result<bool, Failure> {
        let query = row::Entity::find()
            .select_only()
            .column(row::Column::Id)
            .filter(row::Column::Tier.eq(level.as_str()))
            .filter(row::Column::ValidFrom.lte(last))
            .filter(row::Column::ValidTo.is_null().or(row::Column::ValidTo.gte(first)))
            .limit(1);
        Ok(query.into_tuple::<Uuid>().one(self.connection().await?).await?.is_some())
    }

    /// The names of the first units of a level that exist after a day, a few of them.
    ///
    /// # Errors
    /// A database error.
    pub async fn units_of_level_after(&self, level: LevelCode, day: NaiveDate) -> Result<Vec<String>, Failure> {
        let query = row::Entity::find()
            .select_only()
            .column(row::Column::Name)
            .filter(row::Column::Tier.eq(level.as_str()))
            .filter(row::Column::ValidTo.is_null().or(row::Column::ValidTo.gt(day)))
            .order_by_asc(row::Column::Id)
            .limit(UNITS_NAMED);
        Ok(query.into_tuple().all(self.connection().await?).await?)
    }

    /// The units that have or had one of these codes, in the order of the registry.
    ///
    /// # Errors
    /// A database error.
    pub async fn bearers(&self, codes: &[Code]) -> Result<Vec<Organisation>, Failure> {
        if codes.is_empty() {
            return Ok(Vec::new());
        }
        let any = codes.iter().fold(Condition::any(), |any, Code { scheme, value }| {
            let scheme = code_row::Column::Scheme.eq(scheme.as_str());
            any.add(scheme.and(code_row::Column::Value.eq(fold(value))))
        });
        let known = code_row::Entity::find().select_only().column(code_row::Column::OrganisationId).filter(any);
        let query =
            row::Entity::find().filter(row::Column::Id.in_subquery(known.into_query())).order_by_asc(row::Column::Id);
        query.all(self.connection().await?).await?.into_iter().map(Organisation::try_from).collect()
    }

    /// Enters a unit, with its codes.
    ///
    /// # Errors
    /// A database error.
    pub async fn add_organisation(&self, step: Step<Organisation>) -> Result<Organisation, Failure> {
        let (organisation, event) = step.into_parts();
        self.run(row::Entity::insert(to_row(&organisation)?).build(self.backend())).await?;
        let codes = organisation.codes.iter().map(|code| to_code_row(organisation.id, code));
        if !organisation.codes.is_empty() {
            code_row::Entity::insert_many(codes).exec_without_returning(self.connection().await?).await?;
        }
        self.record(&event).await?;
        Ok(organisation)
    }

    /// Saves a unit if its stored revision is unchanged.
    ///
    /// # Errors
    /// `Stale` if it has changed, or a database error.
    pub async fn save_organisation(&self, step: Step<Organisation>) -> Result<Organisation, Failure> {
        let (organisation, event) = step.into_parts();
        let old = organisation.revision;
        let organisation = Organisation { revision: old.next(), ..organisation };
        let query = row::Entity::update_many()
            .set(to_row(&organisation)?)
            .filter(row::Column::Id.eq(organisation.id.0))
            .filter(row::Column::Revision.eq(old.0));
        self.replace(query).await?;
        self.record(&event).await?;
        Ok(organisation)
    }

    /// Every unit; for the seed and for releases, which need them all.
    ///
    /// # Errors
    /// A database error.
    pub async fn all_organisations(&self) -> Result<Vec<Organisation>, Failure> {
        let rows = row::Entity::find().order_by_asc(row::Column::Id).all(self.connection().await?).await?;
        rows.into_iter().map(Organisation::try_from).collect()
    }

    /// The units with these identifiers that exist.
    ///
    /// # Errors
    /// A database error.
    pub async fn organisations_named(
        &self,
        named: impl Iterator<Item = OrganisationId> + Send,
    ) -> Result<Vec<Organisation>, Failure> {
        let named: Vec<Uuid> = named.map(|one| one.0).collect();
        if named.is_empty() {
            return Ok(Vec::new());
        }
        let query = row::Entity::find().filter(row::Column::Id.is_in(named)).order_by_asc(row::Column::Id);
        query.all(self.connection().await?).await?.into_iter().map(Organisation::try_from).collect()
    }

    /// Locks the registry, be it empty, for a change whose rule depends on several of its rows: codes, last days,
    /// functions. Queries after it see the changes of the transactions that this one waited for.
    ///
    /// # Errors
    /// A database error.
    pub async fn lock_registry(&self) -> Result<(), Failure> {
        self.hold_lock(Lock::Registry).await
    }
}

/// The units of some levels that exist on some day of a period, within what the reader may see.
pub(crate) fn existing(
    scope: &Scope,
    levels: &Levels,
    of: impl Fn(&Level) -> bool,
    (first, last): (NaiveDate, NaiveDate),
) -> Select<row::Entity> {
    let (named, others): (Vec<&Level>, Vec<&Level>) = levels.iter().partition(|level| of(level));
    // Several levels are written as NOT IN the other levels. With IN, SQLite would use the index on levels and read and
    // sort all of their units; without it, SQLite follows the identifiers and stops at the end of the page.
    let of_them = match named.as_slice() {
        [] => row::Column::Tier.is_in(Vec::<&str>::new()),
        [only] => row::Column::Tier.eq(only.code.as_str()),
        _ => row::Column::Tier.is_not_in(others.iter().map(|level| level.code.as_str())),
    };
    let query = row::Entity::find()
        .filter(of_them)
        .filter(row::Column::ValidFrom.lte(last))
        .filter(row::Column::ValidTo.is_null().or(row::Column::ValidTo.gte(first)));
    match scope {
        Scope::Everything => query,
        Scope::Part { units, .. } => query.filter(row::Column::Id.is_in(units.iter().map(|unit| unit.0))),
    }
}

/// The identifiers of the units with a text in a name, earlier ones included, or a code, for a subquery.
pub(crate) fn ids_called(text: &str) -> SelectStatement {
    let query = row::Entity::find().select_only().column(row::Column::Id);
    query.filter(row::Column::Search.like(containing(text))).into_query()
}
