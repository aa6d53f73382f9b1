//! The templates and samples that are in the program.

/// What all papers share.
pub(crate) const SHARED: &str = "decree-30.typ";

/// Each paper once: its name, its template and its sample.
macro_rules! papers {
    ($($name:literal),+ $(,)?) => {
        /// The templates by file name.
        pub(crate) const TEMPLATES: &[(&str, &str)] = &[
            (SHARED, include_str!("../templates/decree-30.typ")),
            $((concat!($name, ".typ"), include_str!(concat!("../templates/", $name, ".typ")))),+
        ];

        /// The samples by paper: `full` has every value, `bare` no more than it must.
        pub(crate) const SAMPLES: &[(&str, &str)] =
            &[$(($name, include_str!(concat!("../samples/", $name, ".json")))),+];
    };
}

papers! {
    "award-decision",
    "board",
    "certificate",
    "commendation",
    "explanation",
    "handover",
    "index",
    "minutes",
    "notice",
    "scorecard",
    "signing-sheet",
    "submission-letter",
    "synthesis-report",
}

pub(crate) fn template(name: &str) -> Option<&'static str> {
    TEMPLATES.iter().find(|(one, _)| *one == name).map(|(_, text)| *text)
}

pub(crate) fn sample(paper: &str) -> Option<&'static str> {
    SAMPLES.iter().find(|(one, _)| *one == paper).map(|(_, text)| *text)
}
