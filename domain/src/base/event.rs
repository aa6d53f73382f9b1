//! Entries of the audit trail: what happened, to what, by whom, in which role (rule L37).

use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::base::concept::Concept;
use crate::base::ids::{AccountId, ClientId, OrganisationId, wire_enum};
use crate::base::policy::{ClientScope, Role};

wire_enum! {
    /// Kind of event, in the past tense.
    EventKind {
        /// An account was created.
        AccountCreated = "ACCOUNT_CREATED",
        /// A new enrolment code was issued; the old password and sessions ended.
        EnrolmentIssued = "ENROLMENT_ISSUED",
        /// A person chose a password with an enrolment code.
        AccountEnrolled = "ACCOUNT_ENROLLED",
        /// An account received a role for a unit.
        RoleGranted = "ROLE_GRANTED",
        /// An account lost a role.
        RoleEnded = "ROLE_ENDED",
        /// An account was suspended.
        AccountSuspended = "ACCOUNT_SUSPENDED",
        /// A suspended account was restored.
        AccountRestored = "ACCOUNT_RESTORED",
        /// A person signed in.
        SignedIn = "SIGNED_IN",
        /// Attempts to sign in or to enrol failed, or to get a token for a machine client: at most one entry a minute for
        /// each account and client, with the number of attempts.
        SignInFailed = "SIGN_IN_FAILED",
        /// A person signed out.
        SignedOut = "SIGNED_OUT",
        /// A machine client was registered, with its first secret.
        ClientRegistered = "CLIENT_REGISTERED",
        /// A machine client received a further secret.
        ClientSecretIssued = "CLIENT_SECRET_ISSUED",
        /// A secret of a machine client was revoked.
        ClientSecretRevoked = "CLIENT_SECRET_REVOKED",
        /// A machine client was suspended.
        ClientSuspended = "CLIENT_SUSPENDED",
        /// A suspended machine client was restored.
        ClientRestored = "CLIENT_RESTORED",
        /// A machine client was pinned to a version of the contract, or to the preview of the next.
        ClientPinned = "CLIENT_PINNED",
        /// An endpoint was registered, with its first secret.
        WebhookRegistered = "WEBHOOK_REGISTERED",
        /// The address or another setting of an endpoint was changed.
        WebhookEdited = "WEBHOOK_EDITED",
        /// An endpoint answered its first test call.
        WebhookVerified = "WEBHOOK_VERIFIED",
        /// An endpoint received another secret; the previous one still signs for a day.
        WebhookSecretRotated = "WEBHOOK_SECRET_ROTATED",
        /// An endpoint was sent a test call.
        WebhookTested = "WEBHOOK_TESTED",
        /// A delivery was sent to an endpoint again.
        WebhookReplayed = "WEBHOOK_REPLAYED",
        /// An endpoint was disabled: on request, because it is gone, or because it failed for days.
        WebhookDisabled = "WEBHOOK_DISABLED",
        /// A disabled endpoint was enabled again.
        WebhookEnabled = "WEBHOOK_ENABLED",
        /// An endpoint was removed, with its secrets and its delivery log.
        WebhookRemoved = "WEBHOOK_REMOVED",
        /// A function was assigned to a unit.
        FunctionAssigned = "FUNCTION_ASSIGNED",
        /// An organisation entered the registry.
        OrganisationAdded = "ORGANISATION_ADDED",
        /// An organisation was renamed from a day on.
        OrganisationRenamed = "ORGANISATION_RENAMED",
        /// An organisation ended with successors, or its successors were recorded later.
        OrganisationReorganised = "ORGANISATION_REORGANISED",
        /// An organisation ended without a successor.
        OrganisationClosed = "ORGANISATION_CLOSED",
        /// A unit was recorded as another's successor.
        SuccessionRecorded = "SUCCESSION_RECORDED",
        /// The draft of a campaign was opened.
        CampaignDrafted = "CAMPAIGN_DRAFTED",
        /// The draft of a campaign was changed.
        CampaignEdited = "CAMPAIGN_EDITED",
        /// A campaign was launched.
        CampaignLaunched = "CAMPAIGN_LAUNCHED",
        /// A launched campaign was amended under a document.
        CampaignAmended = "CAMPAIGN_AMENDED",
        /// A campaign was concluded under a document.
        CampaignClosed = "CAMPAIGN_CLOSED",
        /// The draft of a campaign was given up.
        CampaignDiscarded = "CAMPAIGN_DISCARDED",
        /// The letterhead and the templates of a campaign's papers were loaded.
        StationeryLoaded = "STATIONERY_LOADED",
        /// A cycle was planned.
        CyclePlanned = "CYCLE_PLANNED",
        /// A group of units was entered.
        GroupEntered = "GROUP_ENTERED",
        /// A group of units was corrected, before an opened cycle used it.
        GroupCorrected = "GROUP_CORRECTED",
        /// The groups and units of a planned cycle were named.
        CycleSelected = "CYCLE_SELECTED",
        /// A unit was placed in a group of an open cycle.
        ParticipantPlaced = "PARTICIPANT_PLACED",
        /// A participant of an open cycle was exempted.
        ParticipantExempted = "PARTICIPANT_EXEMPTED",
        /// A cycle was opened for reports.
        CycleOpened = "CYCLE_OPENED",
        /// The due date, the window or the acceptance of an open cycle was amended under a document.
        CycleAmended = "CYCLE_AMENDED",
        /// A cycle was closed under a document.
        CycleClosed = "CYCLE_CLOSED",
        /// A cycle was cancelled.
        CycleCancelled = "CYCLE_CANCELLED",
        /// A criteria set was drawn up.
        CriteriaSetAdded = "CRITERIA_SET_ADDED",
        /// A criteria set's content was replaced, before publication and before a cycle was bound to it.
        CriteriaSetEdited = "CRITERIA_SET_EDITED",
        /// A criteria set was published under a document number.
        CriteriaSetPublished = "CRITERIA_SET_PUBLISHED",
        /// A unit registered its implementing document.
        ImplementationPlanRegistered = "IMPLEMENTATION_PLAN_REGISTERED",
        /// A unit began its report.
        ReportDrafted = "REPORT_DRAFTED",
        /// A report's figures changed.
        ReportEdited = "REPORT_EDITED",
        /// A report was submitted.
        ReportSubmitted = "REPORT_SUBMITTED",
        /// A report was returned to its unit.
        ReportReturned = "REPORT_RETURNED",
        /// Verified figures were recorded.
        ReportVerified = "REPORT_VERIFIED",
        /// A report that was late is within an extension that was granted after its submission.
        ReportExcused = "REPORT_EXCUSED",
        /// The unit withdrew its report before verification.
        ReportWithdrawn = "REPORT_WITHDRAWN",
        /// The provisional score was shown to the unit, and its window for explanations opened.
        ReportReleased = "REPORT_RELEASED",
        /// The unit explained a criterion.
        ReportExplained = "REPORT_EXPLAINED",
        /// The standing agency answered an explanation.
        ExplanationAnswered = "EXPLANATION_ANSWERED",
        /// A final score was corrected, with a reason.
        ReportCorrected = "REPORT_CORRECTED",
        /// A file was uploaded as evidence.
        EvidenceFileUploaded = "EVIDENCE_FILE_UPLOADED",
        /// A file was replaced by a later one; it stays as a tombstone.
        EvidenceFileReplaced = "EVIDENCE_FILE_REPLACED",
        /// The unit removed a file; a tombstone stays.
        EvidenceFileRemoved = "EVIDENCE_FILE_REMOVED",
        /// A file was taken down and destroyed; its hash stays.
        EvidenceFileTakenDown = "EVIDENCE_FILE_TAKEN_DOWN",
        /// Bytes of a paper were uploaded; earlier versions stay.
        PaperFileUploaded = "PAPER_FILE_UPLOADED",
        /// Bytes of a paper were destroyed; their hash stays.
        PaperFileTakenDown = "PAPER_FILE_TAKEN_DOWN",
        /// An import of many units' figures began.
        ImportBegun = "IMPORT_BEGUN",
        /// An import ended: every row has its outcome, or the file failed as a whole.
        ImportEnded = "IMPORT_ENDED",
        /// A scorer gave points for a criterion, or abstained.
        ReportMarked = "REPORT_MARKED",
        /// The head unit of a group gave its opinion on a member's report.
        ReportChecked = "REPORT_CHECKED",
        /// An agency recorded what it found for criteria that it verifies.
        CriteriaVerified = "CRITERIA_VERIFIED",
        /// The draft of a report follows a later criteria set of its group.
        ReportRebound = "REPORT_REBOUND",
        /// A reviewer was recused from judging a report.
        ReviewerRecused = "REVIEWER_RECUSED",
        /// A second person accepted the verified figures.
        VerificationAccepted = "VERIFICATION_ACCEPTED",
        /// A year's holidays and days worked instead were entered.
        WorkYearEntered = "WORK_YEAR_ENTERED",
        /// A level of units was entered.
        LevelEntered = "LEVEL_ENTERED",
        /// What a level of units is was corrected.
        LevelEdited = "LEVEL_EDITED",
        /// A level of units ended.
        LevelEnded = "LEVEL_ENDED",
        /// A unit requested an extension.
        ExtensionRequested = "EXTENSION_REQUESTED",
        /// An extension was granted.
        ExtensionGranted = "EXTENSION_GRANTED",
        /// An extension was refused.
        ExtensionRefused = "EXTENSION_REFUSED",
        /// The plan of reminders of a cycle's report was set or changed.
        ReminderPlanSet = "REMINDER_PLAN_SET",
        /// The official score was fixed.
        ReportFinalised = "REPORT_FINALISED",
        /// The official score became public.
        ReportPublished = "REPORT_PUBLISHED",
        /// A cycle's boards were published.
        ReleasePublished = "RELEASE_PUBLISHED",
        /// A nomination was begun.
        NominationDrafted = "NOMINATION_DRAFTED",
        /// A nomination's content changed.
        NominationEdited = "NOMINATION_EDITED",
        /// A nomination was sent to the standing agency.
        NominationSubmitted = "NOMINATION_SUBMITTED",
        /// The standing agency received the dossier.
        NominationReceived = "NOMINATION_RECEIVED",
        /// The dossier went back for supplement.
        NominationReturned = "NOMINATION_RETURNED",
        /// The dossier was forwarded to the appraisal agency.
        NominationForwarded = "NOMINATION_FORWARDED",
        /// The appraisal agency appraised the dossier.
        NominationAppraised = "NOMINATION_APPRAISED",
        /// The dossier was submitted to the chair.
        NominationPresented = "NOMINATION_PRESENTED",
        /// The chair granted the award.
        NominationAwarded = "NOMINATION_AWARDED",
        /// The chair did not grant the award.
        NominationRefused = "NOMINATION_REFUSED",
        /// The unit withdrew its nomination.
        NominationWithdrawn = "NOMINATION_WITHDRAWN",
        /// The award became public.
        NominationPublished = "NOMINATION_PUBLISHED",
        /// A decision was recorded.
        DecisionIssued = "DECISION_ISSUED",
        /// A decision that is not public declares another file than the one that was declared by mistake.
        DecisionFileDeclared = "DECISION_FILE_DECLARED",
        /// A decision became public.
        DecisionPublished = "DECISION_PUBLISHED",
        /// A Giấy khen was recorded.
        CommendationRecorded = "COMMENDATION_RECORDED",
        /// The giver of a Giấy khen corrected it by a further document.
        CommendationCorrected = "COMMENDATION_CORRECTED",
        /// The giver of a Giấy khen withdrew it.
        CommendationWithdrawn = "COMMENDATION_WITHDRAWN",
        /// A unit's practice was published as a role model.
        RoleModelPublished = "ROLE_MODEL_PUBLISHED",
        /// A role model was withdrawn.
        RoleModelWithdrawn = "ROLE_MODEL_WITHDRAWN",
        /// A unit raised a difficulty.
        DifficultyRaised = "DIFFICULTY_RAISED",
        /// An agency answered a difficulty.
        DifficultyAnswered = "DIFFICULTY_ANSWERED",
        /// An agency referred a difficulty to the other one.
        DifficultyReferred = "DIFFICULTY_REFERRED",
        /// An agency took a difficulty to the province.
        DifficultyEscalated = "DIFFICULTY_ESCALATED",
        /// The province concluded a difficulty.
        DifficultyConcluded = "DIFFICULTY_CONCLUDED",
        /// A unit opened its difficulty again.
        DifficultyReopened = "DIFFICULTY_REOPENED",
        /// A unit withdrew its difficulty.
        DifficultyWithdrawn = "DIFFICULTY_WITHDRAWN",
        /// A digest of difficulties was published.
        DifficultyDigestPublished = "DIFFICULTY_DIGEST_PUBLISHED",
        /// A digest of difficulties was withdrawn.
        DifficultyDigestWithdrawn = "DIFFICULTY_DIGEST_WITHDRAWN",
        /// The synthesis report on a cycle was begun.
        SynthesisBegun = "SYNTHESIS_BEGUN",
        /// A new version of a synthesis report was written.
        SynthesisEdited = "SYNTHESIS_EDITED",
        /// A synthesis report was sent to the appraisal agency.
        SynthesisSent = "SYNTHESIS_SENT",
        /// The appraisal agency endorsed a synthesis report.
        SynthesisEndorsed = "SYNTHESIS_ENDORSED",
        /// The appraisal agency sent a synthesis report back.
        SynthesisSentBack = "SYNTHESIS_SENT_BACK",
        /// The standing agency took a synthesis report back to write on.
        SynthesisTakenBack = "SYNTHESIS_TAKEN_BACK",
        /// A synthesis report was submitted to the province.
        SynthesisSubmitted = "SYNTHESIS_SUBMITTED",
        /// A synthesis report was published.
        SynthesisPublished = "SYNTHESIS_PUBLISHED",
        /// A synthesis report was withdrawn from the public.
        SynthesisUnpublished = "SYNTHESIS_UNPUBLISHED",
        /// An agency entered the plan of its inspections of a year.
        InspectionPlanEntered = "INSPECTION_PLAN_ENTERED",
        /// An agency corrected the plan of its inspections.
        InspectionPlanEdited = "INSPECTION_PLAN_EDITED",
        /// An agency entered an inspection.
        InspectionEntered = "INSPECTION_ENTERED",
        /// An agency corrected an inspection before its notice.
        InspectionEdited = "INSPECTION_EDITED",
        /// A unit was told of an inspection.
        InspectionAnnounced = "INSPECTION_ANNOUNCED",
        /// The minutes of an inspection were entered.
        InspectionConducted = "INSPECTION_CONDUCTED",
        /// An inspection was concluded.
        InspectionConcluded = "INSPECTION_CONCLUDED",
        /// An inspection was given up before the visit.
        InspectionCancelled = "INSPECTION_CANCELLED",
        /// A finding of an inspection was recorded.
        InspectionFindingRecorded = "INSPECTION_FINDING_RECORDED",
        /// The standing agency settled a finding of an inspection.
        InspectionFindingSettled = "INSPECTION_FINDING_SETTLED",
        /// An agency recommended something to an inspected unit.
        RecommendationGiven = "RECOMMENDATION_GIVEN",
        /// A unit answered a recommendation.
        RecommendationAnswered = "RECOMMENDATION_ANSWERED",
        /// An agency accepted a unit's answer to a recommendation.
        RecommendationAccepted = "RECOMMENDATION_ACCEPTED",
        /// An agency returned a unit's answer to a recommendation.
        RecommendationReturned = "RECOMMENDATION_RETURNED",
        /// An agency withdrew a recommendation.
        RecommendationWithdrawn = "RECOMMENDATION_WITHDRAWN",
        /// A unit proposed a good practice, or proposed it again.
        PracticeProposed = "PRACTICE_PROPOSED",
        /// A unit corrected a good practice that was returned.
        PracticeEdited = "PRACTICE_EDITED",
        /// An agency returned a good practice to its unit.
        PracticeReturned = "PRACTICE_RETURNED",
        /// An agency reviewed a good practice.
        PracticeReviewed = "PRACTICE_REVIEWED",
        /// A good practice was published as a role model.
        PracticePublished = "PRACTICE_PUBLISHED",
        /// A unit withdrew a good practice.
        PracticeWithdrawn = "PRACTICE_WITHDRAWN",
        /// A unit recorded that it adopted a good practice.
        AdoptionRecorded = "ADOPTION_RECORDED",
        /// A unit recorded later figures of its adoption.
        AdoptionUpdated = "ADOPTION_UPDATED",
        /// A unit ended its adoption.
        AdoptionEnded = "ADOPTION_ENDED",
        /// What a press agency published was recorded.
        MediaItemPublished = "MEDIA_ITEM_PUBLISHED",
        /// The record of what a press agency published was withdrawn.
        MediaItemWithdrawn = "MEDIA_ITEM_WITHDRAWN",
        /// An agency issued guidance or an announcement.
        GuidanceIssued = "GUIDANCE_ISSUED",
        /// A later one replaced guidance or an announcement.
        GuidanceReplaced = "GUIDANCE_REPLACED",
        /// Guidance or an announcement was withdrawn.
        GuidanceWithdrawn = "GUIDANCE_WITHDRAWN",
        /// A unit acknowledged guidance or an announcement.
        GuidanceAcknowledged = "GUIDANCE_ACKNOWLEDGED",
        /// A unit recorded an activity of mobilisation.
        MobilisationRecorded = "MOBILISATION_RECORDED",
        /// A unit corrected an activity of mobilisation.
        MobilisationEdited = "MOBILISATION_EDITED",
        /// A unit withdrew an activity of mobilisation.
        MobilisationWithdrawn = "MOBILISATION_WITHDRAWN",
        /// A legal regime was entered or changed.
        RegimeEntered = "REGIME_ENTERED",
        /// A base salary was entered or changed.
        BaseSalaryEntered = "BASE_SALARY_ENTERED",
        /// The terms of a cycle's round of commendation were set or changed.
        RoundSet = "ROUND_SET",
        /// A unit suggested an urgent commendation.
        UrgentSuggested = "URGENT_SUGGESTED",
        /// The standing agency answered a suggestion.
        SuggestionAnswered = "SUGGESTION_ANSWERED",
        /// Minutes of the council were recorded.
        MinutesRecorded = "MINUTES_RECORDED",
        /// The council's votes on a nomination were recorded.
        NominationVoted = "NOMINATION_VOTED",
        /// Another agency was consulted about a nomination.
        ConsultationOpened = "CONSULTATION_OPENED",
        /// A consulted agency answered, or the consultation was ended without an answer.
        ConsultationEnded = "CONSULTATION_ENDED",
        /// The appraisal agency concurred, or gave its opinion on an urgent nomination.
        NominationConcurred = "NOMINATION_CONCURRED",
        /// A distinct achievement was recorded for a subject awarded before.
        DistinctAchievementRecorded = "DISTINCT_ACHIEVEMENT_RECORDED",
        /// An agency answered a sign that it had to look into.
        MarkAnswered = "MARK_ANSWERED",
        /// The prizes of a decision that could not be computed at first were computed.
        PrizesFilled = "PRIZES_FILLED",
        /// A step of a nomination was undone, with a reason.
        NominationReversed = "NOMINATION_REVERSED",
        /// The nominating unit was told why a nomination is not eligible.
        RefusalNotified = "REFUSAL_NOTIFIED",
        /// An integrity hold was recorded.
        IntegrityFlagRaised = "INTEGRITY_FLAG_RAISED",
        /// An integrity hold was closed.
        IntegrityFlagClosed = "INTEGRITY_FLAG_CLOSED",
        /// A served discipline was recorded.
        DisciplineRecorded = "DISCIPLINE_RECORDED",
        /// A certificate was issued.
        CertificateIssued = "CERTIFICATE_ISSUED",
        /// An award was revoked.
        AwardRevoked = "AWARD_REVOKED",
        /// Money or certificate of a revoked award was recovered.
        AwardRecovered = "AWARD_RECOVERED",
        /// A nominee's consent or refusal was recorded.
        NominationConsented = "NOMINATION_CONSENTED",
        /// A nominee was posted on a list that is open to objections.
        NominationPosted = "NOMINATION_POSTED",
        /// A list of nominees was opened to objections.
        ObjectionPeriodOpened = "OBJECTION_PERIOD_OPENED",
        /// An objection to a nominee was registered.
        ObjectionRegistered = "OBJECTION_REGISTERED",
        /// An objection was settled.
        ObjectionSettled = "OBJECTION_SETTLED",
        /// A complaint was registered.
        ComplaintRegistered = "COMPLAINT_REGISTERED",
        /// A complaint was settled.
        ComplaintSettled = "COMPLAINT_SETTLED",
        /// An award's holder was proposed for an award of a higher level.
        HigherProposalRegistered = "HIGHER_PROPOSAL_REGISTERED",
        /// The higher level answered a proposal.
        HigherProposalConcluded = "HIGHER_PROPOSAL_CONCLUDED",
        /// A proposal to a higher level was withdrawn.
        HigherProposalWithdrawn = "HIGHER_PROPOSAL_WITHDRAWN",
        /// A nominee's personal data was entered.
        PersonalDatumEntered = "PERSONAL_DATUM_ENTERED",
        /// A nominee's personal data was read in full, with a purpose.
        PersonalDatumRevealed = "PERSONAL_DATUM_REVEALED",
        /// A nominee's personal data was destroyed.
        PersonalDatumErased = "PERSONAL_DATUM_ERASED",
        /// A nominee's personal data was sealed with newer keys of the installation; the data itself is the same.
        PersonalDatumRewrapped = "PERSONAL_DATUM_REWRAPPED",
        /// The retention period of a class of personal data or of records was set or removed.
        RetentionRuleSet = "RETENTION_RULE_SET",
        /// A run erased personal data after its retention period, or found none.
        DataPurged = "DATA_PURGED",
    }
}

