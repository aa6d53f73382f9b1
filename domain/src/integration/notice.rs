//! Notices (thông báo việc phải làm): whoever must act is told once, not before its day, and without personal data (rule
//! P04).
//!
//! A notice names what is to be done, the thing, the unit, the movement and the days; it has no room for a name of a person
//! or a text that somebody wrote. What the state of a thing asks of whom says the room `telling`; here it is compared with
//! what was told before (`standing.rs`), so that each need is told once while it stands, and is settled when it is over.

use chrono::{DateTime, NaiveDate, Utc};
use uuid::Uuid;

use crate::base::calendar;
use crate::base::identity::{Actor, Held, Machine};
use crate::base::ids::{CampaignId, CycleId, OrganisationId, ids, wire_enum};
use crate::base::policy::{ClientReach, Permission, Role};
use crate::base::refusal::Refusal;

pub mod standing;
pub mod subject;
pub mod words;

/// The days on which somebody is reminded of a need, from the last day on which it is in time: a week before it, and the
/// day after it. For a cycle's report its plan of reminders says other days.
pub const REMINDED: [i64; 2] = [-7, 1];

ids! {
    /// Identifies a notice of something that somebody must do (thông báo việc phải làm).
    NoticeId,
}

wire_enum! {
    /// What is to be done, and thereby which thing the notice is about.
    NoticeKind {
        /// The unit's report of a cycle is to be submitted (báo cáo phải nộp); about the cycle.
        ReportDue = "REPORT_DUE",
        /// A returned report is to be corrected and submitted again (báo cáo bị trả lại).
        ReportReturned = "REPORT_RETURNED",
        /// A submitted report is to be verified (báo cáo chờ thẩm tra).
        ReportToVerify = "REPORT_TO_VERIFY",
        /// A verified report is to be accepted, shown to its unit or made final (báo cáo chờ chốt điểm).
        ReportToFinalise = "REPORT_TO_FINALISE",
        /// The head unit of a group is to give its opinion on a member's report (báo cáo chờ ý kiến trưởng khối, cụm).
        ReportToCheck = "REPORT_TO_CHECK",
        /// An agency is to record what it finds for criteria that it verifies (tiêu chí chờ cơ quan được giao thẩm tra).
        CriteriaToVerify = "CRITERIA_TO_VERIFY",
        /// The unit may explain its provisional score (được giải trình điểm tạm thời).
        ExplanationOpen = "EXPLANATION_OPEN",
        /// Explanations are to be answered (giải trình chờ trả lời).
        ExplanationToAnswer = "EXPLANATION_TO_ANSWER",
        /// A request for more time is to be decided (đề nghị gia hạn chờ xem xét).
        ExtensionToDecide = "EXTENSION_TO_DECIDE",
        /// A request for more time was decided (đề nghị gia hạn đã được trả lời).
        ExtensionDecided = "EXTENSION_DECIDED",
        /// A nominee's consent is still to be asked (chưa có ý kiến của người được đề nghị); the notice does not say whose.
        ConsentToAsk = "CONSENT_TO_ASK",
        /// A nomination is to be received (hồ sơ đề nghị chờ tiếp nhận).
        NominationToReceive = "NOMINATION_TO_RECEIVE",
        /// A received nomination is to be forwarded to the appraisal agency (hồ sơ chờ chuyển thẩm định).
        NominationToForward = "NOMINATION_TO_FORWARD",
        /// A returned nomination is to be supplemented (hồ sơ bị trả lại bổ sung).
        NominationReturned = "NOMINATION_RETURNED",
        /// A forwarded nomination is to be appraised (hồ sơ chờ thẩm định).
        NominationToAppraise = "NOMINATION_TO_APPRAISE",
        /// An eligible nomination is to be presented to the Chair (hồ sơ chờ trình Chủ tịch UBND tỉnh).
        NominationToPresent = "NOMINATION_TO_PRESENT",
        /// A presented nomination is to be decided (hồ sơ chờ quyết định).
        NominationToDecide = "NOMINATION_TO_DECIDE",
        /// A unit is to be told why its nominee is not eligible (rule L11; chờ thông báo không đủ điều kiện).
        RefusalToNotify = "REFUSAL_TO_NOTIFY",
        /// A nomination was found not eligible (hồ sơ không đủ điều kiện).
        NominationIneligible = "NOMINATION_INELIGIBLE",
        /// The award that a nomination led to was made public (khen thưởng đã được công khai).
        AwardPublished = "AWARD_PUBLISHED",
        /// A consulted agency is to answer (yêu cầu hiệp y chờ trả lời).
        ConsultationToAnswer = "CONSULTATION_TO_ANSWER",
        /// An objection is to be settled (ý kiến phản ánh chờ giải quyết).
        ObjectionToSettle = "OBJECTION_TO_SETTLE",
        /// A complaint is to be settled (đơn khiếu nại, tố cáo chờ giải quyết).
        ComplaintToSettle = "COMPLAINT_TO_SETTLE",
        /// A suggestion of an urgent commendation is to be answered (gợi ý khen thưởng kịp thời chờ trả lời).
        SuggestionToAnswer = "SUGGESTION_TO_ANSWER",
        /// A difficulty is to be answered (vướng mắc chờ trả lời).
        DifficultyToAnswer = "DIFFICULTY_TO_ANSWER",
        /// A difficulty was answered (vướng mắc đã được trả lời).
        DifficultyAnswered = "DIFFICULTY_ANSWERED",
        /// The province is to conclude a difficulty (vướng mắc chờ UBND tỉnh kết luận).
        DifficultyToConclude = "DIFFICULTY_TO_CONCLUDE",
        /// A difficulty was concluded (vướng mắc đã được kết luận).
        DifficultyConcluded = "DIFFICULTY_CONCLUDED",
        /// The synthesis report on a cycle is to be submitted to the province (báo cáo tổng hợp phải trình); about the
        /// cycle.
        SynthesisDue = "SYNTHESIS_DUE",
        /// A synthesis report is to be endorsed (báo cáo tổng hợp chờ ý kiến).
        SynthesisToEndorse = "SYNTHESIS_TO_ENDORSE",
        /// A synthesis report was sent back (báo cáo tổng hợp bị trả lại).
        SynthesisReturned = "SYNTHESIS_RETURNED",
        /// An endorsed synthesis report is to be submitted to the province (báo cáo tổng hợp chờ trình UBND tỉnh).
        SynthesisToSubmit = "SYNTHESIS_TO_SUBMIT",
        /// The unit will be inspected (thông báo kiểm tra); the due day is that of the visit.
        InspectionAnnounced = "INSPECTION_ANNOUNCED",
        /// A finding of an inspection is to be settled (phát hiện qua kiểm tra chờ xử lý).
        FindingToSettle = "FINDING_TO_SETTLE",
        /// A recommendation of an inspection is to be answered (kiến nghị chờ trả lời).
        RecommendationToAnswer = "RECOMMENDATION_TO_ANSWER",
        /// A unit answered a recommendation; its answer is to be accepted or returned (trả lời kiến nghị chờ xem xét).
        RecommendationAnswered = "RECOMMENDATION_ANSWERED",
        /// Guidance or an announcement is to be acknowledged (hướng dẫn, thông báo chờ xác nhận).
        GuidanceToAcknowledge = "GUIDANCE_TO_ACKNOWLEDGE",
        /// A good practice is to be reviewed (mô hình, cách làm hay chờ xem xét).
        PracticeToReview = "PRACTICE_TO_REVIEW",
        /// A good practice was returned (mô hình, cách làm hay bị trả lại).
        PracticeReturned = "PRACTICE_RETURNED",
        /// Both agencies are in favour of a good practice; it is to be published (mô hình, cách làm hay chờ công bố).
        PracticeToPublish = "PRACTICE_TO_PUBLISH",
        /// A good practice was declined (mô hình, cách làm hay không được lựa chọn).
        PracticeDeclined = "PRACTICE_DECLINED",
        /// The bytes of a paper were destroyed; another file is to be uploaded for it (tệp của giấy tờ đã bị tiêu hủy).
        PaperDestroyed = "PAPER_DESTROYED",
        /// A file of evidence was destroyed; another one is to be uploaded (tệp minh chứng đã bị tiêu hủy).
        EvidenceDestroyed = "EVIDENCE_DESTROYED",
    }
}

