//! Synthesis reports (báo cáo tổng hợp): the standing agency reports on a cycle to the province through the appraisal
//! agency, which endorses the report or sends it back (rules P01, S25, S26).
//!
//! The figures are assembled from what is official and are never edited; the agency writes titles and texts. Every
//! version is kept.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use crate::base::calendar;
use crate::base::citation::Citation;
use crate::base::concept::Concept;
use crate::base::event::{Author, Event, EventKind};
use crate::base::identity::Actor;
use crate::base::ids::{AccountId, CampaignId, CycleId, OrganisationId, Revision, ids, wire_enum};
use crate::base::policy::Permission;
use crate::base::refusal::{Refusal, Violations, demanded};
use crate::base::step::{Step, Transition};
use crate::base::text::{tidy, tidy_lines};
use crate::oversight::reasons;
use crate::oversight::synthesis::facts::{SynthesisFacts, SynthesisPart};
use crate::planning::campaign::Campaign;
use crate::planning::criteria::CycleKind;
use crate::planning::cycle::{Cycle, CycleState};
use crate::results::change::{Announcement, ChangeDetail, PublicChange, PublicChangeKind};

pub mod activities;
pub(crate) mod dimensions;
pub mod facts;

/// Maximum number of sections of a report.
pub const SECTIONS_MAX: usize = 30;

ids! {
    /// Identifies a synthesis report (báo cáo tổng hợp).
    SynthesisId,
}

wire_enum! {
    /// State of a synthesis report.
    SynthesisState {
        /// The standing agency writes it (đang soạn).
        Draft = "DRAFT",
        /// With the appraisal agency (chờ ý kiến).
        ForEndorsement = "FOR_ENDORSEMENT",
        /// The appraisal agency has endorsed it (đã thống nhất).
        Endorsed = "ENDORSED",
        /// Submitted to the province (đã trình UBND tỉnh).
        Submitted = "SUBMITTED",
    }
}

wire_enum! {
    /// What can be done to a synthesis report.
    SynthesisVerb {
        /// The standing agency writes a new version (sửa).
        Edit = "EDIT",
        /// The standing agency sends it to the appraisal agency (gửi lấy ý kiến).
        RequestEndorsement = "REQUEST_ENDORSEMENT",
        /// The appraisal agency endorses it (thống nhất).
        Endorse = "ENDORSE",
        /// The appraisal agency sends it back (trả lại).
        SendBack = "SEND_BACK",
        /// The standing agency takes it back to write on (thu hồi để sửa).
        TakeBack = "TAKE_BACK",
        /// The standing agency submits it to the province (trình UBND tỉnh).
        Submit = "SUBMIT",
        /// The standing agency makes it public (công bố).
        Publish = "PUBLISH",
        /// The standing agency withdraws it from the public (rút công bố).
        Unpublish = "UNPUBLISH",
    }
}

impl SynthesisState {
    /// The Vietnamese name.
    #[must_use]
    pub const fn vi(self) -> &'static str {
        match self {
            Self::Draft => "đang soạn",
            Self::ForEndorsement => "chờ ý kiến cơ quan thẩm định",
            Self::Endorsed => "đã được thống nhất",
            Self::Submitted => "đã trình UBND tỉnh",
        }
    }

    /// The state after a step; none if the state does not allow it. This is the whole workflow.
    #[must_use]
    pub const fn after(self, verb: SynthesisVerb) -> Option<Self> {
        use SynthesisVerb as V;
        match (self, verb) {
            (Self::Draft, V::Edit) | (Self::ForEndorsement, V::SendBack) => Some(Self::Draft),
            (Self::ForEndorsement | Self::Endorsed, V::TakeBack) => Some(Self::Draft),
            (Self::Draft, V::RequestEndorsement) => Some(Self::ForEndorsement),
            (Self::ForEndorsement, V::Endorse) => Some(Self::Endorsed),
            (Self::Endorsed, V::Submit) | (Self::Submitted, V::Publish | V::Unpublish) => Some(Self::Submitted),
            _ => None,
        }
    }
}

