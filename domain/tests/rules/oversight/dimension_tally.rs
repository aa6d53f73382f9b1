//! Counting by content and field: results of a release, and what was done.

use domain::base::code::{FieldCode, GroupCode};
use domain::base::ids::{BoardId, CriteriaSetId, OrganisationId};
use domain::base::text::Text;
use domain::oversight::dimension_tally::{
    Dimension, DimensionCounts, DimensionResult, DimensionResults, DimensionTally, PracticeCount, TallySources,
    WorkCounts, WorkSources,
};
use domain::oversight::practice::PracticeState;
use domain::oversight::synthesis::facts::{SynthesisFacts, SynthesisPart};
use domain::planning::campaign::dimensions::Dimensions;
use domain::planning::criteria::CriteriaSet;
use domain::planning::criteria::dimensions::CriterionDimensions;
use domain::planning::scoring::{Applicability, ScoreLine, Scorecard};
use domain::results::board::Board;
use domain::results::ranking::Standing;
use uuid::Uuid;

use crate::plan_level::PlanLevel;
use crate::world::{campaign, document, issued_set};

fn field(code: &str) -> FieldCode {
    FieldCode::parse(code).expect("a code")
}

fn about(contents: &[i64], code: Option<&str>) -> Dimensions {
    Dimensions { contents: contents.to_vec(), field: code.map(field) }
}

/// The issued set of a level, some of whose criteria belong to contents and a field.
fn placing(level: PlanLevel, said: &[(&str, &[i64], Option<&str>)]) -> CriteriaSet {
    let one = |(criterion, contents, code): &(&str, &[i64], Option<&str>)| CriterionDimensions {
        criterion: (*criterion).to_owned(),
        contents: contents.to_vec(),
        field: code.map(field),
    };
    CriteriaSet { dimensions: said.iter().map(one).collect(), ..issued_set(level) }
}

fn line(criterion: &str, (points, max_points): (i64, i64), met: Option<bool>) -> ScoreLine {
    ScoreLine {
        criterion: criterion.to_owned(),
        applicability: if met.is_some() { Applicability::Applicable } else { Applicability::ExemptKind },
        value: None,
        best: None,
        share_basis_points: None,
        target_basis_points: None,
        met,
        points,
        max_points,
        explanation: Text::new("", ""),
    }
}

fn standing(unit: u128, set: CriteriaSetId, lines: Vec<ScoreLine>) -> Standing {
    let scorecard = Scorecard {
        criteria_set: set,
        criteria_set_version: 1,
        points: 0,
        applicable_points: 0,
        scale: 10_000,
        adjustments: Vec::new(),
        bonus: 0,
        penalty: 0,
        total: None,
        band: None,
        explanation: Text::new("", ""),
        card: None,
        lines,
    };
    Standing {
        rank: None,
        organisation: OrganisationId(Uuid::from_u128(unit)),
        name: format!("Đơn vị {unit}"),
        code: None,
        parent: None,
        kind: None,
        late: false,
        scorecard,
        band_moves: Vec::new(),
    }
}

fn board(level: PlanLevel, set: &CriteriaSet, standings: Vec<(u128, Vec<ScoreLine>)>) -> Board {
    Board {
        id: BoardId(Uuid::from_u128(7)),
        group: GroupCode::parse(if level == PlanLevel::District { "DISTRICT" } else { "PROVINCIAL" }).expect("a code"),
        criteria_set: set.id,
        document: document(),
        standings: standings.into_iter().map(|(unit, lines)| standing(unit, set.id, lines)).collect(),
    }
}

