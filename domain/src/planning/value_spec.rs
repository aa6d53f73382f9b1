//! Where the value of a criterion comes from: what a unit reports, what scorers give, what other cycles, surveys and the
//! units below it gave.

use serde::{Deserialize, Serialize};

use crate::base::code::GroupCode;
use crate::base::ids::wire_enum;
use crate::base::text::Text;
use crate::planning::demands::{Panel, ZeroDenominator};
use crate::planning::exact::Decimal;

wire_enum! {
    /// What a number counts or measures.
    NumberUnit {
        /// Things.
        Count = "COUNT",
        /// Days.
        Days = "DAYS",
        /// Money, in đồng.
        Dong = "DONG",
        /// Something for each person.
        PerHead = "PER_HEAD",
        /// A mean of several numbers.
        Average = "AVERAGE",
    }
}

/// One of a choice's options.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct TreeOption {
    /// Short and stable.
    pub code: String,
    /// The case that the option describes.
    pub name: Text,
    /// The points.
    pub points: Decimal,
}

wire_enum! {
    /// How the results of several cycles become one value.
    OverForm {
        /// Their mean (trung bình cộng).
        Mean = "MEAN",
        /// Their mean by weights (trung bình có trọng số).
        Weighted = "WEIGHTED",
        /// The one of the last of the cycles (lần gần nhất).
        Last = "LAST",
        /// The mean of the highest ones (trung bình các lần cao nhất).
        Best = "BEST",
    }
}

/// How the results of several cycles become one value, with what it needs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Over {
    /// Their mean.
    Mean,
    /// Their mean with these weights, in the order of the cycles.
    Weighted(Vec<Decimal>),
    /// The one of the last of the cycles that has one.
    Last,
    /// The mean of so many best ones.
    Best(u8),
}

wire_enum! {
    /// How growth is expressed.
    GrowthForm {
        /// Now minus then (mức tăng, giảm).
        Difference = "DIFFERENCE",
        /// Now divided by then, in percent (tỷ lệ so với kỳ gốc).
        Ratio = "RATIO",
    }
}

wire_enum! {
    /// How the values of a unit's children become one.
    RollUpForm {
        /// Their sum (tổng).
        Sum = "SUM",
        /// Their mean (trung bình cộng).
        Mean = "MEAN",
        /// The share of them that met the target of the criterion, in percent (tỷ lệ đơn vị đạt).
        ShareMet = "SHARE_MET",
    }
}

/// Where a value comes from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum ValueSpec {
    /// Two counts, one divided by the other.
    Ratio {
        /// What the numerator counts.
        numerator: Text,
        /// What the denominator counts.
        denominator: Text,
        /// Meaning of a denominator of 0.
        zero: ZeroDenominator,
        /// Whether more may be counted than the denominator has, such as done against planned.
        #[serde(default)]
        may_exceed_one: bool,
        /// The value is the ratio times this: 100 for percent, 1000 for each thousand people.
        per: i64,
    },
    /// A number.
    Number {
        /// What is counted or measured.
        of: Text,
        /// Its unit.
        unit: NumberUnit,
        /// How many decimals it is given with.
        #[serde(default)]
        decimals: u8,
        /// The least number that is possible, if any.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        least: Option<Decimal>,
        /// The greatest number that is possible, if any.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        most: Option<Decimal>,
    },
    /// A choice between several options, which bear the points.
    Choice {
        /// The options.
        options: Vec<TreeOption>,
    },
    /// Points that scorers give.
    Rubric {
        /// What the points are given for.
        rubric: Text,
        /// The scorers, if several give points that are combined.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        panel: Option<Panel>,
    },
    /// The result of a survey.
    Survey {
        /// What was asked, or what is scored.
        of: Text,
        /// The greatest number that is possible; none for the value at which the last piece of the curve begins.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        most: Option<Decimal>,
    },
    /// The unit's official results of other cycles of the movement (rule M05).
    Derived {
        /// The codes of the cycles.
        cycles: Vec<String>,
        /// The criterion or branch whose points are meant; none for the total.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        node: Option<String>,
        /// How they become one.
        combine: Over,
        /// Whether a unit that lacks some of these results is still given a value.
        #[serde(default)]
        partial: bool,
    },
    /// A figure of the unit against its official figure of an earlier cycle.
    Growth {
        /// The code of the criterion with the figure, here and there.
        figure: String,
        /// The code of the earlier cycle.
        since: String,
        /// How it is expressed.
        form: GrowthForm,
    },
    /// The official results of the units below, in the same cycle.
    RollUp {
        /// The group on whose board they stand.
        group: GroupCode,
        /// The criterion or branch whose points are meant; none for the total.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        node: Option<String>,
        /// How they become one.
        form: RollUpForm,
        /// Whether a value is also made where some of these units have no result.
        #[serde(default)]
        partial: bool,
    },
    /// A figure that is collected and not scored.
    Context {
        /// What is counted or measured.
        of: Text,
        /// How many decimals it is given with.
        #[serde(default)]
        decimals: u8,
    },
    /// A written account, for one category of subject; it is read and not scored (rules S10, S11).
    Account {
        /// The category.
        category: String,
    },
}