/// Who did it: a person in a role for a unit, a machine client under a scope, or the installation itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Author {
    /// The person's account; none for what a machine client or the installation itself does.
    pub account: Option<AccountId>,
    /// The machine client, and the scope that it acted under; none for people.
    pub client: Option<(ClientId, ClientScope)>,
    /// The name of the person or the client at that time, or the name of the installation's part.
    pub name: String,
    /// The role acted in; none for a client, which acts under a scope.
    pub role: Option<Role>,
    /// The unit acted for.
    pub organisation: Option<OrganisationId>,
}

impl Author {
    /// The installation itself: loading the seed, bootstrapping the first administrator, commands of the operator.
    #[must_use]
    pub fn installation(part: &str) -> Self {
        Self { account: None, client: None, name: part.to_owned(), role: None, organisation: None }
    }
}

/// One value before and after.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// What changed, such as `1.2.numerator`.
    pub field: String,
    /// Before; none if it did not exist.
    pub before: Option<String>,
    /// After; none if it is gone.
    pub after: Option<String>,
}

impl Change {
    pub(crate) fn new(field: impl Into<String>, before: Option<String>, after: Option<String>) -> Self {
        Self { field: field.into(), before, after }
    }

    /// A change, or none if both values are equal.
    pub(crate) fn differing(field: impl Into<String>, before: Option<String>, after: Option<String>) -> Option<Self> {
        (before != after).then(|| Self::new(field, before, after))
    }
}

