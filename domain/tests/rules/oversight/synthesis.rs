//! Synthesis reports: the workflow, the day before which they are due, and what they are assembled from.

use domain::base::citation::Citation;
use domain::base::identity::Actor;
use domain::base::text::Text;
use domain::oversight::difficulty_digest::DifficultyTally;
use domain::oversight::synthesis::activities::{InspectionFacts, MobilisationFacts};
use domain::oversight::synthesis::facts::{
    AwardFacts, BandCount, CountedDecision, GroupFilings, GroupResults, ModelFact, Place, SynthesisFacts, SynthesisPart,
};
use domain::oversight::synthesis::{
    SECTIONS_MAX, Section, Synthesis, SynthesisContent, SynthesisId, SynthesisState, SynthesisVerb,
};
use domain::planning::cycle::{Cycle, CycleState};
use domain::results::change::PublicChangeKind;
use domain::results::role_model::NamedUnit;
use uuid::Uuid;

use crate::world::{
    OTHER, UNIT, admitted, appraisal, campaign, cycle, day, document, hour, now, open_verbs, standing, taken, told,
};

const ID: SynthesisId = SynthesisId(Uuid::from_u128(7));

fn begun() -> Synthesis {
    let written = Synthesis::begin(ID, (&campaign(), &cycle()), SynthesisFacts::default(), &standing(), now());
    written.expect("open").synthesis.into_parts().0
}

fn sent() -> Synthesis {
    taken(begun().request_endorsement(&standing(), now()))
}

fn endorsed() -> Synthesis {
    taken(sent().endorse((String::new(), None), &appraisal(), now()))
}

fn submitted() -> Synthesis {
    taken(endorsed().submit(document(), &standing(), now()))
}

fn content(heading: &str, text: &str) -> SynthesisContent {
    let section = Section { heading: heading.to_owned(), part: None, text: text.to_owned() };
    SynthesisContent { title: "Báo cáo năm".to_owned(), sections: vec![section] }
}

/// Rules P01, S26: the standing agency writes and submits, the appraisal agency endorses or sends back.
#[test]
fn p01_s26_the_standing_agency_writes_and_the_appraisal_agency_endorses() {
    let begin = |actor: &Actor| {
        Synthesis::begin(ID, (&campaign(), &cycle()), SynthesisFacts::default(), actor, now())
            .map(|written| written.synthesis)
    };
    assert_eq!(admitted(begin), ["Thường"]);
    assert_eq!(admitted(|actor| begun().request_endorsement(actor, now())), ["Thường"]);
    assert_eq!(admitted(|actor| sent().endorse((String::new(), None), actor, now())), ["Thẩm"]);
    assert_eq!(admitted(|actor| sent().send_back("Thiếu số liệu", actor, now())), ["Thẩm"]);
    assert_eq!(admitted(|actor| endorsed().submit(document(), actor, now())), ["Thường"]);
    assert_eq!(told(sent().submit(document(), &standing(), now())), ["wrong state: SYNTHESIS_NOT_ENDORSED S26"]);
    assert_eq!(told(begun().submit(document(), &standing(), now())), ["wrong state: SYNTHESIS_NOT_ENDORSED S26"]);
    let unnumbered = endorsed().submit(Citation::default(), &standing(), now());
    assert_eq!(told(unnumbered), ["invalid: CITATION_INCOMPLETE S26 /document"]);
    assert_eq!(told(sent().send_back(" ", &appraisal(), now())), ["invalid: TEXT_EMPTY - /reason"]);
    assert_eq!(open_verbs(endorsed().transitions(&standing())), ["TAKE_BACK", "SUBMIT"]);
    for state in [CycleState::Planned, CycleState::Cancelled] {
        let cycle = Cycle { state, ..cycle() };
        let refused =
            Synthesis::begin(ID, (&campaign(), &cycle), SynthesisFacts::default(), &standing(), now()).map(|_| ());
        assert_eq!(told(refused), ["wrong state: SYNTHESIS_WITHOUT_CYCLE P01"]);
    }
}

