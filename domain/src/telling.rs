//! Who must act: what the present state of each thing asks of whom (rule P04).
//!
//! Nothing here looks at steps. After each step the state of its thing is asked again, and the notices that stand are
//! compared with it (`integration/notice/standing.rs`); so a step that is undone, a dossier that comes back a second time
//! and a day that is moved need no words of their own. Each `match` is exhaustive: a new state asks for its line.

pub mod report;
pub mod dossier;
pub mod agency;
pub mod file;
