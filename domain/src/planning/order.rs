//! The document that orders something (văn bản chỉ đạo): a plan that launches a movement, a notice that sets a review.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::base::citation::Citation;
use crate::base::refusal::Violations;
use crate::base::text::tidy;
use crate::planning::reasons;
use crate::registry::document::check_document_at;

/// Maximum number of recipients of a document.
pub const RECIPIENTS_MAX: usize = 100;

/// A document with who signed it, and to whom it goes (rules M01, S17).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Order {
    /// Number, day, issuer and abstract of the document.
    pub document: Citation,
    /// Who signed it.
    #[schema(min_length = 1)]
    pub signer: String,
    /// To whom it is sent (nơi nhận).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schema(max_items = 100)]
    pub recipients: Vec<String>,
}

impl Order {
    /// The document with tidy texts; what is missing of it is added to the violations below the pointer.
    pub(crate) fn checked(self, pointer: &str, at: DateTime<Utc>, violations: &mut Violations) -> Self {
        let recipients: Vec<String> = self.recipients.iter().map(|recipient| tidy(recipient)).collect();
        let order = Self { document: self.document.tidied(), signer: tidy(&self.signer), recipients };
        let document = format!("{pointer}/document");
        check_document_at(&document, &order.document, at, violations);
        // An address does not stand for who issued the document and what it says.
        if order.document.is_sound() {
            let Citation { issuer, title, .. } = &order.document;
            violations.demand_text(&format!("{document}/issuer"), issuer.as_deref().unwrap_or_default());
            violations.demand_text(&format!("{document}/title"), title.as_deref().unwrap_or_default());
        }
        violations.demand_open_text(&format!("{pointer}/signer"), &order.signer);
        if RECIPIENTS_MAX < order.recipients.len() {
            violations.add(format!("{pointer}/recipients"), reasons::recipients_too_many(RECIPIENTS_MAX));
        }
        for (index, recipient) in order.recipients.iter().enumerate() {
            violations.demand_open_text(&format!("{pointer}/recipients/{index}"), recipient);
        }
        order
    }
}