impl NoticeKind {
    /// Whether it only informs: nothing has to be done, and reading it is all.
    #[must_use]
    pub const fn informs(self) -> bool {
        match self {
            Self::ExtensionDecided
            | Self::DifficultyAnswered
            | Self::DifficultyConcluded
            | Self::InspectionAnnounced
            | Self::NominationIneligible
            | Self::AwardPublished
            | Self::PracticeDeclined => true,
            Self::ReportDue
            | Self::ReportReturned
            | Self::ReportToVerify
            | Self::ReportToFinalise
            | Self::ReportToCheck
            | Self::CriteriaToVerify
            | Self::ExplanationOpen
            | Self::ExplanationToAnswer
            | Self::ExtensionToDecide
            | Self::ConsentToAsk
            | Self::NominationToReceive
            | Self::NominationToForward
            | Self::NominationReturned
            | Self::NominationToAppraise
            | Self::NominationToPresent
            | Self::NominationToDecide
            | Self::RefusalToNotify
            | Self::ConsultationToAnswer
            | Self::ObjectionToSettle
            | Self::ComplaintToSettle
            | Self::SuggestionToAnswer
            | Self::DifficultyToAnswer
            | Self::DifficultyToConclude
            | Self::SynthesisDue
            | Self::SynthesisToEndorse
            | Self::SynthesisReturned
            | Self::SynthesisToSubmit
            | Self::FindingToSettle
            | Self::RecommendationToAnswer
            | Self::RecommendationAnswered
            | Self::GuidanceToAcknowledge
            | Self::PracticeToReview
            | Self::PracticeReturned
            | Self::PracticeToPublish
            | Self::PaperDestroyed
            | Self::EvidenceDestroyed => false,
        }
    }
}

