//! Figures: what a unit declares for one criterion, what the standing agency verifies for it, and the conditions on
//! both (rules S05–S09, L20–L22, L29).

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::base::citation::{CITATIONS_MAX, Citation};
use crate::base::event::Change;
use crate::base::ids::EvidenceFileId;
use crate::base::refusal::Violations;
use crate::base::text::{english, tidy, tidy_lines, vietnamese};
use crate::base::wording;
use crate::planning::assessment::earns;
use crate::planning::criteria::{CriteriaSet, Criterion};
use crate::planning::demands::AskedUnit;
use crate::planning::exact::Decimal;
use crate::planning::measure::{Attestation, ChoiceMeasure, Demands, Measure, RatioMeasure, ZeroDenominator};
use crate::planning::scoring::{COUNT_MAX, Counts, Value};
use crate::reporting::leaf_figure::{check_leaf_value, exceeds_one, refuses_zero};
use crate::reporting::reasons;

/// The declared figure of one criterion.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", try_from = "StoredFigure")]
pub struct Figure {
    /// The criterion's code.
    pub criterion: String,
    /// The declared value; counts are net of secret items.
    #[serde(flatten)]
    pub value: Value,
    /// Whether the unit attests that secret items are not counted (rules S05, S06).
    #[serde(default)]
    pub secret_excluded: bool,
    /// The document that the figure comes from (rule S07).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reference: Option<Citation>,
    /// The evidence of the figure (rules L20, L21).
    #[serde(default)]
    pub evidence: Vec<Citation>,
    /// A note for readers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// The verified figure of one criterion.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", try_from = "StoredFigure")]
pub struct VerifiedFigure {
    /// The criterion's code.
    pub criterion: String,
    /// The findings.
    #[serde(flatten)]
    pub value: Value,
    /// Why it differs from the declared value (rule L22).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// A figure of either kind as it is stored: exactly one field of a `Value`, beside the others. A list of reports reads many
/// of them, and a flattened enum copies every field before it is read.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct StoredFigure {
    criterion: String,
    counts: Option<Counts>,
    count: Option<i64>,
    number: Option<Decimal>,
    choice: Option<String>,
    given_points: Option<i64>,
    not_applicable: Option<String>,
    #[serde(default)]
    secret_excluded: bool,
    reference: Option<Citation>,
    #[serde(default)]
    evidence: Vec<Citation>,
    note: Option<String>,
    reason: Option<String>,
}

impl StoredFigure {
    fn value(&mut self) -> Result<Value, String> {
        let found = [
            self.counts.take().map(Value::Counts),
            self.count.take().map(Value::Count),
            self.number.take().map(Value::Number),
            self.choice.take().map(Value::Choice),
            self.given_points.take().map(Value::Points),
            self.not_applicable.take().map(Value::NotApplicable),
        ];
        let mut given = found.into_iter().flatten();
        match (given.next(), given.next()) {
            (Some(value), None) => Ok(value),
            _ => Err(format!("the figure of criterion {} has no single value", self.criterion)),
        }
    }
}

impl TryFrom<StoredFigure> for Figure {
    type Error = String;

    fn try_from(mut stored: StoredFigure) -> Result<Self, String> {
        let value = stored.value()?;
        let StoredFigure { criterion, secret_excluded, reference, evidence, note, .. } = stored;
        Ok(Self { criterion, value, secret_excluded, reference, evidence, note })
    }
}

impl TryFrom<StoredFigure> for VerifiedFigure {
    type Error = String;

    fn try_from(mut stored: StoredFigure) -> Result<Self, String> {
        let value = stored.value()?;
        let StoredFigure { criterion, reason, .. } = stored;
        Ok(Self { criterion, value, reason })
    }
}

/// A declared or verified figure of a criterion.
pub(crate) trait Judged {
    fn criterion(&self) -> &str;
    fn value(&self) -> &Value;
}

impl Judged for Figure {
    fn criterion(&self) -> &str {
        &self.criterion
    }

    fn value(&self) -> &Value {
        &self.value
    }
}

impl Judged for VerifiedFigure {
    fn criterion(&self) -> &str {
        &self.criterion
    }

