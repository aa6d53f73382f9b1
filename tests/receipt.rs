//! Scores computed again by a program that shares no code with the service (`verify/verify.py`).

use std::io::Write;
use std::process::Command;

use chrono::{DateTime, NaiveDate, Utc};
use domain::campaign::Cycle;
use domain::criteria::{CriteriaSet, CriteriaSetState, Criterion};
use domain::evidence::Citation;
use domain::figure::{Figure, VerifiedFigure};
use domain::grading::{Adjustment, AdjustmentKind, AdjustmentLine, Band, Grading};
use domain::identity::Actor;
use domain::ids::{AccountId, CriteriaSetId, OrganisationId, ReportId, Revision, SessionId};
use domain::measure::{
    ChoiceMeasure, ChoiceOption, CountMeasure, Demands, ManualMeasure, Measure, RatioMeasure, Rung, ScoringRule,
    ZeroDenominator,
};
use domain::organisation::{Organisation, OrganisationKind, Tier};
use domain::policy::Role;
use domain::report::{Content, Findings, Report, settled_bests};
use domain::scoring::{Counts, Value};
use domain::text::Text;
use domain::warning::History;
use e2e::Engine;
use persistence::failure::Failure;
use persistence::page::Page;
use persistence::store::Tx;
use uuid::Uuid;

use crate::service::Service;
use crate::world::{World, all, id};

/// Random enough for figures, and the same in every run (`SplitMix64`).
struct Dice(u64);

impl Dice {
    fn roll(&mut self, below: i64) -> i64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        let below = u64::try_from(below).expect("a number above 0");
        i64::try_from((mixed ^ (mixed >> 31)) % below).expect("a small number")
    }
}

fn text(words: &str) -> Text {
    Text::new(words, words)
}

fn document() -> Citation {
    Citation { url: Some("https://example.org/van-ban".to_owned()), ..Citation::default() }
}

fn rungs(dice: &mut Dice, top: i64, most: i64) -> Vec<Rung> {
    let (first, middle) = (dice.roll(top / 2), dice.roll(most));
    vec![Rung { from: first, points: middle }, Rung { from: first + 1 + dice.roll(top / 2), points: most }]
}

/// One criterion of each kind and rule, with random targets, points and rungs.
fn criteria(dice: &mut Dice) -> Vec<Criterion> {
    use ScoringRule as R;
    let mut measures = Vec::new();
    for rule in [R::Linear, R::ThresholdProportional, R::ThresholdAllOrNothing, R::StepTable, R::NormalisedByMax] {
        let most = 1 + dice.roll(5_000);
        let exempt = dice.roll(3) == 0;
        let exempt_kinds = if exempt { vec![OrganisationKind::MassOrganisation] } else { Vec::new() };
        measures.push((
            most,
            Measure::Ratio(RatioMeasure {
                target_basis_points: 1 + dice.roll(10_000),
                rule,
                rungs: if rule == R::StepTable { rungs(dice, 10_000, most) } else { Vec::new() },
                numerator: text("tử số"),
                denominator: text("mẫu số"),
                zero_denominator: ZeroDenominator::NotApplicable,
                demands: Demands { exempt_kinds, waivable: true, ..Demands::default() },
            }),
        ));
    }
    let demands = || Demands { waivable: true, ..Demands::default() };
    for rule in [R::StepTable, R::CappedCount, R::NormalisedByMax] {
        let most = 1 + dice.roll(5_000);
        measures.push((
            most,
            Measure::Count(CountMeasure {
                rule,
                counted: text("số lượng"),
                rungs: if rule == R::StepTable { rungs(dice, 8, most) } else { Vec::new() },
                points_each: (rule == R::CappedCount).then(|| 1 + dice.roll(999)),
                demands: demands(),
            }),
        ));
    }
    let most = 1 + dice.roll(5_000);
    let option = |code: &str, points| ChoiceOption { code: code.to_owned(), name: text(code), points };
    let options = vec![option("YES", most), option("HALF", most / 2), option("NO", 0)];
    measures.push((most, Measure::Choice(ChoiceMeasure { options, demands: demands() })));
    measures
        .push((1 + dice.roll(5_000), Measure::Manual(ManualMeasure { rubric: text("hướng dẫn"), demands: demands() })));
    let unscored = CountMeasure {
        rule: R::StepTable,
        counted: text("không tính điểm"),
        rungs: vec![Rung { from: 0, points: 0 }],
        points_each: None,
        demands: demands(),
    };
    measures.push((0, Measure::Count(unscored)));
    measures
        .into_iter()
        .enumerate()
        .map(|(place, (max_points, measure))| Criterion {
            code: format!("T{place}"),
            name: text("tiêu chí"),
            source: "thử".to_owned(),
            max_points,
            measure,
        })
        .collect()
}

