//! The audit trail, for the auditor.

use chrono::{DateTime, Utc};
use domain::base::concept::Concept;
use domain::base::event::{Author, Change, EventKind};
use domain::base::ids::{AccountId, AuditEntryId, ClientId, OrganisationId};
use domain::base::policy::{ClientScope, Permission, Role};
use persistence::base::audit::{AuditEntry, AuditFilter};
use persistence::registry::unit_label::{UnitLabel, UnitLabels};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use crate::access::caller::Caller;
use crate::base::answer::Untagged;
use crate::base::db::Db;
use crate::base::paging::{Listing, Paging};
use crate::base::problem::Problem;
use crate::base::query::Query;
use crate::base::routes::{Routes, operations};

/// One value before and after.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Change)]
pub(crate) struct ChangeView {
    /// What changed.
    #[schema(example = "1.2.numerator")]
    field: String,
    /// Before; absent if it did not exist.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "810/1000")]
    before: Option<String>,
    /// Value after the change; absent if it was removed.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "812/1000")]
    after: Option<String>,
}

/// An entry of the audit trail (nhật ký): who did what, when, in which role (rule L37). Never changed or deleted.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = AuditEntry)]
pub(crate) struct AuditEntryView {
    /// The entry's identifier; later entries have greater ones.
    id: AuditEntryId,
    /// The event.
    kind: EventKind,
    /// The kind of thing that it happened to.
    concept: Concept,
    /// The thing's identifier.
    object: Uuid,
    /// The unit concerned.
    #[serde(skip_serializing_if = "Option::is_none")]
    organisation: Option<OrganisationId>,
    /// The present name of that unit.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "Huyện Kế Sách")]
    organisation_name: Option<String>,
    /// The code of that unit.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "943")]
    organisation_code: Option<String>,
    /// When.
    at: DateTime<Utc>,
    /// The person's account; absent for actions of a machine client or of the installation itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    account: Option<AccountId>,
    /// The machine client (ứng dụng kết nối); absent for people.
    #[serde(skip_serializing_if = "Option::is_none")]
    client: Option<ClientId>,
    /// The person's or the client's name as it was then.
    #[schema(example = "Thủ trưởng đơn vị (demo)")]
    author_name: String,
    /// The role acted in.
    #[serde(skip_serializing_if = "Option::is_none")]
    role: Option<Role>,
    /// The scope under which a machine client acted; given in place of a role, which clients do not have.
    #[serde(skip_serializing_if = "Option::is_none")]
    scope: Option<ClientScope>,
    /// The unit acted for.
    #[serde(skip_serializing_if = "Option::is_none")]
    author_organisation: Option<OrganisationId>,
    /// The present name of that unit.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "Huyện Kế Sách")]
    author_organisation_name: Option<String>,
    /// The code of that unit.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "943")]
    author_organisation_code: Option<String>,
    /// The state before.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "DRAFT")]
    from_state: Option<String>,
    /// The state after.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "SUBMITTED")]
    to_state: Option<String>,
    /// The ground given.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "Bổ sung minh chứng cho tiêu chí 1.1")]
    reason: Option<String>,
    /// Values before and after.
    changes: Vec<ChangeView>,
}

/// The filters of the audit trail.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct AuditQuery {
    /// About this kind of thing.
    #[param(inline)]
    concept: Option<Concept>,
    /// About this thing.
    object: Option<Uuid>,
    /// By this person.
    #[param(value_type = Option<Uuid>)]
    account: Option<AccountId>,
    /// By this machine client.
    #[param(value_type = Option<Uuid>)]
    client: Option<ClientId>,
    /// Concerning this unit.
    #[param(value_type = Option<Uuid>)]
    organisation: Option<OrganisationId>,
}

impl AuditEntryView {
    fn new(entry: AuditEntry, labels: &UnitLabels) -> Self {
        let AuditEntry { id, kind, concept, object, organisation, author, at, from, to, reason, changes } = entry;
        let Author { account, client, name, role, organisation: author_organisation } = author;
        let (client, scope) = client.unzip();
        let changes =
            changes.into_iter().map(|Change { field, before, after }| ChangeView { field, before, after }).collect();
        let label = |unit: Option<OrganisationId>| match unit.map(|unit| labels.get(unit)) {
            Some(UnitLabel { name, code }) => (Some(name), code),
            None => (None, None),
        };
        let (organisation_name, organisation_code) = label(organisation);
        let (author_organisation_name, author_organisation_code) = label(author_organisation);
        Self {
            id,
            kind,
            concept,
            object,
            organisation,
            organisation_name,
            organisation_code,
            at,
            account,
            client,
            author_name: name,
            role,
            scope,
            author_organisation,
            author_organisation_name,
            author_organisation_code,
            from_state: from,
            to_state: to,
            reason,
            changes,
        }
    }
}

/// List the audit trail
///
/// *Nhật ký.* Auditor only. Filters add up.
#[utoipa::path(get, path = "/audit-entries", responses((status = 200, description = "The entries, oldest first.")))]
pub(crate) async fn list_audit_entries(
    Caller(actor): Caller,
    Query(query): Query<AuditQuery>,
    paging: Paging,
    db: Db,
) -> Result<Untagged<Listing<AuditEntryView>>, Problem> {
    actor.must(Permission::ReadAudit, None)?;
    let AuditQuery { concept, object, account, client, organisation } = query;
    let (filter, page) = (AuditFilter { concept, object, account, client, organisation }, paging.page);
    let (slice, labels) = db
        .read(move |tx| async move {
            let slice = tx.audit_entries(filter, page).await?;
            let units = slice.items.iter().flat_map(|entry| [entry.organisation, entry.author.organisation]).flatten();
            let labels = tx.unit_labels(units.collect::<Vec<OrganisationId>>().into_iter()).await?;
            Ok((slice, labels))
        })
        .await?;
    Untagged::new(&Listing::new(&paging, slice, |entry| entry.id.0, |entry| AuditEntryView::new(entry, &labels)))
}

pub(crate) fn routes(routes: &mut impl Routes) {
    operations!(routes, "audit": list_audit_entries);
}
