//! Mobilisation (tuyên truyền, vận động): what the Fatherland Front, the unions and other units did so that people take
//! part in the movement (parts III.1, V.1 and V.3 of the plan).
//!
//! The unit records it, corrects it and withdraws it while the movement runs. Sums are exact: each activity counts once, in
//! the period in which it began.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, NaiveDate, Utc};

use crate::base::calendar;
use crate::base::citation::Citation;
use crate::base::concept::Concept;
use crate::base::event::{Author, Change, Event, EventKind};
use crate::base::frame::check_day;
use crate::base::identity::Actor;
use crate::base::ids::{CampaignId, OrganisationId, Revision, ids, wire_enum};
use crate::base::policy::Permission;
use crate::base::refusal::{Refusal, Violations, demanded};
use crate::base::step::Step;
use crate::base::text::tidy;
use crate::base::wording;
use crate::oversight::guidance::checked_citations;
use crate::oversight::reasons;
use crate::planning::campaign::Campaign;
use crate::planning::campaign::dimensions::Dimensions;
use crate::registry::organisation::{Organisation, OrganisationKind};
use crate::registry::reasons::unit_not_valid;
use crate::results::role_model::Withdrawal;

/// Maximum of each number of people, households and materials that one activity reached.
pub const REACH_MAX: i64 = 10_000_000;

ids! {
    /// Identifies an activity of mobilisation (hoạt động tuyên truyền, vận động).
    MobilisationId,
}

wire_enum! {
    /// Form of an activity of mobilisation.
    MobilisationForm {
        /// A meeting (hội nghị).
        Meeting = "MEETING",
        /// A training (tập huấn).
        Training = "TRAINING",
        /// A campaign on the ground (ra quân, chiến dịch).
        Campaign = "CAMPAIGN",
        /// A contest (hội thi).
        Contest = "CONTEST",
        /// Visits to households (vận động tại hộ).
        Visit = "VISIT",
        /// Posts on the web and in social media (truyền thông trực tuyến).
        MediaPost = "MEDIA_POST",
        /// Another form (hình thức khác).
        Other = "OTHER",
    }
}

/// How many an activity reached.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Reach {
    /// The people who took part.
    pub participants: i64,
    /// The households; none if they were not counted.
    pub households: Option<i64>,
    /// The materials that were handed out; none if they were not counted.
    pub materials: Option<i64>,
}

/// What a unit records.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MobilisationContent {
    /// Its first day.
    pub from: NaiveDate,
    /// Its last day.
    pub to: NaiveDate,
    /// Its form.
    pub form: MobilisationForm,
    /// Where it took place.
    pub venue: Option<String>,
    /// What was done, and to what effect.
    pub text: String,
    /// The contents and the field of the movement that it is about.
    pub dimensions: Dimensions,
    /// How many it reached.
    pub reach: Reach,
    /// Documents and pages that show it.
    pub evidence: Vec<Citation>,
}

/// An activity of mobilisation of a unit (hoạt động tuyên truyền, vận động).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mobilisation {
    /// Its identifier.
    pub id: MobilisationId,
    /// The movement.
    pub campaign: CampaignId,
    /// The unit.
    pub organisation: OrganisationId,
    /// What the unit is.
    pub kind: OrganisationKind,
    /// What was recorded.
    pub content: MobilisationContent,
    /// When it was recorded.
    pub recorded_at: DateTime<Utc>,
    /// Its withdrawal; none while it counts.
    pub withdrawal: Option<Withdrawal>,
    /// The revision number.
    pub revision: Revision,
}

impl Mobilisation {
    /// Records an activity.
    ///
    /// # Errors
    /// `NotAllowed` for other people than the unit's own; `OutOfSeason` for a unit that does not exist today (rule L34);
    /// `WrongState` unless the movement is launched and not concluded; `Invalid` for days in the future, outside the
    /// movement's period or the unit's life, empty or secret texts (rule L35), numbers out of range, incomplete citations
    /// (rule L21), and for contents or a field that the movement does not have.
    pub fn record(
        id: MobilisationId,
        content: MobilisationContent,
        (movement, unit): (&Campaign, &Organisation),
        actor: &Actor,
        at: DateTime<Utc>,
    ) -> Result<Step<Self>, Refusal> {
        let author = may_record(movement, unit, actor, at)?;
        let content = content.checked(movement, unit, at)?;
        let recorded = Self {
            id,
            campaign: movement.id,
            organisation: unit.id,
            kind: unit.kind,
            content,
            recorded_at: at,
            withdrawal: None,
            revision: Revision::FIRST,
        };
        let event =
            recorded.event(EventKind::MobilisationRecorded, author, at).changing(recorded.content.changes(None));
        Ok(Step::new(recorded, event))
    }

