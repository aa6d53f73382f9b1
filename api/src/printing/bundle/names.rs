//! Names of files in a bundle: small Latin letters, digits and hyphens, so that every system can unpack them.

use domain::base::text::fold;

/// The longest name, without its ending.
const NAME_CHARS_MAX: usize = 40;

/// A text as the name of a file; `khac` if nothing is left of it.
pub(super) fn slug(text: &str) -> String {
    let plain = |letter: char| if letter.is_ascii_alphanumeric() { letter } else { ' ' };
    let words: String = fold(text).chars().map(plain).collect();
    let name: String = words.split_whitespace().collect::<Vec<&str>>().join("-").chars().take(NAME_CHARS_MAX).collect();
    let name = name.trim_end_matches('-');
    if name.is_empty() { "khac".to_owned() } else { name.to_owned() }
}

/// The same behind a number, which keeps names apart and in their order.
pub(super) fn stem(number: usize, text: &str) -> String {
    format!("{number:02}-{}", slug(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_have_letters_that_every_system_has() {
        for (text, name) in [
            ("tờ trình", "to-trinh"),
            ("Ngô Thị “Sáng Kiến”/..\\", "ngo-thi-sang-kien"),
            ("335/QĐ-UBND", "335-qd-ubnd"),
            ("ថាច់ សុភី", "khac"),
            ("", "khac"),
            ("../../etc/passwd", "etc-passwd"),
        ] {
            assert_eq!(slug(text), name, "{text}");
        }
        assert_eq!(stem(3, "Biên bản"), "03-bien-ban");
        assert_eq!(slug(&"dài ".repeat(30)).len(), 39, "no hyphen at the end");
    }
}
