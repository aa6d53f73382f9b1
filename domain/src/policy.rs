//! Who may do what: role × permission → reach. This is the only place that says so.
//!
//! Roles are functions held by a unit for a time, not offices: a grant of `STANDING_AGENCY` for a unit
//! counts only while that unit holds the function (`organisation.rs`, `identity.rs`).
//! The administrator has no business rights: he opens accounts and assigns functions, and reads neither
//! reports nor nominations.

use crate::ids::words;

words! {
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
        /// Decision authority (Chủ tịch UBND tỉnh, or the clerk of his office who enters the signed decision).
        DecisionAuthority = "DECISION_AUTHORITY",
        /// Data source (nguồn dữ liệu): a system that fills in the figures it counts, for every unit; it hands nothing in.
        DataSource = "DATA_SOURCE",
        /// Auditor (kiểm tra): reads everything, changes nothing.
        Auditor = "AUDITOR",
        /// Administrator of the installation (quản trị): accounts and functions, no business rights.
        Administrator = "ADMINISTRATOR",
    }
}

words! {
    /// Something that may be allowed.
    Permission {
        /// Read organisations, functions, campaigns, cycles and criteria sets.
        ReadRegistry = "READ_REGISTRY",
        /// Open accounts, grant and end roles, suspend.
        ManageAccounts = "MANAGE_ACCOUNTS",
        /// Say which unit holds a function.
        AssignFunction = "ASSIGN_FUNCTION",
        /// Enter holidays and days worked instead.
        ManageCalendar = "MANAGE_CALENDAR",
        /// Read the audit trail.
        ReadAudit = "READ_AUDIT",
        /// Open a cycle for reports.
        OpenCycle = "OPEN_CYCLE",
        /// Draw up a criteria set, edit it, try it on a past cycle.
        EditCriteriaSet = "EDIT_CRITERIA_SET",
        /// Publish a criteria set.
        PublishCriteriaSet = "PUBLISH_CRITERIA_SET",
        /// Read a report and its scorecard.
        ReadReport = "READ_REPORT",
        /// Draft and edit a report.
        EditReport = "EDIT_REPORT",
        /// Hand a report in.
        SubmitReport = "SUBMIT_REPORT",
        /// Return, verify and finalise a report.
        VerifyReport = "VERIFY_REPORT",
        /// Grant or refuse a unit more time.
        GrantExtension = "GRANT_EXTENSION",
        /// Publish a release.
        PublishRelease = "PUBLISH_RELEASE",
        /// Read a nomination.
        ReadNomination = "READ_NOMINATION",
        /// Draft and edit a nomination.
        EditNomination = "EDIT_NOMINATION",
        /// Submit and withdraw a nomination.
        SubmitNomination = "SUBMIT_NOMINATION",
        /// Receive, return and forward a nomination.
        HandleNomination = "HANDLE_NOMINATION",
        /// Appraise a nomination and submit it to the chair.
        AppraiseNomination = "APPRAISE_NOMINATION",
        /// Decide on a nomination.
        DecideNomination = "DECIDE_NOMINATION",
        /// Read decisions before they are public.
        ReadDecision = "READ_DECISION",
        /// Make a decision public.
        PublishDecision = "PUBLISH_DECISION",
        /// Record a Giấy khen.
        RecordCommendation = "RECORD_COMMENDATION",
        /// Read the register of Giấy khen.
        ReadCommendation = "READ_COMMENDATION",
    }
}

/// How far a permission reaches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// Not at all.
    Nothing,
    /// The unit that the role is held for.
    Own,
    /// Every unit.
    Every,
}

