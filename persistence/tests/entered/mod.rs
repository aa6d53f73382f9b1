//! Units as a plan package enters them.

use chrono::Utc;
use domain::base::ids::{LevelId, Revision};
use domain::base::step::Step;
use domain::base::text::Text;
use domain::registry::level::{Level, LevelFacts, LevelKind};
use domain::registry::organisation::{Neighbours, Organisation};
use uuid::Uuid;

/// The step that enters a commune of a plan package.
pub(crate) fn from_plan(unit: Organisation) -> Step<Organisation> {
    let level = Level {
        id: LevelId(Uuid::nil()),
        code: unit.level,
        facts: LevelFacts {
            name: Text::new("cấp xã", "commune level"),
            kind: LevelKind::Authority,
            gso_digits: None,
            chair: None,
            geographic: true,
            position: 1,
            valid_from: None,
        },
        valid_to: None,
        ended_by: None,
        revision: Revision::FIRST,
    };
    let near = Neighbours { level: Some(&level), ..Neighbours::default() };
    unit.load(near, Utc::now()).expect("the rules allow it")
}