    /// Corrects what was recorded; the audit trail keeps the values before and after.
    ///
    /// # Errors
    /// As `record`; `WrongState` once it is withdrawn.
    pub fn edit(
        self,
        content: MobilisationContent,
        (movement, unit): (&Campaign, &Organisation),
        actor: &Actor,
        at: DateTime<Utc>,
    ) -> Result<Step<Self>, Refusal> {
        let author = may_record(movement, unit, actor, at)?;
        self.must_stand()?;
        let content = content.checked(movement, unit, at)?;
        let changes = content.changes(Some(&self.content));
        let event = self.event(EventKind::MobilisationEdited, author, at).changing(changes);
        Ok(Step::new(Self { content, ..self }, event))
    }

    /// Withdraws it: it stays readable and counts no more.
    ///
    /// # Errors
    /// `NotAllowed` for other people than the unit's own; `OutOfSeason` for a unit that does not exist today (rule L34);
    /// `WrongState` unless the movement is launched and not concluded, and once it is withdrawn; `Invalid` without a
    /// reason.
    pub fn withdraw(
        self,
        reason: &str,
        (movement, unit): (&Campaign, &Organisation),
        actor: &Actor,
        at: DateTime<Utc>,
    ) -> Result<Step<Self>, Refusal> {
        let author = may_record(movement, unit, actor, at)?;
        self.must_stand()?;
        let reason = demanded("/reason", reason)?;
        let event = self.event(EventKind::MobilisationWithdrawn, author, at).because(&reason);
        Ok(Step::new(Self { withdrawal: Some(Withdrawal { at, reason }), ..self }, event))
    }

    fn must_stand(&self) -> Result<(), Refusal> {
        if self.withdrawal.is_some() {
            return Err(Refusal::WrongState(reasons::mobilisation_withdrawn()));
        }
        Ok(())
    }

    fn event(&self, kind: EventKind, author: Author, at: DateTime<Utc>) -> Event {
        Event::new(kind, Concept::Mobilisation, self.id.0, author, at).of(self.organisation)
    }
}

/// Whether the actor may record, correct and withdraw activities of a unit now.
fn may_record(movement: &Campaign, unit: &Organisation, actor: &Actor, at: DateTime<Utc>) -> Result<Author, Refusal> {
    let author = actor.must(Permission::RecordMobilisation, (unit.id, movement.id))?;
    unit.must_exist_on(calendar::day_of(at))?;
    movement.must_be_running()?;
    Ok(author)
}

impl MobilisationContent {
    fn checked(self, movement: &Campaign, unit: &Organisation, at: DateTime<Utc>) -> Result<Self, Refusal> {
        let Self { from, to, form, venue, text, dimensions, reach, evidence } = self;
        let mut violations = Violations::default();
        let period = (movement.text.period_start, movement.text.period_end);
        if to < from {
            violations.add("/toDate", reasons::period_backwards());
        } else if calendar::day_of(at) < to {
            violations.add("/toDate", reasons::period_not_over());
        } else {
            for (pointer, day) in [("/fromDate", from), ("/toDate", to)] {
                check_day(day, period, pointer, &mut violations);
                // Outside the movement the unit's life does not matter.
                if (period.0..=period.1).contains(&day) && !unit.is_valid_on(day) {
                    violations.add(pointer, unit_not_valid());
                }
            }
        }
        let venue = venue.map(|venue| tidy(&venue)).filter(|venue| !venue.is_empty());
        violations.refuse_secret("/venue", venue.as_deref().unwrap_or_default());
        let text = tidy(&text);
        violations.demand_open_text("/text", &text);
        let dimensions = dimensions.checked(movement, &mut violations);
        reach.check(&mut violations);
        let evidence = checked_citations(evidence, "/evidence", at, &mut violations);
        violations.refuse_if_any()?;
        Ok(Self { from, to, form, venue, text, dimensions, reach, evidence })
    }

