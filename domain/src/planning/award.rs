//! Terms of commendation: who is commended, in which form, on which occasion, with which papers.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::base::ids::wire_enum;

wire_enum! {
    /// Kind of nominee.
    SubjectKind {
        /// A collective (tập thể).
        Collective = "COLLECTIVE",
        /// An individual (cá nhân).
        Individual = "INDIVIDUAL",
        /// A household (hộ gia đình; Law 06/2022/QH15 Art. 2).
        Household = "HOUSEHOLD",
    }
}

impl SubjectKind {
    /// The Vietnamese name.
    #[must_use]
    pub const fn vi(self) -> &'static str {
        match self {
            Self::Collective => "tập thể",
            Self::Individual => "cá nhân",
            Self::Household => "hộ gia đình",
        }
    }
}

wire_enum! {
    /// A form of commendation (hình thức khen thưởng).
    AwardForm {
        /// Certificate of Merit of the provincial Chair (Bằng khen của Chủ tịch UBND tỉnh).
        BangKhenProvince = "BANG_KHEN_PROVINCE",
        /// Certificate of Commendation of a unit's head (Giấy khen); recorded, not nominated.
        GiayKhenUnit = "GIAY_KHEN_UNIT",
    }
}

impl AwardForm {
    /// The Vietnamese name.
    #[must_use]
    pub const fn vi(self) -> &'static str {
        match self {
            Self::BangKhenProvince => "Bằng khen của Chủ tịch UBND tỉnh",
            Self::GiayKhenUnit => "Giấy khen",
        }
    }
}

wire_enum! {
    /// When a commendation is considered (rules S15 to S19).
    Occasion {
        /// Every year, on the unit's own nomination (hàng năm).
        Annual = "ANNUAL",
        /// At the mid-term review, selected by the standing agency (sơ kết).
        Midterm = "MIDTERM",
        /// At the final review, selected by the standing agency (tổng kết).
        Final = "FINAL",
        /// Promptly, on the standing agency's initiative (kịp thời, đột xuất).
        Urgent = "URGENT",
    }
}

impl Occasion {
    /// The Vietnamese name.
    #[must_use]
    pub const fn vi(self) -> &'static str {
        match self {
            Self::Annual => "khen thưởng hàng năm",
            Self::Midterm => "khen thưởng sơ kết",
            Self::Final => "khen thưởng tổng kết",
            Self::Urgent => "khen thưởng kịp thời",
        }
    }
}

wire_enum! {
    /// Kind of an award in later nominations to higher levels (rule L16).
    AwardKind {
        /// For merit over the years (khen thưởng công trạng); the movement gives none.
        Merit = "MERIT",
        /// For a movement on one theme (khen thưởng chuyên đề).
        Thematic = "THEMATIC",
        /// For an unexpected achievement (khen thưởng đột xuất).
        Unexpected = "UNEXPECTED",
    }
}

impl AwardKind {
    /// The kind of an award of this movement.
    #[must_use]
    pub const fn of(occasion: Occasion) -> Self {
        match occasion {
            Occasion::Annual | Occasion::Midterm | Occasion::Final => Self::Thematic,
            Occasion::Urgent => Self::Unexpected,
        }
    }

    /// Rule L16: thematic and unexpected awards are no basis for merit awards of a higher level.
    #[must_use]
    pub const fn counts_for_merit(self) -> bool {
        matches!(self, Self::Merit)
    }
}

wire_enum! {
    /// A kind of paper in a dossier.
    PaperKind {
        /// Submission letter (tờ trình) with the list of nominees.
        SubmissionLetter = "SUBMISSION_LETTER",
        /// Achievement report (báo cáo thành tích), confirmed by the nominating level.
        AchievementReport = "ACHIEVEMENT_REPORT",
        /// Minutes of the meeting that considered the award (biên bản xét khen thưởng).
        Minutes = "MINUTES",
        /// Implementing plan or document (kế hoạch phát động, văn bản triển khai); collectives only.
        ImplementingDocument = "IMPLEMENTING_DOCUMENT",
        /// Result report of the movement (báo cáo kết quả thực hiện); collectives only.
        ResultReport = "RESULT_REPORT",
    }
}

