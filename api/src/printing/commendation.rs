//! Giấy khen as it is printed on its paper.

use actix_web::web;
use domain::base::policy::Permission;
use domain::base::wording::{self, numbered};
use domain::honours::commendation::Commendation;

use crate::access::caller::Caller;
use crate::base::address::Address;
use crate::base::answer::RawResponse;
use crate::base::db::Db;
use crate::base::problem::Problem;
use crate::base::query::Path;
use crate::base::routes::{Routes, operations};
use crate::honours::certificate::page_of;
use crate::honours::commendation::CommendationPath;
use crate::honours::qr;
use crate::printing::answer::{PDF, PdfPaper, file};
use crate::printing::certificate::{CertificatePaper, Sheet, golden_book};
use crate::printing::layout::{DecisionMark, Signer};
use crate::printing::office::{acting, head_of, place_of};
use crate::printing::program::Program;
use crate::printing::template::PaperKind;

/// Print a Giấy khen
///
/// *In Giấy khen.* Callers who may list it: one page for the paper of Giấy khen as it stands, with the number in the golden
/// book (số sổ vàng) and the QR code of its certificate, if it has one. Letterhead and templates are those of the movement
/// that began last until its day. One that was withdrawn is not printed. As PDF; 409 `PRINTING_NOT_SET_UP` without the
/// printing program.
#[utoipa::path(
    get,
    path = "/commendations/{commendation}/paper",
    responses((status = 200, description = "The page.")),
)]
pub(crate) async fn print_commendation(
    Caller(actor): Caller,
    path: Path<CommendationPath>,
    program: web::Data<Program>,
    address: web::Data<Address>,
    db: Db,
) -> Result<RawResponse<PdfPaper>, Problem> {
    let program = program.of(actor.account);
    let scope = actor.scope(Permission::ReadCommendation)?;
    let id = path.0.commendation;
    let (commendation, certificate, unit, stationery) = db
        .read(move |tx| async move {
            let commendation = tx.commendation(&scope, id).await?;
            commendation.must_stand()?;
            let unit = tx.organisation(commendation.organisation).await?;
            let version = commendation.version();
            let issued = tx.commendation_certificates(&[id]).await?;
            let certificate = issued.into_iter().find(|certificate| certificate.version == version);
            // A Giấy khen belongs to no movement; its place is where the bodies of the province are on that day.
            let stationery = tx.stationery_on(commendation.date).await?;
            Ok((commendation, certificate, unit, stationery))
        })
        .await?;
    let correction = commendation.correction_of(commendation.version());
    let correction = correction.map(|change| {
        format!("Quyết định số {} ngày {}", numbered(&change.paper.symbol), wording::date(change.paper.date))
    });
    let Commendation { name, symbol, date, signer, achievement, .. } = commendation;
    // What the head of the unit gives, not the unit: its title, and the place where the unit is.
    let (name_then, giver) = (unit.name_on(date), acting(&unit, Some(date)));
    let code = certificate.as_ref().map(|certificate| certificate.code.as_str().to_owned());
    let qr = match &certificate {
        Some(certificate) => qr::modules(&page_of(&address, &certificate.code)).map_err(Problem::fault)?,
        None => Vec::new(),
    };
    let own = name == giver || name == name_then;
    let sheet = Sheet {
        name,
        unit: if own { String::new() } else { giver.clone() },
        achievement,
        golden_book: golden_book(certificate.map(|certificate| certificate.book)),
        correction,
        code,
        qr,
    };
    let paper = CertificatePaper {
        issuer: vec![giver],
        authority: head_of(&unit, Some(date)),
        place: place_of(&unit, &stationery.letterhead),
        decision: DecisionMark { symbol: numbered(&symbol), date: date.into() },
        signer: Signer::of_head(&unit, &signer),
        items: vec![sheet],
    };
    let pdf = program.set(PaperKind::Commendation, &paper, &stationery, &format!("commendation-{id}")).await?;
    Ok(file(PDF, &format!("Giay-khen {symbol}"), pdf).into())
}

pub(crate) fn routes(routes: &mut impl Routes) {
    operations!(routes, "printing": print_commendation);
}
