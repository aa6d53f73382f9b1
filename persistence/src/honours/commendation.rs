//! The register of Giấy khen.

use domain::base::identity::Scope;
use domain::base::ids::{CommendationId, OrganisationId, Revision};
use domain::base::text::fold;
use domain::honours::commendation::Commendation;
use domain::planning::award::SubjectKind;
use sea_orm::{ActiveValue::Set, ColumnTrait, Condition, EntityTrait, QueryFilter, QueryTrait};

use crate::base::failure::Failure;
use crate::base::kept::stored;
use crate::base::page::{Page, Slice};
use crate::base::scope::of_units;
use crate::base::search::containing;
use crate::base::store::Tx;
use crate::registry::organisation;

pub(crate) mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "commendation")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub organisation_id: Uuid,
        pub subject_kind: String,
        pub name: String,
        pub search: String,
        pub symbol: String,
        pub date: Date,
        pub signer: String,
        pub achievement: String,
        pub recorded_at: ChronoDateTimeUtc,
        pub revision: i64,
    }

    #[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

impl TryFrom<row::Model> for Commendation {
    type Error = Failure;

    fn try_from(row: row::Model) -> Result<Self, Failure> {
        let row::Model {
            id,
            organisation_id,
            subject_kind,
            name,
            search: _,
            symbol,
            date,
            signer,
            achievement,
            recorded_at,
            revision,
        } = row;
        Ok(Self {
            id: CommendationId(id),
            organisation: OrganisationId(organisation_id),
            subject_kind: SubjectKind::parse(&subject_kind).ok_or(Failure::Corrupt { what: "commendation", id })?,
            name,
            symbol,
            date,
            signer,
            achievement,
            recorded_at,
            revision: Revision(revision),
        })
    }
}

fn to_row(commendation: &Commendation) -> row::ActiveModel {
    let Commendation { id, organisation, subject_kind, name, symbol, date, signer, achievement, recorded_at, revision } =
        commendation;
    row::ActiveModel {
        id: Set(id.0),
        organisation_id: Set(organisation.0),
        subject_kind: Set(subject_kind.as_str().to_owned()),
        name: Set(name.clone()),
        search: Set(fold(&format!("{name} {symbol}"))),
        symbol: Set(symbol.clone()),
        date: Set(*date),
        signer: Set(signer.clone()),
        achievement: Set(achievement.clone()),
        recorded_at: Set(*recorded_at),
        revision: Set(revision.0),
    }
}

stored!(Commendation as row by to_row always);

/// Which entries a list shows.
#[derive(Clone, Debug, Default)]
pub struct CommendationFilter {
    /// Of this unit.
    pub organisation: Option<OrganisationId>,
    /// With this text in the recipient's name, the decision's symbol, or a name of the unit; accents do not count.
    pub text: Option<String>,
}

impl Tx {
    /// One entry, within what the reader may see.
    ///
    /// # Errors
    /// `NotFound`, also if it is out of scope, or a database error.
    pub async fn commendation(&self, scope: &Scope, id: CommendationId) -> Result<Commendation, Failure> {
        self.found(of_units(row::Entity::find_by_id(id.0), row::Column::OrganisationId, scope)).await
    }

    /// The entries that match a filter, within what the reader may see.
    ///
    /// # Errors
    /// A database error.
    pub async fn commendations(
        &self,
        scope: &Scope,
        filter: &CommendationFilter,
        page: Page,
    ) -> Result<Slice<Commendation>, Failure> {
        let CommendationFilter { organisation, text } = filter;
        let query = of_units(row::Entity::find(), row::Column::OrganisationId, scope)
            .apply_if(*organisation, |query, unit| query.filter(row::Column::OrganisationId.eq(unit.0)))
            .apply_if(text.as_deref(), |query, text| query.filter(called(text)));
        self.slice(query, row::Column::Id, page).await?.try_map(Commendation::try_from)
    }
}

fn called(text: &str) -> Condition {
    Condition::any()
        .add(row::Column::Search.like(containing(text)))
        .add(row::Column::OrganisationId.in_subquery(organisation::ids_called(text)))
}
