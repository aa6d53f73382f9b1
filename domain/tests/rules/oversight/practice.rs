//! Good practices, their reviews and publication, and their adoption by other units.

use chrono::NaiveDate;
use domain::base::citation::{Citation, Classification};
use domain::base::code::FieldCode;
use domain::base::identity::Actor;
use domain::base::ids::{OrganisationId, RoleModelId};
use domain::base::policy::Role;
use domain::base::refusal::Refusal;
use domain::base::step::Step;
use domain::oversight::adoption::{Adoption, AdoptionContent, AdoptionId, AdoptionState, AdoptionTally};
use domain::oversight::practice::{
    Practice, PracticeContent, PracticeId, PracticePublication, PracticeState, PracticeVerb,
};
use domain::planning::campaign::{Campaign, CampaignState};
use domain::planning::exact::Decimal;
use domain::registry::organisation::{Organisation, OrganisationKind};
use domain::results::result_figure::ResultFigure;
use domain::results::role_model::RoleModel;
use uuid::Uuid;

use crate::plan_level::PlanLevel;
use crate::world::{
    AGENCY, OTHER, UNIT, admitted, appraisal, campaign, day, document, editor, everybody, head, movement, now,
    open_verbs, organisation, person, standing, stranger, taken, told, unit,
};

const ID: PracticeId = PracticeId(Uuid::from_u128(7));
const ROLE_MODEL: RoleModelId = RoleModelId(Uuid::from_u128(8));

fn field(code: &str) -> FieldCode {
    FieldCode::parse(code).expect("a code")
}

fn figure(name: &str, unit: &str, before: Option<&str>, after: &str) -> ResultFigure {
    let number = |text: &str| Decimal::parse(text).expect("a decimal");
    ResultFigure {
        name: name.to_owned(),
        unit_of_measure: unit.to_owned(),
        before: before.map(number),
        after: number(after),
    }
}

fn content() -> PracticeContent {
    PracticeContent {
        title: "Khám bệnh bằng căn cước".to_owned(),
        summary: "Mọi trạm y tế đọc căn cước gắn chip".to_owned(),
        description: "Trang bị đầu đọc, tập huấn một buổi".to_owned(),
        contents: vec![6, 1],
        field: field("HEALTH"),
        evidence: vec![document()],
        results: vec![figure("Lượt khám bằng căn cước", "%", Some("12.5"), "87.25")],
    }
}

fn propose(content: PracticeContent, movement: &Campaign, actor: &Actor) -> Result<Step<Practice>, Refusal> {
    Practice::propose(ID, content, (movement, &unit()), actor, now())
}

fn proposed() -> Practice {
    taken(propose(content(), &campaign(), &editor()))
}

fn review(practice: Practice, in_favour: bool, actor: &Actor) -> Result<Step<Practice>, Refusal> {
    practice.review((in_favour, "Hiệu quả rõ"), actor, now())
}

fn approved() -> Practice {
    taken(review(taken(review(proposed(), true, &standing())), true, &appraisal()))
}

fn returned() -> Practice {
    taken(proposed().send_back("Bổ sung số liệu", &appraisal(), now()))
}

fn agency() -> Organisation {
    organisation(AGENCY, "Sở Thông tin và Truyền thông", PlanLevel::Provincial, OrganisationKind::Department)
}

fn other() -> Organisation {
    organisation(OTHER, "Sở Công Thương", PlanLevel::Provincial, OrganisationKind::Department)
}

fn publish(practice: Practice, movement: &Campaign, actor: &Actor) -> Result<PracticePublication, Refusal> {
    let joint = organisation(
        OrganisationId(Uuid::from_u128(4)),
        "Sở Nội vụ",
        PlanLevel::Provincial,
        OrganisationKind::Department,
    );
    practice.publish(ROLE_MODEL, movement, (&unit(), &agency(), Some(&joint)), actor, now())
}

