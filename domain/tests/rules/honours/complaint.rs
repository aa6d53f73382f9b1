//! Complaints: registered without names, settled once, without any public change.

use domain::base::citation::Citation;
use domain::base::ids::ComplaintId;
use domain::honours::complaint::{Complaint, ComplaintContent, ComplaintKind, ComplaintOutcome, ComplaintState};
use domain::honours::received_paper::ReceivedPaper;
use uuid::Uuid;

use crate::world::{
    UNIT, admitted, appraisal, day, document, granted_award, hour, now, open_verbs, standing, taken, told,
    unpublished_award,
};

pub(super) fn content() -> ComplaintContent {
    ComplaintContent {
        kind: ComplaintKind::Denunciation,
        paper: ReceivedPaper {
            received: day(2024, 11, 18),
            number: "17/ĐTC".to_owned(),
            date: day(2024, 11, 15),
            summary: "Số liệu không đúng".to_owned(),
        },
        due: Some(day(2024, 12, 18)),
    }
}

pub(super) fn register(
    content: ComplaintContent,
) -> Result<domain::base::step::Step<Complaint>, domain::base::refusal::Refusal> {
    Complaint::register(ComplaintId(Uuid::nil()), &granted_award(), content, &appraisal(), now())
}

/// Rule L38: the appraisal agency keeps the register, of public awards and of others.
#[test]
fn l38_the_appraisal_agency_registers_and_settles() {
    let id = ComplaintId(Uuid::nil());
    let registering = |actor: &_| Complaint::register(id, &granted_award(), content(), actor, now());
    assert_eq!(admitted(registering), ["Thẩm"]);
    assert_eq!(told(Complaint::register(id, &unpublished_award(), content(), &appraisal(), now())), ["done"]);
    let complaint = || taken(register(content()));
    let settling = |actor: &_| complaint().settle(ComplaintOutcome::Dismissed, ("Đúng", document()), actor, now());
    assert_eq!(admitted(settling), ["Thẩm"]);
    assert_eq!(open_verbs(complaint().transitions(&appraisal())), ["SETTLE"]);
    assert!(open_verbs(complaint().transitions(&standing())).is_empty());
}

#[test]
fn l38_a_complaints_days_follow_each_other_and_its_texts_say_something() {
    let with = |change: fn(&mut ComplaintContent)| {
        let mut content = content();
        change(&mut content);
        told(register(content))
    };
    assert_eq!(with(|_| ()), ["done"]);
    assert_eq!(with(|content| content.due = None), ["done"]);
    assert_eq!(with(|content| content.due = Some(content.paper.received)), ["done"]);
    assert_eq!(with(|content| content.paper.date = content.paper.received), ["done"]);
    assert_eq!(with(|content| content.paper.received = day(2024, 11, 21)), ["invalid: DATE_UNFIT L38 /receivedDate"]);
    assert_eq!(with(|content| content.paper.date = day(2024, 11, 19)), ["invalid: DATE_UNFIT L38 /documentDate"]);
    assert_eq!(with(|content| content.due = Some(day(2024, 11, 17))), ["invalid: DATE_UNFIT L38 /dueDate"]);
    let blank = with(|content| (content.paper.number, content.paper.summary) = (" ".to_owned(), "\n".to_owned()));
    assert_eq!(blank, ["invalid: TEXT_EMPTY - /documentNumber", "invalid: TEXT_EMPTY - /summary"]);
}

/// Rule L38: it is settled once, with a reason and a paper; a justified complaint revokes nothing.
#[test]
fn l38_a_complaint_is_settled_once_with_reason_and_paper() {
    let complaint = taken(register(content()));
    assert_eq!(complaint.state(), ComplaintState::Open);
    let bare = complaint.clone().settle(ComplaintOutcome::Upheld, ("", Citation::default()), &appraisal(), now());
    assert_eq!(told(bare), ["invalid: TEXT_EMPTY - /reason", "invalid: CITATION_INCOMPLETE L38 /document"]);
    let step = complaint.settle(ComplaintOutcome::Upheld, (" Đúng  một phần", document()), &appraisal(), now());
    let (settled, event) = step.expect("open").into_parts();
    assert_eq!(settled.state(), ComplaintState::Settled);
    assert_eq!((event.from, event.to), (Some("OPEN"), Some("SETTLED")));
    assert_eq!((event.reason.as_deref(), event.organisation), (Some("UPHELD: Đúng một phần"), Some(UNIT)));
    let again = settled.settle(ComplaintOutcome::Dismissed, ("Khác", document()), &appraisal(), now());
    assert_eq!(told(again), ["wrong state: COMPLAINT_SETTLED L38"]);
}

/// Interpretation 1: it is overdue when the day after its due date has begun in the province.
#[test]
fn a_complaint_is_overdue_when_its_last_day_has_ended() {
    let complaint = taken(register(content()));
    assert!(!complaint.is_overdue(hour(day(2024, 12, 18), 23)));
    assert!(complaint.is_overdue(hour(day(2024, 12, 19), 0)));
    let settled = taken(complaint.settle(ComplaintOutcome::Dismissed, ("Sai", document()), &appraisal(), now()));
    assert!(!settled.is_overdue(hour(day(2024, 12, 19), 0)));
    let open = taken(register(ComplaintContent { due: None, ..content() }));
    assert!(!open.is_overdue(hour(day(2099, 1, 1), 0)));
}
