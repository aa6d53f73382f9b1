//! Sentences about values that are made of official results (rule M05): which results, and how they became one.

use std::fmt;

use crate::base::text::Text;
use crate::planning::card::Amount;
use crate::planning::exact::{Decimal, Exact};
use crate::planning::official::Source;
use crate::planning::tree::spoken::{Equals, Language, Spoken, say};
use crate::planning::tree::{Rounding, RoundingMode, RoundingPlace};
use crate::planning::value_spec::{GrowthForm, Over, RollUpForm, ValueSpec};

/// The number of results up to which a sentence names each.
const NAMED_MAX: usize = 10;

/// A number with at most four decimals; the fraction itself stands on the card.
fn shown(value: &Exact) -> Amount {
    let rounding = Rounding { mode: RoundingMode::Cut, decimals: 4, place: RoundingPlace::Root };
    Amount::of(value, &rounding)
}

/// The results of one unit, cycle by cycle, with their weights if they have any.
struct Cycles<'a>(&'a [Source], &'a [(&'a str, Decimal)]);

impl Spoken for Cycles<'_> {
    fn say(&self, language: Language, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(sources, weights) = self;
        let others =
            sources.iter().any(|one| sources.first().is_some_and(|first| first.organisation != one.organisation));
        for (place, source) in sources.iter().enumerate() {
            out.write_str(if place == 0 { "" } else { "; " })?;
            out.write_str(&source.cycle)?;
            if others {
                write!(out, ", {}", source.organisation_name)?;
            }
            out.write_str(": ")?;
            match (&source.official, language) {
                (Some(official), _) => shown(&official.value).say(language, out)?,
                (None, Language::Vi) => out.write_str("không có kết quả")?,
                (None, Language::En) => out.write_str("no result")?,
            }
            if let Some((_, weight)) = weights.iter().find(|(code, _)| *code == source.cycle) {
                out.write_str(" × ")?;
                weight.say(language, out)?;
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

/// Why official results gave no value.
pub(crate) fn of_nothing(spec: &ValueSpec, sources: &[Source], text: &mut Text) {
    match spec {
        ValueSpec::RollUp { .. } if sources.is_empty() => {
            say!(text, "Không có đơn vị trực thuộc tham gia", "No unit below takes part");
        }
        ValueSpec::RollUp { .. } => {
            say!(text, "Thiếu kết quả của {all}", "Results are missing: {all}", all = Units(sources));
        }
        ValueSpec::Growth { figure, .. } if sources.iter().any(|source| source.official.is_some()) => say!(
            text,
            "Không so sánh được số liệu mục {figure} với kỳ gốc ({all}): thiếu số liệu kỳ này, số liệu kỳ gốc bằng 0 hoặc \
             không cộng được",
            "The figure of {figure} cannot be compared with the earlier one ({all}): this year's is missing, or the earlier \
             one is 0 or cannot be added up",
            figure = *figure,
            all = Cycles(sources, &[]),
        ),
        ValueSpec::Growth { .. } | ValueSpec::Derived { .. } => {
            say!(
                text,
                "Thiếu kết quả chính thức ({all})",
                "Official results are missing ({all})",
                all = Cycles(sources, &[])
            );
        }
        ValueSpec::Ratio { .. } | ValueSpec::Number { .. } | ValueSpec::Choice { .. } => {}
        ValueSpec::Rubric { .. } | ValueSpec::Survey { .. } => {}
        ValueSpec::Context { .. } | ValueSpec::Account { .. } => {}
    }
}

/// How official results became one value.
pub(crate) fn of_value(spec: &ValueSpec, value: &Exact, sources: &[Source], text: &mut Text) {
    match spec {
        ValueSpec::Derived { node, combine, cycles, .. } => {
            let node = Taken(node.as_deref());
            let mut weights: Vec<(&str, Decimal)> = Vec::new();
            match combine {
                Over::Mean => say!(text, "Trung bình cộng {node}", "Mean of the {node}", node = node),
                Over::Weighted(given) => {
                    weights = cycles.iter().map(String::as_str).zip(given.iter().copied()).collect();
                    say!(text, "Trung bình có trọng số {node}", "Weighted mean of the {node}", node = node);
                }
                Over::Last => say!(text, "Kỳ gần nhất có kết quả, {node}", "Last of the {node}", node = node),
                Over::Best(1) => say!(text, "Kỳ cao nhất, {node}", "Best of the {node}", node = node),
                Over::Best(number) => say!(
                    text,
                    "Trung bình cộng {number} kỳ cao nhất, {node}",
                    "Mean of the best {number} of the {node}",
                    number = i64::from(*number),
                    node = node,
                ),
            }
            say!(text, " ({all})", " ({all})", all = Cycles(sources, &weights));
        }
        ValueSpec::Growth { figure, form, .. } => {
            say!(
                text,
                "Số liệu mục {figure} so với kỳ gốc ({all})",
                "The figure of {figure} against the earlier one ({all})",
                figure = *figure,
                all = Cycles(sources, &[]),
            );
            match form {
                GrowthForm::Difference => say!(text, ", chênh lệch", ", the difference"),
                GrowthForm::Ratio => say!(text, ", tỷ lệ (%)", ", the ratio in percent"),
            }
        }
        ValueSpec::RollUp { node, form, .. } => {
            let node = Taken(node.as_deref());
            match form {
                RollUpForm::Sum => say!(text, "Cộng {node}", "Sum of the {node}", node = node),
                RollUpForm::Mean => say!(text, "Trung bình cộng {node}", "Mean of the {node}", node = node),
                RollUpForm::ShareMet => {
                    say!(
                        text,
                        "Tỷ lệ đơn vị đạt chỉ tiêu (%), {node}",
                        "Share that met the target, in percent, by the {node}",
                        node = node
                    );
                }
            }
            say!(text, ", {all}", ", {all}", all = Units(sources));
        }
        ValueSpec::Ratio { .. } | ValueSpec::Number { .. } | ValueSpec::Choice { .. } => {}
        ValueSpec::Rubric { .. } | ValueSpec::Survey { .. } => {}
        ValueSpec::Context { .. } | ValueSpec::Account { .. } => {}
    }
    say!(text, " {value}", " {value}", value = Equals(&shown(value)));
}

/// What is taken of each result: the total, or the points of a node.
#[derive(Clone, Copy)]
struct Taken<'a>(Option<&'a str>);

impl Spoken for Taken<'_> {
    fn say(&self, language: Language, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.0, language) {
            (Some(node), Language::Vi) => write!(out, "điểm mục {node}"),
            (Some(node), Language::En) => write!(out, "points of {node}"),
            (None, Language::Vi) => out.write_str("tổng điểm"),
            (None, Language::En) => out.write_str("totals"),
        }
    }
}