/// Rule P01: the whole workflow.
#[test]
fn p01_each_state_allows_its_steps_and_no_other() {
    let mut table = String::new();
    for state in SynthesisState::ALL {
        let steps = SynthesisVerb::ALL.iter().filter_map(|verb| Some((verb, state.after(*verb)?)));
        let steps: Vec<String> = steps.map(|(verb, after)| format!("{verb} {after}")).collect();
        table.push_str(&format!("{state}: {}\n", steps.join(", ")));
    }
    assert_eq!(
        table,
        "DRAFT: EDIT DRAFT, REQUEST_ENDORSEMENT FOR_ENDORSEMENT\n\
         FOR_ENDORSEMENT: ENDORSE ENDORSED, SEND_BACK DRAFT, TAKE_BACK DRAFT\n\
         ENDORSED: TAKE_BACK DRAFT, SUBMIT SUBMITTED\n\
         SUBMITTED: PUBLISH SUBMITTED, UNPUBLISH SUBMITTED\n"
    );
}

/// Rule S25: at midnight of 10 December in the province the report is late, a second before it is not.
#[test]
fn s25_the_last_second_of_the_ninth_of_december_is_in_time_and_midnight_is_late() {
    let report = begun();
    assert_eq!(report.due_before, Some(day(2024, 12, 10)));
    let midnight = hour(day(2024, 12, 10), 0);
    let at = |seconds: i64| {
        let at = midnight - chrono::TimeDelta::seconds(seconds);
        taken(endorsed().submit(document(), &standing(), at)).is_late()
    };
    assert_eq!((at(1), at(0)), (Some(false), Some(true)));
    assert_eq!(endorsed().is_late(), None, "before it is submitted");
    assert!(!endorsed().is_overdue(midnight - chrono::TimeDelta::seconds(1)));
    assert!(endorsed().is_overdue(midnight) && !submitted().is_overdue(midnight));
    let mut movement = campaign();
    movement.text.policy.synthesis_before = None;
    let written = Synthesis::begin(ID, (&movement, &cycle()), SynthesisFacts::default(), &standing(), now());
    let undated = written.expect("open").synthesis.into_parts().0;
    assert_eq!((undated.due_before, undated.is_late(), undated.is_overdue(midnight)), (None, None, false));
}

/// Rules P01, L19: a new version is written in a draft only, each is numbered, and a person does not endorse what the
/// same person sent.
#[test]
fn p01_l19_versions_are_numbered_and_nobody_endorses_the_own_report() {
    let edited = begun().edit((content("Khen thưởng", "Công khai"), SynthesisFacts::default()), &standing(), now());
    let edited = edited.expect("a draft");
    assert_eq!((edited.version.number, edited.synthesis.after().version), (2, 2));
    let late = sent().edit((content("Khen thưởng", ""), SynthesisFacts::default()), &standing(), now());
    assert_eq!(told(late.map(|_| ())), ["wrong state: SYNTHESIS_STATE P01"]);
    let empty = SynthesisContent { title: " ".to_owned(), sections: Vec::new() };
    let empty = begun().edit((empty, SynthesisFacts::default()), &standing(), now());
    assert_eq!(told(empty.map(|_| ())), ["invalid: TEXT_EMPTY - /title", "invalid: ENTRIES_OUT_OF_RANGE - /sections"]);
    let secret = begun().edit((content("", "Tài liệu TỐI MẬT"), SynthesisFacts::default()), &standing(), now());
    assert_eq!(
        told(secret.map(|_| ())),
        ["invalid: TEXT_EMPTY - /sections/0/heading", "invalid: STATE_SECRET_NOT_ALLOWED L35 /sections/0/text"]
    );
    let section = content("Mục", "").sections.remove(0);
    let many = SynthesisContent { sections: vec![section; SECTIONS_MAX + 1], ..content("Mục", "") };
    let many = begun().edit((many, SynthesisFacts::default()), &standing(), now());
    assert_eq!(told(many.map(|_| ())), ["invalid: ENTRIES_OUT_OF_RANGE - /sections"]);
    let both = crate::world::of_all_trades(9);
    let own = taken(begun().request_endorsement(&both, now()));
    let refused = own.clone().endorse((String::new(), None), &both, now());
    assert_eq!(told(refused), ["not allowed: SYNTHESIS_OWN L19"]);
    assert_eq!(told(own.endorse((String::new(), None), &appraisal(), now())), ["done"]);
}

