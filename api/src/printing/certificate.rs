//! Bằng khen as they are printed on their paper, and the list by which they are handed over.

use std::collections::{HashMap, HashSet};

use actix_web::web;
use domain::base::ids::AwardId;
use domain::base::policy::Permission;
use domain::base::wording::{self, numbered};
use domain::honours::certificate::Certificate;
use domain::honours::decision::Decision;
use domain::honours::golden_book::BookEntry;
use domain::honours::granted_award::GrantedAward;
use domain::honours::nomination::Nomination;
use domain::planning::campaign::stationery::{Letterhead, Stationery};
use persistence::base::page::Page;
use persistence::base::store::Tx;
#[cfg(test)]
use serde::Deserialize;
use serde::Serialize;

use crate::access::caller::Caller;
use crate::access::movement::must_reach_one;
use crate::base::address::Address;
use crate::base::answer::RawResponse;
use crate::base::db::Db;
use crate::base::problem::{Kind, Problem};
use crate::base::query::Path;
use crate::base::routes::{Routes, operations};
use crate::honours::certificate::{CertifiedDecisionPath, page_of};
use crate::honours::qr;
use crate::printing::answer::{PDF, PdfPaper, file};
use crate::printing::layout::{DecisionMark, Head, Signer, form_name, placed, prize_of};
use crate::printing::program::Program;
use crate::printing::reasons;
use crate::printing::template::{PaperKind, stationery_of};

/// How many certificates are read at once.
const CERTIFICATES_AT_ONCE: u8 = 250;

/// The data of the paper; of Giấy khen, too.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(Deserialize), serde(deny_unknown_fields))]
pub(crate) struct CertificatePaper {
    /// The issuing body, line by line; for the properties of the file.
    pub(crate) issuer: Vec<String>,
    /// The giver, such as `Chủ tịch Ủy ban nhân dân tỉnh`.
    pub(crate) authority: String,
    /// The place; `null` where it is not configured.
    pub(crate) place: Option<String>,
    /// The decision.
    pub(crate) decision: DecisionMark,
    /// Who signs.
    pub(crate) signer: Signer,
    /// The recipients, each on a page.
    pub(crate) items: Vec<Sheet>,
}

/// The page of a recipient.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(Deserialize), serde(deny_unknown_fields))]
pub(crate) struct Sheet {
    /// The name.
    pub(crate) name: String,
    /// Position and unit; empty for a unit itself.
    pub(crate) unit: String,
    /// What was achieved; paragraphs end with a line end.
    pub(crate) achievement: String,
    /// The number in the golden book with the year of the book, such as `07/2024`; dots where there is none.
    pub(crate) golden_book: String,
    /// By what the award was corrected last, such as `Quyết định số 336/QĐ-UBND ngày 25/12/2024`; `null` if by nothing.
    pub(crate) correction: Option<String>,
    /// The code by which it is checked; `null` for none.
    pub(crate) code: Option<String>,
    /// The QR code, row by row, a dark module as `1`; empty for none.
    pub(crate) qr: Vec<String>,
}

/// The data of the list by which certificates are handed over.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(Deserialize), serde(deny_unknown_fields))]
pub(crate) struct HandoverPaper {
    /// The head, without number and day.
    head: Head,
    /// The abstract.
    r#abstract: String,
    /// The authority that decided.
    authority: String,
    /// The decision.
    decision: DecisionMark,
    /// What is handed over, unit by unit.
    items: Vec<Handed>,
}

/// What is handed over for a recipient.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(Deserialize), serde(deny_unknown_fields))]
pub(crate) struct Handed {
    /// The number in the golden book.
    golden_book: String,
    /// The name.
    name: String,
    /// The unit.
    unit: String,
    /// The form, such as `Bằng khen`.
    form: String,
    /// The prize in đồng; `null` if it is not known.
    prize_dong: Option<i64>,
}

/// `07/2024`; room to write where a certificate has no number.
pub(crate) fn golden_book(book: Option<BookEntry>) -> String {
    book.map_or_else(|| "........".to_owned(), |entry| format!("{:02}/{}", entry.number, entry.year))
}

fn mark(decision: &Decision) -> DecisionMark {
    DecisionMark { symbol: numbered(&decision.paper.symbol), date: decision.paper.date.into() }
}