impl Role {
    /// Who may do what. This is the only place that says so.
    #[must_use]
    pub const fn reach(self, permission: Permission) -> Reach {
        use Permission as P;
        use Reach::{Every, Nothing, Own};
        match self {
            Self::UnitEditor => match permission {
                P::ReadRegistry => Every,
                P::ReadReport | P::EditReport | P::ReadNomination | P::EditNomination | P::ReadCommendation => Own,
                P::ManageAccounts
                | P::AssignFunction
                | P::ManageCalendar
                | P::ReadAudit
                | P::OpenCycle
                | P::EditCriteriaSet
                | P::PublishCriteriaSet => Nothing,
                P::SubmitReport | P::VerifyReport | P::GrantExtension | P::PublishRelease => Nothing,
                P::SubmitNomination | P::HandleNomination | P::AppraiseNomination | P::DecideNomination => Nothing,
                P::ReadDecision | P::PublishDecision | P::RecordCommendation => Nothing,
            },
            Self::UnitHead => match permission {
                P::ReadRegistry => Every,
                P::ReadReport | P::EditReport | P::SubmitReport => Own,
                P::ReadNomination | P::EditNomination | P::SubmitNomination => Own,
                P::ReadCommendation | P::RecordCommendation => Own,
                P::ManageAccounts
                | P::AssignFunction
                | P::ManageCalendar
                | P::ReadAudit
                | P::OpenCycle
                | P::EditCriteriaSet
                | P::PublishCriteriaSet => Nothing,
                P::VerifyReport | P::GrantExtension | P::PublishRelease => Nothing,
                P::HandleNomination | P::AppraiseNomination | P::DecideNomination => Nothing,
                P::ReadDecision | P::PublishDecision => Nothing,
            },
            Self::StandingAgency => match permission {
                P::ReadRegistry | P::OpenCycle | P::EditCriteriaSet | P::PublishCriteriaSet => Every,
                P::ReadReport | P::VerifyReport | P::GrantExtension | P::PublishRelease => Every,
                P::ReadNomination | P::HandleNomination | P::ReadDecision | P::PublishDecision => Every,
                P::ReadCommendation => Every,
                P::ManageAccounts | P::AssignFunction | P::ManageCalendar | P::ReadAudit => Nothing,
                P::EditReport | P::SubmitReport => Nothing,
                P::EditNomination | P::SubmitNomination | P::AppraiseNomination | P::DecideNomination => Nothing,
                P::RecordCommendation => Nothing,
            },
            Self::AppraisalAgency => match permission {
                P::ReadRegistry | P::ReadReport => Every,
                P::ReadNomination | P::AppraiseNomination | P::ReadDecision | P::PublishDecision => Every,
                P::ReadCommendation => Every,
                P::ManageAccounts
                | P::AssignFunction
                | P::ManageCalendar
                | P::ReadAudit
                | P::OpenCycle
                | P::EditCriteriaSet
                | P::PublishCriteriaSet => Nothing,
                P::EditReport | P::SubmitReport | P::VerifyReport | P::GrantExtension | P::PublishRelease => Nothing,
                P::EditNomination | P::SubmitNomination | P::HandleNomination | P::DecideNomination => Nothing,
                P::RecordCommendation => Nothing,
            },
            Self::DecisionAuthority => match permission {
                P::ReadRegistry | P::ReadReport | P::ReadNomination | P::DecideNomination | P::ReadDecision => Every,
                P::ReadCommendation => Every,
                P::ManageAccounts
                | P::AssignFunction
                | P::ManageCalendar
                | P::ReadAudit
                | P::OpenCycle
                | P::EditCriteriaSet
                | P::PublishCriteriaSet => Nothing,
                P::EditReport | P::SubmitReport | P::VerifyReport | P::GrantExtension | P::PublishRelease => Nothing,
                P::EditNomination | P::SubmitNomination | P::HandleNomination | P::AppraiseNomination => Nothing,
                P::PublishDecision | P::RecordCommendation => Nothing,
            },
            Self::DataSource => match permission {
                P::ReadRegistry | P::EditReport => Every,
                P::ManageAccounts
                | P::AssignFunction
                | P::ManageCalendar
                | P::ReadAudit
                | P::OpenCycle
                | P::EditCriteriaSet
                | P::PublishCriteriaSet => Nothing,
                P::ReadReport | P::SubmitReport | P::VerifyReport | P::GrantExtension | P::PublishRelease => Nothing,
                P::ReadNomination | P::EditNomination | P::SubmitNomination | P::HandleNomination => Nothing,
                P::AppraiseNomination | P::DecideNomination | P::ReadDecision | P::PublishDecision => Nothing,
                P::RecordCommendation | P::ReadCommendation => Nothing,
            },
            Self::Auditor => match permission {
                P::ReadRegistry | P::ReadAudit | P::ReadReport | P::ReadNomination => Every,
                P::ReadDecision | P::ReadCommendation => Every,
                P::ManageAccounts
                | P::AssignFunction
                | P::ManageCalendar
                | P::OpenCycle
                | P::EditCriteriaSet
                | P::PublishCriteriaSet => Nothing,
                P::EditReport | P::SubmitReport | P::VerifyReport | P::GrantExtension | P::PublishRelease => Nothing,
                P::EditNomination | P::SubmitNomination | P::HandleNomination => Nothing,
                P::AppraiseNomination | P::DecideNomination | P::PublishDecision | P::RecordCommendation => Nothing,
            },
            Self::Administrator => match permission {
                P::ReadRegistry | P::ManageAccounts | P::AssignFunction | P::ManageCalendar => Every,
                P::ReadAudit | P::OpenCycle | P::EditCriteriaSet | P::PublishCriteriaSet => Nothing,
                P::ReadReport | P::EditReport | P::SubmitReport | P::VerifyReport => Nothing,
                P::GrantExtension | P::PublishRelease => Nothing,
                P::ReadNomination | P::EditNomination | P::SubmitNomination | P::HandleNomination => Nothing,
                P::AppraiseNomination | P::DecideNomination | P::ReadDecision | P::PublishDecision => Nothing,
                P::RecordCommendation | P::ReadCommendation => Nothing,
            },
        }
    }

    /// The function that the role's unit must hold, or none where the role is the unit's own affair.
    #[must_use]
    pub const fn function(self) -> Option<Self> {
        match self {
            Self::UnitEditor | Self::UnitHead => None,
            Self::StandingAgency
            | Self::AppraisalAgency
            | Self::DecisionAuthority
            | Self::DataSource
            | Self::Auditor
            | Self::Administrator => Some(self),
        }
    }
}
