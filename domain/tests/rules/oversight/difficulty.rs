//! Difficulties of units, and public digests of them.

use chrono::NaiveDate;
use domain::base::identity::Actor;
use domain::base::ids::Revision;
use domain::base::refusal::Refusal;
use domain::base::step::Step;
use domain::oversight::difficulty::{
    Addressee, Difficulty, DifficultyContent, DifficultyId, DifficultyState, DifficultyVerb, Remark,
};
use domain::oversight::difficulty_digest::{
    DifficultyDigest, DifficultyDigestId, DifficultyTally, DigestContent, DigestEntry,
};
use domain::planning::campaign::dimensions::Dimensions;
use domain::planning::campaign::{Campaign, CampaignState};
use domain::registry::work_year::{SpecialDays, WorkYear};
use uuid::Uuid;

use crate::world::{
    admitted, appraisal, campaign, day, decision, document, editor, everybody, hour, now, open_verbs, standing,
    stranger, taken, told, unit,
};

const ID: DifficultyId = DifficultyId(Uuid::from_u128(7));

fn content() -> DifficultyContent {
    DifficultyContent {
        title: "Chưa kết nối được".to_owned(),
        text: "Phần mềm không có giao diện kết nối".to_owned(),
        dimensions: Dimensions { contents: vec![6, 1], field: None },
    }
}

/// A movement in which a difficulty is answered within five working days.
fn prompt() -> Campaign {
    let mut movement = campaign();
    movement.text.policy.difficulty_days = Some(5);
    movement
}

fn years() -> Vec<WorkYear> {
    let year = |year| WorkYear {
        id: domain::base::ids::WorkYearId(Uuid::from_u128(9)),
        year,
        days: SpecialDays::default(),
        revision: Revision::FIRST,
    };
    vec![year(2024)]
}

fn raise(content: DifficultyContent, movement: &Campaign, actor: &Actor) -> Result<Step<Difficulty>, Refusal> {
    Difficulty::raise(ID, (Addressee::StandingAgency, content), (movement, &unit()), &years(), actor, now())
}

fn raised() -> Difficulty {
    taken(raise(content(), &prompt(), &editor()))
}

fn remark(text: &str) -> Remark {
    Remark { text: text.to_owned(), document: None }
}

fn answered() -> Difficulty {
    taken(raised().answer(remark("Theo hướng dẫn"), &standing(), now()))
}

/// Rule S31: a unit raises it with one of the agencies, both see and answer it, only they take it to the province.
#[test]
fn s31_only_the_two_agencies_answer_and_escalate_and_only_the_province_concludes() {
    assert_eq!(admitted(|actor| raise(content(), &prompt(), actor)), ["Biên", "Trưởng"]);
    assert_eq!(admitted(|actor| raised().answer(remark("Có"), actor, now())), ["Thường", "Thẩm"]);
    assert_eq!(admitted(|actor| raised().escalate(remark("Có"), None, actor, now())), ["Thường", "Thẩm"]);
    let escalated = || taken(answered().escalate(remark("Vượt thẩm quyền"), None, &appraisal(), now()));
    let written = || Remark { text: "Giao Sở".to_owned(), document: Some(document()) };
    assert_eq!(admitted(|actor| escalated().conclude(written(), actor, now())), ["Quyết"]);
    assert_eq!(told(raised().withdraw(remark("Đã xong"), &stranger(), now())), ["not allowed: NOT_ALLOWED S31"]);
    let unwritten = escalated().conclude(remark("Giao Sở"), &decision(), now());
    assert_eq!(told(unwritten), ["invalid: CITATION_INCOMPLETE S31 /document"]);
}

