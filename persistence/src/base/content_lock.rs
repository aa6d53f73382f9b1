//! Locks that are no rows: a unit of work holds the content of a file, which may have no row yet, by its SHA-256, or the
//! papers of a thing, of which there may be none yet, by its identifier.

use sea_orm::{DbBackend, Statement};
use uuid::Uuid;

use crate::base::failure::Failure;
use crate::base::store::Tx;

/// Of the two numbers of an advisory lock, the one that stands for contents of files; the lock of migrations has one
/// number, and so differs from all of these.
const CONTENTS: i32 = 1;
/// The one that stands for the papers of a thing.
const PAPERS: i32 = 2;

impl Tx {
    /// Waits until no other unit of work that writes holds the content, and holds it until the end of this one.
    ///
    /// # Errors
    /// A database error.
    pub async fn hold_content(&self, sha256: &str) -> Result<(), Failure> {
        self.hold_named(CONTENTS, sha256).await
    }

    /// The same for the papers of a thing: of two uploads for one paper, the second sees the first.
    ///
    /// # Errors
    /// A database error.
    pub async fn hold_papers(&self, thing: Uuid) -> Result<(), Failure> {
        self.hold_named(PAPERS, &thing.to_string()).await
    }

    async fn hold_named(&self, class: i32, name: &str) -> Result<(), Failure> {
        // SQLite needs no lock: one unit of work writes at a time, from its first statement on.
        if self.backend() == DbBackend::Postgres {
            let sql = "SELECT pg_advisory_xact_lock($1, hashtext($2))";
            self.run(Statement::from_sql_and_values(DbBackend::Postgres, sql, [class.into(), name.into()])).await?;
        }
        Ok(())
    }
}
