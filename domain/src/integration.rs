//! Notification: notices of what somebody must do, and webhooks, which tell other systems of public changes and of notices.

pub(crate) mod reasons;
pub mod notice;
pub mod webhook;