impl ValueSpec {
    /// Whether points are made of it.
    #[must_use]
    pub const fn is_scored(&self) -> bool {
        match self {
            Self::Ratio { .. } | Self::Number { .. } | Self::Choice { .. } | Self::Rubric { .. } => true,
            Self::Survey { .. } | Self::Derived { .. } | Self::Growth { .. } | Self::RollUp { .. } => true,
            Self::Context { .. } | Self::Account { .. } => false,
        }
    }

    /// Whether a curve makes points of it; options and scorers give points themselves.
    #[must_use]
    pub const fn has_curve(&self) -> bool {
        match self {
            Self::Ratio { .. } | Self::Number { .. } | Self::Survey { .. } => true,
            Self::Derived { .. } | Self::Growth { .. } | Self::RollUp { .. } => true,
            Self::Choice { .. } | Self::Rubric { .. } | Self::Context { .. } | Self::Account { .. } => false,
        }
    }

    /// Whether no unit reports it: it comes from elsewhere, and `Absence` says what its lack means.
    #[must_use]
    pub const fn comes_from_elsewhere(&self) -> bool {
        match self {
            Self::Survey { .. } => true,
            Self::Ratio { .. } | Self::Number { .. } | Self::Choice { .. } | Self::Rubric { .. } => false,
            Self::Derived { .. } | Self::Growth { .. } | Self::RollUp { .. } => self.is_official(),
            Self::Context { .. } | Self::Account { .. } => false,
        }
    }

    /// Whether it is made of official results of other cycles or units.
    #[must_use]
    pub const fn is_official(&self) -> bool {
        match self {
            Self::Derived { .. } | Self::Growth { .. } | Self::RollUp { .. } => true,
            Self::Ratio { .. } | Self::Number { .. } | Self::Choice { .. } | Self::Rubric { .. } => false,
            Self::Survey { .. } | Self::Context { .. } | Self::Account { .. } => false,
        }
    }

    /// Whether it is a figure that growth can compare.
    #[must_use]
    pub const fn is_figure(&self) -> bool {
        match self {
            Self::Ratio { .. } | Self::Number { .. } | Self::Context { .. } => true,
            Self::Choice { .. } | Self::Rubric { .. } | Self::Survey { .. } | Self::Account { .. } => false,
            Self::Derived { .. } | Self::Growth { .. } | Self::RollUp { .. } => false,
        }
    }

    /// The codes of the cycles whose official results it is made of.
    #[must_use]
    pub fn cycles(&self) -> &[String] {
        match self {
            Self::Derived { cycles, .. } => cycles,
            Self::Growth { since, .. } => std::slice::from_ref(since),
            Self::RollUp { .. } | Self::Ratio { .. } | Self::Number { .. } | Self::Choice { .. } => &[],
            Self::Rubric { .. } | Self::Survey { .. } | Self::Context { .. } | Self::Account { .. } => &[],
        }
    }
}
