//! What the agencies and the units see of guidance and announcements.

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, Utc};
use domain::base::code::{FieldCode, LevelCode};
use domain::base::identity::{Actor, Scope};
use domain::base::ids::{CampaignId, OrganisationId, Revision};
use domain::base::policy::Permission;
use domain::oversight::guidance::{
    Acknowledgement, Guidance, GuidanceContent, GuidanceId, GuidanceKind, GuidanceState, Recipient,
};
use domain::planning::campaign::dimensions::Dimensions;
use domain::results::role_model::{NamedUnit, Withdrawal};
use persistence::base::store::Tx;
use persistence::oversight::guidance::RecipientCount;
use persistence::planning::campaign::CampaignNames;
use persistence::registry::unit_label::UnitLabels;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::base::citation::CitationBody;
use crate::base::problem::Problem;
use crate::base::text::TextView;

/// The path parameter that names guidance or an announcement.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub(crate) struct GuidancePath {
    /// The identifier of the guidance or the announcement.
    #[param(value_type = Uuid)]
    pub(crate) guidance: GuidanceId,
}

/// A unit that guidance or an announcement was issued to, and its acknowledgement.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = GuidanceRecipient)]
pub(crate) struct GuidanceRecipientView {
    /// The unit.
    organisation: OrganisationId,
    /// The unit's name when it was issued.
    #[schema(example = "Huyện Kế Sách")]
    organisation_name: String,
    /// The unit's code.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "943")]
    organisation_code: Option<String>,
    /// When the unit acknowledged that it has received it; absent before.
    #[serde(skip_serializing_if = "Option::is_none")]
    acknowledged_at: Option<DateTime<Utc>>,
    /// The name of the person who acknowledged it for the unit.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "Nguyễn Văn Nhập (demo)")]
    acknowledged_by: Option<String>,
    /// What the unit added.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "Đã phổ biến đến các phòng chuyên môn")]
    note: Option<String>,
    /// Whether the day to acknowledge is over, and the unit has not acknowledged.
    overdue: bool,
}

/// To which units guidance or an announcement went, and how many of them have acknowledged it.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = GuidanceRecipients)]
pub(crate) struct RecipientsView {
    /// Whether it went to every unit of the registry that existed then.
    every_unit: bool,
    /// The levels whose units received it.
    levels: Vec<LevelCode>,
    /// How many units received it; for those only who see every recipient.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = 120)]
    total: Option<i64>,
    /// How many of them have acknowledged it; as `total`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = 97)]
    acknowledged: Option<i64>,
}

/// Guidance or an announcement (hướng dẫn, thông báo).
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Guidance)]
pub(crate) struct GuidanceView {
    /// Its identifier.
    id: GuidanceId,
    /// The movement.
    campaign: CampaignId,
    /// The movement's name.
    campaign_name: TextView,
    /// Guidance or an announcement.
    kind: GuidanceKind,
    /// Its title.
    #[schema(example = "Hướng dẫn tự đánh giá, chấm điểm hàng năm (demo)")]
    title: String,
    /// Its text.
    #[schema(example = "Các đơn vị tự đánh giá theo bộ tiêu chí của cấp mình")]
    text: String,
    /// The document.
    #[serde(skip_serializing_if = "Option::is_none")]
    document: Option<CitationBody>,
    /// Further documents.
    attachments: Vec<CitationBody>,
    /// Numbers of the movement's contents that it is about.
    #[schema(example = json!([6]))]
    contents: Vec<i64>,
    /// The movement's field that it is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    field: Option<FieldCode>,
    /// The unit that issued it.
    issuer: OrganisationId,
    /// The unit's name when it was issued.
    #[schema(example = "Sở Khoa học và Công nghệ")]
    issuer_name: String,
    /// The unit's code.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "so-khoa-hoc-cong-nghe")]
    issuer_code: Option<String>,
    /// When it was issued.
    issued_at: DateTime<Utc>,
    /// To which units it went.
    recipients: RecipientsView,
    /// Recipients that are no units.
    #[schema(example = json!(["Lưu: VT"]))]
    other_recipients: Vec<String>,
    /// The day by which the units acknowledge that they have received it; absent if it sets no such day.
    #[serde(skip_serializing_if = "Option::is_none")]
    acknowledge_by_date: Option<NaiveDate>,
    /// The caller's own units among the recipients.
    own_units: Vec<GuidanceRecipientView>,
    /// Whether the day to acknowledge is over, and a unit that the caller sees has not acknowledged.
    overdue: bool,
    /// Whether everybody may read it without a token, while it is not withdrawn.
    public: bool,
    /// Its state.
    state: GuidanceState,
    /// The one that it replaces.
    #[serde(skip_serializing_if = "Option::is_none")]
    replaces: Option<GuidanceId>,
    /// The title of the one that it replaces.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "Hướng dẫn tự đánh giá, chấm điểm hàng năm (demo)")]
    replaces_title: Option<String>,
    /// The one that replaces it.
    #[serde(skip_serializing_if = "Option::is_none")]
    replaced_by: Option<GuidanceId>,
    /// The title of the one that replaces it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "Hướng dẫn tự đánh giá, chấm điểm hàng năm, bản thay thế (demo)")]
    replaced_by_title: Option<String>,
    /// When it was withdrawn.
    #[serde(skip_serializing_if = "Option::is_none")]
    withdrawn_at: Option<DateTime<Utc>>,
    /// Why it was withdrawn.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "Có sai sót ở thang điểm")]
    reason: Option<String>,
    /// Revision number; the `ETag` contains the same number.
    revision: Revision,
}

