//! The bytes of uploads in the store: kept before the row that names them, and hashed again before they are sent.

use actix_web::http::header::{
    CONTENT_DISPOSITION, CONTENT_LENGTH, CONTENT_SECURITY_POLICY, CONTENT_TYPE, Charset, ContentDisposition,
    DispositionParam, DispositionType, ETAG, ExtendedValue,
};
use actix_web::{HttpResponse, HttpResponseBuilder, web};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use domain::reporting::evidence_file::{EvidenceFormat, Upload};
use futures_util::TryStreamExt;
use persistence::base::blob::Blobs;
use persistence::base::failure::Failure;
use persistence::base::store::Tx;

use crate::base::answer::TaggedBytes;
use crate::base::db::Db;
use crate::base::operation::file_types;
use crate::base::problem::{Kind, Problem};
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

/// Stores the bytes of an upload under their hash, unless this content was destroyed before.
pub(crate) async fn store(spool: &Spool, sha256: &str, blobs: &Blobs, db: &Db) -> Result<(), Problem> {
    let content = sha256.to_owned();
    if db.read(move |tx| async move { Ok(tx.is_taken_down(&content).await?) }).await? {
        return Err(secret());
    }
    let bytes = spool.reader().map_err(broken)?;
    Ok(blobs.keep(sha256, tokio::fs::File::from_std(bytes)).await?)
}

/// Holds the content of an upload until the end of the unit of work, and asks again whether it was destroyed, because
/// that may have happened since. From here on no takedown of it can end before this does. What was stored meanwhile is
/// destroyed like the rest.
pub(crate) async fn hold(tx: &Tx, upload: &Upload, blobs: &Blobs) -> Result<(), Problem> {
    tx.hold_content(&upload.sha256).await?;
    if tx.is_taken_down(&upload.sha256).await? {
        blobs.destroy(&upload.sha256).await?;
        return Err(secret());
    }
    Ok(())
}

fn secret() -> Problem {
    Problem::new(Kind::Invalid, domain::base::citation::secret_not_allowed())
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
    /// The bytes as an answer. They are hashed before the first of them is sent; `lost` is the answer if they are missing
    /// or not what they were.
    pub(crate) async fn send(
        self,
        blobs: &Blobs,
        lost: impl Fn() -> Problem + Send,
    ) -> Result<TaggedBytes<KeptContent>, Problem> {
        if !blobs.is_sound(self.sha256).await? {
            return Err(lost());
        }
        let bytes = blobs
            .read(self.sha256)
            .await
            .map_err(|failure| if matches!(failure, Failure::NotFound) { lost() } else { failure.into() })?;
        let response = self.head().no_chunking(u64::try_from(self.size_bytes).unwrap_or(0)).streaming(
            bytes.map_ok(web::Bytes::from).map_err(|failure| actix_web::Error::from(Problem::from(failure))),
        );
        Ok(response.into())
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
