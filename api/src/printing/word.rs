//! Papers as documents of a word processor (DOCX), laid out by Decree 30/2020/NĐ-CP like the PDF: an office works on
//! them, and what is signed is the PDF.

use std::io::{Cursor, Write};

use quick_xml::escape::escape;
use zip::CompressionMethod;
use zip::write::SimpleFileOptions;

use crate::base::problem::Problem;
use crate::printing::layout::{Day, Head, Signer};

/// The widths of the text: A4 without 30 and 15 mm, in twentieths of a point.
const WIDTH: u32 = 9_354;
/// The namespaces of the parts in `word/`.
const NAMESPACES: &str = "xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\" \
    xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\"";
/// The column of running numbers: its head is one word, which must not be broken.
pub(crate) const NUMBERS: (&str, u32, Aligned) = ("STT", 800, Aligned::Middle);
const XML: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";

/// How a text stands in its line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Aligned {
    Left,
    Middle,
    Both,
}

impl Aligned {
    const fn word(self) -> &'static str {
        match self {
            Self::Left => "left",
            Self::Middle => "center",
            Self::Both => "both",
        }
    }
}

/// How a text is set: its size in points, bold, italic.
#[derive(Clone, Copy)]
struct Style(u32, bool, bool);

const BODY: Style = Style(14, false, false);
const BOLD: Style = Style(14, true, false);
const ITALIC: Style = Style(14, false, true);

/// A paper that is being written.
#[derive(Debug)]
pub(crate) struct Document {
    title: String,
    date: Option<Day>,
    body: String,
}

fn run(text: &str, Style(points, bold, italic): Style) -> String {
    let size = points.saturating_mul(2);
    let bold = if bold { "<w:b/><w:bCs/>" } else { "" };
    let italic = if italic { "<w:i/><w:iCs/>" } else { "" };
    let said: Vec<String> = text.split('\n').map(|line| escape(letters(line)).into_owned()).collect();
    let said = said.join("</w:t><w:br/><w:t xml:space=\"preserve\">");
    format!(
        "<w:r><w:rPr>{bold}{italic}<w:sz w:val=\"{size}\"/><w:szCs w:val=\"{size}\"/></w:rPr>\
         <w:t xml:space=\"preserve\">{said}</w:t></w:r>"
    )
}

/// With blanks for control characters, which XML cannot hold.
fn letters(text: &str) -> String {
    let plain = |letter: char| if letter.is_control() { ' ' } else { letter };
    text.chars().filter(|letter| !matches!(letter, '\u{fffe}' | '\u{ffff}')).map(plain).collect()
}

fn paragraph(runs: &str, aligned: Aligned, (first, after): (u32, u32), keep: bool) -> String {
    let keep = if keep { "<w:keepNext/>" } else { "" };
    format!(
        "<w:p><w:pPr>{keep}<w:spacing w:before=\"0\" w:after=\"{after}\"/><w:ind w:firstLine=\"{first}\"/>\
         <w:jc w:val=\"{}\"/></w:pPr>{runs}</w:p>",
        aligned.word()
    )
}

/// A line in the middle, without space after it.
fn middle(text: &str, style: Style) -> String {
    paragraph(&run(text, style), Aligned::Middle, (0, 0), false)
}

/// A rule with so much room on both sides.
fn rule(room: u32) -> String {
    format!(
        "<w:p><w:pPr><w:pBdr><w:bottom w:val=\"single\" w:sz=\"4\" w:space=\"1\" w:color=\"auto\"/></w:pBdr>\
         <w:spacing w:before=\"0\" w:after=\"60\" w:line=\"60\" w:lineRule=\"exact\"/>\
         <w:ind w:left=\"{room}\" w:right=\"{room}\"/></w:pPr></w:p>"
    )
}

fn cell(width: u32, content: &str) -> String {
    format!("<w:tc><w:tcPr><w:tcW w:w=\"{width}\" w:type=\"dxa\"/></w:tcPr>{content}</w:tc>")
}

/// The lines of a text in a cell, each a paragraph; a cell has at least one.
fn lines(text: &str, aligned: Aligned) -> String {
    let line = |text: &str| paragraph(&run(text, Style(13, false, false)), aligned, (0, 0), false);
    let lines: String = text.lines().filter(|text| !text.trim().is_empty()).map(line).collect();
    if lines.is_empty() { line("") } else { lines }
}

