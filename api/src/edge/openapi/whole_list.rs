//! Every list in pages is also a workbook, which the edge makes of its pages: the media type stands beside the JSON of each.

use serde_json::{Value, json};

use crate::base::operation::{AnswerFacts, OperationFacts};
use crate::results::publication::table_file::XLSX;

/// The content of an answer, with the workbook beside the page of a list.
pub(super) fn beside(answer: &AnswerFacts, method: &str, facts: &OperationFacts) -> Value {
    let mut content = answer.content.clone();
    if method == "get" && answer.status == 200 && is_paged(facts) {
        content.insert(XLSX.to_owned(), workbook());
    }
    Value::Object(content)
}

/// Whether an operation answers a list in pages.
fn is_paged(facts: &OperationFacts) -> bool {
    facts.parameters.iter().any(|parameter| parameter["in"] == "query" && parameter["name"] == "limit")
}

fn workbook() -> Value {
    json!({"schema": {
        "type": "string",
        "format": "binary",
        "description": "If `Accept` names this media type: the whole list as an Excel workbook with Vietnamese heads, under \
                        the same filters, from the cursor on if there is one; `limit` does not matter. Times are those \
                        of UTC+7, a code stands behind its Vietnamese word, and a second sheet states filters, time and \
                        number of rows. At most 1,000,000 rows (422); 503 with `Retry-After` while others are made.",
    }})
}
