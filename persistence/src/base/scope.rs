//! Which rows of a table whose rows belong to units a reader may see.

use domain::base::identity::Scope;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, Select};

/// Restricts a query to the rows whose unit is within a scope.
pub(crate) fn within<E: EntityTrait>(query: Select<E>, unit: E::Column, scope: &Scope) -> Select<E> {
    match scope {
        Scope::Everything => query,
        Scope::Own(units) => query.filter(unit.is_in(units.iter().map(|unit| unit.0))),
    }
}
