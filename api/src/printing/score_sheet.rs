//! A report's scorecard (phiếu điểm), and what the unit explained (phiếu giải trình).

use actix_web::web;
use domain::base::ids::CampaignId;
use domain::base::policy::{Permission, Role};
use domain::planning::campaign::stationery::{Letterhead, Stationery};
use domain::planning::criteria::CriteriaSet;
use domain::planning::cycle::Cycle;
use domain::planning::measure::Measure;
use domain::planning::scoring::{Applicability, ScoreLine};
use domain::planning::value::Value;
use domain::registry::organisation::Organisation;
use domain::reporting::report::Report;
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
use crate::planning::scoring::Basis;
use crate::planning::steps::shown;
use crate::printing::answer::{PDF, PdfPaper, file};
use crate::printing::layout::{Day, Head, Signer, capital, hundredths_text, lower, percent};
use crate::printing::program::Program;
use crate::printing::template::PaperKind;
use crate::reporting::report::view::ReportPath;
use crate::reporting::scorecard::shown_score;

/// The data of the scorecard.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(Deserialize), serde(deny_unknown_fields))]
pub(crate) struct ScorecardPaper {
    /// The head, without number and day.
    head: Head,
    /// The abstract.
    r#abstract: String,
    /// The unit, by its name at the end of the period.
    unit: String,
    /// The cycle's name.
    cycle: String,
    /// The first day reported on.
    period_start: Option<Day>,
    /// The last day reported on.
    period_end: Option<Day>,
    /// The name of the unit's group.
    group: String,
    /// What the points are: official, provisional, or the unit's own.
    state: String,
    /// The criteria, in the set's order.
    items: Vec<ScoreRow>,
    /// The total, with a comma; a word if nothing counts.
    total: String,
    /// How the total was computed; empty where there is nothing to say.
    computation: String,
    /// The scale of the total; `null` for none.
    maximum: Option<String>,
    /// The rating band; `null` for none.
    band: Option<String>,
    /// To whom it is sent.
    receivers: Vec<String>,
    /// Who signs.
    signer: Signer,
}

/// A criterion on the scorecard.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(Deserialize), serde(deny_unknown_fields))]
pub(crate) struct ScoreRow {
    /// Its code.
    code: String,
    /// Its name.
    title: String,
    /// The figure; empty for none.
    figure: String,
    /// The maximum points; empty if it does not apply to the unit.
    maximum: String,
    /// The points; words if it does not apply to the unit, and a dash if it does not count for another reason.
    points: String,
}

/// The data of the explanation sheet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(Deserialize), serde(deny_unknown_fields))]
pub(crate) struct ExplanationPaper {
    /// The head, without number and day.
    head: Head,
    /// The abstract.
    r#abstract: String,
    /// The unit, by its name at the end of the period.
    unit: String,
    /// The cycle's name.
    cycle: String,
    /// What was explained, criterion by criterion.
    items: Vec<ExplanationRow>,
    /// To whom it is sent.
    receivers: Vec<String>,
    /// Who signs.
    signer: Signer,
}

/// The explanation of a criterion.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(Deserialize), serde(deny_unknown_fields))]
pub(crate) struct ExplanationRow {
    /// The criterion's code.
    code: String,
    /// Its name.
    title: String,
    /// What the unit explains; paragraphs end with a line end.
    text: String,
    /// What was answered, in the same form; empty before.
    answer: String,
}

/// Everything that the papers are made of.
struct Ground {
    report: Report,
    set: CriteriaSet,
    cycle: Cycle,
    unit: Organisation,
    agency: Option<Organisation>,
    group: String,
    stationery: Stationery,
}

/// The unit that holds the function of a movement's standing agency, or held it last.
pub(crate) async fn standing_agency(tx: &Tx, movement: CampaignId) -> Result<Option<Organisation>, Problem> {
    let held = tx.holdings_for(movement).await?;
    let last = held.iter().filter(|one| one.function == Role::StandingAgency).max_by_key(|one| one.from);
    match last {
        Some(holding) => Ok(Some(tx.organisation(holding.organisation).await?)),
        None => Ok(None),
    }
}

