//! The program that sets papers: a child process for each, bounded in time, memory and number, without files, network and
//! environment (`papers/README.md`).

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::process::{ExitStatus, Stdio};
use std::time::Duration;

use domain::base::ids::AccountId;
use domain::planning::campaign::stationery::Stationery;
use serde::{Deserialize, Serialize};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::process::{Child, Command};
use tokio::time::timeout;

use crate::access::places::{Holder, Places};
use crate::base::problem::{Kind, Problem};
use crate::base::rehearsal::Rehearsal;
use crate::printing::reasons;
use crate::printing::template::{PaperKind, files};

/// How many papers are set at once: the rest of the machine serves everybody else.
const AT_ONCE: usize = 2;
/// How many of them may be of one account, so that nobody takes the places of all.
const OF_ONE: usize = 1;
/// How long a request waits for its turn.
const TURN: Duration = Duration::from_secs(20);
/// How long a paper may take; the program has a bound of processor time of its own.
const SETTING: Duration = Duration::from_secs(30);
/// The most bytes of a paper.
const PAPER_BYTES_MAX: u64 = 64 << 20;
/// The signals of a process that went over its own bounds: of its processor time, and, as a program ends itself whose
/// allocation fails, of its memory.
const SIGXCPU: i32 = 24;
const SIGABRT: i32 = 6;
/// The most bytes of a refusal.
const REFUSAL_BYTES_MAX: u64 = 64 << 10;

/// The printing program, if the installation has one.
#[derive(Debug)]
pub(crate) struct Program {
    path: Option<PathBuf>,
    rehearsal: Rehearsal,
    turns: Places,
}

/// The printing program as it works for one account.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Printer<'a> {
    program: &'a Program,
    account: AccountId,
}

/// What the program is asked.
#[derive(Serialize)]
struct Request<'a, T> {
    paper: &'static str,
    files: BTreeMap<String, String>,
    data: &'a T,
    identifier: &'a str,
}

/// Why the program refused.
#[derive(Debug, Deserialize)]
struct Refused {
    code: String,
    message: String,
    #[serde(default)]
    file: Option<String>,
    #[serde(default)]
    line: Option<u64>,
    #[serde(default)]
    pointer: Option<String>,
    #[serde(default)]
    letter: Option<char>,
}

impl Program {
    pub(crate) fn new(path: Option<PathBuf>, rehearsal: Rehearsal) -> Self {
        Self { path, rehearsal, turns: Places::new(AT_ONCE, OF_ONE) }
    }

    /// The program as it works for an account.
    pub(crate) const fn of(&self, account: AccountId) -> Printer<'_> {
        Printer { program: self, account }
    }
}

impl Printer<'_> {
    /// Whether the installation is a rehearsal, in which every page bears a mark.
    pub(crate) const fn rehearsal(&self) -> bool {
        self.program.rehearsal.0
    }

    /// Sets a paper as PDF.
    ///
    /// # Errors
    /// 409 without a program, 503 while it is busy; 409 for a template or a value that cannot be set.
    pub(crate) async fn set<T: Serialize + Sync>(
        &self,
        kind: PaperKind,
        data: &T,
        stationery: &Stationery,
        identifier: &str,
    ) -> Result<Vec<u8>, Problem> {
        let Program { path, rehearsal, turns } = self.program;
        let Some(path) = path else {
            // What an administrator has to set up is no breakdown that passes.
            return Err(Problem::new(Kind::NotPrepared, reasons::printing_not_set_up()));
        };
        let request = Request { paper: kind.name(), files: files(kind, stationery, *rehearsal), data, identifier };
        let request = serde_json::to_vec(&request).map_err(Problem::fault)?;
        let busy = || Problem::new(Kind::Unavailable, reasons::printing_busy()).with_header("Retry-After", "5");
        let _turn = turns.wait(Holder::Account(self.account), TURN).await.ok_or_else(busy)?;
        let child = Command::new(path)
            .arg("set")
            .env_clear()
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .map_err(Problem::unavailable)?;
        // Whoever is late or writes too much is dropped, and so killed. What is late has not used up its own processor time:
        // the machine is busy, or the program hangs, and neither is the paper's fault.
        let ended = timeout(SETTING, answer(child, request)).await;
        let late = |_late| failed(format!("the printing program took more than {} s", SETTING.as_secs()));
        ended.map_err(late)?.map_err(|end| end.problem(data))
    }
}