/// A table of rows that are written already; without borders also without room in its cells.
fn table(widths: &[u32], rows: &str, bordered: bool) -> String {
    let border = if bordered { "single" } else { "nil" };
    let borders: String = ["top", "left", "bottom", "right", "insideH", "insideV"]
        .iter()
        .map(|side| format!("<w:{side} w:val=\"{border}\" w:sz=\"4\" w:space=\"0\" w:color=\"auto\"/>"))
        .collect();
    let tight = if bordered {
        ""
    } else {
        "<w:tblCellMar><w:left w:w=\"0\" w:type=\"dxa\"/><w:right w:w=\"0\" w:type=\"dxa\"/></w:tblCellMar>"
    };
    let all: u32 = widths.iter().sum();
    let grid: String = widths.iter().map(|width| format!("<w:gridCol w:w=\"{width}\"/>")).collect();
    format!(
        "<w:tbl><w:tblPr><w:tblW w:w=\"{all}\" w:type=\"dxa\"/><w:tblBorders>{borders}</w:tblBorders>\
         <w:tblLayout w:type=\"fixed\"/>{tight}</w:tblPr><w:tblGrid>{grid}</w:tblGrid>{rows}</w:tbl>"
    )
}

fn row(cells: &str, head: bool) -> String {
    let head = if head { "<w:tblHeader/>" } else { "" };
    format!("<w:tr><w:trPr><w:cantSplit/>{head}</w:trPr>{cells}</w:tr>")
}

/// The place and the day, `ngày 05 tháng 01 năm 2026`, with dots for what is not set.
fn place_and_day(head: &Head) -> String {
    let place = head.place.as_deref().unwrap_or("……");
    format!("{place}, {}", head.day())
}

fn signature(signer: &Signer) -> String {
    let office: String = signer.office.iter().map(|line| middle(&line.to_uppercase(), BOLD)).collect();
    let room = paragraph("", Aligned::Middle, (0, 1_800), true);
    format!("{office}{room}{}", middle(&signer.name, BOLD))
}

impl Document {
    /// Begins a paper with its head, type and abstract.
    pub(crate) fn new(head: &Head, kind: &str, about: &str) -> Self {
        // At 13 points the Quốc hiệu is 271 of the 280 points on the right: it stands in one line.
        const LEFT: u32 = WIDTH * 2 / 5;
        const RIGHT: u32 = WIDTH - LEFT;
        let mut left: String =
            head.superior.iter().map(|superior| middle(&superior.to_uppercase(), Style(13, false, false))).collect();
        for line in &head.issuer {
            left.push_str(&middle(&line.to_uppercase(), Style(13, true, false)));
        }
        left.push_str(&rule(1_250));
        if let Some(symbol) = &head.symbol {
            left.push_str(&middle(&format!("Số: {symbol}"), Style(13, false, false)));
        }
        let right = [
            middle("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", Style(13, true, false)),
            middle("Độc lập - Tự do - Hạnh phúc", BOLD),
            rule(1_200),
            middle(&place_and_day(head), ITALIC),
        ];
        let cells = format!("{}{}", cell(LEFT, &left), cell(RIGHT, &right.concat()));
        let mut body = table(&[LEFT, RIGHT], &row(&cells, false), false);
        body.push_str("<w:p/>");
        body.push_str(&paragraph(&run(&kind.to_uppercase(), BOLD), Aligned::Middle, (0, 0), true));
        body.push_str(&middle(about, BOLD));
        body.push_str(&rule(3_200));
        Self { title: format!("{kind} {about}"), date: head.date, body }
    }

    /// A bold line in the middle.
    pub(crate) fn bold(&mut self, text: &str) {
        self.body.push_str(&paragraph(&run(text, BOLD), Aligned::Middle, (0, 120), true));
    }

    /// A line in the middle.
    pub(crate) fn middle(&mut self, text: &str) {
        self.body.push_str(&paragraph(&run(text, BODY), Aligned::Middle, (0, 120), false));
    }

    /// A bold line at the left, which stays with what follows.
    pub(crate) fn heading(&mut self, text: &str) {
        self.body.push_str(&paragraph(&run(text, BOLD), Aligned::Left, (0, 120), true));
    }

    /// A paragraph of the body.
    pub(crate) fn paragraph(&mut self, text: &str) {
        self.body.push_str(&paragraph(&run(text, BODY), Aligned::Both, (720, 120), false));
    }

    /// A paragraph that begins with bold words.
    pub(crate) fn led(&mut self, lead: &str, text: &str) {
        let runs = format!("{}{}", run(lead, BOLD), run(text, BODY));
        self.body.push_str(&paragraph(&runs, Aligned::Both, (720, 120), false));
    }

