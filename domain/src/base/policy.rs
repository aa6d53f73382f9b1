//! Permissions: role × permission → reach. They are defined only here.
//!
//! A role is not a department but a function that a unit holds for a time: a grant of `STANDING_AGENCY` for a unit
//! counts only while that unit holds the function (`function_holding.rs`, `identity.rs`).
//! The administrator has no business rights: the role manages accounts, functions and the registry, and reads neither
//! reports nor nominations.
//! A machine client has scopes instead of roles; each scope is a fixed set of permissions.

use crate::base::ids::wire_enum;

wire_enum! {
    /// A role that a person holds for a unit.
    Role {
        /// Drafts the unit's reports and nominations (người nhập liệu).
        UnitEditor = "UNIT_EDITOR",
        /// Head of the unit (thủ trưởng): submits, withdraws, records Giấy khen.
        UnitHead = "UNIT_HEAD",
        /// Standing agency (cơ quan thường trực): criteria, verification, scores, releases, intake of dossiers.
        StandingAgency = "STANDING_AGENCY",
        /// Appraisal agency (cơ quan thẩm định, Sở Nội vụ): appraises and submits to the chair.
        AppraisalAgency = "APPRAISAL_AGENCY",
        /// Decision authority (Chủ tịch UBND tỉnh, or the clerk of the Chair's office who enters the signed decision).
        DecisionAuthority = "DECISION_AUTHORITY",
        /// Data source (nguồn dữ liệu): a system that fills in the figures it counts, for every unit; submits nothing.
        DataSource = "DATA_SOURCE",
        /// Auditor (kiểm tra): reads everything, changes nothing.
        Auditor = "AUDITOR",
        /// Press agency (cơ quan báo chí): records what it published about a movement; reads what is public, nothing else.
        MediaPartner = "MEDIA_PARTNER",
        /// Administrator of the installation (quản trị): accounts and functions, no business rights.
        Administrator = "ADMINISTRATOR",
    }
}

impl Role {
    /// The Vietnamese name.
    #[must_use]
    pub const fn vi(self) -> &'static str {
        match self {
            Self::UnitEditor => "người soạn thảo của đơn vị",
            Self::UnitHead => "thủ trưởng đơn vị",
            Self::StandingAgency => "cơ quan thường trực",
            Self::AppraisalAgency => "cơ quan thẩm định",
            Self::DecisionAuthority => "cấp có thẩm quyền quyết định khen thưởng",
            Self::DataSource => "nguồn dữ liệu",
            Self::Auditor => "thanh tra",
            Self::MediaPartner => "cơ quan báo chí",
            Self::Administrator => "quản trị viên",
        }
    }
}

