//! What is inside an uploaded document: its format by its content, whether it is dangerous to open, and whether a line of
//! it bears a secrecy level (rule L35).

use std::io::{Cursor, Read, Seek};

use domain::base::secrecy::bears_secrecy_mark;
use domain::reporting::evidence_file::{Danger, EvidenceFormat};
use file_format::FileFormat;
use quick_xml::events::Event;

use crate::reporting::archive::{Archive, Fault};
use crate::reporting::encoding::decoded;
use crate::reporting::xml::{append, attribute, reader, says_yes};

/// Maximum decompressed size of a document.
const UNPACKED_MAX: u64 = 200 << 20;
/// How much of a part's text is searched for secrecy levels, which are on the first page.
const TEXT_BYTES_MAX: u64 = 2 << 20;
/// Maximum size of a document within a document that is looked into.
const EMBEDDED_MAX: u64 = 50 << 20;
/// How deep documents within documents are looked into.
const DEPTH_MAX: usize = 2;
/// How a compound file begins: an old document, or a package under a password.
const COMPOUND: &[u8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1";
/// The accepted formats, by their names in the library that detects them.
const TAKEN: [(FileFormat, EvidenceFormat); 7] = [
    (FileFormat::PortableDocumentFormat, EvidenceFormat::Pdf),
    (FileFormat::PortableNetworkGraphics, EvidenceFormat::Png),
    (FileFormat::JointPhotographicExpertsGroup, EvidenceFormat::Jpeg),
    (FileFormat::OfficeOpenXmlDocument, EvidenceFormat::Docx),
    (FileFormat::OfficeOpenXmlSpreadsheet, EvidenceFormat::Xlsx),
    (FileFormat::OpendocumentText, EvidenceFormat::Odt),
    (FileFormat::OpendocumentSpreadsheet, EvidenceFormat::Ods),
];

/// Parts that hold macros, or something else that runs, by the beginning of their names.
const RUNNING_FOLDERS: [&str; 7] =
    ["xl/macrosheets/", "xl/dialogsheets/", "xl/activex/", "word/activex/", "basic/", "scripts/", "dialogs/"];
/// The same by the end of their names; `.bin` of an embedded object is a program's own format that no reader knows.
const RUNNING_ENDS: [&str; 9] =
    ["vbaproject.bin", "vbadata.xml", ".docm", ".dotm", ".xlsm", ".xltm", ".xlsb", ".pptm", ".exe"];
/// Words in the type of a part, or in the kind of a relationship, that only what runs has.
const RUNNING_TYPES: [&str; 5] = ["macroenabled", "vbaproject", "macrosheet", "dialogsheet", "activex"];
/// The elements of a document whose texts are lines, by their local names: paragraphs of texts, of drawings and of
/// tables, texts of cells, headers and footers of sheets, properties of the document.
const LINES: [&str; 20] = [
    "p",
    "h",
    "si",
    "is",
    "text",
    "comment",
    "oddHeader",
    "oddFooter",
    "evenHeader",
    "evenFooter",
    "firstHeader",
    "firstFooter",
    "title",
    "subject",
    "keywords",
    "keyword",
    "category",
    "description",
    "contentStatus",
    "lpwstr",
];
/// The elements that stand for a blank.
const BLANKS: [&str; 7] = ["br", "cr", "tab", "s", "line-break", "noBreakHyphen", "ptab"];

/// What was found.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Findings {
    pub(crate) format: Option<EvidenceFormat>,
    pub(crate) stamped: bool,
    pub(crate) danger: Option<Danger>,
}

