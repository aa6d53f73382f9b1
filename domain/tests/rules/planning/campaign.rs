//! The life of a movement, and what its policy decides.

use domain::base::citation::Citation;
use domain::base::code::LevelCode;
use domain::base::ids::CampaignId;
use domain::base::policy::Role;
use domain::base::refusal::Refusal;
use domain::base::step::Step;
use domain::base::text::Text;
use domain::planning::award::{AwardForm, Occasion};
use domain::planning::campaign::{
    Campaign, CampaignOrders, CampaignState, CampaignText, CyclePeriod, NewAmendment, Phase,
};
use domain::planning::criteria::CycleKind;
use domain::planning::cycle::OpeningGround;
use domain::planning::order::Order;
use domain::planning::policy::{MonthDay, NominatedBy, OccasionRule, OpinionDemand, Policy, QuotaEffect};
use uuid::Uuid;

use crate::plan_level::levels;
use crate::planning::cycle::sets;
use crate::world::{
    admitted, appraisal, campaign, cycle, day, document, dossier, ground, hour, movement, now, planned, setting,
    standing, taken, told, unit,
};
use domain::honours::nomination::Nomination;

fn draft() -> Campaign {
    Campaign { state: CampaignState::Draft, ..campaign() }
}

fn order() -> Order {
    Order {
        document: document(), signer: "Chủ tịch UBND tỉnh".to_owned(), recipients: vec!["Các sở".to_owned()]
    }
}

fn period(code: &str, year: i32) -> CyclePeriod {
    CyclePeriod { code: code.to_owned(), start: day(year, 1, 1), end: day(year, 12, 31), ended: false }
}

fn renamed() -> CampaignText {
    CampaignText {
        name: Text::new("Chuyển đổi số toàn diện", "Digital transformation at large"), ..campaign().text
    }
}

fn amendment(text: CampaignText) -> NewAmendment {
    let issued = Citation { date: Some(day(2024, 6, 3)), ..document() };
    let order = Order { document: issued, ..order() };
    NewAmendment { order, from: day(2024, 7, 1), said: Text::new("Đổi tên", "A new name"), text }
}

fn amended(campaign: Campaign, amendment: NewAmendment) -> Result<Step<Campaign>, Refusal> {
    campaign.amend(amendment, &[period("2024", 2024)], &levels(), &standing(), now())
}

/// Rule M01: the appraisal agency opens a draft; its standing agency launches it under a plan with number, day, issuer,
/// abstract and signer.
#[test]
fn m01_a_movement_is_launched_under_its_plan_and_not_otherwise() {
    assert_eq!(admitted(|actor| draft().draft(&levels(), actor, now())), ["Thẩm"]);
    let edit = |actor: &_| draft().edit((campaign().kind, renamed()), &[], &levels(), actor, now());
    assert_eq!(admitted(edit), ["Thường", "Thẩm"]);
    assert_eq!(admitted(|actor| draft().launch(order(), actor, now())), ["Thường"]);
    for (lacking, place) in [
        (Citation { number: None, ..document() }, "CITATION_INCOMPLETE L21 /document"),
        (Citation { date: None, ..document() }, "CITATION_INCOMPLETE L21 /document"),
        (Citation { issuer: None, ..document() }, "CITATION_INCOMPLETE L21 /document"),
        (Citation { title: None, ..document() }, "CITATION_INCOMPLETE L21 /document"),
    ] {
        let answer = draft().launch(Order { document: lacking, ..order() }, &standing(), now());
        assert_eq!(told(answer), [format!("invalid: {place}")]);
    }
    // An address alone does not say who issued what.
    let address = Citation { url: Some("https://tinh.example/kh".to_owned()), issuer: None, ..document() };
    let answer = draft().launch(Order { document: address, ..order() }, &standing(), now());
    assert_eq!(told(answer), ["invalid: TEXT_EMPTY - /document/issuer"]);
    let unsigned = Order { signer: " ".to_owned(), ..order() };
    assert_eq!(told(draft().launch(unsigned, &standing(), now())), ["invalid: TEXT_EMPTY - /signer"]);
    let empty = Campaign { text: CampaignText { contents: Vec::new(), ..campaign().text }, ..draft() };
    assert_eq!(told(empty.launch(order(), &standing(), now())), ["invalid: CAMPAIGN_WITHOUT_CONTENTS M01"]);
    let launched = taken(draft().launch(order(), &standing(), now()));
    assert_eq!((launched.state, launched.orders.launch.clone()), (CampaignState::Launched, Some(order())));
    assert_eq!(told(launched.clone().launch(order(), &standing(), now())), ["wrong state: CAMPAIGN_LAUNCHED M01"]);
    let edited = launched.edit((campaign().kind, renamed()), &[], &levels(), &standing(), now());
    assert_eq!(told(edited), ["wrong state: CAMPAIGN_LAUNCHED M01"]);
}