wire_enum! {
    /// A permission, which a role or a scope may hold.
    Permission {
        /// Read organisations, functions, campaigns, cycles and criteria sets.
        ReadRegistry = "READ_REGISTRY",
        /// Open accounts, grant and end roles, suspend.
        ManageAccounts = "MANAGE_ACCOUNTS",
        /// Register machine clients, issue and revoke their secrets, suspend.
        ManageClients = "MANAGE_CLIENTS",
        /// Register webhook endpoints, test and remove them.
        ManageWebhooks = "MANAGE_WEBHOOKS",
        /// Read the notices of what the own unit and its functions must do.
        ReadNotice = "READ_NOTICE",
        /// Assign a function to a unit.
        AssignFunction = "ASSIGN_FUNCTION",
        /// Enter units, rename and end them, and record their successors.
        ManageRegistry = "MANAGE_REGISTRY",
        /// Enter holidays and compensating working days.
        ManageCalendar = "MANAGE_CALENDAR",
        /// Enter legal regimes, base salaries and what follows from them.
        ManageRegime = "MANAGE_REGIME",
        /// Set how long personal data is kept that no law requires to keep.
        ManageRetention = "MANAGE_RETENTION",
        /// Read the audit trail.
        ReadAudit = "READ_AUDIT",
        /// Open the draft of a movement, write it, give it up.
        DraftCampaign = "DRAFT_CAMPAIGN",
        /// Launch, amend and conclude a movement.
        LaunchCampaign = "LAUNCH_CAMPAIGN",
        /// Read drafts of movements, with their cycles and criteria sets.
        ReadPlanning = "READ_PLANNING",
        /// Plan, open, close and cancel cycles.
        OpenCycle = "OPEN_CYCLE",
        /// Enter and correct groups of units, name those of a cycle, place and exempt participants.
        ManageGroup = "MANAGE_GROUP",
        /// Draw up a criteria set, edit it, try it on a past cycle.
        EditCriteriaSet = "EDIT_CRITERIA_SET",
        /// Publish a criteria set.
        PublishCriteriaSet = "PUBLISH_CRITERIA_SET",
        /// Read a report.
        ReadReport = "READ_REPORT",
        /// Read a report's scorecard.
        ReadScore = "READ_SCORE",
        /// Draft and edit a report.
        EditReport = "EDIT_REPORT",
        /// Submit a report.
        SubmitReport = "SUBMIT_REPORT",
        /// Return, verify and finalise a report.
        VerifyReport = "VERIFY_REPORT",
        /// Give the opinion of the head unit of a group on a member's report.
        CheckReport = "CHECK_REPORT",
        /// Record what the unit found for criteria that a set names it for, in the reports of other units.
        VerifyCriterion = "VERIFY_CRITERION",
        /// Grant or refuse a unit more time.
        GrantExtension = "GRANT_EXTENSION",
        /// Publish a release.
        PublishRelease = "PUBLISH_RELEASE",
        /// Read a nomination.
        ReadNomination = "READ_NOMINATION",
        /// Set the terms of a round of commendation: dates, quotas, votes.
        ManageRound = "MANAGE_ROUND",
        /// Draft and edit a nomination.
        EditNomination = "EDIT_NOMINATION",
        /// Submit and withdraw a nomination.
        SubmitNomination = "SUBMIT_NOMINATION",
        /// Nominate at mid-term and final reviews, and for urgent commendation.
        NominateForReview = "NOMINATE_FOR_REVIEW",
        /// Suggest an urgent commendation to the standing agency.
        SuggestUrgent = "SUGGEST_URGENT",
        /// Read suggestions of urgent commendation.
        ReadSuggestion = "READ_SUGGESTION",
        /// Receive, return and forward a nomination.
        HandleNomination = "HANDLE_NOMINATION",
        /// Appraise a nomination and submit it to the chair.
        AppraiseNomination = "APPRAISE_NOMINATION",
        /// Answer for a unit that is consulted on a nomination.
        AnswerConsultation = "ANSWER_CONSULTATION",
        /// Record and close what bars a subject from commendation.
        RecordIntegrity = "RECORD_INTEGRITY",
        /// Read what bars subjects from commendation.
        ReadIntegrity = "READ_INTEGRITY",
        /// See a nominee's personal data in full, with a purpose.
        RevealPersonalData = "REVEAL_PERSONAL_DATA",
        /// Erase a nominee's personal data that no law requires to keep.
        ErasePersonalData = "ERASE_PERSONAL_DATA",
        /// Read when erasure on schedule took place, and how much it erased.
        ReadPurge = "READ_PURGE",
        /// Decide on a nomination.
        DecideNomination = "DECIDE_NOMINATION",
        /// Read decisions before they are public.
        ReadDecision = "READ_DECISION",
        /// Make a decision public.
        PublishDecision = "PUBLISH_DECISION",
        /// Revoke an award by a further decision.
        RevokeAward = "REVOKE_AWARD",
        /// Register and settle complaints against decisions.
        RegisterComplaint = "REGISTER_COMPLAINT",
        /// Read the register of complaints.
        ReadComplaint = "READ_COMPLAINT",
        /// Register proposals to a higher level of award, and their outcome.
        ProposeHigher = "PROPOSE_HIGHER",
        /// Read the register of proposals to a higher level.
        ReadHigherProposal = "READ_HIGHER_PROPOSAL",
        /// Record a Giấy khen.
        RecordCommendation = "RECORD_COMMENDATION",
        /// Read the register of Giấy khen.
        ReadCommendation = "READ_COMMENDATION",
        /// Publish a unit's practice as a role model, and withdraw it.
        PublishRoleModel = "PUBLISH_ROLE_MODEL",
        /// Raise a difficulty of the unit, open it again, withdraw it.
        RaiseDifficulty = "RAISE_DIFFICULTY",
        /// Read difficulties.
        ReadDifficulty = "READ_DIFFICULTY",
        /// Answer difficulties, refer them, and take them to the province.
        HandleDifficulty = "HANDLE_DIFFICULTY",
        /// Conclude a difficulty for the province.
        ConcludeDifficulty = "CONCLUDE_DIFFICULTY",
        /// Publish a digest of difficulties, and withdraw it.
        PublishDigest = "PUBLISH_DIGEST",
        /// Write the synthesis report on a cycle, submit and publish it.
        DraftSynthesis = "DRAFT_SYNTHESIS",
        /// Endorse a synthesis report or send it back.
        EndorseSynthesis = "ENDORSE_SYNTHESIS",
        /// Read synthesis reports before they are public.
        ReadSynthesis = "READ_SYNTHESIS",
        /// Enter plans of inspections, and run inspections.
        ManageInspection = "MANAGE_INSPECTION",
        /// Read inspections, what they found and what they recommend.
        ReadInspection = "READ_INSPECTION",
        /// Answer recommendations of inspections.
        AnswerRecommendation = "ANSWER_RECOMMENDATION",
        /// Propose a good practice of the unit, correct it, withdraw it.
        ProposePractice = "PROPOSE_PRACTICE",
        /// Read good practices and their adoptions.
        ReadPractice = "READ_PRACTICE",
        /// Return and review good practices.
        ReviewPractice = "REVIEW_PRACTICE",
        /// Record that the unit adopted a good practice of another one.
        AdoptPractice = "ADOPT_PRACTICE",
        /// Record what a press agency published about a movement.
        ReportMedia = "REPORT_MEDIA",
        /// Withdraw such a record.
        WithdrawMedia = "WITHDRAW_MEDIA",
        /// Issue guidance and announcements to units, and withdraw them.
        IssueGuidance = "ISSUE_GUIDANCE",
        /// Read guidance and announcements.
        ReadGuidance = "READ_GUIDANCE",
        /// Acknowledge guidance and announcements for the unit.
        AcknowledgeGuidance = "ACKNOWLEDGE_GUIDANCE",
        /// Record activities of mobilisation of the unit, correct and withdraw them.
        RecordMobilisation = "RECORD_MOBILISATION",
        /// Read activities of mobilisation.
        ReadMobilisation = "READ_MOBILISATION",
    }
}

