//! Why a paper was not typeset.

use serde::Serialize;

/// What kind of fault it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub(crate) enum Code {
    /// The request cannot be read, or names what is not there.
    RequestMalformed,
    /// The process could not bound itself.
    Unbounded,
    /// The template is wrong, at its line and column.
    TemplateFault,
    /// The template uses a value that its paper does not have.
    UnknownPlaceholder,
    /// A value has a letter that no font has.
    NoGlyph,
    /// The request or the paper is too large.
    TooLarge,
}

impl Code {
    /// Whether it is the asking program that has to be mended, not a template and no value.
    pub(crate) const fn is_of_the_request(self) -> bool {
        match self {
            Self::RequestMalformed | Self::Unbounded => true,
            Self::TemplateFault | Self::UnknownPlaceholder | Self::NoGlyph | Self::TooLarge => false,
        }
    }
}

/// One fault.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Refusal {
    /// What kind of fault it is.
    pub(crate) code: Code,
    /// What is wrong, in English.
    pub(crate) message: String,
    /// The paper, and the sample that it was set with, such as `minutes/bare`; only of a check.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) paper: Option<String>,
    /// The template's file.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) file: Option<String>,
    /// The line of the file, from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) line: Option<usize>,
    /// The column of the file, from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) column: Option<usize>,
    /// The place of the value in the data, as a JSON pointer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) pointer: Option<String>,
    /// The name of the unknown placeholder.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) name: Option<String>,
    /// The missing letter.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) letter: Option<char>,
}

impl Refusal {
    pub(crate) const fn new(code: Code, message: String) -> Self {
        let (paper, file, pointer, name) = (None, None, None, None);
        Self { code, message, paper, file, line: None, column: None, pointer, name, letter: None }
    }
}

impl From<Refusal> for Vec<Refusal> {
    fn from(refusal: Refusal) -> Self {
        vec![refusal]
    }
}