/// Rules P03, S32: a unit proposes, both agencies review, and the standing agency publishes with the joint unit.
#[test]
fn p03_s32_a_unit_proposes_both_agencies_review_and_the_standing_agency_publishes() {
    assert_eq!(admitted(|actor| propose(content(), movement(), actor)), ["Biên", "Trưởng"]);
    assert_eq!(admitted(|actor| review(proposed(), true, actor)), ["Thường", "Thẩm"]);
    assert_eq!(admitted(|actor| proposed().send_back("Thiếu", actor, now())), ["Thường", "Thẩm"]);
    assert_eq!(admitted(|actor| returned().edit(content(), movement(), actor, now())), ["Biên", "Trưởng"]);
    assert_eq!(admitted(|actor| proposed().withdraw("Trùng", actor, now())), ["Biên", "Trưởng"]);
    assert_eq!(admitted(|actor| publish(approved(), movement(), actor)), ["Thường"]);
    let published = publish(approved(), movement(), &standing()).expect("open");
    let practice = published.practice.into_parts().0;
    assert_eq!((practice.state, practice.role_model), (PracticeState::Published, Some(ROLE_MODEL)));
    let RoleModel { content: shown, unit, joint, .. } = published.role_model.role_model.into_parts().0;
    assert_eq!((unit.name.as_str(), joint.name.as_str()), ("Sở Y tế", "Sở Nội vụ"));
    assert_eq!((shown.title, shown.contents), (content().title, vec![1, 6]), "in order");
    assert_eq!(shown.results, content().results);
    assert_eq!(told(publish(proposed(), movement(), &standing())), ["wrong state: PRACTICE_STATE P03"]);
    let refused = propose(content(), movement(), &stranger());
    assert_eq!(told(refused), ["not allowed: NOT_ALLOWED P03"]);
}

/// Rule P03: the whole workflow.
#[test]
fn p03_each_state_allows_its_steps_and_no_other() {
    let mut table = String::new();
    for state in PracticeState::ALL {
        let steps = PracticeVerb::ALL.iter().filter_map(|verb| Some((verb, state.after(*verb)?)));
        let steps: Vec<String> = steps.map(|(verb, after)| format!("{verb} {after}")).collect();
        table.push_str(format!("{state}: {}", steps.join(", ")).trim_end());
        table.push('\n');
    }
    assert_eq!(
        table,
        "PROPOSED: RETURN RETURNED, REVIEW PROPOSED, WITHDRAW WITHDRAWN\n\
         RETURNED: EDIT RETURNED, PROPOSE PROPOSED, WITHDRAW WITHDRAWN\n\
         APPROVED: PUBLISH PUBLISHED\n\
         DECLINED:\n\
         PUBLISHED:\n\
         WITHDRAWN:\n"
    );
    assert_eq!(open_verbs(proposed().transitions(&standing())), ["RETURN", "REVIEW"]);
    assert_eq!(open_verbs(proposed().transitions(&head())), ["WITHDRAW"]);
    assert_eq!(open_verbs(returned().transitions(&editor())), ["EDIT", "PROPOSE", "WITHDRAW"]);
    let shown: usize = everybody().iter().map(|actor| proposed().transitions(actor).len()).sum();
    assert_eq!(shown, everybody().len() * PracticeVerb::ALL.len(), "every step is shown to everybody");
}

/// Rule P03: with one against it is declined, with both in favour approved; a new proposal is reviewed anew.
#[test]
fn p03_both_agencies_have_to_be_in_favour_of_what_is_proposed_now() {
    let once = taken(review(proposed(), true, &appraisal()));
    assert_eq!(once.state, PracticeState::Proposed);
    assert_eq!(approved().state, PracticeState::Approved);
    assert_eq!(taken(review(proposed(), false, &appraisal())).state, PracticeState::Declined, "at once");
    assert_eq!(taken(review(once.clone(), false, &standing())).state, PracticeState::Declined);
    let colleague = person(0xb5, "Thẩm hai", &[(Role::AppraisalAgency, AGENCY)]);
    assert_eq!(told(review(once.clone(), true, &colleague)), ["wrong state: PRACTICE_REVIEWED P03"]);
    let silent = once.clone().review((true, " "), &standing(), now());
    assert_eq!(told(silent), ["invalid: TEXT_EMPTY - /reason"]);
    let returned = taken(once.send_back("Bổ sung", &standing(), now()));
    let again = taken(returned.propose_again((movement(), &unit()), &head(), now()));
    assert_eq!(again.reviews().count(), 0, "what was said of the first proposal does not count");
    let approved = taken(review(taken(review(again, true, &standing())), true, &appraisal()));
    assert_eq!((approved.state, approved.reviews().count()), (PracticeState::Approved, 2));
}