/// Rule S31: the whole workflow.
#[test]
fn s31_each_state_allows_its_steps_and_no_other() {
    let mut table = String::new();
    for state in DifficultyState::ALL {
        let steps = DifficultyVerb::ALL.iter().filter_map(|verb| Some((verb, state.after(*verb)?)));
        let steps: Vec<String> = steps.map(|(verb, after)| format!("{verb} {after}")).collect();
        table.push_str(&format!("{state}: {}\n", steps.join(", ")));
    }
    assert_eq!(
        table,
        "OPEN: ANSWER ANSWERED, REFER OPEN, ESCALATE ESCALATED, WITHDRAW WITHDRAWN\n\
         ANSWERED: ESCALATE ESCALATED, REOPEN OPEN\n\
         ESCALATED: CONCLUDE CONCLUDED\n\
         CONCLUDED: \n\
         WITHDRAWN: \n"
    );
    let again = answered().answer(remark("Lần nữa"), &standing(), now());
    assert_eq!(told(again), ["wrong state: DIFFICULTY_STATE S31"]);
    assert_eq!(open_verbs(raised().transitions(&standing())), ["ANSWER", "REFER", "ESCALATE"]);
    assert_eq!(open_verbs(raised().transitions(&editor())), ["WITHDRAW"]);
    assert_eq!(open_verbs(answered().transitions(&editor())), ["REOPEN"]);
    let shown: usize = everybody().iter().map(|actor| raised().transitions(actor).len()).sum();
    assert_eq!(shown, everybody().len() * DifficultyVerb::ALL.len(), "every step is shown to everybody");
}

/// Rules S31, L43: the answer is due after the movement's number of working days; the day itself is in time.
#[test]
fn s31_an_answer_is_due_after_working_days_and_the_last_day_is_in_time() {
    // Wednesday 20 November 2024, and a weekend in between.
    let due = day(2024, 11, 27);
    assert_eq!(raised().due, Some(due));
    assert!(!raised().is_overdue(hour(due, 23)), "on its last day");
    assert!(raised().is_overdue(hour(day(2024, 11, 28), 0)), "from the next day on");
    assert_eq!(taken(raise(content(), &campaign(), &editor())).due, None, "the movement sets no time");
    let unentered =
        Difficulty::raise(ID, (Addressee::StandingAgency, content()), (&prompt(), &unit()), &[], &editor(), now());
    assert_eq!(taken(unentered).due, None, "a missing calendar keeps no unit from raising it");
    let referred = taken(raised().refer(Addressee::AppraisalAgency, remark("Thuộc Nội vụ"), &standing(), now()));
    assert_eq!((referred.addressee, referred.due), (Addressee::AppraisalAgency, Some(due)), "the clock runs on");
    let same = raised().refer(Addressee::StandingAgency, remark("Thuộc Sở"), &appraisal(), now());
    assert_eq!(told(same), ["invalid: REFERRED_TO_SAME S31 /to"]);
    assert_eq!(answered().due, None, "nothing is waited for");
    let later = hour(day(2024, 11, 25), 9);
    let reopened = answered().reopen(remark("Chưa giải quyết"), (&prompt(), &years()), &editor(), later);
    assert_eq!(taken(reopened).due, Some(day(2024, 12, 2)), "the clock starts anew");
    let escalate = |due: NaiveDate| answered().escalate(remark("Trình"), Some(due), &standing(), now());
    assert_eq!(told(escalate(day(2024, 11, 19))), ["invalid: DUE_DATE_UNFIT - /dueDate"]);
    assert_eq!(taken(escalate(day(2024, 11, 20))).due, Some(day(2024, 11, 20)));
    assert_eq!(told(escalate(day(2026, 11, 21))), ["invalid: DUE_DATE_UNFIT - /dueDate"]);
}

