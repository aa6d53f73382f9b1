//! Media items (chuyên trang, chuyên mục, tin, bài, phóng sự): what a press agency published about a movement, and which role
//! models and awards it is about (plan III.2, V.5).
//!
//! An item is public as soon as it is recorded, and names no person: people are named by awards alone (rule L36).

use chrono::{DateTime, NaiveDate, Utc};

use crate::base::calendar;
use crate::base::concept::Concept;
use crate::base::event::{Event, EventKind};
use crate::base::identity::Actor;
use crate::base::ids::{AwardId, CampaignId, Revision, RoleModelId, ids, wire_enum};
use crate::base::policy::Permission;
use crate::base::refusal::{Refusal, Violations, demanded};
use crate::base::step::Step;
use crate::base::text::tidy;
use crate::oversight::reasons;
use crate::planning::campaign::Campaign;
use crate::planning::campaign::dimensions::Dimensions;
use crate::registry::organisation::Organisation;
use crate::results::change::{Announcement, ChangeDetail, PublicChange, PublicChangeKind};
use crate::results::role_model::{NamedUnit, RoleModel, Withdrawal};

/// Maximum number of role models, and of awards, that an item is about.
pub const LINKS_MAX: usize = 20;

ids! {
    /// Identifies what a press agency published (tin, bài, phóng sự).
    MediaItemId,
}

wire_enum! {
    /// Kind of what was published.
    MediaKind {
        /// A page or a column of its own (chuyên trang, chuyên mục).
        Column = "COLUMN",
        /// A broadcast on radio or television (chương trình phát thanh, truyền hình).
        Broadcast = "BROADCAST",
        /// An article (tin, bài).
        Article = "ARTICLE",
        /// A reportage (phóng sự).
        Reportage = "REPORTAGE",
        /// Something else, such as a clip or an infographic (hình thức khác).
        Other = "OTHER",
    }
}

impl MediaKind {
    /// The Vietnamese name, as a headline begins with it.
    #[must_use]
    pub const fn vi(self) -> &'static str {
        match self {
            Self::Column => "Chuyên mục",
            Self::Broadcast => "Chương trình phát sóng",
            Self::Article => "Tin, bài",
            Self::Reportage => "Phóng sự",
            Self::Other => "Truyền thông",
        }
    }
}

/// What a press agency says of what it published.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MediaContent {
    /// Kind of what was published.
    pub kind: MediaKind,
    /// Its title.
    pub title: String,
    /// The day on which it was published first.
    pub day: NaiveDate,
    /// Where: the page, the channel or the newspaper.
    pub outlet: String,
    /// Where it can be read or seen.
    pub url: Option<String>,
    /// How long a broadcast is, in minutes.
    pub minutes: Option<u32>,
    /// How many parts it has.
    pub parts: Option<u32>,
    /// The contents and the field of the movement that it is about.
    pub dimensions: Dimensions,
    /// The role models that it is about.
    pub role_models: Vec<RoleModelId>,
    /// The awards that it is about.
    pub awards: Vec<AwardId>,
}

/// What a press agency published about a movement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MediaItem {
    /// Its identifier.
    pub id: MediaItemId,
    /// The movement.
    pub campaign: CampaignId,
    /// The press agency, with its name then.
    pub publisher: NamedUnit,
    /// What it is.
    pub content: MediaContent,
    /// When it was recorded, and became public here.
    pub published_at: DateTime<Utc>,
    /// Its withdrawal; none while it is public.
    pub withdrawal: Option<Withdrawal>,
    /// The revision number.
    pub revision: Revision,
}

/// A step of a media item, with its public change.
#[derive(Debug)]
#[must_use = "a step that is not saved did not happen"]
pub struct MediaStep {
    /// The item.
    pub item: Step<MediaItem>,
    /// The public change to announce.
    pub announced: Announcement,
}