impl Ground {
    async fn of(tx: &Tx, report: Report) -> Result<Self, Problem> {
        let (set, cycle) = (tx.criteria_set(report.criteria_set).await?, tx.cycle(report.cycle).await?);
        let unit = tx.organisation(report.organisation).await?;
        let agency = standing_agency(tx, report.campaign).await?;
        let group = capital(&tx.group_names().await?.name(report.group.as_str()).vi);
        let stationery = tx.stationery(report.campaign).await?;
        Ok(Self { report, set, cycle, unit, agency, group, stationery })
    }

    fn unit(&self) -> String {
        self.unit.name_on(self.cycle.period_end).to_owned()
    }

    fn title(&self, code: &str) -> String {
        self.set.criterion(code).map(|criterion| criterion.name.vi.clone()).unwrap_or_default()
    }

    fn head(&self, letterhead: &Letterhead) -> Head {
        let agency = self.agency.as_ref();
        agency.map_or_else(
            || Head::of_province(letterhead, None, None),
            |agency| Head::of_unit(agency, letterhead, None, None),
        )
    }

    /// A figure as offices write it; a choice by the name of its option.
    fn figure(&self, criterion: &str, value: &Value) -> String {
        if let Value::Choice(code) = value
            && let Some(criterion) = self.set.criterion(criterion)
            && let Measure::Choice(choice) = &criterion.measure
            && let Some(option) = choice.options.iter().find(|option| option.code == *code)
        {
            return option.name.vi.clone();
        }
        written(value)
    }

    fn row(&self, line: &ScoreLine) -> ScoreRow {
        let maximum = hundredths_text(line.max_points);
        let (maximum, points) = match line.applicability {
            Applicability::Applicable => (maximum, hundredths_text(line.points)),
            Applicability::NothingToCount | Applicability::ExemptKind | Applicability::NotApplicable => {
                (String::new(), "Không áp dụng".to_owned())
            }
            Applicability::Pending | Applicability::Unscored | Applicability::Collected => (maximum, "–".to_owned()),
        };
        ScoreRow {
            code: line.criterion.clone(),
            title: self.title(&line.criterion),
            figure: line.value.as_ref().map(|value| self.figure(&line.criterion, value)).unwrap_or_default(),
            maximum,
            points,
        }
    }

    fn scorecard(&self) -> ScorecardPaper {
        let (basis, card) = shown_score(&self.report, &self.set);
        // The sentences of a tree are made when somebody looks.
        let (card, _steps) = shown(&self.set, card);
        let period = lower(&self.cycle.name.vi);
        let state = match basis {
            Basis::Verified => "điểm chính thức",
            Basis::Provisional => "điểm tạm thời, đơn vị còn được giải trình",
            Basis::Declared => "điểm do đơn vị tự chấm",
        };
        let bands = &self.set.grading.bands;
        let named =
            |code: String| bands.iter().find(|band| band.code == code).map_or(code, |band| band.name.vi.clone());
        ScorecardPaper {
            head: self.head(&self.stationery.letterhead),
            r#abstract: format!("Kết quả chấm điểm {period}"),
            unit: self.unit(),
            cycle: period,
            period_start: Some(self.cycle.period_start.into()),
            period_end: Some(self.cycle.period_end.into()),
            group: self.group.clone(),
            state: state.to_owned(),
            items: card.lines.iter().map(|line| self.row(line)).collect(),
            total: card.total.map_or_else(|| "chưa chấm".to_owned(), hundredths_text),
            computation: card.explanation.vi,
            maximum: (0 < card.scale).then(|| hundredths_text(card.scale)),
            band: card.band.map(named),
            receivers: vec![self.unit(), "Lưu: VT".to_owned()],
            signer: self.agency.as_ref().map(|agency| Signer::of_unit(agency, "")).unwrap_or_default(),
        }
    }

