//! What a workbook consists of: its sheets, the texts that its cells share, and how its cells show numbers.

use std::collections::HashMap;
use std::io::{Read, Seek};

use domain::base::text::tidy;
use quick_xml::events::Event;

use crate::reporting::archive::Archive;
use crate::reporting::reasons;
use crate::reporting::sheet::{Refused, refused};
use crate::reporting::workbook::number_format::NumberFormat;
use crate::reporting::workbook::part::{PART_MAX, TEXTS_MAX, broken, text};
use crate::reporting::xml::{append, attribute, reader, says_yes};

/// The sheet that holds the figures; without it the first visible sheet does.
pub(super) const SHEET: &str = "Số liệu";
/// What cells refer to.
#[derive(Debug, Default)]
pub(super) struct Values {
    pub(super) texts: Vec<String>,
    /// The format of each style.
    pub(super) formats: Vec<NumberFormat>,
    /// Whether days are counted from 1904.
    pub(super) since_1904: bool,
}

#[derive(Debug)]
struct Named {
    name: String,
    visible: bool,
    /// The part of a worksheet; none for a sheet of another kind, such as a chart or a module.
    part: Option<String>,
}

/// The sheets of a workbook in their order, and what their cells refer to.
#[derive(Debug)]
pub(super) struct Contents {
    sheets: Vec<Named>,
    pub(super) values: Values,
}

/// What a relationship leads to, by its identifier: the kind, and the part.
type Relations = HashMap<String, (String, String)>;

impl Contents {
    pub(super) fn read<R: Read + Seek>(archive: &mut Archive<R>) -> Result<Self, Refused> {
        let roots = relations(archive, "")?;
        let main = roots.into_values().find(|(kind, _)| kind == "officeDocument").map(|(_, part)| part);
        let main = main.filter(|part| archive.has(part)).unwrap_or_else(|| "xl/workbook.xml".to_owned());
        let xml = text(archive, &main, PART_MAX)?.ok_or_else(broken)?;
        let relations = relations(archive, &main)?;
        let (mut sheets, mut values) = (Vec::new(), Values::default());
        let mut reader = reader(&xml);
        loop {
            match reader.read_event() {
                Err(_) => return Err(broken()),
                Ok(Event::Start(element)) => match element.local_name().as_ref() {
                    "workbookPr" => values.since_1904 = says_yes(&element, "date1904"),
                    "sheet" => {
                        let related = attribute(&element, "id").and_then(|id| relations.get(&id));
                        let part = related.filter(|(kind, part)| kind == "worksheet" && archive.has(part));
                        let state = attribute(&element, "state");
                        sheets.push(Named {
                            name: attribute(&element, "name").unwrap_or_default(),
                            visible: state.is_none_or(|state| state == "visible"),
                            part: part.map(|(_, part)| part.clone()),
                        });
                    }
                    _ => {}
                },
                Ok(Event::Eof) => break,
                Ok(_) => {}
            }
        }
        for (kind, part) in relations.values() {
            match kind.as_str() {
                "sharedStrings" => values.texts = texts(&text(archive, part, TEXTS_MAX)?.unwrap_or_default())?,
                "styles" => values.formats = formats(&text(archive, part, PART_MAX)?.unwrap_or_default())?,
                _ => {}
            }
        }
        Ok(Self { sheets, values })
    }

    /// The name and the part of the sheet with the figures: the one that is called so, or the first that is visible.
    pub(super) fn figures(&self) -> Result<(&str, &str), Refused> {
        let worksheets = || self.sheets.iter().filter_map(|sheet| Some((sheet, sheet.part.as_deref()?)));
        let named = worksheets().find(|(sheet, _)| tidy(&sheet.name) == SHEET);
        let found = named.or_else(|| worksheets().find(|(sheet, _)| sheet.visible));
        let found = found.map(|(sheet, part)| (sheet.name.as_str(), part));
        found.ok_or_else(|| refused("", reasons::sheet_missing(SHEET)))
    }
}

/// The relationships of a part; those of the package have no part.
fn relations<R: Read + Seek>(archive: &mut Archive<R>, part: &str) -> Result<Relations, Refused> {
    let (folder, name) = part.rsplit_once('/').unwrap_or(("", part));
    let place = if folder.is_empty() { format!("_rels/{name}.rels") } else { format!("{folder}/_rels/{name}.rels") };
    let mut found = Relations::new();
    let Some(xml) = text(archive, &place, PART_MAX)? else { return Ok(found) };
    let mut reader = reader(&xml);
    loop {
        match reader.read_event() {
            Err(_) => return Err(broken()),
            Ok(Event::Start(element)) if element.local_name().as_ref() == "Relationship" => {
                let wanted = [attribute(&element, "Id"), attribute(&element, "Type"), attribute(&element, "Target")];
                if let [Some(id), Some(kind), Some(target)] = wanted {
                    let kind = kind.rsplit('/').next().unwrap_or_default().to_owned();
                    found.insert(id, (kind, resolved(folder, &target)));
                }
            }
            Ok(Event::Eof) => return Ok(found),
            Ok(_) => {}
        }
    }
}

