//! Who inspects, and the steps of an inspection.
//!
//! Either agency inspects: the standing agency in its movements, the appraisal agency everywhere (rule S30). An inspection
//! is run by the agency that entered it. That is the function, not the unit that held it on that day, so that a successor
//! finishes what its predecessor began (rule L34).

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use crate::base::citation::Citation;
use crate::base::event::{Author, EventKind};
use crate::base::identity::{Actor, On};
use crate::base::ids::{OrganisationId, wire_enum};
use crate::base::policy::{Permission, Role};
use crate::base::refusal::Refusal;
use crate::oversight::reasons;

wire_enum! {
    /// The agency that inspects (cơ quan kiểm tra).
    InspectingAgency {
        /// The standing agency of the movement (cơ quan thường trực).
        StandingAgency = "STANDING_AGENCY",
        /// The appraisal agency (Sở Nội vụ).
        AppraisalAgency = "APPRAISAL_AGENCY",
    }
}

impl InspectingAgency {
    /// The role of its people.
    #[must_use]
    pub const fn role(self) -> Role {
        match self {
            Self::StandingAgency => Role::StandingAgency,
            Self::AppraisalAgency => Role::AppraisalAgency,
        }
    }

    /// The agency in whose role somebody acts.
    pub(crate) fn of(author: &Author) -> Self {
        let agencies = Self::ALL.iter().copied();
        agencies.into_iter().find(|agency| author.role == Some(agency.role())).unwrap_or(Self::AppraisalAgency)
    }

    /// Demands that an actor acts for this agency.
    ///
    /// # Errors
    /// `NotAllowed` for anyone but the two agencies, and for the other one of them (rule S30).
    pub(crate) fn must_act(self, actor: &Actor, on: impl Into<On>) -> Result<Author, Refusal> {
        let on = on.into();
        actor.must(Permission::ManageInspection, on)?;
        let roles = actor.roles.iter().copied().filter(|(role, _)| *role == self.role()).collect();
        let only = Actor { roles, ..actor.clone() };
        let other = |_ignored| Refusal::NotAllowed(reasons::inspection_of_other_agency(self.role().vi(), self));
        only.must(Permission::ManageInspection, on).map_err(other)
    }
}

wire_enum! {
    /// State of an inspection.
    InspectionState {
        /// Intended; the unit does not see it (dự kiến).
        Planned = "PLANNED",
        /// The unit was told of the visit (đã thông báo).
        Announced = "ANNOUNCED",
        /// The visit took place, and its minutes are there (đã kiểm tra).
        Conducted = "CONDUCTED",
        /// Concluded under a document (đã kết luận).
        Concluded = "CONCLUDED",
        /// Given up before the visit, with a reason (đã hủy).
        Cancelled = "CANCELLED",
    }
}

impl InspectionState {
    /// The Vietnamese name.
    #[must_use]
    pub const fn vi(self) -> &'static str {
        match self {
            Self::Planned => "dự kiến",
            Self::Announced => "đã thông báo",
            Self::Conducted => "đã kiểm tra",
            Self::Concluded => "đã kết luận",
            Self::Cancelled => "đã hủy",
        }
    }

    /// The state after a step; none if the state does not allow it. This is the whole workflow. A visit that was announced
    /// is announced again if its day or its members change.
    #[must_use]
    pub const fn after(self, verb: InspectionVerb) -> Option<Self> {
        use InspectionVerb as V;
        match (self, verb) {
            (Self::Planned, V::Edit) => Some(Self::Planned),
            (Self::Planned | Self::Announced, V::Announce) => Some(Self::Announced),
            (Self::Planned | Self::Announced, V::Cancel) => Some(Self::Cancelled),
            (Self::Announced, V::Conduct) => Some(Self::Conducted),
            (Self::Conducted, V::RecordFinding | V::Recommend) => Some(Self::Conducted),
            (Self::Conducted, V::Conclude) => Some(Self::Concluded),
            (Self::Concluded, V::Recommend) => Some(Self::Concluded),
            _ => None,
        }
    }
}

wire_enum! {
    /// What the agency can do in an inspection.
    InspectionVerb {
        /// Correct what is intended (sửa).
        Edit = "EDIT",
        /// Tell the unit (thông báo).
        Announce = "ANNOUNCE",
        /// Enter the minutes of the visit (lập biên bản).
        Conduct = "CONDUCT",
        /// Record a finding (ghi nhận phát hiện).
        RecordFinding = "RECORD_FINDING",
        /// Recommend something to the unit (kiến nghị).
        Recommend = "RECOMMEND",
        /// Conclude it (kết luận).
        Conclude = "CONCLUDE",
        /// Give it up (hủy).
        Cancel = "CANCEL",
    }
}

impl InspectionVerb {
    pub(crate) const fn event(self) -> EventKind {
        match self {
            Self::Edit => EventKind::InspectionEdited,
            Self::Announce => EventKind::InspectionAnnounced,
            Self::Conduct => EventKind::InspectionConducted,
            Self::RecordFinding => EventKind::InspectionFindingRecorded,
            Self::Recommend => EventKind::RecommendationGiven,
            Self::Conclude => EventKind::InspectionConcluded,
            Self::Cancel => EventKind::InspectionCancelled,
        }
    }
}

/// A step that was taken in an inspection or with a recommendation, and by whom.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Act<V> {
    /// The step.
    pub verb: V,
    /// When.
    pub at: DateTime<Utc>,
    /// The unit whose person took it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<OrganisationId>,
    /// The role in which the person took it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<Role>,
    /// The name of the person.
    pub name: String,
    /// The answer or the reason.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// The document that says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub document: Option<Citation>,
    /// The day by which this step was due.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due: Option<NaiveDate>,
}

impl<V> Act<V> {
    /// A step without a text, a document and a due day.
    pub(crate) fn new(verb: V, author: &Author, at: DateTime<Utc>) -> Self {
        let Author { role, organisation, name, .. } = author;
        Self { verb, at, unit: *organisation, role: *role, name: name.clone(), text: None, document: None, due: None }
    }
}
