//! Guidance and announcements, with their recipients.

use std::collections::{BTreeSet, HashMap};

use chrono::{DateTime, NaiveDate, Utc};
use domain::base::code::FieldCode;
use domain::base::identity::Scope;
use domain::base::ids::{CampaignId, OrganisationId, Revision};
use domain::base::step::Step;
use domain::oversight::dimension_tally::Counted;
use domain::oversight::guidance::{
    Acknowledgement, Addressing, Guidance, GuidanceContent, GuidanceId, GuidanceKind, GuidanceWithdrawal, Issue,
    Recipient,
};
use domain::registry::level::Levels;
use domain::registry::organisation::Organisation;
use domain::results::role_model::{NamedUnit, Withdrawal};
use sea_orm::sea_query::{ExprTrait, SelectStatement, SimpleExpr};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QuerySelect, QueryTrait};
use uuid::Uuid;

use crate::base::failure::Failure;
use crate::base::json;
use crate::base::kept::revised;
use crate::base::page::{Page, Slice};
use crate::base::store::Tx;
use crate::planning::campaign::dimensions;
use crate::registry::organisation::existing;

mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "guidance")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub campaign_id: Uuid,
        pub kind: String,
        pub title: String,
        pub text: String,
        pub document: Option<String>,
        pub attachments: String,
        pub contents: String,
        pub field: Option<String>,
        pub other_recipients: String,
        pub acknowledge_by: Option<Date>,
        pub public: bool,
        pub every_unit: bool,
        pub levels: String,
        pub issuer_id: Uuid,
        pub issuer_name: String,
        pub issued_at: ChronoDateTimeUtc,
        pub replaces_id: Option<Uuid>,
        pub replaced_by_id: Option<Uuid>,
        pub withdrawn_at: Option<ChronoDateTimeUtc>,
        pub reason: Option<String>,
        pub revision: i64,
    }

    #[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

mod recipient_row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "guidance_recipient")]
    pub(super) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub guidance_id: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        pub organisation_id: Uuid,
        pub organisation_name: String,
        pub acknowledged_at: Option<ChronoDateTimeUtc>,
        pub acknowledged_by: Option<String>,
        pub note: Option<String>,
    }

    #[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
    pub(super) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

const WHAT: &str = "guidance";
/// How many recipients are written by one statement.
const ROWS_MAX: usize = 1_000;

impl TryFrom<row::Model> for Guidance {
    type Error = Failure;

    fn try_from(row: row::Model) -> Result<Self, Failure> {
        let row::Model {
            id,
            campaign_id,
            kind,
            title,
            text,
            document,
            attachments,
            contents,
            field,
            other_recipients,
            acknowledge_by,
            public,
            every_unit,
            levels,
            issuer_id,
            issuer_name,
            issued_at,
            replaces_id,
            replaced_by_id,
            withdrawn_at,
            reason,
            revision,
        } = row;
        let content = GuidanceContent {
            title,
            text,
            document: json::read_any(document.as_deref(), WHAT, id)?,
            attachments: json::read(&attachments, WHAT, id)?,
            dimensions: dimensions::from_columns((&contents, field.as_deref()), WHAT, id)?,
            other_recipients: json::read(&other_recipients, WHAT, id)?,
            acknowledge_by,
            public,
        };
        Ok(Self {
            id: GuidanceId(id),
            campaign: CampaignId(campaign_id),
            kind: GuidanceKind::parse(&kind).ok_or(Failure::Corrupt { what: WHAT, id })?,
            content,
            every_unit,
            levels: json::read(&levels, WHAT, id)?,
            issuer: NamedUnit { id: OrganisationId(issuer_id), name: issuer_name },
            issued_at,
            replaces: replaces_id.map(GuidanceId),
            replaced_by: replaced_by_id.map(GuidanceId),
            withdrawal: withdrawn_at.map(|at| Withdrawal { at, reason: reason.unwrap_or_default() }),
            revision: Revision(revision),
        })
    }
}

