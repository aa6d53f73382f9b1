//! What later steps add to a nomination, on the wire.

use chrono::{DateTime, NaiveDate, Utc};
use domain::base::ids::{AccountId, ObjectionPeriodId, OrganisationId, SessionMinutesId};
use domain::honours::nomination::progress::{
    Act, Consent, CouncilVote, Distinction, EarlierPaper, Notice, Opinion, Posting, Supplement,
};
use domain::honours::nomination::workflow::NominationVerb;
use domain::planning::award::PaperKind;
use persistence::registry::unit_label::{UnitLabel, UnitLabels};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use super::dossier::PaperBody;
use crate::base::citation::CitationBody;
use crate::base::text::Paragraph;

/// One item to correct.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = Supplement)]
pub(crate) struct SupplementBody {
    /// The paper, if the item concerns one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    paper: Option<PaperKind>,
    /// What to correct; 1 to 4000 characters.
    /// Example: `Bổ sung biên bản có chữ ký`
    #[validate(nested)]
    reason: Paragraph,
}

/// A paper that another took the place of.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = EarlierPaper)]
pub(crate) struct EarlierPaperView {
    /// The paper as it was.
    paper: PaperBody,
    /// Until when it was current.
    until_at: DateTime<Utc>,
}

/// The council's votes on a nomination.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = CouncilVote)]
pub(crate) struct CouncilVoteView {
    /// The minutes that record them.
    minutes: SessionMinutesId,
    /// Number and symbol of the minutes.
    #[schema(example = "7/BB-HĐTĐKT")]
    number: String,
    /// The day of the session.
    date: NaiveDate,
    /// The members of the council.
    #[schema(minimum = 1, example = 11)]
    members_total: i64,
    /// Those who were present.
    #[schema(minimum = 0, example = 10)]
    members_present: i64,
    /// The votes for the nominee.
    #[schema(minimum = 0, example = 9)]
    votes_for: i64,
}

/// The appraisal agency's opinion, as it was given.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Opinion)]
pub(crate) struct OpinionView {
    /// Whether the agency concurs.
    in_favour: bool,
    /// Its content.
    #[schema(example = "Thống nhất trình Chủ tịch")]
    text: String,
    /// When.
    at: DateTime<Utc>,
    /// By whom.
    #[schema(example = "Chuyên viên thẩm định (demo)")]
    name: String,
}

/// A statement that the nomination is based on another achievement than an earlier award (rule L03).
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Distinction)]
pub(crate) struct DistinctionView {
    /// How the achievement differs from the earlier one.
    #[schema(example = "Sáng kiến khác, áp dụng từ tháng 6")]
    reason: String,
    /// When it was recorded.
    at: DateTime<Utc>,
    /// By whom.
    #[schema(example = "Chuyên viên thường trực (demo)")]
    name: String,
}

/// A notice, due or sent, to the unit on why its nominee is not eligible (rule L11).
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Notice)]
pub(crate) struct NoticeView {
    /// The day of the appraisal, from which the days count; `GET …/clocks` computes the due date.
    from_date: NaiveDate,
    /// Working days within which the unit is to be told.
    #[schema(minimum = 0, example = 10)]
    days: u16,
    /// The notice that was sent.
    #[serde(skip_serializing_if = "Option::is_none")]
    document: Option<CitationBody>,
    /// When it was sent.
    #[serde(skip_serializing_if = "Option::is_none")]
    sent_at: Option<DateTime<Utc>>,
}

/// The nominee's own word on being nominated.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Consent)]
pub(crate) struct ConsentView {
    /// Whether the nominee agrees.
    given: bool,
    /// Whether it was said by the nominee's own account; else the unit holds a signed paper.
    in_person: bool,
    /// Reason for refusing, if the nominee gives one.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "Xin nhường cho đồng nghiệp")]
    reason: Option<String>,
    /// The signed paper.
    #[serde(skip_serializing_if = "Option::is_none")]
    document: Option<CitationBody>,
    /// When it was recorded.
    at: DateTime<Utc>,
    /// By whom.
    #[schema(example = "Thủ trưởng đơn vị (demo)")]
    name: String,
}

