//! The data of the public register of filings that is not in the reports; it is stored elsewhere, and only read here.

use domain::base::event::EventKind;
use domain::base::ids::{CycleId, ExtensionId, ReportId};
use domain::results::register::Ledger;

use crate::base::failure::Failure;
use crate::base::store::Tx;
use crate::reporting::extension::{self, ExtensionFilter};
use crate::reporting::report;

impl Tx {
    /// What concerns a cycle's deadline besides its reports: extension requests, and the audit entries about granted
    /// extensions and returned reports.
    ///
    /// # Errors
    /// A database error.
    pub async fn ledger(&self, cycle: CycleId) -> Result<Ledger, Failure> {
        let filter = ExtensionFilter { cycle: Some(cycle), ..ExtensionFilter::default() };
        let extensions = self.all_extensions(filter).await?;
        let returned = self.happenings(EventKind::ReportReturned, report::ids_of(cycle)).await?;
        let granted = self.happenings(EventKind::ExtensionGranted, extension::ids_of(cycle)).await?;
        Ok(Ledger {
            extensions,
            returns: returned.into_iter().map(|(report, at, _)| (ReportId(report), at)).collect(),
            grants: granted.into_iter().filter_map(|(id, _, role)| Some((ExtensionId(id), role?))).collect(),
        })
    }
}
