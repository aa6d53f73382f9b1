//! A nomination (đề nghị khen thưởng) and its dossier's way: unit → standing agency → appraisal agency → chair.
//!
//! No step is skipped (rules S21–S23), and no person takes two seats in one dossier (rule L19). The workflow is
//! the one `match` in `NominationState::after`.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use crate::award::{AwardForm, PaperKind, SubjectKind};
use crate::campaign::Cycle;
use crate::criteria::CycleKind;
use crate::event::{Author, Concept, Event, EventKind};
use crate::evidence::FileMetadata;
use crate::identity::Actor;
use crate::ids::{AccountId, CycleId, DecisionId, NominationId, OrganisationId, Revision, words};
use crate::organisation::Organisation;
use crate::policy::Permission;
use crate::refusal::{Reason, Refusal, Violations};
use crate::step::{Step, Transition};
use crate::text::{fold, tidy};

/// The most papers in one dossier.
pub const PAPERS_MAX: usize = 20;
/// The most names on one submission letter.
pub const LETTER_NAMES_MAX: usize = 200;

words! {
    /// Where a nomination stands.
    NominationState {
        /// Being prepared by the unit (dự thảo).
        Draft = "DRAFT",
        /// Sent to the standing agency (đã gửi).
        Submitted = "SUBMITTED",
        /// Taken in by the standing agency (đã tiếp nhận).
        Received = "RECEIVED",
        /// Sent back for supplement (trả lại bổ sung).
        Returned = "RETURNED",
        /// Forwarded to the appraisal agency (đã chuyển thẩm định).
        Forwarded = "FORWARDED",
        /// Appraised as eligible (đủ điều kiện).
        Eligible = "ELIGIBLE",
        /// Appraised as not eligible (không đủ điều kiện).
        Ineligible = "INELIGIBLE",
        /// Submitted to the chair (đã trình Chủ tịch).
        SubmittedToChair = "SUBMITTED_TO_CHAIR",
        /// Granted by a decision, not public yet (đã khen thưởng).
        Awarded = "AWARDED",
        /// Not granted (không khen thưởng).
        NotAwarded = "NOT_AWARDED",
        /// The award is public (đã công khai).
        Published = "PUBLISHED",
        /// Withdrawn by the unit (đã rút).
        Withdrawn = "WITHDRAWN",
    }
}

words! {
    /// What can be done to a nomination.
    NominationVerb {
        /// Replace its content.
        Edit = "EDIT",
        /// Send it to the standing agency (gửi hồ sơ).
        Submit = "SUBMIT",
        /// Take it in (tiếp nhận).
        Receive = "RECEIVE",
        /// Send it back for supplement (trả lại bổ sung).
        Return = "RETURN",
        /// Forward it to the appraisal agency (chuyển thẩm định).
        Forward = "FORWARD",
        /// Appraise it as eligible (thẩm định: đủ điều kiện).
        AppraiseEligible = "APPRAISE_ELIGIBLE",
        /// Appraise it as not eligible (thẩm định: không đủ điều kiện).
        AppraiseIneligible = "APPRAISE_INELIGIBLE",
        /// Submit it to the chair (trình Chủ tịch).
        Present = "PRESENT",
        /// Grant the award, with a decision (quyết định khen thưởng).
        Award = "AWARD",
        /// Do not grant the award (không khen thưởng).
        Refuse = "REFUSE",
        /// Make the award public, with its decision (công khai).
        Publish = "PUBLISH",
        /// Take it back (rút hồ sơ).
        Withdraw = "WITHDRAW",
    }
}