wire_enum! {
    /// Scope of a machine client (phạm vi truy cập): reading, reporting the figures that a system counts, and receiving
    /// public changes and notices. No scope permits a step reserved for people, such as submitting, verifying or deciding.
    ClientScope {
        /// Read scorecards and their receipts (đọc phiếu điểm).
        #[serde(rename = "scores.read")]
        ScoresRead = "scores.read",
        /// Read reports and what belongs to them (đọc báo cáo).
        #[serde(rename = "reports.read")]
        ReportsRead = "reports.read",
        /// Fill in figures, as a data source does (ghi số liệu báo cáo); it submits nothing.
        #[serde(rename = "reports.write")]
        ReportsWrite = "reports.write",
        /// Read nominations (đọc hồ sơ đề nghị khen thưởng).
        #[serde(rename = "nominations.read")]
        NominationsRead = "nominations.read",
        /// Register own webhook endpoints (quản lý điểm nhận thông báo).
        #[serde(rename = "webhooks.manage")]
        WebhooksManage = "webhooks.manage",
        /// Read notices of what the client's unit must do, and receive them (đọc thông báo việc phải làm).
        #[serde(rename = "notices.read")]
        NoticesRead = "notices.read",
    }
}

impl ClientScope {
    /// The Vietnamese name.
    #[must_use]
    pub const fn vi(self) -> &'static str {
        match self {
            Self::ScoresRead => "đọc phiếu điểm",
            Self::ReportsRead => "đọc báo cáo",
            Self::ReportsWrite => "ghi số liệu báo cáo",
            Self::NominationsRead => "đọc hồ sơ đề nghị khen thưởng",
            Self::WebhooksManage => "quản lý địa chỉ nhận thông báo",
            Self::NoticesRead => "đọc thông báo việc phải làm",
        }
    }
}

