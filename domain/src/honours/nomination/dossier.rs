//! The content of a nomination: the subject, the achievement and its days, the papers; and what is missing from it.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use crate::base::calendar;
use crate::base::citation::{FileMetadata, secret_not_allowed};
use crate::base::code::CategoryCode;
use crate::base::frame::check_day;
use crate::base::ids::AccountId;
use crate::base::long_number::holds_long_number;
use crate::base::refusal::{Refusal, Violation, Violations};
use crate::base::text::{fold, name_key, tidy, tidy_lines};
use crate::honours::reasons;
use crate::honours::regime::Regime;
use crate::honours::round::Quota;
use crate::papers::paper_file::{PaperBytes, PaperFiles};
use crate::planning::audience::Audience;
use crate::planning::award::{AwardForm, Occasion, PaperKind, Position, SimplifiedGround, SubjectKind};
use crate::planning::campaign::Campaign;
use crate::planning::criteria::Criterion;
use crate::planning::cycle::Cycle;
use crate::planning::policy::Policy;
use crate::registry::organisation::Organisation;

/// Maximum number of papers in one dossier.
pub const PAPERS_MAX: usize = 20;
/// Maximum number of names on one submission letter.
pub const LETTER_NAMES_MAX: usize = 200;
/// Maximum number of replaced papers that are kept; older ones are in the audit trail.
pub const EARLIER_PAPERS_MAX: usize = 100;

/// The data of one paper of the dossier.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Paper {
    /// The kind of paper.
    pub kind: PaperKind,
    /// Its number and symbol.
    pub number: String,
    /// Its date.
    pub date: NaiveDate,
    /// Who signed it.
    pub signer: String,
    /// Its title or abstract (trích yếu).
    pub title: String,
    /// The nominees it lists; the submission letter names at least one.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub nominees: Vec<String>,
    /// Whether the nominating level confirmed it; required for the achievement report.
    pub confirmed: bool,
    /// The file, if there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file: Option<FileMetadata>,
}

impl Paper {
    /// The hash that it declares for its bytes, if it does.
    #[must_use]
    pub fn digest(&self) -> Option<&str> {
        self.file.as_ref().map(|file| file.sha256.as_str())
    }

    /// Whether two nominations cite the same letter: equal number and date; the spelling of the number is ignored.
    #[must_use]
    pub fn is_same_as(&self, other: &Self) -> bool {
        self.kind == other.kind && self.date == other.date && fold(&self.number) == fold(&other.number)
    }
}

/// The nominee.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Subject {
    /// A collective or an individual.
    pub kind: SubjectKind,
    /// The name as it will be on the certificate.
    pub name: String,
    /// The individual's position; none for a collective.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub position: Option<String>,
    /// The individual's own account, if there is one; this person never judges the dossier (rule L19).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub account: Option<AccountId>,
    /// Whether the individual leads or works directly.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rank: Option<Position>,
    /// The individual's group, or the enterprise's field (rules S10, S11).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub category: Option<CategoryCode>,
    /// The enterprise's registration number (mã số doanh nghiệp); only an enterprise has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub business_number: Option<String>,
    /// A person or household that belongs to no unit and is nominated where they contributed (rule S33).
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub without_unit: bool,
    /// How the subject differs from another of the same name in the same unit; none if there is no other.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub namesake: Option<String>,
}

impl Subject {
    /// The audience of the subject's qualitative criteria; none for households and the collectives of agencies. An
    /// enterprise is a unit of that kind, or a business that another unit nominates.
    #[must_use]
    pub const fn qualitative_audience(&self, unit_is_enterprise: bool) -> Option<Audience> {
        match self.kind {
            SubjectKind::Individual => Some(Audience::Individuals),
            SubjectKind::Collective if unit_is_enterprise || self.business_number.is_some() => {
                Some(Audience::Enterprises)
            }
            SubjectKind::Collective | SubjectKind::Household => None,
        }
    }

    /// The key by which similar subjects are searched for: equal for one kind and one name, apart from accents and
    /// case, in any unit. Whether two of them are the same is another question (rule U07).
    #[must_use]
    pub fn look(&self) -> String {
        look(self.kind, &self.name)
    }

    /// Whether both have the same name: case, blanks and the place of a tone do not count, accents do (rule U07).
    #[must_use]
    pub fn has_name_of(&self, other: &Self) -> bool {
        self.kind == other.kind && name_key(&self.name) == name_key(&other.name)
    }

    /// What tells namesakes of one unit apart: the note, as it is compared.
    #[must_use]
    pub(super) fn namesake_key(&self) -> Option<String> {
        self.namesake.as_deref().map(name_key)
    }

    /// Whether the other is another subject, for whom this one's consent and what an agency answered do not hold.
    #[must_use]
    pub fn is_another_than(&self, other: &Self) -> bool {
        !self.has_name_of(other)
            || self.account != other.account
            || self.business_number != other.business_number
            || self.namesake_key() != other.namesake_key()
    }

