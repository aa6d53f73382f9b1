//! What happened in a unit of work, for those who are told of it before it ends (`Store::telling`).

use chrono::{DateTime, Utc};
use domain::base::concept::Concept;
use domain::base::event::{Event, EventKind};
use domain::base::ids::OrganisationId;
use uuid::Uuid;

/// An event without what people wrote, and without who they are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Happening {
    /// What happened.
    pub kind: EventKind,
    /// The kind of thing that it happened to.
    pub concept: Concept,
    /// The thing's identifier.
    pub object: Uuid,
    /// The unit concerned, if one is.
    pub organisation: Option<OrganisationId>,
    /// When.
    pub at: DateTime<Utc>,
}

impl From<&Event> for Happening {
    fn from(event: &Event) -> Self {
        let Event { kind, concept, object, organisation, at, author: _, from: _, to: _, reason: _, changes: _ } = event;
        Self { kind: *kind, concept: *concept, object: *object, organisation: *organisation, at: *at }
    }
}