impl NominationState {
    /// The whole workflow: a pair that is not listed is refused.
    #[must_use]
    pub const fn after(self, verb: NominationVerb) -> Option<Self> {
        use NominationVerb as V;
        match (self, verb) {
            (Self::Draft, V::Edit) => Some(Self::Draft),
            (Self::Returned, V::Edit) => Some(Self::Returned),
            (Self::Draft | Self::Returned, V::Submit) => Some(Self::Submitted),
            (Self::Submitted, V::Receive) => Some(Self::Received),
            (Self::Submitted | Self::Received, V::Return) => Some(Self::Returned),
            (Self::Received, V::Forward) => Some(Self::Forwarded),
            (Self::Forwarded, V::AppraiseEligible) => Some(Self::Eligible),
            (Self::Forwarded, V::AppraiseIneligible) => Some(Self::Ineligible),
            (Self::Eligible, V::Present) => Some(Self::SubmittedToChair),
            (Self::SubmittedToChair, V::Award) => Some(Self::Awarded),
            (Self::SubmittedToChair, V::Refuse) => Some(Self::NotAwarded),
            (Self::Awarded, V::Publish) => Some(Self::Published),
            (
                Self::Draft
                | Self::Submitted
                | Self::Received
                | Self::Returned
                | Self::Forwarded
                | Self::Eligible
                | Self::Ineligible,
                V::Withdraw,
            ) => Some(Self::Withdrawn),
            _ => None,
        }
    }
}

impl NominationVerb {
    /// The rule that closes the verb in a state from which it would skip a step.
    const fn rule(self) -> Option<&'static str> {
        match self {
            Self::Receive | Self::Forward => Some("S21"),
            Self::AppraiseEligible | Self::AppraiseIneligible | Self::Present => Some("S22"),
            Self::Award => Some("S23"),
            Self::Edit | Self::Submit | Self::Return | Self::Refuse | Self::Publish | Self::Withdraw => None,
        }
    }
}

/// What is known of one paper of the dossier.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Paper {
    /// What it is.
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
    /// Whether the nominating level confirmed it; the achievement report must be.
    pub confirmed: bool,
    /// The file, where there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file: Option<FileMetadata>,
}

/// Who or what is nominated.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Subject {
    /// A collective or an individual.
    pub kind: SubjectKind,
    /// The name as it shall stand on the certificate.
    pub name: String,
    /// The individual's position; none for a collective.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub position: Option<String>,
    /// The individual's own account, where there is one; the person never judges this dossier (rule L19).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub account: Option<AccountId>,
}

/// What the unit says in a nomination.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Dossier {
    /// Who or what is nominated.
    pub subject: Subject,
    /// The form asked for; only the province's Bằng khen can be (rule S12).
    pub award_form: AwardForm,
    /// What was achieved, in short.
    pub achievement: String,
    /// The papers.
    pub papers: Vec<Paper>,
}

/// One step that a person took in a dossier.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Act {
    /// What was done.
    pub verb: NominationVerb,
    /// By whom.
    pub account: AccountId,
    /// The person's name as it was then.
    pub name: String,
    /// The unit acted for.
    pub organisation: Option<OrganisationId>,
    /// When.
    pub at: DateTime<Utc>,
    /// The ground given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// A nomination and its dossier.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Nomination {
    /// Its identifier.
    pub id: NominationId,
    /// The cycle whose results it rests on.
    pub cycle: CycleId,
    /// The nominating unit, which is also the subject's unit.
    pub organisation: OrganisationId,
    /// The unit's name when the nomination was begun.
    pub organisation_name: String,
    /// Where it stands.
    pub state: NominationState,
    /// What the unit says.
    pub dossier: Dossier,
    /// The steps so far, oldest first.
    pub acts: Vec<Act>,
    /// The decision that granted the award.
    pub decision: Option<DecisionId>,
    /// When it was begun.
    pub created_at: DateTime<Utc>,
    /// When it changed last.
    pub updated_at: DateTime<Utc>,
    /// How often it changed.
    pub revision: Revision,
}

