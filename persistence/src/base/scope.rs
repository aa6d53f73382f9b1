//! Which rows of a table whose rows belong to units, or to units in movements, a reader may see.

use domain::base::identity::Scope;
use sea_orm::sea_query::{Expr, ExprTrait, Query, SimpleExpr};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, Select};

/// Restricts a query to the rows whose unit, or whose movement, is within a scope.
pub(crate) fn within<E: EntityTrait>(
    query: Select<E>,
    (unit, movement): (E::Column, E::Column),
    scope: &Scope,
) -> Select<E> {
    match inside(unit, movement, scope) {
        None => query,
        Some(condition) => query.filter(condition),
    }
}

/// The condition that a row is within a scope; none if everything is.
pub(crate) fn inside(unit: impl ColumnTrait, movement: impl ColumnTrait, scope: &Scope) -> Option<SimpleExpr> {
    let Scope::Part { units, movements } = scope else { return None };
    let of_units = unit.is_in(units.iter().map(|unit| unit.0));
    let of_movements = movement.is_in(movements.iter().map(|movement| movement.0));
    // One list alone keeps the plan of the statement as it is.
    Some(match (units.is_empty(), movements.is_empty()) {
        (_, true) => of_units,
        (true, false) => of_movements,
        (false, false) => of_units.or(of_movements),
    })
}

/// The condition that a movement is within a scope; none if everything is.
pub(crate) fn of_movements(movement: impl ColumnTrait, scope: &Scope) -> Option<SimpleExpr> {
    let Scope::Part { movements, .. } = scope else { return None };
    Some(movement.is_in(movements.iter().map(|movement| movement.0)))
}

/// The condition that a column names a row, of a table whose rows have a movement, that is within a scope; none if
/// everything is.
pub(crate) fn of_rows(column: impl ColumnTrait, table: &'static str, scope: &Scope) -> Option<SimpleExpr> {
    let Scope::Part { movements, .. } = scope else { return None };
    let rows = Query::select()
        .column("id")
        .from(table)
        .and_where(Expr::col("campaign_id").is_in(movements.iter().map(|movement| movement.0)))
        .to_owned();
    Some(column.in_subquery(rows))
}

/// Restricts a query to the rows whose unit is within a scope, for things that belong to no movement.
pub(crate) fn of_units<E: EntityTrait>(query: Select<E>, unit: E::Column, scope: &Scope) -> Select<E> {
    match scope {
        Scope::Everything => query,
        Scope::Part { units, .. } => query.filter(unit.is_in(units.iter().map(|unit| unit.0))),
    }
}