/// Everything that the papers are made of.
struct Ground {
    decision: Decision,
    /// Of each award that stands, the certificate of what it says now.
    certificates: HashMap<AwardId, Certificate>,
    /// The awards as they stand, in the order of the list.
    awards: Vec<(GrantedAward, Option<Nomination>, Option<i64>)>,
    stationery: Stationery,
}

impl Ground {
    async fn of(tx: &Tx, decision: Decision) -> Result<Self, Problem> {
        let mut certificates: HashMap<AwardId, Certificate> = HashMap::new();
        let mut after = None;
        loop {
            let slice = tx.certificates(decision.id, Page { after, limit: CERTIFICATES_AT_ONCE }).await?;
            after = slice.items.last().map(|certificate| certificate.id.0);
            for certificate in slice.items {
                let known = certificates.get(&certificate.award).map(|known| known.version);
                if known < Some(certificate.version) {
                    certificates.insert(certificate.award, certificate);
                }
            }
            if !slice.more || after.is_none() {
                break;
            }
        }
        let revoked: HashSet<AwardId> = tx.revoked_awards(decision.id).await?.into_iter().collect();
        let mut granted: HashMap<AwardId, GrantedAward> =
            tx.granted_awards(decision.id).await?.into_iter().map(|award| (award.id, award)).collect();
        granted.retain(|award, _| !revoked.contains(award));
        certificates.retain(|award, certificate| {
            granted.get(award).is_some_and(|award| award.version() == certificate.version)
        });
        let nominations = tx.nominations_of(decision.id).await?.into_iter();
        let mut nominations: HashMap<_, Nomination> = nominations.map(|one| (one.id, one)).collect();
        let mut standing = Vec::new();
        for award in &decision.awards {
            if let Some(stands) = granted.remove(&award.id) {
                standing.push((stands, nominations.remove(&award.nomination), prize_of(award)));
            }
        }
        let stationery = stationery_of(tx, decision.movements.first().copied()).await?;
        Ok(Self { decision, certificates, awards: standing, stationery })
    }

    fn sheet(
        &self,
        award: &GrantedAward,
        nomination: Option<&Nomination>,
        address: &Address,
    ) -> Result<Option<Sheet>, Problem> {
        let Some(certificate) = self.certificates.get(&award.id) else { return Ok(None) };
        let (code, correction) = (&certificate.code, award.correction_of(certificate.version));
        let position = nomination.and_then(|one| one.dossier.subject.position.as_deref());
        // A unit whose name was corrected in one place is still itself: its name is not said twice.
        let granted = award.facts_after(0);
        let own = award.name == award.organisation_name || granted.name == granted.organisation_name;
        let unit = if own { String::new() } else { placed(position, &award.organisation_name) };
        Ok(Some(Sheet {
            name: award.name.clone(),
            unit,
            achievement: nomination.map(|one| one.dossier.achievement.clone()).unwrap_or_default(),
            golden_book: golden_book(certificate.book),
            correction: correction
                .map(|made| format!("Quyết định số {} ngày {}", numbered(&made.symbol), wording::date(made.date))),
            code: Some(code.as_str().to_owned()),
            qr: qr::modules(&page_of(address, code)).map_err(Problem::fault)?,
        }))
    }

    fn certificates(&self, address: &Address) -> Result<CertificatePaper, Problem> {
        let Letterhead { committee, chair, place } = &self.stationery.letterhead;
        let sheets = self
            .awards
            .iter()
            .filter_map(|(award, nomination, _)| self.sheet(award, nomination.as_ref(), address).transpose());
        Ok(CertificatePaper {
            issuer: committee.clone(),
            authority: chair.clone(),
            place: place.clone(),
            decision: mark(&self.decision),
            signer: Signer::of_chair(&self.stationery.letterhead, &self.decision.paper.signer),
            items: sheets.collect::<Result<_, Problem>>()?,
        })
    }