/// Planted values over two sets: a criterion that does not count, one that belongs to nothing, and one of another set.
#[test]
fn ii_2_results_are_counted_exactly_for_each_content_and_field() {
    let provincial =
        placing(PlanLevel::Provincial, &[("P1", &[6], None), ("P2", &[6, 8], Some("AGRICULTURE")), ("P5", &[2], None)]);
    let district = placing(PlanLevel::District, &[("H1", &[6], None)]);
    let boards = [
        board(
            PlanLevel::Provincial,
            &provincial,
            vec![
                (
                    1,
                    vec![
                        line("P1", (1_000, 1_000), Some(true)),
                        line("P2", (500, 1_000), Some(false)),
                        line("P3", (0, 1_000), Some(false)),
                    ],
                ),
                (2, vec![line("P1", (0, 1_000), None), line("P2", (1_000, 1_000), Some(true))]),
            ],
        ),
        board(
            PlanLevel::District,
            &district,
            vec![(3, vec![line("H1", (333, 1_000), Some(false)), line("P1", (1_000, 1_000), Some(true))])],
        ),
    ];
    let results = DimensionResults::of(&[&provincial, &district, &provincial], &boards);
    let result = |criteria, units_measured, units_met, achievement| DimensionResult {
        criteria,
        units_measured,
        units_met,
        achievement,
    };
    // 2833 of 4000 points are 70.825 percent, which is cut.
    assert_eq!(results.result(Dimension::Content(6)), result(3, 3, 1, Some(7_082)));
    assert_eq!(results.result(Dimension::Content(8)), result(1, 2, 1, Some(7_500)));
    assert_eq!(results.result(Dimension::Field(field("AGRICULTURE"))), result(1, 2, 1, Some(7_500)));
    assert_eq!(results.result(Dimension::Content(2)), result(1, 0, 0, None), "nobody was measured on it");
    assert_eq!(results.result(Dimension::Content(1)), DimensionResult::default());
    // A unit that did not reach everything is never shown as if it had.
    let short = [board(PlanLevel::District, &district, vec![(3, vec![line("H1", (999_999, 1_000_000), Some(false))])])];
    let cut = DimensionResults::of(&[&district], &short).result(Dimension::Content(6));
    assert_eq!(cut.achievement, Some(9_999));
}

/// A set that says nothing is counted nowhere.
#[test]
fn a_set_without_dimensions_is_counted_nowhere() {
    let set = issued_set(PlanLevel::Provincial);
    let boards = [board(PlanLevel::Provincial, &set, vec![(1, vec![line("P1", (1_000, 1_000), Some(true))])])];
    assert_eq!(DimensionResults::of(&[&set], &boards), DimensionResults::default());
}

fn sources() -> TallySources {
    TallySources {
        role_models: vec![(about(&[6], Some("AGRICULTURE")), 5), (about(&[6, 8], Some("OTHER")), 0)],
        media_items: vec![(about(&[6], None), 2), (about(&[], Some("AGRICULTURE")), 1), (about(&[], None), 9)],
        guidance: vec![(about(&[8], None), 3)],
        work: Some(WorkSources {
            practices: vec![
                (PracticeState::Proposed, (about(&[6], Some("OTHER")), 2)),
                (PracticeState::Proposed, (about(&[6, 8], Some("AGRICULTURE")), 1)),
                (PracticeState::Declined, (about(&[6], Some("OTHER")), 4)),
            ],
            difficulties: vec![(about(&[6], None), 7)],
            inspections: vec![(about(&[6], None), 1), (about(&[6], None), 1)],
            activities: vec![((about(&[6], None), 3), 1_200), ((about(&[8], None), 1), 10)],
        }),
    }
}

fn counts(tally: &DimensionTally, number: i64) -> DimensionCounts {
    tally.contents.iter().find(|one| one.number == number).expect("the content").counts.clone()
}

#[test]
fn ii_2_what_was_done_is_counted_under_every_content_and_field_that_it_is_about() {
    let tally = DimensionTally::of(&campaign(), &DimensionResults::default(), &sources());
    let numbers: Vec<i64> = tally.contents.iter().map(|one| one.number).collect();
    assert_eq!(numbers, [1, 2, 3, 4, 5, 6, 7, 8, 9]);
    let practices = |proposed, declined| {
        let count = |state| match state {
            PracticeState::Proposed => proposed,
            PracticeState::Declined => declined,
            PracticeState::Returned | PracticeState::Approved => 0,
            PracticeState::Published | PracticeState::Withdrawn => 0,
        };
        PracticeState::ALL.iter().map(|state| PracticeCount { state: *state, practices: count(*state) }).collect()
    };
    let six = DimensionCounts {
        result: DimensionResult::default(),
        role_models: 2,
        adoptions: 5,
        media_items: 2,
        guidance: 0,
        work: Some(WorkCounts {
            practices: practices(3, 4),
            difficulties: 7,
            inspections: 2,
            activities: 3,
            participants: 1_200,
        }),
    };
    assert_eq!(counts(&tally, 6), six);
    let nothing = DimensionCounts {
        work: Some(WorkCounts { practices: practices(0, 0), ..WorkCounts::default() }),
        ..DimensionCounts::default()
    };
    assert_eq!(counts(&tally, 1), nothing);
    assert!(counts(&tally, 1).is_nothing() && !counts(&tally, 6).is_nothing());
    let agriculture = tally.fields.iter().find(|one| one.code == field("AGRICULTURE")).expect("the field");
    assert_eq!(
        (agriculture.counts.role_models, agriculture.counts.adoptions, agriculture.counts.media_items),
        (1, 5, 1)
    );
}