impl Nomination {
    /// Begins a nomination for an annual cycle; any unit may (rule S15).
    ///
    /// # Errors
    /// `NotAllowed` for another unit's people; `OutOfSeason` while the cycle is not open, for a unit that closed
    /// before it, or for a mid-term or final review (rule S17); `Invalid` for another form than the province's
    /// Bằng khen (rule S12) or broken content.
    pub fn draft(
        id: NominationId,
        cycle: &Cycle,
        organisation: &Organisation,
        dossier: Dossier,
        actor: &Actor,
        at: DateTime<Utc>,
    ) -> Result<Step<Self>, Refusal> {
        let author = actor.must(Permission::EditNomination, Some(organisation.id))?;
        match cycle.kind {
            CycleKind::Annual => {}
            CycleKind::Midterm | CycleKind::Final => {
                return Err(Refusal::OutOfSeason(Reason::rule(
                    "REVIEW_DATE_UNKNOWN",
                    "S17",
                    "Khen thưởng sơ kết, tổng kết theo thời gian sơ kết, tổng kết Nghị quyết số 07-NQ/TU; thời gian đó chưa được xác định.",
                    "Awards at mid-term and final reviews follow the review of Resolution 07-NQ/TU, whose date is not set yet.",
                )));
            }
        }
        cycle.must_be_open()?;
        organisation.must_exist_at_start_of(cycle.period_start)?;
        let dossier = clean(dossier)?;
        let event = Event::new(EventKind::NominationDrafted, Concept::Nomination, id.0, author, at)
            .of(organisation.id)
            .between(None, NominationState::Draft.word());
        let nomination = Self {
            id,
            cycle: cycle.id,
            organisation: organisation.id,
            organisation_name: organisation.name.clone(),
            state: NominationState::Draft,
            dossier,
            acts: Vec::new(),
            decision: None,
            created_at: at,
            updated_at: at,
            revision: Revision::FIRST,
        };
        Ok(Step::new(nomination, event))
    }

    /// What must be single among live nominations: one unit nominates one subject once in a cycle. A withdrawn
    /// one makes room; one that was not awarded keeps its place until a later cycle (rule L42).
    #[must_use]
    pub fn live_key(&self) -> Option<String> {
        (self.state != NominationState::Withdrawn).then(|| {
            let Self { cycle, organisation, dossier, .. } = self;
            format!("{cycle}/{organisation}/{}/{}", dossier.subject.kind, fold(&dossier.subject.name))
        })
    }

    /// Whether a verb is open to the actor now, and in which role.
    ///
    /// # Errors
    /// `NotAllowed` by the permission table or by four eyes (rule L19); `WrongState` by the workflow table.
    pub fn may(&self, verb: NominationVerb, actor: &Actor) -> Result<(Author, NominationState), Refusal> {
        use NominationVerb as V;
        let permission = match verb {
            V::Edit => Permission::EditNomination,
            V::Submit | V::Withdraw => Permission::SubmitNomination,
            V::Receive | V::Return | V::Forward => Permission::HandleNomination,
            V::AppraiseEligible | V::AppraiseIneligible | V::Present => Permission::AppraiseNomination,
            V::Award | V::Refuse => Permission::DecideNomination,
            V::Publish => Permission::PublishDecision,
        };
        let author = actor.must(permission, Some(self.organisation))?;
        let Some(after) = self.state.after(verb) else {
            return Err(Refusal::WrongState(Reason {
                rule: verb.rule(),
                ..Reason::plain(
                    "NOMINATION_STATE",
                    format!("Hồ sơ đang ở trạng thái {}; không thực hiện được {verb}.", self.state),
                    format!("The nomination is {}; {verb} is not possible now.", self.state),
                )
            }));
        };
        self.must_be_another_pair_of_eyes(verb, actor)?;
        Ok((author, after))
    }

    /// What the actor may do now, and why the rest is closed.
    #[must_use]
    pub fn transitions(&self, actor: &Actor) -> Vec<Transition> {
        NominationVerb::ALL.iter().map(|verb| Transition::new(verb.word(), self.may(*verb, actor).err())).collect()
    }

    /// Replaces the content.
    ///
    /// # Errors
    /// See `may` and `draft`.
    pub fn edit(self, dossier: Dossier, actor: &Actor, at: DateTime<Utc>) -> Result<Step<Self>, Refusal> {
        let (author, state) = self.may(NominationVerb::Edit, actor)?;
        let dossier = clean(dossier)?;
        let event = self.event(EventKind::NominationEdited, author, at, state);
        Ok(Step::new(Self { state, dossier, updated_at: at, ..self }, event))
    }

    /// Sends the dossier to the standing agency, its first recipient (rule S21), or names every missing paper.
    ///
    /// # Errors
    /// See `may`; `Invalid` for missing papers (rules S20, L05).
    pub fn submit(self, actor: &Actor, at: DateTime<Utc>) -> Result<Step<Self>, Refusal> {
        let (author, state) = self.may(NominationVerb::Submit, actor)?;
        self.must_be_complete()?;
        Ok(self.acted(NominationVerb::Submit, EventKind::NominationSubmitted, author, state, "", at))
    }

