//! What the data of all papers share: head, days, signature, numbers as offices write them.

use chrono::{Datelike, NaiveDate};
use domain::base::citation::Citation;
use domain::honours::decision::Award;
use domain::planning::award::AwardForm;
use domain::planning::campaign::stationery::Letterhead;
use domain::registry::organisation::{Organisation, OrganisationKind};
#[cfg(test)]
use serde::Deserialize;
use serde::Serialize;

/// A day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(Deserialize), serde(deny_unknown_fields))]
pub(crate) struct Day {
    /// The year, such as 2024.
    pub(crate) year: i32,
    /// The month, from 1.
    pub(crate) month: u32,
    /// The day of the month, from 1.
    pub(crate) day: u32,
}

impl From<NaiveDate> for Day {
    fn from(date: NaiveDate) -> Self {
        Self { year: date.year(), month: date.month(), day: date.day() }
    }
}

/// The head of a paper: who issues it, its number, and where and when.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(Deserialize), serde(deny_unknown_fields))]
pub(crate) struct Head {
    /// The superior body; `null` if the issuer has none on its papers.
    pub(crate) superior: Option<String>,
    /// The issuing body, line by line.
    pub(crate) issuer: Vec<String>,
    /// Number and symbol, such as `05/QĐ-UBND`; `null` in a draft.
    pub(crate) symbol: Option<String>,
    /// The place, such as `Minh Họa`; `null` where it is not configured.
    pub(crate) place: Option<String>,
    /// The day; `null` in a draft.
    pub(crate) date: Option<Day>,
}

/// Who signs.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(Deserialize), serde(deny_unknown_fields))]
pub(crate) struct Signer {
    /// The office, line by line, such as `TM. Ủy ban nhân dân` and `Chủ tịch`.
    pub(crate) office: Vec<String>,
    /// The name; empty where it is not known.
    pub(crate) name: String,
}

/// A decision that a paper refers to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(Deserialize), serde(deny_unknown_fields))]
pub(crate) struct DecisionMark {
    /// Number and symbol.
    pub(crate) symbol: String,
    /// Its day.
    pub(crate) date: Day,
}

impl Head {
    /// The head of a paper of the province's chair or committee.
    pub(crate) fn of_province(letterhead: &Letterhead, symbol: Option<&str>, date: Option<NaiveDate>) -> Self {
        let Letterhead { committee, chair: _, place } = letterhead;
        Self {
            superior: None,
            issuer: committee.clone(),
            symbol: symbol.map(numbered),
            place: place.clone(),
            date: date.map(Day::from),
        }
    }

    /// The head of a paper of a unit. A department of the province stands below its committee; a committee of a commune
    /// below nobody.
    pub(crate) fn of_unit(
        unit: &Organisation,
        letterhead: &Letterhead,
        symbol: Option<&str>,
        date: Option<NaiveDate>,
    ) -> Self {
        let Letterhead { committee, chair: _, place } = letterhead;
        let (superior, place) = match unit.kind {
            OrganisationKind::Department | OrganisationKind::ManagementBoard => {
                (Some(committee.join(" ")), place.clone())
            }
            OrganisationKind::PeoplesCommittee => (None, None),
            OrganisationKind::MassOrganisation
            | OrganisationKind::Media
            | OrganisationKind::PartyBody
            | OrganisationKind::Enterprise => (None, place.clone()),
        };
        Self {
            superior,
            issuer: vec![unit.name.clone()],
            symbol: symbol.map(numbered),
            place,
            date: date.map(Day::from),
        }
    }
}

impl Signer {
    /// The office that signs for a unit.
    pub(crate) fn of_unit(unit: &Organisation, name: &str) -> Self {
        let office: &[&str] = match unit.kind {
            OrganisationKind::PeoplesCommittee => &["TM. Ủy ban nhân dân", "Chủ tịch"],
            OrganisationKind::Department
            | OrganisationKind::ManagementBoard
            | OrganisationKind::MassOrganisation
            | OrganisationKind::Media
            | OrganisationKind::PartyBody
            | OrganisationKind::Enterprise => &["Thủ trưởng đơn vị"],
        };
        Self { office: office.iter().map(|line| (*line).to_owned()).collect(), name: name.to_owned() }
    }
}

