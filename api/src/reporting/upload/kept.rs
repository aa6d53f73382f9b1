//! The bytes of uploads in the store: kept before the row that names them, and hashed again before they are sent.

use actix_web::http::header::{
    CONTENT_DISPOSITION, CONTENT_LENGTH, CONTENT_SECURITY_POLICY, CONTENT_TYPE, Charset, ContentDisposition,
    DispositionParam, DispositionType, ETAG, ExtendedValue,
};
use actix_web::{HttpResponse, HttpResponseBuilder, web};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use domain::base::reason::Reason;
use domain::reporting::evidence_file::{EvidenceFormat, Upload};
use futures_util::TryStreamExt;
use persistence::base::blob::{Blobs, Bytes};
use persistence::base::failure::Failure;
use persistence::base::store::Tx;

use crate::base::answer::TaggedBytes;
use crate::base::db::Db;
use crate::base::operation::file_types;
use crate::base::problem::{Kind, Problem};
use crate::reporting::reasons;
use crate::reporting::upload::{Spool, broken};

file_types! {
    /// An uploaded file.
    AnyFile = "application/octet-stream" binary;
    /// A file that is kept, under the media type of its format.
    KeptContent =
        "application/octet-stream" binary,
        "application/pdf" binary,
        "image/png" binary,
        "image/jpeg" binary,
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document" binary,
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet" binary,
        "application/vnd.oasis.opendocument.text" binary,
        "application/vnd.oasis.opendocument.spreadsheet" binary;
}

/// Stores the bytes of an upload under their hash, unless this content was destroyed before. A takedown of the same moment
/// destroys also what is half written, so that storing it fails: the upload is then refused for what was recorded, and
/// not as a fault of the store.
pub(crate) async fn store(spool: &Spool, sha256: &str, blobs: &Blobs, db: &Db) -> Result<(), Problem> {
    if is_taken_down(sha256, db).await? {
        return Err(destroyed_before());
    }
    let bytes = spool.reader().map_err(broken)?;
    match blobs.keep(sha256, tokio::fs::File::from_std(bytes)).await {
        Err(_) if is_taken_down(sha256, db).await? => Err(destroyed_before()),
        kept => Ok(kept?),
    }
}

async fn is_taken_down(sha256: &str, db: &Db) -> Result<bool, Problem> {
    let content = sha256.to_owned();
    db.read(move |tx| async move { Ok(tx.is_taken_down(&content).await?) }).await
}

/// Whether a takedown says that the bytes are destroyed: it was recorded, now or before.
pub(crate) fn is_recorded<T>(takedown: &Result<T, Problem>) -> bool {
    takedown.as_ref().err().is_none_or(|problem| problem.kind == Kind::WrongState)
}

/// Destroys the bytes of a content once the takedown of it is recorded, and never before: a process that ends in between
/// leaves bytes that nobody gets, which a repeated takedown and the housekeeping of every process destroy, and not a
/// paper that seems kept and is lost.
pub(crate) async fn destroy(sha256: &str, blobs: &Blobs, db: &Db) -> Result<(), Problem> {
    if is_taken_down(sha256, db).await? {
        blobs.destroy(sha256).await?;
    }
    Ok(())
}

/// Holds the content of an upload until the end of the unit of work, and asks again whether it was destroyed, because
/// that may have happened since. From here on no takedown of it can end before this does. What was stored meanwhile is
/// destroyed like the rest.
pub(crate) async fn hold(tx: &Tx, upload: &Upload, blobs: &Blobs) -> Result<(), Problem> {
    tx.hold_content(&upload.sha256).await?;
    if tx.is_taken_down(&upload.sha256).await? {
        blobs.destroy(&upload.sha256).await?;
        return Err(destroyed_before());
    }
    Ok(())
}

/// Not every takedown is of a state secret, so the sender is not told that theirs is one.
fn destroyed_before() -> Problem {
    Problem::new(Kind::Invalid, reasons::content_destroyed())
}

/// A file that is kept, as a download describes it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Kept<'a> {
    /// Its name, as it was on the sender's machine.
    pub(crate) name: &'a str,
    /// The format of the file.
    pub(crate) format: EvidenceFormat,
    /// SHA-256, in hexadecimal.
    pub(crate) sha256: &'a str,
    /// The number of bytes.
    pub(crate) size_bytes: i64,
}

impl Kept<'_> {
    /// The bytes as an answer. They are hashed before the first of them is sent. If they are missing or not what they were,
    /// the answer is `gone` if their content was taken down, perhaps a moment ago, and else `lost`.
    pub(crate) async fn send(
        self,
        (blobs, db): (&Blobs, &Db),
        gone: Reason,
        lost: impl Fn() -> Problem + Send,
    ) -> Result<TaggedBytes<KeptContent>, Problem> {
        let Some(bytes) = self.bytes(blobs).await? else {
            let destroyed = is_taken_down(self.sha256, db).await?;
            return Err(if destroyed { Problem::new(Kind::WrongState, gone) } else { lost() });
        };
        let response = self.head().no_chunking(u64::try_from(self.size_bytes).unwrap_or(0)).streaming(
            bytes.map_ok(web::Bytes::from).map_err(|failure| actix_web::Error::from(Problem::from(failure))),
        );
        Ok(response.into())
    }

    /// The bytes, if they are there and what they were.
    async fn bytes(self, blobs: &Blobs) -> Result<Option<Bytes>, Problem> {
        if !blobs.is_sound(self.sha256).await? {
            return Ok(None);
        }
        match blobs.read(self.sha256).await {
            Ok(bytes) => Ok(Some(bytes)),
            Err(Failure::NotFound) => Ok(None),
            Err(failure) => Err(failure.into()),
        }
    }

    /// The headers of a download.
    fn head(&self) -> HttpResponseBuilder {
        let digest: Vec<u8> = (0..self.sha256.len())
            .step_by(2)
            .filter_map(|at| u8::from_str_radix(self.sha256.get(at..at.saturating_add(2))?, 16).ok())
            .collect();
        let name = ExtendedValue {
            charset: Charset::Ext("UTF-8".to_owned()),
            language_tag: None,
            value: self.name.as_bytes().to_vec(),
        };
        let disposition = ContentDisposition {
            disposition: DispositionType::Attachment,
            parameters: vec![DispositionParam::FilenameExt(name)],
        };
        let mut head = HttpResponse::Ok();
        head.insert_header((CONTENT_TYPE, self.format.media_type()))
            .insert_header((CONTENT_DISPOSITION, disposition))
            .insert_header((CONTENT_LENGTH, self.size_bytes.to_string()))
            .insert_header((CONTENT_SECURITY_POLICY, "sandbox; default-src 'none'"))
            .insert_header((ETAG, format!("\"{}\"", self.sha256)))
            .insert_header(("repr-digest", format!("sha-256=:{}:", STANDARD.encode(digest))));
        head
    }
}