/// Rule M01: an amendment says what changed and from when, and the text of any day can be read.
#[test]
fn m01_after_its_launch_the_text_changes_by_amendments_and_every_version_stays() {
    let launched = taken(draft().launch(order(), &standing(), now()));
    let once = taken(amended(launched.clone(), amendment(renamed())));
    let more = CampaignText { slogan: Text::new("Cùng làm", "Together"), ..renamed() };
    let twice = taken(amended(once, NewAmendment { from: day(2024, 9, 1), ..amendment(more) }));
    let names: Vec<&str> = twice.versions().iter().map(|version| version.text.name.vi.as_str()).collect();
    assert_eq!(names, ["Chuyển đổi số", "Chuyển đổi số toàn diện", "Chuyển đổi số toàn diện"]);
    let on = |date| twice.version_on(date).map(|version| version.number);
    assert_eq!(
        [on(day(2021, 1, 1)), on(day(2024, 6, 30)), on(day(2024, 7, 1)), on(day(2024, 8, 31)), on(day(2024, 9, 1))],
        [Some(1), Some(1), Some(2), Some(2), Some(3)]
    );
    assert_eq!(told(amended(twice.clone(), amendment(twice.text.clone()))).len(), 2, "an earlier day, and no change");
    let wrong = |amendment: NewAmendment| told(amended(launched.clone(), amendment));
    let day_refused = ["invalid: AMENDMENT_DAY M01 /fromDate"];
    assert_eq!(
        wrong(NewAmendment { from: day(2024, 6, 2), ..amendment(renamed()) }),
        day_refused,
        "before its document"
    );
    assert_eq!(wrong(NewAmendment { from: day(2026, 1, 1), ..amendment(renamed()) }), day_refused, "not begun yet");
    let tomorrow = NewAmendment { from: day(2024, 11, 21), ..amendment(renamed()) };
    assert_eq!(wrong(tomorrow), day_refused, "it would hold before its day");
    let today = NewAmendment { from: day(2024, 11, 20), ..amendment(renamed()) };
    assert_eq!(wrong(today), ["done"]);
    assert_eq!(wrong(amendment(campaign().text)), ["invalid: AMENDMENT_EMPTY M01 /text"]);
    let short = CampaignText { period_end: day(2024, 12, 30), ..renamed() };
    assert_eq!(wrong(amendment(short)), ["invalid: CYCLES_LEFT_OUT S01 /text/periodEndDate"]);
    let just = CampaignText { period_end: day(2024, 12, 31), ..renamed() };
    assert_eq!(wrong(amendment(just)), ["done"]);
    assert_eq!(told(amended(draft(), amendment(renamed()))), ["wrong state: CAMPAIGN_NOT_LAUNCHED M01"]);
}

/// Rule M01: a movement is concluded under a document once its cycles have ended, and then takes nothing more.
#[test]
fn m01_a_movement_is_concluded_when_its_cycles_have_ended() {
    let conclude = |cycles: &[CyclePeriod]| campaign().conclude(order(), cycles, &standing(), now());
    let ended = CyclePeriod { ended: true, ..period("2023", 2023) };
    assert_eq!(told(conclude(&[ended.clone(), period("2024", 2024)])), ["wrong state: CAMPAIGN_HAS_OPEN_CYCLES M01"]);
    assert_eq!(admitted(|actor| campaign().conclude(order(), &[], actor, now())), ["Thường"]);
    let closed = taken(conclude(&[ended]));
    assert_eq!((closed.state, closed.is_public()), (CampaignState::Closed, true));
    assert_eq!(told(amended(closed.clone(), amendment(renamed()))), ["wrong state: CAMPAIGN_CLOSED M01"]);
    assert_eq!(told(planned(2024).plan(&closed, &standing(), now())), ["wrong state: CAMPAIGN_CLOSED M01"]);
    assert_eq!(told(draft().conclude(order(), &[], &standing(), now())), ["wrong state: CAMPAIGN_NOT_LAUNCHED M01"]);
    let discarded = taken(draft().discard("Gộp vào phong trào khác", &appraisal(), now()));
    assert_eq!((discarded.state, discarded.is_public()), (CampaignState::Discarded, false));
    assert_eq!(told(discarded.launch(order(), &standing(), now())), ["wrong state: CAMPAIGN_DISCARDED M01"]);
    assert_eq!(told(campaign().discard("Thôi", &standing(), now())), ["wrong state: CAMPAIGN_LAUNCHED M01"]);
    assert_eq!(told(draft().discard(" ", &standing(), now())), ["invalid: TEXT_EMPTY - /reason"]);
}

