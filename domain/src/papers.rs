//! Papers whose bytes are kept: those of dossiers, decisions and minutes, and what signatures were found in them.

pub(crate) mod reasons;
pub mod signature;
pub mod paper_file;
