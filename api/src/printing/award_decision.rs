//! The decision that grants awards (quyết định tặng Bằng khen), with its list of recipients and prizes.

use std::collections::{BTreeSet, HashMap};

use actix_web::{HttpRequest, web};
use domain::base::ids::{NominationId, OrganisationId};
use domain::base::policy::Permission;
use domain::base::wording::numbered;
use domain::honours::decision::{Award, Decision};
use domain::honours::nomination::Nomination;
use domain::honours::nomination::workflow::NominationVerb;
use domain::honours::regime::Regime;
use domain::planning::award::SubjectKind;
use domain::planning::campaign::Campaign;
use domain::planning::campaign::stationery::Stationery;
use persistence::base::store::Tx;
#[cfg(test)]
use serde::Deserialize;
use serde::Serialize;

use crate::access::caller::Caller;
use crate::access::movement::must_reach_one;
use crate::base::answer::RawResponse;
use crate::base::db::Db;
use crate::base::problem::Problem;
use crate::base::query::Path;
use crate::base::routes::{Routes, operations};
use crate::honours::decision::DecisionPath;
use crate::printing::answer::{DOCX, EditablePaper, PDF, file, wants_docx};
use crate::printing::basis::{bases, once};
use crate::printing::correction::Corrected;
use crate::printing::layout::{
    Head, PRIZE_UNKNOWN, Signer, capital, counted, form_name, in_movement, placed, prize_of, written,
};
use crate::printing::office::head_of;
use crate::printing::program::Program;
use crate::printing::template::{PaperKind, stationery_of};
use crate::printing::word::{Aligned, Document, NUMBERS};

/// The data of the paper.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(Deserialize), serde(deny_unknown_fields))]
pub(crate) struct AwardDecisionPaper {
    /// The head.
    head: Head,
    /// The abstract (trích yếu).
    r#abstract: String,
    /// The authority that decides.
    authority: String,
    /// The bases, without the mark at their ends.
    bases: Vec<String>,
    /// The articles, without their numbers; paragraphs of one end with a line end.
    articles: Vec<String>,
    /// To whom it is sent, without the mark at their ends.
    receivers: Vec<String>,
    /// Who signed.
    signer: Signer,
    /// The title of the list.
    list_title: String,
    /// The recipients.
    recipients: Vec<Recipient>,
    /// The sum of the prizes in đồng; `null` if one of them is not known.
    total_dong: Option<i64>,
}

/// A recipient.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(Deserialize), serde(deny_unknown_fields))]
pub(crate) struct Recipient {
    /// The name.
    name: String,
    /// The individual's position; `null` for others.
    position: Option<String>,
    /// The unit, by its name on that day.
    unit: String,
    /// The form, such as `Bằng khen`.
    form: String,
    /// The prize in đồng; `null` if it is not known.
    prize_dong: Option<i64>,
}

impl Recipient {
    /// The prize as it stands in the list.
    fn prize(&self) -> String {
        self.prize_dong.map_or_else(|| PRIZE_UNKNOWN.to_owned(), dong)
    }
}

/// `01 tập thể, 02 cá nhân`, of what there is.
fn kinds(awards: &[Award]) -> String {
    let of = |kind: &SubjectKind| awards.iter().filter(|award| award.subject_kind == *kind).count();
    let said = SubjectKind::ALL.iter().map(|kind| (of(kind), kind)).filter(|(count, _)| 0 < *count);
    said.map(|(count, kind)| format!("{} {}", counted(count), kind.vi())).collect::<Vec<_>>().join(", ")
}

