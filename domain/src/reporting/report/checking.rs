//! What other units than the standing agency say about a report, and how the verification follows them.

use chrono::{DateTime, Utc};

use crate::base::event::{Author, Change, EventKind};
use crate::base::identity::Actor;
use crate::base::policy::Permission;
use crate::base::refusal::{Refusal, Violations};
use crate::base::step::Step;
use crate::base::text::{tidy, tidy_lines};
use crate::planning::criteria::CriteriaSet;
use crate::registry::organisation::Organisation;
use crate::reporting::check::{AgencyFinding, Checker, Checks, Opinion};
use crate::reporting::figure::{VerifiedFigure, clean_found, pointers, value_of};
use crate::reporting::reasons;
use crate::reporting::report::{Report, ReportState, ReportVerb};

/// The words of the two acts, as reasons name them.
const OPINION: (&str, &str) = ("cho ý kiến", "an opinion");
const FINDING: (&str, &str) = ("ghi kết quả thẩm tra của cơ quan được giao", "a finding of an agency");

impl Report {
    /// Gives the opinion of the head unit of the report's group; a later one replaces it. `head` is that unit, or its deputy
    /// where the report is the head's own.
    ///
    /// # Errors
    /// `WrongState` if the group has no such unit, or the report is not waiting for its verification; `NotAllowed` for anyone
    /// but the head of that unit, or for a person who submitted the report; `Invalid` without a text.
    pub fn opine(
        self,
        head: Option<&Organisation>,
        (in_favour, text): (bool, &str),
        actor: &Actor,
        at: DateTime<Utc>,
    ) -> Result<Step<Self>, Refusal> {
        let Some(head) = head else { return Err(Refusal::WrongState(reasons::no_group_head())) };
        let author = actor
            .must(Permission::CheckReport, Some(head.id))
            .map_err(|_missing| Refusal::NotAllowed(reasons::not_group_head(&head.name)))?;
        if !matches!(self.state, ReportState::Submitted | ReportState::Verifying) {
            return Err(self.not_now(OPINION));
        }
        self.must_be_judged_by(actor)?;
        let text = tidy_lines(text);
        let mut violations = Violations::default();
        violations.demand_open_text("/text", &text);
        violations.refuse_if_any()?;
        let opinion = Opinion { by: Checker::new(head, actor), in_favour, text, at };
        let said = |opinion: &Opinion| format!("{}: {}", if opinion.in_favour { "+" } else { "-" }, opinion.text);
        let before = self.checks.opinion.as_ref().map(said);
        let changes = vec![Change::new("opinion", before, Some(said(&opinion)))];
        let event = self.event(EventKind::ReportChecked, author, at, self.state).changing(changes);
        let checks = Checks { opinion: Some(opinion), ..self.checks.clone() };
        Ok(Step::new(Self { checks, updated_at: at, ..self }, event))
    }

    /// Records what an agency found for criteria that the set names it for; `agencies` are the units that the set names. A
    /// later finding of a criterion replaces the earlier one. The standing agency may record it instead of the agency, with
    /// a reason.
    ///
    /// # Errors
    /// `WrongState` unless the report waits for its verification, or for an answer or a correction; `NotAllowed` for other
    /// people, for the unit itself, or for a person who submitted the report; `Invalid` for criteria without an agency or
    /// of another one, broken values, or a difference without a reason (rule L22).
    pub fn find(
        self,
        (set, agencies): (&CriteriaSet, &[Organisation]),
        found: Vec<VerifiedFigure>,
        actor: &Actor,
        at: DateTime<Utc>,
    ) -> Result<Step<Self>, Refusal> {
        let verifier = |figure: &VerifiedFigure| {
            let named = set.verifier_of(&tidy(&figure.criterion))?;
            agencies.iter().find(|agency| agency.id == named)
        };
        let agencies: Vec<Option<&Organisation>> = found.iter().map(verifier).collect();
        let mut violations = Violations::default();
        for ((figure, pointer), agency) in found.iter().zip(pointers(&found)).zip(&agencies) {
            if agency.is_none() {
                violations.add(format!("{pointer}/criterion"), reasons::no_verifier(&figure.criterion));
            }
        }
        if found.is_empty() {
            violations.add("", reasons::no_findings());
        }
        violations.refuse_if_any()?;
        let mut violations = Violations::default();
        let agencies: Vec<&Organisation> = agencies.into_iter().flatten().collect();
        let (author, instead) = self.finder(&agencies, actor)?;
        // A panel scores before the verification; an agency may also say something else until the score is shown.
        if self.state != ReportState::Verifying && self.state.after(ReportVerb::Mark).is_none() {
            return Err(self.not_now(FINDING));
        }
        self.must_be_judged_by(actor)?;
        let found = clean_found(found, &self.figures, set, self.asked_unit(), &mut violations);
        let mut findings = self.checks.findings.clone();
        let mut changes = Vec::new();
        for ((figure, pointer), agency) in found.iter().zip(pointers(&found)).zip(agencies) {
            let code = &figure.criterion;
            let own = self.checks.finding(code).filter(|finding| instead && !finding.instead);
            if let Some(finding) = own {
                violations.add(format!("{pointer}/criterion"), reasons::finding_stands(code, &finding.by.unit_name));
            }
            if instead && figure.reason.is_none() {
                violations.add(format!("{pointer}/reason"), reasons::reason_missing_of_substitute());
            }
            let before = self.checks.finding(code).map(|finding| finding.figure.value.to_string());
            changes.push(Change::new(format!("{code}.found"), before, Some(figure.value.to_string())));
            let reason = |finding: &AgencyFinding| finding.figure.reason.clone();
            let reason_before = self.checks.finding(code).and_then(reason);
            changes.extend(Change::differing(format!("{code}.reason"), reason_before, figure.reason.clone()));
            findings.retain(|finding| finding.figure.criterion != *code);
            findings.push(AgencyFinding { figure: figure.clone(), by: Checker::new(agency, actor), instead, at });
        }
        violations.refuse_if_any()?;
        let event = self.event(EventKind::CriteriaVerified, author, at, self.state).changing(changes);
        let checks = Checks { findings, ..self.checks.clone() };
        Ok(Step::new(Self { checks, updated_at: at, ..self }, event))
    }

