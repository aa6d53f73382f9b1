//! Contents and field of a movement in a row: the contents as a text such as `,1,3,`, so that a list finds one of them.

use domain::base::code::FieldCode;
use domain::planning::campaign::dimensions::Dimensions;
use sea_orm::ColumnTrait;
use sea_orm::sea_query::SimpleExpr;
use uuid::Uuid;

use crate::base::failure::Failure;

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