fn grading(dice: &mut Dice) -> Grading {
    let line = |code: &str, kind| AdjustmentLine { code: code.to_owned(), kind, name: text(code), max_points: 1_500 };
    let edge = 1 + dice.roll(9_000);
    let band = |code: &str, from, below| Band { code: code.to_owned(), name: text(code), from, below };
    Grading {
        bands: vec![band("LOW", 0, Some(edge)), band("HIGH", edge, None)],
        lines: vec![line("FLAG", AdjustmentKind::Bonus), line("LATE", AdjustmentKind::Penalty)],
        bonus_cap: 1 + dice.roll(2_000),
        penalty_cap: 1 + dice.roll(2_000),
        may_exceed_scale: dice.roll(2) == 0,
    }
}

fn value(dice: &mut Dice, criterion: &Criterion) -> Value {
    if dice.roll(9) == 0 {
        return Value::NotApplicable("không có đối tượng".to_owned());
    }
    match &criterion.measure {
        Measure::Ratio(_) => {
            let denominator = dice.roll(40) * (1 + dice.roll(300));
            Value::Counts(Counts { numerator: dice.roll(denominator + 1), denominator })
        }
        Measure::Count(_) => Value::Count(dice.roll(12)),
        Measure::Choice(_) => {
            Value::Choice(["YES", "HALF", "NO"][usize::try_from(dice.roll(3)).expect("a place")].to_owned())
        }
        Measure::Manual(_) => Value::Points(dice.roll(criterion.max_points + 1)),
        Measure::Qualitative { .. } => unreachable!("no such criterion here"),
    }
}

struct People {
    head: AccountId,
    standing: AccountId,
    now: DateTime<Utc>,
}

impl People {
    fn actor(account: AccountId, role: Role, unit: OrganisationId) -> Actor {
        Actor { account, session: SessionId(Uuid::nil()), name: "Thử".to_owned(), roles: vec![(role, unit)] }
    }

    /// One year: sets drawn up, the cycle opened, every unit's report handed in, verified and final.
    async fn play(&self, tx: &Tx, cycle: Cycle, units: &[Organisation], dice: &mut Dice) -> usize {
        let seat = units.first().expect("a unit").id;
        let standing = Self::actor(self.standing, Role::StandingAgency, seat);
        let mut sets = Vec::new();
        for tier in [Tier::Provincial, Tier::District, Tier::Commune] {
            let set = CriteriaSet {
                id: CriteriaSetId(Uuid::now_v7()),
                campaign: cycle.campaign,
                cycle_kind: cycle.kind,
                tier,
                version: 10 + i64::from(cycle.year.unwrap_or(0)),
                scale: 10_000,
                criteria: criteria(dice),
                grading: grading(dice),
                state: CriteriaSetState::Provisional,
                document: None,
                revision: Revision::FIRST,
            };
            let sum = set.points_total();
            sets.push(tx.add_criteria_set(set.draft(sum, &standing, self.now).expect("sound")).await.expect("saved"));
        }
        let due = NaiveDate::from_ymd_opt(cycle.year.expect("a year"), 11, 30).expect("a day");
        let step = cycle.open(due, None, &sets, &standing, self.now).expect("opens");
        let cycle = tx.save_cycle(step).await.expect("saved");
        let mut verified = Vec::new();
        for unit in units.iter().filter(|unit| unit.exists_during(cycle.period_start, cycle.period_start)) {
            let Some(set) = sets.iter().find(|set| set.tier == unit.tier) else { continue };
            verified.push((self.verified(tx, &cycle, unit, set, dice).await, set));
        }
        let reports: Vec<Report> = verified.iter().map(|(report, _)| report.clone()).collect();
        for (report, set) in verified {
            let bests = settled_bests(set, &reports).expect("all are verified");
            let step = report.finalise(set, &bests, &standing, self.now).expect("final");
            tx.save_report(step).await.expect("saved");
        }
        reports.len()
    }

