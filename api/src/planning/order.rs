//! The document that orders something, with who signed it and to whom it goes.

use domain::planning::order::Order;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use crate::base::citation::CitationBody;
use crate::base::text::Line;

/// A document that orders something, with who signed it (văn bản chỉ đạo): the plan that launches a movement (rule M01), the
/// document that sets a review (văn bản tổ chức sơ kết, tổng kết; rule S17).
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = Order, example = json!({
    "document": {"number": "215/KH-UBND", "date": "2024-03-01", "issuer": "UBND tỉnh",
        "title": "Sơ kết phong trào thi đua"},
    "signer": "Chủ tịch UBND tỉnh",
    "recipients": ["Các sở, ban, ngành tỉnh", "UBND các xã, phường"]
}))]
pub(crate) struct OrderBody {
    /// Number, day, issuer and abstract of the document; all four are required.
    #[validate(nested)]
    document: CitationBody,
    /// Who signed it; 1 to 300 characters.
    #[validate(nested)]
    signer: Line,
    /// To whom it is sent (nơi nhận); at most 100.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[validate(length(max = 100), nested)]
    #[schema(max_items = 100)]
    recipients: Vec<Line>,
}

impl OrderBody {
    /// The order as the public may see it: of a document that is not open, only that there is one.
    pub(crate) fn for_public(order: Order) -> Self {
        Order { document: order.document.for_public(), ..order }.into()
    }
}

impl From<OrderBody> for Order {
    fn from(body: OrderBody) -> Self {
        let OrderBody { document, signer, recipients } = body;
        let recipients = recipients.into_iter().map(String::from).collect();
        Self { document: document.into(), signer: signer.into(), recipients }
    }
}

impl From<Order> for OrderBody {
    fn from(order: Order) -> Self {
        let Order { document, signer, recipients } = order;
        let recipients = recipients.into_iter().map(Line::from).collect();
        Self { document: document.into(), signer: signer.into(), recipients }
    }
}
