use std::io::Write;

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use super::*;

fn packed(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in parts {
        // The type of an OpenDocument file is stored as it is.
        let stored = *name == "mimetype";
        let method = if stored { CompressionMethod::Stored } else { CompressionMethod::Deflated };
        writer.start_file(*name, SimpleFileOptions::default().compression_method(method)).expect("a part");
        writer.write_all(bytes).expect("its bytes");
    }
    writer.finish().expect("an archive").into_inner()
}

/// A document with one part more.
fn with(format: EvidenceFormat, name: &str, content: &[u8]) -> Vec<u8> {
    let mime: &[u8] = match format {
        Odt => b"application/vnd.oasis.opendocument.text",
        Ods => b"application/vnd.oasis.opendocument.spreadsheet",
        Docx | Xlsx => b"",
        EvidenceFormat::Pdf | EvidenceFormat::Png | EvidenceFormat::Jpeg => b"",
    };
    let types: (&str, &[u8]) = ("[Content_Types].xml", b"<Types/>");
    let (main, first): (&str, (&str, &[u8])) = match format {
        Xlsx => ("xl/workbook.xml", types),
        Docx => ("word/document.xml", types),
        Odt | Ods => ("content.xml", ("mimetype", mime)),
        EvidenceFormat::Pdf | EvidenceFormat::Png | EvidenceFormat::Jpeg => ("nothing", types),
    };
    let mut parts = vec![first, ("_rels/.rels", b"<x/>".as_slice()), (main, b"<x/>".as_slice())];
    parts.retain(|(known, _)| *known != name);
    parts.push((name, content));
    packed(&parts)
}

fn found(format: EvidenceFormat, name: &str, content: &[u8]) -> Findings {
    let findings = look_into(Cursor::new(with(format, name, content)));
    assert_eq!(findings.format, Some(format), "{name}");
    findings
}

fn danger(format: EvidenceFormat, name: &str, content: &[u8]) -> Option<Danger> {
    found(format, name, content).danger
}

fn stamped(format: EvidenceFormat, name: &str, content: &str) -> bool {
    found(format, name, content.as_bytes()).stamped
}

use EvidenceFormat::{Docx, Ods, Odt, Xlsx};

#[test]
fn found_d_07_whatever_runs_when_a_document_is_opened_is_a_macro() {
    let macros = Some(Danger::Macros);
    for (format, name) in [
        (Xlsx, "xl/vbaProject.bin"),
        (Xlsx, "XL/VBAPROJECT.BIN"),
        (Xlsx, "xl\\vbaProject.bin"),
        (Xlsx, "xl/macrosheets/sheet1.xml"),
        (Xlsx, "xl/dialogsheets/sheet1.xml"),
        (Xlsx, "xl/activeX/activeX1.xml"),
        (Docx, "word/vbaProject.bin"),
        (Docx, "word/vbaData.xml"),
        (Docx, "word/activeX/activeX1.bin"),
        (Docx, "word/embeddings/oleObject1.bin"),
        (Docx, "word/embeddings/Book1.xlsm"),
        (Ods, "Basic/Standard/Module1.xml"),
        (Odt, "Scripts/python/run.py"),
    ] {
        assert_eq!(danger(format, name, b"x"), macros, "{name}");
    }
    for kind in [
        "application/vnd.ms-excel.sheet.macroEnabled.main+xml",
        "application/vnd.ms-excel.macrosheet+xml",
        "application/vnd.ms-excel.intlmacrosheet+xml",
        "application/vnd.ms-office.vbaProject",
        "application/vnd.ms-office.activeX+xml",
        "application/vnd.ms-word.document.macroEnabled.main+xml",
    ] {
        let types = format!("<Types><Override PartName=\"/a\" ContentType=\"{kind}\"/></Types>");
        assert_eq!(danger(Xlsx, "[Content_Types].xml", types.as_bytes()), macros, "{kind}");
    }
    let related = |kind: &str, target: &str| {
        format!("<Relationships><Relationship Id=\"r\" Type=\"http://x/{kind}\" Target=\"{target}\"/></Relationships>")
    };
    for (kind, target) in [
        ("vbaProject", "a.bin"),
        ("xlMacrosheet", "m.xml"),
        ("control", "c.xml"),
        ("attachedTemplate", "https://example.com/a.dotm"),
        ("attachedTemplate", "\\\\server\\a.dotm"),
    ] {
        let rels = related(kind, target);
        assert_eq!(danger(Docx, "word/_rels/document.xml.rels", rels.as_bytes()), macros, "{kind} {target}");
    }
    let own = related("attachedTemplate", "file:///C:/Users/a/Normal.dotm");
    assert_eq!(
        danger(Docx, "word/_rels/settings.xml.rels", own.as_bytes()),
        None,
        "a template of the writer's machine"
    );
    for name in [
        "<definedName name=\"a\" xlm=\"1\">Macro1!$A$1</definedName>",
        "<definedName name=\"_xlnm.Auto_Open\">A</definedName>",
    ] {
        let book = format!("<workbook><definedNames>{name}</definedNames></workbook>");
        assert_eq!(danger(Xlsx, "xl/workbook.xml", book.as_bytes()), macros, "{name}");
    }
    let area =
        b"<workbook><definedNames><definedName name=\"_xlnm.Print_Area\">A</definedName></definedNames></workbook>";
    assert_eq!(danger(Xlsx, "xl/workbook.xml", area), None);
}