impl SynthesisVerb {
    const fn permission(self) -> Permission {
        match self {
            Self::Endorse | Self::SendBack => Permission::EndorseSynthesis,
            Self::Edit | Self::RequestEndorsement | Self::TakeBack | Self::Submit | Self::Publish | Self::Unpublish => {
                Permission::DraftSynthesis
            }
        }
    }
}

/// A section of a report.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Section {
    /// Its heading.
    pub heading: String,
    /// The figures that it shows before its text; none for a section of text alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub part: Option<SynthesisPart>,
    /// What the agency writes; it may be empty if there are figures.
    #[serde(default)]
    pub text: String,
}

/// What a version says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SynthesisContent {
    /// Its title.
    pub title: String,
    /// Its sections, in order.
    pub sections: Vec<Section>,
}

/// One version of a report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SynthesisVersion {
    /// The report.
    pub synthesis: SynthesisId,
    /// Counts up from 1.
    pub number: i64,
    /// What it says.
    pub content: SynthesisContent,
    /// The figures that it was assembled from.
    pub facts: SynthesisFacts,
    /// Who wrote it.
    pub name: String,
    /// When.
    pub at: DateTime<Utc>,
}

/// A step that was taken.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SynthesisAct {
    /// The step.
    pub verb: SynthesisVerb,
    /// The version that it was taken with.
    pub version: i64,
    /// When.
    pub at: DateTime<Utc>,
    /// The person's account; none for what the installation did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub account: Option<AccountId>,
    /// The person's name.
    pub name: String,
    /// The opinion or the reason.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub text: String,
    /// The document of the step.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub document: Option<Citation>,
}

/// A synthesis report (báo cáo tổng hợp).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Synthesis {
    /// Its identifier.
    pub id: SynthesisId,
    /// The movement.
    pub campaign: CampaignId,
    /// The cycle that it reports on; a cycle has one report.
    pub cycle: CycleId,
    /// The kind of the cycle: yearly, mid-term or final.
    pub kind: CycleKind,
    /// The standing agency that writes it.
    pub organisation: OrganisationId,
    /// Its state.
    pub state: SynthesisState,
    /// The day before which it is due (rule S25); none for reviews, and where the movement names no day.
    pub due_before: Option<NaiveDate>,
    /// The number of its newest version.
    pub version: i64,
    /// The steps taken, oldest first.
    pub acts: Vec<SynthesisAct>,
    /// When it became public; none while it is not.
    pub published_at: Option<DateTime<Utc>>,
    /// The revision number.
    pub revision: Revision,
}

/// A report with the version that a step adds.
#[derive(Debug)]
#[must_use = "a step that is not saved did not happen"]
pub struct Written {
    /// The report.
    pub synthesis: Step<Synthesis>,
    /// The new version.
    pub version: SynthesisVersion,
}

/// A report with what a step changes in public.
#[derive(Debug)]
#[must_use = "a step that is not saved did not happen"]
pub struct SynthesisStep {
    /// The report.
    pub synthesis: Step<Synthesis>,
    /// The public change to announce.
    pub announced: Announcement,
}

impl Synthesis {
    /// Begins the report on a cycle, with the sections that such a report usually has.
    ///
    /// # Errors
    /// `NotAllowed` for anyone but the movement's standing agency; `WrongState` before the cycle was opened and for one
    /// that was cancelled.
    pub fn begin(
        id: SynthesisId,
        (movement, cycle): (&Campaign, &Cycle),
        facts: SynthesisFacts,
        actor: &Actor,
        at: DateTime<Utc>,
    ) -> Result<Written, Refusal> {
        let author = actor.must(Permission::DraftSynthesis, movement.id)?;
        if matches!(cycle.state, CycleState::Planned | CycleState::Cancelled) {
            return Err(Refusal::WrongState(reasons::synthesis_without_cycle()));
        }
        let organisation =
            author.organisation.ok_or_else(|| Refusal::WrongState(reasons::synthesis_without_cycle()))?;
        let content = usual(movement, cycle);
        let event = Event::new(EventKind::SynthesisBegun, Concept::Synthesis, id.0, author.clone(), at)
            .between(None, SynthesisState::Draft.as_str())
            .because(&cycle.code);
        let synthesis = Self {
            id,
            campaign: movement.id,
            cycle: cycle.id,
            kind: cycle.kind,
            organisation,
            state: SynthesisState::Draft,
            due_before: cycle.synthesis_before(&movement.text.policy),
            version: 1,
            acts: Vec::new(),
            published_at: None,
            revision: Revision::FIRST,
        };
        let version = SynthesisVersion { synthesis: id, number: 1, content, facts, name: author.name, at };
        Ok(Written { synthesis: Step::new(synthesis, event), version })
    }

