//! What the agencies of a movement do beside measuring and commending: they answer difficulties, inspect, guide, spread
//! good practice, and report on the year to the province.

pub(crate) mod reasons;
pub mod difficulty;
pub mod difficulty_digest;
pub mod synthesis;
pub mod inspection;
pub mod practice;
pub mod adoption;
pub mod media_item;
pub mod guidance;
pub mod mobilisation;
pub mod paper_place;
pub mod dimension_tally;