    /// Takes the dossier in at the standing agency.
    ///
    /// # Errors
    /// See `may`.
    pub fn receive(self, actor: &Actor, at: DateTime<Utc>) -> Result<Step<Self>, Refusal> {
        let (author, state) = self.may(NominationVerb::Receive, actor)?;
        Ok(self.acted(NominationVerb::Receive, EventKind::NominationReceived, author, state, "", at))
    }

    /// Sends the dossier back for supplement.
    ///
    /// # Errors
    /// See `may`; `Invalid` without a reason.
    pub fn send_back(self, reason: &str, actor: &Actor, at: DateTime<Utc>) -> Result<Step<Self>, Refusal> {
        let (author, state) = self.may(NominationVerb::Return, actor)?;
        let reason = demanded(reason)?;
        Ok(self.acted(NominationVerb::Return, EventKind::NominationReturned, author, state, &reason, at))
    }

    /// Forwards the dossier to the appraisal agency.
    ///
    /// # Errors
    /// See `may`.
    pub fn forward(self, actor: &Actor, at: DateTime<Utc>) -> Result<Step<Self>, Refusal> {
        let (author, state) = self.may(NominationVerb::Forward, actor)?;
        Ok(self.acted(NominationVerb::Forward, EventKind::NominationForwarded, author, state, "", at))
    }

    /// Appraises the dossier; a refusal needs a reason.
    ///
    /// # Errors
    /// See `may`; `Invalid` for `eligible = false` without a reason.
    pub fn appraise(
        self,
        eligible: bool,
        reason: &str,
        actor: &Actor,
        at: DateTime<Utc>,
    ) -> Result<Step<Self>, Refusal> {
        let verb = if eligible { NominationVerb::AppraiseEligible } else { NominationVerb::AppraiseIneligible };
        let (author, state) = self.may(verb, actor)?;
        let reason = if eligible { tidy(reason) } else { demanded(reason)? };
        Ok(self.acted(verb, EventKind::NominationAppraised, author, state, &reason, at))
    }

    /// Submits the appraised dossier to the chair.
    ///
    /// # Errors
    /// See `may`.
    pub fn present(self, actor: &Actor, at: DateTime<Utc>) -> Result<Step<Self>, Refusal> {
        let (author, state) = self.may(NominationVerb::Present, actor)?;
        Ok(self.acted(NominationVerb::Present, EventKind::NominationPresented, author, state, "", at))
    }

    /// Records that the chair does not grant the award.
    ///
    /// # Errors
    /// See `may`; `Invalid` without a reason.
    pub fn refuse(self, reason: &str, actor: &Actor, at: DateTime<Utc>) -> Result<Step<Self>, Refusal> {
        let (author, state) = self.may(NominationVerb::Refuse, actor)?;
        let reason = demanded(reason)?;
        Ok(self.acted(NominationVerb::Refuse, EventKind::NominationRefused, author, state, &reason, at))
    }

    /// Takes the nomination back, before it lies with the chair.
    ///
    /// # Errors
    /// See `may`; `Invalid` without a reason.
    pub fn withdraw(self, reason: &str, actor: &Actor, at: DateTime<Utc>) -> Result<Step<Self>, Refusal> {
        let (author, state) = self.may(NominationVerb::Withdraw, actor)?;
        let reason = demanded(reason)?;
        Ok(self.acted(NominationVerb::Withdraw, EventKind::NominationWithdrawn, author, state, &reason, at))
    }

    /// Grants the award, as part of a decision.
    pub(crate) fn award(self, decision: DecisionId, actor: &Actor, at: DateTime<Utc>) -> Result<Step<Self>, Refusal> {
        let (author, state) = self.may(NominationVerb::Award, actor)?;
        let granted = Self { decision: Some(decision), ..self };
        Ok(granted.acted(NominationVerb::Award, EventKind::NominationAwarded, author, state, "", at))
    }

    /// Makes the award public, together with its decision.
    pub(crate) fn publish(self, actor: &Actor, at: DateTime<Utc>) -> Result<Step<Self>, Refusal> {
        let (author, state) = self.may(NominationVerb::Publish, actor)?;
        Ok(self.acted(NominationVerb::Publish, EventKind::NominationPublished, author, state, "", at))
    }

