//! The health checks: whether the service runs, and whether it is ready.

use serde::Serialize;
use utoipa::ToSchema;

use crate::base::answer::Untagged;
use crate::base::db::Db;
use crate::base::problem::Problem;
use crate::base::routes::{Routes, operations};

/// The service's condition.
#[derive(Serialize, ToSchema)]
#[schema(as = Health)]
pub(crate) struct HealthView {
    /// Always `pass`; a failure is answered with a problem.
    #[schema(example = "pass")]
    status: &'static str,
}

/// Is the process alive?
///
/// *Dịch vụ đang hoạt động.* Public. Does not check the database.
#[utoipa::path(get, path = "/health/live", responses((status = 200, description = "Alive.")))]
pub(crate) async fn show_live() -> Result<Untagged<HealthView>, Problem> {
    Untagged::new(&HealthView { status: "pass" })
}

/// Can it work?
///
/// *Sẵn sàng.* Public. 503 while the database does not answer or cannot store data, for example because the disk is
/// full.
#[utoipa::path(get, path = "/health/ready", responses((status = 200, description = "Ready.")))]
pub(crate) async fn show_ready(db: Db) -> Result<Untagged<HealthView>, Problem> {
    db.ready().await?;
    Untagged::new(&HealthView { status: "pass" })
}

pub(crate) fn routes(routes: &mut impl Routes) {
    operations!(routes, "health": show_live, show_ready);
}