/// Every fault of a draft is named at once, each with its place.
#[test]
fn m01_s01_l35_what_is_wrong_with_a_draft_is_named_at_once() {
    let with = |change: fn(&mut CampaignText)| {
        let mut drafted = draft();
        change(&mut drafted.text);
        told(drafted.draft(&levels(), &appraisal(), now()))
    };
    assert_eq!(with(|_| ()), ["done"]);
    assert_eq!(with(|text| text.name.vi = String::new()), ["invalid: TEXT_EMPTY - /text/name/vi"]);
    assert_eq!(with(|text| text.slogan.vi = "Độ mật: Tuyệt mật".to_owned()).len(), 1);
    assert_eq!(
        with(|text| text.period_end = day(2020, 12, 31)),
        ["invalid: CAMPAIGN_BACKWARDS S01 /text/periodEndDate"]
    );
    assert_eq!(with(|text| text.period_end = day(2051, 1, 1)), ["done"]);
    assert_eq!(with(|text| text.period_end = day(2051, 1, 2)), ["invalid: CAMPAIGN_TOO_LONG S01 /text/periodEndDate"]);
    let phases = |spans: &[(i32, i32)]| {
        let phase = |(first, last): &(i32, i32)| Phase {
            name: Text::new("Giai đoạn", "Phase"),
            from: day(*first, 1, 1),
            to: day(*last, 12, 31),
        };
        let text = CampaignText { phases: spans.iter().map(phase).collect(), ..campaign().text };
        told(Campaign { text, ..draft() }.draft(&levels(), &appraisal(), now()))
    };
    assert_eq!(phases(&[(2021, 2022), (2023, 2025)]), ["done"]);
    assert_eq!(phases(&[(2021, 2022), (2022, 2025)]), ["invalid: PHASE_UNFIT S01 /text/phases/1/fromDate"]);
    assert_eq!(phases(&[(2021, 2026)]), ["invalid: PHASE_UNFIT S01 /text/phases/0/fromDate"]);
    assert_eq!(with(|text| text.contents[1].number = 1), ["invalid: NUMBER_TWICE - /text/contents/1/number"]);
    assert_eq!(with(|text| text.fields[1].code = text.fields[0].code), ["invalid: CODE_TWICE - /text/fields/1/code"]);
    let policy = |change: fn(&mut Policy)| {
        let mut drafted = draft();
        change(&mut drafted.text.policy);
        told(drafted.draft(&levels(), &appraisal(), now()))
    };
    let leap = |policy: &mut Policy| policy.reports_before = Some(MonthDay { month: 2, day: 29 });
    assert_eq!(policy(leap), ["invalid: NO_DAY_OF_EVERY_YEAR S27 /text/policy/reportsBefore"]);
    let none = |policy: &mut Policy| policy.synthesis_before = Some(MonthDay { month: 11, day: 31 });
    assert_eq!(policy(none), ["invalid: NO_DAY_OF_EVERY_YEAR S25 /text/policy/synthesisBefore"]);
    assert_eq!(
        policy(|policy| policy.nominated_forms = vec![AwardForm::GiayKhenUnit]),
        ["invalid: FORM_NOT_NOMINATED S12 /text/policy/nominatedForms/0"]
    );
    assert_eq!(
        policy(|policy| policy.categories[1].code = policy.categories[0].code),
        ["invalid: CODE_TWICE - /text/policy/categories/1/code"],
        "once for enterprises; individuals may have the code, too"
    );
    assert_eq!(
        policy(|policy| policy.occasions.push(policy.occasions[0])),
        ["invalid: OCCASION_TWICE S15 /text/policy/occasions/4/occasion"]
    );
    assert_eq!(
        policy(|policy| policy.papers.push(policy.papers[0].clone())),
        ["invalid: PAPER_TWICE_IN_POLICY S20 /text/policy/papers/2"]
    );
    assert_eq!(
        policy(|policy| policy.role_model_joint = Role::UnitHead),
        ["invalid: JOINT_WITHOUT_FUNCTION S32 /text/policy/roleModelJoint"]
    );
    assert_eq!(
        policy(|policy| policy.plan_owed_by = LevelCode::parse("VILLAGE").map(|code| vec![code])),
        ["invalid: LEVEL_UNKNOWN_OF_POLICY S28 /text/policy/planOwedBy/0"]
    );
}

