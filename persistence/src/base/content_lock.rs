//! Locks that are no rows: a unit of work holds contents of files, which may have no row yet, by their SHA-256, or by the
//! identifier of a thing its papers or its revocations, of which there may be none yet. A step that is taken because a
//! content is kept, or because an award was not revoked, holds that before it looks, so that nothing else ends in between.

use domain::base::ids::DecisionId;
use sea_orm::{DbBackend, Statement};
use serde_json::json;
use uuid::Uuid;

use crate::base::failure::Failure;
use crate::base::store::Tx;

/// Of the two numbers of an advisory lock, the one that stands for contents of files; the lock of migrations has one
/// number, and so differs from all of these.
const CONTENTS: i32 = 1;
/// The one that stands for the papers of a thing.
const PAPERS: i32 = 2;
/// The one that stands for the revocations of a decision's awards.
const REVOCATIONS: i32 = 3;

impl Tx {
    /// Waits until no other unit of work that writes holds the content, and holds it until the end of this one.
    ///
    /// # Errors
    /// A database error.
    pub async fn hold_content(&self, sha256: &str) -> Result<(), Failure> {
        self.hold_contents([sha256]).await
    }

    /// The same for several contents.
    ///
    /// # Errors
    /// A database error.
    pub async fn hold_contents(&self, sha256: impl IntoIterator<Item = &str> + Send) -> Result<(), Failure> {
        let contents: Vec<&str> = sha256.into_iter().collect();
        self.hold_named(CONTENTS, &contents).await
    }

    /// The same for the papers of a thing: of two uploads for one paper, the second sees the first.
    ///
    /// # Errors
    /// A database error.
    pub async fn hold_papers(&self, thing: Uuid) -> Result<(), Failure> {
        self.hold_named(PAPERS, &[&thing.to_string()]).await
    }

    /// The same for the revocations of the awards that a decision granted: a correction becomes public before one of them is
    /// revoked, or sees that it was.
    ///
    /// # Errors
    /// A database error.
    pub async fn hold_revocations(&self, decision: DecisionId) -> Result<(), Failure> {
        self.hold_named(REVOCATIONS, &[&decision.0.to_string()]).await
    }

    async fn hold_named(&self, class: i32, names: &[&str]) -> Result<(), Failure> {
        // SQLite needs no lock: one unit of work writes at a time, from its first statement on.
        if self.backend() == DbBackend::Postgres {
            // All take the locks in one order, so that no two wait for each other.
            let sql = "SELECT pg_advisory_xact_lock($1, number) FROM (SELECT DISTINCT hashtext(name) AS number \
                       FROM json_array_elements_text($2::json) AS name ORDER BY number) AS numbers";
            let names = json!(names).to_string();
            self.run(Statement::from_sql_and_values(DbBackend::Postgres, sql, [class.into(), names.into()])).await?;
        }
        Ok(())
    }
}
