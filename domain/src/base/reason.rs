//! Reasons for refusals, and how a room lists the reasons that it gives: each once, with code, rule and sentences.
//!
//! A list is made with `reasons!`, in the room's file `reasons.rs`; reasons are made nowhere else (`tests/reasons.rs`).
//! Reasons do not depend on HTTP.

use crate::base::text::Text;

/// Why something is refused: a stable code for programs, the rule's id, a sentence in both languages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reason {
    /// Stable and upper case, such as `FIGURE_MISSING`.
    pub code: &'static str,
    /// The rule's id, such as `S05`, if a numbered rule refuses.
    pub rule: Option<&'static str>,
    /// What happened and what to do about it.
    pub text: Text,
}

impl Reason {
    /// The same reason under another rule, for rules that require the same.
    #[must_use]
    pub fn under(self, rule: impl Into<Option<&'static str>>) -> Self {
        Self { rule: rule.into(), ..self }
    }
}

/// One line of a list of reasons: what is known of a reason before it is given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReasonEntry {
    /// Stable and upper case, such as `FIGURE_MISSING`.
    pub code: &'static str,
    /// The rule's id, where one numbered rule gives the reason.
    pub rule: Option<&'static str>,
    /// When it is given: one plain English sentence.
    pub when: &'static str,
    /// The names of the parameters in the sentences; their values are known only when the reason is given.
    pub parameters: &'static [&'static str],
    /// The Vietnamese sentence, with `{name}` for each parameter.
    pub vi: &'static str,
    /// The English sentence, likewise.
    pub en: &'static str,
}

/// Lists the reasons of a room, sorted by code: a function for each, and `CATALOGUE` for all of them.
///
/// The names in parentheses are the parameters of the sentences; a name that ends with `_vi` or `_en` is only in the
/// sentence of that language, every other name is in both.
///
/// ```text
/// reasons! {
///     /// A report is submitted without the figures of a criterion.
///     figure_missing(criterion) = "FIGURE_MISSING" rule "S02",
///         "Chưa có số liệu của tiêu chí {criterion}.",
///         "The figures of criterion {criterion} are missing.";
///     /// A text that must say something is empty.
///     text_empty() = "TEXT_EMPTY",
///         "Mục này không được để trống.",
///         "This field must not be empty.";
/// }
/// ```
#[macro_export]
macro_rules! reasons {
    (@rule) => {
        ::core::option::Option::None
    };
    (@rule $rule:literal) => {
        ::core::option::Option::Some($rule)
    };
    ($(
        $(#[doc = $when:literal])+
        $name:ident($($parameter:ident),*) = $code:literal $(rule $rule:literal)?, $vi:literal, $en:literal;
    )+) => {
        /// Every reason of this list, sorted by code.
        pub(crate) const CATALOGUE: &[$crate::base::reason::ReasonEntry] = &[$(
            $crate::base::reason::ReasonEntry {
                code: $code,
                rule: $crate::reasons!(@rule $($rule)?),
                when: ::core::concat!($($when),+).trim_ascii(),
                parameters: &[$(::core::stringify!($parameter)),*],
                vi: $vi,
                en: $en,
            },
        )+];
        $(
            $(#[doc = $when])+
            pub(crate) fn $name($($parameter: impl ::core::fmt::Display),*) -> $crate::base::reason::Reason {
                $crate::base::reason::Reason {
                    code: $code,
                    rule: $crate::reasons!(@rule $($rule)?),
                    text: $crate::base::text::Text::new(::std::format!($vi), ::std::format!($en)),
                }
            }
        )+
    };
}
