//! The figures and papers of the demonstration, drawn from a seed.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use domain::base::citation::Citation;
use domain::base::code::CategoryCode;
use domain::honours::nomination::dossier::{Dossier, Paper, Subject};
use domain::planning::award::{AwardForm, PaperKind, Position, SubjectKind};
use domain::planning::measure::{RatioMeasure, ZeroDenominator};
use domain::planning::scoring::{Counts, Value};
use domain::reporting::figure::{Figure, VerifiedFigure};
use sha2::{Digest, Sha256};

use crate::base::problem::Problem;
use crate::edge::demo::papers::declared;

pub(crate) fn day(year: i32, month: u32, day: u32) -> Result<NaiveDate, Problem> {
    NaiveDate::from_ymd_opt(year, month, day).ok_or_else(|| missing("day"))
}

/// An hour of a day in the province's time zone.
pub(crate) fn at(day: NaiveDate, hour: i64) -> DateTime<Utc> {
    domain::base::calendar::end_of(day) - TimeDelta::days(1) + TimeDelta::hours(hour)
}

/// A pseudo-random number below `below`, always the same for the same unit and question.
pub(crate) fn draw(unit: &str, question: &str, below: u64) -> u64 {
    let digest = Sha256::digest(format!("{SEED}/{unit}/{question}"));
    let number = digest.first_chunk::<8>().map_or(0, |bytes| u64::from_be_bytes(*bytes));
    number.checked_rem(below).unwrap_or(0)
}

pub(crate) fn count(unit: &str, question: &str, below: u64) -> i64 {
    i64::try_from(draw(unit, question, below)).unwrap_or(0)
}

/// A plausible figure: about four in ten units meet a target, the rest fall short by up to 25 percentage points.
pub(crate) fn figure(unit: &str, criterion: &str, ratio: &RatioMeasure) -> Figure {
    let demands = &ratio.demands;
    let most = if demands.exempt_kinds.is_empty() && demands.attestation.is_some() { 4_000 } else { 60 };
    let nothing =
        ratio.zero_denominator == ZeroDenominator::NotApplicable && draw(unit, &format!("{criterion}/none"), 12) == 0;
    let denominator = if nothing { 0 } else { 8 + count(unit, &format!("{criterion}/all"), most) };
    let short = count(unit, &format!("{criterion}/short"), 2_500);
    let meets = draw(unit, &format!("{criterion}/meets"), 10) < 4;
    let above = count(unit, &format!("{criterion}/above"), 400);
    let share = if meets { (ratio.target_basis_points + above).min(10_000) } else { ratio.target_basis_points - short };
    // Rounded up for units that meet the target, because a number that was rounded down would miss it.
    let numerator = if meets { (denominator * share + 9_999) / 10_000 } else { denominator * share / 10_000 };
    Figure {
        criterion: criterion.to_owned(),
        value: Value::Counts(Counts { numerator, denominator }),
        secret_excluded: demands.attestation.is_some(),
        reference: demands
            .reference_required
            .then(|| citation(unit, "Danh mục thủ tục hành chính đủ điều kiện (demo)")),
        evidence: if demands.evidence_required {
            vec![citation(unit, "Báo cáo kết quả (demo)")]
        } else {
            Vec::new()
        },
        note: None,
    }
}

/// One figure in eight is corrected downwards, with a reason.
pub(crate) fn verified(unit: &str, declared: Figure) -> VerifiedFigure {
    let Figure { criterion, value, .. } = declared;
    let Value::Counts(Counts { numerator, denominator }) = value else {
        return VerifiedFigure { criterion, value, reason: None };
    };
    let corrected = 4 < numerator && draw(unit, &format!("{criterion}/corrected"), 8) == 0;
    let numerator = if corrected { numerator - 1 - count(unit, &criterion, 3) } else { numerator };
    let reason = corrected.then(|| "Trừ hồ sơ trùng lặp (demo)".to_owned());
    VerifiedFigure { criterion, value: Value::Counts(Counts { numerator, denominator }), reason }
}

pub(crate) fn citation(unit: &str, title: &str) -> Citation {
    Citation {
        number: Some(format!("{}/BC-DEMO", 1 + draw(unit, title, 300))),
        date: NaiveDate::from_ymd_opt(2023, 9, 15),
        issuer: Some("Đơn vị báo cáo (demo)".to_owned()),
        title: Some(title.to_owned()),
        ..Citation::default()
    }
}

pub(crate) fn dossier(kind: SubjectKind, place: usize, date: NaiveDate) -> Dossier {
    let name = match kind {
        SubjectKind::Collective => format!("Tập thể số {place} (demo)"),
        SubjectKind::Individual | SubjectKind::Household => format!("Cá nhân số {place} (demo)"),
    };
    let paper = |kind: PaperKind, title: &str| Paper {
        kind,
        number: format!("{place}1/DEMO"),
        date,
        signer: "Thủ trưởng đơn vị (demo)".to_owned(),
        title: format!("{title} (demo)"),
        nominees: if kind == PaperKind::SubmissionLetter { vec![name.clone()] } else { Vec::new() },
        confirmed: true,
        file: Some(declared(&format!("{place}-{kind}.pdf"))),
    };
    let mut papers = vec![
        paper(PaperKind::SubmissionLetter, "Tờ trình đề nghị khen thưởng"),
        paper(PaperKind::AchievementReport, "Báo cáo thành tích"),
        paper(PaperKind::Minutes, "Biên bản xét khen thưởng"),
    ];
    if kind == SubjectKind::Collective {
        papers.push(paper(PaperKind::ImplementingDocument, "Kế hoạch triển khai phong trào"));
        papers.push(paper(PaperKind::ResultReport, "Báo cáo kết quả thực hiện phong trào"));
    }
    let person = kind == SubjectKind::Individual;
    let subject = Subject {
        kind,
        name,
        position: person.then(|| "Chuyên viên (demo)".to_owned()),
        account: None,
        rank: person.then_some(Position::DirectWorker),
        category: person.then(|| CategoryCode::parse("OFFICIAL")).flatten(),
        business_number: None,
        namesake: None,
        without_unit: false,
    };
    let account = if person {
        "Có sáng kiến số hóa quy trình một cửa, đã áp dụng tại đơn vị (demo)"
    } else {
        ""
    };
    Dossier {
        subject,
        award_form: AwardForm::BangKhenProvince,
        achievement: "Hoàn thành tốt các nội dung và tiêu chí của phong trào thi đua (demo)".to_owned(),
        achievement_from: None,
        achievement_to: None,
        criterion_account: account.to_owned(),
        simplified_ground: None,
        papers,
    }
}

/// The seed of the figures; another seed gives other figures.
pub(crate) const SEED: &str = "thi-dua-demo-1";

pub(crate) fn missing(what: &str) -> Problem {
    Problem::fault(format!("the plan has no {what}"))
}