    fn value(&self) -> &Value {
        &self.value
    }
}

/// The value of a criterion in a list.
pub(crate) fn value_of<T: Judged>(list: &[T], code: &str) -> Option<Value> {
    list.iter().find(|one| one.criterion() == code).map(|one| one.value().clone())
}

/// The JSON pointer of each item in the request: shares are under `figures`, all other values under `answers`.
pub(crate) fn pointers<T: Judged>(list: &[T]) -> Vec<String> {
    let (mut figures, mut answers) = (0_usize, 0_usize);
    let next = |name: &str, place: &mut usize| {
        let pointer = format!("/{name}/{place}");
        *place = place.saturating_add(1);
        pointer
    };
    list.iter()
        .map(|one| match one.value() {
            Value::Counts(_) => next("figures", &mut figures),
            Value::Count(_) | Value::Number(_) | Value::Choice(_) => next("answers", &mut answers),
            Value::Points(_) | Value::NotApplicable(_) => next("answers", &mut answers),
        })
        .collect()
}

fn tidy_value(value: Value) -> Value {
    match value {
        Value::Choice(code) => Value::Choice(tidy(&code)),
        Value::NotApplicable(reason) => Value::NotApplicable(tidy_lines(&reason)),
        Value::Counts(_) | Value::Count(_) | Value::Number(_) | Value::Points(_) => value,
    }
}

/// Tidies figures and names what is invalid in them; figures may still be missing.
pub(crate) fn clean(
    figures: Vec<Figure>,
    set: &CriteriaSet,
    unit: AskedUnit<'_>,
    at: DateTime<Utc>,
    violations: &mut Violations,
) -> Vec<Figure> {
    let figures: Vec<Figure> = figures
        .into_iter()
        .map(|Figure { criterion, value, secret_excluded, reference, evidence, note }| Figure {
            criterion: tidy(&criterion),
            value: tidy_value(value),
            secret_excluded,
            reference: reference.map(Citation::tidied),
            evidence: evidence.into_iter().map(Citation::tidied).collect(),
            note: note.map(|note| tidy_lines(&note)).filter(|note| !note.is_empty()),
        })
        .collect();
    check(&figures, set, unit, Criterion::is_asked, violations);
    for (figure, pointer) in figures.iter().zip(pointers(&figures)) {
        // What a citation lacks is said when the report is submitted: a draft may be incomplete.
        if let Some(reference) = &figure.reference {
            let pointer = format!("{pointer}/reference");
            reference.check_open(&pointer, violations);
            reference.check_without_file(&pointer, violations);
            reference.check_date(&pointer, at, violations);
        }
        for (place, citation) in figure.evidence.iter().enumerate().take(CITATIONS_MAX) {
            let pointer = format!("{pointer}/evidence/{place}");
            citation.check_open(&pointer, violations);
            citation.check_date(&pointer, at, violations);
        }
        check_number(&figure.evidence, &pointer, violations);
        violations.refuse_secret(&format!("{pointer}/note"), figure.note.as_deref().unwrap_or_default());
    }
    figures
}

/// Rule L21, for a list of citations below a pointer.
pub(crate) fn check_evidence(evidence: &[Citation], pointer: &str, at: DateTime<Utc>, violations: &mut Violations) {
    for (place, citation) in evidence.iter().enumerate().take(CITATIONS_MAX) {
        let pointer = format!("{pointer}/evidence/{place}");
        citation.check_evidence(&pointer, "L21", violations);
        citation.check_date(&pointer, at, violations);
    }
    check_number(evidence, pointer, violations);
}

fn check_number(evidence: &[Citation], pointer: &str, violations: &mut Violations) {
    if CITATIONS_MAX < evidence.len() {
        violations.add(format!("{pointer}/evidence"), reasons::evidence_too_many(CITATIONS_MAX));
    }
}

/// Checks each value, declared or verified; `takes` says which criteria take one.
fn check<T: Judged>(
    list: &[T],
    set: &CriteriaSet,
    unit: AskedUnit<'_>,
    takes: fn(&Criterion) -> bool,
    violations: &mut Violations,
) {
    for ((index, one), pointer) in list.iter().enumerate().zip(pointers(list)) {
        let code = one.criterion();
        let place = || format!("{pointer}/criterion");
        if list.iter().take(index).any(|other| other.criterion() == code) {
            violations.add(place(), reasons::criterion_twice(code));
        }
        match set.criterion(code).filter(|criterion| takes(criterion)) {
            None => violations.add(place(), reasons::criterion_unknown_to_unit(code)),
            Some(_) if unit.leaves_out(code).is_some() => violations.add(place(), reasons::criterion_left_out(code)),
            Some(criterion) if !criterion.measure.applies_to(unit.kind) => {
                violations.add(place(), reasons::criterion_exempt(code))
            }
            Some(criterion) => check_value(criterion, one.value(), &pointer, violations),
        }
        if let Value::Counts(counts) = one.value() {
            let exceeds = set.criterion(code).is_some_and(|criterion| exceeds_one(&criterion.measure));
            check_counts(*counts, exceeds, &pointer, violations);
        }
    }
}

/// Checks a value that somebody states for a criterion beside a report, such as an inspection (rule L29).
pub(crate) fn check_stated(criterion: &Criterion, value: &Value, violations: &mut Violations) {
    check_value(criterion, value, "", violations);
    if let Value::Counts(counts) = value {
        check_counts(*counts, exceeds_one(&criterion.measure), "", violations);
    }
}

fn check_value(criterion: &Criterion, value: &Value, pointer: &str, violations: &mut Violations) {
    match (&criterion.measure, value) {
        (Measure::Ratio(_), Value::Counts(_)) => {}
        (Measure::Count(_), Value::Count(count)) => check_count("count", *count, pointer, violations),
        (Measure::Choice(ChoiceMeasure { options, .. }), Value::Choice(code)) => {
            if !options.iter().any(|option| option.code == *code) {
                let codes: Vec<&str> = options.iter().map(|option| option.code.as_str()).collect();
                let named = options.iter().map(|option| format!("{} – {}", option.code, option.name.vi));
                violations.add(
                    format!("{pointer}/choice"),
                    reasons::option_unknown(named.collect::<Vec<String>>().join("; "), codes.join(", ")),
                );
            }
        }
        (Measure::Manual(_), Value::Points(points)) => {
            if !(0..=criterion.max_points).contains(points) {
                violations.add(
                    format!("{pointer}/points"),
                    reasons::points_out_of_range(vietnamese(criterion.max_points), english(criterion.max_points)),
                );
            }
        }
        (measure, Value::NotApplicable(reason)) => {
            let pointer = format!("{pointer}/notApplicable");
            violations.demand_open_text(&pointer, reason);
            // Whoever verifies says that there is no result of a survey, and why.
            if !measure.is_survey() && !measure.demands().is_some_and(|demands| demands.waivable) {
                violations.add(pointer, reasons::not_waivable());
            }
        }
        (Measure::Leaf(leaf), value) => check_leaf_value(leaf, value, pointer, violations),
        (_, Value::Counts(_) | Value::Count(_) | Value::Number(_) | Value::Choice(_) | Value::Points(_)) => {
            violations.add(pointer, reasons::value_unfit())
        }
    }
}

/// Rule L29.
fn check_count(name: &str, count: i64, pointer: &str, violations: &mut Violations) {
    if !(0..=COUNT_MAX).contains(&count) {
        violations.add(format!("{pointer}/{name}"), reasons::count_out_of_range(wording::number(COUNT_MAX), COUNT_MAX));
    }
}

/// Rule L29.
fn check_counts(counts: Counts, exceeds: bool, pointer: &str, violations: &mut Violations) {
    let Counts { numerator, denominator } = counts;
    check_count("numerator", numerator, pointer, violations);
    check_count("denominator", denominator, pointer, violations);
    if denominator < numerator && !exceeds {
        violations.add(
            format!("{pointer}/numerator"),
            reasons::numerator_above_denominator(
                wording::number(numerator),
                numerator,
                wording::number(denominator),
                denominator,
            ),
        );
    }
}

fn check_zero(value: &Value, measure: &Measure, pointer: &str, violations: &mut Violations) {
    let flat = matches!(measure, Measure::Ratio(RatioMeasure { zero_denominator: ZeroDenominator::Refused, .. }));
    if (flat || refuses_zero(measure)) && matches!(value, Value::Counts(Counts { denominator: 0, .. })) {
        violations.add(format!("{pointer}/denominator"), reasons::nothing_counted());
    }
}

/// Reports what the figures still lack for a submission.
pub(crate) fn complete(figures: &[Figure], set: &CriteriaSet, unit: AskedUnit<'_>, violations: &mut Violations) {
    let pointers = pointers(figures);
    for (criterion, demands) in set.asked(unit) {
        let found = figures.iter().zip(&pointers).find(|(figure, _)| figure.criterion == criterion.code);
        match found {
            Some((figure, pointer)) => demand(figure, criterion, demands, pointer, violations),
            None => violations.add("/figures", reasons::figure_missing(&criterion.code)),
        }
    }
}

fn demand(figure: &Figure, criterion: &Criterion, demands: &Demands, pointer: &str, violations: &mut Violations) {
    if let Some(reference) = &figure.reference {
        reference.check_complete(&format!("{pointer}/reference"), "L21", violations);
    }
    for (place, citation) in figure.evidence.iter().enumerate() {
        citation.check_complete(&format!("{pointer}/evidence/{place}"), "L21", violations);
    }
    if matches!(figure.value, Value::NotApplicable(_)) {
        return;
    }
    check_zero(&figure.value, &criterion.measure, pointer, violations);
    match demands.attestation {
        Some(Attestation::SecretFilesExcluded) if !figure.secret_excluded => {
            violations.add(format!("{pointer}/secretExcluded"), reasons::attestation_missing_of_work_files())
        }
        Some(Attestation::SecretDocumentsExcluded) if !figure.secret_excluded => {
            violations.add(format!("{pointer}/secretExcluded"), reasons::attestation_missing_of_documents())
        }
        Some(Attestation::SecretFilesExcluded | Attestation::SecretDocumentsExcluded) | None => {}
    }
    let something = is_something(&figure.value);
    let claimed = match &criterion.measure {
        Measure::Leaf(leaf) => earns(leaf, &figure.value),
        Measure::Ratio(_) | Measure::Count(_) | Measure::Manual(_) | Measure::Qualitative { .. } => {
            claims(&figure.value)
        }
        Measure::Choice(ChoiceMeasure { options, .. }) => {
            let worth = |code: &str| options.iter().any(|option| option.code == *code && 0 < option.points);
            matches!(&figure.value, Value::Choice(code) if worth(code))
        }
    };
    if demands.reference_required && something && figure.reference.is_none() {
        violations.add(format!("{pointer}/reference"), reasons::reference_missing());
    }
    if demands.evidence_required && claimed && figure.evidence.is_empty() {
        violations.add(format!("{pointer}/evidence"), reasons::evidence_missing());
    }
}

/// Whether there is anything that a document could list.
fn is_something(value: &Value) -> bool {
    match value {
        Value::Counts(Counts { denominator, .. }) => 0 < *denominator,
        Value::Count(number) | Value::Points(number) => 0 < *number,
        Value::Number(number) => *number != Decimal::ZERO,
        Value::Choice(_) => true,
        Value::NotApplicable(_) => false,
    }
}

/// Whether a value that is no choice claims anything.
const fn claims(value: &Value) -> bool {
    match value {
        Value::Counts(Counts { numerator, .. }) => 0 < *numerator,
        Value::Count(number) | Value::Points(number) => 0 < *number,
        Value::Number(_) | Value::Choice(_) | Value::NotApplicable(_) => false,
    }
}

/// Tidies verified figures and reports those that are missing or lack a reason (rule L22).
pub(crate) fn judge(
    verified: Vec<VerifiedFigure>,
    declared: &[Figure],
    set: &CriteriaSet,
    unit: AskedUnit<'_>,
    violations: &mut Violations,
) -> Vec<VerifiedFigure> {
    let verified = clean_found(verified, declared, set, unit, violations);
    let wanted = |criterion: &&Criterion| {
        let applies = criterion.measure.applies_to(unit.kind) && unit.leaves_out(&criterion.code).is_none();
        criterion.is_found() && applies
    };
    for Criterion { code, .. } in set.criteria.iter().filter(wanted) {
        if !verified.iter().any(|figure| figure.criterion == *code) {
            let agency = set.verifier_of(code).is_some();
            let reason = if agency { reasons::finding_missing } else { reasons::figure_missing_of_verification };
            violations.add("/figures", reason(code));
        }
    }
    verified
}

/// Tidies some verified figures and reports those that are broken or lack a reason (rule L22).
pub(crate) fn clean_found(
    verified: Vec<VerifiedFigure>,
    declared: &[Figure],
    set: &CriteriaSet,
    unit: AskedUnit<'_>,
    violations: &mut Violations,
) -> Vec<VerifiedFigure> {
    let verified: Vec<VerifiedFigure> = verified
        .into_iter()
        .map(|VerifiedFigure { criterion, value, reason }| VerifiedFigure {
            criterion: tidy(&criterion),
            value: tidy_value(value),
            reason: reason.map(|reason| tidy(&reason)).filter(|reason| !reason.is_empty()),
        })
        .collect();
    check(&verified, set, unit, Criterion::is_found, violations);
    for (figure, pointer) in verified.iter().zip(pointers(&verified)) {
        if let Some(criterion) = set.criterion(&figure.criterion) {
            check_zero(&figure.value, &criterion.measure, &pointer, violations);
        }
        let declared = value_of(declared, &figure.criterion);
        let unasked = set.criterion(&figure.criterion).is_some_and(|criterion| criterion.asks(unit).is_none());
        let differs = declared.as_ref() != Some(&figure.value) && !unasked;
        if differs && figure.reason.is_none() {
            violations.add(format!("{pointer}/reason"), reasons::reason_missing());
        }
    }
    verified
}

/// Merges imported figures into a list; earlier notes and citations stay, an attestation only with its value.
pub(crate) fn merged(before: &[Figure], new: Vec<Figure>) -> Vec<Figure> {
    let mut after: Vec<Figure> = before.to_vec();
    for figure in new {
        match after.iter_mut().find(|known| known.criterion == figure.criterion) {
            Some(known) => {
                let Figure { criterion: _, value, secret_excluded, reference, evidence, note } = figure;
                known.secret_excluded = secret_excluded || (known.secret_excluded && known.value == value);
                known.value = value;
                known.reference = reference.or_else(|| known.reference.take());
                known.note = note.or_else(|| known.note.take());
                if !evidence.is_empty() {
                    known.evidence = evidence;
                }
            }
            None => after.push(figure),
        }
    }
    after
}

/// Every file that evidence below a pointer cites, with the pointer of the citation.
#[must_use]
pub fn cited(evidence: &[Citation], pointer: &str) -> Vec<(String, EvidenceFileId)> {
    let place =
        |(place, citation): (usize, &Citation)| Some((format!("{pointer}/evidence/{place}/file"), citation.file?));
    evidence.iter().enumerate().filter_map(place).collect()
}

/// Every file that figures cite, with the pointer of the citation.
#[must_use]
pub fn cited_by(figures: &[Figure]) -> Vec<(String, EvidenceFileId)> {
    figures.iter().zip(pointers(figures)).flat_map(|(figure, pointer)| cited(&figure.evidence, &pointer)).collect()
}

/// The differences between two lists, for the audit trail and for readers.
pub(crate) fn differences<T: Judged>(before: &[T], after: &[T]) -> Vec<Change> {
    codes(before, after)
        .into_iter()
        .filter_map(|code| {
            let (was, is) = (value_of(before, code), value_of(after, code));
            (was != is)
                .then(|| Change::new(code, was.map(|value| value.to_string()), is.map(|value| value.to_string())))
        })
        .collect()
}

fn codes<'a, T: Judged>(before: &'a [T], after: &'a [T]) -> Vec<&'a str> {
    let mut codes: Vec<&str> = before.iter().chain(after).map(Judged::criterion).collect();
    codes.sort_unstable();
    codes.dedup();
    codes
}

/// What one part of each criterion's figure said before and says now, where that differs, for the audit trail.
fn parts<T: Judged>(before: &[T], after: &[T], name: &str, said: impl Fn(&T) -> Option<String>) -> Vec<Change> {
    let of = |list: &[T], code: &str| list.iter().find(|one| one.criterion() == code).and_then(&said);
    let change = |code: &str| Change::differing(format!("{code}.{name}"), of(before, code), of(after, code));
    codes(before, after).into_iter().filter_map(change).collect()
}

/// The reason of a value that does not apply; the value itself is written as `N/A`.
fn waiver(value: &Value) -> Option<String> {
    match value {
        Value::NotApplicable(reason) => Some(reason.clone()),
        Value::Counts(_) | Value::Count(_) | Value::Number(_) | Value::Choice(_) | Value::Points(_) => None,
    }
}

/// Everything that changed between two lists of declared figures, with the old and the new text, for the audit trail.
pub(crate) fn figure_changes(before: &[Figure], after: &[Figure]) -> Vec<Change> {
    let listed = |citations: &[Citation]| {
        let lines: Vec<String> = citations.iter().map(Citation::line).collect();
        (!lines.is_empty()).then(|| lines.join("; "))
    };
    let mut changes = differences(before, after);
    changes.extend(parts(before, after, "notApplicable", |one| waiver(&one.value)));
    changes.extend(parts(before, after, "secretExcluded", |one| one.secret_excluded.then(|| "true".to_owned())));
    changes.extend(parts(before, after, "reference", |one| one.reference.as_ref().map(Citation::line)));
    changes.extend(parts(before, after, "evidence", |one| listed(&one.evidence)));
    changes.extend(parts(before, after, "note", |one| one.note.clone()));
    changes
}

/// Everything that changed between two lists of verified figures, likewise.
pub(crate) fn verified_changes(before: &[VerifiedFigure], after: &[VerifiedFigure]) -> Vec<Change> {
    let mut changes = differences(before, after);
    changes.append(&mut reason_changes(before, after));
    changes
}

/// What changed in the words of two lists of verified figures.
pub(crate) fn reason_changes(before: &[VerifiedFigure], after: &[VerifiedFigure]) -> Vec<Change> {
    let mut changes = parts(before, after, "notApplicable", |one| waiver(&one.value));
    changes.extend(parts(before, after, "reason", |one| one.reason.clone()));
    changes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stored_figure_has_exactly_one_value() {
        let values = [
            Value::Counts(Counts { numerator: 1, denominator: 2 }),
            Value::Count(3),
            Value::Number(Decimal(-25_000)),
            Value::Choice("A".to_owned()),
            Value::Points(850),
            Value::NotApplicable("Không phát sinh".to_owned()),
        ];
        for value in values {
            let figure = Figure {
                criterion: "H1".to_owned(),
                value: value.clone(),
                secret_excluded: true,
                reference: None,
                evidence: Vec::new(),
                note: Some("Ghi chú".to_owned()),
            };
            let stored = serde_json::to_string(&figure).expect("is written");
            assert_eq!(serde_json::from_str::<Figure>(&stored).expect("is read"), figure, "{stored}");
            let verified = VerifiedFigure { criterion: "H1".to_owned(), value, reason: Some("Khác".to_owned()) };
            let stored = serde_json::to_string(&verified).expect("is written");
            assert_eq!(serde_json::from_str::<VerifiedFigure>(&stored).expect("is read"), verified, "{stored}");
        }
        let none = r#"{"criterion": "H1", "secretExcluded": false, "evidence": []}"#;
        let two = r#"{"criterion": "H1", "count": 1, "choice": "A"}"#;
        for stored in [none, two] {
            assert!(serde_json::from_str::<Figure>(stored).is_err(), "{stored}");
        }
        let older = r#"{"criterion": "H1", "counts": {"numerator": 1, "denominator": 2}}"#;
        assert!(!serde_json::from_str::<Figure>(older).expect("is read").secret_excluded);
    }
}
