//! Contents and field of a movement in a row: the contents as a text such as `,1,3,`, so that a list finds one of them.

use domain::base::code::FieldCode;
use domain::planning::campaign::dimensions::Dimensions;
use sea_orm::sea_query::SimpleExpr;
use sea_orm::{ColumnTrait, EntityTrait, QuerySelect, Select};
use uuid::Uuid;

use crate::base::failure::Failure;
use crate::base::store::Tx;

/// The two columns of a row.
pub(crate) fn to_columns(dimensions: &Dimensions) -> (String, Option<String>) {
    let Dimensions { contents, field } = dimensions;
    (listed(contents), field.map(|field| field.as_str().to_owned()))
}

/// The column of contents.
pub(crate) fn listed(contents: &[i64]) -> String {
    let numbers: String = contents.iter().map(|number| format!("{number},")).collect();
    format!(",{numbers}")
}

/// The value of the two columns.
pub(crate) fn from_columns(
    (contents, field): (&str, Option<&str>),
    what: &'static str,
    id: Uuid,
) -> Result<Dimensions, Failure> {
    let corrupt = || Failure::Corrupt { what, id };
    let numbers = contents.split(',').filter(|number| !number.is_empty());
    let contents = numbers.map(|number| number.parse().map_err(|_ignored| corrupt())).collect::<Result<_, _>>()?;
    let field = field.map(|field| FieldCode::parse(field).ok_or_else(corrupt)).transpose()?;
    Ok(Dimensions { contents, field })
}

/// The condition that a row is about a content.
pub(crate) fn of_content(column: impl ColumnTrait, number: i64) -> SimpleExpr {
    column.like(format!("%,{number},%"))
}

/// How many rows of a query there are for each contents and field that one of them has.
pub(crate) async fn counted<E: EntityTrait>(
    tx: &Tx,
    query: Select<E>,
    (contents, field): (E::Column, E::Column),
    what: &'static str,
) -> Result<Vec<(Dimensions, i64)>, Failure> {
    let query = query
        .select_only()
        .column(contents)
        .column(field)
        .column_as(contents.count(), "rows_there")
        .group_by(contents)
        .group_by(field);
    let found: Vec<(String, Option<String>, i64)> = query.into_tuple().all(tx.connection().await?).await?;
    let read = |(contents, field, rows): (String, Option<String>, i64)| {
        Ok((from_columns((&contents, field.as_deref()), what, Uuid::nil())?, rows))
    };
    found.into_iter().map(read).collect()
}