fn to_row(guidance: &Guidance) -> Result<row::ActiveModel, Failure> {
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
    let GuidanceContent { title, text, document, attachments, dimensions, other_recipients, acknowledge_by, public } =
        content;
    let (contents, field) = dimensions::to_columns(dimensions);
    Ok(row::ActiveModel {
        id: Set(id.0),
        campaign_id: Set(campaign.0),
        kind: Set(kind.as_str().to_owned()),
        title: Set(title.clone()),
        text: Set(text.clone()),
        document: Set(json::write_any(document.as_ref(), WHAT, id.0)?),
        attachments: Set(json::write(attachments, WHAT, id.0)?),
        contents: Set(contents),
        field: Set(field),
        other_recipients: Set(json::write(other_recipients, WHAT, id.0)?),
        acknowledge_by: Set(*acknowledge_by),
        public: Set(*public),
        every_unit: Set(*every_unit),
        levels: Set(json::write(levels, WHAT, id.0)?),
        issuer_id: Set(issuer.id.0),
        issuer_name: Set(issuer.name.clone()),
        issued_at: Set(*issued_at),
        replaces_id: Set(replaces.map(|one| one.0)),
        replaced_by_id: Set(replaced_by.map(|one| one.0)),
        withdrawn_at: Set(withdrawal.as_ref().map(|withdrawal| withdrawal.at)),
        reason: Set(withdrawal.as_ref().map(|withdrawal| withdrawal.reason.clone())),
        revision: Set(revision.0),
    })
}

revised!(Guidance as row by to_row);

impl From<recipient_row::Model> for Recipient {
    fn from(row: recipient_row::Model) -> Self {
        let recipient_row::Model {
            guidance_id,
            organisation_id,
            organisation_name,
            acknowledged_at,
            acknowledged_by,
            note,
        } = row;
        let acknowledged = |at: DateTime<Utc>| Acknowledgement { at, name: acknowledged_by.unwrap_or_default(), note };
        Self {
            guidance: GuidanceId(guidance_id),
            unit: NamedUnit { id: OrganisationId(organisation_id), name: organisation_name },
            acknowledgement: acknowledged_at.map(acknowledged),
        }
    }
}

fn to_recipient_row(recipient: &Recipient) -> recipient_row::ActiveModel {
    let Recipient { guidance, unit, acknowledgement } = recipient;
    recipient_row::ActiveModel {
        guidance_id: Set(guidance.0),
        organisation_id: Set(unit.id.0),
        organisation_name: Set(unit.name.clone()),
        acknowledged_at: Set(acknowledgement.as_ref().map(|said| said.at)),
        acknowledged_by: Set(acknowledgement.as_ref().map(|said| said.name.clone())),
        note: Set(acknowledgement.as_ref().and_then(|said| said.note.clone())),
    }
}

/// Which guidance a list shows.
#[derive(Clone, Copy, Debug, Default)]
pub struct GuidanceFilter {
    /// In this movement.
    pub campaign: Option<CampaignId>,
    /// Of this kind.
    pub kind: Option<GuidanceKind>,
    /// About this content of the movement.
    pub content: Option<i64>,
    /// In this field.
    pub field: Option<FieldCode>,
    /// Withdrawn or not.
    pub withdrawn: Option<bool>,
    /// In force, and not acknowledged by a recipient that the reader sees.
    pub unacknowledged: bool,
    /// To be acknowledged before this day.
    pub due_before: Option<NaiveDate>,
}

/// How many units something was issued to, and how many of them have acknowledged it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RecipientCount {
    /// The recipients.
    pub total: i64,
    /// Those that have acknowledged.
    pub acknowledged: i64,
}

/// The identifiers of what was issued to some units, or to any; only to such as have not acknowledged it, if asked for.
fn issued_to(units: Option<&[OrganisationId]>, waiting: bool) -> SelectStatement {
    use recipient_row::Column as C;
    let query = recipient_row::Entity::find()
        .select_only()
        .column(C::GuidanceId)
        .apply_if(units, |query, units| query.filter(C::OrganisationId.is_in(units.iter().map(|unit| unit.0))))
        .apply_if(waiting.then_some(()), |query, ()| query.filter(C::AcknowledgedAt.is_null()));
    query.into_query()
}