/// That the nominee stands on a list that is open to objections.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Posting)]
pub(crate) struct PostingView {
    /// The objection period.
    period: ObjectionPeriodId,
    /// The day on which the list was posted.
    from_date: NaiveDate,
    /// The last day of the period.
    until_date: NaiveDate,
}

/// One step that a person took in a dossier.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Act)]
pub(crate) struct ActView {
    /// The step that was taken.
    verb: NominationVerb,
    /// By whom.
    account: AccountId,
    /// The person's name as it was then.
    #[schema(example = "Thủ trưởng đơn vị (demo)")]
    name: String,
    /// The unit acted for.
    #[serde(skip_serializing_if = "Option::is_none")]
    organisation: Option<OrganisationId>,
    /// The unit's present name; where the nomination is shown.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "Huyện Kế Sách")]
    organisation_name: Option<String>,
    /// The unit's code; where the nomination is shown.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "943")]
    organisation_code: Option<String>,
    /// When.
    at: DateTime<Utc>,
    /// The ground given.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "Bổ sung biên bản")]
    reason: Option<String>,
}

impl From<SupplementBody> for Supplement {
    fn from(body: SupplementBody) -> Self {
        let SupplementBody { paper, reason } = body;
        Self { paper, reason: reason.into() }
    }
}

impl From<Supplement> for SupplementBody {
    fn from(supplement: Supplement) -> Self {
        let Supplement { paper, reason } = supplement;
        Self { paper, reason: reason.into() }
    }
}

impl From<CouncilVote> for CouncilVoteView {
    fn from(vote: CouncilVote) -> Self {
        let CouncilVote { minutes, number, date, members_total, members_present, votes_for } = vote;
        Self { minutes, number, date, members_total, members_present, votes_for }
    }
}

impl From<Notice> for NoticeView {
    fn from(notice: Notice) -> Self {
        let Notice { from, days, document, sent_at } = notice;
        Self { from_date: from, days, document: document.map(CitationBody::from), sent_at }
    }
}

impl From<Consent> for ConsentView {
    fn from(consent: Consent) -> Self {
        let Consent { given, in_person, reason, document, at, name } = consent;
        Self { given, in_person, reason, document: document.map(CitationBody::from), at, name }
    }
}

impl From<Posting> for PostingView {
    fn from(posting: Posting) -> Self {
        let Posting { period, from, until } = posting;
        Self { period, from_date: from, until_date: until }
    }
}

impl From<Act> for ActView {
    fn from(act: Act) -> Self {
        let Act { verb, account, name, organisation, at, reason } = act;
        let (organisation_name, organisation_code) = (None, None);
        Self { verb, account, name, organisation, organisation_name, organisation_code, at, reason }
    }
}

impl ActView {
    /// With the name and the code of the unit acted for, for a list.
    pub(crate) fn beside(self, units: &UnitLabels) -> Self {
        let Some(UnitLabel { name, code }) = self.organisation.map(|unit| units.get(unit)) else { return self };
        Self { organisation_name: Some(name), organisation_code: code, ..self }
    }
}

impl From<EarlierPaper> for EarlierPaperView {
    fn from(earlier: EarlierPaper) -> Self {
        let EarlierPaper { paper, until } = earlier;
        Self { paper: paper.into(), until_at: until }
    }
}

impl From<Opinion> for OpinionView {
    fn from(opinion: Opinion) -> Self {
        let Opinion { in_favour, text, at, name } = opinion;
        Self { in_favour, text, at, name }
    }
}

impl From<Distinction> for DistinctionView {
    fn from(distinction: Distinction) -> Self {
        let Distinction { reason, at, name } = distinction;
        Self { reason, at, name }
    }
}