#[test]
fn found_d_07_a_document_within_a_document_is_looked_into_as_well() {
    let chart = with(Xlsx, "xl/worksheets/sheet1.xml", b"<worksheet/>");
    assert_eq!(danger(Docx, "word/embeddings/Microsoft_Excel_Sheet.xlsx", &chart), None, "the data of a chart");
    let bad = with(Xlsx, "xl/vbaProject.bin", b"x");
    assert_eq!(danger(Docx, "word/embeddings/Microsoft_Excel_Sheet.xlsx", &bad), Some(Danger::Macros));
    let old = [COMPOUND, b"old"].concat();
    assert_eq!(danger(Docx, "word/embeddings/Sheet.xls", &old), Some(Danger::Macros));
    let deep = (0..4).fold(chart, |inner, _| with(Docx, "word/embeddings/a.docx", &inner));
    assert_eq!(look_into(Cursor::new(deep)).danger, Some(Danger::Bomb));
}

#[test]
fn found_d_a_document_under_a_password_is_told_so() {
    let name: Vec<u8> = "EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let encrypted = [COMPOUND, &[0; 100], &name].concat();
    assert_eq!(look_into(Cursor::new(encrypted)).danger, Some(Danger::Encrypted));
    assert_eq!(look_into(Cursor::new([COMPOUND, &[0; 100]].concat())), Findings::default(), "an old document");
    let manifest = b"<manifest><file-entry><encryption-data/></file-entry></manifest>";
    assert_eq!(danger(Odt, "META-INF/manifest.xml", manifest), Some(Danger::Encrypted));
}