    /// What differs from the content before, or all of it.
    fn changes(&self, before: Option<&Self>) -> Vec<Change> {
        let told = |content: &Self| {
            let Self { from, to, form, venue, text, dimensions, reach, evidence } = content;
            let Reach { participants, households, materials } = reach;
            let contents: Vec<String> = dimensions.contents.iter().map(i64::to_string).collect();
            let evidence: Vec<String> = evidence.iter().map(Citation::line).collect();
            let listed = |list: Vec<String>, joint: &str| Some(list.join(joint)).filter(|text| !text.is_empty());
            [
                ("fromDate", Some(from.to_string())),
                ("toDate", Some(to.to_string())),
                ("form", Some(form.as_str().to_owned())),
                ("venue", venue.clone()),
                ("text", Some(text.clone())),
                ("contents", listed(contents, ", ")),
                ("field", dimensions.field.map(|field| field.as_str().to_owned())),
                ("participants", Some(participants.to_string())),
                ("households", households.map(|number| number.to_string())),
                ("materials", materials.map(|number| number.to_string())),
                ("evidence", listed(evidence, "; ")),
            ]
        };
        let before = before.map_or([const { None }; _], |content| told(content).map(|(_, value)| value));
        let both = before.into_iter().zip(told(self));
        both.filter_map(|(before, (field, after))| Change::differing(field, before, after)).collect()
    }
}

impl Reach {
    fn check(self, violations: &mut Violations) {
        let Self { participants, households, materials } = self;
        let numbers = [("/participants", Some(participants)), ("/households", households), ("/materials", materials)];
        for (pointer, number) in numbers {
            if number.is_some_and(|number| !(0..=REACH_MAX).contains(&number)) {
                violations.add(pointer, reasons::reach_out_of_range(wording::number(REACH_MAX), REACH_MAX));
            }
        }
    }
}

/// What the activities of one form of a unit reached together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UnitActivities {
    /// The unit.
    pub organisation: OrganisationId,
    /// What the unit is.
    pub kind: OrganisationKind,
    /// Their form.
    pub form: MobilisationForm,
    /// How many there were.
    pub activities: i64,
    /// The people who took part.
    pub participants: i64,
    /// The households.
    pub households: i64,
    /// The materials that were handed out.
    pub materials: i64,
}

/// Sums over activities; each unit counts once, however many activities it has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct MobilisationSums {
    /// The units with at least one activity.
    pub units: i64,
    /// The activities.
    pub activities: i64,
    /// The people who took part; a person who took part twice counts twice.
    pub participants: i64,
    /// The households, in the same way.
    pub households: i64,
    /// The materials that were handed out.
    pub materials: i64,
}

impl MobilisationSums {
    fn of<'a>(rows: impl Iterator<Item = &'a UnitActivities>) -> Self {
        let mut units = BTreeSet::new();
        let mut sums = Self::default();
        for row in rows {
            let UnitActivities { organisation, kind: _, form: _, activities, participants, households, materials } =
                row;
            sums.units = sums.units.saturating_add(i64::from(units.insert(*organisation)));
            sums.activities = sums.activities.saturating_add(*activities);
            sums.participants = sums.participants.saturating_add(*participants);
            sums.households = sums.households.saturating_add(*households);
            sums.materials = sums.materials.saturating_add(*materials);
        }
        sums
    }
}

/// What was done in a movement: all of it, by form, and by kind of unit.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MobilisationSummary {
    /// All activities.
    pub total: MobilisationSums,
    /// Those of each form that there was, in the order of the forms.
    pub forms: Vec<(MobilisationForm, MobilisationSums)>,
    /// Those of each kind of unit that took part, in the order of the kinds; the Fatherland Front and the mass
    /// organisations are a kind of their own (part V.3 of the plan).
    pub kinds: Vec<(OrganisationKind, MobilisationSums)>,
}

impl MobilisationSummary {
    /// The sums of what units did.
    #[must_use]
    pub fn of(rows: &[UnitActivities]) -> Self {
        let (mut forms, mut kinds) = (BTreeMap::<_, Vec<_>>::new(), BTreeMap::<_, Vec<_>>::new());
        for row in rows {
            forms.entry(row.form).or_default().push(row);
            kinds.entry(row.kind).or_default().push(row);
        }
        let sums = |rows: Vec<&UnitActivities>| MobilisationSums::of(rows.into_iter());
        Self {
            total: MobilisationSums::of(rows.iter()),
            forms: forms.into_iter().map(|(form, rows)| (form, sums(rows))).collect(),
            kinds: kinds.into_iter().map(|(kind, rows)| (kind, sums(rows))).collect(),
        }
    }
}
