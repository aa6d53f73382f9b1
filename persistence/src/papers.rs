//! The versions of papers. Their bytes are in `base/blob.rs`.

pub mod paper_file;