/// Rules S15, S16, S18: who nominates, and on which occasions, is what the movement says; without an occasion nothing is
/// nominated on it.
#[test]
fn s15_s16_s18_the_movement_says_who_nominates_when() {
    let under = |occasions: Vec<OccasionRule>| {
        let mut text = campaign().text;
        text.policy.occasions = occasions;
        Campaign { text, ..campaign() }
    };
    let admitted_under = |movement: &Campaign| {
        let (cycle, unit) = (cycle(), unit());
        let setting = domain::honours::nomination::Setting { campaign: movement, ..setting(&cycle, &unit) };
        let id = domain::base::ids::NominationId(Uuid::nil());
        let dossier = || dossier(domain::planning::award::SubjectKind::Individual);
        admitted(|actor| Nomination::draft(id, setting, dossier(), actor, hour(day(2024, 11, 20), 9)))
    };
    let rule =
        |nominated_by| OccasionRule { occasion: Occasion::Annual, nominated_by, opinion: OpinionDemand::Unneeded };
    assert_eq!(admitted_under(&under(vec![rule(NominatedBy::Unit)])), ["Biên", "Trưởng"]);
    assert_eq!(admitted_under(&under(vec![rule(NominatedBy::StandingAgency)])), ["Thường"]);
    assert!(admitted_under(&under(Vec::new())).is_empty());
    let (cycle, unit) = (cycle(), unit());
    let none = under(Vec::new());
    let setting = domain::honours::nomination::Setting { campaign: &none, ..setting(&cycle, &unit) };
    let id = domain::base::ids::NominationId(Uuid::nil());
    let answer =
        Nomination::draft(id, setting, dossier(domain::planning::award::SubjectKind::Individual), &standing(), now());
    assert_eq!(told(answer), ["out of season: OCCASION_NOT_HELD S15"]);
}

/// Rule S27: the due date lies before the day that the movement names; if it names none, within two years.
#[test]
fn s27_the_day_before_which_reports_are_due_is_the_movements() {
    let open = |reports_before, due| {
        let mut movement = campaign();
        movement.text.policy.reports_before = reports_before;
        let opening = domain::planning::cycle::Opening {
            due_date: Some(due),
            explanation_days: None,
            acceptance_required: false,
            order: None,
        };
        {
            let (sets, levels) = (sets(), levels());
            let ground = OpeningGround { campaign: &movement, ..ground(&sets, &levels) };
            told(planned(2024).open(opening, ground, &standing(), now()))
        }
    };
    let refused = ["invalid: DUE_DATE_OUT_OF_RANGE S27 /dueDate"];
    let named = Some(MonthDay { month: 12, day: 15 });
    assert_eq!(open(named, day(2024, 12, 14)), ["done"]);
    assert_eq!(open(named, day(2024, 12, 15)), refused);
    assert_eq!(open(None, day(2024, 12, 31)), ["done"]);
    assert_eq!(open(None, day(2026, 12, 30)), ["done"]);
    assert_eq!(open(None, day(2026, 12, 31)), refused);
}

/// Rule S25: the report on a year is due before the day that the movement names, in that year; that of a review has none.
#[test]
fn s25_the_day_before_which_the_report_on_a_year_is_due_is_the_movements() {
    let policy = &campaign().text.policy;
    assert_eq!(planned(2024).synthesis_before(policy), Some(day(2024, 12, 10)));
    let named = Policy { synthesis_before: Some(MonthDay { month: 12, day: 25 }), ..policy.clone() };
    assert_eq!(planned(2023).synthesis_before(&named), Some(day(2023, 12, 25)));
    assert_eq!(planned(2024).synthesis_before(&Policy { synthesis_before: None, ..named.clone() }), None);
    let review = domain::planning::cycle::Cycle { kind: CycleKind::Midterm, ..planned(2024) };
    assert_eq!(review.synthesis_before(&named), None);
}

/// Rules L03, S25, S34: what was stored before a movement had a theme, a day of its report or a quota that blocks is read as
/// having none of them.
#[test]
fn l03_s25_s34_an_older_policy_has_no_theme_and_warns() {
    let older: Policy = serde_json::from_str("{\"occasions\": []}").expect("a policy");
    assert_eq!((older.theme, older.synthesis_before, older.quota_effect), (None, None, QuotaEffect::Warn));
    assert!(!older.shares_theme_with(&older), "no theme is shared with nothing");
}

/// Rule M02: a movement of another agency is nobody's but that agency's.
#[test]
fn m02_nobody_writes_another_agencys_movement() {
    let other = Campaign { id: CampaignId(Uuid::max()), ..draft() };
    let edit = |actor: &_| other.clone().edit((other.kind, renamed()), &[], &levels(), actor, now());
    assert_eq!(admitted(edit), ["Thẩm"]);
    assert!(admitted(|actor| other.clone().launch(order(), actor, now())).is_empty());
    let running = Campaign { state: CampaignState::Launched, orders: CampaignOrders::default(), ..other };
    assert!(admitted(|actor| running.clone().conclude(order(), &[], actor, now())).is_empty());
    assert_eq!(movement().code, campaign().code);
}