wire_enum! {
    /// Why it is told now: because the need arose, or as a reminder.
    NoticeStage {
        /// The need arose (phát sinh).
        Arisen = "ARISEN",
        /// It is due soon, or today (sắp đến hạn).
        DueSoon = "DUE_SOON",
        /// It was due before (quá hạn).
        Overdue = "OVERDUE",
    }
}

wire_enum! {
    /// Whose people are told.
    NoticeAudience {
        /// Editors and head of a unit (đơn vị).
        Unit = "UNIT",
        /// The head of a unit (thủ trưởng đơn vị).
        UnitHead = "UNIT_HEAD",
        /// The standing agency of the movement (cơ quan thường trực).
        StandingAgency = "STANDING_AGENCY",
        /// The appraisal agency (cơ quan thẩm định).
        AppraisalAgency = "APPRAISAL_AGENCY",
        /// The decision authority (cấp có thẩm quyền quyết định khen thưởng).
        DecisionAuthority = "DECISION_AUTHORITY",
    }
}

/// To whom something is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Recipient {
    /// Editors and head of a unit.
    Unit(OrganisationId),
    /// The head of a unit.
    UnitHead(OrganisationId),
    /// The standing agency of the movement, whichever unit holds the function.
    StandingAgency,
    /// The appraisal agency, whichever unit holds the function.
    AppraisalAgency,
    /// The decision authority, whichever unit holds the function.
    DecisionAuthority,
}

impl Recipient {
    /// Whose people these are.
    #[must_use]
    pub const fn audience(self) -> NoticeAudience {
        match self {
            Self::Unit(_) => NoticeAudience::Unit,
            Self::UnitHead(_) => NoticeAudience::UnitHead,
            Self::StandingAgency => NoticeAudience::StandingAgency,
            Self::AppraisalAgency => NoticeAudience::AppraisalAgency,
            Self::DecisionAuthority => NoticeAudience::DecisionAuthority,
        }
    }

    /// The unit; none for the holders of a function.
    #[must_use]
    pub const fn unit(self) -> Option<OrganisationId> {
        match self {
            Self::Unit(unit) | Self::UnitHead(unit) => Some(unit),
            Self::StandingAgency | Self::AppraisalAgency | Self::DecisionAuthority => None,
        }
    }

    /// The recipient that a stored pair means; none for a pair that means nobody.
    #[must_use]
    pub const fn of(audience: NoticeAudience, unit: Option<OrganisationId>) -> Option<Self> {
        match (audience, unit) {
            (NoticeAudience::Unit, Some(unit)) => Some(Self::Unit(unit)),
            (NoticeAudience::UnitHead, Some(unit)) => Some(Self::UnitHead(unit)),
            (NoticeAudience::StandingAgency, None) => Some(Self::StandingAgency),
            (NoticeAudience::AppraisalAgency, None) => Some(Self::AppraisalAgency),
            (NoticeAudience::DecisionAuthority, None) => Some(Self::DecisionAuthority),
            (NoticeAudience::Unit | NoticeAudience::UnitHead, None)
            | (
                NoticeAudience::StandingAgency | NoticeAudience::AppraisalAgency | NoticeAudience::DecisionAuthority,
                Some(_),
            ) => None,
        }
    }
}

/// Where the thing of a notice belongs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct NoticePlace {
    /// The unit that the thing is about or belongs to.
    pub organisation: Option<OrganisationId>,
    /// The movement.
    pub campaign: Option<CampaignId>,
    /// The cycle.
    pub cycle: Option<CycleId>,
}