    /// The bases, in italics, each with a semicolon and the last with a full stop.
    pub(crate) fn bases(&mut self, bases: &[String]) {
        for (index, basis) in bases.iter().enumerate() {
            let mark = if index + 1 == bases.len() { "." } else { ";" };
            let runs = run(&format!("{basis}{mark}"), ITALIC);
            self.body.push_str(&paragraph(&runs, Aligned::Both, (720, 120), false));
        }
    }

    /// "Nơi nhận" on the left, the signature on the right.
    pub(crate) fn closing(&mut self, receivers: &[String], signer: &Signer) {
        let mut left = paragraph(&run("Nơi nhận:", Style(12, true, true)), Aligned::Left, (0, 0), true);
        for (index, receiver) in receivers.iter().enumerate() {
            let mark = if index + 1 == receivers.len() { "." } else { ";" };
            let runs = run(&format!("- {receiver}{mark}"), Style(11, false, false));
            left.push_str(&paragraph(&runs, Aligned::Left, (0, 0), false));
        }
        self.beside(&left, &signature(signer));
    }

    /// Two signatures side by side.
    pub(crate) fn signatures(&mut self, left: &Signer, right: &Signer) {
        self.beside(&signature(left), &signature(right));
    }

    /// Keeps the last paragraph on the page of what follows it: no signature stands alone.
    fn keep_last(&mut self) {
        const BEGIN: &str = "<w:p><w:pPr>";
        const KEPT: &str = "<w:keepNext/><w:keepLines/>";
        if !self.body.ends_with("</w:p>") {
            return;
        }
        let Some(at) = self.body.rfind(BEGIN).map(|at| at.saturating_add(BEGIN.len())) else { return };
        let known = self.body.get(at..).is_some_and(|rest| rest.starts_with("<w:keepNext/>"));
        if !known {
            self.body.insert_str(at, KEPT);
        }
    }

    fn beside(&mut self, left: &str, right: &str) {
        const HALF: u32 = WIDTH / 2;
        self.keep_last();
        let cells = format!("{}{}", cell(HALF, left), cell(HALF, right));
        self.body.push_str(&table(&[HALF, HALF], &row(&cells, false), false));
    }

    /// The head of an annex on a page of its own.
    pub(crate) fn annex(&mut self, number: &str, title: &str, belongs: &str) {
        self.body.push_str(&format!(
            "<w:p><w:pPr><w:pageBreakBefore/><w:jc w:val=\"center\"/></w:pPr>{}</w:p>",
            run(number, BOLD)
        ));
        self.body.push_str(&middle(&title.to_uppercase(), BOLD));
        let belongs = run(&format!("(Kèm theo {belongs})"), ITALIC);
        self.body.push_str(&paragraph(&belongs, Aligned::Middle, (0, 120), false));
    }

    /// A table whose head is repeated on each page: name, width in twentieths of a point and place of each column.
    pub(crate) fn table(&mut self, columns: &[(&str, u32, Aligned)], rows: impl Iterator<Item = Vec<String>>) {
        let head: String =
            columns.iter().map(|(name, width, _)| cell(*width, &middle(name, Style(13, true, false)))).collect();
        let mut written = row(&head, true);
        for values in rows {
            let cells: String = columns
                .iter()
                .zip(&values)
                .map(|((_, width, aligned), value)| cell(*width, &lines(value, *aligned)))
                .collect();
            written.push_str(&row(&cells, false));
        }
        let widths: Vec<u32> = columns.iter().map(|(_, width, _)| *width).collect();
        self.body.push_str(&table(&widths, &written, true));
        self.body.push_str("<w:p/>");
    }

    /// The file.
    pub(crate) fn finish(self) -> Result<Vec<u8>, Problem> {
        let Self { title, date, body } = self;
        let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
        let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
        for (name, text) in parts(&title, date, &body) {
            archive.start_file(name, options).map_err(Problem::fault)?;
            archive.write_all(text.as_bytes()).map_err(Problem::fault)?;
        }
        Ok(archive.finish().map_err(Problem::fault)?.into_inner())
    }
}

