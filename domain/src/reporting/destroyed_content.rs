//! Contents of files that were destroyed because they must not be in the system, by their hash (rule L35): the same bytes
//! are not accepted again, whether as evidence or as a paper.

use chrono::{DateTime, Utc};

use crate::base::ids::ids;

ids! {
    /// Identifies an entry in the register of destroyed contents.
    DestroyedContentId,
}

/// A content that was destroyed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DestroyedContent {
    /// The entry's identifier.
    pub id: DestroyedContentId,
    /// SHA-256 of the content, 64 lower-case hexadecimal digits.
    pub sha256: String,
    /// Why it was destroyed.
    pub reason: String,
    /// When.
    pub at: DateTime<Utc>,
}