/// Something that somebody must do (thông báo việc phải làm).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Notice {
    /// Its identifier.
    pub id: NoticeId,
    /// What is to be done.
    pub kind: NoticeKind,
    /// Why it is told now.
    pub stage: NoticeStage,
    /// The thing: that of the kind.
    pub subject: Uuid,
    /// To whom.
    pub recipient: Recipient,
    /// Where the thing belongs.
    pub place: NoticePlace,
    /// The last day on which it is in time; none if none is set.
    pub due: Option<NaiveDate>,
    /// The day of a reminder; none for what is told when it arises.
    pub day: Option<NaiveDate>,
    /// From when on it counts; nobody is told earlier.
    pub told_at: DateTime<Utc>,
    /// When it was over; none while it stands.
    pub settled_at: Option<DateTime<Utc>>,
}

impl Notice {
    /// Whether it counts at an instant.
    #[must_use]
    pub fn is_told(&self, at: DateTime<Utc>) -> bool {
        self.told_at <= at
    }
}

/// The first instant of a day in the province.
#[must_use]
pub fn beginning_of(day: NaiveDate) -> DateTime<Utc> {
    calendar::end_of(day.pred_opt().unwrap_or(NaiveDate::MIN))
}

/// Which notices somebody is told: those to the units and functions that the roles of today are for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NoticeReach {
    /// The units whose notices to editors and head are seen.
    pub units: Vec<OrganisationId>,
    /// The units whose notices to the head are seen.
    pub heads: Vec<OrganisationId>,
    /// The movements whose standing agency is meant.
    pub movements: Vec<CampaignId>,
    /// Whether the appraisal agency is meant.
    pub appraisal: bool,
    /// Whether the decision authority is meant.
    pub decision: bool,
    /// Of a machine client that reaches some movements alone: those.
    pub within: Option<Vec<CampaignId>>,
}

impl NoticeReach {
    /// What an actor is told. A machine client is told what its unit is; `held` are the functions that units hold today.
    ///
    /// # Errors
    /// `NotAllowed` for people without such a role, and for a client without the scope.
    pub fn of(actor: &Actor, held: &[Held]) -> Result<Self, Refusal> {
        actor.must_somewhere(Permission::ReadNotice)?;
        if let Some(Machine { organisation, reach, movements, .. }) = &actor.client {
            return Ok(Self::of_unit(
                *organisation,
                held,
                (*reach == ClientReach::Movement).then(|| movements.clone()),
            ));
        }
        let mut told = Self::default();
        for (role, unit) in &actor.roles {
            match role {
                Role::UnitEditor => told.units.push(*unit),
                Role::UnitHead => {
                    told.units.push(*unit);
                    told.heads.push(*unit);
                }
                Role::StandingAgency => {
                    let own = actor.movements.iter().filter(|(agency, _)| agency == unit);
                    told.movements.extend(own.map(|(_, movement)| *movement));
                }
                Role::AppraisalAgency => told.appraisal = true,
                Role::DecisionAuthority => told.decision = true,
                Role::DataSource | Role::Auditor | Role::MediaPartner | Role::Administrator => {}
            }
        }
        Ok(told.tidied())
    }

    /// What a unit is told, as all its people together; `within` restricts it to some movements.
    #[must_use]
    pub fn of_unit(unit: OrganisationId, held: &[Held], within: Option<Vec<CampaignId>>) -> Self {
        let own = |role: Role| held.iter().filter(move |one| one.unit == unit && one.function == role);
        Self {
            units: vec![unit],
            heads: vec![unit],
            movements: own(Role::StandingAgency).filter_map(|one| one.movement).collect(),
            appraisal: own(Role::AppraisalAgency).next().is_some(),
            decision: own(Role::DecisionAuthority).next().is_some(),
            within,
        }
        .tidied()
    }

    /// Whether a notice is told to whom this is about.
    #[must_use]
    pub fn holds(&self, notice: &Notice) -> bool {
        let campaign = notice.place.campaign;
        let within = |movements: &Vec<CampaignId>| campaign.is_some_and(|campaign| movements.contains(&campaign));
        self.within.as_ref().is_none_or(within)
            && match notice.recipient {
                Recipient::Unit(unit) => self.units.contains(&unit),
                Recipient::UnitHead(unit) => self.heads.contains(&unit),
                Recipient::StandingAgency => within(&self.movements),
                Recipient::AppraisalAgency => self.appraisal,
                Recipient::DecisionAuthority => self.decision,
            }
    }

    fn tidied(mut self) -> Self {
        for units in [&mut self.units, &mut self.heads] {
            units.sort_unstable();
            units.dedup();
        }
        self.movements.sort_unstable();
        self.movements.dedup();
        self
    }
}
