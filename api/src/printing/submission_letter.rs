//! The letter under which a unit submits its nominees (tờ trình), with the list of them.

use actix_web::{HttpRequest, web};
use domain::base::calendar::day_of;
use domain::base::policy::Permission;
use domain::base::wording::numbered;
use domain::honours::nomination::Nomination;
use domain::honours::regime::Regime;
use domain::planning::award::{AwardForm, PaperKind as DossierPaper};
use domain::planning::campaign::Campaign;
use domain::planning::campaign::stationery::{Letterhead, Stationery};
use domain::planning::cycle::Cycle;
use domain::registry::organisation::Organisation;
use persistence::base::store::Tx;
#[cfg(test)]
use serde::Deserialize;
use serde::Serialize;

use crate::access::caller::Caller;
use crate::base::answer::RawResponse;
use crate::base::db::Db;
use crate::base::problem::Problem;
use crate::base::query::Path;
use crate::base::routes::{Routes, operations};
use crate::honours::nomination::NominationPath;
use crate::printing::answer::{DOCX, EditablePaper, PDF, file, wants_docx};
use crate::printing::basis::{bases, once};
use crate::printing::layout::{Head, Signer, capital, counted, form_name, in_movement, lower, placed, written};
use crate::printing::office::acting;
use crate::printing::program::Program;
use crate::printing::template::PaperKind;
use crate::printing::word::{Aligned, Document, NUMBERS};

/// The data of the paper.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(Deserialize), serde(deny_unknown_fields))]
pub(crate) struct SubmissionLetterPaper {
    /// The head; number and day are those of the letter in the dossier.
    head: Head,
    /// The abstract.
    r#abstract: String,
    /// To whom it is written.
    addressee: String,
    /// The nominating unit.
    proposer: String,
    /// The form of commendation.
    form: String,
    /// On what occasion.
    occasion: String,
    /// The bases, without the mark at their ends.
    bases: Vec<String>,
    /// The nominees under this letter.
    nominees: Vec<Nominee>,
    /// The other papers of their dossiers, each once.
    papers: Vec<String>,
    /// To whom it is sent.
    receivers: Vec<String>,
    /// Who signs.
    signer: Signer,
}

/// A nominee.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(Deserialize), serde(deny_unknown_fields))]
pub(crate) struct Nominee {
    /// The name.
    name: String,
    /// The individual's position; `null` for others.
    position: Option<String>,
    /// The unit.
    unit: String,
    /// What was achieved; paragraphs end with a line end.
    achievement: String,
}

/// The nominations that stand on one letter with this one: those that cite the same, or cite none yet, either.
fn on_one_letter(nomination: &Nomination, others: Vec<Nomination>) -> Vec<Nomination> {
    let letter = nomination.dossier.letter();
    let same = |other: &Nomination| match (letter, other.dossier.letter()) {
        (Some(own), Some(theirs)) => own.is_same_as(theirs),
        (None, None) => other.occasion == nomination.occasion,
        (Some(_), None) | (None, Some(_)) => false,
    };
    others.into_iter().filter(|other| other.id == nomination.id || same(other)).collect()
}

impl SubmissionLetterPaper {
    fn new(
        nomination: &Nomination,
        listed: &[Nomination],
        (campaign, cycle, unit): (&Campaign, &Cycle, &Organisation),
        regime: Option<&Regime>,
        letterhead: &Letterhead,
    ) -> Self {
        let letter = nomination.dossier.letter();
        let (number, date) = (letter.map(|one| one.number.as_str()), letter.map(|one| one.date));
        let form = match nomination.dossier.award_form {
            AwardForm::BangKhenProvince => {
                format!("{} của {}", form_name(AwardForm::BangKhenProvince), letterhead.chair)
            }
            AwardForm::GiayKhenUnit => form_name(AwardForm::GiayKhenUnit).to_owned(),
        };
        let launch = campaign.orders.launch.as_ref().map(|order| &order.document);
        let documents = regime.iter().flat_map(|regime| &regime.terms.documents);
        let papers = listed.iter().flat_map(|one| &one.dossier.papers).filter_map(|paper| {
            let other = paper.kind != DossierPaper::SubmissionLetter;
            other
                .then(|| format!("{} số {} {}", capital(paper.kind.vi()), numbered(&paper.number), written(paper.date)))
        });
        let nominees = listed.iter().map(|one| Nominee {
            name: one.dossier.subject.name.clone(),
            position: one.dossier.subject.position.clone(),
            unit: one.organisation_name.clone(),
            achievement: one.dossier.achievement.clone(),
        });
        let period = lower(&cycle.name.vi);
        Self {
            head: Head::of_unit(unit, letterhead, number, date).awaiting_number("TTr"),
            r#abstract: format!("Về việc đề nghị tặng {form} {period}"),
            addressee: letterhead.chair.clone(),
            proposer: acting(unit, date),
            form,
            occasion: format!("{} ({period})", in_movement(&campaign.text.name.vi)),
            bases: bases(documents.chain(&campaign.text.legal_bases).chain(launch)),
            nominees: nominees.collect(),
            papers: once(papers),
            receivers: vec!["Như trên".to_owned(), "Lưu: VT".to_owned()],
            signer: Signer::of_unit(unit, letter.map(|one| one.signer.as_str()).unwrap_or_default()),
        }
    }

