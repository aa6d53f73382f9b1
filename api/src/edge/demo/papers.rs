//! The bytes of the demonstration's papers: PDFs of one page that say what they stand for.

use std::io::Cursor;

use chrono::{DateTime, Utc};
use domain::base::citation::FileMetadata;
use domain::base::identity::Actor;
use domain::oversight::paper_place::Addition;
use domain::papers::paper_file::{PaperFile, PaperFileId};
use domain::papers::signature::{SignatureCheck, Signatures};
use domain::reporting::evidence_file::{EvidenceFormat, Upload};
use persistence::base::blob::Blobs;
use persistence::base::store::Tx;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::base::problem::Problem;
use crate::base::text::hex;

/// A PDF of one page with one line, which is ASCII: the fonts that every reader has know no other letters.
fn page(line: &str) -> Vec<u8> {
    let text = format!("BT /F1 14 Tf 72 770 Td (Demo: {line}) Tj ET");
    let objects = [
        "<</Type/Catalog/Pages 2 0 R>>".to_owned(),
        "<</Type/Pages/Kids[3 0 R]/Count 1>>".to_owned(),
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>".to_owned(),
        format!("<</Length {}>>\nstream\n{text}\nendstream", text.len()),
        "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>".to_owned(),
    ];
    let (mut file, mut table) = ("%PDF-1.7\n".to_owned(), String::new());
    for (number, object) in (1_usize..).zip(&objects) {
        table.push_str(&format!("{:010} 00000 n \n", file.len()));
        file.push_str(&format!("{number} 0 obj\n{object}\nendobj\n"));
    }
    let (start, count) = (file.len(), objects.len().saturating_add(1));
    file.push_str(&format!("xref\n0 {count}\n0000000000 65535 f \n{table}"));
    file.push_str(&format!("trailer\n<</Size {count}/Root 1 0 R>>\nstartxref\n{start}\n%%EOF\n"));
    file.into_bytes()
}

/// What a paper declares for the file of a name.
pub(crate) fn declared(name: &str) -> FileMetadata {
    let bytes = page(name);
    let sha256 = hex(&Sha256::digest(&bytes));
    FileMetadata { name: name.to_owned(), sha256, size_bytes: i64::try_from(bytes.len()).unwrap_or(i64::MAX) }
}

/// Keeps the bytes of a paper that `declared` was said of.
pub(crate) async fn keep(
    (tx, blobs): (&Tx, &Blobs),
    file: FileMetadata,
    addition: Addition,
    actor: &Actor,
    at: DateTime<Utc>,
) -> Result<(), Problem> {
    let (place, author) = addition?;
    let FileMetadata { name, sha256, size_bytes } = file;
    blobs.keep(&sha256, Cursor::new(page(&name))).await?;
    let upload = Upload { name, format: Some(EvidenceFormat::Pdf), sha256, size_bytes, stamped: false, danger: None };
    let earlier = tx.paper_files_of(place.owner, place.of).await?;
    let (id, signatures) = (PaperFileId(Uuid::now_v7()), Signatures::none(SignatureCheck::Checked));
    tx.add(PaperFile::keep(id, place, (upload, &earlier), signatures, (author, actor), at)?).await?;
    Ok(())
}