/// Rule L19: nobody reviews for both agencies, or what he or she proposed.
#[test]
fn p03_l19_a_practice_is_reviewed_by_two_people_who_did_not_propose_it() {
    let both = person(0xb1, "Kiêm nhiệm", &[(Role::StandingAgency, AGENCY), (Role::AppraisalAgency, AGENCY)]);
    let once = taken(review(proposed(), true, &both));
    assert_eq!(told(review(once, true, &both)), ["not allowed: FOUR_EYES L19"]);
    let after_other = taken(review(proposed(), true, &standing()));
    assert_eq!(
        taken(review(after_other, true, &both)).acts.last().expect("a review").role,
        Some(Role::AppraisalAgency),
        "for the agency that has not reviewed"
    );
    let own = person(0xb2, "Vừa soạn", &[(Role::UnitEditor, UNIT), (Role::AppraisalAgency, AGENCY)]);
    let mine = taken(propose(content(), movement(), &own));
    assert_eq!(told(review(mine, true, &own)), ["not allowed: FOUR_EYES L19"]);
    let edited = taken(returned().edit(content(), movement(), &own, now()));
    let again = taken(edited.propose_again((movement(), &unit()), &editor(), now()));
    assert_eq!(told(review(again, true, &own)), ["not allowed: FOUR_EYES L19"], "or corrected");
}

/// Rules P03, S32, L21, L34, L35: what is wrong is named at its place.
#[test]
fn p03_l21_l34_l35_what_is_proposed_is_of_a_living_unit_and_a_running_movement_and_sound() {
    let internal = Citation { number: None, ..document() };
    let secret = Citation { classification: Some(Classification::Secret), ..document() };
    let unsound = PracticeContent {
        title: " ".to_owned(),
        summary: "Tài liệu đóng dấu MẬT".to_owned(),
        description: String::new(),
        contents: vec![99, 1, 1],
        field: field("SPORT"),
        evidence: vec![internal, secret],
        results: vec![figure("Hồ sơ", "%", None, "1"), figure(" ", "", None, "1"), figure("HỒ SƠ", "%", None, "2")],
    };
    assert_eq!(
        told(propose(unsound, movement(), &editor())),
        [
            "invalid: TEXT_EMPTY - /title",
            "invalid: STATE_SECRET_NOT_ALLOWED L35 /summary",
            "invalid: TEXT_EMPTY - /description",
            "invalid: CONTENT_UNKNOWN - /contents/0",
            "invalid: CONTENT_TWICE - /contents/2",
            "invalid: CAMPAIGN_FIELD_UNKNOWN S32 /field",
            "invalid: CITATION_INCOMPLETE L21 /evidence/0",
            "invalid: STATE_SECRET_NOT_ALLOWED L35 /evidence/1/classification",
            "invalid: TEXT_EMPTY - /results/1/name",
            "invalid: TEXT_EMPTY - /results/1/unitOfMeasure",
            "invalid: FIGURE_TWICE - /results/2/name",
        ]
    );
    let closed = Campaign { state: CampaignState::Closed, ..campaign() };
    assert_eq!(told(propose(content(), &closed, &editor())), ["wrong state: CAMPAIGN_CLOSED M01"]);
    let mut ended = unit();
    ended.valid_to = Some(day(2024, 11, 19));
    let late = Practice::propose(ID, content(), (movement(), &ended), &editor(), now());
    assert_eq!(told(late), ["out of season: UNIT_CLOSED L34"]);
    let mut amended = campaign();
    amended.text.fields.retain(|one| one.code != field("HEALTH"));
    assert_eq!(
        told(publish(approved(), &amended, &standing())),
        ["wrong state: CAMPAIGN_FIELD_UNKNOWN S32"],
        "the field is in no body any more"
    );
}

fn role_model() -> RoleModel {
    publish(approved(), movement(), &standing()).expect("open").role_model.role_model.into_parts().0
}

fn adopting(from: NaiveDate, figures: Option<(NaiveDate, Vec<ResultFigure>)>) -> AdoptionContent {
    AdoptionContent { from, text: "Áp dụng ở mọi phòng khám".to_owned(), figures }
}

fn record(content: AdoptionContent, unit: &Organisation, actor: &Actor) -> Result<Step<Adoption>, Refusal> {
    let id = AdoptionId(Uuid::from_u128(9));
    Adoption::record(id, content, (&role_model(), movement()), unit, actor, now())
}

fn adopted(figures: Option<(NaiveDate, Vec<ResultFigure>)>) -> Adoption {
    taken(record(adopting(day(2024, 10, 1), figures), &other(), &stranger()))
}