/// The condition that a reader sees a row: it was issued to one of the reader's units, or is of a movement of theirs; none
/// if everything is seen.
fn seen(scope: &Scope) -> Option<SimpleExpr> {
    let Scope::Part { units, movements } = scope else { return None };
    let of_movements = row::Column::CampaignId.is_in(movements.iter().map(|movement| movement.0));
    Some(of_movements.or(row::Column::Id.in_subquery(issued_to(Some(units), false))))
}

/// The condition that a recipient which the reader sees has not acknowledged.
fn waits(scope: &Scope) -> SimpleExpr {
    let of_any = row::Column::Id.in_subquery(issued_to(None, true));
    match scope {
        Scope::Everything => of_any,
        Scope::Part { units, movements } => {
            let of_movements = row::Column::CampaignId.is_in(movements.iter().map(|movement| movement.0));
            of_movements.and(of_any).or(row::Column::Id.in_subquery(issued_to(Some(units), true)))
        }
    }
}

impl Tx {
    /// Guidance or an announcement, within what the reader may see.
    ///
    /// # Errors
    /// `NotFound`, also if it is out of scope, or a database error.
    pub async fn guidance(&self, scope: &Scope, id: GuidanceId) -> Result<Guidance, Failure> {
        let query = row::Entity::find_by_id(id.0).apply_if(seen(scope), |query, condition| query.filter(condition));
        self.found(query).await
    }

    /// The guidance and announcements within what the reader may see that match a filter, oldest first.
    ///
    /// # Errors
    /// A database error.
    pub async fn guidance_list(
        &self,
        scope: &Scope,
        filter: GuidanceFilter,
        page: Page,
    ) -> Result<Slice<Guidance>, Failure> {
        use row::Column as C;
        let GuidanceFilter { campaign, kind, content, field, withdrawn, unacknowledged, due_before } = filter;
        let waiting = (unacknowledged || due_before.is_some()).then(|| waits(scope));
        let query = row::Entity::find()
            .apply_if(seen(scope), |query, condition| query.filter(condition))
            .apply_if(campaign, |query, campaign| query.filter(C::CampaignId.eq(campaign.0)))
            .apply_if(kind, |query, kind| query.filter(C::Kind.eq(kind.as_str())))
            .apply_if(content, |query, number| query.filter(dimensions::of_content(C::Contents, number)))
            .apply_if(field, |query, field| query.filter(C::Field.eq(field.as_str())))
            .apply_if(withdrawn, |query, withdrawn| {
                query.filter(if withdrawn { C::WithdrawnAt.is_not_null() } else { C::WithdrawnAt.is_null() })
            })
            .apply_if(waiting, |query, waiting| {
                query.filter(waiting).filter(C::WithdrawnAt.is_null()).filter(C::ReplacedById.is_null())
            })
            .apply_if(due_before, |query, day| query.filter(C::AcknowledgeBy.lt(day)));
        self.slice(query, C::Id, page).await?.try_map(Guidance::try_from)
    }

    /// What everybody may read and holds, oldest first: neither what was replaced nor what was withdrawn.
    ///
    /// # Errors
    /// A database error.
    pub async fn public_guidance(&self, filter: GuidanceFilter, page: Page) -> Result<Slice<Guidance>, Failure> {
        use row::Column as C;
        let GuidanceFilter { campaign, kind, content, field, .. } = filter;
        let query = row::Entity::find()
            .filter(C::Public.eq(true))
            .filter(C::WithdrawnAt.is_null())
            .filter(C::ReplacedById.is_null())
            .apply_if(campaign, |query, campaign| query.filter(C::CampaignId.eq(campaign.0)))
            .apply_if(kind, |query, kind| query.filter(C::Kind.eq(kind.as_str())))
            .apply_if(content, |query, number| query.filter(dimensions::of_content(C::Contents, number)))
            .apply_if(field, |query, field| query.filter(C::Field.eq(field.as_str())));
        self.slice(query, C::Id, page).await?.try_map(Guidance::try_from)
    }