    fn explanation(&self) -> ExplanationPaper {
        let items = self.report.explanations.iter().map(|one| ExplanationRow {
            code: one.criterion.clone(),
            title: self.title(&one.criterion),
            text: one.text.clone(),
            answer: one.answer.as_ref().map(|answer| answer.text.clone()).unwrap_or_default(),
        });
        let agency = self.agency.iter().map(|agency| agency.name.clone());
        let period = lower(&self.cycle.name.vi);
        ExplanationPaper {
            head: Head::of_unit(&self.unit, &self.stationery.letterhead, None, None),
            r#abstract: format!("Giải trình số liệu báo cáo {period}"),
            unit: self.unit(),
            cycle: period,
            items: items.collect(),
            receivers: agency.chain(["Lưu: VT".to_owned()]).collect(),
            signer: Signer::of_unit(&self.unit, ""),
        }
    }
}

/// A figure as offices write it.
fn written(value: &Value) -> String {
    match value {
        Value::Counts(counts) => {
            let (part, whole) = (counts.numerator, counts.denominator);
            let number = domain::base::wording::number;
            format!("{}/{} ({}%)", number(part), number(whole), percent(part, whole))
        }
        Value::Count(count) => domain::base::wording::number(*count),
        Value::Number(number) => number.to_string().replace('.', ","),
        Value::Choice(code) => code.clone(),
        Value::Points(points) => hundredths_text(*points),
        Value::NotApplicable(_) => "không áp dụng".to_owned(),
    }
}

/// Print a report's scorecard
///
/// *In phiếu điểm.* Callers who may read the report's scorecard: the same points, which say whether they are official,
/// provisional or the unit's own. As PDF; 409 `PRINTING_NOT_SET_UP` without the printing program.
#[utoipa::path(
    get,
    path = "/reports/{report}/scorecard/paper",
    responses((status = 200, description = "The scorecard.")),
)]
pub(crate) async fn print_scorecard(
    Caller(actor): Caller,
    path: Path<ReportPath>,
    program: web::Data<Program>,
    db: Db,
) -> Result<RawResponse<PdfPaper>, Problem> {
    let program = program.of(actor.account);
    let scope = actor.scope(Permission::ReadScore)?;
    let ground = db
        .read(move |tx| async move {
            let report = tx.report(&scope, path.0.report).await?.seen_by(&actor);
            Ground::of(&tx, report).await
        })
        .await?;
    let identifier = format!("scorecard-{}", ground.report.id);
    let pdf = program.set(PaperKind::Scorecard, &ground.scorecard(), &ground.stationery, &identifier).await?;
    Ok(file(PDF, &format!("Phieu-diem {}", ground.cycle.code), pdf).into())
}

/// Print a report's explanations
///
/// *In phiếu giải trình.* Callers who may read the report: what the unit explained about its provisional score, and what
/// was answered (rule L23). As PDF; 409 `PRINTING_NOT_SET_UP` without the printing program.
#[utoipa::path(
    get,
    path = "/reports/{report}/explanations/paper",
    responses((status = 200, description = "The explanations.")),
)]
pub(crate) async fn print_explanations(
    Caller(actor): Caller,
    path: Path<ReportPath>,
    program: web::Data<Program>,
    db: Db,
) -> Result<RawResponse<PdfPaper>, Problem> {
    let program = program.of(actor.account);
    let scope = actor.scope(Permission::ReadReport)?;
    let ground = db
        .read(move |tx| async move {
            let report = tx.report(&scope, path.0.report).await?.seen_by(&actor);
            Ground::of(&tx, report).await
        })
        .await?;
    let identifier = format!("explanations-{}", ground.report.id);
    let pdf = program.set(PaperKind::Explanation, &ground.explanation(), &ground.stationery, &identifier).await?;
    Ok(file(PDF, &format!("Giai-trinh {}", ground.cycle.code), pdf).into())
}

pub(crate) fn routes(routes: &mut impl Routes) {
    operations!(routes, "printing": print_scorecard, print_explanations);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::printing::template::same_as_samples;

    #[test]
    fn the_samples_have_the_fields_of_the_papers() {
        same_as_samples::<ScorecardPaper>(PaperKind::Scorecard);
        same_as_samples::<ExplanationPaper>(PaperKind::Explanation);
    }
}