wire_enum! {
    /// Whose things a machine client's scopes are for.
    ClientReach {
        /// The data of the unit that is responsible for the client.
        Own = "OWN",
        /// The data of every unit in some movements.
        Movement = "MOVEMENT",
        /// The data of every unit.
        Every = "EVERY",
    }
}

/// How far a permission reaches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// Not at all.
    Nothing,
    /// The unit that the role is held for.
    Own,
    /// The movements for which the role's unit is the standing agency, with every unit in them (rule M02).
    Movement,
    /// Everything of the installation.
    Every,
}

impl Role {
    /// How far a permission reaches for the role. This is defined only here.
    #[must_use]
    pub fn reach(self, permission: Permission) -> Reach {
        use Permission as P;
        // The standing agency is one for a movement; everybody else with a reach beyond the own unit is one for the
        // installation (rule M02).
        const AGENCY: &[Role] = &[Role::StandingAgency];
        // Everybody but the press agency, which reads what is public.
        const SERVANTS: &[Role] = &[
            Role::UnitEditor,
            Role::UnitHead,
            Role::StandingAgency,
            Role::AppraisalAgency,
            Role::DecisionAuthority,
            Role::DataSource,
            Role::Auditor,
            Role::Administrator,
        ];
        // The roles with the permission for the own unit, for their movements, and for everything; no other role has it.
        let (own, movement, every): (&[Self], &[Self], &[Self]) = match permission {
            P::ReadRegistry => (&[], &[], SERVANTS),
            P::ManageAccounts => (&[], &[], &[Self::Administrator]),
            P::ManageClients => (&[], &[], &[Self::Administrator]),
            P::ManageWebhooks => (&[], &[], &[Self::Administrator]),
            // Of a function, too, only one's own: whose notices are read says `NoticeReach`.
            P::ReadNotice => (
                &[
                    Self::UnitEditor,
                    Self::UnitHead,
                    Self::StandingAgency,
                    Self::AppraisalAgency,
                    Self::DecisionAuthority,
                ],
                &[],
                &[],
            ),
            P::AssignFunction => (&[], &[], &[Self::Administrator]),
            P::ManageRegistry => (&[], &[], &[Self::Administrator]),
            P::ManageCalendar => (&[], &[], &[Self::Administrator]),
            P::ManageRegime => (&[], &[], &[Self::Administrator]),
            P::ManageRetention => (&[], &[], &[Self::Administrator]),
            P::ReadAudit => (&[], &[], &[Self::Auditor]),
            P::DraftCampaign => (&[], AGENCY, &[Self::AppraisalAgency]),
            P::LaunchCampaign => (&[], AGENCY, &[]),
            P::ReadPlanning => (&[], AGENCY, &[Self::AppraisalAgency, Self::DecisionAuthority, Self::Auditor]),
            P::OpenCycle | P::ManageGroup => (&[], AGENCY, &[]),
            P::EditCriteriaSet => (&[], AGENCY, &[]),
            P::PublishCriteriaSet => (&[], AGENCY, &[]),
            P::ReadReport | P::ReadScore => (
                &[Self::UnitEditor, Self::UnitHead],
                AGENCY,
                &[Self::AppraisalAgency, Self::DecisionAuthority, Self::Auditor],
            ),
            P::EditReport => (&[Self::UnitEditor, Self::UnitHead], &[], &[Self::DataSource]),
            P::SubmitReport => (&[Self::UnitHead], &[], &[]),
            P::VerifyReport => (&[], AGENCY, &[]),
            P::CheckReport => (&[Self::UnitHead], &[], &[]),
            P::VerifyCriterion => (&[Self::UnitEditor, Self::UnitHead], &[], &[]),
            P::GrantExtension => (&[], AGENCY, &[]),
            P::PublishRelease => (&[], AGENCY, &[]),
            P::ReadNomination => (
                &[Self::UnitEditor, Self::UnitHead],
                AGENCY,
                &[Self::AppraisalAgency, Self::DecisionAuthority, Self::Auditor],
            ),
            P::ManageRound => (&[], AGENCY, &[]),
            P::EditNomination => (&[Self::UnitEditor, Self::UnitHead], &[], &[]),
            P::SubmitNomination => (&[Self::UnitHead], &[], &[]),
            P::NominateForReview => (&[], AGENCY, &[]),
            P::SuggestUrgent => (&[Self::UnitEditor, Self::UnitHead], &[], &[]),
            P::ReadSuggestion => (&[Self::UnitEditor, Self::UnitHead], AGENCY, &[Self::AppraisalAgency, Self::Auditor]),
            P::HandleNomination => (&[], AGENCY, &[]),
            P::AppraiseNomination => (&[], &[], &[Self::AppraisalAgency]),
            P::AnswerConsultation => (&[Self::UnitHead], &[], &[]),
            P::RecordIntegrity => (&[], &[], &[Self::StandingAgency, Self::AppraisalAgency]),
            P::ReadIntegrity => {
                (&[], &[], &[Self::StandingAgency, Self::AppraisalAgency, Self::DecisionAuthority, Self::Auditor])
            }
            P::RevealPersonalData => (&[], AGENCY, &[Self::AppraisalAgency]),
            P::ErasePersonalData => (&[], &[], &[Self::AppraisalAgency]),
            P::ReadPurge => (&[], &[], &[Self::AppraisalAgency, Self::Auditor, Self::Administrator]),
            P::DecideNomination => (&[], &[], &[Self::DecisionAuthority]),
            P::ReadDecision => (&[], AGENCY, &[Self::AppraisalAgency, Self::DecisionAuthority, Self::Auditor]),
            P::PublishDecision => (&[], AGENCY, &[Self::AppraisalAgency]),
            P::RevokeAward => (&[], &[], &[Self::DecisionAuthority]),
            P::RegisterComplaint => (&[], &[], &[Self::AppraisalAgency]),
            P::ReadComplaint => (&[], AGENCY, &[Self::AppraisalAgency, Self::DecisionAuthority, Self::Auditor]),
            P::ProposeHigher => (&[], &[], &[Self::AppraisalAgency]),
            P::ReadHigherProposal => (&[], AGENCY, &[Self::AppraisalAgency, Self::DecisionAuthority, Self::Auditor]),
            P::RecordCommendation => (&[Self::UnitHead], &[], &[]),
            P::PublishRoleModel => (&[], AGENCY, &[]),
            P::RaiseDifficulty => (&[Self::UnitEditor, Self::UnitHead], &[], &[]),
            P::ReadDifficulty => (
                &[Self::UnitEditor, Self::UnitHead],
                AGENCY,
                &[Self::AppraisalAgency, Self::DecisionAuthority, Self::Auditor],
            ),
            P::HandleDifficulty => (&[], AGENCY, &[Self::AppraisalAgency]),
            P::ConcludeDifficulty => (&[], &[], &[Self::DecisionAuthority]),
            P::PublishDigest => (&[], AGENCY, &[]),
            P::DraftSynthesis => (&[], AGENCY, &[]),
            P::EndorseSynthesis => (&[], &[], &[Self::AppraisalAgency]),
            P::ReadSynthesis => (&[], AGENCY, &[Self::AppraisalAgency, Self::DecisionAuthority, Self::Auditor]),
            P::ManageInspection => (&[], AGENCY, &[Self::AppraisalAgency]),
            P::ProposePractice | P::AdoptPractice => (&[Self::UnitEditor, Self::UnitHead], &[], &[]),
            P::IssueGuidance => (&[], AGENCY, &[Self::AppraisalAgency]),
            P::AcknowledgeGuidance | P::RecordMobilisation => (&[Self::UnitEditor, Self::UnitHead], &[], &[]),
            P::ReadInspection | P::ReadPractice | P::ReadGuidance | P::ReadMobilisation => (
                &[Self::UnitEditor, Self::UnitHead],
                AGENCY,
                &[Self::AppraisalAgency, Self::DecisionAuthority, Self::Auditor],
            ),
            P::AnswerRecommendation => (&[Self::UnitEditor, Self::UnitHead], &[], &[]),
            P::ReviewPractice => (&[], AGENCY, &[Self::AppraisalAgency]),
            P::ReportMedia => (&[Self::MediaPartner], &[], &[]),
            P::WithdrawMedia => (&[Self::MediaPartner], AGENCY, &[]),
            P::ReadCommendation => (
                &[Self::UnitEditor, Self::UnitHead],
                &[],
                &[Self::StandingAgency, Self::AppraisalAgency, Self::DecisionAuthority, Self::Auditor],
            ),
        };
        if every.contains(&self) {
            Reach::Every
        } else if movement.contains(&self) {
            Reach::Movement
        } else if own.contains(&self) {
            Reach::Own
        } else {
            Reach::Nothing
        }
    }