    /// How many public guidance and announcements that hold were issued from an instant on and before another, by what they
    /// are about.
    ///
    /// # Errors
    /// A database error.
    pub async fn guidance_dimensions(
        &self,
        campaign: CampaignId,
        (from, before): (DateTime<Utc>, DateTime<Utc>),
    ) -> Result<Vec<Counted>, Failure> {
        use row::Column as C;
        let query = row::Entity::find()
            .filter(C::Public.eq(true))
            .filter(C::WithdrawnAt.is_null())
            .filter(C::ReplacedById.is_null())
            .filter(C::CampaignId.eq(campaign.0))
            .filter(C::IssuedAt.gte(from))
            .filter(C::IssuedAt.lt(before));
        dimensions::counted(self, query, (C::Contents, C::Field), WHAT).await
    }

    /// The titles of guidance and announcements, and whether everybody may read them.
    ///
    /// # Errors
    /// A database error.
    pub async fn guidance_titles(
        &self,
        named: impl Iterator<Item = GuidanceId> + Send,
    ) -> Result<HashMap<GuidanceId, (String, bool)>, Failure> {
        use row::Column as C;
        let named: BTreeSet<Uuid> = named.map(|one| one.0).collect();
        if named.is_empty() {
            return Ok(HashMap::new());
        }
        let query = row::Entity::find()
            .select_only()
            .columns([C::Id, C::Title, C::Public, C::WithdrawnAt])
            .filter(C::Id.is_in(named));
        let found: Vec<(Uuid, String, bool, Option<DateTime<Utc>>)> =
            query.into_tuple().all(self.connection().await?).await?;
        let titled = found.into_iter();
        Ok(titled.map(|(id, title, public, gone)| (GuidanceId(id), (title, public && gone.is_none()))).collect())
    }

    /// The units of the registry that something may reach on a day.
    ///
    /// # Errors
    /// A database error.
    pub async fn units_addressed(
        &self,
        addressing: &Addressing,
        levels: &Levels,
        day: NaiveDate,
    ) -> Result<Vec<Organisation>, Failure> {
        let Addressing { every_unit, levels: of_levels, units } = addressing;
        let mut found = self.organisations_named(units.iter().copied()).await?;
        if *every_unit || !of_levels.is_empty() {
            let of = |level: &domain::registry::level::Level| *every_unit || of_levels.contains(&level.code);
            let query = existing(&Scope::Everything, levels, of, (day, day));
            let rows = query.all(self.connection().await?).await?;
            found.extend(rows.into_iter().map(Organisation::try_from).collect::<Result<Vec<_>, Failure>>()?);
        }
        Ok(found)
    }

    /// Issues guidance or an announcement, with its recipients, the one that it replaces and the public changes.
    ///
    /// # Errors
    /// `Stale` if the one that it replaces has changed, or a database error.
    pub async fn add_guidance(&self, issue: Issue) -> Result<Guidance, Failure> {
        let Issue { guidance, recipients, replaced, announced } = issue;
        let guidance = self.add(guidance).await?;
        for chunk in recipients.chunks(ROWS_MAX) {
            let rows = chunk.iter().map(to_recipient_row);
            recipient_row::Entity::insert_many(rows).exec_without_returning(self.connection().await?).await?;
        }
        if let Some(replaced) = replaced {
            self.save(replaced).await?;
        }
        self.announce(announced);
        Ok(guidance)
    }

    /// Saves a withdrawal if the stored revision is unchanged, with the public change.
    ///
    /// # Errors
    /// `Stale` if it has changed, or a database error.
    pub async fn save_guidance(&self, withdrawal: GuidanceWithdrawal) -> Result<Guidance, Failure> {
        let GuidanceWithdrawal { guidance, announced } = withdrawal;
        self.announce(announced);
        self.save(guidance).await
    }

    /// A unit as recipient.
    ///
    /// # Errors
    /// `NotFound` if it was not issued to the unit, or a database error.
    pub async fn guidance_recipient(&self, id: GuidanceId, unit: OrganisationId) -> Result<Recipient, Failure> {
        let query = recipient_row::Entity::find_by_id((id.0, unit.0));
        query.one(self.connection().await?).await?.map(Recipient::from).ok_or(Failure::NotFound)
    }