/// Looks into a file.
pub(crate) fn look_into<R: Read + Seek>(mut reader: R) -> Findings {
    let found = FileFormat::from_reader(&mut reader).unwrap_or_default();
    let format = TAKEN.into_iter().find(|(known, _)| *known == found).map(|(_, format)| format);
    let archived = match format {
        Some(EvidenceFormat::Docx | EvidenceFormat::Xlsx | EvidenceFormat::Odt | EvidenceFormat::Ods) => true,
        Some(EvidenceFormat::Pdf | EvidenceFormat::Png | EvidenceFormat::Jpeg) | None => false,
    };
    if !archived {
        let danger = is_encrypted_package(&mut reader).then_some(Danger::Encrypted);
        return Findings { format, danger, ..Findings::default() };
    }
    match Archive::open_whole(reader, UNPACKED_MAX) {
        Ok(mut archive) => {
            let danger = danger(&mut archive, DEPTH_MAX).unwrap_or(Some(Danger::Bomb));
            let stamped = danger.is_none() && is_stamped(&mut archive);
            Findings { format, stamped, danger }
        }
        Err(Fault::Bomb) => Findings { format, danger: Some(Danger::Bomb), ..Findings::default() },
        Err(Fault::Broken) => Findings::default(),
    }
}

/// Whether a file is an Office document under a password: a compound file with an encrypted package.
fn is_encrypted_package<R: Read + Seek>(reader: &mut R) -> bool {
    let mut bytes = Vec::new();
    if reader.rewind().is_err() || reader.take(UNPACKED_MAX).read_to_end(&mut bytes).is_err() {
        return false;
    }
    bytes.starts_with(COMPOUND) && holds_encrypted_package(&bytes)
}

/// Whether the bytes of a compound file name the stream of an encrypted package.
pub(crate) fn holds_encrypted_package(bytes: &[u8]) -> bool {
    let name: Vec<u8> = "EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes).collect();
    bytes.windows(name.len()).any(|window| window == name)
}

/// What makes a document dangerous to open, documents within it included.
fn danger<R: Read + Seek>(archive: &mut Archive<R>, depth: usize) -> Result<Option<Danger>, Fault> {
    let names: Vec<String> = archive.names().map(str::to_owned).collect();
    let embedded = |name: &str| name.contains("/embeddings/") || name.starts_with("object ");
    let runs = |name: &str| {
        RUNNING_FOLDERS.iter().any(|folder| name.starts_with(folder))
            || RUNNING_ENDS.iter().any(|end| name.ends_with(end))
            || (name.contains("/embeddings/") && name.ends_with(".bin"))
    };
    if names.iter().any(|name| runs(name)) {
        return Ok(Some(Danger::Macros));
    }
    for name in names.iter().filter(|name| is_declaring(name)) {
        let Some(bytes) = archive.beginning(name, TEXT_BYTES_MAX)? else { continue };
        let text = text_of(&bytes).unwrap_or_default();
        if declares_macros(&text) {
            return Ok(Some(Danger::Macros));
        }
        if name == "meta-inf/manifest.xml" && text.contains("encryption-data") {
            return Ok(Some(Danger::Encrypted));
        }
    }
    for name in names.iter().filter(|name| embedded(name)) {
        let Some(bytes) = archive.part(name, EMBEDDED_MAX)? else { continue };
        if bytes.starts_with(COMPOUND) {
            return Ok(Some(Danger::Macros));
        }
        if !bytes.starts_with(b"PK") {
            continue;
        }
        let mut inner = Archive::open_whole(Cursor::new(bytes), UNPACKED_MAX)?;
        if depth == 0 {
            return Err(Fault::Bomb);
        }
        if let Some(danger) = danger(&mut inner, depth.saturating_sub(1))? {
            return Ok(Some(danger));
        }
    }
    Ok(None)
}

/// Whether a part declares what the others are.
fn is_declaring(name: &str) -> bool {
    name == "[content_types].xml"
        || name == "xl/workbook.xml"
        || name == "meta-inf/manifest.xml"
        || name.ends_with(".rels")
}

