//! The line of a place in a file of JSON.

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde_json::value::RawValue;

/// The line, from 1, of the value that a pointer names, or of the nearest one around it; none for text that is no JSON.
pub(crate) fn line_of(text: &str, pointer: &str) -> Option<usize> {
    let mut found: &str = serde_json::from_str::<&RawValue>(text).ok()?.get();
    for segment in pointer.split('/').skip(1) {
        match child(found, segment) {
            Some(below) => found = below,
            None => break,
        }
    }
    // The value is a part of the text, so the distance of their beginnings is its place.
    let before = found.as_ptr().addr().checked_sub(text.as_ptr().addr())?;
    Some(text.get(..before)?.matches('\n').count().saturating_add(1))
}

fn child<'a>(value: &'a str, segment: &str) -> Option<&'a str> {
    let name = segment.replace("~1", "/").replace("~0", "~");
    if value.starts_with('[') {
        let items: Vec<&RawValue> = serde_json::from_str(value).ok()?;
        return items.get(name.parse::<usize>().ok()?).map(|item| item.get());
    }
    let mut fields: BTreeMap<Cow<'_, str>, &RawValue> = serde_json::from_str(value).ok()?;
    fields.remove(name.as_str()).map(RawValue::get)
}

/// The pointer of a place that a parser tells, below another one.
pub(crate) fn pointer_of(path: &serde_path_to_error::Path) -> String {
    use serde_path_to_error::Segment;
    let mut pointer = String::new();
    for segment in path {
        match segment {
            Segment::Seq { index } => pointer.push_str(&format!("/{index}")),
            Segment::Map { key } => pointer.push_str(&format!("/{}", key.replace('~', "~0").replace('/', "~1"))),
            Segment::Enum { .. } | Segment::Unknown => {}
        }
    }
    pointer
}

#[cfg(test)]
mod tests {
    use crate::edge::plan::place::line_of;

    /// Rule M10: the line of a fault is that of its value, or of the nearest value around it.
    #[test]
    fn m10_a_pointer_has_a_line() {
        let text = "\n[\n  {\"a/b\": 1,\n   \"c\": [true,\n     \"đ\\n\", {\n \"e\": null}]}]";
        for (pointer, line) in [
            ("", 2),
            ("/0", 3),
            ("/0/a~1b", 3),
            ("/0/c", 4),
            ("/0/c/1", 5),
            ("/0/c/2/e", 6),
            ("/0/c/9", 4),
            ("/7/x", 2),
        ] {
            assert_eq!(line_of(text, pointer), Some(line), "{pointer}");
        }
        assert_eq!(line_of("{", "/a"), None);
    }
}