    /// Whether the later one took this one's place. An account or a note that is added tells more of the same person; one
    /// that is changed or taken away may make it another.
    #[must_use]
    pub fn is_replaced_by(&self, later: &Self) -> bool {
        !self.has_name_of(later)
            || is_replaced(self.account.as_ref(), later.account.as_ref())
            || is_replaced(self.business_number.as_ref(), later.business_number.as_ref())
            || is_replaced(self.namesake_key().as_ref(), later.namesake_key().as_ref())
    }
}

fn is_replaced<T: PartialEq>(before: Option<&T>, after: Option<&T>) -> bool {
    before.is_some() && before != after
}

/// The key for searching a subject, by kind and name.
pub(super) fn look(kind: SubjectKind, name: &str) -> String {
    format!("{kind}/{}", fold(name))
}

/// The content of a nomination.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Dossier {
    /// The nominee.
    pub subject: Subject,
    /// The requested form; only the province's Bằng khen is possible (rule S12).
    pub award_form: AwardForm,
    /// What was achieved, in short.
    pub achievement: String,
    /// The first day of the achievement; by default the cycle's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub achievement_from: Option<NaiveDate>,
    /// The last day of the achievement; by default the cycle's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub achievement_to: Option<NaiveDate>,
    /// How the subject meets the qualitative criterion of its category (rules S10, S11).
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub criterion_account: String,
    /// Why an urgent nomination uses the simplified procedure (rule L06).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub simplified_ground: Option<SimplifiedGround>,
    /// The papers.
    pub papers: Vec<Paper>,
}

impl Dossier {
    /// The submission letter.
    #[must_use]
    pub fn letter(&self) -> Option<&Paper> {
        self.papers.iter().find(|paper| paper.kind == PaperKind::SubmissionLetter)
    }

    /// Whether both are for the same achievement in the same days.
    pub(super) fn has_achievement_of(&self, other: &Self) -> bool {
        self.achievement == other.achievement
            && self.achievement_from == other.achievement_from
            && self.achievement_to == other.achievement_to
    }
}

/// What the content of a dossier is checked against when it is written.
#[derive(Clone, Copy, Debug)]
pub struct Frame<'a> {
    /// The movement: nothing in a dossier is older.
    pub campaign: &'a Campaign,
    /// The cycle whose results the nomination is based on.
    pub cycle: &'a Cycle,
    /// The nominating unit.
    pub organisation: &'a Organisation,
}

/// What a dossier is checked against at submission.
#[derive(Clone, Copy, Debug)]
pub struct Measures<'a> {
    /// The regime of the day on which the dossier is received (rule L39).
    pub regime: &'a Regime,
    /// What the movement decides itself.
    pub policy: &'a Policy,
    /// The qualitative criterion of the subject's category, where the cycle's sets have one.
    pub criterion: Option<&'a Criterion>,
    /// The subjects of the unit's other nominations under the same letter.
    pub on_letter: &'a [String],
    /// Whether the round requires the nominee's consent.
    pub consent_required: bool,
    /// Whether the nominating unit is an enterprise.
    pub enterprise: bool,
    /// The quota that the nomination may not pass, if one blocks it (rule S34).
    pub quota: Option<Quota>,
    /// The kept bytes of its papers; none if they are not asked for, because it was sent before bytes were kept.
    pub files: Option<&'a PaperFiles>,
}

/// Everything that is still missing, each with the rule that requires it: papers by the regime (rules L05, L06, S20),
/// the letter's list (rule L08), the category and its criterion (rules S10, S11), the bytes of the papers (rule P05).
#[must_use]
pub fn missing(dossier: &Dossier, occasion: Occasion, measures: Measures<'_>) -> Vec<Violation> {
    let mut violations = Violations::default();
    let Dossier { subject, papers, achievement, criterion_account, simplified_ground, .. } = dossier;
    violations.demand_text("/dossier/achievement", achievement);
    if occasion == Occasion::Urgent && simplified_ground.is_none() {
        violations.add("/dossier/simplifiedGround", reasons::ground_missing());
    }
    check_category(subject, criterion_account, measures, &mut violations);
    let of_law = measures.regime.papers_for(occasion, subject.kind);
    let asked = |kind: PaperKind| of_law.iter().any(|paper| paper.kind == kind);
    let of_plan = measures.policy.papers_for(occasion, subject.kind).filter(|paper| !asked(paper.kind));
    let wanted = of_law.iter().map(|paper| (*paper, paper.rule_id(occasion)));
    for (wanted, rule) in wanted.chain(of_plan.map(|paper| (paper, "S20"))) {
        let found = papers.iter().enumerate().find(|(_, paper)| paper.kind == wanted.kind);
        match found {
            None => {
                let (vi, en, kind) = (wanted.kind.vi(), named(wanted.kind), wanted.kind);
                let reason = match wanted.form_code.as_deref() {
                    None => reasons::paper_missing(vi, en, kind),
                    Some(form) => reasons::paper_missing_of_form(vi, en, kind, form),
                };
                violations.add("/dossier/papers", reason.under(rule));
            }
            Some((index, paper)) => check_paper(index, paper, subject, rule, measures.on_letter, &mut violations),
        }
    }
    if let Some(files) = measures.files {
        check_bytes(papers, files, &mut violations);
    }
    violations.into_list()
}

