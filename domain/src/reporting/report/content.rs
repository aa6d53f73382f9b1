//! The content of a report: citations, missing items, scores.

use chrono::{DateTime, Utc};

use crate::base::citation::Citation;
use crate::base::event::{Change, EventKind};
use crate::base::identity::Actor;
use crate::base::ids::EvidenceFileId;
use crate::base::policy::Permission;
use crate::base::refusal::{Refusal, Violation, Violations};
use crate::base::step::Step;
use crate::planning::assessment::{Comparison, assess};
use crate::planning::criteria::CriteriaSet;
use crate::planning::demands::AskedUnit;
use crate::planning::reasons::group_has_filings;
use crate::planning::scoring::Scorecard;
use crate::reporting::figure::{Figure, clean, complete, figure_changes, value_of};
use crate::reporting::report::{Report, ReportState, ReportVerb};
use crate::reporting::warning::{History, justify, warnings};

impl Report {
    /// Suggested figures from last year's report: the values of criteria that the set still has, if valid there;
    /// verified values if the score was official. Attestations, evidence and notes are not copied.
    #[must_use]
    pub fn prefill(&self, set: &CriteriaSet, unit: AskedUnit<'_>) -> Vec<Figure> {
        let value = |code: &str| value_of(&self.verified, code).filter(|_| self.state.is_settled());
        let suggested: Vec<Figure> = self
            .figures
            .iter()
            .filter(|figure| set.criterion(&figure.criterion).is_some_and(|criterion| criterion.asks(unit).is_some()))
            .map(|figure| Figure {
                criterion: figure.criterion.clone(),
                value: value(&figure.criterion).unwrap_or_else(|| figure.value.clone()),
                secret_excluded: false,
                reference: figure.reference.clone(),
                evidence: Vec::new(),
                note: None,
            })
            .collect();
        let valid = |figure: &Figure| {
            let mut violations = Violations::default();
            clean(vec![figure.clone()], set, unit, self.updated_at, &mut violations);
            violations.into_list().is_empty()
        };
        suggested.into_iter().filter(valid).collect()
    }

    /// Follows its group to a later criteria set: the figures that the set still takes stay, and those that it does not are
    /// dropped and told (rule M04).
    ///
    /// # Errors
    /// `NotAllowed` for anyone but the standing agency; `WrongState` once it was handed in.
    pub fn follow(self, set: &CriteriaSet, actor: &Actor, at: DateTime<Utc>) -> Result<Step<Self>, Refusal> {
        let author = actor.must(Permission::OpenCycle, self.campaign)?;
        if self.state != ReportState::Draft || !self.filings.is_empty() {
            return Err(Refusal::WrongState(group_has_filings(self.group)));
        }
        let taken = |figure: &Figure| {
            let mut violations = Violations::default();
            clean(vec![figure.clone()], set, self.asked_unit(), at, &mut violations);
            violations.into_list().is_empty()
        };
        let figures: Vec<Figure> = self.figures.iter().filter(|figure| taken(figure)).cloned().collect();
        let mut changes =
            vec![Change::new("criteriaSet", Some(self.criteria_set.to_string()), Some(set.id.to_string()))];
        changes.extend(figure_changes(&self.figures, &figures));
        let event = self.event(EventKind::ReportRebound, author, at, self.state).changing(changes);
        Ok(Step::new(Self { criteria_set: set.id, figures, updated_at: at, ..self }, event))
    }

    /// Whether evidence of a figure or of an explanation cites a file.
    #[must_use]
    pub fn cites(&self, file: EvidenceFileId) -> bool {
        let figures = self.figures.iter().flat_map(|figure| &figure.evidence);
        let explanations = self.explanations.iter().flat_map(|explanation| &explanation.evidence);
        figures.chain(explanations).any(|citation| citation.file == Some(file))
    }

    /// The citations of each criterion, as keys that are equal for citations of the same document.
    #[must_use]
    pub fn citation_marks(&self) -> Vec<(String, String)> {
        let figures = self.figures.iter().flat_map(|figure| {
            let cited = figure.evidence.iter().chain(&figure.reference);
            cited.map(|citation| (&figure.criterion, citation))
        });
        let explained = self.explanations.iter();
        let explanations = explained.flat_map(|one| one.evidence.iter().map(|citation| (&one.criterion, citation)));
        let marks = figures
            .chain(explanations)
            .flat_map(|(criterion, citation)| citation.marks().into_iter().map(|mark| (criterion.clone(), mark)));
        let mut marks: Vec<(String, String)> = marks.collect();
        marks.sort_unstable();
        marks.dedup();
        marks
    }

    /// The criteria under which a file is cited.
    #[must_use]
    pub fn criteria_citing(&self, file: EvidenceFileId) -> Vec<String> {
        let names = |evidence: &[Citation]| evidence.iter().any(|citation| citation.file == Some(file));
        let figures =
            self.figures.iter().filter(|figure| names(&figure.evidence)).map(|figure| figure.criterion.clone());
        let explained = self.explanations.iter().filter(|one| names(&one.evidence)).map(|one| one.criterion.clone());
        let mut criteria: Vec<String> = figures.chain(explained).collect();
        criteria.sort_unstable();
        criteria.dedup();
        criteria
    }

    /// Cites a new file in all evidence of figures that cites the old one.
    ///
    /// # Errors
    /// See `may`, for editing.
    pub fn cite_instead(
        self,
        old: EvidenceFileId,
        new: EvidenceFileId,
        actor: &Actor,
        at: DateTime<Utc>,
    ) -> Result<Step<Self>, Refusal> {
        let (author, _) = self.may(ReportVerb::Edit, actor, at)?;
        let mut after = self.clone();
        let cited = after.figures.iter_mut().flat_map(|figure| &mut figure.evidence);
        for citation in cited.filter(|citation| citation.file == Some(old)) {
            citation.file = Some(new);
        }
        let event = self.event(EventKind::ReportEdited, author, at, self.state).changing(vec![Change::new(
            "file",
            Some(old.to_string()),
            Some(new.to_string()),
        )]);
        Ok(Step::new(Self { updated_at: at, ..after }, event))
    }

    /// The score that the declared figures would give: the unit's own assessment (tự chấm).
    #[must_use]
    pub fn self_assessment(&self, set: &CriteriaSet) -> Scorecard {
        assess(set, self.asked_unit(), |code| value_of(&self.figures, code), &Comparison::default(), &[])
    }

    /// The score that the verified figures give by a set, the report's own or another.
    #[must_use]
    pub fn scored(&self, set: &CriteriaSet, comparison: &Comparison) -> Scorecard {
        assess(set, self.asked_unit(), |code| value_of(&self.verified, code), comparison, &self.adjustments)
    }

    /// Everything that prevents the report's submission, for any actor.
    #[must_use]
    pub fn missing(&self, set: &CriteriaSet, history: History<'_>) -> Vec<Violation> {
        let mut violations = Violations::default();
        complete(&self.figures, set, self.asked_unit(), &mut violations);
        justify(&self.figures, &warnings(set, &self.figures, history), &mut violations);
        violations.into_list()
    }
}
