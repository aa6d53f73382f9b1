//! What tells the thing of a notice from others of its kind, without personal data (rule P04): the number of a document, the
//! code of a criterion, the form of an award. No name and no text that somebody wrote is among it.

use chrono::NaiveDate;

use crate::base::text::Text;
use crate::base::wording;
use crate::planning::award::{AwardForm, SubjectKind};

/// The thing of a notice, as far as it can be told without naming anybody.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NoticeSubject {
    /// A nomination.
    Nomination {
        /// The award that is proposed.
        form: AwardForm,
        /// For whom.
        kind: SubjectKind,
        /// The day on which the dossier was begun.
        begun: NaiveDate,
    },
    /// A numbered document.
    Document {
        /// Number and symbol.
        number: String,
        /// Its day.
        date: Option<NaiveDate>,
    },
    /// A criterion of a report.
    Criterion {
        /// Its code.
        code: String,
    },
}

impl NoticeSubject {
    /// In a line.
    #[must_use]
    pub fn label(&self) -> Text {
        match self {
            Self::Nomination { form, kind, begun } => Text::new(
                format!("{}, {}, hồ sơ lập ngày {}", form.vi(), kind.vi(), wording::date(*begun)),
                format!("{}, {}, dossier begun on {}", form_en(*form), kind_en(*kind), begun.format("%-d %B %Y")),
            ),
            Self::Document { number, date: Some(date) } => Text::new(
                format!("Văn bản số {number} ngày {}", wording::date(*date)),
                format!("Document {number} of {}", date.format("%-d %B %Y")),
            ),
            Self::Document { number, date: None } => {
                Text::new(format!("Văn bản số {number}"), format!("Document {number}"))
            }
            Self::Criterion { code } => Text::new(format!("Tiêu chí {code}"), format!("Criterion {code}")),
        }
    }
}

const fn form_en(form: AwardForm) -> &'static str {
    match form {
        AwardForm::BangKhenProvince => "Certificate of Merit of the provincial Chair",
        AwardForm::GiayKhenUnit => "Certificate of Commendation of the unit's head",
    }
}

const fn kind_en(kind: SubjectKind) -> &'static str {
    match kind {
        SubjectKind::Collective => "a collective",
        SubjectKind::Individual => "an individual",
        SubjectKind::Household => "a household",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_thing_is_told_from_others_of_its_kind() {
        let day = NaiveDate::from_ymd_opt(2024, 3, 5);
        let nomination = NoticeSubject::Nomination {
            form: AwardForm::BangKhenProvince,
            kind: SubjectKind::Individual,
            begun: day.unwrap_or_default(),
        };
        let said = nomination.label();
        assert_eq!(said.vi, "Bằng khen của Chủ tịch UBND tỉnh, cá nhân, hồ sơ lập ngày 05/03/2024");
        assert_eq!(
            said.en,
            "Certificate of Merit of the provincial Chair, an individual, dossier begun on 5 March 2024"
        );
        let document = NoticeSubject::Document { number: "12/HD-BCĐ".to_owned(), date: day };
        assert_eq!(document.label().vi, "Văn bản số 12/HD-BCĐ ngày 05/03/2024");
        assert_eq!(NoticeSubject::Criterion { code: "C7".to_owned() }.label().vi, "Tiêu chí C7");
    }
}
