//! Whether the service lives, and whether it can work.

use actix_web::get;
use serde::Serialize;
use utoipa::ToSchema;

use crate::base::answer::Answer;
use crate::base::db::Db;
use crate::base::problem::Problem;

/// The service's condition.
#[derive(Serialize, ToSchema)]
#[schema(as = Health)]
pub(crate) struct HealthView {
    /// Always `pass`; what does not pass is a problem.
    #[schema(example = "pass")]
    status: &'static str,
}

/// Is the process alive?
///
/// *Còn sống.* Public. Says nothing about the database.
#[utoipa::path(
    tag = "health",
    responses((status = 200, description = "Alive.", body = HealthView)),
    security(()),
)]
#[get("/health/live")]
pub(crate) async fn show_live() -> Result<Answer, Problem> {
    Answer::plain(&HealthView { status: "pass" })
}

/// Can it work?
///
/// *Sẵn sàng.* Public. 503 while the database does not answer or stores nothing, as on a full disk.
#[utoipa::path(
    tag = "health",
    responses((status = 200, description = "Ready.", body = HealthView)),
    security(()),
)]
#[get("/health/ready")]
pub(crate) async fn show_ready(db: Db) -> Result<Answer, Problem> {
    db.ready().await?;
    Answer::plain(&HealthView { status: "pass" })
}
