//! The fonts, which are in the program: Liberation Serif, which has the widths of Times New Roman, and for names in Khmer
//! Hanuman, and Noto Serif Khmer for the few signs that Hanuman does not have.
//! `papers/fonts/README.md` says where they come from.

use serde_json::Value;
use typst::foundations::Bytes;
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;

use crate::refusal::{Code, Refusal};

const FILES: [&[u8]; 8] = [
    include_bytes!("../fonts/LiberationSerif-Regular.ttf"),
    include_bytes!("../fonts/LiberationSerif-Bold.ttf"),
    include_bytes!("../fonts/LiberationSerif-Italic.ttf"),
    include_bytes!("../fonts/LiberationSerif-BoldItalic.ttf"),
    include_bytes!("../fonts/Hanuman-Regular.ttf"),
    include_bytes!("../fonts/Hanuman-Bold.ttf"),
    include_bytes!("../fonts/NotoSerifKhmer-Regular.ttf"),
    include_bytes!("../fonts/NotoSerifKhmer-Bold.ttf"),
];

/// The fonts of this program.
pub(crate) struct Fonts {
    pub(crate) book: LazyHash<FontBook>,
    pub(crate) fonts: Vec<Font>,
}

impl Fonts {
    pub(crate) fn embedded() -> Self {
        let fonts: Vec<Font> = FILES.iter().flat_map(|file| Font::iter(Bytes::new(*file))).collect();
        Self { book: LazyHash::new(FontBook::from_fonts(&fonts)), fonts }
    }

    /// Demands that each letter of each value can be shown, so that a refusal names the value and the letter. Typst itself
    /// names the place in the template, which is the same for every name of a list.
    pub(crate) fn must_have(&self, data: &Value) -> Result<(), Refusal> {
        self.look(data, String::new())
    }

    fn look(&self, value: &Value, pointer: String) -> Result<(), Refusal> {
        match value {
            Value::String(text) => match text.chars().find(|letter| !self.has(*letter)) {
                None => Ok(()),
                Some(letter) => Err(Refusal {
                    pointer: Some(pointer),
                    letter: Some(letter),
                    ..Refusal::new(
                        Code::NoGlyph,
                        format!("no font has the letter {} (U+{:04X})", letter.escape_default(), u32::from(letter)),
                    )
                }),
            },
            Value::Array(values) => {
                values.iter().enumerate().try_for_each(|(index, value)| self.look(value, format!("{pointer}/{index}")))
            }
            Value::Object(values) => values.iter().try_for_each(|(name, value)| {
                let name = name.replace('~', "~0").replace('/', "~1");
                self.look(value, format!("{pointer}/{name}"))
            }),
            Value::Null | Value::Bool(_) | Value::Number(_) => Ok(()),
        }
    }

    /// Whether a letter and its capital can be shown: papers write some names in capitals.
    fn has(&self, letter: char) -> bool {
        let one = |letter: char| {
            let covers = |font: &Font| font.info().coverage.contains(u32::from(letter));
            letter.is_whitespace() || !letter.is_control() && self.fonts.iter().any(covers)
        };
        one(letter) && letter.to_uppercase().all(one)
    }
}