    /// Whether the actor may take a step now.
    ///
    /// # Errors
    /// `NotAllowed` for anyone but the agency whose step it is, and for the endorsement by a person who sent the report
    /// (rule L19); `WrongState` if the state does not allow it (rules P01, S26).
    pub fn may(&self, verb: SynthesisVerb, actor: &Actor) -> Result<(Author, SynthesisState), Refusal> {
        let author = actor.must(verb.permission(), self.campaign)?;
        let Some(state) = self.state.after(verb) else {
            let reason = if verb == SynthesisVerb::Submit {
                reasons::synthesis_not_endorsed()
            } else {
                reasons::synthesis_wrong_state(self.state.vi(), self.state)
            };
            return Err(Refusal::WrongState(reason));
        };
        match (verb, self.published_at) {
            (SynthesisVerb::Publish, Some(_)) => return Err(Refusal::WrongState(reasons::synthesis_public())),
            (SynthesisVerb::Unpublish, None) => return Err(Refusal::WrongState(reasons::synthesis_not_public())),
            _ => {}
        }
        let sent = self.acts.iter().rev().find(|act| act.verb == SynthesisVerb::RequestEndorsement);
        if verb == SynthesisVerb::Endorse && sent.is_some_and(|act| act.account == Some(actor.account)) {
            return Err(Refusal::NotAllowed(reasons::synthesis_own()));
        }
        Ok((author, state))
    }

    /// Every step, with the reason if the actor may not take it now.
    #[must_use]
    pub fn transitions(&self, actor: &Actor) -> Vec<Transition> {
        let verbs = SynthesisVerb::ALL.iter();
        verbs.map(|verb| Transition::new(verb.as_str(), self.may(*verb, actor).err())).collect()
    }

    /// The submission to the province; none before.
    #[must_use]
    pub fn submission(&self) -> Option<&SynthesisAct> {
        self.acts.iter().rev().find(|act| act.verb == SynthesisVerb::Submit)
    }

    /// Rule S25: whether it was submitted on the day before which it was due, or later; none before it was submitted, and
    /// without such a day.
    #[must_use]
    pub fn is_late(&self) -> Option<bool> {
        let due = self.due_before?;
        let last = due.pred_opt().unwrap_or(NaiveDate::MIN);
        self.submission().map(|act| calendar::end_of(last) <= act.at)
    }

    /// Whether it should have been submitted and was not.
    #[must_use]
    pub fn is_overdue(&self, at: DateTime<Utc>) -> bool {
        self.submission().is_none() && self.due_before.is_some_and(|due| due <= calendar::day_of(at))
    }

    /// Writes a new version.
    ///
    /// # Errors
    /// See `may`; `Invalid` for empty or secret texts (rule L35), or too many sections.
    pub fn edit(
        self,
        (content, facts): (SynthesisContent, SynthesisFacts),
        actor: &Actor,
        at: DateTime<Utc>,
    ) -> Result<Written, Refusal> {
        let (author, _) = self.may(SynthesisVerb::Edit, actor)?;
        let content = checked(content)?;
        let number = self.version.saturating_add(1);
        let event = Event::new(EventKind::SynthesisEdited, Concept::Synthesis, self.id.0, author.clone(), at)
            .because(&number.to_string());
        let version = SynthesisVersion { synthesis: self.id, number, content, facts, name: author.name, at };
        Ok(Written { synthesis: Step::new(Self { version: number, ..self }, event), version })
    }

