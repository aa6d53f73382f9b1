//! What somebody may see of a table whose rows belong to units.

use domain::base::identity::Scope;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, Select};

/// Leaves of a query the rows whose unit lies within a scope.
pub(crate) fn within<E: EntityTrait>(query: Select<E>, unit: E::Column, scope: &Scope) -> Select<E> {
    match scope {
        Scope::Everything => query,
        Scope::Own(units) => query.filter(unit.is_in(units.iter().map(|unit| unit.0))),
    }
}