/// The parts of the file, each with its name.
fn parts(title: &str, date: Option<Day>, body: &str) -> [(&'static str, String); 8] {
    const TYPES: &str = "http://schemas.openxmlformats.org/package/2006/content-types";
    const RELATIONSHIPS: &str = "http://schemas.openxmlformats.org/package/2006/relationships";
    const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    const WORD: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml";
    const CORE: &str = "http://schemas.openxmlformats.org/package/2006/metadata/core-properties";
    const FONT: &str = "<w:rFonts w:ascii=\"Times New Roman\" w:hAnsi=\"Times New Roman\" \
        w:eastAsia=\"Times New Roman\" w:cs=\"Times New Roman\"/>";
    let types: String =
        [("document", "document.main"), ("styles", "styles"), ("header1", "header"), ("header2", "header")]
            .iter()
            .map(|(part, kind)| format!("<Override PartName=\"/word/{part}.xml\" ContentType=\"{WORD}.{kind}+xml\"/>"))
            .collect();
    let Day { year, month, day } = date.unwrap_or(Day { year: 2000, month: 1, day: 1 });
    let title = escape(letters(title)).into_owned();
    let end = "<w:sectPr><w:headerReference w:type=\"default\" r:id=\"rId2\"/><w:headerReference w:type=\"first\" \
        r:id=\"rId3\"/><w:pgSz w:w=\"11906\" w:h=\"16838\"/><w:pgMar w:top=\"1134\" w:right=\"851\" w:bottom=\"1134\" \
        w:left=\"1701\" w:header=\"567\" w:footer=\"567\" w:gutter=\"0\"/><w:pgNumType w:start=\"1\"/><w:titlePg/></w:sectPr>";
    let number = "<w:p><w:pPr><w:jc w:val=\"center\"/></w:pPr><w:r><w:fldChar w:fldCharType=\"begin\"/></w:r><w:r>\
        <w:instrText xml:space=\"preserve\"> PAGE </w:instrText></w:r><w:r><w:fldChar w:fldCharType=\"separate\"/></w:r>\
        <w:r><w:t>2</w:t></w:r><w:r><w:fldChar w:fldCharType=\"end\"/></w:r></w:p>";
    [
        (
            "[Content_Types].xml",
            format!(
                "{XML}<Types xmlns=\"{TYPES}\"><Default Extension=\"rels\" \
                 ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/><Default Extension=\"xml\" \
                 ContentType=\"application/xml\"/>{types}<Override PartName=\"/docProps/core.xml\" \
                 ContentType=\"application/vnd.openxmlformats-package.core-properties+xml\"/></Types>"
            ),
        ),
        (
            "_rels/.rels",
            format!(
                "{XML}<Relationships xmlns=\"{RELATIONSHIPS}\"><Relationship Id=\"rId1\" Type=\"{OFFICE}/officeDocument\" \
                 Target=\"word/document.xml\"/><Relationship Id=\"rId2\" \
                 Type=\"{RELATIONSHIPS}/metadata/core-properties\" Target=\"docProps/core.xml\"/></Relationships>"
            ),
        ),
        (
            "word/_rels/document.xml.rels",
            format!(
                "{XML}<Relationships xmlns=\"{RELATIONSHIPS}\"><Relationship Id=\"rId1\" Type=\"{OFFICE}/styles\" \
                 Target=\"styles.xml\"/><Relationship Id=\"rId2\" Type=\"{OFFICE}/header\" Target=\"header1.xml\"/>\
                 <Relationship Id=\"rId3\" Type=\"{OFFICE}/header\" Target=\"header2.xml\"/></Relationships>"
            ),
        ),
        (
            "docProps/core.xml",
            format!(
                "{XML}<cp:coreProperties xmlns:cp=\"{CORE}\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\" \
                 xmlns:dcterms=\"http://purl.org/dc/terms/\" xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\">\
                 <dc:title>{title}</dc:title><dc:language>vi-VN</dc:language><dcterms:created \
                 xsi:type=\"dcterms:W3CDTF\">{year:04}-{month:02}-{day:02}T00:00:00Z</dcterms:created></cp:coreProperties>"
            ),
        ),
        (
            "word/styles.xml",
            format!(
                "{XML}<w:styles {NAMESPACES}><w:docDefaults><w:rPrDefault><w:rPr>{FONT}<w:sz w:val=\"28\"/><w:szCs \
                 w:val=\"28\"/><w:lang w:val=\"vi-VN\" w:eastAsia=\"zh-CN\" w:bidi=\"km-KH\"/></w:rPr></w:rPrDefault>\
                 <w:pPrDefault><w:pPr><w:spacing w:before=\"0\" w:after=\"0\" w:line=\"240\" w:lineRule=\"auto\"/></w:pPr>\
                 </w:pPrDefault></w:docDefaults><w:style w:type=\"paragraph\" w:default=\"1\" w:styleId=\"Normal\">\
                 <w:name w:val=\"Normal\"/></w:style></w:styles>"
            ),
        ),
        ("word/header1.xml", format!("{XML}<w:hdr {NAMESPACES}>{number}</w:hdr>")),
        ("word/header2.xml", format!("{XML}<w:hdr {NAMESPACES}><w:p/></w:hdr>")),
        ("word/document.xml", format!("{XML}<w:document {NAMESPACES}><w:body>{body}{end}</w:body></w:document>")),
    ]
}
