//! Figures, on the wire: counted shares under `figures`, all other values under `answers`, also that a criterion does
//! not apply.

use domain::base::citation::Citation;
use domain::base::refusal::Violation;
use domain::planning::scoring::{Counts, Value};
use domain::reporting::figure::{Figure, VerifiedFigure};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use crate::base::citation::CitationBody;
use crate::base::hundredths::Hundredths;
use crate::base::hundredths::decimal::DecimalBody;
use crate::base::problem::{Problem, violation};
use crate::base::text::{Code, EmptyOrCode, EmptyOrParagraph};
use crate::planning::scoring::Parts;
use crate::reporting::reasons;

/// Figures that a unit declares for a ratio (số liệu).
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = Figure, example = json!({"criterion": "H1", "numerator": 812, "denominator": 1000, "secretExcluded": true}))]
pub(crate) struct FigureBody {
    /// The criterion's code, from the group's criteria set; each stands once.
    /// Example: `H1`
    #[validate(nested)]
    criterion: Code,
    /// Number that meet the criterion (tử số): a whole number from 0 to 999999999999, not above the denominator unless the
    /// set allows it (rule L29). Without secret items: secret files are never counted, not even to subtract them.
    #[schema(minimum = 0, maximum = 999_999_999_999_i64, example = 812)]
    numerator: i64,
    /// Number counted (mẫu số): a whole number from 0 to 999999999999 (rule L29). Where the criterion's set says so
    /// (`NOT_APPLICABLE`), 0 means that the unit has nothing to count, and the criterion does not apply (rule S08).
    #[schema(minimum = 0, maximum = 999_999_999_999_i64, example = 1000)]
    denominator: i64,
    /// The attestation that secret items are not counted; required at submission if the criterion asks for it (rules
    /// S05 and S06).
    #[serde(default)]
    secret_excluded: bool,
    /// The document that the denominator comes from, such as the list of eligible procedures (rule S07).
    #[validate(nested)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    reference: Option<CitationBody>,
    /// Evidence for the figure; if the criterion requires evidence, a numerator above 0 needs at least one citation at
    /// submission (rule L20). At most 20.
    #[validate(length(max = 20), nested)]
    #[schema(max_items = 20)]
    #[serde(default)]
    evidence: Vec<CitationBody>,
    /// Note for readers; at most 4000 characters.
    #[validate(nested)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    note: Option<EmptyOrParagraph>,
}

/// Value that a unit declares for a criterion that measures no share: exactly one of `count`, `number`, `choice`, `points`
/// and `notApplicable`.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = Answer, example = json!({"criterion": "K1", "count": 3}))]
pub(crate) struct AnswerBody {
    /// The criterion's code, from the group's criteria set; each stands once.
    /// Example: `K1`
    #[validate(nested)]
    criterion: Code,
    /// Count, for a count criterion: a whole number from 0 to 999999999999 (rule L29).
    #[schema(minimum = 0, maximum = 999_999_999_999_i64, example = 3)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    count: Option<i64>,
    /// Number, for a number or a context figure of a tree, within its bounds and with no more decimals than the set says
    /// (rule L29).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    number: Option<DecimalBody>,
    /// The code of the option that holds, for a choice.
    /// Example: `CHIEF`
    #[validate(nested)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    choice: Option<EmptyOrCode>,
    /// The unit's own score by the rubric (điểm tự chấm), 0 to the criterion's most points (rule L22).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    points: Option<Hundredths>,
    /// Why the criterion does not apply to the unit, if the set permits a unit to say so (rule L24). At most 4000
    /// characters.
    #[validate(nested)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    not_applicable: Option<EmptyOrParagraph>,
    /// The attestation that secret items are not counted (rules S05 and S06).
    #[serde(default)]
    secret_excluded: bool,
    /// The document that the value comes from (rule S07).
    #[validate(nested)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    reference: Option<CitationBody>,
    /// Evidence for the value (rule L20). At most 20.
    #[validate(length(max = 20), nested)]
    #[schema(max_items = 20)]
    #[serde(default)]
    evidence: Vec<CitationBody>,
    /// Note for readers; at most 4000 characters.
    #[validate(nested)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    note: Option<EmptyOrParagraph>,
}

