//! The service as a whole: routes, the OpenAPI document, the server, configuration, plan packages and the demonstration.

pub(crate) mod reasons;
pub(crate) mod bootstrap;
pub mod config;
pub mod demo;
#[expect(clippy::indexing_slicing, reason = "a JSON value answers null for what it does not hold")]
pub mod openapi;
pub mod plan;
pub mod server;
pub mod telemetry;
pub(crate) mod app;
pub(crate) mod cors;
pub(crate) mod undrained_body;
pub(crate) mod health;
mod housekeeping;
mod list_workbook;
mod listener;
pub(crate) mod roster;
pub(crate) mod problem_pages;
pub mod rule_pages;
pub(crate) mod routing;
#[expect(clippy::indexing_slicing, reason = "a JSON value answers null for what it does not hold")]
pub mod compatibility;
pub mod committed;