    /// The function that the role's unit must hold; none for the roles within a unit.
    #[must_use]
    pub const fn function(self) -> Option<Self> {
        match self {
            Self::UnitEditor | Self::UnitHead => None,
            Self::StandingAgency
            | Self::AppraisalAgency
            | Self::DecisionAuthority
            | Self::DataSource
            | Self::Auditor
            | Self::MediaPartner
            | Self::Administrator => Some(self),
        }
    }

    /// Whether several units may hold the function at one time: a province has a broadcaster and a newspaper.
    #[must_use]
    pub const fn is_shared(self) -> bool {
        match self {
            Self::MediaPartner => true,
            Self::UnitEditor
            | Self::UnitHead
            | Self::StandingAgency
            | Self::AppraisalAgency
            | Self::DecisionAuthority
            | Self::DataSource
            | Self::Auditor
            | Self::Administrator => false,
        }
    }
}

impl ClientScope {
    /// The permissions of a scope. They are defined only here.
    #[must_use]
    pub const fn permissions(self) -> &'static [Permission] {
        use Permission as P;
        match self {
            Self::ScoresRead => &[P::ReadRegistry, P::ReadScore],
            Self::ReportsRead => &[P::ReadRegistry, P::ReadReport, P::ReadScore],
            Self::ReportsWrite => &[P::ReadRegistry, P::EditReport],
            Self::NominationsRead => &[P::ReadRegistry, P::ReadNomination],
            Self::WebhooksManage => &[P::ManageWebhooks],
            Self::NoticesRead => &[P::ReadNotice],
        }
    }
}

impl ClientReach {
    /// How far a permission from one of the client's scopes reaches; every client may read the registry, as every role
    /// but the press agency may.
    #[must_use]
    pub fn of(self, permission: Permission) -> Reach {
        match self {
            // What a unit must do is told to its own clients alone.
            Self::Own | Self::Movement | Self::Every if permission == Permission::ReadNotice => Reach::Own,
            Self::Every => Reach::Every,
            Self::Own | Self::Movement if permission == Permission::ReadRegistry => Reach::Every,
            // The endpoints of a client are its own, whatever its scopes are for.
            Self::Movement if permission == Permission::ManageWebhooks => Reach::Own,
            Self::Own => Reach::Own,
            Self::Movement => Reach::Movement,
        }
    }
}