/// Rules P03, L34, L35: another unit adopts what is public, from a day that has come, with sound figures.
#[test]
fn p03_l34_l35_another_unit_adopts_what_is_public() {
    let begun = day(2024, 10, 1);
    assert_eq!(admitted(|actor| record(adopting(begun, None), &other(), actor)), ["Khách"]);
    let own = record(adopting(day(2024, 11, 21), None), &unit(), &editor());
    assert_eq!(told(own), ["invalid: OWN_PRACTICE P03 /organisation", "invalid: DAY_IN_FUTURE - /fromDate"]);
    let early = (day(2024, 9, 30), vec![figure("", "%", None, "1")]);
    let unsound = AdoptionContent { text: "TỐI MẬT".to_owned(), ..adopting(begun, Some(early)) };
    assert_eq!(
        told(record(unsound, &other(), &stranger())),
        [
            "invalid: STATE_SECRET_NOT_ALLOWED L35 /text",
            "invalid: READING_DAY_UNFIT P03 /reading/date",
            "invalid: TEXT_EMPTY - /reading/figures/0/name",
        ]
    );
    let gone = role_model().withdraw("Sai", &standing(), now()).expect("open").role_model.into_parts().0;
    let id = AdoptionId(Uuid::from_u128(9));
    let late = Adoption::record(id, adopting(begun, None), (&gone, movement()), &other(), &stranger(), now());
    assert_eq!(told(late), ["wrong state: ROLE_MODEL_NOT_PUBLIC -"]);
    let ended = Organisation { valid_to: Some(day(2024, 11, 19)), ..other() };
    assert_eq!(told(record(adopting(begun, None), &ended, &stranger())), ["out of season: UNIT_CLOSED L34"]);
}

/// Rule P03: figures are brought up to date, in order, until the adoption ends.
#[test]
fn p03_figures_are_brought_up_to_date_until_the_adoption_ends() {
    let update = |adoption: Adoption, on: NaiveDate, actor: &Actor| {
        adoption.update((on, vec![figure("Lượt khám", "lượt", None, "3")]), (movement(), &other()), actor, now())
    };
    assert_eq!(admitted(|actor| update(adopted(None), day(2024, 11, 1), actor)), ["Khách"]);
    let first = taken(update(adopted(None), day(2024, 11, 1), &stranger()));
    for unfit in [day(2024, 10, 31), day(2024, 11, 21)] {
        assert_eq!(told(update(first.clone(), unfit, &stranger())), ["invalid: READING_DAY_UNFIT P03 /date"]);
    }
    let second = taken(update(first, day(2024, 11, 1), &stranger()));
    assert_eq!((second.readings.len(), second.figures().len()), (2, 1), "a correction on the same day");
    let live = second.live_key();
    assert_eq!(live, adopted(None).live_key(), "once at a time");
    let ended = taken(second.finish("Đã thay thế", &stranger(), now()));
    assert_eq!((ended.state(), ended.live_key()), (AdoptionState::Ended, None));
    assert_eq!(told(update(ended.clone(), day(2024, 11, 2), &stranger())), ["wrong state: ADOPTION_ENDED P03"]);
    assert_eq!(told(ended.finish("Lần nữa", &stranger(), now())), ["wrong state: ADOPTION_ENDED P03"]);
    assert_eq!(told(adopted(None).finish(" ", &stranger(), now())), ["invalid: TEXT_EMPTY - /reason"]);
}

/// Rule P03: the latest figures of the units that go on add up, exactly, under the names of the practice.
#[test]
fn p03_the_latest_figures_add_up_exactly_by_name_and_unit_of_measure() {
    let at = day(2024, 11, 1);
    let one =
        adopted(Some((at, vec![figure("lượt khám bằng căn cước", "%", None, "0.1"), figure("Máy", "bộ", None, "2")])));
    let two = adopted(Some((at, vec![figure("Lượt khám bằng căn cước", "%", None, "0.2")])));
    let ended = taken(adopted(Some((at, vec![figure("Máy", "bộ", None, "9")]))).finish("Dừng", &stranger(), now()));
    let silent = adopted(None);
    let AdoptionTally { units, figures } = AdoptionTally::of(&content().results, &[one, two, ended, silent]);
    assert_eq!(units, 3);
    let told: Vec<String> = figures
        .iter()
        .map(|sum| {
            let total = sum.total.expect("a decimal");
            format!("{} ({}): {} {total} {} {}", sum.name, sum.unit_of_measure, sum.units, sum.least, sum.most)
        })
        .collect();
    assert_eq!(told, ["Lượt khám bằng căn cước (%): 2 0.3 0.1 0.2", "Máy (bộ): 1 2 2 2"]);
}