/// Rules P01, S29: it is public after it was submitted and not before, once, and withdrawn with a tombstone.
#[test]
fn p01_a_report_is_public_only_after_it_was_submitted() {
    let early = endorsed().publish(&standing(), now()).map(|step| step.synthesis);
    assert_eq!(told(early), ["wrong state: SYNTHESIS_STATE P01"]);
    let never = submitted().unpublish("Sai", &standing(), now()).map(|step| step.synthesis);
    assert_eq!(told(never), ["wrong state: SYNTHESIS_NOT_PUBLIC P01"]);
    let step = submitted().publish(&standing(), now()).expect("submitted");
    assert_eq!(step.announced.changes()[0].kind, PublicChangeKind::SynthesisPublished);
    let public = taken(Ok(step.synthesis));
    assert_eq!(public.published_at, Some(now()));
    assert_eq!(
        told(public.clone().publish(&standing(), now()).map(|step| step.synthesis)),
        ["wrong state: SYNTHESIS_PUBLIC P01"]
    );
    let step = public.unpublish("Có sai sót", &standing(), now()).expect("public");
    assert!(step.announced.changes()[0].kind.removes());
    assert_eq!(taken(Ok(step.synthesis)).published_at, None);
}

fn named(id: domain::base::ids::OrganisationId, name: &str) -> NamedUnit {
    NamedUnit { id, name: name.to_owned() }
}