/// Who carries the decision out: the recipients whom it names by their kinds, with the place where they are named.
fn bound(granted: &[SubjectKind], corrected: &[SubjectKind]) -> String {
    let place = match (granted.is_empty(), corrected.is_empty()) {
        // What was corrected before corrections were entered names nobody.
        (true, true) => return "các tổ chức, cá nhân có liên quan".to_owned(),
        (true, false) => "Điều 1",
        (false, true) => "Phụ lục",
        (false, false) => "Điều 1 và Phụ lục",
    };
    let named = |kind: &&SubjectKind| granted.contains(kind) || corrected.contains(kind);
    let kinds: Vec<&str> = SubjectKind::ALL.iter().filter(named).map(|kind| kind.vi()).collect();
    format!("các {} có tên tại {place}", kinds.join(", "))
}

/// `1.490.000`.
fn dong(amount: i64) -> String {
    domain::base::wording::number(amount)
}

/// Everything that the paper is made of.
struct Ground {
    decision: Decision,
    corrected: Option<Corrected>,
    movement: Option<Campaign>,
    nominations: Vec<Nomination>,
    regimes: Vec<Regime>,
    /// The heads of the agencies that submitted the list.
    proposers: Vec<String>,
    stationery: Stationery,
}

impl Ground {
    async fn of(tx: &Tx, decision: Decision) -> Result<Self, Problem> {
        let corrected = match decision.corrects {
            Some(earlier) => Some(Corrected::of(tx, earlier).await?),
            None => None,
        };
        let movement = match decision.movements.first() {
            Some(movement) => Some(tx.campaign(*movement).await?),
            None => None,
        };
        let nominations = tx.nominations_of(decision.id).await?;
        let day = decision.paper.date;
        // The regime of the day computes the prize, that of the day of receipt judges the dossier (rule L39).
        let used = |code: &String| nominations.iter().any(|one| one.progress.regime.as_ref() == Some(code));
        let regimes = tx.all_regimes().await?.into_iter();
        let regimes = regimes.filter(|regime| regime.is_valid_on(day) || used(&regime.code)).collect();
        let submitted = nominations.iter().filter_map(|one| {
            let act = one.acts.iter().rev().find(|act| act.verb == NominationVerb::Present);
            act.and_then(|act| act.organisation)
        });
        let submitted: BTreeSet<OrganisationId> = submitted.collect();
        let agencies = tx.organisations_named(submitted.into_iter()).await?;
        let proposers = agencies.iter().map(|agency| head_of(agency, Some(day))).collect();
        let stationery = stationery_of(tx, decision.movements.first().copied()).await?;
        Ok(Self { decision, corrected, movement, nominations, regimes, proposers, stationery })
    }

    /// The law, the plan of the movement, the decision that is corrected, the minutes of the council, and who proposed it.
    fn bases(&self) -> Vec<String> {
        let law = self.regimes.iter().flat_map(|regime| &regime.terms.documents);
        let text = self.movement.iter().flat_map(|movement| &movement.text.legal_bases);
        let launch = self.movement.iter().filter_map(|movement| movement.orders.launch.as_ref());
        let documents = law.chain(text).chain(launch.map(|order| &order.document));
        let authority = self.stationery.letterhead.chair.as_str();
        let corrected = self.corrected.iter().map(|corrected| corrected.basis(authority));
        let votes = self.nominations.iter().filter_map(|one| one.progress.vote.as_ref()).map(|vote| {
            let (number, day) = (numbered(&vote.number), written(vote.date));
            format!("Căn cứ Biên bản số {number} {day} của Hội đồng Thi đua - Khen thưởng")
        });
        let proposers = self.proposers.iter().map(|proposer| format!("Theo đề nghị của {proposer}"));
        once(bases(documents).into_iter().chain(corrected).chain(votes).chain(proposers))
    }