/// Rule P05: the bytes of every paper are kept, whether or not the law asks for the paper.
fn check_bytes(papers: &[Paper], files: &PaperFiles, violations: &mut Violations) {
    for (index, paper) in papers.iter().enumerate() {
        if files.bytes(Some(paper.kind), paper.digest()) != PaperBytes::Kept {
            let reason = reasons::paper_bytes_missing(paper.kind.vi(), named(paper.kind), paper.kind);
            violations.add(format!("/dossier/papers/{index}/file"), reason);
        }
    }
}

const fn named(kind: PaperKind) -> &'static str {
    match kind {
        PaperKind::SubmissionLetter => "the submission letter",
        PaperKind::AchievementReport => "the achievement report",
        PaperKind::Minutes => "the minutes",
        PaperKind::ImplementingDocument => "the implementing plan or document",
        PaperKind::ResultReport => "the result report",
    }
}

fn check_category(subject: &Subject, account: &str, measures: Measures<'_>, violations: &mut Violations) {
    let Some(audience) = subject.qualitative_audience(measures.enterprise) else { return };
    let rule = if audience == Audience::Enterprises { "S10" } else { "S11" };
    // A movement without categories asks for none.
    if subject.category.is_none() && measures.policy.categories_of(audience).next().is_none() {
        return;
    }
    if subject.category.is_none() {
        violations.add("/dossier/subject/category", reasons::category_missing().under(rule));
    } else if let Some(criterion) = measures.criterion
        && account.is_empty()
    {
        violations.add(
            "/dossier/criterionAccount",
            reasons::criterion_account_missing(&criterion.code, &criterion.name.vi, &criterion.name.en).under(rule),
        );
    }
}

fn check_paper(
    index: usize,
    paper: &Paper,
    subject: &Subject,
    rule: &'static str,
    on_letter: &[String],
    violations: &mut Violations,
) {
    if paper.kind == PaperKind::AchievementReport && !paper.confirmed {
        violations.add(format!("/dossier/papers/{index}/confirmed"), reasons::confirmation_missing().under(rule));
    }
    if paper.kind != PaperKind::SubmissionLetter {
        return;
    }
    let pointer = format!("/dossier/papers/{index}/nominees");
    if paper.nominees.is_empty() {
        violations.add(pointer, reasons::nominees_missing().under(rule));
        return;
    }
    // Rule L08: the letter lists exactly those who are nominated under it.
    let listed: Vec<String> = paper.nominees.iter().map(|name| name_key(name)).collect();
    let mut nominated: Vec<String> = on_letter.iter().map(|name| name_key(name)).collect();
    nominated.push(name_key(&subject.name));
    let unlisted = !listed.contains(&name_key(&subject.name));
    let without: Vec<&str> = paper
        .nominees
        .iter()
        .zip(&listed)
        .filter(|(_, name)| !nominated.contains(name))
        .map(|(name, _)| name.as_str())
        .collect();
    if unlisted || !without.is_empty() {
        let names = without.join(", ");
        let reason = if unlisted {
            reasons::letter_differs_without_subject(&subject.name)
        } else {
            reasons::letter_differs(names)
        };
        violations.add(pointer, reason);
    }
}

