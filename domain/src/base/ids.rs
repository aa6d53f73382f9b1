//! Identifier types that cannot be confused with each other, and enums with one spelling for each value.
//!
//! The caller makes the identifiers, because the domain has no randomness. They are UUIDv7, so their order is the order
//! of creation. A word is the one spelling of an enum value in JSON, in the database and in the audit trail.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Declares identifier types; an identifier that no lower room uses is declared beside its concept.
macro_rules! ids {
    ($($(#[$meta:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$meta])*
        #[derive(
            Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize, utoipa::ToSchema,
        )]
        #[serde(transparent)]
        #[schema(example = "01935f3e-7c4a-7d2b-9f10-3c5a8e6b1d24")]
        pub struct $name(pub uuid::Uuid);

        impl std::fmt::Display for $name {
            fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(out)
            }
        }
    )+};
}
pub(crate) use ids;

ids! {
    /// Identifies a person's account (tài khoản).
    AccountId,
    /// Identifies a sign-in of a person, until it ends.
    SessionId,
    /// Identifies a machine client (ứng dụng kết nối).
    ClientId,
    /// Identifies one secret of a machine client.
    ClientSecretId,
    /// Identifies an organisation (tổ chức, đơn vị, địa phương).
    OrganisationId,
    /// Identifies a level of units (cấp).
    LevelId,
    /// Identifies one holding of a function by a unit.
    FunctionId,
    /// Identifies that a unit came from another (kế thừa khi sáp nhập, chia tách).
    SuccessionId,
    /// Identifies a campaign (phong trào thi đua).
    CampaignId,
    /// Identifies a cycle of a campaign (kỳ đánh giá).
    CycleId,
    /// Identifies one version of a criteria set (bộ tiêu chí).
    CriteriaSetId,
    /// Identifies a unit's report for a cycle (báo cáo kết quả).
    ReportId,
    /// Identifies a unit's implementing document (văn bản triển khai).
    ImplementationPlanId,
    /// Identifies a unit's request for more time (gia hạn).
    ExtensionId,
    /// Identifies on which days units are reminded of a cycle's report (kế hoạch nhắc việc).
    ReminderPlanId,
    /// Identifies a file that was uploaded as evidence (tệp minh chứng).
    EvidenceFileId,
    /// Identifies an import of reports (lần nhập số liệu).
    ImportId,
    /// Identifies the working days of a year (lịch làm việc).
    WorkYearId,
    /// Identifies a numbered release of a cycle's results (đợt công bố).
    ReleaseId,
    /// Identifies one group's board in a release (bảng xếp hạng).
    BoardId,
    /// Identifies a nomination (đề nghị khen thưởng).
    NominationId,
    /// Identifies an award decision (quyết định khen thưởng).
    DecisionId,
    /// Identifies one recipient's award in a decision.
    AwardId,
    /// Identifies an entry of the register of Giấy khen.
    CommendationId,
    /// Identifies a role model (điển hình tiên tiến).
    RoleModelId,
    /// Identifies a legal regime (quy định áp dụng).
    RegimeId,
    /// Identifies a base salary (mức lương cơ sở) and its time.
    BaseSalaryId,
    /// Identifies the terms of a cycle's round of commendation (đợt khen thưởng).
    RoundId,
    /// Identifies a unit's suggestion of an urgent commendation.
    SuggestionId,
    /// Identifies the minutes of a session of the council (biên bản họp Hội đồng).
    SessionMinutesId,
    /// Identifies a question to another agency about a nomination (hiệp y).
    ConsultationId,
    /// Identifies something that bars a subject from commendation.
    IntegrityFlagId,
    /// Identifies a subject's served discipline.
    DisciplineId,
    /// Identifies an award's certificate.
    CertificateId,
    /// Identifies the revocation of an award (hủy bỏ quyết định, thu hồi).
    RevocationId,
    /// Identifies a list of nominees that is open to objections (niêm yết lấy ý kiến).
    ObjectionPeriodId,
    /// Identifies an objection to a nominee (ý kiến phản ánh).
    ObjectionId,
    /// Identifies a complaint or denunciation about an award (khiếu nại, tố cáo).
    ComplaintId,
    /// Identifies a proposal of an award's holder to a higher level (đề nghị khen thưởng cấp cao hơn).
    HigherProposalId,
    /// Identifies a piece of a nominee's personal data.
    PersonalDatumId,
    /// Identifies how long a class of personal data is kept (thời hạn bảo quản).
    RetentionRuleId,
    /// Identifies one change of public data.
    PublicChangeId,
    /// Identifies an endpoint that receives the public changes (địa chỉ nhận thông báo).
    WebhookId,
    /// Identifies one secret of an endpoint.
    WebhookSecretId,
    /// Identifies something that is sent to an endpoint, however often.
    WebhookDeliveryId,
    /// Identifies one attempt to send it.
    WebhookAttemptId,
    /// Identifies an entry of the audit trail.
    AuditEntryId,
}

/// Declares an enum with one spelling for each value.
macro_rules! wire_enum {
    ($(#[$meta:meta])* $name:ident { $($(#[$inner:meta])* $variant:ident = $word:literal),+ $(,)? }) => {
        $(#[$meta])*
        #[derive(
            Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash,
            serde::Serialize, serde::Deserialize, utoipa::ToSchema,
        )]
        #[serde(rename_all = "SCREAMING_SNAKE_CASE")]
        pub enum $name {
            $($(#[$inner])* $variant),+
        }

        impl $name {
            /// Every value, in the order of the list.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The one spelling, in JSON and in the database.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $word),+ }
            }

            /// Parses the spelling; any other is rejected.
            #[must_use]
            pub fn parse(word: &str) -> Option<Self> {
                match word {
                    $($word => Some(Self::$variant),)+
                    _ => None,
                }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                out.write_str(self.as_str())
            }
        }
    };
}
pub(crate) use wire_enum;

/// Revision number of a saved value, starting at 1. A request with an outdated one is refused (rule L40).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[serde(transparent)]
#[schema(minimum = 1, example = 3)]
pub struct Revision(pub i64);

impl Revision {
    /// The revision of a new value.
    pub const FIRST: Self = Self(1);

    /// The next revision.
    #[must_use]
    pub const fn next(self) -> Self {
        Self(self.0 + 1)
    }
}
