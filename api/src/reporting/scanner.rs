//! The virus scanner: a `ClamAV` daemon, called by its INSTREAM command, if the operator configured one.

use std::time::Duration;

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest, web};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::base::operation::Described;
use crate::base::problem::Problem;

/// Maximum time of a scan.
const SCAN_TIME_MAX: Duration = Duration::from_secs(60);
/// Size of the chunks that are sent.
const CHUNK_BYTES: usize = 64 << 10;
/// The first part of the EICAR test file, which every scanner detects; it is detected here even without a scanner. It
/// is in two pieces, so that no scanner reports this program.
const TEST_FILE: [&str; 2] = ["X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-", "STANDARD-ANTIVIRUS-TEST-FILE!"];

/// The address of the scanner, if there is one.
#[derive(Clone, Debug)]
pub(crate) struct Scanner(Option<String>);

impl Scanner {
    pub(crate) const fn new(address: Option<String>) -> Self {
        Self(address)
    }

    /// Whether a file is infected. Without a scanner only the test file is detected.
    ///
    /// # Errors
    /// `Unavailable` if the scanner does not answer: a file that was not scanned is not called clean.
    pub(crate) async fn is_infected(&self, head: &[u8], file: impl AsyncRead + Unpin) -> Result<bool, Problem> {
        if head.starts_with(TEST_FILE.concat().as_bytes()) {
            return Ok(true);
        }
        let Some(address) = &self.0 else { return Ok(false) };
        let verdict = tokio::time::timeout(SCAN_TIME_MAX, ask(address, file)).await;
        let verdict = verdict.unwrap_or_else(|_elapsed| Err(std::io::ErrorKind::TimedOut.into()));
        match verdict {
            Ok(answer) if answer.ends_with(" FOUND") => Ok(true),
            Ok(answer) if answer.ends_with(" OK") => Ok(false),
            Ok(answer) => Err(away(&answer)),
            Err(error) => Err(away(&error.to_string())),
        }
    }
}

fn away(said: &str) -> Problem {
    let problem = Problem::unavailable(format!("the virus scanner: {said}"));
    problem.with_header("Retry-After", "60")
}

/// Sends a file to the daemon in chunks, each after its length, and reads the line that it answers.
async fn ask(address: &str, mut file: impl AsyncRead + Unpin) -> std::io::Result<String> {
    let mut stream = TcpStream::connect(address).await?;
    stream.write_all(b"zINSTREAM\0").await?;
    let mut buffer = vec![0_u8; CHUNK_BYTES];
    loop {
        let read = file.read(&mut buffer).await?;
        stream.write_u32(u32::try_from(read).unwrap_or(0)).await?;
        if read == 0 {
            break;
        }
        stream.write_all(buffer.get(..read).unwrap_or_default()).await?;
    }
    let mut answer = String::new();
    stream.take(1_024).read_to_string(&mut answer).await?;
    Ok(answer.trim_end_matches('\0').trim().to_owned())
}

impl Described for Scanner {}

impl FromRequest for Scanner {
    type Error = Problem;
    type Future = std::future::Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let scanner = request.app_data::<web::Data<Self>>();
        std::future::ready(
            scanner.map(|scanner| scanner.get_ref().clone()).ok_or_else(|| Problem::fault("the scanner is missing")),
        )
    }
}
