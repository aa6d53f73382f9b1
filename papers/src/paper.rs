//! One paper: what a template sees, and the PDF that comes of it.

use std::collections::HashMap;

use typst::diag::{FileError, FileResult, SourceDiagnostic, Warned};
use typst::foundations::{Binding, Bytes, Datetime, Duration, Smart, Value};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Library, LibraryExt, World, WorldExt};
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards, Timestamp};

use crate::bundled::SHARED;
use crate::fonts::Fonts;
use crate::refusal::{Code, Refusal};
use crate::request::{Request, malformed};

/// The name of the data.
const DATA: &str = "data.json";
/// The form of the file: archivable, and readable by programs that read aloud. Typst refuses to write one that is not.
const STANDARDS: [PdfStandard; 2] = [PdfStandard::A_2a, PdfStandard::Ua_1];

/// The beginning of what Typst says of a value that the data does not have.
const NO_SUCH_KEY: &str = "dictionary does not contain key ";
/// The beginning of what Typst says of a letter that no font has; the checked values are not the cause, the template is.
const NO_SUCH_LETTER: &str = "the text ";

/// What a template sees: itself, what all papers share, its data and the fonts. No other file, no network, no package, no
/// clock.
struct Paper<'a> {
    library: LazyHash<Library>,
    fonts: &'a Fonts,
    main: FileId,
    sources: HashMap<FileId, Source>,
    data: Bytes,
}

fn file_id(name: &str) -> Result<FileId, Refusal> {
    let path = VirtualPath::new(name).map_err(|error| fault(format!("{name}: {error:?}")))?;
    Ok(RootedPath::new(VirtualRoot::Project, path).intern())
}

fn fault(message: String) -> Refusal {
    if let Some(name) = message.strip_prefix(NO_SUCH_KEY) {
        let name = name.split('"').nth(1).unwrap_or(name).to_owned();
        let message = format!("the paper has no value {name}");
        return Refusal { name: Some(name), ..Refusal::new(Code::UnknownPlaceholder, message) };
    }
    let no_letter = message.starts_with(NO_SUCH_LETTER) && message.contains("could not be displayed");
    Refusal::new(if no_letter { Code::NoGlyph } else { Code::TemplateFault }, message)
}

/// The standard library without `plugin`, which runs WebAssembly that a template brings as bytes.
fn library() -> Library {
    let mut library = Library::default();
    library.global.scope_mut().bind("plugin".into(), Binding::detached(Value::None));
    // `std` is the same module under another name.
    library.std = Binding::detached(library.global.clone());
    library
}

impl Paper<'_> {
    /// The first fault, with its place in a template: where it is, or where the template asked for it.
    fn refused(&self, diagnostics: &[SourceDiagnostic]) -> Refusal {
        let Some(first) = diagnostics.first() else { return fault("nothing was typeset".to_owned()) };
        let mut spans = std::iter::once(first.span).chain(first.trace.iter().map(|point| point.span.into()));
        let place = spans.find_map(|span| {
            let source = self.sources.get(&span.id()?)?;
            let range = self.range(span)?;
            let (line, column) = source.lines().byte_to_line_column(range.start)?;
            Some((source.id().vpath().get_without_slash().to_owned(), line + 1, column + 1))
        });
        let refusal = fault(first.message.to_string());
        match place {
            Some((file, line, column)) => {
                Refusal { file: Some(file), line: Some(line), column: Some(column), ..refusal }
            }
            None => refusal,
        }
    }
}

impl World for Paper<'_> {
    fn library(&self) -> &LazyHash<Library> {
        &self.library
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &self.fonts.book
    }

    fn main(&self) -> FileId {
        self.main
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        self.sources.get(&id).cloned().ok_or(FileError::AccessDenied)
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        match id.root() {
            VirtualRoot::Project if id.vpath().get_without_slash() == DATA => Ok(self.data.clone()),
            VirtualRoot::Project | VirtualRoot::Package(_) => Err(FileError::AccessDenied),
        }
    }

    fn font(&self, index: usize) -> Option<Font> {
        self.fonts.fonts.get(index).cloned()
    }

    /// A paper bears the day of its data, and the same data gives the same bytes.
    fn today(&self, _offset: Option<Duration>) -> Option<Datetime> {
        None
    }
}

/// Typesets a paper. A warning is a fault: text in a family that is not there vanishes with no more than a warning.
pub(crate) fn typeset(fonts: &Fonts, request: Request) -> Result<Vec<u8>, Refusal> {
    let name = request.paper.as_deref().ok_or_else(|| malformed("paper is missing".to_owned()))?;
    let data = request.data.as_ref().ok_or_else(|| malformed("data is missing".to_owned()))?;
    fonts.must_have(data)?;
    let name = format!("{name}.typ");
    let mut sources = HashMap::new();
    for file in [name.as_str(), SHARED] {
        let text = request.template(file).ok_or_else(|| malformed(format!("{file} is no template")))?;
        let id = file_id(file)?;
        sources.insert(id, Source::new(id, text.to_owned()));
    }
    let paper = Paper {
        library: LazyHash::new(library()),
        fonts,
        main: file_id(&name)?,
        sources,
        data: Bytes::new(serde_json::to_vec(data).map_err(|error| malformed(error.to_string()))?),
    };
    let Warned { output, warnings } = typst::compile::<PagedDocument>(&paper);
    let document = output.map_err(|errors| paper.refused(&errors))?;
    if !warnings.is_empty() {
        return Err(paper.refused(&warnings));
    }
    let options = PdfOptions {
        ident: Smart::Custom(request.identifier),
        creator: Smart::Custom(Some("Thi Đua".to_owned())),
        // Where the template sets no date: PDF/A needs one, and the clock would make each file another one.
        timestamp: Datetime::from_ymd_hms(2000, 1, 1, 0, 0, 0).and_then(|at| Timestamp::new_local(at, 7 * 60)),
        page_ranges: None,
        standards: PdfStandards::new(&STANDARDS).map_err(|error| fault(error.message().to_string()))?,
        tagged: true,
        pretty: false,
    };
    typst_pdf::pdf(&document, &options).map_err(|errors| paper.refused(&errors))
}