    /// Rule L19: no person submits and appraises, or appraises and decides, one dossier; no nominee judges his own.
    fn must_be_another_pair_of_eyes(&self, verb: NominationVerb, actor: &Actor) -> Result<(), Refusal> {
        use NominationVerb as V;
        let judging = match verb {
            V::AppraiseEligible | V::AppraiseIneligible | V::Present => {
                self.took_part(actor, &[V::Submit]) || self.took_part(actor, &[V::Award, V::Refuse])
            }
            V::Award | V::Refuse => self.took_part(actor, &[V::AppraiseEligible, V::AppraiseIneligible, V::Submit]),
            V::Receive | V::Return | V::Forward | V::Edit | V::Submit | V::Publish | V::Withdraw => false,
        };
        if judging {
            return Err(Refusal::NotAllowed(Reason::rule(
                "FOUR_EYES",
                "L19",
                "Một người không được vừa nộp vừa thẩm định, hoặc vừa thẩm định vừa quyết định cùng một hồ sơ.",
                "One person may not submit and appraise, or appraise and decide, the same dossier.",
            )));
        }
        let judges = matches!(
            verb,
            V::Receive
                | V::Return
                | V::Forward
                | V::AppraiseEligible
                | V::AppraiseIneligible
                | V::Present
                | V::Award
                | V::Refuse
        );
        if judges && self.is_nominee(actor) {
            return Err(Refusal::NotAllowed(Reason::rule(
                "NOMINEE_MAY_NOT_JUDGE",
                "L19",
                "Người được đề nghị khen thưởng không được xử lý hồ sơ của chính mình.",
                "A nominee may not handle his own dossier.",
            )));
        }
        Ok(())
    }

    fn took_part(&self, actor: &Actor, verbs: &[NominationVerb]) -> bool {
        self.acts.iter().any(|act| act.account == actor.account && verbs.contains(&act.verb))
    }

    /// The nominee is known by account, or by the same name in the same unit.
    fn is_nominee(&self, actor: &Actor) -> bool {
        let subject = &self.dossier.subject;
        let same_name = subject.kind == SubjectKind::Individual && fold(&subject.name) == fold(&actor.name);
        let same_unit = actor.roles.iter().any(|(_, organisation)| *organisation == self.organisation);
        subject.account == Some(actor.account) || (same_name && same_unit)
    }