    fn articles(&self, total: Option<i64>) -> Vec<String> {
        let Self { decision, corrected, movement, stationery, .. } = self;
        let authority = stationery.letterhead.chair.as_str();
        let mut articles: Vec<String> =
            corrected.iter().flat_map(|earlier| earlier.articles(decision, authority)).collect();
        if let Some(first) = decision.awards.first() {
            let (form, kinds) = (form_name(first.form), kinds(&decision.awards));
            let where_ = movement.as_ref().map(|one| format!(" {}", in_movement(&one.text.name.vi)));
            let where_ = where_.unwrap_or_default();
            articles.push(format!(
                "Tặng {form} của {authority} cho {kinds} đã có thành tích{where_} (có danh sách tại Phụ lục kèm theo)."
            ));
            articles.push(total.map_or_else(
                || "Tiền thưởng kèm theo được thực hiện theo quy định hiện hành.".to_owned(),
                |total| {
                    format!("Tiền thưởng kèm theo được thực hiện theo quy định, tổng số tiền: {} đồng.", dong(total))
                },
            ));
        }
        articles.push("Quyết định này có hiệu lực kể từ ngày ký.".to_owned());
        let granted: Vec<SubjectKind> = decision.awards.iter().map(|award| award.subject_kind).collect();
        let righted = corrected.as_ref().map(|earlier| earlier.kinds(decision)).unwrap_or_default();
        articles.push(format!(
            "Thủ trưởng các cơ quan, đơn vị có liên quan và {} chịu trách nhiệm thi hành Quyết định này./.",
            bound(&granted, &righted)
        ));
        articles
    }
}

impl From<&Ground> for AwardDecisionPaper {
    fn from(ground: &Ground) -> Self {
        let Decision { paper, awards, .. } = &ground.decision;
        let letterhead = &ground.stationery.letterhead;
        let positions: HashMap<NominationId, &str> = ground
            .nominations
            .iter()
            .filter_map(|one| one.dossier.subject.position.as_deref().map(|position| (one.id, position)))
            .collect();
        let recipients: Vec<Recipient> = awards
            .iter()
            .map(|award| Recipient {
                name: award.name.clone(),
                position: positions.get(&award.nomination).map(|position| (*position).to_owned()),
                unit: award.organisation_name.clone(),
                form: form_name(award.form).to_owned(),
                prize_dong: prize_of(award),
            })
            .collect();
        let total_dong = awards.iter().map(prize_of).try_fold(0_i64, |sum, one| one.map(|one| sum.saturating_add(one)));
        let total_dong = total_dong.filter(|_| !awards.is_empty());
        let articles = ground.articles(total_dong);
        let title = awards.first().map_or("khen thưởng", |award| form_name(award.form));
        Self {
            head: Head::of_province(letterhead, Some(&paper.symbol), Some(paper.date)),
            r#abstract: capital(&paper.title),
            authority: letterhead.chair.clone(),
            bases: ground.bases(),
            receivers: vec![format!("Như Điều {}", articles.len()), "Lưu: VT".to_owned()],
            articles,
            signer: Signer::of_chair(letterhead, &paper.signer),
            list_title: format!("Danh sách được tặng {title}"),
            recipients,
            total_dong,
        }
    }
}

