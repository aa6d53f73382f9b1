//! The notice that a nominee is not eligible (thông báo không đủ điều kiện).

use actix_web::web;
use domain::base::policy::Permission;
use domain::honours::nomination::Nomination;
use domain::honours::nomination::workflow::NominationVerb;
use domain::planning::award::AwardForm;
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
use crate::base::problem::{Kind, Problem};
use crate::base::query::Path;
use crate::base::routes::{Routes, operations};
use crate::honours::nomination::NominationPath;
use crate::printing::answer::{PDF, PdfPaper, file};
use crate::printing::layout::{Day, Head, Signer, form_name, lower};
use crate::printing::office::acting;
use crate::printing::program::Program;
use crate::printing::reasons;
use crate::printing::template::PaperKind;

/// The data of the paper.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(Deserialize), serde(deny_unknown_fields))]
pub(crate) struct NoticePaper {
    /// The head; number and day are those of the notice once it was sent.
    head: Head,
    /// The abstract.
    r#abstract: String,
    /// The nominating unit.
    addressee: String,
    /// The agency that appraised.
    agency: String,
    /// The form of commendation.
    form: String,
    /// What it was considered for.
    occasion: String,
    /// The nominee's name.
    name: String,
    /// The nominee's unit.
    unit: String,
    /// The day of the appraisal; `null` if it is not known.
    appraised_on: Option<Day>,
    /// Why; paragraphs end with a line end.
    reason: String,
    /// To whom it is sent.
    receivers: Vec<String>,
    /// Who signs.
    signer: Signer,
}

impl NoticePaper {
    fn new(
        nomination: &Nomination,
        cycle: &Cycle,
        (agency, unit): (&Organisation, &Organisation),
        letterhead: &Letterhead,
    ) -> Self {
        let notice = nomination.progress.notice.as_ref();
        let document = notice.and_then(|notice| notice.document.as_ref());
        let number = document.and_then(|document| document.number.as_deref());
        let date = document.and_then(|document| document.date);
        let refused = nomination.acts.iter().rev().find(|act| act.verb == NominationVerb::AppraiseIneligible);
        let form = match nomination.dossier.award_form {
            AwardForm::BangKhenProvince => {
                format!("{} của {}", form_name(AwardForm::BangKhenProvince), letterhead.chair)
            }
            AwardForm::GiayKhenUnit => form_name(AwardForm::GiayKhenUnit).to_owned(),
        };
        let unit = acting(unit, date);
        Self {
            head: Head::of_unit(agency, letterhead, number, date).awaiting_number("TB"),
            r#abstract: "Về việc hồ sơ không đủ điều kiện khen thưởng".to_owned(),
            addressee: unit.clone(),
            agency: acting(agency, date),
            form,
            occasion: lower(&cycle.name.vi),
            name: nomination.dossier.subject.name.clone(),
            unit,
            appraised_on: notice.map(|notice| notice.from.into()),
            reason: refused.and_then(|act| act.reason.clone()).unwrap_or_default(),
            receivers: vec!["Như trên".to_owned(), "Lưu: VT".to_owned()],
            signer: Signer::of_unit(agency, ""),
        }
    }
}

/// The notice of a nomination that was found not eligible, with the stationery on which it is set; none for another one.
pub(crate) async fn drawn(tx: &Tx, nomination: &Nomination) -> Result<Option<(NoticePaper, Stationery)>, Problem> {
    let refused = nomination.acts.iter().rev().find(|act| act.verb == NominationVerb::AppraiseIneligible);
    let agency = refused.filter(|_| nomination.progress.notice.is_some()).and_then(|act| act.organisation);
    let Some(agency) = agency else { return Ok(None) };
    let (cycle, agency) = (tx.cycle(nomination.cycle).await?, tx.organisation(agency).await?);
    let unit = tx.organisation(nomination.organisation).await?;
    let stationery = tx.stationery(cycle.campaign).await?;
    let paper = NoticePaper::new(nomination, &cycle, (&agency, &unit), &stationery.letterhead);
    Ok(Some((paper, stationery)))
}

/// Print the notice of a refusal
///
/// *In thông báo không đủ điều kiện khen thưởng.* Callers who may read the nomination, once it was found not eligible (rule
/// L11); a draft without number and day until the notice that was sent is recorded. As PDF; 409 `NOTICE_NOT_DUE` for other
/// nominations, 409 `PRINTING_NOT_SET_UP` without the printing program.
#[utoipa::path(
    get,
    path = "/nominations/{nomination}/notice/paper",
    responses((status = 200, description = "The notice.")),
)]
pub(crate) async fn print_notice(
    Caller(actor): Caller,
    path: Path<NominationPath>,
    program: web::Data<Program>,
    db: Db,
) -> Result<RawResponse<PdfPaper>, Problem> {
    let program = program.of(actor.account);
    let scope = actor.scope(Permission::ReadNomination)?;
    let id = path.0.nomination;
    let (paper, stationery) = db
        .read(move |tx| async move {
            let nomination = tx.nomination(&scope, id).await?;
            let drawn = drawn(&tx, &nomination).await?;
            drawn.ok_or_else(|| Problem::new(Kind::WrongState, reasons::notice_not_due()))
        })
        .await?;
    let name = paper.head.number().unwrap_or("Thong-bao").to_owned();
    let pdf = program.set(PaperKind::Notice, &paper, &stationery, &format!("notice-{id}")).await?;
    Ok(file(PDF, &name, pdf).into())
}

pub(crate) fn routes(routes: &mut impl Routes) {
    operations!(routes, "printing": print_notice);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::printing::template::same_as_samples;

    #[test]
    fn the_samples_have_the_fields_of_the_paper() {
        same_as_samples::<NoticePaper>(PaperKind::Notice);
    }
}
