//! What is shown of papers' bytes, and the check of signatures. The operations stand in `oversight`, the lowest room from
//! which everything that has a paper is seen.

pub(crate) mod reasons;
pub(crate) mod signature_algorithm;
pub(crate) mod signed_message;
pub(crate) mod certificate_chain;
pub(crate) mod pdf_signature;
pub(crate) mod signature_check;
pub(crate) mod signature_view;
pub(crate) mod paper_view;