/// An event as the audit trail stores it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// What happened.
    pub kind: EventKind,
    /// The kind of object that it concerns.
    pub concept: Concept,
    /// The thing's identifier.
    pub object: Uuid,
    /// The unit concerned, if one is.
    pub organisation: Option<OrganisationId>,
    /// Who did it.
    pub author: Author,
    /// When.
    pub at: DateTime<Utc>,
    /// The state before.
    pub from: Option<&'static str>,
    /// The state after.
    pub to: Option<&'static str>,
    /// The ground given.
    pub reason: Option<String>,
    /// Values before and after.
    pub changes: Vec<Change>,
}

impl Event {
    /// Attempts to sign in with a wrong password, enrolment code or client secret; who made them is not known.
    #[must_use]
    pub fn sign_in_failed(concept: Concept, object: Uuid, attempts: u32, at: DateTime<Utc>) -> Self {
        let told = Change::new("attempts", None, Some(attempts.to_string()));
        Self::new(EventKind::SignInFailed, concept, object, Author::installation("sign-in"), at).changing(vec![told])
    }

    pub(crate) fn new(kind: EventKind, concept: Concept, object: Uuid, author: Author, at: DateTime<Utc>) -> Self {
        Self {
            kind,
            concept,
            object,
            organisation: None,
            author,
            at,
            from: None,
            to: None,
            reason: None,
            changes: Vec::new(),
        }
    }

    pub(crate) fn of(mut self, organisation: OrganisationId) -> Self {
        self.organisation = Some(organisation);
        self
    }

    pub(crate) fn between(mut self, from: Option<&'static str>, to: &'static str) -> Self {
        self.from = from;
        self.to = Some(to);
        self
    }

    pub(crate) fn because(mut self, reason: &str) -> Self {
        self.reason = (!reason.is_empty()).then(|| reason.to_owned());
        self
    }

    pub(crate) fn changing(mut self, changes: Vec<Change>) -> Self {
        self.changes = changes;
        self
    }
}
