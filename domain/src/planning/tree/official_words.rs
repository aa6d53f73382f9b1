//! Sentences about values that are made of official results (rule M05): which results, and how they became one.

use std::fmt;

use crate::base::text::Text;
use crate::planning::card::Amount;
use crate::planning::exact::Exact;
use crate::planning::official::Source;
use crate::planning::tree::spoken::{Language, Spoken, say};
use crate::planning::tree::{Rounding, RoundingMode, RoundingPlace};
use crate::planning::value_spec::{GrowthForm, Over, RollUpForm, ValueSpec};

/// The number of results up to which a sentence names each.
const NAMED_MAX: usize = 10;

/// A number with at most four decimals; the fraction itself stands on the card.
fn shown(value: &Exact) -> Amount {
    let rounding = Rounding { mode: RoundingMode::Cut, decimals: 4, place: RoundingPlace::Root };
    Amount::of(value, &rounding)
}

/// The results of one unit, cycle by cycle.
struct Cycles<'a>(&'a [Source]);

impl Spoken for Cycles<'_> {
    fn say(&self, language: Language, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (place, source) in self.0.iter().enumerate() {
            out.write_str(if place == 0 { "" } else { "; " })?;
            out.write_str(&source.cycle)?;
            let others = self.0.iter().any(|other| other.organisation != source.organisation);
            if others {
                write!(out, " ({})", source.organisation_name)?;
            }
            out.write_str(": ")?;
            match (&source.official, language) {
                (Some(official), _) => shown(&official.value).say(language, out)?,
                (None, Language::Vi) => out.write_str("không có kết quả")?,
                (None, Language::En) => out.write_str("no result")?,
            }
        }
        Ok(())
    }
}

/// The results of other units.
struct Units<'a>(&'a [Source]);

impl Spoken for Units<'_> {
    fn say(&self, language: Language, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let lacking: Vec<&str> = self
            .0
            .iter()
            .filter(|source| source.official.is_none())
            .map(|source| source.organisation_name.as_str())
            .collect();
        match language {
            Language::Vi => write!(out, "{} đơn vị trực thuộc", self.0.len())?,
            Language::En => write!(out, "{} units below", self.0.len())?,
        }
        if !lacking.is_empty() {
            let (vi, en) = ("không có kết quả", "without a result");
            out.write_str(" (")?;
            match language {
                Language::Vi => out.write_str(vi)?,
                Language::En => out.write_str(en)?,
            }
            out.write_str(": ")?;
            let named: Vec<&str> = lacking.iter().copied().take(NAMED_MAX).collect();
            out.write_str(&named.join(", "))?;
            if NAMED_MAX < lacking.len() {
                out.write_str(", …")?;
            }
            out.write_str(")")?;
        }
        Ok(())
    }
}

/// Which official results there are.
pub(crate) fn of_sources(sources: &[Source], text: &mut Text) {
    if sources.len() <= NAMED_MAX {
        say!(text, "Kết quả chính thức: {all}", "Official results: {all}", all = Cycles(sources));
    } else {
        say!(text, "Kết quả chính thức: {all}", "Official results: {all}", all = Units(sources));
    }
}

/// How official results became one value.
pub(crate) fn of_value(spec: &ValueSpec, value: &Exact, sources: &[Source], text: &mut Text) {
    match spec {
        ValueSpec::Derived { node, combine, .. } => {
            match combine {
                Over::Mean => say!(text, "Trung bình cộng", "Mean"),
                Over::Weighted(_) => say!(text, "Trung bình có trọng số", "Weighted mean"),
                Over::Last => say!(text, "Lần gần nhất", "The last"),
                Over::Best(number) => {
                    let number = i64::from(*number);
                    say!(
                        text,
                        "Trung bình cộng của {number} lần cao nhất",
                        "Mean of the best {number}",
                        number = number
                    );
                }
            }
            of_node(node.as_deref(), text);
            say!(text, " các kỳ {all}", " of the cycles {all}", all = Cycles(sources));
        }
        ValueSpec::Growth { figure, form, .. } => {
            say!(
                text,
                "Số liệu mục {figure} so với kỳ gốc {all}",
                "The figure of {figure} against {all}",
                figure = *figure,
                all = Cycles(sources),
            );
            match form {
                GrowthForm::Difference => say!(text, ", chênh lệch", ", the difference"),
                GrowthForm::Ratio => say!(text, ", tỷ lệ (%)", ", the ratio in percent"),
            }
        }
        ValueSpec::RollUp { node, form, .. } => {
            match form {
                RollUpForm::Sum => say!(text, "Tổng", "Sum"),
                RollUpForm::Mean => say!(text, "Trung bình cộng", "Mean"),
                RollUpForm::ShareMet => say!(text, "Tỷ lệ đạt (%)", "Share that met the target, in percent,"),
            }
            of_node(node.as_deref(), text);
            say!(text, " của {all}", " of {all}", all = Units(sources));
        }
        ValueSpec::Ratio { .. } | ValueSpec::Number { .. } | ValueSpec::Choice { .. } => {}
        ValueSpec::Rubric { .. } | ValueSpec::Survey { .. } => {}
        ValueSpec::Context { .. } | ValueSpec::Account { .. } => {}
    }
    say!(text, " = {value}", " = {value}", value = shown(value));
}

fn of_node(node: Option<&str>, text: &mut Text) {
    match node {
        Some(node) => say!(text, " điểm mục {node}", " of the points of {node}", node = *node),
        None => say!(text, " tổng điểm", " of the totals"),
    }
}
