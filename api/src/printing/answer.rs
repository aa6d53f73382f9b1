//! The file of a paper as an answer.

use actix_web::http::header::{
    ACCEPT, CONTENT_DISPOSITION, CONTENT_SECURITY_POLICY, CONTENT_TYPE, Charset, ContentDisposition, DispositionParam,
    DispositionType, ExtendedValue,
};
use actix_web::{HttpRequest, HttpResponse, HttpResponseBuilder};

use crate::base::operation::file_types;

pub(crate) const PDF: &str = "application/pdf";
pub(crate) const ZIP: &str = "application/zip";
pub(crate) const DOCX: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";

file_types! {
    /// A paper to print and to keep.
    PdfPaper = "application/pdf" binary;
    /// Papers with an index and a signed manifest.
    PaperBundle = "application/zip" binary;
    /// A paper to print and to keep, or to work on in a word processor.
    EditablePaper = "application/pdf" binary,
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document" binary;
}

/// Whether a client wants the paper as a document of a word processor.
pub(crate) fn wants_docx(request: &HttpRequest) -> bool {
    names_docx(request.headers().get(ACCEPT).and_then(|header| header.to_str().ok()))
}

/// Whether that type is named, and no PDF before it.
fn names_docx(accept: Option<&str>) -> bool {
    let named = |part: &str| part.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    let accept = accept.unwrap_or_default();
    let first = accept.split(',').map(named).find(|media| media == PDF || media == DOCX);
    first.as_deref() == Some(DOCX)
}

/// A file with a name of its own.
pub(crate) fn file(media: &'static str, name: &str, bytes: Vec<u8>) -> HttpResponse {
    let ending = if media == PDF { "pdf" } else { "docx" };
    head(media, &format!("{}.{ending}", name.replace('/', "-"))).body(bytes)
}

/// The headers of a file with its name.
pub(crate) fn head(media: &'static str, name: &str) -> HttpResponseBuilder {
    let value = name.as_bytes().to_vec();
    let name = ExtendedValue { charset: Charset::Ext("UTF-8".to_owned()), language_tag: None, value };
    let disposition = ContentDisposition {
        disposition: DispositionType::Attachment,
        parameters: vec![DispositionParam::FilenameExt(name)],
    };
    let mut head = HttpResponse::Ok();
    head.insert_header((CONTENT_TYPE, media))
        .insert_header((CONTENT_DISPOSITION, disposition))
        .insert_header((CONTENT_SECURITY_POLICY, "sandbox; default-src 'none'"));
    head
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_document_is_what_is_asked_for_first() {
        for (accept, wanted) in [
            (None, false),
            (Some("*/*"), false),
            (Some(PDF), false),
            (Some(DOCX), true),
            (Some("application/pdf, application/vnd.openxmlformats-officedocument.wordprocessingml.document"), false),
            (Some("application/vnd.openxmlformats-officedocument.wordprocessingml.document;q=0.9, */*"), true),
        ] {
            assert_eq!(names_docx(accept), wanted, "{accept:?}");
        }
    }
}