/// Why there is no paper.
enum End {
    /// The program says why.
    Refused(String),
    /// The paper is over a bound of the program, or of the service.
    TooLarge,
    /// Anything else.
    Other(Problem),
}

impl From<Problem> for End {
    fn from(problem: Problem) -> Self {
        Self::Other(problem)
    }
}

impl End {
    fn problem<T: Serialize>(self, data: &T) -> Problem {
        match self {
            Self::Refused(said) => refused(&said, data),
            Self::TooLarge => Problem::new(Kind::WrongState, reasons::paper_too_large()),
            Self::Other(problem) => problem,
        }
    }
}

/// A program that ended without a paper and without a reason, which says nothing of the paper: 503, with the cause in the
/// log.
fn failed(cause: String) -> Problem {
    Problem { reason: reasons::printing_failed(), ..Problem::unavailable(cause) }
}

/// Waits for the end of the program: its paper, or why there is none.
async fn answer(mut child: Child, request: Vec<u8>) -> Result<Vec<u8>, End> {
    let pipes = (child.stdin.take(), child.stdout.take(), child.stderr.take());
    let (Some(mut input), Some(output), Some(errors)) = pipes else {
        return Err(Problem::fault("the printing program has no pipes").into());
    };
    let writing = async move {
        // A program that refuses early reads no further; then its refusal says why.
        let _closed_early = input.write_all(&request).await;
    };
    let (mut paper, mut refusal) = (Vec::new(), Vec::new());
    let mut output = output.take(PAPER_BYTES_MAX.saturating_add(1));
    let mut errors = errors.take(REFUSAL_BYTES_MAX);
    let (_written, read, said) =
        tokio::join!(writing, output.read_to_end(&mut paper), errors.read_to_end(&mut refusal));
    read.map_err(Problem::unavailable)?;
    said.map_err(Problem::unavailable)?;
    if PAPER_BYTES_MAX < u64::try_from(paper.len()).unwrap_or(u64::MAX) {
        return Err(End::TooLarge);
    }
    let status = child.wait().await.map_err(Problem::unavailable)?;
    match (status.code(), signal(status)) {
        (Some(0), _) if paper.starts_with(b"%PDF-") => Ok(paper),
        // Not what the option names: nothing of it is given out as a paper.
        (Some(0), _) => Err(failed("the printing program wrote no PDF".to_owned()).into()),
        (Some(_), _) => Err(End::Refused(String::from_utf8_lossy(&refusal).into_owned())),
        // Over the processor time, or over the memory: an allocation that fails ends the program.
        (None, Some(SIGXCPU | SIGABRT)) => Err(End::TooLarge),
        // Ended by somebody else, such as the system when its memory is short.
        (None, _) => Err(failed(format!("the printing program was ended: {status}")).into()),
    }
}

/// The signal that ended a process.
#[cfg(unix)]
fn signal(status: ExitStatus) -> Option<i32> {
    std::os::unix::process::ExitStatusExt::signal(&status)
}

/// No signal ends a process where there are none.
#[cfg(not(unix))]
const fn signal(_: ExitStatus) -> Option<i32> {
    None
}

/// The text at a place of the data, for people who know a name and no pointer.
fn value_at<T: Serialize>(data: &T, pointer: &str) -> String {
    let data = serde_json::to_value(data).unwrap_or_default();
    data.pointer(pointer).and_then(serde_json::Value::as_str).unwrap_or_default().to_owned()
}

fn refused<T: Serialize>(said: &str, data: &T) -> Problem {
    let first = said.lines().next().unwrap_or_default();
    let Ok(Refused { code, message, file, line, pointer, letter }) = serde_json::from_str::<Refused>(first) else {
        return failed(format!("the printing program said: {said}"));
    };
    let reason = match (code.as_str(), letter) {
        ("NO_GLYPH", Some(letter)) => {
            let place = pointer.unwrap_or_default();
            reasons::glyph_missing(letter, value_at(data, &place), place)
        }
        ("TOO_LARGE", _) => reasons::paper_too_large(),
        ("TEMPLATE_FAULT" | "UNKNOWN_PLACEHOLDER" | "NO_GLYPH", _) => {
            reasons::template_faulty(file.unwrap_or_default(), line.unwrap_or_default(), message)
        }
        _ => return Problem::fault(format!("the printing program refused a request: {code} {message}")),
    };
    Problem::new(Kind::WrongState, reason)
}