    /// Who records findings of some agencies, and whether instead of them: their own people, but not on their own report; or
    /// the standing agency.
    fn finder(&self, agencies: &[&Organisation], actor: &Actor) -> Result<(Author, bool), Refusal> {
        // Nor do people of the reporting unit who also belong to the agency.
        let of_unit = actor.roles.iter().any(|(_, unit)| *unit == self.organisation);
        let own = |agency: &&Organisation| match of_unit || agency.id == self.organisation {
            true => Err(Refusal::NotAllowed(reasons::own_report_found())),
            false => actor
                .must(Permission::VerifyCriterion, Some(agency.id))
                .map_err(|_missing| Refusal::NotAllowed(reasons::not_verifier(&agency.name))),
        };
        let allowed: Result<Vec<Author>, Refusal> = agencies.iter().map(own).collect();
        let standing = actor.must(Permission::VerifyReport, (self.organisation, self.campaign));
        match (allowed.map(|authors| authors.into_iter().next()), standing) {
            (Ok(Some(author)), _) => Ok((author, false)),
            (Ok(None) | Err(_), Ok(author)) => Ok((author, true)),
            (Ok(None), Err(refusal)) | (Err(refusal), Err(_)) => Err(refusal),
        }
    }

    /// The figures with what agencies found, which whoever verifies need not repeat, and with the reasons of it.
    pub(super) fn following_agencies(
        &self,
        set: &CriteriaSet,
        mut figures: Vec<VerifiedFigure>,
    ) -> Vec<VerifiedFigure> {
        for AgencyFinding { figure: found, .. } in &self.checks.findings {
            let same = |figure: &&mut VerifiedFigure| tidy(&figure.criterion) == found.criterion;
            match figures.iter_mut().find(same) {
                Some(figure) if figure.value == found.value && figure.reason.is_none() => {
                    figure.reason.clone_from(&found.reason);
                }
                Some(_) => {}
                None if set.verifier_of(&found.criterion).is_some() => figures.push(found.clone()),
                None => {}
            }
        }
        figures
    }

    /// Demands that the values of criteria that agencies verify are what they found.
    pub(super) fn must_follow_agencies(&self, set: &CriteriaSet, figures: &[VerifiedFigure]) -> Result<(), Refusal> {
        let mut violations = Violations::default();
        let asked = figures.iter().zip(pointers(figures));
        for (figure, pointer) in asked.filter(|(figure, _)| set.verifier_of(&figure.criterion).is_some()) {
            let code = &figure.criterion;
            match self.checks.finding(code) {
                None => violations.add(pointer, reasons::finding_missing(code)),
                Some(finding) if finding.figure.value == figure.value => {}
                Some(finding) => violations.add(pointer, reasons::finding_differs(code, &finding.figure.value)),
            }
        }
        violations.refuse_if_any()
    }

    /// Demands that the verification follows what agencies found since, before a score is shown or fixed.
    pub(super) fn must_be_up_to_date(&self, set: &CriteriaSet) -> Result<(), Refusal> {
        let behind = self.checks.findings.iter().map(|finding| &finding.figure).find(|found| {
            let verified = value_of(&self.verified, &found.criterion);
            set.verifier_of(&found.criterion).is_some() && verified.as_ref() != Some(&found.value)
        });
        match behind.filter(|_| self.state == ReportState::Verifying) {
            Some(found) => Err(Refusal::WrongState(reasons::verification_behind(&found.criterion))),
            None => Ok(()),
        }
    }

    /// The checks that are dropped because the declared figures will change, for the audit trail.
    pub(super) fn checks_dropped(&self) -> Vec<Change> {
        let opinion =
            self.checks.opinion.as_ref().map(|opinion| Change::new("opinion", Some(opinion.text.clone()), None));
        opinion.into_iter().chain(self.checks.findings.iter().map(AgencyFinding::dropped)).collect()
    }

    fn not_now(&self, (vi, en): (&str, &str)) -> Refusal {
        Refusal::WrongState(reasons::report_state(self.state.vi(), self.state, vi, en))
    }
}
