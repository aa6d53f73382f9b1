//! Which corrections of awards are public: those of public decisions, but for awards that were revoked before.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::pk_uuid;

use crate::base::migration::append_only::append_only;

/// Corrections of decisions that are public already. One of an award that was revoked first has been shown without
/// being told; it leaves the public again.
const FILL: &str = "INSERT INTO public_correction (correction_id) \
    SELECT award_correction.id FROM award_correction \
    JOIN decision ON decision.id = award_correction.decision_id \
    LEFT JOIN revocation ON revocation.award_id = award_correction.award_id \
    WHERE decision.state = 'PUBLISHED' AND (revocation.id IS NULL OR decision.published_at < revocation.revoked_at)";

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let public = Table::create()
            .table("public_correction")
            .col(pk_uuid("correction_id"))
            .foreign_key(ForeignKey::create().from("public_correction", "correction_id").to("award_correction", "id"))
            .to_owned();
        manager.create_table(public).await?;
        manager.get_connection().execute_unprepared(FILL).await?;
        append_only(manager, "public_correction").await
    }
}