/// What stands beside guidance: names, counts, and the caller's own units.
pub(crate) struct Beside {
    campaigns: CampaignNames,
    units: UnitLabels,
    titles: HashMap<GuidanceId, (String, bool)>,
    counts: HashMap<GuidanceId, RecipientCount>,
    own: HashMap<GuidanceId, Vec<Recipient>>,
}

impl Beside {
    pub(crate) async fn of(tx: &Tx, issued: &[Guidance], actor: &Actor) -> Result<Self, Problem> {
        let scope = actor.scope(Permission::ReadGuidance)?;
        let whole = |one: &&Guidance| matches!(scope.clone().in_movement(one.campaign), Scope::Everything);
        let counted: Vec<GuidanceId> = issued.iter().filter(whole).map(|one| one.id).collect();
        let own_units = match actor.scope(Permission::AcknowledgeGuidance) {
            Ok(Scope::Part { units, .. }) => units,
            Ok(Scope::Everything) | Err(_) => Vec::new(),
        };
        let ids: Vec<GuidanceId> = issued.iter().map(|one| one.id).collect();
        let others: Vec<GuidanceId> = issued.iter().flat_map(|one| [one.replaces, one.replaced_by]).flatten().collect();
        let recipients = tx.guidance_recipients_among(&ids, &own_units).await?;
        let mut named: Vec<OrganisationId> = issued.iter().map(|one| one.issuer.id).collect();
        named.extend(recipients.iter().map(|one| one.unit.id));
        let mut own = HashMap::<GuidanceId, Vec<Recipient>>::new();
        for recipient in recipients {
            own.entry(recipient.guidance).or_default().push(recipient);
        }
        let campaigns: Vec<CampaignId> = issued.iter().map(|one| one.campaign).collect();
        Ok(Self {
            campaigns: tx.campaign_names(campaigns.into_iter()).await?,
            units: tx.unit_labels(named.into_iter()).await?,
            titles: tx.guidance_titles(others.into_iter()).await?,
            counts: tx.guidance_recipient_counts(&counted).await?,
            own,
        })
    }

    fn title(&self, id: Option<GuidanceId>) -> Option<String> {
        self.titles.get(&id?).map(|(title, _)| title.clone())
    }
}

impl GuidanceRecipientView {
    /// A recipient; `overdue` says whether the day to acknowledge is over.
    pub(crate) fn new(recipient: Recipient, units: &UnitLabels, overdue: bool) -> Self {
        let Recipient { guidance: _, unit: NamedUnit { id, name }, acknowledgement } = recipient;
        let overdue = overdue && acknowledgement.is_none();
        let said = acknowledgement.map(|Acknowledgement { at, name, note }| (at, (name, note)));
        let (acknowledged_at, said) = said.unzip();
        let (acknowledged_by, note) = said.unzip();
        Self {
            organisation: id,
            organisation_name: name,
            organisation_code: units.get(id).code,
            acknowledged_at,
            acknowledged_by,
            note: note.flatten(),
            overdue,
        }
    }
}

impl GuidanceView {
    pub(crate) fn new(guidance: Guidance, beside: &Beside, at: DateTime<Utc>) -> Self {
        let (state, over) = (guidance.state(), guidance.is_overdue(at));
        let Guidance {
            id,
            campaign,
            kind,
            content,
            every_unit,
            levels,
            issuer,
            issued_at,
            replaces,
            replaced_by,
            withdrawal,
            revision,
        } = guidance;
        let GuidanceContent {
            title,
            text,
            document,
            attachments,
            dimensions: Dimensions { contents, field },
            other_recipients,
            acknowledge_by,
            public,
        } = content;
        let count = beside.counts.get(&id).copied();
        let own: Vec<Recipient> = beside.own.get(&id).cloned().unwrap_or_default();
        let missing = count.is_some_and(|RecipientCount { total, acknowledged }| acknowledged < total)
            || own.iter().any(|one| one.acknowledgement.is_none());
        let (total, acknowledged) = count.map(|one| (one.total, one.acknowledged)).unzip();
        let (withdrawn_at, reason) = withdrawal.map(|Withdrawal { at, reason }| (at, reason)).unzip();
        let own = own.into_iter().map(|one| GuidanceRecipientView::new(one, &beside.units, over));
        Self {
            id,
            campaign,
            campaign_name: beside.campaigns.get(campaign).into(),
            kind,
            title,
            text,
            document: document.map(Into::into),
            attachments: attachments.into_iter().map(Into::into).collect(),
            contents,
            field,
            issuer: issuer.id,
            issuer_code: beside.units.get(issuer.id).code,
            issuer_name: issuer.name,
            issued_at,
            recipients: RecipientsView { every_unit, levels, total, acknowledged },
            other_recipients,
            acknowledge_by_date: acknowledge_by,
            own_units: own.collect(),
            overdue: over && missing,
            public,
            state,
            replaces,
            replaces_title: beside.title(replaces),
            replaced_by,
            replaced_by_title: beside.title(replaced_by),
            withdrawn_at,
            reason,
            revision,
        }
    }

    /// One of them, with what stands beside it.
    pub(crate) async fn of(tx: &Tx, guidance: Guidance, actor: &Actor, at: DateTime<Utc>) -> Result<Self, Problem> {
        let beside = Beside::of(tx, std::slice::from_ref(&guidance), actor).await?;
        Ok(Self::new(guidance, &beside, at))
    }
}
