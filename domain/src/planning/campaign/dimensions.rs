//! What something of a movement is about: contents and a field of the plan (nội dung, lĩnh vực; parts II.2 of the plan).

use serde::{Deserialize, Serialize};

use crate::base::code::FieldCode;
use crate::base::refusal::Violations;
use crate::planning::campaign::Campaign;
use crate::planning::reasons;

/// Contents and field of a movement that something is about.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Dimensions {
    /// Numbers of the movement's contents, in ascending order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub contents: Vec<i64>,
    /// The movement's field; none if it is about no one of them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub field: Option<FieldCode>,
}

impl Dimensions {
    /// The dimensions in order; a content that is given twice, and a content or a field that the movement does not have,
    /// are added to the violations.
    pub(crate) fn checked(self, movement: &Campaign, violations: &mut Violations) -> Self {
        self.checked_at("", movement, violations)
    }

    /// The same for dimensions that stand below a pointer.
    pub(crate) fn checked_at(mut self, at: &str, movement: &Campaign, violations: &mut Violations) -> Self {
        for (index, number) in self.contents.iter().enumerate() {
            let pointer = format!("{at}/contents/{index}");
            if !movement.text.contents.iter().any(|content| content.number == *number) {
                violations.add(pointer, reasons::content_unknown(number));
            } else if self.contents.iter().take(index).any(|other| other == number) {
                violations.add(pointer, reasons::content_twice(number));
            }
        }
        if self.field.is_some_and(|field| movement.field(field).is_none()) {
            violations.add(format!("{at}/field"), reasons::campaign_field_unknown());
        }
        self.contents.sort_unstable();
        self
    }
}
