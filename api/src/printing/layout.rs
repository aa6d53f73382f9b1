//! What the data of all papers share: head, days, signature, numbers as offices write them.

use chrono::{Datelike, NaiveDate};
use domain::honours::decision::Award;
use domain::planning::award::AwardForm;
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
    /// The superior body, line by line; empty if the issuer has none on its papers.
    pub(crate) superior: Vec<String>,
    /// The issuing body, line by line.
    pub(crate) issuer: Vec<String>,
    /// Number and symbol, such as `05/QĐ-UBND`; dots for the number in a draft; `null` on a paper that has none.
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

/// What stands for a number that is not given yet.
const NO_NUMBER: &str = "……";

impl Head {
    /// The head of a paper that is numbered when it is issued: until then with room for the number, `……/TB-SNV`.
    pub(crate) fn awaiting_number(self, short: &str) -> Self {
        let symbol = self.symbol.unwrap_or_else(|| format!("{NO_NUMBER}/{short}-{}", initials(&self.issuer)));
        Self { symbol: Some(symbol), ..self }
    }

    /// Number and symbol once there is a number.
    pub(crate) fn number(&self) -> Option<&str> {
        self.symbol.as_deref().filter(|symbol| !symbol.starts_with(NO_NUMBER))
    }

    /// Its day in words, with dots for what is not set.
    pub(crate) fn day(&self) -> String {
        let day = self.date.and_then(|Day { year, month, day }| NaiveDate::from_ymd_opt(year, month, day));
        day.map_or_else(|| "ngày …… tháng …… năm ……".to_owned(), written)
    }
}

/// How an office is named in symbols: `UBND`, and a department by the first letters of its name, such as `SNV` and `SKHCN`;
/// dots for others, whose letters follow no rule.
fn initials(issuer: &[String]) -> String {
    let name = issuer.join(" ");
    if after(&name, "Ủy ban nhân dân").is_some() {
        return "UBND".to_owned();
    }
    if after(&name, "Sở").is_none() {
        return NO_NUMBER.to_owned();
    }
    let words = name.split_whitespace().filter(|word| *word != "và");
    words.filter_map(|word| word.chars().next()).flat_map(char::to_uppercase).collect()
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

/// With a capital as its first letter.
pub(crate) fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// What follows these words at the beginning of a text, whatever their case; none if it begins otherwise.
pub(crate) fn after<'a>(text: &'a str, words: &str) -> Option<&'a str> {
    let (start, rest) = (text.get(..words.len())?, text.get(words.len()..)?);
    let same = start.to_lowercase() == words.to_lowercase();
    let whole = rest.chars().next().is_none_or(char::is_whitespace);
    (same && whole).then(|| rest.trim_start())
}

/// Words that begin no name, whatever follows them.
const NO_NAMES: [&str; 4] = ["Về", "Tặng", "Thưởng", "Hủy"];

/// With a small first letter in the middle of a sentence, unless its second word has a capital, too: then it is a name.
pub(crate) fn lower(text: &str) -> String {
    let second = text.split_whitespace().nth(1).and_then(|word| word.chars().next());
    let no_name = NO_NAMES.iter().any(|word| after(text, word).is_some());
    if second.is_some_and(char::is_uppercase) && !no_name {
        return text.to_owned();
    }
    let mut letters = text.chars();
    letters.next().map(|first| first.to_lowercase().chain(letters).collect()).unwrap_or_default()
}

/// The abstract of a document in a sentence, which begins with `về`.
pub(crate) fn about(title: &str) -> String {
    match after(title, "Về") {
        Some(_) => lower(title),
        None => format!("về việc {}", lower(title)),
    }
}

/// A movement in a sentence, which does not say twice that it is one: `trong phong trào “Chuyển đổi số”`.
pub(crate) fn in_movement(name: &str) -> String {
    match after(name, "Phong trào") {
        Some(_) => format!("trong “{name}”"),
        None => format!("trong phong trào “{name}”"),
    }
}

/// Position and unit in one line; a position that names the unit already says it once.
pub(crate) fn placed(position: Option<&str>, unit: &str) -> String {
    match position {
        Some(position) if position.to_lowercase().contains(&unit.to_lowercase()) => position.to_owned(),
        Some(position) => format!("{position}, {unit}"),
        None => unit.to_owned(),
    }
}

/// The short name of a form.
pub(crate) const fn form_name(form: AwardForm) -> &'static str {
    match form {
        AwardForm::BangKhenProvince => "Bằng khen",
        AwardForm::GiayKhenUnit => "Giấy khen",
    }
}

/// What stands for a prize that is not known; an empty cell would say that there is none.
pub(crate) const PRIZE_UNKNOWN: &str = "chưa xác định";

/// The prize of an award in đồng; none if it is not known.
pub(crate) fn prize_of(award: &Award) -> Option<i64> {
    award.prize.as_ref().and_then(|prize| prize.dong)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_and_shares_are_written_as_the_decree_says() {
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

    #[test]
    fn a_draft_has_room_for_its_number() {
        let symbol = |issuer: &[&str], symbol: Option<&str>| {
            let issuer = issuer.iter().map(|line| (*line).to_owned()).collect();
            let symbol = symbol.map(str::to_owned);
            let head = Head { superior: Vec::new(), issuer, symbol, place: None, date: None }.awaiting_number("TB");
            (head.symbol.clone().unwrap_or_default(), head.number().is_some())
        };
        assert_eq!(symbol(&["Sở Khoa học", "và Công nghệ"], None), ("……/TB-SKHCN".to_owned(), false));
        assert_eq!(symbol(&["Ủy ban nhân dân", "xã An Lạc"], None), ("……/TB-UBND".to_owned(), false));
        assert_eq!(symbol(&["Viettel"], None), ("……/TB-……".to_owned(), false));
        assert_eq!(symbol(&["Sở Nội vụ"], Some("31/TB-SNV")), ("31/TB-SNV".to_owned(), true));
    }

    #[test]
    fn words_are_taken_from_the_beginning_whole() {
        assert_eq!(after("NGHỊ ĐỊNH quy định", "Nghị định"), Some("quy định"));
        assert_eq!([after("Luật", "Luật"), after("Luật sư", "Luật s"), after("Lu", "Luật")], [Some(""), None, None]);
        assert_eq!(
            ["Về Chuyển đổi số", "Phê duyệt Chương trình", "Sóc Trăng đổi mới", ""].map(lower),
            ["về Chuyển đổi số", "phê duyệt Chương trình", "Sóc Trăng đổi mới", ""]
        );
        assert_eq!(["Tặng Bằng khen", "Năm 2024"].map(lower), ["tặng Bằng khen", "năm 2024"]);
        assert_eq!(["Tặng Bằng khen", "Về việc tặng"].map(about), ["về việc tặng Bằng khen", "về việc tặng"]);
        assert_eq!(
            ["Chuyển đổi số", "Phong trào thi đua số"].map(in_movement),
            ["trong phong trào “Chuyển đổi số”", "trong “Phong trào thi đua số”"]
        );
        assert_eq!(placed(Some("Bác sĩ, Sở Y tế"), "Sở Y tế"), "Bác sĩ, Sở Y tế");
        assert_eq!(placed(Some("Bác sĩ"), "Sở Y tế"), "Bác sĩ, Sở Y tế");
        assert_eq!(placed(None, "Sở Y tế"), "Sở Y tế");
    }
}