/// The part that a relationship's target names: from the root, or from the folder of the part that has it.
fn resolved(folder: &str, target: &str) -> String {
    let target = target.replace('\\', "/");
    if let Some(whole) = target.strip_prefix('/') {
        return whole.to_owned();
    }
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in target.split('/') {
        match part {
            "" | "." => {}
            ".." => drop(parts.pop()),
            part => parts.push(part),
        }
    }
    parts.join("/")
}

/// The texts that cells share; hints for the pronunciation are no part of them.
fn texts(xml: &str) -> Result<Vec<String>, Refused> {
    let (mut texts, mut text, mut inside, mut hint) = (Vec::new(), String::new(), false, false);
    let mut reader = reader(xml);
    loop {
        match reader.read_event() {
            Err(_) => return Err(broken()),
            Ok(Event::Start(element)) => match element.local_name().as_ref() {
                "si" => text.clear(),
                "rPh" => hint = true,
                "t" => inside = !hint,
                _ => {}
            },
            Ok(Event::End(element)) => match element.local_name().as_ref() {
                "si" => texts.push(unescaped(&text)),
                "rPh" => hint = false,
                "t" => inside = false,
                _ => {}
            },
            Ok(Event::Eof) => return Ok(texts),
            Ok(event) if inside => append(&mut text, &event),
            Ok(_) => {}
        }
    }
}

/// Replaces `_x000D_` by the character of that number, as Excel writes characters that XML cannot hold.
pub(super) fn unescaped(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find("_x") {
        let (before, found) = rest.split_at(at);
        plain.push_str(before);
        let letter = found.get(2..6).filter(|_| found.get(6..7) == Some("_"));
        let letter = letter.and_then(|code| char::from_u32(u32::from_str_radix(code, 16).ok()?));
        let (written, after) = letter.map_or((2, None), |letter| (7, Some(letter)));
        match after {
            Some(letter) => plain.push(letter),
            None => plain.push_str("_x"),
        }
        rest = found.get(written..).unwrap_or_default();
    }
    plain.push_str(rest);
    plain
}

/// How the cells of each style show numbers.
fn formats(xml: &str) -> Result<Vec<NumberFormat>, Refused> {
    let (mut own, mut formats, mut inside) = (HashMap::new(), Vec::new(), false);
    let mut reader = reader(xml);
    loop {
        match reader.read_event() {
            Err(_) => return Err(broken()),
            Ok(Event::Start(element)) => match element.local_name().as_ref() {
                "numFmt" => {
                    if let (Some(id), Some(code)) = (attribute(&element, "numFmtId"), attribute(&element, "formatCode"))
                    {
                        own.insert(id, NumberFormat::of_code(&code));
                    }
                }
                "cellXfs" => inside = true,
                "xf" if inside => {
                    let id = attribute(&element, "numFmtId").unwrap_or_default();
                    formats.push(own.get(&id).cloned().unwrap_or_else(|| NumberFormat::built_in(&id)));
                }
                _ => {}
            },
            Ok(Event::End(element)) if element.local_name().as_ref() == "cellXfs" => inside = false,
            Ok(Event::Eof) => return Ok(formats),
            Ok(_) => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn found_d_a_part_is_found_from_the_folder_of_the_part_that_names_it() {
        for (folder, target, part) in [
            ("xl", "worksheets/sheet1.xml", "xl/worksheets/sheet1.xml"),
            ("xl", "/xl/styles.xml", "xl/styles.xml"),
            ("xl", "../xl/./a.xml", "xl/a.xml"),
            ("xl", "worksheets\\sheet1.xml", "xl/worksheets/sheet1.xml"),
            ("", "xl/workbook.xml", "xl/workbook.xml"),
        ] {
            assert_eq!(resolved(folder, target), part, "{folder} {target}");
        }
    }

    #[test]
    fn found_d_characters_that_xml_cannot_hold_are_read_as_excel_writes_them() {
        for (written, text) in
            [("a_x000D_\n", "a\r\n"), ("_x0041_x", "Ax"), ("_x00", "_x00"), ("_xế_x", "_xế_x"), ("_xD800_", "_xD800_")]
        {
            assert_eq!(unescaped(written), text);
        }
    }
}
