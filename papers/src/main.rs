//! Typesets one paper: reads a request from standard input, writes a PDF to standard output, and ends.
//!
//! It is a program of its own because typesetting has no bounds: a template can loop or fill the memory, and an allocation
//! that fails ends a process. It bounds itself before it reads a byte of a request, and what is over the bounds ends this
//! process and nothing else. It opens no connection, and no file but the templates that `papers check FOLDER` is given.
//!
//! `papers set`, the default, wants [`request::Request`] and writes a PDF. `papers check` wants the same without data, or a
//! folder of templates, or nothing for the bundled ones; it sets every paper with sample data and writes nothing. A refusal
//! is one line of JSON for each fault on standard error, [`refusal::Refusal`]. The exit code is 0 if all is well, 1 if a
//! template or its data is refused, 2 if the request itself is wrong; a process that went over its bounds is ended by a
//! signal.

mod bundled;
mod check;
mod fonts;
mod paper;
mod refusal;
mod request;

use std::io::{IsTerminal, Read, Write};
use std::path::Path;
use std::process::ExitCode;

use crate::fonts::Fonts;
use crate::refusal::{Code, Refusal};
use crate::request::{REQUEST_BYTES_MAX, Request};

/// The most memory that the process may map.
const MEMORY_BYTES_MAX: u64 = 1 << 30;
/// The most processor time.
const CPU_SECONDS_MAX: u64 = 20;
/// The most bytes of a paper.
const PAPER_BYTES_MAX: usize = 64 << 20;

/// By how much this process gives way to others that want the processor: a busy one gives it about a tenth of what it
/// gives a process that answers clients.
const NICENESS: i32 = 10;

/// Bounds this process.
fn bound() -> Result<(), Refusal> {
    use rustix::process::{Resource, Rlimit, setrlimit};
    let limits = [
        (Resource::As, MEMORY_BYTES_MAX, MEMORY_BYTES_MAX),
        // At the first bound the process is told by a signal of its own (SIGXCPU), at the second one it is killed, as it can
        // be by anybody: the service tells one from the other.
        (Resource::Cpu, CPU_SECONDS_MAX, CPU_SECONDS_MAX + 1),
        (Resource::Core, 0, 0),
        // No file is opened from here on; standard input, output and error are open.
        (Resource::Nofile, 3, 3),
    ];
    for (resource, current, maximum) in limits {
        let limit = Rlimit { current: Some(current), maximum: Some(maximum) };
        setrlimit(resource, limit).map_err(|error| Refusal::new(Code::Unbounded, error.to_string()))?;
    }
    rustix::process::nice(NICENESS).map_err(|error| Refusal::new(Code::Unbounded, error.to_string()))?;
    // Each thread reserves address space, and a machine may have many processors.
    let one = rayon::ThreadPoolBuilder::new().num_threads(1).build_global();
    one.map_err(|error| Refusal::new(Code::Unbounded, error.to_string()))
}

fn asked() -> Result<Vec<u8>, Refusal> {
    let mut asked = Vec::new();
    let malformed = |error: std::io::Error| Refusal::new(Code::RequestMalformed, error.to_string());
    std::io::stdin().lock().take(REQUEST_BYTES_MAX + 1).read_to_end(&mut asked).map_err(malformed)?;
    Ok(asked)
}

fn set() -> Result<Vec<u8>, Vec<Refusal>> {
    bound()?;
    let pdf = paper::typeset(&Fonts::embedded(), Request::read(&asked()?)?)?;
    if PAPER_BYTES_MAX < pdf.len() {
        return Err(vec![Refusal::new(Code::TooLarge, format!("the paper has more than {PAPER_BYTES_MAX} bytes"))]);
    }
    Ok(pdf)
}

fn check(folder: Option<&str>) -> Result<Vec<u8>, Vec<Refusal>> {
    let request = match folder {
        Some(folder) => {
            let request = Request::of_folder(Path::new(folder))?;
            bound()?;
            request
        }
        None => {
            bound()?;
            // Who types the command asks for nothing beside it.
            let asked = if std::io::stdin().is_terminal() { Vec::new() } else { asked()? };
            if asked.is_empty() { Request::default() } else { Request::read(&asked)? }
        }
    };
    check::check(&request).map(|()| Vec::new())
}

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let done = match arguments.as_slice() {
        [] | ["set"] => set(),
        ["check"] => check(None),
        ["check", folder] => check(Some(folder)),
        [..] => {
            Err(vec![Refusal::new(Code::RequestMalformed, "usage: papers [set], or papers check [FOLDER]".to_owned())])
        }
    };
    match done {
        Ok(bytes) => match std::io::stdout().lock().write_all(&bytes) {
            Ok(()) => ExitCode::SUCCESS,
            Err(_) => ExitCode::from(2),
        },
        Err(refusals) => {
            let mut lines = std::io::stderr().lock();
            for refusal in &refusals {
                // Who does not read why has the exit code.
                let _unread = writeln!(lines, "{}", serde_json::to_string(refusal).unwrap_or_default());
            }
            let asked_wrongly = refusals.iter().any(|refusal| refusal.code.is_of_the_request());
            ExitCode::from(if asked_wrongly { 2 } else { 1 })
        }
    }
}
