//! The levels of the plan of 2021 to 2025, as the tests name them.

use domain::base::code::{GroupCode, LevelCode};
use domain::base::ids::{LevelId, Revision};
use domain::base::text::Text;
use domain::planning::audience::Audience;
use domain::registry::level::{IssuerClass, Level, LevelFacts, LevelKind, Levels};
use domain::registry::organisation::Neighbours;
use uuid::Uuid;

/// A level of the plan, and the group and the criteria sets that have its code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum PlanLevel {
    Provincial,
    District,
    Commune,
    Enterprise,
    Individual,
}

impl PlanLevel {
    pub(crate) const ALL: [Self; 5] =
        [Self::Provincial, Self::District, Self::Commune, Self::Enterprise, Self::Individual];

    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Provincial => "PROVINCIAL",
            Self::District => "DISTRICT",
            Self::Commune => "COMMUNE",
            Self::Enterprise => "ENTERPRISE",
            Self::Individual => "INDIVIDUAL",
        }
    }

    pub(crate) fn code(self) -> LevelCode {
        LevelCode::parse(self.as_str()).expect("a code")
    }

    pub(crate) fn group(self) -> GroupCode {
        GroupCode::of_level(self.code())
    }

    pub(crate) fn audience(self) -> Audience {
        Audience::parse(self.as_str()).expect("a code")
    }

    /// The level itself, as the plan has it.
    pub(crate) fn level(self) -> Level {
        let (vi, kind, gso_digits, chair) = match self {
            Self::Provincial => ("cấp tỉnh", LevelKind::Authority, Some(2), None),
            Self::District => ("cấp huyện", LevelKind::Authority, Some(3), Some(IssuerClass::DistrictChair)),
            Self::Commune => ("cấp xã", LevelKind::Authority, Some(5), Some(IssuerClass::CommuneChair)),
            Self::Enterprise => ("doanh nghiệp", LevelKind::Enterprise, None, None),
            Self::Individual => ("cá nhân", LevelKind::Person, None, None),
        };
        Level {
            id: LevelId(Uuid::from_u128(0x1e_0000)),
            code: self.code(),
            facts: LevelFacts {
                name: Text::new(vi, self.as_str()),
                kind,
                gso_digits,
                chair,
                geographic: matches!(self, Self::District | Self::Commune),
                position: 0,
                valid_from: None,
            },
            valid_to: None,
            ended_by: None,
            revision: Revision::FIRST,
        }
    }
}

/// The surroundings of a new unit of a level, without any other unit.
pub(crate) fn near(level: PlanLevel) -> Neighbours<'static> {
    Neighbours { level: Some(Box::leak(Box::new(level.level()))), ..Neighbours::default() }
}

/// Every level of the plan, in the order of the plan.
pub(crate) fn levels() -> Levels {
    let at = |(position, level): (i64, PlanLevel)| {
        let mut level = level.level();
        level.facts.position = position;
        level
    };
    Levels::new((1..).zip(PlanLevel::ALL).map(at).collect())
}

impl From<LevelCode> for PlanLevel {
    fn from(code: LevelCode) -> Self {
        Self::ALL.into_iter().find(|level| level.as_str() == code.as_str()).expect("a level of the plan")
    }
}

impl From<GroupCode> for PlanLevel {
    fn from(code: GroupCode) -> Self {
        Self::ALL.into_iter().find(|level| level.as_str() == code.as_str()).expect("a group of the plan")
    }
}

impl PartialEq<PlanLevel> for GroupCode {
    fn eq(&self, other: &PlanLevel) -> bool {
        self.as_str() == other.as_str()
    }
}

impl PartialEq<PlanLevel> for Audience {
    fn eq(&self, other: &PlanLevel) -> bool {
        self.as_str() == other.as_str()
    }
}

impl std::fmt::Display for PlanLevel {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str(self.as_str())
    }
}