/// Whether the types, relationships or names of a document are those of macros.
fn declares_macros(text: &str) -> bool {
    let mut reader = reader(text);
    loop {
        match reader.read_event() {
            Ok(Event::Start(element)) => {
                let said = |name: &str| attribute(&element, name).unwrap_or_default().to_lowercase();
                let kind = [said("ContentType"), said("Type"), said("media-type")].concat();
                let runs = RUNNING_TYPES.iter().any(|word| kind.contains(word));
                // A template on another machine brings its macros when the document is opened.
                let target = said("Target");
                let away =
                    ["http:", "https:", "ftp:", "\\\\", "file://///"].iter().any(|start| target.starts_with(start));
                let template = kind.ends_with("/attachedtemplate") && away;
                let named = element.local_name().as_ref() == "definedName"
                    && (says_yes(&element, "xlm") || said("name").starts_with("_xlnm.auto_"));
                if runs || template || named || kind.ends_with("/control") {
                    return true;
                }
            }
            Ok(Event::Eof) | Err(_) => return false,
            Ok(_) => {}
        }
    }
}

/// Whether a line of any part bears a secrecy level: also in headers, footers, notes, comments, text boxes and the
/// properties of the document.
fn is_stamped<R: Read + Seek>(archive: &mut Archive<R>) -> bool {
    let names: Vec<String> = archive.names().filter(|name| name.ends_with(".xml")).map(str::to_owned).collect();
    names.iter().any(|name| {
        let bytes = archive.beginning(name, TEXT_BYTES_MAX).ok().flatten().unwrap_or_default();
        text_of(&bytes).is_some_and(|text| bears_stamp(&text))
    })
}

/// The text of a part that may be cut off within a letter.
fn text_of(bytes: &[u8]) -> Option<String> {
    (0..4).find_map(|cut| decoded(bytes.get(..bytes.len().checked_sub(cut)?)?).map(std::borrow::Cow::into_owned))
}

/// Whether a line of an XML text bears a secrecy level. A line may be within another, as that of a text box is.
fn bears_stamp(xml: &str) -> bool {
    let mut reader = reader(xml);
    let (mut lines, mut capitals): (Vec<String>, bool) = (Vec::new(), false);
    loop {
        match reader.read_event() {
            Ok(Event::Start(element)) => {
                let name = element.local_name();
                let name = name.as_ref();
                if LINES.contains(&name) {
                    lines.push(String::new());
                }
                if BLANKS.contains(&name)
                    && let Some(line) = lines.last_mut()
                {
                    line.push(' ');
                }
                // The letters of a run may be written small and shown as capitals.
                match name {
                    "r" => capitals = false,
                    "caps" | "smallCaps" => {
                        capitals =
                            attribute(&element, "val").is_none_or(|value| !matches!(value.as_str(), "0" | "false"));
                    }
                    "rPr" if attribute(&element, "cap").is_some_and(|cap| cap != "none") => capitals = true,
                    "sheet" if attribute(&element, "name").is_some_and(|name| bears_secrecy_mark(&name)) => {
                        return true;
                    }
                    _ => {}
                }
            }
            Ok(Event::End(element)) if LINES.contains(&element.local_name().as_ref()) => {
                let line = lines.pop().unwrap_or_default();
                if bears_secrecy_mark(&without_codes(&line)) {
                    return true;
                }
            }
            // A text that was cut off at the limit is not well-formed.
            Ok(Event::Eof) | Err(_) => return false,
            Ok(event) => {
                let mut text = String::new();
                append(&mut text, &event);
                if let Some(line) = lines.last_mut() {
                    line.push_str(&if capitals { text.to_uppercase() } else { text });
                }
            }
        }
    }
}

/// A header of a sheet without its codes for fonts and places, such as `&C&"Arial,Bold"&14`.
fn without_codes(line: &str) -> String {
    if !line.contains('&') {
        return line.to_owned();
    }
    let (mut text, mut letters) = (String::new(), line.chars().peekable());
    while let Some(letter) = letters.next() {
        if letter != '&' {
            text.push(letter);
            continue;
        }
        text.push('\n');
        match letters.next() {
            Some('"') => letters.by_ref().take_while(|letter| *letter != '"').for_each(drop),
            Some(digit) if digit.is_ascii_digit() => while letters.next_if(char::is_ascii_digit).is_some() {},
            Some('&') => text.push('&'),
            Some(_) | None => {}
        }
    }
    text
}

#[cfg(test)]
mod tests;
