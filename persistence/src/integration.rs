//! Notices; webhooks, their deliveries and attempts.

pub mod notice;
pub mod webhook;
