//! The states of a nomination and the transitions between them, in one `match`.

use crate::base::ids::wire_enum;

wire_enum! {
    /// State of a nomination.
    NominationState {
        /// Being prepared by the unit (dự thảo).
        Draft = "DRAFT",
        /// Sent to the standing agency (đã gửi).
        Submitted = "SUBMITTED",
        /// Received by the standing agency (đã tiếp nhận).
        Received = "RECEIVED",
        /// Returned for supplement (trả lại bổ sung).
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
        /// The award was revoked by a further decision (đã hủy bỏ, thu hồi).
        Revoked = "REVOKED",
        /// Withdrawn by the unit, or merged into another nomination of the same subject (đã rút).
        Withdrawn = "WITHDRAWN",
    }
}

impl NominationState {
    /// The Vietnamese name.
    #[must_use]
    pub const fn vi(self) -> &'static str {
        match self {
            Self::Draft => "đang soạn thảo",
            Self::Submitted => "đã gửi",
            Self::Received => "đã được tiếp nhận",
            Self::Returned => "đã được trả lại để bổ sung",
            Self::Forwarded => "đã chuyển thẩm định",
            Self::Eligible => "đã được kết luận đủ điều kiện",
            Self::Ineligible => "đã được kết luận không đủ điều kiện",
            Self::SubmittedToChair => "đã trình Chủ tịch UBND tỉnh",
            Self::Awarded => "đã được khen thưởng",
            Self::NotAwarded => "không được khen thưởng",
            Self::Published => "đã được công khai khen thưởng",
            Self::Revoked => "đã bị hủy bỏ quyết định khen thưởng",
            Self::Withdrawn => "đã rút",
        }
    }
}

wire_enum! {
    /// Step of a nomination.
    NominationVerb {
        /// Replace its content.
        Edit = "EDIT",
        /// Send it to the standing agency (gửi hồ sơ).
        Submit = "SUBMIT",
        /// Receive it (tiếp nhận).
        Receive = "RECEIVE",
        /// Return it for supplement (trả lại bổ sung).
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
        /// Withdraw it (rút hồ sơ).
        Withdraw = "WITHDRAW",
        /// Merge it into another nomination of the same subject (nhập vào hồ sơ khác).
        Merge = "MERGE",
        /// Give the appraisal agency's opinion (ý kiến của cơ quan thẩm định).
        Concur = "CONCUR",
        /// Record that it is based on another achievement than an earlier award (thành tích khác).
        Distinguish = "DISTINGUISH",
        /// Answer a sign that an agency has to look into (kết luận dấu hiệu cần xác minh).
        Answer = "ANSWER",
        /// Consult another agency about it (lấy ý kiến hiệp y).
        Consult = "CONSULT",
        /// Record the council's votes (kết quả bỏ phiếu của Hội đồng).
        Vote = "VOTE",
        /// Record whether the nominee agrees (ý kiến của người được đề nghị).
        Consent = "CONSENT",
        /// Post it on a list that is open to objections (niêm yết lấy ý kiến).
        Post = "POST",
        /// Tell the unit why it is not eligible (thông báo không đủ điều kiện).
        Notify = "NOTIFY",
        /// Undo the last step, before anything is public (hoàn tác).
        Reverse = "REVERSE",
        /// Revoke the published award (hủy bỏ quyết định, thu hồi).
        Revoke = "REVOKE",
    }
}

