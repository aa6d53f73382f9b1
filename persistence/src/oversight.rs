//! Difficulties and their digests, inspections, guidance, good practice, reports to the province.

pub mod difficulty;
pub mod difficulty_digest;
pub mod synthesis;
pub mod inspection;
pub mod practice;
pub mod adoption;
pub mod media_item;
pub mod guidance;
pub mod mobilisation;
pub mod dimension_tally;
