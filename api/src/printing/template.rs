//! The templates that are in the service, and those of a movement that take their place.

use std::collections::BTreeMap;

use domain::base::ids::CampaignId;
use domain::planning::campaign::stationery::Stationery;
use persistence::base::store::Tx;

use crate::base::problem::Problem;
use crate::base::rehearsal::Rehearsal;

/// What all papers share.
const SHARED: &str = "decree-30.typ";

/// Each kind of paper once: its name, its template and its samples.
macro_rules! papers {
    ($($kind:ident = $name:literal),+ $(,)?) => {
        /// A kind of paper.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(crate) enum PaperKind {
            $($kind),+
        }

        impl PaperKind {
            pub(crate) const ALL: &[Self] = &[$(Self::$kind),+];

            /// Its name in the printing program; its template is the file of that name.
            pub(crate) const fn name(self) -> &'static str {
                match self {
                    $(Self::$kind => $name),+
                }
            }

            const fn template(self) -> &'static str {
                match self {
                    $(Self::$kind => include_str!(concat!("../../../papers/templates/", $name, ".typ"))),+
                }
            }

            /// Its data with every value (`full`), and with no more than it must have (`bare`).
            pub(crate) const fn samples(self) -> &'static str {
                match self {
                    $(Self::$kind => include_str!(concat!("../../../papers/samples/", $name, ".json"))),+
                }
            }
        }
    };
}

papers! {
    AwardDecision = "award-decision",
    Board = "board",
    Certificate = "certificate",
    Commendation = "commendation",
    Explanation = "explanation",
    Handover = "handover",
    Index = "index",
    Minutes = "minutes",
    Notice = "notice",
    Scorecard = "scorecard",
    SigningSheet = "signing-sheet",
    SubmissionLetter = "submission-letter",
    SynthesisReport = "synthesis-report",
}

/// The line of the shared template that a rehearsal changes.
const UNMARKED: &str = "#let rehearsal = false";
const MARKED: &str = "#let rehearsal = true";
const SHARED_TEXT: &str = include_str!("../../../papers/templates/decree-30.typ");

/// Whether a file of this name is a template.
pub(crate) fn is_template(file: &str) -> bool {
    file == SHARED || kind_of(file).is_some()
}

fn kind_of(file: &str) -> Option<PaperKind> {
    let name = file.strip_suffix(".typ")?;
    PaperKind::ALL.iter().copied().find(|kind| kind.name() == name)
}

/// The values that a template uses and its paper does not have: each with its line, from 1. Values of the items of a list
/// are not looked at; `papers check` is, which sets the paper.
pub(crate) fn unknown_placeholders(file: &str, text: &str) -> Vec<(usize, String)> {
    let Some(kind) = kind_of(file) else { return Vec::new() };
    let samples: serde_json::Value = serde_json::from_str(kind.samples()).unwrap_or_default();
    let Some(data) = samples.get("full") else { return Vec::new() };
    let mut unknown = Vec::new();
    for (line, said) in (1..).zip(text.lines()) {
        let code = said.split("//").next().unwrap_or_default();
        for (at, _) in code.match_indices("data.") {
            let before = code.get(..at).unwrap_or_default().chars().next_back();
            // `"data.json"` is the file, and `metadata.x` another word.
            if before.is_some_and(|letter| letter.is_alphanumeric() || matches!(letter, '"' | '_' | '-' | '.')) {
                continue;
            }
            if let Some(path) = missing(data, code.get(at..).unwrap_or_default()) {
                unknown.push((line, path));
            }
        }
    }
    unknown
}

/// The first part of a path that a value does not have; none if it has all, up to the call of a method.
fn missing(data: &serde_json::Value, said: &str) -> Option<String> {
    let mut rest = said.strip_prefix("data")?;
    let (mut value, mut path) = (data, "data".to_owned());
    while let Some(tail) = rest.strip_prefix('.') {
        let end = tail.find(|letter: char| !(letter.is_alphanumeric() || matches!(letter, '_' | '-')));
        let (name, after) = tail.split_at(end.unwrap_or(tail.len()));
        let fields = value.as_object()?;
        // A full stop at the end of a sentence, or a method.
        if name.is_empty() || (after.starts_with('(') && !fields.contains_key(name)) {
            return None;
        }
        path = format!("{path}.{name}");
        let Some(found) = fields.get(name) else { return Some(path) };
        (value, rest) = (found, after);
    }
    None
}

/// The stationery of a movement; the service's own where there is no movement.
pub(crate) async fn stationery_of(tx: &Tx, movement: Option<CampaignId>) -> Result<Stationery, Problem> {
    match movement {
        Some(movement) => Ok(tx.stationery(movement).await?),
        None => Ok(Stationery::default()),
    }
}

/// The templates of a paper by file name: those of the movement, and else those of the service.
///
/// In a rehearsal every page bears a mark.
pub(crate) fn files(kind: PaperKind, stationery: &Stationery, rehearsal: Rehearsal) -> BTreeMap<String, String> {
    let own = |name: &str| stationery.template(name).map(str::to_owned);
    let name = format!("{}.typ", kind.name());
    let text = own(&name).unwrap_or_else(|| kind.template().to_owned());
    let shared = own(SHARED).unwrap_or_else(|| SHARED_TEXT.to_owned());
    let shared = if rehearsal.0 { shared.replacen(UNMARKED, MARKED, 1) } else { shared };
    BTreeMap::from([(name, text), (SHARED.to_owned(), shared)])
}

/// Panics unless the samples of a paper have exactly the fields of its data.
#[cfg(test)]
pub(crate) fn same_as_samples<T: serde::de::DeserializeOwned + serde::Serialize>(kind: PaperKind) {
    let samples: BTreeMap<String, serde_json::Value> = serde_json::from_str(kind.samples()).expect("JSON");
    assert_eq!(samples.keys().collect::<Vec<_>>(), ["bare", "full"]);
    for (name, sample) in samples {
        let data: T = serde_json::from_value(sample.clone()).unwrap_or_else(|fault| panic!("{name}: {fault}"));
        assert_eq!(serde_json::to_value(&data).expect("JSON"), sample, "{name}");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_services_own_templates_use_known_values_only() {
        for kind in PaperKind::ALL {
            let file = format!("{}.typ", kind.name());
            assert!(kind.template().contains("data."), "{file}");
            assert_eq!(unknown_placeholders(&file, kind.template()), [], "{file}");
        }
    }

    #[test]
    fn a_rehearsal_marks_every_page() {
        let shared = |rehearsal| {
            files(PaperKind::Minutes, &Stationery::default(), Rehearsal(rehearsal))
                .remove(SHARED)
                .expect("what is shared")
        };
        assert!(shared(false).contains(UNMARKED) && !shared(false).contains(MARKED));
        assert!(shared(true).contains(MARKED) && !shared(true).contains(UNMARKED));
    }

    #[test]
    fn an_unknown_value_is_named_with_its_line() {
        let text = "#let data = json(\"data.json\")\n#data.chair said. #data.chairman\n// data.none\n#data.head.simbol.\n\
            #data.votes.len() of #data.membersTotal. #metadata.x #data.keys()";
        let said = [(2, "data.chairman".to_owned()), (4, "data.head.simbol".to_owned())];
        assert_eq!(unknown_placeholders("minutes.typ", text), said);
        assert_eq!(unknown_placeholders("decree-30.typ", text), []);
        assert!(
            is_template("minutes.typ") && is_template(SHARED) && !is_template("minutes.docx") && !is_template("x.typ")
        );
    }
}