#[test]
fn found_b4_l35_a_stamp_is_seen_wherever_a_document_shows_it() {
    let line = |text: &str| format!("<w:p xmlns:w=\"w\"><w:r><w:t>{text}</w:t></w:r></w:p>");
    for text in ["Độ mật: TUYỆT MẬT", "TUYỆT MẬT Số: 5/BC", "Mật", "MẬT", "M&#7852;T", "M&#x1eac;T"]
    {
        assert!(stamped(Docx, "word/document.xml", &format!("<d>{}</d>", line(text))), "{text}");
    }
    for text in ["Quy chế bảo mật thông tin", "Tỷ lệ văn bản điện tử (trừ văn bản mật)", "Mật độ dân số"]
    {
        assert!(!stamped(Docx, "word/document.xml", &format!("<d>{}</d>", line(text))), "{text}");
    }
    // Split among runs, broken in a line, within a text box of another line, in capitals by format, in character data.
    for body in [
        "<w:p><w:r><w:t>TUY</w:t></w:r><w:r><w:t>ỆT M</w:t></w:r><w:r><w:t>ẬT</w:t></w:r></w:p>",
        "<w:p><w:r><w:t>TUYỆT</w:t><w:br/><w:t>MẬT</w:t></w:r></w:p>",
        "<w:p><w:r><w:t>TUYỆT</w:t><w:tab/><w:t>MẬT</w:t></w:r></w:p>",
        "<w:p><w:r><w:t>UBND TỈNH</w:t><w:pict><w:txbxContent><w:p><w:r><w:t>MẬT</w:t></w:r></w:p></w:txbxContent></w:pict></w:r></w:p>",
        "<w:p><w:r><w:rPr><w:caps/></w:rPr><w:t>Tờ trình tối mật</w:t></w:r></w:p>",
        "<w:p><w:r><w:t><![CDATA[MẬT]]></w:t></w:r></w:p>",
    ] {
        assert!(stamped(Docx, "word/document.xml", &format!("<d xmlns:w=\"w\">{body}</d>")), "{body}");
    }
    let small =
        "<d><w:p><w:r><w:rPr><w:caps w:val=\"0\"/></w:rPr><w:t>lưu tài liệu tối mật riêng</w:t></w:r></w:p></d>";
    assert!(!stamped(Docx, "word/document.xml", small));
    for part in ["word/header1.xml", "word/footer2.xml", "word/footnotes.xml", "word/comments.xml"] {
        assert!(stamped(Docx, part, &format!("<d>{}</d>", line("TỐI MẬT"))), "{part}");
    }
    for (format, part, content) in [
        (Docx, "docProps/core.xml", "<p><dc:title>Báo cáo TỐI MẬT</dc:title></p>"),
        (Docx, "docProps/core.xml", "<p><cp:category>Mật</cp:category></p>"),
        (Xlsx, "xl/sharedStrings.xml", "<sst><si><r><t>TUYỆT </t></r><r><t>MẬT</t></r></si></sst>"),
        (Xlsx, "xl/worksheets/sheet1.xml", "<w><c t=\"inlineStr\"><is><t>MẬT</t></is></c></w>"),
        (
            Xlsx,
            "xl/worksheets/sheet1.xml",
            "<w><headerFooter><oddHeader>&amp;L&amp;\"Arial,Bold\"&amp;14MẬT&amp;RTrang &amp;P</oddHeader></headerFooter></w>",
        ),
        (Xlsx, "xl/drawings/drawing1.xml", "<d><a:p><a:r><a:t>TỐI MẬT</a:t></a:r></a:p></d>"),
        (Xlsx, "xl/comments1.xml", "<c><comment><text><r><t>MẬT</t></r></text></comment></c>"),
        (Xlsx, "xl/workbook.xml", "<w><sheets><sheet name=\"TUYỆT MẬT\"/></sheets></w>"),
        (Odt, "content.xml", "<o><text:p>TUYỆT<text:s/>MẬT</text:p></o>"),
        (Odt, "styles.xml", "<o><style:header><text:p>MẬT</text:p></style:header></o>"),
        (Ods, "content.xml", "<o><text:p>Độ mật: <text:span>Tối</text:span> mật</text:p></o>"),
        (Odt, "meta.xml", "<o><meta:keyword>Tuyệt mật</meta:keyword></o>"),
    ] {
        assert!(stamped(format, part, content), "{part}: {content}");
    }
    let wide: Vec<u8> = format!("\u{feff}<d>{}</d>", line("MẬT")).encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert!(found(Docx, "word/header1.xml", &wide).stamped, "UTF-16");
}