/// The public gets no work, and a criterion alone is nothing that was reached.
#[test]
fn what_is_not_public_is_not_counted_without_an_insight() {
    let set = placing(PlanLevel::Provincial, &[("P1", &[1], None)]);
    let results = DimensionResults::of(&[&set], &[]);
    let tally = DimensionTally::of(&campaign(), &results, &TallySources { work: None, ..sources() });
    assert!(tally.contents.iter().all(|one| one.counts.work.is_none()));
    assert_eq!(counts(&tally, 6).media_items, 2);
    assert_eq!(counts(&tally, 1).result.criteria, 1);
    assert!(counts(&tally, 1).is_nothing());
}

/// The sentences of a report: one for each content and field with something.
#[test]
fn p01_a_report_says_a_sentence_for_each_content_and_field_with_something() {
    let set = placing(PlanLevel::Provincial, &[("P1", &[6], None)]);
    let boards = [board(PlanLevel::Provincial, &set, vec![(1, vec![line("P1", (933, 1_000), Some(false))])])];
    let results = DimensionResults::of(&[&set], &boards);
    let said = |sources: &TallySources| {
        let dimensions = Some(DimensionTally::of(&campaign(), &results, sources));
        let facts = SynthesisFacts { dimensions, ..SynthesisFacts::default() };
        facts.lines(SynthesisPart::Dimensions)
    };
    let public = TallySources { work: None, ..sources() };
    let lines = said(&public);
    let vi: Vec<&str> = lines.iter().map(|line| line.vi.as_str()).collect();
    assert_eq!(
        vi,
        [
            "Nội dung 6: 1 đơn vị được đánh giá theo 1 tiêu chí, 0 đơn vị đạt mọi chỉ tiêu, mức đạt bình quân 93,30%; 2 điển hình \
             tiên tiến; 5 lượt đơn vị áp dụng điển hình; 2 tin, bài.",
            "Nội dung 8: 1 điển hình tiên tiến; 3 văn bản hướng dẫn, thông báo.",
            "Lĩnh vực “Nông nghiệp”: 1 điển hình tiên tiến; 5 lượt đơn vị áp dụng điển hình; 1 tin, bài.",
            "Lĩnh vực “Các lĩnh vực quan trọng khác”: 1 điển hình tiên tiến.",
        ]
    );
    assert_eq!(lines[1].en, "Content 8: role models: 1; guidance and announcements: 3.");
    let inside = said(&sources());
    let six = "1.200 lượt người tham dự";
    assert!(inside[0].vi.contains("7 mô hình, cách làm hay được đề xuất; 2 cuộc kiểm tra; 7 vướng mắc được nêu"));
    assert!(inside[0].vi.contains(six) && !vi[0].contains(six), "{}", inside[0].vi);
    let none = SynthesisFacts::default().lines(SynthesisPart::Dimensions);
    assert_eq!(none.len(), 1);
    assert!(none[0].vi.starts_with("Chưa"), "nothing is said to be nothing");
}

/// Versions that were written before these counts existed are read, and stay as they were.
#[test]
fn p01_a_version_without_these_counts_is_read_and_stays_without_them() {
    let text = serde_json::to_string(&SynthesisFacts::default()).expect("written");
    assert!(!text.contains("dimensions"), "{text}");
    let read: SynthesisFacts = serde_json::from_str(&text).expect("read");
    assert_eq!(read.dimensions, None);
    let later: DimensionTally =
        serde_json::from_str(r#"{"contents":[{"number":6,"text":{"vi":"a","en":"b"},"counts":{"later":1}}]}"#)
            .expect("read");
    assert_eq!(later.contents[0].counts, DimensionCounts::default());
    let tally = DimensionTally::of(&campaign(), &DimensionResults::default(), &sources());
    let stored = serde_json::to_string(&tally).expect("written");
    assert_eq!(serde_json::from_str::<DimensionTally>(&stored).expect("read"), tally);
}