    /// Rules L05 and S20: every missing paper is named.
    fn must_be_complete(&self) -> Result<(), Refusal> {
        let mut violations = Violations::default();
        let Dossier { subject, papers, achievement, award_form: _ } = &self.dossier;
        violations.demand_text("/achievement", achievement);
        let collective = subject.kind == SubjectKind::Collective;
        let wanted: [(PaperKind, &'static str, &str, &str, bool); 5] = [
            (PaperKind::SubmissionLetter, "L05", "tờ trình", "the submission letter", true),
            (PaperKind::AchievementReport, "L05", "báo cáo thành tích", "the achievement report", true),
            (PaperKind::Minutes, "L05", "biên bản xét khen thưởng", "the minutes", true),
            (
                PaperKind::ImplementingDocument,
                "S20",
                "kế hoạch phát động hoặc văn bản triển khai",
                "the implementing plan or document",
                collective,
            ),
            (PaperKind::ResultReport, "S20", "báo cáo kết quả thực hiện phong trào", "the result report", collective),
        ];
        for (kind, rule, vi, en, needed) in wanted {
            let found = papers.iter().enumerate().find(|(_, paper)| paper.kind == kind);
            match found {
                None if needed => violations.add(
                    "/papers",
                    Reason::rule(
                        "PAPER_MISSING",
                        rule,
                        format!("Hồ sơ thiếu {vi} ({kind})."),
                        format!("The dossier lacks {en} ({kind})."),
                    ),
                ),
                Some((index, paper)) if kind == PaperKind::SubmissionLetter && paper.nominees.is_empty() => violations
                    .add(
                        format!("/papers/{index}/nominees"),
                        Reason::rule(
                            "NOMINEES_MISSING",
                            "L05",
                            "Tờ trình phải có danh sách đề nghị khen thưởng.",
                            "The submission letter lists the nominees.",
                        ),
                    ),
                Some((index, paper)) if kind == PaperKind::AchievementReport && !paper.confirmed => violations.add(
                    format!("/papers/{index}/confirmed"),
                    Reason::rule(
                        "CONFIRMATION_MISSING",
                        "L05",
                        "Báo cáo thành tích phải có xác nhận của cấp trình khen thưởng.",
                        "The achievement report is confirmed by the nominating level.",
                    ),
                ),
                Some(_) | None => {}
            }
        }
        violations.refuse_if_any()
    }

    fn event(&self, kind: EventKind, author: Author, at: DateTime<Utc>, to: NominationState) -> Event {
        Event::new(kind, Concept::Nomination, self.id.0, author, at)
            .of(self.organisation)
            .between(Some(self.state.word()), to.word())
    }

    fn acted(
        self,
        verb: NominationVerb,
        kind: EventKind,
        author: Author,
        state: NominationState,
        reason: &str,
        at: DateTime<Utc>,
    ) -> Step<Self> {
        let mut acts = self.acts.clone();
        if let Some(account) = author.account {
            let reason = (!reason.is_empty()).then(|| reason.to_owned());
            acts.push(Act { verb, account, name: author.name.clone(), organisation: author.organisation, at, reason });
        }
        let event = self.event(kind, author, at, state).because(reason);
        Step::new(Self { state, acts, updated_at: at, ..self }, event)
    }
}

fn demanded(reason: &str) -> Result<String, Refusal> {
    let reason = tidy(reason);
    let mut violations = Violations::default();
    violations.demand_text("/reason", &reason);
    violations.refuse_if_any()?;
    Ok(reason)
}

/// Tidies a dossier and refuses what can never be right, whatever else is still missing.
fn clean(dossier: Dossier) -> Result<Dossier, Refusal> {
    let Dossier { subject, award_form, achievement, papers } = dossier;
    let Subject { kind, name, position, account } = subject;
    let subject = Subject {
        kind,
        name: tidy(&name),
        position: position.map(|position| tidy(&position)).filter(|position| !position.is_empty()),
        account,
    };
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
    violations.demand_text("/subject/name", &subject.name);
    if subject.kind == SubjectKind::Collective && (subject.position.is_some() || subject.account.is_some()) {
        violations.add(
            "/subject",
            Reason::plain(
                "COLLECTIVE_WITHOUT_PERSON",
                "Tập thể không có chức vụ và tài khoản cá nhân.",
                "A collective has neither a position nor a person's account.",
            ),
        );
    }
    match award_form {
        AwardForm::BangKhenProvince => {}
        AwardForm::GiayKhenUnit => violations.add(
            "/awardForm",
            Reason::rule(
                "AWARD_FORM_NOT_NOMINATED",
                "S12",
                "Chỉ đề nghị Bằng khen của Chủ tịch UBND tỉnh; Giấy khen do thủ trưởng đơn vị tặng và được ghi nhận riêng.",
                "Only the provincial Chair's Bằng khen is nominated; a Giấy khen is recorded by the unit's head.",
            ),
        ),
    }
    for (index, paper) in papers.iter().enumerate() {
        let pointer = format!("/papers/{index}");
        violations.demand_text(&format!("{pointer}/number"), &paper.number);
        violations.demand_text(&format!("{pointer}/signer"), &paper.signer);
        violations.demand_text(&format!("{pointer}/title"), &paper.title);
        if papers.iter().take(index).any(|other| other.kind == paper.kind) {
            violations.add(
                format!("{pointer}/kind"),
                Reason::plain(
                    "PAPER_TWICE",
                    format!("Mỗi loại giấy tờ chỉ có một bản hiện hành; {} xuất hiện hai lần.", paper.kind),
                    format!("Each kind of paper is current once; {} stands twice.", paper.kind),
                ),
            );
        }
        if let Some(file) = &paper.file {
            file.check(&format!("{pointer}/file"), &mut violations);
        }
    }
    violations.refuse_if_any()?;
    Ok(Dossier { subject, award_form, achievement: tidy(&achievement), papers })
}