impl NominationVerb {
    /// The Vietnamese name.
    #[must_use]
    pub const fn vi(self) -> &'static str {
        match self {
            Self::Edit => "sửa",
            Self::Submit => "gửi",
            Self::Receive => "tiếp nhận",
            Self::Return => "trả lại để bổ sung",
            Self::Forward => "chuyển thẩm định",
            Self::AppraiseEligible => "kết luận đủ điều kiện",
            Self::AppraiseIneligible => "kết luận không đủ điều kiện",
            Self::Present => "trình Chủ tịch UBND tỉnh",
            Self::Award => "quyết định khen thưởng",
            Self::Refuse => "quyết định không khen thưởng",
            Self::Publish => "công khai",
            Self::Withdraw => "rút",
            Self::Merge => "nhập vào hồ sơ khác",
            Self::Concur => "ghi ý kiến của cơ quan thẩm định",
            Self::Distinguish => "ghi nhận thành tích khác",
            Self::Answer => "kết luận dấu hiệu cần xác minh",
            Self::Consult => "lấy ý kiến hiệp y",
            Self::Vote => "ghi kết quả bỏ phiếu của Hội đồng",
            Self::Consent => "ghi ý kiến của người được đề nghị",
            Self::Post => "công khai lấy ý kiến",
            Self::Notify => "thông báo không đủ điều kiện",
            Self::Reverse => "hoàn tác",
            Self::Revoke => "hủy bỏ quyết định khen thưởng",
        }
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
            (Self::Submitted | Self::Received | Self::Forwarded, V::Return) => Some(Self::Returned),
            (Self::Received, V::Forward) => Some(Self::Forwarded),
            (Self::Forwarded, V::AppraiseEligible) => Some(Self::Eligible),
            (Self::Forwarded, V::AppraiseIneligible) => Some(Self::Ineligible),
            (Self::Eligible, V::Present) => Some(Self::SubmittedToChair),
            (Self::SubmittedToChair, V::Award) => Some(Self::Awarded),
            (Self::SubmittedToChair, V::Refuse) => Some(Self::NotAwarded),
            (Self::Awarded, V::Publish) => Some(Self::Published),
            (Self::Published, V::Revoke) => Some(Self::Revoked),
            (Self::Submitted | Self::Received, V::Merge) => Some(Self::Withdrawn),
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
            // Additions that do not change the state.
            (Self::Received, V::Distinguish) => Some(Self::Received),
            (Self::Received | Self::Forwarded | Self::Eligible | Self::SubmittedToChair, V::Answer) => Some(self),
            (Self::Forwarded, V::Concur | V::Consult) => Some(Self::Forwarded),
            (Self::Eligible, V::Concur | V::Vote) => Some(Self::Eligible),
            (Self::Eligible, V::Post) => Some(Self::Eligible),
            (Self::Ineligible, V::Notify) => Some(Self::Ineligible),
            (
                Self::Draft | Self::Returned | Self::Submitted | Self::Received | Self::Forwarded | Self::Eligible,
                V::Consent,
            ) => Some(self),
            // Back by one step; an award itself is undone only by a further decision (rules L17, L18).
            (Self::Received, V::Reverse) => Some(Self::Submitted),
            (Self::Forwarded, V::Reverse) => Some(Self::Received),
            (Self::Eligible | Self::Ineligible, V::Reverse) => Some(Self::Forwarded),
            (Self::SubmittedToChair, V::Reverse) => Some(Self::Eligible),
            (Self::NotAwarded, V::Reverse) => Some(Self::SubmittedToChair),
            _ => None,
        }
    }

    /// Whether an agency is working on the dossier, so that its appraisal clock runs.
    #[must_use]
    pub const fn is_under_way(self) -> bool {
        matches!(self, Self::Received | Self::Forwarded | Self::Eligible)
    }

    /// Whether it was sent to the standing agency and not withdrawn.
    #[must_use]
    pub const fn was_sent(self) -> bool {
        !matches!(self, Self::Draft | Self::Withdrawn)
    }

    /// Whether it was sent and no outcome is public: it is under way, was refused, or granted by a decision that is not
    /// published. Another movement cannot tell them apart (rule M02).
    #[must_use]
    pub const fn is_pending(self) -> bool {
        self.was_sent() && !matches!(self, Self::Published | Self::Revoked)
    }

    /// Whether the nomination blocks another one of the same subject (rule L04).
    #[must_use]
    pub const fn is_live(self) -> bool {
        !matches!(self, Self::Withdrawn | Self::NotAwarded | Self::Ineligible | Self::Revoked)
    }
}

impl NominationVerb {
    /// The rule that refuses the verb in a state from which it would skip a step.
    pub(super) const fn rule(self) -> Option<&'static str> {
        match self {
            Self::Receive | Self::Forward => Some("S21"),
            Self::AppraiseEligible | Self::AppraiseIneligible | Self::Present => Some("S22"),
            Self::Award => Some("S23"),
            Self::Revoke => Some("L18"),
            Self::Notify => Some("L11"),
            Self::Vote => Some("L09"),
            Self::Edit
            | Self::Submit
            | Self::Return
            | Self::Refuse
            | Self::Publish
            | Self::Withdraw
            | Self::Merge
            | Self::Concur
            | Self::Distinguish
            | Self::Answer
            | Self::Consult
            | Self::Consent
            | Self::Post
            | Self::Reverse => None,
        }
    }
}