    /// Sends it to the appraisal agency.
    ///
    /// # Errors
    /// See `may`.
    pub fn request_endorsement(self, actor: &Actor, at: DateTime<Utc>) -> Result<Step<Self>, Refusal> {
        self.step(SynthesisVerb::RequestEndorsement, (String::new(), None), EventKind::SynthesisSent, actor, at)
    }

    /// Endorses it for the appraisal agency, with an opinion if there is one.
    ///
    /// # Errors
    /// See `may`; `Invalid` for an incomplete document.
    pub fn endorse(
        self,
        (text, document): (String, Option<Citation>),
        actor: &Actor,
        at: DateTime<Utc>,
    ) -> Result<Step<Self>, Refusal> {
        self.step(SynthesisVerb::Endorse, (text, document), EventKind::SynthesisEndorsed, actor, at)
    }

    /// Sends it back to the standing agency.
    ///
    /// # Errors
    /// See `may`; `Invalid` without a reason.
    pub fn send_back(self, reason: &str, actor: &Actor, at: DateTime<Utc>) -> Result<Step<Self>, Refusal> {
        self.may(SynthesisVerb::SendBack, actor)?;
        let reason = demanded("/reason", reason)?;
        self.step(SynthesisVerb::SendBack, (reason, None), EventKind::SynthesisSentBack, actor, at)
    }

    /// Takes it back to write on; what was endorsed has to be endorsed again.
    ///
    /// # Errors
    /// See `may`; `Invalid` without a reason.
    pub fn take_back(self, reason: &str, actor: &Actor, at: DateTime<Utc>) -> Result<Step<Self>, Refusal> {
        self.may(SynthesisVerb::TakeBack, actor)?;
        let reason = demanded("/reason", reason)?;
        self.step(SynthesisVerb::TakeBack, (reason, None), EventKind::SynthesisTakenBack, actor, at)
    }

    /// Submits it to the province, under its number and day; late or not (rule S25).
    ///
    /// # Errors
    /// See `may`, also without the endorsement (rule S26); `Invalid` for an incomplete document.
    pub fn submit(self, document: Citation, actor: &Actor, at: DateTime<Utc>) -> Result<Step<Self>, Refusal> {
        let letter = (String::new(), Some(document));
        self.step(SynthesisVerb::Submit, letter, EventKind::SynthesisSubmitted, actor, at)
    }

    /// Makes it public.
    ///
    /// # Errors
    /// See `may`.
    pub fn publish(self, actor: &Actor, at: DateTime<Utc>) -> Result<SynthesisStep, Refusal> {
        let announced = self.announce(PublicChangeKind::SynthesisPublished, at);
        let public = Self { published_at: Some(at), ..self.clone() };
        let verb = SynthesisVerb::Publish;
        self.may(verb, actor)?;
        let event = EventKind::SynthesisPublished;
        let synthesis = public.taken(verb, (String::new(), None), event, actor, at)?;
        Ok(SynthesisStep { synthesis, announced })
    }

    /// Withdraws it from the public.
    ///
    /// # Errors
    /// See `may`; `Invalid` without a reason.
    pub fn unpublish(self, reason: &str, actor: &Actor, at: DateTime<Utc>) -> Result<SynthesisStep, Refusal> {
        let verb = SynthesisVerb::Unpublish;
        self.may(verb, actor)?;
        let reason = demanded("/reason", reason)?;
        let announced = self.announce(PublicChangeKind::SynthesisWithdrawn, at);
        let withdrawn = Self { published_at: None, ..self };
        let synthesis = withdrawn.taken(verb, (reason, None), EventKind::SynthesisUnpublished, actor, at)?;
        Ok(SynthesisStep { synthesis, announced })
    }