    /// The recipients within what the reader may see, in the order of the registry; those that have acknowledged, those
    /// that have not, or both.
    ///
    /// # Errors
    /// A database error.
    pub async fn guidance_recipients(
        &self,
        id: GuidanceId,
        (scope, acknowledged): (&Scope, Option<bool>),
        page: Page,
    ) -> Result<Slice<Recipient>, Failure> {
        use recipient_row::Column as C;
        let units = match scope {
            Scope::Everything => None,
            Scope::Part { units, .. } => Some(units.iter().map(|unit| unit.0)),
        };
        let query = recipient_row::Entity::find()
            .filter(C::GuidanceId.eq(id.0))
            .apply_if(units, |query, units| query.filter(C::OrganisationId.is_in(units)))
            .apply_if(acknowledged, |query, acknowledged| {
                query.filter(if acknowledged { C::AcknowledgedAt.is_not_null() } else { C::AcknowledgedAt.is_null() })
            });
        Ok(self.slice(query, C::OrganisationId, page).await?.map(Recipient::from))
    }

    /// Every unit that received what was issued.
    pub(crate) async fn all_guidance_recipients(&self, id: GuidanceId) -> Result<Vec<Recipient>, Failure> {
        let query = recipient_row::Entity::find().filter(recipient_row::Column::GuidanceId.eq(id.0));
        Ok(query.all(self.connection().await?).await?.into_iter().map(Recipient::from).collect())
    }

    /// These units as recipients of what was issued.
    ///
    /// # Errors
    /// A database error.
    pub async fn guidance_recipients_among(
        &self,
        issued: &[GuidanceId],
        units: &[OrganisationId],
    ) -> Result<Vec<Recipient>, Failure> {
        use recipient_row::Column as C;
        if issued.is_empty() || units.is_empty() {
            return Ok(Vec::new());
        }
        let query = recipient_row::Entity::find()
            .filter(C::GuidanceId.is_in(issued.iter().map(|one| one.0)))
            .filter(C::OrganisationId.is_in(units.iter().map(|unit| unit.0)));
        Ok(query.all(self.connection().await?).await?.into_iter().map(Recipient::from).collect())
    }

    /// How many recipients there are, and how many of them have acknowledged.
    ///
    /// # Errors
    /// A database error.
    pub async fn guidance_recipient_counts(
        &self,
        issued: &[GuidanceId],
    ) -> Result<HashMap<GuidanceId, RecipientCount>, Failure> {
        use recipient_row::Column as C;
        if issued.is_empty() {
            return Ok(HashMap::new());
        }
        let query = recipient_row::Entity::find()
            .select_only()
            .column(C::GuidanceId)
            .column_as(C::OrganisationId.count(), "total")
            .column_as(C::AcknowledgedAt.count(), "acknowledged")
            .filter(C::GuidanceId.is_in(issued.iter().map(|one| one.0)))
            .group_by(C::GuidanceId);
        let found: Vec<(Uuid, i64, i64)> = query.into_tuple().all(self.connection().await?).await?;
        let counted = found.into_iter();
        Ok(counted.map(|(id, total, acknowledged)| (GuidanceId(id), RecipientCount { total, acknowledged })).collect())
    }

    /// Saves a unit's acknowledgement; only its own row changes, so that units do not wait for each other.
    ///
    /// # Errors
    /// `Stale` if the unit has acknowledged by now, or a database error.
    pub async fn save_acknowledgement(&self, step: Step<Recipient>) -> Result<Recipient, Failure> {
        use recipient_row::Column as C;
        let (recipient, event) = step.into_parts();
        let query = recipient_row::Entity::update_many()
            .set(to_recipient_row(&recipient))
            .filter(C::GuidanceId.eq(recipient.guidance.0))
            .filter(C::OrganisationId.eq(recipient.unit.id.0))
            .filter(C::AcknowledgedAt.is_null());
        self.replace(query).await?;
        self.record(&event).await?;
        Ok(recipient)
    }
}
