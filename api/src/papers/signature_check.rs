//! The check of signatures in a process of its own: the reader of PDFs may panic, loop or unpack without end on a hostile
//! file, and an allocation that fails ends a process. So this binary starts itself again for each file, with bounds on
//! time and memory, and a check that ends badly says `FAILED` and nothing else. Nobody's upload waits long for the checks
//! of others: without a free place it is kept, and says `NOT_CHECKED`.
//! [Decision 0031](../../../docs/decisions/0031-signatures-are-shown-not-believed.md)

use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, Utc};
use domain::base::ids::AccountId;
use domain::papers::signature::{SIGNATURES_MAX, SignatureCheck, Signatures};
use domain::reporting::evidence_file::{EvidenceFormat, FILE_BYTES_MAX};
use tokio::io::AsyncReadExt;
use tokio::process::Command;

use crate::access::places::{Holder, Places};
use crate::base::problem::Problem;
use crate::papers::certificate_chain::{Roots, RootsUnusable};
use crate::papers::pdf_signature::signatures;
use crate::reporting::upload::{Spool, broken};

/// The first argument of a process that checks one file.
const WORD: &str = "check-signatures";
/// How many files one process has checked at one time.
const AT_ONCE: usize = 2;
/// How many of them may be of one account, so that nobody takes the places of all.
const OF_ONE: usize = 1;
/// How long an upload waits for a place; then it is kept unchecked.
const WAIT_MAX: Duration = Duration::from_secs(3);
/// The most time that a check may take: of a processor, and in all.
const CPU_SECONDS_MAX: u64 = 5;
const TIME_MAX: Duration = Duration::from_secs(15);
/// The most address space: several times the largest file.
const MEMORY_BYTES_MAX: u64 = 1 << 30;
/// The most that a check may answer.
const ANSWER_BYTES_MAX: u64 = 1 << 20;
/// The allocator reserves address space, a gibibyte at once unless it is told otherwise.
const RESERVE: (&str, &str) = ("MIMALLOC_ARENA_RESERVE", "64MiB");

/// Checks the signatures of files as they come in.
#[derive(Clone, Debug)]
pub(crate) struct SignatureChecker {
    program: PathBuf,
    roots: Option<PathBuf>,
    places: Arc<Places>,
}

impl SignatureChecker {
    /// With a folder of roots; it is read once here, so that a folder that cannot be used is told of at the start.
    pub(crate) fn open(roots: Option<&Path>) -> Result<Self, RootsUnusable> {
        let unreadable = |source| RootsUnusable::Unreadable { folder: "this program".to_owned(), source };
        let roots = match roots {
            Some(folder) => {
                Roots::read(folder)?;
                Some(folder.canonicalize().map_err(unreadable)?)
            }
            None => None,
        };
        let program = std::env::current_exe().map_err(unreadable)?;
        Ok(Self { program, roots, places: Arc::new(Places::new(AT_ONCE, OF_ONE)) })
    }

    /// What signatures an upload of an account has. A check that cannot be made keeps no upload out.
    pub(crate) async fn check(
        &self,
        (spool, format): (&Spool, Option<EvidenceFormat>),
        account: AccountId,
        at: DateTime<Utc>,
    ) -> Result<Signatures, Problem> {
        if format != Some(EvidenceFormat::Pdf) {
            return Ok(Signatures::none(SignatureCheck::NotPdf));
        }
        let file = spool.reader().map_err(broken)?;
        let Some(_place) = self.places.wait(Holder::Account(account), WAIT_MAX).await else {
            tracing::warn!(sha256 = spool.sha256, "the signatures of a file are not checked: no place is free");
            return Ok(Signatures::none(SignatureCheck::NotChecked));
        };
        let answer = tokio::time::timeout(TIME_MAX, self.ask(file, at)).await;
        Ok(match answer {
            Ok(Ok(found)) => found,
            Ok(Err(error)) => {
                tracing::warn!(%error, sha256 = spool.sha256, "the signatures of a file could not be checked");
                Signatures::none(SignatureCheck::Failed)
            }
            Err(_elapsed) => {
                tracing::warn!(sha256 = spool.sha256, "the signatures of a file could not be checked in time");
                Signatures::none(SignatureCheck::Failed)
            }
        })
    }

    async fn ask(&self, file: std::fs::File, at: DateTime<Utc>) -> std::io::Result<Signatures> {
        let mut command = Command::new(&self.program);
        command.arg(WORD).arg(at.timestamp().to_string()).args(&self.roots);
        // Nothing of the environment, where addresses and keys are.
        command.env_clear().env(RESERVE.0, RESERVE.1).kill_on_drop(true);
        let mut child = command.stdin(Stdio::from(file)).stdout(Stdio::piped()).stderr(Stdio::null()).spawn()?;
        let mut answer = Vec::new();
        if let Some(out) = child.stdout.take() {
            out.take(ANSWER_BYTES_MAX).read_to_end(&mut answer).await?;
        }
        let status = child.wait().await?;
        if !status.success() {
            return Err(std::io::Error::other(format!("the check ended with {status}")));
        }
        let mut found: Signatures = serde_json::from_slice(&answer)?;
        found.found.truncate(SIGNATURES_MAX);
        Ok(found)
    }
}

/// If this process was started to check one file, does that, and says whether it could; `None` for every other start.
#[must_use]
pub fn checked_signatures() -> Option<bool> {
    let mut arguments = std::env::args_os().skip(1);
    if arguments.next()? != WORD {
        return None;
    }
    let at = arguments.next().and_then(|seconds| seconds.to_str()?.parse::<i64>().ok());
    let roots = arguments.next().map(PathBuf::from);
    let at = at.and_then(|seconds| DateTime::from_timestamp(seconds, 0));
    Some(answer(at, roots.as_deref()).is_some())
}

/// Reads the file at the standard input, and writes what was found.
fn answer(at: Option<DateTime<Utc>>, roots: Option<&Path>) -> Option<()> {
    let at = at?;
    bound()?;
    let roots = roots.map_or_else(|| Some(Roots::default()), |folder| Roots::read(folder).ok())?;
    let mut file = Vec::new();
    std::io::stdin().lock().take(FILE_BYTES_MAX.saturating_add(1)).read_to_end(&mut file).ok()?;
    let text = serde_json::to_vec(&signatures(&file, &roots, at)).ok()?;
    std::io::stdout().lock().write_all(&text).ok()
}

/// Bounds what this process may take.
#[cfg(unix)]
fn bound() -> Option<()> {
    use rustix::process::{Resource, Rlimit, setrlimit};

    let most = |amount: u64| Rlimit { current: Some(amount), maximum: Some(amount) };
    setrlimit(Resource::Core, most(0)).ok()?;
    setrlimit(Resource::Cpu, most(CPU_SECONDS_MAX)).ok()?;
    setrlimit(Resource::As, most(MEMORY_BYTES_MAX)).ok()
}

/// Elsewhere only the time is bounded, by the process that waits.
#[cfg(not(unix))]
const fn bound() -> Option<()> {
    Some(())
}
