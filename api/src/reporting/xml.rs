//! Reading the XML parts of documents: attributes and texts by their local names, whatever their prefixes.

use quick_xml::events::{BytesStart, Event};
use quick_xml::{Reader, XmlVersion};

/// What is no XML, or ends before its elements do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Malformed;

/// A reader of a part.
pub(crate) struct PartReader<'a> {
    reader: Reader<&'a [u8]>,
    depth: usize,
}

/// Begins to read a part; an empty element counts as one that begins and ends.
pub(crate) fn reader(text: &str) -> PartReader<'_> {
    let mut reader = Reader::from_str(text);
    reader.config_mut().expand_empty_elements = true;
    PartReader { reader, depth: 0 }
}

impl<'a> PartReader<'a> {
    /// The next event. The end comes only after all elements have ended: a part that is cut off is malformed.
    pub(crate) fn read_event(&mut self) -> Result<Event<'a>, Malformed> {
        let event = self.reader.read_event().map_err(|_ignored| Malformed)?;
        match &event {
            Event::Start(_) => self.depth = self.depth.saturating_add(1),
            Event::End(_) => self.depth = self.depth.saturating_sub(1),
            Event::Eof if 0 < self.depth => return Err(Malformed),
            Event::Eof
            | Event::Empty(_)
            | Event::Text(_)
            | Event::CData(_)
            | Event::Comment(_)
            | Event::Decl(_)
            | Event::PI(_)
            | Event::DocType(_)
            | Event::GeneralRef(_) => {}
        }
        Ok(event)
    }
}

/// An attribute of an element by its local name.
pub(crate) fn attribute(element: &BytesStart<'_>, name: &str) -> Option<String> {
    let found = element.attributes().with_checks(false).flatten().find(|one| one.key.local_name().as_ref() == name)?;
    Some(
        found
            .normalized_value(XmlVersion::Implicit1_0)
            .map_or_else(|_| found.value.to_string(), |value| value.into_owned()),
    )
}

/// Whether an attribute says yes: `hidden="1"`.
pub(crate) fn says_yes(element: &BytesStart<'_>, name: &str) -> bool {
    attribute(element, name).is_some_and(|value| matches!(value.as_str(), "1" | "true" | "on"))
}

/// Appends what an event adds to a text: letters, character data, references to characters.
pub(crate) fn append(text: &mut String, event: &Event<'_>) {
    match event {
        Event::Text(part) => text.push_str(&part.xml10_content()),
        Event::CData(part) => text.push_str(&part.xml10_content()),
        Event::GeneralRef(reference) => {
            let named = match &**reference {
                "lt" => Some('<'),
                "gt" => Some('>'),
                "amp" => Some('&'),
                "quot" => Some('"'),
                "apos" => Some('\''),
                _ => None,
            };
            text.extend(named.or_else(|| reference.resolve_char_ref().ok().flatten()));
        }
        Event::Start(_)
        | Event::End(_)
        | Event::Empty(_)
        | Event::Comment(_)
        | Event::Decl(_)
        | Event::PI(_)
        | Event::DocType(_)
        | Event::Eof => {}
    }
}
