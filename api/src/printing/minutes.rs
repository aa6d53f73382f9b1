//! Minutes of the council (biên bản họp Hội đồng), with the votes.

use std::collections::HashMap;

use actix_web::{HttpRequest, web};
use domain::base::ids::NominationId;
use domain::base::policy::Permission;
use domain::base::wording;
use domain::honours::council::SessionMinutes;
use domain::honours::nomination::Nomination;
use domain::planning::campaign::stationery::{Letterhead, Stationery};
use domain::planning::cycle::Cycle;
use persistence::base::store::Tx;
#[cfg(test)]
use serde::Deserialize;
use serde::Serialize;

use crate::access::caller::Caller;
use crate::access::movement::must_reach;
use crate::base::answer::RawResponse;
use crate::base::db::Db;
use crate::base::problem::Problem;
use crate::base::query::Path;
use crate::base::routes::{Routes, operations};
use crate::honours::council::SessionMinutesPath;
use crate::printing::answer::{DOCX, EditablePaper, PDF, file, wants_docx};
use crate::printing::layout::{Head, Signer, lower, percent, written};
use crate::printing::program::Program;
use crate::printing::template::PaperKind;
use crate::printing::word::{Aligned, Document, NUMBERS};

/// The data of the paper.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(Deserialize), serde(deny_unknown_fields))]
pub(crate) struct MinutesPaper {
    /// The head.
    head: Head,
    /// The abstract.
    r#abstract: String,
    /// What was considered, such as `năm 2024`.
    occasion: String,
    /// The first sentence: who met when, and what for.
    opening: String,
    /// When the session began and where it was, a line each, with room to write what nobody records.
    session: Vec<String>,
    /// The last sentence, without its end.
    closing: String,
    /// Who chaired the session.
    chair: String,
    /// Who kept the minutes; empty, because nobody records it.
    secretary: String,
    /// The members of the council.
    members_total: i64,
    /// Those who were present.
    members_present: i64,
    /// The votes.
    votes: Vec<Vote>,
}

/// The votes for one nominee.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(Deserialize), serde(deny_unknown_fields))]
pub(crate) struct Vote {
    /// The nominee's name.
    name: String,
    /// The unit.
    unit: String,
    /// The votes in favour.
    votes_for: i64,
    /// Of all members, in percent with a comma.
    percent: String,
}

impl MinutesPaper {
    fn new(minutes: SessionMinutes, cycle: &Cycle, nominees: &[Nomination], letterhead: &Letterhead) -> Self {
        let known: HashMap<NominationId, &Nomination> = nominees.iter().map(|one| (one.id, one)).collect();
        let SessionMinutes { number, date, chair, members_total, members_present, ballots, .. } = minutes;
        let votes = ballots.iter().map(|ballot| {
            let nominee = known.get(&ballot.nomination);
            Vote {
                name: nominee.map(|one| one.dossier.subject.name.clone()).unwrap_or_default(),
                unit: nominee.map(|one| one.organisation_name.clone()).unwrap_or_default(),
                votes_for: ballot.votes_for,
                percent: percent(ballot.votes_for, members_total),
            }
        });
        let occasion = lower(&cycle.name.vi);
        let met = "Hội đồng Thi đua - Khen thưởng";
        let province = Head::of_province(letterhead, Some(&number), Some(date));
        let issuer = vec!["Hội đồng".to_owned(), "Thi đua - Khen thưởng".to_owned()];
        Self {
            head: Head { superior: letterhead.committee.clone(), issuer, ..province },
            r#abstract: format!("Họp {met} xét khen thưởng {occasion}"),
            opening: format!("Ngày {}, {met} họp xét khen thưởng {occasion}.", wording::date(date)),
            // The domain knows the day and nothing more.
            session: vec![
                format!("Thời gian bắt đầu: …… giờ ……, {}.", written(date)),
                format!("Địa điểm: {}.", "…".repeat(20)),
            ],
            // Nobody records that those present agreed to the text.
            closing: "Biên bản được lập để làm căn cứ trình cấp có thẩm quyền quyết định".to_owned(),
            occasion,
            chair,
            secretary: String::new(),
            members_total,
            members_present,
            votes: votes.collect(),
        }
    }