/// Tidies a dossier and refuses invalid content; items may still be missing.
pub(super) fn clean(
    dossier: Dossier,
    occasion: Occasion,
    frame: Frame<'_>,
    at: DateTime<Utc>,
) -> Result<Dossier, Refusal> {
    let Frame { campaign, cycle, organisation } = frame;
    let today = calendar::day_of(at);
    let Dossier {
        subject,
        award_form,
        achievement,
        achievement_from,
        achievement_to,
        criterion_account,
        simplified_ground,
        papers,
    } = dossier;
    let subject = tidied(subject);
    let papers: Vec<Paper> = papers
        .into_iter()
        .map(|Paper { kind, number, date, signer, title, nominees, confirmed, file }| Paper {
            kind,
            number: tidy(&number),
            date,
            signer: tidy(&signer),
            title: tidy(&title),
            nominees: nominees.iter().map(|nominee| tidy(nominee)).filter(|nominee| !nominee.is_empty()).collect(),
            confirmed,
            file,
        })
        .collect();
    let mut violations = Violations::default();
    check_subject(&subject, organisation.is_enterprise(), &campaign.text.policy, &mut violations);
    if !campaign.text.policy.nominated_forms.contains(&award_form) {
        violations.add("/dossier/awardForm", reasons::award_form_not_nominated());
    }
    let (from, to) = (achievement_from.unwrap_or(cycle.period_start), achievement_to.unwrap_or(cycle.period_end));
    if to < from {
        violations.add("/dossier/achievementToDate", reasons::achievement_backwards());
    }
    // What is commended promptly may come after the cycle on whose campaign it rests.
    let latest = if occasion == Occasion::Urgent { cycle.period_end.max(today) } else { cycle.period_end };
    let days = (campaign.text.period_start, latest);
    check_day(from, days, "/dossier/achievementFromDate", &mut violations);
    check_day(to, days, "/dossier/achievementToDate", &mut violations);
    check_ground(simplified_ground, occasion, &mut violations);
    check_papers(&papers, (campaign.text.period_start, today), &mut violations);
    violations.refuse_secret("/dossier/achievement", &achievement);
    violations.refuse_secret("/dossier/criterionAccount", &criterion_account);
    violations.refuse_if_any()?;
    Ok(Dossier {
        subject,
        award_form,
        achievement: tidy_lines(&achievement),
        achievement_from: Some(from),
        achievement_to: Some(to),
        criterion_account: tidy(&criterion_account),
        simplified_ground,
        papers,
    })
}

fn tidied(subject: Subject) -> Subject {
    let Subject { kind, name, position, account, rank, category, business_number, without_unit, namesake } = subject;
    let some = |text: Option<String>| text.map(|text| tidy(&text)).filter(|text| !text.is_empty());
    Subject {
        kind,
        name: tidy(&name),
        position: some(position),
        account,
        rank,
        category,
        business_number: some(business_number),
        without_unit,
        namesake: some(namesake),
    }
}

fn check_subject(subject: &Subject, unit_is_enterprise: bool, policy: &Policy, violations: &mut Violations) {
    violations.demand_open_text("/dossier/subject/name", &subject.name);
    if subject.namesake.as_deref().is_some_and(holds_long_number) {
        violations.add("/dossier/subject/namesake", reasons::number_in_note());
    }
    let personal = subject.position.is_some() || subject.account.is_some() || subject.rank.is_some();
    match subject.kind {
        SubjectKind::Collective if personal || subject.without_unit => {
            violations.add("/dossier/subject", reasons::collective_without_person());
        }
        SubjectKind::Household if personal => violations.add("/dossier/subject", reasons::household_without_post()),
        SubjectKind::Collective | SubjectKind::Individual | SubjectKind::Household => {}
    }
    if subject.kind != SubjectKind::Collective && subject.business_number.is_some() {
        violations.add("/dossier/subject/businessNumber", reasons::individual_without_business());
    }
    let fits = match (subject.category, subject.qualitative_audience(unit_is_enterprise)) {
        (None, _) => true,
        (Some(category), Some(audience)) => policy.category(audience, category).is_some(),
        (Some(_), None) => false,
    };
    if !fits {
        let rule = if subject.kind == SubjectKind::Individual { "S11" } else { "S10" };
        violations.add("/dossier/subject/category", reasons::category_unfit_of_subject().under(rule));
    }
}

fn check_ground(ground: Option<SimplifiedGround>, occasion: Occasion, violations: &mut Violations) {
    match (ground, occasion) {
        // Rule L06: this system accepts no state secrets (also rule L35).
        (Some(SimplifiedGround::StateSecret), _) => {
            violations.add("/dossier/simplifiedGround", secret_not_allowed().under("L06"));
        }
        (Some(_), Occasion::Annual | Occasion::Midterm | Occasion::Final) => {
            violations.add("/dossier/simplifiedGround", reasons::ground_not_wanted())
        }
        (Some(_) | None, _) => {}
    }
}

fn check_papers(papers: &[Paper], days: (NaiveDate, NaiveDate), violations: &mut Violations) {
    for (index, paper) in papers.iter().enumerate() {
        let pointer = format!("/dossier/papers/{index}");
        check_day(paper.date, days, format!("{pointer}/date"), violations);
        violations.demand_open_number(&format!("{pointer}/number"), &paper.number);
        violations.demand_text(&format!("{pointer}/signer"), &paper.signer);
        violations.demand_open_text(&format!("{pointer}/title"), &paper.title);
        if papers.iter().take(index).any(|other| other.kind == paper.kind) {
            violations.add(format!("{pointer}/kind"), reasons::paper_twice(paper.kind.vi(), paper.kind));
        }
        if let Some(file) = &paper.file {
            file.check(&format!("{pointer}/file"), violations);
        }
    }
}