    async fn verified(
        &self,
        tx: &Tx,
        cycle: &Cycle,
        unit: &Organisation,
        set: &CriteriaSet,
        dice: &mut Dice,
    ) -> Report {
        let head = Self::actor(self.head, Role::UnitHead, unit.id);
        let standing = Self::actor(self.standing, Role::StandingAgency, unit.id);
        let figure = |criterion: &Criterion, value| Figure {
            criterion: criterion.code.clone(),
            value,
            secret_excluded: true,
            reference: None,
            evidence: Vec::new(),
            note: None,
        };
        let declared = set.asked(unit.kind).map(|(criterion, _)| figure(criterion, value(dice, criterion))).collect();
        let content = Content { figures: declared, narrative: None };
        let id = ReportId(Uuid::now_v7());
        let step = Report::draft(id, cycle, unit, Some(set), content, &head, self.now).expect("sound");
        let report = tx.add_report(step).await.expect("saved");
        let step =
            report.submit((cycle, set, &[]), History::default(), "0".repeat(64), &head, self.now).expect("complete");
        let report = tx.save_report(step).await.expect("saved");
        let found = |criterion: &Criterion, value| VerifiedFigure {
            criterion: criterion.code.clone(),
            value,
            reason: Some("đối chiếu".to_owned()),
        };
        let figures = set.asked(unit.kind).map(|(criterion, _)| found(criterion, value(dice, criterion))).collect();
        let entry = |line: &str, points| Adjustment { line: line.to_owned(), points, ground: document() };
        let adjustments = match dice.roll(4) {
            0 => vec![entry("FLAG", 1 + dice.roll(1_500)), entry("LATE", 1 + dice.roll(1_500))],
            1 => vec![entry("FLAG", 1 + dice.roll(1_500)), entry("FLAG", 1 + dice.roll(1_500))],
            _ => Vec::new(),
        };
        let findings = Findings { figures, adjustments };
        tx.save_report(report.verify(set, findings, &standing, self.now).expect("sound")).await.expect("saved")
    }
}

/// What the verifier says about receipts, and whether it agrees.
fn verify(receipts: &[String]) -> (bool, String) {
    let mut file = tempfile::NamedTempFile::new().expect("a file");
    file.write_all(receipts.join("\n").as_bytes()).expect("written");
    let program = concat!(env!("CARGO_MANIFEST_DIR"), "/../verify/verify.py");
    let run = Command::new("python3").arg(program).arg(file.path()).output().expect("python3 is installed");
    let said = String::from_utf8_lossy(&run.stdout).into_owned() + &String::from_utf8_lossy(&run.stderr);
    assert!(run.status.code() == Some(0) || run.status.code() == Some(1), "{said}");
    (run.status.success(), said)
}

/// Rules S04, L24, L26, L27: every score of a random cycle comes out the same elsewhere, and one changed digit does not.
pub(crate) async fn s04_l24_l26_l27_every_score_can_be_computed_again_by_outsiders(engine: Engine) {
    let world = World::new(Service::start(engine).await).await;
    let account = |name: &str| AccountId(world.accounts[name].parse().expect("an id"));
    let people =
        People { head: account("head"), standing: account("standing"), now: world.service.running().clock().now() };
    let played: Result<usize, Failure> = world
        .service
        .running()
        .store()
        .write(move |tx| async move {
            let units = tx.all_organisations().await?;
            let mut dice = Dice(2026);
            let mut count = 0;
            for cycle in tx.cycles(None, Page { after: None, limit: 100 }).await?.items {
                if matches!(cycle.code.as_str(), "2022" | "2023" | "2024") {
                    count += people.play(&tx, cycle, &units, &mut dice).await;
                }
            }
            Ok(count)
        })
        .await;
    let count = played.expect("played");
    assert!(300 < count, "{count}");

    let mut receipts = Vec::new();
    for report in all(&world.auditor, "/v1/reports?state=FINAL").await {
        let receipt = world.auditor.get(&format!("/v1/reports/{}/scorecard/receipt", id(&report))).await;
        receipt.ok();
        receipts.push(receipt.text);
    }
    assert_eq!(receipts.len(), count);
    let (agrees, said) = verify(&receipts);
    assert!(agrees, "{}", said.chars().take(2_000).collect::<String>());
    assert!(said.contains(&format!("{count} scores computed again, 0 mismatches")), "{said}");

    // A checker is trusted only after it was seen to fail: one digit of one receipt, wherever it stands.
    let planted = |alter: &dyn Fn(&mut serde_json::Value)| {
        let mut receipt: serde_json::Value = serde_json::from_str(&receipts[0]).expect("a receipt");
        alter(&mut receipt);
        let (agrees, said) = verify(&[receipt.to_string()]);
        assert!(!agrees, "{said}");
    };
    let more = |number: &serde_json::Value| {
        let hundredths: i64 =
            format!("{:.2}", number.as_f64().expect("a number")).replace('.', "").parse().expect("one");
        format!("{}.{:02}", (hundredths + 1) / 100, (hundredths + 1) % 100)
    };
    let raise = |value: &mut serde_json::Value| {
        *value = serde_json::from_str(&more(value)).expect("a number");
    };
    planted(&|receipt| raise(&mut receipt["scorecard"]["total"]));
    planted(&|receipt| raise(&mut receipt["scorecard"]["points"]));
    planted(&|receipt| raise(&mut receipt["scorecard"]["applicablePoints"]));
    planted(&|receipt| raise(&mut receipt["scorecard"]["bonus"]));
    planted(&|receipt| raise(&mut receipt["scorecard"]["lines"][1]["points"]));
    planted(&|receipt| raise(&mut receipt["criteria"][1]["maxPoints"]));
    planted(&|receipt| receipt["scorecard"]["band"] = "OTHER".into());
    world.service.stop().await;
}
