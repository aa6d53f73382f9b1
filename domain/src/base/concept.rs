//! The kinds of things that the audit trail is about.

use crate::base::ids::wire_enum;

wire_enum! {
    /// Kind of thing that an event happened to.
    Concept {
        /// A person's account.
        Account = "ACCOUNT",
        /// A machine client.
        Client = "CLIENT",
        /// A webhook endpoint.
        Webhook = "WEBHOOK",
        /// An organisation of the registry.
        Organisation = "ORGANISATION",
        /// A function held by a unit.
        Function = "FUNCTION",
        /// A succession of one unit to another.
        Succession = "SUCCESSION",
        /// A campaign.
        Campaign = "CAMPAIGN",
        /// A cycle of a campaign.
        Cycle = "CYCLE",
        /// A group of units of a campaign.
        Group = "GROUP",
        /// A criteria set.
        CriteriaSet = "CRITERIA_SET",
        /// A unit's report.
        Report = "REPORT",
        /// A unit's implementing document.
        ImplementationPlan = "IMPLEMENTATION_PLAN",
        /// A unit's request for more time.
        Extension = "EXTENSION",
        /// A plan of reminders of a cycle's report.
        ReminderPlan = "REMINDER_PLAN",
        /// A file uploaded as evidence.
        EvidenceFile = "EVIDENCE_FILE",
        /// The bytes of a paper of a dossier, a decision or another thing that is filed.
        PaperFile = "PAPER_FILE",
        /// An import of many units' figures.
        Import = "IMPORT",
        /// A level of units.
        Level = "LEVEL",
        /// The working days of a year.
        WorkYear = "WORK_YEAR",
        /// A published release.
        Release = "RELEASE",
        /// A nomination.
        Nomination = "NOMINATION",
        /// An award decision.
        Decision = "DECISION",
        /// An entry of the register of Giấy khen.
        Commendation = "COMMENDATION",
        /// A role model.
        RoleModel = "ROLE_MODEL",
        /// A difficulty of a unit.
        Difficulty = "DIFFICULTY",
        /// A public digest of difficulties.
        DifficultyDigest = "DIFFICULTY_DIGEST",
        /// A synthesis report.
        Synthesis = "SYNTHESIS",
        /// The plan of an agency's inspections of a year.
        InspectionPlan = "INSPECTION_PLAN",
        /// An inspection of a unit.
        Inspection = "INSPECTION",
        /// Something that an inspection found.
        InspectionFinding = "INSPECTION_FINDING",
        /// A recommendation of an inspection.
        Recommendation = "RECOMMENDATION",
        /// A good practice of a unit.
        Practice = "PRACTICE",
        /// A unit's adoption of a good practice.
        Adoption = "ADOPTION",
        /// What a press agency published.
        MediaItem = "MEDIA_ITEM",
        /// Guidance or an announcement of an agency.
        Guidance = "GUIDANCE",
        /// An activity of mobilisation.
        Mobilisation = "MOBILISATION",
        /// A legal regime.
        Regime = "REGIME",
        /// A base salary.
        BaseSalary = "BASE_SALARY",
        /// The terms of a cycle's round of commendation.
        Round = "ROUND",
        /// A suggestion of an urgent commendation.
        Suggestion = "SUGGESTION",
        /// Minutes of the council.
        SessionMinutes = "SESSION_MINUTES",
        /// An integrity hold, which bars a subject from commendation.
        IntegrityFlag = "INTEGRITY_FLAG",
        /// A served discipline.
        Discipline = "DISCIPLINE",
        /// An award's certificate.
        Certificate = "CERTIFICATE",
        /// The revocation of an award.
        Revocation = "REVOCATION",
        /// A complaint about an award.
        Complaint = "COMPLAINT",
        /// A list of nominees that is open to objections.
        ObjectionPeriod = "OBJECTION_PERIOD",
        /// An objection to a nominee.
        Objection = "OBJECTION",
        /// A proposal to a higher level of award.
        HigherProposal = "HIGHER_PROPOSAL",
        /// A nominee's personal data.
        PersonalDatum = "PERSONAL_DATUM",
        /// A retention period of a class of personal data or of records.
        RetentionRule = "RETENTION_RULE",
        /// A run that erases personal data after its retention period.
        Purge = "PURGE",
    }
}
