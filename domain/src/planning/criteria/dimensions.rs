//! To which contents and field of its movement each criterion of a set belongs (parts II.2 of the plan).

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::base::code::FieldCode;
use crate::base::refusal::Violations;
use crate::base::text::tidy;
use crate::planning::campaign::Campaign;
use crate::planning::campaign::dimensions::Dimensions;
use crate::planning::reasons;

/// The contents and the field of the movement that a criterion belongs to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct CriterionDimensions {
    /// The criterion's code; for a tree, that of a leaf.
    #[schema(min_length = 1)]
    pub criterion: String,
    /// Numbers of the movement's contents, in ascending order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub contents: Vec<i64>,
    /// The code of the movement's field; none if the criterion belongs to no one of them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub field: Option<FieldCode>,
}

impl CriterionDimensions {
    /// What is said of the criteria of a set, in the order of the criteria. A criterion that the set does not have, that is
    /// given twice or belongs to nothing, and contents and fields that the movement does not have, are violations.
    pub(crate) fn checked(
        said: Vec<Self>,
        criteria: &[&str],
        movement: &Campaign,
        violations: &mut Violations,
    ) -> Vec<Self> {
        let mut placed: Vec<(usize, Self)> = Vec::new();
        for (index, Self { criterion, contents, field }) in said.into_iter().enumerate() {
            let at = format!("/dimensions/{index}");
            let criterion = tidy(&criterion);
            let place = criteria.iter().position(|code| *code == criterion);
            if place.is_none() {
                violations.add(format!("{at}/criterion"), reasons::criterion_not_in_set(&criterion));
            } else if placed.iter().any(|(_, other)| other.criterion == criterion) {
                violations.add(format!("{at}/criterion"), reasons::criterion_twice_in_set(&criterion));
            }
            if contents.is_empty() && field.is_none() {
                violations.add(at.clone(), reasons::criterion_without_dimension());
            }
            let Dimensions { contents, field } = Dimensions { contents, field }.checked_at(&at, movement, violations);
            placed.push((place.unwrap_or(usize::MAX), Self { criterion, contents, field }));
        }
        placed.sort_by_key(|(place, _)| *place);
        placed.into_iter().map(|(_, one)| one).collect()
    }

    /// The criteria whose contents or field the movement no longer has.
    pub(crate) fn unfit<'a>(said: &'a [Self], movement: &Campaign) -> Vec<&'a str> {
        let unfit = |one: &&Self| {
            let mut violations = Violations::default();
            let Self { criterion: _, contents, field } = (*one).clone();
            let _dimensions = Dimensions { contents, field }.checked(movement, &mut violations);
            violations.refuse_if_any().is_err()
        };
        said.iter().filter(unfit).map(|one| one.criterion.as_str()).collect()
    }
}