    fn step(
        self,
        verb: SynthesisVerb,
        said: (String, Option<Citation>),
        kind: EventKind,
        actor: &Actor,
        at: DateTime<Utc>,
    ) -> Result<Step<Self>, Refusal> {
        self.may(verb, actor)?;
        self.taken(verb, said, kind, actor, at)
    }

    fn taken(
        mut self,
        verb: SynthesisVerb,
        (text, document): (String, Option<Citation>),
        kind: EventKind,
        actor: &Actor,
        at: DateTime<Utc>,
    ) -> Result<Step<Self>, Refusal> {
        let author = actor.must(verb.permission(), self.campaign)?;
        let state = self.state.after(verb).unwrap_or(self.state);
        let (text, document) = (tidy(&text), document.map(Citation::tidied));
        let mut violations = Violations::default();
        violations.refuse_secret("/text", &text);
        if let Some(document) = &document {
            document.check_written("/document", "S26", at, &mut violations);
        }
        violations.refuse_if_any()?;
        let event = Event::new(kind, Concept::Synthesis, self.id.0, author.clone(), at)
            .between(Some(self.state.as_str()), state.as_str())
            .because(&text);
        let account = author.account;
        self.acts.push(SynthesisAct { verb, version: self.version, at, account, name: author.name, text, document });
        Ok(Step::new(Self { state, ..self }, event))
    }

    fn announce(&self, kind: PublicChangeKind, at: DateTime<Utc>) -> Announcement {
        let detail = ChangeDetail { cycle: Some(self.cycle), ..ChangeDetail::default() };
        Announcement::new(vec![PublicChange { kind, subject: self.id.0, at, detail }])
    }
}

fn checked(content: SynthesisContent) -> Result<SynthesisContent, Refusal> {
    let SynthesisContent { title, sections } = content;
    let mut violations = Violations::default();
    let title = tidy(&title);
    violations.demand_open_text("/title", &title);
    if !(1..=SECTIONS_MAX).contains(&sections.len()) {
        violations.add("/sections", reasons::entries_out_of_range(SECTIONS_MAX));
    }
    let tidied = |(index, section): (usize, Section)| {
        let Section { heading, part, text } = section;
        let (heading, text) = (tidy(&heading), tidy_lines(&text));
        violations.demand_open_text(&format!("/sections/{index}/heading"), &heading);
        violations.refuse_secret(&format!("/sections/{index}/text"), &text);
        Section { heading, part, text }
    };
    let sections = sections.into_iter().enumerate().map(tidied).collect();
    violations.refuse_if_any()?;
    Ok(SynthesisContent { title, sections })
}

/// What a report begins with: the sections that offices use, without text of the agency.
fn usual(movement: &Campaign, cycle: &Cycle) -> SynthesisContent {
    let what = match cycle.kind {
        CycleKind::Annual => "Báo cáo kết quả thực hiện",
        CycleKind::Midterm => "Báo cáo sơ kết",
        CycleKind::Final => "Báo cáo tổng kết",
    };
    let section =
        |heading: &str, part: Option<SynthesisPart>| Section { heading: heading.to_owned(), part, text: String::new() };
    SynthesisContent {
        title: format!("{what} {} – {}", movement.text.name.vi, cycle.name.vi),
        sections: vec![
            section("Công tác chỉ đạo, triển khai", None),
            section("Chấp hành chế độ báo cáo", Some(SynthesisPart::Reporting)),
            section("Kết quả thực hiện các tiêu chí thi đua", Some(SynthesisPart::Results)),
            section("Kết quả theo nội dung, lĩnh vực", Some(SynthesisPart::Dimensions)),
            section("Tuyên truyền, vận động", Some(SynthesisPart::Mobilisation)),
            section("Công tác kiểm tra", Some(SynthesisPart::Inspections)),
            section("Công tác khen thưởng", Some(SynthesisPart::Awards)),
            section("Mô hình mới, cách làm hay", Some(SynthesisPart::Practices)),
            section("Khó khăn, vướng mắc", Some(SynthesisPart::Difficulties)),
            section("Đề xuất, kiến nghị; phương hướng, nhiệm vụ thời gian tới", None),
        ],
    }
}