    fn handover(&self) -> HandoverPaper {
        let letterhead = &self.stationery.letterhead;
        let book = |award: AwardId| self.certificates.get(&award).and_then(|certificate| certificate.book);
        let mut items: Vec<Handed> = self
            .awards
            .iter()
            .map(|(award, _, prize)| Handed {
                golden_book: golden_book(book(award.id)),
                name: award.name.clone(),
                unit: award.organisation_name.clone(),
                form: form_name(award.form).to_owned(),
                prize_dong: *prize,
            })
            .collect();
        items.sort_by(|one, other| one.unit.cmp(&other.unit));
        HandoverPaper {
            head: Head::of_province(letterhead, None, None),
            r#abstract: format!("Hiện vật khen thưởng theo Quyết định số {}", numbered(&self.decision.paper.symbol)),
            authority: letterhead.chair.clone(),
            decision: mark(&self.decision),
            items,
        }
    }
}

/// Print a decision's certificates
///
/// *In Bằng khen của một quyết định.* Standing agency, appraisal agency, decision authority and auditor. One PDF with a page
/// for each award that has a certificate and was not revoked, for the paper of Bằng khen, with the number in the golden book
/// (số sổ vàng) and the QR code of the check; a corrected award is printed as it stands, and says by what it was corrected
/// (rule P06). 409 `CERTIFICATES_MISSING` where there is none; 409 `PRINTING_NOT_SET_UP` without the printing program.
#[utoipa::path(
    get,
    path = "/decisions/{decision}/certificates/paper",
    responses((status = 200, description = "The pages.")),
)]
pub(crate) async fn print_certificates(
    Caller(actor): Caller,
    path: Path<CertifiedDecisionPath>,
    program: web::Data<Program>,
    address: web::Data<Address>,
    db: Db,
) -> Result<RawResponse<PdfPaper>, Problem> {
    let program = program.of(actor.account);
    let ground = db
        .read(move |tx| async move {
            let decision = tx.decision(path.0.decision).await?;
            must_reach_one(&actor, Permission::ReadDecision, &decision.movements)?;
            Ground::of(&tx, decision).await
        })
        .await?;
    let paper = ground.certificates(&address)?;
    if paper.items.is_empty() {
        return Err(Problem::new(Kind::WrongState, reasons::certificates_missing()));
    }
    let identifier = format!("certificates-{}", ground.decision.id);
    let pdf = program.set(PaperKind::Certificate, &paper, &ground.stationery, &identifier).await?;
    Ok(file(PDF, &format!("Bang-khen {}", ground.decision.paper.symbol), pdf).into())
}

/// Print the handover list of a decision
///
/// *In biên bản bàn giao hiện vật khen thưởng.* Standing agency, appraisal agency, decision authority and auditor: what is
/// handed over, unit by unit, with the numbers in the golden book and room for signatures. As PDF; 409
/// `NOTHING_TO_HAND_OVER` where no award stands, such as of a decision that only corrects; 409 `PRINTING_NOT_SET_UP` without
/// the printing program.
#[utoipa::path(
    get,
    path = "/decisions/{decision}/handover",
    responses((status = 200, description = "The list.")),
)]
pub(crate) async fn print_handover(
    Caller(actor): Caller,
    path: Path<CertifiedDecisionPath>,
    program: web::Data<Program>,
    db: Db,
) -> Result<RawResponse<PdfPaper>, Problem> {
    let program = program.of(actor.account);
    let ground = db
        .read(move |tx| async move {
            let decision = tx.decision(path.0.decision).await?;
            must_reach_one(&actor, Permission::ReadDecision, &decision.movements)?;
            Ground::of(&tx, decision).await
        })
        .await?;
    if ground.awards.is_empty() {
        return Err(Problem::new(Kind::WrongState, reasons::nothing_to_hand_over()));
    }
    let identifier = format!("handover-{}", ground.decision.id);
    let pdf = program.set(PaperKind::Handover, &ground.handover(), &ground.stationery, &identifier).await?;
    Ok(file(PDF, &format!("Ban-giao {}", ground.decision.paper.symbol), pdf).into())
}

pub(crate) fn routes(routes: &mut impl Routes) {
    operations!(routes, "printing": print_certificates, print_handover);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::printing::template::same_as_samples;

    #[test]
    fn the_samples_have_the_fields_of_the_papers() {
        same_as_samples::<CertificatePaper>(PaperKind::Certificate);
        same_as_samples::<CertificatePaper>(PaperKind::Commendation);
        same_as_samples::<HandoverPaper>(PaperKind::Handover);
    }
}
