//! Every rule, tried on plain values: one file per concept, tests named after the rules they prove.

mod base;
mod registry;
mod planning;
mod reporting;
mod results;
mod integration;
mod honours;
mod privacy;
mod world;