/// Figures that the standing agency verified for a ratio (số liệu thẩm tra).
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = VerifiedFigure, example = json!({"criterion": "H1", "numerator": 800, "denominator": 1000, "reason": "12 hồ sơ trùng"}))]
pub(crate) struct VerifiedFigureBody {
    /// The criterion's code; every criterion that asks the unit stands once.
    /// Example: `H1`
    #[validate(nested)]
    criterion: Code,
    /// Verified numerator: 0 to 999999999999, not above the denominator unless the set allows it (rule L29).
    #[schema(minimum = 0, maximum = 999_999_999_999_i64, example = 800)]
    numerator: i64,
    /// Verified denominator: 0 to 999999999999 (rule L29).
    #[schema(minimum = 0, maximum = 999_999_999_999_i64, example = 1000)]
    denominator: i64,
    /// Why the verified figures differ from the declared ones; required if they do (rule L22). At most 4000 characters.
    #[validate(nested)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    reason: Option<EmptyOrParagraph>,
}

/// Value that the standing agency verified for a criterion that measures no share: exactly one of `count`, `number`,
/// `choice`, `points` and `notApplicable`.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = VerifiedAnswer, example = json!({"criterion": "K1", "count": 2, "reason": "1 cuộc họp trùng"}))]
pub(crate) struct VerifiedAnswerBody {
    /// The criterion's code; every criterion that asks the unit stands once.
    /// Example: `K1`
    #[validate(nested)]
    criterion: Code,
    /// Verified count: 0 to 999999999999 (rule L29).
    #[schema(minimum = 0, maximum = 999_999_999_999_i64, example = 2)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    count: Option<i64>,
    /// Verified number, for a number or a context figure of a tree (rule L29).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    number: Option<DecimalBody>,
    /// The code of the option that holds, as verified.
    /// Example: `DEPUTY`
    #[validate(nested)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    choice: Option<EmptyOrCode>,
    /// The points by the rubric (điểm thẩm tra), from the criterion's least points, 0 unless stated, to its most (rule L22).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    points: Option<Hundredths>,
    /// Why the criterion does not apply, as accepted (rule L24). At most 4000 characters.
    #[validate(nested)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    not_applicable: Option<EmptyOrParagraph>,
    /// Why the verified value differs from the declared one; required if it does (rule L22). At most 4000 characters.
    #[validate(nested)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    reason: Option<EmptyOrParagraph>,
}

fn unclear(pointer: String) -> Violation {
    violation(pointer, reasons::value_unclear())
}

fn single(
    count: Option<i64>,
    number: Option<DecimalBody>,
    choice: Option<EmptyOrCode>,
    points: Option<Hundredths>,
    waiver: Option<EmptyOrParagraph>,
) -> Option<Value> {
    let values = [
        count.map(Value::Count),
        number.map(|number| Value::Number(number.0)),
        choice.map(|choice| Value::Choice(choice.into())),
        points.map(|points| Value::Points(points.0)),
        waiver.map(|waiver| Value::NotApplicable(waiver.into())),
    ];
    let mut given = values.into_iter().flatten();
    match (given.next(), given.next()) {
        (Some(value), None) => Some(value),
        _ => None,
    }
}

/// A single value from its fields, or none; any other combination is refused.
pub(crate) fn value(
    counts: (Option<i64>, Option<i64>),
    (count, number): (Option<i64>, Option<DecimalBody>),
    choice: Option<EmptyOrCode>,
    points: Option<Hundredths>,
    waiver: Option<EmptyOrParagraph>,
) -> Result<Option<Value>, Problem> {
    let other = count.is_some() || number.is_some() || choice.is_some() || points.is_some() || waiver.is_some();
    match (counts, other) {
        ((None, None), false) => Ok(None),
        ((Some(numerator), Some(denominator)), false) => Ok(Some(Value::Counts(Counts { numerator, denominator }))),
        ((None, None), true) => match single(count, number, choice, points, waiver) {
            Some(value) => Ok(Some(value)),
            None => Err(Problem::malformed(vec![unclear(String::new())])),
        },
        ((Some(_), _) | (_, Some(_)), _) => Err(Problem::malformed(vec![unclear(String::new())])),
    }
}

