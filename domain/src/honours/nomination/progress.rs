//! What is added to a nomination on its way: the steps that were taken, and the agencies' statements.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::base::citation::Citation;
use crate::base::ids::{AccountId, NominationId, ObjectionPeriodId, OrganisationId, SessionMinutesId};
use crate::honours::nomination::dossier::Paper;
use crate::honours::nomination::workflow::NominationVerb;
use crate::planning::award::PaperKind;
use crate::planning::policy::NominatedBy;

/// One step that a person took in a dossier.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Act {
    /// The step that was taken.
    pub verb: NominationVerb,
    /// By whom.
    pub account: AccountId,
    /// The person's name as it was then.
    pub name: String,
    /// The unit acted for.
    pub organisation: Option<OrganisationId>,
    /// When.
    pub at: DateTime<Utc>,
    /// The ground given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// One item to correct in a returned dossier (rule L12).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Supplement {
    /// The paper, if the item concerns one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub paper: Option<PaperKind>,
    /// What to correct.
    pub reason: String,
}

/// A replaced paper (rule L07).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct EarlierPaper {
    /// The paper as it was.
    pub paper: Paper,
    /// Until when it was current.
    pub until: DateTime<Utc>,
}

/// The council's votes on a nomination (rule L09).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CouncilVote {
    /// The minutes that record them.
    pub minutes: SessionMinutesId,
    /// Number and symbol of the minutes.
    pub number: String,
    /// The day of the session.
    pub date: NaiveDate,
    /// The members of the council.
    pub members_total: i64,
    /// Those who were present.
    pub members_present: i64,
    /// The votes for the nominee.
    pub votes_for: i64,
}

/// The appraisal agency's opinion on a nomination that the standing agency made itself (rules S16, S18).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Opinion {
    /// Whether it concurs.
    pub in_favour: bool,
    /// Its content.
    pub text: String,
    /// When.
    pub at: DateTime<Utc>,
    /// By whom.
    pub name: String,
}

/// The statement that a nomination is based on another achievement than an earlier award (rule L03).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Distinction {
    /// How the achievement differs from the earlier one.
    pub reason: String,
    /// When it was recorded.
    pub at: DateTime<Utc>,
    /// By whom.
    pub name: String,
}

/// The notice that tells the unit why its nominee is not eligible, due or sent (rule L11).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Notice {
    /// The day of the appraisal, from which the days count.
    pub from: NaiveDate,
    /// Working days within which the unit is to be told.
    pub days: u16,
    /// The notice that was sent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub document: Option<Citation>,
    /// When it was sent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sent_at: Option<DateTime<Utc>>,
}

/// The nominee's own word on being nominated.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Consent {
    /// Whether the nominee agrees.
    pub given: bool,
    /// Whether it was said by the nominee's own account; else the unit holds a signed paper.
    pub in_person: bool,
    /// Reason for refusing, if the nominee gives one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// The signed paper.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub document: Option<Citation>,
    /// When it was recorded.
    pub at: DateTime<Utc>,
    /// By whom.
    pub name: String,
}

/// That the nominee stands on a list that is open to objections.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Posting {
    /// The objection period.
    pub period: ObjectionPeriodId,
    /// The day on which the list was posted.
    pub from: NaiveDate,
    /// The last day of the period.
    pub until: NaiveDate,
}

/// An agency's answer to a sign that it had to look into: another subject of a similar name, or an entry against a
/// predecessor (rules U06, U07). Units do not read it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct MarkAnswer {
    /// What the sign is about: an entry, a discipline, or another nomination.
    pub about: Uuid,
    /// What the agency found.
    pub reason: String,
    /// When it was recorded.
    pub at: DateTime<Utc>,
    /// By whom.
    pub name: String,
}

/// What the agencies have added to the nomination.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Progress {
    /// Who nominated, by the movement's policy of that day; none if it began before movements said so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub nominated_by: Option<NominatedBy>,
    /// Whether the bytes of its papers were asked for when it was sent (rule P05); false for what was sent before that.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub bytes_asked: bool,
    /// The items to correct, while the dossier is with its unit.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub supplements: Vec<Supplement>,
    /// The replaced papers.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub earlier_papers: Vec<EarlierPaper>,
    /// The code of the regime in force on the day the complete dossier was received (rule L39).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub regime: Option<String>,
    /// The appraisal agency's opinion.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub opinion: Option<Opinion>,
    /// The distinct achievement that it is based on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub distinction: Option<Distinction>,
    /// The council's votes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub vote: Option<CouncilVote>,
    /// The notice of a refusal.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub notice: Option<Notice>,
    /// The nominee's own word.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub consent: Option<Consent>,
    /// The list of nominees, open to objections, that it stands on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub posting: Option<Posting>,
    /// The nomination that this one was merged into (rule L04).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub merged_into: Option<NominationId>,
    /// The answers to signs that an agency had to look into.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub answers: Vec<MarkAnswer>,
}
