//! The text of a file: UTF-8, or what its byte-order mark says.

use std::borrow::Cow;

/// Reads UTF-8, with or without a byte-order mark, or UTF-16 with one, as Excel's “Unicode Text” has; `None` for any
/// other encoding.
pub(crate) fn decoded(bytes: &[u8]) -> Option<Cow<'_, str>> {
    let wide = |rest: &[u8], unit: fn([u8; 2]) -> u16| {
        let units = rest.chunks(2).map(|pair| <[u8; 2]>::try_from(pair).ok().map(unit));
        let units: Vec<u16> = units.collect::<Option<_>>()?;
        String::from_utf16(&units).ok().map(Cow::Owned)
    };
    match bytes {
        [0xff, 0xfe, rest @ ..] => wide(rest, u16::from_le_bytes),
        [0xfe, 0xff, rest @ ..] => wide(rest, u16::from_be_bytes),
        // A NUL is a letter of UTF-8, but of no table: this is UTF-16 without a mark, or no text.
        _ => std::str::from_utf8(without_mark(bytes)).ok().filter(|text| !text.contains('\0')).map(Cow::Borrowed),
    }
}

/// The bytes without the byte-order mark of UTF-8, which some programs write before JSON and CSV.
pub(crate) fn without_mark(bytes: &[u8]) -> &[u8] {
    bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn found_d_a_text_is_read_by_its_mark() {
        let wide = |unit: fn(u16) -> [u8; 2]| -> Vec<u8> { "\u{feff}Mã,1".encode_utf16().flat_map(unit).collect() };
        assert_eq!(decoded("Mã,1".as_bytes()).as_deref(), Some("Mã,1"));
        assert_eq!(decoded("\u{feff}Mã,1".as_bytes()).as_deref(), Some("Mã,1"));
        assert_eq!(decoded(&wide(u16::to_le_bytes)).as_deref(), Some("Mã,1"));
        assert_eq!(decoded(&wide(u16::to_be_bytes)).as_deref(), Some("Mã,1"));
        for other in [&b"M\xe3,1"[..], b"M\0,\0", b"\xff\xfeM", b"\xff\xfe\x00\xd8"] {
            assert_eq!(decoded(other), None, "{other:?}");
        }
    }
}
