//! The prize of an award: the coefficient of the regime times the base salary, both of the day of the decision (rules
//! L14, L15, L39).

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use crate::base::reason::Reason;
use crate::base::wording;
use crate::honours::reasons;
use crate::honours::regime::{BaseSalary, PrizeRule, Regime, Rounding};
use crate::planning::award::{AwardForm, SubjectKind};
use crate::registry::level::IssuerClass;

/// The award whose prize is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PrizeOf {
    /// The form.
    pub form: AwardForm,
    /// The kind of subject.
    pub subject: SubjectKind,
    /// The class of those who grant it.
    pub issuer: IssuerClass,
}

/// A prize, and the values that it was computed from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Prize {
    /// The amount in đồng; none if a value that it depends on is missing (rule L15).
    pub dong: Option<i64>,
    /// The code of the regime of the day.
    pub regime: Option<String>,
    /// The coefficient, in hundredths.
    pub coefficient_hundredths: Option<i64>,
    /// The base salary of the day, in đồng.
    pub base_salary_dong: Option<i64>,
    /// Rounding used.
    pub rounding: Option<Rounding>,
    /// What is missing.
    pub warning: Option<Reason>,
}

/// A recipient's prize money as it was computed for the day of the decision.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AwardPrize {
    /// The amount in đồng; none if a value that it depends on was not configured (rule L15).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dong: Option<i64>,
    /// The code of the regime of that day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub regime: Option<String>,
    /// The coefficient, in hundredths.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub coefficient_hundredths: Option<i64>,
    /// The base salary of that day, in đồng.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub base_salary_dong: Option<i64>,
    /// When it was computed later, because a value was missing at first; none if it was computed with the decision.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub filled_at: Option<DateTime<Utc>>,
}

impl From<Prize> for AwardPrize {
    fn from(prize: Prize) -> Self {
        Self {
            dong: prize.dong,
            regime: prize.regime,
            coefficient_hundredths: prize.coefficient_hundredths,
            base_salary_dong: prize.base_salary_dong,
            filled_at: None,
        }
    }
}

/// Why a prize has no amount, in the words for what is missing; none if nothing is.
#[must_use]
pub fn prize_lacking(prize: PrizeOf, day: NaiveDate, lacking: &Lacking) -> Option<Reason> {
    let Lacking { regime, coefficient, salary } = lacking;
    let missing: Vec<(&str, &str)> = [
        (*regime, ("quy định áp dụng", "legal regime")),
        (!*regime && *coefficient, ("hệ số tiền thưởng", "coefficient of the prize")),
        (*salary, ("mức lương cơ sở", "base salary")),
    ]
    .into_iter()
    .filter_map(|(lacking, name)| lacking.then_some(name))
    .collect();
    if missing.is_empty() {
        return None;
    }
    let PrizeOf { form, subject, issuer } = prize;
    let (vi, en): (Vec<&str>, Vec<&str>) = missing.into_iter().unzip();
    let (vi, en) = (vi.join(", "), en.join(" and no "));
    let prize_vi = format!("{} cho {} ({})", form.vi(), subject.vi(), issuer.vi());
    let prize_en = format!("{form}, {subject}, {issuer}");
    Some(reasons::prize_not_configured(prize_vi, prize_en, wording::date(day), day, vi, en))
}

/// Which of the values that a prize depends on are missing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lacking {
    /// No regime is in force on the day.
    pub regime: bool,
    /// The regime has no coefficient for such an award.
    pub coefficient: bool,
    /// No base salary is in force on the day.
    pub salary: bool,
}

/// The prize for a decision of a day: the coefficient of that day's regime times that day's base salary, rounded as the
/// regime says (rule L14); a missing value is named and never guessed (rule L15).
#[must_use]
pub fn prize_on(regimes: &[Regime], salaries: &[BaseSalary], day: NaiveDate, prize: PrizeOf) -> Prize {
    let regime = regimes.iter().find(|regime| regime.is_valid_on(day));
    let rule = regime.and_then(|regime| {
        let fits = |rule: &&PrizeRule| rule.form == prize.form && rule.subject == prize.subject;
        let of =
            |issuer: Option<IssuerClass>| regime.terms.prizes.iter().filter(fits).find(|rule| rule.issuer == issuer);
        of(Some(prize.issuer)).or_else(|| of(None))
    });
    let salary = salaries.iter().find(|salary| salary.is_valid_on(day));
    let dong = match (regime, rule, salary) {
        (Some(regime), Some(rule), Some(salary)) => salary
            .dong
            .checked_mul(rule.coefficient_hundredths)
            .map(|hundredths| regime.terms.rounding.apply(hundredths)),
        _ => None,
    };
    Prize {
        dong,
        regime: regime.map(|regime| regime.code.clone()),
        coefficient_hundredths: rule.map(|rule| rule.coefficient_hundredths),
        base_salary_dong: salary.map(|salary| salary.dong),
        rounding: regime.map(|regime| regime.terms.rounding),
        warning: prize_lacking(
            prize,
            day,
            &Lacking { regime: regime.is_none(), coefficient: rule.is_none(), salary: salary.is_none() },
        ),
    }
}