/// The declared values of both lists: ratios first.
pub(crate) fn declared(figures: Vec<FigureBody>, answers: Vec<AnswerBody>) -> Result<Vec<Figure>, Problem> {
    let mut violations = Vec::new();
    let mut list = Vec::with_capacity(figures.len().saturating_add(answers.len()));
    for body in figures {
        let FigureBody { criterion, numerator, denominator, secret_excluded, reference, evidence, note } = body;
        let value = Value::Counts(Counts { numerator, denominator });
        list.push(figure(criterion, value, secret_excluded, reference, evidence, note));
    }
    for (place, body) in answers.into_iter().enumerate() {
        let AnswerBody { criterion, count, number, choice, points, not_applicable, .. } = body;
        let AnswerBody { secret_excluded, reference, evidence, note, .. } = body;
        match single(count, number, choice, points, not_applicable) {
            Some(value) => list.push(figure(criterion, value, secret_excluded, reference, evidence, note)),
            None => violations.push(unclear(format!("/answers/{place}"))),
        }
    }
    if violations.is_empty() { Ok(list) } else { Err(Problem::malformed(violations)) }
}

fn figure(
    criterion: Code,
    value: Value,
    secret_excluded: bool,
    reference: Option<CitationBody>,
    evidence: Vec<CitationBody>,
    note: Option<EmptyOrParagraph>,
) -> Figure {
    Figure {
        criterion: criterion.into(),
        value,
        secret_excluded,
        reference: reference.map(Citation::from),
        evidence: evidence.into_iter().map(Citation::from).collect(),
        note: note.map(Into::into),
    }
}

/// The verified values of both lists: ratios first.
pub(crate) fn found(
    figures: Vec<VerifiedFigureBody>,
    answers: Vec<VerifiedAnswerBody>,
) -> Result<Vec<VerifiedFigure>, Problem> {
    let mut violations = Vec::new();
    let mut list = Vec::with_capacity(figures.len().saturating_add(answers.len()));
    for body in figures {
        let VerifiedFigureBody { criterion, numerator, denominator, reason } = body;
        let value = Value::Counts(Counts { numerator, denominator });
        list.push(verified(criterion, value, reason));
    }
    for (place, body) in answers.into_iter().enumerate() {
        let VerifiedAnswerBody { criterion, count, number, choice, points, not_applicable, reason } = body;
        match single(count, number, choice, points, not_applicable) {
            Some(value) => list.push(verified(criterion, value, reason)),
            None => violations.push(unclear(format!("/answers/{place}"))),
        }
    }
    if violations.is_empty() { Ok(list) } else { Err(Problem::malformed(violations)) }
}

fn verified(criterion: Code, value: Value, reason: Option<EmptyOrParagraph>) -> VerifiedFigure {
    VerifiedFigure { criterion: criterion.into(), value, reason: reason.map(Into::into) }
}

/// Declared values, split into the two lists of the wire format.
pub(crate) fn shown(figures: Vec<Figure>) -> (Vec<FigureBody>, Vec<AnswerBody>) {
    let (mut ratios, mut answers) = (Vec::new(), Vec::new());
    for Figure { criterion, value, secret_excluded, reference, evidence, note } in figures {
        let (criterion, note) = (criterion.into(), note.map(Into::into));
        let (reference, evidence) =
            (reference.map(CitationBody::from), evidence.into_iter().map(CitationBody::from).collect());
        let Parts { counts, count, number, choice, points, not_applicable } = value.into();
        if let Some(Counts { numerator, denominator }) = counts {
            ratios.push(FigureBody { criterion, numerator, denominator, secret_excluded, reference, evidence, note });
        } else {
            let (choice, not_applicable) = (choice.map(Into::into), not_applicable.map(Into::into));
            answers.push(AnswerBody {
                criterion,
                count,
                number,
                choice,
                points,
                not_applicable,
                secret_excluded,
                reference,
                evidence,
                note,
            });
        }
    }
    (ratios, answers)
}

/// Verified values, split into the two lists of the wire format.
pub(crate) fn shown_found(figures: Vec<VerifiedFigure>) -> (Vec<VerifiedFigureBody>, Vec<VerifiedAnswerBody>) {
    let (mut ratios, mut answers) = (Vec::new(), Vec::new());
    for VerifiedFigure { criterion, value, reason } in figures {
        let (criterion, reason) = (criterion.into(), reason.map(Into::into));
        let Parts { counts, count, number, choice, points, not_applicable } = value.into();
        if let Some(Counts { numerator, denominator }) = counts {
            ratios.push(VerifiedFigureBody { criterion, numerator, denominator, reason });
        } else {
            let (choice, not_applicable) = (choice.map(Into::into), not_applicable.map(Into::into));
            answers.push(VerifiedAnswerBody { criterion, count, number, choice, points, not_applicable, reason });
        }
    }
    (ratios, answers)
}
