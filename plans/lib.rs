//! The plan packages that the binary carries, as text: the law that every province has in common, and the plan of the
//! demonstration.

/// A file of a package: its name, with `/` between folders, and its text.
pub type File = (&'static str, &'static str);

macro_rules! files {
    ($folder:literal: $($name:literal),+ $(,)?) => {
        &[$(($name, include_str!(concat!($folder, "/", $name)))),+]
    };
}

/// Legal regimes, base salaries and working days, which are the same in every province.
pub const COMMON: &[File] = files!("common": "base-salaries.json", "regimes.json", "work-years.json");

/// The plan that `serve --demo` loads.
pub const DEMONSTRATED: &[File] = files!("soc-trang-2021-2025":
    "criteria-sets/commune.json",
    "criteria-sets/district.json",
    "criteria-sets/enterprise.json",
    "criteria-sets/individual.json",
    "criteria-sets/provincial.json",
    "cycles.json",
    "functions.json",
    "letterhead.json",
    "levels.json",
    "movement.json",
    "package.json",
    "units.csv",
);