    fn docx(&self) -> Result<Vec<u8>, Problem> {
        let Self { addressee, proposer, form, occasion, nominees, .. } = self;
        let mut document = Document::new(&self.head, "Tờ trình", &self.r#abstract);
        document.middle(&format!("Kính gửi: {addressee}."));
        document.bases(&self.bases);
        document.paragraph(&format!(
            "{proposer} kính trình {addressee} xem xét, tặng {form} cho {} trường hợp đã có thành tích {occasion} (có danh \
             sách tại Phụ lục kèm theo).",
            counted(nominees.len())
        ));
        if !self.papers.is_empty() {
            document.paragraph("Hồ sơ gửi kèm theo Tờ trình:");
        }
        for (index, paper) in self.papers.iter().enumerate() {
            let mark = if index + 1 == self.papers.len() { "." } else { ";" };
            document.paragraph(&format!("{}. {paper}{mark}", index + 1));
        }
        document.paragraph(&format!("Kính đề nghị {addressee} xem xét, quyết định./."));
        document.closing(&self.receivers, &self.signer);
        let symbol = self.head.symbol.as_deref().unwrap_or("……");
        let belongs = format!("Tờ trình số {symbol} {} của {proposer}", self.head.day());
        document.annex("Phụ lục", &format!("Danh sách đề nghị tặng {form}"), &belongs);
        let columns = [
            NUMBERS,
            ("Họ và tên, tên tập thể", 2_350, Aligned::Left),
            ("Chức vụ, đơn vị", 2_600, Aligned::Left),
            ("Tóm tắt thành tích", 3_600, Aligned::Left),
        ];
        let rows = nominees.iter().enumerate().map(|(index, one)| {
            vec![
                (index + 1).to_string(),
                one.name.clone(),
                placed(one.position.as_deref(), &one.unit),
                one.achievement.clone(),
            ]
        });
        document.table(&columns, rows);
        document.finish()
    }
}

/// The letter on which a nomination stands, with the stationery on which it is set.
pub(crate) async fn drawn(tx: &Tx, nomination: &Nomination) -> Result<(SubmissionLetterPaper, Stationery), Problem> {
    let cycle = tx.cycle(nomination.cycle).await?;
    let campaign = tx.campaign(cycle.campaign).await?;
    let unit = tx.organisation(nomination.organisation).await?;
    let listed = on_one_letter(nomination, tx.nominations_by(cycle.id, unit.id).await?);
    let stationery = tx.stationery(campaign.id).await?;
    let around = (&campaign, &cycle, &unit);
    let day = nomination.dossier.letter().map_or_else(|| day_of(nomination.updated_at), |letter| letter.date);
    let regimes = tx.all_regimes().await?;
    let regime = regimes.iter().find(|regime| regime.is_valid_on(day));
    let paper = SubmissionLetterPaper::new(nomination, &listed, around, regime, &stationery.letterhead);
    Ok((paper, stationery))
}

/// Print a submission letter
///
/// *In tờ trình đề nghị khen thưởng.* Callers who may read the nomination. The letter that the dossier cites, with every
/// nominee of the unit under the same letter; while none is cited, a draft without number and day for all nominees of the
/// unit that have none. As PDF, or as DOCX if `Accept` names that, laid out by Decree 30/2020/NĐ-CP. 409
/// `PRINTING_NOT_SET_UP` without the printing program; DOCX needs none.
#[utoipa::path(
    get,
    path = "/nominations/{nomination}/submission-letter",
    responses((status = 200, description = "The letter.")),
)]
pub(crate) async fn print_submission_letter(
    request: HttpRequest,
    Caller(actor): Caller,
    path: Path<NominationPath>,
    program: web::Data<Program>,
    db: Db,
) -> Result<RawResponse<EditablePaper>, Problem> {
    let program = program.of(actor.account);
    let scope = actor.scope(Permission::ReadNomination)?;
    let id = path.0.nomination;
    let (paper, stationery) = db
        .read(move |tx| async move {
            let nomination = tx.nomination(&scope, id).await?;
            drawn(&tx, &nomination).await
        })
        .await?;
    let name = paper.head.number().unwrap_or("To-trinh").to_owned();
    if wants_docx(&request) {
        return Ok(file(DOCX, &name, paper.docx()?).into());
    }
    let identifier = format!("submission-letter-{id}");
    let pdf = program.set(PaperKind::SubmissionLetter, &paper, &stationery, &identifier).await?;
    Ok(file(PDF, &name, pdf).into())
}

pub(crate) fn routes(routes: &mut impl Routes) {
    operations!(routes, "printing": print_submission_letter);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::printing::template::same_as_samples;

    #[test]
    fn the_samples_have_the_fields_of_the_paper() {
        same_as_samples::<SubmissionLetterPaper>(PaperKind::SubmissionLetter);
    }
}