impl PaperKind {
    /// The Vietnamese name.
    #[must_use]
    pub const fn vi(self) -> &'static str {
        match self {
            Self::SubmissionLetter => "tờ trình",
            Self::AchievementReport => "báo cáo thành tích",
            Self::Minutes => "biên bản xét khen thưởng",
            Self::ImplementingDocument => "kế hoạch phát động hoặc văn bản triển khai",
            Self::ResultReport => "báo cáo kết quả thực hiện phong trào",
        }
    }
}

wire_enum! {
    /// The five cases of the simplified procedure (Law 06/2022/QH15 Art. 85; rule L06).
    SimplifiedGround {
        /// The Party's and the State's requirements of leadership and political tasks (yêu cầu nhiệm vụ chính trị).
        PoliticalTask = "POLITICAL_TASK",
        /// An outstanding unexpected achievement (thành tích xuất sắc đột xuất).
        UnexpectedAchievement = "UNEXPECTED_ACHIEVEMENT",
        /// Found by the head of the agency (người đứng đầu phát hiện).
        FoundByHead = "FOUND_BY_HEAD",
        /// For contribution, years of service or external relations (cống hiến, niên hạn, đối ngoại).
        Contribution = "CONTRIBUTION",
        /// An achievement that is a state secret (nội dung bí mật nhà nước); refused here.
        StateSecret = "STATE_SECRET",
    }
}

wire_enum! {
    /// Whether an individual is a leader or a direct worker, as the press and the law count them (khen thưởng người lao
    /// động trực tiếp).
    Position {
        /// A leader or manager (lãnh đạo, quản lý).
        Leader = "LEADER",
        /// A person who works directly, without a leading post (người trực tiếp công tác, lao động).
        DirectWorker = "DIRECT_WORKER",
    }
}

/// One paper that a dossier holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct PaperRule {
    /// The paper.
    pub kind: PaperKind,
    /// On which occasions.
    pub occasions: Vec<Occasion>,
    /// For which subjects.
    pub subjects: Vec<SubjectKind>,
    /// The code of its prescribed form, if one is confirmed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub form_code: Option<String>,
}

impl PaperRule {
    /// Whether another rule asks for the same paper on the same occasion for the same subject.
    #[must_use]
    pub fn meets(&self, other: &Self) -> bool {
        let occasion = self.occasions.iter().any(|occasion| other.occasions.contains(occasion));
        let subject = self.subjects.iter().any(|subject| other.subjects.contains(subject));
        self.kind == other.kind && occasion && subject
    }

    /// The rule in the audit trail.
    #[must_use]
    pub fn told(&self) -> String {
        let occasions: Vec<&str> = self.occasions.iter().map(|occasion| occasion.as_str()).collect();
        let subjects: Vec<&str> = self.subjects.iter().map(|subject| subject.as_str()).collect();
        let form = self.form_code.as_deref().unwrap_or("-");
        format!("{} {} {} {form}", self.kind, occasions.join("+"), subjects.join("+"))
    }

    /// The numbered rule that requires the paper: the plan for a collective's two (S20), the law for all others.
    #[must_use]
    pub const fn rule_id(&self, occasion: Occasion) -> &'static str {
        match (self.kind, occasion) {
            (PaperKind::ImplementingDocument | PaperKind::ResultReport, _) => "S20",
            (PaperKind::SubmissionLetter | PaperKind::AchievementReport | PaperKind::Minutes, Occasion::Urgent) => {
                "L06"
            }
            (
                PaperKind::SubmissionLetter | PaperKind::AchievementReport | PaperKind::Minutes,
                Occasion::Annual | Occasion::Midterm | Occasion::Final,
            ) => "L05",
        }
    }
}
