//! The check of templates: every paper is set with sample data, the way that the service would.

use serde_json::Value;

use crate::bundled;
use crate::fonts::Fonts;
use crate::paper::typeset;
use crate::refusal::{Code, Refusal};
use crate::request::{Request, malformed};

/// How long a name can be.
const NAME_CHARS: usize = 300;
/// A long name of one word, which no line break helps.
const WORD: &str = "Nguyễnvănkhương";
/// What the longest names stand in for: every text under one of these keys.
const NAMES: [&str; 3] = ["name", "unit", "title"];

/// Sets every paper with each sample; a template that is not given is the bundled one.
pub(crate) fn check(request: &Request) -> Result<(), Vec<Refusal>> {
    let fonts = Fonts::embedded();
    let asked = |paper: &str| request.paper.as_deref().is_none_or(|one| one == paper);
    let mut refusals = Vec::new();
    for (paper, sample) in bundled::SAMPLES.iter().filter(|(paper, _)| asked(paper)) {
        for (name, data) in samples(sample)? {
            let of_sample = Request {
                paper: Some((*paper).to_owned()),
                files: request.files.clone(),
                data: Some(data),
                identifier: "check".to_owned(),
            };
            if let Err(refusal) = typeset(&fonts, of_sample) {
                refusals.push(Refusal { paper: Some(format!("{paper}/{name}")), ..refusal });
            }
        }
    }
    if refusals.is_empty() { Ok(()) } else { Err(refusals) }
}

/// A paper as it is, with no more than it must have, and with the longest names: of words, and of one word.
fn samples(sample: &str) -> Result<Vec<(&'static str, Value)>, Refusal> {
    let sample: Value = serde_json::from_str(sample).map_err(|error| malformed(error.to_string()))?;
    let of =
        |name: &str| sample.get(name).cloned().ok_or_else(|| Refusal::new(Code::RequestMalformed, name.to_owned()));
    let (full, bare) = (of("full")?, of("bare")?);
    let words: String = format!("{WORD} ").chars().cycle().take(NAME_CHARS).collect();
    let word: String = WORD.chars().cycle().take(NAME_CHARS).collect();
    let (mut in_words, mut in_one) = (full.clone(), full.clone());
    lengthen(&mut in_words, &words);
    lengthen(&mut in_one, &word);
    Ok(vec![("full", full), ("bare", bare), ("long-names", in_words), ("long-words", in_one)])
}

fn lengthen(value: &mut Value, name: &str) {
    match value {
        Value::Object(values) => {
            for (key, value) in values {
                match value {
                    Value::String(text) if NAMES.contains(&key.as_str()) => name.clone_into(text),
                    other => lengthen(other, name),
                }
            }
        }
        Value::Array(values) => values.iter_mut().for_each(|value| lengthen(value, name)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}