/// Rules S31, L34, L35: what a unit cannot raise is named at its place.
#[test]
fn s31_l34_l35_a_difficulty_is_of_a_living_unit_and_a_running_movement_and_open_to_read() {
    let empty =
        DifficultyContent { title: " ".to_owned(), text: "Tài liệu đóng dấu MẬT".to_owned(), ..content() };
    assert_eq!(
        told(raise(empty, &prompt(), &editor())),
        ["invalid: TEXT_EMPTY - /title", "invalid: STATE_SECRET_NOT_ALLOWED L35 /text"]
    );
    let nowhere = DifficultyContent {
        dimensions: Dimensions { contents: vec![1, 99, 1], field: domain::base::code::FieldCode::parse("MINING") },
        ..content()
    };
    assert_eq!(
        told(raise(nowhere, &prompt(), &editor())),
        [
            "invalid: CONTENT_UNKNOWN - /contents/1",
            "invalid: CONTENT_TWICE - /contents/2",
            "invalid: CAMPAIGN_FIELD_UNKNOWN S32 /field"
        ]
    );
    assert_eq!(raised().content.dimensions.contents, [1, 6], "in order");
    let closed = Campaign { state: CampaignState::Closed, ..prompt() };
    assert_eq!(told(raise(content(), &closed, &editor())), ["wrong state: CAMPAIGN_CLOSED M01"]);
    let mut ended = unit();
    ended.valid_to = Some(day(2024, 11, 19));
    let late =
        Difficulty::raise(ID, (Addressee::StandingAgency, content()), (&prompt(), &ended), &[], &editor(), now());
    assert_eq!(told(late), ["out of season: UNIT_CLOSED L34"]);
}

fn digest(question: &str) -> DigestContent {
    DigestContent {
        title: "Vướng mắc quý IV".to_owned(),
        from: day(2024, 10, 1),
        to: day(2024, 11, 20),
        entries: vec![DigestEntry {
            question: question.to_owned(),
            answer: "Theo hướng dẫn".to_owned(),
            dimensions: Dimensions::default(),
        }],
    }
}

/// Rule S31: a public digest names no unit that raised a difficulty, whatever its spelling, and counts the period.
#[test]
fn s31_a_digest_names_no_unit_and_counts_what_was_raised() {
    let late = hour(day(2024, 11, 28), 9);
    let answered_late = taken(raised().answer(remark("Muộn"), &standing(), late));
    let concluded = taken(answered().escalate(remark("Trình"), None, &standing(), now()));
    let written = Remark { text: "Giao Sở".to_owned(), document: Some(document()) };
    let concluded = taken(concluded.conclude(written, &decision(), now()));
    let withdrawn = taken(raised().withdraw(remark("Đã xong"), &editor(), now()));
    let all: Vec<(Difficulty, String)> = [raised(), answered_late, concluded, withdrawn]
        .into_iter()
        .map(|difficulty| (difficulty, "Sở Y tế".to_owned()))
        .collect();
    let publish = |content: DigestContent, actor: &Actor| {
        DifficultyDigest::publish(DifficultyDigestId(Uuid::from_u128(8)), (&campaign(), content), &all, actor, now())
            .map(|step| step.digest)
    };
    assert_eq!(admitted(|actor| publish(digest("Kết nối?"), actor)), ["Thường"]);
    assert_eq!(
        taken(publish(digest("Kết nối?"), &standing())).tally,
        DifficultyTally { raised: 4, withdrawn: 1, answered: 2, answered_in_time: 1, escalated: 1, concluded: 1 }
    );
    let named = publish(digest("sở y  tế hỏi"), &standing());
    assert_eq!(told(named), ["invalid: UNIT_NAMED - /entries/0/question"]);
    assert_eq!(told(publish(digest("Cơ sở y tếp"), &standing())), ["done"], "a part of a word is no name");
    let backwards = DigestContent { from: day(2024, 11, 21), ..digest("Kết nối?") };
    assert_eq!(told(publish(backwards, &standing())), ["invalid: PERIOD_BACKWARDS - /to"]);
    let ahead = DigestContent { to: day(2024, 11, 21), entries: Vec::new(), ..digest("Kết nối?") };
    assert_eq!(
        told(publish(ahead, &standing())),
        ["invalid: PERIOD_NOT_OVER - /to", "invalid: ENTRIES_OUT_OF_RANGE - /entries"]
    );
    let published = taken(publish(digest("Kết nối?"), &standing()));
    let withdrawn = published.withdraw("Sai", &standing(), now()).map(|step| step.digest);
    let twice = taken(withdrawn).withdraw("Sai", &standing(), now()).map(|step| step.digest);
    assert_eq!(told(twice), ["wrong state: DIGEST_WITHDRAWN -"]);
}
