//! The sheet that is looked at before a decision is signed (phiếu trình ký).

use std::collections::HashMap;

use actix_web::web;
use domain::base::ids::NominationId;
use domain::base::policy::Permission;
use domain::honours::nomination::Nomination;
use domain::honours::signing_sheet::{Share, SigningSheet, UNSAID};
use domain::planning::award::{Position, SubjectKind};
use domain::planning::campaign::stationery::Letterhead;
use domain::registry::level::Levels;
#[cfg(test)]
use serde::Deserialize;
use serde::Serialize;

use crate::access::command::Command;
use crate::base::answer::RawResponse;
use crate::base::db::Db;
use crate::base::problem::Problem;
use crate::base::routes::{Routes, operations};
use crate::honours::nomination::must_be_different;
use crate::honours::signing_sheet::{SigningList, SigningSheetView};
use crate::printing::answer::{PDF, PdfPaper, file};
use crate::printing::layout::{Head, capital, hundredths_text};
use crate::printing::program::Program;
use crate::printing::template::{PaperKind, stationery_of};

/// The data of the paper.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(Deserialize), serde(deny_unknown_fields))]
pub(crate) struct SigningSheetPaper {
    /// The head, without number and day.
    head: Head,
    /// The abstract.
    r#abstract: String,
    /// How many nominees are on the list.
    total: i64,
    /// The digest that a decision may name.
    digest: String,
    /// Nominees by kind of subject.
    kinds: Vec<ShareRow>,
    /// By level of the nominating unit.
    levels: Vec<ShareRow>,
    /// Individuals by position.
    positions: Vec<ShareRow>,
    /// Quotas that are passed.
    quotas: Vec<QuotaRow>,
    /// What needs a look.
    marks: Vec<MarkRow>,
    /// The list.
    nominees: Vec<NomineeRow>,
}

/// A share of the nominees.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(Deserialize), serde(deny_unknown_fields))]
pub(crate) struct ShareRow {
    /// Which nominees.
    of: String,
    /// How many.
    count: i64,
    /// In percent, with a comma.
    percent: String,
}

/// A unit with more nominees than its quota.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(Deserialize), serde(deny_unknown_fields))]
pub(crate) struct QuotaRow {
    /// The unit.
    unit: String,
    /// The kind of subject.
    kind: String,
    /// The quota.
    quota: i64,
    /// How many nominees.
    count: i64,
}

/// A remark about a nominee.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(Deserialize), serde(deny_unknown_fields))]
pub(crate) struct MarkRow {
    /// The nominee.
    name: String,
    /// The remark.
    text: String,
}

/// A nominee.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(Deserialize), serde(deny_unknown_fields))]
pub(crate) struct NomineeRow {
    /// The name.
    name: String,
    /// The individual's position; `null` for others.
    position: Option<String>,
    /// The unit.
    unit: String,
}

fn shares(list: Vec<Share>, name: impl Fn(&str) -> String) -> Vec<ShareRow> {
    let row = |Share { of, count, share }: Share| ShareRow { of: name(&of), count, percent: hundredths_text(share) };
    list.into_iter().map(row).collect()
}

fn kind(code: &str) -> String {
    SubjectKind::parse(code).map_or_else(|| code.to_owned(), |kind| capital(kind.vi()))
}

fn position(code: &str) -> String {
    match Position::parse(code) {
        Some(Position::Leader) => "Lãnh đạo, quản lý".to_owned(),
        Some(Position::DirectWorker) => "Người trực tiếp công tác, lao động".to_owned(),
        None if code == UNSAID => "Chưa ghi vị trí".to_owned(),
        None => code.to_owned(),
    }
}

impl SigningSheetPaper {
    fn new(
        (sheet, digest): (SigningSheet, String),
        nominations: &[Nomination],
        levels: &Levels,
        letterhead: &Letterhead,
    ) -> Self {
        let names: HashMap<NominationId, &str> =
            nominations.iter().map(|one| (one.id, one.dossier.subject.name.as_str())).collect();
        let level = |code: &str| {
            let known = levels.iter().find(|level| level.code.as_str() == code);
            known.map_or_else(|| code.to_owned(), |level| capital(&level.facts.name.vi))
        };
        let quotas = sheet.quotas.into_iter().map(|one| QuotaRow {
            unit: one.organisation_name,
            kind: capital(one.kind.vi()),
            quota: one.quota,
            count: one.count,
        });
        let marks = sheet.marks.into_iter().map(|mark| MarkRow {
            name: names.get(&mark.nomination).map(|name| (*name).to_owned()).unwrap_or_default(),
            text: mark.bar.reason.text.vi,
        });
        let nominees = nominations.iter().map(|one| NomineeRow {
            name: one.dossier.subject.name.clone(),
            position: one.dossier.subject.position.clone(),
            unit: one.organisation_name.clone(),
        });
        Self {
            head: Head::of_province(letterhead, None, None),
            r#abstract: "Danh sách đề nghị khen thưởng".to_owned(),
            total: sheet.total,
            digest,
            kinds: shares(sheet.kinds, kind),
            levels: shares(sheet.levels, level),
            positions: shares(sheet.positions, position),
            quotas: quotas.collect(),
            marks: marks.collect(),
            nominees: nominees.collect(),
        }
    }
}

/// Print the sheet before signing
///
/// *In phiếu trình ký.* The same callers and the same list as of `POST /v1/signing-sheets`, with its digest. Stores nothing.
/// As PDF; 409 `PRINTING_NOT_SET_UP` without the printing program.
#[utoipa::path(
    post,
    path = "/signing-sheets/paper",
    responses((status = 200, description = "The sheet.")),
)]
pub(crate) async fn print_signing_sheet(
    request: Command<SigningList>,
    program: web::Data<Program>,
    db: Db,
) -> Result<RawResponse<PdfPaper>, Problem> {
    let Command { actor, body, .. } = request;
    let program = program.of(actor.account);
    actor.must_somewhere(Permission::ReadDecision)?;
    must_be_different(&body.nominations)?;
    let (paper, stationery) = db
        .read(move |tx| async move {
            let drawn = SigningSheetView::drawn(&tx, &body.nominations, &actor).await?;
            let digest = SigningSheetView::new(drawn.clone())?.digest().to_owned();
            let nominations = tx.nominations_named(body.nominations.iter().copied()).await?;
            let movement = nominations.first().map(|nomination| nomination.campaign);
            let stationery = stationery_of(&tx, movement).await?;
            let levels = tx.levels().await?;
            let paper = SigningSheetPaper::new((drawn, digest), &nominations, &levels, &stationery.letterhead);
            Ok((paper, stationery))
        })
        .await?;
    let pdf =
        program.set(PaperKind::SigningSheet, &paper, &stationery, &format!("signing-sheet-{}", paper.digest)).await?;
    Ok(file(PDF, "Phieu-trinh-ky", pdf).into())
}

pub(crate) fn routes(routes: &mut impl Routes) {
    operations!(routes, "printing": print_signing_sheet);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::printing::template::same_as_samples;

    #[test]
    fn the_samples_have_the_fields_of_the_paper() {
        same_as_samples::<SigningSheetPaper>(PaperKind::SigningSheet);
    }
}
