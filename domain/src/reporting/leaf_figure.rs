//! The conditions on a value of a leaf of a tree (rules L22, L29, S08).

use crate::base::refusal::Violations;
use crate::planning::exact::Decimal;
use crate::planning::measure::{Measure, ZeroDenominator};
use crate::planning::tree::Leaf;
use crate::planning::value::{COUNT_MAX, Value};
use crate::planning::value_spec::ValueSpec;
use crate::reporting::reasons;

/// The greatest number that is declared without a limit of its own.
const NUMBER_MAX: Decimal = Decimal::whole(COUNT_MAX);

/// How many decimals the result of a survey has at most.
const SURVEY_DECIMALS: u8 = 4;

/// Whether more may be counted than there is in the denominator (rule L29).
pub(crate) const fn exceeds_one(measure: &Measure) -> bool {
    match measure {
        Measure::Leaf(leaf) => matches!(leaf.value, ValueSpec::Ratio { may_exceed_one: true, .. }),
        Measure::Ratio(_) | Measure::Count(_) | Measure::Choice(_) | Measure::Manual(_) => false,
        Measure::Qualitative { .. } => false,
    }
}

/// Whether a denominator of 0 is an error of a leaf.
pub(crate) const fn refuses_zero(measure: &Measure) -> bool {
    match measure {
        Measure::Leaf(leaf) => matches!(leaf.value, ValueSpec::Ratio { zero: ZeroDenominator::Refused, .. }),
        Measure::Ratio(_) | Measure::Count(_) | Measure::Choice(_) | Measure::Manual(_) => false,
        Measure::Qualitative { .. } => false,
    }
}

/// Reports what is wrong with a value of a leaf; counts themselves are checked with all others.
pub(crate) fn check_leaf_value(leaf: &Leaf, value: &Value, pointer: &str, violations: &mut Violations) {
    match (&leaf.value, value) {
        (ValueSpec::Ratio { .. }, Value::Counts(_)) => {}
        (ValueSpec::Number { decimals, least, most, .. }, Value::Number(number)) => {
            let (least, most) = (least.unwrap_or(Decimal::ZERO), most.unwrap_or(NUMBER_MAX));
            check_number(*number, *decimals, (least, most), pointer, violations);
        }
        (ValueSpec::Context { decimals, .. }, Value::Number(number)) => {
            check_number(*number, *decimals, (Decimal(-NUMBER_MAX.0), NUMBER_MAX), pointer, violations);
        }
        (ValueSpec::Survey { .. }, Value::Number(number)) => {
            let most = leaf.greatest_survey().unwrap_or(NUMBER_MAX);
            check_number(*number, SURVEY_DECIMALS, (Decimal::ZERO, most), pointer, violations);
        }
        (ValueSpec::Choice { options }, Value::Choice(code)) => {
            if !options.iter().any(|option| option.code == *code) {
                let codes: Vec<&str> = options.iter().map(|option| option.code.as_str()).collect();
                let named = options.iter().map(|option| format!("{} – {}", option.code, option.name.vi));
                let reason = reasons::option_unknown(named.collect::<Vec<String>>().join("; "), codes.join(", "));
                violations.add(format!("{pointer}/choice"), reason);
            }
        }
        (ValueSpec::Rubric { .. }, Value::Points(points)) => {
            let (least, most) = (leaf.lowest(), leaf.highest());
            if !(least..=most).contains(&Decimal::hundredths(*points)) {
                let reason = reasons::points_outside(least.vi(), least.en(), most.vi(), most.en());
                violations.add(format!("{pointer}/points"), reason);
            }
        }
        (_, Value::Counts(_) | Value::Count(_) | Value::Number(_) | Value::Choice(_)) => {
            violations.add(pointer, reasons::value_unfit());
        }
        (_, Value::Points(_) | Value::NotApplicable(_)) => violations.add(pointer, reasons::value_unfit()),
    }
}

/// Rule L29: within its bounds, and with no more decimals than the set says.
fn check_number(
    number: Decimal,
    decimals: u8,
    (least, most): (Decimal, Decimal),
    pointer: &str,
    violations: &mut Violations,
) {
    if !(least..=most).contains(&number) {
        let reason = reasons::figure_out_of_range(least.vi(), least.en(), most.vi(), most.en());
        violations.add(format!("{pointer}/number"), reason);
    } else if !number.has_at_most(decimals) {
        violations.add(format!("{pointer}/number"), reasons::figure_too_fine(decimals));
    }
}