/// Number and symbol with a zero before a number below 10.
pub(crate) fn numbered(symbol: &str) -> String {
    let digits = symbol.chars().take_while(char::is_ascii_digit).count();
    if digits == 1 && !symbol.starts_with('0') { format!("0{symbol}") } else { symbol.to_owned() }
}

/// `ngày 05 tháng 01 năm 2026`: with a zero before days below 10 and before January and February.
pub(crate) fn written(date: NaiveDate) -> String {
    let month = if date.month() < 3 { format!("{:02}", date.month()) } else { date.month().to_string() };
    format!("ngày {:02} tháng {month} năm {}", date.day(), date.year())
}

/// A count, with a zero before numbers below 10.
pub(crate) fn counted(count: usize) -> String {
    format!("{count:02}")
}

/// Part of a whole in percent with two decimals, cut down, with a comma; `0` of nothing.
pub(crate) fn percent(part: i64, whole: i64) -> String {
    let hundredths = part.saturating_mul(10_000).checked_div(whole).unwrap_or(0);
    hundredths_text(hundredths)
}

/// Hundredths with a comma and without zeros at the end: `81,81`, `95,5`, `100`.
pub(crate) fn hundredths_text(hundredths: i64) -> String {
    let (whole, rest) = (hundredths / 100, hundredths.unsigned_abs() % 100);
    match rest {
        0 => whole.to_string(),
        rest if rest.is_multiple_of(10) => format!("{whole},{}", rest / 10),
        rest => format!("{whole},{rest:02}"),
    }
}

/// A document as a basis: `Căn cứ … số … ngày … của …`; none if it has neither number nor title.
pub(crate) fn basis(document: &Citation) -> Option<String> {
    cited(document).map(|cited| format!("Căn cứ {cited}"))
}

/// A document in a sentence.
pub(crate) fn cited(document: &Citation) -> Option<String> {
    let Citation { number, date, issuer, title, .. } = document;
    let mut said = match (title.as_deref(), number.as_deref()) {
        (Some(title), Some(number)) if !title.contains(number) => format!("{title}, số {number}"),
        (Some(title), _) => title.to_owned(),
        (None, Some(number)) => format!("Văn bản số {number}"),
        (None, None) => return None,
    };
    if let Some(date) = date {
        said = format!("{said} {}", written(*date));
    }
    if let Some(issuer) = issuer.as_deref() {
        said = format!("{said} của {issuer}");
    }
    Some(said)
}

/// The same bases once each, in their order.
pub(crate) fn once(bases: impl Iterator<Item = String>) -> Vec<String> {
    let mut known: Vec<String> = Vec::new();
    for basis in bases {
        if !known.contains(&basis) {
            known.push(basis);
        }
    }
    known
}

/// With a capital as its first letter.
pub(crate) fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// Position and unit in one line.
pub(crate) fn placed(position: Option<&str>, unit: &str) -> String {
    position.map_or_else(|| unit.to_owned(), |position| format!("{position}, {unit}"))
}

/// The short name of a form.
pub(crate) const fn form_name(form: AwardForm) -> &'static str {
    match form {
        AwardForm::BangKhenProvince => "Bằng khen",
        AwardForm::GiayKhenUnit => "Giấy khen",
    }
}

/// The prize of an award in đồng; none if it is not known.
pub(crate) fn prize_of(award: &Award) -> Option<i64> {
    award.prize.as_ref().and_then(|prize| prize.dong)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_days_are_written_as_the_decree_says() {
        assert_eq!(
            ["5/QĐ-UBND", "05/QĐ-UBND", "335/QĐ-UBND", "QĐ"].map(numbered),
            ["05/QĐ-UBND", "05/QĐ-UBND", "335/QĐ-UBND", "QĐ"]
        );
        let day = |year, month, day| NaiveDate::from_ymd_opt(year, month, day).map(written);
        assert_eq!(day(2026, 1, 5).as_deref(), Some("ngày 05 tháng 01 năm 2026"));
        assert_eq!(day(2024, 12, 20).as_deref(), Some("ngày 20 tháng 12 năm 2024"));
        assert_eq!(day(2024, 3, 9).as_deref(), Some("ngày 09 tháng 3 năm 2024"));
        assert_eq!(
            [(9, 11), (10, 10), (1, 2), (0, 0)].map(|(part, whole)| percent(part, whole)),
            ["81,81", "100", "50", "0"]
        );
        assert_eq!([9_550, 805, 10_000].map(hundredths_text), ["95,5", "8,05", "100"]);
    }
}