/// The sentences that a report prints.
#[test]
fn p01_the_sentences_say_what_was_counted_and_what_is_not_there() {
    let code = domain::base::code::GroupCode::parse("DISTRICT").expect("a code");
    let group = || Text::new("cấp huyện", "districts");
    let facts = SynthesisFacts {
        results: vec![GroupResults {
            group: code,
            name: group(),
            ranked: 2,
            average: Some(8_765),
            first: vec![Place { rank: 1, unit: named(UNIT, "Huyện Kế Sách"), total: 9_050 }],
            bands: vec![BandCount { band: "GOOD".to_owned(), name: Text::new("Tốt", "Good"), units: 2 }],
        }],
        filings: vec![GroupFilings {
            group: code,
            name: group(),
            owing: 4,
            on_time: 1,
            within_extension: 1,
            late: vec![named(UNIT, "Huyện Kế Sách")],
            missing: vec![named(OTHER, "Huyện Châu Thành")],
        }],
        awards: AwardFacts {
            decisions: ["335/QĐ-UBND", "5/QĐ-UBND"]
                .map(|symbol| CountedDecision { symbol: symbol.to_owned(), date: day(2024, 12, 20) })
                .to_vec(),
            collectives: 2,
            individuals: 3,
            households: 0,
        },
        difficulties: DifficultyTally { raised: 12, answered: 10, answered_in_time: 9, ..Default::default() },
        ..SynthesisFacts::default()
    };
    let said = |part| facts.lines(part).into_iter().map(|line| line.vi).collect::<Vec<_>>();
    assert_eq!(
        said(SynthesisPart::Reporting),
        [
            "Nhóm “cấp huyện”: 4 đơn vị phải báo cáo; 1 đơn vị nộp đúng hạn, 1 đơn vị nộp trong thời gian gia hạn, 1 đơn vị nộp \
         muộn (Huyện Kế Sách), 1 đơn vị chưa nộp (Huyện Châu Thành)."
        ]
    );
    assert_eq!(
        said(SynthesisPart::Results),
        [
            "Nhóm “cấp huyện”: 2 đơn vị được xếp hạng, điểm bình quân 87,65; dẫn đầu: hạng 1 Huyện Kế Sách (90,50 điểm); xếp loại: \
         Tốt 2."
        ]
    );
    assert_eq!(
        said(SynthesisPart::Awards),
        ["Đã khen thưởng 2 tập thể, 3 cá nhân (Quyết định số 335/QĐ-UBND ngày 20/12/2024; số 05/QĐ-UBND ngày \
             20/12/2024)."]
    );
    let english: Vec<String> = facts.lines(SynthesisPart::Awards).into_iter().map(|line| line.en).collect();
    assert_eq!(
        english,
        ["Awards: 2 collectives, 3 individuals (decisions 335/QĐ-UBND of 2024-12-20; 05/QĐ-UBND of 2024-12-20)."]
    );
    assert_eq!(
        said(SynthesisPart::Difficulties),
        ["Tiếp nhận 12 vướng mắc; đã trả lời 10 (đúng hạn 9), báo cáo UBND tỉnh 0, đã có kết luận 0."]
    );
    let facts = SynthesisFacts {
        models: vec![ModelFact {
            unit: named(UNIT, "Huyện Kế Sách"),
            title: "Bản đồ số".to_owned(),
            field: Text::new("nông nghiệp", "agriculture"),
            adopting_units: 3,
        }],
        inspections: Some(InspectionFacts {
            inspections: 3,
            units: 2,
            findings: 4,
            corrected: 1,
            recommendations: 5,
            carried_out: 2,
            overdue: 1,
        }),
        mobilisation: Some(MobilisationFacts {
            units: 2,
            activities: 7,
            participants: 1_200,
            households: 90,
            materials: 0,
        }),
        ..facts
    };
    let said = |part| facts.lines(part).into_iter().map(|line| line.vi).collect::<Vec<_>>();
    assert_eq!(
        said(SynthesisPart::Practices)[1],
        "Bản đồ số (Huyện Kế Sách; lĩnh vực: nông nghiệp); 3 đơn vị khác áp dụng."
    );
    assert_eq!(
        said(SynthesisPart::Inspections),
        ["Đã kiểm tra 3 lượt tại 2 đơn vị; phát hiện 4 sai lệch, vi phạm (đã khắc phục 1); nêu 5 kiến nghị (đã thực \
          hiện 2, quá hạn 1)."]
    );
    assert_eq!(
        said(SynthesisPart::Mobilisation),
        [
            "Theo ghi nhận của 2 đơn vị: đã tổ chức 7 hoạt động tuyên truyền, vận động với 1.200 lượt người tham dự, tiếp \
          cận 90 lượt hộ gia đình, phát 0 tài liệu."
        ]
    );
    let none = SynthesisFacts::default();
    assert_eq!(none.lines(SynthesisPart::Inspections)[0].vi, "Trong kỳ chưa có cuộc kiểm tra nào được tiến hành.");
    for part in [SynthesisPart::Results, SynthesisPart::Awards, SynthesisPart::Practices, SynthesisPart::Dimensions] {
        assert!(none.lines(part)[0].vi.starts_with("Chưa"), "nothing is said to be nothing");
    }
}

/// Version 0.10.0 stored a band as its code and a number.
#[test]
fn p01_what_an_earlier_version_stored_is_read() {
    let stored = r#"{"results":[{"group":"DISTRICT","name":{"vi":"cấp huyện","en":"districts"},"ranked":2,
        "average":8765,"first":[],"bands":[["GOOD",2]]}]}"#;
    let facts: SynthesisFacts = serde_json::from_str(stored).expect("read");
    assert_eq!(facts.results[0].bands[0].name.vi, "GOOD");
    let again: SynthesisFacts =
        serde_json::from_str(&serde_json::to_string(&facts).expect("stored")).expect("read again");
    assert_eq!(again, facts);
}
