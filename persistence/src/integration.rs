//! Notices; webhooks, their deliveries and attempts.

pub mod notice;
mod notice_subject;
pub mod webhook;