    fn docx(&self) -> Result<Vec<u8>, Problem> {
        let Self { members_total, members_present, .. } = self;
        let mut document = Document::new(&self.head, "Biên bản", &self.r#abstract);
        document.paragraph(&self.opening);
        self.session.iter().for_each(|line| document.paragraph(line));
        document.heading("I. Thành phần");
        document.paragraph(&format!("1. Chủ trì: {}.", self.chair));
        document.paragraph(&format!(
            "2. Tổng số thành viên Hội đồng: {members_total:02}; có mặt: {members_present:02}; vắng mặt: {:02}.",
            members_total.saturating_sub(*members_present)
        ));
        document.heading("II. Kết quả bỏ phiếu");
        document.paragraph(&format!(
            "Hội đồng xem xét và bỏ phiếu đối với {:02} trường hợp, kết quả như sau:",
            self.votes.len()
        ));
        let columns = [
            NUMBERS,
            ("Họ và tên, tên tập thể", 2_950, Aligned::Left),
            ("Đơn vị", 2_900, Aligned::Left),
            ("Số phiếu đồng ý", 1_250, Aligned::Middle),
            ("Tỷ lệ trên tổng số thành viên", 1_450, Aligned::Middle),
        ];
        let rows = self.votes.iter().enumerate().map(|(index, vote)| {
            vec![
                (index + 1).to_string(),
                vote.name.clone(),
                vote.unit.clone(),
                format!("{}/{members_present}", vote.votes_for),
                format!("{}%", vote.percent),
            ]
        });
        document.table(&columns, rows);
        document.paragraph(&format!("{}./.", self.closing));
        let of = |office: &str, name: &str| Signer { office: vec![office.to_owned()], name: name.to_owned() };
        document.signatures(&of("Thư ký", &self.secretary), &of("Chủ trì", &self.chair));
        document.finish()
    }
}

/// The paper of minutes, with the stationery on which it is set.
pub(crate) async fn drawn(
    tx: &Tx,
    minutes: SessionMinutes,
    cycle: &Cycle,
) -> Result<(MinutesPaper, Stationery), Problem> {
    let nominees = tx.nominations_named(minutes.ballots.iter().map(|ballot| ballot.nomination)).await?;
    let stationery = tx.stationery(cycle.campaign).await?;
    Ok((MinutesPaper::new(minutes, cycle, &nominees, &stationery.letterhead), stationery))
}

/// Print minutes of the council
///
/// *In biên bản họp Hội đồng.* The agencies, the decision authority and the auditor. As PDF, or as DOCX if `Accept` names
/// that: those present and the votes for each nominee, laid out by Decree 30/2020/NĐ-CP. 409 `PRINTING_NOT_SET_UP` without
/// the printing program; DOCX needs none.
#[utoipa::path(
    get,
    path = "/session-minutes/{minutes}/paper",
    responses((status = 200, description = "The paper.")),
)]
pub(crate) async fn print_session_minutes(
    request: HttpRequest,
    Caller(actor): Caller,
    path: Path<SessionMinutesPath>,
    program: web::Data<Program>,
    db: Db,
) -> Result<RawResponse<EditablePaper>, Problem> {
    let program = program.of(actor.account);
    let (id, name) = (path.0.minutes, format!("Bien-ban {}", path.0.minutes));
    let (paper, stationery) = db
        .read(move |tx| async move {
            let minutes = tx.session_minutes(id).await?;
            let cycle = tx.cycle(minutes.cycle).await?;
            must_reach(&actor, Permission::ReadDecision, cycle.campaign)?;
            drawn(&tx, minutes, &cycle).await
        })
        .await?;
    if wants_docx(&request) {
        return Ok(file(DOCX, &name, paper.docx()?).into());
    }
    let pdf = program.set(PaperKind::Minutes, &paper, &stationery, &format!("minutes-{id}")).await?;
    Ok(file(PDF, &name, pdf).into())
}

pub(crate) fn routes(routes: &mut impl Routes) {
    operations!(routes, "printing": print_session_minutes);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::printing::template::same_as_samples;

    #[test]
    fn the_samples_have_the_fields_of_the_paper() {
        same_as_samples::<MinutesPaper>(PaperKind::Minutes);
    }
}
