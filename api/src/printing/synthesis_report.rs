//! The synthesis report to the province (báo cáo tổng hợp).

use actix_web::{HttpRequest, web};
use domain::base::policy::Permission;
use domain::oversight::synthesis::facts::{SynthesisFacts, SynthesisPart};
use domain::oversight::synthesis::{Section, Synthesis, SynthesisVersion};
use domain::planning::award::SubjectKind;
use domain::planning::campaign::stationery::Letterhead;
use domain::registry::organisation::Organisation;
#[cfg(test)]
use serde::Deserialize;
use serde::Serialize;

use crate::access::caller::Caller;
use crate::base::answer::RawResponse;
use crate::base::db::Db;
use crate::base::problem::Problem;
use crate::base::query::Path;
use crate::base::routes::{Routes, operations};
use crate::oversight::synthesis::SynthesisPath;
use crate::printing::answer::{DOCX, EditablePaper, PDF, file, wants_docx};
use crate::printing::layout::{Head, Signer, capital, counted, lower};
use crate::printing::program::Program;
use crate::printing::template::PaperKind;
use crate::printing::word::Document;

/// The Roman numerals of sections, of which a report has at most 30.
const NUMERALS: [&str; 30] = [
    "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII", "XIII", "XIV", "XV", "XVI", "XVII",
    "XVIII", "XIX", "XX", "XXI", "XXII", "XXIII", "XXIV", "XXV", "XXVI", "XXVII", "XXVIII", "XXIX", "XXX",
];

/// The data of the paper.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(Deserialize), serde(deny_unknown_fields))]
pub(crate) struct SynthesisReportPaper {
    /// The head; number and day are those of the submission.
    head: Head,
    /// The abstract.
    r#abstract: String,
    /// To whom it is written; `null` for nobody.
    addressee: Option<String>,
    /// The sections, in order.
    sections: Vec<SectionPaper>,
    /// The last sentence, without its end.
    closing: String,
    /// To whom it is sent.
    receivers: Vec<String>,
    /// Who signs.
    signer: Signer,
}

/// A section.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(Deserialize), serde(deny_unknown_fields))]
pub(crate) struct SectionPaper {
    /// Its heading.
    heading: String,
    /// The sentences of figures.
    lines: Vec<String>,
    /// What the agency wrote; paragraphs end with a line end.
    text: String,
}

/// The sentences of a part as papers write them: counts of recipients with a zero before numbers below 10.
fn lines(facts: &SynthesisFacts, part: SynthesisPart) -> Vec<String> {
    let said = facts.lines(part).into_iter().map(|line| line.vi);
    match part {
        SynthesisPart::Awards => said.map(with_zeros).collect(),
        SynthesisPart::Reporting
        | SynthesisPart::Results
        | SynthesisPart::Practices
        | SynthesisPart::Difficulties
        | SynthesisPart::Inspections
        | SynthesisPart::Mobilisation
        | SynthesisPart::Dimensions => said.collect(),
    }
}

/// `01 tập thể` for `1 tập thể`.
fn with_zeros(line: String) -> String {
    let counts = SubjectKind::ALL.iter().flat_map(|kind| (0..10_usize).map(move |count| (count, kind.vi())));
    counts.fold(line, |line, (count, kind)| {
        line.replace(&format!(" {count} {kind}"), &format!(" {} {kind}", counted(count)))
    })
}

impl SynthesisReportPaper {
    fn new(synthesis: &Synthesis, version: SynthesisVersion, unit: &Organisation, letterhead: &Letterhead) -> Self {
        let document = synthesis.submission().and_then(|act| act.document.as_ref());
        let number = document.and_then(|document| document.number.as_deref());
        let date = document.and_then(|document| document.date);
        let SynthesisVersion { content, facts, .. } = version;
        let title = content.title;
        let bare = title.strip_prefix("Báo cáo ").or_else(|| title.strip_prefix("báo cáo ")).unwrap_or(&title);
        let closing = format!("Trên đây là báo cáo {}", lower(bare));
        let sections = content.sections.into_iter().map(|Section { heading, part, text }| SectionPaper {
            heading,
            lines: part.map(|part| lines(&facts, part)).unwrap_or_default(),
            text,
        });
        Self {
            head: Head::of_unit(unit, letterhead, number, date).awaiting_number("BC"),
            r#abstract: capital(bare),
            addressee: Some(letterhead.committee.join(" ")),
            sections: sections.collect(),
            closing,
            receivers: vec!["Như trên".to_owned(), "Lưu: VT".to_owned()],
            signer: Signer::of_unit(unit, ""),
        }
    }

    fn docx(&self) -> Result<Vec<u8>, Problem> {
        let mut document = Document::new(&self.head, "Báo cáo", &self.r#abstract);
        if let Some(addressee) = &self.addressee {
            document.middle(&format!("Kính gửi: {addressee}."));
        }
        for (section, numeral) in self.sections.iter().zip(NUMERALS) {
            document.heading(&format!("{numeral}. {}", section.heading));
            let lines = section.lines.iter().map(String::as_str);
            for line in lines.chain(section.text.lines()).filter(|line| !line.trim().is_empty()) {
                document.paragraph(line);
            }
        }
        document.paragraph(&format!("{}./.", self.closing));
        document.closing(&self.receivers, &self.signer);
        document.finish()
    }
}

/// Print a synthesis report
///
/// *In báo cáo tổng hợp.* The same readers as of the report: its newest version, with number and day once it was submitted.
/// As PDF, or as DOCX if `Accept` names that, laid out by Decree 30/2020/NĐ-CP. 409 `PRINTING_NOT_SET_UP` without the
/// printing program; DOCX needs none.
#[utoipa::path(
    get,
    path = "/syntheses/{synthesis}/paper",
    responses((status = 200, description = "The paper.")),
)]
pub(crate) async fn print_synthesis(
    request: HttpRequest,
    Caller(actor): Caller,
    path: Path<SynthesisPath>,
    program: web::Data<Program>,
    db: Db,
) -> Result<RawResponse<EditablePaper>, Problem> {
    let program = program.of(actor.account);
    let scope = actor.scope(Permission::ReadSynthesis)?;
    let id = path.0.synthesis;
    let (paper, stationery) = db
        .read(move |tx| async move {
            let synthesis = tx.synthesis(&scope, id).await?;
            let version = tx.synthesis_version(id, synthesis.version).await?;
            let unit = tx.organisation(synthesis.organisation).await?;
            let stationery = tx.stationery(synthesis.campaign).await?;
            Ok((SynthesisReportPaper::new(&synthesis, version, &unit, &stationery.letterhead), stationery))
        })
        .await?;
    let name = paper.head.number().unwrap_or("Bao-cao").to_owned();
    if wants_docx(&request) {
        return Ok(file(DOCX, &name, paper.docx()?).into());
    }
    let pdf = program.set(PaperKind::SynthesisReport, &paper, &stationery, &format!("synthesis-{id}")).await?;
    Ok(file(PDF, &name, pdf).into())
}

pub(crate) fn routes(routes: &mut impl Routes) {
    operations!(routes, "printing": print_synthesis);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::printing::template::same_as_samples;

    #[test]
    fn counts_of_recipients_have_two_digits() {
        assert_eq!(
            with_zeros("Đã khen thưởng 2 tập thể, 11 cá nhân, 0 hộ gia đình.".to_owned()),
            "Đã khen thưởng 02 tập thể, 11 cá nhân, 00 hộ gia đình."
        );
    }

    #[test]
    fn the_samples_have_the_fields_of_the_paper() {
        same_as_samples::<SynthesisReportPaper>(PaperKind::SynthesisReport);
    }
}