impl AwardDecisionPaper {
    fn docx(&self) -> Result<Vec<u8>, Problem> {
        let mut document = Document::new(&self.head, "Quyết định", &self.r#abstract);
        document.bold(&self.authority.to_uppercase());
        document.bases(&self.bases);
        document.bold("QUYẾT ĐỊNH:");
        for (index, article) in self.articles.iter().enumerate() {
            let mut paragraphs = article.lines();
            document.led(&format!("Điều {}. ", index + 1), paragraphs.next().unwrap_or_default());
            paragraphs.for_each(|paragraph| document.paragraph(paragraph));
        }
        document.closing(&self.receivers, &self.signer);
        if !self.recipients.is_empty() {
            let symbol = self.head.symbol.as_deref().unwrap_or_default();
            let belongs = format!("Quyết định số {symbol} {} của {}", self.head.day(), self.authority);
            document.annex("Phụ lục", &self.list_title, &belongs);
            let columns = [
                NUMBERS,
                ("Họ và tên, tên tập thể", 2_600, Aligned::Left),
                ("Chức vụ, đơn vị", 2_950, Aligned::Left),
                ("Hình thức", 1_450, Aligned::Middle),
                ("Tiền thưởng (đồng)", 1_500, Aligned::Middle),
            ];
            let rows = self.recipients.iter().enumerate().map(|(index, one)| {
                vec![
                    (index + 1).to_string(),
                    one.name.clone(),
                    placed(one.position.as_deref(), &one.unit),
                    one.form.clone(),
                    one.prize(),
                ]
            });
            document.table(&columns, rows);
        }
        document.finish()
    }
}

/// The paper of a decision, with the stationery on which it is set.
pub(crate) async fn drawn(tx: &Tx, decision: Decision) -> Result<(AwardDecisionPaper, Stationery), Problem> {
    let ground = Ground::of(tx, decision).await?;
    Ok((AwardDecisionPaper::from(&ground), ground.stationery))
}

/// Print a decision
///
/// *In quyết định khen thưởng.* Standing agency, appraisal agency, decision authority and auditor, before it is public, too.
/// As PDF (PDF/A-2a, tagged, with its fonts), or as DOCX if `Accept` names that. With the list of recipients and their
/// prizes, laid out by Decree 30/2020/NĐ-CP. 409 `PRINTING_NOT_SET_UP` without the printing program; DOCX needs none.
#[utoipa::path(
    get,
    path = "/decisions/{decision}/paper",
    responses((status = 200, description = "The paper.")),
)]
pub(crate) async fn print_decision(
    request: HttpRequest,
    Caller(actor): Caller,
    path: Path<DecisionPath>,
    program: web::Data<Program>,
    db: Db,
) -> Result<RawResponse<EditablePaper>, Problem> {
    let program = program.of(actor.account);
    let id = path.0.decision;
    let (name, paper, stationery) = db
        .read(move |tx| async move {
            let decision = tx.decision(id).await?;
            must_reach_one(&actor, Permission::ReadDecision, &decision.movements)?;
            let name = decision.paper.symbol.clone();
            let (paper, stationery) = drawn(&tx, decision).await?;
            Ok((name, paper, stationery))
        })
        .await?;
    if wants_docx(&request) {
        return Ok(file(DOCX, &name, paper.docx()?).into());
    }
    let pdf = program.set(PaperKind::AwardDecision, &paper, &stationery, &format!("decision-{id}")).await?;
    Ok(file(PDF, &name, pdf).into())
}

pub(crate) fn routes(routes: &mut impl Routes) {
    operations!(routes, "printing": print_decision);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::printing::template::same_as_samples;

    #[test]
    fn only_those_who_are_named_are_bound() {
        use SubjectKind::{Collective, Household, Individual};
        assert_eq!(bound(&[Individual, Collective], &[]), "các tập thể, cá nhân có tên tại Phụ lục");
        assert_eq!(bound(&[], &[Household]), "các hộ gia đình có tên tại Điều 1");
        assert_eq!(bound(&[Individual], &[Collective]), "các tập thể, cá nhân có tên tại Điều 1 và Phụ lục");
        assert_eq!(bound(&[], &[]), "các tổ chức, cá nhân có liên quan");
    }

    #[test]
    fn a_prize_that_is_not_known_is_no_empty_cell() {
        let one = |prize_dong| Recipient {
            name: "Ngô Thị Sáng Kiến".to_owned(),
            position: None,
            unit: "Phòng Y tế".to_owned(),
            form: "Bằng khen".to_owned(),
            prize_dong,
        };
        assert_eq!([one(Some(1_490_000)).prize(), one(None).prize()], ["1.490.000", "chưa xác định"]);
    }

    #[test]
    fn the_samples_have_the_fields_of_the_paper() {
        same_as_samples::<AwardDecisionPaper>(PaperKind::AwardDecision);
    }
}
