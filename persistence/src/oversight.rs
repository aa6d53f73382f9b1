//! Difficulties and their digests, inspections, guidance, good practice, reports to the province.

pub mod difficulty;
pub mod difficulty_digest;
pub mod synthesis;
