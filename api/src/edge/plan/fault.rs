//! Why a plan package is not loaded.

use domain::base::refusal::Refusal;
use persistence::base::failure::Failure;

/// Why a package was not loaded; nothing was stored.
#[derive(Debug, thiserror::Error)]
pub enum PlanError {
    /// The folder, or something in it, cannot be read or is out of bounds.
    #[error("{path}: {said}")]
    Folder {
        /// The path.
        path: String,
        /// What is wrong with it.
        said: String,
    },
    /// A file is missing or does not fit.
    #[error("{file}: {said}")]
    File {
        /// The name of the file in the package.
        file: String,
        /// What is wrong with it, with line and column where they are known.
        said: String,
    },
    /// The rules refuse what a file says.
    #[error("{file}: the rules refuse {what}: {}", said(refusal))]
    Refused {
        /// The name of the file in the package.
        file: String,
        /// What is refused, by its code.
        what: String,
        /// Why.
        refusal: Refusal,
    },
    /// Two things in the package are the same: two levels, units, groups, cycles or criteria sets with one code, or two holders
    /// of a function from one day.
    #[error(
        "two things in the package are the same ({0}): two levels, groups, cycles or criteria sets with one code, or two holders of a function from one day"
    )]
    Twice(&'static str),
    /// The installation has levels or units already.
    #[error("the installation is not empty: a package is loaded before levels and units are entered")]
    NotEmpty,
    /// The database failed.
    #[error("the database failed")]
    Database(#[from] Failure),
}

/// A refusal in English, with its codes and places.
fn said(refusal: &Refusal) -> String {
    let reasons = refusal.reasons();
    let told = reasons.iter().map(|(pointer, reason)| format!("{pointer} {}: {}", reason.code, reason.text.en));
    told.collect::<Vec<String>>().join("; ")
}

/// What the rules refuse in a file, by its code.
pub(crate) fn refused(file: &str, what: &str) -> impl FnOnce(Refusal) -> PlanError {
    let (file, what) = (file.to_owned(), what.to_owned());
    move |refusal| PlanError::Refused { file, what, refusal }
}

/// A code in a file that nothing has.
pub(crate) fn unknown(file: &str, what: &str, code: &str) -> PlanError {
    PlanError::File { file: file.to_owned(), said: format!("there is no {what} with the code {code}") }
}
