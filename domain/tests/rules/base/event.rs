//! The audit trail of a whole year: every step records who, in which role, from which state, to which state (rule L37).

use domain::base::event::Event;
use domain::base::ids::{NominationId, ReleaseId, ReportId};
use domain::base::refusal::Refusal;
use domain::base::step::Step;
use domain::honours::decision::{Decision, Grounds};
use domain::honours::nomination::Nomination;
use domain::planning::assessment::Comparison;
use domain::planning::award::{Occasion, SubjectKind};
use domain::reporting::report::Report;
use domain::reporting::warning::History;
use domain::results::publication::{Materials, Release};
use domain::results::register::Ledger;
use uuid::Uuid;

use crate::plan_level::{PlanLevel, levels};
use crate::world::{
    CLEAR, CYCLE, DECISION, DIGEST, UNIT, appraisal, boards, campaign, content, cycle, day, decision, decision_paper,
    document, dossier, edited, editor, figures, findings, grantee, ground, head, issued_set, now, opening, paper_kept,
    participant, participants, planned, regime, set, setting, standing, submitted, undemanding, unit, verified,
};

/// Collects events in the order they happen.
#[derive(Default)]
struct Trail(Vec<Event>);

impl Trail {
    fn take<T>(&mut self, step: Result<Step<T>, Refusal>) -> T {
        self.keep(step.expect("the step is open"))
    }

    fn keep<T>(&mut self, step: Step<T>) -> T {
        let (after, event) = step.into_parts();
        self.0.push(event);
        after
    }

    fn lines(&self) -> String {
        self.0
            .iter()
            .map(|event| {
                let Event { kind, author, from, to, reason, .. } = event;
                let role = author.role.map_or("-", |role| role.as_str());
                let (from, to) = (from.unwrap_or("-"), to.unwrap_or("-"));
                let line =
                    format!("{kind}: {} as {role}: {from} -> {to} {}", author.name, reason.as_deref().unwrap_or(""));
                format!("{}\n", line.trim_end())
            })
            .collect()
    }
}

/// Rule L37: the whole chain, printed as the audit trail stores it.
#[test]
fn l37_every_step_of_the_chain_carries_its_event() {
    let mut trail = Trail::default();
    let sets = [PlanLevel::Provincial, PlanLevel::District, PlanLevel::Commune].map(issued_set);
    trail.take(set().publish(document(), &campaign(), &standing(), now()));
    trail.take(planned(2024).open(opening(day(2024, 11, 30), None), ground(&sets, &levels()), &standing(), now()));

    let id = ReportId(Uuid::from_u128(0x4e));
    let report = trail.take(Report::draft(
        id,
        (&cycle(), participant(&unit()).as_ref()),
        &unit(),
        Some(&set()),
        content(Vec::new()),
        &editor(),
        now(),
    ));
    let report = trail.take(report.edit(&set(), content(figures()), &editor(), now()));
    let report =
        trail.take(report.submit((&cycle(), &set(), &[]), History::default(), DIGEST.to_owned(), &head(), now()));
    let report = trail.take(report.send_back(&set(), "Thiếu phụ lục", Vec::new(), &standing(), now()));
    let report =
        trail.take(report.submit((&cycle(), &set(), &[]), History::default(), DIGEST.to_owned(), &head(), now()));
    let found = verified(&report.figures);
    let report = trail.take(report.verify(&set(), findings(found), &standing(), now()));
    let report = trail.take(report.finalise(&set(), &Comparison::default(), &standing(), now()));
    let materials = Materials {
        cycle: &cycle(),
        participants: &participants(&[unit()]),
        sets: &[issued_set(PlanLevel::Provincial)],
        reports: vec![report],
        organisations: &[unit()],
        levels: &levels(),
        ledger: &Ledger::default(),
        previous: None,
        earlier: &[],
    };
    let publication =
        Release::publish(ReleaseId(Uuid::nil()), boards(), materials, "", &standing(), now()).expect("open");
    trail.keep(publication.release);
    publication.reports.into_iter().for_each(|step| drop(trail.keep(step)));

    let begin = |id: u128| {
        let id = NominationId(Uuid::from_u128(id));
        Nomination::draft(id, setting(&cycle(), &unit()), dossier(SubjectKind::Collective), &editor(), now())
    };
    let nomination = trail.take(begin(1));
    let nomination = trail.take(edited(nomination, dossier(SubjectKind::Collective), &editor()));
    let nomination = trail.take(submitted(nomination, &head()));
    let nomination = trail.take(nomination.receive(&regime(), &standing(), now()));
    let nomination = trail.take(nomination.send_back("Thiếu chữ ký", Vec::new(), &standing(), now()));
    let nomination = trail.take(submitted(nomination, &head()));
    let nomination = trail.take(nomination.receive(&regime(), &standing(), now()));
    let nomination = trail.take(nomination.forward(CLEAR, &standing(), now()));
    trail.take(nomination.clone().appraise(false, "Chưa rõ", 10, &appraisal(), now()));
    trail.take(nomination.clone().withdraw("Nộp nhầm", &head(), now()));
    let nomination = trail.take(nomination.appraise(true, "", 10, &appraisal(), now()));
    let nomination = trail.take(nomination.present(undemanding(Occasion::Annual), &appraisal(), now()));
    trail.take(nomination.clone().refuse("Chưa nổi bật", &decision(), now()));
    let list = vec![grantee(nomination)];
    let granting =
        Decision::issue(DECISION, decision_paper(), list, Grounds::default(), &decision(), now()).expect("open");
    let granted = trail.keep(granting.decision);
    let granted_nominations = granting.nominations.into_iter().map(|step| trail.keep(step)).collect();
    let granting = granted.publish(granted_nominations, None, &paper_kept(), &standing(), now()).expect("open");
    trail.keep(granting.decision);
    granting.nominations.into_iter().for_each(|step| drop(trail.keep(step)));

    let lines = trail.lines();
    assert!(lines == include_str!("trail.txt"), "trail.txt must say:\n{lines}");
    for event in &trail.0 {
        assert_eq!(event.at, now());
        assert!(event.author.account.is_some() && event.author.organisation.is_some(), "{:?}", event.kind);
    }
    let of_the_unit = trail.0.iter().filter(|event| event.organisation == Some(UNIT)).count();
    assert_eq!(trail.0.len() - of_the_unit, 5, "set, cycle, release and the decision, twice, concern more than a unit");
    assert_eq!(trail.0.get(1).map(|event| event.object), Some(CYCLE.0));
}