impl MediaItem {
    /// Records what a press agency published. `linked` are the role models that it is about; its awards are public.
    ///
    /// # Errors
    /// `NotAllowed` for other people than the press agency's own; `OutOfSeason` for an agency that does not exist today
    /// (rule L34); `WrongState` unless the movement is launched and not concluded; `Invalid` for empty or secret texts
    /// (rule L35), a day in the future, contents or a field that the movement does not have, a role model that was
    /// withdrawn, and for a role model or an award that is named twice.
    pub fn publish(
        id: MediaItemId,
        content: MediaContent,
        linked: &[RoleModel],
        (movement, publisher): (&Campaign, &Organisation),
        actor: &Actor,
        at: DateTime<Utc>,
    ) -> Result<MediaStep, Refusal> {
        let author = actor.must(Permission::ReportMedia, (publisher.id, movement.id))?;
        publisher.must_exist_on(calendar::day_of(at))?;
        movement.must_be_running()?;
        let content = checked(content, linked, movement, at)?;
        let event = Event::new(EventKind::MediaItemPublished, Concept::MediaItem, id.0, author, at)
            .of(publisher.id)
            .because(&content.title);
        let item = Self {
            id,
            campaign: movement.id,
            publisher: publisher.into(),
            content,
            published_at: at,
            withdrawal: None,
            revision: Revision::FIRST,
        };
        let announced = item.announce(PublicChangeKind::MediaItemPublished, at);
        Ok(MediaStep { item: Step::new(item, event), announced })
    }

    /// Withdraws an item; it is no longer public, and clients with a copy are notified.
    ///
    /// # Errors
    /// `NotAllowed` for anyone but the press agency and the movement's standing agency; `WrongState` once it is withdrawn;
    /// `Invalid` without a reason.
    pub fn withdraw(self, reason: &str, actor: &Actor, at: DateTime<Utc>) -> Result<MediaStep, Refusal> {
        let author = actor.must(Permission::WithdrawMedia, (self.publisher.id, self.campaign))?;
        if self.withdrawal.is_some() {
            return Err(Refusal::WrongState(reasons::media_item_withdrawn()));
        }
        let reason = demanded("/reason", reason)?;
        let event = Event::new(EventKind::MediaItemWithdrawn, Concept::MediaItem, self.id.0, author, at)
            .of(self.publisher.id)
            .because(&reason);
        let announced = self.announce(PublicChangeKind::MediaItemWithdrawn, at);
        let withdrawn = Self { withdrawal: Some(Withdrawal { at, reason }), ..self };
        Ok(MediaStep { item: Step::new(withdrawn, event), announced })
    }

    fn announce(&self, kind: PublicChangeKind, at: DateTime<Utc>) -> Announcement {
        let detail = ChangeDetail { organisation: Some(self.publisher.id), ..ChangeDetail::default() };
        Announcement::new(vec![PublicChange { kind, subject: self.id.0, at, detail }])
    }
}

fn checked(
    content: MediaContent,
    linked: &[RoleModel],
    movement: &Campaign,
    at: DateTime<Utc>,
) -> Result<MediaContent, Refusal> {
    let MediaContent { title, outlet, day, dimensions, ref role_models, ref awards, .. } = content;
    let (title, outlet) = (tidy(&title), tidy(&outlet));
    let mut violations = Violations::default();
    violations.demand_open_text("/title", &title);
    violations.demand_open_text("/outlet", &outlet);
    if calendar::day_of(at) < day {
        violations.add("/date", reasons::day_in_future());
    }
    let dimensions = dimensions.checked(movement, &mut violations);
    for (place, id) in role_models.iter().enumerate() {
        let pointer = format!("/roleModels/{place}");
        if role_models.iter().take(place).any(|other| other == id) {
            violations.add(pointer, reasons::link_twice());
        } else if linked.iter().any(|one| one.id == *id && one.withdrawal.is_some()) {
            violations.add(pointer, reasons::role_model_not_public());
        }
    }
    for (place, id) in awards.iter().enumerate() {
        if awards.iter().take(place).any(|other| other == id) {
            violations.add(format!("/awards/{place}"), reasons::link_twice());
        }
    }
    violations.refuse_if_any()?;
    Ok(MediaContent { title, outlet, dimensions, ..content })
}
